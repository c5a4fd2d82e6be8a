//! Why a command did not do what was wanted, what to do next, and with which code it exits.

use crate::console::Console;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

/// Exit codes, as documented in `blackstart --help`.
const INTERNAL: u8 = 1;
const USAGE: u8 = 2;
const INVALID: u8 = 3;
const BREACHED: u8 = 4;

/// Why a command did not do what was wanted.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something outside the user's files went wrong: a disk, a permission.
    Internal(String),
    /// The command was asked for something it cannot do.
    Usage(String),
    /// A model or scenario has errors; they have been shown.
    Invalid,
    /// Results are there, and a tolerance named with `--fail-on` is breached.
    Breached(Vec<String>),
    /// Stopped by a signal.
    Interrupted {
        /// 128 and the signal's number.
        code: u8,
        /// What is kept.
        kept: String,
    },
    /// Nobody reads what is written: no reason to complain.
    NobodyListens,
}

impl Failure {
    /// A file or folder could not be used.
    pub(crate) fn file(doing: &str, path: &Path, error: impl Display) -> Self {
        Self::Internal(format!("cannot {doing} {}: {error}", path.display()))
    }

    /// Says it on stderr and gives the exit code.
    pub(crate) fn tell(self, console: &Console) -> ExitCode {
        let code = match self {
            Self::Internal(message) => {
                console.error(&message);
                INTERNAL
            }
            Self::Usage(message) => {
                console.error(&message);
                USAGE
            }
            Self::Invalid => INVALID,
            Self::Breached(lines) => {
                for line in lines {
                    console.error(&line);
                }
                BREACHED
            }
            Self::Interrupted { code, kept } => {
                console.error(&kept);
                code
            }
            Self::NobodyListens => return ExitCode::SUCCESS,
        };
        ExitCode::from(code)
    }
}
