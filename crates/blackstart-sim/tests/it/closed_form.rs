//! Small graphs whose answers are known: every distribution, minima and maxima, shared ancestors and defences, cycles, entries.

use crate::chance::{Times, apart};
use blackstart_model::attack::{Builder, Graph, Kind, Law, Node};
use blackstart_model::id::key;
use blackstart_oracle::{entries, shared};
use blackstart_sim::attack::solve::{Ready, Solver};
use blackstart_sim::draw::Draw;
use serde_json::Value;

const SAMPLES: u64 = 200_000;

fn law(of: &Value) -> Law {
    if let Some(op) = of["op"].as_str() {
        let parts = Box::new([law(&of["lhs"]), law(&of["rhs"])]);
        return match op {
            "addition" => Law::Sum(parts),
            "subtraction" => Law::Difference(parts),
            "division" => Law::Quotient(parts),
            "exponentiation" => Law::Power(parts),
            "multiplication" => Law::Product(parts),
            other => panic!("{other} is not known here"),
        };
    }
    let arg = |at: usize| of["args"][at].as_f64().unwrap();
    let slow = |rate| Law::Exponential { rate };
    match of["dist"].as_str().unwrap() {
        "Exponential" => slow(arg(0)),
        "Uniform" => Law::Uniform { low: arg(0), high: arg(1) },
        "Gamma" => Law::Gamma { shape: arg(0), scale: arg(1) },
        "LogNormal" => Law::LogNormal { mu: arg(0), sigma: arg(1) },
        "Pareto" => Law::Pareto { least: arg(0), shape: arg(1) },
        "TruncatedNormal" => Law::TruncatedNormal { mean: arg(0), deviation: arg(1) },
        "Binomial" => Law::Binomial { trials: arg(0) as u32, chance: arg(1) },
        "Zero" | "Disabled" => Law::ZERO,
        "Infinity" | "Enabled" => Law::Never,
        "Bernoulli" => Law::Bernoulli { chance: arg(0) },
        "EasyAndCertain" => slow(1.0),
        "HardAndCertain" => slow(0.1),
        "VeryHardAndCertain" => slow(0.01),
        "EasyAndUncertain" => Law::Bernoulli { chance: 0.5 },
        "HardAndUncertain" => slow(0.1).if_lucky(0.5),
        "VeryHardAndUncertain" => slow(0.01).if_lucky(0.5),
        other => panic!("{other} is not known here"),
    }
}

fn graph(case: &Value) -> (Graph, Vec<String>) {
    let mut builder = Builder::new(1.0);
    let mut ids = Vec::new();
    for node in case["nodes"].as_array().unwrap() {
        let id = node["id"].as_str().unwrap();
        let time = node.get("ttc").map_or(Law::ZERO, law);
        let (kind, time) = match node["type"].as_str().unwrap() {
            "or" => (Kind::Or, time),
            "and" => (Kind::And, time),
            _ => (Kind::Source, Law::Bernoulli { chance: node["p_pass"].as_f64().unwrap() }),
        };
        builder.node(kind, key("node", id), time);
        ids.push(id.to_owned());
    }
    let of = |id: &Value| ids.iter().position(|known| known == id.as_str().unwrap()).unwrap() as Node;
    for edge in case["edges"].as_array().unwrap() {
        builder.edge(of(&edge[0]), of(&edge[1]));
    }
    for id in case["entries"].as_array().unwrap() {
        builder.entry(of(id));
    }
    (builder.build(), ids)
}

#[test]
fn every_case_has_its_analytic_answer() {
    let ours = include_str!("../oracle/closed-form.json").to_owned();
    // What was added to the shared folder since.
    let added = entries(&shared().join("oracles/mal/closed-form"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "json"));
    let mut cases: Vec<Value> = Vec::new();
    for text in std::iter::once(ours).chain(added.map(|path| std::fs::read_to_string(path).unwrap())) {
        let file: Value = serde_json::from_str(&text).unwrap();
        for case in file["cases"].as_array().unwrap() {
            if !cases.contains(case) {
                cases.push(case.clone());
            }
        }
    }
    assert!(cases.len() >= 29);
    let mut wrong = Vec::new();
    for case in &cases {
        let (graph, ids) = graph(case);
        let ready = Ready::new(&graph);
        let mut solver = Solver::new(&ready);
        let mut times: Vec<Vec<f64>> = vec![Vec::new(); graph.len()];
        for replicate in 0..SAMPLES {
            let solution = solver.solve(Draw { seed: 11, replicate });
            times.iter_mut().zip(solution).for_each(|(all, time)| all.push(*time));
        }
        for (id, expect) in case["expect"].as_object().unwrap() {
            let at = ids.iter().position(|known| known == id).unwrap();
            let sample = Times::new(std::mem::take(&mut times[at]));
            let mut complain = |what: String| wrong.push(format!("{} {id}: {what}", case["name"]));
            let (share, error) = sample.share();
            let truth = expect["p_reach"].as_f64().unwrap();
            // What is certain must be so to the last sample.
            if apart(share, if truth == 0.0 || truth == 1.0 { 0.0 } else { error }, truth, 0.0) {
                complain(format!("reached {share}, not {truth}"));
            }
            if let Some(truth) = expect["mean_if_reached"].as_f64() {
                let (mean, error, _) = sample.mean();
                if apart(mean, error, truth, 1e-6 * truth) {
                    complain(format!("mean {mean} ± {error}, not {truth}"));
                }
            }
            for (p, truth) in expect["quantiles"].as_object().into_iter().flatten() {
                let truth = truth.as_f64().unwrap_or(f64::INFINITY);
                let (low, high) = sample.band(p.parse().unwrap());
                if truth < low - 1e-6 || truth > high + 1e-6 {
                    complain(format!("quantile {p} within {low} to {high}, not {truth}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
