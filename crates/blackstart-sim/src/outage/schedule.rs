//! Crews' time: which heads are free when, and where a task fits first.
//!
//! The serial schedule-generation scheme (Kolisch 1996) takes tasks one by one and gives each its earliest feasible start, given
//! those already placed. Free heads are kept as exact breakpoints: there is no time grid.

use blackstart_model::time::Clock;

#[cfg(test)]
mod tests;

/// A crew's free heads over time, and when it works.
pub(super) struct Roster {
    /// Free heads from each moment \[h\] on; the first holds from minus infinity.
    free: Vec<(f64, u32)>,
    clock: Option<Clock>,
}

impl Roster {
    /// Heads from the beginning, more from moments on \[h\]; without a clock, day and night.
    pub(super) fn new(people: u32, extra: impl IntoIterator<Item = (f64, u32)>, clock: Option<Clock>) -> Self {
        let mut extra: Vec<(f64, u32)> = extra.into_iter().collect();
        extra.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = vec![(f64::NEG_INFINITY, people)];
        let mut heads = people;
        for (from, more) in extra {
            heads = heads.saturating_add(more);
            match free.last_mut() {
                Some(last) if last.0 == from => last.1 = heads,
                _ => free.push((from, heads)),
            }
        }
        Self { free, clock }
    }

    /// Gives a task its earliest begin and end, not before a moment, and takes its heads from begin to end (nights and weekends
    /// between included: a task that has begun keeps its people). `None`: it can never run.
    ///
    /// A task without length still needs its heads to be free at its moment.
    pub(super) fn place(&mut self, not_before: f64, hours: f64, people: u32) -> Option<(f64, f64)> {
        let mut begin = self.opens(not_before);
        while begin < f64::INFINITY {
            let end = self.ends(begin, hours);
            let first = self.free.partition_point(|&(from, _)| from <= begin) - 1;
            let after = self.free.partition_point(|&(from, _)| from < end).max(first + 1);
            // Any begin before the end of the last shortage would still run into it, because later begins end later.
            let Some(short) = self.free[first..after].iter().rposition(|&(_, free)| free < people) else {
                self.take(begin, end, people);
                return Some((begin, end));
            };
            let (relief, _) = *self.free.get(first + short + 1)?;
            begin = self.opens(relief);
        }
        None
    }

    /// Working hours between two moments.
    pub(super) fn worked(&self, from: f64, to: f64) -> f64 {
        self.clock.as_ref().map_or(to - from, |clock| clock.working_hours_between(from, to))
    }

    fn take(&mut self, begin: f64, end: f64, people: u32) {
        if end <= begin || people == 0 {
            return;
        }
        let first = self.cut(begin);
        let after = if end < f64::INFINITY { self.cut(end) } else { self.free.len() };
        for (_, free) in &mut self.free[first..after] {
            *free -= people;
        }
    }

    /// Makes a breakpoint at a moment; its index.
    fn cut(&mut self, at: f64) -> usize {
        let next = self.free.partition_point(|&(from, _)| from < at);
        if self.free.get(next).is_none_or(|&(from, _)| from > at) {
            let (_, free) = self.free[next - 1];
            self.free.insert(next, (at, free));
        }
        next
    }

    /// First working moment at or after this one; infinite if there is none.
    fn opens(&self, at: f64) -> f64 {
        self.clock.as_ref().map_or(at, |clock| clock.next_open(at))
    }

    /// Moment at which so many working hours, begun here, are done; infinite if never.
    fn ends(&self, begin: f64, hours: f64) -> f64 {
        self.clock.as_ref().map_or(begin + hours, |clock| clock.finish(begin, hours))
    }
}
