//! When rows of a table stop and are back: what a terminal draws as bars beside them.

/// What stops, from the start to a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Stops {
    /// Where the bars end \[h\].
    pub end_hours: f64,
    /// The rows, from above; the table beside has them in the same order.
    pub rows: Vec<Stop>,
}

/// One row: when a thing stops and when it is back, over all histories.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Share of the histories in which it stops.
    pub chance: f64,
    /// Median moment it stops, where it does \[h\].
    pub from_hours: f64,
    /// 5th percentile, median and 95th percentile of the moment it is back for good, where it stops \[h\]; infinite: not within the horizon.
    pub back_hours: [f64; 3],
}

/// Where pictures of these rows end \[h\]: a little after the last that stops is surely back, but not before a fifth of the horizon.
pub fn end<'a>(horizon_hours: f64, rows: impl IntoIterator<Item = &'a Stop>) -> f64 {
    let stopping = rows.into_iter().filter(|row| row.chance > 0.0);
    let last = stopping.map(|row| row.back_hours[2]).fold(0.0, f64::max).min(horizon_hours);
    (last * 1.08).clamp(horizon_hours * 0.2, horizon_hours)
}
