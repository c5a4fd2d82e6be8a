//! Reality next to results.

use super::*;
use blackstart_ensemble::sample;

fn row(unit: &str, reported: &str, measure: &str) -> String {
    format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"{unit}\"\nreported = {reported}\nsource = \"s\"\nscenario = \"bad-day\"\nmeasure = {measure}\n"
    )
}

fn compare(unit: &str, reported: &str, measure: &str) -> Result<Compared, String> {
    let results = sample::results(0..64, 1);
    let (rows, complaints) = Backtest::parse(&row(unit, reported, measure))?.compare(&results);
    match complaints.into_iter().next() {
        Some(complaint) => Err(complaint),
        None => Ok(rows.into_iter().next().expect("one row")),
    }
}

const PRODUCED: &str = r#"{ kind = "volume", field = "produced", of = "event", sites = ["site-*"] }"#;

#[test]
fn the_measure_is_the_sum_over_rows_of_each_history() {
    let results = sample::results(0..64, 1);
    let table = &results.volumes;
    let mut sums = vec![0.0; 64];
    for row in 0..table.replicate.len() {
        sums[table.replicate[row] as usize] += f64::from(table.produced[row]);
    }
    let expected = Sample::new(sums).quantile(0.5);
    let got = compare("cars", "{ value = 1 }", PRODUCED).unwrap();
    assert_eq!(got.modelled[1], Some(expected));
}

#[test]
fn volumes_lost_and_their_share_are_against_the_twin() {
    let twin = compare("cars", "{ value = 1 }", &PRODUCED.replace("event", "twin")).unwrap().modelled[1].unwrap();
    let loss = compare("cars", "{ value = 1 }", &PRODUCED.replace("event", "loss")).unwrap();
    let fall = compare("share", "{ value = 1 }", &PRODUCED.replace("event", "fall")).unwrap();
    for (loss, fall) in loss.modelled.iter().zip(fall.modelled) {
        assert!((loss.unwrap() / twin - fall.unwrap()).abs() < 1e-6);
    }
}

#[test]
fn shares_of_the_ledger_add_up() {
    let parties = sample::layout().parties;
    let ids: Vec<String> = parties.iter().map(|party| format!("\"{}\"", party.id)).collect();
    let all = ids.join(", ");
    let whole = format!("{{ kind = \"ledger\", parties = [{all}], share_of = [{all}] }}");
    assert_eq!(compare("share", "{ above = 0.5 }", &whole).unwrap().modelled, [Some(1.0); 3]);
    let total = sample::results(0..64, 1).replicates.total_loss;
    let sum = format!("{{ kind = \"ledger\", parties = [{all}] }}");
    let got = compare("£", "{ value = 1 }", &sum).unwrap().modelled[1].unwrap();
    let expected = Sample::new(total).quantile(0.5);
    assert!((got - expected).abs() <= 1e-9 * expected.abs(), "{got} {expected}");
}

#[test]
fn a_hit_is_inside_the_interval_an_overlap_or_the_right_side_of_the_median() {
    let middle = compare("cars", "{ value = 1 }", PRODUCED).unwrap().modelled.map(Option::unwrap);
    let hit = |reported: String| compare("cars", &reported, PRODUCED).unwrap().hit;
    assert!(hit(format!("{{ value = {:?} }}", middle[1])));
    assert!(!hit(format!("{{ value = {:?} }}", middle[2] + 1.0)));
    assert!(hit(format!("{{ low = {:?}, high = {:?} }}", middle[2] - 0.1, middle[2] + 9.0)));
    assert!(!hit(format!("{{ low = {:?}, high = {:?} }}", middle[2] + 0.1, middle[2] + 9.0)));
    assert!(hit(format!("{{ above = {:?} }}", middle[1] - 1.0)));
    assert!(!hit(format!("{{ below = {:?} }}", middle[1] - 1.0)));
}

#[test]
fn dates_are_calendar_days() {
    let measure = r#"{ kind = "date", field = "stopped", pick = "first", sites = ["site-0", "site-1"] }"#;
    let got = compare("date", "{ value = 2025-09-01 }", measure).unwrap();
    // Moment 0 is 18:00 on 31 August: a stop within the first six hours is on day 0.
    assert_eq!(got.reported_low, Some(1.0));
    assert_eq!(got.words[3], "1 Sep");
    assert!(got.modelled[0].is_some_and(|day| day == day.floor()));
}

#[test]
fn what_the_results_do_not_have_is_named() {
    for (unit, measure, complaint) in [
        (
            "cars",
            r#"{ kind = "volume", field = "produced", of = "event", sites = ["solihull"] }"#,
            "no watched site `solihull`",
        ),
        (
            "cars",
            r#"{ kind = "volume", field = "produced", of = "event", sites = ["site-0"], periods = ["1999-01"] }"#,
            "no period `1999-01`",
        ),
        ("£", r#"{ kind = "ledger", parties = ["nobody"] }"#, "no party `nobody`"),
        ("£", r#"{ kind = "ledger", parties = [], forms = ["fame"] }"#, "no form `fame`"),
        ("share", r#"{ kind = "weeks", week = 3, below = 70, parties = [] }"#, "50, 80 or 95"),
        ("cars", r#"{ kind = "date", field = "stopped", pick = "first", sites = ["site-0"] }"#, "does not fit"),
    ] {
        let error = compare(unit, "{ value = 1 }", measure).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn output_of_a_day_is_a_share_of_that_without_the_event() {
    let of = |on: &str| compare("share", "{ value = 0.5 }", &format!(r#"{{ kind = "output", on = "{on}" }}"#));
    let results = sample::results(0..64, 1);
    let table = &results.output;
    let rows = (0..table.step.len()).filter(|&row| table.step[row] == 1);
    let mut shares: Vec<f64> = rows.map(|row| f64::from(table.company[row]) / f64::from(table.twin[row])).collect();
    shares.sort_by(f64::total_cmp);
    let day = results.layout.start.date().tomorrow().unwrap();
    let told = format!("{:?}", of(&day.to_string()).unwrap());
    // Half are below and half above the median of the second day's shares.
    let median = crate::number::share((shares[31] + shares[32]) / 2.0);
    assert!(told.contains(&median), "{told} {median}");
    assert!(of("1999-01-01").unwrap_err().contains("no output on 1999-01-01"));
}

#[test]
fn a_year_is_all_of_its_months() {
    let of = |periods: &str| {
        let measure =
            format!(r#"{{ kind = "volume", field = "produced", of = "event", sites = ["site-0"]{periods} }}"#);
        format!("{:?}", compare("cars", "{ value = 1 }", &measure).map_err(|error| error.to_string()))
    };
    assert_eq!(of(r#", periods = ["2025"]"#), of(""));
    assert!(of(r#", periods = ["2025-0"]"#).contains("no period `2025-0`"));
}

#[test]
fn a_wrong_file_is_refused() {
    for (text, complaint) in [
        ("format = 2", "format 2"),
        ("format = 1\nsurprise = 1", "unknown field"),
        (&row("cars", "{ value = 1, low = 2 }", PRODUCED), "one of"),
        (&row("cars", "{ low = 2, high = 1 }", PRODUCED), "above"),
        (&row("cars", "{ value = nan }", PRODUCED), "not finite"),
        (&row("cars", "{ value = 1 }", r#"{ kind = "wish" }"#), "unknown variant"),
    ] {
        let error = Backtest::parse(text).err().unwrap_or_default();
        assert!(error.contains(complaint), "{text}: {error}");
    }
}
