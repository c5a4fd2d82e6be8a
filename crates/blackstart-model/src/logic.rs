//! Logic: from `"all(erp, any(edi, phone), 2 of (a, b, c))"` to a tree of names, each with its place in the text; and the one walk over a compiled tree.

use crate::id::{ServiceId, SystemId};
use crate::model::Logic;
use crate::units::{Complaint, Wrong, nearest};
use std::fmt;

#[cfg(test)]
mod tests;

/// Words with a meaning of their own; no name may be one of them.
pub const WORDS: [&str; 4] = ["all", "any", "mean", "of"];
/// Deepest nesting understood.
pub const DEEPEST: usize = 64;
/// Most names in one logic.
pub const MOST_NAMES: usize = 10_000;
/// Longest text of a logic \[bytes\].
pub const LONGEST: usize = 1_000_000;

/// What a compiled logic is made of in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A system's availability.
    System(SystemId),
    /// A service's level.
    Service(ServiceId),
}

/// How a compiled logic combines its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The lowest.
    All,
    /// The highest.
    Any,
    /// The k-th highest.
    AtLeast(u32),
    /// The average.
    Mean,
}

impl Gate {
    /// Of so many parts, how many must be at full level for the whole to be.
    pub fn needed(self, parts: usize) -> usize {
        match self {
            Self::All | Self::Mean => parts,
            Self::Any => 1,
            Self::AtLeast(k) => k as usize,
        }
    }
}

impl Logic {
    /// Works a value out from the leaves upward: of each leaf, then of each gate from the values of its parts, in the order written.
    pub fn fold<T>(&self, leaf: &mut impl FnMut(Leaf) -> T, gate: &mut impl FnMut(Gate, Vec<T>) -> T) -> T {
        let (kind, parts) = match self {
            Self::System(system) => return leaf(Leaf::System(*system)),
            Self::Service(service) => return leaf(Leaf::Service(*service)),
            Self::All(parts) => (Gate::All, parts),
            Self::Any(parts) => (Gate::Any, parts),
            Self::AtLeast(k, parts) => (Gate::AtLeast(*k), parts),
            Self::Mean(parts) => (Gate::Mean, parts),
        };
        let values = parts.iter().map(|part| part.fold(leaf, gate)).collect();
        gate(kind, values)
    }

    /// All leaves, in the order written.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.fold(&mut |leaf| leaves.push(leaf), &mut |_, _: Vec<()>| ());
        leaves
    }
}

/// A logic over names that are not looked up yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Byte offset in the text.
    pub at: usize,
    /// Length in bytes.
    pub len: usize,
    /// What stands there.
    pub node: Node,
}

/// One node of a logic.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A system or service.
    Name(String),
    /// The lowest of these.
    All(Vec<Expr>),
    /// The highest of these.
    Any(Vec<Expr>),
    /// The k-th highest of these.
    AtLeast(u32, Vec<Expr>),
    /// The average of these.
    Mean(Vec<Expr>),
}

impl Expr {
    /// Parts of this node; none for a name.
    pub fn parts(&self) -> &[Expr] {
        match &self.node {
            Node::Name(_) => &[],
            Node::All(parts) | Node::Any(parts) | Node::AtLeast(_, parts) | Node::Mean(parts) => parts,
        }
    }

    /// All names with their places, in order of the text.
    pub fn names(&self) -> Vec<(&str, usize)> {
        let mut names = Vec::new();
        let mut left = vec![self];
        while let Some(expr) = left.pop() {
            match &expr.node {
                Node::Name(name) => names.push((name.as_str(), expr.at)),
                _ => left.extend(expr.parts().iter().rev()),
            }
        }
        names
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Name(name) => return f.write_str(name),
            Node::All(_) => f.write_str("all(")?,
            Node::Any(_) => f.write_str("any(")?,
            Node::AtLeast(k, _) => write!(f, "{k} of (")?,
            Node::Mean(_) => f.write_str("mean(")?,
        }
        for (i, part) in self.parts().iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            part.fmt(f)?;
        }
        f.write_str(")")
    }
}

/// Reads a logic.
///
/// # Errors
/// A [`Complaint`] with the place in the text: not well formed, impossible (0 of n, k > n, an empty list), too deep or too long.
pub fn logic(text: &str) -> Result<Expr, Complaint> {
    if text.len() > LONGEST {
        let message = format!("the logic is longer than {LONGEST} characters");
        return Err(Complaint::new(
            0,
            text.len(),
            Wrong::TooLong,
            message,
            "name parts of it as services of their own",
        ));
    }
    let mut reader = Reader { text, at: 0, names: 0 };
    let expr = reader.expr(0)?;
    reader.skip();
    if reader.at < text.len() {
        let message = "nothing may follow here";
        return Err(reader.complaint(Wrong::NotALogic, message, "join several with all(…), any(…) or `2 of (…)`"));
    }
    Ok(expr)
}

/// Whether a text can be a name in a logic: letters, digits, `_`, `.`, `-`.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_name_byte)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

const EXAMPLE: &str = "write a name, all(…), any(…), mean(…) or `2 of (…)`";

struct Reader<'t> {
    text: &'t str,
    at: usize,
    names: usize,
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes `byte` after white space, if it is there.
    fn take(&mut self, byte: u8) -> bool {
        self.skip();
        let there = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    /// Takes a name after white space; empty if there is none.
    fn word(&mut self) -> &'t str {
        self.skip();
        let from = self.at;
        while self.text.as_bytes().get(self.at).is_some_and(|byte| is_name_byte(*byte)) {
            self.at += 1;
        }
        &self.text[from..self.at]
    }

    /// A complaint about the character here, or about the end of the text.
    fn complaint(&self, what: Wrong, message: impl Into<String>, advice: impl Into<String>) -> Complaint {
        let len = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Complaint::new(self.at, len, what, message, advice)
    }

    fn expr(&mut self, depth: usize) -> Result<Expr, Complaint> {
        self.skip();
        let from = self.at;
        if depth > DEEPEST {
            let message = format!("brackets are nested more than {DEEPEST} deep");
            return Err(self.complaint(Wrong::TooDeep, message, "name parts of it as services of their own"));
        }
        let word = self.word();
        if word.is_empty() {
            let message = match self.text[self.at..].chars().next() {
                None if self.text.trim().is_empty() => "nothing is written here".to_owned(),
                None => "the logic ends too early".to_owned(),
                Some(',' | ')') => "a name is missing here".to_owned(),
                Some('(') => "a bracket needs a word before it".to_owned(),
                Some(other) => format!("{other:?} cannot stand in a logic"),
            };
            return Err(self.complaint(Wrong::NotALogic, message, EXAMPLE));
        }
        let word_end = self.at;
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            let of = self.word();
            if of == "of" {
                return self.at_least(from, word, depth);
            }
            self.at = word_end;
        }
        if !self.take(b'(') {
            self.at = word_end;
            self.names += 1;
            if self.names > MOST_NAMES {
                let message = format!("the logic has more than {MOST_NAMES} names");
                let advice = "name parts of it as services of their own";
                return Err(Complaint::new(from, word.len(), Wrong::TooLong, message, advice));
            }
            return Ok(Expr { at: from, len: word.len(), node: Node::Name(word.to_owned()) });
        }
        let make: fn(Vec<Expr>) -> Node = match word {
            "all" => Node::All,
            "any" => Node::Any,
            "mean" => Node::Mean,
            _ => {
                let did_you_mean = match word.to_ascii_lowercase().as_str() {
                    "and" => Some("all".to_owned()),
                    "or" => Some("any".to_owned()),
                    "avg" | "average" => Some("mean".to_owned()),
                    _ => nearest(word, &["all", "any", "mean"]),
                };
                let advice = match &did_you_mean {
                    Some(function) => format!("did you mean `{function}(…)`?"),
                    None => EXAMPLE.to_owned(),
                };
                let message = format!("`{}` joins nothing", word.get(..40).unwrap_or(word));
                return Err(Complaint::new(from, word.len(), Wrong::UnknownUnit { did_you_mean }, message, advice));
            }
        };
        let parts = self.list(from, depth)?;
        Ok(Expr { at: from, len: self.at - from, node: make(parts) })
    }

    fn at_least(&mut self, from: usize, number: &str, depth: usize) -> Result<Expr, Complaint> {
        if !self.take(b'(') {
            return Err(self.complaint(Wrong::NotALogic, "a list must follow `of`", "write `2 of (a, b, c)`"));
        }
        let parts = self.list(from, depth)?;
        let count = parts.len();
        // A number too long for u32 is more than any list.
        let k = number.parse::<u32>().unwrap_or(u32::MAX);
        if k == 0 || k as usize > count {
            let message = if k == 0 {
                "0 of a list always holds".to_owned()
            } else {
                format!("the list has only {count}: it can never hold")
            };
            let advice = format!("write a number from 1 to {count}");
            return Err(Complaint::new(from, number.len(), Wrong::ImpossibleLogic, message, advice));
        }
        Ok(Expr { at: from, len: self.at - from, node: Node::AtLeast(k, parts) })
    }

    /// The parts up to the closing bracket; the opening one is taken. A comma may stand before the closing bracket.
    fn list(&mut self, from: usize, depth: usize) -> Result<Vec<Expr>, Complaint> {
        let mut parts = Vec::new();
        loop {
            if self.take(b')') {
                break;
            }
            parts.push(self.expr(depth + 1)?);
            if self.take(b',') {
                continue;
            }
            if self.take(b')') {
                break;
            }
            let message =
                if self.at == self.text.len() { "a bracket is not closed" } else { "a comma or `)` is missing here" };
            return Err(self.complaint(
                Wrong::NotALogic,
                message,
                "separate parts with commas and close every bracket",
            ));
        }
        if parts.is_empty() {
            let message = "the list is empty";
            return Err(Complaint::new(
                from,
                self.at - from,
                Wrong::ImpossibleLogic,
                message,
                "name at least one system or service",
            ));
        }
        Ok(parts)
    }
}
