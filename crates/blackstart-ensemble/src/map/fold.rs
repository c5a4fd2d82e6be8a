//! How many things fold into how many boxes.

use std::collections::BTreeMap;

/// Boxes of each layer: each gets its share, and what others leave of theirs, the first layer first.
pub(super) fn quotas<const N: usize>(counts: [usize; N], shares: [usize; N]) -> [usize; N] {
    let mut quotas = counts;
    quotas.iter_mut().zip(shares).for_each(|(quota, share)| *quota = share.min(*quota));
    let mut left = shares.iter().sum::<usize>() - quotas.iter().sum::<usize>();
    for (quota, count) in quotas.iter_mut().zip(counts) {
        let more = left.min(count - *quota);
        *quota += more;
        left -= more;
    }
    quotas
}

/// Things, the most important first, in at most so many boxes (at least one): as many as can stand for themselves, the rest by group; only the first `alone` may.
///
/// Where even the groups are too many, the smallest of them share a box.
pub(super) fn fold(groups: &[Option<usize>], alone: usize, most: usize) -> Vec<Vec<usize>> {
    let most = most.max(1);
    let by_group = |first: usize| {
        let mut folds: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate().skip(first) {
            folds.entry(*group).or_default().push(at);
        }
        folds
    };
    let first = (0..=alone.min(most)).rev().find(|&first| first + by_group(first).len() <= most).unwrap_or(0);
    let mut folds: Vec<Vec<usize>> = by_group(first).into_values().collect();
    if folds.len() > most {
        folds.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let rest = folds.split_off(most - 1).concat();
        folds.push(rest);
    }
    (0..first).map(|at| vec![at]).chain(folds).collect()
}
