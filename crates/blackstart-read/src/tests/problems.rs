//! What is said about wrong models and scenarios.

use super::*;
use insta::assert_snapshot;

#[test]
fn a_slip_of_the_pen_is_found_and_the_nearest_word_named() {
    assert_snapshot!(check("[[zone]]\nid = \"office\"\nlevl = 3\n[[crw]]\nid = \"night\"\n[[crew]]\nid = \"day\"\npeople = 2\ncalendar = \"dyas\"\n[[calendar]]\nid = \"days\"\nshifts = [\"Mon-Fri 06:00-22:00\"]\n"), @r#"
    BS0201 error model.toml:48:1 this zone has no key `levl`
      | levl = 3
      | ^^^^
      = did you mean `level`?
    BS0201 error model.toml:49:3 this model has no key `crw`
      | [[crw]]
      |   ^^^
      = did you mean `crew`?
    BS0301 error model.toml:54:12 there is no calendar `dyas`
      | calendar = "dyas"
      |            ^^^^^^
      = did you mean `days`?
    "#);
}

#[test]
fn everything_is_said_at_once() {
    assert_snapshot!(check(r#"
[[site]]
id = "depot"
product = "prat"
party = "us"
capacity = "-3/d"
reorder = "3 moons"
stock = 4
surge = 0.5
ramp = { duration = "3d", form = 0.2 }
sell = "2 of (erp, planing"
[[link]]
from = "depo"
to = "plant"
flow = "€5/d"
critical = 1.5
lead = "forever"
"#), @r#"
    BS0301 error model.toml:49:11 there is no product `prat`
      | product = "prat"
      |           ^^^^^^
      = did you mean `part`?
    BS0207 error model.toml:51:13 `capacity`: the value is below zero
      | capacity = "-3/d"
      |             ^^^^
      = write zero or more
    BS0204 error model.toml:52:14 `reorder`: unknown unit `moons`
      | reorder = "3 moons"
      |              ^^^^^
      = write a duration such as "4h", "3d", "2w" or "forever"
    BS0205 error model.toml:53:9 `stock`: a duration needs a unit
      | stock = 4
      |         ^
      = write a duration such as "4h", "3d", "2w" or "forever"
    BS0207 error model.toml:54:9 `surge`: this factor must be at least 1
      | surge = 0.5
      |         ^^^
      = 1 means: no change
    BS0201 error model.toml:55:27 this ramp has no key `form`
      | ramp = { duration = "3d", form = 0.2 }
      |                           ^^^^
      = did you mean `from`?
    BS0211 error model.toml:56:27 `sell`: a bracket is not closed
      | sell = "2 of (erp, planing"
      |                           ^
      = separate parts with commas and close every bracket
    BS0301 error model.toml:58:8 there is no site `depo`
      | from = "depo"
      |        ^^^^^^
      = did you mean `depot`?
    BS0206 error model.toml:60:9 `flow`: the amount is in €, but the model's currency is GBP
      | flow = "€5/d"
      |         ^
      = convert it to GBP and note the rate
    BS0207 error model.toml:61:12 `critical`: a share is between 0 and 1
      | critical = 1.5
      |            ^^^
      = write a share such as 0.35 or "35%"
    BS0207 error model.toml:62:8 `lead`: this must be finite
      | lead = "forever"
      |        ^^^^^^^^^
      = write a duration such as "30d"
    "#);
}

#[test]
fn a_place_inside_a_text_is_marked() {
    assert_snapshot!(check("[[service]]\nid = \"b\"\ntolerance = { duration = \"1d\" }\nlogic = \"all(erp, any(mes, edi))\"\n[[service]]\nid = \"c\"\ntolerance = { duration = \"1d\" }\nlogic = [\"erp\", \"all(mess, erp)\"]\n"), @r#"
    BS0301 error model.toml:49:28 there is no system or service `edi`
      | logic = "all(erp, any(mes, edi))"
      |                            ^^^
      = correct it, or add a system or service with this id
    BS0301 error model.toml:53:22 there is no system or service `mess`
      | logic = ["erp", "all(mess, erp)"]
      |                      ^^^^
      = did you mean `mes`?
    "#);
}

#[test]
fn circles_are_named_in_full() {
    assert_snapshot!(check(r#"
[[system]]
id = "san"
needs = "vm"
[[system]]
id = "vm"
needs = "any(dns, erp)"
[[system]]
id = "dns"
needs = ["san", "mes"]
[[system]]
id = "self"
starts_after = ["self"]
resource = "backup"
"#), @r#"
    BS0303 error model.toml:49:9 the system `san` needs itself: `san` needs `vm` needs `dns` needs `san`
      | needs = "vm"
      |         ^^^^
      = break the circle at one of them
    BS0304 error model.toml:58:16 the system `self` starts after itself: `self` starts after `self`
      | starts_after = ["self"]
      |                ^^^^^^^^
      = break the circle at one of them
    "#);
}

#[test]
fn one_of_two_is_not_indispensable() {
    // `vm` runs without `san` as long as there is `mes`: no deadlock.
    let added = |needs: &str| {
        format!("[[system]]\nid = \"san\"\nstarts_after = [\"vm\"]\n[[system]]\nid = \"vm\"\nneeds = {needs}\n")
    };
    assert_eq!(check(&added("\"any(san, mes)\"")), "");
    assert_eq!(check(&added("\"1 of (san, mes)\"")), "");
    for needs in ["\"all(mes, san)\"", "\"2 of (san, mes)\"", "\"any(san, all(san, mes))\"", "[\"mes\", \"san\"]"] {
        assert!(check(&added(needs)).starts_with("BS0308"), "{needs}");
    }
}

#[test]
fn a_black_start_that_waits_for_itself_is_named_in_full() {
    assert_snapshot!(check(r#"
[[system]]
id = "directory"
needs = "any(hall-1, hall-2)"
resource = "directory"
[[system]]
id = "hall-1"
starts_after = ["network"]
[[system]]
id = "hall-2"
starts_after = ["erp", "network"]
[[system]]
id = "network"
needs = ["directory", "erp"]
[[system]]
id = "behind"
starts_after = ["network"]
resource = "backup"
"#), @r#"
    BS0308 error model.toml:53:16 the system `hall-1` can never start again once all are down: `hall-1` starts after `network` needs `directory` needs `hall-1`
      | starts_after = ["network"]
      |                ^^^^^^^^^^^
      = break the circle at one of them, or give a need an alternative with any(…)
    "#);
    // A third hall that starts by itself is the way out.
    assert_eq!(
        check(
            r#"
[[system]]
id = "directory"
needs = "any(hall-1, hall-2, erp)"
resource = "directory"
[[system]]
id = "hall-1"
starts_after = ["network"]
[[system]]
id = "hall-2"
starts_after = ["erp", "network"]
[[system]]
id = "network"
needs = ["directory", "erp"]
"#
        ),
        ""
    );
}

#[test]
fn goods_that_do_not_add_up() {
    assert_snapshot!(check(r#"
[[site]]
id = "depot"
product = "part"
party = "us"
output = "50/d"
capacity = "10/d"
[[link]]
from = "depot"
to = "plant"
flow = "280/week"
[[link]]
from = "supplier"
to = "depot"
flow = "30/d"
cover = "1h"
[[demand]]
site = "plant"
flow = "1/d"
"#), @r#"
    BS0505 error model.toml:63:8 the site `plant` has two demands
      | site = "plant"
      |        ^^^^^^^
      = add them up in one
    "#);
    assert_snapshot!(check(r#"
[[site]]
id = "depot"
product = "part"
party = "us"
output = "50/d"
capacity = "10/d"
[[link]]
from = "depot"
to = "plant"
flow = "280/week"
[[link]]
from = "supplier"
to = "depot"
flow = "30/d"
cover = "1h"
"#), @r#"
    BS0507 warning model.toml:47:1 the site `depot` takes in 30/d of its own product but hands on 40/d
      | [[site]]
      | ^^^^^^^^
      = make both the same; right only if it also makes or uses up some
    BS0503 error model.toml:51:10 the site `depot` makes 50/d but its links and demand take 40/d
      | output = "50/d"
      |          ^^^^^^
      = correct the flows, or delete `output`: it follows from them
    BS0504 error model.toml:52:12 the site `depot` can make 10/d but its normal output is 40/d
      | capacity = "10/d"
      |            ^^^^^^
      = raise `capacity`, or lower the flows; overtime is for catching up
    "#);
}

#[test]
fn syntax_errors_are_told_line_by_line() {
    let read = crate::model_text(
        "format = 1\nname = acme\ncurrency = \"GBP\ntitle = “Acme”\n[[site]\nid = \"a\"\nid = \"b\"\n",
    );
    assert_snapshot!(said(&read), @r#"
    BS0103 error model.toml:2:8 this is not TOML: string values must be quoted, expected literal string
      | name = acme
      |        ^^^^
      = texts and quantities stand in quotes: lead = "2d"
    BS0103 error model.toml:3:16 this is not TOML: invalid basic string, expected `"`
      | currency = "GBP
      |                ^
    BS0103 error model.toml:4:9 this is not TOML: string values must be quoted, expected literal string
      | title = “Acme”
      |         ^^^^^^
      = texts stand in straight quotes: "…"
    BS0103 error model.toml:5:8 this is not TOML: unclosed array table, expected `]`
      | [[site]
      |        ^
    "#);
}

#[test]
fn what_could_be_found_out_is_checked() {
    assert_snapshot!(check(r#"
[[system]]
id = "vault"
rebuild = { duration = "2d", crew = "it" }
knowable = 1.5
knowable_of = { rebuild = "often", colour = 0.5, needs = 0.5 }
[[system]]
id = "cellar"
knowable_of = 0.5
[[zone]]
id = "a"
knowable = 0.5
"#), @r#"
    BS0207 error model.toml:50:12 `knowable`: a share is between 0 and 1
      | knowable = 1.5
      |            ^^^
      = write a share such as 0.35 or "35%"
    BS0204 error model.toml:51:28 `knowable_of.rebuild`: there is no number here
      | knowable_of = { rebuild = "often", colour = 0.5, needs = 0.5 }
      |                            ^^^^^
      = write a share such as 0.35 or "35%"
    BS0201 error model.toml:51:36 this system has no key `colour`
      | knowable_of = { rebuild = "often", colour = 0.5, needs = 0.5 }
      |                                    ^^^^^^
    BS0966 warning model.toml:51:58 `needs` never has a distribution: `knowable_of` says nothing of it
      | knowable_of = { rebuild = "often", colour = 0.5, needs = 0.5 }
      |                                                          ^^^
      = leave it out, or say it where the distribution is
    BS0203 error model.toml:54:15 `knowable_of`: this is a number
      | knowable_of = 0.5
      |               ^^^
      = write knowable_of = { key = 0.5 }
    BS0966 warning model.toml:57:12 nothing about a zone has a distribution: `knowable` says nothing
      | knowable = 0.5
      |            ^^^
      = leave it out, or say it where the distribution is
    "#);
}

#[test]
fn provenance_is_checked_too() {
    assert_snapshot!(check(r#"
[[source]]
id = "report"
title = "Annual report"
date = 2024
[[zone]]
id = "a"
source = ["report", "reprot"]
as_of = "yesterday"
confidence = "certain"
source_of = { level = "reports", colour = "report" }
"#), @r#"
    BS0301 error model.toml:53:21 there is no source `reprot`
      | source = ["report", "reprot"]
      |                     ^^^^^^^^
      = did you mean `report`?
    BS0209 error model.toml:54:10 `as_of`: this is not a date
      | as_of = "yesterday"
      |          ^^^^^^^^^
      = write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    BS0213 error model.toml:55:14 `confidence`: `certain` is not a word of this field
      | confidence = "certain"
      |              ^^^^^^^^^
      = write one of `assumed`, `derived`, `reported`, `verified`
    BS0301 error model.toml:56:23 there is no source `reports`
      | source_of = { level = "reports", colour = "report" }
      |                       ^^^^^^^^^
      = did you mean `report`?
    BS0201 error model.toml:56:34 this zone has no key `colour`
      | source_of = { level = "reports", colour = "report" }
      |                                  ^^^^^^
    "#);
}

#[test]
fn scenarios_are_checked_against_their_model() {
    assert_snapshot!(check_scenario(r#"
containment = "pert(1d, 2d)"
destroyed = { backups = 0.2 }
[shutdown]
systems = ["erp", "mess"]
lost = 0.6
exposed = 0.6
[[outage]]
systems = ["erp"]
service = "planning"
[[outage]]
site = "plant"
channels = ["produce", "sel"]
until = 2026-01-01
[[shock]]
kind = "demand"
region = "north"
times = 0.9
[[cost]]
id = "lawyers"
party = "them"
form = "responce"
"#), @r#"
    BS0204 error scenario.toml:6:21 `containment`: pert takes 3 values, not 2
      | containment = "pert(1d, 2d)"
      |                     ^^^^^^
      = write pert(low, most likely, high)
    BS0201 error scenario.toml:7:15 this destroyed has no key `backups`
      | destroyed = { backups = 0.2 }
      |               ^^^^^^^
      = did you mean `backup`?
    BS0706 error scenario.toml:8:1 nothing restores these systems
      | [shutdown]
      | ^^^^^^^^^^
      = add [recovery], or `until` to a [[fall]]
    BS0301 error scenario.toml:9:19 there is no system `mess`
      | systems = ["erp", "mess"]
      |                   ^^^^^^
      = did you mean `mes`?
    BS0703 error scenario.toml:11:11 `lost` and `exposed` add up to 1.2, more than 1
      | exposed = 0.6
      |           ^^^
      = what is neither lost nor exposed is clean
    BS0707 error scenario.toml:12:1 this outage has several kinds of subject
      | [[outage]]
      | ^^^^^^^^^^
      = give one of `system`, `service`, or `site` with `channel`
    BS0213 error scenario.toml:17:24 `channels`: `sel` is not a word of this field
      | channels = ["produce", "sel"]
      |                        ^^^^^
      = did you mean `sell`?
    BS0301 error scenario.toml:21:10 no site is in the region `north`
      | region = "north"
      |          ^^^^^^^
    BS0301 error scenario.toml:25:9 there is no party `them`
      | party = "them"
      |         ^^^^^^
      = correct it, or add a party with this id
    BS0213 error scenario.toml:26:8 `form`: `responce` is not a word of this field
      | form = "responce"
      |        ^^^^^^^^^^
      = did you mean `response`?
    "#);
}

#[test]
fn ids_may_not_break_lists_or_logic() {
    for bad in ["", "two words", "a;b", "a,b", "a(b", "ü", "a@0.5", "a/b"] {
        let said = check(&format!("[[zone]]\nid = \"{bad}\"\n"));
        assert!(said.starts_with("BS0214"), "{bad}: {said}");
    }
}

#[test]
fn problems_beyond_the_limit_are_counted() {
    let mut added = String::new();
    for at in 0..1000 {
        let _ = write!(added, "[[zone]]\nid = \"z{at}\"\nwrong = 1\n[[system]]\nid = \"s{at}\"\n");
    }
    let read = crate::model_text(&format!("{BASE}{added}"));
    assert_eq!((read.problems.len(), read.omitted), (200, 1800));
    assert!(
        read.problems.iter().all(|problem| problem.severity == blackstart_model::Severity::Error),
        "errors come before warnings"
    );
}

#[test]
fn long_lines_are_cut_around_the_mark() {
    let long = "x".repeat(500);
    let read = crate::model_text(&format!(
        "{BASE}[[zone]]\nid = \"z\"\ntitle = \"{long}\"\n[[service]]\nid = \"s\"\nlogic = [\"{long}\", \"{long}\", \"oops oops\"]\n"
    ));
    let problem = &read.problems[0];
    assert!(problem.excerpt.chars().count() <= 200 && problem.column > 1000);
    let marked: String = problem.excerpt.chars().skip(problem.mark as usize).take(problem.length as usize).collect();
    assert_eq!(marked, "o");
}

#[test]
fn what_cannot_stand_in_for_a_site_is_told_with_the_reason() {
    assert_snapshot!(check(r#"
[[product]]
id = "seat"
price = 100
unit = "row"
[[site]]
id = "web"
product = "car"
party = "us"
[[site]]
id = "rival"
product = "car"
party = "bank"
[[site]]
id = "seats"
product = "seat"
party = "us"
[[demand]]
site = "web"
flow = "1/d"
[[demand]]
site = "rival"
flow = "1/d"
[[demand]]
site = "seats"
flow = "1/d"
[[substitute]]
from = "web"
to = "web"
share = 0.1
[[substitute]]
from = "web"
to = "plant"
share = 0.1
[[substitute]]
from = "web"
to = "plant"
share = 0.1
[[substitute]]
from = "web"
to = "supplier"
share = 0.1
[[substitute]]
from = "supplier"
to = "web"
share = 0.1
[[substitute]]
from = "web"
to = "rival"
share = 0.1
[[substitute]]
from = "web"
to = "seats"
share = 0.1
[[substitute]]
from = "web"
to = "plnt"
share = 1.5
"#), @r#"
    BS0510 error model.toml:74:6 `web` cannot stand in for `web`: it is the same site
      | to = "web"
      |      ^^^^^
      = name another site
    BS0510 error model.toml:82:6 `plant` cannot stand in for `web`: it is named twice
      | to = "plant"
      |      ^^^^^^^
      = add the shares up in one
    BS0510 error model.toml:86:6 `supplier` cannot stand in for `web`: `supplier` has no final customers
      | to = "supplier"
      |      ^^^^^^^^^^
      = add a [[demand]] of `supplier`, or name a site that has one
    BS0510 error model.toml:90:6 `web` cannot stand in for `supplier`: `supplier` has no final customers
      | to = "web"
      |      ^^^^^
      = add a [[demand]] of `supplier`, or name a site that has one
    BS0510 error model.toml:94:6 `rival` cannot stand in for `web`: it belongs to `bank`, not to `us`
      | to = "rival"
      |      ^^^^^^^
      = delete the row: customers who go to others are lost, and need none
    BS0510 error model.toml:98:6 `seats` cannot stand in for `web`: it sells by the `row`, not by the `unit`
      | to = "seats"
      |      ^^^^^^^
      = let both products count in one `unit`: one unit here becomes one there
    BS0301 error model.toml:102:6 there is no site `plnt`
      | to = "plnt"
      |      ^^^^^^
      = did you mean `plant`?
    BS0207 error model.toml:103:9 `share`: a share is between 0 and 1
      | share = 1.5
      |         ^^^
      = write a share such as 0.35 or "35%"
    "#);
}

#[test]
fn a_factor_that_stands_alone_is_told() {
    let model = |setup: &str| {
        let fallback = format!("fallback = {{ level = 0.5, setup = \"uniform(1h, 2h){setup}\" }}");
        let post = "[[service]]\nid = \"post\"\nlogic = \"erp\"\ngrace = \"uniform(1h, 2h) with calm\"\n";
        let said = check(&format!("{post}{fallback}\n[[target]]\nid = \"core\"\nservices = [\"post\"]\n"));
        said.lines().map(|line| format!("{line}\n")).collect::<String>()
    };
    // In a model a lone name may be meant for a scenario; one that is nearly another's is not.
    assert_eq!(model(""), "");
    assert_eq!(model(" with calm 0.3"), "");
    let near = model(" with clam 0.3");
    assert!(near.contains("BS0741 warning") && near.contains("nothing else moves with `clam`"), "{near}");
    assert!(near.contains("did you mean `calm`?"), "{near}");
    let day = |of_mes: &str| {
        let erp = "[[outage]]\nsystem = \"erp\"\nfrom = \"uniform(1d, 3d) with calm\"\n";
        check_scenario(&format!(
            "{erp}for = \"pert(2d, 5d, 9d) with restart 0.5\"\n[[outage]]\nsystem = \"mes\"\n{of_mes}"
        ))
    };
    let alone = day("for = \"uniform(2d, 3d) with calm\"\n");
    assert!(alone.starts_with("BS0741 warning") && alone.contains("nothing else moves with `restart`"), "{alone}");
    assert!(alone.contains("name it with a second quantity") && alone.lines().count() == 4, "{alone}");
    let exact = day("for = \"3d with calm\"\n");
    assert!(exact.contains("BS0204 error") && exact.contains("what is known exactly moves with nothing"), "{exact}");
}

#[test]
fn a_factor_of_the_model_may_move_quantities_of_the_scenario() {
    let model = format!("{BASE}[[service]]\nid = \"post\"\nlogic = \"erp\"\ngrace = \"uniform(1h, 2h) with calm\"\n");
    let model = crate::model_text(&model).it.unwrap();
    let day = "[[outage]]\nsystem = \"erp\"\nfor = \"pert(2d, 5d, 9d) with calm 0.5\"\n";
    let read = crate::scenario_text(&format!("{BASE_SCENARIO}{day}"), &model);
    assert_eq!(said(&read), "");
    let factors =
        |of: &[blackstart_model::model::Factor]| of.iter().map(|it| (it.id.clone(), it.uses)).collect::<Vec<_>>();
    assert_eq!(factors(&model.factors), [("calm".to_owned(), 1)]);
    assert_eq!(factors(&read.it.unwrap().factors), [("calm".to_owned(), 1)]);
}

#[test]
fn phases_that_do_not_fit_are_told_with_their_place() {
    let said = |rest: &str| check_scenario(&format!("[[outage]]\nsystem = \"erp\"\nfrom = \"2d\"\n{rest}"));
    let sound = "phases = [{ until = \"5d\" }, { for = \"2d\", level = 0.5 }, { until = \"9d\", level = 1, steadily = true }]\n";
    assert_eq!(said(sound), "");
    // The last may stay for ever, at one level.
    assert_eq!(said("phases = [{ until = \"5d\" }, { level = 0.5 }]\n"), "");
    for (rest, message) in [
        ("for = \"3d\"\nphases = [{ until = \"5d\" }]\n", "this outage has `for` and phases"),
        ("level = 0.2\nphases = [{ until = \"5d\", level = 0.5 }]\n", "this level never holds"),
        ("phases = [{ until = \"5d\", steadily = true }]\n", "which level it runs to"),
        ("phases = [{ level = 0.5 }, { until = \"5d\" }]\n", "this phase has no end"),
        (
            "phases = [{ until = \"5d\" }, { until = \"forever\", level = 1, steadily = true }]\n",
            "this phase has no end",
        ),
        ("phases = [{ until = \"5d\", for = \"3d\" }]\n", "both `until` and `for`"),
    ] {
        let said = said(rest);
        assert!(said.starts_with("BS0742 error") && said.contains(message), "{rest}{said}");
    }
    // From day 2, three days, and then until day 4: too late. Until 4 to 14 days: one time in ten too late.
    let late = said("phases = [{ for = \"3d\" }, { until = \"4d\", level = 0.5 }]\n");
    assert!(late.starts_with("BS0704 error") && late.contains("this ends before it starts"), "{late}");
    let often = said("phases = [{ for = \"3d\" }, { until = \"uniform(4d, 14d)\", level = 0.5 }]\n");
    assert!(often.contains("in 10 of 100 draws"), "{often}");
    // 2 + U(0, 4) + U(0, 4) is over 8 one time in eight: half of (2/4)².
    let both = "phases = [{ for = \"uniform(0d, 4d)\" }, { for = \"uniform(0d, 4d)\", level = 0.3 }, { until = \"8d\", level = 0.5 }]\n";
    let both = said(both);
    assert!(both.contains("in 12 of 100 draws") || both.contains("in 13 of 100 draws"), "{both}");
}

#[test]
fn boundaries_that_move_together_do_not_cross() {
    let said = |first: &str, second: &str| {
        let phases = format!(
            "{{ until = \"uniform(20d, 30d){first}\" }}, {{ until = \"uniform(25d, 35d){second}\", level = 0.5 }}"
        );
        check_scenario(&format!("[[outage]]\nsystem = \"erp\"\nphases = [{phases}]\n"))
    };
    // Independent: P(25 + 10 v < 20 + 10 u) = P(u - v > 1/2) = 1/8. Together: never. Against each other: u - (1 - u) > 1/2, one time in four.
    let alone = said("", "");
    assert!(alone.contains("in 12 of 100 draws") || alone.contains("in 13 of 100 draws"), "{alone}");
    assert_eq!(said(" with ramp", " with ramp"), "");
    let against = said(" with ramp", " with ramp -1");
    assert!(against.contains("in 25 of 100 draws"), "{against}");
    // In part: fewer than alone.
    let part = said(" with ramp 0.9", " with ramp 0.9");
    assert!(part.is_empty() || part.contains("in 0.") || part.contains("in 1.") || part.contains("in 2."), "{part}");
}

#[test]
fn a_size_that_follows_from_others_cannot_be_uncertain() {
    // What the plant's only supplier delivers says how many parts a car needs.
    let of_base = |link: &str, demand: &str| {
        said(&crate::model_text(
            &BASE
                .replace("flow = \"100/d\"", &format!("flow = \"{link}\""))
                .replace("flow = \"10/d\"", &format!("flow = \"{demand}\"")),
        ))
    };
    assert_eq!(of_base("uniform(90/d, 110/d)", "lognormal(median 10/d, p90 20/d)"), "");
    let nothing = of_base("uniform(0/d, 110/d)", "10/d");
    assert!(
        nothing.starts_with("BS0207 error") && nothing.contains("more than zero, however it is drawn"),
        "{nothing}"
    );
    let site = |id: &str, product: &str| format!("[[site]]\nid = \"{id}\"\nproduct = \"{product}\"\nparty = \"us\"\n");
    let link =
        |from: &str, to: &str, flow: &str| format!("[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nflow = \"{flow}\"\n");
    // A dealer hands on what it takes in.
    let dealer = format!("{}[[demand]]\nsite = \"dealer\"\nflow = \"5/d\"\n", site("dealer", "car"));
    let dealer = check(&format!("{dealer}{}", link("plant", "dealer", "uniform(4/d, 6/d)")));
    assert!(dealer.contains("BS0743 error") && dealer.contains("`dealer` hands on what it takes in"), "{dealer}");
    // In a circle a flow would feed itself.
    let circle = check(&link("plant", "supplier", "uniform(4/d, 6/d)"));
    assert!(circle.contains("BS0743 error") && circle.contains("supply each other"), "{circle}");
    // The second supplier has 10 to give up, the first may deliver 20 more than expected.
    let second = format!("{}{}", site("second", "part"), link("second", "plant", "10/d"));
    let of = |flow: &str| {
        said(&crate::model_text(&format!(
            "{}{second}",
            BASE.replace("flow = \"100/d\"", &format!("flow = \"{flow}\""))
        )))
    };
    let all = of("uniform(80/d, 120/d)");
    assert!(all.starts_with("BS0743 error") && all.contains("more than all that `plant` takes in of `part`"), "{all}");
    assert_eq!(of("uniform(92/d, 108/d)"), "");
}
