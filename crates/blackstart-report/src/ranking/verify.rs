//! What to verify before choosing among changes.

use crate::amount::Setting;
use crate::facts::Choice;
use crate::letters::quoted;
use crate::page::Section;
use blackstart_ensemble::mitigation::RankSummary;

/// The sentence to remember, for the head of the page.
pub(super) fn finding(it: &RankSummary, setting: &Setting) -> Option<String> {
    choice(it, setting)?.finding()
}

pub(super) fn section(it: &RankSummary, setting: &Setting) -> Option<Section> {
    let (choice, verify) = (choice(it, setting)?, it.verify.as_ref()?);
    let mut more = Vec::new();
    if !verify.net {
        let why = if it.facts.yearly {
            "nobody has said what any of them costs"
        } else {
            "savings are those of one such day"
        };
        more.push(format!("Options are compared by what they save, and costs are left out: {why}."));
    }
    if verify.no_options > 0 {
        more.push(format!(
            "{} more that were measured are no options here: their cost is not known or not within the budget, or too many are better.",
            verify.no_options
        ));
    }
    Some(choice.section(more))
}

fn choice<'c>(it: &'c RankSummary, setting: &'c Setting) -> Option<Choice<'c>> {
    let verify = it.verify.as_ref()?;
    let chosen = match verify.choice.as_slice() {
        [] => "nothing would be changed".to_owned(),
        titles => format!("the choice would be {}", quoted(titles)),
    };
    let each = if it.facts.yearly { "a year" } else { "for each such day" };
    Some(Choice { found: &verify.found, setting, each, chosen })
}

#[cfg(test)]
mod tests;
