//! Durations as people write them: amounts with units, spans, clocks; what is none says why.

use super::number::{GAPS, Meant, Reading, THOUSANDS, decimal, is_nothing};
use super::sheet::folded;

/// Hours of the units that durations are in, by their words as compared. `m` is none: it may be minutes or months.
pub(super) const UNITS: &[(&str, f64)] = &[
    ("seconds", SECOND),
    ("second", SECOND),
    ("sekunden", SECOND),
    ("secondes", SECOND),
    ("sec", SECOND),
    ("sek", SECOND),
    ("s", SECOND),
    ("minutes", MINUTE),
    ("minuten", MINUTE),
    ("minute", MINUTE),
    ("mins", MINUTE),
    ("min", MINUTE),
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
    ("business days", DAY),
    ("business day", DAY),
    ("working days", DAY),
    ("working day", DAY),
    ("arbeitstage", DAY),
    ("arbeitstag", DAY),
    ("werktage", DAY),
    ("werktag", DAY),
    ("jours ouvres", DAY),
    ("jour ouvre", DAY),
    ("calendar days", DAY),
    ("calendar day", DAY),
    ("kalendertage", DAY),
    ("days", DAY),
    ("day", DAY),
    ("tagen", DAY),
    ("tage", DAY),
    ("tag", DAY),
    ("jours", DAY),
    ("jour", DAY),
    ("d", DAY),
    ("j", DAY),
    ("t", DAY),
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
    ("monaten", 720.0),
    ("monat", 720.0),
    ("mois", 720.0),
    ("years", 8760.0),
    ("year", 8760.0),
    ("yrs", 8760.0),
    ("yr", 8760.0),
    ("jahre", 8760.0),
    ("jahren", 8760.0),
    ("jahr", 8760.0),
    ("ans", 8760.0),
    ("an", 8760.0),
];

const SECOND: f64 = 1.0 / 3600.0;
const MINUTE: f64 = 1.0 / 60.0;
const DAY: f64 = 24.0;

/// A hundred years.
const LONGEST_HOURS: f64 = 876_000.0;

/// Hours of a unit's word.
pub(super) fn unit_hours(word: &str) -> Option<f64> {
    UNITS.iter().find(|(unit, _)| *unit == word).map(|(_, hours)| *hours)
}

/// A unit named in a column's header, such as `RTO (hours)`.
pub(super) fn unit_of_header(header: &str) -> Option<f64> {
    // A letter alone is a unit only where it stands in brackets; so are words that mean something else in a sentence (`Min. lead time`).
    const UNSURE: [&str; 7] = ["min", "mins", "std", "an", "ans", "sec", "second"];
    if let Some(unit) = in_brackets(header).and_then(|inside| unit_hours(folded(inside).trim_start_matches("in "))) {
        return Some(unit);
    }
    let folded = folded(header);
    let words: Vec<&str> = folded.split(' ').collect();
    (0..words.len()).find_map(|at| {
        let is_told = at > 0 && ["in", "en"].contains(&words[at - 1]);
        unit_hours(words[at]).filter(|_| is_told || words[at].len() > 1 && !UNSURE.contains(&words[at]))
    })
}

/// What stands in a header's first brackets.
pub(super) fn in_brackets(header: &str) -> Option<&str> {
    header.split_once(['(', '[']).map(|(_, rest)| rest.split([')', ']']).next().unwrap_or(rest))
}

/// Whether a header counts things, so that its numbers are no durations: `Stock (pcs)`.
pub(super) fn counts_things(header: &str) -> bool {
    const THINGS: [&str; 15] = [
        "pieces", "piece", "pcs", "units", "pallets", "tonnes", "tons", "kg", "stuck", "stueck", "stk", "paletten",
        "tonnen", "palettes", "unites",
    ];
    folded(header).split(' ').any(|word| THINGS.contains(&word))
}

/// A number of hours, or of a column's unit.
pub(super) fn hours_of(number: f64, unit: Option<f64>) -> Reading<f64> {
    let assumed = if unit.is_none() && number != 0.0 { vec!["no unit is given: hours"] } else { Vec::new() };
    within(number * unit.unwrap_or(1.0), assumed)
}

fn within(hours: f64, assumed: Vec<&'static str>) -> Reading<f64> {
    if hours < 0.0 {
        return Err("a duration cannot be negative");
    }
    if !hours.is_finite() || hours > LONGEST_HOURS {
        return Err("this is longer than a hundred years");
    }
    Ok(Some(Meant { it: hours, assumed }))
}

const NONE: &str = "this is no duration";

/// A duration in hours. `unit`: hours of the unit that numbers without one are in.
pub(super) fn duration(text: &str, unit: Option<f64>) -> Reading<f64> {
    if is_nothing(text) {
        return Ok(None);
    }
    if ["immediate", "immediately", "sofort", "immediat", "instant", "at once"].contains(&folded(text).as_str()) {
        return within(MINUTE, vec!["at once is written as a minute"]);
    }
    if let Some(hours) = clock(text) {
        return within(hours, Vec::new());
    }
    if is_date(text) {
        return Err(
            "this is a date, which a spreadsheet makes of a span such as 2-4; write the span as text, with its unit",
        );
    }
    let tokens = tokens(text).ok_or(NONE)?;
    let mut parser = Parser { tokens: &tokens, unit, assumed: Vec::new() };
    let hours = parser.whole()?;
    let mut assumed = parser.assumed;
    assumed.sort_unstable();
    assumed.dedup();
    within(hours, assumed)
}

/// A duration as ServiceNow exports it, or as a clock or a cell with a time shows it: `1970-01-02 04:00:00`, `1 04:00:00`, `04:30`.
fn clock(text: &str) -> Option<f64> {
    let text = text.trim();
    let (days, time) = match text.rsplit_once([' ', 'T']) {
        // A whole number of days, where a spreadsheet took it for a date.
        None if text.starts_with("1970-") => (since_new_year(text.strip_prefix("1970-")?)?, "0:00"),
        None => (0.0, text),
        // The day before the first one of spreadsheets: a time alone.
        Some(("1899-12-31" | "1899-12-30" | "1904-01-01", time)) => (0.0, time),
        Some((days, time)) => {
            let days = match days.strip_prefix("1970-") {
                Some(day) => since_new_year(day)?,
                None => f64::from(days.trim().parse::<u32>().ok()?),
            };
            (days, time)
        }
    };
    let parts: Vec<f64> =
        time.split(':').map(|part| part.parse::<u32>().map(f64::from)).collect::<Result<_, _>>().ok()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, 0.0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    (minutes < 60.0 && seconds < 60.0).then_some(days * DAY + hours + minutes * MINUTE + seconds * SECOND)
}

/// Days from the first of January 1970 to a month and day of that year.
fn since_new_year(day: &str) -> Option<f64> {
    const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let (month, day) = day.split_once('-')?;
    let before = BEFORE.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(f64::from(before + day.parse::<u32>().ok().filter(|day| (1..=31).contains(day))? - 1))
}

/// Whether a text is a date with a year of four digits.
pub(super) fn is_date(text: &str) -> bool {
    let day = text.trim().split([' ', 'T']).next().unwrap_or("");
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    parts.len() == 3
        && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
        && [parts[0], parts[2]].iter().any(|part| part.len() == 4)
}

/// What a text is made of.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64, bool),
    /// As compared; `M` stays a capital, since it may be another unit than `m`.
    Word(String),
    Sign(char),
}

/// The parts of a text; `None` where a number is none.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let from = at;
        match letters[at] {
            it if it.is_ascii_digit() => {
                at = end_of_number(&letters, at);
                let number = decimal(&letters[from..at].iter().collect::<String>())?;
                tokens.push(Token::Number(number.it, !number.assumed.is_empty()));
                continue;
            }
            it @ ('½' | '¼' | '¾') => {
                let part = [('½', 0.5), ('¼', 0.25), ('¾', 0.75)].iter().find(|(sign, _)| *sign == it)?.1;
                match tokens.last_mut() {
                    Some(Token::Number(whole, _)) if whole.fract() == 0.0 => *whole += part,
                    _ => tokens.push(Token::Number(part, false)),
                }
            }
            it if it.is_alphabetic() => {
                while letters.get(at).is_some_and(|it| it.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(it)) {
                    at += 1;
                }
                let word: String = letters[from..at].iter().collect();
                tokens.push(Token::Word(if word == "M" { word } else { folded(&word) }));
                continue;
            }
            it if it.is_whitespace() || ".,;_'’".contains(it) => {}
            it => tokens.push(Token::Sign(it)),
        }
        at += 1;
    }
    Some(tokens)
}

/// Where a number ends that begins at a digit: after its decimals and thousands.
fn end_of_number(letters: &[char], from: usize) -> usize {
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut at = from;
    let mut group = at;
    loop {
        while digit(at) {
            at += 1;
        }
        let is_thousands = |at: usize| digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        match letters.get(at) {
            Some('.' | ',') if digit(at + 1) => {}
            Some(gap) if GAPS.contains(gap) && at - group <= 3 && is_thousands(at) => {}
            _ => return at,
        }
        at += 1;
        group = at;
    }
}

/// Words before an amount that do not change it, and words after which it is the least.
const FILLERS: &[&str] = &[
    "max",
    "maximum",
    "maximal",
    "up",
    "to",
    "bis",
    "zu",
    "jusqu",
    "a",
    "approx",
    "approximately",
    "about",
    "circa",
    "ca",
    "env",
    "environ",
    "within",
    "binnen",
    "innerhalb",
    "under",
    "unter",
    "less",
    "than",
    "als",
    "moins",
    "de",
    "at",
    "most",
];
const AT_LEAST: &[&str] = &[
    "min",
    "minimum",
    "minimal",
    "mindestens",
    "more",
    "over",
    "least",
    "mehr",
    "uber",
    "ueber",
    "plus",
    "longer",
    "ab",
];

const DASHES: [char; 5] = ['-', '–', '—', '−', '‑'];

/// An amount in one unit.
struct Part {
    number: f64,
    unit: Option<&'static (&'static str, f64)>,
}

/// Reads what a cell's text is made of, from the front.
struct Parser<'t> {
    tokens: &'t [Token],
    unit: Option<f64>,
    assumed: Vec<&'static str>,
}

impl Parser<'_> {
    fn sign(&mut self, signs: &[char]) -> bool {
        let is_it = matches!(self.tokens.first(), Some(Token::Sign(it)) if signs.contains(it));
        self.tokens = &self.tokens[usize::from(is_it)..];
        is_it
    }

    fn word(&mut self, words: &[&str]) -> bool {
        let is_it = matches!(self.tokens.first(), Some(Token::Word(it)) if words.contains(&it.as_str()));
        self.tokens = &self.tokens[usize::from(is_it)..];
        is_it
    }

    /// All of it: a span, and perhaps the same again in other words.
    fn whole(&mut self) -> Result<f64, &'static str> {
        const LEAST: &str = "it may be longer: the bound that is given is taken";
        while !matches!(self.tokens.first(), Some(Token::Number(..)) | None) {
            if self.sign(&DASHES) {
                return Err("a duration cannot be negative");
            }
            if self.sign(&['>', '≥', '+']) || self.word(AT_LEAST) {
                self.assumed.push(LEAST);
            } else if !self.sign(&['<', '≤', '~', '≈', '=']) && !self.word(FILLERS) {
                return Err(NONE);
            }
        }
        let hours = self.span()?;
        if self.sign(&['+']) {
            self.assumed.push(LEAST);
        }
        // `4 hours (240 minutes)`, `2 days / 48 h`.
        while self.sign(&['(', '[', '/', '=']) {
            let again = self.span()?;
            if (again - hours).abs() > 1e-9 * hours.max(1.0) {
                return Err("it says two different durations");
            }
            self.sign(&[')', ']']);
        }
        if self.tokens.is_empty() { Ok(hours) } else { Err(NONE) }
    }

    /// One amount, or the longer of two.
    fn span(&mut self) -> Result<f64, &'static str> {
        let from = self.sum()?;
        let rest = self.tokens;
        if !(self.sign(&DASHES) || self.word(&["to", "bis", "a"])) {
            return self.hours(&from, None);
        }
        if !matches!(self.tokens.first(), Some(Token::Number(..))) {
            self.tokens = rest;
            return self.hours(&from, None);
        }
        let to = self.sum()?;
        self.assumed.push("the longest of a span is taken");
        // `2-4 hours`: the unit stands behind the last number.
        let units = (from.last().and_then(|it| it.unit), to.first().and_then(|it| it.unit));
        Ok(self.hours(&from, units.1)?.max(self.hours(&to, units.0)?))
    }

    /// Amounts that are added, such as `1 d 4 h`.
    fn sum(&mut self) -> Result<Vec<Part>, &'static str> {
        let mut parts: Vec<Part> = Vec::new();
        loop {
            let number = self.number()?;
            let is_fine = parts.last().is_some_and(|part| part.unit.is_some_and(|unit| unit.1 >= 1.0));
            let unit = self.unit(is_fine)?;
            parts.push(Part { number, unit });
            let rest = self.tokens;
            let _ = self.word(&["and", "und", "et", "plus"]) || self.sign(&['+', '&']);
            if !matches!(self.tokens.first(), Some(Token::Number(..))) {
                self.tokens = rest;
                return Ok(parts);
            }
        }
    }

    /// A number or a fraction.
    fn number(&mut self) -> Result<f64, &'static str> {
        let (number, is_assumed, used) = match self.tokens {
            [Token::Number(whole, _), Token::Number(above, _), Token::Sign('/'), Token::Number(below, _), ..]
                if above < below =>
            {
                (whole + above / below, false, 4)
            }
            [Token::Number(above, _), Token::Sign('/'), Token::Number(below, _), Token::Word(_), ..]
                if above < below =>
            {
                (above / below, false, 3)
            }
            [Token::Number(_, _), Token::Sign('/'), Token::Number(_, _), ..] => {
                return Err("two numbers with a stroke between them are no duration");
            }
            [Token::Number(number, is_assumed), ..] => (*number, *is_assumed, 1),
            _ => return Err(NONE),
        };
        self.tokens = &self.tokens[used..];
        self.assumed.extend(is_assumed.then_some(THOUSANDS));
        Ok(number)
    }

    /// The unit behind a number, if there is one. `is_fine`: hours or more stand before it, so that `m` is minutes.
    fn unit(&mut self, is_fine: bool) -> Result<Option<&'static (&'static str, f64)>, &'static str> {
        let minutes = || UNITS.iter().find(|(word, _)| *word == "min");
        let known = |word: &str| UNITS.iter().find(|(unit, _)| *unit == word);
        // `a 24-hour outage`.
        let hyphen = usize::from(matches!(self.tokens, [Token::Sign(it), Token::Word(_), ..] if DASHES.contains(it)));
        let (found, used) = match &self.tokens[hyphen..] {
            [Token::Word(m), ..] if m == "m" && !is_fine && self.unit.is_none_or(|unit| unit < DAY) => {
                self.assumed.push("`m` is taken for minutes");
                (minutes(), 1)
            }
            [Token::Word(m), ..] if m.eq_ignore_ascii_case("m") => {
                if !is_fine {
                    return Err("`m` may be minutes or months; write `min` or `months`");
                }
                (minutes(), 1)
            }
            [Token::Word(first), Token::Word(second), ..] if known(&format!("{first} {second}")).is_some() => {
                (known(&format!("{first} {second}")), 2)
            }
            [Token::Word(word), ..] => (known(word), 1),
            _ => (None, 0),
        };
        if let Some((word, _)) = found {
            self.tokens = &self.tokens[hyphen + used..];
            let is_working = ["business", "working", "werk", "arbeits", "ouvre"].iter().any(|it| word.contains(it));
            self.assumed.extend(is_working.then_some("a working day is taken for 24 hours"));
        }
        Ok(found)
    }

    /// The sum in hours; numbers without a unit are in that of `other`, of the column, or in hours.
    fn hours(&mut self, parts: &[Part], other: Option<&(&str, f64)>) -> Result<f64, &'static str> {
        let mut sum = 0.0;
        let mut before: Option<f64> = None;
        for (at, part) in parts.iter().enumerate() {
            let each = match part.unit {
                Some((_, each)) => *each,
                None if at == 0 && parts.len() == 1 => match other.map(|it| it.1).or(self.unit) {
                    Some(each) => each,
                    None => {
                        self.assumed.extend((part.number != 0.0).then_some("no unit is given: hours"));
                        1.0
                    }
                },
                // `1h30`.
                None if at > 0
                    && parts[at - 1].unit.is_some_and(|unit| unit.0 == "h")
                    && at + 1 == parts.len()
                    && part.number < 60.0 =>
                {
                    MINUTE
                }
                None => return Err("one of its numbers has no unit"),
            };
            if before.is_some_and(|before| each >= before) {
                return Err("it says two durations");
            }
            before = Some(each);
            sum += part.number * each;
        }
        Ok(sum)
    }
}
