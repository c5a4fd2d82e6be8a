//! The value of knowing a fact: estimates by their definition, and closed forms.

use crate::data::Table;
use blackstart_actuary::sensitivity::{Classes, Outcome, edges, first_order};
use blackstart_actuary::voi::{Options, normal, perfect, tested};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/voi")
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    table.numbers(&[name]).into_iter().map(|row| row[0]).collect()
}

#[test]
fn facts_are_worth_what_the_definition_gives_and_near_the_truth() {
    let expected = Table::read(&folder().join("expected.csv")).unwrap();
    let (mut compared, mut passed_over) = (0, Vec::new());
    for at in 0..expected.rows.len() {
        let row = expected.named(at);
        let table = Table::read(&folder().join(format!("{}.csv", row["case"]))).unwrap();
        let benefits: Vec<Vec<f64>> =
            table.columns.iter().filter(|it| it.starts_with("nb")).map(|it| column(&table, it)).collect();
        let options = Options::new(&benefits);
        let worth = |fact: &str| {
            let thresholds = if fact == "event" { &[0.3][..] } else { &[] };
            perfect(&column(&table, fact), thresholds, &options)
        };
        let (fact, quantity, kind) = (row["fact"], row["quantity"], row["kind"]);
        let found = match quantity {
            "EVPPI shrunk" => worth(fact).value,
            "EVPPI not shrunk" => worth(fact).plain,
            "EVPPI" if table.columns.iter().any(|it| it == fact) => worth(fact).value,
            "EVPI" => options.clairvoyance(),
            "S1 of nb0 (share of variance of the loss)" | "S1 of nb0" if kind == "exact" => {
                let u = column(&table, fact);
                first_order(&Classes::by_edges(&u, &edges(u.len(), &[])), &Outcome::new(&benefits[0])).share
            }
            "EVSI" if fact.starts_with("event tested") => {
                let number = |word: &str| -> f64 {
                    fact.split("; ").find_map(|it| it.strip_prefix(word)).unwrap().trim().parse().unwrap()
                };
                tested(0.3, number("sensitivity"), number("specificity"), GAINS)
            }
            _ => {
                passed_over.push(format!("{}: {fact}: {quantity}", row["case"]));
                continue;
            }
        };
        let (value, within): (f64, f64) = (row["value"].parse().unwrap(), row["tolerance"].parse().unwrap());
        assert!((found - value).abs() <= within, "{row:?}: {found}");
        compared += 1;
    }
    // Left out: cross-fitted values (another estimator), facts that stand in no column, and an analytic share beside its estimate.
    assert_eq!((compared, passed_over.len()), (30, 12), "{passed_over:#?}");
}

/// By how much the second option is better where the event of `event_fact` is so, and where not.
const GAINS: [f64; 2] = [2.0, -1.0];

#[test]
fn closed_forms_are_met() {
    let table = Table::read(&folder().join("normal_closed_form.csv")).unwrap();
    let columns = [
        "mean difference",
        "sd of difference due to the fact",
        "EVPPI",
        "observations",
        "prior worth in observations",
        "EVSI",
    ];
    let rows = table.numbers(&columns);
    assert!(rows.len() > 10);
    for row in rows {
        let [mean, deviation, perfect, n, prior, sampled] = row[..] else { unreachable!() };
        // Where a fact all but never changes the choice, its value is the difference of two numbers that are nearly equal.
        let within = |value: f64| value.abs() * 1e-9 + 1e-15;
        assert!((normal(mean, deviation) - perfect).abs() <= within(perfect), "{mean} {deviation}");
        let found = normal(mean, deviation * (n / (n + prior)).sqrt());
        assert!((found - sampled).abs() <= within(sampled), "{mean} {deviation} {n}: {found}");
    }
}
