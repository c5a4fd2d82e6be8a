//! When something that stopped is back for good, how often it stops again, and how often it is not back.

use super::rows::pick;
use super::{Chance, Moments};
use crate::layout::Layout;

/// When something that stopped is back for good.
pub(super) struct Returns {
    pub(super) back: Moments,
    /// How often it stops again.
    pub(super) again: Chance,
    /// How often it is not back within the horizon.
    pub(super) not_back: Chance,
}

impl Returns {
    /// Of the rows in which it stopped: moments it is back for good, and times it stopped.
    pub(super) fn of(layout: &Layout, back_hours: &[f64], stops: &[u32], stopped: &[usize]) -> Self {
        let chance =
            |is: &dyn Fn(usize) -> bool| Chance::new(stopped.iter().filter(|&&row| is(row)).count(), stopped.len());
        Self {
            back: Moments::of(layout, pick(back_hours, stopped)),
            again: chance(&|row| stops[row] > 1),
            not_back: chance(&|row| back_hours[row].is_infinite()),
        }
    }
}
