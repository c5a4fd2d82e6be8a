//! Simulate the cyber shutdown of a company: what stops, for whom, what it costs, what to restart first.
