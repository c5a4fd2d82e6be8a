//! A plan in plain words: what first, what the order is worth, what more people would be.

use super::RestartStory;
use crate::number::{grouped, share};
use crate::page::{Answer, Verdict};
use blackstart_ensemble::restart::Worth;

pub(super) fn verdict(story: &RestartStory) -> Verdict {
    let answers = [if matters(story) { first(story) } else { no_matter(story) }, order(story), people(story)];
    Verdict {
        answers: answers.into_iter().flatten().collect(),
        advice: Vec::new(),
        condition: format!(
            "All of it holds for this scenario and for what the model says of tasks and crews; money is the mean loss of all parties over {} histories that did not choose the plan.",
            grouped(story.summary.replicates as f64)
        ),
    }
}

/// Whether the orders that were compared differ in what they cost.
fn matters(story: &RestartStory) -> bool {
    !story.verdicts.iter().all(|it| it.dearer.mean_low == 0.0 && it.dearer.mean_high == 0.0)
}

/// Where the order does not matter, and when all is back.
fn no_matter(story: &RestartStory) -> Option<Answer> {
    let mut answer = first(story)?;
    let back = answer.sentences.pop()?;
    answer.sentences = vec![
        "The order does not matter here.".to_owned(),
        "Nobody is waited for who could do something else first; the list of each crew stands below.".to_owned(),
        back,
    ];
    Some(answer)
}

/// What to restart first, and when all is back.
fn first(story: &RestartStory) -> Option<Answer> {
    let setting = story.setting();
    let first = story.ranking.first()?;
    let next: Vec<&str> = story.ranking.iter().skip(1).take(3).map(|it| it.title.as_str()).collect();
    let mut sentences = vec![format!("{}.", first.title)];
    if !next.is_empty() {
        sentences.push(format!("Then {}. The list of each crew stands below.", next.join(", ")));
    }
    if let Some(plan) = story.verdicts.first() {
        let back = &plan.last_system_back_hours;
        let [early, middle, late] = [back.p05, back.p50, back.p95].map(|hours| setting.day(hours));
        let band = if early == late {
            "nine times in ten on that day".to_owned()
        } else {
            format!("nine times in ten from {early} to {late}")
        };
        sentences.push(format!("All is back on {middle} in the middle case, {band}."));
    }
    Some(Answer { question: "What do we restart first?", sentences })
}

/// What the order saves beside the dearest of the others.
fn order(story: &RestartStory) -> Option<Answer> {
    let setting = story.setting();
    let plan = story.verdicts.first()?;
    let others = story.verdicts.iter().skip(1);
    let dearest = others.max_by(|a, b| a.dearer.mean.total_cmp(&b.dearer.mean))?;
    let saves = &dearest.dearer;
    let of = if dearest.loss.mean > 0.0 { saves.mean / dearest.loss.mean } else { 0.0 };
    let mut sentences = if saves.mean_low > 0.0 {
        vec![
            format!("{} of the loss.", share(of)),
            format!(
                "So much less than “{}” this plan costs: {} ({} to {}).",
                dearest.title,
                setting.money(saves.mean),
                setting.money(saves.mean_low),
                setting.money(saves.mean_high)
            ),
        ]
    } else if !matters(story) {
        vec!["Nothing: every order that was compared costs the same.".to_owned()]
    } else {
        vec![
            "Not more than chance.".to_owned(),
            format!("None of the other orders is surely dearer than this plan; “{}” is the dearest.", dearest.title),
        ]
    };
    sentences.push(format!("The plan costs {} on average.", setting.money(plan.loss.mean)));
    Some(Answer { question: "What is the order worth?", sentences })
}

/// Which one more is worth most.
fn people(story: &RestartStory) -> Option<Answer> {
    let setting = story.setting();
    let best = story.worths.iter().max_by(|a, b| a.saves.mean.total_cmp(&b.saves.mean))?;
    let sentences = if best.saves.mean_low > 0.0 {
        vec![
            format!("{} saves {}.", one_more(best), setting.money(best.saves.mean)),
            format!(
                "That is the most that one more of any crew does, under the same plan (95 % interval {} to {}).",
                setting.money(best.saves.mean_low),
                setting.money(best.saves.mean_high)
            ),
        ]
    } else {
        vec!["Nothing that is more than chance.".to_owned(), "One more of any crew saves nothing surely.".to_owned()]
    };
    Some(Answer { question: "What are more people worth?", sentences })
}

fn one_more(worth: &Worth) -> String {
    match worth.unit.as_str() {
        "head" => format!("One more person of “{}”", worth.title),
        unit => format!("One more {unit} of “{}”", worth.title),
    }
}
