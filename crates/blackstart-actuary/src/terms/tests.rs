//! Small cases on paper, and what must hold for all terms.

use super::*;
use proptest::prelude::*;

fn rule(rule: u32, deductible: [f64; 3], attachment: f64, limit: f64, share: f64) -> Terms {
    Terms::of_rule(rule, &Figures { deductible, attachment, limit, share: [share, 0.0, 0.0] }, 0.0).unwrap()
}

#[test]
fn a_franchise_pays_all_or_nothing() {
    let terms = rule(3, [100.0, 0.0, 0.0], 0.0, 500.0, 0.0);
    assert_eq!([99.0, 100.0, 101.0, 600.0].map(|loss| terms.of(loss)), [0.0, 0.0, 101.0, 500.0]);
}

#[test]
fn a_waiting_period_in_money_is_days_of_the_annual_value() {
    assert_eq!(oasis_money_of_days(2.0, 36_500_000.0), 200_000.0);
}

#[test]
fn an_unknown_rule_is_named() {
    let error = Terms::of_rule(27, &Figures::default(), 0.0).unwrap_err();
    assert!(error.to_string().contains("27"), "{error}");
    assert!(Step::of_rule(12, &Figures::default(), &StepFigures::default(), 0.0).is_err());
}

#[test]
fn a_maximum_gives_back_what_levels_below_took_too_much() {
    let item = Target { level: 1, node: 1, layer: 1, terms: rule(12, [300.0, 0.0, 0.0], 0.0, 0.0, 0.0).into() };
    let other = Target { node: 2, ..item.clone() };
    let top = Target { level: 2, node: 1, layer: 1, terms: rule(10, [0.0, 0.0, 400.0], 0.0, 0.0, 0.0).into() };
    let link = |level, from, to| Tree { level, from, to };
    let tree = [link(1, 1, 1), link(1, 2, 2), link(2, 1, 1), link(2, 2, 1)];
    let out = Output { output: 1, node: 1, layer: 1 };
    let programme = Programme::new(&tree, &[item, other, top], vec![out]).unwrap();
    // 300 off each of two; together at most 400.
    assert_eq!(programme.apply(&[(1, 1000.0), (2, 500.0)], Allocation::None).unwrap(), [1100.0]);
}

#[test]
fn faults_of_tables_are_told() {
    let link = |level, from, to| Tree { level, from, to };
    let unlinked = Programme::new(&[link(1, 1, 1), link(1, 2, 2), link(2, 1, 1)], &[], vec![]);
    assert_eq!(unlinked.unwrap_err(), ProgrammeError::Unlinked { level: 2, node: 2 });
    assert_eq!(Programme::new(&[], &[], vec![]).unwrap_err(), ProgrammeError::MissingLevel(1));
    assert_eq!(Programme::new(&[link(2, 1, 1)], &[], vec![]).unwrap_err(), ProgrammeError::MissingLevel(1));
    let second = Target { level: 1, node: 1, layer: 2, terms: Terms::default().into() };
    let layers = Programme::new(&[link(1, 1, 1)], &[second], vec![]);
    assert_eq!(layers.unwrap_err(), ProgrammeError::Layers { level: 1, node: 1 });
    let missing = Programme::new(&[link(1, 1, 1)], &[], vec![Output { output: 7, node: 1, layer: 2 }]).unwrap();
    assert_eq!(missing.apply(&[], Allocation::None).unwrap_err(), ProgrammeError::Output(7));
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let rules = prop::sample::select(vec![1, 2, 5, 8, 11, 12, 14, 15, 16, 17, 22, 23, 24, 25, 33, 34, 100]);
    (rules, 0.0..0.5, 0.0..500.0, 0.0..1000.0, 0.0..1.0_f64).prop_map(|(number, part, money, limit, share)| {
        let in_shares = matches!(number, 5 | 16 | 17 | 33);
        let limit = if matches!(number, 5 | 15) { share } else { limit };
        let deductible = [if in_shares { part } else { money }, 2.0 * money, 0.0];
        let figures = Figures { deductible, attachment: money, limit, share: [share.max(0.01), 0.9, 0.8] };
        Terms::of_rule(number, &figures, 0.0).unwrap()
    })
}

proptest! {
    #[test]
    fn more_loss_never_pays_less_and_never_more_than_the_loss(terms in any_terms(), a in 0.0..5000.0, more in 0.0..5000.0) {
        let (small, large) = (terms.of(a), terms.of(a + more));
        prop_assert!(small <= large + 1e-9, "{terms:?}: {a} pays {small}, {} pays {large}", a + more);
        prop_assert!((0.0..=a * (1.0 + 1e-12)).contains(&small), "{terms:?}: {a} pays {small}");
        if let Limit::Money(limit) = terms.limit {
            prop_assert!(large <= limit * terms.share * (1.0 + 1e-12));
        }
    }

    #[test]
    fn what_is_shared_out_adds_up(
        losses in prop::collection::vec(0.0..1000.0, 4),
        deductible in 0.0..300.0,
        limit in 100.0..900.0,
        share in 0.1..1.0,
    ) {
        let link = |level, from, to| Tree { level, from, to };
        let tree = [link(1, 1, 1), link(1, 2, 2), link(1, 3, 3), link(1, 4, 4),
            link(2, 1, 1), link(2, 2, 1), link(2, 3, 2), link(2, 4, 2), link(3, 1, 1), link(3, 2, 1)];
        let at = |level, node, layer, terms: Terms| Target { level, node, layer, terms: terms.into() };
        let own = rule(1, [deductible, 0.0, 0.0], 0.0, limit, 0.0);
        let mut targets: Vec<Target> = (1..=4).map(|node| at(1, node, 1, own)).collect();
        targets.push(at(2, 1, 1, rule(12, [deductible, 0.0, 0.0], 0.0, 0.0, 0.0)));
        targets.push(at(3, 1, 1, rule(2, [0.0; 3], 0.0, limit, share)));
        targets.push(at(3, 1, 2, rule(2, [0.0; 3], limit, limit, share)));
        let top: Vec<Output> = (1..=2).map(|layer| Output { output: layer as i32, node: 1, layer }).collect();
        let items: Vec<Output> =
            (1..=4).flat_map(|node| (1..=2).map(move |layer| Output { output: node, node, layer })).collect();
        let event: Vec<(i32, f64)> = (1..).zip(losses).collect();
        let whole = Programme::new(&tree, &targets, top).unwrap().apply(&event, Allocation::None).unwrap();
        let parts = Programme::new(&tree, &targets, items).unwrap();
        for allocation in [Allocation::ByInput, Allocation::ByLevel] {
            let parts = parts.apply(&event, allocation).unwrap();
            for layer in 0..2 {
                let sum: f64 = parts.iter().skip(layer).step_by(2).sum();
                prop_assert!((sum - whole[layer]).abs() <= 1e-9 * whole[layer].max(1.0));
                prop_assert!(parts.iter().all(|&part| part >= 0.0));
            }
        }
    }
}

#[test]
fn a_step_pays_what_was_agreed_whatever_the_loss_is() {
    // A tenth of a hundred thousand from a twentieth of it on, half of it from three tenths; a tenth more at most 800, all of it plus a tenth.
    let figures = |limit| Figures { deductible: [1_000.0, 0.0, 0.0], limit, ..Figures::default() };
    let step = |start, end, payout, most| StepFigures { trigger: [start, end], payout, limit: most, scale: [0.1, 0.1] };
    let steps = Calculation::Steps(vec![
        Step::of_rule(27, &figures(9_000.0), &step(0.05, 0.3, 0.1, 800.0), 1e5).unwrap(),
        Step::of_rule(27, &figures(30_000.0), &step(0.3, 1.0, 0.5, 5_000.0), 1e5).unwrap(),
    ]);
    let paid = |loss: f64| steps.apply(Carried { loss, ..Carried::default() }).loss;
    assert_eq!(paid(4_999.0), 0.0);
    assert!((paid(5_000.0) - (9_000.0 + 800.0) * 1.1).abs() < 1e-9);
    assert_eq!(paid(5_000.0), paid(29_999.0));
    assert!((paid(30_000.0) - (30_000.0 + 3_000.0) * 1.1).abs() < 1e-9);
    assert_eq!(paid(1e9), paid(30_000.0), "an end of 1 is none");
}

/// What steps pay for a loss that nothing was taken off before.
fn paid(steps: &[Step], loss: f64) -> f64 {
    Calculation::Steps(steps.to_vec()).apply(Carried { loss, ..Carried::default() }).loss
}

/// A step of a rule: deductible and limit; trigger, payout, limit of what is added, extra expense and what is added; insured value 1000.
fn step(rule: u32, [deductible, limit]: [f64; 2], trigger: [f64; 2], payout: f64, added: [f64; 3]) -> Step {
    let figures = Figures { deductible: [deductible, 0.0, 0.0], limit, ..Figures::default() };
    let step = StepFigures { trigger, payout, limit: added[0], scale: [added[1], added[2]] };
    Step::of_rule(rule, &figures, &step, 1000.0).unwrap()
}

/// Pairs of a loss and what is paid for it, worked out on paper.
fn pays(steps: &[Step], pairs: &[(f64, f64)]) {
    for &(loss, expected) in pairs {
        let paid = paid(steps, loss);
        assert!((paid - expected).abs() < 1e-9, "{loss} pays {paid}, not {expected}");
    }
}

#[test]
fn rule_29_pays_a_share_of_the_insured_value() {
    // 0.2 × 1000 − 50 = 150, a fifth of it added but at most 20, all a tenth more.
    let steps = [step(29, [50.0, 1.0], [0.1, 0.5], 0.2, [20.0, 0.1, 0.2])];
    pays(&steps, &[(99.0, 0.0), (100.0, 187.0), (499.0, 187.0), (500.0, 0.0)]);
}

#[test]
fn rule_30_pays_a_share_of_the_limit() {
    // 0.25 × 400 − 10 = 90; a tenth of it added, below its limit.
    let steps = [step(30, [10.0, 400.0], [0.1, 1.0], 0.25, [20.0, 0.0, 0.1])];
    pays(&steps, &[(99.0, 0.0), (100.0, 99.0), (1e6, 99.0)]);
}

#[test]
fn rule_31_pays_an_amount_and_steps_that_overlap_both_pay() {
    // 75 − 25 = 50; from 300 on another 200 − 25 = 175, of which the whole would be added but for its limit of 5.
    let steps = [
        step(31, [25.0, 0.0], [0.1, 1.0], 75.0, [0.0, 0.0, 0.0]),
        step(31, [25.0, 0.0], [0.3, 1.0], 200.0, [5.0, 0.0, 1.0]),
    ];
    pays(&steps, &[(50.0, 0.0), (100.0, 50.0), (300.0, 50.0 + 180.0)]);
    // A deductible above the amount leaves nothing, and takes nothing.
    pays(&[step(31, [80.0, 0.0], [0.0, 1.0], 75.0, [0.0, 0.0, 0.0])], &[(500.0, 0.0)]);
}

#[test]
fn rule_28_pays_a_share_of_the_loss_and_one_without_payout_adds_to_it() {
    // Half the loss − 20; from 400 on 0.8 of it − 20; from 500 on 0.3 of that on top, at most 100, once more a tenth.
    let steps = [
        step(28, [20.0, 0.0], [0.1, 0.4], 0.5, [0.0, 0.0, 0.0]),
        step(28, [20.0, 0.0], [0.4, 1.0], 0.8, [0.0, 0.0, 0.0]),
        step(28, [0.0, 0.0], [0.5, 1.0], 0.0, [100.0, 0.1, 0.3]),
    ];
    pays(&steps, &[(99.0, 0.0), (100.0, 30.0), (400.0, 300.0), (500.0, 380.0 + 100.0 * 1.1)]);
    // 0.1 × 150 is less than the deductible.
    pays(&[step(28, [20.0, 0.0], [0.0, 1.0], 0.1, [0.0, 0.0, 0.0])], &[(150.0, 0.0)]);
}

#[test]
fn rule_37_has_a_limit_as_well() {
    // 0.5 × loss − 20, at most 150; a fifth of it added, at most 25; all a tenth more.
    let steps = [step(37, [20.0, 150.0], [0.1, 1.0], 0.5, [25.0, 0.1, 0.2])];
    pays(&steps, &[(99.0, 0.0), (100.0, (30.0 + 6.0) * 1.1), (400.0, (150.0 + 25.0) * 1.1)]);
}

#[test]
fn rule_38_pays_only_with_what_steps_before_paid() {
    let own = step(37, [0.0, 500.0], [0.0, 1.0], 0.5, [0.0, 0.0, 0.0]);
    let more = step(38, [0.0, 0.0], [0.3, 1.0], 0.0, [60.0, 0.1, 0.5]);
    // 0.5 × 200; from 300 on (150 + at most 60) and a tenth more.
    pays(&[own, more], &[(200.0, 100.0), (300.0, (150.0 + 60.0) * 1.1)]);
    pays(&[more], &[(300.0, 0.0)]);
}

#[test]
fn rule_32_has_triggers_in_money_and_steps_add_up() {
    // Triggers are money whatever the insured value is, and have no end.
    let steps = [
        step(32, [0.0, 60.0], [50.0, 0.0], 0.3, [5.0, 0.1, 0.2]),
        step(32, [0.0, 500.0], [400.0, 0.0], 0.5, [0.0, 0.0, 0.0]),
    ];
    // 0.3 × 50 = 15, a fifth added, a tenth more; at 400 the limit of 60 and of 5 bind, and 200 come from the second.
    pays(&steps, &[(49.0, 0.0), (50.0, 18.0 * 1.1), (400.0, 65.0 * 1.1 + 200.0)]);
}

#[test]
fn steps_pay_nothing_where_an_event_misses_and_all_where_a_deductible_took_the_loss() {
    let steps = Calculation::Steps(vec![step(27, [0.0, 1e9], [0.0, 1.0], 0.1, [0.0, 0.0, 0.0])]);
    assert_eq!(steps.apply(Carried::default()).loss, 0.0);
    let taken = steps.apply(Carried { deducted: 30.0, ..Carried::default() });
    assert_eq!((taken.loss, taken.deducted), (100.0, 30.0));
}

proptest! {
    #[test]
    fn a_limited_step_never_pays_above_its_limits(
        limited in prop::sample::select(vec![27, 32, 37]),
        (deductible, limit, most) in (0.0..300.0, 0.0..900.0, 0.0..200.0),
        (from, payout, uplift, added) in (0.0..1.0, 0.0..2.0, 0.0..0.5, 0.0..1.0),
        loss in 0.0..3000.0,
    ) {
        let one = step(limited, [deductible, limit], [from, 1.0], payout, [most, uplift, added]);
        let amount = paid(&[one], loss);
        prop_assert!((0.0..=(limit + most) * (1.0 + uplift) + 1e-9).contains(&amount), "{one:?}: {loss} pays {amount}");
        // Cover that depends on steps before adds its limit at most.
        let after = step(38, [0.0; 2], [0.0, 1.0], 0.0, [most, uplift, added]);
        prop_assert!(paid(&[one, after], loss) <= (amount + most) * (1.0 + uplift) + 1e-9);
    }
}
