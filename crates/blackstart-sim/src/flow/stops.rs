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
        for (kept, fate) in self.kept.chunks_exact(self.ring).zip(&mut self.fates) {
            if fate.settled {
                continue;
            }
            let step = |at: usize| &kept[(self.judged + at) % self.ring];
            let runs = fate.stopped.iter().all(|stopped| stopped.is_infinite());
            if runs && (0..count).all(|at| !any_below(step(at))) {
                continue;
            }
            for at in 0..known {
                let [event, twin] = step(at);
                for lane in 0..W {
                    self.sums[at + 1][0][lane] = self.sums[at][0][lane] + f64::from(event[lane]);
                    self.sums[at + 1][1][lane] = self.sums[at][1][lane] + f64::from(twin[lane]);
                }
            }
            for at in 0..count {
                let [event, twin] = step(at);
                let [event_before, twin_before] = &self.sums[at];
                let [event_week, twin_week] = &self.sums[(at + self.week).min(known)];
                let [event_month, twin_month] = &self.sums[(at + self.month).min(known)];
                let now = (self.judged + at) as f64;
                for lane in 0..W {
                    let (event, twin) = (f64::from(event[lane]), f64::from(twin[lane]));
                    let half_a_week =
                        event_week[lane] - event_before[lane] >= HALF * (twin_week[lane] - twin_before[lane]);
                    let most_of_a_month =
                        event_month[lane] - event_before[lane] >= MOST * (twin_month[lane] - twin_before[lane]);
                    let stops = (event < HALF * twin) & !half_a_week;
                    let stopped = earlier(&mut fate.stopped[lane], stops, now);
                    let restarts = (stopped < now) & (event > 0.0) & half_a_week;
                    let restarted = earlier(&mut fate.restarted[lane], restarts, now);
                    let recovers = (restarted <= now) & (event > 0.0) & most_of_a_month;
                    earlier(&mut fate.recovered[lane], recovers, now);
                }
            }
            fate.settled = fate.recovered.iter().all(|recovered| recovered.is_finite());
        }
        self.judged += count;
    }
}

/// Whether any lane made less than half.
fn any_below<const W: usize>([event, twin]: &[[f32; W]; 2]) -> bool {
    let mut below = false;
    for lane in 0..W {
        below |= f64::from(event[lane]) < HALF * f64::from(twin[lane]);
    }
    below
}

/// Keeps the first moment at which something holds, and returns it.
fn earlier(first: &mut f64, holds: bool, now: f64) -> f64 {
    let now = if holds { now } else { f64::INFINITY };
    *first = if now < *first { now } else { *first };
    *first
}

#[cfg(test)]
mod tests;
