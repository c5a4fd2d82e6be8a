//! A sheet as somebody's program exported it, and where its cells are.

use blackstart_model::table::{Cell, RawTable, column_letters};

/// A table of another program's: a file, or a sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Name of the file, without its folder.
    pub file: String,
    /// Name of the sheet; empty where the file is one table.
    pub name: String,
    /// Its cells.
    pub table: RawTable,
}

/// A cell of a sheet: for messages, and for whoever looks it up.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file.
    pub file: String,
    /// The sheet; empty where the file is one table.
    pub sheet: String,
    /// Row as its program counts it; 0: the table as a whole.
    pub row: u32,
    /// Column, from 1; 0: the row as a whole.
    pub column: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.file)?;
        if !self.sheet.is_empty() {
            write!(out, "!{}", self.sheet)?;
        }
        match (self.row, self.column) {
            (0, _) => Ok(()),
            (row, 0) => write!(out, "!{row}"),
            (row, column) => write!(out, "!{}{row}", column_letters(column)),
        }
    }
}

impl Sheet {
    /// Its file, and the sheet if it is one of several.
    pub fn title(&self) -> String {
        self.whole().to_string()
    }

    /// The place of the table as a whole.
    pub(super) fn whole(&self) -> Place {
        Place { file: self.file.clone(), sheet: self.name.clone(), row: 0, column: 0 }
    }

    /// The place of a cell, by its position among rows and columns.
    pub(super) fn place(&self, row: usize, column: usize) -> Place {
        let row = self.table.rows.get(row).map_or(0, |row| row.number);
        Place { row, column: self.table.form.column(column), ..self.whole() }
    }

    /// What a cell says, as text; empty where it is empty.
    pub(super) fn text(&self, row: usize, column: usize) -> String {
        match self.table.rows.get(row).and_then(|row| row.cells.get(column)) {
            Some(Some(Cell::Text(text))) => clean(text),
            Some(Some(Cell::Number(number))) => number.to_string(),
            _ => String::new(),
        }
    }

    /// What a cell says, if it is a number to the program that wrote it.
    pub(super) fn number(&self, row: usize, column: usize) -> Option<f64> {
        match self.table.rows.get(row).and_then(|row| row.cells.get(column)) {
            Some(Some(Cell::Number(number))) => Some(*number),
            _ => None,
        }
    }

    /// The column of a name: the one that is written so, else one that is compared as equal.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let columns = &self.table.columns;
        let alike = || columns.iter().position(|it| folded(it) == folded(name));
        columns.iter().position(|it| it == name).or_else(alike)
    }

    /// The first values of a column that are not empty.
    pub(super) fn samples(&self, column: usize, most: usize) -> Vec<String> {
        let texts = (0..self.table.rows.len()).map(|row| self.text(row, column));
        texts.filter(|text| !text.is_empty()).take(most).collect()
    }
}

/// A text of one line without characters that command a terminal or turn it around; a model may hold no others.
pub(super) fn clean(text: &str) -> String {
    let commands = |it: char| {
        it.is_control()
            || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    // Separators of lists stay separators.
    let text: String = text
        .chars()
        .map(|it| {
            if it == '\n' {
                ';'
            } else if commands(it) {
                ' '
            } else {
                it
            }
        })
        .collect();
    text.trim().trim_matches(';').trim().to_owned()
}

/// A text as names are compared: lower case, without accents, words of letters and digits with one space between.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'ä' | 'à' | 'â' | 'á' | 'å' | 'ã' => "a",
            'ö' | 'ô' | 'ó' | 'ò' | 'õ' | 'ø' => "o",
            'ü' | 'û' | 'ú' | 'ù' => "u",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' | 'ì' => "i",
            'ç' => "c",
            'ñ' => "n",
            'ß' => "ss",
            'œ' => "oe",
            'æ' => "ae",
            // What is put above the letter before it.
            '\u{300}'..='\u{36f}' => "",
            it if it.is_alphanumeric() => {
                out.push(it);
                continue;
            }
            _ => " ",
        };
        if plain != " " || !(out.is_empty() || out.ends_with(' ')) {
            out.push_str(plain);
        }
    }
    out.trim_end().to_owned()
}

/// An id made of a title: letters, digits and hyphens.
pub(super) fn slug(title: &str) -> String {
    const LONGEST: usize = 60;
    let mut slug: String = folded(title).chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    let mut slug: String = slug.trim_matches('-').chars().take(LONGEST).collect();
    slug.truncate(slug.trim_end_matches('-').len());
    // Words of the logic are no ids, nor is a number alone: a sheet would make another of it.
    let is_word = ["all", "any", "mean", "of"].contains(&slug.as_str());
    let is_number = slug.chars().all(|it| it.is_ascii_digit() || it == '-' || it == 'e');
    if slug.is_empty() || is_word || is_number { format!("x-{slug}").trim_end_matches('-').to_owned() } else { slug }
}
