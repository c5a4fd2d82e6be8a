//! Attacks over a MAL model: what they mean, and what is said where they mean nothing.

use super::*;
use blackstart_model::attack::{Kind, Law};
use blackstart_model::scenario::TakenAt;

const LANGUAGE: &str = include_str!("../../../blackstart-mal/tests/data/small.langspec.json");
const PLANT: &str = r#"{"assets": {
  "1": {"name": "lan", "type": "Network", "associated_assets": {"hosts": {"2": "erp", "3": "mes"}}},
  "2": {"name": "erp", "type": "Host", "defenses": {"hardened": 0.25}},
  "3": {"name": "mes", "type": "Host"},
  "4": {"name": "spare", "type": "Host"}
}}"#;
const ATTACK: &str = r#"[recovery]
[attack]
start = ["lan:spread"]
triage = "1h"
mal = { language = "small.json", model = "plant.json" }
[[detector]]
id = "edr"
steps = ["[Host]:enter"]
chance = 0.5
after = "2h"
[[cut]]
id = "isolate"
steps = ["mes:enter"]
[[effect]]
when = ["erp"]
systems = ["erp"]
lost = 1
[[effect]]
when = ["erp:{A}", "mes:*"]
systems = ["erp"]
lost = 1
"#;

/// The scenario, with a part replaced, in a folder with this model.
fn read(plant: &str, from: &str, to: &str) -> Read<blackstart_model::Scenario> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.json"), LANGUAGE).unwrap();
    std::fs::write(folder.path().join("plant.json"), plant).unwrap();
    let file = folder.path().join("day.toml");
    std::fs::write(&file, format!("{BASE_SCENARIO}{}", ATTACK.replacen(from, to, 1))).unwrap();
    crate::scenario(&file, &base())
}

/// What is said about the scenario.
fn about(from: &str, to: &str) -> String {
    assert!(ATTACK.contains(from), "{from}");
    said(&read(PLANT, from, to))
}

#[test]
fn steps_become_states_alerts_and_cuts() {
    let read = read(PLANT, "", "");
    assert_eq!(said(&read), "");
    assert_eq!(read.files.len(), 3, "language and model are among the files that are hashed");
    let attack = read.it.unwrap().attack.unwrap();
    let names: Vec<&str> = attack.states.iter().map(|state| state.name.id.as_str()).collect();
    assert_eq!(names, ["lan:spread", "erp", "erp:{A}", "mes:*"]);
    // Availability is one step of a host; all of one are several, behind an OR.
    assert_eq!(attack.states[1].node, attack.states[2].node);
    let any = attack.states[3].node as usize;
    assert_eq!((attack.graph.kinds()[any], attack.graph.parents()[any]), (Kind::Or, 3));
    assert_eq!(attack.graph.kinds()[attack.states[0].node as usize], Kind::Source);
    assert_eq!(attack.graph.alerts().len(), 3);
    assert_eq!(attack.graph.uses().len(), 1);
    assert_eq!(attack.cut_names, ["isolate"]);
    assert_eq!(attack.graph.unit_hours(), 24.0);
    assert!(attack.graph.laws().contains(&Law::Bernoulli { chance: 0.75 }));
    assert!(attack.graph.laws().contains(&Law::Exponential { rate: 0.5 }));
}

#[test]
fn what_means_no_step() {
    let wrong = |to: &str| about("\"mes:enter\"", &format!("\"{to}\""));
    assert!(
        wrong("mes:entry").starts_with("BS0914 error day.toml:17:10 `mes` has no attack step `entry`"),
        "{}",
        wrong("mes:entry")
    );
    assert!(wrong("mes:entry").contains("did you mean `enter`?"));
    assert!(wrong("mess:enter").contains("the MAL model has no asset `mess`"));
    assert!(wrong("[Hosts]:enter").contains("no asset type `Hosts`"));
    assert!(wrong("mes:hardened").contains("no attack step `hardened`"));
    assert!(wrong("mes:{C}").contains("no step of `mes` is marked {C}"));
    assert!(wrong("*:enter").is_empty());
}

#[test]
fn defences_that_are_studied() {
    let with = |name: &str| ("model = \"plant.json\" }", format!("model = \"plant.json\", controls = [\"{name}\"] }}"));
    let (from, to) = with("erp:hardened");
    let attack = read(PLANT, from, &to).it.unwrap().attack.unwrap();
    assert_eq!((attack.controls[0].name.id.as_str(), attack.controls[0].effective), ("erp:hardened", 0.25));
    let always = attack.clone().with_control(0, 1.0);
    assert_eq!(*always.graph.law(attack.controls[0].node), Law::Never);
    let (from, to) = with("erp:hardend");
    assert!(about(from, &to).contains("BS0914"), "{}", about(from, &to));
    assert!(about(from, &to).contains("did you mean `erp:hardened`?"));
}

#[test]
fn what_cannot_be_reached_and_why() {
    let said = about("\"erp\"]\nsystems", "\"spare\"]\nsystems");
    assert!(said.starts_with("BS0915 warning"), "{said}");
    assert!(said.contains("no attacker who begins at `start` can ever reach `spare`"), "{said}");
    assert!(
        said.contains("nothing leads to `spare:enter` here; with other links these would: `Network.spread` by `hosts`"),
        "{said}"
    );
}

#[test]
fn mistakes_in_the_files_have_their_places() {
    let read = read(&PLANT.replace("\"type\": \"Host\"}\n", "\"type\": \"Hose\"}\n"), "", "");
    let said = said(&read);
    assert!(read.it.is_none());
    assert!(said.contains("BS0911 error plant.json:5:34 the language has no asset type `Hose`"), "{said}");
    assert!(said.contains("BS0911 error day.toml:9:42 `plant.json` cannot be used: it has 1 mistake"), "{said}");
    assert!(about("plant.json", "plan.json").starts_with("BS0902"), "{}", about("plant.json", "plan.json"));
    assert!(about("small.json", "../small.json").starts_with("BS0902"));
}

#[test]
fn steps_take_data() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.json"), LANGUAGE).unwrap();
    std::fs::write(folder.path().join("plant.json"), PLANT).unwrap();
    let data =
        "[[data]]\nid = \"recipes\"\nkind = \"business\"\nheld_by = [\"erp\"]\nrecords = 12\nknown_after = \"10d\"\n";
    let company = crate::model_text(&format!("{BASE}{data}")).it.unwrap();
    let day = |when: &str| {
        let file = folder.path().join("day.toml");
        let taken = format!("[[taken]]\ndata = \"recipes\"\nwhen = {when}\n");
        std::fs::write(&file, format!("{BASE_SCENARIO}{ATTACK}{taken}")).unwrap();
        crate::scenario(&file, &company)
    };
    let scenario = day("[\"erp:{A}\", \"mes:enter\"]").it.unwrap();
    let attack = scenario.attack.unwrap();
    let TakenAt::States(states) = &scenario.taken[0].at else { panic!("{:?}", scenario.taken[0].at) };
    let named: Vec<&str> = states.iter().map(|&state| attack.states[state].name.id.as_str()).collect();
    assert_eq!(named, ["erp:{A}", "mes:enter"], "what an effect names too is one state");
    let wrong = said(&day("[\"mes:entry\"]"));
    assert!(wrong.starts_with("BS0914 error day.toml") && wrong.contains("did you mean `enter`?"), "{wrong}");
}

#[test]
fn parts_of_the_other_kind_of_attack() {
    assert!(about("steps = [\"mes:enter\"]", "steps = [\"mes:enter\"]\nconduits = []").starts_with("BS0913"));
    let control = "[[control]]\nid = \"x\"\nblocks = []\neffective = 1\n[[cut]]";
    assert!(about("[[cut]]", control).starts_with("BS0913"), "{}", about("[[cut]]", control));
    let plain = about("mal = { language = \"small.json\", model = \"plant.json\" }\n", "");
    assert!(plain.contains("BS0913") && plain.contains("a detector watches steps of a MAL model"), "{plain}");
    let silent = about("chance = 0.5", "chance = 0");
    assert!(silent.starts_with("BS0908") && silent.contains("add a [[detector]]"), "{silent}");
}

/// A language as mal-toolbox 2.11 compiles it, with a part replaced, and what is said about a scenario of it.
fn about_toolbox(from: &str, to: &str) -> String {
    let language = include_str!("mal_toolbox/tiny.json");
    assert!(language.contains(from), "{from}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.json"), language.replacen(from, to, 1)).unwrap();
    std::fs::write(folder.path().join("tiny.yml"), include_str!("mal_toolbox/tiny.yml")).unwrap();
    let file = folder.path().join("day.toml");
    let attack = "[recovery]\n[attack]\nstart = [\"h:viaUnion\"]\nmal = { language = \"tiny.json\", model = \"tiny.yml\" }\n\
                  [[effect]]\nwhen = [\"r1:ruined\"]\nsystems = [\"erp\"]\nlost = 1\n";
    std::fs::write(&file, format!("{BASE_SCENARIO}{attack}")).unwrap();
    said(&crate::scenario(&file, &base()))
}

#[test]
fn keys_of_the_current_mal_compiler_are_told_only_where_they_hold_something() {
    assert_eq!(about_toolbox("", ""), "");
    let nothing = "\"append_reaches\": { \"overrides\": false, \"stepExpressions\": [] }";
    assert_eq!(about_toolbox("\"append_reaches\": null", nothing), "");
    assert_eq!(about_toolbox("\"append_reaches\": null", "\"of_tomorrow\": null"), "");
    for key in ["append_reaches", "remove_reaches"] {
        let steps = format!(
            "\"{key}\": {{ \"overrides\": false, \"stepExpressions\": [{{ \"type\": \"attackStep\", \"name\": \"strict\" }}] }}"
        );
        let said = about_toolbox(&format!("\"{key}\": null"), &steps);
        assert!(said.contains("BS0911 error tiny.json:") && said.contains(key), "{said}");
        assert!(said.contains("holds steps, and they are not read"), "{said}");
    }
    let said = about_toolbox("\"append_reaches\": null", "\"of_tomorrow\": 1");
    assert!(said.starts_with("BS0912 warning tiny.json") && said.contains("`of_tomorrow` is not known"), "{said}");
}
