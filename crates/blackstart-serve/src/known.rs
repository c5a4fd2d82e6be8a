//! What has been read of models, kept while their files stay as they are.

use crate::draft::Facts;
use crate::fault::Fault;
use crate::place::{Looks, ModelAt, Place};
use blackstart::jobs::{self, CheckAnswer, CheckRequest, TablesAnswer, TablesRequest, WalkAnswer, WalkAt, WalkRequest};
use blackstart::read::ModelSource;
use blackstart::store::Formats;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most models that are kept.
const MOST_MODELS: usize = 16;
/// Most walks that are kept of a model.
const MOST_WALKS: usize = 64;

/// What has been read of models.
pub(crate) struct Known {
    place: Arc<Place>,
    models: Mutex<BTreeMap<String, Arc<One>>>,
}

/// What has been read of one.
struct One {
    looks: Looks,
    check: Mutex<Option<Arc<CheckAnswer>>>,
    tables: Mutex<Option<Arc<TablesAnswer>>>,
    facts: Mutex<Option<Arc<Facts>>>,
    walks: Mutex<BTreeMap<Option<WalkAt>, Arc<WalkAnswer>>>,
}

impl Known {
    pub(crate) fn new(place: Arc<Place>) -> Self {
        Self { place, models: Mutex::default() }
    }

    fn one(&self, model: &ModelAt) -> Arc<One> {
        let looks = model.looks();
        let mut all = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(&model.key)
            && known.looks == looks
        {
            return Arc::clone(known);
        }
        if all.len() >= MOST_MODELS {
            all.pop_first();
        }
        let one = Arc::new(One {
            looks,
            check: Mutex::default(),
            tables: Mutex::default(),
            facts: Mutex::default(),
            walks: Mutex::default(),
        });
        all.insert(model.key.clone(), Arc::clone(&one));
        one
    }

    /// Everything that is wrong with a model and its scenarios.
    pub(crate) fn check(&self, model: &ModelAt) -> Result<Arc<CheckAnswer>, Fault> {
        let one = self.one(model);
        once(&one.check, || {
            let mut check = jobs::check(&CheckRequest { model: model.path.clone(), ..CheckRequest::default() }, &())?;
            self.place.within_found(&mut check.found);
            Ok(check)
        })
    }

    /// What sliders ask of it. Of a model with errors nothing is known, and the errors are told elsewhere.
    pub(crate) fn facts(&self, model: &ModelAt) -> Arc<Facts> {
        let one = self.one(model);
        let read = || ModelSource::open(&model.path, &Formats).it.and_then(|it| it.model().it);
        once(&one.facts, || Ok(read().as_ref().map(Facts::of).unwrap_or_default())).unwrap_or_default()
    }

    /// Its tables.
    pub(crate) fn tables(&self, model: &ModelAt) -> Result<Arc<TablesAnswer>, Fault> {
        let one = self.one(model);
        once(&one.tables, || Ok(jobs::tables(&TablesRequest { model: model.path.clone() }, &())?))
    }

    /// Its systems, services and sites, and what hangs on one of them.
    pub(crate) fn walk(&self, model: &ModelAt, at: Option<&WalkAt>) -> Result<Arc<WalkAnswer>, Fault> {
        let one = self.one(model);
        let mut walks = one.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let at = at.cloned();
        if let Some(known) = walks.get(&at) {
            return Ok(Arc::clone(known));
        }
        let request = WalkRequest { model: model.path.clone(), at: at.clone() };
        let walk = Arc::new(jobs::walk(&request, &())?);
        if walks.len() >= MOST_WALKS {
            walks.pop_first();
        }
        walks.insert(at, Arc::clone(&walk));
        Ok(walk)
    }
}

/// What is there, or is read now; whoever asks meanwhile waits for it instead of reading too.
fn once<T>(slot: &Mutex<Option<Arc<T>>>, read: impl FnOnce() -> Result<T, Fault>) -> Result<Arc<T>, Fault> {
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = &*slot {
        return Ok(Arc::clone(known));
    }
    let it = Arc::new(read()?);
    *slot = Some(Arc::clone(&it));
    Ok(it)
}
