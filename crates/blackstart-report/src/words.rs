//! Plain sentences: what a reader should remember, before any table.

use crate::amount::Setting;
use crate::letters::capital;
use crate::number::{count, date, days, full_date, share};
use crate::section::rows::Away;
use crate::story::Story;
use blackstart_ensemble::summary::{Onset, Share, SiteSummary, Spread, Unknown};
use blackstart_sim::handover::Form;

/// Of fewer histories no band says anything: one in twenty needs twenty.
pub const LEAST_HISTORIES: usize = 20;

/// The headline: a handful of sentences, the most important first.
pub(crate) fn headline(story: &Story) -> Vec<String> {
    let summary = &story.summary;
    let setting = story.setting();
    let mut sentences = vec![loss(story)];
    if summary.output_lost_days.p95 > 0.0 {
        sentences.push(output(&summary.output_lost_days));
    }
    for target in summary.targets.iter().filter(|target| target.fails.hits > 0).take(3) {
        // A set's title may be anything, a sentence even: it is quoted.
        let title = format!("“{}”", target.title);
        sentences.push(back(Away { title: &title, ..target.into() }, ["fails", "holds for good"], &setting));
    }
    sentences.extend(taken(story));
    sentences.extend(works(story));
    sentences.extend(tolerances(story));
    sentences.extend(objectives(story));
    sentences.extend(suppliers(story));
    sentences
}

/// What it costs.
fn loss(story: &Story) -> String {
    let (total, setting) = (&story.summary.loss.total, story.setting());
    if total.p95 == 0.0 && total.p05 == 0.0 {
        return "Nothing is lost in any history.".to_owned();
    }
    let harmless = story.losses.iter().filter(|loss| **loss == 0.0).count() as f64 / story.losses.len().max(1) as f64;
    let mut sentence = if harmless >= 0.5 {
        format!(
            "{} of histories cost nothing; one in 20 costs more than {}. The mean is {}.",
            share(harmless),
            setting.money(total.p95),
            setting.money(total.mean)
        )
    } else if let Some(only) = only_loss(story) {
        format!("{}.", capital(&only))
    } else if setting.money(total.p05) == setting.money(total.p95) {
        format!("9 in 10 histories cost {}.", setting.money(total.p50))
    } else {
        format!(
            "Half of the histories cost more than {}; 9 in 10 cost between {} and {}.",
            setting.money(total.p50),
            setting.money(total.p05),
            setting.money(total.p95)
        )
    };
    let part = story.summary.loss.company_share;
    if part > 0.0 && part < 0.995 {
        let company = story.summary.loss.by_party.iter().find(|party| party.kind == "company");
        let name = company.map_or("the company", |party| party.title.as_str());
        sentence.push_str(&format!(" {name} bears {} of it.", share(part)));
    }
    sentence
}

/// The loss where it is the same in every history: a band around it would be no band.
pub(crate) fn only_loss(story: &Story) -> Option<String> {
    let first = *story.losses.first()?;
    if story.losses.iter().any(|loss| *loss != first) {
        return None;
    }
    let money = story.setting().money(first);
    let fixed = story.summary.drivers.as_ref().is_some_and(|drivers| drivers.inputs == 0);
    Some(match story.losses.len() {
        _ if fixed => format!("{money} in every case; nothing in this scenario is left to chance"),
        1 => format!("{money} in the one history that was played"),
        _ => format!("{money} in every case"),
    })
}

/// How much of the company's output is missing.
fn output(lost: &Spread) -> String {
    if days(lost.p05) == days(lost.p95) {
        return format!("The company loses {} days of its normal output.", days(lost.p50));
    }
    format!(
        "The company loses {} days of its normal output; in 9 of 10 histories between {} and {}.",
        days(lost.p50),
        days(lost.p05),
        days(lost.p95)
    )
}

/// How often data are taken, and what no evidence of it is worth.
fn taken(story: &Story) -> Option<String> {
    let told = story.summary.taken.as_ref().filter(|told| told.any.taken.hits > 0)?;
    let mut sentence = format!("Data are taken in {} of histories.", share(told.any.taken.share));
    let open: Vec<&Unknown> = told.any.unknown.iter().filter(|it| it.taken.of > 0).collect();
    if open.iter().any(|it| it.taken.hits > 0) {
        let since = if told.counted_from_alarm { "after the first alarm" } else { "after the start" };
        let parts = open.iter().enumerate().map(|(at, it)| match at {
            0 => format!(
                " With no evidence {} days {since}, they were taken all the same in {} of histories",
                it.days,
                share(it.taken.share)
            ),
            _ => format!(", after {} days in {}", it.days, share(it.taken.share)),
        });
        sentence.push_str(&parts.collect::<String>());
        sentence.push_str(": no evidence so far is not none.");
    }
    Some(sentence)
}

/// Sentences about the company's works, at least.
const WORKS: usize = 3;

/// Which of the company's works stop, and when they are back for good: those that make the same unit together, in the order of the model.
fn works(story: &Story) -> Vec<String> {
    let all = company_sites(story);
    let mut units: Vec<&str> = Vec::new();
    for site in &all {
        if !units.contains(&site.unit.as_str()) {
            units.push(&site.unit);
        }
    }
    let mut sentences = Vec::new();
    for unit in units {
        let group: Vec<&SiteSummary> = all.iter().copied().filter(|site| site.unit == unit).collect();
        if sentences.len() < WORKS {
            sentences.extend(alike(story, unit, &group));
        }
    }
    sentences
}

/// Sites in the order in which they are back in the middle case, to the day; of the same day as the model has them. Those that
/// stop in fewer than half of the histories have no place in it, unless all do.
pub(crate) fn in_order<'s>(sites: &[&'s SiteSummary]) -> Vec<&'s SiteSummary> {
    let stopping = || sites.iter().copied().filter(|site| site.stops.hits > 0);
    let mut order: Vec<&SiteSummary> = stopping().filter(|site| site.stops.share >= 0.5).collect();
    if order.is_empty() {
        order = stopping().collect();
    }
    let day = |site: &SiteSummary| (site.back.p50.hours / 24.0).floor();
    order.sort_by(|a, b| day(a).total_cmp(&day(b)));
    order
}

/// Works that make the same unit: one by one where two stop, else which are back first and last.
fn alike(story: &Story, unit: &str, group: &[&SiteSummary]) -> Vec<String> {
    let stopping: Vec<&SiteSummary> = group.iter().copied().filter(|site| site.stops.hits > 0).collect();
    let setting = story.setting();
    let back = |site: &SiteSummary, which: &str| {
        let title = format!("“{}”{which}", site.title);
        back(Away { title: &title, ..site.into() }, ["stops", "is back at 90 % of normal for good"], &setting)
    };
    if stopping.len() <= 2 {
        return stopping.iter().map(|site| back(site, "")).collect();
    }
    let order = in_order(group);
    let (first, last) = (order[0], order[order.len() - 1]);
    let what = match unit {
        "" | "unit" => "works".to_owned(),
        unit => format!("{unit} works"),
    };
    let who = match (stopping.len(), group.len()) {
        (some, of) if some == of => format!("All {of} {what} of the company stop"),
        (some, of) => format!("{some} of the {of} {what} of the company stop"),
    };
    let begin = stopping.iter().map(|site| site.stopped.p50.hours).fold(f64::INFINITY, f64::min);
    let when = if stopping.iter().all(|site| site.stops.share >= 1.0) {
        format!(", the first on {}", date(story.start(), begin))
    } else {
        " in some histories".to_owned()
    };
    if order.len() == 1 {
        return vec![format!("{who}{when}. {}", back(first, ", the only one that does in half of the histories,"))];
    }
    vec![format!(
        "{who}{when}. {} {}",
        back(first, ", the first of them in the median,"),
        back(last, ", the last in the median,")
    )]
}

/// When something is back for good: `Solihull is back for good between 4 Oct and 2 Nov in 9 of 10 histories.`
///
/// How it goes and how it returns, e.g. `stops` and `is back for good`.
pub(crate) fn back(away: Away<'_>, [goes, returns]: [&str; 2], setting: &Setting) -> String {
    let always = away.stops.share >= 1.0;
    let title = capital(away.title);
    let stopped = format!("{title} {goes} in {} of histories", share(away.stops.share));
    let (it, of) = if always { (title.as_str(), "histories") } else { ("it", "of these") };
    let part = |of_all: &str, of_some: &str| if always { of_all.to_owned() } else { of_some.to_owned() };
    let [early, middle, late] = away.back_hours().map(|hours| setting.day(hours));
    let [_, p50, p95] = away.back_hours();
    let (never, end) = (share(away.not_back()), setting.last_day());
    let mut said = if p95 <= setting.end_hours && p95.is_finite() {
        let when = if early == late { format!("on {early}") } else { format!("between {early} and {late}") };
        format!("{it} {returns} {when} in 9 of 10 {of}")
    } else if p50 <= setting.end_hours && p50.is_finite() {
        let half = part("half of the histories", "half of these");
        format!("{it} {returns} by {middle} in {half}, and not by {end} in {never} of them")
    } else if away.not_back() < 1.0 {
        format!("{it} {returns} by {end} in only {} {}", share(1.0 - away.not_back()), part("of histories", "of these"))
    } else {
        format!("{it} {returns} by {end} in none {}", part("of the histories", "of these"))
    };
    if !always {
        said = format!("{stopped}; {said}");
    }
    said.push('.');
    if away.again() > 0.0 {
        let of = part("of histories", "of these");
        said.push_str(&format!(" It {goes} again in {} {of}.", share(away.again())));
    }
    said
}

/// Who takes systems down: `Systems go down in 35% of histories; first by the attacker in 60% of these, by the company itself in 40%.`
pub(crate) fn who(onset: &Onset) -> String {
    if onset.hit.hits == 0 {
        return "No system goes down in any history.".to_owned();
    }
    let by = |shares: &[Share]| {
        let said = |part: &Share| {
            let who = match part.name.as_str() {
                "attacker" => "the attacker",
                "shutdown" => "the company itself",
                "dependency" => "what they need",
                other => other,
            };
            format!("{who} in {}", share(part.share))
        };
        shares.iter().map(said).collect::<Vec<_>>().join(", ")
    };
    format!(
        "Systems go down in {} of histories: the first of them by {}; of all that go down, by {}.",
        share(onset.hit.share),
        by(&onset.first_by_cause),
        by(&onset.falls_by_cause)
    )
}

/// Which tolerances are in danger.
fn tolerances(story: &Story) -> Option<String> {
    let mut breached: Vec<(&str, f64)> = story
        .summary
        .services
        .iter()
        .filter_map(|service| Some((service.title.as_str(), service.breach.as_ref()?.share)))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    breached.sort_by(|a, b| b.1.total_cmp(&a.1));
    let with_tolerance = story.summary.services.iter().filter(|service| service.breach.is_some()).count();
    let (title, most) = breached.first()?;
    Some(format!(
        "{} of {with_tolerance} impact tolerances {} breached in some histories; most often that of “{title}”: in {} of histories.",
        breached.len(),
        if breached.len() == 1 { "is" } else { "are" },
        share(*most)
    ))
}

/// Which recovery time objectives are missed.
fn objectives(story: &Story) -> Option<String> {
    let promised = &story.summary.promised;
    let of = promised.iter().filter(|it| it.kept.is_some()).count();
    let mut missed: Vec<(&str, f64)> = promised
        .iter()
        .filter_map(|it| Some((it.title.as_str(), it.kept.filter(|kept| kept.hits < kept.of)?.share)))
        .collect();
    missed.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (title, least) = missed.first()?;
    Some(format!(
        "{} of {of} recovery time objectives {} missed in some histories; most often that of “{title}”: it is kept in {} of those in which it is down.",
        missed.len(),
        if missed.len() == 1 { "is" } else { "are" },
        share(*least)
    ))
}

/// Who runs out of cash.
fn suppliers(story: &Story) -> Option<String> {
    let tiers: Vec<_> =
        story.summary.tiers.iter().filter(|tier| tier.kind == "supplier" && tier.cash_followed > 0).collect();
    let followed: usize = tiers.iter().map(|tier| tier.cash_followed).sum();
    if followed == 0 {
        return None;
    }
    let mean = |of: fn(&blackstart_ensemble::summary::TierSummary) -> f64| {
        tiers.iter().map(|tier| of(tier) * tier.cash_followed as f64).sum::<f64>() / followed as f64
    };
    let (short, gone) = (mean(|tier| tier.below_14), mean(|tier| tier.insolvent));
    if followed == 1 {
        return Some(format!(
            "The supplier whose cash is followed falls below 14 days of cash in {} of histories, and becomes insolvent in {}.",
            share(short),
            if gone > 0.0 { share(gone) } else { "none".to_owned() }
        ));
    }
    Some(format!(
        "On average {} of the {} suppliers whose cash is followed fall below 14 days of cash, and {} insolvent.",
        share(short),
        count(followed as f64),
        if gone > 0.0 { format!("{} become", share(gone)) } else { "none becomes".to_owned() }
    ))
}

/// Watched sites of the company that make something, in model order: its stores and sales companies stand among the others.
pub(crate) fn company_sites(story: &Story) -> Vec<&SiteSummary> {
    let company = story.summary.loss.by_party.iter().find(|party| party.kind == "company").map(|party| &party.party);
    let tier = story.summary.tiers.iter().find(|tier| tier.kind == "company").map(|tier| &tier.party);
    let company = company.or(tier);
    story.summary.sites.iter().filter(|site| Some(&site.party) == company && !site.resells).collect()
}

/// Whether anything would be seen of an amount of money once it is rounded.
pub(crate) fn is_seen(spread: &Spread) -> bool {
    [spread.p05, spread.p50, spread.p95, spread.mean].iter().any(|amount| amount.abs() >= 0.5)
}

/// What a transfer is called among the forms.
pub(crate) fn form_title(name: &str) -> String {
    let transfer = Form::ALL.iter().any(|form| form.word() == name && form.is_transfer());
    if transfer { format!("{} (a transfer, in no total)", spaced(name)) } else { spaced(name) }
}

/// What a cause is called: `shutdown` → `the company's own shutdown`.
pub(crate) fn cause_title(name: &str) -> String {
    match name {
        "attacker" => "the attacker".to_owned(),
        "shutdown" => "the company's own shutdown".to_owned(),
        "dependency" => "what they need is down".to_owned(),
        "supply" => "missing supplies".to_owned(),
        "orders" => "missing orders".to_owned(),
        "shock" => "a stated shock".to_owned(),
        other => spaced(other),
    }
}

/// What was played: `1,000 histories of 180 days from 31 Aug 2025`.
pub(crate) fn played(story: &Story) -> String {
    let summary = &story.summary;
    format!(
        "{} {} of {} days from {}",
        count(summary.replicates as f64),
        if summary.replicates == 1 { "history" } else { "histories" },
        days(summary.horizon_hours / 24.0),
        full_date(story.start(), 0.0)
    )
}

/// What makes it the same again: version, seed, hashes.
pub(crate) fn sameness(story: &Story) -> String {
    let summary = &story.summary;
    let short = |hash: &str| {
        if hash.is_empty() { "in memory".to_owned() } else { hash.chars().take(8).collect() }
    };
    let mut parts = vec![
        format!("blackstart {}", summary.version),
        format!("{} histories", count(summary.replicates as f64)),
        format!("seed {}", summary.seed),
        format!("model {}", short(&summary.model_hash)),
        format!("scenario {}", short(&summary.scenario_hash)),
    ];
    if let Some(digest) = &summary.digest {
        parts.push(format!("results {}", short(digest)));
    }
    parts.join(" · ")
}

/// A calendar month of the ledger in words, `Sep 2025`; any other period as it is.
pub(crate) fn month(label: &str) -> String {
    match format!("{label}-01").parse::<jiff::civil::Date>() {
        Ok(day) => crate::number::month_of_year(day),
        Err(_) => label.to_owned(),
    }
}

/// A form, cause or state in words: `gross-profit` → `gross profit`.
pub(crate) fn spaced(word: &str) -> String {
    word.replace('-', " ")
}

#[cfg(test)]
mod tests;
