//! When each step of an attack is reached: the least fixpoint of a graph of ORs and ANDs with times (Knuth 1977).
//!
//! Steps that take no time go to a queue, the others to a heap. Nothing is allocated per sample.

use crate::draw::Draw;
use blackstart_model::attack::{Graph, Node};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[cfg(test)]
mod tests;

/// No node.
const NOBODY: Node = Node::MAX;

/// Of what a node waits for: whether it then takes time of its own. The rest of the bits count parents.
const TAKES_TIME: u32 = 1 << 31;

/// Solves one graph again and again.
#[derive(Debug)]
pub struct Solver<'g> {
    graph: &'g Graph,
    sources: Vec<Node>,
    /// Parents that each node waits for before it starts, and whether it takes time. Sources wait for more than there can be.
    waits: Vec<u32>,
    /// The same, of those not yet reached.
    left: Vec<u32>,
    /// Whose being reached let each node start.
    after: Vec<Node>,
    /// When each node is reached \[h\]; infinite: never.
    times: Vec<f64>,
    /// Nodes in the order they are reached: what follows at the same moment is appended, so this is the queue of that moment as well.
    reached: Vec<Node>,
    /// How many.
    count: usize,
    /// Own times of nodes that have one, of those that started in this sample \[h\].
    own: Vec<f64>,
    /// Before this moment a node must be reached, or it fails \[h\].
    deadlines: Vec<f64>,
    heap: BinaryHeap<Reverse<(u64, Node)>>,
}

impl<'g> Solver<'g> {
    /// Ready to solve this graph.
    pub fn new(graph: &'g Graph) -> Self {
        let count = graph.len();
        let waits = graph.waits().into_iter().zip(graph.law_of());
        Self {
            graph,
            sources: graph.sources().collect(),
            waits: waits.map(|(waits, law)| waits & !TAKES_TIME | if *law == 0 { 0 } else { TAKES_TIME }).collect(),
            left: vec![0; count],
            after: vec![NOBODY; count],
            times: vec![f64::INFINITY; count],
            reached: vec![NOBODY; count],
            count: 0,
            own: vec![0.0; count],
            deadlines: vec![f64::INFINITY; count],
            heap: BinaryHeap::new(),
        }
    }

    /// When each node is reached, with this luck \[h\]; infinite: never.
    pub fn solve(&mut self, draw: Draw) -> &[f64] {
        self.run::<false>(draw)
    }

    /// The same luck once more, after [`Solver::solve`]; but a node that uses something must be reached before it is cut: moment of each cut \[h\].
    pub fn again(&mut self, draw: Draw, cuts: &[f64]) -> &[f64] {
        for &(node, _) in self.graph.uses() {
            self.deadlines[node as usize] = f64::INFINITY;
        }
        for &(node, cut) in self.graph.uses() {
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
        let late = |node: &Node| *node != NOBODY && self.times[*node as usize] > 0.0;
        let mut next = Some(node).filter(|node| late(node) && self.times[*node as usize].is_finite());
        std::iter::from_fn(move || {
            let here = next?;
            next = Some(self.after[here as usize]).filter(late);
            Some(here)
        })
    }

    /// `CUT`: the second pass. Own times are known there: what starts in it started in the first.
    fn run<const CUT: bool>(&mut self, draw: Draw) -> &[f64] {
        let Self { graph, sources, waits, left, after, times, reached, count, own, deadlines, heap } = self;
        let ((first, children), laws, law_of) = (graph.csr(), graph.laws(), graph.law_of());
        let (keys, unit) = (graph.keys(), graph.unit_hours());
        left.copy_from_slice(waits);
        for &node in &reached[..*count] {
            times[node as usize] = f64::INFINITY;
        }
        let (mut next, mut end) = (0, 0);

        // A node that takes time starts.
        macro_rules! start {
            ($node:expr, $now:expr, $after:expr) => {{
                let (node, now): (Node, f64) = ($node, $now);
                let at = node as usize;
                if !CUT {
                    own[at] = draw.time(&laws[law_of[at] as usize], keys[at], 0) * unit;
                }
                let done = now + own[at];
                if done < f64::INFINITY && (!CUT || done < deadlines[at]) {
                    times[at] = done;
                    after[at] = $after;
                    if done == now {
                        reached[end] = node;
                        end += 1;
                    } else {
                        // Times are at least 0: their bits are in their order.
                        heap.push(Reverse((done.to_bits(), node)));
                    }
                }
            }};
        }

        for &source in sources.iter() {
            let at = source as usize;
            if waits[at] & TAKES_TIME != 0 {
                start!(source, 0.0, NOBODY);
            } else if !CUT || deadlines[at] > 0.0 {
                (times[at], after[at]) = (0.0, NOBODY);
                reached[end] = source;
                end += 1;
            }
        }
        let mut now = 0.0;
        loop {
            while next < end {
                let node = reached[next];
                next += 1;
                let at = node as usize;
                for &child in &children[first[at] as usize..first[at + 1] as usize] {
                    let at = child as usize;
                    let waiting = left[at].wrapping_sub(1);
                    left[at] = waiting;
                    if waiting == TAKES_TIME {
                        start!(child, now, node);
                    } else if waiting == 0 && (!CUT || now < deadlines[at]) {
                        (times[at], after[at]) = (now, node);
                        reached[end] = child;
                        end += 1;
                    }
                }
            }
            match heap.pop() {
                Some(Reverse((bits, node))) => {
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
