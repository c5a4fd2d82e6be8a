//! A factory that stands still for five days, and what must hold for every policy.

use super::*;
use proptest::prelude::*;

const DAYS: [f64; 6] = [0.0, 24.0, 48.0, 72.0, 96.0, 120.0];

fn claim(money: &[f64]) -> Claim<'_> {
    Claim {
        coverage: 0,
        begins_hours: 0.0,
        restored_hours: 120.0,
        edges_hours: &DAYS[..=money.len()],
        money,
        lump: 0.0,
    }
}

fn interruption(time: TimeTerms) -> Policy {
    let annual_value = 365.0 * 100.0;
    Policy {
        coverages: vec![Coverage { time, annual_value, ..Coverage::default() }],
        layers: vec![Layer::default()],
        ..Policy::default()
    }
}

fn paid(policy: &Policy, claims: Vec<Claim>) -> f64 {
    policy.year(&[claims], Clock::Hours)[0].ceded
}

#[test]
fn an_elimination_takes_the_first_hours_and_a_qualifying_period_only_short_stops() {
    let money = [100.0; 5];
    let time = TimeTerms { waiting_hours: 12.0, ..TimeTerms::default() };
    assert_eq!(paid(&interruption(time), vec![claim(&money)]), 450.0);
    let qualifying = interruption(TimeTerms { waiting: Waiting::Qualifying, ..time });
    assert_eq!(paid(&qualifying, vec![claim(&money)]), 500.0);
    let short = Claim { restored_hours: 11.0, ..claim(&money) };
    assert_eq!(paid(&qualifying, vec![short]), 0.0);
}

#[test]
fn the_indemnity_period_cuts_the_ramp_up_by_length_or_by_restoration() {
    let money = [100.0, 100.0, 50.0, 50.0, 50.0];
    let time = TimeTerms { waiting_hours: 24.0, indemnity_hours: 48.0, ..TimeTerms::default() };
    assert_eq!(paid(&interruption(time), vec![claim(&money)]), 150.0);
    let restored = TimeTerms { until: Until::Restored, indemnity_hours: f64::INFINITY, ..time };
    assert_eq!(paid(&interruption(restored), vec![Claim { restored_hours: 36.0, ..claim(&money) }]), 50.0);
}

#[test]
fn what_is_made_up_within_the_window_is_not_paid_and_what_is_made_up_later_is() {
    let money = [100.0, 100.0, 0.0, 0.0, -150.0];
    let all = TimeTerms::default();
    assert_eq!(paid(&interruption(all), vec![claim(&money)]), 50.0);
    let three_days = TimeTerms { indemnity_hours: 72.0, ..all };
    let year = interruption(three_days).year(&[vec![claim(&money)]], Clock::Hours);
    assert_eq!((year[0].ceded, year[0].net()), (200.0, -150.0));
}

#[test]
fn money_for_days_is_right_only_if_the_loss_is_even() {
    let time = TimeTerms { waiting_hours: 24.0, ..TimeTerms::default() };
    let policy = interruption(time);
    let even = [100.0; 5];
    let late = [0.0, 0.0, 100.0, 200.0, 200.0];
    let both =
        |money: &[f64]| [Clock::Hours, Clock::Calendar].map(|clock| policy.year(&[vec![claim(money)]], clock)[0].ceded);
    assert_eq!(both(&even), [400.0, 400.0]);
    // A stock carried the first day: nothing was lost in the waiting period, but Oasis takes a day's profit off.
    assert_eq!(both(&late), [500.0, 400.0]);
}

#[test]
fn a_supplier_has_its_own_trigger_and_sub_limit() {
    let contingent = Coverage {
        time: TimeTerms { waiting_hours: 48.0, ..TimeTerms::default() },
        limit: 120.0,
        ..Coverage::default()
    };
    let policy = Policy {
        coverages: vec![Coverage::default(), contingent],
        layers: vec![Layer::default()],
        ..Policy::default()
    };
    let money = [50.0; 5];
    let supplier = Claim { coverage: 1, begins_hours: 24.0, ..claim(&money) };
    let year = policy.year(&[vec![claim(&money), supplier]], Clock::Hours);
    // The supplier stops a day later; two more days of waiting leave two days of 50.
    assert_eq!(year[0].covered, [250.0, 100.0]);
}

#[test]
fn aggregates_are_used_up_in_the_order_of_dates() {
    let layer = Layer { limit: 300.0, aggregate_attachment: 100.0, aggregate_limit: 350.0, ..Layer::default() };
    let policy = Policy { coverages: vec![Coverage::default()], retention: 50.0, layers: vec![layer] };
    let lump = |lump| vec![Claim { lump, ..claim(&[]) }];
    let year = policy.year(&[lump(200.0), lump(400.0), lump(400.0)], Clock::Hours);
    let paid: Vec<f64> = year.iter().map(|it| it.ceded).collect();
    assert_eq!(paid, [50.0, 300.0, 0.0]);
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let time = (0.0..60.0, any::<bool>(), 10.0..200.0, any::<bool>()).prop_map(|(waiting_hours, all, hours, trade)| {
        TimeTerms {
            waiting_hours,
            waiting: if all { Waiting::Qualifying } else { Waiting::Elimination },
            indemnity_hours: hours,
            until: if trade { Until::Trade } else { Until::Restored },
        }
    });
    let coverage = (time, 0.0..200.0, 10.0..900.0).prop_map(|(time, deductible, limit)| Coverage {
        time,
        deductible,
        limit,
        annual_value: 36_500.0,
    });
    let layer = (0.0..500.0, 10.0..500.0, 0.0..1.0, 0.0..300.0, 10.0..800.0).prop_map(|it| Layer {
        attachment: it.0,
        limit: it.1,
        participation: it.2,
        aggregate_attachment: it.3,
        aggregate_limit: it.4,
    });
    let coverages = prop::collection::vec(coverage, 2);
    (coverages, 0.0..200.0, prop::collection::vec(layer, 0..4)).prop_map(|(coverages, retention, layers)| Policy {
        coverages,
        retention,
        layers,
    })
}

fn events(losses: &[Vec<f64>]) -> Vec<Vec<Claim<'_>>> {
    losses.iter().enumerate().map(|(i, money)| vec![Claim { coverage: i % 2, lump: 3.0, ..claim(money) }]).collect()
}

proptest! {
    #[test]
    fn net_and_ceded_are_gross_and_nothing_is_paid_above_a_limit(
        policy in any_policy(),
        losses in prop::collection::vec(prop::collection::vec(0.0..400.0, 5), 0..5),
        calendar in any::<bool>(),
    ) {
        let clock = if calendar { Clock::Calendar } else { Clock::Hours };
        let year = policy.year(&events(&losses), clock);
        for (settlement, money) in year.iter().zip(&losses) {
            let gross = money.iter().sum::<f64>() + 3.0;
            prop_assert!((settlement.net() + settlement.ceded - gross).abs() < 1e-9);
            // Layers may overlap: each is held against its own limit.
            for (paid, layer) in settlement.layers.iter().zip(&policy.layers) {
                prop_assert!(*paid >= 0.0 && *paid <= (layer.limit.min(gross)) * layer.participation + 1e-9);
            }
            for (covered, coverage) in settlement.covered.iter().zip(&policy.coverages) {
                prop_assert!(*covered <= coverage.limit && *covered <= gross + 1e-9);
            }
            prop_assert!((settlement.by_coverage.iter().sum::<f64>() - settlement.ceded).abs() < 1e-9);
        }
        for (i, layer) in policy.layers.iter().enumerate() {
            let of_year: f64 = year.iter().map(|it| it.layers[i]).sum();
            prop_assert!(of_year <= layer.aggregate_limit * layer.participation + 1e-9);
        }
    }

    #[test]
    fn more_loss_in_any_hour_never_pays_less_in_the_year(
        policy in any_policy(),
        losses in prop::collection::vec(prop::collection::vec(0.0..400.0, 5), 1..5),
        more in 0.0..500.0,
        cell in 0_usize..5,
    ) {
        let sum = |losses: &[Vec<f64>]| -> f64 {
            policy.year(&events(losses), Clock::Hours).iter().map(|it| it.ceded).sum()
        };
        let mut larger = losses.clone();
        larger[0][cell] += more;
        prop_assert!(sum(&larger) >= sum(&losses) - 1e-9);
    }

    #[test]
    fn layers_of_a_full_tower_add_up_to_the_whole(
        losses in prop::collection::vec(prop::collection::vec(0.0..400.0, 5), 1..5),
        retention in 0.0..300.0,
        heights in prop::collection::vec(1.0..400.0, 1..5),
    ) {
        let mut attachment = 0.0;
        let mut layers: Vec<Layer> = heights.iter().map(|&limit| {
            let layer = Layer { attachment, limit, ..Layer::default() };
            attachment += limit;
            layer
        }).collect();
        layers.push(Layer { attachment, ..Layer::default() });
        let tower = Policy { coverages: vec![Coverage::default(); 2], retention, layers };
        let whole = Policy { layers: vec![Layer::default()], ..tower.clone() };
        let (events, clock) = (events(&losses), Clock::Hours);
        for (a, b) in tower.year(&events, clock).iter().zip(whole.year(&events, clock)) {
            prop_assert!((a.ceded - b.ceded).abs() <= 1e-9 * b.ceded.max(1.0));
        }
    }
}
