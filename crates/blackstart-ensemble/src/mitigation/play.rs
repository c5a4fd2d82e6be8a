//! Histories as they are and with a change made, side by side.

use crate::run::Watch;
use blackstart_model::id::{Key, PartyId, Table};
use blackstart_model::model::Party;
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::{Form, Loss, Outcome};
use blackstart_sim::{Before, World, batch};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Histories played again before anybody is asked whether to stop.
const PIECE: usize = 16;

/// Work for each of so many things, on all threads, in their order.
pub(super) fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    (0..count).into_par_iter().map(work).collect()
}

/// How far it is.
pub(crate) struct Clock<'p> {
    watch: &'p dyn Watch,
    of: u64,
    done: AtomicU64,
    stopped: AtomicBool,
}

impl<'p> Clock<'p> {
    pub(crate) fn new(watch: &'p dyn Watch, of: u64) -> Self {
        Self { watch, of, done: AtomicU64::new(0), stopped: AtomicBool::new(false) }
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(crate) fn played(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, histories: usize) {
        let done = self.done.fetch_add(histories as u64, Ordering::Relaxed) + histories as u64;
        if self.watch.played(done, self.of.max(done)).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }
}

/// One history of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) case: usize,
    pub(super) replicate: u64,
}

/// Histories from a replicate on: of each replicate every case.
pub(super) fn rows(cases: usize, histories: u32, from: u64) -> Vec<Row> {
    (from..from + u64::from(histories))
        .flat_map(|replicate| (0..cases).map(move |case| Row { case, replicate }))
        .collect()
}

/// What a history comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    /// Loss of all parties, or of the one that is asked about \[money\].
    pub(super) loss: f64,
    /// Loss of each, with what policies pay it or have it pay \[money\].
    pub(super) parties: Vec<f64>,
    /// Hours until the first target set holds for good; 0: it never failed.
    pub(super) back_hours: f64,
    /// Services whose tolerance was breached.
    pub(super) breaches: usize,
}

impl End {
    fn of(model: &Model, it: &Outcome, party: Option<PartyId>) -> Self {
        let target = it.capacity.targets.rows().first().copied().flatten();
        Self {
            loss: party.map_or_else(|| it.loss.total(), |party| borne(&it.loss, party)),
            parties: (0..model.parties.len()).map(|party| borne(&it.loss, PartyId::new(party))).collect(),
            back_hours: target.map_or(0.0, |(_, holds)| holds),
            breaches: it.capacity.breaches.rows().iter().flatten().count(),
        }
    }
}

/// What a party bears: its losses, and what policies move. All of them bear no more and no less for it.
fn borne(loss: &Loss, party: PartyId) -> f64 {
    let moved = loss.entries.iter().filter(|it| it.party == party && it.form == Form::Insurance);
    loss.of_party(party) + moved.map(|it| it.amount).sum::<f64>()
}

/// The company with a change made, on the bad day of each case.
pub(super) struct Variant<'m> {
    worlds: Vec<World<'m>>,
    /// Of each case, whether what follows reads the same as in the base.
    alike: Vec<bool>,
    /// Whether everything is the same.
    pub(super) same: bool,
}

impl<'m> Variant<'m> {
    pub(super) fn of<'b: 'm>(bases: &[World<'b>], made: &'m [(Model, Scenario)]) -> Self {
        let changed = bases.iter().zip(made).map(|(base, (model, scenario))| base.changed(model, scenario));
        let (worlds, alike) = changed.unzip();
        let same = bases
            .iter()
            .zip(made)
            .all(|(base, (model, scenario))| base.model() == model && base.scenario() == scenario);
        Self { worlds, alike, same }
    }
}

/// Histories of the company as it is.
pub(super) struct Base<'b, 'm> {
    worlds: &'b [World<'m>],
    /// Of each case, what a history of it counts, so that the sum over all rows is what is told.
    weights: &'b [f64],
    seed: u64,
    /// Whose loss counts; `None`: everybody's.
    party: Option<PartyId>,
    rows: Vec<Row>,
    before: Vec<Before>,
    /// Those that were played to their end.
    ends: Vec<Option<End>>,
}

impl<'b, 'm> Base<'b, 'm> {
    /// Histories up to where goods move.
    pub(super) fn new(
        worlds: &'b [World<'m>],
        weights: &'b [f64],
        seed: u64,
        party: Option<PartyId>,
        rows: Vec<Row>,
    ) -> Self {
        let draw = |row: Row| Draw { seed, replicate: row.replicate };
        let before = rows.par_iter().map(|&row| worlds[row.case].before(draw(row))).collect();
        let ends = vec![None; rows.len()];
        Self { worlds, weights, seed, party, rows, before, ends }
    }

    /// Further histories of the same, to their end. Where it is stopped, what was played is all there is.
    pub(super) fn played_too(&self, rows: Vec<Row>, clock: &Clock<'_>) -> Self {
        let mut it = Self::new(self.worlds, self.weights, self.seed, self.party, rows);
        let all: Vec<usize> = (0..it.len()).collect();
        it.end(&all, clock);
        let ended = it.ends.iter().take_while(|it| it.is_some()).count();
        let whole = ended / it.cases() * it.cases();
        it.rows.truncate(whole);
        it.before.truncate(whole);
        it.ends.truncate(whole);
        it
    }

    /// Plays some of them to their end, as far as they are not.
    pub(super) fn end(&mut self, rows: &[usize], clock: &Clock<'_>) {
        let open: Vec<usize> = rows.iter().copied().filter(|at| self.ends[*at].is_none()).collect();
        let ends = self.play(self.worlds, &open, clock);
        open.into_iter().zip(ends).for_each(|(at, end)| self.ends[at] = Some(end));
    }

    /// Takes in what [`Base::played_too`] played.
    pub(super) fn append(&mut self, more: Self) {
        self.rows.extend(more.rows);
        self.before.extend(more.before);
        self.ends.extend(more.ends);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Histories of each case.
    pub(super) fn histories(&self) -> usize {
        self.rows.len() / self.cases()
    }

    /// How many rows are of the same replicate: one of each case.
    pub(super) fn cases(&self) -> usize {
        self.worlds.len()
    }

    /// The replicates that were played, in order.
    pub(super) fn replicates(&self) -> impl Iterator<Item = u64> {
        self.rows.iter().step_by(self.cases()).map(|row| row.replicate)
    }

    /// The loss of each replicate, all its cases together; the mean is what is told.
    pub(super) fn losses(&self) -> Vec<f64> {
        let rows: Vec<f64> = self.rows().map(|(weight, end)| weight * end.loss).collect();
        rows.chunks(self.cases()).map(|it| it.iter().sum::<f64>() / self.cases() as f64).collect()
    }

    /// Histories that were played to their end, each with what it counts.
    pub(super) fn rows(&self) -> impl Iterator<Item = (f64, &End)> {
        // Every case has as many histories as any other: a history counts its case's weight, the mean is over those of one case.
        let each = self.worlds.len() as f64;
        let ended = self.rows.iter().zip(&self.ends);
        ended.filter_map(move |(row, end)| Some((self.weights[row.case] * each, end.as_ref()?)))
    }

    /// Mean loss, weighted.
    pub(super) fn loss(&self) -> f64 {
        self.rows().map(|(weight, end)| weight * end.loss).sum::<f64>() / self.len().max(1) as f64
    }

    pub(super) fn parties(&self) -> &Table<PartyId, Party> {
        &self.worlds[0].model().parties
    }

    /// Whether there is a target set.
    pub(super) fn has_target(&self) -> bool {
        !self.worlds[0].model().targets.is_empty()
    }

    /// Rows that a change touches: all of a case whose later stages read something else, and those in which what comes before them is another.
    pub(super) fn touched(&self, it: &Variant<'_>) -> Vec<usize> {
        if it.same {
            return Vec::new();
        }
        let touched = |at: &usize| {
            let row = self.rows[*at];
            !it.alike[row.case]
                || it.worlds[row.case].before(Draw { seed: self.seed, replicate: row.replicate }) != self.before[*at]
        };
        (0..self.len()).into_par_iter().filter(touched).collect()
    }

    /// What a change saves in some rows that were played to their end, each weighted so that the mean over all rows is what is told; of fewer where it is
    /// stopped.
    pub(super) fn saved(&self, it: &Variant<'_>, rows: &[usize], clock: &Clock<'_>) -> Vec<f64> {
        let each = self.worlds.len() as f64;
        let ends = self.play(&it.worlds, rows, clock);
        let saved = |(at, end): (&usize, &End)| {
            Some((self.ends[*at].as_ref()?.loss - end.loss) * self.weights[self.rows[*at].case] * each)
        };
        rows.iter().zip(&ends).filter_map(saved).collect()
    }

    /// How every row ends with a change, all of which were played to their end; those that it does not touch end as they do.
    pub(super) fn ends(&self, it: &Variant<'_>, clock: &Clock<'_>) -> Ends {
        let touched = self.touched(it);
        let mut ends: Vec<End> = self.ends.iter().flatten().cloned().collect();
        let played = self.play(&it.worlds, &touched, clock);
        let complete = played.len() == touched.len();
        touched.iter().zip(played).for_each(|(at, end)| ends[*at] = end);
        Ends { ends, touched: touched.len(), complete }
    }

    /// Plays some rows; fewer where it is stopped.
    fn play(&self, worlds: &[World<'_>], rows: &[usize], clock: &Clock<'_>) -> Vec<End> {
        // Rows of a case side by side, as the engine plays them; which ones share a call changes nothing.
        let mut by_case: Vec<usize> = (0..rows.len()).collect();
        by_case.sort_by_key(|at| self.rows[rows[*at]].case);
        let pieces: Vec<&[usize]> = by_case
            .chunk_by(|a, b| self.rows[rows[*a]].case == self.rows[rows[*b]].case)
            .flat_map(|it| it.chunks(PIECE))
            .collect();
        let play = |piece: &&[usize]| {
            if clock.stopped() {
                return Vec::new();
            }
            let world = &worlds[self.rows[rows[piece[0]]].case];
            let draws: Vec<Draw> =
                piece.iter().map(|at| Draw { seed: self.seed, replicate: self.rows[rows[*at]].replicate }).collect();
            let ends: Vec<End> = batch(world, &draws).iter().map(|it| End::of(world.model(), it, self.party)).collect();
            clock.add(ends.len());
            piece.iter().copied().zip(ends).collect()
        };
        let mut ends: Vec<(usize, End)> = pieces.par_iter().flat_map_iter(play).collect();
        ends.sort_by_key(|(at, _)| *at);
        // Those from the first on, without a gap.
        ends.into_iter().zip(0..).take_while(|((at, _), wanted)| at == wanted).map(|((_, end), _)| end).collect()
    }
}

/// How histories end with a change.
pub(super) struct Ends {
    pub(super) ends: Vec<End>,
    pub(super) touched: usize,
    /// All of them were played.
    pub(super) complete: bool,
}

impl Ends {
    /// Of no history.
    pub(super) fn none() -> Self {
        Self { ends: Vec::new(), touched: 0, complete: true }
    }

    /// Further histories with the same change.
    pub(super) fn append(&mut self, more: Self) {
        self.ends.extend(more.ends);
        self.touched += more.touched;
        self.complete &= more.complete;
    }
}
