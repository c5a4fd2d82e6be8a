//! Names of firms, sectors and regions: whole numbers or text as the files have them, positions everywhere else.

use crate::table::Value;
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

    /// Those that are whole numbers, in order.
    pub fn whole_ones(&self) -> impl Iterator<Item = i64> + '_ {
        self.whole.iter().flatten().copied()
    }

    /// All names, in order.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.len()).map(|position| self.get(position))
    }

    /// Appends a name.
    pub fn push(&mut self, name: Name<'_>) {
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
pub enum Name<'a> {
    /// A whole number.
    Whole(i64),
    /// Anything else.
    Text(&'a str),
}

impl<'a> Name<'a> {
    /// The name in a cell; `None` where it is empty.
    pub fn of(value: Value<'a>) -> Option<Self> {
        match value {
            Value::Empty => None,
            Value::Whole(whole) => Some(Self::Whole(whole)),
            // A sheet knows no whole numbers.
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(Self::Whole(number as i64)),
            Value::Number(_) => None,
            Value::Text(text) => Some(Self::of_text(text)),
        }
    }

    /// The name that a text is.
    pub fn of_text(text: &'a str) -> Self {
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
