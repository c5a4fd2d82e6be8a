//! What it cost, who bears it, and why: the ledger against the event-free twin.
//!
//! The formulas and their sources are on the method page `docs/method/loss.md`.

use crate::draw::Draw;
use crate::draw::purpose::{COST_AMOUNT, COST_PER_DAY, SCRAP};
use crate::handover::{
    Availability, ByCause, Capacity, Cause, Entry, Flow, Form, Layout, Loss, PartyTotals, Taken, TaskKind,
};
use blackstart_model::id::{Key, PartyId};
use blackstart_model::model::Channel;
use blackstart_model::scenario::{Cost, CostForm, FallCause};
use blackstart_model::time::Clock;
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};

mod data_taken;
mod insured;
#[cfg(test)]
mod tests;

const HOURS_PER_YEAR: f64 = 8760.0;

/// What one history came to, as far as it costs money.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'h> {
    /// Data taken.
    pub taken: &'h [Taken],
    /// When systems were up.
    pub availability: &'h Availability,
    /// What that left of every site.
    pub capacity: &'h Capacity,
    /// What went through the network.
    pub flow: &'h Flow,
}

/// Writes the ledger of one replicate. Where nothing happened it is empty.
pub fn account(model: &Model, scenario: &Scenario, layout: &Layout, draw: Draw, it: Happened<'_>) -> Loss {
    let Happened { taken, availability, capacity, flow } = it;
    let mut ledger = Ledger::default();
    for (party, periods) in flow.parties.iter() {
        trade(&mut ledger, model, layout, party, periods);
    }
    spoilage(&mut ledger, model, layout, draw, capacity);
    if let Some(company) = layout.company {
        restoration(&mut ledger, model, scenario, layout, company, availability);
    }
    let mut costs = Vec::new();
    if let Some(company) = layout.company {
        let (entries, of_each) = data_taken::owed(model, layout, company, draw, taken);
        ledger.entries.extend(entries);
        costs = of_each;
    }
    if it.is_noticed(layout) {
        for cost in &scenario.costs {
            stated(&mut ledger, scenario, layout, draw, it, cost);
        }
        if !model.policies.is_empty() {
            let events = insured::Event { model, layout, availability, capacity, flow };
            // What insurance looks at is the ledger as it stands; what it pays goes into it.
            let so_far = ledger.close();
            let settled = events.settle(&so_far.entries);
            let mut ledger = Ledger { entries: so_far.entries };
            let last = layout.periods.len() - 1;
            // The insurer pays when the last system is back; for data, when the last of their cost is due.
            let due = costs.iter().map(|cost| cost.last_due_hours).fold(last_back(layout, availability), f64::max);
            let period = layout.period_at(due).map_or(last, |period| period as usize);
            for settlement in &settled {
                let policy = &model.policies[settlement.policy];
                let cause = first_cause(scenario, layout, it, policy.insured);
                let paid: f64 = settlement.paid.iter().sum();
                ledger.book(policy.insured, Form::Insurance, cause, period, -paid);
                if let Some(insurer) = policy.insurer {
                    ledger.book(insurer, Form::Insurance, cause, period, paid);
                }
            }
            return Loss { settled, taken: costs, ..ledger.close() };
        }
    }
    Loss { taken: costs, ..ledger.close() }
}

/// Entries as they are written.
#[derive(Default)]
struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    fn book(&mut self, party: PartyId, form: Form, cause: Cause, period: usize, amount: f64) {
        let period = u32::try_from(period).expect("spans of a history");
        self.entries.push(Entry { party, form, cause, period, amount });
    }

    /// Books an amount on causes by their weights; on `otherwise` where there are none. The parts add up to the whole.
    fn split(&mut self, to: (PartyId, Form, usize), weights: &ByCause, otherwise: Cause, amount: f64) {
        let (party, form, period) = to;
        let sum = weights.sum();
        let last = Cause::ALL.into_iter().rev().find(|&cause| weights[cause] > 0.0);
        let Some(last) = last.filter(|_| sum > 0.0 && sum.is_finite()) else {
            return self.book(party, form, otherwise, period, amount);
        };
        let mut left = amount;
        for cause in Cause::ALL {
            let weight = weights[cause];
            if cause == last {
                self.book(party, form, cause, period, left);
            } else if weight > 0.0 {
                let part = amount * (weight / sum);
                self.book(party, form, cause, period, part);
                left -= part;
            }
        }
    }

    /// Sorted, each account once, nothing that is zero.
    fn close(mut self) -> Loss {
        let account = |entry: &Entry| (entry.party, entry.form, entry.cause, entry.period);
        // Stable: what is summed is summed in the order in which it was written.
        self.entries.sort_by_key(account);
        let mut entries: Vec<Entry> = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            match entries.last_mut() {
                Some(last) if account(last) == account(&entry) => last.amount += entry.amount,
                _ => entries.push(entry),
            }
        }
        entries.retain(|entry| entry.amount != 0.0);
        Loss { entries, settled: Vec::new(), taken: Vec::new() }
    }
}

/// What a party lost or caught up in trade, period by period.
fn trade(ledger: &mut Ledger, model: &Model, layout: &Layout, party: PartyId, periods: &[(PartyTotals, PartyTotals)]) {
    let mut unpaid_so_far = ByCause::default();
    let reasons = reasons(periods);
    for (at, ((period, (event, twin)), reason)) in layout.periods.iter().zip(periods).zip(&reasons).enumerate() {
        for cause in Cause::ALL {
            unpaid_so_far[cause] += (event.unpaid[cause] - twin.unpaid[cause]).max(0.0);
        }
        let (weights, so_far) = (&reason.weights, reason.so_far);
        ledger.split((party, Form::GrossProfit, at), weights, Cause::Orders, twin.gross_profit - event.gross_profit);
        let overtime = event.overtime_cost - twin.overtime_cost;
        ledger.split((party, Form::ExtraWork, at), &so_far, Cause::Orders, overtime);

        // Making less saves some fixed cost; making up for it later does not.
        let saved = twin.stopping_cost - event.stopping_cost;
        ledger.split((party, Form::SavedCost, at), weights, Cause::Orders, -saved);
        ledger.split((party, Form::Wages, at), weights, Cause::Orders, twin.wages - event.wages);
        penalties(ledger, model, (party, at), &so_far, (twin.penalised - event.penalised).max(0.0));

        let years = (period.end_hours - period.start_hours) / HOURS_PER_YEAR;
        let late = model.parties[party].cost_of_cash * (twin.mean_cash - event.mean_cash) * years;
        let weights = ByCause::from_fn(|cause| so_far[cause] + unpaid_so_far[cause]);
        ledger.split((party, Form::LateCash, at), &weights, Cause::Orders, late);
        ledger.book(party, Form::BadDebt, Cause::Insolvency, at, event.bad_debt - twin.bad_debt);
    }
}

/// Why a party lost in a period what it lost.
struct Reason {
    /// What was missing, by cause.
    weights: ByCause,
    /// Of that, what its own systems and channels are the cause of.
    interrupted: f64,
    /// Everything that was missing until then, by cause.
    so_far: ByCause,
}

/// Why a party lost what it lost in each period: by the causes of what is missing in it. What is caught up, or lost when nothing is missing any more, goes
/// to the causes of what was missing before.
fn reasons(periods: &[(PartyTotals, PartyTotals)]) -> Vec<Reason> {
    let (mut so_far, mut interrupted_so_far) = (ByCause::default(), 0.0);
    let mut reason = |(event, twin): &(PartyTotals, PartyTotals)| {
        let now = ByCause::from_fn(|cause| (event.missing[cause] - twin.missing[cause]).max(0.0));
        let interrupted = (event.interrupted - twin.interrupted).max(0.0);
        so_far.iter_mut().zip(now.iter()).for_each(|(sum, missing)| *sum += missing);
        interrupted_so_far += interrupted;
        let by_now = twin.gross_profit > event.gross_profit && now.iter().any(|&missing| missing > 0.0);
        let (weights, interrupted) = if by_now { (now, interrupted) } else { (so_far, interrupted_so_far) };
        Reason { weights, interrupted, so_far }
    };
    periods.iter().map(&mut reason).collect()
}

/// What a party owes for what it did not deliver in a period, and those who would have got it receive: in proportion to their normal share of what is
/// under penalty. Final customers are outside the model.
fn penalties(ledger: &mut Ledger, model: &Model, (party, at): (PartyId, usize), weights: &ByCause, amount: f64) {
    if amount == 0.0 {
        return;
    }
    ledger.split((party, Form::Penalty, at), weights, Cause::Orders, amount);
    let mut receives = vec![0.0; model.parties.len()];
    let mut all = 0.0;
    for link in model.links.iter().filter(|link| model.sites[link.from].party == party) {
        let due = link.flow_per_day * model.sites[link.from].penalty;
        receives[model.sites[link.to].party.index()] += due;
        all += due;
    }
    for demand in model.demands.iter().filter(|demand| model.sites[demand.site].party == party) {
        all += demand.flow_per_day * model.sites[demand.site].penalty;
    }
    for (to, due) in receives.into_iter().enumerate().filter(|(_, due)| *due > 0.0) {
        ledger.split((PartyId::new(to), Form::Penalty, at), weights, Cause::Orders, -amount * (due / all));
    }
}

/// What is thrown away each time a site's own produce channel stops.
fn spoilage(ledger: &mut Ledger, model: &Model, layout: &Layout, draw: Draw, capacity: &Capacity) {
    for (id, site) in model.sites.iter().filter(|(_, site)| site.scrap != Uncertain::ZERO) {
        let Some(timeline) = &capacity.channels[id][Channel::Produce as usize] else { continue };
        let amount = draw.sample(&site.scrap, SCRAP.of(site.name.key));
        let mut before = timeline.pieces()[0].level;
        for piece in timeline.changes() {
            if before > 0.0
                && piece.level == 0.0
                && let Some(period) = layout.period_at(piece.from_hours)
            {
                let cause = piece.cause_for(site.party, layout.company);
                ledger.book(site.party, Form::Spoilage, cause, period as usize, amount);
            }
            before = piece.level;
        }
    }
}

/// What restore tasks cost whoever the system belongs to, as they are worked: pro rata to the working hours in each period. What is worked before the history counts
/// in its first period; what is left at the horizon is the future's, and so is a task that never ends.
fn restoration(
    ledger: &mut Ledger,
    model: &Model,
    scenario: &Scenario,
    layout: &Layout,
    company: PartyId,
    availability: &Availability,
) {
    for task in availability.tasks.iter().filter(|task| task.end_hours < f64::INFINITY) {
        let form = match task.kind {
            TaskKind::Rebuild => Form::Rebuild,
            TaskKind::Verify | TaskKind::Start | TaskKind::Test => Form::Response,
        };
        let fall = availability.systems[task.system].pieces().iter().find(|piece| piece.level < 1.0);
        let cause = fall.map_or(Cause::Shutdown, |piece| piece.cause);
        let party = model.systems[task.system].party.unwrap_or(company);
        let calendar = task.crew.and_then(|crew| model.crews[crew].calendar);
        let clock =
            calendar.map_or_else(Clock::always, |calendar| model.calendars[calendar].it.counted_from(scenario.start));
        let hours = clock.working_hours_between(task.start_hours, task.end_hours);
        let mut booked = 0.0;
        for (at, period) in layout.periods.iter().enumerate() {
            if task.end_hours < period.end_hours {
                ledger.book(party, form, cause, at, task.cost - booked);
                break;
            }
            let worked = clock.working_hours_between(task.start_hours, period.end_hours.min(task.end_hours));
            if worked > 0.0 {
                let until_now = task.cost * (worked / hours);
                ledger.book(party, form, cause, at, until_now - booked);
                booked = until_now;
            }
        }
    }
}

impl Happened<'_> {
    /// Whether anybody notices within the history: something went differently from the twin, or it is known that data were taken.
    fn is_noticed(&self, layout: &Layout) -> bool {
        self.flow.differs_hours.is_finite()
            || self.availability.systems.rows().iter().any(|system| !system.is_up())
            || self.taken.iter().any(|taken| taken.known_hours < layout.end_hours())
    }
}

/// A cost that the scenario states: the lump where it arises, the rest day by day.
fn stated(ledger: &mut Ledger, scenario: &Scenario, layout: &Layout, draw: Draw, it: Happened<'_>, cost: &Cost) {
    let cause_of_all = first_cause(scenario, layout, it, cost.party);
    let form = match cost.form {
        CostForm::Response => Form::Response,
        CostForm::Rebuild => Form::Rebuild,
        CostForm::ExtraWork => Form::ExtraWork,
        CostForm::Liability => Form::Liability,
        CostForm::Spoilage => Form::Spoilage,
        CostForm::Penalty => Form::Penalty,
        CostForm::Extortion => Form::Extortion,
        CostForm::Notification => Form::Notification,
        CostForm::Fine => Form::Fine,
    };
    // Who receives a transfer gains what the other pays.
    let mut book = |period: usize, amount: f64| {
        ledger.book(cost.party, form, cause_of_all, period, amount);
        if let Some(to) = cost.to {
            ledger.book(to, form, cause_of_all, period, -amount);
        }
    };
    let amount = draw.sample(&cost.amount, COST_AMOUNT.of(cost.name.key));
    let per_hour = draw.sample(&cost.per_day, COST_PER_DAY.of(cost.name.key)) / 24.0;
    if let Some(period) = layout.period_at(cost.from_hours) {
        book(period as usize, amount);
    }
    let until = cost.until_hours.unwrap_or_else(|| last_back(layout, it.availability));
    for (at, period) in layout.periods.iter().enumerate() {
        let hours = until.min(period.end_hours) - cost.from_hours.max(period.start_hours);
        if hours > 0.0 {
            book(at, per_hour * hours);
        }
    }
}

/// Why it all started, as a party sees it: the cause of the first fall; of the first stated outage if no system fell; the attacker if only data were taken;
/// else a shock.
fn first_cause(scenario: &Scenario, layout: &Layout, it: Happened<'_>, party: PartyId) -> Cause {
    let falls = it.availability.systems.rows().iter().filter_map(|system| {
        let down = system.pieces().iter().find(|piece| piece.level < 1.0);
        down.map(|piece| (piece.from_hours, piece.cause_for(party, layout.company)))
    });
    let first = falls.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    match (first, scenario.outages.first()) {
        (Some((_, cause)), _) => cause,
        (None, Some(outage)) if outage.cause == FallCause::Attacker => Cause::Attacker,
        (None, Some(_)) => Cause::Shutdown,
        (None, None) if !it.taken.is_empty() => Cause::Attacker,
        (None, None) => Cause::Shock,
    }
}

/// Moment the last system is back for good; the end of the history where one is not \[h\].
fn last_back(layout: &Layout, availability: &Availability) -> f64 {
    let back = availability.systems.rows().iter().map(|system| system.back_for_good(1.0));
    back.fold(0.0, f64::max).min(layout.end_hours())
}
