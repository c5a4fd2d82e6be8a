//! One direction of a cascade: who takes losses from whom, in runs that each limit the firm.

use super::cells::Cells;
use std::ops::Range;

/// Sources a block may have: what they pass on in eight cascades, 64 bytes each, then stays in the processor's cache.
const NEARBY: usize = 4_000;

/// What is kept of a sum at a link: all, or nothing where a run begins. Looked up, for a branch would often be foreseen wrongly.
static KEPT: [u64; 2] = [u64::MAX, 0];

/// Firms (at their places) and what they take losses from.
///
/// Downstream a run is an essential input, or all non-essential inputs together; upstream it is all customers.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    /// Where the links of each place begin and end.
    links: Vec<[u32; 2]>,
    sources: Vec<u32>,
    /// Loss of the run per loss of the source; negative where a run begins that is not the first.
    weights: Vec<f64>,
    /// Whether each place has at most one run.
    single: bool,
    /// Places in a row that a full pass takes together; they have many sources in common.
    blocks: Vec<Block>,
    /// Places, within a block by number of links: the processor foresees when the loop over them ends.
    order: Vec<u32>,
    /// Sources of each block, ascending.
    nearby: Vec<u32>,
    /// Source of each link, as counted in its block.
    nearby_source: Vec<u32>,
    /// Where the readers of each place begin, and one more.
    first_readers: Vec<u32>,
    readers: Vec<u32>,
}

/// Where a block of places ends, and its part of [`Side::nearby`].
#[derive(Clone, Copy, Debug)]
struct Block {
    place: u32,
    nearby: u32,
}

impl Side {
    /// From links `(place, run, source, weight)` sorted by place and run. Links of weight 0 pass nothing on.
    pub(super) fn new(places: usize, links: impl Iterator<Item = (u32, u32, u32, f64)>) -> Self {
        let mut side = Self { links: vec![[0, 0]; places], single: true, ..Self::default() };
        let mut last: Option<(u32, u32)> = None;
        for (place, run, source, weight) in links.filter(|link| link.3 > 0.0) {
            let begins = last.is_some_and(|last| last.0 == place && last.1 != run);
            side.single &= !begins;
            side.sources.push(source);
            side.weights.push(if begins { -weight } else { weight });
            side.links[place as usize][1] += 1;
            last = Some((place, run));
        }
        let mut end = 0;
        for range in &mut side.links {
            range[0] = end;
            end += range[1];
            range[1] = end;
        }
        side.cut_blocks();
        side.sort_links();
        side.index_readers();
        side
    }

    fn cut_blocks(&mut self) {
        let mut seen_in = vec![0_u32; self.links.len()];
        let mut near: Vec<u32> = vec![];
        let mut number = 1;
        self.nearby_source = vec![0; self.sources.len()];
        for place in 0..self.links.len() {
            let before = near.len();
            for again in [false, true] {
                for source in &self.sources[self.links_of(place)] {
                    if std::mem::replace(&mut seen_in[*source as usize], number) != number {
                        near.push(*source);
                    }
                }
                if again || near.len() <= NEARBY || before == 0 {
                    break;
                }
                // Too many: the block ends here, and the place is the first of the next.
                near.truncate(before);
                self.close_block(place, &mut near);
                number += 1;
            }
        }
        self.close_block(self.links.len(), &mut near);
    }

    fn close_block(&mut self, end: usize, near: &mut Vec<u32>) {
        let begin = self.blocks.last().map_or(0, |block| block.place as usize);
        if begin == end {
            return;
        }
        near.sort_unstable();
        for link in self.links[begin][0] as usize..self.links[end - 1][1] as usize {
            self.nearby_source[link] = near.partition_point(|source| *source < self.sources[link]) as u32;
        }
        let first = self.order.len();
        self.order.extend(begin as u32..end as u32);
        let links = &self.links;
        self.order[first..].sort_by_key(|place| links[*place as usize][1] - links[*place as usize][0]);
        self.nearby.append(near);
        self.blocks.push(Block { place: end as u32, nearby: self.nearby.len() as u32 });
    }

    /// Lays the links out in the order in which a full pass reads them.
    fn sort_links(&mut self) {
        let (sources, weights, nearby) = (self.sources.clone(), self.weights.clone(), self.nearby_source.clone());
        let mut end = 0;
        for place in &self.order {
            let range = &mut self.links[*place as usize];
            let (from, to) = (range[0] as usize, range[1] as usize);
            let now = end..end + to - from;
            self.sources[now.clone()].copy_from_slice(&sources[from..to]);
            self.weights[now.clone()].copy_from_slice(&weights[from..to]);
            self.nearby_source[now.clone()].copy_from_slice(&nearby[from..to]);
            *range = [now.start as u32, now.end as u32];
            end = now.end;
        }
    }

    fn index_readers(&mut self) {
        let mut first = vec![0_u32; self.links.len() + 2];
        for source in &self.sources {
            first[*source as usize + 2] += 1;
        }
        for place in 1..first.len() {
            first[place] += first[place - 1];
        }
        let mut readers = vec![0; self.sources.len()];
        for place in 0..self.links.len() {
            for source in &self.sources[self.links_of(place)] {
                let next = &mut first[*source as usize + 1];
                readers[*next as usize] = place as u32;
                *next += 1;
            }
        }
        first.pop();
        (self.first_readers, self.readers) = (first, readers);
    }

    #[inline(always)]
    fn links_of(&self, place: usize) -> Range<usize> {
        let [from, to] = self.links[place];
        from as usize..to as usize
    }

    /// Links that pass losses on.
    pub(super) fn link_count(&self) -> usize {
        self.sources.len()
    }

    /// Places that take losses from this one.
    pub(super) fn readers(&self, place: u32) -> &[u32] {
        let place = place as usize;
        &self.readers[self.first_readers[place] as usize..self.first_readers[place + 1] as usize]
    }

    /// Loss of a firm, before the shock to it is considered.
    #[inline(always)]
    pub(super) fn loss(&self, place: usize, passed: &[f64]) -> f64 {
        self.worst(place, &self.sources, passed)
    }

    /// [`Side::loss`] of every place, a block at a time: `take` gets the places of the block and their losses.
    #[inline(always)]
    pub(super) fn losses<C: Cells>(&self, passed: &[C], room: &mut Room<C>, mut take: impl FnMut(Range<usize>, &[C])) {
        let (mut place, mut nearby) = (0, 0);
        for block in &self.blocks {
            let places = std::mem::replace(&mut place, block.place as usize)..block.place as usize;
            let sources = std::mem::replace(&mut nearby, block.nearby as usize)..block.nearby as usize;
            room.passed.clear();
            room.passed.extend(self.nearby[sources].iter().map(|source| passed[*source as usize]));
            room.loss.resize(places.len(), C::ZERO);
            for place in &self.order[places.clone()] {
                let place = *place as usize;
                room.loss[place - places.start] = self.worst(place, &self.nearby_source, &room.passed);
            }
            take(places, &room.loss);
        }
    }

    /// The worst of the runs of a firm, each the weighted sum of what its sources pass on.
    #[inline(always)]
    fn worst<C: Cells>(&self, place: usize, sources: &[u32], passed: &[C]) -> C {
        let range = self.links_of(place);
        let links = sources[range.clone()].iter().zip(&self.weights[range]);
        let mut sum = C::ZERO;
        if self.single {
            for (source, weight) in links {
                sum = sum.plus(*weight, passed[*source as usize]);
            }
            return sum;
        }
        // Terms are not negative, so the largest of the sums begun is the largest of the sums: no branch where a run ends.
        let mut worst = C::ZERO;
        for (source, weight) in links {
            sum = sum.masked(KEPT[(weight.to_bits() >> 63) as usize]).plus(weight.abs(), passed[*source as usize]);
            worst = worst.or_more(sum);
        }
        worst
    }
}

/// Room for a block, near the processor.
#[derive(Debug)]
pub(super) struct Room<C> {
    passed: Vec<C>,
    loss: Vec<C>,
}

impl<C> Room<C> {
    pub(super) fn new() -> Self {
        Self { passed: vec![], loss: vec![] }
    }
}
