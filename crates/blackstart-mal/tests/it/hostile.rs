//! Hostile input: a clear error within bounded time and memory.

use crate::messages::small;
use crate::published::{good, language_of, ours};
use blackstart_mal::{Graph, Kind, Language, Limits, Model, ModelOptions, Read};
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn limit<T>(read: &Read<T>) {
    assert!(read.it.is_none());
    assert!(read.errors().any(|it| it.kind == Kind::Limit), "{:#?}", read.problems);
}

fn read(text: &str) -> Read<Language> {
    Language::read("l.json", text.as_bytes(), &Limits::default())
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The small language as a tree, to be spoiled.
fn tree() -> Value {
    crate::published::json(&ours("small.langspec.json"))
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let limits = Limits::default();
    let bomb = archive(&[("langspec.json", &vec![b' '; limits.langspec_bytes + 10])]);
    assert!(bomb.len() < 100_000);
    limit(&Language::read("bomb.mar", &bomb, &limits));
}

#[test]
fn paths_in_an_archive_lead_nowhere() {
    let text = std::fs::read(ours("small.langspec.json")).unwrap();
    let bytes = archive(&[("../../etc/passwd", b"x"), ("icons/a.svg", b"<svg/>"), ("langspec.json", &text)]);
    let read = Language::read("paths.mar", &bytes, &Limits::default());
    assert!(read.problems.iter().any(|it| it.message.contains("only langspec.json is read")));
    assert_eq!(good(read).sha256(), language_of(&ours("small.langspec.json")).sha256());
    let without = archive(&[("sub/langspec.json", &text)]);
    assert!(Language::read("w.mar", &without, &Limits::default()).it.is_none());
    for cut in [2, 10, bytes.len() / 2, bytes.len() - 1] {
        assert!(Language::read("cut.mar", &bytes[..cut], &Limits::default()).it.is_none());
    }
}

#[test]
fn depth_is_limited_before_recursion() {
    for bracket in ["[", "{\"a\":"] {
        let text = format!("{{\"x\":{}", bracket.repeat(1_000_000));
        limit(&read(&text));
        limit(&Model::read("m.json", text.as_bytes(), &small(), ModelOptions::default(), &Limits::default()));
    }
    let yaml = format!("a: {}", "[".repeat(100_000));
    assert!(Model::read("m.yml", yaml.as_bytes(), &small(), ModelOptions::default(), &Limits::default()).it.is_none());
    let mut deep = json!({"type": "field", "name": "hosts"});
    for _ in 0..110 {
        deep = json!({"type": "subType", "subType": "Thing", "stepExpression": deep});
    }
    let mut language = tree();
    language["assets"][0]["variables"][0]["stepExpression"] = deep.clone();
    assert!(read(&language.to_string()).it.is_some());
    for _ in 0..30 {
        deep = json!({"type": "subType", "subType": "Thing", "stepExpression": deep});
    }
    language["assets"][0]["variables"][0]["stepExpression"] = deep;
    limit(&read(&language.to_string()));
}

#[test]
fn variables_that_call_each_other() {
    // In a chain: each is one operator deeper.
    let field = |name: &str| json!({"type": "field", "name": name});
    let variable = |name: String| json!({"type": "variable", "name": name});
    let chain = |length: usize, step: &dyn Fn(Value) -> Value| {
        let mut language = tree();
        let mut variables = vec![
            json!({"name": "near", "stepExpression": field("hosts")}),
            json!({"name": "v0", "stepExpression": field("hosts")}),
        ];
        for at in 1..length {
            variables.push(json!({"name": format!("v{at}"), "stepExpression": step(variable(format!("v{}", at - 1)))}));
        }
        variables.reverse();
        language["assets"][0]["variables"] = Value::Array(variables);
        language["assets"][0]["attackSteps"][0]["reaches"]["stepExpressions"][0]["lhs"] =
            variable(format!("v{}", length - 1));
        read(&language.to_string())
    };
    limit(&chain(50_000, &|inner| inner));
    // Each calls the one before twice, so one call at the end is 2^60 at the start: building gives up, reading does not mind.
    let doubling = |inner: Value| {
        let there = json!({"type": "collect", "lhs": inner, "rhs": field("networks")});
        json!({"type": "union", "lhs": {"type": "collect", "lhs": there, "rhs": field("hosts")}, "rhs": inner})
    };
    let language = std::sync::Arc::new(good(chain(40, &doubling)));
    let model = r#"{"assets": {"1": {"type": "Network", "associated_assets": {"hosts": ["2"]}}, "2": "Host"}}"#;
    let limits = Limits { visits: 1_000_000, ..Limits::default() };
    let model = good(Model::read("m.json", model.as_bytes(), &language, ModelOptions::default(), &limits));
    let problem = Graph::build(language, model, &limits).unwrap_err();
    assert_eq!(problem.kind, Kind::Limit);
}

#[test]
fn long_lines_of_ancestors() {
    let mut language = tree();
    let host = language["assets"][2].clone();
    let assets = language["assets"].as_array_mut().unwrap();
    for at in 0..300 {
        let mut next = host.clone();
        next["name"] = json!(format!("H{at}"));
        next["superAsset"] = if at == 0 { json!("Host") } else { json!(format!("H{}", at - 1)) };
        next["attackSteps"] = json!([]);
        assets.push(next);
    }
    limit(&read(&language.to_string()));
    // A circle of many.
    language["assets"][1]["superAsset"] = json!("H299");
    assert!(read(&language.to_string()).errors().any(|it| it.kind == Kind::Circle));
}

#[test]
fn many_types_and_steps_are_counted_before_they_are_copied() {
    let mut language = tree();
    let step = language["assets"][1]["attackSteps"][2].clone();
    let steps: Vec<Value> = (0..2_000)
        .map(|at| {
            let mut step = step.clone();
            step["name"] = json!(format!("s{at}"));
            step
        })
        .collect();
    language["assets"][0]["attackSteps"].as_array_mut().unwrap().extend(steps);
    for at in 0..1_000 {
        let network = json!({"name": format!("N{at}"), "category": "All", "superAsset": "Network"});
        language["assets"].as_array_mut().unwrap().push(network);
    }
    limit(&read(&language.to_string()));
}

#[test]
fn links_are_limited() {
    let limits = Limits { links: 1_000, ..Limits::default() };
    let ids: Vec<String> = (0..2_000).map(|id| format!("\"{id}\"")).collect();
    let read = |text: String| Model::read("m.json", text.as_bytes(), &small(), ModelOptions::default(), &limits);
    limit(&read(format!(
        r#"{{"assets": {{"1": {{"type": "Network", "associated_assets": {{"hosts": [{}]}}}}}}}}"#,
        ids.join(",")
    )));
    // A small file whose two lists cross to a million.
    let assets: Vec<String> =
        (0..400).map(|id| format!("\"{id}\": \"{}\"", if id < 200 { "Network" } else { "Host" })).collect();
    let (left, right) = (&ids[..200], &ids[200..400]);
    limit(&read(format!(
        r#"{{"assets": {{{}}}, "associations": [{{"Member": {{"networks": [{}], "hosts": [{}]}}}}]}}"#,
        assets.join(","),
        left.join(","),
        right.join(",")
    )));
    limit(&Model::read(
        "m.json",
        &[b' '; 100],
        &small(),
        ModelOptions::default(),
        &Limits { bytes: 99, ..Limits::default() },
    ));
    let many = format!("{{\"assets\": {{{}}}}}", assets.join(","));
    limit(&Model::read(
        "m.json",
        many.as_bytes(),
        &small(),
        ModelOptions::default(),
        &Limits { assets: 100, ..Limits::default() },
    ));
    let model = good(Model::read("m.json", many.as_bytes(), &small(), ModelOptions::default(), &Limits::default()));
    let build = |limits: Limits| Graph::build(small(), model.clone(), &limits).unwrap_err().kind;
    assert_eq!(build(Limits { nodes: 100, ..Limits::default() }), Kind::Limit);
    assert_eq!(build(Limits { edges: 100, ..Limits::default() }), Kind::Limit);
    assert_eq!(build(Limits { visits: 100, ..Limits::default() }), Kind::Limit);
}

#[test]
fn strange_numbers_and_bytes() {
    let model = |value: &str| {
        let text = format!(r#"{{"assets": {{"1": {{"type": "Host", "defenses": {{"hardened": {value}}}}}}}}}"#);
        Model::read("m.json", text.as_bytes(), &small(), ModelOptions::default(), &Limits::default())
    };
    assert!(model("\"1.0\"").it.is_some());
    assert!(model("1e-400").it.is_some());
    for value in ["1e999", "-0.1", "NaN", "\"inf\"", "\"nan\"", "01", "0x1", "+1", "1.", "null", "[]", "\"\"", "1_0"] {
        assert!(model(value).it.is_none(), "{value}");
    }
    let long = "9".repeat(1_000_000);
    assert!(model(&long).it.is_none());
    for bytes in [
        &b"\xff\xfe{}"[..],
        b"",
        b"   ",
        b"null",
        b"[]",
        b"{\"assets\": {\"1\": \"\\ud800\"}}",
        b"PK\x03\x04",
        b"\xef\xbb\xbf{}",
    ] {
        assert!(Language::read("x", bytes, &Limits::default()).it.is_none());
        assert!(Model::read("x", bytes, &small(), ModelOptions::default(), &Limits::default()).it.is_none());
    }
    let bom = "\u{feff}{\"assets\": {\"1\": \"Host\"}}";
    assert!(Model::read("m.json", bom.as_bytes(), &small(), ModelOptions::default(), &Limits::default()).it.is_some());
}

#[test]
fn yaml_that_is_long_in_strange_ways_is_read_in_a_time_in_step_with_its_length() {
    const LONG: usize = 100_000;
    let pieces = [
        "{",
        "- ",
        "? ",
        "&a ",
        "!t ",
        "a: ",
        "[a, ",
        "a",
        "\n",
        "#",
        "%",
        " ",
        "'",
        "|\n ",
        "é",
        "\"\\u0041",
        "a: b\n",
        "- a\n",
        "*a ",
        "a\n ",
    ];
    for piece in pieces {
        for (before, after) in [("", ""), ("assets: ", ""), ("assets:\n  1: ", "\n"), ("assets: {1: ", "}")] {
            let text = format!("{before}{}{after}", piece.repeat(LONG / piece.len()));
            let started = std::time::Instant::now();
            let read = Model::read("m.yml", text.as_bytes(), &small(), ModelOptions::default(), &Limits::default());
            assert!(read.it.is_none_or(|model| model.is_empty()), "{before}{piece}");
            // Quadratic reading would take minutes.
            assert!(started.elapsed().as_secs() < 20, "{before}{piece}: {:?}", started.elapsed());
        }
    }
}
