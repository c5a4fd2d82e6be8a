//! What one stage hands to the next. Moments are hours from the scenario's start.

use crate::timeline::Timeline;
use blackstart_model::id::{CrewId, DataId, PartyId, ServiceId, SiteId, SystemId, Table, TargetId};
pub use blackstart_model::loss::{ByCause, Cause, Form};
use blackstart_model::model::Resource;
pub use blackstart_model::model::{BACK_AT, TaskKind};

/// In which state containment finds a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Rebuild it.
    Lost,
    /// Verify it.
    Exposed,
    /// Just start it.
    Clean,
}

/// How one system fell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fallen {
    /// When \[h\].
    pub at_hours: f64,
    /// Why.
    pub cause: Cause,
    /// In which state it is found.
    pub condition: Condition,
    /// Restored at this moment by statement \[h\]; `None`: by tasks.
    pub until_hours: Option<f64>,
}

/// attack → outage: what fell, when, why, and what is left to recover with.
#[derive(Clone, Debug, PartialEq)]
pub struct Compromise {
    /// Each system's fall, if it fell.
    pub fallen: Table<SystemId, Option<Fallen>>,
    /// Moment of the first alert, where the attack stage knows it \[h\].
    pub first_alert_hours: Option<f64>,
    /// Moment from which restoration may begin \[h\].
    pub contained_hours: f64,
    /// Recovery resources that are gone.
    pub destroyed: Vec<Resource>,
    /// Data taken, in the model's order.
    pub taken: Vec<Taken>,
}

/// Data that were taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// Which.
    pub data: DataId,
    /// When \[h\].
    pub at_hours: f64,
    /// When anybody can know \[h\]; infinite: nobody ever does.
    pub known_hours: f64,
    /// Records taken.
    pub records: f64,
}

/// One restore task as it was played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaskDone {
    /// System restored.
    pub system: SystemId,
    /// What was done.
    pub kind: TaskKind,
    /// Who did it.
    pub crew: Option<CrewId>,
    /// People it occupied.
    pub people: u32,
    /// Start \[h\].
    pub start_hours: f64,
    /// End \[h\]; infinite if it never could.
    pub end_hours: f64,
    /// Cost, crew included \[money\].
    pub cost: f64,
}

/// outage → service: availability of each system over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Availability {
    /// Level 0–1 of each system, with the cause while below 1.
    pub systems: Table<SystemId, Timeline>,
    /// Restore tasks, by start.
    pub tasks: Vec<TaskDone>,
    /// End of the investigation \[h\], where there was one.
    pub investigated_hours: Option<f64>,
}

/// service → flow: what each channel of each site can do over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// Level of each service.
    pub services: Table<ServiceId, Timeline>,
    /// Share of each channel of each site, in channel order; `None`: always 1.
    pub channels: Table<SiteId, [Option<Timeline>; 5]>,
    /// For each service with a tolerance: first moment it was breached \[h\].
    pub breaches: Table<ServiceId, Option<f64>>,
    /// For each target set: first moment it failed and the moment from which it holds to the horizon \[h\].
    pub targets: Table<TargetId, Option<(f64, f64)>>,
    /// For each service: what was left to key in after its returns, if anything was.
    pub backlogs: Table<ServiceId, Option<Backlog>>,
}

/// Work that a service had to key in after its returns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backlog {
    /// How much, before the horizon: done by hand meanwhile, or lost with the data of a rebuilt system \[h of normal work\].
    pub work_hours: f64,
    /// Moment from which all of it is keyed in \[h\]; infinite: not within the horizon.
    pub done_hours: f64,
}

/// How results are laid out: the same for every replicate of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Length of one step \[h\].
    pub step_hours: f64,
    /// Steps reported, from moment 0 to the horizon.
    pub steps: usize,
    /// Periods, in order, without gaps: the months, weeks or days of [`LedgerSpan`](blackstart_model::scenario::LedgerSpan), cut to the history and to whole steps.
    pub periods: Vec<Period>,
    /// Sites followed one by one, in model order.
    pub watched: Vec<SiteId>,
    /// Who bears what it costs to restore systems: the first party of kind company; else the first of all.
    pub company: Option<PartyId>,
}

/// A stretch of time that results are summed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// The month, e.g. `2025-09`; of a week or day the first day.
    pub label: String,
    /// First step.
    pub first_step: usize,
    /// Step after the last.
    pub end_step: usize,
    /// Start \[h\].
    pub start_hours: f64,
    /// End \[h\].
    pub end_hours: f64,
}

/// What a site did in one period; the event history and its twin have one each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SiteTotals {
    /// Made \[units\].
    pub produced: f64,
    /// Of these, in overtime \[units\].
    pub overtime: f64,
    /// Sent to other sites \[units\].
    pub shipped: f64,
    /// Handed to final customers \[units\].
    pub sold: f64,
    /// Value of what left \[money\].
    pub revenue: f64,
    /// Revenue less inputs and variable cost of what left \[money\].
    pub gross_profit: f64,
    /// Wanted by final customers \[units\].
    pub wanted: f64,
    /// Sold late to customers who waited \[units\].
    pub recaptured: f64,
    /// Lost for good: at once or by giving up \[units\].
    pub lost: f64,
}

impl SiteTotals {
    /// What was added to running totals since others.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        Self {
            produced: self.produced - before.produced,
            overtime: self.overtime - before.overtime,
            shipped: self.shipped - before.shipped,
            sold: self.sold - before.sold,
            revenue: self.revenue - before.revenue,
            gross_profit: self.gross_profit - before.gross_profit,
            wanted: self.wanted - before.wanted,
            recaptured: self.recaptured - before.recaptured,
            lost: self.lost - before.lost,
        }
    }
}

/// Money of a party in one period, summed over its sites.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PartyTotals {
    /// Sales \[money\].
    pub revenue: f64,
    /// Revenue less variable cost \[money\].
    pub gross_profit: f64,
    /// Value added by production: output at price less inputs \[money\].
    pub value_added: f64,
    /// Extra cost of overtime \[money\].
    pub overtime_cost: f64,
    /// Cash followed, averaged over the period \[money\].
    pub mean_cash: f64,
    /// Owed by the party and overdue, averaged over the period \[money\].
    pub overdue: f64,
    /// Claims on insolvent sites that fell due \[money\].
    pub bad_debt: f64,
    /// Fixed cost that stops with production, of what was made \[money\].
    pub stopping_cost: f64,
    /// Wages within the variable cost of what left \[money\].
    pub wages: f64,
    /// Damages that would be due if nothing of what left had \[money\].
    pub penalised: f64,
    /// Production missing, at gross profit, by what held it back: own channels (attacker, shutdown, dependency), supply, orders, shock, insolvency \[money\].
    pub missing: ByCause,
    /// Of it, what the party's own systems and channels are the cause of, wherever on the chain they stopped something \[money\].
    pub interrupted: f64,
    /// What the party is normally paid in the time its customers' pay channels were down, by why they were \[money\].
    pub unpaid: ByCause,
}

/// How one site fared over the whole history, next to its twin. Windows of days are cut at the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteFate {
    /// Start of the first step in which it made less than half of what its twin made, and did so over the seven days from there \[h\]; infinite: it never stopped.
    pub stopped_hours: f64,
    /// Start of the first step after that in which it made something, and from which it made at least half over seven days \[h\]; infinite: it never stopped, or not within the horizon.
    pub restarted_hours: f64,
    /// Start of the first step from its restart on in which it made something, and from which it made at least 90 % over 28 days \[h\]; 0: it never stopped; infinite: not within the horizon.
    pub recovered_hours: f64,
    /// Moment after its last stop from which it is back for good: makes at least [`BACK_AT`] in the step, over the seven days from there and over any 28 days to the horizon, and from which so much of its channels is there to the horizon \[h\]; 0: it never stopped; infinite: not within the horizon.
    pub back_hours: f64,
    /// Separate times it stopped; between two it made at least half, in a step and over the seven days from there.
    pub stops: u32,
    /// Least cash and credit, in days of fixed cost; infinite where not followed or without fixed cost.
    pub least_cash_days: f64,
    /// Moment it became insolvent \[h\]; infinite: never.
    pub insolvent_hours: f64,
    /// Money that would have let it pay all it owed when it was due: the most that was overdue, and what its cash and credit fell short of its costs \[money\]. 0 where its cash is not followed.
    pub support: f64,
    /// Gross profit less than the twin's, over the whole history \[money\].
    pub lost_gross_profit: f64,
    /// Lowest production over any seven days on end (from the start of a day; the whole history if that is shorter), as share of the twin's; 1 where the twin makes nothing.
    pub worst_week: f64,
    /// Production in each of the first [`WEEKS`] weeks from moment 0, as share of the twin's; 1 where the twin makes nothing or past the horizon.
    pub weeks: [f32; WEEKS],
}

/// Weeks from moment 0 for which each site's production is followed.
pub const WEEKS: usize = 12;

/// flow → loss: what went through the network, next to what would have.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Start of the first step in which anything that drives the network differs from the twin's \[h\]; infinite: never.
    pub differs_hours: f64,
    /// Per watched site (order of [`Layout::watched`]), per period: the event and its twin.
    pub sites: Vec<Vec<(SiteTotals, SiteTotals)>>,
    /// Per party, per period: the event and its twin.
    pub parties: Table<PartyId, Vec<(PartyTotals, PartyTotals)>>,
    /// Per site.
    pub fates: Table<SiteId, SiteFate>,
    /// Output of the company's sites per step, each unit at its gross profit (sites in equal parts where that is not positive), as share of the twin's mean.
    pub output: Vec<f32>,
    /// The same of the twin.
    pub twin_output: Vec<f32>,
    /// By own substitute, in the model's order: customers who went over beyond the twin's, from rest on \[units\].
    pub moved: Vec<f64>,
    /// Per insured party, ascending: what it earned in each step, of the event and its twin.
    pub courses: Vec<(PartyId, Vec<(Earned, Earned)>)>,
}

/// What a party earned in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Earned {
    /// Revenue less variable cost \[money\].
    pub gross_profit: f64,
    /// Fixed cost that stops with production, of what was made \[money\].
    pub stopping_cost: f64,
}

/// One entry of the ledger; negative amounts are gains (caught up later, saved).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Who bears it.
    pub party: PartyId,
    /// In which form.
    pub form: Form,
    /// Why.
    pub cause: Cause,
    /// In which period.
    pub period: u32,
    /// How much \[money\].
    pub amount: f64,
}

/// What it cost, who bears it, and why: entries sorted by party, form, cause, period; none is zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The ledger.
    pub entries: Vec<Entry>,
    /// What policies make of it, in the model's order; none where nothing happened.
    pub settled: Vec<Settled>,
    /// What data that were taken cost, in the order of [`Compromise::taken`].
    pub taken: Vec<TakenCost>,
}

/// What it costs that data were taken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TakenCost {
    /// In the ledger: what falls due within the history \[money\].
    pub booked: f64,
    /// In no ledger: what falls due after its end \[money\].
    pub later: f64,
    /// The last moment within the history at which something falls due \[h\]; 0: nothing does.
    pub last_due_hours: f64,
}

/// What one policy makes of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Position in the model's policies.
    pub policy: usize,
    /// Loss of the forms it covers, before all terms \[money\].
    pub gross: f64,
    /// What is left of each cover after hours, deductible and sub-limit \[money\].
    pub covered: Vec<f64>,
    /// What the event comes to in each layer, before annual aggregates and at full participation \[money\].
    pub reached: Vec<f64>,
    /// What each layer pays if the event is the only one of its year \[money\].
    pub paid: Vec<f64>,
    /// What it would pay in all if waiting and indemnity periods were turned into money, days × annual gross profit / 365, as Oasis does \[money\].
    pub paid_by_calendar: f64,
}

impl Loss {
    /// Sum of all entries but transfers, in ledger order \[money\].
    pub fn total(&self) -> f64 {
        self.sum(|_| true)
    }

    /// Sum of one party's entries but transfers, in ledger order \[money\].
    pub fn of_party(&self, party: PartyId) -> f64 {
        self.sum(|entry| entry.party == party)
    }

    /// What the economy lost: every party's entries but transfers, and the wages that stopped \[money\].
    pub fn economic(&self) -> f64 {
        self.entries.iter().filter(|entry| entry.form.is_economic()).map(|entry| entry.amount).sum()
    }

    fn sum(&self, of: impl Fn(&Entry) -> bool) -> f64 {
        self.entries.iter().filter(|entry| !entry.form.is_transfer() && of(entry)).map(|entry| entry.amount).sum()
    }
}

/// Everything that happened in one replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which replicate.
    pub replicate: u64,
    /// What fell.
    pub compromise: Compromise,
    /// When it came back.
    pub availability: Availability,
    /// What it let the company do.
    pub capacity: Capacity,
    /// What went through the network.
    pub flow: Flow,
    /// What it cost.
    pub loss: Loss,
}
