//! What was reported: read with codes and places, and of things that the model has.

use super::*;
use blackstart_model::backtest::{Bounds, Days, Measure, Reported, Scale, Side, Span};
use jiff::civil::date;

fn model() -> blackstart_model::Model {
    crate::model_text(&format!("{BASE}[[source]]\nid = \"press\"\ntitle = \"A newspaper\"\n")).it.unwrap()
}

fn bad_day(model: &blackstart_model::Model) -> blackstart_model::Scenario {
    crate::scenario_text(BASE_SCENARIO, model).it.unwrap()
}

fn read_text(text: &str) -> Read<blackstart_model::backtest::Backtest> {
    let model = model();
    crate::backtest_text(text, &model, &[&bad_day(&model)])
}

fn read(unit: &str, reported: &str, measure: &str) -> Read<blackstart_model::backtest::Backtest> {
    read_text(&format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"{unit}\"\nreported = {reported}\nsource = \"press\"\nscenario = \"bad-day\"\nmeasure = {measure}\n"
    ))
}

/// The measure, of what is without problems.
fn measure(unit: &str, measure: &str) -> Measure {
    let read = read(unit, "{ value = 1 }", measure);
    assert_eq!(said(&read), "");
    read.it.unwrap().rows.remove(0).measure
}

const PRODUCED: &str = r#"{ kind = "volume", field = "produced", of = "fall", sites = ["p*"], periods = ["2026-02"] }"#;
const STOPPED: &str = r#"{ kind = "date", field = "stopped", pick = "first", sites = ["plant"] }"#;

#[test]
fn a_row_is_read_as_it_is_meant() {
    let it = read("share", "{ low = 0.5, high = 0.7 }", PRODUCED).it.unwrap();
    assert_eq!(it.rows[0].reported, Some(Reported::Number(Bounds { low: Some(0.5), high: Some(0.7) })));
    assert_eq!(it.rows[0].sources, ["press"]);
    let Measure::Volume { of: Side::Fall, sites, span, .. } = &it.rows[0].measure else { panic!("{it:?}") };
    assert_eq!((sites.as_slice(), span), (&["plant".to_owned()][..], &Span::Named(vec!["2026-02".to_owned()])));
    let it = read("date", "{ above = 2026-02-03 }", STOPPED).it.unwrap();
    let day = date(2026, 2, 3);
    assert_eq!(it.rows[0].reported, Some(Reported::Day(Bounds { low: Some(day), high: None })));
    let ledger = r#"{ kind = "ledger", parties = ["us"], forms = ["gross-profit"], per = "week" }"#;
    let it = read("£/week", "{ value = -3 }", ledger).it.unwrap();
    assert!(matches!(it.rows[0].measure, Measure::Ledger { scale: Scale::PerWeek, .. }));
}

#[test]
fn days_an_amount_to_compare_with_and_no_report_at_all_can_be_written() {
    let days = |from, until| Days { from: Some(from), until };
    let fall = r#"{ kind = "volume", field = "sold", of = "fall", sites = ["plant"], from = 2026-02-03, until = 2026-03-01, relative_to = { amount = 300, source = "press" } }"#;
    let it = measure("share", fall);
    let Measure::Volume { span, relative_to: Some(300.0), .. } = &it else { panic!("{it:?}") };
    assert_eq!(*span, Span::Days(days(date(2026, 2, 3), Some(date(2026, 3, 1)))));
    let money = r#"{ kind = "ledger", parties = ["us"], relative_to = { amount = 2e6, source = "press" } }"#;
    assert!(matches!(measure("share", money), Measure::Ledger { scale: Scale::RelativeTo(2e6), span: Span::All, .. }));
    let on = measure("share", r#"{ kind = "output", on = 2026-02-03 }"#);
    assert_eq!(on, Measure::Output { days: days(date(2026, 2, 3), Some(date(2026, 2, 4))) });
    let from = measure("share", r#"{ kind = "output", from = 2026-02-03 }"#);
    assert_eq!(from, Measure::Output { days: days(date(2026, 2, 3), None) });

    let forecast = format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"share\"\nscenario = \"bad-day\"\nmeasure = {fall}\n"
    );
    let read = read_text(&forecast);
    assert_eq!(said(&read), "", "nobody reported it: it needs no source");
    let row = &read.it.unwrap().rows[0];
    assert_eq!((row.reported, row.sources.as_slice()), (None, &["press".to_owned()][..]));
    let unit = read_text(&forecast.replace("\"share\"", "\"date\""));
    assert!(said(&unit).contains("BS0732"), "{}", said(&unit));
}

#[test]
fn a_date_that_no_history_reaches_is_a_warning() {
    // From 1 February for 26 weeks: 2 August is the first day after.
    for (day, beyond) in [("2026-08-01", false), ("2026-08-02", true), ("2026-01-31", true)] {
        let read = read("date", &format!("{{ value = {day} }}"), STOPPED);
        assert_eq!(said(&read).contains("BS0734 warning"), beyond, "{day}: {}", said(&read));
        assert!(read.it.is_some());
    }
}

#[test]
fn sites_counted_in_different_units_are_a_warning() {
    let both = PRODUCED.replace("p*", "*").replace("fall", "loss");
    assert_eq!(said(&read("cars", "{ value = 1 }", &both)), "");
    let units = crate::model_text(&format!(
        "{}[[source]]\nid = \"press\"\ntitle = \"A newspaper\"\n",
        BASE.replace("price = 100", "price = 100\nunit = \"boxes\"")
    ));
    let text = format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"cars\"\nreported = {{ value = 1 }}\nsource = \"press\"\nscenario = \"bad-day\"\nmeasure = {both}\n"
    );
    let read = crate::backtest_text(&text, &units.it.unwrap(), &[]);
    assert!(read.it.is_some() && said(&read).contains("BS0735 warning"), "{}", said(&read));
}

#[test]
fn what_is_wrong_is_said_with_its_code() {
    let ledger = |rest: &str| format!(r#"{{ kind = "ledger", parties = ["us"], {rest} }}"#);
    let made = |rest: &str| format!(r#"{{ kind = "volume", field = "sold", of = "loss", sites = ["plant"], {rest} }}"#);
    for (unit, reported, measure, code, words) in [
        ("cars", "{ value = 1, low = 2 }", PRODUCED, "BS0732", "neither a value nor a range"),
        ("cars", "{ low = 2, high = 1 }", PRODUCED, "BS0732", "above"),
        ("cars", "{ value = nan }", PRODUCED, "BS0207", "not finite"),
        ("cars", "{ value = 1e308 }", PRODUCED, "BS0217", "too large"),
        ("cars", "{ value = 1 }", r#"{ kind = "volum" }"#, "BS0213", "did you mean `volume`?"),
        ("cars", "{ value = 1 }", STOPPED, "BS0732", "not all about a date"),
        ("date", "{ value = 1 }", STOPPED, "BS0732", "not all about a date"),
        ("date", "{ low = 2025-09-01, high = 3 }", STOPPED, "BS0732", "one end is a number"),
        ("share", "{ value = 1 }", r#"{ kind = "weeks", week = 3, below = 70, parties = ["us"] }"#, "BS0731", "70"),
        ("£", "{ value = 1 }", &ledger(r#"forms = ["fame"]"#), "BS0213", "fame"),
        ("£", "{ value = 1 }", &ledger(r#"per = "week", share_of = ["us"]"#), "BS0731", "exclude each other"),
        ("£", "{ value = 1 }", &ledger(r#"sites = ["plant"]"#), "BS0731", "has no `sites`"),
        ("£", "{ value = 1 }", &ledger(r#"periods = ["september"]"#), "BS0731", "not a period"),
        ("share", "{ value = 1 }", r#"{ kind = "output", on = "soon" }"#, "BS0209", "date"),
        ("cars", "{ value = 1 }", &PRODUCED.replace("p*", "plnt"), "BS0301", "did you mean `plant`?"),
        ("cars", "{ value = 1 }", &PRODUCED.replace("p*", "z*"), "BS0301", "starts with `z`"),
        ("cars", "{ value = 1 }", PRODUCED, "BS0735", "write `share`"),
        ("cars", "{ value = 1 }", &ledger(""), "BS0735", "write `£`"),
        ("£", "{ value = 1 }", &ledger(r#"per = "week""#), "BS0735", "write `£/week`"),
        ("cars", "{ value = 1 }", r#"{ kind = "onset", field = "alert-to-shutdown" }"#, "BS0735", "write `hours`"),
        ("share", "{ value = 1 }", &made(""), "BS0735", "a number of goods"),
        ("cars", "{ value = 1 }", &made("from = 2026-02-03, until = 2026-02-03"), "BS0731", "not after `from`"),
        ("cars", "{ value = 1 }", &made("from = 2026-02-03T12:00"), "BS0731", "`from` is a day"),
        ("cars", "{ value = 1 }", &made("from = 2026-01-31"), "BS0734", "go from 2026-02-01 to 2026-08-01"),
        ("cars", "{ value = 1 }", &made("until = 2026-08-03"), "BS0734", "all days until 2026-08-03"),
        ("cars", "{ value = 1 }", &made(r#"periods = ["2025-12"]"#), "BS0734", "no history has 2025-12"),
        ("cars", "{ value = 1 }", &made(r#"periods = ["2026-13"]"#), "BS0731", "not a period"),
        ("cars", "{ value = 1 }", &made(r#"periods = ["2026-02"], from = 2026-02-03"#), "BS0731", "exclude each other"),
        ("share", "{ value = 1 }", r#"{ kind = "output", on = 2026-08-02 }"#, "BS0734", "no history has 2026-08-02"),
        ("share", "{ value = 1 }", r#"{ kind = "output" }"#, "BS0731", "needs `on`"),
        ("share", "{ value = 1 }", r#"{ kind = "output", on = 2026-02-02, from = 2026-02-02 }"#, "BS0731", "exclude"),
        (
            "share",
            "{ value = 1 }",
            r#"{ kind = "weeks", week = 27, below = 80, parties = ["us"] }"#,
            "BS0734",
            "week 27",
        ),
        ("share", "{ value = 1 }", &made(r#"relative_to = { amount = 0, source = "press" }"#), "BS0731", "above 0"),
        ("share", "{ value = 1 }", &made(r#"relative_to = { amount = 1, source = "pres" }"#), "BS0301", "`press`?"),
        ("share", "{ value = 1 }", &made("relative_to = { amount = 1 }"), "BS0202", "source"),
        ("share", "{ value = 1 }", &made(r#"relative_to = { amont = 1, source = "press" }"#), "BS0201", "`amount`?"),
        ("cars", "{ value = 1 }", &made("untill = 2026-02-03"), "BS0201", "did you mean `until`?"),
    ] {
        let read = read(unit, reported, measure);
        let all = said(&read);
        assert!(read.it.is_none() && all.contains(code) && all.contains(words), "{measure}: {all}");
    }
    let code = |text: &str| read_text(text).problems[0].code;
    assert_eq!(code("format = 2"), "BS0108");
    assert_eq!(code("format = 1\nsurprise = 1"), "BS0201");
    assert_eq!(code("format = 1\n[[row]\n"), "BS0103");
}

#[test]
fn a_file_that_is_not_there_is_none_and_one_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(crate::backtest(folder.path(), &model(), &[]).is_none());
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    std::fs::write(folder.path().join("scenarios/bad-day.toml"), BASE_SCENARIO).unwrap();
    let path = folder.path().join("backtest.toml");
    std::fs::write(&path, "format = 1\n").unwrap();
    assert!(crate::backtest(folder.path(), &model(), &[]).unwrap().it.unwrap().rows.is_empty());
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
        let read = crate::backtest(folder.path(), &model(), &[]).unwrap();
        assert!(read.it.is_none() && read.problems[0].code == "BS0101" && read.problems[0].excerpt.is_empty());
    }
}
