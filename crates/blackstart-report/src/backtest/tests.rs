//! Reality next to results.
