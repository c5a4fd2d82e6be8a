//! A table from bytes, as Parquet or XLSX: no bytes panic or hang, and a table that is read is one.
#![no_main]

mod folder;

use blackstart_model::table::{Limits, TableFormats};
use blackstart_store::Formats;
use folder::put;
use libfuzzer_sys::fuzz_target;

/// A panic that is told as an error of the file is none to the fuzzer.
fn let_guarded_panics_pass() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !blackstart_store::is_guarded() {
            abort(panic);
        }
    }));
}

// An archive is a sheet, all else is Parquet.
fuzz_target!(init: let_guarded_panics_pass(), |data: &[u8]| {
    let limits = Limits { table_rows: 10_000, ..Limits::default() };
    let path = put(if data.starts_with(b"PK") { "table.xlsx" } else { "table.parquet" }, data);
    match Formats.read(&path, &limits) {
        Ok(table) => {
            assert!(table.rows.len() as u64 <= limits.table_rows);
            assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()));
        }
        Err(what) => assert!(!what.is_empty() && !what.contains('\n'), "one sentence for people: {what:?}"),
    }
});
