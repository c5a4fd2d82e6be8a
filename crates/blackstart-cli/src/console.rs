//! The terminal: data to stdout, everything else to stderr, colour only where it is wanted; nothing from outside steers it.

use crate::failure::{Done, Stop};
use blackstart::jobs::{Answer, Failure, Found, Note};
use blackstart::report::{Style, plain, problems};
use std::cell::RefCell;
use std::io::{BufWriter, ErrorKind, IsTerminal, Stdout, Write};
use std::process::ExitCode;

/// The two streams and how they may look.
pub(crate) struct Console {
    out: RefCell<BufWriter<Stdout>>,
    out_style: Style,
    err: Notes,
}

impl Console {
    /// The process's streams; `NO_COLOR`, `CLICOLOR_FORCE` and `TERM=dumb` are honoured.
    pub(crate) fn new() -> Self {
        Self {
            out: RefCell::new(BufWriter::new(std::io::stdout())),
            out_style: style(std::io::stdout().is_terminal(), terminal_size::terminal_size_of(std::io::stdout())),
            err: Notes::new(),
        }
    }

    /// How stdout may look.
    pub(crate) fn style(&self) -> Style {
        self.out_style
    }

    /// The other stream.
    pub(crate) fn err(&self) -> Notes {
        self.err
    }

    /// An answer: as JSON, or told; then whether it is a success.
    pub(crate) fn show<A: Answer>(&self, answer: &A, json: bool, tell: impl FnOnce(&A, &Self) -> Done) -> Done {
        if json {
            let text = serde_json::to_string_pretty(answer).map_err(|error| Failure::System(error.to_string()))?;
            self.data(&text)?;
            self.data("\n")?;
        } else {
            tell(answer, self)?;
        }
        self.finish()?;
        answer.outcome().map_err(|failure| match failure {
            // The answer shows them.
            Failure::Invalid(_) => Stop::Told(failure.exit_code()),
            failure => Stop::Failed(failure),
        })
    }

    /// Data for stdout.
    pub(crate) fn data(&self, text: &str) -> Done {
        self.out.borrow_mut().write_all(text.as_bytes()).map_err(|error| closed(&error))
    }

    /// A line for stdout with names from outside in it.
    pub(crate) fn line(&self, text: &str) -> Done {
        self.data(&harmless(text))?;
        self.data("\n")
    }

    /// A remark on stderr, after all data. Nobody reading it is no failure.
    pub(crate) fn note(&self, text: &str) -> Done {
        self.finish()?;
        self.err.line(text);
        Ok(())
    }

    /// Why a command ends early, on stderr; gives the exit code. `signal`: the one that interrupted the work, if one did.
    pub(crate) fn stop(&self, stop: Stop, signal: Option<u8>) -> ExitCode {
        let failure = match stop {
            Stop::NobodyListens => return ExitCode::SUCCESS,
            Stop::Told(code) => return ExitCode::from(code),
            Stop::Failed(failure) => failure,
        };
        match &failure {
            Failure::Invalid(found) => self.err.problems(found),
            Failure::Breached(lines) => lines.iter().for_each(|line| self.error(line)),
            other => self.error(&other.to_string()),
        }
        match (&failure, signal) {
            (Failure::Interrupted(_), Some(signal)) => ExitCode::from(128 + signal),
            _ => ExitCode::from(failure.exit_code()),
        }
    }

    /// What went wrong, on stderr, after all data.
    fn error(&self, message: &str) {
        let _ = self.out.borrow_mut().flush();
        self.err.headed(&self.err.style.red("error:"), message);
    }

    /// Everything written so far reaches its reader.
    pub(crate) fn finish(&self) -> Done {
        self.out.borrow_mut().flush().map_err(|error| closed(&error))
    }
}

/// What is said on stderr.
#[derive(Clone, Copy)]
pub(crate) struct Notes {
    style: Style,
    /// Whether anyone watches, so that a progress bar makes sense.
    pub(crate) watched: bool,
}

impl Notes {
    fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            style: style(terminal, terminal_size::terminal_size_of(std::io::stderr())),
            watched: terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    fn line(self, text: &str) {
        write(&format!("{}\n", harmless(text)));
    }

    fn headed(self, head: &str, text: &str) {
        write(&format!("{head} {}\n", harmless(text)));
    }

    /// A line about what is going on.
    pub(crate) fn told(self, text: &str) {
        self.line(text);
    }

    /// What a job notes.
    pub(crate) fn noted(self, note: &Note) {
        match note {
            Note::Warnings(found) => self.problems(found),
            Note::Warning(warning) => self.headed(&self.style.bold("warning:"), warning),
            Note::Assumed(assumed) => self.headed(&self.style.bold("assumed:"), assumed),
        }
    }

    /// What is wrong with files.
    fn problems(self, found: &Found) {
        let text = problems(&found.problems, found.omitted, self.style);
        if !text.is_empty() {
            write(&format!("{text}\n"));
        }
    }
}

/// Writes to stderr; that nobody reads it is no failure.
fn write(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A text in which nothing steers the terminal but its line ends.
fn harmless(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

fn closed(error: &std::io::Error) -> Stop {
    match error.kind() {
        ErrorKind::BrokenPipe => Stop::NobodyListens,
        _ => Stop::Failed(Failure::System(format!("cannot write to stdout: {error}"))),
    }
}

/// How a stream looks: as wide as its terminal, a page where there is none.
fn style(terminal: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Style {
    let style = Style { colour: colour(terminal), ..Style::default() };
    size.map_or(style, |(columns, _)| style.wide(usize::from(columns.0)))
}

/// Whether to colour (no-color.org, bixense.com/clicolors).
fn colour(terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal && set("TERM").is_none_or(|term| term != "dumb")
}
