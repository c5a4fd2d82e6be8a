//! Civil time without daylight saving, working calendars.

use crate::model::Currency;
use crate::units::{self, Complaint, Dimension, Part, Uncertain, Wrong};
use jiff::civil::{Date, DateTime, Time};

#[cfg(test)]
mod tests;

/// Hours of a week.
pub const WEEK: f64 = 168.0;

/// Shorter times are rounding, not work \[h\]: four microseconds.
const ROUNDING: f64 = 1e-9;

/// When work is done: weekly shifts less days off. Civil local time: every day has 24 hours, also where clocks change.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Shifts as hours from Monday 00:00, start and end, sorted, not overlapping, within 0..=168.
    pub shifts: Vec<(f64, f64)>,
    /// Spans in which nobody works because of days off: first moment and end (exclusive), sorted. Where a shift runs over midnight they do not begin or
    /// end there.
    pub off: Vec<(DateTime, DateTime)>,
}

impl Calendar {
    /// A calendar of these shifts (hours from Monday 00:00; each begins within the week and may end in the next) and days off, in any order.
    /// A shift belongs to the day on which it begins: it is worked, to its end, unless it begins on a day off.
    pub fn new(shifts: Vec<(f64, f64)>, off: Vec<(DateTime, DateTime)>) -> Self {
        let mut off = off;
        off.sort();
        let off = without_work(&shifts, merged(off));
        let mut within: Vec<(f64, f64)> = Vec::with_capacity(shifts.len());
        for (from, to) in shifts {
            within.push((from, to.min(WEEK)));
            if to > WEEK {
                within.push((0.0, to - WEEK));
            }
        }
        within.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { shifts: merged(within), off }
    }

    /// Working hours of a normal week.
    pub fn hours_per_week(&self) -> f64 {
        self.shifts.iter().map(|(from, to)| to - from).sum()
    }

    /// The calendar with its moments counted in hours from `start`, ready for many questions.
    pub fn counted_from(&self, start: DateTime) -> Clock {
        let mut worked = 0.0;
        let shifts = self
            .shifts
            .iter()
            .map(|&(from, to)| {
                let before = worked;
                worked += to - from;
                Shift { from, to, before }
            })
            .collect();
        let day = f64::from(start.date().weekday().to_monday_zero_offset());
        let midnight = DateTime::from_parts(start.date(), Time::midnight());
        let mut clock =
            Clock { shifts, week: worked, phase: 24.0 * day + hours_between(midnight, start), off: Vec::new() };
        let mut lost = 0.0;
        let spans: Vec<Off> = self
            .off
            .iter()
            .map(|&(from, to)| {
                let (from, to) = (hours_between(start, from), hours_between(start, to));
                let before = lost;
                lost += clock.normal(to) - clock.normal(from);
                Off { from, to, before, after: lost }
            })
            .collect();
        clock.off = spans;
        clock
    }
}

/// Spans in which nobody works because of days off, where a shift is worked to its end unless it begins on one.
fn without_work(shifts: &[(f64, f64)], days_off: Vec<(DateTime, DateTime)>) -> Vec<(DateTime, DateTime)> {
    let longest = shifts.iter().map(|(from, to)| to - from).fold(0.0, f64::max);
    let is_off = |moment: DateTime| {
        let next = days_off.partition_point(|(from, _)| *from <= moment);
        next.checked_sub(1).is_some_and(|at| moment < days_off[at].1)
    };
    let mut spans = Vec::with_capacity(days_off.len());
    for &(first, last) in &days_off {
        let begun = |from: DateTime, to: DateTime| begun_between(shifts, from, to);
        // What begins on a day off would have ended at the latest with a shift that begins just before its end.
        let ends = begun(later_by(last, -longest).max(first), last).into_iter().map(|(_, end)| end);
        let end = ends.fold(last, DateTime::max);
        let worked = begun(later_by(first, -longest), first).into_iter().chain(begun(last, end));
        let mut at = first;
        for (from, to) in worked.filter(|(from, _)| !is_off(*from)) {
            spans.push((at, from.min(end)));
            at = at.max(to);
        }
        spans.push((at, end));
    }
    spans.retain(|(from, to)| from < to);
    spans.sort();
    merged(spans)
}

/// Shifts that begin from one moment until another, by their beginning.
fn begun_between(shifts: &[(f64, f64)], from: DateTime, to: DateTime) -> Vec<(DateTime, DateTime)> {
    let day = i64::from(from.date().weekday().to_monday_zero_offset());
    let mut monday = later_by(DateTime::from_parts(from.date(), Time::midnight()), -24.0 * day as f64);
    let mut begun = Vec::new();
    while monday < to {
        let spans = shifts.iter().map(|&(begins, ends)| (later_by(monday, begins), later_by(monday, ends)));
        begun.extend(spans.filter(|(begins, _)| from <= *begins && *begins < to));
        monday = later_by(monday, WEEK);
    }
    begun.sort();
    begun
}

/// A civil moment so many hours later.
fn later_by(moment: DateTime, hours: f64) -> DateTime {
    moment.saturating_add(jiff::SignedDuration::from_secs((hours * 3600.0).round() as i64))
}

/// Joins sorted spans that touch or overlap; drops empty ones.
fn merged<T: PartialOrd + Copy>(sorted: Vec<(T, T)>) -> Vec<(T, T)> {
    let mut merged: Vec<(T, T)> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match merged.last_mut() {
            Some((_, end)) if from <= *end => {
                let longer = to > *end;
                *end = if longer { to } else { *end };
            }
            _ if from < to => merged.push((from, to)),
            _ => {}
        }
    }
    merged
}

/// A calendar on the clock of one scenario. All moments are hours from the scenario's start; before it they are negative.
///
/// Answers are exact up to the rounding of hours (1e-9 h); each takes the logarithm of the number of shifts and days off.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    shifts: Vec<Shift>,
    /// Working hours of a normal week.
    week: f64,
    /// Hours from Monday 00:00 to moment 0.
    phase: f64,
    off: Vec<Off>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Shift {
    /// Hours from Monday 00:00.
    from: f64,
    to: f64,
    /// Working hours of the week before it.
    before: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Off {
    from: f64,
    to: f64,
    /// Working hours that earlier spans take.
    before: f64,
    /// The same with this one.
    after: f64,
}

impl Clock {
    /// Day and night, no day off.
    pub fn always() -> Self {
        Self { shifts: vec![Shift { from: 0.0, to: WEEK, before: 0.0 }], week: WEEK, phase: 0.0, off: Vec::new() }
    }

    /// Whether there is a shift at all.
    pub fn ever_opens(&self) -> bool {
        self.week > 0.0
    }

    /// Working hours from Monday 00:00 of the start's week to `at`, days off not taken out; falls below 0 before.
    fn normal(&self, at: f64) -> f64 {
        let clock = at + self.phase;
        let weeks = (clock / WEEK).floor();
        let within = clock - weeks * WEEK;
        let next = self.shifts.partition_point(|shift| shift.from <= within);
        let done = match next.checked_sub(1).map(|i| self.shifts[i]) {
            Some(shift) => shift.before + (within.min(shift.to) - shift.from),
            None => 0.0,
        };
        weeks * self.week + done
    }

    /// Working hours that days off have taken before `at`.
    fn lost(&self, at: f64) -> f64 {
        let next = self.off.partition_point(|off| off.from <= at);
        match next.checked_sub(1).map(|i| self.off[i]) {
            None => 0.0,
            Some(off) if at >= off.to => off.after,
            Some(off) => off.before + (self.normal(at) - self.normal(off.from)),
        }
    }

    /// Whether work is done at this moment (a shift's first moment is in it, its end is not).
    pub fn open_at(&self, at: f64) -> bool {
        self.closed_until(at) == at
    }

    /// First moment not before `at` at which work is done; infinite if there is no shift.
    pub fn next_open(&self, at: f64) -> f64 {
        if !self.ever_opens() || !at.is_finite() {
            return if at == f64::NEG_INFINITY { at } else { f64::INFINITY };
        }
        let mut at = at;
        loop {
            let open = self.closed_until(at);
            if open == at {
                return at;
            }
            at = open;
        }
    }

    /// `at` itself when open; else a later moment before which it stays closed.
    fn closed_until(&self, at: f64) -> f64 {
        if !self.ever_opens() || !at.is_finite() {
            return f64::INFINITY;
        }
        let next = self.off.partition_point(|off| off.from <= at);
        if let Some(off) = next.checked_sub(1).map(|i| self.off[i])
            && at < off.to
        {
            return off.to;
        }
        let clock = at + self.phase;
        let week = (clock / WEEK).floor() * WEEK;
        let within = clock - week;
        let next = self.shifts.partition_point(|shift| shift.from <= within);
        if next > 0 && within < self.shifts[next - 1].to - ROUNDING {
            return at;
        }
        let opens = match self.shifts.get(next) {
            Some(shift) => week + shift.from,
            None => week + WEEK + self.shifts[0].from,
        };
        // Rounding can put the very moment of opening a breath too early: then it is open.
        let opens = opens - self.phase;
        if opens - at <= ROUNDING { at } else { opens }
    }

    /// First moment after `at` at which work begins or ends; infinite if it never does.
    pub fn next_change(&self, at: f64) -> f64 {
        if !self.open_at(at) {
            return self.next_open(at);
        }
        let next_off =
            self.off.get(self.off.partition_point(|off| off.from <= at)).map_or(f64::INFINITY, |off| off.from);
        if self.week >= WEEK {
            return next_off;
        }
        // Shifts that meet at midnight on Sunday are one.
        let mut end = at;
        for _ in 0..2 {
            let clock = end + self.phase;
            let week = ((clock + ROUNDING) / WEEK).floor() * WEEK;
            let next = self.shifts.partition_point(|shift| shift.from <= clock - week + ROUNDING);
            let Some(shift) = next.checked_sub(1).map(|i| self.shifts[i]) else {
                break;
            };
            let ends = week + shift.to - self.phase;
            if ends <= end {
                break;
            }
            end = ends;
            if shift.to < WEEK {
                break;
            }
        }
        end.min(next_off)
    }

    /// Working hours from `from` to `to`; 0 if `to` is not later.
    pub fn working_hours_between(&self, from: f64, to: f64) -> f64 {
        if to <= from {
            return 0.0;
        }
        if to == f64::INFINITY {
            return if self.ever_opens() { f64::INFINITY } else { 0.0 };
        }
        let normal = self.normal(to) - self.normal(from);
        let lost = self.lost(to) - self.lost(from);
        (normal - lost).clamp(0.0, to - from)
    }

    /// Moment at which work of `working_hours` that begins at `from` is done: only open time counts. The work of no time is
    /// done at once; infinite if it never can be.
    pub fn finish(&self, from: f64, working_hours: f64) -> f64 {
        if working_hours <= 0.0 {
            return from;
        }
        if !self.ever_opens() || !working_hours.is_finite() || !from.is_finite() {
            return f64::INFINITY;
        }
        let target = self.normal(from) - self.lost(from) + working_hours;
        // Work done when each span off begins: it rises, and the last span that begins with work left is the one that delays it.
        let passed = self.off.partition_point(|off| self.normal(off.from) - off.before < target - ROUNDING);
        let lost = passed.checked_sub(1).map_or(0.0, |i| self.off[i].after);
        self.normal_inverse(target + lost).max(from)
    }

    /// First moment at which [`Self::normal`] reaches `work`.
    fn normal_inverse(&self, work: f64) -> f64 {
        // The end of a shift rather than the start of the next, also when rounding has added a breath.
        let weeks = ((work - ROUNDING) / self.week).floor();
        let within = work - weeks * self.week;
        let index = self.shifts.partition_point(|shift| shift.before + (shift.to - shift.from) < within - ROUNDING);
        let shift = self.shifts[index.min(self.shifts.len() - 1)];
        let clock = weeks * WEEK + (shift.from + (within - shift.before)).min(shift.to);
        clock - self.phase
    }

    /// Work weight of each of `steps` steps of `step_hours` from moment `from` on: its working hours over those of a mean step
    /// of a normal week. Mean 1 over a normal week; days off give 0 and are not made up. All 0 if there is no shift.
    pub fn step_weights(&self, from: f64, step_hours: f64, steps: usize) -> Vec<f64> {
        let mean = step_hours * self.week / WEEK;
        (0..steps)
            .map(|step| {
                let begin = from + step as f64 * step_hours;
                let end = from + (step + 1) as f64 * step_hours;
                if mean > 0.0 { self.working_hours_between(begin, end) / mean } else { 0.0 }
            })
            .collect()
    }
}

/// Hours from one civil moment to another; negative if the second is earlier.
pub fn hours_between(from: DateTime, to: DateTime) -> f64 {
    let span = to.duration_since(from);
    span.as_secs() as f64 / 3600.0 + f64::from(span.subsec_nanos()) / 3.6e12
}

/// Whole days from one date to another; negative if the second is earlier.
pub fn days_between(from: Date, to: Date) -> f64 {
    from.duration_until(to).as_hours() as f64 / 24.0
}

/// The moment `hours` after `start`, rounded to the second; `None` beyond the years 1 to 9999.
pub fn moment_after(start: DateTime, hours: f64) -> Option<DateTime> {
    // Infinite and not-a-number hours fail here too; the cast is exact within the bound.
    if hours.is_nan() || hours.abs() >= 1e8 {
        return None;
    }
    let seconds = jiff::SignedDuration::from_secs((hours * 3600.0).round() as i64);
    start.checked_add(seconds).ok().filter(|moment| (1..=9999).contains(&moment.year()))
}

/// Reads a civil moment: `2025-08-31`, `2025-08-31T18:00`, `2025-08-31 18:00:30`. A date alone is its midnight.
///
/// # Errors
/// A [`Complaint`] when it is not a moment, does not exist, or carries a time zone.
pub fn moment(text: &str) -> Result<DateTime, Complaint> {
    units::not_too_long(text, units::LONGEST_QUANTITY)?;
    moment_part(Part::of(text))
}

/// Reads a moment in a scenario, a date or a duration counted from `start`, as hours from `start` (a date before it: negative).
///
/// # Errors
/// A [`Complaint`] when it is neither.
pub fn hours_from(text: &str, start: DateTime) -> Result<f64, Complaint> {
    units::not_too_long(text, units::LONGEST_QUANTITY)?;
    hours_part(Part::of(text), start)
}

/// The same where the moment may be uncertain: `pert(9d, 12d, 20d)`, `uniform(2025-09-25, 2025-10-01)`. A lognormal counts from `start`.
///
/// # Errors
/// A [`Complaint`] when it is not such a moment.
pub fn uncertain_hours_from(text: &str, start: DateTime) -> Result<Uncertain, Complaint> {
    units::distribution(text, |part| hours_part(part, start))
}

/// `2025-`: the look of a date, of which no duration has the like.
fn looks_like_a_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0
        && text.as_bytes().get(digits).is_some_and(|byte| matches!(byte, b'-' | b':' | b'.' | b'/'))
        && text.as_bytes().get(digits + 1).is_some_and(u8::is_ascii_digit)
        && (text.as_bytes()[digits] != b'.' || text.matches('.').count() > 1)
}

fn hours_part(part: Part<'_>, start: DateTime) -> Result<f64, Complaint> {
    if looks_like_a_date(part.text) {
        return moment_part(part).map(|moment| hours_between(start, moment));
    }
    let no_currency = Currency { code: String::new(), sign: String::new() };
    units::quantity(part.text, Dimension::Hours, &no_currency).map_err(|mut complaint| {
        if !complaint.advice.ends_with('?') {
            complaint.advice.push_str(", or a date such as 2025-08-31T18:00");
        }
        complaint.shifted(part.at)
    })
}

const MOMENT: &str = "write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00";

fn moment_part(part: Part<'_>) -> Result<DateTime, Complaint> {
    let not_a_moment = |message: &str| part.complaint(Wrong::NotAMoment, message, MOMENT);
    if part.text.is_empty() {
        return Err(not_a_moment("nothing is written here"));
    }
    let Some((date, rest)) = part.text.split_at_checked(10) else {
        return Err(not_a_moment("this is not a date"));
    };
    let date = date_part(Part { text: date, at: part.at })?;
    if rest.is_empty() {
        return Ok(DateTime::from_parts(date, Time::midnight()));
    }
    let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
        return Err(not_a_moment("a time must follow the date, or nothing"));
    };
    if let Some(zone) = clock.find(['Z', 'z', '+', '-', '[']) {
        return Err(Part { text: &clock[zone..], at: part.at + 11 + zone }.complaint(
            Wrong::NotAMoment,
            "moments carry no time zone: they are local time at the company",
            "leave the zone out",
        ));
    }
    let clock = Part { text: clock, at: part.at + 11 };
    let (hour, minute, second, nanos) = clock_fields(clock.text)
        .ok_or_else(|| clock.complaint(Wrong::NotAMoment, "this is not a time of day", "write 18:00 or 18:00:30"))?;
    let time = Time::new(hour, minute, second, nanos)
        .map_err(|_| clock.complaint(Wrong::NotAMoment, "there is no such time of day", "write 00:00 to 23:59:59"))?;
    Ok(DateTime::from_parts(date, time))
}

/// Hour, minute, second and nanosecond of `18:00`, `18:00:30`, `18:00:30.5`.
fn clock_fields(text: &str) -> Option<(i8, i8, i8, i32)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut fields = whole.split(':');
    let mut two = || fields.next().map(two_digits);
    let (hour, minute) = (two()??, two()??);
    let second = match two() {
        Some(second) => second?,
        None if fraction.is_none() => 0,
        None => return None,
    };
    if fields.next().is_some() {
        return None;
    }
    let nanos = match fraction {
        Some(digits) if (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{digits:0<9}").parse().ok()?
        }
        Some(_) => return None,
        None => 0,
    };
    Some((hour, minute, second, nanos))
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn date_part(part: Part<'_>) -> Result<Date, Complaint> {
    let bytes = part.text.as_bytes();
    let digits = |from: usize, to: usize| {
        let field = part.text.get(from..to)?;
        if field.bytes().all(|b| b.is_ascii_digit()) { field.parse::<i16>().ok() } else { None }
    };
    let fields = (|| {
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        Some((digits(0, 4)?, digits(5, 7)? as i8, digits(8, 10)? as i8))
    })();
    let Some((year, month, day)) = fields else {
        return Err(part.complaint(Wrong::NotAMoment, "this is not a date", MOMENT));
    };
    if !(1900..=2200).contains(&year) {
        return Err(part.complaint(Wrong::OutOfRange, "the year is not between 1900 and 2200", MOMENT));
    }
    Date::new(year, month, day)
        .map_err(|_| part.complaint(Wrong::NotAMoment, "there is no such day", "check month and day"))
}

/// Reads days off, `2025-12-24` or `2025-12-24..2026-01-01` (both days included), as first moment and end (exclusive).
///
/// # Errors
/// A [`Complaint`] when it is not such a span.
pub fn days_off(text: &str) -> Result<(DateTime, DateTime), Complaint> {
    units::not_too_long(text, units::LONGEST_QUANTITY)?;
    let part = Part::of(text);
    let (first, last) = match part.text.find("..") {
        Some(dots) => (part.to(dots), part.from(dots + 2)),
        None => (part, part),
    };
    let (from, to) = (date_part(first)?, date_part(last)?);
    if to < from {
        let message = "the last day off is before the first";
        return Err(part.complaint(Wrong::Order, message, "write first..last"));
    }
    // The range of years leaves room for one more day.
    let end = to.tomorrow().unwrap_or(to);
    Ok((DateTime::from_parts(from, Time::midnight()), DateTime::from_parts(end, Time::midnight())))
}

const SHIFT: &str = "write days and hours such as \"Mon-Fri 06:00-22:00\" or \"Sat 06:00-14:00\"";
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a shift, `"Mon-Fri 06:00-22:00"`, `"Sat,Sun 22:00-06:00"` (over midnight), as spans in hours from Monday 00:00. Each begins within
/// 0..168; Sunday's may end in the next week.
///
/// # Errors
/// A [`Complaint`] when it is not a shift.
pub fn shift(text: &str) -> Result<Vec<(f64, f64)>, Complaint> {
    units::not_too_long(text, units::LONGEST_QUANTITY)?;
    let part = Part::of(text);
    let Some(space) = part.text.find(|c: char| c.is_ascii_digit()) else {
        return Err(part.complaint(Wrong::NotAShift, "a shift needs hours", SHIFT));
    };
    let (days, hours) = (part.to(space), part.from(space));
    let mut works = [false; 7];
    let mut at = 0;
    for piece in days.text.split(',') {
        let piece_part = Part { text: piece, at: days.at + at }.trimmed();
        at += piece.len() + 1;
        let (first, last) = match dash(piece_part.text) {
            Some((dash, len)) => (weekday(piece_part.to(dash))?, weekday(piece_part.from(dash + len))?),
            None => {
                let day = weekday(piece_part)?;
                (day, day)
            }
        };
        let mut day = first;
        loop {
            works[day] = true;
            if day == last {
                break;
            }
            day = (day + 1) % 7;
        }
    }
    let Some((middle, len)) = dash(hours.text) else {
        return Err(hours.complaint(Wrong::NotAShift, "a shift needs a start and an end", SHIFT));
    };
    let (from, to) = (hour_of_day(hours.to(middle))?, hour_of_day(hours.from(middle + len))?);
    if from == to || from == 24.0 {
        let message = "the shift begins when it ends";
        return Err(hours.complaint(Wrong::NotAShift, message, "write 00:00-24:00 for day and night"));
    }
    let length = if to > from { to - from } else { to + 24.0 - from };
    let mut spans = Vec::new();
    for day in (0..7).filter(|day| works[*day]) {
        let begin = 24.0 * day as f64 + from;
        spans.push((begin, begin + length));
    }
    Ok(spans)
}

/// Place and length of the first hyphen or en dash.
fn dash(text: &str) -> Option<(usize, usize)> {
    text.char_indices().find(|(_, c)| matches!(c, '-' | '\u{2013}')).map(|(at, c)| (at, c.len_utf8()))
}

fn weekday(part: Part<'_>) -> Result<usize, Complaint> {
    let word = part.text.to_lowercase();
    let found =
        DAYS.iter().position(|day| *day == word || (word.len() >= 3 && word.len() <= 4 && day.starts_with(&word)));
    found.ok_or_else(|| {
        let shorts: Vec<&str> = DAYS.iter().map(|day| &day[..3]).collect();
        let did_you_mean = units::nearest(&word, &DAYS).or_else(|| units::nearest(&word, &shorts));
        let advice = match &did_you_mean {
            Some(day) => format!("did you mean `{day}`?"),
            None => SHIFT.to_owned(),
        };
        let message = if part.text.is_empty() {
            "a day is missing here".to_owned()
        } else {
            format!("`{}` is not a day of the week", part.text)
        };
        part.complaint(Wrong::UnknownUnit { did_you_mean }, message, advice)
    })
}

/// Hours since midnight of `6:00`, `06:00`, `24:00`.
fn hour_of_day(part: Part<'_>) -> Result<f64, Complaint> {
    let fields = part.text.split_once(':').and_then(|(hour, minute)| {
        let hour = if hour.len() == 1 { two_digits(&format!("0{hour}"))? } else { two_digits(hour)? };
        Some((hour, two_digits(minute)?))
    });
    match fields {
        Some((hour, minute)) if (hour < 24 && minute < 60) || (hour == 24 && minute == 0) => {
            Ok(f64::from(hour) + f64::from(minute) / 60.0)
        }
        _ => {
            Err(part.complaint(Wrong::NotAShift, "this is not a time of day", "write hours and minutes such as 06:00"))
        }
    }
}
