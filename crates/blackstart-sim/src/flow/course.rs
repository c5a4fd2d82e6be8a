//! What insured parties earn step by step: what a waiting period cuts has to be known by the hour, not by the month.

use super::ground::{Ground, Values};
use crate::handover::Earned;
use blackstart_flow::Engine;

/// What each insured party earns (order of [`Ground::insured`]) in each step from moment 0, per lane.
#[derive(Clone, Debug)]
pub(super) struct Courses<const W: usize> {
    before: Vec<[Earned; W]>,
    /// Party by party, step by step.
    pub(super) parties: Vec<Vec<[Earned; W]>>,
}

impl<const W: usize> Courses<W> {
    /// Opened when the warm-up is over.
    pub(super) fn open(ground: &Ground, values: &[Values; W], engine: &Engine<'_, W>) -> Self {
        let before = ground.insured.iter().map(|(_, sites)| running(ground, values, engine, sites)).collect();
        Self { before, parties: vec![Vec::with_capacity(ground.layout.steps); ground.insured.len()] }
    }

    /// Adds the step just played.
    pub(super) fn add(&mut self, ground: &Ground, values: &[Values; W], engine: &Engine<'_, W>) {
        for (at, (_, sites)) in ground.insured.iter().enumerate() {
            let now = running(ground, values, engine, sites);
            self.parties[at].push(std::array::from_fn(|lane| {
                let (now, before) = (now[lane], self.before[at][lane]);
                Earned {
                    gross_profit: now.gross_profit - before.gross_profit,
                    stopping_cost: now.stopping_cost - before.stopping_cost,
                }
            }));
            self.before[at] = now;
        }
    }
}

impl Courses<1> {
    /// The same for every lane.
    pub(super) fn same_in_all_lanes<const W: usize>(&self) -> Courses<W> {
        let parties = self.parties.iter().map(|steps| steps.iter().map(|lanes| [lanes[0]; W]).collect());
        Courses { before: Vec::new(), parties: parties.collect() }
    }
}

/// Earned since rest, summed over sites in model order.
fn running<const W: usize>(
    ground: &Ground,
    values: &[Values; W],
    engine: &Engine<'_, W>,
    sites: &[usize],
) -> [Earned; W] {
    let mut sum = [Earned::default(); W];
    for &site in sites {
        let (value, units) = engine.left(site);
        let made = &engine.produced()[site];
        for lane in 0..W {
            let values = &values[lane].lane;
            let cost = ground.input_cost[site] + values.variable_cost[site];
            sum[lane].gross_profit += value[lane] - units[lane] * cost;
            sum[lane].stopping_cost += made[lane] * (values.fixed_cost[site] * ground.saved_per_unit[site]);
        }
    }
    sum
}
