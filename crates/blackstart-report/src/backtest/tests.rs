//! A scoreboard in words.

use super::*;
use blackstart_ensemble::backtest::{Held, LeftOut, Missing, Modelled};
use blackstart_ensemble::sample;

fn row(title: &str, unit: &str, reported: Option<f64>, score: Option<Score>) -> Compared {
    Compared {
        id: "r".to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        modelled: Modelled { p05: Some(1.0), p25: Some(1.5), p50: Some(2.0), p75: Some(3.0), p95: None },
        reported_low: reported,
        reported_high: reported,
        hit: reported.map(|_| true),
        inside_50: reported.map(|_| false),
        score,
        sources: Vec::new(),
        note: None,
    }
}

fn score(scale: ScaleKind) -> Score {
    // Half of what was reported: ln 0.5.
    Score { scale, error: -std::f64::consts::LN_2, interval_score: 2.5, crps: 0.25, pit: 0.5, normal_pit_squared: 1.5 }
}

fn board() -> Scoreboard {
    let rows = vec![
        row("Cars", "cars", Some(4.0), Some(score(ScaleKind::Log))),
        row("Loss", "£", Some(4e6), Some(score(ScaleKind::Relative))),
        row("Restart", "date", None, None),
    ];
    let left_out = vec![LeftOut { row: "lost".to_owned(), missing: Missing::History }];
    let layout = sample::layout();
    let one = Played::of(&layout, 64, Held { compared: rows, left_out });
    let other = Played::of(&layout, 64, Held { compared: vec![row("Cars", "cars", None, None)], left_out: Vec::new() });
    let incident = Incident::of(vec![(layout.clone(), one), (layout, other)]).unwrap();
    Scoreboard::of(vec![incident])
}

fn told() -> String {
    backtest_terminal(&board(), Style::default())
}

#[test]
fn the_page_draws_every_row_and_says_first_whether_the_models_are_right() {
    let page = backtest_html(&board());
    crate::html::tests::balanced(&page);
    let verdict = page.find("Are the models right?").unwrap();
    assert!(verdict < page.find("<table").unwrap());
    assert!(page.contains("2 of 2 reported values lie inside what the models expect in 9 of 10 histories."));
    assert!(page.contains("Nothing speaks against it."), "of two rows none need lie in the middle half");
    // Two plots of rows, each beside its table; a row says what was reported and whether it is inside.
    assert_eq!(page.matches("class=\"rows\"").count(), 2);
    assert_eq!(page.matches("<figure>").count(), page.matches("The same as a table").count());
    assert!(page.contains("✓ inside") && page.contains("open") && page.contains("reported 4; modelled 1 – never"));
}

#[test]
fn every_row_stands_next_to_what_was_reported() {
    let told = told();
    let line = |words: &str| told.lines().find(|line| line.trim_start().starts_with(words)).unwrap_or(&told).to_owned();
    let cells = |words: &str| line(words).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(cells("Cars"), ["Cars", "1", "2", "never", "4", "inside", "OUTSIDE", "−50", "%"]);
    assert!(line("Loss").ends_with("−69 %"), "{told}");
    // The sample begins on 31 August: day 1 is 1 September; nothing was reported.
    assert!(line("Restart").contains("1 Sep") && line("Restart").contains("open"), "{told}");
    assert!(told.contains("left out: row `lost`"), "{told}");
}

#[test]
fn the_scores_are_below_by_incident_by_scenario_and_over_all() {
    let told = told();
    let scores: Vec<&str> = told.split("Scores").nth(1).unwrap().lines().collect();
    let all = scores.iter().find(|line| line.contains("All rows")).unwrap();
    let cells: Vec<&str> = all.split_whitespace().skip(2).collect();
    // ln 2 is 0.69; both rows have the same scores.
    assert_eq!(cells, ["2", "2", "of", "2", "0", "of", "2", "0.69", "2.50", "0.25", "1.50"], "{told}");
    assert!(scores.iter().any(|line| line.contains("Mean over incidents") && line.contains("100 %")), "{told}");
    assert!(told.contains("2 of 2 reported values lie inside 5–95 %"), "{told}");
    assert!(told.contains("2 without a reported value"), "{told}");
}

#[test]
fn nothing_is_never_less_than_nothing() {
    assert_eq!([-0.001, -0.02, 0.004].map(hundredths), ["0.00", "−0.02", "0.00"]);
}
