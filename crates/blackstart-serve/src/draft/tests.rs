//! Edits are those of the reader, saved texts say what was checked, and nobody overwrites anybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use blackstart::jobs::{self, InitRequest};
use std::fs;

/// A folder with the starter company in `acme`.
fn place() -> (tempfile::TempDir, Place, ModelAt) {
    let folder = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
    let place = Place::open(folder.path()).unwrap();
    let model = place.model("acme").unwrap();
    (folder, place, model)
}

fn edit(changes: &[(&str, Option<&str>)]) -> Edit {
    let changes = changes.iter().map(|(path, value)| ((*path).to_owned(), value.map(str::to_owned))).collect();
    Edit { changes, ..Edit::default() }
}

/// What the model says, as its sliders ask.
fn facts(draft: &Draft) -> Facts {
    Facts::of(&draft.model_source().unwrap().model().it.unwrap())
}

/// A slider of a scenario.
fn slider(place: &Place, model: &ModelAt, scenario: &str, name: &str) -> Slider {
    let draft = Draft::open(place, model, scenario).unwrap();
    draft.sliders(&facts(&draft)).into_iter().find(|it| it.name == name).unwrap()
}

fn slide(name: &str, to: f64) -> Edit {
    Edit { sliders: BTreeMap::from([(name.to_owned(), to)]), ..Edit::default() }
}

#[test]
fn numbers_are_scaled_and_nothing_else_is() {
    let scaled = |value, factor| scaled(value, factor, f64::INFINITY);
    assert_eq!(scaled("pert(1d, 3d, 7d)", 2.0).as_deref(), Some("pert(2d, 6d, 14d)"));
    assert_eq!(scaled("lognormal(median 2d, p90 9d)", 0.5).as_deref(), Some("lognormal(median 1d, p90 4.5d)"));
    assert_eq!(scaled("0.15", 3.0).as_deref(), Some("0.45"));
    assert_eq!(super::scaled("25%", 8.0, 1.0).as_deref(), Some("100%"));
    assert_eq!(super::scaled("0.4", 3.0, 1.0).as_deref(), Some("1"));
    assert_eq!(scaled("2025-09-01", 2.0), None);
    assert_eq!(scaled("never", 2.0), None);
    assert_eq!(scaled("3d", 0.0).as_deref(), Some("0d"));
}

#[test]
fn what_is_saved_is_what_was_checked_and_comments_stay() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let edit = Edit {
        changes: edit(&[
            ("recovery.investigation", Some("5d")),
            ("shutdown.lost", Some("40%")),
            ("shock[0].times", Some("0.8")),
            ("recovery.policy", Some("ranked")),
            ("title", Some("Worse: \"quoted\"")),
            ("replicates", None),
        ])
        .changes,
        remove: vec!["cost[0]".to_owned()],
        add: Some(Row {
            list: "cost".to_owned(),
            lines: "id = \"lawyers\"\nparty = \"company\"\nform = \"response\"\namount = \"£1m\"".to_owned(),
        }),
        sliders: BTreeMap::from([("people".to_owned(), 2.0), ("backups".to_owned(), 55.0)]),
        ..Edit::default()
    };
    let edited = draft.edited(&edit).unwrap();
    assert!(edited.is_sound(), "{:?}", edited.problems);
    // The same edits in memory, by the reader alone.
    let mut source = draft.scenario_source().unwrap();
    for (path, value) in &edit.changes {
        match value {
            Some(value) => source.set(path, value).unwrap(),
            None => source.remove(path).unwrap(),
        }
    }
    source.remove("cost[0]").unwrap();
    source.add("cost", &edit.add.as_ref().unwrap().lines).unwrap();
    source.set("destroyed.backup", "0.55").unwrap();
    let crews = "[{ crew = \"infrastructure\", from = \"3d\", people = 3 }, { crew = \"infrastructure\", people = 2 }, { crew = \"applications\", people = 2 }]";
    let known = draft.model_source().unwrap().model().it.unwrap();
    let needed = facts(&draft).crews;
    let all: Vec<&str> = needed.iter().map(|it| it.id.as_str()).collect();
    let crews = all
        .iter()
        .filter(|it| !matches!(**it, "infrastructure" | "applications"))
        .fold(crews.to_owned(), |text, crew| {
            format!("{}, {{ crew = \"{crew}\", people = 2 }}]", text.trim_end_matches(']'))
        });
    let in_order = |text: &str| {
        let mut source = source.clone();
        source.set("recovery.extra_people", text).unwrap();
        source.scenario(&known).it.unwrap()
    };
    let expected = in_order(&crews);
    draft.save(&edit, &edited, &draft.hash).unwrap();
    let saved = blackstart::read::scenario(&draft.file, &known).it.unwrap();
    let sorted = |mut it: blackstart::model::Scenario| {
        if let Some(recovery) = &mut it.recovery {
            recovery.extra_people.sort_by_key(|it| format!("{it:?}"));
        }
        store::content_hash(&it)
    };
    assert_eq!(sorted(saved), sorted(expected));
    let text = fs::read_to_string(&draft.file).unwrap();
    assert!(text.starts_with("# The company pulls the plug"), "{text}");
    assert!(text.contains("investigation = \"5d\"") && text.contains("policy = \"ranked\""), "{text}");
}

#[test]
fn an_edit_without_changes_saves_the_same_bytes() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let before = fs::read(&draft.file).unwrap();
    let edited = draft.edited(&Edit::default()).unwrap();
    draft.save(&Edit::default(), &edited, &draft.hash).unwrap();
    assert_eq!(fs::read(&draft.file).unwrap(), before);
}

#[test]
fn problems_are_those_of_the_reader_and_nothing_is_saved() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let wrong = edit(&[
        ("recovery.investigation", Some("5 dys")),
        ("recovery.ruel", Some("listed")),
        ("shutdown.lost", Some("140%")),
    ]);
    let edited = draft.edited(&wrong).unwrap();
    let codes: Vec<&str> =
        edited.problems.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code).collect();
    assert!(!edited.is_sound() && codes.len() == 3, "{:?}", edited.problems);
    assert!(codes.contains(&"BS0204"), "{codes:?}");
    assert!(edited.problems.iter().any(|it| it.file == Path::new("edit")), "{:?}", edited.problems);
    assert!(draft.save(&wrong, &edited, &draft.hash).is_err());
}

#[test]
fn of_two_people_the_second_is_told() {
    let (_folder, place, model) = place();
    let [one, two] = [0, 1].map(|_| Draft::open(&place, &model, "shutdown").unwrap());
    let first = edit(&[("recovery.investigation", Some("5d"))]);
    one.save(&first, &one.edited(&first).unwrap(), &one.hash).unwrap();
    // The second looks at the file as it is now, but says what it was when they began.
    let now = Draft::open(&place, &model, "shutdown").unwrap();
    let second = edit(&[("shutdown.lost", Some("40%"))]);
    let fault = now.save(&second, &now.edited(&second).unwrap(), &two.hash).unwrap_err();
    assert_eq!((fault.status, fault.code), (StatusCode::PRECONDITION_FAILED, Some("BS0955")));
    let text = fs::read_to_string(&now.file).unwrap();
    assert!(text.contains("investigation = \"5d\"") && text.contains("lost = \"25%\""));
    now.save(&second, &now.edited(&second).unwrap(), &now.hash).unwrap();
    let text = fs::read_to_string(&now.file).unwrap();
    assert!(text.contains("investigation = \"5d\"") && text.contains("lost = \"40%\""));
}

#[test]
fn a_new_scenario_gets_a_name_of_its_own_and_no_path() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let named = |name: &str| Edit { save_as: Some(name.to_owned()), ..slide("investigation", 2.0) };
    for wrong in ["", "../out", "a/b", "a.b", "ü", "con\0", &"x".repeat(65)] {
        assert!(draft.edited(&named(wrong)).is_err(), "{wrong}");
    }
    let edit = named("twice-as-long");
    let edited = draft.edited(&edit).unwrap();
    assert_eq!(draft.save(&edit, &edited, &draft.hash).unwrap(), "twice-as-long");
    let again = draft.save(&edit, &edited, &draft.hash).unwrap_err();
    assert!(again.message.contains("there is a scenario"), "{}", again.message);
    let new = Draft::open(&place, &model, "twice-as-long").unwrap();
    assert!(new.text.contains("pert(2d, 6d, 14d)") && new.text.contains("name = \"twice-as-long\""), "{}", new.text);
    assert!(draft.text.contains("pert(1d, 3d, 7d)"));
}

#[test]
fn a_scenario_that_is_saved_under_a_new_name_has_a_title_of_its_own() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let old = draft.fields().into_iter().find(|it| it.path == "title").unwrap().value;
    let title_of = |name: &str, edit: Edit| {
        let edit = Edit { save_as: Some(name.to_owned()), ..edit };
        let edited = draft.edited(&edit).unwrap();
        draft.save(&edit, &edited, &draft.hash).unwrap();
        let new = Draft::open(&place, &model, name).unwrap();
        new.fields().into_iter().find(|it| it.path == "title").unwrap().value
    };
    assert_eq!(title_of("again", Edit::default()), format!("{old} (again)"));
    let said = Edit { save_title: Some(" A \"worse\" day ".to_owned()), ..Edit::default() };
    assert!(title_of("worse", said).contains("A \"worse\" day"));
    assert_eq!(title_of("typed", edit(&[("title", Some("Typed here"))])), "Typed here");
}

#[test]
fn a_slider_that_would_change_nothing_cannot_be_moved_and_says_why() {
    let (_folder, place, model) = place();
    let file = model.path.join("scenarios/shutdown.toml");
    let text = fs::read_to_string(&file).unwrap();
    let write = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(&file, text.replace(from, to)).unwrap();
    };
    let shown = |name| slider(&place, &model, "shutdown", name);
    assert_eq!((shown("lost").why_not, shown("lost").most), (None, 4.0));
    // What is certain cannot become more so: it can only be lowered.
    write("lost = \"25%\"", "lost = \"100%\"");
    assert_eq!((shown("lost").why_not, shown("lost").most), (None, 1.0));
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    assert!(draft.edited(&slide("lost", 2.0)).is_err());
    write("lost = \"25%\"", "lost = 0");
    assert!(shown("lost").why_not.unwrap().contains("so is every multiple"), "{:?}", shown("lost"));
    write("investigation = \"pert(1d, 3d, 7d)\"", "investigation = \"0d\"");
    assert!(shown("investigation").why_not.is_some());
    // Of a scenario that says when all is back nobody and nothing is needed.
    for name in ["people", "backups", "investigation", "lost"] {
        assert!(slider(&place, &model, "outage", name).why_not.is_some(), "{name}");
    }
}

#[test]
fn of_a_model_with_errors_nothing_is_ruled_out() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    for slider in draft.sliders(&Facts::default()) {
        assert_eq!(slider.why_not, None, "{}", slider.name);
    }
}

#[test]
fn without_crews_nobody_is_added() {
    let (_folder, place, model) = place();
    let file = model.path.join("model.toml");
    let mut document: DocumentMut = fs::read_to_string(&file).unwrap().parse().unwrap();
    document.remove("crew");
    for row in document["system"].as_array_of_tables_mut().unwrap().iter_mut() {
        for task in ["rebuild", "verify", "start", "test"] {
            if let Some(task) = row.get_mut(task).and_then(Item::as_table_like_mut) {
                task.remove("crew");
                task.remove("people");
            }
        }
        row.remove("rebuild_without_backup");
        row.remove("resource");
    }
    fs::write(&file, document.to_string()).unwrap();
    let file = model.path.join("scenarios/shutdown.toml");
    let mut document: DocumentMut = fs::read_to_string(&file).unwrap().parse().unwrap();
    document["recovery"].as_table_mut().unwrap().remove("extra_people");
    fs::write(&file, document.to_string()).unwrap();
    let people = slider(&place, &model, "shutdown", "people");
    assert!(people.why_not.unwrap().contains("crew"), "{people:?}");
    assert!(slider(&place, &model, "shutdown", "backups").why_not.unwrap().contains("backups"));
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let refused = draft.edited(&slide("people", 3.0)).unwrap_err();
    assert!(refused.message.contains("cannot be moved"), "{}", refused.message);
}

#[test]
fn where_more_is_lost_less_is_exposed() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    // 25 % lost and 50 % exposed: at three times as much the two would be 125 %.
    let (text, _) = draft.edited(&slide("lost", 3.0)).unwrap().texts.unwrap();
    assert!(text.contains("lost = \"75%\"") && text.contains("exposed = 0.25"), "{text}");
    let (text, _) = draft.edited(&slide("lost", 2.0)).unwrap().texts.unwrap();
    assert!(text.contains("exposed = \"50%\""), "{text}");
}

#[test]
fn working_by_hand_changes_the_model_only_with_its_hash() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let slider = slider(&place, &model, "shutdown", "manual");
    assert_eq!(slider.why_not, None, "{}", slider.written);
    let edit = slide("manual", 0.5);
    let edited = draft.edited(&edit).unwrap();
    assert!(edited.is_sound(), "{:?}", edited.problems);
    assert_eq!(draft.save(&edit, &edited, &draft.hash).unwrap_err().code, Some("BS0955"));
    let edit = Edit { model_hash: Some(draft.model_hash.clone()), ..edit };
    draft.save(&edit, &edited, &draft.hash).unwrap();
    let after = Draft::open(&place, &model, "shutdown").unwrap();
    assert_ne!(after.model_hash, draft.model_hash);
    assert_eq!(after.hash, draft.hash);
}

#[test]
fn every_slider_of_the_starter_moves_something() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let sliders = draft.sliders(&facts(&draft));
    assert_eq!(
        sliders.iter().map(|it| it.name).collect::<Vec<_>>(),
        ["investigation", "lost", "people", "backups", "manual"]
    );
    for slider in sliders {
        assert_eq!(slider.why_not, None, "{}", slider.name);
        let (text, model) = draft.edited(&slide(slider.name, slider.most / 2.0)).unwrap().texts.unwrap();
        assert!(text != draft.text || model.is_some(), "{}", slider.name);
        assert!(draft.edited(&slide(slider.name, slider.most + 1.0)).is_err(), "{}", slider.name);
    }
}

#[cfg(unix)]
#[test]
fn a_scenario_that_is_a_link_out_of_the_folder_is_not_read() {
    let (_folder, place, model) = place();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.toml");
    fs::write(&secret, "name = \"secret\"\n").unwrap();
    std::os::unix::fs::symlink(&secret, model.path.join("scenarios/linked.toml")).unwrap();
    let fault = Draft::open(&place, &model, "linked").unwrap_err();
    assert!(!fault.message.contains("secret.toml\""), "{}", fault.message);
}

#[test]
fn a_path_of_a_field_leads_where_the_reader_says_or_nowhere() {
    let (_folder, place, model) = place();
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    for field in draft.fields() {
        let mut source = draft.scenario_source().unwrap();
        source.set(&field.path, &field.value).unwrap_or_else(|it| panic!("{}: {}", field.path, it.message));
    }
    for wrong in ["", ".", "a[", "a[x].b", "\"a", "fall[99].at", &"a.".repeat(40)] {
        assert!(
            steps(wrong).is_err() || change(&mut parsed(&draft.text).unwrap(), wrong, Some("1")).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn people_are_told_as_a_number_for_each_crew() {
    let (_folder, place, model) = place();
    let shown = |name| slider(&place, &model, "shutdown", name).written;
    let draft = Draft::open(&place, &model, "shutdown").unwrap();
    let facts = facts(&draft);
    assert!(!facts.crews.is_empty());
    let written = shown("people");
    for CrewFact { title, people, .. } in &facts.crews {
        assert!(written.contains(&format!("{title} {people}")), "{title} {people} in {written}");
    }
    assert!(!written.contains(['{', '[', '=']), "no syntax of a file: {written}");
    let first = &facts.crews[0];
    let extra =
        format!("[{{ crew = {:?}, people = 2 }}, {{ people = 3, crew = {:?}, from = \"2d\" }}]", first.id, first.id);
    assert!(facts.people(Some(&extra)).starts_with(&format!("{} {} + 5", first.title, first.people)));
    assert_eq!(facts.people(Some("[ not toml")), facts.people(None), "what is no list adds nobody");
}
