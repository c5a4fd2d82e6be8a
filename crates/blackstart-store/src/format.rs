//! The formats of what is written here, so that a reader knows what it may believe.

/// Format of the folders that this version writes, and the highest it reads.
///
/// 1 had hashes of tables only; from 2 on, the manifest lists every file of its folder.
pub const FORMAT: u64 = 2;
