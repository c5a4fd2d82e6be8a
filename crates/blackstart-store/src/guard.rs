//! Readers that come from outside may stumble over a file made to trip them: that is an error of the file, never the end of the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread, now, would be told as an error of the file that is being read.
///
/// A program may ask in its own panic hook, so as not to print such a panic; this library leaves hooks alone.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What a reader gives; `None`: it stumbled.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    read.ok()
}
