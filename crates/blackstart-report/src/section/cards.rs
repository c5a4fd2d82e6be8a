//! Four numbers to remember.

use crate::number::days;
use crate::page::Card;
use crate::story::Story;
use crate::words::company_sites;
use blackstart_ensemble::summary::{Moments, Spread};

pub(super) fn cards(story: &Story) -> Vec<Card> {
    let (summary, setting) = (&story.summary, story.setting());
    let loss = |what: &'static str, loss: &Spread| Card {
        what,
        number: setting.money(loss.p50),
        range: format!("9 in 10: {} – {}", setting.money(loss.p05), setting.money(loss.p95)),
    };
    let mut cards = vec![loss("Loss of all parties", &summary.loss.total)];
    let company = summary.loss.by_party.iter().find(|party| party.kind == "company");
    cards.extend(company.map(|company| loss("Loss of the company", &company.loss)));
    let lost = &summary.output_lost_days;
    cards.push(Card {
        what: "Output lost by the company",
        number: format!("{} days", days(lost.p50)),
        range: format!("9 in 10: {} – {} days of normal output", days(lost.p05), days(lost.p95)),
    });
    cards.extend(back(story).map(|back| Card {
        what: back.what,
        number: setting.day(back.moments.p50.hours),
        range: format!(
            "{}; 9 in 10: {} – {}",
            back.title,
            setting.day(back.moments.p05.hours),
            setting.day(back.moments.p95.hours)
        ),
    }));
    cards
}

/// What is back last.
struct Back<'s> {
    what: &'static str,
    title: &'s str,
    moments: &'s Moments,
}

/// The first target set that fails; without one the last site that restarts.
fn back(story: &Story) -> Option<Back<'_>> {
    let target = story.summary.targets.iter().find(|target| target.fails.hits > 0);
    if let Some(target) = target {
        return Some(Back { what: "Target set back", title: &target.title, moments: &target.held });
    }
    let sites = company_sites(story).into_iter().filter(|site| site.stops.hits > 0);
    let last = sites.max_by(|a, b| a.restarted.p50.hours.total_cmp(&b.restarted.p50.hours))?;
    Some(Back { what: "Last site restarted", title: &last.title, moments: &last.restarted })
}
