//! Tests of the flow engine through its public face.

mod build;
mod lanes;
mod network;
mod oracle;
mod rest;
mod stories;
