//! Do the ends of an input say what the outcome is there, and in which unit the input is?

use super::*;
use crate::inputs::InputUnit;
use crate::{Ensemble, Inputs};
use blackstart_model::{Model, Scenario};

fn company(system: &str, day: &str) -> (Model, Scenario) {
    let model = format!(
        r#"
format = 1
name = "m"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}]
product = [{{ id = "car", price = 100 }}]
system = [{{ id = "erp", rebuild = {{ {system} }} }}]
service = [{{ id = "make", logic = "erp" }}]
site = [{{ id = "works", product = "car", party = "us", produce = "make" }}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
"#
    );
    let day = format!("format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n{day}\n[recovery]\n");
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(&day, &model);
    (model, read.it.unwrap_or_else(|| panic!("{:?}", read.problems)))
}

/// The ends of the only input, beside what the loss is.
fn of(company: &(Model, Scenario)) -> (Ends, Vec<f64>, Vec<f64>) {
    let (model, scenario) = company;
    let results = Ensemble::new(model, scenario).seed(5).replicates(1_024).run();
    let inputs = Inputs::new(model, scenario, 5);
    assert_eq!(inputs.list().len(), 1);
    let uniform = inputs.uniform(inputs.list()[0].entry.key(), &results);
    let loss = results.replicates.total_loss.clone();
    (ends(&inputs.list()[0], &uniform, &loss).unwrap(), uniform, loss)
}

const SHUTDOWN: &str = "[shutdown]\nlost = 1";

/// A rebuild of 10 to 30 days costs £1,000 a day: the lowest fifth takes 10 to 14 days, 12 on average, the highest 26 to 30.
#[test]
fn a_quantity_is_told_at_its_10th_and_its_90th_percentile() {
    let (ends, uniform, loss) = of(&company(r#"duration = "uniform(10d, 30d)""#, SHUTDOWN));
    assert_eq!(ends.unit, Some(InputUnit::Hours));
    for (end, days) in [(&ends.low, 12.0), (&ends.high, 28.0)] {
        assert!((end.value.unwrap() - 24.0 * days).abs() < 1e-9, "{end:?}");
        assert!((end.share - 0.2).abs() < 0.04 && end.state.is_none(), "{end:?}");
        assert!((end.mean / (1_000.0 * days) - 1.0).abs() < 0.02, "{end:?}");
        assert!(end.low < end.mean && end.mean < end.high && end.high - end.low < 1_000.0, "{end:?}");
    }
    // By hand: the mean of those histories, and twice as wide an interval for a quarter as many.
    let lowest: Vec<f64> = uniform.iter().zip(&loss).filter(|(u, _)| **u < 0.2).map(|(_, y)| *y).collect();
    assert!((ends.low.mean - lowest.iter().sum::<f64>() / lowest.len() as f64).abs() < 1e-6);
}

/// It happens in one of ten histories, and then costs 20 days.
#[test]
fn an_event_is_told_by_whether_it_happens() {
    let day =
        "[[fall]]\nid = \"strike\"\nsystems = [\"erp\"]\nat = \"0h\"\ncause = \"attacker\"\nchance = 0.1\nlost = 1";
    let (ends, ..) = of(&company(r#"duration = "20d""#, day));
    assert_eq!((ends.unit, ends.low.value, ends.high.value), (None, None, None));
    assert_eq!((ends.low.state.as_deref(), ends.high.state.as_deref()), (Some("does not happen"), Some("happens")));
    assert_eq!((ends.low.mean, ends.low.high), (0.0, 0.0));
    assert!((ends.high.mean / 20_000.0 - 1.0).abs() < 1e-6 && (ends.high.share - 0.1).abs() < 0.03, "{ends:?}");
    assert!((ends.low.share + ends.high.share - 1.0).abs() < 1e-12);
}

#[test]
fn a_state_is_told_by_its_worst_and_its_best() {
    let (ends, ..) = of(&company(r#"duration = "20d""#, "[shutdown]\nlost = 0.3\nexposed = 0.2"));
    assert_eq!((ends.low.state.as_deref(), ends.high.state.as_deref()), (Some("clean"), Some("lost")));
    assert!((ends.high.share - 0.3).abs() < 0.05 && (ends.low.share - 0.5).abs() < 0.05, "{ends:?}");
    assert!(ends.high.mean > ends.low.mean);
    let (ends, ..) = of(&company(r#"duration = "20d""#, "[shutdown]\nlost = 0.3\nexposed = 0.7"));
    assert_eq!((ends.low.state.as_deref(), ends.high.state.as_deref()), (Some("exposed"), Some("lost")));
}

#[test]
fn an_end_without_histories_is_not_told() {
    let (model, scenario) = company(r#"duration = "uniform(10d, 30d)""#, SHUTDOWN);
    let inputs = Inputs::new(&model, &scenario, 5);
    let input = &inputs.list()[0];
    assert_eq!(ends(input, &[0.5, 0.6, 0.9], &[1.0, 2.0, 3.0]), None);
    assert_eq!(ends(input, &[], &[]), None);
}

#[test]
fn points_are_few_short_and_those_of_the_same_histories() {
    let values: Vec<f64> = (0..1_300).map(|at| f64::from(at) * 1_234.567_8).collect();
    let points = points(&values);
    assert_eq!((points.len(), points[0], points[1]), (434, 0.0, 3_704.0));
    assert!(points.iter().zip(values.iter().step_by(3)).all(|(a, b)| (a - b).abs() <= 5e-4 * b));
    assert_eq!(super::points(&[0.000_123_456, -98_765.4]), [0.000_123_5, -98_770.0]);
    assert_eq!(super::points(&vec![1.0; 500]).len(), 500);
    assert!(super::points(&vec![1.0; 501]).len() <= 500);
}
