//! Tables of companies and nations: CSV is read here, other formats through [`TableFormats`]; row by row, never whole in memory.

use super::place::{Complaint, Complaints, Place, RowPlace, Spot, count, quote};
use super::record::Given;
use crate::file;
use blackstart_model::table::{Cell, Limits, OpenTable, Piece, RawRow, RawTable, Row, TableFormats, Value};
use csv::StringRecord;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// A table that was read: enough of it to find a place again.
pub(crate) struct Sheet {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What separates the cells of a text; `None`: it is no text.
    pub separator: Option<u8>,
}

/// A table to be read.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub path: &'a Path,
    /// Position in the list of files.
    pub file: u16,
    pub formats: &'a dyn TableFormats,
    pub limits: &'a Limits,
}

/// One row while it is read.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a>(&'a dyn Row);

impl<'a> Cells<'a> {
    /// What a cell holds.
    pub(crate) fn value(self, column: usize) -> Value<'a> {
        self.0.value(column)
    }

    /// The same for a field; `None` where it is empty.
    pub(crate) fn get(self, column: usize) -> Option<Given<'a>> {
        match self.value(column) {
            Value::Empty => None,
            Value::Whole(whole) => Some(Given::Number(whole as f64)),
            Value::Number(number) => Some(Given::Number(number)),
            Value::Text(text) => {
                let text = text.trim();
                (!text.is_empty()).then_some(Given::Cell(text))
            }
        }
    }
}

/// A record of a CSV file as a row.
struct Line<'a>(&'a StringRecord);

impl Row for Line<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.0.get(column).map_or(Value::Empty, Value::of_text)
    }
}

/// What takes the rows of a table.
pub(crate) trait TakeRows {
    /// The columns, once, before any row; whether the rows are of use.
    fn columns(&mut self, columns: &[String], file: u16, complaints: &mut Complaints) -> bool;
    /// A row that is not empty.
    fn row(&mut self, columns: &[String], place: RowPlace, cells: Cells<'_>, complaints: &mut Complaints);
    /// What the program of a table that is no text calls the next row.
    fn number(&mut self, _number: u32) {}
}

/// Reads a table, handing over each row that is not empty. Complaints of its own are about its form only.
pub(crate) fn read(source: Source<'_>, complaints: &mut Complaints, take: &mut dyn TakeRows) -> Option<Sheet> {
    let held = source.formats.held().and_then(|held| held.iter().find(|(path, _)| path == source.path));
    if let Some((_, table)) = held {
        return Some(read_held(table, source, complaints, take));
    }
    let opened = match file::open(source.path, source.limits.table_bytes) {
        Ok(opened) => opened,
        Err(refused) => {
            let message = format!("this table {refused}");
            complaints.error(refused.code(), Place::File(source.file), message, refused.advice());
            return None;
        }
    };
    if is_csv(source.path) {
        read_csv(opened, source, complaints, take)
    } else {
        read_other(opened, source, complaints, take)
    }
}

pub(crate) fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// Hands over the rows of a table in memory. What its file has at a place is looked up there for CSV.
fn read_held(table: &RawTable, source: Source<'_>, complaints: &mut Complaints, take: &mut dyn TakeRows) -> Sheet {
    if take.columns(&table.columns, source.file, complaints) {
        for (number, row) in table.rows.iter().enumerate() {
            let place = RowPlace { file: source.file, list: "", row: count(number) };
            if (0..table.columns.len()).any(|column| row.value(column) != Value::Empty) {
                take.row(&table.columns, place, Cells(row), complaints);
            }
        }
    }
    Sheet::held(table, source.path)
}

/// Reads a whole table into memory, each row where it stands in the file; rows that are passed over are empty.
pub(crate) fn hold(source: Source<'_>, complaints: &mut Complaints) -> Option<RawTable> {
    #[derive(Default)]
    struct Hold {
        rows: Vec<RawRow>,
        number: Option<u32>,
    }
    impl TakeRows for Hold {
        fn columns(&mut self, _: &[String], _: u16, _: &mut Complaints) -> bool {
            true
        }
        fn row(&mut self, columns: &[String], place: RowPlace, cells: Cells<'_>, _: &mut Complaints) {
            while self.rows.len() < place.row as usize {
                self.rows.push(RawRow { number: count(self.rows.len() + 2), cells: Vec::new() });
            }
            let held = |column| match cells.value(column) {
                Value::Empty => None,
                Value::Whole(whole) => Some(Cell::Number(whole as f64)),
                Value::Number(number) => Some(Cell::Number(number)),
                Value::Text(text) => Some(Cell::Text(text.trim().to_owned())),
            };
            let number = self.number.unwrap_or(place.row + 2);
            self.rows.push(RawRow { number, cells: (0..columns.len()).map(held).collect() });
        }
        fn number(&mut self, number: u32) {
            self.number = Some(number);
        }
    }
    let mut hold = Hold::default();
    let sheet = read(source, complaints, &mut hold)?;
    Some(RawTable { columns: sheet.columns, rows: hold.rows })
}

/// A table of CSV text that is known to be one.
pub(crate) fn of_csv(text: &str) -> Option<RawTable> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut records = reader.records().map_while(Result::ok);
    let columns = records.next()?.iter().map(str::to_owned).collect();
    let cell = |text: &str| Some(Cell::Text(text.trim().to_owned())).filter(|_| !text.trim().is_empty());
    let row = |(at, record): (usize, StringRecord)| RawRow {
        number: count(at + 2),
        cells: record.iter().map(cell).collect(),
    };
    Some(RawTable { columns, rows: records.enumerate().map(row).collect() })
}

fn read_other(opened: File, source: Source<'_>, complaints: &mut Complaints, take: &mut dyn TakeRows) -> Option<Sheet> {
    let Source { path, file, formats, limits } = source;
    let mut sheet: Option<Sheet> = None;
    let mut number: u32 = 0;
    let result = formats.read(OpenTable { file: opened, path }, limits, &mut |piece| match piece {
        Piece::Columns(names) => {
            let columns: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
            let sound = check_columns(&columns, file, limits, complaints) && take.columns(&columns, file, complaints);
            sheet = Some(Sheet { columns, separator: None });
            sound
        }
        Piece::Row { cells, number: called } => {
            take.number(called);
            let Some(Sheet { columns, .. }) = &sheet else { return false };
            let place = RowPlace { file, list: "", row: number };
            number += 1;
            if u64::from(number) > limits.table_rows {
                too_many_rows(file, limits, complaints);
                return false;
            }
            if sound_cells(cells, columns.len(), place, limits, complaints) {
                take.row(columns, place, Cells(cells), complaints);
            }
            !complaints.full()
        }
    });
    if let Err(message) = result {
        let message = format!("this table cannot be read: {message}");
        complaints.error("BS0107", Place::File(file), message, "save it as CSV");
        return None;
    }
    sheet
}

/// Whether a row holds anything, and nothing that cannot be.
fn sound_cells(cells: &dyn Row, count: usize, place: RowPlace, limits: &Limits, complaints: &mut Complaints) -> bool {
    let mut empty = true;
    for column in 0..count {
        let wrong = match cells.value(column) {
            Value::Empty => continue,
            Value::Text(text) if text.len() > limits.text_bytes => {
                ("BS0106", format!("this text is longer than {} bytes", limits.text_bytes))
            }
            Value::Number(number) if !number.is_finite() => ("BS0207", format!("{number} is not a number")),
            _ => {
                empty = false;
                continue;
            }
        };
        complaints.error(wrong.0, Place::Cell(place, column), wrong.1, "correct it, or leave the cell empty");
        return false;
    }
    !empty
}

fn read_csv(
    mut opened: File,
    source: Source<'_>,
    complaints: &mut Complaints,
    take: &mut dyn TakeRows,
) -> Option<Sheet> {
    let Source { file, limits, .. } = source;
    if starts_as_utf16(&mut opened) {
        let message = "this table is not UTF-8 text (it looks like UTF-16)";
        complaints.error("BS0102", Place::File(file), message, "save the table as CSV in UTF-8");
        return None;
    }
    let mut rows = CsvRows::new(opened, limits);
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
    let sheet = Sheet { columns, separator: Some(b',') };
    if !check_columns(&sheet.columns, file, limits, complaints) || !take.columns(&sheet.columns, file, complaints) {
        return Some(sheet);
    }
    let mut number: u32 = 0;
    loop {
        let place = RowPlace { file, list: "", row: number };
        match rows.next(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                if is_sound_record(&record, sheet.columns.len(), place, complaints) {
                    take.row(&sheet.columns, place, Cells(&Line(&record)), complaints);
                }
            }
            Err(fault) => {
                let goes_on = matches!(fault, RowFault::NotText);
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
            too_many_rows(file, limits, complaints);
            break;
        }
    }
    Some(sheet)
}

/// Whether a record has as many cells as there are columns, and not all of them empty.
fn is_sound_record(record: &StringRecord, width: usize, place: RowPlace, complaints: &mut Complaints) -> bool {
    if record.as_slice().as_bytes().contains(&0) {
        complaints.error("BS0102", place.whole(), "this row has a NUL byte", "save the table as CSV in UTF-8");
        return false;
    }
    if record.iter().all(|cell| cell.trim().is_empty()) {
        // Spreadsheets leave rows of commas behind.
        return false;
    }
    if record.len() != width {
        complaints.error(
            "BS0105",
            place.whole(),
            format!("this row has {} cells, the table has {width} columns", record.len()),
            "put cells with commas into double quotes",
        );
        return false;
    }
    true
}

fn too_many_rows(file: u16, limits: &Limits, complaints: &mut Complaints) {
    complaints.error("BS0106", Place::File(file), format!("this table has more than {} rows", limits.table_rows), "");
}

/// Whether a file begins with the mark of UTF-16; it is at its beginning again afterwards.
pub(crate) fn starts_as_utf16(file: &mut File) -> bool {
    let mut mark = [0; 2];
    let read = file.read_exact(&mut mark).is_ok();
    let back = file.seek(SeekFrom::Start(0)).is_ok();
    read && back && file::is_utf16(&mark)
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
            "save it as CSV with commas, and numbers with decimal points",
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
                format!("column {} is defined twice", quote(name)),
                "keep one of the two",
            );
            sound = false;
        }
    }
    sound
}

/// Why a row cannot be had.
pub(crate) enum RowFault {
    /// Not UTF-8; the next row can be read.
    NotText,
    /// Longer than a row may be.
    Long(u64),
    /// Anything else.
    Other(String),
}

impl RowFault {
    pub(crate) fn complain(self, file: u16, row: Option<RowPlace>, complaints: &mut Complaints) {
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
pub(crate) struct CsvRows {
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

impl CsvRows {
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
    pub(crate) fn next(&mut self, record: &mut StringRecord) -> Result<bool, RowFault> {
        let read = self.reader.read_record(record);
        self.reader.get_mut().since_row = 0;
        read.map_err(|error| match error.kind() {
            csv::ErrorKind::Utf8 { .. } => RowFault::NotText,
            csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => RowFault::Long(self.most),
            _ => RowFault::Other(error.to_string()),
        })
    }
}

impl Sheet {
    /// Of a table in memory.
    pub(crate) fn held(table: &RawTable, path: &Path) -> Self {
        Self { columns: table.columns.clone(), separator: is_csv(path).then_some(b',') }
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

    /// Places as line, column and excerpt, in the order given; the file is read again, up to the last row asked for.
    pub(crate) fn spots(
        &self,
        path: &Path,
        complaints: &[Complaint],
        held: Option<&RawTable>,
        (formats, limits): (&dyn TableFormats, &Limits),
    ) -> Vec<Spot> {
        let mut spots = vec![Spot::default(); complaints.len()];
        // By record: 0 is the header.
        let mut wanted: Vec<(u64, usize)> = complaints
            .iter()
            .enumerate()
            .filter_map(|(at, complaint)| match &complaint.place {
                Place::Header(..) => Some((0, at)),
                Place::Field { row, .. } | Place::Cell(row, _) => Some((u64::from(row.row) + 1, at)),
                Place::File(_) | Place::Bytes(..) => None,
            })
            .collect();
        wanted.sort_unstable();
        if !wanted.is_empty() {
            match self.separator {
                Some(separator) => self.spots_in_text(path, separator, complaints, &wanted, &mut spots),
                None => {
                    let mut finder = Finder { sheet: self, complaints, wanted: &wanted, spots: &mut spots, at: 0 };
                    match held {
                        Some(table) => finder.held(table),
                        None => finder.read(path, formats, limits),
                    }
                }
            }
        }
        spots
    }

    /// The column of a place, and bytes within its cell.
    fn aim(&self, place: &Place) -> (Option<usize>, Option<(usize, usize)>) {
        match place {
            Place::Header(_, column) | Place::Cell(_, column) => (Some(*column), None),
            Place::Field { path, inner, .. } => (self.column(path), *inner),
            Place::File(_) | Place::Bytes(..) => (None, None),
        }
    }

    fn spots_in_text(
        &self,
        path: &Path,
        separator: u8,
        complaints: &[Complaint],
        wanted: &[(u64, usize)],
        spots: &mut [Spot],
    ) {
        let (Ok(file), Ok(mut lines)) = (file::open(path, u64::MAX), file::open(path, u64::MAX)) else { return };
        let limits = Limits { row_bytes: u64::MAX >> 1, ..Limits::default() };
        let mut rows = CsvRows::separated(file, &limits, separator);
        let mut record = StringRecord::new();
        let mut at = 0;
        for &(number, complaint) in wanted {
            while at <= number {
                if let Err(RowFault::Long(_) | RowFault::Other(_)) = rows.next(&mut record) {
                    return;
                }
                at += 1;
            }
            let position = record.position().unwrap_or(rows.reader.position());
            let Some((skipped, text)) = line_at(&mut lines, position.byte()) else {
                continue;
            };
            let line = u32::try_from(position.line()).unwrap_or(u32::MAX).saturating_add(skipped);
            let text = text.trim_start_matches('\u{feff}');
            let (column, inner) = self.aim(&complaints[complaint].place);
            let (start, length) = match column {
                None => (0, text.trim_end().len()),
                Some(column) => {
                    let (start, length) = cell_in_line(text, column, separator);
                    let quoted = text[start..start + length].contains('"');
                    match inner {
                        Some((inner, marked)) if !quoted && inner + marked <= length => (start + inner, marked),
                        _ => (start, length),
                    }
                }
            };
            spots[complaint] = Spot::in_line(line, text, start, length);
        }
    }
}

/// Looks for places in a table that is no text, row by row.
struct Finder<'a> {
    sheet: &'a Sheet,
    complaints: &'a [Complaint],
    /// Records, ascending, and complaints about them.
    wanted: &'a [(u64, usize)],
    spots: &'a mut [Spot],
    /// The record that comes next.
    at: u64,
}

impl Finder<'_> {
    fn read(&mut self, path: &Path, formats: &dyn TableFormats, limits: &Limits) {
        let Ok(file) = file::open(path, limits.table_bytes) else { return };
        // Best effort: the table was read once already, and may be another by now.
        let _ = formats.read(OpenTable { file, path }, limits, &mut |piece| self.take(piece));
    }

    fn held(&mut self, table: &RawTable) {
        let mut rows = table.rows.iter().map(|row| Piece::Row { number: row.number, cells: row });
        let _ = self.take(Piece::Columns(&table.columns)) && rows.all(|row| self.take(row));
    }

    /// Whether more are wanted.
    fn take(&mut self, piece: Piece<'_>) -> bool {
        while let Some(((number, complaint), rest)) = self.wanted.split_first()
            && *number == self.at
        {
            let (column, inner) = self.sheet.aim(&self.complaints[*complaint].place);
            let (line, text) = match piece {
                Piece::Columns(names) => (1, column.and_then(|column| names.get(column).cloned())),
                Piece::Row { number, cells } => (number, column.map(|column| cells.value(column).text())),
            };
            let text = text.unwrap_or_default().replace(['\n', '\r'], " ");
            let (start, length) = inner.unwrap_or((0, text.len()));
            let spot = Spot::in_line(line, &text, start, length);
            self.spots[*complaint] = Spot { column: count(column.unwrap_or(0) + 1), ..spot };
            self.wanted = rest;
        }
        self.at += 1;
        !self.wanted.is_empty()
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
fn cell_in_line(line: &str, column: usize, separator: u8) -> (usize, usize) {
    let (mut at, mut start, mut quoted) = (0, 0, false);
    let mut end = line.len();
    for (byte, character) in line.bytes().enumerate() {
        match character {
            b'"' => quoted = !quoted,
            it if it == separator && !quoted => {
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
