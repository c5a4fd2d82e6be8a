//! Why a step is not reachable: the nearest things that lack something, and what the language offers.

use crate::messages::small;
use crate::published::graph;
use blackstart_mal::gaps::{Cause, gaps};
use blackstart_mal::{Graph, flags};

fn why(graph: &Graph, entry_points: &[&str], asked: &str) -> Vec<(String, u32, String)> {
    let entry_points: Vec<u32> = entry_points.iter().map(|name| graph.node(name).unwrap()).collect();
    let reached = flags::reach(graph, &entry_points);
    let found = gaps(graph, &graph.all_parents(), &reached, graph.node(asked).unwrap(), 10);
    let names = |nodes: &[u32]| nodes.iter().map(|node| graph.name(*node)).collect::<Vec<_>>().join(" ");
    let told = |cause: &Cause| match cause {
        Cause::NothingLeadsHere(ways) => {
            let step = |from| graph.language().step(from).name();
            let ways = ways.iter().map(|way| format!("{}[{}].{}", way.from_type, way.path, step(way.from)));
            format!("nothing; {}", ways.collect::<Vec<_>>().join(" "))
        }
        Cause::Blocks => "blocks".to_owned(),
        Cause::Lacks(nodes) => format!("lacks {}", names(nodes)),
        Cause::Circle(nodes) => format!("circle {}", names(nodes)),
    };
    found.iter().map(|gap| (graph.name(gap.node), gap.distance, told(&gap.cause))).collect()
}

fn said(gaps: &[(String, u32, String)]) -> Vec<(&str, u32, &str)> {
    gaps.iter().map(|(name, distance, told)| (name.as_str(), *distance, told.as_str())).collect()
}

#[test]
fn the_nearest_reasons_come_first() {
    let language = small();
    let linked = br#"{"assets": {"1": {"type": "Network", "name": "n", "associated_assets": {"hosts": {"2": "h"}}}, "2": {"type": "Host", "name": "h"}}}"#;
    let graph = graph(&language, "m.json", linked);
    // The AND has its disabled defence, and waits for the way in; that waits for a circle.
    let found = why(&graph, &[], "h:stop");
    assert_eq!(said(&found), [("h:stop", 0, "lacks h:enter")]);
    let found = why(&graph, &[], "h:enter");
    assert_eq!(said(&found), [("h:enter", 0, "circle n:spread")]);
    assert!(why(&graph, &["n:spread"], "h:stop").is_empty());
    let found = why(&graph, &["n:spread"], "h:forgotten");
    assert_eq!(said(&found), [("h:alone", 1, "blocks")]);
}

#[test]
fn a_defence_and_a_missing_link() {
    let language = small();
    let apart = br#"{"assets": {"1": {"type": "Network", "name": "n"}, "2": {"type": "Host", "name": "h", "defenses": {"hardened": 1}}}}"#;
    let graph = graph(&language, "m.json", apart);
    let found = why(&graph, &["n:spread"], "h:stop");
    assert_eq!(said(&found), [("h:enter", 1, "nothing; Network[hosts].spread"), ("h:hardened", 1, "blocks")]);
    let found = why(&graph, &["h:enter"], "n:spread");
    assert_eq!(said(&found), [("n:spread", 0, "nothing; Thing[networks].enter")]);
}
