//! Simulated years as Open Results Data: tables as csv and Parquet, the occurrence file, binary summary streams.
//!
//! Tables and columns: schema of the standard (CC0). The folder is the one that `ods_tools combine` reads. What is written: `docs/reference/ord.md`.

use crate::cells::csv;
use crate::error::StoreError;
use crate::folder::{Folder, Kind, Purpose, run_subject};
use arrow_array::{ArrayRef, Float32Array, Float64Array, Int32Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use blackstart_actuary::curve::{Averaging, EptOptions, ept, psept};
use blackstart_actuary::tables::{self, Block, ByEvent, EventLosses, Moments, Occurrence};
use blackstart_ensemble::layout::PartyLabel;
use blackstart_ensemble::summary::Spread;
use blackstart_ensemble::{Layout, Results, Summary, Years};
use blackstart_sim::handover::{Cause, Form};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Probabilities of QELT and QPLT.
const QUANTILES: [f64; 9] = [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0];

const HOURS_PER_YEAR: f64 = 8760.0;

/// First words of a summary stream: kind 3, version 1.
const SUMMARY_STREAM: i32 = 0x0300_0001;

/// Occurrences have dates, counted in days.
const WITH_DATES: i32 = 1;

/// Writes the folder and returns its files, in order; `command` goes into its manifest. An earlier export of the same scenarios is replaced.
///
/// # Errors
/// If the folder holds something else, another process writes it, or the system refuses.
pub fn write_ord(years: &Years, folder: &Path, command: Option<&str>) -> Result<Vec<String>, StoreError> {
    let package = Package::of(years);
    let scenarios: Vec<&str> = years.all_results().map(|it| it.layout.scenario.id.as_str()).collect();
    let subject = run_subject(&years.layout().model.id, &scenarios.join(", "));
    let purpose = Purpose { kind: Kind::Ord, subject, force: false };
    let files = package.files();
    let mut folder = Folder::claim(folder, purpose, files.clone())?;
    folder.clear()?;
    folder.put(OCCURRENCES, &package.occurrence_file())?;
    let settings = serde_json::to_string_pretty(&package.settings()).expect("settings are JSON");
    folder.put(SETTINGS, settings.as_bytes())?;
    for level in &package.levels {
        let stem = level.stem();
        folder.put(&format!("output/{stem}_summary-info.csv"), &level.info)?;
        for table in package.tables(level) {
            folder.put(&format!("output/{stem}_{}.csv", table.name), &table.csv())?;
            let name = format!("output/{stem}_{}.parquet", table.name);
            let bytes = table.parquet(&package.version, &folder.path().join(&name))?;
            folder.put(&name, &bytes)?;
        }
        folder.put(&format!("work/{stem}/summary.bin"), &level.stream())?;
    }
    folder.put(FAIR, &fair(years))?;
    folder.put(REACH, &reach(years))?;
    folder.finish(command)?;
    Ok(files)
}

const OCCURRENCES: &str = "input/occurrence.bin";
const SETTINGS: &str = "output/analysis_settings.json";
const FAIR: &str = "fair.csv";
const REACH: &str = "reach.csv";

/// A row of texts.
macro_rules! row {
    ($($cell:expr),* $(,)?) => {
        vec![$($cell.to_string()),*]
    };
}

/// The company's loss in FAIR's words, from simulated events: frequency and magnitude of each form.
fn fair(years: &Years) -> Vec<u8> {
    let heads = row!["form", "events_per_year", "p05", "p50", "p95", "mean", "mean_per_year"];
    let forms = years.summary().fair.into_iter();
    let rows = forms.map(|it| row![it.form, it.events_per_year, it.p05, it.p50, it.p95, it.mean, it.mean_per_year]);
    csv([heads].into_iter().chain(rows))
}

/// Both axes of the Cyber Monitoring Centre for each scenario, with heads and parties.
fn reach(years: &Years) -> Vec<u8> {
    let mut rows = vec![row!["scenario", "of", "name", "p05", "p50", "p95", "mean"]];
    for results in years.all_results() {
        let reach = Summary::of(results).reach;
        let mut add = |of: &str, name: &str, it: &Spread| {
            rows.push(row![results.layout.scenario.id, of, name, it.p05, it.p50, it.p95, it.mean]);
        };
        add("organisations", "", &reach.organisations);
        add("impact", "", &reach.impact);
        for (of, parts) in [("head", &reach.by_head), ("party", &reach.by_party)] {
            for part in parts {
                add(of, &part.name, &part.loss);
            }
        }
    }
    csv(rows)
}

/// All that is written.
struct Package {
    version: String,
    model: String,
    years: usize,
    occurrences: Vec<Occurrence>,
    levels: Vec<Level>,
}

/// Losses of events by one way of adding up.
struct Level {
    /// `gul` before insurance, `il` what it pays.
    perspective: &'static str,
    /// Number of the way of adding up: 1 party, 2 party and coverage, 3 all.
    set: i32,
    losses: EventLosses,
    /// The file that says what summary numbers stand for.
    info: Vec<u8>,
}

impl Package {
    fn of(years: &Years) -> Self {
        let layout = years.layout();
        // One event is one history of one scenario: all parties that it hits share its number.
        let mut events: BTreeMap<(usize, usize), i32> =
            years.happenings().iter().map(|it| ((it.source, it.row), 0)).collect();
        events.values_mut().zip(1..).for_each(|(event, number)| *event = number);
        let occurrences = years.happenings().iter().map(|it| Occurrence {
            event: events[&(it.source, it.row)],
            period: i32::try_from(it.year + 1).expect("years are below 2^31"),
            date: date(it.year + 1, it.when),
            time: (0, 0),
        });
        let occurrences: Vec<Occurrence> = occurrences.collect();

        let exposure = exposures(years.results(0));
        let parties = layout.parties.len();
        let mut by_party: BTreeMap<(i32, i32), f64> = BTreeMap::new();
        let mut by_coverage: BTreeMap<(i32, (usize, u8)), f64> = BTreeMap::new();
        let mut paid: BTreeMap<(i32, i32), f64> = BTreeMap::new();
        let mut all: BTreeMap<(i32, i32), f64> = BTreeMap::new();
        let sources = events.keys().map(|(source, _)| *source).collect::<std::collections::BTreeSet<_>>();
        for source in sources {
            let results = years.results(source);
            let event_of = |replicate: u32| {
                let row = results.replicates.replicate.binary_search(&replicate).ok()?;
                events.get(&(source, row)).copied()
            };
            let table = &results.losses;
            for row in 0..table.replicate.len() {
                let Some(event) = event_of(table.replicate[row]) else { continue };
                let (form, cause) =
                    (Form::ALL[usize::from(table.form[row])], Cause::ALL[usize::from(table.cause[row])]);
                let party = table.party[row] as usize;
                if form.is_transfer() {
                    continue;
                }
                *by_party.entry((event, number(party))).or_default() += table.amount[row];
                *all.entry((event, 1)).or_default() += table.amount[row];
                if let Some(coverage) = form.oed(cause) {
                    *by_coverage.entry((event, (party, coverage))).or_default() += table.amount[row];
                }
            }
            let table = &results.claims;
            for row in 0..table.replicate.len() {
                let Some(event) = event_of(table.replicate[row]) else { continue };
                let insured = layout.policies[usize::from(table.policy[row])].insured as usize;
                *paid.entry((event, number(insured))).or_default() += table.paid[row];
            }
        }
        let mut coverages: Vec<(usize, u8)> = by_coverage.keys().map(|(_, it)| *it).collect();
        coverages.sort_unstable();
        coverages.dedup();
        let of = |it: &(usize, u8)| number(coverages.binary_search(it).expect("it was listed"));
        let by_coverage = by_coverage.iter().map(|((event, it), loss)| ((*event, of(it)), *loss)).collect();

        let whole: f64 = exposure.iter().sum();
        let party_of = |summary: i32| exposure[summary as usize - 1];
        let mut levels = vec![
            Level::of("gul", 1, by_party, party_of, party_info(layout, &exposure)),
            Level::of("gul", 2, by_coverage, |it| exposure[coverages[it as usize - 1].0], {
                let mut info = vec![row!["summary_id", "PortNumber", "AccNumber", "CoverageID", "tiv"]];
                for (summary, (party, coverage)) in (1..).zip(&coverages) {
                    let tiv = format!("{:.2}", exposure[*party]);
                    info.push(row![summary, layout.model.id, layout.parties[*party].id, coverage, tiv]);
                }
                csv(info)
            }),
            Level::of("gul", 3, all, |_| whole, {
                let tiv = format!("{whole:.2}");
                csv([row!["summary_id", "PortNumber", "tiv"], row![1, layout.model.id, tiv]])
            }),
        ];
        if !layout.policies.is_empty() {
            levels.push(Level::of("il", 1, paid, party_of, party_info(layout, &exposure)));
        }
        debug_assert_eq!(exposure.len(), parties);
        let (version, model) = (layout.version.clone(), layout.model.id.clone());
        Self { version, model, years: years.count() as usize, occurrences, levels }
    }

    /// Every file of the folder, in order.
    fn files(&self) -> Vec<String> {
        let mut files = vec![OCCURRENCES.to_owned(), SETTINGS.to_owned()];
        for level in &self.levels {
            let stem = level.stem();
            files.push(format!("output/{stem}_summary-info.csv"));
            for table in TABLES {
                files.extend(["csv", "parquet"].map(|kind| format!("output/{stem}_{table}.{kind}")));
            }
            files.push(format!("work/{stem}/summary.bin"));
        }
        files.extend([FAIR, REACH].map(str::to_owned));
        files
    }

    /// Dates of events: event, period, day.
    fn occurrence_file(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 12 * self.occurrences.len());
        let mut put = |number: i32| bytes.extend(number.to_le_bytes());
        put(WITH_DATES);
        put(number(self.years) - 1);
        for it in &self.occurrences {
            put(it.event);
            put(it.period);
            put(day_number(it.date));
        }
        bytes
    }

    /// What the analysis was, as `ods_tools` checks it.
    fn settings(&self) -> serde_json::Value {
        let tables = json!({
            "elt_moment": true, "elt_quantile": true, "elt_sample": true,
            "plt_moment": true, "plt_quantile": true, "plt_sample": true,
            "alt_period": true, "ept_full_uncertainty_aep": true, "ept_full_uncertainty_oep": true,
        });
        let summaries = |perspective: &str| -> Vec<serde_json::Value> {
            let fields = |set| match set {
                1 => vec!["PortNumber", "AccNumber"],
                2 => vec!["PortNumber", "AccNumber", "CoverageID"],
                _ => vec!["PortNumber"],
            };
            let levels = self.levels.iter().filter(|level| level.perspective == perspective);
            levels.map(|it| json!({ "id": it.set, "oed_fields": fields(it.set), "ord_output": tables })).collect()
        };
        let mut settings = json!({
            "version": "3",
            "analysis_tag": self.model,
            "model_supplier_id": "Blackstart",
            "model_name_id": "cyber-interruption",
            "model_version": self.version,
            "number_of_samples": 1,
            "gul_threshold": 0,
            "model_settings": {
                "event_set": self.model,
                "event_occurrence_id": format!("{}-{}", self.model, self.years),
                "event_occurrence_max_periods": self.years,
            },
            "gul_output": true,
            "gul_summaries": summaries("gul"),
        });
        if self.levels.iter().any(|level| level.perspective == "il") {
            settings["il_output"] = json!(true);
            settings["il_summaries"] = json!(summaries("il"));
        }
        settings
    }

    /// All tables of a level.
    fn tables(&self, level: &Level) -> Vec<Table> {
        let by_event = ByEvent::new(&self.occurrences);
        let mut melt = Table::new("melt", MELT);
        let mut qelt = Table::new("qelt", QELT);
        let mut selt = Table::new("selt", SELT);
        let mut mplt = Table::new("mplt", MPLT);
        let mut qplt = Table::new("qplt", QPLT);
        let mut splt = Table::new("splt", SPLT);
        for block in &level.losses.blocks {
            let key = [f64::from(block.event), f64::from(block.summary)];
            let quantiles = block.quantiles(&QUANTILES);
            for it in tables::melt(block) {
                melt.row(&[
                    &key[..],
                    &[f64::from(it.sample_type as i32), by_event.rate(block.event, self.years)],
                    &moments(&it),
                ]);
            }
            for (p, loss) in QUANTILES.iter().zip(&quantiles) {
                qelt.row(&[&key, &[*p, *loss]]);
            }
            for (sample, loss) in block.rows(false) {
                selt.row(&[&key, &[f64::from(sample), loss, block.exposure]]);
            }
            for it in by_event.of(block.event) {
                let (date, time) = (it.date, it.time);
                let weight = 1.0 / self.years as f64;
                let when = [date.0, date.1, date.2, time.0, time.1, block.summary].map(f64::from);
                let when = [&[f64::from(it.period), weight, f64::from(it.event)][..], &when].concat();
                for it in block.moments() {
                    mplt.row(&[&when, &[f64::from(it.sample_type as i32)], &moments(&it)]);
                }
                for (p, loss) in QUANTILES.iter().zip(&quantiles) {
                    qplt.row(&[&when, &[*p, *loss]]);
                }
                for (sample, loss) in block.rows(true) {
                    splt.row(&[&when, &[f64::from(sample), loss, block.exposure]]);
                }
            }
        }
        let mut alt = Table::new("alt", ALT);
        let mut alct = Table::new("alct", ALCT);
        let mut curve = Table::new("ept", EPT);
        let mut samples = Table::new("psept", PSEPT);
        // With one sample all ways to take samples together are the same curve.
        let averagings = [Averaging::EventMean, Averaging::FullUncertainty];
        let options = EptOptions { averagings: &averagings, ..EptOptions::default() };
        for summary in level.losses.summaries() {
            let losses = level.losses.periods(summary, &self.occurrences, self.years);
            let key = [f64::from(summary)];
            for it in tables::alt(&losses, None) {
                alt.row(&[&key, &[f64::from(it.sample_type as i32), it.mean_loss, it.sd_loss]]);
            }
            for it in tables::alct(&losses) {
                let (low, high) = it.interval();
                let relative = |error: f64| if it.mean_loss > 0.0 { error / it.mean_loss } else { 0.0 };
                let (hazard, total) = (it.var_hazard.sqrt(), it.standard_error());
                alct.row(&[
                    &key,
                    &[it.mean_loss, it.sd_loss, it.sample_size as f64, low, high, total, relative(total)],
                    &[it.var_hazard, hazard, relative(hazard), it.var_vulnerability, total, relative(total)],
                ]);
            }
            for it in ept(&losses, &options) {
                let kind = [f64::from(it.ep_calc()), f64::from(it.ep_type())];
                curve.row(&[&key, &kind, &[it.return_period, it.loss]]);
            }
            for it in psept(&losses, &options) {
                let kind = [f64::from(it.sample), f64::from(it.ep_type())];
                samples.row(&[&key, &kind, &[it.return_period, it.loss]]);
            }
        }
        vec![melt, qelt, selt, mplt, qplt, splt, alt, alct, curve, samples]
    }
}

/// Names of a level's tables, in order.
const TABLES: [&str; 10] = ["melt", "qelt", "selt", "mplt", "qplt", "splt", "alt", "alct", "ept", "psept"];

impl Level {
    /// How names of its files begin.
    fn stem(&self) -> String {
        format!("{}_S{}", self.perspective, self.set)
    }

    fn of(
        perspective: &'static str,
        set: i32,
        losses: BTreeMap<(i32, i32), f64>,
        exposure: impl Fn(i32) -> f64,
        info: Vec<u8>,
    ) -> Self {
        // The standard knows no gains: an event in which a summary gains is none to it.
        let blocks = losses.into_iter().filter(|(_, loss)| *loss > 0.0).map(|((event, summary), loss)| {
            let exposure = exposure(summary);
            Block { event, summary, exposure, max_loss: exposure.max(loss), mean: loss, losses: vec![loss] }
        });
        Self { perspective, set, losses: EventLosses { samples: 1, blocks: blocks.collect() }, info }
    }

    /// The binary stream of a summary: for each event and summary the largest possible loss (−5), the chance (−4), the mean (−1), the samples.
    fn stream(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(12 + 52 * self.losses.blocks.len());
        for number in [SUMMARY_STREAM, number(self.losses.samples) - 1, self.set] {
            bytes.extend(number.to_le_bytes());
        }
        for block in &self.losses.blocks {
            bytes.extend(block.event.to_le_bytes());
            bytes.extend(block.summary.to_le_bytes());
            bytes.extend(single(block.exposure).to_le_bytes());
            let chance = block.moments()[1].chance_of_loss;
            let special = [(-5, block.max_loss), (-4, chance), (-1, block.mean)];
            for (sample, loss) in special.into_iter().chain(block.rows(false)).chain([(0, 0.0)]) {
                bytes.extend(sample.to_le_bytes());
                bytes.extend(single(loss).to_le_bytes());
            }
        }
        bytes
    }
}

/// What summary numbers of parties stand for.
fn party_info(layout: &Layout, exposure: &[f64]) -> Vec<u8> {
    let parties = layout.parties.iter().zip(exposure).enumerate();
    let row = |(at, (party, exposure)): (usize, (&PartyLabel, &f64))| {
        row![number(at), layout.model.id, party.id, format!("{exposure:.2}")]
    };
    csv([row!["summary_id", "PortNumber", "AccNumber", "tiv"]].into_iter().chain(parties.map(row)))
}

/// Annual gross profit of each party without the event, mean over histories; at least 1.
fn exposures(results: &Results) -> Vec<f64> {
    let mut sums = vec![0.0; results.layout.parties.len()];
    for (party, profit) in results.parties.party.iter().zip(&results.parties.twin_gross_profit) {
        sums[*party as usize] += profit;
    }
    let years = results.layout.horizon_hours / HOURS_PER_YEAR * results.len().max(1) as f64;
    sums.iter().map(|sum| (sum / years).max(1.0)).collect()
}

/// Year, month and day of a moment of a year of 365 days.
fn date(year: u32, when: f64) -> (i32, i32, i32) {
    #[expect(clippy::cast_possible_truncation, reason = "0 to 364")]
    let mut day = (when * 365.0).min(364.0) as i32;
    let mut month = 1;
    for length in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    (i32::try_from(year).expect("years are below 2^31"), month, day + 1)
}

/// Days since 1 March of year 0 (Gary Katch's algorithm, as the occurrence file counts).
fn day_number((year, month, day): (i32, i32, i32)) -> i32 {
    let month = (month + 9) % 12;
    let year = year - month / 10;
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 1
}

/// A position as a number that counts from 1.
fn number(position: usize) -> i32 {
    i32::try_from(position + 1).expect("numbers of the standard have 32 bits")
}

/// Amounts of the standard have 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is the standard")]
fn single(amount: f64) -> f32 {
    amount as f32
}

/// Columns of a table of moments, from the chance of loss on.
fn moments(it: &Moments) -> [f64; 7] {
    let exposure = [it.footprint_exposure, it.mean_impacted_exposure, it.max_impacted_exposure];
    [it.chance_of_loss, it.mean_loss, it.sd_loss, it.max_loss, exposure[0], exposure[1], exposure[2]]
}

/// Columns with their decimals in csv; none: whole numbers.
type Columns = &'static [(&'static str, Option<usize>)];

const MELT: Columns = &[
    ("EventId", None),
    ("SummaryId", None),
    ("SampleType", None),
    ("EventRate", Some(6)),
    ("ChanceOfLoss", Some(6)),
    ("MeanLoss", Some(6)),
    ("SDLoss", Some(6)),
    ("MaxLoss", Some(6)),
    ("FootprintExposure", Some(6)),
    ("MeanImpactedExposure", Some(6)),
    ("MaxImpactedExposure", Some(6)),
];
const QELT: Columns = &[("EventId", None), ("SummaryId", None), ("Quantile", Some(6)), ("Loss", Some(6))];
const SELT: Columns =
    &[("EventId", None), ("SummaryId", None), ("SampleId", None), ("Loss", Some(2)), ("ImpactedExposure", Some(2))];
const MPLT: Columns = &[
    ("Period", None),
    ("PeriodWeight", Some(6)),
    ("EventId", None),
    ("Year", None),
    ("Month", None),
    ("Day", None),
    ("Hour", None),
    ("Minute", None),
    ("SummaryId", None),
    ("SampleType", None),
    ("ChanceOfLoss", Some(4)),
    ("MeanLoss", Some(2)),
    ("SDLoss", Some(2)),
    ("MaxLoss", Some(2)),
    ("FootprintExposure", Some(2)),
    ("MeanImpactedExposure", Some(2)),
    ("MaxImpactedExposure", Some(2)),
];
const QPLT: Columns = &[
    ("Period", None),
    ("PeriodWeight", Some(6)),
    ("EventId", None),
    ("Year", None),
    ("Month", None),
    ("Day", None),
    ("Hour", None),
    ("Minute", None),
    ("SummaryId", None),
    ("Quantile", Some(2)),
    ("Loss", Some(2)),
];
const SPLT: Columns = &[
    ("Period", None),
    ("PeriodWeight", Some(6)),
    ("EventId", None),
    ("Year", None),
    ("Month", None),
    ("Day", None),
    ("Hour", None),
    ("Minute", None),
    ("SummaryId", None),
    ("SampleId", None),
    ("Loss", Some(2)),
    ("ImpactedExposure", Some(2)),
];
const ALT: Columns = &[("SummaryId", None), ("SampleType", None), ("MeanLoss", Some(6)), ("SDLoss", Some(6))];
const ALCT: Columns = &[
    ("SummaryId", None),
    ("MeanLoss", Some(6)),
    ("SDLoss", Some(6)),
    ("SampleSize", None),
    ("LowerCI", Some(6)),
    ("UpperCI", Some(6)),
    ("StandardError", Some(6)),
    ("RelativeError", Some(6)),
    ("VarElementHaz", Some(6)),
    ("StandardErrorHaz", Some(6)),
    ("RelativeErrorHaz", Some(6)),
    ("VarElementVuln", Some(6)),
    ("StandardErrorVuln", Some(6)),
    ("RelativeErrorVuln", Some(6)),
];
const EPT: Columns =
    &[("SummaryId", None), ("EPCalc", None), ("EPType", None), ("ReturnPeriod", Some(6)), ("Loss", Some(6))];
const PSEPT: Columns =
    &[("SummaryId", None), ("SampleId", None), ("EPType", None), ("ReturnPeriod", Some(6)), ("Loss", Some(6))];

/// One table of the standard, row by row.
struct Table {
    name: &'static str,
    columns: Columns,
    values: Vec<f64>,
}

impl Table {
    fn new(name: &'static str, columns: Columns) -> Self {
        Self { name, columns, values: Vec::new() }
    }

    /// Adds a row from its parts.
    fn row(&mut self, parts: &[&[f64]]) {
        parts.iter().for_each(|part| self.values.extend(*part));
        debug_assert_eq!(self.values.len() % self.columns.len(), 0, "{}: a row has every column", self.name);
    }

    fn csv(&self) -> Vec<u8> {
        let heads = self.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let rows = self.values.chunks(self.columns.len()).map(|row| {
            let cells = row.iter().zip(self.columns);
            cells.map(|(value, (_, decimals))| format!("{value:.*}", decimals.unwrap_or(0))).collect()
        });
        csv([heads].into_iter().chain(rows))
    }

    /// Whole numbers in 32 bits; amounts in 32 as the standard has them, and beside them (`Loss64`, …) in 64.
    fn parquet(&self, version: &str, path: &Path) -> Result<Vec<u8>, StoreError> {
        let width = self.columns.len();
        let column = |at: usize| self.values.iter().skip(at).step_by(width).copied();
        let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
        for (at, (name, decimals)) in self.columns.iter().enumerate() {
            if decimals.is_none() {
                #[expect(clippy::cast_possible_truncation, reason = "they were 32-bit numbers")]
                let whole = Int32Array::from_iter_values(column(at).map(|it| it as i32));
                fields.push(Field::new(*name, DataType::Int32, false));
                arrays.push(Arc::new(whole));
            } else {
                fields.push(Field::new(*name, DataType::Float32, false));
                arrays.push(Arc::new(Float32Array::from_iter_values(column(at).map(single))));
            }
        }
        for (at, (name, _)) in self.columns.iter().enumerate().filter(|(_, (name, _))| name.ends_with("Loss")) {
            fields.push(Field::new(format!("{name}64"), DataType::Float64, false));
            arrays.push(Arc::new(Float64Array::from_iter_values(column(at))));
        }
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_created_by(format!("blackstart {version}"))
            .set_compression(Compression::SNAPPY)
            .build();
        let wrong = |error: &dyn std::fmt::Display| StoreError::damaged(path, error);
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, schema.clone(), Some(properties)).map_err(|it| wrong(&it))?;
        let batch = RecordBatch::try_new(schema, arrays).map_err(|it| wrong(&it))?;
        writer.write(&batch).map_err(|it| wrong(&it))?;
        writer.close().map_err(|it| wrong(&it))?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
