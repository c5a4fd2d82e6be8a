//! Rows of large tables: CSV here, other formats through [`RowFormats`]; one at a time, so that a table is never whole in memory.

use super::findings::{At, Findings};
use crate::file;
use blackstart_model::table::{Limits, Row, RowFormats, Value};
use csv::StringRecord;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A record of a CSV file as a row.
#[derive(Clone, Copy)]
struct Line<'a>(&'a StringRecord);

impl Row for Line<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.0.get(column).map_or(Value::Empty, Value::of_text)
    }
}

/// Finds a table of a name in a folder: in the formats that are read fastest first, CSV last.
pub(super) fn find(folder: &Path, name: &str, formats: &dyn RowFormats) -> Option<PathBuf> {
    let mut known = formats.extensions().iter().copied().chain(["csv"]);
    known.find_map(|extension| {
        let path = folder.join(format!("{name}.{extension}"));
        file::is_there(&path).then_some(path)
    })
}

/// Reads a table; `each` gets the places of the wanted columns and every row that is not empty, with where it stands.
///
/// `wanted` are column names; those that begin with `?` may be missing.
pub(super) fn read(
    path: &Path,
    wanted: &[&str],
    formats: &dyn RowFormats,
    limits: &Limits,
    findings: &mut Findings,
    each: &mut dyn FnMut(&Columns, At, &dyn Row, &mut Findings),
) -> Option<Columns> {
    let source = match file::open(path, limits.table_bytes) {
        Ok(source) => source,
        Err(refused) => {
            findings.error(refused.code(), At::file(path), format!("this table {refused}"), refused.advice());
            return None;
        }
    };
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        read_csv(source, path, wanted, limits, findings, each)
    } else {
        read_other(path, wanted, formats, limits, findings, each)
    }
}

/// The columns of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Place of each wanted one.
    pub places: Vec<Option<usize>>,
}

impl Columns {
    /// Finds the wanted columns; complains about missing ones.
    fn of(names: Vec<String>, wanted: &[&str], path: &Path, findings: &mut Findings) -> Option<Self> {
        let place = |want: &&str| names.iter().position(|name| name == want.trim_start_matches('?'));
        let places: Vec<Option<usize>> = wanted.iter().map(place).collect();
        let mut sound = true;
        for (want, _) in wanted.iter().zip(&places).filter(|(want, place)| place.is_none() && !want.starts_with('?')) {
            let has = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            findings.error(
                "BS0801",
                At::file(path),
                format!("this table has no column `{want}`; its columns are {has}"),
                "",
            );
            sound = false;
        }
        sound.then_some(Self { places })
    }

    /// The value of a wanted column.
    pub(super) fn value<'r>(&self, row: &'r dyn Row, wanted: usize) -> Value<'r> {
        self.places[wanted].map_or(Value::Empty, |place| row.value(place))
    }
}

fn read_csv(
    file: File,
    path: &Path,
    wanted: &[&str],
    limits: &Limits,
    findings: &mut Findings,
    each: &mut dyn FnMut(&Columns, At, &dyn Row, &mut Findings),
) -> Option<Columns> {
    let fail = |findings: &mut Findings, message: String| {
        findings.error("BS0101", At::file(path), format!("this table cannot be read: {message}"), "");
    };
    let mut rows = crate::source::table::Rows::new(file, limits);
    let mut record = StringRecord::new();
    match rows.next(&mut record) {
        Ok(true) => {}
        Ok(false) => {
            findings.error("BS0105", At::file(path), "this table is empty: it has no row of column names", "");
            return None;
        }
        Err(fault) => {
            fail(findings, fault.message());
            return None;
        }
    }
    let names: Vec<String> = record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let width = names.len();
    let columns = Columns::of(names, wanted, path, findings)?;
    let mut number: u64 = 0;
    loop {
        match rows.next(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                number += 1;
                if number > limits.table_rows {
                    too_many(path, limits, findings);
                    return None;
                }
                let line = record.position().map_or(0, csv::Position::line);
                let at = At { path, line, column: None, record: Some(&record) };
                if record.len() != width {
                    if record.iter().any(|cell| !cell.trim().is_empty()) {
                        findings.error(
                            "BS0105",
                            at,
                            format!("this row has {} cells, the table has {width} columns", record.len()),
                            "put cells with commas into double quotes",
                        );
                    }
                } else if record.as_slice().as_bytes().contains(&0) {
                    findings.error("BS0102", at, "this row has a NUL byte", "save the table as CSV in UTF-8");
                } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                    each(&columns, at, &Line(&record), findings);
                }
            }
            Err(fault) => {
                let goes_on = fault.is_about_one_row();
                number += 1;
                let line = number + 1;
                findings.error(
                    "BS0102",
                    At { path, line, column: None, record: None },
                    format!("row {line}: {}", fault.message()),
                    "save the table as CSV in UTF-8",
                );
                if !goes_on {
                    return None;
                }
            }
        }
    }
    Some(columns)
}

fn read_other(
    path: &Path,
    wanted: &[&str],
    formats: &dyn RowFormats,
    limits: &Limits,
    findings: &mut Findings,
    each: &mut dyn FnMut(&Columns, At, &dyn Row, &mut Findings),
) -> Option<Columns> {
    let mut columns = None;
    let mut number: u64 = 0;
    let mut whole = true;
    let result = formats.read(path, limits, &mut |names, row| {
        let Some(row) = row else {
            columns = Columns::of(names.to_vec(), wanted, path, findings);
            return columns.is_some();
        };
        let Some(columns) = &columns else { return false };
        number += 1;
        if number > limits.table_rows {
            too_many(path, limits, findings);
            whole = false;
            return false;
        }
        each(columns, At { path, line: number, column: None, record: None }, row, findings);
        true
    });
    if let Err(message) = result {
        findings.error("BS0107", At::file(path), format!("this table cannot be read: {message}"), "save it as CSV");
        return None;
    }
    columns.filter(|_| whole)
}

fn too_many(path: &Path, limits: &Limits, findings: &mut Findings) {
    findings.error("BS0106", At::file(path), format!("this table has more than {} rows", limits.table_rows), "");
}
