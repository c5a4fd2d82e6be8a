//! A company from what it has: inventories, business impact analyses, supplier lists, exports of ServiceNow. Sheets in, a model's tables out.
//!
//! ```text
//! sheets ─► guess (or a map) ─► records ─► join (names, relations) ─► build ─► rows, and what was assumed
//! ```

mod build;
mod duration;
mod guess;
mod input;
mod join;
pub mod json;
mod map;
mod money;
mod notes;
mod number;
mod page;
mod records;
mod relations;
mod restore;
mod rows;
mod settle;
mod sheet;
mod values;
mod words;

use blackstart_model::problem::{Problem, Severity};
pub use input::{Input, Known, Laws};
pub use map::{ColumnMap, Effect, Map, TableMap};
pub use notes::{Assumed, Notes, PassedOver};
pub use page::page;
pub use rows::{Change, Rows};
pub use sheet::{Place, Sheet, folded};
use std::path::Path;
pub use values::DateOrder;
pub use words::Kind;

/// A company's model.
#[derive(Debug, Default)]
pub struct Company {
    /// What was taken from which column; given back, nothing is guessed.
    pub map: Map,
    /// Its tables; none if there is nothing to make one of.
    pub tables: Vec<Rows>,
    /// Its other files, by name.
    pub texts: Vec<(String, String)>,
    /// What there is to tell.
    pub notes: Notes,
}

/// Names of columns by which the row of names is found in a table.
pub fn names() -> Vec<String> {
    words::COLUMNS.iter().flat_map(|column| column.called).map(|it| (*it).to_owned()).collect()
}

/// Makes a model of a company's tables.
pub fn company(input: &Input<'_>) -> Company {
    let mut notes = Notes::default();
    let map = match input.map {
        Some(map) => map.clone(),
        None => {
            let title = guess::company(input.sheets).map(|(name, sheet)| {
                notes.invent("model.toml!title", &name, format!("it stands above the table {sheet}"), 0.7);
                name
            });
            Map { tables: input.sheets.iter().map(guess::table).collect(), title, ..Map::default() }
        }
    };
    if input.map.is_none() {
        tell_guesses(input.sheets, &map, &mut notes);
    }
    if map.tables.iter().all(|table| table.kind == Kind::Nothing) {
        notes.error(
            "BS0130",
            "no table holds systems, services, suppliers or anything else that is known".to_owned(),
            "`blackstart import company … --dry-run` writes a map; say there what the tables hold",
        );
        return Company { map, notes, ..Company::default() };
    }
    let mut records = records::gather(input.sheets, &map, &mut notes);
    records.settle(&mut notes);
    let (graph, used) = join::join(&mut records, &map, input.guesses(), &mut notes);
    demote(&mut records, &graph);
    let mut map = Map { relations: used.relations, names: used.names, currency: records.currency.clone(), ..map };
    if records.systems.is_empty() {
        notes.error(
            "BS0139",
            "no table names a system, so nothing can stop".to_owned(),
            "give an application inventory, or a business impact analysis that names systems",
        );
        return Company { map, notes, ..Company::default() };
    }
    match build::build(input, &map, &records, graph, &mut notes) {
        Some(built) => {
            (map.channels, map.currency, map.indirect) = (built.channels, Some(built.currency), built.indirect);
            Company { map, tables: built.tables, texts: built.texts, notes }
        }
        None => Company { map, notes, ..Company::default() },
    }
}

/// A server that nothing needs, such as one for faxes, is an application of its own: it is not restored with what everything runs on.
fn demote(records: &mut records::Records, graph: &join::Graph) {
    let lists = [&graph.needs, &graph.any, &graph.starts, &graph.systems, &graph.any_systems];
    let needed: std::collections::BTreeSet<usize> = lists.into_iter().flatten().flatten().copied().collect();
    for (at, system) in records.systems.iter_mut().enumerate() {
        system.is_infrastructure &= !system.is_server || needed.contains(&at);
    }
}

/// Tells what tables and columns were taken for, where that is not sure.
fn tell_guesses(sheets: &[Sheet], map: &Map, notes: &mut Notes) {
    const SURE: f64 = 0.9;
    for (sheet, table) in sheets.iter().zip(&map.tables) {
        if table.kind == Kind::Nothing {
            let message = format!("nothing is known in {}: it is passed over", sheet.title());
            notes.warn("BS0130", sheet, &sheet.whole(), message, "say in a map what it holds, if it is of use");
            continue;
        }
        if table.confidence < SURE {
            notes.invent(sheet.title(), table.kind.word(), "by the names of its columns", table.confidence);
        }
        for column in table.columns.iter().filter(|it| !it.field.is_empty() && it.confidence < SURE) {
            let place = format!("{}!{}", sheet.title(), column.header);
            notes.invent(&place, &map::field_words(column), "by the name of the column", column.confidence);
            if let Some(after) = guess::impact_after(&column.header).filter(|_| column.field == "impact") {
                for assumed in after.assumed {
                    notes.invent(&place, &map::field_words(column), assumed, column.confidence);
                }
            }
        }
    }
}

impl Notes {
    /// Something that leaves nothing to import.
    fn error(&mut self, code: &'static str, message: String, advice: &str) {
        self.problems.push(Problem::of_file(code, Severity::Error, Path::new(""), message, advice));
    }
}

#[cfg(test)]
mod tests;
