//! What stolen data cost and what a policy pays of it, worked out by hand; what holds for any of it.

use crate::draw::Draw;
use crate::handover::{Form, Loss, TakenCost};
use crate::{World, replicate};
use blackstart_model::Model;
use blackstart_model::scenario::Scenario;
use proptest::prelude::*;

const DRAW: Draw = Draw { seed: 1, replicate: 0 };

/// A company with a customer system that nothing hangs on, and these data.
fn company(data: &str) -> Model {
    let text = format!(
        r#"
format = 1
name = "shop"
currency = "GBP"
[[party]]
id = "us"
kind = "company"
[[party]]
id = "lloyds"
kind = "insurer"
[[system]]
id = "crm"
start = {{ duration = "1h" }}
{data}"#
    );
    let read = blackstart_read::model_text(&text);
    read.it.unwrap_or_else(|| panic!("{:#?}", read.problems))
}

/// A thousand records, known ten days after they are taken; `more` says what they cost.
fn customers(more: &str) -> String {
    format!(
        "[[data]]\nid = \"customers\"\nkind = \"personal\"\nheld_by = [\"crm\"]\nrecords = 1000\nknown_after = \"10d\"\n{more}"
    )
}

/// They are taken on day 2 of a history of so many days, kept by the day.
fn day(model: &Model, days: u32, more: &str) -> Scenario {
    let text = format!(
        "format = 1\nname = \"day\"\nstart = 2026-02-01\nhorizon = \"{days}d\"\nledger = \"day\"\n\
         [[taken]]\ndata = \"customers\"\nat = \"2d\"\n{more}"
    );
    let read = blackstart_read::scenario_text(&text, model);
    read.it.unwrap_or_else(|| panic!("{:#?}", read.problems))
}

fn played(model: &Model, scenario: &Scenario) -> Loss {
    replicate(&World::new(model, scenario), DRAW).loss
}

/// The ledger as text.
fn ledger(model: &Model, scenario: &Scenario) -> Vec<String> {
    let world = World::new(model, scenario);
    let entries = replicate(&world, DRAW).loss.entries;
    let line = |entry: &crate::handover::Entry| {
        let (party, day) = (&model.parties[entry.party].name.id, &world.layout().periods[entry.period as usize].label);
        format!("{party} {} {} {day} {}", entry.form.word(), entry.cause.word(), entry.amount)
    };
    entries.iter().map(line).collect()
}

#[test]
fn a_thousand_letters_at_five_each_are_due_on_the_day_the_theft_is_known() {
    let model = company(&customers("notification = { per_record = 5 }\n"));
    // Taken on 3 February, day 2; known on day 12.
    assert_eq!(ledger(&model, &day(&model, 30, "")), ["us notification attacker 2026-02-13 5000"]);
    // A call centre for 800 as well, half of the records, and a week to write the letters.
    let model = company(&customers("notification = { per_record = 5, fixed = 800, after = \"7d\" }\n"));
    assert_eq!(ledger(&model, &day(&model, 30, "share = 0.5\n")), ["us notification attacker 2026-02-20 3300"]);
}

#[test]
fn claims_and_fines_have_their_own_forms_limits_and_days() {
    let model = company(&customers(
        "liability = { per_record = 20, chance = 1, most = 15000, after = \"5d\" }\n\
         fine = { share = 0.01, turnover = 2e6, chance = 1, after = \"10d\" }\n",
    ));
    // 1,000 × 20 is more than the 15,000 that are owed at most; 1 % of two million is 20,000.
    let told = ["us liability attacker 2026-02-18 15000", "us fine attacker 2026-02-23 20000"];
    assert_eq!(ledger(&model, &day(&model, 30, "")), told);
    let capped = company(&customers("fine = { amount = 9000, chance = 1, most = 7500 }\n"));
    assert_eq!(ledger(&capped, &day(&capped, 30, "")), ["us fine attacker 2026-02-13 7500"]);
    let spared =
        company(&customers("liability = { per_record = 20, chance = 0 }\nfine = { amount = 9000, chance = 0 }\n"));
    assert_eq!(ledger(&spared, &day(&spared, 30, "")), Vec::<String>::new());
}

#[test]
fn what_falls_due_after_the_end_is_in_no_ledger_but_told() {
    let model = company(&customers(
        "notification = { per_record = 5 }\nfine = { amount = 9000, chance = 1, after = \"400d\" }\n",
    ));
    let loss = played(&model, &day(&model, 30, ""));
    assert_eq!(loss.total(), 5000.0);
    assert_eq!(loss.taken, [TakenCost { booked: 5000.0, later: 9000.0, last_due_hours: 288.0 }]);
    // Known on day 12, after a history of eleven days.
    let loss = played(&model, &day(&model, 11, ""));
    assert_eq!((loss.entries.len(), loss.taken[0].later), (0, 14000.0));
}

#[test]
fn nobody_pays_for_what_nobody_ever_knows() {
    let told = "notification = { per_record = 5 }\nfine = { amount = 9000, chance = 1 }\n";
    let model = company(&customers(told).replace("\"10d\"", "\"forever\""));
    // Nor is there any reason to call a lawyer, where nothing else happened.
    let lawyer = "[[cost]]\nid = \"lawyer\"\nparty = \"us\"\nform = \"response\"\namount = 700\n";
    let loss = played(&model, &day(&model, 30, lawyer));
    assert_eq!((loss.entries.len(), loss.taken[0]), (0, TakenCost::default()));
    let known = company(&customers(""));
    assert_eq!(ledger(&known, &day(&known, 30, lawyer)), ["us response attacker 2026-02-01 700"]);
}

#[test]
fn a_policy_pays_each_form_up_to_its_sub_limit_and_no_fine_it_does_not_cover() {
    let told = customers(
        "notification = { per_record = 5 }\nliability = { per_record = 2, chance = 1, after = \"5d\" }\n\
         fine = { amount = 9000, chance = 1 }\n",
    );
    let policy = |covers: &str| {
        company(&format!(
            "{told}[[policy]]\nid = \"cyber\"\ninsured = \"us\"\ninsurer = \"lloyds\"\ncovers = [{covers}]\n"
        ))
    };
    // Of 5,000 for letters 3,000; the insurer pays when the last of it all is due, on 18 February.
    let model = policy("{ of = \"notification\", limit = 3000 }");
    assert_eq!(
        ledger(&model, &day(&model, 30, "")),
        [
            "us liability attacker 2026-02-18 2000",
            "us insurance attacker 2026-02-18 -3000",
            "us notification attacker 2026-02-13 5000",
            "us fine attacker 2026-02-13 9000",
            "lloyds insurance attacker 2026-02-18 3000",
        ]
    );
    let paid = |covers: &str| {
        let model = policy(covers);
        played(&model, &day(&model, 30, "")).settled[0].paid.iter().sum::<f64>()
    };
    // Claims of 2,000 less a deductible of 500; letters in full; the fine up to 4,000, or not at all.
    assert_eq!(paid("{ of = \"liability\", deductible = 500 }"), 1500.0);
    assert_eq!(paid("{ of = \"notification\" }, { of = \"liability\" }, { of = \"fine\", limit = 4000 }"), 11000.0);
    assert_eq!(paid("{ of = \"response\" }"), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_owed_is_booked_or_still_to_come_and_nothing_else_changes(
        (days, after, records, share) in (3_u32..60, 0_u32..60, 0_u32..5000, 0.0..1.0),
        (each, fixed, chance, most) in (0.0..50.0, 0.0..900.0, 0.0..1.0, 0.0..40000.0),
        number in 0_u64..50,
    ) {
        let told = format!(
            "[[data]]\nid = \"customers\"\nkind = \"health\"\nheld_by = [\"crm\"]\nrecords = {records}\nknown_after = \"uniform(0d, {days}d)\"\n\
             notification = {{ per_record = \"uniform(0, {each:.3})\", fixed = {fixed:.3}, after = \"{after}d\" }}\n\
             liability = {{ per_record = {each:.3}, chance = {chance:.3}, most = {most:.3} }}\n\
             fine = {{ amount = \"uniform(0, {most:.3})\", chance = {chance:.3}, after = \"{after}d\" }}\n"
        );
        let model = company(&told);
        let costs = "[[fall]]\nsystems = \"all\"\nat = \"1d\"\ncause = \"attacker\"\n[recovery]\n";
        let with = day(&model, days, &format!("chance = {chance:.3}\nshare = {share:.3}\n{costs}"));
        let without = Scenario { taken: Vec::new(), ..with.clone() };
        let draw = Draw { seed: 5, replicate: number };
        let (with, without) = (
            replicate(&World::new(&model, &with), draw).loss,
            replicate(&World::new(&model, &without), draw).loss,
        );
        let own = |form| matches!(form, Form::Notification | Form::Liability | Form::Fine);
        let rest: Vec<_> = with.entries.iter().filter(|entry| !own(entry.form)).collect();
        prop_assert_eq!(rest, without.entries.iter().collect::<Vec<_>>());
        let entered: f64 = with.entries.iter().filter(|entry| own(entry.form)).map(|entry| entry.amount).sum();
        let booked: f64 = with.taken.iter().map(|cost| cost.booked).sum();
        prop_assert!((entered - booked).abs() <= 1e-9 * (1.0 + booked));
        let most_owed = fixed + 2.0 * each * f64::from(records) * share + most + 0.01;
        prop_assert!(with.taken.iter().all(|cost| cost.booked >= 0.0 && cost.later >= 0.0 && cost.booked + cost.later <= most_owed * 1.01));
    }
}
