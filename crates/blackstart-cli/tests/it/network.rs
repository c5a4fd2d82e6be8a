//! `blackstart network` as its users meet it.

use super::Place;
use serde_json::Value;
use std::fs;

const SHOCKS: &str =
    "format = 1\n[[shock]]\nname = \"fire\"\nkind = \"capacity\"\nfirms = [1]\nshare = 0.8\nfrom = 2\nuntil = 40\n";

/// A place with a small economy: three firms in a row, and a shock to the first.
fn place() -> Place {
    let place = Place::new();
    let folder = place.path("economy");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,0\n3,c,10\n").unwrap();
    fs::write(folder.join("links.csv"), "supplier,buyer,amount\n1,2,2\n2,3,5\n").unwrap();
    fs::write(place.path("fire.toml"), SHOCKS).unwrap();
    place
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_shock_is_played_told_and_written() {
    let place = place();
    let came = place.run("network run economy --shock fire.toml --steps 60 --inventory 5 --firms --out out");
    assert_eq!(came.code, 0, "{}", came.err);
    assert!(came.out.contains("Production is lowest in step"), "{}", came.out);
    let page = fs::read_to_string(place.path("out/report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("fire"));
    for file in ["totals.parquet", "sectors.parquet", "firms.parquet", "summary.json", "manifest.json"] {
        assert!(place.path("out").join(file).is_file(), "{file}");
    }
    assert_eq!(fs::read_dir(place.path("out")).unwrap().count(), 6, "nothing temporary is left");
}

#[test]
fn a_saved_state_goes_on_as_if_never_stopped() {
    let place = place();
    let of = "network run economy --shock fire.toml --inventory 5 --json";
    let whole = json(&place.run(&format!("{of} --steps 50 --out a")).out);
    assert_eq!(place.run(&format!("{of} --steps 20 --save-state day-20 --out b")).code, 0);
    let second = json(&place.run(&format!("{of} --steps 30 --from-state day-20 --threads 1 --out c")).out);
    assert_eq!(second["first_step"], 20);
    assert_eq!(whole["summary"]["last"], second["summary"]["last"]);
    assert_eq!(whole["sectors"][2]["last"], second["sectors"][2]["last"]);
    let other = place.run(&format!("{of} --steps 5 --order 1 --from-state day-20 --out d"));
    assert_eq!(other.code, 2, "{}", other.err);
    assert!(other.err.contains("another network, dynamic or shocks"), "{}", other.err);
}

#[test]
fn failures_are_ranked() {
    let place = place();
    let came = place.run("network rank economy --no-substitution --exact --json --out out");
    assert_eq!(came.code, 0, "{}", came.err);
    let ranked = json(&came.out);
    assert_eq!(ranked["failures"], 3);
    assert_eq!(ranked["top"][0]["esri"], 1.0);
    assert!(place.path("out/rank.parquet").is_file());
    assert!(place.run("network rank economy --top 2 --out out").out.contains("1 more, in rank.parquet"));
}

#[test]
fn stocks_that_are_run_down_are_played_by_ario_alone() {
    let place = Place::new();
    let table = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../blackstart/tests/cases/p18-negative-final-demand/table");
    for folder in ["table", "without"] {
        fs::create_dir(place.path(folder)).unwrap();
        for file in ["Z.csv", "Y.csv", "x.csv"] {
            let text = fs::read_to_string(table.join(file)).unwrap();
            let text = if folder == "without" { text.replace("-50000.0", "0.0") } else { text };
            fs::write(place.path(folder).join(file), text).unwrap();
        }
    }
    let checked = place.run("network check table");
    assert!(checked.code == 0 && checked.out.contains("BS0814"), "{} {}", checked.out, checked.err);
    let played = place.run("network run table --dynamic ario --steps 5 --out a");
    assert!(played.code == 0 && played.err.contains("BS0814"), "{}", played.err);
    let refused = place.run("network run table --dynamic inoue-todo --steps 5 --out b");
    assert!(refused.code == 2 && refused.err.contains("`S|serv`") && refused.err.contains("ario"), "{}", refused.err);
    // Ranking goes by flows alone.
    let ranked = |folder: &str| {
        json(&place.run(&format!("network rank {folder} --json --out rank-{folder}")).out)["top"].clone()
    };
    let top = ranked("table");
    assert!(top.is_array() && top == ranked("without"), "{top}");
}

#[test]
fn everything_wrong_is_listed() {
    let place = place();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,9,2\n2,3,-5\n").unwrap();
    let came = place.run("network check economy");
    assert_eq!(came.code, 3);
    assert!(came.out.contains("the buyer `9` is not among the firms") && came.out.contains("it must be positive"));
    for line in ["network run economy", "network rank economy"] {
        let came = place.run(line);
        assert_eq!((came.code, came.out.as_str()), (3, ""), "{}", came.err);
        assert!(came.err.contains("BS0803"), "{}", came.err);
    }
    let missing = place.run("network check nowhere");
    assert!(missing.out.contains("this folder does not exist"), "{}", missing.out);
    assert_eq!(place.run("network run economy --psi 3").code, 2);
}

#[test]
fn a_company_is_played_in_a_nation() {
    let place = place();
    fs::write(place.path("sites.csv"), "site,firm,sector\nplant,3,\ngears,,a\n").unwrap();
    let of = "network run economy --company acme --sites sites.csv --steps 60 --money 5.5e-5";
    let came = place.run(&format!("{of} --replicates 6 --out out --json"));
    assert_eq!(came.code, 0, "{}", came.err);
    let said = json(&came.out);
    assert_eq!(said["findings"]["histories"], 6);
    assert!(said["findings"]["value_added_lost"]["p50"].as_f64().unwrap() > 0.0, "{said}");
    assert!(fs::read_to_string(place.path("out/report.html")).unwrap().contains("Starter Cycles Ltd"));
    let again = json(&place.run(&format!("{of} --replicates 6 --out other --json --threads 1")).out);
    assert_eq!(said["findings"], again["findings"]);
    assert_eq!(
        fs::read(place.path("out/totals.parquet")).unwrap(),
        fs::read(place.path("other/totals.parquet")).unwrap()
    );
    // One history can be kept and gone on with; many cannot.
    assert_eq!(place.run(&format!("{of} --save-state kept")).code, 2);
    let whole = place.run(&format!("{of} -n 1 --json"));
    assert_eq!(place.run(&format!("{of} -n 1 --save-state kept")).code, 0);
    let on = place.run(&format!("{of} -n 1 --from-state kept --out on"));
    assert_eq!(on.code, 0, "{}", on.err);
    assert_eq!(whole.code, 0);
    fs::write(place.path("sites.csv"), "site,firm\nplant,4\n").unwrap();
    let wrong = place.run(of);
    assert_eq!(wrong.code, 3, "{}", wrong.err);
    assert!(wrong.err.contains("the network has no firm `4`"), "{}", wrong.err);
}
