//! The starter is sound, and the schema knows it.

use super::*;
use blackstart_model::id::Key;
use blackstart_model::model::{Channel, Logic};
use serde_json::Value;

pub(crate) fn write(folder: &std::path::Path) {
    for (path, contents) in crate::starter() {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }
}

#[test]
fn the_starter_has_no_problem_and_is_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let read = crate::model(folder.path(), &blackstart_model::CsvOnly);
    assert_eq!(said(&read), "");
    assert_eq!(read.files, [folder.path().join("model.toml"), folder.path().join("links.csv")]);
    let model = read.it.unwrap();
    assert_eq!((model.systems.len(), model.services.len(), model.crews.len(), model.sites.len()), (6, 4, 2, 4));
    for name in ["outage", "shutdown"] {
        let read = crate::scenario(&folder.path().join(format!("scenarios/{name}.toml")), &model);
        assert_eq!(said(&read), "");
        assert_eq!(read.it.unwrap().name, name);
    }

    // Goods: what comes in goes out, in model order.
    let plant = &model.sites.rows()[0];
    assert_eq!(plant.name.id, "plant");
    assert_eq!((plant.output_per_day, plant.capacity_per_day, plant.watch), (200.0, Some(200.0), true));
    assert_eq!(model.sites.rows()[3].capacity_per_day, None, "dealers only sell");
    assert!(
        plant.channels[Channel::Sell as usize].is_none()
            && matches!(plant.channels[Channel::Produce as usize], Some(Logic::Service(_)))
    );
    let ends: Vec<(usize, usize)> = model.links.iter().map(|link| (link.to.index(), link.from.index())).collect();
    assert_eq!(ends, [(0, 1), (0, 2), (3, 0)]);
    assert_eq!((model.links[0].lead_hours, model.links[0].cover_hours, model.links[0].price), (24.0, 96.0, 180.0));
    // Every system after what it needs.
    let order: Vec<&str> = model.system_order.iter().map(|at| model.systems[*at].name.id.as_str()).collect();
    assert_eq!(order, ["directory", "backup", "erp", "edi", "mes", "web-shop"]);
}

/// Whether a JSON value of a document fits a schema: as much of the standard as our schemas use.
fn fits(value: &Value, schema: &Value, root: &Value, at: &str) -> Result<(), String> {
    if let Some(link) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(link.trim_start_matches('#')).ok_or_else(|| format!("{at}: {link} leads nowhere"))?;
        return fits(value, target, root, at);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array)
        && !words.contains(value)
    {
        return Err(format!("{at}: {value} is not in {words:?}"));
    }
    if let Some(kind) = schema.get("type") {
        let is = |kind: &str| match kind {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_i64(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("{at}: type {other}"),
        };
        let fits = match kind {
            Value::String(kind) => is(kind),
            Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
            _ => false,
        };
        if !fits {
            return Err(format!("{at}: {value} is not {kind}"));
        }
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for (item, value) in items.iter().enumerate() {
            fits(value, schema, root, &format!("{at}.{item}"))?;
        }
    }
    if let Some(object) = value.as_object() {
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !object.contains_key(required.as_str().unwrap()) {
                return Err(format!("{at}: no {required}"));
            }
        }
        for (key, value) in object {
            let at = format!("{at}.{key}");
            match schema
                .get("properties")
                .and_then(|properties| properties.get(key))
                .or_else(|| schema.get("additionalProperties"))
            {
                Some(Value::Bool(false)) | None => return Err(format!("{at}: unknown key")),
                Some(schema) => fits(value, schema, root, &at)?,
            }
        }
    }
    Ok(())
}

/// TOML as JSON: dates are texts.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Datetime(moment) => Value::from(moment.to_string()),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}

fn accepts(schema: &str, text: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    fits(&json(&toml::Value::Table(text.parse().unwrap())), &schema, &schema, "")
}

#[test]
fn the_schemas_accept_the_starter_and_refuse_slips() {
    for (path, contents) in crate::starter() {
        if *path == "model.toml" {
            assert_eq!(accepts(&crate::schema(), contents), Ok(()));
            assert!(
                accepts(&crate::schema(), &contents.replacen("kind = \"supplier\"", "kind = \"suplier\"", 1)).is_err()
            );
            assert!(accepts(&crate::schema(), &contents.replacen("title = ", "tittle = ", 1)).is_err());
            assert!(accepts(&crate::schema(), &contents.replacen("people = 2", "people = \"2\"", 1)).is_err());
        } else if path.ends_with(".toml") {
            assert_eq!(accepts(&crate::schema_scenario(), contents), Ok(()), "{path}");
            assert!(accepts(&crate::schema_scenario(), &contents.replacen("horizon", "horizont", 1)).is_err());
        }
    }
}

#[test]
fn the_reference_names_every_key_of_the_format_page() {
    let reference = crate::reference();
    for key in [
        "rebuild.duration",
        "fallback.level",
        "ramp.after",
        "dates.times",
        "insolvent_after",
        "extra_people.crew",
        "destroyed.backup",
        "in_twin",
        "per_day",
    ] {
        assert!(reference.contains(&format!("* `{key}`: ")), "{key}");
    }
    assert!(reference.contains("| `source_of` |"));
}

#[test]
fn the_pages_of_the_manual_name_every_field() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    let fields = crate::reference();
    if std::env::var_os("BLACKSTART_BLESS").is_some() {
        std::fs::write(folder.join("fields.md"), &fields).unwrap();
    }
    let written = std::fs::read_to_string(folder.join("fields.md")).unwrap();
    assert!(written == fields, "docs/reference/fields.md is out of date; `cargo xtask bless` writes it again");
    let format = std::fs::read_to_string(folder.join("format.md")).unwrap();
    let words: std::collections::BTreeSet<&str> = format
        .split('`')
        .skip(1)
        .step_by(2)
        .flat_map(|code| code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .collect();
    for line in fields.lines() {
        let Some(key) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next()) else { continue };
        let last = key.rsplit('.').next().unwrap_or(key);
        assert!(words.contains(last), "docs/reference/format.md does not name `{key}`");
    }
}

#[test]
fn an_output_without_customers_becomes_demand_from_outside() {
    let read = crate::model_text(&format!(
        "{BASE}[[site]]\nid = \"abroad\"\nproduct = \"car\"\nparty = \"us\"\noutput = \"70/week\"\n"
    ));
    let model = read.it.unwrap();
    let demand = model.demands.last().unwrap();
    assert_eq!((demand.site.index(), demand.flow_per_day, demand.price), (2, 10.0, 20_000.0));
    assert_eq!(model.sites.rows()[2].capacity_per_day, Some(10.0));
}

#[test]
fn the_step_follows_from_how_soon_a_supplier_is_missed() {
    // 4 hours on the way and 3 hours of parts: missed after 7, so steps of 6; a critical share of 0 does not count.
    let lean = BASE.replace("flow = \"100/d\"", "flow = \"100/d\"\nlead = \"4h\"\ncover = \"3h\"");
    let read = crate::model_text(&lean);
    assert_eq!(said(&read), "");
    assert_eq!(read.it.unwrap().step_hours, 6.0);
    let never_mind = lean.replace("cover = \"3h\"", "cover = \"3h\"\ncritical = 0");
    assert_eq!(crate::model_text(&never_mind).it.unwrap().step_hours, 24.0);
    // A longer step of one's own is told.
    let read = crate::model_text(&lean.replace("format = 1", "format = 1\nstep = \"12h\""));
    assert!(said(&read).starts_with("BS0508"), "{}", said(&read));
    assert_eq!(read.it.unwrap().step_hours, 12.0);
}

#[test]
fn subjects_of_an_outage_share_its_name() {
    let model = base();
    let read = crate::scenario_text(
        &format!(
            "{BASE_SCENARIO}[[outage]]\nsites = [\"supplier\", \"plant\"]\nchannels = [\"ship\", \"produce\"]\nuntil = 2026-02-03T12:00\n[[outage]]\nid = \"named\"\nsystem = \"erp\"\n"
        ),
        &model,
    );
    let scenario = read.it.unwrap();
    let told: Vec<String> = scenario
        .outages
        .iter()
        .map(|outage| format!("{} {:?} {:?}", outage.name.id, outage.subject, outage.course))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    outage/1 Channel(SiteId(0), Produce) Until(Moment(Fixed(60.0)))
    outage/1 Channel(SiteId(0), Ship) Until(Moment(Fixed(60.0)))
    outage/1 Channel(SiteId(1), Produce) Until(Moment(Fixed(60.0)))
    outage/1 Channel(SiteId(1), Ship) Until(Moment(Fixed(60.0)))
    named System(SystemId(0)) Until(Moment(Fixed(inf)))
    ");
    assert_eq!(scenario.outages[0].name.key, blackstart_model::id::key("outage", "outage/1"));
}
