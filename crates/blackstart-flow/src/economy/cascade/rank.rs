//! Many shocks: each cascade starts on its frontier and moves, once it is wide, into a lane of full passes.

use super::cells::LANES;
use super::frontier::Frontier;
use super::sweep::{Begun, Sweep};
use super::{Cascade, CascadeError, Impact, Shock};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Share of firms due in a pass from which eight cascades side by side in full passes cost less than one on its frontier:
/// a full pass costs a lane about a tenth of what it costs a frontier. Measured on 10⁴ and 10⁵ firms; speed only.
const WIDE: f64 = 0.06;

/// Idle lanes at which they are filled again: filling goes over all firms, so it is done for several at once.
const REFILL: usize = 2;

impl Cascade {
    /// Plays every shock; impacts in the order of the shocks, the same bits for any number of threads of the current pool.
    ///
    /// `watch` is told each time how many more are done.
    ///
    /// # Errors
    /// The first shock that does not fit the network.
    pub fn rank(&self, shocks: &[Shock], watch: impl Fn(usize) + Sync) -> Result<Vec<Impact>, CascadeError> {
        self.rank_from(shocks, WIDE, watch)
    }

    /// [`Cascade::rank`] with another share of firms due at which a cascade leaves its frontier: 0 is full passes only,
    /// 1 never leaves it. Impacts are the same bits for all.
    ///
    /// # Errors
    /// The first shock that does not fit the network.
    pub fn rank_from(
        &self,
        shocks: &[Shock],
        wide: f64,
        watch: impl Fn(usize) + Sync,
    ) -> Result<Vec<Impact>, CascadeError> {
        self.check(shocks)?;
        let next = AtomicUsize::new(0);
        let parts = rayon::broadcast(|_| {
            let mut worker = Worker { cascade: self, shocks, next: &next, wide, done: vec![] };
            worker.work(&watch);
            worker.done
        });
        let mut impacts: Vec<Option<Impact>> = vec![None; shocks.len()];
        for (shock, impact) in parts.into_iter().flatten() {
            impacts[shock] = Some(impact);
        }
        Ok(impacts.into_iter().flatten().collect())
    }
}

/// What one thread does: takes the next shock when it has room for one.
struct Worker<'a> {
    cascade: &'a Cascade,
    shocks: &'a [Shock],
    next: &'a AtomicUsize,
    wide: f64,
    done: Vec<(usize, Impact)>,
}

impl<'a> Worker<'a> {
    fn work(&mut self, watch: &impl Fn(usize)) {
        let due_most = (self.wide * 2.0 * self.cascade.firm_count() as f64) as usize;
        let mut frontier = Frontier::new(self.cascade);
        let mut sweep = Sweep::new(self.cascade);
        loop {
            let told = self.done.len();
            let idle = sweep.idle();
            if idle >= REFILL {
                let mut begun = vec![];
                while begun.len() < idle
                    && let Some(next) = self.begin(&mut frontier, due_most)
                {
                    begun.push(next);
                }
                if !begun.is_empty() {
                    sweep.load(begun.into_iter());
                }
            }
            if sweep.idle() < LANES {
                sweep.pass(|shock, impact| self.done.push((shock, impact)));
            } else if told == self.done.len() {
                return;
            }
            watch(self.done.len() - told);
        }
    }

    /// Plays shocks until one is wide; none if there are no more.
    fn begin(&mut self, frontier: &mut Frontier<'_>, due_most: usize) -> Option<Begun<'a>> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let shock = self.shocks.get(number)?;
            frontier.begin(shock);
            let impact = loop {
                if frontier.look_ahead() > due_most {
                    let (passes, loss, footprints) = frontier.snapshot();
                    return Some(Begun { shock: (number, shock), passes, loss, footprints });
                }
                if !frontier.pass() {
                    break frontier.impact();
                }
            };
            self.done.push((number, impact));
        }
    }
}
