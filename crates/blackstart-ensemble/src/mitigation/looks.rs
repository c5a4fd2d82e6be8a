//! Finalists in histories that no search has seen: look by look, until what is told is precise enough.

use super::measure::{self, Finalist, Measured};
use super::pays::Spans;
use super::play::{self, Base, Clock, Ends};
use super::question::{Asked, Effort};
use crate::drivers::LEAST_HISTORIES;
use crate::threads::Threads;
use blackstart_actuary::screen::{Change, HEARD, in_the_race};

/// First of the replicates that changes are measured in: no search sees them, and no run.
pub const UNSEEN: u64 = 1 << 40;

/// Histories of the first look; each look doubles them. Of fewer nothing is told of what to find out first.
const FIRST: u32 = LEAST_HISTORIES as u32;

/// What finalists come to.
pub(super) struct Looked<'b, 'm> {
    /// Histories as they are.
    pub(super) base: Base<'b, 'm>,
    /// With each finalist: of one that was given up, the first of them.
    pub(super) ends: Vec<Ends>,
    /// What that is worth.
    pub(super) measured: Vec<Measured>,
}

/// Plays finalists until all histories are played, or what is told is precise enough. One that nobody asked for is given up where it is behind the first by
/// more than chance explains.
pub(super) fn looked<'b, 'm>(
    mut base: Base<'b, 'm>,
    finalists: &[Finalist<'_>],
    spans: Option<&Spans>,
    effort: &Effort,
    asked: &Asked,
    threads: &Threads,
    clock: &Clock<'_>,
) -> Looked<'b, 'm> {
    let looks = if finalists.is_empty() { vec![effort.measured] } else { looks(effort) };
    let mut alive: Vec<usize> = (0..finalists.len()).collect();
    let mut ends: Vec<Ends> = finalists.iter().map(|_| Ends::none()).collect();
    let mut measured = Vec::new();
    let mut from = 0;
    for until in &looks {
        let rows = play::rows(base.cases(), until - from, UNSEEN + u64::from(from));
        let (piece, more) = threads.run(|| {
            let piece = base.played_too(rows, clock);
            let more = play::each(alive.len(), |at| piece.ends(&finalists[alive[at]].variant, clock));
            (piece, more)
        });
        // Of a look that was cut short nothing is told, but of the first what there is.
        if from > 0 && clock.stopped() {
            break;
        }
        base.append(piece);
        alive.iter().zip(more).for_each(|(at, more)| ends[*at].append(more));
        from = *until;
        measured = measure::all(&base, finalists, &ends, asked, spans, looks.len());
        if clock.stopped()
            || effort.precision.is_some_and(|enough| is_enough(enough, base.histories(), finalists, &ends, &measured))
        {
            break;
        }
        alive = in_race(&base, finalists, &ends, alive, asked, looks.len());
    }
    Looked { base, ends, measured }
}

/// Histories after each look.
fn looks(effort: &Effort) -> Vec<u32> {
    let mut looks = Vec::new();
    let mut until = FIRST;
    while effort.precision.is_some() && until < effort.measured {
        looks.push(until);
        until *= 2;
    }
    looks.push(effort.measured);
    looks
}

/// Whether half of each interval is no more than this share of the largest saving, of those that are still played: one that was given up is known to be
/// behind, and its interval stays as it is. Of a rare effect that was hardly seen nothing is known yet.
fn is_enough(share: f64, histories: usize, finalists: &[Finalist<'_>], ends: &[Ends], measured: &[Measured]) -> bool {
    let rare = |(it, ends): (&Finalist<'_>, &Ends)| it.touches && ends.touched < HEARD;
    let largest = measured.iter().map(|it| it.saves.abs()).fold(0.0, f64::max);
    !finalists.iter().zip(ends).any(rare)
        && measured.iter().filter(|it| it.histories == histories).all(|it| it.half <= share * largest)
}

/// Which of them are played on.
fn in_race(
    base: &Base<'_, '_>,
    finalists: &[Finalist<'_>],
    ends: &[Ends],
    mut alive: Vec<usize>,
    asked: &Asked,
    looks: usize,
) -> Vec<usize> {
    // How many histories each touches is not known before they are looked at: one that was hardly seen stays.
    let change = |it: &Finalist<'_>| Change { cost: asked.cost(it.change), touched: usize::MAX };
    let changes: Vec<Change> = finalists.iter().map(change).collect();
    let saved: Vec<Vec<f64>> = ends.iter().map(|it| measure::savings(base, it)).collect();
    let slices: Vec<&[f64]> = saved.iter().map(Vec::as_slice).collect();
    let race = in_the_race(&changes, &slices, &alive, looks);
    alive.retain(|at| race.contains(at) || asked.kept.contains(&finalists[*at].change));
    alive
}
