//! What a service's return is worth, taken from the simulation: loss by the moment it is back, all else as it stands.

use blackstart_model::id::{Key, ServiceId, SystemId, Table};
use blackstart_plan::Curve;
use blackstart_plan::search::{Ahead, Progress};
use blackstart_sim::draw::Draw;
use blackstart_sim::{Supposed, World, suppose};
use rayon::prelude::*;

/// Where the replicates begin that curves are measured on: apart from those of the search and those of results.
const MEASURED: u64 = 1 << 41;
/// Replicates per point.
const REPLICATES: u64 = 4;
/// Moments at which a service is supposed to be back, as multiples of when it is expected.
const GRID: [f64; 6] = [0.25, 0.5, 0.75, 1.0, 1.4, 2.0];
/// What all others do meanwhile, as multiples of when they are expected: on time, and early. A service that only holds others up together with some that are as late
/// would seem worthless in the first alone, and one that waits for them anyway too dear in the second alone; the mean of both is a Shapley value of two orders.
const OTHERS: [f64; 2] = [1.0, 0.5];

/// What a service's return is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceCurve {
    /// The service …
    pub service: Option<ServiceId>,
    /// … or a system that a site's channel names itself.
    pub system: Option<SystemId>,
    /// Moment it is back \[h\], loss that is its \[money\]: rising.
    pub points: Vec<(f64, f64)>,
    /// Loss per hour after the last \[money/h\].
    pub slope: f64,
}

impl ServiceCurve {
    /// Whether it costs anything to be late.
    pub fn matters(&self) -> bool {
        self.slope > 0.0 || self.points.last().is_some_and(|last| last.1 > 0.0)
    }

    /// The curve of a history that ends at a horizon \[h\]: who never comes back costs what is lost until then.
    pub(super) fn until(&self, horizon_hours: f64) -> Curve {
        let mut points = self.points.clone();
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

/// Measures all: every service, and the systems that channels name.
pub(super) fn measured(
    world: &World,
    seed: u64,
    threads: usize,
    from_hours: f64,
    services: &[f64],
    systems: &[f64],
    named: &[SystemId],
    watch: &mut dyn FnMut(&Progress) -> Ahead,
) -> Vec<ServiceCurve> {
    let draws: Vec<Draw> = (0..REPLICATES).map(|it| Draw { seed, replicate: MEASURED + it }).collect();
    let subjects: Vec<(Option<usize>, Option<SystemId>)> = (0..services.len())
        .map(|it| (Some(it), None))
        .chain(named.iter().map(|&system| (None, Some(system))))
        .collect();
    let scaled = |row: &[f64], times: f64| {
        row.iter().map(|&at| from_hours + times * (at - from_hours).max(0.0)).collect::<Vec<_>>()
    };
    // One job: all points of one subject among others in one state.
    let job = |&(service, system): &(Option<usize>, Option<SystemId>), others: f64| -> Vec<f64> {
        let expected = service.map_or_else(|| system.map_or(0.0, |it| systems[it.index()]), |it| services[it]);
        let (mut all_draws, mut supposed) = (Vec::new(), Vec::new());
        for times in GRID {
            let mut services = scaled(services, others);
            let mut lines: Vec<f64> = vec![f64::NEG_INFINITY; systems.len()];
            for &it in named {
                lines[it.index()] = from_hours + others * (systems[it.index()] - from_hours).max(0.0);
            }
            let at = from_hours + times * (expected - from_hours).max(0.0);
            match (service, system) {
                (Some(it), _) => services[it] = at,
                (None, Some(it)) => lines[it.index()] = at,
                (None, None) => {}
            }
            let services: Table<ServiceId, f64> = services.into_iter().collect();
            let systems: Table<SystemId, f64> = lines.into_iter().collect();
            for &draw in &draws {
                all_draws.push(draw);
                supposed.push(Supposed { from_hours, services: services.clone(), systems: systems.clone() });
            }
        }
        let losses = suppose(world, &all_draws, &supposed);
        losses
            .chunks(draws.len())
            .map(|chunk| chunk.iter().map(|it| it.total()).sum::<f64>() / draws.len() as f64)
            .collect()
    };
    let jobs: Vec<(usize, f64)> = (0..subjects.len()).flat_map(|it| OTHERS.map(|others| (it, others))).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok();
    let mut answers: Vec<Vec<f64>> = Vec::with_capacity(jobs.len());
    // In portions, so that somebody may look on and stop; what was not measured is worth nothing.
    for part in jobs.chunks(8) {
        let one = |&(it, others): &(usize, f64)| job(&subjects[it], others);
        answers.extend(match &pool {
            Some(pool) => pool.install(|| part.par_iter().map(one).collect::<Vec<_>>()),
            None => part.iter().map(one).collect(),
        });
        if watch(&Progress { phase: 0, schedules: answers.len() as u64, best: jobs.len() as f64 }) == Ahead::Stop {
            break;
        }
    }
    answers.resize(jobs.len(), vec![0.0; GRID.len()]);

    let each = |(it, &(service, system)): (usize, &(Option<usize>, Option<SystemId>))| {
        let expected = service.map_or_else(|| system.map_or(0.0, |it| systems[it.index()]), |it| services[it]);
        let span = (expected - from_hours).max(0.0);
        let contexts = &answers[OTHERS.len() * it..OTHERS.len() * (it + 1)];
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (place, times) in GRID.into_iter().enumerate() {
            // Less the loss at the earliest point: what is not its own.
            let own: f64 = contexts.iter().map(|row| row[place] - row[0]).sum::<f64>() / contexts.len() as f64;
            let loss = points.last().map_or(0.0, |last: &(f64, f64)| last.1.max(own));
            let at = from_hours + times * span;
            if points.last().is_none_or(|last| at > last.0) {
                points.push((at, loss));
            }
        }
        let slope = match points.as_slice() {
            [.., a, b] => ((b.1 - a.1) / (b.0 - a.0)).max(0.0),
            _ => 0.0,
        };
        ServiceCurve { service: service.map(ServiceId::new), system, points, slope }
    };
    subjects.iter().enumerate().map(each).collect()
}
