//! The numbers of an attack to remember, each with what it is conditional on, and one way in, step by step.

use crate::number::{duration, share};
use blackstart_ensemble::attack::{AttackSummary, WaySummary};
use serde::{Deserialize, Serialize};

/// A number with what it is conditional on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackCard {
    /// What it is.
    pub what: String,
    /// The number.
    pub number: String,
    /// Under which condition.
    pub condition: String,
}

/// How the attacker came to the first system in one race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackWay {
    /// Which race.
    pub replicate: u32,
    /// What had to be waited for, in order.
    pub waits: Vec<AttackWait>,
}

/// Something that had to be waited for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackWait {
    /// What.
    pub title: String,
    /// How long \[h\].
    pub takes_hours: f64,
    /// When it was done \[h\].
    pub done_hours: f64,
    /// Steps that followed at once.
    pub followers: usize,
}

/// Four numbers: what is taken, how soon, how soon it is seen, and what the company switches off itself.
pub(super) fn cards(it: &AttackSummary) -> Vec<AttackCard> {
    let card = |what: &str, number: String, condition: String| AttackCard { what: what.to_owned(), number, condition };
    let base = &it.base;
    let mut cards = vec![card(
        "The attacker takes a system",
        share(base.attacker),
        "of all races: given that he begins as the scenario says, with these controls and this response".to_owned(),
    )];
    if let Some(way) = &it.typical_way {
        let condition = format!("median, only in the {} of races in which he takes one", share(base.attacker));
        cards.push(card("Until the first system is taken", duration(way.hours), condition));
    }
    let alert = &it.first_alert;
    if alert.reached.hits > 0 {
        let condition = format!(
            "median, only in the {} of races in which anything raises an alert; triage comes on top",
            share(alert.reached.share)
        );
        cards.push(card("Until the first alert", duration(alert.hours.p50), condition));
    }
    if base.shutdown > 0.0 {
        let condition = "of all races: given that the company acts by its rules of response".to_owned();
        cards.push(card("The company switches systems off itself", share(base.shutdown), condition));
    }
    cards
}

/// The way of one race: what had to be waited for, and how many steps followed each at once.
pub(super) fn way(it: &WaySummary) -> AttackWay {
    let mut waits: Vec<AttackWait> = Vec::new();
    for (place, step) in it.steps.iter().enumerate() {
        let last = place + 1 == it.steps.len();
        match waits.last_mut() {
            Some(before) if step.waited_hours <= 0.0 && !last => before.followers += 1,
            _ => waits.push(AttackWait {
                title: step.title.clone(),
                takes_hours: step.waited_hours,
                done_hours: step.hours,
                followers: 0,
            }),
        }
    }
    AttackWay { replicate: it.replicate, waits }
}
