//! Why is this step not reachable? The nearest steps behind it that lack something, and what they lack.

use crate::graph::{Graph, Node, Parents, Source};
use crate::language::{Expression, ExpressionId, Language, StepId, StepKind};
use crate::problem::quote;
use std::collections::VecDeque;

/// Why a step behind the one asked about is not reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing in this graph leads to it; by the language these would, if the assets were linked so.
    NothingLeadsHere(Vec<Way>),
    /// It is a defence that is certainly enabled, or asks for an asset that is not there, or against one that is.
    Blocks,
    /// It needs all its parents; some are reached, these are not.
    Lacks(Vec<Node>),
    /// All its parents wait, and for each other: a circle that nothing from outside enters.
    Circle(Vec<Node>),
}

/// A step of the language that leads to another, and by which fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The step it comes from, of the topmost type that has it.
    pub from: StepId,
    /// That type's name.
    pub from_type: String,
    /// From its asset to the other, as in MAL; empty: the same asset.
    pub path: String,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The step.
    pub node: Node,
    /// Edges from it to the step asked about; 0: it is that step.
    pub distance: u32,
    /// Parents it has.
    pub parents: u32,
    /// Why it is not reached.
    pub cause: Cause,
}

impl Gap {
    /// The reason in words, with full names.
    pub fn told(&self, graph: &Graph) -> String {
        const MOST: usize = 3;
        let names = |nodes: &[Node]| {
            let mut names: Vec<String> = nodes.iter().take(MOST).map(|node| quote(&graph.name(*node))).collect();
            if nodes.len() > MOST {
                names.push(format!("{} more", nodes.len() - MOST));
            }
            names.join(", ")
        };
        let name = quote(&graph.name(self.node));
        match &self.cause {
            Cause::NothingLeadsHere(ways) if ways.is_empty() => format!("nothing ever leads to {name}"),
            Cause::NothingLeadsHere(ways) => {
                let told = |way: &Way| {
                    let from = format!("{}.{}", way.from_type, graph.language().step(way.from).name());
                    let by = if way.path.is_empty() { String::new() } else { format!(" by {}", quote(&way.path)) };
                    format!("{}{by}", quote(&from))
                };
                let ways: Vec<String> = ways.iter().take(MOST).map(told).collect();
                format!("nothing leads to {name} here; with other links these would: {}", ways.join(", "))
            }
            Cause::Blocks => format!("{name} blocks"),
            Cause::Lacks(nodes) => format!("{name} also needs {}", names(nodes)),
            Cause::Circle(nodes) => format!("{name} waits in a circle for {}", names(nodes)),
        }
    }
}

/// What keeps a step from being reached, nearest first, at most `most`; nothing if it is reached.
///
/// `reached` is [`crate::flags::reach`], `parents` [`Graph::all_parents`]. From the step asked about it goes back over parents that are
/// not reached, and stops wherever a step could be reached if only something near it were different.
pub fn gaps(graph: &Graph, parents: &Parents, reached: &[bool], asked: Node, most: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if reached.get(asked as usize) != Some(&false) {
        return gaps;
    }
    let mut seen = vec![false; graph.len()];
    seen[asked as usize] = true;
    let mut open = VecDeque::from([(asked, 0_u32)]);
    while let Some((node, distance)) = open.pop_front() {
        if gaps.len() >= most {
            break;
        }
        let of = parents.of(node);
        let missing: Vec<Node> = of.iter().copied().filter(|parent| !reached[*parent as usize]).collect();
        let cause = if graph.source(node) == Some(Source::Blocking) {
            Some(Cause::Blocks)
        } else if of.is_empty() {
            Some(Cause::NothingLeadsHere(ways(graph, node)))
        } else if graph.kind(node) == StepKind::And && missing.len() < of.len() {
            Some(Cause::Lacks(missing.clone()))
        } else {
            None
        };
        if let Some(cause) = cause {
            gaps.push(Gap { node, distance, parents: of.len() as u32, cause });
        }
        for parent in missing {
            if !std::mem::replace(&mut seen[parent as usize], true) {
                open.push_back((parent, distance + 1));
            }
        }
    }
    if gaps.is_empty() {
        // Everything behind the step waits for something else behind it.
        let waiting = parents.of(asked).to_vec();
        gaps.push(Gap { node: asked, distance: 0, parents: waiting.len() as u32, cause: Cause::Circle(waiting) });
    }
    gaps
}

/// Steps of the language that lead to the step of a node.
fn ways(graph: &Graph, node: Node) -> Vec<Way> {
    const MOST: usize = 20;
    let language = graph.language();
    let of = graph.model().type_of(graph.asset(node));
    let place = node - graph.nodes_of(graph.asset(node)).start;
    let mut ways = Vec::new();
    for from_type in language.types() {
        for (at, from) in from_type.steps().enumerate() {
            // What a type only inherits is told of the ancestor.
            let above = from_type.parent().and_then(|parent| language.types()[parent as usize].steps().nth(at));
            let inherited = above.map_or(&[][..], |above| language.reaches(above));
            for target in language.reaches(from).iter().skip(inherited.len()) {
                if target.place == place && language.is_a(of, target.on) && ways.len() < MOST {
                    let mut path = String::new();
                    write(language, target.expression, &mut path);
                    ways.push(Way { from, from_type: from_type.name().to_owned(), path });
                }
            }
        }
    }
    ways
}

/// An expression as it stands in MAL, cut where it gets long.
fn write(language: &Language, it: ExpressionId, out: &mut String) {
    const LONG: usize = 200;
    if out.len() > LONG {
        if !out.ends_with('…') {
            out.push('…');
        }
        return;
    }
    let pair = |left, operator: &str, right, out: &mut String| {
        out.push('(');
        write(language, left, out);
        out.push_str(operator);
        write(language, right, out);
        out.push(')');
    };
    match language.expressions()[it as usize] {
        Expression::Here => (),
        Expression::Field(field) => out.push_str(&language.fields()[field as usize].name),
        Expression::Union(left, right) => pair(left, " \\/ ", right, out),
        Expression::Intersection(left, right) => pair(left, " /\\ ", right, out),
        Expression::Difference(left, right) => pair(left, " - ", right, out),
        Expression::Collect(left, right) => {
            write(language, left, out);
            out.push('.');
            write(language, right, out);
        }
        Expression::Closure(inner) => {
            out.push('(');
            write(language, inner, out);
            out.push_str(")*");
        }
        Expression::Filter(to, inner) => {
            write(language, inner, out);
            out.push_str(&format!("[{}]", language.types()[to as usize].name()));
        }
    }
}
