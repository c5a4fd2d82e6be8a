//! Rows of an account file: what their cells say, and what the rows of a policy say together.

use blackstart_model::remark::{At, Remarks};
use blackstart_model::table::{RawTable, Row as _};
use blackstart_model::units;
use std::collections::BTreeMap;

/// What is not 0 and can be computed with.
const LEAST: f64 = 1e-12;
const LARGEST: f64 = 1e18;

/// A table with the places of its columns.
pub(super) struct Sheet<'t> {
    pub table: &'t RawTable,
    columns: BTreeMap<&'t str, usize>,
}

impl<'t> Sheet<'t> {
    pub(super) fn of(table: &'t RawTable) -> Self {
        let columns = table.columns.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        Self { table, columns }
    }

    /// Position of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// What a cell says, without characters that a title may not have; nothing where it is blank.
    pub(super) fn text(&self, row: usize, column: &str) -> Option<String> {
        self.text_at(row, self.column(column)?)
    }

    /// The same by position.
    pub(super) fn text_at(&self, row: usize, column: usize) -> Option<String> {
        let text = self.table.rows[row].value(column).text();
        let text = text.chars().map(|it| if commands(it) { ' ' } else { it }).collect::<String>().trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Where a cell is; the row where there is no such column.
    pub(super) fn cell(&self, row: usize, column: &str) -> At {
        self.column(column).map_or(At::Row(row), |column| At::Cell(row, column))
    }

    /// A number that is not negative; `None` where it is blank or none.
    pub(super) fn number(&self, row: usize, column: &str, remarks: &mut Remarks) -> Option<f64> {
        const WRITTEN: &str = "write it with a decimal point and without separators of thousands";
        let text = self.text(row, column)?;
        let (message, advice) = match text.parse::<f64>() {
            Err(_) => (format!("{column} is no number: {}", cut(&text)), WRITTEN),
            Ok(number) if number < 0.0 => (format!("{column} must not be negative: {text}"), ""),
            Ok(number) if number == 0.0 || (LEAST..=LARGEST).contains(&number) => return Some(number.abs()),
            Ok(_) => (format!("{column} is too small or too large to compute with: {text}"), ""),
        };
        remarks.error("BS0156", self.cell(row, column), message, advice);
        None
    }
}

/// The rows of a policy, which say together what it is.
pub(super) struct Rows<'s, 't> {
    pub sheet: &'s Sheet<'t>,
    /// Positions in the table, in its order.
    pub rows: Vec<usize>,
    /// What stands on some rows only: name of the column and the first row that has it.
    partly: Vec<(String, usize)>,
}

impl<'s, 't> Rows<'s, 't> {
    pub(super) fn of(sheet: &'s Sheet<'t>, rows: Vec<usize>) -> Self {
        Self { sheet, rows, partly: Vec::new() }
    }

    /// The first row.
    pub(super) fn first(&self) -> usize {
        self.rows[0]
    }

    /// The first row that has something in a column, else the first.
    pub(super) fn stated(&self, column: &str) -> usize {
        let stated = self.rows.iter().find(|row| self.sheet.text(**row, column).is_some());
        stated.copied().unwrap_or(self.rows[0])
    }

    /// A text that holds for the whole policy; nothing where no row has one.
    pub(super) fn text(&mut self, column: &str, remarks: &mut Remarks) -> Option<String> {
        let sheet = self.sheet;
        let given: Vec<_> = self.rows.iter().map(|row| (*row, sheet.text(*row, column))).collect();
        self.one(column, &given, |text| cut(text), remarks)
    }

    /// A number that holds for the whole policy; nothing where no row has one.
    pub(super) fn number(&mut self, column: &str, remarks: &mut Remarks) -> Option<f64> {
        let sheet = self.sheet;
        let given: Vec<_> = self.rows.iter().map(|row| (*row, sheet.number(*row, column, remarks))).collect();
        self.one(column, &given, f64::to_string, remarks)
    }

    /// The one value of several rows. Those that differ are told, and where it stands on some only is kept.
    fn one<T: PartialEq + Clone>(
        &mut self,
        column: &str,
        given: &[(usize, Option<T>)],
        shown: impl Fn(&T) -> String,
        remarks: &mut Remarks,
    ) -> Option<T> {
        let mut stated = given.iter().filter_map(|(row, value)| Some((*row, value.as_ref()?)));
        let (first_row, first) = stated.next()?;
        if let Some((row, other)) = stated.find(|(_, other)| *other != first) {
            let line = self.sheet.table.rows[first_row].number;
            let message =
                format!("{column} is {} here and {} in row {line}, of one policy", shown(other), shown(first));
            remarks.error("BS0160", self.sheet.cell(row, column), message, "give one policy one value");
        }
        // A cell with a mistake is not blank.
        if self.rows.iter().any(|row| self.sheet.text(*row, column).is_none()) {
            self.partly.push((column.to_owned(), first_row));
        }
        Some(first.clone())
    }

    /// The currency of some amounts: nothing, where none is given.
    pub(super) fn currency(&mut self, column: &str, remarks: &mut Remarks) -> Option<String> {
        let code = self.text(column, remarks)?;
        match units::currency(&code) {
            Ok(_) => Some(code),
            Err(complaint) => {
                let message = format!("{column} is {}, which is no currency of ISO 4217", cut(&code));
                let advice = match complaint.what {
                    units::Wrong::UnknownUnit { did_you_mean: Some(meant) } => format!("did you mean {meant}?"),
                    _ => "write a code such as EUR".to_owned(),
                };
                remarks.error("BS0156", self.sheet.cell(self.stated(column), column), message, advice);
                None
            }
        }
    }

    /// Tells which terms stand on some rows only.
    pub(super) fn tell_partly(&self, remarks: &mut Remarks) {
        let Some((column, row)) = self.partly.first() else { return };
        let names: Vec<&str> = self.partly.iter().map(|(column, _)| column.as_str()).collect();
        let (stand, are) = if names.len() == 1 { ("stands", "is") } else { ("stand", "are") };
        let message =
            format!("{} {stand} on some rows of the policy only and {are} taken for all of it", names.join(", "));
        remarks.warning("BS0161", self.sheet.cell(*row, column), message, "repeat terms of a policy on all its rows");
    }
}

/// A text in a message: cut where it is long.
pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Characters that command a terminal or turn the direction of a text: `check` refuses them.
pub(super) fn commands(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
