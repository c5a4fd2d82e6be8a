//! A value that steps in time: exact, piecewise constant, with the cause of every level below 1.

use crate::handover::Cause;

/// A level 0–1 that steps in time. From each piece's moment on, its level holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pieces: Vec<Piece>,
}

/// One level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// From this moment \[h\]; the first piece holds from minus infinity.
    pub from_hours: f64,
    /// Level, 0–1.
    pub level: f64,
    /// Why it is below 1; meaningless at 1.
    pub cause: Cause,
}

impl Timeline {
    /// Always 1.
    pub fn up() -> Self {
        Self {
            pieces: vec![Piece {
                from_hours: f64::NEG_INFINITY,
                level: 1.0,
                cause: Cause::Shutdown,
            }],
        }
    }

    /// The pieces, in time order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}
