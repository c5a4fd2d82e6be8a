//! From what is lost to who pays: forms of loss, who bears them, and what insurance takes off them.

use crate::amount::Unit;
use crate::chart::{Chart, Sankey, SankeyFlow};
use crate::letters::capital;
use crate::number::share;
use crate::page::{Cell, Column, Figure, Table};
use crate::story::Story;
use crate::words::spaced;
use blackstart_ensemble::summary::{Part, PartyLoss};
use blackstart_sim::handover::Form;

/// Parts of the loss that are smaller are in the table, and too thin to be drawn.
const DRAWN: f64 = 0.005;

/// Nothing where nobody loses.
pub(super) fn figure(story: &Story) -> Option<Figure> {
    let parties: Vec<&PartyLoss> = story.summary.loss.by_party.iter().collect();
    let lost: f64 = parties.iter().flat_map(|party| forms(party)).map(|(_, mean)| mean.max(0.0)).sum();
    if lost < 0.5 {
        return None;
    }
    let drawn = |mean: f64| mean >= DRAWN * lost;
    let mut names: Vec<&str> = Vec::new();
    let mut bearers: Vec<&PartyLoss> = Vec::new();
    let mut flows = Vec::new();
    for party in &parties {
        for (name, mean) in forms(party).into_iter().filter(|(_, mean)| drawn(*mean)) {
            if !bearers.iter().any(|it| it.party == party.party) {
                bearers.push(party);
            }
            let from = names.iter().position(|it| *it == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            flows.push(SankeyFlow { column: 0, from, to: bearers.len() - 1, amount: mean });
        }
    }
    let mut pays = Vec::new();
    let mut uninsured = Vec::new();
    for (from, party) in bearers.iter().enumerate() {
        let mut left: f64 = flows.iter().filter(|it| it.column == 0 && it.to == from).map(|it| it.amount).sum();
        for claim in story.summary.claims.iter().filter(|claim| claim.insured == party.party && drawn(claim.paid.mean))
        {
            pays.push(claim.title.clone());
            let amount = claim.paid.mean.min(left);
            flows.push(SankeyFlow { column: 1, from, to: pays.len() - 1, amount });
            left -= amount;
        }
        uninsured.push((from, left));
    }
    let own = pays.len();
    pays.push("borne without insurance".to_owned());
    let own = |(from, amount): (usize, f64)| SankeyFlow { column: 1, from, to: own, amount };
    flows.extend(uninsured.into_iter().filter(|(_, left)| *left > 0.0).map(own));
    let setting = story.setting();
    let paid: f64 = story.summary.claims.iter().map(|claim| claim.paid.mean).sum();
    let most = parties.iter().max_by(|a, b| a.loss.mean.total_cmp(&b.loss.mean))?;
    let description = format!(
        "On average {} is lost, the largest part of it ({}) by {}; {}.",
        setting.money(lost),
        share(if lost > 0.0 { most.loss.mean / lost } else { 0.0 }),
        most.title,
        if paid > 0.0 { format!("insurance pays {}", setting.money(paid)) } else { "no policy pays".to_owned() }
    );
    Some(Figure {
        id: "s-loss".to_owned(),
        caption: format!(
            "{description} Means over all histories, by form, bearer and policy; gains, transfers and parts below 0.5% are in the table alone."
        ),
        chart: Chart::Sankey(Sankey {
            title: "What is lost, who bears it, who pays".to_owned(),
            description,
            heads: ["Form of loss", "Who bears it", "Who pays"],
            nodes: [
                names.iter().map(|name| capital(&spaced(name))).collect(),
                bearers.iter().map(|party| party.title.clone()).collect(),
                pays,
            ],
            flows,
        }),
        tables: vec![table(story, &parties)],
        open: false,
    })
}

/// Mean losses of a party by form, without transfers.
fn forms(party: &PartyLoss) -> Vec<(&str, f64)> {
    let transfer = |part: &&Part| Form::ALL.iter().any(|form| form.word() == part.name && form.is_transfer());
    party.by_form.iter().filter(|part| !transfer(part)).map(|part| (part.name.as_str(), part.loss.mean)).collect()
}

/// A row for each form and party, a gain too; then what policies pay.
fn table(story: &Story, parties: &[&PartyLoss]) -> Table {
    let columns = [Column::words("form"), Column::words("borne by"), Column::number("mean")];
    let lost = parties.iter().flat_map(|party| {
        forms(party)
            .into_iter()
            .map(|(name, mean)| vec![Cell::text(spaced(name)), Cell::text(&party.title), Cell::of(Unit::Money, mean)])
    });
    let paid = story.summary.claims.iter().map(|claim| {
        vec![Cell::text("paid by insurance"), Cell::text(&claim.title), Cell::of(Unit::Money, -claim.paid.mean)]
    });
    Table::new("Mean loss by form and bearer, and what insurance takes off", columns).rows(lost.chain(paid))
}
