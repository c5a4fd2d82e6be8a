//! Many histories, the same bytes on any number of threads.
