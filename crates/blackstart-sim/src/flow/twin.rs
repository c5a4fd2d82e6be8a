//! The event-free twin that is the same for all replicates: played once and kept.

use super::book::{Beside, Book, Lanes, earned};
use super::chain::Chain;
use super::course::Courses;
use super::drive::{Drive, Ear, Outside};
use super::fates::Fates;
use super::ground::Ground;
use super::{Play, Solvency, Weights};

/// All that replicates need of their common twin.
#[derive(Debug)]
pub struct Kept {
    sites: usize,
    /// Production per step from moment 0 on and site.
    production: Vec<f64>,
    /// Running production at moment 0 and after every step, per site.
    produced: Vec<f64>,
    pub(super) solvency: Solvency<1>,
    /// Gross profit of every site, warm-up and history.
    pub(super) earned: Vec<f64>,
    /// Customers who went over to each substitute, warm-up and history.
    pub(super) moved: Vec<f64>,
    pub(super) book: Book<1>,
    pub(super) courses: Courses<1>,
    /// Output per step, before it is put in relation to its mean.
    pub(super) output: Vec<f64>,
}

impl Kept {
    /// Plays the twin; `None` where each replicate has its own, or it is too large to be kept.
    pub fn of(ground: &Ground) -> Option<Self> {
        ground.one_twin().then(|| Self::play(ground))
    }

    fn play(ground: &Ground) -> Self {
        let values = [ground.plain_values()];
        let times = ground.scenario.shocks.iter().map(|shock| shock.times.fixed().unwrap_or(1.0));
        let outside = [Outside { capacity: None, shock_times: times.collect() }];
        let drive = Drive::new(ground, &outside);
        let play = Play {
            ground,
            weights: Weights::new(ground, &values),
            chain: Chain::new(ground),
            lanes: Lanes { values: &values, outside: &outside },
            drive: &drive,
            fates: Fates::new(ground, &outside),
        };
        let mut twin = play.warmed_up(Ear::Twin);
        let row = |rows: &[[f64; 1]]| rows.iter().map(|lanes| lanes[0]).collect::<Vec<f64>>();
        let mut production = Vec::new();
        let mut produced = row(twin.engine.produced());
        for step in 0..ground.layout.steps {
            play.step(&mut twin, step, Beside::Nothing);
            production.extend(row(twin.engine.production()));
            produced.extend(row(twin.engine.produced()));
        }
        Self {
            sites: ground.network.site_count(),
            production,
            produced,
            solvency: Solvency::of(&mut twin.engine),
            earned: row(&earned(ground, &values, twin.engine.meters())),
            moved: row(&twin.engine.meters().moved),
            output: row(&twin.output.steps),
            book: twin.book,
            courses: twin.courses,
        }
    }

    /// Production of every site in a step counted from moment 0.
    pub(super) fn production(&self, step: usize) -> &[f64] {
        &self.production[step * self.sites..(step + 1) * self.sites]
    }

    /// Running production of every site after so many steps from moment 0 on.
    pub(super) fn produced(&self, steps_done: usize) -> &[f64] {
        &self.produced[steps_done * self.sites..(steps_done + 1) * self.sites]
    }
}
