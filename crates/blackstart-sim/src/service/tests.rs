//! Grace, fallback, ramps, tolerances and targets: stories worked by hand, and what holds for every bad day.

use super::{STOPPED, capacity};
use crate::attack::spread;
use crate::draw::Draw;
use crate::draw::purpose::{FALLBACK_LEVEL, FALLBACK_MAX, FALLBACK_SETUP, GRACE, Purpose};
use crate::handover::{Availability, Capacity, Cause};
use crate::outage::{Work, recover};
use crate::sample::{any_bad_day, company, fallback, outage, plant, quiet_month, service, site, system};
use crate::strip::Strip;
use crate::timeline::Timeline;
use blackstart_model::Model;
use blackstart_model::id::{ServiceId, SystemId};
use blackstart_model::model::{Channel, Logic, Ramp, RampCurve, Target, Tolerance};
use blackstart_model::scenario::{FallCause, Outage, Scenario, Subject};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;

mod backlog;

const LUCK: Draw = Draw { seed: 1, replicate: 0 };

/// ERP and one service made of it, down as told.
fn erp_and_schedule(down: &[(f64, f64, f64)]) -> (Model, Scenario, SystemId, ServiceId) {
    let mut model = company();
    let erp = system(&mut model, "erp");
    let schedule = service(&mut model, "schedule", Logic::System(erp));
    let mut day = quiet_month();
    for (i, &(from, until, level)) in down.iter().enumerate() {
        day.outages.push(outage(&format!("erp-{i}"), Subject::System(erp), from, until, level));
    }
    (model, day, erp, schedule)
}

fn play(model: &Model, day: &Scenario, draw: Draw) -> (Availability, Capacity) {
    let availability =
        recover(Work::of_scenario(model, day).as_ref(), model, day, draw, &spread(None, model, day, draw));
    let capacity = capacity(model, day, draw, &availability);
    (availability, capacity)
}

/// A column per hour.
fn story(model: &Model, day: &Scenario, columns: usize) -> Strip {
    let (availability, capacity) = play(model, day, LUCK);
    Strip::new(0.0, 1.0, columns).history(model, &availability, &capacity)
}

#[test]
fn grace_runs_on_untouched_and_starts_again_only_after_all_is_back() {
    // Down 1–4, half 4–6 (not fully back), down 6–12, back, down again 14–20.
    let (mut model, day, _, schedule) =
        erp_and_schedule(&[(1.0, 4.0, 0.0), (4.0, 6.0, 0.5), (6.0, 12.0, 0.0), (14.0, 20.0, 0.0)]);
    model.services[schedule].grace_hours = Uncertain::Fixed(4.0);
    // Grace 1–5; then half until 6, down until 12; a new grace 14–18.
    insta::assert_snapshot!(story(&model, &day, 22), @r"
    erp      .###55######..######..
    schedule .....5######......##..
    ");
}

#[test]
fn grace_covers_a_short_outage_wholly() {
    let (mut model, day, _, schedule) = erp_and_schedule(&[(1.0, 4.0, 0.0)]);
    model.services[schedule].grace_hours = Uncertain::Fixed(3.0);
    insta::assert_snapshot!(story(&model, &day, 6), @"erp .###..");
}

#[test]
fn fallback_is_set_up_after_grace_and_exhausted_at_last() {
    // Grace 2–4, set up 4–7, manual at 0.4 for 6 hours 7–13, exhausted; at 15 the system is back.
    let (mut model, day, _, schedule) = erp_and_schedule(&[(2.0, 15.0, 0.0)]);
    model.services[schedule].grace_hours = Uncertain::Fixed(2.0);
    model.services[schedule].fallback = fallback(0.4, 3.0, 6.0);
    insta::assert_snapshot!(story(&model, &day, 18), @r"
    erp      ..#############...
    schedule ....###444444##...
    ");
}

#[test]
fn fallback_lifts_what_is_lower_and_its_clock_runs_while_it_is_not_needed() {
    // Manual working at 0.5 from 2 to 10; the parts give 0.8 between 4 and 7, which is more.
    let (mut model, day, _, schedule) = erp_and_schedule(&[(2.0, 4.0, 0.1), (4.0, 7.0, 0.8), (7.0, 14.0, 0.2)]);
    model.services[schedule].fallback = fallback(0.5, 0.0, 8.0);
    insta::assert_snapshot!(story(&model, &day, 16), @r"
    erp      ..118882222222..
    schedule ..558885552222..
    ");
}

#[test]
fn recovery_during_setup_ends_the_episode_and_endless_fallback_lasts() {
    let (mut model, day, _, schedule) = erp_and_schedule(&[(1.0, 4.0, 0.0), (6.0, f64::INFINITY, 0.0)]);
    model.services[schedule].fallback = fallback(0.7, 5.0, f64::INFINITY);
    insta::assert_snapshot!(story(&model, &day, 16), @r"
    erp      .###..##########
    schedule .###..#####77777
    ");
    model.services[schedule].grace_hours = Uncertain::Fixed(f64::INFINITY);
    assert!(play(&model, &day, LUCK).1.services[schedule].is_up());
}

#[test]
fn services_use_services_and_logic_decides() {
    let mut model = company();
    let [a, b, c] = ["a", "b", "c"].map(|id| system(&mut model, id));
    let parts = || vec![Logic::System(a), Logic::System(b), Logic::System(c)];
    let two = service(&mut model, "two-of-three", Logic::AtLeast(2, parts()));
    service(&mut model, "mean", Logic::Mean(parts()));
    service(&mut model, "any", Logic::Any(parts()));
    let both = service(&mut model, "both", Logic::All(vec![Logic::Service(two), Logic::System(c)]));
    model.services[two].grace_hours = Uncertain::Fixed(1.0);
    model.services[both].grace_hours = Uncertain::Fixed(1.0);
    let mut day = quiet_month();
    day.outages = vec![
        outage("a", Subject::System(a), 1.0, 9.0, 0.0),
        outage("b", Subject::System(b), 3.0, 9.0, 0.4),
        outage("c", Subject::System(c), 5.0, 7.0, 0.2),
    ];
    // Two of three: 0.4 from 3, its own grace until 4; the service made of it has another hour, until 5.
    insta::assert_snapshot!(story(&model, &day, 11), @r"
    a            .########..
    b            ...444444..
    c            .....22....
    two-of-three ....42244..
    mean         .77552255..
    any          .....44....
    both         .....2244..
    ");
}

#[test]
fn a_stated_outage_of_a_service_knows_no_grace() {
    let (mut model, mut day, _, schedule) = erp_and_schedule(&[(1.0, 8.0, 0.0)]);
    model.services[schedule].grace_hours = Uncertain::Fixed(5.0);
    day.outages
        .push(Outage { cause: FallCause::Attacker, ..outage("manual", Subject::Service(schedule), 2.0, 4.0, 0.3) });
    insta::assert_snapshot!(story(&model, &day, 10), @r"
    erp      .#######..
    schedule ..33..##..
    ");
    let (_, capacity) = play(&model, &day, LUCK);
    assert_eq!(capacity.services[schedule].piece_at(2.0).cause, Cause::Attacker);
    assert_eq!(capacity.services[schedule].piece_at(6.0).cause, Cause::Shutdown);
}

#[test]
fn channels_follow_their_logic_and_stated_outages() {
    let (mut model, mut day, erp, schedule) = erp_and_schedule(&[(1.0, 4.0, 0.0)]);
    let made = plant(&mut model, "plant", Logic::Service(schedule));
    let shop = site(&mut model, "shop");
    model.sites[shop].channels[Channel::Pay as usize] = Some(Logic::System(erp));
    day.outages.push(outage("gate", Subject::Channel(shop, Channel::Ship), 2.0, 6.0, 0.5));
    day.outages.push(outage("roof", Subject::Channel(made, Channel::Produce), 3.0, 6.0, 0.25));
    insta::assert_snapshot!(story(&model, &day, 8), @r"
    erp       .###....
    schedule  .###....
    plant     .###33..
    shop.ship ..5555..
    shop.pay  .###....
    ");
    let (_, capacity) = play(&model, &day, LUCK);
    assert_eq!(capacity.channels[shop][Channel::Produce as usize], None);
    day.outages.clear();
    let (_, capacity) = play(&model, &day, LUCK);
    assert!(capacity.channels.rows().iter().flatten().all(Option::is_none), "what is always 1 is not written down");
}

/// A plant that is down as told and comes back with a ramp.
fn ramping(down: &[(f64, f64, f64)], after_hours: f64, hours: f64, from: f64) -> Timeline {
    let mut model = company();
    let made = site(&mut model, "plant");
    model.sites[made].ramp = Some(Ramp {
        after_hours,
        hours: Uncertain::Fixed(hours),
        from: Uncertain::Fixed(from),
        curve: RampCurve::Linear,
        longer: Uncertain::ZERO,
    });
    let mut day = quiet_month();
    for (i, &(from, until, level)) in down.iter().enumerate() {
        day.outages.push(outage(&format!("o{i}"), Subject::Channel(made, Channel::Produce), from, until, level));
    }
    let (_, capacity) = play(&model, &day, LUCK);
    capacity.channels[made][Channel::Produce as usize].clone().unwrap_or_else(Timeline::up)
}

fn hourly(line: &Timeline, columns: usize) -> String {
    let mut strip = Strip::new(0.0, 1.0, columns);
    strip.timeline("plant", line);
    strip.to_string()
}

#[test]
fn after_a_stop_the_plant_climbs_to_full_rate() {
    let line = ramping(&[(2.0, 6.0, 0.0)], 3.0, 10.0, 0.2);
    insta::assert_snapshot!(hourly(&line, 18), @"plant ..####2345667899..");
    // The staircase has the area of the straight line: from 0.2 to 1 over ten hours is 6 of 10.
    assert!((line.mean_over(6.0, 16.0) - 0.6).abs() < 1e-12);
    assert!((line.mean_over(6.0, 11.0) - 0.4).abs() < 1e-12);
    assert_eq!(line.at(16.0), 1.0);
    assert_eq!(line.changes().filter(|piece| piece.level > 0.0 && piece.level < 1.0).count(), 20);
    assert!(line.changes().all(|piece| piece.level == 1.0 || piece.cause == Cause::Shutdown), "the stop's cause stays");
}

#[test]
fn a_short_or_mild_interruption_needs_no_ramp() {
    assert_eq!(hourly(&ramping(&[(2.0, 4.0, 0.0)], 3.0, 10.0, 0.2), 8), "plant ..##....\n");
    assert_eq!(hourly(&ramping(&[(2.0, 7.0, STOPPED)], 3.0, 10.0, 0.2), 8), "plant ..55555.\n");
    assert_eq!(hourly(&ramping(&[(2.0, 7.0, 0.0)], 3.0, 0.0, 0.2), 8), "plant ..#####.\n");
    assert_eq!(hourly(&ramping(&[(2.0, 7.0, 0.0)], 3.0, 9.0, 1.0), 8), "plant ..#####.\n");
}

#[test]
fn what_happens_on_the_way_up_cuts_the_ramp_and_a_new_stop_restarts_it() {
    // Stop 0–4, ramp 4–14 from 0. Half from 10 to 12 (no stop): the ramp runs on above it.
    let line = ramping(&[(0.0, 4.0, 0.0), (10.0, 12.0, 0.5)], 3.0, 10.0, 0.0);
    for (at, level) in [(4.0, 0.025), (9.9, 0.575), (10.1, 0.5), (11.9, 0.5), (12.1, 0.825), (13.9, 0.975), (14.0, 1.0)]
    {
        assert!((line.at(at) - level).abs() < 1e-12, "{level} at {at}, not {}", line.at(at));
    }
    // A second stop from 6 to 9 restarts it: 9–19. A mere hour (6 to 7) does not.
    let line = ramping(&[(0.0, 4.0, 0.0), (6.0, 9.0, 0.0)], 3.0, 10.0, 0.0);
    assert!((line.at(9.0) - 0.025).abs() < 1e-12 && (line.at(13.9) - 0.475).abs() < 1e-12 && line.at(19.0) == 1.0);
    let line = ramping(&[(0.0, 4.0, 0.0), (6.0, 7.0, 0.0)], 3.0, 10.0, 0.0);
    assert!(line.at(6.5) == 0.0 && (line.at(7.1) - 0.325).abs() < 1e-12 && line.at(14.0) == 1.0);
}

#[test]
fn a_ramp_without_end_stays_where_it_begins() {
    let line = ramping(&[(0.0, 4.0, 0.0)], 3.0, f64::INFINITY, 0.25);
    assert_eq!((line.at(3.0), line.at(4.0), line.at(1e9)), (0.0, 0.25, 0.25));
}

#[test]
fn a_tolerance_is_breached_once_it_has_lasted_too_long() {
    let (mut model, day, _, schedule) = erp_and_schedule(&[(1.0, 4.0, 0.0), (6.0, 10.0, 0.5), (12.0, 30.0, 0.0)]);
    let mut breach = |level: f64, hours: f64, horizon_hours: f64| {
        model.services[schedule].tolerance = Some(Tolerance { level, hours });
        play(&model, &Scenario { horizon_hours, ..day.clone() }, LUCK).1.breaches[schedule]
    };
    assert_eq!(breach(1.0, 2.0, 720.0), Some(3.0));
    assert_eq!(breach(1.0, 3.0, 720.0), Some(9.0), "three hours are not longer than three");
    assert_eq!(breach(0.5, 3.0, 720.0), Some(15.0), "half is enough");
    assert_eq!(breach(0.5, 18.0, 720.0), None);
    assert_eq!(breach(0.5, 3.0, 14.0), None, "after the horizon");
    assert_eq!(breach(0.5, 0.0, 720.0), Some(1.0));
}

#[test]
fn a_target_holds_when_all_its_services_do() {
    let mut model = company();
    let [a, b] = ["a", "b"].map(|id| system(&mut model, id));
    let services = [a, b].map(|system| service(&mut model, "s", Logic::System(system)));
    let mut target = |a: f64, b: f64| {
        let services = vec![(services[0], a), (services[1], b)];
        model.targets.push(Target { name: crate::sample::name("target", "viable"), services })
    };
    let (full, most, little) = (target(1.0, 1.0), target(0.5, 0.8), target(0.1, 0.1));
    let mut day = quiet_month();
    day.outages = vec![
        outage("a", Subject::System(a), 5.0, 9.0, 0.5),
        outage("b", Subject::System(b), 7.0, 20.0, 0.2),
        outage("a-again", Subject::System(a), 30.0, 50.0, 0.9),
    ];
    let targets = play(&model, &day, LUCK).1.targets;
    assert_eq!(targets[full], Some((5.0, 50.0)));
    assert_eq!(targets[most], Some((7.0, 20.0)));
    assert_eq!(targets[little], None);
    day.horizon_hours = 40.0;
    assert_eq!(play(&model, &day, LUCK).1.targets[full], Some((5.0, f64::INFINITY)));
    day.horizon_hours = 5.0;
    assert_eq!(play(&model, &day, LUCK).1.targets[full], None);
}

/// Grace and fallback at one moment, said once more and slowly: walk back to where the episode began.
fn slow_level(parts: &Timeline, grace: f64, fallback: Option<(f64, f64, f64)>, at: f64) -> f64 {
    let now = parts.at(at);
    if now == 1.0 {
        return 1.0;
    }
    let mut began = at;
    for piece in parts.pieces().iter().rev().filter(|piece| piece.from_hours <= at) {
        if piece.level == 1.0 {
            break;
        }
        began = piece.from_hours;
    }
    let age = at - began;
    match fallback {
        _ if age < grace => 1.0,
        Some((level, setup, max)) if age >= grace + setup && age < grace + setup + max => now.max(level),
        _ => now,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn services_agree_with_a_slow_reading_at_every_moment((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let draw = Draw { seed: 5, replicate };
        let (availability, capacity) = play(&model, &day, draw);
        for (id, service) in model.services.iter() {
            if day.outages.iter().any(|outage| outage.subject == Subject::Service(id)) {
                continue;
            }
            let sample = |quantity: &Uncertain, purpose: Purpose| draw.sample(quantity, purpose.of(service.name.key));
            let grace = sample(&service.grace_hours, GRACE);
            let fallback = service.fallback.as_ref().map(|f| {
                (sample(&f.level, FALLBACK_LEVEL), sample(&f.setup_hours, FALLBACK_SETUP), sample(&f.max_hours, FALLBACK_MAX))
            });
            let parts = Timeline::of(&service.logic, &availability.systems, &capacity.services);
            // Odd thirds, so that no moment falls on a change and rounding decides nothing.
            for at in (0..900).map(|third| f64::from(third) / 3.0 + 0.123_456) {
                prop_assert_eq!(capacity.services[id].at(at), slow_level(&parts, grace, fallback, at), "{} at {}", service.name.id, at);
            }
        }
    }

    #[test]
    fn shares_stay_shares_and_channels_never_exceed_their_logic((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let (availability, capacity) = play(&model, &day, Draw { seed: 5, replicate });
        let lines = capacity.services.rows().iter().chain(capacity.channels.rows().iter().flatten().flatten());
        for line in lines {
            prop_assert!(line.pieces().iter().all(|piece| (0.0..=1.0).contains(&piece.level)));
        }
        for (id, site) in model.sites.iter() {
            for (logic, line) in site.channels.iter().zip(&capacity.channels[id]) {
                if let Some(line) = line {
                    prop_assert!(!line.is_up());
                    let most = logic.as_ref().map_or_else(Timeline::up, |logic| Timeline::of(logic, &availability.systems, &capacity.services));
                    for piece in line.pieces() {
                        prop_assert!(piece.level <= most.at(piece.from_hours));
                    }
                }
            }
        }
        for (id, tolerance) in model.services.iter().filter_map(|(id, service)| Some((id, service.tolerance?))) {
            if let Some(breach) = capacity.breaches[id] {
                prop_assert!(breach < day.horizon_hours && (tolerance.hours == 0.0 || capacity.services[id].at(breach - 1e-9) < tolerance.level));
            }
        }
        for (id, target) in model.targets.iter() {
            if let Some((failed, holds)) = capacity.targets[id] {
                prop_assert!(failed < holds && failed < day.horizon_hours);
                prop_assert!(target.services.iter().any(|(service, level)| capacity.services[*service].at(failed) < *level));
            }
        }
    }

    #[test]
    fn nothing_happens_and_nothing_changes((model, mut day) in any_bad_day()) {
        day.falls.clear();
        day.outages.clear();
        let (availability, capacity) = play(&model, &day, LUCK);
        prop_assert!(availability.systems.rows().iter().all(Timeline::is_up));
        prop_assert!(capacity.services.rows().iter().all(Timeline::is_up));
        prop_assert!(capacity.channels.rows().iter().flatten().all(Option::is_none));
        prop_assert!(capacity.breaches.rows().iter().all(Option::is_none) && capacity.targets.rows().iter().all(Option::is_none));
    }

    /// True where the same outages are deeper: episodes begin and end at the same moments, so grace and fallback do too.
    /// (Not of outages that begin earlier: they use grace up earlier. Nor where crews queue.)
    #[test]
    fn a_deeper_outage_of_a_system_never_lifts_a_service((model, mut day) in any_bad_day()) {
        day.falls.clear();
        day.outages.retain(|outage| matches!(outage.subject, Subject::System(_)));
        for outage in &mut day.outages {
            outage.level = Uncertain::Fixed(0.5);
        }
        let (_, mild) = play(&model, &day, LUCK);
        for outage in &mut day.outages {
            outage.level = Uncertain::ZERO;
        }
        let (_, deep) = play(&model, &day, LUCK);
        for (id, line) in mild.services.iter() {
            for piece in line.pieces().iter().chain(deep.services[id].pieces()) {
                prop_assert!(deep.services[id].at(piece.from_hours) <= line.at(piece.from_hours));
            }
        }
    }
}
