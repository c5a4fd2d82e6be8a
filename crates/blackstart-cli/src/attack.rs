//! `blackstart attack`: many races of a scenario's attack; or the library of techniques.

use crate::Done;
use crate::args::Attack;
use crate::console::Console;
use crate::failure::Failure;
use crate::world::world;
use blackstart::ensemble::attack::study;
use blackstart::ensemble::threads::within;
use blackstart::read::library;
use blackstart::report::{attack_terminal, library_terminal};
use serde_json::json;

/// Races unless asked for otherwise.
const SAMPLES: u64 = 10_000;

pub(crate) fn attack(asked: &Attack, console: &Console) -> Done {
    let Some(folder) = asked.model.as_ref().filter(|_| !asked.library) else {
        return shelves(asked, console);
    };
    let world = world(folder, asked.scenario.as_deref(), console)?;
    let samples = asked.luck.replicates.unwrap_or(SAMPLES);
    let samples = u32::try_from(samples).map_err(|_| Failure::Usage(format!("{samples} races are too many")))?;
    let seed = asked.luck.seed.unwrap_or(world.scenario.seed);
    let threads = asked.luck.threads.map_or(0, usize::from);
    let it = within(threads, || study(&world.model, &world.scenario, samples, seed));
    let Some(it) = it else {
        return Err(Failure::Usage(format!(
            "the scenario `{}` has no [attack]: it states what falls",
            world.scenario.name
        )));
    };
    if asked.json {
        return console.json(&json!({ "schema": "blackstart/attack/1", "attack": it }));
    }
    console.data(&attack_terminal(&it, console.style()))
}

fn shelves(asked: &Attack, console: &Console) -> Done {
    if !asked.json {
        return console.data(&library_terminal(library(), console.style()));
    }
    let chains: Vec<_> = library()
        .iter()
        .map(|chain| {
            let techniques: Vec<_> = chain
                .techniques
                .iter()
                .map(|it| {
                    let hours = |quantity| [0.5, 0.9].map(|p| blackstart::sim::draw::quantile(quantity, p));
                    json!({
                        "use": it.id, "title": it.title, "attack": it.attack_ids, "needs": it.needs, "gives": it.gives,
                        "success": it.success, "hours": hours(&it.time_hours), "credentials": it.credentials,
                        "alert": it.alert.as_ref().map(|(chance, after)| json!({ "chance": chance, "hours": hours(after) })),
                        "sources": it.sources,
                    })
                })
                .collect();
            json!({ "name": chain.name, "title": chain.title, "about": chain.about, "techniques": techniques })
        })
        .collect();
    console.json(&json!({ "schema": "blackstart/attack-library/1", "chains": chains }))
}
