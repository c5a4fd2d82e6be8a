//! Firm networks: what came of a shock to Parquet, and states to go on from.

use crate::error::StoreError;
use crate::files::NewFile;
use crate::folder::{Folder, Kind, Purpose, replace_file};
use crate::json::open;
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use blackstart_ensemble::network::{Impact, Phase, Progress, SectorStep, State, Struck, Totals};
use blackstart_model::economy::Names;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use sha2::{Digest as _, Sha256};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a table that are packed at a time.
const BATCH_ROWS: usize = 1 << 15;

/// What came of a shock, step by step: `totals.parquet`, `sectors.parquet`, and `firms.parquet` if wanted.
///
/// The folder is claimed from the beginning; earlier results stay until [`NetworkWriter::finish`], and new files are temporary until then.
#[derive(Debug)]
pub struct NetworkWriter {
    folder: Folder,
    totals: Part,
    sectors: Part,
    firms: Option<Part>,
    sector_names: Vec<String>,
    replicates: bool,
    firm_names: Option<Names>,
}

/// One table while it grows.
#[derive(Debug)]
struct Part {
    name: String,
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<NewFile>,
}

impl Part {
    fn new(folder: &Folder, name: &str, fields: Vec<Field>) -> Result<Self, StoreError> {
        let name = format!("{name}.parquet");
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_created_by(format!("blackstart {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::SNAPPY)
            .build();
        let file = folder.begin(&name)?;
        let path = file.path().to_owned();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|error| StoreError::damaged(&path, error))?;
        Ok(Self { name, path, schema, writer })
    }

    fn push(&mut self, columns: Vec<ArrayRef>) -> Result<(), StoreError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| StoreError::damaged(&self.path, error))?;
        self.writer.write(&batch).map_err(|error| refused(&self.path, error))
    }

    fn end(self, folder: &mut Folder) -> Result<(), StoreError> {
        let file = self.writer.into_inner().map_err(|error| refused(&self.path, error))?;
        folder.end(&self.name, file)
    }
}

/// Claims a folder for tables of a network and other files.
fn claim(folder: &Path, kind: Kind, subject: &str, tables: &[&str], others: &[&str]) -> Result<Folder, StoreError> {
    let names = tables.iter().map(|name| format!("{name}.parquet")).chain(others.iter().map(|&name| name.to_owned()));
    let purpose = Purpose { kind, subject: subject.to_owned(), force: false };
    Folder::claim(folder, purpose, names.collect())
}

fn refused(path: &Path, error: parquet::errors::ParquetError) -> StoreError {
    match error {
        parquet::errors::ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => StoreError::io(path)(*error),
            Err(error) => StoreError::damaged(path, error),
        },
        error => StoreError::damaged(path, error),
    }
}

fn whole(name: &str) -> Field {
    Field::new(name, DataType::Int64, false)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Float64, false)
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

/// A whole number that all rows have.
fn same(value: u64, rows: usize) -> ArrayRef {
    Arc::new(Int64Array::from_value(i64::try_from(value).unwrap_or(i64::MAX), rows))
}

fn numbers(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

/// Names of firms as whole numbers where all are.
fn names(names: &Names) -> ArrayRef {
    match names.whole_numbers() {
        Some(whole) => Arc::new(Int64Array::from(whole)),
        None => Arc::new(StringArray::from_iter_values(names.iter())),
    }
}

impl NetworkWriter {
    /// Begins the tables of a folder about the network `subject`; `firms` are the firms if each of them is wanted in every step,
    /// `replicates` says whether rows tell of which replicate they are.
    ///
    /// # Errors
    /// If the folder holds something else, another process writes it, or the system refuses.
    pub fn new(
        folder: &Path,
        subject: &str,
        sectors: &Names,
        firms: Option<Names>,
        replicates: bool,
    ) -> Result<Self, StoreError> {
        let others = ["summary.json", "report.html"];
        let folder = claim(folder, Kind::Network, subject, &["totals", "sectors", "firms"], &others)?;
        let keys = || replicates.then(|| whole("replicate")).into_iter().chain([whole("step")]);
        let fields = [
            "production",
            "value_added",
            "final_consumption",
            "final_demand_unmet",
            "demand",
            "capacity_lost",
            "value_added_lost",
        ];
        let totals = keys().chain(fields.map(number)).collect();
        let columns = ["production", "demand", "final_consumption", "capacity_lost"];
        let by_sector = keys().chain([text("sector")]).chain(columns.map(number)).collect();
        let by_firm = |firms: &Names| {
            let firm = if firms.whole_numbers().is_some() { whole("firm") } else { text("firm") };
            let columns = ["production", "demand", "final_consumption", "share_of_capacity_lost"];
            Part::new(&folder, "firms", keys().chain([firm]).chain(columns.map(number)).collect())
        };
        Ok(Self {
            totals: Part::new(&folder, "totals", totals)?,
            sectors: Part::new(&folder, "sectors", by_sector)?,
            firms: firms.as_ref().map(by_firm).transpose()?,
            folder,
            sector_names: sectors.iter().collect(),
            firm_names: firms,
            replicates,
        })
    }

    /// Whether each firm is wanted.
    pub fn wants_firms(&self) -> bool {
        self.firms.is_some()
    }

    /// Adds a step of a replicate.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn push(
        &mut self,
        replicate: u64,
        step: u64,
        it: &Totals,
        sectors: &[SectorStep],
        firms: Option<[Vec<f64>; 4]>,
    ) -> Result<(), StoreError> {
        let told = self.replicates;
        let keys = |rows| told.then(|| same(replicate, rows)).into_iter().chain([same(step, rows)]);
        let row =
            [it.production, it.value_added, it.consumption, it.unmet, it.demand, it.capacity_lost, it.value_added_lost];
        self.totals.push(keys(1).chain(row.map(|value| numbers([value]))).collect())?;
        let column = |field: fn(&SectorStep) -> f64| numbers(sectors.iter().map(field));
        let names_of_sectors = Arc::new(StringArray::from_iter_values(&self.sector_names)) as ArrayRef;
        let columns = [
            column(|it| it.production),
            column(|it| it.demand),
            column(|it| it.consumption),
            column(|it| it.capacity_lost),
        ];
        self.sectors.push(keys(sectors.len()).chain([names_of_sectors]).chain(columns).collect())?;
        if let (Some(part), Some(firms), Some(of)) = (&mut self.firms, firms, &self.firm_names) {
            let columns = firms.map(|column| numbers(column) as ArrayRef);
            part.push(keys(of.len()).chain([names(of)]).chain(columns).collect())?;
        }
        Ok(())
    }

    /// Replaces what the folder held by the tables, `summary.json`, `report.html`, and a manifest that says which command wrote them.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(self, summary: &str, report: &str, command: &str) -> Result<(), StoreError> {
        let Self { mut folder, totals, sectors, firms, .. } = self;
        folder.clear()?;
        for part in [totals, sectors].into_iter().chain(firms) {
            part.end(&mut folder)?;
        }
        folder.put("summary.json", summary.as_bytes())?;
        folder.put("report.html", report.as_bytes())?;
        folder.finish(Some(command))
    }
}

/// What each failure of the network `subject` does, as a folder with `rank.parquet`; returns where that is.
///
/// # Errors
/// If the folder holds something else, another process writes it, or the system refuses.
pub fn write_rank(
    folder: &Path,
    subject: &str,
    firms: &[String],
    impacts: &[Impact],
    command: &str,
) -> Result<PathBuf, StoreError> {
    let mut folder = claim(folder, Kind::Rank, subject, &["rank"], &[])?;
    let columns = ["esri", "esri_down", "esri_up", "loss_before_last", "loss_last", "change"];
    let fields = [text("failure")].into_iter().chain(columns.map(number)).chain([whole("passes")]).collect();
    let mut part = Part::new(&folder, "rank", fields)?;
    for (firms, impacts) in firms.chunks(BATCH_ROWS).zip(impacts.chunks(BATCH_ROWS)) {
        let index = |field: fn(&Impact) -> f64| numbers(impacts.iter().map(field));
        part.push(vec![
            Arc::new(StringArray::from_iter_values(firms)),
            index(|it| it.index[0].both),
            index(|it| it.index[0].down),
            index(|it| it.index[0].up),
            index(|it| it.loss_before_last),
            index(|it| it.loss_last),
            index(|it| it.change),
            Arc::new(Int64Array::from_iter_values(impacts.iter().map(|it| i64::from(it.passes)))),
        ])?;
    }
    let path = part.path.clone();
    folder.clear()?;
    part.end(&mut folder)?;
    folder.finish(Some(command))?;
    Ok(path)
}

/// First bytes of a state's file.
const MAGIC: &[u8; 20] = b"BLACKSTART-STATE-01\n";

/// Whether a file that begins with these bytes is a state.
pub fn is_state(first: &[u8]) -> bool {
    first.starts_with(MAGIC)
}

/// Writes a state to go on from; `of` says what it is a state of, and is asked for again on reading. Another state may be replaced, other files are not.
///
/// # Errors
/// If another file is there, or the system refuses.
pub fn write_state(path: &Path, of: &str, state: &State) -> Result<(), StoreError> {
    let mut bytes = Vec::new();
    let mut out = Bytes { to: &mut bytes, hash: Sha256::new() };
    out.state(of, state).expect("memory takes everything");
    let hash = out.hash.finalize();
    bytes.extend_from_slice(&hash);
    replace_file(path, &bytes, is_state)
}

/// Reads a state back.
///
/// # Errors
/// If it is damaged, or of something else than `of`.
pub fn read_state(path: &Path, of: &str) -> Result<State, StoreError> {
    let file = open(path)?;
    let size = file.metadata().map_err(StoreError::io(path))?.len();
    let mut from = Source { from: BufReader::new(file), hash: Sha256::new(), left: size };
    let damaged = |what: &str| StoreError::damaged(path, what);
    let short = |_| StoreError::damaged(path, "it ends too early");
    let mut magic = [0; 20];
    from.bytes(&mut magic).map_err(short)?;
    if &magic != MAGIC {
        return Err(damaged("it is not a saved state"));
    }
    let told = from.text().map_err(short)?;
    if told != of {
        return Err(StoreError::new(
            path,
            crate::error::Problem::Other("it was saved with another network, dynamic or shocks".to_owned()),
        ));
    }
    let state = from.state().map_err(short)?;
    let hash = from.hash.clone().finalize();
    let mut kept = [0; 32];
    from.from.read_exact(&mut kept).map_err(|_| damaged("it ends too early"))?;
    if hash.as_slice() != kept {
        return Err(damaged("its contents have changed"));
    }
    Ok(state)
}

/// Bytes on their way out, hashed.
struct Bytes<'a, T> {
    to: &'a mut T,
    hash: Sha256,
}

impl<T: Write> Bytes<'_, T> {
    fn bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    fn whole(&mut self, value: u64) -> std::io::Result<()> {
        self.bytes(&value.to_le_bytes())
    }

    fn text(&mut self, text: &str) -> std::io::Result<()> {
        self.whole(text.len() as u64)?;
        self.bytes(text.as_bytes())
    }

    fn column(&mut self, values: &[f64]) -> std::io::Result<()> {
        self.whole(values.len() as u64)?;
        for chunk in values.chunks(1 << 12) {
            let bytes: Vec<u8> = chunk.iter().flat_map(|value| value.to_le_bytes()).collect();
            self.bytes(&bytes)?;
        }
        Ok(())
    }

    fn state(&mut self, of: &str, state: &State) -> std::io::Result<()> {
        self.bytes(MAGIC)?;
        self.text(of)?;
        self.whole(state.step)?;
        for column in columns(state) {
            self.column(column)?;
        }
        self.whole(state.struck.len() as u64)?;
        for it in &state.struck {
            self.whole(u64::from(it.firm))?;
            self.column(&[it.share, it.first_share])?;
            self.whole(it.start)?;
        }
        self.whole(state.progress.len() as u64)?;
        for it in &state.progress {
            self.whole(PHASES.iter().position(|phase| *phase == it.phase).unwrap_or(0) as u64)?;
            self.column(&it.gone)?;
            self.column(&it.to_build)?;
        }
        Ok(())
    }
}

const PHASES: [Phase; 4] = [Phase::Pending, Phase::Happening, Phase::Mending, Phase::Finished];

/// All columns of a state, in the order of its fields.
fn columns(state: &State) -> impl Iterator<Item = &Vec<f64>> {
    let State { firms, wanted, stock, order, extra, rate, events, .. } = state;
    firms.iter().chain([wanted, stock, order]).chain(extra).chain([rate]).chain(events)
}

/// Bytes on their way in, hashed; never more than the file has.
struct Source<T> {
    from: T,
    hash: Sha256,
    left: u64,
}

impl<T: Read> Source<T> {
    fn bytes(&mut self, to: &mut [u8]) -> std::io::Result<()> {
        self.from.read_exact(to)?;
        self.left = self.left.saturating_sub(to.len() as u64);
        self.hash.update(&*to);
        Ok(())
    }

    fn whole(&mut self) -> std::io::Result<u64> {
        let mut bytes = [0; 8];
        self.bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// A count of things that take so many bytes each, at most as many as are left.
    fn count(&mut self, size: u64) -> std::io::Result<usize> {
        let count = self.whole()?;
        if count.saturating_mul(size) > self.left {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(count as usize)
    }

    fn text(&mut self) -> std::io::Result<String> {
        let length = self.count(1)?;
        let mut bytes = vec![0; length];
        self.bytes(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData.into())
    }

    fn column(&mut self) -> std::io::Result<Vec<f64>> {
        let count = self.count(8)?;
        let mut values = Vec::with_capacity(count);
        let mut bytes = vec![0; 8 << 12];
        while values.len() < count {
            let now = (count - values.len()).min(1 << 12);
            self.bytes(&mut bytes[..8 * now])?;
            values.extend(bytes[..8 * now].as_chunks::<8>().0.iter().map(|it| f64::from_le_bytes(*it)));
        }
        Ok(values)
    }

    fn state(&mut self) -> std::io::Result<State> {
        let mut state = State { step: self.whole()?, ..State::default() };
        let State { firms, wanted, stock, order, extra, rate, events, .. } = &mut state;
        for column in firms.iter_mut().chain([wanted, stock, order]).chain(extra).chain([rate]).chain(events) {
            *column = self.column()?;
        }
        for _ in 0..self.count(40)? {
            let firm = u32::try_from(self.whole()?).map_err(|_| std::io::ErrorKind::InvalidData)?;
            let shares = self.column()?;
            let [share, first_share] = shares[..] else { return Err(std::io::ErrorKind::InvalidData.into()) };
            state.struck.push(Struck { firm, share, first_share, start: self.whole()? });
        }
        for _ in 0..self.count(24)? {
            let phase = PHASES.get(self.whole()? as usize).copied().ok_or(std::io::ErrorKind::InvalidData)?;
            state.progress.push(Progress { phase, gone: self.column()?, to_build: self.column()? });
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests;
