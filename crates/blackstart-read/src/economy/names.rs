//! Names while they are collected, and the way back from a name to its position.

use blackstart_model::economy::{Name, Names};
use std::collections::HashMap;

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
        let numbers = || self.names.whole_ones();
        let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return };
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
