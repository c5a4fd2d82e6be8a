//! What drives a result, where that is written, and what the cells explain that an import assumed.

use crate::assumed::{Assumed, assumed};
use crate::failure::Failure;
use crate::open::Opened;
use crate::watch::Watcher;
use blackstart_ensemble::drivers::Study;
use blackstart_ensemble::verify::{Fact, FactsFound};
use blackstart_ensemble::{Drivers, Inputs, Results};
use blackstart_read::Company;
use blackstart_store::Formats;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What drives a result, and what was drawn.
pub(crate) struct Driven {
    pub(crate) drivers: Drivers,
    pub(crate) inputs: Inputs,
    /// `assumptions.xlsx`, where the model has one.
    pub(crate) assumptions: Option<Vec<u8>>,
}

/// Counts what drives the results of a company's bad day.
pub(crate) fn driven(
    opened: &Opened,
    results: &Results,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Driven, Failure> {
    let inputs = Inputs::new(&opened.model, &opened.scenario, results.layout.seed);
    let study = Study::new(&inputs, results, threads);
    let mut drivers = study.drivers();
    name_places(&mut drivers, opened);
    let mut assumptions = None;
    if let Some(Assumed { cells, book }) = assumed(opened, &study, watcher)? {
        drivers.assumed = Some(cells);
        assumptions = Some(book);
    }
    drop(study);
    Ok(Driven { drivers, inputs, assumptions })
}

/// Says where the drivers are written.
fn name_places(drivers: &mut Drivers, opened: &Opened) {
    let mut told: Vec<_> = drivers.outcomes.iter_mut().flat_map(|outcome| &mut outcome.largest).collect();
    for in_model in [true, false] {
        let paths = told.iter().filter(|it| (it.document == "model") == in_model).map(|it| it.path.as_str());
        let places = places(&opened.company, (!in_model).then_some(opened.file.as_path()), paths);
        for it in told.iter_mut().filter(|it| (it.document == "model") == in_model) {
            it.place = places.get(&it.path).cloned();
        }
    }
}

/// Says where facts are written: those of a scenario in the first of these files that has them.
pub(crate) fn name_places_of_facts<'f>(
    found: &mut FactsFound,
    company: &Company,
    scenarios: impl Iterator<Item = &'f Path>,
) {
    let mut told: Vec<&mut Fact> = found.worth.iter_mut().chain(&mut found.idle).collect();
    for file in std::iter::once(None).chain(scenarios.map(Some)) {
        let document = if file.is_none() { "model" } else { "scenario" };
        let open = |it: &Fact| it.place.is_none() && it.document == document;
        let places = places(company, file, told.iter().filter(|it| open(it)).map(|it| it.path.as_str()));
        for it in told.iter_mut().filter(|it| open(it)) {
            it.place = places.get(&it.path).cloned();
        }
    }
}

/// Where paths of a model, or else of one of its scenarios, are written; those that no line states are left out.
fn places<'p>(
    company: &Company,
    scenario: Option<&Path>,
    paths: impl Iterator<Item = &'p str>,
) -> BTreeMap<String, String> {
    let paths: Vec<&str> = paths.collect::<BTreeSet<&str>>().into_iter().collect();
    if paths.is_empty() {
        return BTreeMap::new();
    }
    let written = company.written(scenario, &paths, &Formats);
    let stated = paths.iter().zip(written).filter_map(|(path, it)| Some((path, it.filter(|it| it.stated)?)));
    stated.map(|(path, it)| ((*path).to_owned(), it.place)).collect()
}
