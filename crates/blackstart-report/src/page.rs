//! What is shown, before anyone decides how: a page of sections with sentences, tables and charts.
//!
//! A section is built once; the terminal (`text`) and the HTML file (`html`) both render it. What a terminal has no room for is said
//! here, by properties: short remarks beside titles, details, rows of a group, columns that may go.

mod cell;
mod table;

use crate::amount::Setting;
use crate::attack::AttackCard;
use crate::chart::{Chart, Stops};
pub use cell::{Cell, Link};
pub use table::{Column, Group, LAST, Side, Table};

/// Everything that is told about one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// What sort of page it is, e.g. `Blackstart report`.
    pub kind: &'static str,
    /// What it is about.
    pub title: String,
    /// The line below the title.
    pub lead: String,
    /// What was played.
    pub played: String,
    /// What turns numbers into words.
    pub setting: Setting,
    /// The answers in plain words, before any statistics; a terminal leaves them out, the findings say the same.
    pub verdict: Option<Verdict>,
    /// Numbers to remember; a terminal leaves them out, the findings say the same.
    pub cards: Vec<Card>,
    /// Sentences to remember, the most important first.
    pub findings: Vec<String>,
    /// The rest.
    pub sections: Vec<Section>,
    /// What makes it the same again.
    pub foot: String,
    /// Whether a page lists its sections at its head.
    pub contents: bool,
    /// Whether all of it stands on one sheet of paper.
    pub one_sheet: bool,
}

/// What a reader who reads nothing else should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Questions, each with its answer.
    pub answers: Vec<Answer>,
    /// What to do, the most urgent first.
    pub advice: Vec<String>,
    /// Under which conditions all of it holds.
    pub condition: String,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question.
    pub question: &'static str,
    /// Sentences that answer it, the first most of all.
    pub sentences: Vec<String>,
}

/// A number to remember.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// What it is.
    pub what: &'static str,
    /// The number.
    pub number: String,
    /// How sure it is.
    pub range: String,
}

/// One subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its place on the page; unique.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What its numbers are, in a line: shown where there is no room for notes and captions.
    pub remark: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Whether a page shows only its title until it is opened: for what few look up.
    pub folded: bool,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A title below the section's.
    Heading {
        /// The title.
        title: String,
        /// What its numbers are, in a line.
        remark: String,
    },
    /// A sentence or more.
    Text(String),
    /// Sentences, one below the other.
    Findings(Vec<String>),
    /// Small print; a terminal shows the section's remark instead.
    Note(String),
    /// Numbers to remember, each with what it is conditional on; a terminal leaves them out.
    Cards(Vec<AttackCard>),
    /// A table.
    Table(Table),
    /// A chart beside its tables.
    Figure(Figure),
    /// Text that stands line by line as it is.
    Lines {
        /// What it is.
        label: &'static str,
        /// The lines.
        text: String,
    },
    /// Works that are cited.
    Sources(Vec<Source>),
    /// A table with a bar in each row for when it is stopped; a page draws lanes instead.
    Bars(Table, Stops),
    /// What only a terminal shows: a page has a drawing of it.
    Terminal(Vec<Self>),
    /// What a terminal leaves out; with a title it is folded on a page.
    Detail {
        /// What is inside.
        title: Option<String>,
        /// The pieces.
        blocks: Vec<Self>,
    },
}

/// A chart, its reading in a sentence, and the tables that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its place on the page; unique.
    pub id: String,
    /// What is drawn.
    pub chart: Chart,
    /// How to read it.
    pub caption: String,
    /// The same in numbers.
    pub tables: Vec<Table>,
    /// Whether a page shows the tables at once.
    pub open: bool,
}

/// A work that is cited.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its place on the page.
    pub id: String,
    /// The work, with its address.
    pub link: Link,
    /// When it appeared.
    pub date: Option<String>,
    /// How often it is cited.
    pub cited: u64,
}

impl Section {
    /// A section without any block.
    pub(crate) fn new(id: impl Into<String>, title: impl Into<String>, remark: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), remark: remark.into(), blocks: Vec::new(), folded: false }
    }

    /// With one block more.
    pub(crate) fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Folded on a page.
    pub(crate) fn folded(mut self) -> Self {
        self.folded = true;
        self
    }

    /// Nothing, where there is nothing in it.
    pub(crate) fn unless_empty(self) -> Option<Self> {
        (!self.blocks.is_empty()).then_some(self)
    }

    /// Whether a terminal leaves all of it out.
    pub(crate) fn is_detail(&self) -> bool {
        self.blocks.iter().all(|block| matches!(block, Block::Detail { .. }))
    }
}

impl Block {
    /// A title below the section's, with what its numbers are.
    pub(crate) fn heading(title: impl Into<String>, remark: impl Into<String>) -> Self {
        Self::Heading { title: title.into(), remark: remark.into() }
    }

    /// What only a page has room for, shown there at once.
    pub(crate) fn detail(blocks: Vec<Self>) -> Self {
        Self::Detail { title: None, blocks }
    }

    /// How numbers are counted: small print that few look up.
    pub(crate) fn counted(words: impl Into<String>) -> Self {
        Self::folded("How it is counted", vec![Self::Note(words.into())])
    }

    /// What only a page has room for, folded there.
    pub(crate) fn folded(title: impl Into<String>, blocks: Vec<Self>) -> Self {
        Self::Detail { title: Some(title.into()), blocks }
    }
}
