//! Civil time without daylight saving, working calendars.

use jiff::civil::DateTime;

/// When work is done: weekly shifts less days off. Civil local time; daylight saving is ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Shifts as hours from Monday 00:00, start and end, sorted, not overlapping, within 0..=168.
    pub shifts: Vec<(f64, f64)>,
    /// Spans without work: first moment and end (exclusive), sorted.
    pub off: Vec<(DateTime, DateTime)>,
}
