//! Years made of bad days: each scenario comes so many times a year, each time as one of its histories; then the curve.
//!
//! The mathematics is on the method page `docs/method/curves.md`.

use crate::layout::Layout;
use crate::results::Results;
use crate::run::Watch;
use crate::stats::Interval;
use blackstart_actuary::curve::{Basis, Curve, PeriodLosses};
use blackstart_actuary::policy::Layer;
use blackstart_actuary::sample::quantile;
use blackstart_model::id::key;
use blackstart_sim::draw::Draw;
use blackstart_sim::draw::purpose::NEXT_DAY;
use blackstart_sim::handover::Form;
use serde::Serialize;
use std::fmt;

#[cfg(test)]
mod tests;

/// Turns of the draws of a year: the gap before an event, then which history it is.
const TURNS: u32 = 2;

/// Sets re-drawn for the interval of a tail mean.
const RESAMPLES: usize = 200;

/// Most losses of one tail that are re-drawn that often: beyond it the tail is long enough to speak for itself.
const MOST_REDRAWN: f64 = 20_000.0;

/// Most events of all years together.
const MOST_EVENTS: f64 = 5e7;

/// Years, or bad days, between two looks at whether to go on.
const PIECE: usize = 1024;

/// Return periods at which curves are read \[years\].
pub const RETURN_PERIODS: [f64; 10] = [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1000.0];

/// Points drawn from one of them to the next.
const BETWEEN: u32 = 8;

/// Why years cannot be made of some results.
#[derive(Clone, Debug, PartialEq)]
pub enum YearsError {
    /// There are no results.
    Nothing,
    /// A scenario states no rate; its name.
    NoRate(String),
    /// A rate is not a finite number above zero; the scenario's name and the rate.
    Rate(String, f64),
    /// Results of a scenario hold no history; its name.
    Empty(String),
    /// Two results are of different models; their names.
    OtherModel(String, String),
    /// The same scenario is defined twice; its name.
    Twice(String),
    /// More events than fit; their expected number.
    TooMany(f64),
    /// Whoever watched stopped it.
    Stopped,
}

impl fmt::Display for YearsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "name at least one finished run"),
            Self::NoRate(name) => {
                write!(
                    f,
                    "the scenario {name} says no `rate`; add rate = 0.05 (once in twenty years) to it, or name one for it here"
                )
            }
            Self::Rate(name, rate) => write!(f, "{name} comes {rate} times a year; a rate is a number above zero"),
            Self::Empty(name) => write!(f, "the run of {name} holds no history"),
            Self::OtherModel(one, other) => {
                write!(f, "these are runs of different models ({one}, {other}); a year is made of days of one")
            }
            Self::Twice(name) => write!(f, "the scenario {name} is defined twice"),
            Self::TooMany(events) => write!(f, "these years would hold about {events:.0} events; ask for fewer years"),
            Self::Stopped => write!(f, "the years were stopped before all were drawn"),
        }
    }
}

impl std::error::Error for YearsError {}

/// One scenario's histories and how often they come.
#[derive(Clone, Copy, Debug)]
struct Source<'a> {
    results: &'a Results,
    rate: f64,
    key: u64,
}

/// One bad day of a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// Year, from 0.
    pub year: u32,
    /// When in it, 0–1.
    pub when: f64,
    /// Which scenario: position among the results given.
    pub source: usize,
    /// Which of its histories: row among its replicates.
    pub row: usize,
}

/// Simulated years.
#[derive(Clone, Debug)]
pub struct Years<'a> {
    sources: Vec<Source<'a>>,
    count: u32,
    seed: u64,
    happenings: Vec<Happening>,
}

/// What one happening cost one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Before insurance \[money\].
    pub gross: f64,
    /// What insurance pays of it, after the year's earlier events \[money\].
    pub insured: f64,
}

impl<'a> Years<'a> {
    /// Makes years: scenarios come independently, each as a Poisson process of its rate, each time as one of its histories, all equally likely.
    ///
    /// `rates` may give a scenario another rate than its results hold. A function of the seed; adding a scenario or a year changes no other's draws.
    ///
    /// # Errors
    /// Where the results do not belong together or a rate is missing.
    pub fn new(results: &[&'a Results], rates: &[(String, f64)], count: u32, seed: u64) -> Result<Self, YearsError> {
        Self::watched(results, rates, count, seed, &())
    }

    /// [`Years::new`], watched.
    ///
    /// # Errors
    /// As [`Years::new`], or if `watch` stops it.
    pub fn watched(
        results: &[&'a Results],
        rates: &[(String, f64)],
        count: u32,
        seed: u64,
        watch: &impl Watch,
    ) -> Result<Self, YearsError> {
        let first = *results.first().ok_or(YearsError::Nothing)?;
        let mut sources: Vec<Source> = Vec::with_capacity(results.len());
        for &results in results {
            let name = &results.layout.scenario.id;
            if results.layout.model_hash != first.layout.model_hash || results.layout.model.id != first.layout.model.id
            {
                let names = [&first.layout.model.id, &results.layout.model.id].map(Clone::clone);
                return Err(YearsError::OtherModel(names[0].clone(), names[1].clone()));
            }
            let stated = rates.iter().find(|(of, _)| of == name).map(|(_, rate)| *rate);
            let rate = stated.or(results.layout.rate).ok_or_else(|| YearsError::NoRate(name.clone()))?;
            if !(rate > 0.0 && rate.is_finite()) {
                return Err(YearsError::Rate(name.clone(), rate));
            }
            if results.is_empty() {
                return Err(YearsError::Empty(name.clone()));
            }
            if sources.iter().any(|source| source.results.layout.scenario.id == *name) {
                return Err(YearsError::Twice(name.clone()));
            }
            sources.push(Source { results, rate, key: key("scenario", name) });
        }
        let expected = sources.iter().map(|source| source.rate).sum::<f64>() * f64::from(count);
        if expected > MOST_EVENTS {
            return Err(YearsError::TooMany(expected));
        }
        let mut years = Self { sources, count, seed, happenings: Vec::new() };
        for year in 0..count {
            if (year as usize).is_multiple_of(PIECE) && watch.played(u64::from(year), u64::from(count)).is_break() {
                return Err(YearsError::Stopped);
            }
            years.draw(year);
        }
        Ok(years)
    }

    /// The events of one year, in the order of their dates.
    fn draw(&mut self, year: u32) {
        let begin = self.happenings.len();
        let draw = Draw { seed: self.seed, replicate: u64::from(year) };
        for (at, source) in self.sources.iter().enumerate() {
            let mut when = 0.0;
            for event in 0.. {
                // Gaps of a Poisson process are exponential.
                let gap = draw.uniform(NEXT_DAY.of(source.key).later(event * TURNS));
                when -= libm::log1p(-gap) / source.rate;
                if when >= 1.0 {
                    break;
                }
                let histories = source.results.len();
                let which = draw.uniform(NEXT_DAY.of(source.key).later(event * TURNS + 1)) * histories as f64;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the number of rows")]
                let row = (which as usize).min(histories - 1);
                self.happenings.push(Happening { year, when, source: at, row });
            }
        }
        self.happenings[begin..].sort_by(|a, b| a.when.total_cmp(&b.when).then(a.source.cmp(&b.source)));
    }

    /// Number of years.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// All bad days, by year and date.
    pub fn happenings(&self) -> &[Happening] {
        &self.happenings
    }

    /// All results the years are made of.
    pub fn all_results(&self) -> impl Iterator<Item = &'a Results> {
        self.sources.iter().map(|source| source.results)
    }

    /// The results a happening is one of.
    pub fn results(&self, source: usize) -> &'a Results {
        self.sources[source].results
    }

    /// Names and parties; those of all results are the same.
    pub fn layout(&self) -> &'a Layout {
        &self.sources[0].results.layout
    }

    /// What every happening cost each party, then all parties together; by happening.
    ///
    /// Sums leave transfers out. Annual aggregates of layers are used up in the order of dates.
    pub fn costs(&self) -> Vec<Vec<Cost>> {
        self.costs_watched(&(), |_, _| ()).expect("nobody stops it")
    }

    /// [`Years::costs`]; `paid` is told what each layer of each policy pays for a happening, policy by policy.
    fn costs_watched(
        &self,
        watch: &impl Watch,
        mut paid: impl FnMut(&Happening, &[Vec<f64>]),
    ) -> Option<Vec<Vec<Cost>>> {
        let layout = self.layout();
        let parties = layout.parties.len();
        let gross: Vec<Vec<f64>> = self.sources.iter().map(|source| gross(source.results, parties)).collect();
        let layers: Vec<Vec<LayerOf>> = self.sources.iter().map(|source| reached(source.results)).collect();
        let terms: Vec<Vec<Layer>> =
            layout.policies.iter().map(|policy| policy.layers.iter().map(layer).collect()).collect();
        let mut used: Vec<Vec<f64>> = terms.iter().map(|layers| vec![0.0; layers.len()]).collect();
        let mut pays = used.clone();
        let mut year = 0;
        let mut costs = Vec::with_capacity(self.happenings.len());
        for (at, it) in self.happenings.iter().enumerate() {
            if at.is_multiple_of(PIECE) {
                self.goes_on(watch)?;
            }
            if it.year != year {
                year = it.year;
                used.iter_mut().flatten().for_each(|used| *used = 0.0);
            }
            let row = &gross[it.source][it.row * (parties + 1)..(it.row + 1) * (parties + 1)];
            let mut cost: Vec<Cost> = row.iter().map(|&gross| Cost { gross, insured: 0.0 }).collect();
            let replicate = self.results(it.source).replicates.replicate[it.row];
            let all = &layers[it.source];
            let from = all.partition_point(|layer| layer.replicate < replicate);
            pays.iter_mut().flatten().for_each(|pays| *pays = 0.0);
            for it in all[from..].iter().take_while(|layer| layer.replicate == replicate) {
                let paid = terms[it.policy][it.layer].pay(it.reached, &mut used[it.policy][it.layer]);
                cost[layout.policies[it.policy].insured as usize].insured += paid;
                cost[parties].insured += paid;
                pays[it.policy][it.layer] += paid;
            }
            paid(it, &pays);
            costs.push(cost);
        }
        Some(costs)
    }

    /// `None` if `watch` stops what is made of the years, all of which are drawn.
    fn goes_on(&self, watch: &impl Watch) -> Option<()> {
        let all = u64::from(self.count);
        watch.played(all, all).is_continue().then_some(())
    }

    /// Curves and averages.
    pub fn summary(&self) -> YearsSummary {
        self.summary_watched(&()).expect("nobody stops it")
    }

    /// [`Years::summary`]; `None` if `watch` stops it.
    pub fn summary_watched(&self, watch: &impl Watch) -> Option<YearsSummary> {
        let layout = self.layout();
        let years = self.count as usize;
        // What each policy pays in all, then each of its layers.
        let none = || PeriodLosses::new(years, 1);
        let mut paid: Vec<(PeriodLosses, Vec<PeriodLosses>)> =
            layout.policies.iter().map(|it| (none(), it.layers.iter().map(|_| none()).collect())).collect();
        let costs = self.costs_watched(watch, |it, pays| {
            for ((policy, layers), pays) in paid.iter_mut().zip(pays) {
                policy.add(it.year as usize, 0, pays.iter().sum());
                layers.iter_mut().zip(pays).for_each(|(layer, &pays)| layer.add(it.year as usize, 0, pays));
            }
        })?;
        let names = layout.parties.iter().map(|party| (party.id.clone(), party.title.clone()));
        let all = ("all".to_owned(), "All parties".to_owned());
        let mut subjects = Vec::new();
        for (at, (id, title)) in names.chain([all]).enumerate() {
            self.goes_on(watch)?;
            let insured = costs.iter().any(|cost| cost[at].insured > 0.0);
            let any = costs.iter().any(|cost| cost[at].gross != 0.0);
            let curve = |of: &dyn Fn(&Cost) -> f64| {
                let mut losses = PeriodLosses::new(years, 1);
                for (it, cost) in self.happenings.iter().zip(&costs) {
                    losses.add(it.year as usize, 0, of(&cost[at]));
                }
                LossCurve::of(&losses, self.seed)
            };
            if any {
                subjects.push(Subject {
                    id,
                    title,
                    gross: curve(&|cost| cost.gross),
                    insured: insured.then(|| curve(&|cost| cost.insured)),
                    net: insured.then(|| curve(&|cost| cost.gross - cost.insured)),
                });
            }
        }
        let scenario = |source: &Source| ScenarioRate {
            id: source.results.layout.scenario.id.clone(),
            title: source.results.layout.scenario.title.clone(),
            rate: source.rate,
            histories: source.results.len() as u64,
        };
        Some(YearsSummary {
            model: layout.model.id.clone(),
            title: layout.model.title.clone(),
            currency: layout.currency.clone(),
            sign: layout.sign.clone(),
            years: self.count,
            seed: self.seed,
            events: self.happenings.len() as u64,
            scenarios: self.sources.iter().map(scenario).collect(),
            company: layout.company().map(|at| layout.parties[at as usize].id.clone()),
            subjects,
            policies: self.payers(&paid, watch)?,
            fair: self.fair(),
        })
    }

    /// Policies that pay in some year, each with its layers; `None` if `watch` stops it.
    fn payers(&self, paid: &[(PeriodLosses, Vec<PeriodLosses>)], watch: &impl Watch) -> Option<Vec<PolicyYears>> {
        let layout = self.layout();
        let mut out = Vec::new();
        for (label, (policy, layers)) in layout.policies.iter().zip(paid) {
            self.goes_on(watch)?;
            let paid = LossCurve::of(policy, self.seed);
            if paid.mean <= 0.0 {
                continue;
            }
            let layer = |(it, losses): (&crate::layout::LayerLabel, &PeriodLosses)| LayerYears {
                attachment: it.attachment,
                limit: it.limit,
                participation: it.participation,
                paid: LossCurve::of(losses, self.seed),
            };
            out.push(PolicyYears {
                id: label.id.clone(),
                title: label.title.clone(),
                insured: layout.parties[label.insured as usize].title.clone(),
                paid,
                layers: label.layers.iter().zip(layers).map(layer).collect(),
            });
        }
        Some(out)
    }

    /// The company's loss in FAIR's words: how often a form of loss arises and how large it is when it does, both seen in the events.
    fn fair(&self) -> Vec<FairForm> {
        const FORMS: [&str; 4] = ["productivity", "response", "replacement", "fines-and-judgements"];
        let Some(company) = self.layout().company() else { return Vec::new() };
        let by_history: Vec<Vec<[f64; 4]>> = self
            .sources
            .iter()
            .map(|source| {
                let results = source.results;
                let mut sums = vec![[0.0; 4]; results.len()];
                let table = &results.losses;
                for row in 0..table.replicate.len() {
                    let form = Form::ALL[usize::from(table.form[row])];
                    let at = FORMS.iter().position(|it| form.fair() == Some(it));
                    // Wages are the employees' loss, not the company's.
                    if let Some(at) = at.filter(|_| table.party[row] == company && form != Form::Wages)
                        && let Ok(place) = results.replicates.replicate.binary_search(&table.replicate[row])
                    {
                        sums[place][at] += table.amount[row];
                    }
                }
                sums
            })
            .collect();
        let years = f64::from(self.count.max(1));
        let form = |(at, &form): (usize, &&'static str)| {
            let all = self.happenings.iter().map(|it| by_history[it.source][it.row][at]);
            let mut losses: Vec<f64> = all.filter(|&loss| loss > 0.0).collect();
            let sum: f64 = losses.iter().sum();
            losses.sort_by(f64::total_cmp);
            (!losses.is_empty()).then(|| FairForm {
                form,
                events_per_year: losses.len() as f64 / years,
                mean: sum / losses.len() as f64,
                p05: quantile(&losses, 0.05),
                p50: quantile(&losses, 0.5),
                p95: quantile(&losses, 0.95),
                mean_per_year: sum / years,
            })
        };
        FORMS.iter().enumerate().filter_map(form).collect()
    }
}

/// Loss of each party and of all, without transfers, row by row of the replicates.
fn gross(results: &Results, parties: usize) -> Vec<f64> {
    let mut sums = vec![0.0; results.len() * (parties + 1)];
    let table = &results.losses;
    let mut place = 0;
    for row in 0..table.replicate.len() {
        while results.replicates.replicate[place] < table.replicate[row] {
            place += 1;
        }
        if !Form::ALL[usize::from(table.form[row])].is_transfer() {
            sums[place * (parties + 1) + table.party[row] as usize] += table.amount[row];
        }
    }
    for (place, total) in results.replicates.total_loss.iter().enumerate() {
        sums[place * (parties + 1) + parties] = *total;
    }
    sums
}

/// What one history comes to in one layer.
#[derive(Clone, Copy, Debug)]
struct LayerOf {
    replicate: u32,
    policy: usize,
    layer: usize,
    reached: f64,
}

fn reached(results: &Results) -> Vec<LayerOf> {
    let table = &results.layers;
    let row = |row: usize| LayerOf {
        replicate: table.replicate[row],
        policy: usize::from(table.policy[row]),
        layer: usize::from(table.layer[row]) - 1,
        reached: table.reached[row],
    };
    (0..table.replicate.len()).map(row).collect()
}

fn layer(label: &crate::layout::LayerLabel) -> Layer {
    Layer {
        attachment: label.attachment,
        limit: label.limit.unwrap_or(f64::INFINITY),
        participation: label.participation,
        aggregate_attachment: label.aggregate_attachment,
        aggregate_limit: label.aggregate_limit.unwrap_or(f64::INFINITY),
    }
}

/// Simulated years in few numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearsSummary {
    /// Slug of the model.
    pub model: String,
    /// Its title.
    pub title: String,
    /// ISO code of the currency of every amount.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// Number of years.
    pub years: u32,
    /// Seed of the years.
    pub seed: u64,
    /// Bad days in all of them.
    pub events: u64,
    /// What they are made of.
    pub scenarios: Vec<ScenarioRate>,
    /// Slug of the company among the subjects.
    pub company: Option<String>,
    /// Parties with a loss, then all together.
    pub subjects: Vec<Subject>,
    /// Policies that pay in some year: the years of who insures.
    pub policies: Vec<PolicyYears>,
    /// The company's loss in FAIR's words.
    pub fair: Vec<FairForm>,
}

/// What a policy pays in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyYears {
    /// Slug.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title of the insured party.
    pub insured: String,
    /// What all its layers pay together, after annual aggregates.
    pub paid: LossCurve,
    /// Its layers, from below.
    pub layers: Vec<LayerYears>,
}

/// What a layer of a policy pays in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerYears {
    /// Where it begins, per event \[money\].
    pub attachment: f64,
    /// How much it covers above that at full participation, per event; without limit `None` \[money\].
    pub limit: Option<f64>,
    /// Share that is placed.
    pub participation: f64,
    /// What it pays.
    pub paid: LossCurve,
}

/// A scenario and how often it comes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioRate {
    /// Slug.
    pub id: String,
    /// Title.
    pub title: String,
    /// Times a year.
    pub rate: f64,
    /// Histories it is drawn from.
    pub histories: u64,
}

/// Whose loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subject {
    /// Slug of the party; `all` for all together.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Before insurance.
    pub gross: LossCurve,
    /// What insurance pays; where there is any.
    pub insured: Option<LossCurve>,
    /// After insurance; where there is any.
    pub net: Option<LossCurve>,
}

/// A curve, read at some return periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LossCurve {
    /// Average annual loss \[money\].
    pub mean: f64,
    /// Its standard error \[money\].
    pub mean_error: f64,
    /// Share of years with a loss.
    pub chance: f64,
    /// At [`RETURN_PERIODS`], as far as the years reach.
    pub points: Vec<CurvePoint>,
    /// The same more closely, for a picture: a curve that begins between two return periods must not look like a slope.
    #[serde(skip)]
    pub drawn: Vec<DrawnPoint>,
}

/// One return period of a curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Return period \[years\].
    pub return_period: f64,
    /// Sum of a year's losses that is reached so often (AEP) \[money\].
    pub year: f64,
    /// Its 95 % interval; an open end is `None`.
    pub year_low: f64,
    /// See `year_low`.
    pub year_high: Option<f64>,
    /// Mean of the years at least that bad (TVaR) \[money\].
    pub tail: f64,
    /// Its 95 % interval, where the tail is short enough to be re-drawn.
    pub tail_interval: Option<Interval>,
    /// Largest loss of one event in a year that is reached so often (OEP) \[money\].
    pub event: f64,
    /// Its 95 % interval; an open end is `None`.
    pub event_low: f64,
    /// See `event_low`.
    pub event_high: Option<f64>,
    /// Mean of the largest events at least that bad (TVaR) \[money\].
    pub event_tail: f64,
    /// Its 95 % interval, as of `tail`.
    pub event_tail_interval: Option<Interval>,
}

/// One return period of a curve as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnPoint {
    /// Return period \[years\].
    pub return_period: f64,
    /// See [`CurvePoint`].
    pub year: f64,
    /// See [`CurvePoint`].
    pub year_low: f64,
    /// See [`CurvePoint`].
    pub year_high: Option<f64>,
    /// See [`CurvePoint`].
    pub event: f64,
}

impl LossCurve {
    fn of(losses: &PeriodLosses, seed: u64) -> Self {
        let year = Curve::new(losses.all(Basis::Aggregate));
        let event = Curve::new(losses.all(Basis::Occurrence));
        let n = losses.periods() as f64;
        let closed = |high: f64| Some(high).filter(|high| high.is_finite());
        let point = |&return_period: &f64| {
            let tail_interval = |curve: &Curve| {
                let redrawn = n / return_period <= MOST_REDRAWN;
                let interval = redrawn.then(|| curve.tail_interval(return_period, seed, RESAMPLES)).flatten();
                interval.map(|(low, high)| Interval { low, high })
            };
            let (it, largest) = (year.at(return_period)?, event.at(return_period)?);
            let (year_low, year_high) = year.loss_interval(return_period)?;
            let (event_low, event_high) = event.loss_interval(return_period)?;
            Some(CurvePoint {
                return_period,
                year: it.loss,
                year_low,
                year_high: closed(year_high),
                tail: it.tail_mean,
                tail_interval: tail_interval(&year),
                event: largest.loss,
                event_low,
                event_high: closed(event_high),
                event_tail: largest.tail_mean,
                event_tail_interval: tail_interval(&event),
            })
        };
        let drawn = |return_period: f64| {
            let (year_low, year_high) = year.loss_interval(return_period)?;
            let (loss, largest) = (year.at(return_period)?.loss, event.at(return_period)?.loss);
            Some(DrawnPoint { return_period, year: loss, year_low, year_high: closed(year_high), event: largest })
        };
        Self {
            mean: year.mean(),
            mean_error: if year.mean_error().is_finite() { year.mean_error() } else { 0.0 },
            chance: year.chance(),
            points: RETURN_PERIODS.iter().filter_map(point).collect(),
            drawn: close_return_periods().into_iter().filter_map(drawn).collect(),
        }
    }
}

/// [`RETURN_PERIODS`] and those between them, evenly on a logarithmic scale \[years\].
fn close_return_periods() -> Vec<f64> {
    let between = |pair: &[f64]| {
        let (from, factor) = (pair[0], pair[1] / pair[0]);
        (0..BETWEEN).map(move |i| from * libm::pow(factor, f64::from(i) / f64::from(BETWEEN))).collect::<Vec<_>>()
    };
    let last = RETURN_PERIODS.last().copied();
    RETURN_PERIODS.windows(2).flat_map(between).chain(last).collect()
}

/// One of FAIR's forms of loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FairForm {
    /// Its name.
    pub form: &'static str,
    /// Events a year with such a loss (loss event frequency).
    pub events_per_year: f64,
    /// Mean loss of such an event (loss magnitude) \[money\].
    pub mean: f64,
    /// One in twenty is below.
    pub p05: f64,
    /// One in two is below.
    pub p50: f64,
    /// Nineteen in twenty are below.
    pub p95: f64,
    /// Mean loss of a year \[money\].
    pub mean_per_year: f64,
}
