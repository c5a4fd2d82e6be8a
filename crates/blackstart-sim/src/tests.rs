//! Whole histories: what a replicate is does not depend on the batch it is played in.

use super::*;
use crate::sample::{any_bad_day, any_chain, outage};
use blackstart_model::scenario::Subject;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_replicate_is_the_same_in_every_batch((model, mut scenario, outages) in any_chain(), many in 1usize..20) {
        for (i, &(site, channel, level, from, days)) in outages.iter().enumerate() {
            let subject = Subject::Channel(site, channel);
            scenario.outages.push(outage(&format!("o{i}"), subject, from * 24.0, (from + days) * 24.0, level));
        }
        let world = World::new(&model, &scenario);
        let draws: Vec<Draw> = (0..many as u64).map(|replicate| Draw { seed: 11, replicate }).collect();
        let together = batch(&world, &draws);
        prop_assert_eq!(together.len(), many);
        for (draw, outcome) in draws.iter().zip(&together) {
            prop_assert_eq!(&replicate(&world, *draw), outcome);
        }
        let backwards: Vec<Draw> = draws.iter().rev().copied().collect();
        for (one, other) in batch(&world, &backwards).iter().rev().zip(&together) {
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn any_bad_day_can_be_played((model, scenario) in any_bad_day()) {
        let world = World::new(&model, &scenario);
        let draws: Vec<Draw> = (0..3).map(|replicate| Draw { seed: 5, replicate }).collect();
        for outcome in batch(&world, &draws) {
            prop_assert_eq!(outcome.flow.output.len(), world.layout().steps);
            prop_assert!(outcome.loss.total().is_finite());
        }
    }
}
