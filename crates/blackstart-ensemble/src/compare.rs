//! Two plans on the same random draws: differences A − B, replicate by replicate.

use crate::layout::{Layout, index};
use crate::results::Results;
use crate::stats::Sample;
use crate::summary::{Chance, Spread};
use blackstart_sim::handover::Form;
use serde::Serialize;

/// Why two results cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPaired {
    /// Different seeds: A's, B's.
    Seed(u64, u64),
    /// Different currencies: A's, B's.
    Currency(String, String),
    /// No replicate in common.
    NoReplicate,
}

impl std::fmt::Display for NotPaired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Seed(a, b) => write!(
                f,
                "the seeds differ ({a} and {b}): differences would be chance, not the plan's; run both with one seed"
            ),
            Self::Currency(a, b) => write!(f, "the currencies differ ({a} and {b})"),
            Self::NoReplicate => write!(f, "no replicate is in both results; run both with the same replicates"),
        }
    }
}

impl std::error::Error for NotPaired {}

/// Differences A − B per replicate: positive where A is worse (dearer, later).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What A is: model and scenario.
    pub a: Side,
    /// What B is.
    pub b: Side,
    /// Seed of both.
    pub seed: u64,
    /// ISO code of the currency.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// Replicates in both.
    pub replicates: usize,
    /// Loss of all parties \[money\].
    pub total_loss: Difference,
    /// Loss of the company \[money\].
    pub company_loss: Difference,
    /// Output of the company that did not happen \[days of normal output\].
    pub output_lost_days: Difference,
    /// Moment from which every system is up \[h\].
    pub last_system_back_hours: Difference,
    /// Loss of each party in both models \[money\].
    pub parties: Vec<Named>,
    /// Moment each site watched in both is back for good \[h\]; never stopped counts as 0.
    pub sites: Vec<Named>,
    /// Moment from which each target set in both holds \[h\]; never failed counts as 0.
    pub targets: Vec<Named>,
}

/// One of two results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Slug of the model.
    pub model: String,
    /// Title of the model.
    pub model_title: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// SHA-256 of the model's content, hex.
    pub model_hash: String,
    /// SHA-256 of the scenario's content, hex.
    pub scenario_hash: String,
}

/// A difference with its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its difference.
    pub difference: Difference,
}

/// A − B over all replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// A alone.
    pub a: Spread,
    /// B alone.
    pub b: Spread,
    /// A − B in replicates in which both are finite.
    pub difference: Spread,
    /// Replicates in which both are finite.
    pub finite: usize,
    /// How often A is worse (greater, or never while B is at some time).
    pub a_worse: Chance,
    /// How often B is worse.
    pub b_worse: Chance,
}

impl Difference {
    /// The difference of two samples with the same replicates in the same order.
    fn of(a: Vec<f64>, b: Vec<f64>) -> Self {
        let pairs = || a.iter().zip(&b);
        let differences: Vec<f64> =
            pairs().filter(|(a, b)| a.is_finite() && b.is_finite()).map(|(a, b)| a - b).collect();
        let a_worse = Chance::new(pairs().filter(|(a, b)| a > b).count(), a.len());
        let b_worse = Chance::new(pairs().filter(|(a, b)| a < b).count(), a.len());
        let finite = differences.len();
        Self {
            difference: Spread::of(&Sample::new(differences)),
            finite,
            a_worse,
            b_worse,
            a: Spread::of(&Sample::new(a)),
            b: Spread::of(&Sample::new(b)),
        }
    }
}

impl Comparison {
    /// Compares two results played with the same seed, over the replicates in both.
    ///
    /// # Errors
    /// If seeds or currencies differ, or no replicate is in both.
    pub fn of(a: &Results, b: &Results) -> Result<Self, NotPaired> {
        if a.layout.seed != b.layout.seed {
            return Err(NotPaired::Seed(a.layout.seed, b.layout.seed));
        }
        if a.layout.currency != b.layout.currency {
            return Err(NotPaired::Currency(a.layout.currency.clone(), b.layout.currency.clone()));
        }
        let ids: Vec<u32> = a
            .replicates
            .replicate
            .iter()
            .copied()
            .filter(|id| b.replicates.replicate.binary_search(id).is_ok())
            .collect();
        if ids.is_empty() {
            return Err(NotPaired::NoReplicate);
        }
        let column = |pick: fn(&Results) -> &Vec<f64>| {
            let of = |results: &Results| {
                let places = ids.iter().filter_map(|id| results.replicates.replicate.binary_search(id).ok());
                places.map(|place| pick(results)[place]).collect()
            };
            Difference::of(of(a), of(b))
        };
        Ok(Self {
            a: side(&a.layout),
            b: side(&b.layout),
            seed: a.layout.seed,
            currency: a.layout.currency.clone(),
            sign: a.layout.sign.clone(),
            replicates: ids.len(),
            total_loss: column(|results| &results.replicates.total_loss),
            company_loss: column(|results| &results.replicates.company_loss),
            output_lost_days: column(|results| &results.replicates.output_lost_days),
            last_system_back_hours: column(|results| &results.replicates.last_system_back_hours),
            parties: both(
                a.layout.parties.iter().map(|party| (party.id.as_str(), party.title.as_str())).enumerate(),
                b.layout.parties.iter().map(|party| party.id.as_str()).enumerate(),
                |i, j| Difference::of(party_losses(a, i, &ids), party_losses(b, j, &ids)),
            ),
            sites: both(
                watched(&a.layout).map(|(i, site)| (i, (site.id.as_str(), site.title.as_str()))),
                watched(&b.layout).map(|(i, site)| (i, site.id.as_str())),
                |i, j| Difference::of(back(a, i, &ids), back(b, j, &ids)),
            ),
            targets: both(
                a.layout.targets.iter().map(|target| (target.id.as_str(), target.title.as_str())).enumerate(),
                b.layout.targets.iter().map(|target| target.id.as_str()).enumerate(),
                |i, j| Difference::of(held(a, i, &ids), held(b, j, &ids)),
            ),
        })
    }
}

fn side(layout: &Layout) -> Side {
    Side {
        model: layout.model.id.clone(),
        model_title: layout.model.title.clone(),
        scenario: layout.scenario.id.clone(),
        title: layout.scenario.title.clone(),
        model_hash: layout.model_hash.clone(),
        scenario_hash: layout.scenario_hash.clone(),
    }
}

fn watched(layout: &Layout) -> impl Iterator<Item = (usize, &crate::layout::SiteLabel)> {
    layout.watched.iter().map(|&site| (site as usize, &layout.sites[site as usize]))
}

/// Differences of everything that has the same name in both, in A's order.
fn both<'a>(
    a: impl Iterator<Item = (usize, (&'a str, &'a str))>,
    b: impl Iterator<Item = (usize, &'a str)>,
    difference: impl Fn(usize, usize) -> Difference,
) -> Vec<Named> {
    let b: std::collections::BTreeMap<&str, usize> = b.map(|(j, id)| (id, j)).collect();
    a.filter_map(|(i, (id, title))| {
        let &j = b.get(id)?;
        Some(Named { id: id.to_owned(), title: title.to_owned(), difference: difference(i, j) })
    })
    .collect()
}

/// Sum of a party's entries but transfers in each of the replicates.
fn party_losses(results: &Results, party: usize, ids: &[u32]) -> Vec<f64> {
    let table = &results.losses;
    per_replicate(ids, &table.replicate, &table.party, index(party), |sum, row| {
        if !Form::ALL[usize::from(table.form[row])].is_transfer() {
            *sum += table.amount[row];
        }
    })
}

/// Moment a site is back for good in each of the replicates; 0 where it never stopped.
fn back(results: &Results, site: usize, ids: &[u32]) -> Vec<f64> {
    let table = &results.sites;
    per_replicate(ids, &table.replicate, &table.site, index(site), |moment, row| *moment = table.back_hours[row])
}

/// Moment from which a target set holds in each of the replicates; 0 where it never failed.
fn held(results: &Results, target: usize, ids: &[u32]) -> Vec<f64> {
    let table = &results.targets;
    per_replicate(ids, &table.replicate, &table.target, index(target), |moment, row| *moment = table.held_hours[row])
}

/// A number per replicate, from 0, changed by each of its rows about `subject`.
fn per_replicate(
    ids: &[u32],
    replicates: &[u32],
    subjects: &[u32],
    subject: u32,
    change: impl Fn(&mut f64, usize),
) -> Vec<f64> {
    let mut numbers = vec![0.0; ids.len()];
    let rows = replicates.iter().zip(subjects).enumerate().filter(|(_, (_, about))| **about == subject);
    for (row, (replicate, _)) in rows {
        if let Ok(place) = ids.binary_search(replicate) {
            change(&mut numbers[place], row);
        }
    }
    numbers
}
