//! A compiled language as its file has it, with places for complaints. Nothing is resolved here.

use crate::problem::Span;
use serde_json::Value;

/// Words about a thing, by who should read them.
pub(crate) type Meta = Vec<(String, String)>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Spec {
    pub(crate) format: String,
    pub(crate) defines: Vec<(String, String)>,
    pub(crate) categories: Vec<Category>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) associations: Vec<Association>,
}

#[derive(Clone, Debug)]
pub(crate) struct Category {
    pub(crate) name: String,
    pub(crate) meta: Meta,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) name: String,
    pub(crate) meta: Meta,
    pub(crate) category: String,
    pub(crate) is_abstract: bool,
    /// The type it extends, and where that is said.
    pub(crate) extends: Option<(String, Span)>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) expression: Expression,
    pub(crate) span: Span,
}

/// The type of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Reached when one parent is.
    Or,
    /// Reached when all parents are.
    And,
    /// Blocks while enabled.
    Defence,
    /// Blocks unless an asset exists.
    Exists,
    /// Blocks if an asset exists.
    NotExists,
}

impl StepKind {
    /// The word in a langspec.
    pub fn word(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Defence => "defense",
            Self::Exists => "exist",
            Self::NotExists => "notExist",
        }
    }

    /// Whether an attacker performs it: not a defence, not a question whether an asset exists.
    pub fn is_attack(self) -> bool {
        matches!(self, Self::Or | Self::And)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) meta: Meta,
    pub(crate) kind: StepKind,
    pub(crate) tags: Vec<String>,
    /// Confidentiality, integrity, availability.
    pub(crate) risk: Option<[bool; 3]>,
    pub(crate) time: Option<Clock>,
    pub(crate) requires: Option<Targets>,
    pub(crate) reaches: Option<Targets>,
    /// As written; mal-toolbox only.
    pub(crate) detectors: Option<Value>,
    /// `action` or `effect`; mal-toolbox only.
    pub(crate) causal_mode: Option<String>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Targets {
    pub(crate) overrides: bool,
    pub(crate) expressions: Vec<Expression>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) it: Node,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperator {
    Union,
    Intersection,
    Difference,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Set(SetOperator, Box<Expression>, Box<Expression>),
    Collect(Box<Expression>, Box<Expression>),
    Transitive(Box<Expression>),
    Filter(String, Box<Expression>),
    Field(String),
    Variable(String),
    Step(String),
}

/// A time as written.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) it: ClockNode,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Clone, Debug)]
pub(crate) enum ClockNode {
    Arithmetic(Arithmetic, Box<Clock>, Box<Clock>),
    Function(String, Vec<f64>),
    Number(f64),
}

#[derive(Clone, Debug)]
pub(crate) struct Association {
    pub(crate) name: String,
    pub(crate) meta: Meta,
    pub(crate) ends: [End; 2],
    pub(crate) span: Span,
}

/// One end of an association: left, then right.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) asset: String,
    /// How the other end names this one.
    pub(crate) field: String,
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
    pub(crate) span: Span,
}
