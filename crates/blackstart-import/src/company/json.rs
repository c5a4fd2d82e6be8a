//! An export of records in JSON, such as ServiceNow's: a list of objects, or one under a key. Columns are the keys.

use super::sheet::Sheet;
use blackstart_model::table::{Cell, Form, RawRow, RawTable};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most records, and most keys of all of them together.
const MOST_RECORDS: usize = 5_000_000;
const MOST_COLUMNS: usize = 1_000;

/// Most cells: a record has one for each key up to the last that it has itself.
const MOST_CELLS: usize = 10_000_000;

/// The records of an export as a sheet.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub fn sheet(file: &str, text: &str) -> Result<Sheet, String> {
    let parsed: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| format!("it is no JSON: {error}"))?;
    let records = match parsed {
        Value::Array(records) => records,
        Value::Object(mut object) => {
            let key = ["records", "result", "results", "items", "data"]
                .into_iter()
                .find(|key| object.get(*key).is_some_and(Value::is_array));
            match key.and_then(|key| object.remove(key)) {
                Some(Value::Array(records)) => records,
                _ => return Err("it has no list of records: a list, or one under `records` or `result`".to_owned()),
            }
        }
        _ => return Err("it is no list of records".to_owned()),
    };
    if records.len() > MOST_RECORDS {
        return Err(format!("it has {} records; at most {MOST_RECORDS} are read", records.len()));
    }
    let mut columns: Vec<String> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(records.len());
    let mut count = 0;
    for (number, record) in (1_u32..).zip(records) {
        let Value::Object(record) = record else { return Err(format!("record {number} is no object")) };
        let mut cells = Vec::new();
        for (key, value) in record {
            let column = *at.entry(key).or_insert_with_key(|key| {
                columns.push(key.clone());
                columns.len() - 1
            });
            cells.resize(cells.len().max(column + 1), None);
            cells[column] = cell(value);
        }
        count += cells.len();
        if count > MOST_CELLS {
            return Err(format!(
                "its records have more than {MOST_CELLS} cells; export them in parts, or with fewer keys"
            ));
        }
        if columns.len() > MOST_COLUMNS {
            return Err(format!("its records have more than {MOST_COLUMNS} keys"));
        }
        rows.push(RawRow { number, cells });
    }
    Ok(Sheet { file: file.to_owned(), name: String::new(), table: RawTable { columns, rows, form: Form::default() } })
}

/// A value; a reference is what people see of it.
fn cell(value: Value) -> Option<Cell> {
    let text = |text: String| Some(Cell::Text(text));
    match value {
        Value::Null => None,
        Value::Bool(it) => text(it.to_string()),
        Value::Number(it) if is_long(&it) => text(it.to_string()),
        Value::Number(it) => it.as_f64().map(Cell::Number),
        Value::String(it) if it.trim().is_empty() => None,
        Value::String(it) => text(it.trim().to_owned()),
        Value::Array(list) => {
            let parts: Vec<String> = list.into_iter().filter_map(cell).map(shown).collect();
            if parts.is_empty() { None } else { text(parts.join(";")) }
        }
        Value::Object(mut object) => {
            ["display_value", "name", "value"].into_iter().find_map(|key| object.remove(key).and_then(cell))
        }
    }
}

/// Whether a whole number has more digits than a number of a table keeps: an id.
fn is_long(number: &serde_json::Number) -> bool {
    const MOST: u64 = 1 << 53;
    number.as_u64().or(number.as_i64().map(i64::unsigned_abs)).is_some_and(|size| size > MOST)
}

fn shown(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
    }
}
