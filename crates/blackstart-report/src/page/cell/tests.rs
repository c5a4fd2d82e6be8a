//! Cells say what their numbers mean, as much as there is room for.

use super::*;
use blackstart_model::model::Currency;

fn setting() -> Setting {
    let currency = Currency { code: "GBP".to_owned(), sign: "£".to_owned() };
    Setting {
        start: jiff::civil::date(2025, 8, 31).at(18, 0, 0, 0),
        currency,
        one_year: true,
        end_hours: f64::INFINITY,
    }
}

#[test]
fn numbers_read_by_their_unit() {
    let said = |cell: &Cell| cell.words(&setting(), Room::Page);
    assert_eq!(said(&Cell::money(1.53e9)), "£1.53bn");
    assert_eq!(said(&Cell::of(Unit::MoneyPerHour, 12_000.0)), "£12.0k/h");
    assert_eq!(said(&Cell::range(Unit::Money, -2e6, 3e6)), "−£2.00m to £3.00m");
    assert_eq!(said(&Cell::range(Unit::Money, 2e6, f64::INFINITY)), "£2.00m to ∞");
    assert_eq!(said(&Cell::day(f64::INFINITY)), "never");
    assert_eq!(said(&Cell::of(Unit::NearOne, 0.998_76)), "99.88 %");
    assert_eq!(said(&Cell::of(Unit::Plain, 200.0)), "200");
    assert_eq!(said(&Cell::known(None::<f64>, Cell::money)), "–");
    assert_eq!(said(&Cell::given(None::<f64>, Cell::money)), "");
    let within = Cell::Within {
        middle: Amount::of(Unit::Share, 0.5),
        low: Amount::of(Unit::Share, 0.1),
        high: Amount::of(Unit::Share, 1.0),
    };
    assert_eq!(said(&within), "50 % (10 % to 100 %)");
}

#[test]
fn changes_show_their_sign() {
    let said = |value: f64| setting().amount(Amount::change(Unit::Points, value), Room::Page);
    assert_eq!([0.0312, -0.004, 0.000_04, f64::NAN].map(said), ["+3.1", "−0.4", "0", "–"]);
    let said = |value: f64| setting().amount(Amount::change(Unit::Money, value), Room::Page);
    assert_eq!([162e3, -2.0, 0.1].map(said), ["+£162k", "−£2", "£0"]);
}

#[test]
fn a_line_says_the_same_in_fewer_letters() {
    let both = |cell: &Cell| [Room::Line, Room::Page].map(|room| cell.words(&setting(), room));
    assert_eq!(both(&Cell::day(24.0 * 200.0)), ["19 Mar", "19 Mar 2026"]);
    assert_eq!(both(&Cell::Tolerance { hours: 6.0, level: Some(0.5) }), ["6 h < 50 %", "6 h below 50 %"]);
    assert_eq!(both(&Cell::Tolerance { hours: 6.0, level: Some(1.0) }), ["6 h", "6 h"]);
    assert_eq!(both(&Cell::Inside(false)), ["OUTSIDE", "outside"]);
}

#[test]
fn json_holds_what_is_infinite() {
    let cells = vec![
        Cell::duration(f64::INFINITY),
        Cell::range(Unit::Duration, f64::NEG_INFINITY, 2.5),
        Cell::Tolerance { hours: f64::INFINITY, level: None },
        Cell::text("“a”"),
    ];
    let text = serde_json::to_string(&cells).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Cell>>(&text).unwrap(), cells, "{text}");
}

#[test]
fn only_addresses_of_the_web_are_followed() {
    let link = |url: &str| Link { text: "x".to_owned(), url: Some(url.to_owned()) };
    assert!(link("https://example.org").followed().is_some());
    assert!(
        ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"]
            .iter()
            .all(|url| link(url).followed().is_none())
    );
}
