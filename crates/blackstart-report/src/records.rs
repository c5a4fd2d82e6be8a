//! Every table of a page cell by cell: as CSV, and as a workbook with a sheet for each.

use crate::amount::Room;
use crate::clean::plain;
use crate::letters::capital;
use crate::lists::{self, List};
use crate::page::{Block, Page, Table};
use rust_xlsxwriter::XlsxError;
use std::borrow::Cow;

/// Characters of a sheet's name: the format's limit.
const NAME: usize = 31;

/// Width of a column of words and of one of numbers \[characters\].
const WORDS: f64 = 36.0;
const NUMBERS: f64 = 16.0;

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

/// A sheet for each table after one with the verdict. Text is text, whatever it begins with.
///
/// # Errors
/// If a sheet cannot have its name.
pub(crate) fn workbook(page: &Page) -> Result<Vec<u8>, XlsxError> {
    let text = |words: &str| lists::Cell::Text(words.to_owned());
    let mut about = vec![vec![text("Report"), text(&page.title)], vec![text("Scenario"), text(&page.lead)]];
    if let Some(verdict) = &page.verdict {
        let answers = verdict.answers.iter().flat_map(|it| it.sentences.iter().map(|said| (it.question, said)));
        about.extend(answers.map(|(question, said)| vec![text(question), text(said)]));
        about.extend(verdict.advice.iter().map(|said| vec![text("What to do"), text(said)]));
        about.push(vec![text("Condition"), text(&verdict.condition)]);
    }
    about.extend(page.findings.iter().map(|said| vec![text("In numbers"), text(said)]));
    about.push(vec![
        text("Units"),
        text("Money in the currency of the model, shares from 0 to 1, durations in hours; days are words. What never happens is words."),
    ]);
    about.push(vec![text("The same again"), text(&page.foot)]);
    let mut names: Vec<String> = vec!["Verdict".to_owned()];
    let mut sheets: Vec<(Vec<String>, Vec<Vec<lists::Cell>>)> = Vec::new();
    for (section, table) in tables(page) {
        let shown: Vec<usize> = (0..table.columns.len()).filter(|at| !table.is_picture(*at)).collect();
        let cell = |cell: &crate::page::Cell| match cell.number().filter(|number| number.is_finite()) {
            // A moment in hours tells nobody a day.
            Some(number) if cell.unit() != "hours from the start" => lists::Cell::Number(number),
            _ => lists::Cell::Text(cell.words(&page.setting, Room::Page)),
        };
        let rows = table.groups.iter().flat_map(|group| &group.rows);
        names.push(name(&section, &names));
        let heads = shown.iter().map(|at| full(&table.columns[*at])).collect();
        sheets.push((heads, rows.map(|row| shown.iter().map(|at| cell(&row[*at])).collect()).collect()));
    }
    let widths = |heads: &Vec<String>| {
        let width = |at| if at == 0 { WORDS } else { NUMBERS };
        heads.iter().enumerate().map(|(at, head)| (head.clone(), width(at))).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<(String, f64)>> = sheets.iter().map(|(heads, _)| widths(heads)).collect();
    let columns: Vec<Vec<(&str, f64)>> =
        columns.iter().map(|all| all.iter().map(|(head, width)| (head.as_str(), *width)).collect()).collect();
    let mut lists = vec![List { title: &names[0], columns: &[("what", WORDS), ("says", 3.0 * WORDS)], rows: about }];
    lists.extend(names[1..].iter().zip(&columns).zip(sheets).map(|((title, columns), (_, rows))| List {
        title,
        columns,
        rows,
    }));
    lists::workbook(&page.title, &lists)
}

/// A name that no sheet has yet: the section's, with a number from the second on.
fn name(section: &str, taken: &[String]) -> String {
    let letters = plain(section);
    let letters = letters.chars().filter(|it| !"[]:*?/\\'\u{fffd}".contains(*it));
    let base: String = letters.take(NAME - 4).collect();
    let base = if base.trim().is_empty() { "Table".to_owned() } else { base.trim().to_owned() };
    let is_taken = |name: &str| taken.iter().any(|it| it.to_lowercase() == name.to_lowercase());
    if !is_taken(&base) {
        return base;
    }
    (2..).map(|at| format!("{base} {at}")).find(|name| !is_taken(name)).unwrap_or(base)
}

fn full(column: &crate::page::Column) -> String {
    capital(column.full.as_deref().unwrap_or(&column.head))
}

/// Tables with the titles of their sections, in order; what only a terminal shows is on the page in another form.
fn tables(page: &Page) -> Vec<(String, &Table)> {
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
mod tests;
