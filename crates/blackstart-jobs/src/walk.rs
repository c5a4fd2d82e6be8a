//! A walk over a model: its systems, services and sites, and of one of them what it needs, what falls with it and how it is restored. Nothing is
//! played.

mod falls;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::lookup::TimeQuantiles;
use crate::open::{company, model};
use crate::watch::Watcher;
use blackstart_model::Model;
use blackstart_model::id::{Key, ServiceId, SiteId, SystemId, Table};
use blackstart_model::logic::{Gate, Leaf};
use blackstart_model::model::{Channel, Logic, Name, Service, Site, Task};
use blackstart_model::units::nearest;
use blackstart_sim::draw::quantile;
use falls::Fallen;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Longest logic that is written out \[characters\].
const LONGEST_LOGIC: usize = 2_000;

/// Where to walk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalkRequest {
    /// Folder of the model, or its workbook.
    pub model: PathBuf,
    /// What to look at; `None`: the lists alone.
    pub at: Option<WalkAt>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalkAt {
    /// What it is.
    pub kind: WalkKind,
    /// Its slug.
    pub id: String,
}

/// What something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkKind {
    /// A system.
    System,
    /// A service.
    Service,
    /// A site.
    Site,
}

impl WalkKind {
    /// Its word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Service => "service",
            Self::Site => "site",
        }
    }
}

/// Systems, services and sites, and what hangs on one of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/walk/1")]
pub struct WalkAnswer {
    /// Every system, in model order.
    pub systems: Vec<WalkSystem>,
    /// Every service, in model order.
    pub services: Vec<WalkName>,
    /// Every site, in model order.
    pub sites: Vec<WalkName>,
    /// What was asked about.
    pub here: Option<Hanging>,
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

/// What hangs on a system, a service or a site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hanging {
    /// What it is.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Zone that a system lives in.
    pub zone: Option<String>,
    /// What it needs to run, directly.
    pub needs: Vec<Need>,
    /// How its needs play together, as a model writes it: of a system or a service one, of a site one for each channel.
    pub logic: Vec<WalkLogic>,
    /// What is down or short while it is, after every grace has run out and before anyone works by hand.
    pub falls: Vec<Falls>,
    /// Of a system: its restoration, task by task, each done once and in the usual way.
    pub tasks: Vec<WalkTask>,
    /// Systems that must be up before its restoration can start.
    pub starts_after: Vec<WalkName>,
    /// Systems whose restoration cannot start before it is up.
    pub awaited_by: Vec<WalkName>,
    /// Of a service: how it goes on when its needs fail.
    pub service: Option<Working>,
    /// Of a site: what it makes and how it comes back.
    pub site: Option<Making>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkName {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
}

/// What something needs to run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Need {
    /// What it is: a system or a service; of a site also a supplier.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Of a site: which of the things it does needs it; null: what is delivered.
    pub channel: Option<&'static str>,
}

/// How needs play together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkLogic {
    /// Of a site: which of the things it does.
    pub channel: Option<&'static str>,
    /// As a model writes it.
    pub text: String,
}

/// What is down or short with something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Falls {
    /// `system`, `service` or `site`.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Of a site: which of the things it does; `inputs`: what it is delivered.
    pub channel: Option<&'static str>,
    /// Whether it needs what has fallen itself, and not by way of something else.
    pub direct: bool,
    /// What is left of it, as a share of normal; null: how much depends on stock and other suppliers, which only a run says.
    pub level: Option<f64>,
    /// Of a service: how long it runs on untouched; of a site that is delivered: the stock that it holds \[h\].
    pub grace_hours: Option<TimeQuantiles>,
    /// Of a service: the level of working by hand after that, in the median; null: nobody can.
    pub fallback: Option<f64>,
}

/// How a service goes on when its needs fail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Working {
    /// How long it runs on untouched \[h\].
    pub grace_hours: TimeQuantiles,
    /// Level of working by hand after that, in the median; null: nobody can.
    pub fallback: Option<f64>,
    /// Time to set that up, in the median \[h\].
    pub setup_hours: Option<f64>,
    /// How long it can be kept up, in the median; infinite: for ever \[h\].
    pub fallback_hours: Option<f64>,
    /// Level that must be kept.
    pub tolerance_level: Option<f64>,
    /// Longest time below it \[h\].
    pub tolerance_hours: Option<f64>,
}

/// What a site makes and how it comes back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Making {
    /// Its product.
    pub product: String,
    /// Word for one unit.
    pub unit: String,
    /// Whose it is.
    pub party: String,
    /// Normal output \[units/day\].
    pub output_per_day: f64,
    /// Time to full rate after a stop \[h\]; null: at once.
    pub ramp_hours: Option<TimeQuantiles>,
    /// Stops shorter than this need no such time \[h\].
    pub ramp_after_hours: Option<f64>,
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
/// If the model cannot be read or has errors, or nothing has the name.
pub fn walk(request: &WalkRequest, watcher: &dyn Watcher) -> Result<WalkAnswer, Failure> {
    let (company, mut found) = company(&request.model)?;
    let read = match &company {
        Some(company) => model(company, &mut found)?,
        None => None,
    };
    let Some(model) = read else { return Err(Failure::Invalid(found)) };
    watcher.found(&found);
    let systems = model.systems.rows().iter().map(|row| {
        let WalkName { id, title } = WalkName::of(&row.name);
        WalkSystem { id, title, zone: row.zone.map(|it| model.zones[it].name.title.clone()) }
    });
    Ok(WalkAnswer {
        systems: systems.collect(),
        services: model.services.rows().iter().map(|row| WalkName::of(&row.name)).collect(),
        sites: model.sites.rows().iter().map(|row| WalkName::of(&row.name)).collect(),
        here: request.at.as_ref().map(|at| Hanging::at(&model, at)).transpose()?,
    })
}

/// The row of a name, or what it may have meant.
fn named<K: Key, T>(table: &Table<K, T>, name: impl Fn(&T) -> &Name, at: &WalkAt) -> Result<K, Failure> {
    table.iter().find(|(_, row)| name(row).id == at.id).map(|(key, _)| key).ok_or_else(|| {
        let ids: Vec<&str> = table.rows().iter().map(|row| name(row).id.as_str()).collect();
        let advice = nearest(&at.id, &ids).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        Failure::Usage(format!("there is no {} `{}`{advice}", at.kind.word(), at.id))
    })
}

impl Hanging {
    fn at(model: &Model, at: &WalkAt) -> Result<Self, Failure> {
        Ok(match at.kind {
            WalkKind::System => Self::system(model, named(&model.systems, |row| &row.name, at)?),
            WalkKind::Service => Self::service(model, named(&model.services, |row| &row.name, at)?),
            WalkKind::Site => Self::site(model, named(&model.sites, |row| &row.name, at)?),
        })
    }

    /// What hangs on something of which nothing is known yet but its name and what falls with it.
    fn new(model: &Model, kind: WalkKind, name: &Name, fallen: Fallen) -> Self {
        let WalkName { id, title } = WalkName::of(name);
        Self {
            kind,
            id,
            title,
            zone: None,
            needs: Vec::new(),
            logic: Vec::new(),
            falls: falls::falls(model, fallen),
            tasks: Vec::new(),
            starts_after: Vec::new(),
            awaited_by: Vec::new(),
            service: None,
            site: None,
        }
    }

    fn needing(mut self, model: &Model, channel: Option<&'static str>, logic: &Logic) -> Self {
        for leaf in logic.leaves() {
            let need = Need::of(model, channel, leaf);
            if !self.needs.contains(&need) {
                self.needs.push(need);
            }
        }
        self.logic.push(WalkLogic { channel, text: written(model, logic) });
        self
    }

    fn system(model: &Model, system: SystemId) -> Self {
        let row = &model.systems[system];
        let name = |it: SystemId| WalkName::of(&model.systems[it].name);
        let words = ["rebuild", "verify", "start", "test"];
        let tasks = words.into_iter().zip(row.tasks()).filter_map(|(task, it)| Some(WalkTask::of(model, task, it?)));
        let awaiting = model.systems.iter().filter(|(_, other)| other.starts_after.contains(&system));
        let here = Self::new(model, WalkKind::System, &row.name, Fallen::System(system));
        let here = row.needs.iter().fold(here, |here, needs| here.needing(model, None, needs));
        Self {
            zone: row.zone.map(|it| model.zones[it].name.title.clone()),
            tasks: tasks.collect(),
            starts_after: row.starts_after.iter().map(|it| name(*it)).collect(),
            awaited_by: awaiting.map(|(it, _)| name(it)).collect(),
            ..here
        }
    }

    fn service(model: &Model, service: ServiceId) -> Self {
        let row = &model.services[service];
        let here = Self::new(model, WalkKind::Service, &row.name, Fallen::Service(service));
        Self { service: Some(Working::of(row)), ..here.needing(model, None, &row.logic) }
    }

    fn site(model: &Model, site: SiteId) -> Self {
        let row = &model.sites[site];
        let mut here = Self::new(model, WalkKind::Site, &row.name, Fallen::Site(site));
        for (channel, logic) in Channel::ALL.into_iter().zip(&row.channels) {
            here = logic.iter().fold(here, |here, logic| here.needing(model, Some(channel.word()), logic));
        }
        let suppliers = model.links.iter().filter(|it| it.to == site).map(|it| &model.sites[it.from].name);
        here.needs.extend(suppliers.map(|name| Need::new(WalkKind::Site, name, None)));
        Self { site: Some(Making::of(model, row)), ..here }
    }
}

/// A logic as a model writes it; a very long one is cut short.
fn written(model: &Model, logic: &Logic) -> String {
    let mut leaf = |leaf| match leaf {
        Leaf::System(it) => model.systems[it].name.id.clone(),
        Leaf::Service(it) => model.services[it].name.id.clone(),
    };
    let text = logic.fold(&mut leaf, &mut |gate, parts| {
        let parts = parts.join(", ");
        match gate {
            Gate::All => format!("all({parts})"),
            Gate::Any => format!("any({parts})"),
            Gate::AtLeast(k) => format!("{k} of ({parts})"),
            Gate::Mean => format!("mean({parts})"),
        }
    });
    match text.char_indices().nth(LONGEST_LOGIC) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

impl Need {
    fn new(kind: WalkKind, name: &Name, channel: Option<&'static str>) -> Self {
        let WalkName { id, title } = WalkName::of(name);
        Self { kind, id, title, channel }
    }

    fn of(model: &Model, channel: Option<&'static str>, leaf: Leaf) -> Self {
        match leaf {
            Leaf::System(it) => Self::new(WalkKind::System, &model.systems[it].name, channel),
            Leaf::Service(it) => Self::new(WalkKind::Service, &model.services[it].name, channel),
        }
    }
}

impl Working {
    fn of(row: &Service) -> Self {
        let fallback = row.fallback.as_ref();
        Self {
            grace_hours: TimeQuantiles::of(&row.grace_hours),
            fallback: fallback.map(|it| quantile(&it.level, 0.5)),
            setup_hours: fallback.map(|it| quantile(&it.setup_hours, 0.5)),
            fallback_hours: fallback.map(|it| quantile(&it.max_hours, 0.5)),
            tolerance_level: row.tolerance.map(|it| it.level),
            tolerance_hours: row.tolerance.map(|it| it.hours),
        }
    }
}

impl Making {
    fn of(model: &Model, row: &Site) -> Self {
        let product = &model.products[row.product];
        Self {
            product: product.name.title.clone(),
            unit: product.unit.clone(),
            party: model.parties[row.party].name.title.clone(),
            output_per_day: row.output_per_day,
            ramp_hours: row.ramp.as_ref().map(|it| TimeQuantiles::of(&it.hours)),
            ramp_after_hours: row.ramp.as_ref().map(|it| it.after_hours),
        }
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
