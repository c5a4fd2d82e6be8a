//! The worked example of the Open Results Data standard.

use crate::data::{Table, agree};
use blackstart_actuary::curve::{EptOptions, ept};
use blackstart_actuary::tables::{Block, EventLosses, Occurrence};
use std::collections::BTreeMap;
use std::path::Path;

const PERIODS: usize = 100;
const SAMPLES: usize = 10;

#[test]
fn the_worked_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ord");
    let read = |file: &str| Table::read(&folder.join(file)).unwrap();
    let mut blocks: BTreeMap<(i32, i32), Block> = BTreeMap::new();
    let mut occurrences = std::collections::BTreeSet::new();
    for row in read("splt.csv").numbers(&["Period", "EventId", "SummaryId", "SampleId", "Loss"]) {
        let (event, summary) = (row[1] as i32, row[2] as i32);
        occurrences.insert(Occurrence { event, period: row[0] as i32, ..Occurrence::default() });
        let block = blocks.entry((event, summary)).or_insert_with(|| Block {
            event,
            summary,
            losses: vec![0.0; SAMPLES],
            ..Block::default()
        });
        match row[3] as i32 {
            -1 => block.mean = row[4],
            sample => block.losses[usize::try_from(sample - 1).unwrap()] = row[4],
        }
    }
    let occurrences: Vec<Occurrence> = occurrences.into_iter().collect();
    let losses = EventLosses { samples: SAMPLES, blocks: blocks.into_values().collect() };

    // The sheets hold some of the curves: event mean OEP and sample mean, with their tails.
    let columns = ["SummaryId", "EPCalc", "EPType", "ReturnPeriod", "Loss"];
    for file in ["ept.csv", "tvar.csv"] {
        let theirs = read(file).numbers(&columns);
        assert!(!theirs.is_empty());
        let held: std::collections::BTreeSet<(i32, i32, i32)> =
            theirs.iter().map(|row| (row[0] as i32, row[1] as i32, row[2] as i32)).collect();
        let mut ours = vec![];
        for summary in losses.summaries() {
            for row in ept(&losses.periods(summary, &occurrences, PERIODS), &EptOptions::default()) {
                if held.contains(&(summary, row.ep_calc(), row.ep_type())) {
                    let key = [f64::from(summary), f64::from(row.ep_calc()), f64::from(row.ep_type())];
                    ours.push([key.to_vec(), vec![row.return_period, row.loss]].concat());
                }
            }
        }
        // The sheets go on with rows of zero.
        let theirs = theirs.into_iter().filter(|row| row[4] > 0.0 && held_rank(row, &ours)).collect();
        agree(file, ours, theirs, 3, |_| (1e-6, 1e-6));
    }

    let mut ours = vec![];
    for block in &losses.blocks {
        for occurrence in occurrences.iter().filter(|it| it.event == block.event) {
            for it in block.moments() {
                let key = [occurrence.period, block.event, block.summary, it.sample_type as i32].map(f64::from);
                ours.push([key.to_vec(), vec![it.mean_loss, it.sd_loss]].concat());
            }
        }
    }
    let columns = ["Period", "EventId", "SummaryId", "SampleType", "MeanLoss", "SDLoss"];
    agree("mplt", ours, read("mplt.csv").numbers(&columns), 4, |_| (1e-9, 1e-6));
}

/// Whether a row's rank is one that has a loss above zero of its own: tails of zeros go on falling in the sheet.
fn held_rank(row: &[f64], ours: &[Vec<f64>]) -> bool {
    let lowest = ours.iter().filter(|it| it[..3] == row[..3]).map(|it| it[3]).fold(f64::INFINITY, f64::min);
    row[3] >= lowest * (1.0 - 1e-9)
}
