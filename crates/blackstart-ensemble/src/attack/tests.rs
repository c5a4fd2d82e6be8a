//! The study of an attack: sums that must hold, sameness over threads, differences of the right sign.

use super::*;
use crate::threads::within;
use blackstart_model::{Model, Scenario};

const MODEL: &str = r#"
format = 1
name = "maker"
currency = "EUR"
[[system]]
id = "erp"
start = { duration = "1h" }
rebuild = { duration = "3d" }
[[system]]
id = "mes"
needs = "erp"
start = { duration = "1h" }
[[system]]
id = "scada"
needs = "any(erp, mes)"
start = { duration = "1h" }
rebuild = { duration = "3d" }
[[system]]
id = "mail"
"#;

const DAY: &str = r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "90d"
[recovery]
[attack]
start = ["contact"]
triage = "4h"
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["foothold"]
success = 0.7
time = "lognormal(median 10h, p90 60h)"
alert = { chance = 0.4, after = "6h" }
[[technique]]
id = "encryption"
needs = ["foothold"]
gives = ["encrypted"]
success = 0.9
time = "lognormal(median 20h, p90 60h)"
alert = { chance = 1, after = "30h" }
[[control]]
id = "training"
blocks = ["phishing"]
effective = 0.5
[[shutdown_rule]]
id = "plug"
when = ["foothold"]
chance = 0.5
after = "2h"
systems = ["erp", "scada"]
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 1
"#;

fn world() -> (Model, Scenario) {
    let model = blackstart_read::model_text(MODEL).it.unwrap();
    let read = blackstart_read::scenario_text(DAY, &model);
    let scenario = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    (model, scenario)
}

#[test]
fn it_is_the_same_on_any_number_of_threads_and_its_sums_hold() {
    let (model, scenario) = world();
    let [one, four] = [1, 4].map(|threads| within(threads, || study(&model, &scenario, 3_000, 7, &()).unwrap()));
    assert_eq!(one, four);
    // mes only falls with erp; mail never.
    let ids: Vec<&str> = one.systems.iter().map(|system| system.id.as_str()).collect();
    assert_eq!(ids, ["erp", "mes", "scada"]);
    for system in &one.systems {
        let parts = system.attacker.hits + system.shutdown.hits + system.dependency.hits;
        assert_eq!(parts, system.down.reached.hits);
    }
    assert_eq!(one.systems[1].dependency.hits, one.systems[0].down.reached.hits);
    assert_eq!(one.systems[0].dependency.hits, 0);
    // Encryption is the only harm, phishing the only way there.
    assert_eq!(one.techniques[0].critical, one.techniques[1].critical);
    assert_eq!(one.techniques[0].critical.hits, one.techniques[0].critical.of);
    let alerts: usize = one.techniques.iter().map(|technique| technique.first_alert.hits).sum();
    assert_eq!(alerts, one.first_alert.reached.hits);
    // P(foothold) = 0.7 × 0.5.
    let foothold = &one.states[1].reached;
    assert!(foothold.low < 0.35 && foothold.high > 0.35, "{foothold:?}");
}

#[test]
fn a_forced_control_and_doctrine_change_what_they_must() {
    let (model, scenario) = world();
    let it = study(&model, &scenario, 3_000, 7, &()).unwrap();
    let forced = |id: &str, forced: Forced| it.variants.iter().find(|v| v.id == id && v.forced == forced).unwrap();
    let on = forced("training", Forced::On);
    assert_eq!((on.outcomes.attacker, on.outcomes.shutdown), (0.0, 0.0));
    let off = forced("training", Forced::Off);
    assert!(off.outcomes.attacker > it.base.attacker && off.attacker.low > 0.0);
    let never = forced("shutdown", Forced::Never);
    assert_eq!(never.outcomes.shutdown, 0.0);
    // Whoever never switches off loses at least as much to the attacker.
    assert!(never.attacker.value >= 0.0 && never.shutdown.high < 0.0);
    let always = forced("shutdown", Forced::Always);
    assert!(always.outcomes.shutdown > it.base.shutdown && always.attacker.value <= 0.0);
    for variant in &it.variants {
        let difference = variant.outcomes.attacker - it.base.attacker;
        assert!((variant.attacker.value - difference).abs() < 1e-12);
    }
}
