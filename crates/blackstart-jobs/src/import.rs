//! Other tools' files as a model, or as rows of one.

mod bloodhound;
mod company;
mod folder;
mod oed;

pub use bloodhound::{
    ImportBloodhoundAnswer, ImportBloodhoundRequest, ImportedCandidate, ImportedKind, ImportedMatch, ImportedMerged,
    ImportedUnknown, SystemMatch, import_bloodhound,
};
pub use company::{
    ImportCompanyAnswer, ImportCompanyRequest, ImportedColumn, ImportedName, ImportedPassed, ImportedRelation,
    ImportedTable, import_company,
};
pub use folder::ImportedChange;
pub(crate) use oed::refused_file;
pub use oed::{ImportAnswer, ImportRequest, import};
