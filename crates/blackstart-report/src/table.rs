//! A table as text: columns as wide as they must be, numbers to the right, never wider than the page.

/// Width of the page in characters, where there is room.
pub const PAGE: usize = 100;

/// A page is not narrower, whatever the terminal says.
const NARROWEST: usize = 60;

/// Characters of the first column that are worth another column.
const FIRST: usize = 26;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of cells under a heading.
#[derive(Clone, Debug)]
pub struct Table {
    heads: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
    /// Columns that go first where the page is too narrow.
    spare: Vec<usize>,
}

impl Table {
    /// A table with these columns.
    pub fn new<const N: usize>(heads: [(&str, Side); N]) -> Self {
        Self { heads: heads.map(|(head, side)| (head.to_owned(), side)).to_vec(), rows: Vec::new(), spare: Vec::new() }
    }

    /// A table with these columns, some of which may be left out.
    pub fn of(heads: Vec<(String, Side)>, spare: Vec<usize>) -> Self {
        Self { heads, rows: Vec::new(), spare }
    }

    /// Adds a row; missing cells are empty, surplus ones are dropped.
    pub fn row<I: IntoIterator<Item = S>, S: Into<String>>(&mut self, cells: I) -> &mut Self {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).take(self.heads.len()).collect();
        row.resize(self.heads.len(), String::new());
        self.rows.push(row);
        self
    }

    /// Columns that are left out, one after the other, before the first is cut to less than it takes to tell rows apart.
    pub fn spare<const N: usize>(mut self, columns: [usize; N]) -> Self {
        self.spare = columns.to_vec();
        self
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, indented by two; the first column gives way when the page is too narrow.
    pub fn text(&self, style: &Style) -> String {
        let mut widths: Vec<usize> = self.heads.iter().map(|(head, _)| width(head)).collect();
        for row in &self.rows {
            for (cell, wide) in row.iter().zip(&mut widths) {
                *wide = (*wide).max(width(cell));
            }
        }
        let mut kept: Vec<usize> = (0..widths.len()).collect();
        let room = |kept: &[usize]| {
            let others: usize = kept.iter().skip(1).map(|&column| widths[column] + 2).sum();
            style.columns.saturating_sub(others + 2)
        };
        for spare in &self.spare {
            if room(&kept) < widths[0].min(FIRST) {
                kept.retain(|column| column != spare);
            }
        }
        widths[0] = widths[0].min(room(&kept)).max(8);
        let mut out = String::new();
        let heads: Vec<String> = self.heads.iter().map(|(head, _)| head.clone()).collect();
        if heads.iter().any(|head| !head.is_empty()) {
            out.push_str(&style.dim(&self.line(&heads, &widths, &kept)));
            out.push('\n');
        }
        for row in &self.rows {
            out.push_str(&self.line(row, &widths, &kept));
            out.push('\n');
        }
        out
    }

    fn line(&self, cells: &[String], widths: &[usize], kept: &[usize]) -> String {
        let mut out = String::new();
        for &column in kept {
            let (side, wide) = (self.heads[column].1, widths[column]);
            out.push_str("  ");
            let cell = fit(&cells[column], wide);
            let space = " ".repeat(wide - width(&cell));
            match side {
                Side::Left => out.extend([cell.as_str(), &space]),
                Side::Right => out.extend([space.as_str(), &cell]),
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// How a terminal shows text; without colour every function returns its text as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape codes may be written.
    pub colour: bool,
    /// Characters in a line.
    pub columns: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, columns: PAGE }
    }
}

impl Style {
    /// For a terminal of so many columns: no wider than a page, no narrower than what can be read.
    pub fn wide(self, columns: usize) -> Self {
        Self { columns: columns.clamp(NARROWEST, PAGE), ..self }
    }
    /// Headings.
    pub fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }
    /// What may be passed over.
    pub fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }
    /// What is bad.
    pub fn red(&self, text: &str) -> String {
        self.wrap("31", text)
    }
    /// What is good.
    pub fn green(&self, text: &str) -> String {
        self.wrap("32", text)
    }
    fn wrap(&self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Characters a text takes; every character used here is one column wide.
pub fn width(text: &str) -> usize {
    text.chars().count()
}

/// A text cut to so many characters, with an ellipsis where something went.
pub fn fit(text: &str, wide: usize) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    text.chars().take(wide.saturating_sub(1)).chain(['…']).collect()
}

/// Words broken into lines no wider than `wide`, each after `indent` spaces.
pub fn wrap(text: &str, wide: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        if column > 0 && column + 1 + width(word) > wide.saturating_sub(indent) {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width(word);
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests;
