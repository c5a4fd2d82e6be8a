//! Techniques of the shipped library, as scenarios take them over.

use crate::model::Confidence;
use crate::units::Uncertain;

/// A chain of the library.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Slug.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// What it stands for.
    pub about: String,
    /// Its techniques.
    pub techniques: Vec<LibraryTechnique>,
}

/// A technique of the library.
#[derive(Clone, Debug, PartialEq)]
pub struct LibraryTechnique {
    /// `chain.technique`, as scenarios name it.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Its ids in MITRE ATT&CK.
    pub attack_ids: Vec<String>,
    /// States it needs.
    pub needs: Vec<String>,
    /// States it gives.
    pub gives: Vec<String>,
    /// Probability that it succeeds.
    pub success: f64,
    /// Time it takes \[h\].
    pub time_hours: Uncertain,
    /// Credentials it uses.
    pub credentials: Vec<String>,
    /// Probability of an alert, and time until it is seen \[h\].
    pub alert: Option<(f64, Uncertain)>,
    /// Where its numbers come from: titles and addresses.
    pub sources: Vec<String>,
    /// How sure they are.
    pub confidence: Option<Confidence>,
}
