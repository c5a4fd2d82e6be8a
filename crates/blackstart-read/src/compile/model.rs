//! Rows of a model folder to a [`Model`].

use super::{find, find_some, name, provenance};
use crate::check::{Ids, Outflow, conduit_id, normal_output, outflow};
use crate::source::ModelRows;
use crate::source::fields::Written;
use crate::source::kinds::{
    CoverPart, DataRow, FinePart, LayerPart, ModePart, PolicyRow, SubstituteRow, TaskPart, WeekPart,
};
use crate::source::record::Row;
use blackstart_model::id::{
    CalendarId, CrewId, DataId, Key, PartyId, ProductId, SeasonId, ServiceId, SiteId, SourceId, SystemId, Table,
    TargetId, ZoneId, key,
};
use blackstart_model::logic::{Expr, Leaf, Node};
use blackstart_model::model::{
    Aftermath, Backlog, CatchUp, Conduit, Cover, Crew, Data, Demand, Fallback, Fine, FineSize, Liability, Link, Logic,
    Mode, Model, Name, Named, Notification, Party, Policy, PolicyLayer, Product, Promised, Provenance, Ramp, Season,
    Service, Site, Source, Substitute, System, Target, Task, Tolerance, Zone,
};
use blackstart_model::time::Calendar;
use blackstart_model::units::Uncertain;

/// Most sites that are all followed one by one unless they say otherwise.
const WATCHED: usize = 200;

/// Compiles a checked model; `None` only where it was not checked.
pub(crate) fn model(rows: &ModelRows, ids: &Ids<'_>) -> Option<Model> {
    let it = Compiling { rows, ids, out: outflow(rows, &ids.sites) };
    let systems = it.systems()?;
    let services = it.services(&systems)?;
    let calendars = it.calendars();
    let products = it.products();
    let sites = it.sites()?;
    let links = it.links(&sites, &products)?;
    let demands = it.demands(&sites, &products)?;
    let head = &rows.head;
    let sizes = super::sizes::sizes(rows, ids, &links, &demands)?;
    Some(Model {
        name: head.name.clone(),
        title: head.title.clone().unwrap_or_else(|| head.name.clone()),
        currency: rows.currency.clone(),
        step_hours: crate::check::step_of(rows),
        affected_from: head.affected_from,
        sources: it.sources(),
        zones: it.zones(),
        conduits: it.conduits()?,
        service_order: service_order(&services),
        system_order: system_order(&systems),
        systems,
        services,
        crews: it.crews()?,
        calendars,
        seasons: it.seasons(),
        products,
        parties: it.parties(),
        sites,
        links,
        demands,
        substitutes: it.substitutes()?,
        sizes,
        targets: it.targets()?,
        policies: it.policies()?,
        factors: Vec::new(),
        data: it.data()?,
        default_scenario: head.default_scenario.clone(),
        hash: String::new(),
    })
}

/// A model while it is compiled, a function per kind.
struct Compiling<'a> {
    rows: &'a ModelRows,
    ids: &'a Ids<'a>,
    /// What each site hands on.
    out: Outflow,
}

impl Compiling<'_> {
    fn provenance<T>(&self, row: &Row<T>) -> Provenance {
        provenance(row.told.as_deref(), |id| find::<SourceId>(&self.ids.sources, id))
    }

    fn named<T>(&self, kind: &str, id: &str, title: Option<&String>, row: &Row<T>) -> Name {
        name(kind, id, title, self.provenance(row))
    }

    fn sources(&self) -> Table<SourceId, Source> {
        self.rows
            .sources
            .iter()
            .map(|row| Source {
                id: row.it.id.clone(),
                title: row.it.title.clone(),
                url: row.it.url.clone(),
                date: row.it.date.clone(),
            })
            .collect()
    }

    fn zones(&self) -> Table<ZoneId, Zone> {
        self.rows
            .zones
            .iter()
            .map(|row| Zone { name: self.named("zone", &row.it.id, row.it.title.as_ref(), row), level: row.it.level })
            .collect()
    }

    fn conduits(&self) -> Option<Vec<Conduit>> {
        self.rows
            .conduits
            .iter()
            .map(|row| {
                Some(Conduit {
                    name: self.named("conduit", &conduit_id(&row.it), None, row),
                    from: find(&self.ids.zones, &row.it.from)?,
                    to: find(&self.ids.zones, &row.it.to)?,
                    cuttable: row.it.cuttable,
                })
            })
            .collect()
    }

    fn systems(&self) -> Option<Table<SystemId, System>> {
        self.rows
            .systems
            .iter()
            .map(|row| {
                let it = &row.it;
                Some(System {
                    name: self.named("system", &it.id, it.title.as_ref(), row),
                    party: find_some(&self.ids.parties, it.party.as_ref())?,
                    zone: find_some(&self.ids.zones, it.zone.as_ref())?,
                    needs: match &it.needs {
                        None => None,
                        Some(written) => Some(logic(written, self.ids)?),
                    },
                    starts_after: it
                        .starts_after
                        .iter()
                        .flatten()
                        .map(|id| find(&self.ids.systems, id))
                        .collect::<Option<Vec<SystemId>>>()
                        .map(each_once)?,
                    resource: it.resource,
                    rebuild: task(it.rebuild.as_ref(), self.ids)?,
                    rebuild_without_backup: it.rebuild_without_backup,
                    verify: task(it.verify.as_ref(), self.ids)?,
                    start: task(it.start.as_ref(), self.ids)?,
                    test: task(it.test.as_ref(), self.ids)?,
                    promised: Promised {
                        owner: it.owner.clone(),
                        rto_hours: it.rto,
                        rpo_hours: it.rpo,
                        mtpd_hours: it.mtpd,
                        ..Promised::default()
                    },
                })
            })
            .collect()
    }

    fn services(&self, systems: &Table<SystemId, System>) -> Option<Table<ServiceId, Service>> {
        self.rows
            .services
            .iter()
            .map(|row| {
                let it = &row.it;
                let logic = logic(&it.logic, self.ids)?;
                Some(Service {
                    name: self.named("service", &it.id, it.title.as_ref(), row),
                    backlog: it.backlog.as_ref().map(|part| Backlog {
                        keying: part.keying,
                        level: part.level,
                        lost_with: super::promised::lost_with(&logic, it.rpo, systems),
                    }),
                    logic,
                    grace_hours: it.grace,
                    fallback: it.fallback.as_ref().map(|part| Fallback {
                        level: part.level,
                        setup_hours: part.setup,
                        max_hours: part.max,
                        kind: part.kind,
                    }),
                    tolerance: it.tolerance.as_ref().map(|part| Tolerance { level: part.level, hours: part.duration }),
                    promised: Promised {
                        owner: it.owner.clone(),
                        rto_hours: it.rto,
                        rpo_hours: it.rpo,
                        mtpd_hours: it.mtpd,
                        mbco: it.mbco,
                        impact: it.impact.clone().unwrap_or_default(),
                    },
                })
            })
            .collect()
    }

    fn crews(&self) -> Option<Table<CrewId, Crew>> {
        self.rows
            .crews
            .iter()
            .map(|row| {
                Some(Crew {
                    name: self.named("crew", &row.it.id, row.it.title.as_ref(), row),
                    people: row.it.people,
                    unit: row.it.unit.clone(),
                    calendar: find_some(&self.ids.calendars, row.it.calendar.as_ref())?,
                    cost_per_hour: row.it.cost_per_hour,
                })
            })
            .collect()
    }

    fn calendars(&self) -> Table<CalendarId, Named<Calendar>> {
        self.rows
            .calendars
            .iter()
            .map(|row| Named {
                name: self.named("calendar", &row.it.id, row.it.title.as_ref(), row),
                it: Calendar::new(row.it.shifts.clone(), row.it.off.clone().unwrap_or_default()),
            })
            .collect()
    }

    fn seasons(&self) -> Table<SeasonId, Season> {
        self.rows
            .seasons
            .iter()
            .map(|row| Season {
                name: self.named("season", &row.it.id, row.it.title.as_ref(), row),
                spans: row.it.dates.iter().map(|span| (span.from, span.to, span.times)).collect(),
                week: week(row.it.week.as_ref()),
            })
            .collect()
    }

    fn products(&self) -> Table<ProductId, Product> {
        self.rows
            .products
            .iter()
            .map(|row| Product {
                name: self.named("product", &row.it.id, row.it.title.as_ref(), row),
                unit: row.it.unit.clone(),
                price: row.it.price.mean(),
            })
            .collect()
    }

    fn parties(&self) -> Table<PartyId, Party> {
        self.rows
            .parties
            .iter()
            .map(|row| Party {
                name: self.named("party", &row.it.id, row.it.title.as_ref(), row),
                kind: row.it.kind,
                cost_of_cash: row.it.cost_of_cash,
            })
            .collect()
    }

    fn sites(&self) -> Option<Table<SiteId, Site>> {
        let all_watched = self.rows.sites.len() <= WATCHED;
        self.rows
            .sites
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let it = &row.it;
                let output = normal_output(it, self.out.links[at], self.out.demand[at]);
                let sells_only = self.out.links[at] == 0.0 && self.out.demand[at] > 0.0;
                let [order, produce, ship, sell, pay] =
                    [&it.order, &it.produce, &it.ship, &it.sell, &it.pay].map(|written| match written {
                        None => Some(None),
                        Some(written) => logic(written, self.ids).map(Some),
                    });
                Some(Site {
                    name: self.named("site", &it.id, it.title.as_ref(), row),
                    product: find(&self.ids.products, &it.product)?,
                    party: find(&self.ids.parties, &it.party)?,
                    region: it.region.clone(),
                    watch: it.watch.unwrap_or(all_watched),
                    channels: [order?, produce?, ship?, sell?, pay?],
                    output_per_day: output,
                    // A stated capacity below output by a rounding error would hold the site back for ever.
                    capacity_per_day: it
                        .capacity
                        .map(|capacity| capacity.max(output))
                        .or((!sells_only).then_some(output)),
                    calendar: find_some(&self.ids.calendars, it.calendar.as_ref())?,
                    ramp: it.ramp.as_ref().map(|part| Ramp {
                        after_hours: part.after,
                        hours: part.duration,
                        from: part.from,
                        curve: part.curve,
                        longer: part.longer,
                    }),
                    overtime: it.overtime,
                    overtime_ramp_hours: it.overtime_ramp,
                    overtime_premium: it.overtime_premium,
                    reorder_hours: it.reorder,
                    plan_hours: it.plan,
                    stock_hours: it.stock,
                    yard_hours: it.yard,
                    refill_hours: it.refill,
                    surge: it.surge,
                    cover_scale: it.cover_scale,
                    variable_cost: it.variable_cost,
                    fixed_cost_per_day: it.fixed_cost,
                    saved_cost: it.saved_cost,
                    wages: it.wages,
                    penalty: it.penalty,
                    scrap: it.scrap,
                    cash: it.cash,
                    credit: it.credit,
                    insolvent_after_hours: it.insolvent_after,
                    replaced_hours: it.replaced,
                    catch_up: it.catch_up.as_ref().map(|part| CatchUp {
                        share: part.share,
                        after_hours: part.after,
                        most: part.most,
                    }),
                })
            })
            .collect()
    }

    fn targets(&self) -> Option<Table<TargetId, Target>> {
        self.rows
            .targets
            .iter()
            .map(|row| {
                Some(Target {
                    name: self.named("target", &row.it.id, row.it.title.as_ref(), row),
                    services: row
                        .it
                        .services
                        .iter()
                        .map(|(id, level)| Some((find(&self.ids.services, id)?, *level)))
                        .collect::<Option<_>>()?,
                })
            })
            .collect()
    }

    fn policies(&self) -> Option<Vec<Policy>> {
        self.rows
            .policies
            .iter()
            .map(|row| {
                let it = &row.it;
                Some(Policy {
                    name: self.named("policy", &it.id, it.title.as_ref(), row),
                    insured: find(&self.ids.parties, &it.insured)?,
                    insurer: find_some(&self.ids.parties, it.insurer.as_ref())?,
                    waiting: it.waiting_is,
                    until: it.until,
                    retention: it.retention,
                    covers: it.covers.iter().map(|cover| covered(cover, it)).collect(),
                    layers: layers(&it.layers),
                })
            })
            .collect()
    }

    fn data(&self) -> Option<Table<DataId, Data>> {
        let of = |row: &Row<DataRow>| -> Option<Data> {
            let it = &row.it;
            let held_by = it.held_by.iter().map(|id| find(&self.ids.systems, id)).collect::<Option<Vec<SystemId>>>()?;
            Some(Data {
                name: self.named("data", &it.id, it.title.as_ref(), row),
                kind: it.kind,
                held_by: each_once(held_by),
                party: find_some(&self.ids.parties, it.party.as_ref())?,
                records: it.records,
                known_after_hours: it.known_after,
                known_from: it.known_from,
                notification: it.notification.as_ref().map(|part| Notification {
                    per_record: part.per_record,
                    fixed: part.fixed,
                    after_hours: part.after,
                }),
                liability: it.liability.as_ref().map(|part| Liability {
                    per_record: part.per_record,
                    chance: part.chance,
                    most: part.most.unwrap_or(f64::INFINITY),
                    after_hours: part.after,
                }),
                fine: match &it.fine {
                    Some(part) => Some(fine(part)?),
                    None => None,
                },
            })
        };
        self.rows.data.iter().map(of).collect()
    }

    /// Links by customer, product and supplier.
    fn links(&self, sites: &Table<SiteId, Site>, products: &Table<ProductId, Product>) -> Option<Vec<Link>> {
        let price_of = |site: SiteId| products[sites[site].product].price;
        let mut links = self
            .rows
            .links
            .iter()
            .map(|row| {
                let it = &row.it;
                let (from, to): (SiteId, SiteId) = (find(&self.ids.sites, &it.from)?, find(&self.ids.sites, &it.to)?);
                Some(Link {
                    from,
                    to,
                    flow_per_day: it.flow.mean(),
                    lead_hours: it.lead,
                    cover_hours: it.cover,
                    terms_hours: it.terms,
                    price: it.price.map_or_else(|| price_of(from), |price| price.mean()),
                    critical: it.critical.mean(),
                    provenance: self.provenance(row),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        links.sort_by_key(|link| (link.to, sites[link.from].product, link.from));
        Some(links)
    }

    /// Demands by site.
    fn demands(&self, sites: &Table<SiteId, Site>, products: &Table<ProductId, Product>) -> Option<Vec<Demand>> {
        let price_of = |site: SiteId| products[sites[site].product].price;
        let mut demands = self
            .rows
            .demands
            .iter()
            .map(|row| {
                let it = &row.it;
                let site: SiteId = find(&self.ids.sites, &it.site)?;
                Some(Demand {
                    site,
                    flow_per_day: it.flow.mean(),
                    price: it.price.map_or_else(|| price_of(site), |price| price.mean()),
                    season: find_some(&self.ids.seasons, it.season.as_ref())?,
                    patience: it.patience,
                    wait_hours: it.wait,
                    choice: it.choice,
                    aftermath: it.aftermath.as_ref().map(|part| Aftermath {
                        most: part.most,
                        leave_hours: part.leave,
                        return_hours: part.back,
                        never: part.never,
                    }),
                    provenance: self.provenance(row),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        // What a site makes for customers outside the model has to go somewhere: to final customers who do not wait.
        for ((id, site), row) in sites.iter().zip(&self.rows.sites) {
            if self.out.links[id.index()] + self.out.demand[id.index()] == 0.0 {
                demands.push(Demand {
                    site: id,
                    flow_per_day: site.output_per_day,
                    price: price_of(id),
                    season: None,
                    patience: Uncertain::ZERO,
                    wait_hours: Uncertain::Fixed(f64::INFINITY),
                    choice: Uncertain::ZERO,
                    aftermath: None,
                    provenance: self.provenance(row),
                });
            }
        }
        demands.sort_by_key(|demand| demand.site);
        Some(demands)
    }

    /// Substitutes by both sites.
    fn substitutes(&self) -> Option<Vec<Substitute>> {
        let substitute = |row: &Row<SubstituteRow>| {
            let it = &row.it;
            Some(Substitute {
                from: find(&self.ids.sites, &it.from)?,
                to: find(&self.ids.sites, &it.to)?,
                share: it.share,
                key: key("substitute", &format!("{}/{}", it.from, it.to)),
                provenance: self.provenance(row),
            })
        };
        let mut substitutes = self.rows.substitutes.iter().map(substitute).collect::<Option<Vec<_>>>()?;
        substitutes.sort_by_key(|it| (it.from, it.to));
        Some(substitutes)
    }
}

/// Days of the week, their mean 1.
fn week(part: Option<&WeekPart>) -> [f64; 7] {
    let Some(part) = part else { return [1.0; 7] };
    let days = [part.mon, part.tue, part.wed, part.thu, part.fri, part.sat, part.sun];
    let mean = days.iter().sum::<f64>() / 7.0;
    if mean > 0.0 { days.map(|day| day / mean) } else { [1.0; 7] }
}

/// Services, each after those it is made of.
fn service_order(services: &Table<ServiceId, Service>) -> Vec<ServiceId> {
    let parts = |leaf| if let Leaf::Service(service) = leaf { Some(service.index()) } else { None };
    sorted(services.rows().iter().map(|service| service.logic.leaves().into_iter().filter_map(parts).collect()))
}

/// Systems, each after those it needs.
fn system_order(systems: &Table<SystemId, System>) -> Vec<SystemId> {
    let parts = |leaf| if let Leaf::System(system) = leaf { Some(system.index()) } else { None };
    let leaves = |system: &System| system.needs.as_ref().map(|needs| needs.leaves()).unwrap_or_default();
    sorted(systems.rows().iter().map(|system| leaves(system).into_iter().filter_map(parts).collect()))
}

fn fine(part: &FinePart) -> Option<Fine> {
    let size = match (part.amount, part.share, part.turnover) {
        (Some(amount), ..) => FineSize::Amount(amount),
        (None, Some(share), Some(turnover)) => FineSize::OfTurnover { share, turnover },
        _ => return None,
    };
    let most = part.most.unwrap_or(f64::INFINITY);
    Some(Fine { size, chance: part.chance, most, after_hours: part.after })
}

/// Terms for one kind of loss: its own where given, else the policy's.
fn covered(cover: &CoverPart, policy: &PolicyRow) -> Cover {
    Cover {
        of: cover.of,
        deductible: cover.deductible,
        limit: cover.limit.unwrap_or(f64::INFINITY),
        waiting_hours: cover.waiting.unwrap_or(policy.waiting),
        indemnity_hours: cover.indemnity.unwrap_or(policy.indemnity),
    }
}

/// The layers as written; one without limit where there are none.
fn layers(parts: &[LayerPart]) -> Vec<PolicyLayer> {
    if parts.is_empty() {
        let (attachment, aggregate_attachment) = (0.0, 0.0);
        let (limit, aggregate_limit) = (f64::INFINITY, f64::INFINITY);
        return vec![PolicyLayer { attachment, limit, participation: 1.0, aggregate_attachment, aggregate_limit }];
    }
    let layer = |part: &LayerPart| PolicyLayer {
        attachment: part.attachment,
        limit: part.limit.unwrap_or(f64::INFINITY),
        participation: part.participation,
        aggregate_attachment: part.aggregate_attachment,
        aggregate_limit: part.aggregate_limit.unwrap_or(f64::INFINITY),
    };
    parts.iter().map(layer).collect()
}

/// A list without repetitions, in order of first mention.
fn each_once(list: Vec<SystemId>) -> Vec<SystemId> {
    let mut seen = std::collections::BTreeSet::new();
    list.into_iter().filter(|id| seen.insert(*id)).collect()
}

/// A task that may be absent: absent stays absent.
fn task(part: Option<&TaskPart>, ids: &Ids<'_>) -> Option<Option<Task>> {
    let Some(part) = part else { return Some(None) };
    Some(Some(Task {
        hours: part.duration,
        crew: find_some(&ids.crews, part.crew.as_ref())?,
        people: part.people,
        also: occupied(part.also.as_deref(), ids)?,
        cost: part.cost,
        fails: part.fails,
        again_hours: part.again.unwrap_or(part.duration),
        modes: part.modes.iter().map(|mode| other_way(mode, part, ids)).collect::<Option<_>>()?,
    }))
}

fn other_way(mode: &ModePart, usual: &TaskPart, ids: &Ids<'_>) -> Option<Mode> {
    let task = Task {
        hours: mode.duration,
        crew: find_some(&ids.crews, mode.crew.as_ref())?,
        people: mode.people,
        also: occupied(mode.also.as_deref(), ids)?,
        cost: mode.cost,
        fails: mode.fails.unwrap_or(usual.fails),
        again_hours: mode.again.unwrap_or(mode.duration),
        modes: Vec::new(),
    };
    Some(Mode { id: mode.id.clone(), task })
}

fn occupied(also: Option<&[(String, u32)]>, ids: &Ids<'_>) -> Option<Vec<(CrewId, u32)>> {
    also.unwrap_or_default().iter().map(|(crew, heads)| Some((find(&ids.crews, crew)?, *heads))).collect()
}

fn logic(written: &Written, ids: &Ids<'_>) -> Option<Logic> {
    match written {
        Written::One(expr) => node(expr, ids),
        Written::List(list) => all(list.iter().map(|expr| node(expr, ids)).collect::<Option<_>>()?),
    }
}

/// All of one is the one.
fn all(mut parts: Vec<Logic>) -> Option<Logic> {
    if parts.len() == 1 { parts.pop() } else { Some(Logic::All(parts)) }
}

fn node(expr: &Expr, ids: &Ids<'_>) -> Option<Logic> {
    let parts = || expr.parts().iter().map(|part| node(part, ids)).collect::<Option<Vec<_>>>();
    Some(match &expr.node {
        Node::Name(name) => match find(&ids.systems, name) {
            Some(system) => Logic::System(system),
            None => Logic::Service(find(&ids.services, name)?),
        },
        Node::All(_) => Logic::All(parts()?),
        Node::Any(_) => Logic::Any(parts()?),
        Node::AtLeast(k, _) => Logic::AtLeast(*k, parts()?),
        Node::Mean(_) => Logic::Mean(parts()?),
    })
}

/// Keys sorted so that each comes after its parts; otherwise in row order. The graph has no circles: that was checked.
fn sorted<K: Key>(parts: impl Iterator<Item = Vec<usize>>) -> Vec<K> {
    let parts: Vec<Vec<usize>> = parts.collect();
    let mut done = vec![false; parts.len()];
    let mut order = Vec::with_capacity(parts.len());
    for root in 0..parts.len() {
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            if done[*at] {
                path.pop();
            } else if let Some(part) = parts[*at].get(*next).copied() {
                *next += 1;
                if !done[part] {
                    path.push((part, 0));
                }
            } else {
                done[*at] = true;
                order.push(K::new(*at));
                path.pop();
            }
        }
    }
    order
}
