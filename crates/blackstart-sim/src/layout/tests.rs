//! Months, weeks and days as they fall into histories.

use crate::handover::Layout;
use crate::sample::{company, quiet_month};
use blackstart_model::scenario::{LedgerSpan, Scenario};

fn months(scenario: &Scenario) -> String {
    let layout = Layout::new(&company(), scenario);
    let line = |it: &crate::handover::Period| format!("{} {}..{}", it.label, it.first_step, it.end_step);
    layout.periods.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn months_are_cut_to_the_history_and_to_whole_steps() {
    let mut scenario = quiet_month();
    assert_eq!(months(&scenario), "2025-09 0..30");
    scenario.horizon_hours = 1440.0;
    assert_eq!(months(&scenario), "2025-09 0..30, 2025-10 30..60");
    scenario.start = jiff::civil::date(2025, 8, 31).at(18, 0, 0, 0);
    // The last evening of August is less than half a day: its step counts as September.
    assert_eq!(months(&scenario), "2025-09 0..30, 2025-10 30..60");
    scenario.step_hours = 1.0;
    assert_eq!(months(&scenario), "2025-08 0..6, 2025-09 6..726, 2025-10 726..1440");
    scenario.step_hours = 168.0;
    assert_eq!(months(&scenario), "2025-09 0..4, 2025-10 4..9");
}

#[test]
fn weeks_begin_on_mondays_and_days_at_midnight() {
    // 31 August 2025 is a Sunday.
    let mut scenario = Scenario { ledger: LedgerSpan::Week, horizon_hours: 240.0, ..quiet_month() };
    scenario.start = jiff::civil::date(2025, 8, 30).at(0, 0, 0, 0);
    assert_eq!(months(&scenario), "2025-08-30 0..2, 2025-09-01 2..9, 2025-09-08 9..10");
    scenario.ledger = LedgerSpan::Day;
    scenario.horizon_hours = 48.0;
    assert_eq!(months(&scenario), "2025-08-30 0..1, 2025-08-31 1..2");
    scenario.start = jiff::civil::date(2025, 8, 30).at(18, 0, 0, 0);
    scenario.step_hours = 4.0;
    assert_eq!(months(&scenario), "2025-08-30 0..2, 2025-08-31 2..8, 2025-09-01 8..12");
    // A step longer than a span takes it whole.
    scenario.step_hours = 48.0;
    assert_eq!(months(&scenario), "2025-08-31 0..1");
}

#[test]
fn a_horizon_within_a_step_takes_the_whole_step() {
    let mut scenario = quiet_month();
    scenario.horizon_hours = 30.0;
    let layout = Layout::new(&company(), &scenario);
    assert_eq!((layout.steps, layout.end_hours()), (2, 48.0));
    assert_eq!(layout.period_at(47.9), Some(0));
    assert_eq!(layout.period_at(48.0), None);
    assert_eq!(layout.period_at(f64::INFINITY), None);
}
