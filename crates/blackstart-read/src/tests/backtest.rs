//! What was reported: read with codes and places, and of things that the model has.

use super::*;
use blackstart_model::backtest::{Bounds, Measure, Reported, Scale, Side};

fn model() -> blackstart_model::Model {
    crate::model_text(&format!("{BASE}[[source]]\nid = \"press\"\ntitle = \"A newspaper\"\n")).it.unwrap()
}

fn read(unit: &str, reported: &str, measure: &str) -> Read<blackstart_model::backtest::Backtest> {
    let text = format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"{unit}\"\nreported = {reported}\nsource = \"press\"\nscenario = \"bad-day\"\nmeasure = {measure}\n"
    );
    crate::backtest_text(&text, &model())
}

const PRODUCED: &str = r#"{ kind = "volume", field = "produced", of = "fall", sites = ["p*"], periods = ["2026-02"] }"#;
const STOPPED: &str = r#"{ kind = "date", field = "stopped", pick = "first", sites = ["plant"] }"#;

#[test]
fn a_row_is_read_as_it_is_meant() {
    let it = read("share", "{ low = 0.5, high = 0.7 }", PRODUCED).it.unwrap();
    assert_eq!(it.rows[0].reported, Reported::Number(Bounds { low: Some(0.5), high: Some(0.7) }));
    assert_eq!(it.rows[0].sources, ["press"]);
    let Measure::Volume { of: Side::Fall, sites, periods, .. } = &it.rows[0].measure else { panic!("{it:?}") };
    assert_eq!((sites.as_slice(), periods.as_slice()), (&["p*".to_owned()][..], &["2026-02".to_owned()][..]));
    let it = read("date", "{ above = 2026-02-03 }", STOPPED).it.unwrap();
    let day = jiff::civil::date(2026, 2, 3);
    assert_eq!(it.rows[0].reported, Reported::Day(Bounds { low: Some(day), high: None }));
    let ledger = r#"{ kind = "ledger", parties = ["us"], forms = ["gross-profit"], per = "week" }"#;
    let it = read("£/week", "{ value = -3 }", ledger).it.unwrap();
    assert!(matches!(it.rows[0].measure, Measure::Ledger { scale: Scale::PerWeek, .. }));
}

#[test]
fn what_is_wrong_is_said_with_its_code() {
    let ledger = |rest: &str| format!(r#"{{ kind = "ledger", parties = ["us"], {rest} }}"#);
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
    ] {
        let read = read(unit, reported, measure);
        let all = said(&read);
        assert!(read.it.is_none() && all.contains(code) && all.contains(words), "{measure}: {all}");
    }
    let code = |text: &str| crate::backtest_text(text, &model()).problems[0].code;
    assert_eq!(code("format = 2"), "BS0108");
    assert_eq!(code("format = 1\nsurprise = 1"), "BS0201");
    assert_eq!(code("format = 1\n[[row]\n"), "BS0103");
}

#[test]
fn a_file_that_is_not_there_is_none_and_one_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(crate::backtest(folder.path(), &model()).is_none());
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    std::fs::write(folder.path().join("scenarios/bad-day.toml"), BASE_SCENARIO).unwrap();
    let path = folder.path().join("backtest.toml");
    std::fs::write(&path, "format = 1\n").unwrap();
    assert!(crate::backtest(folder.path(), &model()).unwrap().it.unwrap().rows.is_empty());
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
        let read = crate::backtest(folder.path(), &model()).unwrap();
        assert!(read.it.is_none() && read.problems[0].code == "BS0101" && read.problems[0].excerpt.is_empty());
    }
}
