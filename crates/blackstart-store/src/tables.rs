//! Tables of a model as Parquet and XLSX, bounded: a file may be anything, and gets an error if it is not a table.

use crate::guard::guarded;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use blackstart_model::{Cell, Limits, RawRow, RawTable, TableFormats};
use calamine::{DataRef, Reader, Xlsx};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Parquet and XLSX.
#[derive(Clone, Copy, Debug, Default)]
pub struct Formats;

/// Most cells of one table: two gigabytes of memory.
const MOST_CELLS: u64 = 64_000_000;

/// Most bytes that an XLSX file, a ZIP archive, may unpack to: a full sheet of a million rows takes less.
const MOST_UNPACKED: u64 = 512 << 20;

/// Bytes that any XLSX file may unpack to, and how many times its own size beyond them: sheets pack ten to fifty times, bombs up to a thousand.
const SURELY_UNPACKED: u64 = 8 << 20;
const MOST_PACKED: u64 = 100;

/// Most entries of the archive.
const MOST_ENTRIES: usize = 4_096;

/// Rows of a Parquet file that are unpacked at a time.
const BATCH_ROWS: usize = 1_024;

impl TableFormats for Formats {
    fn extensions(&self) -> &[&str] {
        &["parquet", "xlsx"]
    }

    fn read(&self, path: &Path, limits: &Limits) -> Result<RawTable, String> {
        let is_sheet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        guarded_file(path, limits, || if is_sheet { xlsx(path, limits) } else { parquet(path, limits) })
    }
}

/// Rows so far, and room for more.
struct Table<'l> {
    table: RawTable,
    limits: &'l Limits,
    text_bytes: u64,
}

impl<'l> Table<'l> {
    fn new(columns: Vec<String>, limits: &'l Limits) -> Result<Self, String> {
        if columns.len() > limits.table_columns {
            return Err(format!("it has {} columns; at most {} are read", columns.len(), limits.table_columns));
        }
        Ok(Self { table: RawTable { columns, rows: Vec::new() }, limits, text_bytes: 0 })
    }

    /// Adds an empty row.
    fn row(&mut self, number: u32) -> Result<(), String> {
        let rows = self.table.rows.len() as u64 + 1;
        if rows > self.limits.table_rows || rows * self.table.columns.len() as u64 > MOST_CELLS {
            return Err(format!("it is too large: more than {} rows", rows - 1));
        }
        self.table.rows.push(RawRow { number, cells: vec![None; self.table.columns.len()] });
        Ok(())
    }

    /// Fills a cell of the last row.
    fn cell(&mut self, column: usize, cell: Cell) -> Result<(), String> {
        let Some(row) = self.table.rows.last_mut() else { return Ok(()) };
        let name = &self.table.columns[column];
        match &cell {
            Cell::Text(text) => {
                self.text_bytes += text.len() as u64;
                if text.len() > self.limits.text_bytes {
                    return Err(format!(
                        "row {}, column `{name}`: a text of {} bytes is too long",
                        row.number,
                        text.len()
                    ));
                }
                if self.text_bytes > self.limits.table_bytes {
                    return Err("its texts are too long together".to_owned());
                }
                if text.trim().is_empty() {
                    return Ok(());
                }
            }
            Cell::Number(number) if !number.is_finite() => {
                return Err(format!("row {}, column `{name}`: {number} is not a number", row.number));
            }
            Cell::Number(_) => {}
        }
        row.cells[column] = Some(cell);
        Ok(())
    }
}

/// A moment as text; midnight is a date.
fn moment(at: DateTime) -> String {
    if at.time() == jiff::civil::Time::midnight() { at.date().to_string() } else { at.to_string() }
}

/// A moment counted from 1970; `None` beyond the calendar.
fn since_1970(duration: SignedDuration) -> Option<String> {
    date(1970, 1, 1).at(0, 0, 0, 0).checked_add(duration).ok().map(moment)
}

/// Reads a table by somebody else's reader: a file that can be read to its end, of at most so many bytes; a panic is an error.
pub(crate) fn guarded_file<T>(
    path: &Path,
    limits: &Limits,
    read: impl FnOnce() -> Result<T, String>,
) -> Result<T, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    if about.len() > limits.table_bytes {
        return Err(format!("it has {} bytes; at most {} are read", about.len(), limits.table_bytes));
    }
    guarded(read).unwrap_or_else(|| Err("it is damaged".to_owned()))
}

/// Opens a Parquet file, if it says that it keeps to the limits.
pub(crate) fn open_parquet(path: &Path, limits: &Limits) -> Result<ParquetRecordBatchReaderBuilder<File>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unsound(&error))?;
    let columns = builder.schema().fields().len();
    if columns > limits.table_columns {
        return Err(format!("it has {columns} columns; at most {} are read", limits.table_columns));
    }
    let rows =
        u64::try_from(builder.metadata().file_metadata().num_rows()).map_err(|_| "its number of rows is negative")?;
    if rows > limits.table_rows {
        return Err(format!("it has {rows} rows; at most {} are read", limits.table_rows));
    }
    let unpacked: i128 = builder.metadata().row_groups().iter().map(|group| i128::from(group.total_byte_size())).sum();
    if unpacked > i128::from(limits.table_bytes) {
        return Err(format!("it unpacks to {unpacked} bytes; at most {} are read", limits.table_bytes));
    }
    Ok(builder)
}

/// What a reader of Parquet says, with advice where there is any.
pub(crate) fn unsound(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let lower = text.to_lowercase();
    // Other writers' default; C code that this program does without.
    if ["zstd", "brotli", "lz4"].iter().any(|codec| lower.contains(codec)) {
        format!("its compression is not read here; write it with `snappy`, `gzip` or none ({text})")
    } else {
        format!("it is not a sound Parquet file ({text})")
    }
}

fn parquet(path: &Path, limits: &Limits) -> Result<RawTable, String> {
    let builder = open_parquet(path, limits)?;
    let fields = builder.schema().fields().clone();
    let mut table = Table::new(fields.iter().map(|field| field.name().clone()).collect(), limits)?;
    if let Some(field) = fields.iter().find(|field| !is_known(field.data_type())) {
        let (name, kind) = (field.name(), field.data_type());
        return Err(format!("column `{name}` has type {kind}; use text, numbers, truth values or dates"));
    }
    let mut number = 0;
    for batch in builder.with_batch_size(BATCH_ROWS).build().map_err(|error| unsound(&error))? {
        let batch = batch.map_err(|error| unsound(&error))?;
        for row in 0..batch.num_rows() {
            number += 1;
            table.row(number)?;
            for (column, array) in batch.columns().iter().enumerate() {
                if let Some(cell) = value(array, row)? {
                    table.cell(column, cell)?;
                }
            }
        }
    }
    Ok(table.table)
}

/// Whether [`value`] knows what to do with a type.
fn is_known(kind: &DataType) -> bool {
    use DataType as T;
    match kind {
        T::Null | T::Boolean | T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Date32 | T::Timestamp(..) => true,
        T::Decimal128(..) | T::Float32 | T::Float64 => true,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => true,
        T::Dictionary(_, values) => !matches!(**values, T::List(_) | T::Dictionary(..)) && is_known(values),
        T::List(item) => !matches!(item.data_type(), T::List(_) | T::Dictionary(..)) && is_known(item.data_type()),
        _ => false,
    }
}

/// What a column holds in a row.
fn value(array: &ArrayRef, row: usize) -> Result<Option<Cell>, String> {
    use DataType as T;
    fn number<P: ArrowPrimitiveType>(array: &ArrayRef, row: usize, as_f64: impl Fn(P::Native) -> f64) -> Cell {
        Cell::Number(as_f64(array.as_primitive::<P>().value(row)))
    }
    if array.is_null(row) {
        return Ok(None);
    }
    let text = |text: &str| Cell::Text(text.to_owned());
    Ok(Some(match array.data_type() {
        T::Boolean => text(if array.as_boolean().value(row) { "true" } else { "false" }),
        T::Utf8 => text(array.as_string::<i32>().value(row)),
        T::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        T::Utf8View => text(array.as_string_view().value(row)),
        T::Int8 => number::<Int8Type>(array, row, f64::from),
        T::Int16 => number::<Int16Type>(array, row, f64::from),
        T::Int32 => number::<Int32Type>(array, row, f64::from),
        T::Int64 => number::<Int64Type>(array, row, |v| v as f64),
        T::UInt8 => number::<UInt8Type>(array, row, f64::from),
        T::UInt16 => number::<UInt16Type>(array, row, f64::from),
        T::UInt32 => number::<UInt32Type>(array, row, f64::from),
        T::UInt64 => number::<UInt64Type>(array, row, |v| v as f64),
        T::Float32 => number::<Float32Type>(array, row, f64::from),
        T::Float64 => number::<Float64Type>(array, row, |v| v),
        T::Decimal128(..) => {
            // Through its digits: exact before the one rounding to a number.
            let digits = array.as_primitive::<Decimal128Type>().value_as_string(row);
            Cell::Number(digits.parse().map_err(|_| format!("`{digits}` is not a number"))?)
        }
        T::Date32 => {
            let days = i64::from(array.as_primitive::<Date32Type>().value(row));
            Cell::Text(since_1970(SignedDuration::from_hours(days * 24)).ok_or("a date is beyond the calendar")?)
        }
        T::Timestamp(unit, _) => {
            let since = match unit {
                TimeUnit::Second => SignedDuration::from_secs(array.as_primitive::<TimestampSecondType>().value(row)),
                TimeUnit::Millisecond => {
                    SignedDuration::from_millis(array.as_primitive::<TimestampMillisecondType>().value(row))
                }
                TimeUnit::Microsecond => {
                    SignedDuration::from_micros(array.as_primitive::<TimestampMicrosecondType>().value(row))
                }
                TimeUnit::Nanosecond => {
                    SignedDuration::from_nanos(array.as_primitive::<TimestampNanosecondType>().value(row))
                }
            };
            Cell::Text(since_1970(since).ok_or("a date is beyond the calendar")?)
        }
        T::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let keys = dictionary.normalized_keys();
            return value(dictionary.values(), keys[row]);
        }
        T::List(_) => {
            let items = array.as_list::<i32>().value(row);
            let mut words = Vec::with_capacity(items.len());
            for item in 0..items.len() {
                match value(&items, item)? {
                    Some(Cell::Text(text)) => words.push(text),
                    Some(Cell::Number(number)) => words.push(number.to_string()),
                    None => {}
                }
            }
            Cell::Text(words.join(";"))
        }
        _ => return Ok(None),
    }))
}

/// Unpacks an archive once, keeping nothing: what it says about its own size may be a lie.
fn check_archive(path: &Path, limits: &Limits) -> Result<(), String> {
    let not = |error: &dyn std::fmt::Display| format!("it is not a sound XLSX file ({error})");
    let file = File::open(path).map_err(|error| error.to_string())?;
    let packed = file.metadata().map_err(|error| error.to_string())?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| not(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(format!("it holds {} files; at most {MOST_ENTRIES} are read", archive.len()));
    }
    let most = limits.table_bytes.min(MOST_UNPACKED).min(packed.saturating_mul(MOST_PACKED).max(SURELY_UNPACKED));
    let mut unpacked = 0;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|error| not(&error))?;
        let mut entry = entry.take(most + 1 - unpacked);
        unpacked += std::io::copy(&mut entry, &mut std::io::sink()).map_err(|error| not(&error))?;
        if unpacked > most {
            return Err(format!("its {packed} bytes unpack to more than {most}"));
        }
    }
    Ok(())
}

fn xlsx(path: &Path, limits: &Limits) -> Result<RawTable, String> {
    check_archive(path, limits)?;
    let not = |error: calamine::XlsxError| format!("it is not a sound XLSX file ({error})");
    let mut book: Xlsx<_> = calamine::open_workbook(path).map_err(not)?;
    let names = book.sheet_names();
    // The sheet with the table's name, else the first.
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = names.iter().find(|name| **name == stem).or(names.first()).cloned().ok_or("it has no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(not)?;
    let mut header: Vec<(u32, String)> = Vec::new();
    let mut header_row = None;
    let mut table: Option<Table<'_>> = None;
    let mut current = None;
    while let Some(cell) = cells.next_cell().map_err(not)? {
        let (row, column) = cell.get_position();
        let Some(value) = content(cell.get_value(), row, column)? else { continue };
        if *header_row.get_or_insert(row) == row {
            let Cell::Text(text) = value else {
                return Err(format!("cell {} is in the first row and must be a column's name", address(row, column)));
            };
            if header.last().is_some_and(|(last, _)| *last >= column) || header.len() >= limits.table_columns {
                return Err(format!("cell {}: too many names of columns, or out of order", address(row, column)));
            }
            header.push((column, text.trim().to_owned()));
            continue;
        }
        let table = match &mut table {
            Some(table) => table,
            None => table.insert(Table::new(header.iter().map(|(_, name)| name.clone()).collect(), limits)?),
        };
        let Ok(place) = header.binary_search_by_key(&column, |(column, _)| *column) else {
            return Err(format!("cell {} is in a column without a name in the first row", address(row, column)));
        };
        if current != Some(row) {
            if current.or(header_row).is_some_and(|last| last >= row) {
                return Err(format!("cell {} is out of order", address(row, column)));
            }
            table.row(row.saturating_add(1))?;
            current = Some(row);
        }
        table.cell(place, value)?;
    }
    match table {
        Some(table) => Ok(table.table),
        None => Ok(Table::new(header.into_iter().map(|(_, name)| name).collect(), limits)?.table),
    }
}

/// What a cell of a sheet holds; `None`: nothing.
fn content(value: &DataRef<'_>, row: u32, column: u32) -> Result<Option<Cell>, String> {
    let text = |text: &str| Some(Cell::Text(text.to_owned())).filter(|_| !text.trim().is_empty());
    Ok(match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => text(words),
        DataRef::Bool(truth) => text(if *truth { "true" } else { "false" }),
        DataRef::DateTime(moment) if moment.is_duration() => Some(Cell::Text(format!("{}h", moment.as_f64() * 24.0))),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let small = |number: u8| i8::try_from(number).unwrap_or(-1);
            let year = i16::try_from(year).unwrap_or(i16::MAX);
            let civil = DateTime::new(year, small(month), small(day), small(hour), small(minute), small(second), 0);
            let civil = civil.map_err(|_| format!("cell {} holds no date of the calendar", address(row, column)))?;
            Some(Cell::Text(moment(civil)))
        }
        DataRef::Error(error) => {
            return Err(format!("cell {} holds the error {error}", address(row, column)));
        }
    })
}

/// Address of a cell as a sheet shows it, e.g. `B7`; rows and columns count from 0.
fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{}", letters.into_iter().collect::<String>(), u64::from(row) + 1)
}

#[cfg(test)]
mod tests;
