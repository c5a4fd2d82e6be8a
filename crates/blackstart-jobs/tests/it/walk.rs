//! A walk over a model, and its tables: what hangs on a system, worked out by hand.

use super::{Place, json};
use blackstart_jobs::{self as jobs, Failure, Hanging, TablesRequest, WalkAt, WalkKind, WalkRequest};
use std::fs;

#[test]
fn what_falls_with_a_system_follows_needs_and_logic() {
    let place = Place::new();
    let text = r#"format = 1
name = "walk"
currency = "GBP"
[[zone]]
id = "office"
[[party]]
id = "us"
kind = "company"
[[crew]]
id = "it"
people = 3
[[product]]
id = "thing"
[[product]]
id = "iron"
[[system]]
id = "directory"
zone = "office"
rebuild = { duration = "uniform(1d, 3d)", crew = "it", people = 2, fails = 0.1 }
start = { duration = "4h" }
[[system]]
id = "erp"
needs = "directory"
starts_after = ["directory"]
[[system]]
id = "edi"
[[system]]
id = "phone"
needs = "any(directory, edi)"
[[service]]
id = "orders"
logic = "all(erp, edi)"
grace = "6h"
fallback = { level = 0.4 }
[[service]]
id = "talk"
logic = "any(edi, phone)"
[[service]]
id = "half"
logic = "mean(erp, edi)"
[[site]]
id = "plant"
product = "thing"
party = "us"
produce = "orders"
ship = "talk"
sell = "half"
ramp = { duration = "2d" }
[[site]]
id = "mill"
product = "iron"
party = "us"
[[site]]
id = "depot"
product = "thing"
party = "us"
[[site]]
id = "shop"
product = "thing"
party = "us"
output = "10/d"
[[link]]
from = "mill"
to = "plant"
flow = "10/d"
cover = "1d"
lead = "1d"
[[link]]
from = "plant"
to = "depot"
flow = "10/d"
cover = "2d"
lead = "1d"
[[link]]
from = "depot"
to = "shop"
flow = "10/d"
cover = "1d"
lead = "1d"
"#;
    fs::create_dir(place.path("walk")).unwrap();
    fs::write(place.path("walk/model.toml"), text).unwrap();
    let request =
        |kind, id: &str| WalkRequest { model: place.path("walk"), at: Some(WalkAt { kind, id: id.to_owned() }) };
    let answer = jobs::walk(&request(WalkKind::System, "directory"), &()).unwrap();
    let told = json(&answer, "blackstart/walk/1");
    assert_eq!(told["systems"][0]["zone"], "office");
    assert_eq!(
        falls(answer.here.as_ref().unwrap()),
        [
            ("system", "erp", None, true, Some(0.0)),
            ("service", "orders", None, false, Some(0.0)),
            ("service", "half", None, false, Some(0.5)),
            ("site", "plant", Some("produce"), false, Some(0.0)),
            ("site", "plant", Some("sell"), false, Some(0.5)),
            // It is delivered by a plant that makes nothing, and delivers in turn.
            ("site", "depot", Some("inputs"), false, None),
            ("site", "shop", Some("inputs"), false, None),
        ]
    );
    let of = &told["here"];
    assert_eq!(of["kind"], "system");
    assert_eq!((&of["falls"][1]["grace_hours"]["p50"], &of["falls"][1]["fallback"]), (&6.0.into(), &0.4.into()));
    assert_eq!(of["falls"][2]["fallback"], serde_json::Value::Null);
    assert_eq!(of["tasks"][0]["task"], "rebuild");
    assert_eq!((&of["tasks"][0]["hours"]["p50"], &of["tasks"][0]["people"]), (&48.0.into(), &2.into()));
    assert_eq!((&of["tasks"][0]["crew"]["id"], &of["tasks"][1]["crew"]), (&"it".into(), &serde_json::Value::Null));
    assert_eq!(of["awaited_by"][0]["id"], "erp");
    let erp = jobs::walk(&request(WalkKind::System, "erp"), &()).unwrap().here.unwrap();
    assert_eq!((erp.needs[0].id.as_str(), erp.starts_after[0].id.as_str()), ("directory", "directory"));
    for (kind, wrong) in [(WalkKind::System, "epr"), (WalkKind::Service, "order"), (WalkKind::Site, "plnat")] {
        let Err(Failure::Usage(why)) = jobs::walk(&request(kind, wrong), &()) else { panic!("there is no {wrong}") };
        assert!(why.contains(&format!("no {} `{wrong}`; did you mean", kind.word())), "{why}");
    }

    let orders = jobs::walk(&request(WalkKind::Service, "orders"), &()).unwrap().here.unwrap();
    assert_eq!(orders.logic[0].text, "all(erp, edi)");
    assert_eq!(orders.needs.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["erp", "edi"]);
    assert_eq!(falls(&orders)[0], ("site", "plant", Some("produce"), true, Some(0.0)));
    let working = orders.service.unwrap();
    assert_eq!((working.grace_hours.p50, working.fallback, working.tolerance_hours), (6.0, Some(0.4), None));

    let plant = jobs::walk(&request(WalkKind::Site, "plant"), &()).unwrap().here.unwrap();
    assert_eq!(
        plant.needs.iter().map(|it| (it.channel, it.id.as_str())).collect::<Vec<_>>(),
        [(Some("produce"), "orders"), (Some("ship"), "talk"), (Some("sell"), "half"), (None, "mill")]
    );
    assert_eq!(
        falls(&plant),
        [("site", "depot", Some("inputs"), true, None), ("site", "shop", Some("inputs"), false, None)]
    );
    assert_eq!(plant.falls[0].grace_hours.as_ref().unwrap().p50, 48.0);
    let making = plant.site.unwrap();
    assert_eq!((making.output_per_day, making.ramp_hours.unwrap().p50), (10.0, 48.0));
}

/// Kind, id, channel, whether directly, and what is left.
type Fall<'h> = (&'static str, &'h str, Option<&'static str>, bool, Option<f64>);

/// What falls, as rows to compare.
fn falls(here: &Hanging) -> Vec<Fall<'_>> {
    here.falls.iter().map(|it| (it.kind.word(), it.id.as_str(), it.channel, it.direct, it.level)).collect()
}

#[test]
fn a_model_with_errors_is_not_walked_over() {
    let place = Place::new();
    fs::write(place.path("acme/model.toml"), "format = 1\nname = 3\n").unwrap();
    let walked = jobs::walk(&WalkRequest { model: place.path("acme"), at: None }, &());
    assert!(matches!(walked, Err(Failure::Invalid(_))));
    // Its tables can be read as they are written, so that they can be put right; what is no TOML has none.
    let tables = || jobs::tables(&TablesRequest { model: place.path("acme") }, &());
    assert!(tables().is_ok());
    fs::write(place.path("acme/model.toml"), "format = \n").unwrap();
    assert!(matches!(tables(), Err(Failure::Invalid(_))));
}

#[test]
fn tables_hold_what_is_written_and_leave_out_what_is_not() {
    let place = Place::new();
    let answer = jobs::tables(&TablesRequest { model: place.path("acme") }, &()).unwrap();
    json(&answer, "blackstart/tables/1");
    let systems = answer.tables.iter().find(|it| it.name == "systems").unwrap();
    let column = |name: &str| systems.columns.iter().position(|it| it.name == name).unwrap();
    let erp = systems.rows.iter().find(|row| row[column("id")] == "erp").unwrap();
    assert_eq!(erp[column("rebuild.duration")], "pert(3d, 5d, 12d)");
    for table in &answer.tables {
        for at in 0..table.columns.len() {
            assert!(table.rows.iter().any(|row| !row[at].is_empty()), "{} {}", table.name, table.columns[at].name);
        }
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }
}
