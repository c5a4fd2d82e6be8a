//! Which of many changes helps most, with few histories played: successive halving, elimination, and intervals of those that are left.
//!
//! A change is compared with what is, in the same history: its saving is the difference, and most changes leave most histories as they are, to the
//! last bit. Where it is known which histories a change touches, only those are played: a rare and large effect is not lost. What a search saw of
//! the winner flatters it; [`intervals`] are therefore made of histories that no search has seen. Sources: `docs/method/rank.md`.

use crate::reference::student_quantile;
use std::ops::Range;

/// A saving that is no more than this is none: sums in another order differ in their last bits.
pub const NOTHING: f64 = 1e-12;

/// A change as the search sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What it costs for each history, in the unit of the savings.
    pub cost: f64,
    /// How many of the histories it touches; all of them where that is not known.
    pub touched: usize,
}

/// What is to be played next: for each change that is alive, which of its own touched histories, counted from 0 in the order of histories.
pub type Asked = Vec<(usize, Range<usize>)>;

/// Successive halving over a budget of histories (Jamieson and Talwalkar 2016 for the budget by rounds).
#[derive(Clone, Debug)]
pub struct Halving {
    changes: Vec<Change>,
    histories: usize,
    budget: usize,
    rounds: usize,
    survivors: usize,
    alive: Vec<usize>,
    heard: Vec<Sum>,
    round: usize,
}

/// Sum of the savings of the histories that were played.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    played: usize,
    saved: f64,
}

impl Halving {
    /// A search among changes over so many histories, that plays about `budget` of them and leaves `survivors`.
    pub fn new(changes: Vec<Change>, histories: usize, budget: usize, survivors: usize) -> Self {
        let alive: Vec<usize> = (0..changes.len()).collect();
        let heard = vec![Sum::default(); changes.len()];
        let rounds = changes.len().max(1).next_power_of_two().trailing_zeros().max(1) as usize;
        Self { changes, histories, budget, rounds, survivors: survivors.max(1), alive, heard, round: 0 }
    }

    /// What is to be played now; nothing more once no more than the survivors are left, or all rounds are over.
    pub fn asks(&self) -> Option<Asked> {
        if self.round == self.rounds || self.alive.len() <= self.survivors {
            return None;
        }
        let more = self.budget / (self.rounds * self.alive.len());
        let of = |at: &usize| {
            let played = self.heard[*at].played;
            (*at, played..(played + more).min(self.changes[*at].touched))
        };
        Some(self.alive.iter().map(of).collect())
    }

    /// Hears what each change saved in the histories that were asked for, in the order of [`Halving::asks`], and keeps the better half.
    ///
    /// # Panics
    /// If it hears of other changes than it asked for.
    pub fn hears(&mut self, saved: &[Vec<f64>]) {
        assert_eq!(saved.len(), self.alive.len(), "each change that is alive is told");
        for (at, saved) in self.alive.iter().zip(saved) {
            let sum = &mut self.heard[*at];
            sum.played += saved.len();
            sum.saved += saved.iter().sum::<f64>();
        }
        self.alive = self.ranking();
        self.alive.truncate(self.alive.len().div_ceil(2).max(self.survivors));
        self.alive.sort_unstable();
        self.round += 1;
    }

    /// What a change saves, less its cost, as far as is known: the share of histories that it touches, times the mean of those that were played.
    /// A number of the search: the best of many is flattered.
    pub fn estimate(&self, change: usize) -> f64 {
        let (sum, it) = (self.heard[change], self.changes[change]);
        if sum.played == 0 {
            return -it.cost;
        }
        it.touched as f64 / self.histories as f64 * (sum.saved / sum.played as f64) - it.cost
    }

    /// Changes that are alive, the best first; of equals the one that stands first.
    pub fn ranking(&self) -> Vec<usize> {
        let mut ranking = self.alive.clone();
        ranking.sort_by(|a, b| self.estimate(*b).total_cmp(&self.estimate(*a)).then(a.cmp(b)));
        ranking
    }

    /// How many histories were played of a change.
    pub fn played_of(&self, change: usize) -> usize {
        self.heard[change].played
    }

    /// How many histories were played.
    pub fn played(&self) -> usize {
        self.heard.iter().map(|it| it.played).sum()
    }
}

/// Fewest touched histories of a change that is given up; a change of which fewer were heard says nothing yet.
pub const HEARD: usize = 8;

/// Which changes are still in the race after the histories played so far, at one of `looks` planned looks: a change is given up where it is behind the
/// leader by more than chance explains, at 5 % for all comparisons at all looks together (Bonferroni), unless fewer than [`HEARD`] of the histories that
/// it touches were among them. `saved` has each change's saving in each history, `alive` those that were still in the race.
pub fn in_the_race(changes: &[Change], saved: &[&[f64]], alive: &[usize], looks: usize) -> Vec<usize> {
    let net = |at: usize| mean(saved[at]) - changes[at].cost;
    let Some(leader) = alive.iter().copied().reduce(|best, it| if net(it) > net(best) { it } else { best }) else {
        return Vec::new();
    };
    let n = saved[leader].len();
    if n < 2 {
        return alive.to_vec();
    }
    let comparisons = changes.len().saturating_sub(1).max(1) * looks.max(1);
    let quantile = student_quantile(1.0 - 0.05 / comparisons as f64, n as u32 - 1);
    let stays = |at: &usize| {
        let heard = saved[*at].iter().filter(|it| it.abs() > NOTHING).count();
        let behind: Vec<f64> = saved[*at].iter().zip(saved[leader]).map(|(it, first)| it - first).collect();
        let spread = libm::sqrt(variance(&behind) / n as f64);
        *at == leader || heard < HEARD.min(changes[*at].touched) || net(*at) - net(leader) + quantile * spread >= 0.0
    };
    alive.iter().copied().filter(stays).collect()
}

/// Mean and half width of an interval of 95 % for all finalists together, at all of so many planned looks (Bonferroni), of savings less cost.
pub fn intervals(saved: &[&[f64]], costs: &[f64], looks: usize) -> Vec<(f64, f64)> {
    let told = 2.0 * (costs.len() * looks.max(1)) as f64;
    let of = |(saved, cost): (&&[f64], &f64)| {
        let n = saved.len();
        let spread = libm::sqrt(variance(saved) / n.max(1) as f64);
        // Savings that are all the same leave nothing open.
        let quantile = if n < 2 { f64::INFINITY } else { student_quantile(1.0 - 0.05 / told, n as u32 - 1) };
        (mean(saved) - cost, if spread == 0.0 && n > 1 { 0.0 } else { quantile * spread })
    };
    saved.iter().zip(costs).map(of).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / (values.len() as f64 - 1.0).max(1.0)
}

#[cfg(test)]
mod tests;
