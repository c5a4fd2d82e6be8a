//! What every answer is: named fields, a schema, and whether it is a success.

use crate::failure::Failure;
use serde::Serialize;

/// What a job came to. Serialised, its first field is `schema`, such as `blackstart/run/1`; a form only ever gains fields under the same name.
pub trait Answer: Serialize {
    /// Whether what was asked for was done and is well.
    ///
    /// # Errors
    /// If the answer is there, but says that files have errors, that a promise is broken, or that the work was interrupted.
    fn outcome(&self) -> Result<(), Failure> {
        Ok(())
    }
}
