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

/// A picture shows at least so much, so that its dates have room \[h\].
const LEAST: f64 = 48.0;

/// Where pictures of these rows end \[h\]: a little after the last that stops is back for good in 19 of 20 histories, so that no
/// second stop lies behind the end. What else is drawn ends at `also`.
pub fn end<'a>(horizon_hours: f64, rows: impl IntoIterator<Item = &'a Stop>, also: f64) -> f64 {
    let stopping = rows.into_iter().filter(|row| row.chance > 0.0);
    let last = stopping.map(|row| row.back_hours[2]).fold(also, f64::max).min(horizon_hours);
    let end = (last * 1.15).max(LEAST);
    // What is left of the horizon is shown as well where that takes little room.
    if end * 1.1 < horizon_hours { end } else { horizon_hours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_ends_soon_after_all_is_back_for_good() {
        let stop =
            |chance: f64, back: f64| Stop { chance, from_hours: 0.0, back_hours: [back / 3.0, back / 2.0, back] };
        let horizon = 180.0 * 24.0;
        let at = |rows: &[Stop]| end(horizon, rows, 0.0);
        assert_eq!(
            at(&[stop(1.0, 100.0), stop(0.1, 200.0), stop(0.0, f64::INFINITY)]).round(),
            230.0,
            "no fifth of the horizon"
        );
        assert_eq!(at(&[stop(1.0, 5.0)]), 48.0);
        assert_eq!(at(&[stop(0.1, f64::INFINITY)]), horizon);
        assert_eq!(at(&[stop(1.0, 150.0 * 24.0)]), horizon, "a rest of a few days is shown");
        assert_eq!(at(&[]), 48.0);
        assert_eq!(end(horizon, &[stop(1.0, 100.0)], 1_000.0).round(), 1_150.0, "what else is drawn is seen as well");
        assert_eq!(end(24.0, &[stop(1.0, 5.0)], 0.0), 24.0);
    }
}
