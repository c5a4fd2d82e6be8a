//! Results in words and pictures: text out, nothing else.
//!
//! [`problems`] shows what is wrong with a file.

pub mod chart;
pub mod number;
pub mod problem;
pub mod svg;
pub mod table;

pub use problem::problems;
pub use table::Style;
