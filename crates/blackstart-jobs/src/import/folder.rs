//! The folder of an imported model: what people changed in it stays when it is imported again.

use crate::failure::Failure;
use crate::found::Found;
use crate::guessed::ASSUMPTIONS;
use blackstart_import::company::{Change, Company, Known, Rows};
use blackstart_model::RawTable;
use blackstart_model::problem::{Problem, Severity};
use blackstart_model::table::Row;
use blackstart_read::{self as read, file};
use blackstart_store::{Formats, put_files};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Folder of what was imported last, beside the model's files.
const IMPORTED: &str = "imported";

/// Largest file of the model that is compared.
const LARGEST: u64 = 16 << 20;

/// A cell or a row that an import changes, or that it leaves as somebody edited it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedChange {
    /// The file.
    pub file: String,
    /// Which row; empty: the file as a whole.
    pub row: String,
    /// Which column; empty: the row as a whole.
    pub column: String,
    /// What stood there.
    pub before: String,
    /// What the source says now.
    pub after: String,
    /// Whether somebody edited it, so that it stays.
    pub is_conflict: bool,
}

impl From<Change> for ImportedChange {
    fn from(it: Change) -> Self {
        let Change { file, row, column, before, after, is_conflict } = it;
        Self { file, row, column, before, after, is_conflict }
    }
}

/// Writes a company into its folder, or into one that was imported before. What changes in the latter is the answer.
pub(super) fn write(
    folder: &Path,
    company: Company,
    book: Vec<u8>,
    found: &mut Found,
) -> Result<Vec<ImportedChange>, Failure> {
    let base = folder.join(IMPORTED);
    let is_again = file::is_there(&base);
    if !is_again && file::is_there(&folder.join("model.toml")) {
        return Err(Failure::Usage(format!(
            "{} holds a model that was not imported; name a folder that does not exist yet",
            folder.display()
        )));
    }
    let mut changes = Vec::new();
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut imported: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for new in company.tables {
        imported.push((base.join(&new.file), new.text().into_bytes()));
        let path = folder.join(&new.file);
        if !is_again {
            files.extend((!new.rows.is_empty()).then(|| (path, new.text().into_bytes())));
            continue;
        }
        let before = held(&base.join(&new.file), &new, found);
        let mine = held(&path, &new, found);
        match (before, mine) {
            (Some(before), None) if !before.rows.is_empty() => found.problems.push(missing(&path)),
            (before, mine) => {
                let nothing = Rows { rows: Vec::new(), ..new.clone() };
                let is_there = mine.is_some();
                let merged =
                    new.merged(before.as_ref().unwrap_or(&nothing), mine.as_ref().unwrap_or(&nothing), &mut changes);
                files.extend((is_there || !merged.rows.is_empty()).then(|| (path, merged.text().into_bytes())));
            }
        }
    }
    if found.errors().next().is_some() {
        return Err(Failure::Invalid(std::mem::take(found)));
    }
    let others = company.texts.iter().map(|(name, _)| folder.join(name)).chain([folder.join(ASSUMPTIONS)]);
    let mut written = files.iter().map(|(path, _)| path.clone()).chain(others);
    if let Some(path) = written.find(|path| !is_again && file::is_there(path)) {
        return Err(Failure::Usage(format!(
            "{} is there already, and nothing was imported into its folder before; name a folder that does not exist yet",
            path.display()
        )));
    }
    let mut changes: Vec<ImportedChange> = changes.into_iter().map(ImportedChange::from).collect();
    for (name, new) in company.texts {
        let path = folder.join(&name);
        let its_base = base.join(Path::new(&name).file_name().unwrap_or_default());
        let text = |path: &Path| file::text(path, LARGEST).ok();
        let (before, mine) = (text(&its_base), text(&path));
        imported.push((its_base, new.clone().into_bytes()));
        let is_edited = is_again && mine != before;
        if is_edited && before.as_ref() != Some(&new) {
            changes.push(ImportedChange {
                file: name,
                row: String::new(),
                column: String::new(),
                before: "edited".to_owned(),
                after: "changed".to_owned(),
                is_conflict: true,
            });
        } else if !is_edited {
            files.push((path, new.into_bytes()));
        }
    }
    files.push((folder.join(ASSUMPTIONS), book));
    // What was imported comes last: should this end early, the next import finds its own cells and takes them for what they are.
    files.extend(imported);
    put_files(&files)?;
    found.problems.extend(changes.iter().filter(|it| it.is_conflict).map(|it| conflict(folder, it)));
    Ok(changes)
}

/// Ids of what was imported before; none of a table that cannot be read, which writing tells.
pub(super) fn known(folder: &Path) -> Known {
    let mut known = Known::default();
    for table in ["systems.csv", "services.csv", "sites.csv", "crews.csv"] {
        let path = folder.join(IMPORTED).join(table);
        let columns = ["id", "title"].map(str::to_owned);
        if !file::is_there(&path) {
            continue;
        }
        let Some(RawTable { columns, rows, .. }) = read::table(&path, &columns, &Formats).it else { continue };
        let at = |name: &str| columns.iter().position(|it| it == name);
        if let (Some(id), Some(title)) = (at("id"), at("title")) {
            rows.iter().for_each(|row| known.add(table, &row.value(title).text(), &row.value(id).text()));
        }
    }
    known
}

/// A table of the folder, with the columns that say which row is which in front.
fn held(path: &Path, like: &Rows, found: &mut Found) -> Option<Rows> {
    if !file::is_there(path) {
        return None;
    }
    let mut read = read::table(path, &like.columns, &Formats);
    read.problems.retain(|problem| problem.code != "BS0110");
    let RawTable { columns, rows, .. } = found.take(read)?;
    let keys = like.columns[..like.keys].iter().filter_map(|key| columns.iter().position(|it| it == key));
    let keys: Vec<usize> = keys.collect();
    if keys.len() < like.keys {
        found.problems.push(no_key(path, &like.columns[..like.keys]));
        return None;
    }
    let order: Vec<usize> = keys.iter().copied().chain((0..columns.len()).filter(|at| !keys.contains(at))).collect();
    let cells = |row: &blackstart_model::RawRow| order.iter().map(|at| row.value(*at).text()).collect::<Vec<String>>();
    let rows = rows.iter().map(cells).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let columns = order.iter().map(|at| columns[*at].clone()).collect();
    Some(Rows { file: like.file.clone(), keys: like.keys, columns, rows })
}

fn missing(path: &Path) -> Problem {
    let message = "this table was imported, and is no longer there".to_owned();
    let advice = "bring it back, or import into another folder; rows that are not wanted can be deleted from it";
    Problem::of_file("BS0143", Severity::Error, path, message, advice)
}

fn no_key(path: &Path, keys: &[String]) -> Problem {
    let message = format!("this table was imported with {}, and no longer has it", keys.join(" and "));
    Problem::of_file("BS0143", Severity::Error, path, message, "bring the column back: it says which row is which")
}

fn conflict(folder: &Path, it: &ImportedChange) -> Problem {
    let where_ = match (it.row.as_str(), it.column.as_str()) {
        ("", _) => "this file".to_owned(),
        (row, "") => format!("row `{row}`"),
        (row, column) => format!("`{column}` of `{row}`"),
    };
    let message = match it.column.as_str() {
        "" => format!("{where_} was {} here, and is {} in the source: it stays as it is", it.before, it.after),
        _ => {
            format!("{where_} was edited to `{}`, and the source now says `{}`: it stays as it is", it.before, it.after)
        }
    };
    Problem::of_file(
        "BS0141",
        Severity::Warning,
        &folder.join(&it.file),
        message,
        "take over by hand what the source says, if it is right",
    )
}
