//! What it costs that data were taken: telling those concerned, their claims, fines. Nobody pays for what nobody knows.

use crate::draw::Draw;
use crate::draw::purpose::{
    FINE_AFTER, FINE_HAPPENS, FINE_SIZE, LIABILITY_AFTER, LIABILITY_HAPPENS, LIABILITY_PER_RECORD, NOTICE_AFTER,
    NOTICE_FIXED, NOTICE_PER_RECORD,
};
use crate::handover::{Cause, Entry, Form, Layout, Taken, TakenCost};
use blackstart_model::Model;
use blackstart_model::id::PartyId;
use blackstart_model::model::{Data, FineSize};

#[cfg(test)]
mod tests;

/// What all data taken cost the company, each form in the period in which it falls due; and how much of it each of them.
pub(super) fn owed(
    model: &Model,
    layout: &Layout,
    company: PartyId,
    draw: Draw,
    taken: &[Taken],
) -> (Vec<Entry>, Vec<TakenCost>) {
    let mut entries = Vec::new();
    let one = |taken: &Taken| {
        let mut cost = TakenCost::default();
        if taken.known_hours == f64::INFINITY {
            return cost;
        }
        for (form, amount, after_hours) in dues(&model.data[taken.data], draw, taken.records).into_iter().flatten() {
            // What was known before the history began falls due in it.
            let due_hours = (taken.known_hours + after_hours).max(0.0);
            match layout.period_at(due_hours) {
                Some(period) => {
                    entries.push(Entry { party: company, form, cause: Cause::Attacker, period, amount });
                    cost.booked += amount;
                    cost.last_due_hours = cost.last_due_hours.max(due_hours);
                }
                None => cost.later += amount,
            }
        }
        cost
    };
    let costs = taken.iter().map(one).collect();
    (entries, costs)
}

/// What is owed: in which form, how much \[money\], how long after the theft is known \[h\].
fn dues(data: &Data, draw: Draw, records: f64) -> [Option<(Form, f64, f64)>; 3] {
    let subject = data.name.key;
    let notification = data.notification.as_ref().map(|it| {
        let each = draw.sample(&it.per_record, NOTICE_PER_RECORD.of(subject));
        let fixed = draw.sample(&it.fixed, NOTICE_FIXED.of(subject));
        (Form::Notification, fixed + each * records, draw.sample(&it.after_hours, NOTICE_AFTER.of(subject)))
    });
    let liability = data.liability.as_ref().filter(|it| draw.happens(it.chance, LIABILITY_HAPPENS.of(subject)));
    let liability = liability.map(|it| {
        let owed = draw.sample(&it.per_record, LIABILITY_PER_RECORD.of(subject)) * records;
        (Form::Liability, owed.min(it.most), draw.sample(&it.after_hours, LIABILITY_AFTER.of(subject)))
    });
    let fine = data.fine.as_ref().filter(|it| draw.happens(it.chance, FINE_HAPPENS.of(subject)));
    let fine = fine.map(|it| {
        let size = match &it.size {
            FineSize::Amount(amount) => draw.sample(amount, FINE_SIZE.of(subject)),
            FineSize::OfTurnover { share, turnover } => draw.sample(share, FINE_SIZE.of(subject)) * turnover,
        };
        (Form::Fine, size.min(it.most), draw.sample(&it.after_hours, FINE_AFTER.of(subject)))
    });
    [notification, liability, fine]
}
