//! A nation from its files: firms and links, or an input-output table; and what happens to them.
//!
//! [`read`] reads a folder and finds everything wrong with it; [`read_shocks`] reads what happens. The layouts are in
//! `docs/reference/network.md`. What comes out are plain columns by position, as `blackstart-flow` wants them.

mod company;
mod firms;
mod names;
mod rows;
mod shock;
mod table;
#[cfg(test)]
mod tests;

pub use company::embed;
pub use shock::{read_shocks, read_shocks_within};

use crate::file;
use crate::source::place::{Body, Complaints, Files, Place, did_you_mean};
use blackstart_model::economy::{Economy, Names};
use blackstart_model::problem::Read;
use blackstart_model::table::{Limits, TableFormats};
use firms::Tables;
use std::path::Path;

/// Reads a network folder: `firms` and `links` (and `essential`) as CSV or in one of the other formats; or the
/// input-output table `Z`, `Y` and `x` as CSV; or a folder saved by pymrio, as text or Parquet.
pub fn read(folder: &Path, formats: &dyn TableFormats) -> Read<Economy> {
    read_within(folder, formats, &Limits::default())
}

/// [`read`] with other limits.
pub fn read_within(folder: &Path, formats: &dyn TableFormats, limits: &Limits) -> Read<Economy> {
    let mut complaints = Complaints::few_of_a_kind(limits.problems);
    let mut files = Files::new(formats, &table::wide(limits));
    let firms = rows::find(folder, "firms", formats);
    let links = rows::find(folder, "links", formats);
    let placed = match (firms, links) {
        (Some(firms), Some(links)) => {
            let essential = rows::find(folder, "essential", formats);
            let tables = Tables { firms: &firms, links: &links, essential: essential.as_deref() };
            firms::read(&tables, formats, limits, &mut files, &mut complaints)
        }
        (None, None) if file::is_there(&folder.join("Z.csv")) => {
            table::read_simple(folder, limits, &mut files, &mut complaints)
        }
        (None, None) if table::is_pymrio(folder) => {
            table::read_pymrio(folder, formats, limits, &mut files, &mut complaints)
        }
        (firms, links) => {
            let message = if !folder.is_dir() {
                "this folder does not exist".to_owned()
            } else {
                let missing = match (firms, links) {
                    (None, Some(_)) => "firms.csv",
                    (Some(_), None) => "links.csv",
                    _ => "firms.csv and links.csv, or Z.csv, Y.csv and x.csv",
                };
                format!("this folder has no {missing}")
            };
            let file = files.add(folder.to_path_buf(), Body::None);
            let advice = "see docs/reference/network.md for what it may hold";
            complaints.error("BS0801", Place::File(file), message, advice);
            None
        }
    };
    let placed = placed.filter(|_| !complaints.failed());
    if let Some(placed) = &placed {
        firms::weigh(placed, &mut complaints);
    }
    files.read(placed.map(|placed| placed.economy), complaints)
}

/// "Did you mean" over names.
fn near(word: &str, names: &Names) -> String {
    // A number is always near another, and so is a word to one of many thousand.
    if names.len() > 5_000 || word.parse::<i64>().is_ok() {
        return String::new();
    }
    let known: Vec<String> = names.iter().collect();
    did_you_mean(word, known.iter().map(String::as_str))
}
