//! Seconds per race of the planner's model, and per sample of a graph as MAL makes them, next to plain loops on the same random draws.
//!
//! The graphs are companies of 1,000 and 10,000 assets in coreLang (100 under `cargo test`), made by `malgen/gen_model.py` of the shared
//! folder (`BLACKSTART_SHARED`, else `../shared`) through `python3`; skipped where that is not found. Absolute times are only for comparing on one machine.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods, clippy::unwrap_used)]

use blackstart_mal::{Graph as MalGraph, Language, Limits, Model as MalModel, ModelOptions};
use blackstart_model::attack::{Graph, Kind, Law, Node};
use blackstart_model::id::key;
use blackstart_model::{Model, Scenario};
use blackstart_read::mal::builder;
use blackstart_sim::attack::Race;
use blackstart_sim::attack::solve::{Ready, Solver};
use blackstart_sim::draw::Draw;
use blackstart_sim::draw::purpose::{ALERT_AFTER, ALERT_HAPPENS, CUT_AFTER, RULE_AFTER, RULE_HAPPENS, STEP, TRIAGE};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt::Write as _;

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test")
        || !std::env::args().any(|argument| argument == "--bench");
    planner(if small { 1_000 } else { 100_000 }, if small { 1 } else { 5 });
    let sizes: &[(usize, u64, usize)] = if small { &[(100, 5, 1)] } else { &[(1_000, 1_000, 5), (10_000, 50, 3)] };
    for &(assets, samples, repeats) in sizes {
        match company(assets) {
            Some((graph, goals)) => graphs(&graph, &goals, samples, repeats),
            None => return println!("skipped: no python3, or no coreLang and generator in the shared folder"),
        }
    }
}

/// Processor time of this thread, from the Linux scheduler; elsewhere the clock on the wall \[s\].
fn seconds(repeats: usize, mut work: impl FnMut() -> f64) -> (f64, f64) {
    let used = || {
        let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        spent.split_whitespace().next()?.parse::<f64>().ok()
    };
    let (mut best, mut answer) = (f64::INFINITY, 0.0);
    for _ in 0..repeats {
        let (wall, before) = (Instant::now(), used());
        answer = work();
        let wall = wall.elapsed().as_secs_f64();
        // The scheduler counts in ticks: what is short is read from the wall.
        best = best.min(match (before, used()) {
            (Some(before), Some(now)) if wall > 0.1 => (now - before) / 1e9,
            _ => wall,
        });
    }
    (best, answer)
}

/// Name, needs, gives, conduits cut.
const CHAIN: [(&str, &[&str], &str, &[&str]); 13] = [
    ("helpdesk-reset-user", &["contact"], "cred.sso-user", &[]),
    ("mfa-bypass", &["contact"], "cred.sso-user", &[]),
    ("sso-discovery", &["cred.sso-user"], "foothold.cloud", &[]),
    ("vpn-vdi-logon", &["cred.sso-user"], "foothold.corporate", &["remote"]),
    ("helpdesk-reset-admin", &["foothold.cloud"], "cred.domain-admin", &[]),
    ("credential-theft", &["foothold.corporate"], "cred.domain-admin", &["remote"]),
    ("vcenter-takeover", &["foothold.corporate", "cred.domain-admin"], "control.vcenter", &["remote"]),
    ("ntds-offline-copy", &["control.vcenter"], "cred.everything", &["remote"]),
    ("exfiltration", &["cred.domain-admin", "foothold.corporate"], "stolen.data", &["remote"]),
    ("backup-sabotage", &["control.vcenter"], "lost.backup", &["remote"]),
    ("esxi-encryption", &["control.vcenter"], "encrypted.it-cluster", &["remote"]),
    ("ot-jump", &["cred.domain-admin", "foothold.corporate"], "foothold.ot", &["plant"]),
    ("ot-esxi-encryption", &["foothold.ot", "cred.domain-admin"], "encrypted.ot-cluster", &["plant"]),
];
const CONTROLS: [(&str, &[&str], f64); 5] = [
    ("callback-verification", &["helpdesk-reset-user", "helpdesk-reset-admin"], 0.4),
    ("phishing-resistant-mfa", &["mfa-bypass"], 0.3),
    ("hypervisor-separate-admin", &["vcenter-takeover"], 0.35),
    ("offline-backup", &["backup-sabotage"], 0.5),
    ("ot-separate-directory", &["ot-jump"], 0.6),
];

fn world() -> (Model, Scenario) {
    let mut text = String::from("format = 1\nname = \"maker\"\ncurrency = \"EUR\"\n");
    for zone in ["internet", "office", "ot"] {
        let _ = writeln!(text, "[[zone]]\nid = \"{zone}\"");
    }
    text.push_str("[[conduit]]\nid = \"remote\"\nfrom = \"internet\"\nto = \"office\"\n[[conduit]]\nid = \"plant\"\nfrom = \"office\"\nto = \"ot\"\n");
    let systems = ["erp", "mes", "directory", "files", "backup", "scada", "historian"];
    for system in systems {
        let _ = writeln!(
            text,
            "[[system]]\nid = \"{system}\"\nstart = {{ duration = \"4h\" }}\nrebuild = {{ duration = \"9d\" }}"
        );
    }
    let model = blackstart_read::model_text(&text).it.unwrap();
    let mut text = String::from(
        "format = 1\nname = \"spider\"\nstart = 2026-02-01\nhorizon = \"26w\"\n[recovery]\n[attack]\nstart = [\"contact\"]\ntriage = \"lognormal(median 4h, p90 36h)\"\n[[credential]]\nid = \"sso-user\"\n[[credential]]\nid = \"domain-admin\"\n",
    );
    for (name, _, _, conduits) in CHAIN {
        let _ = writeln!(
            text,
            "[[technique]]\nid = \"{name}\"\nuse = \"scattered-spider.{name}\"\nconduits = {conduits:?}"
        );
    }
    for (name, blocks, effective) in CONTROLS {
        let _ = writeln!(text, "[[control]]\nid = \"{name}\"\nblocks = {blocks:?}\neffective = {effective}");
    }
    text.push_str(
        r#"
[[cut]]
id = "sso"
after = "lognormal(median 3h, p90 24h)"
credentials = ["sso-user"]
[[cut]]
id = "remote"
after = "lognormal(median 4h, p90 36h)"
conduits = ["remote"]
[[cut]]
id = "admins"
after = "lognormal(median 8h, p90 72h)"
credentials = ["domain-admin"]
[[cut]]
id = "plant"
after = "lognormal(median 3h, p90 24h)"
conduits = ["plant"]
[[shutdown_rule]]
id = "it"
when = ["cred.domain-admin"]
chance = 0.5
after = "lognormal(median 6h, p90 36h)"
systems = ["erp", "mes", "files", "directory"]
[[shutdown_rule]]
id = "ot"
when = ["cred.domain-admin"]
chance = 0.3
after = "lognormal(median 8h, p90 48h)"
systems = ["scada", "historian"]
[[effect]]
when = ["encrypted.it-cluster"]
systems = ["erp", "mes", "files", "directory"]
lost = 1
[[effect]]
when = ["encrypted.ot-cluster"]
systems = ["scada", "historian"]
lost = 1
[[effect]]
when = ["lost.backup"]
systems = ["backup"]
lost = 1
"#,
    );
    let read = blackstart_read::scenario_text(&text, &model);
    let scenario = read.it.unwrap_or_else(|| panic!("{:#?}", read.problems));
    (model, scenario)
}

fn planner(samples: u64, repeats: usize) {
    let (model, scenario) = world();
    let attack = scenario.attack.as_ref().unwrap();
    let race = Race::new(attack, &model);
    let mut runner = race.runner();
    let goal = attack.states.iter().position(|state| state.name.id == "encrypted.it-cluster").unwrap();
    let (ours, answer) = seconds(repeats, || {
        let mut sum = 0.0;
        for replicate in 0..samples {
            runner.play(Draw { seed: 7, replicate });
            let at = runner.state_hours(goal);
            sum += if at.is_finite() { at } else { 0.0 };
        }
        sum
    });
    let hand = Hand::new(&scenario);
    let (plain, same) = seconds(repeats, || (0..samples).map(|replicate| hand.play(Draw { seed: 7, replicate })).sum());
    assert!((answer - same).abs() <= 1e-9 * answer.abs(), "{answer} is not {same}");
    println!(
        "planner's model, {samples} races of {} nodes: {ours:.3} s; written by hand {plain:.3} s; ratio {:.2}",
        race.graph().len(),
        ours / plain
    );
}

/// The chain as someone would write it who needs only this one: techniques in order, states in an array.
struct Hand<'s> {
    scenario: &'s Scenario,
    /// Needs, given, controls, cuts; laws and keys.
    steps: Vec<Step>,
    states: usize,
    goal: usize,
    triage: u64,
}

struct Step {
    needs: Vec<usize>,
    gives: usize,
    control: Option<usize>,
    cuts: Vec<u32>,
    law: Law,
    key: u64,
    alert: (f64, Law, u64),
}

impl<'s> Hand<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let attack = scenario.attack.as_ref().unwrap();
        let state = |id: &str| attack.states.iter().position(|state| state.name.id == id).unwrap();
        let steps = attack.techniques.iter().zip(CHAIN).map(|(technique, (id, needs, gives, _))| {
            let (chance, after) = technique.alert.unwrap();
            Step {
                needs: needs.iter().map(|need| state(need)).collect(),
                gives: state(gives),
                control: CONTROLS.iter().position(|(_, blocks, _)| blocks.contains(&id)),
                cuts: attack
                    .graph
                    .uses()
                    .iter()
                    .filter(|(node, _)| *node == technique.done)
                    .map(|(_, cut)| *cut)
                    .collect(),
                law: attack.graph.law(technique.done).clone(),
                key: technique.name.key,
                alert: (chance, Law::of(after), key("alert", id)),
            }
        });
        let triage = key("attack", "triage");
        Self {
            scenario,
            steps: steps.collect(),
            states: attack.states.len(),
            goal: state("encrypted.it-cluster"),
            triage,
        }
    }

    fn play(&self, draw: Draw) -> f64 {
        let attack = self.scenario.attack.as_ref().unwrap();
        let open = CONTROLS.map(|(id, _, effective)| draw.uniform(STEP.of(key("control", id))) < 1.0 - effective);
        let own: Vec<f64> = self.steps.iter().map(|step| draw.time(&step.law, STEP.of(step.key))).collect();
        let mut first = f64::INFINITY;
        let states = self.pass(&open, &own, &[f64::INFINITY; 4], |step, start| {
            let (chance, after, key) = &step.alert;
            if start < first && draw.happens(*chance, ALERT_HAPPENS.of(*key)) {
                first = first.min(start + draw.time(after, ALERT_AFTER.of(*key)));
            }
        });
        let mut at = states[self.goal];
        if first < f64::INFINITY {
            let triaged = first + draw.time(&attack.triage, TRIAGE.of(self.triage));
            let mut cuts = [f64::INFINITY; 4];
            for action in &attack.actions {
                cuts[action.cuts[0] as usize] = triaged + draw.time(&action.after, CUT_AFTER.of(action.name.key));
            }
            at = self.pass(&open, &own, &cuts, |_, _| {})[self.goal];
            for rule in &attack.rules {
                if draw.happens(rule.chance, RULE_HAPPENS.of(rule.name.key)) {
                    std::hint::black_box(triaged + draw.time(&rule.after, RULE_AFTER.of(rule.name.key)));
                }
            }
        }
        if at.is_finite() { at } else { 0.0 }
    }

    fn pass(&self, open: &[bool; 5], own: &[f64], cuts: &[f64; 4], mut start_of: impl FnMut(&Step, f64)) -> Vec<f64> {
        let mut states = vec![f64::INFINITY; self.states];
        states[0] = 0.0;
        for (step, own) in self.steps.iter().zip(own) {
            let start = step.needs.iter().map(|need| states[*need]).fold(0.0, f64::max);
            if start == f64::INFINITY {
                continue;
            }
            start_of(step, start);
            let done = start + own;
            let blocked = step.control.is_some_and(|control| !open[control]);
            if !blocked && step.cuts.iter().all(|cut| done < cuts[*cut as usize]) {
                states[step.gives] = states[step.gives].min(done);
            }
        }
        states
    }
}

/// The graph of a generated company, and two goals that can be reached; `None`: not everything it takes is here.
fn company(assets: usize) -> Option<(Graph, Vec<Node>)> {
    let shared = blackstart_oracle::shared();
    let language = std::fs::read(shared.join("oracles/mal/compile/langspec/coreLang.langspec.json")).ok()?;
    let folder = std::env::temp_dir().join(format!("blackstart-attack-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let file = folder.join("model.json");
    let options = ["--assets", &assets.to_string(), "--seed", "7", "--out"];
    let made = Command::new("python3").arg(shared.join("malgen/gen_model.py")).args(options).arg(&file).output();
    let read = made.is_ok_and(|made| made.status.success()).then(|| {
        let scenario = std::fs::read(folder.join("model.json.scenario.json")).unwrap();
        (std::fs::read(&file).unwrap(), serde_json::from_slice::<Value>(&scenario).unwrap())
    });
    let _ = std::fs::remove_dir_all(&folder);
    let ((model, scenario), limits) = (read?, Limits::default());
    let language = Arc::new(Language::read("coreLang", &language, &limits).it?);
    let model = MalModel::read("model.json", &model, &language, ModelOptions::default(), &limits).it?;
    let mal = MalGraph::build(language, model, &limits).ok()?;
    let nodes = |names: &str| -> Vec<Node> {
        scenario[names].as_array().unwrap().iter().map(|name| mal.node(name.as_str().unwrap()).unwrap()).collect()
    };
    let mut builder = builder(&mal);
    nodes("entry_points").into_iter().for_each(|node| builder.entry(node));
    let graph = builder.build();
    let found = graph.prune(&nodes("goals"));
    let goals = nodes("goals").into_iter().filter(|goal| found.place[*goal as usize].is_some()).take(2).collect();
    Some((graph, goals))
}

fn graphs(graph: &Graph, goals: &[Node], samples: u64, repeats: usize) {
    let pruned = graph.prune(goals);
    let (cut, _) = seconds(repeats, || graph.prune(goals).graph.len() as f64);
    for (what, graph, goal, samples) in [
        ("whole", graph, goals[0], samples),
        ("pruned to two goals", &pruned.graph, pruned.place[goals[0] as usize].unwrap(), samples * 100),
    ] {
        let ready = Ready::new(graph);
        let mut solver = Solver::new(&ready);
        let sum = |times: &[f64]| if times[goal as usize].is_finite() { times[goal as usize] } else { 0.0 };
        let (ours, answer) =
            seconds(repeats, || (0..samples).map(|replicate| sum(solver.solve(Draw { seed: 7, replicate }))).sum());
        let mut plain = Plain::new(graph);
        let (hand, same) =
            seconds(repeats, || (0..samples).map(|replicate| sum(plain.solve(Draw { seed: 7, replicate }))).sum());
        assert_eq!(answer, same);
        let reached: usize = (0..samples.min(100))
            .map(|replicate| solver.solve(Draw { seed: 7, replicate }).iter().filter(|time| time.is_finite()).count())
            .sum();
        println!(
            "{what}, {} nodes, {} edges, {} reached: {:.2} µs a sample; plain loop {:.2} µs; ratio {:.2}",
            graph.len(),
            graph.edges(),
            reached / samples.min(100) as usize,
            ours / samples as f64 * 1e6,
            hand / samples as f64 * 1e6,
            ours / hand
        );
    }
    println!("pruning {} nodes: {:.2} ms", graph.len(), cut * 1e3);
}

/// Textbook: every time drawn first, everything through one heap.
struct Plain<'g> {
    graph: &'g Graph,
    waits: Vec<u32>,
    left: Vec<u32>,
    own: Vec<f64>,
    times: Vec<f64>,
    heap: BinaryHeap<Reverse<(u64, Node)>>,
}

impl<'g> Plain<'g> {
    fn new(graph: &'g Graph) -> Self {
        let (times, own) = (vec![0.0; graph.len()], vec![0.0; graph.len()]);
        Self { graph, waits: graph.waits(), left: Vec::new(), own, times, heap: BinaryHeap::new() }
    }

    fn solve(&mut self, draw: Draw) -> &[f64] {
        let graph = self.graph;
        self.left.clone_from(&self.waits);
        self.times.fill(f64::INFINITY);
        for at in 0..graph.len() {
            self.own[at] = match graph.law(at as Node) {
                Law::Fixed(zero) => *zero,
                law => draw.time(law, STEP.of(graph.keys()[at])) * graph.unit_hours(),
            };
            if graph.kinds()[at] == Kind::Source && self.own[at].is_finite() {
                self.heap.push(Reverse((self.own[at].to_bits(), at as Node)));
            }
        }
        while let Some(Reverse((bits, node))) = self.heap.pop() {
            let now = f64::from_bits(bits);
            self.times[node as usize] = now;
            for &child in graph.children(node) {
                let at = child as usize;
                self.left[at] = self.left[at].wrapping_sub(1);
                if self.left[at] == 0 && self.own[at].is_finite() {
                    self.heap.push(Reverse(((now + self.own[at]).to_bits(), child)));
                }
            }
        }
        &self.times
    }
}
