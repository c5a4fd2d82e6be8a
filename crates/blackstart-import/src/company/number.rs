//! What reading a cell gives, and numbers as people write them.

use super::sheet::folded;

/// What a cell means, and what had to be assumed for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant<T> {
    /// The value.
    pub(super) it: T,
    /// What was assumed, where it can be read in several ways.
    pub(super) assumed: Vec<&'static str>,
}

impl<T> Meant<T> {
    /// What can be read in one way only.
    pub(super) fn surely(it: T) -> Self {
        Self { it, assumed: Vec::new() }
    }
}

/// A cell that is none, one, or cannot be understood; why it cannot.
pub(super) type Reading<T> = Result<Option<Meant<T>>, &'static str>;

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

/// What may stand between thousands, beside a point or a comma.
pub(super) const GAPS: [char; 7] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’', '_'];

/// What was assumed of `120.000`.
pub(super) const THOUSANDS: &str = "three digits behind a point or comma are taken for thousands";

/// A number with a point or a comma before its decimals, and a point, a comma or a gap between its thousands.
pub(super) fn decimal(text: &str) -> Option<Meant<f64>> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut assumed = Vec::new();
    // As a computer writes it.
    let plain = if digits.starts_with(|it: char| it.is_ascii_digit()) && digits.contains(['e', 'E']) {
        digits.to_owned()
    } else {
        let bare = without(digits, &GAPS)?;
        let (points, commas) = (bare.matches('.').count(), bare.matches(',').count());
        let at = bare.rfind(['.', ',']);
        let (before, after) = at.map_or((bare.as_str(), ""), |at| (&bare[..at], &bare[at + 1..]));
        match (points, commas) {
            (0, 0) => bare,
            // Both: the last one stands before the decimals.
            (1.., 1..) => {
                let thousands = if bare[before.len()..].starts_with(',') { '.' } else { ',' };
                format!("{}.{after}", without(before, &[thousands])?)
            }
            // Several of one kind are thousands.
            (2.., 0) => without(&bare, &['.'])?,
            (0, 2..) => without(&bare, &[','])?,
            // Three digits behind the only one, and up to three before it: thousands, unless nothing but 0 stands there.
            _ if after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0') => {
                assumed.push(THOUSANDS);
                format!("{before}{after}")
            }
            _ => format!("{before}.{after}"),
        }
    };
    if !plain.starts_with(|it: char| it.is_ascii_digit() || it == '.') {
        return None;
    }
    let number: f64 = plain.parse().ok()?;
    number.is_finite().then_some(Meant { it: sign * number, assumed })
}

/// A number without what separates its thousands; `None` where it separates something else. Also in the Indian way, `12,34,567`.
fn without(number: &str, separators: &[char]) -> Option<String> {
    // Decimals have no thousands.
    let end = number.find(|it: char| ".,".contains(it) && !separators.contains(&it)).unwrap_or(number.len());
    let (whole, rest) = number.split_at(end);
    let groups: Vec<&str> = whole.split(separators).collect();
    let is_sound = match groups.as_slice() {
        [first, between @ .., last] => {
            (1..=3).contains(&first.len()) && between.iter().all(|it| (2..=3).contains(&it.len())) && last.len() == 3
        }
        _ => true,
    };
    is_sound.then(|| format!("{}{rest}", groups.concat())).filter(|it| !it.contains(separators))
}
