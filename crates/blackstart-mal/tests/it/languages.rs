//! Rung 3: languages are read, written again equal, packed and identified.

use crate::published::{every, expressions, good, language, language_of, shared};
use blackstart_mal::{Language, Limits, Time};
use serde_json::Value;

/// What a file says, numbers as numbers: 1 and 1.0 are equal.
fn said(text: &str) -> Value {
    fn floats(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().map_or(Value::Null, |it| serde_json::json!(it)),
            Value::Array(list) => Value::Array(list.into_iter().map(floats).collect()),
            Value::Object(map) => Value::Object(map.into_iter().map(|(key, it)| (key, floats(it))).collect()),
            other => other,
        }
    }
    floats(serde_json::from_str(text).unwrap())
}

#[test]
fn every_language_is_written_as_it_was_read_and_packed_and_unpacked() {
    let mut files: Vec<_> = every("compile/langspec");
    files.extend(expressions().into_iter().map(|folder| folder.join("langspec.json")));
    files.extend(every("model-formats").into_iter().filter(|it| it.extension().is_some_and(|it| it == "mar")));
    assert!(files.len() >= 2);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let language = language_of(&file);
        let again = good(Language::read("again.json", language.to_json().as_bytes(), &Limits::default()));
        assert_eq!(again.sha256(), language.sha256());
        let packed = good(Language::read("again.mar", &language.to_mar(), &Limits::default()));
        assert_eq!(packed.sha256(), language.sha256());
        let text = if bytes.starts_with(b"PK") { unpacked(&bytes) } else { String::from_utf8(bytes).unwrap() };
        assert_eq!(said(&language.to_json()), said(&text), "{}", file.display());
    }
}

fn unpacked(bytes: &[u8]) -> String {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("langspec.json").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn languages_are_known_by_their_hash() {
    for (name, hash) in [
        ("coreLang", "778fb27a2bed5c2a82d121bb0da4fce6d3836e69d2c57f9e507b94c245c0eb21"),
        ("icsLang", "86e74c92e996d04b03c98411c62c27e0d27dfc1b93a3c64016e6158d21a9b767"),
        ("trainingLang", "2c43c56af3482cc1faf07f9b906a11c4533ffe3fa4eb96ce5b0d7ebe8d350774"),
        ("exampleLang", "363899c0de2ddeed07896eb56001439072a555bc9b52255f3aac846e68c3f1c5"),
    ] {
        if let Some(language) = language(name) {
            assert_eq!(language.sha256(), hash, "{name}");
        }
    }
    let Some(archive) = shared("model-formats/coreLang-1.0.0-toolbox-tests.mar") else { return };
    // The same name and version, another language.
    let other = language_of(&archive);
    assert_eq!((other.id(), other.version()), ("org.mal-lang.coreLang", "1.0.0"));
    assert_ne!(other.sha256(), "778fb27a2bed5c2a82d121bb0da4fce6d3836e69d2c57f9e507b94c245c0eb21");
}

#[test]
fn the_lints_of_core_lang() {
    let Some(path) = shared("compile/langspec/coreLang.langspec.json") else { return };
    let bytes = std::fs::read(path).unwrap();
    let read = Language::read("coreLang.langspec.json", &bytes, &Limits { problems: 1000, ..Limits::default() });
    let count = |words: &str| read.problems.iter().filter(|problem| problem.message.contains(words)).count();
    let gates_only = count("it begins by itself");
    assert_eq!(gates_only, 5);
    // Of 28 OR steps with a gate among their parents, three have no other parents.
    assert_eq!(count("it is one more way in while disabled"), 28 - 3);
    assert_eq!(count("existence steps lead to"), 5);
    assert!(read.problems.iter().all(|problem| problem.line > 0 && problem.column > 0));
}

#[test]
fn times_are_spelled_out() {
    let Some(language) = language("coreLang") else { return };
    let times: Vec<String> = language.times().iter().map(Time::to_string).collect();
    assert!(times.contains(&"(Bernoulli(0.5) * Exponential(0.01))".to_owned()), "{times:?}");
    assert!(times.contains(&"Exponential(0.03)".to_owned()), "{times:?}");
}
