//! A run's answer as a workbook: every list in it a sheet.

use blackstart::report::lists::{Cell, List, workbook};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Width of a column \[characters\].
const WIDE: f64 = 18.0;
/// Most characters of the name of a sheet.
const LONGEST_NAME: usize = 31;

/// The workbook; `None`: it cannot be written, which would be a fault of this program.
pub(crate) fn book(title: &str, answer: &Value) -> Option<Vec<u8>> {
    let mut overview = Vec::new();
    let mut sheets = Vec::new();
    for part in ["summary", "orders", "tasks", "one_more_head", "attack", "backtest"] {
        gather(if part == "summary" { "" } else { part }, &answer[part], &mut overview, &mut sheets);
    }
    let mut taken = BTreeSet::new();
    let named: Vec<(String, Vec<String>, Vec<Vec<Cell>>)> =
        std::iter::once(("overview".to_owned(), vec!["what".to_owned(), "value".to_owned()], overview))
            .chain(sheets)
            .map(|(name, columns, rows)| (sheet_name(&name, &mut taken), columns, rows))
            .collect();
    let columns: Vec<Vec<(&str, f64)>> =
        named.iter().map(|(_, columns, _)| columns.iter().map(|it| (it.as_str(), WIDE)).collect()).collect();
    let lists: Vec<List<'_>> = named
        .iter()
        .zip(&columns)
        .map(|((title, _, rows), columns)| List { title, columns, rows: rows.clone() })
        .collect();
    workbook(title, &lists).ok()
}

type Sheet = (String, Vec<String>, Vec<Vec<Cell>>);

/// Single values into the overview, lists of records into sheets of their own.
fn gather(path: &str, value: &Value, overview: &mut Vec<Vec<Cell>>, sheets: &mut Vec<Sheet>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                gather(&joined(path, key), value, overview, sheets);
            }
        }
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let flat: Vec<Map<String, Value>> = rows.iter().map(flattened).collect();
            let mut columns: Vec<String> = Vec::new();
            for key in flat.iter().flat_map(Map::keys) {
                if !columns.contains(key) {
                    columns.push(key.clone());
                }
            }
            columns.truncate(1_000);
            let rows = flat.iter().map(|row| columns.iter().map(|key| cell(row.get(key))).collect()).collect();
            sheets.push((path.to_owned(), columns, rows));
        }
        Value::Null => {}
        single => overview.push(vec![Cell::Text(path.to_owned()), cell(Some(single))]),
    }
}

/// A record whose records are columns; a list in it is one cell.
fn flattened(row: &Value) -> Map<String, Value> {
    fn into(path: &str, value: &Value, flat: &mut Map<String, Value>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| into(&joined(path, key), value, flat)),
            single => _ = flat.insert(path.to_owned(), single.clone()),
        }
    }
    let mut flat = Map::new();
    into("", row, &mut flat);
    flat
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn cell(value: Option<&Value>) -> Cell {
    match value {
        None | Some(Value::Null) => Cell::Text(String::new()),
        Some(Value::Number(number)) => number.as_f64().map_or_else(|| Cell::Text(number.to_string()), Cell::Number),
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(other) => Cell::Text(other.to_string()),
    }
}

/// A name that a sheet can have and no other has.
fn sheet_name(path: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = path.chars().filter(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_')).collect();
    let short: String = plain.chars().rev().take(LONGEST_NAME - 3).collect::<Vec<_>>().into_iter().rev().collect();
    let mut name = short.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{short}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_become_sheets_and_single_values_the_overview() {
        let (mut overview, mut sheets) = (Vec::new(), Vec::new());
        let answer = json!({ "model": "acme", "loss": { "total": { "p50": 2.5 }, "by_cause": [{ "name": "fine", "loss": { "mean": 3 } }, { "name": "=1+1" }] } });
        gather("", &answer, &mut overview, &mut sheets);
        assert_eq!(overview.len(), 2);
        assert!(overview.contains(&vec![Cell::Text("loss.total.p50".into()), Cell::Number(2.5)]));
        let (name, columns, rows) = &sheets[0];
        assert_eq!(
            (name.as_str(), columns.as_slice()),
            ("loss.by_cause", &["loss.mean".to_owned(), "name".to_owned()][..])
        );
        // What looks like a formula is a text.
        assert_eq!(rows[1], [Cell::Text(String::new()), Cell::Text("=1+1".into())]);
        let book = book("t", &json!({ "summary": answer })).unwrap();
        assert_eq!(&book[..2], b"PK");
    }

    #[test]
    fn sheets_have_names_of_their_own_that_fit() {
        let mut taken = BTreeSet::new();
        let long = "a.very.long.path.of.a.list.in.an.answer";
        let (one, two) = (sheet_name(long, &mut taken), sheet_name(long, &mut taken));
        assert_ne!(one, two);
        assert!(two.len() <= LONGEST_NAME);
    }
}
