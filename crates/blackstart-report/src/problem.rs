//! Problems as a compiler shows them: line, caret, code, advice; all at once.

use crate::clean::plain;
use crate::style::Style;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use blackstart_model::{Problem, Severity};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// Most warnings that are shown one by one; a mistake in a table may repeat in each of its rows.
const WARNINGS: usize = 50;

/// Errors first, then warnings, each once and not too many, then one line that counts them. `omitted`: those that were found but not kept.
pub fn problems(list: &[Problem], omitted: usize, style: Style) -> String {
    if list.is_empty() && omitted == 0 {
        return String::new();
    }
    let found = Found::of(list);
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for problem in found.errors.iter().chain(found.warnings.iter().take(WARNINGS)) {
        out.push_str(&one(&renderer, problem));
        out.push_str("\n\n");
    }
    out.push_str(&found.count(omitted, style));
    out
}

/// Problems without repetitions, each kind in its order.
struct Found<'p> {
    errors: Vec<&'p Problem>,
    warnings: Vec<&'p Problem>,
}

impl<'p> Found<'p> {
    fn of(list: &'p [Problem]) -> Self {
        let mut seen = BTreeSet::new();
        let (errors, warnings) = list
            .iter()
            .filter(|it| seen.insert((it.code, &it.file, it.line, it.column, &it.message)))
            .partition(|problem| problem.severity == Severity::Error);
        Self { errors, warnings }
    }

    /// The line below: how many, and where to read more.
    fn count(&self, omitted: usize, style: Style) -> String {
        let mut parts = Vec::new();
        for (number, word) in [(self.errors.len(), "error"), (self.warnings.len(), "warning")] {
            if number > 0 {
                parts.push(format!("{number} {word}{}", if number == 1 { "" } else { "s" }));
            }
        }
        let hidden = self.warnings.len().saturating_sub(WARNINGS);
        if hidden > 0 {
            parts.push(format!("{hidden} of the warnings not shown"));
        }
        if omitted > 0 {
            parts.push(format!("{omitted} more not shown"));
        }
        let mut codes: Vec<&str> = self.errors.iter().chain(&self.warnings).map(|problem| problem.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let hint = match codes.as_slice() {
            [] => String::new(),
            [only] => format!("; for more about it, run `blackstart explain {only}`"),
            [first, ..] => format!("; for more about one, run e.g. `blackstart explain {first}`"),
        };
        let line = parts.join(", ");
        format!("{}{hint}\n", if self.errors.is_empty() { style.bold(&line) } else { style.red(&line) })
    }
}

fn one(renderer: &Renderer, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = shown(&problem.file);
    let (path, message, excerpt) = (plain(&path), plain(&problem.message), plain(&problem.excerpt));
    let title = level.primary_title(message.as_ref()).id(problem.code);
    let cell = problem.cell().map(|cell| format!("{path}!{}", plain(&cell)));
    let mut group = if problem.line == 0 {
        title.element(Origin::path(cell.as_deref().unwrap_or(path.as_ref())))
    } else if let Some(cell) = &cell {
        // A sheet has no lines: what stands in the cell says more than a row's number in front of it.
        let origin = title.element(Origin::path(cell.as_str()));
        match excerpt.is_empty() {
            true => origin,
            false => {
                let mark = span(&excerpt, problem.mark as usize, problem.length as usize);
                let snippet = Snippet::source(excerpt.as_ref()).line_start(problem.line as usize);
                origin.element(snippet.annotation(AnnotationKind::Primary.span(mark)))
            }
        }
    } else {
        let snippet = Snippet::source(excerpt.as_ref())
            .line_start(problem.line as usize)
            .annotation(AnnotationKind::Primary.span(span(&excerpt, problem.mark as usize, problem.length as usize)));
        // Of a very long line only a part is shown: its place is then not the column.
        if problem.column == problem.mark + 1 {
            title.element(snippet.path(path.as_ref()))
        } else {
            let place = Origin::path(path.as_ref()).line(problem.line as usize).char_column(problem.column as usize);
            title.element(place).element(snippet)
        }
    };
    let advice = problem.advice.as_deref().map(plain);
    if let Some(advice) = &advice {
        group = group.element(Level::HELP.message(advice.as_ref()));
    }
    renderer.render(&[group])
}

/// A path with forward slashes on every machine.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text }
}

/// Bytes of `length` characters from character `mark` on; at least a place to point at.
fn span(text: &str, mark: usize, length: usize) -> std::ops::Range<usize> {
    let byte = |position: usize| text.char_indices().nth(position).map_or(text.len(), |(byte, _)| byte);
    byte(mark)..byte(mark.saturating_add(length))
}

/// A problem as `--json` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemJson {
    /// Stable code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// File.
    pub file: String,
    /// Line from 1; 0: the file as a whole.
    pub line: u32,
    /// Column from 1.
    pub column: u32,
    /// The cell of a workbook: `G2`, or `plan!G2` of another sheet than the file's, `plan` of a sheet as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Offending characters.
    pub length: u32,
    /// What to do.
    pub advice: Option<String>,
}

impl From<&Problem> for ProblemJson {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.to_owned(),
            severity: problem.severity.word().to_owned(),
            message: problem.message.clone(),
            file: shown(&problem.file),
            line: problem.line,
            column: problem.column,
            cell: problem.cell(),
            length: problem.length,
            advice: problem.advice.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
