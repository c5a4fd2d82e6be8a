//! Terms, levels, layers and back-allocation: every case folder that is found.

use crate::data::{Table, cases, close};
use blackstart_actuary::terms::{
    Allocation, Calculation, Figures, Output, Programme, Step, StepFigures, Target, Terms, Tree,
};
use std::collections::{BTreeMap, BTreeSet};
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

/// A row of a profile: rule, figures, and those of a step.
type Row = (u32, Figures, StepFigures);

/// Rows of each profile, in the order of their steps.
fn profile(case: &Path) -> BTreeMap<i32, Vec<Row>> {
    let figures = [
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
    ];
    let steps = ["step_id", "trigger_start", "trigger_end", "payout_start", "limit2", "scale1", "scale2"];
    let input = |file: &str| Table::read(&case.join("input").join(file));
    let mut rows = match input("fm_profile_step.csv") {
        Some(table) => table.numbers(&[figures.as_slice(), &steps].concat()),
        None => input("fm_profile.csv").unwrap().numbers(&figures),
    };
    rows.sort_by(|a, b| a.get(10).partial_cmp(&b.get(10)).unwrap());
    let mut profile: BTreeMap<i32, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let of = Figures {
            deductible: [row[2], row[3], row[4]],
            attachment: row[5],
            limit: row[6],
            share: [row[7], row[8], row[9]],
        };
        let step = match row.get(10..) {
            Some(&[_, start, end, payout, limit, scale1, scale2]) => {
                StepFigures { trigger: [start, end], payout, limit, scale: [scale1, scale2] }
            }
            _ => StepFigures::default(),
        };
        profile.entry(row[0] as i32).or_default().push((row[1] as u32, of, step));
    }
    profile
}

fn calculation(rows: &[Row], insured: f64) -> Calculation {
    match rows {
        [(rule, figures, _)] if Terms::of_rule(*rule, figures, insured).is_ok() => {
            Terms::of_rule(*rule, figures, insured).unwrap().into()
        }
        _ => {
            let step = |(rule, figures, step): &Row| Step::of_rule(*rule, figures, step, insured).unwrap();
            Calculation::Steps(rows.iter().map(step).collect())
        }
    }
}

fn agree(case: &Path, expected: &Table, allocation: Allocation) {
    let input = |file: &str| Table::read(&case.join("input").join(file)).unwrap();
    let value: BTreeMap<i32, f64> =
        input("coverages.csv").numbers(&["coverage_id", "tiv"]).iter().map(|row| (row[0] as i32, row[1])).collect();
    let coverage: BTreeMap<i32, i32> = input("items.csv")
        .numbers(&["item_id", "coverage_id"])
        .iter()
        .map(|row| (row[0] as i32, row[1] as i32))
        .collect();
    let profile = profile(case);
    let tree: Vec<Tree> = input("fm_programme.csv")
        .numbers(&["from_agg_id", "level_id", "to_agg_id"])
        .iter()
        .map(|row| Tree { level: row[1] as u32, from: row[0] as i32, to: row[2] as i32 })
        .collect();
    // Insured value of a node: that of the coverages beneath it, each once.
    let mut beneath: BTreeMap<(u32, i32), BTreeSet<i32>> = BTreeMap::new();
    for level in 1..=tree.iter().map(|it| it.level).max().unwrap() {
        for link in tree.iter().filter(|it| it.level == level) {
            let below = match level {
                1 => BTreeSet::from([coverage[&link.from]]),
                _ => beneath[&(level - 1, link.from)].clone(),
            };
            beneath.entry((level, link.to)).or_default().extend(below);
        }
    }
    let insured = |level, node| -> f64 { beneath[&(level, node)].iter().map(|coverage| value[coverage]).sum() };
    let targets: Vec<Target> = input("fm_policytc.csv")
        .numbers(&["level_id", "agg_id", "layer_id", "profile_id"])
        .iter()
        .map(|row| {
            let (level, node) = (row[0] as u32, row[1] as i32);
            let terms = calculation(&profile[&(row[3] as i32)], insured(level, node));
            Target { level, node, layer: row[2] as u32, terms }
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
