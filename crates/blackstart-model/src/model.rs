//! A checked company: ids and numbers only, nothing left to look up or to fail.
//!
//! Units after compilation: time in hours, goods in units of their product, rates per day, money in the model's currency, shares 0–1.

use crate::id::{
    CalendarId, CrewId, DataId, PartyId, ProductId, SeasonId, ServiceId, SiteId, SourceId, SystemId, Table, TargetId,
    ZoneId,
};
use crate::time::Calendar;
pub use crate::units::Currency;
use crate::units::Uncertain;

/// What an entity is called, and the key that its luck hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Slug from the file, unique within its kind.
    pub id: String,
    /// For people; the id if none is given.
    pub title: String,
    /// 64-bit FNV-1a of `kind/id`: subject of every draw about it, so that adding an entity shifts no other's luck.
    pub key: u64,
    /// Where its numbers come from.
    pub provenance: Provenance,
}

/// Where a number or an edge comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// Cited sources, the row's first, then those of single fields with the field's key.
    pub sources: Vec<(Option<String>, SourceId)>,
    /// Date the fact was true, as written (ISO 8601).
    pub as_of: Option<String>,
    /// How sure the writer is.
    pub confidence: Option<Confidence>,
    /// Share of the variance of the row's quantities that somebody could find out beforehand, 0–1; `None`: by what they are.
    pub knowable: Option<f64>,
    /// The same of single fields, with the field's key.
    pub knowable_of: Vec<(String, f64)>,
}

/// How sure the writer of a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A guess with a range: an assumption.
    Assumed,
    /// Derived from other facts.
    Derived,
    /// Reported by somebody else.
    Reported,
    /// Verified against the thing itself.
    Verified,
}

/// A company and all it hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Slug of the folder's model.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Currency of every amount.
    pub currency: Currency,
    /// Length of one step \[h\], 1 to 168.
    pub step_hours: f64,
    /// Smallest loss at which an organisation counts as affected \[money\].
    pub affected_from: f64,
    /// Sources cited.
    pub sources: Table<SourceId, Source>,
    /// Zones (IEC 62443).
    pub zones: Table<ZoneId, Zone>,
    /// Conduits between zones.
    pub conduits: Vec<Conduit>,
    /// Systems.
    pub systems: Table<SystemId, System>,
    /// Services, as written; see `service_order`.
    pub services: Table<ServiceId, Service>,
    /// Services sorted so that each comes after those its logic uses.
    pub service_order: Vec<ServiceId>,
    /// Systems sorted so that each comes after those it needs to run.
    pub system_order: Vec<SystemId>,
    /// Crews.
    pub crews: Table<CrewId, Crew>,
    /// Working calendars.
    pub calendars: Table<CalendarId, Named<Calendar>>,
    /// Seasons.
    pub seasons: Table<SeasonId, Season>,
    /// Products.
    pub products: Table<ProductId, Product>,
    /// Parties.
    pub parties: Table<PartyId, Party>,
    /// Sites.
    pub sites: Table<SiteId, Site>,
    /// Links, sorted by buyer, product, supplier.
    pub links: Vec<Link>,
    /// Final demand, at most one per site, sorted by site.
    pub demands: Vec<Demand>,
    /// What final customers take instead, by both sites.
    pub substitutes: Vec<Substitute>,
    /// Of these numbers, those that differ from history to history.
    pub sizes: Sizes,
    /// Target sets.
    pub targets: Table<TargetId, Target>,
    /// Policies.
    pub policies: Vec<Policy>,
    /// Factors that quantities of the model move with, by name.
    pub factors: Vec<Factor>,
    /// Data that systems hold.
    pub data: Table<DataId, Data>,
    /// Scenario that is meant when none is named: file name in `scenarios/` without its extension.
    pub default_scenario: Option<String>,
    /// SHA-256 of what was read, hex (filled by the reader's caller); empty for models made in memory.
    pub hash: String,
}

/// A thing with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// Its name.
    pub name: Name,
    /// The thing.
    pub it: T,
}

/// Sizes of a company that differ from history to history. Where the model states one of them as a number, it is the expected value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sizes {
    /// What is uncertain, in the order in which a value of each is given to `Model::sized`.
    pub list: Vec<Size>,
    /// Sites without a capacity of their own: they can make what they normally make, however much that is.
    pub follow: Vec<SiteId>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Size {
    /// What.
    pub what: What,
    /// Its distribution, in the unit of the field.
    pub of: Uncertain,
}

/// What may be of uncertain size. Places are those of the model's lists.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Final demand.
    Demand(usize),
    /// Output of a site of whose customers nothing is said.
    Output(usize),
    /// What final customers pay for a unit.
    DemandPrice(usize),
    /// Flow of a link.
    Flow(usize),
    /// What a customer pays for a unit.
    LinkPrice(usize),
    /// Share of the customer's output that is lost without the input.
    Critical(usize),
    /// Price of a product wherever it has no other.
    ProductPrice {
        /// The product.
        product: ProductId,
        /// Links with its price.
        links: Vec<usize>,
        /// Demands with its price.
        demands: Vec<usize>,
    },
}

/// A factor that uncertain quantities move with: good luck or bad that they share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its name as written.
    pub id: String,
    /// Key of its luck.
    pub key: u64,
    /// How many quantities of the document name it.
    pub uses: usize,
}

/// A source cited by numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Slug.
    pub id: String,
    /// What it is: author, title, date.
    pub title: String,
    /// Address, if any.
    pub url: Option<String>,
    /// Date of publication or reading, as written.
    pub date: Option<String>,
}

/// Id of the source that is cited where nothing is written and published incidents stand in. No source of a file can have it.
pub const PRIORS_SOURCE: &str = "published/incidents";

/// Group of systems with the same protection (IEC 62443).
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Its name.
    pub name: Name,
    /// Purdue level, if given.
    pub level: Option<f64>,
}

/// A path between zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Conduit {
    /// Its name.
    pub name: Name,
    /// From this zone
    pub from: ZoneId,
    /// to this one.
    pub to: ZoneId,
    /// Whether it can be cut.
    pub cuttable: bool,
}

/// Something digital that can be up or down.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    /// Its name.
    pub name: Name,
    /// Whose it is: a provider's; nothing is said of the company's own.
    pub party: Option<PartyId>,
    /// Zone it lives in.
    pub zone: Option<ZoneId>,
    /// What it needs to run: down while this is down.
    pub needs: Option<Logic>,
    /// What must be up before its restoration can start.
    pub starts_after: Vec<SystemId>,
    /// Recovery resource it stands for, if any.
    pub resource: Option<Resource>,
    /// Work if it is found lost.
    pub rebuild: Option<Task>,
    /// Factor on the rebuild's duration when backups are lost (≥ 1).
    pub rebuild_without_backup: Uncertain,
    /// Work if it is found exposed.
    pub verify: Option<Task>,
    /// Work to switch it on again; always done, after the others.
    pub start: Option<Task>,
    /// Work to test it once it is on; always done, last.
    pub test: Option<Task>,
    /// What a business impact analysis says of it.
    pub promised: Promised,
}

impl System {
    /// Its tasks in the order in which they are done: rebuild, verify, start, test.
    pub fn tasks(&self) -> [Option<&Task>; 4] {
        [&self.rebuild, &self.verify, &self.start, &self.test].map(Option::as_ref)
    }
}

/// A recovery resource that an attack may destroy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Directory and identity.
    Directory,
    /// Hypervisor or platform.
    Hypervisor,
    /// Backups.
    Backup,
}

/// Work to restore a system.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Working time of the crew \[h\].
    pub hours: Uncertain,
    /// Who does it; `None`: no limited crew.
    pub crew: Option<CrewId>,
    /// Heads it occupies.
    pub people: u32,
    /// What else it occupies from start to end, with heads of each.
    pub also: Vec<(CrewId, u32)>,
    /// Money it costs, each time it is done.
    pub cost: Uncertain,
    /// Probability that it fails, each time it is done, and is done again.
    pub fails: f64,
    /// Working time of each time after the first \[h\].
    pub again_hours: Uncertain,
    /// Other ways to do it.
    pub modes: Vec<Mode>,
}

/// Another way to do a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// Slug.
    pub id: String,
    /// The task, done this way; it has no ways of its own.
    pub task: Task,
}

impl Task {
    /// Most times that a task is done: the last one succeeds.
    pub const ATTEMPTS: u32 = 20;

    /// The task as it is done in its n-th way; 0 is the usual one.
    ///
    /// # Panics
    /// If there is no such way.
    pub fn way(&self, choice: usize) -> &Self {
        choice.checked_sub(1).map_or(self, |other| &self.modes[other].task)
    }

    /// All that it occupies, its crew first.
    pub fn occupies(&self) -> impl Iterator<Item = (CrewId, u32)> + '_ {
        self.crew.map(|crew| (crew, self.people)).into_iter().chain(self.also.iter().copied())
    }

    /// Expected number of times that it is done.
    pub fn mean_attempts(&self) -> f64 {
        1.0 + (1..Self::ATTEMPTS).map(|attempt| self.fails.powi(attempt as i32)).sum::<f64>()
    }

    /// Expected working time, failures included \[h\].
    pub fn mean_hours(&self) -> f64 {
        if self.fails <= 0.0 {
            return self.hours.mean();
        }
        self.hours.mean() + (self.mean_attempts() - 1.0) * self.again_hours.mean()
    }
}

/// What a restore task does, in the order in which a system's are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// Rebuild a lost system.
    Rebuild,
    /// Verify an exposed one.
    Verify,
    /// Start it.
    Start,
    /// Test it.
    Test,
}

impl TaskKind {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Rebuild, Self::Verify, Self::Start, Self::Test];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        ["rebuild", "verify", "start", "test"][self as usize]
    }
}

/// People who restore systems.
#[derive(Clone, Debug, PartialEq)]
pub struct Crew {
    /// Its name.
    pub name: Name,
    /// Heads.
    pub people: u32,
    /// What one of them is called; `None`: a head.
    pub unit: Option<String>,
    /// When they work; `None`: day and night.
    pub calendar: Option<CalendarId>,
    /// Cost of one head for one hour \[money/h\].
    pub cost_per_hour: Uncertain,
}

/// Levels combined: all = lowest, any = highest, k of n = k-th highest, mean = average.
#[derive(Clone, Debug, PartialEq)]
pub enum Logic {
    /// A system's availability.
    System(SystemId),
    /// A service's level.
    Service(ServiceId),
    /// The lowest.
    All(Vec<Logic>),
    /// The highest.
    Any(Vec<Logic>),
    /// The k-th highest.
    AtLeast(u32, Vec<Logic>),
    /// The average: each part carries its share.
    Mean(Vec<Logic>),
}

/// A business service made of systems.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: Name,
    /// What it depends on.
    pub logic: Logic,
    /// How long it runs on untouched when its parts fail \[h\].
    pub grace_hours: Uncertain,
    /// Manual working when grace is over.
    pub fallback: Option<Fallback>,
    /// What the business can tolerate.
    pub tolerance: Option<Tolerance>,
    /// What was done meanwhile and has to be keyed in after a return.
    pub backlog: Option<Backlog>,
    /// What a business impact analysis says of it.
    pub promised: Promised,
}

/// What a business impact analysis says of a service or a system (ISO/TS 22317). Carried to the results; no history depends on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Promised {
    /// Who answers for it.
    pub owner: Option<String>,
    /// Recovery time objective: it is to be back within this time \[h\].
    pub rto_hours: Option<f64>,
    /// Recovery point objective: at most this much of the latest work may be lost \[h\].
    pub rpo_hours: Option<f64>,
    /// Maximum tolerable period of disruption \[h\].
    pub mtpd_hours: Option<f64>,
    /// Minimum business continuity objective: the level that counts as back, 0–1. Of services only.
    pub mbco: Option<f64>,
    /// What has been lost when it has been down for so long \[h, money\], in time order. Of services only.
    pub impact: Vec<(f64, f64)>,
}

/// Work that waits to be keyed in once a service is back. Amounts of work are in hours of normal working.
#[derive(Clone, Debug, PartialEq)]
pub struct Backlog {
    /// Time to key in an hour of normal work \[h\].
    pub keying: Uncertain,
    /// Level of the service until all is keyed in, 0–1.
    pub level: Uncertain,
    /// Systems whose data the service lives on, and how much of its latest work is lost when each is rebuilt \[h\].
    pub lost_with: Vec<(SystemId, f64)>,
}

/// Manual working.
#[derive(Clone, Debug, PartialEq)]
pub struct Fallback {
    /// Level reached, 0–1.
    pub level: Uncertain,
    /// Time to set it up, from the moment grace ends \[h\].
    pub setup_hours: Uncertain,
    /// How long it can be kept up \[h\]; infinite: for ever.
    pub max_hours: Uncertain,
    /// What that level means.
    pub kind: LevelKind,
}

/// Share of normal at which a site is back, and a service for which nothing says another level.
pub const BACK_AT: f64 = 0.9;

/// Breached when the service stays below `level` for more than `hours` on end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Level that must be kept, 0–1.
    pub level: f64,
    /// Longest time below it \[h\].
    pub hours: f64,
}

/// What a site makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name.
    pub name: Name,
    /// Word for one unit, e.g. `vehicle`.
    pub unit: String,
    /// Price between sites unless the link says otherwise \[money/unit\].
    pub price: f64,
}

/// Who bears a loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Its name.
    pub name: Name,
    /// What it is to the company.
    pub kind: PartyKind,
    /// Cost of capital, per year, for cash that comes late.
    pub cost_of_cash: f64,
}

/// What a party is to the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// The company itself.
    Company,
    /// A tier of suppliers.
    Supplier,
    /// Dealers and garages.
    Dealer,
    /// Final customers.
    Customer,
    /// Insurers.
    Insurer,
    /// The state.
    State,
    /// Anyone else.
    Other,
}

/// A place that makes, stores, moves or sells one product.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: Name,
    /// What it makes.
    pub product: ProductId,
    /// Who bears its losses.
    pub party: PartyId,
    /// Region or country, for grouping.
    pub region: Option<String>,
    /// Followed one by one in results (all sites of small models are).
    pub watch: bool,
    /// What throttles each channel, in the order of [`Channel::ALL`]; `None`: nothing.
    pub channels: [Option<Logic>; 5],
    /// Normal output \[units/day\]: final demand plus flow of all outgoing links.
    pub output_per_day: f64,
    /// The most it can make without overtime \[units/day\], averaged over its calendar; `None`: no limit.
    pub capacity_per_day: Option<f64>,
    /// When it works; `None`: always.
    pub calendar: Option<CalendarId>,
    /// How it comes back after a stop.
    pub ramp: Option<Ramp>,
    /// Highest overtime factor (≥ 1).
    pub overtime: Uncertain,
    /// Time from no overtime to the highest \[h\].
    pub overtime_ramp_hours: f64,
    /// Extra cost of a unit made in overtime, as a share of its variable cost.
    pub overtime_premium: Uncertain,
    /// Time to close a gap of input stock \[h\].
    pub reorder_hours: f64,
    /// Smoothing time of the production plan that orders follow \[h\]; 0: at once.
    pub plan_hours: f64,
    /// Finished stock aimed at \[h of normal output\].
    pub stock_hours: f64,
    /// Room for more finished stock \[h of normal output\].
    pub yard_hours: f64,
    /// Time to close a gap of finished stock \[h\].
    pub refill_hours: f64,
    /// Most a channel handles as multiple of its normal rate (≥ 1; infinite: no limit).
    pub surge: f64,
    /// Scale on the cover of its inputs (1 = as the links say).
    pub cover_scale: Uncertain,
    /// Variable cost besides inputs \[money/unit\].
    pub variable_cost: Uncertain,
    /// Fixed cost \[money/day\].
    pub fixed_cost_per_day: Uncertain,
    /// Share of fixed cost that stops while nothing is made.
    pub saved_cost: f64,
    /// Share of variable cost that is wages.
    pub wages: f64,
    /// Contractual damages for a unit not delivered in its month \[money/unit\].
    pub penalty: f64,
    /// Spoilt each time its own produce channel stops \[money\].
    pub scrap: Uncertain,
    /// Normal cash \[money\]; `None`: not followed.
    pub cash: Option<Uncertain>,
    /// Credit line \[money\].
    pub credit: Uncertain,
    /// Time unable to pay until insolvent \[h\]; infinite: never.
    pub insolvent_after_hours: f64,
    /// Time from insolvency until another runs the site, or an administrator \[h\]; infinite: never.
    pub replaced_hours: Uncertain,
    /// How much is made up after a stop; `None`: whatever is ordered.
    pub catch_up: Option<CatchUp>,
}

/// How much of what was not made a site makes up.
#[derive(Clone, Debug, PartialEq)]
pub struct CatchUp {
    /// Share of the missing output that is wanted back, 0–1.
    pub share: Uncertain,
    /// Time at full level before more than normal is made \[h\].
    pub after_hours: f64,
    /// Most that is made, as a multiple of normal (≥ 1).
    pub most: f64,
}

/// A site's way back to full rate after a stop of its produce channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    /// Stops shorter than this need no ramp \[h\].
    pub after_hours: f64,
    /// Time to full rate \[h\].
    pub hours: Uncertain,
    /// Level at which it starts, 0–1.
    pub from: Uncertain,
    /// How it climbs.
    pub curve: RampCurve,
    /// What a stop adds to the time, as a share of how long it lasted.
    pub longer: Uncertain,
}

/// What a level below 1 means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LevelKind {
    /// This share of a normal working day passes, whoever comes.
    #[default]
    Pace,
    /// This share of those who come finds what it wants: part of a range, or some of many shops.
    Offer,
}

/// How a ramp climbs from its first level to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RampCurve {
    /// Evenly.
    #[default]
    Linear,
    /// Slowly, then fast, then slowly: a logistic curve from a hundredth to 99 hundredths of the way.
    S,
}

/// Product from one site to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Supplier.
    pub from: SiteId,
    /// Customer.
    pub to: SiteId,
    /// Normal flow \[units/day\], averaged over the week.
    pub flow_per_day: f64,
    /// Time on the way \[h\].
    pub lead_hours: f64,
    /// Stock held at the customer \[h of normal use\].
    pub cover_hours: f64,
    /// Payment terms from shipping \[h\].
    pub terms_hours: f64,
    /// Price \[money/unit\].
    pub price: f64,
    /// Share of the customer's output lost without this input (1 = critical).
    pub critical: f64,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// What final customers want from a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The site that sells.
    pub site: SiteId,
    /// Normal demand \[units/day\].
    pub flow_per_day: f64,
    /// Price \[money/unit\].
    pub price: f64,
    /// Season, if any.
    pub season: Option<SeasonId>,
    /// Share of unmet demand that waits, 0–1.
    pub patience: Uncertain,
    /// Mean time the waiting stay \[h\]; infinite: for ever.
    pub wait_hours: Uncertain,
    /// How sales follow thinning stock: exponent of stock over normal stock; 0: only when it is gone.
    pub choice: Uncertain,
    /// How customers who were turned away stay away; `None`: they come back at once.
    pub aftermath: Option<Aftermath>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// Another product of the same party that final customers take instead, one unit for one.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitute {
    /// The site where they found nothing.
    pub from: SiteId,
    /// The site that sells the other product.
    pub to: SiteId,
    /// Share of those who found nothing that goes over; those of a site are 1 at most together.
    pub share: Uncertain,
    /// Subject of its draw.
    pub key: u64,
    /// Where the number comes from.
    pub provenance: Provenance,
}

/// How customers who were turned away stay away, and return.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftermath {
    /// Most that stay away after a long stop, as a share of all.
    pub most: Uncertain,
    /// Length of a total stop after which 63 % of these have left \[h\].
    pub leave_hours: f64,
    /// Mean time until one comes back \[h\].
    pub return_hours: f64,
    /// Share of those leaving that never come back.
    pub never: Uncertain,
}

/// Dates with multipliers of final demand, 1 outside them, later spans winning; and days of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// Its name.
    pub name: Name,
    /// First moment, end (exclusive), multiplier.
    pub spans: Vec<(jiff::civil::DateTime, jiff::civil::DateTime, f64)>,
    /// Demand of each day of the week as a multiple of the mean day, Monday first; mean 1.
    pub week: [f64; 7],
}

/// A named set of services at given levels, e.g. the minimum viable company.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name.
    pub name: Name,
    /// Services and the level each must have.
    pub services: Vec<(ServiceId, f64)>,
}

/// Insurance of a party. Moments count from the start of the interruption.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// Who is insured.
    pub insured: PartyId,
    /// Who pays; `None`: somebody outside the model.
    pub insurer: Option<PartyId>,
    /// What the waiting period means.
    pub waiting: WaitingKind,
    /// What else ends the indemnity period.
    pub until: UntilKind,
    /// What the insured bears of each event \[money\].
    pub retention: f64,
    /// What is covered, each kind at most once.
    pub covers: Vec<Cover>,
    /// Layers above the retention, at least one.
    pub layers: Vec<PolicyLayer>,
}

/// Terms for one kind of loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// Which loss.
    pub of: CoverKind,
    /// Deductible per event \[money\].
    pub deductible: f64,
    /// Sub-limit per event \[money\]; infinite: none.
    pub limit: f64,
    /// Waiting period \[h\].
    pub waiting_hours: f64,
    /// Longest indemnity period \[h\]; infinite: no limit.
    pub indemnity_hours: f64,
}

/// A layer of a policy; amounts at full participation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolicyLayer {
    /// Loss above the retention at which it begins, per event \[money\].
    pub attachment: f64,
    /// Most it pays per event \[money\]; infinite: no limit.
    pub limit: f64,
    /// Share that is placed, 0–1.
    pub participation: f64,
    /// What a year's events must first add up to \[money\].
    pub aggregate_attachment: f64,
    /// Most it pays for a year's events \[money\]; infinite: no limit.
    pub aggregate_limit: f64,
}

/// What a waiting period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitingKind {
    /// Nothing is paid for the first hours.
    Elimination,
    /// Nothing for a shorter stop, everything for a longer one.
    Qualifying,
}

/// What ends an indemnity period besides its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UntilKind {
    /// Trade is where it would have been.
    Trade,
    /// The systems are restored.
    Restored,
}

/// Data that systems hold, and what it costs if they are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Its name.
    pub name: Name,
    /// What it is about.
    pub kind: DataKind,
    /// Systems that hold it, each once, at least one.
    pub held_by: Vec<SystemId>,
    /// Whose data it is.
    pub party: Option<PartyId>,
    /// Records of it.
    pub records: Uncertain,
    /// How long nobody can know that it was taken \[h\]; infinite: nobody ever does.
    pub known_after_hours: Uncertain,
    /// What that time counts from.
    pub known_from: KnownFrom,
    /// Telling those concerned.
    pub notification: Option<Notification>,
    /// What they claim.
    pub liability: Option<Liability>,
    /// What an authority demands.
    pub fine: Option<Fine>,
}

/// What data is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataKind {
    /// People: names, addresses, dates of birth.
    Personal,
    /// Numbers of payment cards and accounts.
    PaymentCard,
    /// Health of people.
    Health,
    /// Passwords, keys, tokens.
    Credentials,
    /// Secrets of a business: designs, prices, contracts.
    Business,
}

impl DataKind {
    /// The kind's word in files and reports.
    pub fn word(self) -> &'static str {
        ["personal", "payment-card", "health", "credentials", "business"][self as usize]
    }

    /// Whether people stand behind its records, who must be told and may claim.
    pub fn is_about_people(self) -> bool {
        self != Self::Business
    }
}

/// From when on the time counts until a theft of data is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownFrom {
    /// The moment it was taken.
    #[default]
    Taking,
    /// The moment the attack was contained, if that is later.
    Containment,
}

/// Cost of telling those whose data were taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// For each record taken \[money\].
    pub per_record: Uncertain,
    /// However many there are \[money\].
    pub fixed: Uncertain,
    /// From the moment the theft is known until it is due \[h\].
    pub after_hours: Uncertain,
}

/// What those whose data were taken claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Liability {
    /// For each record taken \[money\].
    pub per_record: Uncertain,
    /// Probability that anything is owed.
    pub chance: f64,
    /// Most that is owed \[money\]; infinite: no limit.
    pub most: f64,
    /// From the moment the theft is known until it is due \[h\].
    pub after_hours: Uncertain,
}

/// What an authority demands.
#[derive(Clone, Debug, PartialEq)]
pub struct Fine {
    /// How much.
    pub size: FineSize,
    /// Probability that there is one.
    pub chance: f64,
    /// Most that the law allows \[money\]; infinite: no limit.
    pub most: f64,
    /// From the moment the theft is known until it is due \[h\].
    pub after_hours: Uncertain,
}

/// How large a fine is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FineSize {
    /// An amount \[money\].
    Amount(Uncertain),
    /// A share of a year's turnover.
    OfTurnover {
        /// Which share, 0–1.
        share: Uncertain,
        /// The turnover \[money\].
        turnover: f64,
    },
}

/// What a policy covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverKind {
    /// Gross profit lost to the insured's own systems.
    Interruption,
    /// Gross profit lost to stops of suppliers and customers.
    Contingent,
    /// Increased cost of working.
    ExtraWork,
    /// Incident response.
    Response,
    /// Rebuild.
    Rebuild,
    /// Spoilage.
    Spoilage,
    /// Liability.
    Liability,
    /// Contractual penalties.
    Penalty,
    /// Extortion.
    Extortion,
    /// Telling those whose data were taken.
    Notification,
    /// Fines of authorities.
    Fine,
}

impl CoverKind {
    /// The kind's word in files and reports.
    pub fn word(self) -> &'static str {
        [
            "interruption",
            "contingent",
            "extra-work",
            "response",
            "rebuild",
            "spoilage",
            "liability",
            "penalty",
            "extortion",
            "notification",
            "fine",
        ][self as usize]
    }
}

/// The five things a site does, each throttled by services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Place orders with suppliers.
    Order,
    /// Make the product.
    Produce,
    /// Send goods to other sites.
    Ship,
    /// Hand goods to final customers.
    Sell,
    /// Pay suppliers.
    Pay,
}

impl Channel {
    /// All five, in order.
    pub const ALL: [Self; 5] = [Self::Order, Self::Produce, Self::Ship, Self::Sell, Self::Pay];

    /// The channel's word in files and reports.
    pub fn word(self) -> &'static str {
        ["order", "produce", "ship", "sell", "pay"][self as usize]
    }
}
