//! The shipped library: chains of techniques with times, probabilities and where they come from.

use crate::source::document::Document;
use crate::source::kinds::{ChainHead, SourceRow, TechniqueRow};
use crate::source::place::{Complaints, RowPlace, nearest};
use crate::source::record::{Context, Fields, Record, Row, read_part};
use crate::source::{Reading, check_format};
use blackstart_model::attack::{Chain, LibraryTechnique};
use blackstart_model::table::Limits;
use blackstart_model::units::Uncertain;
use std::sync::OnceLock;

/// Files of the library.
const FILES: [&str; 5] = [
    include_str!("../library/scattered-spider.toml"),
    include_str!("../library/ransomware.toml"),
    include_str!("../library/supplier.toml"),
    include_str!("../library/ot.toml"),
    include_str!("../library/directory.toml"),
];

/// All chains of the library.
pub fn library() -> &'static [Chain] {
    &shelf().chains
}

struct Shelf {
    chains: Vec<Chain>,
    /// As written, in the order of the chains' techniques.
    rows: Vec<(usize, usize, TechniqueRow)>,
}

fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let mut shelf = Shelf { chains: Vec::new(), rows: Vec::new() };
        for (at, text) in FILES.iter().enumerate() {
            let ChainRows { head, sources, techniques: rows } = chain_rows(text);
            let cited = |id: &String| {
                let source = sources.iter().find(|source| source.it.id == *id);
                source.map(|source| match &source.it.url {
                    Some(url) => format!("{} ({url})", source.it.title),
                    None => source.it.title.clone(),
                })
            };
            let mut techniques = Vec::new();
            for row in rows {
                let told = row.told.as_deref().cloned().unwrap_or_default();
                let it = row.it;
                techniques.push(LibraryTechnique {
                    id: format!("{}.{}", head.name, it.id),
                    title: it.title.clone().unwrap_or_else(|| it.id.clone()),
                    attack_ids: it.attack.clone().unwrap_or_default(),
                    needs: it.needs.clone().unwrap_or_default(),
                    gives: it.gives.clone().unwrap_or_default(),
                    success: it.success.unwrap_or(1.0),
                    time_hours: it.time.unwrap_or(Uncertain::ZERO),
                    credentials: it.credentials.clone().unwrap_or_default(),
                    alert: it.alert.as_ref().map(|alert| (alert.chance, alert.after)),
                    sources: told.sources.iter().filter_map(cited).collect(),
                    confidence: told.confidence,
                });
                shelf.rows.push((at, techniques.len() - 1, it));
            }
            let (name, title, about) = (head.name, head.title, head.about);
            shelf.chains.push(Chain { name, title, about, techniques });
        }
        shelf
    })
}

/// A chain as written.
struct ChainRows {
    head: ChainHead,
    sources: Vec<Row<SourceRow>>,
    techniques: Vec<Row<TechniqueRow>>,
}

/// Reads a chain. Shipped and tested: nothing is wrong in it.
fn chain_rows(text: &str) -> ChainRows {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let document = Document::parse(text, 0, &mut complaints);
    let place = RowPlace { file: 0, list: "", row: 0 };
    let context = Context::plain(&limits);
    let lists = [SourceRow::KIND.word, TechniqueRow::KIND.word];
    let (head, _) = read_part::<ChainHead>(Fields::Toml(&document.root), place, &lists, &context, &mut complaints);
    check_format(head.format, place, &mut complaints);
    let mut reading = Reading::of(&document, 0, context, &limits, &mut complaints);
    let rows = ChainRows { head, sources: reading.document_rows(), techniques: reading.document_rows() };
    assert!(complaints.count() == 0, "the library is broken: {complaints:?}");
    rows
}

/// A technique of the library as written and as told.
pub(crate) struct Found {
    pub row: &'static TechniqueRow,
    pub technique: &'static LibraryTechnique,
}

/// Finds a technique by its id; or the id nearest to it.
pub(crate) fn find(id: &str) -> Result<Found, Option<&'static str>> {
    let shelf = shelf();
    let techniques = || shelf.rows.iter().map(|(chain, at, row)| (&shelf.chains[*chain].techniques[*at], row));
    match techniques().find(|(technique, _)| technique.id == id) {
        Some((technique, row)) => Ok(Found { row, technique }),
        None => Err(nearest(id, techniques().map(|(technique, _)| technique.id.as_str()))),
    }
}

#[cfg(test)]
mod tests {
    use super::library;

    #[test]
    fn every_technique_has_a_source_and_an_end() {
        let chains = library();
        assert!(chains.len() >= 4);
        for chain in chains {
            let given: Vec<&String> = chain.techniques.iter().flat_map(|technique| &technique.gives).collect();
            for technique in &chain.techniques {
                assert!(!technique.sources.is_empty(), "{} has no source", technique.id);
                assert!(technique.confidence.is_some(), "{} does not say how sure it is", technique.id);
                assert!(!technique.attack_ids.is_empty(), "{} has no ATT&CK id", technique.id);
                assert!(!technique.gives.is_empty() && technique.time_hours.high() > 0.0, "{}", technique.id);
                for need in &technique.needs {
                    assert!(need == "contact" || given.contains(&need), "{}: nothing gives {need}", technique.id);
                }
            }
        }
    }
}
