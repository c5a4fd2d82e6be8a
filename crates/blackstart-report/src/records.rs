//! Every table of a page cell by cell, as CSV.

use crate::amount::Room;
use crate::clean::plain;
use crate::letters::capital;
use crate::page::{Block, Column, Page, Table};
use std::borrow::Cow;

/// One record for each cell: section, table, row, column, the number in plain units with its unit, and the words of the report.
///
/// What begins like a formula is quoted by an apostrophe, as spreadsheets take it.
pub(crate) fn csv(page: &Page) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut record = |fields: [&str; 7]| {
        // Writing into memory does not fail.
        let _ = writer.write_record(fields.map(|field| inert(field).into_owned()));
    };
    record(["section", "table", "row", "column", "value", "unit", "text"]);
    for (section, table) in tables(page) {
        for row in table.groups.iter().flat_map(|group| &group.rows) {
            let name = row.first().map(|cell| cell.words(&page.setting, Room::Page)).unwrap_or_default();
            for (column, cell) in table.columns.iter().zip(row).skip(1) {
                let (head, words) = (full(column), cell.words(&page.setting, Room::Page));
                let number = cell.number().filter(|number| number.is_finite()).map(|number| number.to_string());
                if number.is_some() || !words.is_empty() {
                    record([&section, &table.caption, &name, &head, &number.unwrap_or_default(), cell.unit(), &words]);
                }
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A field that no spreadsheet takes for a formula, on one line; a number stays one.
pub(crate) fn inert(field: &str) -> Cow<'_, str> {
    let field = plain(field);
    if field.starts_with(['=', '+', '-', '@']) && field.parse::<f64>().is_err() {
        return Cow::Owned(format!("'{field}"));
    }
    field
}

fn full(column: &Column) -> String {
    capital(column.full.as_deref().unwrap_or(&column.head))
}

/// Tables with the titles of their sections, in order; what only a terminal shows is on the page in another form.
pub(crate) fn tables(page: &Page) -> Vec<(String, &Table)> {
    fn inside(blocks: &[Block]) -> Vec<&Table> {
        let each = blocks.iter().map(|block| match block {
            Block::Table(table) => vec![table],
            Block::Figure(figure) => figure.tables.iter().collect(),
            Block::Detail { blocks, .. } => inside(blocks),
            _ => Vec::new(),
        });
        each.flatten().collect()
    }
    let of = |section: &'_ crate::page::Section| section.title.clone();
    page.sections.iter().flat_map(|it| inside(&it.blocks).into_iter().map(move |table| (of(it), table))).collect()
}

#[cfg(test)]
pub(crate) mod tests;
