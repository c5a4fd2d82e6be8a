//! A policy against the losses of one year: time terms in time, then coverage by coverage, then layers, events in the order of their dates.
//!
//! Order of operations: `docs/method/insurance.md`. Hours are counted from any common zero; money is in one currency.

/// What a waiting period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waiting {
    /// Nothing is paid for the first hours (a deductible in time).
    Elimination,
    /// Nothing is paid for an interruption that is shorter; everything from its first hour for one that is not.
    Qualifying,
}

/// What ends the indemnity period, if its length does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// The loss itself: trade is where it would have been (the British way).
    Trade,
    /// Restoration of what was interrupted; the ramp-up after it is not covered (the American way).
    Restored,
}

/// Which hours of a loss are covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeTerms {
    /// Waiting period \[h\].
    pub waiting_hours: f64,
    /// What it means.
    pub waiting: Waiting,
    /// Longest indemnity period \[h\], from the end of an elimination or the start of a qualifying interruption.
    pub indemnity_hours: f64,
    /// What else ends it.
    pub until: Until,
}

impl Default for TimeTerms {
    /// All hours.
    fn default() -> Self {
        Self { waiting_hours: 0.0, waiting: Waiting::Elimination, indemnity_hours: f64::INFINITY, until: Until::Trade }
    }
}

impl TimeTerms {
    /// The hours covered of an interruption; empty where the end is not after the begin.
    pub fn window(&self, begins_hours: f64, restored_hours: f64) -> (f64, f64) {
        let from = match self.waiting {
            Waiting::Elimination => begins_hours + self.waiting_hours,
            Waiting::Qualifying if restored_hours - begins_hours >= self.waiting_hours => begins_hours,
            Waiting::Qualifying => return (begins_hours, begins_hours),
        };
        let until = from + self.indemnity_hours;
        match self.until {
            Until::Trade => (from, until),
            Until::Restored => (from, until.min(restored_hours)),
        }
    }
}

/// Terms of one coverage: business interruption, contingent business interruption, data, response, …
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Which hours count; losses without hours (lump sums) ignore it.
    pub time: TimeTerms,
    /// Deductible of the coverage, per event.
    pub deductible: f64,
    /// Sub-limit of the coverage, per event; infinite if there is none.
    pub limit: f64,
    /// Annual value of the interest (insured gross profit), used by [`Clock::Calendar`] only.
    pub annual_value: f64,
}

impl Default for Coverage {
    /// Pays everything.
    fn default() -> Self {
        Self { time: TimeTerms::default(), deductible: 0.0, limit: f64::INFINITY, annual_value: 0.0 }
    }
}

/// One layer of a tower.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Where it begins, per event.
    pub attachment: f64,
    /// How much it pays at most, per event, at full participation.
    pub limit: f64,
    /// Share that is placed, 0 to 1.
    pub participation: f64,
    /// What a year's events must first add up to, at full participation.
    pub aggregate_attachment: f64,
    /// The most that it pays for a year's events, at full participation.
    pub aggregate_limit: f64,
}

impl Default for Layer {
    /// Pays everything.
    fn default() -> Self {
        Self {
            attachment: 0.0,
            limit: f64::INFINITY,
            participation: 1.0,
            aggregate_attachment: 0.0,
            aggregate_limit: f64::INFINITY,
        }
    }
}

/// A policy of one insured party.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    /// Coverages; a claim names one by its place.
    pub coverages: Vec<Coverage>,
    /// What the insured bears of each event's sum over coverages (policy deductible, self-insured retention).
    pub retention: f64,
    /// Layers above the retention.
    pub layers: Vec<Layer>,
}

/// How time terms are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// In time: the hours outside the window are not paid.
    Hours,
    /// As Oasis does: days × annual value / 365 as a deductible and as a limit. Shows what that approximation is worth.
    Calendar,
}

/// A loss of one event under one coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<'a> {
    /// Place of the coverage in the policy.
    pub coverage: usize,
    /// When the interruption that triggers the coverage begins \[h\]. Contingent coverages have a trigger of their own: the supplier's.
    pub begins_hours: f64,
    /// When what was interrupted is restored \[h\].
    pub restored_hours: f64,
    /// Edges of the cells of `money`, ascending \[h\]; one more than cells.
    pub edges_hours: &'a [f64],
    /// Loss within each cell, evenly spread; negative where a loss is made up.
    pub money: &'a [f64],
    /// Loss that no time term touches (a response cost, a liability).
    pub lump: f64,
}

/// What became of one event.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Settlement {
    /// Loss of all claims before all terms.
    pub gross: f64,
    /// Per coverage: what is left after hours, deductible and sub-limit.
    pub covered: Vec<f64>,
    /// Per layer: what the event comes to in it, before annual aggregates and at full participation.
    pub reached: Vec<f64>,
    /// Per layer: what it pays, participation and annual aggregates applied.
    pub layers: Vec<f64>,
    /// Per coverage: its part of what the layers pay, in proportion to `covered`.
    pub by_coverage: Vec<f64>,
    /// What all layers pay together.
    pub ceded: f64,
}

impl Settlement {
    /// What stays with the insured.
    pub fn net(&self) -> f64 {
        self.gross - self.ceded
    }
}

impl Policy {
    /// Settles the events of one year, given in the order of their dates.
    ///
    /// # Panics
    /// Where a claim names no coverage, or has not one edge more than cells.
    pub fn year(&self, events: &[Vec<Claim>], clock: Clock) -> Vec<Settlement> {
        let mut used = vec![0.0; self.layers.len()];
        events.iter().map(|claims| self.event(claims, clock, &mut used)).collect()
    }

    /// One event; `used` holds what each layer's earlier events of the year came to before annual aggregates.
    fn event(&self, claims: &[Claim], clock: Clock, used: &mut [f64]) -> Settlement {
        let mut insured = vec![0.0; self.coverages.len()];
        let mut limits: Vec<(f64, f64)> = self.coverages.iter().map(|it| (it.deductible, it.limit)).collect();
        let mut gross = 0.0;
        for claim in claims {
            assert_eq!(claim.edges_hours.len(), claim.money.len() + 1, "one edge more than cells");
            let coverage = &self.coverages[claim.coverage];
            gross += claim.money.iter().sum::<f64>() + claim.lump;
            insured[claim.coverage] += claim.lump
                + match clock {
                    Clock::Hours => claim.within(coverage.time.window(claim.begins_hours, claim.restored_hours)),
                    Clock::Calendar => claim.money.iter().sum(),
                };
            if clock == Clock::Calendar && !claim.money.is_empty() {
                let money = |hours: f64| crate::terms::oasis_money_of_days(hours / 24.0, coverage.annual_value);
                limits[claim.coverage].0 = coverage.deductible + money(coverage.time.waiting_hours);
                if coverage.time.indemnity_hours.is_finite() {
                    limits[claim.coverage].1 = coverage.limit.min(money(coverage.time.indemnity_hours));
                }
            }
        }
        let left = |(loss, (deductible, limit)): (&f64, &(f64, f64))| (loss - deductible).max(0.0).min(*limit);
        let covered: Vec<f64> = insured.iter().zip(&limits).map(left).collect();
        let sum: f64 = covered.iter().sum();
        let above = (sum - self.retention).max(0.0);
        let reached: Vec<f64> = self.layers.iter().map(|layer| layer.reached(above)).collect();
        let paid = |((layer, used), reached): ((&Layer, &mut f64), &f64)| layer.pay(*reached, used);
        let layers: Vec<f64> = self.layers.iter().zip(used).zip(&reached).map(paid).collect();
        let ceded: f64 = layers.iter().sum();
        let part = |loss: &f64| if sum > 0.0 { ceded * (loss / sum) } else { 0.0 };
        Settlement { gross, by_coverage: covered.iter().map(part).collect(), covered, reached, layers, ceded }
    }
}

impl Layer {
    /// What a loss above the retention comes to in the layer, before annual aggregates and at full participation.
    fn reached(&self, loss: f64) -> f64 {
        (loss - self.attachment).max(0.0).min(self.limit)
    }

    /// What the layer pays of an event that came to `reached` in it; `used` is what earlier events of the year came to, and takes this one.
    pub fn pay(&self, reached: f64, used: &mut f64) -> f64 {
        let of_year = |sum: f64| (sum - self.aggregate_attachment).max(0.0).min(self.aggregate_limit);
        let before = of_year(*used);
        *used += reached;
        (of_year(*used) - before).max(0.0) * self.participation
    }
}

impl Claim<'_> {
    /// Loss within a window of hours; a cell that is cut counts by its hours.
    fn within(&self, (from, until): (f64, f64)) -> f64 {
        let mut sum = 0.0;
        for (cell, money) in self.edges_hours.windows(2).zip(self.money) {
            let hours = until.min(cell[1]) - from.max(cell[0]);
            if hours > 0.0 {
                let whole = cell[1] - cell[0];
                sum += if hours < whole { money * (hours / whole) } else { *money };
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests;
