//! A company, a bad day, a seed: ready to be played many times.

use crate::layout::Layout;
use crate::results::Results;
use crate::run::{Watch, play_all, play_parts};
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::Outcome;
use blackstart_sim::strip::Strip;
use blackstart_sim::{World, batch, replicate};
use std::ops::{ControlFlow, Range};

/// Most columns of a history as text.
const COLUMNS: usize = 64;

/// A company and a bad day, ready to be played many times. Same seed, same bytes, on any number of threads.
///
/// Memory grows with the rows that replicates leave, see `docs/method/ensemble.md`; counts over sites do not grow with replicates.
#[derive(Debug)]
pub struct Ensemble<'a> {
    world: World<'a>,
    layout: Layout,
    replicates: u32,
    threads: usize,
}

impl<'a> Ensemble<'a> {
    /// As many replicates and the seed that the scenario states, on every processor.
    ///
    /// # Panics
    /// If the scenario was checked against another model.
    pub fn new(model: &'a Model, scenario: &'a Scenario) -> Self {
        let world = World::new(model, scenario);
        let layout = Layout::of(model, scenario, scenario.seed, world.layout());
        let replicates = u32::try_from(scenario.replicates).unwrap_or(u32::MAX);
        Self { world, layout, replicates, threads: 0 }
    }

    /// With another seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.layout.seed = seed;
        self
    }

    /// With so many replicates.
    #[must_use]
    pub fn replicates(mut self, replicates: u32) -> Self {
        self.replicates = replicates;
        self
    }

    /// On so many threads; 0: one per processor. Never changes a result.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// What the numbers of its results stand for.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Plays all replicates.
    pub fn run(&self) -> Results {
        self.play(0..self.replicates, &())
    }

    /// Plays a range of replicates, watched.
    pub fn play(&self, replicates: Range<u32>, watch: &impl Watch) -> Results {
        play_all(self.layout.clone(), replicates, self.threads, |ids| self.outcomes(ids), watch)
    }

    /// Plays a range of replicates, watched, and hands them over part by part as they are done; `keep` may stop it.
    pub fn play_parts(
        &self,
        replicates: Range<u32>,
        watch: &impl Watch,
        keep: impl FnMut(Results) -> ControlFlow<()> + Send,
    ) {
        play_parts(&self.layout, replicates, self.threads, |ids| self.outcomes(ids), watch, keep);
    }

    fn outcomes(&self, ids: &[u32]) -> Vec<Outcome> {
        let draws: Vec<Draw> = ids.iter().map(|&id| self.draw(id)).collect();
        batch(&self.world, &draws)
    }

    /// Plays one replicate again, to look inside.
    pub fn replay(&self, id: u32) -> Outcome {
        replicate(&self.world, self.draw(id))
    }

    /// One replicate as text: systems and services that change, production of the company, the loss.
    pub fn strip(&self, id: u32) -> String {
        let outcome = self.replay(id);
        let model = self.world.model();
        let width = self.strip_steps();
        let columns = (self.layout.steps as usize).div_ceil(width);
        let mut strip = Strip::new(0.0, self.strip_column_hours(), columns);
        for (id, line) in outcome.availability.systems.iter() {
            strip.changing(&model.systems[id].name.id, line);
        }
        for (id, line) in outcome.capacity.services.iter() {
            strip.changing(&model.services[id].name.id, line);
        }
        let mean = |line: &[f32]| -> Vec<f64> {
            let chunks = line.chunks(width);
            chunks.map(|chunk| chunk.iter().copied().map(f64::from).sum::<f64>() / chunk.len() as f64).collect()
        };
        let twin = mean(&outcome.flow.twin_output);
        let output = mean(&outcome.flow.output);
        strip.shares(
            "output",
            // Where nothing would have been made either, there is no share.
            output.iter().zip(&twin).map(|(event, twin)| if *twin > 0.0 { event / twin } else { f64::NAN }),
        );
        strip.to_string()
    }

    /// How long a column of [`Self::strip`] is \[h\].
    pub fn strip_column_hours(&self) -> f64 {
        self.strip_steps() as f64 * self.layout.step_hours
    }

    /// Steps of a column: a day's, or where days are too many those of whole weeks, so that days off fall into every column alike.
    fn strip_steps(&self) -> usize {
        let steps = self.layout.steps as usize;
        let of = |hours: f64| (hours / self.layout.step_hours).round().max(1.0) as usize;
        let (day, week) = (of(24.0), of(168.0));
        if steps <= COLUMNS * day { day } else { steps.div_ceil(COLUMNS).div_ceil(week) * week }
    }

    fn draw(&self, replicate: u32) -> Draw {
        Draw { seed: self.layout.seed, replicate: u64::from(replicate) }
    }
}
