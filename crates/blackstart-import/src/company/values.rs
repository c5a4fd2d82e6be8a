//! Values as people write them: what they mean, or that they cannot mean anything.

use super::sheet::folded;

/// What a cell means, and what had to be assumed for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant<T> {
    /// The value.
    pub(super) it: T,
    /// What was assumed, where it can be read in several ways.
    pub(super) assumed: Option<&'static str>,
}

/// A cell that is none, one, or cannot be understood; why it cannot.
pub(super) type Reading<T> = Result<Option<Meant<T>>, &'static str>;

/// Hours of the units that durations are in. The longest word first where one begins another.
const UNITS: &[(&str, f64)] = &[
    ("business days", 24.0),
    ("business day", 24.0),
    ("working days", 24.0),
    ("working day", 24.0),
    ("arbeitstage", 24.0),
    ("arbeitstag", 24.0),
    ("werktage", 24.0),
    ("werktag", 24.0),
    ("jours ouvres", 24.0),
    ("jour ouvre", 24.0),
    ("minutes", 1.0 / 60.0),
    ("minuten", 1.0 / 60.0),
    ("minute", 1.0 / 60.0),
    ("mins", 1.0 / 60.0),
    ("min", 1.0 / 60.0),
    ("m", 1.0 / 60.0),
    ("hours", 1.0),
    ("hour", 1.0),
    ("hrs", 1.0),
    ("hr", 1.0),
    ("heures", 1.0),
    ("heure", 1.0),
    ("stunden", 1.0),
    ("stunde", 1.0),
    ("std", 1.0),
    ("h", 1.0),
    ("days", 24.0),
    ("day", 24.0),
    ("tagen", 24.0),
    ("tage", 24.0),
    ("tag", 24.0),
    ("jours", 24.0),
    ("jour", 24.0),
    ("d", 24.0),
    ("j", 24.0),
    ("t", 24.0),
    ("weeks", 168.0),
    ("week", 168.0),
    ("wks", 168.0),
    ("wk", 168.0),
    ("wochen", 168.0),
    ("woche", 168.0),
    ("semaines", 168.0),
    ("semaine", 168.0),
    ("w", 168.0),
    ("months", 720.0),
    ("month", 720.0),
    ("monate", 720.0),
    ("monat", 720.0),
    ("mois", 720.0),
    ("years", 8760.0),
    ("year", 8760.0),
    ("jahre", 8760.0),
    ("jahr", 8760.0),
    ("ans", 8760.0),
    ("an", 8760.0),
];

/// Words for a cell that says nothing.
const NOTHING: &[&str] = &[
    "",
    "n a",
    "na",
    "none",
    "nil",
    "tbd",
    "tbc",
    "unknown",
    "not known",
    "not defined",
    "not applicable",
    "null",
    "keine",
    "kein",
    "unbekannt",
    "offen",
    "entfallt",
    "k a",
    "neant",
    "aucun",
    "aucune",
    "inconnu",
    "a definir",
    "s o",
    "empty",
];

/// Whether a cell says nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&folded(text).as_str())
}

/// Hours of a unit's word.
pub(super) fn unit_hours(word: &str) -> Option<f64> {
    UNITS.iter().find(|(unit, _)| *unit == word).map(|(_, hours)| *hours)
}

/// A unit named in a column's header, such as `RTO (hours)`.
pub(super) fn unit_of_header(header: &str) -> Option<f64> {
    let folded = folded(header);
    // A letter alone is a unit only where it stands in brackets.
    let inside = header.split_once(['(', '[']).and_then(|(_, rest)| rest.split_once([')', ']'])).map(|(unit, _)| unit);
    let inside = inside.and_then(|unit| unit_hours(&self::folded(unit).replace("in ", "")));
    inside.or_else(|| folded.split(' ').filter(|word| word.len() > 1).find_map(unit_hours))
}

/// A duration in hours. `unit`: hours of the unit that numbers without one are in.
pub(super) fn duration(text: &str, unit: Option<f64>) -> Reading<f64> {
    if is_nothing(text) {
        return Ok(None);
    }
    let lower = folded(text);
    if ["immediate", "immediately", "sofort", "immediat", "instant", "at once"].contains(&lower.as_str()) {
        let assumed = Some("at once is written as a minute");
        return Ok(Some(Meant { it: 1.0 / 60.0, assumed }));
    }
    if let Some(hours) = clock(text) {
        return if hours > 0.0 { Ok(Some(Meant { it: hours, assumed: None })) } else { Ok(None) };
    }
    let mut hours = 0.0;
    let mut range = None;
    let mut assumed = None;
    let mut rest = text.trim().to_lowercase();
    let mut found = false;
    while let Some(at) = rest.find(|it: char| it.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let before = folded(before);
        if matches!(before.as_str(), "to" | "bis" | "a" | "and" | "und" | "et") || (found && before.is_empty()) {
            // A range: what is promised is its end.
            range = Some(hours);
            hours = 0.0;
            assumed = Some("the longest of a range is taken");
        } else if !before.is_empty() && !FILLERS.contains(&before.as_str()) {
            return Err("this is no duration");
        }
        let length = from.find(|it: char| !(it.is_ascii_digit() || it == '.' || it == ',')).unwrap_or(from.len());
        let number = decimal(from[..length].trim_end_matches(['.', ','])).ok_or("this is no number")?.it;
        let after = from[length..].trim_start_matches([' ', '-', '\u{a0}', '_']).to_owned();
        let word_end = after.find(|it: char| it.is_ascii_digit()).unwrap_or(after.len());
        let words = folded(&after[..word_end]);
        let (named, used) = named_unit(&words);
        if named.is_some_and(is_working_day) {
            assumed = Some("a working day is taken for 24 hours");
        }
        if named.is_none() && !words.is_empty() && !["to", "bis", "a"].contains(&words.as_str()) {
            return Err("this is no duration");
        }
        let each = match named.and_then(unit_hours).or(unit) {
            Some(each) => each,
            // `2-4 hours`: the unit stands behind the last number.
            None if used == 0 && word_end < after.len() => unit_behind(&after).unwrap_or(1.0),
            None => {
                assumed = Some("no unit is given: hours");
                1.0
            }
        };
        hours += number * each;
        found = true;
        // What stands between two numbers, less the unit, decides whether they are a range.
        let between = words.get(used..).unwrap_or("").trim().to_owned();
        let dash = after[..word_end].contains(['-', '–', '—', '/'])
            || from[length..].trim_start().starts_with(['-', '–', '—']);
        rest = if word_end < after.len() {
            let mark = if dash {
                "to".to_owned()
            } else if between.is_empty() {
                "plus".to_owned()
            } else {
                between
            };
            format!("{mark} {}", &after[word_end..])
        } else {
            String::new()
        };
    }
    match (found, hours.max(range.unwrap_or(0.0))) {
        (false, _) => Err("this is no duration"),
        (true, hours) if hours <= 0.0 => Ok(None),
        (true, hours) if hours.is_finite() && hours <= LONGEST_HOURS => Ok(Some(Meant { it: hours, assumed })),
        _ => Err("this is longer than a hundred years"),
    }
}

/// Whether a unit is a day on which people work.
fn is_working_day(unit: &str) -> bool {
    ["business", "working", "werk", "arbeits", "ouvre"].iter().any(|word| unit.contains(word))
}

/// A hundred years.
const LONGEST_HOURS: f64 = 876_000.0;

/// What may stand before a number without changing it.
const FILLERS: &[&str] = &[
    "max",
    "maximum",
    "maximal",
    "up to",
    "bis zu",
    "jusqu a",
    "approx",
    "about",
    "ca",
    "env",
    "environ",
    "within",
    "binnen",
    "under",
    "less than",
    "plus",
    "and",
    "und",
    "et",
    "innerhalb",
    "unter",
    "moins de",
    "at most",
];

/// The unit with which words begin, and how many bytes of them it takes.
fn named_unit(words: &str) -> (Option<&'static str>, usize) {
    let is_next = |unit: &&(&'static str, f64)| {
        words.strip_prefix(unit.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    UNITS.iter().find(is_next).map_or((None, 0), |(unit, _)| (Some(*unit), unit.len()))
}

/// Hours of the first unit anywhere in a text.
fn unit_behind(text: &str) -> Option<f64> {
    let letters: String =
        text.chars().map(|it| if it.is_ascii_digit() || ".,".contains(it) { ' ' } else { it }).collect();
    folded(&letters).split(' ').filter(|word| *word != "to").find_map(unit_hours)
}

/// A duration as ServiceNow exports it, or as a clock shows it: `1970-01-02 04:00:00`, `1 04:00:00`, `04:30`.
fn clock(text: &str) -> Option<f64> {
    let text = text.trim();
    let (days, time) = match text.rsplit_once(' ') {
        None => (0.0, text),
        Some((days, time)) => {
            let days = match days.strip_prefix("1970-") {
                Some(day) => since_new_year(day)?,
                None => days.trim().parse::<f64>().ok()?,
            };
            (days, time)
        }
    };
    let parts: Vec<f64> =
        time.split(':').map(|part| part.parse::<u32>().map(f64::from)).collect::<Result<_, _>>().ok()?;
    match parts[..] {
        [hours, minutes] => Some(days * 24.0 + hours + minutes / 60.0),
        [hours, minutes, seconds] => Some(days * 24.0 + hours + minutes / 60.0 + seconds / 3600.0),
        _ => None,
    }
}

/// Days from the first of January 1970 to a month and day of that year.
fn since_new_year(day: &str) -> Option<f64> {
    const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let (month, day) = day.split_once('-')?;
    let before = BEFORE.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(f64::from(before + day.parse::<u32>().ok().filter(|day| (1..=31).contains(day))? - 1))
}

/// A number with a point or a comma before its decimals, and anything between its thousands.
pub(super) fn decimal(text: &str) -> Option<Meant<f64>> {
    let digits: String = text.chars().filter(|it| !it.is_whitespace() && !"'’_".contains(*it)).collect();
    let (sign, digits) = digits.strip_prefix('-').map_or((1.0, digits.as_str()), |rest| (-1.0, rest));
    if !digits.starts_with(|it: char| it.is_ascii_digit()) && !digits.starts_with(['.', ',']) {
        return None;
    }
    let mut assumed = None;
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let last = digits.rfind(['.', ',']);
    let after = last.map_or(0, |at| digits.len() - at - 1);
    let comma_last = last.is_some_and(|at| digits[at..].starts_with(','));
    let plain = match (points, commas) {
        (0, 0) => digits.to_owned(),
        // Both: the last one stands before the decimals.
        (1.., 1..) => {
            let (thousands, decimals) = if comma_last { ('.', ',') } else { (',', '.') };
            if digits.matches(decimals).count() > 1 {
                return None;
            }
            digits.replace(thousands, "").replace(decimals, ".")
        }
        // Several of one kind are thousands.
        (2.., 0) | (0, 2..) => digits.replace(['.', ','], ""),
        // Three digits behind the only one: thousands, unless nothing but 0 stands before it.
        _ if after == 3 && !digits.starts_with('0') => {
            assumed = Some("three digits behind a point or comma are taken for thousands");
            digits.replace(['.', ','], "")
        }
        _ => digits.replace(',', "."),
    };
    let number: f64 = plain.parse().ok()?;
    number.is_finite().then_some(Meant { it: sign * number, assumed })
}

/// Currencies by sign and word; a code of three capitals is one anyway.
const CURRENCIES: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("£", "GBP"),
    ("$", "USD"),
    ("¥", "JPY"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eur", "EUR"),
    ("gbp", "GBP"),
    ("usd", "USD"),
    ("chf", "CHF"),
    ("fr", "CHF"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("pln", "PLN"),
    ("czk", "CZK"),
    ("jpy", "JPY"),
    ("cny", "CNY"),
    ("inr", "INR"),
    ("cad", "CAD"),
    ("aud", "AUD"),
];

/// What amounts are multiplied by.
const MULTIPLES: &[(&str, f64)] = &[
    ("k", 1e3),
    ("tsd", 1e3),
    ("t", 1e3),
    ("thousand", 1e3),
    ("tausend", 1e3),
    ("mille", 1e3),
    ("m", 1e6),
    ("mn", 1e6),
    ("mm", 1e6),
    ("mio", 1e6),
    ("million", 1e6),
    ("millions", 1e6),
    ("millionen", 1e6),
    ("bn", 1e9),
    ("b", 1e9),
    ("mrd", 1e9),
    ("md", 1e9),
    ("billion", 1e9),
    ("milliarden", 1e9),
    ("milliard", 1e9),
    ("milliards", 1e9),
];

/// An amount of money and its currency, as far as one is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// How much.
    pub(super) money: f64,
    /// ISO code.
    pub(super) currency: Option<String>,
}

/// The currency that a word or sign means.
pub(super) fn currency(word: &str) -> Option<String> {
    let word = word.trim();
    let lower = word.to_lowercase();
    CURRENCIES.iter().find(|(known, _)| *known == lower).map(|(_, code)| (*code).to_owned())
}

/// The currency and multiple that a column's header names, such as `Umsatz (TEUR)` or `Spend k€`.
pub(super) fn money_of_header(header: &str) -> (Option<String>, f64) {
    let (mut code, mut times) = (None, 1.0);
    for word in header.split(|it: char| it.is_whitespace() || "()[]/,".contains(it)).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let (multiple, rest) = match lower.strip_prefix(['t', 'k']) {
            Some(rest) if currency(rest).is_some() => (1e3, rest.to_owned()),
            _ => match lower.strip_prefix("m") {
                Some(rest) if currency(rest).is_some() => (1e6, rest.to_owned()),
                _ => (1.0, lower.clone()),
            },
        };
        if let Some(known) = currency(&rest) {
            code = Some(known);
            times *= multiple;
        } else if word.len() > 1
            && let Some((_, multiple)) = MULTIPLES.iter().find(|(known, _)| *known == lower)
        {
            times *= multiple;
        }
    }
    (code, times)
}

/// An amount of money.
pub(super) fn money(text: &str) -> Reading<Amount> {
    if is_nothing(text) {
        return Ok(None);
    }
    let lower = text.trim().to_lowercase().replace('\u{a0}', " ");
    let Some(first) = lower.find(|it: char| it.is_ascii_digit()) else { return Err("this is no amount of money") };
    let end = lower.rfind(|it: char| it.is_ascii_digit()).map_or(lower.len(), |at| at + 1);
    let (mut before, number, after) = (lower[..first].trim().to_owned(), &lower[first..end], lower[end..].trim());
    let mut sign = 1.0;
    if let Some(rest) = before.strip_suffix('-').or_else(|| before.strip_prefix('-')) {
        sign = -1.0;
        before = rest.trim().to_owned();
    }
    let number = decimal(number).ok_or("this is no amount of money")?;
    let (mut code, mut times) = (None, 1.0);
    let apart = |text: &str| {
        let mut spaced = String::new();
        for it in text.chars() {
            if "€£$¥".contains(it) { spaced.extend([' ', it, ' ']) } else { spaced.push(it) }
        }
        spaced
    };
    // What stands around the number: a currency, a multiple, and nothing else.
    for word in apart(&format!("{before} {after}"))
        .split(|it: char| it.is_whitespace() || it == '.')
        .filter(|it| !it.is_empty())
    {
        let word = word.trim_matches(['-', ',', '(', ')', '/', '~']);
        if let Some(known) = currency(word) {
            code = Some(known);
        } else if let Some((_, multiple)) = MULTIPLES.iter().find(|(known, _)| *known == word) {
            times *= multiple;
        } else if let Some(known) = word.strip_prefix(['t', 'k']).and_then(currency) {
            code = Some(known);
            times *= 1e3;
        } else if !["", "p", "a", "pa", "per", "year", "annum", "yr", "jahr", "pro", "an", "par", "approx", "ca", "env"]
            .contains(&word)
        {
            return Err("this is no amount of money");
        }
    }
    let money = sign * number.it * times;
    if money < 0.0 {
        return Err("this amount is negative");
    }
    if money > 1e15 {
        return Err("this amount is too large to compute with");
    }
    Ok(Some(Meant { it: Amount { money, currency: code }, assumed: number.assumed }))
}

/// Days until a bill is paid.
pub(super) fn terms(text: &str) -> Reading<f64> {
    if is_nothing(text) {
        return Ok(None);
    }
    let lower = folded(text);
    let at_once = [
        "immediate",
        "due on receipt",
        "sofort",
        "prepaid",
        "prepayment",
        "vorkasse",
        "comptant",
        "cash",
        "a reception",
        "cod",
    ];
    if at_once.iter().any(|word| lower.contains(word)) {
        return Ok(Some(Meant { it: 0.0, assumed: None }));
    }
    let words: Vec<&str> = lower.split(' ').collect();
    let number = |word: &str| {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<f64>().ok().filter(|days| *days <= 400.0)
    };
    // `2 10 net 30`: what follows `net`; else the number with days behind it; else the last one.
    let net = words.iter().position(|word| ["net", "netto", "nets", "n"].contains(word));
    let with_days = (0..words.len().saturating_sub(1))
        .filter(|at| ["days", "day", "d", "tage", "tag", "tagen", "t", "jours", "jour", "j"].contains(&words[at + 1]))
        .filter_map(|at| number(words[at]))
        .next_back();
    let after_net = net.and_then(|at| words.get(at + 1)).and_then(|word| number(word));
    let glued = words.iter().find_map(|word| word.strip_prefix("net").or(word.strip_prefix('n')).and_then(number));
    let days = after_net.or(with_days).or(glued).or_else(|| words.iter().rev().find_map(|word| number(word)));
    let Some(days) = days else { return Err("these are no payment terms") };
    let at_end = ["eom", "end of month", "monatsende", "fin de mois"].iter().any(|word| lower.contains(word));
    let assumed = at_end.then_some("half a month is added for the end of the month");
    Ok(Some(Meant { it: if at_end { days + 15.0 } else { days }, assumed }))
}

/// A whole number, such as of people.
pub(super) fn count(text: &str) -> Reading<u32> {
    let text = text.trim();
    if is_nothing(text) {
        return Ok(None);
    }
    match decimal(text) {
        Some(Meant { it, assumed }) if it.fract() == 0.0 && (0.0..=1e6).contains(&it) => {
            Ok(Some(Meant { it: it as u32, assumed }))
        }
        _ => Err("this is no whole number"),
    }
}

/// A share of 1. `percent`: a header that says so.
pub(super) fn share(text: &str, percent: bool) -> Reading<f64> {
    if is_nothing(text) {
        return Ok(None);
    }
    let trimmed = text.trim().trim_start_matches(['~', '<', '>', '≥', '=', ' ']);
    let (number, percent) = match trimmed.split_once('%') {
        Some((number, _)) => (number, true),
        None => (trimmed, percent),
    };
    let meant = decimal(number.trim()).ok_or("this is no share")?;
    let (share, assumed) = match (percent, meant.it) {
        (true, it) => (it / 100.0, None),
        (false, it) if it > 1.0 => (it / 100.0, Some("a number above 1 is taken for per cent")),
        (false, it) => (it, None),
    };
    if (0.0..=1.0).contains(&share) {
        Ok(Some(Meant { it: share, assumed }))
    } else {
        Err("a share lies between 0 and 1")
    }
}

/// Yes or no.
pub(super) fn yes_no(text: &str) -> Reading<bool> {
    let lower = folded(text);
    let is = |words: &[&str]| {
        words.contains(&lower.as_str()) || words.iter().any(|it| it.len() > 1 && lower.starts_with(&format!("{it} ")))
    };
    if is(&["y", "yes", "ja", "j", "oui", "o", "true", "wahr", "vrai", "1", "x", "available", "vorhanden"])
        || text.trim() == "✓"
    {
        return Ok(Some(Meant { it: true, assumed: None }));
    }
    if is(&["n", "no", "nein", "non", "false", "falsch", "faux", "0"]) {
        return Ok(Some(Meant { it: false, assumed: None }));
    }
    if is_nothing(text) { Ok(None) } else { Err("this is neither yes nor no") }
}

/// In which order a column has day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 2025-03-31.
    YearFirst,
    /// 31.3.2025.
    DayFirst,
    /// 3/31/2025.
    MonthFirst,
}

/// Three numbers of a date as they stand.
fn date_parts(text: &str) -> Option<[u32; 3]> {
    let day = text.trim().split([' ', 'T']).next()?;
    let parts: Vec<u32> = day.split(['-', '/', '.']).map(str::parse).collect::<Result<_, _>>().ok()?;
    parts.try_into().ok()
}

/// The order of the dates of a column; `None` if no date says which it is.
pub(super) fn date_order<'t>(texts: impl Iterator<Item = &'t str>) -> Option<DateOrder> {
    let mut order = None;
    for text in texts {
        let Some([first, second, _]) = date_parts(text) else { continue };
        let its = match (first, second) {
            (32.., _) => Some(DateOrder::YearFirst),
            (13..=31, _) => Some(DateOrder::DayFirst),
            (_, 13..=31) => Some(DateOrder::MonthFirst),
            // Dates with points are German.
            _ if text.contains('.') => Some(DateOrder::DayFirst),
            _ => None,
        };
        if its.is_some() && order.is_some() && its != order {
            return None;
        }
        order = order.or(its);
    }
    order
}

/// A date, ISO 8601.
pub(super) fn date(text: &str, order: Option<DateOrder>) -> Reading<String> {
    if is_nothing(text) {
        return Ok(None);
    }
    let [first, second, third] = date_parts(text).ok_or("this is no date")?;
    let own = date_order(std::iter::once(text)).filter(|own| *own == DateOrder::YearFirst);
    let Some(order) = own.or(order) else { return Err("day and month of this date cannot be told apart") };
    let (year, month, day) = match order {
        DateOrder::YearFirst => (first, second, third),
        DateOrder::DayFirst => (third, second, first),
        DateOrder::MonthFirst => (third, first, second),
    };
    let year = if year < 100 { 2000 + year } else { year };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err("this is no date"),
    };
    if day == 0 || day > days || !(1970..=2200).contains(&year) {
        return Err("this is no date");
    }
    Ok(Some(Meant { it: format!("{year:04}-{month:02}-{day:02}"), assumed: None }))
}

/// Hours as a model writes them.
pub(super) fn hours(hours: f64) -> String {
    let text = |number: f64, unit: &str| format!("{}{unit}", plain(number));
    if hours >= 24.0 && (hours / 24.0).fract() == 0.0 {
        text(hours / 24.0, "d")
    } else if hours < 1.0 {
        text((hours * 60.0).max(1.0).round(), "min")
    } else {
        text((hours * 100.0).round() / 100.0, "h")
    }
}

/// A number as a model writes it: no exponent, nothing that only a computer sees.
pub(super) fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}")
}

/// Names in one cell.
pub(super) fn names(text: &str) -> Vec<String> {
    let separator: &[char] = if text.contains([';', '\n', '|']) { &[';', '\n', '|'] } else { &[',', '/'] };
    let parts = text.split(separator).map(|part| part.trim().trim_start_matches(['-', '•', '*', ' ']).trim());
    parts.filter(|part| !is_nothing(part)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
