//! How conformance data are read: our own from `tests/data`, what others published from the shared folder.

use blackstart_mal::{Graph, Language, Limits, Model, ModelOptions, Node, Read};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Data that others published; `None`, and a word about it, where they are not there.
#[track_caller]
pub(crate) fn shared(place: &str) -> Option<PathBuf> {
    blackstart_oracle::find(&format!("mal/{place}"))
}

/// Our own copy.
pub(crate) fn ours(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(place)
}

/// What there is in a place of what others published; nothing, and a word about it, where that is not there.
#[track_caller]
pub(crate) fn every(place: &str) -> Vec<PathBuf> {
    blackstart_oracle::list(&format!("mal/{place}"))
}

/// Our own languages with random expressions.
pub(crate) fn expressions() -> Vec<PathBuf> {
    blackstart_oracle::entries(&ours("expr"))
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

/// A public language by name; `None`, and a word about it, where it is not there.
#[track_caller]
pub(crate) fn language(name: &str) -> Option<Arc<Language>> {
    shared(&format!("compile/langspec/{name}.langspec.json")).map(|path| language_of(&path))
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
