//! What may stand in a model folder: every kind, every key. Reader, schema and reference come from these lists.

use super::fields::*;
use super::record::record;

record! {
    /// Shocks to an economy: keys at the top of the file.
    EconomyShocksHead: "shocks" in "shocks" {
        /// Version of the format: 1.
        must format: Version,
    }

    /// Something that happens to firms of an economy. Firms are those in all the lists given; without any, all.
    EconomyShockRow: "shock" in "shocks" {
        /// Name for messages.
        may name: Text,
        /// What it changes: `capacity`, `demand` (final demand), `cut` (links), `capital`.
        must kind: EconomyShockKind,
        /// Firms; of a cut, the suppliers.
        may firms: NameList,
        /// Sectors.
        may sectors: NameList,
        /// Regions.
        may regions: NameList,
        /// Of a cut: firms that buy.
        may to_firms: NameList,
        /// Of a cut: sectors that buy.
        may to_sectors: NameList,
        /// Of a cut: regions that buy.
        may to_regions: NameList,
        /// Share of capacity, or of what is sold on a link, that is lost.
        may share: Share,
        /// Final demand as a multiple of normal.
        may times: Times,
        /// Capital each firm loses \[money\].
        may loss: Number,
        /// First step, from 0.
        with from: Step = "0",
        /// First step after; of what recovers, the first of the recovery.
        may until: Step,
        /// How it recovers after that.
        with recovery: EconomyRecovery = "none",
        /// Steps the recovery takes.
        may recovery_steps: Number,
        /// Sectors that rebuild capital, with their shares: `["construction@0.8", "machines@0.2"]`.
        may builders: ServiceLevels,
        /// What has to be rebuilt per unit of capital lost.
        with rebuild_factor: Number = "1",
    }

    /// The company: keys at the top of `model.toml`.
    Head: "model" in "model" {
        /// Version of the format: 1.
        must format: Version,
        /// Slug of the model.
        must name: Id,
        /// Title for people; the name if none is given.
        may title: Text,
        /// ISO 4217 code of the currency of every amount.
        must currency: Text,
        /// Sign of the currency; its usual one if none is given.
        may sign: Text,
        /// Length of one step, an hour to a week. If none is given: a day, or shorter where a buyer would miss its supplier sooner.
        may step: SomeDuration,
        /// Smallest loss at which an organisation counts as affected; the Cyber Monitoring Centre's is £1,000.
        with affected_from: Money = "1000",
        /// Scenario played when none is named: name of its file in `scenarios/`, without `.toml`.
        may default_scenario: Text,
    }

    /// Where numbers come from.
    SourceRow: "source" in "sources" {
        /// Slug that numbers cite.
        must id: Id,
        /// What it is: author, title, date.
        must title: Text,
        /// Address.
        may url: Text,
        /// Date of publication or reading; a year or month will do.
        may date: LooseDay,
    }

    /// Group of systems with the same protection (IEC 62443).
    ZoneRow: "zone" in "zones" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Purdue level.
        may level: Number,
    }

    /// A path between two zones.
    ConduitRow: "conduit" in "conduits" {
        /// Slug; `from-to` if none is given.
        may id: Id,
        /// Zone at one end.
        must from: AZone,
        /// Zone at the other.
        must to: AZone,
        /// Whether it can be cut.
        with cuttable: Bool = "true",
    }

    /// Another way to do a task: overtime, contractors, a second clean room. `restart` chooses, or `modes` of `recovery`.
    ModePart: "mode" in "modes" {
        /// Slug.
        must id: Id,
        /// Working time of the crew, done this way.
        must duration: UDuration,
        /// Who does it; no limited crew if none is given.
        may crew: ACrew,
        /// Heads it occupies.
        with people: SomeHeads = "1",
        /// What else it occupies from start to end.
        may also: CrewHeads,
        /// Money it costs besides the crews, each time it is done.
        with cost: UMoney = "0",
        /// Probability that it fails; the same as the usual way if none is given.
        may fails: Share,
        /// Working time of each time after the first; the same as the first if none is given.
        may again: UDuration,
    }

    /// Work to restore a system.
    TaskPart: "task" in "tasks" {
        /// Working time of the crew.
        must duration: UDuration,
        /// Who does it; no limited crew if none is given.
        may crew: ACrew,
        /// Heads it occupies.
        with people: SomeHeads = "1",
        /// What else it occupies from start to end: `"clean-room"`, `"bandwidth@4"`. Work pauses while any of them does not.
        may also: CrewHeads,
        /// Money it costs besides the crews, each time it is done.
        with cost: UMoney = "0",
        /// Probability that it fails, each time it is done; it is then done again by the same people.
        with fails: Share = "0",
        /// Working time of each time after the first; the same as the first if none is given.
        may again: UDuration,
        /// Other ways to do it, each at its own price.
        list modes: ModePart,
    }

    /// Something digital that can be up or down.
    SystemRow: "system" in "systems" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Whose it is, where it is a provider's; the company's own if nothing is said.
        may party: AParty,
        /// Zone it lives in.
        may zone: AZone,
        /// What it needs to run (logic over systems): it is down while this is down.
        may needs: Logic,
        /// Systems that must be up before its restoration can start.
        may starts_after: Systems,
        /// Recovery resource that it stands for.
        may resource: Resource,
        /// Work if it is found lost.
        part rebuild: TaskPart,
        /// Work if it is found exposed.
        part verify: TaskPart,
        /// Work to switch it on again; always done, after the others.
        part start: TaskPart,
        /// Work to test it once it is on; always done, last: it is back when it passes.
        part test: TaskPart,
        /// Factor on the rebuild's duration when backups are lost.
        with rebuild_without_backup: UGrowth = "1",
        /// Who answers for it.
        may owner: Text,
        /// Recovery time objective: it is promised back within this time. Results show it beside what they find; it changes nothing.
        may rto: Duration,
        /// Recovery point objective: at most so much of the latest work is lost when it is rebuilt from backup. Only a `backlog` makes use of it.
        may rpo: Duration,
        /// Maximum tolerable period of disruption. Results show how often it is exceeded; it changes nothing.
        may mtpd: Duration,
    }

    /// Manual working when grace is over.
    FallbackPart: "fallback" in "fallbacks" {
        /// Level reached, 0–1.
        must level: UShare,
        /// Time to set it up, from the moment grace ends.
        with setup: UDuration = "0h",
        /// How long it can be kept up.
        with max: ULongDuration = "forever",
        /// `pace`: that share of a normal working day passes; `offer`: that share of those who come finds what it wants.
        with kind: LevelKind = "pace",
    }

    /// Work done by hand, or lost with the data of a rebuilt system, that has to be keyed in once all that the service is made of is back.
    BacklogPart: "backlog" in "backlogs" {
        /// Time to key in what is normally done in an hour, in hours.
        must keying: USomeTimes,
        /// Level of the service until all is keyed in, 0–1.
        must level: UShare,
    }

    /// What the business can tolerate.
    TolerancePart: "tolerance" in "tolerances" {
        /// Longest time below the level.
        must duration: Duration,
        /// Level that must be kept.
        with level: Share = "1",
    }

    /// A business service made of systems and services.
    ServiceRow: "service" in "services" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// What it depends on.
        must logic: Logic,
        /// How long it runs on unaffected when its parts fail.
        with grace: UDuration = "0h",
        /// Manual working when grace is over.
        part fallback: FallbackPart,
        /// What the business can tolerate.
        part tolerance: TolerancePart,
        /// What is left to key in once it is back.
        part backlog: BacklogPart,
        /// Who answers for it.
        may owner: Text,
        /// Recovery time objective: it is promised back within this time. Results show it beside what they find; it changes nothing.
        may rto: Duration,
        /// Recovery point objective: at most so much of its latest work is lost when a system that it is made of is rebuilt from backup. Only a `backlog` makes use of it.
        may rpo: Duration,
        /// Maximum tolerable period of disruption. Results show how often it is exceeded; it changes nothing.
        may mtpd: Duration,
        /// Minimum business continuity objective: the level that counts as back for `rto` and `mtpd`; that of the tolerance if none is given, 0.9 without one.
        may mbco: SomeShare,
        /// Loss over time: `"1d: £200k"` is what has been lost once it has been down for a day, all in all. Results show it beside the loss they find; it changes nothing.
        may impact: LossOverTime,
    }

    /// People who restore systems, or whatever else restoration has too little of: slots of a clean room, restore bandwidth in whole units, a vendor's engineers.
    CrewRow: "crew" in "crews" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Heads; slots or units, where it is not people.
        must people: Heads,
        /// What one of them is called; `head` if none is given.
        may unit: Text,
        /// When they work; day and night if none is given.
        may calendar: ACalendar,
        /// Cost of one head for one hour.
        with cost_per_hour: UMoneyPerHour = "0",
    }

    /// Working hours: weekly shifts less days off.
    CalendarRow: "calendar" in "calendars" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Shifts such as `Mon-Fri 06:00-22:00`; in a table's cell separated by `;`.
        must shifts: Shifts,
        /// Days without work: dates, or first and last such as `2025-12-24..2026-01-01`; in a table's cell separated by `;`.
        may off: DaysOff,
    }

    /// A span of a season.
    SpanPart: "span" in "spans" {
        /// First day or moment.
        must from: Moment,
        /// End; the moment itself is no longer part of it.
        must to: Moment,
        /// Demand, as a multiple of normal.
        must times: Times,
    }

    /// Dates with multipliers of final demand; 1 outside them, later spans win. In a table: one row per span, with columns `id`, `from`, `to`, `times`.
    SeasonRow: "season" in "seasons" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Its spans.
        list dates: SpanPart,
        /// Days of the week.
        part week: WeekPart,
    }

    /// A season, or a span of one, as a row of a table.
    SeasonSpanRow: "season span" in "seasons" {
        /// Slug of the season; rows with the same id belong together.
        must id: Id,
        /// Title for people.
        may title: Text,
        /// First day or moment.
        may from: Moment,
        /// End; the moment itself is no longer part of it.
        may to: Moment,
        /// Demand, as a multiple of normal.
        may times: Times,
        /// Its spans, where they are columns of one row.
        list dates: SpanPart,
        /// Days of the week.
        part week: WeekPart,
    }

    /// What a site makes.
    ProductRow: "product" in "products" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Word for one unit.
        with unit: Text = "unit",
        /// Price of one unit, unless the link or demand says otherwise.
        with price: UMoney = "0",
    }

    /// Who bears losses.
    PartyRow: "party" in "parties" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// What it is to the company.
        must kind: PartyKind,
        /// Annual cost of capital, for cash that arrives late.
        with cost_of_cash: Interest = "0",
    }

    /// What a policy covers. Keys that are absent are the policy's.
    CoverPart: "cover" in "covers" {
        /// Which loss: `interruption` (gross profit lost to its own systems), `contingent` (to suppliers' stops), `extra-work`, `response`, `rebuild`, `spoilage`, `liability`, `penalty`, `extortion`, `notification`, `fine`. Where a law forbids to insure fines, leave `fine` out.
        must of: CoverKind,
        /// Deductible, per event.
        with deductible: Money = "0",
        /// Sub-limit, per event; none if none is given.
        may limit: Money,
        /// Waiting period of this cover.
        may waiting: Duration,
        /// Longest indemnity period of this cover.
        may indemnity: LongDuration,
    }

    /// A layer of a policy.
    LayerPart: "layer" in "layers" {
        /// Loss above the retention at which it begins, per event.
        with attachment: Money = "0",
        /// Most it pays, per event; without limit if none is given.
        may limit: Money,
        /// Share that is placed.
        with participation: Share = "1",
        /// What the events of a year must first add up to.
        with aggregate_attachment: Money = "0",
        /// Most it pays for the events of a year; without limit if none is given.
        may aggregate_limit: Money,
    }

    /// Insurance of a party.
    PolicyRow: "policy" in "policies" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Who is insured.
        must insured: AParty,
        /// Who pays; outside the model if none is given.
        may insurer: AParty,
        /// Waiting period, from the start of the interruption.
        with waiting: Duration = "0h",
        /// `elimination`: the first hours are not paid; `qualifying`: a longer stop is paid in full.
        with waiting_is: WaitingKind = "elimination",
        /// Longest indemnity period.
        with indemnity: LongDuration = "forever",
        /// What else ends it: `trade` (trade has recovered) or `restored` (systems are back).
        with until: UntilKind = "trade",
        /// What the insured bears of each event.
        with retention: Money = "0",
        /// What is covered.
        list covers: CoverPart,
        /// Layers above the retention; one without limit if none is given.
        list layers: LayerPart,
    }

    /// How a site comes back after a stop.
    RampPart: "ramp" in "ramps" {
        /// Stops shorter than this need no ramp.
        with after: Duration = "1d",
        /// Time to full rate.
        must duration: UDuration,
        /// Level at which it starts, 0–1.
        with from: UShare = "0",
        /// `linear`: evenly; `s`: slowly, then fast, then slowly.
        with curve: RampCurve = "linear",
        /// What a stop adds to the time, as a share of how long it lasted.
        with longer: UTimes = "0",
    }

    /// How much of what was not made a site makes up.
    CatchUpPart: "catch_up" in "catch_ups" {
        /// Share of the missing output that is wanted back, 0–1.
        with share: UShare = "1",
        /// Time at full level before more than normal is made.
        with after: Duration = "0h",
        /// Most that is made, as a multiple of normal.
        with most: Growth = "1.2",
    }

    /// How customers who were turned away stay away, and return.
    AftermathPart: "aftermath" in "aftermaths" {
        /// Most that stay away after a long stop, as a share of all.
        must most: UShare,
        /// Length of a total stop after which 63 % of these have left.
        with leave: SomeDuration = "30d",
        /// Mean time until one comes back.
        with back: SomeDuration = "40d",
        /// Share of those leaving that never come back.
        with never: UShare = "0",
    }

    /// Demand of days of the week as multiples of each other; the mean day counts as 1.
    WeekPart: "week" in "weeks" {
        /// Mondays.
        with mon: Times = "1",
        /// Tuesdays.
        with tue: Times = "1",
        /// Wednesdays.
        with wed: Times = "1",
        /// Thursdays.
        with thu: Times = "1",
        /// Fridays.
        with fri: Times = "1",
        /// Saturdays.
        with sat: Times = "1",
        /// Sundays.
        with sun: Times = "1",
    }

    /// A place that makes, stores, moves or sells one product.
    SiteRow: "site" in "sites" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// What it makes.
        must product: AProduct,
        /// Who bears its losses.
        must party: AParty,
        /// Region or country.
        may region: Text,
        /// Followed one by one in results; true in models of up to 200 sites.
        may watch: Bool,
        /// What throttles placing orders with suppliers.
        may order: Logic,
        /// What throttles making the product.
        may produce: Logic,
        /// What throttles sending goods to other sites.
        may ship: Logic,
        /// What throttles handing goods to final customers.
        may sell: Logic,
        /// What throttles paying suppliers.
        may pay: Logic,
        /// Normal output; checked against what its links and demand take, and needed only where it has neither. Uncertain only there.
        may output: URate,
        /// The most it can make without overtime, averaged over its calendar; normal output if none is given, without limit for a site that only sells to final customers.
        may capacity: SomeRate,
        /// When it works; always if none is given.
        may calendar: ACalendar,
        /// How it comes back after a stop.
        part ramp: RampPart,
        /// Highest overtime factor.
        with overtime: UGrowth = "1",
        /// Time from no overtime to the highest.
        with overtime_ramp: Duration = "1w",
        /// Extra cost of a unit made in overtime, as a share of its variable cost.
        with overtime_premium: UTimes = "0",
        /// Time to close a gap of input stock.
        with reorder: SomeDuration = "6d",
        /// Smoothing time of the production plan that orders follow; 0: at once.
        with plan: Duration = "0h",
        /// Target for finished stock, as time of normal output.
        with stock: Duration = "0d",
        /// Room for more finished stock, in time of normal output.
        with yard: Duration = "0d",
        /// Time to close a gap of finished stock.
        with refill: SomeDuration = "5d",
        /// Room for catching up: the most a channel handles while it is whole, as a multiple of its normal rate. A channel below 0.9 has none.
        with surge: Growth = "2",
        /// Scale on the cover of its inputs.
        with cover_scale: UTimes = "1",
        /// Variable cost of one unit besides inputs.
        with variable_cost: UMoney = "0",
        /// Fixed cost.
        with fixed_cost: UMoneyRate = "0",
        /// Share of fixed cost that stops while nothing is made (agency staff, energy), in proportion to what is missing.
        with saved_cost: Share = "0",
        /// Share of variable cost that is wages: saved by the site when it makes less, lost to those who work there.
        with wages: Share = "0",
        /// Contractual damages per unit not delivered in the month it was due.
        with penalty: Money = "0",
        /// Work in progress and stock that spoils each time its own `produce` channel stops.
        with scrap: UMoney = "0",
        /// Normal cash; cash is not tracked if none is given.
        may cash: UMoney,
        /// Credit line.
        with credit: UMoney = "0",
        /// How long it can be unable to pay before it is insolvent.
        with insolvent_after: LongDuration = "forever",
        /// Time from insolvency until another supplier takes its place or an administrator runs it on; `forever`: it never works again.
        with replaced: ULongDuration = "uniform(30d, 90d)",
        /// How much of what it did not make it makes up; whatever is ordered if none is given.
        part catch_up: CatchUpPart,
    }

    /// Product from one site to another.
    LinkRow: "link" in "links" {
        /// Supplier.
        must from: ASite,
        /// Customer.
        must to: ASite,
        /// Normal flow, at the customer's expected output. Of several suppliers of one product, those whose flow is exact take up what the others deliver more or less.
        must flow: USomeRate,
        /// Time in transit.
        with lead: Duration = "1d",
        /// Stock held at the customer, in time of normal use.
        with cover: Duration = "5d",
        /// Payment terms, from shipping.
        with terms: Duration = "30d",
        /// Price of one unit; the product's if none is given.
        may price: UMoney,
        /// Share of the customer's output lost without this input.
        with critical: UShare = "1",
    }

    /// What final customers want from a site.
    DemandRow: "demand" in "demands" {
        /// The site that sells.
        must site: ASite,
        /// Normal demand; what feeds the site follows in proportion.
        must flow: USomeRate,
        /// Price of one unit; the product's if none is given.
        may price: UMoney,
        /// Season.
        may season: ASeason,
        /// Share of unmet demand that waits.
        with patience: UShare = "0",
        /// Mean time that waiting customers stay.
        with wait: ULongDuration = "forever",
        /// How sales follow thinning stock: the exponent of stock over normal stock. 0: only when it is gone.
        with choice: UTimes = "0",
        /// How customers who were turned away stay away; they come back at once if none is given.
        part aftermath: AftermathPart,
    }

    /// Own substitutes: final customers who find nothing at one site buy at another of the same party, one unit for one.
    SubstituteRow: "substitute" in "substitutes" {
        /// The site that could not serve them.
        must from: ASite,
        /// Where they buy instead.
        must to: ASite,
        /// Share of those who find nothing that buys there, as far as it is to be had there; the others wait or are lost.
        must share: UShare,
    }

    /// Cost of telling those whose data were taken.
    NotificationPart: "notification" in "notifications" {
        /// For each record taken: letters, calls, watching over credit.
        must per_record: UMoney,
        /// However many there are: lawyers, a call centre.
        with fixed: UMoney = "0",
        /// From the moment the theft is known until it is due.
        with after: UDuration = "0h",
    }

    /// What those whose data were taken claim.
    LiabilityPart: "liability" in "liabilities" {
        /// For each record taken, where anything is owed.
        must per_record: UMoney,
        /// Probability that anything is owed, once the theft is known.
        must chance: Share,
        /// Most that is owed; no limit if none is given.
        may most: Money,
        /// From the moment the theft is known until it is due. Accountants provide for it at once; a judgement takes years.
        with after: UDuration = "0h",
    }

    /// What an authority demands: an amount, or a share of turnover.
    FinePart: "fine" in "fines" {
        /// The amount.
        may amount: UMoney,
        /// Share of a year's turnover.
        may share: UShare,
        /// The year's turnover that it is a share of, of the whole group.
        may turnover: Money,
        /// Probability that there is one, once the theft is known.
        must chance: Share,
        /// Most that the law allows; no limit if none is given.
        may most: Money,
        /// From the moment the theft is known until it is due.
        with after: UDuration = "0h",
    }

    /// Data that systems hold, and what it costs if they are taken. What is not given is not charged, and `check` says so.
    DataRow: "data" in "data" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// What it is about.
        must kind: DataKind,
        /// Systems that hold it. Once all of them are down, an attack copies nothing more.
        must held_by: Systems,
        /// Whose data it is.
        may party: AParty,
        /// Records: people, cards, accounts, documents.
        must records: UCount,
        /// How long nobody can know that it was taken; until then there is no evidence, which is not evidence of none. `forever`: nobody ever knows.
        must known_after: ULongDuration,
        /// What that time counts from: the `taking`, or the `containment` of the attack if that is later.
        with known_from: KnownFrom = "taking",
        /// Telling those concerned.
        part notification: NotificationPart,
        /// What they claim.
        part liability: LiabilityPart,
        /// What an authority demands.
        part fine: FinePart,
    }

    /// A named set of services at given levels, such as the minimum viable company.
    TargetRow: "target" in "targets" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Services that must be up; `service@0.8` for a level.
        must services: ServiceLevels,
    }

    /// A bad day: keys at the top of a scenario.
    ScenarioHead: "scenario" in "scenario" {
        /// Version of the format: 1.
        must format: Version,
        /// Slug of the scenario.
        must name: Id,
        /// Title for people; the name if none is given.
        may title: Text,
        /// Moment 0.
        must start: Moment,
        /// Length of a history.
        must horizon: SomeDuration,
        /// Played before `start`, so that calendars and seasons have settled.
        with warm_up: Duration = "4w",
        /// Length of one step; the model's if none is given.
        may step: SomeDuration,
        /// Periods by which the ledger and totals are kept. Tables grow with their number.
        with ledger: LedgerSpan = "month",
        /// Replicates, unless the command overrides it.
        with replicates: Replicates = "1000",
        /// Seed, unless the command overrides it.
        with seed: Seed = "1",
        /// How many times a year such a day comes, on average: 0.05 is once in twenty years. Years of several scenarios make a loss curve.
        may rate: Frequency,
        /// Time from the last fall until restoration can begin.
        with containment: UDuration = "0h",
        /// Probabilities that recovery resources are lost.
        part destroyed: DestroyedPart,
    }

    /// Probability that each recovery resource is lost.
    DestroyedPart: "destroyed" in "destroyed" {
        /// Directory and identity.
        with directory: Share = "0",
        /// Hypervisor or platform.
        with hypervisor: Share = "0",
        /// Backups.
        with backup: Share = "0",
    }

    /// The company pulls the plug: short for one `[[fall]]` with cause `shutdown`.
    ShutdownRow: "shutdown" in "shutdown" {
        /// When.
        with at: UWhen = "0h",
        /// Systems, or `all`.
        with systems: SystemsOrAll = "all",
        /// Probability that each system is found lost and must be rebuilt …
        with lost: Share = "0",
        /// … or exposed and must be verified; clean otherwise.
        with exposed: Share = "0",
    }

    /// Systems that fall together.
    FallRow: "fall" in "falls" {
        /// Slug; `fall/<n>` if none is given.
        may id: Id,
        /// Systems, or `all`; either these or `zones`.
        may systems: SystemsOrAll,
        /// Zones, for all systems in them.
        may zones: Zones,
        /// When.
        must at: UWhen,
        /// Why.
        must cause: FallCause,
        /// Probability that each system is found lost and must be rebuilt …
        with lost: Share = "0",
        /// … or exposed and must be verified; clean otherwise.
        with exposed: Share = "0",
        /// Probability that the fall happens at all.
        with chance: Share = "1",
        /// Restored at this moment, whatever its tasks …
        may until: UWhen,
        /// … or so long after it fell.
        may r#for: UDuration,
    }

    /// An attack, played step by step: the race between the attacker and the company.
    AttackRow: "attack" in "attack" {
        /// What the attacker has at moment 0.
        must start: StatesOrSteps,
        /// File with more of the attack's lists: its name, beside `model.toml` or beside the scenario.
        may file: Text,
        /// Time from the first alert until the company knows what is happening.
        with triage: UDuration = "0h",
        /// Whether shutdown rules are followed.
        with shutdown: Doctrine = "as-written",
        /// The attack uses a model in the Meta Attack Language: states are its steps.
        part mal: MalPart,
    }

    /// A model in the Meta Attack Language: names of files beside `model.toml` or beside the scenario.
    MalPart: "mal" in "mals" {
        /// Compiled language: an archive (`.mar`) or a langspec (JSON).
        must language: Text,
        /// Model of that language: JSON or YAML.
        must model: Text,
        /// Defences whose effect is studied, by full name: `asset:defence`.
        may controls: StatesOrSteps,
    }

    /// What notices steps of a MAL model.
    DetectorRow: "detector" in "detectors" {
        /// Slug.
        must id: Id,
        /// Steps it watches.
        must steps: StatesOrSteps,
        /// Probability that a watched step raises an alert when it is reached.
        with chance: Share = "1",
        /// Time until the alert is seen, counted from then.
        with after: UDuration = "0h",
    }

    /// A file with lists of an attack: keys at its top.
    AttackFileHead: "attack file" in "attack file" {
        /// Version of the format: 1.
        must format: Version,
    }

    /// A class of credentials that can be reset.
    CredentialRow: "credential" in "credentials" {
        /// Slug.
        must id: Id,
    }

    /// The alert a technique may raise.
    AlertPart: "alert" in "alerts" {
        /// Probability that it raises an alert, whether it succeeds or not.
        must chance: Share,
        /// Time until the alert is seen, counted from the technique's start.
        with after: UDuration = "0h",
    }

    /// Something the attacker does, once: it needs all of some states and gives others.
    TechniqueRow: "technique" in "techniques" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Technique of the library that gives every key that is not given here: `chain.technique`.
        may r#use: Text,
        /// Its ids in MITRE ATT&CK.
        may attack: NameList,
        /// States it needs, all of them; or taken from the library.
        may needs: States,
        /// States it gives; or taken from the library.
        may gives: States,
        /// Probability that it succeeds; or taken from the library.
        may success: Share,
        /// Time it takes; or taken from the library.
        may time: UDuration,
        /// Conduits that must not be cut until it is done.
        may conduits: Conduits,
        /// Credentials that must not be reset until it is done.
        may credentials: Credentials,
        /// The alert it may raise.
        part alert: AlertPart,
    }

    /// Something that stops techniques, all or none of them.
    ControlRow: "control" in "controls" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Techniques that it stops.
        must blocks: Techniques,
        /// Probability that it is effective.
        must effective: Share,
    }

    /// A containment action: conduits cut and credentials reset some time after triage.
    CutRow: "cut" in "cuts" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// Time it takes from the end of triage.
        with after: UDuration = "0h",
        /// Conduits cut.
        may conduits: Conduits,
        /// Credentials reset.
        may credentials: Credentials,
        /// Steps of a MAL model that fail from then on.
        may steps: StatesOrSteps,
    }

    /// When the company switches systems off itself.
    ShutdownRuleRow: "shutdown_rule" in "shutdown_rules" {
        /// Slug.
        must id: Id,
        /// Title for people; the id if none is given.
        may title: Text,
        /// States: if any of them was reached by the end of triage …
        must when: StatesOrSteps,
        /// … then with this probability …
        with chance: Share = "1",
        /// … this long after triage …
        with after: UDuration = "0h",
        /// … these systems are switched off, or `all`; either these or `zones`.
        may systems: SystemsOrAll,
        /// Zones, for all systems in them.
        may zones: Zones,
        /// Probability that a system that was switched off must be verified nevertheless.
        with exposed: Share = "0",
    }

    /// What a state does to systems and to what recovery needs.
    EffectRow: "effect" in "effects" {
        /// States: any of them.
        must when: StatesOrSteps,
        /// Systems, or `all`; either these or `zones`.
        may systems: SystemsOrAll,
        /// Zones, for all systems in them.
        may zones: Zones,
        /// Probability that each system is lost: it goes down and must be rebuilt …
        with lost: Share = "0",
        /// … or exposed: it stays up, but once down it must be verified.
        with exposed: Share = "0",
        /// Recovery resources that are lost.
        may destroys: Resources,
    }

    /// A chain of the shipped library: keys at the top of its file.
    ChainHead: "chain" in "chain" {
        /// Version of the format: 1.
        must format: Version,
        /// Slug.
        must name: Id,
        /// Title for people.
        must title: Text,
        /// What it stands for.
        must about: Text,
    }

    /// Data taken, stated or with a state of the attack. Of data that are taken several times the first moment and the largest share count.
    TakenRow: "taken" in "taken" {
        /// Slug; `taken/<n>` if none is given.
        may id: Id,
        /// Which data …
        may data: DataHeld,
        /// … or of which systems: all data that they hold.
        may systems: Systems,
        /// When; either this or `when`.
        may at: UWhen,
        /// States of the attack, the first of which it is taken with, if a system that holds it is still up.
        may when: StatesOrSteps,
        /// Probability that it is taken then.
        with chance: Share = "1",
        /// Share of the records that is taken.
        with share: UShare = "1",
    }

    /// Extra heads for a crew from some moment on.
    ExtraPart: "extra" in "extra_people" {
        /// The crew.
        must crew: ACrew,
        /// From when.
        with from: When = "0h",
        /// How many more.
        must people: SomeHeads,
    }

    /// A task done in one of its other ways.
    ModeChoicePart: "choice" in "modes" {
        /// The system.
        must system: ASystem,
        /// Which of its tasks.
        must task: TaskWord,
        /// Id of the way.
        must mode: Id,
    }

    /// How systems are brought back.
    RecoveryRow: "recovery" in "recovery" {
        /// Investigation before any restore task starts, counted from containment.
        with investigation: UDuration = "0h",
        /// Systems, in order; all others follow in model order.
        may priority: Systems,
        /// How the list is made.
        with rule: Rule = "listed",
        /// How the list is worked through: `serial`, `ranked` (by whoever is free) or `in-order`.
        with policy: Policy = "serial",
        /// Factor on every task's working time, drawn once per history.
        with common: USomeTimes = "1",
        /// Heads that crews have on top of the model's.
        list extra_people: ExtraPart,
        /// Tasks done in another way than usual.
        list modes: ModeChoicePart,
    }

    /// What has happened already, when a restart is planned anew.
    FactRow: "fact" in "facts" {
        /// The system; none for the investigation.
        may system: ASystem,
        /// Which of its tasks, or `investigation`.
        must task: FactWord,
        /// When it began; required for a task.
        may began: When,
        /// When it ended; it is still running if none is given.
        may ended: When,
    }

    /// A plan made elsewhere: systems, in order.
    PlanRow: "entry" in "plan" {
        /// The system; where one stands more than once, its first place counts.
        must system: ASystem,
        /// Its tasks that are done in another way than usual: `rebuild=contractors; start=overtime`. Where a plan has no such column, the scenario's ways stand.
        may modes: TaskModes,
    }

    /// What was reported about an event: keys at the top of `backtest.toml`.
    BacktestHead: "backtest" in "backtest" {
        /// Version of the format: 1.
        must format: Version,
    }

    /// What was reported: a value, a range or a bound; numbers in the row's unit, or dates.
    ReportedPart: "reported" in "reported" {
        /// One value.
        may value: NumberOrDay,
        /// Lowest of a range.
        may low: NumberOrDay,
        /// Highest of a range.
        may high: NumberOrDay,
        /// It was more than this.
        may above: NumberOrDay,
        /// It was less than this.
        may below: NumberOrDay,
    }

    /// An amount that something is a share of.
    BasePart: "relative_to" in "relative_to" {
        /// The amount, in the unit of what is divided by it.
        must amount: Number,
        /// Who reported it.
        must source: Sources,
    }

    /// The number of each history that a row is compared with. Which keys it has depends on its kind.
    MeasurePart: "measure" in "measures" {
        /// What is measured: goods, money, weeks of sites, output over days, how the event begins, a date.
        must kind: MeasureWord,
        /// Of a `volume`, which goods; of an `onset` or `date`, what happened.
        may field: MeasureFieldWord,
        /// Of a `volume`: the history, its twin without the event, or their difference.
        may of: SideWord,
        /// Ids of sites; a final `*` stands for every watched site whose id starts so. `run` knows watched sites only.
        may sites: NameList,
        /// Years, months, weeks or days, such as `2025-09`; all if none is given.
        may periods: NameList,
        /// Parties whose money or sites count.
        may parties: Parties,
        /// Forms of loss; all but transfers if none is given.
        may forms: Forms,
        /// `week`: the sum is divided by the length of the periods.
        may per: PerWord,
        /// Parties by whose sum it is divided.
        may share_of: Parties,
        /// Week of the history, from 1.
        may week: Step,
        /// Sites count that made less than this many per cent of normal: 50, 80 or 95.
        may below: Step,
        /// The day.
        may on: Moment,
        /// First day, instead of `periods` or `on`; from the start of the scenario if none is given.
        may from: Moment,
        /// First day that no longer counts; to the end of the scenario if none is given.
        may until: Moment,
        /// An amount, such as that of the year before, by which the number is divided; a `fall` is one on this amount.
        part relative_to: BasePart,
        /// The first or the last of the sites.
        may pick: PickWord,
    }

    /// One reported number and what it is compared with.
    BacktestRow: "row" in "rows" {
        /// Slug.
        must id: Id,
        /// What is compared, for people.
        must title: Text,
        /// Unit: `share`, `hours`, `date`, the currency's sign (`£`, `£/week`), or any word.
        must unit: Text,
        /// What was reported; without it the row is a forecast, shown and not scored.
        part reported: ReportedPart,
        /// Name of the scenario it is about.
        must scenario: Id,
        /// Why the comparison is not quite like with like.
        may note: Prose,
        /// What it is compared with.
        part measure: MeasurePart,
    }

    /// What could be changed: keys at the top of `mitigations.toml`.
    MitigationHead: "mitigations" in "mitigations" {
        /// Version of the format: 1.
        must format: Version,
    }

    /// One thing that could be changed, beforehand or on the day, and what it costs.
    MitigationRow: "mitigation" in "mitigations" {
        /// Slug.
        must id: Id,
        /// What is done, for people.
        may title: Text,
        /// What it costs once. Where neither this nor a cost a year is given, nobody knows what it costs.
        may cost: Money,
        /// What it costs each year besides.
        may cost_per_year: Money,
        /// What changes in the model, in this order: `path = value`, `remove path`, or `add list { … }`, as `docs/reference/editing.md` says.
        may model: NameList,
        /// What changes in every scenario, in the same way.
        may scenario: NameList,
        /// Why it would help, or what the cost is made of.
        may note: Prose,
    }

    /// A part of an outage.
    PhasePart: "phase" in "phases" {
        /// Until when.
        may until: UWhen,
        /// How long, from where the phase before ended.
        may r#for: UDuration,
        /// Level meanwhile, 0–1: at most this; the level before if none is given.
        may level: UShare,
        /// Runs from the level before to its own over the whole phase, instead of at once.
        with steadily: Bool = "false",
    }

    /// A stated level over a stated time: one of system, service, or site and channel; or lists of them.
    OutageRow: "outage" in "outages" {
        /// Slug; `outage/<n>` if none is given.
        may id: Id,
        /// A system.
        may system: ASystem,
        /// Systems.
        may systems: Systems,
        /// A service.
        may service: AService,
        /// Services.
        may services: Services,
        /// A site.
        may site: ASite,
        /// Sites.
        may sites: Sites,
        /// A channel of the sites.
        may channel: AChannel,
        /// Channels of the sites.
        may channels: Channels,
        /// From when.
        with from: UWhen = "0h",
        /// Until when; never again within the horizon if none of this, `for` and `phases` is given.
        may until: UWhen,
        /// How long, from its own beginning.
        may r#for: UDuration,
        /// Level meanwhile, 0–1: at most this; 0 if none is given. Of an outage in phases: the level it falls to at once.
        may level: UShare,
        /// Parts of it, each from where the one before ended; it is over with the last.
        list phases: PhasePart,
        /// `pace`: that share of a normal working day passes; `offer`: that share of those who come finds what it wants.
        with kind: LevelKind = "pace",
        /// Why.
        with cause: FallCause = "shutdown",
    }

    /// A change of demand or capacity at the same time.
    ShockRow: "shock" in "shocks" {
        /// Slug; `shock/<n>` if none is given.
        may id: Id,
        /// What it changes.
        must kind: ShockKind,
        /// Sites; one of `sites`, `region`, `party`, `product`.
        may sites: Sites,
        /// All sites of a region.
        may region: Text,
        /// All sites of a party.
        may party: AParty,
        /// All sites that make a product.
        may product: AProduct,
        /// From when.
        with from: When = "0h",
        /// Until when.
        with until: When = "forever",
        /// Multiplier; at most 1 for capacity.
        must times: UTimes,
        /// Happens without the attack, too.
        with in_twin: Bool = "false",
    }

    /// A cost besides the simulated ones.
    CostRow: "cost" in "costs" {
        /// Slug.
        must id: Id,
        /// Who pays.
        must party: AParty,
        /// In which form of loss.
        must form: CostForm,
        /// Who receives a penalty or an extortion payment; outside the model if none is given.
        may to: AParty,
        /// Lump sum, booked at `from`.
        with amount: UMoney = "0",
        /// Running cost.
        with per_day: UMoneyRate = "0",
        /// From when.
        with from: When = "0h",
        /// Until when; until the last system is back if none is given.
        may until: When,
    }
}
