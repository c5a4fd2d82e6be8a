//! What this thread has drawn, for tests that ask whether all of it is known.

use super::DrawKey;
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static DRAWN: RefCell<Option<BTreeMap<DrawKey, Vec<f64>>>> = const { RefCell::new(None) };
}

/// What `play` draws: every key, with the values of quantities sampled with it.
pub(crate) fn of(play: impl FnOnce()) -> BTreeMap<DrawKey, Vec<f64>> {
    DRAWN.set(Some(BTreeMap::new()));
    play();
    DRAWN.take().expect("set above")
}

pub(super) fn drawn(at: DrawKey) {
    DRAWN.with_borrow_mut(|drawn| {
        if let Some(drawn) = drawn {
            drawn.entry(at).or_default();
        }
    });
}

pub(super) fn sampled(at: DrawKey, value: f64) {
    DRAWN.with_borrow_mut(|drawn| {
        if let Some(drawn) = drawn {
            drawn.entry(at).or_default().push(value);
        }
    });
}
