//! Watched sites: when they stop and come back, and what they make.

use super::returns::Returns;
use super::rows::{Heads, by_position, pick, places};
use super::{Chance, Moments, Spread};
use crate::results::Results;
use crate::stats::Sample;
use blackstart_sim::handover::BACK_AT;
use serde::Serialize;

/// When a site stops and is back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteSummary {
    /// Site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its party.
    pub party: String,
    /// Whether it only passes on what it takes in: a store, a sales company.
    pub resells: bool,
    /// Word for one unit of its product.
    pub unit: String,
    /// How often it stops: makes less than half of normal in a step and over the seven days from there.
    pub stops: Chance,
    /// First stop, in those replicates.
    pub stopped: Moments,
    /// Share of normal at which it counts as back.
    pub level: f64,
    /// Moment after its last stop from which it makes that share for good, and so much of its channels is there, in those replicates.
    pub back: Moments,
    /// How often it stops again, in those replicates.
    pub stops_again: Chance,
    /// How often it is not back within the horizon, in those replicates.
    pub not_back: Chance,
    /// Its first restart: first step after the first stop in which it makes something and from which it makes at least half of normal over seven days, in those replicates.
    pub restarted: Moments,
    /// First step from its restart on in which it makes something and from which it makes at least 90 % of normal over 28 days, in those replicates.
    pub recovered: Moments,
    /// Lowest production over seven days, as a share of normal.
    pub worst_week: Spread,
    /// Least cash and credit, in days of fixed cost; null where not followed.
    pub least_cash_days: Option<Spread>,
    /// How often it becomes insolvent.
    pub insolvent: Chance,
}

/// Volumes of a watched site in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VolumeSummary {
    /// Site.
    pub site: String,
    /// Period.
    pub period: String,
    /// Word for one unit.
    pub unit: String,
    /// Made.
    pub produced: Spread,
    /// Made without the event.
    pub twin_produced: Spread,
    /// Sent to other sites.
    pub shipped: Spread,
    /// Sent without the event.
    pub twin_shipped: Spread,
    /// Handed to final customers.
    pub sold: Spread,
    /// Handed without the event.
    pub twin_sold: Spread,
    /// Value of what left \[money\].
    pub revenue: Spread,
    /// The same without the event \[money\].
    pub twin_revenue: Spread,
}

/// Customers of one site who went to another of the same party because of the event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MoveSummary {
    /// Slug of the site where they found nothing.
    pub from: String,
    /// Slug of the site they went to.
    pub to: String,
    /// Word for one unit.
    pub unit: String,
    /// How much they wanted \[units\].
    pub units: Spread,
}

/// Own substitutes to which anybody went over, in model order.
pub(super) fn moves(results: &Results) -> Vec<MoveSummary> {
    let (layout, table) = (&results.layout, &results.moves);
    let places = places(&results.replicates.replicate, &table.replicate);
    let mut heads = Heads::new(layout.substitutes.len(), results.len());
    for (row, &place) in places.iter().enumerate() {
        let pair = (table.from[row], table.to[row]);
        if let Some(head) = layout.substitutes.iter().position(|it| *it == pair) {
            heads.add(head, place, table.units[row]);
        }
    }
    let summary = |(head, &(from, to)): (usize, &(u32, u32))| {
        let [from, to] = [from, to].map(|site| &layout.sites[site as usize]);
        let units = Spread::of(&heads.sample(head));
        MoveSummary { from: from.id.clone(), to: to.id.clone(), unit: to.unit.clone(), units }
    };
    let all = layout.substitutes.iter().enumerate();
    all.filter(|(head, _)| heads.is_touched(*head)).map(summary).collect()
}

pub(super) fn sites(results: &Results) -> Vec<SiteSummary> {
    let (layout, table) = (&results.layout, &results.sites);
    let rows = by_position(&table.site, layout.sites.len());
    layout
        .watched
        .iter()
        .map(|&site| {
            let (label, rows) = (&layout.sites[site as usize], &rows[site as usize]);
            let stopped: Vec<usize> =
                rows.iter().copied().filter(|&row| table.stopped_hours[row].is_finite()).collect();
            let insolvent = rows.iter().filter(|&&row| table.insolvent_hours[row].is_finite()).count();
            let returns = Returns::of(layout, &table.back_hours, &table.stops, &stopped);
            SiteSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                party: layout.parties[label.party as usize].id.clone(),
                resells: label.resells,
                unit: label.unit.clone(),
                stops: Chance::new(stopped.len(), rows.len()),
                stopped: Moments::of(layout, pick(&table.stopped_hours, &stopped)),
                level: BACK_AT,
                back: returns.back,
                stops_again: returns.again,
                not_back: returns.not_back,
                restarted: Moments::of(layout, pick(&table.restarted_hours, &stopped)),
                recovered: Moments::of(layout, pick(&table.recovered_hours, &stopped)),
                worst_week: Spread::of(&Sample::new(pick(&table.worst_week, rows))),
                least_cash_days: label
                    .cash_followed
                    .then(|| Spread::of(&Sample::new(pick(&table.least_cash_days, rows)))),
                insolvent: Chance::new(insolvent, rows.len()),
            }
        })
        .collect()
}

pub(super) fn volumes(results: &Results) -> Vec<VolumeSummary> {
    let (layout, table) = (&results.layout, &results.volumes);
    let rows = by_position(&table.site, layout.sites.len());
    let mut summaries = Vec::new();
    for &site in &layout.watched {
        let label = &layout.sites[site as usize];
        for (period, span) in layout.periods.iter().enumerate() {
            let rows: Vec<usize> =
                rows[site as usize].iter().copied().filter(|&row| usize::from(table.period[row]) == period).collect();
            let spread =
                |column: &[f32]| Spread::of(&Sample::new(rows.iter().map(|&row| f64::from(column[row])).collect()));
            summaries.push(VolumeSummary {
                site: label.id.clone(),
                period: span.label.clone(),
                unit: label.unit.clone(),
                produced: spread(&table.produced),
                twin_produced: spread(&table.twin_produced),
                shipped: spread(&table.shipped),
                twin_shipped: spread(&table.twin_shipped),
                sold: spread(&table.sold),
                twin_sold: spread(&table.twin_sold),
                revenue: spread(&table.revenue),
                twin_revenue: spread(&table.twin_revenue),
            });
        }
    }
    summaries
}
