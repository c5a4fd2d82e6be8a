//! Input-output tables: three CSV files, or the text files of a folder saved by pymrio.

use super::firms::{Placed, can_be_computed_with, check_name, in_order};
use super::names::Register;
use crate::file;
use crate::source::place::{Body, Complaints, Files, Place, RowPlace, count, quote};
use crate::source::table::{self, Cells, Sheet, Source, TakeRows};
use crate::source::text::{self, with_points};
use blackstart_model::economy::{Economy, Links, More, Name, Names};
use blackstart_model::table::{ColumnNames, Form, Limits, TableFormats, TextForm, Value};
use csv::StringRecord;
use std::fs::File;
use std::path::Path;

/// Most industries: their table takes 3.2 GB.
const INDUSTRIES: usize = 20_000;

/// Whether a folder holds a saved table, in its top or in its economic core.
pub(super) fn is_pymrio(folder: &Path) -> bool {
    ["Z.txt", "Z.tsv", "Z.parquet"].iter().any(|name| file::is_there(&folder.join(name)))
}

/// `Z.csv`, `Y.csv` and `x.csv`: labels `region|sector` in the first column and row.
pub(super) fn read_simple(
    folder: &Path,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let layout = Layout { separator: b',', head_rows: 1, head_columns: 1 };
    read_blocks(folder, "csv", layout, limits, files, complaints)
}

/// `Z.txt`, `Y.txt` and `x.txt` with two rows and columns of labels, separated by tabs, or the same as Parquet, as pymrio's
/// `save_all` writes them.
pub(super) fn read_pymrio(
    folder: &Path,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let texts = ["txt", "tsv"];
    let Some(extension) = texts.into_iter().find(|it| file::is_there(&folder.join(format!("Z.{it}")))) else {
        return read_parquet(folder, formats, limits, files, complaints);
    };
    let layout = Layout { separator: b'\t', head_rows: 2, head_columns: 2 };
    read_blocks(folder, extension, layout, limits, files, complaints)
}

fn read_blocks(
    folder: &Path,
    extension: &str,
    layout: Layout,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let path = |name: &str| folder.join(format!("{name}.{extension}"));
    let flows = Block::read(&path("Z"), layout, limits, files, complaints)?;
    let demand = Block::read(&path("Y"), layout, limits, files, complaints)?;
    let output = if file::is_there(&path("x")) {
        Some(Block::read(&path("x"), Layout { head_rows: 1, ..layout }, limits, files, complaints)?)
    } else {
        None
    };
    economy(flows, demand, output, complaints)
}

fn read_parquet(
    folder: &Path,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let mut labels = Vec::new();
    let mut read = |name: &str, complaints: &mut Complaints| {
        let path = folder.join(format!("{name}.parquet"));
        let file = files.add(path.clone(), Body::None);
        let source = Source { path: &path, file, formats, limits: &wide(limits) };
        let block = Block { file, rows: vec![], columns: vec![], places: vec![], values: vec![] };
        let mut frame = Frame { block, labels: std::mem::take(&mut labels), places: None };
        let sheet = table::read(source, complaints, &mut frame)?;
        files.set_body(file, Body::Table(sheet));
        let Frame { block, labels: found, .. } = frame;
        labels = found;
        if block.rows.is_empty() {
            // Where a column was wrong, that has been told.
            if !complaints.failed() {
                complaints.error(
                    "BS0107",
                    Place::File(file),
                    "this table cannot be read: it has no rows of numbers",
                    "",
                );
            }
            return None;
        }
        Some(block)
    };
    let flows = read("Z", complaints)?;
    let demand = read("Y", complaints)?;
    let output = if file::is_there(&folder.join("x.parquet")) { Some(read("x", complaints)?) } else { None };
    economy(flows, demand, output, complaints)
}

/// Limits for tables with a column for each industry.
pub(super) fn wide(limits: &Limits) -> Limits {
    const LABELS: usize = 16;
    let columns = if limits.table_columns < Limits::default().table_columns { 0 } else { INDUSTRIES + LABELS };
    Limits { table_columns: limits.table_columns.max(columns), ..limits.clone() }
}

/// A block as pandas keeps a table in Parquet: columns of numbers, whose names are tuples of labels (`('N', 'a')`), and behind them
/// the labels of the rows.
struct Frame {
    block: Block,
    /// Names of the columns of labels; none: not known yet.
    labels: Vec<String>,
    /// Positions of the columns of labels, and of numbers; none before the columns are known, or if they are not sound.
    places: Option<(Vec<usize>, Vec<usize>)>,
}

impl TakeRows for Frame {
    fn names(&self) -> ColumnNames {
        ColumnNames::default()
    }

    fn columns(&mut self, columns: &[String], file: u16, complaints: &mut Complaints) -> bool {
        if self.labels.is_empty() {
            let plain = columns.iter().filter(|name| tuple(name).is_none());
            self.labels = plain.cloned().collect();
        }
        let is_label = |at: &usize| self.labels.contains(&columns[*at]);
        let (labels, numbers): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(is_label);
        let fault = if labels.len() != self.labels.len() || labels.is_empty() {
            let wanted = if self.labels.is_empty() { "region, sector".to_owned() } else { self.labels.join(", ") };
            Some(format!("it has no columns {wanted} with the names of its rows"))
        } else if !(1..=INDUSTRIES).contains(&numbers.len()) {
            Some(format!("it has {} columns of numbers; 1 to {INDUSTRIES} are read", numbers.len()))
        } else {
            None
        };
        if let Some(fault) = fault {
            let advice =
                "a column for each industry is named by a tuple, as in ('N', 'a'): save it by pymrio's save_all";
            complaints.error("BS0810", Place::File(file), format!("this table cannot be read: {fault}"), advice);
            return false;
        }
        let label = |at: &usize| tuple(&columns[*at]).map_or_else(|| columns[*at].clone(), |parts| parts.join("|"));
        self.block.columns = numbers.iter().map(label).collect();
        self.places = Some((labels, numbers));
        true
    }

    fn row(&mut self, _: &[String], place: RowPlace, cells: Cells<'_>, complaints: &mut Complaints) {
        let Some((labels, numbers)) = &self.places else { return };
        let block = &mut self.block;
        if block.rows.len() >= INDUSTRIES {
            let message = format!("this table cannot be read: it has more than {INDUSTRIES} rows");
            complaints.error_once("BS0107", Place::File(place.file), message, String::new());
            return;
        }
        for column in numbers {
            block.push(cells.value(*column), Place::Cell(place, *column), complaints);
        }
        let label = labels.iter().map(|column| cells.value(*column).text()).collect::<Vec<_>>().join("|");
        check_name(&label, Place::Cell(place, labels[0]), complaints);
        block.rows.push(label);
        block.places.push(place.row);
    }
}

/// The labels in a name that pandas has made of a tuple of them: `('N', "children's wear")`. `None`: it is no such name.
fn tuple(name: &str) -> Option<Vec<String>> {
    let mut rest = name.strip_prefix('(')?.strip_suffix(')')?.trim();
    let mut labels = Vec::new();
    while !rest.is_empty() {
        let (label, after) = match rest.chars().next()? {
            quote @ ('\'' | '"') => quoted(&rest[1..], quote)?,
            _ => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        labels.push(label);
        let after = after.trim_start();
        rest = if after.is_empty() { after } else { after.strip_prefix(',')?.trim_start() };
    }
    (!labels.is_empty()).then_some(labels)
}

/// A text up to its closing quote, and what follows.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut label = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => label.push(letters.next()?.1),
            _ if letter == quote => return Some((label, &text[at + letter.len_utf8()..])),
            _ => label.push(letter),
        }
    }
    None
}

/// How a block is written.
#[derive(Clone, Copy)]
struct Layout {
    /// What usually separates the cells.
    separator: u8,
    head_rows: usize,
    head_columns: usize,
}

/// A block of numbers with labels.
struct Block {
    file: u16,
    rows: Vec<String>,
    columns: Vec<String>,
    /// Position of each row, after the first.
    places: Vec<u32>,
    values: Vec<f64>,
}

impl Block {
    fn read(
        path: &Path,
        layout: Layout,
        limits: &Limits,
        files: &mut Files<'_>,
        complaints: &mut Complaints,
    ) -> Option<Self> {
        let number = files.add(path.to_path_buf(), Body::None);
        let file = match file::open(path, limits.table_bytes) {
            Ok(file) => file,
            Err(refused) => {
                let message = format!("this table {refused}");
                complaints.error(refused.code(), Place::File(number), message, refused.advice());
                return None;
            }
        };
        let text = text_form(&file, layout, number, limits, files, complaints)?;
        let fail = |complaints: &mut Complaints, message: String| {
            let message = format!("this table cannot be read: {message}");
            complaints.error("BS0107", Place::File(number), message, "");
        };
        let mut rows = table::rows_of(&file, &text, number, limits, complaints)?;
        let mut record = StringRecord::new();
        let mut head: Vec<Vec<String>> = Vec::new();
        let mut block = Self { file: number, rows: vec![], columns: vec![], places: vec![], values: vec![] };
        // Places are counted from the first row after the first, as in other tables.
        for row in 0_usize.. {
            let place = RowPlace { file: number, list: "", row: count(row.saturating_sub(1)) };
            match rows.next(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    table::complain_of_row(fault, number, Some(place), complaints);
                    return None;
                }
            }
            if head.len() < layout.head_rows {
                let cells = record.iter().skip(layout.head_columns);
                head.push(cells.map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect());
                if head.len() == layout.head_rows {
                    block.columns = labels(&head);
                    if !(1..=INDUSTRIES).contains(&block.columns.len()) {
                        let width = block.columns.len();
                        fail(complaints, format!("it has {width} columns of numbers; 1 to {INDUSTRIES} are read"));
                        return None;
                    }
                }
                continue;
            }
            if text.decimal_comma {
                with_points(&mut record);
            }
            if block.rows.len() >= INDUSTRIES {
                fail(complaints, format!("it has more than {INDUSTRIES} rows"));
                return None;
            }
            block.add(&record, layout, place, complaints);
        }
        if block.rows.is_empty() {
            fail(complaints, "it has no rows of numbers".to_owned());
            return None;
        }
        Some(block)
    }

    /// Adds a row of numbers.
    fn add(&mut self, record: &StringRecord, layout: Layout, place: RowPlace, complaints: &mut Complaints) {
        let cells = || record.iter().skip(layout.head_columns).map(str::trim);
        // Below the head pandas writes the names of the label columns.
        if cells().all(str::is_empty) {
            return;
        }
        let wanted = layout.head_columns + self.columns.len();
        if record.len() != wanted {
            let message = format!("this row has {} cells, not {wanted}", record.len());
            complaints.error("BS0105", place.whole(), message, "");
            return;
        }
        for (column, cell) in cells().enumerate() {
            let value = Value::of_text(cell);
            self.push(value, Place::Cell(place, layout.head_columns + column), complaints);
        }
        let label = record.iter().take(layout.head_columns).map(str::trim).collect::<Vec<_>>().join("|");
        check_name(&label, Place::Cell(place, 0), complaints);
        self.rows.push(label);
        self.places.push(place.row);
    }

    /// Adds a number; an empty cell is 0.
    fn push(&mut self, cell: Value<'_>, at: Place, complaints: &mut Complaints) {
        let value = if cell == Value::Empty { Some(0.0) } else { cell.number() };
        let (code, message, advice) = match value.filter(|value| value.is_finite()) {
            Some(value) if can_be_computed_with(value) => {
                self.values.push(value);
                return;
            }
            Some(value) => (
                "BS0217",
                format!("{value:e} is too small or too large to compute with"),
                "a flow is 0, or between 1e-60 and 1e60 in size",
            ),
            None => (
                "BS0804",
                format!("`{}` is not a finite number", cell.text()),
                "write it with a decimal point and without separators of thousands",
            ),
        };
        self.values.push(0.0);
        complaints.error(code, at, message, advice);
    }

    /// Where a row stands.
    fn place(&self, row: usize) -> Place {
        RowPlace { file: self.file, list: "", row: self.places[row] }.whole()
    }

    /// Complains where the rows are not these.
    fn has_rows(&self, of: &Self, complaints: &mut Complaints) -> bool {
        if self.rows == of.rows {
            return true;
        }
        let differs = self.rows.iter().zip(&of.rows).position(|(one, other)| one != other);
        let message = match differs {
            Some(row) => format!("row {} is `{}`, in the flows it is `{}`", row + 1, self.rows[row], of.rows[row]),
            None => format!("it has {} rows, the flows have {}", self.rows.len(), of.rows.len()),
        };
        complaints.error(
            "BS0810",
            Place::File(self.file),
            message,
            "all files list the same industries in the same order",
        );
        false
    }
}

/// How a block is written as text; what is not the usual is told.
fn text_form(
    file: &File,
    layout: Layout,
    number: u16,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<TextForm> {
    let mut text = match text::form_of_block(file, layout.separator, limits) {
        Ok(text) => text,
        Err(flaw) => {
            table::tell_flaw(flaw, number, complaints);
            return None;
        }
    };
    let found = match text.decimal_comma {
        true => text::decimals(file, &text, limits, |column| column >= layout.head_columns),
        false => Ok(text::Decimals::Points),
    };
    let decimals = *found.as_ref().unwrap_or(&text::Decimals::Points);
    text.decimal_comma = decimals != text::Decimals::Points;
    let form = Form { text: Some(text), ..Form::default() };
    table::tell_taken(number, &form, text::taken(&text, decimals, layout.separator), Vec::new(), complaints);
    files.set_body(number, Body::Table(Sheet { columns: Vec::new(), form }));
    let Err(columns) = found else { return Some(text) };
    for cell in columns {
        let place = Place::Cell(RowPlace { file: number, list: "", row: cell.row }, cell.column);
        complaints.error("BS0112", place, cell.message, cell.advice);
    }
    None
}

/// Names of the columns: the rows of the head, joined.
fn labels(head: &[Vec<String>]) -> Vec<String> {
    let width = head.iter().map(Vec::len).min().unwrap_or(0);
    (0..width).map(|column| head.iter().map(|row| row[column].as_str()).collect::<Vec<_>>().join("|")).collect()
}

/// Tells of industries whose stocks are run down by more than final demand takes, and of output below 0.
fn weigh_demand(
    flows: &Block,
    demand: &Block,
    output: Option<&Block>,
    final_demand: &[f64],
    complaints: &mut Complaints,
) {
    let count = flows.rows.len();
    for (row, sum) in final_demand.iter().enumerate().filter(|(_, sum)| **sum < 0.0) {
        let sold: f64 = flows.values[row * count..][..count].iter().sum();
        let name = quote(&flows.rows[row]);
        if output.is_none() && sold + sum < 0.0 {
            let message =
                format!("{name} sells {sold}, and its final demand adds up to {sum}: its output would be below 0");
            complaints.error(
                "BS0804",
                demand.place(row),
                message,
                "give its output in `x`, or leave changes of stocks out",
            );
            continue;
        }
        let message =
            format!("final demand of {name} adds up to {sum}: more comes from its stocks than final demand takes");
        let advice =
            "only the dynamic ario plays it: that much less is made in every step; a stock that ends is no part of it";
        complaints.warning("BS0814", demand.place(row), message, advice);
    }
    let Some(output) = output else { return };
    for (row, values) in output.values.chunks_exact(output.columns.len()).enumerate() {
        if values[0] < 0.0 {
            let message = format!("output of {} is {}; it must be 0 or more", quote(&output.rows[row]), values[0]);
            complaints.error(
                "BS0804",
                output.place(row),
                message,
                "leave changes of stocks out of final demand and output",
            );
        }
    }
}

fn economy(flows: Block, demand: Block, output: Option<Block>, complaints: &mut Complaints) -> Option<Placed> {
    let count = flows.rows.len();
    if flows.columns != flows.rows {
        let differs = flows.columns.iter().zip(&flows.rows).position(|(one, other)| one != other);
        let message = match differs {
            Some(at) => format!("column {} is `{}`, row {0} is `{}`", at + 1, flows.columns[at], flows.rows[at]),
            None => format!("it has {count} rows and {} columns", flows.columns.len()),
        };
        complaints.error(
            "BS0810",
            Place::File(flows.file),
            message,
            "a row and a column for each industry, in one order",
        );
        return None;
    }
    let mut sound = demand.has_rows(&flows, complaints);
    sound &= output.as_ref().is_none_or(|output| output.has_rows(&flows, complaints));
    if !sound {
        return None;
    }
    for (row, values) in flows.values.chunks_exact(count).enumerate() {
        if let Some(column) = values.iter().position(|value| *value < 0.0) {
            complaints.error(
                "BS0804",
                flows.place(row),
                format!("the flow to `{}` is {}; it must be 0 or more", flows.columns[column], values[column]),
                "net negative flows out before",
            );
        }
    }
    let categories = demand.columns.len();
    let final_demand: Vec<f64> = demand.values.chunks_exact(categories).map(|row| row.iter().sum()).collect();
    weigh_demand(&flows, &demand, output.as_ref(), &final_demand, complaints);
    let mut firms = Register::default();
    let mut groups: [Register; 2] = Default::default();
    let mut positions: [Vec<u32>; 2] = Default::default();
    for (row, label) in flows.rows.iter().enumerate() {
        if !firms.add(Name::of_text(label)).1 {
            let at = flows.place(row);
            complaints.error(
                "BS0802",
                at,
                format!("industry `{label}` is defined twice"),
                "delete or rename one of the two",
            );
        }
        let (region, sector) = label.split_once('|').unwrap_or(("", label));
        for ((name, group), positions) in [sector, region].into_iter().zip(&mut groups).zip(&mut positions) {
            positions.push(group.add(Name::of_text(name)).0);
        }
    }
    let [sectors, regions] = groups;
    let [sector, region] = positions;
    let (sectors, sector) = in_order(sectors, sector);
    let (regions, region) = in_order(regions, region);
    let mut names = Register::default();
    for category in &demand.columns {
        names.add(Name::of_text(category));
    }
    let without_regions = regions.names().len() == 1 && regions.names().get(0).is_empty();
    let rows = flows.places;
    let economy = Economy {
        firms: firms.into_names(),
        sectors: sectors.into_names(),
        regions: if without_regions { Names::default() } else { regions.into_names() },
        sector,
        region: if without_regions { Vec::new() } else { region },
        final_demand,
        output: output.map(|output| output.values.chunks_exact(output.columns.len()).map(|row| row[0]).collect()),
        more: More::default(),
        links: Links::Table { flows: flows.values, categories: names.into_names(), demand: demand.values },
        essential: None,
    };
    Some(Placed { economy, rows })
}
