//! Sums of the ledger agree, whatever they are sums over; transfers are in none.

use super::*;
use crate::results::LossRow;
use crate::sample;
use blackstart_sim::handover::{Cause, Form};

/// Mean loss by party, by cause, by period and by form, transfers left out.
fn sums(loss: &LossSummary) -> [f64; 4] {
    let sum = |parts: &[Part]| parts.iter().map(|part| part.loss.mean).sum::<f64>();
    let transfers: Vec<&str> = Form::ALL.iter().filter(|form| form.is_transfer()).map(|form| form.word()).collect();
    let forms = loss.by_form.iter().filter(|part| !transfers.contains(&part.name.as_str()));
    [
        loss.by_party.iter().map(|party| party.loss.mean).sum(),
        sum(&loss.by_cause),
        sum(&loss.by_period),
        forms.map(|part| part.loss.mean).sum(),
    ]
}

#[test]
fn bad_debt_is_shown_and_summed_nowhere() {
    let mut results = sample::results(0..50, 1);
    let before = Summary::of(&results).loss;
    let last = *results.replicates.replicate.last().unwrap();
    results.losses.push(LossRow {
        replicate: last,
        party: 1,
        form: Form::BadDebt as u8,
        cause: Cause::Insolvency as u8,
        period: 1,
        amount: 9e9,
    });
    let after = Summary::of(&results).loss;
    assert_eq!(after.total, before.total);
    assert_eq!((&after.by_cause, &after.by_period), (&before.by_cause, &before.by_period));
    for (after, before) in after.by_party.iter().zip(&before.by_party) {
        assert_eq!((&after.loss, after.share), (&before.loss, before.share));
    }
    let shown = |parts: &[Part]| parts.iter().any(|part| part.name == "bad-debt");
    assert!(shown(&after.by_form) && !shown(&before.by_form));
    assert!(shown(&after.by_party[1].by_form), "real for whoever bears it");
    for sum in sums(&after) {
        assert!((sum / after.total.mean - 1.0).abs() < 1e-12, "{sum} of {}", after.total.mean);
    }
}

#[test]
fn the_reach_counts_what_the_centre_counts() {
    let results = sample::results(0..64, 1);
    let summary = Summary::of(&results);
    let reach = &summary.reach;
    let mean = |parts: &[Part]| parts.iter().map(|part| part.loss.mean).sum::<f64>();
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    assert!(reach.impact.mean > 0.0);
    assert!(close(mean(&reach.by_head), reach.impact.mean) && close(mean(&reach.by_party), reach.impact.mean));
    // Of the total only fines and the like are missing, and ransoms are added.
    let of = |name: &str| summary.loss.by_form.iter().find(|it| it.name == name).map_or(0.0, |it| it.loss.mean);
    let counted = summary.loss.total.mean - of("liability") - of("wages");
    assert!(close(reach.impact.mean, counted + of("extortion")), "{} {counted}", reach.impact.mean);
    let most = results.layout.sites.len() as f64;
    assert!(reach.organisations.mean > 0.0 && reach.organisations.p95 <= most, "{:?}", reach.organisations);
}

#[test]
fn what_policies_pay_is_told_with_what_the_calendar_would() {
    let results = sample::results(0..64, 1);
    let summary = Summary::of(&results);
    assert_eq!(summary.claims.len(), results.layout.policies.len());
    let claim = &summary.claims[0];
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    let total = results.claims.paid.iter().sum::<f64>() / results.len() as f64;
    assert!(claim.paid.mean > 0.0 && close(claim.paid.mean, total));
    assert!(close(claim.difference.mean, claim.paid.mean - claim.paid_by_calendar.mean));
    assert!(claim.gross.mean >= claim.covered.mean && claim.covered.mean >= claim.paid.mean);
    // Whoever is insolvent was short of money.
    for tier in &summary.tiers {
        assert!(tier.first_insolvent.share == 0.0 || tier.support_all.mean > 0.0, "{}", tier.party);
        assert!(tier.first_insolvent.share >= tier.insolvent, "some site, at least as often as any one");
    }
}

#[test]
fn what_is_lost_by_the_end_of_the_last_period_is_the_whole_loss() {
    let results = sample::results(0..64, 1);
    let loss = Summary::of(&results).loss;
    assert_eq!(loss.by_end_of_period.len(), results.layout.periods.len());
    let last = loss.by_end_of_period.last().unwrap();
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    assert!(close(last.loss.p05, loss.total.p05) && close(last.loss.p95, loss.total.p95), "{last:?}");
    assert!(loss.by_end_of_period[0].loss.mean < last.loss.mean);
}

#[test]
fn layers_pay_together_what_their_policy_pays() {
    let results = sample::results(0..64, 1);
    for claim in Summary::of(&results).claims {
        let paid: f64 = claim.layers.iter().map(|layer| layer.paid.mean).sum();
        assert!(claim.layers.len() == 2 && claim.paid.mean > 0.0);
        assert!((paid / claim.paid.mean - 1.0).abs() < 1e-12, "{paid} of {}", claim.paid.mean);
        assert!(claim.layers.iter().all(|layer| layer.reached.hits > 0 && layer.reached.of == 64));
    }
}

#[test]
fn sales_are_told_beside_those_of_the_twin_and_what_is_late_beside_what_is_lost() {
    let results = sample::results(0..64, 1);
    let summary = Summary::of(&results);
    // The plant and the dealers sell the same unit, in two periods.
    assert_eq!(summary.sales.len(), 2);
    for row in &summary.sales {
        assert_eq!(row.unit, "car");
        let of_normal = row.sold_of_normal.unwrap();
        assert!((row.twin_sold.mean - 2.0 * 380.0).abs() < 1e-9);
        assert!((of_normal.mean - row.sold.mean / row.twin_sold.mean).abs() < 1e-9, "a twin sells the same each time");
        // Of a missing share, twice as much is late as is lost for good.
        assert!(row.lost.mean > 0.0 && (row.recaptured.mean / row.lost.mean - 2.0).abs() < 1e-5, "{row:?}");
    }
    let company = summary.parties.iter().find(|party| party.party == "acme").unwrap();
    assert!(company.revenue_of_normal.is_some_and(|share| share.p05 > 0.0 && share.p95 <= 1.0));
}

#[test]
fn a_service_is_away_from_its_first_fall_until_it_is_back_for_good() {
    let summary = Summary::of(&sample::results(0..64, 1));
    let [plan, pay] = summary.services.as_slice() else { panic!("two services") };
    // Down from hour 2, up at 12, down again from 26 to 30.
    assert_eq!(plan.away.map(|away| (away.p05, away.p95)), Some((28.0, 28.0)));
    assert_eq!(pay.away, None);
}

#[test]
fn a_share_of_normal_is_of_what_the_same_history_would_have_made_in_these_days() {
    let mut results = sample::results(0..50, 1);
    let steps = results.layout.steps as usize;
    let week = (168.0 / results.layout.step_hours) as usize;
    assert!(steps > 3 * week, "{steps} {week}");
    // Half of normal throughout, of a normal that differs from history to history and knows a season; works holidays at the end.
    for row in 0..results.output.replicate.len() {
        let (history, step) = (results.output.replicate[row], results.output.step[row] as usize);
        let season = if step < steps - week { 1.0 + 0.5 * (step as f32 / 40.0).sin() } else { 0.0 };
        results.output.twin[row] = season * (1.0 + history as f32 / 50.0);
        results.output.company[row] = 0.5 * results.output.twin[row];
    }
    let output = Summary::of(&results).output;
    let of_normal = &output.of_normal;
    assert_eq!((of_normal.week_steps, of_normal.quantiles.len()), (week, steps));
    let known: Vec<[f64; 5]> = of_normal.quantiles.iter().copied().flatten().collect();
    assert!(known.iter().flatten().all(|share| (share - 0.5).abs() < 1e-6), "{known:?}");
    let unknown = of_normal.quantiles.iter().rev().take_while(|it| it.is_none()).count();
    assert!((week / 2..=week).contains(&unknown) && known.len() + unknown == steps, "{unknown} of {week}");
    assert!(output.p95[10] > output.p05[10] + 0.2, "as a share of an average day it says how lucky the company is");
    assert_eq!([0, steps / 2, steps - 1].map(|at| of_normal.week(at, steps).len()), [week; 3]);
}
