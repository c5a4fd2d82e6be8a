//! JSON as the standard library of JSON in Rust reads it; YAML as the same events.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn tree(file: &str, text: &str) -> Option<Value> {
    let mut reader = Reader::new(file, text, 100, Complaints::new(10));
    let value = reader.any().ok()?;
    reader.over().ok()?;
    (!reader.complaints.failed()).then_some(value)
}

#[test]
fn json_is_read_like_serde_json_reads_it() {
    for text in [
        r#"{"a": [1, -2.5e-3, true, false, null, "x\n\u00e9\ud83d\udd12\/"], "b": {}, "": []}"#,
        "3",
        "\"\"",
        " [ ] ",
        "[[[]]]",
        "-0",
        "1E+2",
        "\"é\"",
        // Not JSON.
        "",
        "[1,]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a: 1}",
        "[1 2]",
        "01",
        "1.",
        ".5",
        "+1",
        "--1",
        "1e",
        "tru",
        "nul",
        "[",
        "]",
        "{]",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"a",
        "1 1",
        "[1]]",
        "'a'",
        "// c\n1",
        "\"\\udc00\"",
        "{\"a\":1,}",
        "{1:2}",
    ] {
        let expected = serde_json::from_str::<Value>(text).ok();
        assert_eq!(tree("a.json", text), expected, "{text}");
    }
}

#[test]
fn yaml_is_read_like_json() {
    let expected = json!({"a": ["x", 1, 2.5, true, null, null, "true", "1"], "b": {"c": {}, "d": []}, "-7": "x y"});
    let text = "# comment\na:\n- x\n- 1\n- 2.5\n- true\n- null\n- ~\n- 'true'\n- \"1\"\nb: {c: {}, d: []}\n-7: x y\n";
    assert_eq!(tree("a.yml", text), Some(expected));
    for text in ["a: *b", "a: !t 1", "a: 1\n---\nb: 2", "a: [", "\ta: 1\n b", "!x {a: 1}", "a: !!binary aGVsbG8="] {
        let mut reader = Reader::new("a.yml", text, 100, Complaints::new(10));
        let failed = reader.any().is_err() || reader.over().is_err();
        assert!(failed || text.contains("!!binary"), "{text}");
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|it| json!(it)),
        ".*".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::btree_map(".*", inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in values()) {
        prop_assert_eq!(tree("a.json", &value.to_string()), Some(value.clone()));
        prop_assert_eq!(tree("a.json", &serde_json::to_string_pretty(&value).unwrap()), Some(value));
    }

    #[test]
    fn no_text_panics(text in ".{0,60}", yaml in any::<bool>()) {
        let found = tree(if yaml { "a.yml" } else { "a.json" }, &text);
        if !yaml {
            prop_assert_eq!(found, serde_json::from_str(&text).ok());
        }
    }
}
