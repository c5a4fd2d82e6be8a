//! What changes that are found save, in companies small enough for pencil and paper.

use super::super::play::{Base, Clock, Variant, rows};
use super::*;
use blackstart_sim::World;

/// A works that makes and sells 10 cars a day at £100 and is paid at once. `TOML` of the company, then of its bad day of 40 days.
fn company(company: &str, day: &str) -> (Model, Scenario) {
    let model = format!("format = 1\nname = \"m\"\ncurrency = \"GBP\"\nstep = \"6h\"\n{company}");
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let day = format!("format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n{day}");
    let read = blackstart_read::scenario_text(&day, &model);
    (model, read.it.unwrap_or_else(|| panic!("{:?}", read.problems)))
}

/// What is lost as it is, and what a change saves: of all parties, then of the first.
fn saves((model, scenario): &(Model, Scenario), id: &str) -> (f64, f64, f64) {
    let all = found(model, scenario);
    let change = all.iter().find(|it| it.id == id).unwrap_or_else(|| panic!("no {id} in {all:#?}"));
    let worlds = [World::new(model, scenario)];
    let clock = Clock::new(&(), 0);
    let base = Base::new(&worlds, &[1.0], 5, None, Vec::new()).played_too(rows(1, 4, 0), &clock);
    let (mut made, mut day) = (model.clone(), scenario.clone());
    change.make(&mut made, &mut day);
    let made = [(made, day)];
    let ends = base.ends(&Variant::of(&worlds, &made), &clock);
    let loss = base.loss();
    let mean = |of: &dyn Fn(&super::super::play::End) -> f64| ends.ends.iter().map(of).sum::<f64>() / 4.0;
    let first = base.rows().map(|(_, end)| end.parties[0]).sum::<f64>() / 4.0;
    (loss, loss - mean(&|it| it.loss), first - mean(&|it| it.parties[0]))
}

/// Within so many per cent.
fn about(found: f64, by_hand: f64, per_cent: f64) {
    let off = (found - by_hand).abs();
    assert!(off <= per_cent / 100.0 * by_hand.abs().max(1.0), "{found}, by hand {by_hand}");
}

const TWO: &str = r#"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 100 }]
zone = [{ id = "office", title = "Office" }, { id = "outside" }]
conduit = [{ id = "vpn", from = "outside", to = "office" }]
system = [
    { id = "erp", zone = "office", rebuild = { duration = "4d" }, rebuild_without_backup = 3 },
    { id = "mail", zone = "office", rebuild = { duration = "1d" } },
]
service = [{ id = "make", logic = "erp" }]
site = [{ id = "works", product = "car", party = "us", produce = "make" }]
demand = [{ site = "works", flow = "10/d", patience = 0 }]
"#;

/// 4 days of £1,000 are lost because the office falls as a whole. Kept apart, the ERP does not fall with it.
#[test]
fn a_system_that_is_kept_apart_does_not_fall_with_its_zone() {
    let it = company(TWO, "[[fall]]\nzones = [\"office\"]\nat = \"0h\"\ncause = \"attacker\"\nlost = 1\n[recovery]\n");
    let (loss, saved, _) = saves(&it, "system/erp/apart");
    about(loss, 4_000.0, 0.0001);
    about(saved, 4_000.0, 0.0001);
    assert_eq!(saves(&it, "system/mail/apart").1, 0.0);
    // Where the ERP falls by itself, nothing is said of its zone.
    let alone =
        company(TWO, "[[fall]]\nsystems = [\"erp\"]\nat = \"0h\"\ncause = \"attacker\"\nlost = 1\n[recovery]\n");
    assert!(found(&alone.0, &alone.1).iter().all(|it| it.kind != Kind::Apart));
}

/// Without backups the ERP is rebuilt in 3 × 4 days, £12,000. With one of its own in 4: £8,000 less.
#[test]
fn a_backup_of_its_own_is_worth_the_days_that_a_rebuild_without_takes_longer() {
    let it = company(TWO, "destroyed = { backup = 1 }\n[shutdown]\nlost = 1\n[recovery]\n");
    let (loss, saved, _) = saves(&it, "system/erp/backup");
    about(loss, 12_000.0, 0.0001);
    about(saved, 8_000.0, 0.0001);
}

/// The attacker comes through the VPN and encrypts the ERP, 4 days, £4,000. Cut for good, nobody comes.
#[test]
fn a_conduit_that_is_cut_lets_nobody_through() {
    let attack = r#"
[attack]
start = ["contact"]
triage = "2h"
[[technique]]
id = "logon"
needs = ["contact"]
gives = ["encrypted"]
conduits = ["vpn"]
success = 1
time = "0h"
[[cut]]
id = "cut"
after = "90d"
conduits = ["vpn"]
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 1
[recovery]
"#;
    let it = company(TWO, attack);
    let (loss, saved, _) = saves(&it, "conduit/vpn/cut");
    about(loss, 4_000.0, 0.0001);
    about(saved, 4_000.0, 0.0001);
}

/// A works and a foundry that makes its parts at £20. What it hangs on, and what its link says besides.
fn supplied(works: &str, foundry: &str, link: &str, day: &str) -> (Model, Scenario) {
    let rest = format!(
        r#"
party = [{{ id = "us", kind = "company" }}, {{ id = "maker", kind = "supplier", cost_of_cash = 0.365 }}]
product = [{{ id = "car", price = 100 }}, {{ id = "part", price = 20 }}]
system = [{{ id = "erp", rebuild = {{ duration = "10d" }} }}]
service = [{{ id = "office", logic = "erp" }}]
site = [
    {{ id = "works", product = "car", party = "us"{works} }},
    {{ id = "foundry", product = "part", party = "maker"{foundry} }},
]
link = [{{ from = "foundry", to = "works", flow = "10/d", lead = "0d"{link} }}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
"#
    );
    company(&rest, day)
}

const FOUNDRY_STOPS: &str =
    "[[outage]]\nsite = \"foundry\"\nchannel = \"produce\"\nfrom = \"0h\"\nuntil = \"10d\"\nlevel = 0\n";

/// The foundry stops for 10 days and nothing is in stock: 10 days of £1,000. A week more of parts leaves 3 of them; what was taken from stock is made again later.
#[test]
fn a_week_of_stock_is_worth_a_week_of_cars() {
    let it = supplied("", ", surge = 4, capacity = \"40/d\"", ", cover = \"0d\", terms = \"0d\"", FOUNDRY_STOPS);
    let (loss, saved, _) = saves(&it, "supplier/maker/cover");
    about(loss, 10_000.0, 3.0);
    about(saved, 7_000.0, 6.0);
}

/// With half of the parts from elsewhere, and nobody able to make more than that, half of the cars are made: £5,000 of £10,000 are saved.
#[test]
fn a_second_source_is_worth_its_share() {
    let it = supplied("", "", ", cover = \"0d\", terms = \"0d\"", FOUNDRY_STOPS);
    let (loss, saved, _) = saves(&it, "supplier/maker/second-source");
    about(loss, 10_000.0, 3.0);
    about(saved, 5_000.0, 6.0);
    // The first source is not single any more, nor is the second.
    let (mut model, mut scenario) = it.clone();
    let all = found(&model, &scenario);
    all.iter().find(|it| it.id == "supplier/maker/second-source").unwrap().make(&mut model, &mut scenario);
    assert!(found(&model, &scenario).iter().all(|it| !it.id.ends_with("second-source")));
    let flow: f64 = model.links.iter().map(|it| it.flow_per_day).sum();
    assert_eq!((flow, model.sites.rows().iter().map(|it| it.output_per_day).sum::<f64>()), (10.0, 20.0));
}

/// The ERP is away for 10 days, and the foundry that goes on delivering is not paid. It pays £100 a day for its people: £450 last 4 days, and a day later it is
/// closed for good, so that the works stands still from day 6 or so to the end of the 40 days, £34,000. Paid without the ERP, it lives, and nothing is lost.
#[test]
fn payments_without_systems_are_worth_a_supplier_that_is_not_paid() {
    let foundry = ", cash = 450, fixed_cost = \"£100/d\", insolvent_after = \"1d\", replaced = \"forever\"";
    let link = ", cover = \"0d\", terms = \"0d\"";
    let it = supplied(", pay = \"office\"", foundry, link, "[shutdown]\nlost = 1\n[recovery]\n");
    let (loss, saved, _) = saves(&it, "payments/apart");
    about(loss, 34_000.0, 6.0);
    about(saved, loss, 0.0001);
}

/// The works stops for 8 days, £8,000. The foundry then earns nothing and pays £100 a day: £400 last 4 days, and a day later it is closed for good, so that the
/// works stands still to the end of the 40 days: £40,000. With £800 it lives, and £32,000 less are lost, but for what it costs to get going.
#[test]
fn twice_the_cash_is_worth_a_supplier() {
    let works = "[[outage]]\nsite = \"works\"\nchannel = \"produce\"\nfrom = \"0h\"\nuntil = \"8d\"\nlevel = 0\n";
    let foundry = ", cash = 450, fixed_cost = \"£100/d\", insolvent_after = \"1d\", replaced = \"forever\"";
    let it = supplied("", foundry, ", cover = \"0d\", terms = \"0d\"", works);
    let (loss, saved, _) = saves(&it, "supplier/maker/cash");
    assert!(loss > 36_000.0, "{loss}");
    about(saved, 32_000.0, 6.0);
}

/// One works with what its site says besides.
fn works(site: &str, patience: f64, rest: &str, day: &str) -> (Model, Scenario) {
    let text = format!(
        r#"
party = [{{ id = "us", kind = "company" }}, {{ id = "lloyds", kind = "insurer" }}]
product = [{{ id = "car", price = 100 }}]
system = [{{ id = "erp", rebuild = {{ duration = "10d" }} }}]
service = [{{ id = "make", logic = "erp" }}]
site = [{{ id = "works", product = "car", party = "us"{site} }}]
demand = [{{ site = "works", flow = "10/d", patience = {patience} }}]
{rest}
"#
    );
    company(&text, day)
}

const WORKS_STOPS: &str =
    "[[outage]]\nsite = \"works\"\nchannel = \"produce\"\nfrom = \"0h\"\nuntil = \"5d\"\nlevel = 0\n";

/// 5 days without a car made, 2 in stock: 3 of £1,000 are lost. With 4 in stock, 1 is.
#[test]
fn twice_the_finished_stock_is_worth_its_days() {
    let (loss, saved, _) = saves(&works(", stock = \"2d\"", 0.0, "", WORKS_STOPS), "site/works/stock");
    about(loss, 3_000.0, 2.0);
    about(saved, 2_000.0, 2.0);
}

/// 50 cars are not made, and everybody waits. Without overtime nobody can make them up; with a tenth more, 1 a day for the 35 days that are left.
#[test]
fn overtime_is_worth_what_can_be_made_up() {
    let (loss, saved, _) = saves(
        &works(", produce = \"make\", capacity = \"10/d\", overtime_ramp = \"0d\"", 1.0, "", WORKS_STOPS),
        "site/works/overtime",
    );
    about(loss, 5_000.0, 2.0);
    about(saved, 3_500.0, 4.0);
}

/// 10 days of £1,000, of which the policy pays £4,000 after a retention of £1,000. All parties together lose the same whatever it pays; the company saves
/// £4,000 with twice the limit, and £0 with half the retention, which the limit takes away again.
#[test]
fn terms_of_a_policy_move_money_and_save_nothing() {
    let policy = |limit: u32| {
        format!(
            r#"
[[policy]]
id = "cyber"
insured = "us"
insurer = "lloyds"
retention = 1000
covers = [{{ of = "interruption" }}]
layers = [{{ limit = {limit} }}]
"#
        )
    };
    let day = "[shutdown]\nlost = 1\n[recovery]\n";
    let it = works(", produce = \"make\"", 0.0, &policy(4_000), day);
    let (loss, saved, company) = saves(&it, "policy/cyber/limit");
    about(loss, 10_000.0, 0.01);
    assert_eq!(saved, 0.0);
    about(company, 4_000.0, 0.01);
    assert_eq!(saves(&it, "policy/cyber/retention").2, 0.0);
    // Below the limit, half the retention is worth its half.
    let (_, saved, company) =
        saves(&works(", produce = \"make\"", 0.0, &policy(50_000), day), "policy/cyber/retention");
    assert_eq!(saved, 0.0);
    about(company, 500.0, 0.01);
}
