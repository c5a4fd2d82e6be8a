//! A walk over a model: its systems, and of one of them what falls with it and how it is restored. Nothing is played.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::lookup::TimeQuantiles;
use crate::open::{company, model};
use crate::watch::Watcher;
use blackstart_model::Model;
use blackstart_model::id::{Key, SystemId};
use blackstart_model::logic::{Gate, Leaf};
use blackstart_model::model::{Channel, Logic, Name, Task};
use blackstart_model::units::nearest;
use blackstart_sim::draw::quantile;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A level that a model means to be whole; sums of shares miss it by rounding.
const WHOLE: f64 = 1.0 - 1e-9;

/// Where to walk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalkRequest {
    /// Folder of the model, or its workbook.
    pub model: PathBuf,
    /// The system to look at; `None`: the list of systems alone.
    pub system: Option<String>,
}

/// Systems, and what hangs on one of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/walk/1")]
pub struct WalkAnswer {
    /// Every system, in model order.
    pub systems: Vec<WalkSystem>,
    /// What was asked about.
    pub system: Option<Hanging>,
}

impl Answer for WalkAnswer {}

/// A system in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkSystem {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Zone it lives in.
    pub zone: Option<String>,
}

/// What hangs on a system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hanging {
    /// The system.
    #[serde(flatten)]
    pub it: WalkSystem,
    /// What it needs to run, directly: systems and services.
    pub needs: Vec<WalkName>,
    /// What is down or short while it is, after every grace has run out and before anyone works by hand.
    pub falls: Vec<Falls>,
    /// Its restoration, task by task, each done once and in the usual way.
    pub tasks: Vec<WalkTask>,
    /// Systems that must be up before its restoration can start.
    pub starts_after: Vec<WalkName>,
    /// Systems whose restoration cannot start before it is up.
    pub awaited_by: Vec<WalkName>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkName {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
}

/// What is down or short with a system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Falls {
    /// `system`, `service` or `site`.
    pub kind: &'static str,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Of a site: which of the things it does.
    pub channel: Option<&'static str>,
    /// What is left of it, as a share of normal.
    pub level: f64,
    /// Of a service: how long it runs on untouched \[h\].
    pub grace_hours: Option<TimeQuantiles>,
    /// Of a service: the level of working by hand after that, in the median; null: nobody can.
    pub fallback: Option<f64>,
}

/// A task of a restoration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WalkTask {
    /// `rebuild` (if it is lost), `verify` (if it is exposed), `start` or `test` (always).
    pub task: &'static str,
    /// Working time \[h\].
    pub hours: TimeQuantiles,
    /// Who does it; null: no limited crew.
    pub crew: Option<WalkName>,
    /// Heads it occupies.
    pub people: u32,
    /// Probability that it fails and is done again.
    pub fails: f64,
}

/// Walks over a model.
///
/// # Errors
/// If the model cannot be read or has errors, or no system has the name.
pub fn walk(request: &WalkRequest, watcher: &dyn Watcher) -> Result<WalkAnswer, Failure> {
    let (company, mut found) = company(&request.model)?;
    let read = match &company {
        Some(company) => model(company, &mut found)?,
        None => None,
    };
    let Some(model) = read else { return Err(Failure::Invalid(found)) };
    watcher.found(&found);
    let systems = model.systems.keys().map(|it| line(&model, it)).collect();
    let system = request.system.as_deref().map(|name| named(&model, name)).transpose()?;
    Ok(WalkAnswer { systems, system: system.map(|system| Hanging::of(&model, system)) })
}

fn named(model: &Model, name: &str) -> Result<SystemId, Failure> {
    model.systems.iter().find(|(_, row)| row.name.id == name).map(|(system, _)| system).ok_or_else(|| {
        let ids: Vec<&str> = model.systems.rows().iter().map(|row| row.name.id.as_str()).collect();
        let advice = nearest(name, &ids).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        Failure::Usage(format!("there is no system `{name}`{advice}"))
    })
}

impl Hanging {
    fn of(model: &Model, system: SystemId) -> Self {
        let row = &model.systems[system];
        let system_name = |it: SystemId| WalkName::of(&model.systems[it].name);
        let needs = row.needs.iter().flat_map(Logic::leaves).map(|leaf| match leaf {
            Leaf::System(it) => system_name(it),
            Leaf::Service(it) => WalkName::of(&model.services[it].name),
        });
        let words = ["rebuild", "verify", "start", "test"];
        let tasks = words.into_iter().zip(row.tasks()).filter_map(|(task, it)| Some(WalkTask::of(model, task, it?)));
        let awaiting = model.systems.iter().filter(|(_, other)| other.starts_after.contains(&system));
        Self {
            it: line(model, system),
            needs: needs.collect(),
            falls: falls(model, system),
            tasks: tasks.collect(),
            starts_after: row.starts_after.iter().map(|it| system_name(*it)).collect(),
            awaited_by: awaiting.map(|(it, _)| system_name(it)).collect(),
        }
    }
}

/// What is down or short while a system is: the logic of the model worked out once with everything else up.
fn falls(model: &Model, fallen: SystemId) -> Vec<Falls> {
    let mut systems = vec![1.0; model.systems.len()];
    let mut services = vec![1.0; model.services.len()];
    systems[fallen.index()] = 0.0;
    // Systems may need services and services are made of systems: each round carries a fall at least one step, until nothing moves.
    loop {
        let before = (systems.clone(), services.clone());
        for it in model.system_order.iter().copied().filter(|it| *it != fallen) {
            if let Some(needs) = &model.systems[it].needs {
                systems[it.index()] = if level(needs, &systems, &services) < WHOLE { 0.0 } else { 1.0 };
            }
        }
        for it in model.service_order.iter().copied() {
            services[it.index()] = level(&model.services[it].logic, &systems, &services);
        }
        if before == (systems.clone(), services.clone()) {
            break;
        }
    }
    let mut falls = Vec::new();
    for (it, row) in model.systems.iter().filter(|(it, _)| *it != fallen && systems[it.index()] < WHOLE) {
        falls.push(Falls::of("system", &row.name, systems[it.index()]));
    }
    for (it, row) in model.services.iter().filter(|(it, _)| services[it.index()] < WHOLE) {
        falls.push(Falls {
            grace_hours: Some(TimeQuantiles::of(&row.grace_hours)),
            fallback: row.fallback.as_ref().map(|it| quantile(&it.level, 0.5)),
            ..Falls::of("service", &row.name, services[it.index()])
        });
    }
    for row in model.sites.rows() {
        for (channel, logic) in Channel::ALL.into_iter().zip(&row.channels) {
            let level = logic.as_ref().map_or(1.0, |it| level(it, &systems, &services));
            if level < WHOLE {
                falls.push(Falls { channel: Some(channel.word()), ..Falls::of("site", &row.name, level) });
            }
        }
    }
    falls
}

/// The level of a logic.
fn level(logic: &Logic, systems: &[f64], services: &[f64]) -> f64 {
    let mut leaf = |leaf| match leaf {
        Leaf::System(it) => systems[it.index()],
        Leaf::Service(it) => services[it.index()],
    };
    logic.fold(&mut leaf, &mut |gate, mut parts| {
        parts.sort_by(f64::total_cmp);
        match gate {
            Gate::All => parts.first().copied(),
            Gate::Any => parts.last().copied(),
            Gate::AtLeast(k) => parts.len().checked_sub(k as usize).and_then(|at| parts.get(at)).copied(),
            Gate::Mean => Some(parts.iter().sum::<f64>() / parts.len() as f64),
        }
        .unwrap_or(1.0)
    })
}

impl Falls {
    fn of(kind: &'static str, name: &Name, level: f64) -> Self {
        let WalkName { id, title } = WalkName::of(name);
        Self { kind, id, title, channel: None, level, grace_hours: None, fallback: None }
    }
}

impl WalkTask {
    fn of(model: &Model, word: &'static str, task: &Task) -> Self {
        Self {
            task: word,
            hours: TimeQuantiles::of(&task.hours),
            crew: task.crew.map(|it| WalkName::of(&model.crews[it].name)),
            people: task.people,
            fails: task.fails,
        }
    }
}

impl WalkName {
    fn of(name: &Name) -> Self {
        Self { id: name.id.clone(), title: name.title.clone() }
    }
}

fn line(model: &Model, system: SystemId) -> WalkSystem {
    let row = &model.systems[system];
    let WalkName { id, title } = WalkName::of(&row.name);
    WalkSystem { id, title, zone: row.zone.map(|it| model.zones[it].name.title.clone()) }
}
