//! Reality next to results.

use super::*;
use crate::sample;
use blackstart_model::backtest::{Below, Goods, Measure, Pick, Scale, Side, SiteEvent};
use jiff::civil::{Date, date};

fn number(low: Option<f64>, high: Option<f64>) -> Reported {
    Reported::Number(Bounds { low, high })
}

const ONE: Reported = Reported::Number(Bounds { low: Some(1.0), high: Some(1.0) });

fn compare(reported: Reported, measure: Measure) -> Result<Compared, Missing> {
    let results = sample::results(0..64, 1);
    let row = Row {
        id: "r".to_owned(),
        title: "R".to_owned(),
        unit: "cars".to_owned(),
        reported,
        sources: vec!["s".to_owned()],
        scenario: "bad-day".to_owned(),
        note: None,
        measure,
    };
    let other = Row { scenario: "another-day".to_owned(), ..row.clone() };
    let held = Held::against(&Backtest { rows: vec![other, row] }, &results);
    assert_eq!(held.compared.len() + held.left_out.len(), 1, "rows about other scenarios are not compared");
    match held.left_out.into_iter().next() {
        Some(left_out) => Err(left_out.missing),
        None => Ok(held.compared.into_iter().next().expect("one row")),
    }
}

fn produced(of: Side) -> Measure {
    Measure::Volume { goods: Goods::Produced, of, sites: vec!["site-*".to_owned()], periods: Vec::new() }
}

fn quantiles(it: &Compared) -> [f64; 3] {
    [it.modelled.p05, it.modelled.p50, it.modelled.p95].map(|it| it.expect("finite"))
}

fn ledger(scale: Scale) -> Measure {
    let parties = sample::layout().parties.into_iter().map(|party| party.id).collect();
    Measure::Ledger { parties, forms: Vec::new(), periods: Vec::new(), scale }
}

#[test]
fn the_measure_is_the_sum_over_rows_of_each_history() {
    let results = sample::results(0..64, 1);
    let table = &results.volumes;
    let mut sums = vec![0.0; 64];
    for row in 0..table.replicate.len() {
        sums[table.replicate[row] as usize] += f64::from(table.produced[row]);
    }
    let expected = Sample::new(sums).quantile(0.5);
    let got = compare(ONE, produced(Side::Event)).unwrap();
    assert_eq!(got.modelled.p50, Some(expected));
}

#[test]
fn volumes_lost_and_their_share_are_against_the_twin() {
    let [_, twin, _] = quantiles(&compare(ONE, produced(Side::Twin)).unwrap());
    let loss = quantiles(&compare(ONE, produced(Side::Loss)).unwrap());
    let fall = quantiles(&compare(ONE, produced(Side::Fall)).unwrap());
    for (loss, fall) in loss.into_iter().zip(fall) {
        assert!((loss / twin - fall).abs() < 1e-6);
    }
}

#[test]
fn shares_of_the_ledger_add_up() {
    let ids: Vec<String> = sample::layout().parties.into_iter().map(|party| party.id).collect();
    let whole = compare(number(Some(0.5), None), ledger(Scale::ShareOf(ids))).unwrap();
    assert_eq!(quantiles(&whole), [1.0; 3]);
    let total = sample::results(0..64, 1).replicates.total_loss;
    let [_, got, _] = quantiles(&compare(ONE, ledger(Scale::Sum)).unwrap());
    let expected = Sample::new(total).quantile(0.5);
    assert!((got - expected).abs() <= 1e-9 * expected.abs(), "{got} {expected}");
    let periods = sample::layout().periods;
    let weeks = periods.iter().map(|period| period.until_hours - period.from_hours).sum::<f64>() / 168.0;
    let [_, a_week, _] = quantiles(&compare(ONE, ledger(Scale::PerWeek)).unwrap());
    assert!((a_week * weeks - expected).abs() <= 1e-9 * expected.abs(), "{a_week} {weeks} {expected}");
}

#[test]
fn a_hit_is_inside_the_interval_an_overlap_or_the_right_side_of_the_median() {
    let [_, middle, high] = quantiles(&compare(ONE, produced(Side::Event)).unwrap());
    let hit = |low, high| compare(number(low, high), produced(Side::Event)).unwrap().hit;
    assert!(hit(Some(middle), Some(middle)));
    assert!(!hit(Some(high + 1.0), Some(high + 1.0)));
    assert!(hit(Some(high - 0.1), Some(high + 9.0)));
    assert!(!hit(Some(high + 0.1), Some(high + 9.0)));
    assert!(hit(Some(middle - 1.0), None));
    assert!(!hit(None, Some(middle - 1.0)));
}

#[test]
fn dates_are_calendar_days() {
    let sites = vec!["site-0".to_owned(), "site-1".to_owned()];
    let day = date(2025, 9, 1);
    let reported = Reported::Day(Bounds { low: Some(day), high: Some(day) });
    let got = compare(reported, Measure::Day { event: SiteEvent::Stopped, pick: Pick::First, sites }).unwrap();
    // Moment 0 is 18:00 on 31 August: a stop within the first six hours is on day 0.
    assert_eq!((got.reported_low, got.reported_high), (Some(1.0), Some(1.0)));
    // In some histories neither stops: the upper quantiles are infinite, *never*.
    let early = got.modelled.p05.expect("some stop");
    assert_eq!(early, early.floor());
}

#[test]
fn what_the_results_do_not_have_is_named() {
    let sites = |name: &str, periods: &[&str]| Measure::Volume {
        goods: Goods::Produced,
        of: Side::Event,
        sites: vec![name.to_owned()],
        periods: periods.iter().map(|&it| it.to_owned()).collect(),
    };
    let nobody = |week, party: &str| Measure::Weeks { week, below: Below::Share80, parties: vec![party.to_owned()] };
    let party = sample::layout().parties[sample::layout().sites[0].party as usize].id.clone();
    for (measure, complaint) in [
        (sites("solihull", &[]), "no watched site `solihull`"),
        (sites("site-0", &["1999-01"]), "no period `1999-01`"),
        (nobody(1, "nobody"), "no party `nobody`"),
        (nobody(200, &party), "do not reach week 200"),
        (Measure::Weeks { week: 1, below: Below::Half, parties: Vec::new() }, "no sites"),
    ] {
        let missing = compare(ONE, measure).unwrap_err().to_string();
        assert!(missing.contains(complaint), "{missing}");
    }
}

#[test]
fn output_of_a_day_is_a_share_of_that_without_the_event() {
    let of = |on: Date| compare(ONE, Measure::Output { on });
    let results = sample::results(0..64, 1);
    let table = &results.output;
    let rows = (0..table.step.len()).filter(|&row| table.step[row] == 1);
    let shares = rows.map(|row| f64::from(table.company[row]) / f64::from(table.twin[row])).collect();
    let [_, middle, _] = quantiles(&of(results.layout.start.date().tomorrow().unwrap()).unwrap());
    assert!((middle - Sample::new(shares).quantile(0.5)).abs() < 1e-12);
    assert_eq!(of(date(1999, 1, 1)), Err(Missing::Output(date(1999, 1, 1))));
}

#[test]
fn a_year_is_all_of_its_months() {
    let of = |periods: &[&str]| {
        let periods = periods.iter().map(|&it| it.to_owned()).collect();
        let sites = vec!["site-0".to_owned()];
        compare(ONE, Measure::Volume { goods: Goods::Produced, of: Side::Event, sites, periods })
    };
    assert_eq!(of(&["2025"]), of(&[]));
    assert!(matches!(of(&["2025-0"]), Err(Missing::Period { name, .. }) if name == "2025-0"));
}
