//! Quantities: what is understood, what is refused, and that writing reads back.
