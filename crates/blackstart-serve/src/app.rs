//! What every answer may need.

use crate::guard::Guard;
use crate::known::Known;
use crate::limits::Limits;
use crate::place::Place;
use crate::queue::Queue;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// Who stands at the door: is told of each request. Called from any thread.
pub trait Porter: Send + Sync {
    /// A request was answered: method, path, status and time, and nothing that somebody might want to keep to themselves.
    fn log(&self, line: &str) {
        let _ = line;
    }
}

/// Nobody.
impl Porter for () {}

/// What every answer may need.
pub(crate) struct App {
    pub(crate) place: Arc<Place>,
    pub(crate) known: Known,
    pub(crate) queue: Arc<Queue>,
    pub(crate) guard: Guard,
    pub(crate) limits: Limits,
    pub(crate) porter: Box<dyn Porter>,
    /// One save at a time, so that what is compared is what is replaced.
    pub(crate) saving: Mutex<()>,
    /// Turns true when the server ends, so that events do not hold it up.
    pub(crate) ending: watch::Receiver<bool>,
}
