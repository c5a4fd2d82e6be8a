//! What results say, in few numbers: everything that the terminal, `--json` and the report show. Field names are the documented JSON.
//!
//! Infinite moments (*never*, *not within the horizon*) are null in JSON.

use crate::cells::{CONDITIONS, Rows};
use crate::counts::{CASH_EDGES, SHARE_BINS};
use crate::layout::{ConfidenceCounts, Layout, Period, PolicyLabel, SourceLabel};
use crate::results::Results;
use crate::stats::{Sample, histogram_quantile, share, wilson};
use blackstart_sim::handover::{Cause, Form, WEEKS};
use serde::Serialize;

/// Version of the summary's fields.
pub const SUMMARY_FORMAT: u32 = 1;

/// Suppliers listed one by one, worst first.
pub const SUPPLIERS_LISTED: usize = 25;

/// What results say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Version of these fields.
    pub format: u32,
    /// Version of Blackstart that played the histories.
    pub version: String,
    /// Slug of the model.
    pub model: String,
    /// Its title.
    pub model_title: String,
    /// SHA-256 of its files, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// Its title.
    pub scenario_title: String,
    /// SHA-256 of its file, hex.
    pub scenario_hash: String,
    /// SHA-256 of the results' content, hex, where it has been computed.
    pub digest: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Number of replicates.
    pub replicates: usize,
    /// ISO code of the currency.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// Moment 0, civil time.
    pub start: String,
    /// Length of a history \[h\].
    pub horizon_hours: f64,
    /// Length of a step \[h\].
    pub step_hours: f64,
    /// Periods of the ledger.
    pub periods: Vec<Period>,
    /// The ledger.
    pub loss: LossSummary,
    /// Who is affected and what it costs, as the Cyber Monitoring Centre counts.
    pub reach: Reach,
    /// What policies make of it, in model order.
    pub claims: Vec<ClaimSummary>,
    /// How it begins: who takes systems down, and when the company notices.
    pub onset: Onset,
    /// Moment from which restoration may begin.
    pub contained: Moments,
    /// End of the investigation, where there was one.
    pub investigated: Moments,
    /// Moment from which every system is up.
    pub last_system_back: Moments,
    /// Output of the company that did not happen, in days of normal output.
    pub output_lost_days: Spread,
    /// Sites that became insolvent.
    pub insolvent_sites: Spread,
    /// Systems that fell in any replicate, in model order.
    pub systems: Vec<SystemSummary>,
    /// Services, in model order.
    pub services: Vec<ServiceSummary>,
    /// Target sets, in model order.
    pub targets: Vec<TargetSummary>,
    /// Watched sites, in model order.
    pub sites: Vec<SiteSummary>,
    /// Sites whose cash is followed and that are not the company's: the worst, by days of cash left.
    pub suppliers: Vec<CashSummary>,
    /// The same by party, all its sites taken together.
    pub tiers: Vec<TierSummary>,
    /// Output of the company's sites over time.
    pub output: Fan,
    /// Volumes of watched sites by period.
    pub volumes: Vec<VolumeSummary>,
    /// Money of parties by period.
    pub parties: Vec<PartySummary>,
    /// Crews: how busy they were.
    pub crews: Vec<CrewSummary>,
    /// Sources that the model cites.
    pub sources: Vec<SourceLabel>,
    /// Rows of the model by how sure their writer is.
    pub confidence: ConfidenceCounts,
}

/// A quantity over all replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 95 % confidence interval of the mean, lower end.
    pub mean_low: f64,
    /// 95 % confidence interval of the mean, upper end.
    pub mean_high: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// 10 % quantile.
    pub p10: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 95 % quantile.
    pub p95: f64,
}

impl Spread {
    /// The spread of a sample.
    pub fn of(sample: &Sample) -> Self {
        let (mean_low, mean_high) = sample.mean_interval();
        let q = |p| sample.quantile(p);
        Self {
            mean: sample.mean(),
            mean_low,
            mean_high,
            p05: q(0.05),
            p10: q(0.10),
            p25: q(0.25),
            p50: q(0.50),
            p75: q(0.75),
            p90: q(0.90),
            p95: q(0.95),
        }
    }
}

/// A probability and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// Replicates in which it happened.
    pub hits: usize,
    /// Replicates looked at.
    pub of: usize,
    /// Share of them.
    pub share: f64,
    /// 95 % confidence interval (Wilson), lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Chance {
    /// The chance of something that happened that often.
    pub fn new(hits: usize, of: usize) -> Self {
        let (low, high) = wilson(hits, of);
        Self { hits, of, share: share(hits, of), low, high }
    }
}

/// When something happened: hours from the start, and dates. Null: not within the horizon, or never.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// Replicates that it is about (e.g. those in which the site stopped at all).
    pub of: usize,
    /// Share of these in which it happened within the horizon.
    pub share: f64,
    /// 5 % quantile.
    pub p05: Moment,
    /// 10 % quantile.
    pub p10: Moment,
    /// 25 % quantile.
    pub p25: Moment,
    /// Median.
    pub p50: Moment,
    /// 75 % quantile.
    pub p75: Moment,
    /// 90 % quantile.
    pub p90: Moment,
    /// 95 % quantile.
    pub p95: Moment,
    /// 95 % confidence interval of the median, lower end.
    pub median_low: Moment,
    /// Upper end.
    pub median_high: Moment,
}

/// One moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// Hours from the start.
    pub hours: f64,
    /// Civil date and time, ISO 8601, to the minute.
    pub date: Option<String>,
}

impl Moments {
    /// The distribution of a moment over the replicates given; infinite: did not happen.
    pub fn of(layout: &Layout, hours: Vec<f64>) -> Self {
        let sample = Sample::new(hours);
        let moment = |hours: f64| {
            let hours = if sample.is_empty() { f64::INFINITY } else { hours };
            Moment { hours, date: layout.moment(hours).map(|date| date.strftime("%Y-%m-%dT%H:%M").to_string()) }
        };
        let q = |p| moment(sample.quantile(p));
        let (low, high) = sample.quantile_interval(0.5);
        Self {
            of: sample.len(),
            share: sample.finite_share(),
            p05: q(0.05),
            p10: q(0.10),
            p25: q(0.25),
            p50: q(0.50),
            p75: q(0.75),
            p90: q(0.90),
            p95: q(0.95),
            median_low: moment(low),
            median_high: moment(high),
        }
    }
}

/// The two axes by which the Cyber Monitoring Centre places events, and what they are made of. The category is its committee's to say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reach {
    /// Least loss with which an organisation counts \[money\].
    pub affected_from: f64,
    /// Organisations affected: the company, and sites of others.
    pub organisations: Spread,
    /// Financial impact \[money\]: interruption, response, restoration and extortion of all parties; no fines, apologies or other transfers.
    pub impact: Spread,
    /// By head.
    pub by_head: Vec<Part>,
    /// By party, in model order; those without any are left out.
    pub by_party: Vec<Part>,
}

/// What a policy makes of the event, over all replicates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimSummary {
    /// Policy.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Insured party.
    pub insured: String,
    /// Loss of the forms it covers, before all terms \[money\].
    pub gross: Spread,
    /// What is left after waiting and indemnity periods, deductibles and sub-limits \[money\].
    pub covered: Spread,
    /// What its layers pay if the event is the only one of its year \[money\].
    pub paid: Spread,
    /// What they would pay if periods were turned into money, days × annual gross profit / 365 (Oasis-equivalent) \[money\].
    pub paid_by_calendar: Spread,
    /// The former less the latter \[money\].
    pub difference: Spread,
}

/// How it begins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Onset {
    /// Replicates in which any system goes down.
    pub hit: Chance,
    /// Of these: the cause of the first to go down; only causes that occur.
    pub first_by_cause: Vec<Share>,
    /// Falls of systems in all replicates by their first cause; only causes that occur.
    pub falls_by_cause: Vec<Share>,
    /// Replicates with an alert; none where the scenario states what falls.
    pub alerted: Chance,
    /// First alert, in those replicates.
    pub first_alert: Moments,
    /// Replicates in which the company switches systems off itself.
    pub switched_off: Chance,
    /// When it begins to, in those replicates.
    pub shutdown: Moments,
    /// Time from the first alert to that \[h\], in replicates with both; null where there are none.
    pub alert_to_shutdown_hours: Option<Spread>,
}

/// The ledger in few numbers. Transfers between parties (bad debt) stand among the forms and in no sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LossSummary {
    /// All parties.
    pub total: Spread,
    /// The company.
    pub company: Spread,
    /// Mean loss of the company as share of the mean total; 0 where there is no loss.
    pub company_share: f64,
    /// Replicate with the greatest total loss.
    pub worst_replicate: Option<u32>,
    /// Replicate whose total loss is closest to the median: the history to show.
    pub typical_replicate: Option<u32>,
    /// By party, in model order; parties without any entry are left out.
    pub by_party: Vec<PartyLoss>,
    /// By form, all parties.
    pub by_form: Vec<Part>,
    /// By cause, all parties.
    pub by_cause: Vec<Part>,
    /// By period, all parties.
    pub by_period: Vec<Part>,
}

/// Loss of one party.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyLoss {
    /// Party.
    pub party: String,
    /// Its title.
    pub title: String,
    /// What it is to the company.
    pub kind: String,
    /// All forms but transfers.
    pub loss: Spread,
    /// Mean as share of the mean total; 0 where there is no loss.
    pub share: f64,
    /// By form.
    pub by_form: Vec<Part>,
    /// By cause.
    pub by_cause: Vec<Part>,
    /// By period.
    pub by_period: Vec<Part>,
}

/// One part of a loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Form, cause or period.
    pub name: String,
    /// Amount.
    pub loss: Spread,
}

/// When a system falls and is back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemSummary {
    /// System.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it falls.
    pub falls: Chance,
    /// When, in those replicates.
    pub down: Moments,
    /// When it is back for good, in those replicates.
    pub up: Moments,
    /// Share of its falls by cause; only those that occur.
    pub by_cause: Vec<Share>,
    /// Share of its falls by the state it is found in; only those that occur.
    pub by_condition: Vec<Share>,
}

/// A named share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Of what.
    pub name: String,
    /// Share, 0–1.
    pub share: f64,
}

/// When a service fails and is back, and whether the business can stand it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceSummary {
    /// Service.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it is ever below full level.
    pub fails: Chance,
    /// First moment below, in those replicates.
    pub first_down: Moments,
    /// Back for good, in those replicates.
    pub last_back: Moments,
    /// What was missing, in hours at full level, over all replicates.
    pub hours_lost: Spread,
    /// Longest time below the tolerated level \[h\], where a tolerance is set.
    pub tolerance_hours: Option<f64>,
    /// Level that must be kept.
    pub tolerance_level: Option<f64>,
    /// How often the tolerance is breached, where it is set.
    pub breach: Option<Chance>,
    /// When, in those replicates.
    pub breached: Option<Moments>,
}

/// When a target set fails and holds again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetSummary {
    /// Target set.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it fails.
    pub fails: Chance,
    /// First moment it fails, in those replicates.
    pub failed: Moments,
    /// Moment from which it holds for good, in those replicates.
    pub held: Moments,
}

/// When a site stops and restarts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteSummary {
    /// Site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its party.
    pub party: String,
    /// Whether it only passes on what it takes in: a store, a sales company.
    pub resells: bool,
    /// Word for one unit of its product.
    pub unit: String,
    /// How often it stops: makes less than half of normal in a step and over the seven days from there.
    pub stops: Chance,
    /// First stop, in those replicates.
    pub stopped: Moments,
    /// First step after that in which it makes something and from which it makes at least half of normal over seven days, in those replicates.
    pub restarted: Moments,
    /// First step from its restart on in which it makes something and from which it makes at least 90 % of normal over 28 days, in those replicates.
    pub recovered: Moments,
    /// Lowest production over seven days, as share of normal.
    pub worst_week: Spread,
    /// Least cash and credit, in days of fixed cost; null where not followed.
    pub least_cash_days: Option<Spread>,
    /// How often it becomes insolvent.
    pub insolvent: Chance,
}

/// Cash of one site that is not the company's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CashSummary {
    /// Site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its party.
    pub party: String,
    /// Least cash and credit, in days of fixed cost: 5 % quantile.
    pub days_p05: f64,
    /// Median.
    pub days_p50: f64,
    /// 95 % quantile.
    pub days_p95: f64,
    /// How often below 7 days.
    pub below_7: Chance,
    /// How often below 14 days.
    pub below_14: Chance,
    /// How often below 30 days.
    pub below_30: Chance,
    /// How often it becomes insolvent.
    pub insolvent: Chance,
    /// How often it stops.
    pub stops: Chance,
}

/// All sites of one party taken together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierSummary {
    /// Party.
    pub party: String,
    /// Its title.
    pub title: String,
    /// What it is to the company.
    pub kind: String,
    /// Number of its sites.
    pub sites: usize,
    /// Of these, with cash followed.
    pub cash_followed: usize,
    /// Mean share of those with cash followed whose cash falls below 7 days of fixed cost.
    pub below_7: f64,
    /// … below 14 days.
    pub below_14: f64,
    /// … below 30 days.
    pub below_30: f64,
    /// Mean share of its sites that become insolvent.
    pub insolvent: f64,
    /// First insolvency among its sites that run short; never, in replicates without one.
    pub first_insolvent: Moments,
    /// Money to keep all its sites able to pay what they owe; 0 in histories in which all are \[money\].
    pub support_all: Spread,
    /// … 95 % of them, the cheapest \[money\].
    pub support_95: Spread,
    /// Mean share of its sites that stop.
    pub stops: f64,
    /// Production by week from moment 0.
    pub weeks: Vec<WeekSummary>,
}

/// Sites of one party in one week: shares of their number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekSummary {
    /// Week, from 1.
    pub week: u32,
    /// Making less than 50 % of normal.
    pub below_50: Spread,
    /// Making less than 80 % of normal.
    pub below_80: Spread,
    /// Making less than 95 % of normal.
    pub below_95: Spread,
    /// Insolvent.
    pub insolvent: Spread,
    /// Quantiles of production as share of normal over sites and replicates, to 5 %: 10 %, median, 90 %; null: at or above normal.
    pub production: [f64; 3],
}

/// Output over time: one number per step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fan {
    /// Begin of each step \[h\].
    pub hours: Vec<f64>,
    /// 5 % quantile, share of normal.
    pub p05: Vec<f64>,
    /// 25 % quantile.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 % quantile.
    pub p75: Vec<f64>,
    /// 95 % quantile.
    pub p95: Vec<f64>,
    /// Mean.
    pub mean: Vec<f64>,
    /// Mean without the event.
    pub twin: Vec<f64>,
}

/// Volumes of a watched site in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VolumeSummary {
    /// Site.
    pub site: String,
    /// Period.
    pub period: String,
    /// Word for one unit.
    pub unit: String,
    /// Made.
    pub produced: Spread,
    /// Made without the event.
    pub twin_produced: Spread,
    /// Sent to other sites.
    pub shipped: Spread,
    /// Sent without the event.
    pub twin_shipped: Spread,
    /// Handed to final customers.
    pub sold: Spread,
    /// Handed without the event.
    pub twin_sold: Spread,
    /// Value of what left \[money\].
    pub revenue: Spread,
    /// The same without the event \[money\].
    pub twin_revenue: Spread,
}

/// Money of a party in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartySummary {
    /// Party.
    pub party: String,
    /// Period.
    pub period: String,
    /// Sales less those of the twin.
    pub revenue_change: Spread,
    /// Gross profit less that of the twin.
    pub gross_profit_change: Spread,
    /// Value added by production less that of the twin.
    pub value_added_change: Spread,
    /// Value added without the event.
    pub twin_value_added: Spread,
    /// Owed and overdue, averaged over the period.
    pub overdue: Spread,
}

/// How busy a crew was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrewSummary {
    /// Crew.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Tasks it did.
    pub tasks: Spread,
    /// Heads times hours from begin to end of its tasks, those finished within reach.
    pub people_hours: Spread,
    /// End of its last task.
    pub done: Moments,
}

impl Summary {
    /// The summary of results.
    pub fn of(results: &Results) -> Self {
        let layout = &results.layout;
        let all = &results.replicates;
        let spread = |values: &[f64]| Spread::of(&Sample::new(values.to_vec()));
        Self {
            format: SUMMARY_FORMAT,
            version: layout.version.clone(),
            model: layout.model.id.clone(),
            model_title: layout.model.title.clone(),
            model_hash: layout.model_hash.clone(),
            scenario: layout.scenario.id.clone(),
            scenario_title: layout.scenario.title.clone(),
            scenario_hash: layout.scenario_hash.clone(),
            digest: None,
            seed: layout.seed,
            replicates: results.len(),
            currency: layout.currency.clone(),
            sign: layout.sign.clone(),
            start: layout.start.strftime("%Y-%m-%dT%H:%M").to_string(),
            horizon_hours: layout.horizon_hours,
            step_hours: layout.step_hours,
            periods: layout.periods.clone(),
            loss: loss(results),
            reach: reach(results),
            claims: claims(results),
            onset: onset(results),
            contained: Moments::of(layout, all.contained_hours.clone()),
            investigated: Moments::of(
                layout,
                all.investigated_hours.iter().copied().filter(|h| h.is_finite()).collect(),
            ),
            last_system_back: Moments::of(layout, all.last_system_back_hours.clone()),
            output_lost_days: spread(&all.output_lost_days),
            insolvent_sites: Spread::of(&Sample::new(all.insolvent_sites.iter().map(|&n| f64::from(n)).collect())),
            systems: systems(results),
            services: services(results),
            targets: targets(results),
            sites: sites(results),
            suppliers: suppliers(results),
            tiers: tiers(results),
            output: fan(results),
            volumes: volumes(results),
            parties: parties(results),
            crews: crews(results),
            sources: layout.sources.clone(),
            confidence: layout.confidence,
        }
    }
}

/// Row numbers of a table by the position its rows name, in replicate order.
fn by_position(positions: &[u32], count: usize) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); count];
    for (row, &position) in positions.iter().enumerate() {
        rows[position as usize].push(row);
    }
    rows
}

/// For each row the position of its replicate; rows and replicates both ascend.
fn places(replicates: &[u32], of: &[u32]) -> Vec<usize> {
    let mut place = 0;
    of.iter()
        .map(|replicate| {
            while replicates[place] < *replicate {
                place += 1;
            }
            place
        })
        .collect()
}

/// A sum per replicate for each of several heads.
struct Heads {
    replicates: usize,
    sums: Vec<f64>,
    touched: Vec<bool>,
}

impl Heads {
    fn new(heads: usize, replicates: usize) -> Self {
        Self { replicates, sums: vec![0.0; heads * replicates], touched: vec![false; heads] }
    }

    fn add(&mut self, head: usize, place: usize, amount: f64) {
        self.sums[head * self.replicates + place] += amount;
        self.touched[head] = true;
    }

    fn sample(&self, head: usize) -> Sample {
        Sample::new(self.sums[head * self.replicates..(head + 1) * self.replicates].to_vec())
    }

    /// Heads that were touched, as parts of a loss.
    fn parts<'a>(&self, first: usize, names: impl Iterator<Item = &'a str>) -> Vec<Part> {
        names
            .enumerate()
            .filter(|(i, _)| self.touched[first + i])
            .map(|(i, name)| Part { name: name.to_owned(), loss: Spread::of(&self.sample(first + i)) })
            .collect()
    }
}

fn loss(results: &Results) -> LossSummary {
    let layout = &results.layout;
    let (replicates, parties, periods) = (results.len(), layout.parties.len(), layout.periods.len());
    let places = places(&results.replicates.replicate, &results.losses.replicate);
    let mut by_party = Heads::new(parties, replicates);
    let mut by_form = Heads::new(Form::ALL.len(), replicates);
    let mut by_cause = Heads::new(Cause::ALL.len(), replicates);
    let mut by_period = Heads::new(periods, replicates);
    let mut party_form = Heads::new(parties * Form::ALL.len(), replicates);
    let mut party_cause = Heads::new(parties * Cause::ALL.len(), replicates);
    let mut party_period = Heads::new(parties * periods, replicates);
    let table = &results.losses;
    for row in 0..table.len() {
        let (party, form, cause, period) = (
            table.party[row] as usize,
            usize::from(table.form[row]),
            usize::from(table.cause[row]),
            usize::from(table.period[row]),
        );
        let (place, amount) = (places[row], table.amount[row]);
        by_form.add(form, place, amount);
        party_form.add(party * Form::ALL.len() + form, place, amount);
        if Form::ALL[form].is_transfer() {
            continue;
        }
        by_party.add(party, place, amount);
        by_cause.add(cause, place, amount);
        by_period.add(period, place, amount);
        party_cause.add(party * Cause::ALL.len() + cause, place, amount);
        party_period.add(party * periods + period, place, amount);
    }
    let total = Sample::new(results.replicates.total_loss.clone());
    let company = Sample::new(results.replicates.company_loss.clone());
    let mean = total.mean();
    let of_total = |part: f64| if mean == 0.0 { 0.0 } else { part / mean };
    let median = total.quantile(0.5);
    let closest = (0..replicates).min_by(|&a, &b| {
        (total.values()[a] - median).abs().total_cmp(&(total.values()[b] - median).abs()).then(a.cmp(&b))
    });
    let forms = || Form::ALL.iter().map(|form| form.word());
    let causes = || Cause::ALL.iter().map(|cause| cause.word());
    let labels = || layout.periods.iter().map(|period| period.label.as_str());
    LossSummary {
        total: Spread::of(&total),
        company: Spread::of(&company),
        company_share: of_total(company.mean()),
        worst_replicate: total.worst().map(|place| results.replicates.replicate[place]),
        typical_replicate: closest.map(|place| results.replicates.replicate[place]),
        by_party: (0..parties)
            .filter(|&party| by_party.touched[party])
            .map(|party| {
                let sample = by_party.sample(party);
                PartyLoss {
                    party: layout.parties[party].id.clone(),
                    title: layout.parties[party].title.clone(),
                    kind: layout.parties[party].kind.clone(),
                    loss: Spread::of(&sample),
                    share: of_total(sample.mean()),
                    by_form: party_form.parts(party * Form::ALL.len(), forms()),
                    by_cause: party_cause.parts(party * Cause::ALL.len(), causes()),
                    by_period: party_period.parts(party * periods, labels()),
                }
            })
            .collect(),
        by_form: by_form.parts(0, forms()),
        by_cause: by_cause.parts(0, causes()),
        by_period: by_period.parts(0, labels()),
    }
}

fn claims(results: &Results) -> Vec<ClaimSummary> {
    let (layout, table) = (&results.layout, &results.claims);
    let of = |(at, policy): (usize, &PolicyLabel)| {
        let rows: Vec<usize> = (0..table.policy.len()).filter(|&row| usize::from(table.policy[row]) == at).collect();
        // Replicates without a row claim nothing.
        let spread = |mut values: Vec<f64>| {
            values.resize(results.len(), 0.0);
            Spread::of(&Sample::new(values))
        };
        let difference = rows.iter().map(|&row| table.paid[row] - table.paid_by_calendar[row]).collect();
        ClaimSummary {
            policy: policy.id.clone(),
            title: policy.title.clone(),
            insured: layout.parties[policy.insured as usize].id.clone(),
            gross: spread(pick(&table.gross, &rows)),
            covered: spread(pick(&table.covered, &rows)),
            paid: spread(pick(&table.paid, &rows)),
            paid_by_calendar: spread(pick(&table.paid_by_calendar, &rows)),
            difference: spread(difference),
        }
    };
    layout.policies.iter().enumerate().map(of).collect()
}

/// Heads of the financial impact, and the forms they hold.
const IMPACT: [(&str, &[Form]); 4] = [
    ("business interruption", &[Form::GrossProfit, Form::SavedCost, Form::ExtraWork, Form::LateCash, Form::Spoilage]),
    ("incident response", &[Form::Response]),
    ("data restoration", &[Form::Rebuild]),
    ("extortion", &[Form::Extortion]),
];

fn reach(results: &Results) -> Reach {
    let layout = &results.layout;
    let replicates = results.len();
    let places = places(&results.replicates.replicate, &results.losses.replicate);
    let mut all = Heads::new(1, replicates);
    let mut by_head = Heads::new(IMPACT.len(), replicates);
    let mut by_party = Heads::new(layout.parties.len(), replicates);
    let table = &results.losses;
    for row in 0..table.len() {
        let (form, amount) = (Form::ALL[usize::from(table.form[row])], table.amount[row]);
        // Whoever receives a ransom is not made up for it.
        if form == Form::Extortion && amount < 0.0 {
            continue;
        }
        let Some(head) = IMPACT.iter().position(|(_, forms)| forms.contains(&form)) else { continue };
        all.add(0, places[row], amount);
        by_head.add(head, places[row], amount);
        by_party.add(table.party[row] as usize, places[row], amount);
    }
    let affected = results.replicates.affected.iter().map(|&count| f64::from(count)).collect();
    Reach {
        affected_from: layout.affected_from,
        organisations: Spread::of(&Sample::new(affected)),
        impact: Spread::of(&all.sample(0)),
        by_head: by_head.parts(0, IMPACT.iter().map(|(word, _)| *word)),
        by_party: by_party.parts(0, layout.parties.iter().map(|party| party.id.as_str())),
    }
}

/// The numbers of some rows.
fn pick(column: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| column[row]).collect()
}

/// Shares of the words that some rows carry; only those that occur.
fn shares<'a>(column: &[u8], rows: &[usize], words: impl Iterator<Item = &'a str>) -> Vec<Share> {
    words
        .enumerate()
        .map(|(i, word)| (word, rows.iter().filter(|&&row| usize::from(column[row]) == i).count()))
        .filter(|&(_, hits)| hits > 0)
        .map(|(word, hits)| Share { name: word.to_owned(), share: share(hits, rows.len()) })
        .collect()
}

fn onset(results: &Results) -> Onset {
    let (layout, table, all) = (&results.layout, &results.outages, &results.replicates);
    let words = || Cause::ALL.iter().map(|cause| cause.word());
    // Rows stand by replicate: of each, the row that goes down first; of equals by the cause that comes first.
    let mut first: Vec<usize> = Vec::new();
    for row in 0..table.replicate.len() {
        match first.last_mut() {
            Some(best) if table.replicate[*best] == table.replicate[row] => {
                let key = |row: usize| (table.down_hours[row], table.cause[row]);
                if key(row) < key(*best) {
                    *best = row;
                }
            }
            _ => first.push(row),
        }
    }
    let rows: Vec<usize> = (0..table.replicate.len()).collect();
    let finite = |hours: &[f64]| -> Vec<f64> { hours.iter().copied().filter(|hours| hours.is_finite()).collect() };
    let (alerts, shutdowns) = (finite(&all.first_alert_hours), finite(&all.shutdown_hours));
    let between = all.first_alert_hours.iter().zip(&all.shutdown_hours);
    let between =
        finite(&between.map(|(alert, off)| if alert.is_finite() { off - alert } else { *alert }).collect::<Vec<_>>());
    Onset {
        hit: Chance::new(first.len(), results.len()),
        first_by_cause: shares(&table.cause, &first, words()),
        falls_by_cause: shares(&table.cause, &rows, words()),
        alerted: Chance::new(alerts.len(), results.len()),
        first_alert: Moments::of(layout, alerts),
        switched_off: Chance::new(shutdowns.len(), results.len()),
        shutdown: Moments::of(layout, shutdowns),
        alert_to_shutdown_hours: (!between.is_empty()).then(|| Spread::of(&Sample::new(between))),
    }
}

fn systems(results: &Results) -> Vec<SystemSummary> {
    let (layout, table) = (&results.layout, &results.outages);
    by_position(&table.system, layout.systems.len())
        .iter()
        .zip(&layout.systems)
        .filter(|(rows, _)| !rows.is_empty())
        .map(|(rows, label)| SystemSummary {
            id: label.id.clone(),
            title: label.title.clone(),
            falls: Chance::new(rows.len(), results.len()),
            down: Moments::of(layout, pick(&table.down_hours, rows)),
            up: Moments::of(layout, pick(&table.up_hours, rows)),
            by_cause: shares(&table.cause, rows, Cause::ALL.iter().map(|cause| cause.word())),
            by_condition: shares(&table.condition, rows, CONDITIONS.iter().copied()),
        })
        .collect()
}

fn services(results: &Results) -> Vec<ServiceSummary> {
    let (layout, table) = (&results.layout, &results.services);
    by_position(&table.service, layout.services.len())
        .iter()
        .zip(&layout.services)
        .map(|(rows, label)| {
            // Replicates without a row lost nothing.
            let mut hours_lost = pick(&table.hours_lost, rows);
            hours_lost.resize(results.len(), 0.0);
            let breached: Vec<f64> =
                rows.iter().map(|&row| table.breach_hours[row]).filter(|hours| hours.is_finite()).collect();
            let has_tolerance = label.tolerance_hours.is_some();
            ServiceSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                fails: Chance::new(rows.len(), results.len()),
                first_down: Moments::of(layout, pick(&table.first_down_hours, rows)),
                last_back: Moments::of(layout, pick(&table.last_back_hours, rows)),
                hours_lost: Spread::of(&Sample::new(hours_lost)),
                tolerance_hours: label.tolerance_hours,
                tolerance_level: label.tolerance_level,
                breach: has_tolerance.then(|| Chance::new(breached.len(), results.len())),
                breached: has_tolerance.then(|| Moments::of(layout, breached)),
            }
        })
        .collect()
}

fn targets(results: &Results) -> Vec<TargetSummary> {
    let (layout, table) = (&results.layout, &results.targets);
    by_position(&table.target, layout.targets.len())
        .iter()
        .zip(&layout.targets)
        .map(|(rows, label)| TargetSummary {
            id: label.id.clone(),
            title: label.title.clone(),
            fails: Chance::new(rows.len(), results.len()),
            failed: Moments::of(layout, pick(&table.failed_hours, rows)),
            held: Moments::of(layout, pick(&table.held_hours, rows)),
        })
        .collect()
}

fn sites(results: &Results) -> Vec<SiteSummary> {
    let (layout, table) = (&results.layout, &results.sites);
    let rows = by_position(&table.site, layout.sites.len());
    layout
        .watched
        .iter()
        .map(|&site| {
            let (label, rows) = (&layout.sites[site as usize], &rows[site as usize]);
            let stopped: Vec<usize> =
                rows.iter().copied().filter(|&row| table.stopped_hours[row].is_finite()).collect();
            let insolvent = rows.iter().filter(|&&row| table.insolvent_hours[row].is_finite()).count();
            SiteSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                party: layout.parties[label.party as usize].id.clone(),
                resells: label.resells,
                unit: label.unit.clone(),
                stops: Chance::new(stopped.len(), rows.len()),
                stopped: Moments::of(layout, pick(&table.stopped_hours, &stopped)),
                restarted: Moments::of(layout, pick(&table.restarted_hours, &stopped)),
                recovered: Moments::of(layout, pick(&table.recovered_hours, &stopped)),
                worst_week: Spread::of(&Sample::new(pick(&table.worst_week, rows))),
                least_cash_days: label
                    .cash_followed
                    .then(|| Spread::of(&Sample::new(pick(&table.least_cash_days, rows)))),
                insolvent: Chance::new(insolvent, rows.len()),
            }
        })
        .collect()
}

/// Whether a site's cash is of interest besides the company's own.
fn is_others(layout: &Layout, site: usize) -> bool {
    let site = &layout.sites[site];
    site.cash_followed && layout.parties[site.party as usize].kind != "company"
}

fn suppliers(results: &Results) -> Vec<CashSummary> {
    let (layout, counts) = (&results.layout, &results.counts);
    let of = counts.replicates as usize;
    if of == 0 {
        return Vec::new();
    }
    // Worst first: insolvent most often, then least cash in the median, then in the bad case; then model order.
    let mut order: Vec<(u32, f64, f64, usize)> = (0..layout.sites.len())
        .filter(|&site| is_others(layout, site))
        .map(|site| {
            let days = |p| histogram_quantile(counts.cash(site), &CASH_EDGES, p);
            (counts.insolvent(site), days(0.5), days(0.05), site)
        })
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3)));
    order
        .iter()
        .take(SUPPLIERS_LISTED)
        .map(|&(_, days_p50, days_p05, site)| {
            let label = &layout.sites[site];
            let below = |days| Chance::new(counts.cash_below(site, days) as usize, of);
            CashSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                party: layout.parties[label.party as usize].id.clone(),
                days_p05,
                days_p50,
                days_p95: histogram_quantile(counts.cash(site), &CASH_EDGES, 0.95),
                below_7: below(7.0),
                below_14: below(14.0),
                below_30: below(30.0),
                insolvent: Chance::new(counts.insolvent(site) as usize, of),
                stops: Chance::new(counts.stopped(site) as usize, of),
            }
        })
        .collect()
}

fn tiers(results: &Results) -> Vec<TierSummary> {
    let (layout, counts, table) = (&results.layout, &results.counts, &results.weeks);
    let mut members = vec![Vec::new(); layout.parties.len()];
    for (site, label) in layout.sites.iter().enumerate() {
        members[label.party as usize].push(site);
    }
    let rows = by_position(&table.party, layout.parties.len());
    let of = f64::from(counts.replicates);
    let needs = by_position(&results.support.party, layout.parties.len());
    let support = |party: usize, column: &[f64]| {
        let mut sums = pick(column, &needs[party]);
        // Replicates without a row needed nothing.
        sums.resize(results.len(), 0.0);
        Spread::of(&Sample::new(sums))
    };
    members
        .iter()
        .enumerate()
        .filter(|(_, sites)| !sites.is_empty() && of > 0.0)
        .map(|(party, sites)| {
            let label = &layout.parties[party];
            let followed: Vec<usize> = sites.iter().copied().filter(|&site| layout.sites[site].cash_followed).collect();
            let mean = |sites: &[usize], hits: &dyn Fn(usize) -> u32| {
                let hits: u64 = sites.iter().map(|&site| u64::from(hits(site))).sum();
                if sites.is_empty() { 0.0 } else { hits as f64 / (sites.len() as f64 * of) }
            };
            let weeks = (0..WEEKS)
                .map(|week| {
                    let rows: Vec<usize> =
                        rows[party].iter().copied().filter(|&row| usize::from(table.week[row]) == week + 1).collect();
                    let spread = |column: &[u32]| {
                        let shares = rows.iter().map(|&row| f64::from(column[row]) / sites.len() as f64).collect();
                        Spread::of(&Sample::new(shares))
                    };
                    let mut bins = [0_u64; SHARE_BINS];
                    for &site in sites {
                        for (sum, &count) in bins.iter_mut().zip(counts.week(site, week)) {
                            *sum += u64::from(count);
                        }
                    }
                    WeekSummary {
                        week: crate::layout::index(week + 1),
                        below_50: spread(&table.below_50),
                        below_80: spread(&table.below_80),
                        below_95: spread(&table.below_95),
                        insolvent: spread(&table.insolvent),
                        production: [0.1, 0.5, 0.9].map(|p| share_quantile(&bins, p)),
                    }
                })
                .collect();
            TierSummary {
                party: label.id.clone(),
                title: label.title.clone(),
                kind: label.kind.clone(),
                sites: sites.len(),
                cash_followed: followed.len(),
                below_7: mean(&followed, &|site| counts.cash_below(site, 7.0)),
                below_14: mean(&followed, &|site| counts.cash_below(site, 14.0)),
                below_30: mean(&followed, &|site| counts.cash_below(site, 30.0)),
                insolvent: mean(sites, &|site| counts.insolvent(site)),
                first_insolvent: {
                    let mut hours = pick(&results.support.first_insolvent_hours, &needs[party]);
                    hours.resize(results.len(), f64::INFINITY);
                    Moments::of(layout, hours)
                },
                support_all: support(party, &results.support.all),
                support_95: support(party, &results.support.share_95),
                stops: mean(sites, &|site| counts.stopped(site)),
                weeks,
            }
        })
        .collect()
}

/// Quantile of shares in bins of 5 %: the middle of the bin; infinite for those at or above 1.
fn share_quantile(bins: &[u64; SHARE_BINS], p: f64) -> f64 {
    let total: u64 = bins.iter().sum();
    let mut sum = 0;
    for (bin, &count) in bins.iter().enumerate() {
        sum += count;
        if count > 0 && sum as f64 >= p * total as f64 {
            return if bin + 1 == SHARE_BINS { f64::INFINITY } else { 0.05 * (bin as f64 + 0.5) };
        }
    }
    f64::INFINITY
}

fn fan(results: &Results) -> Fan {
    let steps = results.layout.steps as usize;
    let table = &results.output;
    let mut fan = Fan {
        hours: (0..steps).map(|step| step as f64 * results.layout.step_hours).collect(),
        p05: Vec::with_capacity(steps),
        p25: Vec::with_capacity(steps),
        p50: Vec::with_capacity(steps),
        p75: Vec::with_capacity(steps),
        p95: Vec::with_capacity(steps),
        mean: Vec::with_capacity(steps),
        twin: Vec::with_capacity(steps),
    };
    let mut rows: Vec<Vec<usize>> = by_position(&table.step, steps);
    for rows in &mut rows {
        let sample = Sample::new(rows.iter().map(|&row| f64::from(table.company[row])).collect());
        let twin: f64 = rows.iter().map(|&row| f64::from(table.twin[row])).sum();
        fan.p05.push(sample.quantile(0.05));
        fan.p25.push(sample.quantile(0.25));
        fan.p50.push(sample.quantile(0.50));
        fan.p75.push(sample.quantile(0.75));
        fan.p95.push(sample.quantile(0.95));
        fan.mean.push(sample.mean());
        fan.twin.push(if rows.is_empty() { 0.0 } else { twin / rows.len() as f64 });
        // Lists as long as the whole table: free each when done.
        *rows = Vec::new();
    }
    fan
}

fn volumes(results: &Results) -> Vec<VolumeSummary> {
    let (layout, table) = (&results.layout, &results.volumes);
    let rows = by_position(&table.site, layout.sites.len());
    let mut summaries = Vec::new();
    for &site in &layout.watched {
        let label = &layout.sites[site as usize];
        for (period, span) in layout.periods.iter().enumerate() {
            let rows: Vec<usize> =
                rows[site as usize].iter().copied().filter(|&row| usize::from(table.period[row]) == period).collect();
            let spread =
                |column: &[f32]| Spread::of(&Sample::new(rows.iter().map(|&row| f64::from(column[row])).collect()));
            summaries.push(VolumeSummary {
                site: label.id.clone(),
                period: span.label.clone(),
                unit: label.unit.clone(),
                produced: spread(&table.produced),
                twin_produced: spread(&table.twin_produced),
                shipped: spread(&table.shipped),
                twin_shipped: spread(&table.twin_shipped),
                sold: spread(&table.sold),
                twin_sold: spread(&table.twin_sold),
                revenue: spread(&table.revenue),
                twin_revenue: spread(&table.twin_revenue),
            });
        }
    }
    summaries
}

fn parties(results: &Results) -> Vec<PartySummary> {
    let (layout, table) = (&results.layout, &results.parties);
    let rows = by_position(&table.party, layout.parties.len());
    let mut summaries = Vec::new();
    for (party, label) in layout.parties.iter().enumerate() {
        for (period, span) in layout.periods.iter().enumerate() {
            let rows: Vec<usize> =
                rows[party].iter().copied().filter(|&row| usize::from(table.period[row]) == period).collect();
            if rows.is_empty() {
                continue;
            }
            let spread = |column: &[f64]| Spread::of(&Sample::new(pick(column, &rows)));
            let change = |event: &[f64], twin: &[f64]| {
                Spread::of(&Sample::new(rows.iter().map(|&row| event[row] - twin[row]).collect()))
            };
            summaries.push(PartySummary {
                party: label.id.clone(),
                period: span.label.clone(),
                revenue_change: change(&table.revenue, &table.twin_revenue),
                gross_profit_change: change(&table.gross_profit, &table.twin_gross_profit),
                value_added_change: change(&table.value_added, &table.twin_value_added),
                twin_value_added: spread(&table.twin_value_added),
                overdue: spread(&table.overdue),
            });
        }
    }
    summaries
}

fn crews(results: &Results) -> Vec<CrewSummary> {
    let (layout, table) = (&results.layout, &results.tasks);
    let places = places(&results.replicates.replicate, &table.replicate);
    let (crews, replicates) = (layout.crews.len(), results.len());
    let mut tasks = Heads::new(crews, replicates);
    let mut hours = Heads::new(crews, replicates);
    let mut done = vec![vec![f64::NEG_INFINITY; replicates]; crews];
    for row in 0..table.len() {
        let task = (table.system[row], table.kind[row]);
        let first = layout.occupied.partition_point(|it| (it.system, it.kind) < task);
        let also = layout.occupied[first..].iter().take_while(|it| (it.system, it.kind) == task);
        let own = (usize::from(table.crew[row]), table.people[row]);
        for (crew, people) in std::iter::once(own).chain(also.map(|it| (usize::from(it.crew), it.people))) {
            // Nobody scarce is no crew.
            if crew >= crews {
                continue;
            }
            tasks.add(crew, places[row], 1.0);
            if table.end_hours[row].is_finite() {
                let long = table.end_hours[row] - table.start_hours[row];
                hours.add(crew, places[row], f64::from(people) * long);
            }
            let last = &mut done[crew][places[row]];
            *last = last.max(table.end_hours[row]);
        }
    }
    (0..crews)
        .map(|crew| CrewSummary {
            id: layout.crews[crew].id.clone(),
            title: layout.crews[crew].title.clone(),
            tasks: Spread::of(&tasks.sample(crew)),
            people_hours: Spread::of(&hours.sample(crew)),
            done: Moments::of(layout, done[crew].iter().copied().filter(|&hours| hours > f64::NEG_INFINITY).collect()),
        })
        .collect()
}

#[cfg(test)]
mod tests;
