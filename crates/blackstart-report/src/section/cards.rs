//! Four numbers to remember.

use super::rows::Away;
use crate::number::{self, days};
use crate::page::Card;
use crate::story::Story;
use crate::words::{company_sites, in_order};
use blackstart_ensemble::summary::Spread;

pub(super) fn cards(story: &Story) -> Vec<Card> {
    let (summary, setting) = (&story.summary, story.setting());
    let loss = |what: &'static str, loss: &Spread| Card {
        what,
        number: setting.money(loss.p50),
        range: band([loss.p05, loss.p95].map(|end| setting.money(end)), ""),
    };
    let mut cards = vec![loss("Loss of all parties", &summary.loss.total)];
    let company = summary.loss.by_party.iter().find(|party| party.kind == "company");
    cards.extend(company.map(|company| loss("Loss of the company", &company.loss)));
    let lost = &summary.output_lost_days;
    if super::output::is_there(story) {
        cards.push(Card {
            what: "Output lost by the company",
            number: format!("{} days", days(lost.p50)),
            range: band([lost.p05, lost.p95].map(days), " days of normal output"),
        });
    }
    cards.extend(back(story).map(|(what, away)| {
        let [early, middle, late] = away.back_hours().map(|hours| setting.day(hours));
        let share = away.stops.share;
        let which = if share < 1.0 {
            format!(", in the {} of histories in which it stops", number::share(share))
        } else {
            String::new()
        };
        Card { what, number: middle, range: format!("{}{which}; {}", away.title, band([early, late], "")) }
    }));
    cards
}

/// An interval; where its ends read the same, that is said once.
fn band([low, high]: [String; 2], of: &str) -> String {
    if low == high { format!("9 in 10: the same{of}") } else { format!("9 in 10: {low} – {high}{of}") }
}

/// What is back last: the first target set that fails; without one the last site.
fn back(story: &Story) -> Option<(&'static str, Away<'_>)> {
    let target = story.summary.targets.iter().find(|target| target.fails.hits > 0);
    if let Some(target) = target {
        return Some(("Target set back for good", target.into()));
    }
    let last = *in_order(&company_sites(story)).last()?;
    Some(("Last site back at 90 % for good", last.into()))
}
