//! Plays many histories over threads.
