//! What programs are answered: the words of `--json`, a queue with limits, events, files, and every other address of the document.

use super::{Place, serve};
use blackstart::jobs::{self, CheckRequest, RunRequest, Sampling};
use blackstart_serve::{Limits, ServeRequest};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn answers_are_those_of_the_jobs() {
    let place = Place::new();
    assert_eq!(place.get("/api/models").json()["models"], json!([{ "model": "acme", "workbook": false }]));
    let check = jobs::check(
        &CheckRequest { model: place.path("acme").canonicalize().unwrap(), ..CheckRequest::default() },
        &(),
    )
    .unwrap();
    // The same words, with paths told from the folder that is served.
    let root = place.folder.path().canonicalize().unwrap();
    let told = serde_json::to_string(&check).unwrap().replace(&format!("{}/", root.display()), "");
    assert_eq!(place.get("/api/models/acme").json(), serde_json::from_str::<Value>(&told).unwrap());
    assert_eq!(place.get("/api/models/acme/scenarios").json(), json!(["outage", "shutdown"]));
    let tables = place.get("/api/models/acme/tables").json();
    assert_eq!(tables["schema"], "blackstart/tables/1");
    let systems = tables["tables"].as_array().unwrap().iter().find(|it| it["name"] == "systems").unwrap();
    assert_eq!(systems["rows"].as_array().unwrap().len(), check.model.as_ref().unwrap().systems);
    let walk = place.get("/api/models/acme/systems/directory").json();
    assert_eq!(walk["schema"], "blackstart/walk/1");
    let falls = walk["here"]["falls"].as_array().unwrap();
    assert!(falls.iter().any(|it| it["kind"] == "system" && it["id"] == "erp"), "{falls:?}");
    assert!(walk["here"]["tasks"].as_array().unwrap().iter().any(|it| it["task"] == "rebuild"));
    for (kind, list) in [("service", "services"), ("site", "sites")] {
        let id = walk[list][0]["id"].as_str().unwrap();
        let there = place.get(&format!("/api/models/acme/{list}/{id}")).json();
        assert_eq!((&there["here"]["kind"], &there["here"]["id"]), (&json!(kind), &json!(id)));
        assert_eq!(place.get(&format!("/api/models/acme/{list}/no-such")).status, 422);
    }
}

#[test]
fn a_run_gives_what_the_command_gives() {
    let place = Place::new();
    let run = place.ask("shutdown", 16);
    let entry = place.wait(run, &["finished", "failed"]);
    assert_eq!(entry["state"], "finished", "{entry}");
    let answer = place.get(&format!("/api/runs/{run}/answer")).json();
    let request = RunRequest {
        model: place.path("acme"),
        scenario: Some("shutdown".to_owned()),
        sampling: Sampling { replicates: Some(16), seed: Some(7), threads: 1 },
        out: Some(place.path("by-hand")),
        ..RunRequest::default()
    };
    let by_hand = jobs::run(&request, &()).unwrap();
    assert_eq!(answer["summary"], serde_json::to_value(&by_hand.summary).unwrap());
    let files = place.get(&format!("/api/runs/{run}/files")).json();
    let names: BTreeSet<&str> = files.as_array().unwrap().iter().map(|it| it["file"].as_str().unwrap()).collect();
    for name in ["report.html", "summary.json", "outages.parquet"] {
        assert!(names.contains(name), "{names:?}");
        let handed = place.get(&format!("/api/runs/{run}/files/{name}"));
        assert_eq!(handed.body, fs::read(place.path("by-hand").join(name)).unwrap(), "{name}");
        assert!(handed.header("content-disposition").unwrap().starts_with("attachment"));
    }
    let book = place.get(&format!("/runs/{run}/run.xlsx"));
    assert_eq!((book.status, &book.body[..2]), (200, &b"PK"[..]));
}

#[test]
fn events_tell_how_far_a_run_is_and_that_it_ends() {
    let place = Place::new();
    let run = place.ask("shutdown", 400);
    let told = place.get(&format!("/api/runs/{run}/events"));
    assert_eq!(told.header("content-type").as_deref(), Some("text/event-stream"));
    let text = told.text();
    let last = text.trim().rsplit("\n\n").next().unwrap();
    assert!(last.contains("event: end"), "{text}");
    let data: Value = serde_json::from_str(last.lines().find_map(|it| it.strip_prefix("data: ")).unwrap()).unwrap();
    assert_eq!(data["state"], "finished");
    assert_eq!(text.matches("event: end").count(), 1);
}

#[test]
fn a_cancelled_run_keeps_what_it_has_and_can_go_on_to_the_same_end() {
    let place = Place::new();
    let (run, waiting) = (place.ask("shutdown", 1_500), place.ask("shutdown", 4));
    assert_eq!(place.json("POST", &format!("/api/runs/{waiting}/cancel"), &json!({})).status, 202);
    assert_eq!(place.get(&format!("/api/runs/{waiting}")).json()["state"], "cancelled");
    place.wait(run, &["running"]);
    assert_eq!(place.json("POST", &format!("/api/runs/{run}/cancel"), &json!({})).status, 202);
    let entry = place.wait(run, &["cancelled", "finished"]);
    assert_eq!(entry["state"], "cancelled", "{entry}");
    assert_eq!(place.json("POST", &format!("/api/runs/{run}/cancel"), &json!({})).status, 409);
    assert_eq!(place.json("POST", &format!("/api/runs/{run}/resume"), &json!({})).status, 202);
    place.wait(run, &["running", "finished"]);
    assert_eq!(place.wait(run, &["finished", "failed", "cancelled"])["state"], "finished");
    let whole = place.get(&format!("/api/runs/{run}/answer")).json();
    assert_eq!(whole["complete"], true);
    assert_eq!(whole["summary"]["replicates"], 1_500);
}

#[test]
fn a_deleted_run_is_gone_with_its_folder_and_no_other_is() {
    let place = Place::new();
    let (run, other) = (place.ask("outage", 4), place.ask("outage", 4));
    place.wait(other, &["finished"]);
    let folder = |run: i64| place.path(&format!("runs/{run:06}"));
    assert!(folder(run).is_dir());
    let path = format!("/api/runs/{run}");
    assert_eq!(place.send("DELETE", &path, &[("Origin", "http://evil.example")], "").status, 403);
    assert_eq!(place.send("DELETE", &path, &[], "").status, 204);
    assert!(!folder(run).exists() && folder(other).is_dir());
    for gone in [path.clone(), format!("{path}/answer"), format!("/runs/{run}"), format!("/runs/{run}/report")] {
        assert_eq!(place.get(&gone).status, 404, "{gone}");
    }
    assert_eq!(place.send("DELETE", &path, &[], "").status, 404);
    assert_eq!(place.get("/api/runs").json().as_array().unwrap().len(), 1);
    // A number is given once: what somebody has noted down never means another run.
    let next = place.ask("shutdown", 5_000);
    assert!(next > other);
    place.wait(next, &["running"]);
    let refused = place.send("DELETE", &format!("/api/runs/{next}"), &[], "");
    assert!(refused.status == 409 && refused.text().contains("cancel it first"), "{}", refused.text());
    place.json("POST", &format!("/api/runs/{next}/cancel"), &json!({}));
}

#[test]
fn a_deletion_that_was_cut_short_is_made_up_for_at_the_next_start() {
    let place = Place::new();
    let (run, other) = (place.ask("outage", 4), place.ask("outage", 4));
    place.wait(other, &["finished"]);
    let Place { folder, server, .. } = place;
    server.end();
    // What the catalogue says if the process is killed before the folder is removed.
    let catalogue = rusqlite::Connection::open(folder.path().join("runs/catalogue.sqlite")).unwrap();
    let forget = format!(
        "INSERT INTO gone VALUES ({run}); DELETE FROM answer WHERE run = {run}; DELETE FROM run WHERE id = {run};"
    );
    catalogue.execute_batch(&forget).unwrap();
    drop(catalogue);
    assert!(folder.path().join(format!("runs/{run:06}")).is_dir());
    let again = Place::of(folder, Limits::default(), "127.0.0.1".parse().unwrap());
    assert!(!again.path(&format!("runs/{run:06}")).exists());
    assert!(again.path(&format!("runs/{other:06}")).is_dir());
    assert_eq!(again.get(&format!("/api/runs/{other}/answer")).status, 200);
}

#[test]
fn a_run_that_needs_too_much_memory_is_refused_with_the_number_that_fits() {
    let histories = 2_000;
    let body = |histories: u64| json!({ "model": "acme", "scenario": "shutdown", "replicates": histories, "seed": 7 });
    let small = Place::with(Limits { memory_most: 100_000, ..Limits::default() });
    let refused = small.json("POST", "/api/runs", &body(histories));
    assert_eq!((refused.status, refused.code().as_str()), (422, "BS0960"), "{}", refused.text());
    // The advice is a number that is let in.
    let advice = refused.json()["advice"].as_str().unwrap().to_owned();
    let fit: u64 = advice.split(' ').nth(2).unwrap().parse().unwrap();
    assert!(fit < histories, "{advice}");
    assert_eq!(small.json("POST", "/api/runs", &body(fit.max(1))).status, 202, "{advice}");
}

#[test]
fn what_is_too_much_is_refused_with_its_limit() {
    let place = Place::with(Limits { replicates_most: 50, waiting_most: 1, ..Limits::default() });
    let ask = |body: Value| place.json("POST", "/api/runs", &body);
    let base = json!({ "model": "acme", "scenario": "shutdown" });
    let with = |key: &str, value: Value| {
        let mut body = base.clone();
        body[key] = value;
        body
    };
    let many = ask(with("replicates", json!(51)));
    assert_eq!((many.status, many.code().as_str()), (422, "BS0954"), "{}", many.text());
    assert_eq!(ask(with("replicates", json!(0))).code(), "BS0954");
    assert_eq!(ask(with("schedules", json!(1_000_000))).code(), "BS0954");
    assert_eq!(ask(with("no_such", json!(1))).status, 422);
    assert_eq!(ask(with("scenario", json!("../shutdown"))).status, 404);
    let answers: Vec<_> = (0..6).map(|_| ask(with("replicates", json!(50)))).collect();
    let full = answers.iter().find(|it| it.status == 429).expect("the queue is full");
    assert_eq!(full.code(), "BS0954");
    let small = Place::with(Limits { size_most: 3, ..Limits::default() });
    let large = small.json("POST", "/api/runs", &base);
    assert_eq!((large.status, large.code().as_str()), (422, "BS0954"));
}

#[test]
fn a_run_whose_files_have_changed_is_not_played() {
    let place = Place::new();
    let first = place.ask("shutdown", 1_500);
    let second = place.ask("outage", 4);
    let file = place.path("acme/scenarios/outage.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("12w", "10w")).unwrap();
    place.json("POST", &format!("/api/runs/{first}/cancel"), &json!({}));
    let entry = place.wait(second, &["finished", "failed"]);
    assert_eq!(entry["state"], "failed");
    assert!(entry["says"].as_str().unwrap().contains("BS0957"), "{entry}");
}

#[test]
fn a_restart_plan_two_runs_compared_and_a_curve() {
    let place = Place::new();
    let asked =
        json!({ "kind": "restart", "model": "acme", "scenario": "shutdown", "replicates": 8, "schedules": 200 });
    let plan = place.json("POST", "/api/runs", &asked).json()["id"].as_i64().unwrap();
    let (a, b) = (place.ask("shutdown", 16), place.ask("outage", 16));
    for run in [plan, a, b] {
        let entry = place.wait(run, &["finished", "failed"]);
        assert_eq!(entry["state"], "finished", "{entry}");
    }
    assert_eq!(place.get(&format!("/api/runs/{plan}/answer")).json()["schema"], "blackstart/restart/1");
    let asked = json!({ "kind": "rank", "model": "acme", "scenario": "shutdown", "replicates": 8 });
    let rank = place.json("POST", "/api/runs", &asked).json()["id"].as_i64().unwrap();
    let entry = place.wait(rank, &["finished", "failed"]);
    assert_eq!(entry["state"], "finished", "{entry}");
    let answer = place.get(&format!("/api/runs/{rank}/answer")).json();
    assert_eq!((&answer["schema"], &answer["ranking"]["histories"]), (&json!("blackstart/rank/1"), &json!(8)));
    let files = place.get(&format!("/api/runs/{rank}/files")).text();
    assert!(files.contains("report.html") && files.contains("ranking.xlsx"), "{files}");
    assert!(place.get(&format!("/runs/{rank}")).text().contains("ranking.xlsx"), "its page leads to its workbook");
    let files = place.get(&format!("/api/runs/{plan}/files")).text();
    assert!(files.contains("plan.xlsx") && files.contains("plan.csv"), "{files}");
    let compared = place.get(&format!("/api/compare?a={a}&b={b}"));
    assert_eq!(compared.json()["schema"], "blackstart/compare/1", "{}", compared.text());
    let curve = place.json("POST", "/api/curve", &json!({ "runs": [a], "years": 500, "rates": { "shutdown": 0.1 } }));
    assert_eq!(curve.json()["schema"], "blackstart/curve/1", "{}", curve.text());
    assert_eq!(place.json("POST", "/api/curve", &json!({ "runs": [a], "years": 2_000_000 })).code(), "BS0954");
}

#[test]
fn two_people_edit_and_the_second_is_told() {
    let place = Place::new();
    let path = "/api/models/acme/scenarios/shutdown";
    let read = place.get(path);
    let hash = read.json()["hash"].as_str().unwrap().to_owned();
    assert_eq!(read.header("etag"), Some(format!("\"{hash}\"")));
    let save = |hash: &str, field: &str, value: &str| {
        let body = json!({ "changes": { field: value } }).to_string();
        place.send("PUT", path, &[("Content-Type", "application/json"), ("If-Match", &format!("\"{hash}\""))], &body)
    };
    assert_eq!(place.json("PUT", path, &json!({})).status, 428);
    let first = save(&hash, "recovery.investigation", "6d");
    assert_eq!(first.status, 200, "{}", first.text());
    let second = save(&hash, "shutdown.lost", "40%");
    assert_eq!((second.status, second.code().as_str()), (412, "BS0955"));
    let now = first.json()["hash"].as_str().unwrap().to_owned();
    let wrong = save(&now, "shutdown.lost", "600%");
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.json()["ok"], false);
    assert!(wrong.json()["problems"][0]["code"].as_str().unwrap().starts_with("BS"), "{}", wrong.text());
    assert_eq!(save(&now, "shutdown.lost", "40%").status, 200);
    let text = fs::read_to_string(place.path("acme/scenarios/shutdown.toml")).unwrap();
    assert!(text.contains("6d") && text.contains("40%"));
    let checked = place.json("POST", &format!("{path}/check"), &json!({ "sliders": { "lost": 2 } })).json();
    assert_eq!(checked["ok"], true, "{checked}");
}

#[test]
fn a_cell_of_a_table_is_saved_by_whoever_knows_what_it_was() {
    let place = Place::new();
    let path = "/api/models/acme/tables/links/1";
    let read = place.get(path);
    let row = read.json();
    assert_eq!((&row["file"], read.header("etag")), (&json!("acme/links.csv"), Some(format!("{}", row["hash"]))));
    let cover = |row: &Value| {
        row["fields"].as_array().unwrap().iter().find(|it| it["column"] == "cover").unwrap()["value"].clone()
    };
    assert_eq!(cover(&row), "10d");
    let save = |hash: &str, value: &str| {
        let body = json!({ "changes": { "cover": value } }).to_string();
        place.send("PUT", path, &[("Content-Type", "application/json"), ("If-Match", hash)], &body)
    };
    assert_eq!(place.json("PUT", path, &json!({})).status, 428);
    let hash = row["hash"].as_str().unwrap();
    let wrong = save(hash, "ten days");
    assert!(wrong.status == 422 && wrong.json()["problems"][0]["code"] == "BS0204", "{}", wrong.text());
    let saved = save(hash, "12d");
    assert_eq!((saved.status, cover(&saved.json())), (200, json!("12d")), "{}", saved.text());
    assert_eq!(save(hash, "13d").code(), "BS0955");
    // The tables are those of the file as it is now.
    assert!(place.get("/api/models/acme/tables").text().contains("\"12d\""));
    for (missing, what) in [("links/77", "row"), ("links/x", "row"), ("none/0", "table")] {
        let answer = place.get(&format!("/api/models/acme/tables/{missing}"));
        assert!(answer.status == 404 && answer.text().contains(&format!("there is no {what} `")), "{}", answer.text());
    }
    assert_eq!(place.get("/api/models/acme/tables/scenarios/0").code(), "BS0961");
}

#[test]
fn one_server_has_a_folder_and_the_next_one_its_runs() {
    let place = Place::new();
    let run = place.ask("shutdown", 8);
    place.wait(run, &["finished"]);
    let request = ServeRequest { folder: place.folder.path().to_owned(), port: 0, ..ServeRequest::default() };
    let second = serve(&request, Box::new(())).err().expect("two servers have one folder");
    assert!(second.to_string().contains("BS0958"), "{second}");
    let Place { folder, server, .. } = place;
    server.end();
    let again = Place::of(folder, Limits::default(), "127.0.0.1".parse().unwrap());
    assert_eq!(again.get(&format!("/api/runs/{run}")).json()["state"], "finished");
    assert_eq!(again.get("/api/runs?model=acme&most=5").json().as_array().unwrap().len(), 1);
}

#[test]
fn a_server_that_ends_takes_a_run_up_again() {
    let place = Place::new();
    let run = place.ask("shutdown", 1_500);
    place.wait(run, &["running"]);
    let Place { folder, server, .. } = place;
    server.end();
    let again = Place::of(folder, Limits::default(), "127.0.0.1".parse().unwrap());
    let entry = again.wait(run, &["finished", "failed", "cancelled"]);
    assert_eq!(entry["state"], "finished", "{entry}");
    assert_eq!(again.get(&format!("/api/runs/{run}/answer")).json()["summary"]["replicates"], 1_500);
}

#[test]
fn the_document_is_the_one_that_is_kept() {
    let place = Place::new();
    let told = place.get("/api/openapi.json").json();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    let text = serde_json::to_string_pretty(&told).unwrap() + "\n";
    if std::env::var_os("BLACKSTART_BLESS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == text, "bless with BLACKSTART_BLESS=1");
    assert!(told["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[test]
fn every_address_of_the_document_answers() {
    let place = Place::new();
    let document = place.get("/api/openapi.json").json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let real = path.replace("{model}", "acme").replace("{scenario}", "shutdown").replace("{system}", "erp");
        let real = real
            .replace("{service}", "planning")
            .replace("{site}", "plant")
            .replace("{table}", "links")
            .replace("{row}", "0");
        let real = real.replace("{run}", "99").replace("{file}", "report.html");
        for (method, told) in methods.as_object().unwrap() {
            let answer = place.json(&method.to_uppercase(), &real, &json!({}));
            let status = answer.status.to_string();
            let known = told["responses"].as_object().unwrap().contains_key(&status);
            // A body or query that lacks what is needed is refused everywhere in one way.
            assert!(known || status == "422", "{method} {real}: {status} {}", answer.text());
            assert_ne!(status, "405", "{method} {real}");
        }
    }
}
