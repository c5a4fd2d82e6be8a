//! What falls, when and in which state: stories and what holds for every bad day.

use super::spread;
use crate::draw::Draw;
use crate::handover::{Cause, Compromise, Condition};
use crate::sample::{any_bad_day, company, fall, quiet_month, system};
use blackstart_model::Model;
use blackstart_model::model::Resource;
use blackstart_model::scenario::FallCause::{Attacker, Shutdown};
use blackstart_model::scenario::{Fall, Scenario, Until};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;
use std::fmt::Write;

/// A line per fallen system.
fn story(model: &Model, compromise: &Compromise) -> String {
    let mut text = String::new();
    for (system, fallen) in compromise.fallen.iter() {
        if let Some(fallen) = fallen {
            let (name, until) = (
                &model.systems[system].name.id,
                fallen.until_hours.map_or(String::new(), |until| format!(" until {until}")),
            );
            writeln!(text, "{name}: {} at {}, {:?}{until}", fallen.cause.word(), fallen.at_hours, fallen.condition)
                .unwrap();
        }
    }
    writeln!(text, "contained {}, gone {:?}", compromise.contained_hours, compromise.destroyed).unwrap();
    text
}

fn play(model: &Model, scenario: &Scenario) -> Compromise {
    spread(model, scenario, Draw { seed: 1, replicate: 0 })
}

#[test]
fn the_attacker_takes_one_system_and_the_company_switches_off_the_rest() {
    let mut model = company();
    let (erp, mes, web) = (system(&mut model, "erp"), system(&mut model, "mes"), system(&mut model, "web"));
    let mut day = quiet_month();
    day.falls = vec![
        Fall { exposed: 1.0, ..fall("plug", &[erp, mes], 6.0, Shutdown) },
        Fall { lost: 1.0, ..fall("attack", &[erp], 2.0, Attacker) },
        Fall { until: Some(Until::Moment(Uncertain::Fixed(30.0))), ..fall("web", &[web], 7.0, Shutdown) },
    ];
    day.containment_hours = Uncertain::Fixed(5.0);
    insta::assert_snapshot!(story(&model, &play(&model, &day)), @r"
    erp: attacker at 2, Lost
    mes: shutdown at 6, Exposed
    web: shutdown at 7, Clean until 30
    contained 12, gone []
    ");
}

#[test]
fn at_the_same_moment_the_attacker_comes_first_and_the_worst_state_is_found() {
    let mut model = company();
    let erp = system(&mut model, "erp");
    let mut day = quiet_month();
    day.falls =
        vec![Fall { exposed: 1.0, ..fall("plug", &[erp], 2.0, Shutdown) }, fall("attack", &[erp], 2.0, Attacker)];
    insta::assert_snapshot!(story(&model, &play(&model, &day)), @r"
    erp: attacker at 2, Exposed
    contained 2, gone []
    ");
}

#[test]
fn what_is_switched_off_the_attacker_no_longer_reaches() {
    let mut model = company();
    let erp = system(&mut model, "erp");
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[erp], 2.0, Shutdown), Fall { lost: 1.0, ..fall("attack", &[erp], 3.0, Attacker) }];
    insta::assert_snapshot!(story(&model, &play(&model, &day)), @r"
    erp: shutdown at 2, Clean
    contained 3, gone []
    ");
}

#[test]
fn what_stands_for_a_destroyed_resource_is_lost_if_it_fell() {
    let mut model = company();
    let (vault, spare, erp) = (system(&mut model, "vault"), system(&mut model, "spare"), system(&mut model, "erp"));
    model.systems[vault].resource = Some(Resource::Backup);
    model.systems[spare].resource = Some(Resource::Backup);
    let mut day = quiet_month();
    day.destroyed = vec![(Resource::Backup, 1.0), (Resource::Directory, 0.0)];
    assert_eq!(play(&model, &day).destroyed, [], "nothing fell, nothing is gone");
    day.falls = vec![fall("plug", &[vault, erp], 0.0, Shutdown)];
    insta::assert_snapshot!(story(&model, &play(&model, &day)), @r"
    vault: shutdown at 0, Lost
    erp: shutdown at 0, Clean
    contained 0, gone [Backup]
    ");
}

#[test]
fn a_fall_that_may_happen_happens_as_often_as_stated() {
    let mut model = company();
    let erp = system(&mut model, "erp");
    let mut day = quiet_month();
    day.falls = vec![Fall { chance: 0.25, lost: 0.5, exposed: 0.25, ..fall("attack", &[erp], 1.0, Attacker) }];
    let (mut fell, mut found) = (0, [0; 3]);
    for replicate in 0..4000 {
        let compromise = spread(&model, &day, Draw { seed: 7, replicate });
        if let Some(fallen) = compromise.fallen[erp] {
            fell += 1;
            found[fallen.condition as usize] += 1;
        }
    }
    // Binomial: four standard deviations either side.
    assert!((890..=1110).contains(&fell), "{fell} of 4000 at 0.25");
    let share = |n: i32| f64::from(n) / f64::from(fell);
    assert!((share(found[0]) - 0.5).abs() < 0.065 && (share(found[1]) - 0.25).abs() < 0.055, "{found:?} of {fell}");
}

proptest! {
    #[test]
    fn the_contract_holds_for_every_bad_day((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let compromise = spread(&model, &day, Draw { seed: 3, replicate });
        prop_assert_eq!(compromise.fallen.len(), model.systems.len());
        for (system, fallen) in compromise.fallen.iter() {
            let stated: Vec<&Fall> = day.falls.iter().filter(|fall| fall.systems.contains(&system)).collect();
            let Some(fallen) = fallen else {
                prop_assert!(stated.iter().all(|fall| fall.chance < 1.0), "a sure fall happens");
                continue;
            };
            prop_assert!(stated.iter().any(|fall| fall.chance > 0.0));
            prop_assert!(fallen.at_hours <= compromise.contained_hours, "contained after the last fall");
            prop_assert!(matches!(fallen.cause, Cause::Attacker | Cause::Shutdown));
        }
        if compromise.fallen.iter().all(|(_, fallen)| fallen.is_none()) && day.falls.is_empty() {
            prop_assert!(compromise.destroyed.is_empty());
        }
    }

    #[test]
    fn a_higher_share_of_lost_systems_never_finds_one_better((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let mut worse = day.clone();
        for fall in &mut worse.falls {
            fall.lost = (fall.lost + fall.exposed).min(1.0);
            fall.exposed = 1.0 - fall.lost;
        }
        let (before, after) = (spread(&model, &day, Draw { seed: 3, replicate }), spread(&model, &worse, Draw { seed: 3, replicate }));
        for (system, fallen) in before.fallen.iter() {
            let Some(fallen) = fallen else {
                prop_assert_eq!(after.fallen[system], None);
                continue;
            };
            let after = after.fallen[system].unwrap();
            prop_assert_eq!(after.at_hours, fallen.at_hours, "the same luck");
            prop_assert!(after.condition <= fallen.condition);
            prop_assert!(after.condition < Condition::Clean);
        }
    }
}
