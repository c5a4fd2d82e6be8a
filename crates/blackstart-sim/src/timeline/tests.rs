//! Timelines against their levels at every moment that could matter.

use super::*;
use crate::sample::outage;
use blackstart_model::id::Key;
use blackstart_model::scenario::{Phase, Subject};
use proptest::prelude::*;

/// Any timeline with moments on a coarse grid (so that moments coincide) and levels in quarters.
fn any_timeline() -> impl Strategy<Value = Timeline> {
    let piece = (0u32..12, 0u32..=4, 0usize..3);
    (0u32..=4, prop::collection::vec(piece, 0..8)).prop_map(|(first, mut pieces)| {
        pieces.sort_by_key(|piece| piece.0);
        let first = Piece::pace(f64::NEG_INFINITY, f64::from(first) / 4.0, Cause::Attacker);
        Timeline::from_pieces(std::iter::once(first).chain(pieces.into_iter().map(|(at, level, cause)| Piece {
            from_hours: f64::from(at),
            level: f64::from(level) / 4.0,
            cause: Cause::ALL[cause],
            ..Piece::pace(0.0, 1.0, Cause::Attacker)
        })))
    })
}

/// Moments on, before and between all changes.
fn moments() -> impl Iterator<Item = f64> {
    (-2..28).map(|half| f64::from(half) / 2.0)
}

fn assert_normal(timeline: &Timeline) {
    let pieces = timeline.pieces();
    assert_eq!(pieces[0].from_hours, f64::NEG_INFINITY);
    for pair in pieces.windows(2) {
        assert!(pair[0].from_hours < pair[1].from_hours);
        assert!(pair[0].level != pair[1].level || pair[0].cause != pair[1].cause);
    }
    for piece in pieces {
        assert!((0.0..=1.0).contains(&piece.level));
        assert!(piece.level < 1.0 || piece.cause == Cause::Shutdown);
    }
}

/// Cause of the first of the lowest parts at a moment.
fn lowest_cause(parts: &[&Timeline], at: f64) -> Cause {
    let mut lowest = parts[0].piece_at(at);
    for part in parts {
        if part.at(at) < lowest.level {
            lowest = part.piece_at(at);
        }
    }
    lowest.cause
}

proptest! {
    #[test]
    fn combinations_agree_with_their_parts_at_every_moment(parts in prop::collection::vec(any_timeline(), 1..5), k in 1u32..5) {
        let parts: Vec<&Timeline> = parts.iter().collect();
        let k = k.min(parts.len() as u32);
        let lowest = Timeline::lowest(&parts);
        let highest = Timeline::highest(&parts);
        let mean = Timeline::mean(&parts);
        let kth = Timeline::kth_highest(k, &parts);
        for combined in [&lowest, &highest, &mean, &kth] {
            assert_normal(combined);
        }
        for at in moments() {
            let mut levels: Vec<f64> = parts.iter().map(|part| part.at(at)).collect();
            prop_assert_eq!(mean.at(at), levels.iter().sum::<f64>() / levels.len() as f64);
            levels.sort_by(f64::total_cmp);
            levels.reverse();
            prop_assert_eq!(lowest.at(at), *levels.last().unwrap());
            prop_assert_eq!(highest.at(at), levels[0]);
            prop_assert_eq!(kth.at(at), levels[k as usize - 1]);
            for combined in [&lowest, &highest, &mean, &kth] {
                if combined.at(at) < 1.0 {
                    prop_assert_eq!(combined.piece_at(at).cause, lowest_cause(&parts, at));
                }
            }
        }
        prop_assert_eq!(&lowest, &Timeline::kth_highest(parts.len() as u32, &parts));
        if let [a, b] = parts[..] {
            prop_assert_eq!(lowest, a.min_with(b));
            prop_assert_eq!(highest, a.max_with(b));
        }
    }

    #[test]
    fn a_cap_lowers_inside_its_span_only(line in any_timeline(), from in 0u32..12, long in 0u32..6, level in 0u32..=4) {
        let (from, until, level) = (f64::from(from), f64::from(from + long), f64::from(level) / 4.0);
        let capped = line.cap(from, until, level, Cause::Shock);
        assert_normal(&capped);
        for at in moments() {
            let inside = from <= at && at < until;
            prop_assert_eq!(capped.at(at), if inside { line.at(at).min(level) } else { line.at(at) });
            if capped.at(at) < line.at(at) {
                prop_assert_eq!(capped.piece_at(at).cause, Cause::Shock);
            } else if capped.at(at) < 1.0 {
                prop_assert_eq!(capped.piece_at(at).cause, line.piece_at(at).cause);
            }
        }
    }

    #[test]
    fn the_mean_over_a_span_is_the_area_under_it(line in any_timeline(), from in 0u32..24, long in 1u32..24) {
        // Changes lie on whole hours, so half hours never straddle one and the sum is exact.
        let (from, until) = (f64::from(from) / 2.0, f64::from(from + long) / 2.0);
        let area: f64 = (0..long).map(|half| line.at(from + f64::from(half) / 2.0) / 2.0).sum();
        prop_assert!((line.mean_over(from, until) - area / (until - from)).abs() < 1e-12);
        prop_assert_eq!(line.mean_over(from, from), line.at(from));
    }

    #[test]
    fn first_below_and_back_for_good_agree_with_the_levels(line in any_timeline(), level in 1u32..=4, from in 0u32..12, horizon in 1u32..13) {
        let (level, from, horizon) = (f64::from(level) / 4.0, f64::from(from), f64::from(horizon));
        let seen = moments().chain([99.0]).find(|&at| at >= from && line.at(at) < level);
        prop_assert_eq!(line.first_below(level, from), seen);

        let back = line.back_for_good_before(level, horizon);
        let last_below = moments().filter(|&at| at < horizon && line.at(at) < level).last();
        match last_below {
            None => prop_assert_eq!(back, f64::NEG_INFINITY),
            Some(last) if last + 0.5 == horizon => prop_assert_eq!(back, f64::INFINITY),
            Some(last) => prop_assert_eq!(back, last + 0.5),
        }
        prop_assert_eq!(line.back_for_good(level), line.back_for_good_before(level, 100.0));
    }

    #[test]
    fn stretches_below_a_level_are_exactly_the_moments_below(line in any_timeline(), level in 0u32..=4) {
        let level = f64::from(level) / 4.0;
        let below: Vec<(f64, f64)> = line.below(level).collect();
        for at in moments() {
            prop_assert_eq!(below.iter().any(|&(from, until)| from <= at && at < until), line.at(at) < level);
        }
        prop_assert!(below.windows(2).all(|pair| pair[0].1 < pair[1].0), "stretches do not touch");
    }
}

#[test]
fn equal_neighbours_merge_and_causes_at_full_level_do_not_matter() {
    let at = Piece::pace;
    let line = Timeline::from_pieces([
        at(0.0, 1.0, Cause::Attacker),
        at(3.0, 1.0, Cause::Shock),
        at(5.0, 0.5, Cause::Attacker),
        at(6.0, 0.5, Cause::Attacker),
        at(7.0, 0.5, Cause::Shock),
        at(7.0, 1.0, Cause::Shock),
    ]);
    assert_eq!(line, Timeline::down(5.0, 7.0, 0.5, Cause::Attacker));
    assert_eq!(line.changes().count(), 2);
}

#[test]
fn empty_and_endless_spans_are_what_they_say() {
    assert!(Timeline::down(5.0, 5.0, 0.0, Cause::Attacker).is_up());
    assert!(Timeline::down(f64::INFINITY, f64::INFINITY, 0.0, Cause::Attacker).is_up());
    let endless = Timeline::down(5.0, f64::INFINITY, 0.0, Cause::Attacker);
    assert_eq!((endless.at(4.9), endless.at(5.0), endless.at(1e300)), (1.0, 0.0, 0.0));
    assert_eq!(endless.back_for_good(1.0), f64::INFINITY);
    let since_ever = Timeline::down(f64::NEG_INFINITY, 2.0, 0.25, Cause::Attacker);
    assert_eq!((since_ever.at(-1e300), since_ever.at(2.0)), (0.25, 1.0));
    assert_eq!(Timeline::mean(&[]), Timeline::up());
    assert_eq!(Timeline::highest(&[]).at(0.0), 0.0);
    assert_eq!(Timeline::kth_highest(3, &[&Timeline::up()]).at(0.0), 0.0);
}

#[test]
#[should_panic(expected = "a level is 0–1")]
fn a_level_above_one_is_a_mistake() {
    let _ = Timeline::always(1.5, Cause::Attacker);
}

/// An outage in phases: its beginning, the level it falls to, and its phases.
fn phased(from_hours: Uncertain, level: f64, phases: &[(Until, Option<f64>, bool)]) -> Outage {
    let phase = |&(until, level, steadily): &(Until, Option<f64>, bool)| Phase {
        until,
        level: level.map(Uncertain::Fixed),
        steadily,
    };
    let course = Course::Phases(phases.iter().map(phase).collect());
    Outage { from_hours, course, ..outage("web", Subject::System(SystemId::new(0)), 0.0, 0.0, level) }
}

const DRAW: Draw = Draw { seed: 1, replicate: 1 };

#[test]
fn phases_follow_one_another() {
    let (at, after) = (|hours| Until::Moment(Uncertain::Fixed(hours)), |hours| Until::After(Uncertain::Fixed(hours)));
    let levels = |of: &Outage| -> Vec<(f64, f64)> {
        Timeline::stated(of, DRAW).pieces().iter().map(|piece| (piece.from_hours, piece.level)).collect()
    };
    let steps = phased(
        Uncertain::Fixed(10.0),
        0.0,
        &[(at(20.0), None, false), (after(5.0), Some(0.5), false), (at(40.0), Some(0.25), false)],
    );
    let before = (f64::NEG_INFINITY, 1.0);
    assert_eq!(levels(&steps), [before, (10.0, 0.0), (20.0, 0.5), (25.0, 0.25), (40.0, 1.0)]);
    // A phase that ends before it begins has no length; what follows begins where the one before ended.
    let overtaken = phased(
        Uncertain::Fixed(10.0),
        0.0,
        &[(at(20.0), None, false), (at(15.0), Some(0.5), false), (after(5.0), Some(0.7), false)],
    );
    assert_eq!(levels(&overtaken), [before, (10.0, 0.0), (20.0, 0.7), (25.0, 1.0)]);
    // One phase at one level is the outage without phases.
    let plain = outage("web", Subject::System(SystemId::new(0)), 10.0, 20.0, 0.5);
    assert_eq!(
        Timeline::stated(&phased(Uncertain::Fixed(10.0), 0.5, &[(at(20.0), None, false)]), DRAW),
        Timeline::stated(&plain, DRAW)
    );
    // A last phase may stay for ever.
    let stays =
        phased(Uncertain::Fixed(10.0), 0.0, &[(after(5.0), None, false), (at(f64::INFINITY), Some(0.5), false)]);
    assert_eq!(levels(&stays), [before, (10.0, 0.0), (15.0, 0.5)]);
}

#[test]
fn a_steady_phase_is_a_staircase_of_hundredths_around_the_line() {
    let after = |hours| Until::After(Uncertain::Fixed(hours));
    let line = Timeline::stated(
        &phased(
            Uncertain::Fixed(0.0),
            0.2,
            &[(after(10.0), None, false), (after(50.0), Some(0.7), true), (after(8.0), Some(0.5), true)],
        ),
        DRAW,
    );
    let exact = |hours: f64| match hours {
        h if h < 10.0 => 0.2,
        h if h < 60.0 => 0.2 + (h - 10.0) / 100.0,
        h => 0.7 - (h - 60.0) / 40.0,
    };
    for tenth in 0..680 {
        let hours = f64::from(tenth) / 10.0;
        assert!((line.at(hours) - exact(hours)).abs() <= 0.005 + 1e-12, "{hours}: {}", line.at(hours));
    }
    // The area between two treads' ends is exact.
    assert!((line.mean_over(10.0, 60.0) - 0.45).abs() < 1e-12);
    assert!((line.mean_over(60.0, 68.0) - 0.6).abs() < 1e-12);
    assert_eq!(line.at(68.0), 1.0);
}

#[test]
fn phases_share_the_boundaries_that_are_drawn() {
    let uniform = |low: f64, high: f64| Uncertain::Uniform { low, high };
    let of = phased(
        uniform(0.0, 10.0),
        0.0,
        &[
            (Until::Moment(uniform(40.0, 50.0)), None, false),
            (Until::After(uniform(5.0, 9.0)), Some(0.5), false),
            (Until::Moment(uniform(48.0, 80.0)), Some(0.75), false),
        ],
    );
    let mut overtaken = 0;
    for replicate in 0..200 {
        let draw = Draw { seed: 3, replicate };
        let u = |key| draw.uniform(key);
        let keys = |n| purpose::phase(of.name.key, n);
        let begin = 10.0 * u(OUTAGE_FROM.of(of.name.key));
        let first = 40.0 + 10.0 * u(purpose::OUTAGE_UNTIL.of(of.name.key));
        let second = first + (5.0 + 4.0 * u(keys(1).length));
        let third = 48.0 + 32.0 * u(keys(2).until);
        let line = Timeline::stated(&of, draw);
        let moments: Vec<f64> = line.changes().map(|piece| piece.from_hours).collect();
        overtaken += u32::from(third <= second);
        if third > second {
            assert_eq!(moments, [begin, first, second, third]);
        } else {
            assert_eq!(moments, [begin, first, second]);
        }
    }
    assert!((1..100).contains(&overtaken), "{overtaken}");
}
