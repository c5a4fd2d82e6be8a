//! Companies whose single points of failure can be worked out with pencil and paper.

use super::*;
use crate::run::Watch;
use crate::sample;
use blackstart_model::{Model, Scenario};

/// A works that makes and sells 10 cars a day at £100, and what it hangs on.
fn company(systems: &str, services: &str, rest: &str) -> (Model, Scenario) {
    let model = format!(
        r#"
format = 1
name = "m"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}, {{ id = "maker", title = "The maker", kind = "supplier" }}]
product = [{{ id = "car", price = 100 }}, {{ id = "part", price = 20 }}]
crew = [{{ id = "it", people = 1 }}, {{ id = "idle", people = 1 }}]
system = [{systems}]
service = [{services}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
target = [{{ id = "mvc", title = "Able to build", services = ["make"] }}]
{rest}
"#
    );
    let day = "format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n[shutdown]\nlost = 1\n[recovery]\n";
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(day, &model);
    (model, read.it.unwrap_or_else(|| panic!("{:?}", read.problems)))
}

const ERP: &str = r#"{ id = "erp", rebuild = { duration = "5d", crew = "it" } }"#;
const WORKS: &str = r#"site = [{ id = "works", product = "car", party = "us", produce = "make" }]"#;
const MAKE: &str = r#"{ id = "make", title = "Making", logic = "erp", tolerance = { duration = "2d" } }"#;

fn question<'a>(company: &'a (Model, Scenario), histories: u32) -> Question<'a> {
    let (model, scenario) = (&company.0, &company.1);
    Question {
        model,
        scenario,
        seed: 3,
        histories,
        stated_hours: 14.0 * 24.0,
        is_assumed: false,
        pairs: 50,
        threads: 1,
    }
}

fn told(company: &(Model, Scenario)) -> SpofSummary {
    spof(&question(company, 4), None, &())
}

fn of<'s>(it: &'s SpofSummary, id: &str) -> &'s Alone {
    it.alone.iter().find(|it| it.id == id).unwrap_or_else(|| panic!("no {id} in {:?}", it.alone))
}

fn near(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() < 1e-6 * by_hand.abs().max(1.0), "{found}, by hand {by_hand}");
}

/// 5 days without 10 cars of £100: £5,000. The making is missed on all 5 days, its tolerance of 2 days is breached, and after 5 days all is back. In its worst
/// week the works makes 2 days of 7.
#[test]
fn a_plant_behind_one_system_stops_while_it_is_rebuilt() {
    let it = told(&company(ERP, MAKE, WORKS));
    let erp = of(&it, "erp");
    near(erp.loss, 5_000.0);
    near(erp.own, 5_000.0);
    assert_eq!((erp.low, erp.high), (Some(erp.loss), Some(erp.loss)));
    assert_eq!((erp.target_days, erp.back_days, erp.never, erp.breaches), (Some(5.0), Some(5.0), 0.0, 1.0));
    assert_eq!((erp.stated, erp.kind, erp.nothing.as_deref()), (false, Kind::System, None));
    assert_eq!((erp.breached[0].id.as_str(), erp.breached[0].share), ("make", 1.0));
    assert_eq!((erp.short[0].id.as_str(), erp.short[0].share), ("works", 1.0));
    near(erp.short[0].worst_week, 2.0 / 7.0);
    // Nobody else is on the list: the supplier has no site.
    assert_eq!(it.alone.len(), 1);
    assert_eq!(it.screening.pairs, 0);
}

/// Either of two carries the making. Rebuilt by one person one after the other, in 5 and 3 days, so that the first is back after 5: £5,000 together.
#[test]
fn two_that_replace_each_other_cost_nothing_alone_and_all_of_it_together() {
    let systems =
        format!(r#"{ERP}, {{ id = "spare", title = "Spare", rebuild = {{ duration = "3d", crew = "it" }} }}"#);
    let make = r#"{ id = "make", title = "Making", logic = "any(erp, spare)" }"#;
    let it = told(&company(&systems, make, WORKS));
    for id in ["erp", "spare"] {
        assert_eq!((of(&it, id).loss, of(&it, id).target_days), (0.0, Some(0.0)), "{id}");
    }
    assert_eq!(of(&it, "erp").nothing.as_deref(), Some("“Making” runs on “Spare” as well"));
    let [pair] = it.pairs.as_slice() else { panic!("{:?}", it.pairs) };
    assert_eq!(pair.ids, ["erp", "spare"]);
    near(pair.loss, 5_000.0);
    near(pair.beyond, 5_000.0);
    assert_eq!((pair.sum, pair.low, pair.high), (0.0, pair.beyond, pair.beyond));
    assert_eq!(pair.why, "“Making” runs on either of them, and not without both");
    let Screening { pairs, looked_at, covered, deeper, deeper_played, goods, .. } = it.screening;
    assert_eq!((pairs, looked_at, covered, deeper, deeper_played, goods), (1, 1, 0, 1, 1, 0));
}

/// Two systems of one service, 5 and 3 days by one person: alone £5,000 and £3,000; together the second waits for the first and all is back after 8 days, £8,000,
/// which is the sum. No pair is told.
#[test]
fn two_that_wait_for_the_same_people_may_cost_just_their_sum() {
    let systems = format!(r#"{ERP}, {{ id = "mes", rebuild = {{ duration = "3d", crew = "it" }} }}"#);
    let it = told(&company(&systems, r#"{ id = "make", logic = "all(erp, mes)" }"#, WORKS));
    near(of(&it, "erp").loss, 5_000.0);
    near(of(&it, "mes").loss, 3_000.0);
    assert_eq!((it.screening.deeper, it.pairs.len()), (1, 0));
}

/// With a person for each, both together are back when the slower is: the faster adds nothing, and the pair is not played.
#[test]
fn a_pair_in_which_one_covers_the_other_is_left_out() {
    let systems = format!(r#"{ERP}, {{ id = "mes", rebuild = {{ duration = "3d", crew = "idle" }} }}"#);
    let it = told(&company(&systems, r#"{ id = "make", logic = "all(erp, mes)" }"#, WORKS));
    assert_eq!((it.screening.covered, it.screening.deeper, it.screening.goods), (1, 0, 0));
    assert!(it.pairs.is_empty());
}

/// A system without a rebuild task is gone for the stated 14 days: £14,000. One that nothing needs costs nothing, with the reason.
#[test]
fn what_nothing_restores_is_gone_for_the_stated_time() {
    let it = told(&company(r#"{ id = "erp" }, { id = "museum" }"#, MAKE, WORKS));
    let erp = of(&it, "erp");
    near(erp.loss, 14_000.0);
    assert_eq!((erp.stated, erp.back_days), (true, Some(14.0)));
    // So is one whose task is only that of published incidents.
    let assumed = company(ERP, MAKE, WORKS);
    let it_assumed = spof(&Question { is_assumed: true, ..question(&assumed, 4) }, None, &());
    near(of(&it_assumed, "erp").loss, 14_000.0);
    let museum = of(&it, "museum");
    assert_eq!((museum.loss, museum.nothing.as_deref()), (0.0, Some("no service, site or other system needs it")));
}

fn supplied(cover_days: u32) -> (Model, Scenario) {
    let rest = format!(
        r#"
site = [
    {{ id = "works", product = "car", party = "us", produce = "make" }},
    {{ id = "foundry", product = "part", party = "maker" }},
]
link = [{{ from = "foundry", to = "works", flow = "10/d", cover = "{cover_days}d", lead = "0d" }}]
"#
    );
    company(ERP, MAKE, &rest)
}

/// Parts for 20 days lie at the works, and the supplier is gone for 14: no car is lost, and the reason is said.
#[test]
fn a_supplier_whose_goods_last_for_longer_than_it_is_gone_costs_no_car() {
    let it = told(&supplied(20));
    let maker = of(&it, "maker");
    assert_eq!((maker.kind, maker.stated), (Kind::Supplier, true));
    assert!(maker.short.iter().all(|it| it.id != "works"), "{maker:?}");
    assert_eq!(maker.target_days, Some(0.0));
    assert_eq!(maker.back_days, Some(0.0));
    near(maker.own, 0.0);
}

/// Parts for 4 days: the works stands still from day 4 to day 14, and one day more until the first new parts are there. Each car is worth £100 less the part
/// of £20 that was not used: £800 a day, £8,800.
#[test]
fn a_supplier_that_is_gone_for_longer_than_its_goods_last_stops_the_works() {
    let it = told(&supplied(4));
    let maker = of(&it, "maker");
    near(maker.own, 8_800.0);
    assert!(maker.short.iter().any(|it| it.id == "works"), "{maker:?}");
}

/// On the bad day all is rebuilt by one person in 5 days. That person away for 14 days makes it 19: £14,000 more. The other crew has nothing to do.
#[test]
fn the_only_crew_is_missed_for_as_long_as_it_is_away() {
    let it = told(&company(ERP, MAKE, WORKS));
    near(it.bad_day.unwrap(), 5_000.0);
    let [crew, idle] = it.crews.as_slice() else { panic!("{:?}", it.crews) };
    assert_eq!((crew.id.as_str(), crew.target_days, crew.nothing.as_deref()), ("it", Some(14.0), None));
    near(crew.loss, 14_000.0);
    assert_eq!((idle.loss, idle.nothing.as_deref()), (0.0, Some("nothing that is restored on that day needs it")));
}

/// The company of `init`: the same on any number of threads, nothing is lost without a reason or explained without need, and whatever is left out of the pairs
/// as covered is no worse than its sum when it is played.
#[test]
fn threads_change_nothing_and_pairs_that_are_left_out_are_no_worse_than_their_sum() {
    let company = sample::starter("shutdown.toml");
    let it = spof(&question(&company, 8), None, &());
    assert_eq!(it, spof(&Question { threads: 3, ..question(&company, 8) }, None, &()));
    assert!(it.alone.iter().any(|it| it.nothing.is_some()) && it.alone.iter().any(|it| it.nothing.is_none()));
    let Screening { pairs, looked_at, covered, deeper, goods, .. } = it.screening;
    assert_eq!((pairs, covered + deeper + goods), (looked_at, pairs));
    let left = study::left_out(&question(&company, 8));
    assert!(left.len() >= covered && covered > 3, "{left:?} {:#?} {:#?}", it.screening, it.alone);
    for (pair, beyond) in left {
        assert!(beyond < 1e-3, "{pair:?}: {beyond}");
    }
}

/// A watcher that stops at once still gets an answer, in which nothing is made up.
#[test]
fn who_stops_gets_what_is_known() {
    struct Stop;
    impl Watch for Stop {
        fn played(&self, _: u64, _: u64) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    let company = company(ERP, MAKE, WORKS);
    let it = spof(&question(&company, 64), None, &Stop);
    assert!(it.stopped && it.alone.is_empty() && it.pairs.is_empty() && it.screening.looked_at == 0);
}
