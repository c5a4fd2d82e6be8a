//! The pages as people meet them, without a script: every link leads somewhere, forms do what they say.

use super::{Place, serve};
use blackstart::jobs::{self, CheckRequest, InitRequest};
use blackstart_serve::ServeRequest;
use std::collections::BTreeSet;
use std::fs;

/// Addresses that a page leads to.
fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for piece in page.split(attribute).skip(1) {
            let link = piece.split('"').next().unwrap().split('#').next().unwrap().replace("&amp;", "&");
            found.push(link);
        }
    }
    found
}

#[test]
fn every_link_leads_somewhere_and_none_to_another_host() {
    let place = Place::new();
    let (a, b) = (place.ask("shutdown", 8), place.ask("outage", 8));
    place.wait(a, &["finished"]);
    place.wait(b, &["finished"]);
    let (mut seen, mut left) = (BTreeSet::new(), vec!["/".to_owned(), format!("/compare?a={a}&b={b}")]);
    while let Some(link) = left.pop() {
        if link.is_empty() || link.starts_with("data:") || !seen.insert(link.clone()) {
            continue;
        }
        assert!(link.starts_with('/') && !link.starts_with("//"), "{link}");
        let posts = link == "/runs" || link.ends_with("/cancel") || link.ends_with("/resume");
        let answer = if posts { continue } else { place.get(&link) };
        assert_eq!(answer.status, 200, "{link}");
        if answer.header("content-type").is_some_and(|it| it.starts_with("text/html")) && !link.ends_with("/report") {
            let text = answer.text();
            assert!(!text.contains('`'), "what stands between backquotes is shown as code: {link}");
            left.extend(links(&text));
        }
    }
    assert!(seen.len() > 25, "{seen:?}");
    for wanted in
        [format!("/runs/{a}/run.xlsx"), format!("/runs/{a}/files/outages.parquet"), "/models/acme/tables".to_owned()]
    {
        assert!(seen.contains(&wanted), "{wanted}");
    }
}

#[test]
fn a_person_edits_runs_watches_and_compares() {
    let place = Place::new();
    let path = "/models/acme/scenarios/shutdown";
    let token = place.token();
    let page = place.get(path).text();
    let hash = page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for slider in ["investigation", "lost", "people", "backups", "manual"] {
        assert!(page.contains(&format!("name=\"s:{slider}\"")), "{slider}");
    }
    assert!(page.contains("name=\"f:recovery.investigation\" value=\"pert(1d, 3d, 7d)\""), "{page}");
    let was = ("w:recovery.investigation", "pert(1d, 3d, 7d)");
    let field = |value| ("f:recovery.investigation", value);
    let wrong = place.form(path, &[("token", &token), ("hash", &hash), was, field("3 dys"), ("do", "save")]);
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    assert!(text.contains("BS0204") && text.contains("value=\"3 dys\""), "{text}");
    let good = place.form(path, &[("token", &token), ("hash", &hash), was, field("9d"), ("do", "check")]);
    assert!(good.status == 200 && good.text().contains("This can be saved."));
    let other = place.form(
        path,
        &[
            ("token", &token),
            ("hash", &hash),
            was,
            field("9d"),
            ("save_as", "slow"),
            ("s:backups", "80"),
            ("do", "save-as"),
        ],
    );
    assert_eq!(
        (other.status, other.header("location").as_deref()),
        (303, Some("/models/acme/scenarios/slow")),
        "{}",
        other.text()
    );
    let saved = fs::read_to_string(place.path("acme/scenarios/slow.toml")).unwrap();
    assert!(place.get("/models/acme").text().contains("(slow)</a>"));
    assert!(saved.contains("investigation = \"9d\"") && saved.contains("backup = 0.8"), "{saved}");
    let mut runs = Vec::new();
    for scenario in ["shutdown", "slow"] {
        let asked = place.form(
            "/runs",
            &[
                ("token", &token),
                ("model", "acme"),
                ("scenario", scenario),
                ("replicates", "8"),
                ("seed", "3"),
                ("kind", "run"),
            ],
        );
        let at = asked.header("location").unwrap();
        runs.push(at.rsplit('/').next().unwrap().parse::<i64>().unwrap());
        place.wait(*runs.last().unwrap(), &["finished"]);
    }
    let run = place.get(&format!("/runs/{}", runs[1])).text();
    assert!(run.contains("<iframe") && run.contains("sandbox=\"\"") && run.contains("Compare"), "{run}");
    let compared = place.get(&format!("/compare?a={}&b={}", runs[1], runs[0])).text();
    // People read titles; names of files are for addresses.
    let titles = jobs::check(&CheckRequest { model: place.path("acme"), ..CheckRequest::default() }, &()).unwrap();
    let model = titles.model.unwrap().title;
    for (run, name) in [(runs[0], "shutdown"), (runs[1], "slow")] {
        let scenario = &titles.scenarios.iter().find(|it| it.id == name).unwrap().title;
        let said = format!("Run {run}: {model}, {scenario}");
        assert!(compared.contains(&said), "{said} in {compared}");
        let listed = place.get("/").text();
        assert!(listed.contains(&format!("<td>{scenario}</td><td>{model}</td>")), "{listed}");
    }
    assert!(compared.contains("Back after: every system") && compared.matches("<iframe").count() == 2, "{compared}");
    let curve = place.get(&format!("/curve?run-{}=on&rate-{}=0.1&years=400", runs[0], runs[0])).text();
    assert!(curve.contains("/curve?page=1&amp;"), "{curve}");
}

#[test]
fn of_two_people_the_second_sees_what_the_first_has_changed_and_keeps_what_they_typed() {
    let place = Place::new();
    let path = "/models/acme/scenarios/shutdown";
    let token = place.token();
    let page = place.get(path).text();
    let hash = page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (investigation, lost) = (("w:recovery.investigation", "pert(1d, 3d, 7d)"), ("w:shutdown.lost", "25%"));
    let save = |hash: &str, investigated: &str, chance: &str| {
        place.form(
            path,
            &[
                ("token", &token),
                ("hash", hash),
                investigation,
                ("f:recovery.investigation", investigated),
                lost,
                ("f:shutdown.lost", chance),
                ("do", "save"),
            ],
        )
    };
    assert_eq!(save(&hash, "9d", "25%").status, 303);
    let told = save(&hash, "pert(1d, 3d, 7d)", "40%");
    assert_eq!(told.status, 412);
    let text = told.text();
    assert!(text.contains("somebody has changed this scenario"), "{text}");
    assert!(
        text.contains(
            "<code>recovery.investigation</code> was <code>pert(1d, 3d, 7d)</code> and is now <code>9d</code>"
        ),
        "{text}"
    );
    assert!(
        text.contains("name=\"f:shutdown.lost\" value=\"40%\"")
            && text.contains("name=\"f:recovery.investigation\" value=\"9d\"")
    );
    let now = text.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("token", token.as_str()),
        ("hash", &now),
        ("w:recovery.investigation", "9d"),
        ("f:recovery.investigation", "9d"),
        lost,
        ("f:shutdown.lost", "40%"),
        ("do", "save"),
    ];
    assert_eq!(place.form(path, &fields).status, 303);
    let saved = fs::read_to_string(place.path("acme/scenarios/shutdown.toml")).unwrap();
    assert!(saved.contains("investigation = \"9d\"") && saved.contains("lost = \"40%\""), "{saved}");
}

#[test]
fn a_person_walks_from_one_thing_to_the_next_without_a_script() {
    let place = Place::new();
    let first = place.get("/models/acme").text();
    assert!(first.contains("href=\"/models/acme/walk\""), "{first}");
    let map = place.get("/models/acme/walk").text();
    for stop in ["system/directory", "service/planning", "site/plant"] {
        assert!(map.contains(&format!("href=\"/models/acme/walk/{stop}\"")), "{stop}");
    }
    let before = place.get("/models/acme/walk/system/directory").text();
    assert!(before.contains("No run of this model is finished yet"), "{before}");
    let run = place.ask("shutdown", 40);
    place.wait(run, &["finished"]);
    let summary = place.get(&format!("/api/runs/{run}/answer")).json()["summary"].clone();

    let directory = place.get("/models/acme/walk/system/directory").text();
    for words in ["What it needs", "Directly", "In the end", "rebuild, if it is lost", "Waiting for it: <a"] {
        assert!(directory.contains(words), "{words}: {directory}");
    }
    assert!(directory.contains("/models/acme/walk/site/plant") && directory.contains("/models/acme/walk/system/erp"));
    let row = summary["systems"].as_array().unwrap().iter().find(|it| it["id"] == "directory").unwrap();
    let back = row["up"]["p50"]["date"].as_str().unwrap().split('T').next().unwrap();
    assert!(directory.contains(&format!("<a href=\"/runs/{run}\">")), "{directory}");
    assert!(directory.contains(&format!("<dt>Back for good</dt><dd>{back}")), "{back}: {directory}");

    let planning = place.get("/models/acme/walk/service/planning").text();
    assert!(planning.contains("It is back when what it needs is") && planning.contains("<code>"), "{planning}");
    assert!(planning.contains("<dt>For</dt>"), "{planning}");
    let plant = place.get("/models/acme/walk/site/plant").text();
    assert!(plant.contains("at full rate") && plant.contains("/models/acme/walk/site/frames"), "{plant}");
    assert!(plant.contains("<dt>Stops</dt>") && plant.contains("The run costs the company"), "{plant}");

    for wrong in ["system/no-such", "planet/erp", "site/..%2F"] {
        let page = place.get(&format!("/models/acme/walk/{wrong}"));
        assert!(matches!(page.status, 404 | 422) && page.text().contains("<h1>"), "{wrong}: {}", page.status);
    }
    assert!(place.get("/models/acme/walk/system/drectory").text().contains("did you mean"));
    // A run of what the model was before says so.
    let file = place.path("acme/model.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("people = 3", "people = 4", 1)).unwrap();
    assert_ne!(fs::read_to_string(&file).unwrap(), text);
    assert!(place.get("/models/acme/walk/system/directory").text().contains("The model has changed since"));
}

#[test]
fn of_two_people_at_a_row_the_second_is_told_and_keeps_what_they_typed() {
    let place = Place::new();
    let path = "/models/acme/tables/links/1";
    assert!(place.get("/models/acme/tables?table=links").text().contains(&format!("href=\"{path}\"")));
    let token = place.token();
    let hash_of =
        |page: &str| page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = place.get(path).text();
    assert!(page.contains("name=\"f:cover\" value=\"10d\""), "{page}");
    let hash = hash_of(&page);
    let send = |hash: &str, cover: &str, lead: &str, what: &str| {
        place.form(
            path,
            &[
                ("token", &token),
                ("hash", hash),
                ("w:cover", "10d"),
                ("f:cover", cover),
                ("w:lead", "3w"),
                ("f:lead", lead),
                ("do", what),
            ],
        )
    };
    let wrong = send(&hash, "ten days", "3w", "save");
    assert!(wrong.status == 422 && wrong.text().contains("BS0204") && wrong.text().contains("value=\"ten days\""));
    assert!(send(&hash, "12d", "3w", "check").text().contains("This can be saved."));
    assert!(place.get(path).text().contains("name=\"f:cover\" value=\"10d\""));
    assert_eq!(
        place.form(path, &[("token", "guess"), ("f:cover", "1d"), ("w:cover", "10d"), ("do", "save")]).status,
        403
    );
    assert_eq!(send(&hash, "12d", "3w", "save").status, 303);
    let told = send(&hash, "10d", "4w", "save");
    let text = told.text();
    assert!(told.status == 412 && text.contains("somebody has changed acme/links.csv meanwhile"), "{text}");
    assert!(text.contains("<code>cover</code> was <code>10d</code> and is now <code>12d</code>"), "{text}");
    assert!(text.contains("name=\"f:lead\" value=\"4w\"") && text.contains("name=\"f:cover\" value=\"12d\""), "{text}");
    assert_eq!(send(&hash_of(&text), "10d", "4w", "save").status, 303);
    let saved = fs::read_to_string(place.path("acme/links.csv")).unwrap();
    assert!(saved.contains("gears,plant,200/d,4w,12d,60d,By sea"), "{saved}");
}

#[test]
fn a_run_is_deleted_once_that_is_confirmed() {
    let place = Place::new();
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    assert!(place.get(&format!("/runs/{run}")).text().contains(&format!("href=\"/runs/{run}/delete\"")));
    let path = format!("/runs/{run}/delete");
    let asked = place.get(&path).text();
    assert!(asked.contains(&format!("Delete run {run}?")) && asked.contains("files ("), "{asked}");
    // Looking at the question deletes nothing, and neither does a form that is not ours.
    assert_eq!(place.form(&path, &[("token", "guess")]).status, 403);
    assert_eq!(place.get(&format!("/runs/{run}")).status, 200);
    let done = place.form(&path, &[("token", &place.token())]);
    assert_eq!((done.status, done.header("location").as_deref()), (303, Some("/")));
    assert_eq!(place.get(&format!("/runs/{run}")).status, 404);
    assert!(!place.path(&format!("runs/{run:06}")).exists());
}

#[test]
fn what_does_not_work_is_told_on_a_page() {
    let place = Place::new();
    let page = place.get("/runs/77");
    assert!(page.status == 404 && page.text().contains("BS0956") && page.text().contains("<h1>"), "{}", page.text());
    // What is no number of a run is told as a run that is not there.
    for address in ["/runs/abc", "/api/runs/abc/answer", "/runs/99999999999999999999", "/runs/-1/report"] {
        let page = place.get(address);
        let said = page.text();
        assert!(page.status == 404 && said.contains("there is no run `"), "{address}: {said}");
        assert!(!said.contains("Cannot parse") && !said.contains("i64"), "{address}: {said}");
    }
    fs::write(place.path("acme/model.toml"), "format = 1\nname = 3\n").unwrap();
    let broken = place.get("/models/acme");
    assert!(broken.status == 200 && broken.text().contains("class=\"error\""), "{}", broken.text());
}

#[test]
fn a_workbook_is_shown_and_played_and_edited_elsewhere() {
    let place = Place::new();
    jobs::init(&InitRequest { folder: place.path("book.xlsx") }, &()).unwrap();
    let model = place.get("/models/book.xlsx").text();
    assert!(model.contains("/models/book.xlsx/scenarios/shutdown") && model.contains("Nothing is wrong."), "{model}");
    let page = place.get("/models/book.xlsx/scenarios/shutdown").text();
    assert!(page.contains("edited in the workbook") && !page.contains("type=\"range\""), "{page}");
    let asked = serde_json::json!({ "model": "book.xlsx", "scenario": "shutdown", "replicates": 4 });
    let run = place.json("POST", "/api/runs", &asked).json()["id"].as_i64().unwrap();
    assert_eq!(place.wait(run, &["finished", "failed"])["state"], "finished");
    let edit = place.json("POST", "/api/models/book.xlsx/scenarios/shutdown/check", &serde_json::json!({}));
    assert!(edit.status == 422 && edit.text().contains("workbook"), "{}", edit.text());
}

#[test]
fn the_folder_of_a_model_is_served_as_that_model() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("acme");
    jobs::init(&InitRequest { folder: home.clone() }, &()).unwrap();
    let request = ServeRequest { folder: home.clone(), port: 0, ..ServeRequest::default() };
    let server = serve(&request, Box::new(())).unwrap();
    let place = Place { folder, server, log: Default::default() };
    assert_eq!(place.get("/api/models").json()["models"][0]["model"], "acme");
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    // What is kept of runs does not disturb the model.
    assert!(home.join("runs/catalogue.sqlite").is_file());
    assert_eq!(place.get("/api/models/acme").json()["ok"], true);
}
