//! Reading what was reported.

use super::*;

fn row(unit: &str, reported: &str, measure: &str) -> String {
    format!(
        "format = 1\n[[row]]\nid = \"r\"\ntitle = \"R\"\nunit = \"{unit}\"\nreported = {reported}\nsource = \"s\"\nscenario = \"bad-day\"\nmeasure = {measure}\n"
    )
}

const PRODUCED: &str = r#"{ kind = "volume", field = "produced", of = "event", sites = ["site-*"] }"#;
const STOPPED: &str = r#"{ kind = "date", field = "stopped", pick = "first", sites = ["site-0", "site-1"] }"#;

#[test]
fn a_wrong_file_is_refused() {
    let ledger = |rest: &str| format!(r#"{{ kind = "ledger", parties = ["p"], {rest} }}"#);
    for (text, complaint) in [
        ("format = 2", "format 2"),
        ("format = 1\nsurprise = 1", "unknown field"),
        (&row("cars", "{ value = 1, low = 2 }", PRODUCED), "one of"),
        (&row("cars", "{ low = 2, high = 1 }", PRODUCED), "above"),
        (&row("cars", "{ value = nan }", PRODUCED), "not finite"),
        (&row("cars", "{ value = 1 }", r#"{ kind = "wish" }"#), "unknown variant"),
        (&row("cars", "{ value = 1 }", STOPPED), "does not fit"),
        (&row("date", "{ value = 1 }", STOPPED), "does not fit"),
        (&row("date", "{ low = 2025-09-01, high = 3 }", STOPPED), "a date is wanted"),
        (&row("share", "{ value = 1 }", r#"{ kind = "weeks", week = 3, below = 70, parties = [] }"#), "50, 80 or 95"),
        (&row("£", "{ value = 1 }", &ledger(r#"forms = ["fame"]"#)), "no form of loss `fame`"),
        (&row("£", "{ value = 1 }", &ledger(r#"per = "week", share_of = ["p"]"#)), "exclude each other"),
        (&row("share", "{ value = 1 }", r#"{ kind = "output", on = "soon" }"#), "`on` is a day"),
    ] {
        let error = parse_backtest(text).err().unwrap_or_default();
        assert!(error.contains(complaint), "{text}: {error}");
    }
}
