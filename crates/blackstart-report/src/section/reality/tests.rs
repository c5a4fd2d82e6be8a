//! What was reported is told in its unit.

use super::*;
use blackstart_ensemble::backtest::Modelled;
use blackstart_ensemble::{Summary, sample};

fn reported(unit: &str, low: Option<f64>, high: Option<f64>) -> String {
    let results = sample::results(0..8, 1);
    let setting = Story::new(&results, Summary::of(&results)).setting();
    let row = Compared {
        id: "r".to_owned(),
        title: "R".to_owned(),
        unit: unit.to_owned(),
        modelled: Modelled { p05: Some(1.0), p25: None, p50: Some(2.0), p75: None, p95: None },
        reported_low: low,
        reported_high: high,
        hit: Some(true),
        inside_50: Some(false),
        score: None,
        sources: Vec::new(),
        note: None,
    };
    Said::of(&row, &setting).reported.words(&setting, Room::Page)
}

#[test]
fn each_unit_has_its_words() {
    // The sample begins on 31 August at 18:00; day 1 is 1 September.
    assert_eq!(reported("date", Some(1.0), Some(1.0)), "1 Sep");
    assert_eq!(reported("date", Some(0.0), Some(0.0)), "31 Aug");
    assert_eq!(reported("cars", Some(1000.0), Some(2000.0)), "1,000 – 2,000");
    assert_eq!(reported("share", Some(0.5), None), "over 50 %");
    assert_eq!(reported("£/week", None, Some(2e6)), "under £2.00m/week");
    assert_eq!(reported("hours", Some(36.0), Some(36.0)), "36 h");
}
