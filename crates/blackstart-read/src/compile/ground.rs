//! What the attacker goes over: made of the planner's techniques, or of a MAL model.

use blackstart_model::attack::{Control, Graph, State, Step, Technique};

/// The graph, with what the scenario names in it.
pub(super) struct Ground {
    pub graph: Graph,
    pub states: Vec<State>,
    pub techniques: Vec<Technique>,
    pub steps: Vec<Step>,
    pub controls: Vec<Control>,
    pub cut_names: Vec<String>,
    /// What each containment action cuts: positions in `cut_names`.
    pub cuts: Vec<Vec<u32>>,
}
