//! Hostile and broken files: an error, never a panic, never an endless wait.

use super::*;
use blackstart_model::table::{CsvOnly, Limits};
use proptest::prelude::*;
use std::path::Path;

fn model_of(bytes: &[u8]) -> Read<blackstart_model::Model> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("model.toml"), bytes).unwrap();
    crate::model(folder.path(), &CsvOnly)
}

fn first_code(bytes: &[u8]) -> &'static str {
    model_of(bytes).problems.first().map_or("none", |problem| problem.code)
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(first_code(b"format = 1\nname = \"a\0b\"\n"), "BS0102");
    assert_eq!(first_code(b"format = 1\nname = \"\xff\xfe\"\n"), "BS0102");
    assert_eq!(first_code(b"\xff\xfef\0o\0"), "BS0102");
    assert_eq!(first_code(&[0xef, 0xbb, 0xbf]), "BS0202");
    let with_mark: Vec<u8> = [b"\xef\xbb\xbf".as_slice(), BASE.as_bytes()].concat();
    assert_eq!(said(&model_of(&with_mark)), "");
    assert_eq!(said(&model_of(BASE.replace('\n', "\r\n").as_bytes())), "");
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| crate::model(path, &CsvOnly).problems[0].code;
    assert_eq!(code(folder.path()), "BS0101");
    assert_eq!(code(&folder.path().join("nowhere")), "BS0101");
    assert_eq!(code(Path::new("")), "BS0101");
    assert_eq!(code(Path::new("a\0b")), "BS0101");
    std::fs::create_dir(folder.path().join("model.toml")).unwrap();
    assert_eq!(code(folder.path()), "BS0101");
}

#[cfg(unix)]
#[test]
fn devices_and_links_that_leave_the_folder_are_refused() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let problems = || crate::model(folder.path(), &CsvOnly).problems;
    let model = folder.path().join("model.toml");
    for target in ["/dev/zero", "model.toml", "nowhere", "/etc/hostname"] {
        let _ = std::fs::remove_file(&model);
        symlink(target, &model).unwrap();
        assert_eq!(problems()[0].code, "BS0101", "{target}");
    }
    std::fs::remove_file(&model).unwrap();
    std::fs::write(&model, BASE).unwrap();
    symlink("/dev/zero", folder.path().join("zones.csv")).unwrap();
    assert_eq!(problems()[0].code, "BS0101");
    std::fs::remove_file(folder.path().join("zones.csv")).unwrap();
    // Within the folder, a link is a file like any other.
    std::fs::write(folder.path().join("zones-2025.csv"), "id\noffice\n").unwrap();
    symlink("zones-2025.csv", folder.path().join("zones.csv")).unwrap();
    let codes: Vec<&str> = problems().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["BS0113"], "only that nothing reads the file under its own name");
}

#[test]
fn limits_hold() {
    let limits = Limits {
        toml_bytes: 1000,
        table_bytes: 5000,
        table_rows: 10,
        table_columns: 3,
        row_bytes: 100,
        ..Limits::default()
    };
    let read = |name: &str, contents: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("model.toml"), "format = 1\nname = \"a\"\ncurrency = \"GBP\"\n").unwrap();
        std::fs::write(folder.path().join(name), contents).unwrap();
        crate::model_within(folder.path(), &CsvOnly, &limits).problems.first().map(|problem| problem.code)
    };
    assert_eq!(read("zones.csv", "id\na\n"), None);
    assert_eq!(read("model.toml", &"#".repeat(1001)), Some("BS0106"));
    assert_eq!(read("zones.csv", &"#".repeat(5001)), Some("BS0106"));
    assert_eq!(
        read("zones.csv", &format!("id\n{}", (0..12).map(|at| format!("z{at}\n")).collect::<String>())),
        Some("BS0106")
    );
    assert_eq!(read("zones.csv", "id,title,level,note\n"), Some("BS0106"));
    // A row is read through a buffer, so the limit is only seen beyond it.
    let limits_of_rows = Limits { row_bytes: 100, ..Limits::default() };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
    std::fs::write(folder.path().join("zones.csv"), format!("id\n\"{}", "x\n".repeat(1 << 20))).unwrap();
    assert_eq!(crate::model_within(folder.path(), &CsvOnly, &limits_of_rows).problems[0].code, "BS0106");
}

/// What is said about the base company with a table of so many rows beside it.
fn with_rows(name: &str, columns: &str, rows: usize, row: impl Fn(usize) -> String, limits: &Limits) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
    let rows: String = (0..rows).map(row).collect();
    std::fs::write(folder.path().join(name), format!("{columns}\n{rows}")).unwrap();
    let read = crate::model_within(folder.path(), &CsvOnly, limits);
    assert_eq!(read.it.is_none(), read.errors().next().is_some());
    read.errors().map(|problem| format!("{} {}", problem.code, problem.message)).collect()
}

#[test]
fn more_systems_or_services_than_a_history_can_keep_are_refused_as_they_are_read() {
    let limits = Limits::default();
    // Three times as many: what is beyond the limit is neither kept nor checked, and complained about once.
    let systems = with_rows("systems.csv", "id", 180_000, |at| format!("s{at}\n"), &limits);
    assert_eq!(systems, ["BS0106 more than 60000 systems are not read"]);
    let services = with_rows("services.csv", "id,logic", 180_000, |at| format!("s{at},erp\n"), &limits);
    assert_eq!(services, ["BS0106 more than 60000 services are not read"]);
    let document: String = (0..60_001).map(|at| format!("[[system]]\nid = \"s{at}\"\n")).collect();
    let read = crate::model_text(&format!("{BASE}{document}"));
    let said: Vec<&str> = read.errors().map(|problem| &*problem.message).collect();
    assert_eq!(said, ["more than 60000 systems are not read"]);
}

#[test]
fn a_table_may_have_as_many_systems_as_the_limit_says_and_not_one_more() {
    let limits = Limits { systems: 5, ..Limits::default() };
    let with = |rows| with_rows("systems.csv", "id", rows, |at| format!("s{at}\n"), &limits);
    assert_eq!(with(5), [""; 0]);
    assert_eq!(with(6), ["BS0106 more than 5 systems are not read"]);
}

#[test]
fn deep_and_huge_contents_are_errors() {
    let deep = |open: &str, close: &str, times: usize| {
        format!("format = 1\nx = {}1{}\n", open.repeat(times), close.repeat(times))
    };
    assert_eq!(first_code(deep("[", "]", 100_000).as_bytes()), "BS0103");
    assert_eq!(first_code(deep("{a = ", "}", 100_000).as_bytes()), "BS0103");
    assert_eq!(first_code("[".repeat(1 << 20).as_bytes()), "BS0103");
    assert_eq!(first_code(format!("{} = 1\n", vec!["a"; 100_000].join(".")).as_bytes()), "BS0103");
    assert_eq!(first_code(format!("[{}]\n", vec!["a"; 100_000].join(".")).as_bytes()), "BS0103");
    assert_eq!(first_code("x = \"".repeat(1 << 18).as_bytes()), "BS0103");
    for number in [
        "1e999",
        "-1e999",
        "nan",
        "inf",
        "99999999999999999999999999",
        "-9223372036854775809",
        "0x7fffffffffffffffffff",
        "\"1e308/d\"",
        "\"1e400/d\"",
    ] {
        let said = check(&format!(
            "[[site]]\nid = \"x\"\nproduct = \"car\"\nparty = \"us\"\noutput = {number}\n[[demand]]\nsite = \"x\"\nflow = {number}\n[[crew]]\nid = \"y\"\npeople = {number}\n[[zone]]\nid = \"z\"\nlevel = {number}\n"
        ));
        assert!(said.contains("BS02") || said.contains("BS0103"), "{number}: {said}");
    }
}

#[test]
fn a_broken_step_is_no_endless_walk_through_the_week() {
    let (_, starter) = crate::starter().iter().find(|(path, _)| *path == "model.toml").unwrap();
    for step in ["1", "d", "", "0h", "1e-300h", "-1d", "1e300d", "all(1d", "1ms"] {
        let read = crate::model_text(&starter.replacen("step = \"1d\"", &format!("step = \"{step}\""), 1));
        let code = read.errors().next().map_or("none", |problem| problem.code);
        assert!(code.starts_with("BS02"), "{step}: {code}");
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let read =
        crate::model_text("format = 1\nname = \"\\u001b[31mred\"\ncurrency = \"GBP\"\n\"\\u001b]0;x\\u0007\" = 1\n");
    for problem in &read.problems {
        let all = format!("{}{}{}", problem.message, problem.excerpt, problem.advice.clone().unwrap_or_default());
        assert!(!all.contains(char::is_control), "{all:?}");
    }
    assert_eq!(read.problems.len(), 2);
}

#[test]
fn long_chains_are_no_deep_recursion() {
    let mut added = String::new();
    for at in 0..50_000 {
        let _ = write!(added, "[[system]]\nid = \"s{at}\"\nneeds = \"s{}\"\n", at + 1);
    }
    added.push_str("[[system]]\nid = \"s50000\"\nneeds = \"s0\"\n");
    let read = crate::model_text(&format!("{BASE}{added}"));
    let problem = read.errors().next().unwrap();
    assert_eq!(problem.code, "BS0303");
    assert!(problem.message.len() < 300, "{}", problem.message);
}

/// The starter with bytes changed, removed and put in.
fn mutated() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let edit = (
        any::<prop::sample::Index>(),
        0..4_usize,
        any::<u8>(),
        prop::sample::select(vec![
            "\"", "[", "]", "[[", "{", "}", "=", ".", ",", "\n", "1e999", "-", "(", "\0", "é", "all(", "9", "..", "@",
            "/",
        ]),
    );
    (0..crate::starter().len(), prop::collection::vec(edit, 1..12)).prop_map(|(file, edits)| {
        let mut bytes = crate::starter()[file].1.as_bytes().to_vec();
        for (at, what, byte, text) in edits {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => {
                    bytes.remove(at);
                }
                2 => {
                    bytes.splice(at..at, text.bytes());
                }
                _ => {
                    let end = (at + usize::from(byte)).min(bytes.len() - 1);
                    bytes.drain(at..end);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        (file, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_of_the_starter_makes_a_panic((file, bytes) in mutated()) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("scenarios")).unwrap();
        for (at, (path, contents)) in crate::starter().iter().enumerate() {
            let contents = if at == file { &bytes } else { contents.as_bytes() };
            std::fs::write(folder.path().join(path), contents).unwrap();
        }
        let read = crate::model(folder.path(), &CsvOnly);
        prop_assert_eq!(read.it.is_none(), read.errors().next().is_some());
        for problem in &read.problems {
            prop_assert!(problem.excerpt.chars().count() <= 200 && problem.mark as usize <= 200);
        }
        if let Some(model) = &read.it {
            for scenario in ["outage", "shutdown"] {
                let read = crate::scenario(&folder.path().join(format!("scenarios/{scenario}.toml")), model);
                prop_assert_eq!(read.it.is_none(), read.errors().next().is_some());
            }
        }
    }

    #[test]
    fn no_garbage_makes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[\\[\\]{}=\"'a-z0-9.,# \n]{0,200}") {
        let _ = model_of(&bytes);
        let _ = crate::model_text(&text);
        let _ = crate::scenario_text(&text, &base());
    }
}
