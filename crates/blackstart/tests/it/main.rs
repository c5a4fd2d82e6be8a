//! What must hold for the whole house: examples, layers, pages.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod docs;
mod examples;
mod formats;
mod layers;
mod modules;
mod programs;
mod promised;
mod steps;
