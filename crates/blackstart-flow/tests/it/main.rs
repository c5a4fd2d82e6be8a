//! Tests of the engine from outside.

mod properties;
mod random;
mod reference;
