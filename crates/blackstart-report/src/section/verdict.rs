//! The answers first, in the words of whoever has to act: when we are back, what it costs, what breaks, what to do.
//!
//! Every sentence is read off the summary. Nothing is advised that the run does not show.

use super::rows::Away;
use crate::letters::{capital, listed};
use crate::number::{count, date, grouped, odds, said_duration, share};
use crate::page::{Answer, Verdict};
use crate::story::Story;
use crate::words::{LEAST_HISTORIES, company_sites, in_order, is_seen, only_loss};
use blackstart_ensemble::summary::{PartyLoss, PromiseSummary, ServiceSummary, SiteSummary, Spread, TierSummary};
use blackstart_model::model::PRIORS_SOURCE;

/// Advice that is given.
const ADVICE: usize = 3;

/// Parties that are named.
const PARTIES: usize = 3;

/// Two amounts that differ by less than this factor need no word.
const ALIKE: f64 = 1.5;

/// A party whose share of the loss rounds to less is not named.
const NAMED: f64 = 0.005;

pub(super) fn verdict(story: &Story) -> Verdict {
    let answers = [
        ("When are we back?", when(story)),
        ("What does it cost, and whom?", cost(story)),
        ("Which promises break?", promises(story)),
    ];
    let answer = |(question, sentences): (&'static str, Vec<String>)| Answer { question, sentences };
    let answers = answers.map(answer).into_iter().filter(|it| !it.sentences.is_empty()).collect();
    Verdict { answers, advice: advice(story), condition: condition(story) }
}

/// When the company's sites are back, and what must work together.
fn when(story: &Story) -> Vec<String> {
    let own = company_sites(story);
    let stopping: Vec<&SiteSummary> = own.iter().copied().filter(|site| site.stops.hits > 0).collect();
    let order = in_order(&own);
    let mut says = match order.as_slice() {
        [] if own.is_empty() => Vec::new(),
        [] => vec!["No site of the company stops.".to_owned()],
        [one] => back(story, (*one).into(), "").into(),
        [first, .., last] => {
            let who = match (stopping.len(), own.len()) {
                (some, of) if some == of => format!("All {of} sites of the company that make something"),
                (some, of) => format!("{some} of the {of} sites of the company that make something"),
            };
            let stop = if stopping.iter().all(|site| site.stops.share >= 1.0) { "stop" } else { "can stop" };
            let mut says = Vec::from(back(story, (*last).into(), ", the last to return in the middle case,"));
            says.extend(bad_case(story, &order, last));
            says.push(format!("{who} {stop}. {}", back(story, (*first).into(), ", the first to return,").join(" ")));
            says
        }
    };
    let target = story.summary.targets.iter().find(|target| target.fails.hits > 0);
    if let Some(target) = target {
        let title = format!("“{}”", target.title);
        let said = back(story, Away { title: &title, ..target.into() }, "");
        // Where there are no sites it is the answer.
        if says.is_empty() { says.extend(said) } else { says.push(said.join(" ")) }
    }
    if says.is_empty() && story.summary.last_system_back.p50.hours > 0.0 {
        let [early, middle, late] = [0.05, 0.5, 0.95].map(|p| last_system(story, p));
        says.push(format!("The last system works again on {middle}; nine times in ten between {early} and {late}."));
    }
    says
}

/// Which site is the last in a bad case, where that is another one, and later.
fn bad_case(story: &Story, order: &[&SiteSummary], last: &SiteSummary) -> Option<String> {
    let late = |site: &SiteSummary| (site.back.p95.hours / 24.0).floor();
    let worst = order.iter().max_by(|a, b| late(a).total_cmp(&late(b)))?;
    if late(worst) <= late(last) {
        return None;
    }
    let hours = worst.back.p95.hours;
    let until = match hours <= story.summary.horizon_hours {
        true => format!("until {} or longer", day(story, hours)),
        false => format!(
            "beyond {}, the last day looked at",
            date(story.start(), story.summary.horizon_hours - 1.0 / 3_600.0)
        ),
    };
    Some(format!("In a bad case, one time in twenty, {} is down {until}.", worst.title))
}

fn last_system(story: &Story, p: f64) -> String {
    let at = &story.summary.last_system_back;
    let moment = if p < 0.5 {
        &at.p05
    } else if p > 0.5 {
        &at.p95
    } else {
        &at.p50
    };
    day(story, moment.hours)
}

/// `Solihull is down until 8 October.`, and how sure that is: `Nine times in ten it is back between 27 September and 20 October.`
fn back(story: &Story, away: Away<'_>, which: &str) -> [String; 2] {
    let title = away.title;
    let [early, middle, late] = away.back_hours();
    let end = story.summary.horizon_hours;
    let within = |hours: f64| hours.is_finite() && hours <= end;
    let chance = if away.stops.share >= 1.0 {
        format!("{title}{which} is")
    } else {
        format!("{title}{which} stops {}, and is then", odds(away.stops.share))
    };
    let end = format!("{}, the last day looked at", date(story.start(), end - 1.0 / 3_600.0));
    let [early_day, middle_day, late_day] = [early, middle, late].map(|hours| day(story, hours));
    let still = odds(away.not_back());
    let (first, mut sure) = match (within(early), within(middle), within(late)) {
        (false, ..) => (format!("{chance} still down on {end}."), format!("That is so {still}.")),
        (_, false, _) => (
            format!("{chance} still down on {end}, {still}."),
            format!("One time in twenty it is back by {early_day}."),
        ),
        (_, _, false) => (
            format!("{chance} down until {middle_day} in the middle case."),
            format!("One time in twenty it is back by {early_day}; {still} it is still down on {end}."),
        ),
        _ if early_day == late_day => {
            (format!("{chance} down until {middle_day}."), "Nine times in ten that is the day.".to_owned())
        }
        _ => (
            format!("{chance} down until {middle_day}."),
            format!("Nine times in ten it is back between {early_day} and {late_day}."),
        ),
    };
    if away.again() > 0.0 {
        sure.push_str(&format!(" It returns and stops again before that {}.", odds(away.again())));
    }
    [first, sure]
}

fn day(story: &Story, hours: f64) -> String {
    date(story.start(), hours)
}

/// What it costs in all, who bears it, what insurance pays.
fn cost(story: &Story) -> Vec<String> {
    let (summary, setting) = (&story.summary, story.setting());
    let total = &summary.loss.total;
    if !is_seen(total) {
        return vec!["Nothing is lost.".to_owned()];
    }
    let band = |it: &Spread| match [it.p05, it.p95].map(|end| setting.money(end)) {
        [low, high] if low == high => format!("nine times in ten {low}"),
        [low, high] => format!("nine times in ten between {low} and {high}"),
    };
    let mut says = Vec::new();
    if let Some(only) = only_loss(story) {
        says.push(format!("{only}."));
    } else if total.p50.abs() < 0.5 {
        says.push(format!("In most cases nothing; one time in twenty more than {}.", setting.money(total.p95)));
    } else {
        says.push(format!("{} in the middle case.", setting.money(total.p50)));
        says.push(capital(&format!("{}.", band(total))));
    }
    let mut bearers: Vec<_> = summary.loss.by_party.iter().filter(|party| party.share >= NAMED).collect();
    bearers.sort_by(|a, b| b.share.total_cmp(&a.share));
    if bearers.len() > 1 {
        let part = |(at, party): (usize, &&PartyLoss)| {
            format!("{}{} on {}", share(party.share), if at == 0 { " falls" } else { "" }, party.title)
        };
        let named: Vec<String> = bearers.iter().take(PARTIES).enumerate().map(part).collect();
        let others = match bearers.len().saturating_sub(PARTIES) {
            0 => "",
            1 => "; the rest on one more",
            more => &format!("; the rest on {more} more"),
        };
        says.push(format!("On average {}{others}.", listed(&named)));
    } else if let [one] = bearers.as_slice() {
        says.push(format!("All of it falls on {}.", one.title));
    }
    says.extend(analysis(story));
    if summary.claims.is_empty() {
        says.push("The model has no insurance policy, so none pays.".to_owned());
    }
    for claim in &summary.claims {
        says.push(if is_seen(&claim.paid) {
            let middle = setting.money(claim.paid.p50);
            match only_loss(story) {
                Some(_) => format!("“{}” pays {middle}.", claim.title),
                None => format!("“{}” pays {middle} in the middle case; {}.", claim.title, band(&claim.paid)),
            }
        } else {
            format!("“{}” pays nothing.", claim.title)
        });
    }
    says
}

/// What the company's own analysis puts a day without its dearest service at, beside the model.
fn analysis(story: &Story) -> Option<String> {
    let stated = story.summary.promised.iter().filter_map(|it| Some((it, it.impact.as_ref()?)));
    let (it, impact) = stated.max_by(|a, b| a.1.stated_a_day.total_cmp(&b.1.stated_a_day))?;
    let (stated, modelled) = (impact.stated_a_day, impact.company_a_day);
    let setting = story.setting();
    let beside = format!(
        "The business impact analysis puts a day without “{}” at {}; the model puts such a day, with all that is down then, at {}",
        it.title,
        setting.money(stated),
        setting.money(modelled)
    );
    let times = if modelled > 0.0 { stated / modelled } else { f64::INFINITY };
    let ratio = match times {
        _ if modelled.abs() < 0.5 => String::new(),
        _ if times >= ALIKE => format!(", {} times less: one of the two is wrong", rough(times)),
        _ if times <= 1.0 / ALIKE => format!(", {} times more", rough(1.0 / times)),
        _ => String::new(),
    };
    Some(format!("{beside}{ratio}."))
}

/// To two digits: `1.8`, `17`.
fn rough(times: f64) -> String {
    if times < 10.0 { format!("{times:.1}") } else { grouped(times.round()) }
}

/// What the company has promised itself, and what comes of it.
fn promises(story: &Story) -> Vec<String> {
    let mut says = Vec::new();
    let (limits, promised) = (&story.summary.services, &story.summary.promised);
    let limited = limits.iter().filter(|it| it.breach.is_some()).count();
    let broken = broken_limits(story);
    if let Some((worst, _)) = broken.first() {
        let always = broken.iter().filter(|(_, share)| *share >= 1.0).count();
        says.push(format!(
            "{} of {limited} limits to how long the business can do without a service {}.",
            broken.len(),
            happens(always, broken.len(), "broken")
        ));
        says.push(worst_limit(worst));
    } else if limited > 0 {
        says.push(format!("None of {limited} limits to how long the business can do without a service is broken."));
    }
    let stated = promised.iter().filter(|it| it.rto_hours.is_some()).count();
    let missed = missed_objectives(story);
    if let Some(worst) = missed.first() {
        let never_kept = |it: &&&PromiseSummary| it.down.share >= 1.0 && it.kept.is_some_and(|kept| kept.hits == 0);
        let always = missed.iter().filter(never_kept).count();
        says.push(format!(
            "{} of {stated} promised recovery times {}.",
            missed.len(),
            happens(always, missed.len(), "missed")
        ));
        says.push(missed_by(worst));
    } else if stated > 0 {
        says.push(format!("All {stated} promised recovery times are kept."));
    }
    if limited == 0 && stated == 0 {
        says.push("The model states no limit and promises no recovery time, so none can break.".to_owned());
    }
    says
}

/// How sure it is that so many promises are broken, some of them always.
fn happens(always: usize, of: usize, broken: &str) -> String {
    match always {
        0 => format!("can be {broken}"),
        all if all == of => format!("{} {broken} in every case", if of == 1 { "is" } else { "are" }),
        some => format!("can be {broken}, {some} of them in every case"),
    }
}

/// Services whose tolerance is breached, the most often first.
fn broken_limits(story: &Story) -> Vec<(&ServiceSummary, f64)> {
    let share = |it| Some((it, (it as &ServiceSummary).breach.as_ref()?.share));
    let mut broken: Vec<_> =
        story.summary.services.iter().filter_map(share).filter(|(_, share)| *share > 0.0).collect();
    broken.sort_by(|a, b| b.1.total_cmp(&a.1).then(over(b.0).total_cmp(&over(a.0))));
    broken
}

/// How many times as long a service is away in the middle case as the business can do without it.
fn over(it: &ServiceSummary) -> f64 {
    let away = it.away.map_or(0.0, |away| away.p50);
    it.tolerance_hours.map_or(0.0, |allowed| away / allowed)
}

fn worst_limit(it: &ServiceSummary) -> String {
    let allowed = it.tolerance_hours.map(said_duration).unwrap_or_default();
    let chance = it.breach.map_or(0.0, |breach| breach.share);
    let away = it.away.map(|away| {
        let middle = said_duration(away.p50);
        if away.p50.is_finite() {
            format!("; it is away for {middle} in the middle case")
        } else {
            "; it is not back by the end in the middle case".to_owned()
        }
    });
    format!(
        "Worst is “{}”: {allowed} are allowed, and {} it is longer{}.",
        it.title,
        odds(chance),
        away.unwrap_or_default()
    )
}

/// Promised recovery times that are missed, the least kept first.
fn missed_objectives(story: &Story) -> Vec<&PromiseSummary> {
    let is_missed = |it: &&PromiseSummary| it.kept.is_some_and(|kept| kept.hits < kept.of);
    let mut missed: Vec<&PromiseSummary> = story.summary.promised.iter().filter(is_missed).collect();
    let kept = |it: &PromiseSummary| it.kept.map_or(1.0, |kept| kept.share);
    missed.sort_by(|a, b| kept(a).total_cmp(&kept(b)));
    missed
}

fn missed_by(it: &PromiseSummary) -> String {
    let kept = it.kept.map_or(0.0, |kept| kept.share);
    let takes = if it.back_after.p50.is_finite() {
        format!("it takes {} in the middle case", said_duration(it.back_after.p50))
    } else {
        "in the middle case it is not back by the end".to_owned()
    };
    let kept = if kept > 0.0 { format!("kept {}", odds(kept)) } else { "never kept".to_owned() };
    format!(
        "Worst is “{}”: promised within {}, {kept} when it goes down; {takes}.",
        it.title,
        it.rto_hours.map(said_duration).unwrap_or_default()
    )
}

/// What the run itself shows to be worth doing, the most urgent first.
fn advice(story: &Story) -> Vec<String> {
    let ranked = story.ranking.as_ref().and_then(crate::ranking::advice);
    let all = [ranked, without(story), promise(story), suppliers(story), crew(story), data(story), facts(story)];
    all.into_iter().flatten().take(ADVICE).collect()
}

/// To work without what is down for longer than it may be.
fn without(story: &Story) -> Option<String> {
    let (it, chance) = broken_limits(story).into_iter().next()?;
    let away = it.away.filter(|away| away.p50.is_finite()).map(|away| format!(" for {}", said_duration(away.p50)));
    let away = away.unwrap_or_else(|| " beyond the last day looked at".to_owned());
    let allowed = it.tolerance_hours.map(said_duration).unwrap_or_default();
    Some(format!(
        "Prepare to work without “{}”{away}: {allowed} are allowed, and {} it is longer.",
        it.title,
        odds(chance)
    ))
}

/// To promise what can be kept.
fn promise(story: &Story) -> Option<String> {
    let it = missed_objectives(story).into_iter().find(|it| it.kept.is_some_and(|kept| kept.share < 0.5))?;
    let with = it.owner.as_ref().map(|owner| format!(" with {owner}")).unwrap_or_default();
    let takes = if it.back_after.p50.is_finite() {
        said_duration(it.back_after.p50)
    } else {
        "more time than was looked at".to_owned()
    };
    Some(format!(
        "Agree anew{with} when “{}” is back: {} are promised, {takes} is what it takes.",
        it.title,
        it.rto_hours.map(said_duration).unwrap_or_default()
    ))
}

/// To keep those alive who would run out of money.
fn suppliers(story: &Story) -> Option<String> {
    let setting = story.setting();
    let at_risk = |tier: &&TierSummary| tier.kind != "company" && tier.first_insolvent.share >= 0.01;
    let tier =
        story.summary.tiers.iter().filter(at_risk).max_by(|a, b| a.support_all.p95.total_cmp(&b.support_all.p95))?;
    let by = if tier.first_insolvent.p05.hours.is_finite() {
        format!(" before {}", day(story, tier.first_insolvent.p05.hours))
    } else {
        String::new()
    };
    Some(format!(
        "Decide{by} how to support {}: {} some of them become insolvent, and nineteen times in twenty {} keeps all of them able to pay.",
        tier.title,
        odds(tier.first_insolvent.share),
        setting.money(tier.support_all.p95)
    ))
}

/// To look at the crew that finishes last.
fn crew(story: &Story) -> Option<String> {
    let busy = story.summary.crews.iter().filter(|crew| crew.tasks.p50 > 0.0 && crew.done.p50.hours.is_finite());
    let last = busy.max_by(|a, b| a.done.p50.hours.total_cmp(&b.done.p50.hours))?;
    Some(format!(
        "Look at the order of the restart and at {}, who finish last, on {} in the middle case: what another order or more people would bring, if anything, the restart plan tells.",
        last.title,
        day(story, last.done.p50.hours)
    ))
}

/// To prepare for what may have been taken.
fn data(story: &Story) -> Option<String> {
    let told = story.summary.taken.as_ref().filter(|told| told.any.taken.share >= 0.01)?;
    Some(format!("Prepare to notify those whose data you hold: data are taken {}.", odds(told.any.taken.share)))
}

/// To check what is only assumed.
fn facts(story: &Story) -> Option<String> {
    let (assumed, all) = assumed(story)?;
    (assumed > 0).then(|| {
        format!(
            "Check what is assumed: {} of the {} rows of the model, first those of what is named above.",
            grouped(assumed as f64),
            grouped(all as f64)
        )
    })
}

/// How many of the model's statements are assumed or say nothing of how sure they are, and of how many.
fn assumed(story: &Story) -> Option<(u64, u64)> {
    let sure = &story.summary.confidence;
    let assumed = sure.assumed + sure.unstated;
    let all = assumed + sure.verified + sure.reported + sure.derived;
    (all > 0).then_some((assumed, all))
}

/// Under which conditions all of it holds.
fn condition(story: &Story) -> String {
    let summary = &story.summary;
    let end = date(story.start(), summary.horizon_hours - 1.0 / 3_600.0);
    let mut said = format!(
        "All of this holds if the day goes as in “{}”, and as far as the model of the company is right; costs are counted up to {end}.",
        summary.scenario_title
    );
    if let Some((assumed, all)) = assumed(story).filter(|(assumed, _)| *assumed > 0) {
        said.push_str(&format!(
            " {} of its {} rows are assumptions or do not say how sure they are.",
            grouped(assumed as f64),
            grouped(all as f64)
        ));
    }
    if let Some(cells) = summary.drivers.as_ref().and_then(|it| it.assumed.as_ref()) {
        said.push_str(&format!(
            " The import that made it invented or guessed {} cells of these rows and of its tables; assumptions.xlsx lists them.",
            grouped(cells.cells as f64)
        ));
    }
    if summary.sources.iter().any(|source| source.id == PRIORS_SOURCE) {
        said.push_str(" Where it says nothing, figures of published incidents stand in.");
    }
    said.push_str(&match summary.replicates {
        1 => " The day was played once: how it may go otherwise, nobody can tell from that.".to_owned(),
        played => format!(
            " The same day was played {} times with different luck: a case is one of these, and the middle case has half of them on either side.",
            count(played as f64)
        ),
    });
    if (2..LEAST_HISTORIES).contains(&summary.replicates) {
        said.push_str(" So few say nothing about what happens one time in twenty.");
    }
    said
}
