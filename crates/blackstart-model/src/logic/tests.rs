//! Logic: what is understood, what is refused.
