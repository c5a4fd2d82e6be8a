//! The attack graph: one node per asset and step, edges to the steps it leads to, in flat arrays. Names on demand.

use crate::evaluate::{Evaluator, distinct};
use crate::language::{Language, Step, StepId, StepKind};
use crate::limits::Limits;
use crate::model::{AssetId, Model};
use crate::problem::{Complaints, Kind, Problem};
use crate::time::Time;
use std::sync::Arc;

/// A node of a graph. Nodes of one asset are neighbours, in the order of the steps of its type.
pub type Node = u32;

/// An attack graph, with the language and the model it is made of.
///
/// Per node it holds where its children begin and how many parents it has (8 bytes), per edge its child (4 bytes); kind, time and tags
/// are those of the step, shared by all assets of a type.
#[derive(Clone, Debug)]
pub struct Graph {
    language: Arc<Language>,
    model: Model,
    /// The first node of each asset; one more than assets.
    first: Vec<Node>,
    /// Where the children of each node begin; one more than nodes.
    starts: Vec<u32>,
    children: Vec<Node>,
    parents: Vec<u32>,
    /// Existence steps whose question is answered by an asset, ascending.
    answered: Vec<Node>,
    /// Defences set by the model, with the probability of being enabled; by node.
    defences: Vec<(Node, f64)>,
}

/// What a source does to the steps it leads to, where no chance is left: a defence counts as enabled if and only if that is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It blocks: an enabled defence, an `exist` without the asset, a `notExist` with it.
    Blocking,
    /// It lets pass.
    Satisfied,
}

impl Graph {
    /// The graph of a model.
    ///
    /// # Errors
    /// The graph is larger than the limits allow, or its expressions visit more assets.
    pub fn build(language: Arc<Language>, model: Model, limits: &Limits) -> Result<Self, Box<Problem>> {
        let mut first = Vec::with_capacity(model.len() + 1);
        let mut nodes = 0_usize;
        for asset in 0..model.len() as AssetId {
            first.push(nodes as Node);
            nodes += language.types()[model.type_of(asset) as usize].steps().len();
            if nodes > limits.nodes.min(Node::MAX as usize - 1) {
                return Err(too_large(&model, format!("the attack graph has more than {} nodes", limits.nodes)));
            }
        }
        first.push(nodes as Node);
        let mut evaluator = Evaluator::new(&language, &model, limits.visits);
        let exhausted =
            |_| too_large(&model, format!("the expressions of the language visit more than {} assets", limits.visits));
        let mut starts = Vec::with_capacity(nodes + 1);
        let mut children: Vec<Node> = Vec::with_capacity(nodes + nodes / 2);
        let mut parents = vec![0_u32; nodes];
        let mut answered = Vec::new();
        let mut found = Vec::new();
        for asset in 0..model.len() as AssetId {
            let steps = language.types()[model.type_of(asset) as usize].steps();
            for (place, step) in steps.enumerate() {
                let from = children.len();
                starts.push(from as u32);
                let targets = language.reaches(step);
                for target in targets {
                    found.clear();
                    evaluator.of(target.expression, asset, &mut found).map_err(exhausted)?;
                    // Steps have the same place on all types that have them.
                    let on = found.iter().filter(|it| language.is_a(model.type_of(**it), target.on));
                    children.extend(on.map(|it| first[*it as usize] + target.place));
                }
                if targets.len() > 1 {
                    distinct(&mut children, from);
                }
                for child in &children[from..] {
                    parents[*child as usize] += 1;
                }
                if children.len() > limits.edges.min(u32::MAX as usize) {
                    return Err(too_large(&model, format!("the attack graph has more than {} edges", limits.edges)));
                }
                for target in language.requires(step) {
                    found.clear();
                    evaluator.of(target.expression, asset, &mut found).map_err(exhausted)?;
                    let node = first[asset as usize] + place as Node;
                    if !found.is_empty() && answered.last() != Some(&node) {
                        answered.push(node);
                    }
                }
            }
        }
        starts.push(children.len() as u32);
        children.shrink_to_fit();
        let at = |asset: AssetId, step: StepId| {
            first[asset as usize] + (step - language.types()[model.type_of(asset) as usize].steps().start)
        };
        let defences = model.defences().iter().map(|(asset, step, value)| (at(*asset, *step), *value)).collect();
        Ok(Self { language, model, first, starts, children, parents, answered, defences })
    }

    /// The language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The number of edges.
    pub fn edge_count(&self) -> usize {
        self.children.len()
    }

    /// The nodes a node leads to, ascending.
    pub fn children(&self, node: Node) -> &[Node] {
        &self.children[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// How many nodes lead to a node.
    pub fn parent_count(&self, node: Node) -> u32 {
        self.parents[node as usize]
    }

    /// The parents of all nodes, which a graph does not keep.
    pub fn all_parents(&self) -> Parents {
        let mut starts = Vec::with_capacity(self.len() + 1);
        let mut sum = 0;
        for count in &self.parents {
            starts.push(sum);
            sum += count;
        }
        starts.push(sum);
        let mut next = starts.clone();
        let mut parents = vec![0; self.children.len()];
        for node in 0..self.len() as Node {
            for child in self.children(node) {
                let at = &mut next[*child as usize];
                parents[*at as usize] = node;
                *at += 1;
            }
        }
        Parents { starts, parents }
    }

    /// The asset of a node.
    pub fn asset(&self, node: Node) -> AssetId {
        // The last asset that begins at or before the node; assets without steps begin where the next one does.
        (self.first.partition_point(|first| *first <= node) - 1) as AssetId
    }

    /// The nodes of an asset.
    pub fn nodes_of(&self, asset: AssetId) -> std::ops::Range<Node> {
        self.first[asset as usize]..self.first[asset as usize + 1]
    }

    /// The number of a node's step in the language.
    pub fn step_id(&self, node: Node) -> StepId {
        let asset = self.asset(node);
        let of = self.model.type_of(asset);
        self.language.types()[of as usize].steps().start + (node - self.first[asset as usize])
    }

    /// The step of a node.
    pub fn step(&self, node: Node) -> &Step {
        self.language.step(self.step_id(node))
    }

    /// The kind of a node.
    pub fn kind(&self, node: Node) -> StepKind {
        self.step(node).kind()
    }

    /// The own time of a node \[days\]; `None`: it takes none.
    pub fn time(&self, node: Node) -> Option<&Time> {
        self.language.time(self.step_id(node))
    }

    /// The probability that a defence is enabled: the model's, else the language's. `None` for other nodes.
    pub fn defence(&self, node: Node) -> Option<f64> {
        let step = self.step(node);
        if step.kind() != StepKind::Defence {
            return None;
        }
        let set = self.defences.binary_search_by_key(&node, |(node, _)| *node);
        Some(set.map_or(step.defence(), |at| self.defences[at].1))
    }

    /// Whether an existence step is satisfied: an `exist` if any required asset is there, a `notExist` if none is. `None` for other nodes.
    pub fn satisfied(&self, node: Node) -> Option<bool> {
        self.exists(node).map(|exists| exists == (self.kind(node) == StepKind::Exists))
    }

    /// Whether a required asset of an existence step is there. `None` for other nodes.
    pub fn exists(&self, node: Node) -> Option<bool> {
        let asks = matches!(self.kind(node), StepKind::Exists | StepKind::NotExists);
        asks.then(|| self.answered.binary_search(&node).is_ok())
    }

    /// What a source does, where no chance is left; `None` for attack steps.
    pub fn source(&self, node: Node) -> Option<Source> {
        let blocks = match self.kind(node) {
            StepKind::Or | StepKind::And => return None,
            StepKind::Defence => self.defence(node) == Some(1.0),
            StepKind::Exists | StepKind::NotExists => self.satisfied(node) == Some(false),
        };
        Some(if blocks { Source::Blocking } else { Source::Satisfied })
    }

    /// The full name of a node: `asset:step`.
    pub fn name(&self, node: Node) -> String {
        format!("{}:{}", self.model.asset_name(self.asset(node)), self.step(node).name())
    }

    /// The node with a full name.
    pub fn node(&self, name: &str) -> Option<Node> {
        let (asset, step) = name.rsplit_once(':')?;
        let asset = self.model.asset(asset)?;
        let of = self.model.type_of(asset);
        let step = self.language.step_named(of, step)?;
        Some(self.first[asset as usize] + (step - self.language.types()[of as usize].steps().start))
    }

    /// The nodes of the model's own entry points (old files have them).
    pub fn entry_points(&self) -> Vec<Node> {
        let node = |it: &crate::model::EntryPoint| {
            let steps = self.language.types()[self.model.type_of(it.asset) as usize].steps();
            self.first[it.asset as usize] + (it.step - steps.start)
        };
        self.model.entry_points().iter().map(node).collect()
    }
}

/// The parents of every node.
#[derive(Clone, Debug)]
pub struct Parents {
    starts: Vec<u32>,
    parents: Vec<Node>,
}

impl Parents {
    /// Those of one node, ascending.
    pub fn of(&self, node: Node) -> &[Node] {
        &self.parents[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}

/// A problem of the graph as a whole.
fn too_large(model: &Model, message: String) -> Box<Problem> {
    let mut complaints = Complaints::new(1);
    complaints.error(Kind::Limit, None, message, "a smaller model, or larger limits");
    let name = if model.name().is_empty() { "the model" } else { model.name() };
    let problems = complaints.finish::<()>(name, "", None).problems;
    Box::new(problems.into_iter().next().unwrap_or_else(|| unreachable!("the complaint was just made")))
}
