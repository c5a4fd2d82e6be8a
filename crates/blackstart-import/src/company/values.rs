//! What cells mean, and that they cannot mean anything: payment terms, shares, yes and no, dates, names. The one door to all readings.

use super::duration::is_date;
pub(super) use super::duration::{counts_things, duration, hours_of, in_brackets, unit_hours, unit_of_header};
pub(super) use super::money::{Amount, OfHeader, amount_of, money, of_header, stated_currency};
pub(super) use super::number::{Meant, Reading, decimal, is_nothing};
use super::sheet::folded;
use super::words::{BETWEEN, MOST_CRITICAL};
use std::collections::{BTreeMap, BTreeSet};

/// Words for a bill that is paid at once, unless days stand beside them.
const AT_ONCE: &[&str] = &[
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

/// Days until a bill is paid.
pub(super) fn terms(text: &str) -> Reading<f64> {
    const LONGEST: f64 = 400.0;
    const NONE: &str = "these are no payment terms";
    if is_nothing(text) {
        return Ok(None);
    }
    if is_date(text) {
        return Err("this is a date");
    }
    // A per cent is that of a discount, not a time; what stands behind a comma does not belong to what stands before it.
    let lower = folded(&text.replace('%', " percent ").replace(", ", " then ").replace(';', " then "));
    let words: Vec<&str> = lower.split(' ').collect();
    let is_percent = |at: usize| words.get(at + 1).is_some_and(|word| *word == "percent");
    // `net30`, `z030`.
    let days = |at: usize| {
        let word = words.get(at).filter(|_| !is_percent(at))?;
        let digits = word.trim_start_matches(|it: char| it.is_ascii_alphabetic());
        let each = words.get(at + 1).and_then(|word| unit_hours(word)).filter(|each| *each >= 24.0).unwrap_or(24.0);
        let days = digits.parse::<f64>().ok()? * each / 24.0;
        (digits.starts_with(|it: char| it.is_ascii_digit()) && days <= LONGEST).then_some(days)
    };
    let all: Vec<f64> = (0..words.len()).filter_map(days).collect();
    if all.is_empty() {
        let is_at_once = AT_ONCE.iter().any(|word| lower.contains(word));
        return if is_at_once { Ok(Some(Meant::surely(0.0))) } else { Err(NONE) };
    }
    // `2/10 net 30`, `30 Tage netto`: what belongs to `net`; else the longest, since a discount is for who pays sooner.
    let net = words.iter().position(|word| ["net", "netto", "nets", "n"].contains(word));
    let of_net = net.and_then(|at| {
        let before = || {
            let has_unit = at > 0 && unit_hours(words[at - 1]).is_some();
            at.checked_sub(1 + usize::from(has_unit)).and_then(days)
        };
        days(at + 1).or_else(before)
    });
    let glued = || (0..words.len()).find(|at| words[*at].starts_with('n')).and_then(days);
    let longest = all.iter().copied().fold(0.0, f64::max);
    let mut assumed = Vec::new();
    let days = of_net.or_else(glued).unwrap_or_else(|| {
        if all.iter().any(|days| *days != longest) {
            assumed.push("the longest of several times is taken");
        }
        longest
    });
    let at_end = ["eom", "end of month", "monatsende", "fin de mois"].iter().any(|word| lower.contains(word));
    if at_end {
        assumed.push("half a month is added for the end of the month");
    }
    Ok(Some(Meant { it: if at_end { days + 15.0 } else { days }, assumed }))
}

/// A whole number, such as of people.
pub(super) fn count(text: &str) -> Reading<u32> {
    let text = text.trim();
    if is_nothing(text) {
        return Ok(None);
    }
    let meant = decimal(text).ok_or("this is no whole number")?;
    whole_of(meant.it, meant.assumed)
}

/// A whole number, of a number.
pub(super) fn whole_of(number: f64, assumed: Vec<&'static str>) -> Reading<u32> {
    if number.fract() == 0.0 && (0.0..=1e6).contains(&number) {
        Ok(Some(Meant { it: number as u32, assumed }))
    } else {
        Err("this is no whole number")
    }
}

/// A share of 1. `is_percent`: numbers alone are per cent.
pub(super) fn share(text: &str, is_percent: bool) -> Reading<f64> {
    if is_nothing(text) {
        return Ok(None);
    }
    let trimmed = text.trim().trim_start_matches(['~', '<', '>', '≥', '≤', '=', ' ']);
    let (number, is_percent) = match trimmed.split_once('%') {
        Some((number, rest)) if folded(rest).is_empty() => (number, true),
        Some(_) => return Err("this is no share"),
        None => (trimmed, is_percent),
    };
    let meant = decimal(number).ok_or("this is no share")?;
    share_of(meant.it, is_percent, meant.assumed)
}

/// A share, of a number.
pub(super) fn share_of(number: f64, is_percent: bool, assumed: Vec<&'static str>) -> Reading<f64> {
    let it = if is_percent { number / 100.0 } else { number };
    if (0.0..=1.0).contains(&it) { Ok(Some(Meant { it, assumed })) } else { Err("a share lies between 0 and 1") }
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
        return Ok(Some(Meant::surely(true)));
    }
    if is(&["n", "no", "nein", "non", "false", "falsch", "faux", "0"]) {
        return Ok(Some(Meant::surely(false)));
    }
    if is_nothing(text) { Ok(None) } else { Err("this is neither yes nor no") }
}

/// Whether production waits for a supplier: yes, no, or a rating. It does unless the rating is the lowest; what a rating is taken for is told.
pub(super) fn critical(text: &str) -> Reading<bool> {
    const HIGH: [&str; 6] = ["high", "hoch", "eleve", "elevee", "haut", "haute"];
    const LOW: [&str; 10] = [
        "low",
        "very low",
        "not critical",
        "uncritical",
        "non critical",
        "niedrig",
        "gering",
        "unkritisch",
        "faible",
        "non critique",
    ];
    const BETWEEN_WHY: &str = "a rating below the highest is taken for critical: production stops without it; write `no` or `low` where it does not";
    let word = folded(text);
    let is = |words: &[&str]| words.contains(&word.as_str());
    match yes_no(text) {
        _ if is(BETWEEN) => Ok(Some(Meant { it: true, assumed: vec![BETWEEN_WHY] })),
        Err(_) if is(&HIGH) || is(MOST_CRITICAL) => {
            let assumed =
                if word.len() < 3 { vec!["a rating that is the highest is taken for critical"] } else { Vec::new() };
            Ok(Some(Meant { it: true, assumed }))
        }
        Err(_) if is(&LOW) => Ok(Some(Meant::surely(false))),
        other => other,
    }
}

/// Ratings of a column, as compared, that are the lowest of their scale: letters and numbers count down from `A` and 1, metals from platinum. One alone is no scale.
pub(super) fn lowest(texts: impl Iterator<Item = String>) -> BTreeSet<String> {
    const METALS: [&str; 4] = ["platinum", "gold", "silver", "bronze"];
    // What stands before a number or a letter, and how far down it is.
    let rank = |word: &str| -> Option<(&'static str, u32)> {
        if let Some(at) = METALS.iter().position(|it| *it == word) {
            return Some(("metals", at as u32));
        }
        let bare =
            ["tier ", "class ", "klasse ", "prio ", "priority ", "p"].iter().find_map(|it| word.strip_prefix(it));
        let bare = bare.unwrap_or(word);
        match bare.as_bytes() {
            [letter @ b'a'..=b'e'] => Some(("letters", u32::from(*letter))),
            _ => bare.parse().ok().filter(|it| *it < 10).map(|it| ("numbers", it)),
        }
    };
    let mut scales: BTreeMap<&str, BTreeMap<u32, BTreeSet<String>>> = BTreeMap::new();
    for word in texts.map(|text| folded(&text)) {
        if let Some((scale, at)) = rank(&word) {
            scales.entry(scale).or_default().entry(at).or_default().insert(word);
        }
    }
    // 0 among numbers says no, and then 1 says yes.
    let is_scale = |(scale, words): &(&str, BTreeMap<u32, BTreeSet<String>>)| {
        words.len() > 1 && !(*scale == "numbers" && words.contains_key(&0))
    };
    scales
        .into_iter()
        .filter(is_scale)
        .filter_map(|(_, mut words)| words.pop_last())
        .flat_map(|(_, words)| words)
        .collect()
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
    // `25-03-31` may begin or end with its year.
    let is_short = year < 100;
    let assumed = if is_short && text.contains('-') {
        vec!["the two digits at its end are taken for the year"]
    } else {
        Vec::new()
    };
    let year = if is_short { 2000 + year } else { year };
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
    Ok(Some(Meant { it: format!("{year:04}-{month:02}-{day:02}"), assumed }))
}

/// Hours as a model writes them.
pub(super) fn hours(hours: f64) -> String {
    let text = |number: f64, unit: &str| format!("{}{unit}", plain(number));
    if hours == 0.0 {
        "0h".to_owned()
    } else if hours >= 24.0 && (hours / 24.0).fract() == 0.0 {
        text(hours / 24.0, "d")
    } else if hours < 1.0 {
        text((hours * 60.0).max(1.0).round(), "min")
    } else {
        text((hours * 100.0).round() / 100.0, "h")
    }
}

/// An amount as people write it, to three digits: `about €13.4m`.
pub(super) fn about(currency: &str, amount: f64) -> String {
    let sign = match currency {
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "USD" => "$".to_owned(),
        code => format!("{code} "),
    };
    let rounded: f64 = format!("{amount:.2e}").parse().unwrap_or(amount);
    let (each, unit) = match rounded {
        1e9.. => (1e9, "bn"),
        1e6.. => (1e6, "m"),
        1e4.. => (1e3, "k"),
        _ => (1.0, ""),
    };
    let is_exact = (rounded - amount).abs() <= 1e-9 * amount.abs();
    format!("{}{sign}{}{unit}", if is_exact { "" } else { "about " }, plain(rounded / each))
}

/// A number as a model writes it: no exponent, nothing that only a computer sees.
pub(super) fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}")
}

/// Names in one cell: between `;`, lines and bars where it has any, else between commas and strokes.
pub(super) fn names(text: &str) -> Vec<String> {
    lines(text).into_iter().flat_map(|line| if has_lines(text) { vec![line] } else { split(&line) }).collect()
}

/// Names in one cell where some are known: what is known as a whole is not divided (`SAP S/4HANA`), and the longest that are known come first.
pub(super) fn names_among(text: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    // So many parts may a name have that is known.
    const MOST: usize = 6;
    if is_known(text) || has_lines(text) {
        return if is_known(text) { vec![text.to_owned()] } else { lines(text) };
    }
    let marks: Vec<usize> = text.match_indices([',', '/']).map(|(at, _)| at).chain([text.len()]).collect();
    // The mark at which the longest known name ends that begins behind a place.
    let known = |from: usize, first: usize| {
        let last = marks.len().min(first + MOST);
        (first..last).rev().find(|mark| is_known(trimmed(&text[from..marks[*mark]])))
    };
    let mut names = Vec::new();
    let (mut from, mut first) = (0, 0);
    while first < marks.len() {
        // A stroke between two words that are not known, as in `TCP/IP`, divides nothing.
        let divides = |mark: &usize| divides(text, marks[*mark]) || known(marks[*mark] + 1, mark + 1).is_some();
        let end = known(from, first).or_else(|| (first..marks.len()).find(divides)).unwrap_or(marks.len() - 1);
        names.push(trimmed(&text[from..marks[end]]).to_owned());
        (from, first) = (marks[end] + 1, end + 1);
    }
    names.retain(|name| !is_nothing(name));
    names
}

/// Whether what stands at a place divides names that are not known: a comma, or a stroke with a blank beside it.
fn divides(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    !after.starts_with('/') || before.ends_with(' ') || after.starts_with("/ ")
}

const LINES: [char; 3] = [';', '\n', '|'];

fn has_lines(text: &str) -> bool {
    text.contains(LINES)
}

fn trimmed(name: &str) -> &str {
    name.trim().trim_start_matches(['-', '•', '*', ' ']).trim()
}

fn lines(text: &str) -> Vec<String> {
    text.split(LINES).map(trimmed).filter(|part| !is_nothing(part)).map(str::to_owned).collect()
}

fn split(text: &str) -> Vec<String> {
    text.split([',', '/']).map(trimmed).filter(|part| !is_nothing(part)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
