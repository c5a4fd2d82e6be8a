//! Stories of one site: a row for the event, a row for its twin, a digit per day.

use super::*;
use proptest::prelude::*;

const NEVER: f64 = f64::INFINITY;

/// Days on which it stopped, restarted and recovered.
fn told(event: &[f64], twin: &[f64]) -> [f64; 3] {
    let mut stops = Stops::<1>::of(1, event.len(), 24.0);
    for (step, (event, twin)) in event.iter().zip(twin).enumerate() {
        stops.take(step, &Sides { event: &[[*event]], twin: |_| [*twin] });
    }
    stops.close();
    stops.moments(0, 0)
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
fn only_the_first_stop_counts() {
    let twice = beside_eight(&[("8", 10), ("0", 20), ("8", 40), ("0", 20), ("8", 40)]);
    assert_eq!(twice, [10.0, 30.0, 30.0]);
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
    }

    #[test]
    fn lanes_do_not_know_each_other(made in prop::collection::vec((0..9_u8, 0..9_u8), 1..150)) {
        let rows: [Vec<f64>; 2] = [
            made.iter().map(|day| f64::from(day.0)).collect(),
            made.iter().map(|day| f64::from(day.1 / 4)).collect(),
        ];
        let mut both = Stops::<2>::of(1, made.len(), 24.0);
        for step in 0..made.len() {
            both.take(step, &Sides { event: &[[rows[0][step], rows[1][step]]], twin: |_| [6.0, 2.0] });
        }
        both.close();
        for (lane, normal) in [(0, 6.0), (1, 2.0)] {
            prop_assert_eq!(both.moments(0, lane), told(&rows[lane], &vec![normal; made.len()]));
        }
    }
}
