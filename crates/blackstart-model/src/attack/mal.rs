//! An attack graph of the Meta Attack Language as one of ours: the same nodes under the same numbers, times in days.

use super::graph::{Builder, Kind, Node};
use super::law::Law;
use crate::id::key;
use blackstart_mal::{Graph, Operation, StepKind, Time};

/// Hours of a unit of time in MAL, a day.
const UNIT_HOURS: f64 = 24.0;

/// The graph, ready for entry points, alerts and cuts. Luck hangs on full names, `asset:step`.
pub fn builder(graph: &Graph) -> Builder {
    builder_with(graph, law, |enabled| Law::ZERO.if_lucky(1.0 - enabled))
}

/// [`builder()`] with other laws: of the time of an attack step, and of a defence that is enabled with a probability (never: it blocks).
pub fn builder_with(graph: &Graph, time: impl Fn(&Time) -> Law, defence: impl Fn(f64) -> Law) -> Builder {
    let mut builder = Builder::new(UNIT_HOURS);
    let laws: Vec<Law> = graph.language().times().iter().map(time).collect();
    for node in 0..graph.len() as Node {
        let step = graph.step_id(node);
        let own = || graph.language().time_id(step).map_or(Law::ZERO, |at| laws[at as usize].clone());
        let (kind, law) = match graph.language().step(step).kind() {
            StepKind::Or => (Kind::Or, own()),
            StepKind::And => (Kind::And, own()),
            StepKind::Defence => (Kind::Source, defence(graph.defence(node).unwrap_or(0.0))),
            StepKind::Exists | StepKind::NotExists => {
                (Kind::Source, if graph.satisfied(node) == Some(true) { Law::ZERO } else { Law::Never })
            }
        };
        builder.node(kind, key("step", &graph.name(node)), law);
        for child in graph.children(node) {
            builder.edge(node, *child);
        }
    }
    builder
}

/// The law of a time.
pub fn law(time: &Time) -> Law {
    match *time {
        Time::Days(days) => Law::Fixed(days),
        Time::Never => Law::Never,
        Time::Bernoulli(chance) => Law::Bernoulli { chance },
        Time::Exponential { rate } => Law::Exponential { rate },
        Time::Gamma { shape, scale } => Law::Gamma { shape, scale },
        Time::LogNormal { mean, deviation } => Law::LogNormal { mu: mean, sigma: deviation },
        Time::Pareto { least, shape } => Law::Pareto { least, shape },
        Time::TruncatedNormal { mean, deviation } => Law::TruncatedNormal { mean, deviation },
        Time::Uniform { low, high } => Law::Uniform { low, high },
        Time::Binomial { count, probability } => Law::Binomial { trials: count as u32, chance: probability },
        Time::Of(operation, ref left, ref right) => {
            let parts = Box::new([law(left), law(right)]);
            match operation {
                Operation::Add => Law::Sum(parts),
                Operation::Subtract => Law::Difference(parts),
                Operation::Multiply => Law::Product(parts),
                Operation::Divide => Law::Quotient(parts),
                Operation::Power => Law::Power(parts),
            }
        }
    }
}
