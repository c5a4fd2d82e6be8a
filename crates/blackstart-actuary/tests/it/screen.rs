//! Twelve options over a thousand paired histories: which one wins by which way of searching. One acts in 15 histories only, and is the best.

use crate::data::Table;
use blackstart_actuary::screen::{Change, Halving, NOTHING, in_the_race, intervals};
use serde_json::Value;
use std::path::Path;

struct Case {
    names: Vec<String>,
    costs: Vec<f64>,
    /// By option.
    saved: Vec<Vec<f64>>,
    expected: Value,
}

fn case() -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/select");
    let costs = Table::read(&folder.join("costs.csv")).unwrap();
    let stream = Table::read(&folder.join("stream.csv")).unwrap();
    let names: Vec<String> = costs.rows.iter().map(|row| row[0].clone()).collect();
    let saved = names.iter().map(|it| stream.numbers(&[it]).into_iter().map(|row| row[0]).collect()).collect();
    let text = std::fs::read_to_string(folder.join("stream_expected.json")).unwrap();
    let costs = costs.rows.iter().map(|row| row[1].parse().unwrap()).collect();
    Case { names, costs, saved, expected: serde_json::from_str(&text).unwrap() }
}

fn names(case: &Case, alive: impl IntoIterator<Item = usize>) -> Vec<&str> {
    alive.into_iter().map(|at| case.names[at].as_str()).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

/// Plays a search over rows that each option keeps for itself; after each round those that are left must be as expected.
fn search(case: &Case, rows: &[Vec<f64>], rounds: &Value, means: &str) -> Vec<usize> {
    let changes =
        rows.iter().zip(&case.costs).map(|(rows, cost)| Change { cost: *cost, touched: rows.len() }).collect();
    let mut halving = Halving::new(changes, case.saved[0].len(), 16 * 12, 1);
    for round in rounds.as_array().unwrap() {
        let asked = halving.asks().unwrap();
        let heard: Vec<Vec<f64>> = asked.iter().map(|(at, rows_of)| rows[*at][rows_of.clone()].to_vec()).collect();
        halving.hears(&heard);
        let mut alive = halving.ranking();
        alive.sort_unstable();
        assert_eq!(names(case, alive.iter().copied()), strings(&round["alive"]));
        for (at, mean) in alive.iter().zip(round[means].as_array().unwrap()) {
            assert!((halving.estimate(*at) - mean.as_f64().unwrap()).abs() < 1e-9, "{}", case.names[*at]);
        }
        if let Some(played) = round["simulated so far"].as_u64() {
            assert_eq!(halving.played() as u64, played);
        }
    }
    assert!(halving.asks().is_none());
    halving.ranking()
}

#[test]
fn halving_loses_a_rare_effect_and_finds_it_on_touched_histories() {
    let case = case();
    let won = search(&case, &case.saved, &case.expected["successive halving"], "net means");
    assert_eq!(names(&case, won), ["s3"]);
    let touched: Vec<Vec<f64>> =
        case.saved.iter().map(|it| it.iter().copied().filter(|it| it.abs() > NOTHING).collect()).collect();
    for (name, rows) in case.names.iter().zip(&touched) {
        assert_eq!(case.expected["touched rows"][name].as_u64(), Some(rows.len() as u64), "{name}");
    }
    let won = search(&case, &touched, &case.expected["successive halving on touched rows"], "estimates");
    assert_eq!(names(&case, won), ["s1"]);
}

#[test]
fn elimination_keeps_what_has_not_been_heard() {
    let case = case();
    let looks = case.expected["elimination at looks"].as_array().unwrap();
    let mut alive: Vec<usize> = (0..case.names.len()).collect();
    let touched = |saved: &Vec<f64>| saved.iter().filter(|it| it.abs() > NOTHING).count();
    let changes: Vec<Change> = case
        .saved
        .iter()
        .zip(&case.costs)
        .map(|(saved, cost)| Change { cost: *cost, touched: touched(saved) })
        .collect();
    for look in looks {
        let rows = look["rows"].as_u64().unwrap() as usize;
        let so_far: Vec<&[f64]> = case.saved.iter().map(|it| &it[..rows]).collect();
        alive = in_the_race(&changes, &so_far, &alive, looks.len());
        assert_eq!(names(&case, alive.iter().copied()), strings(&look["alive"]), "{rows}");
    }
    assert_eq!(looks.len(), 5);
}

#[test]
fn finalists_have_intervals_of_histories_that_no_search_has_seen() {
    let case = case();
    let finalists = case.expected["finalists on rows 512 to 1023"].as_array().unwrap();
    let at: Vec<usize> = finalists
        .iter()
        .map(|it| case.names.iter().position(|name| name == it["option"].as_str().unwrap()).unwrap())
        .collect();
    let saved: Vec<&[f64]> = at.iter().map(|at| &case.saved[*at][512..]).collect();
    let costs: Vec<f64> = at.iter().map(|at| case.costs[*at]).collect();
    for ((mean, half), expected) in intervals(&saved, &costs, 1).into_iter().zip(finalists) {
        assert!((mean - expected["mean"].as_f64().unwrap()).abs() < 1e-9);
        assert!((half - expected["half width"].as_f64().unwrap()).abs() < 1e-9, "{half} {expected}");
    }
}
