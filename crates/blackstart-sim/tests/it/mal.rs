//! MAL graphs through the solver: fixed times, reach, and laws of times against two other programs (rungs 7, 8 and 10 of the data).

use crate::chance::{FAR, Times, apart};
use blackstart_mal::{Graph, Language, Limits, Model, ModelOptions, Node, Time};
use blackstart_model::attack::{Graph as Steps, Law};
use blackstart_read::mal;
use blackstart_sim::attack::solve::{Ready, Solver};
use blackstart_sim::draw::Draw;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const SAMPLES: u64 = 100_000;
const HOURS: f64 = 24.0;

/// Folders of companies; none, and a word about it, where there are no public languages to read them in.
#[track_caller]
fn companies() -> Vec<PathBuf> {
    let found: Vec<PathBuf> = blackstart_oracle::list("mal/graph").into_iter().filter(|path| path.is_dir()).collect();
    assert!(found.is_empty() || found.len() >= 3, "{found:?}");
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = text(path);
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[track_caller]
fn language(name: &str) -> Option<Arc<Language>> {
    let path = blackstart_oracle::find(&format!("mal/compile/langspec/{name}.langspec.json"))?;
    let bytes = std::fs::read(path).unwrap();
    Some(Arc::new(Language::read(name, &bytes, &Limits::default()).it.unwrap()))
}

fn graph(language: &Arc<Language>, model: &[u8]) -> Graph {
    let read = Model::read("model.json", model, language, ModelOptions::default(), &Limits::default());
    Graph::build(language.clone(), read.it.unwrap(), &Limits::default()).unwrap()
}

fn nodes(graph: &Graph, names: &Value) -> Vec<Node> {
    names.as_array().unwrap().iter().map(|name| graph.node(name.as_str().unwrap()).unwrap()).collect()
}

fn steps(graph: &Graph, entry_points: &[Node], time: impl Fn(&Time) -> Law, defence: impl Fn(f64) -> Law) -> Steps {
    let mut builder = mal::builder_with(graph, time, defence);
    entry_points.iter().for_each(|node| builder.entry(*node));
    builder.build()
}

/// Attack steps that are reached, with their times \[days\].
fn reached(graph: &Graph, steps: &Steps) -> BTreeMap<String, f64> {
    let ready = Ready::new(steps);
    let mut solver = Solver::new(&ready);
    let times = solver.solve(Draw { seed: 1, replicate: 1 });
    let attack = (0..graph.len() as Node).filter(|node| graph.kind(*node).is_attack());
    let finite = attack.filter(|node| times[*node as usize].is_finite());
    finite.map(|node| (graph.name(node), times[node as usize] / HOURS)).collect()
}

/// Every law at its mean, a defence enabled from one half on.
fn typical(graph: &Graph, entry_points: &[Node]) -> Steps {
    let fixed = |time: &Time| match time.typical() {
        days if days.is_finite() => Law::Fixed(days),
        _ => Law::Never,
    };
    steps(graph, entry_points, fixed, |enabled| if enabled >= 0.5 { Law::Never } else { Law::ZERO })
}

fn same(found: &BTreeMap<String, f64>, expected: &BTreeMap<String, f64>, place: &str) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{place}");
    for (name, days) in expected {
        // The tables print ten digits.
        assert!((found[name] - days).abs() <= 1e-9 * days.max(1.0), "{place}: {name} {} {days}", found[name]);
    }
}

#[test]
fn fixed_times_and_reach_of_every_company() {
    for folder in companies() {
        let place = folder.display().to_string();
        let case: Value = serde_json::from_str(&text(&folder.join("case.json"))).unwrap();
        let Some(language) = language(case["language"].as_str().unwrap()) else { continue };
        let graph = graph(&language, text(&folder.join("model.json")).as_bytes());
        let entry_points = nodes(&graph, &case["entry_points"]);
        let expected =
            rows(&folder.join("det_ttc.tsv")).into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap()));
        same(&reached(&graph, &typical(&graph, &entry_points)), &expected.collect(), &place);
        let certain = |enabled| if enabled >= 1.0 { Law::Never } else { Law::ZERO };
        let found = reached(&graph, &steps(&graph, &entry_points, |_| Law::ZERO, certain));
        let expected =
            rows(&folder.join("nodes.tsv")).into_iter().filter(|row| row[8] == "1").map(|row| (row[1].clone(), 0.0));
        same(&found, &expected.collect(), &place);
    }
}

#[test]
fn fixed_times_of_every_unit_test_of_the_reference_compiler() {
    let mut languages = BTreeMap::new();
    let files = blackstart_oracle::list("mal/ttc-det");
    for file in files.iter().filter(|path| path.extension().is_some_and(|it| it == "jsonl")) {
        for line in text(file).lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let name = case["language"].as_str().unwrap().to_owned();
            let Some(language) = languages.entry(name.clone()).or_insert_with(|| language(&name)) else { continue };
            let graph = graph(language, case["model"].to_string().as_bytes());
            let found = reached(&graph, &typical(&graph, &nodes(&graph, &case["entry_points"])));
            let expected = case["expected_finite_ttc_days"].as_object().unwrap();
            let expected = expected.iter().map(|(name, days)| (name.clone(), days.as_f64().unwrap())).collect();
            same(&found, &expected, case["case"].as_str().unwrap());
        }
    }
}

#[test]
fn laws_of_times_of_every_company() {
    /// Watched steps whose samples are held at a time.
    const AT_ONCE: usize = 100;
    const THEIR_SAMPLES: f64 = 400_000.0;
    let mut wrong = Vec::new();
    let mut compared = 0;
    let folders = companies();
    for folder in &folders {
        let Some(table) = Some(folder.join("mc_ttc.tsv")).filter(|table| table.is_file()) else { continue };
        let case: Value = serde_json::from_str(&text(&folder.join("case.json"))).unwrap();
        let Some(language) = language(case["language"].as_str().unwrap()) else { continue };
        let graph = graph(&language, text(&folder.join("model.json")).as_bytes());
        let mut builder = mal::builder(&graph);
        nodes(&graph, &case["entry_points"]).into_iter().for_each(|node| builder.entry(node));
        let whole = builder.build();
        let heading = text(&table).lines().find(|line| line.starts_with("full_name")).unwrap().to_owned();
        let column = |name: &str| heading.split('\t').position(|cell| cell == name).unwrap();
        for rows in rows(&table).chunks(AT_ONCE) {
            let goals: Vec<Node> = rows.iter().map(|row| graph.node(&row[0]).unwrap()).collect();
            let pruned = whole.prune(&goals);
            let places: Vec<_> = goals.iter().map(|goal| pruned.place[*goal as usize]).collect();
            let ready = Ready::new(&pruned.graph);
            let mut solver = Solver::new(&ready);
            let mut samples: Vec<Vec<f64>> = vec![Vec::with_capacity(SAMPLES as usize); goals.len()];
            for replicate in 0..SAMPLES {
                let times = solver.solve(Draw { seed: 17, replicate });
                for (sample, place) in samples.iter_mut().zip(&places) {
                    sample.push(place.map_or(f64::INFINITY, |at| times[at as usize] / HOURS));
                }
            }
            for (row, sample) in rows.iter().zip(samples) {
                let number = |name: &str| row[column(name)].parse::<f64>().unwrap();
                let sample = Times::new(sample);
                let mut complain = |what: String| wrong.push(format!("{} {}: {what}", folder.display(), row[0]));
                let (share, error) = sample.share();
                let theirs = number("p_reach");
                let their_error = (theirs * (1.0 - theirs) / THEIR_SAMPLES).sqrt();
                compared += 1;
                if apart(share, error, theirs, their_error) {
                    complain(format!("reached {share}, not {theirs}"));
                }
                let (mean, error, count) = sample.mean();
                if count >= 50 {
                    let theirs = number("mean_if_reached");
                    let their_error = number("sd_if_reached") / (number("p_reach") * THEIR_SAMPLES).sqrt();
                    // The table prints six digits.
                    let limit = FAR * (error * error + their_error * their_error).sqrt() + 1e-5 * theirs.abs();
                    if (mean - theirs).abs() > limit {
                        complain(format!("mean {mean} ± {error}, not {theirs} ± {their_error}"));
                    }
                }
                for percent in ["05", "10", "25", "50", "75", "90", "95"] {
                    let (low, high) = sample.band(percent.parse::<f64>().unwrap() / 100.0);
                    let (their_low, their_high) =
                        (number(&format!("q{percent}_lo")), number(&format!("q{percent}_hi")));
                    let slack = 1e-5 * their_high.abs().min(1e9);
                    if low > their_high + slack || their_low > high + slack {
                        complain(format!("quantile {percent} within {low} to {high}, not {their_low} to {their_high}"));
                    }
                }
            }
        }
    }
    assert!(folders.is_empty() || compared >= 800, "only {compared} steps compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two hosts behind one network, each entered after an exponential time: the first is watched, the second cut off when it is entered.
#[test]
fn a_race_over_a_mal_model_is_won_half_of_the_time() {
    const COMPANY: &str = "format = 1\nname = \"maker\"\ncurrency = \"EUR\"\n[[system]]\nid = \"mes\"\nrebuild = { duration = \"9d\" }\n[[system]]\nid = \"erp\"\nrebuild = { duration = \"9d\" }\n";
    const PLANT: &str = r#"{"assets": {"1": {"name": "lan", "type": "Network", "associated_assets": {"hosts": ["2", "3"]}},
        "2": {"name": "erp", "type": "Host"}, "3": {"name": "mes", "type": "Host", "defenses": {"hardened": 0.25}}}}"#;
    const DAY: &str = r#"format = 1
name = "day"
start = 2026-02-01
horizon = "26w"
[recovery]
[attack]
start = ["lan:spread"]
mal = { language = "small.json", model = "plant.json" }
[[detector]]
id = "edr"
steps = ["erp:enter"]
[[cut]]
id = "isolate"
steps = ["mes:enter"]
[[effect]]
when = ["mes"]
systems = ["mes"]
lost = 1
[[effect]]
when = ["erp"]
systems = ["erp"]
lost = 1
"#;
    let folder = std::env::temp_dir().join(format!("blackstart-sim-mal-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let language = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blackstart-mal/tests/data/small.langspec.json");
    std::fs::copy(language, folder.join("small.json")).unwrap();
    std::fs::write(folder.join("plant.json"), PLANT).unwrap();
    std::fs::write(folder.join("day.toml"), DAY).unwrap();
    let model = blackstart_read::model_text(COMPANY).it.unwrap();
    let read = blackstart_read::scenario(&folder.join("day.toml"), &model);
    std::fs::remove_dir_all(&folder).unwrap();
    let scenario = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    let race = blackstart_sim::attack::Race::new(scenario.attack.as_ref().unwrap(), &model);
    let mut runner = race.runner();
    let (mut erp, mut mes) = (Vec::new(), Vec::new());
    for replicate in 0..SAMPLES {
        runner.play(Draw { seed: 5, replicate });
        let down = runner.down();
        mes.push(down[0].hours / HOURS);
        erp.push(down[1].hours / HOURS);
    }
    let (erp, mes) = (Times::new(erp), Times::new(mes));
    assert_eq!(erp.share().0, 1.0);
    let (mean, error, _) = erp.mean();
    assert!(!apart(mean, error, 2.0, 0.0), "{mean} days");
    // The faster of two equals, and not hardened; the earlier of two exponential times has half their mean.
    let (share, error) = mes.share();
    assert!(!apart(share, error, 0.5 * 0.75, 0.0), "{share}");
    let (mean, error, _) = mes.mean();
    assert!(!apart(mean, error, 1.0, 0.0), "{mean} days");
}
