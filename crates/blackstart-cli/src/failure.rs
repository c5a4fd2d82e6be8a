//! Why a command ends early.

use blackstart::jobs::Failure;

/// What every command returns.
pub(crate) type Done = Result<(), Stop>;

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
