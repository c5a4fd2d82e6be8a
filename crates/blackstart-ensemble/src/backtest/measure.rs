//! One number per history, from the results' tables.

use crate::layout::Layout;
use crate::results::Results;
use blackstart_model::backtest::{Below, Days, Goods, Measure, Onset, Pick, Scale, Side, SiteEvent, Span};
use blackstart_model::loss::{Cause, Form};
use blackstart_model::time::hours_between;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Range;

/// What a measure names that the results do not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A watched site.
    Site {
        /// As written.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A party.
    Party {
        /// As written.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A period.
    Period {
        /// As written.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// Sites of these parties.
    SitesOfParties,
    /// A week.
    Week(u8),
    /// Any of the days, in the history.
    Days(Days),
    /// The books of each day: some of the days lie in a longer period.
    Cut {
        /// The days.
        days: Days,
        /// The period.
        period: String,
    },
    /// A history in which it happens.
    History,
}

/// As a sentence.
impl Serialize for Missing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site { name, known } => unknown(out, "watched site", name, known),
            Self::Party { name, known } => unknown(out, "party", name, known),
            Self::Period { name, known } => unknown(out, "period", name, known),
            Self::SitesOfParties => out.write_str("the parties have no sites"),
            Self::Week(week) => write!(out, "these histories do not reach week {week}"),
            Self::Days(days) => write!(out, "there is nothing {} in these histories", told(*days)),
            Self::Cut { days, period } => write!(
                out,
                "these results keep `{period}` as one; `ledger = \"day\"` in the scenario counts {}",
                told(*days)
            ),
            Self::History => out.write_str("it happens in none of these histories"),
        }
    }
}

/// Days in words.
fn told(days: Days) -> String {
    let end = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {day}"));
    let ends: Vec<String> = end("from", days.from).into_iter().chain(end("until", days.until)).collect();
    ends.join(" ")
}

fn unknown(out: &mut fmt::Formatter<'_>, kind: &str, name: &str, known: &[String]) -> fmt::Result {
    /// Names listed before the rest is left out.
    const LISTED: usize = 12;
    let list = known[..known.len().min(LISTED)].join(", ");
    let more = if known.len() > LISTED { ", …" } else { "" };
    write!(out, "there is no {kind} `{name}` in these results (there are: {list}{more})")
}

/// The number of each replicate that the measure is about, in replicate order. Days count from the start's midnight; infinite: never.
///
/// # Errors
/// What it names that the results do not have.
pub(super) fn each(measure: &Measure, results: &Results) -> Result<Vec<f64>, Missing> {
    match measure {
        Measure::Volume { goods, of, sites, span, relative_to } => {
            volume(results, *goods, (*of, *relative_to), sites, span)
        }
        Measure::Ledger { parties, forms, span, scale } => ledger(results, parties, forms, span, scale),
        Measure::Weeks { week, below, parties } => weeks(results, *week, *below, parties),
        Measure::Output { days } => output(results, *days),
        Measure::Onset(onset) => Ok(self::onset(results, *onset)),
        Measure::Day { event, pick, sites } => days(results, *event, *pick, sites),
    }
}

/// Whether the measure counts days that lie within a longer period of such results.
pub(super) fn cuts(measure: &Measure, layout: &Layout) -> bool {
    match measure {
        Measure::Volume { span, .. } | Measure::Ledger { span, .. } => {
            matches!(periods(layout, span), Err(Missing::Cut { .. }))
        }
        _ => false,
    }
}

/// Sums of a history and of its twin.
#[derive(Clone, Copy, Default)]
struct Both {
    event: f64,
    twin: f64,
}

fn volume(
    results: &Results,
    goods: Goods,
    (of, relative_to): (Side, Option<f64>),
    sites: &[String],
    span: &Span,
) -> Result<Vec<f64>, Missing> {
    let table = &results.volumes;
    let (event, twin) = match goods {
        Goods::Produced => (&table.produced, &table.twin_produced),
        Goods::Shipped => (&table.shipped, &table.twin_shipped),
        Goods::Sold => (&table.sold, &table.twin_sold),
        Goods::Wanted => (&table.wanted, &table.twin_wanted),
        Goods::Recaptured => (&table.recaptured, &table.twin_recaptured),
        Goods::Lost => (&table.lost, &table.twin_lost),
    };
    let sites = self::sites(results, sites)?;
    let periods = periods(&results.layout, span)?;
    let mut sums = vec![Both::default(); results.len()];
    for row in 0..table.replicate.len() {
        if sites[table.site[row] as usize] && periods[usize::from(table.period[row])] {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.event += f64::from(event[row]);
            sum.twin += f64::from(twin[row]);
        }
    }
    let number = |Both { event, twin }| {
        let whole = relative_to.unwrap_or(1.0);
        match of {
            Side::Event => event / whole,
            Side::Twin => twin / whole,
            Side::Loss => (twin - event) / whole,
            Side::Fall => {
                let before = relative_to.unwrap_or(twin);
                ratio(before - event, before)
            }
        }
    };
    Ok(sums.into_iter().map(number).collect())
}

fn ledger(
    results: &Results,
    parties: &[String],
    forms: &[Form],
    span: &Span,
    scale: &Scale,
) -> Result<Vec<f64>, Missing> {
    // No form named: all but transfers, as in every sum.
    let forms = Form::ALL.map(|form| if forms.is_empty() { !form.is_transfer() } else { forms.contains(&form) });
    let periods = periods(&results.layout, span)?;
    let sum = |parties: &[String]| -> Result<Vec<f64>, Missing> {
        let parties = self::parties(results, parties)?;
        let table = &results.losses;
        let mut sums = vec![0.0; results.len()];
        for row in 0..table.replicate.len() {
            let wanted = parties[table.party[row] as usize]
                && forms[usize::from(table.form[row])]
                && periods[usize::from(table.period[row])];
            if wanted {
                sums[position(results, table.replicate[row])] += table.amount[row];
            }
        }
        Ok(sums)
    };
    let mut sums = sum(parties)?;
    match scale {
        Scale::Sum => {}
        Scale::PerWeek => {
            let wanted = results.layout.periods.iter().zip(&periods).filter(|(_, wanted)| **wanted);
            let weeks = wanted.map(|(period, _)| period.until_hours - period.from_hours).sum::<f64>() / 168.0;
            sums.iter_mut().for_each(|sum| *sum /= weeks);
        }
        Scale::RelativeTo(whole) => sums.iter_mut().for_each(|sum| *sum /= whole),
        Scale::ShareOf(others) => {
            let whole = sum(others)?;
            sums.iter_mut().zip(&whole).for_each(|(sum, whole)| *sum = ratio(*sum, *whole));
        }
    }
    Ok(sums)
}

fn weeks(results: &Results, week: u8, below: Below, parties: &[String]) -> Result<Vec<f64>, Missing> {
    let table = &results.weeks;
    let column = match below {
        Below::Half => &table.below_50,
        Below::Share80 => &table.below_80,
        Below::Share95 => &table.below_95,
    };
    let wanted = self::parties(results, parties)?;
    let all = results.layout.sites.iter().filter(|site| wanted[site.party as usize]).count();
    if all == 0 {
        return Err(Missing::SitesOfParties);
    }
    if week == 0 || !table.week.is_empty() && !table.week.contains(&week) {
        return Err(Missing::Week(week));
    }
    let mut sums = vec![0.0; results.len()];
    for row in 0..table.replicate.len() {
        if table.week[row] == week && wanted[table.party[row] as usize] {
            sums[position(results, table.replicate[row])] += f64::from(column[row]);
        }
    }
    Ok(sums.into_iter().map(|sum| sum / all as f64).collect())
}

fn output(results: &Results, days: Days) -> Result<Vec<f64>, Missing> {
    let (layout, table) = (&results.layout, &results.output);
    let wanted = hours(layout, days);
    let mut sums = vec![Both::default(); results.len()];
    let mut found = false;
    for row in 0..table.replicate.len() {
        // A step belongs to the day in which its middle lies.
        if wanted.contains(&((f64::from(table.step[row]) + 0.5) * layout.step_hours)) {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.event += f64::from(table.company[row]);
            sum.twin += f64::from(table.twin[row]);
            found = true;
        }
    }
    if !found || sums.iter().all(|sum| sum.twin <= 0.0) {
        return Err(Missing::Days(days));
    }
    Ok(sums.into_iter().map(|sum| ratio(sum.event, sum.twin)).collect())
}

/// Only histories in which it happens.
fn onset(results: &Results, onset: Onset) -> Vec<f64> {
    match onset {
        Onset::AlertToShutdown => {
            let all = &results.replicates;
            let both = all.first_alert_hours.iter().zip(&all.shutdown_hours);
            let both = both.filter(|(alert, off)| alert.is_finite() && off.is_finite());
            both.map(|(alert, off)| off - alert).collect()
        }
        Onset::Attacker => share_of_falls(results, Cause::Attacker),
        Onset::Shutdown => share_of_falls(results, Cause::Shutdown),
    }
}

/// Share of the falls of each history that have a cause, in histories in which any system falls.
fn share_of_falls(results: &Results, cause: Cause) -> Vec<f64> {
    let table = &results.outages;
    let falls = (0..table.replicate.len()).collect::<Vec<_>>();
    // The rows of a replicate stand together.
    let histories = falls.chunk_by(|&a, &b| table.replicate[a] == table.replicate[b]);
    let share = |rows: &[usize]| {
        let by = rows.iter().filter(|&&row| table.cause[row] == cause as u8).count();
        ratio(by as f64, rows.len() as f64)
    };
    histories.map(share).collect()
}

fn days(results: &Results, event: SiteEvent, pick: Pick, sites: &[String]) -> Result<Vec<f64>, Missing> {
    let table = &results.sites;
    let column = match event {
        SiteEvent::Stopped => &table.stopped_hours,
        SiteEvent::Restarted => &table.restarted_hours,
        SiteEvent::Recovered => &table.recovered_hours,
        SiteEvent::Back => &table.back_hours,
    };
    let wanted = self::sites(results, sites)?;
    let mut picked: Vec<Option<f64>> = vec![None; results.len()];
    for row in 0..table.replicate.len() {
        if wanted[table.site[row] as usize] {
            let best = &mut picked[position(results, table.replicate[row])];
            *best = Some(match (*best, pick) {
                (None, _) => column[row],
                (Some(best), Pick::First) => best.min(column[row]),
                (Some(best), Pick::Last) => best.max(column[row]),
            });
        }
    }
    let start = results.layout.start;
    let early = (start.date().at(0, 0, 0, 0).duration_until(start).as_secs() as f64) / 3_600.0;
    Ok(picked.into_iter().map(|hours| ((hours.unwrap_or(f64::INFINITY) + early) / 24.0).floor()).collect())
}

/// Position of a replicate among the results' rows.
fn position(results: &Results, replicate: u32) -> usize {
    results.replicates.replicate.partition_point(|&other| other < replicate)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// Which sites are meant; a final `*` stands for every watched site whose id starts so.
fn sites(results: &Results, names: &[String]) -> Result<Vec<bool>, Missing> {
    let layout = &results.layout;
    let watched = || layout.watched.iter().map(|&at| (at as usize, &layout.sites[at as usize].id));
    let mut wanted = vec![false; layout.sites.len()];
    for name in names {
        let meant = |id: &str| name.strip_suffix('*').map_or(id == name, |start| id.starts_with(start));
        let mut any = false;
        for (at, _) in watched().filter(|(_, id)| meant(id)) {
            (wanted[at], any) = (true, true);
        }
        if !any {
            return Err(Missing::Site { name: name.clone(), known: watched().map(|(_, id)| id.clone()).collect() });
        }
    }
    Ok(wanted)
}

fn parties(results: &Results, names: &[String]) -> Result<Vec<bool>, Missing> {
    let parties = &results.layout.parties;
    let mut wanted = vec![false; parties.len()];
    for name in names {
        let Some(at) = parties.iter().position(|party| &party.id == name) else {
            let known = parties.iter().map(|party| party.id.clone()).collect();
            return Err(Missing::Party { name: name.clone(), known });
        };
        wanted[at] = true;
    }
    Ok(wanted)
}

/// Which periods are meant.
fn periods(layout: &Layout, span: &Span) -> Result<Vec<bool>, Missing> {
    match span {
        Span::All => Ok(vec![true; layout.periods.len()]),
        Span::Days(days) => within(layout, *days),
        Span::Named(names) => {
            let mut wanted = vec![false; layout.periods.len()];
            for name in names {
                let these = named(layout, name)?;
                wanted.iter_mut().zip(these).for_each(|(wanted, this)| *wanted |= this);
            }
            Ok(wanted)
        }
    }
}

/// The periods of this name, and those within a month or year that is named; else those of the days that the name stands for.
fn named(layout: &Layout, name: &str) -> Result<Vec<bool>, Missing> {
    let begins = |label: &str| label.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let wanted: Vec<bool> = layout.periods.iter().map(|period| begins(&period.label)).collect();
    if wanted.contains(&true) {
        return Ok(wanted);
    }
    let missing = || {
        let known = layout.periods.iter().map(|period| period.label.clone()).collect();
        Missing::Period { name: name.to_owned(), known }
    };
    match Days::named(name).map(|days| within(layout, days)) {
        None | Some(Err(Missing::Days(_))) => Err(missing()),
        Some(other) => other,
    }
}

/// The periods that lie in some days. Periods begin and end with steps, so a day's end may be half a step off.
fn within(layout: &Layout, days: Days) -> Result<Vec<bool>, Missing> {
    let (wanted, slack) = (hours(layout, days), layout.step_hours / 2.0 + 1e-6);
    let mut inside = Vec::with_capacity(layout.periods.len());
    for period in &layout.periods {
        let (from, until) = (period.from_hours, period.until_hours);
        let shared = until.min(wanted.end) - from.max(wanted.start);
        let is_inside = wanted.contains(&f64::midpoint(from, until));
        let stray = if is_inside { until - from - shared } else { shared };
        if stray > slack {
            return Err(Missing::Cut { days, period: period.label.clone() });
        }
        inside.push(is_inside);
    }
    if inside.contains(&true) { Ok(inside) } else { Err(Missing::Days(days)) }
}

/// The same days in hours from the start, within the history.
fn hours(layout: &Layout, days: Days) -> Range<f64> {
    let at = |day: Date| hours_between(layout.start, day.at(0, 0, 0, 0)).clamp(0.0, layout.horizon_hours);
    days.from.map_or(0.0, at)..days.until.map_or(layout.horizon_hours, at)
}
