//! One history as text: a row per system, service and channel that changes, a column per day (or step).
//!
//! `.` up, `#` down, `1`–`9` tenths: the average over the column, exact, and only what is always up is `.`. Blank: no share.

use crate::handover::{Availability, Capacity};
use crate::timeline::Timeline;
use blackstart_model::model::{Channel, Model};
use std::fmt;

#[cfg(test)]
mod tests;

/// A strip chart in the making: rows with labels, all of the same columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Start of the first column \[h\].
    from_hours: f64,
    /// Length of a column \[h\].
    column_hours: f64,
    columns: usize,
    rows: Vec<(String, String)>,
}

impl Strip {
    /// An empty strip of so many columns from a moment on.
    ///
    /// # Panics
    ///
    /// Where a column has no length.
    pub fn new(from_hours: f64, column_hours: f64, columns: usize) -> Self {
        assert!(column_hours > 0.0 && column_hours.is_finite() && from_hours.is_finite());
        Self { from_hours, column_hours, columns, rows: Vec::new() }
    }

    /// Everything in one history that changes within the strip: systems, services, channels of sites (`site.channel`; the produce
    /// channel is the site itself).
    #[must_use]
    pub fn history(mut self, model: &Model, availability: &Availability, capacity: &Capacity) -> Self {
        for (id, line) in availability.systems.iter() {
            self.changing(&model.systems[id].name.id, line);
        }
        for (id, line) in capacity.services.iter() {
            self.changing(&model.services[id].name.id, line);
        }
        for (id, lines) in capacity.channels.iter() {
            let site = &model.sites[id].name.id;
            for (channel, line) in Channel::ALL.into_iter().zip(lines) {
                let Some(line) = line else { continue };
                match channel {
                    Channel::Produce => self.changing(site, line),
                    _ => self.changing(&format!("{site}.{}", channel.word()), line),
                }
            }
        }
        self
    }

    /// Adds a row for a timeline.
    pub fn timeline(&mut self, label: &str, line: &Timeline) {
        let at = |column: usize| self.from_hours + column as f64 * self.column_hours;
        let marks = (0..self.columns).map(|column| mark(line.mean_over(at(column), at(column + 1)))).collect();
        self.rows.push((label.to_owned(), marks));
    }

    /// Adds a row for a timeline unless it is up throughout the strip.
    pub fn changing(&mut self, label: &str, line: &Timeline) {
        self.timeline(label, line);
        if self.rows.last().is_some_and(|(_, marks)| marks.chars().all(|mark| mark == '.')) {
            self.rows.pop();
        }
    }

    /// Adds a row of shares, one per column (what is above 1 counts as 1, NaN is blank).
    pub fn shares(&mut self, label: &str, shares: impl IntoIterator<Item = f64>) {
        let marks = shares.into_iter().take(self.columns).map(mark).collect();
        self.rows.push((label.to_owned(), marks));
    }

    /// Adds a row of text, e.g. the loss.
    pub fn text(&mut self, label: &str, text: &str) {
        self.rows.push((label.to_owned(), text.to_owned()));
    }
}

/// One mark for a share: rounded to tenths, but up and down only where it is exactly that.
fn mark(share: f64) -> char {
    if share.is_nan() {
        ' '
    } else if share >= 1.0 {
        '.'
    } else if share <= 0.0 {
        '#'
    } else {
        let tenths = (share * 10.0).round().clamp(1.0, 9.0) as u8;
        char::from(b'0' + tenths)
    }
}

impl fmt::Display for Strip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        for (label, marks) in &self.rows {
            writeln!(f, "{label:width$} {marks}")?;
        }
        Ok(())
    }
}
