//! Ratios: to a hand-written loop, to memory bandwidth, to named peers.
