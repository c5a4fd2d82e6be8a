//! Numbers as people read them: money, counts, shares, durations, dates. Three significant digits, no more.

use blackstart_model::model::Currency;
use jiff::civil::{Date, DateTime};

/// Money with its sign and a short scale: `£1.94bn`, `£320m`, `−£45k`, `SEK 12`.
pub fn money(currency: &Currency, amount: f64) -> String {
    if !amount.is_finite() {
        return never(amount).to_owned();
    }
    let size = amount.abs();
    let (scaled, scale) = match size {
        s if s >= 999.5e6 => (size / 1e9, "bn"),
        s if s >= 999.5e3 => (size / 1e6, "m"),
        s if s >= 9_999.5 => (size / 1e3, "k"),
        _ => (size, ""),
    };
    let digits = if scale.is_empty() { grouped(size) } else { three_digits(scaled) };
    let space = if currency.sign.chars().last().is_some_and(char::is_alphabetic) { " " } else { "" };
    let minus = if amount < 0.0 && digits.chars().any(|c| ('1'..='9').contains(&c)) { "−" } else { "" };
    format!("{minus}{}{space}{digits}{scale}", currency.sign)
}

/// A count of units: `48,300` is written out in full, small ones with one decimal when they are not whole.
pub fn count(value: f64) -> String {
    if !value.is_finite() {
        return never(value).to_owned();
    }
    let minus = if value < 0.0 && value.abs() >= 0.05 { "−" } else { "" };
    let size = value.abs();
    if size < 99.95 && (size - size.round()).abs() > 0.05 {
        format!("{minus}{size:.1}")
    } else {
        format!("{minus}{}", grouped(size))
    }
}

/// A share as percentage: `37%`, `2.5%`, `<0.1%`, `>99.9%`.
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    match percent {
        p if !p.is_finite() => "–".to_owned(),
        // A mean of many shares that are all 1 may miss it by its last bit.
        p if (p - 100.0).abs() < 1e-9 => "100 %".to_owned(),
        p if p > 0.0 && p < 0.1 => "<0.1 %".to_owned(),
        p if p < 100.0 && p > 99.9 => ">99.9 %".to_owned(),
        p if p.abs() < 9.95 && (p - p.round()).abs() > 0.05 => {
            format!("{}{:.1} %", if p < 0.0 { "−" } else { "" }, p.abs())
        }
        p => format!("{}{:.0} %", if p <= -0.5 { "−" } else { "" }, p.abs()),
    }
}

/// A duration given in hours: `40 min`, `7 h`, `4.5 d`, `38 d`, `never`.
pub fn duration(hours: f64) -> String {
    match hours {
        h if !h.is_finite() => never(h).to_owned(),
        h if h < 0.0 => format!("−{}", duration(-h)),
        h if h > 0.0 && h * 60.0 < 0.5 => "<1 min".to_owned(),
        h if h < 0.995 => format!("{:.0} min", h * 60.0),
        h if h < 47.95 => format!("{} h", short(h)),
        h => format!("{} d", short(h / 24.0)),
    }
}

/// Days, one decimal below ten: `4.5`, `38`, `never`; `<0.1` is more than nothing.
pub fn days(days: f64) -> String {
    match days {
        d if !d.is_finite() => never(d).to_owned(),
        d if d > 0.0 && d < 0.05 => "<0.1".to_owned(),
        d if d <= -0.05 => format!("−{}", short(-d)),
        d if d < 0.0 => short(0.0),
        d => short(d),
    }
}

/// The day on which a moment lies, counted from `start` in hours: `4 Oct`; with its year where that differs from the start's; `never` for an infinite one.
pub fn date(start: DateTime, hours: f64) -> String {
    match moment(start, hours) {
        Some(at) if at.year() == start.year() => format!("{} {}", at.day(), month(at)),
        Some(at) => format!("{} {} {}", at.day(), month(at), at.year()),
        None => never(hours).to_owned(),
    }
}

/// The same without its year: `4 Oct`.
pub fn day_of_year(start: DateTime, hours: f64) -> String {
    match moment(start, hours) {
        Some(at) => format!("{} {}", at.day(), month(at)),
        None => never(hours).to_owned(),
    }
}

/// The same with its year always: `4 Oct 2025`.
pub fn full_date(start: DateTime, hours: f64) -> String {
    match moment(start, hours) {
        Some(at) => format!("{} {} {}", at.day(), month(at), at.year()),
        None => never(hours).to_owned(),
    }
}

/// A duration as it is said: `40 minutes`, `1 hour`, `24 days`; below two days in hours.
pub fn said_duration(hours: f64) -> String {
    let whole = |value: f64, unit: &str| {
        let value = value.round();
        format!("{} {unit}{}", grouped(value), if value == 1.0 { "" } else { "s" })
    };
    match hours {
        h if !h.is_finite() => never(h).to_owned(),
        h if h > 0.0 && h * 60.0 < 0.5 => "less than a minute".to_owned(),
        h if h < 0.995 => whole(h * 60.0, "minute"),
        h if h < 47.5 => whole(h, "hour"),
        h => whole(h / 24.0, "day"),
    }
}

/// How often something happens as people count: `in every case`, `in 9 of 10 cases`, `in 37 of 100 cases`.
pub fn odds(share: f64) -> String {
    let of_100 = (share * 100.0).round();
    match of_100 {
        _ if share >= 1.0 => "in every case".to_owned(),
        _ if share <= 0.0 => "in no case".to_owned(),
        _ if of_100 < 1.0 => "in fewer than 1 of 100 cases".to_owned(),
        _ if of_100 > 99.0 => "in more than 99 of 100 cases".to_owned(),
        n if n % 10.0 == 0.0 => format!("in {:.0} of 10 cases", n / 10.0),
        n => format!("in {n:.0} of 100 cases"),
    }
}

/// The moment `hours` after `start`, to the second, if the calendar holds it: what every date here is made of.
pub fn moment(start: DateTime, hours: f64) -> Option<DateTime> {
    blackstart_model::time::moment_after(start, hours)
}

/// A moment with its time of day, `4 Oct 2025, 08:07`: to the minute in which it has happened, never before.
pub fn clock(start: DateTime, hours: f64) -> String {
    let up = |at: DateTime| at.checked_add(jiff::SignedDuration::from_secs((60 - i64::from(at.second())) % 60)).ok();
    match moment(start, hours).and_then(up) {
        Some(at) => format!("{} {} {}, {:02}:{:02}", at.day(), month(at), at.year(), at.hour(), at.minute()),
        None => never(hours).to_owned(),
    }
}

/// Times a year, in few digits: `0.020`, `1.5`, `12`.
pub fn rate(times: f64) -> String {
    match times {
        t if !t.is_finite() => never(t).to_owned(),
        t if t >= 10.0 => format!("{t:.0}"),
        t if t >= 1.0 => format!("{t:.1}"),
        t => format!("{t:.3}"),
    }
}

/// Digits in groups of three, rounded to whole.
pub fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn never(value: f64) -> &'static str {
    if value.is_nan() {
        "–"
    } else if value > 0.0 {
        "never"
    } else {
        "always"
    }
}

fn three_digits(value: f64) -> String {
    match value {
        v if v >= 99.95 => format!("{v:.0}"),
        v if v >= 9.995 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

fn short(value: f64) -> String {
    if value < 9.95 && (value - value.round()).abs() >= 0.05 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// A month: `Oct 2025`.
pub fn month_of_year(day: Date) -> String {
    format!("{} {}", month(day.at(0, 0, 0, 0)), day.year())
}

/// Names of months as they stand in every date.
pub(crate) fn month(at: DateTime) -> &'static str {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        [(at.month() - 1).clamp(0, 11) as usize]
}

#[cfg(test)]
mod tests;
