//! Where a model says nothing, incidents of its kind stand in; where it says anything, none do.

use blackstart_model::model::PRIORS_SOURCE;
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};

/// A company of three systems in a row and one beside them, with a site that does what `channel` says.
fn model(name: &str, channel: &str, task: &str) -> Model {
    let text = format!(
        r#"
format = 1
name = "{name}"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}]
product = [{{ id = "car", price = 100 }}]
system = [
    {{ id = "a"{task} }},
    {{ id = "b", starts_after = ["a"] }},
    {{ id = "c", starts_after = ["b"] }},
    {{ id = "d" }},
]
site = [{{ id = "site", product = "car", party = "us", {channel} = "all(a, b, c, d)" }}]
demand = [{{ site = "site", flow = "10/d" }}]
"#
    );
    let read = crate::model_text(&text);
    assert!(read.it.is_some(), "{:?}", read.problems);
    read.it.unwrap()
}

fn scenario(model: &Model, start: &str, rest: &str) -> Scenario {
    let read =
        crate::scenario_text(&format!("format = 1\nname = \"off\"\nstart = {start}\nhorizon = \"52w\"\n{rest}"), model);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    read.it.unwrap()
}

#[test]
fn a_company_is_told_by_incidents_of_its_kind() {
    for (channel, class) in [
        (
            "produce",
            "15 published incidents, 4 of them still open when last heard of (normal-again-manufacturing-all of",
        ),
        ("sell", "17 published incidents, 6 of them still open when last heard of (normal-again-retail of"),
        ("pay", "12 published incidents, 2 of them still open when last heard of (normal-again-services of"),
    ] {
        let model = model("test", channel, "");
        let day = scenario(&model, "2027-01-01", "[shutdown]\nlost = 0.5\n");
        let said = crate::assumption(&model, &day).unwrap().text;
        assert!(said.contains(class), "{said}");
    }
}

#[test]
fn the_incident_that_a_model_plays_does_not_tell_how_it_ends() {
    let said = |name: &str, start: &str| {
        let model = model(name, "produce", "");
        crate::assumption(&model, &scenario(&model, start, "[shutdown]\n")).unwrap().text
    };
    assert!(said("jlr-2025", "2025-08-31").contains("blackstart priors --without jlr-2025 --as-of 2025-08-31`"));
    // Long afterwards, too.
    assert!(said("jlr-2025", "2027-01-01").contains("in 14 published incidents"));
    // Before there was any, all are better than none.
    assert!(said("test", "2016-01-01").contains("in 15 published incidents"));
}

#[test]
fn systems_of_a_chain_share_the_time_and_all_share_the_incident() {
    let mut model = model("test", "produce", "");
    let mut day = scenario(&model, "2027-01-01", "[shutdown]\n");
    let assumption = crate::assumption(&model, &day).unwrap();
    assumption.put_into(&mut model, &mut day);
    let median = |at: usize| match model.systems.rows()[at].start.as_ref().unwrap().hours {
        Uncertain::Lognormal { median, p90 } => {
            assert!((p90 / median).ln() / 1.28155 - 0.5 < 1e-4);
            median
        }
        other => panic!("{other:?}"),
    };
    for at in 0..3 {
        assert!((median(at) * 3.0 / median(3) - 1.0).abs() < 1e-9);
    }
    let Uncertain::Lognormal { median: one, p90 } = day.recovery.as_ref().unwrap().common else { panic!() };
    assert!(one == 1.0 && p90 > 3.0 && p90 < 5.0, "{p90}");
    assert!(crate::is_assumed(&model) && model.sources.rows().iter().any(|source| source.id == PRIORS_SOURCE));
    // Another day of the same model takes the same tasks; a factor of its own stays.
    let own = "[shutdown]\n[recovery]\ncommon = \"lognormal(median 1, p90 1.5)\"\n";
    let mut other = scenario(&model, "2027-01-01", own);
    crate::assumption(&model, &other).unwrap().put_into_scenario(&mut other);
    assert_eq!(other.recovery.unwrap().common, Uncertain::Lognormal { median: 1.0, p90: 1.5 });
}

#[test]
fn nothing_is_assumed_where_anything_is_said() {
    let silent = model("test", "produce", "");
    for rest in [
        "[[fall]]\nat = 0\ncause = \"attacker\"\nsystems = [\"a\", \"b\", \"c\"]\n[recovery]\n",
        "[[fall]]\nat = 0\ncause = \"attacker\"\nsystems = \"all\"\nuntil = \"3w\"\n",
        "[[outage]]\nsystem = \"a\"\nuntil = \"3w\"\n",
    ] {
        assert_eq!(crate::assumption(&silent, &scenario(&silent, "2027-01-01", rest)), None, "{rest}");
    }
    let told = model("test", "produce", ", start = { duration = \"3d\" }");
    let day = scenario(&told, "2027-01-01", "[shutdown]\n[recovery]\n");
    assert_eq!(crate::assumption(&told, &day), None);
}
