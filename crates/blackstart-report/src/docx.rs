//! A page as a Word document: headings, sentences and tables, the verdict first. Charts are told by their captions and tables.

use crate::amount::{Room, Setting};
use crate::attack::AttackCard;
use crate::clean::plain;
use crate::letters::width;
use crate::page::{Block, Page, Side, Table};
use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing, NumberFormat,
    Numbering, NumberingId, PageMargin, Paragraph, Run, RunFonts, Shading, SpecialIndentType, Start, Style, StyleType,
    TableCell, TableLayoutType, TableRow, WidthType,
};
use std::io::Cursor;

/// A4 across \[twentieths of a point\]: tables are wide.
const SHEET: (u32, u32) = (16_838, 11_906);
const MARGIN: i32 = 1_000;
/// Lists: marked by points, and counted. The library has a counted list of its own under number 1.
const POINTS: usize = 2;
const COUNTED: usize = 3;
/// A face without serifs that every office program has or replaces by one as wide.
const FACE: &str = "Arial";
/// Room above and below a heading, and below a paragraph \[twentieths of a point\].
const ABOVE: u32 = 240;
const BELOW: u32 = 80;
/// Letters that a column is given room for, at least and at most.
const NARROW: usize = 7;
const WIDE: usize = 40;
/// Size of the text, of tables and of small print \[half points\].
const TEXT: usize = 21;
const SMALL: usize = 17;
const SOFT: &str = "5A6370";

/// The page as the bytes of a document. The same page gives the same bytes.
///
/// # Errors
/// If the archive cannot be packed.
pub(crate) fn docx(page: &Page) -> Result<Vec<u8>, String> {
    let mut writer = Writer { doc: looks(), setting: &page.setting, paragraphs: 0 };
    writer.head(page);
    for section in &page.sections {
        writer.say("Heading1", &section.title);
        writer.blocks(&section.blocks);
    }
    writer.say("Small", &page.foot);
    let mut bytes = Cursor::new(Vec::new());
    writer.doc.build().pack(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// An empty document with its styles. No clock: written tomorrow, it is the same.
fn looks() -> Docx {
    let heading = |level: usize, size: usize| {
        Style::new(format!("Heading{level}"), StyleType::Paragraph)
            .name(format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .outline_lvl(level - 1)
            .size(size)
            .bold()
            .line_spacing(LineSpacing::new().before(ABOVE).after(BELOW))
    };
    let text = |id: &str| {
        let (above, below) = match id {
            "Cell" => (0, 0),
            "Question" => (ABOVE / 2, BELOW),
            _ => (0, BELOW),
        };
        let spacing = LineSpacing::new().before(above).after(below);
        Style::new(id, StyleType::Paragraph).name(id).based_on("Normal").line_spacing(spacing)
    };
    let level = |format: &str, words: &str| {
        let level =
            Level::new(0, Start::new(1), NumberFormat::new(format), LevelText::new(words), LevelJc::new("left"));
        level.indent(Some(420), Some(SpecialIndentType::Hanging(420)), None, None)
    };
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    Docx::new()
        .created_at("1970-01-01T00:00:00Z")
        .updated_at("1970-01-01T00:00:00Z")
        .page_size(SHEET.0, SHEET.1)
        .page_margin(margin)
        .default_size(TEXT)
        .default_fonts(RunFonts::new().ascii(FACE).hi_ansi(FACE).cs(FACE))
        .add_style(text("Title").size(44).bold().q_format(true))
        .add_style(text("Subtitle").size(28).q_format(true))
        .add_style(heading(1, 30))
        .add_style(heading(2, 24))
        .add_style(text("Question").size(TEXT + 3).bold().color(SOFT))
        .add_style(text("Cell").size(SMALL))
        .add_style(text("Small").size(SMALL).color(SOFT))
        .add_style(text("Lines").size(15).fonts(RunFonts::new().ascii("Consolas").hi_ansi("Consolas")))
        .add_abstract_numbering(AbstractNumbering::new(POINTS).add_level(level("bullet", "•")))
        .add_abstract_numbering(AbstractNumbering::new(COUNTED).add_level(level("decimal", "%1.")))
        .add_numbering(Numbering::new(POINTS, POINTS))
        .add_numbering(Numbering::new(COUNTED, COUNTED))
}

struct Writer<'a> {
    doc: Docx,
    setting: &'a Setting,
    /// So many have been written: each has a number of its own.
    paragraphs: usize,
}

impl Writer<'_> {
    fn head(&mut self, page: &Page) {
        self.say("Title", &page.title);
        self.say("Subtitle", &page.lead);
        self.say("Small", &page.played);
        if let Some(verdict) = &page.verdict {
            self.say("Heading1", "The verdict");
            for answer in &verdict.answers {
                self.say("Question", answer.question);
                self.list(POINTS, &answer.sentences);
            }
            if !verdict.advice.is_empty() {
                self.say("Question", "What to do");
                self.list(COUNTED, &verdict.advice);
            }
            self.say("Small", &verdict.condition);
        }
        if !page.findings.is_empty() {
            self.say("Heading1", "In numbers");
            self.list(POINTS, &page.findings);
        }
    }

    fn blocks(&mut self, all: &[Block]) {
        for block in all {
            match block {
                Block::Heading { title, .. } => self.say("Heading2", title),
                Block::Text(text) => self.say("Normal", text),
                Block::Note(text) => self.say("Small", text),
                Block::Findings(findings) => self.list(POINTS, findings),
                Block::Cards(cards) => {
                    let say = |it: &AttackCard| format!("{}: {}, {}", it.what, it.number, it.condition);
                    self.list(POINTS, &cards.iter().map(say).collect::<Vec<_>>());
                }
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => {
                    self.say("Normal", &figure.caption);
                    figure.tables.iter().for_each(|table| self.table(table));
                }
                Block::Lines { text, .. } => text.lines().for_each(|line| self.say("Lines", line)),
                Block::Sources(sources) => {
                    let words = sources.iter().map(|source| match source.link.followed() {
                        Some(url) => format!("{}: {url}", source.link.text),
                        None => source.link.text.clone(),
                    });
                    let words: Vec<String> = words.collect();
                    self.list(POINTS, &words);
                }
                Block::Detail { title, blocks } => {
                    if let Some(title) = title {
                        self.say("Heading2", title);
                    }
                    self.blocks(blocks);
                }
                Block::Bars(..) | Block::Terminal(_) => {}
            }
        }
    }

    /// A paragraph; nothing of no words.
    fn say(&mut self, style: &str, words: &str) {
        if !words.is_empty() {
            let paragraph = self.paragraph(style, words);
            self.add(paragraph);
        }
    }

    fn list(&mut self, kind: usize, sentences: &[String]) {
        for sentence in sentences {
            let item = self.paragraph("Normal", sentence).numbering(NumberingId::new(kind), IndentLevel::new(0));
            self.add(item);
        }
    }

    fn paragraph(&mut self, style: &str, words: &str) -> Paragraph {
        self.paragraphs += 1;
        let run = Run::new().add_text(allowed(words));
        Paragraph::new().id(format!("{:08X}", self.paragraphs)).style(style).add_run(run)
    }

    fn add(&mut self, paragraph: Paragraph) {
        let doc = std::mem::take(&mut self.doc);
        self.doc = doc.add_paragraph(paragraph);
    }

    /// A table under its caption: the heads in bold on a tint.
    fn table(&mut self, table: &Table) {
        let shown: Vec<usize> = (0..table.columns.len()).filter(|at| !table.is_picture(*at)).collect();
        let caption = self.paragraph("Small", &table.caption).keep_next(true);
        self.add(caption);
        let side = |at: usize| match table.columns[at].side {
            Side::Right => AlignmentType::Right,
            Side::Left => AlignmentType::Left,
        };
        let grid = widths(table, &shown, self.setting);
        let tint = || Shading::new().fill("EDEBE4");
        let mut rows = Vec::new();
        let heads = shown.iter().map(|&at| {
            let words = self.paragraph("Cell", &table.columns[at].said()).bold().align(side(at)).keep_next(true);
            TableCell::new().shading(tint()).add_paragraph(words)
        });
        let wide = |cells: Vec<TableCell>| -> Vec<TableCell> {
            cells.into_iter().zip(&grid).map(|(cell, &wide)| cell.width(wide, WidthType::Dxa)).collect()
        };
        rows.push(TableRow::new(wide(heads.collect())).cant_split());
        for row in table.groups.iter().flat_map(|group| &group.rows) {
            let cells = shown.iter().map(|&at| {
                let words = row[at].words(self.setting, Room::Page);
                TableCell::new().add_paragraph(self.paragraph("Cell", &words).align(side(at)))
            });
            rows.push(TableRow::new(wide(cells.collect())).cant_split());
        }
        let sum = grid.iter().sum();
        let rows = docx_rs::Table::new(rows).set_grid(grid).layout(TableLayoutType::Fixed).width(sum, WidthType::Dxa);
        let doc = std::mem::take(&mut self.doc);
        self.doc = doc.add_table(rows);
        for group in table.groups.iter().filter(|group| group.more > 0) {
            self.say("Small", &format!("… {} {}", group.more, group.rest));
        }
        // Two tables in a row would become one.
        let gap = self.paragraph("Small", "");
        self.add(gap);
    }
}

/// Widths of columns \[twentieths of a point\]: each by its longest words, all together the sheet, or less where little is in them.
fn widths(table: &Table, shown: &[usize], setting: &Setting) -> Vec<usize> {
    let room = SHEET.0 as usize - 2 * MARGIN.unsigned_abs() as usize;
    let letters = |at: usize| {
        let cells =
            table.groups.iter().flat_map(|group| &group.rows).map(|row| width(&row[at].words(setting, Room::Page)));
        // A head is broken between its words.
        let head = table.columns[at].said().split(' ').map(width).max().unwrap_or(0);
        cells.max().unwrap_or(0).max(head).clamp(NARROW, WIDE) + 2
    };
    let letters: Vec<usize> = shown.iter().map(|&at| letters(at)).collect();
    let all: usize = letters.iter().sum::<usize>().max(1);
    // A letter of small print is about half as wide as high; half points are ten twentieths.
    let letter = (SMALL * 10 * 11 / 20).min(room / all);
    letters.into_iter().map(|letters| letters * letter).collect()
}

/// A text on one line, of characters that XML has.
fn allowed(text: &str) -> String {
    // A number stays in one line with its sign of per cent.
    plain(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").replace(" %", "\u{a0}%")
}

#[cfg(test)]
mod tests;
