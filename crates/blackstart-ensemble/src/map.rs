//! The dependency map: what needs what, from identity to those who live by the company, folded to what fits on a page, and how often each is down.

mod fold;
mod needs;

use crate::results::Results;
use crate::stats::{Sample, share};
use blackstart_model::Model;
pub use needs::Layer;
use needs::{Needs, Thing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Boxes at most: more cannot be told apart on a page. Judgement.
pub const MOST_BOXES: usize = 40;

/// Titles that a folded box lists at most.
const MOST_NAMES: usize = 12;

/// How many of them each layer has at least, if it needs so many, in the order of [`Layer::ALL`]; what one leaves is free for the others. Judgement.
const SHARES: [usize; 6] = [5, 12, 9, 2, 7, 5];
const _: () = assert!(SHARES[0] + SHARES[1] + SHARES[2] + SHARES[3] + SHARES[4] + SHARES[5] == MOST_BOXES);

/// What needs what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependencyMap {
    /// Things of the model that are on it, each for itself or folded.
    pub things: usize,
    /// The boxes, layer by layer.
    pub boxes: Vec<MapBox>,
}

/// One thing, or several folded together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapBox {
    /// Its layer.
    pub layer: Layer,
    /// System, service, site or party; absent of a folded box.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// Its title; of a folded box that of the zone, or of the party, or a kind of parties; empty where the folded have nothing in common.
    pub title: String,
    /// Things that are folded into it; 1 where it is one.
    pub things: usize,
    /// Whether others of the same zone or party stand for themselves: then a folded box is the rest of them.
    pub others: bool,
    /// Titles of the folded, the first twelve; none where it is one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub names: Vec<String>,
    /// How often it goes down; of folded systems and services: any of them; of folded sites and of parties: the share of their sites that stop, mean over the histories.
    pub chance: f64,
    /// How long from its first stop until it is back for good, in the histories in which it goes down; of folded systems and services: from the first to go until all are back. Absent where it is not followed, or never goes down.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub away: Option<MapAway>,
    /// Positions of the boxes that it needs directly.
    pub needs: Vec<usize>,
}

/// How long something is away \[h\]; null: longer than the history.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapAway {
    /// 5 % quantile.
    pub p05: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95 % quantile.
    pub p95: Option<f64>,
}

impl MapAway {
    fn of(hours: Vec<f64>) -> Option<Self> {
        let sample = Sample::new(hours);
        let at = |p| Some(sample.quantile(p)).filter(|hours| hours.is_finite());
        (!sample.is_empty()).then(|| Self { p05: at(0.05), p50: at(0.5), p95: at(0.95) })
    }
}

impl DependencyMap {
    /// The map of a company, with what histories of it came to.
    pub fn of(model: &Model, results: &Results) -> Self {
        Self::folded(model, results, SHARES)
    }

    /// Whether it can have been made here: maps are read back from files.
    pub fn is_sound(&self) -> bool {
        let boxes = self.boxes.len();
        let is_box = |it: &MapBox| {
            it.things > 0 && (0.0..=1.0).contains(&it.chance) && it.needs.iter().all(|&needed| needed < boxes)
        };
        let things = self.boxes.iter().try_fold(0_usize, |sum, it| sum.checked_add(it.things));
        boxes <= MOST_BOXES && things == Some(self.things) && self.boxes.iter().all(is_box)
    }

    fn folded(model: &Model, results: &Results, shares: [usize; 6]) -> Self {
        let needs = Needs::of(model);
        let downs = Downs::of(results);
        let ranked = ranked(&needs, &downs);
        let counts = Layer::ALL.map(|layer| ranked.iter().filter(|&&at| needs.things[at].layer == layer).count());
        let quotas = fold::quotas(counts, shares);
        let mut boxes: Vec<Vec<usize>> = Vec::new();
        for (layer, quota) in Layer::ALL.into_iter().zip(quotas) {
            let of_layer: Vec<usize> = ranked.iter().copied().filter(|&at| needs.things[at].layer == layer).collect();
            let groups: Vec<Option<usize>> = of_layer.iter().map(|&at| needs.things[at].group).collect();
            let alone = of_layer.iter().filter(|&&at| needs.things[at].alone).count();
            let mut layer: Vec<Vec<usize>> = fold::fold(&groups, alone, quota)
                .into_iter()
                .map(|fold| fold.into_iter().map(|at| of_layer[at]).collect())
                .collect();
            layer.iter_mut().for_each(|fold: &mut Vec<usize>| fold.sort_unstable());
            layer.sort();
            boxes.extend(layer);
        }
        let mut place = vec![0; needs.things.len()];
        for (at, things) in boxes.iter().enumerate() {
            things.iter().for_each(|&thing| place[thing] = at);
        }
        let needed = |things: &[usize]| -> Vec<usize> {
            let all: BTreeSet<usize> =
                things.iter().flat_map(|&thing| &needs.needs[thing]).map(|&thing| place[thing]).collect();
            all.into_iter().filter(|&at| at != place[things[0]]).collect()
        };
        let of_group = |thing: &usize| (needs.things[*thing].layer, needs.things[*thing].group);
        let singles: BTreeSet<(Layer, Option<usize>)> =
            boxes.iter().filter(|it| it.len() == 1).map(|it| of_group(&it[0])).collect();
        let whole = |things: &Vec<usize>| MapBox {
            needs: needed(things),
            others: things.len() > 1 && things.iter().any(|thing| singles.contains(&of_group(thing))),
            ..a_box(&needs, things, &downs)
        };
        Self { things: needs.things.len(), boxes: boxes.iter().map(whole).collect() }
    }
}

/// A box without its needs.
fn a_box(needs: &Needs, things: &[usize], downs: &Downs) -> MapBox {
    let first = &needs.things[things[0]];
    let down = downs.together(needs, things);
    let (id, title, names) = if things.len() == 1 {
        (Some(first.id.clone()), first.title.clone(), Vec::new())
    } else {
        let is_one = things.iter().all(|&at| needs.things[at].group == first.group);
        let title = first.group.filter(|_| is_one).map_or_else(String::new, |_| first.of.clone());
        let names = things.iter().take(MOST_NAMES).map(|&at| needs.things[at].title.clone()).collect();
        (None, title, names)
    };
    MapBox {
        layer: first.layer,
        id,
        title,
        things: things.len(),
        others: false,
        names,
        chance: down.chance,
        away: down.away,
        needs: Vec::new(),
    }
}

/// Things, the most important first: systems that most others need, services and sites that are down most, parties of which most sites stop.
fn ranked(needs: &Needs, downs: &Downs) -> Vec<usize> {
    let mut needed = vec![0_usize; needs.things.len()];
    needs.needs.iter().flatten().for_each(|&at| needed[at] += 1);
    let sites = &downs.results.layout.sites;
    let key = |at: usize| -> [f64; 4] {
        let thing: &Thing = &needs.things[at];
        let [a, b, c] = match thing.layer {
            Layer::Identity | Layer::System => [needed[at] as f64, 0.0, 0.0],
            Layer::Supplier | Layer::Party => {
                [thing.sites.len() as f64 * downs.share_of_sites(needs, &[at]), thing.sites.len() as f64, 0.0]
            }
            Layer::Service | Layer::Site => {
                let Down { chance, away } = downs.together(needs, &[at]);
                let middle = away.map_or(0.0, |away| away.p50.unwrap_or(f64::INFINITY));
                // Sites that make something come before those that only pass it on.
                let makes = thing.sites.iter().any(|&site| !sites[site as usize].resells);
                [f64::from(u8::from(makes)), chance, middle]
            }
        };
        [f64::from(u8::from(thing.alone)), a, b, c]
    };
    let mut order: Vec<(usize, [f64; 4])> = (0..needs.things.len()).map(|at| (at, key(at))).collect();
    order.sort_by(|(a, of_a), (b, of_b)| {
        let by_key = of_b.iter().zip(of_a).map(|(b, a)| b.total_cmp(a)).find(|it| it.is_ne());
        by_key.unwrap_or_else(|| a.cmp(b))
    });
    order.into_iter().map(|(at, _)| at).collect()
}

/// How often things are down, and for how long.
struct Downs<'r> {
    results: &'r Results,
    /// Rows of each system in the table of outages, of each service that stops in that of services, of each site that stops in that of sites.
    systems: Vec<Vec<usize>>,
    services: Vec<Vec<usize>>,
    sites: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Down {
    chance: f64,
    away: Option<MapAway>,
}

/// From when until when something is down in a replicate \[h\].
type Span = (u32, f64, f64);

impl<'r> Downs<'r> {
    fn of(results: &'r Results) -> Self {
        let (layout, services, sites) = (&results.layout, &results.services, &results.sites);
        Self {
            results,
            systems: rows(&results.outages.system, layout.systems.len(), |_| true),
            services: rows(&services.service, layout.services.len(), |row| services.stops[row] > 0),
            sites: rows(&sites.site, layout.sites.len(), |row| sites.stopped_hours[row].is_finite()),
        }
    }

    /// When a system, a service or a site that is followed is down.
    fn spans(&self, needs: &Needs, at: usize) -> Vec<Span> {
        let Results { outages, services, sites, .. } = self.results;
        let thing = &needs.things[at];
        match thing.layer {
            Layer::Identity | Layer::System => (self.systems[at].iter())
                .map(|&row| (outages.replicate[row], outages.down_hours[row], outages.up_hours[row]))
                .collect(),
            Layer::Service => (self.services[at - self.systems.len()].iter())
                .map(|&row| (services.replicate[row], services.stopped_hours[row], services.back_hours[row]))
                .collect(),
            _ => (thing.sites.iter().flat_map(|&site| &self.sites[site as usize]))
                .map(|&row| (sites.replicate[row], sites.stopped_hours[row], sites.back_hours[row]))
                .collect(),
        }
    }

    /// Of one thing, or of several as one.
    fn together(&self, needs: &Needs, things: &[usize]) -> Down {
        let first = &needs.things[things[0]];
        let is_digital = matches!(first.layer, Layer::Identity | Layer::System | Layer::Service);
        let is_followed = first.layer == Layer::Site && first.alone && things.len() == 1;
        if !is_digital && !is_followed {
            return Down { chance: self.share_of_sites(needs, things), away: None };
        }
        let mut whole: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (replicate, from, until) in things.iter().flat_map(|&at| self.spans(needs, at)) {
            let span = whole.entry(replicate).or_insert((from, until));
            *span = (span.0.min(from), span.1.max(until));
        }
        let away = MapAway::of(whole.values().map(|(from, until)| until - from).collect());
        Down { chance: share(whole.len(), self.results.len()), away }
    }

    /// Of their sites, how many stop, mean over the histories.
    fn share_of_sites(&self, needs: &Needs, things: &[usize]) -> f64 {
        let counts = &self.results.counts;
        let sites = || things.iter().flat_map(|&at| &needs.things[at].sites);
        let hits: usize = sites().map(|&site| counts.stopped(site as usize) as usize).sum();
        share(hits, sites().count() * counts.replicates as usize)
    }
}

/// Row numbers by the position that rows name.
fn rows(positions: &[u32], count: usize, is_kept: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); count];
    for (row, &position) in positions.iter().enumerate().filter(|(row, _)| is_kept(*row)) {
        rows[position as usize].push(row);
    }
    rows
}

#[cfg(test)]
mod tests;
