//! What JSON and YAML are both turned into, event by event.

use crate::problem::Span;
use std::borrow::Cow;

/// One event of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event<'t> {
    /// A map begins: keys and values follow in turn.
    Map,
    /// A list begins.
    List,
    /// The map or list ends.
    End,
    /// A scalar.
    Scalar(Scalar<'t>),
    /// Nothing follows.
    Over,
}

/// A word, number, `true`, `null`: as written, and whether it was in quotes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scalar<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) quoted: bool,
}

/// Why a text cannot be read on: what is wrong, and where. The reader makes the complaint of it, and stops.
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
}
