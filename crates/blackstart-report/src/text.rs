//! A page on a terminal: sentences first, then sections, each as short as it says it can be.

mod columns;

use crate::amount::Setting;
use crate::clean::plain;
use crate::letters::{fit, listed, width, wrap};
use crate::page::{Block, Page, Section, Table};
use crate::style::Style;
use columns::Columns;

/// The page as lines, none wider than the style allows.
pub fn text(page: &Page, style: Style) -> String {
    let mut writer = Writer { setting: &page.setting, style, out: String::new() };
    writer.head(page);
    page.sections.iter().filter(|section| !section.is_detail()).for_each(|section| writer.section(section));
    writer.foot(&page.foot);
    writer.out
}

/// A table alone.
pub(crate) fn table(table: &Table, setting: &Setting, style: Style) -> String {
    let columns = Columns::new(table, None, setting);
    let mut writer = Writer { setting, style, out: String::new() };
    writer.table(table, &columns);
    writer.out
}

/// Blocks one after the other, with those that only a terminal shows in their place.
fn flat(blocks: &[Block]) -> Vec<&Block> {
    let each = blocks.iter().map(|block| match block {
        Block::Terminal(inside) => flat(inside),
        other => vec![other],
    });
    each.flatten().collect()
}

struct Writer<'a> {
    setting: &'a Setting,
    style: Style,
    out: String,
}

impl Writer<'_> {
    fn head(&mut self, page: &Page) {
        let (title, lead) = (plain(&page.title), plain(&page.lead));
        let together = format!("{title} · {lead}");
        if !lead.is_empty() && width(&together) <= self.style.columns {
            self.line(&self.style.bold(&together));
        } else {
            self.lines(&title, 0, |style, line| style.bold(line));
            self.lines(&lead, 0, |_, line| line.to_owned());
        }
        self.lines(&page.played, 0, |_, line| line.to_owned());
        if !page.findings.is_empty() {
            self.out.push('\n');
            self.findings(&page.findings);
        }
    }

    fn section(&mut self, section: &Section) {
        self.title(&section.title, &section.remark);
        // Tables of one section that have the same columns stand in line.
        let mut columns: Vec<Columns> = Vec::new();
        let blocks = flat(&section.blocks);
        for block in &blocks {
            match block {
                Block::Table(table) => columns.push(Columns::new(table, None, self.setting)),
                Block::Bars(table, stops) => columns.push(Columns::new(table, Some(stops), self.setting)),
                Block::Figure(figure) => {
                    columns.extend(figure.tables.iter().map(|table| Columns::new(table, None, self.setting)));
                }
                _ => {}
            }
        }
        columns::line_up(&mut columns);
        let mut columns = columns.iter();
        for block in blocks {
            self.block(block, &mut columns);
        }
    }

    fn block<'c>(&mut self, block: &Block, columns: &mut impl Iterator<Item = &'c Columns>) {
        match block {
            Block::Heading { title, remark } => self.title(title, remark),
            Block::Text(text) => self.lines(text, 2, |_, line| line.to_owned()),
            Block::Findings(findings) => self.findings(findings),
            Block::Table(table) | Block::Bars(table, _) => {
                columns.take(1).for_each(|columns| self.table(table, columns))
            }
            Block::Figure(figure) => {
                for (table, columns) in figure.tables.iter().zip(columns) {
                    self.table(table, columns);
                }
            }
            Block::Lines { text, .. } => {
                for line in text.lines() {
                    self.line(&format!("  {}", fit(&plain(line), self.style.columns - 2)));
                }
            }
            Block::Cards(_) | Block::Note(_) | Block::Sources(_) | Block::Terminal(_) | Block::Detail { .. } => {}
        }
    }

    /// A title with its remark beside it, or below where both do not fit in a line.
    fn title(&mut self, title: &str, remark: &str) {
        let (title, remark) = (plain(title), plain(remark));
        self.out.push('\n');
        let room = self.style.columns.saturating_sub(width(&title) + 2);
        match width(&remark) {
            0 => self.lines(&title, 0, |style, line| style.bold(line)),
            wide if wide <= room => {
                self.line(&format!("{}{}", self.style.bold(&title), self.style.dim(&format!("  {remark}"))));
            }
            _ => {
                self.lines(&title, 0, |style, line| style.bold(line));
                self.lines(&remark, 2, |style, line| style.dim(line));
            }
        }
    }

    fn findings(&mut self, findings: &[String]) {
        for sentence in findings {
            let lines = wrap(&plain(sentence), self.style.columns, 4);
            self.out.push_str("  •");
            self.out.push_str(&lines[3..]);
        }
    }

    fn table(&mut self, table: &Table, columns: &Columns) {
        let shape = columns.fitting(self.style.columns);
        if let Some(heads) = columns.heads(&shape) {
            self.line(&self.style.dim(&heads));
        }
        let mut rows = columns.rows();
        for group in &table.groups {
            for row in rows.by_ref().take(group.shown()) {
                self.line(&columns.line(row, &shape));
            }
            let more = group.more + group.rows.len() - group.shown();
            if more > 0 {
                self.lines(&format!("… {more} {}", group.rest), 2, |style, line| style.dim(line));
            }
        }
        let gone = columns.gone(&shape);
        if !gone.is_empty() {
            let words = format!("no room for: {}", listed(&gone));
            self.lines(&words, 2, |style, line| style.dim(line));
        }
    }

    fn foot(&mut self, foot: &str) {
        if !foot.is_empty() {
            self.out.push('\n');
            self.lines(foot, 0, |style, line| style.dim(line));
        }
    }

    /// A text broken into lines, each shown its way; nothing of an empty one.
    fn lines(&mut self, text: &str, indent: usize, show: impl Fn(&Style, &str) -> String) {
        for line in wrap(&plain(text), self.style.columns, indent).lines().filter(|line| !line.is_empty()) {
            let line = show(&self.style, line);
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests;
