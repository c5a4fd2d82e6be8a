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
