//! One fixed spelling of results as bytes: what digests are made of, and what parts on disk contain.
//!
//! `"blackstart results 1\n"`, the layout as JSON (length first), then every table (name, columns, number of rows, columns of little-endian numbers), counts over sites as the last table, and the number of replicates counted. All lengths are 64-bit little-endian.

use crate::json::MOST_JSON;
use blackstart_ensemble::cells::{Cells, Column, Kind, Rows, Slice};
use blackstart_ensemble::counts::SiteCountRows;
use blackstart_ensemble::results::has_table;
use blackstart_ensemble::{Layout, Results, SiteCounts, each_table};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read, Write};

/// First bytes of the canonical spelling; the number is its version.
const MAGIC: &[u8; 21] = b"blackstart results 1\n";

/// SHA-256 of results in their canonical spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// The digest of results: the same for one run and for merged shards, on any machine.
pub fn digest(results: &Results) -> Digest {
    let mut hashing = Hashing { to: io::sink(), hash: Sha256::new() };
    write_canonical(results, &mut hashing).expect("a sink takes everything");
    hashing.digest()
}

/// Passes bytes on and hashes them.
pub(crate) struct Hashing<T> {
    /// Where bytes go or come from.
    pub(crate) to: T,
    hash: Sha256,
}

impl<T> Hashing<T> {
    pub(crate) fn new(to: T) -> Self {
        Self { to, hash: Sha256::new() }
    }

    /// Digest of all bytes so far.
    pub(crate) fn digest(&self) -> Digest {
        Digest(self.hash.clone().finalize().into())
    }
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.to.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}

/// Writes results in their canonical spelling.
pub(crate) fn write_canonical(results: &Results, to: &mut impl Write) -> io::Result<()> {
    to.write_all(MAGIC)?;
    write_block(to, &serde_json::to_vec(&results.layout)?)?;
    macro_rules! write {
        ($table:ident) => {
            if has_table(&results.layout, stringify!($table)) {
                write_table(&results.$table, to)?
            }
        };
    }
    each_table!(write);
    write_table(&results.counts.rows(), to)?;
    write_length(to, results.counts.replicates as usize)
}

/// Writes bytes after their number.
pub(crate) fn write_block(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_length(to, bytes.len())?;
    to.write_all(bytes)
}

fn write_length(to: &mut impl Write, length: usize) -> io::Result<()> {
    to.write_all(&(length as u64).to_le_bytes())
}

fn write_table<T: Rows>(table: &T, to: &mut impl Write) -> io::Result<()> {
    to.write_all(heading::<T>().as_bytes())?;
    write_length(to, table.len())?;
    // Many small writes would cost more than the hash.
    let mut bytes = Vec::with_capacity(1 << 16);
    for slice in table.slices() {
        macro_rules! all {
            ($values:expr) => {
                for chunk in $values.chunks(1 << 13) {
                    bytes.clear();
                    for value in chunk {
                        bytes.extend_from_slice(&value.to_le_bytes());
                    }
                    to.write_all(&bytes)?;
                }
            };
        }
        match slice {
            Slice::U8(values) => to.write_all(values)?,
            Slice::U16(values) => all!(values),
            Slice::U32(values) => all!(values),
            Slice::F32(values) => all!(values),
            Slice::F64(values) => all!(values),
        }
    }
    Ok(())
}

/// Name and columns of a table in one line.
fn heading<T: Rows>() -> String {
    let columns: Vec<String> =
        T::COLUMNS.iter().map(|column| format!("{}:{}", column.name, word(column.kind))).collect();
    format!("{} {}\n", T::NAME, columns.join(","))
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::U8 => "u8",
        Kind::U16 => "u16",
        Kind::U32 => "u32",
        Kind::F32 => "f32",
        Kind::F64 => "f64",
    }
}

/// Bytes that one number of a kind takes.
pub(crate) fn width(kind: Kind) -> u64 {
    match kind {
        Kind::U8 => 1,
        Kind::U16 => 2,
        Kind::U32 | Kind::F32 => 4,
        Kind::F64 => 8,
    }
}

/// Why canonical bytes could not be read.
#[derive(Debug)]
pub(crate) enum NotCanonical {
    /// The system refused.
    Io(io::Error),
    /// They are of another version.
    Version(String),
    /// They are not what they should be.
    Damaged(String),
}

impl From<io::Error> for NotCanonical {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Damaged("it ends too early".to_owned())
        } else {
            Self::Io(error)
        }
    }
}

/// Reads the layout from canonical bytes; `most` bounds every length in them.
pub(crate) fn read_layout(from: &mut impl Read, most: u64) -> Result<Layout, NotCanonical> {
    let mut magic = [0; MAGIC.len()];
    from.read_exact(&mut magic)?;
    if magic != *MAGIC {
        let what = String::from_utf8_lossy(&magic).trim_end().to_owned();
        return Err(if magic.starts_with(b"blackstart results ") {
            NotCanonical::Version(what)
        } else {
            NotCanonical::Damaged("it does not begin as results do".to_owned())
        });
    }
    let bytes = read_block(from, most.min(MOST_JSON))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| NotCanonical::Damaged(format!("its layout cannot be read ({error})")))
}

/// Reads results from what follows the layout.
pub(crate) fn read_results(layout: Layout, from: &mut impl Read, most: u64) -> Result<Results, NotCanonical> {
    let sites = layout.sites.len();
    let mut results = Results::empty(layout);
    macro_rules! read {
        ($table:ident) => {
            if has_table(&results.layout, stringify!($table)) {
                results.$table = read_table(from, most)?
            }
        };
    }
    each_table!(read);
    let rows: SiteCountRows = read_table(from, most)?;
    let replicates = read_length(from, u64::from(u32::MAX))?;
    results.counts = u32::try_from(replicates)
        .ok()
        .and_then(|replicates| SiteCounts::from_rows(replicates, sites, &rows))
        .ok_or_else(|| NotCanonical::Damaged("its counts are about sites that do not exist".to_owned()))?;
    Ok(results)
}

fn read_length(from: &mut impl Read, most: u64) -> Result<u64, NotCanonical> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    let length = u64::from_le_bytes(bytes);
    if length > most {
        return Err(NotCanonical::Damaged("a length in it is impossible".to_owned()));
    }
    Ok(length)
}

/// Reads bytes after their number.
pub(crate) fn read_block(from: &mut impl Read, most: u64) -> Result<Vec<u8>, NotCanonical> {
    let length = read_length(from, most)?;
    read_bytes(from, length)
}

/// Reads that many bytes without believing the number before they are there.
fn read_bytes(from: &mut impl Read, length: u64) -> Result<Vec<u8>, NotCanonical> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(NotCanonical::Damaged("it ends too early".to_owned()));
    }
    Ok(bytes)
}

fn read_table<T: Rows>(from: &mut impl Read, most: u64) -> Result<T, NotCanonical> {
    let expected = heading::<T>();
    let heading = read_bytes(from, expected.len() as u64)?;
    if heading != expected.as_bytes() {
        return Err(NotCanonical::Damaged(format!("its table `{}` is not where or what it should be", T::NAME)));
    }
    let rows = read_length(from, most)?;
    let mut cells = Vec::with_capacity(T::COLUMNS.len());
    for column in T::COLUMNS {
        cells.push(read_column(from, column, rows)?);
    }
    T::from_cells(cells).ok_or_else(|| NotCanonical::Damaged(format!("its table `{}` does not fit together", T::NAME)))
}

fn read_column(from: &mut impl Read, column: &Column, rows: u64) -> Result<Cells, NotCanonical> {
    let length = rows.checked_mul(width(column.kind));
    let length = length.ok_or_else(|| NotCanonical::Damaged("a length in it is impossible".to_owned()))?;
    let bytes = read_bytes(from, length)?;
    macro_rules! numbers {
        ($kind:ident, $type:ty) => {
            Cells::$kind(
                bytes
                    .as_chunks::<{ size_of::<$type>() }>()
                    .0
                    .iter()
                    .map(|bytes| <$type>::from_le_bytes(*bytes))
                    .collect(),
            )
        };
    }
    Ok(match column.kind {
        Kind::U8 => Cells::U8(bytes),
        Kind::U16 => numbers!(U16, u16),
        Kind::U32 => numbers!(U32, u32),
        Kind::F32 => numbers!(F32, f32),
        Kind::F64 => numbers!(F64, f64),
    })
}
