//! Plays many histories over threads and keeps them in replicate order.
//!
//! A history depends on seed and replicate only, rows are put in replicate order, and counts are whole numbers: so the results have the same bytes on any number of threads.

use crate::cells::Rows;
use crate::counts::SiteCounts;
use crate::each_table;
use crate::layout::Layout;
use crate::results::Results;
use crate::tables::Tables;
use crate::threads::Threads;
use blackstart_sim::LANES;
use blackstart_sim::handover::Outcome;
use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Replicates handed out together: twice as many as the flow engine plays side by side ([`LANES`]), so that desk and watcher are asked half as often.
pub const BATCH: u32 = 2 * LANES as u32;

/// Watches how far the histories are; may stop them or have what is done kept.
pub trait Watch: Sync {
    /// Called after every batch with the replicates done and wanted, from any thread, in any order. `Break` stops: batches begun are finished and kept.
    fn played(&self, done: u64, of: u64) -> ControlFlow<()>;

    /// Asked before every batch, from one thread at a time: whether all batches begun so far shall be kept as a part once they are done.
    fn part_ends(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Watch for () {
    fn played(&self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Plays the replicates of a range over threads (0: one per processor) and returns what `play` makes of them.
///
/// `play` gets up to [`BATCH`] replicates, ascending, and returns their outcomes in the same order; which replicates share a batch depends on the range, so an outcome must not depend on its neighbours.
/// If `watch` stops, the results hold the batches that were done: the first of the range, without gap.
///
/// # Panics
/// If `play` panics, or returns other replicates than asked for.
pub fn play_all(
    layout: Layout,
    replicates: Range<u32>,
    threads: usize,
    play: impl Fn(&[u32]) -> Vec<Outcome> + Sync,
    watch: &impl Watch,
) -> Results {
    let mut all: Option<Results> = None;
    play_parts(&layout, replicates, threads, play, watch, |part| {
        match &mut all {
            None => all = Some(part),
            Some(all) => all.append(part).expect("parts follow on each other"),
        }
        ControlFlow::Continue(())
    });
    all.unwrap_or_else(|| Results::empty(layout))
}

/// [`play_all`], handed to `keep` in parts that follow on each other without gap, each as soon as it and all before it are done, while
/// other threads play on. `watch` says where a part ends; the last one ends the range, or where it was stopped. `keep` may stop too: then it gets no more.
///
/// # Panics
/// If `play` or `keep` panics, or `play` returns other replicates than asked for.
pub fn play_parts(
    layout: &Layout,
    replicates: Range<u32>,
    threads: usize,
    play: impl Fn(&[u32]) -> Vec<Outcome> + Sync,
    watch: &impl Watch,
    keep: impl FnMut(Results) -> ControlFlow<()> + Send,
) {
    let batches = batches(replicates.clone());
    let (done, of) = (AtomicU64::new(0), replicates.len() as u64);
    let (desk, keep) = (Mutex::new(Desk::new(layout, &batches)), Mutex::new(keep));

    let hand_over = |keep: &mut dyn FnMut(Results) -> ControlFlow<()>| {
        loop {
            let Some(part) = locked(&desk).finished() else { return };
            if keep(part.results(layout)).is_break() {
                let mut desk = locked(&desk);
                (desk.stopped, desk.refused) = (true, true);
            }
        }
    };
    let work = || {
        loop {
            let Some((part, batch)) = locked(&desk).begin(watch) else { return };
            let ids: Vec<u32> = batch.collect();
            let outcomes = play(&ids);
            assert!(
                outcomes.iter().map(|outcome| outcome.replicate).eq(ids.iter().map(|&id| u64::from(id))),
                "the outcomes are those of the replicates asked for"
            );
            let mut chunk = Tables::default();
            for outcome in &outcomes {
                chunk.add(layout, outcome);
            }
            let stops =
                watch.played(done.fetch_add(ids.len() as u64, Ordering::Relaxed) + ids.len() as u64, of).is_break();
            {
                let mut desk = locked(&desk);
                desk.stopped |= stops;
                desk.end(part, chunk, &outcomes);
            }
            // Whoever keeps a part already will see to this one too, or the next batch will.
            if let Ok(mut keep) = keep.try_lock() {
                hand_over(&mut *keep);
            }
        }
    };
    if threads == 1 || batches.len() <= 1 {
        work();
    } else {
        Threads::new(threads).each(work);
    }
    locked(&desk).close();
    hand_over(&mut *locked(&keep));
}

fn locked<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where batches are handed out, in order, and come back, in any.
struct Desk<'a> {
    batches: &'a [Range<u32>],
    sites: usize,
    /// Batches handed out.
    begun: usize,
    stopped: bool,
    /// Nobody takes parts any more.
    refused: bool,
    /// Parts that were not handed over yet; batches are handed out into the last.
    parts: VecDeque<Part>,
    /// Parts that were handed over.
    gone: usize,
}

impl<'a> Desk<'a> {
    fn new(layout: &Layout, batches: &'a [Range<u32>]) -> Self {
        let sites = layout.sites.len();
        let parts = VecDeque::from([Part::new(sites)]);
        Self { batches, sites, begun: 0, stopped: false, refused: false, parts, gone: 0 }
    }

    /// The next batch to play, and the number of its part.
    fn begin(&mut self, watch: &impl Watch) -> Option<(usize, Range<u32>)> {
        if self.stopped {
            return None;
        }
        let batch = self.batches.get(self.begun)?.clone();
        if watch.part_ends() {
            self.close();
        }
        self.begun += 1;
        let last = self.parts.len() - 1;
        self.parts[last].begun += 1;
        Some((self.gone + last, batch))
    }

    /// Ends the last part, if there is anything in it, and begins another.
    fn close(&mut self) {
        if let Some(last) = self.parts.back_mut().filter(|last| last.begun > 0) {
            last.closed = true;
            self.parts.push_back(Part::new(self.sites));
        }
    }

    /// A batch is done.
    fn end(&mut self, part: usize, chunk: Tables, outcomes: &[Outcome]) {
        let part = &mut self.parts[part - self.gone];
        part.chunks.push(chunk);
        for outcome in outcomes {
            part.counts.count(outcome.flow.fates.rows());
        }
    }

    /// The first part that was not handed over, if it is done.
    fn finished(&mut self) -> Option<Part> {
        let first = self.parts.front()?;
        if self.refused || !first.closed || first.chunks.len() < first.begun {
            return None;
        }
        self.gone += 1;
        self.parts.pop_front()
    }
}

/// Batches that are kept together.
struct Part {
    begun: usize,
    closed: bool,
    chunks: Vec<Tables>,
    counts: SiteCounts,
}

impl Part {
    fn new(sites: usize) -> Self {
        Self { begun: 0, closed: false, chunks: Vec::new(), counts: SiteCounts::none(sites) }
    }

    fn results(mut self, layout: &Layout) -> Results {
        self.chunks.sort_by_key(|chunk| chunk.replicates.replicate[0]);
        let mut results = Results::empty(layout.clone());
        results.counts = self.counts;
        // Table by table, and each chunk's table is freed when it has been copied: at most one table is in memory twice.
        macro_rules! gather {
            ($table:ident) => {{
                let rows = self.chunks.iter().map(|chunk| chunk.$table.len()).sum();
                results.$table.reserve(rows);
                for chunk in &mut self.chunks {
                    results.$table.append(std::mem::take(&mut chunk.$table));
                }
            }};
        }
        each_table!(gather);
        results
    }
}

/// Ranges of up to [`BATCH`] replicates that end at its multiples.
fn batches(replicates: Range<u32>) -> Vec<Range<u32>> {
    let mut batches = Vec::new();
    let mut from = replicates.start;
    while from < replicates.end {
        let until = (u64::from(from / BATCH) + 1) * u64::from(BATCH);
        let until = u32::try_from(until).unwrap_or(u32::MAX).min(replicates.end);
        batches.push(from..until);
        from = until;
    }
    batches
}

#[cfg(test)]
mod tests;
