//! Back-tests: every scenario with rows is played as `run` plays it, nothing is written, and mistakes are told with their places.

use super::Place;
use std::fs;

const ROWS: &str = r#"
format = 1

[[row]]
id = "march"
title = "Bicycles not made in March"
unit = "bicycles"
reported = { value = 4000 }
source = "made-up"
scenario = "shutdown"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"], periods = ["2026-03"] }

[[row]]
id = "fall"
title = "Fall of a fortnight's frames on the year before"
unit = "share"
reported = { low = 0.2, high = 0.6 }
source = "made-up"
scenario = "outage"
measure = { kind = "volume", field = "produced", of = "fall", sites = ["frames"], from = 2026-03-02, until = 2026-03-16, relative_to = { amount = 5000, source = "made-up" } }

[[row]]
id = "open"
title = "Loss of the company"
unit = "£"
scenario = "outage"
measure = { kind = "ledger", parties = ["company"] }
"#;

fn tested() -> Place {
    let place = Place::new();
    fs::write(place.path("acme/backtest.toml"), ROWS).unwrap();
    place.change("acme/model.toml", "id = \"frames\"\n", "id = \"frames\"\nwatch = false\n");
    place
}

#[test]
fn every_scenario_with_rows_is_played_as_run_plays_it_and_scored() {
    let place = tested();
    let board = &place.json("backtest acme -n 20 --json", "blackstart/backtest/1")["scoreboard"];
    let incident = &board["incidents"][0];
    let scenarios = incident["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.iter().map(|it| it["id"].as_str().unwrap()).collect::<Vec<_>>(), ["shutdown", "outage"]);
    let run = place.json("run acme shutdown -n 20 --json", "blackstart/run/1");
    assert_eq!(scenarios[0]["rows"], run["backtest"]);
    // `run` keeps months and the sites that the model has watched; a back-test looks where its rows look.
    let outage = place.run("run acme outage -n 20 --out outage");
    assert!(outage.code == 0 && outage.err.contains("row `fall`") && outage.err.contains("`frames`"), "{}", outage.err);
    let [fall, open] = [0, 1].map(|at| &scenarios[1]["rows"][at]);
    assert!(fall["score"]["crps"].is_number() && fall["modelled"]["p25"].is_number(), "{fall}");
    assert!(open["hit"].is_null() && open["score"].is_null() && open["modelled"]["p50"].is_number(), "{open}");
    assert_eq!((&board["by_row"]["rows"], &board["by_row"]["open"]), (&2.into(), &1.into()));
    let mean =
        (scenarios[0]["rows"][0]["score"]["crps"].as_f64().unwrap() + fall["score"]["crps"].as_f64().unwrap()) / 2.0;
    assert!((board["by_incident"]["crps"].as_f64().unwrap() - mean).abs() < 1e-12, "{board}");

    let told = place.run("backtest acme -n 20 --threads 1");
    assert_eq!(told.code, 0, "{}", told.err);
    for words in ["Bicycles not made in March", "open", "Mean over incidents", "All rows"] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert!(!place.path("out/starter-outage").exists(), "nothing is written");
}

#[test]
fn a_folder_of_models_is_each_model_in_it_with_a_back_test() {
    let place = tested();
    fs::create_dir(place.path("all")).unwrap();
    fs::rename(place.path("acme"), place.path("all/acme")).unwrap();
    assert_eq!(place.run("init all/other").code, 0);
    let board =
        &place.json("backtest all all/acme -n 2 --json --html page.html", "blackstart/backtest/1")["scoreboard"];
    let page = fs::read_to_string(place.path("page.html")).unwrap();
    assert!(page.find("Are the models right?").unwrap() < page.find("<figure>").unwrap());
    assert_eq!(board["incidents"].as_array().unwrap().len(), 1, "once each, and none without rows: {board}");
    for (line, words) in [("backtest all/other", "backtest.toml"), ("backtest nowhere", "no such folder")] {
        let came = place.run(line);
        assert!(came.code == 2 && came.err.contains(words), "{line}: {}", came.err);
    }
}

#[test]
fn mistakes_are_told_by_check_and_backtest_alike() {
    let place = tested();
    assert_eq!(place.run("check acme --strict").code, 0);
    place.change("acme/backtest.toml", "2026-03-16, relative", "2027-03-16, relative");
    place.change("acme/backtest.toml", "periods = [", "period = [");
    place.change("acme/backtest.toml", "\"company\"", "\"compny\"");
    for line in ["check acme", "backtest acme"] {
        let came = place.run(line);
        let told = came.out + &came.err;
        assert_eq!(came.code, 3, "{line}: {told}");
        for words in ["BS0734", "BS0201", "did you mean `periods`?", "did you mean `company`?", "backtest.toml:"] {
            assert!(told.contains(words), "{line}: {words}: {told}");
        }
    }
}
