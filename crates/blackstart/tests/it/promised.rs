//! What a business impact analysis promises is shown and believed by nobody; and the backlog is the same however it is played.

use blackstart::ensemble::each_table;
use blackstart::report::{Story, Style, number, terminal};
use blackstart::{Ensemble, Model, Results, Scenario, Summary, store};
use std::fs;

/// A shop whose sales go through the service that the page describes.
const COMPANY: &str = r#"
format = 1
name = "shop"
currency = "GBP"
[[party]]
id = "us"
kind = "company"
[[product]]
id = "sale"
price = 1000
[[system]]
id = "erp"
title = "ERP"
rebuild = { duration = "pert(2d, 4d, 9d)" }
verify = { duration = "1d" }
start = { duration = "2h" }
PROMISED_OF_ERP
[[site]]
id = "shop"
product = "sale"
party = "us"
sell = "orders"
[[demand]]
site = "shop"
flow = "200/d"
"#;

const DAY: &str = r#"
format = 1
name = "day"
start = 2026-03-02
horizon = "60d"
[[fall]]
systems = ["erp"]
at = "6h"
cause = "attacker"
lost = 0.5
exposed = 0.1
chance = 0.9
[recovery]
investigation = "uniform(2h, 9h)"
"#;

/// The service as the page on describing a company has it.
fn on_the_page() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/how-to/describe-your-company.md");
    let page = fs::read_to_string(page).unwrap();
    let block = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    block.to_owned()
}

fn company(service: &str, erp: &str) -> (Model, Scenario) {
    let text = format!("{}{service}", COMPANY.replace("PROMISED_OF_ERP", erp));
    let model = blackstart::read::model_text(&text);
    assert!(model.problems.is_empty(), "{:?}", model.problems);
    let model = model.it.unwrap();
    let day = blackstart::read::scenario_text(DAY, &model);
    assert!(day.problems.is_empty(), "{:?}", day.problems);
    (model, day.it.unwrap())
}

fn run((model, day): &(Model, Scenario)) -> Results {
    Ensemble::new(model, day).seed(3).replicates(400).run()
}

/// Without the lines that begin with any of these keys.
fn without(service: &str, keys: &[&str]) -> String {
    let is = |line: &&str| !keys.iter().any(|key| line.starts_with(&format!("{key} =")));
    service.lines().filter(is).map(|line| format!("{line}\n")).collect()
}

const PROMISES: [&str; 6] = ["owner", "rto", "rpo", "mtpd", "mbco", "impact"];

#[test]
fn what_is_promised_changes_no_table_but_its_own() {
    let service = without(&on_the_page(), &["backlog"]);
    let with = run(&company(&service, "owner = \"IT\"\nrto = \"4h\"\nrpo = \"1h\"\nmtpd = \"2d\""));
    let plain = run(&company(&without(&service, &PROMISES), ""));
    macro_rules! same {
        (promises) => {
            assert!(with.promises.replicate.len() > 300 && plain.promises.replicate.is_empty());
        };
        ($table:ident) => {
            assert_eq!(with.$table, plain.$table, "{}", stringify!($table));
        };
    }
    each_table!(same);
    assert_eq!(with.counts, plain.counts);
    // Where nothing is promised, nothing is kept of it: not even that there could be.
    let layout = serde_json::to_string(&plain.layout).unwrap();
    assert!(!layout.contains("promised") && !layout.contains("backlogs"), "{layout}");
    let summary = serde_json::to_string(&Summary::of(&plain)).unwrap();
    assert!(!summary.contains("promised") && !summary.contains("backlogs"));
}

#[test]
fn the_report_holds_promised_beside_modelled_and_says_what_is_left_to_key_in() {
    let both = company(&on_the_page(), "rto = \"1d\"");
    let results = run(&both);
    let summary = Summary::of(&results);
    let [orders, erp] = &summary.promised[..] else { panic!("{:?}", summary.promised) };
    assert_eq!((orders.id.as_str(), orders.level, erp.id.as_str()), ("orders", 0.6, "erp"));
    // Counted once more from the tables of services: 60 % is reached when the keying begins, or never left.
    let kept = orders.kept.unwrap();
    assert!(kept.hits > 0 && kept.hits < kept.of && kept.of == orders.down.hits);
    let system: Vec<f64> =
        results.outages.up_hours.iter().zip(&results.outages.down_hours).map(|(up, down)| up - down).collect();
    let soon = system.iter().filter(|hours| **hours <= 24.0).count();
    assert_eq!((erp.kept.unwrap().hits, kept.hits), (soon, soon), "back at 70 % with the system");
    // Full level comes later, by half an hour for each hour of work.
    let [left] = &summary.backlogs[..] else { panic!("{:?}", summary.backlogs) };
    for row in 0..results.backlogs.replicate.len() {
        let of = results.services.replicate.iter().position(|it| *it == results.backlogs.replicate[row]).unwrap();
        let done = results.backlogs.done_hours[row];
        assert!((results.services.last_back_hours[of] - done).abs() < 1e-9);
        let place = results.outages.replicate.iter().position(|it| *it == results.backlogs.replicate[row]).unwrap();
        let keyed = 0.5 * results.backlogs.work_hours[row];
        assert!((done - results.outages.up_hours[place] - keyed).abs() < 1e-6, "{done} {keyed}");
    }
    let impact = orders.impact.unwrap();
    assert!(impact.stated.p50 > 0.0 && impact.company.p50 > 0.0 && impact.alone.hits == impact.alone.of);

    let story = Story::new(&results, summary.clone());
    let shown = terminal(&story, Style { columns: 400, ..Style::default() });
    let section = shown.split("Promised and modelled").nth(1).unwrap();
    for word in ["Taking orders", "Head of sales", "ERP", &number::share(kept.share), &number::share(left.left.share)] {
        assert!(section.contains(word), "{word}\n{shown}");
    }
    assert!(shown.contains("recovery time objectives are missed in some histories"), "{shown}");
    let page = blackstart::report::html(&story);
    assert!(page.contains("Promised and modelled") && page.contains("Head of sales"));
    assert!(page.contains("it is not the loss by this service"));
}

#[test]
fn a_backlog_is_the_same_on_any_number_of_threads_in_any_split_and_on_disk() {
    let uncertain = on_the_page()
        .replace("keying = 0.5, level = 0.7", "keying = \"uniform(0.2, 0.9)\", level = \"uniform(0.4, 0.8)\"");
    let (model, day) = company(&uncertain, "rto = \"1d\"");
    let ensemble = || Ensemble::new(&model, &day).seed(3).replicates(150);
    let one = ensemble().threads(1).run();
    assert!(one.backlogs.work_hours.len() > 50);
    let digest = store::digest(&one);
    assert_eq!(store::digest(&ensemble().threads(3).run()), digest);
    let mut parts = ensemble().play(0..37, &());
    parts.append(ensemble().threads(2).play(37..150, &())).unwrap();
    assert_eq!(store::digest(&parts), digest);
    let folder = tempfile::tempdir().unwrap();
    store::write(&one, folder.path()).unwrap();
    let read = store::Run::open(folder.path()).unwrap().results().unwrap();
    assert_eq!(read, one);

    // A draw more shifts no other: the systems come back as they do without a backlog.
    let plain = company(&without(&uncertain, &["backlog"]), "rto = \"1d\"");
    let plain = Ensemble::new(&plain.0, &plain.1).seed(3).replicates(150).run();
    assert_eq!((&plain.outages, &plain.tasks), (&one.outages, &one.tasks));
    assert_ne!(plain.services, one.services);
}
