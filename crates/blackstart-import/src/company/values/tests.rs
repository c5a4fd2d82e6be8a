//! What people write, and what it means.

use super::*;

fn hours_of(text: &str) -> Option<f64> {
    duration(text, None).unwrap().map(|meant| (meant.it * 1e6).round() / 1e6)
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, hours) in [
        ("4 hours", 4.0),
        ("4h", 4.0),
        ("1 Day", 24.0),
        ("24h", 24.0),
        ("< 4h", 4.0),
        ("max. 2 Tage", 48.0),
        ("2-4 hours", 4.0),
        ("2h-4h", 4.0),
        ("1 bis 2 Wochen", 336.0),
        ("1 d 4 h", 28.0),
        ("1,5 Stunden", 1.5),
        ("0.5 day", 12.0),
        ("30 min", 0.5),
        ("3 jours", 72.0),
        ("2 semaines", 336.0),
        ("4 Std.", 4.0),
        ("1970-01-02 04:00:00", 28.0),
        ("1970-02-10 00:00:00", 960.0),
        ("00:30:00", 0.5),
        ("1 04:00:00", 28.0),
        ("2 business days", 48.0),
        ("immediate", 0.016667),
        ("8", 8.0),
    ] {
        assert_eq!(hours_of(text), Some(hours), "{text}");
    }
    for text in ["", "n/a", "tbd", "-", "keine"] {
        assert_eq!(hours_of(text), None, "{text}");
    }
    for text in ["high", "Tier 1", "as soon as possible", "4 people"] {
        assert!(duration(text, None).is_err(), "{text}");
    }
    assert_eq!(duration("3", Some(24.0)).unwrap().unwrap().it, 72.0);
    assert_eq!(duration("8", None).unwrap().unwrap().assumed, Some("no unit is given: hours"));
    assert!(duration("2-4 hours", None).unwrap().unwrap().assumed.is_some());
    assert_eq!(unit_of_header("RTO (h)"), Some(1.0));
    assert_eq!(unit_of_header("Lead time days"), Some(24.0));
    assert_eq!(unit_of_header("RTO"), None);
}

#[test]
fn money_is_read_as_people_write_it() {
    for (text, amount, code) in [
        ("EUR 120.000,00", 120_000.0, Some("EUR")),
        ("€ 120.000,00", 120_000.0, Some("EUR")),
        ("£1.2m", 1_200_000.0, Some("GBP")),
        ("1,2 Mio. €", 1_200_000.0, Some("EUR")),
        ("TEUR 120", 120_000.0, Some("EUR")),
        ("$1,200,000", 1_200_000.0, Some("USD")),
        ("1 200 000 €", 1_200_000.0, Some("EUR")),
        ("1'200'000 CHF", 1_200_000.0, Some("CHF")),
        ("120k", 120_000.0, None),
        ("120.50", 120.5, None),
        ("99,95", 99.95, None),
        ("2500000", 2_500_000.0, None),
    ] {
        let meant = money(text).unwrap().unwrap();
        assert!((meant.it.money - amount).abs() < 1e-6, "{text}: {meant:?}");
        assert_eq!(meant.it.currency.as_deref(), code, "{text}");
    }
    assert!(money("120.000").unwrap().unwrap().assumed.is_some());
    for text in ["High", "-5 €", "5 apples"] {
        assert!(money(text).is_err(), "{text}");
    }
    assert_eq!(money_of_header("Umsatz (TEUR)"), (Some("EUR".to_owned()), 1e3));
    assert_eq!(money_of_header("Spend k€"), (Some("EUR".to_owned()), 1e3));
    assert_eq!(money_of_header("Annual spend"), (None, 1.0));
}

#[test]
fn terms_are_days() {
    for (text, days) in [
        ("Net 30", 30.0),
        ("30 days", 30.0),
        ("30 Tage netto", 30.0),
        ("2/10 net 30", 30.0),
        ("14 Tage 2 %, 30 Tage netto", 30.0),
        ("60", 60.0),
        ("30 jours fin de mois", 45.0),
        ("EOM + 30", 45.0),
        ("NET60", 60.0),
        ("sofort", 0.0),
        ("Due on receipt", 0.0),
    ] {
        assert_eq!(terms(text).unwrap().unwrap().it, days, "{text}");
    }
    assert!(terms("as agreed").is_err());
}

#[test]
fn shares_words_and_dates() {
    assert_eq!(share("40 %", false).unwrap().unwrap().it, 0.4);
    assert_eq!(share("0,4", false).unwrap().unwrap().it, 0.4);
    assert_eq!(
        share("40", false).unwrap().unwrap(),
        Meant { it: 0.4, assumed: Some("a number above 1 is taken for per cent") }
    );
    assert!(share("140 %", false).is_err());
    for (text, it) in [("Y", true), ("Ja", true), ("oui", true), ("N", false), ("Nein", false), ("x", true)] {
        assert_eq!(yes_no(text).unwrap().unwrap().it, it, "{text}");
    }
    assert!(yes_no("maybe").is_err());
    let order = |texts: &[&str]| date_order(texts.iter().copied());
    assert_eq!(order(&["03/04/2025", "31/12/2024"]), Some(DateOrder::DayFirst));
    assert_eq!(order(&["03/04/2025", "12/31/2024"]), Some(DateOrder::MonthFirst));
    assert_eq!(order(&["03/04/2025"]), None);
    assert_eq!(order(&["31/12/2024", "12/31/2024"]), None);
    assert_eq!(date("03.04.2025", Some(DateOrder::DayFirst)).unwrap().unwrap().it, "2025-04-03");
    assert_eq!(date("2025-04-03 10:00:00", None).unwrap().unwrap().it, "2025-04-03");
    assert!(date("03/04/2025", None).is_err());
    assert!(date("31.02.2025", Some(DateOrder::DayFirst)).is_err());
}

#[test]
fn what_is_written_is_read_again() {
    for (number, text) in [(24.0, "1d"), (4.0, "4h"), (0.5, "30min"), (36.0, "36h"), (1.0 / 60.0, "1min")] {
        assert_eq!(hours(number), text);
    }
    assert_eq!(names("SAP ERP; MES / Line 1\nActive Directory; n/a"), ["SAP ERP", "MES / Line 1", "Active Directory"]);
    assert_eq!(names("SAP, MES"), ["SAP", "MES"]);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_much(text in ".{0,60}") {
        let (_, _, _, _) = (duration(&text, None), money(&text), terms(&text), share(&text, false));
        let (_, _, _, _) = (yes_no(&text), date(&text, None), decimal(&text), names(&text));
        let (_, _) = (unit_of_header(&text), money_of_header(&text));
    }

    #[test]
    fn digits_and_signs_are_never_too_much(text in "[0-9 .,:/€kmh-]{0,30}") {
        let (_, _, _, _) = (duration(&text, None), money(&text), terms(&text), share(&text, true));
        let (_, _) = (date(&text, Some(DateOrder::DayFirst)), decimal(&text));
    }
}
