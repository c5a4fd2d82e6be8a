//! What has been read of models, kept while their files stay as they are.

use crate::fault::Fault;
use crate::place::{Looks, ModelAt};
use blackstart::jobs::{self, CheckAnswer, CheckRequest, TablesAnswer, TablesRequest, WalkAnswer, WalkRequest};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most models that are kept.
const MOST_MODELS: usize = 16;
/// Most walks that are kept of a model.
const MOST_WALKS: usize = 64;

/// What has been read of models.
#[derive(Default)]
pub(crate) struct Known(Mutex<BTreeMap<String, Arc<One>>>);

/// What has been read of one.
struct One {
    looks: Looks,
    check: Mutex<Option<Arc<CheckAnswer>>>,
    tables: Mutex<Option<Arc<TablesAnswer>>>,
    walks: Mutex<BTreeMap<Option<String>, Arc<WalkAnswer>>>,
}

impl Known {
    fn one(&self, model: &ModelAt) -> Arc<One> {
        let looks = model.looks();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(&model.key)
            && known.looks == looks
        {
            return Arc::clone(known);
        }
        if all.len() >= MOST_MODELS {
            all.pop_first();
        }
        let one = Arc::new(One { looks, check: Mutex::default(), tables: Mutex::default(), walks: Mutex::default() });
        all.insert(model.key.clone(), Arc::clone(&one));
        one
    }

    /// Everything that is wrong with a model and its scenarios.
    pub(crate) fn check(&self, model: &ModelAt) -> Result<Arc<CheckAnswer>, Fault> {
        let one = self.one(model);
        once(&one.check, || {
            Ok(jobs::check(&CheckRequest { model: model.path.clone(), ..CheckRequest::default() }, &())?)
        })
    }

    /// Its tables.
    pub(crate) fn tables(&self, model: &ModelAt) -> Result<Arc<TablesAnswer>, Fault> {
        let one = self.one(model);
        once(&one.tables, || Ok(jobs::tables(&TablesRequest { model: model.path.clone() }, &())?))
    }

    /// Its systems, and what hangs on one of them.
    pub(crate) fn walk(&self, model: &ModelAt, system: Option<&str>) -> Result<Arc<WalkAnswer>, Fault> {
        let one = self.one(model);
        let mut walks = one.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let system = system.map(str::to_owned);
        if let Some(known) = walks.get(&system) {
            return Ok(Arc::clone(known));
        }
        let request = WalkRequest { model: model.path.clone(), system: system.clone() };
        let walk = Arc::new(jobs::walk(&request, &())?);
        if walks.len() >= MOST_WALKS {
            walks.pop_first();
        }
        walks.insert(system, Arc::clone(&walk));
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
