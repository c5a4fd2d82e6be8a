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

// An archive is a workbook, of which kind it says itself; all else is Parquet.
fuzz_target!(init: let_guarded_panics_pass(), |data: &[u8]| {
    let limits = Limits { table_rows: 10_000, ..Limits::default() };
    let is_ods = data.windows(12).any(|bytes| bytes == b"opendocument");
    let name = match data.starts_with(b"PK") {
        true if is_ods => "table.ods",
        true => "table.xlsx",
        false => "table.parquet",
    };
    let path = put(name, data);
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
