//! Files as written: bytes in, located rows out.

mod table;

pub use table::{Cell, CsvOnly, Limits, RawRow, RawTable, TableFormats};
