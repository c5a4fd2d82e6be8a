//! Small instances on paper, and published ones whose optimum is known.

#![allow(clippy::disallowed_methods, reason = "tests read files")]

use super::{Proven, Unproven, makespan};
use crate::instance::{Demand, Instance, Mode, Resource, Task};
use crate::loss::Loss;
use crate::psplib;
use crate::search::lower_bound;
use crate::verify::verify;

fn task(hours: f64, after: &[usize]) -> Task {
    let demands = vec![Demand { resource: 0, heads: 1 }];
    Task { modes: vec![Mode { hours, price: 0.0, demands }], after: after.to_vec(), ..Task::default() }
}

#[test]
fn two_people_cannot_do_in_six_slots_what_takes_seven() {
    // 14 slots of work for two, but 5 and 2 are a chain, and the others do not fit beside it.
    let tasks = [task(5.0, &[]), task(4.0, &[]), task(3.0, &[]), task(2.0, &[0])];
    let instance = Instance::new(&tasks, vec![Resource::always(2)]).unwrap();
    let proven = makespan(&instance, 1, 8, &mut || false).unwrap();
    assert_eq!(proven.lower, 7);
    let starts: Vec<f64> = proven.starts.unwrap().into_iter().map(f64::from).collect();
    let ends: Vec<f64> = starts.iter().zip(&tasks).map(|(start, task)| start + task.modes[0].hours).collect();
    let plan = instance.plan((0..4).collect());
    assert_eq!(verify(&instance, &plan, &instance.usual(), &starts, &ends), []);
    assert!(ends.iter().all(|&end| end <= 7.0));
    // Told of a schedule of seven it has nothing left to find, and stopped at once it has proven nothing.
    assert_eq!(makespan(&instance, 1, 7, &mut || false).unwrap(), Proven { lower: 7, starts: None });
    assert_eq!(makespan(&instance, 2, 7, &mut || true).unwrap(), Proven { lower: 2, starts: None });
}

#[test]
fn what_is_not_proven_is_said() {
    let mut either = task(1.0, &[]);
    either.modes.push(either.modes[0].clone());
    let instance = Instance::new(&[either], vec![Resource::always(1)]).unwrap();
    assert_eq!(makespan(&instance, 0, 9, &mut || false), Err(Unproven::Modes(0)));
    let crew = Resource { heads: vec![(0.0, 1), (3.0, 2)], open: None };
    let instance = Instance::new(&[task(1.0, &[])], vec![crew]).unwrap();
    assert_eq!(makespan(&instance, 0, 9, &mut || false), Err(Unproven::Changes(0)));
    // Two who come at 3 are none before: with them from 0 on, a length would be proven that nobody can keep.
    let crew = Resource { heads: vec![(3.0, 2)], open: None };
    let instance = Instance::new(&[task(1.0, &[])], vec![crew]).unwrap();
    assert_eq!(makespan(&instance, 0, 9, &mut || false), Err(Unproven::Changes(0)));
    let begun = Task { begun: true, ..task(1.0, &[]) };
    let instance = Instance::new(&[task(1.0, &[]), begun], vec![Resource::always(1)]).unwrap();
    assert_eq!(makespan(&instance, 0, 9, &mut || false), Err(Unproven::Begun(1)));
    let many = vec![task(1.0, &[]); 401];
    let instance = Instance::new(&many, vec![Resource::always(1)]).unwrap();
    assert_eq!(makespan(&instance, 0, 9, &mut || false), Err(Unproven::TooMany(401)));
}

#[test]
fn published_optima_are_proven() {
    let Some(folder) = blackstart_oracle::find("rcpsp") else { return };
    let known = std::fs::read_to_string(folder.join("best_known.csv")).unwrap();
    let mut proven = 0;
    for line in known.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (name, best) = (cells[0], cells[6].parse::<u32>().unwrap());
        // A debug build proves a few of them in no time.
        if !name.starts_with("j30") || proven == 8 {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(format!("j30/{name}.sm"))).unwrap();
        let instance = psplib::read(&text).unwrap().instance;
        let lower = lower_bound(&instance, &Loss::makespan()).ceil() as u32;
        let mut asked = 0;
        let mut stop = || {
            asked += 1;
            asked > 100_000
        };
        let found = makespan(&instance, lower, best, &mut stop).unwrap();
        assert!(found.lower <= best, "{name}: {} is proven, {best} is known", found.lower);
        assert_eq!(found.starts, None, "{name}: shorter than what is known");
        proven += u32::from(found.lower == best);
    }
    assert!(proven >= 8, "only {proven} are proven");
}
