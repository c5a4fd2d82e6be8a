//! Wanted columns of a nation's tables, by position: other columns are ignored, near misses are told.

use crate::source::place::{Body, Complaints, Files, Place, RowPlace, warn_of_near_columns};
use crate::source::record::list_words;
use crate::source::table::{self, Cells, Source, TakeRows};
use blackstart_model::table::{ColumnNames, Limits, TableFormats, Value};
use std::path::{Path, PathBuf};

/// Finds a table of a name in a folder: in the formats that are read fastest first, CSV last.
pub(super) fn find(folder: &Path, name: &str, formats: &dyn TableFormats) -> Option<PathBuf> {
    let mut known = formats.extensions().iter().copied().chain(["csv", "tsv"]);
    known.find_map(|extension| {
        let path = folder.join(format!("{name}.{extension}"));
        crate::file::is_there(&path).then_some(path)
    })
}

/// One row, by wanted columns.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    places: &'a [Option<usize>],
    cells: Cells<'a>,
    pub place: RowPlace,
}

impl<'a> Line<'a> {
    /// Whether the table has a wanted column.
    pub(super) fn has(&self, wanted: usize) -> bool {
        self.places[wanted].is_some()
    }

    /// The value in a wanted column.
    pub(super) fn value(&self, wanted: usize) -> Value<'a> {
        self.places[wanted].map_or(Value::Empty, |column| self.cells.value(column))
    }

    /// Where the value in a wanted column stands.
    pub(super) fn cell(&self, wanted: usize) -> Place {
        self.places[wanted].map_or_else(|| self.place.whole(), |column| Place::Cell(self.place, column))
    }
}

/// What is done with each row.
type EachLine<'a> = dyn FnMut(Line<'_>, &mut Complaints) + 'a;

struct Wanted<'a, 'e> {
    /// Names of columns; those that begin with `?` may be missing.
    names: &'a [&'static str],
    places: Vec<Option<usize>>,
    sound: bool,
    each: &'a mut EachLine<'e>,
}

impl TakeRows for Wanted<'_, '_> {
    fn names(&self) -> ColumnNames {
        ColumnNames::new(self.names.iter().map(|name| name.trim_start_matches('?')))
    }

    fn columns(&mut self, columns: &[String], file: u16, complaints: &mut Complaints) -> bool {
        let known: Vec<String> = self.names().names().to_vec();
        self.places = known.iter().map(|name| columns.iter().position(|column| column == name)).collect();
        let near = warn_of_near_columns(columns, &known, file, complaints);
        let missing = |name: &str| !columns.iter().any(|column| column == name);
        for name in self.names.iter().filter(|name| !name.starts_with('?') && missing(name)) {
            let message = format!(
                "this table has no column `{name}`; its columns are {}",
                list_words(columns.iter().map(String::as_str))
            );
            let advice = if near.iter().any(|near| near == name) { "rename the one that is meant" } else { "" };
            complaints.error("BS0801", Place::File(file), message, advice);
            self.sound = false;
        }
        self.sound
    }

    fn row(&mut self, _: &[String], place: RowPlace, cells: Cells<'_>, complaints: &mut Complaints) {
        (self.each)(Line { places: &self.places, cells, place }, complaints);
    }
}

/// Reads a table whose columns are these; those that begin with `?` may be missing. Returns which there are, by position.
pub(super) fn read(
    path: &Path,
    names: &[&'static str],
    (formats, limits): (&dyn TableFormats, &Limits),
    files: &mut Files<'_>,
    complaints: &mut Complaints,
    each: &mut EachLine<'_>,
) -> Option<Vec<bool>> {
    let file = files.add(path.to_path_buf(), Body::None);
    let mut wanted = Wanted { names, places: Vec::new(), sound: true, each };
    let sheet = table::read(Source { path, file, formats, limits }, complaints, &mut wanted)?;
    files.set_body(file, Body::Table(sheet));
    (wanted.sound && !wanted.places.is_empty()).then(|| wanted.places.iter().map(Option::is_some).collect())
}
