//! Stories of people with a list.

use super::{Player, Policy};
use crate::instance::{Case, Demand, Instance, Mode, Plan, Resource, Task};
use crate::verify::verify;
use proptest::prelude::*;

fn task(hours: f64, after: &[usize], crew: Option<(usize, u32)>) -> Task {
    let demands = crew.map(|(resource, heads)| Demand { resource, heads }).into_iter().collect();
    Task {
        modes: vec![Mode { hours, price: 0.0, demands }],
        after: after.to_vec(),
        needed: None,
        begun: false,
        group: None,
    }
}

/// Starts and ends of the tasks, played as given.
fn played(policy: Policy, tasks: &[Task], resources: Vec<Resource>, list: &[u32]) -> Vec<(f64, f64)> {
    let instance = Instance::new(tasks, resources).unwrap();
    let plan = instance.plan(list.to_vec());
    let mut player = Player::new(&instance, policy);
    player.play(&plan, &instance.usual());
    assert_eq!(verify(&instance, &plan, &instance.usual(), player.starts(), player.ends()), []);
    player.starts().iter().copied().zip(player.ends().iter().copied()).collect()
}

#[test]
fn two_people_take_the_first_two_and_then_what_is_next() {
    let tasks = [
        task(5.0, &[], Some((0, 1))),
        task(2.0, &[], Some((0, 1))),
        task(4.0, &[], Some((0, 1))),
        task(1.0, &[2], None),
    ];
    let schedule = played(Policy::Resource, &tasks, vec![Resource::always(2)], &[0, 1, 2, 3]);
    assert_eq!(schedule, [(0.0, 5.0), (0.0, 2.0), (2.0, 6.0), (6.0, 7.0)]);
}

#[test]
fn who_is_small_slips_past_who_waits_for_more_people_unless_the_list_binds() {
    let tasks = [task(3.0, &[], Some((0, 1))), task(2.0, &[], Some((0, 2))), task(2.0, &[], Some((0, 1)))];
    let greedy = played(Policy::Resource, &tasks, vec![Resource::always(2)], &[0, 1, 2]);
    assert_eq!(greedy, [(0.0, 3.0), (3.0, 5.0), (0.0, 2.0)]);
    let bound = played(Policy::Activity, &tasks, vec![Resource::always(2)], &[0, 1, 2]);
    assert_eq!(bound, [(0.0, 3.0), (3.0, 5.0), (5.0, 7.0)]);
}

#[test]
fn contractors_arrive_and_one_way_of_two_is_enough() {
    let crew = Resource { heads: vec![(0.0, 1), (3.0, 2)], open: None };
    let mut either = task(1.0, &[0, 1], None);
    either.needed = Some(1);
    let tasks = [task(10.0, &[], Some((0, 1))), task(2.0, &[], Some((0, 1))), either];
    let schedule = played(Policy::Resource, &tasks, vec![crew], &[0, 1, 2]);
    assert_eq!(schedule, [(0.0, 10.0), (3.0, 5.0), (5.0, 6.0)]);
}

#[test]
fn work_pauses_at_night_and_keeps_its_people() {
    let crew = Resource { heads: vec![(0.0, 1)], open: Some(vec![(8.0, 16.0), (32.0, 40.0)]) };
    let tasks = [task(10.0, &[], Some((0, 1))), task(1.0, &[], Some((0, 1))), task(9.0, &[], Some((0, 1)))];
    let schedule = played(Policy::Resource, &tasks, vec![crew], &[0, 1, 2]);
    assert_eq!(schedule, [(8.0, 34.0), (34.0, 35.0), (35.0, f64::INFINITY)]);
}

#[test]
fn who_has_begun_goes_first_and_who_is_not_there_takes_no_time() {
    let mut running = task(4.0, &[], Some((0, 1)));
    running.begun = true;
    let tasks = [task(2.0, &[], Some((0, 1))), running, task(3.0, &[1], Some((0, 1)))];
    let instance = Instance::new(&tasks, vec![Resource::always(1)]).unwrap();
    let plan = instance.plan(vec![0, 1, 2]);
    let mut case = instance.usual();
    case.hours[2] = f64::NAN;
    case.release[2] = 5.0;
    let mut player = Player::new(&instance, Policy::Resource);
    player.play(&plan, &case);
    assert_eq!(player.starts(), [4.0, 0.0, 5.0]);
    assert_eq!(player.ends(), [6.0, 4.0, 5.0]);
}

#[test]
fn who_has_begun_goes_on_even_where_there_are_fewer_heads_or_the_list_says_otherwise() {
    let mut running = task(4.0, &[], Some((0, 2)));
    running.begun = true;
    let tasks = [task(2.0, &[], Some((0, 1))), running];
    let crew = Resource { heads: vec![(0.0, 1), (1.0, 2)], open: None };
    for policy in [Policy::Resource, Policy::Activity] {
        let instance = Instance::new(&tasks, vec![crew.clone()]).unwrap();
        let mut player = Player::new(&instance, policy);
        player.play(&instance.plan(vec![0, 1]), &instance.usual());
        assert_eq!((player.starts(), player.ends()), ([4.0, 0.0].as_slice(), [6.0, 4.0].as_slice()));
    }
}

#[test]
fn groups_are_begun_in_order_and_go_on_by_themselves() {
    // Two people. 0 and 1 are one system, 2 and 3 another, 4 a third that waits for the first; 5 could begin at once.
    let of = |group: usize, it: Task| Task { group: Some(group), ..it };
    let one = Some((0, 1));
    let tasks = [
        of(0, task(4.0, &[], one)),
        of(0, task(1.0, &[0], one)),
        of(1, task(2.0, &[], one)),
        of(1, task(1.0, &[2], one)),
        of(2, task(1.0, &[1], one)),
        of(3, task(1.0, &[], one)),
    ];
    let list = [0, 1, 2, 3, 4, 5];
    let play = |policy| -> Vec<f64> {
        played(policy, &tasks, vec![Resource::always(2)], &list).into_iter().map(|it| it.0).collect()
    };
    assert_eq!(play(Policy::Resource), [0.0, 4.0, 0.0, 2.0, 5.0, 3.0]);
    assert_eq!(play(Policy::Groups), [0.0, 4.0, 0.0, 2.0, 5.0, 5.0]);
    assert_eq!(play(Policy::Activity), [0.0, 4.0, 4.0, 6.0, 6.0, 7.0]);
}

/// What people do, said slowly: at each event go down the whole list and start what fits.
fn slowly(instance: &Instance, plan: &Plan, case: &Case) -> Vec<f64> {
    let n = instance.tasks();
    let (mut start, mut end) = (vec![f64::INFINITY; n], vec![f64::INFINITY; n]);
    let mut moments = vec![0.0];
    moments.extend(case.release.iter().copied());
    moments.extend(instance.resources().iter().flat_map(|it| it.heads.iter().map(|row| row.0)));
    while !moments.is_empty() {
        moments.sort_by(f64::total_cmp);
        let now = moments.remove(0);
        // Ends at this very moment free their heads before anybody looks.
        loop {
            let mut again = false;
            // Those who need nobody first, until nothing moves.
            let free = |&&task: &&u32| super::takes_nobody(instance, plan, case, task as usize);
            let rest = plan.list.iter().filter(|task| !free(task));
            let mut still = true;
            while std::mem::take(&mut still) {
                for &task in plan.list.iter().filter(free) {
                    let task = task as usize;
                    let over = instance.before(task).iter().filter(|&&it| end[it as usize] <= now).count();
                    let hours = case.hours[instance.mode(task, plan.modes[task])];
                    if start[task] == f64::INFINITY && over >= instance.needed(task) && case.release[task] <= now {
                        start[task] = now;
                        end[task] = if hours.is_nan() { now } else { now + hours };
                        moments.push(end[task]);
                        still = true;
                    }
                }
            }
            for &task in rest {
                let task = task as usize;
                let over = instance.before(task).iter().filter(|&&it| end[it as usize] <= now).count();
                let mode = instance.mode(task, plan.modes[task]);
                let there = !case.hours[mode].is_nan();
                let fits = instance.demands(mode).all(|demand| {
                    let heads = instance.resources()[demand.resource]
                        .heads
                        .iter()
                        .rev()
                        .find(|it| it.0 <= now)
                        .map_or(0, |it| it.1);
                    let used: u32 = (0..n)
                        .filter(|&it| start[it] <= now && now < end[it])
                        .flat_map(|it| instance.demands(instance.mode(it, plan.modes[it])))
                        .filter(|it| it.resource == demand.resource)
                        .map(|it| it.heads)
                        .sum();
                    used + demand.heads <= heads
                });
                if start[task] == f64::INFINITY
                    && over >= instance.needed(task)
                    && case.release[task] <= now
                    && (fits || !there)
                {
                    start[task] = now;
                    end[task] = if there { now + case.hours[mode] } else { now };
                    moments.push(end[task]);
                    again |= end[task] == now;
                }
            }
            if !again {
                break;
            }
        }
    }
    start
}

prop_compose! {
    /// Some tasks in a random net, hours of quarters so that moments meet exactly.
    fn instances()(n in 1..14_usize)(
        hours in prop::collection::vec(1..20_u32, n),
        heads in prop::collection::vec((0..3_u32, 0..3_u32), n),
        arcs in prop::collection::vec((0..n, 0..n), 0..2 * n),
        some in prop::collection::vec(any::<bool>(), n),
        crews in prop::collection::vec((2..4_u32, 0..3_u32, 1..40_u32), 2),
        release in prop::collection::vec(0..3_u32, n),
        keys in prop::collection::vec(any::<u32>(), n),
        absent in prop::collection::vec(0..5_u32, n),
    ) -> (Instance, Plan, Case) {
        let tasks: Vec<Task> = (0..hours.len()).map(|it| {
            let after: Vec<usize> = arcs.iter().filter(|(a, b)| a < b && *b == it).map(|arc| arc.0).collect();
            let demands = [heads[it].0, heads[it].1].into_iter().enumerate().map(|(resource, heads)| Demand { resource, heads });
            let needed = (some[it] && !after.is_empty()).then_some(1);
            Task { modes: vec![Mode { hours: f64::from(hours[it]) / 4.0, price: 0.0, demands: demands.collect() }], after, needed, begun: false, group: None }
        }).collect();
        let resources = crews.into_iter().map(|(heads, more, at)| Resource { heads: vec![(0.0, heads), (f64::from(at) / 4.0, heads + more)], open: None }).collect();
        let instance = Instance::new(&tasks, resources).unwrap();
        let keys: Vec<f64> = keys.into_iter().map(f64::from).collect();
        let plan = instance.plan(instance.list(&keys));
        let mut case = instance.usual();
        for it in 0..instance.tasks() {
            case.release[it] = f64::from(release[it]) * 2.5;
            if absent[it] == 0 {
                case.hours[it] = f64::NAN;
            }
        }
        (instance, plan, case)
    }
}

proptest! {
    #[test]
    fn the_fast_player_is_the_slow_one((instance, plan, case) in instances()) {
        let mut player = Player::new(&instance, Policy::Resource);
        player.play(&plan, &case);
        prop_assert_eq!(player.starts().to_vec(), slowly(&instance, &plan, &case));
        prop_assert_eq!(verify(&instance, &plan, &case, player.starts(), player.ends()), []);
        // Once more in the same room, and in order.
        let before = player.ends().to_vec();
        player.play(&plan, &case);
        prop_assert_eq!(player.ends().to_vec(), before);
        let mut bound = Player::new(&instance, Policy::Activity);
        bound.play(&plan, &case);
        prop_assert_eq!(verify(&instance, &plan, &case, bound.starts(), bound.ends()), []);
        // Where each task is a group of its own, groups in order are tasks in order.
        let mut groups = Player::new(&instance, Policy::Groups);
        groups.play(&plan, &case);
        prop_assert_eq!(groups.ends().to_vec(), bound.ends().to_vec());
        let busy = plan.list.iter().filter(|&&task| !super::takes_nobody(&instance, &plan, &case, task as usize));
        let order: Vec<f64> = busy.map(|&task| bound.starts()[task as usize]).collect();
        prop_assert!(order.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
