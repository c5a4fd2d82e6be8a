//! Results in few numbers: everything that the terminal, `--json` and the report show, one room per subject. Field names are the documented JSON.
//!
//! Infinite moments (*never*, *not within the horizon*) are null in JSON.

mod claims;
mod crews;
mod loss;
mod onset;
mod output;
mod parties;
mod promised;
mod quantity;
mod reach;
mod returns;
mod rows;
mod sales;
mod services;
mod sites;
mod suppliers;
mod systems;
mod taken;

use crate::drivers::Drivers;
use crate::layout::{ConfidenceCounts, Period, SourceLabel};
use crate::map::DependencyMap;
use crate::results::Results;
use crate::stats::Sample;
pub use claims::{ClaimSummary, LayerSummary};
pub use crews::CrewSummary;
pub use loss::{LossSummary, PartyLoss};
pub use onset::Onset;
pub use output::{Fan, OfNormal};
pub use parties::PartySummary;
pub use promised::{Away, BacklogSummary, ImpactSummary, PromiseSummary};
pub use quantity::{Chance, Moment, Moments, Part, Share, Spread};
pub use reach::Reach;
pub use sales::SalesSummary;
use serde::Serialize;
pub use services::{ServiceSummary, TargetSummary};
pub use sites::{MoveSummary, SiteSummary, VolumeSummary};
pub use suppliers::{CashSummary, SUPPLIERS_LISTED, ShareQuantiles, TierSummary, WeekSummary};
pub use systems::SystemSummary;
pub use taken::{DataTaken, TakenSummary, Unknown};

/// Version of the summary's fields.
pub const SUMMARY_FORMAT: u32 = 1;

/// Results in few numbers.
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
    /// SHA-256 of its content, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// Its title.
    pub scenario_title: String,
    /// SHA-256 of its content, hex.
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
    /// How it starts: who takes systems down, and when the company notices.
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
    /// What a business impact analysis promises, beside what the histories show: services, then systems, in model order; absent where nothing is promised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<PromiseSummary>,
    /// Work that services have to key in after their returns, in model order; absent where no service has a backlog.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backlogs: Vec<BacklogSummary>,
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
    /// What final customers bought of each unit by period; absent where watched sites sell to none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sales: Vec<SalesSummary>,
    /// Own substitutes to which customers went over, in model order; absent where none did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<MoveSummary>,
    /// Money of parties by period.
    pub parties: Vec<PartySummary>,
    /// Crews: how busy they were.
    pub crews: Vec<CrewSummary>,
    /// Data taken; not told where the model has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<DataTaken>,
    /// What drives the result; told by runs, which know the model and the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drivers: Option<Drivers>,
    /// What needs what, and how often it is down; told by runs, which know the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<DependencyMap>,
    /// Sources that the model cites.
    pub sources: Vec<SourceLabel>,
    /// Rows of the model by confidence of their author.
    pub confidence: ConfidenceCounts,
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
            loss: loss::loss(results),
            reach: reach::reach(results),
            claims: claims::claims(results),
            onset: onset::onset(results),
            contained: Moments::of(layout, all.contained_hours.clone()),
            investigated: Moments::of(
                layout,
                all.investigated_hours.iter().copied().filter(|h| h.is_finite()).collect(),
            ),
            last_system_back: Moments::of(layout, all.last_system_back_hours.clone()),
            output_lost_days: spread(&all.output_lost_days),
            insolvent_sites: Spread::of(&Sample::new(all.insolvent_sites.iter().map(|&n| f64::from(n)).collect())),
            systems: systems::systems(results),
            services: services::services(results),
            promised: promised::promised(results),
            backlogs: promised::backlogs(results),
            targets: services::targets(results),
            sites: sites::sites(results),
            suppliers: suppliers::suppliers(results),
            tiers: suppliers::tiers(results),
            output: output::fan(results),
            volumes: sites::volumes(results),
            sales: sales::sales(results),
            moves: sites::moves(results),
            parties: parties::parties(results),
            crews: crews::crews(results),
            taken: taken::taken(results),
            drivers: None,
            map: None,
            sources: layout.sources.clone(),
            confidence: layout.confidence,
        }
    }
}

#[cfg(test)]
mod tests;
