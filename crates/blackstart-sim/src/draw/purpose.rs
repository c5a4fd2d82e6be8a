//! What draws are for: every draw of a history by name, so that no two can share one and none is made that has no name.

use super::{DrawKey, Stage, TURNS};
use blackstart_model::model::{Resource, Task, TaskKind};

/// What the subject of a draw is: draws about different things never meet, because their keys are hashes of kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The history as a whole: subject [`EVENT`].
    Event,
    /// The end of triage: one subject.
    Triage,
    /// A stated fall.
    Fall,
    /// A step of the attack graph: a technique, a control, a step or defence of a MAL model.
    Step,
    /// What notices a step.
    Alert,
    /// A containment action.
    Cut,
    /// A shutdown rule.
    ShutdownRule,
    /// A system.
    System,
    /// A crew.
    Crew,
    /// A service.
    Service,
    /// A site.
    Site,
    /// A site and another where its customers buy instead.
    Substitute,
    /// A link between two sites.
    Link,
    /// A product.
    Product,
    /// A stated cost.
    Cost,
    /// A stated outage.
    Outage,
    /// A shock.
    Shock,
    /// A scenario in simulated years.
    Scenario,
    /// A factor that several quantities move with.
    Factor,
    /// Data that are taken together.
    Taking,
    /// Data that systems hold.
    Data,
    /// Another draw of the same history.
    Draw,
}

/// What a draw is for. The numbers are part of the format: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose {
    /// Stage that draws.
    pub stage: Stage,
    /// What it is about.
    pub about: About,
    /// First turn.
    pub turn: u32,
    /// Turns that it may take from there on.
    pub turns: u32,
}

/// Subject of draws about the history as a whole.
pub const EVENT: u64 = 0;
/// Turns of a time of the attack: one for each distribution in its law.
const LAW: u32 = 1 << 16;

macro_rules! purposes {
    ($($(#[$doc:meta])+ $name:ident: $stage:ident, $about:ident, $turn:expr, $turns:expr;)+) => {
        $(
            $(#[$doc])+
            pub const $name: Purpose = Purpose { stage: Stage::$stage, about: About::$about, turn: $turn, turns: $turns };
        )+
        /// All purposes.
        pub const ALL: &[Purpose] = &[$($name),+];
    };
}
purposes! {
    /// Whether a stated fall happens.
    FALL_HAPPENS: Attack, Fall, 0, 1;
    /// When.
    FALL_AT: Attack, Fall, 1, 1;
    /// Until when, where that is stated.
    FALL_UNTIL: Attack, Fall, 2, 1;
    /// How long it lasts, where that is stated.
    FALL_FOR: Attack, Fall, 3, 1;
    /// In which state a system is found: one draw for all stated falls.
    SYSTEM_FOUND: Attack, System, 0, 1;
    /// Whether the attacker's states find a system lost or exposed.
    SYSTEM_REACHED: Attack, System, 1, 1;
    /// Whether a system that the company switched off must be verified.
    SYSTEM_UNSURE: Attack, System, 2, 1;
    /// Time from the last fall until restoration may begin.
    CONTAINMENT: Attack, Event, 0, 1;
    /// Whether a recovery resource is gone: a turn for each.
    DESTROYED: Attack, Event, 1, 3;
    /// Time from the first alert until the company knows what it sees.
    TRIAGE: Attack, Triage, 0, LAW;
    /// Time that a step takes, or whether it is possible at all.
    STEP: Attack, Step, 0, LAW;
    /// Whether a step raises an alert.
    ALERT_HAPPENS: Attack, Alert, 0, 1;
    /// Time until it is seen.
    ALERT_AFTER: Attack, Alert, 1, LAW;
    /// Time of a containment action.
    CUT_AFTER: Attack, Cut, 0, LAW;
    /// Whether a shutdown rule is followed.
    RULE_HAPPENS: Attack, ShutdownRule, 0, 1;
    /// How long that takes.
    RULE_AFTER: Attack, ShutdownRule, 1, LAW;
    /// Whether data are taken, where they can be.
    TAKEN_HAPPENS: Attack, Taking, 0, 1;
    /// When, where that is stated.
    TAKEN_AT: Attack, Taking, 1, 1;
    /// Share of the records.
    TAKEN_SHARE: Attack, Taking, 2, 1;
    /// How many records there are.
    RECORDS: Attack, Data, 0, 1;
    /// How long nobody can know that they were taken.
    KNOWN_AFTER: Attack, Data, 1, 1;

    /// Time of the investigation.
    INVESTIGATION: Outage, Event, 0, 1;
    /// Factor that the working times of all tasks have in common.
    COMMON: Outage, Event, 1, 1;
    /// What a head of a crew costs for an hour.
    CREW_COST: Outage, Crew, 0, 1;
    /// Working time of a rebuild, the first time; see [`HOURS`].
    REBUILD_HOURS: Outage, System, 0, 1;
    /// The same of a verification.
    VERIFY_HOURS: Outage, System, 1, 1;
    /// The same of a start.
    START_HOURS: Outage, System, 2, 1;
    /// Factor on a rebuild without backup.
    WITHOUT_BACKUP: Outage, System, 3, 1;
    /// Cost of a task, the first time: a turn for each kind; see [`cost`].
    COST: Outage, System, 4, 4;
    /// Working time of a test, the first time.
    TEST_HOURS: Outage, System, 8, 1;
    /// What is drawn about each further attempt at a task; see [`attempt`].
    AGAIN: Outage, System, 1 << 16, TURNS - (1 << 16);

    /// How long a service runs on untouched.
    GRACE: Service, Service, 0, 1;
    /// Level of its fallback.
    FALLBACK_LEVEL: Service, Service, 1, 1;
    /// Time to set it up.
    FALLBACK_SETUP: Service, Service, 2, 1;
    /// How long it can be kept up.
    FALLBACK_MAX: Service, Service, 3, 1;
    /// Time to key in an hour of normal work.
    BACKLOG_KEYING: Service, Service, 4, 1;
    /// Level of a service meanwhile.
    BACKLOG_LEVEL: Service, Service, 5, 1;
    /// Time of a site's ramp.
    RAMP_HOURS: Service, Site, 0, 1;
    /// Level at which it starts.
    RAMP_FROM: Service, Site, 1, 1;
    /// What a stop adds to that time.
    RAMP_LONGER: Service, Site, 2, 1;

    /// Scale on the cover of a site's inputs.
    COVER_SCALE: Flow, Site, 0, 1;
    /// Highest overtime factor.
    OVERTIME: Flow, Site, 1, 1;
    /// Share of unmet final demand that waits.
    PATIENCE: Flow, Site, 2, 1;
    /// Mean time for which customers wait.
    WAIT: Flow, Site, 3, 1;
    /// Normal cash.
    CASH: Flow, Site, 4, 1;
    /// Credit line.
    CREDIT: Flow, Site, 5, 1;
    /// Variable cost besides inputs.
    VARIABLE_COST: Flow, Site, 6, 1;
    /// Fixed cost.
    FIXED_COST: Flow, Site, 7, 1;
    /// What overtime costs more.
    OVERTIME_PREMIUM: Flow, Site, 8, 1;
    /// How sales follow thinning stock.
    CHOICE: Flow, Site, 9, 1;
    /// Share of missing output that is wanted back.
    CATCH_UP: Flow, Site, 10, 1;
    /// Most customers that stay away.
    AWAY_MOST: Flow, Site, 11, 1;
    /// Share of these that never come back.
    AWAY_NEVER: Flow, Site, 12, 1;
    /// Time from insolvency until another runs the site.
    REPLACED: Flow, Site, 13, 1;
    /// Share of unmet customers that goes over to a substitute.
    GOES_OVER: Flow, Substitute, 0, 1;
    /// What final customers want, or what a site makes for customers of whom nothing is said.
    DEMAND_FLOW: Flow, Site, 14, 1;
    /// What they pay for a unit.
    DEMAND_PRICE: Flow, Site, 15, 1;
    /// Flow of a link.
    LINK_FLOW: Flow, Link, 0, 1;
    /// What its customer pays for a unit.
    LINK_PRICE: Flow, Link, 1, 1;
    /// Share of the customer's output lost without the input.
    LINK_CRITICAL: Flow, Link, 2, 1;
    /// Price of a product.
    PRODUCT_PRICE: Flow, Product, 0, 1;

    /// Lump sum of a stated cost.
    COST_AMOUNT: Loss, Cost, 0, 1;
    /// Its running part.
    COST_PER_DAY: Loss, Cost, 1, 1;
    /// What is spoilt when a site stops.
    SCRAP: Loss, Site, 2, 1;
    /// Cost of telling one of those concerned.
    NOTICE_PER_RECORD: Loss, Data, 0, 1;
    /// What that costs however many there are.
    NOTICE_FIXED: Loss, Data, 1, 1;
    /// Time from knowing until it is due.
    NOTICE_AFTER: Loss, Data, 2, 1;
    /// Whether those concerned are owed anything.
    LIABILITY_HAPPENS: Loss, Data, 3, 1;
    /// How much each of them is.
    LIABILITY_PER_RECORD: Loss, Data, 4, 1;
    /// Time from knowing until that is due.
    LIABILITY_AFTER: Loss, Data, 5, 1;
    /// Whether there is a fine.
    FINE_HAPPENS: Loss, Data, 6, 1;
    /// How much it is: an amount, or a share of turnover.
    FINE_SIZE: Loss, Data, 7, 1;
    /// Time from knowing until it is due.
    FINE_AFTER: Loss, Data, 8, 1;

    /// When a stated outage begins.
    OUTAGE_FROM: Scenario, Outage, 0, 1;
    /// When it ends.
    OUTAGE_UNTIL: Scenario, Outage, 1, 1;
    /// Level meanwhile.
    OUTAGE_LEVEL: Scenario, Outage, 2, 1;
    /// How long it lasts, where that is stated.
    OUTAGE_FOR: Scenario, Outage, 3, 1;
    /// What is drawn about a phase of an outage; see [`phase`].
    OUTAGE_PHASE: Scenario, Outage, 4, TURNS - 4;
    /// Multiplier of a shock.
    SHOCK_TIMES: Scenario, Shock, 0, 1;
    /// Simulated years: time to the next such day, then which history it is; two turns for each, by number of the day.
    NEXT_DAY: Scenario, Scenario, 0, TURNS;

    /// How a factor comes out that several quantities move with.
    FACTOR: Shared, Factor, 0, 1;

    /// What somebody finds out beforehand about another draw; see [`signal`].
    SIGNAL: Signal, Draw, 0, TURNS;
}

impl Purpose {
    /// The draw about this subject: its first.
    pub const fn of(self, subject: u64) -> DrawKey {
        DrawKey { stage: self.stage, subject, turn: self.turn }
    }
}

/// What blurs the view of a draw for whoever finds out about it beforehand: one for each draw, because the stage goes into the subject.
pub const fn signal(of: DrawKey) -> DrawKey {
    SIGNAL.of(of.subject ^ (of.stage as u64) << 56).later(of.turn)
}

/// Working time of each kind of task, the first time it is done.
pub const HOURS: [Purpose; 4] = [REBUILD_HOURS, VERIFY_HOURS, START_HOURS, TEST_HOURS];

/// Working time of a task of a system, the first time it is done.
pub fn hours(system: u64, kind: TaskKind) -> DrawKey {
    HOURS[kind as usize].of(system)
}

/// Cost of a task of a system, the first time it is done.
pub fn cost(system: u64, kind: TaskKind) -> DrawKey {
    COST.of(system).later(kind as u32)
}

/// Draws about one phase of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseKeys {
    /// When it ends, …
    pub until: DrawKey,
    /// … or how long it lasts.
    pub length: DrawKey,
    /// Its level.
    pub level: DrawKey,
}

/// Draws about the n-th phase of an outage. The first one ends with the luck that an outage without phases ends with.
pub fn phase(outage: u64, n: u32) -> PhaseKeys {
    let own = OUTAGE_PHASE.of(outage).later(3 * n);
    let (until, length) = match n {
        0 => (OUTAGE_UNTIL.of(outage), OUTAGE_FOR.of(outage)),
        _ => (own, own.later(1)),
    };
    PhaseKeys { until, length, level: own.later(2) }
}

/// Whether a recovery resource is gone.
pub fn destroyed(resource: Resource) -> DrawKey {
    DESTROYED.of(EVENT).later(resource as u32)
}

/// Draws about one attempt at a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Whether the attempt before failed.
    pub failed: DrawKey,
    /// Working time.
    pub hours: DrawKey,
    /// Cost.
    pub cost: DrawKey,
}

/// Turns between attempts at one task.
pub const ATTEMPT_TURNS: u32 = 4;

/// Draws about the n-th attempt at a task of a system. The first attempt (0) of the first round has draws of its own, [`hours`] and [`cost`]; further
/// rounds are made where a task that may fail is known to take longer.
pub fn attempt(system: u64, kind: TaskKind, round: u32, attempt: u32) -> Attempt {
    let first = AGAIN.of(system).later(ATTEMPT_TURNS * (Task::ATTEMPTS * (4 * round + kind as u32) + attempt));
    Attempt { failed: first, hours: first.later(1), cost: first.later(2) }
}
