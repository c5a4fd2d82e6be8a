//! One TOML file: bytes to a tree with spans, and places back to lines and columns.

use super::place::{Complaints, Place, RowPlace, Spot, count, quote};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A TOML document and the text it came from.
#[derive(Default)]
pub(crate) struct Document<'t> {
    text: &'t str,
    /// First byte of each line.
    lines: Vec<u32>,
    /// Its tables; empty where the text is no TOML.
    pub root: DeTable<'t>,
}

/// Files above this size are parsed up to their first syntax error only: collecting thousands costs memory and helps nobody.
const ALL_ERRORS_BYTES: usize = 1 << 18;

impl<'t> Document<'t> {
    /// Parses a text; complains about every syntax error.
    pub(crate) fn parse(text: &'t str, file: u16, complaints: &mut Complaints) -> Self {
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| count(at + 1)));
        let mut root = DeTable::new();
        match DeTable::parse(text) {
            Ok(parsed) => root = parsed.into_inner(),
            Err(first) => {
                let errors =
                    if text.len() <= ALL_ERRORS_BYTES { DeTable::parse_recoverable(text).1 } else { vec![first] };
                // The parser repeats itself within a line; the first of a line says it all.
                let mut last_line = usize::MAX;
                for error in errors {
                    let span = error.span().unwrap_or(0..0);
                    let line = lines.partition_point(|start| *start as usize <= span.start);
                    if line == last_line {
                        continue;
                    }
                    last_line = line;
                    let place = Place::Bytes(file, span.start, span.end.saturating_sub(span.start));
                    if error.message().starts_with("duplicate key") {
                        let key = text.get(span.clone()).unwrap_or("");
                        complaints.error(
                            "BS0104",
                            place,
                            format!("key {} is given twice", quote(key)),
                            "keep one of the two",
                        );
                    } else {
                        complaints.error(
                            "BS0103",
                            place,
                            format!("this is not TOML: {}", error.message()),
                            syntax_advice(text, &span),
                        );
                    }
                }
            }
        }
        Self { text, lines, root }
    }

    /// A place as line, column and excerpt.
    pub(crate) fn spot(&self, place: &Place) -> Spot {
        match place {
            Place::File(_) | Place::Header(..) | Place::Cell(..) | Place::Spot(..) => Spot::default(),
            Place::Bytes(_, at, length) => self.spot_at(*at, *length),
            Place::Field { row, path, key, inner } => {
                let span = self.span(*row, path, *key).unwrap_or(0..0);
                match inner {
                    Some((at, length)) => self.spot_inside(&span, *at, *length),
                    None => self.spot_at(span.start, span.len()),
                }
            }
        }
    }

    /// Bytes of a place: of its text where that stands on one line without escapes. Beyond the document's end they are an edit's.
    pub(crate) fn bytes(&self, place: &Place) -> Option<Range<usize>> {
        let Place::Field { row, path, key, inner } = place else { return None };
        let span = self.span(*row, path, *key)?;
        // Within a text in quotes, as far as can be told without the text.
        Some(match inner {
            Some((at, length)) if at + length + 2 <= span.len() => span.start + 1 + at..span.start + 1 + at + length,
            _ => span,
        })
    }

    /// Bytes of the document as line, column and excerpt.
    pub(crate) fn spot_of(&self, bytes: &Range<usize>) -> Spot {
        self.spot_at(bytes.start, bytes.len())
    }

    fn spot_at(&self, at: usize, length: usize) -> Spot {
        let line = self.lines.partition_point(|start| *start as usize <= at).max(1);
        let start = self.lines.get(line - 1).map_or(0, |start| *start as usize);
        let end = self.lines.get(line).map_or(self.text.len(), |next| *next as usize);
        let text = self.text.get(start..end).unwrap_or("");
        Spot::in_line(count(line), text, at - start, length)
    }

    /// A part of a string: exact where the string is written on one line without escapes, else the whole string.
    fn spot_inside(&self, span: &Range<usize>, at: usize, length: usize) -> Spot {
        let written = self.text.get(span.clone()).unwrap_or("");
        let literal = written.starts_with('\'') && !written.starts_with("'''");
        let basic = written.starts_with('"') && !written.starts_with("\"\"\"") && !written.contains('\\');
        if (literal || basic) && at + length + 2 <= written.len() {
            self.spot_at(span.start + 1 + at, length)
        } else {
            self.spot_at(span.start, span.len())
        }
    }

    fn span(&self, row: RowPlace, path: &str, key: bool) -> Option<Range<usize>> {
        let (table, mut span) = self.row(row)?;
        if path.is_empty() {
            return Some(span);
        }
        let mut here: Option<&Spanned<DeValue<'_>>> = None;
        let mut table = Some(table);
        for step in path.split('.') {
            if let Some((found, value)) = table.and_then(|table| table.get_key_value(step)) {
                span = if key { found.span() } else { value.span() };
                here = Some(value);
            } else if let Some(item) = here
                .and_then(|value| value.get_ref().as_array())
                .zip(step.parse::<usize>().ok())
                .and_then(|(array, at)| array.get(at))
            {
                span = item.span();
                here = Some(item);
            } else {
                break;
            }
            table = here.and_then(|value| value.get_ref().as_table());
        }
        Some(span)
    }

    /// A row's table and the span of its header.
    fn row(&self, place: RowPlace) -> Option<(&DeTable<'t>, Range<usize>)> {
        if place.list.is_empty() {
            return Some((&self.root, 0..0));
        }
        let value = self.root.get(place.list)?;
        match value.get_ref() {
            DeValue::Array(array) => {
                let row = array.get(place.row as usize)?;
                row.get_ref().as_table().map(|table| (table, row.span()))
            }
            DeValue::Table(table) => Some((table, value.span())),
            _ => None,
        }
    }
}

fn syntax_advice(text: &str, span: &Range<usize>) -> &'static str {
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or("").lines().next().unwrap_or("");
    if line.contains(['“', '”', '„', '‘', '’']) {
        "texts stand in straight quotes: \"…\""
    } else if line.trim_end().ends_with('=') {
        "give the key a value, or delete the line"
    } else if line.contains('=') && !line.contains(['"', '\'']) {
        "texts and quantities stand in quotes: lead = \"2d\""
    } else {
        ""
    }
}
