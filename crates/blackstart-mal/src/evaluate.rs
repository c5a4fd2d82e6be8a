//! What a step expression gives for one asset: a set of assets, element by element as the language defines it.

use crate::language::{Expression, ExpressionId, Language};
use crate::model::{AssetId, Model};

/// The budget of visits is spent.
#[derive(Debug)]
pub(crate) struct Exhausted;

pub(crate) struct Evaluator<'g> {
    language: &'g Language,
    model: &'g Model,
    /// Visits still allowed.
    visits: u64,
    /// Marks of closures, one table per closure within a closure: the number of the closure that met an asset last.
    marks: Vec<Vec<u32>>,
    /// Closures that are open.
    open: usize,
    closures: u32,
}

impl<'g> Evaluator<'g> {
    pub(crate) fn new(language: &'g Language, model: &'g Model, visits: u64) -> Self {
        Self { language, model, visits, marks: Vec::new(), open: 0, closures: 0 }
    }

    /// Appends the assets that an expression gives for one, ascending, each once. Recursion is as deep as operators nest, which
    /// reading has limited.
    pub(crate) fn of(&mut self, it: ExpressionId, asset: AssetId, out: &mut Vec<AssetId>) -> Result<(), Exhausted> {
        self.visits = self.visits.checked_sub(1).ok_or(Exhausted)?;
        let from = out.len();
        match self.language.expressions()[it as usize] {
            Expression::Here => out.push(asset),
            Expression::Field(field) => {
                let linked = self.model.linked(asset, field);
                self.visits = self.visits.checked_sub(linked.len() as u64).ok_or(Exhausted)?;
                out.extend_from_slice(linked);
            }
            Expression::Union(left, right) => {
                self.of(left, asset, out)?;
                let middle = out.len();
                self.of(right, asset, out)?;
                if middle > from && out.len() > middle {
                    distinct(out, from);
                }
            }
            Expression::Intersection(left, right) => self.pair(left, right, true, asset, out)?,
            Expression::Difference(left, right) => self.pair(left, right, false, asset, out)?,
            Expression::Collect(left, right) => {
                self.of(left, asset, out)?;
                let middle = out.len();
                for at in from..middle {
                    self.of(right, out[at], out)?;
                }
                out.drain(from..middle);
                if middle - from > 1 {
                    distinct(out, from);
                }
            }
            Expression::Closure(inner) => {
                let level = self.open;
                if self.marks.len() == level {
                    self.marks.push(vec![0; self.model.len()]);
                }
                self.open += 1;
                self.closures = self.closures.checked_add(1).ok_or(Exhausted)?;
                let number = self.closures;
                self.marks[level][asset as usize] = number;
                out.push(asset);
                let mut next = from;
                while next < out.len() {
                    let (it, middle) = (out[next], out.len());
                    next += 1;
                    self.of(inner, it, out)?;
                    let mut kept = middle;
                    for at in middle..out.len() {
                        let mark = &mut self.marks[level][out[at] as usize];
                        if *mark != number {
                            *mark = number;
                            out[kept] = out[at];
                            kept += 1;
                        }
                    }
                    out.truncate(kept);
                }
                self.open -= 1;
                out[from..].sort_unstable();
            }
            Expression::Filter(to, inner) => {
                self.of(inner, asset, out)?;
                let mut kept = from;
                for at in from..out.len() {
                    if self.language.is_a(self.model.type_of(out[at]), to) {
                        out[kept] = out[at];
                        kept += 1;
                    }
                }
                out.truncate(kept);
            }
        }
        Ok(())
    }

    /// What the first gives, as far as the second gives it too (`both`), or does not.
    fn pair(
        &mut self,
        left: ExpressionId,
        right: ExpressionId,
        both: bool,
        asset: AssetId,
        out: &mut Vec<AssetId>,
    ) -> Result<(), Exhausted> {
        let from = out.len();
        self.of(left, asset, out)?;
        let middle = out.len();
        if middle == from {
            return Ok(());
        }
        self.of(right, asset, out)?;
        let (mut kept, mut other) = (from, middle);
        for at in from..middle {
            while other < out.len() && out[other] < out[at] {
                other += 1;
            }
            let found = other < out.len() && out[other] == out[at];
            if found == both {
                out[kept] = out[at];
                kept += 1;
            }
        }
        out.truncate(kept);
        Ok(())
    }
}

/// Sorts the end of a list and leaves each value in it once.
pub(crate) fn distinct(list: &mut Vec<u32>, from: usize) {
    list[from..].sort_unstable();
    let mut kept = from;
    for at in from..list.len() {
        if at == from || list[at] != list[kept - 1] {
            list[kept] = list[at];
            kept += 1;
        }
    }
    list.truncate(kept);
}
