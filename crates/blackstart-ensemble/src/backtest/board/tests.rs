//! Means over rows and over incidents.

use super::*;
use crate::backtest::{Modelled, ScaleKind, Score};
use crate::sample;

fn row(crps: Option<f64>, hit: bool) -> Compared {
    let score = |crps: f64| Score {
        scale: ScaleKind::Log,
        error: -crps,
        interval_score: crps,
        crps,
        pit: 0.5,
        normal_pit_squared: 1.0,
    };
    Compared {
        id: "r".to_owned(),
        title: "R".to_owned(),
        unit: "cars".to_owned(),
        modelled: Modelled { p05: None, p25: None, p50: None, p75: None, p95: None },
        reported_low: crps,
        reported_high: crps,
        hit: crps.map(|_| hit),
        inside_50: crps.map(|_| false),
        score: crps.map(score),
        sources: Vec::new(),
        note: None,
    }
}

fn incident(scenarios: Vec<Vec<Compared>>) -> Incident {
    let played = |rows| Played::of(&sample::layout(), 64, Held { compared: rows, left_out: Vec::new() });
    Incident::of(scenarios.into_iter().map(|rows| (sample::layout(), played(rows))).collect()).unwrap()
}

#[test]
fn an_incident_with_many_rows_counts_no_more_than_one_with_few() {
    let one = incident(vec![vec![row(Some(1.0), true), row(None, false)], vec![row(Some(3.0), true)]]);
    let other = incident(vec![vec![row(Some(5.0), false)]]);
    let forecast = incident(vec![vec![row(None, false)]]);
    assert_eq!((one.board.rows, one.board.open, one.board.means.unwrap().crps), (2, 1, 2.0));
    let board = Scoreboard::of(vec![one, other, forecast]);
    // (2 + 5) / 2 over incidents, (1 + 3 + 5) / 3 over rows.
    let by_incident = board.by_incident.unwrap();
    assert_eq!((by_incident.crps, by_incident.error, by_incident.inside_90), (3.5, 3.5, 0.5));
    assert_eq!(board.by_row.means.unwrap().crps, 3.0);
    assert_eq!((board.by_row.rows, board.by_row.open, board.by_row.inside_90.hits), (3, 2, 2));
}

#[test]
fn where_nothing_was_reported_there_is_nothing_to_score() {
    let board = Scoreboard::of(vec![incident(vec![vec![row(None, false)]])]);
    assert_eq!((board.by_incident, board.by_row.means, board.by_row.open), (None, None, 1));
}
