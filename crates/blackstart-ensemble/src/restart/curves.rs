//! What a service's return is worth, taken from the simulation: loss by the moment it is back, all else as it stands.

use super::{Ahead, Progress};
use crate::threads::Threads;
use blackstart_model::id::{Key, ServiceId, SystemId, Table};
use blackstart_plan::Curve;
use blackstart_sim::draw::Draw;
use blackstart_sim::{Supposed, World, suppose};
use rayon::prelude::*;
use serde::Serialize;

/// First replicate on which curves are measured: apart from those of the search and those of results.
const MEASURED: u64 = 1 << 41;
/// Replicates per point.
const REPLICATES: u64 = 4;
/// Moments at which a service is supposed to be back, as multiples of when it is expected.
const GRID: [f64; 6] = [0.25, 0.5, 0.75, 1.0, 1.4, 2.0];
/// The point past what is expected up to which the shares of all services add up to the whole.
const PAST: usize = 4;
/// What all others do meanwhile, as multiples of when they are expected: on time, and early. A service that only holds others up together with some that are as late
/// would seem worthless in the first alone, and one that waits for them anyway too dear in the second alone; the mean of both is a Shapley value of two orders.
const OTHERS: [f64; 2] = [1.0, 0.5];
/// Measurements between two looks at the watcher.
const PORTION: usize = 8;

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returning {
    /// A service.
    Service(ServiceId),
    /// A system that a site's channel names itself.
    System(SystemId),
}

/// What the return of a service or system is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnCurve {
    /// What comes back.
    pub of: Returning,
    /// Loss that is its own, by the moment it is back: both rising.
    pub points: Vec<Point>,
    /// Loss per hour after the last point \[money/h\].
    pub slope: f64,
}

/// What is lost if something is back at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The moment \[h\].
    pub back_hours: f64,
    /// The loss \[money\].
    pub loss: f64,
}

impl ReturnCurve {
    /// Whether it costs anything to be late.
    pub fn matters(&self) -> bool {
        self.slope > 0.0 || self.points.last().is_some_and(|last| last.loss > 0.0)
    }

    /// The curve of a history that ends at a horizon \[h\]: what never comes back costs what is lost until then.
    pub(super) fn until(&self, horizon_hours: f64) -> Curve {
        let mut points: Vec<(f64, f64)> = self.points.iter().map(|it| (it.back_hours, it.loss)).collect();
        match points.last().copied() {
            Some((last, loss)) if last < horizon_hours => {
                points.push((horizon_hours, loss + self.slope * (horizon_hours - last)));
            }
            Some(_) => {}
            None => points.push((0.0, 0.0)),
        }
        Curve::new(points, 0.0)
    }
}

/// When everything is expected back, and from when it is down.
pub(super) struct Expected<'a> {
    /// Everything goes down at this moment \[h\].
    pub(super) from_hours: f64,
    /// Moment each service is expected back \[h\].
    pub(super) services: &'a [f64],
    /// The same of systems.
    pub(super) systems: &'a [f64],
    /// Systems that channels name themselves.
    pub(super) named: &'a [SystemId],
}

impl Expected<'_> {
    /// All whose return is measured: every service, and the systems that channels name.
    fn subjects(&self) -> Vec<Returning> {
        let services = (0..self.services.len()).map(|it| Returning::Service(ServiceId::new(it)));
        services.chain(self.named.iter().map(|&it| Returning::System(it))).collect()
    }

    fn of(&self, subject: Returning) -> f64 {
        match subject {
            Returning::Service(it) => self.services[it.index()],
            Returning::System(it) => self.systems[it.index()],
        }
    }

    /// A moment so many times as far from the fall as expected.
    fn scaled(&self, expected: f64, times: f64) -> f64 {
        self.from_hours + times * (expected - self.from_hours).max(0.0)
    }

    /// All are back at so many times what is expected; other systems never went down.
    fn all(&self, times: f64) -> Supposed {
        let mut systems = vec![f64::NEG_INFINITY; self.systems.len()];
        for &it in self.named {
            systems[it.index()] = self.scaled(self.systems[it.index()], times);
        }
        Supposed {
            from_hours: self.from_hours,
            services: self.services.iter().map(|&at| self.scaled(at, times)).collect(),
            systems: systems.into_iter().collect::<Table<SystemId, f64>>(),
        }
    }

    /// One is back at so many times what is expected, the others at another multiple of it.
    fn one(&self, subject: Returning, times: f64, others: f64) -> Supposed {
        let mut supposed = self.all(others);
        let at = self.scaled(self.of(subject), times);
        match subject {
            Returning::Service(it) => supposed.services[it] = at,
            Returning::System(it) => supposed.systems[it] = at,
        }
        supposed
    }
}

/// Losses are measured on the same few replicates throughout.
struct Measure<'w, 'm> {
    world: &'w World<'m>,
    draws: Vec<Draw>,
}

impl Measure<'_, '_> {
    /// Mean loss under each supposition \[money\].
    fn means(&self, supposed: &[Supposed]) -> Vec<f64> {
        let n = self.draws.len();
        let draws: Vec<Draw> = supposed.iter().flat_map(|_| self.draws.iter().copied()).collect();
        let each: Vec<Supposed> = supposed.iter().flat_map(|it| std::iter::repeat_n(it.clone(), n)).collect();
        let losses: Vec<f64> = suppose(self.world, &draws, &each).iter().map(|it| it.total()).collect();
        losses.chunks(n).map(|chunk| chunk.iter().sum::<f64>() / n as f64).collect()
    }
}

/// Measures all: every service, and the systems that channels name.
pub(super) fn measured(
    world: &World,
    seed: u64,
    threads: usize,
    expected: &Expected,
    watch: &mut dyn FnMut(&Progress) -> Ahead,
) -> Vec<ReturnCurve> {
    let draws = (0..REPLICATES).map(|it| Draw { seed, replicate: MEASURED + it }).collect();
    let measure = Measure { world, draws };
    let subjects = expected.subjects();
    let jobs: Vec<(Returning, f64)> = subjects.iter().flat_map(|&it| OTHERS.map(|others| (it, others))).collect();
    let job =
        |&(subject, others): &(Returning, f64)| measure.means(&GRID.map(|times| expected.one(subject, times, others)));
    let threads = Threads::new(threads);
    let mut answers: Vec<Vec<f64>> = Vec::with_capacity(jobs.len());
    // In portions, so that somebody may look on and stop; what was not measured is worth nothing.
    for part in jobs.chunks(PORTION) {
        answers.extend(threads.run(|| part.par_iter().map(job).collect::<Vec<_>>()));
        if watch(&Progress::Measuring { done: answers.len(), of: jobs.len() }) == Ahead::Stop {
            break;
        }
    }
    answers.resize(jobs.len(), vec![0.0; GRID.len()]);
    let rows = subjects.iter().zip(answers.chunks(OTHERS.len()));
    let mut curves: Vec<ReturnCurve> = rows.map(|(&subject, rows)| curve(expected, subject, rows)).collect();
    add_up(&measure, expected, &mut curves);
    curves
}

/// The curve through what was measured at each point of the grid, in the mean over what the others did.
fn curve(expected: &Expected, of: Returning, rows: &[Vec<f64>]) -> ReturnCurve {
    let mut points: Vec<Point> = Vec::new();
    for (place, times) in GRID.into_iter().enumerate() {
        // Less the loss at the earliest point: what is not its own.
        let own: f64 = rows.iter().map(|row| row[place] - row[0]).sum::<f64>() / rows.len() as f64;
        let loss = points.last().map_or(0.0, |last| last.loss.max(own));
        let back_hours = expected.scaled(expected.of(of), times);
        if points.last().is_none_or(|last| back_hours > last.back_hours) {
            points.push(Point { back_hours, loss });
        }
    }
    let slope = match points.as_slice() {
        [.., a, b] => ((b.loss - a.loss) / (b.back_hours - a.back_hours)).max(0.0),
        _ => 0.0,
    };
    ReturnCurve { of, points, slope }
}

/// Shares add up to the whole: what is lost when all are late together, from the earliest point to the one past what is expected.
fn add_up(measure: &Measure, expected: &Expected, curves: &mut [ReturnCurve]) {
    let n = measure.draws.len();
    let supposed: Vec<Supposed> =
        [GRID[0], GRID[PAST]].into_iter().flat_map(|times| std::iter::repeat_n(expected.all(times), n)).collect();
    let draws = [measure.draws.as_slice(), &measure.draws].concat();
    let totals: Vec<f64> = suppose(measure.world, &draws, &supposed).iter().map(|it| it.total()).collect();
    let (early, late) = totals.split_at(n);
    let whole = (late.iter().sum::<f64>() - early.iter().sum::<f64>()) / n as f64;
    let parts: f64 = curves.iter().map(|it| it.points.get(PAST).map_or(0.0, |point| point.loss)).sum();
    if whole > 0.0 && parts > 0.0 {
        let factor = whole / parts;
        for curve in curves {
            curve.points.iter_mut().for_each(|point| point.loss *= factor);
            curve.slope *= factor;
        }
    }
}
