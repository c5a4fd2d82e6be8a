//! Which histories choose, which report, and what an impatient onlooker gets.

use super::*;
use crate::sample;
use blackstart_model::{Model, Scenario};
use std::sync::atomic::{AtomicU64, Ordering};

fn starter() -> (Model, Scenario) {
    sample::starter("shutdown.toml")
}

#[derive(Default)]
struct Counter {
    wanted: AtomicU64,
    played: AtomicU64,
    impatient: bool,
}

impl Onlooker for Counter {
    fn searching(&self, _: &Progress) -> Ahead {
        if self.impatient { Ahead::Stop } else { Ahead::On }
    }
    fn will_play(&self, histories: u64) {
        self.wanted.store(histories, Ordering::Relaxed);
    }
    fn played(&self, histories: u64) {
        self.played.fetch_max(histories, Ordering::Relaxed);
    }
    fn wants_it_now(&self) -> bool {
        self.impatient
    }
}

#[test]
fn those_that_choose_do_not_report() {
    for (count, ended_early, expected) in [
        (1_000, false, (250, 250..1_250, 250..500)),
        (8, false, (16, 16..24, 16..24)),
        (1_000, true, (250, 250..266, 250..266)),
    ] {
        let it = Replicates::of(&Effort { schedules: 1, replicates: count }, ended_early);
        assert_eq!((it.choosing, it.reporting, it.heads), expected);
    }
}

#[test]
fn every_history_that_was_announced_is_played() {
    let (model, scenario) = starter();
    let restart = Restart::new(&model, &scenario, 1, 1).unwrap();
    let counter = Counter::default();
    let decision = restart.decide(&[], &Effort { schedules: 400, replicates: 8 }, &counter).unwrap();
    assert_eq!(counter.wanted.into_inner(), counter.played.into_inner());
    assert_eq!(decision.results.replicates.replicate, (16..24).collect::<Vec<u32>>());
    assert_eq!(decision.verdicts.len(), 1 + decision.searched.obvious.len());
    assert_eq!(decision.worths.len(), restart.crews().len());
    // No order that was proposed was better on the histories that chose.
    let mean = |ranking: &Ranking| {
        let losses = restart.play(ranking, 0..decision.choosing, &()).replicates.total_loss;
        losses.iter().sum::<f64>() / losses.len() as f64
    };
    let least = mean(&decision.plan);
    assert!(decision.searched.best.iter().chain(&decision.searched.obvious).all(|it| mean(it) >= least));
}

#[test]
fn who_is_impatient_gets_the_search_s_own_plan_on_few_histories() {
    let (model, scenario) = starter();
    let restart = Restart::new(&model, &scenario, 1, 1).unwrap();
    let counter = Counter { impatient: true, ..Counter::default() };
    let decision = restart.decide(&[], &Effort { schedules: 400, replicates: 8 }, &counter).unwrap();
    assert_eq!(Some(&decision.plan), decision.searched.best.first());
    assert_eq!((decision.results.len(), decision.worths.len()), (LEAST as usize, 0));
}
