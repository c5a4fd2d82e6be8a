//! One number per history, from the results' tables.

use crate::results::Results;
use blackstart_model::backtest::{Below, Goods, Measure, Onset, Pick, Scale, Side, SiteEvent};
use blackstart_model::loss::{Cause, Form};
use blackstart_model::time::hours_between;
use jiff::civil::Date;
use std::fmt;

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
    /// Output on a day.
    Output(Date),
    /// A history in which it happens.
    History,
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site { name, known } => unknown(out, "watched site", name, known),
            Self::Party { name, known } => unknown(out, "party", name, known),
            Self::Period { name, known } => unknown(out, "period", name, known),
            Self::SitesOfParties => out.write_str("the parties have no sites"),
            Self::Week(week) => write!(out, "these histories do not reach week {week}"),
            Self::Output(on) => write!(out, "there is no output on {on} in these histories"),
            Self::History => out.write_str("it happens in none of these histories"),
        }
    }
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
        Measure::Volume { goods, of, sites, periods } => volume(results, *goods, *of, sites, periods),
        Measure::Ledger { parties, forms, periods, scale } => ledger(results, parties, forms, periods, scale),
        Measure::Weeks { week, below, parties } => weeks(results, *week, *below, parties),
        Measure::Output { on } => output(results, *on),
        Measure::Onset(onset) => Ok(self::onset(results, *onset)),
        Measure::Day { event, pick, sites } => days(results, *event, *pick, sites),
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
    of: Side,
    sites: &[String],
    periods: &[String],
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
    let periods = self::periods(results, periods)?;
    let mut sums = vec![Both::default(); results.len()];
    for row in 0..table.replicate.len() {
        if sites[table.site[row] as usize] && periods[usize::from(table.period[row])] {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.event += f64::from(event[row]);
            sum.twin += f64::from(twin[row]);
        }
    }
    let number = |Both { event, twin }| match of {
        Side::Event => event,
        Side::Twin => twin,
        Side::Loss => twin - event,
        Side::Fall => ratio(twin - event, twin),
    };
    Ok(sums.into_iter().map(number).collect())
}

fn ledger(
    results: &Results,
    parties: &[String],
    forms: &[Form],
    periods: &[String],
    scale: &Scale,
) -> Result<Vec<f64>, Missing> {
    // No form named: all but transfers, as in every sum.
    let forms = Form::ALL.map(|form| if forms.is_empty() { !form.is_transfer() } else { forms.contains(&form) });
    let periods = self::periods(results, periods)?;
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

fn output(results: &Results, on: Date) -> Result<Vec<f64>, Missing> {
    let (layout, table) = (&results.layout, &results.output);
    let from = hours_between(layout.start, on.at(0, 0, 0, 0));
    let mut sums = vec![Both::default(); results.len()];
    let mut found = false;
    for row in 0..table.replicate.len() {
        // A step belongs to the day in which its middle lies.
        let middle = (f64::from(table.step[row]) + 0.5) * layout.step_hours;
        if middle >= from && middle < from + 24.0 {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.event += f64::from(table.company[row]);
            sum.twin += f64::from(table.twin[row]);
            found = true;
        }
    }
    if !found || sums.iter().all(|sum| sum.twin <= 0.0) {
        return Err(Missing::Output(on));
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

/// Which periods are meant: those of this name, and those within a month or year that is named; all if none is.
fn periods(results: &Results, names: &[String]) -> Result<Vec<bool>, Missing> {
    let periods = &results.layout.periods;
    let mut wanted = vec![names.is_empty(); periods.len()];
    for name in names {
        let within = |label: &str| {
            label.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let mut any = false;
        for (wanted, _) in wanted.iter_mut().zip(periods).filter(|(_, period)| within(&period.label)) {
            (*wanted, any) = (true, true);
        }
        if !any {
            let known = periods.iter().map(|period| period.label.clone()).collect();
            return Err(Missing::Period { name: name.clone(), known });
        }
    }
    Ok(wanted)
}
