//! A nation from its files: firms and links, or an input-output table; and what happens to them.
//!
//! [`read`] reads a folder and finds everything wrong with it; [`read_shocks`] reads what happens. The layouts are in
//! `docs/reference/network.md`. What comes out are plain columns by position, as `blackstart-flow` wants them.

mod company;
mod findings;
mod firms;
mod names;
mod rows;
mod shock;
mod table;
#[cfg(test)]
mod tests;

pub use company::embed;
pub use shock::{read_shocks, read_shocks_within};

use crate::source::place::did_you_mean;
use blackstart_model::economy::{Economy, Names};
use blackstart_model::problem::Read;
use blackstart_model::table::{Limits, RowFormats};
use findings::{At, Findings};
use std::path::Path;

/// Reads a network folder: `firms` and `links` (and `essential`) as CSV or in one of the other formats; or the
/// input-output table `Z`, `Y` and `x` as CSV; or a folder saved by pymrio.
pub fn read(folder: &Path, formats: &dyn RowFormats) -> Read<Economy> {
    read_within(folder, formats, &Limits::default())
}

/// [`read`] with other limits.
pub fn read_within(folder: &Path, formats: &dyn RowFormats, limits: &Limits) -> Read<Economy> {
    let mut findings = Findings::default();
    let mut files = Vec::new();
    let firms = rows::find(folder, "firms", formats);
    let links = rows::find(folder, "links", formats);
    let it = match (firms, links) {
        (Some(firms), Some(links)) => {
            let essential = rows::find(folder, "essential", formats);
            files.extend([firms.clone(), links.clone()]);
            files.extend(essential.clone());
            firms::read(&firms, &links, essential.as_deref(), formats, limits, &mut findings)
        }
        (None, None) if folder.join("Z.csv").is_file() => {
            files.extend(["Z.csv", "Y.csv", "x.csv"].map(|name| folder.join(name)));
            table::read_simple(folder, limits, &mut findings)
        }
        (None, None) if table::is_pymrio(folder) => table::read_pymrio(folder, limits, &mut findings, &mut files),
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
            findings.error("BS0801", At::file(folder), message, "see docs/reference/network.md for what it may hold");
            None
        }
    };
    let it = it.filter(|_| !findings.failed());
    if let Some((economy, lines)) = &it {
        firms::weigh(economy, files.first().map_or(folder, |path| path), lines, &mut findings);
    }
    let it = it.map(|(economy, _)| economy);
    let (problems, omitted) = findings.settle();
    Read { it, problems, omitted, files }
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
