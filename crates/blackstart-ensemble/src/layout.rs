//! What the numbers of results stand for: names, dates, units and where they came from.

use blackstart_model::id::{Key, ServiceId};
use blackstart_model::model::{
    Confidence, Data, Model, Name, Party, PartyKind, Policy, PolicyLayer, Promised, Provenance, Service, Site, Source,
    Target, TaskKind,
};
use blackstart_model::scenario::Scenario;
use blackstart_sim::handover::BACK_AT;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// Names and dates that results refer to by position. All of it reaches the manifest of a run folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Version of Blackstart that played the histories.
    pub version: String,
    /// Slug and title of the model.
    pub model: Label,
    /// SHA-256 of the model's content, hex; empty for models made in memory.
    pub model_hash: String,
    /// Slug and title of the scenario.
    pub scenario: Label,
    /// SHA-256 of the scenario's content, hex; empty for scenarios made in memory.
    pub scenario_hash: String,
    /// Random seed.
    pub seed: u64,
    /// ISO code of the currency of every amount.
    pub currency: String,
    /// Its sign, e.g. `£`.
    pub sign: String,
    /// Moment 0: every moment is counted from here.
    #[serde(with = "iso")]
    pub start: DateTime,
    /// Length of a history \[h\].
    pub horizon_hours: f64,
    /// Length of one step \[h\].
    pub step_hours: f64,
    /// Steps in a history.
    pub steps: u32,
    /// Systems.
    pub systems: Vec<Label>,
    /// Services.
    pub services: Vec<ServiceLabel>,
    /// Target sets.
    pub targets: Vec<TargetLabel>,
    /// Crews.
    pub crews: Vec<Label>,
    /// What tasks occupy besides their own crew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occupied: Vec<Occupied>,
    /// Least loss with which an organisation counts as affected \[money\].
    pub affected_from: f64,
    /// Parties.
    pub parties: Vec<PartyLabel>,
    /// All sites.
    pub sites: Vec<SiteLabel>,
    /// Positions of the sites followed one by one.
    pub watched: Vec<u32>,
    /// Own substitutes: positions of the site where customers find nothing, and of the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub substitutes: Vec<(u32, u32)>,
    /// Periods of the ledger and of the totals, in time order.
    pub periods: Vec<Period>,
    /// Policies.
    #[serde(default)]
    pub policies: Vec<PolicyLabel>,
    /// Data that systems hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataLabel>,
    /// What a business impact analysis promises: of services, then of systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<PromisedLabel>,
    /// Positions of services with a backlog.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backlogs: Vec<u32>,
    /// Times a year that such a day comes, if the scenario states it.
    #[serde(default)]
    pub rate: Option<f64>,
    /// Sources that the model's numbers cite.
    pub sources: Vec<SourceLabel>,
    /// Rows of the model by confidence of their author.
    pub confidence: ConfidenceCounts,
}

/// What something is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
}

/// Data that systems hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// What it is about.
    pub kind: String,
    /// Position of whose it is, among the parties.
    pub party: Option<u32>,
}

/// What a business impact analysis promises of a service or a system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PromisedLabel {
    /// Position of the service; none of a system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<u32>,
    /// Position of the system; none of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<u32>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Recovery time objective \[h\].
    pub rto_hours: Option<f64>,
    /// Recovery point objective \[h\].
    pub rpo_hours: Option<f64>,
    /// Maximum tolerable period of disruption \[h\].
    pub mtpd_hours: Option<f64>,
    /// Level that counts as back, 0–1.
    pub level: f64,
    /// What has been lost when it has been down for so long \[h, money\].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impact: Vec<(f64, f64)>,
}

/// What a task occupies besides its own crew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupied {
    /// Position of the system.
    pub system: u32,
    /// Number of the task's kind.
    pub kind: u8,
    /// Position of the crew.
    pub crew: u16,
    /// How many of it.
    pub people: u32,
}

/// A service's name and what the business can stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// Longest time below the tolerated level \[h\], where a tolerance is set.
    pub tolerance_hours: Option<f64>,
    /// Level that must be kept, 0–1.
    pub tolerance_level: Option<f64>,
}

/// A target set's name and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// The services that must work together.
    #[serde(default)]
    pub services: Vec<Wanted>,
}

/// A service of a target set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Position of the service.
    pub service: u32,
    /// Level that it must have, 0–1.
    pub level: f64,
}

/// A party's name and what it is to the company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// `company`, `supplier`, `dealer`, `customer`, `insurer`, `state` or `other`.
    pub kind: String,
}

/// A site's name, what it makes and for which party.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// Position of its party.
    pub party: u32,
    /// Region or country.
    pub region: Option<String>,
    /// Title of its product.
    pub product: String,
    /// Word for one unit of it.
    pub unit: String,
    /// Normal output \[units/day\].
    pub output_per_day: f64,
    /// Whether its cash is followed.
    pub cash_followed: bool,
    /// Whether it only passes on what it takes in (every input is its own product): a store, a sales company.
    pub resells: bool,
}

/// A span of time that the ledger is kept by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// For people, e.g. `2025-09`.
    pub label: String,
    /// First moment \[h\].
    pub from_hours: f64,
    /// End, exclusive \[h\].
    pub until_hours: f64,
}

/// A policy's name, the insured party and its layers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyLabel {
    /// Slug from the file.
    pub id: String,
    /// For people.
    pub title: String,
    /// Position of the insured party.
    pub insured: u32,
    /// Its layers.
    pub layers: Vec<LayerLabel>,
}

/// A layer of a policy, at full participation; no limit is `None`, because JSON has no infinity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerLabel {
    /// Where it begins, per event \[money\].
    pub attachment: f64,
    /// Most it pays per event \[money\].
    pub limit: Option<f64>,
    /// Share that is placed.
    pub participation: f64,
    /// What a year's events must first add up to \[money\].
    pub aggregate_attachment: f64,
    /// Most it pays for a year's events \[money\].
    pub aggregate_limit: Option<f64>,
}

/// A source and how often the model cites it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLabel {
    /// Slug.
    pub id: String,
    /// Author, title, date.
    pub title: String,
    /// Address, if any.
    pub url: Option<String>,
    /// Date of publication or reading, as written.
    pub date: Option<String>,
    /// Rows and fields that cite it.
    pub cited: u64,
}

/// Rows of a model by how sure their writer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfidenceCounts {
    /// A guess with a range.
    pub assumed: u64,
    /// Derived from other facts.
    pub derived: u64,
    /// Reported by somebody else.
    pub reported: u64,
    /// Verified against the thing itself.
    pub verified: u64,
    /// Nothing said.
    pub unstated: u64,
}

impl Layout {
    /// The layout of histories of a scenario under a seed, played as `played` says.
    pub fn of(model: &Model, scenario: &Scenario, seed: u64, played: &blackstart_sim::handover::Layout) -> Self {
        let label = |name: &Name| Label { id: name.id.clone(), title: name.title.clone() };
        let sites = model.sites.rows().iter().zip(resellers(model));
        let (sources, confidence) = (sources(model, scenario), ConfidenceCounts::of(model, scenario));
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: Label { id: model.name.clone(), title: model.title.clone() },
            model_hash: model.hash.clone(),
            scenario: Label { id: scenario.name.clone(), title: scenario.title.clone() },
            scenario_hash: scenario.hash.clone(),
            seed,
            currency: model.currency.code.clone(),
            sign: model.currency.sign.clone(),
            affected_from: model.affected_from,
            start: scenario.start,
            // As many whole steps as it takes to reach the horizon.
            horizon_hours: played.end_hours(),
            step_hours: played.step_hours,
            steps: index(played.steps),
            systems: model.systems.rows().iter().map(|system| label(&system.name)).collect(),
            services: model.services.rows().iter().map(ServiceLabel::of).collect(),
            targets: model.targets.rows().iter().map(TargetLabel::of).collect(),
            crews: model.crews.rows().iter().map(|crew| label(&crew.name)).collect(),
            occupied: occupied(model, scenario),
            parties: model.parties.rows().iter().map(PartyLabel::of).collect(),
            sites: sites.map(|(site, resells)| SiteLabel::of(model, site, resells)).collect(),
            watched: played.watched.iter().map(|site| index(site.index())).collect(),
            substitutes: model.substitutes.iter().map(|it| (index(it.from.index()), index(it.to.index()))).collect(),
            periods: played.periods.iter().map(Period::of).collect(),
            policies: model.policies.iter().map(PolicyLabel::of).collect(),
            data: model.data.rows().iter().map(DataLabel::of).collect(),
            promised: PromisedLabel::all(model),
            backlogs: model
                .services
                .iter()
                .filter(|(_, it)| it.backlog.is_some())
                .map(|(id, _)| index(id.index()))
                .collect(),
            rate: scenario.rate,
            sources,
            confidence,
        }
    }

    /// The civil moment that many hours after the start, to the minute in which it has come, never before; `None` if infinite or beyond the calendar.
    pub fn moment(&self, hours: f64) -> Option<DateTime> {
        if !hours.is_finite() || hours.abs() > 24.0 * 365.0 * 5000.0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked to be small above")]
        let minutes = (hours * 60.0 - 1e-6).ceil() as i64;
        self.start.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()
    }

    /// Position of the company among the parties: the first of that kind; else the first of all.
    pub fn company(&self) -> Option<u32> {
        let company = self.parties.iter().position(|party| party.kind == "company");
        company.or((!self.parties.is_empty()).then_some(0)).map(index)
    }
}

impl DataLabel {
    fn of(data: &Data) -> Self {
        Self {
            id: data.name.id.clone(),
            title: data.name.title.clone(),
            kind: data.kind.word().to_owned(),
            party: data.party.map(|party| index(party.index())),
        }
    }
}

impl PromisedLabel {
    /// Of a model: what can be held beside what is found.
    fn all(model: &Model) -> Vec<Self> {
        let label = |promised: &Promised, level: f64| {
            let is_any = promised.rto_hours.is_some() || promised.mtpd_hours.is_some() || !promised.impact.is_empty();
            is_any.then(|| Self {
                service: None,
                system: None,
                owner: promised.owner.clone(),
                rto_hours: promised.rto_hours,
                rpo_hours: promised.rpo_hours,
                mtpd_hours: promised.mtpd_hours,
                level,
                impact: promised.impact.clone(),
            })
        };
        let services = model.services.iter().filter_map(|(id, service)| {
            let level = service.promised.mbco.unwrap_or_else(|| ServiceLabel::of(service).level());
            Some(Self { service: Some(index(id.index())), ..label(&service.promised, level)? })
        });
        let systems = model
            .systems
            .iter()
            .filter_map(|(id, system)| Some(Self { system: Some(index(id.index())), ..label(&system.promised, 1.0)? }));
        services.chain(systems).collect()
    }

    /// Id and title of what is promised.
    pub fn label<'a>(&self, layout: &'a Layout) -> (&'a str, &'a str) {
        match (self.service, self.system) {
            (Some(service), _) => {
                let it = &layout.services[service as usize];
                (&it.id, &it.title)
            }
            (None, system) => {
                let it = &layout.systems[system.unwrap_or_default() as usize];
                (&it.id, &it.title)
            }
        }
    }
}

impl ServiceLabel {
    fn of(service: &Service) -> Self {
        Self {
            id: service.name.id.clone(),
            title: service.name.title.clone(),
            // A tolerance for ever is none, and JSON has no infinity.
            tolerance_hours: service.tolerance.map(|tolerance| tolerance.hours).filter(|hours| hours.is_finite()),
            tolerance_level: service.tolerance.map(|tolerance| tolerance.level),
        }
    }

    /// Level at which it counts as working: that of its tolerance; without one, that of sites.
    pub fn level(&self) -> f64 {
        self.tolerance_level.unwrap_or(BACK_AT)
    }
}

impl TargetLabel {
    fn of(target: &Target) -> Self {
        let wanted = |&(service, level): &(ServiceId, f64)| Wanted { service: index(service.index()), level };
        Self {
            id: target.name.id.clone(),
            title: target.name.title.clone(),
            services: target.services.iter().map(wanted).collect(),
        }
    }
}

impl PartyLabel {
    fn of(party: &Party) -> Self {
        Self { id: party.name.id.clone(), title: party.name.title.clone(), kind: kind(party.kind).to_owned() }
    }
}

impl SiteLabel {
    fn of(model: &Model, site: &Site, resells: bool) -> Self {
        let product = &model.products[site.product];
        Self {
            id: site.name.id.clone(),
            title: site.name.title.clone(),
            party: index(site.party.index()),
            region: site.region.clone(),
            product: product.name.title.clone(),
            unit: product.unit.clone(),
            output_per_day: site.output_per_day,
            cash_followed: site.cash.is_some(),
            resells,
        }
    }
}

impl Period {
    fn of(period: &blackstart_sim::handover::Period) -> Self {
        Self { label: period.label.clone(), from_hours: period.start_hours, until_hours: period.end_hours }
    }
}

impl PolicyLabel {
    fn of(policy: &Policy) -> Self {
        let layer = |layer: &PolicyLayer| LayerLabel {
            attachment: layer.attachment,
            limit: Some(layer.limit).filter(|limit| limit.is_finite()),
            participation: layer.participation,
            aggregate_attachment: layer.aggregate_attachment,
            aggregate_limit: Some(layer.aggregate_limit).filter(|limit| limit.is_finite()),
        };
        Self {
            id: policy.name.id.clone(),
            title: policy.name.title.clone(),
            insured: index(policy.insured.index()),
            layers: policy.layers.iter().map(layer).collect(),
        }
    }
}

impl ConfidenceCounts {
    fn of(model: &Model, scenario: &Scenario) -> Self {
        let mut counts = Self::default();
        for provenance in provenances(model, scenario) {
            *match provenance.confidence {
                Some(Confidence::Assumed) => &mut counts.assumed,
                Some(Confidence::Derived) => &mut counts.derived,
                Some(Confidence::Reported) => &mut counts.reported,
                Some(Confidence::Verified) => &mut counts.verified,
                None => &mut counts.unstated,
            } += 1;
        }
        counts
    }
}

/// The model's sources, with how often each is cited.
fn sources(model: &Model, scenario: &Scenario) -> Vec<SourceLabel> {
    let mut cited = vec![0; model.sources.len()];
    for (_, source) in provenances(model, scenario).flat_map(|provenance| &provenance.sources) {
        cited[source.index()] += 1;
    }
    let label = |(source, cited): (&Source, u64)| SourceLabel {
        id: source.id.clone(),
        title: source.title.clone(),
        url: source.url.clone(),
        date: source.date.clone(),
        cited,
    };
    model.sources.rows().iter().zip(cited).map(label).collect()
}

/// What tasks occupy besides their own crew, done as the scenario states; by system and kind.
fn occupied(model: &Model, scenario: &Scenario) -> Vec<Occupied> {
    let mut rows = Vec::new();
    let Some(recovery) = &scenario.recovery else { return rows };
    for (system, row) in model.systems.iter() {
        for (kind, task) in TaskKind::ALL.into_iter().zip(row.tasks()) {
            for &(crew, people) in task.iter().flat_map(|task| &recovery.way(system, kind, task).also) {
                let crew = u16::try_from(crew.index()).unwrap_or(u16::MAX);
                rows.push(Occupied { system: index(system.index()), kind: kind as u8, crew, people });
            }
        }
    }
    rows
}

/// What a party is to the company, in the format's words.
fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Company => "company",
        PartyKind::Supplier => "supplier",
        PartyKind::Dealer => "dealer",
        PartyKind::Customer => "customer",
        PartyKind::Insurer => "insurer",
        PartyKind::State => "state",
        PartyKind::Other => "other",
    }
}

/// Which sites take in nothing but their own product.
fn resellers(model: &Model) -> Vec<bool> {
    let mut inputs = vec![(0, 0); model.sites.len()];
    for link in &model.links {
        let (own, all) = &mut inputs[link.to.index()];
        *own += usize::from(model.sites[link.from].product == model.sites[link.to].product);
        *all += 1;
    }
    inputs.into_iter().map(|(own, all)| all > 0 && own == all).collect()
}

/// Where every row of a model and a scenario comes from.
fn provenances<'a>(model: &'a Model, scenario: &'a Scenario) -> impl Iterator<Item = &'a Provenance> {
    let names = (model.zones.rows().iter().map(|row| &row.name))
        .chain(model.conduits.iter().map(|row| &row.name))
        .chain(model.systems.rows().iter().map(|row| &row.name))
        .chain(model.services.rows().iter().map(|row| &row.name))
        .chain(model.crews.rows().iter().map(|row| &row.name))
        .chain(model.calendars.rows().iter().map(|row| &row.name))
        .chain(model.seasons.rows().iter().map(|row| &row.name))
        .chain(model.products.rows().iter().map(|row| &row.name))
        .chain(model.parties.rows().iter().map(|row| &row.name))
        .chain(model.sites.rows().iter().map(|row| &row.name))
        .chain(model.targets.rows().iter().map(|row| &row.name))
        .chain(model.policies.iter().map(|row| &row.name))
        .chain(model.data.rows().iter().map(|row| &row.name))
        .chain(scenario.falls.iter().map(|row| &row.name))
        .chain(scenario.attack.iter().flat_map(|attack| attack.techniques.iter().map(|row| &row.name)))
        .chain(scenario.attack.iter().flat_map(|attack| attack.controls.iter().map(|row| &row.name)))
        .chain(scenario.attack.iter().flat_map(|attack| attack.actions.iter().map(|row| &row.name)))
        .chain(scenario.attack.iter().flat_map(|attack| attack.rules.iter().map(|row| &row.name)))
        .chain(scenario.outages.iter().map(|row| &row.name))
        .chain(scenario.shocks.iter().map(|row| &row.name))
        .chain(scenario.costs.iter().map(|row| &row.name))
        .chain(scenario.taken.iter().map(|row| &row.name));
    names
        .map(|name| &name.provenance)
        .chain(model.links.iter().map(|row| &row.provenance))
        .chain(model.demands.iter().map(|row| &row.provenance))
        .chain(model.substitutes.iter().map(|row| &row.provenance))
}

/// A position as the number that tables hold.
pub(crate) fn index(position: usize) -> u32 {
    u32::try_from(position).expect("tables hold fewer than 2^32 rows")
}

/// Civil moments as ISO 8601 text.
mod iso {
    use jiff::civil::DateTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(moment: &DateTime, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(moment)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
