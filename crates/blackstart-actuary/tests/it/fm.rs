//! Terms, levels, layers and back-allocation: every case folder that is found.

use crate::data::{Table, cases, close};
use blackstart_actuary::terms::{Allocation, Figures, Output, Programme, Target, Terms, Tree};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_case() {
    let cases = cases("fm", |name| name.starts_with("fm_"));
    assert!(cases.len() >= 4, "our own cases are missing");
    for case in cases {
        let mut seen = 0;
        for (file, allocation) in [
            ("il_alloc0.csv", Allocation::None),
            ("il_alloc1.csv", Allocation::ByInput),
            ("il_alloc2.csv", Allocation::ByLevel),
        ] {
            if let Some(expected) = Table::read(&case.join("expected").join(file)) {
                agree(&case, &expected, allocation);
                seen += 1;
            }
        }
        assert!(seen > 0, "{}: nothing to compare with", case.display());
    }
}

fn agree(case: &Path, expected: &Table, allocation: Allocation) {
    let input = |file: &str| Table::read(&case.join("input").join(file)).unwrap();
    let value: BTreeMap<i32, f64> =
        input("coverages.csv").numbers(&["coverage_id", "tiv"]).iter().map(|row| (row[0] as i32, row[1])).collect();
    let insured: f64 = value.values().sum();
    let mut rules = BTreeMap::new();
    let profile = input("fm_profile.csv").numbers(&[
        "profile_id",
        "calcrule_id",
        "deductible1",
        "deductible2",
        "deductible3",
        "attachment1",
        "limit1",
        "share1",
        "share2",
        "share3",
    ]);
    for row in profile {
        let figures = Figures {
            deductible: [row[2], row[3], row[4]],
            attachment: row[5],
            limit: row[6],
            share: [row[7], row[8], row[9]],
        };
        rules.insert(row[0] as i32, Terms::of_rule(row[1] as u32, &figures, insured).unwrap());
    }
    let tree: Vec<Tree> = input("fm_programme.csv")
        .numbers(&["from_agg_id", "level_id", "to_agg_id"])
        .iter()
        .map(|row| Tree { level: row[1] as u32, from: row[0] as i32, to: row[2] as i32 })
        .collect();
    let targets: Vec<Target> = input("fm_policytc.csv")
        .numbers(&["level_id", "agg_id", "layer_id", "profile_id"])
        .iter()
        .map(|row| Target {
            level: row[0] as u32,
            node: row[1] as i32,
            layer: row[2] as u32,
            terms: rules[&(row[3] as i32)],
        })
        .collect();
    let outputs: Vec<Output> = input("fm_xref.csv")
        .numbers(&["output", "agg_id", "layer_id"])
        .iter()
        .map(|row| Output { output: row[0] as i32, node: row[1] as i32, layer: row[2] as u32 })
        .collect();
    let programme = Programme::new(&tree, &targets, outputs.clone()).unwrap();

    // Sample −3 is the insured value, not a loss.
    let mut events: BTreeMap<(i32, i32), Vec<(i32, f64)>> = BTreeMap::new();
    for row in input("gul.csv").numbers(&["event_id", "sidx", "item_id", "loss"]).iter().filter(|row| row[1] != -3.0) {
        events.entry((row[0] as i32, row[1] as i32)).or_default().push((row[2] as i32, row[3]));
    }
    let mut theirs: BTreeMap<(i32, i32, i32), f64> = BTreeMap::new();
    for row in expected.numbers(&["event_id", "sidx", "output_id", "loss"]) {
        theirs.insert((row[0] as i32, row[1] as i32, row[2] as i32), row[3]);
    }
    let mut compared = 0;
    for ((event, sample), losses) in events {
        let ours = programme.apply(&losses, allocation).unwrap();
        for (output, ours) in outputs.iter().zip(ours) {
            let theirs = theirs.remove(&(event, sample, output.output)).unwrap_or(0.0);
            assert!(
                close(ours, theirs, 1e-5, 0.02),
                "{} {allocation:?}: event {event} sample {sample} output {}: {ours}, expected {theirs}",
                case.display(),
                output.output
            );
            compared += 1;
        }
    }
    assert!(compared > 0 && theirs.is_empty(), "{}: {} rows are left over", case.display(), theirs.len());
}
