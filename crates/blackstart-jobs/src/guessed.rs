//! What an import guessed of a model, in a sentence: the list that it left beside the model.

use blackstart_model::table::Row;
use blackstart_read::{self as read, Company, file};
use blackstart_store::Formats;

/// The list.
pub(crate) const ASSUMPTIONS: &str = "assumptions.xlsx";
/// Its sheet.
pub(crate) const SHEET: &str = "assumptions";
/// The column that says which cell.
const PLACE: &str = "where";

/// How many cells the import of a model invented or guessed; none of a model that was not imported, or whose list cannot be read.
pub(crate) fn guessed(company: &Company) -> Option<String> {
    let Company::Folder(folder) = company else { return None };
    let path = folder.join(ASSUMPTIONS);
    if !file::is_there(&path) {
        return None;
    }
    let table = read::sheet(&path, Some(SHEET), &[PLACE.to_owned()], &Formats).it?;
    let at = table.columns.iter().position(|it| it == PLACE)?;
    let places: Vec<String> = table.rows.iter().map(|row| row.value(at).text()).filter(|it| !it.is_empty()).collect();
    let sales = places.iter().any(|it| it.starts_with("demands.csv!") && it.ends_with("!flow"));
    let more = if sales { ", sales among them: every amount of money grows with them" } else { "" };
    Some(format!(
        "the import that made this model invented or guessed {} of its cells{more}; {ASSUMPTIONS} beside it lists them",
        places.len()
    ))
}
