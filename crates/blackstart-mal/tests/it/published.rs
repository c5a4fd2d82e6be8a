//! Where the conformance data are, and how they are read: our own copies, else the shared folder.

use blackstart_mal::{Graph, Language, Limits, Model, ModelOptions, Node, Read};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Data that others published, or all of it: `BLACKSTART_SHARED`, else beside the project.
pub(crate) fn shared(place: &str) -> PathBuf {
    let shared = std::env::var_os("BLACKSTART_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    shared.join("oracles/mal").join(place)
}

/// Our own copy.
pub(crate) fn ours(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(place)
}

/// What there is in a place, ours and shared, by name; a name that is in both once, ours.
pub(crate) fn every(place: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in [ours(place), shared(place)] {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut entries: Vec<PathBuf> = entries.collect();
        entries.sort();
        for entry in entries {
            if found.iter().all(|it| it.file_name() != entry.file_name()) {
                found.push(entry);
            }
        }
    }
    found.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    found
}

/// Says that something was not tested.
pub(crate) fn skipped(what: &str) {
    eprintln!("skipped: {what} is not found (set BLACKSTART_SHARED)");
}

pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Rows of a table: cells after the heading, comments left out.
pub(crate) fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = text(path);
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// What was read, which must be without errors.
pub(crate) fn good<T>(read: Read<T>) -> T {
    let said: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
    read.it.unwrap_or_else(|| panic!("{}", said.join("\n")))
}

pub(crate) fn language_of(path: &Path) -> Arc<Language> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Arc::new(good(Language::read(&path.display().to_string(), &bytes, &Limits::default())))
}

/// A public language by name; `None`, and a word about it, where the shared folder is not there.
pub(crate) fn language(name: &str) -> Option<Arc<Language>> {
    let path = shared(&format!("compile/langspec/{name}.langspec.json"));
    if !path.is_file() {
        skipped(name);
        return None;
    }
    Some(language_of(&path))
}

pub(crate) fn graph(language: &Arc<Language>, file: &str, model: &[u8]) -> Graph {
    let model = good(Model::read(file, model, language, ModelOptions::default(), &Limits::default()));
    Graph::build(language.clone(), model, &Limits::default()).unwrap_or_else(|problem| panic!("{problem}"))
}

pub(crate) fn graph_of(language: &Arc<Language>, path: &Path) -> Graph {
    graph(language, &path.display().to_string(), text(path).as_bytes())
}

/// Names of all nodes.
pub(crate) fn names(graph: &Graph) -> Vec<String> {
    (0..graph.len() as Node).map(|node| graph.name(node)).collect()
}

/// The hash of the lines `parent TAB child LF`, by parent and child.
pub(crate) fn edges_hash(graph: &Graph) -> String {
    let names = names(graph);
    let mut edges: Vec<(&str, &str)> = (0..graph.len() as Node)
        .flat_map(|node| graph.children(node).iter().map(move |child| (node, *child)))
        .map(|(parent, child)| (names[parent as usize].as_str(), names[child as usize].as_str()))
        .collect();
    edges.sort_unstable();
    let lines: String = edges.iter().map(|(parent, child)| format!("{parent}\t{child}\n")).collect();
    hash(&lines)
}

pub(crate) fn hash(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Nodes by full names.
pub(crate) fn nodes(graph: &Graph, names: &Value) -> Vec<Node> {
    let names = names.as_array().unwrap_or_else(|| panic!("a list of names: {names}"));
    names
        .iter()
        .map(|name| name.as_str().and_then(|name| graph.node(name)).unwrap_or_else(|| panic!("no step {name}")))
        .collect()
}
