//! Charts as data, and how each is drawn, once: what stops when, what needs what, courses over time, bars with intervals, loss curves, where money goes, a plan.

mod axis;
mod bars;
mod bought;
mod courses;
mod exceedance;
mod failing;
mod fan;
mod interval;
mod lanes;
mod limits;
mod map;
mod plan;
mod plot;
mod reported;
mod return_periods;
mod rows;
mod sankey;
mod scatter;
mod stops;
mod tornado;
mod way;

use crate::amount::Setting;
pub use bars::{Bar, Bars};
pub use bought::Bought;
pub use courses::{Course, Courses};
pub use exceedance::{Exceedance, Layer, Mark};
pub use failing::{Failing, FailingParty};
pub use fan::{Band, Fan};
pub use interval::Interval;
pub use lanes::{FactDate, Lane, LaneCourse, LaneGroup, Lanes};
pub use limits::{Limit, Limits};
pub use map::{Map, MapNode, Shade};
pub use plan::{Load, Milestone, Plan, PlanCrew, PlanPiece, PlanRow};
pub use reported::{Reported, ReportedRow};
pub use return_periods::{CurveBand, CurveLine, CurvePlace, ReturnPeriods};
pub use sankey::{Sankey, SankeyFlow};
pub use scatter::Scatter;
pub use stops::{Stop, Stops, end};
pub use tornado::{Tornado, TornadoRow};
pub use way::{Way, WayRow};

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// What stops when, a lane each.
    Lanes(Lanes),
    /// How long things may be away, and are.
    Limits(Limits),
    /// What needs what.
    Map(Map),
    /// Where money goes.
    Sankey(Sankey),
    /// A course with the bands that histories lie in.
    Fan(Fan),
    /// Bars with intervals.
    Bars(Bars),
    /// How likely it is that a loss is more than so much.
    Exceedance(Exceedance),
    /// Tasks over time.
    Plan(Plan),
    /// One way, step by step.
    Way(Way),
    /// Who runs out of cash when.
    Failing(Failing),
    /// Shares of normal over steps.
    Courses(Courses),
    /// What a model says beside what was reported.
    Reported(Reported),
    /// Losses that are reached once in so many years.
    ReturnPeriods(ReturnPeriods),
    /// What changes cost against what they save.
    Bought(Bought),
    /// An outcome at both ends of inputs.
    Tornado(Tornado),
    /// An input against an outcome, history by history.
    Scatter(Scatter),
}

impl Chart {
    /// The picture, as SVG with the words beside it; `id` must be unique on its page.
    pub fn html(&self, id: &str, setting: &Setting) -> String {
        match self {
            Self::Lanes(it) => it.html(id, setting),
            Self::Limits(it) => it.html(id),
            Self::Map(it) => it.html(id),
            Self::Sankey(it) => it.html(id, setting),
            Self::Fan(it) => it.html(id, setting),
            Self::Bars(it) => it.html(id, setting),
            Self::Exceedance(it) => it.html(id, setting),
            Self::Plan(it) => it.html(id, setting),
            Self::Way(it) => it.html(id),
            Self::Failing(it) => it.html(id, setting),
            Self::Courses(it) => it.html(id),
            Self::Reported(it) => it.html(id),
            Self::ReturnPeriods(it) => it.html(id, setting),
            Self::Bought(it) => it.html(id, setting),
            Self::Tornado(it) => it.html(id, setting),
            Self::Scatter(it) => it.html(id, setting),
        }
    }
}

#[cfg(test)]
mod tests;
