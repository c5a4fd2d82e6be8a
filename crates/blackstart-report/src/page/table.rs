//! Tables with typed cells: columns that may give way, groups of rows of which a terminal shows the first.

use super::Cell;
use crate::letters::capital;
use serde::{Deserialize, Serialize};

/// Rows of cells under a heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What its numbers are.
    pub caption: String,
    /// The columns; the first names the row.
    pub columns: Vec<Column>,
    /// The rows.
    pub groups: Vec<Group>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading, as short as it can be.
    pub head: String,
    /// Its heading where there is room.
    pub full: Option<String>,
    /// On which side its cells stand.
    pub side: Side,
    /// When it gives way on a narrow page: 1 first, [`LAST`] only where names would vanish; `None`: never.
    pub spare: Option<u8>,
}

/// Turn of a column that gives way only where there would be no room for names at all.
pub const LAST: u8 = u8::MAX;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// How many of them a terminal shows; `None`: all.
    pub lines: Option<usize>,
    /// How many more there are, which nobody shows.
    pub more: usize,
    /// What those are that are not shown, e.g. `more fail`.
    pub rest: String,
}

impl Column {
    /// Its heading where nothing beside it says what a percentage is of: that of a percentile is spelled out.
    pub(crate) fn said(&self) -> String {
        match self.full.as_deref().unwrap_or(&self.head) {
            "50 %" => "Median".to_owned(),
            percent @ ("5 %" | "25 %" | "75 %" | "95 %") => {
                format!("{}th percentile", percent.trim_end_matches('%').trim_end())
            }
            head => capital(head),
        }
    }

    /// A column of numbers.
    pub(crate) fn number(head: impl Into<String>) -> Self {
        Self { head: head.into(), full: None, side: Side::Right, spare: None }
    }

    /// A column of words.
    pub(crate) fn words(head: impl Into<String>) -> Self {
        Self { side: Side::Left, ..Self::number(head) }
    }

    /// With a heading for where there is room.
    pub(crate) fn full(mut self, head: impl Into<String>) -> Self {
        self.full = Some(head.into());
        self
    }

    /// Gives way on a narrow page when its turn comes: 1 is first.
    pub(crate) fn spare(mut self, turn: u8) -> Self {
        self.spare = Some(turn);
        self
    }
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { caption: caption.into(), columns: columns.into_iter().collect(), groups: Vec::new() }
    }

    /// With rows that a terminal shows all.
    pub(crate) fn rows(self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.group(Group { rows: rows.into_iter().collect(), ..Group::default() })
    }

    /// With a group of rows; nothing, if it stands for none. Missing cells are blank, surplus ones dropped.
    pub(crate) fn group(mut self, mut group: Group) -> Self {
        for row in &mut group.rows {
            row.resize(self.columns.len(), Cell::Blank);
        }
        if !group.rows.is_empty() || group.more > 0 {
            self.groups.push(group);
        }
        self
    }

    /// Whether a column holds pictures, which say nothing in words.
    pub(crate) fn is_picture(&self, column: usize) -> bool {
        let mut cells = self.groups.iter().flat_map(|group| &group.rows).map(|row| &row[column]);
        cells.any(|cell| matches!(cell, Cell::Picture(_)))
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.rows.is_empty())
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }
}

impl Group {
    /// Rows of which a terminal shows so many; `rest` says what the others are.
    pub(crate) fn first(lines: usize, rows: impl IntoIterator<Item = Vec<Cell>>, rest: impl Into<String>) -> Self {
        Self { rows: rows.into_iter().collect(), lines: Some(lines), more: 0, rest: rest.into() }
    }

    /// How many rows a terminal shows.
    pub(crate) fn shown(&self) -> usize {
        self.lines.unwrap_or(usize::MAX).min(self.rows.len())
    }
}
