//! The committed tables are what the generator writes, and what it writes adds up.

use super::*;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn regenerating_gives_the_committed_bytes() {
    if let Err(message) = write(&root(), true) {
        panic!("{message}");
    }
}

#[test]
fn exp_agrees_with_the_library() {
    for n in -60..=60 {
        let x = f64::from(n) / 10.0;
        assert!((exp(x) / x.exp() - 1.0).abs() < 1e-11, "{x}");
    }
}

#[test]
fn market_shares_of_every_line_add_up() {
    for line in &LINES {
        assert!((line.markets.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{}", line.site);
    }
    assert!((MARKETS.iter().map(|m| m.parts_share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn every_supplier_sells_to_the_model_and_to_others() {
    let tables = tables();
    let file =
        |name: &str| tables.files.iter().find(|(n, _)| *n == name).map(|(_, text)| text.as_str()).unwrap_or_default();
    let sellers: std::collections::BTreeSet<&str> =
        file("links.csv").lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let mut count = 0;
    for line in file("sites.csv").lines().skip(1).filter(|line| line.starts_with('t')) {
        let id = line.split(',').next().unwrap_or_default();
        assert!(sellers.contains(id), "{id}");
        count += 1;
    }
    assert!((2200..=2450).contains(&count), "{count}");
}

#[test]
fn bought_material_is_the_assumed_share_of_vehicle_revenue() {
    let bought: f64 = buyers().iter().flat_map(|b| &b.wants).map(|(_, money)| money).sum::<f64>() * DAYS;
    let revenue: f64 = LINES.iter().map(|l| l.per_year * price(l)).sum();
    let share = (bought - PARTS_PER_YEAR * PARTS_COST) / revenue;
    // Own variable cost of engines, batteries, pressings and bodies is the difference.
    assert!((MATERIAL_SHARE - 0.012..MATERIAL_SHARE).contains(&share), "{share}");
}

/// The cells of a line of CSV, quotes respected.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("never empty").push(letter),
        }
    }
    cells
}

/// The first number in a cell.
fn number(cell: &str) -> f64 {
    let from = cell.find(|c: char| c.is_ascii_digit()).expect("a number");
    let rest = &cell[from..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().expect("a number")
}

#[test]
fn every_supplier_earns_its_living_and_lives_through_an_ordinary_year() {
    let tables = tables();
    let rows = |name: &str| -> Vec<Vec<String>> {
        let (_, text) = tables.files.iter().find(|(n, _)| *n == name).expect("a table");
        text.lines().map(cells).collect()
    };
    let mut sold = std::collections::BTreeMap::<String, f64>::new();
    let mut bought = sold.clone();
    for link in &rows("links.csv")[1..] {
        *sold.entry(link[0].clone()).or_default() += number(&link[2]);
        *bought.entry(link[1].clone()).or_default() += number(&link[2]);
    }
    for demand in &rows("demands.csv")[1..] {
        *sold.entry(demand[0].clone()).or_default() += number(&demand[1]);
    }
    let sites = rows("sites.csv");
    let column = |name: &str| sites[0].iter().position(|head| head == name).expect("a column");
    let [variable, fixed, cash, credit] = ["variable_cost", "fixed_cost", "cash", "credit"].map(column);
    for site in sites[1..].iter().filter(|site| site[0].starts_with(['t']) && site[0].as_bytes()[2] == b'-') {
        let output = sold[&site[0]];
        let inputs = bought.get(&site[0]).copied().unwrap_or_default();
        let profit = output * (1.0 - number(&site[variable])) - inputs - number(&site[fixed]);
        assert!(profit > 0.0, "{} loses {profit} a day at rest", site[0]);
        assert!(number(&site[cash]) > 0.0, "{} has no cash", site[0]);
        let line = number(&site[credit]);
        assert!(line >= CHRISTMAS_DAYS * output - 1.0, "{} cannot close over Christmas", site[0]);
    }
}
