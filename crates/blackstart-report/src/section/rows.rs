//! Rows that many sections have: the days on which a thing fails and is back, a quantity over all histories.

use crate::page::{Cell, Column, LAST};
use blackstart_ensemble::summary::{Moments, Spread};

/// Columns of the days on which a thing fails and is back: a row is [`dates`].
pub(super) fn date_columns(first: &str, chance: &str, when: &str, back: &str) -> [Column; 6] {
    [
        Column::words(first),
        Column::number(chance),
        Column::number("on").full(when).spare(11),
        Column::number("back 10%").full(format!("{back} 10%")).spare(LAST),
        Column::number("50%"),
        Column::number("90%"),
    ]
}

/// How often a thing fails, on which day, and the days it is back: 10, 50, 90 %.
pub(super) fn dates(title: &str, chance: f64, from: &Moments, back: &Moments) -> Vec<Cell> {
    let mut row = vec![Cell::text(title), Cell::share(chance)];
    if chance > 0.0 {
        row.extend([from.p50.hours, back.p10.hours, back.p50.hours, back.p90.hours].map(Cell::day));
    }
    row
}

/// Columns of a quantity over all histories: a row is [`spread`].
pub(super) fn spread_columns(first: &str) -> [Column; 5] {
    [Column::words(first), Column::number("5%"), Column::number("50%"), Column::number("95%"), Column::number("mean")]
}

/// A quantity over all histories: 5, 50 and 95 %, and its mean.
pub(super) fn spread(title: Cell, spread: &Spread, cell: impl Fn(f64) -> Cell) -> Vec<Cell> {
    std::iter::once(title).chain([spread.p05, spread.p50, spread.p95, spread.mean].map(cell)).collect()
}
