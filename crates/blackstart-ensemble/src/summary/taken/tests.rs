//! What no evidence is worth, counted by hand, and against the formula.

use super::*;
use crate::ensemble::Ensemble;
use crate::results::{OutageRow, ReplicateRow, TakenRow};
use crate::sample;

const NEVER: f64 = f64::INFINITY;

/// Histories of so many replicates; of each theft the replicate, the data, and the day it is known.
fn results(replicates: u32, thefts: &[(u32, u32, f64)]) -> Results {
    let mut layout = sample::layout();
    layout.data.push(DataLabel { id: "staff".into(), title: "Staff".into(), kind: "health".into(), party: Some(0) });
    let mut results = Results::empty(layout);
    for replicate in 0..replicates {
        results.replicates.push(ReplicateRow {
            replicate,
            total_loss: 0.0,
            company_loss: 0.0,
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
    for &(replicate, data, day) in thefts {
        results.taken.push(TakenRow {
            replicate,
            data,
            taken_hours: 48.0,
            known_hours: 24.0 * day,
            records: 100.0,
            booked: 10.0,
            later: 5.0,
        });
    }
    results
}

fn counts(summary: &TakenSummary) -> Vec<(u32, usize, usize)> {
    summary.unknown.iter().map(|it| (it.days, it.taken.hits, it.taken.of)).collect()
}

#[test]
fn of_histories_without_evidence_those_are_told_in_which_data_were_taken_all_the_same() {
    // Eight histories; taken in four: known on day 5, on day 20, on day 40, and never.
    let told = taken(&results(8, &[(0, 0, 5.0), (2, 0, 20.0), (3, 0, 40.0), (7, 0, NEVER)])).unwrap();
    assert!(!told.counted_from_alarm);
    let customers = &told.data[0];
    assert_eq!((customers.taken.hits, customers.taken.of), (4, 8));
    // By day 7 one theft is known: of the seven others three were thefts. By day 30 two of six, by day 90 one of five.
    assert_eq!(counts(customers), [(7, 3, 7), (30, 2, 6), (90, 1, 5)]);
    // The history ends after thirty days: two of four are known within it.
    assert_eq!((customers.known.of, customers.known.share), (4, 0.5));
    assert_eq!((customers.booked.mean, customers.later.mean), (5.0, 2.5));
    assert_eq!(counts(&told.data[1]), [(7, 0, 8), (30, 0, 8), (90, 0, 8)]);
    assert!(told.data[1].records.is_none());
}

#[test]
fn two_thefts_of_a_history_are_one_known_when_the_first_is() {
    let told = taken(&results(4, &[(1, 0, 40.0), (1, 1, 20.0), (2, 1, 100.0)])).unwrap();
    assert_eq!((told.any.taken.hits, told.any.records.unwrap().p95), (2, 195.0));
    assert_eq!(counts(&told.any), [(7, 2, 4), (30, 1, 3), (90, 1, 3)]);
    assert_eq!(counts(&told.data[0]), [(7, 1, 4), (30, 1, 4), (90, 0, 3)]);
}

#[test]
fn days_count_from_the_alarm_and_who_heard_none_is_not_asked() {
    let mut results = results(4, &[(0, 0, 15.0), (1, 0, 15.0), (3, 0, 15.0)]);
    // The first sees an alert on day 10, the second a system fall on day 1, the third an alert on day 2; the last notices nothing.
    (results.replicates.first_alert_hours[0], results.replicates.first_alert_hours[2]) = (240.0, 48.0);
    results.outages.push(OutageRow {
        replicate: 1,
        system: 0,
        cause: 0,
        condition: 0,
        down_hours: 24.0,
        up_hours: 48.0,
    });
    let told = taken(&results).unwrap();
    assert!(told.counted_from_alarm);
    // Seven days on it is day 17, 8 and 9: the first knows, the second does not yet, to the third nothing was done.
    assert_eq!(counts(&told.data[0])[0], (7, 1, 2));
}

#[test]
fn where_no_model_has_data_nothing_is_told_of_any() {
    let mut results = results(2, &[]);
    results.layout.data.clear();
    assert_eq!(taken(&results), None);
}

#[test]
fn the_share_is_that_of_bayes_on_any_number_of_threads() {
    let model = "format = 1\nname = \"shop\"\ncurrency = \"GBP\"\n[[party]]\nid = \"us\"\nkind = \"company\"\n[[system]]\nid = \"crm\"\n\
                 [[data]]\nid = \"customers\"\nkind = \"business\"\nheld_by = [\"crm\"]\nrecords = 1000\nknown_after = \"uniform(10d, 50d)\"\n\
                 notification = { per_record = 5 }\n";
    let day = "format = 1\nname = \"day\"\nstart = 2026-02-01\nhorizon = \"60d\"\n[[taken]]\ndata = \"customers\"\nat = \"0h\"\nchance = 0.5\n";
    let model = blackstart_read::model_text(model).it.unwrap();
    let day = blackstart_read::scenario_text(day, &model).it.unwrap();
    let run = |threads| Ensemble::new(&model, &day).seed(1).replicates(2000).threads(threads).run();
    let results = run(1);
    assert_eq!(results, run(4));
    let told = taken(&results).unwrap();
    // Known evenly between day 10 and 50: by day 7 nothing, by day 30 half. So 1/2, (1/4) / (1/4 + 1/2) = 1/3, and 0.
    for (it, wanted) in told.data[0].unknown.iter().zip([0.5, 1.0 / 3.0, 0.0]) {
        assert!((it.taken.share - wanted).abs() < 0.04, "{it:?}");
    }
    // Every theft is known in time: half of the histories pay 5,000.
    assert!((told.any.booked.mean - 2500.0).abs() < 150.0 && told.any.later.mean == 0.0, "{:?}", told.any.booked);
    let paid: f64 = results.losses.amount.iter().sum();
    assert!((paid / 2000.0 - told.any.booked.mean).abs() < 1e-9);
}
