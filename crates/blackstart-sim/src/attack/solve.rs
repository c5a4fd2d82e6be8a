//! When each step of an attack is reached: the least fixpoint of a graph of ORs and ANDs with times (Knuth 1977).
//!
//! Steps that take no time go to a queue, the others to a heap. Nothing is allocated per sample.

use crate::draw::Draw;
use crate::draw::purpose::STEP;
use blackstart_model::attack::{Graph, Law, Node};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[cfg(test)]
mod tests;

/// No node.
const NOBODY: Node = Node::MAX;

/// Of what a node waits for: whether it then takes time of its own. The rest of the bits count parents.
const TAKES_TIME: u32 = 1 << 31;

/// A graph made ready to be solved: what can be reached, without what is certain at moment 0; nodes that are reached one after the other
/// are neighbours in memory.
#[derive(Debug)]
pub struct Ready {
    /// Each node's number in the whole graph, and the other way round; [`NOBODY`]: it is not here.
    number: Vec<Node>,
    place: Vec<Node>,
    /// Nodes of the whole graph that are reached at moment 0 in every sample; nobody waits for them.
    certain: Vec<Node>,
    /// The other sources, in the order of the whole graph.
    sources: Vec<Node>,
    /// Parents that each node waits for before it starts, and whether it takes time. Sources wait for more than there can be.
    waits: Vec<u32>,
    /// Children of node v: `children[first[v]..first[v + 1]]`, in the order of the whole graph.
    first: Vec<u32>,
    children: Vec<Node>,
    laws: Vec<Law>,
    law_of: Vec<u32>,
    keys: Vec<u64>,
    /// (node, cut).
    uses: Vec<(Node, u32)>,
    unit_hours: f64,
}

impl Ready {
    /// Leaves out what takes no part in any sample; all times stay the same to the bit.
    pub fn new(graph: &Graph) -> Self {
        let all: Vec<Node> = (0..graph.len() as Node).collect();
        let pruned = graph.prune(&all);
        Self::of(&pruned.graph, &pruned.number, graph.len())
    }

    /// `number`: of each node in the whole graph, which has `count`.
    fn of(graph: &Graph, number: &[Node], count: usize) -> Self {
        let free = |node: &Node| {
            let bound = graph.uses().binary_search_by_key(node, |(node, _)| *node).is_ok();
            graph.law_of()[*node as usize] == 0 && graph.children(*node).is_empty() && !bound
        };
        let (certain, sources): (Vec<Node>, Vec<Node>) = graph.sources().partition(free);
        // Breadth first, as they are reached; then what never is.
        let mut order = sources.clone();
        let mut new = vec![NOBODY; graph.len()];
        order.iter().zip(0..).for_each(|(node, at)| new[*node as usize] = at);
        let mut rest = 0..graph.len() as Node;
        let mut next = 0;
        while order.len() < graph.len() {
            let more: &[Node] = match order.get(next) {
                Some(node) => graph.children(*node),
                None => &[rest.find(|node| new[*node as usize] == NOBODY).unwrap_or(NOBODY)],
            };
            next += usize::from(next < order.len());
            for node in more {
                if new[*node as usize] == NOBODY {
                    new[*node as usize] = order.len() as Node;
                    order.push(*node);
                }
            }
        }
        let waits = graph.waits();
        let wait = |at: usize| waits[at] & !TAKES_TIME | if graph.law_of()[at] == 0 { 0 } else { TAKES_TIME };
        let places = || order.iter().map(|node| *node as usize);
        let mut first = vec![0];
        let mut children = Vec::with_capacity(graph.edges());
        for node in &order {
            children.extend(graph.children(*node).iter().map(|child| new[*child as usize]));
            first.push(children.len() as u32);
        }
        let mut place = vec![NOBODY; count];
        number.iter().zip(&new).for_each(|(node, new)| place[*node as usize] = *new);
        Self {
            number: places().map(|at| number[at]).collect(),
            place,
            certain: certain.into_iter().map(|node| number[node as usize]).collect(),
            sources: sources.into_iter().map(|node| new[node as usize]).collect(),
            waits: places().map(wait).collect(),
            first,
            children,
            laws: graph.laws().to_vec(),
            law_of: places().map(|at| graph.law_of()[at]).collect(),
            keys: places().map(|at| graph.keys()[at]).collect(),
            uses: graph.uses().iter().map(|(node, cut)| (new[*node as usize], *cut)).collect(),
            unit_hours: graph.unit_hours(),
        }
    }
}

/// Solves one graph again and again. Nodes are numbered as in the whole graph.
#[derive(Debug)]
pub struct Solver<'r> {
    ready: &'r Ready,
    /// What each node of the ready graph waits for, less what has been reached.
    left: Vec<u32>,
    /// Whose being reached let each node of the ready graph start.
    after: Vec<Node>,
    /// When each node is reached \[h\]; infinite: never.
    times: Vec<f64>,
    /// Nodes of the ready graph in the order they are reached: what follows at the same moment is appended, so this is the queue of that
    /// moment as well.
    reached: Vec<Node>,
    /// How many.
    count: usize,
    /// Own times of nodes of the ready graph that have one, of those that started in this sample \[h\].
    own: Vec<f64>,
    /// Before this moment a node of the ready graph must be reached, or it fails \[h\].
    deadlines: Vec<f64>,
    /// When, which node of the whole graph, and of this: of equal moments the first in the whole graph.
    heap: BinaryHeap<Reverse<(u64, Node, Node)>>,
}

impl<'r> Solver<'r> {
    /// Ready to solve this graph.
    pub fn new(ready: &'r Ready) -> Self {
        let count = ready.number.len();
        let mut times = vec![f64::INFINITY; ready.place.len()];
        ready.certain.iter().for_each(|node| times[*node as usize] = 0.0);
        Self {
            ready,
            left: vec![0; count],
            after: vec![NOBODY; count],
            times,
            reached: vec![NOBODY; count],
            count: 0,
            own: vec![0.0; count],
            deadlines: vec![f64::INFINITY; count],
            heap: BinaryHeap::new(),
        }
    }

    /// When each node is reached, with these draws \[h\]; infinite: never.
    pub fn solve(&mut self, draw: Draw) -> &[f64] {
        self.run::<false>(draw)
    }

    /// The same draws once more, after [`Solver::solve`]; but a node that uses something must be reached before it is cut: moment of each cut \[h\].
    pub fn again(&mut self, draw: Draw, cuts: &[f64]) -> &[f64] {
        for &(node, _) in &self.ready.uses {
            self.deadlines[node as usize] = f64::INFINITY;
        }
        for &(node, cut) in &self.ready.uses {
            let deadline = &mut self.deadlines[node as usize];
            *deadline = deadline.min(cuts[cut as usize]);
        }
        self.run::<true>(draw)
    }

    /// When each node was reached in the last solution \[h\].
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The way to a node: it and what it waited for last, back to moment 0, where nothing is waited for.
    pub fn way(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let number = &self.ready.number;
        let late = move |node: &Node| *node != NOBODY && self.times[number[*node as usize] as usize] > 0.0;
        let mut next = Some(self.ready.place[node as usize])
            .filter(|node| late(node) && self.times[number[*node as usize] as usize].is_finite());
        std::iter::from_fn(move || {
            let here = next?;
            next = Some(self.after[here as usize]).filter(late);
            Some(number[here as usize])
        })
    }

    /// `CUT`: the second pass. Own times are known there: what starts in it started in the first.
    fn run<const CUT: bool>(&mut self, draw: Draw) -> &[f64] {
        let Self { ready, left, after, times, reached, count, own, deadlines, heap } = self;
        let Ready { number, sources, waits, first, children, laws, law_of, keys, unit_hours, .. } = ready;
        let (left, after, times) = (left.as_mut_slice(), after.as_mut_slice(), times.as_mut_slice());
        let (reached, own) = (reached.as_mut_slice(), own.as_mut_slice());
        let (first, children, number) = (first.as_slice(), children.as_slice(), number.as_slice());
        left.copy_from_slice(waits);
        for &node in &reached[..*count] {
            times[number[node as usize] as usize] = f64::INFINITY;
        }
        let (mut next, mut end) = (0, 0);

        // A node that takes time starts.
        macro_rules! start {
            ($node:expr, $now:expr, $by:expr) => {{
                let (node, now): (Node, f64) = ($node, $now);
                let at = node as usize;
                if !CUT {
                    own[at] = draw.time(&laws[law_of[at] as usize], STEP.of(keys[at])) * unit_hours;
                }
                let done = now + own[at];
                if done < f64::INFINITY && (!CUT || done < deadlines[at]) {
                    (times[number[at] as usize], after[at]) = (done, $by);
                    if done == now {
                        reached[end] = node;
                        end += 1;
                    } else {
                        // Times are at least 0: their bits are in their order.
                        heap.push(Reverse((done.to_bits(), number[at], node)));
                    }
                }
            }};
        }

        for &source in sources.iter() {
            let at = source as usize;
            if waits[at] & TAKES_TIME != 0 {
                start!(source, 0.0, NOBODY);
            } else if !CUT || deadlines[at] > 0.0 {
                (times[number[at] as usize], after[at]) = (0.0, NOBODY);
                reached[end] = source;
                end += 1;
            }
        }
        let mut now = 0.0;
        loop {
            while next < end {
                let node = reached[next];
                let at = node as usize;
                next += 1;
                for &child in &children[first[at] as usize..first[at + 1] as usize] {
                    let at = child as usize;
                    let waiting = left[at].wrapping_sub(1);
                    left[at] = waiting;
                    if waiting == TAKES_TIME {
                        start!(child, now, node);
                    } else if waiting == 0 && (!CUT || now < deadlines[at]) {
                        (times[number[at] as usize], after[at]) = (now, node);
                        reached[end] = child;
                        end += 1;
                    }
                }
            }
            match heap.pop() {
                Some(Reverse((bits, _, node))) => {
                    now = f64::from_bits(bits);
                    reached[end] = node;
                    end += 1;
                }
                None => break,
            }
        }
        *count = end;
        times
    }
}
