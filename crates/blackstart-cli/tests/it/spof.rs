//! `blackstart spof` as its users meet it.

use super::Place;
use serde_json::Value;
use std::fs;

#[test]
fn what_is_gone_alone_is_told_the_same_on_any_number_of_threads() {
    let place = Place::new();
    let line = "spof acme shutdown -n 4 --pairs 5 --json --html spof.html --csv spof.csv --threads";
    let came = place.run(&format!("{line} 1"));
    assert_eq!(came.code, 0, "{}", came.err);
    let (page, table) =
        (fs::read(place.path("spof.html")).unwrap(), fs::read_to_string(place.path("spof.csv")).unwrap());
    assert_eq!(came.out, place.run(&format!("{line} 2")).out);
    assert_eq!(page, fs::read(place.path("spof.html")).unwrap());

    let it: Value = serde_json::from_str(&came.out).unwrap();
    assert_eq!(it["schema"], "blackstart/spof/1");
    let list = |name: &str| it["spof"][name].as_array().unwrap().clone();
    let (alone, crews, pairs) = (list("alone"), list("crews"), list("pairs"));
    // Where there is a reason why nothing stops, nothing but its restoration costs anything.
    for row in alone.iter().filter(|row| row["nothing"].is_string()) {
        let beyond = row["loss"].as_f64().unwrap() - row["restoring"].as_f64().unwrap();
        assert!(beyond.abs() < 1.0 && row["short"].as_array().unwrap().is_empty(), "{row}");
    }
    let of = |id: &str| alone.iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id}: {alone:?}"));
    assert!(of("erp")["target_days"].as_f64().unwrap() > 0.0);
    let screening = &it["spof"]["screening"];
    assert!(screening["deeper_played"].as_u64().unwrap() + screening["goods_played"].as_u64().unwrap() <= 5);
    assert_eq!(table.lines().count(), 1 + alone.len() + crews.len() + pairs.len());

    let shown = place.run("spof acme shutdown -n 4 --pairs 5 --gone 3d");
    assert_eq!(shown.code, 0, "{}", shown.err);
    let flat = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["rebuilt by its own tasks", "for the first 3 days", "pairs were looked at"] {
        assert!(flat.contains(words), "{words}: {}", shown.out);
    }
    assert!(shown.out.lines().all(|line| line.chars().count() <= 100), "{}", shown.out);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let place = Place::new();
    for (line, words) in [
        ("spof acme shutdown --gone 0h", "above 0"),
        ("spof acme shutdown --gone forever", "within the scenario's horizon"),
        ("spof acme shutdown --gone soon", "gone for `soon`"),
        ("spof acme nowhere", "no scenario"),
        ("spof nowhere", "no such folder"),
    ] {
        let came = place.run(line);
        assert!(came.code == 2 && came.err.contains(words), "{line}: {} {}", came.code, came.err);
    }
}
