//! What the world is: a company's files, checked, as dense arrays.
//!
//! `source` (as written) → `check` (every complaint at once) → `compile` (ids and arrays). [`read`] and [`read_scenario`] play the three in order.

pub mod id;
pub mod logic;
pub mod model;
pub mod problem;
pub mod scenario;
pub mod source;
pub mod time;
pub mod units;

pub use model::Model;
pub use problem::{Problem, Read, Severity};
pub use scenario::Scenario;
pub use source::{Cell, CsvOnly, Limits, RawRow, RawTable, TableFormats};

use std::path::Path;

/// Reads a model folder: `model.toml` and the tables beside it. `formats` reads the tables that are not CSV.
pub fn read(folder: &Path, formats: &dyn TableFormats) -> Read<Model> {
    read_within(folder, formats, &Limits::default())
}

/// [`read`] with other limits.
pub fn read_within(folder: &Path, _formats: &dyn TableFormats, _limits: &Limits) -> Read<Model> {
    nothing(folder)
}

/// Reads a scenario file for a model.
pub fn read_scenario(file: &Path, _model: &Model) -> Read<Scenario> {
    nothing(file)
}

/// A model from the text of its `model.toml` alone.
pub fn read_text(_text: &str) -> Read<Model> {
    nothing(Path::new("model.toml"))
}

/// A scenario from its text.
pub fn scenario_text(_text: &str, _model: &Model) -> Read<Scenario> {
    nothing(Path::new("scenario.toml"))
}

/// The page about a problem's code: what it means, a wrong and a right example.
pub fn explain(_code: &str) -> Option<&'static str> {
    None
}

/// All codes with their titles, ascending.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::empty()
}

/// JSON Schema (2020-12) of `model.toml`.
pub fn schema() -> String {
    String::new()
}

/// JSON Schema (2020-12) of scenario files.
pub fn schema_scenario() -> String {
    String::new()
}

/// The field reference as Markdown: every kind, every key, its default and meaning.
pub fn reference() -> String {
    String::new()
}

/// The files that `blackstart init` writes: path within the folder, contents.
pub fn starter() -> &'static [(&'static str, &'static str)] {
    &[]
}

fn nothing<T>(path: &Path) -> Read<T> {
    Read {
        it: None,
        problems: Vec::new(),
        omitted: 0,
        files: vec![path.to_path_buf()],
    }
}
