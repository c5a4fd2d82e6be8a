//! A langspec (JSON, `formatVersion` 1.0.0) as written.

use super::spec::*;
use crate::problem::{Kind, Span, did_you_mean, quote};
use crate::text::{Reader, Shape, Stop, Word};

/// Reads a whole langspec. What is missing or wrong is complained about and left out.
pub(super) fn spec(reader: &mut Reader<'_>) -> Result<Spec, Stop> {
    let mut spec = Spec::default();
    let (shape, start) = reader.peek()?;
    if shape != Shape::Map {
        reader.complaints.error(Kind::Shape, start, "a langspec is a map with `assets` and `associations`", "");
        return Err(Stop);
    }
    let (mut assets, mut associations) = (false, false);
    reader.record("the langspec", |reader, key| {
        match &*key.text {
            "formatVersion" => spec.format = reader.string("formatVersion")?.unwrap_or_default(),
            "defines" => {
                spec.defines = words(reader, "defines")?;
                for wanted in ["id", "version"] {
                    if spec.defines.iter().all(|(key, value)| key != wanted || value.is_empty()) {
                        let message = format!("`defines` has no {}", quote(wanted));
                        reader.complaints.error(Kind::Shape, key.span, message, "");
                    }
                }
            }
            "categories" => reader.list("categories", |reader| {
                let category = category(reader)?;
                spec.categories.extend(category);
                Ok(())
            })?,
            "assets" => {
                assets = true;
                reader.list("assets", |reader| {
                    let asset = asset(reader)?;
                    spec.assets.extend(asset);
                    Ok(())
                })?;
            }
            "associations" => {
                associations = true;
                reader.list("associations", |reader| {
                    let association = association(reader)?;
                    spec.associations.extend(association);
                    Ok(())
                })?;
            }
            _ => reader.unread("the langspec", &key)?,
        }
        Ok(())
    })?;
    reader.over()?;
    for (found, key) in [(assets, "assets"), (associations, "associations"), (!spec.defines.is_empty(), "defines")] {
        if !found {
            reader.complaints.error(Kind::Shape, start, format!("the langspec has no {}", quote(key)), "");
        }
    }
    if !spec.format.starts_with("1.") {
        let message = format!("formatVersion is {}; 1.0.0 is known", quote(&spec.format));
        reader.complaints.warning(Kind::Unsupported, start, message, "");
    }
    Ok(spec)
}

/// A map of words.
fn words(reader: &mut Reader<'_>, what: &str) -> Result<Meta, Stop> {
    let mut words = Vec::new();
    reader.record(what, |reader, key| {
        if let Some(word) = reader.string(what)? {
            words.push((key.text.into_owned(), word));
        }
        Ok(())
    })?;
    Ok(words)
}

/// A name that must not be empty; `None` after a complaint.
fn name(reader: &mut Reader<'_>, what: &str) -> Result<Option<String>, Stop> {
    let Some(word) = reader.word(what)? else { return Ok(None) };
    if word.text.is_empty() {
        reader.complaints.error(Kind::Shape, word.span, format!("{what} is empty"), "");
        return Ok(None);
    }
    Ok(Some(word.text.into_owned()))
}

/// Complains that a thing has no `key`.
fn missing(reader: &mut Reader<'_>, span: Span, what: &str, key: &str) {
    reader.complaints.error(Kind::Shape, span, format!("{what} has no {}", quote(key)), "");
}

fn category(reader: &mut Reader<'_>) -> Result<Option<Category>, Stop> {
    let (_, span) = reader.peek()?;
    let (mut named, mut meta) = (None, Meta::new());
    reader.record("a category", |reader, key| {
        match &*key.text {
            "name" => named = name(reader, "the name of a category")?,
            "meta" => meta = words(reader, "meta")?,
            _ => reader.unread("a category", &key)?,
        }
        Ok(())
    })?;
    let Some(name) = named else {
        missing(reader, span, "a category", "name");
        return Ok(None);
    };
    Ok(Some(Category { name, meta, span }))
}

fn asset(reader: &mut Reader<'_>) -> Result<Option<Asset>, Stop> {
    let (_, span) = reader.peek()?;
    let mut named = None;
    let mut asset = Asset {
        name: String::new(),
        meta: Meta::new(),
        category: String::new(),
        is_abstract: false,
        extends: None,
        variables: Vec::new(),
        steps: Vec::new(),
        span,
    };
    reader.record("an asset type", |reader, key| {
        match &*key.text {
            "name" => {
                asset.span = reader.peek()?.1;
                named = name(reader, "the name of an asset type")?;
            }
            "meta" => asset.meta = words(reader, "meta")?,
            "category" => asset.category = reader.string("category")?.unwrap_or_default(),
            "isAbstract" => asset.is_abstract = reader.truth("isAbstract")?.unwrap_or_default(),
            "superAsset" => {
                asset.extends = match reader.peek()?.0 {
                    Shape::Null => {
                        reader.skip()?;
                        None
                    }
                    _ => reader.word("superAsset")?.map(|word| (word.text.into_owned(), word.span)),
                }
            }
            "variables" => reader.list("variables", |reader| {
                let variable = variable(reader)?;
                asset.variables.extend(variable);
                Ok(())
            })?,
            "attackSteps" => reader.list("attackSteps", |reader| {
                let step = step(reader)?;
                asset.steps.extend(step);
                Ok(())
            })?,
            _ => reader.unread("an asset type", &key)?,
        }
        Ok(())
    })?;
    match named {
        Some(name) => Ok(Some(Asset { name, ..asset })),
        None => {
            missing(reader, span, "an asset type", "name");
            Ok(None)
        }
    }
}

fn variable(reader: &mut Reader<'_>) -> Result<Option<Variable>, Stop> {
    let (_, mut span) = reader.peek()?;
    let (mut named, mut said) = (None, None);
    reader.record("a variable", |reader, key| {
        match &*key.text {
            "name" => {
                span = reader.peek()?.1;
                named = name(reader, "the name of a variable")?;
            }
            "stepExpression" => said = expression(reader)?,
            _ => reader.unread("a variable", &key)?,
        }
        Ok(())
    })?;
    match (named, said) {
        (Some(name), Some(expression)) => Ok(Some(Variable { name, expression, span })),
        (None, _) => {
            missing(reader, span, "a variable", "name");
            Ok(None)
        }
        (_, None) => {
            missing(reader, span, "a variable", "stepExpression");
            Ok(None)
        }
    }
}

fn step(reader: &mut Reader<'_>) -> Result<Option<Step>, Stop> {
    let (_, start) = reader.peek()?;
    let (mut named, mut kind) = (None, None);
    let mut step = Step {
        name: String::new(),
        meta: Meta::new(),
        kind: StepKind::Or,
        tags: Vec::new(),
        risk: None,
        time: None,
        requires: None,
        reaches: None,
        detectors: None,
        causal_mode: None,
        span: start,
    };
    reader.record("an attack step", |reader, key| {
        match &*key.text {
            "name" => {
                step.span = reader.peek()?.1;
                named = name(reader, "the name of a step")?;
            }
            "meta" => step.meta = words(reader, "meta")?,
            "type" => kind = step_kind(reader)?,
            "tags" => reader.list("tags", |reader| {
                let tag = reader.string("a tag")?;
                step.tags.extend(tag);
                Ok(())
            })?,
            "risk" => step.risk = risk(reader)?,
            "ttc" => step.time = if null(reader)? { None } else { clock(reader)? },
            "requires" => step.requires = targets(reader, "requires")?,
            "reaches" => step.reaches = targets(reader, "reaches")?,
            "detectors" => step.detectors = detectors(reader)?,
            "causal_mode" => step.causal_mode = causal_mode(reader)?,
            "append_reaches" | "remove_reaches" => changed_reaches(reader, &key)?,
            _ => reader.unread("an attack step", &key)?,
        }
        Ok(())
    })?;
    match (named, kind) {
        (Some(name), Some(kind)) => Ok(Some(Step { name, kind, ..step })),
        (None, _) => {
            missing(reader, start, "an attack step", "name");
            Ok(None)
        }
        (_, None) => {
            missing(reader, step.span, "an attack step", "type");
            Ok(None)
        }
    }
}

/// Steps that the current compiler adds to `reaches` or takes from it. Passed over, they would change the attack graph in silence.
fn changed_reaches(reader: &mut Reader<'_>, key: &Word<'_>) -> Result<(), Stop> {
    let value = reader.any()?;
    let list = value.get("stepExpressions").unwrap_or(&value);
    let holds_nothing = list.is_null() || list.as_array().is_some_and(Vec::is_empty);
    if !holds_nothing {
        let message = format!("an attack step: {} holds steps, and they are not read", quote(&key.text));
        let advice = "say in `reaches` what the step leads to; without these steps the attack graph would be another";
        reader.complaints.error(Kind::Unsupported, key.span, message, advice);
    }
    Ok(())
}

/// What makes a step happen; a word that is not known counts as `or`, after a complaint.
fn step_kind(reader: &mut Reader<'_>) -> Result<Option<StepKind>, Stop> {
    let Some(word) = reader.word("the type of a step")? else { return Ok(None) };
    let kinds = [StepKind::Or, StepKind::And, StepKind::Defence, StepKind::Exists, StepKind::NotExists];
    let known = kinds.into_iter().find(|kind| kind.word() == word.text);
    if known.is_none() {
        let message = format!("{} is no type of step", quote(&word.text));
        let advice = "or, and, defense, exist, notExist";
        reader.complaints.error(Kind::Value, word.span, message, advice);
    }
    Ok(known.or(Some(StepKind::Or)))
}

/// Detectors as they stand there; `None` where there are none.
fn detectors(reader: &mut Reader<'_>) -> Result<Option<serde_json::Value>, Stop> {
    let (_, span) = reader.peek()?;
    let value = reader.any()?;
    let used = match &value {
        serde_json::Value::Null => false,
        serde_json::Value::Array(list) => !list.is_empty(),
        serde_json::Value::Object(map) => !map.is_empty(),
        _ => true,
    };
    if used {
        let message = "detectors are kept, but a graph without an observer does not use them";
        reader.complaints.note(Kind::Unsupported, span, message);
    }
    Ok(used.then_some(value))
}

/// Whether a step is an action or an effect, as it stands there.
fn causal_mode(reader: &mut Reader<'_>) -> Result<Option<String>, Stop> {
    if null(reader)? {
        return Ok(None);
    }
    let Some(word) = reader.word("causal_mode")? else { return Ok(None) };
    if word.text == "effect" {
        let message = "an `effect` happens by itself; here it is a step like any other, at once if it has no time";
        reader.complaints.note(Kind::Unsupported, word.span, message);
    }
    Ok(Some(word.text.into_owned()))
}

/// Whether nothing is there; reads over it.
fn null(reader: &mut Reader<'_>) -> Result<bool, Stop> {
    let null = reader.peek()?.0 == Shape::Null;
    if null {
        reader.skip()?;
    }
    Ok(null)
}

fn risk(reader: &mut Reader<'_>) -> Result<Option<[bool; 3]>, Stop> {
    if null(reader)? {
        return Ok(None);
    }
    let mut risk = [false; 3];
    reader.record("risk", |reader, key| {
        let at = match &*key.text {
            "isConfidentiality" => 0,
            "isIntegrity" => 1,
            "isAvailability" => 2,
            _ => return reader.unread("risk", &key),
        };
        risk[at] = reader.truth("risk")?.unwrap_or_default();
        Ok(())
    })?;
    Ok(Some(risk))
}

fn targets(reader: &mut Reader<'_>, what: &str) -> Result<Option<Targets>, Stop> {
    if null(reader)? {
        return Ok(None);
    }
    let (_, span) = reader.peek()?;
    let mut targets = Targets { overrides: true, expressions: Vec::new(), span };
    reader.record(what, |reader, key| {
        match &*key.text {
            "overrides" => targets.overrides = reader.truth("overrides")?.unwrap_or(true),
            "stepExpressions" => reader.list("stepExpressions", |reader| {
                let expression = expression(reader)?;
                targets.expressions.extend(expression);
                Ok(())
            })?,
            _ => reader.unread(what, &key)?,
        }
        Ok(())
    })?;
    Ok(Some(targets))
}

const EXPRESSIONS: [&str; 8] =
    ["union", "intersection", "difference", "collect", "transitive", "subType", "field", "variable"];

fn expression(reader: &mut Reader<'_>) -> Result<Option<Expression>, Stop> {
    let (_, span) = reader.peek()?;
    let what = "a step expression";
    let mut kind: Option<Word<'_>> = None;
    let (mut left, mut right, mut inner, mut named, mut filter) = (None, None, None, None, None);
    reader.record(what, |reader, key| {
        match &*key.text {
            "type" => kind = reader.word("the type of a step expression")?,
            "lhs" => left = expression(reader)?.map(Box::new),
            "rhs" => right = expression(reader)?.map(Box::new),
            "stepExpression" => inner = expression(reader)?.map(Box::new),
            "name" => named = reader.word("a name in a step expression")?,
            "subType" => filter = reader.string("subType")?,
            _ => reader.unread(what, &key)?,
        }
        Ok(())
    })?;
    let Some(kind) = kind else {
        missing(reader, span, what, "type");
        return Ok(None);
    };
    // The name is where the eye should go.
    let place = named.as_ref().map_or(kind.span, |word| word.span);
    let named = named.map(|word| word.text.into_owned());
    let set = |operator, left, right| Some(Node::Set(operator, left?, right?));
    let it = match &*kind.text {
        "union" => set(SetOperator::Union, left, right),
        "intersection" => set(SetOperator::Intersection, left, right),
        "difference" => set(SetOperator::Difference, left, right),
        "collect" => left.zip(right).map(|(left, right)| Node::Collect(left, right)),
        "transitive" => inner.map(Node::Transitive),
        "subType" => filter.zip(inner).map(|(filter, inner)| Node::Filter(filter, inner)),
        "field" => named.map(Node::Field),
        "variable" => named.map(Node::Variable),
        "attackStep" => named.map(Node::Step),
        other => {
            let message = format!("{} is no type of step expression", quote(other));
            let known = EXPRESSIONS.into_iter().chain(["attackStep"]);
            reader.complaints.error(Kind::Value, kind.span, message, &did_you_mean(other, known));
            return Ok(None);
        }
    };
    if it.is_none() {
        let message = format!("a step expression of type {} lacks a part", quote(&kind.text));
        let advice = "union, intersection, difference, collect: lhs and rhs; transitive: stepExpression; subType: both; the others: name";
        reader.complaints.error(Kind::Shape, kind.span, message, advice);
    }
    Ok(it.map(|it| Expression { it, span: place }))
}

fn clock(reader: &mut Reader<'_>) -> Result<Option<Clock>, Stop> {
    let (_, span) = reader.peek()?;
    let what = "a time";
    let mut kind: Option<Word<'_>> = None;
    let (mut left, mut right, mut named, mut value) = (None, None, None, None);
    let mut arguments = Vec::new();
    reader.record(what, |reader, key| {
        match &*key.text {
            "type" => kind = reader.word("the type of a time")?,
            "lhs" => left = clock(reader)?.map(Box::new),
            "rhs" => right = clock(reader)?.map(Box::new),
            "name" => named = reader.word("the name of a time")?,
            "value" => value = reader.number("value")?,
            "arguments" => reader.list("arguments", |reader| {
                let number = reader.number("an argument")?;
                arguments.extend(number);
                Ok(())
            })?,
            _ => reader.unread(what, &key)?,
        }
        Ok(())
    })?;
    let Some(kind) = kind else {
        missing(reader, span, what, "type");
        return Ok(None);
    };
    let place = named.as_ref().map_or(kind.span, |word| word.span);
    let arithmetic = |operator| left.zip(right).map(|(left, right)| ClockNode::Arithmetic(operator, left, right));
    let it = match &*kind.text {
        "addition" => arithmetic(Arithmetic::Add),
        "subtraction" => arithmetic(Arithmetic::Subtract),
        "multiplication" => arithmetic(Arithmetic::Multiply),
        "division" => arithmetic(Arithmetic::Divide),
        "exponentiation" => arithmetic(Arithmetic::Power),
        "function" => named.map(|word| ClockNode::Function(word.text.into_owned(), arguments)),
        "number" => value.map(ClockNode::Number),
        other => {
            let message = format!("{} is no type of time", quote(other));
            let known =
                ["addition", "subtraction", "multiplication", "division", "exponentiation", "function", "number"];
            reader.complaints.error(Kind::Value, kind.span, message, &did_you_mean(other, known.into_iter()));
            return Ok(None);
        }
    };
    if it.is_none() {
        let message = format!("a time of type {} lacks a part", quote(&kind.text));
        reader.complaints.error(
            Kind::Shape,
            kind.span,
            message,
            "arithmetic: lhs and rhs; function: name; number: value",
        );
    }
    Ok(it.map(|it| Clock { it, span: place }))
}

fn association(reader: &mut Reader<'_>) -> Result<Option<Association>, Stop> {
    let (_, start) = reader.peek()?;
    let what = "an association";
    let (mut named, mut meta, mut span) = (None, Meta::new(), start);
    let end = || End { asset: String::new(), field: String::new(), least: 0, most: None, span: start };
    let mut ends = [end(), end()];
    reader.record(what, |reader, key| {
        let (side, rest) = match key.text.strip_prefix("left") {
            Some(rest) => (0, rest),
            None => (1, key.text.strip_prefix("right").unwrap_or_default()),
        };
        match (&*key.text, rest) {
            ("name", _) => {
                span = reader.peek()?.1;
                named = name(reader, "the name of an association")?;
            }
            ("meta", _) => meta = words(reader, "meta")?,
            (_, "Asset") => {
                ends[side].span = reader.peek()?.1;
                ends[side].asset = name(reader, "the asset type of an association")?.unwrap_or_default();
            }
            (_, "Field") => ends[side].field = name(reader, "the field of an association")?.unwrap_or_default(),
            (_, "Multiplicity") => {
                let place = key.span;
                reader.record("a multiplicity", |reader, key| {
                    match &*key.text {
                        "min" => ends[side].least = reader.whole("min")?.unwrap_or_default(),
                        "max" => ends[side].most = if null(reader)? { None } else { reader.whole("max")? },
                        _ => reader.unread("a multiplicity", &key)?,
                    }
                    Ok(())
                })?;
                if ends[side].most.is_some_and(|most| most < ends[side].least || most == 0) {
                    let message = "a multiplicity whose most is 0 or below its least";
                    reader.complaints.error(Kind::Value, place, message, "");
                }
            }
            _ => reader.unread(what, &key)?,
        }
        Ok(())
    })?;
    for (end, side) in ends.iter().zip(["left", "right"]) {
        for (value, key) in [(&end.asset, "Asset"), (&end.field, "Field")] {
            if value.is_empty() {
                missing(reader, span, what, &format!("{side}{key}"));
                return Ok(None);
            }
        }
    }
    match named {
        Some(name) => Ok(Some(Association { name, meta, ends, span })),
        None => {
            missing(reader, start, what, "name");
            Ok(None)
        }
    }
}
