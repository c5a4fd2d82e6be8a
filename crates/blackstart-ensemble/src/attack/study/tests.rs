//! When a logic of fallen systems fails.

use super::*;

#[test]
fn a_logic_fails_when_too_few_are_left() {
    let falls: Table<SystemId, Down> =
        [5.0, 1.0, f64::INFINITY, 3.0].into_iter().map(|at_hours| Down { at_hours, by: Cause::Attacker }).collect();
    let keys: Vec<Logic> = falls.keys().map(Logic::System).collect();
    assert_eq!(fails(&Logic::All(keys.clone()), &falls), 1.0);
    assert_eq!(fails(&Logic::Any(keys.clone()), &falls), f64::INFINITY);
    assert_eq!(fails(&Logic::AtLeast(2, keys.clone()), &falls), 5.0);
    assert_eq!(fails(&Logic::AtLeast(4, keys), &falls), 1.0);
}
