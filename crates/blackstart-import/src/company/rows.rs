//! Rows of a table of the model, and what a new import makes of those that people have edited.

use std::collections::{BTreeMap, BTreeSet};

/// A table of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Its file.
    pub file: String,
    /// How many of its first columns say which row it is.
    pub keys: usize,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows, with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// A cell that a new import changes, or that it leaves as it is although the source changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table's file.
    pub file: String,
    /// Which row.
    pub row: String,
    /// Which column; empty: the whole row.
    pub column: String,
    /// What stood there.
    pub before: String,
    /// What the source says now.
    pub after: String,
    /// Whether somebody edited the cell, so that it stays.
    pub is_conflict: bool,
}

impl Rows {
    pub(super) fn new(file: &str, keys: usize, columns: &[&str], more: &[&str]) -> Self {
        let columns = columns.iter().chain(more).map(|it| (*it).to_owned()).collect();
        Self { file: file.to_owned(), keys, columns, rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{}: a row has a cell for each column", self.file);
        self.rows.push(row);
    }

    pub(super) fn extend(&mut self, rows: impl IntoIterator<Item = Vec<String>>) {
        rows.into_iter().for_each(|row| self.push(row));
    }

    pub(super) fn joined(mut self, rows: Vec<Vec<String>>) -> Self {
        self.extend(rows);
        self
    }

    pub(super) fn column(&self, name: &str) -> usize {
        self.columns
            .iter()
            .position(|it| it == name)
            .unwrap_or_else(|| unreachable!("{} has no column {name}", self.file))
    }

    /// As a CSV file, without columns that are empty everywhere.
    pub fn text(&self) -> String {
        let full = |at: &usize| *at < self.keys || self.rows.iter().any(|row| !row[*at].is_empty());
        let used: Vec<usize> = (0..self.columns.len()).filter(full).collect();
        let mut out = csv::Writer::from_writer(Vec::new());
        let mut write =
            |cells: Vec<&str>| out.write_record(cells).unwrap_or_else(|_| unreachable!("memory takes what is written"));
        write(used.iter().map(|at| self.columns[*at].as_str()).collect());
        for row in &self.rows {
            write(used.iter().map(|at| row[*at].as_str()).collect());
        }
        let bytes = out.into_inner().unwrap_or_else(|_| unreachable!("memory takes what is written"));
        String::from_utf8(bytes).unwrap_or_else(|_| unreachable!("text was written"))
    }

    fn key(&self, row: &[String]) -> String {
        row[..self.keys].join(" ")
    }

    /// Rows by key, each as its cells by column.
    fn by_key(&self) -> BTreeMap<String, BTreeMap<&str, &str>> {
        self.rows
            .iter()
            .map(|row| {
                (self.key(row), self.columns.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect())
            })
            .collect()
    }

    /// What becomes of this table, newly imported, where `mine` stands now and `base` was imported last: what people changed stays, what only the
    /// source changed follows it.
    #[must_use]
    pub fn merged(self, base: &Self, mine: &Self, changes: &mut Vec<Change>) -> Self {
        let mut columns = self.columns.clone();
        columns.extend(mine.columns.iter().filter(|it| !self.columns.contains(it)).cloned());
        let mut out = Self { file: self.file.clone(), keys: self.keys, columns, rows: Vec::new() };
        let (new, base, mine_by_key) = (self.by_key(), base.by_key(), mine.by_key());
        let mut tell = |row: &str, column: &str, before: &str, after: &str, is_conflict: bool| {
            let (row, column, before, after) = (row.to_owned(), column.to_owned(), before.to_owned(), after.to_owned());
            changes.push(Change { file: self.file.clone(), row, column, before, after, is_conflict });
        };
        let nothing = BTreeMap::new();
        let mut seen = BTreeSet::new();
        // In the order in which they stand now; new ones follow.
        for key in mine.rows.iter().map(|row| mine.key(row)).chain(self.rows.iter().map(|row| self.key(row))) {
            if !seen.insert(key.clone()) {
                continue;
            }
            let (its_new, its_base, its_mine) = (new.get(&key), base.get(&key), mine_by_key.get(&key));
            let edited = its_mine.is_some_and(|mine| {
                let columns = mine.keys().chain(its_base.unwrap_or(&nothing).keys());
                columns
                    .into_iter()
                    .any(|it| mine.get(it).unwrap_or(&"") != its_base.unwrap_or(&nothing).get(it).unwrap_or(&""))
            });
            match (its_new, its_base, its_mine) {
                // Deleted by somebody: it stays away.
                (Some(new), Some(base), None) => {
                    let at = out
                        .columns
                        .iter()
                        .any(|it| new.get(it.as_str()).unwrap_or(&"") != base.get(it.as_str()).unwrap_or(&""));
                    if at {
                        tell(&key, "", "deleted", "changed", true);
                    }
                    continue;
                }
                // Gone from the source.
                (None, Some(_), Some(_)) if !edited => {
                    tell(&key, "", "there", "gone", false);
                    continue;
                }
                (None, Some(_), Some(_)) => tell(&key, "", "edited", "gone", true),
                (Some(_), None, None) => tell(&key, "", "", "new", false),
                _ => {}
            }
            let row: Vec<String> = out
                .columns
                .iter()
                .map(|column| {
                    let cell = |row: Option<&BTreeMap<&str, &str>>| {
                        row.and_then(|row| row.get(column.as_str()).copied()).unwrap_or("").to_owned()
                    };
                    let (new, base, mine) = (cell(its_new), cell(its_base), cell(its_mine));
                    match (its_new, its_mine) {
                        (None, _) => mine,
                        (Some(_), None) => new,
                        (Some(_), Some(_)) if mine == base || its_base.is_none() && mine.is_empty() => {
                            if new != mine {
                                tell(&key, column, &mine, &new, false);
                            }
                            new
                        }
                        _ => {
                            if new != base && new != mine {
                                tell(&key, column, &mine, &new, true);
                            }
                            mine
                        }
                    }
                })
                .collect();
            out.rows.push(row);
        }
        out
    }
}
