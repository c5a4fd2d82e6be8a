//! Tests of the flow engine through its public face.
// Helpers of tests are tests too; the lint only knows test functions.
#![allow(clippy::unwrap_used)]

mod build;
mod cascade;
mod esri;
mod graph;
mod lanes;
mod network;
mod oracle;
mod properties;
mod random;
mod reference;
mod rest;
mod stories;
