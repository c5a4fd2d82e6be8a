//! The format described for machines (JSON Schema) and for people (Markdown), from the same lists of fields as the reader.

use crate::source::kinds::{Head, ScenarioHead};
use crate::source::record::{COMMON, Facts, Kind, Need, Record, Shape};
use crate::source::{ATTACK_KINDS, FACTS, MODEL_KINDS, PLAN, SCENARIO_KINDS, SCENARIO_TABLES};
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
    ("uncertain-share", &["string", "number"], "A share, or \"uniform(20%, 50%)\" and the like."),
    ("uncertain-factor", &["string", "number"], "A factor, or \"pert(0.7, 0.8, 1)\" and the like."),
    (
        "uncertain-when",
        &["string", "integer"],
        "A date, a duration counted from the scenario's start, or \"pert(9d, 12d, 20d)\" and the like.",
    ),
];

fn document(title: &str, head: &Kind, tables: &[Kind], lists: &[&Kind]) -> String {
    let mut properties = fields(head);
    for kind in tables {
        properties.push((kind.word.to_owned(), format!("{{\"$ref\": {}}}", text(&format!("#/$defs/{}", kind.word)))));
    }
    for kind in lists {
        let items =
            format!("{{\"type\": \"array\", \"items\": {{\"$ref\": {}}}}}", text(&format!("#/$defs/{}", kind.word)));
        properties.push((kind.word.to_owned(), items));
    }
    let mut definitions: Vec<(String, String)> = QUANTITIES
        .iter()
        .map(|(name, types, doc)| {
            let types: Vec<String> = types.iter().map(|kind| text(kind)).collect();
            ((*name).to_owned(), format!("{{\"type\": [{}], \"description\": {}}}", types.join(", "), text(doc)))
        })
        .collect();
    for kind in tables.iter().chain(lists.iter().copied()) {
        let mut inner = fields(kind);
        inner.extend(COMMON.iter().map(|(key, doc)| ((*key).to_owned(), common(key, doc))));
        definitions.push((kind.word.to_owned(), object(kind, &inner, Some(kind.doc))));
    }
    let body = object(head, &properties, Some(head.doc));
    let body = body.strip_prefix('{').unwrap_or(&body);
    let whole = format!(
        "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": {}, \"$defs\": {}, {body}",
        text(title),
        map(&definitions)
    );
    indent(&whole)
}

fn object(kind: &Kind, properties: &[(String, String)], doc: Option<&str>) -> String {
    let required: Vec<String> =
        kind.fields.iter().filter(|field| matches!(field.need, Need::Must)).map(|field| text(field.key)).collect();
    let doc = doc.map_or_else(String::new, |doc| format!("\"description\": {}, ", text(doc.trim())));
    format!(
        "{{{doc}\"type\": \"object\", \"required\": [{}], \"properties\": {}, \"additionalProperties\": false}}",
        required.join(", "),
        map(properties)
    )
}

fn fields(kind: &Kind) -> Vec<(String, String)> {
    kind.fields.iter().map(|field| (field.key.to_owned(), property(field))).collect()
}

fn property(field: &Facts) -> String {
    let doc = format!("\"description\": {}", text(field.doc.trim()));
    let default = match field.need {
        // Numbers and words alike: an editor shows it, nothing reads it.
        Need::With(default) => format!(", \"default\": {}", text(default)),
        _ => String::new(),
    };
    match field.need {
        Need::Part(kind) => object(kind, &fields(kind), Some(field.doc)),
        Need::List(kind) => format!("{{{doc}, \"type\": \"array\", \"items\": {}}}", object(kind, &fields(kind), None)),
        _ => format!("{{{doc}{default}, {}}}", shape(field.shape)),
    }
}

fn shape(shape: Shape) -> String {
    let texts = "\"type\": [\"string\", \"array\"], \"items\": {\"type\": \"string\"}";
    match shape {
        Shape::Text | Shape::Moment => "\"type\": \"string\"".into(),
        Shape::Id | Shape::Ref(_) => "\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9._-]+$\"".into(),
        Shape::Refs(_) | Shape::RefsOrAll(_) | Shape::Logic | Shape::Texts => texts.into(),
        Shape::Quantity(name, _) => format!("\"$ref\": {}", text(&format!("#/$defs/{name}"))),
        Shape::Bool => "\"type\": \"boolean\"".into(),
        Shape::Whole(least) => format!("\"type\": \"integer\", \"minimum\": {least}"),
        Shape::Number => "\"type\": \"number\"".into(),
        Shape::Words(words) => {
            format!("\"enum\": [{}]", words.iter().map(|word| text(word)).collect::<Vec<_>>().join(", "))
        }
        Shape::WordList(words) => {
            format!(
                "\"type\": \"array\", \"items\": {{\"enum\": [{}]}}",
                words.iter().map(|word| text(word)).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn common(key: &str, doc: &str) -> String {
    let doc = format!("\"description\": {}", text(doc));
    match key {
        "source" => format!("{{{doc}, {}}}", shape(Shape::Refs("source"))),
        "confidence" => format!("{{{doc}, {}}}", shape(Shape::Words(&["assumed", "derived", "reported", "verified"]))),
        "source_of" => {
            format!("{{{doc}, \"type\": \"object\", \"additionalProperties\": {{{}}}}}", shape(Shape::Refs("source")))
        }
        _ => format!("{{{doc}, \"type\": \"string\"}}"),
    }
}

fn map(entries: &[(String, String)]) -> String {
    let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{}: {value}", text(key))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// A JSON string.
fn text(content: &str) -> String {
    let mut out = String::from("\"");
    for character in content.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// The same JSON, a member per line.
fn indent(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut characters = json.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    while let Some(character) = characters.next() {
        if quoted {
            out.push(character);
            quoted = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            '"' => {
                quoted = true;
                out.push('"');
            }
            '{' | '[' => {
                out.push(character);
                let empty = matches!(characters.peek(), Some('}' | ']'));
                depth += 1;
                if !empty {
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if !out.ends_with(['{', '[']) {
                    line(&mut out, depth);
                }
                out.push(character);
            }
            ',' => {
                out.push(',');
                line(&mut out, depth);
            }
            ' ' if out.ends_with(' ') || out.ends_with('\n') => {}
            other => out.push(other),
        }
    }
    out.push('\n');
    out
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
        "\n## Plan\n\nA table for `blackstart restart --plan`: CSV, Parquet or XLSX; other columns are passed over.\n",
    );
    section(&mut out, &PLAN, "a row");
    out
}

fn section(out: &mut String, kind: &Kind, place: &str) {
    let _ = write!(
        out,
        "\n### {}: {place}\n\n{}\n\n| key | written | default | meaning |\n|---|---|---|---|\n",
        kind.word,
        kind.doc.trim()
    );
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
        Need::Must => "required".to_owned(),
        Need::With(default) => format!("`{default}`"),
        Need::May | Need::Part(_) | Need::List(_) => String::new(),
    };
    let _ = writeln!(out, "| `{prefix}{}` | {written} | {default} | {} |", field.key, field.doc.trim());
}
