//! Do inputs have columns, names and values that are those of the histories?

use super::*;
use crate::Ensemble;

const MODEL: &str = r#"
format = 1
name = "m"
currency = "GBP"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 100 }]
crew = [{ id = "smiths", title = "Smiths", people = 2, cost_per_hour = "uniform(50, 70)" }]
system = [
    { id = "erp", title = "ERP", rebuild = { duration = "uniform(10h, 20h)", crew = "smiths" } },
    { id = "mes", rebuild = { duration = "uniform(10h, 20h) with weather" }, start = { duration = "uniform(1h, 2h) with weather -0.5" } },
    { id = "old", rebuild = { duration = "3h", fails = 0.5, again = "uniform(1h, 2h)" } },
]
service = [{ id = "make", logic = "all(erp, mes, old)", grace = "uniform(1h, 9h)" }]
site = [{ id = "works", title = "The works", product = "car", party = "us", produce = "make" }]
demand = [{ site = "works", flow = "uniform(8/d, 12/d)", patience = "uniform(0.2, 0.4)" }]
target = [{ id = "mvc", title = "Able to build", services = ["make"] }]
"#;

const DAY: &str = r#"
format = 1
name = "s"
start = 2025-09-01
horizon = "60d"
[shutdown]
at = "uniform(0h, 4h)"
lost = 0.5
exposed = 0
[recovery]
"#;

fn company() -> (Model, Scenario) {
    let read = blackstart_read::model_text(MODEL);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(DAY, &model);
    let scenario = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    (model, scenario)
}

#[test]
fn each_has_a_column_of_its_own_a_name_and_a_group() {
    let (model, scenario) = company();
    let inputs = Inputs::new(&model, &scenario, 3);
    let columns: BTreeSet<&str> = inputs.list().iter().map(|it| it.column.as_str()).collect();
    assert_eq!(columns.len(), inputs.list().len(), "{columns:?}");
    let told = |column: &str| {
        let it = inputs.list().iter().find(|it| it.column == column).unwrap_or_else(|| panic!("{column}: {columns:?}"));
        (it.name.as_str(), it.group.as_str(), it.in_model(), it.is_luck())
    };
    assert_eq!(told("system.erp.rebuild.duration"), ("ERP: time to rebuild", "restoring ERP", true, false));
    assert_eq!(told("crew.smiths.cost_per_hour"), ("Smiths: cost of an hour", "crew Smiths", true, false));
    assert_eq!(told("system.old.rebuild.fails"), ("old: whether an attempt fails", "restoring old", true, true));
    assert_eq!(told("system.old.rebuild.again"), ("old: time of another attempt", "restoring old", true, false));
    assert_eq!(told("demand[site=works].patience").1, "customers and prices");
    assert_eq!(told("service.make.grace").1, "working without systems: make");
    assert_eq!(told("shutdown.at"), ("shutdown: when it falls", "how the attack goes", false, false));
    // The states of three systems are written in one place.
    assert_eq!(told("shutdown.lost"), ("ERP: the state it is found in", "how the attack goes", false, true));
    assert_eq!(told("shutdown.lost#2").0, "mes: the state it is found in");
    assert_eq!(told("factor.weather").1, "factor weather");
}

#[test]
fn values_are_those_of_the_catalogue() {
    let (model, scenario) = company();
    let inputs = Inputs::new(&model, &scenario, 3);
    for (at, input) in inputs.list().iter().enumerate() {
        let values = inputs.values(at, &[7, 8]);
        let draw = Draw { seed: 3, replicate: 8 };
        assert_eq!(values[1], input.entry.value(draw), "{}", input.column);
        assert!(values[0] != values[1] || input.is_luck(), "{}", input.column);
    }
    let erp = inputs.list().iter().position(|it| it.column == "system.erp.rebuild.duration").unwrap();
    let hours = inputs.values(erp, &(0..100).collect::<Vec<_>>());
    assert!(hours.iter().all(|hours| (10.0..20.0).contains(hours)), "in the units of the model: {hours:?}");
}

#[test]
fn what_moves_fully_with_a_factor_has_no_luck_of_its_own() {
    let (model, scenario) = company();
    let inputs = Inputs::new(&model, &scenario, 3);
    let drawn = inputs.draws();
    let of = |path: &str| {
        let input = inputs.list().iter().position(|it| it.column == path).unwrap();
        drawn.iter().filter(|it| it.inputs.contains(&input)).count()
    };
    assert_eq!((of("system.mes.rebuild.duration"), of("system.mes.start.duration"), of("factor.weather")), (0, 1, 1));
    let factor = drawn.iter().find(|it| it.key.stage == blackstart_sim::draw::Stage::Shared).unwrap();
    assert_eq!(inputs.moving(factor.key.subject), 2);
    // A state is decided at its threshold.
    let state = drawn.iter().find(|it| inputs.list()[it.inputs[0]].column == "shutdown.lost").unwrap();
    assert_eq!(state.thresholds, [0.5, 0.5]);
    let results = Ensemble::new(&model, &scenario).seed(3).replicates(4).run();
    let uniform = inputs.uniform(state.key, &results);
    assert!(uniform.iter().all(|u| (0.0..1.0).contains(u)) && uniform.len() == 4);
}
