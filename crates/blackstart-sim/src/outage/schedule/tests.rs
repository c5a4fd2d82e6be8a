//! Rosters worked by hand. Moment 0 is Monday 1 September 2025, 00:00.

use super::Roster;
use crate::sample::office_hours;
use blackstart_model::time::{Calendar, Clock};
use jiff::civil::{DateTime, date};
use proptest::prelude::*;

fn monday() -> DateTime {
    date(2025, 9, 1).at(0, 0, 0, 0)
}

/// Monday to Friday, 8 to 16.
fn office() -> Clock {
    Calendar::new(office_hours(), Vec::new()).counted_from(monday())
}

#[test]
fn two_heads_do_two_things_at_once_and_the_third_waits() {
    let mut crew = Roster::new(2, [], None);
    assert_eq!(crew.place(0.0, 10.0, 1), Some((0.0, 10.0)));
    assert_eq!(crew.place(0.0, 4.0, 1), Some((0.0, 4.0)));
    assert_eq!(crew.place(0.0, 3.0, 1), Some((4.0, 7.0)));
    // Both heads: not before 10. One head in the gap 7–10: fits if it is short enough, else after the pair.
    assert_eq!(crew.place(0.0, 5.0, 2), Some((10.0, 15.0)));
    assert_eq!(crew.place(0.0, 4.0, 1), Some((15.0, 19.0)));
    assert_eq!(crew.place(0.0, 3.0, 1), Some((7.0, 10.0)));
}

#[test]
fn a_task_that_begins_on_friday_keeps_its_head_over_the_weekend() {
    let mut crew = Roster::new(1, [], Some(office()));
    // Friday 12:00 is 4×24 + 12 = 108; four hours on Friday, two on Monday from 8: done at 168 + 10 = 178.
    assert_eq!(crew.place(108.0, 6.0, 1), Some((108.0, 178.0)));
    assert_eq!(crew.place(100.0, 1.0, 1), Some((104.0, 105.0)), "Friday morning is still free");
    assert_eq!(crew.place(105.0, 4.0, 1), Some((178.0, 182.0)), "three hours until noon are too few");
    // Monday 182 = 14:00: two hours, then Tuesday 8:00 (200) three more.
    assert_eq!(crew.place(105.0, 5.0, 1), Some((182.0, 203.0)));
}

#[test]
fn days_off_are_not_worked() {
    let off = vec![(date(2025, 9, 2).at(0, 0, 0, 0), date(2025, 9, 4).at(0, 0, 0, 0))];
    let mut crew = Roster::new(1, [], Some(Calendar::new(office_hours(), off).counted_from(monday())));
    // Monday 12–16, then Thursday (72) from 8: 80 + 2.
    assert_eq!(crew.place(12.0, 6.0, 1), Some((12.0, 82.0)));
}

#[test]
fn more_people_help_from_the_moment_they_arrive() {
    let mut crew = Roster::new(1, [(30.0, 1), (10.0, 1)], None);
    assert_eq!(crew.place(0.0, 5.0, 2), Some((10.0, 15.0)));
    assert_eq!(crew.place(0.0, 5.0, 3), Some((30.0, 35.0)));
    assert_eq!(crew.place(0.0, 10.0, 1), Some((0.0, 10.0)));
    assert_eq!(crew.place(0.0, 5.0, 4), None, "there are never four");
    assert_eq!(crew.place(0.0, 15.0, 2), Some((15.0, 30.0)), "they leave just in time for the three");
}

#[test]
fn what_can_never_be_done_is_said_and_not_waited_for() {
    let closed = Calendar::new(Vec::new(), Vec::new()).counted_from(monday());
    assert_eq!(Roster::new(1, [], Some(closed)).place(0.0, 1.0, 1), None);
    assert_eq!(Roster::new(0, [], None).place(0.0, 1.0, 1), None);
    assert_eq!(Roster::new(1, [], None).place(f64::INFINITY, 1.0, 1), None);
    let mut crew = Roster::new(1, [(50.0, 1)], None);
    assert_eq!(crew.place(0.0, f64::INFINITY, 1), Some((0.0, f64::INFINITY)), "an endless task keeps its head");
    assert_eq!(crew.place(0.0, 1.0, 1), Some((50.0, 51.0)));
    assert_eq!(crew.place(0.0, 1.0, 2), None);
}

#[test]
fn a_task_without_length_needs_its_heads_but_keeps_nobody() {
    let mut crew = Roster::new(1, [], None);
    assert_eq!(crew.place(2.0, 4.0, 1), Some((2.0, 6.0)));
    assert_eq!(crew.place(3.0, 0.0, 1), Some((6.0, 6.0)));
    assert_eq!(crew.place(3.0, 0.0, 0), Some((3.0, 3.0)));
    assert_eq!(crew.place(0.0, 2.0, 1), Some((0.0, 2.0)));
    assert_eq!(crew.place(0.0, 1.0, 1), Some((6.0, 7.0)));
}

proptest! {
    /// Against the slow way: every whole hour tried, heads counted hour by hour.
    #[test]
    fn every_task_gets_the_earliest_hour_that_fits(
        people in 1u32..4,
        extra in prop::collection::vec((0u32..60, 1u32..3), 0..3),
        shifts in prop::sample::select(vec![None, Some(office_hours()), Some(vec![(20.0, 30.0), (160.0, 168.0)])]),
        tasks in prop::collection::vec((0u32..80, 1u32..12, 0u32..4), 1..12),
    ) {
        const HOURS: usize = 4000;
        let clock = shifts.clone().map(|shifts| Calendar::new(shifts, Vec::new()).counted_from(monday()));
        let extra: Vec<(f64, u32)> = extra.into_iter().map(|(from, more)| (f64::from(from), more)).collect();
        let mut free: Vec<u32> = (0..HOURS)
            .map(|hour| people + extra.iter().filter(|(from, _)| *from <= hour as f64).map(|(_, more)| more).sum::<u32>())
            .collect();
        let open = |hour: usize| shifts.as_ref().is_none_or(|shifts| {
            shifts.iter().any(|(from, to)| *from <= (hour % 168) as f64 && ((hour % 168) as f64) < *to)
        });
        let mut crew = Roster::new(people, extra, clock);
        for (not_before, hours, heads) in tasks {
            let placed = crew.place(f64::from(not_before), f64::from(hours), heads);
            let slow = (not_before as usize..HOURS - 500).filter(|&begin| open(begin)).find_map(|begin| {
                let last = (begin..HOURS).filter(|&hour| open(hour)).nth(hours as usize - 1).unwrap();
                (begin..=last).all(|hour| free[hour] >= heads).then_some((begin, last + 1))
            });
            prop_assert_eq!(placed, slow.map(|(begin, end)| (begin as f64, end as f64)));
            if let Some((begin, end)) = slow {
                free[begin..end].iter_mut().for_each(|free| *free -= heads);
            }
        }
    }
}
