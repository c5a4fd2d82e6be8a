//! Names of firms, sectors and regions: whole numbers or text as the files have them, positions everywhere else.

use super::rows::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Names in order of their positions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Names that are whole numbers; `None`: text, the next one of `texts`.
    whole: Vec<Option<i64>>,
    /// Positions that have text, ascending, with it.
    texts: Vec<(u32, Box<str>)>,
}

impl Names {
    /// How many.
    pub fn len(&self) -> usize {
        self.whole.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The name at a position; empty if there is none.
    pub fn get(&self, position: usize) -> String {
        let mut name = String::new();
        self.write(position, &mut name);
        name
    }

    /// Appends the name at a position.
    pub fn write(&self, position: usize, to: &mut String) {
        match self.whole.get(position) {
            Some(Some(whole)) => {
                let _ = write!(to, "{whole}");
            }
            Some(None) => {
                if let Ok(at) = self.texts.binary_search_by_key(&(position as u32), |text| text.0) {
                    to.push_str(&self.texts[at].1);
                }
            }
            None => {}
        }
    }

    /// The names as whole numbers, if all are.
    pub fn whole_numbers(&self) -> Option<Vec<i64>> {
        self.whole.iter().copied().collect()
    }

    /// All names, in order.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.len()).map(|position| self.get(position))
    }

    /// Appends a name.
    pub(super) fn push(&mut self, name: Name<'_>) {
        match name {
            Name::Whole(whole) => self.whole.push(Some(whole)),
            Name::Text(text) => {
                self.texts.push((self.whole.len() as u32, text.into()));
                self.whole.push(None);
            }
        }
    }
}

/// A name in a cell. `007` and `7` are different; `7` as text and as number are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Name<'a> {
    Whole(i64),
    Text(&'a str),
}

impl<'a> Name<'a> {
    /// The name in a cell; `None` where it is empty.
    pub(super) fn of(value: Value<'a>) -> Option<Self> {
        match value {
            Value::Empty => None,
            Value::Whole(whole) => Some(Self::Whole(whole)),
            // A sheet knows no whole numbers.
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(Self::Whole(number as i64)),
            Value::Number(_) => None,
            Value::Text(text) => Some(Self::of_text(text)),
        }
    }

    pub(super) fn of_text(text: &'a str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty()
            && digits.len() <= 18
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'));
        match text.parse() {
            Ok(whole) if plain && text != "-0" => Self::Whole(whole),
            _ => Self::Text(text),
        }
    }
}

/// Names that are being collected, and the way back from a name to its position.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    names: Names,
    whole: HashMap<i64, u32>,
    text: HashMap<Box<str>, u32>,
    /// Positions by number from `first` on, where numbers lie close: one look instead of a search.
    dense: Vec<u32>,
    first: i64,
}

const NOBODY: u32 = u32::MAX;

impl Register {
    /// Position of a name, new or known, and whether it is new.
    pub(super) fn add(&mut self, name: Name<'_>) -> (u32, bool) {
        let next = self.names.len() as u32;
        let known = match name {
            Name::Whole(whole) => *self.whole.entry(whole).or_insert(next),
            Name::Text(text) => match self.text.get(text) {
                Some(known) => *known,
                None => {
                    self.text.insert(text.into(), next);
                    next
                }
            },
        };
        if known == next {
            self.names.push(name);
        }
        (known, known == next)
    }

    /// Position of a known name.
    #[inline]
    pub(super) fn find(&self, name: Name<'_>) -> Option<u32> {
        match name {
            Name::Whole(whole) if !self.dense.is_empty() => {
                let at = usize::try_from(whole.wrapping_sub(self.first)).ok()?;
                self.dense.get(at).copied().filter(|position| *position != NOBODY)
            }
            Name::Whole(whole) => self.whole.get(&whole).copied(),
            Name::Text(text) => self.text.get(text).copied(),
        }
    }

    /// Makes looking up fast where numbers lie close; to be called when all names are known.
    pub(super) fn close(&mut self) {
        let numbers = || self.names.whole.iter().flatten();
        let (Some(first), Some(last)) = (numbers().min().copied(), numbers().max().copied()) else { return };
        let span = last.abs_diff(first);
        if span < 4 * self.names.len() as u64 + 1024 {
            self.first = first;
            self.dense = vec![NOBODY; span as usize + 1];
            for (whole, position) in &self.whole {
                self.dense[whole.abs_diff(first) as usize] = *position;
            }
            self.whole = HashMap::new();
        }
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn into_names(self) -> Names {
        self.names
    }
}
