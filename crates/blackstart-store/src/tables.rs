//! Tables of companies and nations as Parquet and XLSX, bounded: a file may be anything, and gets an error if it is not a table.

use crate::guard::guarded;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_schema::{DataType, TimeUnit};
use blackstart_model::table::{
    self, Limits, OpenTable, Piece, RawCell, RawSheet, Row, TableFormats, TakePiece, Value, column_letters,
};
use calamine::{DataRef, Reader, Xlsx};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Parquet and XLSX.
#[derive(Clone, Copy, Debug, Default)]
pub struct Formats;

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

    fn read(&self, table: OpenTable<'_>, limits: &Limits, take: &mut TakePiece<'_>) -> Result<(), String> {
        let is_sheet = table.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        let read = guarded(|| if is_sheet { xlsx(table, limits, take) } else { parquet(table, limits, take) });
        read.unwrap_or_else(|| Err("it is damaged".to_owned()))
    }

    fn workbooks(&self) -> &[&str] {
        &["xlsx", "xlsm"]
    }

    fn sheets(&self, table: OpenTable<'_>, limits: &Limits) -> Result<Vec<RawSheet>, String> {
        guarded(|| workbook(table, limits)).unwrap_or_else(|| Err("it is damaged".to_owned()))
    }
}

/// What a cell holds that is no number or text of its own in the file.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Text(String),
    Number(f64),
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::of_text(text),
            Self::Number(number) => Value::Number(*number),
        }
    }
}

/// A row whose cells are at hand.
struct Cells<'a>(&'a [Option<Cell>]);

impl Row for Cells<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.0.get(column).and_then(Option::as_ref).map_or(Value::Empty, Cell::value)
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

/// What a reader of Parquet says, in one line, with advice where there is any.
fn unsound(error: &dyn std::fmt::Display) -> String {
    // It quotes names from the file.
    let text = error.to_string().replace(char::is_control, " ");
    let lower = text.to_lowercase();
    // Other writers' default; C code that this program does without.
    if ["zstd", "brotli", "lz4"].iter().any(|codec| lower.contains(codec)) {
        format!("its compression is not read here; write it with `snappy`, `gzip` or none ({text})")
    } else {
        format!("it is not a sound Parquet file ({text})")
    }
}

fn parquet(table: OpenTable<'_>, limits: &Limits, take: &mut TakePiece<'_>) -> Result<(), String> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(table.file).map_err(|error| unsound(&error))?;
    let rows =
        u64::try_from(builder.metadata().file_metadata().num_rows()).map_err(|_| "its number of rows is negative")?;
    if rows > limits.table_rows {
        return Err(format!("it has {rows} rows; at most {} are read", limits.table_rows));
    }
    let unpacked: i128 = builder.metadata().row_groups().iter().map(|group| i128::from(group.total_byte_size())).sum();
    if unpacked > i128::from(limits.table_bytes) {
        return Err(format!("it unpacks to {unpacked} bytes; at most {} are read", limits.table_bytes));
    }
    let fields = builder.schema().fields().clone();
    if fields.len() > limits.table_columns {
        return Err(format!("it has {} columns; at most {} are read", fields.len(), limits.table_columns));
    }
    if let Some(field) = fields.iter().find(|field| !is_known(field.data_type())) {
        let (name, kind) = (field.name(), field.data_type());
        return Err(format!("column `{name}` has type {kind}; use text, numbers, truth values or dates"));
    }
    let names: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    if !take(Piece::Columns(&names)) {
        return Ok(());
    }
    let mut number = 0;
    for batch in builder.with_batch_size(BATCH_ROWS).build().map_err(|error| unsound(&error))? {
        let batch = batch.map_err(|error| unsound(&error))?;
        let columns = batch.columns().iter().map(Column::of).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            number += 1;
            if !take(Piece::Row { number, cells: &BatchRow { columns: &columns, row } }) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A column of a batch, ready to be asked for its cells without a step between.
enum Column<'a> {
    Whole(&'a ArrayRef, Vec<i64>),
    Number(&'a ArrayRef, Vec<f64>),
    Text(&'a StringArray),
    /// Categories: which of the values each row has.
    Chosen(&'a ArrayRef, Vec<usize>, Vec<Option<Cell>>),
    Cells(Vec<Option<Cell>>),
}

impl<'a> Column<'a> {
    fn of(array: &'a ArrayRef) -> Result<Self, String> {
        fn whole<P: ArrowPrimitiveType>(array: &ArrayRef) -> Column<'_>
        where
            i64: From<P::Native>,
        {
            Column::Whole(array, array.as_primitive::<P>().values().iter().map(|it| i64::from(*it)).collect())
        }
        let all = |array: &ArrayRef| (0..array.len()).map(|row| value(array, row)).collect::<Result<Vec<_>, _>>();
        Ok(match array.data_type() {
            DataType::Int64 => Self::Whole(array, array.as_primitive::<Int64Type>().values().to_vec()),
            DataType::Int32 => whole::<Int32Type>(array),
            DataType::Int16 => whole::<Int16Type>(array),
            DataType::Int8 => whole::<Int8Type>(array),
            DataType::UInt32 => whole::<UInt32Type>(array),
            DataType::UInt16 => whole::<UInt16Type>(array),
            DataType::UInt8 => whole::<UInt8Type>(array),
            DataType::UInt64 => {
                let values = array.as_primitive::<UInt64Type>().values();
                match values.iter().map(|it| i64::try_from(*it)).collect() {
                    Ok(values) => Self::Whole(array, values),
                    Err(_) => Self::Number(array, values.iter().map(|it| *it as f64).collect()),
                }
            }
            DataType::Float64 => Self::Number(array, array.as_primitive::<Float64Type>().values().to_vec()),
            DataType::Float32 => {
                let values = array.as_primitive::<Float32Type>().values();
                Self::Number(array, values.iter().map(|value| f64::from(*value)).collect())
            }
            DataType::Utf8 => Self::Text(array.as_string::<i32>()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                Self::Chosen(array, dictionary.normalized_keys(), all(dictionary.values())?)
            }
            _ => Self::Cells(all(array)?),
        })
    }

    fn value(&self, row: usize) -> Value<'_> {
        fn of(cell: Option<&Option<Cell>>) -> Value<'_> {
            cell.and_then(Option::as_ref).map_or(Value::Empty, Cell::value)
        }
        match self {
            Self::Whole(array, values) if array.is_valid(row) => Value::Whole(values[row]),
            Self::Number(array, values) if array.is_valid(row) => Value::Number(values[row]),
            Self::Text(array) if array.is_valid(row) => Value::of_text(array.value(row)),
            Self::Chosen(array, keys, values) if array.is_valid(row) => of(values.get(keys[row])),
            Self::Cells(cells) => of(cells.get(row)),
            _ => Value::Empty,
        }
    }
}

struct BatchRow<'a> {
    columns: &'a [Column<'a>],
    row: usize,
}

impl Row for BatchRow<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.columns.get(column).map_or(Value::Empty, |column| column.value(self.row))
    }
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
fn check_archive(file: &File, limits: &Limits) -> Result<(), String> {
    let not = |error: &dyn std::fmt::Display| format!("it is not a sound XLSX file ({error})");
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

fn xlsx(table: OpenTable<'_>, limits: &Limits, take: &mut TakePiece<'_>) -> Result<(), String> {
    let OpenTable { mut file, path } = table;
    check_archive(&file, limits)?;
    file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
    let not = |error: calamine::XlsxError| format!("it is not a sound XLSX file ({error})");
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(not)?;
    let names = book.sheet_names();
    // The sheet with the table's name, else the first.
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = names.iter().find(|name| **name == stem).or(names.first()).cloned().ok_or("it has no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(not)?;
    let mut sheet = Sheet { header: Vec::new(), header_row: None, cells: Vec::new(), row: None };
    while let Some(cell) = cells.next_cell().map_err(not)? {
        let (row, column) = cell.get_position();
        let Some(value) = content(cell.get_value(), row, column)? else { continue };
        if !sheet.add(row, column, value, limits, take)? {
            return Ok(());
        }
    }
    sheet.hand_over(take);
    Ok(())
}

/// A sheet while it is gone through.
struct Sheet {
    /// Columns with a name in the first row.
    header: Vec<(u32, String)>,
    header_row: Option<u32>,
    /// The row that is being put together; none before the header is whole.
    cells: Vec<Option<Cell>>,
    row: Option<u32>,
}

impl Sheet {
    /// Adds a cell; `false` if no more are wanted.
    fn add(
        &mut self,
        row: u32,
        column: u32,
        cell: Cell,
        limits: &Limits,
        take: &mut TakePiece<'_>,
    ) -> Result<bool, String> {
        let here = || address(row, column);
        if *self.header_row.get_or_insert(row) == row {
            let Cell::Text(text) = cell else {
                return Err(format!("cell {} is in the first row and must be a column's name", here()));
            };
            if self.header.last().is_some_and(|(last, _)| *last >= column) || self.header.len() >= limits.table_columns
            {
                return Err(format!("cell {}: too many names of columns, or out of order", here()));
            }
            self.header.push((column, text.trim().to_owned()));
            return Ok(true);
        }
        let Ok(place) = self.header.binary_search_by_key(&column, |(column, _)| *column) else {
            return Err(format!("cell {} is in a column without a name in the first row", here()));
        };
        if self.row != Some(row) {
            if self.row.or(self.header_row).is_some_and(|last| last >= row) {
                return Err(format!("cell {} is out of order", here()));
            }
            if !self.hand_over(take) {
                return Ok(false);
            }
            self.row = Some(row);
        }
        self.cells[place] = Some(cell);
        Ok(true)
    }

    /// Hands over the header, if it was not yet, or the row that is whole now.
    fn hand_over(&mut self, take: &mut TakePiece<'_>) -> bool {
        let goes_on = match self.row {
            None => {
                let names: Vec<String> = self.header.iter().map(|(_, name)| name.clone()).collect();
                take(Piece::Columns(&names))
            }
            Some(row) => take(Piece::Row { number: row.saturating_add(1), cells: &Cells(&self.cells) }),
        };
        self.cells.clear();
        self.cells.resize(self.header.len(), None);
        goes_on
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
    format!("{}{}", column_letters(column), u64::from(row) + 1)
}

/// Most cells of a workbook that are held: they take some sixty bytes each, and their texts.
const MOST_CELLS: usize = 10_000_000;

/// All sheets of a workbook.
fn workbook(table: OpenTable<'_>, limits: &Limits) -> Result<Vec<RawSheet>, String> {
    let OpenTable { mut file, .. } = table;
    check_archive(&file, limits)?;
    file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
    let not = |error: calamine::XlsxError| format!("it is not a sound XLSX file ({error})");
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(not)?;
    let mut sheets = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    // Sheets of charts and macros have no cells.
    let with_cells = |sheet: &calamine::Sheet| sheet.typ == calamine::SheetType::WorkSheet;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(|it| with_cells(it)).map(|it| it.name.clone()).collect();
    for name in names {
        let mut reader = book.worksheet_cells_reader(&name).map_err(not)?;
        let mut cells: Vec<RawCell> = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(not)? {
            let (row, column) = cell.get_position();
            let holds = match content(cell.get_value(), row, column) {
                Ok(None) => continue,
                Ok(Some(Cell::Text(text))) => {
                    bytes += text.len() as u64;
                    Ok(table::Cell::Text(text))
                }
                Ok(Some(Cell::Number(number))) => Ok(table::Cell::Number(number)),
                // Where it is is known there.
                Err(why) => Err(why.trim_start_matches(&format!("cell {} ", address(row, column))).to_owned()),
            };
            if cells.last().is_some_and(|last| (last.row, last.column) >= (row, column)) {
                return Err(format!("cell {} of sheet `{name}` is out of order", address(row, column)));
            }
            count += 1;
            if count > MOST_CELLS || bytes > MOST_UNPACKED {
                let most = MOST_UNPACKED >> 20;
                return Err(format!(
                    "it holds more than {MOST_CELLS} cells or {most} MiB of text; put long lists into a folder's tables"
                ));
            }
            cells.push(RawCell { row, column, holds });
        }
        sheets.push(RawSheet { name, cells });
    }
    Ok(sheets)
}

#[cfg(test)]
mod tests;
