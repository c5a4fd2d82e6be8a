//! A company whose loss has one cause, and what is said where there is none.

use super::*;
use crate::{Ensemble, Inputs, Results};
use blackstart_model::{Model, Scenario};

/// One plant that stands still until two systems are back: the slow one decides, the fast one never does.
fn company(slow: &str, fast: &str) -> (Model, Scenario) {
    let model = format!(
        r#"
format = 1
name = "m"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}]
product = [{{ id = "car", price = 100 }}]
system = [
    {{ id = "slow", title = "Slow one", rebuild = {{ duration = "{slow}" }} }},
    {{ id = "fast", rebuild = {{ duration = "{fast}" }} }},
]
service = [{{ id = "make", logic = "all(slow, fast)" }}]
site = [{{ id = "works", product = "car", party = "us", produce = "make" }}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
target = [{{ id = "mvc", title = "Able to build", services = ["make"] }}]
"#
    );
    let day = "format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n[shutdown]\nlost = 1\n[recovery]\n";
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(day, &model);
    (model, read.it.unwrap_or_else(|| panic!("{:?}", read.problems)))
}

fn played(model: &Model, scenario: &Scenario, replicates: u32) -> (Inputs, Results) {
    let results = Ensemble::new(model, scenario).seed(5).replicates(replicates).run();
    (Inputs::new(model, scenario, 5), results)
}

#[test]
fn what_is_everything_has_it_all_and_what_is_nothing_is_not_told() {
    let (model, scenario) = company("uniform(10d, 30d)", "uniform(1d, 5d)");
    let (inputs, results) = played(&model, &scenario, 512);
    let study = Study::new(&inputs, &results, 1);
    let drivers = study.drivers();
    assert_eq!((drivers.histories, drivers.inputs, drivers.outcomes.len()), (512, 2, 2));
    for (it, outcome) in drivers.outcomes.iter().zip(["loss", "days"]) {
        assert_eq!((it.outcome.as_str(), it.largest.len(), it.groups.len(), it.not_back), (outcome, 1, 1, 0));
        let first = &it.largest[0];
        assert_eq!((first.path.as_str(), first.document.as_str()), ("system.slow.rebuild.duration", "model"));
        assert_eq!((first.name.as_str(), first.event, first.with), ("Slow one: time to rebuild", false, 0));
        assert!(first.explained.share > 0.97 && first.delta > 0.7, "{first:?}");
        assert!(first.explained.low <= first.explained.share && first.explained.high >= first.explained.share);
        assert_eq!((it.groups[0].name.as_str(), it.groups[0].inputs), ("restoring Slow one", 1));
        assert!((it.all.share - 1.0).abs() < 0.05, "{:?}", it.all);
    }
    assert_eq!(drivers.outcomes[1].target.as_deref(), Some("mvc"));
    // The other is there, and explains what chance does at most.
    let nothing = study.of_loss(study.written_at(true, "system.fast.rebuild.duration").iter().copied()).unwrap();
    assert!(nothing.share < drivers.by_chance.unwrap() && nothing.low < 0.0, "{nothing:?}");
    let both = study.of_loss([0, 1, 1]).unwrap();
    assert!((both.share - drivers.outcomes[0].all.share).abs() < 1e-12, "each counts once");
    assert!(study.written_at(false, "system.slow.rebuild.duration").is_empty(), "the scenario does not say it");
    assert!(study.written_at(true, "system.slow.rebuild.cost").is_empty(), "it does not vary");
    // Threads change nothing, and what is told can be read again.
    assert_eq!(Study::new(&inputs, &results, 3).drivers(), drivers);
    let text = serde_json::to_string(&drivers).unwrap();
    let again: Drivers = serde_json::from_str(&text).unwrap();
    let (before, after) = (&drivers.outcomes[0].largest[0], &again.outcomes[0].largest[0]);
    assert_eq!((&before.name, &before.path, before.event), (&after.name, &after.path, after.event));
    assert!((before.explained.share - after.explained.share).abs() < 1e-12);
}

#[test]
fn few_histories_have_no_shares() {
    let (model, scenario) = company("uniform(10d, 30d)", "1d");
    let (inputs, results) = played(&model, &scenario, 255);
    let study = Study::new(&inputs, &results, 1);
    let drivers = study.drivers();
    assert_eq!((drivers.inputs, drivers.least_histories, drivers.by_chance), (1, 256, None));
    assert!(drivers.outcomes.is_empty() && study.of_loss([0]).is_none());
}

#[test]
fn what_never_varies_is_no_outcome() {
    let (model, scenario) = company("10d", "1d");
    let (inputs, results) = played(&model, &scenario, 256);
    let drivers = Study::new(&inputs, &results, 1).drivers();
    assert_eq!((drivers.inputs, drivers.outcomes.len(), drivers.by_chance), (0, 0, None));
}

#[test]
fn who_is_not_back_by_the_end_counts_as_long_as_the_horizon() {
    let (model, scenario) = company("uniform(20d, 60d)", "1d");
    let (inputs, results) = played(&model, &scenario, 256);
    let drivers = Study::new(&inputs, &results, 1).drivers();
    let days = drivers.outcomes.iter().find(|it| it.outcome == "days").unwrap();
    // Half of the histories take more than the 40 days there are.
    assert!((100..160).contains(&days.not_back), "{}", days.not_back);
    assert!(days.all.share > 0.9, "{:?}", days.all);
}

#[test]
fn luck_of_the_day_is_told_as_such() {
    let (mut model, mut scenario) = company("20d", "1d");
    scenario.falls[0].chance = 0.1;
    model.name = "m".to_owned();
    let (inputs, results) = played(&model, &scenario, 512);
    let drivers = Study::new(&inputs, &results, 1).drivers();
    let first = &drivers.outcomes[0].largest[0];
    assert!(first.event && first.path.ends_with(".chance") && first.explained.share > 0.99, "{first:?}");
    assert_eq!(first.document, "scenario");
}
