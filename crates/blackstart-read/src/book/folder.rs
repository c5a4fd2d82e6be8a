//! A workbook's company as the files of a folder.

use super::Book;
use super::kinds::{self, ListSheet};
use super::sheet::{RowOf, text_of};
use super::written::Written;
use crate::source::kinds::SeasonSpanRow;
use crate::source::record::Record;
use blackstart_model::book::Group;
use blackstart_model::table::RawTable;

/// Rows from which on a list is a table of its own; fewer are easier to read in the document. Judgement.
const MANY_ROWS: usize = 20;

/// A file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFile {
    /// Its path within the folder, with `/` between folders.
    pub name: String,
    /// Its contents.
    pub contents: String,
}

/// A company as files of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// The files.
    pub files: Vec<MemberFile>,
}

impl Book {
    /// The same company as files of a folder: `model.toml`, tables for long lists, a file for each scenario.
    pub fn members(&self) -> Members {
        let mut document = self.head.clone();
        let mut files = Vec::new();
        for list in kinds::lists().filter(|list| list.group == Group::Model) {
            let Some(table) = self.model.table(list.name) else { continue };
            let rows = table.rows.iter().filter(|row| row.cells.iter().any(Option::is_some)).count();
            if rows >= MANY_ROWS || (rows > 0 && list.name == SeasonSpanRow::KIND.list) {
                files.push(MemberFile { name: format!("{}.csv", list.name), contents: csv_of(table) });
            } else {
                rows_of(list, table, &mut document);
            }
        }
        let mut members = vec![MemberFile { name: "model.toml".to_owned(), contents: document.text }];
        members.append(&mut files);
        let scenarios = self.scenarios.iter().map(|(name, written)| (format!("scenarios/{name}.toml"), written));
        // Not among the scenarios, where it would be taken for one.
        let attacks = self.attacks.iter().map(|(name, written)| (name.clone(), written));
        let reported = self.reported.iter().map(|written| ("backtest.toml".to_owned(), written));
        let texts = scenarios.chain(attacks).chain(reported);
        members.extend(texts.map(|(name, written)| MemberFile { name, contents: written.text.clone() }));
        Members { files: members }
    }
}

/// Rows of a table as tables of a document.
fn rows_of(list: ListSheet, table: &RawTable, document: &mut Written) {
    let columns: Vec<(u32, String)> = (0..).zip(table.columns.iter().cloned()).collect();
    for row in table.rows.iter().filter(|row| row.cells.iter().any(Option::is_some)) {
        let it = RowOf { sheet: list.name, row: row.number.saturating_sub(1), columns: &columns, cells: &row.cells };
        document.heading(&format!("[[{}]]", list.kind.word), it);
        document.record(list.kind, it, "");
    }
}

/// A table as CSV, without columns that hold nothing.
fn csv_of(table: &RawTable) -> String {
    let filled = |at: &usize| table.rows.iter().any(|row| row.cells.get(*at).is_some_and(Option::is_some));
    let columns: Vec<usize> = (0..table.columns.len()).filter(filled).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes everything.
    let _ = writer.write_record(columns.iter().map(|at| table.columns[*at].as_str()));
    for row in table.rows.iter().filter(|row| row.cells.iter().any(Option::is_some)) {
        let text = |at: &usize| row.cells.get(*at).and_then(Option::as_ref).map(text_of).unwrap_or_default();
        let _ = writer.write_record(columns.iter().map(text));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
