//! Cyber accounts of the Open Exposure Data standard as `[[policy]]` tables: a table in, TOML out.
//!
//! What becomes of which field is on the page `docs/reference/oed.md`.

use blackstart_model::table::{RawTable, Row as _};
use std::collections::BTreeMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

/// A field of OED's cyber coverages and what we cover instead.
const COVERAGES: [(&str, &str); 8] = [
    ("NPBI", "interruption"),
    ("CBI", "contingent"),
    ("DIAS", "rebuild"),
    ("EXT", "extortion"),
    ("INRE", "response"),
    ("LIA", "liability"),
    ("REG", "fine"),
    ("ENO", "penalty"),
];

/// Terms of a layer, and what they are called here.
const LAYER_TERMS: [(&str, &str); 5] = [
    ("LayerAttachment", "attachment"),
    ("LayerLimit", "limit"),
    ("LayerParticipation", "participation"),
    ("LayerAggAttachment", "aggregate_attachment"),
    ("LayerAggLimit", "aggregate_limit"),
];

/// What is not 0 and can be computed with.
const LEAST: f64 = 1e-12;
const LARGEST: f64 = 1e18;

/// Names of the columns that are read.
pub fn columns() -> Vec<String> {
    let amounts = COVERAGES.iter().flat_map(|(field, _)| [format!("PolDed{field}"), format!("PolLimit{field}")]);
    let terms = LAYER_TERMS.iter().map(|(column, _)| *column);
    let texts =
        ["AccNumber", "PolNumber", "InsuredName", "LayerNumber", "BIWaitingPeriod", "BIPOI", "PolDed", "PolSIR"];
    texts.into_iter().chain(terms).map(str::to_owned).chain(amounts).collect()
}

/// The policies of an account file as TOML, for the party they insure; each row of the file is a layer. Its columns are named as in [`columns`].
///
/// # Errors
/// What is wrong with the file, and in which line.
pub fn policies(table: &RawTable, insured: &str) -> Result<String, String> {
    for must in ["AccNumber", "PolNumber"] {
        if !table.columns.iter().any(|it| it == must) {
            return Err(format!("there is no column {must}; is this an OED account file?"));
        }
    }
    let mut policies: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    // Rows that are passed over, blank ones, have no cells.
    for given in table.rows.iter().filter(|row| !row.cells.is_empty()) {
        let text = |at: usize| given.value(at).text();
        let fields = table.columns.iter().enumerate().map(|(at, column)| (column.clone(), text(at))).collect();
        let row = Row { line: given.number, fields };
        policies.entry((row.text("AccNumber"), row.text("PolNumber"))).or_default().push(row);
    }
    if policies.is_empty() {
        return Err("there is no account in it".to_owned());
    }
    let mut tables = ArrayOfTables::new();
    for ((account, policy), mut rows) in policies {
        let mut order = Vec::with_capacity(rows.len());
        for row in &rows {
            order.push(row.number("LayerNumber")?);
        }
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_by(|&a, &b| order[a].total_cmp(&order[b]));
        rows = places.into_iter().map(|at| rows[at].clone()).collect();
        tables.push(one(&account, &policy, insured, &rows)?);
    }
    let mut out = DocumentMut::new();
    out["policy"] = Item::ArrayOfTables(tables);
    Ok(out.to_string())
}

/// One line of the file.
#[derive(Clone)]
struct Row {
    line: u32,
    fields: BTreeMap<String, String>,
}

impl Row {
    /// A text, without characters that a title may not have.
    fn text(&self, column: &str) -> String {
        let text = self.fields.get(column).map_or("", String::as_str);
        text.chars().map(|it| if commands(it) { ' ' } else { it }).collect::<String>().trim().to_owned()
    }

    /// A number that is not negative; 0 if none is given.
    fn number(&self, column: &str) -> Result<f64, String> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(0.0);
        }
        let number: f64 = text.parse().map_err(|_| format!("line {}: {column} is no number: {text}", self.line))?;
        if number < 0.0 {
            return Err(format!("line {}: {column} must not be negative: {text}", self.line));
        }
        if number != 0.0 && !(LEAST..=LARGEST).contains(&number) {
            return Err(format!("line {}: {column} is too small or too large to compute with: {text}", self.line));
        }
        Ok(number)
    }
}

/// A policy as a table, its covers and layers one to a line.
fn one(account: &str, policy: &str, insured: &str, rows: &[Row]) -> Result<Table, String> {
    let first = &rows[0];
    let mut out = Table::new();
    out["id"] = value(slug(&format!("{account}-{policy}")));
    let name = first.text("InsuredName");
    if !name.is_empty() {
        out["title"] = value(format!("{name}, policy {policy}"));
    }
    out["insured"] = value(insured);
    for (column, key) in [("BIWaitingPeriod", "waiting"), ("BIPOI", "indemnity")] {
        let days = first.number(column)?;
        if days > 0.0 {
            out[key] = value(format!("{days}d"));
        }
    }
    let retention = first.number("PolDed")? + first.number("PolSIR")?;
    if retention > 0.0 {
        out["retention"] = value(retention);
    }
    out["covers"] = lines(covers(first)?);
    out["layers"] = lines(rows.iter().map(layer).collect::<Result<_, _>>()?);
    Ok(out)
}

/// What is covered; 0: no deductible, no limit.
fn covers(first: &Row) -> Result<Vec<InlineTable>, String> {
    let mut covers = Vec::new();
    for (field, of) in COVERAGES {
        let mut table = InlineTable::new();
        table.insert("of", of.into());
        for (column, key) in [("PolDed", "deductible"), ("PolLimit", "limit")] {
            let money = first.number(&format!("{column}{field}"))?;
            if money > 0.0 {
                table.insert(key, money.into());
            }
        }
        covers.push(table);
    }
    Ok(covers)
}

fn layer(row: &Row) -> Result<InlineTable, String> {
    let mut table = InlineTable::new();
    for (column, key) in LAYER_TERMS {
        let number = row.number(column)?;
        if key == "participation" && number > 1.0 {
            return Err(format!("line {}: {column} is a share between 0 and 1, not {number}", row.line));
        }
        if number > 0.0 {
            table.insert(key, number.into());
        }
    }
    Ok(table)
}

/// A list with a table to a line.
fn lines(tables: Vec<InlineTable>) -> Item {
    let mut list = Array::new();
    for table in tables {
        let mut table = Value::from(table);
        table.decor_mut().set_prefix("\n    ");
        list.push_formatted(table);
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    value(list)
}

/// Characters that command a terminal or turn the direction of a text: `check` refuses them.
fn commands(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Letters, digits and hyphens.
fn slug(name: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests;
