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
    for words in [
        "BS0131",
        "`soon`",
        "acme: 3 systems, 2 services, 3 sites, 2 links",
        "acme/assumptions.xlsx",
        "0 names unmatched, 0 duplicates",
        "worth checking first",
        "1. sales are €2.5m a year",
        "3 of 3 systems have no restore time",
    ] {
        assert!(made.out.contains(words), "{words}: {}", made.out);
    }
    let check = place.run("check acme");
    assert!(check.code == 0 && !check.err.contains("BS0113"), "{}", check.err);
    // Whatever is played of it, what is guessed is said.
    for line in ["run acme -n 12 --seed 3 --out shown", "rank acme --auto -n 4"] {
        let came = place.run(line);
        assert!(
            came.err.contains("invented or guessed") && came.err.contains("sales among them"),
            "{line}: {}",
            came.err
        );
    }
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
        ("import company bia.csv", 2, "--out <DIR>"),
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

/// An edge of OpenGraph.
fn edge(from: &str, kind: &str, to: &str) -> String {
    format!(r#"{{"start":{{"value":"{from}"}},"end":{{"value":"{to}"}},"kind":"{kind}"}}"#)
}

#[test]
fn a_directory_becomes_an_attack_as_the_page_tells() {
    let place = Place::new();
    let node = |kind: &str, id: &str| format!(r#"{{"id":"{id}","kinds":["{kind}"],"properties":{{"name":"{id}"}}}}"#);
    let nodes = [
        node("User", "ALICE@ACME.LOCAL"),
        node("Computer", "ERP01.ACME.LOCAL"),
        node("Computer", "ERP-TEST.ACME.LOCAL"),
    ];
    let edges = [
        edge("ALICE@ACME.LOCAL", "AdminTo", "ERP01.ACME.LOCAL"),
        edge("ALICE@ACME.LOCAL", "EX_Likes", "ERP01.ACME.LOCAL"),
    ];
    let graph = format!(r#"{{"graph":{{"nodes":[{}],"edges":[{}]}}}}"#, nodes.join(","), edges.join(","));
    fs::write(place.path("graph.json"), graph).unwrap();
    let page = fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/how-to/model-an-attack.md"),
    );
    let page = page.unwrap();
    let says = |line: &str| {
        assert!(page.contains(&format!("blackstart {line}")), "the page does not say `{line}`");
        let came = place.run(&line.replace("*.json", "graph.json"));
        assert_eq!(came.code, 0, "{line}: {}{}", came.out, came.err);
        came.out
    };
    let out = says("import bloodhound *.json --model acme --start ALICE@ACME.LOCAL --dry-run");
    for words in [
        "1 AdminTo: directory.admin-logon (T1021.002, T1078.002): an administrator of the computer logs on",
        "1 EX_Likes: unknown, no way",
        "system erp on ERP01.ACME.LOCAL: the name but for a number, sure to 75 %",
        "perhaps erp on ERP-TEST.ACME.LOCAL: a host for tests, by its name, sure to 30 %: not taken",
        "no computer carries directory, backup, edi, mes, web-shop",
        "2 objects and 1 edges lead to erp",
        "2 states, 2 techniques",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert!(!place.path("acme/scenarios/alice.toml").exists());
    let out = says("import bloodhound *.json --model acme --start ALICE@ACME.LOCAL --out acme/scenarios/alice.toml");
    assert!(out.contains("wrote acme/scenarios/alice.toml"), "{out}");
    assert_eq!(place.run("check acme alice --strict").code, 0);
    assert!(says("attack acme alice").contains("ERP"));
    let without = place.run("import bloodhound graph.json --model acme --dry-run");
    assert_eq!(without.code, 3, "{}", without.err);
    assert!(without.out.contains("start from ALICE@ACME.LOCAL: 1 techniques to the nearest system"), "{}", without.out);
    let asked = "import bloodhound graph.json --model acme --start alice --match mes=erp01 --dry-run --json";
    let json = place.json(asked, "blackstart/import-bloodhound/1");
    assert_eq!(json["reached"], serde_json::json!(["erp", "mes"]));
    for (line, code, words) in [
        ("import bloodhound graph.json --model acme --start alice --out acme/scenarios/alice.toml", 2, "there already"),
        ("import bloodhound graph.json --model acme --start alice --match mes --dry-run", 2, "erp=SRV017"),
        ("import bloodhound acme/model.toml --model acme --start alice --dry-run", 3, "BS0920"),
    ] {
        let came = place.run(line);
        assert!(came.out.contains(words) || came.err.contains(words), "{line}: {}{}", came.out, came.err);
        assert_eq!(came.code, code, "{line}");
    }
}
