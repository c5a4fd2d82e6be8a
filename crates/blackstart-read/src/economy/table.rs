//! Input-output tables: three CSV files, or the text files of a folder saved by pymrio.

use super::findings::{At, Findings};
use super::firms::{can_be_computed_with, check_name, in_order};
use super::names::Register;
use crate::file;
use blackstart_model::economy::{Economy, Links, More, Name, Names};
use blackstart_model::table::Limits;
use csv::StringRecord;
use std::path::{Path, PathBuf};

/// Most industries: their table takes 3.2 GB.
const INDUSTRIES: usize = 20_000;

/// Whether a folder holds a saved table, in its top or in its economic core.
pub(super) fn is_pymrio(folder: &Path) -> bool {
    ["Z.txt", "Z.tsv"].iter().any(|name| folder.join(name).is_file())
}

/// `Z.csv`, `Y.csv` and `x.csv`: labels `region|sector` in the first column and row.
pub(super) fn read_simple(folder: &Path, limits: &Limits, findings: &mut Findings) -> Option<(Economy, Vec<u32>)> {
    let form = Form { separator: b',', head_rows: 1, head_columns: 1 };
    let flows = Block::read(&folder.join("Z.csv"), form, limits, findings)?;
    let demand = Block::read(&folder.join("Y.csv"), form, limits, findings)?;
    let path = folder.join("x.csv");
    let output = if path.exists() { Some(Block::read(&path, form, limits, findings)?) } else { None };
    economy(flows, demand, output, findings)
}

/// `Z.txt`, `Y.txt` and `x.txt` with two rows and columns of labels, separated by tabs, as pymrio's `save_all` writes them.
pub(super) fn read_pymrio(
    folder: &Path,
    limits: &Limits,
    findings: &mut Findings,
    files: &mut Vec<PathBuf>,
) -> Option<(Economy, Vec<u32>)> {
    let extension = if folder.join("Z.txt").is_file() { "txt" } else { "tsv" };
    let path = |name: &str| folder.join(format!("{name}.{extension}"));
    let form = Form { separator: b'\t', head_rows: 2, head_columns: 2 };
    files.extend([path("Z"), path("Y")]);
    let flows = Block::read(&path("Z"), form, limits, findings)?;
    let demand = Block::read(&path("Y"), form, limits, findings)?;
    let output = if path("x").exists() {
        files.push(path("x"));
        Some(Block::read(&path("x"), Form { head_rows: 1, ..form }, limits, findings)?)
    } else {
        None
    };
    economy(flows, demand, output, findings)
}

/// How a block is written.
#[derive(Clone, Copy)]
struct Form {
    separator: u8,
    head_rows: usize,
    head_columns: usize,
}

/// A block of numbers with labels.
struct Block {
    path: PathBuf,
    rows: Vec<String>,
    columns: Vec<String>,
    /// Line of each row.
    lines: Vec<u64>,
    values: Vec<f64>,
}

impl Block {
    fn read(path: &Path, form: Form, limits: &Limits, findings: &mut Findings) -> Option<Self> {
        let file = match file::open(path, limits.table_bytes) {
            Ok(file) => file,
            Err(refused) => {
                findings.error(refused.code(), At::file(path), format!("this table {refused}"), refused.advice());
                return None;
            }
        };
        let fail = |findings: &mut Findings, message: String| {
            findings.error("BS0107", At::file(path), format!("this table cannot be read: {message}"), "");
        };
        let mut rows = crate::source::table::Rows::separated(file, limits, form.separator);
        let mut record = StringRecord::new();
        let mut head: Vec<Vec<String>> = Vec::new();
        let mut block = Self { path: path.to_path_buf(), rows: vec![], columns: vec![], lines: vec![], values: vec![] };
        loop {
            match rows.next(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    fail(findings, fault.message());
                    return None;
                }
            }
            let line = record.position().map_or(0, csv::Position::line);
            let at = At { path, line, column: None, record: Some(&record) };
            if head.len() < form.head_rows {
                let cells = record.iter().skip(form.head_columns);
                head.push(cells.map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect());
                if head.len() == form.head_rows {
                    let width = head.iter().map(Vec::len).min().unwrap_or(0);
                    if width == 0 || width > INDUSTRIES {
                        fail(findings, format!("it has {width} columns of numbers; 1 to {INDUSTRIES} are read"));
                        return None;
                    }
                    let label =
                        |column: usize| head.iter().map(|row| row[column].as_str()).collect::<Vec<_>>().join("|");
                    block.columns = (0..width).map(label).collect();
                }
                continue;
            }
            let label: Vec<&str> = record.iter().take(form.head_columns).map(str::trim).collect();
            let cells = || record.iter().skip(form.head_columns);
            // Below the head pandas writes the names of the label columns.
            if cells().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if record.len() != form.head_columns + block.columns.len() {
                let wanted = form.head_columns + block.columns.len();
                findings.error("BS0105", at, format!("this row has {} cells, not {wanted}", record.len()), "");
                continue;
            }
            if block.rows.len() >= INDUSTRIES {
                fail(findings, format!("it has more than {INDUSTRIES} rows"));
                return None;
            }
            for (column, cell) in cells().enumerate() {
                let cell = cell.trim();
                match if cell.is_empty() { Ok(0.0) } else { cell.parse::<f64>() } {
                    Ok(value) if value.is_finite() && can_be_computed_with(value) => block.values.push(value),
                    Ok(value) if value.is_finite() => {
                        let message = format!("{value:e} is too small or too large to compute with");
                        let advice = "a flow is 0, or between 1e-60 and 1e60 in size";
                        findings.error("BS0217", at.cell(Some(form.head_columns + column)), message, advice);
                        block.values.push(0.0);
                    }
                    _ => {
                        let message = format!("`{cell}` is not a finite number");
                        findings.error("BS0804", at.cell(Some(form.head_columns + column)), message, "");
                        block.values.push(0.0);
                    }
                }
            }
            let label = label.join("|");
            check_name(&label, at.cell(Some(0)), findings);
            block.rows.push(label);
            block.lines.push(line);
        }
        if block.rows.is_empty() {
            fail(findings, "it has no rows of numbers".to_owned());
            return None;
        }
        Some(block)
    }

    /// Complains where the rows are not these.
    fn has_rows(&self, of: &Self, findings: &mut Findings) -> bool {
        if self.rows == of.rows {
            return true;
        }
        let differs = self.rows.iter().zip(&of.rows).position(|(one, other)| one != other);
        let message = match differs {
            Some(row) => format!("row {} is `{}`, in the flows it is `{}`", row + 1, self.rows[row], of.rows[row]),
            None => format!("it has {} rows, the flows have {}", self.rows.len(), of.rows.len()),
        };
        findings.error("BS0810", At::file(&self.path), message, "all files list the same industries in the same order");
        false
    }
}

fn economy(flows: Block, demand: Block, output: Option<Block>, findings: &mut Findings) -> Option<(Economy, Vec<u32>)> {
    let count = flows.rows.len();
    if flows.columns != flows.rows {
        let differs = flows.columns.iter().zip(&flows.rows).position(|(one, other)| one != other);
        let message = match differs {
            Some(at) => format!("column {} is `{}`, row {0} is `{}`", at + 1, flows.columns[at], flows.rows[at]),
            None => format!("it has {count} rows and {} columns", flows.columns.len()),
        };
        findings.error("BS0810", At::file(&flows.path), message, "a row and a column for each industry, in one order");
        return None;
    }
    let mut sound = demand.has_rows(&flows, findings);
    sound &= output.as_ref().is_none_or(|output| output.has_rows(&flows, findings));
    if !sound {
        return None;
    }
    for (row, values) in flows.values.chunks_exact(count).enumerate() {
        if let Some(column) = values.iter().position(|value| *value < 0.0) {
            findings.error(
                "BS0804",
                At::row(&flows.path, flows.lines[row]),
                format!("the flow to `{}` is {}; it must be 0 or more", flows.columns[column], values[column]),
                "net negative flows out before",
            );
        }
    }
    let categories = demand.columns.len();
    let final_demand: Vec<f64> = demand.values.chunks_exact(categories).map(|row| row.iter().sum()).collect();
    for (row, sum) in final_demand.iter().enumerate() {
        if *sum < 0.0 {
            let at = At::row(&demand.path, demand.lines[row]);
            findings.error("BS0804", at, format!("final demand adds up to {sum}; it must be 0 or more"), "");
        }
    }
    let mut firms = Register::default();
    let mut groups: [Register; 2] = Default::default();
    let mut positions: [Vec<u32>; 2] = Default::default();
    for (row, label) in flows.rows.iter().enumerate() {
        if !firms.add(Name::of_text(label)).1 {
            let at = At::row(&flows.path, flows.lines[row]);
            findings.error("BS0802", at, format!("industry `{label}` is there twice"), "");
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
    let lines = flows.lines.iter().map(|line| u32::try_from(*line).unwrap_or(u32::MAX)).collect();
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
    Some((economy, lines))
}
