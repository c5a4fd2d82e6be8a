//! Whatever magnitudes a company has that is accepted, its results are numbers.

use crate::cells::{Rows, Slice};
use crate::{Ensemble, Results, Summary};
use blackstart_model::{Model, Scenario};
use proptest::prelude::*;
use serde_json::Value;

/// Flows, prices and amounts of a small company; each a power of ten.
#[derive(Clone, Copy, Debug)]
struct Magnitudes {
    flow: i32,
    price: i32,
    cost: i32,
    cash: i32,
}

/// A supplier whose cash is followed, a plant, dealers; a switched-off plant for a week. `None`: refused at reading.
fn world(it: Magnitudes) -> Option<(Model, Scenario)> {
    let [flow, price, cost, cash] = [it.flow, it.price, it.cost, it.cash].map(|power| format!("1e{power}"));
    let model = format!(
        r#"
format = 1
name = "extreme"
currency = "GBP"
[[party]]
id = "company"
kind = "company"
cost_of_cash = 0.08
[[party]]
id = "suppliers"
kind = "supplier"
[[party]]
id = "dealers"
kind = "dealer"
[[system]]
id = "mes"
start = {{ duration = "1h" }}
[[product]]
id = "part"
unit = "part"
price = {price}
[[product]]
id = "car"
unit = "car"
price = {price}
[[site]]
id = "maker"
product = "part"
party = "suppliers"
fixed_cost = "£{cost}/d"
cash = {cash}
credit = {cash}
insolvent_after = "2w"
[[site]]
id = "plant"
product = "car"
party = "company"
produce = "mes"
pay = "mes"
overtime = 1.2
variable_cost = {cost}
fixed_cost = "£{cost}/d"
[[link]]
from = "maker"
to = "plant"
flow = "{flow}/d"
lead = "2d"
cover = "3d"
terms = "30d"
[[demand]]
site = "plant"
flow = "{flow}/d"
patience = 0.5
wait = "1w"
"#
    );
    let day = format!(
        r#"
format = 1
name = "day"
start = 2026-02-01
horizon = "8w"
[[outage]]
id = "down"
system = "mes"
from = "1d"
until = "9d"
level = 0
[[cost]]
id = "help"
party = "company"
form = "response"
amount = {cost}
"#
    );
    let model = blackstart_read::model_text(&model).it?;
    let scenario = blackstart_read::scenario_text(&day, &model).it?;
    Some((model, scenario))
}

/// No number is NaN, and none but a moment or days of cash is infinite: there it means *never*.
fn holds(results: &Results) -> Result<(), String> {
    let mut wrong = Vec::new();
    macro_rules! table {
        ($table:ident) => {
            look(&results.$table, &mut wrong)
        };
    }
    each_table!(table);
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join(", ")) }
}

fn look<T: Rows>(table: &T, wrong: &mut Vec<String>) {
    for (column, slice) in T::COLUMNS.iter().zip(table.slices()) {
        let values: Vec<f64> = match slice {
            Slice::F32(values) => values.iter().map(|&value| f64::from(value)).collect(),
            Slice::F64(values) => values.to_vec(),
            _ => continue,
        };
        let may_be_never = column.name.ends_with("_hours") || column.name == "least_cash_days";
        for value in values {
            if value.is_nan() || value.is_infinite() && !may_be_never {
                wrong.push(format!("{}.{} is {value}", T::NAME, column.name));
            }
        }
    }
}

/// All numbers of a summary that are money or goods are there: JSON writes what is no number as null.
fn told(value: &Value, path: &str) -> Result<(), String> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| told(value, &format!("{path}.{key}"))),
        Value::Array(values) => values.iter().try_for_each(|value| told(value, path)),
        Value::Null => {
            let amount = ["loss", "volumes", "parties", "reach", "output"];
            // The interval of a mean over one history, and a replicate that is not there, are open.
            let open = ["mean_low", "mean_high", "_replicate"];
            let wrong = amount.iter().any(|it| path.starts_with(&format!(".{it}")))
                && !open.iter().any(|it| path.ends_with(it));
            if wrong { Err(format!("{path} is null")) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

fn check(it: Magnitudes) -> Result<bool, String> {
    let Some((model, scenario)) = world(it) else { return Ok(false) };
    let results = Ensemble::new(&model, &scenario).replicates(2).threads(1).run();
    holds(&results)?;
    let json = serde_json::to_string(&Summary::of(&results)).map_err(|error| error.to_string())?;
    told(&serde_json::from_str(&json).map_err(|error| error.to_string())?, "")?;
    Ok(true)
}

#[test]
fn ordinary_and_large_companies_are_accepted_and_are_numbers() {
    for (flow, price, cost, cash) in [(2, 3, 2, 6), (6, 6, 6, 9), (-3, 0, -3, 0)] {
        let it = Magnitudes { flow, price, cost, cash };
        assert_eq!(check(it), Ok(true), "{it:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_accepted_gives_numbers(
        flow in -14..=19_i32,
        price in -14..=19_i32,
        cost in -14..=19_i32,
        cash in -14..=19_i32,
    ) {
        let it = Magnitudes { flow, price, cost, cash };
        let came = check(it);
        prop_assert!(came.is_ok(), "{it:?}: {came:?}");
    }
}
