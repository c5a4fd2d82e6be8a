//! Results to disk and back, and tables from Parquet and XLSX.

mod arrow;
mod canon;
mod error;
mod files;
mod hash;
mod network;
mod ord;
mod read;
mod run;
mod shard;
mod tables;
mod write;

pub use canon::{Digest, digest};
pub use error::{Problem, StoreError};
pub use hash::hash;
pub use network::{NetworkWriter, read_state, write_rank, write_state, write_text};
pub use ord::write_ord;
pub use read::{Manifest, TableFile, manifest, read, verify};
pub use run::{Finished, Keep, Shard, run_in_parts, shard};
pub use shard::{Part, list_parts, merge, part_name, read_part, write_part};
pub use tables::Formats;
pub use write::{FORMAT, summary_json, write};
