//! Money as people write it: amounts, currencies, thousands; in cells and in the headers above them.

use super::duration::{in_brackets, unit_hours};
use super::number::{GAPS, Meant, Reading, decimal, is_nothing};
use super::sheet::folded;
use blackstart_model::units;

/// Currencies by words that are no codes.
const CURRENCIES: &[(&str, &str)] =
    &[("euro", "EUR"), ("euros", "EUR"), ("fr", "CHF"), ("sfr", "CHF"), ("pounds", "GBP"), ("sterling", "GBP")];

/// Codes that are written in small letters as well; of others that would be a word, such as `try` or `all`.
const COMMON: [&str; 16] =
    ["eur", "gbp", "usd", "chf", "sek", "nok", "dkk", "pln", "czk", "huf", "jpy", "cny", "inr", "cad", "aud", "zar"];

/// What amounts are multiplied by.
const MULTIPLES: &[(&str, f64)] = &[
    ("k", 1e3),
    ("tsd", 1e3),
    ("t", 1e3),
    ("thousand", 1e3),
    ("thousands", 1e3),
    ("tausend", 1e3),
    ("mille", 1e3),
    ("milliers", 1e3),
    ("m", 1e6),
    ("mn", 1e6),
    ("mm", 1e6),
    ("mio", 1e6),
    ("mln", 1e6),
    ("million", 1e6),
    ("millions", 1e6),
    ("millionen", 1e6),
    ("bn", 1e9),
    ("b", 1e9),
    ("mrd", 1e9),
    ("md", 1e9),
    ("billion", 1e9),
    ("billions", 1e9),
    ("milliarden", 1e9),
    ("milliard", 1e9),
    ("milliards", 1e9),
];

/// Words beside an amount that change nothing.
const FILLERS: [&str; 16] =
    ["p", "a", "pa", "per", "year", "annum", "yr", "jahr", "pro", "an", "par", "approx", "ca", "env", "je", "annual"];

/// Further words in the brackets of a header that change nothing.
const OF_HEADER: [&str; 34] = [
    "in",
    "en",
    "fy",
    "cy",
    "ytd",
    "net",
    "netto",
    "gross",
    "brutto",
    "excl",
    "incl",
    "excluding",
    "including",
    "ohne",
    "inkl",
    "vat",
    "mwst",
    "tax",
    "ht",
    "ttc",
    "after",
    "nach",
    "apres",
    "estimated",
    "estimate",
    "est",
    "actual",
    "actuals",
    "plan",
    "budget",
    "last",
    "total",
    "currency",
    "s",
];

/// An amount of money and its currency, as far as one is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// How much.
    pub(super) money: f64,
    /// ISO code.
    pub(super) currency: Option<String>,
}

/// What a header says of the amounts below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OfHeader {
    /// ISO code of their currency.
    pub(super) currency: Option<String>,
    /// What they are multiplied by.
    pub(super) times: f64,
    /// What stands in its brackets and is not understood.
    pub(super) unread: Vec<String>,
}

/// The currency that a word or sign means.
pub(super) fn currency(word: &str) -> Option<String> {
    let word = word.trim();
    let lower = word.to_lowercase();
    let by_code = || {
        let is_code = word.bytes().all(|it| it.is_ascii_uppercase()) || COMMON.contains(&lower.as_str());
        units::currency(&word.to_uppercase()).ok().filter(|_| is_code).map(|it| it.code)
    };
    let by_word = || CURRENCIES.iter().find(|(known, _)| *known == lower).map(|(_, code)| (*code).to_owned());
    units::currency_of_sign(word).map(str::to_owned).or_else(by_word).or_else(by_code)
}

/// The currency that a cell of a column of currencies means.
pub(super) fn stated_currency(text: &str) -> Option<String> {
    currency(text).or_else(|| currency(&text.to_uppercase()))
}

fn multiple(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    MULTIPLES.iter().find(|(known, _)| *known == lower).map(|(_, times)| *times)
}

/// The currency and the multiple of a word: `EUR`, `Mio`, `TEUR`, `USDm`.
fn unit_of(word: &str) -> Option<(Option<String>, f64)> {
    if let Some(code) = currency(word) {
        return Some((Some(code), 1.0));
    }
    if let Some(times) = multiple(word) {
        return Some((None, times));
    }
    let glued = |at: usize| {
        // A letter alone is no currency here, although `R` is one by itself.
        let currency = |part: &str| if part.len() > 1 { currency(part) } else { None };
        let (front, back) = (word.get(..at)?, word.get(at..)?);
        match (multiple(front), currency(back), currency(front), multiple(back)) {
            (Some(times), Some(code), ..) | (_, _, Some(code), Some(times)) => Some((Some(code), times)),
            _ => None,
        }
    };
    (1..word.len().min(8)).find_map(glued)
}

/// The words, numbers and signs of a text; signs of currencies are words of their own.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for it in text.chars() {
        let is_number = word.starts_with(|it: char| it.is_ascii_digit());
        if it.is_ascii_digit() || is_number && (".,".contains(it) || GAPS.contains(&it)) {
            if !is_number {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            word.push(it);
        } else if it.is_alphabetic() {
            if is_number {
                words.push(std::mem::take(&mut word));
            }
            word.push(it);
        } else {
            // `A$` is a sign of two characters, `k$` is a thousand of `$`.
            let sign = format!("{word}{it}");
            if units::currency_of_sign(&sign).is_some() {
                word = sign;
            } else if !(it.is_whitespace() || GAPS.contains(&it) || "()[]{}/.,:;~-–—−".contains(it)) {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                word.push(it);
            }
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// What a column's header says: `Umsatz (TEUR)`, `Spend k€`, `Spend (£'000)`, `Revenue in thousands`.
pub(super) fn of_header(header: &str) -> OfHeader {
    let mut of = OfHeader { times: 1.0, ..OfHeader::default() };
    let inside = in_brackets(header).unwrap_or("");
    let outside = header.replacen(inside, "", 1);
    // Of words in capitals some are codes: `ALL`, `TOP`.
    let is_shouted = !outside.contains(char::is_lowercase);
    let mut take = |text: &str, in_brackets: bool| {
        let words = words(text);
        for (at, word) in words.iter().enumerate() {
            let digits: String = word.chars().filter(char::is_ascii_digit).collect();
            let before = at.checked_sub(1).map(|at| words[at].as_str());
            let is_beside = |other: Option<&str>| other.is_some_and(|word| currency(word).is_some());
            let is_sure = in_brackets
                || before.is_some_and(|word| ["in", "en", "je"].contains(&word.to_lowercase().as_str()))
                || is_beside(before)
                || is_beside(words.get(at + 1).map(String::as_str));
            let unit = match digits.strip_prefix('1').unwrap_or(&digits) {
                "000" if is_sure || digits.starts_with('0') => Some((None, 1e3)),
                "000000" if is_sure || digits.starts_with('0') => Some((None, 1e6)),
                _ => unit_of(word).filter(|(code, _)| {
                    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
                    is_sure || !(is_letter || code.is_some() && is_shouted && !is_common(word))
                }),
            };
            match unit {
                Some((code, times)) => {
                    if of.currency.is_some() && code.is_some() && of.currency != code {
                        of.unread.push(word.clone());
                    } else {
                        of.currency = of.currency.take().or(code);
                        of.times *= times;
                    }
                }
                None if in_brackets && digits.is_empty() && !is_known(word) => of.unread.push(word.clone()),
                None => {}
            }
        }
    };
    take(&outside, false);
    take(inside, true);
    of
}

/// Whether a word holds a code that is no other word.
fn is_common(word: &str) -> bool {
    let lower = word.to_lowercase();
    !word.chars().all(char::is_alphabetic) || COMMON.iter().any(|code| lower.contains(code))
}

/// Whether a word in the brackets of a header is known to change nothing.
fn is_known(word: &str) -> bool {
    let word = folded(word);
    word.is_empty()
        || FILLERS.contains(&word.as_str())
        || OF_HEADER.contains(&word.as_str())
        || unit_hours(&word).is_some()
}

/// A number of a column of amounts.
pub(super) fn amount_of(number: f64, currency: Option<String>, assumed: Vec<&'static str>) -> Reading<Amount> {
    if number < 0.0 {
        return Err("this amount is negative");
    }
    if number > 1e15 {
        return Err("this amount is too large to compute with");
    }
    Ok(Some(Meant { it: Amount { money: number, currency }, assumed }))
}

/// An amount of money.
pub(super) fn money(text: &str) -> Reading<Amount> {
    const NONE: &str = "this is no amount of money";
    if is_nothing(text) {
        return Ok(None);
    }
    let text = text.trim();
    let first = text.find(|it: char| it.is_ascii_digit()).ok_or(NONE)?;
    let end = text.rfind(|it: char| it.is_ascii_digit()).map_or(text.len(), |at| at + 1);
    let (before, number, after) = (text[..first].trim(), &text[first..end], text[end..].trim());
    // Books write what is negative in brackets, or with the sign behind it. `120,-` is a price without cents.
    let is_minus = |it: char| matches!(it, '-' | '−');
    let in_brackets = before.contains('(') && !before.contains(')') && after.contains(')');
    let is_negative =
        before.starts_with(is_minus) || before.ends_with(is_minus) || after.starts_with(is_minus) || in_brackets;
    let number = decimal(number).ok_or(NONE)?;
    let (mut code, mut times) = (None, 1.0);
    // What stands around the number: a currency, a multiple, and nothing else.
    for word in words(before).into_iter().chain(words(after)) {
        match unit_of(&word) {
            Some((Some(other), _)) if code.as_ref().is_some_and(|code| *code != other) => {
                return Err("two currencies stand beside this amount");
            }
            Some((its, by)) => {
                code = code.or(its);
                times *= by;
            }
            None if FILLERS.contains(&word.to_lowercase().as_str()) => {}
            None => return Err(NONE),
        }
    }
    let sign = if is_negative && number.it != 0.0 { -1.0 } else { 1.0 };
    amount_of(sign * number.it * times, code, number.assumed)
}
