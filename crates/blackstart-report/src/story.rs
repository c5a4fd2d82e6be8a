//! What is told, whichever way it is shown: results in numbers, one history to look at, what really happened.

use crate::amount::Setting;
use crate::attack::AttackStory;
use blackstart_ensemble::backtest::Compared;
use blackstart_ensemble::mitigation::RankSummary;
use blackstart_ensemble::{Results, Summary};
use blackstart_model::model::{Currency, TaskKind};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// In so many hours no day and month comes twice.
const ONE_YEAR_HOURS: f64 = 330.0 * 24.0;

/// Everything a reader is told about a run.
#[derive(Clone, Debug)]
pub struct Story {
    /// The results in numbers.
    pub summary: Summary,
    /// Loss of all parties, one number per history.
    pub losses: Vec<f64>,
    /// Restore tasks of the typical history, in the order of their starts.
    pub restored: Vec<Restored>,
    /// One history as text.
    pub strip: Option<Strip>,
    /// Where systems fall in a race: how that goes, in the same histories.
    pub attack: Option<AttackStory>,
    /// What really happened, next to the model.
    pub backtest: Vec<Compared>,
    /// What changes would save, where that was ranked.
    pub ranking: Option<RankSummary>,
}

/// A restore task as it went in one history.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// Title of the system.
    pub system: String,
    /// What was done.
    pub task: &'static str,
    /// Title of the crew; none where no limited crew did it.
    pub crew: Option<String>,
    /// Heads.
    pub people: u32,
    /// Start \[h\].
    pub start_hours: f64,
    /// End \[h\]; infinite: not within the history.
    pub end_hours: f64,
}

/// One history as text: a row per system and service that changes, a column per day or week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strip {
    /// Which replicate.
    pub replicate: u32,
    /// The rows.
    pub text: String,
    /// How long a column is \[h\]; not told by older folders.
    #[serde(default)]
    pub column_hours: Option<f64>,
}

impl Story {
    /// The story of results and their summary.
    pub fn new(results: &Results, summary: Summary) -> Self {
        Self {
            losses: results.replicates.total_loss.clone(),
            restored: summary.loss.typical_replicate.map(|it| restored(results, it)).unwrap_or_default(),
            summary,
            strip: None,
            attack: None,
            backtest: Vec::new(),
            ranking: None,
        }
    }

    /// Moment 0.
    pub(crate) fn start(&self) -> DateTime {
        // The summary writes what it read from a date; the default is never seen.
        self.summary.start.parse().unwrap_or_default()
    }

    /// What turns its numbers into words.
    pub(crate) fn setting(&self) -> Setting {
        let summary = &self.summary;
        Setting {
            start: self.start(),
            currency: Currency { code: summary.currency.clone(), sign: summary.sign.clone() },
            one_year: summary.horizon_hours < ONE_YEAR_HOURS,
            end_hours: summary.horizon_hours,
        }
    }

    /// Title of a party; its id where it bears no loss.
    pub(crate) fn party<'s>(&'s self, id: &'s str) -> &'s str {
        let found = self.summary.loss.by_party.iter().find(|party| party.party == id);
        found.map_or(id, |party| party.title.as_str())
    }
}

/// The restore tasks of a history.
fn restored(results: &Results, replicate: u32) -> Vec<Restored> {
    let (layout, table) = (&results.layout, &results.tasks);
    let from = table.replicate.partition_point(|it| *it < replicate);
    let until = table.replicate.partition_point(|it| *it <= replicate);
    let task = |row: usize| Restored {
        system: layout.systems[table.system[row] as usize].title.clone(),
        task: TaskKind::ALL.get(usize::from(table.kind[row])).map_or("restore", |kind| kind.word()),
        crew: layout.crews.get(usize::from(table.crew[row])).map(|crew| crew.title.clone()),
        people: table.people[row],
        start_hours: table.start_hours[row],
        end_hours: table.end_hours[row],
    };
    let mut tasks: Vec<Restored> = (from..until).map(task).collect();
    tasks.sort_by(|a, b| a.start_hours.total_cmp(&b.start_hours));
    tasks
}
