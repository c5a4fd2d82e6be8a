//! What is deleted is gone for good, whenever the process ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

fn new() -> New<'static> {
    New {
        kind: Kind::Run,
        model: "acme",
        scenario: "outage",
        model_hash: "",
        scenario_hash: "",
        request: "{}",
        wanted: 1,
        seed: 1,
    }
}

/// A run that is finished.
fn finished(catalogue: &Catalogue) -> i64 {
    let id = catalogue.enter(&new(), 10).unwrap();
    catalogue.take().unwrap().unwrap();
    catalogue.end(id, &End { state: State::Finished, says: None, notes: &[], answer: Some("{}") }).unwrap();
    id
}

#[test]
fn a_deletion_that_is_cut_short_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.sqlite");
    let (one, two) = {
        let catalogue = Catalogue::open(&file).unwrap();
        let (one, two) = (finished(&catalogue), finished(&catalogue));
        assert!(catalogue.delete(one).unwrap());
        (one, two)
        // Whoever was to remove the folder is killed here.
    };
    let catalogue = Catalogue::open(&file).unwrap();
    assert_eq!(catalogue.gone().unwrap(), [one]);
    assert!(catalogue.find(one).is_err() && catalogue.answer(one).is_err());
    assert_eq!(catalogue.newest("acme").unwrap().unwrap().id, two);
    catalogue.cleared(one).unwrap();
    assert!(catalogue.gone().unwrap().is_empty());
    assert!(finished(&catalogue) > two);
}

#[test]
fn a_thousand_runs_are_listed_page_by_page_without_their_answers() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::open(&folder.path().join("catalogue.sqlite")).unwrap();
    {
        let connection = catalogue.connection();
        // What a small model answers is some 100 kB; together they are more than the cache of the catalogue is allowed to be.
        let sql =
            "INSERT INTO run (kind, model, scenario, model_hash, scenario_hash, request, state, asked, wanted, seed)
                   WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                   SELECT 'run', 'acme', 'outage', '', '', '{}', 'finished', i, 1, 1 FROM n;
                   INSERT INTO answer SELECT id, hex(zeroblob(50000)) FROM run;";
        connection.execute_batch(sql).unwrap();
    }
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = catalogue.list(Some("acme"), before, 50).unwrap();
        before = page.last().map(|it| it.id);
        if page.is_empty() {
            break;
        }
        assert_eq!(page.len(), 50);
        seen.extend(page.into_iter().map(|it| it.id));
    }
    assert_eq!(seen, (1..=1000).rev().collect::<Vec<i64>>());
    assert_eq!(catalogue.newest("acme").unwrap().unwrap().id, 1000);
    assert_eq!(catalogue.answer(500).unwrap().len(), 100_000);
}

#[test]
fn what_waits_or_runs_is_not_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::open(&folder.path().join("catalogue.sqlite")).unwrap();
    let id = catalogue.enter(&new(), 10).unwrap();
    assert!(!catalogue.delete(id).unwrap());
    catalogue.take().unwrap();
    assert!(!catalogue.delete(id).unwrap() && catalogue.gone().unwrap().is_empty());
    assert!(!catalogue.delete(99).unwrap());
    assert!(catalogue.find(id).is_ok());
}

#[test]
fn a_catalogue_of_the_first_version_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.sqlite");
    {
        let old = Connection::open(&file).unwrap();
        old.execute_batch(&format!("{TABLES} PRAGMA user_version = 1;")).unwrap();
        let sql =
            "INSERT INTO run (kind, model, scenario, model_hash, scenario_hash, request, state, asked, wanted, seed)
            VALUES ('run', 'acme', 'outage', '', '', '{}', 'finished', 0, 1, 1)";
        old.execute_batch(sql).unwrap();
    }
    let catalogue = Catalogue::open(&file).unwrap();
    assert!(catalogue.delete(1).unwrap());
    let version: i64 = catalogue.connection().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, VERSION);
}
