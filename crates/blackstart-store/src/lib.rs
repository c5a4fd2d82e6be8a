//! Results to disk and back, and tables from Parquet and XLSX.

mod arrow;
mod canon;
mod cells;
mod error;
mod files;
mod folder;
mod format;
mod guard;
mod hash;
mod json;
mod lock;
mod manifest;
mod names;
mod network;
mod ord;
mod read;
mod run;
mod shard;
mod sound;
mod tables;
mod write;

pub use arrow::{RecordBatch, Schema, TABLES, batches, schema_of};
pub use canon::{Digest, digest};
pub use error::{Problem, StoreError, Writer};
pub use files::{FileEntry, write_file};
pub use folder::{Folder, FolderManifest, Kind, Purpose, Standing, judge, replace_file};
pub use format::FORMAT;
pub use guard::is_guarded;
pub use hash::hash;
pub use manifest::{Manifest, TableFile, manifest};
pub use names::part_name;
pub use network::{NetworkWriter, is_state, read_state, write_rank, write_state};
pub use ord::write_ord;
pub use read::{Run, read, verify};
pub use run::{Earlier, Keep, RunFolder, Shard, shard};
pub use shard::{
    Part, PartContents, PartHead, list_parts, merge, read_part, read_part_head, same_layout, write_part,
};
pub use tables::Formats;
pub use write::{Finished, Origin, Told, command_line, summary_json, write};
