//! From an account file and finished runs to a loss curve and its export.

use super::Place;
use std::fs;

/// The starter with a policy, and a finished run of its scenario `shutdown`.
fn insured() -> Place {
    let place = Place::new();
    let model = fs::read_to_string(place.path("acme/model.toml")).unwrap();
    let party = model.split("[[party]]").nth(1).unwrap().split("id = \"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(
        place.path("account.csv"),
        "AccNumber,PolNumber,PolDed,LayerLimit,LayerParticipation,BIWaitingPeriod\nC1,P1,1000,5000000,0.8,0.5\n",
    )
    .unwrap();
    let policy = place.run(&format!("import oed account.csv --insured {party}"));
    assert_eq!(policy.code, 0, "{}", policy.err);
    fs::write(place.path("acme/model.toml"), format!("{model}\n{}", policy.out)).unwrap();
    let run = place.run("run acme shutdown -n 24 --seed 3 --out done");
    assert_eq!(run.code, 0, "{}", run.err);
    place
}

#[test]
fn runs_with_a_rate_make_a_curve_and_the_same_years_are_exported() {
    let place = insured();
    let missing = place.run("curve done");
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("rate"), "{}", missing.err);

    let curve = place.json("curve done --rate shutdown=0.5 --years 2000 --json", "blackstart/curve/1");
    let curve = &curve["curve"];
    let all = curve["subjects"].as_array().unwrap().last().unwrap();
    assert_eq!((&all["id"], &curve["years"]), (&"all".into(), &2000.into()));
    let mean = |of: &str| all[of]["mean"].as_f64().unwrap();
    assert!(mean("gross") > mean("net") && mean("insured") > 0.0);
    assert!((mean("gross") - mean("net") - mean("insured")).abs() <= 1e-9 * mean("gross"));
    let text = place.run("curve done --rate shutdown=0.5 --years 2000");
    assert!(text.out.contains("TVaR") && text.out.contains("FAIR"), "{}", text.out);

    let page = place.run("curve done --rate shutdown=0.5 --years 2000 --html curve.html --json");
    assert_eq!(page.code, 0, "{}", page.err);
    let page = fs::read_to_string(place.path("curve.html")).unwrap();
    let subjects = curve["subjects"].as_array().unwrap();
    assert!(page.matches("<figure").count() >= subjects.len());
    for title in subjects.iter().map(|it| it["title"].as_str().unwrap()) {
        assert!(page.contains(title), "{title}");
    }
    for word in
        ["after insurance", "(AEP)", "(OEP)", "TVaR", "95\u{a0}% interval", "Average annual loss", "color-scheme"]
    {
        assert!(page.contains(word), "{word}");
    }
    assert!(
        !page.contains("http:") && !page.contains("https:") && page.matches("<script").count() == 1,
        "nothing from elsewhere"
    );
    let point = &all["gross"]["points"][3];
    assert!(
        point["event_low"].as_f64() <= point["event"].as_f64() && point["event_tail_interval"]["low"].is_f64(),
        "{point}"
    );
    assert_eq!(place.run("curve done --rate shutdown=0.5 --html nowhere/curve.html").code, 1);

    let export = place.json("export done --rate shutdown=0.5 --years 2000 --ord loss --json", "blackstart/export/1");
    assert!(export["files"].as_array().unwrap().len() > 60);
    let fair = fs::read_to_string(place.path("loss/fair.csv")).unwrap();
    assert!(fair.starts_with("form,events_per_year,") && fair.contains("\nproductivity,"), "{fair}");
    let reach = fs::read_to_string(place.path("loss/reach.csv")).unwrap();
    assert!(
        reach.contains("\nshutdown,organisations,,") && reach.contains("\nshutdown,head,business interruption,"),
        "{reach}"
    );
    let alt = fs::read_to_string(place.path("loss/output/gul_S3_alt.csv")).unwrap();
    let written: f64 = alt.lines().nth(2).unwrap().split(',').nth(2).unwrap().parse().unwrap();
    assert!((written - mean("gross")).abs() <= 1e-6 * written, "{written} {}", mean("gross"));
}

#[test]
fn wrong_usage_is_told() {
    let place = Place::new();
    for (line, says) in [
        ("curve nowhere", "no such folder"),
        ("restart acme --exact 5s", "--exact"),
        ("curve acme --rate 5", "0.05"),
        ("export acme", "--ord"),
    ] {
        let came = place.run(line);
        assert_eq!(came.code, 2, "{line}: {}", came.err);
        assert!(came.err.contains(says), "{line}: {}", came.err);
    }
}

#[test]
fn what_is_wrong_with_an_account_is_told_at_its_cells() {
    let place = Place::new();
    let text = "AccNumber,PolNumber,LayerParticipation,PolLimitBI\nC,P,7,5\nC,,,-3\n";
    fs::write(place.path("seven.csv"), text).unwrap();
    let came = place.run("import oed seven.csv --insured us");
    assert_eq!((came.code, came.out.as_str()), (3, ""), "{}", came.err);
    for says in ["BS0155", "seven.csv:3:3", "BS0156", "seven.csv:2:5", "BS0157", "seven.csv:1:", "PolLimitNPBI"] {
        assert!(came.err.contains(says), "{says}: {}", came.err);
    }
    let came = place.run("import oed acme/model.toml --insured us");
    assert!(came.code == 3 && came.err.contains("OED account"), "{}", came.err);
    // What is assumed is told beside what comes out.
    fs::write(place.path("short.csv"), "AccNumber,PolNumber\nC,P\n").unwrap();
    let came = place.run("import oed short.csv --insured us");
    assert!(came.code == 0 && came.out.contains("365d") && came.err.contains("BS0162"), "{} {}", came.out, came.err);
}

#[test]
fn priors_come_with_their_incidents_and_without_those_left_out() {
    let place = Place::new();
    let priors = place.json("priors --json", "blackstart/priors/2");
    let of = |priors: &serde_json::Value, id: &str| {
        let found = priors["priors"].as_array().unwrap().iter().find(|it| it["id"] == id).cloned();
        found.unwrap_or_else(|| panic!("{id} is there"))
    };
    let names = |prior: &serde_json::Value| {
        let incidents = prior["incidents"].as_array().unwrap().iter();
        incidents.map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(priors["priors"].as_array().unwrap().iter().all(|it| !names(it).is_empty()));
    let jlr = "jaguar-land-rover-2025".to_owned();
    let all = of(&priors, "normal-again");
    assert!(names(&all).contains(&jlr) && all["unit"] == "days" && all["open"] == 19);

    let asked = place.json("priors --without jlr-2025 --as-of 2025-08-31 --json", "blackstart/priors/2");
    assert_eq!((&asked["without"][0], &asked["as_of"]), (&"jlr-2025".into(), &"2025-08-31".into()));
    assert!(!names(&of(&asked, "normal-again")).contains(&jlr));
    // A line of the text is a field of a model.
    let text = place.run("priors").out;
    assert!(text.contains("duration = \"lognormal(median 22d, p90 "), "{text}");
    for (line, says) in [("priors --without jlr-2052", "jlr-2025"), ("priors --as-of 2017-01-01", "later day")] {
        let came = place.run(line);
        assert!(came.code == 2 && came.err.contains(says), "{line}: {}", came.err);
    }
}

#[test]
fn where_all_is_off_and_nothing_says_when_it_is_back_published_incidents_do() {
    let place = Place::new();
    fs::create_dir_all(place.path("bare/scenarios")).unwrap();
    let model = r#"
format = 1
name = "bare"
currency = "GBP"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 1000 }]
system = [{ id = "erp" }, { id = "mes", starts_after = ["erp"] }]
site = [{ id = "plant", product = "car", party = "us", produce = "all(erp, mes)" }]
demand = [{ site = "plant", flow = "10/d" }]
"#;
    fs::write(place.path("bare/model.toml"), model).unwrap();
    let day = |start: &str| format!("format = 1\nname = \"off\"\nstart = {start}\nhorizon = \"52w\"\n[shutdown]\n");
    fs::write(place.path("bare/scenarios/off.toml"), day("2026-05-01")).unwrap();
    let said = place.run("check bare --strict");
    assert!(said.code == 0 && said.out.contains("assumed: No system has a restore task"), "{} {}", said.out, said.err);
    assert!(said.out.contains("in 15 published incidents, 4 of them still open"), "{}", said.out);
    let came = place.run("run bare -n 200 --out out");
    assert!(came.code == 0 && came.err.contains("assumed:") && came.out.contains("Assumed: No system"), "{}", came.out);
    assert!(fs::read_to_string(place.path("out/report.html")).unwrap().contains("Assumed: No system"));
    // What systems have in common makes them long or short together: half of the histories end near the median of the class, one in ten far later.
    let run = place.json("run bare -n 400 --out out --force --json", "blackstart/run/1");
    let days = |p: &str| run["summary"]["sites"][0]["restarted"][p]["hours"].as_f64().unwrap() / 24.0;
    assert!(days("p50") > 12.0 && days("p50") < 30.0, "{}", days("p50"));
    assert!(days("p95") > 2.5 * days("p50"), "{}", days("p95"));
    // Two such days are compared; one such and one that says more are not.
    fs::write(place.path("bare/scenarios/lost.toml"), day("2026-05-01") + "lost = 0.5\n").unwrap();
    assert_eq!(place.run("compare bare off lost -n 8").code, 0);
    let some = day("2026-05-01")
        .replace("[shutdown]", "[[fall]]\nat = 0\ncause = \"attacker\"\nsystems = [\"erp\"]\n[recovery]");
    fs::write(place.path("bare/scenarios/some.toml"), some).unwrap();
    let came = place.run("compare bare off some -n 8");
    assert!(came.code == 2 && came.err.contains("cannot be compared"), "{}", came.err);
    fs::remove_file(place.path("bare/scenarios/some.toml")).unwrap();
    // Long ago less was known.
    fs::write(place.path("bare/scenarios/off.toml"), day("2024-05-01")).unwrap();
    let said = place.run("check bare");
    assert!(said.out.contains("priors --as-of 2024-05-01"), "{}", said.out);
    // One task that is told, and nothing is assumed any more.
    fs::write(
        place.path("bare/model.toml"),
        model.replace("{ id = \"erp\" }", "{ id = \"erp\", start = { duration = \"3d\" } }"),
    )
    .unwrap();
    let said = place.run("check bare");
    assert!(said.code == 3 && said.out.contains("BS0706"), "{}", said.out);
}
