//! Tables beside `model.toml`: CSV is read here, row by row; other formats through [`TableFormats`].

use super::document::regular;
use super::place::{Complaint, Complaints, Place, RowPlace, Spot, count, quote};
use super::record::Given;
use blackstart_model::table::{Cell, Limits, RawRow, RawTable, TableFormats};
use csv::StringRecord;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// A table that was read: enough of it to find a place again.
pub(crate) struct Sheet {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows of a table without text; `None` for CSV, which is read again where needed.
    rows: Option<Vec<RawRow>>,
}

/// One row while it is read.
#[derive(Clone, Copy)]
pub(crate) enum Cells<'a> {
    Csv(&'a StringRecord),
    Raw(&'a [Option<Cell>]),
}

impl<'a> Cells<'a> {
    /// What a cell holds; `None` where it is empty.
    pub(crate) fn get(self, column: usize) -> Option<Given<'a>> {
        match self {
            Self::Csv(record) => text(record.get(column)?),
            Self::Raw(cells) => match cells.get(column)?.as_ref()? {
                Cell::Text(content) => text(content),
                Cell::Number(number) => Some(Given::Number(*number)),
            },
        }
    }
}

fn text(content: &str) -> Option<Given<'_>> {
    let content = content.trim();
    (!content.is_empty()).then_some(Given::Cell(content))
}

/// What is done with each row: names of the columns, where it stands, what it holds.
type EachRow<'a> = dyn FnMut(&[String], RowPlace, Cells<'_>, &mut Complaints) + 'a;

/// Reads a table, handing over each row that is not empty. Complaints are about its form only.
pub(crate) fn read(
    path: &Path,
    file: u16,
    formats: &dyn TableFormats,
    limits: &Limits,
    complaints: &mut Complaints,
    each: &mut EachRow<'_>,
) -> Option<Sheet> {
    if let Some((_, table)) = formats.held().and_then(|held| held.iter().find(|(of, _)| of == path)) {
        return read_held(table, path, file, complaints, each);
    }
    if let Err((code, message)) = regular(path, limits.table_bytes) {
        complaints.error(code, Place::File(file), format!("this table {message}"), "");
        return None;
    }
    if is_csv(path) {
        read_csv(path, file, limits, complaints, each)
    } else {
        read_raw(path, file, formats, limits, complaints, each)
    }
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// Reads a whole table into memory, each row where it stands in the file; rows that are passed over are empty.
pub(crate) fn hold(
    path: &Path,
    file: u16,
    formats: &dyn TableFormats,
    limits: &Limits,
    complaints: &mut Complaints,
) -> Option<RawTable> {
    let mut rows: Vec<RawRow> = Vec::new();
    let sheet = read(path, file, formats, limits, complaints, &mut |columns, place, cells, _| {
        let held = |column| {
            cells.get(column).and_then(|given| match given {
                Given::Number(number) => Some(Cell::Number(number)),
                other => other.text().map(|text| Cell::Text(text.to_owned())),
            })
        };
        while rows.len() < place.row as usize {
            rows.push(RawRow { number: count(rows.len() + 2), cells: Vec::new() });
        }
        rows.push(RawRow { number: place.row + 2, cells: (0..columns.len()).map(held).collect() });
    })?;
    Some(RawTable { columns: sheet.columns, rows: sheet.rows.unwrap_or(rows) })
}

/// Hands over the rows of a table in memory. What its file has at a place is looked up there for CSV.
fn read_held(
    table: &RawTable,
    path: &Path,
    file: u16,
    complaints: &mut Complaints,
    each: &mut EachRow<'_>,
) -> Option<Sheet> {
    for (number, row) in table.rows.iter().enumerate() {
        let cells = Cells::Raw(&row.cells);
        if (0..table.columns.len()).any(|column| cells.get(column).is_some()) {
            each(&table.columns, RowPlace { file, list: "", row: count(number) }, cells, complaints);
        }
    }
    Some(Sheet::held(table, path))
}

fn read_raw(
    path: &Path,
    file: u16,
    formats: &dyn TableFormats,
    limits: &Limits,
    complaints: &mut Complaints,
    each: &mut EachRow<'_>,
) -> Option<Sheet> {
    let table = match formats.read(path, limits) {
        Ok(table) => table,
        Err(message) => {
            complaints.error(
                "BS0107",
                Place::File(file),
                format!("this table cannot be read: {message}"),
                "save it as CSV",
            );
            return None;
        }
    };
    if table.rows.len() as u64 > limits.table_rows {
        complaints.error(
            "BS0106",
            Place::File(file),
            format!("this table has more than {} rows", limits.table_rows),
            "",
        );
        return None;
    }
    let columns: Vec<String> = table.columns.iter().map(|name| name.trim().to_owned()).collect();
    if !check_columns(&columns, file, limits, complaints) {
        return Some(Sheet { columns, rows: Some(Vec::new()) });
    }
    for (number, row) in table.rows.iter().enumerate() {
        let cells = Cells::Raw(&row.cells);
        let place = RowPlace { file, list: "", row: count(number) };
        let long = row
            .cells
            .iter()
            .flatten()
            .any(|cell| matches!(cell, Cell::Text(text) if text.len() as u64 > limits.row_bytes));
        if long {
            complaints.error(
                "BS0106",
                place.whole(),
                format!("this row is longer than {} bytes", limits.row_bytes),
                "",
            );
            continue;
        }
        if (0..columns.len()).any(|column| cells.get(column).is_some()) {
            each(&columns, place, cells, complaints);
        }
    }
    Some(Sheet { columns, rows: Some(table.rows) })
}

fn read_csv(
    path: &Path,
    file: u16,
    limits: &Limits,
    complaints: &mut Complaints,
    each: &mut EachRow<'_>,
) -> Option<Sheet> {
    let source = match File::open(path) {
        Ok(source) => source,
        Err(error) => {
            complaints.error("BS0101", Place::File(file), format!("this table cannot be opened: {error}"), "");
            return None;
        }
    };
    let mut rows = Rows::new(source, limits);
    let mut record = StringRecord::new();
    let columns: Vec<String> = match rows.next(&mut record) {
        Ok(true) => record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect(),
        Ok(false) => {
            complaints.error(
                "BS0105",
                Place::File(file),
                "this table is empty: it has no row of column names",
                "write the column names into the first row",
            );
            return None;
        }
        Err(fault) => {
            fault.complain(file, None, complaints);
            return None;
        }
    };
    if !check_columns(&columns, file, limits, complaints) {
        return Some(Sheet { columns, rows: None });
    }
    let mut number: u32 = 0;
    loop {
        let place = RowPlace { file, list: "", row: number };
        match rows.next(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let cells = Cells::Csv(&record);
                if record.as_slice().as_bytes().contains(&0) {
                    complaints.error(
                        "BS0102",
                        place.whole(),
                        "this row has a NUL byte",
                        "save the table as CSV in UTF-8",
                    );
                } else if record.iter().all(|cell| cell.trim().is_empty()) {
                    // Spreadsheets leave rows of commas behind.
                } else if record.len() != columns.len() {
                    complaints.error(
                        "BS0105",
                        place.whole(),
                        format!("this row has {} cells, the table has {} columns", record.len(), columns.len()),
                        "put cells with commas into double quotes",
                    );
                } else {
                    each(&columns, place, cells, complaints);
                }
            }
            Err(fault) => {
                let goes_on = matches!(fault, Fault::NotText);
                fault.complain(file, Some(place), complaints);
                if !goes_on {
                    break;
                }
            }
        }
        if complaints.full() {
            break;
        }
        number += 1;
        if u64::from(number) > limits.table_rows {
            complaints.error(
                "BS0106",
                Place::File(file),
                format!("this table has more than {} rows", limits.table_rows),
                "",
            );
            break;
        }
    }
    Some(Sheet { columns, rows: None })
}

fn check_columns(columns: &[String], file: u16, limits: &Limits, complaints: &mut Complaints) -> bool {
    if columns.len() > limits.table_columns {
        complaints.error(
            "BS0106",
            Place::File(file),
            format!("this table has more than {} columns", limits.table_columns),
            "",
        );
        return false;
    }
    if let [only] = columns
        && only.contains([';', '\t'])
    {
        complaints.error(
            "BS0105",
            Place::Header(file, 0),
            "the columns of this table are not separated by commas",
            "save it as CSV with commas",
        );
        return false;
    }
    let mut seen = BTreeSet::new();
    let mut sound = true;
    for (at, name) in columns.iter().enumerate() {
        if name.is_empty() {
            complaints.error(
                "BS0105",
                Place::Header(file, at),
                format!("column {} has no name", at + 1),
                "name it, or delete the column",
            );
            sound = false;
        } else if !seen.insert(name) {
            complaints.error(
                "BS0105",
                Place::Header(file, at),
                format!("column {} is there twice", quote(name)),
                "keep one of the two",
            );
            sound = false;
        }
    }
    sound
}

/// Why a row cannot be had.
pub(crate) enum Fault {
    /// Not UTF-8; the next row can be read.
    NotText,
    /// Longer than a row may be.
    Long(u64),
    /// Anything else.
    Other(String),
}

impl Fault {
    /// Whether the next row can be read.
    pub(crate) fn is_about_one_row(&self) -> bool {
        matches!(self, Self::NotText)
    }

    /// What is wrong, in words.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::NotText => "this row is not UTF-8 text".to_owned(),
            Self::Long(most) => format!("a row of this table is longer than {most} bytes"),
            Self::Other(message) => message.clone(),
        }
    }

    fn complain(self, file: u16, row: Option<RowPlace>, complaints: &mut Complaints) {
        let place = row.map_or(Place::File(file), RowPlace::whole);
        match self {
            Self::NotText => {
                complaints.error("BS0102", place, "this row is not UTF-8 text", "save the table as CSV in UTF-8")
            }
            Self::Long(most) => {
                complaints.error(
                    "BS0106",
                    Place::File(file),
                    format!("a row of this table is longer than {most} bytes"),
                    "is a double quote left open?",
                );
            }
            Self::Other(message) => {
                complaints.error("BS0101", Place::File(file), format!("this table cannot be read: {message}"), "")
            }
        }
    }
}

/// Rows of a CSV file, none longer than allowed.
pub(crate) struct Rows {
    reader: csv::Reader<Meter>,
    most: u64,
}

/// Counts the bytes handed out since the last row, and stops where a row never ends.
struct Meter {
    file: File,
    since_row: u64,
    most: u64,
}

/// Buffer of the CSV reader.
const BUFFER_BYTES: usize = 1 << 16;

impl Read for Meter {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since_row > self.most + BUFFER_BYTES as u64 {
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        let read = self.file.read(buffer)?;
        self.since_row += read as u64;
        Ok(read)
    }
}

impl Rows {
    pub(crate) fn new(file: File, limits: &Limits) -> Self {
        Self::separated(file, limits, b',')
    }

    /// With another separator than a comma.
    pub(crate) fn separated(file: File, limits: &Limits, separator: u8) -> Self {
        let meter = Meter { file, since_row: 0, most: limits.row_bytes };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(meter);
        Self { reader, most: limits.row_bytes }
    }
    /// Reads the next row; `false` at the end.
    pub(crate) fn next(&mut self, record: &mut StringRecord) -> Result<bool, Fault> {
        let read = self.reader.read_record(record);
        self.reader.get_mut().since_row = 0;
        read.map_err(|error| match error.kind() {
            csv::ErrorKind::Utf8 { .. } => Fault::NotText,
            csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => Fault::Long(self.most),
            _ => Fault::Other(error.to_string()),
        })
    }
}

impl Sheet {
    /// Of a table in memory.
    pub(crate) fn held(table: &RawTable, path: &Path) -> Self {
        Self { columns: table.columns.clone(), rows: (!is_csv(path)).then(|| table.rows.clone()) }
    }

    /// Position of a column; a path into a cell (`needs.2`) is the cell's.
    fn column(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(at) = self.columns.iter().position(|column| column == path) {
                return Some(at);
            }
            path = path.rsplit_once('.')?.0;
        }
    }

    /// Places as line, column and excerpt, in the order given.
    pub(crate) fn spots(&self, path: &Path, complaints: &[Complaint]) -> Vec<Spot> {
        match &self.rows {
            Some(rows) => complaints.iter().map(|complaint| self.spot_in_cells(rows, &complaint.place)).collect(),
            None => self.spots_in_text(path, complaints),
        }
    }

    fn spot_in_cells(&self, rows: &[RawRow], place: &Place) -> Spot {
        let (line, column, text) = match place {
            Place::Header(_, at) => (1, *at, self.columns.get(*at).cloned().unwrap_or_default()),
            Place::Field { row, path, .. } => {
                let Some(found) = rows.get(row.row as usize) else {
                    return Spot::default();
                };
                let column = self.column(path);
                let cell = column.and_then(|column| found.cells.get(column)).and_then(Option::as_ref);
                let text = match cell {
                    Some(Cell::Text(text)) => text.clone(),
                    Some(Cell::Number(number)) => number.to_string(),
                    None => String::new(),
                };
                (found.number, column.unwrap_or(0), text)
            }
            Place::File(_) | Place::Bytes(..) => return Spot::default(),
        };
        let inner = match place {
            Place::Field { inner: Some(inner), .. } => *inner,
            _ => (0, text.len()),
        };
        Spot {
            line,
            column: count(column + 1),
            ..Spot::in_line(line, &text.replace(['\n', '\r'], " "), inner.0, inner.1)
        }
    }

    /// Reads the file again, up to the last row asked for.
    fn spots_in_text(&self, path: &Path, complaints: &[Complaint]) -> Vec<Spot> {
        let mut spots = vec![Spot::default(); complaints.len()];
        // Record 0 is the header.
        let mut wanted: Vec<(u64, usize)> = complaints
            .iter()
            .enumerate()
            .filter_map(|(at, complaint)| match &complaint.place {
                Place::Header(..) => Some((0, at)),
                Place::Field { row, .. } => Some((u64::from(row.row) + 1, at)),
                Place::File(_) | Place::Bytes(..) => None,
            })
            .collect();
        wanted.sort_unstable();
        let (Ok(file), Ok(mut lines)) = (File::open(path), File::open(path)) else {
            return spots;
        };
        let mut rows = Rows::new(file, &Limits { row_bytes: u64::MAX >> 1, ..Limits::default() });
        let mut record = StringRecord::new();
        let mut at = 0;
        for (number, complaint) in wanted {
            while at <= number {
                if let Err(Fault::Long(_) | Fault::Other(_)) = rows.next(&mut record) {
                    return spots;
                }
                at += 1;
            }
            let Some(position) = record.position().cloned().or_else(|| Some(rows.reader.position().clone())) else {
                continue;
            };
            let Some((skipped, text)) = line_at(&mut lines, position.byte()) else {
                continue;
            };
            let text = text.trim_start_matches('\u{feff}');
            let line = u32::try_from(position.line()).unwrap_or(u32::MAX).saturating_add(skipped);
            let (start, length) = match &complaints[complaint].place {
                Place::Header(_, column) => cell_in_line(text, *column),
                Place::Field { path, inner, .. } => match self.column(path) {
                    Some(column) => {
                        let (start, length) = cell_in_line(text, column);
                        match inner {
                            Some((inner, marked))
                                if !text[start..start + length].contains('"') && inner + marked <= length =>
                            {
                                (start + inner, *marked)
                            }
                            _ => (start, length),
                        }
                    }
                    None => (0, text.trim_end().len()),
                },
                Place::File(_) | Place::Bytes(..) => (0, 0),
            };
            spots[complaint] = Spot::in_line(line, text, start, length);
        }
        spots
    }
}

/// The first line with contents from a byte on, as far as it is of interest, and how many empty ones stand before it.
fn line_at(file: &mut File, byte: u64) -> Option<(u32, String)> {
    const MOST: u64 = 1 << 16;
    file.seek(SeekFrom::Start(byte)).ok()?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    // The parser passes over empty lines, and reports where it was before them.
    let start = bytes.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(0);
    let end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| start + end);
    let skipped = bytes[..start].iter().filter(|byte| **byte == b'\n').count();
    Some((count(skipped), String::from_utf8_lossy(&bytes[start..end]).into_owned()))
}

/// Start and length of a cell in a line \[bytes\], without blanks around it.
fn cell_in_line(line: &str, column: usize) -> (usize, usize) {
    let (mut at, mut start, mut quoted) = (0, 0, false);
    let mut end = line.len();
    for (byte, character) in line.bytes().enumerate() {
        match character {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                if at == column {
                    end = byte;
                    break;
                }
                at += 1;
                start = byte + 1;
            }
            _ => {}
        }
    }
    if at < column {
        return (line.len(), 0);
    }
    let cell = &line[start..end];
    (start + (cell.len() - cell.trim_start().len()), cell.trim().len())
}
