//! Every code has a page, and every example provokes exactly its code.

use super::*;
use crate::explain::{Example, pages};
use std::collections::BTreeSet;

/// A scenario's base company has one system more, whose crew is too small, and another that holds drawings.
const SCADA: &str = r#"[[system]]
id = "scada"
resource = "hypervisor"
start = { duration = "4h", crew = "it", people = 9 }
[[system]]
id = "vault"
[[data]]
id = "drawings"
kind = "business"
held_by = ["vault"]
records = 4000
known_after = "uniform(10d, 60d)"
liability = { per_record = 3, chance = 0.1 }
"#;

fn codes_of(example: Example) -> Option<BTreeSet<&'static str>> {
    let of = |problems: Vec<Problem>| Some(problems.iter().map(|problem| problem.code).collect());
    let model = || crate::model_text(&format!("{BASE}{SCADA}")).it.unwrap();
    match example {
        Example::Added(text) => of(crate::model_text(&format!("{BASE}{text}")).problems),
        Example::Whole(text) => of(crate::model_text(text).problems),
        Example::Scenario(text) => of(crate::scenario_text(&format!("{BASE_SCENARIO}{text}"), &model()).problems),
        Example::WholeScenario(text) => of(crate::scenario_text(text, &model()).problems),
        Example::Backtest(text) => {
            let sourced = format!("{BASE}{SCADA}[[source]]\nid = \"press\"\ntitle = \"A newspaper\"\n");
            let text = format!("format = 1\n{text}");
            let model = crate::model_text(&sourced).it.unwrap();
            let bad_day = crate::scenario_text(BASE_SCENARIO, &model).it.unwrap();
            of(crate::backtest_text(&text, &model, &[&bad_day]).problems)
        }
        Example::Table(name, text) => {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
            std::fs::write(folder.path().join(name), text).unwrap();
            of(crate::model(folder.path(), &blackstart_model::CsvOnly).problems)
        }
        Example::Told(_) => None,
    }
}

#[test]
fn each_wrong_example_provokes_exactly_its_code_and_each_right_one_nothing() {
    let mut failures = String::new();
    for page in pages() {
        if let Some(codes) = codes_of(page.wrong)
            && codes != BTreeSet::from([page.code])
        {
            let _ = writeln!(failures, "{} wrong: {codes:?}", page.code);
        }
        if let Some(codes) = codes_of(page.right)
            && !codes.is_empty()
        {
            let _ = writeln!(failures, "{} right: {codes:?}", page.code);
        }
    }
    assert_eq!(failures, "");
}

#[test]
fn codes_used_and_codes_explained_are_the_same() {
    let mut used = BTreeSet::new();
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    // What is wrong inside a workbook is found by its reader, what is wrong with another tool's rows or with what an import
    // wrote by who knows them, what is wrong with a request by the server.
    let others = ["store/src/tables", "import/src", "jobs/src", "serve/src"].map(|it| format!("../blackstart-{it}"));
    let mut folders: Vec<_> = others.iter().map(|it| here.join(it)).chain([here.join("src")]).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("tests") && !path.ends_with("explain") {
                    folders.push(path);
                }
                continue;
            }
            if path.extension().is_none_or(|it| it != "rs")
                || path.ends_with("tests.rs")
                || path.ends_with("problem.rs")
                || path.ends_with("lib.rs")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let codes = text.match_indices("\"BS0").map(|(at, _)| text[at + 1..at + 7].to_owned());
            used.extend(codes.filter(|code| code.bytes().skip(2).all(|byte| byte.is_ascii_digit())));
        }
    }
    let explained: BTreeSet<String> = crate::codes().map(|(code, _)| code.to_owned()).collect();
    assert_eq!(used, explained);
    assert!(crate::codes().is_sorted());
}

#[test]
fn a_page_is_found_by_its_code_and_reads_well() {
    insta::assert_snapshot!(crate::explain(" bs0212").unwrap(), @r#"
    BS0212: an impossible logic

    The logic can never hold (3 of 2) or always holds (0 of 2, an empty list).

    Wrong, in model.toml:

        [[service]]
        id = "odd"
        tolerance = { duration = "1d" }
        logic = "3 of (erp, mes)"

    Right, in model.toml:

        [[service]]
        id = "odd"
        tolerance = { duration = "1d" }
        logic = "2 of (erp, mes)"
    "#);
    assert_eq!(crate::explain("BS9999"), None);
}
