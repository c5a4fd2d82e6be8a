//! JSON and YAML as one stream of events with places, so that each format of MAL is read by one piece of code.
//!
//! Nothing is built that the reader does not ask for: a large model costs its arrays, not a tree.

mod event;
mod json;
mod yaml;

use crate::problem::{Complaints, Kind, Span, quote};
use event::{Event, Scalar};
use json::Json;
use std::borrow::Cow;
use std::collections::BTreeSet;
use yaml::Yaml;

/// The text cannot be read on; the complaint has been made.
#[derive(Debug)]
pub(crate) struct Stop;

/// A text with its place.
#[derive(Clone, Debug)]
pub(crate) struct Word<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) span: Span,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Map,
    List,
    Text,
    Null,
    End,
}

enum Source<'t> {
    Json(Json<'t>),
    Yaml(Box<Yaml<'t>>),
}

/// Reads a text event by event, and collects the complaints about it.
pub(crate) struct Reader<'t> {
    source: Source<'t>,
    peeked: Option<(Event<'t>, Span)>,
    depth: usize,
    deepest: usize,
    pub(crate) complaints: Complaints,
}

impl<'t> Reader<'t> {
    /// A reader of JSON or YAML: by the end of the file's name, else by the first letter.
    pub(crate) fn new(file: &str, text: &'t str, deepest: usize, complaints: Complaints) -> Self {
        let ends = |end: &str| file.len() > end.len() && file.to_ascii_lowercase().ends_with(end);
        let yaml = ends(".yml") || ends(".yaml") || (!ends(".json") && !text.trim_start().starts_with(['{', '[']));
        let source = if yaml { Source::Yaml(Box::new(Yaml::new(text))) } else { Source::Json(Json::new(text)) };
        Self { source, peeked: None, depth: 0, deepest, complaints }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Stop> {
        if let Some(event) = self.peeked.take() {
            return Ok(event);
        }
        let event = match &mut self.source {
            Source::Json(json) => json.next(),
            Source::Yaml(yaml) => yaml.next(),
        };
        match event {
            Ok((event, span)) => {
                match event {
                    Event::Map | Event::List if self.depth >= self.deepest => {
                        let message = format!("maps and lists nest deeper than {} levels", self.deepest);
                        self.complaints.error(Kind::Limit, span, message, "");
                        return Err(Stop);
                    }
                    Event::Map | Event::List => self.depth += 1,
                    Event::End => self.depth = self.depth.saturating_sub(1),
                    Event::Scalar(_) | Event::Over => (),
                }
                Ok((event, span))
            }
            Err(fault) => {
                self.complaints.error(Kind::Syntax, fault.span, fault.message, "");
                Err(Stop)
            }
        }
    }

    /// What comes next, and where.
    pub(crate) fn peek(&mut self) -> Result<(Shape, Span), Stop> {
        let (event, span) = self.next()?;
        let shape = match &event {
            Event::Map => Shape::Map,
            Event::List => Shape::List,
            Event::Scalar(scalar) if is_null(scalar) => Shape::Null,
            Event::Scalar(_) => Shape::Text,
            Event::End | Event::Over => Shape::End,
        };
        self.peeked = Some((event, span));
        Ok((shape, span))
    }

    /// Reads over the next value.
    pub(crate) fn skip(&mut self) -> Result<(), Stop> {
        let mut open = 0_usize;
        loop {
            match self.next()?.0 {
                Event::Map | Event::List => open += 1,
                Event::End | Event::Over => open = open.saturating_sub(1),
                Event::Scalar(_) => (),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// A complaint that something else belongs here; reads over the value.
    fn wrong(&mut self, what: &str, belongs: &str) -> Result<(), Stop> {
        let (shape, span) = self.peek()?;
        let is = match shape {
            Shape::Map => "a map",
            Shape::List => "a list",
            Shape::Text => "a word or number",
            Shape::Null => "nothing",
            Shape::End => "the end",
        };
        self.complaints.error(Kind::Shape, span, format!("{what}: {belongs} belongs here, not {is}"), "");
        self.skip()
    }

    /// Reads a map: `each` is called with every key and reads its value. Nothing (null) counts as an empty map.
    pub(crate) fn map(
        &mut self,
        what: &str,
        mut each: impl FnMut(&mut Self, Word<'t>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        match self.peek()?.0 {
            Shape::Map => (),
            Shape::Null => return self.skip(),
            _ => return self.wrong(what, "a map"),
        }
        self.next()?;
        loop {
            match self.next()? {
                (Event::End | Event::Over, _) => return Ok(()),
                (Event::Scalar(scalar), span) => each(self, Word { text: scalar.text, span })?,
                (event, span) => {
                    self.complaints.error(Kind::Shape, span, format!("{what}: a key is a word, not a map or list"), "");
                    self.peeked = Some((event, span));
                    self.skip()?;
                    self.skip()?;
                }
            }
        }
    }

    /// [`Self::map`] in which no key may come twice: the second is an error and is not read.
    pub(crate) fn record(
        &mut self,
        what: &str,
        mut each: impl FnMut(&mut Self, Word<'t>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut seen = BTreeSet::new();
        self.map(what, |reader, key| {
            if seen.insert(key.text.clone()) {
                return each(reader, key);
            }
            let message = format!("{what}: the key {} stands here twice", quote(&key.text));
            reader.complaints.error(Kind::Twice, key.span, message, "");
            reader.skip()
        })
    }

    /// Reads a list: `each` is called before every item and reads it. Nothing (null) counts as an empty list.
    pub(crate) fn list(&mut self, what: &str, mut each: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        match self.peek()?.0 {
            Shape::List => (),
            Shape::Null => return self.skip(),
            _ => return self.wrong(what, "a list"),
        }
        self.next()?;
        while self.peek()?.0 != Shape::End {
            each(self)?;
        }
        self.next()?;
        Ok(())
    }

    /// A scalar as text; `None` after a complaint.
    pub(crate) fn word(&mut self, what: &str) -> Result<Option<Word<'t>>, Stop> {
        match self.next()? {
            (Event::Scalar(scalar), span) if !is_null(&scalar) => Ok(Some(Word { text: scalar.text, span })),
            event => {
                self.peeked = Some(event);
                self.wrong(what, "a word")?;
                Ok(None)
            }
        }
    }

    /// [`Self::word`] as a `String`.
    pub(crate) fn string(&mut self, what: &str) -> Result<Option<String>, Stop> {
        Ok(self.word(what)?.map(|word| word.text.into_owned()))
    }

    /// A finite number, in quotes or not (old models have quotes); `None` after a complaint.
    pub(crate) fn number(&mut self, what: &str) -> Result<Option<f64>, Stop> {
        let Some(word) = self.word(what)? else { return Ok(None) };
        // `inf`, `nan` and `infinity` are numbers to Rust, not here.
        let digits = word.text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && word.text.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        let number = word.text.parse::<f64>().ok().filter(|number| digits && number.is_finite());
        if number.is_none() {
            let message = format!("{what}: {} is not a finite number", quote(&word.text));
            self.complaints.error(Kind::Value, word.span, message, "");
        }
        Ok(number)
    }

    /// A whole number; `None` after a complaint.
    pub(crate) fn whole(&mut self, what: &str) -> Result<Option<u64>, Stop> {
        let (_, span) = self.peek()?;
        let Some(number) = self.number(what)? else { return Ok(None) };
        // Above 2^53 not every whole number is a double.
        if number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number) {
            return Ok(Some(number as u64));
        }
        self.complaints.error(Kind::Value, span, format!("{what}: {number} is not a whole number from 0 up"), "");
        Ok(None)
    }

    /// `true` or `false`; `None` after a complaint.
    pub(crate) fn truth(&mut self, what: &str) -> Result<Option<bool>, Stop> {
        let Some(word) = self.word(what)? else { return Ok(None) };
        match &*word.text {
            "true" | "True" | "TRUE" => Ok(Some(true)),
            "false" | "False" | "FALSE" => Ok(Some(false)),
            other => {
                let message = format!("{what}: {} is neither true nor false", quote(other));
                self.complaints.error(Kind::Value, word.span, message, "");
                Ok(None)
            }
        }
    }

    /// Whatever comes, as a tree: for parts that are kept but not used.
    pub(crate) fn any(&mut self) -> Result<serde_json::Value, Stop> {
        use serde_json::Value;
        Ok(match self.peek()?.0 {
            Shape::Map => {
                let mut map = serde_json::Map::new();
                self.map("a map", |reader, key| {
                    let value = reader.any()?;
                    map.insert(key.text.into_owned(), value);
                    Ok(())
                })?;
                Value::Object(map)
            }
            Shape::List => {
                let mut list = Vec::new();
                self.list("a list", |reader| {
                    list.push(reader.any()?);
                    Ok(())
                })?;
                Value::Array(list)
            }
            Shape::Null => {
                self.skip()?;
                Value::Null
            }
            Shape::Text => match self.next()?.0 {
                Event::Scalar(Scalar { text, quoted: false }) if text == "true" => Value::Bool(true),
                Event::Scalar(Scalar { text, quoted: false }) if text == "false" => Value::Bool(false),
                Event::Scalar(Scalar { text, quoted }) => {
                    let number = if quoted { None } else { text.parse::<serde_json::Number>().ok() };
                    number.map_or_else(|| Value::String(text.into_owned()), Value::Number)
                }
                _ => Value::Null,
            },
            Shape::End => Value::Null,
        })
    }

    /// Complains about whatever follows the one value of the text.
    pub(crate) fn over(&mut self) -> Result<(), Stop> {
        match self.next()? {
            (Event::Over, _) => Ok(()),
            (_, span) => {
                self.complaints.error(Kind::Syntax, span, "something follows the end", "one document per file");
                Err(Stop)
            }
        }
    }

    /// A note that a key is not read; reads over its value. A key that is null says nothing, so nothing is said about it.
    pub(crate) fn unread(&mut self, what: &str, key: &Word<'_>) -> Result<(), Stop> {
        if self.peek()?.0 == Shape::Null {
            return self.skip();
        }
        let message = format!("{what}: the key {} is not known and not read", quote(&key.text));
        self.complaints.note(Kind::Unsupported, key.span, message);
        self.skip()
    }
}

fn is_null(scalar: &Scalar<'_>) -> bool {
    !scalar.quoted && matches!(&*scalar.text, "null" | "" | "~" | "Null" | "NULL")
}

#[cfg(test)]
mod tests;
