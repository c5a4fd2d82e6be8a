//! One cell of a table in CSV, changed in its text: everything else stays as it is written.

use std::ops::Range;

/// Cells of a text by line, each as the bytes between its separators.
pub(crate) struct Cells<'t> {
    text: &'t str,
    separator: u8,
    rows: Vec<Row>,
}

/// A row.
struct Row {
    /// Its first line, from 1.
    line: u32,
    cells: Vec<Range<usize>>,
}

impl<'t> Cells<'t> {
    /// Takes a text apart. Which separator it has is told by its first row, as readers of CSV tell it.
    pub(crate) fn of(text: &'t str) -> Self {
        let head = text.lines().next().unwrap_or_default();
        let count = |it: u8| head.bytes().filter(|byte| *byte == it).count();
        let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(|it| count(*it)).unwrap_or(b',');
        let mut rows = Vec::new();
        let (mut at, mut line) = (if text.starts_with('\u{feff}') { 3 } else { 0 }, 1);
        let bytes = text.as_bytes();
        while at < bytes.len() {
            let mut row = Row { line, cells: Vec::new() };
            loop {
                let begin = at;
                let mut quoted = false;
                while at < bytes.len() && (quoted || !(bytes[at] == separator || matches!(bytes[at], b'\n' | b'\r'))) {
                    // Only a cell that begins with a quote is quoted; a quote in it is written twice.
                    if bytes[at] == b'"' && (quoted || begin == at) {
                        let twice = quoted && bytes.get(at + 1) == Some(&b'"');
                        if twice {
                            at += 1;
                        } else {
                            quoted = !quoted;
                        }
                    }
                    line += u32::from(bytes[at] == b'\n');
                    at += 1;
                }
                row.cells.push(begin..at);
                if bytes.get(at) != Some(&separator) {
                    break;
                }
                at += 1;
            }
            if bytes.get(at) == Some(&b'\r') {
                at += 1;
            }
            if bytes.get(at) == Some(&b'\n') {
                at += 1;
                line += 1;
            }
            rows.push(row);
        }
        Self { text, separator, rows }
    }

    /// What stands in a cell.
    fn said(&self, cell: &Range<usize>) -> String {
        let text = self.text[cell.clone()].trim();
        match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
            Some(inside) => inside.replace("\"\"", "\"").trim().to_owned(),
            None => text.to_owned(),
        }
    }

    /// The cell of a row, by its line, in a column, by its name.
    fn cell(&self, line: u32, column: &str) -> Option<&Range<usize>> {
        let at = self.rows.first()?.cells.iter().position(|it| self.said(it) == column)?;
        self.rows.iter().skip(1).find(|it| it.line == line)?.cells.get(at)
    }

    /// What stands in a cell; `None`: there is none.
    pub(crate) fn get(&self, line: u32, column: &str) -> Option<String> {
        self.cell(line, column).map(|it| self.said(it))
    }

    /// The text with another value in a cell. `None`: there is no such cell.
    pub(crate) fn with(&self, line: u32, column: &str, value: &str) -> Option<String> {
        let cell = self.cell(line, column)?;
        let needs_quotes = |it: char| matches!(it, '"' | '\n' | '\r') || it == char::from(self.separator);
        let written = if value.contains(needs_quotes) || value.trim() != value {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        };
        Some(format!("{}{written}{}", &self.text[..cell.start], &self.text[cell.end..]))
    }
}

#[cfg(test)]
mod tests {
    use super::Cells;

    #[test]
    fn one_cell_changes_and_nothing_else() {
        let text = "id,title,note\r\na,\"x, \"\"y\"\"\nz\",1\r\n\r\nb,,2\r\n";
        let cells = Cells::of(text);
        assert_eq!(cells.get(2, "title").as_deref(), Some("x, \"y\"\nz"));
        assert_eq!((cells.get(5, "title").as_deref(), cells.get(5, "note").as_deref()), (Some(""), Some("2")));
        for missing in [(2, "none"), (1, "id"), (4, "title"), (9, "id")] {
            assert_eq!(cells.get(missing.0, missing.1), None, "{missing:?}");
        }
        assert_eq!(cells.with(5, "title", "plain").unwrap(), text.replace("b,,2", "b,plain,2"));
        assert_eq!(cells.with(5, "title", "a \"b\", c").unwrap(), text.replace("b,,2", "b,\"a \"\"b\"\", c\",2"));
        assert_eq!(cells.with(2, "note", "").unwrap(), text.replace("\",1", "\","));
    }

    #[test]
    fn semicolons_and_a_mark_of_the_encoding_are_understood() {
        let cells = Cells::of("\u{feff}id;flow\na;1,5\n");
        assert_eq!(cells.get(2, "flow").as_deref(), Some("1,5"));
        assert_eq!(cells.with(2, "flow", "2;5").unwrap(), "\u{feff}id;flow\na;\"2;5\"\n");
    }

    #[test]
    fn what_is_written_is_what_is_read_again() {
        for value in ["x", "", "a,b", "\"", "\"\"", "two\nlines", "ü, \"\r\n\"", " spaced"] {
            let text = Cells::of("id,v,w\n1,old,z\n2,other,y\n").with(2, "v", value).unwrap();
            let again = Cells::of(&text);
            assert_eq!(again.get(2, "v").unwrap(), value.trim(), "{value:?}");
            let below = 3 + value.matches('\n').count() as u32;
            assert_eq!(again.get(below, "v").as_deref(), Some("other"), "{value:?}");
            assert_eq!(again.get(2, "w").as_deref(), Some("z"), "{value:?}");
        }
    }
}
