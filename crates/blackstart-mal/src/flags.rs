//! What can happen in a graph at all, times and chance aside: work lists, no recursion.
//!
//! A defence counts as enabled if and only if that is certain. Each flag is a least fixpoint, so a circle of steps never justifies itself.

use crate::graph::{Graph, Node, Source};
use crate::language::StepKind;

/// How a set grows from its sources to the steps they lead to.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    /// One parent in the set is enough.
    Any,
    /// All parents must be in the set, and there is one.
    All,
}

/// The least set with these nodes in it, to which attack steps are added as their kind needs.
fn grow(graph: &Graph, seeds: impl Iterator<Item = Node>, needs: impl Fn(StepKind) -> Needs) -> Vec<bool> {
    let mut inside = vec![false; graph.len()];
    let mut missing: Vec<u32> = (0..graph.len() as Node).map(|node| graph.parent_count(node)).collect();
    let mut open = Vec::new();
    for seed in seeds {
        if !std::mem::replace(&mut inside[seed as usize], true) {
            open.push(seed);
        }
    }
    while let Some(node) = open.pop() {
        for child in graph.children(node) {
            let at = *child as usize;
            if inside[at] {
                continue;
            }
            missing[at] -= 1;
            let kind = graph.kind(*child);
            if kind.is_attack() && (missing[at] == 0 || needs(kind) == Needs::Any) {
                inside[at] = true;
                open.push(*child);
            }
        }
    }
    inside
}

fn sources(graph: &Graph, wanted: Source) -> impl Iterator<Item = Node> {
    (0..graph.len() as Node).filter(move |node| graph.source(*node) == Some(wanted))
}

/// Which steps an attacker still has to perform. The others are satisfied by sources alone: an OR with one such parent, an AND
/// with all. Entry points play no part; steps without parents are necessary.
pub fn necessary(graph: &Graph) -> Vec<bool> {
    let mut flags = grow(graph, sources(graph, Source::Satisfied), reach_needs);
    flags.iter_mut().for_each(|flag| *flag = !*flag);
    flags
}

/// Which steps are not blocked by sources alone: not an OR whose parents all are, not an AND with one that is. A circle that
/// only feeds itself counts as viable; the flag is a quick filter, [`reach`] is the answer.
pub fn viable(graph: &Graph) -> Vec<bool> {
    let needs = |kind| if kind == StepKind::Or { Needs::All } else { Needs::Any };
    let mut flags = grow(graph, sources(graph, Source::Blocking), needs);
    flags.iter_mut().for_each(|flag| *flag = !*flag);
    flags
}

/// Which steps are reached in the end from entry points and satisfied sources.
pub fn reach(graph: &Graph, entry_points: &[Node]) -> Vec<bool> {
    grow(graph, sources(graph, Source::Satisfied).chain(entry_points.iter().copied()), reach_needs)
}

fn reach_needs(kind: StepKind) -> Needs {
    if kind == StepKind::Or { Needs::Any } else { Needs::All }
}
