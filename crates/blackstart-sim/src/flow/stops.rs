//! When each site stops, restarts and recovers: judged over whole weeks next to the twin, so that a holiday or a refilled shelf is neither.
//!
//! Production of each step is kept for as long as the longer window; every four weeks the steps whose windows are whole are judged, site by
//! site. What is kept of a site lies together, so that judging it reads memory once and in order.

use super::fates::Sides;
use super::ground::Ground;

/// "At least half", to six digits: production is kept in single precision.
const HALF: f64 = 0.5 * (1.0 - 1e-6);
/// "At least 90 %", to six digits.
const MOST: f64 = 0.9 * (1.0 - 1e-6);

/// Hours over which a stop and a restart are judged.
const WEEK: f64 = 168.0;
/// Hours over which a recovery is judged.
const MONTH: f64 = 672.0;

/// What is known of every site so far. Moments are steps from moment 0; infinite: not (yet).
#[derive(Debug)]
pub(super) struct Stops<const W: usize> {
    /// Steps of the windows, at least one.
    week: usize,
    month: usize,
    /// Per site, `ring` steps: event and twin.
    kept: Vec<[[f32; W]; 2]>,
    ring: usize,
    /// Step of the first that was taken.
    first: usize,
    /// Steps taken, and of these judged.
    taken: usize,
    judged: usize,
    fates: Vec<Fate<W>>,
    /// Sums of one site, event and twin, before each step that is kept.
    sums: Vec<[[f64; W]; 2]>,
}

/// One site's moments.
#[derive(Clone, Copy, Debug)]
struct Fate<const W: usize> {
    stopped: [f64; W],
    restarted: [f64; W],
    recovered: [f64; W],
    /// Nothing more can change.
    settled: bool,
}

impl<const W: usize> Stops<W> {
    pub(super) fn new(ground: &Ground) -> Self {
        Self::of(ground.network.site_count(), ground.layout.steps, ground.layout.step_hours)
    }

    fn of(sites: usize, steps: usize, step_hours: f64) -> Self {
        let window = |hours: f64| (hours / step_hours).round().max(1.0) as usize;
        let (week, month) = (window(WEEK), window(MONTH));
        let ring = (2 * month).min(steps);
        let never = [f64::INFINITY; W];
        Self {
            week,
            month,
            kept: vec![[[0.0; W]; 2]; sites * ring],
            ring,
            first: 0,
            taken: 0,
            judged: 0,
            fates: vec![Fate { stopped: never, restarted: never, recovered: never, settled: false }; sites],
            sums: vec![[[0.0; W]; 2]; ring + 1],
        }
    }

    /// Takes the production of a step; steps come in order, without gaps.
    pub(super) fn take<T: Fn(usize) -> [f64; W]>(&mut self, step: usize, made: &Sides<'_, W, T>) {
        if self.taken == 0 {
            self.first = step;
        }
        let slot = self.taken % self.ring;
        let sites = self.kept.chunks_exact_mut(self.ring).zip(&self.fates).enumerate();
        for (site, (kept, fate)) in sites {
            if !fate.settled {
                let twin = (made.twin)(site);
                let event = &made.event[site];
                for lane in 0..W {
                    kept[slot][0][lane] = event[lane] as f32;
                    kept[slot][1][lane] = twin[lane] as f32;
                }
            }
        }
        self.taken += 1;
        if self.taken - self.judged == self.ring {
            self.judge(self.ring.saturating_sub(self.month));
        }
    }

    /// Judges what is left: windows end with the history.
    pub(super) fn close(&mut self) {
        self.judge(self.taken - self.judged);
    }

    /// Stopped, restarted and recovered, in steps from moment 0.
    pub(super) fn moments(&self, site: usize, lane: usize) -> [f64; 3] {
        let fate = &self.fates[site];
        [fate.stopped[lane], fate.restarted[lane], fate.recovered[lane]].map(|at| at + self.first as f64)
    }

    /// Judges the next `count` steps by all that was taken.
    fn judge(&mut self, count: usize) {
        let known = self.taken - self.judged;
        let begin = self.judged % self.ring;
        let now = |at: usize| (self.judged + at) as f64;
        for (kept, fate) in self.kept.chunks_exact(self.ring).zip(&mut self.fates) {
            // In the order of time.
            let steps = || kept[begin..].iter().chain(&kept[..begin]);
            if fate.settled || !steps().take(count).any(|step| fate.may_change(step)) {
                continue;
            }
            let mut sum = [[0.0; W]; 2];
            for ([event, twin], after) in steps().take(known).zip(&mut self.sums[1..]) {
                for lane in 0..W {
                    sum[0][lane] += f64::from(event[lane]);
                    sum[1][lane] += f64::from(twin[lane]);
                }
                *after = sum;
            }
            let sums = &self.sums;
            for lane in 0..W {
                let holds = |at: usize, days: usize, share: f64| {
                    let (from, until) = (&sums[at], &sums[(at + days).min(known)]);
                    until[0][lane] - from[0][lane] >= share * (until[1][lane] - from[1][lane])
                };
                // The first step of those to judge, not before another, for which something is true.
                let first = |from: f64, is: &dyn Fn(usize, f64, f64) -> bool| {
                    let mut steps = steps().take(count).enumerate();
                    let is = |(at, [event, twin]): (usize, &[[f32; W]; 2])| {
                        now(at) >= from && is(at, f64::from(event[lane]), f64::from(twin[lane]))
                    };
                    steps.position(is).map_or(f64::INFINITY, now)
                };
                if fate.stopped[lane].is_infinite() {
                    fate.stopped[lane] =
                        first(0.0, &|at, event, twin| event < HALF * twin && !holds(at, self.week, HALF));
                }
                if fate.stopped[lane].is_finite() && fate.restarted[lane].is_infinite() {
                    fate.restarted[lane] =
                        first(fate.stopped[lane] + 1.0, &|at, event, _| event > 0.0 && holds(at, self.week, HALF));
                }
                if fate.restarted[lane].is_finite() && fate.recovered[lane].is_infinite() {
                    fate.recovered[lane] =
                        first(fate.restarted[lane], &|at, event, _| event > 0.0 && holds(at, self.month, MOST));
                }
            }
            fate.settled = fate.recovered.iter().all(|recovered| recovered.is_finite());
        }
        self.judged += count;
    }
}

impl<const W: usize> Fate<W> {
    /// Whether a step could be what some lane waits for, as far as it can be seen from the step alone.
    fn may_change(&self, [event, twin]: &[[f32; W]; 2]) -> bool {
        let mut may = false;
        for lane in 0..W {
            let stops = f64::from(event[lane]) < HALF * f64::from(twin[lane]);
            let returns = event[lane] > 0.0;
            let runs = self.stopped[lane].is_infinite();
            may |= (runs & stops) | (!runs & self.recovered[lane].is_infinite() & returns);
        }
        may
    }
}

#[cfg(test)]
mod tests;
