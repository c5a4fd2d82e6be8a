//! The backlog of manual working: worked by hand, then what holds for every bad day.

use super::*;
use crate::handover::{self, TaskDone, TaskKind};
use crate::{World, replicate};
use blackstart_model::id::Key;
use blackstart_model::model::Backlog;
use blackstart_model::scenario::LevelKind;

const DAY: f64 = 24.0;

/// Half an hour to key in an hour's work, at a level.
fn backlog(level: f64, lost_with: Vec<(SystemId, f64)>) -> Option<Backlog> {
    Some(Backlog { keying: Uncertain::Fixed(0.5), level: Uncertain::Fixed(level), lost_with })
}

/// ERP down as told; orders by hand at 40 % from hour 8 of each stop on, keyed in at 70 %.
fn orders(down: &[(f64, f64, f64)]) -> (Model, Scenario, SystemId, ServiceId) {
    let (mut model, day, erp, service) = erp_and_schedule(down);
    model.services[service].fallback = fallback(0.4, 8.0, f64::INFINITY);
    model.services[service].backlog = backlog(0.7, Vec::new());
    (model, day, erp, service)
}

fn played(model: &Model, day: &Scenario, service: ServiceId) -> (Timeline, Option<handover::Backlog>) {
    let capacity = play(model, day, LUCK).1;
    (capacity.services[service].clone(), capacity.backlogs[service])
}

fn changes(line: &Timeline) -> Vec<(f64, f64)> {
    line.changes().map(|piece| (round(piece.from_hours), piece.level)).collect()
}

fn round(hours: f64) -> f64 {
    (hours * 1e9).round() / 1e9
}

#[test]
fn five_days_by_hand_take_a_day_at_a_lower_level_to_key_in() {
    // Down for 120 h, by hand at 0.4 for the last 112: 44.8 h of work, half an hour for each: 22.4 h, until 142.4.
    let (model, day, erp, service) = orders(&[(0.0, 5.0 * DAY, 0.0)]);
    let (line, left) = played(&model, &day, service);
    assert_eq!(changes(&line), [(0.0, 0.0), (8.0, 0.4), (120.0, 0.7), (142.4, 1.0)]);
    let left = left.unwrap();
    assert_eq!((round(left.work_hours), round(left.done_hours)), (44.8, 142.4));
    let held = line.piece_at(130.0);
    assert_eq!((held.cause, held.kind), (line.piece_at(100.0).cause, LevelKind::Pace), "for what stopped it");

    // 90 % is reached when all is keyed in, 70 % at once.
    assert_eq!(round(line.back_for_good_before(0.9, 720.0)), 142.4);
    assert_eq!(line.back_for_good_before(0.7, 720.0), 120.0);
    let capacity = |level: f64, hours: f64| {
        let mut model = model.clone();
        model.services[service].tolerance = Some(Tolerance { level, hours });
        let services = vec![(service, level)];
        model.targets.push(Target { name: crate::sample::name("target", "viable"), services });
        play(&model, &day, LUCK).1
    };
    assert_eq!(capacity(0.9, 130.0).breaches[service], Some(130.0), "the backlog is part of the time below a level");
    assert_eq!(capacity(0.7, 130.0).breaches[service], None);
    assert_eq!(capacity(0.7, 130.0).targets.rows()[0], Some((0.0, 120.0)));
    assert_eq!(capacity(0.9, 130.0).targets.rows()[0].map(|(_, held)| round(held)), Some(142.4));

    // With the data of a system that is rebuilt, a day's work is lost: 12 h more. Of two such systems the longer counts.
    let keying = super::super::backlog::Keying::of(model.services[service].backlog.as_ref().unwrap(), 0, LUCK);
    assert!((keying.lost(&[], 0.0, 120.0)).abs() < f64::EPSILON);
    let other = SystemId::new(7);
    let lost_with = backlog(0.7, vec![(erp, 24.0), (other, 30.0)]).unwrap();
    let keying = super::super::backlog::Keying::of(&lost_with, 0, LUCK);
    let rebuilt = |system: SystemId, kind: TaskKind, end_hours: f64| TaskDone {
        system,
        kind,
        crew: None,
        people: 1,
        start_hours: 0.0,
        end_hours,
        cost: 0.0,
    };
    let of = |tasks: &[TaskDone]| keying.lost(tasks, 0.0, 120.0);
    assert_eq!(of(&[rebuilt(erp, TaskKind::Rebuild, 120.0)]), 24.0);
    assert_eq!(of(&[rebuilt(erp, TaskKind::Rebuild, 60.0), rebuilt(other, TaskKind::Rebuild, 70.0)]), 30.0);
    assert_eq!(of(&[rebuilt(erp, TaskKind::Verify, 60.0)]), 0.0, "only a rebuild loses data");
    assert_eq!(of(&[rebuilt(erp, TaskKind::Rebuild, 121.0)]), 0.0, "another stop's");
    assert_eq!(of(&[rebuilt(SystemId::new(3), TaskKind::Rebuild, 60.0)]), 0.0, "not its data");
}

#[test]
fn a_second_stop_keeps_the_rest_and_adds_to_it() {
    // 44.8 h of work until 120; ten hours of keying do 20 of them. Down again 130–154: by hand from 138 on, at 0.4 for 16 h = 6.4 h.
    // Left: 24.8 + 6.4 = 31.2 h, keyed in over 15.6 h, until 169.6.
    let (model, day, _, service) = orders(&[(0.0, 120.0, 0.0), (130.0, 154.0, 0.0)]);
    let (line, left) = played(&model, &day, service);
    assert_eq!(
        changes(&line),
        [(0.0, 0.0), (8.0, 0.4), (120.0, 0.7), (130.0, 0.0), (138.0, 0.4), (154.0, 0.7), (169.6, 1.0)]
    );
    let left = left.unwrap();
    assert_eq!((round(left.work_hours), round(left.done_hours)), (51.2, 169.6));

    // Grace carries on what there was: a service that keys in, at 0.7, for four hours more; nobody keys in meanwhile.
    let (mut model, day, _, service) = orders(&[(0.0, 120.0, 0.0), (130.0, 133.0, 0.0)]);
    model.services[service].grace_hours = Uncertain::Fixed(4.0);
    // By hand from 12 on: 43.2 h, 21.6 h to key in, three of which wait.
    assert_eq!(changes(&played(&model, &day, service).0), [(4.0, 0.0), (12.0, 0.4), (120.0, 0.7), (144.6, 1.0)]);
}

#[test]
fn what_parts_give_is_not_done_by_hand_and_a_stated_outage_stops_the_keying() {
    // Parts give 0.5 for half the time, more than the 0.4 by hand: 20–40 counts only.
    let (model, mut day, _, service) = orders(&[(0.0, 20.0, 0.5), (20.0, 40.0, 0.0)]);
    // 20 h × 0.4 = 8 h of work, 4 h to key in: 40–44.
    assert_eq!(changes(&played(&model, &day, service).0), [(0.0, 0.5), (20.0, 0.4), (40.0, 0.7), (44.0, 1.0)]);
    // The service itself is stated to be at half from 41 to 47: an hour was keyed in before, three wait.
    day.outages.push(outage("half", Subject::Service(service), 41.0, 47.0, 0.5));
    assert_eq!(
        changes(&played(&model, &day, service).0),
        [(0.0, 0.5), (20.0, 0.4), (40.0, 0.7), (41.0, 0.5), (47.0, 0.7), (50.0, 1.0)]
    );
}

#[test]
fn what_is_not_keyed_in_by_the_horizon_is_said_and_what_never_returns_ends_nothing() {
    let (model, mut day, _, service) = orders(&[(0.0, 120.0, 0.0)]);
    day.horizon_hours = 142.0;
    let (_, left) = played(&model, &day, service);
    assert_eq!(left.map(|it| (round(it.work_hours), it.done_hours)), Some((44.8, f64::INFINITY)));
    day.horizon_hours = 100.0;
    let (_, left) = played(&model, &day, service);
    assert_eq!(left.map(|it| (round(it.work_hours), it.done_hours)), Some((36.8, f64::INFINITY)), "92 h by then");
    let (model, day, _, service) = orders(&[(0.0, f64::INFINITY, 0.0)]);
    let (line, left) = played(&model, &day, service);
    assert_eq!((line.at(1e6), left.map(|it| it.done_hours)), (0.4, Some(f64::INFINITY)));
    // Nobody worked by hand: nothing is left.
    let (model, day, _, service) = orders(&[(0.0, 8.0, 0.0)]);
    let (line, left) = played(&model, &day, service);
    assert_eq!((changes(&line), left), (vec![(0.0, 0.0), (8.0, 1.0)], None));
    // Nor at a fallback that gives nothing, for ever.
    let (mut model, day, _, service) = orders(&[(0.0, f64::INFINITY, 0.0)]);
    model.services[service].fallback = fallback(0.0, 8.0, f64::INFINITY);
    assert_eq!(played(&model, &day, service).1, None);
}

/// A shop whose sales go through a service, played whole.
const SHOP: &str = r#"
format = 1
name = "shop"
currency = "GBP"
step = "1h"
[[party]]
id = "us"
kind = "company"
[[product]]
id = "sale"
price = 1
[[system]]
id = "erp"
rpo = "1d"
rebuild = { duration = "5d" }
[[service]]
id = "orders"
logic = "erp"
fallback = { level = 0.4, setup = "8h" }
backlog = { keying = 0.5, level = 0.7 }
[[site]]
id = "shop"
product = "sale"
party = "us"
sell = "orders"
[[demand]]
site = "shop"
flow = "240/d"
"#;

fn day_of(text: &str, model: &Model) -> Scenario {
    let read = blackstart_read::scenario_text(text, model);
    assert!(read.it.is_some(), "{:#?}", read.problems);
    read.it.unwrap()
}

#[test]
fn a_shop_loses_what_the_backlog_holds_back() {
    let read = blackstart_read::model_text(SHOP);
    let model = read.it.unwrap();
    let stated = "format = 1\nname = \"day\"\nstart = 2026-03-02\nhorizon = \"60d\"\n";
    let off = format!("{stated}[[outage]]\nsystem = \"erp\"\nuntil = \"5d\"\n");
    let lost = |text: &str, model: &Model| {
        let scenario = day_of(text, model);
        replicate(&World::new(model, &scenario), LUCK).loss.total()
    };
    // £10 an hour: 8 h at nothing, 112 h at 40 %, then 22.4 h at 70 %: 8 + 67.2 + 6.72 = 81.92 h.
    assert!((lost(&off, &model) - 819.2).abs() < 1e-6, "{}", lost(&off, &model));
    // Rebuilt from backup, a day's work is lost as well: 34.4 h at 70 %, 3.6 h of output more.
    let rebuilt =
        format!("{stated}[[fall]]\nsystems = [\"erp\"]\nat = \"0h\"\ncause = \"attacker\"\nlost = 1\n[recovery]\n");
    assert!((lost(&rebuilt, &model) - 855.2).abs() < 1e-6, "{}", lost(&rebuilt, &model));
    // Without the field nothing of this.
    let mut plain = model.clone();
    plain.services[ServiceId::new(0)].backlog = None;
    assert!((lost(&rebuilt, &plain) - 752.0).abs() < 1e-6, "{}", lost(&rebuilt, &plain));
}

/// The level of a service and what is owed, hour by tiny hour: a slow reading of the same rule.
fn slow(parts: &Timeline, by_hand: &Timeline, line: &Timeline, keying: f64, level: f64, until: f64) -> Vec<(f64, f64)> {
    const STEPS: u32 = 64;
    let (mut owed, mut waiting, mut was_down) = (0.0, 0.0, false);
    (0..until as u32 * STEPS)
        .map(|step| {
            let (at, long) = ((f64::from(step) + 0.5) / f64::from(STEPS), 1.0 / f64::from(STEPS));
            let (part, own) = (parts.at(at), line.at(at));
            if was_down && part >= 1.0 {
                (owed, waiting) = (owed + waiting, 0.0);
            }
            was_down = part < 1.0;
            let held = if owed > 0.0 { own.min(level) } else { own };
            if was_down && by_hand.at(at) > part {
                waiting += held * long;
            } else if !was_down && own >= 1.0 {
                owed = f64::max(owed - long / keying, 0.0);
            }
            (at, held)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_backlog_only_lowers_and_agrees_with_a_slow_reading(
        (mut model, day) in any_bad_day(),
        (keying, level) in (1u32..8, 0u32..=4),
        replicate in 0u64..1000,
    ) {
        let draw = Draw { seed: 5, replicate };
        let (keying, level) = (f64::from(keying) / 8.0, f64::from(level) / 4.0);
        // The last service has it: what others are made of stays as it was.
        let id = *model.service_order.last().unwrap();
        let (availability, plain) = play(&model, &day, draw);
        model.services[id].backlog =
            Some(Backlog { keying: Uncertain::Fixed(keying), level: Uncertain::Fixed(level), lost_with: Vec::new() });
        let (same, with) = play(&model, &day, draw);
        prop_assert_eq!(&availability, &same);
        for (other, line) in plain.services.iter().filter(|(other, _)| *other != id) {
            prop_assert_eq!(line, &with.services[other]);
        }
        let parts = Timeline::of(&model.services[id].logic, &availability.systems, &plain.services);
        let hands = super::super::by_hand(&model.services[id], &parts, draw);
        let until = day.horizon_hours.min(400.0);
        let slow = slow(&parts, &hands, &plain.services[id], keying, level, until);
        let (mut off, mut hours) = (0.0, 0.0);
        for (at, held) in slow {
            let exact = with.services[id].at(at);
            prop_assert!(exact <= plain.services[id].at(at));
            off += (exact - held).abs() / 64.0;
            hours += f64::from(u8::from(exact != held)) / 64.0;
        }
        // The slow one is off by a step or two wherever something changes.
        prop_assert!(off < 6.0 && hours < 8.0, "off by {off} in {hours} hours");
        if let Some(left) = with.backlogs[id] {
            prop_assert!(left.work_hours > 0.0);
            if left.done_hours < day.horizon_hours {
                prop_assert!(with.services[id].at(left.done_hours) >= plain.services[id].at(left.done_hours));
            }
        }
    }

    #[test]
    fn a_backlog_ends_where_stops_do((mut model, mut day) in any_bad_day(), replicate in 0u64..1000) {
        day.horizon_hours = 1e6;
        let (id, draw) = (*model.service_order.last().unwrap(), Draw { seed: 5, replicate });
        let (availability, plain) = play(&model, &day, draw);
        model.services[id].backlog = backlog(0.0, Vec::new());
        let with = play(&model, &day, draw).1;
        let parts = Timeline::of(&model.services[id].logic, &availability.systems, &plain.services);
        let ends = |line: &Timeline| line.pieces().last().unwrap().level == 1.0;
        if let Some(left) = with.backlogs[id]
            && ends(&parts)
            && ends(&plain.services[id])
        {
            prop_assert!(left.done_hours.is_finite() && ends(&with.services[id]), "{left:?}");
        }
    }
}
