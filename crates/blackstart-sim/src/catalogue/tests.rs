//! The catalogue is whole: whatever a history draws is listed, and what it draws is what the catalogue says.

use super::*;
use crate::draw::record;
use crate::outage::Work;
use crate::sample::{any_bad_day, any_chain, any_theft, outage};
use crate::{BeforeFlow, World, attack, batch, replicate};
use blackstart_model::CsvOnly;
use blackstart_model::id::SystemId;
use blackstart_model::scenario::{Known, KnownTask, RestorePolicy, Subject};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Plays a history and looks every draw up. Paths of what was drawn.
fn listed(world: &World, catalogue: &Catalogue, draw: Draw) -> BTreeSet<String> {
    let drawn = record::of(|| {
        replicate(world, draw);
    });
    all_listed(catalogue, draw, &drawn)
}

fn all_listed(catalogue: &Catalogue, draw: Draw, drawn: &BTreeMap<DrawKey, Vec<f64>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for (&key, values) in drawn {
        let entries: Vec<&Entry> = catalogue.made_with(key).collect();
        assert!(!entries.is_empty(), "{key:?} is not in the catalogue");
        for entry in &entries {
            assert!(entry.purpose.stage == key.stage && entry.purpose.turn <= key.turn, "{}", entry.path);
        }
        for value in values {
            let own = |entry: &&Entry| entry.law.value(entry.law.uniform(draw, key)).to_bits() == value.to_bits();
            let paths: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
            assert!(
                entries.iter().any(own) || entries.iter().any(|it| it.known),
                "{paths:?}: {value} is by another law"
            );
        }
        seen.extend(entries.iter().map(|entry| entry.path.clone()));
    }
    // What the catalogue tells without playing is what was drawn first.
    for entry in catalogue.entries().iter().filter(|entry| !entry.known && matches!(entry.law, Law::Quantity(_))) {
        if let Some(values) = drawn.get(&entry.key()).filter(|_| catalogue.made_with(entry.key()).count() == 1) {
            assert!(values.iter().all(|value| value.to_bits() == entry.value(draw).to_bits()), "{}", entry.path);
        }
    }
    seen
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// Every entry stands in a line of the files that it was read from.
fn all_written(folder: &Path, file: &Path, catalogue: &Catalogue) {
    let model = blackstart_read::ModelSource::open(folder, &CsvOnly).it.unwrap();
    let scenario = blackstart_read::ScenarioSource::open(file).it.unwrap();
    for document in [Document::Model, Document::Scenario] {
        let entries = catalogue.entries().iter().filter(|entry| entry.document == document);
        let paths: Vec<&str> = entries.map(|entry| entry.path.as_str()).collect();
        let places = match document {
            Document::Model => model.places(&paths),
            Document::Scenario => scenario.places(&paths),
        };
        for (path, place) in paths.iter().zip(places) {
            let place = place.unwrap_or_else(|| panic!("{path} leads nowhere"));
            assert!(place.line > 0 && place.column > 0, "{path}: {place:?}");
        }
    }
}

#[test]
fn every_draw_of_every_example_is_in_the_catalogue() {
    let shared = ["as-forecast", "as-happened", "prior"];
    for name in ["jlr-2025", "marks-and-spencer-2025", "norsk-hydro-2019", "toyota-kojima-2022"] {
        let model = blackstart_read::model(&example(name), &CsvOnly).it.unwrap();
        for day in shared.into_iter().chain((name == "jlr-2025").then_some("as-attacked")) {
            let file = example(name).join(format!("scenarios/{day}.toml"));
            let scenario = blackstart_read::scenario(&file, &model).it.unwrap();
            let catalogue = Catalogue::new(&model, &scenario);
            let before = BeforeFlow::new(&model, &scenario);
            let paths: BTreeSet<&str> = catalogue.entries().iter().map(|entry| entry.path.as_str()).collect();
            assert!(!paths.is_empty(), "{name} {day}");
            all_written(&example(name), &file, &catalogue);
            // A whole history of the large one takes a while; what comes before goods move draws most.
            let whole = if name == "jlr-2025" { 1 } else { 8 };
            let world = World::new(&model, &scenario);
            for number in 0..40 {
                let draw = Draw { seed: 1, replicate: number };
                if number < whole {
                    listed(&world, &catalogue, draw);
                } else {
                    let drawn = record::of(|| {
                        before.play(draw);
                    });
                    all_listed(&catalogue, draw, &drawn);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_draw_of_any_bad_day_is_in_the_catalogue(
        (mut model, mut scenario) in any_bad_day(), (data, taking) in any_theft(), number in 0u64..100,
    ) {
        model.data.push(data);
        scenario.taken.push(taking);
        let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
        let draw = Draw { seed: 3, replicate: number };
        listed(&world, &catalogue, draw);
        // Side by side as alone, and when ways of doing tasks are compared.
        let drawn = record::of(|| {
            batch(&world, &[draw; 3]);
            if let Some(recovery) = &scenario.recovery {
                let compromise = attack::spread(None, &model, &scenario, draw);
                Work::new(&model, &scenario, recovery).case(&model, &scenario, recovery, draw, &compromise);
            }
        });
        all_listed(&catalogue, draw, &drawn);
    }

    #[test]
    fn every_draw_of_a_restart_in_mid_recovery_is_in_the_catalogue((model, mut scenario) in any_bad_day(), number in 0u64..100, now in 1.0..300.0) {
        let draw = Draw { seed: 3, replicate: number };
        let Some(recovery) = &mut scenario.recovery else { return Ok(()) };
        recovery.policy = RestorePolicy::Ranked;
        let availability = BeforeFlow::new(&model, &scenario).play(draw).availability;
        let mut tasks: Vec<KnownTask> = availability
            .tasks
            .iter()
            .filter(|done| done.start_hours < now)
            .map(|done| KnownTask {
                system: done.system,
                kind: done.kind,
                began_hours: done.start_hours,
                progress: if done.end_hours <= now { Progress::Ended(done.end_hours) } else { Progress::Running },
            })
            .collect();
        tasks.sort_by_key(|task| (task.system, task.kind));
        scenario.recovery.as_mut().unwrap().known = Some(Known { now_hours: now, investigation: None, tasks });
        let (before, catalogue) = (BeforeFlow::new(&model, &scenario), Catalogue::new(&model, &scenario));
        for number in 0..4 {
            let draw = Draw { seed: 4, replicate: number };
            let drawn = record::of(|| {
                before.play(draw);
            });
            all_listed(&catalogue, draw, &drawn);
        }
    }

    #[test]
    fn every_draw_of_any_chain_is_in_the_catalogue((model, mut scenario, outages) in any_chain(), number in 0u64..100) {
        for (i, &(site, channel, level, from, days)) in outages.iter().enumerate() {
            let subject = Subject::Channel(site, channel);
            scenario.outages.push(outage(&format!("o{i}"), subject, from * 24.0, (from + days) * 24.0, level));
        }
        let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
        listed(&world, &catalogue, Draw { seed: 3, replicate: number });
    }
}

/// A small company in which everything that can be uncertain is.
const MODEL: &str = r#"
format = 1
name = "everything"
currency = "EUR"
[[party]]
id = "us"
kind = "company"
[[product]]
id = "car"
price = 10
[[crew]]
id = "it"
people = 9
cost_per_hour = "uniform(10/h, 20/h)"
[[system]]
id = "erp.core"
rebuild_without_backup = "uniform(1, 2)"
rebuild = { duration = "uniform(1d, 2d)", crew = "it", cost = "uniform(10, 20)", modes = [{ id = "fast", duration = "uniform(1h, 2h)" }] }
start = { duration = "uniform(1h, 2h)", crew = "it", fails = 0.6, again = "uniform(5h, 6h)", cost = "uniform(1, 2)" }
test = { duration = "uniform(3h, 4h)" }
[[service]]
id = "orders"
logic = "erp.core"
grace = "uniform(1h, 2h)"
fallback = { level = "uniform(0.1, 0.2)", setup = "uniform(1h, 2h)", max = "uniform(1d, 2d)" }
backlog = { keying = "uniform(0.1, 0.2)", level = "uniform(0.1, 0.2)" }
[[site]]
id = "plant"
product = "car"
party = "us"
produce = "orders"
cover_scale = "uniform(1, 2)"
overtime = "uniform(1, 2)"
overtime_premium = "uniform(0.1, 0.2)"
variable_cost = "uniform(1, 2)"
fixed_cost = "uniform(1/d, 2/d)"
cash = "uniform(1000, 2000)"
credit = "uniform(1000, 2000)"
scrap = "uniform(1, 2)"
ramp = { after = "1h", duration = "uniform(1d, 2d)", from = "uniform(0.1, 0.2)" }
[[demand]]
site = "plant"
flow = "10/d"
patience = "uniform(0.1, 0.2)"
wait = "uniform(1d, 2d)"
"#;

const STATED: &str = r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "90d"
containment = "uniform(1h, 2h)"
destroyed = { directory = 0.5, backup = 0.9 }
[recovery]
investigation = "uniform(1h, 2h)"
common = "uniform(1, 2)"
[shutdown]
at = "uniform(1h, 2h)"
lost = 0.9
[[fall]]
systems = ["erp.core"]
at = "uniform(4h, 5h)"
until = "uniform(60d, 70d)"
cause = "attacker"
lost = 0.5
chance = 0.2
[[outage]]
id = "port"
site = "plant"
channel = "produce"
from = "uniform(1d, 2d)"
until = "uniform(6d, 9d)"
level = "uniform(0, 0.2)"
[[shock]]
kind = "demand"
sites = ["plant"]
times = "uniform(0.1, 0.2)"
[[cost]]
id = "lawyers"
party = "us"
form = "response"
amount = "uniform(1, 2)"
per_day = "uniform(1/d, 2/d)"
"#;

const ATTACKED: &str = r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "90d"
containment = "uniform(1h, 2h)"
[recovery]
[attack]
start = ["contact"]
triage = "uniform(1h, 2h)"
[[technique]]
id = "logon"
needs = ["contact"]
gives = ["foothold"]
success = 0.9
time = "uniform(1h, 2h)"
alert = { chance = 0.9, after = "uniform(1h, 2h)" }
[[technique]]
id = "wipe"
needs = ["foothold"]
gives = ["wiped"]
success = 1
time = "uniform(1d, 2d)"
[[control]]
id = "mfa"
blocks = ["logon"]
effective = 0.1
[[credential]]
id = "admin"
[[cut]]
id = "reset"
after = "uniform(1h, 2h)"
credentials = ["admin"]
[[shutdown_rule]]
id = "plug"
when = ["foothold"]
chance = 0.5
after = "uniform(1h, 2h)"
systems = "all"
exposed = 0.5
[[effect]]
when = ["wiped"]
systems = ["erp.core"]
lost = 0.7
exposed = 0.2
"#;

/// The catalogue of a day, and what 200 histories draw of it.
fn played(day: &str) -> (Catalogue, BTreeSet<String>) {
    let read = blackstart_read::model_text(MODEL);
    let model = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    let read = blackstart_read::scenario_text(day, &model);
    let scenario = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
    let seen = (0..200).flat_map(|number| listed(&world, &catalogue, Draw { seed: 2, replicate: number })).collect();
    (catalogue, seen)
}

/// Paths with the first turn they are drawn with and how often, of what 200 histories drew; `-` before what they did not.
fn told(day: &str) -> String {
    let (catalogue, seen) = played(day);
    let line = |entry: &Entry| {
        let drawn = if seen.contains(&entry.path) { ' ' } else { '-' };
        let what = if entry.law.is_input() { "input" } else { "luck" };
        let way = if entry.other_way { ", another way" } else { "" };
        format!("{drawn}{} {:?}/{} × {} {what}{way}\n", entry.path, entry.key().stage, entry.key().turn, entry.draws())
    };
    catalogue.entries().iter().map(line).collect()
}

#[test]
fn everything_of_a_stated_day_is_listed_and_drawn() {
    insta::assert_snapshot!(told(STATED), @r#"
    shutdown.chance Attack/0 × 1 luck
    shutdown.at Attack/1 × 1 input
    shutdown.lost Attack/0 × 1 luck
    fall[0].chance Attack/0 × 1 luck
    fall[0].at Attack/1 × 1 input
    fall[0].until Attack/2 × 1 input
    fall[0].lost Attack/0 × 1 luck
    destroyed.directory Attack/1 × 1 luck
    destroyed.backup Attack/3 × 1 luck
    containment Attack/0 × 1 input
    recovery.investigation Outage/0 × 1 input
    recovery.common Outage/1 × 1 input
    crew.it.cost_per_hour Outage/0 × 1 input
    system."erp.core".rebuild.duration Outage/0 × 1 input
    system."erp.core".rebuild.cost Outage/4 × 1 input
    system."erp.core".rebuild.modes[id=fast].duration Outage/0 × 1 input, another way
    system."erp.core".start.duration Outage/2 × 1 input
    system."erp.core".start.cost Outage/6 × 20 input
    system."erp.core".start.fails Outage/65700 × 19 luck
    system."erp.core".start.again Outage/65701 × 19 input
    system."erp.core".test.duration Outage/8 × 1 input
    system."erp.core".rebuild_without_backup Outage/3 × 1 input
    service.orders.grace Service/0 × 1 input
    service.orders.fallback.level Service/1 × 1 input
    service.orders.fallback.setup Service/2 × 1 input
    service.orders.fallback.max Service/3 × 1 input
    service.orders.backlog.keying Service/4 × 1 input
    service.orders.backlog.level Service/5 × 1 input
    site.plant.ramp.duration Service/0 × 1 input
    site.plant.ramp.from Service/1 × 1 input
    site.plant.cover_scale Flow/0 × 1 input
    site.plant.overtime Flow/1 × 1 input
    site.plant.overtime_premium Flow/8 × 1 input
    site.plant.variable_cost Flow/6 × 1 input
    site.plant.fixed_cost Flow/7 × 1 input
    site.plant.cash Flow/4 × 1 input
    site.plant.credit Flow/5 × 1 input
    site.plant.scrap Loss/2 × 1 input
    demand[site=plant].patience Flow/2 × 1 input
    demand[site=plant].wait Flow/3 × 1 input
    outage.port.from Scenario/0 × 1 input
    outage.port.until Scenario/1 × 1 input
    outage.port.level Scenario/2 × 1 input
    shock[0].times Scenario/0 × 1 input
    cost.lawyers.amount Loss/0 × 1 input
    cost.lawyers.per_day Loss/1 × 1 input
    "#);
}

#[test]
fn everything_of_an_attack_is_listed_and_drawn() {
    insta::assert_snapshot!(told(ATTACKED), @r#"
     attack.triage Attack/0 × 1 input
     technique.logon.success Attack/0 × 1 luck
     technique.logon.time Attack/1 × 1 input
     technique.wipe.time Attack/0 × 1 input
     control.mfa.effective Attack/0 × 1 luck
     technique.logon.alert.chance Attack/0 × 1 luck
     technique.logon.alert.after Attack/1 × 1 input
     cut.reset.after Attack/0 × 1 input
     shutdown_rule.plug.chance Attack/0 × 1 luck
     shutdown_rule.plug.after Attack/1 × 1 input
     shutdown_rule.plug.exposed Attack/2 × 1 luck
     effect[0].lost Attack/1 × 1 luck
     containment Attack/0 × 1 input
     crew.it.cost_per_hour Outage/0 × 1 input
     system."erp.core".rebuild.duration Outage/0 × 1 input
     system."erp.core".rebuild.cost Outage/4 × 1 input
     system."erp.core".rebuild.modes[id=fast].duration Outage/0 × 1 input, another way
     system."erp.core".start.duration Outage/2 × 1 input
     system."erp.core".start.cost Outage/6 × 20 input
     system."erp.core".start.fails Outage/65700 × 19 luck
     system."erp.core".start.again Outage/65701 × 19 input
     system."erp.core".test.duration Outage/8 × 1 input
    -system."erp.core".rebuild_without_backup Outage/3 × 1 input
     service.orders.grace Service/0 × 1 input
     service.orders.fallback.level Service/1 × 1 input
     service.orders.fallback.setup Service/2 × 1 input
     service.orders.fallback.max Service/3 × 1 input
     service.orders.backlog.keying Service/4 × 1 input
     service.orders.backlog.level Service/5 × 1 input
     site.plant.ramp.duration Service/0 × 1 input
     site.plant.ramp.from Service/1 × 1 input
     site.plant.cover_scale Flow/0 × 1 input
     site.plant.overtime Flow/1 × 1 input
     site.plant.overtime_premium Flow/8 × 1 input
     site.plant.variable_cost Flow/6 × 1 input
     site.plant.fixed_cost Flow/7 × 1 input
     site.plant.cash Flow/4 × 1 input
     site.plant.credit Flow/5 × 1 input
     site.plant.scrap Loss/2 × 1 input
     demand[site=plant].patience Flow/2 × 1 input
     demand[site=plant].wait Flow/3 × 1 input
    "#);
}

#[test]
fn phases_of_an_outage_are_listed_where_they_are_written() {
    let phases = r#"
[[outage]]
id = "web"
service = "orders"
from = "uniform(1d, 2d)"
level = "uniform(0, 0.1)"
phases = [
  { until = "uniform(10d, 20d)" },
  { for = "uniform(3d, 4d)", level = "uniform(0.3, 0.5)", steadily = true },
]
"#;
    let day = format!("{STATED}{phases}");
    let (catalogue, seen) = played(&day);
    let paths: Vec<&str> =
        catalogue.entries().iter().map(|it| it.path.as_str()).filter(|path| path.starts_with("outage.web")).collect();
    assert_eq!(
        paths,
        [
            "outage.web.from",
            "outage.web.phases[0].until",
            "outage.web.phases[1].for",
            "outage.web.phases[1].level",
            "outage.web.level"
        ]
    );
    assert!(paths.iter().all(|path| seen.contains(*path)), "{seen:?}");
    let source = blackstart_read::ScenarioSource::text(&day);
    for (path, place) in paths.iter().zip(source.places(&paths)) {
        let place = place.unwrap_or_else(|| panic!("{path} leads nowhere"));
        assert!(day.lines().nth(place.line as usize - 1).unwrap().contains("uniform("), "{path}");
    }
}

#[test]
fn what_shares_its_luck_is_listed_with_its_factor() {
    let shared = [r#"grace = "uniform(1h, 2h)""#, r#"patience = "uniform(0.1, 0.2)""#];
    let model = shared.into_iter().fold(MODEL.to_owned(), |text, field| {
        assert!(text.contains(field), "{field}");
        text.replace(field, &format!("{} with calm 0.7\"", field.trim_end_matches('"')))
    });
    let day =
        STATED.replace(r#"investigation = "uniform(1h, 2h)""#, r#"investigation = "uniform(1h, 2h) with calm -1""#);
    assert_ne!(day, STATED);
    let model = blackstart_read::model_text(&model).it.unwrap();
    let scenario = blackstart_read::scenario_text(&day, &model).it.unwrap();
    let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
    let factors: Vec<(&str, Vec<&Entry>)> = catalogue.factors().collect();
    let [(name, moving)] = factors.as_slice() else { panic!("{factors:?}") };
    let moving: Vec<&str> = moving.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(*name, "calm");
    assert_eq!(moving, ["recovery.investigation", "service.orders.grace", "demand[site=plant].patience"]);
    let seen: BTreeSet<String> =
        (0..50).flat_map(|number| listed(&world, &catalogue, Draw { seed: 2, replicate: number })).collect();
    assert!(seen.contains("factor.calm"), "{seen:?}");
    // Who moves fully against the factor is told by it alone.
    let draw = Draw { seed: 2, replicate: 7 };
    let of = |path: &str| catalogue.entries().iter().find(|it| it.path == path).unwrap();
    let factor = of("factor.calm").uniform(draw);
    assert_eq!(of("recovery.investigation").value(draw), 1.0 + (1.0 - factor));
}

#[test]
fn the_time_of_a_task_is_what_the_catalogue_says() {
    let model = blackstart_read::model_text(MODEL).it.unwrap();
    let scenario = blackstart_read::scenario_text(STATED, &model).it.unwrap();
    let catalogue = Catalogue::new(&model, &scenario);
    let at = |path: &str| catalogue.entries().iter().position(|entry| entry.path == path).unwrap();
    let (test, common) = (at("system.\"erp.core\".test.duration"), at("recovery.common"));
    let before = BeforeFlow::new(&model, &scenario);
    let mut compared = 0;
    for number in 0..50 {
        let draw = Draw { seed: 2, replicate: number };
        let sampled = catalogue.sampled(draw);
        assert_eq!(sampled.len(), catalogue.entries().len());
        let availability = before.play(draw).availability;
        for done in availability.tasks.iter().filter(|done| done.kind == TaskKind::Test) {
            assert!((done.end_hours - done.start_hours - sampled[test] * sampled[common]).abs() < 1e-9);
            compared += 1;
        }
    }
    assert!(compared > 30);
}

#[test]
fn what_is_known_of_a_task_bears_on_it() {
    let model = blackstart_read::model_text(MODEL).it.unwrap();
    let mut scenario = blackstart_read::scenario_text(STATED, &model).it.unwrap();
    let (system, kind) = (<SystemId as blackstart_model::id::Key>::new(0), TaskKind::Start);
    let task = KnownTask { system, kind, began_hours: 30.0, progress: Progress::Running };
    let recovery = scenario.recovery.as_mut().unwrap();
    recovery.known = Some(Known { now_hours: 31.0, investigation: None, tasks: vec![task] });
    let catalogue = Catalogue::new(&model, &scenario);
    let known: Vec<&str> =
        catalogue.entries().iter().filter(|entry| entry.known).map(|entry| entry.path.as_str()).collect();
    let start = "system.\"erp.core\".start";
    let expected = ["duration", "cost", "fails", "again"].map(|field| format!("{start}.{field}"));
    assert_eq!(known, [["recovery.common".to_owned()].as_slice(), &expected].concat());
    let draw = Draw { seed: 2, replicate: 1 };
    let unknown = |(entry, value): (&Entry, f64)| entry.known == value.is_nan();
    assert!(catalogue.entries().iter().zip(catalogue.sampled(draw)).all(unknown));
}

/// Two hosts of a MAL model: its steps are named as the model's, what notices them as the scenario's.
#[test]
#[expect(clippy::disallowed_methods, reason = "a language and a model of MAL are files beside the scenario")]
fn every_draw_of_an_attack_over_a_mal_model_is_in_the_catalogue() {
    const LANGUAGE: &str = include_str!("../../../blackstart-mal/tests/data/small.langspec.json");
    const PLANT: &str = r#"{"assets": {"1": {"name": "lan", "type": "Network", "associated_assets": {"hosts": ["2", "3"]}},
        "2": {"name": "erp", "type": "Host"}, "3": {"name": "mes", "type": "Host", "defenses": {"hardened": 0.25}}}}"#;
    const DAY: &str = r#"format = 1
name = "day"
start = 2026-02-01
horizon = "26w"
[recovery]
[attack]
start = ["lan:spread"]
mal = { language = "small.json", model = "plant.json" }
[[detector]]
id = "edr"
steps = ["erp:enter"]
chance = 0.5
after = "uniform(1h, 2h)"
[[effect]]
when = ["mes"]
systems = ["erp.core"]
lost = 1
"#;
    let folder = std::env::temp_dir().join(format!("blackstart-catalogue-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, contents) in [("small.json", LANGUAGE), ("plant.json", PLANT), ("day.toml", DAY)] {
        std::fs::write(folder.join(name), contents).unwrap();
    }
    let model = blackstart_read::model_text(MODEL).it.unwrap();
    let read = blackstart_read::scenario(&folder.join("day.toml"), &model);
    std::fs::remove_dir_all(&folder).unwrap();
    let scenario = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
    let mut seen = BTreeSet::new();
    for number in 0..100 {
        seen.extend(listed(&world, &catalogue, Draw { seed: 2, replicate: number }));
    }
    let attack = seen.into_iter().filter(|path| path.starts_with("attack") || path.starts_with("detector"));
    insta::assert_snapshot!(attack.collect::<Vec<_>>().join("\n"), @r#"
    attack.mal.model."erp:enter"
    attack.mal.model."mes:enter"
    attack.mal.model[7]
    detector.edr.after
    detector.edr.chance
    "#);
}
