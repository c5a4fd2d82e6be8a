//! Case folders, wherever they are, and tables of numbers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every case folder of a kind that this is true of: our own, then the shared ones, which have more tables of the same cases.
pub(crate) fn cases(kind: &str, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let ours = blackstart_oracle::entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(kind));
    let shared = blackstart_oracle::list(&format!("loss/{kind}"));
    let named = |it: &PathBuf| it.is_dir() && wanted(&it.file_name().unwrap_or_default().to_string_lossy());
    ours.into_iter().chain(shared).filter(named).collect()
}

/// A csv file by column.
pub(crate) struct Table {
    pub(crate) path: PathBuf,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file; none where it does not exist.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let mut reader = csv::Reader::from_path(path).ok()?;
        let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        Some(Self { path: path.to_owned(), columns, rows })
    }

    /// Place of a column.
    pub(crate) fn at(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|it| it == column);
        found.unwrap_or_else(|| panic!("{}: no column {column}", self.path.display()))
    }

    /// The numbers of some columns, row by row; an empty cell is 0.
    pub(crate) fn numbers(&self, columns: &[&str]) -> Vec<Vec<f64>> {
        let at: Vec<usize> = columns.iter().map(|it| self.at(it)).collect();
        let number = |text: &String| if text.is_empty() { 0.0 } else { text.parse().unwrap() };
        self.rows.iter().map(|row| at.iter().map(|&at| number(&row[at])).collect()).collect()
    }

    /// One row as text by column name.
    pub(crate) fn named(&self, row: usize) -> BTreeMap<&str, &str> {
        self.columns.iter().map(String::as_str).zip(self.rows[row].iter().map(String::as_str)).collect()
    }
}

/// Whether two numbers agree: relative and absolute tolerance added.
pub(crate) fn close(a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs()) + absolute
}

/// Compares rows of numbers: sorted by the first `keys` columns, which must be equal; the others agree within (relative, absolute).
pub(crate) fn agree(
    what: &str,
    mut ours: Vec<Vec<f64>>,
    mut theirs: Vec<Vec<f64>>,
    keys: usize,
    within: impl Fn(usize) -> (f64, f64),
) {
    let order = |a: &Vec<f64>, b: &Vec<f64>| {
        a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|it| it.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    ours.sort_by(order);
    theirs.sort_by(order);
    assert_eq!(ours.len(), theirs.len(), "{what}: number of rows");
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours[..keys], theirs[..keys], "{what}: rows");
        for column in keys..theirs.len() {
            let (relative, absolute) = within(column);
            assert!(
                close(ours[column], theirs[column], relative, absolute),
                "{what}: column {column}: {ours:?}, expected {theirs:?}"
            );
        }
    }
}
