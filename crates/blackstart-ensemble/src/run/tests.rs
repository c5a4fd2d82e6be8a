//! Do threads, splits and interruptions leave every number where it was?

use super::*;
use crate::sample;
use crate::tables::weeks_within;
use blackstart_sim::handover::WEEKS;
use std::sync::atomic::AtomicU32;

#[test]
fn any_number_of_threads_gives_the_same_results() {
    let one = sample::results(0..100, 1);
    assert_eq!(one, sample::results(0..100, 2));
    assert_eq!(one, sample::results(0..100, 7));
    assert_eq!(one.replicates.replicate, (0..100).collect::<Vec<_>>());
}

#[test]
fn any_split_adds_up_to_the_whole() {
    let whole = sample::results(0..100, 1);
    for cuts in [vec![0, 8, 100], vec![0, 1, 13, 26, 27, 100], vec![0, 99, 100]] {
        let mut sum = sample::results(0..0, 1);
        for cut in cuts.windows(2) {
            sum.append(sample::results(cut[0]..cut[1], 2)).expect("they follow on each other");
        }
        assert_eq!(sum, whole);
    }
}

#[test]
fn parts_follow_on_each_other_and_add_up_on_any_number_of_threads() {
    let whole = sample::results(0..100, 1);
    for (threads, batches, parts) in [(1, 1, 13), (1, 5, 3), (3, 1, 13), (3, 2, 7), (7, 1, 13), (2, 100, 1)] {
        let (mut sum, mut count) = (sample::results(0..0, 1), 0);
        sample::play_parts(0..100, threads, batches, |part| {
            sum.append(part).expect("they follow on each other");
            count += 1;
            ControlFlow::Continue(())
        });
        assert_eq!((count, sum == whole), (parts, true), "{threads} threads, {batches} batches");
    }
}

#[test]
fn whoever_keeps_parts_may_stop() {
    for threads in [1, 3] {
        let mut kept = sample::results(0..0, 1);
        sample::play_parts(0..1_000, threads, 1, |part| {
            assert!(kept.len() < 24, "it gets no more");
            kept.append(part).expect("they follow on each other");
            if kept.len() >= 24 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(kept.len() >= 24 && kept.len() < 1_000, "{}", kept.len());
        assert_eq!(kept, sample::results(0..kept.len() as u32, 1));
    }
}

#[test]
fn results_out_of_order_or_of_something_else_are_handed_back() {
    let mut late = sample::results(8..16, 1);
    let early = sample::results(0..8, 1);
    let before = late.clone();
    assert!(late.append(early.clone()).is_err());
    let mut other = sample::results(16..24, 1);
    other.layout.seed += 1;
    assert!(late.append(other).is_err());
    assert!(late.append(late.clone()).is_err());
    assert_eq!(late, before);
}

#[test]
fn a_stopped_run_keeps_whole_batches() {
    struct AfterThree(AtomicU32);
    impl Watch for AfterThree {
        fn played(&self, done: u64, of: u64) -> ControlFlow<()> {
            assert!(done <= of && of == 100);
            if self.0.fetch_add(1, Ordering::Relaxed) >= 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    for threads in [1, 3] {
        let stopped = sample::play(0..100, threads, &AfterThree(AtomicU32::new(0)));
        assert!(stopped.len() >= 24 && stopped.len() < 100, "{}", stopped.len());
        assert_eq!(stopped.counts.replicates as usize, stopped.len());
        let whole = sample::results(0..100, 1);
        for (place, id) in stopped.replicates.replicate.iter().enumerate() {
            let there = whole.replicates.replicate.binary_search(id).unwrap();
            assert_eq!(stopped.replicates.total_loss[place].to_bits(), whole.replicates.total_loss[there].to_bits());
        }
    }
}

#[test]
fn batches_end_at_multiples_of_eight() {
    assert_eq!(batches(3..20), [3..8, 8..16, 16..20]);
    assert_eq!(batches(8..8), []);
    assert_eq!(batches(u32::MAX - 2..u32::MAX), [u32::MAX - 2..u32::MAX]);
}

#[test]
fn a_span_runs_from_the_first_moment_down_to_the_last() {
    let results = sample::results(0..1, 1);
    // The second system falls at 2 h, is back, falls again and comes back at 30 h; see `sample`.
    assert_eq!(results.outages.system, [0, 1]);
    assert_eq!(results.outages.down_hours[1], 2.0);
    assert_eq!(results.outages.up_hours[1], 30.0);
    // Service: half a level for 10 h, nothing for 4 h.
    assert_eq!(results.services.hours_lost, [9.0]);
}

#[test]
fn one_layout_counts_every_week_and_bin() {
    let results = sample::results(0..50, 1);
    for site in 0..results.counts.sites() {
        assert_eq!(results.counts.cash(site).iter().sum::<u32>(), 50);
        assert_eq!(results.counts.worst_week(site).iter().sum::<u32>(), 50);
        for week in 0..WEEKS {
            assert_eq!(results.counts.week(site, week).iter().sum::<u32>(), 50);
        }
    }
    // Weeks in the table agree with the bins: 80 % is an edge.
    for week in 0..weeks_within(results.layout.horizon_hours) {
        let rows = (0..results.weeks.len()).filter(|&row| usize::from(results.weeks.week[row]) == week + 1);
        let table: u32 = rows.map(|row| results.weeks.below_80[row]).sum();
        let bins: u32 =
            (0..results.counts.sites()).map(|site| results.counts.week(site, week)[..16].iter().sum::<u32>()).sum();
        assert_eq!(table, bins);
    }
}

#[test]
fn counts_survive_as_rows() {
    let counts = sample::results(0..50, 1).counts;
    let rows = counts.rows();
    assert_eq!(SiteCounts::from_rows(50, counts.sites(), &rows), Some(counts.clone()));
    assert_eq!(SiteCounts::from_rows(50, counts.sites() - 1, &rows), None);
    for row in 0..rows.len() {
        assert!(rows.from[row] < rows.until[row] || rows.measure[row] < 2);
    }
}
