//! What finalists save, in histories that no search has seen.

use super::pays::Spans;
use super::play::{Base, End, Ends, Variant};
use super::question::Asked;
use blackstart_actuary::screen::intervals;
use serde::{Deserialize, Serialize};

const HOURS_A_DAY: f64 = 24.0;

/// A change that the search left, or that is measured whatever the search says.
pub(super) struct Finalist<'m> {
    /// Which one.
    pub(super) change: usize,
    /// The company with it.
    pub(super) variant: Variant<'m>,
    /// Whether it touches any history that the search looked at.
    pub(super) touches: bool,
}

/// What a change saves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Which one.
    pub change: usize,
    /// Mean saving, of all parties or the one that is asked about \[money\].
    pub saves: f64,
    /// Half of an interval of 95 % for all that were measured together \[money\].
    pub half: f64,
    /// Its cost in a year \[money\].
    pub cost: f64,
    /// What it saves in a year, less its cost; where savings are those of one bad day, these \[money\].
    pub net: f64,
    /// Mean of what each party saves \[money\].
    pub parties: Vec<f64>,
    /// What it saves in bad histories.
    pub tails: [Tail; 2],
    /// Mean over bad days of the days until the first target set holds, less than without it; a history in which it never does, with or without, counts as 0.
    /// `None`: no target set.
    pub days: Option<f64>,
    /// Mean number of tolerances that are breached on a bad day, less than without it.
    pub breaches: f64,
    /// Histories of each case that it was measured in: fewer than others where it was given up, because it is behind the first by more than chance explains.
    pub histories: usize,
    /// Share of the histories that it touches.
    pub touched: f64,
    /// Share of histories in which it saves more than nothing.
    pub helps: f64,
    /// Share of histories in which it costs more than nothing.
    pub harms: f64,
    /// Chance that over the years over which its cost is spread it saves more than it costs; `None`: savings are not those of a year.
    pub pays: Option<f64>,
}

/// Mean saving in the worst histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// One in so many histories is as bad.
    pub one_in: u32,
    /// Mean loss of these without any change \[money a history\].
    pub loss: f64,
    /// Mean loss of the worst histories with the change, less than without \[money a history\].
    pub saves: f64,
}

impl Measured {
    /// Whether it saves more than nothing by more than chance explains, or less.
    pub fn is_sure(&self) -> bool {
        self.saves.abs() > self.half
    }
}

/// Measures all together, so that their intervals hold together, at each of so many planned looks.
pub(super) fn all(
    base: &Base<'_, '_>,
    finalists: &[Finalist<'_>],
    ends: &[Ends],
    asked: &Asked,
    spans: Option<&Spans>,
    looks: usize,
) -> Vec<Measured> {
    let whole: Vec<(usize, &Ends)> = finalists
        .iter()
        .zip(ends)
        .filter(|(_, ends)| ends.complete && !ends.ends.is_empty())
        .map(|(it, ends)| (it.change, ends))
        .collect();
    let saved: Vec<Vec<f64>> = whole.iter().map(|(_, ends)| savings(base, ends)).collect();
    let slices: Vec<&[f64]> = saved.iter().map(Vec::as_slice).collect();
    let of_interval = intervals(&slices, &vec![0.0; slices.len()], looks);
    let one = |((change, ends), (saves, half)): ((usize, &Ends), (f64, f64))| Measured {
        change,
        saves,
        half,
        cost: asked.costs[change],
        net: saves - asked.cost(change),
        parties: parties(base, ends),
        tails: [10, 20].map(|one_in| tail(base, ends, one_in)),
        days: base.has_target().then(|| days(base, ends)),
        breaches: each_day(base, ends, |was, is| was.breaches as f64 - is.breaches as f64),
        histories: ends.ends.len() / base.cases(),
        touched: ends.touched as f64 / ends.ends.len() as f64,
        helps: share(base, ends, |was, is| is.loss < was.loss),
        harms: share(base, ends, |was, is| is.loss > was.loss),
        pays: spans.map(|it| it.pays(base, ends, asked.costs[change] * asked.years)),
    };
    whole.into_iter().zip(of_interval).map(one).collect()
}

/// What is saved in each replicate, all cases of it together; the mean is what is told.
pub(super) fn savings(base: &Base<'_, '_>, ends: &Ends) -> Vec<f64> {
    let cases = base.cases();
    let rows: Vec<f64> = base.rows().zip(&ends.ends).map(|((weight, was), is)| (was.loss - is.loss) * weight).collect();
    rows.chunks(cases).map(|it| it.iter().sum::<f64>() / cases as f64).collect()
}

fn mean(base: &Base<'_, '_>, ends: &Ends, of: impl Fn(&End, &End) -> f64) -> f64 {
    let sum: f64 = base.rows().zip(&ends.ends).map(|((weight, was), is)| weight * of(was, is)).sum();
    sum / ends.ends.len().max(1) as f64
}

/// Mean over bad days, each case as often as it comes.
fn each_day(base: &Base<'_, '_>, ends: &Ends, of: impl Fn(&End, &End) -> f64) -> f64 {
    let rows = || base.rows().zip(&ends.ends);
    let all: f64 = rows().map(|((weight, _), _)| weight).sum();
    let sum: f64 = rows().map(|((weight, was), is)| weight * of(was, is)).sum();
    if all > 0.0 { sum / all } else { 0.0 }
}

fn share(base: &Base<'_, '_>, ends: &Ends, so: impl Fn(&End, &End) -> bool) -> f64 {
    each_day(base, ends, |was, is| f64::from(u8::from(so(was, is))))
}

fn parties(base: &Base<'_, '_>, ends: &Ends) -> Vec<f64> {
    let of = |party: usize| mean(base, ends, |was, is| was.parties[party] - is.parties.get(party).unwrap_or(&0.0));
    (0..base.parties().len()).map(of).collect()
}

fn days(base: &Base<'_, '_>, ends: &Ends) -> f64 {
    let both = |was: &End, is: &End| was.back_hours.is_finite() && is.back_hours.is_finite();
    each_day(base, ends, |was, is| if both(was, is) { (was.back_hours - is.back_hours) / HOURS_A_DAY } else { 0.0 })
}

/// Mean of the worst histories, with and without: each has worst ones of its own.
fn tail(base: &Base<'_, '_>, ends: &Ends, one_in: u32) -> Tail {
    let weights: Vec<f64> = base.rows().zip(&ends.ends).map(|((weight, _), _)| weight).collect();
    let worst = |losses: Vec<f64>| {
        let mut order: Vec<usize> = (0..losses.len()).collect();
        order.sort_by(|a, b| losses[*b].total_cmp(&losses[*a]).then(a.cmp(b)));
        let room = weights.iter().sum::<f64>() / f64::from(one_in);
        let (mut left, mut sum) = (room, 0.0);
        for at in order {
            let part = weights[at].min(left);
            sum += part * losses[at];
            left -= part;
            if left <= 0.0 {
                break;
            }
        }
        if room > 0.0 { sum / room } else { 0.0 }
    };
    let loss = worst(base.rows().zip(&ends.ends).map(|((_, was), _)| was.loss).collect());
    Tail { one_in, loss, saves: loss - worst(ends.ends.iter().map(|is| is.loss).collect()) }
}
