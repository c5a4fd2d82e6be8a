//! What policies pay, and what they would if time were priced by the calendar.

use super::rows::{spread, spread_columns};
use crate::page::{Block, Cell, Section, Table};
use crate::story::Story;

const NOTE: &str = "Of this event alone, before annual aggregates. By the calendar: waiting and indemnity periods turned into money, days × annual gross profit / 365, as Oasis has it.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let claims = &story.summary.claims;
    if claims.iter().all(|claim| claim.gross.mean == 0.0) {
        return None;
    }
    let remark = "of this event alone; by the calendar: days × annual gross profit / 365 (Oasis)";
    let mut section = Section::new("insurance", "What insurance pays", remark);
    for claim in claims {
        let rows = [
            ("Loss of what is covered", &claim.gross),
            ("After periods, deductibles and sub-limits", &claim.covered),
            ("Paid", &claim.paid),
            ("Paid by the calendar", &claim.paid_by_calendar),
            ("Difference", &claim.difference),
        ];
        let rows = rows.map(|(title, it)| spread(Cell::text(title), it, Cell::money));
        // On a page the caption says it already.
        let mut columns = spread_columns(&claim.title);
        columns[0].full = Some(String::new());
        section = section.with(Block::Table(Table::new(&claim.title, columns).rows(rows)));
    }
    Some(section.with(Block::Note(NOTE.to_owned())))
}
