//! How many cells an OpenDocument sheet unfolds to: a few bytes may stand for millions, all of which its reader keeps.

use std::fs::File;
use std::io::{BufRead, BufReader};

/// Most cells of all sheets of a document: they take some hundred bytes each while they are read.
const MOST_CELLS: u64 = 4 << 20;

/// Cells of a row, and rows, whatever the document says.
const MOST_COLUMNS: u64 = 16_384;
const MOST_ROWS: u64 = 1_048_576;

/// Counts the cells of a document by its tags, keeping nothing.
pub(super) fn check(file: &File) -> Result<(), String> {
    let not =
        |error: &dyn std::fmt::Display| format!("it is not a sound workbook ({error})").replace(char::is_control, " ");
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| not(&error))?;
    let content = archive.by_name("content.xml").map_err(|error| not(&error))?;
    let mut content = BufReader::new(content);
    let mut count = Count::default();
    let mut piece = Vec::new();
    loop {
        piece.clear();
        // A `>` inside quotes ends no tag.
        while content.read_until(b'>', &mut piece).map_err(|error| not(&error))? > 0 {
            let quotes = |quote: u8| tag(&piece).iter().filter(|byte| **byte == quote).count();
            if quotes(b'"') % 2 == 0 && quotes(b'\'') % 2 == 0 {
                break;
            }
        }
        if piece.is_empty() {
            return Ok(());
        }
        count.tag(&String::from_utf8_lossy(tag(&piece)))?;
    }
}

/// What stands behind the last `<`.
fn tag(piece: &[u8]) -> &[u8] {
    piece.iter().rposition(|byte| *byte == b'<').map_or(&[], |at| &piece[at + 1..])
}

/// Cells so far; empty ones count once something stands behind them.
#[derive(Default)]
struct Count {
    /// Cells of sheets that are over, and of rows as they are written.
    cells: u64,
    widest: u64,
    rows: u64,
    empty_rows: u64,
    row_repeats: u64,
    width: u64,
    empty: u64,
}

impl Count {
    fn tag(&mut self, tag: &str) -> Result<(), String> {
        let name = tag.split(|letter: char| letter.is_whitespace() || letter == '>').next().unwrap_or("");
        match name.trim_end_matches('/') {
            // Tags could hide in there.
            _ if name.starts_with('!') => return Err("its contents have comments or entities".to_owned()),
            "?xml" => {
                let lower = tag.to_lowercase();
                if lower.contains("encoding") && !lower.contains("utf-8") {
                    return Err("its contents are not UTF-8".to_owned());
                }
            }
            "table:table-row" => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated")?.min(MOST_ROWS);
                (self.width, self.empty) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = repeats(tag, "table:number-columns-repeated")?.min(MOST_COLUMNS);
                let is_empty = tag.ends_with("/>") && !tag.contains("office:") && !tag.contains("table:formula");
                if is_empty {
                    self.empty = (self.empty + repeats).min(MOST_COLUMNS);
                } else {
                    self.width += self.empty + repeats;
                    self.empty = 0;
                }
            }
            "/table:table-row" if self.width == 0 => {
                self.empty_rows = (self.empty_rows + self.row_repeats).min(MOST_ROWS)
            }
            "/table:table-row" => {
                self.cells += self.width;
                self.widest = self.widest.max(self.width);
                self.rows = (self.rows + self.empty_rows + self.row_repeats).min(MOST_ROWS);
                self.empty_rows = 0;
            }
            "/table:table" => {
                self.cells += self.rows * self.widest;
                *self = Self { cells: self.cells, ..Self::default() };
            }
            _ => {}
        }
        let all = self.cells + self.width + self.rows * self.widest;
        if all > MOST_CELLS { Err(format!("it unfolds to more than {MOST_CELLS} cells")) } else { Ok(()) }
    }
}

/// How often a tag says that it stands.
fn repeats(tag: &str, attribute: &str) -> Result<u64, String> {
    let Some((_, rest)) = tag.split_once(attribute) else { return Ok(1) };
    let quoted = rest.trim_start().strip_prefix('=').map(str::trim_start);
    let quote = quoted.and_then(|quoted| quoted.chars().next()).filter(|quote| matches!(quote, '"' | '\''));
    let number = quote.and_then(|quote| quoted?[1..].split(quote).next()?.parse().ok());
    number.ok_or_else(|| format!("`{attribute}` is not a number"))
}
