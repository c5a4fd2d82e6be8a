//! A programme of terms: items are added up level by level, each node applies its terms in one or more layers, and the result is shared out again.

use super::rules::Carried;
use super::steps::Calculation;
use std::fmt;

/// Where a node's loss goes: from an item (level 1) or a node of the level below to a node of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tree {
    /// Level, from 1.
    pub level: u32,
    /// Item, or node of the level below.
    pub from: i32,
    /// Node of this level.
    pub to: i32,
}

/// Terms of one layer of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Level, from 1.
    pub level: u32,
    /// Node of this level.
    pub node: i32,
    /// Layer, from 1.
    pub layer: u32,
    /// Its terms, or steps.
    pub terms: Calculation,
}

/// What is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Number under which it is written.
    pub output: i32,
    /// Node of the top level; with back-allocation, the item.
    pub node: i32,
    /// Layer, from 1.
    pub layer: u32,
}

/// How the top level's losses are shared out to items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// Not at all (rule 0).
    None,
    /// In proportion to the items' losses before all terms (rule 1).
    ByInput,
    /// Level by level, in proportion to what the level before left of each (rule 2).
    ByLevel,
}

/// A fault in the tables of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgrammeError {
    /// There is no level, or one is missing between others.
    MissingLevel(u32),
    /// A node of a level below the top is added up nowhere.
    Unlinked {
        /// Level above it.
        level: u32,
        /// The node.
        node: i32,
    },
    /// A node's layers are not 1, 2, … or it is not in the tree.
    Layers {
        /// Its level.
        level: u32,
        /// The node.
        node: i32,
    },
    /// An output names a node or layer that does not exist.
    Output(i32),
}

impl fmt::Display for ProgrammeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingLevel(level) => write!(f, "level {level} has no nodes"),
            Self::Unlinked { level, node } => write!(f, "node {node} is added up nowhere in level {level}"),
            Self::Layers { level, node } => write!(f, "layers of node {node} of level {level} are not 1, 2, …"),
            Self::Output(output) => write!(f, "output {output} names a node or a layer that does not exist"),
        }
    }
}

impl std::error::Error for ProgrammeError {}

/// A programme, ready to be applied to any number of events.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Item numbers, ascending.
    items: Vec<i32>,
    /// Levels, from the bottom.
    levels: Vec<Vec<Node>>,
    outputs: Vec<Output>,
}

#[derive(Clone, Debug)]
struct Node {
    number: i32,
    /// Positions in the level below.
    children: Vec<usize>,
    /// Positions of the items beneath it.
    items: Vec<usize>,
    /// Terms of each layer; none passes the layers below through.
    layers: Vec<Calculation>,
}

impl Programme {
    /// Builds a programme from its three tables, in any order.
    ///
    /// # Errors
    /// Where a level is missing, a node is linked nowhere, or layers or outputs do not fit.
    pub fn new(tree: &[Tree], targets: &[Target], outputs: Vec<Output>) -> Result<Self, ProgrammeError> {
        let top = tree.iter().map(|it| it.level).max().ok_or(ProgrammeError::MissingLevel(1))?;
        let mut items: Vec<i32> = tree.iter().filter(|it| it.level == 1).map(|it| it.from).collect();
        items.sort_unstable();
        items.dedup();
        let mut below: Vec<(i32, Vec<usize>)> = items.iter().enumerate().map(|(at, &item)| (item, vec![at])).collect();
        let mut levels = vec![];
        for level in 1..=top {
            let links: Vec<&Tree> = tree.iter().filter(|it| it.level == level).collect();
            let mut numbers: Vec<i32> = links.iter().map(|it| it.to).collect();
            numbers.sort_unstable();
            numbers.dedup();
            if numbers.is_empty() {
                return Err(ProgrammeError::MissingLevel(level));
            }
            let node = |number| Node { number, children: vec![], items: vec![], layers: vec![] };
            let mut nodes: Vec<Node> = numbers.iter().copied().map(node).collect();
            for (child, (number, reached)) in below.iter().enumerate() {
                let mut up = links.iter().filter(|it| it.from == *number).peekable();
                if up.peek().is_none() {
                    return Err(ProgrammeError::Unlinked { level, node: *number });
                }
                for link in up {
                    let parent = &mut nodes[numbers.partition_point(|it| *it < link.to)];
                    parent.children.push(child);
                    parent.items.extend(reached);
                }
            }
            let mut own: Vec<&Target> = targets.iter().filter(|it| it.level == level).collect();
            own.sort_by_key(|it| (it.node, it.layer));
            for target in own {
                let wrong = ProgrammeError::Layers { level, node: target.node };
                let at = numbers.binary_search(&target.node).map_err(|_| wrong.clone())?;
                if target.layer as usize != nodes[at].layers.len() + 1 {
                    return Err(wrong);
                }
                nodes[at].layers.push(target.terms.clone());
            }
            below = nodes.iter().map(|it| (it.number, it.items.clone())).collect();
            levels.push(nodes);
        }
        Ok(Self { items, levels, outputs })
    }

    /// Losses of the outputs, in their order, of one event's losses by item; items that are not in the programme are left out.
    ///
    /// # Errors
    /// Where an output names what does not exist.
    pub fn apply(&self, losses: &[(i32, f64)], allocation: Allocation) -> Result<Vec<f64>, ProgrammeError> {
        let mut input = vec![0.0; self.items.len()];
        for (item, loss) in losses {
            if let Ok(at) = self.items.binary_search(item) {
                input[at] += loss;
            }
        }
        let mut below: Vec<Vec<Carried>> =
            input.iter().map(|&loss| vec![Carried { loss, ..Carried::default() }]).collect();
        // What is left of each item, by layer.
        let mut shares: Vec<Vec<f64>> = input.iter().map(|&loss| vec![loss]).collect();
        for nodes in &self.levels {
            let mut level = Vec::with_capacity(nodes.len());
            for node in nodes {
                let (before, after) = node.apply(&below);
                match allocation {
                    Allocation::None => {}
                    Allocation::ByInput => node.share_out(&mut shares, &after, |item, _| input[item]),
                    Allocation::ByLevel => {
                        let old: Vec<Vec<f64>> = node.items.iter().map(|&item| shares[item].clone()).collect();
                        let at =
                            |item: usize| node.items.iter().position(|it| *it == item).expect("an item of the node");
                        node.share_out(&mut shares, &after, |item, layer| {
                            // Nothing left to go by: what comes back goes where the loss came from.
                            let gone = before[layer].loss <= 0.0;
                            if gone { input[item] } else { of_layer(&old[at(item)], layer, after.len()) }
                        });
                    }
                }
                level.push(after);
            }
            below = level;
        }
        self.outputs.iter().map(|output| self.read(output, &below, &shares, allocation)).collect()
    }

    fn read(
        &self,
        output: &Output,
        top: &[Vec<Carried>],
        shares: &[Vec<f64>],
        allocation: Allocation,
    ) -> Result<f64, ProgrammeError> {
        let missing = || ProgrammeError::Output(output.output);
        let layer = (output.layer as usize).checked_sub(1).ok_or_else(missing)?;
        if allocation == Allocation::None {
            let nodes = self.levels.last().ok_or_else(missing)?;
            let at = nodes.binary_search_by_key(&output.node, |it| it.number).map_err(|_| missing())?;
            top[at].get(layer).map(|it| it.loss).ok_or_else(missing)
        } else {
            let at = self.items.binary_search(&output.node).map_err(|_| missing())?;
            shares[at].get(layer).copied().ok_or_else(missing)
        }
    }
}

impl Node {
    /// Each layer's loss before and after its terms.
    fn apply(&self, below: &[Vec<Carried>]) -> (Vec<Carried>, Vec<Carried>) {
        let widest = self.children.iter().map(|&child| below[child].len()).max().unwrap_or(1);
        let layers = if self.layers.is_empty() { widest } else { self.layers.len() };
        let mut before = vec![Carried::default(); layers];
        for &child in &self.children {
            let losses = &below[child];
            for (layer, sum) in before.iter_mut().enumerate() {
                if layers == 1 {
                    // One layer over several looks at them together.
                    losses.iter().for_each(|loss| *sum += *loss);
                } else {
                    *sum += losses[layer.min(losses.len() - 1)];
                }
            }
        }
        let after = before
            .iter()
            .enumerate()
            .map(|(layer, &loss)| self.layers.get(layer).map_or(loss, |terms| terms.apply(loss)))
            .collect();
        (before, after)
    }

    /// Sets what each item has of each layer, in proportion to its weight; the last decimals are not forced to add up.
    fn share_out(&self, shares: &mut [Vec<f64>], after: &[Carried], weight: impl Fn(usize, usize) -> f64) {
        for &item in &self.items {
            shares[item] = vec![0.0; after.len()];
        }
        for (layer, loss) in after.iter().enumerate() {
            let sum: f64 = self.items.iter().map(|&item| weight(item, layer)).sum();
            if sum > 0.0 {
                for &item in &self.items {
                    shares[item][layer] = loss.loss * (weight(item, layer) / sum);
                }
            }
        }
    }
}

/// What an item has of a layer where a node has so many layers.
fn of_layer(shares: &[f64], layer: usize, layers: usize) -> f64 {
    if layers == 1 { shares.iter().sum() } else { shares[layer.min(shares.len() - 1)] }
}
