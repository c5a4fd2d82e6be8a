//! Work that is left to key in once a service is back, and holds it below normal until that is done.

use crate::draw::Draw;
use crate::draw::purpose::{BACKLOG_KEYING, BACKLOG_LEVEL};
use crate::handover::{self, Cause, TaskDone, TaskKind};
use crate::timeline::{Piece, Timeline};
use blackstart_model::id::SystemId;
use blackstart_model::model::Backlog;
use blackstart_model::scenario::LevelKind;

/// How a service keys in what was left, in one history.
pub(super) struct Keying<'a> {
    /// Time for an hour of normal work \[h\].
    keying: f64,
    /// Level of the service meanwhile.
    level: f64,
    lost_with: &'a [(SystemId, f64)],
}

/// What a service went through.
pub(super) struct Meanwhile<'a> {
    /// What its parts gave.
    pub(super) parts: &'a Timeline,
    /// What manual working gave.
    pub(super) by_hand: &'a Timeline,
    /// Restore tasks.
    pub(super) tasks: &'a [TaskDone],
}

impl<'a> Keying<'a> {
    pub(super) fn of(backlog: &'a Backlog, service: u64, draw: Draw) -> Self {
        Self {
            keying: draw.sample(&backlog.keying, BACKLOG_KEYING.of(service)).max(0.0),
            level: draw.sample(&backlog.level, BACKLOG_LEVEL.of(service)).clamp(0.0, 1.0),
            lost_with: &backlog.lost_with,
        }
    }

    /// The level of a service with its backlog, and what the backlog was.
    ///
    /// What is done by hand waits until all parts are back. From then on the service is at most at its level of keying in, until all is
    /// keyed in; that goes on only while nothing else holds it below 1, so another stop keeps the rest.
    pub(super) fn held(
        &self,
        line: &Timeline,
        meanwhile: Meanwhile<'_>,
        horizon_hours: f64,
    ) -> (Timeline, Option<handover::Backlog>) {
        let Meanwhile { parts, by_hand, tasks } = meanwhile;
        let mut cap = vec![Piece::pace(f64::NEG_INFINITY, 1.0, Cause::Shutdown)];
        let (mut waiting, mut owed, mut work_hours) = (0.0, 0.0, 0.0);
        let (mut done_hours, mut began_hours) = (f64::NEG_INFINITY, None);
        // What holds at the horizon.
        let mut told_hours = f64::INFINITY;
        let mut stopped_by = cap[0];
        let moments = moments([parts, by_hand, line], horizon_hours);
        for (at, &begin) in moments.iter().enumerate() {
            if begin == horizon_hours && owed == 0.0 && waiting == 0.0 {
                told_hours = done_hours;
            }
            let end = moments.get(at + 1).copied().unwrap_or(f64::INFINITY);
            let (part, own) = (parts.piece_at(begin), line.at(begin));
            if part.level < 1.0 {
                began_hours.get_or_insert(begin);
                stopped_by = *part;
                let level = if owed > 0.0 { own.min(self.level) } else { own };
                // Before all time nobody worked.
                if by_hand.at(begin) > part.level && level > 0.0 && begin.is_finite() {
                    waiting += level * (end - begin);
                    work_hours += level * (end.min(horizon_hours) - begin).max(0.0);
                }
                continue;
            }
            if let Some(began) = began_hours.take() {
                let lost = self.lost(tasks, began, begin);
                let counted = if begin < horizon_hours { lost } else { 0.0 };
                (owed, waiting, work_hours) = (owed + waiting + lost, 0.0, work_hours + counted);
                if owed > 0.0 {
                    cap.push(Piece { from_hours: begin, level: self.level, kind: LevelKind::Pace, ..stopped_by });
                }
            }
            if owed > 0.0 && own >= 1.0 {
                let takes = owed * self.keying;
                if begin + takes <= end {
                    (owed, done_hours) = (0.0, begin + takes);
                    cap.push(Piece::pace(done_hours, 1.0, stopped_by.cause));
                } else {
                    // Rounding must not leave it neither owed nor done.
                    owed = f64::max(owed - (end - begin) / self.keying, f64::MIN_POSITIVE);
                }
            }
        }
        let backlog = (work_hours > 0.0).then_some(handover::Backlog { work_hours, done_hours: told_hours });
        (line.min_with(&Timeline::from_pieces(cap)), backlog)
    }

    /// Work lost with the data of systems that were rebuilt in an episode \[h of normal work\]. What two of them lost is the same hours: the longest counts.
    pub(super) fn lost(&self, tasks: &[TaskDone], began_hours: f64, returned_hours: f64) -> f64 {
        let rebuilt = tasks.iter().filter(|task| {
            task.kind == TaskKind::Rebuild && task.end_hours > began_hours && task.end_hours <= returned_hours
        });
        let lost = rebuilt.flat_map(|task| self.lost_with.iter().filter(move |(system, _)| *system == task.system));
        lost.map(|(_, hours)| *hours).fold(0.0, f64::max)
    }
}

/// Every moment at which any of some timelines changes, and the horizon, ascending, from before all time on.
fn moments(lines: [&Timeline; 3], horizon_hours: f64) -> Vec<f64> {
    let pieces = lines.iter().flat_map(|line| line.pieces());
    let mut moments: Vec<f64> = pieces.map(|piece| piece.from_hours).chain([horizon_hours]).collect();
    moments.sort_unstable_by(f64::total_cmp);
    moments.dedup();
    moments
}
