//! A language written as langspec JSON, and the canonical form whose hash identifies it.

use super::spec::*;
use serde_json::{Map, Number, Value, json};
use std::fmt::Write;

/// The langspec as a tree: keys as in the official format; `detectors` and `causal_mode` only where they are used.
pub(super) fn value(spec: &Spec) -> Value {
    let categories = spec.categories.iter().map(|it| json!({"name": it.name, "meta": words(&it.meta)}));
    json!({
        "formatVersion": spec.format,
        "defines": words(&spec.defines),
        "categories": categories.collect::<Vec<_>>(),
        "assets": spec.assets.iter().map(asset).collect::<Vec<_>>(),
        "associations": spec.associations.iter().map(association).collect::<Vec<_>>(),
    })
}

fn words(words: &Meta) -> Value {
    Value::Object(words.iter().map(|(key, word)| (key.clone(), Value::String(word.clone()))).collect())
}

fn asset(asset: &Asset) -> Value {
    let variable = |it: &Variable| json!({"name": it.name, "stepExpression": expression(&it.expression)});
    json!({
        "name": asset.name,
        "meta": words(&asset.meta),
        "category": asset.category,
        "isAbstract": asset.is_abstract,
        "superAsset": asset.extends.as_ref().map(|(name, _)| name),
        "variables": asset.variables.iter().map(variable).collect::<Vec<_>>(),
        "attackSteps": asset.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let risk = |[confidentiality, integrity, availability]: [bool; 3]| json!({"isConfidentiality": confidentiality, "isIntegrity": integrity, "isAvailability": availability});
    let mut value = json!({
        "name": step.name,
        "meta": words(&step.meta),
        "type": step.kind.word(),
        "tags": step.tags,
        "risk": step.risk.map(risk),
        "ttc": step.time.as_ref().map(clock),
        "requires": step.requires.as_ref().map(targets),
        "reaches": step.reaches.as_ref().map(targets),
    });
    if let Value::Object(map) = &mut value {
        let detectors = step.detectors.clone().map(|it| ("detectors".to_owned(), it));
        let mode = step.causal_mode.clone().map(|it| ("causal_mode".to_owned(), Value::String(it)));
        map.extend(detectors.into_iter().chain(mode));
    }
    value
}

fn targets(targets: &Targets) -> Value {
    let expressions = targets.expressions.iter().map(expression);
    json!({"overrides": targets.overrides, "stepExpressions": expressions.collect::<Vec<_>>()})
}

fn expression(it: &Expression) -> Value {
    match &it.it {
        Node::Set(operator, left, right) => {
            let operator = match operator {
                SetOperator::Union => "union",
                SetOperator::Intersection => "intersection",
                SetOperator::Difference => "difference",
            };
            json!({"type": operator, "lhs": expression(left), "rhs": expression(right)})
        }
        Node::Collect(left, right) => json!({"type": "collect", "lhs": expression(left), "rhs": expression(right)}),
        Node::Transitive(inner) => json!({"type": "transitive", "stepExpression": expression(inner)}),
        Node::Filter(to, inner) => json!({"type": "subType", "subType": to, "stepExpression": expression(inner)}),
        Node::Field(name) => json!({"type": "field", "name": name}),
        Node::Variable(name) => json!({"type": "variable", "name": name}),
        Node::Step(name) => json!({"type": "attackStep", "name": name}),
    }
}

fn clock(it: &Clock) -> Value {
    match &it.it {
        ClockNode::Arithmetic(operator, left, right) => {
            let operator = match operator {
                Arithmetic::Add => "addition",
                Arithmetic::Subtract => "subtraction",
                Arithmetic::Multiply => "multiplication",
                Arithmetic::Divide => "division",
                Arithmetic::Power => "exponentiation",
            };
            json!({"type": operator, "lhs": clock(left), "rhs": clock(right)})
        }
        ClockNode::Function(name, arguments) => json!({"type": "function", "name": name, "arguments": arguments}),
        ClockNode::Number(value) => json!({"type": "number", "value": value}),
    }
}

fn association(association: &Association) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), Value::String(association.name.clone()));
    map.insert("meta".to_owned(), words(&association.meta));
    for (side, end) in ["left", "right"].into_iter().zip(&association.ends) {
        map.insert(format!("{side}Asset"), Value::String(end.asset.clone()));
        map.insert(format!("{side}Field"), Value::String(end.field.clone()));
        map.insert(format!("{side}Multiplicity"), json!({"min": end.least, "max": end.most}));
    }
    Value::Object(map)
}

/// Canonical JSON: keys sorted, no blanks, numbers and text as Python's `json.dumps` writes them (`1.0`, `1e-05`, `\u00e9`).
pub(super) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Number(number) => self::number(number, out),
        Value::String(text) => self::text(text, out),
        Value::Array(list) => {
            out.push('[');
            for (at, it) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(it, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            // The order of the map depends on a feature of serde_json that any crate may switch on.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (at, (key, it)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                text(key, out);
                out.push(':');
                write(it, out);
            }
            out.push('}');
        }
    }
}

fn text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

/// Whole numbers as they are; others as `repr(float)`: the shortest digits that read back the same, an exponent below 1e-4 and from 1e16.
fn number(number: &Number, out: &mut String) {
    if number.is_u64() || number.is_i64() {
        let _ = write!(out, "{number}");
        return;
    }
    let value = number.as_f64().unwrap_or_default();
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let _ = if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        write!(out, "{digits}e{sign}{:02}", exponent.abs())
    } else if value.fract() == 0.0 {
        write!(out, "{value:.1}")
    } else {
        write!(out, "{value}")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        let written = |value: f64| canonical(&json!(value));
        for (value, python) in [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (0.01, "0.01"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (123_456.75, "123456.75"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e300, "1.25e+300"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(written(value), python);
        }
        assert_eq!(canonical(&json!({"b": 1, "a": "é\u{1f512}\n"})), r#"{"a":"\u00e9\ud83d\udd12\n","b":1}"#);
    }
}
