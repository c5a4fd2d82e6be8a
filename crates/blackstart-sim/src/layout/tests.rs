//! Months as they fall into histories.

use crate::handover::Layout;
use crate::sample::{company, quiet_month};
use blackstart_model::scenario::Scenario;

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
fn a_horizon_within_a_step_takes_the_whole_step() {
    let mut scenario = quiet_month();
    scenario.horizon_hours = 30.0;
    let layout = Layout::new(&company(), &scenario);
    assert_eq!((layout.steps, layout.end_hours()), (2, 48.0));
    assert_eq!(layout.period_at(47.9), Some(0));
    assert_eq!(layout.period_at(48.0), None);
    assert_eq!(layout.period_at(f64::INFINITY), None);
}
