//! The report's pictures: what stops when, output over time, bars with intervals, the loss exceedance curve.

mod axis;
mod bars;
mod courses;
mod exceedance;
mod fan;
mod gantt;
mod planned;
mod return_periods;

pub use bars::{Bar, bars};
pub use courses::courses;
pub use exceedance::exceedance;
pub use fan::{Band, fan};
pub use gantt::{Stop, end, gantt};
pub use planned::{PlannedRow, planned};
pub use return_periods::{Line, return_periods};

/// Width of every picture in user units.
const WIDTH: f64 = 1_000.0;

#[cfg(test)]
mod tests;
