//! Tables of companies and nations as Parquet and workbooks, bounded: a file may be anything, and gets an error if it is not a table.

mod ods;
mod sheet;

use crate::guard::guarded;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_schema::{DataType, TimeUnit};
use blackstart_model::table::{
    Cell, ColumnNames, Form, Limits, OpenTable, Piece, RawSheet, Row, Sought, TableFault, TableFormats, TakePiece,
    Value, is_workbook,
};
use jiff::SignedDuration;
use jiff::civil::date;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sheet::moment;

/// Parquet and workbooks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Formats;

/// Rows of a Parquet file that are unpacked at a time.
const BATCH_ROWS: usize = 1_024;

impl TableFormats for Formats {
    fn extensions(&self) -> &[&str] {
        &["parquet", "xlsx", "xlsm", "ods"]
    }

    fn read(&self, table: OpenTable<'_>, limits: &Limits, take: &mut TakePiece<'_>) -> Result<(), String> {
        let sought = Sought { names: &ColumnNames::default(), sheet: "", is_exact: false };
        self.read_sought(table, &sought, limits, &mut Form::default(), take).map_err(|fault| fault.message)
    }

    fn read_sought(
        &self,
        table: OpenTable<'_>,
        sought: &Sought<'_>,
        limits: &Limits,
        form: &mut Form,
        take: &mut TakePiece<'_>,
    ) -> Result<(), TableFault> {
        let read = guarded(|| match is_workbook(table.path) {
            true => sheet::read(table, sought, limits, form, take),
            false => parquet(table, limits, take).map_err(TableFault::from),
        });
        read.unwrap_or_else(|| Err(TableFault::from("it is damaged".to_owned())))
    }

    fn workbooks(&self) -> &[&str] {
        &["xlsx", "xlsm", "ods"]
    }

    fn sheets(&self, table: OpenTable<'_>, limits: &Limits) -> Result<Vec<RawSheet>, TableFault> {
        guarded(|| sheet::all(table, limits)).unwrap_or_else(|| Err(TableFault::from("it is damaged".to_owned())))
    }
}

/// Names of the sheets of a workbook, in their order.
///
/// # Errors
/// Why it cannot be read, in one sentence.
pub fn sheet_names(file: std::fs::File, path: &std::path::Path) -> Result<Vec<String>, String> {
    let names = guarded(|| sheet::names(OpenTable { file, path }));
    names.map_or_else(|| Err("it is damaged".to_owned()), |names| names.map_err(|fault| fault.message))
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
    // Nobody's default.
    if ["brotli", "lz4"].iter().any(|codec| lower.contains(codec)) {
        format!("its compression is not read here; write it with `zstd`, `snappy`, `gzip` or none ({text})")
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
        T::Date64 | T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => true,
        T::Float32 | T::Float64 => true,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => true,
        T::Dictionary(_, values) => is_single(values) && is_known(values),
        T::List(item) | T::LargeList(item) => is_single(item.data_type()) && is_known(item.data_type()),
        _ => false,
    }
}

/// Whether a type is no list and no category.
fn is_single(kind: &DataType) -> bool {
    !matches!(kind, DataType::List(_) | DataType::LargeList(_) | DataType::Dictionary(..))
}

/// A number from its digits: exact before the one rounding.
fn decimal(digits: &str) -> Result<Cell, String> {
    Ok(Cell::Number(digits.parse().map_err(|_| format!("`{digits}` is not a number"))?))
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
        T::Decimal32(..) => decimal(&array.as_primitive::<Decimal32Type>().value_as_string(row))?,
        T::Decimal64(..) => decimal(&array.as_primitive::<Decimal64Type>().value_as_string(row))?,
        T::Decimal128(..) => decimal(&array.as_primitive::<Decimal128Type>().value_as_string(row))?,
        T::Decimal256(..) => decimal(&array.as_primitive::<Decimal256Type>().value_as_string(row))?,
        T::Date64 => {
            let since = SignedDuration::from_millis(array.as_primitive::<Date64Type>().value(row));
            Cell::Text(since_1970(since).ok_or("a date is beyond the calendar")?)
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
        T::List(_) | T::LargeList(_) => {
            let items = match array.as_list_opt::<i32>() {
                Some(list) => list.value(row),
                None => array.as_list::<i64>().value(row),
            };
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

#[cfg(test)]
mod tests;
