//! A workbook where a folder could stand: the page `docs/how-to/use-a-workbook.md`, command by command.

use super::Place;

#[test]
fn a_workbook_is_written_checked_run_and_converted() {
    let place = Place::new();
    let init = place.run("init acme.xlsx");
    assert_eq!((init.code, init.out.as_str()), (0, "acme.xlsx\n"), "{}", init.err);
    assert!(init.err.contains("Next: blackstart run acme.xlsx"), "{}", init.err);

    let check = place.run("check acme.xlsx");
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    assert!(check.out.ends_with("nothing is wrong\n"), "{}", check.out);

    for line in ["run acme.xlsx -n 4", "run acme.xlsx outage -n 4", "restart acme.xlsx shutdown -n 4 --schedules 20"] {
        let run = place.run(line);
        assert_eq!(run.code, 0, "{line}: {}", run.err);
    }
    assert!(place.path("out/starter-shutdown/manifest.json").is_file());
    assert!(place.path("out/starter-outage/manifest.json").is_file());
    assert_eq!(place.run("compare acme.xlsx outage shutdown -n 4").code, 0);
    let missing = place.run("run acme.xlsx outtage");
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("there are: outage, shutdown"), "{}", missing.err);

    let back = place.run("convert acme.xlsx back");
    assert_eq!(back.code, 0, "{}", back.err);
    assert!(back.out.lines().any(|line| line == "back/scenarios/shutdown.toml"), "{}", back.out);
    let there = place.json("convert acme there.xlsx --json", "blackstart/convert/1");
    for name in ["acme", "back", "acme.xlsx", "there.xlsx"] {
        let said = place.json(&format!("check {name} --json"), "blackstart/check/1");
        assert_eq!(said["model"]["hash"], there["model_hash"], "{name}");
    }
    let again = place.run("convert acme there.xlsx");
    assert_eq!(again.code, 2, "{}", again.err);
    assert!(again.err.contains("already exists"), "{}", again.err);
}

#[test]
fn what_does_not_cross_into_a_workbook_is_said() {
    let place = Place::new();
    let came = place.run("convert acme acme.xlsx");
    assert_eq!(came.code, 0, "{}", came.err);
    assert!(came.err.contains("comments in TOML files"), "{}", came.err);
    assert!(came.err.contains("stay where they are: README.md"), "{}", came.err);
}

#[test]
fn a_comment_moves_no_hash_and_a_number_does() {
    let place = Place::new();
    let hash = || place.json("check acme --json", "blackstart/check/1")["model"]["hash"].clone();
    let before = hash();
    place.change("acme/model.toml", "format = 1", "# A remark.\nformat = 1");
    assert_eq!(hash(), before);
    place.change("acme/model.toml", "people = 3", "people = 4");
    assert_ne!(hash(), before);
}
