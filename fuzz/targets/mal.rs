//! A language and a model from bytes, and their graph: no bytes panic or hang, what is read is written and read again the same.
#![no_main]

use blackstart_mal::{Graph, Language, Limits, Model, ModelOptions, Node, flags, gaps};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

/// A language to read models with.
static SMALL: LazyLock<Arc<Language>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../crates/blackstart-mal/tests/data/small.langspec.json");
    Arc::new(Language::read("small.json", bytes, &Limits::default()).it.expect("a sound language"))
});

fn limits() -> Limits {
    Limits {
        bytes: 1 << 20,
        langspec_bytes: 1 << 20,
        nodes: 100_000,
        edges: 1_000_000,
        visits: 1_000_000,
        ..Limits::default()
    }
}

// The first byte chooses: a language (an archive if it begins like one), a model as JSON or YAML, or both with `%` between.
fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    match choice % 4 {
        0 => {
            language(data);
        }
        1 => model(&SMALL, "m.json", data),
        2 => model(&SMALL, "m.yml", data),
        _ => {
            let middle = data.iter().position(|byte| *byte == b'%').unwrap_or(data.len());
            let (left, right) = data.split_at(middle);
            if let Some(language) = language(left) {
                model(&Arc::new(language), "m", right.get(1..).unwrap_or_default());
            }
        }
    }
});

fn language(bytes: &[u8]) -> Option<Language> {
    let read = Language::read("l", bytes, &limits());
    for problem in &read.problems {
        assert!(problem.mark as usize <= problem.excerpt.chars().count(), "{problem:?}");
    }
    let Some(language) = read.it else {
        assert!(!read.problems.is_empty(), "nothing read and nothing said");
        return None;
    };
    let again =
        Language::read("l.json", language.to_json().as_bytes(), &Limits::default()).it.expect("written and read again");
    assert_eq!(again.sha256(), language.sha256());
    Some(language)
}

fn model(language: &Arc<Language>, file: &str, bytes: &[u8]) {
    let read = Model::read(file, bytes, language, ModelOptions::default(), &limits());
    for problem in &read.problems {
        assert!(problem.mark as usize <= problem.excerpt.chars().count(), "{problem:?}");
    }
    let Some(model) = read.it else {
        assert!(!read.problems.is_empty(), "nothing read and nothing said");
        return;
    };
    let Ok(graph) = Graph::build(language.clone(), model, &limits()) else { return };
    let (reach, parents) = (flags::reach(&graph, &graph.entry_points()), graph.all_parents());
    assert_eq!(flags::viable(&graph).len() + flags::necessary(&graph).len(), 2 * graph.len());
    for node in (0..graph.len() as Node).take(200) {
        assert_eq!(graph.node(&graph.name(node)).map(|it| graph.name(it)), Some(graph.name(node)));
        assert_eq!(gaps::gaps(&graph, &parents, &reach, node, 5).is_empty(), reach[node as usize]);
    }
}
