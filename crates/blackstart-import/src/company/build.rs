//! Records become a model: its tables, its first scenario, and a line for each cell that nobody gave.

use super::input::{Input, Known};
use super::join::{Graph, cut_circles};
use super::map::{CHANNELS, Map};
use super::notes::Notes;
use super::records::{Records, Service, Site, Supplier, System};
use super::restore::Crew;
use super::rows::Rows;
use super::sheet::{Place, folded, slug};
use super::values::{about, hours, plain};
use super::words::{self, INDIRECT};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What a company buys as a share of what it sells, where only the former is known: judgement. In manufacturing it is half to three quarters.
const BOUGHT_SHARE: f64 = 0.6;

/// Sales of a day where no amount is known at all, so that a loss reads as per cent of a day's sales.
const SALES_A_DAY: f64 = 100.0;

const DAYS_A_YEAR: f64 = 365.0;

/// Level from which a service counts as back where no MBCO is stated, as of `rto` and `mtpd` in the format.
const USUAL_LEVEL: f64 = 0.9;

/// Most names in one logic (`blackstart_model::logic::MOST_NAMES`).
const MOST_NAMES: usize = blackstart_model::logic::MOST_NAMES;

/// A model's files.
pub(super) struct Built {
    /// Its tables.
    pub tables: Vec<Rows>,
    /// Its other files, by name.
    pub texts: Vec<(String, String)>,
    /// What services throttle which channels, for the map.
    pub channels: BTreeMap<String, Vec<String>>,
    /// Categories of suppliers whose goods production does not wait for.
    pub indirect: Vec<String>,
    /// The currency of every amount.
    pub currency: String,
}

/// Zones, and parties, of what the company and what others run.
const COMPANY: &str = "company";
const PROVIDERS: &str = "providers";

/// What a supplier saves on goods that it does not sell, as a share of their price. The rest, fixed cost of 22 to 34 % and a margin of 0.5 to 9.5 %, is that of parts
/// makers' accounts (examples/jlr-2025): judgement for others.
const SUPPLIERS_COST: &str = "uniform(0.56, 0.78)";

/// Columns that tell where a row is from.
pub(super) const PROVENANCE: [&str; 4] = ["source", "as_of", "confidence", "note"];

pub(super) struct Builder<'a> {
    map: &'a Map,
    pub(super) input: &'a Input<'a>,
    pub(super) records: &'a Records,
    pub(super) graph: Graph,
    pub(super) notes: &'a mut Notes,
    taken: BTreeSet<String>,
    known: Known,
    /// Ids by position; none: not in the model.
    pub(super) systems: Vec<Option<String>>,
    services: Vec<Option<String>>,
    /// Whether providers run some of the systems, and not all of them.
    has_providers: bool,
    /// Who restores, and which of them restores a system, by position.
    pub(super) crews: Vec<Crew>,
    pub(super) crew_of: Vec<Option<usize>>,
    sources: BTreeMap<String, String>,
    channels: BTreeMap<String, Vec<String>>,
    /// Services of which each is taken to be needed for all of a channel, by channel and title.
    together: BTreeMap<&'static str, BTreeSet<String>>,
    indirect: BTreeSet<String>,
    currency: String,
}

/// A service, the channels that it throttles, and the places where it does; none: all of them.
type Throttle = (String, Vec<String>, BTreeSet<String>);

/// A site of the company's own that makes one product.
struct Own {
    id: String,
    title: String,
    product: String,
    product_title: String,
    /// Its place's title, as compared.
    place: String,
    revenue: f64,
    country: String,
    stock: Option<f64>,
    note: String,
    source: Place,
}

pub(super) fn build(input: &Input<'_>, map: &Map, records: &Records, graph: Graph, notes: &mut Notes) -> Option<Built> {
    let currency = records.currency.clone().unwrap_or_else(|| {
        notes.invent("model.toml!currency", "EUR", "no amount names a currency", 0.3);
        let advice = "write `currency = \"…\"` into the map, a code of ISO 4217; amounts are then in it";
        notes.warn_of_all("BS0934", "no amount names a currency: euros are a guess".to_owned(), advice);
        "EUR".to_owned()
    });
    let mut builder = Builder {
        map,
        input,
        records,
        graph,
        notes,
        taken: input.known.ids(),
        known: input.known.clone(),
        systems: Vec::new(),
        services: Vec::new(),
        has_providers: [true, false].iter().all(|it| records.systems.iter().any(|at| at.provider.is_some() == *it)),
        crews: Vec::new(),
        crew_of: Vec::new(),
        sources: BTreeMap::new(),
        channels: BTreeMap::new(),
        together: BTreeMap::new(),
        indirect: BTreeSet::new(),
        currency,
    };
    builder.cut();
    if !builder.name_systems() {
        return None;
    }
    builder.order();
    let crews = builder.crews();
    let mut systems = builder.systems();
    let services = builder.services();
    let times = builder.restore_times(&mut systems);
    let own = builder.own_sites();
    let sites = builder.sites(&own);
    let (links, products, more) = builder.suppliers(&own);
    let mut tables =
        vec![systems, services, sites.joined(more), links, products, builder.demands(&own), builder.parties()];
    // Empty ones as well: a later import takes away what is gone from the source.
    tables.push(crews);
    tables.push(builder.zones());
    tables.push(builder.target());
    tables.push(builder.source_rows());
    builder.weigh(times);
    let texts = vec![
        ("model.toml".to_owned(), builder.head()),
        ("scenarios/everything-off.toml".to_owned(), builder.scenario(times > 0)),
        ("README.md".to_owned(), builder.readme()),
    ];
    Some(Built {
        tables,
        texts,
        channels: builder.channels,
        indirect: builder.indirect.into_iter().collect(),
        currency: builder.currency,
    })
}

impl Builder<'_> {
    /// Cuts circles of dependencies.
    fn cut(&mut self) {
        let records = self.records;
        let graph = &mut self.graph;
        let mut edges: Vec<Vec<usize>> = (0..graph.needs.len())
            .map(|at| [&graph.needs[at], &graph.any[at], &graph.starts[at]].into_iter().flatten().copied().collect())
            .collect();
        cut_circles(&mut edges, &|at| records.systems[at].title.clone(), self.notes);
        for (at, left) in edges.into_iter().enumerate() {
            let left: BTreeSet<usize> = left.into_iter().collect();
            for list in [&mut graph.needs[at], &mut graph.any[at], &mut graph.starts[at]] {
                list.retain(|to| left.contains(to));
            }
        }
        cut_circles(&mut graph.services, &|at| records.services[at].title.clone(), self.notes);
    }

    /// An id that nothing else has; what was imported before keeps the one that it has.
    pub(super) fn id(&mut self, table: &str, title: &str) -> String {
        if let Some(id) = self.known.claim(table, title) {
            return id;
        }
        let base = slug(title);
        let mut id = base.clone();
        let mut number = 1;
        while !self.taken.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    /// Gives ids to systems, all of them if a model may have so many, else those that services need. Whether there is room.
    fn name_systems(&mut self) -> bool {
        let count = self.records.systems.len();
        let mut wanted = vec![true; count];
        let room = self.input.most_systems.saturating_sub(self.records.services.len());
        if count > room {
            wanted = self.needed();
            for (system, _) in self.records.systems.iter().zip(&wanted).filter(|(_, wanted)| !**wanted) {
                self.notes.pass(
                    "systems that no service needs",
                    &system.place,
                    format!("there are {count} systems, and a model has room for {room}"),
                );
            }
        }
        let left = wanted.iter().filter(|it| **it).count();
        if left > room {
            let advice = "map tables of items that stop nothing as `nothing`, or import the services that matter";
            self.notes.error(
                "BS0135",
                format!("services need {left} systems, and a model has room for {room}"),
                advice,
            );
            return false;
        }
        let records = self.records;
        for (system, wanted) in records.systems.iter().zip(wanted) {
            let id = wanted.then(|| self.id("systems.csv", &system.title));
            self.systems.push(id);
        }
        true
    }

    /// Systems that services need, directly or through others.
    fn needed(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.records.systems.len()];
        let mut open: Vec<usize> =
            self.graph.systems.iter().chain(&self.graph.any_systems).flatten().copied().collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut wanted[at], true) {
                open.extend([&self.graph.needs[at], &self.graph.any[at], &self.graph.starts[at]].into_iter().flatten());
            }
        }
        wanted
    }

    /// The id of the source that a place belongs to.
    pub(super) fn source(&mut self, place: &Place) -> String {
        let id = slug(&place.file);
        self.sources.entry(id.clone()).or_insert_with(|| place.file.clone());
        id
    }

    pub(super) fn assumed_source(&mut self) -> String {
        let title = "Assumed when the company was imported; assumptions.xlsx says why".to_owned();
        self.sources.entry("import".to_owned()).or_insert(title);
        "import".to_owned()
    }

    fn ids(&self, list: &[usize]) -> Vec<String> {
        list.iter().filter_map(|at| self.systems[*at].clone()).collect()
    }

    /// Whose a system is, and in which zone: what a provider runs is its own, out of reach of an attack on the company.
    fn whose(&mut self, id: &str, system: &System) -> (String, String) {
        if !self.has_providers {
            return (String::new(), String::new());
        }
        let Some((why, sure)) = &system.provider else { return (String::new(), COMPANY.to_owned()) };
        let why =
            format!("{why}: it stays up when the company's own systems fall, and nobody of the company's restores it");
        self.notes.invent(format!("systems.csv!{id}!zone"), PROVIDERS, why, *sure);
        (PROVIDERS.to_owned(), PROVIDERS.to_owned())
    }

    fn zones(&self) -> Rows {
        let mut rows = Rows::new("zones.csv", 1, &["id", "title"], &[]);
        if self.has_providers {
            rows.push(vec![COMPANY.to_owned(), "What the company runs itself".to_owned()]);
            rows.push(vec![PROVIDERS.to_owned(), "What providers run".to_owned()]);
        }
        rows
    }

    fn systems(&mut self) -> Rows {
        let mut rows = Rows::new(
            "systems.csv",
            1,
            &[
                "id",
                "title",
                "party",
                "zone",
                "needs",
                "starts_after",
                "rebuild.duration",
                "rebuild.crew",
                "rebuild.people",
                "owner",
                "rto",
                "rpo",
                "mtpd",
            ],
            &PROVENANCE,
        );
        let mut needed = vec![false; self.records.systems.len()];
        for list in
            [&self.graph.needs, &self.graph.any, &self.graph.starts, &self.graph.systems, &self.graph.any_systems]
        {
            list.iter().flatten().for_each(|at| needed[*at] = true);
        }
        let records = self.records;
        for (at, system) in records.systems.iter().enumerate() {
            let Some(id) = self.systems[at].clone() else { continue };
            let (needs, any, starts) =
                (self.ids(&self.graph.needs[at]), self.ids(&self.graph.any[at]), self.ids(&self.graph.starts[at]));
            if !needed[at] {
                let kind = if needs.is_empty() && any.is_empty() {
                    "nothing needs it, and it needs nothing"
                } else {
                    "nothing needs it"
                };
                self.notes.orphans.push([
                    system.title.clone(),
                    "system".to_owned(),
                    format!("{kind}; its outage stops nothing"),
                ]);
            }
            let needs = logic(&needs, &any);
            let source = self.source(&system.place);
            let confidence = if system.is_named_only { "assumed" } else { "reported" };
            let (party, zone) = self.whose(&id, system);
            let is_own = system.provider.is_none();
            let restore = system.restore.filter(|_| is_own);
            if restore != system.restore {
                let why = "a provider runs it, and brings it back itself";
                self.notes.pass(format!("restore time of {}", system.title), &system.place, why);
            }
            rows.push(vec![
                id,
                system.title.clone(),
                party,
                zone,
                needs,
                starts.join(" "),
                restore.map(hours).unwrap_or_default(),
                self.crew_id(at),
                system.team.as_ref().and(system.people).filter(|_| is_own).map(|it| it.to_string()).unwrap_or_default(),
                system.owner.clone(),
                system.rto.map(hours).unwrap_or_default(),
                system.rpo.map(hours).unwrap_or_default(),
                system.mtpd.map(hours).unwrap_or_default(),
                source,
                system.as_of.clone().unwrap_or_default(),
                confidence.to_owned(),
                system.note.join("; "),
            ]);
        }
        rows
    }

    fn services(&mut self) -> Rows {
        let mut rows = Rows::new(
            "services.csv",
            1,
            &[
                "id",
                "title",
                "logic",
                "grace",
                "fallback.level",
                "fallback.setup",
                "fallback.max",
                "owner",
                "rto",
                "rpo",
                "mtpd",
                "mbco",
                "tolerance.duration",
                "tolerance.level",
                "impact",
            ],
            &PROVENANCE,
        );
        self.services = vec![None; self.records.services.len()];
        let records = self.records;
        // A service without systems is none; one that is made of such services neither.
        let mut has_parts: Vec<bool> = (0..records.services.len())
            .map(|at| {
                self.graph.systems[at].iter().chain(&self.graph.any_systems[at]).any(|it| self.systems[*it].is_some())
            })
            .collect();
        loop {
            let more: Vec<usize> = (0..has_parts.len())
                .filter(|at| !has_parts[*at] && self.graph.services[*at].iter().any(|it| has_parts[*it]))
                .collect();
            if more.is_empty() {
                break;
            }
            more.into_iter().for_each(|at| has_parts[at] = true);
        }
        for (at, service) in records.services.iter().enumerate() {
            if has_parts[at] {
                let id = self.id("services.csv", &service.title);
                self.services[at] = Some(id);
            } else {
                let what = "no system is known that it needs; it is not in the model".to_owned();
                self.notes.orphans.push([service.title.clone(), "service".to_owned(), what]);
            }
        }
        for (at, service) in records.services.iter().enumerate() {
            let Some(id) = self.services[at].clone() else { continue };
            let row = self.service(at, id, service);
            rows.push(row);
        }
        if rows.rows.is_empty() {
            rows.extend(self.one_service());
        }
        rows
    }

    fn service(&mut self, at: usize, id: String, service: &Service) -> Vec<String> {
        let mut parts = self.ids(&self.graph.systems[at]);
        parts.extend(self.graph.services[at].iter().filter_map(|it| self.services[*it].clone()));
        if parts.len() >= MOST_NAMES {
            let why = format!("a logic has room for {MOST_NAMES} names");
            self.notes.pass(
                format!("{} of the systems of {}", parts.len() - MOST_NAMES + 1, service.title),
                &service.place,
                why,
            );
            parts.truncate(MOST_NAMES - 1);
        }
        let any = self.ids(&self.graph.any_systems[at]);
        if service.level.is_none() && service.has_workaround {
            let why = "nobody says how much of normal it keeps up; write `fallback.level`";
            self.notes.pass(format!("workaround of {}", service.title), &service.place, why);
            let message = format!(
                "`{}` has a workaround, and nobody says how much of normal it keeps up: it counts as none",
                service.title
            );
            let advice = "give the table a column such as `Workaround level`, in per cent, or write `fallback.level` into services.csv";
            self.warn("BS0932", &service.place, message, advice);
        }
        let fallback = service.level.filter(|level| *level > 0.0);
        // What the business can tolerate is what its analysis says: a breach of it is what a board asks for.
        let tolerated = service.mtpd.filter(|mtpd| *mtpd > 0.0);
        if tolerated.is_some() && service.mbco.is_none() {
            let why = "below which level its MTPD counts is not said: the format's for objectives";
            self.notes.invent(format!("services.csv!{id}!tolerance.level"), &plain(USUAL_LEVEL), why, 0.5);
        }
        let when = |it: Option<f64>| if fallback.is_some() { it.map(hours).unwrap_or_default() } else { String::new() };
        let impact: Vec<String> =
            service.impact.iter().map(|(after, loss)| format!("{}: {}", hours(*after), plain(*loss))).collect();
        vec![
            id,
            service.title.clone(),
            logic(&parts, &any),
            service.grace.map(hours).unwrap_or_default(),
            fallback.map(plain).unwrap_or_default(),
            when(service.setup),
            when(service.max),
            service.owner.clone(),
            service.rto.map(hours).unwrap_or_default(),
            service.rpo.map(hours).unwrap_or_default(),
            service.mtpd.map(hours).unwrap_or_default(),
            service.mbco.map(plain).unwrap_or_default(),
            tolerated.map(hours).unwrap_or_default(),
            tolerated.map(|_| plain(service.mbco.unwrap_or(USUAL_LEVEL))).unwrap_or_default(),
            impact.join("; "),
            self.source(&service.place),
            service.as_of.clone().unwrap_or_default(),
            "reported".to_owned(),
            service.note.join("; "),
        ]
    }

    /// Without services a company stops with the systems that no other system needs.
    fn one_service(&mut self) -> Option<Vec<String>> {
        let graph = &self.graph;
        let below: BTreeSet<usize> =
            graph.needs.iter().chain(&graph.any).chain(&graph.starts).flatten().copied().collect();
        let tops: Vec<usize> = (0..self.systems.len()).filter(|at| !below.contains(at)).take(MOST_NAMES).collect();
        let parts = self.ids(&tops);
        if parts.is_empty() {
            return None;
        }
        let id = self.id("services.csv", "Operations");
        let source = self.assumed_source();
        self.notes.invent(
            format!("services.csv!{id}!logic"),
            &format!("{} systems", parts.len()),
            "no service is known: the company stops with every system that no other needs",
            0.2,
        );
        self.services.push(Some(id.clone()));
        let mut row = vec![id, "Operations".to_owned(), logic(&parts, &[])];
        row.extend(std::iter::repeat_n(String::new(), 12));
        row.extend([source, String::new(), "assumed".to_owned(), String::new()]);
        Some(row)
    }

    /// Channels that a service throttles.
    fn channels_of(&mut self, at: usize) -> Vec<String> {
        let service = &self.records.services[at];
        if let Some(its) = self.map.channels.get(&service.title) {
            return its.clone();
        }
        let stated: Vec<String> = super::values::names(&service.channel).iter().map(|it| folded(it)).collect();
        let (stated, unknown): (Vec<String>, Vec<String>) =
            stated.into_iter().partition(|it| CHANNELS.contains(&it.as_str()));
        for word in unknown {
            let what = format!("it is no channel; there are {}", CHANNELS.join(", "));
            self.notes.unmatched.push([word, service.place.to_string(), what]);
        }
        if !stated.is_empty() || !self.input.guesses() {
            return stated;
        }
        let name = format!(" {}", folded(&service.title));
        let mut found: Vec<String> = words::CHANNELS
            .iter()
            .filter(|(word, _)| name.contains(&format!(" {word}")) || (word.len() > 5 && name.contains(word)))
            .map(|(_, channel)| (*channel).to_owned())
            .collect();
        found.sort_by_key(|it| CHANNELS.iter().position(|channel| channel == it));
        found.dedup();
        // Purchase orders are processed, too.
        if found.iter().any(|it| it == "order") && !name.contains("sales") && name.contains(" order ") {
            found.retain(|it| it != "sell");
        }
        if !found.is_empty() {
            let id = self.services[at].clone().unwrap_or_default();
            let why = format!("by the words of its name, `{}`", service.title);
            self.notes.invent(format!("services.csv!{id}"), &format!("throttles {}", found.join(", ")), why, 0.6);
        }
        found
    }

    /// The company's own sites, one for each product of each place.
    fn own_sites(&mut self) -> Vec<Own> {
        let records = self.records;
        let mut places: Vec<Site> = records.sites.clone();
        let named: BTreeMap<String, String> = records
            .services
            .iter()
            .flat_map(|it| &it.sites)
            .chain(records.suppliers.iter().flat_map(Supplier::sites))
            .map(|name| (folded(name), name.clone()))
            .collect();
        if places.is_empty() {
            for title in named.into_values() {
                self.notes.invent(
                    format!("sites.csv!{}", slug(&title)),
                    &title,
                    "services or suppliers name it; what it makes is one product",
                    0.5,
                );
                places.push(Site { title, ..Site::default() });
            }
        }
        if places.is_empty() {
            let title = self.title();
            self.notes.invent(
                format!("sites.csv!{}", slug(&title)),
                &title,
                "no site is known: one makes and sells everything",
                0.5,
            );
            places.push(Site { title, ..Site::default() });
        }
        let mut own = Vec::new();
        let revenues = self.revenues(&places);
        self.tell_sales(&revenues);
        for (site, (revenue, why)) in places.iter().zip(revenues) {
            let products = if site.products.is_empty() { vec![String::new()] } else { site.products.clone() };
            for product in &products {
                let title = if products.len() > 1 { format!("{}: {product}", site.title) } else { site.title.clone() };
                let product_title =
                    if product.is_empty() { format!("Goods of {}", site.title) } else { product.clone() };
                let id = self.id("sites.csv", &title);
                let share = revenue / products.len() as f64;
                let evenly = (products.len() > 1).then_some("sales of the place, divided evenly among its products");
                let (why, confidence) = match (&why, evenly) {
                    (Some((why, confidence)), None) => (why.clone(), *confidence),
                    (Some((why, confidence)), Some(_)) => {
                        (format!("{why}; of a place, divided evenly among its products"), confidence.min(0.3))
                    }
                    (None, Some(evenly)) => (evenly.to_owned(), 0.3),
                    (None, None) => (String::new(), 1.0),
                };
                if !why.is_empty() {
                    self.notes.invent(
                        format!("demands.csv!{id}!flow"),
                        &format!("{}/year", plain(share)),
                        why,
                        confidence,
                    );
                }
                own.push(Own {
                    id,
                    title,
                    product: slug(&format!("goods {product_title}")),
                    product_title,
                    place: folded(&site.title),
                    revenue: share,
                    country: site.country.clone(),
                    stock: site.stock,
                    note: site.note.join("; "),
                    source: site.place.clone(),
                });
            }
        }
        own
    }

    /// Says that sales are guessed, on which every amount hangs.
    fn tell_sales(&mut self, revenues: &[(f64, Option<(String, f64)>)]) {
        const GUESS: f64 = 0.6;
        let Some((why, _)) = revenues.iter().filter_map(|it| it.1.as_ref()).find(|it| it.1 < GUESS) else { return };
        let total = about(&self.currency, revenues.iter().map(|it| it.0).sum());
        let message =
            format!("what the company sells is a guess: {total} a year ({why}); every loss in money scales with it");
        let advice = "write `revenue = …` into the map, or give a list of sites with their sales";
        self.notes.warn_of_all("BS0933", message, advice);
        self.notes.weightiest.push(format!("sales are {total} a year ({why}); every loss in money scales with them"));
        self.notes.guessed_sales = Some(format!("{total} a year"));
    }

    /// Says in a sentence each what is taken for granted that moves the result most, behind the sales. `times`: how many restore times nobody has.
    fn weigh(&mut self, times: usize) {
        let records = self.records;
        if self.has_providers {
            let is_there = |at: usize| self.systems[at].is_some();
            let provided = records.systems.iter().enumerate().filter(|(at, it)| it.provider.is_some() && is_there(*at));
            let titles: Vec<&str> = provided.map(|(_, it)| it.title.as_str()).collect();
            self.notes
                .weightiest
                .push(format!("providers run {}, which stay up while the company's systems are down", listed(&titles)));
        }
        if times > 0 {
            let count = self.systems.iter().flatten().count();
            self.notes.weightiest.push(format!(
                "{times} of {count} systems have no restore time: each takes its share of the time that published incidents took as a whole"
            ));
        }
        if !self.crews.is_empty() {
            let crews: Vec<String> = self.crews.iter().map(|it| format!("{} {}", it.title, it.people)).collect();
            let crews: Vec<&str> = crews.iter().map(String::as_str).collect();
            self.notes.weightiest.push(format!("how many people restore systems is judgement: {}", listed(&crews)));
        }
        let what = |channel: &str| match channel {
            "order" => "all orders to suppliers",
            "produce" => "all production",
            "ship" => "all shipping",
            "sell" => "all sales",
            _ => "all payments",
        };
        let stops: Vec<String> = self
            .together
            .iter()
            .map(|(channel, titles)| {
                let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
                format!("a stop of any of {} stops {}", listed(&titles), what(channel))
            })
            .collect();
        if !stops.is_empty() {
            let why = "nobody says which part of it each service does";
            self.notes.weightiest.push(format!("{}: {why}", stops.join("; ")));
        }
    }

    fn title(&self) -> String {
        self.map.title.clone().unwrap_or_else(|| self.input.name.to_owned())
    }

    /// What each place sells in a year, and where nobody says it, why it is taken for that and how sure that is.
    fn revenues(&self, places: &[Site]) -> Vec<(f64, Option<(String, f64)>)> {
        let given: Vec<f64> = places.iter().filter_map(|it| it.revenue).collect();
        let sum: f64 = given.iter().sum();
        let missing = places.len() - given.len();
        let even = if missing > 1 { ", divided evenly among the places" } else { "" };
        // What a place of which nothing is said sells, where it does the rest of a total, or as much as the mean of the others.
        let rest = |total: f64| (total - sum) / missing as f64;
        let mean = if given.is_empty() { 0.0 } else { sum / given.len() as f64 };
        let spend: f64 = self.records.suppliers.iter().map(Supplier::spend).sum();
        let of_services: f64 = self.records.services.iter().filter_map(|it| it.revenue).fold(0.0, f64::max);
        if let Some(total) = self.map.revenue {
            if missing > 0 && total > sum {
                let why = format!("sales: of the map{even}");
                return places
                    .iter()
                    .map(|it| it.revenue.map_or((rest(total), Some((why.clone(), 0.9))), |it| (it, None)))
                    .collect();
            }
            let all = sum + missing as f64 * mean;
            if (all - total).abs() <= 1e-9 * total {
                return places.iter().map(|it| (it.revenue.unwrap_or(mean), None)).collect();
            }
            let why = format!(
                "sales: {} in all, as the map says, divided as those of the places are",
                about(&self.currency, total)
            );
            return places
                .iter()
                .map(|it| (it.revenue.unwrap_or(mean) * total / all, Some((why.clone(), 0.9))))
                .collect();
        }
        let (each, why, confidence) = if sum > 0.0 {
            (mean, "nothing is said of it: as much as the mean of the others".to_owned(), 0.2)
        } else if of_services > 0.0 {
            (rest(of_services), "the most that one service is said to bring in".to_owned(), 0.5)
        } else if spend > 0.0 {
            let why = format!(
                "what is bought, {} a year, is taken for {BOUGHT_SHARE} of what is sold: judgement",
                about(&self.currency, spend)
            );
            (rest(spend / BOUGHT_SHARE), why, 0.2)
        } else {
            let why =
                format!("no amount is known: {SALES_A_DAY} a day, so that a loss reads as per cent of a day's sales");
            (rest(SALES_A_DAY * DAYS_A_YEAR), why, 0.0)
        };
        let why = format!("sales: {why}{even}");
        places.iter().map(|it| it.revenue.map_or((each, Some((why.clone(), confidence))), |it| (it, None))).collect()
    }

    /// Sites of the company's own, with what throttles them.
    fn sites(&mut self, own: &[Own]) -> Rows {
        let mut rows = Rows::new(
            "sites.csv",
            1,
            &[
                "id",
                "title",
                "product",
                "party",
                "region",
                "order",
                "produce",
                "ship",
                "sell",
                "pay",
                "stock",
                "variable_cost",
            ],
            &PROVENANCE,
        );
        let known: BTreeSet<&str> = own.iter().map(|it| it.place.as_str()).collect();
        let throttles = self.throttles(&known);
        for site in own {
            let mut row = vec![
                site.id.clone(),
                site.title.clone(),
                site.product.clone(),
                "company".to_owned(),
                slug_or_empty(&site.country),
            ];
            for channel in CHANNELS {
                let its = |(id, channels, sites): &Throttle| {
                    let here = sites.is_empty()
                        || sites.contains(&site.place)
                        || !sites.iter().any(|it| known.contains(it.as_str()));
                    // What is made is sold where it is made: what cannot be sent off is not handed over either.
                    let does = |it: &String| it == channel || (channel == "sell" && it == "ship");
                    (here && channels.iter().any(does)).then(|| id.clone())
                };
                let ids: Vec<String> = throttles.iter().filter_map(its).take(MOST_NAMES).collect();
                if ids.len() > 1 && self.input.guesses() {
                    let why =
                        "each of these services is needed for all of it: nobody says which part each of them does";
                    self.notes.invent(format!("sites.csv!{}!{channel}", site.id), &logic(&ids, &[]), why, 0.4);
                    let services = self.records.services.iter().zip(&self.services);
                    let its = services.filter(|(_, id)| id.as_ref().is_some_and(|id| ids.contains(id)));
                    let titles = its.map(|(it, _)| it.title.clone());
                    self.together.entry(channel).or_default().extend(titles);
                }
                row.push(logic(&ids, &[]));
            }
            let (source, confidence) = self.source_of(&site.source);
            row.extend([
                site.stock.map(hours).unwrap_or_default(),
                String::new(),
                source,
                String::new(),
                confidence,
                site.note.clone(),
            ]);
            rows.push(row);
        }
        rows
    }

    /// What services throttle which channels of which sites; what throttles nothing is told.
    fn throttles(&mut self, known: &BTreeSet<&str>) -> Vec<Throttle> {
        let records = self.records;
        let mut throttles: Vec<Throttle> = Vec::new();
        let mut silent = Vec::new();
        for (at, service) in records.services.iter().enumerate() {
            let Some(id) = self.services[at].clone() else { continue };
            let channels = self.channels_of(at);
            self.channels.insert(service.title.clone(), channels.clone());
            if channels.is_empty() {
                silent.push((id, service));
                continue;
            }
            let its: BTreeSet<String> = service.sites.iter().map(|it| self.place_of(it)).collect();
            let (here, lost): (Vec<&String>, Vec<&String>) =
                service.sites.iter().partition(|name| known.contains(self.place_of(name).as_str()));
            let to_which = if here.is_empty() { "all sites" } else { "the others" };
            for name in lost {
                let what = format!("no site has this name; {} throttles {to_which}", service.title);
                self.notes.unmatched.push([name.clone(), service.place.to_string(), what]);
            }
            throttles.push((id, channels, its));
        }
        // Services that were made up, and all of them where no name says anything: something must stop.
        for id in self.services.iter().skip(records.services.len()).flatten() {
            throttles.push((id.clone(), vec!["produce".to_owned()], BTreeSet::new()));
        }
        let nothing_stops = throttles.is_empty();
        for (id, service) in silent {
            if nothing_stops {
                self.notes.invent(
                    format!("services.csv!{id}"),
                    "throttles produce",
                    "no service's name says what it does: all of them do",
                    0.2,
                );
                let its = service.sites.iter().map(|it| self.place_of(it)).collect();
                throttles.push((id, vec!["produce".to_owned()], its));
            } else {
                let what = "nothing says what it throttles, so its outage costs nothing; give it channels in the map"
                    .to_owned();
                self.notes.orphans.push([service.title.clone(), "service".to_owned(), what]);
                self.costs_nothing(service);
            }
        }
        throttles
    }

    /// A loss that an analysis states, and of which the model knows nothing.
    fn costs_nothing(&mut self, service: &Service) {
        let Some((after, loss)) = service.impact.last() else { return };
        let message = format!(
            "`{}`: {} after {} in the analysis, nothing in the model, because no site needs it",
            service.title,
            about(&self.currency, *loss),
            hours(*after)
        );
        let advice = "say under `[channels]` of the map what stops with it: order, produce, ship, sell or pay";
        self.warn("BS0931", &service.place, message, advice);
    }

    /// Something that whoever imports should know at once.
    fn warn(&mut self, code: &'static str, place: &Place, message: String, advice: &str) {
        let sheets = self.input.sheets;
        if let Some(sheet) = sheets.iter().find(|it| it.file == place.file && it.name == place.sheet) {
            self.notes.warn(code, sheet, place, message, advice);
        }
    }

    /// The source of a place, and how sure it is; a place of no file is assumed.
    fn source_of(&mut self, place: &Place) -> (String, String) {
        if place.file.is_empty() {
            (self.assumed_source(), "assumed".to_owned())
        } else {
            (self.source(place), "reported".to_owned())
        }
    }

    /// Suppliers: what they sell to whom; links, products, and their sites.
    fn suppliers(&mut self, own: &[Own]) -> (Rows, Rows, Vec<Vec<String>>) {
        let mut links =
            Rows::new("links.csv", 2, &["from", "to", "flow", "lead", "cover", "terms", "critical"], &PROVENANCE);
        let mut products = Rows::new("products.csv", 1, &["id", "title", "unit", "price"], &PROVENANCE);
        let mut sites = Vec::new();
        let mut seen = BTreeSet::new();
        let unit = self.currency.clone();
        for site in own {
            if seen.insert(site.product.clone()) {
                let (source, _) = self.source_of(&site.source);
                products.push(vec![
                    site.product.clone(),
                    site.product_title.clone(),
                    unit.clone(),
                    "1".to_owned(),
                    source,
                    String::new(),
                    "derived".to_owned(),
                    "goods counted by what they cost".to_owned(),
                ]);
            }
        }
        let records = self.records;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        records.suppliers.iter().for_each(|it| *counts.entry(folded(&it.title)).or_default() += 1);
        for supplier in &records.suppliers {
            let is_several = counts[&folded(&supplier.title)] > 1 && !supplier.category.is_empty();
            let title =
                if is_several { format!("{}: {}", supplier.title, supplier.category) } else { supplier.title.clone() };
            let id = self.id("sites.csv", &title);
            let product = self.product_of(supplier, &id);
            let source = self.source(&supplier.place);
            if seen.insert(product.clone()) {
                let title = if supplier.category.is_empty() {
                    format!("Goods of {}", supplier.title)
                } else {
                    supplier.category.clone()
                };
                products.push(vec![
                    product.clone(),
                    title,
                    unit.clone(),
                    "1".to_owned(),
                    source.clone(),
                    String::new(),
                    "derived".to_owned(),
                    "goods counted by what they cost".to_owned(),
                ]);
            }
            let mut row = vec![id.clone(), title, product, "suppliers".to_owned(), slug_or_empty(&supplier.country)];
            row.extend(std::iter::repeat_n(String::new(), 6));
            let why = "nobody says what it saves on what it does not sell: its loss is its fixed cost and margin, 22 to 44 % of the price as in parts makers' accounts \
                       (example jlr-2025), judgement for others";
            self.notes.invent(format!("sites.csv!{id}!variable_cost"), SUPPLIERS_COST, why, 0.4);
            row.extend([
                SUPPLIERS_COST.to_owned(),
                source.clone(),
                supplier.as_of.clone().unwrap_or_default(),
                "assumed".to_owned(),
                String::new(),
            ]);
            sites.push(row);
            self.links_of(supplier, &id, &source, own, &mut links);
        }
        (links, products, sites)
    }

    /// What a supplier sells: something of its own if nobody else has it, else its category.
    fn product_of(&mut self, supplier: &Supplier, id: &str) -> String {
        let is_alone = supplier.category.is_empty() || supplier.is_single == Some(true);
        if supplier.is_single.is_none() {
            let (value, why) = if supplier.category.is_empty() {
                ("alone", "nobody says whether others sell the same, nor what it sells: nobody does")
            } else {
                ("not alone", "nobody says whether it is the only one: all of its category can stand in for it")
            };
            self.notes.invent(format!("sites.csv!{id}!product"), value, why, 0.4);
        }
        if is_alone { slug(&format!("goods of {id}")) } else { slug(&format!("bought {}", supplier.category)) }
    }

    fn links_of(&mut self, supplier: &Supplier, id: &str, source: &str, own: &[Own], links: &mut Rows) {
        let flows = self.flows_of(supplier, own);
        let category = format!(" {} ", folded(&supplier.category));
        let guessed = self.input.guesses() && INDIRECT.iter().any(|word| category.contains(&format!(" {word}")));
        let indirect = guessed || self.map.indirect.contains(&supplier.category);
        if indirect {
            self.indirect.insert(supplier.category.clone());
        }
        let critical = match supplier.is_critical {
            Some(true) => "1",
            Some(false) => "0",
            None if indirect => "0",
            None => "",
        };
        for (site, (bought, is_divided)) in own.iter().zip(flows).filter(|(_, (bought, _))| *bought > 0.0) {
            let place = format!("links.csv!{id} {}", site.id);
            let flow = format!("{}/year", plain(bought));
            if is_divided {
                self.notes.invent(
                    format!("{place}!flow"),
                    &flow,
                    "what is bought in a year, divided among the sites by what they sell",
                    0.4,
                );
            }
            if supplier.is_critical.is_none() {
                let why = if indirect {
                    format!("production does not wait for `{}`, by its words", supplier.category)
                } else {
                    "nobody says whether production stops without it: it does (the format's default, 1)".to_owned()
                };
                self.notes.invent(format!("{place}!critical"), if indirect { "0" } else { "1" }, why, 0.4);
            }
            for (column, given, default) in
                [("lead", supplier.lead, "1d"), ("cover", supplier.cover, "5d"), ("terms", supplier.terms, "30d")]
            {
                if given.is_none() {
                    self.notes.invent(format!("{place}!{column}"), default, "nobody says: the format's default", 0.3);
                }
            }
            if let Some(lead) = supplier.lead {
                let why = "the lead time is taken for the time on the way: what was ordered before an outage keeps arriving for so long, even from a supplier that has \
                           stopped; write a shorter one where goods are made to order";
                self.notes.invent(format!("{place}!lead"), &hours(lead), why, 0.4);
            }
            links.push(vec![
                id.to_owned(),
                site.id.clone(),
                flow,
                supplier.lead.map(hours).unwrap_or_default(),
                supplier.cover.map(hours).unwrap_or_default(),
                supplier.terms.map(|days| format!("{}d", plain(days))).unwrap_or_default(),
                critical.to_owned(),
                source.to_owned(),
                supplier.as_of.clone().unwrap_or_default(),
                "reported".to_owned(),
                String::new(),
            ]);
        }
    }

    /// What each site gets of what is bought from a supplier in a year, and whether that is divided among several.
    fn flows_of(&mut self, supplier: &Supplier, own: &[Own]) -> Vec<(f64, bool)> {
        let mut flows = vec![(0.0, false); own.len()];
        for (spend, names) in &supplier.bought {
            let wanted: BTreeMap<String, &String> = names.iter().map(|name| (self.place_of(name), name)).collect();
            let mut to: Vec<usize> = (0..own.len()).filter(|at| wanted.contains_key(&own[*at].place)).collect();
            let to_whom = if to.is_empty() { "all" } else { "the others" };
            let lost = wanted.iter().filter(|(place, _)| !own.iter().any(|it| it.place == **place));
            for (_, name) in lost {
                let what = format!("no site has this name; {} delivers to {to_whom}", supplier.title);
                self.notes.unmatched.push([(*name).clone(), supplier.place.to_string(), what]);
            }
            if to.is_empty() {
                to = (0..own.len()).collect();
            }
            let all: f64 = to.iter().map(|at| own[*at].revenue).sum();
            for at in &to {
                let share = if all > 0.0 { own[*at].revenue / all } else { 1.0 / to.len() as f64 };
                flows[*at] = (flows[*at].0 + spend * share, flows[*at].1 || to.len() > 1);
            }
        }
        flows
    }

    /// The place that a name or an id means, as places are compared.
    fn place_of(&self, name: &str) -> String {
        let name = folded(name);
        self.records.sites_by_name.get(&name).map_or(name, |at| folded(&self.records.sites[*at].title))
    }

    fn demands(&mut self, own: &[Own]) -> Rows {
        let mut rows = Rows::new("demands.csv", 1, &["site", "flow"], &PROVENANCE);
        for site in own {
            let (source, confidence) = self.source_of(&site.source);
            rows.push(vec![
                site.id.clone(),
                format!("{}/year", plain(site.revenue)),
                source,
                String::new(),
                confidence,
                "all that it makes is sold as it is made".to_owned(),
            ]);
        }
        rows
    }

    fn parties(&mut self) -> Rows {
        let mut rows = Rows::new("parties.csv", 1, &["id", "title", "kind"], &PROVENANCE);
        let row = |id: &str, title: &str, kind: &str| {
            let mut row = vec![id.to_owned(), title.to_owned(), kind.to_owned()];
            row.extend(std::iter::repeat_n(String::new(), 4));
            row
        };
        rows.push(row("company", &self.title(), "company"));
        if !self.records.suppliers.is_empty() {
            rows.push(row("suppliers", "Suppliers", "supplier"));
        }
        if self.has_providers {
            rows.push(row(PROVIDERS, "Providers", "other"));
        }
        rows
    }

    /// The most critical services as the least that the company must be able to do.
    fn target(&mut self) -> Rows {
        let mut rows = Rows::new("targets.csv", 1, &["id", "title", "services"], &PROVENANCE);
        let level = |service: &Service, id: &String| {
            service.mbco.map_or_else(|| id.clone(), |level| format!("{id}@{}", plain(level)))
        };
        let Some(highest) = highest(&self.records.services) else { return rows };
        let most = |(at, service): (usize, &Service)| {
            let id = self.services[at].as_ref()?;
            (service.criticality.as_ref() == Some(&highest.0)).then(|| level(service, id))
        };
        let services: Vec<String> =
            self.records.services.iter().enumerate().filter_map(most).take(MOST_NAMES).collect();
        if services.is_empty() {
            return rows;
        }
        let source = self.assumed_source();
        self.notes.invent(
            "targets.csv!minimum-viable-company!services",
            &format!("{} services", services.len()),
            format!("those of the highest criticality, `{}`{}, at their MBCO", highest.0, highest.1),
            0.6,
        );
        rows.push(vec![
            "minimum-viable-company".to_owned(),
            "Minimum viable company".to_owned(),
            services.join(" "),
            source,
            String::new(),
            "derived".to_owned(),
            String::new(),
        ]);
        rows
    }

    fn source_rows(&self) -> Rows {
        let mut rows = Rows::new("sources.csv", 1, &["id", "title"], &[]);
        for (id, title) in &self.sources {
            rows.push(vec![id.clone(), title.clone()]);
        }
        rows
    }

    fn head(&self) -> String {
        let mut out = toml_edit::DocumentMut::new();
        out["format"] = toml_edit::value(1);
        out["name"] = toml_edit::value(slug(self.input.name));
        out["title"] = toml_edit::value(self.title());
        out["currency"] = toml_edit::value(&self.currency);
        out["default_scenario"] = toml_edit::value("everything-off");
        let about = "# Written by `blackstart import company`. Change anything: a later import keeps what you changed and says where the source differs.\n";
        format!("{about}{out}")
    }

    /// The first day of the first scenario, and why that.
    fn start(&self) -> (String, &'static str) {
        let records = self.records;
        let dates = records.systems.iter().map(|it| &it.as_of);
        let dates = dates
            .chain(records.services.iter().map(|it| &it.as_of))
            .chain(records.suppliers.iter().map(|it| &it.as_of));
        match dates.flatten().max() {
            Some(latest) => (latest.clone(), "a scenario needs a first day: the latest date in the tables"),
            None => ("2026-01-05".to_owned(), "a scenario needs a first day, and no table has a date: a Monday"),
        }
    }

    fn scenario(&mut self, has_assumed: bool) -> String {
        let place = |key: &str| format!("scenarios/everything-off.toml!{key}");
        let (start, why) = self.start();
        self.notes.invent(place("start"), &start, why, 0.5);
        self.notes.invent(
            place("horizon"),
            "180d",
            "half a year: nine in ten published incidents were nearly over by then",
            0.5,
        );
        let (table, all) = match self.has_providers {
            true => ("fall", "every system that the company runs itself"),
            false => ("shutdown", "every system"),
        };
        self.notes.invent(
            place(&format!("{table}.lost")),
            "1",
            format!("the worst day: {all} is off and must be rebuilt"),
            0.5,
        );
        let mut out = format!(
            "\
# The first scenario: {all} is off and must be rebuilt. Lower `lost`, and say how long it takes to verify and to start a system, for a milder day.
format = 1
name = \"everything-off\"
title = \"Everything off\"
start = {start}
horizon = \"180d\"

"
        );
        out.push_str(match self.has_providers {
            true => "[[fall]]\nzones = [\"company\"]\nat = \"0h\"\ncause = \"shutdown\"\nlost = 1\n",
            false => "[shutdown]\nsystems = \"all\"\nlost = 1\n",
        });
        self.notes.invent(
            place("recovery.rule"),
            "most-waiting",
            "nobody says what is restored first: what most others wait for; `blackstart restart` looks for a better order",
            0.5,
        );
        out.push_str(
            "\n# Every system is restored by its own task, as soon as what it starts after is up and its crew is free: first what most others wait for.\n\
             # A crew that is held up lets another task go first: what `blackstart restart` plays, so that `run` and `rank` play the same.\n\
             [recovery]\nrule = \"most-waiting\"\npolicy = \"ranked\"\n",
        );
        self.notes.invent(
            place("recovery.policy"),
            "ranked",
            "nobody says what a crew does whose next task must wait: another that can begin, as in `blackstart restart`, so that all commands play the same",
            0.5,
        );
        if has_assumed {
            let common = &self.input.laws.common;
            self.notes.invent(
                place("recovery.common"),
                common,
                "what the restore times of one incident have in common; it multiplies the times you gave, too",
                0.3,
            );
            let _ = write!(
                out,
                "# What all restore times of an incident have in common, as in published incidents.\ncommon = \"{common}\"\n"
            );
        }
        out
    }

    fn readme(&self) -> String {
        let mut out = format!("# {}\n\nImported from:\n\n", self.title());
        for (id, title) in self.sources.iter().filter(|(id, _)| *id != "import") {
            let _ = writeln!(out, "* {title} (source `{id}`)");
        }
        out.push_str("\n`assumptions.xlsx` lists every cell that was invented or guessed, and what was passed over.\n");
        out.push_str(
            "`imported/` holds what the files said when they were last imported: the next import compares with it.\n",
        );
        out
    }
}

/// The criticality that is the highest, as compared, and by what that is known.
fn highest(services: &[Service]) -> Option<(String, &'static str)> {
    let mut of_word: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for service in services {
        if let Some(word) = &service.criticality {
            of_word.entry(word).or_default().push(service.rto);
        }
    }
    let number = |word: &str| word.parse::<f64>().ok();
    if of_word.len() > 1 && of_word.keys().all(|word| number(word).is_some()) {
        // On some scales 1 is the highest, on others 5: the end that is promised back sooner is.
        let (Some(first), Some(last)) = (
            of_word.iter().min_by(|a, b| number(a.0).partial_cmp(&number(b.0)).unwrap_or(std::cmp::Ordering::Equal)),
            of_word.iter().max_by(|a, b| number(a.0).partial_cmp(&number(b.0)).unwrap_or(std::cmp::Ordering::Equal)),
        ) else {
            return None;
        };
        let mean = |rtos: &[Option<f64>]| {
            let known: Vec<f64> = rtos.iter().flatten().copied().collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        return Some(match (mean(first.1), mean(last.1)) {
            (Some(low), Some(high)) if high < low => {
                ((*last.0).to_owned(), ", which has the shorter RTO of the two ends of the scale")
            }
            (Some(low), Some(high)) if low < high => {
                ((*first.0).to_owned(), ", which has the shorter RTO of the two ends of the scale")
            }
            _ => ((*first.0).to_owned(), ", the first of the scale: no RTO tells which end is the highest"),
        });
    }
    let find = |words: &[&str]| of_word.keys().find(|word| words.contains(word)).map(|word| (*word).to_owned());
    find(words::MOST_CRITICAL).or_else(|| find(words::CRITICAL)).map(|word| (word, ""))
}

/// Names in a sentence, the first few of them.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 4;
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] if names.len() <= MOST => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..MOST - 1].join(", "), names.len() - MOST + 1),
    }
}

fn slug_or_empty(text: &str) -> String {
    if text.is_empty() { String::new() } else { slug(text) }
}

/// All of some, and any of others.
fn logic(all: &[String], any: &[String]) -> String {
    let any = match any {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(format!("any({})", several.join(", "))),
    };
    let parts: Vec<String> = all.iter().cloned().chain(any).collect();
    match parts.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        several => format!("all({})", several.join(", ")),
    }
}
