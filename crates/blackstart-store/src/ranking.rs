//! A ranking of changes as Parquet.

use crate::error::StoreError;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use blackstart_ensemble::mitigation::{RankColumn, RankSummary};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::path::Path;
use std::sync::Arc;

/// The table of a ranking as a Parquet file: a row for each change, in the order in which they are told. The same ranking gives the same bytes.
///
/// # Errors
/// If it cannot be packed; `path` is what is named then.
pub fn ranking_parquet(it: &RankSummary, path: &Path) -> Result<Vec<u8>, StoreError> {
    let column = |(name, column): (&'static str, RankColumn)| {
        let array: ArrayRef = match column {
            RankColumn::Text(values) => Arc::new(StringArray::from(values)),
            RankColumn::Number(values) => Arc::new(Float64Array::from(values)),
        };
        (name, array, true)
    };
    let damaged = |error: &dyn std::fmt::Display| StoreError::damaged(path, error);
    let batch = RecordBatch::try_from_iter_with_nullable(it.table().into_iter().map(column));
    let batch = batch.map_err(|error| damaged(&error))?;
    let properties = WriterProperties::builder()
        .set_created_by(format!("blackstart {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).map_err(|error| damaged(&error))?;
    writer.write(&batch).map_err(|error| damaged(&error))?;
    writer.into_inner().map_err(|error| damaged(&error))
}
