//! Plans for restarting, and published instances.

use super::{Looker, Place, json, written};
use blackstart_jobs::{self as jobs, Answer, Failure, PsplibRequest, RestartRequest, Sampling, Stage};
use std::fs;
use std::path::Path;

fn request(place: &Place) -> RestartRequest {
    RestartRequest {
        model: place.path("acme"),
        scenario: Some("shutdown".to_owned()),
        sampling: Sampling { replicates: Some(16), seed: Some(7), threads: 1 },
        schedules: Some(400),
        out: Some(place.path("out")),
        ..RestartRequest::default()
    }
}

#[test]
fn a_plan_is_found_written_and_answered() {
    let place = Place::new();
    let looker = Looker::new();
    let answer = jobs::restart(&request(&place), &looker).unwrap();
    let said = json(&answer, "blackstart/restart/1");
    assert_eq!(said["plan"].as_array().unwrap().len(), answer.plan.len());
    assert!(answer.plan.len() > 2 && said["orders"][0]["dearer"]["mean"] == 0.0);
    assert!(said["tasks"][0]["start_hours"]["p50"].is_number(), "{}", said["tasks"][0]);
    assert!(
        looker.stages().iter().any(|it| it.0 == Stage::Schedules)
            && looker.stages().iter().any(|it| it.0 == Stage::Histories)
    );
    let plan = fs::read_to_string(place.path("out/plan.csv")).unwrap();
    assert!(plan.contains(&format!("1,{},", answer.plan[0])), "{plan}");
    let command = request(&place).command();
    assert!(command.contains(" shutdown --replicates 16 --seed 7 --schedules 400"), "{command}");

    // Its own plan, given, costs what it costs.
    let given =
        RestartRequest { plans: vec![place.path("out/plan.csv")], out: Some(place.path("b")), ..request(&place) };
    let given = jobs::restart(&given, &()).unwrap();
    let order = given.orders.iter().find(|it| it.title == "plan").unwrap();
    assert_eq!(order.loss.mean, answer.orders[0].loss.mean);
}

#[test]
fn stopped_it_answers_with_the_best_so_far() {
    let place = Place::new();
    let endless = RestartRequest { schedules: Some(u64::MAX - 1), ..request(&place) };
    let answer = jobs::restart(&endless, &Looker::stopping_after(Stage::Schedules, 200)).unwrap();
    assert!(!answer.complete && answer.plan.len() > 2);
    assert!(matches!(answer.outcome(), Err(Failure::Interrupted(_))));
    assert_eq!(written(&answer, "blackstart/restart/1")["complete"], false);
    // Nor does it go on longer than told.
    let brief = RestartRequest { schedules: None, time_seconds: Some(0.3), ..request(&place) };
    jobs::restart(&brief, &()).unwrap().outcome().unwrap();
}

#[test]
fn what_cannot_be_planned_is_said() {
    let place = Place::new();
    for (asked, says) in [
        (RestartRequest { now: Some("yesterday".to_owned()), ..request(&place) }, "the moment `yesterday`"),
        (RestartRequest { now: Some("900d".to_owned()), ..request(&place) }, "this scenario is from"),
        (RestartRequest { facts: Some(place.path("facts.csv")), ..request(&place) }, "facts need `now`"),
    ] {
        match jobs::restart(&asked, &()) {
            Err(Failure::Usage(why)) => assert!(why.contains(says), "{why}"),
            other => panic!("{says}: {:?}", other.map(|_| ())),
        }
    }
    fs::write(place.path("ours.csv"), "system\nnonsense\n").unwrap();
    let asked = RestartRequest { plans: vec![place.path("ours.csv")], ..request(&place) };
    assert_eq!(jobs::restart(&asked, &()).map(|_| ()).unwrap_err().exit_code(), 3);
    // A folder of somebody else's is not written.
    let asked = RestartRequest { out: Some(place.path("acme")), ..request(&place) };
    assert_eq!(jobs::restart(&asked, &()).map(|_| ()).unwrap_err().exit_code(), 2);
}

/// Two people, tasks of 3 and 2: together 3.
const FILE: &str = "\
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
  1      1     0       0
  2      1     3       1
  3      1     2       1
  4      1     0       0
RESOURCEAVAILABILITIES:
  R 1
   2
";

#[test]
fn a_published_instance_is_scheduled() {
    let place = Place::new();
    fs::write(place.path("small.sm"), FILE).unwrap();
    let request = PsplibRequest { file: place.path("small.sm"), schedules: Some(100), ..PsplibRequest::default() };
    let said = json(&jobs::psplib(&request, &()).unwrap(), "blackstart/restart-psplib/1");
    assert_eq!((&said["makespan"], &said["proven"], &said["seed"]), (&3.0.into(), &true.into(), &1.into()));
    fs::write(
        place.path("small.sm"),
        FILE.replace("2        1          1           4", "2        1          1           9"),
    )
    .unwrap();
    match jobs::psplib(&request, &()) {
        Err(failure @ Failure::Malformed(_)) => {
            assert!(failure.exit_code() == 3 && failure.to_string().contains("line 9"), "{failure}");
        }
        other => panic!("{other:?}"),
    }
}

/// One job in two ways, each of which uses up one thing more than there is.
const SCARCE: &str = "\
jobs (incl. supersource/sink ):  3
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  2   N
  - doubly constrained        :  0   D
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        2          1           3
   3        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1  N 2
  1      1     0       0    0    0
  2      1     3       1    3    0
         2     2       1    1    1
  3      1     0       0    0    0
RESOURCEAVAILABILITIES:
  R 1  N 1  N 2
   2    2    0
";

#[test]
fn published_instances_of_every_format_are_scheduled() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blackstart-plan/src/psplib/cases");
    for (file, makespan) in
        [("a.sm", 13.0), ("a_crlf.sm", 13.0), ("a_tab.sm", 13.0), ("a_zero.sm", 13.0), ("a.rcp", 13.0), ("a.mm", 11.0)]
    {
        let request = PsplibRequest { file: cases.join(file), schedules: Some(2000), ..PsplibRequest::default() };
        let answer = jobs::psplib(&request, &()).unwrap();
        assert_eq!((answer.makespan, answer.verified, answer.modes_left_out), (makespan, true, 0), "{file}");
    }
    // Not even the least that the jobs use is there.
    let place = Place::new();
    let text = fs::read_to_string(cases.join("a.mm")).unwrap();
    let file = place.path("scarce.mm");
    fs::write(&file, text.replace("   3   1   4", "   3   1   0")).unwrap();
    let request = PsplibRequest { file: file.clone(), schedules: Some(2000), ..PsplibRequest::default() };
    match jobs::psplib(&request, &()) {
        Err(failure @ Failure::Malformed(_)) => assert!(failure.to_string().contains("at least 1"), "{failure}"),
        other => panic!("{other:?}"),
    }
    // Either way of job 2 uses up more of one than there is: no choice is found, and that is said.
    fs::write(&file, SCARCE).unwrap();
    match jobs::psplib(&request, &()) {
        Err(Failure::Usage(why)) => assert!(why.contains("no choice of modes was found"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_project_for_other_schedulers_is_one_course_that_can_be() {
    let place = Place::new();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ms-project");
    let request = RestartRequest {
        model: case,
        scenario: None,
        sampling: Sampling { replicates: Some(400), seed: None, threads: 1 },
        schedules: Some(200),
        out: Some(place.path("out")),
        ..RestartRequest::default()
    };
    jobs::restart(&request, &()).unwrap();
    let xml = fs::read_to_string(place.path("out/project.xml")).unwrap();
    let blocks = |xml: &str, name: &str| -> Vec<String> {
        let opened = format!("<{name}>");
        let rest = xml.split(&opened).skip(1);
        rest.map(|rest| rest.split(&format!("</{name}>")).next().unwrap().to_owned()).collect()
    };
    let leaf = |block: &str, name: &str| blocks(block, name)[0].clone();
    let tasks = blocks(&xml, "Task");
    for task in &tasks {
        for before in blocks(task, "PredecessorUID") {
            let before = &tasks[before.parse::<usize>().unwrap() - 1];
            // Moments of the schema are in order where their texts are.
            assert!(leaf(before, "Finish") <= leaf(task, "Start"), "{xml}");
        }
    }
    // The file has them in the order of the plan.
    let mut in_time: Vec<&String> = tasks.iter().collect();
    in_time.sort_by_key(|it| leaf(it, "Start"));
    let rows: Vec<String> =
        in_time.iter().map(|it| ["Name", "Start", "Finish", "Work"].map(|name| leaf(it, name)).join(" ")).collect();
    // Six in ten histories verify, so the typical one does; it ends on Wednesday at noon.
    assert_eq!(
        rows,
        [
            "ad: verify 2026-03-02T08:00:00 2026-03-02T16:00:00 PT8H0M0S",
            "ad: start 2026-03-03T08:00:00 2026-03-03T12:00:00 PT4H0M0S",
            "erp: start 2026-03-03T12:00:00 2026-03-04T12:00:00 PT8H0M0S",
        ]
    );
    assert_eq!(leaf(&blocks(&xml, "Resource")[0], "MaxUnits"), "3");
    assert!(xml.contains("<FromTime>08:00:00</FromTime>") && xml.contains("<ToTime>16:00:00</ToTime>"), "{xml}");
    // Where the directory is always lost, its rebuild is 32 hours of two people.
    let lost = place.path("lost.toml");
    let scenario = fs::read_to_string(request.model.join("scenarios/s.toml")).unwrap();
    fs::write(&lost, scenario.replace("lost = 0.4\nexposed = 0.6", "lost = 1")).unwrap();
    let scenario = Some(lost.display().to_string());
    jobs::restart(&RestartRequest { scenario, out: Some(place.path("lost")), ..request }, &()).unwrap();
    let xml = fs::read_to_string(place.path("lost/project.xml")).unwrap();
    let tasks = blocks(&xml, "Task");
    let rebuild = tasks.iter().find(|it| leaf(it, "Name") == "ad: rebuild").unwrap();
    assert_eq!(
        ["Duration", "Work", "Finish"].map(|it| leaf(rebuild, it)),
        ["PT32H0M0S", "PT64H0M0S", "2026-03-05T16:00:00"]
    );
    assert_eq!(tasks.iter().map(|it| leaf(it, "Finish")).max().unwrap(), "2026-03-09T12:00:00");
}
