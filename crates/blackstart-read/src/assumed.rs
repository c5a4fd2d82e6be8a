//! What is assumed where a company says nothing: everything is off, and no system has a restore task.

use crate::priors::{Measure, Prior, Selection, priors};
use blackstart_model::Model;
use blackstart_model::id::{Key, SystemId};
use blackstart_model::model::{Channel, Confidence, PRIORS_SOURCE, PartyKind, Source, System, Task};
use blackstart_model::scenario::Scenario;
use blackstart_model::units::{NORMAL_P90, Uncertain};

/// Spread of the systems of one incident around the incident's own length, in logarithms (docs/method/reference-class.md).
const TASK_SPREAD: f64 = 0.5;

/// Hours of a day.
const DAY: f64 = 24.0;

/// How long systems stay down that nothing is known of: as in a reference class of incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// What is assumed, and from what, in a sentence.
    pub text: String,
    /// From the stop to a system that runs again, without what the systems of one incident have in common \[h\].
    system_hours: Uncertain,
    /// Factor that all systems of a history share; `None`: the scenario has one of its own.
    common: Option<Uncertain>,
}

/// Whether a model says nothing about how its systems come back. It says nothing either after [`Assumption::put_into`].
pub(crate) fn is_silent(model: &Model) -> bool {
    let is_bare = |system: &System| system.tasks().iter().all(Option::is_none);
    !model.systems.is_empty() && (is_assumed(model) || model.systems.rows().iter().all(is_bare))
}

/// Whether priors already stand in for what a model does not say.
pub fn is_assumed(model: &Model) -> bool {
    model.sources.rows().iter().any(|source| source.id == PRIORS_SOURCE)
}

/// What is assumed of a scenario in which all systems fall and nothing says when they are back. `None` if something does.
pub fn assumption(model: &Model, scenario: &Scenario) -> Option<Assumption> {
    if !is_silent(model) || !falls_whole(model, scenario) {
        return None;
    }
    let (prior, selection) = reference_class(model, scenario)?;
    let Uncertain::Lognormal { median, p90 } = prior.value else { return None };
    // An incident is nearly over when nine systems in ten are back: that is where a system's own law has its 90th percentile.
    let system = Uncertain::Lognormal { median: median * libm::exp(-NORMAL_P90 * TASK_SPREAD), p90: median };
    let is_given = scenario.recovery.as_ref().is_some_and(|recovery| recovery.common != Uncertain::Fixed(1.0));
    let common = (!is_given).then_some(Uncertain::Lognormal { median: 1.0, p90: p90 / median });
    let text = format!(
        "No system has a restore task. Nine in ten are assumed to be back after {} days in half of the histories and after {} in one of ten, as in {} \
         published incidents, {} of them still open when last heard of ({} of `blackstart priors{}`).",
        days(median),
        days(p90),
        prior.incidents.len(),
        prior.open,
        prior.id,
        selection.options(),
    );
    Some(Assumption { text, system_hours: system, common })
}

/// How long companies took to come back, for those that know the restore times of some systems only, or of none.
#[derive(Clone, Debug, PartialEq)]
pub struct RestoreLaws {
    /// Until the first operation restarts, in half of the incidents \[h\]: the directory, networks and platforms are back by then.
    pub first_hours: f64,
    /// Until operation is nearly normal, in half of the incidents \[h\].
    pub normal_hours: f64,
    /// A system's own 90th percentile, and its mean, as a multiple of its median.
    pub p90: f64,
    /// See `p90`.
    pub mean: f64,
    /// What all systems of one incident have in common: `common` of a `[recovery]`.
    pub common: String,
    /// Where they are from, in half a sentence.
    pub from: String,
}

/// How long companies of any kind took, and how their systems spread around that.
///
/// # Panics
/// Never: the reference class is part of the program.
pub fn restore_laws() -> RestoreLaws {
    let known = priors(&Selection::default());
    let of = |id: &str| {
        let prior = known.iter().find(|prior| prior.id == id).expect("the class has this prior");
        match prior.value {
            Uncertain::Lognormal { median, p90 } => (median, p90),
            _ => unreachable!("a time to be back is lognormal"),
        }
    };
    let (first, normal) = (of("first-restart"), of("normal-again"));
    RestoreLaws {
        first_hours: first.0,
        normal_hours: normal.0,
        p90: libm::exp(NORMAL_P90 * TASK_SPREAD),
        mean: libm::exp(TASK_SPREAD * TASK_SPREAD / 2.0),
        common: format!("lognormal(median 1, p90 {:.1})", normal.1 / normal.0),
        from: "by the priors `first-restart` and `normal-again` (`blackstart priors`), which are of whole companies"
            .to_owned(),
    }
}

impl Assumption {
    /// Gives every system of the model a `start` that takes as long as is assumed, and the scenario what all of them have in common.
    pub fn put_into(&self, model: &mut Model, scenario: &mut Scenario) {
        let source = model.sources.push(Source {
            id: PRIORS_SOURCE.to_owned(),
            title: self.text.clone(),
            url: None,
            date: None,
        });
        let chains = chains(model);
        for (system, links) in model.systems.keys().collect::<Vec<_>>().into_iter().zip(chains) {
            // The time is the company's, not the system's: those that wait for each other share it.
            let hours = self.system_hours.scaled(1.0 / f64::from(links));
            let row = &mut model.systems[system];
            row.start = Some(Task {
                hours,
                crew: None,
                people: 1,
                also: Vec::new(),
                cost: Uncertain::ZERO,
                fails: 0.0,
                again_hours: hours,
                modes: Vec::new(),
            });
            row.name.provenance.sources.push((Some("start".to_owned()), source));
            row.name.provenance.confidence.get_or_insert(Confidence::Assumed);
        }
        self.put_into_scenario(scenario);
    }

    /// Gives a scenario what all systems have in common, where the model already has their tasks.
    pub fn put_into_scenario(&self, scenario: &mut Scenario) {
        let recovery = scenario.recovery.get_or_insert_default();
        if let Some(common) = self.common {
            recovery.common = common;
        }
    }
}

/// Whether every system falls, to be brought back by tasks.
fn falls_whole(model: &Model, scenario: &Scenario) -> bool {
    let mut falls = vec![false; model.systems.len()];
    for fall in scenario.falls.iter().filter(|fall| fall.until.is_none()) {
        for system in &fall.systems {
            falls[system.index()] = true;
        }
    }
    falls.iter().all(|it| *it)
}

/// The prior of incidents like this one, and which of them it comes from.
fn reference_class(model: &Model, scenario: &Scenario) -> Option<(Prior, Selection)> {
    let then = Selection::before(scenario.start.date(), &model.name);
    let all = Selection::default();
    [then, all].into_iter().find_map(|selection| {
        let mut known = priors(&selection);
        let wanted = ["normal-again-", class(model)].concat();
        let found =
            known.iter().position(|it| it.id == wanted).or_else(|| known.iter().position(|it| it.id == "normal-again"));
        let prior = known.swap_remove(found?);
        debug_assert!(prior.of == Measure::Days, "a time to be back is a duration");
        Some((prior, selection))
    })
}

/// The part of the reference class that a company belongs to, by what its own sites do.
fn class(model: &Model) -> &'static str {
    let is_own = |party| model.parties[party].kind == PartyKind::Company;
    let has_own = model.sites.rows().iter().any(|site| is_own(site.party));
    let does = |channel: Channel| {
        let mut sites = model.sites.rows().iter().filter(|site| !has_own || is_own(site.party));
        sites.any(|site| site.channels[channel as usize].is_some())
    };
    if does(Channel::Produce) {
        "manufacturing-all"
    } else if does(Channel::Ship) || does(Channel::Sell) {
        "retail"
    } else {
        "services"
    }
}

/// Links of the longest chain of `starts_after` through each system. A checked model has no circle of them.
fn chains(model: &Model) -> Vec<u32> {
    let count = model.systems.len();
    let before = |at: usize| model.systems[SystemId::new(at)].starts_after.iter().map(|it| it.index());
    // Each comes after all it starts after.
    let mut waiting: Vec<usize> = (0..count).map(|at| before(at).count()).collect();
    let mut after = vec![Vec::new(); count];
    (0..count).for_each(|at| before(at).for_each(|first| after[first].push(at)));
    let mut order: Vec<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    let mut next = 0;
    while let Some(&at) = order.get(next) {
        next += 1;
        for &later in &after[at] {
            waiting[later] -= 1;
            if waiting[later] == 0 {
                order.push(later);
            }
        }
    }
    let (mut up_to, mut from) = (vec![1_u32; count], vec![1_u32; count]);
    for &at in &order {
        up_to[at] = 1 + before(at).map(|first| up_to[first]).max().unwrap_or(0);
    }
    for &at in order.iter().rev() {
        from[at] = 1 + after[at].iter().map(|&later| from[later]).max().unwrap_or(0);
    }
    up_to.into_iter().zip(from).map(|(to, on)| to + on - 1).collect()
}

fn days(hours: f64) -> String {
    let days = hours / DAY;
    if days < 10.0 { format!("{days:.1}") } else { format!("{days:.0}") }
}
