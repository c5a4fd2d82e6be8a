//! Uncertain sizes: what a planner would work out by hand, history by history.

use super::*;
use crate::catalogue::Catalogue;
use crate::handover::Outcome;
use crate::sample::{any_chain, outage};
use crate::{World, batch, replicate};
use blackstart_model::Scenario;
use blackstart_model::id::{Key, SiteId};
use blackstart_model::scenario::Subject;
use blackstart_model::units::Uncertain;
use proptest::prelude::*;

/// A shop of a company; what follows adds to it.
const SHOP: &str = r#"
format = 1
name = "sizes"
currency = "GBP"
[[party]]
id = "us"
kind = "company"
[[product]]
id = "sale"
[[site]]
id = "shop"
product = "sale"
party = "us"
"#;

/// Ten days without sales.
const STOP: &str = r#"
format = 1
name = "stop"
start = 2026-03-02
horizon = "200d"
[[outage]]
site = "shop"
channel = "sell"
from = "10d"
for = "10d"
"#;

/// Nothing happens.
const QUIET: &str = "format = 1\nname = \"quiet\"\nstart = 2026-03-02\nhorizon = \"60d\"\n";

fn model(added: &str) -> Model {
    let read = blackstart_read::model_text(&format!("{SHOP}{added}"));
    assert!(read.problems.is_empty(), "{:#?}", read.problems);
    read.it.unwrap()
}

fn day(text: &str, model: &Model) -> Scenario {
    blackstart_read::scenario_text(text, model).it.unwrap()
}

fn draw(replicate: u64) -> Draw {
    Draw { seed: 4, replicate }
}

/// What a field is in a history, as the catalogue tells it.
fn value(catalogue: &Catalogue, path: &str, draw: Draw) -> f64 {
    catalogue.entries().iter().find(|it| it.path == path).unwrap_or_else(|| panic!("{path}")).value(draw)
}

/// What a site did in normal life: made, sold, wanted.
fn normal(outcome: &Outcome, site: usize) -> (f64, f64, f64) {
    let twin = outcome.flow.sites[site].iter().map(|(_, twin)| twin);
    twin.fold((0.0, 0.0, 0.0), |(made, sold, wanted), it| (made + it.produced, sold + it.sold, wanted + it.wanted))
}

fn close(value: f64, right: f64, within: f64) {
    assert!((value - right).abs() <= within * right.abs(), "{value} is not {right}");
}

#[test]
fn a_shop_loses_ten_days_of_its_own_demand_at_its_own_price() {
    let demand = "[[demand]]\nsite = \"shop\"\nflow = \"uniform(80/d, 120/d)\"\nprice = \"uniform(1, 3)\"\n";
    let model = model(demand);
    // What is written elsewhere is the expected size.
    assert_eq!(
        (model.demands[0].flow_per_day, model.demands[0].price, model.sites.rows()[0].output_per_day),
        (100.0, 2.0, 100.0)
    );
    let scenario = day(STOP, &model);
    let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
    let mut sum = 0.0;
    for number in 0..1000 {
        let outcome = replicate(&world, draw(number));
        let [flow, price] =
            ["flow", "price"].map(|it| value(&catalogue, &format!("demand[site=shop].{it}"), draw(number)));
        assert!((80.0..120.0).contains(&flow) && (1.0..3.0).contains(&price));
        close(outcome.loss.total(), 10.0 * flow * price, 1e-9);
        close(normal(&outcome, 0).1, 200.0 * flow, 1e-9);
        sum += outcome.loss.total();
    }
    // 10 days × 100 × 2; one history is 2,000 give or take 31 %, their mean one per cent of it.
    close(sum / 1000.0, 2000.0, 0.04);
}

/// A supplier of parts, two to a car, a plant, and the shop.
fn chain(demand: &str, critical: &str) -> String {
    format!(
        r#"
[[product]]
id = "car"
price = 10
[[product]]
id = "part"
price = 2
[[site]]
id = "plant"
product = "car"
party = "us"
variable_cost = 1
[[site]]
id = "supplier"
product = "part"
party = "us"
[[link]]
from = "plant"
to = "shop"
flow = "100/d"
[[link]]
from = "supplier"
to = "plant"
flow = "200/d"
critical = {critical}
[[demand]]
site = "shop"
flow = {demand}
price = 15
"#
    )
}

#[test]
fn what_feeds_a_site_makes_what_it_sells() {
    let model = model(&chain("\"uniform(80/d, 120/d)\"", "1"));
    let scenario = day(STOP, &model);
    let (world, catalogue) = (World::new(&model, &scenario), Catalogue::new(&model, &scenario));
    for number in 0..20 {
        let outcome = replicate(&world, draw(number));
        let flow = value(&catalogue, "demand[site=shop].flow", draw(number));
        // Normal life of 200 days: one car for each sold, two parts for each car.
        for (site, made) in [(0, flow), (1, flow), (2, 2.0 * flow)] {
            close(normal(&outcome, site).0, 200.0 * made, 1e-9);
        }
        // Nobody waits: ten days of cars at what the company gets for one less what making it costs. The plant and its supplier have no room above
        // normal, and stocks are full again long before the end.
        close(outcome.loss.total(), 10.0 * flow * (15.0 - 1.0), 1e-6);
    }
}

#[test]
fn if_nothing_happens_nothing_is_lost_whatever_the_sizes() {
    let model =
        model(&chain("\"lognormal(median 100/d, p90 150/d) with boom\"", "\"uniform(0.2, 0.9) with boom -0.5\""));
    let scenario = day(QUIET, &model);
    let world = World::new(&model, &scenario);
    for number in 0..20 {
        let outcome = replicate(&world, draw(number));
        assert!(outcome.loss.entries.iter().all(|entry| entry.amount == 0.0));
        for (event, twin) in outcome.flow.sites.iter().flatten() {
            assert_eq!(event, twin);
            close(event.sold, event.wanted, 1e-12);
        }
    }
}

#[test]
fn a_history_is_that_of_a_company_whose_sizes_are_written_so() {
    let stop = STOP.replace("site = \"shop\"\nchannel = \"sell\"", "site = \"supplier\"\nchannel = \"produce\"");
    let open = model(&chain("\"uniform(80/d, 120/d)\"", "\"uniform(0.3, 0.9)\""));
    let scenario = day(&stop, &open);
    let (world, catalogue) = (World::new(&open, &scenario), Catalogue::new(&open, &scenario));
    for number in 0..6 {
        let outcome = replicate(&world, draw(number));
        let flow = value(&catalogue, "demand[site=shop].flow", draw(number));
        let critical = value(&catalogue, "link[from=supplier,to=plant].critical", draw(number));
        let written = chain(&format!("\"{flow}/d\""), &critical.to_string())
            .replace("\"100/d\"", &format!("\"{flow}/d\""))
            .replace("\"200/d\"", &format!("\"{}/d\"", 2.0 * flow));
        let written = model(&written);
        let same = replicate(&World::new(&written, &day(&stop, &written)), draw(number));
        close(outcome.loss.total(), same.loss.total(), 1e-9);
        assert!(outcome.loss.total() > 0.0);
    }
}

#[test]
fn a_history_is_the_same_in_every_batch() {
    let model = model(&chain("\"uniform(80/d, 120/d)\"", "\"uniform(0.3, 0.9)\""));
    let scenario = day(STOP, &model);
    let world = World::new(&model, &scenario);
    let draws: Vec<Draw> = (0..7).map(draw).collect();
    for (outcome, draw) in batch(&world, &draws).iter().zip(&draws) {
        assert_eq!(*outcome, replicate(&world, *draw));
    }
}

#[test]
fn prices_of_products_and_links_are_drawn_once_for_all_who_pay_them() {
    let text = chain("\"100/d\"", "1").replace("price = 10", "price = \"uniform(8, 12)\"").replace("price = 15\n", "");
    let text = text.replace("from = \"supplier\"", "price = \"uniform(1, 3)\"\nfrom = \"supplier\"");
    let sale = SHOP.replace("id = \"sale\"", "id = \"sale\"\nprice = \"uniform(14, 16)\"");
    let model = blackstart_read::model_text(&format!("{sale}{text}")).it.unwrap();
    let scenario = day(STOP, &model);
    let catalogue = Catalogue::new(&model, &scenario);
    let sized = drawn(&model, draw(3)).unwrap();
    let of = |path: &str| value(&catalogue, path, draw(3));
    assert_eq!(sized.demands[0].price, of("product.sale.price"));
    let link = |from: usize| sized.links.iter().find(|it| it.from == SiteId::new(from)).unwrap();
    assert_eq!((link(1).price, link(2).price), (of("product.car.price"), of("link[from=supplier,to=plant].price")));
    // What one party of the company pays the other is nobody's loss.
    let outcome = replicate(&World::new(&model, &scenario), draw(3));
    close(outcome.loss.total(), 10.0 * 100.0 * (of("product.sale.price") - 1.0), 1e-6);
}

#[test]
fn every_size_is_written_where_the_catalogue_says() {
    let text =
        chain("\"uniform(80/d, 120/d)\"", "\"uniform(0.3, 0.9)\"").replace("price = 15", "price = \"uniform(14, 16)\"");
    let text =
        text.replace("\"200/d\"", "\"uniform(150/d, 250/d)\"").replace("price = 2\n", "price = \"uniform(1, 3)\"\n");
    let text = format!(
        "{SHOP}{text}[[site]]\nid = \"mine\"\nproduct = \"part\"\nparty = \"us\"\noutput = \"uniform(5/d, 6/d)\"\n"
    );
    let model = blackstart_read::model_text(&text).it.unwrap();
    let catalogue = Catalogue::new(&model, &day(STOP, &model));
    // `replaced` has a law of its own, but only where cash is followed.
    let paths: Vec<&str> = catalogue.entries().iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "demand[site=shop].flow",
            "demand[site=shop].price",
            "link[from=supplier,to=plant].flow",
            "link[from=supplier,to=plant].critical",
            "site.mine.output",
            "product.part.price",
        ]
    );
    let source = blackstart_read::ModelSource::text(&text);
    for (path, place) in paths.iter().zip(source.places(&paths)) {
        let place = place.unwrap_or_else(|| panic!("{path} leads nowhere"));
        let line = text.lines().nth(place.line as usize - 1).unwrap();
        assert!(line.contains("uniform("), "{path}: {line}");
    }
}

/// Links of a model whose sizes have these values, as supplier, customer, flow.
fn flows(model: &Model, values: &[f64]) -> Vec<(String, f64)> {
    let sized = model.sized(values);
    let name = |site: SiteId| sized.sites[site].name.id.clone();
    sized.links.iter().map(|it| (format!("{}-{}", name(it.from), name(it.to)), it.flow_per_day)).collect()
}

#[test]
fn of_several_suppliers_the_others_take_up_the_rest() {
    let text = chain("\"uniform(80/d, 120/d)\"", "1").replace("flow = \"200/d\"", "flow = \"uniform(40/d, 80/d)\"");
    let more = ["second", "third"].map(|id| {
        let flow = if id == "second" { "90/d" } else { "50/d" };
        format!("[[site]]\nid = \"{id}\"\nproduct = \"part\"\nparty = \"us\"\n[[link]]\nfrom = \"{id}\"\nto = \"plant\"\nflow = \"{flow}\"\n")
    });
    let model = model(&format!("{text}{}", more.concat()));
    // Demand as expected, the first supplier 20 more than its expected 60: the two others 20 less, 9 to 5.
    let told: Vec<f64> = flows(&model, &[100.0, 80.0]).into_iter().map(|it| it.1).collect();
    let [shop, first, second, third] = told[..] else { panic!("{told:?}") };
    assert_eq!((shop, first), (100.0, 80.0));
    close(second, 90.0 - 20.0 * 9.0 / 14.0, 1e-12);
    close(third, 50.0 - 20.0 * 5.0 / 14.0, 1e-12);
    // A fifth more sold is a fifth more of everything.
    let told: Vec<f64> = flows(&model, &[120.0, 60.0]).into_iter().map(|it| it.1).collect();
    for (flow, right) in told.into_iter().zip([120.0, 72.0, 108.0, 60.0]) {
        close(flow, right, 1e-12);
    }
    // As expected, to the last bit: also capacities that follow.
    assert_eq!(model.sized(&[100.0, 60.0]), model);
}

#[test]
fn what_a_unit_needs_may_be_uncertain_where_there_is_one_supplier() {
    let model = model(&chain("\"100/d\"", "1").replace("\"200/d\"", "\"uniform(150/d, 250/d)\""));
    let sized = model.sized(&[250.0]);
    let made: Vec<f64> = sized.sites.rows().iter().map(|site| site.output_per_day).collect();
    // 2.5 parts to a car: the supplier makes a quarter more, and can; plant and shop are as they were.
    assert_eq!(made, [100.0, 100.0, 250.0]);
    assert_eq!(sized.sites.rows()[2].capacity_per_day, Some(250.0));
    assert_eq!(sized.sites.rows()[1].capacity_per_day, Some(100.0));
}

#[test]
fn sites_that_supply_each_other_grow_with_what_leaves_the_circle() {
    // Of the shop's 150 a day, 50 go to a workshop that gives 50 back; 100 are sold.
    let circle = r#"
[[product]]
id = "repair"
[[site]]
id = "workshop"
product = "repair"
party = "us"
[[link]]
from = "shop"
to = "workshop"
flow = "50/d"
[[link]]
from = "workshop"
to = "shop"
flow = "50/d"
[[demand]]
site = "shop"
flow = "uniform(50/d, 150/d)"
price = 1
"#;
    let read = blackstart_read::model_text(&format!("{SHOP}{circle}"));
    let model = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    let sized = model.sized(&[120.0]);
    for (site, made) in sized.sites.rows().iter().zip([180.0, 60.0]) {
        close(site.output_per_day, made, 1e-9);
    }
}

#[test]
fn a_capacity_that_is_written_stays_unless_normal_life_needs_more() {
    let text = chain("\"lognormal(median 99/d, p90 110/d)\"", "1")
        .replace("id = \"plant\"\n", "id = \"plant\"\ncapacity = \"130/d\"\n");
    let model = model(&text);
    let able =
        |demand: f64| model.sized(&[demand]).sites.rows().iter().map(|it| it.capacity_per_day).collect::<Vec<_>>();
    let expected = model.demands[0].flow_per_day;
    assert_eq!(able(expected), [None, Some(130.0), Some(200.0)]);
    // One fifth more, and twice as much: the plant makes what it normally makes.
    for (times, plant) in [(1.2, 130.0), (2.0, 200.0)] {
        let able = able(times * expected);
        assert_eq!(able[0], None);
        close(able[1].unwrap(), plant, 1e-12);
        close(able[2].unwrap(), times * 200.0, 1e-12);
    }
}

/// A random chain in which what final customers want, what they pay and how critical inputs are is drawn.
fn uncertain(model: &mut Model) {
    let around = |value: f64| Uncertain::Uniform { low: 0.7 * value, high: 1.3 * value };
    for (at, demand) in model.demands.iter().enumerate() {
        let (flow, price) = (around(demand.flow_per_day), around(demand.price).with(5, 0.5));
        model.sizes.list.push(Size { what: What::Demand(at), of: flow });
        model.sizes.list.push(Size { what: What::DemandPrice(at), of: price });
    }
    for at in 0..model.links.len() {
        let of = Uncertain::Uniform { low: 0.2, high: 1.0 };
        model.sizes.list.push(Size { what: What::Critical(at), of });
    }
    model.sizes.follow =
        model.sites.iter().filter(|(_, site)| site.capacity_per_day.is_some()).map(|(id, _)| id).collect();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_chain_of_uncertain_sizes_is_played_the_same_alone_and_in_a_batch((mut model, mut scenario, outages) in any_chain()) {
        uncertain(&mut model);
        let draws: Vec<Draw> = (0..3).map(draw).collect();
        let world = World::new(&model, &scenario);
        for draw in &draws {
            let outcome = replicate(&world, *draw);
            prop_assert!(outcome.loss.entries.iter().all(|entry| entry.amount == 0.0));
            prop_assert!(outcome.flow.sites.iter().flatten().all(|(event, twin)| event == twin));
        }
        for (i, &(site, channel, level, from, days)) in outages.iter().enumerate() {
            let subject = Subject::Channel(site, channel);
            scenario.outages.push(outage(&format!("o{i}"), subject, from * 24.0, (from + days) * 24.0, level));
        }
        let world = World::new(&model, &scenario);
        for (outcome, draw) in batch(&world, &draws).iter().zip(&draws) {
            prop_assert_eq!(outcome, &replicate(&world, *draw));
            prop_assert!(outcome.loss.total().is_finite());
        }
    }
}
