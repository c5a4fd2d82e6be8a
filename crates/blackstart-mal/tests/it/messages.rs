//! Every mistake is answered with file, line and column, all at once; what surprises is said.

use crate::published::{good, language_of, ours};
use blackstart_mal::{Kind, Language, Limits, Model, ModelOptions, Problem, Read, Severity};
use std::sync::Arc;

const SMALL: &str = "small.langspec.json";

/// Our small language: networks with hosts.
pub(crate) fn small() -> Arc<Language> {
    language_of(&ours(SMALL))
}

/// The small language with a part of its text replaced.
fn changed(from: &str, to: &str) -> Read<Language> {
    let text = crate::published::text(&ours(SMALL));
    assert!(text.contains(from), "{from}");
    Language::read("l.json", text.replacen(from, to, 1).as_bytes(), &Limits::default())
}

fn model(text: &str) -> Read<Model> {
    let file = if text.starts_with('{') { "m.json" } else { "m.yml" };
    Model::read(file, text.as_bytes(), &small(), ModelOptions::default(), &Limits::default())
}

/// The one error, which points at these characters.
fn one<'p, T>(read: &'p Read<T>, at: &str) -> &'p Problem {
    let errors: Vec<&Problem> = read.errors().collect();
    let [error] = errors.as_slice() else { panic!("{errors:#?}") };
    assert!(read.it.is_none());
    let marked: String = error.excerpt.chars().skip(error.mark as usize).take(at.chars().count()).collect();
    assert_eq!(marked, at, "{error:#?}");
    error
}

fn refused(from: &str, to: &str, kind: Kind, at: &str, words: &str) {
    let read = changed(from, to);
    let error = one(&read, at);
    assert!(error.kind == kind && error.message.contains(words), "{error:#?}");
}

#[test]
fn the_small_language_is_good() {
    let language = good(changed("Network", "Network"));
    assert_eq!(language.types().len(), 3);
    let host = language.type_named("Host").unwrap();
    let steps: Vec<&str> = language.types()[host as usize].steps().map(|step| language.step(step).name()).collect();
    assert_eq!(steps, ["enter", "hardened", "stop", "alone", "forgotten"]);
    let stop = language.step_named(host, "stop").unwrap();
    assert_eq!(language.step(stop).risk(), [false, false, true]);
}

#[test]
fn names_that_do_not_exist() {
    let field = r#"{"type": "field", "name": "hosts"}"#;
    refused(field, &field.replace("hosts", "host"), Kind::Unknown, "\"host\"", "`Network` has no field `host`");
    refused(field, &field.replace("hosts", "spread"), Kind::Unknown, "\"spread\"", "has no field");
    refused(r#""superAsset": "Thing""#, r#""superAsset": "Thinq""#, Kind::Unknown, "\"Thinq\"", "does not exist");
    refused(r#""name": "near"}, "rhs""#, r#""name": "far"}, "rhs""#, Kind::Unknown, "\"far\"", "no variable `far`");
    refused(
        r#""attackStep", "name": "stop"}]}},"#,
        r#""attackStep", "name": "stap"}]}},"#,
        Kind::Unknown,
        "\"stap\"",
        "no step `stap`",
    );
    refused(r#""rightAsset": "Thing""#, r#""rightAsset": "Ting""#, Kind::Unknown, "\"Ting\"", "no asset type");
    let advice = changed(r#""rightAsset": "Thing""#, r#""rightAsset": "Ting""#).problems;
    assert_eq!(advice.iter().find_map(|it| it.advice.clone()).as_deref(), Some("did you mean `Thing`?"));
}

#[test]
fn circles() {
    refused(
        r#""isAbstract": true, "superAsset": null"#,
        r#""isAbstract": true, "superAsset": "Host""#,
        Kind::Circle,
        "\"",
        "circle",
    );
    let near = r#"{"type": "field", "name": "hosts"}"#;
    refused(near, r#"{"type": "variable", "name": "near"}"#, Kind::Circle, "\"near\"", "leads back to itself");
}

#[test]
fn rules_of_the_analysis() {
    let rule = |from: &str, to: &str, words: &str| {
        let read = changed(from, to);
        assert!(read.it.is_none());
        let found = read.errors().any(|error| error.message.contains(words) && error.line > 0);
        assert!(found, "{words}: {:#?}", read.problems);
    };
    let exponential = r#""name": "Exponential", "arguments": [0.5]"#;
    rule(exponential, r#""name": "Exponential", "arguments": [0]"#, "its rate is more than 0");
    rule(exponential, r#""name": "Exponential", "arguments": []"#, "takes 1 parameters, not 0");
    rule(exponential, r#""name": "Enabled", "arguments": []"#, "this is for defences");
    rule(exponential, r#""name": "Bernoulli", "arguments": [1.5]"#, "between 0 and 1");
    rule(exponential, r#""name": "Uniform", "arguments": [3, 2]"#, "first bound");
    rule(exponential, r#""name": "Exponentiell", "arguments": [1]"#, "is no time");
    rule(exponential, r#""name": "Exponential", "arguments": [1e999]"#, "not a finite number");
    rule(
        r#"{"type": "function", "name": "Exponential", "arguments": [0.5]}"#,
        r#"{"type": "subtraction", "lhs": {"type": "number", "value": 3}, "rhs": {"type": "function", "name": "Bernoulli", "arguments": [0.5]}}"#,
        "may not stand inside",
    );
    rule(
        r#""name": "Disabled", "arguments": []"#,
        r#""name": "Exponential", "arguments": [1]"#,
        "a defence has no time",
    );
    rule(r#""type": "notExist""#, r#""type": "or""#, "requires nothing");
    rule(r#""type": "or", "tags": []"#, r#""type": "notExist", "tags": []"#, "does not say which");
    rule(r#""name": "forgotten", "meta""#, r#""name": "alone", "meta""#, "two steps `alone`");
    rule(r#""name": "forgotten", "meta""#, r#""name": "enter", "meta""#, "it is of type `or`");
    rule(r#""name": "forgotten", "meta""#, r#""name": "networks", "meta""#, "a step and a field");
    rule(r#"{"name": "Host""#, r#"{"name": "Network""#, "two asset types");
    rule(r#""rightField": "hosts""#, r#""rightField": "networks""#, "has no field `hosts`");
    rule(
        r#"{"overrides": true, "stepExpressions": [
            {"type": "collect""#,
        r#"{"overrides": false, "stepExpressions": [
            {"type": "collect""#,
        "that no ancestor has",
    );
    rule(
        r#"{"type": "variable", "name": "near"}"#,
        r#"{"type": "attackStep", "name": "spread"}"#,
        "where assets belong",
    );
    rule(
        r#"{"type": "variable", "name": "near"}"#,
        r#"{"type": "subType", "subType": "Network", "stepExpression": {"type": "field", "name": "hosts"}}"#,
        "gives nothing",
    );
    rule(
        r#"{"type": "variable", "name": "near"}"#,
        r#"{"type": "transitive", "stepExpression": {"type": "field", "name": "hosts"}}"#,
        "so it cannot go on",
    );
    rule(
        r#"{"type": "variable", "name": "near"}"#,
        r#"{"type": "union", "lhs": {"type": "field", "name": "hosts"}, "rhs": {"type": "transitive", "stepExpression": {"type": "collect", "lhs": {"type": "field", "name": "hosts"}, "rhs": {"type": "field", "name": "networks"}}}}"#,
        "no common ancestor",
    );
    rule(r#""version": "1.0.0""#, r#""version": """#, "has no `version`");
    rule(r#"{"min": 0, "max": 1}"#, r#"{"min": 2, "max": 1}"#, "multiplicity");
}

#[test]
fn what_surprises_is_said() {
    let said = |from: &str, to: &str, severity: Severity, words: &str| {
        let read = changed(from, to);
        assert!(read.it.is_some(), "{:#?}", read.problems);
        let found = read.problems.iter().find(|it| it.message.contains(words));
        let found = found.unwrap_or_else(|| panic!("{words}: {:#?}", read.problems));
        assert_eq!(found.severity, severity);
        read
    };
    // A time that is not restated is inherited.
    let own = r#"{"name": "forgotten", "meta": {}, "type": "and", "tags": [], "risk": null, "ttc": null, "requires": null, "reaches": null}"#;
    let restated = format!("{own}, {}", own.replace("forgotten", "enter").replace("\"and\"", "\"or\""));
    let language = good(said(own, &restated, Severity::Warning, "which is inherited here"));
    let enter = |of: &str| language.step_named(language.type_named(of).unwrap(), "enter").unwrap();
    assert_eq!(language.time(enter("Host")), language.time(enter("Thing")));
    assert_ne!(enter("Host"), enter("Thing"));
    let easy = r#""name": "EasyAndUncertain", "arguments": []"#;
    said(r#""name": "Exponential", "arguments": [0.5]"#, easy, Severity::Note, "at once or never");
    let requires = r#"[{"type": "field", "name": "networks"}]"#;
    let twice = r#"[{"type": "field", "name": "networks"}, {"type": "field", "name": "networks"}]"#;
    said(requires, twice, Severity::Warning, "several requirements");
    said(
        r#""type": "notExist", "tags": []"#,
        r#""type": "notExist", "colour": 3, "tags": []"#,
        Severity::Note,
        "`colour` is not known",
    );
    let detectors = r#""name": "stop", "detectors": {"ids": {"name": "ids", "tprate": 0.7, "fprate": 0.1}}, "meta""#;
    let language = good(said(r#""name": "stop", "meta""#, detectors, Severity::Note, "detectors are kept"));
    let stop = language.step(language.step_named(1, "stop").unwrap());
    assert_eq!(stop.detectors()[0].hit, Some(0.7));
    assert!(language.to_json().contains("tprate"));
    said(r#""name": "stop", "meta""#, r#""name": "stop", "causal_mode": "effect", "meta""#, Severity::Note, "`effect`");
    said(
        r#"[{"name": "All", "meta": {}}]"#,
        r#"[{"name": "All", "meta": {}}, {"name": "None", "meta": {}}]"#,
        Severity::Note,
        "is empty",
    );
}

#[test]
fn mistakes_in_a_model_all_at_once() {
    let read = model(
        r#"{"assets": {
  "1": {"name": "n", "type": "Netwerk"},
  "2": {"name": "h", "type": "Host", "defenses": {"hard": 1, "enter": 1, "hardened": 2},
        "associated_assets": {"net": {"3": "m"}, "networks": {"9": "x"}}},
  "3": {"name": "m", "type": "Network", "associated_assets": {"hosts": {"3": "m"}}},
  "4": {"name": "t", "type": "Thing"}, "4": "Host"
}}"#,
    );
    let mut said: Vec<(u32, u32, &str)> = read.errors().map(|it| (it.line, it.column, it.message.as_str())).collect();
    said.sort();
    assert_eq!(
        said,
        [
            (2, 30, "the language has no asset type `Netwerk`"),
            (3, 51, "`Host` has no defence `hard`"),
            (3, 62, "`enter` of `Host` is no defence"),
            (3, 74, "2 is no probability of being enabled"),
            (4, 31, "`Host` has no field `net`"),
            (4, 63, "there is no asset with the id `9`"),
            (5, 73, "`m` is a `Network`, but the field `hosts` leads to a `Thing`"),
            (6, 30, "`Thing` is abstract: no asset should be just that"),
            (6, 40, "there are two assets with the id `4`"),
        ]
    );
    assert!(read.it.is_none());
}

#[test]
fn places_in_yaml_and_behind_letters_of_several_bytes() {
    let read = model("assets:\n  1: {name: Göteborg-Härd, type: Hast}\n");
    let error = one(&read, "Hast");
    assert_eq!((error.line, error.column, error.length), (2, 34, 4));
    assert_eq!(error.to_string(), "m.yml:2:34: error: the language has no asset type `Hast` (did you mean `Host`?)");
    let read = model("assets:\n  1: Host\n ]\n");
    assert_eq!(one(&read, "").kind, Kind::Syntax);
    let read = model("assets:\n  1: &a Host\n  2: *a\n");
    assert!(one(&read, "").message.contains("aliases"));
    let read = model("{\"assets\": {\"é\": \"Host\", }}");
    assert_eq!(one(&read, "}").column, 26);
}

#[test]
fn warnings_about_a_model() {
    let read = model(
        "metadata: {langID: other, langVersion: 1.0.0}\nassets:\n  1: {type: Network, name: x}\n  2: {type: Host, name: x, associated_assets: {networks: {3: y}}}\n  3: {type: Network, name: z}\nattackers: {5: {entry_points: {2: {attack_steps: [enter]}}}}\n",
    );
    let model = read.it.as_ref().unwrap();
    assert_eq!(model.asset_name(1), "x:2");
    assert_eq!(model.entry_points().len(), 1);
    let said: Vec<&str> = read.problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "the model is of `other`, the language is `org.blackstart.small`",
            "1 of type `Network` have fewer than 1 `hosts`, the first is `x`",
            "a second asset is called `x`; here it is `x:2`",
            "a link calls the asset `3` `y`, but it is `z`",
            "attackers in a model are outdated; their entry points are read, but belong to a scenario",
        ]
    );
}

#[test]
fn abstract_types_where_they_are_allowed_and_too_many_links() {
    let options = ModelOptions { abstract_types: true };
    let text = "assets:\n  1: Thing\n  2: Network\n";
    let model = good(Model::read("m.yml", text.as_bytes(), &small(), options, &Limits::default()));
    assert_eq!(model.asset_name(0), "Thing:1");
    let read =
        self::model("assets:\n  1: {type: Host, associated_assets: {networks: [2, 3]}}\n  2: Network\n  3: Network\n");
    assert!(one(&read, "1").message.contains("at most 1 are allowed"));
}

#[test]
fn complaints_are_counted_beyond_a_number() {
    let assets: Vec<String> = (0..1000).map(|id| format!("\"{id}\": \"Hoist\"")).collect();
    let read = model(&format!("{{\"assets\": {{{}}}}}", assets.join(",\n")));
    assert_eq!(read.problems.len(), Limits::default().problems);
    assert_eq!(read.omitted, 1000 - read.problems.len());
    assert!(read.it.is_none());
}
