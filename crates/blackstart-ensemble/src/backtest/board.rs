//! The scoreboard: scores of rows, in the mean over an incident and over all incidents.

use super::score::consistent;
use super::{Compared, Held, LeftOut};
use crate::layout::Layout;
use serde::Serialize;

/// Forecasts of several incidents next to what was reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scoreboard {
    /// One for each model, in the order asked for.
    pub incidents: Vec<Incident>,
    /// The mean over incidents with scored rows, of the means over the rows of each; `None` if no row is scored.
    pub by_incident: Option<Means>,
    /// All rows alike.
    pub by_row: Board,
}

/// What happened to one company.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Incident {
    /// Slug of the model.
    pub id: String,
    /// Its title.
    pub title: String,
    /// ISO code of the currency.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// Scenarios that rows are about, in the order in which rows name them.
    pub scenarios: Vec<Played>,
    /// All rows.
    pub board: Board,
}

/// A scenario that was played, next to its rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Played {
    /// Slug of the scenario.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Moment 0, civil time.
    pub start: String,
    /// Histories played.
    pub replicates: usize,
    /// Random seed.
    pub seed: u64,
    /// Rows that could be compared.
    pub rows: Vec<Compared>,
    /// Rows that could not.
    pub left_out: Vec<LeftOut>,
    /// These rows.
    pub board: Board,
}

/// How good the forecasts of some rows were.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Board {
    /// Rows with a reported value.
    pub rows: usize,
    /// Rows without one: forecasts.
    pub open: usize,
    /// Rows that could not be compared.
    pub left_out: usize,
    /// Rows inside 5–95 %.
    pub inside_90: Coverage,
    /// Rows inside 25–75 %.
    pub inside_50: Coverage,
    /// Means over the rows; `None` of none.
    pub means: Option<Means>,
}

/// How many rows lie inside a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// How many do.
    pub hits: usize,
    /// Least number that would surprise nobody if rows were independent and the band right.
    pub low: usize,
    /// Greatest such number.
    pub high: usize,
}

/// Means over rows, or over incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Means {
    /// Share inside 5–95 %.
    pub inside_90: f64,
    /// Share inside 25–75 %.
    pub inside_50: f64,
    /// Size of the median's error.
    pub error: f64,
    /// Interval score.
    pub interval_score: f64,
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Probability integral transform; 0.5 where forecasts are neither too low nor too high.
    pub pit: f64,
    /// Its square as a normal deviate; 1 where they are as sure as they should be.
    pub normal_pit_squared: f64,
}

impl Scoreboard {
    /// The scoreboard of some incidents.
    pub fn of(incidents: Vec<Incident>) -> Self {
        let means: Vec<Means> = incidents.iter().filter_map(|incident| incident.board.means).collect();
        let by_row = Board::of(incidents.iter().flat_map(|incident| &incident.scenarios));
        Self { by_incident: Means::over(&means), by_row, incidents }
    }
}

impl Incident {
    /// An incident, from the layout of any of its scenarios and from all of these; `None` if there are none.
    pub fn of(scenarios: Vec<(Layout, Played)>) -> Option<Self> {
        let layout = scenarios.first()?.0.clone();
        let scenarios: Vec<Played> = scenarios.into_iter().map(|(_, played)| played).collect();
        Some(Self {
            id: layout.model.id,
            title: layout.model.title,
            currency: layout.currency,
            sign: layout.sign,
            board: Board::of(&scenarios),
            scenarios,
        })
    }
}

impl Played {
    /// A scenario that was played so often, next to its rows.
    pub fn of(layout: &Layout, replicates: usize, held: Held) -> Self {
        Self {
            id: layout.scenario.id.clone(),
            title: layout.scenario.title.clone(),
            start: layout.start.to_string(),
            replicates,
            seed: layout.seed,
            board: Board::of_rows(&held.compared.iter().collect::<Vec<_>>(), held.left_out.len()),
            rows: held.compared,
            left_out: held.left_out,
        }
    }
}

impl Board {
    fn of<'a>(scenarios: impl IntoIterator<Item = &'a Played>) -> Self {
        let (mut rows, mut left_out) = (Vec::new(), 0);
        for scenario in scenarios {
            rows.extend(&scenario.rows);
            left_out += scenario.left_out.len();
        }
        Self::of_rows(&rows, left_out)
    }

    fn of_rows(rows: &[&Compared], left_out: usize) -> Self {
        let scored: Vec<&Compared> = rows.iter().copied().filter(|row| row.score.is_some()).collect();
        let inside = |hit: fn(&Compared) -> Option<bool>, chance: f64| {
            let (low, high) = consistent(scored.len(), chance);
            Coverage { hits: scored.iter().filter(|row| hit(row) == Some(true)).count(), low, high }
        };
        let means: Vec<Means> = scored.iter().filter_map(|row| Means::of(row)).collect();
        Self {
            rows: scored.len(),
            open: rows.len() - scored.len(),
            left_out,
            inside_90: inside(|row| row.hit, 0.9),
            inside_50: inside(|row| row.inside_50, 0.5),
            means: Means::over(&means),
        }
    }
}

impl Means {
    fn of(row: &Compared) -> Option<Self> {
        let score = row.score?;
        let share = |hit: Option<bool>| f64::from(u8::from(hit == Some(true)));
        Some(Self {
            inside_90: share(row.hit),
            inside_50: share(row.inside_50),
            error: score.error.abs(),
            interval_score: score.interval_score,
            crps: score.crps,
            pit: score.pit,
            normal_pit_squared: score.normal_pit_squared,
        })
    }

    /// The mean of each number; `None` of none.
    fn over(all: &[Self]) -> Option<Self> {
        let mean = |number: fn(&Self) -> f64| all.iter().map(number).sum::<f64>() / all.len() as f64;
        (!all.is_empty()).then(|| Self {
            inside_90: mean(|it| it.inside_90),
            inside_50: mean(|it| it.inside_50),
            error: mean(|it| it.error),
            interval_score: mean(|it| it.interval_score),
            crps: mean(|it| it.crps),
            pit: mean(|it| it.pit),
            normal_pit_squared: mean(|it| it.normal_pit_squared),
        })
    }
}

#[cfg(test)]
mod tests;
