//! `blackstart restart` as its users meet it.

use super::Place;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Two people, tasks of 5, 4 and 3 slots that need one each, and one of 2 behind the first: best is 7.
const FILE: &str = "\
jobs (incl. supersource/sink ):  6
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          1           5
   3        1          1           6
   4        1          1           6
   5        1          1           6
   6        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
  1      1     0       0
  2      1     5       1
  3      1     4       1
  4      1     3       1
  5      1     2       1
  6      1     0       0
RESOURCEAVAILABILITIES:
  R 1
   2
";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_published_file_is_scheduled_and_checked() {
    let place = Place::new();
    fs::write(place.path("small.sm"), FILE).unwrap();
    let came = place.run("restart --psplib small.sm --json");
    assert_eq!(came.code, 0, "{}", came.err);
    let it = json(&came.out);
    assert_eq!((it["makespan"].as_f64(), it["proven"].as_bool()), (Some(7.0), Some(true)));
    assert_eq!(it["gap"].as_f64(), Some(0.0));
    // Seven is proven by the work there is already; a solver has nothing to add, and where it was left out that is said.
    let came = place.run("restart --psplib small.sm --json --exact 5s");
    if cfg!(feature = "exact") {
        let it = json(&came.out);
        assert_eq!((it["lower_bound"].as_f64(), it["proven"].as_bool()), (Some(7.0), Some(true)));
    } else {
        assert!(came.code == 2 && came.err.contains("--features exact"), "{}", came.err);
    }
    fs::write(
        place.path("wrong.sm"),
        FILE.replace("   2        1          1           5", "   2        1          1           9"),
    )
    .unwrap();
    let came = place.run("restart --psplib wrong.sm");
    assert_eq!(came.code, 3);
    assert!(came.err.contains("line 9") && came.err.contains("no job 9"), "{}", came.err);
}

#[test]
fn modes_are_in_the_table_where_jobs_have_several() {
    let place = Place::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blackstart-plan/src/psplib/cases");
    for (file, makespan, columns) in
        [("a.mm", "makespan 11", "job  mode  start  end\n"), ("a.rcp", "makespan 13", "job  start  end\n")]
    {
        fs::copy(cases.join(file), place.path(file)).unwrap();
        let came = place.run(&format!("restart --psplib {file} --schedules 2000"));
        assert_eq!(came.code, 0, "{}", came.err);
        assert!(came.out.starts_with(makespan) && came.out.contains(columns), "{}", came.out);
    }
}

#[test]
fn a_plan_is_found_told_and_can_be_read_again() {
    let place = Place::new();
    let of = "restart acme shutdown -n 24 --schedules 3000 --json";
    let first = place.run(&format!("{of} --threads 2 --out a"));
    assert_eq!(first.code, 0, "{}", first.err);
    let it = json(&first.out);
    let plan = it["plan"].as_array().unwrap();
    assert!(plan.len() > 2);
    assert_eq!(it["orders"][0]["dearer"]["mean"], 0.0);
    let page = fs::read_to_string(place.path("a/report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Ranked list of each crew"));
    assert!(fs::read_to_string(place.path("a/project.xml")).unwrap().contains("<PredecessorLink>"));
    assert_eq!(fs::read_dir(place.path("a")).unwrap().count(), 6, "nothing temporary is left");
    // The same plan on one thread, and next to itself as a plan made by people.
    fs::copy(place.path("a/plan.xlsx"), place.path("book.xlsx")).unwrap();
    let again = format!("{of} --threads 1 --plan a/plan.csv --plan book.xlsx --out b");
    let second = json(&place.run(&again).out);
    for title in ["plan", "book"] {
        let given = second["orders"].as_array().unwrap().iter().find(|it| it["title"] == title).unwrap();
        assert_eq!(given["loss"]["mean"], it["orders"][0]["loss"]["mean"], "{title}");
    }
    let book = |of: &str| fs::read(place.path(&format!("{of}/plan.xlsx"))).unwrap();
    assert!(book("a") == book("b"), "the same plan, the same bytes");
}

#[test]
fn contractors_are_hired_where_they_are_worth_their_price_and_a_slot_has_one_too() {
    let place = Place::new();
    let model = fs::read_to_string(place.path("acme/model.toml")).unwrap();
    let usual = r#"rebuild = { duration = "pert(3d, 5d, 12d)", crew = "applications", people = 2, cost = "£60k" }"#;
    assert!(model.contains(usual));
    let with = |price: &str| {
        let rebuild = format!(
            r#"rebuild = {{ duration = "pert(3d, 5d, 12d)", crew = "applications", people = 2, also = ["clean-room"], cost = "£60k",
              modes = [{{ id = "contractors", duration = "1h", also = ["clean-room"], cost = "{price}" }}] }}"#
        );
        let room = "\n[[crew]]\nid = \"clean-room\"\ntitle = \"Clean room\"\nunit = \"slot\"\npeople = 1\n";
        fs::write(place.path("acme/model.toml"), model.replace(usual, &rebuild) + room).unwrap();
        let came = place.run("restart acme shutdown -n 24 --schedules 3000 --json --out a");
        assert_eq!(came.code, 0, "{}", came.err);
        json(&came.out)
    };
    let way = |it: &Value| {
        let tasks = it["tasks"].as_array().unwrap();
        tasks.iter().find(|it| it["system"] == "erp" && it["task"] == "rebuild").unwrap()["mode"].clone()
    };
    let cheap = with("£1");
    assert_eq!(way(&cheap), "contractors");
    assert!(fs::read_to_string(place.path("a/plan.csv")).unwrap().contains(",rebuild=contractors\n"));
    let again = place.run("restart acme shutdown -n 24 --schedules 3000 --json --out c --plan a/plan.csv");
    let again = json(&again.out);
    let given = again["orders"].as_array().unwrap().iter().find(|it| it["title"] == "plan").unwrap();
    assert_eq!(given["loss"]["mean"], cheap["orders"][0]["loss"]["mean"], "its ways are read too");
    assert!(
        cheap["one_more_head"].as_array().unwrap().iter().any(|it| it["crew"] == "clean-room" && it["unit"] == "slot")
    );
    assert_eq!(way(&with("£5bn")), Value::Null);
    // What was chosen can be stated, and costs what it costs.
    let day = place.path("acme/scenarios/shutdown.toml");
    let text = fs::read_to_string(&day).unwrap();
    let stated = "[recovery]\nmodes = [{ system = \"erp\", task = \"rebuild\", mode = \"contractors\" }]";
    fs::write(&day, text.replacen("[recovery]", stated, 1)).unwrap();
    let came = place.run("run acme shutdown -n 24 --json --out b");
    assert_eq!(came.code, 0, "{}", came.err);
    let told = json(&came.out)["summary"].clone();
    assert!(told["loss"]["total"]["mean"].as_f64().unwrap() > 5e8, "{}", told["loss"]);
    let room = told["crews"].as_array().unwrap().iter().find(|it| it["id"] == "clean-room").unwrap();
    // One rebuild of an hour, in the histories in which the ERP was lost.
    assert!(room["people_hours"]["p90"] == 1.0 && room["tasks"]["p90"] == 1.0, "{room}");
    fs::write(&day, text.replacen("[recovery]", &stated.replace("contractors", "overtime"), 1)).unwrap();
    let came = place.run("check acme");
    let said = came.out + &came.err;
    assert!(came.code == 3 && said.contains("BS0724") && said.contains("its ways are `contractors`"), "{said}");
}

#[test]
fn in_the_middle_of_it_the_rest_is_planned() {
    let place = Place::new();
    let of = "restart acme shutdown -n 24 --schedules 3000 --json";
    let whole = json(&place.run(of).out);
    let at_the_beginning = json(&place.run(&format!("{of} --now 0h")).out);
    assert_eq!((&at_the_beginning["plan"], &at_the_beginning["orders"]), (&whole["plan"], &whole["orders"]));

    let facts = "system,task,began,ended\n,investigation,,2d\ndirectory,verify,2d,3d\ndirectory,start,3d,76h\nerp,verify,80h,\n";
    fs::write(place.path("facts.csv"), facts).unwrap();
    let came = place.run(&format!("{of} --facts facts.csv --now 4d --out a"));
    assert_eq!(came.code, 0, "{}", came.err);
    let it = json(&came.out);
    let first = it["tasks"].as_array().unwrap().iter().find(|it| it["rank"] == 1).unwrap();
    assert_eq!(first["system"], it["plan"][0]);
    assert!(!it["plan"].as_array().unwrap().contains(&"directory".into()), "nothing is left to do there");
    for task in it["tasks"].as_array().unwrap() {
        let times = |key: &str| ["p05", "p50", "p95"].map(|p| task[key][p].as_f64().unwrap());
        match (task["system"].as_str().unwrap(), task["task"].as_str().unwrap()) {
            ("directory", "verify") => assert_eq!(times("end_hours"), [72.0; 3]),
            ("directory", "start") => {
                assert_eq!((times("start_hours"), times("end_hours")), ([72.0; 3], [76.0; 3]))
            }
            ("erp", "verify") => {
                assert!(task["state"] == "running" && times("start_hours") == [80.0; 3] && times("end_hours")[0] > 96.0)
            }
            _ => assert!(task["state"].is_null() && times("start_hours")[0] >= 96.0, "{task}"),
        }
    }
    let told = place.run("restart acme shutdown -n 24 --schedules 3000 --facts facts.csv --now 4d");
    assert!(told.out.contains("Tasks finished: 2; running (they keep their people): 1."), "{}", told.out);

    fs::write(place.path("facts.csv"), "system,task,began,ended\ndirectoy,start,3d,\n").unwrap();
    let came = place.run("restart acme shutdown --facts facts.csv --now 4d");
    assert_eq!(came.code, 3);
    assert!(came.err.contains("did you mean `directory`?") && came.err.contains("facts.csv:2:1"), "{}", came.err);
    let came = place.run("restart acme shutdown --now yesterday");
    assert!(came.code == 2 && came.err.contains("the moment `yesterday`"), "{}", came.err);
}

#[test]
fn what_cannot_be_planned_is_said() {
    let place = Place::new();
    fs::write(place.path("ours.csv"), "rank,system\n1,nonsense\n").unwrap();
    let came = place.run("restart acme shutdown --plan ours.csv");
    let said = came.out + &came.err;
    assert!(came.code == 3 && said.contains("ours.csv:2:3") && said.contains("`nonsense`"), "{said}");
    for (text, code) in [
        ("rank\n1\n", "BS0202"),
        ("rank,system\n", "BS0725"),
        ("system,modes\nerp,rebuild=elves\n", "BS0724"),
        ("system,modes\nerp,elves\n", "BS0203"),
        ("", "BS0"),
    ] {
        fs::write(place.path("ours.csv"), text).unwrap();
        let came = place.run("restart acme shutdown --plan ours.csv");
        let said = came.out + &came.err;
        assert!(came.code == 3 && said.contains(code), "{text:?}: {said}");
    }
    assert_eq!(place.run("restart acme shutdown --plan nowhere.csv").code, 3);
    assert_eq!(place.run("restart").code, 2);
}

/// Two works and an archive that nobody misses, all lost; one engineer. What is quick, listed first or least tolerated is worth least.
const TWO_WORKS: &str = r#"
format = 1
name = "two-works"
currency = "GBP"
step = "1d"
[[party]]
id = "company"
kind = "company"
[[zone]]
id = "site"
[[crew]]
id = "engineer"
people = 1
[[system]]
id = "archive"
zone = "site"
rebuild = { duration = "pert(2d, 3d, 5d)", crew = "engineer" }
[[system]]
id = "small-line"
zone = "site"
rebuild = { duration = "pert(4d, 6d, 10d)", crew = "engineer" }
[[system]]
id = "large-line"
zone = "site"
rebuild = { duration = "pert(5d, 7d, 12d)", crew = "engineer" }
[[service]]
id = "records"
logic = "archive"
tolerance = { duration = "1d" }
[[service]]
id = "small"
logic = "small-line"
tolerance = { duration = "2d" }
[[service]]
id = "large"
logic = "large-line"
tolerance = { duration = "5d" }
[[product]]
id = "part"
unit = "part"
price = "£100"
[[site]]
id = "small-works"
product = "part"
party = "company"
produce = "small"
stock = "1d"
variable_cost = "£40"
[[site]]
id = "large-works"
product = "part"
party = "company"
produce = "large"
stock = "1d"
variable_cost = "£40"
[[demand]]
site = "small-works"
flow = "100/d"
price = "£100"
[[demand]]
site = "large-works"
flow = "1000/d"
price = "£100"
"#;

#[test]
fn where_order_matters_the_plan_and_the_value_rule_bring_back_first_what_is_worth_most() {
    let place = Place::new();
    fs::create_dir_all(place.path("two/scenarios")).unwrap();
    fs::write(place.path("two/model.toml"), TWO_WORKS).unwrap();
    let day = "format = 1\nname = \"lost\"\ntitle = \"All lost\"\nstart = 2026-03-02\nhorizon = \"8w\"\n[shutdown]\nsystems = \"all\"\nlost = 1\n[recovery]\n";
    fs::write(place.path("two/scenarios/lost.toml"), day).unwrap();
    let came = place.run("restart two lost -n 32 --schedules 2000 --json --out a");
    assert_eq!(came.code, 0, "{}", came.err);
    let it = json(&came.out);
    assert_eq!(it["plan"], serde_json::json!(["large-line", "small-line", "archive"]));
    for order in &it["orders"].as_array().unwrap()[1..] {
        let title = order["title"].as_str().unwrap();
        let (low, high) = (&order["dearer"]["mean_low"], &order["dearer"]["mean_high"]);
        let (low, high) = (low.as_f64().unwrap(), high.as_f64().unwrap());
        if title == "value rule" {
            assert!((low, high) == (0.0, 0.0), "{title}: {low} {high}");
        } else {
            // The archive and the small line before the large one: 3 + 6 days of a thousand parts at a margin of £60, less what the small line gains.
            assert!(low > 400e3 && high < 800e3, "{title}: {low} {high}");
        }
    }
    // An hour of the large line costs most, one of the archive nothing.
    let delay = |system: &str| {
        let tasks = it["tasks"].as_array().unwrap();
        tasks.iter().find(|it| it["system"] == system).unwrap()["delay_per_hour"].as_f64().unwrap()
    };
    assert!(delay("large-line") > 2.0 * delay("small-line") && delay("archive") == 0.0);
    // The time the small line waits for the engineer, another would save: 7 days of a hundred parts, and those of the archive nothing.
    let one_more = it["one_more_head"][0]["saves"]["mean"].as_f64().unwrap();
    assert!((30e3..55e3).contains(&one_more), "{one_more}");
    // In order, the same list is found: there is one engineer.
    fs::write(place.path("two/scenarios/lost.toml"), format!("{day}policy = \"in-order\"\n")).unwrap();
    let came = place.run("restart two lost -n 32 --schedules 2000 --json --out b");
    assert_eq!(came.code, 0, "{}", came.err);
    assert_eq!(json(&came.out)["plan"], it["plan"]);
}
