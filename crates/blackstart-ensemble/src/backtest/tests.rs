//! Reality next to results.

use super::*;
use crate::sample::{self, layout};
use blackstart_model::backtest::{Below, Days, Goods, Measure, Pick, Scale, Side, SiteEvent, Span};
use jiff::civil::{Date, date};

fn number(low: Option<f64>, high: Option<f64>) -> Option<Reported> {
    Some(Reported::Number(Bounds { low, high }))
}

const ONE: Option<Reported> = Some(Reported::Number(Bounds { low: Some(1.0), high: Some(1.0) }));

fn compare(reported: Option<Reported>, measure: Measure) -> Result<Compared, Missing> {
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
    relative(of, None)
}

fn relative(of: Side, relative_to: Option<f64>) -> Measure {
    made(of, Span::All, relative_to)
}

fn made(of: Side, span: Span, relative_to: Option<f64>) -> Measure {
    Measure::Volume { goods: Goods::Produced, of, sites: vec!["site-*".to_owned()], span, relative_to }
}

fn quantiles(it: &Compared) -> [f64; 3] {
    [it.modelled.p05, it.modelled.p50, it.modelled.p95].map(|it| it.expect("finite"))
}

fn ledger(scale: Scale) -> Measure {
    let parties = sample::layout().parties.into_iter().map(|party| party.id).collect();
    Measure::Ledger { parties, forms: Vec::new(), span: Span::All, scale }
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
    let hit = |low, high| compare(number(low, high), produced(Side::Event)).unwrap().hit.unwrap();
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
    let reported = Some(Reported::Day(Bounds { low: Some(day), high: Some(day) }));
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
        span: Span::Named(periods.iter().map(|&it| it.to_owned()).collect()),
        relative_to: None,
    };
    let nobody = |week, party: &str| Measure::Weeks { week, below: Below::Share80, parties: vec![party.to_owned()] };
    let party = sample::layout().parties[sample::layout().sites[0].party as usize].id.clone();
    for (measure, complaint) in [
        (sites("solihull", &["2025"]), "no watched site `solihull`"),
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
    let days = |from: Date, until| Days { from: Some(from), until: Some(until) };
    let over = |from, until| compare(ONE, Measure::Output { days: days(from, until) });
    let of = |on: Date| over(on, on.tomorrow().unwrap());
    let results = sample::results(0..64, 1);
    let table = &results.output;
    let rows = (0..table.step.len()).filter(|&row| table.step[row] == 1);
    let shares = rows.map(|row| f64::from(table.company[row]) / f64::from(table.twin[row])).collect();
    let [_, middle, _] = quantiles(&of(results.layout.start.date().tomorrow().unwrap()).unwrap());
    assert!((middle - Sample::new(shares).quantile(0.5)).abs() < 1e-12);
    let past = (date(1999, 1, 1), date(1999, 1, 2));
    assert_eq!(of(past.0), Err(Missing::Days(days(past.0, past.1))));
    // Over all days: the sum over steps of each history.
    let mut sums = vec![(0.0, 0.0); 64];
    for row in 0..table.step.len() {
        let sum = &mut sums[table.replicate[row] as usize];
        *sum = (sum.0 + f64::from(table.company[row]), sum.1 + f64::from(table.twin[row]));
    }
    let expected = Sample::new(sums.into_iter().map(|(event, twin)| event / twin).collect()).quantile(0.5);
    let [_, middle, _] = quantiles(&over(date(2025, 1, 1), date(2026, 1, 1)).unwrap());
    assert!((middle - expected).abs() < 1e-12, "{middle} {expected}");
}

#[test]
fn a_year_is_all_of_its_months() {
    let of = |periods: &[&str]| {
        let names = periods.iter().map(|&it| it.to_owned()).collect();
        compare(ONE, made(Side::Event, Span::Named(names), None))
    };
    assert_eq!(of(&["2025"]), compare(ONE, produced(Side::Event)));
    assert!(matches!(of(&["2025-0"]), Err(Missing::Period { name, .. }) if name == "2025-0"));
}

#[test]
fn days_are_the_periods_that_lie_in_them() {
    let of = |from, until| compare(ONE, made(Side::Event, Span::Days(Days { from, until }), None));
    let named = |name: &str| compare(ONE, made(Side::Event, Span::Named(vec![name.to_owned()]), None));
    assert_eq!(of(None, None), compare(ONE, produced(Side::Event)));
    let september = of(Some(date(2025, 9, 1)), Some(date(2025, 10, 1)));
    assert_eq!(september, named("2025-09"));
    assert_eq!(of(Some(date(2025, 9, 1)), None), september);
    // These results keep months: a week in one cannot be told.
    for cut in [of(Some(date(2025, 9, 15)), Some(date(2025, 9, 22))), named("2025-W38")] {
        let missing = cut.unwrap_err();
        assert!(matches!(&missing, Missing::Cut { period, .. } if period == "2025-09"), "{missing}");
        assert!(missing.to_string().contains("ledger = \"day\"") && missing.to_string().contains("2025-09-15"));
    }
    assert!(matches!(of(Some(date(2030, 1, 1)), None), Err(Missing::Days(_))));
    let week = Days { from: Some(date(2025, 9, 15)), until: Some(date(2025, 9, 22)) };
    assert!(measure::cuts(&made(Side::Event, Span::Days(week), None), &layout()));
    assert!(!measure::cuts(&produced(Side::Event), &layout()));
}

#[test]
fn what_is_relative_to_a_stated_amount_is_divided_by_it() {
    let [event, loss] = [Side::Event, Side::Loss].map(|of| quantiles(&compare(ONE, produced(of)).unwrap()));
    let of = |side| quantiles(&compare(ONE, relative(side, Some(4.0))).unwrap());
    for at in 0..3 {
        assert!((of(Side::Event)[at] - event[at] / 4.0).abs() < 1e-9);
        assert!((of(Side::Loss)[at] - loss[at] / 4.0).abs() < 1e-9);
        // A fall is on the stated amount, not on the twin: the most is made where it falls least.
        assert!((of(Side::Fall)[at] - (1.0 - event[2 - at] / 4.0)).abs() < 1e-9);
    }
    let [whole, part] = [Scale::Sum, Scale::RelativeTo(4.0)].map(|it| quantiles(&compare(ONE, ledger(it)).unwrap()));
    assert!((whole[1] / 4.0 - part[1]).abs() < 1e-9);
}

#[test]
fn a_forecast_is_shown_and_neither_inside_nor_scored() {
    let open = compare(None, produced(Side::Event)).unwrap();
    assert_eq!((open.hit, open.inside_50, open.score), (None, None, None));
    assert_eq!((open.reported_low, open.reported_high), (None, None));
    assert_eq!(open.modelled, compare(ONE, produced(Side::Event)).unwrap().modelled);
}

#[test]
fn the_middle_half_is_narrower_than_the_band() {
    let it = compare(ONE, produced(Side::Event)).unwrap();
    let [p25, p75] = [it.modelled.p25, it.modelled.p75].map(Option::unwrap);
    let [low, _, high] = quantiles(&it);
    assert!(low < p25 && p25 < p75 && p75 < high);
    let of = |value| compare(number(Some(value), Some(value)), produced(Side::Event)).unwrap();
    let between = of(f64::midpoint(p75, high));
    assert_eq!((between.hit, between.inside_50), (Some(true), Some(false)));
    assert_eq!(of(f64::midpoint(p25, p75)).inside_50, Some(true));
}

#[test]
fn a_run_told_before_there_were_scores_can_still_be_read() {
    let old = r#"{"id":"r","title":"R","unit":"cars","modelled":{"p05":1.0,"p50":2.0,"p95":null},"reported_low":1.0,
        "reported_high":1.0,"hit":true,"sources":[],"note":null}"#;
    let it: Compared = serde_json::from_str(old).unwrap();
    assert_eq!((it.hit, it.score, it.modelled.p25), (Some(true), None, None));
}
