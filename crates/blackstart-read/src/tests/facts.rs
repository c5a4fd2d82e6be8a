//! Facts of a restart: what is known by them, and what is said about slips.

use super::*;
use blackstart_model::model::TaskKind;
use blackstart_model::scenario::{Known, Progress};

fn read(table: &str) -> blackstart_model::Read<Known> {
    let model = base();
    let day = format!("{BASE_SCENARIO}[shutdown]\nsystems = [\"erp\"]\nlost = 1\n[recovery]\n");
    let scenario = crate::scenario_text(&day, &model).it.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.csv");
    std::fs::write(&file, table).unwrap();
    crate::facts(&file, 120.0, &model, &scenario, &blackstart_model::CsvOnly)
}

#[test]
fn a_row_says_what_has_begun_and_what_is_over() {
    let known = read(
        "task,system,began,ended,note\nstart,erp,4d,,by night\ninvestigation,,,1d,\nrebuild,erp,2026-02-02,2026-02-04T12:00,\n",
    );
    assert_eq!(
        said(&known),
        "BS0723 warning facts.csv:2:1 worked 24.0 h so far, and the model says at most 4.0 h\n  | start,erp,4d,,by night\n  | ^^^^^^^^^^^^^^^^^^^^^^\n  = it is taken to end now; correct its `duration` in the model, or the fact\n"
    );
    let known = known.it.unwrap();
    assert_eq!(known.investigation, Some(Progress::Ended(24.0)));
    let told: Vec<_> = known.tasks.iter().map(|task| (task.kind, task.began_hours, task.ended_hours())).collect();
    assert_eq!(told, [(TaskKind::Rebuild, 24.0, Some(84.0)), (TaskKind::Start, 96.0, None)]);
    let none = read("system,task,began,ended\n");
    assert_eq!(none.it, Some(Known { now_hours: 120.0, ..Known::default() }));
}

#[test]
fn slips_are_told_with_their_place() {
    let known = read(
        "system,task,began,ended\nerpp,start,1d,2d\nerp,tset,1d,2d\nerp,test,1d,2d\nerp,rebuild,,2d\nerp,verify,9d,\nerp,rebuild,3d,2d\n,start,1d,2d\nerp,investigation,,1d\nmes,start,1d,2d\n",
    );
    assert!(known.it.is_none());
    insta::assert_snapshot!(said(&known), @r"
    BS0301 error facts.csv:2:1 there is no system `erpp`
      | erpp,start,1d,2d
      | ^^^^
      = did you mean `erp`?
    BS0213 error facts.csv:3:5 `task`: `tset` is not a word of this field
      | erp,tset,1d,2d
      |     ^^^^
      = did you mean `test`?
    BS0721 error facts.csv:4:5 `erp` has no `test`
      | erp,test,1d,2d
      |     ^^^^
      = the model has: rebuild, verify, start
    BS0721 error facts.csv:5:1 when did it begin?
      | erp,rebuild,,2d
      | ^^^^^^^^^^^^^^^
      = give `began`
    BS0721 error facts.csv:6:12 this has not happened yet
      | erp,verify,9d,
      |            ^^
      = facts are from before `now`
    BS0721 error facts.csv:7:16 this is before it began
      | erp,rebuild,3d,2d
      |                ^^
    BS0721 error facts.csv:8:1 this row does not say whose task it is
      | ,start,1d,2d
      | ^^^^^^^^^^^^
      = give its `system`
    BS0721 error facts.csv:9:1 the investigation is not `erp`'s alone
      | erp,investigation,,1d
      | ^^^
      = leave `system` empty
    BS0721 error facts.csv:10:5 `mes` has no `start`
      | mes,start,1d,2d
      |     ^^^^^
    ");
}

#[test]
fn tasks_of_a_system_come_one_after_another() {
    let twice = "system,task,began,ended\nerp,rebuild,1d,3d\nerp,start,2d,\nerp,start,3d,\n";
    insta::assert_snapshot!(said(&read(twice)), @r"
    BS0721 error facts.csv:3:1 `start` of `erp` began before its `rebuild` was over
      | erp,start,2d,
      | ^^^^^^^^^^^^^
      = its tasks are done one after another
    BS0723 warning facts.csv:3:1 worked 72.0 h so far, and the model says at most 4.0 h
      | erp,start,2d,
      | ^^^^^^^^^^^^^
      = it is taken to end now; correct its `duration` in the model, or the fact
    BS0723 warning facts.csv:4:1 worked 48.0 h so far, and the model says at most 4.0 h
      | erp,start,3d,
      | ^^^^^^^^^^^^^
      = it is taken to end now; correct its `duration` in the model, or the fact
    BS0302 error facts.csv:4:5 `start` of `erp` is defined twice
      | erp,start,3d,
      |     ^^^^^
      = delete one row
    ");
    insta::assert_snapshot!(said(&read("system,task,began,ended\nerp,verify,1d,2d\nerp,rebuild,2d,\n")), @r"
    BS0721 error facts.csv:3:5 `erp` is either rebuilt or verified
      | erp,rebuild,2d,
      |     ^^^^^^^
      = delete one row
    ");
}
