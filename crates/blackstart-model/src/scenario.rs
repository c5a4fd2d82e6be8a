//! A checked scenario: a bad day and the answer to it. Moments are hours from the scenario's start.

use crate::attack::Attack;
use crate::id::{CrewId, DataId, PartyId, ServiceId, SiteId, SystemId};
pub use crate::model::LevelKind;
use crate::model::{Channel, Factor, Name, Provenance, Resource, System, Task, TaskKind};
use crate::units::Uncertain;
use jiff::civil::DateTime;

/// A bad day and the answer to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Slug, e.g. `as-forecast`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Moment 0.
    pub start: DateTime,
    /// Length of a history \[h\].
    pub horizon_hours: f64,
    /// Played before moment 0 so that calendars and seasons have settled \[h\]; not reported.
    pub warm_up_hours: f64,
    /// Length of one step \[h\].
    pub step_hours: f64,
    /// What ledger and totals are kept by.
    pub ledger: LedgerSpan,
    /// Replicates unless the command overrides it.
    pub replicates: u64,
    /// Seed unless the command overrides it.
    pub seed: u64,
    /// Times a year that such a day comes, on average; `None`: unset.
    pub rate: Option<f64>,
    /// What falls, when, and in which state: stated, …
    pub falls: Vec<Fall>,
    /// … or played: the race between an attacker and the company.
    pub attack: Option<Attack>,
    /// Moment from which restoration may begin, counted from the last fall: containment \[h\].
    pub containment_hours: Uncertain,
    /// Probabilities that recovery resources are lost.
    pub destroyed: Vec<(Resource, f64)>,
    /// How systems are brought back. `None`: only stated restoration times.
    pub recovery: Option<Recovery>,
    /// Stated outages: observed or assumed levels of systems, services and channels.
    pub outages: Vec<Outage>,
    /// Other shocks at the same time.
    pub shocks: Vec<Shock>,
    /// Costs that arise besides the simulated ones.
    pub costs: Vec<Cost>,
    /// Factors that quantities of the scenario move with, by name.
    pub factors: Vec<Factor>,
    /// Data that are taken.
    pub taken: Vec<Taking>,
    /// SHA-256 of what was read, hex (filled by the reader's caller); empty for scenarios made in memory.
    pub hash: String,
}

/// Spans of time that ledger and totals are kept by, cut to the history and to whole steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedgerSpan {
    /// Calendar months.
    #[default]
    Month,
    /// Weeks from Monday.
    Week,
    /// Days.
    Day,
}

/// Systems that fall together.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall {
    /// Its name (`fall/<n>` if none is given).
    pub name: Name,
    /// Which systems.
    pub systems: Vec<SystemId>,
    /// When.
    pub at_hours: Uncertain,
    /// Why.
    pub cause: FallCause,
    /// Probability that each system is found lost (rebuild) …
    pub lost: f64,
    /// … or exposed (verify); clean (just start) otherwise.
    pub exposed: f64,
    /// Probability that the fall happens at all.
    pub chance: f64,
    /// Restored at this moment, whatever the tasks say; `None`: by the recovery tasks.
    pub until: Option<Until>,
}

/// When something stated is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Until {
    /// At this moment \[h from start\]; infinite: never within the horizon.
    Moment(Uncertain),
    /// So long after it began \[h\].
    After(Uncertain),
}

/// Why a system fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FallCause {
    /// The attacker.
    Attacker,
    /// The company pulled the plug.
    Shutdown,
}

/// How systems are brought back.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Investigation that must be over before any restore task starts, counted from containment \[h\].
    pub investigation_hours: Uncertain,
    /// Systems by priority, in order; all others follow in model order.
    pub priority: Vec<SystemId>,
    /// How the list is made.
    pub rule: PriorityRule,
    /// How the list is worked through.
    pub policy: RestorePolicy,
    /// Factor on the working time of every task, drawn once per history.
    pub common: Uncertain,
    /// Heads that crews have besides the model's, from a moment on: crew, moment, heads.
    pub extra_people: Vec<(CrewId, f64, u32)>,
    /// Tasks done in another way than usual: which way, from 1.
    pub modes: Vec<(SystemId, TaskKind, usize)>,
    /// What has happened already, where people ask in the middle of it; only lists that are worked through moment by moment look at it.
    pub known: Option<Known>,
}

impl Default for Recovery {
    /// As an empty `[recovery]` says it: no investigation, systems in model order, every task as usual.
    fn default() -> Self {
        Self {
            investigation_hours: Uncertain::ZERO,
            priority: Vec::new(),
            rule: PriorityRule::default(),
            policy: RestorePolicy::default(),
            common: Uncertain::Fixed(1.0),
            extra_people: Vec::new(),
            modes: Vec::new(),
            known: None,
        }
    }
}

impl Recovery {
    /// A system's task as this recovery does it.
    pub fn way<'t>(&self, system: SystemId, kind: TaskKind, task: &'t Task) -> &'t Task {
        task.way(self.choice(system, kind))
    }

    /// In which way a system's task is done; 0: as usual.
    pub fn choice(&self, system: SystemId, kind: TaskKind) -> usize {
        let found = self.modes.iter().find(|&&(of, which, _)| (of, which) == (system, kind));
        found.map_or(0, |&(.., choice)| choice)
    }
}

/// An order of restart made elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RestartList {
    /// Systems, in order; not all of them.
    pub systems: Vec<SystemId>,
    /// Tasks done in another way than usual: which way, from 1.
    pub modes: Vec<(SystemId, TaskKind, usize)>,
}

/// What has happened until a moment: what follows is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The moment \[h\].
    pub now_hours: f64,
    /// Of the investigation.
    pub investigation: Option<Progress>,
    /// Tasks that have begun, by system and kind.
    pub tasks: Vec<KnownTask>,
}

impl Known {
    /// What is known of a task.
    pub fn task(&self, system: SystemId, kind: TaskKind) -> Option<&KnownTask> {
        let at = self.tasks.binary_search_by_key(&(system, kind), |task| (task.system, task.kind)).ok()?;
        self.tasks.get(at)
    }

    /// Tasks of a system that have begun, in the order in which they are done.
    pub fn of(&self, system: SystemId) -> &[KnownTask] {
        let first = self.tasks.partition_point(|task| task.system < system);
        let count = self.tasks[first..].partition_point(|task| task.system == system);
        &self.tasks[first..first + count]
    }

    /// Whether nothing is left to do on a system: its last task is over.
    pub fn is_done(&self, system: SystemId, row: &System) -> bool {
        let last = TaskKind::ALL.into_iter().rfind(|&kind| row.tasks()[kind as usize].is_some());
        last.and_then(|kind| self.task(system, kind)).is_some_and(|task| task.ended_hours().is_some())
    }
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// It goes on.
    Running,
    /// It was over at this moment \[h\].
    Ended(f64),
}

/// A task that has begun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownTask {
    /// Whose.
    pub system: SystemId,
    /// Which.
    pub kind: TaskKind,
    /// When it began \[h\].
    pub began_hours: f64,
    /// How far it is.
    pub progress: Progress,
}

impl KnownTask {
    /// When it was over \[h\]; `None`: it goes on.
    pub fn ended_hours(&self) -> Option<f64> {
        match self.progress {
            Progress::Running => None,
            Progress::Ended(at) => Some(at),
        }
    }
}

/// How a priority list is worked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RestorePolicy {
    /// System by system: each gets the earliest place that those before it leave, as a planner who knows how long everything takes would do.
    #[default]
    Serial,
    /// Moment by moment: whoever is free takes the first task on the list that may begin, knowing nothing that has not happened yet.
    Ranked,
    /// The same, but no system is begun before one that is listed earlier: calmer, and slower.
    InOrder,
}

/// How the priority list is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PriorityRule {
    /// As listed, then model order.
    #[default]
    Listed,
    /// Shortest expected restoration first.
    Shortest,
    /// The most systems waiting behind it first.
    MostWaiting,
}

/// What an outage throttles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A system.
    System(SystemId),
    /// A service, after its grace and fallback.
    Service(ServiceId),
    /// A channel of a site, after its services; its ramp still follows.
    Channel(SiteId, Channel),
}

/// A stated level over a stated time.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    /// Its name (`outage/<n>` if none is given).
    pub name: Name,
    /// What.
    pub subject: Subject,
    /// From \[h\].
    pub from_hours: Uncertain,
    /// Level from then on, 0–1: at most this.
    pub level: Uncertain,
    /// How it goes on and when it is over.
    pub course: Course,
    /// What its levels mean.
    pub kind: LevelKind,
    /// Why, for the ledger.
    pub cause: FallCause,
}

/// How a stated outage goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// At its one level, until it is over.
    Until(Until),
    /// In phases, each from where the one before ended; over with the last.
    Phases(Vec<Phase>),
}

/// A part of an outage.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// When it ends; it has no length where that is before it begins.
    pub until: Until,
    /// Its level, 0–1: at most this. `None`: the level before.
    pub level: Option<Uncertain>,
    /// Whether it runs from the level before to its own steadily, instead of at once.
    pub steadily: bool,
}

/// A change of demand or capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// Its name.
    pub name: Name,
    /// Demand or capacity.
    pub kind: ShockKind,
    /// Sites.
    pub sites: Vec<SiteId>,
    /// From \[h\].
    pub from_hours: f64,
    /// Until \[h\].
    pub until_hours: f64,
    /// Multiplier (demand ≥ 0; capacity 0–1).
    pub times: Uncertain,
    /// Happens in the event-free twin too (a tariff that would have come anyway).
    pub in_twin: bool,
}

/// What a shock changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShockKind {
    /// Final demand.
    Demand,
    /// Capacity of the produce channel.
    Capacity,
}

/// A cost besides the simulated ones: forensics, consultants, notification.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Its name.
    pub name: Name,
    /// Who pays.
    pub party: PartyId,
    /// In which form of loss.
    pub form: CostForm,
    /// Who receives it, of a transfer; `None`: somebody outside the model.
    pub to: Option<PartyId>,
    /// Lump sum \[money\], booked at `from`.
    pub amount: Uncertain,
    /// Running cost \[money/day\] from `from` until `until`.
    pub per_day: Uncertain,
    /// From \[h\].
    pub from_hours: f64,
    /// Until \[h\]; `None`: until the last system is back.
    pub until_hours: Option<f64>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// Data that are taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    /// Its name (`taken/<n>` if none is given).
    pub name: Name,
    /// Which data, ascending, each once.
    pub data: Vec<DataId>,
    /// When.
    pub at: TakenAt,
    /// Probability that it happens …
    pub chance: f64,
    /// … to this share of the records, 0–1.
    pub share: Uncertain,
}

/// When data are taken.
#[derive(Clone, Debug, PartialEq)]
pub enum TakenAt {
    /// At this moment \[h from start\].
    Moment(Uncertain),
    /// When the attacker has the first of these states, if a system that holds the data is still up: positions in [`Attack::states`].
    States(Vec<usize>),
}

/// Form of a stated cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostForm {
    /// Incident response: forensics, crisis management, lawyers.
    Response,
    /// Rebuild: hardware, licences, data re-entry.
    Rebuild,
    /// Increased cost of working.
    ExtraWork,
    /// Liability: claims; notification and fines too where they are not told apart.
    Liability,
    /// Spoilage: stock and work in progress thrown away.
    Spoilage,
    /// Contractual penalties: a transfer.
    Penalty,
    /// Ransom and what it takes to pay it: a transfer.
    Extortion,
    /// Telling those whose data were taken.
    Notification,
    /// Fines of authorities.
    Fine,
}
