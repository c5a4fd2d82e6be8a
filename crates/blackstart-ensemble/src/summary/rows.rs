//! Rows of a table, gathered by what they are about.

use super::{Part, Share, Spread};
use crate::stats::{Sample, share};

/// Row numbers of a table by the position its rows name, in replicate order.
pub(super) fn by_position(positions: &[u32], count: usize) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); count];
    for (row, &position) in positions.iter().enumerate() {
        rows[position as usize].push(row);
    }
    rows
}

/// For each row the position of its replicate; rows and replicates both ascend.
pub(super) fn places(replicates: &[u32], of: &[u32]) -> Vec<usize> {
    let mut place = 0;
    of.iter()
        .map(|replicate| {
            while replicates[place] < *replicate {
                place += 1;
            }
            place
        })
        .collect()
}

/// A sum per replicate for each of several heads.
pub(super) struct Heads {
    replicates: usize,
    sums: Vec<f64>,
    touched: Vec<bool>,
}

impl Heads {
    pub(super) fn new(heads: usize, replicates: usize) -> Self {
        Self { replicates, sums: vec![0.0; heads * replicates], touched: vec![false; heads] }
    }

    pub(super) fn add(&mut self, head: usize, place: usize, amount: f64) {
        self.sums[head * self.replicates + place] += amount;
        self.touched[head] = true;
    }

    pub(super) fn sample(&self, head: usize) -> Sample {
        Sample::new(self.sums[head * self.replicates..(head + 1) * self.replicates].to_vec())
    }

    /// Whether anything was added to a head.
    pub(super) fn is_touched(&self, head: usize) -> bool {
        self.touched[head]
    }

    /// Heads that were touched, as parts of a loss.
    pub(super) fn parts<'a>(&self, first: usize, names: impl Iterator<Item = &'a str>) -> Vec<Part> {
        names
            .enumerate()
            .filter(|(i, _)| self.touched[first + i])
            .map(|(i, name)| Part { name: name.to_owned(), loss: Spread::of(&self.sample(first + i)) })
            .collect()
    }
}

/// The numbers of some rows.
pub(super) fn pick(column: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| column[row]).collect()
}

/// Shares of the words that some rows carry; only those that occur.
pub(super) fn shares<'a>(column: &[u8], rows: &[usize], words: impl Iterator<Item = &'a str>) -> Vec<Share> {
    words
        .enumerate()
        .map(|(i, word)| (word, rows.iter().filter(|&&row| usize::from(column[row]) == i).count()))
        .filter(|&(_, hits)| hits > 0)
        .map(|(word, hits)| Share { name: word.to_owned(), share: share(hits, rows.len()) })
        .collect()
}
