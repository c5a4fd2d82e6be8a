//! The attack graph: steps that need one or all of others, as dense arrays. The built-in model and MAL both compile into it.

use super::law::Law;

/// A node of a graph, by number.
pub type Node = u32;

/// When a node can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// When its first parent is reached.
    Or,
    /// When all its parents are.
    And,
    /// At once, whatever leads to it: entry points, defences (law: Bernoulli of *not* blocking), and what pruning found certain.
    Source,
}

/// What a node may raise when it is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Node that raises it.
    pub node: Node,
    /// What its luck hangs on.
    pub key: u64,
    /// Probability.
    pub chance: f64,
    /// Time until it is seen, from the moment the node is reached, in the graph's unit.
    pub delay: Law,
}

/// A graph of steps.
///
/// Time of a node: its own, paid once, after the first (OR) or last (AND) of its parents; the least fixpoint. An OR or AND without
/// parents is never reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    kinds: Vec<Kind>,
    keys: Vec<u64>,
    /// Law of each node: its place in `laws`; 0 is no time at all.
    law_of: Vec<u32>,
    laws: Vec<Law>,
    /// Distinct parents of each node.
    parents: Vec<u32>,
    /// Children of node v: `children[first[v]..first[v + 1]]`, ascending.
    first: Vec<u32>,
    children: Vec<Node>,
    alerts: Vec<Alert>,
    /// (node, cut), ascending.
    uses: Vec<(Node, u32)>,
    /// Length of one unit of time \[h\].
    unit_hours: f64,
}

impl Graph {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }
    /// Whether it has no node.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
    /// Number of edges.
    pub fn edges(&self) -> usize {
        self.children.len()
    }
    /// Kind of each node.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }
    /// What each node's luck hangs on.
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }
    /// Law of each node's own time: its place in [`Graph::laws`].
    pub fn law_of(&self) -> &[u32] {
        &self.law_of
    }
    /// All laws; the first is no time at all, and the only one of that kind.
    pub fn laws(&self) -> &[Law] {
        &self.laws
    }
    /// Law of a node's own time.
    pub fn law(&self, node: Node) -> &Law {
        &self.laws[self.law_of[node as usize] as usize]
    }
    /// Number of distinct parents of each node.
    pub fn parents(&self) -> &[u32] {
        &self.parents
    }
    /// Children of a node, ascending.
    pub fn children(&self, node: Node) -> &[Node] {
        let at = node as usize;
        &self.children[self.first[at] as usize..self.first[at + 1] as usize]
    }
    /// All children, node after node, and where each node's begin (one more than there are nodes).
    pub fn csr(&self) -> (&[u32], &[Node]) {
        (&self.first, &self.children)
    }
    /// What raises alerts, ascending by node.
    pub fn alerts(&self) -> &[Alert] {
        &self.alerts
    }
    /// Nodes that fail once something they use is cut: (node, cut), ascending. Cuts are numbered by whoever compiles the graph.
    pub fn uses(&self) -> &[(Node, u32)] {
        &self.uses
    }
    /// Length of the unit that laws are in \[h\].
    pub fn unit_hours(&self) -> f64 {
        self.unit_hours
    }
    /// The same graph with another law for one node: the same luck, another probability.
    #[must_use]
    pub fn with_law(mut self, node: Node, law: Law) -> Self {
        self.law_of[node as usize] = place(&mut self.laws, law);
        self
    }

    /// Leaves out what no attacker can reach and what leads to no goal and no alert. What is certain at moment 0 is folded: who
    /// waited for it waits no more. All times of what is left, and all luck, stay the same to the bit; so does its order.
    pub fn prune(&self, goals: &[Node]) -> Pruned {
        let reached = self.spread(|at| self.law(at).possible());
        let mut bound = vec![false; self.len()];
        for &(node, _) in &self.uses {
            bound[node as usize] = true;
        }
        let certain = self.spread(|at| self.law(at).zero() && !bound[at as usize]);

        // Kinds after folding: one certain parent is enough for an OR; an AND need not wait for certain ones.
        let mut waits = vec![0_u32; self.len()];
        let mut sure = vec![false; self.len()];
        for parent in 0..self.kinds.len() {
            for &child in self.children(parent as Node) {
                let child = child as usize;
                if certain[parent] {
                    sure[child] = true;
                } else if reached[parent] {
                    waits[child] += 1;
                }
            }
        }
        let kind = |at: usize| match self.kinds[at] {
            Kind::Or if certain[at] || sure[at] => Kind::Source,
            Kind::And if certain[at] || (waits[at] == 0 && sure[at]) => Kind::Source,
            kind => kind,
        };

        // Backward from what is wanted.
        let (start, parents) = self.reversed();
        let mut kept = vec![false; self.len()];
        let wanted = goals.iter().copied().chain(self.alerts.iter().filter(|a| a.chance > 0.0).map(|a| a.node));
        let mut work: Vec<Node> = Vec::new();
        for node in wanted {
            if reached[node as usize] && !std::mem::replace(&mut kept[node as usize], true) {
                work.push(node);
            }
        }
        while let Some(node) = work.pop() {
            let at = node as usize;
            if kind(at) == Kind::Source {
                continue;
            }
            for &parent in &parents[start[at] as usize..start[at + 1] as usize] {
                let p = parent as usize;
                if reached[p] && !certain[p] && !std::mem::replace(&mut kept[p], true) {
                    work.push(parent);
                }
            }
        }

        let mut place = vec![None; self.len()];
        let mut number = Vec::new();
        for at in (0..self.len()).filter(|&at| kept[at]) {
            place[at] = Some(number.len() as Node);
            number.push(at as Node);
        }
        let of = |node: Node| place[node as usize];
        let mut graph = Graph {
            kinds: number.iter().map(|&node| kind(node as usize)).collect(),
            keys: number.iter().map(|&node| self.keys[node as usize]).collect(),
            law_of: number
                .iter()
                .map(|&node| if certain[node as usize] { 0 } else { self.law_of[node as usize] })
                .collect(),
            laws: self.laws.clone(),
            parents: vec![0; number.len()],
            first: vec![0],
            children: Vec::new(),
            alerts: self.alerts.iter().filter_map(|a| Some(Alert { node: of(a.node)?, ..a.clone() })).collect(),
            uses: self.uses.iter().filter_map(|&(node, cut)| Some((of(node)?, cut))).collect(),
            unit_hours: self.unit_hours,
        };
        for &node in &number {
            for child in self.children(node).iter().filter_map(|&child| of(child)) {
                if !certain[node as usize] && graph.kinds[child as usize] != Kind::Source {
                    graph.children.push(child);
                    graph.parents[child as usize] += 1;
                }
            }
            graph.first.push(graph.children.len() as u32);
        }
        Pruned { graph, number, place }
    }

    /// The least set that holds the sources, ORs with a parent in it, and ANDs with all parents in it, as far as `passes` lets them.
    fn spread(&self, passes: impl Fn(Node) -> bool) -> Vec<bool> {
        let mut left: Vec<u32> = self.waits();
        let mut inside = vec![false; self.len()];
        let mut work: Vec<Node> = Vec::new();
        for node in self.sources().filter(|&node| passes(node)) {
            inside[node as usize] = true;
            work.push(node);
        }
        while let Some(node) = work.pop() {
            for &child in self.children(node) {
                let at = child as usize;
                left[at] = left[at].wrapping_sub(1);
                if left[at] == 0 && passes(child) {
                    inside[at] = true;
                    work.push(child);
                }
            }
        }
        inside
    }

    /// Parents that each node waits for before it can start: one for an OR, all for an AND. A source waits for more than there can be.
    pub fn waits(&self) -> Vec<u32> {
        let of = |(kind, parents): (&Kind, &u32)| match kind {
            Kind::Or => 1,
            Kind::And => *parents,
            Kind::Source => u32::MAX,
        };
        self.kinds.iter().zip(&self.parents).map(of).collect()
    }

    /// All sources, ascending.
    pub fn sources(&self) -> impl Iterator<Item = Node> + '_ {
        (0..self.kinds.len()).filter(|&at| self.kinds[at] == Kind::Source).map(|at| at as Node)
    }

    /// Parents of all nodes, node after node, ascending, and where each node's begin.
    pub fn reversed(&self) -> (Vec<u32>, Vec<Node>) {
        let mut first = vec![0_u32; self.len() + 1];
        for at in 0..self.len() {
            first[at + 1] = first[at] + self.parents[at];
        }
        let mut next = first.clone();
        let mut parents = vec![0; self.children.len()];
        for parent in 0..self.len() {
            for &child in self.children(parent as Node) {
                parents[next[child as usize] as usize] = parent as Node;
                next[child as usize] += 1;
            }
        }
        (first, parents)
    }
}

/// What pruning leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Pruned {
    /// The rest.
    pub graph: Graph,
    /// Each node's number in the whole graph.
    pub number: Vec<Node>,
    /// Where each node of the whole graph is now; `None`: nowhere, because it can never be reached or nothing depends on it.
    pub place: Vec<Option<Node>>,
}

/// Place of a law among others; added if it is new among the first few. Attack graphs have many nodes and few laws.
fn place(laws: &mut Vec<Law>, law: Law) -> u32 {
    const LOOKED_AT: usize = 256;
    let law = if law.zero() { Law::ZERO } else { law };
    let found = laws.iter().take(LOOKED_AT).position(|known| *known == law);
    found.unwrap_or_else(|| {
        laws.push(law);
        laws.len() - 1
    }) as u32
}

/// Makes a graph node by node.
#[derive(Clone, Debug)]
pub struct Builder {
    kinds: Vec<Kind>,
    keys: Vec<u64>,
    law_of: Vec<u32>,
    laws: Vec<Law>,
    edges: Vec<(Node, Node)>,
    alerts: Vec<Alert>,
    uses: Vec<(Node, u32)>,
    unit_hours: f64,
}

impl Builder {
    /// An empty graph whose laws are in units of so many hours.
    pub fn new(unit_hours: f64) -> Self {
        Self {
            kinds: Vec::new(),
            keys: Vec::new(),
            law_of: Vec::new(),
            laws: vec![Law::ZERO],
            edges: Vec::new(),
            alerts: Vec::new(),
            uses: Vec::new(),
            unit_hours,
        }
    }

    /// Adds a node. Its luck hangs on `key`, as [`crate::id::key`] makes one of its name: two nodes with one key share it.
    ///
    /// # Panics
    /// At the 2^31st node.
    pub fn node(&mut self, kind: Kind, key: u64, law: Law) -> Node {
        assert!(self.kinds.len() < 1 << 31, "a graph has fewer than 2^31 nodes");
        self.kinds.push(kind);
        self.keys.push(key);
        let law = place(&mut self.laws, law);
        self.law_of.push(law);
        (self.kinds.len() - 1) as Node
    }

    /// Lets `parent` lead to `child`; the same edge twice is one.
    pub fn edge(&mut self, parent: Node, child: Node) {
        self.edges.push((parent, child));
    }

    /// Makes a node an entry point: reached at moment 0, its own time is not paid.
    pub fn entry(&mut self, node: Node) {
        self.kinds[node as usize] = Kind::Source;
        self.law_of[node as usize] = 0;
    }

    /// Lets a node raise an alert.
    pub fn alert(&mut self, alert: Alert) {
        self.alerts.push(alert);
    }

    /// Lets a node fail when this is cut before it is reached.
    pub fn uses(&mut self, node: Node, cut: u32) {
        self.uses.push((node, cut));
    }

    /// The graph.
    ///
    /// # Panics
    /// If an edge, alert or use names a node that is not there.
    pub fn build(mut self) -> Graph {
        let count = self.kinds.len();
        self.edges.sort_unstable();
        self.edges.dedup();
        let mut first = vec![0_u32; count + 1];
        let mut parents = vec![0_u32; count];
        for &(parent, child) in &self.edges {
            first[parent as usize + 1] += 1;
            parents[child as usize] += 1;
        }
        for at in 0..count {
            first[at + 1] += first[at];
        }
        assert!(
            self.alerts.iter().map(|a| a.node).chain(self.uses.iter().map(|u| u.0)).all(|node| (node as usize) < count)
        );
        self.alerts.sort_by_key(|alert| alert.node);
        self.uses.sort_unstable();
        self.uses.dedup();
        Graph {
            kinds: self.kinds,
            keys: self.keys,
            law_of: self.law_of,
            laws: self.laws,
            parents,
            first,
            children: self.edges.into_iter().map(|(_, child)| child).collect(),
            alerts: self.alerts,
            uses: self.uses,
            unit_hours: self.unit_hours,
        }
    }
}
