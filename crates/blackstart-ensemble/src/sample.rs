//! Made-up histories of a made-up company, for tests of what is built on results: every table has rows, every special case occurs.

use crate::layout::{
    ConfidenceCounts, DataLabel, Label, LayerLabel, Layout, PartyLabel, Period, PolicyLabel, ServiceLabel, SiteLabel,
    SourceLabel, TargetLabel, Wanted,
};
use crate::results::Results;
use crate::run::{self, Watch, play_all};
use blackstart_model::id::{CrewId, DataId, Key, PartyId, SystemId, Table};
use blackstart_sim::handover::{
    Availability, Capacity, Cause, Compromise, Condition, Entry, Fallen, Flow, Form, Loss, Outcome, PartyTotals,
    Settled, SiteFate, SiteTotals, Taken, TakenCost, TaskDone, TaskKind, WEEKS,
};
use blackstart_sim::timeline::{Piece, Timeline};
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU32, Ordering};

/// Sites: a plant, a dealer group and suppliers.
const SITES: usize = 40;
/// Steps of a day.
const STEPS: usize = 30;

/// Results of some replicates.
pub fn results(replicates: Range<u32>, threads: usize) -> Results {
    play(replicates, threads, &())
}

/// The same, watched.
pub fn play(replicates: Range<u32>, threads: usize, watch: &impl Watch) -> Results {
    play_all(layout(), replicates, threads, |ids| ids.iter().map(|&id| outcome(id)).collect(), watch)
}

/// The same in parts of so many batches.
pub fn play_parts(
    replicates: Range<u32>,
    threads: usize,
    batches: u32,
    keep: impl FnMut(Results) -> ControlFlow<()> + Send,
) {
    struct Every(u32, AtomicU32);
    impl Watch for Every {
        fn played(&self, _: u64, _: u64) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn part_ends(&self) -> bool {
            self.1.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.0)
        }
    }
    let play = |ids: &[u32]| ids.iter().map(|&id| outcome(id)).collect();
    run::play_parts(&layout(), replicates, threads, play, &Every(batches, AtomicU32::new(0)), keep);
}

/// Names and dates of the made-up company.
pub fn layout() -> Layout {
    let label = |id: &str, title: &str| Label { id: id.into(), title: title.into() };
    let party =
        |id: &str, title: &str, kind: &str| PartyLabel { id: id.into(), title: title.into(), kind: kind.into() };
    let site = |i: usize| SiteLabel {
        id: format!("site-{i}"),
        title: format!("Site “{i}”"),
        party: match i {
            0 => 0,
            1 => 2,
            _ => 1,
        },
        region: i.is_multiple_of(3).then(|| "West Midlands".into()),
        product: "Cars".into(),
        unit: "car".into(),
        output_per_day: 10.0 * (i + 1) as f64,
        cash_followed: i > 1,
        resells: false,
    };
    Layout {
        affected_from: 1e3,
        version: env!("CARGO_PKG_VERSION").into(),
        model: label("acme", "Acme Cars"),
        model_hash: "ab".repeat(32),
        scenario: label("bad-day", "A bad day"),
        scenario_hash: "cd".repeat(32),
        seed: 7,
        currency: "GBP".into(),
        sign: "£".into(),
        start: jiff::civil::date(2025, 8, 31).at(18, 0, 0, 0),
        horizon_hours: STEPS as f64 * 24.0,
        step_hours: 24.0,
        steps: STEPS as u32,
        systems: vec![label("erp", "ERP"), label("mes", "MES"), label("edi", "Supplier scheduling")],
        services: vec![
            ServiceLabel {
                id: "plan".into(),
                title: "Planning".into(),
                tolerance_hours: Some(6.0),
                tolerance_level: Some(1.0),
            },
            ServiceLabel { id: "pay".into(), title: "Payments".into(), ..ServiceLabel::default() },
        ],
        targets: vec![TargetLabel {
            id: "mvc".into(),
            title: "Minimum viable company".into(),
            services: vec![Wanted { service: 0, level: 0.4 }],
        }],
        occupied: Vec::new(),
        crews: vec![label("servers", "Server team"), label("idle", "Nobody calls them")],
        parties: vec![
            party("acme", "Acme Cars", "company"),
            party("tier-1", "First tier", "supplier"),
            party("dealers", "Dealers", "dealer"),
        ],
        sites: (0..SITES).map(site).collect(),
        watched: vec![0, 1],
        substitutes: Vec::new(),
        periods: vec![
            Period { label: "2025-08".into(), from_hours: 0.0, until_hours: 6.0 },
            Period { label: "2025-09".into(), from_hours: 6.0, until_hours: STEPS as f64 * 24.0 },
        ],
        policies: vec![PolicyLabel {
            id: "cyber".into(),
            title: "Cyber".into(),
            insured: 0,
            layers: vec![
                LayerLabel { participation: 1.0, aggregate_limit: Some(6e5), ..LayerLabel::default() },
                LayerLabel { attachment: 4e5, limit: Some(2e5), participation: 0.5, ..LayerLabel::default() },
            ],
        }],
        data: vec![DataLabel {
            id: "customers".into(),
            title: "Customers".into(),
            kind: "personal".into(),
            party: None,
        }],
        promised: Vec::new(),
        backlogs: Vec::new(),
        rate: Some(0.5),
        sources: vec![SourceLabel {
            id: "annual".into(),
            title: "Annual report".into(),
            cited: 3,
            ..SourceLabel::default()
        }],
        confidence: ConfidenceCounts { assumed: 4, reported: 3, ..ConfidenceCounts::default() },
    }
}

/// A number 0–1 that depends on its keys only (SplitMix64; Steele et al. 2014).
fn chance(replicate: u32, subject: usize) -> f64 {
    let mut x = (u64::from(replicate) << 32 | subject as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// One made-up history.
pub fn outcome(id: u32) -> Outcome {
    let u = |subject| chance(id, subject);
    let back = if u(0) < 0.1 { f64::INFINITY } else { 24.0 * (3.0 + 20.0 * u(1)) };
    let piece = Piece::pace;
    let twice = |level| {
        Timeline::from_pieces([
            piece(f64::NEG_INFINITY, 1.0, Cause::Dependency),
            piece(2.0, level, Cause::Dependency),
            piece(12.0, 1.0, Cause::Dependency),
            piece(26.0, 0.0, Cause::Shutdown),
            piece(30.0, 1.0, Cause::Shutdown),
        ])
    };
    let fell = |condition| Some(Fallen { at_hours: 0.0, cause: Cause::Attacker, condition, until_hours: None });
    let company = |share: f64| SiteTotals {
        produced: 400.0 * share,
        overtime: 0.0,
        shipped: 390.0 * share,
        sold: 380.0 * share,
        revenue: 1e7 * share / 3.0,
        gross_profit: 2e6 * share,
        wanted: 400.0,
        recaptured: 10.0 * (1.0 - share),
        lost: 5.0 * (1.0 - share),
    };
    let party = |share: f64| PartyTotals {
        revenue: 1e7 * share / 3.0,
        gross_profit: 2e6 * share,
        value_added: 1.5e6 * share,
        ..PartyTotals::default()
    };
    let fate = |site: usize| {
        let low = u(100 + site);
        let mut weeks = [1.0_f32; WEEKS];
        weeks[0] = low as f32;
        weeks[1] = [0.8, 0.5, 1.0, 0.95][site % 4];
        weeks[2] = 0.9 + 0.2 * u(200 + site) as f32;
        let stopped = if low < 0.5 { 24.0 } else { f64::INFINITY };
        let again = low < 0.1;
        SiteFate {
            stopped_hours: stopped,
            restarted_hours: if stopped.is_finite() { back } else { f64::INFINITY },
            recovered_hours: if stopped.is_finite() { back + 48.0 } else { 0.0 },
            back_hours: match stopped.is_finite() {
                true if again => back + 96.0,
                true => back + 24.0,
                false => 0.0,
            },
            stops: u32::from(stopped.is_finite()) * if again { 2 } else { 1 },
            least_cash_days: if site > 1 { 100.0 * u(300 + site) - 5.0 } else { f64::INFINITY },
            support: if site > 1 && u(300 + site) < 0.2 { 1e4 * (1.0 + site as f64) } else { 0.0 },
            insolvent_hours: if site > 1 && u(300 + site) < 0.03 { 200.0 } else { f64::INFINITY },
            lost_gross_profit: 5e3 * (1.0 - low),
            worst_week: low,
            weeks,
        }
    };
    // Taken in two histories of five, and in one of ten of these nobody ever knows.
    let stolen = u(400) < 0.4;
    let known_hours = if u(401) < 0.1 { f64::INFINITY } else { 24.0 * (5.0 + 60.0 * u(402)) };
    let theft = Taken { data: DataId::new(0), at_hours: 30.0 * u(403), known_hours, records: 1e6 * u(404) };
    let cost = TakenCost { booked: 1e4 * u(405), later: 2e4 * u(406), last_due_hours: 0.0 };
    let (taken, costs) = if stolen { (vec![theft], vec![cost]) } else { (Vec::new(), Vec::new()) };
    let entry = |party, form, cause, period, amount| Entry { party: PartyId::new(party), form, cause, period, amount };
    let level = |step: usize| {
        if (step as f64) * 24.0 < back { 0.1 * u(3) as f32 } else { 1.0 }
    };
    Outcome {
        replicate: u64::from(id),
        compromise: Compromise {
            fallen: Table::from(vec![fell(Condition::Lost), None, None]),
            first_alert_hours: None,
            contained_hours: 1.0 + u(4),
            destroyed: Vec::new(),
            taken,
        },
        availability: Availability {
            systems: Table::from(vec![Timeline::down(0.0, back, 0.0, Cause::Attacker), twice(0.5), Timeline::up()]),
            tasks: vec![
                TaskDone {
                    system: SystemId::new(0),
                    kind: TaskKind::Rebuild,
                    crew: Some(CrewId::new(0)),
                    people: 2,
                    start_hours: 2.0,
                    end_hours: back,
                    cost: 1e4 * u(5),
                },
                TaskDone {
                    system: SystemId::new(0),
                    kind: TaskKind::Start,
                    crew: None,
                    people: 1,
                    start_hours: back,
                    end_hours: back,
                    cost: 0.0,
                },
            ],
            investigated_hours: (u(6) < 0.5).then_some(30.0 * u(7)),
        },
        capacity: Capacity {
            services: Table::from(vec![twice(0.5), Timeline::up()]),
            channels: (0..SITES).map(|_| [const { None }; 5]).collect(),
            breaches: Table::from(vec![(u(8) < 0.7).then_some(8.0), None]),
            targets: Table::from(vec![(u(9) < 0.9).then_some((2.0, back))]),
            backlogs: Table::from(vec![None, None]),
        },
        flow: Flow {
            differs_hours: 0.0,
            sites: (0..2).map(|_| (0..2).map(|_| (company(u(10)), company(1.0))).collect()).collect(),
            parties: (0..3).map(|_| (0..2).map(|_| (party(u(11)), party(1.0))).collect()).collect(),
            fates: (0..SITES).map(fate).collect(),
            output: (0..STEPS).map(level).collect(),
            twin_output: vec![1.0; STEPS],
            moved: Vec::new(),
            courses: Vec::new(),
        },
        loss: Loss {
            entries: vec![
                entry(0, Form::GrossProfit, Cause::Attacker, 1, 1e6 * u(12)),
                entry(0, Form::Rebuild, Cause::Attacker, 0, 1e4 * u(5)),
                entry(1, Form::GrossProfit, Cause::Orders, 1, 3e5 * u(13) - 1e4),
            ],
            settled: vec![Settled {
                policy: 0,
                gross: 1e6 * u(12),
                covered: vec![8e5 * u(12)],
                reached: vec![4e5 * u(12), 2e5 * u(12)],
                paid: vec![4e5 * u(12), 1e5 * u(12)],
                paid_by_calendar: 4.5e5 * u(12),
            }],
            taken: costs,
        },
    }
}

/// The company of `blackstart init`, and one of its scenarios by the name of its file.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the company is read as files are")]
pub(crate) fn starter(day: &str) -> (blackstart_model::Model, blackstart_model::Scenario) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join("scenarios")).unwrap();
    for (name, text) in blackstart_read::starter() {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let model = blackstart_read::model(folder, &blackstart_model::CsvOnly).it.unwrap();
    let scenario = blackstart_read::scenario(&folder.join("scenarios").join(day), &model).it.unwrap();
    (model, scenario)
}
