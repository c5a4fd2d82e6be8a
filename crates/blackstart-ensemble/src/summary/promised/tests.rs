//! Promised beside found, counted by hand.

use super::*;
use crate::layout::Layout;
use crate::results::{BacklogRow, PromiseRow, ReplicateRow, ServiceRow};
use crate::sample;

const NEVER: f64 = f64::INFINITY;

/// Planning is promised within a day, ERP within four hours; planning has a backlog.
fn layout() -> Layout {
    let planning = PromisedLabel {
        service: Some(0),
        owner: Some("Head of planning".into()),
        rto_hours: Some(24.0),
        mtpd_hours: Some(48.0),
        level: 0.6,
        impact: vec![(10.0, 100.0), (30.0, 500.0)],
        ..PromisedLabel::default()
    };
    let erp = PromisedLabel { system: Some(0), rto_hours: Some(4.0), level: 1.0, ..PromisedLabel::default() };
    Layout { promised: vec![planning, erp], backlogs: vec![0], ..sample::layout() }
}

/// Ten replicates; of each row the replicate, what is promised, from when until when it is down, and for how long in all.
fn results(rows: &[(u32, u32, f64, f64, f64)]) -> Results {
    let mut results = Results::empty(layout());
    for replicate in 0..10 {
        results.replicates.push(ReplicateRow {
            replicate,
            total_loss: 0.0,
            company_loss: 1000.0 * f64::from(replicate),
            contained_hours: 0.0,
            investigated_hours: NEVER,
            last_system_back_hours: 0.0,
            output_lost_days: 0.0,
            insolvent_sites: 0,
            first_alert_hours: NEVER,
            shutdown_hours: NEVER,
            affected: 0,
        });
    }
    for &(replicate, promised, stopped_hours, back_hours, down_hours) in rows {
        results.promises.push(PromiseRow { replicate, promised, stopped_hours, back_hours, down_hours, stops: 1 });
    }
    results
}

fn count(chance: Option<Chance>) -> Option<(usize, usize)> {
    chance.map(|it| (it.hits, it.of))
}

#[test]
fn a_promise_is_kept_where_it_is_back_for_good_in_time() {
    let rows = [
        (1, 0, 10.0, 34.0, 24.0),
        (1, 1, 0.0, 34.0, 34.0),
        (2, 0, 10.0, 58.0, 20.0),
        (4, 0, 10.0, 58.5, 48.5),
        (7, 0, 10.0, NEVER, 200.0),
        (7, 1, 0.0, 3.0, 3.0),
    ];
    let told = promised(&results(&rows));
    let (planning, erp) = (&told[0], &told[1]);
    assert_eq!(
        (planning.title.as_str(), planning.kind, erp.title.as_str(), erp.kind),
        ("Planning", "service", "ERP", "system")
    );
    assert_eq!(count(Some(planning.down)), Some((4, 10)));
    // 24 h is within a day; 48 h within two, 48.5 h is not.
    assert_eq!(count(planning.kept), Some((1, 4)));
    assert_eq!(count(planning.exceeds), Some((2, 4)));
    assert_eq!(count(Some(planning.not_back)), Some((1, 4)));
    assert_eq!((count(Some(erp.down)), count(erp.kept), count(erp.exceeds)), (Some((2, 10)), Some((1, 2)), None));
    assert_eq!((planning.back_after.p05, planning.back_after.p95), (27.6, NEVER));
    assert!(erp.impact.is_none());
}

#[test]
fn the_stated_loss_follows_the_time_below_the_level() {
    let at = |hours: f64| stated(&[(10.0, 100.0), (30.0, 500.0)], hours);
    assert_eq!([0.0, 5.0, 10.0, 20.0, 30.0, 300.0].map(at), [0.0, 50.0, 100.0, 300.0, 500.0, 500.0]);
    let mut results = results(&[(2, 0, 0.0, 20.0, 20.0), (6, 0, 0.0, 90.0, 40.0), (8, 0, 0.0, 5.0, 5.0)]);
    // In 6 payments fail, too; in 8 the service stays above the level that results have of it.
    for (replicate, service) in [(2, 0), (6, 0), (6, 1)] {
        results.services.push(ServiceRow {
            replicate,
            service,
            first_down_hours: 0.0,
            last_back_hours: 20.0,
            hours_lost: 20.0,
            breach_hours: NEVER,
            stopped_hours: 0.0,
            back_hours: 20.0,
            stops: 1,
        });
    }
    let impact = promised(&results)[0].impact.unwrap();
    // 300, 500 (at least) and 50; the company loses 2,000, 6,000 and 8,000 in the same histories.
    assert!((impact.stated.mean - 850.0 / 3.0).abs() < 1e-9);
    assert!((impact.company.mean - 16_000.0 / 3.0).abs() < 1e-9);
    // 500 after 30 hours are 400 a day; the 16,000 are lost in 65 hours.
    assert_eq!(impact.stated_a_day, 400.0);
    assert!((impact.company_a_day - 16_000.0 * 24.0 / 65.0).abs() < 1e-9);
    assert_eq!((count(Some(impact.beyond)), count(Some(impact.alone))), (Some((1, 3)), Some((2, 3))));
}

#[test]
fn what_is_left_to_key_in_is_told_of_the_histories_that_have_it() {
    let mut results = results(&[]);
    for (replicate, work_hours, done_hours) in [(3, 40.0, 100.0), (5, 60.0, NEVER)] {
        results.backlogs.push(BacklogRow { replicate, service: 0, work_hours, done_hours });
    }
    let [told] = &backlogs(&results)[..] else { panic!("one service has a backlog") };
    assert_eq!((count(Some(told.left)), count(Some(told.not_done))), (Some((2, 10)), Some((1, 2))));
    assert_eq!((told.work_hours.unwrap().mean, told.done.share), (50.0, 0.5));
    let nothing = promised(&results)[0].clone();
    assert!(nothing.back_after.p50.is_infinite() && nothing.impact.is_none(), "it never goes down");
}
