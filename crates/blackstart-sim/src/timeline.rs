//! A value that steps in time: exact, piecewise constant, with the cause of every level below 1.
//!
//! One rule tells why a combination of timelines is below 1: the cause is that of the first of the lowest parts.

use crate::draw::purpose::{self, OUTAGE_FROM, OUTAGE_LEVEL, PhaseKeys};
use crate::draw::{Draw, DrawKey};
use blackstart_model::id::{PartyId, ServiceId, SystemId, Table};
use blackstart_model::loss::Cause;
use blackstart_model::model::Logic;
use blackstart_model::scenario::{Course, LevelKind, Outage, Until};
use blackstart_model::units::Uncertain;
use std::borrow::Cow;

#[cfg(test)]
mod tests;

/// A level 0–1 that steps in time. From each piece's moment on, its level holds.
///
/// Always normal: the first piece holds from minus infinity, moments ascend, no two neighbours say the same, and pieces at
/// level 1 carry one and the same (meaningless) cause. So two timelines are equal exactly if they say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pieces: Vec<Piece>,
}

/// One level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// From this moment \[h\]; the first piece holds from minus infinity.
    pub from_hours: f64,
    /// Level, 0–1.
    pub level: f64,
    /// Why it is below 1; meaningless at 1.
    pub cause: Cause,
    /// What a level below 1 means; meaningless at 1.
    pub kind: LevelKind,
    /// Whose it is that is down, where that is said; nothing: the company's, or meaningless at 1.
    pub whose: Option<PartyId>,
}

impl Piece {
    /// A level of pace from a moment on.
    pub fn pace(from_hours: f64, level: f64, cause: Cause) -> Self {
        Self { from_hours, level, cause, kind: LevelKind::Pace, whose: None }
    }

    /// Why a party loses what this piece costs it: what is down at others than itself and the company is something it depends on.
    pub fn cause_for(&self, party: PartyId, company: Option<PartyId>) -> Cause {
        if self.is_another(party, company) { Cause::Dependency } else { self.cause }
    }

    /// Whether what is down is neither a party's own nor the company's.
    pub fn is_another(&self, party: PartyId, company: Option<PartyId>) -> bool {
        self.whose.is_some_and(|whose| whose != party && Some(whose) != company)
    }
}

/// A steady way between two moments and levels as treads, each from a moment on: a hundredth each. A tread is as high as the way in its middle, so
/// what is lost on it is exact whatever the step of the flow.
fn stairs((begin, from): (f64, f64), (end, to): (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let treads = (100.0 * (to - from).abs()).ceil() as u32;
    let part = move |of: f64| of / f64::from(treads);
    (0..treads)
        .map(f64::from)
        .map(move |tread| (begin + (end - begin) * part(tread), from + (to - from) * part(tread + 0.5)))
}

/// What stands in the cause of a piece at level 1.
const NO_CAUSE: Cause = Cause::Shutdown;

impl Timeline {
    /// Always 1.
    pub fn up() -> Self {
        Self::always(1.0, NO_CAUSE)
    }

    /// Always at one level, 0–1.
    pub fn always(level: f64, cause: Cause) -> Self {
        let mut timeline = Self { pieces: Vec::with_capacity(1) };
        timeline.push(Piece::pace(f64::NEG_INFINITY, level, cause));
        timeline
    }

    /// 1, but `level` from one moment until another \[h\]. An empty span leaves it at 1.
    pub fn down(from_hours: f64, until_hours: f64, level: f64, cause: Cause) -> Self {
        let mut timeline = Self { pieces: Vec::with_capacity(3) };
        timeline.push(Piece::pace(f64::NEG_INFINITY, 1.0, NO_CAUSE));
        if until_hours > from_hours {
            timeline.push(Piece::pace(from_hours, level, cause));
            timeline.push(Piece::pace(until_hours, 1.0, NO_CAUSE));
        }
        timeline
    }

    /// From pieces in time order; before the first, its level holds.
    ///
    /// # Panics
    ///
    /// Without pieces, or where moments descend or are not numbers: the program's mistake, not the user's.
    pub fn from_pieces(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut timeline = Self { pieces: Vec::new() };
        let mut last = f64::NEG_INFINITY;
        for piece in pieces {
            assert!(piece.from_hours >= last, "pieces in time order: {} after {last}", piece.from_hours);
            last = piece.from_hours;
            let from_hours = if timeline.pieces.is_empty() { f64::NEG_INFINITY } else { last };
            timeline.push(Piece { from_hours, ..piece });
        }
        assert!(!timeline.pieces.is_empty(), "a timeline has at least one piece");
        timeline
    }

    /// Adds a piece at the end: what holds from this moment on. Replaces a piece of the same moment, merges with an equal one.
    fn push(&mut self, piece: Piece) {
        let Piece { from_hours, level, .. } = piece;
        assert!((0.0..=1.0).contains(&level), "a level is 0–1, not {level}");
        if from_hours == f64::INFINITY {
            return;
        }
        let piece = if level == 1.0 { Piece::pace(from_hours, level, NO_CAUSE) } else { piece };
        if self.pieces.last().is_some_and(|last| last.from_hours == from_hours) {
            self.pieces.pop();
        }
        if !self.pieces.last().is_some_and(|last| Piece { from_hours, ..*last } == piece) {
            self.pieces.push(piece);
        }
    }

    /// The same levels, below 1 all of this kind.
    pub fn of_kind(self, kind: LevelKind) -> Self {
        if kind == LevelKind::Pace {
            return self;
        }
        Self::from_pieces(self.pieces.into_iter().map(|piece| Piece { kind, ..piece }))
    }

    /// The same levels, below 1 all at this party's.
    pub fn at_party(self, whose: Option<PartyId>) -> Self {
        if whose.is_none() {
            return self;
        }
        Self::from_pieces(self.pieces.into_iter().map(|piece| Piece { whose, ..piece }))
    }

    /// The pieces, in time order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Every moment at which something changes, with what holds from then on: the pieces but the first.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = &Piece> {
        self.pieces[1..].iter()
    }

    /// Each stretch at one level: from, until (infinite at the end) \[h\], the piece.
    pub fn stretches(&self) -> impl Iterator<Item = (f64, f64, &Piece)> {
        self.pieces.iter().enumerate().map(|(i, piece)| (piece.from_hours, self.end_of(i), piece))
    }

    /// Whether it is always 1.
    pub fn is_up(&self) -> bool {
        self.pieces.len() == 1 && self.pieces[0].level == 1.0
    }

    /// Level at a moment \[h\].
    pub fn at(&self, hours: f64) -> f64 {
        self.piece_at(hours).level
    }

    /// The piece that holds at a moment \[h\].
    pub fn piece_at(&self, hours: f64) -> &Piece {
        &self.pieces[self.index_at(hours)]
    }

    fn index_at(&self, hours: f64) -> usize {
        // The first piece always qualifies, so the position is at least 1.
        self.pieces.partition_point(|piece| piece.from_hours <= hours).max(1) - 1
    }

    fn end_of(&self, index: usize) -> f64 {
        self.pieces.get(index + 1).map_or(f64::INFINITY, |next| next.from_hours)
    }

    /// The lower of both at every moment.
    pub fn min_with(&self, other: &Self) -> Self {
        if other.is_up() {
            return self.clone();
        }
        merge(self, other, |one, two| if two.level < one.level { *two } else { *one })
    }

    /// The higher of both at every moment.
    pub fn max_with(&self, other: &Self) -> Self {
        merge(self, other, |one, two| {
            let lower = if two.level < one.level { two } else { one };
            let higher = if two.level < one.level { one } else { two };
            Piece { cause: lower.cause, whose: lower.whose, ..*higher }
        })
    }

    /// The lower of both at every moment; where the limit is lower, by this cause.
    pub fn limited_by(&self, limit: &Self, cause: Cause) -> Self {
        merge(self, limit, |own, limit| if limit.level < own.level { Piece { cause, ..*limit } } else { *own })
    }

    /// The lowest of all at every moment; of none, always 1.
    pub fn lowest(parts: &[&Self]) -> Self {
        // Pair by pair: the first of the lowest stays the first.
        let mut changing = parts.iter().filter(|part| !part.is_up());
        match (changing.next(), changing.next()) {
            (None, _) => Self::up(),
            (Some(only), None) => (*only).clone(),
            (Some(first), Some(second)) => changing.fold(first.min_with(second), |lowest, part| lowest.min_with(part)),
        }
    }

    /// The highest of all at every moment; of none, always 0.
    pub fn highest(parts: &[&Self]) -> Self {
        Self::kth_highest(1, parts)
    }

    /// The k-th highest of all at every moment: what k of n have at least. 1 for k = 0, 0 (by dependency) if there are fewer than k.
    pub fn kth_highest(k: u32, parts: &[&Self]) -> Self {
        let k = k as usize;
        if k == 0 {
            return Self::up();
        }
        if k > parts.len() {
            return Self::always(0.0, Cause::Dependency);
        }
        if parts.iter().filter(|part| part.is_up()).count() >= k {
            return Self::up();
        }
        let mut levels = Vec::with_capacity(parts.len());
        combine(parts, |parts| {
            levels.clear();
            levels.extend(parts.iter().map(|part| part.level));
            levels.sort_unstable_by(|a, b| b.total_cmp(a));
            levels[k - 1]
        })
    }

    /// The average of all at every moment; of none, always 1.
    pub fn mean(parts: &[&Self]) -> Self {
        if parts.iter().all(|part| part.is_up()) {
            return Self::up();
        }
        combine(parts, |parts| {
            let sum: f64 = parts.iter().map(|part| part.level).sum();
            (sum / parts.len() as f64).min(1.0)
        })
    }

    /// At most `level` from one moment until another \[h\]; the cause is the cap's only where it lowers.
    pub fn cap(&self, from_hours: f64, until_hours: f64, level: f64, cause: Cause) -> Self {
        self.min_with(&Self::down(from_hours, until_hours, level, cause))
    }

    /// Under a stated outage of what belongs to this party, as this replicate draws it. Outages of one name share their draws, whatever they throttle.
    pub fn under(&self, outage: &Outage, draw: Draw, whose: Option<PartyId>) -> Self {
        let line = Self::stated(outage, draw).of_kind(outage.kind);
        self.min_with(&line.at_party(whose))
    }

    /// The levels of a stated outage, of whatever kind.
    fn stated(outage: &Outage, draw: Draw) -> Self {
        let subject = outage.name.key;
        let level = |of: &Uncertain, at: DrawKey| draw.sample(of, at).clamp(0.0, 1.0);
        let end = |of: &Until, begin: f64, keys: PhaseKeys| match of {
            Until::Moment(until) => draw.sample(until, keys.until),
            Until::After(hours) => begin + draw.sample(hours, keys.length).max(0.0),
        };
        let from_hours = draw.sample(&outage.from_hours, OUTAGE_FROM.of(subject));
        let first = level(&outage.level, OUTAGE_LEVEL.of(subject));
        let phases = match &outage.course {
            Course::Until(until) => {
                let until_hours = end(until, from_hours, purpose::phase(subject, 0));
                return Self::down(from_hours, until_hours, first, outage.cause.into());
            }
            Course::Phases(phases) => phases,
        };
        let held = |from_hours: f64, level: f64| Piece::pace(from_hours, level, outage.cause.into());
        let mut pieces = vec![held(f64::NEG_INFINITY, 1.0)];
        let (mut at, mut before) = (from_hours, first);
        for (phase, n) in phases.iter().zip(0..) {
            let keys = purpose::phase(subject, n);
            let until_hours = end(&phase.until, at, keys).max(at);
            let own = phase.level.as_ref().map_or(before, |of| level(of, keys.level));
            if until_hours > at {
                if phase.steadily && until_hours.is_finite() && own != before {
                    pieces.extend(stairs((at, before), (until_hours, own)).map(|(from, level)| held(from, level)));
                } else {
                    pieces.push(held(at, own));
                }
            }
            (at, before) = (until_hours, own);
        }
        pieces.push(held(at, 1.0));
        Self::from_pieces(pieces)
    }

    /// The same levels, below 1 all by one cause.
    pub fn because(&self, cause: Cause) -> Self {
        Self::from_pieces(self.pieces.iter().map(|piece| Piece { cause, ..*piece }))
    }

    /// At least the floor's level at every moment; the causes stay.
    pub fn raised_to(&self, floor: &Self) -> Self {
        merge(self, floor, |own, floor| {
            let kind = if floor.level > own.level { floor.kind } else { own.kind };
            Piece { level: own.level.max(floor.level), kind, ..*own }
        })
    }

    /// The level of a logic over systems and services: all = lowest, any = highest, k of n = k-th highest, mean = average.
    pub fn of(logic: &Logic, systems: &Table<SystemId, Self>, services: &Table<ServiceId, Self>) -> Self {
        logic_of(logic, systems, services).into_owned()
    }

    /// Average level from one moment to another \[h\], exact; at an empty span, the level there.
    ///
    /// # Panics
    ///
    /// Where a moment is infinite or the end precedes the start.
    pub fn mean_over(&self, from_hours: f64, until_hours: f64) -> f64 {
        assert!(
            from_hours.is_finite() && until_hours.is_finite() && from_hours <= until_hours,
            "{from_hours}..{until_hours}"
        );
        let mut index = self.index_at(from_hours);
        if until_hours <= self.end_of(index) {
            return self.pieces[index].level;
        }
        let (mut at, mut area) = (from_hours, 0.0);
        while at < until_hours {
            let end = self.end_of(index).min(until_hours);
            area += self.pieces[index].level * (end - at);
            at = end;
            index += 1;
        }
        (area / (until_hours - from_hours)).clamp(0.0, 1.0)
    }

    /// The piece that holds from one moment until another, if it is one.
    pub fn only_piece(&self, from_hours: f64, until_hours: f64) -> Option<&Piece> {
        let index = self.index_at(from_hours);
        (until_hours <= self.end_of(index)).then(|| &self.pieces[index])
    }

    /// First moment, at or after `from_hours`, at which it is below `level` \[h\].
    pub fn first_below(&self, level: f64, from_hours: f64) -> Option<f64> {
        let first = self.index_at(from_hours);
        self.pieces[first..].iter().find(|piece| piece.level < level).map(|piece| piece.from_hours.max(from_hours))
    }

    /// Moment from which it is never below `level` again \[h\]: minus infinity if it never is, infinity if it stays below.
    pub fn back_for_good(&self, level: f64) -> f64 {
        self.back_for_good_before(level, f64::INFINITY)
    }

    /// The same, looking only at what is before the horizon \[h\]: infinity if it is below when the horizon comes.
    pub fn back_for_good_before(&self, level: f64, horizon_hours: f64) -> f64 {
        let seen = self.pieces.partition_point(|piece| piece.from_hours < horizon_hours).max(1);
        match self.pieces[..seen].iter().rposition(|piece| piece.level < level) {
            None => f64::NEG_INFINITY,
            Some(last) if last + 1 == seen => f64::INFINITY,
            Some(last) => self.pieces[last + 1].from_hours,
        }
    }

    /// Stretches below `level`: from, until (infinite if it stays) \[h\].
    pub fn below(&self, level: f64) -> impl Iterator<Item = (f64, f64)> {
        let mut index = 0;
        std::iter::from_fn(move || {
            let begin = index + self.pieces[index..].iter().position(|piece| piece.level < level)?;
            index = self.pieces[begin..]
                .iter()
                .position(|piece| piece.level >= level)
                .map_or(self.pieces.len(), |n| begin + n);
            Some((self.pieces[begin].from_hours, self.end_of(index - 1)))
        })
    }
}

fn logic_of<'a>(
    logic: &Logic,
    systems: &'a Table<SystemId, Timeline>,
    services: &'a Table<ServiceId, Timeline>,
) -> Cow<'a, Timeline> {
    let of = |part| logic_of(part, systems, services);
    let parts = match logic {
        Logic::System(system) => return Cow::Borrowed(&systems[*system]),
        Logic::Service(service) => return Cow::Borrowed(&services[*service]),
        Logic::All(parts) => {
            // Pair by pair, and only what is ever below 1: the common case needs no list.
            let mut changing = parts.iter().map(of).filter(|part| !part.is_up());
            let Some(first) = changing.next() else {
                return Cow::Owned(Timeline::up());
            };
            return changing.fold(first, |lowest, part| Cow::Owned(lowest.min_with(&part)));
        }
        Logic::Any(parts) | Logic::AtLeast(_, parts) | Logic::Mean(parts) => parts,
    };
    let lines: Vec<Cow<'a, Timeline>> = parts.iter().map(of).collect();
    let lines: Vec<&Timeline> = lines.iter().map(AsRef::as_ref).collect();
    Cow::Owned(match logic {
        Logic::AtLeast(k, _) => Timeline::kth_highest(*k, &lines),
        Logic::Mean(_) => Timeline::mean(&lines),
        _ => Timeline::highest(&lines),
    })
}

/// Walks through two at once; level, cause and kind are the function's.
fn merge(one: &Timeline, two: &Timeline, mut both: impl FnMut(&Piece, &Piece) -> Piece) -> Timeline {
    let mut out = Timeline { pieces: Vec::with_capacity(one.pieces.len() + two.pieces.len() - 1) };
    let (mut i, mut j, mut at) = (0, 0, f64::NEG_INFINITY);
    loop {
        out.push(Piece { from_hours: at, ..both(&one.pieces[i], &two.pieces[j]) });
        let (ends, other_ends) = (one.end_of(i), two.end_of(j));
        at = ends.min(other_ends);
        if at == f64::INFINITY {
            return out;
        }
        i += usize::from(ends == at);
        j += usize::from(other_ends == at);
    }
}

/// Walks through all parts at once; the level is the function's, the cause that of the first of the lowest parts.
fn combine(parts: &[&Timeline], mut level: impl FnMut(&[Piece]) -> f64) -> Timeline {
    let Some(most) = parts.iter().map(|part| part.pieces.len()).max() else {
        return Timeline::up();
    };
    let mut here: Vec<Piece> = parts.iter().map(|part| part.pieces[0]).collect();
    let mut next = vec![1; parts.len()];
    let mut out = Timeline { pieces: Vec::with_capacity(most + 1) };
    let mut at = f64::NEG_INFINITY;
    loop {
        let lowest =
            here.iter().fold(here[0], |lowest, piece| if piece.level < lowest.level { *piece } else { lowest });
        out.push(Piece { from_hours: at, level: level(&here), ..lowest });
        at = f64::INFINITY;
        for (part, &next) in parts.iter().zip(&next) {
            at = part.pieces.get(next).map_or(at, |piece| at.min(piece.from_hours));
        }
        if at == f64::INFINITY {
            return out;
        }
        for ((part, next), here) in parts.iter().zip(&mut next).zip(&mut here) {
            if let Some(piece) = part.pieces.get(*next)
                && piece.from_hours == at
            {
                *here = *piece;
                *next += 1;
            }
        }
    }
}
