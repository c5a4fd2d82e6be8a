//! Ratios: to a hand-written loop, to memory bandwidth, to named peers. The benchmarks are in `benches/`; this library is empty.
