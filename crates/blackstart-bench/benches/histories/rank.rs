//! What hundreds of changes are worth: seconds beside playing as many histories, and how often the best is found.
//!
//! `cargo bench -p blackstart-bench -- rank`; a small size runs in every `cargo test`.

use super::read_from;
use blackstart::ensemble::mitigation::{Asked, Case, Changes, Effort, Found, Ranking, found, rank};
use blackstart::{Ensemble, Model, Scenario};
use std::time::Instant;

pub(crate) fn told(full: bool) {
    let (count, seeds) = if full { (239, 20) } else { (12, 1) };
    let shop = Shop::of("marks-and-spencer-2025", "prior", count);
    let (ranking, seconds) = shop.timed(&effort(1, full));
    shop.tell("changes of Marks & Spencer, one, two or three at a time (bar of 239: 3 s)", &ranking, seconds);
    if full {
        shop.tell_best(seeds);
        let shop = Shop::of("jlr-2025", "as-forecast", 50);
        let (ranking, seconds) = shop.timed(&effort(1, full));
        shop.tell("changes of JLR (bar of 50: 180 s)", &ranking, seconds);
    }
}

fn effort(seed: u64, full: bool) -> Effort {
    let (searched, measured) = if full { (512, 1_024) } else { (32, 32) };
    Effort { seed, searched, for_each: 32, finalists: 8, measured, precision: Some(0.1), threads: 0 }
}

/// Changes that are found for a company, one at a time, then several.
struct Shop {
    model: Model,
    scenario: Scenario,
    found: Vec<Found>,
    sets: Vec<Vec<usize>>,
}

impl Changes for Shop {
    fn count(&self) -> usize {
        self.sets.len()
    }

    fn made(&self, _: usize, changes: &[usize]) -> Option<(Model, Scenario)> {
        let (mut model, mut scenario) = (self.model.clone(), self.scenario.clone());
        let all = changes.iter().flat_map(|at| &self.sets[*at]);
        all.for_each(|at| self.found[*at].make(&mut model, &mut scenario));
        Some((model, scenario))
    }
}

impl Shop {
    /// So many changes of an example.
    fn of(example: &str, scenario: &str, count: usize) -> Self {
        let (model, scenario) = read_from(example, scenario);
        let found = found(&model, &scenario);
        let one = |at| vec![at];
        let pairs = (0..found.len()).flat_map(|a| (a + 1..found.len()).map(move |b| vec![a, b]));
        let triples = (2..found.len()).flat_map(|c| (1..c).flat_map(move |b| (0..b).map(move |a| vec![a, b, c])));
        // Of many that are found, some of every kind.
        let step = found.len().div_ceil(count).max(1);
        let sets = (0..found.len()).step_by(step).map(one).chain(pairs).chain(triples).take(count).collect();
        Self { model, scenario, found, sets }
    }

    fn ranked(&self, effort: &Effort) -> Ranking {
        let case = Case { model: &self.model, scenario: &self.scenario, weight: 1.0 };
        let asked = Asked { costs: vec![0.0; self.sets.len()], ..Asked::default() };
        rank(&[case], self, effort, &asked, &())
    }

    fn timed(&self, effort: &Effort) -> (Ranking, f64) {
        let started = Instant::now();
        let ranking = self.ranked(effort);
        (ranking, started.elapsed().as_secs_f64())
    }

    /// Seconds, and those of playing as many histories of the company as it is.
    fn tell(&self, what: &str, ranking: &Ranking, seconds: f64) {
        let few = u32::try_from(ranking.played.min(if ranking.played > 20_000 { 512 } else { 256 })).unwrap_or(256);
        let started = Instant::now();
        let results = Ensemble::new(&self.model, &self.scenario).seed(1).replicates(few).threads(0).run();
        let each = started.elapsed().as_secs_f64() / f64::from(few);
        assert_eq!(results.len(), few as usize);
        let best = &ranking.measured[0];
        println!(
            "{what}: {} changes in {seconds:.2} s; {} histories played, {} of them to measure what was left; {:.2} times playing as many and no more",
            self.sets.len(),
            ranking.played,
            ranking.histories,
            seconds / (each * ranking.played as f64)
        );
        println!("  the best is {:?}, saves {:.0} ± {:.0}", self.names(best.change), best.saves, best.half);
    }

    fn names(&self, set: usize) -> Vec<&str> {
        self.sets[set].iter().map(|at| self.found[*at].id.as_str()).collect()
    }

    /// How often the search comes out with the best, next to measuring every change in the same histories.
    fn tell_best(&self, seeds: u64) {
        let all = Effort { finalists: self.sets.len(), for_each: 0, precision: None, ..effort(1_000, true) };
        let (reference, seconds) = self.timed(&all);
        let best = reference.measured[0].change;
        let hits = (1..=seeds).filter(|seed| self.ranked(&effort(*seed, true)).measured[0].change == best).count();
        // The second may be as good: what is lost by taking what was found.
        println!(
            "  the best of all, each measured in {} histories ({seconds:.1} s), {:?}, is found with {hits} of {seeds} seeds",
            reference.histories,
            self.names(best)
        );
    }
}
