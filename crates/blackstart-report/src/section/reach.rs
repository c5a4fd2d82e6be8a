//! How far it reaches: both axes of the Cyber Monitoring Centre.

use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::letters::capital;
use crate::page::{Block, Cell, Section, Table};
use crate::story::Story;
use crate::words::is_seen;

pub(super) fn section(story: &Story) -> Option<Section> {
    let reach = &story.summary.reach;
    if reach.impact.mean == 0.0 && reach.organisations.mean == 0.0 {
        return None;
    }
    let from = story.setting().money(reach.affected_from);
    let whole = |value: f64| Cell::of(Unit::Whole, value);
    let mut rows = vec![
        spread(Cell::text(format!("Organisations that lose {from} or more")), &reach.organisations, whole),
        spread(Cell::text("Financial impact"), &reach.impact, Cell::money),
    ];
    let heads = reach.by_head.iter().filter(|head| is_seen(&head.loss));
    rows.extend(heads.map(|head| spread(Cell::part(capital(&head.name)), &head.loss, Cell::money)));
    for party in reach.by_party.iter().filter(|party| is_seen(&party.loss)) {
        let title = format!("Borne by {}", story.party(&party.name));
        rows.push(spread(Cell::part(title), &party.loss, Cell::money));
    }
    let note = format!(
        "Counted as the Cyber Monitoring Centre does: interruption, response, restoration and extortion of everybody, no fines and no transfers. An organisation is the company, or a site of somebody else with {from} or more of lost gross profit; a site that stands for many counts once, so there may be more. No category is given: the Centre's committee decides it, by thresholds that are not known here."
    );
    let remark = "as the Cyber Monitoring Centre counts it, without fines; its category thresholds are not published";
    let section = Section::new("reach", "How far it reaches", remark);
    let table = Table::new("Reach of the event", spread_columns("")).rows(rows);
    Some(section.with(Block::Table(table)).with(Block::Note(note)))
}
