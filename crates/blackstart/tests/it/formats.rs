//! Do files of other programs give the numbers that those programs, or anyone with a pencil, find?
//!
//! Each folder of `tests/cases` is one; what is right is told beside it here.

use blackstart::ensemble::network::{Nation, Preset, Settings};
use blackstart::jobs::{self, Failure, ImportRequest, Note, Watcher};
use blackstart::model::economy::{Economy, Kind, Links, Recovery, Shock, Subject, balance};
use blackstart::store::Formats;
use blackstart::{Ensemble, Summary, read, report};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case)
}

/// The policies of a case's account, and the codes of what is said.
fn imported(account: &Path) -> (Result<String, String>, Vec<&'static str>) {
    struct Heard(Mutex<Vec<&'static str>>);
    impl Watcher for Heard {
        fn note(&self, note: Note) {
            if let Note::Warnings(found) = note {
                self.0.lock().unwrap().extend(found.problems.iter().map(|it| it.code));
            }
        }
    }
    let heard = Heard(Mutex::default());
    let request = ImportRequest { account: account.to_path_buf(), insured: "co".to_owned() };
    match jobs::import(&request, &heard) {
        Ok(answer) => (Ok(answer.policies), heard.0.into_inner().unwrap()),
        Err(Failure::Invalid(found)) => {
            let told = report::problems(&found.problems, found.omitted, report::Style::default());
            (Err(told), found.problems.iter().map(|it| it.code).collect())
        }
        Err(other) => panic!("{other}"),
    }
}

/// A case's model with policies added to it, in a folder of its own.
fn insured(case: &str, policies: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let model = std::fs::read_to_string(folder(case).join("model/model.toml")).unwrap();
    std::fs::write(place.path().join("model.toml"), format!("{model}\n{policies}")).unwrap();
    place
}

/// What the policies of a case's account pay, and how many there are.
fn paid(case: &str, policies: &str) -> (f64, usize) {
    let place = insured(case, policies);
    let model = read::model(place.path(), &Formats).it.unwrap();
    let scenario = read::scenario(&folder(case).join("model/scenarios/s.toml"), &model).it.unwrap();
    let summary = Summary::of(&Ensemble::new(&model, &scenario).replicates(1).run());
    let claims = serde_json::to_value(&summary).unwrap();
    let claims = claims["claims"].as_array().unwrap().clone();
    (claims.iter().map(|it| it["paid"]["mean"].as_f64().unwrap()).sum(), claims.len())
}

#[test]
fn a_policy_pays_for_the_coverages_that_it_names() {
    // Three days of 600 are lost and 1m of liability: only interruption is covered, and stays below the retention.
    let (policies, said) = imported(&folder("p01-oed-coverage/account.csv"));
    let policies = policies.unwrap();
    assert!(
        policies.contains("\"interruption\"")
            && policies.contains("\"contingent\"")
            && !policies.contains("\"liability\"")
    );
    assert_eq!(said, ["BS0162"], "the indemnity period is assumed");
    assert_eq!(paid("p01-oed-coverage", &policies), (0.0, 1));
}

#[test]
fn a_share_of_nothing_is_one() {
    let policies = imported(&folder("p02-oed-zero-share/account.csv")).0.unwrap();
    let place = insured("p01-oed-coverage", &policies);
    let model = read::model(place.path(), &Formats).it.unwrap();
    let shares = model.policies.iter().flat_map(|it| &it.layers).map(|it| it.participation);
    assert_eq!(shares.collect::<Vec<_>>(), [0.0, 0.4, 1.0]);
}

#[test]
fn blank_rows_are_no_policies() {
    // 1,001,800 are lost, 500 retained, and the limit is 1,000.
    let policies = imported(&folder("p03-oed-blank-rows/account.csv")).0.unwrap();
    assert_eq!(paid("p03-oed-blank-rows", &policies), (1_000.0, 1));
}

#[test]
fn limits_under_other_names_are_refused_with_the_names_that_are_meant() {
    let account = folder("p04-oed-unknown-columns/account.csv");
    let (told, said) = imported(&account);
    let told = told.unwrap_err();
    assert_eq!(said.iter().filter(|it| **it == "BS0157").count(), 3, "{told}");
    for meant in
        ["did you mean PolLimitNPBI?", "did you mean PolDedNPBI?", "did you mean PolLimitLIA?", "account.csv:1:"]
    {
        assert!(told.contains(meant), "{meant}: {told}");
    }
    // By those names 1,600 of the 1,800 are covered up to 1,000, and 1,000 of the liability.
    let place = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&account).unwrap();
    let right = place.path().join("account.csv");
    std::fs::write(&right, text.replace("LimitBI", "LimitNPBI").replace("DedBI", "DedNPBI").replace("LIAB", "LIA"))
        .unwrap();
    assert_eq!(paid("p04-oed-unknown-columns", &imported(&right).0.unwrap()), (2_000.0, 1));
}

#[test]
fn amounts_in_another_currency_stop_the_check() {
    let policies = imported(&folder("p05-oed-currency/account.csv")).0.unwrap();
    let place = insured("p05-oed-currency", &policies);
    let read = read::model(place.path(), &Formats);
    let codes: Vec<&str> = read.errors().map(|it| it.code).collect();
    assert_eq!(codes, ["BS0206", "BS0206"], "retention and limit are in yen");
}

fn economy(case: &str) -> Economy {
    let read = read::economy::read(&folder(case), &Formats);
    let told = report::problems(&read.problems, read.omitted, report::Style::default());
    read.it.unwrap_or_else(|| panic!("{told}"))
}

#[test]
fn a_folder_that_pymrio_saved_as_parquet_is_the_same_as_text() {
    let parquet = economy("p14-pymrio-parquet/saved");
    assert_eq!(parquet, economy("p14-pymrio-parquet/saved_txt"));
    let sums = balance(&parquet);
    assert_eq!((sums.firms, sums.output, sums.final_demand), (4, 319.0, 247.0));
    let Links::Table { categories, .. } = &parquet.links else { panic!("a table") };
    assert_eq!(categories.iter().collect::<Vec<_>>(), ["N|hh", "S|hh"]);
}

#[test]
fn a_parquet_folder_that_is_none_of_pymrio_s_is_told() {
    let place = tempfile::tempdir().unwrap();
    let from = folder("p14-pymrio-parquet/saved");
    let told = |files: &[(&str, &str)]| {
        for (name, source) in files {
            std::fs::copy(from.join(source), place.path().join(name)).unwrap();
        }
        let read = read::economy::read(place.path(), &Formats);
        assert!(read.failed());
        report::problems(&read.problems, read.omitted, report::Style::default())
    };
    // Final demand in the place of flows; output in their place; no final demand at all; garbage.
    let swapped = told(&[("Z.parquet", "Y.parquet"), ("Y.parquet", "Z.parquet")]);
    assert!(swapped.contains("BS0810"), "{swapped}");
    let output = told(&[("Z.parquet", "x.parquet")]);
    assert!(output.contains("BS0810") && output.contains("('N', 'a')"), "{output}");
    std::fs::remove_file(place.path().join("Y.parquet")).unwrap();
    let none = told(&[("Z.parquet", "Z.parquet")]);
    assert!(none.contains("Y.parquet") && none.contains("BS0101"), "{none}");
    std::fs::write(place.path().join("Y.parquet"), "PAR1 and nothing else").unwrap();
    let garbage = told(&[]);
    assert!(garbage.contains("BS0107"), "{garbage}");
    // Where the same folder has the text, that is read.
    for name in ["Z.txt", "Y.txt", "x.txt"] {
        std::fs::copy(folder("p14-pymrio-parquet/saved_txt").join(name), place.path().join(name)).unwrap();
    }
    assert_eq!(read::economy::read(place.path(), &Formats).it, Some(economy("p14-pymrio-parquet/saved")));
}

/// Production of all industries in steps, one after the other, with a share of the capacity of some lost in ten steps.
fn production(economy: Economy, firms: &[u32], share: f64) -> Vec<f64> {
    let shock = Shock {
        firms: Subject::These(firms.to_vec()),
        kind: Kind::Capacity { share },
        from: 1,
        until: Some(11),
        recovery: Recovery::Linear,
        recovery_steps: 1.0,
        name: "stop".to_owned(),
    };
    let nation = Nation::new(economy, &Settings::of(Preset::Ario), &[shock]).unwrap();
    let mut course = nation.course().unwrap();
    let mut made = Vec::new();
    for _ in 0..60 {
        course.step().unwrap();
        assert!(course.by_firm()[0].iter().all(|it| *it >= 0.0));
        made.push(course.totals().production);
    }
    made
}

fn close(made: &[f64], right: &[(usize, f64)]) {
    for (step, right) in right {
        assert!((made[*step] - right).abs() <= 1e-9 * right, "step {step}: {} is not {right}", made[*step]);
    }
}

#[test]
fn a_table_whose_stocks_are_run_down_is_played_as_published() {
    let read = read::economy::read(&folder("p18-negative-final-demand/table"), &Formats);
    let told = report::problems(&read.problems, read.omitted, report::Style::default());
    assert!(told.contains("BS0814") && told.contains("Y.csv:7") && told.contains("-30000"), "{told}");
    let economy = read.it.unwrap();
    // Production in the steps of BoARIO 0.7.2, run on the same table: the stop of N|manu (50 %), of S|serv (50 %), whose stocks are run down,
    // and of all the others (90 %).
    let made = production(economy.clone(), &[1], 0.5);
    let right = [
        (2, 10265.224095875137),
        (3, 10082.960057222412),
        (4, 10038.887707106704),
        (5, 10029.312134490197),
        (10, 10028.60313523169),
        (20, 11145.982322130601),
        (40, 11146.42722435853),
        (59, 11146.75043708759),
    ];
    close(&made, &right);
    let made = production(economy.clone(), &[5], 0.5);
    let right = [
        (2, 10914.991898695678),
        (3, 10886.268338975522),
        (4, 10879.474112380742),
        (10, 10878.358695887027),
        (20, 11140.563003591697),
        (59, 11141.205635430226),
    ];
    close(&made, &right);
    let made = production(economy.clone(), &[0, 1, 2, 3, 4], 0.9);
    let right = [
        (2, 1516.2823917333462),
        (3, 1132.2848293381778),
        (4, 1099.464249394175),
        (5, 1097.2583925801177),
        (10, 1100.3813222424142),
    ];
    close(&made, &right);
    // Where less is ordered than stocks are run down by, the published program stops with a failed assertion; here nothing is made.
    let made = production(economy.clone(), &[0, 1, 2, 3, 4], 0.99);
    assert!(made.iter().all(|it| it.is_finite() && *it >= 0.0));
    // Other dynamics have no stocks to run down.
    let error = Nation::new(economy, &Settings::of(Preset::InoueTodo), &[]).err().unwrap().to_string();
    assert!(error.contains("S|serv") && error.contains("ario"), "{error}");
}

#[test]
fn an_industry_without_output_changes_nothing() {
    let with = production(economy("p15-zero-output-industry/zero"), &[1], 0.5);
    let without = production(economy("p15-zero-output-industry/zero_removed"), &[1], 0.5);
    assert_eq!(with, without);
    close(&with.iter().map(|it| (it * 1e3).round() / 1e3).collect::<Vec<_>>(), &[(4, 9284.920)]);
}

#[test]
fn columns_in_other_spellings_are_read() {
    let read = read::economy::read(&folder("p11-network-near-miss-column/net"), &Formats);
    assert_eq!(balance(&read.it.unwrap()).final_demand, 150.0);
    assert_eq!(read.problems.iter().map(|it| it.code).collect::<Vec<_>>(), ["BS0110"]);
}
