//! When each site stops, restarts, recovers and is back for good: judged over whole weeks next to the twin, so that a holiday or a refilled shelf is neither.
//!
//! Production of each step is kept for as long as the longer window; every four weeks the steps whose windows are whole are judged, site by
//! site. What is kept of a site lies together, so that judging it reads memory once and in order.

use super::fates::Sides;
use super::ground::Ground;

/// "At least half", to six digits: production is kept in single precision.
const HALF: f64 = 0.5 * (1.0 - 1e-6);
/// "At least 90 %", to six digits.
pub(super) const MOST: f64 = crate::handover::BACK_AT * (1.0 - 1e-6);

/// Hours over which a stop and a restart are judged.
const WEEK: f64 = 168.0;
/// Hours over which a recovery is judged.
const MONTH: f64 = 672.0;

/// What is known of every site so far.
#[derive(Debug)]
pub(super) struct Stops<const W: usize> {
    /// Steps of the windows, at least one.
    week: usize,
    month: usize,
    step_hours: f64,
    /// Per site: moment from which its own channels are back \[h\].
    channels_back: Vec<[f64; W]>,
    /// Per site, `ring` steps: event and twin.
    kept: Vec<[[f32; W]; 2]>,
    ring: usize,
    /// Step of the first that was taken.
    first: usize,
    /// Steps taken, and of these judged.
    taken: usize,
    judged: usize,
    fates: Vec<[Fate; W]>,
    /// Sums of one site, event and twin, before each step that is kept.
    sums: Vec<[[f64; W]; 2]>,
}

/// When a site stopped and came back \[h\]; infinite: not, or not within the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) stopped: f64,
    pub(super) restarted: f64,
    pub(super) recovered: f64,
    pub(super) back: f64,
    /// How many separate times it stopped.
    pub(super) stops: u32,
}

/// One site in one lane so far. Moments are steps from the first that was taken; infinite: not (yet).
#[derive(Clone, Copy, Debug)]
struct Fate {
    stopped: f64,
    restarted: f64,
    recovered: f64,
    /// Whether and from when on it is back, as far as is seen.
    back: f64,
    stops: u32,
    /// Whether the last stop goes on.
    down: bool,
}

impl<const W: usize> Stops<W> {
    pub(super) fn new(ground: &Ground, channels_back: Vec<[f64; W]>) -> Self {
        Self::of(channels_back, ground.layout.steps, ground.layout.step_hours)
    }

    fn of(channels_back: Vec<[f64; W]>, steps: usize, step_hours: f64) -> Self {
        let window = |hours: f64| (hours / step_hours).round().max(1.0) as usize;
        let (week, month) = (window(WEEK), window(MONTH));
        let ring = (2 * month).min(steps);
        let sites = channels_back.len();
        Self {
            week,
            month,
            step_hours,
            channels_back,
            kept: vec![[[0.0; W]; 2]; sites * ring],
            ring,
            first: 0,
            taken: 0,
            judged: 0,
            fates: vec![[Fate::RUNS; W]; sites],
            sums: vec![[[0.0; W]; 2]; ring + 1],
        }
    }

    /// Takes the production of a step; steps come in order, without gaps.
    pub(super) fn take<T: Fn(usize) -> [f64; W]>(&mut self, step: usize, made: &Sides<'_, W, T>) {
        if self.taken == 0 {
            self.first = step;
        }
        let slot = self.taken % self.ring;
        for (site, kept) in self.kept.chunks_exact_mut(self.ring).enumerate() {
            let twin = (made.twin)(site);
            let event = &made.event[site];
            for lane in 0..W {
                kept[slot][0][lane] = event[lane] as f32;
                kept[slot][1][lane] = twin[lane] as f32;
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

    /// What was seen of a site.
    pub(super) fn seen(&self, site: usize, lane: usize) -> Seen {
        let fate = &self.fates[site][lane];
        let hours = |step: f64| (step + self.first as f64) * self.step_hours;
        // Exact within the step in which its channels return.
        let back = hours(fate.back).max(self.channels_back[site][lane]);
        Seen {
            stopped: hours(fate.stopped),
            restarted: hours(fate.restarted).min(back),
            recovered: hours(fate.recovered),
            back,
            stops: fate.stops,
        }
    }

    /// Judges the next `count` steps by all that was taken.
    fn judge(&mut self, count: usize) {
        let known = self.taken - self.judged;
        let begin = self.judged % self.ring;
        let sites = self.kept.chunks_exact(self.ring).zip(&mut self.fates).zip(&self.channels_back);
        for ((kept, fates), channels_back) in sites {
            // In the order of time.
            let steps = || kept[begin..].iter().chain(&kept[..begin]);
            if !matters(fates, steps().take(known), count) {
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
            for (lane, fate) in fates.iter_mut().enumerate() {
                let channels_back = channels_back[lane] / self.step_hours - (self.first + self.judged) as f64;
                for (at, [event, twin]) in steps().take(count).enumerate() {
                    fate.judge(&Ahead {
                        at,
                        step: (self.judged + at) as f64,
                        event: f64::from(event[lane]),
                        twin: f64::from(twin[lane]),
                        after: (at as f64 + 1.0 - channels_back).clamp(0.0, 1.0),
                        sums: &self.sums,
                        lane,
                        known,
                        week: self.week,
                        month: self.month,
                    });
                }
            }
        }
        self.judged += count;
    }
}

/// Whether any of the steps can change what is known of any lane, as far as it can be seen from single steps; `count` of them are to be judged.
fn matters<'a, const W: usize>(
    fates: &[Fate; W],
    mut steps: impl Iterator<Item = &'a [[f32; W]; 2]>,
    count: usize,
) -> bool {
    if fates.iter().any(Fate::waits) {
        return true;
    }
    let below = fates.map(|fate| if fate.stops > 0 { MOST } else { HALF });
    let low = |[event, twin]: &[[f32; W]; 2]| {
        let mut low = false;
        for lane in 0..W {
            low |= f64::from(event[lane]) < below[lane] * f64::from(twin[lane]);
        }
        low
    };
    // What is back is undone by windows, which reach beyond the steps to judge.
    if fates.iter().any(|fate| fate.stops > 0) { steps.any(low) } else { steps.take(count).any(low) }
}

/// A step to judge, and what comes after it.
struct Ahead<'a, const W: usize> {
    /// Its place among the steps known.
    at: usize,
    /// Its number from the first that was taken.
    step: f64,
    event: f64,
    twin: f64,
    /// Part of the step in which the site's own channels are back for good.
    after: f64,
    sums: &'a [[[f64; W]; 2]],
    lane: usize,
    known: usize,
    week: usize,
    month: usize,
}

impl<const W: usize> Ahead<'_, W> {
    /// Whether that share of what the twin makes, less something, is made over so many steps from here.
    fn holds(&self, steps: usize, share: f64, less: f64) -> bool {
        let (from, until) = (&self.sums[self.at], &self.sums[(self.at + steps).min(self.known)]);
        let made = |side: usize| until[side][self.lane] - from[side][self.lane];
        made(0) >= share * (made(1) - less)
    }

    /// The same over the longer window. What is left of the history proves nothing once it is shorter than the short one.
    fn lasts(&self, less: f64) -> bool {
        self.at + self.week > self.known || self.holds(self.month, MOST, less)
    }
}

impl Fate {
    const RUNS: Self = Self {
        stopped: f64::INFINITY,
        restarted: f64::INFINITY,
        recovered: f64::INFINITY,
        back: f64::INFINITY,
        stops: 0,
        down: false,
    };

    /// Whether it stopped, and something of its way back is still to come.
    fn waits(&self) -> bool {
        let last = self.restarted.max(self.recovered).max(self.back);
        self.stops > 0 && (self.down || last == f64::INFINITY)
    }

    /// Takes a step; steps come in order.
    fn judge<const W: usize>(&mut self, it: &Ahead<'_, W>) {
        if !self.down && it.event < HALF * it.twin && !it.holds(it.week, HALF, 0.0) {
            if self.stops == 0 {
                self.stopped = it.step;
            }
            self.stops += 1;
            self.down = true;
            self.back = f64::INFINITY;
        }
        if self.stops == 0 {
            return;
        }
        let (makes, later) = (it.event > 0.0, it.step > self.stopped);
        if self.restarted == f64::INFINITY && makes && later && it.holds(it.week, HALF, 0.0) {
            self.restarted = it.step;
        }
        if self.recovered == f64::INFINITY && self.restarted <= it.step && makes && it.holds(it.month, MOST, 0.0) {
            self.recovered = it.step;
        }
        // A stop is over once the step itself is at half too: until then the window only sees what is to come.
        if self.down && makes && it.event >= HALF * it.twin && it.holds(it.week, HALF, 0.0) {
            self.down = false;
        }
        if self.back < f64::INFINITY && !it.lasts(0.0) {
            self.back = f64::INFINITY;
        }
        // Of the step in which its channels return, only what comes after counts.
        let less = it.twin * (1.0 - it.after);
        if self.back == f64::INFINITY
            && makes
            && it.after > 0.0
            && it.event >= MOST * (it.twin - less)
            && it.holds(it.week, MOST, less)
            && it.lasts(less)
        {
            self.back = it.step;
            self.down = false;
        }
    }
}

#[cfg(test)]
mod tests;
