//! Firms and links as tables with a row each.

use super::names::Register;
use super::near;
use super::rows::{self, Line};
use crate::source::fields::commands;
use crate::source::place::{Complaints, Files, Place, RowPlace};
use blackstart_model::economy::{Economy, Links, More, Name, Names};
use blackstart_model::table::{Limits, TableFormats, Value};
use std::path::Path;

/// Shares of output that two accounts may differ by before it is worth a warning.
const BALANCE: f64 = 1e-6;

/// The tables of a network folder.
pub(super) struct Tables<'a> {
    pub firms: &'a Path,
    pub links: &'a Path,
    pub essential: Option<&'a Path>,
}

/// An economy and where its firms stand, for what is found out later.
pub(super) struct Placed {
    pub economy: Economy,
    /// Position of each firm's row in the first file.
    pub rows: Vec<u32>,
}

pub(super) fn read(
    tables: &Tables<'_>,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Placed> {
    let mut read = read_firms(tables.firms, formats, limits, files, complaints)?;
    read.economy.links = read_links(tables.links, &read.firms, formats, limits, files, complaints)?;
    if let Some(path) = tables.essential {
        read.economy.essential = read_essential(path, &read.sectors, formats, limits, files, complaints);
    }
    let Firms { mut economy, rows, firms, sectors } = read;
    economy.firms = firms.into_names();
    economy.sectors = sectors.into_names();
    Some(Placed { economy, rows })
}

/// The table of firms, with the ways from names to positions.
struct Firms {
    economy: Economy,
    rows: Vec<u32>,
    firms: Register,
    sectors: Register,
}

/// Whether products and quotients of a few such amounts are still numbers. Tables of nations have noise of 1e-20 and less.
pub(super) fn can_be_computed_with(amount: f64) -> bool {
    amount == 0.0 || (1e-60..=1e60).contains(&amount.abs())
}

/// Complains about a name that would command a terminal.
pub(super) fn check_name(text: &str, at: Place, complaints: &mut Complaints) {
    if text.contains(commands) {
        complaints.error("BS0218", at, "this name has a control character", "delete it");
    }
}

/// A number that must be finite and not negative; complaints are about its cell.
fn amount(value: Value<'_>, what: &str, positive: bool, at: Place, complaints: &mut Complaints) -> Option<f64> {
    let number = value.number().filter(|number| number.is_finite());
    match number {
        Some(number) if !can_be_computed_with(number) => complaints.error(
            "BS0217",
            at,
            format!("{what} is {number:e}: too small or too large to compute with"),
            "an amount is 0, or between 1e-60 and 1e60",
        ),
        Some(number) if number > 0.0 || (number == 0.0 && !positive) => return Some(number),
        Some(number) => complaints.error(
            "BS0804",
            at,
            format!("{what} is {number}; it must be {}", if positive { "positive" } else { "0 or more" }),
            if what == "final_demand" { "firms have no stocks to run down: leave changes of stocks out" } else { "" },
        ),
        None => {
            let text = value.text();
            let message = if text.is_empty() {
                format!("{what} is missing")
            } else {
                format!("{what} is `{text}`, which is not a finite number")
            };
            complaints.error(
                "BS0804",
                at,
                message,
                "write it with a decimal point and without separators of thousands",
            );
        }
    }
    None
}

const FIRM: usize = 0;
const SECTOR: usize = 1;
const REGION: usize = 2;
const MARKET: usize = 3;
const FINAL_DEMAND: usize = 4;
const OUTPUT: usize = 5;
const REVENUE: usize = 6;
const COSTS: usize = 7;
const EMPLOYEES: usize = 8;
const FIRM_COLUMNS: [&str; 9] =
    ["firm", "sector", "?region", "?market", "?final_demand", "?output", "?revenue", "?costs", "?employees"];

fn read_firms(
    path: &Path,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Firms> {
    let mut firms = Register::default();
    let mut rows = Vec::new();
    let mut groups: [Register; 3] = Default::default();
    let mut positions: [Vec<u32>; 3] = Default::default();
    let mut numbers: [Vec<f64>; 5] = Default::default();
    let columns =
        rows::read(path, &FIRM_COLUMNS, (formats, limits), files, complaints, &mut |line: Line<'_>, complaints| {
            let cell = |wanted: usize| line.cell(wanted);
            let Some(name) = Name::of(line.value(FIRM)) else {
                complaints.error(
                    "BS0804",
                    cell(FIRM),
                    "this firm has no name",
                    "number the firms, or give each a name",
                );
                return;
            };
            if let Name::Text(text) = name {
                check_name(text, cell(FIRM), complaints);
            }
            let (_, new) = firms.add(name);
            if !new {
                complaints.error(
                    "BS0802",
                    cell(FIRM),
                    format!("firm `{}` is defined twice", line.value(FIRM).text()),
                    "each firm has one row: delete or rename one of the two",
                );
                return;
            }
            rows.push(line.place.row);
            for ((wanted, group), positions) in
                [SECTOR, REGION, MARKET].into_iter().zip(&mut groups).zip(&mut positions)
            {
                if line.has(wanted) {
                    let name = Name::of(line.value(wanted));
                    if name.is_none() {
                        let what = FIRM_COLUMNS[wanted].trim_start_matches('?');
                        complaints.error("BS0804", cell(wanted), format!("this firm has no {what}"), "");
                    }
                    let (position, new) = group.add(name.unwrap_or(Name::Text("")));
                    if let (Some(Name::Text(text)), true) = (name, new) {
                        check_name(text, cell(wanted), complaints);
                    }
                    positions.push(position);
                }
            }
            for (wanted, numbers) in [FINAL_DEMAND, OUTPUT, REVENUE, COSTS, EMPLOYEES].into_iter().zip(&mut numbers) {
                if line.has(wanted) {
                    let what = FIRM_COLUMNS[wanted].trim_start_matches('?');
                    let number = amount(line.value(wanted), what, false, cell(wanted), complaints);
                    numbers.push(number.unwrap_or(0.0));
                }
            }
        })?;
    if firms.names().is_empty() && !complaints.failed() {
        complaints.error("BS0801", Place::File(files.last()), "this table has no firms", "");
        return None;
    }
    firms.close();
    let [sectors, regions, markets] = groups;
    let [sector, region, market] = positions;
    let (sectors, sector) = in_order(sectors, sector);
    let (regions, region) = in_order(regions, region);
    let (_, market) = in_order(markets, market);
    let [final_demand, output, revenue, costs, employees] = numbers;
    let economy = Economy {
        firms: Names::default(),
        sectors: Names::default(),
        regions: regions.into_names(),
        sector,
        region,
        final_demand: if columns[FINAL_DEMAND] { final_demand } else { vec![0.0; firms.names().len()] },
        output: columns[OUTPUT].then_some(output),
        more: More { market, revenue, costs, employees },
        links: Links::default(),
        essential: None,
    };
    Some(Firms { economy, rows, firms, sectors })
}

/// Renumbers groups whose names are all numbers by these.
pub(super) fn in_order(register: Register, mut positions: Vec<u32>) -> (Register, Vec<u32>) {
    let Some(numbers) = register.names().whole_numbers() else { return (register, positions) };
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let mut renamed = Register::default();
    sorted.iter().for_each(|number| {
        renamed.add(Name::Whole(*number));
    });
    let new: Vec<u32> = numbers.iter().map(|number| sorted.partition_point(|other| other < number) as u32).collect();
    positions.iter_mut().for_each(|position| *position = new[*position as usize]);
    (renamed, positions)
}

fn read_links(
    path: &Path,
    firms: &Register,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Links> {
    let (mut supplier, mut buyer, mut flow) = (Vec::new(), Vec::new(), Vec::new());
    let mut row: Vec<u32> = Vec::new();
    let (mut sorted, mut last) = (true, None);
    let wanted = ["supplier", "buyer", "amount"];
    rows::read(path, &wanted, (formats, limits), files, complaints, &mut |line: Line<'_>, complaints| {
        let mut ends = [0; 2];
        for (wanted, end) in ends.iter_mut().enumerate() {
            let value = line.value(wanted);
            match Name::of(value).and_then(|name| firms.find(name)) {
                Some(position) => *end = position,
                None => {
                    let (cell, text) = (line.cell(wanted), value.text());
                    let advice = near(&text, firms.names());
                    let message = match wanted {
                        _ if text.is_empty() => format!("this link has no {}", ["supplier", "buyer"][wanted]),
                        0 => format!("the supplier `{text}` is not among the firms"),
                        _ => format!("the buyer `{text}` is not among the firms"),
                    };
                    complaints.error("BS0803", cell, message, &advice);
                    return;
                }
            }
        }
        let cell = line.cell(2);
        let Some(amount) = amount(line.value(2), "the amount", true, cell, complaints) else { return };
        let key = (ends[1], ends[0]);
        sorted &= last.is_none_or(|last| last < key);
        last = Some(key);
        supplier.push(ends[0]);
        buyer.push(ends[1]);
        flow.push(amount);
        row.push(line.place.row);
    })?;
    let file = files.last();
    if !sorted {
        let mut order: Vec<u32> = (0..supplier.len() as u32).collect();
        let key = |link: u32| (buyer[link as usize], supplier[link as usize], link);
        order.sort_unstable_by_key(|link| key(*link));
        for pair in order.windows(2) {
            let [one, other] = [pair[0] as usize, pair[1] as usize];
            if (buyer[one], supplier[one]) == (buyer[other], supplier[other]) {
                let names = firms.names();
                let place = RowPlace { file, list: "", row: row[other] };
                complaints.error(
                    "BS0805",
                    place.whole(),
                    format!(
                        "a second link from `{}` to `{}`; the first is {} rows above",
                        names.get(supplier[one] as usize),
                        names.get(buyer[one] as usize),
                        row[other] - row[one]
                    ),
                    "add the amounts up in one row",
                );
            }
        }
    }
    Some(Links::List { supplier, buyer, amount: flow })
}

/// Most pairs of sectors for which classes are kept.
const PAIRS: usize = 1 << 26;

fn read_essential(
    path: &Path,
    sectors: &Register,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Vec<u8>> {
    let count = sectors.names().len();
    if count.saturating_mul(count) > PAIRS {
        complaints.error(
            "BS0106",
            Place::File(files.last()),
            format!("classes of {count} sectors for as many are too many"),
            "",
        );
        return None;
    }
    let mut classes = vec![0; count * count];
    let wanted = ["supplier_sector", "buyer_sector", "class"];
    rows::read(path, &wanted, (formats, limits), files, complaints, &mut |line: Line<'_>, complaints| {
        let find = |wanted: usize| Name::of(line.value(wanted)).and_then(|name| sectors.find(name));
        // Sectors without firms are of no use, and no mistake.
        let (Some(input), Some(buyer)) = (find(0), find(1)) else { return };
        match line.value(2).number() {
            Some(class @ (0.0 | 1.0 | 2.0)) => classes[input as usize * count + buyer as usize] = class as u8,
            _ => complaints.error(
                "BS0804",
                line.cell(2),
                format!("the class is `{}`; it must be 0, 1 or 2", line.value(2).text()),
                "2 is essential, 1 not, 0 negligible",
            ),
        }
    })?;
    Some(classes)
}

/// Warns of accounts that do not balance and of firms that nobody knows.
pub(super) fn weigh(placed: &Placed, complaints: &mut Complaints) {
    let economy = &placed.economy;
    let (sold, bought) = economy.sold_and_bought();
    for firm in 0..economy.len() {
        let output = sold[firm] + economy.final_demand[firm];
        let name = || economy.firms.get(firm);
        let at =
            || placed.rows.get(firm).map_or(Place::File(0), |row| RowPlace { file: 0, list: "", row: *row }.whole());
        if sold[firm] == 0.0 && bought[firm] == 0.0 {
            complaints.warning("BS0807", at(), format!("`{}` neither buys nor sells", name()), "");
        }
        if let Some(given) = economy.output.as_ref().map(|given| given[firm])
            && (given - output).abs() > BALANCE * given.max(output)
        {
            complaints.warning(
                "BS0806",
                at(),
                format!(
                    "`{}`: output is {given}, but sales of {} and final demand of {} make {output}",
                    name(),
                    sold[firm],
                    economy.final_demand[firm]
                ),
                "firm dynamics go by sales and final demand",
            );
        }
        if bought[firm] > output * (1.0 + BALANCE) && output > 0.0 {
            complaints.warning(
                "BS0806",
                at(),
                format!("`{}` buys for {} and makes {output}: it adds no value", name(), bought[firm]),
                "",
            );
        }
    }
}
