//! One number per history, read from the results' tables.

use blackstart_ensemble::Results;
use blackstart_model::time::hours_between;
use blackstart_sim::handover::{Cause, Form};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

/// What is measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Measure {
    /// Goods of watched sites in some periods.
    Volume {
        field: VolumeField,
        of: VolumeOf,
        sites: Vec<String>,
        #[serde(default)]
        periods: Vec<String>,
    },
    /// Money of the ledger.
    Ledger {
        parties: Vec<String>,
        #[serde(default)]
        forms: Vec<String>,
        #[serde(default)]
        periods: Vec<String>,
        #[serde(default)]
        per: Option<Per>,
        #[serde(default)]
        share_of: Vec<String>,
    },
    /// Share of the parties' sites below a share of normal in one week.
    Weeks { week: u8, below: u8, parties: Vec<String> },
    /// Output of the company on one day, as share of that without the event.
    Output { on: String },
    /// How it begins: hours from the first alert to the company's own shutdown in histories with both, or the share of all falls of systems by a cause.
    Onset { field: OnsetField },
    /// The day on which something happened to the first or last of some sites.
    Date { field: DateField, pick: Pick, sites: Vec<String> },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VolumeField {
    Produced,
    Shipped,
    Sold,
    Wanted,
    Recaptured,
    Lost,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VolumeOf {
    Event,
    Twin,
    Loss,
    Fall,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Per {
    Week,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnsetField {
    AlertToShutdown,
    Attacker,
    Shutdown,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DateField {
    Stopped,
    Restarted,
    Recovered,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Pick {
    First,
    Last,
}

impl Measure {
    /// The number for each replicate that it is about, in replicate order. Dates are days from the start's midnight; infinite: never.
    ///
    /// # Errors
    /// A name the results do not have.
    pub(super) fn of(&self, results: &Results) -> Result<Vec<f64>, String> {
        match self {
            Self::Volume { field, of, sites, periods } => volume(results, *field, *of, sites, periods),
            Self::Ledger { parties, forms, periods, per, share_of } => {
                let wanted = Wanted::new(results, forms, periods)?;
                let sum = wanted.sum(results, &self::parties(results, parties)?);
                if !share_of.is_empty() {
                    let whole = wanted.sum(results, &self::parties(results, share_of)?);
                    return Ok(sum.iter().zip(&whole).map(|(part, whole)| ratio(*part, *whole)).collect());
                }
                let weeks = per.map_or(1.0, |Per::Week| wanted.weeks(results));
                Ok(sum.iter().map(|sum| sum / weeks).collect())
            }
            Self::Weeks { week, below, parties } => weeks(results, *week, *below, parties),
            Self::Output { on } => output(results, on),
            Self::Onset { field } => Ok(onset(results, *field)),
            Self::Date { field, pick, sites } => dates(results, *field, *pick, sites),
        }
    }
}

fn volume(
    results: &Results,
    field: VolumeField,
    of: VolumeOf,
    sites: &[String],
    periods: &[String],
) -> Result<Vec<f64>, String> {
    let table = &results.volumes;
    let (event, twin) = match field {
        VolumeField::Produced => (&table.produced, &table.twin_produced),
        VolumeField::Shipped => (&table.shipped, &table.twin_shipped),
        VolumeField::Sold => (&table.sold, &table.twin_sold),
        VolumeField::Wanted => (&table.wanted, &table.twin_wanted),
        VolumeField::Recaptured => (&table.recaptured, &table.twin_recaptured),
        VolumeField::Lost => (&table.lost, &table.twin_lost),
    };
    let sites = self::sites(results, sites)?;
    let periods = self::periods(results, periods)?;
    let mut sums = vec![(0.0, 0.0); results.len()];
    for row in 0..table.replicate.len() {
        if sites[table.site[row] as usize] && periods[usize::from(table.period[row])] {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.0 += f64::from(event[row]);
            sum.1 += f64::from(twin[row]);
        }
    }
    Ok(sums
        .into_iter()
        .map(|(event, twin)| match of {
            VolumeOf::Event => event,
            VolumeOf::Twin => twin,
            VolumeOf::Loss => twin - event,
            VolumeOf::Fall => ratio(twin - event, twin),
        })
        .collect())
}

/// Entries of the ledger that are wanted.
struct Wanted {
    forms: Vec<bool>,
    periods: Vec<bool>,
}

impl Wanted {
    fn new(results: &Results, forms: &[String], periods: &[String]) -> Result<Self, String> {
        let words: Vec<&str> = Form::ALL.iter().map(|form| form.word()).collect();
        // No form named: all but transfers, as in every sum.
        let mut wanted: Vec<bool> = Form::ALL.iter().map(|form| forms.is_empty() && !form.is_transfer()).collect();
        for form in forms {
            let at = words.iter().position(|word| word == form);
            wanted[at.ok_or_else(|| unknown("form", form, &words))?] = true;
        }
        Ok(Self { forms: wanted, periods: self::periods(results, periods)? })
    }

    fn sum(&self, results: &Results, parties: &[bool]) -> Vec<f64> {
        let table = &results.losses;
        let mut sums = vec![0.0; results.len()];
        for row in 0..table.replicate.len() {
            let wanted = parties[table.party[row] as usize]
                && self.forms[usize::from(table.form[row])]
                && self.periods[usize::from(table.period[row])];
            if wanted {
                sums[position(results, table.replicate[row])] += table.amount[row];
            }
        }
        sums
    }

    fn weeks(&self, results: &Results) -> f64 {
        let periods = results.layout.periods.iter().zip(&self.periods).filter(|(_, wanted)| **wanted);
        periods.map(|(period, _)| period.until_hours - period.from_hours).sum::<f64>() / 168.0
    }
}

fn weeks(results: &Results, week: u8, below: u8, parties: &[String]) -> Result<Vec<f64>, String> {
    let table = &results.weeks;
    let column = match below {
        50 => &table.below_50,
        80 => &table.below_80,
        95 => &table.below_95,
        _ => return Err(format!("`below` is 50, 80 or 95, not {below}")),
    };
    let wanted = self::parties(results, parties)?;
    let all = results.layout.sites.iter().filter(|site| wanted[site.party as usize]).count();
    if all == 0 {
        return Err("the parties have no sites".to_owned());
    }
    if week == 0 || !table.week.is_empty() && !table.week.contains(&week) {
        return Err(format!("week {week} is not followed"));
    }
    let mut sums = vec![0.0; results.len()];
    for row in 0..table.replicate.len() {
        if table.week[row] == week && wanted[table.party[row] as usize] {
            sums[position(results, table.replicate[row])] += f64::from(column[row]);
        }
    }
    Ok(sums.into_iter().map(|sum| sum / all as f64).collect())
}

fn output(results: &Results, on: &str) -> Result<Vec<f64>, String> {
    let on: Date = on.parse().map_err(|_| format!("`on` is a day such as 2025-10-08, not {on}"))?;
    let (layout, table) = (&results.layout, &results.output);
    let from = hours_between(layout.start, on.at(0, 0, 0, 0));
    let mut sums = vec![(0.0, 0.0); results.len()];
    let mut found = false;
    for row in 0..table.replicate.len() {
        // A step belongs to the day in which its middle lies.
        let middle = (f64::from(table.step[row]) + 0.5) * layout.step_hours;
        if middle >= from && middle < from + 24.0 {
            let sum = &mut sums[position(results, table.replicate[row])];
            sum.0 += f64::from(table.company[row]);
            sum.1 += f64::from(table.twin[row]);
            found = true;
        }
    }
    if !found || sums.iter().all(|(_, twin)| *twin <= 0.0) {
        return Err(format!("there is no output on {on} in these histories"));
    }
    Ok(sums.into_iter().map(|(event, twin)| ratio(event, twin)).collect())
}

/// Only histories in which it happens: what does not begin has no beginning.
fn onset(results: &Results, field: OnsetField) -> Vec<f64> {
    let (all, table) = (&results.replicates, &results.outages);
    let cause = match field {
        OnsetField::AlertToShutdown => {
            let both = all.first_alert_hours.iter().zip(&all.shutdown_hours);
            return both
                .filter(|(alert, off)| alert.is_finite() && off.is_finite())
                .map(|(alert, off)| off - alert)
                .collect();
        }
        OnsetField::Attacker => Cause::Attacker,
        OnsetField::Shutdown => Cause::Shutdown,
    };
    let mut counts: Vec<(u32, u32, u32)> = Vec::new();
    for row in 0..table.replicate.len() {
        if counts.last().is_none_or(|last| last.0 != table.replicate[row]) {
            counts.push((table.replicate[row], 0, 0));
        }
        if let Some((_, by, of)) = counts.last_mut() {
            *by += u32::from(table.cause[row] == cause as u8);
            *of += 1;
        }
    }
    counts.into_iter().map(|(_, by, of)| ratio(f64::from(by), f64::from(of))).collect()
}

fn dates(results: &Results, field: DateField, pick: Pick, sites: &[String]) -> Result<Vec<f64>, String> {
    let table = &results.sites;
    let column = match field {
        DateField::Stopped => &table.stopped_hours,
        DateField::Restarted => &table.restarted_hours,
        DateField::Recovered => &table.recovered_hours,
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

/// Days from the start's midnight to a date.
pub(super) fn day_of(start: DateTime, date: Date) -> f64 {
    start.date().duration_until(date).as_hours() as f64 / 24.0
}

/// Position of a replicate among the results' rows.
fn position(results: &Results, replicate: u32) -> usize {
    results.replicates.replicate.partition_point(|&other| other < replicate)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// Which sites are meant; a final `*` stands for every watched site that begins so.
fn sites(results: &Results, names: &[String]) -> Result<Vec<bool>, String> {
    let layout = &results.layout;
    let mut wanted = vec![false; layout.sites.len()];
    for name in names {
        let mut any = false;
        for &at in &layout.watched {
            let id = &layout.sites[at as usize].id;
            if name.strip_suffix('*').map_or(id == name, |begin| id.starts_with(begin)) {
                wanted[at as usize] = true;
                any = true;
            }
        }
        if !any {
            let known: Vec<&str> = layout.watched.iter().map(|&at| layout.sites[at as usize].id.as_str()).collect();
            return Err(unknown("watched site", name, &known));
        }
    }
    Ok(wanted)
}

fn parties(results: &Results, names: &[String]) -> Result<Vec<bool>, String> {
    let ids: Vec<&str> = results.layout.parties.iter().map(|party| party.id.as_str()).collect();
    choose("party", names, &ids)
}

/// Which periods are meant: those of this name, and the weeks and days of a month that is named; all if none is.
fn periods(results: &Results, names: &[String]) -> Result<Vec<bool>, String> {
    let labels: Vec<&str> = results.layout.periods.iter().map(|period| period.label.as_str()).collect();
    if names.is_empty() {
        return Ok(vec![true; labels.len()]);
    }
    let mut wanted = vec![false; labels.len()];
    for name in names {
        let within = |label: &str| {
            label.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let mut found = false;
        for (at, _) in labels.iter().enumerate().filter(|(_, label)| within(label)) {
            (wanted[at], found) = (true, true);
        }
        if !found {
            return Err(unknown("period", name, &labels));
        }
    }
    Ok(wanted)
}

fn choose(kind: &str, names: &[String], known: &[&str]) -> Result<Vec<bool>, String> {
    let mut wanted = vec![false; known.len()];
    for name in names {
        let at = known.iter().position(|other| other == name);
        wanted[at.ok_or_else(|| unknown(kind, name, known))?] = true;
    }
    Ok(wanted)
}

fn unknown(kind: &str, name: &str, known: &[&str]) -> String {
    let mut list = known.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    if known.len() > 12 {
        list.push_str(", …");
    }
    format!("there is no {kind} `{name}` in these results (there are: {list})")
}
