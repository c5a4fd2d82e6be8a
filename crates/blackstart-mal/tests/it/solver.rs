//! Time to compromise with fixed times: slow and obvious, to see that graph and times carry what a solver needs.

use blackstart_mal::{Graph, Node, StepKind};

/// The least fixpoint \[days\], infinite for never: OR the earliest parent, AND the latest, each plus its own time; entry points at 0;
/// a defence blocks if it is enabled with probability 0.5 or more. Nodes are settled in order of time.
pub(crate) fn typical_times(graph: &Graph, entry_points: &[Node]) -> Vec<f64> {
    let own: Vec<f64> =
        (0..graph.len() as Node).map(|node| graph.time(node).map_or(0.0, blackstart_mal::Time::typical)).collect();
    let mut times = vec![f64::INFINITY; graph.len()];
    let mut settled = vec![false; graph.len()];
    let mut missing: Vec<u32> = (0..graph.len() as Node).map(|node| graph.parent_count(node)).collect();
    let mut open = std::collections::BTreeSet::new();
    for node in 0..graph.len() as Node {
        let passes = match graph.kind(node) {
            StepKind::Or | StepKind::And => entry_points.contains(&node),
            StepKind::Defence => graph.defence(node).is_some_and(|p| p < 0.5),
            StepKind::Exists | StepKind::NotExists => graph.satisfied(node) == Some(true),
        };
        if passes {
            times[node as usize] = 0.0;
            open.insert((0_u64, node));
        }
    }
    // Times are not negative, so their bits have their order.
    while let Some((bits, node)) = open.pop_first() {
        if std::mem::replace(&mut settled[node as usize], true) {
            continue;
        }
        for child in graph.children(node) {
            let at = *child as usize;
            missing[at] -= 1;
            let ready = match graph.kind(*child) {
                StepKind::Or => true,
                StepKind::And => missing[at] == 0,
                _ => false,
            };
            let candidate = f64::from_bits(bits) + own[at];
            if ready && candidate < times[at] {
                times[at] = candidate;
                open.insert((candidate.to_bits(), *child));
            }
        }
    }
    times
}
