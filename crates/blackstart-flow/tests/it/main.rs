//! Tests of the flow engine through its public face.
// Helpers of tests are tests too; the lint only knows test functions.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod ario;
mod build;
mod cascade;
mod economy;
mod esri;
mod foreseen;
mod graph;
mod inoue_todo;
mod lanes;
mod network;
mod oracle;
mod properties;
mod published;
mod random;
mod reference;
mod rest;
mod stories;
mod substitutes;
