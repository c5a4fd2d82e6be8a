//! A sheet of a workbook as a table: found by its name, its names of columns below titles, its cells as they are stored.

use super::ods;
use blackstart_model::table::{
    Cell, Form, HEADER_ROWS, Limits, OpenTable, Piece, RawCell, RawSheet, Row, Sought, TableFault, TakePiece, Value,
    column_letters,
};
use calamine::{Data, DataRef, Ods, Reader, SheetType, Xlsx};
use jiff::civil::DateTime;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Most bytes that a workbook, a ZIP archive, may unpack to: a full sheet of a million rows takes less.
const MOST_UNPACKED: u64 = 512 << 20;

/// Bytes that any workbook may unpack to, and how many times its own size beyond them: sheets pack ten to fifty times, bombs up to a thousand.
const SURELY_UNPACKED: u64 = 8 << 20;
const MOST_PACKED: u64 = 100;

/// Most cells of a workbook that are held at once: they take some sixty bytes each, and their texts.
const MOST_CELLS: usize = 10_000_000;

/// Most entries of the archive.
const MOST_ENTRIES: usize = 4_096;

/// A moment as text; midnight is a date.
pub(super) fn moment(at: DateTime) -> String {
    if at.time() == jiff::civil::Time::midnight() { at.date().to_string() } else { at.to_string() }
}

/// Reads the sheet of a workbook that is meant.
pub(super) fn read(
    table: OpenTable<'_>,
    sought: &Sought<'_>,
    limits: &Limits,
    form: &mut Form,
    take: &mut TakePiece<'_>,
) -> Result<(), TableFault> {
    let path = table.path;
    let mut book = Workbook::open(table, limits)?;
    let name = meant(book.sheets(), path, sought)?;
    form.sheet = Some(name.clone());
    let mut grid = Grid::new(sought, limits, form, take);
    if book.each_cell(&name, &mut |row, column, content| grid.add(row, column, content))? {
        grid.end()?;
    }
    Ok(())
}

/// All sheets of a workbook, whatever they hold.
pub(super) fn all(table: OpenTable<'_>, limits: &Limits) -> Result<Vec<RawSheet>, TableFault> {
    let mut book = Workbook::open(table, limits)?;
    let names: Vec<String> = with_cells(book.sheets()).cloned().collect();
    let (mut count, mut bytes) = (0, 0);
    let mut sheets = Vec::new();
    for name in names {
        let mut cells: Vec<RawCell> = Vec::new();
        book.each_cell(&name, &mut |row, column, holds| {
            if cells.last().is_some_and(|last| (last.row, last.column) >= (row, column)) {
                let place = address(row, column);
                return Err(TableFault::from(format!("cell {place} of sheet `{name}` is out of order")));
            }
            count += 1;
            bytes += if let Ok(Cell::Text(text)) = &holds { text.len() as u64 } else { 0 };
            if count > MOST_CELLS || bytes > MOST_UNPACKED {
                let most = MOST_UNPACKED >> 20;
                let message = format!("it has more than {MOST_CELLS} cells or {most} MiB of text");
                return Err(TableFault::from(message));
            }
            cells.push(RawCell { row, column, holds });
            Ok(true)
        })?;
        sheets.push(RawSheet { name, cells });
    }
    Ok(sheets)
}

/// A workbook whose cells can be asked for.
enum Workbook {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

/// What takes cells: row and column from 0, and what is there; `false` stops.
type TakeCell<'a> = dyn FnMut(u32, u32, Content) -> Result<bool, TableFault> + 'a;

impl Workbook {
    fn open(table: OpenTable<'_>, limits: &Limits) -> Result<Self, TableFault> {
        let OpenTable { mut file, path } = table;
        if has_extension(path, "xls") {
            let message = "this table cannot be read: it is a workbook of Excel before 2007".to_owned();
            return Err(TableFault { code: "BS0107", message, advice: "save it as .xlsx".to_owned(), cell: None });
        }
        check_archive(&file, limits)?;
        let is_ods = has_extension(path, "ods");
        if is_ods {
            file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
            ods::check(&file)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
        let file = BufReader::new(file);
        Ok(match is_ods {
            true => Self::Ods(Box::new(Ods::new(file).map_err(|error| unsound(&error))?)),
            false => Self::Xlsx(Box::new(Xlsx::new(file).map_err(|error| unsound(&error))?)),
        })
    }

    fn sheets(&self) -> &[calamine::Sheet] {
        match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        }
    }

    /// Hands over the cells of a sheet that hold anything; whether all were wanted.
    fn each_cell(&mut self, sheet: &str, take: &mut TakeCell<'_>) -> Result<bool, TableFault> {
        match self {
            Self::Xlsx(book) => cells_of_xlsx(book, sheet, take),
            Self::Ods(book) => cells_of_ods(book, sheet, take),
        }
    }
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// What a library says of a workbook. It quotes names from the file: they stay one line.
fn unsound(error: &dyn std::fmt::Display) -> String {
    format!("it is not a sound workbook ({error})").replace(char::is_control, " ")
}

/// Cell by cell, however large it is.
fn cells_of_xlsx(book: &mut Xlsx<BufReader<File>>, sheet: &str, take: &mut TakeCell<'_>) -> Result<bool, TableFault> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| unsound(&error))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unsound(&error))? {
        let (row, column) = cell.pos;
        if let Some(content) = content(&cell.value, cell.formula.is_some())
            && !take(row, column, content)?
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Its library keeps all of it.
fn cells_of_ods(book: &mut Ods<BufReader<File>>, sheet: &str, take: &mut TakeCell<'_>) -> Result<bool, TableFault> {
    let cells = book.worksheet_range(sheet).map_err(|error| unsound(&error))?;
    let formulas = book.worksheet_formula(sheet).map_err(|error| unsound(&error))?;
    let Some((first, left)) = cells.start().or(formulas.start()) else { return Ok(true) };
    let start = formulas.start().map_or((first, left), |(row, column)| (row.min(first), column.min(left)));
    let end = |of: Option<(u32, u32)>| of.unwrap_or(start);
    let (last, right) = (end(cells.end()).0.max(end(formulas.end()).0), end(cells.end()).1.max(end(formulas.end()).1));
    for row in start.0..=last {
        for column in start.1..=right {
            let place = (row, column);
            let is_formula = formulas.get_value(place).is_some_and(|formula| !formula.is_empty());
            let value = cells.get_value(place).map_or(DataRef::Empty, borrowed);
            if let Some(content) = content(&value, is_formula)
                && !take(row, column, content)?
            {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Names of the sheets of a workbook that have cells, in their order.
pub(super) fn names(table: OpenTable<'_>) -> Result<Vec<String>, TableFault> {
    let book = Workbook::open(table, &Limits::default())?;
    Ok(with_cells(book.sheets()).cloned().collect())
}

/// Sheets of charts and macros have no cells.
fn with_cells(sheets: &[calamine::Sheet]) -> impl Iterator<Item = &String> {
    sheets.iter().filter(|it| it.typ == SheetType::WorkSheet).map(|it| &it.name)
}

/// The very sheet that is sought; else the one with the name of the file or the table, else the only one.
fn meant(sheets: &[calamine::Sheet], path: &Path, sought: &Sought<'_>) -> Result<String, TableFault> {
    let table = sought.sheet;
    let sheets: Vec<&String> = with_cells(sheets).collect();
    if let Some(name) = sheets.iter().find(|name| sought.is_exact && name.as_str() == table) {
        return Ok((*name).clone());
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let named = |wanted: &str| sheets.iter().find(|name| name.trim().to_lowercase() == wanted.to_lowercase());
    match (named(&stem).or_else(|| named(table)), sheets.as_slice()) {
        (Some(name), _) => Ok((*name).clone()),
        (None, [only]) => Ok((*only).clone()),
        (None, []) => Err(TableFault::from("it has no sheet".to_owned())),
        (None, several) => {
            const MOST: usize = 8;
            let names: Vec<String> = several.iter().take(MOST).map(|name| format!("`{name}`")).collect();
            let more = if several.len() > MOST { ", …" } else { "" };
            Err(TableFault {
                code: "BS0115",
                message: format!(
                    "this workbook has {} sheets: {}{more}; none is called `{stem}`",
                    several.len(),
                    names.join(", ")
                ),
                advice: format!("call the one that is meant `{}`", if table.is_empty() { &stem } else { table }),
                cell: None,
            })
        }
    }
}

/// Unpacks an archive once, keeping nothing: what it says about its own size may be a lie.
fn check_archive(file: &File, limits: &Limits) -> Result<(), String> {
    let packed = file.metadata().map_err(|error| error.to_string())?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| unsound(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(format!("it holds {} files; at most {MOST_ENTRIES} are read", archive.len()));
    }
    let most = limits.table_bytes.min(MOST_UNPACKED).min(packed.saturating_mul(MOST_PACKED).max(SURELY_UNPACKED));
    let mut unpacked = 0;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|error| unsound(&error))?;
        let mut entry = entry.take(most + 1 - unpacked);
        unpacked += std::io::copy(&mut entry, &mut std::io::sink()).map_err(|error| unsound(&error))?;
        if unpacked > most {
            return Err(format!("its {packed} bytes unpack to more than {most}"));
        }
    }
    Ok(())
}

/// What a cell holds, or why it is not known: code and message.
type Content = Result<Cell, (&'static str, String)>;

/// A row whose cells are at hand.
struct Cells<'a> {
    cells: &'a [Option<Cell>],
    faults: &'a [(usize, &'static str, String)],
}

impl Row for Cells<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.cells.get(column).and_then(Option::as_ref).map_or(Value::Empty, Cell::value)
    }
    fn faults(&self) -> &[(usize, &'static str, String)] {
        self.faults
    }
}

/// Cells of a sheet, in order, as they become a table.
struct Grid<'a, 'f, 't> {
    sought: &'a Sought<'a>,
    limits: &'a Limits,
    form: &'f mut Form,
    take: &'f mut TakePiece<'t>,
    /// The first rows, until the one with the names of the columns is known.
    first: Vec<(u32, Vec<(u32, Content)>)>,
    /// Columns with a name; none while they are not known.
    columns: Option<Vec<u32>>,
    /// The row that is being put together.
    row: Option<u32>,
    cells: Vec<Option<Cell>>,
    faults: Vec<(usize, &'static str, String)>,
    last: Option<(u32, u32)>,
}

impl<'a, 'f, 't> Grid<'a, 'f, 't> {
    fn new(sought: &'a Sought<'a>, limits: &'a Limits, form: &'f mut Form, take: &'f mut TakePiece<'t>) -> Self {
        let (first, cells, faults) = (Vec::new(), Vec::new(), Vec::new());
        Self { sought, limits, form, take, first, columns: None, row: None, cells, faults, last: None }
    }

    /// Adds a cell; `false` if no more are wanted.
    fn add(&mut self, row: u32, column: u32, content: Content) -> Result<bool, TableFault> {
        if self.last.is_some_and(|last| last >= (row, column)) {
            return Err(TableFault::from(format!("cell {} is out of order", address(row, column))));
        }
        self.last = Some((row, column));
        if self.columns.is_some() {
            return self.add_below(row, column, content);
        }
        if self.first.last().is_none_or(|(last, _)| *last != row) {
            if self.first.len() == HEADER_ROWS {
                return Ok(self.begin()? && self.add_below(row, column, content)?);
            }
            self.first.push((row, Vec::new()));
        }
        if let Some((_, cells)) = self.first.last_mut() {
            if cells.len() >= self.limits.table_columns {
                let message =
                    format!("row {} of this sheet has more than {} cells", row.saturating_add(1), cells.len());
                return Err(TableFault {
                    code: "BS0106",
                    message,
                    advice: String::new(),
                    cell: Some(place(row, column)),
                });
            }
            cells.push((column, content));
        }
        Ok(true)
    }

    /// Finds the names of the columns among the first rows, and hands over what stands below them.
    fn begin(&mut self) -> Result<bool, TableFault> {
        let first = std::mem::take(&mut self.first);
        let text = |(_, content): &(u32, Content)| match content {
            Ok(Cell::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        let texts: Vec<Vec<String>> = first.iter().map(|(_, cells)| cells.iter().map(text).collect()).collect();
        let (header, _) = self.sought.names.header(texts.iter().map(Vec::as_slice));
        let mut rows = first.into_iter();
        for ((_, cells), texts) in rows.by_ref().take(header).zip(&texts) {
            let number = |(content, text): (&(u32, Content), &String)| match &content.1 {
                Ok(Cell::Number(number)) => number.to_string(),
                _ => text.clone(),
            };
            self.form.above.push(cells.iter().zip(texts).map(number).collect::<Vec<_>>().join(" "));
        }
        let Some((row, cells)) = rows.next() else {
            let message = "this sheet is empty: it has no row of column names".to_owned();
            let advice = "write the column names into the first row".to_owned();
            return Err(TableFault { code: "BS0105", message, advice, cell: None });
        };
        let mut names = Vec::with_capacity(cells.len());
        let mut columns = Vec::with_capacity(cells.len());
        for (column, content) in cells {
            let cell = Some(place(row, column));
            match content {
                Ok(Cell::Text(text)) => names.push(text.trim().to_owned()),
                Ok(Cell::Number(number)) => {
                    let message = format!("`{number}` stands among the names of the columns");
                    let advice = "write a name, or delete it".to_owned();
                    return Err(TableFault { code: "BS0105", message, advice, cell });
                }
                Err((code, message)) => return Err(TableFault { code, message, advice: String::new(), cell }),
            }
            columns.push(column);
        }
        self.form.header = row.saturating_add(1);
        self.form.columns = columns.iter().map(|column| column.saturating_add(1)).collect();
        self.cells = vec![None; columns.len()];
        self.columns = Some(columns);
        if !(self.take)(Piece::Columns(&names)) {
            return Ok(false);
        }
        for (row, cells) in rows {
            for (column, content) in cells {
                if !self.add_below(row, column, content)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Adds a cell below the names of the columns.
    fn add_below(&mut self, row: u32, column: u32, content: Content) -> Result<bool, TableFault> {
        let columns = self.columns.as_deref().unwrap_or(&[]);
        let Ok(at) = columns.binary_search(&column) else {
            let message = "this cell is in a column without a name".to_owned();
            let advice = format!("name the column in row {}, or delete the cell", self.form.header);
            return Err(TableFault { code: "BS0105", message, advice, cell: Some(place(row, column)) });
        };
        if self.row != Some(row) {
            if !self.hand_over() {
                return Ok(false);
            }
            self.row = Some(row);
        }
        match content {
            Ok(cell) => self.cells[at] = Some(cell),
            Err((code, message)) => self.faults.push((at, code, message)),
        }
        Ok(true)
    }

    /// Hands over the row that is whole now.
    fn hand_over(&mut self) -> bool {
        let Some(row) = self.row else { return true };
        let number = row.saturating_add(1);
        let goes_on = (self.take)(Piece::Row { number, cells: &Cells { cells: &self.cells, faults: &self.faults } });
        self.cells.fill(None);
        self.faults.clear();
        goes_on
    }

    /// There are no more cells.
    fn end(mut self) -> Result<(), TableFault> {
        if self.columns.is_some() || self.begin()? {
            self.hand_over();
        }
        Ok(())
    }
}

/// What a cell of a sheet holds; `None`: nothing.
fn content(value: &DataRef<'_>, is_formula: bool) -> Option<Content> {
    let text = |text: &str| Some(Ok(Cell::Text(text.to_owned()))).filter(|_| !text.trim().is_empty());
    match value {
        DataRef::Empty if is_formula => {
            let message = "the formula in this cell has no stored value";
            Some(Err(("BS0114", message.to_owned())))
        }
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Ok(Cell::Number(*number as f64))),
        DataRef::Float(number) => Some(Ok(Cell::Number(*number))),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => text(words),
        DataRef::Bool(truth) => text(if *truth { "true" } else { "false" }),
        DataRef::DateTime(moment) if moment.is_duration() => {
            let hours = (moment.as_f64() * 24.0).to_string();
            // Three digits behind a point may be thousands to whoever reads the text.
            let is_unclear = hours.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3);
            Some(Ok(Cell::Text(if is_unclear { format!("{hours}0h") } else { format!("{hours}h") })))
        }
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let small = |number: u8| i8::try_from(number).unwrap_or(-1);
            let year = i16::try_from(year).unwrap_or(i16::MAX);
            let civil = DateTime::new(year, small(month), small(day), small(hour), small(minute), small(second), 0);
            let beyond = |_| ("BS0114", "this cell holds no date of the calendar".to_owned());
            Some(civil.map(|civil| Cell::Text(moment(civil))).map_err(beyond))
        }
        DataRef::Error(error) => Some(Err(("BS0114", format!("this cell holds the error {error}")))),
    }
}

/// Row and column as a sheet counts them.
fn place(row: u32, column: u32) -> (u32, u32) {
    (row.saturating_add(1), column.saturating_add(1))
}

/// Address of a cell as a sheet shows it, e.g. `B7`; rows and columns count from 0.
fn address(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column.saturating_add(1)), u64::from(row) + 1)
}
