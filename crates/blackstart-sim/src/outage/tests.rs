//! Restart stories worked by hand, and what holds for every restart, checked by code of its own.

use super::Work;
use super::recover;
use crate::attack::spread;
use crate::draw::Draw;
use crate::handover::{Availability, Cause, TaskDone, TaskKind};
use crate::sample::{any_bad_day, calendar, company, crew, fall, office_hours, outage, quiet_month, system, task};
use crate::strip::Strip;
use crate::timeline::Timeline;
use blackstart_model::Model;
use blackstart_model::id::SystemId;
use blackstart_model::model::{Logic, Mode, Resource, Task};
use blackstart_model::scenario::FallCause::{Attacker, Shutdown};
use blackstart_model::scenario::{Fall, PriorityRule, RestorePolicy, Scenario, Subject, Until};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;
use std::fmt::Write;

const LUCK: Draw = Draw { seed: 1, replicate: 0 };

fn play(model: &Model, day: &Scenario) -> Availability {
    recover(Work::of_scenario(model, day).as_ref(), model, day, LUCK, &spread(None, model, day, LUCK))
}

/// A row per system, a column per hour; then the tasks as they were played.
fn story(model: &Model, day: &Scenario, column_hours: f64, columns: usize) -> String {
    let availability = play(model, day);
    let mut strip = Strip::new(0.0, column_hours, columns);
    for (id, line) in availability.systems.iter() {
        strip.timeline(&model.systems[id].name.id, line);
    }
    let mut text = strip.to_string();
    for done in &availability.tasks {
        let name = &model.systems[done.system].name.id;
        writeln!(
            text,
            "{:?} {name} {}–{} by {}, {}",
            done.kind, done.start_hours, done.end_hours, done.people, done.cost
        )
        .unwrap();
    }
    text
}

fn all(systems: &[SystemId]) -> Option<Logic> {
    Some(Logic::All(systems.iter().map(|&system| Logic::System(system)).collect()))
}

/// Directory, then ERP and MES, which need it to be started; one crew of one head.
fn small(crew_heads: u32) -> (Model, Scenario, [SystemId; 3]) {
    let mut model = company();
    let it = crew(&mut model, "it", crew_heads);
    let systems = ["directory", "erp", "mes"].map(|id| system(&mut model, id));
    let [directory, erp, mes] = systems;
    model.systems[directory].rebuild = task(6.0, Some(it), 1);
    model.systems[directory].start = task(1.0, Some(it), 1);
    model.systems[erp].verify = task(4.0, Some(it), 1);
    model.systems[erp].start = task(2.0, Some(it), 1);
    model.systems[erp].starts_after = vec![directory];
    model.systems[mes].start = task(3.0, Some(it), 1);
    model.systems[mes].starts_after = vec![directory];
    let mut day = quiet_month();
    day.falls = vec![
        Fall { lost: 1.0, ..fall("attack", &[directory], 1.0, Attacker) },
        Fall { exposed: 1.0, ..fall("erp", &[erp], 2.0, Shutdown) },
        fall("mes", &[mes], 3.0, Shutdown),
    ];
    day.containment_hours = Uncertain::Fixed(1.0);
    (model, day, systems)
}

#[test]
fn one_head_restores_the_directory_first_whatever_the_list_says() {
    let (model, mut day, [_, erp, _]) = small(1);
    let recovery = day.recovery.as_mut().unwrap();
    recovery.investigation_hours = Uncertain::Fixed(2.0);
    recovery.priority = vec![erp];
    // Contained at 3 + 1, investigated at 6. Directory 6–12, 12–13; ERP is first in the list: 13–17, 17–19; MES 19–22.
    insta::assert_snapshot!(story(&model, &day, 1.0, 24), @r"
    directory .############...........
    erp       ..#################.....
    mes       ...###################..
    Rebuild directory 6–12 by 1, 0
    Start directory 12–13 by 1, 0
    Verify erp 13–17 by 1, 0
    Start erp 17–19 by 1, 0
    Start mes 19–22 by 1, 0
    ");
    assert_eq!(play(&model, &day).investigated_hours, Some(6.0));
}

#[test]
fn rules_order_what_is_not_listed() {
    let (model, mut day, [directory, erp, mes]) = small(1);
    let order = |day: &Scenario| -> Vec<SystemId> {
        play(&model, day).tasks.iter().filter(|done| done.kind == TaskKind::Start).map(|done| done.system).collect()
    };
    assert_eq!(order(&day), [directory, erp, mes], "as the model has them");
    day.recovery.as_mut().unwrap().rule = PriorityRule::Shortest;
    assert_eq!(order(&day), [directory, mes, erp], "three hours before six, but nobody before the directory");
    day.recovery.as_mut().unwrap().priority = vec![erp];
    assert_eq!(order(&day), [directory, erp, mes], "what is listed comes before any rule");
}

#[test]
fn the_system_that_most_wait_for_comes_first() {
    let mut model = company();
    let it = crew(&mut model, "it", 1);
    let [web, network, directory, erp] = ["web", "network", "directory", "erp"].map(|id| {
        let id = system(&mut model, id);
        model.systems[id].start = task(1.0, Some(it), 1);
        id
    });
    // ERP starts after the directory, which needs the network; nobody waits for the web.
    model.systems[directory].needs = all(&[network]);
    model.systems[erp].starts_after = vec![directory];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[web, network, directory, erp], 0.0, Shutdown)];
    day.recovery.as_mut().unwrap().rule = PriorityRule::MostWaiting;
    insta::assert_snapshot!(story(&model, &day, 1.0, 6), @r"
    web       ###...
    network   #.....
    directory ##....
    erp       ####..
    Start network 0–1 by 1, 0
    Start directory 1–2 by 1, 0
    Start web 2–3 by 1, 0
    Start erp 3–4 by 1, 0
    ");
}

#[test]
fn two_crews_work_side_by_side_and_a_weekend_stands_between() {
    // From Friday 5 September, 0:00. IT works day and night with one head, OT in office hours with two.
    let mut model = company();
    let office = calendar(&mut model, "office", &office_hours());
    let (it, ot) = (crew(&mut model, "it", 1), crew(&mut model, "ot", 2));
    model.crews[ot].calendar = Some(office);
    model.crews[it].cost_per_hour = Uncertain::Fixed(10.0);
    model.crews[ot].cost_per_hour = Uncertain::Fixed(100.0);
    let [erp, line_a, line_b, line_c] = ["erp", "line-a", "line-b", "line-c"].map(|id| system(&mut model, id));
    model.systems[erp].rebuild = task(6.0, Some(it), 1);
    model.systems[erp].start = task(6.0, Some(it), 1);
    model.systems[line_a].start = task(6.0, Some(ot), 1);
    model.systems[line_b].start = task(4.0, Some(ot), 2);
    model.systems[line_c].start = task(2.0, Some(ot), 1);
    for line in [line_a, line_b] {
        model.systems[line].starts_after = vec![erp];
    }
    model.systems[line_c].start.as_mut().unwrap().cost = Uncertain::Fixed(7.0);
    let mut day = quiet_month();
    day.start = jiff::civil::date(2025, 9, 5).at(0, 0, 0, 0);
    day.falls = vec![
        Fall { lost: 1.0, ..fall("erp", &[erp], 0.0, Attacker) },
        fall("lines", &[line_a, line_b, line_c], 0.0, Shutdown),
    ];
    // ERP 0–6, 6–12. Line A from Friday 12: 4 h until 16, then Monday from 8 (72 + 8) 2 h: until 82, one head held all weekend.
    // Line B wants both heads: Monday 82–86. Line C waits for nobody: Friday 8–10, with a head that A does not need yet.
    insta::assert_snapshot!(story(&model, &day, 2.0, 46), @r"
    erp    ######........................................
    line-a #########################################.....
    line-b ###########################################...
    line-c #####.........................................
    Rebuild erp 0–6 by 1, 60
    Start erp 6–12 by 1, 60
    Start line-c 8–10 by 1, 207
    Start line-a 12–82 by 1, 600
    Start line-b 82–86 by 2, 800
    ");
}

#[test]
fn a_task_waits_until_its_crew_and_its_slot_are_free_together() {
    // Two heads, one slot in the clean room: what needs it goes one after another, though people are there. From Friday, 0:00.
    let mut model = company();
    let office = calendar(&mut model, "office", &office_hours());
    let (it, room) = (crew(&mut model, "it", 2), crew(&mut model, "clean-room", 1));
    model.crews[room].cost_per_hour = Uncertain::Fixed(5.0);
    let [a, b, c] = ["a", "b", "c"].map(|id| {
        let id = system(&mut model, id);
        model.systems[id].start = task(4.0, Some(it), 1);
        id
    });
    model.systems[b].start = task(6.0, Some(it), 1);
    for id in [a, b] {
        model.systems[id].start.as_mut().unwrap().also = vec![(room, 1)];
    }
    let mut day = quiet_month();
    day.start = jiff::civil::date(2025, 9, 5).at(0, 0, 0, 0);
    day.falls = vec![fall("plug", &[a, b, c], 0.0, Shutdown)];
    for policy in [RestorePolicy::Serial, RestorePolicy::Ranked] {
        day.recovery.as_mut().unwrap().policy = policy;
        model.crews[room].calendar = None;
        insta::allow_duplicates! {
            insta::assert_snapshot!(story(&model, &day, 1.0, 12), @r"
            a ####........
            b ##########..
            c ####........
            Start a 0–4 by 1, 20
            Start c 0–4 by 1, 0
            Start b 4–10 by 1, 30
            ");
        }
        // It opens at 8: A 8–12, B from 12 to 16 and on Monday from 8 (72 + 8) to 10.
        model.crews[room].calendar = Some(office);
        insta::allow_duplicates! {
            insta::assert_snapshot!(story(&model, &day, 2.0, 46), @r"
            a ######........................................
            b #########################################.....
            c ##............................................
            Start c 0–4 by 1, 0
            Start a 8–12 by 1, 20
            Start b 12–82 by 1, 30
            ");
        }
    }
}

#[test]
fn crews_whose_hours_never_meet_do_nothing_together() {
    let mut model = company();
    let office = calendar(&mut model, "office", &office_hours());
    let night = calendar(&mut model, "night", &[]);
    let (it, room) = (crew(&mut model, "it", 1), crew(&mut model, "room", 1));
    (model.crews[it].calendar, model.crews[room].calendar) = (Some(office), Some(night));
    let a = system(&mut model, "a");
    model.systems[a].start = task(4.0, Some(it), 1);
    model.systems[a].start.as_mut().unwrap().also = vec![(room, 1)];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[a], 0.0, Shutdown)];
    for policy in [RestorePolicy::Serial, RestorePolicy::Ranked] {
        day.recovery.as_mut().unwrap().policy = policy;
        assert_eq!(play(&model, &day).tasks[0].end_hours, f64::INFINITY);
    }
}

#[test]
fn a_task_done_in_another_way_takes_its_time_its_people_and_its_price() {
    let mut model = company();
    let (it, hired) = (crew(&mut model, "it", 1), crew(&mut model, "contractors", 2));
    model.crews[hired].cost_per_hour = Uncertain::Fixed(100.0);
    let a = system(&mut model, "a");
    model.systems[a].start = task(12.0, Some(it), 1);
    let quick = Task { cost: Uncertain::Fixed(7.0), ..task(5.0, Some(hired), 2).unwrap() };
    model.systems[a].start.as_mut().unwrap().modes = vec![Mode { id: "contractors".to_owned(), task: quick }];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[a], 0.0, Shutdown)];
    for policy in [RestorePolicy::Serial, RestorePolicy::Ranked] {
        let recovery = day.recovery.as_mut().unwrap();
        recovery.policy = policy;
        recovery.modes = Vec::new();
        let usual = play(&model, &day).tasks[0];
        assert_eq!((usual.crew, usual.end_hours, usual.cost), (Some(it), 12.0, 0.0));
        day.recovery.as_mut().unwrap().modes = vec![(a, TaskKind::Start, 1)];
        let other = play(&model, &day).tasks[0];
        assert_eq!((other.crew, other.people, other.end_hours, other.cost), (Some(hired), 2, 5.0, 1007.0));
    }
}

#[test]
fn extra_people_shorten_the_queue_from_when_they_come() {
    let mut model = company();
    let it = crew(&mut model, "it", 1);
    let [a, b, c] = ["a", "b", "c"].map(|id| {
        let id = system(&mut model, id);
        model.systems[id].start = task(8.0, Some(it), 1);
        id
    });
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[a, b, c], 0.0, Shutdown)];
    day.recovery.as_mut().unwrap().extra_people = vec![(it, 3.0, 1)];
    insta::assert_snapshot!(story(&model, &day, 1.0, 18), @r"
    a ########..........
    b ###########.......
    c ################..
    Start a 0–8 by 1, 0
    Start b 3–11 by 1, 0
    Start c 8–16 by 1, 0
    ");
}

#[test]
fn without_backups_a_rebuild_takes_longer_and_costs_more() {
    let mut model = company();
    let it = crew(&mut model, "it", 2);
    model.crews[it].cost_per_hour = Uncertain::Fixed(5.0);
    let erp = system(&mut model, "erp");
    model.systems[erp].rebuild = task(4.0, Some(it), 2);
    model.systems[erp].rebuild_without_backup = Uncertain::Fixed(2.5);
    let mut day = quiet_month();
    day.falls = vec![Fall { lost: 1.0, ..fall("attack", &[erp], 0.0, Attacker) }];
    insta::assert_snapshot!(story(&model, &day, 1.0, 12), @r"
    erp ####........
    Rebuild erp 0–4 by 2, 40
    ");
    day.destroyed = vec![(Resource::Backup, 1.0)];
    insta::assert_snapshot!(story(&model, &day, 1.0, 12), @r"
    erp ##########..
    Rebuild erp 0–10 by 2, 100
    ");
}

#[test]
fn what_tasks_have_in_common_makes_all_of_one_history_longer_by_the_same_factor() {
    let (model, mut day, _) = small(1);
    let plain = play(&model, &day);
    for policy in [RestorePolicy::Serial, RestorePolicy::Ranked] {
        let recovery = day.recovery.as_mut().unwrap();
        (recovery.common, recovery.policy) = (Uncertain::Lognormal { median: 1.0, p90: 1.5 }, policy);
        let mut factors = Vec::new();
        for replicate in 0..2_000 {
            let draw = Draw { seed: 1, replicate };
            let longer = recover(
                Work::of_scenario(&model, &day).as_ref(),
                &model,
                &day,
                draw,
                &spread(None, &model, &day, draw),
            );
            let ratios: Vec<f64> = (plain.tasks.iter().zip(&longer.tasks))
                .map(|(a, b)| (b.end_hours - b.start_hours) / (a.end_hours - a.start_hours))
                .collect();
            assert!(ratios.iter().all(|ratio| (ratio - ratios[0]).abs() < 1e-9), "{ratios:?}");
            factors.push(ratios[0]);
        }
        factors.sort_by(f64::total_cmp);
        assert!((factors[1_000] - 1.0).abs() < 0.03 && (factors[1_800] - 1.5).abs() < 0.06, "as the law says");
    }
}

#[test]
fn a_task_that_fails_is_done_again_by_those_who_are_at_it_and_each_time_costs() {
    let (mut model, mut day, [directory, erp, _]) = small(1);
    let it = model.systems[erp].start.as_ref().unwrap().crew.unwrap();
    model.crews[it].cost_per_hour = Uncertain::Fixed(10.0);
    model.systems[directory].test = task(2.0, Some(it), 1);
    let test = model.systems[directory].test.as_mut().unwrap();
    (test.fails, test.again_hours, test.cost) = (0.25, Uncertain::Fixed(0.5), Uncertain::Fixed(100.0));
    let expected = test.mean_hours();
    for policy in [RestorePolicy::Serial, RestorePolicy::Ranked] {
        day.recovery.as_mut().unwrap().policy = policy;
        let (mut attempts, mut hours) = ([0_u32; 4], 0.0);
        for replicate in 0..4_000 {
            let draw = Draw { seed: 1, replicate };
            let tasks = recover(
                Work::of_scenario(&model, &day).as_ref(),
                &model,
                &day,
                draw,
                &spread(None, &model, &day, draw),
            )
            .tasks;
            let at = tasks.iter().position(|done| done.kind == TaskKind::Test).unwrap();
            let took = tasks[at].end_hours - tasks[at].start_hours;
            let again = (took - 2.0) / 0.5;
            assert_eq!(again.fract(), 0.0);
            assert_eq!(tasks[at].cost, 100.0 * (1.0 + again) + 10.0 * took);
            // The only head is at it: what waits begins when it passes.
            assert_eq!(tasks[at + 1].start_hours, tasks[at].end_hours);
            attempts[(again as usize).min(3)] += 1;
            hours += took / 4_000.0;
        }
        let near = |count: u32, share: f64| (f64::from(count) / 4_000.0 - share).abs() < 0.02;
        assert!(near(attempts[0], 0.75) && near(attempts[1], 0.1875) && near(attempts[2], 0.0469), "{attempts:?}");
        assert!((hours - expected).abs() < 0.02);
    }
    // Others' draws are what they were.
    let with = play(&model, &day);
    model.systems[directory].test = None;
    for done in play(&model, &day).tasks {
        let length = done.end_hours - done.start_hours;
        assert!(
            with.tasks
                .iter()
                .any(|it| (it.system, it.kind, it.end_hours - it.start_hours) == (done.system, done.kind, length))
        );
    }
}

#[test]
fn the_last_attempt_succeeds() {
    let (mut model, day, [directory, ..]) = small(1);
    model.systems[directory].test = task(1.0, None, 0);
    model.systems[directory].test.as_mut().unwrap().fails = 1.0 - 1e-12;
    let test = play(&model, &day).tasks.into_iter().find(|done| done.kind == TaskKind::Test).unwrap();
    assert_eq!(test.end_hours - test.start_hours, f64::from(Task::ATTEMPTS));
}

#[test]
fn a_system_without_tasks_is_up_when_the_gate_and_those_before_it_allow() {
    let mut model = company();
    let [a, b, c] = ["a", "b", "c"].map(|id| system(&mut model, id));
    model.systems[b].starts_after = vec![a];
    model.systems[a].start = task(3.0, None, 0);
    model.systems[c].starts_after = vec![b];
    let mut day = quiet_month();
    day.falls = vec![
        fall("plug", &[a, c], 1.0, Shutdown),
        Fall { until: Some(Until::Moment(Uncertain::Fixed(6.0))), ..fall("told", &[b], 1.0, Shutdown) },
    ];
    // B is back at 6 by statement, and C waits for it.
    insta::assert_snapshot!(story(&model, &day, 1.0, 8), @r"
    a .###....
    b .#####..
    c .#####..
    Start a 1–4 by 0, 0
    ");
}

#[test]
fn what_needs_a_system_that_is_down_is_down_by_dependency() {
    let mut model = company();
    let [network, spare, directory, erp] = ["network", "spare", "directory", "erp"].map(|id| system(&mut model, id));
    model.systems[directory].needs = Some(Logic::Any(vec![Logic::System(network), Logic::System(spare)]));
    model.systems[erp].needs = all(&[directory]);
    let mut day = quiet_month();
    day.outages = vec![
        outage("network", Subject::System(network), 1.0, 6.0, 0.0),
        outage("spare", Subject::System(spare), 3.0, 5.0, 0.5),
        outage("erp", Subject::System(erp), 4.0, 7.0, 0.0),
    ];
    insta::assert_snapshot!(story(&model, &day, 1.0, 8), @r"
    network   .#####..
    spare     ...55...
    directory ...55...
    erp       ...5###.
    ");
    let erp = &play(&model, &day).systems[erp];
    assert_eq!(erp.piece_at(3.5).cause, Cause::Dependency);
    assert_eq!(erp.piece_at(4.5).cause, Cause::Shutdown, "its own outage binds");
}

#[test]
fn to_start_after_a_system_it_must_run_not_only_be_restored() {
    let mut model = company();
    let it = crew(&mut model, "it", 1);
    let [network, directory, erp] = ["network", "directory", "erp"].map(|id| {
        let id = system(&mut model, id);
        model.systems[id].start = task(2.0, Some(it), 1);
        id
    });
    model.systems[directory].needs = all(&[network]);
    model.systems[erp].starts_after = vec![directory];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[network, directory, erp], 0.0, Shutdown)];
    day.recovery.as_mut().unwrap().priority = vec![erp, directory, network];
    insta::assert_snapshot!(story(&model, &day, 1.0, 8), @r"
    network   ####....
    directory ####....
    erp       ######..
    Start directory 0–2 by 1, 0
    Start network 2–4 by 1, 0
    Start erp 4–6 by 1, 0
    ");
}

#[test]
fn a_circle_of_needs_and_starts_never_ends_unless_there_is_another_way() {
    // The directory needs the network to run, the network cannot be started without the directory.
    let mut model = company();
    let [spare, network, directory] = ["spare", "network", "directory"].map(|id| {
        let id = system(&mut model, id);
        model.systems[id].start = task(2.0, None, 0);
        id
    });
    model.systems[directory].needs = all(&[network]);
    model.systems[network].starts_after = vec![directory];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[network, directory], 0.0, Shutdown)];
    insta::assert_snapshot!(story(&model, &day, 1.0, 6), @r"
    spare     ......
    network   ######
    directory ######
    Start directory 0–2 by 0, 0
    Start network inf–inf by 0, 0
    ");
    model.systems[directory].needs = Some(Logic::Any(vec![Logic::System(network), Logic::System(spare)]));
    insta::assert_snapshot!(story(&model, &day, 1.0, 6), @r"
    spare     ......
    network   ####..
    directory ##....
    Start directory 0–2 by 0, 0
    Start network 2–4 by 0, 0
    ");
}

#[test]
fn what_nobody_can_do_is_never_done() {
    let mut model = company();
    let nobody = crew(&mut model, "nobody", 0);
    let [erp, mes] = ["erp", "mes"].map(|id| system(&mut model, id));
    model.systems[erp].start = task(1.0, Some(nobody), 1);
    model.systems[erp].start.as_mut().unwrap().cost = Uncertain::Fixed(99.0);
    model.systems[mes].starts_after = vec![erp];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[erp, mes], 1.0, Shutdown)];
    insta::assert_snapshot!(story(&model, &day, 1.0, 4), @r"
    erp .###
    mes .###
    Start erp inf–inf by 1, 0
    ");
    day.recovery = None;
    insta::assert_snapshot!(story(&model, &day, 1.0, 4), @r"
    erp .###
    mes .###
    ");
}

/// Moment from which a system is up, read off the timelines and tasks: an own, slow check of what `starts_after` waits for.
fn up_from(model: &Model, back: &[f64], system: SystemId) -> f64 {
    fn of(model: &Model, back: &[f64], logic: &Logic) -> f64 {
        let sorted = |parts: &[Logic]| {
            let mut moments: Vec<f64> = parts.iter().map(|part| of(model, back, part)).collect();
            moments.sort_by(f64::total_cmp);
            moments
        };
        match logic {
            Logic::System(system) => up_from(model, back, *system),
            Logic::Service(_) => f64::NEG_INFINITY,
            Logic::All(parts) | Logic::Mean(parts) => *sorted(parts).last().unwrap(),
            Logic::Any(parts) => sorted(parts)[0],
            Logic::AtLeast(k, parts) => sorted(parts)[*k as usize - 1],
        }
    }
    use blackstart_model::id::Key;
    let needs = model.systems[system].needs.as_ref().map_or(f64::NEG_INFINITY, |needs| of(model, back, needs));
    back[system.index()].max(needs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_respects_precedence_gate_heads_and_calendars((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let draw = Draw { seed: 5, replicate };
        let compromise = spread(None, &model, &day, draw);
        let availability = recover(Work::of_scenario(&model, &day).as_ref(), &model, &day, draw, &compromise);
        let recovery = day.recovery.as_ref().unwrap();

        // When each system was back: by statement or by the end of its last task (or, without any task, of what it waits for).
        let own_tasks = |system: SystemId| availability.tasks.iter().filter(move |done| done.system == system);
        let mut back: Vec<f64> = compromise.fallen.iter().map(|(system, fallen)| match fallen {
            None => f64::NEG_INFINITY,
            Some(fallen) => fallen.until_hours.unwrap_or_else(|| own_tasks(system).fold(f64::NEG_INFINITY, |end, done| end.max(done.end_hours))),
        }).collect();
        let gate = availability.investigated_hours.unwrap_or(f64::NEG_INFINITY);
        let restored = |system: SystemId| compromise.fallen[system].is_some_and(|fallen| fallen.until_hours.is_none());
        for (id, system) in model.systems.iter() {
            // Ids point backwards, so all before are settled.
            let release = system.starts_after.iter().fold(gate, |latest, &before| latest.max(up_from(&model, &back, before)));
            use blackstart_model::id::Key;
            if restored(id) && own_tasks(id).next().is_none() {
                back[id.index()] = release;
            }
            let mut at = release;
            for done in own_tasks(id) {
                prop_assert!(restored(id));
                prop_assert!(done.start_hours >= at, "{:?} before {at}", done);
                prop_assert!(done.end_hours >= done.start_hours);
                at = done.end_hours;
            }
            // Down from the fall until then, and not a moment longer for this reason.
            if let Some(fallen) = compromise.fallen[id] {
                let line = &availability.systems[id];
                let own = Timeline::down(fallen.at_hours, back[id.index()], 0.0, fallen.cause);
                prop_assert_eq!(line.min_with(&own).because(Cause::Shock), line.because(Cause::Shock));
            }
        }

        for (id, crew) in model.crews.iter() {
            let extra = |at: f64| recovery.extra_people.iter().filter(|(to, from, _)| *to == id && *from <= at).map(|(.., more)| more).sum::<u32>();
            // What each task occupies of this crew, as the model says.
            let of = |done: &TaskDone| {
                let task = model.systems[done.system].tasks()[done.kind as usize].unwrap();
                let way = recovery.way(done.system, done.kind, task);
                way.occupies().find(|it| it.0 == id).map(|it| it.1)
            };
            let done: Vec<_> = availability.tasks.iter().filter(|done| of(done).is_some() && done.start_hours < f64::INFINITY).collect();
            for at in done.iter().map(|done| done.start_hours) {
                let busy: u32 = done.iter().filter(|done| done.start_hours <= at && at < done.end_hours).filter_map(|done| of(done)).sum();
                prop_assert!(busy <= crew.people + extra(at), "{busy} heads at {at}");
            }
            if let Some(calendar) = crew.calendar {
                let clock = model.calendars[calendar].it.counted_from(day.start);
                for done in done {
                    prop_assert!(clock.open_at(done.start_hours), "nobody begins when closed");
                }
            }
        }

        prop_assert!(availability.tasks.windows(2).all(|pair| pair[0].start_hours <= pair[1].start_hours));
        for (_, line) in availability.systems.iter() {
            prop_assert!(line.pieces().iter().all(|piece| (0.0..=1.0).contains(&piece.level)));
        }
    }

    #[test]
    fn no_fall_and_no_outage_means_everything_is_up((model, mut day) in any_bad_day()) {
        day.falls.clear();
        day.outages.retain(|outage| !matches!(outage.subject, Subject::System(_)));
        let availability = play(&model, &day);
        prop_assert!(availability.systems.iter().all(|(_, line)| line.is_up()));
        prop_assert!(availability.tasks.is_empty() && availability.investigated_hours.is_none());
    }

    /// Without crews nobody queues, so (unlike with them: Graham's anomalies) worse is never sooner.
    #[test]
    fn without_queues_a_worse_state_is_never_back_sooner((model, day) in any_bad_day(), replicate in 0u64..1000) {
        let mut model = model;
        let ids: Vec<SystemId> = model.systems.keys().collect();
        for id in ids {
            let system = &mut model.systems[id];
            for task in [&mut system.rebuild, &mut system.verify, &mut system.start, &mut system.test].into_iter().flatten() {
                (task.crew, task.fails) = (None, 0.0);
                task.also.clear();
                task.modes.clear();
            }
            // Verify is work that a rebuild contains.
            system.rebuild = system.rebuild.clone().or(system.verify.clone());
            if let (Some(rebuild), Some(verify)) = (&mut system.rebuild, &system.verify) {
                rebuild.hours = Uncertain::Fixed(rebuild.hours.high().max(verify.hours.high()));
            }
        }
        let mut day = day;
        day.recovery.as_mut().unwrap().modes.clear();
        let draw = Draw { seed: 5, replicate };
        let mild = spread(None, &model, &day, draw);
        let mut bad = mild.clone();
        for id in mild.fallen.keys() {
            if let (Some(fallen), 0) = (&mut bad.fallen[id], model.systems[id].name.key % 2) {
                fallen.condition = crate::handover::Condition::Lost;
            }
        }
        let (mild, bad) = (recover(Work::of_scenario(&model, &day).as_ref(), &model, &day, draw, &mild), recover(Work::of_scenario(&model, &day).as_ref(), &model, &day, draw, &bad));
        for (id, line) in mild.systems.iter() {
            prop_assert_eq!(line.min_with(&bad.systems[id]).because(Cause::Shock), bad.systems[id].because(Cause::Shock));
        }
    }
}

#[test]
fn in_order_nobody_begins_on_a_system_before_the_one_that_is_listed_earlier() {
    let mut model = company();
    let it = crew(&mut model, "it", 2);
    let [directory, portal, archive] = ["directory", "portal", "archive"].map(|id| system(&mut model, id));
    model.systems[directory].start = task(6.0, Some(it), 1);
    for id in [portal, archive] {
        model.systems[id].start = task(2.0, Some(it), 1);
    }
    model.systems[portal].starts_after = vec![directory];
    let mut day = quiet_month();
    day.falls = vec![fall("plug", &[directory, portal, archive], 0.0, Shutdown)];
    let mut begins = |policy, list: &[SystemId]| {
        let recovery = day.recovery.as_mut().unwrap();
        (recovery.policy, recovery.priority) = (policy, list.to_vec());
        let mut tasks = play(&model, &day).tasks.clone();
        tasks.sort_by_key(|task| task.system);
        tasks.iter().map(|task| task.start_hours).collect::<Vec<_>>()
    };
    let list = [directory, portal, archive];
    assert_eq!(begins(RestorePolicy::Ranked, &list), [0.0, 6.0, 0.0]);
    assert_eq!(begins(RestorePolicy::InOrder, &list), [0.0, 6.0, 6.0]);
    // What has to wait for something that is listed later stands behind it.
    assert_eq!(begins(RestorePolicy::InOrder, &[portal, archive, directory]), [0.0, 6.0, 0.0]);
}
