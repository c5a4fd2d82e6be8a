//! The format described for machines (JSON Schema) and for people (Markdown), from the same lists of fields as the reader.

use crate::source::fields::Share;
use crate::source::kinds::{Head, ScenarioHead};
use crate::source::record::{COMMON, Facts, Field, Kind, Need, Record, Shape};
use crate::source::{ATTACK_KINDS, BACKTEST, FACTS, MITIGATION, MODEL_KINDS, PLAN, SCENARIO_KINDS, SCENARIO_TABLES};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// JSON Schema (draft 2020-12) of `model.toml`, for editors.
pub fn schema() -> String {
    document("Blackstart model, format 1", &Head::KIND, &[], &MODEL_KINDS.iter().collect::<Vec<_>>())
}

/// JSON Schema (draft 2020-12) of `scenarios/*.toml`, for editors.
pub fn schema_scenario() -> String {
    let lists: Vec<&Kind> = SCENARIO_KINDS.iter().chain(ATTACK_KINDS).collect();
    document("Blackstart scenario, format 1", &ScenarioHead::KIND, SCENARIO_TABLES, &lists)
}

/// Quantities: name in `$defs`, JSON types, what to write.
const QUANTITIES: &[(&str, &[&str], &str)] = &[
    (
        "duration",
        &["string", "integer"],
        "A duration such as \"4h\", \"3d\", \"2w\", \"90min\", \"forever\"; 0 needs no unit.",
    ),
    ("rate", &["string", "integer"], "A rate such as \"540/d\", \"12/h\", \"4700/week\", \"400898/year\"."),
    (
        "money",
        &["string", "number"],
        "An amount such as \"£2.5m\", \"GBP 400k\" or a plain number, in the model's currency.",
    ),
    ("share", &["string", "number"], "A share such as 0.35 or \"35%\"."),
    ("factor", &["string", "number"], "A factor such as 1.2 or \"120%\"."),
    ("when", &["string", "integer"], "A date, or a duration counted from the scenario's start."),
    (
        "uncertain-duration",
        &["string", "integer"],
        "A duration, or \"pert(5d, 9d, 21d)\", \"triangular(…)\", \"uniform(2d, 4d)\", \"lognormal(median 3d, p90 10d)\".",
    ),
    ("uncertain-money", &["string", "number"], "An amount, or \"pert(£1m, £2m, £5m)\" and the like."),
    (
        "uncertain-money-rate",
        &["string", "number"],
        "Money per time such as \"£108m/week\", or \"uniform(£4m/d, £6m/d)\" and the like.",
    ),
    ("uncertain-rate", &["string", "integer"], "A rate, or \"uniform(500/d, 600/d)\" and the like."),
    ("uncertain-share", &["string", "number"], "A share, or \"uniform(20%, 50%)\" and the like."),
    ("uncertain-factor", &["string", "number"], "A factor, or \"pert(0.7, 0.8, 1)\" and the like."),
    (
        "uncertain-when",
        &["string", "integer"],
        "A date, a duration counted from the scenario's start, or \"pert(9d, 12d, 20d)\" and the like.",
    ),
];

fn document(title: &str, head: &Kind, tables: &[Kind], lists: &[&Kind]) -> String {
    let reference = |word: &str| json!({ "$ref": format!("#/$defs/{word}") });
    let mut properties = fields(head);
    properties.extend(tables.iter().map(|kind| (kind.word.to_owned(), reference(kind.word))));
    let list = |kind: &&Kind| (kind.word.to_owned(), json!({ "type": "array", "items": reference(kind.word) }));
    properties.extend(lists.iter().map(list));
    let mut definitions: Object = QUANTITIES
        .iter()
        .map(|(name, types, doc)| ((*name).to_owned(), json!({ "type": types, "description": doc })))
        .collect();
    for kind in tables.iter().chain(lists.iter().copied()) {
        let mut inner = fields(kind);
        inner.extend(COMMON.iter().map(|(key, doc)| ((*key).to_owned(), common(key, doc))));
        definitions.insert(kind.word.to_owned(), object(kind, inner, Some(kind.doc)));
    }
    let mut whole = object(head, properties, Some(head.doc));
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["title"] = title.into();
    whole["$defs"] = definitions.into();
    format!("{whole:#}\n")
}

type Object = serde_json::Map<String, Value>;

fn object(kind: &Kind, properties: Object, doc: Option<&str>) -> Value {
    let required: Vec<&str> =
        kind.fields.iter().filter(|field| matches!(field.need, Need::Must)).map(|field| field.key).collect();
    let mut it = json!({
        "type": "object", "required": required, "properties": properties, "additionalProperties": false,
    });
    if let Some(doc) = doc {
        it["description"] = doc.trim().into();
    }
    it
}

fn fields(kind: &Kind) -> Object {
    kind.fields.iter().map(|field| (field.key.to_owned(), property(field))).collect()
}

fn property(field: &Facts) -> Value {
    let mut it = match field.need {
        Need::Part(kind) => object(kind, fields(kind), None),
        Need::List(kind) => json!({ "type": "array", "items": object(kind, fields(kind), None) }),
        _ => shape(field.shape),
    };
    it["description"] = field.doc.trim().into();
    if let Need::With(default) = field.need {
        // Numbers and words alike: an editor shows it, nothing reads it.
        it["default"] = default.into();
    }
    it
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text | Shape::Moment => json!({ "type": "string" }),
        Shape::Id | Shape::Ref(_) => json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]+$" }),
        Shape::Refs(_) | Shape::RefsOrAll(_) | Shape::Logic | Shape::Texts | Shape::Tokens => {
            json!({ "type": ["string", "array"], "items": { "type": "string" } })
        }
        Shape::Quantity(name, _) => json!({ "$ref": format!("#/$defs/{name}") }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Whole(least) => json!({ "type": "integer", "minimum": least }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::WordList(words) => json!({ "type": "array", "items": { "enum": words } }),
    }
}

const SHARE: Shape = <Share as Field>::SHAPE;

fn common(key: &str, doc: &str) -> Value {
    let mut it = match key {
        "source" => shape(Shape::Refs("source")),
        "confidence" => shape(Shape::Words(&["assumed", "derived", "reported", "verified"])),
        "knowable" => shape(SHARE),
        "knowable_of" => json!({ "type": "object", "additionalProperties": shape(SHARE) }),
        "source_of" => json!({ "type": "object", "additionalProperties": shape(Shape::Refs("source")) }),
        _ => json!({ "type": "string" }),
    };
    it["description"] = doc.into();
    it
}

/// The field reference as Markdown: every kind, every key, how it is written, its default and meaning.
pub fn reference() -> String {
    let mut out = String::from(
        "# Fields of models and scenarios\n\nGenerated from the program's own lists; `format.md` explains the words.\n\n## Model\n",
    );
    section(&mut out, &Head::KIND, "top of `model.toml`");
    for kind in MODEL_KINDS {
        section(&mut out, kind, &format!("`[[{}]]`, table `{}`", kind.word, kind.list));
    }
    out.push_str("\n### Every row\n\n| key | meaning |\n|---|---|\n");
    for (key, doc) in COMMON {
        let _ = writeln!(out, "| `{key}` | {doc} |");
    }
    out.push_str("\n## Scenario\n");
    section(&mut out, &ScenarioHead::KIND, "top of the file");
    for kind in SCENARIO_TABLES {
        section(&mut out, kind, &format!("`[{}]`", kind.word));
    }
    for kind in SCENARIO_KINDS {
        section(&mut out, kind, &format!("`[[{}]]`", kind.word));
    }
    out.push_str(
        "\n## Attack\n\nIn a scenario with `[attack]`, or in the file it names, which starts with `format = 1`.\n",
    );
    for kind in ATTACK_KINDS {
        section(&mut out, kind, &format!("`[[{}]]`", kind.word));
    }
    out.push_str("\n## Facts\n\nA table for `blackstart restart --facts`.\n");
    section(&mut out, &FACTS, "a row");
    out.push_str(
        "\n## Plan\n\nA table for `blackstart restart --plan`: CSV, Parquet or XLSX; other columns are ignored.\n",
    );
    section(&mut out, &PLAN, "a row");
    out.push_str(
        "\n## Reported numbers\n\nIn `backtest.toml` beside `model.toml`, which starts with `format = 1`; see `backtest.md`.\n",
    );
    section(&mut out, &BACKTEST, "`[[row]]`");
    out.push_str(
        "\n## Mitigations\n\nIn `mitigations.toml` beside `model.toml`, which starts with `format = 1`; see `rank.md`.\n",
    );
    section(&mut out, &MITIGATION, "`[[mitigation]]`");
    out
}

fn section(out: &mut String, kind: &Kind, place: &str) {
    let _ = write!(out, "\n### {}: {place}\n\n{}\n\n", kind.word, kind.doc.trim());
    rows(out, kind, "");
}

fn rows(out: &mut String, kind: &Kind, prefix: &str) {
    for field in kind.fields {
        row(out, field, prefix);
        if let Need::Part(part) | Need::List(part) = field.need {
            rows(out, part, &format!("{prefix}{}.", field.key));
        }
    }
}

fn row(out: &mut String, field: &Facts, prefix: &str) {
    let written = match field.need {
        Need::Part(_) => "a table".to_owned(),
        Need::List(_) => "a list of tables".to_owned(),
        _ => field.shape.expected(),
    };
    let default = match field.need {
        Need::Must => "; required".to_owned(),
        Need::With(default) => format!("; default `{default}`"),
        Need::May | Need::Part(_) | Need::List(_) => String::new(),
    };
    wrapped(out, &format!("* `{prefix}{}`: {written}{default}. {}", field.key, field.doc.trim()));
}

/// Appends an item of a list, in lines that are easy to read.
fn wrapped(out: &mut String, item: &str) {
    const WIDTH: usize = 120;
    let mut column = 0;
    for word in item.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push_str("\n ");
            column = 1;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
