//! `cascade` gives the indices, losses and pass counts of the published program (GLcascade/fastcascade 0.9.3.1).
//!
//! Cases on networks of our own come with the project, in `data/esri`; others are played where the shared folder is found.

// Says how near the cases came.
#![allow(clippy::print_stdout)]

use crate::published::{besides, each};
use blackstart_flow::economy::cascade::{
    Accounts, Cascade, CascadeOptions, Hit, Impact, InputClass, Production, Shock, Stop,
};
use blackstart_flow::economy::{Firms, Graph, Link};
use std::path::{Path, PathBuf};

/// Absolute, on indices and losses.
const TOLERANCE: f64 = 1e-10;

#[test]
fn eleven_firms_in_every_production() {
    each("esri", &["example11_gl", "example11_gl_substitution", "example11_leontief", "example11_linear"], agree);
}

#[test]
fn each_of_200_firms_fails_in_every_production() {
    each("esri", &["n200_gl", "n200_leontief", "n200_linear"], agree);
}

#[test]
fn those_left_in_a_market_replace_those_who_fail() {
    each("esri", &["n200_gl_substitution", "n200_gl_rcpp", "n200_gl_market_groups"], agree);
}

#[test]
fn both_ways_to_stop_and_a_tight_stop() {
    each("esri", &["n200_gl_relative_stop", "n200_gl_eps1e-8"], agree);
}

#[test]
fn revenue_costs_and_several_weights() {
    each("esri", &["n200_gl_revenue_costs", "n200_gl_two_weights"], agree);
}

#[test]
fn many_firms_lose_a_part_and_sectors_are_reported() {
    each("esri", &["n200_gl_partial_shocks", "n200_gl_separate_up", "n200_linear_partial"], agree);
}

#[test]
fn two_thousand_firms_without_substitution() {
    each("esri", &["n2000_gl", "n2000_linear"], agree);
}

#[test]
fn two_thousand_firms_with_substitution() {
    each("esri", &["n2000_gl_substitution", "n2000_gl_shocks"], agree);
}

#[test]
fn cases_that_the_shared_folder_has_besides() {
    let known = [
        "example11_gl",
        "example11_gl_substitution",
        "example11_leontief",
        "example11_linear",
        "n200_gl",
        "n200_leontief",
        "n200_linear",
        "n200_gl_substitution",
        "n200_gl_rcpp",
        "n200_gl_market_groups",
        "n200_gl_relative_stop",
        "n200_gl_eps1e-8",
        "n200_gl_revenue_costs",
        "n200_gl_two_weights",
        "n200_gl_partial_shocks",
        "n200_gl_separate_up",
        "n200_linear_partial",
        "n2000_gl",
        "n2000_linear",
        "n2000_gl_substitution",
        "n2000_gl_shocks",
    ];
    besides("esri", &known, agree);
}

fn agree(case: &str, folder: &Path) {
    let case = Case::read(folder, case);
    let impacts = case.cascade.rank(&case.shocks, |_| {}).unwrap();
    let some = &case.shocks[..case.shocks.len().min(200)];
    for wide in [0.0, 0.3, 1.0] {
        let others = case.cascade.rank_from(some, wide, |_| {}).unwrap();
        assert_eq!(others, impacts[..some.len()], "{}, wide {wide}", case.name);
    }
    case.compare_indices(&impacts);
    case.compare_losses();
    case.compare_sectors();
}

struct Case {
    name: String,
    folder: PathBuf,
    weights: usize,
    sectors: Vec<f64>,
    separate_up: bool,
    cascade: Cascade,
    shocks: Vec<Shock>,
}

impl Case {
    fn read(folder: &Path, name: &str) -> Self {
        let settings = std::fs::read_to_string(folder.join("case.json")).unwrap();
        let word = |key: &str| word(&settings, key);
        let network = crate::published::folder("esri", &format!("networks/{}", word("network"))).unwrap();
        let rows = Table::read(&network.join("firms.csv"));
        let classes = Table::read(&network.join("essential.csv"));
        let places = rows.column("firm");
        let place = |firm: f64| places.iter().position(|it| *it == firm).unwrap() as u32;
        let (graph, sectors) = graph(&network, &rows);
        let number = |sector: f64| sectors.iter().position(|it| *it == sector).unwrap();
        let production = match word("production") {
            "gl" => {
                let mut table = vec![InputClass::Negligible; sectors.len() * sectors.len()];
                for row in &classes.rows {
                    let class = [InputClass::Negligible, InputClass::NonEssential, InputClass::Essential];
                    table[number(row[0]) * sectors.len() + number(row[1])] = class[row[2] as usize];
                }
                Production::Mixed(table)
            }
            "linear" => Production::Linear,
            "leontief" => Production::Leontief,
            other => panic!("production {other}"),
        };
        let eps = word("eps").parse().unwrap();
        let market = rows.column(word("market")).iter().map(|it| *it as u32).collect();
        let weights: Vec<&str> = list(&settings, "weights");
        let options = CascadeOptions {
            production,
            market: (word("substitution") == "true").then_some(market),
            accounts: (word("revenue") == "true")
                .then(|| Accounts { revenue: rows.column("revenue"), costs: rows.column("costs") }),
            weights: weights.iter().map(|name| rows.column(name)).collect(),
            stop: if word("conv_type") == "1" { Stop::Change(eps) } else { Stop::Growth(eps) },
            ..CascadeOptions::default()
        };
        let separate_up = word("separate_up") == "true";
        let shocks = if word("shocks") == "null" {
            Shock::each(places.len())
        } else {
            let mut shocks: Vec<Shock> = vec![];
            for row in &Table::read(&folder.join("shocks.csv")).rows {
                shocks.resize(shocks.len().max(row[0] as usize), Shock::default());
                let up = if separate_up { row[3] } else { row[2] };
                shocks[row[0] as usize - 1].hits.push(Hit { firm: place(row[1]), down: row[2], up });
            }
            shocks
        };
        let cascade = Cascade::new(&graph, &options).unwrap();
        Self {
            name: name.into(),
            folder: folder.to_owned(),
            weights: weights.len().max(1),
            sectors,
            separate_up,
            cascade,
            shocks,
        }
    }

    fn compare_indices(&self, impacts: &[Impact]) {
        let expected = Table::read(&self.folder.join("esri.csv"));
        assert_eq!(expected.rows.len(), impacts.len());
        let mut worst: f64 = 0.0;
        for (row, impact) in expected.rows.iter().zip(impacts) {
            let mut at = 1;
            for index in &impact.index {
                for (ours, what) in [(index.both, "esri"), (index.down, "downstream"), (index.up, "upstream")] {
                    worst = worst.max(self.same(row[0], what, ours, row[at]));
                    at += 1;
                }
            }
            assert_eq!(at, 1 + 3 * self.weights);
            worst = worst.max(self.same(row[0], "loss before last", impact.loss_before_last, row[at]));
            worst = worst.max(self.same(row[0], "loss last", impact.loss_last, row[at + 1]));
            assert_eq!(f64::from(impact.passes), row[at + 2], "{} scenario {}: passes", self.name, row[0]);
        }
        println!("{}: {} scenarios, worst difference {worst:e}", self.name, impacts.len());
    }

    fn compare_losses(&self) {
        let path = self.folder.join("losses.csv");
        if !path.exists() {
            return;
        }
        let expected = Table::read(&path);
        for (number, shock) in self.shocks.iter().enumerate() {
            let losses = self.cascade.play(shock).unwrap();
            let mut wanted = vec![[0.0; 2]; losses.down.len()];
            for row in expected.rows.iter().filter(|row| row[0] == (number + 1) as f64) {
                wanted[row[1] as usize - 1] = [row[2], row[3]];
            }
            for (firm, [down, up]) in wanted.into_iter().enumerate() {
                self.same((number + 1) as f64, "downstream loss of a firm", losses.down[firm], down);
                self.same((number + 1) as f64, "upstream loss of a firm", losses.up[firm], up);
            }
        }
    }

    fn compare_sectors(&self) {
        let path = self.folder.join("sectors.csv");
        if !path.exists() {
            return;
        }
        let expected = Table::read(&path);
        for (number, shock) in self.shocks.iter().enumerate() {
            let losses = self.cascade.play(shock).unwrap();
            let ours = self.cascade.by_sector(shock, &losses);
            let rows: Vec<&Vec<f64>> = expected.rows.iter().filter(|row| row[0] == (number + 1) as f64).collect();
            assert_eq!(rows.len(), ours.len());
            for row in rows {
                let it = ours[self.sectors.iter().position(|sector| *sector == row[1]).unwrap()];
                // The program's column `both_initial` repeats the upstream shock; its losses use the larger of both.
                let both = if self.separate_up { it.shock.up } else { it.shock.both };
                let values = [it.beyond.down, it.beyond.up, it.beyond.both, it.shock.down, it.shock.up, both];
                for (ours, theirs) in values.into_iter().zip(&row[2..]) {
                    self.same(row[0], "loss of a sector", ours, *theirs);
                }
            }
        }
    }

    #[track_caller]
    fn same(&self, scenario: f64, what: &str, ours: f64, theirs: f64) -> f64 {
        let difference = (ours - theirs).abs();
        assert!(difference <= TOLERANCE, "{} scenario {scenario} {what}: {ours}, published {theirs}", self.name);
        difference
    }
}

/// The network, and its sectors' names in order.
fn graph(network: &Path, rows: &Table) -> (Graph, Vec<f64>) {
    let mut sectors = rows.column("sector");
    sectors.sort_by(f64::total_cmp);
    sectors.dedup();
    let sector = |name: &f64| sectors.iter().position(|it| it == name).unwrap() as u32;
    let sector = rows.column("sector").iter().map(sector).collect::<Vec<u32>>();
    let firms = Firms { final_demand: vec![0.0; sector.len()], sector, region: vec![] };
    let places = rows.column("firm");
    let place = |firm: f64| places.iter().position(|it| *it == firm).unwrap() as u32;
    let links = Table::read(&network.join("links.csv"));
    let links =
        links.rows.iter().map(|row| Link { supplier: place(row[0]), buyer: place(row[1]), amount: row[2] }).collect();
    (Graph::new(firms, links).unwrap(), sectors)
}

/// A CSV file of numbers.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<f64>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let header = lines.next().unwrap().split(',').map(String::from).collect();
        let rows = lines.map(|line| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()).collect();
        Self { header, rows }
    }

    fn column(&self, name: &str) -> Vec<f64> {
        let at = self.header.iter().position(|it| it == name).unwrap();
        self.rows.iter().map(|row| row[at]).collect()
    }
}

/// The value of a key in a flat JSON object.
fn word<'a>(json: &'a str, key: &str) -> &'a str {
    let rest = json.split_once(&format!("\"{key}\":")).unwrap().1;
    rest.split([',', '}', '\n']).next().unwrap().trim().trim_matches('"')
}

/// The words of a list in a flat JSON object.
fn list<'a>(json: &'a str, key: &str) -> Vec<&'a str> {
    let rest = json.split_once(&format!("\"{key}\":")).unwrap().1;
    let inside = rest.split_once('[').unwrap().1.split_once(']').unwrap().0;
    inside.split(',').map(|it| it.trim().trim_matches('"')).filter(|it| !it.is_empty()).collect()
}
