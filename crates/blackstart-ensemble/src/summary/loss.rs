//! The ledger: who bears what, in which form, why and when.

use super::rows::{Heads, places};
use super::{Part, Spread};
use crate::cells::Rows;
use crate::layout::Period;
use crate::results::Results;
use crate::stats::Sample;
use blackstart_sim::handover::{Cause, Form};
use serde::Serialize;

/// The ledger in few numbers. Transfers between parties (bad debt) stand among the forms and in no sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LossSummary {
    /// All parties.
    pub total: Spread,
    /// The company.
    pub company: Spread,
    /// Mean loss of the company as share of the mean total; 0 where there is no loss.
    pub company_share: f64,
    /// Replicate with the greatest total loss.
    pub worst_replicate: Option<u32>,
    /// Replicate whose total loss is closest to the median: the history to show.
    pub typical_replicate: Option<u32>,
    /// By party, in model order; parties without any entry are left out.
    pub by_party: Vec<PartyLoss>,
    /// By form, all parties.
    pub by_form: Vec<Part>,
    /// By cause, all parties.
    pub by_cause: Vec<Part>,
    /// By period, all parties.
    pub by_period: Vec<Part>,
    /// All that is lost up to the end of each period, all parties.
    pub by_end_of_period: Vec<Part>,
}

/// Loss of one party.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyLoss {
    /// Party.
    pub party: String,
    /// Its title.
    pub title: String,
    /// What it is to the company.
    pub kind: String,
    /// All forms but transfers.
    pub loss: Spread,
    /// Mean as share of the mean total; 0 where there is no loss.
    pub share: f64,
    /// By form.
    pub by_form: Vec<Part>,
    /// By cause.
    pub by_cause: Vec<Part>,
    /// By period.
    pub by_period: Vec<Part>,
}

pub(super) fn loss(results: &Results) -> LossSummary {
    let layout = &results.layout;
    let (replicates, parties, periods) = (results.len(), layout.parties.len(), layout.periods.len());
    let places = places(&results.replicates.replicate, &results.losses.replicate);
    let mut by_party = Heads::new(parties, replicates);
    let mut by_form = Heads::new(Form::ALL.len(), replicates);
    let mut by_cause = Heads::new(Cause::ALL.len(), replicates);
    let mut by_period = Heads::new(periods, replicates);
    let mut party_form = Heads::new(parties * Form::ALL.len(), replicates);
    let mut party_cause = Heads::new(parties * Cause::ALL.len(), replicates);
    let mut party_period = Heads::new(parties * periods, replicates);
    let table = &results.losses;
    for row in 0..table.len() {
        let (party, form, cause, period) = (
            table.party[row] as usize,
            usize::from(table.form[row]),
            usize::from(table.cause[row]),
            usize::from(table.period[row]),
        );
        let (place, amount) = (places[row], table.amount[row]);
        by_form.add(form, place, amount);
        party_form.add(party * Form::ALL.len() + form, place, amount);
        if Form::ALL[form].is_transfer() {
            continue;
        }
        by_party.add(party, place, amount);
        by_cause.add(cause, place, amount);
        by_period.add(period, place, amount);
        party_cause.add(party * Cause::ALL.len() + cause, place, amount);
        party_period.add(party * periods + period, place, amount);
    }
    let total = Sample::new(results.replicates.total_loss.clone());
    let company = Sample::new(results.replicates.company_loss.clone());
    let mean = total.mean();
    let of_total = |part: f64| if mean == 0.0 { 0.0 } else { part / mean };
    let median = total.quantile(0.5);
    let closest = (0..replicates).min_by(|&a, &b| {
        (total.values()[a] - median).abs().total_cmp(&(total.values()[b] - median).abs()).then(a.cmp(&b))
    });
    let forms = || Form::ALL.iter().map(|form| form.word());
    let causes = || Cause::ALL.iter().map(|cause| cause.word());
    let labels = || layout.periods.iter().map(|period| period.label.as_str());
    LossSummary {
        total: Spread::of(&total),
        company: Spread::of(&company),
        company_share: of_total(company.mean()),
        worst_replicate: total.worst().map(|place| results.replicates.replicate[place]),
        typical_replicate: closest.map(|place| results.replicates.replicate[place]),
        by_party: (0..parties)
            .filter(|&party| by_party.is_touched(party))
            .map(|party| {
                let sample = by_party.sample(party);
                PartyLoss {
                    party: layout.parties[party].id.clone(),
                    title: layout.parties[party].title.clone(),
                    kind: layout.parties[party].kind.clone(),
                    loss: Spread::of(&sample),
                    share: of_total(sample.mean()),
                    by_form: party_form.parts(party * Form::ALL.len(), forms()),
                    by_cause: party_cause.parts(party * Cause::ALL.len(), causes()),
                    by_period: party_period.parts(party * periods, labels()),
                }
            })
            .collect(),
        by_form: by_form.parts(0, forms()),
        by_cause: by_cause.parts(0, causes()),
        by_period: by_period.parts(0, labels()),
        by_end_of_period: by_end_of_period(&by_period, replicates, &layout.periods),
    }
}

/// What is lost up to the end of each period, history by history.
fn by_end_of_period(by_period: &Heads, replicates: usize, periods: &[Period]) -> Vec<Part> {
    let mut so_far = vec![0.0; replicates];
    let until = |(at, period): (usize, &Period)| {
        so_far.iter_mut().zip(by_period.sample(at).values()).for_each(|(sum, amount)| *sum += amount);
        Part { name: period.label.clone(), loss: Spread::of(&Sample::new(so_far.clone())) }
    };
    periods.iter().enumerate().map(until).collect()
}
