//! Tables of companies and nations: text is read here, other formats through [`TableFormats`]; row by row, never whole in memory.

use super::place::{Complaint, Complaints, Place, RowPlace, Spot, count, quote};
use super::record::Given;
use super::text::{self, BUFFER_BYTES, CsvRows, Flaw, RowFault, Stream};
use crate::file;
use blackstart_model::table::{
    Cell, ColumnNames, Form, Limits, OpenTable, Piece, RawRow, RawTable, Row, Sought, TableFormats, TextForm, Value,
    is_workbook,
};
use csv::StringRecord;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A table that was read: enough of it to find a place again.
pub(crate) struct Sheet {
    /// Names of the columns, as its reader knows them.
    pub columns: Vec<String>,
    pub form: Form,
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
    /// Names of columns that it knows.
    fn names(&self) -> ColumnNames;
    /// What a sheet of a workbook may be called that holds the table, beside the file's name.
    fn sheet(&self) -> &str {
        ""
    }
    /// Whether it is that sheet and no other.
    fn is_exact(&self) -> bool {
        false
    }
    /// The columns, once, before any row; whether the rows are of use. Known ones have the names that are known.
    fn columns(&mut self, columns: &[String], file: u16, complaints: &mut Complaints) -> bool;
    /// A row that is not empty.
    fn row(&mut self, columns: &[String], place: RowPlace, cells: Cells<'_>, complaints: &mut Complaints);
    /// The number of the next row: what its program calls it, or its line in a text.
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
    if is_text(source.path) {
        read_text(&opened, source, complaints, take)
    } else {
        read_other(opened, source, complaints, take)
    }
}

/// Whether a file is a table of text, by its extension: all are that are nothing else.
pub(crate) fn is_text(path: &Path) -> bool {
    !is_workbook(path) && !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

/// Names of the columns of a table of text; none where it is none.
pub(crate) fn header(path: &Path, names: &ColumnNames, limits: &Limits) -> Vec<String> {
    let read = || {
        let file = file::open(path, limits.table_bytes).ok()?;
        let form = text::form_of(&file, names, limits).ok()?;
        let mut rows = CsvRows::of(Stream::of(&file, form.encoding).ok()?, limits, form.separator);
        let mut record = StringRecord::new();
        for _ in 0..=form.above {
            rows.next(&mut record).ok()?;
        }
        Some(record.iter().map(|name| names.meant(name).unwrap_or(name.trim()).to_owned()).collect())
    };
    read().unwrap_or_default()
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
    Sheet::held(table)
}

/// Reads a whole table into memory, each row where it stands in the file; rows that are passed over are empty. Its columns may have any names; those
/// that are known have the names that are known.
pub(crate) fn hold(
    source: Source<'_>,
    names: &ColumnNames,
    list: &'static str,
    complaints: &mut Complaints,
) -> Option<RawTable> {
    hold_sheet(source, names, list, None, complaints)
}

/// The same, of one sheet of a workbook.
pub(crate) fn hold_sheet(
    source: Source<'_>,
    names: &ColumnNames,
    list: &'static str,
    only: Option<&str>,
    complaints: &mut Complaints,
) -> Option<RawTable> {
    struct Hold<'n> {
        names: &'n ColumnNames,
        list: &'static str,
        only: Option<&'n str>,
        rows: Vec<RawRow>,
        number: u32,
    }
    impl TakeRows for Hold<'_> {
        fn names(&self) -> ColumnNames {
            self.names.clone()
        }
        fn sheet(&self) -> &str {
            self.only.unwrap_or(self.list)
        }
        fn is_exact(&self) -> bool {
            self.only.is_some()
        }
        fn columns(&mut self, columns: &[String], _: u16, _: &mut Complaints) -> bool {
            // Of a table that is of no list, rows are of no use if nothing in them is known.
            self.only.is_some()
                || !self.list.is_empty()
                || columns.iter().any(|column| self.names.meant(column).is_some())
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
            self.rows.push(RawRow { number: self.number, cells: (0..columns.len()).map(held).collect() });
        }
        fn number(&mut self, number: u32) {
            self.number = number;
        }
    }
    let mut hold = Hold { names, list, only, rows: Vec::new(), number: 0 };
    let sheet = read(source, complaints, &mut hold)?;
    Some(RawTable { columns: sheet.columns, rows: hold.rows, form: sheet.form })
}

/// Gives columns the names that are known. What was taken for what is told.
fn name_columns(columns: &mut [String], names: &ColumnNames) -> Vec<String> {
    let mut taken = Vec::new();
    if names.is_sought() {
        return taken;
    }
    for column in columns {
        if let Some(meant) = names.meant(column)
            && meant != column.as_str()
        {
            taken.push(taken_as(column, meant));
            meant.clone_into(column);
        }
    }
    taken
}

/// That a column was taken for one that is known.
pub(crate) fn taken_as(column: &str, meant: &str) -> String {
    format!("column {} as `{meant}`", quote(column))
}

/// What to do where something else was taken than was meant.
pub(crate) const IF_NOT_MEANT: &str = "if something else is meant, change the table";

/// What to do about a cell whose value cannot be had.
pub(crate) const MEND_CELL: &str = "open the workbook in a spreadsheet program, correct the cell and save it";

/// Says once for a table what was taken, where it is not the usual.
pub(crate) fn tell_taken(
    file: u16,
    form: &Form,
    others: Vec<String>,
    renamed: Vec<String>,
    complaints: &mut Complaints,
) {
    if let Some(taken) = taken(form, others, renamed) {
        let message = format!("this table is read so: {taken}");
        complaints.warning("BS0110", Place::File(file), message, IF_NOT_MEANT);
    }
}

/// What was taken, in words; `None`: the usual.
pub(crate) fn taken(form: &Form, mut taken: Vec<String>, renamed: Vec<String>) -> Option<String> {
    const MOST: usize = 8;
    if !form.above.is_empty() {
        let above: Vec<String> = form.above.iter().map(|row| quote(row)).collect();
        taken.push(format!("column names in row {}, below {}", form.header, above.join(", ")));
    }
    let more = renamed.len().saturating_sub(MOST);
    taken.extend(renamed.into_iter().take(MOST));
    if more > 0 {
        taken.push(format!("{more} more columns in the same way"));
    }
    (!taken.is_empty()).then(|| taken.join("; "))
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
    Some(RawTable { columns, rows: records.enumerate().map(row).collect(), form: Form::default() })
}

fn read_other(opened: File, source: Source<'_>, complaints: &mut Complaints, take: &mut dyn TakeRows) -> Option<Sheet> {
    let Source { path, file, formats, limits } = source;
    let names = take.names();
    let wanted = take.sheet().to_owned();
    let sought = Sought { names: &names, sheet: &wanted, is_exact: take.is_exact() };
    let mut form = Form::default();
    let mut columns: Option<Vec<String>> = None;
    let mut renamed = Vec::new();
    let mut number: u32 = 0;
    let table = OpenTable { file: opened, path };
    let result = formats.read_sought(table, &sought, limits, &mut form, &mut |piece| match piece {
        Piece::Columns(header) => {
            let mut header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
            renamed = name_columns(&mut header, &names);
            let sound = check_columns(&header, file, limits, complaints) && take.columns(&header, file, complaints);
            columns = Some(header);
            sound
        }
        Piece::Row { cells, number: called } => {
            take.number(called);
            let Some(columns) = &columns else { return false };
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
    if let Err(fault) = result {
        let place = fault.cell.map_or(Place::File(file), |(row, column)| Place::Spot(file, row, column));
        complaints.error(fault.code, place, fault.message, fault.advice);
        return None;
    }
    let sheet = Sheet { columns: columns?, form };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let other = |name: &&String| Some(name.to_lowercase()) != stem && !name.eq_ignore_ascii_case(sought.sheet);
    let taken = sheet.form.sheet.iter().filter(other).map(|name| format!("sheet {}, the only one", quote(name)));
    tell_taken(file, &sheet.form, taken.collect(), renamed, complaints);
    Some(sheet)
}

/// Whether a row holds anything, and nothing that cannot be.
fn sound_cells(cells: &dyn Row, count: usize, place: RowPlace, limits: &Limits, complaints: &mut Complaints) -> bool {
    for (column, code, message) in cells.faults() {
        complaints.error(code, Place::Cell(place, *column), message.as_str(), MEND_CELL);
    }
    if !cells.faults().is_empty() {
        return false;
    }
    let mut empty = true;
    for column in 0..count {
        let value = cells.value(column);
        if let Some((code, message)) = unsound(value, limits) {
            complaints.error(code, Place::Cell(place, column), message, "correct it, or leave the cell empty");
            return false;
        }
        empty &= value == Value::Empty;
    }
    !empty
}

/// Why a cell holds nothing that a table may hold: code and message.
pub(crate) fn unsound(value: Value<'_>, limits: &Limits) -> Option<(&'static str, String)> {
    match value {
        Value::Text(text) if text.len() > limits.text_bytes => {
            Some(("BS0106", format!("this text is longer than {} bytes", limits.text_bytes)))
        }
        Value::Number(number) if !number.is_finite() => Some(("BS0207", format!("{number} is not a number"))),
        _ => None,
    }
}

fn read_text(opened: &File, source: Source<'_>, complaints: &mut Complaints, take: &mut dyn TakeRows) -> Option<Sheet> {
    let Source { file, limits, .. } = source;
    let names = take.names();
    let mut text = match text::form_of(opened, &names, limits) {
        Ok(form) => form,
        Err(flaw) => {
            tell_flaw(flaw, file, complaints);
            return None;
        }
    };
    let mut rows = rows_of(opened, &text, file, limits, complaints)?;
    let mut record = StringRecord::new();
    let mut form = Form { header: 1, ..Form::default() };
    let mut columns: Vec<String> = Vec::new();
    for above in 0..=text.above {
        match rows.next(&mut record) {
            Ok(true) => {}
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
                complain_of_row(fault, file, None, complaints);
                return None;
            }
        }
        form.header = rows.line_of(&record);
        columns = record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        if above < text.above {
            form.above.push(columns.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" "));
        }
    }
    let renamed = name_columns(&mut columns, &names);
    let (mut decimals, mut unclear) = (text::Decimals::Points, Vec::new());
    text.decimal_comma &= !names.is_sought();
    if text.decimal_comma {
        let is_known = |at: usize| columns.get(at).is_some_and(|column| names.meant(column).is_some());
        match text::decimals(opened, &text, limits, is_known) {
            Ok(its) => decimals = its,
            Err(columns) => unclear = columns,
        }
        text.decimal_comma = decimals != text::Decimals::Points;
        // The file has one position for all who read it.
        rows = rows_of(opened, &text, file, limits, complaints)?;
        (0..=text.above).for_each(|_| drop(rows.next(&mut record)));
    }
    form.text = Some(text);
    if unclear.is_empty() {
        tell_taken(file, &form, text::taken(&text, decimals, b','), renamed, complaints);
    }
    let sheet = Sheet { columns, form };
    for cell in &unclear {
        let place = Place::Cell(RowPlace { file, list: "", row: cell.row }, cell.column);
        complaints.error("BS0112", place, cell.message.as_str(), cell.advice.as_str());
    }
    let sound = check_columns(&sheet.columns, file, limits, complaints);
    if !sound || !unclear.is_empty() || !take.columns(&sheet.columns, file, complaints) {
        return Some(sheet);
    }
    text_rows(rows, &sheet, &text, source, complaints, take);
    Some(sheet)
}

/// Hands over the rows below the names of the columns.
fn text_rows(
    mut rows: CsvRows,
    sheet: &Sheet,
    text: &TextForm,
    Source { file, limits, .. }: Source<'_>,
    complaints: &mut Complaints,
    take: &mut dyn TakeRows,
) {
    let mut record = StringRecord::new();
    let mut number: u32 = 0;
    loop {
        let place = RowPlace { file, list: "", row: number };
        match rows.next(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                if is_sound_record(&record, sheet.columns.len(), text.separator, place, complaints) {
                    if text.decimal_comma {
                        text::with_points(&mut record);
                    }
                    take.number(rows.line_of(&record));
                    take.row(&sheet.columns, place, Cells(&Line(&record)), complaints);
                }
            }
            Err(fault) => {
                complain_of_row(fault, file, Some(place), complaints);
                break;
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
}

/// Complains about a row that cannot be had, or what stands above all rows.
pub(crate) fn complain_of_row(fault: RowFault, file: u16, row: Option<RowPlace>, complaints: &mut Complaints) {
    let place = row.map_or(Place::File(file), RowPlace::whole);
    match fault {
        RowFault::Long(most) => {
            complaints.error(
                "BS0106",
                place,
                format!("a row of this table is longer than {most} bytes"),
                "is a double quote left open?",
            );
        }
        RowFault::Other(message) => {
            complaints.error("BS0101", Place::File(file), format!("this table cannot be read: {message}"), "")
        }
    }
}

/// The rows of an open file, or a complaint about it.
pub(crate) fn rows_of(
    file: &File,
    form: &TextForm,
    number: u16,
    limits: &Limits,
    complaints: &mut Complaints,
) -> Option<CsvRows> {
    match Stream::of(file, form.encoding) {
        Ok(stream) => Some(CsvRows::of(stream, limits, form.separator)),
        Err(error) => {
            complain_of_row(RowFault::Other(error.to_string()), number, None, complaints);
            None
        }
    }
}

/// Says why a text cannot be read.
pub(crate) fn tell_flaw(flaw: Flaw, file: u16, complaints: &mut Complaints) {
    let place = if flaw.line == 0 { Place::File(file) } else { Place::Spot(file, flaw.line, 1) };
    complaints.error(flaw.code, place, flaw.message, flaw.advice);
}

/// Whether a record has as many cells as there are columns, and not all of them empty.
fn is_sound_record(
    record: &StringRecord,
    width: usize,
    separator: u8,
    place: RowPlace,
    complaints: &mut Complaints,
) -> bool {
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
            match separator {
                b';' => "put cells with semicolons into double quotes",
                b'\t' => "put cells with tabs into double quotes",
                b'|' => "put cells with bars into double quotes",
                _ => "put cells with commas into double quotes",
            },
        );
        return false;
    }
    true
}

fn too_many_rows(file: u16, limits: &Limits, complaints: &mut Complaints) {
    complaints.error("BS0106", Place::File(file), format!("this table has more than {} rows", limits.table_rows), "");
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

impl Sheet {
    /// Of a table in memory.
    pub(crate) fn held(table: &RawTable) -> Self {
        Self { columns: table.columns.clone(), form: table.form.clone() }
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
                Place::File(_) | Place::Bytes(..) | Place::Spot(..) => None,
            })
            .collect();
        wanted.sort_unstable();
        if !wanted.is_empty() {
            match self.form.text {
                Some(form) => self.spots_in_text(path, &form, complaints, &wanted, &mut spots),
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
            Place::File(_) | Place::Bytes(..) | Place::Spot(..) => (None, None),
        }
    }

    fn spots_in_text(
        &self,
        path: &Path,
        form: &TextForm,
        complaints: &[Complaint],
        wanted: &[(u64, usize)],
        spots: &mut [Spot],
    ) {
        let (Ok(file), Ok(again)) = (file::open(path, u64::MAX), file::open(path, u64::MAX)) else { return };
        let (Ok(stream), Ok(again)) = (Stream::of(&file, form.encoding), Stream::of(&again, form.encoding)) else {
            return;
        };
        let limits = Limits { row_bytes: u64::MAX >> 1, ..Limits::default() };
        let separator = form.separator;
        let mut rows = CsvRows::of(stream, &limits, separator);
        let mut lines = Lines { stream: again, window: Vec::new(), at: 0, ended: false };
        let mut record = StringRecord::new();
        let mut at = 0;
        for &(number, complaint) in wanted {
            while at <= number + u64::from(form.above) {
                if rows.next(&mut record).is_err() {
                    return;
                }
                at += 1;
            }
            let position = record.position().unwrap_or(rows.position());
            let Some((skipped, text)) = lines.at(position.byte()) else {
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
        let names = ColumnNames::new(&self.sheet.columns);
        let sought = Sought { names: &names, sheet: self.sheet.form.sheet.as_deref().unwrap_or(""), is_exact: false };
        let mut form = Form::default();
        let table = OpenTable { file, path };
        let _ = formats.read_sought(table, &sought, limits, &mut form, &mut |piece| self.take(piece));
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
                Piece::Columns(names) => {
                    (self.sheet.form.header.max(1), column.and_then(|column| names.get(column).cloned()))
                }
                Piece::Row { number, cells } => (number, column.map(|column| cells.value(column).text())),
            };
            let text = text.unwrap_or_default().replace(['\n', '\r'], " ");
            let (start, length) = inner.unwrap_or((0, text.len()));
            let spot = Spot::in_line(line, &text, start, length);
            self.spots[*complaint] = Spot {
                column: self.sheet.form.column(column.unwrap_or(0)),
                sheet: self.sheet.form.sheet.clone(),
                ..spot
            };
            self.wanted = rest;
        }
        self.at += 1;
        !self.wanted.is_empty()
    }
}

/// Lines of a text, found by bytes that only grow.
struct Lines {
    stream: Stream,
    /// What is at hand: bytes from `at` on.
    window: Vec<u8>,
    at: u64,
    ended: bool,
}

impl Lines {
    /// The first line with contents from a byte on, as far as it is of interest, and how many empty ones stand before it.
    fn at(&mut self, byte: u64) -> Option<(u32, String)> {
        const MOST: u64 = 1 << 16;
        let mut chunk = vec![0; BUFFER_BYTES];
        while !self.ended && self.at + (self.window.len() as u64) < byte + MOST {
            // What lies before is of no use any more.
            let past = usize::try_from(byte.saturating_sub(self.at)).unwrap_or(usize::MAX).min(self.window.len());
            self.window.drain(..past);
            self.at += past as u64;
            let read = self.stream.read(&mut chunk).ok()?;
            self.ended = read == 0;
            self.window.extend_from_slice(&chunk[..read]);
        }
        let bytes = self.window.get(usize::try_from(byte.checked_sub(self.at)?).ok()?..)?;
        // The parser passes over empty lines, and reports where it was before them.
        let start = bytes.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(0);
        let end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| start + end);
        let skipped = bytes[..start].iter().filter(|byte| **byte == b'\n').count();
        Some((count(skipped), String::from_utf8_lossy(&bytes[start..end]).into_owned()))
    }
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
