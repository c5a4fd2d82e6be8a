//! Chance: known answers, moments, distribution functions, sameness.
