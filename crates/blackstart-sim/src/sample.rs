//! Small companies and bad days made by hand, for the stages' stories, and random ones for their properties. Test only.

use blackstart_model::id::{CalendarId, CrewId, DataId, Key, PartyId, ServiceId, SiteId, SystemId, Table, key};
use blackstart_model::model::{
    Channel, Crew, Currency, Data, DataKind, Demand, Fallback, Fine, FineSize, KnownFrom, Liability, Link, Logic, Mode,
    Model, Name, Named, Notification, Party, PartyKind, Product, Promised, Provenance, Ramp, RampCurve, Resource,
    Season, Service, Site, Substitute, System, Target, Task, TaskKind, Tolerance,
};
use blackstart_model::scenario::{
    Course, Fall, FallCause, LedgerSpan, LevelKind, Outage, PriorityRule, Recovery, RestorePolicy, Scenario, Subject,
    TakenAt, Taking, Until,
};
use blackstart_model::time::Calendar;
use blackstart_model::units::Uncertain;
use proptest::prelude::*;

/// A name with its key.
pub(crate) fn name(kind: &str, id: &str) -> Name {
    Name { id: id.to_owned(), title: id.to_owned(), key: key(kind, id), provenance: Provenance::default() }
}

/// A company with one party, one product, and nothing else yet.
pub(crate) fn company() -> Model {
    let party = Party { name: name("party", "company"), kind: PartyKind::Company, cost_of_cash: 0.0 };
    let product = Product { name: name("product", "car"), unit: "car".to_owned(), price: 1.0 };
    Model {
        name: "sample".to_owned(),
        title: "Sample".to_owned(),
        currency: Currency { code: "GBP".to_owned(), sign: "£".to_owned() },
        step_hours: 24.0,
        affected_from: 1e3,
        sources: Table::default(),
        zones: Table::default(),
        conduits: Vec::new(),
        systems: Table::default(),
        services: Table::default(),
        service_order: Vec::new(),
        system_order: Vec::new(),
        crews: Table::default(),
        calendars: Table::default(),
        seasons: Table::default(),
        products: Table::from(vec![product]),
        parties: Table::from(vec![party]),
        sites: Table::default(),
        links: Vec::new(),
        demands: Vec::new(),
        substitutes: Vec::new(),
        targets: Table::default(),
        sizes: blackstart_model::model::Sizes::default(),
        policies: Vec::new(),
        factors: Vec::new(),
        data: Table::default(),
        default_scenario: None,
        hash: String::new(),
    }
}

/// Adds a system without needs or tasks. Add those it needs before it: the order of adding is the order of evaluation.
pub(crate) fn system(model: &mut Model, id: &str) -> SystemId {
    let id = model.systems.push(System {
        name: name("system", id),
        party: None,
        zone: None,
        needs: None,
        starts_after: Vec::new(),
        resource: None,
        rebuild: None,
        rebuild_without_backup: Uncertain::Fixed(1.0),
        verify: None,
        start: None,
        test: None,
        promised: Promised::default(),
    });
    model.system_order.push(id);
    id
}

/// Adds a crew that works day and night for nothing.
pub(crate) fn crew(model: &mut Model, id: &str, people: u32) -> CrewId {
    model.crews.push(Crew {
        name: name("crew", id),
        people,
        unit: None,
        calendar: None,
        cost_per_hour: Uncertain::ZERO,
    })
}

/// Adds a calendar: hours from Monday 00:00.
pub(crate) fn calendar(model: &mut Model, id: &str, shifts: &[(f64, f64)]) -> CalendarId {
    model.calendars.push(Named { name: name("calendar", id), it: Calendar::new(shifts.to_vec(), Vec::new()) })
}

/// Monday to Friday, 8 to 16.
pub(crate) fn office_hours() -> Vec<(f64, f64)> {
    (0..5).map(|day| (f64::from(day) * 24.0 + 8.0, f64::from(day) * 24.0 + 16.0)).collect()
}

/// Work for one head (or several) of a crew, free of charge.
pub(crate) fn task(hours: f64, crew: Option<CrewId>, people: u32) -> Option<Task> {
    let hours = Uncertain::Fixed(hours);
    let (also, modes) = (Vec::new(), Vec::new());
    Some(Task { hours, crew, people, also, cost: Uncertain::ZERO, fails: 0.0, again_hours: hours, modes })
}

/// Adds a service without grace, fallback or tolerance. Add the services it uses before it.
pub(crate) fn service(model: &mut Model, id: &str, logic: Logic) -> ServiceId {
    let id = model.services.push(Service {
        name: name("service", id),
        logic,
        grace_hours: Uncertain::ZERO,
        fallback: None,
        tolerance: None,
        backlog: None,
        promised: Promised::default(),
    });
    model.service_order.push(id);
    id
}

/// Manual working at a level, after a time to set it up, for at most some time.
pub(crate) fn fallback(level: f64, setup_hours: f64, max_hours: f64) -> Option<Fallback> {
    Some(Fallback {
        level: Uncertain::Fixed(level),
        setup_hours: Uncertain::Fixed(setup_hours),
        max_hours: Uncertain::Fixed(max_hours),
        kind: LevelKind::Pace,
    })
}

/// Adds a site of the company that makes nothing yet: links and demand give it work.
pub(crate) fn site(model: &mut Model, id: &str) -> SiteId {
    model.sites.push(Site {
        name: name("site", id),
        product: Key::new(0),
        party: PartyId::new(0),
        region: None,
        watch: true,
        channels: [const { None }; 5],
        output_per_day: 0.0,
        capacity_per_day: None,
        calendar: None,
        ramp: None,
        overtime: Uncertain::Fixed(1.0),
        overtime_ramp_hours: 168.0,
        overtime_premium: Uncertain::ZERO,
        reorder_hours: 144.0,
        plan_hours: 0.0,
        stock_hours: 0.0,
        yard_hours: 0.0,
        refill_hours: 120.0,
        surge: 2.0,
        cover_scale: Uncertain::Fixed(1.0),
        variable_cost: Uncertain::ZERO,
        fixed_cost_per_day: Uncertain::ZERO,
        saved_cost: 0.0,
        wages: 0.0,
        penalty: 0.0,
        scrap: Uncertain::ZERO,
        cash: None,
        credit: Uncertain::ZERO,
        insolvent_after_hours: f64::INFINITY,
        replaced_hours: Uncertain::Fixed(f64::INFINITY),
        catch_up: None,
    })
}

/// A site whose produce channel follows a logic.
pub(crate) fn plant(model: &mut Model, id: &str, produce: Logic) -> SiteId {
    let plant = site(model, id);
    model.sites[plant].channels[Channel::Produce as usize] = Some(produce);
    plant
}

/// Adds a link of some units a day, five days of cover, a day on the way, a month's terms; keeps links sorted and outputs true.
pub(crate) fn link(model: &mut Model, from: SiteId, to: SiteId, flow_per_day: f64) {
    let provenance = Provenance::default();
    let link = Link {
        from,
        to,
        flow_per_day,
        lead_hours: 24.0,
        cover_hours: 120.0,
        terms_hours: 720.0,
        price: 1.0,
        critical: 1.0,
        provenance,
    };
    model.links.push(link);
    let products: Vec<usize> = model.sites.rows().iter().map(|site| site.product.index()).collect();
    model.links.sort_by_key(|link| (link.to, products[link.from.index()], link.from));
    model.sites[from].output_per_day += flow_per_day;
}

/// Adds impatient final customers who take some units a day at a price of 1.
pub(crate) fn demand(model: &mut Model, site: SiteId, flow_per_day: f64) {
    model.demands.push(Demand {
        site,
        flow_per_day,
        price: 1.0,
        season: None,
        patience: Uncertain::ZERO,
        wait_hours: Uncertain::Fixed(f64::INFINITY),
        choice: Uncertain::ZERO,
        aftermath: None,
        provenance: Provenance::default(),
    });
    model.demands.sort_by_key(|demand| demand.site);
    model.sites[site].output_per_day += flow_per_day;
}

/// Lets a share of the customers who find nothing at a site buy at another instead.
pub(crate) fn substitute(model: &mut Model, from: SiteId, to: SiteId, share: Uncertain) {
    let id = format!("{}/{}", model.sites[from].name.id, model.sites[to].name.id);
    model.substitutes.push(Substitute {
        from,
        to,
        share,
        key: key("substitute", &id),
        provenance: Provenance::default(),
    });
    model.substitutes.sort_by_key(|it| (it.from, it.to));
}

/// Thirty days from Monday 1 September 2025 in which nothing happens; recovery may start at once.
pub(crate) fn quiet_month() -> Scenario {
    Scenario {
        name: "sample".to_owned(),
        title: "Sample".to_owned(),
        start: jiff::civil::date(2025, 9, 1).at(0, 0, 0, 0),
        horizon_hours: 720.0,
        ledger: LedgerSpan::Month,
        warm_up_hours: 0.0,
        step_hours: 24.0,
        replicates: 1,
        seed: 1,
        rate: None,
        falls: Vec::new(),
        attack: None,
        containment_hours: Uncertain::ZERO,
        destroyed: Vec::new(),
        recovery: Some(Recovery {
            investigation_hours: Uncertain::ZERO,
            priority: Vec::new(),
            rule: PriorityRule::Listed,
            policy: RestorePolicy::Serial,
            common: Uncertain::Fixed(1.0),
            extra_people: Vec::new(),
            modes: Vec::new(),
            known: None,
        }),
        outages: Vec::new(),
        shocks: Vec::new(),
        costs: Vec::new(),
        factors: Vec::new(),
        taken: Vec::new(),
        hash: String::new(),
    }
}

/// Systems that surely fall at a moment, all found clean.
pub(crate) fn fall(id: &str, systems: &[SystemId], at_hours: f64, cause: FallCause) -> Fall {
    Fall {
        name: name("fall", id),
        systems: systems.to_vec(),
        at_hours: Uncertain::Fixed(at_hours),
        cause,
        lost: 0.0,
        exposed: 0.0,
        chance: 1.0,
        until: None,
    }
}

/// A stated level over a stated time, by the company's own hand.
pub(crate) fn outage(id: &str, subject: Subject, from_hours: f64, until_hours: f64, level: f64) -> Outage {
    Outage {
        name: name("outage", id),
        subject,
        from_hours: Uncertain::Fixed(from_hours),
        level: Uncertain::Fixed(level),
        course: Course::Until(Until::Moment(Uncertain::Fixed(until_hours))),
        kind: LevelKind::Pace,
        cause: FallCause::Shutdown,
    }
}

/// A quantity between 0 and `most`: nothing, a number or a range.
fn any_quantity(most: f64) -> impl Strategy<Value = Uncertain> {
    let share = (0u32..=8).prop_map(move |eighths| most * f64::from(eighths) / 8.0);
    (share.clone(), share, 0u32..5).prop_map(|(a, b, kind)| {
        let (low, high) = (a.min(b), a.max(b));
        match kind {
            0 => Uncertain::ZERO,
            1 | 2 => Uncertain::Fixed(high),
            3 => Uncertain::Uniform { low, high: high + 1e-3 },
            _ => Uncertain::Triangular { low, mode: (low + high) / 2.0, high: high + 1e-3 },
        }
    })
}

/// What tasks have in common: mostly nothing.
fn any_common() -> impl Strategy<Value = Uncertain> {
    prop_oneof![
        Just(Uncertain::Fixed(1.0)),
        Just(Uncertain::Fixed(1.5)),
        Just(Uncertain::Lognormal { median: 1.0, p90: 1.5 })
    ]
}

/// A level or share: quarters, or a range.
fn any_share() -> impl Strategy<Value = Uncertain> {
    prop_oneof![
        (0u32..=4).prop_map(|quarters| Uncertain::Fixed(f64::from(quarters) / 4.0)),
        Just(Uncertain::Uniform { low: 0.25, high: 0.75 })
    ]
}

/// Logic over the first systems and services.
fn any_logic(systems: usize, services: usize) -> impl Strategy<Value = Logic> {
    let leaf = (0..systems + services).prop_map(move |i| {
        if i < systems { Logic::System(Key::new(i)) } else { Logic::Service(Key::new(i - systems)) }
    });
    leaf.prop_recursive(2, 8, 3, |part| {
        (0usize..4, prop::collection::vec(part, 1..4)).prop_map(|(kind, parts)| match kind {
            0 => Logic::All(parts),
            1 => Logic::Any(parts),
            2 => Logic::AtLeast(1 + parts.len() as u32 / 2, parts),
            _ => Logic::Mean(parts),
        })
    })
}

fn any_task(crews: usize) -> impl Strategy<Value = Option<Task>> {
    let modes = prop::collection::vec(any_way(crews), 0..2)
        .prop_map(|ways| ways.into_iter().map(|task| Mode { id: "other".to_owned(), task }).collect());
    prop::option::of((any_way(crews), modes).prop_map(|(task, modes)| Task { modes, ..task }))
}

fn any_way(crews: usize) -> impl Strategy<Value = Task> {
    let fails = prop_oneof![3 => Just(0.0), 1 => Just(0.25), 1 => Just(0.9)];
    let occupied = (prop::option::of(0..crews), 0u32..4, prop::option::weighted(0.4, (0..crews, 1u32..3)));
    let task = (any_quantity(40.0), occupied, any_quantity(10.0), fails, any_quantity(10.0));
    task.prop_map(|(hours, (crew, people, also), cost, fails, again_hours)| Task {
        hours,
        crew: crew.map(Key::new),
        people,
        also: also.filter(|it| Some(it.0) != crew).map(|(crew, heads)| (Key::new(crew), heads)).into_iter().collect(),
        cost,
        fails,
        again_hours,
        modes: Vec::new(),
    })
}

/// Most systems, services and so on that a random company has.
const MANY: usize = 6;

/// A random company and a random bad day: systems that need and start after others, crews with and without calendars, services
/// with grace and fallback, plants with ramps, falls, stated outages. Ids point backwards, so nothing is circular by itself.
pub(crate) fn any_bad_day() -> impl Strategy<Value = (Model, Scenario)> {
    (any_company(), any_answer()).prop_map(|(model, answer)| {
        let scenario = answer.for_company(&model);
        (model, scenario)
    })
}

/// Random data of the first system, and what takes them.
pub(crate) fn any_theft() -> impl Strategy<Value = (Data, Taking)> {
    let hours = (any_quantity(400.0), any_quantity(700.0));
    (hours, any_quantity(500.0), any_share(), 0u32..=4, any_quantity(9.0), any::<bool>()).prop_map(
        |((known, at), records, share, chance, each, contained)| {
            let chance = f64::from(chance) / 4.0;
            let notification = Notification { per_record: each, fixed: each, after_hours: known };
            let liability = Liability { per_record: each, chance, most: 1e3, after_hours: at };
            let size = match contained {
                true => FineSize::Amount(each),
                false => FineSize::OfTurnover { share, turnover: 1e4 },
            };
            let data = Data {
                name: name("data", "customers"),
                kind: DataKind::Personal,
                held_by: vec![SystemId::new(0)],
                party: None,
                records,
                known_after_hours: known,
                known_from: if contained { KnownFrom::Containment } else { KnownFrom::Taking },
                notification: Some(notification),
                liability: Some(liability),
                fine: Some(Fine { size, chance, most: 1e3, after_hours: known }),
            };
            let (name, data_id) = (name("taken", "taken/1"), DataId::new(0));
            (data, Taking { name, data: vec![data_id], at: TakenAt::Moment(at), chance, share })
        },
    )
}

fn any_company() -> impl Strategy<Value = Model> {
    let crews = prop::collection::vec((0u32..4, 0u32..3, any_quantity(5.0)), 2..4);
    let system = |index: usize| {
        (
            prop::option::weighted(0.5, any_logic(index.max(1), 0)),
            prop::collection::vec(0..index.max(1), 0..3),
            (any_task(2), any_task(2), any_task(2), any_task(2)),
            prop::option::weighted(0.3, Just(Resource::Backup)),
        )
    };
    let service = |index: usize| {
        let fallback =
            (any_share(), any_quantity(20.0), prop_oneof![any_quantity(60.0), Just(Uncertain::Fixed(f64::INFINITY))]);
        let fallback = fallback.prop_map(|(level, setup_hours, max_hours)| Fallback {
            level,
            setup_hours,
            max_hours,
            kind: LevelKind::Pace,
        });
        let tolerance = (1u32..=4, 0u32..50)
            .prop_map(|(level, hours)| Tolerance { level: f64::from(level) / 4.0, hours: f64::from(hours) });
        (any_logic(3, index), any_quantity(30.0), prop::option::of(fallback), prop::option::of(tolerance))
    };
    let plant = (any_logic(3, 2), 0u32..48, any_quantity(60.0), any_share());
    (
        crews,
        (3..=MANY).prop_flat_map(move |n| (0..n).map(system).collect::<Vec<_>>()),
        (2..=MANY).prop_flat_map(move |n| (0..n).map(service).collect::<Vec<_>>()),
        prop::collection::vec(plant, 1..3),
    )
        .prop_map(|(crews, systems, services, plants)| {
            let mut model = company();
            let office = calendar(&mut model, "office", &office_hours());
            let never = calendar(&mut model, "never", &[]);
            for (i, (people, hours, cost)) in crews.into_iter().enumerate() {
                let id = crew(&mut model, &format!("crew-{i}"), people);
                model.crews[id].calendar = [None, Some(office), Some(never)][hours as usize];
                model.crews[id].cost_per_hour = cost;
            }
            for (i, (needs, starts_after, (rebuild, verify, start, test), resource)) in systems.into_iter().enumerate()
            {
                let id = system_named(&mut model, i);
                let system = &mut model.systems[id];
                system.needs = needs.filter(|_| i > 0);
                system.starts_after = starts_after.into_iter().filter(|&before| before < i).map(Key::new).collect();
                system.starts_after.sort_unstable();
                system.starts_after.dedup();
                (system.rebuild, system.verify, system.start, system.test) = (rebuild, verify, start, test);
                system.resource = resource;
                system.rebuild_without_backup = Uncertain::Fixed(2.0);
            }
            for (i, (logic, grace_hours, fallback, tolerance)) in services.into_iter().enumerate() {
                let id = self::service(&mut model, &format!("service-{i}"), logic);
                let service = &mut model.services[id];
                (service.grace_hours, service.fallback, service.tolerance) = (grace_hours, fallback, tolerance);
            }
            for (i, (produce, after_hours, hours, from)) in plants.into_iter().enumerate() {
                let id = self::plant(&mut model, &format!("plant-{i}"), produce);
                model.sites[id].ramp = Some(Ramp {
                    after_hours: f64::from(after_hours),
                    hours,
                    from,
                    curve: RampCurve::Linear,
                    longer: Uncertain::ZERO,
                });
            }
            let services = model.services.keys().map(|service| (service, 0.75)).collect();
            model.targets.push(Target { name: name("target", "viable"), services });
            model
        })
}

fn system_named(model: &mut Model, i: usize) -> SystemId {
    system(model, &format!("system-{i}"))
}

/// A fall, before it is known how large the company is: systems, when, whether by the attacker, fourths lost, fourths
/// exposed, fourths of chance, until when.
type AnyFall = (Vec<usize>, Uncertain, bool, u32, u32, u32, Option<Uncertain>);

/// An answer to a bad day, before it is known how large the company is.
#[derive(Clone, Debug)]
struct Answer {
    falls: Vec<AnyFall>,
    times: (Uncertain, Uncertain),
    priority: Vec<usize>,
    rule: PriorityRule,
    policy: RestorePolicy,
    common: Uncertain,
    extra_people: Vec<(usize, u32, u32)>,
    outages: Vec<(usize, usize, Uncertain, Uncertain, Uncertain)>,
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let fall = (
        prop::collection::vec(0..MANY, 1..MANY),
        any_quantity(48.0),
        any::<bool>(),
        0u32..=4,
        0u32..=4,
        1u32..=4,
        prop::option::weighted(0.2, any_quantity(300.0)),
    );
    let rule = prop_oneof![Just(PriorityRule::Listed), Just(PriorityRule::Shortest), Just(PriorityRule::MostWaiting)];
    let outage = (0usize..3, 0..MANY, any_quantity(200.0), any_quantity(400.0), any_share());
    (
        prop::collection::vec(fall, 0..4),
        (any_quantity(24.0), any_quantity(24.0)),
        prop::collection::vec(0..MANY, 0..4),
        rule,
        (
            prop_oneof![Just(RestorePolicy::Serial), Just(RestorePolicy::Ranked), Just(RestorePolicy::InOrder)],
            any_common(),
        ),
        prop::collection::vec((0usize..2, 0u32..200, 0u32..3), 0..3),
        prop::collection::vec(outage, 0..4),
    )
        .prop_map(|(falls, times, priority, rule, (policy, common), extra_people, outages)| Answer {
            falls,
            times,
            priority,
            rule,
            policy,
            common,
            extra_people,
            outages,
        })
}

impl Answer {
    fn for_company(self, model: &Model) -> Scenario {
        let mut scenario = quiet_month();
        scenario.destroyed = vec![(Resource::Backup, 0.5)];
        scenario.containment_hours = self.times.0;
        let here = |ids: Vec<usize>| -> Vec<SystemId> {
            let mut ids: Vec<SystemId> = ids.into_iter().filter(|&id| id < model.systems.len()).map(Key::new).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        for (i, (systems, at_hours, attacker, lost, exposed, chance, until_hours)) in self.falls.into_iter().enumerate()
        {
            let cause = if attacker { FallCause::Attacker } else { FallCause::Shutdown };
            let lost = f64::from(lost) / 4.0;
            scenario.falls.push(Fall {
                at_hours,
                lost,
                exposed: (f64::from(exposed) / 4.0).min(1.0 - lost),
                chance: f64::from(chance) / 4.0,
                until: until_hours.map(Until::Moment),
                ..fall(&format!("fall-{i}"), &here(systems), 0.0, cause)
            });
        }
        // Every second system does its tasks in another way, where it has one.
        let ways = model.systems.iter().filter(|(id, _)| id.index() % 2 == 1).flat_map(|(id, system)| {
            let tasks = TaskKind::ALL.into_iter().zip(system.tasks());
            tasks.filter_map(move |(kind, task)| task.filter(|it| !it.modes.is_empty()).map(|_| (id, kind, 1)))
        });
        scenario.recovery = Some(Recovery {
            investigation_hours: self.times.1,
            priority: here(self.priority),
            rule: self.rule,
            policy: self.policy,
            common: self.common,
            extra_people: self
                .extra_people
                .into_iter()
                .map(|(crew, from, people)| (Key::new(crew), f64::from(from), people))
                .collect(),
            modes: ways.collect(),
            known: None,
        });
        for (i, (kind, which, from_hours, until_hours, level)) in self.outages.into_iter().enumerate() {
            let subject = match kind {
                0 => Subject::System(Key::new(which % model.systems.len())),
                1 => Subject::Service(Key::new(which % model.services.len())),
                _ => Subject::Channel(Key::new(which % model.sites.len()), Channel::ALL[which % 5]),
            };
            scenario.outages.push(Outage {
                from_hours,
                level,
                course: Course::Until(Until::Moment(until_hours)),
                ..outage(&format!("outage-{i}"), subject, 0.0, 0.0, 0.0)
            });
        }
        scenario
    }
}

/// A supplier, a plant of the company and a dealer, each of a party of its own (1, 0, 2); ten units a day from end to end.
pub(crate) struct Chain {
    pub(crate) model: Model,
    pub(crate) supplier: SiteId,
    pub(crate) plant: SiteId,
    pub(crate) dealer: SiteId,
}

/// A chain with five days of cover at the plant and at the dealer. A part costs 4, a car 10, at the dealer 12; making one costs 1 more.
pub(crate) fn chain() -> Chain {
    let mut model = company();
    for (id, kind) in [("suppliers", PartyKind::Supplier), ("dealers", PartyKind::Dealer)] {
        model.parties.push(Party { name: name("party", id), kind, cost_of_cash: 0.1 });
    }
    let supplier = site_of(&mut model, "supplier", "part", 1);
    let plant = site(&mut model, "plant");
    let dealer = site_of(&mut model, "dealer", "sale", 2);
    link(&mut model, supplier, plant, 10.0);
    link(&mut model, plant, dealer, 10.0);
    demand(&mut model, dealer, 10.0);
    for (link, price) in model.links.iter_mut().zip([4.0, 10.0]) {
        link.price = price;
    }
    model.demands[0].price = 12.0;
    for site in [supplier, plant] {
        model.sites[site].capacity_per_day = Some(10.0);
        model.sites[site].variable_cost = Uncertain::Fixed(1.0);
    }
    hang_channels(&mut model);
    Chain { model, supplier, plant, dealer }
}

/// Every channel of every site depends on something: on nothing that could fall, but hand-made capacities may lower it.
fn hang_channels(model: &mut Model) {
    for id in model.sites.keys() {
        model.sites[id].channels = std::array::from_fn(|_| Some(Logic::All(Vec::new())));
    }
}

/// Adds a site that makes a product of its own, for a party.
pub(crate) fn site_of(model: &mut Model, id: &str, product: &str, party: usize) -> SiteId {
    let product = Product { name: name("product", product), unit: product.to_owned(), price: 1.0 };
    let product = model.products.push(product);
    let id = site(model, id);
    model.sites[id].product = product;
    model.sites[id].party = PartyId::new(party);
    id
}

/// Gives a site's final demand a season: a multiplier from a day to a day of a history that starts as [`quiet_month`].
pub(crate) fn season(model: &mut Model, site: SiteId, days: std::ops::Range<f64>, times: f64) {
    let start = quiet_month().start;
    let moment = |day: f64| start.saturating_add(jiff::SignedDuration::from_secs((day * 86400.0) as i64));
    let spans = vec![(moment(days.start), moment(days.end), times)];
    let season = model.seasons.push(Season { name: name("season", "high"), spans, week: [1.0; 7] });
    let demand = model.demands.iter_mut().find(|demand| demand.site == site).unwrap();
    demand.season = Some(season);
}

/// Sixty days from Monday 1 September 2025, after a warm-up of two weeks.
pub(crate) fn quiet_chain() -> Scenario {
    Scenario { horizon_hours: 1440.0, warm_up_hours: 336.0, ..quiet_month() }
}

/// A channel of a site that is at a level from a day on for some days.
pub(crate) type ChannelOutage = (SiteId, Channel, f64, f64, f64);

/// Lets customers of chosen sites buy at the next of the same party instead, round about.
fn stand_in(model: &mut Model, chosen: impl Fn(SiteId) -> bool) {
    let selling: Vec<SiteId> = model.demands.iter().map(|demand| demand.site).collect();
    for (at, &from) in selling.iter().enumerate().filter(|(_, from)| chosen(**from)) {
        let others = selling[at + 1..].iter().chain(&selling[..at]);
        let next = others.copied().find(|&to| model.sites[to].party == model.sites[from].party);
        if let Some(to) = next {
            substitute(model, from, to, Uncertain::Uniform { low: 0.1, high: 0.8 });
        }
    }
}

/// A random chain: tiers of sites of three parties, each fed by sites of the tier before, customers at the last; with and
/// without calendars, season, overtime, patience, cash, sampled fields. Besides, channels that fall.
pub(crate) fn any_chain() -> impl Strategy<Value = (Model, Scenario, Vec<ChannelOutage>)> {
    let site = (0u32..4, any::<[bool; 5]>(), 0usize..5, 0u32..4, 0u32..3);
    let outage = (0usize..5, 0usize..5, 0u32..=3, 0u32..160, 1u32..80);
    (prop::collection::vec(site, 3..9), prop::collection::vec(outage, 4), (0u32..3, any::<bool>(), 0u32..3)).prop_map(
        |(sites, outages, (step, season, warm_up))| {
            let mut model = company();
            for (id, kind) in [("suppliers", PartyKind::Supplier), ("dealers", PartyKind::Dealer)] {
                model.parties.push(Party { name: name("party", id), kind, cost_of_cash: 0.1 });
            }
            let week = calendar(&mut model, "week", &office_hours());
            let ids: Vec<SiteId> = (0..sites.len())
                .map(|i| {
                    let party = [1, 0, 2][(i * 3 / sites.len()).min(2)];
                    site_of(&mut model, &format!("site-{i}"), &format!("product-{i}"), party)
                })
                .collect();
            for (i, &(_, flags, feeds, size, _)) in sites.iter().enumerate() {
                let amount = f64::from(size + 1);
                if i + 1 == sites.len() || (flags[0] && i > 0) {
                    demand(&mut model, ids[i], amount);
                }
                if i + 1 < sites.len() {
                    link(&mut model, ids[i], ids[(i + 1 + feeds).min(sites.len() - 1)], amount);
                }
            }
            for (i, &(kind, flags, _, lead, cash)) in sites.iter().enumerate() {
                let site = &mut model.sites[ids[i]];
                site.capacity_per_day = flags[1].then_some(site.output_per_day * 1.1);
                site.calendar = flags[2].then_some(week);
                site.plan_hours = if flags[3] { 72.0 } else { 0.0 };
                site.stock_hours = f64::from(lead) * 24.0;
                site.yard_hours = 48.0;
                site.variable_cost = Uncertain::Fixed(0.1);
                site.saved_cost = 0.25 * f64::from(lead);
                site.wages = 0.5;
                site.penalty = 0.1 * f64::from(kind);
                site.scrap = Uncertain::Fixed(f64::from(lead));
                site.overtime = match kind {
                    0 => Uncertain::Fixed(1.0),
                    1 => Uncertain::Fixed(1.3),
                    _ => Uncertain::Uniform { low: 1.0, high: 1.5 },
                };
                if kind == 3 {
                    site.cover_scale = Uncertain::Uniform { low: 0.5, high: 2.0 };
                }
                if cash > 0 {
                    site.cash = Some(Uncertain::Fixed(40.0 * f64::from(cash)));
                    site.fixed_cost_per_day = Uncertain::Fixed(0.3);
                    site.insolvent_after_hours = 240.0;
                }
            }
            for demand in model.demands.iter_mut() {
                demand.patience = Uncertain::Uniform { low: 0.2, high: 0.9 };
                demand.wait_hours = Uncertain::Fixed(400.0);
                demand.price = 3.0;
            }
            stand_in(&mut model, |site| sites[site.index()].1[4]);
            hang_channels(&mut model);
            if season {
                let last = *ids.last().unwrap();
                self::season(&mut model, last, 3.0..11.5, 1.5);
            }
            let scenario = Scenario {
                step_hours: [24.0, 24.0, 12.0][step as usize],
                warm_up_hours: 168.0 * f64::from(warm_up),
                horizon_hours: 960.0,
                ..quiet_month()
            };
            let outages = outages
                .into_iter()
                .map(|(site, channel, level, from, days)| {
                    let site = ids[site % ids.len()];
                    (site, Channel::ALL[channel], f64::from(level) / 4.0, f64::from(from) / 8.0, f64::from(days) / 4.0)
                })
                .collect();
            (model, scenario, outages)
        },
    )
}
