//! The terminal: data to stdout, everything else to stderr, colour only where it is wanted.

use crate::Done;
use crate::failure::Failure;
use blackstart::report::Style;
use serde::Serialize;
use std::cell::RefCell;
use std::io::{BufWriter, ErrorKind, IsTerminal, Stdout, Write};

/// The two streams and how they may look.
pub(crate) struct Console {
    out: RefCell<BufWriter<Stdout>>,
    out_style: Style,
    err_style: Style,
}

impl Console {
    /// The process's streams; `NO_COLOR`, `CLICOLOR_FORCE` and `TERM=dumb` are honoured.
    pub(crate) fn new() -> Self {
        Self {
            out: RefCell::new(BufWriter::new(std::io::stdout())),
            out_style: style(std::io::stdout().is_terminal(), terminal_size::terminal_size_of(std::io::stdout())),
            err_style: style(std::io::stderr().is_terminal(), terminal_size::terminal_size_of(std::io::stderr())),
        }
    }

    /// How stdout may look.
    pub(crate) fn style(&self) -> Style {
        self.out_style
    }

    /// How stderr may look.
    pub(crate) fn note_style(&self) -> Style {
        self.err_style
    }

    /// Whether anyone watches stderr, so that a progress bar makes sense.
    pub(crate) fn watched(&self) -> bool {
        std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// Data for stdout.
    pub(crate) fn data(&self, text: &str) -> Done {
        self.out.borrow_mut().write_all(text.as_bytes()).map_err(|error| closed(&error))
    }

    /// Data for stdout as JSON, for machines.
    pub(crate) fn json<T: Serialize>(&self, value: &T) -> Done {
        let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Internal(error.to_string()))?;
        self.data(&text)?;
        self.data("\n")
    }

    /// A remark on stderr. Nobody reading it is no failure.
    pub(crate) fn note(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// What went wrong, on stderr, after all data.
    pub(crate) fn error(&self, message: &str) {
        let _ = self.out.borrow_mut().flush();
        self.note(&format!("{} {message}\n", self.err_style.red("error:")));
    }

    /// Everything written so far reaches its reader.
    pub(crate) fn finish(&self) -> Done {
        self.out.borrow_mut().flush().map_err(|error| closed(&error))
    }
}

fn closed(error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::BrokenPipe => Failure::NobodyListens,
        _ => Failure::Internal(format!("cannot write to stdout: {error}")),
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
