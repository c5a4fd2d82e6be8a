//! Sites of others whose cash is followed: one by one the worst, and all by party.

use super::rows::{by_position, pick};
use super::{Chance, Moments, Spread};
use crate::counts::{CASH_EDGES, SHARE_BINS};
use crate::layout::Layout;
use crate::results::Results;
use crate::stats::{Sample, histogram_quantile};
use blackstart_sim::handover::WEEKS;
use serde::Serialize;

/// Suppliers listed one by one, worst first.
pub const SUPPLIERS_LISTED: usize = 25;

/// Cash of one site that is not the company's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CashSummary {
    /// Site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its party.
    pub party: String,
    /// Least cash and credit, in days of fixed cost: 5 % quantile.
    pub days_p05: f64,
    /// Median.
    pub days_p50: f64,
    /// 95 % quantile.
    pub days_p95: f64,
    /// How often below 7 days.
    pub below_7: Chance,
    /// How often below 14 days.
    pub below_14: Chance,
    /// How often below 30 days.
    pub below_30: Chance,
    /// How often it becomes insolvent.
    pub insolvent: Chance,
    /// How often it stops.
    pub stops: Chance,
}

/// All sites of one party taken together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierSummary {
    /// Party.
    pub party: String,
    /// Its title.
    pub title: String,
    /// What it is to the company.
    pub kind: String,
    /// Number of its sites.
    pub sites: usize,
    /// Of these, with cash followed.
    pub cash_followed: usize,
    /// Mean share of those with cash followed whose cash falls below 7 days of fixed cost.
    pub below_7: f64,
    /// … below 14 days.
    pub below_14: f64,
    /// … below 30 days.
    pub below_30: f64,
    /// Mean share of those with cash followed that become insolvent: no other can.
    pub insolvent: f64,
    /// First insolvency among its sites that run short; never, in replicates without one.
    pub first_insolvent: Moments,
    /// Money to keep all its sites able to pay what they owe; 0 in histories in which all are \[money\].
    pub support_all: Spread,
    /// … 95 % of them, the cheapest \[money\].
    pub support_95: Spread,
    /// Mean share of its sites that stop.
    pub stops: f64,
    /// Production by week from moment 0.
    pub weeks: Vec<WeekSummary>,
}

/// Sites of one party in one week: shares of their number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekSummary {
    /// Week, from 1.
    pub week: u32,
    /// Making less than 50 % of normal.
    pub below_50: Spread,
    /// Making less than 80 % of normal.
    pub below_80: Spread,
    /// Making less than 95 % of normal.
    pub below_95: Spread,
    /// Insolvent.
    pub insolvent: Spread,
    /// Quantiles of production as a share of normal over sites and replicates, to 5 %: 5 %, median, 95 %; null: at or above normal.
    pub production: ShareQuantiles,
}

/// Quantiles of a share of normal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShareQuantiles {
    /// 5 % quantile.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 % quantile.
    pub p95: f64,
}

pub(super) fn suppliers(results: &Results) -> Vec<CashSummary> {
    let (layout, counts) = (&results.layout, &results.counts);
    let of = counts.replicates as usize;
    if of == 0 {
        return Vec::new();
    }
    // Worst first: insolvent most often, then least cash in the median, then in the bad case; then model order.
    let rank = |site| {
        let days = |p| histogram_quantile(counts.cash(site), &CASH_EDGES, p);
        Rank { site, insolvent: counts.insolvent(site), days_p05: days(0.05), days_p50: days(0.5) }
    };
    let mut order: Vec<Rank> = (0..layout.sites.len()).filter(|&site| is_others(layout, site)).map(rank).collect();
    order.sort_by(|a, b| {
        let by_days = a.days_p50.total_cmp(&b.days_p50).then(a.days_p05.total_cmp(&b.days_p05));
        b.insolvent.cmp(&a.insolvent).then(by_days).then(a.site.cmp(&b.site))
    });
    order
        .iter()
        .take(SUPPLIERS_LISTED)
        .map(|&Rank { site, days_p05, days_p50, .. }| {
            let label = &layout.sites[site];
            let below = |days| Chance::new(counts.cash_below(site, days) as usize, of);
            CashSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                party: layout.parties[label.party as usize].id.clone(),
                days_p05,
                days_p50,
                days_p95: histogram_quantile(counts.cash(site), &CASH_EDGES, 0.95),
                below_7: below(7.0),
                below_14: below(14.0),
                below_30: below(30.0),
                insolvent: Chance::new(counts.insolvent(site) as usize, of),
                stops: Chance::new(counts.stopped(site) as usize, of),
            }
        })
        .collect()
}

/// What places a site in the list.
struct Rank {
    site: usize,
    insolvent: u32,
    days_p05: f64,
    days_p50: f64,
}

/// Whether a site's cash is of interest besides the company's own.
fn is_others(layout: &Layout, site: usize) -> bool {
    let site = &layout.sites[site];
    site.cash_followed && layout.parties[site.party as usize].kind != "company"
}

pub(super) fn tiers(results: &Results) -> Vec<TierSummary> {
    let parties = results.layout.parties.len();
    if results.counts.replicates == 0 {
        return Vec::new();
    }
    let weeks = by_position(&results.weeks.party, parties);
    let needs = by_position(&results.support.party, parties);
    let mut sites = vec![Vec::new(); parties];
    for (site, label) in results.layout.sites.iter().enumerate() {
        sites[label.party as usize].push(site);
    }
    let tier = |party: usize| Tier { results, party, sites: &sites[party], weeks: &weeks[party], needs: &needs[party] };
    (0..parties).filter(|&party| !sites[party].is_empty()).map(|party| tier(party).summary()).collect()
}

/// All sites of a party.
struct Tier<'r> {
    results: &'r Results,
    party: usize,
    sites: &'r [usize],
    /// Its rows in the tables of weeks and of support.
    weeks: &'r [usize],
    needs: &'r [usize],
}

impl Tier<'_> {
    fn summary(&self) -> TierSummary {
        let (layout, counts) = (&self.results.layout, &self.results.counts);
        let label = &layout.parties[self.party];
        let followed: Vec<usize> =
            self.sites.iter().copied().filter(|&site| layout.sites[site].cash_followed).collect();
        let support = &self.results.support;
        let mut first_insolvent = pick(&support.first_insolvent_hours, self.needs);
        first_insolvent.resize(self.results.len(), f64::INFINITY);
        TierSummary {
            party: label.id.clone(),
            title: label.title.clone(),
            kind: label.kind.clone(),
            sites: self.sites.len(),
            cash_followed: followed.len(),
            below_7: self.mean(&followed, |site| counts.cash_below(site, 7.0)),
            below_14: self.mean(&followed, |site| counts.cash_below(site, 14.0)),
            below_30: self.mean(&followed, |site| counts.cash_below(site, 30.0)),
            insolvent: self.mean(&followed, |site| counts.insolvent(site)),
            first_insolvent: Moments::of(layout, first_insolvent),
            support_all: self.support(&support.all),
            support_95: self.support(&support.share_95),
            stops: self.mean(self.sites, |site| counts.stopped(site)),
            weeks: (0..WEEKS).map(|week| self.week(week)).collect(),
        }
    }

    /// Mean over sites and replicates of how often something happens.
    fn mean(&self, sites: &[usize], hits: impl Fn(usize) -> u32) -> f64 {
        let hits: u64 = sites.iter().map(|&site| u64::from(hits(site))).sum();
        let of = f64::from(self.results.counts.replicates);
        if sites.is_empty() { 0.0 } else { hits as f64 / (sites.len() as f64 * of) }
    }

    fn support(&self, column: &[f64]) -> Spread {
        let mut sums = pick(column, self.needs);
        // Replicates without a row needed nothing.
        sums.resize(self.results.len(), 0.0);
        Spread::of(&Sample::new(sums))
    }

    /// A week, from 0.
    fn week(&self, week: usize) -> WeekSummary {
        let table = &self.results.weeks;
        let rows: Vec<usize> =
            self.weeks.iter().copied().filter(|&row| usize::from(table.week[row]) == week + 1).collect();
        let spread = |column: &[u32]| {
            let shares = rows.iter().map(|&row| f64::from(column[row]) / self.sites.len() as f64).collect();
            Spread::of(&Sample::new(shares))
        };
        let mut bins = [0_u64; SHARE_BINS];
        for &site in self.sites {
            for (sum, &count) in bins.iter_mut().zip(self.results.counts.week(site, week)) {
                *sum += u64::from(count);
            }
        }
        let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| share_quantile(&bins, p));
        WeekSummary {
            week: crate::layout::index(week + 1),
            below_50: spread(&table.below_50),
            below_80: spread(&table.below_80),
            below_95: spread(&table.below_95),
            insolvent: spread(&table.insolvent),
            production: ShareQuantiles { p05, p50, p95 },
        }
    }
}

/// Quantile of shares in bins of 5 %: the middle of the bin; infinite for those at or above 1.
fn share_quantile(bins: &[u64; SHARE_BINS], p: f64) -> f64 {
    let total: u64 = bins.iter().sum();
    let mut sum = 0;
    for (bin, &count) in bins.iter().enumerate() {
        sum += count;
        if count > 0 && sum as f64 >= p * total as f64 {
            return if bin + 1 == SHARE_BINS { f64::INFINITY } else { 0.05 * (bin as f64 + 0.5) };
        }
    }
    f64::INFINITY
}
