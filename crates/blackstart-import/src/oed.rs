//! Cyber accounts of the Open Exposure Data standard as `[[policy]]` tables: their csv in, TOML out.
//!
//! What becomes of which field is on the page `docs/reference/oed.md`.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A field of OED's cyber coverages and what we cover instead.
const COVERAGES: [(&str, &str); 8] = [
    ("NPBI", "interruption"),
    ("CBI", "contingent"),
    ("DIAS", "rebuild"),
    ("EXT", "extortion"),
    ("INRE", "response"),
    ("LIA", "liability"),
    ("REG", "liability"),
    ("ENO", "penalty"),
];

/// The policies of an account file as TOML, for the party they insure; each row of the file is a layer.
///
/// # Errors
/// What is wrong with the file, and in which line.
pub fn policies(text: &str, insured: &str) -> Result<String, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().map_err(|it| it.to_string())?.iter().map(str::to_owned).collect();
    for must in ["AccNumber", "PolNumber"] {
        if !columns.iter().any(|it| it == must) {
            return Err(format!("there is no column {must}; is this an OED account file?"));
        }
    }
    let mut policies: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|it| it.to_string())?;
        let fields = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        let row = Row { line: at + 2, fields };
        policies.entry((row.text("AccNumber"), row.text("PolNumber"))).or_default().push(row);
    }
    if policies.is_empty() {
        return Err("there is no account in it".to_owned());
    }
    let mut out = String::new();
    for ((account, policy), mut rows) in policies {
        let mut order = Vec::with_capacity(rows.len());
        for row in &rows {
            order.push(row.number("LayerNumber")?);
        }
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_by(|&a, &b| order[a].total_cmp(&order[b]));
        rows = places.into_iter().map(|at| rows[at].clone()).collect();
        one(&mut out, &account, &policy, insured, &rows)?;
    }
    Ok(out)
}

/// One line of the file.
#[derive(Clone)]
struct Row {
    line: usize,
    fields: BTreeMap<String, String>,
}

impl Row {
    fn text(&self, column: &str) -> String {
        self.fields.get(column).cloned().unwrap_or_default()
    }

    /// A number that is not negative; 0 where nothing is said.
    fn number(&self, column: &str) -> Result<f64, String> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(0.0);
        }
        let number: f64 = text.parse().map_err(|_| format!("line {}: {column} is no number: {text}", self.line))?;
        if number.is_finite() && number >= 0.0 {
            Ok(number)
        } else {
            Err(format!("line {}: {column} must not be negative: {text}", self.line))
        }
    }
}

fn one(out: &mut String, account: &str, policy: &str, insured: &str, rows: &[Row]) -> Result<(), String> {
    let first = &rows[0];
    // Writing to a text cannot fail.
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    line("[[policy]]".to_owned());
    line(format!("id = {:?}", slug(&format!("{account}-{policy}"))));
    let name = first.text("InsuredName");
    if !name.is_empty() {
        line(format!("title = {:?}", format!("{name}, policy {policy}")));
    }
    line(format!("insured = {insured:?}"));
    for (column, key) in [("BIWaitingPeriod", "waiting"), ("BIPOI", "indemnity")] {
        let days = first.number(column)?;
        if days > 0.0 {
            line(format!("{key} = \"{days}d\""));
        }
    }
    let retention = first.number("PolDed")? + first.number("PolSIR")?;
    if retention > 0.0 {
        line(format!("retention = {retention:?}"));
    }
    let mut covers: Vec<(&str, f64, f64)> = Vec::new();
    for (field, of) in COVERAGES {
        let (deductible, limit) =
            (first.number(&format!("PolDed{field}"))?, first.number(&format!("PolLimit{field}"))?);
        match covers.iter_mut().find(|(known, ..)| *known == of) {
            // Two of theirs are one of ours: the lower deductible, both limits.
            Some(cover) if deductible > 0.0 || limit > 0.0 => {
                *cover =
                    (of, cover.1.min(deductible), if cover.2 > 0.0 && limit > 0.0 { cover.2 + limit } else { 0.0 });
            }
            Some(_) => {}
            None => covers.push((of, deductible, limit)),
        }
    }
    line("covers = [".to_owned());
    for (of, deductible, limit) in covers {
        let mut cover = format!("    {{ of = {of:?}");
        if deductible > 0.0 {
            let _ = write!(cover, ", deductible = {deductible:?}");
        }
        if limit > 0.0 {
            let _ = write!(cover, ", limit = {limit:?}");
        }
        line(cover + " },");
    }
    line("]".to_owned());
    line("layers = [".to_owned());
    for row in rows {
        let mut parts = Vec::new();
        for (column, key) in [
            ("LayerAttachment", "attachment"),
            ("LayerLimit", "limit"),
            ("LayerParticipation", "participation"),
            ("LayerAggAttachment", "aggregate_attachment"),
            ("LayerAggLimit", "aggregate_limit"),
        ] {
            let number = row.number(column)?;
            if key == "participation" && number > 1.0 {
                return Err(format!("line {}: {column} is a share between 0 and 1, not {number}", row.line));
            }
            if number > 0.0 {
                parts.push(format!("{key} = {number:?}"));
            }
        }
        let inner = parts.join(", ");
        line(if inner.is_empty() { "    {},".to_owned() } else { format!("    {{ {inner} }},") });
    }
    line("]\n".to_owned());
    Ok(())
}

/// Letters, digits and hyphens.
fn slug(name: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests;
