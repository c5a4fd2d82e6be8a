//! Rung 4: random step expressions against their definition.

use crate::published::{expressions, graph_of, language_of, rows};
use std::collections::BTreeSet;

#[test]
fn every_expression_gives_its_targets() {
    let folders = expressions();
    assert!(folders.len() >= 2);
    for folder in folders {
        let language = language_of(&folder.join("langspec.json"));
        let graph = graph_of(&language, &folder.join("model.json"));
        let rows = rows(&folder.join("expected.tsv"));
        assert!(!rows.is_empty());
        for row in rows {
            let [number, expression, source, targets, ..] = row.as_slice() else { panic!("{row:?}") };
            let node = graph.node(&format!("{source}:a{number}")).unwrap();
            let found: BTreeSet<String> = graph
                .children(node)
                .iter()
                .map(|child| graph.model().asset_name(graph.asset(*child)).to_owned())
                .collect();
            let expected: BTreeSet<String> =
                targets.split([',', ' ']).filter(|it| !it.is_empty() && *it != "-").map(str::to_owned).collect();
            assert_eq!(found, expected, "{}: {expression} from {source}", folder.display());
        }
    }
}
