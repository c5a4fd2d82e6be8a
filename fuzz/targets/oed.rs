//! An OED account table: no cells panic or hang, and the policies that come of it are TOML that says the same; without them an error says why.
#![no_main]

use blackstart_import::oed;
use blackstart_model::problem::Severity;
use blackstart_model::table::{Cell, RawRow, RawTable};
use libfuzzer_sys::fuzz_target;

// The first line is who is insured, the rest the table: names of columns, then rows.
fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (insured, file) = text.split_once('\n').unwrap_or((text, ""));
    let (policies, remarks) = oed::policies(&table(file), insured);
    let is_wrong = remarks.list.iter().any(|remark| remark.severity == Severity::Error);
    assert_eq!(policies.is_none(), is_wrong);
    if let Some(policies) = policies {
        let read: toml::Table = policies.parse().unwrap_or_else(|error| panic!("{error}\n{policies}"));
        let policies = read.get("policy").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        assert!(policies.iter().all(|policy| policy.get("insured").and_then(toml::Value::as_str) == Some(insured)));
    }
});

/// A cell for each column, as a reader of tables gives them.
fn table(text: &str) -> RawTable {
    let mut lines = text.lines();
    let columns: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let cell = |text: &str| match text.trim() {
        "" => None,
        text => Some(text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Number)),
    };
    let row = |(at, line): (usize, &str)| {
        let mut cells: Vec<Option<Cell>> = line.split(',').map(cell).collect();
        cells.resize(columns.len(), None);
        RawRow { number: at as u32 + 2, cells }
    };
    let rows = lines.enumerate().map(row).collect();
    RawTable { columns, rows, ..RawTable::default() }
}
