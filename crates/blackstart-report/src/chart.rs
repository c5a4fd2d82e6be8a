//! Charts as data, and how each is drawn: what stops when, output over time, bars with intervals, loss curves, a plan.

mod axis;
mod bars;
mod courses;
mod exceedance;
mod fan;
mod interval;
mod plan;
mod return_periods;
mod stops;

use crate::amount::Setting;
pub use bars::{Bar, Bars};
pub use courses::{Course, Courses};
pub use exceedance::{Exceedance, Mark};
pub use fan::{Band, Fan};
pub use interval::Interval;
pub use plan::{Plan, PlanRow};
pub use return_periods::{CurveBand, CurveLine, CurvePlace, ReturnPeriods};
pub use stops::{Stop, Stops, end};

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// What stops when, a row each.
    Stops(Stops),
    /// A course with the bands that histories lie in.
    Fan(Fan),
    /// Bars with intervals.
    Bars(Bars),
    /// How likely it is that a loss is more than so much.
    Exceedance(Exceedance),
    /// Tasks over time.
    Plan(Plan),
    /// Shares of normal over steps.
    Courses(Courses),
    /// Losses that are reached once in so many years.
    ReturnPeriods(ReturnPeriods),
}

impl Chart {
    /// The picture as SVG; `id` must be unique on its page.
    pub fn svg(&self, id: &str, setting: &Setting) -> String {
        match self {
            Self::Stops(it) => it.svg(id, setting),
            Self::Fan(it) => it.svg(id, setting),
            Self::Bars(it) => it.svg(id, setting),
            Self::Exceedance(it) => it.svg(id, setting),
            Self::Plan(it) => it.svg(id, setting),
            Self::Courses(it) => it.svg(id),
            Self::ReturnPeriods(it) => it.svg(id, setting),
        }
    }
}

#[cfg(test)]
mod tests;
