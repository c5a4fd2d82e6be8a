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

    /// Gives a task its earliest start and end, not before a moment, and takes its heads from start to end (nights and weekends
    /// between included: a task that has begun keeps its people). `None`: it can never run.
    ///
    /// A task without length still needs its heads to be free at its moment.
    pub(super) fn place(&mut self, not_before: f64, hours: f64, people: u32) -> Option<(f64, f64)> {
        let mut begin = self.opens(not_before);
        while begin < f64::INFINITY {
            let end = self.ends(begin, hours);
            let first = self.free.partition_point(|&(from, _)| from <= begin) - 1;
            let after = self.free.partition_point(|&(from, _)| from < end).max(first + 1);
            // Any start before the end of the last shortage would still run into it, because later starts end later.
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

    /// Takes heads from start to end.
    pub(super) fn take(&mut self, begin: f64, end: f64, people: u32) {
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

/// Earliest start and end of a task that occupies heads of several crews at once, not before a moment; nothing is taken. `None`: it can never run.
///
/// It begins when all of them work, goes on while all of them do, and keeps its heads until it ends.
pub(super) fn common_place(rosters: &[&Roster], heads: &[u32], not_before: f64, hours: f64) -> Option<(f64, f64)> {
    let mut begin = all_open(rosters, not_before);
    while begin < f64::INFINITY {
        let end = all_done(rosters, begin, hours);
        // Starts before the last relief of any of them still run into the shortage that it ends.
        let mut relief = f64::NEG_INFINITY;
        for (roster, &people) in rosters.iter().zip(heads) {
            let first = roster.free.partition_point(|&(from, _)| from <= begin) - 1;
            let after = roster.free.partition_point(|&(from, _)| from < end).max(first + 1);
            if let Some(short) = roster.free[first..after].iter().rposition(|&(_, free)| free < people) {
                relief = relief.max(roster.free.get(first + short + 1)?.0);
            }
        }
        if relief == f64::NEG_INFINITY {
            return Some((begin, end));
        }
        begin = all_open(rosters, relief);
    }
    None
}

/// Hours between two moments in which all work.
pub(super) fn common_hours(rosters: &[&Roster], from: f64, until: f64) -> f64 {
    let mut worked = 0.0;
    let mut at = all_open(rosters, from);
    for _ in 0..MOST_OPENINGS {
        if at >= until {
            break;
        }
        let closes = all_close(rosters, at).min(until);
        worked += closes - at;
        at = all_open(rosters, closes);
    }
    worked
}

/// Openings looked through before crews count as never working at the same time: years of hourly shifts.
const MOST_OPENINGS: usize = 100_000;

/// First moment at or after this one at which all work; infinite if there is none.
fn all_open(rosters: &[&Roster], at: f64) -> f64 {
    let mut at = at;
    for _ in 0..MOST_OPENINGS {
        let opens = rosters.iter().map(|roster| roster.opens(at)).fold(at, f64::max);
        if opens == at || opens == f64::INFINITY {
            return opens;
        }
        at = opens;
    }
    f64::INFINITY
}

/// First moment after one at which all work at which one of them stops.
fn all_close(rosters: &[&Roster], at: f64) -> f64 {
    let clocks = rosters.iter().filter_map(|roster| roster.clock.as_ref());
    clocks.map(|clock| clock.next_change(at)).fold(f64::INFINITY, f64::min)
}

/// Moment at which so many hours in which all work, begun here, are done; infinite if never.
fn all_done(rosters: &[&Roster], begin: f64, hours: f64) -> f64 {
    let (mut at, mut left) = (begin, hours);
    for _ in 0..MOST_OPENINGS {
        let closes = all_close(rosters, at);
        if left <= closes - at {
            return at + left;
        }
        left -= closes - at;
        at = all_open(rosters, closes);
        if at == f64::INFINITY {
            return at;
        }
    }
    f64::INFINITY
}
