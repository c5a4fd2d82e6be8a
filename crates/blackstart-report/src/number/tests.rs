//! Numbers read as a person would write them.

use super::*;

fn pounds() -> Currency {
    Currency { code: "GBP".to_owned(), sign: "£".to_owned() }
}

#[test]
fn money_keeps_three_digits_and_its_sign() {
    let shown: Vec<String> = [
        0.0,
        7.4,
        9_999.4,
        10_000.0,
        999_499.0,
        999_500.0,
        108e6,
        999.5e6,
        1.9e9,
        -45_300.0,
        -0.2,
        f64::INFINITY,
        f64::NAN,
    ]
    .iter()
    .map(|&amount| money(&pounds(), amount))
    .collect();
    assert_eq!(
        shown,
        [
            "£0",
            "£7",
            "£9,999",
            "£10.0k",
            "£999k",
            "£1.00m",
            "£108m",
            "£1.00bn",
            "£1.90bn",
            "−£45.3k",
            "£0",
            "never",
            "–"
        ]
    );
    assert_eq!(money(&Currency { code: "SEK".to_owned(), sign: "SEK".to_owned() }, 12.0), "SEK 12");
}

#[test]
fn counts_are_grouped() {
    assert_eq!(
        ["0", "1", "2.5", "100", "48,312", "−1,000,000"].to_vec(),
        [0.0, 1.0, 2.5, 99.96, 48_312.4, -1e6].map(count).to_vec()
    );
}

#[test]
fn shares_never_claim_certainty_they_do_not_have() {
    assert_eq!(
        ["0 %", "<0.1 %", "2.5 %", "37 %", ">99.9 %", "100 %", "−4 %"].to_vec(),
        [0.0, 0.0004, 0.025, 0.37, 0.9995, 1.0, -0.04].map(share).to_vec()
    );
}

#[test]
fn dates_name_their_year_only_where_it_differs() {
    let start = jiff::civil::date(2025, 8, 31).at(0, 0, 0, 0);
    assert_eq!(date(start, 24.0 * 34.0), "4 Oct");
    assert_eq!(date(start, 24.0 * 200.0), "19 Mar 2026");
    assert_eq!(full_date(start, 0.0), "31 Aug 2025");
    assert_eq!(date(start, f64::INFINITY), "never");
    assert_eq!(date(start, 1e300), "never");
}

#[test]
fn durations_choose_their_unit() {
    assert_eq!(
        ["30 min", "7 h", "48 h", "4.5 d", "38 d", "never"].to_vec(),
        [0.5, 7.0, 47.5, 108.0, 912.0, f64::INFINITY].map(duration).to_vec()
    );
}

#[test]
fn durations_and_odds_are_said_in_full() {
    let hours = [0.5, 1.0, 7.4, 47.4, 60.0, 912.0, f64::INFINITY].map(said_duration);
    assert_eq!(hours.to_vec(), ["30 minutes", "1 hour", "7 hours", "47 hours", "3 days", "38 days", "never"]);
    let odds = [0.0, 0.001, 0.37, 0.9, 0.996, 1.0].map(odds);
    let said = [
        "in no case",
        "in fewer than 1 of 100 cases",
        "in 37 of 100 cases",
        "in 9 of 10 cases",
        "in more than 99 of 100 cases",
    ];
    assert_eq!(odds[..5].to_vec(), said);
    assert_eq!(odds[5], "in every case");
}

#[test]
fn what_is_little_is_not_nothing_and_what_is_all_is_all() {
    assert_eq!([0.0, 0.01, 0.06, 9.9, 38.2, -3.5, -0.01].map(days), ["0", "<0.1", "0.1", "9.9", "38", "−3.5", "0"]);
    assert_eq!(
        [0.0, 0.004, 0.02, 0.9, 36.0, -72.0].map(duration),
        ["0 min", "<1 min", "1 min", "54 min", "36 h", "−3 d"]
    );
    assert_eq!([0.0, 0.004, 0.02].map(said_duration), ["0 minutes", "less than a minute", "1 minute"]);
    assert_eq!([1.0 - 1e-12, 1.0, 0.9999, 1e-5, 0.0].map(share), ["100 %", "100 %", ">99.9 %", "<0.1 %", "0 %"]);
}
