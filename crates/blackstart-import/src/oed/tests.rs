//! An account with two layers, and files that are none.

use super::*;
use blackstart_model::table::{Cell, RawRow};
use proptest::prelude::*;

const ACCOUNT: &str = "\
PortNumber,AccNumber,PolNumber,LayerNumber,LayerParticipation,LayerLimit,LayerAttachment,PolDed,PolLimitNPBI,PolDedNPBI,PolLimitDIAS,InsuredName,BIWaitingPeriod
P,C1,POL1,2,0.6,30000000,20000000,1000000,6000000,1500000,3000000,Acme Components,0.5
P,C1,POL1,1,1,20000000,0,1000000,6000000,1500000,3000000,Acme Components,0.5
";

/// A table of text as it is handed over: its rows where they stand in it.
fn table(text: &str) -> RawTable {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cell = |cell: &str| Some(Cell::Text(cell.trim().to_owned())).filter(|_| !cell.trim().is_empty());
    let rows = reader.records().map(Result::unwrap).enumerate();
    let row = |(at, record): (usize, csv::StringRecord)| RawRow {
        number: at as u32 + 2,
        cells: record.iter().map(cell).collect(),
    };
    RawTable { columns, rows: rows.map(row).collect(), ..RawTable::default() }
}

fn policies(text: &str, insured: &str) -> Result<String, String> {
    super::policies(&table(text), insured)
}

#[test]
fn an_account_becomes_a_policy_with_its_layers_in_order() {
    let toml = policies(ACCOUNT, "us").unwrap();
    insta::assert_snapshot!(toml, @r#"
    [[policy]]
    id = "c1-pol1"
    title = "Acme Components, policy POL1"
    insured = "us"
    waiting = "0.5d"
    retention = 1000000.0
    covers = [
        { of = "interruption", deductible = 1500000.0, limit = 6000000.0 },
        { of = "contingent" },
        { of = "rebuild", limit = 3000000.0 },
        { of = "extortion" },
        { of = "response" },
        { of = "liability" },
        { of = "fine" },
        { of = "penalty" },
    ]
    layers = [
        { limit = 20000000.0, participation = 1.0 },
        { attachment = 20000000.0, limit = 30000000.0, participation = 0.6 },
    ]
    "#);
}

#[expect(clippy::disallowed_methods, reason = "what comes out is read as files are")]
#[test]
fn what_comes_out_is_read_without_complaint() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in blackstart_read::starter() {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }
    let file = folder.path().join("model.toml");
    let model = std::fs::read_to_string(&file).unwrap();
    let party = model.split("[[party]]").nth(1).unwrap().split("id = \"").nth(1).unwrap().split('"').next().unwrap();
    std::fs::write(&file, format!("{model}\n{}", policies(ACCOUNT, party).unwrap())).unwrap();
    let read = blackstart_read::model(folder.path(), &blackstart_model::CsvOnly);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let policy = &read.it.unwrap().policies[0];
    assert_eq!((policy.covers[0].waiting_hours, policy.layers[1].participation), (12.0, 0.6));
}

#[test]
fn what_is_no_account_file_is_told() {
    assert!(policies("a,b\n1,2\n", "us").unwrap_err().contains("AccNumber"));
    assert!(policies("AccNumber,PolNumber\n", "us").unwrap_err().contains("no account"));
    let wrong = policies("AccNumber,PolNumber,PolDed\nA,P,much\n", "us").unwrap_err();
    assert_eq!(wrong, "line 2: PolDed is no number: much");
    assert!(policies("AccNumber,PolNumber,PolDed\nA,P,-1\n", "us").unwrap_err().contains("negative"));
}

#[test]
fn numbers_that_could_not_be_computed_with_are_refused() {
    for number in ["1e308", "1e-310", "inf", "nan"] {
        let text = format!("AccNumber,PolNumber,PolDed\nA,P,{number}\n");
        assert!(policies(&text, "us").is_err(), "{number}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the insured is called: the TOML can be read, and says the same; what `check` would refuse is not in it.
    #[test]
    fn every_name_survives(name in any::<String>(), account in any::<String>(), insured in any::<String>()) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["AccNumber", "PolNumber", "InsuredName"]).unwrap();
        writer.write_record([account.as_str(), "P", name.as_str()]).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let toml = policies(&text, &insured).unwrap();
        let read: toml::Table = toml.parse().unwrap();
        let policy = read["policy"][0].as_table().unwrap();
        prop_assert_eq!(policy["insured"].as_str(), Some(insured.as_str()));
        let plain: String = name.trim().chars().map(|it| if commands(it) { ' ' } else { it }).collect();
        match policy.get("title") {
            Some(title) => {
                prop_assert_eq!(title.as_str().unwrap(), format!("{}, policy P", plain.trim()));
                let model = blackstart_read::model_text(&format!("format = 1\nname = \"a\"\ncurrency = \"GBP\"\n{toml}"));
                prop_assert!(!model.problems.iter().any(|it| it.code.starts_with("BS01") || it.code == "BS0218"));
            }
            None => prop_assert!(plain.trim().is_empty()),
        }
    }
}
