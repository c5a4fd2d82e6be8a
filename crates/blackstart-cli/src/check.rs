//! `blackstart check`: everything that is wrong with a model and its scenarios, at once.

use crate::args::Check;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, CheckAnswer, CheckRequest, ModelHead, Moving, SharedLuck};
use blackstart::report::{baseline, problems};

pub(crate) fn check(asked: &Check, console: &Console, progress: &Progress) -> Done {
    let request = CheckRequest {
        model: asked.model.clone(),
        scenarios: asked.scenarios.clone(),
        strict: asked.strict,
        baseline: asked.baseline,
    };
    progress.answer(console, jobs::check(&request, progress), asked.json, tell)
}

fn tell(it: &CheckAnswer, console: &Console) -> Done {
    let found = &it.found;
    console.data(&problems(&found.problems, found.omitted, console.style()))?;
    let Some(model) = &it.model else { return Ok(()) };
    if !found.is_empty() {
        console.data("\n")?;
    }
    console.line(&format!("{}: {}", model.title, counts(model)))?;
    for scenario in &it.scenarios {
        let days = scenario.horizon_hours / 24.0;
        let date = scenario.start.split('T').next().unwrap_or_default();
        let (id, replicates) = (&scenario.id, scenario.replicates);
        console.line(&format!("scenario {id}: {days:.0} days from {date}, {replicates} replicates by default"))?;
        for assumed in &scenario.assumed {
            console.line(&format!("  assumed: {assumed}"))?;
        }
        for shared in &scenario.shared {
            console.line(&format!("  shared luck: {}", moves(shared)))?;
        }
    }
    for told in &it.baseline {
        console.data(&baseline(told, &it.currency, console.style()))?;
    }
    if it.ok && found.is_empty() {
        console.data(&format!("{}\n", console.style().green("nothing is wrong")))?;
    }
    Ok(())
}

/// What moves with a factor, in a sentence.
fn moves(shared: &SharedLuck) -> String {
    let factor = &shared.factor;
    let each = |it: &Moving| match it.strength {
        1.0 => it.path.clone(),
        strength => format!("{} ({strength})", it.path),
    };
    match shared.moves.as_slice() {
        [only] => format!("{factor} moves {} alone, which changes nothing", each(only)),
        moves => format!("{factor} moves {}", moves.iter().map(each).collect::<Vec<String>>().join(", ")),
    }
}

/// How many of everything.
fn counts(model: &ModelHead) -> String {
    let counts = [
        (model.systems, "system", "systems"),
        (model.services, "service", "services"),
        (model.sites, "site", "sites"),
        (model.links, "link", "links"),
        (model.parties, "party", "parties"),
        (model.crews, "crew", "crews"),
        (model.sources, "source", "sources"),
    ];
    counts.map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many })).join(", ")
}
