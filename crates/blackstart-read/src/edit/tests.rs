//! Editing by path is what writing in the file would be: the same model, the same problems.

use super::*;
use crate::source::record::{Kind, Need};
use crate::source::{ATTACK_KINDS, MODEL_KINDS, SCENARIO_KINDS, SCENARIO_TABLES};
use crate::tests::{said, write_starter};
use blackstart_model::CsvOnly;
use blackstart_model::id::Key;

use crate::source::record::Record;
use std::collections::BTreeSet;
use std::fmt::Debug;
use toml::Value;

/// A company with a row of every kind.
const FULL: &str = r#"
format = 1
name = "full"
currency = "GBP"
[[source]]
id = "report"
title = "A report"
[[zone]]
id = "office"
[[zone]]
id = "plant-floor"
[[conduit]]
id = "bridge"
from = "office"
to = "plant-floor"
[[system]]
id = "erp"
zone = "office"
rebuild = { duration = "3d", crew = "it", modes = [{ id = "fast", duration = "1d" }] }
verify = { duration = "1d", modes = [{ id = "fast", duration = "1h" }] }
start = { duration = "4h", modes = [{ id = "fast", duration = "1h" }] }
test = { duration = "1h", modes = [{ id = "fast", duration = "1h" }] }
[[system]]
id = "mes"
[[service]]
id = "planning"
logic = "all(erp, mes)"
fallback = { level = 0.5 }
backlog = { keying = 0.5, level = 0.7 }
tolerance = { duration = "2d" }
[[crew]]
id = "it"
people = 4
[[calendar]]
id = "week"
shifts = "Mon-Fri 06:00-22:00"
[[season]]
id = "spring"
dates = [{ from = 2026-03-01, to = 2026-04-01, times = 1.2 }]
[[product]]
id = "car"
price = "£20k"
[[product]]
id = "part"
price = 100
[[party]]
id = "us"
kind = "company"
[[party]]
id = "bank"
kind = "insurer"
[[site]]
id = "plant"
product = "car"
party = "us"
produce = "planning"
ramp = { duration = "1d" }
[[site]]
id = "supplier"
product = "part"
party = "us"
[[link]]
from = "supplier"
to = "plant"
flow = "100/d"
[[site]]
id = "shop"
product = "car"
party = "us"
[[demand]]
site = "plant"
flow = "10/d"
[[demand]]
site = "shop"
flow = "5/d"
[[substitute]]
from = "plant"
to = "shop"
share = 0.1
[[target]]
id = "viable"
services = ["planning"]
[[policy]]
id = "cyber"
insured = "us"
covers = [{ of = "interruption" }]
layers = [{ limit = 1000 }]
[[data]]
id = "customers"
kind = "personal"
held_by = ["erp"]
records = 40
known_after = "1d"
notification = { per_record = 1 }
liability = { per_record = 1, chance = 0.5 }
fine = { amount = 1, chance = 0.5 }
"#;

/// A stated day with everything in it.
const STATED: &str = r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "90d"
destroyed = { backup = 0.5 }
[shutdown]
[recovery]
extra_people = [{ crew = "it", people = 1 }]
modes = [{ system = "erp", task = "rebuild", mode = "fast" }]
[[fall]]
id = "worm"
systems = ["mes"]
at = "1d"
cause = "attacker"
[[outage]]
phases = [{}]
id = "port"
system = "mes"
[[shock]]
id = "strike"
kind = "demand"
sites = ["plant"]
times = 0.5
[[cost]]
id = "lawyers"
party = "us"
form = "response"
amount = 5
"#;

/// An attacked day.
const ATTACKED: &str = r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "90d"
[recovery]
[attack]
start = ["contact"]
[[credential]]
id = "admin"
[[technique]]
id = "logon"
needs = ["contact"]
gives = ["foothold"]
success = 1
time = "10h"
alert = { chance = 1 }
[[control]]
id = "mfa"
blocks = ["logon"]
effective = 0.5
[[cut]]
id = "reset"
credentials = ["admin"]
[[shutdown_rule]]
id = "plug"
when = ["foothold"]
systems = "all"
[[effect]]
when = ["foothold"]
systems = ["erp"]
lost = 1
[[taken]]
data = ["customers"]
when = ["foothold"]
"#;

/// Values of all shapes: what fits one field is wrong for another.
const VALUES: [&str; 17] = [
    "1",
    "\"it\"",
    "\"2d\"",
    "0.5",
    "3",
    "\"uniform(0.1, 0.2)\"",
    "\"uniform(1d, 2d)\"",
    "\"5/d\"",
    "\"£5/h\"",
    "true",
    "\"erp\"",
    "[\"planning\"]",
    "[\"plant\"]",
    "2026-03-01",
    "[\"clean-room@2\"]",
    "\"no such thing\"",
    "[]",
];

/// Words and ids that fit certain fields only: the end of the path, and the value.
const OWN: &[(&str, &str)] = &[
    ("ledger", "\"week\""),
    ("rule", "\"shortest\""),
    ("policy", "\"ranked\""),
    ("cause", "\"attacker\""),
    ("kind", "\"demand\""),
    ("kind", "\"company\""),
    ("kind", "\"health\""),
    ("known_from", "\"containment\""),
    ("data", "[\"customers\"]"),
    ("form", "\"liability\""),
    ("task", "\"rebuild\""),
    ("mode", "\"fast\""),
    ("party", "\"us\""),
    ("party", "\"bank\""),
    ("to", "\"bank\""),
    ("to", "\"plant-floor\""),
    ("to", "\"plant\""),
    ("to", "2026-05-01"),
    ("from", "\"office\""),
    ("from", "\"supplier\""),
    ("shutdown", "\"never\""),
    ("start", "[\"contact\"]"),
    ("needs", "[\"contact\"]"),
    ("gives", "[\"foothold\"]"),
    ("when", "[\"foothold\"]"),
    ("blocks", "[\"logon\"]"),
    ("credentials", "[\"admin\"]"),
    ("id", "\"admin\""),
    ("id", "\"logon\""),
    ("currency", "\"EUR\""),
    ("resource", "\"backup\""),
    ("shifts", "\"Mon-Fri 08:00-16:00\""),
    ("product", "\"car\""),
    ("product", "\"part\""),
    ("insured", "\"us\""),
    ("insurer", "\"bank\""),
    ("waiting_is", "\"qualifying\""),
    ("until", "\"restored\""),
    ("of", "\"contingent\""),
    ("calendar", "\"week\""),
    ("season", "\"spring\""),
];

/// All that there is to say about a reading, without its places.
fn everything<T: Debug>(read: &Read<T>) -> (String, BTreeSet<String>) {
    let problems = read.problems.iter();
    let problems = problems.map(|it| format!("{} {} {:?}", it.code, it.message, it.advice)).collect();
    (format!("{:?}", read.it), problems)
}

/// The text with a value put where a path of keys and places leads.
fn written(text: &str, steps: &[&str], value: &str) -> String {
    let mut root: Value = Value::Table(text.parse().unwrap());
    let value: toml::Table = format!("v = {value}").parse().unwrap();
    let mut here = &mut root;
    for step in steps {
        here = match step.parse::<usize>() {
            Ok(at) => &mut here.as_array_mut().unwrap()[at],
            Err(_) => {
                let table = here.as_table_mut().unwrap();
                table.entry(*step).or_insert_with(|| Value::Table(toml::Table::new()))
            }
        };
    }
    *here = value["v"].clone();
    toml::to_string(&root).unwrap()
}

/// Paths of all fields of a kind below a path, with the way there in the document.
fn fields(kind: &Kind, path: &str, way: &[String], found: &mut Vec<(String, Vec<String>)>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for field in kind.fields {
        let way = [way, &[field.key.to_owned()]].concat();
        match field.need {
            Need::Part(inner) => fields(inner, &below(field.key), &way, found),
            // What has no list yet gets none here.
            Need::List(inner) => {
                let way = [way, vec!["0".to_owned()]].concat();
                fields(inner, &format!("{}[0]", below(field.key)), &way, found);
            }
            _ => found.push((below(field.key), way)),
        }
    }
}

/// Sets every field to every value, by path and in the text, and compares what comes of it. Fields that no value fits.
fn same_as_written<S: Clone, T: Debug>(
    text: &str,
    kinds: &[(&Kind, String, Vec<String>)],
    source: &S,
    set: impl Fn(&mut S, &str, &str) -> Result<(), Refused>,
    read: impl Fn(&S) -> Read<T>,
    read_text: impl Fn(&str) -> Read<T>,
) -> Vec<String> {
    let mut unfit = Vec::new();
    for (kind, path, way) in kinds {
        let mut all = Vec::new();
        fields(kind, path, way, &mut all);
        for (path, way) in all {
            // Lists inside that the text does not have cannot be gone into.
            let steps: Vec<&str> = way.iter().map(String::as_str).collect();
            let mut fit = 0;
            let last = way.last().map(String::as_str);
            let own = OWN.iter().filter(|(end, _)| Some(*end) == last).map(|(_, value)| *value);
            for value in VALUES.into_iter().chain(own) {
                let mut source = source.clone();
                if let Err(problem) = set(&mut source, &path, value) {
                    panic!("{path}: {problem:?}");
                }
                let edited = read(&source);
                let other = read_text(&written(text, &steps, value));
                assert_eq!(everything(&edited), everything(&other), "{path} = {value}");
                fit += usize::from(edited.it.is_some());
                let own = edited.problems.iter().filter(|it| it.excerpt.starts_with(&path));
                assert!(own.clone().all(|it| it.file.as_os_str() == EDIT && it.line == 1), "{path} = {value}");
            }
            if fit == 0 {
                unfit.push(path);
            }
        }
    }
    unfit
}

#[test]
fn every_field_of_a_model_can_be_set_as_if_it_were_written() {
    let source = ModelSource::text(FULL);
    assert_eq!(said(&source.model()), "");
    let mut kinds = vec![(&crate::source::kinds::Head::KIND, String::new(), Vec::new())];
    kinds.extend(
        MODEL_KINDS.iter().map(|kind| (kind, format!("{}[0]", kind.word), vec![kind.word.to_owned(), "0".to_owned()])),
    );
    let unfit = same_as_written(FULL, &kinds, &source, ModelSource::set, ModelSource::model, crate::model_text);
    // Words of their own, or what is there already and goes with the rest.
    insta::assert_snapshot!(unfit.join("\n"), @r"
    currency
    zone[0].id
    system[0].zone
    system[0].needs
    service[0].id
    service[0].fallback.kind
    product[0].id
    party[0].id
    site[0].id
    site[0].output
    site[0].capacity
    site[0].ramp.curve
    demand[0].site
    demand[0].aftermath.leave
    demand[0].aftermath.back
    demand[0].aftermath.never
    substitute[0].from
    substitute[0].to
    data[0].fine.share
    data[0].fine.turnover
    ");
}

#[test]
fn every_field_of_a_scenario_can_be_set_as_if_it_were_written() {
    let model = crate::model_text(FULL).it.unwrap();
    let head = (&crate::source::kinds::ScenarioHead::KIND, String::new(), Vec::new());
    let single = |kind: &'static Kind| (kind, kind.word.to_owned(), vec![kind.word.to_owned()]);
    let list = |kind: &'static Kind| (kind, format!("{}[0]", kind.word), vec![kind.word.to_owned(), "0".to_owned()]);
    let stated = SCENARIO_TABLES.iter().filter(|kind| kind.word != "attack").map(single);
    let stated: Vec<_> = std::iter::once(head).chain(stated).chain(SCENARIO_KINDS.iter().map(list)).collect();
    let attacked = ATTACK_KINDS.iter().filter(|kind| kind.word != "detector").map(list);
    let attacked: Vec<_> =
        SCENARIO_TABLES.iter().filter(|kind| kind.word == "attack").map(single).chain(attacked).collect();
    let mut unfit = Vec::new();
    for (text, kinds) in [(STATED, stated), (ATTACKED, attacked)] {
        let source = ScenarioSource::text(text);
        assert!(source.scenario(&model).it.is_some(), "{}", said(&source.scenario(&model)));
        let (read, read_text) =
            (|source: &ScenarioSource| source.scenario(&model), |text: &str| crate::scenario_text(text, &model));
        unfit.extend(same_as_written(text, &kinds, &source, ScenarioSource::set, read, read_text));
    }
    insta::assert_snapshot!(unfit.join("\n"), @r"
    fall[0].zones
    outage[0].service
    outage[0].services
    outage[0].site
    outage[0].sites
    outage[0].channel
    outage[0].channels
    outage[0].until
    outage[0].for
    outage[0].phases[0].steadily
    outage[0].kind
    shock[0].region
    shock[0].party
    shock[0].product
    cost[0].to
    attack.file
    attack.mal.language
    attack.mal.model
    attack.mal.controls
    technique[0].use
    cut[0].steps
    shutdown_rule[0].zones
    effect[0].zones
    effect[0].exposed
    taken[0].at
    ");
}

#[test]
fn a_wrong_value_is_told_as_in_a_file_and_its_place_is_the_edit() {
    let mut source = ModelSource::text(FULL);
    source.set("service.planning.grace", "4h").unwrap();
    source.set("system.erp.rebuild.duration", "pert(1d, 2 dys, 3d)").unwrap();
    source.set("crew.it.people", "0").unwrap();
    source.set("site.plant.ramp", "{ duraton = \"1d\" }").unwrap();
    source.add("link", "from = \"suplier\"\nto = \"plant\"\nflow = \"3/d\"").unwrap();
    source.add("system", "{ id = \"erp\" }").unwrap();
    insta::assert_snapshot!(said(&source.model()), @r#"
    BS0204 error edit:2:43 `duration`: unknown unit `dys`
      | system.erp.rebuild.duration = "pert(1d, 2 dys, 3d)"
      |                                           ^^^
      = did you mean `days`?
    BS0401 warning edit:3:18 the crew `it` has nobody
      | crew.it.people = 0
      |                  ^
      = give it people; right only if scenarios add some with `extra_people`
    BS0202 error edit:4:19 this ramp has no `duration`
      | site.plant.ramp = { duraton = "1d" }
      |                   ^^^^^^^^^^^^^^^^^^
      = add `duration`: a duration such as "3d", or "pert(2d, 3d, 6d)"
    BS0201 error edit:4:21 this ramp has no key `duraton`
      | site.plant.ramp = { duraton = "1d" }
      |                     ^^^^^^^
      = did you mean `duration`?
    BS0301 error edit:5:8 there is no site `suplier`
      | from = "suplier"
      |        ^^^^^^^^^
      = did you mean `supplier`?
    BS0302 error edit:6:17 the system `erp` is defined twice
      | system = { id = "erp" }
      |                 ^^^^^
      = rename or delete one of the two
    "#);
}

#[test]
fn a_path_that_leads_nowhere_is_told_at_once() {
    let mut source = ModelSource::text(FULL);
    let mut told = String::new();
    for path in [
        "sistem.erp.zone",
        "system.epr.zone",
        "system.erp.rebild.duration",
        "system.erp.rebuild.duratoin",
        "system.erp.rebuild.duration.x",
        "system.erp.rebuild.modes[3].cost",
        "system.erp.rebuild.modes[id=slow].cost",
        "system[9].zone",
        "system",
        "site[party=us].stock",
        "site[prty=us].stock",
        "link[from=plant,to=plant].flow",
        "system.erp[",
        "system..erp",
        "",
        "stepp",
    ] {
        let problem = source.set(path, "2d").unwrap_err();
        told += &crate::tests::told(&[*problem], 0);
    }
    assert_eq!(said(&source.model()), "", "nothing of it was done");
    insta::assert_snapshot!(told, @r#"
    BS0201 error edit:1:1 a model has no `sistem`
      | sistem.erp.zone = "2d"
      | ^^^^^^
      = did you mean `system`?
    BS0301 error edit:1:8 there is no system `epr`
      | system.epr.zone = "2d"
      |        ^^^
      = did you mean `erp`?
    BS0201 error edit:1:12 this system has no key `rebild`
      | system.erp.rebild.duration = "2d"
      |            ^^^^^^
      = did you mean `rebuild`?
    BS0201 error edit:1:20 this task has no key `duratoin`
      | system.erp.rebuild.duratoin = "2d"
      |                    ^^^^^^^^
      = did you mean `duration`?
    BS0201 error edit:1:29 `duration` is a value: nothing is inside
      | system.erp.rebuild.duration.x = "2d"
      |                             ^
    BS0301 error edit:1:25 `modes` has no row 3
      | system.erp.rebuild.modes[3].cost = "2d"
      |                         ^^^
      = places count from 0
    BS0301 error edit:1:25 there is no such mode
      | system.erp.rebuild.modes[id=slow].cost = "2d"
      |                         ^^^^^^^^^
    BS0301 error edit:1:7 `systems` has no row 9
      | system[9].zone = "2d"
      |       ^^^
      = there are 2, counted from 0
    BS0201 error edit:1:1 `system` is a list
      | system = "2d"
      | ^^^^^^
      = name one: `system.id`, `system[0]` or `system[key=value]`
    BS0201 error edit:1:5 this fits 3 sites
      | site[party=us].stock = "2d"
      |     ^^^^^^^^^^
      = name more of its keys: site[key=value,…]
    BS0201 error edit:1:5 this site has no key `prty`
      | site[prty=us].stock = "2d"
      |     ^^^^^^^^^
      = did you mean `party`?
    BS0301 error edit:1:5 there is no such link
      | link[from=plant,to=plant].flow = "2d"
      |     ^^^^^^^^^^^^^^^^^^^^^
    BS0201 error edit:1:11 this bracket is not closed
      | system.erp[ = "2d"
      |           ^
    BS0201 error edit:1:8 a name is missing here, or its quotes are not closed
      | system..erp = "2d"
      |        ^
    BS0201 error edit:1:1 a name is missing here, or its quotes are not closed
      |  = "2d"
      | ^
    BS0201 error edit:1:1 a model has no `stepp`
      | stepp = "2d"
      | ^^^^^
      = did you mean `step`?
    "#);
}

#[test]
fn rows_are_added_and_taken_away() {
    let mut source = ModelSource::text(FULL);
    source.add("system", "id = \"edi\"\nneeds = \"erp\"\nstart = { duration = \"1h\" }").unwrap();
    source.set("system.edi.start.duration", "2h").unwrap();
    source.set("system.edi.start.crew", "it").unwrap();
    source.remove("system.erp.rebuild.modes[id=fast]").unwrap();
    source.remove("target.viable").unwrap();
    source.remove("service.planning.tolerance").unwrap();
    source.remove("link[from=supplier,to=plant].flow").unwrap();
    source.set("link[0].flow", "50/d").unwrap();
    source.set("demand[site=plant].flow", "5/d").unwrap();
    source.set("policy.cyber.covers[0].limit", "£5k").unwrap();
    source.set("step", "12h").unwrap();
    let read = source.model();
    let model = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    assert_eq!(model.systems.len(), 3);
    let edi = &model.systems.rows()[2];
    assert_eq!(edi.start.as_ref().unwrap().hours.mean(), 2.0);
    assert_eq!(edi.start.as_ref().unwrap().crew, Some(Key::new(0)));
    assert!(model.systems.rows()[0].rebuild.as_ref().unwrap().modes.is_empty());
    assert!(model.targets.is_empty() && model.services.rows()[0].tolerance.is_none());
    assert_eq!((model.links[0].flow_per_day, model.demands[0].flow_per_day, model.step_hours), (50.0, 5.0, 12.0));
    assert_eq!(model.policies[0].covers[0].limit, 5e3);
    assert!(source.remove("target.viable").is_err(), "it is gone");
    source.remove("crew.it").unwrap();
    let problems = said(&source.model());
    assert!(problems.contains("BS0301 error model.toml:") && problems.contains("`it`"), "{problems}");
}

#[test]
fn ids_with_dots_stand_in_quotes() {
    let mut source = ModelSource::text(&FULL.replace("\"mes\"", "\"mes.v2\"").replace("erp, mes", "erp, mes.v2"));
    source.set("system.\"mes.v2\".start.duration", "2h").unwrap();
    source.set("system[id=\"mes.v2\"].start.people", "3").unwrap();
    let model = source.model().it.unwrap();
    assert_eq!(model.systems.rows()[1].start.as_ref().unwrap().people, 3);
    assert_eq!(source.set("system.mes.v2.start.people", "3").unwrap_err().code, "BS0301");
}

#[test]
fn rows_of_tables_are_changed_like_any_others_and_no_file_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    write_starter(folder.path());
    let links = folder.path().join("links.csv");
    let csv = std::fs::read_to_string(&links).unwrap();
    let read = ModelSource::open(folder.path(), &CsvOnly);
    assert_eq!(said(&read), "");
    let base = read.it.unwrap();
    assert_eq!(base.model().it, crate::model(folder.path(), &CsvOnly).it);

    // In the second row: a cell that is there, and a column that is not.
    let lines: Vec<&str> = csv.lines().collect();
    let columns: Vec<&str> = lines[0].split(',').map(str::trim).collect();
    let cells: Vec<&str> = lines[2].split(',').map(str::trim).collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let path = format!("link[from={},to={}]", cells[at("from")], cells[at("to")]);
    let mut source = base.clone();
    source.set(&format!("{path}.cover"), "7d").unwrap();
    source.set(&format!("{path}.critical"), "0.25").unwrap();
    assert!(!columns.contains(&"critical"));
    let mut changed = cells.clone();
    changed[at("cover")] = "7d";
    let text: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| match n {
            0 => format!("{line},critical"),
            2 => format!("{},0.25", changed.join(",")),
            _ => format!("{line},"),
        })
        .collect();
    std::fs::write(&links, text.join("\n")).unwrap();
    let written = crate::model(folder.path(), &CsvOnly);
    assert_eq!(said(&written), "");
    assert_eq!(source.model().it, written.it);

    // A row less.
    source.remove(&path).unwrap();
    let without: Vec<&str> = lines.iter().enumerate().filter(|(n, _)| *n != 2).map(|(_, line)| *line).collect();
    std::fs::write(&links, without.join("\n")).unwrap();
    assert_eq!(everything(&source.model()), everything(&crate::model(folder.path(), &CsvOnly)));

    // The same words as in the file.
    let mut wrong = base.clone();
    wrong.set(&format!("{path}.cover"), "7 dys").unwrap();
    let row = lines[2].replace(cells[at("cover")], "7 dys");
    std::fs::write(&links, csv.replace(lines[2], &row)).unwrap();
    let problems = said(&wrong.model());
    assert_eq!(everything(&wrong.model()), everything(&crate::model(folder.path(), &CsvOnly)));
    assert!(problems.contains("edit:1:") && problems.contains(&format!("| {path}.cover = \"7 dys\"")), "{problems}");

    std::fs::remove_file(&links).unwrap();
    std::fs::remove_file(folder.path().join("model.toml")).unwrap();
    assert_eq!(base.model().it.unwrap().links.len(), lines.len() - 1, "the files are gone, and nobody missed them");
}

#[test]
fn what_is_no_toml_stands_for_itself() {
    for (given, toml) in [
        ("2d", "\"2d\""),
        ("\"2d\"", "\"2d\""),
        ("2.5", "2.5"),
        ("true", "true"),
        ("all(erp, mes)", "\"all(erp, mes)\""),
        ("[\"a\"]", "[\"a\"]"),
        ("2026-02-01", "2026-02-01"),
        ("", "\"\""),
        ("1\nformat = 2", "\"\"\"\n1\nformat = 2\"\"\""),
    ] {
        assert_eq!(as_toml(given), toml);
    }
}

#[test]
fn fields_are_found_where_they_are_written() {
    let mut source = ModelSource::text(FULL);
    source.set("crew.it.people", "9").unwrap();
    let paths = [
        "name",
        "system.erp.rebuild.duration",
        "system.erp.rebuild.again",
        "system.erp.rebuild.modes[id=fast].duration",
        "system.mes.rebuild_without_backup",
        "demand[site=plant].patience",
        "crew.it.people",
        "system.nobody.zone",
    ];
    let told: Vec<String> = source
        .places(&paths)
        .iter()
        .zip(paths)
        .map(|(it, path)| {
            format!(
                "{path}: {}",
                match it {
                    Some(Written { file, line, column, stated, .. }) => {
                        format!("{}:{line}:{column}{}", file.display(), if *stated { "" } else { ", by default" })
                    }
                    None => "nowhere".to_owned(),
                }
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    name: model.toml:3:8
    system.erp.rebuild.duration: model.toml:19:24
    system.erp.rebuild.again: model.toml:19:24, by default
    system.erp.rebuild.modes[id=fast].duration: model.toml:19:78
    system.mes.rebuild_without_backup: model.toml:23:1, by default
    demand[site=plant].patience: model.toml:70:1, by default
    crew.it.people: edit:1:18
    system.nobody.zone: nowhere
    ");
}
