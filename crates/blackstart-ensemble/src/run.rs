//! Plays many histories over threads and keeps them in replicate order.
//!
//! A history depends on seed and replicate only, rows are put in replicate order, and counts are whole numbers: so the results have the same bytes on any number of threads.

use crate::cells::Rows;
use crate::counts::SiteCounts;
use crate::each_table;
use crate::layout::{Layout, index};
use crate::results::{
    Claims, Layers, Losses, Outages, Output, Parties, Replicates, Results, Services, Sites, Support, Targets, Tasks,
    Volumes, Weeks,
};
use crate::threads::Threads;
use blackstart_model::id::{Key, PartyId};
use blackstart_sim::handover::{Cause, Condition, Outcome, WEEKS};
use blackstart_sim::timeline::Timeline;
use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Replicates played together: the lanes of the flow engine.
pub const BATCH: u32 = 8;

/// Told how far the histories are; may stop them or have what is done kept.
pub trait Watch: Sync {
    /// Called after every batch with the replicates done and wanted, from any thread, in any order. `Break` stops: batches begun are finished and kept.
    fn played(&self, done: u64, of: u64) -> ControlFlow<()>;

    /// Asked before every batch, from one thread at a time: whether all batches begun so far shall be kept as a part once they are done.
    fn part_ends(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Watch for () {
    fn played(&self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Plays the replicates of a range over threads (0: one per processor) and returns what `play` says of them.
///
/// `play` gets up to [`BATCH`] replicates, ascending, and returns their outcomes in the same order; which replicates share a batch depends on the range, so an outcome must not depend on its neighbours.
/// If `watch` stops, the results hold the batches that were done: the first of the range, without gap.
///
/// # Panics
/// If `play` panics, or returns other replicates than asked for.
pub fn play_all(
    layout: Layout,
    replicates: Range<u32>,
    threads: usize,
    play: impl Fn(&[u32]) -> Vec<Outcome> + Sync,
    watch: &impl Watch,
) -> Results {
    let mut all: Option<Results> = None;
    play_parts(&layout, replicates, threads, play, watch, |part| {
        match &mut all {
            None => all = Some(part),
            Some(all) => all.append(part).expect("parts follow on each other"),
        }
        ControlFlow::Continue(())
    });
    all.unwrap_or_else(|| Results::empty(layout))
}

/// [`play_all`], handed to `keep` in parts that follow on each other without gap, each as soon as it and all before it are done, while
/// other threads play on. `watch` says where a part ends; the last one ends the range, or where it was stopped. `keep` may stop too: then it gets no more.
///
/// # Panics
/// If `play` or `keep` panics, or `play` returns other replicates than asked for.
pub fn play_parts(
    layout: &Layout,
    replicates: Range<u32>,
    threads: usize,
    play: impl Fn(&[u32]) -> Vec<Outcome> + Sync,
    watch: &impl Watch,
    keep: impl FnMut(Results) -> ControlFlow<()> + Send,
) {
    let batches = batches(replicates.clone());
    let (done, of) = (AtomicU64::new(0), replicates.len() as u64);
    let (desk, keep) = (Mutex::new(Desk::new(layout, &batches)), Mutex::new(keep));

    let hand_over = |keep: &mut dyn FnMut(Results) -> ControlFlow<()>| {
        loop {
            let Some(part) = locked(&desk).finished() else { return };
            if keep(part.results(layout)).is_break() {
                let mut desk = locked(&desk);
                (desk.stopped, desk.refused) = (true, true);
            }
        }
    };
    let work = || {
        loop {
            let Some((part, batch)) = locked(&desk).begin(watch) else { return };
            let ids: Vec<u32> = batch.collect();
            let outcomes = play(&ids);
            assert!(
                outcomes.iter().map(|outcome| outcome.replicate).eq(ids.iter().map(|&id| u64::from(id))),
                "the outcomes are those of the replicates asked for"
            );
            let mut chunk = Chunk::default();
            for outcome in &outcomes {
                chunk.keep(layout, outcome);
            }
            let stops =
                watch.played(done.fetch_add(ids.len() as u64, Ordering::Relaxed) + ids.len() as u64, of).is_break();
            {
                let mut desk = locked(&desk);
                desk.stopped |= stops;
                desk.end(part, chunk, &outcomes);
            }
            // Whoever keeps a part already will see to this one too, or the next batch will.
            if let Ok(mut keep) = keep.try_lock() {
                hand_over(&mut *keep);
            }
        }
    };
    if threads == 1 || batches.len() <= 1 {
        work();
    } else {
        Threads::new(threads).each(work);
    }
    locked(&desk).close();
    hand_over(&mut *locked(&keep));
}

fn locked<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where batches are handed out, in order, and come back, in any.
struct Desk<'a> {
    batches: &'a [Range<u32>],
    sites: usize,
    /// Batches handed out.
    begun: usize,
    stopped: bool,
    /// Nobody takes parts any more.
    refused: bool,
    /// Parts that were not handed over yet; batches are handed out into the last.
    parts: VecDeque<Part>,
    /// Parts that were handed over.
    gone: usize,
}

impl<'a> Desk<'a> {
    fn new(layout: &Layout, batches: &'a [Range<u32>]) -> Self {
        let sites = layout.sites.len();
        let parts = VecDeque::from([Part::new(sites)]);
        Self { batches, sites, begun: 0, stopped: false, refused: false, parts, gone: 0 }
    }

    /// The next batch to play, and the number of its part.
    fn begin(&mut self, watch: &impl Watch) -> Option<(usize, Range<u32>)> {
        if self.stopped {
            return None;
        }
        let batch = self.batches.get(self.begun)?.clone();
        if watch.part_ends() {
            self.close();
        }
        self.begun += 1;
        let last = self.parts.len() - 1;
        self.parts[last].begun += 1;
        Some((self.gone + last, batch))
    }

    /// Ends the last part, if there is anything in it, and begins another.
    fn close(&mut self) {
        if let Some(last) = self.parts.back_mut().filter(|last| last.begun > 0) {
            last.closed = true;
            self.parts.push_back(Part::new(self.sites));
        }
    }

    /// A batch is done.
    fn end(&mut self, part: usize, chunk: Chunk, outcomes: &[Outcome]) {
        let part = &mut self.parts[part - self.gone];
        part.chunks.push(chunk);
        for outcome in outcomes {
            part.counts.count(outcome.flow.fates.rows());
        }
    }

    /// The first part that was not handed over, if it is done.
    fn finished(&mut self) -> Option<Part> {
        let first = self.parts.front()?;
        if self.refused || !first.closed || first.chunks.len() < first.begun {
            return None;
        }
        self.gone += 1;
        self.parts.pop_front()
    }
}

/// Batches that are kept together.
struct Part {
    begun: usize,
    closed: bool,
    chunks: Vec<Chunk>,
    counts: SiteCounts,
}

impl Part {
    fn new(sites: usize) -> Self {
        Self { begun: 0, closed: false, chunks: Vec::new(), counts: SiteCounts::none(sites) }
    }

    fn results(mut self, layout: &Layout) -> Results {
        self.chunks.sort_by_key(|chunk| chunk.replicates.replicate[0]);
        let mut results = Results::empty(layout.clone());
        results.counts = self.counts;
        // Table by table, and each chunk's table is freed when it has been copied: at most one table is in memory twice.
        macro_rules! gather {
            ($table:ident) => {{
                let rows = self.chunks.iter().map(|chunk| chunk.$table.len()).sum();
                results.$table.reserve(rows);
                for chunk in &mut self.chunks {
                    results.$table.append(std::mem::take(&mut chunk.$table));
                }
            }};
        }
        each_table!(gather);
        results
    }
}

/// Ranges of up to [`BATCH`] replicates that end at its multiples.
fn batches(replicates: Range<u32>) -> Vec<Range<u32>> {
    let mut batches = Vec::new();
    let mut from = replicates.start;
    while from < replicates.end {
        let until = (u64::from(from / BATCH) + 1) * u64::from(BATCH);
        let until = u32::try_from(until).unwrap_or(u32::MAX).min(replicates.end);
        batches.push(from..until);
        from = until;
    }
    batches
}

/// Rows of a few replicates.
#[derive(Default)]
struct Chunk {
    replicates: Replicates,
    outages: Outages,
    services: Services,
    targets: Targets,
    sites: Sites,
    volumes: Volumes,
    parties: Parties,
    losses: Losses,
    claims: Claims,
    layers: Layers,
    tasks: Tasks,
    support: Support,
    weeks: Weeks,
    output: Output,
}

/// Organisations that lost at least the layout's threshold: every site of others is one, the company another.
fn affected(layout: &Layout, outcome: &Outcome, company_loss: f64) -> u32 {
    let company = layout.company();
    let sites = layout.sites.iter().zip(outcome.flow.fates.rows());
    let others = sites.filter(|(site, _)| Some(site.party) != company);
    let hit = others.filter(|(_, fate)| fate.lost_gross_profit >= layout.affected_from).count();
    index(hit + usize::from(company.is_some() && company_loss >= layout.affected_from))
}

impl Chunk {
    /// Adds the rows of one outcome.
    fn keep(&mut self, layout: &Layout, outcome: &Outcome) {
        let id = u32::try_from(outcome.replicate).expect("replicates are below 2^32");
        let last_system_back = self.keep_outages(layout, id, outcome);
        self.keep_services(layout, id, outcome);
        self.keep_sites(layout, id, outcome);
        self.keep_money(id, outcome);
        self.keep_weeks(layout, id, outcome);
        self.keep_support(layout, id, outcome);

        let flow = &outcome.flow;
        let mut output_lost = 0.0;
        for (step, (&company, &twin)) in flow.output.iter().zip(&flow.twin_output).enumerate() {
            self.output.push(id, index(step), company, twin);
            output_lost += f64::from(twin) - f64::from(company);
        }
        let company_loss = layout.company().map_or(0.0, |party| outcome.loss.of_party(PartyId::new(party as usize)));
        let falls = outcome.compromise.fallen.rows().iter().flatten();
        let switched_off = falls
            .filter(|fallen| fallen.cause == Cause::Shutdown)
            .map(|fallen| fallen.at_hours)
            .fold(f64::INFINITY, f64::min);
        let insolvent = flow.fates.rows().iter().filter(|fate| fate.insolvent_hours.is_finite()).count();
        self.replicates.push(
            id,
            outcome.loss.total(),
            company_loss,
            outcome.compromise.contained_hours,
            outcome.availability.investigated_hours.unwrap_or(f64::INFINITY),
            last_system_back,
            output_lost * layout.step_hours / 24.0,
            index(insolvent),
            outcome.compromise.first_alert_hours.unwrap_or(f64::INFINITY),
            switched_off,
            affected(layout, outcome, company_loss),
        );
    }

    /// Falls and tasks; returns the moment from which every system is up.
    fn keep_outages(&mut self, layout: &Layout, id: u32, outcome: &Outcome) -> f64 {
        let mut last_back = 0.0_f64;
        for (system, timeline) in outcome.availability.systems.iter() {
            let Some(span) = Span::of(timeline, layout.horizon_hours) else {
                continue;
            };
            last_back = last_back.max(span.up_hours);
            let condition = outcome.compromise.fallen[system].map_or(Condition::Clean, |fallen| fallen.condition);
            self.outages.push(id, index(system.index()), span.cause, condition as u8, span.down_hours, span.up_hours);
        }
        for task in &outcome.availability.tasks {
            let crew = task.crew.map_or(u16::MAX, |crew| narrow(crew.index()));
            self.tasks.push(
                id,
                index(task.system.index()),
                task.kind as u8,
                crew,
                task.people,
                task.start_hours,
                task.end_hours,
                task.cost,
            );
        }
        last_back
    }

    fn keep_services(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        for (service, timeline) in outcome.capacity.services.iter() {
            let Some(span) = Span::of(timeline, layout.horizon_hours) else {
                continue;
            };
            let breach = outcome.capacity.breaches[service].unwrap_or(f64::INFINITY);
            self.services.push(id, index(service.index()), span.down_hours, span.up_hours, span.hours_lost, breach);
        }
        for (target, failed) in outcome.capacity.targets.iter() {
            if let Some((failed, held)) = *failed {
                self.targets.push(id, index(target.index()), failed, held);
            }
        }
    }

    fn keep_sites(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let fates = outcome.flow.fates.rows();
        for (place, &site) in layout.watched.iter().enumerate() {
            let fate = &fates[site as usize];
            self.sites.push(
                id,
                site,
                fate.stopped_hours,
                fate.restarted_hours,
                fate.recovered_hours,
                fate.least_cash_days,
                fate.insolvent_hours,
                fate.worst_week,
            );
            for (period, (event, twin)) in outcome.flow.sites[place].iter().enumerate() {
                #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for volumes")]
                let [e, t] = [event, twin].map(|totals| {
                    [
                        totals.produced as f32,
                        totals.overtime as f32,
                        totals.shipped as f32,
                        totals.sold as f32,
                        totals.revenue as f32,
                        totals.gross_profit as f32,
                        totals.wanted as f32,
                        totals.recaptured as f32,
                        totals.lost as f32,
                    ]
                });
                self.volumes.push(
                    id,
                    site,
                    narrow(period),
                    e[0],
                    e[1],
                    e[2],
                    e[3],
                    e[4],
                    e[5],
                    e[6],
                    e[7],
                    e[8],
                    t[0],
                    t[1],
                    t[2],
                    t[3],
                    t[4],
                    t[5],
                    t[6],
                    t[7],
                    t[8],
                );
            }
        }
    }

    fn keep_money(&mut self, id: u32, outcome: &Outcome) {
        for (party, periods) in outcome.flow.parties.iter() {
            for (period, (event, twin)) in periods.iter().enumerate() {
                self.parties.push(
                    id,
                    index(party.index()),
                    narrow(period),
                    event.revenue,
                    event.gross_profit,
                    event.value_added,
                    event.overtime_cost,
                    event.mean_cash,
                    event.overdue,
                    event.bad_debt,
                    twin.revenue,
                    twin.gross_profit,
                    twin.value_added,
                    twin.overtime_cost,
                    twin.mean_cash,
                    twin.overdue,
                    twin.bad_debt,
                );
            }
        }
        for entry in &outcome.loss.entries {
            let period = u16::try_from(entry.period).expect("periods are below 2^16");
            self.losses.push(id, index(entry.party.index()), entry.form as u8, entry.cause as u8, period, entry.amount);
        }
        for settled in &outcome.loss.settled {
            let policy = narrow(settled.policy);
            let (covered, paid) = (settled.covered.iter().sum(), settled.paid.iter().sum());
            self.claims.push(id, policy, settled.gross, covered, paid, settled.paid_by_calendar);
            for (layer, (&reached, &paid)) in settled.reached.iter().zip(&settled.paid).enumerate() {
                self.layers.push(id, policy, narrow(layer + 1), reached, paid);
            }
        }
    }

    /// The cheapest way to keep a share of a party's sites able to pay: of those that cannot, the ones that need least.
    fn keep_support(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let fates = outcome.flow.fates.rows();
        if fates.iter().all(|fate| fate.support <= 0.0) {
            return;
        }
        let mut needs = vec![Vec::new(); layout.parties.len()];
        let mut members = vec![0_usize; layout.parties.len()];
        let mut first = vec![f64::INFINITY; layout.parties.len()];
        for (label, fate) in layout.sites.iter().zip(fates) {
            let party = label.party as usize;
            members[party] += 1;
            if fate.support > 0.0 {
                needs[party].push(fate.support);
                first[party] = first[party].min(fate.insolvent_hours);
            }
        }
        for (party, needs) in needs.iter_mut().enumerate().filter(|(_, needs)| !needs.is_empty()) {
            needs.sort_unstable_by(f64::total_cmp);
            let keep = |share: f64| -> f64 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the sites")]
                let given_up = ((1.0 - share) * members[party] as f64 + 1e-9) as usize;
                needs[..needs.len().saturating_sub(given_up)].iter().sum()
            };
            let short = index(needs.len());
            self.support.push(id, index(party), short, first[party], keep(1.0), keep(0.99), keep(0.95), keep(0.9));
        }
    }

    fn keep_weeks(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let weeks = weeks_within(layout.horizon_hours);
        let parties = layout.parties.len();
        // Below 50, 80 and 95 %, and insolvent.
        let mut counts = vec![[0_u32; 4]; parties * weeks];
        let mut members = vec![0_u32; parties];
        for (label, fate) in layout.sites.iter().zip(outcome.flow.fates.rows()) {
            members[label.party as usize] += 1;
            for (week, &share) in fate.weeks.iter().take(weeks).enumerate() {
                let count = &mut counts[label.party as usize * weeks + week];
                // The same room for the last bits of a sum as the bins of counts have.
                for (below, limit) in [0.5, 0.8, 0.95].into_iter().enumerate() {
                    count[below] += u32::from(f64::from(share) < limit - 5e-8);
                }
                count[3] += u32::from(fate.insolvent_hours < 168.0 * (week + 1) as f64);
            }
        }
        for party in (0..parties).filter(|&party| members[party] > 0) {
            for week in 0..weeks {
                let count = counts[party * weeks + week];
                let number = u8::try_from(week + 1).expect("few weeks");
                self.weeks.push(id, index(party), number, count[0], count[1], count[2], count[3]);
            }
        }
    }
}

/// Weeks that begin within the horizon, of those that are followed.
fn weeks_within(horizon_hours: f64) -> usize {
    (0..WEEKS).filter(|&week| (week as f64) * 168.0 < horizon_hours).count()
}

/// A position in a column of 16 bits.
fn narrow(position: usize) -> u16 {
    u16::try_from(position).expect("crews and periods are below 2^16")
}

/// From the first moment below 1 to the last.
struct Span {
    cause: u8,
    down_hours: f64,
    up_hours: f64,
    hours_lost: f64,
}

impl Span {
    /// The span of a timeline, if it is below 1 at any moment before the horizon. Moments before the start count as the start.
    fn of(timeline: &Timeline, horizon_hours: f64) -> Option<Self> {
        let pieces = timeline.pieces();
        let mut span: Option<Self> = None;
        for (i, piece) in pieces.iter().enumerate() {
            let until = pieces.get(i + 1).map_or(f64::INFINITY, |next| next.from_hours);
            let from = piece.from_hours.max(0.0);
            if piece.level >= 1.0 || until <= from || from >= horizon_hours && span.is_none() {
                continue;
            }
            let lost = (1.0 - piece.level) * (until.min(horizon_hours) - from).max(0.0);
            let span = span.get_or_insert(Self {
                cause: piece.cause as u8,
                down_hours: from,
                up_hours: until,
                hours_lost: 0.0,
            });
            span.up_hours = until;
            span.hours_lost += lost;
        }
        span
    }
}

#[cfg(test)]
mod tests;
