//! What charts share: scales, ticks at round numbers and at dates that people name.

use crate::number::{date, moment, month};
use jiff::civil::DateTime;

/// Classes of lines, told apart without colour too.
pub(super) const LINES: [&str; 3] = ["middle", "second", "twin"];

/// A linear scale from values to user units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Scale {
    /// Position of a value, kept inside the scale.
    pub(super) fn at(&self, value: f64) -> f64 {
        if self.to <= self.from {
            return self.start;
        }
        let part = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.start + part * (self.end - self.start)
    }
}

/// Multiples of 1, 2 or 5 times a power of ten, about `wanted` of them, from `from` up to `to`.
pub(super) fn round_ticks(from: f64, to: f64, wanted: usize) -> Vec<f64> {
    let span = to - from;
    if !span.is_finite() || span <= 0.0 || wanted == 0 {
        return vec![from];
    }
    let rough = span / wanted as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (from / step).ceil() as i64;
    let last = (to / step + 1e-9).floor() as i64;
    (first..=last.min(first + 100)).map(|k| k as f64 * step).collect()
}

/// Spans that are longer are told by months \[h\].
const MONTHS_FROM: f64 = 50.0 * 24.0;

/// Ticks on dates where there may be little room: the first of months, or of every so many; days and weeks where there are few.
pub(super) fn calendar_ticks(start: DateTime, to_hours: f64, most: usize) -> Vec<(f64, String)> {
    if to_hours < MONTHS_FROM {
        return date_ticks(start, 0.0, to_hours, most);
    }
    let hours = |at: DateTime| start.until(at).and_then(|it| it.total((jiff::Unit::Hour, start.date())));
    // Calendars end; a picture that goes beyond has fewer ticks.
    let first = start.date().first_of_month();
    let months = (0..).map_while(|month| {
        let at = first.checked_add(jiff::Span::new().months(month)).ok()?.at(0, 0, 0, 0);
        Some((at, hours(at).ok()?))
    });
    let all: Vec<(DateTime, f64)> =
        months.skip_while(|(_, at)| *at < 0.0).take_while(|(_, at)| *at <= to_hours).take(1_200).collect();
    let every = [1, 2, 3, 6, 12].into_iter().find(|every| all.len().div_ceil(*every) <= most).unwrap_or(60);
    let label = |at: DateTime| if at.month() == 1 { at.year().to_string() } else { month(at).to_owned() };
    let kept = all.into_iter().filter(|(at, _)| every < 2 || (usize::from(at.month().unsigned_abs()) - 1) % every == 0);
    kept.map(|(at, hours)| (hours, label(at))).collect()
}

/// Ticks on dates: each day, week, half month, month, quarter or year, so that at most `most` fit, with their labels.
pub(super) fn date_ticks(start: DateTime, from_hours: f64, to_hours: f64, most: usize) -> Vec<(f64, String)> {
    let days = ((to_hours - from_hours) / 24.0).max(1.0);
    let every = [1.0, 2.0, 7.0, 14.0, 28.0, 91.0, 182.0, 364.0, 3_640.0]
        .into_iter()
        .find(|step| days / step <= most as f64)
        .unwrap_or(days);
    // Ticks count from the start, so that they say "weeks in" as well as a date.
    let mut ticks = Vec::new();
    let mut at = (from_hours / (every * 24.0)).ceil() * every * 24.0;
    // A new year is said once.
    let mut year = start.year();
    while at <= to_hours + 1e-6 && ticks.len() <= most + 1 {
        if let Some(now) = moment(start, at) {
            let label = if now.year() == year { date(now, 0.0) } else { date(start, at) };
            year = now.year();
            ticks.push((at, label));
        }
        at += every * 24.0;
    }
    ticks
}
