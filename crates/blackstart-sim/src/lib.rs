//! One history, from first alarm to horizon.
