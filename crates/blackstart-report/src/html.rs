//! A page as one HTML file: a table beside every chart, one small script that reads these tables, no network. The markup is in `templates/`.

use crate::amount::{Room, Setting};
use crate::chart::Interval;
use crate::clean::escape;
use crate::letters::capital;
use crate::number::count;
use crate::page::{Block, Cell, Figure, Group, Page, Section, Side, Source, Table};
use askama::Template;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

const STYLE: &str = include_str!("../templates/style.css");
const SCRIPT: &str = include_str!("../templates/page.js");

/// The whole file. The same page gives the same bytes.
pub fn html(page: &Page) -> String {
    shown(&Whole { page, style: STYLE, style_hash: hash(STYLE), script: SCRIPT, script_hash: hash(SCRIPT) })
}

/// A template's text. Writing into memory does not fail, and no template has a fallible filter.
fn shown(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// The frame: head with the look and a policy that lets nothing else in, header, contents, sections, foot.
#[derive(Template)]
#[template(path = "page.html")]
struct Whole<'a> {
    page: &'a Page,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
}

impl Whole<'_> {
    /// The title of the window.
    fn title(&self) -> String {
        if self.page.contents { format!("{} · {}", self.page.title, self.page.lead) } else { self.page.title.clone() }
    }

    /// A sentence in which what stands between backquotes is a command.
    fn code(&self, sentence: &str) -> String {
        let part = |(at, part): (usize, &str)| {
            if at % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) }
        };
        sentence.split('`').enumerate().map(part).collect()
    }

    fn blocks(&self, section: &Section) -> String {
        blocks(&section.blocks, &section.id, &self.page.setting)
    }
}

/// Pieces of a section.
#[derive(Template)]
#[template(path = "blocks.html")]
struct Blocks<'a> {
    blocks: &'a [Block],
    /// The section they stand in.
    section: &'a str,
    setting: &'a Setting,
}

/// Pieces of a section as markup.
fn blocks(blocks: &[Block], section: &str, setting: &Setting) -> String {
    shown(&Blocks { blocks, section, setting })
}

impl Blocks<'_> {
    fn inside(&self, inside: &[Block]) -> String {
        blocks(inside, self.section, self.setting)
    }

    fn table(&self, table: &Table, at: &usize) -> String {
        shown(&Rows { table, id: format!("{}-{at}", self.section), setting: self.setting })
    }

    fn picture(&self, figure: &Figure) -> String {
        figure.chart.html(&figure.id, self.setting)
    }

    fn tables(&self, figure: &Figure) -> String {
        let one = |(at, table): (usize, &Table)| {
            shown(&Rows { table, id: format!("{}-{at}", figure.id), setting: self.setting })
        };
        figure.tables.iter().enumerate().map(one).collect()
    }

    /// Lines of text; each is made harmless by itself, so that breaks stay.
    fn lines<'t>(&self, text: &'t str) -> std::str::Lines<'t> {
        text.lines()
    }

    fn cited(&self, source: &Source) -> String {
        if source.cited == 1 { "once".to_owned() } else { format!("{} times", count(source.cited as f64)) }
    }
}

/// A table with a caption and scopes, the first column a heading of its row.
#[derive(Template)]
#[template(path = "table.html")]
struct Rows<'a> {
    table: &'a Table,
    /// Where ids of pictures in cells begin.
    id: String,
    setting: &'a Setting,
}

impl Rows<'_> {
    fn head(&self, column: &usize) -> String {
        let column = &self.table.columns[*column];
        capital(column.full.as_deref().unwrap_or(&column.head))
    }

    fn class(&self, column: &usize) -> &'static str {
        match self.table.columns[*column].side {
            Side::Right => "n",
            Side::Left => "w",
        }
    }

    fn words(&self, cell: &Cell) -> String {
        cell.words(self.setting, Room::Page)
    }

    /// What a column is sorted by, where that is a number.
    fn sorted(&self, cell: &Cell) -> String {
        match cell.number() {
            Some(number) if number.is_finite() => format!(r#" data-v="{number:.5e}""#),
            Some(number) => format!(r#" data-v="{}Infinity""#, if number < 0.0 { "-" } else { "" }),
            None => String::new(),
        }
    }

    fn picture(&self, picture: &Interval, group: &usize, row: &usize) -> String {
        picture.svg(&format!("{}-{group}-{row}", self.id))
    }

    fn left_out(&self) -> Vec<&Group> {
        self.table.groups.iter().filter(|group| group.more > 0).collect()
    }
}

/// What every value in a template goes through: markup stays text, and what steers a terminal or the direction of writing is shown.
#[derive(Clone, Copy)]
pub(crate) struct Escaper;

impl askama::filters::Escaper for Escaper {
    fn write_escaped_str<W: Write>(&self, mut to: W, text: &str) -> fmt::Result {
        to.write_str(&escape(text))
    }
}

/// SHA-256 of a text in base64, as content security policies want it.
fn hash(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(text.as_bytes());
    let mut out = String::new();
    for chunk in digest.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
