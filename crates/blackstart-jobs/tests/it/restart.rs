//! Plans for restarting, and published instances.

use super::{Looker, Place, json, written};
use blackstart_jobs::{self as jobs, Answer, Failure, PsplibRequest, RestartRequest, Sampling, Stage};
use std::fs;

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
