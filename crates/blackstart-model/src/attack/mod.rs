//! The attack as the simulation needs it: a graph of steps with times, and what the company does about them.
//!
//! The built-in model and MAL both compile into an [`Attack`]. Equations and sources: `docs/method/attack.md`.

mod graph;
mod law;
mod library;

pub use graph::{Alert, Builder, Graph, Kind, Node, Pruned};
pub use law::Law;
pub use library::{Chain, LibraryTechnique};

use crate::id::SystemId;
use crate::model::{Name, Resource};
use crate::units::Uncertain;
use std::sync::Arc;

/// The race between an attacker and the company.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// Steps. Cuts of its nodes are numbered as [`Attack::cut_names`].
    pub graph: Graph,
    /// What the attacker can have, and is watched.
    pub states: Vec<State>,
    /// What the attacker does; of a MAL model nothing: there it is its steps.
    pub techniques: Vec<Technique>,
    /// Steps of a MAL model that may lead to a state or an alert, ascending by node.
    pub steps: Arc<[Step]>,
    /// What stops techniques.
    pub controls: Vec<Control>,
    /// Ids of what notices steps of a MAL model: the luck of an alert hangs on `detector/step`.
    pub detectors: Vec<String>,
    /// Time from the first alert until the company knows what it sees \[h\].
    pub triage: Law,
    /// Containment actions.
    pub actions: Vec<Action>,
    /// What actions can cut: ids of conduits and credentials, by number.
    pub cut_names: Vec<String>,
    /// When the company switches systems off itself.
    pub rules: Vec<Rule>,
    /// Whether these rules are followed.
    pub doctrine: Doctrine,
    /// What states do to systems and to recovery resources.
    pub effects: Vec<Effect>,
}

/// Something the attacker can have.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name.
    pub name: Name,
    /// Node that is reached with it.
    pub node: Node,
}

/// Something the attacker does.
#[derive(Clone, Debug, PartialEq)]
pub struct Technique {
    /// Its name.
    pub name: Name,
    /// Its ids in MITRE ATT&CK.
    pub attack_ids: Vec<String>,
    /// Node that is reached when it starts.
    pub start: Node,
    /// Node that is reached when it has succeeded.
    pub done: Node,
    /// Probability that it succeeds, controls apart.
    pub success: f64,
    /// Time it takes \[h\].
    pub time_hours: Uncertain,
    /// Probability of an alert, and time until it is seen, from the start \[h\].
    pub alert: Option<(f64, Uncertain)>,
    /// Technique of the library that it was taken from.
    pub library: Option<&'static LibraryTechnique>,
}

/// An attack step of a MAL model.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its full name, `asset:step`.
    pub id: String,
    /// Node that is reached with it.
    pub node: Node,
}

/// Something that stops techniques, all or none of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Its name.
    pub name: Name,
    /// Node that is reached where it is not effective.
    pub node: Node,
    /// Probability that it is.
    pub effective: f64,
    /// Techniques that it stops: positions in [`Attack::techniques`].
    pub blocks: Vec<usize>,
}

/// A containment action.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its name.
    pub name: Name,
    /// Time it takes from the end of triage \[h\].
    pub after: Law,
    /// What it cuts: positions in [`Attack::cut_names`].
    pub cuts: Vec<u32>,
}

/// When the company switches systems off itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// States, any of which must be reached by the end of triage: positions in [`Attack::states`].
    pub when: Vec<usize>,
    /// Probability that the company then does it.
    pub chance: f64,
    /// Time from the end of triage \[h\].
    pub after: Law,
    /// Systems switched off.
    pub systems: Vec<SystemId>,
    /// Probability that a system switched off must be verified although no state says so.
    pub exposed: f64,
}

/// Whether shutdown rules are followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doctrine {
    /// With their probability.
    #[default]
    AsWritten,
    /// Never.
    Never,
    /// Whenever their condition holds.
    Always,
}

/// What states do.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// States, any of them: positions in [`Attack::states`].
    pub when: Vec<usize>,
    /// Systems.
    pub systems: Vec<SystemId>,
    /// Probability that each is lost: it goes down, and must be rebuilt …
    pub lost: f64,
    /// … or exposed: it stays up, but once down it must be verified.
    pub exposed: f64,
    /// Recovery resources that are lost.
    pub destroys: Vec<Resource>,
}

impl Attack {
    /// The same attack with a control of another probability: the same luck, so that a difference is the control's.
    #[must_use]
    pub fn with_control(mut self, control: usize, effective: f64) -> Self {
        self.controls[control].effective = effective;
        let law = Law::ZERO.if_lucky(1.0 - effective);
        self.graph = self.graph.with_law(self.controls[control].node, law);
        self
    }

    /// The MAL step of a node; `None`: it has no name of its own.
    pub fn step(&self, node: Node) -> Option<&Step> {
        self.steps.binary_search_by_key(&node, |step| step.node).ok().map(|at| &self.steps[at])
    }

    /// The same attack under another shutdown doctrine: the same luck.
    #[must_use]
    pub fn with_doctrine(mut self, doctrine: Doctrine) -> Self {
        self.doctrine = doctrine;
        self
    }
}
