//! A company's sites as firms of an economy: a table says which firm each site is, or of which sector it is a new one.

use super::names::Register;
use super::near;
use super::rows::{self, Line};
use crate::source::place::{Complaints, Files, Place, did_you_mean};
use blackstart_model::economy::{Basis, Economy, Embedded, Links, Member, Name, Names};
use blackstart_model::id::{Key, SiteId};
use blackstart_model::model::Model;
use blackstart_model::problem::Read;
use blackstart_model::table::{Limits, TableFormats};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How far a firm's output may be from what its sites make before it is worth a warning.
const APART: f64 = 2.0;

/// Where a site belongs.
#[derive(Clone, Copy)]
enum Home {
    Known(u32),
    New { sector: u32, region: u32 },
}

const SITE: usize = 0;
const FIRM: usize = 1;
const SECTOR: usize = 2;
const REGION: usize = 3;

/// Puts a company's sites into an economy. `file` is a table with the columns `site` and `firm` or `sector` (and `region`).
///
/// A site with a `firm` is that firm; several share it by what they make. Of a table a site is a part of its industry. A site
/// with a `sector` becomes a new firm of it, with the company's links to other sites that are firms, its final demand, and the
/// prices of the company. What a new firm buys of a known one was part of that one's final demand, as far as it has any.
/// Sites that are not listed stay outside.
pub fn embed(economy: Economy, model: &Model, file: &Path, basis: Basis, formats: &dyn TableFormats) -> Read<Embedded> {
    let limits = Limits::default();
    let mut complaints = Complaints::few_of_a_kind(limits.problems);
    let mut files = Files::new(formats, &limits);
    let homes = read_homes(&economy, model, file, formats, &mut files, &mut complaints);
    let it = homes.filter(|_| !complaints.failed()).map(|homes| {
        let embedding = Embedding { day: Days::of(model), model, basis };
        embedding.build(economy, &homes, &mut complaints)
    });
    files.read(it, complaints)
}

fn register(names: &Names) -> Register {
    let mut register = Register::default();
    for name in names.iter() {
        register.add(Name::of_text(&name));
    }
    register
}

fn read_homes(
    economy: &Economy,
    model: &Model,
    file: &Path,
    formats: &dyn TableFormats,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Vec<(SiteId, Home)>> {
    let sites: BTreeMap<&str, SiteId> = model.sites.iter().map(|(id, site)| (site.name.id.as_str(), id)).collect();
    let [firms, sectors, regions] = [&economy.firms, &economy.sectors, &economy.regions].map(register);
    let is_table = matches!(economy.links, Links::Table { .. });
    let mut seen = BTreeSet::new();
    let mut homes = Vec::new();
    let wanted = ["site", "?firm", "?sector", "?region"];
    let sources = (formats, &Limits::default());
    rows::read(file, &wanted, sources, files, complaints, &mut |line: Line<'_>, complaints| {
        let cell = |wanted: usize| line.cell(wanted);
        let told = |wanted: usize| Name::of(line.value(wanted));
        let text = |wanted: usize| line.value(wanted).text();
        let id = text(SITE);
        let Some(site) = sites.get(id.as_str()).copied() else {
            let advice = did_you_mean(&id, sites.keys().copied());
            complaints.error("BS0811", cell(SITE), format!("the company has no site `{id}`"), &advice);
            return;
        };
        if !seen.insert(site) {
            complaints.error("BS0811", cell(SITE), format!("site `{id}` is listed twice"), "a site is one firm");
            return;
        }
        let find = |wanted: usize, what: &str, known: &Register, complaints: &mut Complaints| {
            let found = told(wanted).and_then(|name| known.find(name));
            if found.is_none() {
                let name = text(wanted);
                let advice = near(&name, known.names());
                complaints.error("BS0811", cell(wanted), format!("the network has no {what} `{name}`"), &advice);
            }
            found
        };
        let home = match (told(FIRM), told(SECTOR)) {
            (Some(_), None) => find(FIRM, "firm", &firms, complaints).map(Home::Known),
            (None, Some(_)) if is_table => {
                let advice = "name the industry it is a part of as its `firm`";
                complaints.error("BS0811", cell(SECTOR), "a table takes no new industries", advice);
                None
            }
            (None, Some(_)) => {
                if firms.find(Name::of_text(&id)).is_some() {
                    let advice = "if it is the same, write it under `firm`";
                    complaints.error("BS0811", cell(SITE), format!("the network has a firm `{id}` already"), advice);
                    return;
                }
                let region =
                    if economy.regions.is_empty() { Some(0) } else { find(REGION, "region", &regions, complaints) };
                let sector = find(SECTOR, "sector", &sectors, complaints);
                sector.zip(region).map(|(sector, region)| Home::New { sector, region })
            }
            (both, _) => {
                let message = if both.is_some() {
                    "it has both a firm and a sector"
                } else {
                    "it has neither a firm nor a sector"
                };
                let advice = "`firm` for one that is in the network, `sector` for one that is not";
                complaints.error("BS0811", line.place.whole(), format!("site `{id}`: {message}"), advice);
                None
            }
        };
        homes.extend(home.map(|home| (site, home)));
    })?;
    if homes.is_empty() && !complaints.failed() {
        complaints.error(
            "BS0811",
            Place::File(0),
            "no site is a firm",
            "list at least one site with its firm or sector",
        );
    }
    Some(homes)
}

/// What the company's sites sell on a normal day \[money of the company/day\].
struct Days {
    /// All of it, by site.
    sold: Vec<f64>,
    /// To final customers.
    demand: Vec<f64>,
}

impl Days {
    fn of(model: &Model) -> Self {
        let mut demand = vec![0.0; model.sites.len()];
        for it in &model.demands {
            demand[it.site.index()] += it.flow_per_day * it.price;
        }
        let mut sold = demand.clone();
        for link in &model.links {
            sold[link.from.index()] += link.flow_per_day * link.price;
        }
        Self { sold, demand }
    }
}

struct Embedding<'a> {
    day: Days,
    model: &'a Model,
    basis: Basis,
}

impl Embedding<'_> {
    fn build(&self, mut economy: Economy, homes: &[(SiteId, Home)], complaints: &mut Complaints) -> Embedded {
        let per_step = self.basis.money * self.basis.step_hours / 24.0;
        let known = economy.len();
        let (mut sold, _) = economy.sold_and_bought();
        sold.iter_mut().zip(&economy.final_demand).for_each(|(sold, demand)| *sold += demand);
        // The firm of each site; and which are new.
        let mut firm_of = vec![None; self.model.sites.len()];
        for (site, home) in homes {
            let firm = match *home {
                Home::Known(firm) => firm,
                Home::New { sector, region } => self.add(&mut economy, *site, sector, region, per_step),
            };
            firm_of[site.index()] = Some(firm);
        }
        self.join(&mut economy, &firm_of, known, per_step, complaints);
        let is_table = matches!(economy.links, Links::Table { .. });
        let mut by_firm: BTreeMap<u32, Vec<SiteId>> = BTreeMap::new();
        for (site, _) in homes {
            if let Some(firm) = firm_of[site.index()] {
                by_firm.entry(firm).or_default().push(*site);
            }
        }
        let mut members = Vec::new();
        for (firm, sites) in by_firm {
            let place = firm as usize;
            let scale = if is_table { per_step * self.basis.steps_per_year } else { per_step };
            let made = |of: &[f64]| sites.iter().map(|site| of[site.index()] * scale).sum::<f64>();
            let mut all = made(&self.day.sold);
            let final_sales = made(&self.day.demand).max(economy.final_demand[place]);
            if place < known {
                let output = economy.output.as_ref().filter(|_| is_table).map_or(sold[place], |output| output[place]);
                self.compare(&economy.firms.get(place), output, all, is_table, complaints);
                if is_table {
                    all = all.max(output);
                }
            }
            members.extend(self.shares(firm, &sites, scale, all, final_sales));
        }
        let new_firms = economy.len() - known;
        Embedded { economy, members, new_firms }
    }

    /// A site as a new firm.
    fn add(&self, economy: &mut Economy, site: SiteId, sector: u32, region: u32, per_step: f64) -> u32 {
        let firm = economy.len() as u32;
        let output = self.day.sold[site.index()] * per_step;
        economy.firms.push(Name::of_text(&self.model.sites[site].name.id));
        if !economy.more.market.is_empty() {
            // The market of its sector's first firm.
            let same = economy.sector.iter().position(|other| *other == sector);
            economy.more.market.push(same.map_or(0, |firm| economy.more.market[firm]));
        }
        economy.sector.push(sector);
        if !economy.regions.is_empty() {
            economy.region.push(region);
        }
        economy.final_demand.push(self.day.demand[site.index()] * per_step);
        if let Some(given) = &mut economy.output {
            given.push(output);
        }
        let bought = self.model.links.iter().filter(|link| link.to == site).map(|link| link.flow_per_day * link.price);
        let costs = bought.sum::<f64>() * per_step;
        let more = &mut economy.more;
        for (column, value) in [(&mut more.revenue, output), (&mut more.costs, costs), (&mut more.employees, 0.0)] {
            if !column.is_empty() {
                column.push(value);
            }
        }
        firm
    }

    /// Links with a new firm at one end; what new firms buy of known ones is no longer final demand of those. Sales of a new
    /// firm to sites outside stay: they are sold to final demand.
    fn join(
        &self,
        economy: &mut Economy,
        firm_of: &[Option<u32>],
        known: usize,
        per_step: f64,
        complaints: &mut Complaints,
    ) {
        let mut amounts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for link in &self.model.links {
            let amount = link.flow_per_day * link.price * per_step;
            let Some(supplier) = firm_of[link.from.index()] else { continue };
            match firm_of[link.to.index()] {
                None if supplier as usize >= known => economy.final_demand[supplier as usize] += amount,
                Some(buyer) if supplier.max(buyer) as usize >= known => {
                    *amounts.entry((buyer, supplier)).or_default() += amount;
                }
                _ => {}
            }
        }
        let mut taken: BTreeMap<u32, f64> = BTreeMap::new();
        for ((_, supplier), amount) in amounts.iter().filter(|((_, supplier), _)| (*supplier as usize) < known) {
            *taken.entry(*supplier).or_default() += amount;
        }
        for (supplier, amount) in taken {
            let demand = &mut economy.final_demand[supplier as usize];
            if amount > *demand * (1.0 + 1e-9) {
                let name = economy.firms.get(supplier as usize);
                complaints.warning(
                    "BS0812",
                    Place::File(0),
                    format!("`{name}`: new firms buy {amount} per step of it, more than its final demand of {demand}"),
                    "its output grows by the rest",
                );
            }
            *demand = (*demand - amount).max(0.0);
        }
        if let Links::List { supplier, buyer, amount } = &mut economy.links {
            for ((to, from), value) in amounts.into_iter().filter(|(_, amount)| *amount > 0.0) {
                supplier.push(from);
                buyer.push(to);
                amount.push(value);
            }
        }
    }

    /// Whether a firm and its sites can be the same.
    fn compare(&self, name: &str, output: f64, made: f64, is_table: bool, complaints: &mut Complaints) {
        let [low, high] = [output / APART, output * APART];
        if made > high || (made < low && !is_table) {
            let (per, what) = if is_table { ("year", "industry") } else { ("step", "firm") };
            complaints.warning(
                "BS0812",
                Place::File(0),
                format!("{what} `{name}` makes {output} per {per} in the network and its sites {made} in the company"),
                "check the currencies and their units (`money`)",
            );
        }
    }

    fn shares(&self, firm: u32, sites: &[SiteId], scale: f64, all: f64, final_sales: f64) -> Vec<Member> {
        let part = |made: f64, of: f64, else_: f64| if of > 0.0 { made * scale / of } else { else_ };
        let equal = 1.0 / sites.len() as f64;
        let member = |site: &SiteId| Member {
            site: *site,
            firm,
            weight: part(self.day.sold[site.index()], all, equal),
            demand: part(self.day.demand[site.index()], final_sales, 0.0),
        };
        sites.iter().map(member).collect()
    }
}
