//! Quantities with units, and quantities that are not known exactly: from text to canonical numbers and back.
//!
//! Canonical units: time in hours, rates per day, money in the model's currency, shares 0–1. What a person may write is in
//! `docs/reference/format.md`; everything else is a [`Complaint`] that says what to write instead.

use crate::id::key;

#[cfg(test)]
mod tests;

/// Currency of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Currency {
    /// ISO 4217 code, e.g. `GBP`.
    pub code: String,
    /// Sign used in files and reports, e.g. `£`; the code where there is none.
    pub sign: String,
}

impl Currency {
    /// Of files that have no amounts.
    pub fn none() -> Self {
        Self { code: "XXX".into(), sign: "¤".into() }
    }
}

/// A quantity known exactly or as a distribution that a person can guess. In the unit of its field (hours, money, share, …).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Uncertain {
    /// Exactly this.
    Fixed(f64),
    /// Anything between, equally likely.
    Uniform {
        /// Lowest.
        low: f64,
        /// Highest.
        high: f64,
    },
    /// Beta-PERT: lowest, most likely, highest (λ = 4; Malcolm et al. 1959).
    Pert {
        /// Lowest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Highest.
        high: f64,
    },
    /// Triangular: lowest, most likely, highest.
    Triangular {
        /// Lowest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Highest.
        high: f64,
    },
    /// Lognormal by median and 90th percentile.
    Lognormal {
        /// Median.
        median: f64,
        /// 90th percentile.
        p90: f64,
    },
    /// One of these that moves with a factor, as others do.
    Shared(Shared),
}

/// A distribution that shares its luck: it moves with a factor that other quantities move with too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    shape: Shape,
    values: [f64; 3],
    /// Key of the factor: of kind `factor`.
    pub factor: u64,
    /// How closely it moves with the factor, from −1 (against it) to 1: the correlation of their normal scores.
    pub strength: f64,
}

impl Shared {
    /// The quantity for itself: its own distribution, which sharing does not change.
    pub fn alone(&self) -> Uncertain {
        let [a, b, c] = self.values;
        self.shape.of(a, b, c)
    }
}

/// Shapes of distributions as they are written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Uniform,
    Pert,
    Triangular,
    Lognormal,
}

impl Shape {
    fn of(self, a: f64, b: f64, c: f64) -> Uncertain {
        match self {
            Self::Uniform => Uncertain::Uniform { low: a, high: b },
            Self::Pert => Uncertain::Pert { low: a, mode: b, high: c },
            Self::Triangular => Uncertain::Triangular { low: a, mode: b, high: c },
            Self::Lognormal => Uncertain::Lognormal { median: a, p90: b },
        }
    }
}

/// 90th percentile of the standard normal distribution: what a lognormal's `p90` stands on.
pub const NORMAL_P90: f64 = 1.281_551_565_544_600_4;

impl Uncertain {
    /// Exactly nothing.
    pub const ZERO: Self = Self::Fixed(0.0);

    /// The value, if it is known exactly.
    pub fn fixed(&self) -> Option<f64> {
        match *self {
            Self::Fixed(value) => Some(value),
            _ => None,
        }
    }

    /// The same distribution, moving with a factor; what is known exactly moves with nothing.
    #[must_use]
    pub fn with(self, factor: u64, strength: f64) -> Self {
        let (shape, values) = match self {
            Self::Fixed(_) => return self,
            Self::Uniform { low, high } => (Shape::Uniform, [low, high, 0.0]),
            Self::Pert { low, mode, high } => (Shape::Pert, [low, mode, high]),
            Self::Triangular { low, mode, high } => (Shape::Triangular, [low, mode, high]),
            Self::Lognormal { median, p90 } => (Shape::Lognormal, [median, p90, 0.0]),
            Self::Shared(shared) => (shared.shape, shared.values),
        };
        Self::Shared(Shared { shape, values, factor, strength })
    }

    /// The distribution for itself, whatever it moves with.
    #[must_use]
    pub fn alone(&self) -> Self {
        match self {
            Self::Shared(shared) => shared.alone(),
            other => *other,
        }
    }

    /// What it moves with, if with anything.
    pub fn shared(&self) -> Option<&Shared> {
        match self {
            Self::Shared(shared) => Some(shared),
            _ => None,
        }
    }

    /// Expected value.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Shared(shared) => shared.alone().mean(),
            Self::Fixed(value) => value,
            Self::Uniform { low, high } => low + (high - low) / 2.0,
            Self::Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Lognormal { median, p90 } => {
                let sigma = lognormal_sigma(median, p90);
                median * libm::exp(sigma * sigma / 2.0)
            }
        }
    }

    /// Lowest value it can take (the bound itself included).
    pub fn low(&self) -> f64 {
        match *self {
            Self::Shared(shared) => shared.alone().low(),
            Self::Fixed(value) => value,
            Self::Uniform { low, .. } | Self::Pert { low, .. } | Self::Triangular { low, .. } => low,
            Self::Lognormal { median, p90 } => {
                if p90 > median {
                    0.0
                } else {
                    median
                }
            }
        }
    }

    /// Highest value it can take; infinite for a lognormal with any spread.
    pub fn high(&self) -> f64 {
        match *self {
            Self::Shared(shared) => shared.alone().high(),
            Self::Fixed(value) => value,
            Self::Uniform { high, .. } | Self::Pert { high, .. } | Self::Triangular { high, .. } => high,
            Self::Lognormal { median, p90 } => {
                if p90 > median {
                    f64::INFINITY
                } else {
                    median
                }
            }
        }
    }

    /// The same quantity times `factor` (≥ 0).
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match *self {
            Self::Fixed(value) => Self::Fixed(value * factor),
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Pert { low, mode, high } => {
                Self::Pert { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Self::Triangular { low, mode, high } => {
                Self::Triangular { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Self::Lognormal { median, p90 } => Self::Lognormal { median: median * factor, p90: p90 * factor },
            Self::Shared(shared) => shared.alone().scaled(factor).with(shared.factor, shared.strength),
        }
    }

    /// As it is written in files, e.g. `pert(5d, 9d, 21d)`; [`uncertain`] reads it back to the same bits, except for what it
    /// moves with, of which only the key is known here.
    pub fn describe(&self, dimension: Dimension, currency: &Currency) -> String {
        let one = |value| written(value, dimension, currency);
        match *self {
            Self::Fixed(value) => one(value),
            Self::Uniform { low, high } => format!("uniform({}, {})", one(low), one(high)),
            Self::Pert { low, mode, high } => {
                format!("pert({}, {}, {})", one(low), one(mode), one(high))
            }
            Self::Triangular { low, mode, high } => {
                format!("triangular({}, {}, {})", one(low), one(mode), one(high))
            }
            Self::Lognormal { median, p90 } => {
                format!("lognormal(median {}, p90 {})", one(median), one(p90))
            }
            Self::Shared(shared) => shared.alone().describe(dimension, currency),
        }
    }
}

/// Standard deviation of the logarithm of a lognormal with this median and 90th percentile.
pub fn lognormal_sigma(median: f64, p90: f64) -> f64 {
    if p90 > median { libm::log(p90 / median) / NORMAL_P90 } else { 0.0 }
}

/// What a field measures; decides which texts are understood and the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Duration \[h\]: `"4h"`, `"3d"`, `"forever"`; a bare 0 is understood.
    Hours,
    /// Goods per day: `"540/d"`, `"4700/week"`; a bare 0 is understood.
    PerDay,
    /// Money: `"£2.5m"`, `"GBP 400k"`, a bare number.
    Money,
    /// Money per day: `"£108m/week"`; a bare 0 is understood.
    MoneyPerDay,
    /// Money per hour of one person: `"£80/h"`, `"£80"`, a bare number.
    MoneyPerHour,
    /// Share 0–1: `0.35`, `"35%"`.
    Share,
    /// Multiplier ≥ 0: `1.2`, `"120%"`.
    Factor,
    /// Whole number ≥ 0.
    Count,
}

impl Dimension {
    /// What the field expects, for people, with examples.
    pub fn expected(self, currency: &Currency) -> String {
        let sign = &amount_prefix(currency);
        match self {
            Self::Hours => "a duration such as \"4h\", \"3d\", \"2w\" or \"forever\"".into(),
            Self::PerDay => "a rate such as \"540/d\", \"12/h\" or \"4700/week\"".into(),
            Self::Money => format!("an amount such as \"{sign}2.5m\", \"{} 400k\" or a plain number", currency.code),
            Self::MoneyPerDay => {
                format!("money per time such as \"{sign}108m/week\" or \"{sign}5m/d\"")
            }
            Self::MoneyPerHour => {
                format!("money per hour such as \"{sign}80/h\" or a plain number")
            }
            Self::Share => "a share such as 0.35 or \"35%\"".into(),
            Self::Factor => "a factor such as 1.2 or \"120%\"".into(),
            Self::Count => "a whole number such as 12".into(),
        }
    }

    /// Smallest value above zero that is understood, in the canonical unit: products and quotients of such numbers stay finite.
    pub const LEAST: f64 = 1e-12;

    /// Largest value understood: beyond it a number is a slip of the pen, not a company.
    pub fn limit(self) -> f64 {
        match self {
            // A thousand years.
            Self::Hours => 8_760_000.0,
            Self::PerDay | Self::Money | Self::MoneyPerDay | Self::MoneyPerHour => 1e18,
            Self::Share => 1.0,
            Self::Factor => 1e9,
            Self::Count => u32::MAX as f64,
        }
    }
}

/// What is wrong with a text that should be a quantity, a moment, a shift or a logic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No number with a unit.
    NotAQuantity,
    /// A unit, word or function that is not known.
    UnknownUnit {
        /// Nearest known one.
        did_you_mean: Option<String>,
    },
    /// A quantity of another kind than the field's.
    WrongDimension,
    /// An amount in another currency than the model's.
    WrongCurrency,
    /// Not a number, or infinite where that makes no sense.
    NotFinite,
    /// Below zero.
    Negative,
    /// Larger (or smaller) than the field can hold.
    OutOfRange,
    /// So near to zero, or spread so wide, that nothing can be computed with it.
    Extreme,
    /// Parameters of a distribution out of order.
    Order,
    /// Longer than a sane text of its kind.
    TooLong,
    /// Not a date or moment.
    NotAMoment,
    /// Not a shift of a working calendar.
    NotAShift,
    /// Not a logic: brackets, commas or names are not where they should be.
    NotALogic,
    /// A logic that can never or always hold: 0 of n, more than n of n, an empty list.
    ImpossibleLogic,
    /// Brackets in brackets, too deep.
    TooDeep,
}

/// One mistake in one text: where, what, and what to write instead.
///
/// It knows its place in the text only, not the file that the text stands in: who reads files makes a
/// [`Problem`](crate::problem::Problem) of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Byte offset of the offending part in the text.
    pub at: usize,
    /// Its length in bytes.
    pub len: usize,
    /// Which mistake.
    pub what: Wrong,
    /// What is wrong, one sentence without full stop.
    pub message: String,
    /// What to do, one sentence without full stop.
    pub advice: String,
}

impl Complaint {
    pub(crate) fn new(
        at: usize,
        len: usize,
        what: Wrong,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { at, len, what, message: message.into(), advice: advice.into() }
    }

    /// The same complaint, its place counted from `by` bytes earlier.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        self.at += by;
        self
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.message, self.advice)
    }
}

impl std::error::Error for Complaint {}

/// Most times its median that the 90th percentile of a lognormal may be: its mean and its draws stay far from infinity.
pub const WIDEST: f64 = 1e6;

/// Longest text of one quantity \[characters\].
pub const LONGEST_QUANTITY: usize = 200;

/// Reads one quantity and returns it in its canonical unit.
///
/// # Errors
/// A [`Complaint`] when the text is not such a quantity.
pub fn quantity(text: &str, dimension: Dimension, currency: &Currency) -> Result<f64, Complaint> {
    not_too_long(text, LONGEST_QUANTITY)?;
    let part = Part::of(text);
    if let Some(open) = part.text.find('(') {
        return Err(Complaint::new(
            part.at,
            open,
            Wrong::WrongDimension,
            "this field must be known exactly",
            format!("write {}", dimension.expected(currency)),
        ));
    }
    single(part, dimension, currency)
}

/// Reads a quantity that may be a distribution, in its canonical unit.
///
/// # Errors
/// A [`Complaint`] when the text is not such a quantity or distribution.
pub fn uncertain(text: &str, dimension: Dimension, currency: &Currency) -> Result<Uncertain, Complaint> {
    let read = distribution(text, |part| single(part, dimension, currency))?;
    if dimension == Dimension::Share && read.high() > 1.0 {
        let part = Part::of(text);
        return Err(part.complaint(
            Wrong::OutOfRange,
            "a share cannot be lognormal: it would exceed 1",
            "use pert(low, mode, high) between 0 and 1",
        ));
    }
    if dimension == Dimension::Count && read.fixed().is_none() {
        let part = Part::of(text);
        return Err(part.complaint(Wrong::WrongDimension, "a count must be known exactly", "write a whole number"));
    }
    Ok(read)
}

/// Checks a bare number (a TOML integer or float) as a quantity of `dimension`; its place is left to the caller.
///
/// # Errors
/// A [`Complaint`] when the field needs a unit or the number is out of range.
pub fn plain(value: f64, dimension: Dimension, currency: &Currency) -> Result<f64, Complaint> {
    let part = Part { text: "", at: 0 };
    canonical(part, Written { value, kind: Kind::Plain }, dimension, currency)
}

/// Writes a canonical value as a person would; [`quantity`] reads it back to the same bits.
pub fn written(value: f64, dimension: Dimension, currency: &Currency) -> String {
    let money = amount_prefix(currency);
    let (prefix, units): (&str, &[(f64, &str)]) = match dimension {
        Dimension::Hours if value == f64::INFINITY => return "forever".into(),
        Dimension::Hours => ("", &[(24.0, "d"), (1.0, "h"), (1.0 / 60.0, "min")]),
        Dimension::PerDay => ("", &[(1.0, "/d"), (1.0 / 7.0, "/week"), (1.0 / 365.0, "/year"), (24.0, "/h")]),
        Dimension::Money => (&money, &[(1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, "")]),
        Dimension::MoneyPerDay => (
            &money,
            &[
                (1e9, "bn/d"),
                (1e6, "m/d"),
                (1e3, "k/d"),
                (1.0, "/d"),
                (1e9 / 7.0, "bn/week"),
                (1e6 / 7.0, "m/week"),
                (1e3 / 7.0, "k/week"),
                (24.0, "/h"),
            ],
        ),
        Dimension::MoneyPerHour => (&money, &[(1.0, "/h")]),
        Dimension::Share => ("", &[(0.01, "%"), (1.0, "")]),
        Dimension::Factor | Dimension::Count => ("", &[(1.0, "")]),
    };
    for &(unit, name) in units {
        let number = digits(value / unit);
        // Short, and the very same number when read again: nothing is lost by the nicer unit.
        if (value == 0.0 || value >= unit) && number.len() <= 7 {
            let text = format!("{prefix}{number}{name}");
            if quantity(&text, dimension, currency) == Ok(value) {
                return text;
            }
        }
    }
    let unit = match dimension {
        Dimension::Hours => "h",
        Dimension::PerDay | Dimension::MoneyPerDay => "/d",
        Dimension::MoneyPerHour => "/h",
        _ => "",
    };
    format!("{prefix}{}{unit}", digits(value))
}

/// Shortest decimal that reads back to the same bits; with an exponent where plain digits would be a page.
fn digits(value: f64) -> String {
    if value != 0.0 && !(1e-5..1e16).contains(&value.abs()) { format!("{value:e}") } else { format!("{value}") }
}

/// `£`, or `CHF ` where letters need a space before the number.
fn amount_prefix(currency: &Currency) -> String {
    let mark = if currency.sign.is_empty() { &currency.code } else { &currency.sign };
    if mark.ends_with(char::is_alphabetic) { format!("{mark} ") } else { mark.clone() }
}

/// A trimmed piece of a text and where it starts in it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: usize,
}

impl<'t> Part<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, at: 0 }.trimmed()
    }

    pub(crate) fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        Self { text: text.trim_end(), at: self.at + self.text.len() - text.len() }
    }

    /// From byte `from` (a character boundary) on, trimmed.
    pub(crate) fn from(self, from: usize) -> Self {
        Self { text: &self.text[from..], at: self.at + from }.trimmed()
    }

    /// Up to byte `to` (a character boundary), trimmed.
    pub(crate) fn to(self, to: usize) -> Self {
        Self { text: &self.text[..to], at: self.at }.trimmed()
    }

    pub(crate) fn complaint(self, what: Wrong, message: impl Into<String>, advice: impl Into<String>) -> Complaint {
        Complaint::new(self.at, self.text.len(), what, message, advice)
    }
}

pub(crate) fn not_too_long(text: &str, characters: usize) -> Result<(), Complaint> {
    match text.char_indices().nth(characters) {
        Some((cut, _)) if text.len() > characters => Err(Complaint::new(
            cut,
            text.len() - cut,
            Wrong::TooLong,
            format!("the text is longer than {characters} characters"),
            "write the value only; comments go into `note`",
        )),
        _ => Ok(()),
    }
}

/// The option nearest to `word`, if it is near enough to be what was meant: among the few words of a grammar, most of them short.
///
/// Names that users gave and keys of the format are looked for by `blackstart-read`, where a beginning counts as near.
pub fn nearest(word: &str, options: &[&str]) -> Option<String> {
    // Long garbage has no near neighbour, and edit distance is quadratic.
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase();
    let reach = 1 + word.chars().count() / 4;
    options
        .iter()
        .map(|option| (strsim::osa_distance(&word, &option.to_lowercase()), *option))
        .filter(|(distance, option)| *distance <= reach && *distance < option.chars().count())
        // Of several as near, the one as long as what was written.
        .min_by_key(|(distance, option)| (*distance, option.chars().count().abs_diff(word.chars().count())))
        .map(|(_, option)| option.to_owned())
}

/// Reads `pert(…)`, `triangular(…)`, `uniform(…)`, `lognormal(…)` or a single value, each value by `one`.
pub(crate) fn distribution(
    text: &str,
    one: impl Fn(Part<'_>) -> Result<f64, Complaint>,
) -> Result<Uncertain, Complaint> {
    not_too_long(text, LONGEST_QUANTITY)?;
    let (part, moves) = moving(Part::of(text));
    let Some(open) = part.text.find('(') else {
        return match moves {
            None => one(part).map(Uncertain::Fixed),
            Some(moves) => {
                let message = "what is known exactly moves with nothing";
                Err(moves.complaint(Wrong::NotAQuantity, message, "delete `with …`, or write a distribution"))
            }
        };
    };
    let moves = moves.map(factor).transpose()?;
    let name = part.to(open);
    let Some(inside) = part.text[open + 1..].strip_suffix(')') else {
        return Err(part.complaint(Wrong::NotAQuantity, "the bracket is not closed at the end", "end with `)`"));
    };
    let inside = Part { text: inside, at: part.at + open + 1 };
    let mut values = Vec::with_capacity(3);
    let mut from = 0;
    for piece in inside.text.split(',') {
        values.push(Part { text: piece, at: inside.at + from }.trimmed());
        from += piece.len() + 1;
    }
    const SHAPES: [(&str, usize, &str); 4] = [
        ("pert", 3, "pert(low, most likely, high)"),
        ("triangular", 3, "triangular(low, most likely, high)"),
        ("uniform", 2, "uniform(low, high)"),
        ("lognormal", 2, "lognormal(median …, p90 …)"),
    ];
    let Some(&(shape, count, form)) = SHAPES.iter().find(|(shape, ..)| *shape == name.text) else {
        let did_you_mean = nearest(name.text, &SHAPES.map(|(shape, ..)| shape));
        let advice = match &did_you_mean {
            Some(shape) => format!("did you mean `{shape}`?"),
            None => "use pert(…), triangular(…), uniform(…) or lognormal(…)".into(),
        };
        let message = format!("`{}` is not a distribution", name.text);
        return Err(name.complaint(Wrong::UnknownUnit { did_you_mean }, message, advice));
    };
    if values.len() != count {
        return Err(inside.complaint(
            Wrong::NotAQuantity,
            format!("{shape} takes {count} values, not {}", values.len()),
            format!("write {form}"),
        ));
    }
    if shape == "lognormal" {
        for (value, label) in values.iter_mut().zip(["median", "p90"]) {
            match value.text.strip_prefix(label) {
                Some(rest) if rest.starts_with(char::is_whitespace) => *value = value.from(label.len()),
                _ => {
                    let advice = format!("write {form}, e.g. lognormal(median 3d, p90 10d)");
                    return Err(value.complaint(Wrong::NotAQuantity, format!("`{label} …` must stand here"), advice));
                }
            }
        }
    }
    let mut numbers = [0.0; 3];
    for (number, value) in numbers.iter_mut().zip(&values) {
        *number = one(*value)?;
        if !number.is_finite() {
            let message = "a distribution needs finite values";
            return Err(value.complaint(Wrong::NotFinite, message, "write `forever` alone, or a longest duration"));
        }
    }
    let [a, b, c] = numbers;
    let sorted = numbers[..count].is_sorted();
    if !sorted {
        let message = match shape {
            "lognormal" => "the 90th percentile is below the median",
            "uniform" => "the lowest value is above the highest",
            _ => "the values are not in the order lowest, most likely, highest",
        };
        return Err(inside.complaint(Wrong::Order, message, format!("write {form} in rising order")));
    }
    if shape == "lognormal" && a > 0.0 && b / a > WIDEST {
        let message = format!("the 90th percentile is more than {WIDEST:e} times the median");
        return Err(inside.complaint(Wrong::Extreme, message, "check the units of both"));
    }
    if shape == "lognormal" && a <= 0.0 {
        let message = "the median of a lognormal must be above 0";
        return Err(values[0].complaint(Wrong::OutOfRange, message, "write a positive median, or use uniform(0, …)"));
    }
    let shape = match shape {
        "pert" => Shape::Pert,
        "triangular" => Shape::Triangular,
        "uniform" => Shape::Uniform,
        _ => Shape::Lognormal,
    };
    let it = shape.of(a, b, c);
    Ok(moves.map_or(it, |(name, strength)| it.with(key("factor", name), strength)))
}

/// Splits a quantity from what it moves with: `pert(1d, 2d, 5d) with ramp 0.6`.
fn moving(whole: Part<'_>) -> (Part<'_>, Option<Part<'_>>) {
    const WITH: &str = "with";
    let stands_alone = |at: &usize| {
        let (before, after) = (&whole.text[..*at], &whole.text[at + WITH.len()..]);
        before.ends_with([' ', '\t', ')']) && (after.is_empty() || after.starts_with([' ', '\t']))
    };
    match whole.text.find(WITH).filter(stands_alone) {
        Some(at) => (whole.to(at), Some(whole.from(at + WITH.len()))),
        None => (whole, None),
    }
}

/// The factor that a quantity names, if it names one.
pub fn factor_of(text: &str) -> Option<&str> {
    let (_, moves) = moving(Part::of(text));
    factor(moves?).ok().map(|(name, _)| name)
}

/// Name and strength of a factor.
fn factor(moves: Part<'_>) -> Result<(&str, f64), Complaint> {
    const ADVICE: &str = "write `with` and a name, and how closely from -1 to 1 if not fully: with ramp 0.6";
    let (name, strength) = match moves.text.find(char::is_whitespace) {
        Some(at) => (moves.to(at), Some(moves.from(at))),
        None => (moves, None),
    };
    let named = name.text.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !named {
        return Err(name.complaint(Wrong::NotAQuantity, "the name of a factor must stand here", ADVICE));
    }
    let Some(strength) = strength else { return Ok((name.text, 1.0)) };
    match strength.text.parse::<f64>() {
        Ok(value) if (-1.0..=1.0).contains(&value) && value != 0.0 => Ok((name.text, value)),
        _ => Err(strength.complaint(Wrong::NotAQuantity, "this says not how closely it moves with the factor", ADVICE)),
    }
}

/// What a text says it measures.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Percent,
    Duration,
    Rate,
    Money,
    MoneyRate,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Plain => "a bare number",
            Self::Percent => "a percentage",
            Self::Duration => "a duration",
            Self::Rate => "a rate",
            Self::Money => "an amount of money",
            Self::MoneyRate => "money per time",
        }
    }
}

/// A value in the canonical unit of what it says it measures.
struct Written {
    value: f64,
    kind: Kind,
}

/// Durations: name and hours as (times, per): 90min = 90 · 1 / 60.
const DURATIONS: [(&str, f64, f64); 17] = [
    ("min", 1.0, 60.0),
    ("minute", 1.0, 60.0),
    ("minutes", 1.0, 60.0),
    ("h", 1.0, 1.0),
    ("hr", 1.0, 1.0),
    ("hour", 1.0, 1.0),
    ("hours", 1.0, 1.0),
    ("d", 24.0, 1.0),
    ("day", 24.0, 1.0),
    ("days", 24.0, 1.0),
    ("w", 168.0, 1.0),
    ("week", 168.0, 1.0),
    ("weeks", 168.0, 1.0),
    ("y", 8760.0, 1.0),
    ("yr", 8760.0, 1.0),
    ("year", 8760.0, 1.0),
    ("years", 8760.0, 1.0),
];

/// Rates: period and per-day value as (times, per): 4700/week = 4700 · 1 / 7.
const PERIODS: [(&str, f64, f64); 12] = [
    ("min", 1440.0, 1.0),
    ("minute", 1440.0, 1.0),
    ("h", 24.0, 1.0),
    ("hr", 24.0, 1.0),
    ("hour", 24.0, 1.0),
    ("d", 1.0, 1.0),
    ("day", 1.0, 1.0),
    ("w", 1.0, 7.0),
    ("week", 1.0, 7.0),
    ("y", 1.0, 365.0),
    ("yr", 1.0, 365.0),
    ("year", 1.0, 365.0),
];

/// Multiples of ten for money and rates.
const MULTIPLES: [(&str, i32); 10] = [
    ("k", 3),
    ("K", 3),
    ("thousand", 3),
    ("m", 6),
    ("M", 6),
    ("mn", 6),
    ("million", 6),
    ("bn", 9),
    ("billion", 9),
    ("tn", 12),
];

/// Reads one value with its unit and brings it to the field's canonical unit.
fn single(part: Part<'_>, dimension: Dimension, currency: &Currency) -> Result<f64, Complaint> {
    if part.text == "forever" {
        return if dimension == Dimension::Hours {
            Ok(f64::INFINITY)
        } else {
            let advice = format!("write {}", dimension.expected(currency));
            Err(part.complaint(Wrong::WrongDimension, "only a duration can be `forever`", advice))
        };
    }
    let read = read(part, dimension, currency)?;
    canonical(part, read, dimension, currency)
}

/// Whether a written kind fits a dimension, and its value there.
fn canonical(part: Part<'_>, read: Written, dimension: Dimension, currency: &Currency) -> Result<f64, Complaint> {
    let Written { value, kind } = read;
    let expected = || format!("write {}", dimension.expected(currency));
    if !value.is_finite() {
        let advice = if dimension == Dimension::Hours { "write `forever`".into() } else { expected() };
        return Err(part.complaint(Wrong::NotFinite, "the number is not finite", advice));
    }
    if value < 0.0 {
        return Err(part.complaint(Wrong::Negative, "the value is below zero", "write zero or more"));
    }
    let fits = match dimension {
        Dimension::Hours => kind == Kind::Duration || (kind == Kind::Plain && value == 0.0),
        Dimension::PerDay => kind == Kind::Rate || (kind == Kind::Plain && value == 0.0),
        Dimension::Money => matches!(kind, Kind::Money | Kind::Plain),
        Dimension::MoneyPerDay => {
            matches!(kind, Kind::MoneyRate | Kind::Rate) || (matches!(kind, Kind::Plain | Kind::Money) && value == 0.0)
        }
        Dimension::MoneyPerHour => matches!(kind, Kind::Plain | Kind::Money),
        Dimension::Share | Dimension::Factor => matches!(kind, Kind::Plain | Kind::Percent),
        Dimension::Count => kind == Kind::Plain,
    };
    if !fits {
        let message = match (dimension, kind) {
            (Dimension::Hours, Kind::Plain) => "a duration needs a unit".into(),
            (Dimension::PerDay, Kind::Plain) => "a rate needs a unit of time".into(),
            (Dimension::MoneyPerDay, Kind::Plain | Kind::Money) => "money per time needs a unit of time".into(),
            _ => format!("this is {}, but the field takes another kind of quantity", kind.word()),
        };
        return Err(part.complaint(Wrong::WrongDimension, message, expected()));
    }
    if dimension == Dimension::Count && value.fract() != 0.0 {
        return Err(part.complaint(Wrong::OutOfRange, "the number is not whole", expected()));
    }
    if value > dimension.limit() {
        let (message, advice) = match dimension {
            Dimension::Share if (2.0..=100.0).contains(&value) && kind == Kind::Plain => {
                ("a share is between 0 and 1".into(), format!("did you mean \"{}%\"?", digits(value)))
            }
            Dimension::Share => ("a share is between 0 and 1".into(), expected()),
            Dimension::Hours => ("the duration is longer than a thousand years".into(), "write `forever`".into()),
            _ => (format!("the number is larger than {:e}", dimension.limit()), "check the unit".into()),
        };
        return Err(part.complaint(Wrong::OutOfRange, message, advice));
    }
    if value != 0.0 && value < Dimension::LEAST {
        let message = format!("the number is too small: what is not 0 must be at least {:e}", Dimension::LEAST);
        return Err(part.complaint(Wrong::Extreme, message, "write 0, or check the unit"));
    }
    // A written -0 is 0.
    Ok(value + 0.0)
}

/// Reads one value with whatever unit it has.
fn read(part: Part<'_>, dimension: Dimension, currency: &Currency) -> Result<Written, Complaint> {
    let expected = || format!("write {}", dimension.expected(currency));
    if part.text.is_empty() {
        return Err(part.complaint(Wrong::NotAQuantity, "nothing is written here", expected()));
    }
    // A minus may stand before or after the currency.
    let mut rest = part;
    let mut negative = strip_minus(&mut rest);
    let money = strip_currency(&mut rest, currency)?;
    negative |= strip_minus(&mut rest);

    let Some((number, len)) = Decimal::read(rest.text) else {
        let word = rest.text.to_lowercase();
        if matches!(word.as_str(), "nan" | "inf" | "infinity" | "infinite" | "∞" | "never" | "always") {
            let advice = if dimension == Dimension::Hours { "write `forever`".into() } else { expected() };
            return Err(rest.complaint(Wrong::NotFinite, "this is not a finite number", advice));
        }
        return Err(part.complaint(Wrong::NotAQuantity, "there is no number here", expected()));
    };
    let after = Part { text: &rest.text[len..], at: rest.at + len };
    if let Some(junk) = after.text.chars().next().filter(|c| matches!(c, ',' | '\'' | '_' | '.') || c.is_ascii_digit())
    {
        let message = if junk == ',' { "a comma in a number is ambiguous" } else { "the number is not well formed" };
        let advice = "write digits, `_` between thousands and `.` before decimals: 1_000.5";
        return Err(rest.complaint(Wrong::NotAQuantity, message, advice));
    }
    let mut unit = after.trimmed();
    let mut per = None;
    if let Some(slash) = unit.text.find('/') {
        per = Some(unit.from(slash + 1));
        unit = unit.to(slash);
    }
    let period = per.map(|per| look_up(per, &PERIODS, "a unit of time", "/h, /d, /week or /year")).transpose()?;

    // What is left: nothing, %, a duration, a multiple of ten, or that and a currency ("400k GBP").
    let mut exponent = 0;
    let mut kind = if money { Kind::Money } else { Kind::Plain };
    let mut scale = (1.0, 1.0);
    if unit.text == "%" && !money {
        exponent = -2;
        kind = Kind::Percent;
    } else if !unit.text.is_empty() {
        let end = unit.text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.text.len());
        let word = &unit.text[..end];
        let mut tail = unit;
        if let Some((_, power)) = MULTIPLES.iter().find(|(name, _)| *name == word) {
            exponent = *power;
            tail = unit.from(end);
        }
        if !tail.text.is_empty() && !money {
            let duration = DURATIONS.iter().find(|(name, ..)| *name == tail.text);
            if let (Some((_, times, over)), 0) = (duration, exponent) {
                kind = Kind::Duration;
                scale = (*times, *over);
                tail = tail.from(tail.text.len());
            } else if strip_currency(&mut tail, currency)? {
                kind = Kind::Money;
            }
        }
        if !tail.text.is_empty() {
            return Err(unknown_unit(tail, dimension, currency));
        }
        if dimension == Dimension::Hours && kind == Kind::Plain {
            let advice = "write `min` for minutes, `h`, `d` or `w`; months differ in length: write days";
            let did_you_mean = (word == "m" || word == "M").then(|| "min".to_owned());
            return Err(unit.complaint(
                Wrong::UnknownUnit { did_you_mean },
                format!("`{word}` is not a unit of time"),
                advice,
            ));
        }
    }
    if let Some((times, over)) = period {
        kind = match kind {
            Kind::Plain => Kind::Rate,
            Kind::Money => Kind::MoneyRate,
            other => {
                let message = format!("{} per time is no quantity used here", other.word());
                return Err(part.complaint(Wrong::WrongDimension, message, expected()));
            }
        };
        scale = (times, over);
    }
    let number = number.value(exponent);
    let mut value = number * scale.0 / scale.1;
    if dimension == Dimension::MoneyPerHour && matches!(kind, Kind::Rate | Kind::MoneyRate) {
        // A day of a person has eight hours or twenty-four: only an hour is an hour.
        if scale != (24.0, 1.0) {
            let message = "this field is money per hour";
            return Err(part.complaint(Wrong::WrongDimension, message, expected()));
        }
        kind = Kind::Money;
        value = number;
    }
    if negative && value != 0.0 {
        return Err(part.complaint(Wrong::Negative, "the value is below zero", "write zero or more"));
    }
    Ok(Written { value, kind })
}

fn strip_minus(part: &mut Part<'_>) -> bool {
    match part.text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => {
            *part = part.from(part.text.len() - rest.len());
            true
        }
        None => false,
    }
}

fn look_up(part: Part<'_>, table: &[(&str, f64, f64)], what: &str, use_one: &str) -> Result<(f64, f64), Complaint> {
    if let Some((_, times, over)) = table.iter().find(|(name, ..)| *name == part.text) {
        return Ok((*times, *over));
    }
    let names: Vec<&str> = table.iter().map(|(name, ..)| *name).collect();
    let did_you_mean = if part.text == "s" { None } else { nearest(part.text, &names) };
    let advice = match &did_you_mean {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("use {use_one}"),
    };
    Err(part.complaint(Wrong::UnknownUnit { did_you_mean }, format!("`{}` is not {what}", part.text), advice))
}

fn unknown_unit(part: Part<'_>, dimension: Dimension, currency: &Currency) -> Complaint {
    let names: Vec<&str> = match dimension {
        Dimension::Hours => DURATIONS.iter().map(|(name, ..)| *name).collect(),
        Dimension::Share | Dimension::Factor | Dimension::Count => vec!["%"],
        _ => MULTIPLES.iter().map(|(name, _)| *name).collect(),
    };
    let did_you_mean = nearest(part.text, &names);
    let advice = match &did_you_mean {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write {}", dimension.expected(currency)),
    };
    part.complaint(Wrong::UnknownUnit { did_you_mean }, format!("unknown unit `{}`", part.text), advice)
}

/// Takes the model's currency off the front; complains about any other.
fn strip_currency(part: &mut Part<'_>, currency: &Currency) -> Result<bool, Complaint> {
    if part.text.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(false);
    }
    for mark in [currency.code.as_str(), currency.sign.as_str()] {
        if let Some(head) = part.text.get(..mark.len())
            && !mark.is_empty()
            && head.eq_ignore_ascii_case(mark)
            // "GBPx" is not pounds of x.
            && !(mark.ends_with(char::is_alphabetic) && part.text[mark.len()..].starts_with(char::is_alphabetic))
        {
            *part = part.from(mark.len());
            return Ok(true);
        }
    }
    let letters = part.text.find(|c: char| !c.is_alphabetic()).unwrap_or(part.text.len());
    let word = &part.text[..letters];
    let sign = SIGNS
        .iter()
        .map(|(_, sign)| *sign)
        .find(|sign| part.text.starts_with(sign) && (!sign.ends_with(char::is_alphabetic) || *sign == word));
    if let Some(sign) = sign
        && SIGNS.contains(&(currency.code.as_str(), sign))
    {
        *part = part.from(sign.len());
        return Ok(true);
    }
    let other = sign.or_else(|| CODES.split(' ').find(|code| *code == word));
    match other {
        Some(other) => Err(Part { text: other, at: part.at }.complaint(
            Wrong::WrongCurrency,
            format!("the amount is in {other}, but the model's currency is {}", currency.code),
            format!("convert it to {} and note the rate", currency.code),
        )),
        None => Ok(false),
    }
}

/// The currency of an ISO 4217 code, with its usual sign (the code itself where there is none).
///
/// # Errors
/// A [`Complaint`] when the code is not in use.
pub fn currency(code: &str) -> Result<Currency, Complaint> {
    let part = Part::of(code);
    if !CODES.split(' ').any(|known| known == part.text) {
        let codes: Vec<&str> = CODES.split(' ').collect();
        let upper = part.text.to_uppercase();
        let did_you_mean = if codes.contains(&upper.as_str()) { Some(upper) } else { nearest(part.text, &codes) };
        let advice = match &did_you_mean {
            Some(code) => format!("did you mean `{code}`?"),
            None => "write an ISO 4217 code such as GBP, EUR or USD".into(),
        };
        let shown: String = part.text.chars().take(12).collect();
        return Err(part.complaint(
            Wrong::UnknownUnit { did_you_mean },
            format!("`{shown}` is not a currency"),
            advice,
        ));
    }
    let sign = SIGNS.iter().find(|(known, _)| *known == part.text).map_or(part.text, |(_, sign)| sign);
    Ok(Currency { code: part.text.to_owned(), sign: sign.to_owned() })
}

/// The ISO 4217 code of the currency that a sign is taken for: `£`, `US$`, `zł`.
pub fn currency_of_sign(sign: &str) -> Option<&'static str> {
    SIGNS.iter().find(|(_, known)| *known == sign).map(|(code, _)| *code)
}

/// Whether a sign can stand before a number: short, and nothing that a number or a distribution is made of.
///
/// # Errors
/// A [`Complaint`] when it cannot.
pub fn sign(text: &str) -> Result<(), Complaint> {
    let good = |c: char| {
        c.is_alphabetic() || (!c.is_ascii() && !c.is_whitespace() && !c.is_control() && c != '\u{2212}') || c == '$'
    };
    if text.is_empty() || text.chars().count() > 4 || !text.chars().all(good) {
        let part = Part { text, at: 0 };
        return Err(part.complaint(
            Wrong::NotAQuantity,
            "this cannot be a currency sign",
            "write a sign such as £, € or CHF",
        ));
    }
    Ok(())
}

/// Usual signs; the first currency of a sign is the one it is taken for in messages.
const SIGNS: [(&str, &str); 35] = [
    ("GBP", "£"),
    ("EUR", "€"),
    ("USD", "$"),
    ("USD", "US$"),
    ("JPY", "¥"),
    ("CNY", "CN¥"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("AUD", "A$"),
    ("CAD", "C$"),
    ("NZD", "NZ$"),
    ("HKD", "HK$"),
    ("SGD", "S$"),
    ("TWD", "NT$"),
    ("BRL", "R$"),
    ("MXN", "MX$"),
    ("TRY", "₺"),
    ("ILS", "₪"),
    ("UAH", "₴"),
    ("VND", "₫"),
    ("PHP", "₱"),
    ("NGN", "₦"),
    ("GHS", "₵"),
    ("KZT", "₸"),
    ("GEL", "₾"),
    ("CRC", "₡"),
    ("PYG", "₲"),
    ("MNT", "₮"),
    ("KHR", "៛"),
    ("THB", "฿"),
    ("PLN", "zł"),
    ("CZK", "Kč"),
    ("HUF", "Ft"),
    ("NOK", "kr"),
    ("ZAR", "R"),
];

/// ISO 4217 codes in use (metals, funds and test codes left out).
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// A number too small for the machine is not 0: it stays above it, and is refused as too small.
pub fn not_quite_zero(value: f64, digits: &str) -> f64 {
    let significant = digits.split(['e', 'E']).next().unwrap_or("");
    if value == 0.0 && significant.bytes().any(|byte| matches!(byte, b'1'..=b'9')) { f64::MIN_POSITIVE } else { value }
}

/// A decimal as written, kept as text until its power of ten is known, so that "2.3m" is 2.3e6 correctly rounded.
struct Decimal<'t> {
    digits: std::borrow::Cow<'t, str>,
    exponent: i32,
}

impl<'t> Decimal<'t> {
    /// The decimal at the front of `text` and its length: digits with `_` between them, `.` and digits, `e` and digits.
    fn read(text: &'t str) -> Option<(Self, usize)> {
        let bytes = text.as_bytes();
        let run = |mut at: usize| {
            let from = at;
            while bytes.get(at).is_some_and(u8::is_ascii_digit)
                || (at > from && bytes.get(at) == Some(&b'_') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
            {
                at += 1;
            }
            at
        };
        let mut end = run(0);
        if end == 0 && !(bytes.first() == Some(&b'.') && run(1) > 1) {
            return None;
        }
        if bytes.get(end) == Some(&b'.') && run(end + 1) > end + 1 {
            end = run(end + 1);
        }
        let digits = &text[..end];
        let digits = if digits.contains('_') { digits.replace('_', "").into() } else { digits.into() };
        let mut exponent = 0;
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let from = end + 1 + sign;
            let mut to = from;
            while bytes.get(to).is_some_and(u8::is_ascii_digit) {
                to += 1;
            }
            if to > from {
                // Clamped: beyond a few hundred it is infinite or zero in any case.
                let size = text[from..to].parse::<i32>().unwrap_or(i32::MAX).min(100_000);
                exponent = if bytes[end + 1] == b'-' { -size } else { size };
                end = to;
            }
        }
        Some((Self { digits, exponent }, end))
    }

    /// Its value times ten to the power of `more`.
    fn value(&self, more: i32) -> f64 {
        let exponent = self.exponent + more;
        let parsed = if exponent == 0 { self.digits.parse() } else { format!("{}e{exponent}", self.digits).parse() };
        // Digits and an exponent always parse; infinity is caught later.
        not_quite_zero(parsed.unwrap_or(f64::NAN), &self.digits)
    }
}
