//! What the world is: a company's files, checked, as dense arrays.

pub mod id;
pub mod logic;
pub mod model;
pub mod scenario;
pub mod time;
pub mod units;

pub use model::Model;
pub use scenario::Scenario;
