//! Each promise of `docs/how-to/serve.md` about who may do what, tried by somebody who may not.

use super::{Place, exchange, jobs};
use blackstart::jobs::InitRequest;
use blackstart_serve::{Limits, ServeRequest};
use serde_json::json;
use std::fs;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[test]
fn only_this_machine_is_listened_to_unless_asked_otherwise() {
    let place = Place::new();
    assert!(place.server.at().ip().is_loopback());
    assert_eq!(place.server.token(), None);
}

/// A server that others can reach.
fn open() -> Place {
    let folder = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
    Place::of(folder, Limits::default(), IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

#[test]
fn any_other_address_needs_the_token() {
    let (place, other) = (open(), open());
    let token = place.server.token().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert_ne!(Some(token.as_str()), other.server.token());
    assert!(place.server.said().iter().any(|it| it.contains("TLS")), "{:?}", place.server.said());
    let refused = place.get("/api/models");
    assert_eq!((refused.status, refused.code().as_str()), (401, "BS0952"));
    let page = place.get("/");
    assert_eq!((page.status, page.header("location").as_deref()), (303, Some("/login")));
    for wrong in ["", &token[1..], &format!("{token}0"), &token.to_uppercase()] {
        assert_eq!(
            place.send("GET", "/api/models", &[("Authorization", &format!("Bearer {wrong}"))], "").status,
            401,
            "{wrong}"
        );
        assert_eq!(
            place.send("GET", "/api/models", &[("Cookie", &format!("blackstart-session={wrong}"))], "").status,
            401
        );
    }
    // The token is no session, so that a cookie that leaks does not give it away.
    assert_eq!(place.send("GET", "/api/models", &[("Cookie", &format!("blackstart-session={token}"))], "").status, 401);
    assert_eq!(place.send("GET", "/api/models", &[("Authorization", &format!("Bearer {token}"))], "").status, 200);
}

#[test]
fn behind_a_proxy_and_where_it_is_wanted_the_token_is_needed_at_this_machine_too() {
    let hosts = vec!["planning.example.org".to_owned()];
    for request in
        [ServeRequest { hosts, ..ServeRequest::default() }, ServeRequest { token: true, ..ServeRequest::default() }]
    {
        let named = !request.hosts.is_empty();
        let place = Place::asked(tempfile::tempdir().unwrap(), request);
        let token = place.server.token().unwrap().to_owned();
        assert_eq!(place.get("/api/models").status, 401);
        let bearer = format!("Bearer {token}");
        let through =
            place.send("GET", "/api/models", &[("Host", "planning.example.org"), ("Authorization", &bearer)], "");
        assert_eq!(through.status, if named { 200 } else { 421 });
    }
}

#[test]
fn signing_in_gives_a_cookie_that_scripts_and_other_sites_never_see() {
    let place = open();
    let token = place.server.token().unwrap().to_owned();
    let page = place.get("/login").text();
    let form = page.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(place.form("/login", &[("form", &form), ("token", "guess")]).status, 401);
    assert_eq!(place.form("/login", &[("form", "guess"), ("token", &token)]).status, 403);
    let signed = place.form("/login", &[("form", &form), ("token", &token)]);
    let cookie = signed.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(&token), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    assert_eq!(place.send("GET", "/", &[("Cookie", session)], "").status, 200);
    let log = place.log.lock().unwrap().join("\n");
    assert!(log.contains("POST /login") && !log.contains(&token) && !log.contains(session), "{log}");
}

#[test]
fn a_name_that_is_not_ours_is_not_answered() {
    let place = Place::new();
    let port = place.at().port();
    for wrong in ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1", "", "127.0.0.1.evil.example"] {
        let answer = place.send("GET", "/api/models", &[("Host", wrong)], "");
        assert!(
            (answer.status == 421 && answer.code() == "BS0950") || answer.status == 400,
            "{wrong}: {}",
            answer.text()
        );
    }
    for right in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("LOCALHOST:{port}")] {
        assert_eq!(place.send("GET", "/api/models", &[("Host", &right)], "").status, 200, "{right}");
    }
    let two = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_ne!(exchange(place.at(), two.as_bytes()).status, 200);
}

#[test]
fn no_other_site_changes_or_reads_anything() {
    let place = Place::new();
    let token = place.token();
    let asked = json!({ "model": "acme", "scenario": "shutdown", "replicates": 4 }).to_string();
    let json = ("Content-Type", "application/json");
    for headers in [
        vec![json, ("Origin", "http://evil.example")],
        vec![json, ("Origin", "null")],
        vec![json, ("Sec-Fetch-Site", "cross-site")],
        vec![json, ("Sec-Fetch-Site", "same-site")],
        vec![("Content-Type", "text/plain")],
        vec![FORM],
        vec![],
    ] {
        let answer = place.send("POST", "/api/runs", &headers, &asked);
        assert!(matches!(answer.status, 403 | 415) && answer.code() == "BS0951", "{headers:?}: {}", answer.text());
    }
    let body = format!("model=acme&scenario=shutdown&replicates=4&seed=1&kind=run&token={token}");
    assert_eq!(place.send("POST", "/runs", &[FORM, ("Origin", "http://evil.example")], &body).status, 403);
    // A form without the word of this server, or with another.
    for wrong in ["", "&token=", "&token=0123"] {
        let body = format!("model=acme&scenario=shutdown&replicates=4&seed=1{wrong}");
        let answer = place.send("POST", "/runs", &[FORM], &body);
        assert!(answer.status == 403 && answer.text().contains("BS0953"), "{}", answer.text());
    }
    // What another site may not embed: a script, a picture, a fetch.
    let embedded =
        place.send("GET", "/api/models", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")], "");
    assert_eq!(embedded.status, 403);
    let led = place.send("GET", "/", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], "");
    assert_eq!(led.status, 200);
    assert_eq!(place.get("/api/runs").json(), json!([]));
    let origin = format!("http://{}", place.at());
    assert_eq!(
        place.send("POST", "/runs", &[FORM, ("Origin", &origin), ("Sec-Fetch-Site", "same-origin")], &body).status,
        303
    );
    // No answer allows another site anything.
    let asks = place.send(
        "OPTIONS",
        "/api/runs",
        &[("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST")],
        "",
    );
    assert_ne!(asks.status, 200);
    for answer in [asks, place.get("/"), place.get("/api/models")] {
        assert!(!answer.head.to_ascii_lowercase().contains("access-control-allow"), "{}", answer.head);
    }
}

#[test]
fn every_answer_has_a_strict_policy() {
    let place = Place::new();
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    for path in [
        "/",
        "/models/acme",
        "/models/acme/scenarios/shutdown",
        "/compare",
        "/curve",
        "/no-such",
        "/api/models",
        "/assets/live.mjs",
    ] {
        let answer = place.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy").as_deref(), Some("same-origin"), "{path}");
        let text = answer.text();
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick"), "{path}");
        assert!(!text.contains("<script>"), "{path}: a script in line");
    }
    let report = place.get(&format!("/runs/{run}/report"));
    let policy = report.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("sandbox;")
            && policy.contains("default-src 'none'")
            && policy.contains("frame-ancestors 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("script-src") && !policy.contains("allow-"), "{policy}");
}

#[test]
fn what_is_too_large_or_too_slow_is_given_up() {
    let place = Place::new();
    let json = [("Content-Type", "application/json")];
    let large = place.send("POST", "/api/runs", &json, &"x".repeat((1 << 20) + 1));
    assert_eq!((large.status, large.code().as_str()), (413, "BS0954"));
    // The same without saying how large it will be.
    let chunk = "x".repeat(1 << 16);
    let mut chunked = format!(
        "POST /api/runs HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        place.at()
    );
    for _ in 0..17 {
        chunked += &format!("{:x}\r\n{chunk}\r\n", chunk.len());
    }
    chunked += "0\r\n\r\n";
    assert_eq!(exchange(place.at(), chunked.as_bytes()).status, 413);
    let long = place.send("GET", "/", &[("X-Long", &"x".repeat(64 << 10))], "");
    assert!(matches!(long.status, 400 | 431), "{}", long.status);
    // Whoever sends half a header is not waited for.
    let began = Instant::now();
    let mut stream = TcpStream::connect(place.at()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    assert!((8..30).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[test]
fn an_answer_that_takes_too_long_is_given_up_and_told() {
    let place = Place::with(Limits { answer_longest: Duration::ZERO, ..Limits::default() });
    // What reads files is done by another thread, and so is not there at once.
    let told = place.get("/api/models/acme");
    assert_eq!((told.status, told.code().as_str()), (503, "BS0959"), "{}", told.text());
    let page = place.get("/models/acme");
    assert!(page.status == 503 && page.text().contains("BS0959") && page.text().contains("<h1>"), "{}", page.text());
    assert_eq!(place.get("/assets/style.css").status, 200);
}

#[test]
fn whoever_comes_when_all_connections_are_taken_waits_for_a_place() {
    let place = Place::with(Limits { connections_most: 2, ..Limits::default() });
    let request = format!("GET /assets/style.css HTTP/1.1\r\nHost: {}\r\n\r\n", place.at());
    let come = |longest: Duration| {
        let mut stream = TcpStream::connect(place.at()).unwrap();
        stream.set_read_timeout(Some(longest)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let answered = |stream: &mut TcpStream| stream.read(&mut [0; 64]).is_ok_and(|it| it > 0);
    let mut taken: Vec<TcpStream> = (0..2).map(|_| come(Duration::from_secs(20))).collect();
    assert!(taken.iter_mut().all(answered));
    let mut third = come(Duration::from_millis(400));
    assert!(!answered(&mut third));
    taken.pop();
    third.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert!(answered(&mut third));
}

#[test]
fn nobody_learns_where_the_folder_is() {
    let place = Place::new();
    let file = place.path("acme/scenarios/shutdown.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("lost = \"25%\"", "lost = \"250%\"")).unwrap();
    fs::create_dir(place.path("broken")).unwrap();
    fs::write(place.path("broken/model.toml"), "format = ").unwrap();
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    let asked = json!({ "model": "acme", "scenario": "shutdown", "replicates": 4 });
    let answers = [
        place.get("/api/models/acme"),
        place.get("/models/acme"),
        place.get("/api/models/broken"),
        place.get("/api/models/broken/tables"),
        place.get("/models/broken/tables"),
        place.get("/models/acme/scenarios/shutdown"),
        place.json("POST", "/api/runs", &asked),
        place.json("POST", "/api/models/acme/scenarios/shutdown/check", &json!({})),
        place.get(&format!("/api/runs/{run}")),
        place.get(&format!("/api/runs/{run}/answer")),
        place.get(&format!("/runs/{run}")),
        place.get(&format!("/api/compare?a={run}&b={run}")),
    ];
    let root = place.folder.path().canonicalize().unwrap();
    for answer in &answers {
        assert!(!answer.text().contains(&*root.to_string_lossy()), "{}", answer.text());
    }
    // The files themselves are named, from the folder on.
    assert!(answers[0].text().contains("acme/scenarios/shutdown.toml"), "{}", answers[0].text());
    assert!(answers[1].text().contains("acme/scenarios/shutdown.toml"), "{}", answers[1].text());
    assert!(answers[6].text().contains("acme/scenarios/shutdown.toml"), "{}", answers[6].text());
    assert_eq!(answers[9].json()["folder"], "runs/000001");
}

#[test]
fn no_path_leaves_the_folder() {
    let place = Place::new();
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    fs::write(place.path("secret.txt"), "very secret").unwrap();
    for path in [
        "/api/models/..",
        "/api/models/%2e%2e",
        "/api/models/..%2f..%2fetc",
        "/api/models/acme%2f..%2facme",
        "/api/models/.",
        "/api/models/%00",
        "/api/models/acme/scenarios/..%2fmodel",
        "/api/models/acme/scenarios/..%2f..%2fsecret",
        "/models/acme/scenarios/%2fetc%2fpasswd",
    ] {
        assert_eq!(place.get(path).status, 404, "{path}");
    }
    for file in [
        "..%2f..%2fsecret.txt",
        "%2fetc%2fpasswd",
        "catalogue.sqlite",
        "..%2fcatalogue.sqlite",
        ".blackstart.lock",
        "parts%2f..%2f..%2fx",
    ] {
        let answer = place.get(&format!("/api/runs/{run}/files/{file}"));
        assert_eq!(answer.status, 404, "{file}");
        assert!(!answer.text().contains("very secret"));
    }
    assert_eq!(place.get("/api/runs/..%2f1").status, 404);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: outside.path().join("other") }, &()).unwrap();
    fs::write(outside.path().join("secret"), "very secret").unwrap();
    let place = Place::new();
    symlink(outside.path().join("other"), place.path("linked")).unwrap();
    fs::create_dir(place.path("half")).unwrap();
    symlink(outside.path().join("other/model.toml"), place.path("half/model.toml")).unwrap();
    symlink(outside.path().join("other/scenarios/outage.toml"), place.path("acme/scenarios/far.toml")).unwrap();
    let models = place.get("/api/models").json();
    assert_eq!(models["models"].as_array().unwrap().len(), 1, "{models}");
    assert!(models["passed"][0].as_str().unwrap().contains("links are not followed"), "{models}");
    assert_eq!(place.get("/api/models/linked").status, 404);
    assert_ne!(place.get("/api/models/acme/scenarios/far").status, 200);
    assert_eq!(place.json("POST", "/api/runs", &json!({ "model": "acme", "scenario": "far" })).status, 422);
    // A file of a run that somebody has replaced by a link.
    let run = place.ask("outage", 4);
    place.wait(run, &["finished"]);
    let file = place.path(&format!("runs/{run:06}/summary.json"));
    fs::remove_file(&file).unwrap();
    symlink(outside.path().join("secret"), &file).unwrap();
    let answer = place.get(&format!("/api/runs/{run}/files/summary.json"));
    assert_eq!(answer.status, 404);
    assert!(!answer.text().contains("very secret"));
}

// Windows has no files of such names.
#[cfg(unix)]
#[test]
fn models_of_strangers_are_text_and_nothing_else() {
    let place = Place::new();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>'\\\"&";
    for file in ["acme/model.toml", "acme/scenarios/shutdown.toml"] {
        let text = fs::read_to_string(place.path(file)).unwrap();
        let lines = text
            .lines()
            .map(|line| if line.starts_with("title = ") { format!("title = \"{evil}\"") } else { line.to_owned() });
        fs::write(place.path(file), lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    fs::write(
        place.path("acme/scenarios/<b>x.toml"),
        "format = 1\nname = \"<i>x\"\nnonsense = \"<script>\\u202E\\u001b[31m\"\n",
    )
    .unwrap();
    fs::create_dir_all(place.path("<script>alert(3)<")).unwrap();
    fs::write(place.path("<script>alert(3)</model.toml"), "<script>alert(4)</script>").unwrap();
    let run = place.ask("shutdown", 4);
    assert_eq!(place.wait(run, &["finished", "failed"])["state"], "finished");
    let pages = [
        "/".to_owned(),
        "/models/acme".to_owned(),
        "/models/acme/walk".to_owned(),
        "/models/acme/walk/system/erp".to_owned(),
        "/models/acme/walk/%3Cscript%3E/x".to_owned(),
        "/models/acme/tables".to_owned(),
        "/models/acme/scenarios/shutdown".to_owned(),
        "/models/acme/scenarios/%3Cb%3Ex".to_owned(),
        format!("/runs/{run}"),
        format!("/compare?a={run}&b={run}"),
        "/curve".to_owned(),
        "/%3Cscript%3Ealert(5)".to_owned(),
        "/models/acme/tables?table=%3Cscript%3E".to_owned(),
        "/models/%3Cscript%3Ealert(3)%3C".to_owned(),
        format!("/curve?run-{run}=on&years=%3Cscript%3E&rate-{run}=%3Cscript%3E"),
        format!("/runs/{run}/report"),
    ];
    for path in pages {
        let page = place.get(&path);
        let text = page.text();
        for sign in ["<script>alert", "<script>\"", "<img", "<i>x", "<b>x", "\u{202e}", "\u{1b}"] {
            assert!(!text.contains(sign), "{path} has {sign}");
        }
        assert!(text.contains("<!DOCTYPE html>"), "{path}");
    }
    assert!(place.get("/models/acme").text().contains("&lt;script&gt;alert(1)"));
}

#[test]
fn the_log_has_no_queries_and_no_bodies() {
    let place = Place::new();
    place.get("/?before=12345");
    place.json("POST", "/api/runs", &json!({ "model": "my-secret-model" }));
    let log = place.log.lock().unwrap().join("\n");
    assert!(log.contains("GET / 200") && log.contains("POST /api/runs 404"), "{log}");
    assert!(!log.contains("12345") && !log.contains("my-secret-model"), "{log}");
}
