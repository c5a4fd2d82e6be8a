//! With all additions off the step is that of Inoue & Todo: agreement with output of the published program.

use blackstart_flow::{Channel, Engine, Lane, Link, Network, OrderRule, Share, Site};
use std::path::{Path, PathBuf};

#[test]
fn order_rule_0() {
    agree("grid_R0_o0");
}

#[test]
fn order_rule_1() {
    agree("grid_R0_o1");
}

#[test]
fn order_rule_2() {
    agree("grid_R0_o2");
}

#[test]
fn every_corner_in_nine_firms() {
    agree("toy_R0");
}

#[test]
fn staggered_shocks_with_three_ways_to_recover() {
    agree("recovery_b0");
    agree("recovery_b1");
    agree("recovery_b2");
}

fn agree(case: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/oracle");
    let settings = std::fs::read_to_string(folder.join("cases").join(case).join("case.json")).unwrap();
    let firms = table(&folder.join("networks").join(word(&settings, "network")).join("firms.csv"));
    let links = table(&folder.join("networks").join(word(&settings, "network")).join("links.csv"));
    let number = |key: &str| word(&settings, key).parse::<f64>().unwrap();
    assert_eq!(number("rationing"), 0.0);

    let place = |firm: f64| firms.iter().position(|row| row[0] == firm).unwrap() as u32;
    let sites = firms
        .iter()
        .map(|row| Site { final_demand: row[2], reorder_steps: number("tau"), ..Site::default() })
        .collect();
    let links: Vec<Link> = links
        .iter()
        .map(|row| Link {
            supplier: place(row[0]),
            buyer: place(row[1]),
            input: firms[place(row[0]) as usize][1] as u32,
            amount: row[2],
            lead_steps: 1,
            terms_steps: 1,
            price: 1.0,
            // The program counts the stock with this step's arrivals in it.
            cover_steps: number("inventory_days") - 1.0,
            critical: 1.0,
        })
        .collect();
    let rule = [OrderRule::Production, OrderRule::BaselineStock, OrderRule::NoDrawdown][number("order") as usize];
    let network = Network::new(sites, links, vec![], rule).unwrap();
    let mut engine = Engine::at_rest(&network, &[Lane::neutral(firms.len())]);

    let shocks: Vec<(usize, f64, f64)> = table(&folder.join("cases").join(case).join("delta.csv"))
        .iter()
        .map(|row| (place(row[0]) as usize, row[1], row[2]))
        .collect();
    let mut lost = vec![0.0; firms.len()];
    let mut sold_before = vec![0.0; firms.len()];
    let mut compared = 0;
    for expected in table(&folder.join("cases").join(case).join("totals.csv")).iter().filter(|row| row[0] >= 0.0) {
        let step = expected[0];
        for (firm, share, start) in &shocks {
            if *start == step {
                lost[*firm] = *share;
            }
        }
        for (firm, lost) in lost.iter().enumerate() {
            // The published program knows capacity only: so much of it is there.
            engine.set_share(0, firm, Channel::Produce, Share { whole: 0.0, offer: 0.0, hand: 1.0 - lost });
        }
        engine.step();
        let made: Vec<f64> = engine.production().iter().map(|row| row[0]).collect();
        let sold: Vec<f64> = engine.meters().sold.iter().map(|row| row[0]).collect();
        let value_added =
            made.iter().enumerate().map(|(firm, made)| made * (1.0 - network.input_cost(firm))).sum::<f64>();
        let consumed: f64 = sold.iter().zip(&sold_before).map(|(now, before)| now - before).sum();
        same(case, step, "production", made.iter().sum(), expected[1]);
        same(case, step, "value added", value_added, expected[2]);
        same(case, step, "final consumption", consumed, expected[3]);
        let snapshot = folder.join("cases").join(case).join(format!("firms_{step}.csv"));
        if snapshot.exists() {
            for row in table(&snapshot) {
                let firm = place(row[0]) as usize;
                same(case, step, "production of a firm", made[firm], row[1]);
                same(case, step, "final consumption of a firm", sold[firm] - sold_before[firm], row[5]);
                compared += 1;
            }
        }
        sold_before = sold;
        for (firm, share, start) in &shocks {
            if lost[*firm] > 0.0 && step - start >= number("stop_days") {
                let less = match number("recovery_type") {
                    0.0 => share / number("recovery_days"),
                    1.0 => 1.0 / number("recovery_days"),
                    2.0 => f64::INFINITY,
                    other => panic!("recovery {other} is not played here"),
                };
                lost[*firm] = f64::max(0.0, lost[*firm] - less);
            }
        }
    }
    assert!(compared >= firms.len(), "no snapshot was compared");
}

#[track_caller]
fn same(case: &str, step: f64, what: &str, ours: f64, theirs: f64) {
    assert!(
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
        "{case} step {step} {what}: {ours}, published {theirs}"
    );
}

/// A CSV file of numbers without its header.
fn table(path: &PathBuf) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()).collect()
}

/// The value of a key in a flat JSON object.
fn word<'a>(json: &'a str, key: &str) -> &'a str {
    let rest = json.split_once(&format!("\"{key}\":")).unwrap().1;
    rest.split([',', '}', '\n']).next().unwrap().trim().trim_matches('"')
}
