//! What is said about data that systems hold and about what takes them.

use super::*;
use blackstart_model::id::{DataId, Key};
use blackstart_model::model::{DataKind, FineSize, KnownFrom};
use blackstart_model::scenario::TakenAt;
use blackstart_model::units::Uncertain;
use insta::assert_snapshot;

const HELD: &str = r#"
[[party]]
id = "customers"
kind = "customer"
[[data]]
id = "customers"
title = "Customers of the web shop"
kind = "payment-card"
held_by = ["erp", "mes", "erp"]
party = "customers"
records = "pert(30000, 40000, 90000)"
known_after = "uniform(10d, 30d)"
known_from = "containment"
notification = { per_record = "£2", fixed = "£20k", after = "3d" }
liability = { per_record = 3, chance = "20%", most = "£1m", after = "20w" }
fine = { share = "0.2%", turnover = "£800m", chance = 0.1, most = "£32m" }
[[data]]
id = "designs"
kind = "business"
held_by = ["mes"]
records = 12
known_after = "forever"
"#;

fn company() -> blackstart_model::Model {
    let read = crate::model_text(&format!("{BASE}{HELD}"));
    assert_eq!(said(&read), "");
    read.it.unwrap()
}

fn check_day(added: &str) -> String {
    said(&crate::scenario_text(&format!("{BASE_SCENARIO}{added}"), &company()))
}

#[test]
fn data_and_what_takes_them_come_as_written() {
    let model = company();
    let customers = &model.data[DataId::new(0)];
    assert_eq!((customers.kind, customers.known_from), (DataKind::PaymentCard, KnownFrom::Containment));
    assert_eq!((customers.held_by.len(), customers.party.unwrap().index()), (2, 2));
    assert_eq!(customers.known_after_hours, Uncertain::Uniform { low: 240.0, high: 720.0 });
    let (notice, claim) = (customers.notification.as_ref().unwrap(), customers.liability.as_ref().unwrap());
    assert_eq!((notice.per_record, notice.fixed), (Uncertain::Fixed(2.0), Uncertain::Fixed(20e3)));
    assert_eq!((claim.chance, claim.most, claim.after_hours), (0.2, 1e6, Uncertain::Fixed(3360.0)));
    let fine = customers.fine.as_ref().unwrap();
    assert_eq!(fine.size, FineSize::OfTurnover { share: Uncertain::Fixed(0.002), turnover: 8e8 });
    let designs = &model.data[DataId::new(1)];
    assert!(designs.notification.is_none() && designs.known_after_hours == Uncertain::Fixed(f64::INFINITY));

    // By name and by the system that holds them; what both name is meant once.
    let text =
        format!("{BASE_SCENARIO}[[taken]]\ndata = [\"customers\"]\nsystems = [\"mes\"]\nat = \"2d\"\nshare = 0.5\n");
    let day = crate::scenario_text(&text, &model).it.unwrap();
    let taking = &day.taken[0];
    assert_eq!((taking.name.id.as_str(), taking.data.len(), taking.chance), ("taken/1", 2, 1.0));
    assert_eq!(taking.at, TakenAt::Moment(Uncertain::Fixed(48.0)));
}

#[test]
fn data_that_cannot_be_are_told_at_once() {
    assert_snapshot!(check(r#"
[[data]]
id = "customers"
kind = "personal"
held_by = ["crm"]
records = 40000
known_after = "10d"
notification = { per_record = 2 }
fine = { share = "0.2%", chance = 0.1 }
[[data]]
id = "customers"
kind = "secret"
held_by = []
party = "nobody"
records = -3
"#), @r#"
    BS0411 warning model.toml:47:1 `customers` has no `liability`: nothing is charged for it
      | [[data]]
      | ^^^^^^^^
      = `blackstart priors` has published figures; write an amount of 0 where there is none
    BS0301 error model.toml:50:12 there is no system `crm`
      | held_by = ["crm"]
      |            ^^^^^
      = correct it, or add a system with this id
    BS0410 error model.toml:54:8 this fine is a share of no turnover
      | fine = { share = "0.2%", chance = 0.1 }
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = give it `amount`, or `share` and `turnover`
    BS0202 error model.toml:55:1 this data has no `known_after`
      | [[data]]
      | ^^^^^^^^
      = add `known_after`: a duration such as "3d", "forever", or "pert(2d, 3d, 6d)"
    BS0302 error model.toml:56:6 the data `customers` is defined twice
      | id = "customers"
      |      ^^^^^^^^^^^
      = rename or delete one of the two
    BS0213 error model.toml:57:8 `kind`: `secret` is not a word of this field
      | kind = "secret"
      |        ^^^^^^^^
      = write one of `personal`, `payment-card`, `health`, `credentials`, `business`
    BS0301 error model.toml:59:9 there is no party `nobody`
      | party = "nobody"
      |         ^^^^^^^^
      = correct it, or add a party with this id
    BS0207 error model.toml:60:11 `records`: the value is below zero
      | records = -3
      |           ^^
      = write zero or more
    "#);
}

#[test]
fn what_is_taken_and_when_must_be_said_once() {
    assert_snapshot!(check_day(r#"
[[taken]]
data = "customer"
at = "2d"
[[taken]]
data = "customers"
[[taken]]
data = "customers"
at = "2d"
when = ["stolen"]
[[taken]]
systems = ["erp"]
when = ["stolen"]
[[taken]]
at = "2d"
"#), @r#"
    BS0301 error scenario.toml:7:8 there is no data `customer`
      | data = "customer"
      |        ^^^^^^^^^^
      = did you mean `customers`?
    BS0745 error scenario.toml:9:1 this does not say when
      | [[taken]]
      | ^^^^^^^^^
      = give either `at` or, with an attack, `when`
    BS0745 error scenario.toml:11:1 this is taken at two moments
      | [[taken]]
      | ^^^^^^^^^
      = give either `at` or, with an attack, `when`
    BS0745 error scenario.toml:17:8 only an attack has states, and there is none
      | when = ["stolen"]
      |        ^^^^^^^^^^
      = say `at`, or add [attack]
    BS0745 error scenario.toml:18:1 this does not say what is taken
      | [[taken]]
      | ^^^^^^^^^
      = give `data` or `systems`
    "#);
}

#[test]
fn what_comes_too_late_and_what_is_not_said_are_warned_of() {
    assert_snapshot!(check_day(r#"
[recovery]
[[fall]]
systems = ["mes"]
at = "1d"
cause = "attacker"
[[taken]]
data = "customers"
at = "60d"
"#), @r#"
    BS0746 warning scenario.toml:7:1 the attacker reaches `mes`, which holds `designs`; whether it is taken is not said
      | [[fall]]
      | ^^^^^^^^
      = add [[taken]], with `chance = 0` if it cannot be
    BS0747 warning scenario.toml:11:1 after the end of this history falls due, and is in no ledger: claim for `customers`
      | [[taken]]
      | ^^^^^^^^^
      = take a longer `horizon`, or a shorter `after`
    "#);
    assert_snapshot!(check_day("[[taken]]\ndata = \"designs\"\nat = \"2d\"\n"), @r#"
    BS0747 warning scenario.toml:5:1 that `designs` was taken is never known within this history, so nothing is paid for it
      | [[taken]]
      | ^^^^^^^^^
      = take a longer `horizon`, or a shorter `after`
    "#);
}

#[test]
fn a_state_that_takes_data_must_be_one_of_the_attack() {
    let attack = |when: &str| {
        format!(
            "[attack]\nstart = [\"contact\"]\n[[technique]]\nid = \"copy\"\nneeds = [\"contact\"]\ngives = [\"stolen\"]\nsuccess = 1\ntime = \"1d\"\n\
             [[taken]]\ndata = \"customers\"\nwhen = [\"{when}\"]\n"
        )
    };
    assert_eq!(check_day(&attack("stolen")), "");
    assert_snapshot!(check_day(&attack("stollen")), @r#"
    BS0903 error scenario.toml:15:9 nothing gives the state `stollen`
      | when = ["stollen"]
      |         ^^^^^^^^^
      = did you mean `stolen`?
    "#);
}
