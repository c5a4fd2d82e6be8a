//! Tables of exceedance, averages, events and periods: every case folder that is found.

use crate::data::{Table, agree, cases};
use blackstart_actuary::curve::{EptOptions, ept, psept};
use blackstart_actuary::tables::{self, Block, ByEvent, EventLosses, Moments, Occurrence};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_case() {
    let cases = cases("ept", |_| true);
    assert!(cases.len() >= 7, "our own cases are missing");
    for case in cases {
        let case = Case::read(&case);
        case.exceedance();
        case.averages();
        case.events();
        case.occurrences();
    }
}

struct Case {
    name: String,
    expected: std::path::PathBuf,
    periods: usize,
    losses: EventLosses,
    occurrences: Vec<Occurrence>,
    weights: Option<Vec<f64>>,
    return_periods: Option<Vec<f64>>,
    quantiles: Vec<f64>,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let meta: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join("meta.json")).unwrap()).unwrap();
        let count = |key: &str| usize::try_from(meta[key].as_u64().unwrap()).unwrap();
        let (periods, samples) = (count("periods"), count("samples"));
        let input = folder.join("input");
        let column = |file: &str, name: &str| -> Option<Vec<f64>> {
            Some(Table::read(&input.join(file))?.numbers(&[name]).into_iter().map(|row| row[0]).collect())
        };
        let mut blocks: BTreeMap<(i32, i32), Block> = BTreeMap::new();
        let summary = Table::read(&input.join("summary.csv")).unwrap();
        for row in summary.numbers(&["event_id", "summary_id", "exposure", "sidx", "loss"]) {
            let (event, summary) = (row[0] as i32, row[1] as i32);
            let block = blocks.entry((event, summary)).or_insert_with(|| Block {
                event,
                summary,
                exposure: row[2],
                max_loss: row[2],
                mean: 0.0,
                losses: vec![0.0; samples],
            });
            match row[3] as i32 {
                -1 => block.mean = row[4],
                sample => block.losses[usize::try_from(sample - 1).unwrap()] = row[4],
            }
        }
        let occurrence = Table::read(&input.join("occurrence.csv")).unwrap();
        let occurrences = occurrence.numbers(&["event_id", "period_no", "occ_year", "occ_month", "occ_day"]);
        let occurrence = |row: &Vec<f64>| Occurrence {
            event: row[0] as i32,
            period: row[1] as i32,
            date: (row[2] as i32, row[3] as i32, row[4] as i32),
            time: (0, 0),
        };
        let weights = Table::read(&input.join("periods.csv")).map(|table| {
            let mut weights = vec![0.0; periods];
            for row in table.numbers(&["period_no", "weighting"]) {
                weights[row[0] as usize - 1] = row[1];
            }
            weights
        });
        Self {
            name: folder.display().to_string(),
            expected: folder.join("expected"),
            periods,
            losses: EventLosses { samples, blocks: blocks.into_values().collect() },
            occurrences: occurrences.iter().map(occurrence).collect(),
            weights,
            return_periods: column("returnperiods.csv", "return_period"),
            quantiles: column("quantile.csv", "quantile").unwrap_or_default(),
        }
    }

    /// Rows of an expected table, if it is there.
    fn rows(&self, file: &str, columns: &[&str]) -> Option<Vec<Vec<f64>>> {
        Some(Table::read(&self.expected.join(file))?.numbers(columns))
    }

    fn exceedance(&self) {
        let options = EptOptions {
            weights: self.weights.as_deref(),
            return_periods: self.return_periods.as_deref(),
            ..EptOptions::default()
        };
        // What the programs disagree on, or write by a recipe that is only exact at ranks, is not compared.
        let tails = self.return_periods.is_none();
        let compared = |row: &[f64]| tails || row[0] as i32 % 2 == 1;
        let columns = ["SummaryId", "EPCalc", "EPType", "ReturnPeriod", "Loss"];
        if let Some(mut theirs) = self.rows("ept.csv", &columns) {
            theirs.retain(|row| compared(&row[2..]) && (self.weights.is_none() || row[1] != 3.0));
            let mut ours = vec![];
            for summary in self.losses.summaries() {
                let losses = self.losses.periods(summary, &self.occurrences, self.periods);
                for row in ept(&losses, &options) {
                    let numbers = [f64::from(row.ep_calc()), f64::from(row.ep_type()), row.return_period, row.loss];
                    ours.push([vec![f64::from(summary)], numbers.to_vec()].concat());
                }
            }
            ours.retain(|row| compared(&row[2..]) && (self.weights.is_none() || row[1] != 3.0));
            agree(&format!("{} ept", self.name), ours, theirs, 3, |_| (1e-6, 1e-6));
        }
        let columns = ["SummaryId", "SampleId", "EPType", "ReturnPeriod", "Loss"];
        if let Some(mut theirs) = self.rows("psept.csv", &columns).filter(|_| self.weights.is_none()) {
            theirs.retain(|row| compared(&row[2..]));
            let mut ours = vec![];
            for summary in self.losses.summaries() {
                let losses = self.losses.periods(summary, &self.occurrences, self.periods);
                for row in psept(&losses, &options) {
                    let numbers = [f64::from(row.sample), f64::from(row.ep_type()), row.return_period, row.loss];
                    ours.push([vec![f64::from(summary)], numbers.to_vec()].concat());
                }
            }
            ours.retain(|row| compared(&row[2..]));
            agree(&format!("{} psept", self.name), ours, theirs, 3, |_| (1e-6, 1e-6));
        }
    }

    fn averages(&self) {
        let Some(theirs) = self.rows("alt.csv", &["SummaryId", "SampleType", "MeanLoss", "SDLoss"]) else { return };
        let mut ours = vec![];
        for summary in self.losses.summaries() {
            let losses = self.losses.periods(summary, &self.occurrences, self.periods);
            for row in tables::alt(&losses, self.weights.as_deref()) {
                ours.push(vec![f64::from(summary), f64::from(row.sample_type as i32), row.mean_loss, row.sd_loss]);
            }
            let last = tables::alct(&losses).pop().unwrap();
            let all = tables::alt(&losses, None)[1];
            assert!((last.mean_loss - all.mean_loss).abs() <= 1e-9 * all.mean_loss);
            assert!((last.sd_loss - all.sd_loss).abs() <= 1e-6 * all.sd_loss);
        }
        agree(&format!("{} alt", self.name), ours, theirs, 2, |_| (1e-6, 1e-6));
    }

    fn events(&self) {
        let by_event = ByEvent::new(&self.occurrences);
        let key = |block: &Block| vec![f64::from(block.event), f64::from(block.summary)];
        let columns = ["EventId", "SummaryId", "SampleType", "EventRate", "ChanceOfLoss", "MeanLoss", "SDLoss"];
        let rest = ["MaxLoss", "FootprintExposure", "MeanImpactedExposure", "MaxImpactedExposure"];
        if let Some(theirs) = self.rows("melt.csv", &[&columns[..], &rest].concat()) {
            let mut ours = vec![];
            for block in &self.losses.blocks {
                for it in tables::melt(block) {
                    let rate = by_event.rate(block.event, self.periods);
                    let kind = f64::from(it.sample_type as i32);
                    ours.push([key(block), vec![kind, rate], moments(&it)].concat());
                }
            }
            agree(&format!("{} melt", self.name), ours, theirs, 3, |column| single(column, 6));
        }
        if let Some(theirs) = self.rows("qelt.csv", &["EventId", "SummaryId", "Quantile", "Loss"]) {
            let mut ours = vec![];
            for block in &self.losses.blocks {
                let losses = block.quantiles(&self.quantiles);
                ours.extend(self.quantiles.iter().zip(losses).map(|(&p, loss)| [key(block), vec![p, loss]].concat()));
            }
            agree(&format!("{} qelt", self.name), ours, theirs, 3, |column| single(column, usize::MAX));
        }
    }

    fn occurrences(&self) {
        let by_event = ByEvent::new(&self.occurrences);
        // Keys first: occurrence, summary, then what tells rows apart.
        let when = ["Period", "EventId", "Year", "Month", "Day", "Hour", "Minute", "SummaryId"];
        let spread = |rows_of: &dyn Fn(&Block) -> Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            let mut ours = vec![];
            for block in &self.losses.blocks {
                for it in by_event.of(block.event) {
                    let when = [it.period, it.event, it.date.0, it.date.1, it.date.2, it.time.0, it.time.1];
                    let at = it.period as usize - 1;
                    let weight = self.weights.as_ref().map_or(1.0 / self.periods as f64, |weights| weights[at]);
                    for mut row in rows_of(block) {
                        row.insert(1, weight);
                        let when = when.iter().chain([&block.summary]).map(|&it| f64::from(it)).collect();
                        ours.push([when, row].concat());
                    }
                }
            }
            ours
        };
        let table = |file, columns: &[&str]| self.rows(file, &[&when[..], columns].concat());
        if let Some(theirs) = table("splt.csv", &["SampleId", "PeriodWeight", "Loss", "ImpactedExposure"]) {
            let rows = |block: &Block| {
                block.rows(true).map(|(sample, loss)| vec![f64::from(sample), loss, block.exposure]).collect()
            };
            agree(&format!("{} splt", self.name), spread(&rows), theirs, 9, |column| single(column, usize::MAX));
        }
        let columns = ["SampleType", "PeriodWeight", "ChanceOfLoss", "MeanLoss", "SDLoss", "MaxLoss"];
        let rest = ["FootprintExposure", "MeanImpactedExposure", "MaxImpactedExposure"];
        if let Some(theirs) = table("mplt.csv", &[&columns[..], &rest].concat()) {
            let rows = |block: &Block| {
                let row = |it: &Moments| [vec![f64::from(it.sample_type as i32)], moments(it)].concat();
                block.moments().iter().map(row).collect()
            };
            agree(&format!("{} mplt", self.name), spread(&rows), theirs, 9, |column| single(column, 12));
        }
        if let Some(theirs) = table("qplt.csv", &["Quantile", "PeriodWeight", "Loss"]) {
            let rows = |block: &Block| {
                let losses = block.quantiles(&self.quantiles);
                // The table has two decimals.
                let two = |p: f64| (p * 100.0).round() / 100.0;
                self.quantiles.iter().zip(losses).map(|(&p, loss)| vec![two(p), loss]).collect()
            };
            agree(&format!("{} qplt", self.name), spread(&rows), theirs, 9, |column| single(column, usize::MAX));
        }
    }
}

/// Columns of a table of moments from the chance of loss on.
fn moments(it: &Moments) -> Vec<f64> {
    vec![
        it.chance_of_loss,
        it.mean_loss,
        it.sd_loss,
        it.max_loss,
        it.footprint_exposure,
        it.mean_impacted_exposure,
        it.max_impacted_exposure,
    ]
}

/// Tolerance of tables in 32-bit floats; standard deviations lose more.
fn single(column: usize, deviation: usize) -> (f64, f64) {
    (if column == deviation { 5e-5 } else { 5e-6 }, 0.01)
}
