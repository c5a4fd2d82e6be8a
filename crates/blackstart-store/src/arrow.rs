//! Tables of results as Arrow columns and Parquet files, and back. Positions become names: people and other programs read the files.

use crate::error::StoreError;
use crate::guard::guarded;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Float32Array, Float64Array, Int32Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field, SchemaRef};
use blackstart_ensemble::cells::{Cells, Column, Kind, Rows, Slice, Words};
use blackstart_ensemble::counts::SiteCountRows;
use blackstart_ensemble::inputs::{Input, Inputs};
use blackstart_ensemble::{Layout, Results, each_table, results};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

pub use arrow_array::RecordBatch;
pub use arrow_schema::Schema;

/// Names of all tables of results, in the order of files and digests.
pub const TABLES: [&str; 16] = {
    macro_rules! names {
        ($($table:ident),*) => {
            [$(results::$table::NAME,)* SiteCountRows::NAME]
        };
    }
    names![
        Replicates, Outages, Services, Targets, Sites, Volumes, Parties, Losses, Claims, Layers, Tasks, Support, Weeks,
        Output, Taken
    ]
};

/// A table of results as Arrow batches of at most 65,536 rows each, in replicate order: the columns, types and names that its Parquet file has
/// (`docs/reference/results.md`). `None`: no table is called so.
///
/// At least one batch comes, even without rows, so that its schema is known.
pub fn batches(results: &Results, table: &str) -> Option<Vec<RecordBatch>> {
    macro_rules! of {
        ($table:ident) => {
            if table == stringify!($table) {
                return Some(all_batches(&results.layout, &results.$table));
            }
        };
    }
    each_table!(of);
    (table == SiteCountRows::NAME).then(|| all_batches(&results.layout, &results.counts.rows()))
}

fn all_batches<T: Rows>(layout: &Layout, table: &T) -> Vec<RecordBatch> {
    let starts = (0..table.len().max(1)).step_by(BATCH_ROWS);
    starts.map(|from| batch(layout, table, from, (from + BATCH_ROWS).min(table.len()))).collect()
}

/// The Arrow schema of a table of results; `None`: no table is called so.
pub fn schema_of(table: &str) -> Option<SchemaRef> {
    macro_rules! of {
        ($($table:ident),*) => {
            $(if table == results::$table::NAME {
                return Some(schema::<results::$table>());
            })*
        };
    }
    of![
        Replicates, Outages, Services, Targets, Sites, Volumes, Parties, Losses, Claims, Layers, Tasks, Support, Weeks,
        Output, Taken
    ];
    (table == SiteCountRows::NAME).then(schema::<SiteCountRows>)
}

/// Rows per Arrow batch: what is in memory twice.
const BATCH_ROWS: usize = 1 << 16;

/// Rows per row group of a file: what another program reads at a time.
const GROUP_ROWS: usize = 1 << 20;

/// Arrow type of a column: names as dictionary, whole numbers signed, because many readers know no unsigned ones.
fn data_type(column: &Column) -> DataType {
    if column.words != Words::Number {
        return DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    }
    match column.kind {
        Kind::U8 | Kind::U16 => DataType::Int32,
        Kind::U32 => DataType::Int64,
        Kind::F32 => DataType::Float32,
        Kind::F64 => DataType::Float64,
    }
}

/// Arrow schema of a table. Only names may be null: where nobody is named.
pub(crate) fn schema<T: Rows>() -> SchemaRef {
    let field = |column: &Column| Field::new(column.name, data_type(column), column.words == Words::Crew);
    Arc::new(Schema::new(T::COLUMNS.iter().map(field).collect::<Vec<_>>()))
}

/// Some rows of a table as an Arrow batch.
pub(crate) fn batch<T: Rows>(layout: &Layout, table: &T, from: usize, until: usize) -> RecordBatch {
    let columns = T::COLUMNS
        .iter()
        .zip(table.slices())
        .map(|(column, slice)| match column.words.names(layout) {
            Some(names) => named(&names, slice, from, until),
            None => plain(slice, from, until),
        })
        .collect();
    RecordBatch::try_new(schema::<T>(), columns).expect("columns are made for the schema")
}

fn plain(slice: Slice<'_>, from: usize, until: usize) -> ArrayRef {
    match slice {
        Slice::U8(values) => Arc::new(Int32Array::from_iter_values(values[from..until].iter().map(|&v| i32::from(v)))),
        Slice::U16(values) => Arc::new(Int32Array::from_iter_values(values[from..until].iter().map(|&v| i32::from(v)))),
        Slice::U32(values) => Arc::new(Int64Array::from_iter_values(values[from..until].iter().map(|&v| i64::from(v)))),
        Slice::F32(values) => Arc::new(Float32Array::from_iter_values(values[from..until].iter().copied())),
        Slice::F64(values) => Arc::new(Float64Array::from_iter_values(values[from..until].iter().copied())),
    }
}

/// Positions beyond the names are null.
fn named(names: &[&str], slice: Slice<'_>, from: usize, until: usize) -> ArrayRef {
    let position = |at: u32| i32::try_from(at).ok().filter(|_| (at as usize) < names.len());
    let keys: Int32Array = match slice {
        Slice::U8(values) => values[from..until].iter().map(|&v| position(u32::from(v))).collect(),
        Slice::U16(values) => values[from..until].iter().map(|&v| position(u32::from(v))).collect(),
        Slice::U32(values) => values[from..until].iter().map(|&v| position(v)).collect(),
        Slice::F32(_) | Slice::F64(_) => unreachable!("names are positions"),
    };
    let values = Arc::new(StringArray::from_iter_values(names));
    Arc::new(DictionaryArray::<Int32Type>::try_new(keys, values).expect("keys are within the names"))
}

/// Writes a table as Parquet. The same rows give the same bytes.
pub(crate) fn write_parquet<T: Rows>(
    layout: &Layout,
    table: &T,
    to: impl Write + Send,
    path: &Path,
) -> Result<(), StoreError> {
    let damaged = |error| not_written(path, error);
    let mut writer = writer(&schema::<T>(), &layout.version, GROUP_ROWS, to, path)?;
    let mut from = 0;
    while from < table.len() {
        let until = (from + BATCH_ROWS).min(table.len());
        writer.write(&batch(layout, table, from, until)).map_err(damaged)?;
        from = until;
    }
    writer.close().map_err(damaged)?;
    Ok(())
}

/// Numbers of a table of inputs that are in memory at a time.
const INPUT_NUMBERS: usize = 1 << 22;

/// Writes what was drawn as Parquet: a row for each replicate, a column for each input. The same inputs and replicates give the same bytes.
pub(crate) fn write_inputs(
    inputs: &Inputs,
    replicates: &[u32],
    version: &str,
    to: impl Write + Send,
    path: &Path,
) -> Result<(), StoreError> {
    let words = |input: &Input| {
        let document = if input.in_model() { "model" } else { "scenario" };
        [("name", input.name.as_str()), ("document", document), ("path", input.entry.path.as_str())]
            .map(|(key, words)| (key.to_owned(), words.to_owned()))
    };
    let column = |input: &Input| {
        Field::new(&input.column, DataType::Float64, true).with_metadata(words(input).into_iter().collect())
    };
    let replicate = Field::new("replicate", DataType::Int64, false);
    let fields: Vec<Field> = std::iter::once(replicate).chain(inputs.list().iter().map(column)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let rows = (INPUT_NUMBERS / (inputs.list().len() + 1)).clamp(1, GROUP_ROWS);
    let mut writer = writer(&schema, version, rows, to, path)?;
    for part in replicates.chunks(rows) {
        let numbers = |input| {
            // What only a history knows has no value.
            let values =
                inputs.values(input, part).into_iter().map(|value| Some(value).filter(|value| !value.is_nan()));
            Arc::new(Float64Array::from_iter(values)) as ArrayRef
        };
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(part.iter().map(|&id| i64::from(id))));
        let columns = std::iter::once(ids).chain((0..inputs.list().len()).map(numbers)).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns).expect("columns are made for the schema");
        writer.write(&batch).map_err(|error| not_written(path, error))?;
    }
    writer.close().map_err(|error| not_written(path, error))?;
    Ok(())
}

/// What writes a Parquet file: no dates, one thread, fixed properties.
fn writer<W: Write + Send>(
    schema: &SchemaRef,
    version: &str,
    group_rows: usize,
    to: W,
    path: &Path,
) -> Result<ArrowWriter<W>, StoreError> {
    let properties = WriterProperties::builder()
        .set_created_by(format!("blackstart {version}"))
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(group_rows))
        .build();
    ArrowWriter::try_new(to, schema.clone(), Some(properties)).map_err(|error| not_written(path, error))
}

fn not_written(path: &Path, error: parquet::errors::ParquetError) -> StoreError {
    match error {
        parquet::errors::ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => StoreError::io(path)(*error),
            Err(error) => StoreError::damaged(path, error),
        },
        error => StoreError::damaged(path, error),
    }
}

/// Bytes of memory that the rows of any table may take, and how many times its file's size beyond them: ours pack three to thirty times.
const SURELY_UNPACKED: u64 = 64 << 20;
const MOST_PACKED: u64 = 1_024;

/// Reads a table written by [`write_parquet`] that should have so many rows.
pub(crate) fn read_parquet<T: Rows>(layout: &Layout, file: File, path: &Path, rows: u64) -> Result<T, StoreError> {
    let read = guarded(|| read_table(layout, file, path, rows));
    read.unwrap_or_else(|| Err(StoreError::damaged(path, "it is not a sound Parquet file")))
}

fn read_table<T: Rows>(layout: &Layout, file: File, path: &Path, rows: u64) -> Result<T, StoreError> {
    let size = file.metadata().map_err(StoreError::io(path))?.len();
    let damaged = |what: &dyn std::fmt::Display| StoreError::damaged(path, what);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
    let expected = schema::<T>();
    let found = builder.schema();
    let same = found.fields().len() == expected.fields().len()
        && found
            .fields()
            .iter()
            .zip(expected.fields())
            .all(|(found, expected)| found.name() == expected.name() && found.data_type() == expected.data_type());
    if !same {
        let names: Vec<&str> = expected.fields().iter().map(|field| field.name().as_str()).collect();
        return Err(damaged(&format!("its columns or their types are not {}", names.join(", "))));
    }
    let count = builder.metadata().file_metadata().num_rows();
    if u64::try_from(count).ok() != Some(rows) {
        return Err(damaged(&format!("it has {count} rows instead of {rows}")));
    }
    // Before anything is made room for.
    if !fits(rows, row_bytes::<T>(), size) {
        return Err(damaged(&format!("its {size} bytes cannot hold {rows} rows")));
    }
    let rows = usize::try_from(rows).map_err(|error| damaged(&error))?;
    let lookups: Vec<Option<BTreeMap<&str, u32>>> = T::COLUMNS
        .iter()
        .map(|column| column.words.names(layout).map(|names| (0_u32..).zip(names).map(|(i, name)| (name, i)).collect()))
        .collect();
    let mut table = T::default();
    table.reserve(rows);
    let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|error| damaged(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        let cells = T::COLUMNS
            .iter()
            .zip(batch.columns())
            .zip(&lookups)
            .map(|((column, array), lookup)| {
                cells(column, array, lookup.as_ref())
                    .ok_or_else(|| damaged(&format!("its column `{}` holds what it cannot", column.name)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let part = T::from_cells(cells).ok_or_else(|| damaged(&"its columns do not fit together"))?;
        if part.len() > rows - table.len() {
            return Err(damaged(&"it has more rows than it says"));
        }
        table.append(part);
    }
    if table.len() == rows { Ok(table) } else { Err(damaged(&"it ends too early")) }
}

/// Whether a file of so many bytes may hold so many rows.
pub(crate) fn fits(rows: u64, row_bytes: u64, file_bytes: u64) -> bool {
    rows.saturating_mul(row_bytes) <= SURELY_UNPACKED.saturating_add(file_bytes.saturating_mul(MOST_PACKED))
}

/// Bytes of memory that a row takes.
fn row_bytes<T: Rows>() -> u64 {
    T::COLUMNS.iter().map(|column| crate::canon::width(column.kind)).sum()
}

/// Numbers of one column of a batch; `None` if it holds what the column cannot.
fn cells(column: &Column, array: &ArrayRef, lookup: Option<&BTreeMap<&str, u32>>) -> Option<Cells> {
    let array = array.as_any();
    if let Some(lookup) = lookup {
        let array = array.downcast_ref::<DictionaryArray<Int32Type>>()?;
        let names = array.values().as_any().downcast_ref::<StringArray>()?;
        let positions: Vec<Option<u32>> =
            names.iter().map(|name| name.and_then(|name| lookup.get(name).copied())).collect();
        let nobody = if column.words == Words::Crew { Some(u32::MAX) } else { None };
        let at = |key: Option<i32>| match key {
            Some(key) => positions.get(usize::try_from(key).ok()?).copied().flatten(),
            None => nobody,
        };
        let keys = array.keys().iter().map(at);
        return match column.kind {
            Kind::U8 => keys.map(|at| u8::try_from(at?).ok()).collect::<Option<_>>().map(Cells::U8),
            Kind::U16 => {
                keys.map(|at| at.map(|at| u16::try_from(at).unwrap_or(u16::MAX))).collect::<Option<_>>().map(Cells::U16)
            }
            Kind::U32 => keys.collect::<Option<_>>().map(Cells::U32),
            Kind::F32 | Kind::F64 => None,
        };
    }
    match column.kind {
        Kind::U8 => {
            let array = array.downcast_ref::<Int32Array>()?;
            array.iter().map(|value| u8::try_from(value?).ok()).collect::<Option<_>>().map(Cells::U8)
        }
        Kind::U16 => {
            let array = array.downcast_ref::<Int32Array>()?;
            array.iter().map(|value| u16::try_from(value?).ok()).collect::<Option<_>>().map(Cells::U16)
        }
        Kind::U32 => {
            let array = array.downcast_ref::<Int64Array>()?;
            array.iter().map(|value| u32::try_from(value?).ok()).collect::<Option<_>>().map(Cells::U32)
        }
        Kind::F32 => {
            let array = array.downcast_ref::<Float32Array>()?;
            (array.null_count() == 0).then(|| Cells::F32(array.values().to_vec()))
        }
        Kind::F64 => {
            let array = array.downcast_ref::<Float64Array>()?;
            (array.null_count() == 0).then(|| Cells::F64(array.values().to_vec()))
        }
    }
}

#[cfg(test)]
mod tests;
