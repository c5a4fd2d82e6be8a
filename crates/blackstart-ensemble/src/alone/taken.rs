//! What is taken out, and what the day looks like on which it is: normal life but for that.

use blackstart_model::id::{CrewId, PartyId, SiteId, SystemId, key};
use blackstart_model::model::{Channel, Name, PartyKind, Provenance, Resource};
use blackstart_model::scenario::{Course, Fall, FallCause, LevelKind, Outage, Recovery, Subject, Until};
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};
use serde::Serialize;

/// What a supplier that is out no longer does.
const DELIVERS: [Channel; 3] = [Channel::Produce, Channel::Ship, Channel::Sell];

/// What kind of thing is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A system.
    System,
    /// A system that stands for directory and identity.
    Identity,
    /// A supplier with its sites.
    Supplier,
    /// Somebody else who runs systems, with all of them.
    Provider,
    /// A crew.
    Crew,
}

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    System(SystemId),
    Party(PartyId),
}

/// Something that is taken out alone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    pub(super) kind: Kind,
    pub(super) what: What,
    pub(super) id: String,
    pub(super) title: String,
    /// Gone for the stated time, because nothing says how it comes back.
    pub(super) stated: bool,
}

impl Taken {
    /// Systems that are out with it.
    pub(super) fn systems(&self, model: &Model) -> Vec<SystemId> {
        match self.what {
            What::System(system) => vec![system],
            What::Party(party) => {
                model.systems.iter().filter(|(_, it)| it.party == Some(party)).map(|(id, _)| id).collect()
            }
        }
    }

    /// Sites that deliver nothing.
    pub(super) fn sites(&self, model: &Model) -> Vec<SiteId> {
        match self.what {
            What::System(_) => Vec::new(),
            What::Party(party) => model.sites.iter().filter(|(_, it)| it.party == party).map(|(id, _)| id).collect(),
        }
    }
}

/// Everything that can be taken out of a company's normal life: systems, then suppliers, then providers of systems.
pub(super) fn all(model: &Model, is_assumed: bool) -> Vec<Taken> {
    let system = |(id, row): (SystemId, &blackstart_model::model::System)| Taken {
        kind: if row.resource == Some(Resource::Directory) { Kind::Identity } else { Kind::System },
        what: What::System(id),
        id: row.name.id.clone(),
        title: row.name.title.clone(),
        stated: is_assumed || row.rebuild.is_none(),
    };
    let party = |kind, (id, row): (PartyId, &blackstart_model::model::Party)| Taken {
        kind,
        what: What::Party(id),
        id: row.name.id.clone(),
        title: row.name.title.clone(),
        stated: true,
    };
    let supplies = |id, kind| kind == PartyKind::Supplier && model.sites.rows().iter().any(|it| it.party == id);
    let provides = |id, kind| kind != PartyKind::Company && model.systems.rows().iter().any(|it| it.party == Some(id));
    let mut taken: Vec<Taken> = model.systems.iter().map(system).collect();
    taken.extend(model.parties.iter().filter(|(id, it)| supplies(*id, it.kind)).map(|it| party(Kind::Supplier, it)));
    let only_provides =
        |(id, it): &(PartyId, &blackstart_model::model::Party)| provides(*id, it.kind) && !supplies(*id, it.kind);
    taken.extend(model.parties.iter().filter(only_provides).map(|it| party(Kind::Provider, it)));
    taken
}

/// The scenario's days without its event: what would have come anyway stays, crews work as on any day, nothing is contained or investigated.
pub(super) fn normal_life(model: &Model, scenario: &Scenario) -> Scenario {
    let recovery = Recovery {
        investigation_hours: Uncertain::ZERO,
        extra_people: Vec::new(),
        known: None,
        ..scenario.recovery.clone().unwrap_or_default()
    };
    // Outages without length: sites that may be taken out are driven in every history alike.
    let suppliers = model.sites.iter().filter(|(_, site)| model.parties[site.party].kind == PartyKind::Supplier);
    Scenario {
        falls: Vec::new(),
        attack: None,
        containment_hours: Uncertain::ZERO,
        destroyed: Vec::new(),
        recovery: Some(recovery),
        outages: suppliers.map(|(site, _)| outage(site, Channel::Produce, 0.0)).collect(),
        shocks: scenario.shocks.iter().filter(|it| it.in_twin).cloned().collect(),
        costs: Vec::new(),
        taken: Vec::new(),
        ..scenario.clone()
    }
}

/// Normal life, but for these: lost at its start and rebuilt by their own tasks, or out for the stated time.
pub(super) fn without(model: &Model, normal: &Scenario, taken: &[&Taken], stated_hours: f64) -> Scenario {
    let mut scenario = normal.clone();
    for it in taken {
        let until = it.stated.then_some(Until::After(Uncertain::Fixed(stated_hours)));
        let systems = it.systems(model);
        if !systems.is_empty() {
            scenario.falls.push(Fall {
                name: name("fall", &it.id),
                systems,
                at_hours: Uncertain::ZERO,
                cause: FallCause::Attacker,
                lost: 1.0,
                exposed: 0.0,
                chance: 1.0,
                until,
            });
        }
        let sites = it.sites(model);
        scenario.outages.extend(
            sites.iter().flat_map(|site| DELIVERS.into_iter().map(|channel| outage(*site, channel, stated_hours))),
        );
    }
    // Whoever has lost the last system that keeps backups rebuilds the others without.
    let fallen: Vec<SystemId> = scenario.falls.iter().flat_map(|fall| fall.systems.iter().copied()).collect();
    let mut backups = model.systems.iter().filter(|(_, it)| it.resource == Some(Resource::Backup)).peekable();
    if backups.peek().is_some() && backups.all(|(id, _)| fallen.contains(&id)) {
        scenario.destroyed.push((Resource::Backup, 1.0));
    }
    scenario
}

/// The scenario's bad day on which nobody of a crew comes until the stated time is over; `None`: nothing is restored by crews.
pub(super) fn absent(model: &Model, scenario: &Scenario, crew: CrewId, stated_hours: f64) -> Option<(Model, Scenario)> {
    let (mut model, mut scenario) = (model.clone(), scenario.clone());
    let recovery = scenario.recovery.as_mut()?;
    let mut heads = std::mem::take(&mut model.crews[crew].people);
    // Who would have joined it earlier comes when it does.
    recovery.extra_people.retain(|&(to, from, people)| {
        let early = to == crew && from < stated_hours;
        heads = heads.saturating_add(if early { people } else { 0 });
        !early
    });
    recovery.extra_people.push((crew, stated_hours, heads));
    Some((model, scenario))
}

fn outage(site: SiteId, channel: Channel, hours: f64) -> Outage {
    Outage {
        name: name("outage", "alone"),
        subject: Subject::Channel(site, channel),
        from_hours: Uncertain::ZERO,
        level: Uncertain::ZERO,
        course: Course::Until(Until::After(Uncertain::Fixed(hours))),
        kind: LevelKind::default(),
        cause: FallCause::Attacker,
    }
}

fn name(kind: &str, id: &str) -> Name {
    Name { id: id.to_owned(), title: id.to_owned(), key: key(kind, id), provenance: Provenance::default() }
}
