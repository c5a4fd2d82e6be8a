//! Rungs 6, 7 and 8: nodes, edges, flags and typical times of four companies and of 82 unit tests of the reference compiler.

use crate::published::{edges_hash, every, graph, graph_of, hash, json, language, names, nodes, rows};
use crate::solver::typical_times;
use blackstart_mal::{Graph, Node, Operation, Source, StepKind, Time, flags};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_company_has_its_nodes_edges_flags_and_times() {
    let folders = every("graph").into_iter().filter(|it| it.is_dir());
    for folder in folders {
        let case = json(&folder.join("case.json"));
        let Some(language) = language(case["language"].as_str().unwrap()) else { continue };
        let graph = graph_of(&language, &folder.join("model.json"));
        check_nodes(&folder, &graph, &nodes(&graph, &case["entry_points"]));
        assert_eq!(graph.len() as u64, case["nodes"].as_u64().unwrap());
        assert_eq!(graph.edge_count() as u64, case["edges"].as_u64().unwrap());
        assert_eq!(edges_hash(&graph), case["edges_sha256"].as_str().unwrap());
        check_edges(&folder, &graph);
        let times = typical_times(&graph, &nodes(&graph, &case["entry_points"]));
        let finite = rows(&folder.join("det_ttc.tsv")).into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap()));
        check_times(&graph, &times, &finite.collect(), &folder.display().to_string());
    }
}

fn check_nodes(folder: &Path, graph: &Graph, entry_points: &[Node]) {
    let place = folder.display();
    let (viable, necessary) = (flags::viable(graph), flags::necessary(graph));
    let reach = flags::reach(graph, entry_points);
    let mut expected = Vec::new();
    for row in rows(&folder.join("nodes.tsv")) {
        let [_, name, kind, existence, ttc, defence, viable_flag, necessary_flag, reach_flag, performed] =
            row.as_slice()
        else {
            panic!("{row:?}")
        };
        let node = graph.node(name).unwrap_or_else(|| panic!("{place}: no {name}"));
        let at = node as usize;
        assert_eq!(graph.name(node), *name);
        assert_eq!(graph.kind(node).word(), kind, "{place}: {name}");
        let flag = |it: Option<bool>| it.map_or("-".to_owned(), |it| u8::from(it).to_string());
        assert_eq!(flag(graph.exists(node)), *existence, "{place}: {name}");
        let chance = graph.defence(node).map_or("-".to_owned(), |p| p.to_string());
        assert_eq!(chance.parse::<f64>().ok(), defence.parse::<f64>().ok(), "{place}: {name}");
        let written = (ttc != "-").then(|| time(&serde_json::from_str(ttc).unwrap()));
        assert_eq!(graph.time(node).cloned(), written, "{place}: {name}");
        assert_eq!(flag(Some(viable[at])), *viable_flag, "{place}: viable {name}");
        assert_eq!(flag(Some(necessary[at])), *necessary_flag, "{place}: necessary {name}");
        let attack = graph.kind(node).is_attack();
        assert_eq!(flag(attack.then_some(reach[at])), *reach_flag, "{place}: reach {name}");
        if attack && performed != "-" {
            // What mal-simulator performs in the end, and what it need not perform.
            assert_eq!(reach[at], performed == "1" || !necessary[at], "{place}: performed {name}");
        }
        expected.push(name.clone());
    }
    let mut found = names(graph);
    found.sort();
    assert_eq!(found, expected, "{place}");
}

fn check_edges(folder: &Path, graph: &Graph) {
    let listed = rows(&folder.join("nodes.tsv"));
    let of = |cell: &str| graph.node(&listed[cell.parse::<usize>().unwrap()][1]).unwrap();
    let mut expected: Vec<(Node, Node)> =
        rows(&folder.join("edges.tsv")).iter().map(|row| (of(&row[0]), of(&row[1]))).collect();
    expected.sort_unstable();
    let edges = (0..graph.len() as Node).flat_map(|node| graph.children(node).iter().map(move |child| (node, *child)));
    assert_eq!(edges.collect::<Vec<_>>(), expected, "{}", folder.display());
    let parents = graph.all_parents();
    for node in 0..graph.len() as Node {
        assert_eq!(parents.of(node).len() as u32, graph.parent_count(node));
        assert!(parents.of(node).iter().all(|parent| graph.children(*parent).contains(&node)));
    }
}

/// A time of the table: a function or a number; the tables have no arithmetic.
fn time(value: &Value) -> Time {
    let first = || value["arguments"][0].as_f64().unwrap();
    let uncertain =
        |rate| Time::Of(Operation::Multiply, Box::new(Time::Bernoulli(0.5)), Box::new(Time::Exponential { rate }));
    match value["name"].as_str().unwrap() {
        "Exponential" => Time::Exponential { rate: first() },
        "Bernoulli" => Time::Bernoulli(first()),
        "EasyAndCertain" => Time::Exponential { rate: 1.0 },
        "EasyAndUncertain" => Time::Bernoulli(0.5),
        "HardAndCertain" => Time::Exponential { rate: 0.1 },
        "VeryHardAndCertain" => Time::Exponential { rate: 0.01 },
        "HardAndUncertain" => uncertain(0.1),
        "VeryHardAndUncertain" => uncertain(0.01),
        other => panic!("{other}"),
    }
}

/// Exactly the attack steps listed are reached, and then.
fn check_times(graph: &Graph, times: &[f64], expected: &BTreeMap<String, f64>, place: &str) {
    let attack = (0..graph.len() as Node).filter(|node| graph.kind(*node).is_attack());
    let finite = attack.filter(|node| times[*node as usize].is_finite());
    let found: BTreeMap<String, f64> = finite.map(|node| (graph.name(node), times[node as usize])).collect();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{place}");
    for (name, days) in expected {
        // The tables print ten digits.
        assert!((found[name] - days).abs() <= 1e-9 * days.max(1.0), "{place}: {name} {} {days}", found[name]);
    }
}

#[test]
fn every_unit_test_of_the_reference_compiler() {
    let files: Vec<_> =
        every("ttc-det").into_iter().filter(|it| it.extension().is_some_and(|it| it == "jsonl")).collect();
    for file in files {
        let text = crate::published::text(&file);
        let mut language_read = None;
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let name = case["case"].as_str().unwrap();
            let wanted = case["language"].as_str().unwrap().to_owned();
            if language_read.as_ref().is_none_or(|(name, _)| *name != wanted) {
                let Some(read) = language(&wanted) else { continue };
                language_read = Some((wanted, read));
            }
            let Some((_, language)) = &language_read else { continue };
            let graph = graph(language, "model.json", case["model"].to_string().as_bytes());
            assert_eq!(graph.len() as u64, case["graph"]["nodes"].as_u64().unwrap(), "{name}");
            assert_eq!(graph.edge_count() as u64, case["graph"]["edges"].as_u64().unwrap(), "{name}");
            assert_eq!(edges_hash(&graph), case["graph"]["edges_sha256"].as_str().unwrap(), "{name}");
            let times = typical_times(&graph, &nodes(&graph, &case["entry_points"]));
            let expected = case["expected_finite_ttc_days"].as_object().unwrap();
            let expected = expected.iter().map(|(name, days)| (name.clone(), days.as_f64().unwrap())).collect();
            check_times(&graph, &times, &expected, name);
        }
    }
}

#[test]
fn a_circle_is_viable_but_not_reached() {
    let language = crate::messages::small();
    let model = br#"{"assets": {"1": {"type": "Network", "name": "n", "associated_assets": {"hosts": {"2": "h"}}}, "2": {"type": "Host", "name": "h"}}}"#;
    let graph = graph(&language, "m.json", model);
    let (enter, back) = (graph.node("h:enter").unwrap(), graph.node("n:spread").unwrap());
    let viable = flags::viable(&graph);
    assert!(viable[enter as usize] && viable[back as usize]);
    let reach = flags::reach(&graph, &[]);
    assert!(!reach[enter as usize] && !reach[back as usize]);
    assert!(flags::reach(&graph, &[back])[enter as usize]);
    assert_eq!(graph.source(graph.node("h:hardened").unwrap()), Some(Source::Satisfied));
    assert_eq!(graph.kind(enter), StepKind::Or);
}

#[test]
fn hashes_of_typical_times() {
    // The test of the test: `%.10g` as in C.
    assert_eq!(crate::scale::general(12.5), "12.5");
    assert_eq!(crate::scale::general(100.0), "100");
    assert_eq!(crate::scale::general(133.333_333_333_333_34), "133.3333333");
    assert_eq!(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
