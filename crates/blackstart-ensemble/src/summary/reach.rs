//! Who is affected and what it costs, as the Cyber Monitoring Centre counts.

use super::rows::{Heads, places};
use super::{Part, Spread};
use crate::cells::Rows;
use crate::results::Results;
use crate::stats::Sample;
use blackstart_sim::handover::Form;
use serde::Serialize;

/// The two axes by which the Cyber Monitoring Centre places events, and what they are made of. The category is for its committee to decide.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reach {
    /// Least loss with which an organisation counts \[money\].
    pub affected_from: f64,
    /// Organisations affected: the company, and sites of others.
    pub organisations: Spread,
    /// Financial impact \[money\]: interruption, response, restoration and extortion of all parties; no fines, apologies or other transfers.
    pub impact: Spread,
    /// By head.
    pub by_head: Vec<Part>,
    /// By party, in model order; those without any are left out.
    pub by_party: Vec<Part>,
}

/// Heads of the financial impact, and the forms they hold.
const IMPACT: [(&str, &[Form]); 4] = [
    ("business interruption", &[Form::GrossProfit, Form::SavedCost, Form::ExtraWork, Form::LateCash, Form::Spoilage]),
    ("incident response", &[Form::Response, Form::Notification]),
    ("data restoration", &[Form::Rebuild]),
    ("extortion", &[Form::Extortion]),
];

pub(super) fn reach(results: &Results) -> Reach {
    let layout = &results.layout;
    let replicates = results.len();
    let places = places(&results.replicates.replicate, &results.losses.replicate);
    let mut all = Heads::new(1, replicates);
    let mut by_head = Heads::new(IMPACT.len(), replicates);
    let mut by_party = Heads::new(layout.parties.len(), replicates);
    let table = &results.losses;
    for row in 0..table.len() {
        let (form, amount) = (Form::ALL[usize::from(table.form[row])], table.amount[row]);
        // A ransom received makes up for nothing.
        if form == Form::Extortion && amount < 0.0 {
            continue;
        }
        let Some(head) = IMPACT.iter().position(|(_, forms)| forms.contains(&form)) else { continue };
        all.add(0, places[row], amount);
        by_head.add(head, places[row], amount);
        by_party.add(table.party[row] as usize, places[row], amount);
    }
    let affected = results.replicates.affected.iter().map(|&count| f64::from(count)).collect();
    Reach {
        affected_from: layout.affected_from,
        organisations: Spread::of(&Sample::new(affected)),
        impact: Spread::of(&all.sample(0)),
        by_head: by_head.parts(0, IMPACT.iter().map(|(word, _)| *word)),
        by_party: by_party.parts(0, layout.parties.iter().map(|party| party.id.as_str())),
    }
}
