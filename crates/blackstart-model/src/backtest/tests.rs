//! The days that a label stands for.

use super::*;
use jiff::civil::date;

#[test]
fn a_label_stands_for_the_days_of_a_year_a_month_a_week_or_a_day() {
    let days = |from, until| Some(Days { from: Some(from), until: Some(until) });
    assert_eq!(Days::named("2025"), days(date(2025, 1, 1), date(2026, 1, 1)));
    assert_eq!(Days::named("2025-12"), days(date(2025, 12, 1), date(2026, 1, 1)));
    assert_eq!(Days::named("2024-02"), days(date(2024, 2, 1), date(2024, 3, 1)));
    // ISO 8601: the week of 4 January is the first; in 2026 it begins on Monday, 29 December 2025.
    assert_eq!(Days::named("2026-W01"), days(date(2025, 12, 29), date(2026, 1, 5)));
    assert_eq!(Days::named("2025-09-30"), days(date(2025, 9, 30), date(2025, 10, 1)));
    for none in ["", "25", "2025-", "2025-13", "2025-9", "2025-W54", "2025-02-30", "2025-09-01-01", "september"] {
        assert_eq!(Days::named(none), None, "{none}");
    }
}
