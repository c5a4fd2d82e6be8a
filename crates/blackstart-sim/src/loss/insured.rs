//! What policies pay of one event: hours first, then money. The rules are `blackstart-actuary::policy`'s; here losses become claims.

use super::{Reason, reasons};
use crate::handover::{Availability, Capacity, Cause, Earned, Entry, Flow, Form, Layout, Settled};
use crate::timeline::{Piece, Timeline};
use blackstart_actuary::policy::{Claim, Clock, Coverage, Layer, Policy, Settlement, TimeTerms, Until, Waiting};
use blackstart_model::Model;
use blackstart_model::id::PartyId;
use blackstart_model::model::{CoverKind, UntilKind, WaitingKind};

/// One event and all that a loss adjuster asks about it.
pub(super) struct Event<'a> {
    pub(super) model: &'a Model,
    pub(super) layout: &'a Layout,
    pub(super) availability: &'a Availability,
    pub(super) capacity: &'a Capacity,
    pub(super) flow: &'a Flow,
}

impl Event<'_> {
    /// Settles every policy of the model.
    pub(super) fn settle(&self, ledger: &[Entry]) -> Vec<Settled> {
        (0..self.model.policies.len()).map(|policy| self.one(policy, ledger)).collect()
    }

    fn one(&self, at: usize, ledger: &[Entry]) -> Settled {
        let policy = &self.model.policies[at];
        let entries: Vec<&Entry> = ledger.iter().filter(|entry| entry.party == policy.insured).collect();
        let course: &[(Earned, Earned)] =
            self.flow.courses.iter().find(|(party, _)| *party == policy.insured).map_or(&[], |(_, steps)| steps);
        let edges: Vec<f64> = (0..=course.len()).map(|step| step as f64 * self.layout.step_hours).collect();

        let terms = self.terms(at, course);
        let reasons = reasons(&self.flow.parties[policy.insured]);
        let money: Vec<Vec<f64>> = policy.covers.iter().map(|cover| self.course(cover.of, course, &reasons)).collect();
        let claims: Vec<Claim> = policy
            .covers
            .iter()
            .zip(&money)
            .enumerate()
            .map(|(coverage, (cover, money))| {
                let (begins_hours, restored_hours) = match cover.of {
                    CoverKind::Contingent => self.others_stop(policy.insured),
                    _ => self.own_stop(policy.insured),
                };
                let edges_hours = if money.is_empty() { &edges[..1] } else { &edges[..] };
                Claim { coverage, begins_hours, restored_hours, edges_hours, money, lump: lump(cover.of, &entries) }
            })
            .collect();
        let settle = |clock| -> Settlement { terms.year(std::slice::from_ref(&claims), clock).remove(0) };
        let (in_time, by_calendar) = (settle(Clock::Hours), settle(Clock::Calendar));
        Settled {
            policy: at,
            gross: in_time.gross,
            covered: in_time.covered,
            reached: in_time.reached,
            paid: in_time.layers,
            paid_by_calendar: by_calendar.ceded,
        }
    }

    /// The policy as the actuary has it.
    fn terms(&self, at: usize, course: &[(Earned, Earned)]) -> Policy {
        let policy = &self.model.policies[at];
        let earned: f64 = course.iter().map(|(_, twin)| twin.gross_profit).sum();
        let annual_value = earned * super::HOURS_PER_YEAR / self.layout.end_hours();
        let waiting = match policy.waiting {
            WaitingKind::Elimination => Waiting::Elimination,
            WaitingKind::Qualifying => Waiting::Qualifying,
        };
        let until = match policy.until {
            UntilKind::Trade => Until::Trade,
            UntilKind::Restored => Until::Restored,
        };
        let coverages = policy.covers.iter().map(|cover| Coverage {
            time: TimeTerms {
                waiting_hours: cover.waiting_hours,
                waiting,
                indemnity_hours: cover.indemnity_hours,
                until,
            },
            deductible: cover.deductible,
            limit: cover.limit,
            annual_value,
        });
        let layers = policy.layers.iter().map(|layer| Layer {
            attachment: layer.attachment,
            limit: layer.limit,
            participation: layer.participation,
            aggregate_attachment: layer.aggregate_attachment,
            aggregate_limit: layer.aggregate_limit,
        });
        Policy { coverages: coverages.collect(), retention: policy.retention, layers: layers.collect() }
    }

    /// Loss step by step: the part of the insured's lost gross profit, less saved cost, whose causes the cover names, month by month.
    fn course(&self, of_cover: CoverKind, course: &[(Earned, Earned)], reasons: &[Reason]) -> Vec<f64> {
        if !matches!(of_cover, CoverKind::Interruption | CoverKind::Contingent) {
            return Vec::new();
        }
        // What is saved is saved where nothing is made, and spent again where that is made up: step by step, not by the month.
        let missed = |(event, twin): &(Earned, Earned)| {
            (twin.gross_profit - event.gross_profit) - (twin.stopping_cost - event.stopping_cost)
        };
        let mut money: Vec<f64> = course.iter().map(missed).collect();
        for (period, reason) in self.layout.periods.iter().zip(reasons) {
            let share = covered(of_cover, reason);
            money[period.first_step..period.end_step].iter_mut().for_each(|loss| *loss *= share);
        }
        money
    }

    /// From the first of the insured's systems or channels going down until all of them are back \[h\].
    fn own_stop(&self, insured: PartyId) -> (f64, f64) {
        let sites = self.model.sites.iter().filter(|(_, site)| site.party == insured);
        let channels = sites.flat_map(|(id, _)| self.capacity.channels[id].iter().flatten());
        let lines = self.availability.systems.rows().iter().chain(channels);
        self.or_all_of_it(self.stop(lines, |piece| !piece.is_another(insured, self.layout.company)))
    }

    /// From the first of others' sites or systems stopping until the last of those is back for good \[h\].
    fn others_stop(&self, insured: PartyId) -> (f64, f64) {
        let systems = self.availability.systems.rows().iter();
        let (mut begins, mut restored) = self.stop(systems, |piece| piece.is_another(insured, self.layout.company));
        for (_, fate) in self.flow.fates.iter().filter(|(id, _)| self.model.sites[*id].party != insured) {
            if fate.stopped_hours.is_finite() {
                begins = begins.min(fate.stopped_hours);
                restored = restored.max(fate.back_hours.min(self.layout.end_hours()));
            }
        }
        self.or_all_of_it((begins, restored))
    }

    /// From the first moment at which anything that counts is down until all of it is back for good \[h\]; infinite and 0 where nothing is.
    fn stop<'t>(&self, lines: impl Iterator<Item = &'t Timeline>, counts: impl Fn(&Piece) -> bool) -> (f64, f64) {
        let (mut begins, mut restored) = (f64::INFINITY, 0.0_f64);
        for line in lines {
            let down = |(_, _, piece): &(f64, f64, &Piece)| piece.level < 1.0 && counts(piece);
            if let Some((from, ..)) = line.stretches().find(down) {
                begins = begins.min(from.max(0.0));
                let back = line.stretches().filter(down).last().map_or(from, |(_, until, _)| until);
                restored = restored.max(back.min(self.layout.end_hours()));
            }
        }
        (begins, restored)
    }

    /// Where nothing stopped for good, the event is the interruption.
    fn or_all_of_it(&self, (begins, restored): (f64, f64)) -> (f64, f64) {
        let end = self.layout.end_hours();
        if begins.is_finite() { (begins, restored) } else { (self.flow.differs_hours.clamp(0.0, end), end) }
    }
}

/// The share of a period's loss that a cover of gross profit names: what the own systems are the cause of, or what others' are and cannot be traced. A shock
/// is nobody's cyber loss.
fn covered(of: CoverKind, reason: &Reason) -> f64 {
    let all = reason.weights.sum();
    if !(all > 0.0 && all.is_finite()) {
        // The ledger says *orders*.
        return if of == CoverKind::Contingent { 1.0 } else { 0.0 };
    }
    let shock = reason.weights[Cause::Shock] / all;
    let own = (reason.interrupted / all).clamp(0.0, 1.0 - shock);
    match of {
        CoverKind::Interruption => own,
        CoverKind::Contingent => 1.0 - shock - own,
        _ => 0.0,
    }
}

/// Loss of the forms that no time term touches.
fn lump(of: CoverKind, entries: &[&Entry]) -> f64 {
    let form = match of {
        CoverKind::Interruption | CoverKind::Contingent => return 0.0,
        CoverKind::ExtraWork => Form::ExtraWork,
        CoverKind::Response => Form::Response,
        CoverKind::Rebuild => Form::Rebuild,
        CoverKind::Spoilage => Form::Spoilage,
        CoverKind::Liability => Form::Liability,
        CoverKind::Penalty => Form::Penalty,
        CoverKind::Extortion => Form::Extortion,
        CoverKind::Notification => Form::Notification,
        CoverKind::Fine => Form::Fine,
    };
    let sum: f64 = entries.iter().filter(|entry| entry.form == form).map(|entry| entry.amount).sum();
    // What was received is no claim.
    sum.max(0.0)
}
