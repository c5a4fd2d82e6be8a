//! One direction of a cascade: who takes losses from whom, in runs that each limit the firm.

use super::cells::Cells;

/// Firms (at their places) and what they take losses from.
///
/// Downstream a run is an essential input, or all non-essential inputs together; upstream it is all customers.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    /// Where the runs of each place start, and one more.
    runs: Vec<u32>,
    /// Where the sources of each run end.
    ends: Vec<u32>,
    sources: Vec<u32>,
    /// Loss of the run per loss of the source.
    weights: Vec<f64>,
    /// Where the readers of each place start, and one more.
    first_readers: Vec<u32>,
    readers: Vec<u32>,
}

impl Side {
    /// From links `(place, run, source, weight)` sorted by place and run; links of weight 0 pass nothing on.
    pub(super) fn new(places: usize, links: impl Iterator<Item = (u32, u32, u32, f64)>) -> Self {
        let mut side = Self { runs: vec![0], ..Self::default() };
        let mut last = None;
        for (place, run, source, weight) in links.filter(|link| link.3 != 0.0) {
            if last != Some((place, run)) {
                side.close(&mut last);
                side.runs.resize(place as usize + 1, side.ends.len() as u32);
                last = Some((place, run));
            }
            side.sources.push(source);
            side.weights.push(weight);
        }
        side.close(&mut last);
        side.runs.resize(places + 1, side.ends.len() as u32);
        side.index_readers(places);
        side
    }

    fn close(&mut self, last: &mut Option<(u32, u32)>) {
        if last.take().is_some() {
            self.ends.push(self.sources.len() as u32);
        }
    }

    fn index_readers(&mut self, places: usize) {
        let mut first = vec![0_u32; places + 2];
        for source in &self.sources {
            first[*source as usize + 2] += 1;
        }
        for place in 1..first.len() {
            first[place] += first[place - 1];
        }
        let mut readers = vec![0; self.sources.len()];
        for place in 0..places {
            for link in self.links_of(place) {
                let next = &mut first[self.sources[link] as usize + 1];
                readers[*next as usize] = place as u32;
                *next += 1;
            }
        }
        first.pop();
        (self.first_readers, self.readers) = (first, readers);
    }

    fn links_of(&self, place: usize) -> std::ops::Range<usize> {
        let (first, end) = (self.runs[place] as usize, self.runs[place + 1] as usize);
        self.start(first)..self.start(end)
    }

    #[inline(always)]
    fn start(&self, run: usize) -> usize {
        if run == 0 { 0 } else { self.ends[run - 1] as usize }
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

    /// Loss of a firm: the worst of `floor` and its runs, each the weighted sum of what its sources pass on.
    #[inline(always)]
    pub(super) fn loss<C: Cells>(&self, place: usize, floor: C, passed: &[C]) -> C {
        let mut worst = floor;
        let (first, end) = (self.runs[place] as usize, self.runs[place + 1] as usize);
        let mut start = self.start(first);
        for run in first..end {
            let stop = self.ends[run] as usize;
            let mut sum = C::ZERO;
            for (source, weight) in self.sources[start..stop].iter().zip(&self.weights[start..stop]) {
                sum = sum.plus(*weight, passed[*source as usize]);
            }
            worst = worst.or_more(sum);
            start = stop;
        }
        worst.rounded()
    }
}
