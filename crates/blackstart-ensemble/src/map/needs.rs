//! What a model's systems, services, sites and parties need, as one list.

use crate::layout::index;
use blackstart_model::Model;
use blackstart_model::id::{Key, PartyId, SiteId};
use blackstart_model::logic::Leaf;
use blackstart_model::model::{Logic, Name, PartyKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where on the map a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// A recovery resource (directory, hypervisor, backup), or a system that one of these needs to run.
    Identity,
    /// Another system.
    System,
    /// A service.
    Service,
    /// A supplier whose sites need systems or services themselves: the company's sites need what it makes.
    Supplier,
    /// A site of the company.
    Site,
    /// Another party that buys from the company or lives on its orders.
    Party,
}

impl Layer {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Identity, Self::System, Self::Service, Self::Supplier, Self::Site, Self::Party];
}

/// One thing of a model.
pub(super) struct Thing {
    pub(super) layer: Layer,
    pub(super) id: String,
    pub(super) title: String,
    /// What it is folded by: zone, party, or kind of party.
    pub(super) group: Option<usize>,
    /// Title of that.
    pub(super) of: String,
    /// Whether it may stand for itself: of a site, whether it is followed.
    pub(super) alone: bool,
    /// Its sites: of a site, itself; of a party, all.
    pub(super) sites: Vec<u32>,
}

/// Things in model order: systems, services, sites of the company, other parties; and what each needs.
pub(super) struct Needs {
    pub(super) things: Vec<Thing>,
    pub(super) needs: Vec<BTreeSet<usize>>,
}

impl Needs {
    pub(super) fn of(model: &Model) -> Self {
        let mut it = Self { things: Vec::new(), needs: Vec::new() };
        let services = model.systems.len();
        it.systems(model);
        it.services(model);
        let places = it.sites(model);
        let thing = |leaf: Leaf| match leaf {
            Leaf::System(system) => system.index(),
            Leaf::Service(service) => services + service.index(),
        };
        let leaves =
            |logic: &Option<Logic>| -> Vec<usize> { logic.iter().flat_map(Logic::leaves).map(thing).collect() };
        for (id, system) in model.systems.iter() {
            it.needs[id.index()].extend(leaves(&system.needs));
        }
        for (id, service) in model.services.iter() {
            it.needs[services + id.index()].extend(service.logic.leaves().into_iter().map(thing));
        }
        for (id, site) in model.sites.iter() {
            it.needs[places[id.index()]].extend(site.channels.iter().flat_map(leaves));
        }
        it.lift_suppliers(model, &places);
        for link in &model.links {
            let (from, to) = (places[link.from.index()], places[link.to.index()]);
            // A supplier without systems of its own stops because nobody orders; all others stop because nothing comes.
            let is_supplier = model.parties[model.sites[link.from].party].kind == PartyKind::Supplier;
            let lives_on = is_supplier && it.things[from].layer == Layer::Party;
            let (who, whom) = if lives_on { (from, to) } else { (to, from) };
            if it.things[who].layer >= it.things[whom].layer {
                it.needs[who].insert(whom);
            }
        }
        for (at, needs) in it.needs.iter_mut().enumerate() {
            needs.remove(&at);
        }
        it
    }

    fn add(&mut self, layer: Layer, name: &Name, group: Option<usize>, of: &str) {
        self.things.push(Thing {
            layer,
            id: name.id.clone(),
            title: name.title.clone(),
            group,
            of: of.to_owned(),
            alone: true,
            sites: Vec::new(),
        });
        self.needs.push(BTreeSet::new());
    }

    fn systems(&mut self, model: &Model) {
        let mut is_identity: Vec<bool> = model.systems.rows().iter().map(|system| system.resource.is_some()).collect();
        // Each comes after those it needs: from the last on, a resource's needs are found before their own.
        for &system in model.system_order.iter().rev() {
            let needs = model.systems[system].needs.iter().flat_map(Logic::leaves);
            for leaf in needs {
                if let (true, Leaf::System(needed)) = (is_identity[system.index()], leaf) {
                    is_identity[needed.index()] = true;
                }
            }
        }
        for (id, system) in model.systems.iter() {
            let layer = if is_identity[id.index()] { Layer::Identity } else { Layer::System };
            let zone = system.zone.map(|zone| &model.zones[zone].name);
            let title = zone.map_or("", |zone| zone.title.as_str());
            self.add(layer, &system.name, system.zone.map(Key::index), title);
        }
    }

    fn services(&mut self, model: &Model) {
        for service in model.services.rows() {
            self.add(Layer::Service, &service.name, None, "");
        }
    }

    /// The company's sites, then the other parties that have any; returns the thing of each site.
    fn sites(&mut self, model: &Model) -> Vec<usize> {
        let is_own = |party: PartyId| model.parties[party].kind == PartyKind::Company;
        let mut places = vec![0; model.sites.len()];
        for (id, site) in model.sites.iter().filter(|(_, site)| is_own(site.party)) {
            places[id.index()] = self.things.len();
            let party = &model.parties[site.party].name;
            self.add(Layer::Site, &site.name, Some(site.party.index()), &party.title);
            if let Some(thing) = self.things.last_mut() {
                thing.sites.push(index(id.index()));
                thing.alone = site.watch;
            }
        }
        let mut of_party: Vec<Vec<SiteId>> = vec![Vec::new(); model.parties.len()];
        for (id, site) in model.sites.iter().filter(|(_, site)| !is_own(site.party)) {
            of_party[site.party.index()].push(id);
        }
        for (party, sites) in model.parties.rows().iter().zip(of_party).filter(|(_, sites)| !sites.is_empty()) {
            sites.iter().for_each(|site| places[site.index()] = self.things.len());
            let kind = match party.kind {
                PartyKind::Supplier => "suppliers",
                PartyKind::Dealer => "dealers",
                PartyKind::Customer => "customers",
                _ => "parties",
            };
            self.add(Layer::Party, &party.name, Some(party.kind as usize), kind);
            if let Some(thing) = self.things.last_mut() {
                thing.sites = sites.into_iter().map(|site| index(site.index())).collect();
            }
        }
        places
    }

    /// Suppliers that need systems or services themselves stand before the company's sites.
    fn lift_suppliers(&mut self, model: &Model, places: &[usize]) {
        for (id, site) in model.sites.iter() {
            let place = places[id.index()];
            let is_supplier = model.parties[site.party].kind == PartyKind::Supplier;
            if is_supplier && !self.needs[place].is_empty() {
                self.things[place].layer = Layer::Supplier;
            }
        }
    }
}
