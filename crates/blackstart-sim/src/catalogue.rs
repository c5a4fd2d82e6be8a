//! Every quantity of a model and a scenario that differs from history to history: where it is written, its law, and the draw it is made with.
//!
//! A history draws nothing that is not listed here, and what it draws is what [`Entry::value`] says without playing it.

use crate::attack::Race;
use crate::attack::race::{certain, triage_key};
use crate::draw::law::{self, distributions};
use crate::draw::purpose::{self, Attempt, EVENT, PhaseKeys, Purpose};
use crate::draw::{Draw, DrawKey, normal_quantile, quantile};
use crate::outage::ROUNDS;
use crate::sizes::draw_of;
use blackstart_model::attack::{Attack, Doctrine, Law as Time, Node};
use blackstart_model::id::{DataId, SiteId, key};
use blackstart_model::model::{Data, FineSize, Model, Name, Resource, Service, Site, System, Task, TaskKind, What};
use blackstart_model::scenario::{Course, Fall, Progress, Recovery, Scenario, TakenAt, Until};
use blackstart_model::units::{Shared, Uncertain};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

/// Which document a quantity is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// The model: `model.toml` or a table beside it.
    Model,
    /// The scenario, or the file with lists of its attack.
    Scenario,
}

/// What a draw decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// A quantity: an input.
    Quantity(Uncertain),
    /// One distribution in the time of an attack step, an alert or an action, in its own unit: an input.
    Time(Time),
    /// A factor that quantities move with, as a normal score: an input. It is written beside each of them.
    Factor,
    /// Whether something of this probability happens: luck of the day. Of a control, that it is not effective.
    Chance(f64),
    /// In which state a system is found: luck of the day.
    Condition {
        /// Probability that it is lost …
        lost: f64,
        /// … or exposed; clean otherwise.
        exposed: f64,
    },
}

impl Law {
    /// Whether this is a quantity that somebody could know better, not the luck of the day.
    pub fn is_input(&self) -> bool {
        matches!(self, Self::Quantity(_) | Self::Time(_) | Self::Factor)
    }

    /// Whether it can come out in more than one way.
    pub fn varies(&self) -> bool {
        match self {
            Self::Quantity(quantity) => quantity.fixed().is_none(),
            Self::Time(law) => !matches!(law, Time::Fixed(_) | Time::Never),
            Self::Factor => true,
            Self::Chance(chance) => *chance > 0.0 && *chance < 1.0,
            Self::Condition { lost, exposed } => ![*lost, *exposed, 1.0 - lost - exposed].contains(&1.0),
        }
    }

    /// What it moves with.
    pub fn shared(&self) -> Option<&Shared> {
        match self {
            Self::Quantity(quantity) | Self::Time(Time::Stated(quantity)) => quantity.shared(),
            _ => None,
        }
    }

    /// The uniform number of a draw: its own, or one that moves with its factor.
    pub fn uniform(&self, draw: Draw, at: DrawKey) -> f64 {
        match self {
            Self::Quantity(quantity) => draw.uniform_of(quantity, at),
            Self::Time(law) => draw.uniform_of_time(law, at),
            _ => draw.uniform(at),
        }
    }

    /// What comes of a uniform draw: the quantity in the units of the compiled model; of a chance 1 if it happens and 0 if not; of a condition 2 for lost, 1 for
    /// exposed and 0 for clean.
    pub fn value(&self, u: f64) -> f64 {
        match *self {
            Self::Quantity(ref quantity) => quantile(quantity, u),
            Self::Time(ref law) => law::quantile(law, u),
            Self::Factor => normal_quantile(u),
            Self::Chance(chance) => f64::from(u8::from(u < chance)),
            Self::Condition { lost, .. } if u < lost => 2.0,
            Self::Condition { lost, exposed } => f64::from(u8::from(u < lost + exposed)),
        }
    }
}

/// Draws of one entry that follow each other: attempts at a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The first.
    pub first: DrawKey,
    /// Turns from one to the next.
    pub step: u32,
    /// How many there may be.
    pub count: u32,
}

impl Turns {
    fn one(first: DrawKey) -> Self {
        Self { first, step: 1, count: 1 }
    }

    fn contains(&self, at: DrawKey) -> bool {
        let Self { first, step, count } = *self;
        (first.stage, first.subject) == (at.stage, at.subject)
            && at.turn.checked_sub(first.turn).is_some_and(|gone| gone % step == 0 && gone / step < count)
    }
}

/// A quantity and the draw it is made with.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is written: the path that an edit of the document would name, e.g. `system.erp.rebuild.duration`.
    pub path: String,
    /// In which document.
    pub document: Document,
    /// What a draw of it decides, and how likely what is.
    pub law: Law,
    /// What it is drawn for.
    pub purpose: Purpose,
    /// The draws it is made with. Almost always there is one a history; attempts at a task are many. The first draw of the first run is the one that
    /// [`Entry::value`] tells.
    pub turns: Vec<Turns>,
    /// Whether it belongs to a way of doing a task that this scenario does not choose: drawn only where ways are compared.
    pub other_way: bool,
    /// Whether what has happened already bears on it, so that a history does not take it from its law alone.
    pub known: bool,
}

impl Entry {
    /// The draw it is made with; the first where there are several.
    pub fn key(&self) -> DrawKey {
        self.turns[0].first
    }

    /// Whether it is made with this draw.
    pub fn drawn_with(&self, key: DrawKey) -> bool {
        self.turns.iter().any(|turns| turns.contains(key))
    }

    /// Most draws that one history makes of it.
    pub fn draws(&self) -> u32 {
        self.turns.iter().map(|turns| turns.count).sum()
    }

    /// Its uniform number in a history, as it moves with its factor; shares of the result are of independent draws.
    pub fn uniform(&self, draw: Draw) -> f64 {
        self.law.uniform(draw, self.key())
    }

    /// Its value in a history, as [`Law::value`] counts. NaN where what has happened already bears on it: that is known only by playing.
    pub fn value(&self, draw: Draw) -> f64 {
        if self.known {
            return f64::NAN;
        }
        self.law.value(self.uniform(draw))
    }
}

/// Every uncertain quantity of a model and a scenario, in the order of the stages that draw them.
///
/// Quantities that are known exactly are not listed: they draw nothing. Several entries may be made with one draw: ways of doing one task, stated falls of one
/// system, subjects of one outage.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    entries: Vec<Entry>,
    /// Entries of each (stage, subject).
    of: BTreeMap<(crate::draw::Stage, u64), Vec<u32>>,
}

impl Catalogue {
    /// The catalogue of a checked model and a checked scenario.
    pub fn new(model: &Model, scenario: &Scenario) -> Self {
        let mut list = List { entries: Vec::new(), document: Document::Scenario };
        match Race::of(model, scenario) {
            Some(race) => list.race(model, &race),
            None => list.falls(model, scenario),
        }
        list.takings(scenario);
        list.quantity("containment", scenario.containment_hours, purpose::CONTAINMENT, EVENT);
        if let Some(recovery) = &scenario.recovery {
            list.recovery(model, recovery);
        }
        list.document = Document::Model;
        model.services.rows().iter().for_each(|service| list.service(service));
        model.sites.rows().iter().for_each(|site| list.site(site));
        for demand in &model.demands {
            let site = &model.sites[demand.site].name;
            let path = format!("demand[site={}]", site.id);
            list.quantity(&format!("{path}.patience"), demand.patience, purpose::PATIENCE, site.key);
            list.quantity(&format!("{path}.wait"), demand.wait_hours, purpose::WAIT, site.key);
            list.quantity(&format!("{path}.choice"), demand.choice, purpose::CHOICE, site.key);
            if let Some(aftermath) = &demand.aftermath {
                list.quantity(&format!("{path}.aftermath.most"), aftermath.most, purpose::AWAY_MOST, site.key);
                list.quantity(&format!("{path}.aftermath.never"), aftermath.never, purpose::AWAY_NEVER, site.key);
            }
        }
        for it in &model.substitutes {
            let [from, to] = [it.from, it.to].map(|site| &model.sites[site].name.id);
            let path = format!("substitute[from={from},to={to}].share");
            list.quantity(&path, it.share, purpose::GOES_OVER, it.key);
        }
        list.sizes(model);
        // Only what a scenario takes is ever drawn.
        let mut data: Vec<DataId> = scenario.taken.iter().flat_map(|taking| taking.data.iter().copied()).collect();
        data.sort_unstable();
        data.dedup();
        data.into_iter().for_each(|data| list.data(&model.data[data]));
        list.document = Document::Scenario;
        list.stated(scenario);
        list.factors(model, scenario);
        let mut of: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for (entry, at) in list.entries.iter().zip(0..) {
            of.entry((entry.key().stage, entry.key().subject)).or_default().push(at);
        }
        Self { entries: list.entries, of }
    }

    /// All entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Factors by name, each with what moves with it.
    pub fn factors(&self) -> impl Iterator<Item = (&str, Vec<&Entry>)> {
        let factors = self.entries.iter().filter(|entry| entry.law == Law::Factor);
        factors.map(|factor| {
            let moves = |entry: &&Entry| entry.law.shared().is_some_and(|it| it.factor == factor.key().subject);
            let name = factor.path.strip_prefix(FACTOR_PATH).unwrap_or(&factor.path);
            (name, self.entries.iter().filter(moves).collect())
        })
    }

    /// What is made with a draw.
    pub fn made_with(&self, key: DrawKey) -> impl Iterator<Item = &Entry> {
        let at = self.of.get(&(key.stage, key.subject)).map_or(&[][..], Vec::as_slice);
        at.iter().map(|&at| &self.entries[at as usize]).filter(move |entry| entry.drawn_with(key))
    }

    /// The values of all entries in a history, in order, without playing it; see [`Entry::value`].
    pub fn sampled(&self, draw: Draw) -> Vec<f64> {
        self.entries.iter().map(|entry| entry.value(draw)).collect()
    }
}

/// What the path of a factor begins with. No field is behind it: a factor is written beside each quantity.
const FACTOR_PATH: &str = "factor.";

/// An id in a path: quoted where it would not be a bare key.
pub fn id(id: &str) -> String {
    let bare = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if bare { id.to_owned() } else { format!("\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// A row in a path: by its id, or by its place where it has none.
pub fn row(kind: &str, name: &Name) -> String {
    let counted = name.id.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')).and_then(|n| n.parse().ok());
    match counted {
        Some(n) => format!("{kind}[{}]", usize::saturating_sub(n, 1)),
        None => format!("{kind}.{}", id(&name.id)),
    }
}

/// The entries found so far.
struct List {
    entries: Vec<Entry>,
    /// Where what comes next is written.
    document: Document,
}

impl List {
    fn add(&mut self, path: &str, law: Law, purpose: Purpose, turns: Vec<Turns>) -> &mut Entry {
        let document = self.document;
        let entry = Entry { path: path.to_owned(), document, law, purpose, turns, other_way: false, known: false };
        self.entries.push(entry);
        self.entries.last_mut().expect("just pushed")
    }

    fn luck(&mut self, path: &str, law: Law, purpose: Purpose, subject: u64) {
        self.add(path, law, purpose, vec![Turns::one(purpose.of(subject))]);
    }

    fn quantity(&mut self, path: &str, quantity: Uncertain, purpose: Purpose, subject: u64) {
        self.made_at(path, quantity, purpose, purpose.of(subject));
    }

    fn made_at(&mut self, path: &str, quantity: Uncertain, purpose: Purpose, at: DrawKey) {
        if quantity.fixed().is_none() {
            self.add(path, Law::Quantity(quantity), purpose, vec![Turns::one(at)]);
        }
    }

    /// The distributions in a time of the attack.
    fn time(&mut self, path: &str, law: &Time, purpose: Purpose, subject: u64) {
        // A time that is fixed as a whole draws nothing, one with other parts passes over them.
        for (turn, law) in distributions(law) {
            let law = match law {
                Time::Bernoulli { chance } => Law::Chance(*chance),
                other => Law::Time(other.clone()),
            };
            self.add(path, law, purpose, vec![Turns::one(purpose.of(subject).later(turn))]);
        }
    }

    /// Stated falls, what they leave, and what is gone with them.
    fn falls(&mut self, model: &Model, scenario: &Scenario) {
        for (at, fall) in scenario.falls.iter().enumerate() {
            let path = match at {
                0 if of_shutdown(fall) => "shutdown".to_owned(),
                _ => row("fall", &fall.name),
            };
            let subject = fall.name.key;
            self.luck(&format!("{path}.chance"), Law::Chance(fall.chance), purpose::FALL_HAPPENS, subject);
            self.quantity(&format!("{path}.at"), fall.at_hours, purpose::FALL_AT, subject);
            match fall.until {
                None => {}
                Some(Until::Moment(until)) => {
                    self.quantity(&format!("{path}.until"), until, purpose::FALL_UNTIL, subject);
                }
                Some(Until::After(hours)) => {
                    self.quantity(&format!("{path}.for"), hours, purpose::FALL_FOR, subject);
                }
            }
            for &system in &fall.systems {
                let law = Law::Condition { lost: fall.lost, exposed: fall.exposed };
                let subject = model.systems[system].name.key;
                self.luck(&format!("{path}.lost"), law, purpose::SYSTEM_FOUND, subject);
            }
        }
        for &(resource, chance) in &scenario.destroyed {
            let word = match resource {
                Resource::Directory => "directory",
                Resource::Hypervisor => "hypervisor",
                Resource::Backup => "backup",
            };
            let turns = vec![Turns::one(purpose::destroyed(resource))];
            self.add(&format!("destroyed.{word}"), Law::Chance(chance), purpose::DESTROYED, turns);
        }
    }

    /// The race between the attacker and the company.
    fn race(&mut self, model: &Model, race: &Race) {
        let attack = race.attack();
        self.time("attack.triage", &attack.triage, purpose::TRIAGE, triage_key());
        let names = Names::of(attack);
        let graph = race.graph();
        for node in 0..graph.len() as Node {
            let (subject, law) = (graph.keys()[node as usize], graph.law(node));
            for (path, law, turn) in names.step(race.number(node), law) {
                self.add(&path, law, purpose::STEP, vec![Turns::one(purpose::STEP.of(subject).later(turn))]);
            }
        }
        for alert in graph.alerts() {
            let path = names.alert(attack, race.number(alert.node), alert.key);
            self.luck(&format!("{path}.chance"), Law::Chance(alert.chance), purpose::ALERT_HAPPENS, alert.key);
            self.time(&format!("{path}.after"), &alert.delay, purpose::ALERT_AFTER, alert.key);
        }
        for action in &attack.actions {
            let path = format!("cut.{}.after", id(&action.name.id));
            self.time(&path, &action.after, purpose::CUT_AFTER, action.name.key);
        }
        for rule in &attack.rules {
            let (path, subject) = (format!("shutdown_rule.{}", id(&rule.name.id)), rule.name.key);
            let chance = match attack.doctrine {
                Doctrine::AsWritten => rule.chance,
                Doctrine::Never => 0.0,
                Doctrine::Always => 1.0,
            };
            self.luck(&format!("{path}.chance"), Law::Chance(chance), purpose::RULE_HAPPENS, subject);
            self.time(&format!("{path}.after"), &rule.after, purpose::RULE_AFTER, subject);
            for &system in rule.systems.iter().filter(|_| rule.exposed > 0.0) {
                let (subject, law) = (model.systems[system].name.key, Law::Chance(rule.exposed));
                self.luck(&format!("{path}.exposed"), law, purpose::SYSTEM_UNSURE, subject);
            }
        }
        for (at, effect) in attack.effects.iter().enumerate().filter(|(_, effect)| !certain(effect)) {
            for &system in &effect.systems {
                let law = Law::Condition { lost: effect.lost, exposed: effect.exposed };
                let subject = model.systems[system].name.key;
                self.luck(&format!("effect[{at}].lost"), law, purpose::SYSTEM_REACHED, subject);
            }
        }
    }

    /// Which data are taken, when, and how much of them.
    fn takings(&mut self, scenario: &Scenario) {
        for taking in &scenario.taken {
            let (path, subject) = (row("taken", &taking.name), taking.name.key);
            self.luck(&format!("{path}.chance"), Law::Chance(taking.chance), purpose::TAKEN_HAPPENS, subject);
            self.quantity(&format!("{path}.share"), taking.share, purpose::TAKEN_SHARE, subject);
            if let TakenAt::Moment(at) = taking.at {
                self.quantity(&format!("{path}.at"), at, purpose::TAKEN_AT, subject);
            }
        }
    }

    /// How many records data have, when it is known that they were taken, and what that costs.
    fn data(&mut self, data: &Data) {
        let (path, subject) = (format!("data.{}", id(&data.name.id)), data.name.key);
        self.quantity(&format!("{path}.records"), data.records, purpose::RECORDS, subject);
        self.quantity(&format!("{path}.known_after"), data.known_after_hours, purpose::KNOWN_AFTER, subject);
        if let Some(it) = &data.notification {
            let path = format!("{path}.notification");
            self.quantity(&format!("{path}.per_record"), it.per_record, purpose::NOTICE_PER_RECORD, subject);
            self.quantity(&format!("{path}.fixed"), it.fixed, purpose::NOTICE_FIXED, subject);
            self.quantity(&format!("{path}.after"), it.after_hours, purpose::NOTICE_AFTER, subject);
        }
        if let Some(it) = &data.liability {
            let path = format!("{path}.liability");
            self.luck(&format!("{path}.chance"), Law::Chance(it.chance), purpose::LIABILITY_HAPPENS, subject);
            self.quantity(&format!("{path}.per_record"), it.per_record, purpose::LIABILITY_PER_RECORD, subject);
            self.quantity(&format!("{path}.after"), it.after_hours, purpose::LIABILITY_AFTER, subject);
        }
        if let Some(it) = &data.fine {
            let path = format!("{path}.fine");
            self.luck(&format!("{path}.chance"), Law::Chance(it.chance), purpose::FINE_HAPPENS, subject);
            match it.size {
                FineSize::Amount(amount) => {
                    self.quantity(&format!("{path}.amount"), amount, purpose::FINE_SIZE, subject);
                }
                FineSize::OfTurnover { share, .. } => {
                    self.quantity(&format!("{path}.share"), share, purpose::FINE_SIZE, subject);
                }
            }
            self.quantity(&format!("{path}.after"), it.after_hours, purpose::FINE_AFTER, subject);
        }
    }

    /// Restoration: the scenario's part, then crews and systems of the model.
    fn recovery(&mut self, model: &Model, recovery: &Recovery) {
        let known = recovery.known.as_ref();
        self.quantity("recovery.investigation", recovery.investigation_hours, purpose::INVESTIGATION, EVENT);
        self.bear_on_last(purpose::INVESTIGATION, known.is_some_and(|known| known.investigation.is_some()));
        self.quantity("recovery.common", recovery.common, purpose::COMMON, EVENT);
        self.bear_on_last(purpose::COMMON, known.is_some_and(|known| !known.tasks.is_empty()));
        self.document = Document::Model;
        for crew in model.crews.rows() {
            let path = format!("crew.{}.cost_per_hour", id(&crew.name.id));
            self.quantity(&path, crew.cost_per_hour, purpose::CREW_COST, crew.name.key);
        }
        for (at, system) in model.systems.iter() {
            let path = format!("system.{}", id(&system.name.id));
            for (kind, task) in TaskKind::ALL.into_iter().zip(system.tasks()) {
                let Some(task) = task else { continue };
                let known = known.and_then(|known| known.task(at, kind)).map(|known| known.progress);
                let chosen = recovery.choice(at, kind);
                let path = format!("{path}.{}", kind.word());
                self.task(&path, system, kind, task, known, chosen != 0);
                for (mode, choice) in task.modes.iter().zip(1..) {
                    let path = format!("{path}.modes[id={}]", id(&mode.id));
                    self.task(&path, system, kind, &mode.task, known, chosen != choice);
                }
            }
            let path = format!("{path}.rebuild_without_backup");
            self.quantity(&path, system.rebuild_without_backup, purpose::WITHOUT_BACKUP, system.name.key);
        }
    }

    /// A task done in one way: time and cost of the first attempt, then of all others.
    fn task(
        &mut self,
        path: &str,
        system: &System,
        kind: TaskKind,
        task: &Task,
        known: Option<Progress>,
        other_way: bool,
    ) {
        let subject = system.name.key;
        // A task that is known to take longer than it has may be drawn again and again.
        let rounds = if task.fails > 0.0 && known == Some(Progress::Running) { ROUNDS } else { 1 };
        let later = |of: fn(Attempt) -> DrawKey| -> Vec<Turns> {
            let attempts = |round| Turns {
                first: of(purpose::attempt(subject, kind, round, 1)),
                step: purpose::ATTEMPT_TURNS,
                count: Task::ATTEMPTS - 1,
            };
            (0..rounds).map(attempts).collect()
        };
        let first = |key: DrawKey, of: fn(Attempt) -> DrawKey| -> Vec<Turns> {
            let of_round = |round| of(purpose::attempt(subject, kind, round, 0));
            std::iter::once(key).chain((1..rounds).map(of_round)).map(Turns::one).collect()
        };
        let begin = self.entries.len();
        if task.hours.fixed().is_none() {
            let turns = first(purpose::hours(subject, kind), |attempt| attempt.hours);
            self.add(&format!("{path}.duration"), Law::Quantity(task.hours), purpose::HOURS[kind as usize], turns);
        }
        if task.cost.fixed().is_none() {
            let mut turns = first(purpose::cost(subject, kind), |attempt| attempt.cost);
            if task.fails > 0.0 {
                turns.extend(later(|attempt| attempt.cost));
            }
            self.add(&format!("{path}.cost"), Law::Quantity(task.cost), purpose::COST, turns);
        }
        if task.fails > 0.0 {
            self.add(
                &format!("{path}.fails"),
                Law::Chance(task.fails),
                purpose::AGAIN,
                later(|attempt| attempt.failed),
            );
            if task.again_hours.fixed().is_none() {
                let mut turns = later(|attempt| attempt.hours);
                if rounds > 1 {
                    turns.push(Turns::one(purpose::attempt(subject, kind, ROUNDS, 0).hours));
                }
                self.add(&format!("{path}.again"), Law::Quantity(task.again_hours), purpose::AGAIN, turns);
            }
        }
        for entry in &mut self.entries[begin..] {
            entry.other_way = other_way;
            entry.known = known.is_some();
        }
    }

    /// Marks the last entry, if it is of this purpose.
    fn bear_on_last(&mut self, purpose: Purpose, known: bool) {
        if let Some(last) = self.entries.last_mut().filter(|last| last.purpose == purpose) {
            last.known = known;
        }
    }

    fn service(&mut self, service: &Service) {
        let (path, subject) = (format!("service.{}", id(&service.name.id)), service.name.key);
        self.quantity(&format!("{path}.grace"), service.grace_hours, purpose::GRACE, subject);
        if let Some(fallback) = &service.fallback {
            let path = format!("{path}.fallback");
            self.quantity(&format!("{path}.level"), fallback.level, purpose::FALLBACK_LEVEL, subject);
            self.quantity(&format!("{path}.setup"), fallback.setup_hours, purpose::FALLBACK_SETUP, subject);
            self.quantity(&format!("{path}.max"), fallback.max_hours, purpose::FALLBACK_MAX, subject);
        }
        if let Some(backlog) = &service.backlog {
            self.quantity(&format!("{path}.backlog.keying"), backlog.keying, purpose::BACKLOG_KEYING, subject);
            self.quantity(&format!("{path}.backlog.level"), backlog.level, purpose::BACKLOG_LEVEL, subject);
        }
    }

    fn site(&mut self, site: &Site) {
        let (path, subject) = (format!("site.{}", id(&site.name.id)), site.name.key);
        if let Some(ramp) = &site.ramp {
            self.quantity(&format!("{path}.ramp.duration"), ramp.hours, purpose::RAMP_HOURS, subject);
            self.quantity(&format!("{path}.ramp.from"), ramp.from, purpose::RAMP_FROM, subject);
            self.quantity(&format!("{path}.ramp.longer"), ramp.longer, purpose::RAMP_LONGER, subject);
        }
        self.quantity(&format!("{path}.cover_scale"), site.cover_scale, purpose::COVER_SCALE, subject);
        self.quantity(&format!("{path}.overtime"), site.overtime, purpose::OVERTIME, subject);
        self.quantity(&format!("{path}.overtime_premium"), site.overtime_premium, purpose::OVERTIME_PREMIUM, subject);
        self.quantity(&format!("{path}.variable_cost"), site.variable_cost, purpose::VARIABLE_COST, subject);
        self.quantity(&format!("{path}.fixed_cost"), site.fixed_cost_per_day, purpose::FIXED_COST, subject);
        if let Some(cash) = site.cash {
            self.quantity(&format!("{path}.cash"), cash, purpose::CASH, subject);
        }
        self.quantity(&format!("{path}.credit"), site.credit, purpose::CREDIT, subject);
        if site.insolvent_after_hours.is_finite() && site.cash.is_some() {
            self.quantity(&format!("{path}.replaced"), site.replaced_hours, purpose::REPLACED, subject);
        }
        if let Some(catch_up) = &site.catch_up {
            self.quantity(&format!("{path}.catch_up.share"), catch_up.share, purpose::CATCH_UP, subject);
        }
        self.quantity(&format!("{path}.scrap"), site.scrap, purpose::SCRAP, subject);
    }

    /// Flows, prices and how critical inputs are.
    fn sizes(&mut self, model: &Model) {
        let name = |site: SiteId| id(&model.sites[site].name.id);
        let demand = |at: usize, field: &str| format!("demand[site={}].{field}", name(model.demands[at].site));
        let link = |at: usize, field: &str| {
            let link = &model.links[at];
            format!("link[from={},to={}].{field}", name(link.from), name(link.to))
        };
        for size in &model.sizes.list {
            let path = match &size.what {
                What::Demand(at) => demand(*at, "flow"),
                What::Output(at) => format!("site.{}.output", name(model.demands[*at].site)),
                What::DemandPrice(at) => demand(*at, "price"),
                What::Flow(at) => link(*at, "flow"),
                What::LinkPrice(at) => link(*at, "price"),
                What::Critical(at) => link(*at, "critical"),
                What::ProductPrice { product, .. } => {
                    format!("product.{}.price", id(&model.products[*product].name.id))
                }
            };
            let (purpose, subject) = draw_of(model, &size.what);
            self.quantity(&path, size.of, purpose, subject);
        }
    }

    /// When an outage or a phase of one ends.
    fn end(&mut self, path: &str, until: &Until, keys: PhaseKeys) {
        let (word, quantity, first, key) = match *until {
            Until::Moment(until) => ("until", until, purpose::OUTAGE_UNTIL, keys.until),
            Until::After(hours) => ("for", hours, purpose::OUTAGE_FOR, keys.length),
        };
        let purpose = if key.turn == first.turn { first } else { purpose::OUTAGE_PHASE };
        self.made_at(&format!("{path}.{word}"), quantity, purpose, key);
    }

    /// What any of these move with.
    fn factors(&mut self, model: &Model, scenario: &Scenario) {
        let moves: BTreeSet<u64> = self.entries.iter().filter_map(|entry| Some(entry.law.shared()?.factor)).collect();
        let documents = [(Document::Model, &model.factors), (Document::Scenario, &scenario.factors)];
        let mut listed = BTreeSet::new();
        for (document, factors) in documents {
            self.document = document;
            for factor in factors.iter().filter(|factor| moves.contains(&factor.key) && listed.insert(factor.key)) {
                self.luck(&format!("{FACTOR_PATH}{}", factor.id), Law::Factor, purpose::FACTOR, factor.key);
            }
        }
    }

    /// Stated outages, shocks and costs.
    fn stated(&mut self, scenario: &Scenario) {
        let mut last = None;
        for outage in &scenario.outages {
            // Subjects of one row share its name and its draws.
            if last.replace(outage.name.key) == Some(outage.name.key) {
                continue;
            }
            let (path, subject) = (row("outage", &outage.name), outage.name.key);
            self.quantity(&format!("{path}.from"), outage.from_hours, purpose::OUTAGE_FROM, subject);
            match &outage.course {
                Course::Until(until) => self.end(&path, until, purpose::phase(subject, 0)),
                Course::Phases(phases) => {
                    for (phase, n) in phases.iter().zip(0..) {
                        let (path, keys) = (format!("{path}.phases[{n}]"), purpose::phase(subject, n));
                        self.end(&path, &phase.until, keys);
                        if let Some(level) = phase.level {
                            self.made_at(&format!("{path}.level"), level, purpose::OUTAGE_PHASE, keys.level);
                        }
                    }
                }
            }
            self.quantity(&format!("{path}.level"), outage.level, purpose::OUTAGE_LEVEL, subject);
        }
        for shock in &scenario.shocks {
            let path = format!("{}.times", row("shock", &shock.name));
            self.quantity(&path, shock.times, purpose::SHOCK_TIMES, shock.name.key);
        }
        for cost in &scenario.costs {
            let (path, subject) = (row("cost", &cost.name), cost.name.key);
            self.quantity(&format!("{path}.amount"), cost.amount, purpose::COST_AMOUNT, subject);
            self.quantity(&format!("{path}.per_day"), cost.per_day, purpose::COST_PER_DAY, subject);
        }
    }
}

/// Whether a scenario's first fall is what `[shutdown]` stands for.
fn of_shutdown(fall: &Fall) -> bool {
    let stated = fall.chance == 1.0 && fall.until.is_none();
    fall.name.id == "shutdown" && stated && fall.cause == blackstart_model::scenario::FallCause::Shutdown
}

/// How nodes of an attack graph are written in files.
struct Names<'a> {
    techniques: BTreeMap<Node, &'a str>,
    controls: BTreeMap<Node, &'a str>,
    /// Techniques by the node that raises their alert.
    starts: BTreeMap<Node, &'a str>,
    attack: &'a Attack,
}

impl<'a> Names<'a> {
    fn of(attack: &'a Attack) -> Self {
        let techniques = attack.techniques.iter();
        Self {
            techniques: techniques.clone().map(|it| (it.done, it.name.id.as_str())).collect(),
            starts: techniques.map(|it| (it.start, it.name.id.as_str())).collect(),
            controls: attack.controls.iter().map(|it| (it.node, it.name.id.as_str())).collect(),
            attack,
        }
    }

    /// A node of a MAL model: it stands in files of its own. Defences that no control names are told by number.
    fn mal(&self, node: Node) -> String {
        match self.attack.step(node).map(|step| step.id.as_str()).or(self.controls.get(&node).copied()) {
            Some(name) => format!("attack.mal.model.{}", id(name)),
            None => format!("attack.mal.model[{node}]"),
        }
    }

    /// What decides about a node: where it is written, its law, and the turn of its draw.
    fn step(&self, node: Node, law: &Time) -> Vec<(String, Law, u32)> {
        let path = |law: &Time| -> String {
            let chance = matches!(law, Time::Bernoulli { .. });
            if let Some(technique) = self.techniques.get(&node) {
                return format!("technique.{}.{}", id(technique), if chance { "success" } else { "time" });
            }
            match self.controls.get(&node) {
                Some(control) if !self.attack.techniques.is_empty() => format!("control.{}.effective", id(control)),
                _ => self.mal(node),
            }
        };
        let each = |(turn, law): (u32, &Time)| {
            let what = match law {
                Time::Bernoulli { chance } => Law::Chance(*chance),
                other => Law::Time(other.clone()),
            };
            (path(law), what, turn)
        };
        distributions(law).into_iter().map(each).collect()
    }

    /// What notices a node.
    fn alert(&self, attack: &Attack, node: Node, subject: u64) -> String {
        if let Some(technique) = self.starts.get(&node) {
            return format!("technique.{}.alert", id(technique));
        }
        let step = self.attack.step(node).map_or("", |step| step.id.as_str());
        let made = |detector: &&String| key("alert", &format!("{detector}/{step}")) == subject;
        match attack.detectors.iter().find(made) {
            Some(detector) => format!("detector.{}", id(detector)),
            None => format!("{}.alert", self.mal(node)),
        }
    }
}
