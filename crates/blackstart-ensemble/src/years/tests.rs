//! Years of a made-up company: rates, sameness, insurance in the order of dates.

use super::*;
use crate::sample::results;

fn years(results: &Results, rate: f64, count: u32, seed: u64) -> Years<'_> {
    Years::new(&[results], &[("bad-day".to_owned(), rate)], count, seed).unwrap()
}

#[test]
fn a_scenario_comes_as_often_as_it_says_and_every_history_alike() {
    let results = results(0..20, 1);
    let years = years(&results, 1.5, 4000, 1);
    let events = years.happenings().len() as f64;
    // 6000 expected; four standard deviations.
    assert!((events - 6000.0).abs() < 4.0 * 6000.0_f64.sqrt(), "{events}");
    let mut by_row = [0.0; 20];
    years.happenings().iter().for_each(|it| by_row[it.row] += 1.0);
    assert!(by_row.iter().all(|count| (count - 300.0_f64).abs() < 90.0), "{by_row:?}");
    assert!(years.happenings().windows(2).all(|it| (it[0].year, it[0].when) <= (it[1].year, it[1].when)));
}

#[test]
fn more_years_and_another_rate_for_another_change_nobodys_luck() {
    let results = results(0..8, 1);
    let (few, many) = (years(&results, 0.7, 50, 3), years(&results, 0.7, 100, 3));
    assert_eq!(few.happenings(), &many.happenings()[..few.happenings().len()]);
    assert_ne!(years(&results, 0.7, 50, 4).happenings(), few.happenings());
}

#[test]
fn the_mean_year_is_rate_times_mean_day() {
    let results = results(0..50, 1);
    let summary = years(&results, 0.5, 20_000, 2).summary();
    let all = summary.subjects.last().unwrap();
    let day: f64 = results.replicates.total_loss.iter().sum::<f64>() / 50.0;
    assert!((all.gross.mean - 0.5 * day).abs() < 4.0 * all.gross.mean_error, "{} {day}", all.gross.mean);
    for point in &all.gross.points {
        assert!(point.year >= point.event && point.tail >= point.year);
        assert!(point.year_low <= point.year && point.year_high.is_none_or(|high| point.year <= high));
        assert!(point.event_low <= point.event && point.event_high.is_none_or(|high| point.event <= high));
        // Fifty histories are all there is: a tail of equal events has a mean that is right to the last digits only.
        assert!(point.event_tail >= point.event * (1.0 - 1e-12), "{} {}", point.event_tail, point.event);
        assert!(point.event_tail <= point.tail * (1.0 + 1e-12), "{} {}", point.event_tail, point.tail);
        let Interval { low, high } = point.event_tail_interval.unwrap();
        assert!(low <= point.event_tail * (1.0 + 1e-12) && point.event_tail <= high * (1.0 + 1e-12));
        // What is drawn goes through what is told.
        let drawn = all.gross.drawn.iter().find(|it| it.return_period == point.return_period).unwrap();
        assert_eq!((drawn.year, drawn.event, drawn.year_high), (point.year, point.event, point.year_high));
    }
    assert!(all.gross.drawn.windows(2).all(|it| it[0].return_period < it[1].return_period && it[0].year <= it[1].year));
}

#[test]
fn net_and_insured_are_gross_and_a_year_pays_no_more_than_its_aggregate() {
    let results = results(0..30, 1);
    // Many events a year use the first layer's aggregate of 600,000 up.
    let years = years(&results, 6.0, 200, 5);
    let costs = years.costs();
    let mut paid = vec![0.0; 200];
    for (it, cost) in years.happenings().iter().zip(&costs) {
        assert_eq!((cost[1].insured, cost[0].insured), (0.0, cost[3].insured));
        assert!(cost[0].insured <= 4e5 + 1e5);
        paid[it.year as usize] += cost[0].insured;
    }
    let second_layer = 0.5 * 2e5 * 30.0;
    assert!(paid.iter().all(|&paid| paid <= 6e5 + second_layer));
    let single: f64 = (0..30).map(|row| results.claims.paid[row]).sum::<f64>() / 30.0;
    let mean = paid.iter().sum::<f64>() / years.happenings().len() as f64;
    assert!(mean < 0.9 * single, "{mean} of {single}: aggregates bite");
    let summary = years.summary();
    let company = &summary.subjects[0];
    let (gross, net, insured) = (&company.gross, company.net.as_ref().unwrap(), company.insured.as_ref().unwrap());
    assert!((gross.mean - net.mean - insured.mean).abs() <= 1e-9 * gross.mean);
    // What the policy pays is what its insured gets, and its layers are all of it.
    let [policy] = summary.policies.as_slice() else { panic!("one policy pays") };
    assert_eq!(
        (policy.insured.as_str(), summary.company.as_deref()),
        (company.title.as_str(), Some(company.id.as_str()))
    );
    assert!((policy.paid.mean - insured.mean).abs() <= 1e-9 * insured.mean);
    let of_layers: f64 = policy.layers.iter().map(|layer| layer.paid.mean).sum();
    assert!((of_layers - policy.paid.mean).abs() <= 1e-9 * policy.paid.mean);
    let [first, second] = policy.layers.as_slice() else { panic!("two layers") };
    assert!(first.paid.points.iter().all(|point| point.year <= 6e5), "the aggregate of the first");
    assert!(second.paid.points.iter().all(|point| point.event <= 1e5) && second.paid.mean > 0.0);
}

#[test]
fn fair_counts_events_and_sizes_them() {
    let results = results(0..30, 1);
    let years = years(&results, 2.0, 500, 5);
    let fair = years.summary().fair;
    assert_eq!(fair.iter().map(|it| it.form).collect::<Vec<_>>(), ["productivity", "replacement"]);
    for form in fair {
        assert!((form.events_per_year * form.mean - form.mean_per_year).abs() <= 1e-9 * form.mean_per_year);
        assert!(form.p05 <= form.p50 && form.p50 <= form.p95);
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let (results, empty) = (results(0..2, 1), results(0..0, 1));
    let mut other = results.clone();
    other.layout.model.id = "other".to_owned();
    let mut silent = results.clone();
    silent.layout.rate = None;
    let new = |results: &[&Results]| Years::new(results, &[], 10, 1).unwrap_err();
    assert_eq!(new(&[]), YearsError::Nothing);
    assert_eq!(new(&[&results, &results]), YearsError::Twice("bad-day".to_owned()));
    assert_eq!(new(&[&empty]), YearsError::Empty("bad-day".to_owned()));
    assert_eq!(new(&[&silent]), YearsError::NoRate("bad-day".to_owned()));
    assert!(matches!(new(&[&results, &other]), YearsError::OtherModel(..)));
    let rate = Years::new(&[&results], &[("bad-day".to_owned(), 0.0)], 10, 1);
    assert!(matches!(rate.unwrap_err(), YearsError::Rate(..)));
    let many = Years::new(&[&results], &[("bad-day".to_owned(), 1e9)], 10, 1);
    assert!(matches!(many.unwrap_err(), YearsError::TooMany(_)));
}
