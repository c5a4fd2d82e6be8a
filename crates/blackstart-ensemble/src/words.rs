//! What the numbers of a column stand for, and the words that positions stand for.

use crate::layout::Layout;
use blackstart_sim::handover::{Cause, Form, WEEKS};

/// What the numbers of a column stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Themselves.
    Number,
    /// Position in `Layout::systems`.
    System,
    /// Position in `Layout::services`.
    Service,
    /// Position in `Layout::sites`.
    Site,
    /// Position in `Layout::parties`.
    Party,
    /// Position in `Layout::crews`; the highest number of the type: no limited crew.
    Crew,
    /// Position in `Layout::targets`.
    Target,
    /// Position in `Layout::periods`.
    Period,
    /// Position in `Layout::policies`.
    Policy,
    /// Position in `Layout::data`.
    Data,
    /// Position in `Layout::promised`.
    Promised,
    /// Position in `Cause::ALL`.
    Cause,
    /// Position in [`CONDITIONS`].
    Condition,
    /// Position in `Form::ALL`.
    Form,
    /// Position in [`TASKS`].
    Task,
    /// Position in [`MEASURES`].
    Measure,
}

impl Words {
    /// The names that positions stand for, in order; `None`: the numbers stand for themselves.
    pub fn names(self, layout: &Layout) -> Option<Vec<&str>> {
        fn ids<T>(rows: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
            rows.iter().map(|row| id(row).as_str()).collect()
        }
        Some(match self {
            Self::Number => return None,
            Self::System => ids(&layout.systems, |row| &row.id),
            Self::Service => ids(&layout.services, |row| &row.id),
            Self::Site => ids(&layout.sites, |row| &row.id),
            Self::Party => ids(&layout.parties, |row| &row.id),
            Self::Crew => ids(&layout.crews, |row| &row.id),
            Self::Target => ids(&layout.targets, |row| &row.id),
            Self::Period => ids(&layout.periods, |row| &row.label),
            Self::Policy => ids(&layout.policies, |row| &row.id),
            Self::Data => ids(&layout.data, |row| &row.id),
            Self::Promised => layout.promised.iter().map(|it| it.label(layout).0).collect(),
            Self::Cause => Cause::ALL.iter().map(|cause| cause.word()).collect(),
            Self::Condition => CONDITIONS.to_vec(),
            Self::Form => Form::ALL.iter().map(|form| form.word()).collect(),
            Self::Task => TASKS.to_vec(),
            Self::Measure => MEASURES.to_vec(),
        })
    }
}

/// Words of `Condition`, in order.
pub const CONDITIONS: [&str; 3] = ["lost", "exposed", "clean"];

/// Words of `TaskKind`, in order.
pub const TASKS: [&str; 4] = ["rebuild", "verify", "start", "test"];

/// What is counted: times stopped and insolvent, bins of least cash in days of fixed cost, and bins of production as a share of normal over the worst seven days and in each week.
pub const MEASURES: [&str; 4 + WEEKS] = [
    "stopped",
    "insolvent",
    "cash-days",
    "worst-week",
    "week-1",
    "week-2",
    "week-3",
    "week-4",
    "week-5",
    "week-6",
    "week-7",
    "week-8",
    "week-9",
    "week-10",
    "week-11",
    "week-12",
];
