//! Data that systems hold: their systems exist, and what a theft of them costs is said.

use super::Ids;
use crate::source::ModelRows;
use crate::source::kinds::{DataRow, FinePart};
use crate::source::place::{Complaints, quote};
use crate::source::record::Row;

/// Checks the data of a model.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.data {
        for (item, id) in row.it.held_by.iter().enumerate() {
            ids.systems.refer(id, || row.place.at(format!("held_by.{item}")), complaints);
        }
        if let Some(party) = &row.it.party {
            ids.parties.refer(party, || row.place.at("party"), complaints);
        }
        if row.broken {
            continue;
        }
        if row.it.held_by.is_empty() {
            let advice = "name the systems that it could be copied from";
            complaints.error("BS0215", row.place.at("held_by"), "this list is empty", advice);
        }
        if let Some(fine) = &row.it.fine {
            sized(row, fine, complaints);
        }
        uncharged(row, complaints);
    }
}

/// A fine has one size.
fn sized(row: &Row<DataRow>, fine: &FinePart, complaints: &mut Complaints) {
    let message = match (&fine.amount, &fine.share, &fine.turnover) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => return,
        (None, None, None) => "this fine has no size",
        (Some(_), ..) => "this fine has two sizes",
        (None, None, Some(_)) => "this fine has a turnover, but no share of it",
        (None, Some(_), None) => "this fine is a share of no turnover",
    };
    complaints.error("BS0410", row.place.at("fine"), message, "give it `amount`, or `share` and `turnover`");
}

/// What is not given is not charged: a word about it, where people stand behind the records.
fn uncharged(row: &Row<DataRow>, complaints: &mut Complaints) {
    let it = &row.it;
    let given = [
        ("notification", it.notification.is_some()),
        ("liability", it.liability.is_some()),
        ("fine", it.fine.is_some()),
    ];
    let missing: Vec<String> = given.iter().filter(|(_, given)| !given).map(|(key, _)| format!("`{key}`")).collect();
    if it.kind.is_about_people() && !missing.is_empty() {
        let message = format!("{} has no {}: nothing is charged for it", quote(&it.id), missing.join(", no "));
        let advice = "`blackstart priors` has published figures; write an amount of 0 where there is none";
        complaints.warning("BS0411", row.place.whole(), message, advice);
    }
}
