//! Waiting periods in money and cyber accounts, as the Oasis preparation turns them into terms: every case folder that is found.

use crate::data::{Table, cases, close};
use blackstart_actuary::terms::{Allocation, Figures, Output, Programme, Target, Terms, Tree, oasis_money_of_days};
use std::collections::BTreeMap;
use std::path::Path;

type Row<'a> = BTreeMap<&'a str, &'a str>;
/// Output number, gross and insured loss.
type Written = (i64, f64, f64);

const BI_FACTORS: [f64; 7] = [1.0, 0.5, 0.25, 0.1, 0.02, 0.005, 0.001];
const CYBER_FACTORS: [f64; 5] = [0.001, 0.01, 0.02, 0.05, 0.2];
/// OED cyber coverages 7 to 15.
const COVERAGES: [&str; 9] = ["NPBI", "CBI", "DIAS", "EXT", "FIN", "INRE", "LIA", "REG", "ENO"];

#[test]
fn every_case() {
    let cases = cases("fm", |name| name.starts_with("oed_"));
    assert!(cases.len() >= 2, "our own cases are missing");
    for case in cases {
        let account = Table::read(&case.join("input/account.csv")).unwrap();
        let expected = Table::read(&case.join("expected/losses.csv")).unwrap();
        match Table::read(&case.join("input/location.csv")) {
            Some(locations) => interruption(&case, &account, &locations, &expected),
            None => cyber(&case, &account, &expected),
        }
    }
}

fn number(row: &Row, column: &str) -> f64 {
    row.get(column).filter(|text| !text.is_empty()).map_or(0.0, |text| text.parse().unwrap())
}

/// Deductible and limit of one node; a limit of zero is none.
fn node(deductible: f64, limit: f64) -> Terms {
    let rule = if limit > 0.0 { 1 } else { 12 };
    let figures = Figures { deductible: [deductible, 0.0, 0.0], limit, ..Figures::default() };
    Terms::of_rule(rule, &figures, 0.0).unwrap()
}

fn layer(row: &Row) -> Terms {
    let limit = number(row, "LayerLimit");
    let limit = if limit > 0.0 { limit } else { 1e15 };
    let share = row.get("LayerParticipation").filter(|it| !it.is_empty()).map_or(1.0, |it| it.parse().unwrap());
    let attachment = number(row, "LayerAttachment");
    let figures = Figures { attachment, limit, share: [share, 0.0, 0.0], ..Figures::default() };
    Terms::of_rule(2, &figures, 0.0).unwrap()
}

/// Items of one account through item terms, policy terms and layers, shared out again level by level.
fn settle(items: &[Terms], policy: Terms, layers: &[Terms], losses: &[f64]) -> Vec<Vec<f64>> {
    let numbers: Vec<i32> = (1..).take(items.len()).collect();
    let mut tree = vec![Tree { level: 3, from: 1, to: 1 }];
    let mut targets = vec![Target { level: 2, node: 1, layer: 1, terms: policy.into() }];
    for (&item, &terms) in numbers.iter().zip(items) {
        tree.push(Tree { level: 1, from: item, to: item });
        tree.push(Tree { level: 2, from: item, to: 1 });
        targets.push(Target { level: 1, node: item, layer: 1, terms: terms.into() });
    }
    targets.extend((1..).zip(layers).map(|(layer, &terms)| Target { level: 3, node: 1, layer, terms: terms.into() }));
    let outputs: Vec<Output> = numbers
        .iter()
        .flat_map(|&node| (1..).take(layers.len()).map(move |layer| Output { output: 0, node, layer }))
        .collect();
    let event: Vec<(i32, f64)> = numbers.iter().copied().zip(losses.iter().copied()).collect();
    let programme = Programme::new(&tree, &targets, outputs).unwrap();
    programme.apply(&event, Allocation::ByLevel).unwrap().chunks(layers.len()).map(<[f64]>::to_vec).collect()
}

fn interruption(case: &Path, account: &Table, locations: &Table, expected: &Table) {
    let accounts: Vec<Row> = (0..account.rows.len()).map(|row| account.named(row)).collect();
    let locations: Vec<Row> = (0..locations.rows.len()).map(|row| locations.named(row)).collect();
    let mut theirs: BTreeMap<(&str, &str, usize), (f64, f64)> = BTreeMap::new();
    for row in (0..expected.rows.len()).map(|row| expected.named(row)) {
        let key = (row["AccNumber"], row["LocNumber"], number(&row, "loss_factor_idx") as usize);
        theirs.insert(key, (number(&row, "loss_gul"), number(&row, "loss_il")));
    }
    assert!(!theirs.is_empty());
    for account in &accounts {
        let name = account["AccNumber"];
        let own: Vec<&Row> = locations.iter().filter(|it| it["AccNumber"] == name).collect();
        let items: Vec<Terms> = own
            .iter()
            .map(|it| {
                let money = |column| oasis_money_of_days(number(it, column), number(it, "BITIV"));
                node(money("BIWaitingPeriod"), money("BIPOI"))
            })
            .collect();
        let policy = node(number(account, "PolDed6All"), number(account, "PolLimit6All"));
        for (index, factor) in BI_FACTORS.iter().enumerate() {
            let losses: Vec<f64> = own.iter().map(|it| number(it, "BITIV") * factor).collect();
            let paid = settle(&items, policy, &[layer(account)], &losses);
            for ((location, loss), paid) in own.iter().zip(losses).zip(paid) {
                let key = (name, location["LocNumber"], index);
                let Some((gross, insured)) = theirs.remove(&key) else { continue };
                let place = format!("{} {key:?}", case.display());
                assert!(close(loss, gross, 1e-5, 0.02), "{place}: gross {loss}, expected {gross}");
                assert!(close(paid[0], insured, 1e-5, 0.02), "{place}: {}, expected {insured}", paid[0]);
            }
        }
    }
    assert!(theirs.is_empty(), "{}: {} rows are left over", case.display(), theirs.len());
}

fn cyber(case: &Path, account: &Table, expected: &Table) {
    let mut policies: BTreeMap<(&str, &str), Vec<Row>> = BTreeMap::new();
    for row in (0..account.rows.len()).map(|row| account.named(row)) {
        policies.entry((row["AccNumber"], row["PolNumber"])).or_default().push(row);
    }
    // By account, policy, coverage and factor: layers in the order of their outputs.
    let mut theirs: BTreeMap<(&str, &str, usize, usize), Vec<Written>> = BTreeMap::new();
    for row in (0..expected.rows.len()).map(|row| expected.named(row)) {
        let coverage = number(&row, "coverage_type_id") as usize;
        let key = (row["AccNumber"], row["PolNumber"], coverage, number(&row, "loss_factor_idx") as usize);
        let values = (number(&row, "output_id") as i64, number(&row, "loss_gul"), number(&row, "loss_il"));
        theirs.entry(key).or_default().push(values);
    }
    assert!(!theirs.is_empty());
    for ((account, policy), mut layers) in policies {
        layers.sort_by_key(|row| number(row, "LayerNumber") as i64);
        let first = &layers[0];
        let items: Vec<Terms> = COVERAGES
            .iter()
            .map(|it| node(number(first, &format!("PolDed{it}")), number(first, &format!("PolLimit{it}"))))
            .collect();
        let towers: Vec<Terms> = layers.iter().map(layer).collect();
        for (index, factor) in CYBER_FACTORS.iter().enumerate() {
            let losses = vec![number(first, "AnnualRevenue") * factor; COVERAGES.len()];
            let paid = settle(&items, node(number(first, "PolDed"), number(first, "PolLimit")), &towers, &losses);
            for (coverage, paid) in (7..).zip(paid) {
                let Some(mut rows) = theirs.remove(&(account, policy, coverage, index)) else { continue };
                rows.sort_by_key(|it| it.0);
                for (paid, (output, gross, insured)) in paid.iter().zip(rows) {
                    let place = format!("{} output {output} factor {factor}", case.display());
                    assert!(close(losses[0], gross, 1e-5, 0.02), "{place}: gross {}, expected {gross}", losses[0]);
                    assert!(close(*paid, insured, 1e-5, 0.02), "{place}: {paid}, expected {insured}");
                }
            }
        }
    }
    assert!(theirs.is_empty(), "{}: {} rows are left over", case.display(), theirs.len());
}
