//! What people write, and what it means.

use super::*;

fn hours_of_text(text: &str) -> Option<f64> {
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
        ("1899-12-31T04:30:00", 4.5),
        ("1970-01-02T04:00:00", 28.0),
        ("1970-01-03", 48.0),
        ("2 business days", 48.0),
        ("4 hours (240 minutes)", 4.0),
        ("1 day (24 h)", 24.0),
        ("2 days / 48 h", 48.0),
        ("1h30", 1.5),
        ("2 h 30", 2.5),
        ("1 h 30 min", 1.5),
        ("1H 30M", 1.5),
        ("1 day and 12 hours", 36.0),
        ("1/2 day", 12.0),
        ("1 1/2 days", 36.0),
        ("½ day", 12.0),
        ("1½ h", 1.5),
        ("1 000 h", 1000.0),
        ("1'000 h", 1000.0),
        ("1375.125 h", 1375.125),
        ("4-hour", 4.0),
        ("bis zu 3 Tagen", 72.0),
        ("jusqu'à 3 jours", 72.0),
        ("90 sec", 0.025),
        ("30m", 0.5),
        ("0", 0.0),
        ("0 h", 0.0),
        ("00:00", 0.0),
        ("immediate", 0.016667),
        ("8", 8.0),
    ] {
        assert_eq!(hours_of_text(text), Some(hours), "{text}");
    }
    for text in ["", "n/a", "tbd", "-", "keine"] {
        assert_eq!(hours_of_text(text), None, "{text}");
    }
    for text in [
        "high",
        "Tier 1",
        "as soon as possible",
        "4 people",
        "4 hours, 8 hours",
        "30 min 4 h",
        "4 hours (8 hours)",
        "2 days / 24 h",
        "24/7",
        "1/2",
        "4 h or 8 h",
        "-4h",
        "−4 h",
        "1-2-3 h",
        "1h75",
        "1 d 12",
        "3M",
        "04:75",
        "2025-02-04",
        "2025-02-04T00:00:00",
        "04.02.2025",
    ] {
        assert!(duration(text, None).is_err(), "{text}: {:?}", duration(text, None));
    }
    assert!(duration("2025-02-04", None).unwrap_err().contains("this is a date"));
    // In a column of days, `m` may as well be months.
    assert!(duration("3m", Some(24.0)).is_err());
    let assumed = |text: &str| duration(text, None).unwrap().unwrap().assumed;
    assert_eq!(assumed("30m"), ["`m` is taken for minutes"]);
    for text in [">72h", "72h+", "more than 72 hours", "mehr als 72 Std.", "plus de 72 h", "min. 72 h", "≥ 72 h"] {
        assert_eq!(hours_of_text(text), Some(72.0), "{text}");
        assert_eq!(assumed(text), ["it may be longer: the bound that is given is taken"], "{text}");
    }
    assert_eq!(assumed("1.375 h"), ["three digits behind a point or comma are taken for thousands"]);
    assert!(assumed("1 d 4 h").is_empty());
    assert_eq!(duration("3", Some(24.0)).unwrap().unwrap().it, 72.0);
    assert_eq!(assumed("8"), ["no unit is given: hours"]);
    assert_eq!(assumed("2-4 business days"), ["a working day is taken for 24 hours", "the longest of a span is taken"]);
    assert_eq!(unit_of_header("RTO (h)"), Some(1.0));
    assert_eq!(unit_of_header("Lead time days"), Some(24.0));
    assert_eq!(unit_of_header("RTO"), None);
    assert_eq!(unit_of_header("Min. lead time"), None);
    assert_eq!(unit_of_header("Min. lead time (weeks)"), Some(168.0));
    assert_eq!(unit_of_header("RTO in min"), Some(1.0 / 60.0));
    assert_eq!(unit_of_header("RTO (min)"), Some(1.0 / 60.0));
    assert_eq!(unit_of_header("RTO (m)"), None);
    assert_eq!(unit_of_header("RTO (years)"), Some(8760.0));
    assert_eq!(unit_of_header("Time until an impact"), None);
    assert!(counts_things("Stock (pcs)") && counts_things("Lagerbestand Stück") && !counts_things("Stock (days)"));
}

#[test]
fn a_number_of_a_workbook_can_be_read_in_one_way_only() {
    assert_eq!(hours_of(1.375, Some(24.0)).unwrap().unwrap(), Meant::surely(33.0));
    assert_eq!(hours_of(1.375, None).unwrap().unwrap().it, 1.375);
    assert_eq!(amount_of(45678.125, None, Vec::new()).unwrap().unwrap().it.money, 45678.125);
    assert!(hours_of(-4.0, None).is_err() && hours_of(f64::NAN, None).is_err() && hours_of(1e9, None).is_err());
    assert!(amount_of(-1.0, None, Vec::new()).is_err());
    assert!(whole_of(1.5, Vec::new()).is_err() && share_of(1.5, false, Vec::new()).is_err());
}

#[test]
fn numbers_have_thousands_where_they_are_in_groups() {
    for (text, number) in [
        ("1 000", 1000.0),
        ("12,34,567", 1_234_567.0),
        ("1.234.567", 1_234_567.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("120.000", 120_000.0),
        ("0.375", 0.375),
        ("1375.125", 1375.125),
        ("45678,125", 45678.125),
        ("1.2E+06", 1_200_000.0),
        ("−5", -5.0),
    ] {
        assert_eq!(decimal(text).map(|it| it.it), Some(number), "{text}");
    }
    for text in ["1 2", "31.12.2025", "1,2,3", "1.200 000", "1,2.5", "", ".", "e5", "inf", "NaN"] {
        assert_eq!(decimal(text), None, "{text}");
    }
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
        ("A$ 500", 500.0, Some("AUD")),
        ("C$500", 500.0, Some("CAD")),
        ("HK$ 1.5m", 1_500_000.0, Some("HKD")),
        ("US$ 500", 500.0, Some("USD")),
        ("120 HUF", 120.0, Some("HUF")),
        ("120 Mio. Ft", 120_000_000.0, Some("HUF")),
        ("USDm 1.5", 1_500_000.0, Some("USD")),
        ("1200,-", 1200.0, None),
        ("1,200 (EUR)", 1200.0, Some("EUR")),
        ("45678.125", 45678.125, None),
        ("0", 0.0, None),
    ] {
        let meant = money(text).unwrap().unwrap();
        assert!((meant.it.money - amount).abs() < 1e-6, "{text}: {meant:?}");
        assert_eq!(meant.it.currency.as_deref(), code, "{text}");
    }
    assert!(!money("120.000").unwrap().unwrap().assumed.is_empty());
    for text in [
        "High",
        "-5 €",
        "5 apples",
        "(1,200)",
        "1.200,00-",
        "$(5)",
        "−5",
        "120 XQQ",
        "5 EUR 6 USD",
        "€ 5 USD",
        "35 %",
        "500 all",
    ] {
        assert!(money(text).is_err(), "{text}: {:?}", money(text));
    }
}

#[test]
fn a_header_says_which_currency_and_how_many_of_it() {
    for (header, code, times) in [
        ("Umsatz (TEUR)", Some("EUR"), 1e3),
        ("Spend k€", Some("EUR"), 1e3),
        ("Spend M€", Some("EUR"), 1e6),
        ("Annual spend", None, 1.0),
        ("Spend (£k)", Some("GBP"), 1e3),
        ("Spend (£'000)", Some("GBP"), 1e3),
        ("Spend (£000s)", Some("GBP"), 1e3),
        ("Spend (€m)", Some("EUR"), 1e6),
        ("Spend (EUR m)", Some("EUR"), 1e6),
        ("Spend (USDm)", Some("USD"), 1e6),
        ("Spend (EUR 000)", Some("EUR"), 1e3),
        ("Spend (in 1.000 EUR)", Some("EUR"), 1e3),
        ("Spend in thousands", None, 1e3),
        ("Spend in k", None, 1e3),
        ("Umsatz in Mio. EUR", Some("EUR"), 1e6),
        ("Spend (€ million, FY 2024)", Some("EUR"), 1e6),
        ("Spend ($/year)", Some("USD"), 1.0),
        ("Spend [£]", Some("GBP"), 1.0),
        ("ALL SPEND", None, 1.0),
        ("ALL SPEND (TRY)", Some("TRY"), 1.0),
        ("SPEND USD", Some("USD"), 1.0),
        ("Impact after 1 day (k€)", Some("EUR"), 1e3),
        ("Impact (after 4 h)", None, 1.0),
        ("Spend 2024", None, 1.0),
        ("Total m", None, 1.0),
    ] {
        let meant = of_header(header);
        assert_eq!((meant.currency.as_deref(), meant.times), (code, times), "{header}");
        assert!(meant.unread.is_empty(), "{header}: {meant:?}");
    }
    assert_eq!(of_header("Spend (groszy)").unread, ["groszy"]);
    assert_eq!(of_header("Spend (EUR/USD)").unread, ["USD"]);
    assert_eq!(stated_currency("huf").as_deref(), Some("HUF"));
    assert_eq!((stated_currency("XQQ"), stated_currency("apples")), (None, None));
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
        ("45 jours à réception de facture", 45.0),
        ("2% cash discount within 14 days, net 30", 30.0),
        ("30 Tage netto, 10 Tage 2 % Skonto", 30.0),
        ("30 jours, 10 jours 2 % escompte", 30.0),
        ("2 weeks", 14.0),
        ("Z030", 30.0),
        ("30 days net", 30.0),
        ("Comptant", 0.0),
        ("sofort", 0.0),
        ("Due on receipt", 0.0),
    ] {
        assert_eq!(terms(text).unwrap().unwrap().it, days, "{text}");
    }
    for text in ["as agreed", "2025-03-31", "2 %"] {
        assert!(terms(text).is_err(), "{text}");
    }
    let assumed = |text: &str| terms(text).unwrap().unwrap().assumed;
    assert_eq!(assumed("30 jours, 10 jours 2 % escompte"), ["the longest of several times is taken"]);
    assert!(assumed("30 Tage netto, 10 Tage 2 % Skonto").is_empty());
}

#[test]
fn shares_words_and_dates() {
    assert_eq!(share("40 %", false).unwrap().unwrap().it, 0.4);
    assert_eq!(share("0,4", false).unwrap().unwrap().it, 0.4);
    assert_eq!(share("40", true).unwrap().unwrap(), Meant::surely(0.4));
    for text in ["140 %", "40", "40 % of peak"] {
        assert!(share(text, false).is_err(), "{text}");
    }
    for (text, it) in [("Y", true), ("Ja", true), ("oui", true), ("N", false), ("Nein", false), ("x", true)] {
        assert_eq!(yes_no(text).unwrap().unwrap().it, it, "{text}");
    }
    assert!(yes_no("maybe").is_err());
    for (text, it) in
        [("Critical", true), ("high", true), ("élevée", true), ("yes", true), ("low", false), ("no", false)]
    {
        assert_eq!(critical(text).unwrap().unwrap().it, it, "{text}");
    }
    // A rating below the highest is critical as well, and one letter is said to be.
    for text in ["medium", "3", "B", "c", "A"] {
        let meant = critical(text).unwrap().unwrap();
        assert!(meant.it && meant.assumed.len() == 1, "{text}");
    }
    assert!(critical("High").unwrap().unwrap().assumed.is_empty());
    assert!(critical("ask Jim").is_err());
    assert_eq!(critical("n/a"), Ok(None));
    let order = |texts: &[&str]| date_order(texts.iter().copied());
    assert_eq!(order(&["03/04/2025", "31/12/2024"]), Some(DateOrder::DayFirst));
    assert_eq!(order(&["03/04/2025", "12/31/2024"]), Some(DateOrder::MonthFirst));
    assert_eq!(order(&["03/04/2025"]), None);
    assert_eq!(order(&["31/12/2024", "12/31/2024"]), None);
    assert_eq!(date("03.04.2025", Some(DateOrder::DayFirst)).unwrap().unwrap().it, "2025-04-03");
    assert_eq!(date("2025-04-03 10:00:00", None).unwrap().unwrap().it, "2025-04-03");
    assert!(date("03/04/2025", None).is_err());
    let short = date("25-03-31", Some(DateOrder::DayFirst)).unwrap().unwrap();
    assert_eq!(
        (short.it.as_str(), short.assumed),
        ("2031-03-25", vec!["the two digits at its end are taken for the year"])
    );
    assert!(date("31.02.2025", Some(DateOrder::DayFirst)).is_err());
}

#[test]
fn what_is_written_is_read_again() {
    for (number, text) in [(0.0, "0h"), (24.0, "1d"), (4.0, "4h"), (0.5, "30min"), (36.0, "36h"), (1.0 / 60.0, "1min")]
    {
        assert_eq!(hours(number), text);
    }
    assert_eq!(names("SAP ERP; MES / Line 1\nActive Directory; n/a"), ["SAP ERP", "MES / Line 1", "Active Directory"]);
    assert_eq!(names("SAP, MES"), ["SAP", "MES"]);
    let among = |text: &str, known: &[&str]| names_among(text, &|name| known.contains(&name));
    assert_eq!(among("SAP S/4HANA", &["SAP S/4HANA"]), ["SAP S/4HANA"]);
    assert_eq!(among("SAP S/4HANA, MES", &["SAP S/4HANA", "MES"]), ["SAP S/4HANA", "MES"]);
    assert_eq!(among("MES / SAP BW/4HANA", &["SAP BW/4HANA"]), ["MES", "SAP BW/4HANA"]);
    // Nobody knows it: a stroke without blanks divides nothing, a comma does.
    assert_eq!(among("SAP S/4HANA, MES", &[]), ["SAP S/4HANA", "MES"]);
    assert_eq!(among("SAP/MES/TCP/IP", &["SAP", "MES", "TCP/IP"]), ["SAP", "MES", "TCP/IP"]);
    assert_eq!(among("SAP/MES", &["MES"]), ["SAP", "MES"]);
    assert_eq!(among("SAP; MES, Line 1", &[]), ["SAP", "MES, Line 1"]);
    assert_eq!(among("SAP,, n/a,", &[]), ["SAP"]);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_much(text in ".{0,60}") {
        let (_, _, _, _) = (duration(&text, None), money(&text), terms(&text), share(&text, false));
        let (_, _, _, _) = (yes_no(&text), date(&text, None), decimal(&text), names(&text));
        let (_, _, _) = (unit_of_header(&text), of_header(&text), critical(&text));
        let (_, _) = (names_among(&text, &|_| false), names_among(&text, &|name| name.len() < 3));
    }

    #[test]
    fn digits_and_signs_are_never_too_much(text in "[0-9 .,:/€$kmhMT½()+-]{0,30}") {
        let (_, _, _, _) = (duration(&text, None), money(&text), terms(&text), share(&text, true));
        let (_, _) = (date(&text, Some(DateOrder::DayFirst)), decimal(&text));
    }
}
