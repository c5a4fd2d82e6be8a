//! Changes that any company could think of: one for each of its systems, crews, services, suppliers, sites and policies, and of its defences.

mod apart;

use blackstart_model::attack::{Doctrine, Law};
use blackstart_model::id::{CrewId, Key, PartyId, ServiceId, SiteId, SystemId};
use blackstart_model::model::{Channel, Fallback, LevelKind, Name, PartyKind, Resource, Task};
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};
use serde::{Deserialize, Serialize};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A system is restored faster.
    System,
    /// Backups survive.
    Backups,
    /// A system is kept apart from its zone.
    Apart,
    /// A conduit is not there.
    Conduit,
    /// A crew is larger.
    Crew,
    /// A service lasts longer, or is done by hand.
    Service,
    /// A supplier has more stock at its customers, or more cash, or a second source beside it.
    Supplier,
    /// The company pays without its systems.
    Payments,
    /// A site keeps more stock, or works more overtime.
    Site,
    /// A control or a rule of the attack.
    Defence,
    /// A term of a policy.
    Policy,
}

impl Kind {
    /// In a word, as JSON and tables have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Backups => "backups",
            Self::Apart => "apart",
            Self::Conduit => "conduit",
            Self::Payments => "payments",
            Self::Crew => "crew",
            Self::Service => "service",
            Self::Supplier => "supplier",
            Self::Site => "site",
            Self::Defence => "defence",
            Self::Policy => "policy",
        }
    }
}

/// A change that was found, not declared. It has no cost: nobody has said one.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Slug: what it is about, and what is done.
    pub id: String,
    /// What it means, in words.
    pub title: String,
    /// Of which kind.
    pub kind: Kind,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    FasterSystem(SystemId),
    BackupsSurvive,
    OwnBackup(SystemId),
    Apart(SystemId),
    ConduitCut(u32),
    MorePeople(CrewId),
    LongerGrace(ServiceId),
    ByHand(ServiceId),
    FasterByHand(ServiceId),
    MoreCover(PartyId),
    MoreCash(PartyId),
    SecondSource(PartyId),
    PayWithout,
    MoreStock(SiteId),
    MoreOvertime(SiteId),
    Control(usize, bool),
    Rules(Doctrine),
    HigherLimit(usize),
    LowerRetention(usize),
}

/// Factor on the time of a restore task, and on the set-up of manual working.
const FASTER: f64 = 0.5;
/// Factor on grace, cash, limits and stock.
const MORE: f64 = 2.0;
/// Stock of a supplier's goods that its customers hold besides \[h\].
const COVER_HOURS: f64 = 168.0;
/// Level of manual working where there is none.
const BY_HAND: f64 = 0.5;
/// Set-up of manual working where there is none \[h\].
const SET_UP_HOURS: f64 = 24.0;
/// What overtime adds to the highest rate, as a share of the normal one.
const OVERTIME: f64 = 0.1;

/// Every change that can be thought of for a company and a bad day.
pub fn found(model: &Model, scenario: &Scenario) -> Vec<Found> {
    let mut list = List(Vec::new());
    list.restoration(model, scenario);
    list.apart(model, scenario);
    list.services(model);
    list.suppliers(model);
    list.sites(model);
    list.defences(scenario);
    list.policies(model);
    list.0
}

struct List(Vec<Found>);

impl List {
    fn add(&mut self, kind: Kind, id: String, title: String, what: What) {
        self.0.push(Found { id, title, kind, what });
    }

    fn restoration(&mut self, model: &Model, scenario: &Scenario) {
        for (id, system) in model.systems.iter() {
            if [&system.rebuild, &system.verify, &system.start, &system.test].iter().any(|it| it.is_some()) {
                let title = format!("{}: restored in half the time", system.name.title);
                self.add(Kind::System, format!("system/{}/faster", system.name.id), title, What::FasterSystem(id));
            }
        }
        if scenario.destroyed.iter().any(|(resource, chance)| *resource == Resource::Backup && *chance > 0.0) {
            let title = "Backups always survive".to_owned();
            self.add(Kind::Backups, "backups/survive".to_owned(), title, What::BackupsSurvive);
            let slower = model.systems.iter().filter(|(_, it)| it.rebuild_without_backup.high() > 1.0);
            for (id, system) in slower.filter(|(_, it)| it.rebuild.is_some()) {
                let words = format!("{}: has a backup of its own that survives", system.name.title);
                self.add(Kind::Backups, format!("system/{}/backup", system.name.id), words, What::OwnBackup(id));
            }
        }
        for (id, crew) in model.crews.iter() {
            let one = crew.unit.as_deref().unwrap_or("person");
            let title = format!("{}: one more {one} ({} instead of {})", crew.name.title, crew.people + 1, crew.people);
            self.add(Kind::Crew, format!("crew/{}/one-more", crew.name.id), title, What::MorePeople(id));
        }
    }

    /// What does not go down with the rest.
    fn apart(&mut self, model: &Model, scenario: &Scenario) {
        for (id, system) in model.systems.iter().filter(|(id, _)| apart::falls_with_its_zone(model, scenario, *id)) {
            let (title, zone) = (&system.name.title, apart::zone_title(model, id));
            let words = format!("{title}: kept apart, so that it does not fall with others of “{zone}”");
            self.add(Kind::Apart, format!("system/{}/apart", system.name.id), words, What::Apart(id));
        }
        for (at, cut) in apart::conduits(model, scenario) {
            let Name { id, title, .. } = &model.conduits[at].name;
            let words = format!("{title}: cut for good, nobody comes through it");
            self.add(Kind::Conduit, format!("conduit/{id}/cut"), words, What::ConduitCut(cut));
        }
        if apart::pays_by_systems(model) {
            let words = "Payments go on without any system".to_owned();
            self.add(Kind::Payments, "payments/apart".to_owned(), words, What::PayWithout);
        }
    }

    fn services(&mut self, model: &Model) {
        for (id, service) in model.services.iter() {
            let (slug, title) = (&service.name.id, &service.name.title);
            if service.grace_hours.high() > 0.0 {
                let words = format!("{title}: runs twice as long without its systems");
                self.add(Kind::Service, format!("service/{slug}/grace"), words, What::LongerGrace(id));
            }
            if let Some(fallback) = &service.fallback {
                if fallback.setup_hours.high() > 0.0 {
                    let words = format!("{title}: manual working is set up in half the time");
                    self.add(Kind::Service, format!("service/{slug}/set-up"), words, What::FasterByHand(id));
                }
            } else {
                let words = format!("{title}: manual working at half of normal after a day");
                self.add(Kind::Service, format!("service/{slug}/by-hand"), words, What::ByHand(id));
            }
        }
    }

    fn suppliers(&mut self, model: &Model) {
        for (id, party) in model.parties.iter().filter(|(_, party)| party.kind == PartyKind::Supplier) {
            let (slug, title) = (&party.name.id, &party.name.title);
            if model.links.iter().any(|link| model.sites[link.from].party == id) {
                let words = format!("{title}: a week more of its goods in stock at its customers");
                self.add(Kind::Supplier, format!("supplier/{slug}/cover"), words, What::MoreCover(id));
            }
            if model.sites.rows().iter().any(|site| site.party == id && site.cash.is_some()) {
                let words = format!("{title}: twice the cash and credit");
                self.add(Kind::Supplier, format!("supplier/{slug}/cash"), words, What::MoreCash(id));
            }
            if apart::is_single_source(model, id) {
                let words = format!("{title}: a second, equal source delivers half of what it alone delivers");
                self.add(Kind::Supplier, format!("supplier/{slug}/second-source"), words, What::SecondSource(id));
            }
        }
    }

    /// Of the company's own sites, those that are watched.
    fn sites(&mut self, model: &Model) {
        let own = |party: PartyId| model.parties[party].kind == PartyKind::Company;
        for (id, site) in model.sites.iter().filter(|(_, site)| own(site.party) && site.watch) {
            let (slug, title) = (&site.name.id, &site.name.title);
            if site.stock_hours > 0.0 {
                let words = format!("{title}: twice the finished stock");
                self.add(Kind::Site, format!("site/{slug}/stock"), words, What::MoreStock(id));
            }
            if site.channels[Channel::Produce as usize].is_some() || site.capacity_per_day.is_some() {
                let words = format!("{title}: a tenth of normal output more in overtime");
                self.add(Kind::Site, format!("site/{slug}/overtime"), words, What::MoreOvertime(id));
            }
        }
    }

    fn defences(&mut self, scenario: &Scenario) {
        let Some(attack) = &scenario.attack else { return };
        for (at, control) in attack.controls.iter().enumerate() {
            let (slug, title) = (&control.name.id, &control.name.title);
            if control.effective < 1.0 {
                let words = format!("{title}: always effective");
                self.add(Kind::Defence, format!("control/{slug}/always"), words, What::Control(at, true));
            }
            if control.effective > 0.0 {
                let words = format!("{title}: never effective");
                self.add(Kind::Defence, format!("control/{slug}/never"), words, What::Control(at, false));
            }
        }
        if !attack.rules.is_empty() {
            let never = "Nothing is ever switched off as a precaution".to_owned();
            let always = "Systems are switched off whenever a rule says so".to_owned();
            self.add(Kind::Defence, "shutdown/never".to_owned(), never, What::Rules(Doctrine::Never));
            self.add(Kind::Defence, "shutdown/always".to_owned(), always, What::Rules(Doctrine::Always));
        }
    }

    fn policies(&mut self, model: &Model) {
        for (at, policy) in model.policies.iter().enumerate() {
            let (slug, title) = (&policy.name.id, &policy.name.title);
            if policy.layers.iter().any(|layer| layer.limit.is_finite()) {
                let words = format!("{title}: twice the limit");
                self.add(Kind::Policy, format!("policy/{slug}/limit"), words, What::HigherLimit(at));
            }
            if policy.retention > 0.0 {
                let words = format!("{title}: half the retention");
                self.add(Kind::Policy, format!("policy/{slug}/retention"), words, What::LowerRetention(at));
            }
        }
    }
}

impl Found {
    /// Makes the change.
    pub fn make(&self, model: &mut Model, scenario: &mut Scenario) {
        match &self.what {
            What::FasterSystem(at) => {
                let system = &mut model.systems[*at];
                for task in
                    [&mut system.rebuild, &mut system.verify, &mut system.start, &mut system.test].into_iter().flatten()
                {
                    faster(task);
                }
            }
            What::BackupsSurvive => scenario.destroyed.retain(|(resource, _)| *resource != Resource::Backup),
            What::OwnBackup(at) => model.systems[*at].rebuild_without_backup = Uncertain::Fixed(1.0),
            What::Apart(at) => apart::keep_apart(model, scenario, *at),
            What::ConduitCut(cut) => {
                if let Some(attack) = &mut scenario.attack {
                    let through = attack.graph.uses().iter().filter(|(_, it)| it == cut).map(|(node, _)| *node);
                    let through: Vec<_> = through.collect();
                    attack.graph =
                        through.into_iter().fold(attack.graph.clone(), |graph, node| graph.with_law(node, Law::Never));
                }
            }
            What::PayWithout => apart::pay_without(model),
            What::SecondSource(party) => apart::second_source(model, *party),
            What::MorePeople(at) => model.crews[*at].people += 1,
            What::LongerGrace(at) => scale(&mut model.services[*at].grace_hours, MORE),
            What::ByHand(at) => {
                model.services[*at].fallback = Some(Fallback {
                    level: Uncertain::Fixed(BY_HAND),
                    setup_hours: Uncertain::Fixed(SET_UP_HOURS),
                    max_hours: Uncertain::Fixed(f64::INFINITY),
                    kind: LevelKind::default(),
                });
            }
            What::FasterByHand(at) => {
                if let Some(fallback) = &mut model.services[*at].fallback {
                    scale(&mut fallback.setup_hours, FASTER);
                }
            }
            What::MoreCover(party) => more_cover(model, *party),
            What::MoreCash(party) => more_cash(model, *party),
            What::MoreStock(at) => model.sites[*at].stock_hours *= MORE,
            What::MoreOvertime(at) => {
                let overtime = &mut model.sites[*at].overtime;
                *overtime = overtime.scaled(1.0 + OVERTIME / overtime.mean().max(1.0));
            }
            What::Control(at, effective) => {
                let effective = f64::from(u8::from(*effective));
                scenario.attack = scenario.attack.take().map(|attack| attack.with_control(*at, effective));
            }
            What::Rules(doctrine) => {
                if let Some(attack) = &mut scenario.attack {
                    attack.doctrine = *doctrine;
                }
            }
            What::HigherLimit(at) => model.policies[*at].layers.iter_mut().for_each(|layer| {
                layer.limit *= MORE;
                layer.aggregate_limit *= MORE;
            }),
            What::LowerRetention(at) => model.policies[*at].retention *= FASTER,
        }
    }
}

fn more_cover(model: &mut Model, party: PartyId) {
    let sites: Vec<bool> = model.sites.rows().iter().map(|site| site.party == party).collect();
    model.links.iter_mut().filter(|link| sites[link.from.index()]).for_each(|it| it.cover_hours += COVER_HOURS);
}

fn more_cash(model: &mut Model, party: PartyId) {
    let sites: Vec<SiteId> = model.sites.iter().filter(|(_, it)| it.party == party).map(|(id, _)| id).collect();
    for id in sites {
        let site = &mut model.sites[id];
        if let Some(cash) = &mut site.cash {
            scale(cash, MORE);
        }
        scale(&mut site.credit, MORE);
    }
}

fn faster(task: &mut Task) {
    scale(&mut task.hours, FASTER);
    scale(&mut task.again_hours, FASTER);
    task.modes.iter_mut().for_each(|mode| faster(&mut mode.task));
}

fn scale(quantity: &mut Uncertain, factor: f64) {
    *quantity = quantity.scaled(factor);
}

#[cfg(test)]
mod tests;
