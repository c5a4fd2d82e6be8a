//! What drives a result, where that is written, and what the cells explain that an import assumed.

use crate::assumed::{Assumed, assumed};
use crate::failure::Failure;
use crate::open::Opened;
use crate::watch::Watcher;
use blackstart_ensemble::drivers::Study;
use blackstart_ensemble::{Drivers, Inputs, Results};
use blackstart_store::Formats;
use std::collections::BTreeMap;

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
    let told = || drivers.outcomes.iter().flat_map(|outcome| &outcome.largest);
    let mut places: BTreeMap<(bool, String), String> = BTreeMap::new();
    for in_model in [true, false] {
        let mut paths: Vec<&str> =
            told().filter(|it| (it.document == "model") == in_model).map(|it| it.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        if paths.is_empty() {
            continue;
        }
        let scenario = (!in_model).then_some(opened.file.as_path());
        for (path, placed) in paths.iter().zip(opened.company.written(scenario, &paths, &Formats)) {
            if let Some(placed) = placed.filter(|it| it.stated) {
                places.insert((in_model, (*path).to_owned()), placed.place);
            }
        }
    }
    for it in drivers.outcomes.iter_mut().flat_map(|outcome| &mut outcome.largest) {
        it.place = places.get(&(it.document == "model", it.path.clone())).cloned();
    }
}
