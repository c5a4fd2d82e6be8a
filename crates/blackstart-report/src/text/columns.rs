//! A table as text: columns as wide as they must be, numbers to the right, never wider than the page.

use crate::amount::{Room, Setting};
use crate::chart::Stops;
use crate::clean::plain;
use crate::letters::{fit, width};
use crate::page::{Cell, LAST, Side, Table};

/// Characters of the first column that are worth another column.
const FIRST: usize = 26;

/// The first column is never narrower.
const LEAST: usize = 8;

/// Characters of a bar; fewer where dates need room for their year. A title of 34 fits beside it.
const BAR: usize = 22;
const SHORT_BAR: usize = 17;

/// Words of a table by column.
pub(super) struct Columns {
    columns: Vec<Words>,
    rows: Vec<Vec<String>>,
}

/// Heading and place of a column.
struct Words {
    head: String,
    side: Side,
    spare: Option<u8>,
    wide: usize,
}

/// Which columns there is room for, and how wide the first is.
pub(super) struct Shape {
    kept: Vec<usize>,
    first: usize,
}

impl Columns {
    /// The words of the rows that a terminal shows, with a bar in each for when the thing is stopped.
    pub(super) fn new(table: &Table, stops: Option<&Stops>, setting: &Setting) -> Self {
        let kept: Vec<usize> = (0..table.columns.len()).filter(|&column| !table.is_picture(column)).collect();
        let mut columns: Vec<Words> = kept
            .iter()
            .map(|&at| {
                let column = &table.columns[at];
                Words { head: plain(&column.head).into_owned(), side: column.side, spare: column.spare, wide: 0 }
            })
            .collect();
        let mut bars = stops.map(|stops| Bars::new(stops, setting));
        if let Some(bars) = &bars {
            // Bars go before the day on which a thing stops, which they show roughly.
            columns.push(Words { head: bars.ruler(), side: Side::Left, spare: Some(BARS_TURN), wide: 0 });
        }
        let mut rows = Vec::with_capacity(table.len());
        for group in &table.groups {
            for (at, row) in group.rows.iter().enumerate() {
                let bar = bars.as_mut().map(Bars::next);
                if at < group.shown() {
                    let words = kept.iter().map(|&column| words(&row[column], setting));
                    rows.push(words.chain(bar).collect());
                }
            }
        }
        let mut it = Self { columns, rows };
        it.measure();
        it
    }

    fn measure(&mut self) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            let cells = self.rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
            column.wide = cells.max(width(&column.head));
        }
    }

    /// Which columns fit into a line: spare ones go, one after the other, before names are cut to less than it takes to tell rows apart.
    pub(super) fn fitting(&self, columns: usize) -> Shape {
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        let room = |kept: &[usize]| {
            let others: usize = kept.iter().skip(1).map(|&column| self.columns[column].wide + 2).sum();
            columns.saturating_sub(others + 2)
        };
        let first = self.columns.first().map_or(0, |column| column.wide);
        let mut spare: Vec<usize> = kept.iter().copied().filter(|&at| self.columns[at].spare.is_some()).collect();
        spare.sort_by_key(|&at| self.columns[at].spare);
        for spare in spare {
            let wanted = if self.columns[spare].spare == Some(LAST) { LEAST } else { FIRST };
            if room(&kept) < first.min(wanted) {
                kept.retain(|column| *column != spare);
            }
        }
        while room(&kept) < first.min(LEAST) && kept.len() > 1 {
            kept.pop();
        }
        let first = first.min(room(&kept)).max(LEAST);
        Shape { kept, first }
    }

    /// Headings of the columns that there is no room for.
    pub(super) fn gone(&self, shape: &Shape) -> Vec<&str> {
        let gone = (0..self.columns.len()).filter(|at| !shape.kept.contains(at)).map(|at| &self.columns[at]);
        let named = gone.map(|column| if column.spare == Some(BARS_TURN) { "bars" } else { column.head.as_str() });
        named.filter(|head| !head.is_empty()).collect()
    }

    /// The heading's line, unless no column has one.
    pub(super) fn heads(&self, shape: &Shape) -> Option<String> {
        let heads: Vec<String> = self.columns.iter().map(|column| column.head.clone()).collect();
        heads.iter().any(|head| !head.is_empty()).then(|| self.line(&heads, shape))
    }

    /// The rows that a terminal shows.
    pub(super) fn rows(&self) -> std::slice::Iter<'_, Vec<String>> {
        self.rows.iter()
    }

    /// A row as a line, indented by two.
    pub(super) fn line(&self, cells: &[String], shape: &Shape) -> String {
        let mut out = String::new();
        for &at in &shape.kept {
            let column = &self.columns[at];
            let wide = if at == 0 { shape.first } else { column.wide };
            out.push_str("  ");
            let cell = fit(&cells[at], wide);
            let space = " ".repeat(wide - width(&cell));
            match column.side {
                Side::Left => out.extend([cell.as_str(), &space]),
                Side::Right => out.extend([space.as_str(), &cell]),
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn same_heads(&self, other: &Self) -> bool {
        let heads = |it: &Self| it.columns.iter().skip(1).map(|column| column.head.clone()).collect::<Vec<_>>();
        heads(self) == heads(other)
    }
}

/// Gives tables with the same columns, one after the other, the same widths.
pub(super) fn line_up(tables: &mut [Columns]) {
    for run in tables.chunk_by_mut(|a, b| a.same_heads(b)) {
        let most: Vec<usize> = (0..run[0].columns.len())
            .map(|at| run.iter().map(|table| table.columns[at].wide).max().unwrap_or(0))
            .collect();
        for table in run {
            table.columns.iter_mut().zip(&most).for_each(|(column, &wide)| column.wide = wide);
        }
    }
}

/// A cell as a terminal shows it: no text from outside gets there any other way.
fn words(cell: &Cell, setting: &Setting) -> String {
    let words = cell.words(setting, Room::Line);
    let words = plain(&words);
    if matches!(cell, Cell::Part(_)) { format!("  {words}") } else { words.into_owned() }
}

/// Turn of the bars among the columns that give way.
const BARS_TURN: u8 = 10;

/// Bars of a chart, row by row.
struct Bars<'a> {
    stops: &'a Stops,
    setting: &'a Setting,
    wide: usize,
    row: usize,
}

impl<'a> Bars<'a> {
    fn new(stops: &'a Stops, setting: &'a Setting) -> Self {
        let wide = if years_differ(stops, setting) { SHORT_BAR } else { BAR };
        Self { stops, setting, wide, row: 0 }
    }

    /// The heading: the first and last day.
    fn ruler(&self) -> String {
        let (from, to) = (self.setting.day(0.0), self.setting.day(self.stops.end_hours));
        let space = self.wide.saturating_sub(width(&from) + width(&to)).max(1);
        format!("{from}{}{to}", " ".repeat(space))
    }

    /// `··█████░░░····`: away in nineteen of twenty histories, in some, not.
    fn next(&mut self) -> String {
        let row = self.stops.rows.get(self.row);
        self.row += 1;
        let Some(row) = row.filter(|row| row.chance > 0.0) else { return "·".repeat(self.wide) };
        let [sure, _, some] = row.back_hours;
        let at = |column: usize| self.stops.end_hours * (column as f64 + 0.5) / self.wide as f64;
        (0..self.wide)
            .map(|column| match at(column) {
                m if m < row.from_hours => '·',
                m if m < sure => '█',
                m if m < some => '░',
                _ => '·',
            })
            .collect()
    }
}

fn years_differ(stops: &Stops, setting: &Setting) -> bool {
    crate::number::moment(setting.start, stops.end_hours).is_some_and(|end| end.year() != setting.start.year())
}
