//! The search for people: first on usual durations, then on a pool of cases that all plans share, then a ranking on fresh ones.

use super::breed::{Habits, Population};
use super::judge::{InCase, InPool};
use super::{Ahead, Phase, Progress, Settings, prices, seeds};
use crate::instance::{Case, Instance, Plan};
use crate::loss::Loss;
use crate::policy::{Player, Policy};

/// A question of an order under uncertainty.
pub struct Stochastic<'a> {
    /// Tasks and limits.
    pub instance: &'a Instance,
    /// What their ends cost.
    pub loss: &'a Loss,
    /// How people read the list.
    pub policy: Policy,
    /// What is usual: mean durations.
    pub usual: &'a Case,
    /// Cases that all plans share while they are searched; 64, say.
    pub pool: &'a [Case],
    /// Other cases that rank the best; 200, say.
    pub fresh: &'a [Case],
    /// Plans to begin with besides the rules.
    pub first: &'a [Plan],
}

/// A plan with its losses in fresh cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The plan.
    pub plan: Plan,
    /// Mean loss in the fresh cases.
    pub loss: f64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The best plans, best first.
    pub best: Vec<Judged>,
    /// Schedules made.
    pub schedules: u64,
}

/// Plans that are ranked on fresh cases.
const FINALISTS: usize = 8;
/// Plans kept on usual durations.
const KEPT: usize = 40;
/// Plans kept on the pool.
const KEPT_IN_POOL: usize = 16;
/// Rounds without a better plan after which the first phase draws all but the best anew.
const PATIENCE: u32 = 300;
/// Share of the schedules spent on usual durations.
const FIRST_PHASE: f64 = 0.3;

impl Stochastic<'_> {
    /// Searches, watched while it goes by usual durations and by the pool.
    ///
    /// # Panics
    /// If pool or fresh cases are missing or another instance's.
    pub fn search(&self, settings: &Settings, watch: &mut dyn FnMut(&Progress) -> Ahead) -> Ranked {
        assert!(!self.pool.is_empty() && !self.fresh.is_empty(), "a search under uncertainty has cases");
        let stopped = std::cell::Cell::new(false);
        let mut ask = |phase: Phase, schedules: u64, best: f64| {
            let ahead = watch(&Progress { phase, schedules, best });
            stopped.set(stopped.get() || ahead == Ahead::Stop);
            ahead
        };
        let mut first = seeds(self.instance, self.loss);
        first.extend(self.first.iter().filter(|plan| !first.contains(plan)).cloned().collect::<Vec<_>>());

        let judge = InCase { instance: self.instance, loss: self.loss, case: self.usual, policy: self.policy };
        let habits = Habits { seed: settings.seed, threads: settings.threads, kept: KEPT, patience: PATIENCE };
        let mut usual = Population::new(self.instance, self.loss, &judge, habits, first.clone());
        usual.evolve((settings.schedules as f64 * FIRST_PHASE) as u64, f64::NEG_INFINITY, &mut |made, best| {
            ask(Phase::Usual, made, best)
        });
        let mut schedules = usual.schedules();
        // The best ever, the better half of those that live, and the rules.
        let mut next = vec![usual.best().plan.clone()];
        for plan in usual.members().iter().map(|member| &member.plan).take(KEPT_IN_POOL / 2).chain(&first) {
            if !next.contains(plan) {
                next.push(plan.clone());
            }
        }

        let judge = InPool { instance: self.instance, loss: self.loss, cases: self.pool, policy: self.policy };
        let habits =
            Habits { seed: settings.seed ^ 1 << 63, threads: settings.threads, kept: KEPT_IN_POOL, patience: u32::MAX };
        let mut pooled = Population::new(self.instance, self.loss, &judge, habits, next);
        let left = settings.schedules.saturating_sub(schedules);
        // Who was stopped stops again at the first question.
        let mut again = |made, best| if stopped.get() { Ahead::Stop } else { ask(Phase::Pool, schedules + made, best) };
        pooled.evolve(left, f64::NEG_INFINITY, &mut again);
        schedules += pooled.schedules();

        let mut finalists: Vec<Plan> =
            pooled.members().iter().map(|member| member.plan.clone()).take(FINALISTS).collect();
        if finalists.is_empty() {
            finalists.push(usual.best().plan.clone());
        }
        let losses = losses(self.instance, self.loss, self.policy, &finalists, self.fresh, settings.threads);
        schedules += (finalists.len() * self.fresh.len()) as u64;
        let mean = |losses: &Vec<f64>| losses.iter().sum::<f64>() / losses.len() as f64;
        let mut best: Vec<Judged> =
            finalists.into_iter().zip(&losses).map(|(plan, losses)| Judged { plan, loss: mean(losses) }).collect();
        best.sort_by(|a, b| a.loss.total_cmp(&b.loss));
        Ranked { best, schedules }
    }
}

/// Loss of each plan in each case: a row per plan, the same cases in the same order.
pub fn losses(
    instance: &Instance,
    loss: &Loss,
    policy: Policy,
    plans: &[Plan],
    cases: &[Case],
    threads: usize,
) -> Vec<Vec<f64>> {
    let row = |plan: &Plan| {
        let mut player = Player::new(instance, policy);
        let prices = prices(instance, plan);
        let one = |case: &Case| {
            player.play(plan, case);
            loss.of(player.ends()) + prices
        };
        cases.iter().map(one).collect()
    };
    let pool = (threads != 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()).flatten();
    match pool {
        None => plans.iter().map(row).collect(),
        Some(pool) => {
            use rayon::prelude::*;
            pool.install(|| plans.par_iter().map(row).collect())
        }
    }
}
