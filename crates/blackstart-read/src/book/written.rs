//! Rows of sheets written as TOML, line by line, each value with the cell that it comes from.

use super::kinds::{common, shape_of};
use super::sheet::{RowOf, text_of};
use crate::source::fields::truth;
use crate::source::place::{Spot, count};
use crate::source::record::{Facts, Kind, Need, OF_FIELDS, Shape, nth};
use blackstart_model::problem::Problem;
use blackstart_model::table::Cell;
use std::collections::BTreeSet;

/// A TOML document that is made of cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub text: String,
    /// Lines that are finished.
    lines: u32,
    /// Characters of the line that is not.
    width: u32,
    /// By line and column.
    origins: Vec<Origin>,
}

/// Where characters of a line come from.
#[derive(Clone, Debug)]
struct Origin {
    line: u32,
    /// Columns, from 1: the first, the value's first, and the first after.
    from: u32,
    value: u32,
    to: u32,
    sheet: &'static str,
    row: u32,
    column: u32,
    header: String,
    /// The cell's text; empty for a row as a whole.
    text: String,
}

impl Written {
    pub(super) fn new(comment: &str) -> Self {
        let mut it = Self::default();
        it.push(&format!("# {comment}"));
        it.end();
        it
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.width += count(text.chars().count());
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.lines += 1;
        self.width = 0;
    }

    /// A line that is not of a cell.
    pub(super) fn line(&mut self, text: &str) {
        self.push(text);
        self.end();
    }

    /// A line that stands for a row.
    pub(super) fn heading(&mut self, text: &str, row: RowOf<'_>) {
        self.end();
        self.stands_for(row);
        self.line(text);
    }

    /// Lets the line that is begun stand for a row.
    pub(super) fn stands_for(&mut self, row: RowOf<'_>) {
        let column = row.columns.first().map_or(0, |(at, _)| *at);
        let (line, sheet, row) = (self.lines + 1, row.sheet, row.row);
        let (header, text) = (String::new(), String::new());
        self.origins.push(Origin { line, from: 0, value: 0, to: 0, sheet, row, column, header, text });
    }

    /// `key = value` of a cell.
    pub(super) fn pair(&mut self, key: &str, shape: Shape, cell: &Cell, (row, column): (RowOf<'_>, u32)) {
        let from = self.width + 1;
        self.push(key);
        self.push(" = ");
        let value = self.width + 1;
        self.push(&literal(shape, cell));
        let named = row.columns.iter().find(|(at, _)| *at == column);
        let header = named.map(|(_, header)| header.clone()).unwrap_or_default();
        let (line, sheet, row, to) = (self.lines + 1, row.sheet, row.row, self.width + 1);
        self.origins.push(Origin { line, from, value, to, sheet, row, column, header, text: text_of(cell) });
    }

    /// All fields of a record, a line each, and what every row may carry.
    pub(super) fn record(&mut self, kind: &Kind, row: RowOf<'_>, prefix: &str) {
        self.fields(kind.fields, row, prefix, "");
        for (key, _) in common(kind) {
            self.cell_line(key, shape_of(key), row, &format!("{prefix}{key}"));
        }
        for of in OF_FIELDS {
            let prefix = format!("{prefix}{of}.");
            for (_, name, _) in row.filled() {
                if let Some(key) = name.strip_prefix(&prefix) {
                    self.cell_line(&format!("{of}.{key}"), shape_of(of), row, name);
                }
            }
        }
    }

    fn cell_line(&mut self, key: &str, shape: Shape, row: RowOf<'_>, name: &str) {
        if let Some((column, cell)) = row.get(name) {
            self.pair(key, shape, cell, (row, column));
            self.end();
        }
    }

    /// Fields, a line each; `column` begins the names of their columns, `key` their keys.
    pub(super) fn fields(&mut self, fields: &'static [Facts], row: RowOf<'_>, column: &str, key: &str) {
        for field in fields {
            let (name, written) = (format!("{column}{}", field.key), format!("{key}{}", field.key));
            match field.need {
                Need::Part(part) => {
                    self.fields(part.fields, row, &format!("{name}."), &format!("{written}."));
                }
                Need::List(part) => {
                    let there = numbers(row, &name);
                    if there.is_empty() {
                        continue;
                    }
                    self.stands_for(row);
                    self.line(&format!("{written} = ["));
                    for nth in there {
                        self.push("  ");
                        self.inline(part.fields, row, &format!("{name}.{nth}."));
                        self.push(",");
                        self.end();
                    }
                    self.line("]");
                }
                _ => self.cell_line(&written, field.shape, row, &name),
            }
        }
    }

    /// Fields in braces.
    fn inline(&mut self, fields: &'static [Facts], row: RowOf<'_>, column: &str) {
        self.stands_for(row);
        self.push("{");
        let mut between = " ";
        for field in fields {
            let name = format!("{column}{}", field.key);
            match field.need {
                Need::Part(part) => {
                    let inside = format!("{name}.");
                    if row.filled().any(|(_, name, _)| name.starts_with(&inside)) {
                        self.push(std::mem::replace(&mut between, ", "));
                        self.push(&format!("{} = ", field.key));
                        self.inline(part.fields, row, &inside);
                    }
                }
                Need::List(part) => {
                    let there = numbers(row, &name);
                    if there.is_empty() {
                        continue;
                    }
                    self.push(std::mem::replace(&mut between, ", "));
                    self.push(&format!("{} = [", field.key));
                    for (at, nth) in there.into_iter().enumerate() {
                        self.push(if at == 0 { "" } else { ", " });
                        self.inline(part.fields, row, &format!("{name}.{nth}."));
                    }
                    self.push("]");
                }
                _ => {
                    if let Some((column, cell)) = row.get(&name) {
                        self.push(std::mem::replace(&mut between, ", "));
                        self.pair(field.key, field.shape, cell, (row, column));
                    }
                }
            }
        }
        self.push(" }");
    }

    /// Turns a place in the text into the cell it comes from, and gives the header of its column; `None`: it comes from none.
    pub(super) fn turn(&self, problem: &mut Problem) -> Option<String> {
        let of_line = self.origins.iter().filter(|origin| origin.line == problem.line);
        let inside = |it: &&Origin| (it.from..it.to).contains(&problem.column);
        let origin = of_line.clone().find(inside).or_else(|| of_line.clone().next())?;
        let text = &origin.text;
        // Within a text in quotes, as long as it has no escapes.
        let within = problem.column.checked_sub(origin.value + 1).filter(|_| {
            count(text.chars().count()) + 2 == origin.to - origin.value && problem.column + problem.length < origin.to
        });
        let byte = |at: u32| text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
        let (start, end) = match within {
            Some(at) => (byte(at), byte(at + problem.length)),
            None => (0, text.len()),
        };
        let spot = Spot::in_line(origin.row + 1, text, start, end - start);
        problem.sheet = Some(origin.sheet.to_owned());
        problem.line = origin.row + 1;
        problem.column = origin.column + 1;
        problem.length = spot.length;
        problem.excerpt = spot.excerpt;
        problem.mark = spot.mark;
        Some(origin.header.clone())
    }
}

/// Which places of a list a row has anything in.
fn numbers(row: RowOf<'_>, name: &str) -> BTreeSet<u32> {
    let numbered = |header: &str| nth(header.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?.0);
    row.filled().filter_map(|(_, header, _)| numbered(header)).collect()
}

/// A key as TOML writes it.
pub(super) fn bare(key: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    if !key.is_empty() && key.bytes().all(plain) { key.to_owned() } else { quoted(key) }
}

/// A text as TOML writes it on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(other))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A number as TOML writes it.
fn number(number: f64) -> String {
    // Up to here floating-point numbers are exact whole ones.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT { format!("{}", number as i64) } else { format!("{number:?}") }
}

/// What a cell says, as TOML: lists apart, numbers and truth values as such, everything else as text.
pub(super) fn literal(shape: Shape, cell: &Cell) -> String {
    let text = text_of(cell);
    let list = |blanks: bool| {
        let between = |it: char| it == ';' || (blanks && it.is_whitespace());
        let items = text.split(between).map(str::trim).filter(|item| !item.is_empty());
        format!("[{}]", items.map(quoted).collect::<Vec<_>>().join(", "))
    };
    match (shape, cell) {
        (Shape::RefsOrAll(_), _) if text == "all" => quoted(&text),
        (Shape::Refs(_) | Shape::RefsOrAll(_) | Shape::Tokens, _) => list(true),
        (Shape::Texts | Shape::WordList(_), _) => list(false),
        (Shape::Bool, _) => truth(&text).map_or_else(|| quoted(&text), |it| it.to_string()),
        (Shape::Quantity(..) | Shape::Whole(_) | Shape::Number | Shape::Moment, Cell::Number(it)) => number(*it),
        (Shape::Whole(_) | Shape::Number, Cell::Text(_)) => match text.parse::<f64>() {
            Ok(it) if it.is_finite() => number(it),
            _ => quoted(&text),
        },
        _ => quoted(&text),
    }
}
