//! Writes the tables of `examples/jlr-2025`: suppliers in three tiers, dealers, garages and every link between them and the plants.
//!
//! The suppliers of a real car maker are not public, so they are drawn: sizes, dependence on the customer, cash and margins from the
//! distributions that the example's README lists. What is known (volumes by model, local content, number of first-tier suppliers) is met exactly
//! or nearly. One seed, arithmetic of plus, minus, times, divide and square root only: the same bytes on any machine.

use std::fmt::Write as _;
use std::path::Path;

/// Where the tables go, seen from the workspace's root.
pub(crate) const FOLDER: &str = "examples/jlr-2025";

/// Seed of everything drawn; chosen once, before the first run of the model.
const SEED: u64 = 20_250_831;

const DAYS: f64 = 365.0;

// ---- what is known or assumed of the company (sources and ranges: README, "Numbers") ----

/// Revenue per vehicle, vehicles only: FY25 revenue 29.0bn less 8 % parts and other (assumed, 6–10 %), over 400,898 wholesales.
const REVENUE_PER_VEHICLE: f64 = 29.0e9 * 0.92 / 400_898.0;
/// Bought material as share of vehicle revenue (assumed, 0.58–0.66; the spread is in the plants' variable cost).
const MATERIAL_SHARE: f64 = 0.62;
/// Parts and accessories sold by the parts centre: 8 % of FY25 revenue (assumed, 6–10 %).
const PARTS_PER_YEAR: f64 = 29.0e9 * 0.08;
/// Bought cost of parts as share of their price (assumed, 0.4–0.6).
const PARTS_COST: f64 = 0.5;
/// UK share of what UK car makers buy from first-tier suppliers, by value (Automotive Council 2017).
const UK_CONTENT: f64 = 0.44;

/// Cash in days of all that a firm pays: the median of small firms (JPMorgan Chase Institute 2016).
const CASH_DAYS: f64 = 27.0;
/// Days without sales in every year, which a firm's credit line bridges: the car plants' two weeks in summer, for what goes to them; its own Christmas.
const SUMMER_DAYS: f64 = 14.0;
const CHRISTMAS_DAYS: f64 = 9.0;

/// A car line: model family, vehicles a year, price relative to the mean, shares of vehicles with an own engine, a bought V8, a traction battery.
struct Line {
    site: &'static str,
    product: &'static str,
    /// Vehicles a year: FY25 by model, less kits assembled abroad; Velar with F-Pace.
    per_year: f64,
    relative_price: f64,
    engine: f64,
    v8: f64,
    battery: f64,
    /// Share of each market, in the order of [`MARKETS`].
    markets: [f64; 6],
    /// In the United Kingdom, in Slovakia, or abroad by sea.
    place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Uk,
    Slovakia,
    Sea,
}

const LINES: [Line; 6] = [
    Line {
        site: "solihull-range-rover",
        product: "range-rover",
        per_year: 76_715.0 - 1_000.0,
        relative_price: 1.50,
        engine: 0.80,
        v8: 0.20,
        battery: 0.25,
        markets: [0.14, 0.38, 0.12, 0.16, 0.10, 0.10],
        place: Place::Uk,
    },
    Line {
        site: "solihull-range-rover-sport",
        product: "range-rover-sport",
        per_year: 79_862.0 - 3_000.0,
        relative_price: 1.22,
        engine: 0.85,
        v8: 0.15,
        battery: 0.25,
        markets: [0.16, 0.36, 0.16, 0.14, 0.08, 0.10],
        place: Place::Uk,
    },
    Line {
        site: "solihull-velar",
        product: "velar",
        per_year: 23_787.0 + 6_000.0 - 2_000.0,
        relative_price: 0.75,
        engine: 1.0,
        v8: 0.0,
        battery: 0.25,
        markets: [0.25, 0.18, 0.25, 0.14, 0.05, 0.13],
        place: Place::Uk,
    },
    Line {
        site: "halewood",
        product: "evoque",
        per_year: 44_240.0 + 19_593.0 - 3_000.0,
        relative_price: 0.60,
        engine: 1.0,
        v8: 0.0,
        battery: 0.20,
        markets: [0.36, 0.10, 0.34, 0.02, 0.03, 0.15],
        place: Place::Uk,
    },
    Line {
        site: "nitra",
        product: "defender",
        per_year: 115_404.0 + 14_433.0,
        relative_price: 0.92,
        engine: 0.92,
        v8: 0.08,
        battery: 0.08,
        markets: [0.17, 0.36, 0.24, 0.07, 0.04, 0.12],
        place: Place::Slovakia,
    },
    Line {
        site: "overseas-assembly",
        product: "assembled-abroad",
        per_year: 9_000.0,
        relative_price: 0.80,
        engine: 1.0,
        v8: 0.0,
        battery: 0.0,
        markets: [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
        place: Place::Sea,
    },
];

/// A market: days by land and sea from the UK and from Slovakia, days of vehicles and of parts in stock, days to bring parts, share of parts.
struct Market {
    id: &'static str,
    title: &'static str,
    from_uk: u32,
    from_slovakia: u32,
    vehicle_cover: u32,
    parts_lead: u32,
    parts_cover: u32,
    parts_share: f64,
}

#[rustfmt::skip] // a table
const MARKETS: [Market; 6] = [
    Market { id: "uk", title: "United Kingdom", from_uk: 7, from_slovakia: 14, vehicle_cover: 45, parts_lead: 2, parts_cover: 15, parts_share: 0.30 },
    Market { id: "north-america", title: "North America", from_uk: 35, from_slovakia: 40, vehicle_cover: 50, parts_lead: 10, parts_cover: 30, parts_share: 0.25 },
    Market { id: "europe", title: "Europe", from_uk: 12, from_slovakia: 7, vehicle_cover: 50, parts_lead: 4, parts_cover: 20, parts_share: 0.20 },
    Market { id: "china", title: "China", from_uk: 50, from_slovakia: 55, vehicle_cover: 45, parts_lead: 14, parts_cover: 30, parts_share: 0.10 },
    Market { id: "mena", title: "Middle East and North Africa", from_uk: 35, from_slovakia: 40, vehicle_cover: 50, parts_lead: 10, parts_cover: 30, parts_share: 0.05 },
    Market { id: "overseas", title: "Overseas", from_uk: 40, from_slovakia: 45, vehicle_cover: 50, parts_lead: 14, parts_cover: 30, parts_share: 0.10 },
];

/// What a supplier's goods are made of; decides from which second-tier groups it buys.
#[derive(Clone, Copy, PartialEq)]
enum Stuff {
    Metal,
    Plastic,
    Electric,
    Soft,
    Chemical,
}

/// A bought commodity.
struct Commodity {
    id: &'static str,
    title: &'static str,
    /// Share of what a car line buys directly (normalised over the list).
    at_line: f64,
    /// Relative share bought in the UK, before scaling to [`UK_CONTENT`].
    uk: f64,
    stuff: Stuff,
    /// Delivered in the order of the line from near by, with hours of stock.
    sequenced: bool,
    /// Share of output lost without it.
    critical: f64,
}

const fn line_part(
    id: &'static str,
    title: &'static str,
    at_line: f64,
    uk: f64,
    stuff: Stuff,
    sequenced: bool,
) -> Commodity {
    Commodity { id, title, at_line, uk, stuff, sequenced, critical: 1.0 }
}

use Stuff::{Chemical, Electric, Metal, Plastic, Soft};

#[rustfmt::skip] // a table
const COMMODITIES: [Commodity; 44] = [
    line_part("seats", "Seats", 0.090, 0.80, Soft, true),
    line_part("cockpits", "Cockpits and instrument panels", 0.050, 0.70, Plastic, true),
    line_part("bumpers", "Bumpers and exterior trim", 0.050, 0.75, Plastic, true),
    line_part("door-modules", "Door modules", 0.040, 0.60, Plastic, true),
    line_part("interior-trim", "Headliners, carpets and interior trim", 0.040, 0.65, Soft, true),
    line_part("wheels-tyres", "Wheels and tyres", 0.050, 0.35, Metal, true),
    line_part("exhausts", "Exhausts and after-treatment", 0.030, 0.60, Metal, true),
    line_part("roof-systems", "Roof systems", 0.020, 0.60, Metal, true),
    line_part("wiring-harnesses", "Wiring harnesses", 0.050, 0.15, Electric, false),
    line_part("infotainment", "Infotainment and displays", 0.050, 0.10, Electric, false),
    line_part("control-units", "Electronic control units", 0.070, 0.10, Electric, false),
    line_part("sensors", "Sensors and cameras", 0.030, 0.05, Electric, false),
    line_part("lighting", "Lighting", 0.040, 0.20, Electric, false),
    line_part("glass", "Glass", 0.020, 0.50, Chemical, false),
    line_part("brakes", "Brakes", 0.030, 0.25, Metal, false),
    line_part("steering", "Steering", 0.030, 0.20, Metal, false),
    line_part("suspension", "Suspension and air springs", 0.050, 0.30, Metal, false),
    line_part("axles", "Axles and driveline", 0.060, 0.35, Metal, false),
    line_part("transmissions", "Transmissions", 0.090, 0.05, Metal, false),
    line_part("cooling", "Cooling and climate", 0.030, 0.45, Metal, false),
    line_part("fuel-systems", "Fuel and fluid systems", 0.015, 0.50, Plastic, false),
    line_part("restraints", "Air bags and seat belts", 0.025, 0.15, Soft, false),
    line_part("closures", "Locks and closures", 0.015, 0.40, Metal, false),
    line_part("cast-structures", "Cast aluminium structures", 0.030, 0.40, Metal, false),
    line_part("fasteners", "Fasteners", 0.010, 0.60, Metal, false),
    line_part("electric-drives", "Electric motors and drive units", 0.030, 0.20, Electric, false),
    line_part("audio", "Audio", 0.015, 0.05, Electric, false),
    line_part("mouldings", "Plastic mouldings", 0.030, 0.75, Plastic, false),
    line_part("seals", "Rubber seals", 0.015, 0.50, Plastic, false),
    line_part("pipes", "Pipes and hoses", 0.010, 0.60, Plastic, false),
    Commodity { id: "consumables", title: "Consumables and packaging", at_line: 0.010, uk: 0.85, stuff: Chemical, sequenced: false, critical: 0.3 },
    line_part("v8-engines", "V8 engines", 0.0, 0.10, Metal, false),
    line_part("body-panels", "Bought body panels", 0.0, 0.40, Metal, false),
    line_part("engine-castings", "Engine castings", 0.0, 0.40, Metal, false),
    line_part("machined-parts", "Machined engine parts", 0.0, 0.50, Metal, false),
    line_part("turbochargers", "Turbochargers", 0.0, 0.20, Metal, false),
    line_part("fuel-injection", "Fuel injection and ignition", 0.0, 0.15, Electric, false),
    line_part("battery-cells", "Battery cells and modules", 0.0, 0.05, Electric, false),
    line_part("battery-housings", "Battery housings", 0.0, 0.60, Metal, false),
    line_part("aluminium-coil", "Aluminium coil", 0.0, 0.30, Metal, false),
    line_part("steel-coil", "Steel coil", 0.0, 0.55, Metal, false),
    line_part("paint", "Paint and body chemicals", 0.0, 0.60, Chemical, false),
    line_part("joining", "Adhesives and joining parts", 0.0, 0.50, Chemical, false),
    line_part("service-parts", "Service parts", 0.0, 0.45, Metal, false),
];

const TIER_2_GROUPS: [(&str, &str); 12] = [
    ("steel-parts", "Steel products"),
    ("aluminium-parts", "Aluminium products"),
    ("castings", "Castings and forgings"),
    ("turned-parts", "Turned and machined parts"),
    ("surface-treatment", "Surface treatment"),
    ("resins", "Resins and compounds"),
    ("moulded-parts", "Small mouldings"),
    ("rubber-parts", "Rubber parts"),
    ("circuit-boards", "Circuit boards and assemblies"),
    ("connectors", "Connectors and cable"),
    ("textiles", "Textiles, leather and foam"),
    ("chemicals", "Chemicals and glass"),
];

const TIER_3_GROUPS: [(&str, &str); 6] = [
    ("steel", "Steel"),
    ("aluminium", "Aluminium"),
    ("polymers", "Polymers"),
    ("semiconductors", "Semiconductors"),
    ("basic-chemicals", "Basic chemicals"),
    ("fibres", "Fibres and hides"),
];

/// Second-tier groups that goods of a kind need, with shares; the first is critical, the others half so.
fn needs(stuff: Stuff) -> &'static [(usize, f64)] {
    match stuff {
        Metal => &[(0, 0.35), (1, 0.20), (2, 0.20), (3, 0.15), (4, 0.10)],
        Plastic => &[(5, 0.55), (6, 0.25), (7, 0.20)],
        Electric => &[(8, 0.55), (9, 0.30), (6, 0.15)],
        Soft => &[(10, 0.60), (0, 0.25), (6, 0.15)],
        Chemical => &[(11, 0.75), (5, 0.25)],
    }
}

/// Third-tier groups that a second-tier group needs.
fn raw(group: usize) -> &'static [usize] {
    match group {
        0 | 3 | 4 => &[0, 4],
        1 | 2 => &[1, 0],
        5..=7 => &[2, 4],
        8 => &[3, 2],
        9 => &[1, 2],
        10 => &[5, 2],
        _ => &[4],
    }
}

// ---- chance ----

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Chance(u64);

impl Chance {
    /// A stream of its own for each subject, so that one more supplier shifts no other's luck.
    fn of(subject: &str) -> Self {
        let hash = subject
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(hash ^ SEED.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in 0–1.
    #[allow(clippy::cast_precision_loss)]
    fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// Normal, as twelve uniforms less six (Irwin–Hall): no library function, so no machine differs.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    fn lognormal(&mut self, sigma: f64) -> f64 {
        exp(sigma * self.normal())
    }

    /// Beta(a, b) for whole a, b: the a-th smallest of a + b − 1 uniforms.
    fn beta(&mut self, a: usize, b: usize) -> f64 {
        let mut draws: Vec<f64> = (0..a + b - 1).map(|_| self.share()).collect();
        draws.sort_by(f64::total_cmp);
        draws[a - 1]
    }

    /// Index drawn in proportion to weights.
    fn pick(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len() - 1
    }
}

/// e^x from plus and times only: Taylor at x/1024, squared ten times.
fn exp(x: f64) -> f64 {
    let small = x / 1024.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..10 {
        term = term * small / f64::from(n);
        sum += term;
    }
    for _ in 0..10 {
        sum *= sum;
    }
    sum
}

// ---- the network ----

/// A supplier as drawn.
struct Supplier {
    id: String,
    title: String,
    product: &'static str,
    tier: usize,
    /// Commodity or group it belongs to.
    group: usize,
    uk: bool,
    weight: f64,
    /// Sales to sites of the model \[£/d\].
    sales: f64,
    /// Share of its output that they take.
    dependence: f64,
}

impl Supplier {
    fn draw(tier: usize, group: usize, number: usize, product: &'static str, title: &str, uk: bool) -> Self {
        let place = if uk { "uk" } else { "abroad" };
        let id = format!("t{tier}-{product}-{place}-{number}");
        let mut chance = Chance::of(&id);
        let weight = chance.lognormal(1.1);
        let dependence = match (tier, uk) {
            (1, false) => chance.beta(2, 10),
            _ => chance.beta(3, 3),
        }
        .clamp(0.03, 0.95);
        let title = format!("{title}, {} supplier {number}", if uk { "UK" } else { "foreign" });
        Self { id, title, product, tier, group, uk, weight, sales: 0.0, dependence }
    }

    /// Normal output \[£/d\].
    fn output(&self) -> f64 {
        self.sales / self.dependence
    }

    fn party(&self) -> String {
        format!("tier-{}-{}", self.tier, if self.uk { "uk" } else { "abroad" })
    }
}

/// A link of the table.
struct Row {
    from: String,
    to: String,
    flow: f64,
    decimals: usize,
    lead_days: u32,
    cover_days: u32,
    terms_days: u32,
    price: Option<f64>,
    critical: f64,
    source: &'static str,
    confidence: &'static str,
}

/// The tables, as text.
pub(crate) struct Tables {
    /// File name and content.
    pub(crate) files: Vec<(&'static str, String)>,
    /// Facts about them for the README, one per line.
    pub(crate) summary: String,
}

/// What one site of the company buys: commodity, money per day.
struct Buyer {
    site: &'static str,
    place: Place,
    wants: Vec<(usize, f64)>,
    /// Days of stock of goods that are not sequenced.
    cover_days: u32,
}

fn commodity(id: &str) -> usize {
    COMMODITIES.iter().position(|c| c.id == id).unwrap_or_else(|| panic!("no commodity {id}"))
}

/// Prices between the company's own sites: what one unit costs there (inputs and variable cost), so that profit arises at the lines.
const ENGINE: f64 = 4_300.0;
const BATTERY: f64 = 6_500.0;
const PRESSINGS: f64 = 960.0;
const BODY: f64 = 1_750.0;

/// Price of a line's vehicle to its dealers.
fn price(line: &Line) -> f64 {
    let mean = LINES.iter().map(|l| l.relative_price * l.per_year).sum::<f64>()
        / LINES.iter().map(|l| l.per_year).sum::<f64>();
    (line.relative_price / mean * REVENUE_PER_VEHICLE / 10.0).round() * 10.0
}

/// Whether the line gets painted bodies from the Solihull body and paint shop.
fn from_solihull_bodies(line: &Line) -> bool {
    line.site.starts_with("solihull-")
}

fn buyers() -> Vec<Buyer> {
    let at_line: f64 = COMMODITIES.iter().map(|c| c.at_line).sum();
    let mut engines = 0.0;
    let mut batteries = 0.0;
    let mut bodies = 0.0;
    let mut halewood = 0.0;
    let mut list = Vec::new();
    for line in &LINES {
        let flow = line.per_year / DAYS;
        engines += flow * line.engine;
        batteries += flow * line.battery;
        let mut direct = MATERIAL_SHARE * price(line) - line.engine * ENGINE - line.battery * BATTERY;
        let mut wants = Vec::new();
        if from_solihull_bodies(line) {
            bodies += flow;
            direct -= BODY;
        } else if line.site == "halewood" {
            halewood += flow;
            direct -= PRESSINGS;
            for (id, money) in [("paint", 450.0), ("joining", 250.0)] {
                wants.push((commodity(id), flow * money));
                direct -= money;
            }
        } else {
            for (id, money) in [("body-panels", 1_300.0), ("paint", 450.0), ("joining", 250.0)] {
                wants.push((commodity(id), flow * money));
                direct -= money;
            }
        }
        if line.v8 > 0.0 {
            let money = 9_000.0 * line.v8;
            wants.push((commodity("v8-engines"), flow * money));
            direct -= money;
        }
        for (index, c) in COMMODITIES.iter().enumerate().filter(|(_, c)| c.at_line > 0.0) {
            wants.push((index, flow * direct * c.at_line / at_line));
        }
        list.push(Buyer {
            site: line.site,
            place: line.place,
            wants,
            cover_days: if line.place == Place::Sea { 30 } else { 5 },
        });
    }
    let make = |site, cover_days, flow: f64, wants: &[(&str, f64)]| Buyer {
        site,
        place: Place::Uk,
        wants: wants.iter().map(|&(id, money)| (commodity(id), flow * money)).collect(),
        cover_days,
    };
    list.push(make(
        "wolverhampton",
        7,
        engines,
        &[
            ("engine-castings", 1_300.0),
            ("machined-parts", 1_100.0),
            ("turbochargers", 800.0),
            ("fuel-injection", 800.0),
        ],
    ));
    list.push(make("hams-hall", 7, batteries, &[("battery-cells", 5_500.0), ("battery-housings", 900.0)]));
    let coil = [("aluminium-coil", 600.0), ("steel-coil", 300.0)];
    list.push(make("castle-bromwich", 7, bodies * 0.5 + halewood * 0.4, &coil));
    list.push(make("solihull-stamping", 7, bodies * 0.5, &coil));
    list.push(make("halewood-stamping", 7, halewood * 0.6, &coil));
    list.push(make("solihull-body-paint", 5, bodies, &[("paint", 450.0), ("joining", 250.0)]));
    list.push(make("parts-centre", 30, PARTS_PER_YEAR * PARTS_COST / DAYS, &[("service-parts", 1.0)]));
    list
}

/// Everything drawn and laid out.
pub(crate) fn tables() -> Tables {
    let mut links: Vec<Row> = Vec::new();
    let mut suppliers: Vec<Supplier> = Vec::new();
    own_links(&mut links);
    let content = first_tier(&mut suppliers, &mut links);
    let ones = suppliers.len();
    second_tier(&mut suppliers, &mut links);
    let twos = suppliers.len() - ones;
    third_tier(&mut suppliers, &mut links, ones);
    let threes = suppliers.len() - ones - twos;

    let bought: f64 = suppliers[..ones].iter().map(|s| s.sales).sum::<f64>() * DAYS;
    let mut summary = String::new();
    let mut line = |text: String| {
        summary.push_str(&text);
        summary.push('\n');
    };
    line(format!(
        "suppliers: {ones} first tier ({} in the UK), {twos} second, {threes} third",
        suppliers[..ones].iter().filter(|s| s.uk).count()
    ));
    line(format!("links: {}", links.len()));
    line(format!(
        "bought from the first tier: £{:.2}bn a year, UK share at UK plants {:.1} %",
        bought / 1e9,
        content * 100.0
    ));
    for (tier, of) in [(1, &suppliers[..ones]), (2, &suppliers[ones..ones + twos]), (3, &suppliers[ones + twos..])] {
        let mut all: Vec<f64> = of.iter().filter(|s| s.uk).map(|s| s.dependence).collect();
        all.sort_by(f64::total_cmp);
        let sales: f64 = of.iter().filter(|s| s.uk).map(|s| s.sales).sum::<f64>() * DAYS;
        line(format!(
            "tier {tier}, UK: {} suppliers, median dependence {:.0} %, sales into the model £{:.2}bn a year",
            all.len(),
            all[all.len() / 2] * 100.0,
            sales / 1e9
        ));
    }
    Tables {
        files: vec![
            ("products.csv", products()),
            ("sites.csv", sites(&suppliers, &links)),
            ("links.csv", link_table(&links)),
            ("demands.csv", demands(&suppliers)),
        ],
        summary,
    }
}

/// Links between the company's own sites, and from them to dealers and garages.
fn own_links(links: &mut Vec<Row>) {
    let mut own = |from: &str, to: &str, flow: f64, lead_days, cover_days, price, critical| {
        links.push(Row {
            from: from.to_owned(),
            to: to.to_owned(),
            flow,
            decimals: 4,
            lead_days,
            cover_days,
            terms_days: 30,
            price: Some(price),
            critical,
            source: "assumptions",
            confidence: "assumed",
        });
    };
    let bodies: f64 = LINES.iter().filter(|l| from_solihull_bodies(l)).map(|l| l.per_year / DAYS).sum();
    for line in &LINES {
        let flow = line.per_year / DAYS;
        let (lead, cover) = match line.place {
            Place::Uk => (1, 3),
            Place::Slovakia => (3, 6),
            Place::Sea => (35, 30),
        };
        own("wolverhampton", line.site, flow * line.engine, lead, cover, ENGINE, line.engine);
        if line.battery > 0.0 {
            own("hams-hall", line.site, flow * line.battery, lead, cover, BATTERY, line.battery);
        }
        if from_solihull_bodies(line) {
            own("solihull-body-paint", line.site, flow, 1, 2, BODY, 1.0);
        }
        if line.site == "halewood" {
            own("halewood-stamping", line.site, flow * 0.6, 1, 3, PRESSINGS, 1.0);
            own("castle-bromwich", line.site, flow * 0.4, 1, 3, PRESSINGS, 1.0);
        }
    }
    own("castle-bromwich", "solihull-body-paint", bodies * 0.5, 1, 3, PRESSINGS, 1.0);
    own("solihull-stamping", "solihull-body-paint", bodies * 0.5, 1, 3, PRESSINGS, 1.0);
    for line in &LINES {
        for (market, share) in MARKETS.iter().zip(line.markets).filter(|(_, share)| *share > 0.0) {
            // By land and sea to the national sales company, which keeps part of the market's stock and sells to dealers: that sale is a wholesale.
            let flow = line.per_year / DAYS * share;
            let mut own = |from: &str, to: &str, lead_days, cover_days, terms_days| {
                links.push(Row {
                    from: from.to_owned(),
                    to: to.to_owned(),
                    flow,
                    decimals: 4,
                    lead_days,
                    cover_days,
                    terms_days,
                    price: Some(price(line)),
                    critical: 1.0,
                    source: "assumptions",
                    confidence: "assumed",
                });
            };
            let lead = match line.place {
                Place::Uk => market.from_uk,
                Place::Slovakia => market.from_slovakia,
                Place::Sea => 7,
            };
            own(line.site, &sales(line, market), lead, SALES_COVER_DAYS, 7);
            own(&sales(line, market), &dealers(line, market), 4, market.vehicle_cover - SALES_COVER_DAYS, 7);
        }
    }
    for market in &MARKETS {
        links.push(Row {
            from: "parts-centre".to_owned(),
            to: format!("garages-{}", market.id),
            flow: PARTS_PER_YEAR / DAYS * market.parts_share,
            decimals: 2,
            lead_days: market.parts_lead,
            cover_days: market.parts_cover,
            terms_days: 30,
            price: None,
            critical: 1.0,
            source: "assumptions",
            confidence: "assumed",
        });
    }
}

/// Days of a market's vehicle stock that the national sales company holds in ports and compounds (assumed, 5–25).
const SALES_COVER_DAYS: u32 = 15;

fn sales(line: &Line, market: &Market) -> String {
    format!("sales-{}-{}", line.product, market.id)
}

fn dealers(line: &Line, market: &Market) -> String {
    format!("dealers-{}-{}", line.product, market.id)
}

/// Draws about 900 first-tier suppliers and what each sells to which plant; returns the UK share of what UK plants buy.
fn first_tier(suppliers: &mut Vec<Supplier>, links: &mut Vec<Row>) -> f64 {
    const COUNT: f64 = 900.0;
    let buyers = buyers();
    let spend: Vec<f64> = (0..COMMODITIES.len())
        .map(|c| buyers.iter().flat_map(|b| &b.wants).filter(|(index, _)| *index == c).map(|(_, money)| money).sum())
        .collect();
    // Scale the relative UK shares until UK plants buy the known share in the UK; no share above 95 %.
    let at_uk = |scale: f64| -> (f64, f64) {
        let wants = buyers.iter().filter(|b| b.place == Place::Uk).flat_map(|b| &b.wants);
        wants.fold((0.0, 0.0), |(uk, all), (c, money)| {
            (uk + money * (COMMODITIES[*c].uk * scale).min(0.95), all + money)
        })
    };
    let (mut low, mut high) = (0.1, 4.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let (uk, all) = at_uk(middle);
        if uk < UK_CONTENT * all {
            low = middle;
        } else {
            high = middle;
        }
    }
    let scale = low;
    let roots: f64 = spend.iter().map(|money| money.sqrt()).sum();
    for (c, item) in COMMODITIES.iter().enumerate() {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let count = (COUNT * spend[c].sqrt() / roots).round().max(4.0) as usize;
        // Many small suppliers are near, few large ones far: the UK has more suppliers than value.
        let uk_share = ((item.uk * scale).min(0.95) * 1.25).clamp(0.1, 0.9);
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let uk_count = ((count as f64 * uk_share).round() as usize).clamp(1, count - 1);
        let first = suppliers.len();
        for number in 1..=count {
            let uk = number <= uk_count;
            let number = if uk { number } else { number - uk_count };
            suppliers.push(Supplier::draw(1, c, number, item.id, item.title, uk));
        }
        let customers: Vec<&Buyer> = buyers.iter().filter(|b| b.wants.iter().any(|(index, _)| *index == c)).collect();
        let money = |b: &Buyer| b.wants.iter().filter(|(index, _)| *index == c).map(|(_, money)| money).sum::<f64>();
        // Each has one main customer site, and each other one with 18 %.
        let chosen: Vec<Vec<bool>> = suppliers[first..]
            .iter()
            .map(|s| {
                let mut chance = Chance::of(&format!("customers/{}", s.id));
                let weights: Vec<f64> = customers
                    .iter()
                    .map(|b| money(b).sqrt() * if s.uk && b.place != Place::Uk { 0.2 } else { 1.0 })
                    .collect();
                let main = chance.pick(&weights);
                (0..customers.len()).map(|b| (chance.share() < 0.18) | (b == main)).collect()
            })
            .collect();
        for (b, buyer) in customers.iter().enumerate() {
            let factor = match buyer.place {
                Place::Uk => 1.0,
                Place::Slovakia => 0.25,
                Place::Sea => 0.6,
            };
            let uk_part = (item.uk * scale).min(0.95) * factor;
            for (uk, part) in [(true, uk_part), (false, 1.0 - uk_part)] {
                let mut members: Vec<usize> =
                    (first..suppliers.len()).filter(|&s| suppliers[s].uk == uk && chosen[s - first][b]).collect();
                if members.is_empty() {
                    members = (first..suppliers.len()).filter(|&s| suppliers[s].uk == uk).collect();
                    members.sort_by(|&x, &y| suppliers[y].weight.total_cmp(&suppliers[x].weight));
                    members.truncate(1);
                }
                let total: f64 = members.iter().map(|&s| suppliers[s].weight).sum();
                for s in members {
                    let flow = cents(money(buyer) * part * suppliers[s].weight / total);
                    suppliers[s].sales += flow;
                    // One cover per group; leads differ. Three days is the least that bridges a weekend with a lead of three days.
                    let near = uk && buyer.place == Place::Uk;
                    let lead = match buyer.place {
                        Place::Sea => 35,
                        _ if near => 1,
                        _ => 3,
                    };
                    let cover = if item.sequenced && buyer.place != Place::Sea { 3 } else { buyer.cover_days };
                    let terms = [30, 45, 60, 60, 60][Chance::of(&format!("terms/{}", suppliers[s].id)).pick(&[1.0; 5])];
                    links.push(Row {
                        from: suppliers[s].id.clone(),
                        to: buyer.site.to_owned(),
                        flow,
                        decimals: 2,
                        lead_days: lead,
                        cover_days: cover,
                        terms_days: terms,
                        price: None,
                        critical: if item.id == "v8-engines" {
                            line_of(buyer.site).map_or(1.0, |l| l.v8)
                        } else {
                            item.critical
                        },
                        source: "generated",
                        confidence: "assumed",
                    });
                }
            }
        }
    }
    // The fold-back of members without flow cannot happen: everyone has a main customer.
    let (uk, all) = at_uk(scale);
    uk / all
}

fn line_of(site: &str) -> Option<&'static Line> {
    LINES.iter().find(|line| line.site == site)
}

/// Draws about 900 second-tier suppliers and links them to the first tier.
fn second_tier(suppliers: &mut Vec<Supplier>, links: &mut Vec<Row>) {
    const COUNT: usize = 900;
    let ones = suppliers.len();
    let first = ones;
    for (group, (id, title)) in TIER_2_GROUPS.iter().enumerate() {
        let count = COUNT / TIER_2_GROUPS.len();
        for number in 1..=count {
            let uk_count = count * 6 / 10;
            let uk = number <= uk_count;
            let number = if uk { number } else { number - uk_count };
            suppliers.push(Supplier::draw(2, group, number, id, title, uk));
        }
    }
    let wants: Vec<(usize, Vec<(usize, f64)>)> = (0..ones)
        .map(|s| {
            let mut chance = Chance::of(&format!("inputs/{}", suppliers[s].id));
            let bought = suppliers[s].output() * purchases(&suppliers[s]);
            let all = needs(COMMODITIES[suppliers[s].group].stuff);
            // The main material always; each other one with 60 %.
            let kept: Vec<(usize, f64)> = all
                .iter()
                .enumerate()
                .filter(|(n, _)| *n == 0 || chance.share() < 0.6)
                .map(|(_, need)| *need)
                .collect();
            let sum: f64 = kept.iter().map(|(_, share)| share).sum();
            (s, kept.iter().map(|(group, share)| (*group, bought * share / sum)).collect())
        })
        .collect();
    connect(suppliers, links, first, &wants, 0.6, 0.02, (2, 10), 45);
}

/// Draws about 600 third-tier suppliers and links them to the second tier.
fn third_tier(suppliers: &mut Vec<Supplier>, links: &mut Vec<Row>, ones: usize) {
    const COUNT: usize = 600;
    let first = suppliers.len();
    for (group, (id, title)) in TIER_3_GROUPS.iter().enumerate() {
        let count = COUNT / TIER_3_GROUPS.len();
        for number in 1..=count {
            let uk_count = count * 4 / 10;
            let uk = number <= uk_count;
            let number = if uk { number } else { number - uk_count };
            suppliers.push(Supplier::draw(3, group, number, id, title, uk));
        }
    }
    let wants: Vec<(usize, Vec<(usize, f64)>)> = (ones..first)
        .map(|s| {
            let mut chance = Chance::of(&format!("inputs/{}", suppliers[s].id));
            let bought = suppliers[s].output() * purchases(&suppliers[s]);
            let all = raw(suppliers[s].group);
            let kept: Vec<usize> = all
                .iter()
                .enumerate()
                .filter(|(n, _)| *n == 0 || chance.share() < 0.5)
                .map(|(_, group)| *group)
                .collect();
            #[allow(clippy::cast_precision_loss)]
            let each = bought / kept.len() as f64;
            (s, kept.iter().map(|&group| (group, each)).collect())
        })
        .collect();
    connect(suppliers, links, first, &wants, 0.5, 0.02, (3, 14), 30);
}

/// Gives every customer its suppliers: one per group, two with 30 %; in the UK with `home` if the customer is there, else with `away`.
/// Everyone is taken once before anyone is taken twice; whoever nobody took is left out of the network.
#[expect(clippy::too_many_arguments, reason = "one tier and its buyers")]
fn connect(
    suppliers: &mut Vec<Supplier>,
    links: &mut Vec<Row>,
    first: usize,
    wants: &[(usize, Vec<(usize, f64)>)],
    home: f64,
    away: f64,
    (lead_days, cover_days): (u32, u32),
    terms_days: u32,
) {
    let mut taken = vec![false; suppliers.len() - first];
    for (customer, inputs) in wants {
        let mut chance = Chance::of(&format!("suppliers/{}", suppliers[*customer].id));
        for (n, (group, money)) in inputs.iter().enumerate() {
            let count = if chance.share() < 0.3 { 2 } else { 1 };
            let mut picked: Vec<usize> = Vec::new();
            for _ in 0..count {
                let uk = chance.share() < if suppliers[*customer].uk { home } else { away };
                let pool: Vec<usize> = (first..suppliers.len())
                    .filter(|&s| suppliers[s].group == *group && suppliers[s].uk == uk && !picked.contains(&s))
                    .collect();
                let fresh: Vec<usize> = pool.iter().copied().filter(|&s| !taken[s - first]).collect();
                let pool = if fresh.is_empty() { pool } else { fresh };
                let weights: Vec<f64> = pool.iter().map(|&s| suppliers[s].weight).collect();
                let s = pool[chance.pick(&weights)];
                taken[s - first] = true;
                picked.push(s);
            }
            let total: f64 = picked.iter().map(|&s| suppliers[s].weight).sum();
            for s in picked {
                let flow = cents(money * suppliers[s].weight / total);
                suppliers[s].sales += flow;
                links.push(Row {
                    from: suppliers[s].id.clone(),
                    to: suppliers[*customer].id.clone(),
                    flow,
                    decimals: 2,
                    lead_days,
                    cover_days,
                    terms_days,
                    price: None,
                    critical: if n == 0 { 1.0 } else { 0.5 },
                    source: "generated",
                    confidence: "assumed",
                });
            }
        }
    }
    let mut position = 0;
    suppliers.retain(|_| {
        position += 1;
        position <= first || taken[position - 1 - first]
    });
}

/// Whole pence, at least one pound a day.
fn cents(money: f64) -> f64 {
    (money * 100.0).round().max(100.0) / 100.0
}

/// How a supplier's pound of sales is spent: bought from the tier behind, fixed cost, margin; the rest is variable cost outside the model.
struct Cost {
    fixed: f64,
    margin: f64,
    bought: f64,
}

fn cost(supplier: &Supplier) -> Cost {
    let mut chance = Chance::of(&format!("cost/{}", supplier.id));
    let fixed = chance.between(0.22, 0.34);
    let margin = chance.between(0.005, 0.095);
    let bought = match supplier.tier {
        1 => chance.between(0.34, 0.50),
        2 => chance.between(0.20, 0.36),
        _ => 0.0,
    };
    Cost { fixed, margin, bought }
}

fn purchases(supplier: &Supplier) -> f64 {
    cost(supplier).bought
}

// ---- as text ----

fn products() -> String {
    let mut text = String::from("id,title,unit,price,source,confidence\n");
    let groups = COMMODITIES.iter().map(|c| (c.id, c.title)).chain(TIER_2_GROUPS).chain(TIER_3_GROUPS);
    for (id, title) in groups {
        let _ = writeln!(text, "{id},\"{title}\",pound of parts,£1,generated,assumed");
    }
    text
}

fn sites(suppliers: &[Supplier], links: &[Row]) -> String {
    let mut text = String::from(
        "id,title,product,party,region,watch,order,ship,sell,capacity,calendar,overtime,reorder,plan,stock,yard,surge,cover_scale,variable_cost,fixed_cost,cash,credit,insolvent_after,source,confidence,note\n",
    );
    for line in &LINES {
        for (market, share) in MARKETS.iter().zip(line.markets).filter(|(_, share)| *share > 0.0) {
            // In the month of new number plates UK dealers hand over 1.92 times the year's mean (SMMT 2024).
            let (party, sell, surge) = if market.id == "uk" {
                ("dealers-uk", "retail-uk", "2")
            } else {
                ("dealers-abroad", "retail-abroad", "1.5")
            };
            let _ = writeln!(
                text,
                "{},\"Sales {}: {}\",{},jlr,{},true,,wholesale,,{:.4}/d,,,15d,30d,,,1.5,\"uniform(0.4, 1.6)\",,,,,,assumptions,assumed,ports and compounds; capacity is three times normal",
                sales(line, market),
                short_title(market),
                line_title(line),
                line.product,
                market.id,
                line.per_year / DAYS * share * 3.0,
            );
            let _ = writeln!(
                text,
                "{},\"Dealers {}: {}\",retail-sale,{party},{},true,vehicle-ordering,,{sell},,,,60d,120d,,,{surge},\"uniform(0.6, 1.4)\",\"pert(£{:.0}, £{:.0}, £{:.0})\",,,,,assumptions,assumed,stock in days: see the link; the spread is cover_scale",
                dealers(line, market),
                short_title(market),
                line_title(line),
                market.id,
                price(line) * 0.02,
                price(line) * 0.03,
                price(line) * 0.05,
            );
        }
    }
    for market in &MARKETS {
        let party = if market.id == "uk" { "garages-uk" } else { "garages-abroad" };
        let _ = writeln!(
            text,
            "garages-{},\"Garages in {}\",repairs,{party},{},true,parts-ordering,,workshops,,,,20d,30d,,,1.5,\"uniform(0.5, 1.5)\",\"pert(£0.05, £0.1, £0.2)\",,,,,assumptions,assumed,unit: a pound of parts at the parts centre's price",
            market.id, market.title, market.id,
        );
    }
    let place: std::collections::BTreeMap<&str, usize> =
        suppliers.iter().enumerate().map(|(n, s)| (s.id.as_str(), n)).collect();
    let mut bought = vec![0.0; suppliers.len()];
    for link in links {
        if let Some(&n) = place.get(link.to.as_str()) {
            bought[n] += link.flow;
        }
    }
    let chain = chain_shares(suppliers, links, &place);
    for (n, s) in suppliers.iter().enumerate() {
        let mut chance = Chance::of(&format!("money/{}", s.id));
        let cost = cost(s);
        let output = s.output();
        let fixed = (output * cost.fixed).max(1.0);
        let variable = (1.0 - cost.fixed - cost.margin - bought[n] / output).max(0.05);
        let cash = CASH_DAYS * chance.lognormal(0.5) * output * (1.0 - cost.margin);
        let closures = output * (SUMMER_DAYS * chain[n]).max(CHRISTMAS_DAYS);
        let credit = closures + chance.between(0.0, 30.0) * fixed;
        let room = chance.between(1.05, 1.15);
        let _ = writeln!(
            text,
            "{},\"{}\",{},{},{},false,,,,{:.2}/d,suppliers,1.15,6d,5d,2d,3d,2,,£{:.4},£{:.2}/d,\"lognormal(median £{:.0}, p90 £{:.0})\",£{:.0},6w,generated,assumed,",
            s.id,
            s.title,
            s.product,
            s.party(),
            if s.uk { "uk" } else { "abroad" },
            output * room,
            variable,
            fixed,
            cash.max(2.0),
            (2.0 * cash).max(4.0),
            credit,
        );
    }
    text
}

/// Share of each supplier's output that reaches the car maker in the end, through however many tiers.
fn chain_shares(suppliers: &[Supplier], links: &[Row], place: &std::collections::BTreeMap<&str, usize>) -> Vec<f64> {
    let mut shares = vec![0.0; suppliers.len()];
    // Customers stand a tier ahead: theirs are known first.
    for tier in 1..=3 {
        for link in links {
            if let Some(&n) = place.get(link.from.as_str()).filter(|&&n| suppliers[n].tier == tier) {
                let customer = place.get(link.to.as_str()).map_or(1.0, |&customer| shares[customer]);
                shares[n] += link.flow * customer / suppliers[n].output();
            }
        }
    }
    shares
}

/// A market's name where room is short.
fn short_title(market: &Market) -> &'static str {
    match market.id {
        "uk" => "UK",
        "mena" => "MENA",
        _ => market.title,
    }
}

/// A family's name where room is short: that of its first model.
fn line_title(line: &Line) -> &'static str {
    match line.product {
        "range-rover" => "Range Rover",
        "range-rover-sport" => "Range Rover Sport",
        "velar" => "Velar",
        "evoque" => "Evoque",
        "defender" => "Defender",
        _ => "assembled abroad",
    }
}

fn link_table(links: &[Row]) -> String {
    let mut text = String::from("from,to,flow,lead,cover,terms,price,critical,source,confidence\n");
    for row in links {
        let price = row.price.map_or(String::new(), |price| format!("£{price:.0}"));
        let _ = writeln!(
            text,
            "{},{},{:.*}/d,{}d,{}d,{}d,{price},{},{},{}",
            row.from,
            row.to,
            row.decimals,
            row.flow,
            row.lead_days,
            row.cover_days,
            row.terms_days,
            row.critical,
            row.source,
            row.confidence,
        );
    }
    text
}

fn demands(suppliers: &[Supplier]) -> String {
    let mut text = String::from("site,flow,price,season,patience,wait,choice,source,confidence,note\n");
    for line in &LINES {
        for (market, share) in MARKETS.iter().zip(line.markets).filter(|(_, share)| *share > 0.0) {
            let season = if market.id == "uk" { "uk-plates" } else { "" };
            let _ = writeln!(
                text,
                "{},{:.4}/d,£{:.0},{season},\"pert(0.4, 0.7, 0.9)\",\"pert(30d, 90d, 180d)\",\"uniform(0.2, 0.35)\",assumptions order-book,assumed,retail price before tax: wholesale price and 10 %",
                dealers(line, market),
                line.per_year / DAYS * share,
                price(line) * 1.10,
            );
        }
    }
    for market in &MARKETS {
        let _ = writeln!(
            text,
            "garages-{},{:.2}/d,£1.6,,\"pert(0.6, 0.8, 0.95)\",\"pert(14d, 45d, 120d)\",,assumptions,assumed,a pound of parts with mark-up and labour",
            market.id,
            PARTS_PER_YEAR / DAYS * market.parts_share,
        );
    }
    for s in suppliers {
        let other = cents(s.output() - s.sales);
        let _ = writeln!(text, "{},{other:.2}/d,,,0.5,30d,,generated,assumed,other customers", s.id);
    }
    text
}

/// Writes the tables below `root`, or with `check` compares them with what is there.
pub(crate) fn write(root: &Path, check: bool) -> Result<String, String> {
    let tables = tables();
    for (name, content) in &tables.files {
        let path = root.join(FOLDER).join(name);
        if check {
            let found = std::fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
            if found != *content {
                return Err(format!(
                    "{} is not what the generator writes: run `cargo xtask example jlr-2025`",
                    path.display()
                ));
            }
        } else {
            std::fs::write(&path, content).map_err(|why| format!("{}: {why}", path.display()))?;
        }
    }
    Ok(tables.summary)
}

#[cfg(test)]
mod tests;
