//! What must hold for the whole house: examples, layers.

mod examples;
mod layers;
