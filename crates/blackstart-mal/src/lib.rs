//! The Meta Attack Language: language + model → attack graph. Text in, graph out.
//!
//! [`Language::read`] takes a compiled language (`.mar` or langspec JSON), [`Model::read`] a model (JSON or YAML, five versions),
//! [`Graph::build`] puts them together; [`flags`] finds what can be reached at all, [`gaps`] why a step cannot. Times are carried along,
//! not drawn: whoever samples compiles the graph further.

mod archive;
mod evaluate;
pub mod flags;
pub mod gaps;
mod graph;
mod language;
mod limits;
mod model;
mod problem;
mod text;
mod time;

pub use graph::{Graph, Node, Parents, Source};
pub use language::{Detector, Language, Step, StepId, StepKind, Type, TypeId};
pub use limits::Limits;
pub use model::{AssetId, EntryPoint, Model, ModelOptions};
pub use problem::{Kind, Problem, Read, Severity};
pub use time::{Operation, Time};
