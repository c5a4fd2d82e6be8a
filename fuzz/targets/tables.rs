//! A table from bytes, as Parquet or XLSX: no bytes panic or hang, and a table that is read is one.
#![no_main]

mod folder;

use blackstart_model::table::{Limits, OpenTable, Piece, TableFormats};
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
    let Ok(file) = std::fs::File::open(&path) else { return };
    let (mut named, mut rows) = (false, 0_u64);
    let read = Formats.read(OpenTable { file, path: &path }, &limits, &mut |piece| {
        match piece {
            Piece::Columns(_) => assert!(!std::mem::replace(&mut named, true), "columns are named once"),
            Piece::Row { .. } => {
                assert!(named, "columns come before rows");
                rows += 1;
            }
        }
        true
    });
    match read {
        Ok(()) => assert!(rows <= limits.table_rows, "{rows} rows"),
        Err(what) => assert!(!what.is_empty() && !what.contains('\n'), "one sentence for people: {what:?}"),
    }
});
