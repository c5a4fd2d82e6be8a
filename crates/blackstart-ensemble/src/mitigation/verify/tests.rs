//! Facts whose worth can be worked out by hand, and what is worth nothing to know.

use super::*;
use crate::mitigation::{Changes, Effort, Found, found, rank};

/// A works that makes and sells 10 cars a day at £100 and needs one system, with more lines in each.
fn company(system: &str, service: &str, day: &str) -> Company {
    let model = format!(
        r#"
format = 1
name = "m"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}]
product = [{{ id = "car", price = 100 }}]
system = [
    {{ id = "plant", title = "Power plant", owner = "Ada", confidence = "assumed", {system} }},
    {{ id = "vault", resource = "backup" }},
]
service = [{{ id = "make", title = "Making", logic = "plant", owner = "Grace", {service} }}]
site = [{{ id = "works", product = "car", party = "us", produce = "make" }}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
"#
    );
    let day = format!("format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n{day}\n[recovery]\n");
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(&day, &model);
    let scenario = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let found = found(&model, &scenario);
    Company { model, scenario, found }
}

struct Company {
    model: Model,
    scenario: Scenario,
    found: Vec<Found>,
}

impl Company {
    fn with(mut self, ids: &[&str]) -> Self {
        let all = std::mem::take(&mut self.found);
        let of = |id: &&str| all.iter().find(|it| it.id == *id).unwrap_or_else(|| panic!("no {id} in {all:?}")).clone();
        self.found = ids.iter().map(of).collect();
        self
    }

    fn asked(&self, costs: &[f64]) -> Asked {
        let all: Vec<usize> = (0..self.found.len()).collect();
        Asked {
            costs: costs.to_vec(),
            priced: all.clone(),
            yearly: true,
            kept: all,
            budget: None,
            party: None,
            years: 5.0,
        }
    }

    fn verify(&self, weights: &[f64], asked: &Asked, histories: u32, threads: usize) -> Verified {
        let case = |weight: &f64| Case { model: &self.model, scenario: &self.scenario, weight: *weight };
        let cases: Vec<Case<'_>> = weights.iter().map(case).collect();
        let effort =
            Effort { seed: 3, searched: 32, for_each: 4, finalists: 2, measured: histories, precision: None, threads };
        rank(&cases, self, &effort, asked, &()).verify.unwrap()
    }
}

impl Changes for Company {
    fn count(&self) -> usize {
        self.found.len()
    }

    fn made(&self, _: usize, changes: &[usize]) -> Option<(Model, Scenario)> {
        let (mut model, mut scenario) = (self.model.clone(), self.scenario.clone());
        changes.iter().for_each(|at| self.found[*at].make(&mut model, &mut scenario));
        Some((model, scenario))
    }
}

const SHUTDOWN: &str = "[shutdown]\nlost = 1";
const FASTER: &str = "system/plant/faster";

/// Fuel for 0 to 20 days, and 20 days without power: 20 − g days of £1,000 are lost. A second generator brings power back in 10 days and saves 10 days while
/// there is fuel for less, else 20 − g: 7.5 on average. It costs 8, so that nothing is bought. Whoever has looked into the tank buys it where there is fuel
/// for less than 12 days: for less than 10 it gains 2, then 12 − g, which is 1 + 0.1 on average.
#[test]
fn the_level_of_a_tank_is_worth_what_it_changes() {
    let company =
        company(r#"rebuild = { duration = "20d" }"#, r#"grace = "uniform(0d, 20d)""#, SHUTDOWN).with(&[FASTER]);
    let it = company.verify(&[1.0], &company.asked(&[8_000.0]), 2_048, 1);
    assert!(it.choice.is_empty() && it.net, "{it:?}");
    assert_eq!((it.found.facts, it.options, it.no_options, it.found.worth.len()), (1, 1, 0, 1));
    let fact = &it.found.worth[0];
    assert_eq!(
        (fact.path.as_str(), fact.document.as_str(), fact.name.as_str()),
        ("service.make.grace", "model", "Making: how long it runs on")
    );
    assert_eq!((fact.owner.as_deref(), fact.is_assumed, fact.event, fact.knowable), (Some("Grace"), false, false, 1.0));
    assert!((fact.value / 1_100.0 - 1.0).abs() < 0.05, "{fact:?}");
    assert!((fact.changes - 0.6).abs() < 0.03, "{fact:?}");
    assert!(fact.tested < fact.value && fact.tested > 0.5 * fact.value, "{fact:?}");
    assert!(fact.explained.unwrap().share > 0.97, "{fact:?}");
    // Two such days a year are worth twice as much, for a cost that is twice as high.
    let twice = company.verify(&[1.5, 0.5], &company.asked(&[16_000.0]), 2_048, 3);
    assert!((twice.found.worth[0].value / fact.value - 2.0).abs() < 1e-9);
    assert_eq!(twice.found.facts, 1, "what is drawn alike in both is one fact");
    // Free of charge it is bought whatever the level is: to know it is worth nothing, though it drives all of the loss.
    let free = company.verify(&[1.0], &company.asked(&[0.0]), 2_048, 1);
    assert_eq!((free.choice.as_slice(), free.found.worth.len()), (&[0][..], 0));
    assert_eq!(free.found.idle[0].path, "service.make.grace");
}

/// What drives the loss and is the same whatever is chosen is worth nothing to know: a cost that is paid anyway.
#[test]
fn sensitivity_is_not_value() {
    let cost = "[shutdown]\nlost = 1\n[[cost]]\nid = \"advice\"\nform = \"response\"\nparty = \"us\"\namount = \"uniform(£0, £10m)\"";
    let company = company(r#"rebuild = { duration = "20d" }"#, r#"grace = "uniform(0d, 20d)""#, cost).with(&[FASTER]);
    let it = company.verify(&[1.0], &company.asked(&[8_000.0]), 1_024, 1);
    assert_eq!((it.found.worth.len(), it.found.idle.len()), (1, 1), "{it:?}");
    let [first, idle] = [&it.found.worth[0], &it.found.idle[0]];
    assert_eq!((first.path.as_str(), idle.path.as_str()), ("service.make.grace", "cost.advice.amount"));
    assert!(idle.explained.unwrap().share > 0.97 && first.explained.unwrap().share < 0.05, "{it:?}");
    assert_eq!((idle.value, idle.tested, idle.changes, idle.document.as_str()), (0.0, 0.0, 0.0, "scenario"));
}

/// Backups are destroyed in half of all days; then a rebuild takes 20 days instead of 5. Backups that survive save 15 and cost 10: on average −2.5, so
/// nothing is bought. Who knows whether they can be reached gains 5 in half of the cases; who has it tested, right nine times in ten, 0.45 · 5 − 0.05 · 10.
#[test]
fn whether_backups_can_be_reached_is_worth_its_closed_form() {
    let day = "destroyed = { backup = 0.5 }\n[shutdown]\nlost = 1";
    let company = company(r#"rebuild = { duration = "5d" }, rebuild_without_backup = 4"#, "", day);
    let ids: Vec<String> = company.found.iter().map(|it| it.id.clone()).filter(|it| it.contains("backup")).collect();
    let company = company.with(&[ids[0].as_str()]);
    let it = company.verify(&[1.0], &company.asked(&[10_000.0]), 4_096, 1);
    let fact = &it.found.worth[0];
    assert_eq!((fact.path.as_str(), fact.event, fact.knowable), ("destroyed.backup", true, 1.0));
    assert!((fact.value / 2_500.0 - 1.0).abs() < 0.05, "{fact:?}");
    assert!((fact.tested / 1_750.0 - 1.0).abs() < 0.1, "{fact:?}");
    assert!((fact.changes - 0.5).abs() < 0.03, "{fact:?}");
}

/// The day's luck decides all there is, and nobody can know it: there is no fact.
#[test]
fn luck_of_the_day_is_no_fact() {
    let day =
        "[[fall]]\nid = \"strike\"\nsystems = [\"plant\"]\nat = \"0h\"\ncause = \"attacker\"\nchance = 0.5\nlost = 1";
    let company = company(r#"rebuild = { duration = "20d" }"#, "", day).with(&[FASTER]);
    let it = company.verify(&[1.0], &company.asked(&[8_000.0]), 512, 1);
    assert_eq!((it.found.facts, it.found.worth.len(), it.found.idle.len()), (0, 0, 0), "{it:?}");
}

/// Of a time of restoring half can be known, unless its row says otherwise.
#[test]
fn a_row_says_how_much_of_it_could_be_known() {
    let value = |system: &str| {
        let company = company(system, "", SHUTDOWN).with(&[FASTER]);
        let it = company.verify(&[1.0], &company.asked(&[7_500.0]), 2_048, 1);
        (it.found.facts, it.found.worth.first().map_or(0.0, |it| it.value))
    };
    let rebuild = r#"rebuild = { duration = "uniform(5d, 25d)" }"#;
    let (facts, by_default) = value(rebuild);
    let (_, all) = value(&format!("{rebuild}, knowable = 1"));
    let (_, half) = value(&format!("{rebuild}, knowable = 0.2, knowable_of = {{ rebuild = 0.5 }}"));
    let (none, nothing) = value(&format!("{rebuild}, knowable_of = {{ rebuild = 0 }}"));
    assert_eq!((facts, none, nothing), (1, 0, 0.0));
    assert_eq!(half, by_default);
    assert!(0.0 < half && half < all, "{half} of {all}");
    // It changes no history.
    let losses = |system: &str| {
        let it = company(system, "", SHUTDOWN);
        crate::Ensemble::new(&it.model, &it.scenario).seed(5).replicates(64).run().replicates.total_loss
    };
    assert_eq!(losses(rebuild), losses(&format!("{rebuild}, knowable = 0")));
}

#[test]
fn few_histories_tell_nothing_and_threads_change_nothing() {
    let of = || company(r#"rebuild = { duration = "pert(10d, 20d, 30d)" }"#, r#"grace = "uniform(0d, 20d)""#, SHUTDOWN);
    let company = of().with(&[FASTER, "service/make/by-hand"]);
    let asked = company.asked(&[8_000.0, 9_000.0]);
    let few = company.verify(&[1.0], &asked, 255, 1);
    assert_eq!((few.found.histories, few.found.facts, few.found.by_chance), (255, 2, None));
    assert!(few.found.worth.is_empty() && few.found.idle.is_empty());
    let it = company.verify(&[1.0], &asked, 512, 1);
    assert_eq!(it, company.verify(&[1.0], &asked, 512, 3));
    // Nobody has said what the second costs, or the budget does not do: it is no option.
    let unpriced = Asked { priced: vec![0], ..asked.clone() };
    let of_one = company.verify(&[1.0], &unpriced, 512, 1);
    assert_eq!((it.options, of_one.options, of_one.no_options, of_one.net), (2, 1, 1, true));
    let budget = company.verify(&[1.0], &Asked { budget: Some(8_500.0), ..asked.clone() }, 512, 1);
    assert_eq!((budget.options, budget.no_options), (1, 2));
    let both = company.verify(&[1.0], &Asked { budget: Some(20_000.0), ..asked.clone() }, 512, 1);
    assert_eq!((both.options, both.no_options), (3, 0));
    // Without a rate, or without any cost, options are compared by what they save.
    let gross = company.verify(&[1.0], &Asked { yearly: false, ..asked }, 512, 1);
    assert_eq!((gross.net, gross.options), (false, 2));
}
