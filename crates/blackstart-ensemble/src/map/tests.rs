//! What stands where on the map, what it needs, and how often it is down.

use super::*;
use crate::{Ensemble, Results};
use blackstart_model::{Model, Scenario};

const COMPANY: &str = r#"
format = 1
name = "m"
currency = "GBP"
party = [
    { id = "us", title = "Us", kind = "company" },
    { id = "steel", title = "Steelworks", kind = "supplier" },
    { id = "paint", title = "Paint makers", kind = "supplier" },
    { id = "shops", title = "Shops", kind = "dealer" },
]
zone = [{ id = "core", title = "Core" }, { id = "office", title = "Office" }]
product = [
    { id = "car", price = 100 }, { id = "coil", price = 10 }, { id = "tin", price = 10 }, { id = "sale", price = 120 },
]
system = [
    { id = "erp", title = "ERP", zone = "office", needs = "directory", rebuild = { duration = "10d" } },
    { id = "directory", title = "Directory", zone = "core", needs = "network", resource = "directory", rebuild = { duration = "4d" } },
    { id = "network", title = "Network", zone = "core", rebuild = { duration = "2d" } },
    { id = "mail", title = "Mail", zone = "office", needs = "directory", rebuild = { duration = "3d" } },
    { id = "wiki", title = "Wiki", zone = "office", needs = "directory", rebuild = { duration = "8d" } },
    { id = "mill", title = "Rolling mill" },
]
service = [
    { id = "make", title = "Make", logic = "erp" },
    { id = "talk", title = "Talk", logic = "any(mail, wiki)" },
    { id = "roll", title = "Roll", logic = "mill" },
]
site = [
    { id = "works", title = "Works", product = "car", party = "us", produce = "make" },
    { id = "mill", title = "The mill", product = "coil", party = "steel", produce = "roll" },
    { id = "tins", title = "Tins", product = "tin", party = "paint" },
    { id = "shop", title = "Shop", product = "sale", party = "shops", sell = "talk" },
]
link = [
    { from = "mill", to = "works", flow = "10/d" },
    { from = "tins", to = "works", flow = "10/d" },
    { from = "works", to = "shop", flow = "10/d" },
]
demand = [{ site = "shop", flow = "10/d", patience = 0 }]
"#;

const DAY: &str = r#"
format = 1
name = "s"
start = 2025-09-01
horizon = "60d"
outage = [
    { system = "erp", from = "1d", until = "11d" },
    { system = "mail", from = "1d", until = "2d" },
    { system = "wiki", from = "3d", until = "9d" },
]
"#;

fn played() -> (Model, Results) {
    let read = blackstart_read::model_text(COMPANY);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(DAY, &model);
    let scenario: Scenario = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let results = Ensemble::new(&model, &scenario).seed(5).replicates(8).run();
    (model, results)
}

/// A box with what it needs, as a line.
fn lines(map: &DependencyMap) -> Vec<String> {
    let name = |it: &MapBox| it.id.clone().unwrap_or_else(|| format!("{} of {}", it.things, it.title));
    let line = |it: &MapBox| {
        let needs: Vec<String> = it.needs.iter().map(|&at| name(&map.boxes[at])).collect();
        format!("{:?} {} <- {}", it.layer, name(it), needs.join(", "))
    };
    map.boxes.iter().map(line).collect()
}

#[test]
fn a_map_leads_from_identity_to_those_who_live_by_the_company() {
    let (model, results) = played();
    let map = DependencyMap::of(&model, &results);
    assert_eq!(
        lines(&map),
        [
            "Identity directory <- network",
            "Identity network <- ",
            "System erp <- directory",
            "System mail <- directory",
            "System wiki <- directory",
            "System mill <- ",
            "Service make <- erp",
            "Service talk <- mail, wiki",
            "Service roll <- mill",
            // It needs a system itself: the works need its coils.
            "Supplier steel <- roll",
            "Site works <- make, steel",
            // It has none: it lives on the works' orders.
            "Party paint <- works",
            "Party shops <- talk, works",
        ]
    );
    let of = |id: &str| map.boxes.iter().find(|it| it.id.as_deref() == Some(id)).unwrap();
    assert_eq!(of("erp").chance, 1.0);
    assert_eq!(of("erp").away.unwrap(), MapAway { p05: Some(240.0), p50: Some(240.0), p95: Some(240.0) });
    assert_eq!((of("network").chance, of("network").away), (0.0, None));
    assert_eq!(of("works").chance, 1.0);
    assert!(of("works").away.unwrap().p50.is_some_and(|hours| (200.0..300.0).contains(&hours)), "{:?}", of("works"));
    assert_eq!(of("mill").chance, 0.0);
    assert_eq!(map.things, 13);
    assert!(map.boxes.iter().all(|it| it.things == 1 && !it.others && it.names.is_empty()));
}

#[test]
fn what_does_not_fit_is_folded_by_zone_and_nothing_is_lost() {
    let (model, results) = played();
    let map = DependencyMap::folded(&model, &results, [2, 3, 2, 1, 1, 1]);
    assert!(map.boxes.len() <= 10, "{:?}", lines(&map));
    assert_eq!(map.boxes.iter().map(|it| it.things).sum::<usize>(), map.things);
    let office = map.boxes.iter().find(|it| it.title == "Office").unwrap();
    assert_eq!((office.layer, office.id.as_ref(), office.things), (Layer::System, None, office.names.len()));
    // The first to go takes the group with it, the last to return brings it back.
    assert!(office.others, "the ERP stands for itself");
    let two = map.boxes.iter().find(|it| it.names == ["Mail", "Wiki"]).unwrap();
    assert_eq!((two.chance, two.away.and_then(|it| it.p50)), (1.0, Some(8.0 * 24.0)));
    assert!(map.boxes.iter().enumerate().all(|(at, it)| !it.needs.contains(&at)), "{:?}", lines(&map));
}

#[test]
fn a_large_company_has_forty_boxes_and_each_thing_is_in_one() {
    let systems: Vec<String> =
        (0..300).map(|i| format!("{{ id = \"s{i}\", title = \"S {i}\", zone = \"z{}\" }}", i % 70)).collect();
    let zones: Vec<String> = (0..70).map(|i| format!("{{ id = \"z{i}\" }}")).collect();
    let services: Vec<String> =
        (0..90).map(|i| format!("{{ id = \"v{i}\", logic = \"all(s{i}, s{})\" }}", i + 90)).collect();
    let text = format!(
        "format = 1\nname = \"m\"\ncurrency = \"GBP\"\nzone = [{}]\nsystem = [{}]\nservice = [{}]\n",
        zones.join(", "),
        systems.join(", "),
        services.join(", ")
    ) + r#"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 100 }]
site = [{ id = "works", product = "car", party = "us", produce = "v0" }]
demand = [{ site = "works", flow = "10/d", patience = 0 }]
"#;
    let read = blackstart_read::model_text(&text);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let day = "format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"9d\"\noutage = [{ system = \"s7\", from = \"1d\", until = \"2d\" }]\n";
    let read = blackstart_read::scenario_text(day, &model);
    let scenario: Scenario = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let results = Ensemble::new(&model, &scenario).replicates(4).run();
    let map = DependencyMap::of(&model, &results);
    assert_eq!(map.boxes.len(), MOST_BOXES);
    assert_eq!((map.things, map.boxes.iter().map(|it| it.things).sum::<usize>()), (391, 391));
    assert!(map.boxes.iter().all(|it| it.names.len() <= MOST_NAMES));
    let text = serde_json::to_string(&map).unwrap();
    assert_eq!(serde_json::from_str::<DependencyMap>(&text).unwrap(), map, "it is read back as it was written");
}

#[test]
fn folds_keep_the_first_and_group_the_rest() {
    let groups = [Some(1), Some(2), Some(1), Some(2), Some(1), None];
    assert_eq!(fold::fold(&groups, 6, 6).len(), 6);
    assert_eq!(fold::fold(&groups, 6, 4), [vec![0], vec![5], vec![2, 4], vec![1, 3]]);
    // Only the first may stand alone.
    assert_eq!(fold::fold(&groups, 0, 6), [vec![5], vec![0, 2, 4], vec![1, 3]]);
    assert_eq!(fold::fold(&groups, 6, 2), [vec![0, 2, 4], vec![1, 3, 5]]);
    assert_eq!(fold::fold(&[], 0, 3), Vec::<Vec<usize>>::new());
    assert_eq!(fold::quotas([50, 3, 9], [5, 5, 5]), [7, 3, 5]);
    assert_eq!(fold::quotas([1, 1, 1], [5, 5, 5]), [1, 1, 1]);
}
