//! Policies.

use super::Ids;
use crate::source::ModelRows;
use crate::source::place::{Complaints, quote};

/// Checks policies.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.policies {
        let it = &row.it;
        ids.parties.refer(&it.insured, || row.place.at("insured"), complaints);
        if let Some(insurer) = &it.insurer {
            ids.parties.refer(insurer, || row.place.at("insurer"), complaints);
        }
        if row.broken {
            continue;
        }
        if it.covers.is_empty() {
            complaints.error(
                "BS0406",
                row.place.at("covers"),
                format!("the policy {} covers nothing", quote(&it.id)),
                "add covers = [{ of = \"interruption\" }]",
            );
        }
        for (at, cover) in it.covers.iter().enumerate() {
            if it.covers[..at].iter().any(|before| before.of == cover.of) {
                complaints.error(
                    "BS0407",
                    row.place.at(format!("covers.{at}.of")),
                    "this loss is covered twice",
                    "put deductible, limit and times of both into one",
                );
            }
        }
    }
}
