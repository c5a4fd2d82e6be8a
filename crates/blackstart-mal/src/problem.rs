//! What is wrong with a text, where, and what to do about it: all of it, up to a number.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used, but probably does not say what was meant.
    Warning,
    /// Something that is not used, or that readers of MAL understand differently.
    Note,
}

impl Severity {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Not JSON, YAML or a zip archive.
    Syntax,
    /// Text where a list belongs, a key that is missing.
    Shape,
    /// A name that nothing has.
    Unknown,
    /// A name given twice.
    Twice,
    /// Something that refers to itself.
    Circle,
    /// A number or word that is not allowed where it stands.
    Value,
    /// The language breaks a rule of the analysis.
    Rule,
    /// Larger or deeper than the limits allow.
    Limit,
    /// A part that is not read or not used.
    Unsupported,
    /// Allowed, but with a meaning that surprises.
    Lint,
}

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: Kind,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The file, as the caller named it.
    pub file: String,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// Column of the first offending character, from 1, counted in characters; 0 with line 0.
    pub column: u32,
    /// Offending characters; may be 0.
    pub length: u32,
    /// The source line, at most 200 characters of it around the offending ones; empty with line 0.
    pub excerpt: String,
    /// Where in `excerpt` the offending characters begin, from 0, in characters.
    pub mark: u32,
    /// What to do.
    pub advice: Option<String>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}: {}", self.severity.word(), self.message)?;
        match &self.advice {
            Some(advice) => write!(f, " ({advice})"),
            None => Ok(()),
        }
    }
}

/// What came of reading: the thing if there was no error, and everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// The thing; `None` if any problem is an error.
    pub it: Option<T>,
    /// Errors, warnings and notes, by place.
    pub problems: Vec<Problem>,
    /// Further problems that were only counted.
    pub omitted: usize,
}

impl<T> Read<T> {
    /// Errors among the problems.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }
}

/// Characters of a text: where they begin and how many bytes they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) at: u32,
    pub(crate) length: u32,
}

/// A problem whose line is not yet counted.
#[derive(Debug)]
struct Raw {
    kind: Kind,
    severity: Severity,
    span: Option<Span>,
    message: String,
    advice: Option<String>,
}

/// Problems as they are found in one text.
#[derive(Debug)]
pub(crate) struct Complaints {
    most: usize,
    raw: Vec<Raw>,
    errors: usize,
    others: usize,
}

impl Complaints {
    /// Keeps `most` errors and as many warnings and notes; the rest is counted.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, raw: Vec::new(), errors: 0, others: 0 }
    }

    pub(crate) fn add(
        &mut self,
        severity: Severity,
        kind: Kind,
        span: impl Into<Option<Span>>,
        message: impl FnOnce() -> String,
        advice: impl FnOnce() -> Option<String>,
    ) {
        let count = if severity == Severity::Error { &mut self.errors } else { &mut self.others };
        *count += 1;
        if *count <= self.most {
            self.raw.push(Raw { kind, severity, span: span.into(), message: message(), advice: advice() });
        }
    }

    pub(crate) fn error(
        &mut self,
        kind: Kind,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
        advice: &str,
    ) {
        let advice = || (!advice.is_empty()).then(|| advice.to_owned());
        self.add(Severity::Error, kind, span, || message.into(), advice);
    }

    pub(crate) fn warning(
        &mut self,
        kind: Kind,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
        advice: &str,
    ) {
        let advice = || (!advice.is_empty()).then(|| advice.to_owned());
        self.add(Severity::Warning, kind, span, || message.into(), advice);
    }

    pub(crate) fn note(&mut self, kind: Kind, span: impl Into<Option<Span>>, message: impl Into<String>) {
        self.add(Severity::Note, kind, span, || message.into(), || None);
    }

    pub(crate) fn failed(&self) -> bool {
        self.errors > 0
    }

    /// Counts lines and columns; gives the thing only where nothing is an error.
    pub(crate) fn finish<T>(mut self, file: &str, text: &str, it: Option<T>) -> Read<T> {
        let omitted = self.errors + self.others - self.raw.len();
        self.raw.sort_by_key(|raw| raw.span);
        let mut lines = Lines { text, at: 0, line: 1, column: 0 };
        let problems = self.raw.into_iter().map(|raw| {
            let mut problem = Problem {
                kind: raw.kind,
                severity: raw.severity,
                message: raw.message,
                file: file.to_owned(),
                line: 0,
                column: 0,
                length: 0,
                excerpt: String::new(),
                mark: 0,
                advice: raw.advice,
            };
            if let Some(span) = raw.span {
                lines.place(span, &mut problem);
            }
            problem
        });
        let problems = problems.collect();
        Read { it: if self.errors == 0 { it } else { None }, problems, omitted }
    }
}

/// Counts lines and columns of ascending places in one pass.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    /// Characters of the line before `at`.
    column: u32,
}

/// Characters of a source line that are shown before the offending ones, and from them on, at most.
const SHOWN: (usize, usize) = (80, 120);

impl Lines<'_> {
    fn place(&mut self, span: Span, problem: &mut Problem) {
        let at = floor(self.text, span.at as usize);
        for c in self.text[self.at..at].chars() {
            (self.line, self.column) =
                if c == '\n' { (self.line.saturating_add(1), 0) } else { (self.line, self.column.saturating_add(1)) };
        }
        self.at = at;
        let before: Vec<char> = self.text[..at].chars().rev().take_while(|c| *c != '\n').take(SHOWN.0).collect();
        let after = self.text[at..].chars().take_while(|c| *c != '\n').take(SHOWN.1);
        let marked = self.text[at..floor(self.text, at.saturating_add(span.length as usize))].chars();
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        problem.line = self.line;
        problem.column = self.column.saturating_add(1);
        problem.length = marked.take_while(|c| *c != '\n').take(SHOWN.1).count() as u32;
        problem.mark = before.len() as u32;
        problem.excerpt = before.iter().rev().copied().chain(after).map(visible).collect();
    }
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Words of a file in a message: in quotes, on one line, not too long.
pub(crate) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let mut quoted: String = text.chars().take(MOST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        quoted.push('…');
    }
    format!("`{quoted}`")
}

/// The name nearest to a wrong one, if near enough to be meant: at most a third of its letters differ.
fn nearest<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // Many names, or long ones, would cost more than the hint is worth.
    const MOST: usize = 10_000;
    const LONGEST: usize = 100;
    if wrong.len() > LONGEST {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let near = names.take(MOST).filter(|name| name.len() <= LONGEST).filter_map(|name| {
        let apart = strsim::osa_distance(&wrong, &name.to_lowercase());
        (apart * 3 <= wrong.len().max(name.len())).then_some((apart, name))
    });
    near.min_by_key(|(apart, _)| *apart).map(|(_, name)| name)
}

/// `did you mean`, for advice.
pub(crate) fn did_you_mean<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> String {
    nearest(wrong, names).map_or_else(String::new, |name| format!("did you mean {}?", quote(name)))
}
