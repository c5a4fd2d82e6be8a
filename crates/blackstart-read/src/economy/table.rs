//! Input-output tables: three CSV files, or the text files of a folder saved by pymrio.

use super::firms::{Placed, can_be_computed_with, check_name, in_order};
use super::names::Register;
use crate::file;
use crate::source::place::{Body, Complaints, Files, Place, RowPlace, count};
use crate::source::table::{self, Sheet};
use crate::source::text::{self, with_points};
use blackstart_model::economy::{Economy, Links, More, Name, Names};
use blackstart_model::table::{Form, Limits, TextForm};
use csv::StringRecord;
use std::fs::File;
use std::path::Path;

/// Most industries: their table takes 3.2 GB.
const INDUSTRIES: usize = 20_000;

/// Whether a folder holds a saved table, in its top or in its economic core.
pub(super) fn is_pymrio(folder: &Path) -> bool {
    ["Z.txt", "Z.tsv"].iter().any(|name| file::is_there(&folder.join(name)))
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

/// `Z.txt`, `Y.txt` and `x.txt` with two rows and columns of labels, separated by tabs, as pymrio's `save_all` writes them.
pub(super) fn read_pymrio(
    folder: &Path,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let extension = if file::is_there(&folder.join("Z.txt")) { "txt" } else { "tsv" };
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
            let value = if cell.is_empty() { Ok(0.0) } else { cell.parse::<f64>() };
            let value = value.ok().filter(|value| value.is_finite());
            let fault = match value {
                Some(value) if can_be_computed_with(value) => None,
                Some(value) => Some((
                    "BS0217",
                    format!("{value:e} is too small or too large to compute with"),
                    "a flow is 0, or between 1e-60 and 1e60 in size",
                )),
                None => Some((
                    "BS0804",
                    format!("`{cell}` is not a finite number"),
                    "write it with a decimal point and without separators of thousands",
                )),
            };
            self.values.push(if fault.is_none() { value.unwrap_or(0.0) } else { 0.0 });
            if let Some((code, message, advice)) = fault {
                complaints.error(code, Place::Cell(place, layout.head_columns + column), message, advice);
            }
        }
        let label = record.iter().take(layout.head_columns).map(str::trim).collect::<Vec<_>>().join("|");
        check_name(&label, Place::Cell(place, 0), complaints);
        self.rows.push(label);
        self.places.push(place.row);
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
    let unclear = match text.decimal_comma {
        true => text::has_decimal_comma(file, &text, limits, |column| column >= layout.head_columns),
        false => Ok(false),
    };
    text.decimal_comma = matches!(unclear, Ok(true));
    let form = Form { text: Some(text), ..Form::default() };
    table::tell_taken(number, &form, text::taken(&text, layout.separator), Vec::new(), complaints);
    files.set_body(number, Body::Table(Sheet { columns: Vec::new(), form }));
    let Err(cells) = unclear else { return Some(text) };
    for cell in cells {
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
    for (row, sum) in final_demand.iter().enumerate() {
        if *sum < 0.0 {
            let at = demand.place(row);
            complaints.error("BS0804", at, format!("final demand adds up to {sum}; it must be 0 or more"), "");
        }
    }
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
