//! What is said of single points of failure.

use super::*;
use blackstart_ensemble::alone::{Question, spof as played};

const COMPANY: &str = r#"
format = 1
name = "m"
title = "Two servers"
currency = "GBP"
party = [{ id = "us", kind = "company" }, { id = "maker", title = "=The maker", kind = "supplier" }]
product = [{ id = "car", price = 100 }, { id = "part", price = 20 }]
crew = [{ id = "it", title = "IT", people = 1 }, { id = "idle", people = 1 }]
system = [
    { id = "one", title = "One", rebuild = { duration = "5d", crew = "it" } },
    { id = "other", title = "Other", rebuild = { duration = "5d", crew = "it" } },
    { id = "robots", title = "Robots" },
]
service = [{ id = "make", title = "Making", logic = "all(any(one, other), robots)", tolerance = { duration = "2d" } }]
site = [
    { id = "works", title = "The works", product = "car", party = "us", produce = "make" },
    { id = "foundry", product = "part", party = "maker" },
]
link = [{ from = "foundry", to = "works", flow = "10/d", cover = "30d" }]
demand = [{ site = "works", flow = "10/d", patience = 0 }]
target = [{ id = "mvc", title = "Able to build", services = ["make"] }]
"#;

fn told(pairs: usize) -> SpofSummary {
    let day = "format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n[shutdown]\nlost = 1\n[recovery]\n";
    let read = blackstart_read::model_text(COMPANY);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let scenario = blackstart_read::scenario_text(day, &model).it.unwrap();
    let asked = Question {
        model: &model,
        scenario: &scenario,
        seed: 1,
        histories: 4,
        stated_hours: 14.0 * 24.0,
        is_assumed: false,
        pairs,
        threads: 1,
    };
    played(&asked, Some("half of it was guessed".to_owned()), &())
}

#[test]
fn the_worst_stands_first_and_what_gone_means_is_said() {
    let shown = spof(&told(50), Style::default());
    for words in [
        "Worst alone is “Robots”",
        "“Able to build” fails for 14 days",
        "Worst together beyond their sum are “One” and “Other”",
        "rebuilt by its own tasks",
        "1 system has no task to rebuild it: gone for 14 days",
        "makes and delivers nothing for 14 days",
        "Mind that half of it was guessed.",
        "One: nothing stops; “Making” runs on “Other” as well.",
        "Crews that are missed on the bad day",
        "nothing that is restored on that day needs it",
        "pairs were looked at",
    ] {
        let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{words}: {shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let page = spof_html(&told(50));
    assert!(page.contains("alone-chart") && page.contains("runs on either of them"));
}

#[test]
fn pairs_that_were_not_played_are_said_to_be_unknown() {
    let shown = spof(&told(0), Style::default());
    let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Of those that were not played nothing is known"), "{shown}");
    assert!(!flat.contains("No pair that was played"), "{shown}");
}

#[test]
fn a_table_has_a_row_for_each_and_no_formula() {
    let it = told(50);
    let table = spof_csv(&it);
    assert_eq!(table.lines().count(), 1 + it.alone.len() + it.crews.len() + it.pairs.len());
    assert!(!table.contains(",=The maker"), "{table}");
    let robots = table.lines().find(|line| line.starts_with("robots,")).unwrap();
    assert!(robots.starts_with("robots,Robots,system,stated,14000,14000,14000,11200,0,14,"), "{robots}");
}
