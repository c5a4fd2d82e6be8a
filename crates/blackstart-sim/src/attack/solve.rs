//! When each step of an attack is reached: the least fixpoint of a graph of ORs and ANDs with times (Knuth 1977).
//!
//! Steps that take no time go to a stack, the others to a heap. Nothing is allocated per sample.

use crate::draw::Draw;
use blackstart_model::attack::{Graph, Node};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[cfg(test)]
mod tests;

/// No node.
const NOBODY: Node = Node::MAX;

/// Solves one graph again and again.
#[derive(Debug)]
pub struct Solver<'g> {
    graph: &'g Graph,
    sources: Vec<Node>,
    /// Parents that each node waits for before it starts.
    waits: Vec<u32>,
    /// Of these, not yet reached.
    left: Vec<u32>,
    /// When each node is reached \[h\]; infinite: never.
    times: Vec<f64>,
    /// Whose being reached let it start.
    after: Vec<Node>,
    /// Own time of nodes that have one \[h\], by node; below 0: not drawn yet for this sample.
    own: Vec<f64>,
    /// Before this moment a node must be reached, or it fails \[h\].
    deadlines: Vec<f64>,
    heap: BinaryHeap<Reverse<(u64, Node)>>,
    stack: Vec<Node>,
}

/// Not drawn yet.
const UNKNOWN: f64 = -1.0;

impl<'g> Solver<'g> {
    /// Ready to solve this graph.
    pub fn new(graph: &'g Graph) -> Self {
        let count = graph.len();
        Self {
            graph,
            sources: graph.sources().collect(),
            waits: graph.waits(),
            left: vec![0; count],
            times: vec![f64::INFINITY; count],
            after: vec![NOBODY; count],
            own: vec![UNKNOWN; count],
            deadlines: vec![f64::INFINITY; count],
            heap: BinaryHeap::new(),
            stack: Vec::new(),
        }
    }

    /// When each node is reached, with this luck \[h\]; infinite: never.
    pub fn solve(&mut self, draw: Draw) -> &[f64] {
        self.own.fill(UNKNOWN);
        self.run::<false>(draw)
    }

    /// The same luck again, but a node that uses something must be reached before it is cut: moment of each cut \[h\].
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

    fn run<const CUT: bool>(&mut self, draw: Draw) -> &[f64] {
        let Self { graph, sources, waits, left, times, after, own, deadlines, heap, stack } = self;
        let (first, children) = graph.csr();
        let (law_of, laws, keys, unit) = (graph.law_of(), graph.laws(), graph.keys(), graph.unit_hours());
        left.copy_from_slice(waits);
        times.fill(f64::INFINITY);
        heap.clear();
        debug_assert!(stack.is_empty());

        // A node whose turn has come at moment `now`.
        macro_rules! start {
            ($node:expr, $now:expr, $after:expr) => {{
                let (node, now): (Node, f64) = ($node, $now);
                let at = node as usize;
                let law = law_of[at];
                let done = if law == 0 {
                    now
                } else {
                    if own[at] < 0.0 {
                        own[at] = draw.time(&laws[law as usize], keys[at], 0) * unit;
                    }
                    now + own[at]
                };
                if done < f64::INFINITY && (!CUT || done < deadlines[at]) {
                    times[at] = done;
                    after[at] = $after;
                    if done == now {
                        stack.push(node);
                    } else {
                        // Times are at least 0: their bits are in their order.
                        heap.push(Reverse((done.to_bits(), node)));
                    }
                }
            }};
        }

        for &source in sources.iter() {
            start!(source, 0.0, NOBODY);
        }
        loop {
            while let Some(node) = stack.pop() {
                let at = node as usize;
                let now = times[at];
                for &child in &children[first[at] as usize..first[at + 1] as usize] {
                    let waiting = &mut left[child as usize];
                    *waiting = waiting.wrapping_sub(1);
                    if *waiting == 0 {
                        start!(child, now, node);
                    }
                }
            }
            match heap.pop() {
                Some(Reverse((_, node))) => stack.push(node),
                None => break,
            }
        }
        times
    }
}
