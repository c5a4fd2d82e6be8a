//! What policies pay, and what they would if time were priced by the calendar.

use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::chart::{Chart, Exceedance, Layer, Mark};
use crate::number::share;
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use blackstart_ensemble::summary::{ClaimSummary, LayerSummary};

const NOTE: &str = "Of this event alone, before annual aggregates. By the calendar: waiting and indemnity periods turned into money, days × annual gross profit / 365, as Oasis has it.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let claims = &story.summary.claims;
    if claims.iter().all(|claim| claim.gross.mean == 0.0) {
        return None;
    }
    let remark = "of this event alone; by the calendar: days × annual gross profit / 365 (Oasis)";
    let mut section = Section::new("insurance", "What insurance pays", remark);
    for (at, claim) in claims.iter().enumerate() {
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
        section.blocks.extend(layers(story, at, claim));
    }
    Some(section.with(Block::Note(NOTE.to_owned())))
}

/// How likely it is that the covered loss reaches each layer; nothing without layers or without a loss.
fn layers(story: &Story, at: usize, claim: &ClaimSummary) -> Option<Block> {
    if claim.layers.is_empty() || claim.covered.p95 < 0.5 {
        return None;
    }
    let (setting, covered) = (story.setting(), &claim.covered);
    let top = |layer: &LayerSummary| layer.limit.map_or(f64::INFINITY, |limit| layer.attachment + limit);
    let words = |layer: &LayerSummary| {
        let to =
            if top(layer).is_finite() { format!("to {}", setting.money(top(layer))) } else { "upwards".to_owned() };
        format!("layer from {} {to}", setting.money(layer.attachment))
    };
    let last = &claim.layers[claim.layers.len() - 1];
    let description = format!(
        "Loss that “{}” covers: {} in the median history, more than {} in 1 of 20; its highest layer is reached in {} of histories.",
        claim.title,
        setting.money(covered.p50),
        setting.money(covered.p95),
        share(last.reached.share)
    );
    let curve = [
        (covered.p05, 0.95),
        (covered.p10, 0.90),
        (covered.p25, 0.75),
        (covered.p50, 0.50),
        (covered.p75, 0.25),
        (covered.p90, 0.10),
        (covered.p95, 0.05),
    ];
    let columns = [
        Column::words("layer"),
        Column::number("placed"),
        Column::number("reached in"),
        Column::number("pays 50 %").full("pays, 50 %"),
        Column::number("95 %").full("pays, 95 %"),
        Column::number("mean").full("pays, mean"),
    ];
    let rows = claim.layers.iter().map(|layer| {
        let money = [layer.paid.p50, layer.paid.p95, layer.paid.mean].map(|it| Cell::of(Unit::Money, it));
        let first = [Cell::text(words(layer)), Cell::share(layer.participation), Cell::share(layer.reached.share)];
        first.into_iter().chain(money).collect()
    });
    let chances = curve.map(|(loss, chance)| vec![Cell::share(chance), Cell::money(loss)]);
    Some(Block::detail(vec![Block::Figure(Figure {
        id: format!("e-policy-{at}"),
        caption: format!(
            "{description} Drawn from seven percentiles, from the 5th to the 95th; shaded: what the layers pay, at full participation."
        ),
        chart: Chart::Exceedance(Exceedance {
            title: format!("Covered loss and layers: {}", claim.title),
            description,
            curve: curve.to_vec(),
            rows: curve.iter().map(|it| it.0).collect(),
            marks: vec![Mark { loss: covered.p95, words: format!("1 in 20 over {}", setting.money(covered.p95)) }],
            layers: claim
                .layers
                .iter()
                .map(|layer| Layer { from: layer.attachment, to: top(layer), words: words(layer) })
                .collect(),
        }),
        tables: vec![
            Table::new("Covered loss", [Column::words("chance of more"), Column::number("covered loss")]).rows(chances),
            Table::new("Layers", columns).rows(rows),
        ],
        open: false,
    })]))
}
