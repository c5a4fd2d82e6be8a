//! Why a command ends early, and with which code it exits.

use crate::console::Console;
use blackstart::jobs::Failure;
use std::process::ExitCode;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// There is no answer, or it is no success.
    Failed(Failure),
    /// The same, and the answer has told why; the exit code.
    Told(u8),
    /// Nobody reads what is written: no reason to complain.
    NobodyListens,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Stop {
    /// Says it on stderr and gives the exit code; `signal`: the one that interrupted the work, if one did.
    pub(crate) fn tell(self, console: &Console, signal: Option<u8>) -> ExitCode {
        let failure = match self {
            Self::NobodyListens => return ExitCode::SUCCESS,
            Self::Told(code) => return ExitCode::from(code),
            Self::Failed(failure) => failure,
        };
        match &failure {
            Failure::Invalid(found) => console.err().problems(found),
            Failure::Breached(lines) => lines.iter().for_each(|line| console.error(line)),
            other => console.error(&other.to_string()),
        }
        match (&failure, signal) {
            (Failure::Interrupted(_), Some(signal)) => ExitCode::from(128 + signal),
            _ => ExitCode::from(failure.exit_code()),
        }
    }
}
