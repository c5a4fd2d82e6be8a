//! What is said of a map, and of one that is no map.

use super::*;
use crate::amount::Room;
use blackstart_ensemble::map::MapAway;
use blackstart_ensemble::{Summary, sample};

fn a_box(layer: Layer, title: &str, needs: &[usize]) -> MapBox {
    MapBox {
        layer,
        id: Some(title.to_lowercase()),
        title: title.to_owned(),
        things: 1,
        others: false,
        names: Vec::new(),
        chance: 0.8,
        away: Some(MapAway { p05: Some(24.0), p50: Some(240.0), p95: None }),
        needs: needs.to_vec(),
    }
}

fn map() -> DependencyMap {
    let folded = MapBox {
        id: None,
        things: 14,
        others: true,
        names: (1..=12).map(|i| format!("Share {i}")).collect(),
        ..a_box(Layer::System, "Office", &[0])
    };
    let dealers = MapBox { id: None, things: 3, away: None, chance: 0.25, ..a_box(Layer::Party, "dealers", &[3]) };
    let boxes = vec![
        a_box(Layer::Identity, "Directory", &[]),
        folded,
        a_box(Layer::Service, "Planning", &[1]),
        MapBox { chance: 0.0, away: None, ..a_box(Layer::Site, "Works", &[2, 0]) },
        dealers,
    ];
    DependencyMap { things: boxes.iter().map(|it| it.things).sum(), boxes }
}

fn told(map: DependencyMap) -> Option<Section> {
    let results = sample::results(0..20, 1);
    let summary = Summary { map: Some(map), ..Summary::of(&results) };
    section(&Story::new(&results, summary))
}

fn figure(section: &Section) -> &Figure {
    let Block::Detail { blocks, .. } = &section.blocks[0] else { panic!("{section:?}") };
    let Block::Figure(figure) = &blocks[0] else { panic!("{blocks:?}") };
    figure
}

#[test]
fn a_map_is_read_in_a_sentence_and_says_what_it_folds() {
    let section = told(map()).unwrap();
    let figure = figure(&section);
    assert_eq!(
        figure.caption,
        "Most hangs on “Directory”: 19 of the other 19 things on the map need it, themselves or through others; it is down in 80 % of the histories, 10 d in the middle case. Everything that is followed is down about equally often, so a box is the darker the longer it is down in the middle case. 17 of its 20 things are folded into 2 boxes, by zone and by party; the table says which."
    );
    let Chart::Map(chart) = &figure.chart else { panic!("{figure:?}") };
    let boxes: Vec<(&str, &str)> = chart.boxes.iter().map(|it| (it.title.as_str(), it.words.as_str())).collect();
    assert_eq!(
        boxes,
        [
            ("Directory", "80 % · 10 d"),
            ("Office (14 others)", "80 % · 10 d"),
            ("Planning", "80 % · 10 d"),
            ("Works", "never down"),
            ("3 dealers", "25 %"),
        ]
    );
    assert_eq!(chart.description, figure.caption.split(" 17 of").next().unwrap(), "the picture says it, too");
}

#[test]
fn the_table_has_every_box_with_its_needs_and_what_is_folded() {
    let section = told(map()).unwrap();
    let results = sample::results(0..20, 1);
    let setting = Story::new(&results, Summary::of(&results)).setting();
    let rows = &figure(&section).tables[0].groups[0].rows;
    let words = |row: usize| -> Vec<String> { rows[row].iter().map(|it| it.words(&setting, Room::Page)).collect() };
    assert_eq!(rows.len(), 5);
    assert_eq!(words(0), ["Directory", "Identity", "80 %", "10 d", "never", "", ""]);
    let office = words(1);
    assert_eq!((office[0].as_str(), office[5].as_str()), ("14 other systems of zone Office", "Directory"));
    assert!(office[6].starts_with("Share 1; Share 2; ") && office[6].ends_with("; … 2 more"), "{office:?}");
    assert_eq!(words(3), ["Works", "Sites", "0 %", "–", "–", "Planning; Directory", ""]);
    assert_eq!(words(4)[0], "3 dealers");
}

#[test]
fn a_damaged_map_is_left_out_and_said() {
    let mut damaged = map();
    damaged.boxes[3].needs.push(99);
    let section = told(damaged).unwrap();
    assert!(format!("{section:?}").contains("does not fit together"), "{section:?}");
    let mut many = map();
    many.boxes = vec![a_box(Layer::System, "S", &[]); 41];
    many.things = 41;
    assert!(format!("{:?}", told(many)).contains("does not fit together"));
}

#[test]
fn without_needs_there_is_no_map() {
    let mut none = map();
    none.boxes.iter_mut().for_each(|it| it.needs.clear());
    assert_eq!(told(none), None);
    assert_eq!(told(DependencyMap::default()), None);
}
