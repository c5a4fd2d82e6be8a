//! How results are laid out: steps, months, watched sites; the same for every replicate.

use crate::handover::{Layout, Period};
use blackstart_model::model::PartyKind;
use blackstart_model::time::hours_between;
use blackstart_model::{Model, Scenario};

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
            periods: months(scenario, steps),
            watched: model.sites.iter().filter(|(_, site)| site.watch).map(|(id, _)| id).collect(),
            company: company.or_else(|| model.parties.keys().next()),
        }
    }

    /// The period in which a moment lies; `None` outside the history.
    pub fn period_at(&self, hours: f64) -> Option<u32> {
        let at = self.periods.iter().position(|period| hours >= period.start_hours && hours < period.end_hours)?;
        u32::try_from(at).ok()
    }

    /// End of the history \[h\].
    pub fn end_hours(&self) -> f64 {
        self.steps as f64 * self.step_hours
    }
}

/// Calendar months, cut to the history; a month begins with the step whose begin is nearest to its first midnight.
fn months(scenario: &Scenario, steps: usize) -> Vec<Period> {
    let step_hours = scenario.step_hours;
    let mut periods = Vec::new();
    let mut first_step = 0;
    let mut day = scenario.start.date();
    while first_step < steps {
        // Past the last month the calendar knows, the period takes all that is left.
        let next = day.last_of_month().tomorrow().ok();
        let end_step = next.map_or(steps, |next| {
            let hours = hours_between(scenario.start, next.at(0, 0, 0, 0));
            ((hours / step_hours).round() as usize).min(steps)
        });
        if end_step > first_step {
            periods.push(Period {
                label: format!("{:04}-{:02}", day.year(), day.month()),
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
