//! Tables of the manual that come from the declared lists.

use super::relations::{RELATIONS, SURE};
use super::words::{CHANNELS, COLUMNS, Kind, TITLES};
use std::fmt::Write as _;

/// What is understood, as the manual shows it: kinds of tables and their columns, types of relations, words of services' names.
pub fn page() -> String {
    let mut out = String::new();
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Nothing) {
        let _ = write!(out, "\n### `{}`\n\n", kind.word());
        let titles: Vec<String> =
            TITLES.iter().filter(|(_, its)| *its == kind).map(|(words, _)| format!("*{words}*")).collect();
        if !titles.is_empty() {
            let _ = write!(out, "Known by its name: {}.\n\n", titles.join(", "));
        }
        for column in COLUMNS.iter().filter(|column| column.kind == kind) {
            let must = if column.must { ", required" } else { "" };
            let line = format!("* `{}` ({}{must}): {}", column.field, column.form.words(), column.called.join(", "));
            wrap(&line, &mut out);
        }
    }
    out.push_str("\n### Types of relations\n\n| from parent to child | from child to parent | effect | how sure |\n|---|---|---|---|\n");
    for (parent, child, effect, confidence) in RELATIONS {
        let unsure = if *confidence < SURE { ", listed" } else { "" };
        let _ = writeln!(out, "| {parent} | {child} | {} | {confidence}{unsure} |", effect.words());
    }
    out.push_str("\n### Words of services' names\n\n");
    for channel in super::map::CHANNELS {
        let words: Vec<&str> = CHANNELS.iter().filter(|(_, its)| *its == channel).map(|(word, _)| *word).collect();
        wrap(&format!("* `{channel}`: {}", words.join(", ")), &mut out);
    }
    out
}

/// A line of a list, broken where it is long.
fn wrap(line: &str, out: &mut String) {
    const LONGEST: usize = 120;
    let mut length = 0;
    for (at, word) in line.split(' ').enumerate() {
        if at > 0 && length + 1 + word.len() > LONGEST {
            out.push_str("\n  ");
            length = 2;
        } else if at > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += word.len();
    }
    out.push('\n');
}
