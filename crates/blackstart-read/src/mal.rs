//! An attack graph of the Meta Attack Language as one of ours: the same nodes under the same numbers, times in days.

use crate::source::place::{nearest, quote};
use blackstart_mal::{AssetId, Graph, Operation, StepKind, Time};
use blackstart_model::attack::{Builder, Kind, Law, Node};
use blackstart_model::id::key;

/// Hours of a unit of time in MAL, a day.
pub(crate) const UNIT_HOURS: f64 = 24.0;

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

/// Attack steps that a text means, ascending.
///
/// `asset:step` is one; `asset` alone its steps that harm availability, which is `asset:{A}` (so with `{C}`, `{I}`, `{CIA}`);
/// `asset:*` all of the asset. For the asset may stand `*`, or `[Type]` for all assets of a type.
///
/// # Errors
/// What is wrong with the text, and what may have been meant: it means no attack step.
pub fn select(graph: &Graph, text: &str) -> Result<Vec<Node>, (String, String)> {
    let model = graph.model();
    let (asset, step) = match (model.asset(text), text.rsplit_once(':')) {
        (Some(_), _) => (text, "{A}"),
        (None, Some(pair)) => pair,
        (None, None) => (text, "{A}"),
    };
    let assets: Vec<AssetId> = if let Some(asset) = model.asset(asset) {
        vec![asset]
    } else if asset == "*" {
        (0..model.len() as AssetId).collect()
    } else if let Some(name) = asset.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let language = graph.language();
        let Some(of) = language.type_named(name) else {
            let near = nearest(name, language.types().iter().map(|it| it.name()));
            return Err((format!("the language has no asset type {}", quote(name)), did_you_mean(near)));
        };
        (0..model.len() as AssetId).filter(|asset| language.is_a(model.type_of(*asset), of)).collect()
    } else {
        // Comparing with very many names would take longer than the hint is worth.
        let names = (0..model.len().min(10_000) as AssetId).map(|asset| model.asset_name(asset));
        let near = nearest(asset, names);
        return Err((format!("the MAL model has no asset {}", quote(asset)), did_you_mean(near)));
    };
    let risk = step.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let harms = |risks: [bool; 3]| {
        risk.is_some_and(|letters| "CIA".chars().zip(risks).any(|(letter, harms)| harms && letters.contains(letter)))
    };
    let nodes: Vec<Node> = assets
        .iter()
        .flat_map(|asset| graph.nodes_of(*asset))
        .filter(|node| {
            let it = graph.step(*node);
            it.kind().is_attack() && (step == "*" || it.name() == step || harms(it.risk()))
        })
        .collect();
    if !nodes.is_empty() {
        return Ok(nodes);
    }
    if risk.is_some() {
        let message = format!("no step of {} is marked {step} in the language", quote(asset));
        return Err((message, "name the step: `asset:step`".to_owned()));
    }
    let names = assets.iter().take(1).flat_map(|asset| graph.nodes_of(*asset)).map(|node| graph.step(node));
    let names = names.filter(|it| it.kind().is_attack()).map(|it| it.name());
    Err((format!("{} has no attack step {}", quote(asset), quote(step)), did_you_mean(nearest(step, names))))
}

/// The defence with a full name, and the probability that it is enabled.
///
/// # Errors
/// What is wrong with the name, and what may have been meant.
pub fn defence(graph: &Graph, name: &str) -> Result<(Node, f64), (String, String)> {
    let node = graph.node(name);
    if let Some((node, enabled)) = node.and_then(|node| Some((node, graph.defence(node)?))) {
        return Ok((node, enabled));
    }
    let asset = name.rsplit_once(':').and_then(|(asset, _)| graph.model().asset(asset));
    let nodes = asset.into_iter().flat_map(|asset| graph.nodes_of(asset));
    let names: Vec<String> = nodes.filter(|node| graph.defence(*node).is_some()).map(|node| graph.name(node)).collect();
    let near = nearest(name, names.iter().map(String::as_str));
    Err((format!("the MAL model has no defence {}", quote(name)), did_you_mean(near)))
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}
