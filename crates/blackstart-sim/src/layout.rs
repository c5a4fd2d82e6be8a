//! How results are laid out: steps, spans of the ledger, watched sites; the same for every replicate.

use crate::handover::{Layout, Period};
use blackstart_model::model::PartyKind;
use blackstart_model::scenario::LedgerSpan;
use blackstart_model::time::hours_between;
use blackstart_model::{Model, Scenario};
use jiff::civil::Weekday;

#[cfg(test)]
mod tests;

impl Layout {
    /// The layout of a scenario's results. The history is as many whole steps as it takes to reach the horizon.
    pub fn new(model: &Model, scenario: &Scenario) -> Self {
        let step_hours = scenario.step_hours;
        // A horizon that is a multiple of the step must not gain a step by rounding.
        let steps = (scenario.horizon_hours / step_hours - 1e-9).ceil().max(1.0) as usize;
        let company = model.parties.iter().find(|(_, party)| party.kind == PartyKind::Company).map(|(id, _)| id);
        Self {
            step_hours,
            steps,
            periods: periods(scenario, steps),
            watched: model.sites.iter().filter(|(_, site)| site.watch).map(|(id, _)| id).collect(),
            company: company.or_else(|| model.parties.keys().next()),
        }
    }

    /// The period in which a moment lies; `None` outside the history.
    pub fn period_at(&self, hours: f64) -> Option<u32> {
        // Periods follow each other without gaps.
        let at = self.periods.partition_point(|period| period.end_hours <= hours);
        let inside = self.periods.get(at).is_some_and(|period| hours >= period.start_hours);
        if inside { u32::try_from(at).ok() } else { None }
    }

    /// End of the history \[h\].
    pub fn end_hours(&self) -> f64 {
        self.steps as f64 * self.step_hours
    }
}

/// Months, weeks or days, cut to the history; each begins with the step whose start is nearest to its first midnight.
fn periods(scenario: &Scenario, steps: usize) -> Vec<Period> {
    let step_hours = scenario.step_hours;
    let mut periods = Vec::new();
    let mut first_step = 0;
    let mut day = scenario.start.date();
    while first_step < steps {
        // Past the last day the calendar knows, the period takes all that is left.
        let next = match scenario.ledger {
            LedgerSpan::Month => day.last_of_month().tomorrow().ok(),
            LedgerSpan::Week => day.nth_weekday(1, Weekday::Monday).ok(),
            LedgerSpan::Day => day.tomorrow().ok(),
        };
        let end_step = next.map_or(steps, |next| {
            let hours = hours_between(scenario.start, next.at(0, 0, 0, 0));
            ((hours / step_hours).round() as usize).min(steps)
        });
        if end_step > first_step {
            let label = match scenario.ledger {
                LedgerSpan::Month => format!("{:04}-{:02}", day.year(), day.month()),
                LedgerSpan::Week | LedgerSpan::Day => day.to_string(),
            };
            periods.push(Period {
                label,
                first_step,
                end_step,
                start_hours: first_step as f64 * step_hours,
                end_hours: end_step as f64 * step_hours,
            });
            first_step = end_step;
        }
        day = next.unwrap_or(day);
    }
    periods
}
