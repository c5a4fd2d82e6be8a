//! From three spreadsheets to a first result, as a person types it.

use super::Place;
use std::fs;

/// A place with an inventory, an analysis and a list of suppliers.
fn spreadsheets() -> Place {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let put = |name: &str, text: &str| fs::write(place.path(name), text).unwrap();
    put(
        "applications.csv",
        "Application,Type,Depends on\nERP,Application,Directory\nMES,Application,Directory\nDirectory,Infrastructure,\n",
    );
    put(
        "bia.csv",
        "Process,RTO,Supporting applications,Remarks\nAssembly,8 hours,MES,\nOrder entry,1 Day,ERP,ask Jim\n",
    );
    put(
        "suppliers.csv",
        "Supplier;Jahresvolumen (EUR);Payment terms\nBolts;1.200.000,00;Net 30\nNuts;300.000,00;soon\n",
    );
    place
}

#[test]
fn three_spreadsheets_become_a_model_that_runs() {
    let place = spreadsheets();
    let dry = place.run("import company applications.csv bia.csv suppliers.csv --dry-run");
    assert_eq!(dry.code, 0, "{}", dry.err);
    for words in ["bia.csv: 2 rows, taken for services", "8 hours | 1 Day", "95 %", "wrote map.toml"] {
        assert!(dry.out.contains(words), "{words}: {}", dry.out);
    }
    let column = dry.out.lines().find(|line| line.trim_start().to_lowercase().starts_with("remarks")).unwrap();
    assert!(column.contains(" - ") && column.contains("ask Jim"), "{column}");
    assert!(!place.path("acme").exists());
    // It does not write over a map that somebody may have edited.
    assert_eq!(place.run("import company bia.csv --dry-run").code, 2);

    let made = place.run("import company applications.csv bia.csv suppliers.csv --map map.toml --out acme");
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
    for words in ["BS0131", "`soon`", "acme: 3 systems, 2 services, 3 sites, 2 links", "acme/assumptions.xlsx"] {
        assert!(made.out.contains(words), "{words}: {}", made.out);
    }
    let check = place.run("check acme");
    assert!(check.code == 0 && !check.err.contains("BS0113"), "{}", check.err);
    let run = place.json("run acme -n 12 --seed 3 --json", "blackstart/run/1");
    assert!(run["summary"]["loss"]["total"]["mean"].as_f64().unwrap() > 0.0);
    // Again: nothing has changed. Then a cell of the source.
    let again = place.json(
        "import company applications.csv bia.csv suppliers.csv --map map.toml --out acme --json",
        "blackstart/import-company/1",
    );
    assert_eq!(again["changes"], serde_json::json!([]));
    let bia = fs::read_to_string(place.path("bia.csv")).unwrap();
    fs::write(place.path("bia.csv"), bia.replace("8 hours", "6 hours")).unwrap();
    let again = place.run("import company applications.csv bia.csv suppliers.csv --map map.toml --out acme");
    assert!(again.out.contains("services.csv assembly rto: `8h` → `6h`"), "{}", again.out);
}

#[test]
fn an_import_that_cannot_be_is_told() {
    let place = spreadsheets();
    for (line, code, words) in [
        ("import company bia.csv", 2, "`out`"),
        ("import company bia.csv missing.csv --out acme", 3, "missing.csv"),
        ("import company suppliers.csv --out acme", 3, "BS0139"),
        ("import company bia.csv --map bia.csv --out acme", 3, "BS0132"),
    ] {
        let came = place.run(line);
        assert!(came.out.contains(words) || came.err.contains(words), "{line}: {}{}", came.out, came.err);
        assert_eq!(came.code, code, "{line}: {}{}", came.out, came.err);
    }
    assert!(!place.path("acme").exists());
}
