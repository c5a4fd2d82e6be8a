//! Moments and calendars: worked examples, and agreement with a minute-by-minute count.
