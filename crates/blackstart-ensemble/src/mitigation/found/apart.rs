//! Changes that keep something apart: from its zone, from a conduit, from one supplier, from the systems that payments hang on.

use blackstart_model::id::{Key, PartyId, SiteId, SystemId, Table, key};
use blackstart_model::model::{Channel, Link, Name, PartyKind};
use blackstart_model::{Model, Scenario};

/// What a second source delivers of what the first did.
pub(super) const SECOND: f64 = 0.5;

/// Systems of a zone that fall with others of it.
pub(super) fn falls_with_its_zone(model: &Model, scenario: &Scenario, system: SystemId) -> bool {
    together(scenario).any(|systems| with_its_zone(model, systems, system))
}

/// Keeps a system out of every fall, and out of every effect of an attack, that meets others of its zone.
pub(super) fn keep_apart(model: &Model, scenario: &mut Scenario, system: SystemId) {
    let falls = scenario.falls.iter_mut().map(|it| &mut it.systems);
    let effects = scenario.attack.iter_mut().flat_map(|attack| attack.effects.iter_mut().map(|it| &mut it.systems));
    for systems in falls.chain(effects) {
        if with_its_zone(model, systems, system) {
            systems.retain(|it| *it != system);
        }
    }
}

/// Systems that go down together.
fn together(scenario: &Scenario) -> impl Iterator<Item = &Vec<SystemId>> {
    let effects = scenario.attack.iter().flat_map(|attack| attack.effects.iter().map(|it| &it.systems));
    scenario.falls.iter().map(|it| &it.systems).chain(effects)
}

fn with_its_zone(model: &Model, systems: &[SystemId], system: SystemId) -> bool {
    let zone = model.systems[system].zone;
    zone.is_some()
        && systems.contains(&system)
        && systems.iter().any(|it| *it != system && model.systems[*it].zone == zone)
}

/// Conduits that the attacker may come through: their place among the model's, and among the cuts.
pub(super) fn conduits(model: &Model, scenario: &Scenario) -> Vec<(usize, u32)> {
    let Some(attack) = &scenario.attack else { return Vec::new() };
    let cut = |(at, conduit): (usize, &blackstart_model::model::Conduit)| {
        let cut = u32::try_from(attack.cut_names.iter().position(|it| *it == conduit.name.id)?).ok()?;
        attack.graph.uses().iter().any(|(_, it)| *it == cut).then_some((at, cut))
    };
    model.conduits.iter().enumerate().filter_map(cut).collect()
}

/// Whether a second source can be put beside a supplier.
pub(super) fn is_single_source(model: &Model, party: PartyId) -> bool {
    // Sizes name links by their place, which more links would move.
    model.sizes.list.is_empty() && !delivered(model, party).is_empty()
}

/// Links of a supplier's sites to somebody else of whom no other party delivers the same product.
fn delivered(model: &Model, party: PartyId) -> Vec<usize> {
    let of = |site: SiteId| &model.sites[site];
    let alone = |link: &Link| {
        of(link.from).party == party
            && of(link.to).party != party
            && link.flow_per_day > 0.0
            && !model.links.iter().any(|other| {
                other.to == link.to && of(other.from).product == of(link.from).product && of(other.from).party != party
            })
    };
    model.links.iter().enumerate().filter(|(_, link)| alone(link)).map(|(at, _)| at).collect()
}

/// Puts another party beside a supplier: sites like its own, that hang on none of its systems, deliver half of what it delivered alone.
pub(super) fn second_source(model: &mut Model, party: PartyId) {
    let links = delivered(model, party);
    let mut second = model.parties[party].clone();
    renamed(&mut second.name, "party");
    second.kind = PartyKind::Supplier;
    let second = model.parties.push(second);
    let mut firsts: Vec<SiteId> = links.iter().map(|at| model.links[*at].from).collect();
    firsts.sort_unstable();
    firsts.dedup();
    for first in firsts {
        let moved: f64 = links
            .iter()
            .map(|at| &model.links[*at])
            .filter(|it| it.from == first)
            .map(|it| SECOND * it.flow_per_day)
            .sum();
        let share = moved / model.sites[first].output_per_day;
        let mut site = model.sites[first].clone();
        renamed(&mut site.name, "site");
        site.party = second;
        site.channels = [const { None }; 5];
        divided(&mut model.sites[first], &mut site, share);
        let site = model.sites.push(site);
        for &at in links.iter().filter(|at| model.links[**at].from == first).collect::<Vec<_>>() {
            let other = moved_part(&mut model.links[at], SECOND);
            model.links.push(Link { from: site, ..other });
        }
        // What it is made of comes from where it came from.
        for at in 0..model.links.len() {
            if model.links[at].to == first {
                let other = moved_part(&mut model.links[at], share);
                model.links.push(Link { to: site, ..other });
            }
        }
    }
    let sites = &model.sites;
    model.links.sort_by_key(|it| (it.to, sites[it.from].product, it.from));
}

/// Takes a part of a flow away.
fn moved_part(link: &mut Link, share: f64) -> Link {
    let other = Link { flow_per_day: link.flow_per_day * share, ..link.clone() };
    link.flow_per_day -= other.flow_per_day;
    other
}

/// Divides what a site is in amounts between it and the second.
fn divided(first: &mut blackstart_model::model::Site, second: &mut blackstart_model::model::Site, share: f64) {
    for (site, part) in [(first, 1.0 - share), (second, share)] {
        site.output_per_day *= part;
        site.capacity_per_day = site.capacity_per_day.map(|it| it * part);
        site.fixed_cost_per_day = site.fixed_cost_per_day.scaled(part);
        site.cash = site.cash.as_ref().map(|it| it.scaled(part));
        site.credit = site.credit.scaled(part);
        site.scrap = site.scrap.scaled(part);
    }
}

fn renamed(name: &mut Name, kind: &str) {
    name.id = format!("{}-second-source", name.id);
    name.title = format!("{} (second source)", name.title);
    name.key = key(kind, &name.id);
}

/// Sites of the company that pay by systems.
pub(super) fn pays_by_systems(model: &Model) -> bool {
    own_pay(model).next().is_some()
}

fn own_pay(model: &Model) -> impl Iterator<Item = SiteId> + '_ {
    let own = |party: PartyId| model.parties[party].kind == PartyKind::Company;
    let pays = move |(id, site): (SiteId, &blackstart_model::model::Site)| {
        (own(site.party) && site.channels[Channel::Pay as usize].is_some()).then_some(id)
    };
    model.sites.iter().filter_map(pays)
}

/// Lets the company pay without any of its systems.
pub(super) fn pay_without(model: &mut Model) {
    for site in own_pay(model).collect::<Vec<_>>() {
        model.sites[site].channels[Channel::Pay as usize] = None;
    }
}

/// Whose systems of a zone those are, in a title.
pub(super) fn zone_title(model: &Model, system: SystemId) -> &str {
    let zones: &Table<_, _> = &model.zones;
    model.systems[system].zone.map_or("", |zone| &zones.rows()[zone.index()].name.title)
}
