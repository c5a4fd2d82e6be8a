//! Stories of one site: a row for the event, a row for its twin, a digit per day.

use super::*;
use proptest::prelude::*;

const NEVER: f64 = f64::INFINITY;

/// What is seen of a site whose own channels are back on a day, in steps of so many hours.
fn seen(event: &[f64], twin: &[f64], channels_back: f64, step_hours: f64) -> Seen {
    let mut stops = Stops::<1>::of(vec![[channels_back * 24.0]], event.len(), step_hours);
    for (step, (event, twin)) in event.iter().zip(twin).enumerate() {
        stops.take(step, &Sides { event: &[[*event]], twin: |_| [*twin] });
    }
    stops.close();
    stops.seen(0, 0)
}

/// Days on which it stopped, restarted and recovered.
fn told(event: &[f64], twin: &[f64]) -> [f64; 3] {
    let it = seen(event, twin, f64::NEG_INFINITY, 24.0);
    [it.stopped, it.restarted, it.recovered].map(|hours| hours / 24.0)
}

/// The day on which it is back for good, and how often it stopped, next to a twin that makes eight a day.
fn back(words: &[(&str, usize)], channels_back: f64) -> (f64, u32) {
    let event = days(words);
    let it = seen(&event, &vec![8.0; event.len()], channels_back, 24.0);
    (it.back / 24.0, it.stops)
}

/// `'3'` is three a day; each word is repeated so many times.
fn days(words: &[(&str, usize)]) -> Vec<f64> {
    let digit = |letter: char| f64::from(letter.to_digit(10).expect("a digit"));
    words.iter().flat_map(|(word, times)| word.repeat(*times).chars().map(digit).collect::<Vec<_>>()).collect()
}

/// Next to a twin that makes eight a day, seven days a week.
fn beside_eight(words: &[(&str, usize)]) -> [f64; 3] {
    let event = days(words);
    told(&event, &vec![8.0; event.len()])
}

#[test]
fn a_stop_and_a_way_back() {
    assert_eq!(beside_eight(&[("8", 5), ("0", 20), ("3", 5), ("6", 5), ("8", 60)]), [5.0, 26.0, 28.0]);
}

#[test]
fn a_bad_day_is_no_stop() {
    assert_eq!(beside_eight(&[("8", 20), ("0", 3), ("8", 40)]), [NEVER; 3]);
    // Six tenths for ever are not half a stop either.
    assert_eq!(beside_eight(&[("8", 20), ("5", 60)]), [NEVER; 3]);
    // Exactly half is not less than half.
    assert_eq!(beside_eight(&[("8", 20), ("4", 60)]), [NEVER; 3]);
}

#[test]
fn single_days_below_normal_do_not_undo_a_restart() {
    // Back on day 30; closed on two days in January that the twin works.
    assert_eq!(beside_eight(&[("8", 10), ("0", 20), ("8", 60), ("0", 2), ("8", 60)]), [10.0, 30.0, 30.0]);
}

#[test]
fn a_weekly_rhythm_that_has_shifted_is_normal() {
    let twin = days(&[("8888800", 12)]);
    let event = [days(&[("8888800", 2), ("0000000", 3)]), days(&[("0888880", 7)])].concat();
    assert_eq!(told(&event, &twin), [14.0, 36.0, 36.0]);
}

#[test]
fn nobody_stops_on_a_sunday_on_which_nobody_works() {
    let twin = days(&[("0088888", 8)]);
    let event = [vec![0.0; 28], twin[28..].to_vec()].concat();
    // Days 0 and 1 are a weekend: it stops on Monday, and is back on the Monday after.
    assert_eq!(told(&event, &twin), [2.0, 30.0, 30.0]);
}

#[test]
fn what_is_not_back_is_not_back() {
    assert_eq!(beside_eight(&[("8", 10), ("0", 90)]), [10.0, NEVER, NEVER]);
    // At seven tenths for the rest: restarted, not recovered.
    assert_eq!(beside_eight(&[("8", 10), ("0", 20), ("6", 90)]), [10.0, 30.0, NEVER]);
    // A trickle is no restart.
    assert_eq!(beside_eight(&[("8", 10), ("0", 20), ("1", 90)]), [10.0, NEVER, NEVER]);
}

#[test]
fn windows_end_with_the_history() {
    assert_eq!(beside_eight(&[("8", 10), ("0", 20), ("8", 2)]), [10.0, 30.0, 30.0]);
    // The last day alone: there is nothing after it that could prove otherwise.
    assert_eq!(beside_eight(&[("8", 10), ("0", 1)]), [10.0, NEVER, NEVER]);
}

#[test]
fn only_the_first_stop_is_dated() {
    let twice = beside_eight(&[("8", 10), ("0", 20), ("8", 40), ("0", 20), ("8", 40)]);
    assert_eq!(twice, [10.0, 30.0, 30.0]);
}

#[test]
fn a_window_that_sees_what_is_to_come_is_no_return() {
    // Five days at two of ten, as in the case m07: over a week the second of them is above half already.
    let event = days(&[("8", 5), ("1", 5), ("8", 21)]);
    let it = seen(&event, &[8.0; 31], 10.0, 24.0);
    assert_eq!([it.stopped, it.restarted, it.back].map(|hours| hours / 24.0), [5.0, 6.0, 10.0]);
    assert_eq!(it.stops, 1);
    // What holds it back need not be its own.
    assert_eq!(back(&[("8", 5), ("1", 5), ("8", 21)], f64::NEG_INFINITY), (10.0, 1));
}

#[test]
fn back_means_back_for_good() {
    // Back for twenty days, and stopped again: the second return counts.
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 20), ("0", 20), ("8", 40)], 70.0), (70.0, 2));
    // However long it ran in between, and however well it caught up.
    assert_eq!(back(&[("8", 10), ("0", 20), ("9", 60), ("0", 5), ("9", 60)], 95.0), (95.0, 2));
    // Three stops; the last one lasts.
    let lasting = [("8", 10), ("0", 10), ("8", 30), ("0", 10), ("8", 30), ("0", 10)];
    assert_eq!(back(&lasting, NEVER), (NEVER, 3));
}

#[test]
fn what_makes_less_than_nine_tenths_is_not_back() {
    assert_eq!(back(&[("8", 10), ("0", 20), ("6", 90)], 30.0), (NEVER, 1));
    // A month at seven tenths after the return: back when that is over, although it did not stop again.
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 30), ("5", 30), ("8", 30)], 30.0), (90.0, 1));
    // A ramp is climbed to the top.
    assert_eq!(back(&[("8", 10), ("0", 20), ("34567", 1), ("8", 90)], 35.0), (35.0, 1));
}

#[test]
fn single_days_below_normal_do_not_undo_a_return() {
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60), ("0", 2), ("8", 60)], 30.0), (30.0, 1));
    // Nor does the very end, unless the history ends in a stop.
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60), ("6", 1)], 30.0), (30.0, 1));
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60), ("0", 1)], 30.0), (NEVER, 2));
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 2)], 30.0), (30.0, 1));
}

#[test]
fn one_long_trickle_is_one_stop() {
    // The week from the day at three is at half, the one from the next is not: a restart that looked ahead is no run.
    let words = [("8", 10), ("0", 1), ("3", 1), ("0", 2), ("8", 3), ("1", 1), ("0", 30), ("8", 30)];
    assert_eq!(back(&words, f64::NEG_INFINITY), (48.0, 1));
    assert_eq!(back(&[("8", 10), ("0", 10), ("3", 20), ("8", 30)], 40.0), (40.0, 1));
}

#[test]
fn it_is_not_back_before_its_channels_are() {
    // It makes what it should, but not through a channel that is there.
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60)], 33.0), (33.0, 1));
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60)], NEVER), (NEVER, 1));
    // It is back when its channels are only if it makes anything then.
    assert_eq!(back(&[("8", 10), ("0", 20), ("8", 60)], 20.0), (30.0, 1));
}

#[test]
fn the_moment_is_exact_within_a_step() {
    // Ten of twenty-four hours are left of the day on which the channel returns at 14:00.
    let mut event = [vec![8.0; 5], vec![0.0; 5], vec![8.0; 30]].concat();
    event[10] = 8.0 * 10.0 / 24.0;
    let twin = vec![8.0; event.len()];
    let at_two = 10.0 + 14.0 / 24.0;
    assert_eq!(seen(&event, &twin, at_two, 24.0).back, 10.0 * 24.0 + 14.0);
    // Weeks tell the same, also where it stops and is back within one: here on its sixth day.
    let weeks = [8.0, 8.0 / 7.0, 8.0, 8.0, 8.0];
    let it = seen(&weeks, &[8.0; 5], 13.0, 168.0);
    assert_eq!([it.stopped, it.restarted, it.back].map(|hours| hours / 24.0), [7.0, 13.0, 13.0]);
    // Nothing more is promised of a day than that: if nothing is made on it, the return is the next day's.
    event[10] = 0.0;
    assert_eq!(seen(&event, &twin, at_two, 24.0).back, 11.0 * 24.0);
}

#[test]
fn what_never_stops_is_never_back() {
    assert_eq!(back(&[("8", 60)], f64::NEG_INFINITY), (NEVER, 0));
    assert_eq!(back(&[("8", 20), ("5", 60)], NEVER), (NEVER, 0));
}

/// The words of the method page, taken literally.
fn plainly(event: &[f64], twin: &[f64]) -> [f64; 3] {
    let share_from = |at: usize, days: usize, share: f64| {
        let end = (at + days).min(event.len());
        event[at..end].iter().sum::<f64>() >= share * twin[at..end].iter().sum::<f64>()
    };
    let first = |from: f64, holds: &dyn Fn(usize) -> bool| {
        (0..event.len()).find(|&at| at as f64 >= from && holds(at)).map_or(NEVER, |at| at as f64)
    };
    let stopped = first(0.0, &|at| event[at] < 0.5 * twin[at] && !share_from(at, 7, 0.5));
    let restarted = first(stopped + 1.0, &|at| event[at] > 0.0 && share_from(at, 7, 0.5));
    let recovered = first(restarted, &|at| event[at] > 0.0 && share_from(at, 28, 0.9));
    [stopped, restarted, recovered]
}

/// Back and stops, by the words alone; the channels are always there.
fn back_plainly(event: &[f64], twin: &[f64]) -> (f64, u32) {
    let all = event.len();
    let made = |at: usize, days: usize, share: f64| {
        let end = (at + days).min(all);
        event[at..end].iter().sum::<f64>() >= share * twin[at..end].iter().sum::<f64>()
    };
    let runs = |at: usize, share: f64| event[at] > 0.0 && event[at] >= share * twin[at] && made(at, 7, share);
    // Each search begins where the last one ended.
    let (mut stops, mut at) = (Vec::new(), 0);
    while let Some(stop) = (at..all).find(|&at| event[at] < 0.5 * twin[at] && !made(at, 7, 0.5)) {
        stops.push(stop);
        at = (stop..all).find(|&at| runs(at, 0.5)).unwrap_or(all);
    }
    let last = stops.last().copied().unwrap_or(all);
    let lasts = |from: usize| (from..all).all(|at| at + 7 > all || made(at, 28, 0.9));
    let back = (last..all).find(|&at| runs(at, 0.9) && lasts(at));
    (back.map_or(NEVER, |at| at as f64), stops.len() as u32)
}

proptest! {
    #[test]
    fn it_is_what_the_words_say(
        made in prop::collection::vec((0..2_u8, 1..30_usize, 0..9_u8), 1..12),
        twin in prop::collection::vec(0..9_u8, 7),
    ) {
        let event: Vec<f64> = made.iter().flat_map(|&(off, days, level)| {
            vec![if off == 0 { 0.0 } else { f64::from(level) }; days]
        }).collect();
        let twin: Vec<f64> = (0..event.len()).map(|day| f64::from(twin[day % 7])).collect();
        prop_assert_eq!(told(&event, &twin), plainly(&event, &twin));
        let it = seen(&event, &twin, f64::NEG_INFINITY, 24.0);
        prop_assert_eq!((it.back / 24.0, it.stops), back_plainly(&event, &twin));
    }

    #[test]
    fn lanes_do_not_know_each_other(made in prop::collection::vec((0..9_u8, 0..9_u8), 1..150)) {
        let rows: [Vec<f64>; 2] = [
            made.iter().map(|day| f64::from(day.0)).collect(),
            made.iter().map(|day| f64::from(day.1 / 4)).collect(),
        ];
        let mut both = Stops::<2>::of(vec![[f64::NEG_INFINITY; 2]], made.len(), 24.0);
        for step in 0..made.len() {
            both.take(step, &Sides { event: &[[rows[0][step], rows[1][step]]], twin: |_| [6.0, 2.0] });
        }
        both.close();
        for (lane, normal) in [(0, 6.0), (1, 2.0)] {
            let alone = seen(&rows[lane], &vec![normal; made.len()], f64::NEG_INFINITY, 24.0);
            prop_assert_eq!(both.seen(0, lane), alone);
        }
    }
}
