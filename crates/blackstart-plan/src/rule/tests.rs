//! What is worth how much where one way of several is enough.

use super::{value, worth};
use crate::instance::{Instance, Mode, Task};
use crate::loss::{Curve, Loss, Value};

fn task(hours: f64, after: &[usize], needed: Option<usize>) -> Task {
    Task {
        modes: vec![Mode { hours, price: 0.0, demands: Vec::new() }],
        after: after.to_vec(),
        needed,
        begun: false,
        group: None,
    }
}

/// A return that costs so much an hour.
fn returns(task: usize, per_hour: f64) -> Value {
    Value { task, curve: Curve::new(vec![(0.0, 0.0)], per_hour) }
}

#[test]
fn every_way_to_a_value_is_worth_something() {
    // The last milestone needs one of a task of six hours and of nothing at all, which could be done before everything.
    let tasks = [task(6.0, &[], None), task(0.0, &[], None), task(0.0, &[0, 1], Some(1)), task(3.0, &[], None)];
    let instance = Instance::new(&tasks, Vec::new()).unwrap();
    assert_eq!(instance.order(), [0, 1, 3, 2]);
    let loss = Loss { values: vec![returns(2, 70.0), returns(3, 4.0)], ..Loss::default() };
    assert_eq!(worth(&instance, &loss), [10.0, 70.0, 70.0, 1.0]);
    // Of equals the first.
    assert_eq!(value(&instance, &loss), [1, 2, 0, 3]);
}

#[test]
fn a_circle_with_a_way_out_is_entered_there() {
    // 1 and 2 wait for each other; 1 also for 0, and one of the two is enough for it.
    let tasks = [task(1.0, &[], None), task(2.0, &[0, 2], Some(1)), task(4.0, &[1], None)];
    let instance = Instance::new(&tasks, Vec::new()).unwrap();
    assert_eq!(instance.order(), [0, 1, 2]);
}
