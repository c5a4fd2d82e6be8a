//! A walk over a model: its systems, services and sites, and of one of them what it needs, what falls with it and how it is restored. Nothing is
//! played.

mod answer;
mod falls;

pub use answer::{
    Falls, Hanging, Making, Need, WalkAnswer, WalkAt, WalkKind, WalkLogic, WalkName, WalkRequest, WalkSystem, WalkTask,
    Working,
};

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

/// Longest logic that is written out \[characters\].
const LONGEST_LOGIC: usize = 2_000;

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
