//! `blackstart check`: everything that is wrong with a model and its scenarios, at once.

use crate::Done;
use crate::args::Check;
use crate::console::Console;
use crate::failure::Failure;
use crate::world::{Said, home, read_model, read_scenario, scenario_file, scenario_files};
use blackstart::model::Severity;
use blackstart::report::problem::ProblemJson;
use blackstart::report::problems;
use blackstart::{Model, Scenario};
use serde_json::json;

pub(crate) fn check(wanted: &Check, console: &Console) -> Done {
    let folder = home(&wanted.model);
    let files = if wanted.scenarios.is_empty() {
        scenario_files(folder)
    } else {
        wanted.scenarios.iter().map(|name| scenario_file(folder, name)).collect::<Result<_, _>>()?
    };
    let (model, mut said) = read_model(folder)?;
    let mut scenarios = Vec::new();
    if let Some(model) = &model {
        for file in &files {
            scenarios.extend(read_scenario(file, model, &mut said));
        }
    }
    let errors = said.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = said.problems.len() - errors;
    let ok = model.is_some() && scenarios.len() == files.len() && !(wanted.strict && warnings > 0);
    if wanted.json {
        tell_machine(&said, model.as_ref(), &scenarios, ok, console)?;
    } else {
        tell(&said, model.as_ref(), &scenarios, ok, console)?;
    }
    if ok { Ok(()) } else { Err(Failure::Invalid) }
}

fn tell(said: &Said, model: Option<&Model>, scenarios: &[Scenario], ok: bool, console: &Console) -> Done {
    console.data(&problems(&said.problems, said.omitted, console.style()))?;
    let Some(model) = model else {
        return Ok(());
    };
    if !said.problems.is_empty() {
        console.data("\n")?;
    }
    let counts = [
        (model.systems.len(), "systems"),
        (model.services.len(), "services"),
        (model.sites.len(), "sites"),
        (model.links.len(), "links"),
        (model.parties.len(), "parties"),
        (model.crews.len(), "crews"),
        (model.sources.len(), "sources"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .map(|(number, what)| match (number, what) {
            (1, &"parties") => "1 party".to_owned(),
            (1, what) => format!("1 {}", what.trim_end_matches('s')),
            _ => format!("{number} {what}"),
        })
        .collect();
    console.data(&format!("{}: {}\n", model.title, counts.join(", ")))?;
    for scenario in scenarios {
        console.data(&format!(
            "scenario {}: {:.0} days from {}, {} replicates unless told otherwise\n",
            scenario.name,
            scenario.horizon_hours / 24.0,
            scenario.start.date(),
            scenario.replicates
        ))?;
    }
    if ok && said.problems.is_empty() {
        console.data(&console.style().green("nothing is wrong"))?;
        console.data("\n")?;
    }
    Ok(())
}

fn tell_machine(said: &Said, model: Option<&Model>, scenarios: &[Scenario], ok: bool, console: &Console) -> Done {
    let list: Vec<ProblemJson> = said.problems.iter().map(ProblemJson::from).collect();
    console.json(&json!({
        "schema": "blackstart/check/1",
        "ok": ok,
        "model": model.map(|model| json!({
            "id": model.name,
            "title": model.title,
            "hash": model.hash,
            "systems": model.systems.len(),
            "services": model.services.len(),
            "sites": model.sites.len(),
            "links": model.links.len(),
        })),
        "scenarios": scenarios.iter().map(|scenario| json!({ "id": scenario.name, "title": scenario.title, "hash": scenario.hash })).collect::<Vec<_>>(),
        "problems": list,
        "omitted": said.omitted,
        "files": said.files,
    }))
}
