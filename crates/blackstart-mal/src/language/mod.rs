//! A language: asset types, their steps with inheritance resolved, and expressions without names.

mod clock;
mod expressions;
mod lint;
mod read;
mod resolve;
mod spec;
mod write;

pub(crate) use expressions::{Expression, ExpressionId};
pub use spec::StepKind;

use crate::limits::Limits;
use crate::problem::{Complaints, Kind, Read, Span};
use crate::text::Reader;
use crate::time::Time;
use sha2::{Digest, Sha256};
use spec::Spec;
use std::fmt::Write;

/// An asset type of a language, by its place in the file.
pub type TypeId = u32;

/// A step of a type, own or inherited; [`Language::step`] tells about it.
pub type StepId = u32;

/// One end of an association: twice the association's number, plus one for the right end.
pub(crate) type FieldId = u32;

/// A compiled language that has passed the analysis.
#[derive(Clone, Debug)]
pub struct Language {
    spec: Spec,
    types: Vec<Type>,
    steps: Vec<Step>,
    expressions: Vec<Expression>,
    /// Where steps lead and what they require; steps hold ranges of it.
    targets: Vec<Target>,
    times: Vec<Time>,
    fields: Vec<Field>,
    /// By (type, name), with inherited fields.
    field_names: Vec<(TypeId, String, FieldId)>,
    sha256: String,
}

/// An asset type.
#[derive(Clone, Debug)]
pub struct Type {
    name: String,
    parent: Option<TypeId>,
    is_abstract: bool,
    /// Its steps, own and inherited; those of the ancestors come first, in the same order as there.
    steps: std::ops::Range<StepId>,
    /// Descendants are exactly the types whose number in the walk lies in this range.
    family: std::ops::Range<u32>,
}

impl Type {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The type it extends.
    pub fn parent(&self) -> Option<TypeId> {
        self.parent
    }
    /// Whether no asset should be of this very type.
    pub fn is_abstract(&self) -> bool {
        self.is_abstract
    }
    /// Its steps, own and inherited; inherited ones come first, in the order of the parent.
    pub fn steps(&self) -> std::ops::Range<StepId> {
        self.steps.clone()
    }
}

/// A step as a type has it, after inheritance.
#[derive(Clone, Debug)]
pub struct Step {
    name: String,
    kind: StepKind,
    /// A number in `times`.
    time: Option<u32>,
    /// Of being enabled, if the model does not say: defences only.
    defence: f64,
    /// Confidentiality, integrity, availability.
    risk: [bool; 3],
    tags: std::sync::Arc<[String]>,
    reaches: std::ops::Range<u32>,
    requires: std::ops::Range<u32>,
    detectors: std::sync::Arc<[Detector]>,
    span: Span,
}

impl Step {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Its type.
    pub fn kind(&self) -> StepKind {
        self.kind
    }
    /// Whether it harms confidentiality, integrity, availability.
    pub fn risk(&self) -> [bool; 3] {
        self.risk
    }
    /// Its tags.
    pub fn tags(&self) -> &[String] {
        &self.tags
    }
    /// Its detectors (an extension of mal-toolbox).
    pub fn detectors(&self) -> &[Detector] {
        &self.detectors
    }
    /// The probability that this defence is enabled where the model does not say; 0 for other steps.
    pub fn defence(&self) -> f64 {
        self.defence
    }
}

/// What may notice a step (an extension of mal-toolbox).
#[derive(Clone, Debug, PartialEq)]
pub struct Detector {
    /// Its name.
    pub name: String,
    /// The probability that it notices the step.
    pub hit: Option<f64>,
    /// The probability of a false alarm.
    pub false_alarm: Option<f64>,
}

/// Where a step leads: the step with this place on every asset the expression gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) expression: ExpressionId,
    /// The place of the step among those of its type; not used in requirements.
    pub(crate) place: u32,
    /// The type that has the step; the expression may, rarely, give other assets, which are passed over.
    pub(crate) on: TypeId,
}

/// One end of an association, as a field of the type at the other end.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// What it leads to.
    pub(crate) to: TypeId,
    /// What has it.
    pub(crate) of: TypeId,
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
    pub(crate) association: u32,
}

impl Language {
    /// Reads a language from the bytes of a file: an archive (`.mar`) or a langspec (JSON).
    ///
    /// `file` is for messages.
    pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Read<Self> {
        let mut complaints = Complaints::new(limits.problems);
        let unpacked = if bytes.starts_with(b"PK") {
            crate::archive::langspec(bytes, limits, &mut complaints).map(std::borrow::Cow::Owned)
        } else {
            Some(std::borrow::Cow::Borrowed(bytes))
        };
        let Some(bytes) = unpacked else { return complaints.finish(file, "", None) };
        let file =
            if matches!(bytes, std::borrow::Cow::Owned(_)) { format!("{file}/langspec.json") } else { file.into() };
        let Some(text) = crate::limits::text(&bytes, limits.langspec_bytes, &mut complaints) else {
            return complaints.finish(&file, "", None);
        };
        let mut reader = Reader::new("langspec.json", text, limits.depth, complaints);
        let spec = read::spec(&mut reader);
        let mut complaints = reader.complaints;
        // What is left out or misread would only be missed again by those who refer to it.
        let language = match spec {
            Ok(spec) if !complaints.failed() => resolve::language(spec, limits, &mut complaints),
            _ => None,
        };
        if let Some(language) = &language {
            lint::lint(language, &mut complaints);
        }
        complaints.finish(&file, text, language)
    }

    /// The language as langspec JSON, as it was read (`formatVersion` 1.0.0).
    pub fn to_json(&self) -> String {
        // A tree of maps, lists, text and finite numbers can always be written.
        serde_json::to_string_pretty(&write::value(&self.spec)).unwrap_or_default()
    }

    /// The language as an archive (`.mar`): `langspec.json` in a zip.
    pub fn to_mar(&self) -> Vec<u8> {
        crate::archive::pack(&self.to_json())
    }

    /// What identifies a language: SHA-256 of its langspec with sorted keys and without blanks, in hexadecimal. Versions do
    /// not: four contents call themselves coreLang 1.0.0.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The name it gives itself, e.g. `org.mal-lang.coreLang`.
    pub fn id(&self) -> &str {
        self.define("id")
    }

    /// The version it gives itself.
    pub fn version(&self) -> &str {
        self.define("version")
    }

    fn define(&self, wanted: &str) -> &str {
        self.spec.defines.iter().find(|(key, _)| key == wanted).map_or("", |(_, value)| value)
    }

    /// All asset types, in the order of the file.
    pub fn types(&self) -> &[Type] {
        &self.types
    }

    /// The type with a name.
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        self.types.iter().position(|it| it.name == name).map(|at| at as TypeId)
    }

    /// A step.
    pub fn step(&self, step: StepId) -> &Step {
        &self.steps[step as usize]
    }

    /// All steps of all types.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step of a type with a name.
    pub fn step_named(&self, of: TypeId, name: &str) -> Option<StepId> {
        self.types[of as usize].steps().find(|step| self.step(*step).name == name)
    }

    /// A step's own time \[days\]; `None`: none is written, so it takes none.
    pub fn time(&self, step: StepId) -> Option<&Time> {
        self.steps[step as usize].time.map(|time| &self.times[time as usize])
    }

    /// The number of a step's time among all: steps of the same type share it. For whoever compiles times once.
    pub fn time_id(&self, step: StepId) -> Option<u32> {
        self.steps[step as usize].time
    }

    /// All times \[days\], by [`Self::time_id`].
    pub fn times(&self) -> &[Time] {
        &self.times
    }

    /// Whether assets of a type are (also) of another.
    pub fn is_a(&self, it: TypeId, other: TypeId) -> bool {
        let [it, other] = [it, other].map(|it| &self.types[it as usize].family);
        other.contains(&it.start)
    }

    pub(crate) fn expressions(&self) -> &[Expression] {
        &self.expressions
    }

    pub(crate) fn reaches(&self, step: StepId) -> &[Target] {
        let range = &self.steps[step as usize].reaches;
        &self.targets[range.start as usize..range.end as usize]
    }

    pub(crate) fn requires(&self, step: StepId) -> &[Target] {
        let range = &self.steps[step as usize].requires;
        &self.targets[range.start as usize..range.end as usize]
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of a type (own or inherited) with a name.
    pub(crate) fn field(&self, of: TypeId, name: &str) -> Option<FieldId> {
        let at = self.field_names.binary_search_by(|(type_, field, _)| (*type_, field.as_str()).cmp(&(of, name)));
        at.ok().map(|at| self.field_names[at].2)
    }

    /// All fields of a type, own and inherited, by name.
    pub(crate) fn fields_of(&self, of: TypeId) -> impl Iterator<Item = (&str, FieldId)> {
        let from = self.field_names.partition_point(|(type_, ..)| *type_ < of);
        let fields = self.field_names[from..].iter().take_while(move |(type_, ..)| *type_ == of);
        fields.map(|(_, name, field)| (name.as_str(), *field))
    }

    /// The name of an association.
    pub(crate) fn association(&self, association: u32) -> &str {
        &self.spec.associations[association as usize].name
    }
}

/// SHA-256 in hexadecimal.
fn hash(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Complains that a language is larger than the limits allow.
fn too_large(complaints: &mut Complaints, what: &str) {
    complaints.error(Kind::Limit, None, format!("the language has too many {what}"), "");
}
