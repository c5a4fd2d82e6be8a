//! A page as Markdown: for mails, wikis and word processors. Charts are told by their captions and tables.

use crate::amount::{Room, Setting};
use crate::attack::AttackCard;
use crate::clean::plain;
use crate::page::{Block, Page, Side, Table};
use std::fmt::Write;

/// The page. Nothing in a title is taken for markup.
pub(crate) fn markdown(page: &Page) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", safe(&page.title));
    for line in [&page.lead, &page.played].into_iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "{}\n", safe(line));
    }
    if let Some(verdict) = &page.verdict {
        let _ = writeln!(out, "## The verdict\n");
        for answer in &verdict.answers {
            let _ = writeln!(out, "**{}**\n", answer.question);
            list(&mut out, &answer.sentences);
        }
        if !verdict.advice.is_empty() {
            let _ = writeln!(out, "**What to do**\n");
            list(&mut out, &verdict.advice);
        }
        let _ = writeln!(out, "{}\n", safe(&verdict.condition));
    }
    if !page.findings.is_empty() {
        let _ = writeln!(out, "## In numbers\n");
        list(&mut out, &page.findings);
    }
    for section in &page.sections {
        let _ = writeln!(out, "## {}\n", safe(&section.title));
        blocks(&mut out, &section.blocks, &page.setting);
    }
    let _ = writeln!(out, "{}", safe(&page.foot));
    out
}

fn list(out: &mut String, sentences: &[String]) {
    for sentence in sentences {
        let _ = writeln!(out, "* {}", safe(sentence));
    }
    out.push('\n');
}

fn blocks(out: &mut String, all: &[Block], setting: &Setting) {
    for block in all {
        match block {
            Block::Heading { title, .. } => out.push_str(&format!("### {}\n\n", safe(title))),
            Block::Text(text) | Block::Note(text) => out.push_str(&format!("{}\n\n", safe(text))),
            Block::Findings(findings) => list(out, findings),
            Block::Cards(cards) => {
                let say = |it: &AttackCard| format!("{}: {}, {}", it.what, it.number, it.condition);
                list(out, &cards.iter().map(say).collect::<Vec<_>>());
            }
            Block::Table(it) => table(out, it, setting),
            Block::Figure(figure) => {
                let _ = writeln!(out, "{}\n", safe(&figure.caption));
                figure.tables.iter().for_each(|it| table(out, it, setting));
            }
            Block::Lines { text, .. } => {
                // Indented, so that no line of it can end the block.
                for line in text.lines() {
                    let _ = writeln!(out, "    {}", plain(line));
                }
                out.push('\n');
            }
            Block::Sources(sources) => {
                for source in sources {
                    let words = safe(&source.link.text);
                    let _ = match source.link.followed().filter(|url| !url.contains(['<', '>', ' '])) {
                        Some(url) => writeln!(out, "* {words}: <{}>", plain(url)),
                        None => writeln!(out, "* {words}"),
                    };
                }
                out.push('\n');
            }
            Block::Detail { title, blocks: inside } => {
                if let Some(title) = title {
                    let _ = writeln!(out, "### {}\n", safe(title));
                }
                blocks(out, inside, setting);
            }
            Block::Bars(..) | Block::Terminal(_) => {}
        }
    }
}

fn table(out: &mut String, table: &Table, setting: &Setting) {
    let _ = writeln!(out, "{}\n", safe(&table.caption));
    let shown: Vec<usize> = (0..table.columns.len()).filter(|at| !table.is_picture(*at)).collect();
    let heads = shown.iter().map(|at| &table.columns[*at]);
    let names = heads.clone().map(|column| safe(&column.said()));
    let _ = writeln!(out, "| {} |", names.collect::<Vec<_>>().join(" | "));
    let sides = heads.map(|column| if column.side == Side::Right { "---:" } else { "---" });
    let _ = writeln!(out, "| {} |", sides.collect::<Vec<_>>().join(" | "));
    for group in &table.groups {
        for row in &group.rows {
            let cells = shown.iter().map(|at| safe(&row[*at].words(setting, Room::Page)));
            let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
    out.push('\n');
    for group in table.groups.iter().filter(|group| group.more > 0) {
        let _ = writeln!(out, "… {} {}\n", group.more, safe(&group.rest));
    }
}

/// A text in which nothing is markup, HTML neither.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = plain(text);
    for (at, character) in text.char_indices() {
        match character {
            '&' if is_entity(&text[at + 1..]) => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '>' | '|' | '#' | '~' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
    out
}

/// Whether what follows an ampersand would make it an entity, as in `&lt;`; others stand for themselves, for a `#` is escaped.
fn is_entity(rest: &str) -> bool {
    let name = rest.find(';').map_or("", |end| &rest[..end]);
    !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric())
}
