//! `inoue-todo` against the output of proNet, the published program: 33 cases.

use crate::published::{Csv, besides, each, folder, json};
use blackstart_flow::economy::{By, Damage, Dynamic, Economy, Firms, Graph, InoueTodo, Link, Loss, Recovery, Window};
use std::path::Path;

/// Every case.
const CASES: [&str; 33] = [
    "demand_R2",
    "demand_R3",
    "grid_R0_o0",
    "grid_R0_o1",
    "grid_R0_o2",
    "grid_R1_o0",
    "grid_R1_o1",
    "grid_R1_o2",
    "grid_R2_o0",
    "grid_R2_o1",
    "grid_R2_o2",
    "grid_R3_o0",
    "grid_R3_o1",
    "grid_R3_o2",
    "inv_lean_R1",
    "inv_poisson_initial_R0",
    "inv_poisson_small_R3",
    "inv_poisson_target_R2",
    "n2000_R2_poisson",
    "no_recovery",
    "recovery_b0",
    "recovery_b1",
    "recovery_b2",
    "recovery_b3",
    "recovery_b4",
    "recovery_b5",
    "recovery_default_c_only",
    "steady_state",
    "toy_R0",
    "toy_R1",
    "toy_R2",
    "toy_R3",
    "windows_R2",
];

#[test]
fn every_case_of_the_published_program() {
    each("pronet", &CASES, agree);
    besides("pronet", &CASES, agree);
}

/// The network of a case, firms in the order of the file.
pub(crate) fn network(name: &str) -> (Firms, Vec<Link>) {
    let folder = folder("pronet", &format!("networks/{name}")).unwrap();
    let firms = Csv::read(&folder.join("firms.csv")).unwrap();
    let links = Csv::read(&folder.join("links.csv")).unwrap();
    let ids = firms.column("firm");
    let place = |id: f64| ids.iter().position(|it| *it == id).unwrap() as u32;
    let links = links.rows.iter().map(|row| Link { supplier: place(row[0]), buyer: place(row[1]), amount: row[2] });
    let links = links.collect();
    let sector = firms.column("sector").iter().map(|sector| *sector as u32).collect();
    (Firms { sector, final_demand: firms.column("final_demand"), region: vec![] }, links)
}

fn agree(case: &str, folder: &Path) {
    let settings = json(&folder.join("case.json"));
    let number = |key: &str| settings[key].as_f64().unwrap();
    let (firms, links) = network(settings["network"].as_str().unwrap());
    // Firms are numbered 1, 2, … in all files.
    let inventory = Csv::read(&folder.join("inventory.csv"));
    let days = |column: &str| match &inventory {
        Some(inventory) => By::Firm(inventory.column(column)),
        None => By::All(number("inventory_days")),
    };
    let dynamic = Dynamic::inoue_todo(InoueTodo {
        tau: number("tau"),
        target: days("target_days"),
        initial: Some(days("initial_days")),
        order: number("order") as u8,
        rationing: number("rationing") as u8,
    })
    .unwrap();
    let damage = match (Csv::read(&folder.join("windows.csv")), Csv::read(&folder.join("delta.csv"))) {
        (Some(windows), _) => Damage::Windows(
            windows
                .rows
                .iter()
                .map(|row| Window { firm: row[0] as u32 - 1, share: row[1], first: row[2] as u64, last: row[3] as u64 })
                .collect(),
        ),
        (None, Some(losses)) => Damage::Losses {
            losses: losses
                .rows
                .iter()
                .map(|row| Loss { firm: row[0] as u32 - 1, share: row[1], start: row[2] as u64 })
                .collect(),
            recovery: Recovery::of_type(number("recovery_type") as i32, number("recovery_days")).unwrap(),
            stop_steps: number("stop_days") as u64,
        },
        (None, None) => Damage::default(),
    };
    let changes = Csv::read(&folder.join("final_demand_by_step.csv"));
    let graph = Graph::<f64>::new(firms, links).unwrap();
    let mut economy = Economy::new(graph, dynamic).unwrap().with_damage(damage).unwrap();

    let exact = number("rationing") < 3.0;
    let compare = |step: i64, what: &str, ours: f64, theirs: f64| {
        if ours == theirs || ours.is_nan() && theirs.is_nan() {
            return;
        }
        let off = (ours - theirs).abs() / theirs.abs().max(1.0);
        assert!(off <= 1e-9, "{case} step {step} {what}: {ours}, published {theirs}");
        assert!(!exact, "{case} step {step} {what}: {ours:e} differs from {theirs:e} in the last bits");
    };

    let totals = Csv::read(&folder.join("totals.csv")).unwrap();
    let mut snapshots = 0;
    for row in &totals.rows {
        let step = row[0] as i64;
        if step >= 0 {
            economy.reset_final_demand();
            if let Some(changes) = &changes {
                for change in changes.rows.iter().filter(|change| change[0] as i64 == step) {
                    economy.set_final_demand(change[1] as usize - 1, change[2]).unwrap();
                }
            }
            economy.step();
        }
        let ours = economy.totals();
        compare(step, "production", ours.production, row[1]);
        compare(step, "value added", ours.value_added, row[2]);
        compare(step, "final consumption", ours.consumption, row[3]);
        compare(step, "direct loss", ours.capacity_lost, row[4]);
        compare(step, "direct loss of value added", ours.value_added_lost, row[5]);
        if let Some(firms) = Csv::read(&folder.join(format!("firms_{step}.csv"))) {
            snapshots += 1;
            let mut after = vec![0.0; firms.rows.len()];
            economy.struck().iter().for_each(|it| after[it.firm as usize] = it.share);
            let (made, wanted, limit) = (economy.production(), economy.demand(), economy.input_limit());
            let (capacity, consumed, output) = (economy.capacity(), economy.consumption(), economy.output());
            for (firm, row) in firms.rows.iter().enumerate() {
                compare(step, "production of a firm", made[firm], row[1]);
                compare(step, "demand of a firm", wanted[firm], row[2]);
                compare(step, "supply limit of a firm", limit[firm], row[3]);
                compare(step, "most a firm can make", capacity[firm].min(limit[firm]), row[4]);
                compare(step, "consumption of a firm", consumed[firm], row[5]);
                compare(step, "loss of a firm after recovery", after[firm], row[6]);
                compare(step, "capacity of a firm after recovery", (1.0 - after[firm]) * output[firm], row[7]);
            }
        }
        if let Some(links) = Csv::read(&folder.join(format!("links_{step}.csv"))) {
            snapshots += 1;
            let (orders, deliveries) = (economy.orders(), economy.deliveries());
            let graph = economy.web().graph().unwrap();
            for row in &links.rows {
                let link = graph.link(row[0] as usize - 1, row[1] as usize - 1).unwrap();
                compare(step, "stock of a link", economy.stock()[link], row[2]);
                compare(step, "order of a link", orders[link], row[3]);
                compare(step, "delivery of a link", deliveries[link], row[4]);
            }
        }
    }
    assert_eq!(totals.rows.len(), number("steps") as usize + 1, "{case}");
    let expected = |key: &str| settings[key].as_array().unwrap().len();
    assert_eq!(snapshots, expected("firm_snapshots") + expected("link_snapshots"), "{case}");
}
