//! Restarts asked about in the middle: what has happened stands, and what it tells is what Bayes says.

use crate::attack::spread;
use crate::draw::Draw;
use crate::handover::{Availability, TaskDone, TaskKind};
use crate::outage::{Work, recover};
use crate::sample::{any_bad_day, company, crew, fall, quiet_month, system, task};
use blackstart_model::Model;
use blackstart_model::id::SystemId;
use blackstart_model::scenario::FallCause::Shutdown;
use blackstart_model::scenario::{Known, KnownTask, Progress, RestorePolicy, Scenario};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;

fn play(model: &Model, day: &Scenario, replicate: u64) -> Availability {
    let draw = Draw { seed: 5, replicate };
    recover(Work::of_scenario(model, day).as_ref(), model, day, draw, &spread(None, model, day, draw))
}

/// What somebody knows at a moment of a history.
fn seen(tasks: &[TaskDone], now_hours: f64) -> Known {
    let begun = tasks.iter().filter(|done| done.start_hours < now_hours);
    let mut tasks: Vec<KnownTask> = begun
        .map(|done| KnownTask {
            system: done.system,
            kind: done.kind,
            began_hours: done.start_hours,
            progress: if done.end_hours <= now_hours { Progress::Ended(done.end_hours) } else { Progress::Running },
        })
        .collect();
    tasks.sort_by_key(|task| (task.system, task.kind));
    Known { now_hours, investigation: None, tasks }
}

fn known(system: SystemId, kind: TaskKind, began_hours: f64, progress: Progress) -> KnownTask {
    KnownTask { system, kind, began_hours, progress }
}

/// Independent systems, each started by a head of its own, for as long as `hours` says.
fn independent(hours: &[Uncertain]) -> (Model, Scenario, Vec<SystemId>) {
    let mut model = company();
    let it = crew(&mut model, "it", 9);
    let mut systems = Vec::new();
    for (at, &hours) in hours.iter().enumerate() {
        let id = system(&mut model, &format!("s{at}"));
        model.systems[id].start = task(1.0, Some(it), 1);
        model.systems[id].start.as_mut().unwrap().hours = hours;
        systems.push(id);
    }
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &systems, 0.0, Shutdown)];
    day.recovery.as_mut().unwrap().policy = RestorePolicy::Ranked;
    (model, day, systems)
}

fn length(tasks: &[TaskDone], system: SystemId) -> f64 {
    let done = tasks.iter().find(|done| done.system == system).unwrap();
    done.end_hours - done.start_hours
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    sorted[(p * sorted.len() as f64) as usize]
}

#[test]
fn a_running_task_ends_by_its_law_knowing_how_long_it_has_taken() {
    let law = Uncertain::Lognormal { median: 10.0, p90: 20.0 };
    let (model, mut day, systems) = independent(&[law]);
    let tasks = vec![known(systems[0], TaskKind::Start, 2.0, Progress::Running)];
    day.recovery.as_mut().unwrap().known = Some(Known { now_hours: 14.0, investigation: None, tasks });
    let mut lengths: Vec<f64> = (0..4_000).map(|id| length(&play(&model, &day, id).tasks, systems[0])).collect();
    lengths.sort_by(f64::total_cmp);
    assert!(lengths[0] > 12.0);
    // P(T > t | T > 12) = P(T > t) / P(T > 12).
    let above = |t: f64| 1.0 - crate::draw::cdf(&law, t);
    for p in [0.1, 0.5, 0.9] {
        let share = 1.0 - above(quantile(&lengths, p)) / above(12.0);
        assert!((share - p).abs() < 0.02, "{p}: {share}");
    }
}

#[test]
fn a_running_task_that_may_fail_takes_longer_than_it_has() {
    let (mut model, mut day, systems) = independent(&[Uncertain::Fixed(4.0)]);
    let start = model.systems[systems[0]].start.as_mut().unwrap();
    (start.fails, start.again_hours) = (0.5, Uncertain::Fixed(3.0));
    let tasks = vec![known(systems[0], TaskKind::Start, 0.0, Progress::Running)];
    day.recovery.as_mut().unwrap().known = Some(Known { now_hours: 8.0, investigation: None, tasks });
    // At 8 it has failed twice, at 4 and at 7: the third attempt lasts until 10, and so on.
    let lengths: Vec<f64> = (0..4_000).map(|id| length(&play(&model, &day, id).tasks, systems[0])).collect();
    let share = |hours: f64| lengths.iter().filter(|it| **it == hours).count() as f64 / 4_000.0;
    assert!((share(10.0) - 0.5).abs() < 0.03 && (share(13.0) - 0.25).abs() < 0.03);
}

#[test]
fn finished_tasks_tell_of_what_all_have_in_common() {
    // All lognormal: the common factor given two lengths is lognormal too, with known mean and width.
    let law = Uncertain::Lognormal { median: 10.0, p90: 15.0 };
    let (model, mut day, systems) = independent(&[law, law, law]);
    let recovery = day.recovery.as_mut().unwrap();
    recovery.common = Uncertain::Lognormal { median: 1.0, p90: 1.6 };
    let tasks = vec![
        known(systems[0], TaskKind::Start, 0.0, Progress::Ended(18.0)),
        known(systems[1], TaskKind::Start, 0.0, Progress::Ended(14.0)),
    ];
    recovery.known = Some(Known { now_hours: 20.0, investigation: None, tasks });
    let width = |ratio: f64| ratio.ln() / 1.281_551_565_544_600_4;
    let (prior, own) = (width(1.6).powi(2), width(1.5).powi(2));
    let precision = 1.0 / prior + 2.0 / own;
    let mean = ((18.0_f64 / 10.0).ln() + (14.0_f64 / 10.0).ln()) / own / precision;
    let logs: Vec<f64> = (0..4_000).map(|id| (length(&play(&model, &day, id).tasks, systems[2]) / 10.0).ln()).collect();
    let found = logs.iter().sum::<f64>() / 4_000.0;
    let spread = logs.iter().map(|it| (it - found).powi(2)).sum::<f64>() / 4_000.0;
    assert!((found - mean).abs() < 0.02, "{found} {mean}");
    assert!((spread - (own + 1.0 / precision)).abs() < 0.01, "{spread}");
}

#[test]
fn a_running_investigation_and_one_that_is_over() {
    let (model, mut day, systems) = independent(&[Uncertain::Fixed(1.0)]);
    let recovery = day.recovery.as_mut().unwrap();
    recovery.investigation_hours = Uncertain::Uniform { low: 0.0, high: 10.0 };
    let starts =
        |day: &Scenario| -> Vec<f64> { (0..500).map(|id| play(&model, day, id).tasks[0].start_hours).collect() };
    day.recovery.as_mut().unwrap().known =
        Some(Known { now_hours: 6.0, investigation: Some(Progress::Running), tasks: Vec::new() });
    let running = starts(&day);
    let mean = running.iter().sum::<f64>() / 500.0;
    assert!(running.iter().all(|at| (6.0..=10.0).contains(at)) && (mean - 8.0).abs() < 0.2);
    day.recovery.as_mut().unwrap().known =
        Some(Known { now_hours: 6.0, investigation: Some(Progress::Ended(5.0)), tasks: Vec::new() });
    assert!(starts(&day).iter().all(|at| *at == 6.0), "nothing begins before now");
    assert_eq!(length(&play(&model, &day, 0).tasks, systems[0]), 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Where lengths are known beforehand, people who go down a list and are asked in the middle go on as they would have.
    #[test]
    fn asked_in_the_middle_the_rest_goes_as_it_would_have((model, day) in any_bad_day(), replicate in 0u64..1000, now in 0u32..400) {
        let (mut model, mut day) = (model, day);
        let ids: Vec<SystemId> = model.systems.keys().collect();
        for id in ids {
            let system = &mut model.systems[id];
            for task in [&mut system.rebuild, &mut system.verify, &mut system.start, &mut system.test].into_iter().flatten() {
                for way in task.modes.iter_mut().map(|mode| &mut mode.task) {
                    (way.hours, way.fails) = (Uncertain::Fixed(way.hours.mean()), 0.0);
                }
                (task.hours, task.fails) = (Uncertain::Fixed(task.hours.mean()), 0.0);
            }
        }
        let recovery = day.recovery.as_mut().unwrap();
        recovery.policy = RestorePolicy::Ranked;
        recovery.common = Uncertain::Fixed(recovery.common.mean());
        let whole = play(&model, &day, replicate);
        let now_hours = f64::from(now);
        day.recovery.as_mut().unwrap().known = Some(seen(&whole.tasks, now_hours));
        let again = play(&model, &day, replicate);
        prop_assert_eq!(whole.tasks.len(), again.tasks.len());
        let close = |a: f64, b: f64| a == b || (a - b).abs() < 1e-6;
        for done in &whole.tasks {
            let same = again.tasks.iter().find(|it| (it.system, it.kind) == (done.system, done.kind)).unwrap();
            prop_assert!(close(done.start_hours, same.start_hours) && close(done.end_hours, same.end_hours), "{:?} {:?}", done, same);
            prop_assert!((done.cost - same.cost).abs() < 1e-6 * (1.0 + done.cost));
        }
    }

    /// Asked at moment 0, nothing known: bit by bit the same.
    #[test]
    fn asked_at_the_beginning_nothing_changes((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let mut day = day;
        day.recovery.as_mut().unwrap().policy = RestorePolicy::Ranked;
        let whole = play(&model, &day, replicate);
        day.recovery.as_mut().unwrap().known = Some(Known::default());
        prop_assert_eq!(whole, play(&model, &day, replicate));
    }

    /// Whatever is known, it stands; the rest comes after now.
    #[test]
    fn what_has_happened_stands((model, day) in any_bad_day(), replicate in 0u64..1000, other in 0u64..1000, now in 0u32..400) {
        let mut day = day;
        day.recovery.as_mut().unwrap().policy = RestorePolicy::Ranked;
        let now_hours = f64::from(now);
        let facts = seen(&play(&model, &day, other).tasks, now_hours);
        day.recovery.as_mut().unwrap().known = Some(facts.clone());
        for done in play(&model, &day, replicate).tasks {
            match facts.task(done.system, done.kind) {
                Some(known) => {
                    prop_assert!((done.start_hours - known.began_hours).abs() < 1e-9);
                    match known.ended_hours() {
                        Some(ended) => prop_assert!((done.end_hours - ended).abs() < 1e-9),
                        None => prop_assert!(done.end_hours >= now_hours - 1e-6, "{} {now_hours}", done.end_hours),
                    }
                }
                None => prop_assert!(done.start_hours >= now_hours),
            }
        }
    }
}
