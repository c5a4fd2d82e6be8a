//! Rows that many sections have: the days on which a thing stops and is back for good, a quantity over all histories.

use crate::page::{Cell, Column, LAST};
use blackstart_ensemble::summary::{
    Chance, Moments, ServiceSummary, SiteSummary, Spread, SystemSummary, TargetSummary,
};

/// How often a thing stops and when it is back for good. All but the first is about the histories in which it stops.
#[derive(Clone, Copy)]
pub(crate) struct Away<'s> {
    pub(crate) title: &'s str,
    pub(crate) stops: &'s Chance,
    pub(crate) from: &'s Moments,
    pub(crate) back: &'s Moments,
    /// How often it stops again, where that is counted.
    pub(crate) again: Option<&'s Chance>,
}

impl<'s> From<&'s SiteSummary> for Away<'s> {
    fn from(it: &'s SiteSummary) -> Self {
        let again = Some(&it.stops_again);
        Self { title: &it.title, stops: &it.stops, from: &it.stopped, back: &it.back, again }
    }
}

impl<'s> From<&'s ServiceSummary> for Away<'s> {
    fn from(it: &'s ServiceSummary) -> Self {
        let again = Some(&it.stops_again);
        Self { title: &it.title, stops: &it.stops, from: &it.stopped, back: &it.back, again }
    }
}

impl<'s> From<&'s TargetSummary> for Away<'s> {
    fn from(it: &'s TargetSummary) -> Self {
        let again = Some(&it.fails_again);
        Self { title: &it.title, stops: &it.fails, from: &it.failed, back: &it.held, again }
    }
}

impl<'s> From<&'s SystemSummary> for Away<'s> {
    fn from(it: &'s SystemSummary) -> Self {
        Self { title: &it.title, stops: &it.falls, from: &it.down, back: &it.up, again: None }
    }
}

impl Away<'_> {
    /// Share of the histories in which it stops again.
    pub(crate) fn again(&self) -> f64 {
        self.again.map_or(0.0, |again| again.share)
    }

    /// Share of the histories in which it is not back by the end.
    pub(crate) fn not_back(&self) -> f64 {
        if self.back.of > 0 { 1.0 - self.back.share } else { 0.0 }
    }

    /// The moments by which it is back in 5, 50 and 95 % \[h\].
    pub(crate) fn back_hours(&self) -> [f64; 3] {
        [&self.back.p05, &self.back.p50, &self.back.p95].map(|at| at.hours)
    }
}

/// Columns of the days on which things stop and are back for good, as far as any of them needs them.
#[derive(Clone, Copy)]
pub(crate) struct Dates {
    again: bool,
    not_back: bool,
}

impl Dates {
    /// The columns that these things need.
    pub(crate) fn of<'s>(all: impl IntoIterator<Item = Away<'s>>) -> Self {
        let none = Self { again: false, not_back: false };
        all.into_iter().fold(none, |it, away| Self {
            again: it.again || away.again() > 0.0,
            not_back: it.not_back || away.not_back() > 0.0,
        })
    }

    /// Their heads: what it is, in how many histories it stops, on which day, and the days it is back for good.
    pub(crate) fn columns(self, first: &str, stops: &str, when: &str, back: &str) -> Vec<Column> {
        let mut columns = vec![
            Column::words(first),
            Column::number(stops),
            Column::number("on").full(format!("{when}, 50 %")).spare(11),
        ];
        columns.extend(self.back(back));
        columns
    }

    /// The heads of the days alone.
    pub(crate) fn back(self, back: &str) -> Vec<Column> {
        let mut columns = vec![
            Column::number("back 5 %").full(format!("{back}, 5 %")).spare(LAST),
            Column::number("50 %"),
            Column::number("95 %"),
        ];
        if self.again {
            columns.push(Column::number("again").full("stops again, of these").spare(12));
        }
        if self.not_back {
            columns.push(Column::number("not back").full("not back by the end, of these").spare(13));
        }
        columns
    }

    /// A row.
    pub(crate) fn row(self, away: Away<'_>) -> Vec<Cell> {
        let stops = away.stops.hits > 0;
        let day = if stops { Cell::day(away.from.p50.hours) } else { Cell::Blank };
        let mut row = vec![Cell::text(away.title), Cell::share(away.stops.share), day];
        row.extend(self.back_row(away));
        row
    }

    /// The cells of the days alone.
    pub(crate) fn back_row(self, away: Away<'_>) -> Vec<Cell> {
        let mut row: Vec<Cell> = away.back_hours().map(Cell::day).into();
        let rare = [(self.again, away.again()), (self.not_back, away.not_back())];
        row.extend(rare.into_iter().filter(|(shown, _)| *shown).map(|(_, share)| Cell::share(share)));
        if away.stops.hits == 0 {
            row.fill(Cell::Blank);
        }
        row
    }
}

/// Columns of a quantity over all histories: a row is [`spread`].
pub(super) fn spread_columns(first: &str) -> [Column; 5] {
    [
        Column::words(first),
        Column::number("5 %"),
        Column::number("50 %"),
        Column::number("95 %"),
        Column::number("mean"),
    ]
}

/// A quantity over all histories: 5, 50 and 95 %, and its mean.
pub(super) fn spread(title: Cell, spread: &Spread, cell: impl Fn(f64) -> Cell) -> Vec<Cell> {
    std::iter::once(title).chain([spread.p05, spread.p50, spread.p95, spread.mean].map(cell)).collect()
}
