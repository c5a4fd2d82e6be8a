//! Sites, links, demand: everything exists, and what goes in comes out.

use super::{Ids, Index};
use crate::source::ModelRows;
use crate::source::kinds::{LinkRow, SiteRow};
use crate::source::place::{Complaints, quote};
use crate::source::record::Row;
use blackstart_model::model::PartyKind;
use blackstart_model::units::{Dimension, Uncertain, written};
use std::collections::HashSet;

/// Flows within this of each other are the same: figures are rounded.
const ROUNDING: f64 = 0.005;

/// Whether two flows are the same but for rounding.
pub(crate) fn same_flow(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.max(b)
}

/// Checks sites, links, demand.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.sites {
        ids.products.refer(&row.it.product, || row.place.at("product"), complaints);
        ids.parties.refer(&row.it.party, || row.place.at("party"), complaints);
        if let Some(calendar) = &row.it.calendar {
            ids.calendars.refer(calendar, || row.place.at("calendar"), complaints);
        }
    }
    let mut sound = rows.sites.iter().all(|row| !row.broken);
    sound &= links(rows, ids, complaints);
    sound &= demands(rows, ids, complaints);
    substitutes(rows, ids, complaints);
    if sound {
        balance(rows, ids, complaints);
        cover(rows, complaints);
        prices(rows, ids, complaints);
    }
    company(rows, ids, complaints);
}

fn links(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) -> bool {
    let mut sound = true;
    let mut seen = HashSet::with_capacity(rows.links.len());
    for row in &rows.links {
        sound &= !row.broken;
        let from = ids.sites.refer(&row.it.from, || row.place.at("from"), complaints);
        let to = ids.sites.refer(&row.it.to, || row.place.at("to"), complaints);
        let (Some(from), Some(to)) = (from, to) else {
            sound = false;
            continue;
        };
        if from == to {
            complaints.error(
                "BS0501",
                row.place.at("to"),
                format!("the site {} delivers to itself", quote(&row.it.to)),
                "delete the link; what a site keeps for itself is no flow",
            );
            sound = false;
        } else if !seen.insert((from, to)) {
            let message = format!("the link from {} to {} is defined twice", quote(&row.it.from), quote(&row.it.to));
            complaints.error("BS0502", row.place.whole(), message, "add the flows up in one link");
            sound = false;
        }
        if complaints.full() {
            return false;
        }
    }
    sound
}

fn demands(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) -> bool {
    let mut sound = true;
    let mut seen = HashSet::with_capacity(rows.demands.len());
    for row in &rows.demands {
        sound &= !row.broken;
        if let Some(season) = &row.it.season {
            ids.seasons.refer(season, || row.place.at("season"), complaints);
        }
        match ids.sites.refer(&row.it.site, || row.place.at("site"), complaints) {
            Some(site) if !seen.insert(site) => {
                complaints.error(
                    "BS0505",
                    row.place.at("site"),
                    format!("the site {} has two demands", quote(&row.it.site)),
                    "add them up in one",
                );
                sound = false;
            }
            Some(_) => {}
            None => sound = false,
        }
    }
    sound
}

/// Where customers who find nothing buy instead: at a site of the same party that sells by the same unit, and no more of them than there are.
fn substitutes(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    let mut sells = vec![false; rows.sites.len()];
    for site in rows.demands.iter().filter_map(|row| ids.sites.get(&row.it.site)) {
        sells[site] = true;
    }
    let unit = |site: usize| Some(&rows.products[ids.products.get(&rows.sites[site].it.product)?].it.unit);
    let mut seen = HashSet::new();
    let mut most = vec![0.0; rows.sites.len()];
    for row in &rows.substitutes {
        let from = ids.sites.refer(&row.it.from, || row.place.at("from"), complaints);
        let to = ids.sites.refer(&row.it.to, || row.place.at("to"), complaints);
        let (Some(from), Some(to)) = (from, to) else { continue };
        let [here, there] = [from, to].map(|site| &rows.sites[site].it);
        let (name, other) = (quote(&here.id), quote(&there.id));
        let no_customers = |site: &str| {
            let why = format!("{site} has no final customers");
            (why, format!("add a [[demand]] of {site}, or name a site that has one"))
        };
        let (why, advice) = if to == from {
            ("it is the same site".to_owned(), "name another site".to_owned())
        } else if !seen.insert((from, to)) {
            ("it is named twice".to_owned(), "add the shares up in one".to_owned())
        } else if !sells[from] {
            no_customers(&name)
        } else if !sells[to] {
            no_customers(&other)
        } else if here.party != there.party {
            let why = format!("it belongs to {}, not to {}", quote(&there.party), quote(&here.party));
            (why, "delete the row: customers who go to others are lost, and need none".to_owned())
        } else if let (Some(here), Some(there)) = (unit(from), unit(to))
            && here != there
        {
            let why = format!("it sells by the {}, not by the {}", quote(there), quote(here));
            (why, "let both products count in one `unit`: one unit here becomes one there".to_owned())
        } else {
            let before = most[from];
            most[from] += row.it.share.high();
            if before <= 1.0 + 1e-9 && most[from] > 1.0 + 1e-9 && !row.broken {
                let all = round(most[from]);
                let message = format!("the shares that leave {name} can add up to {all}, more than all");
                let advice = "lower them, or the upper ends of their distributions";
                complaints.error("BS0511", row.place.at("share"), message, advice);
            }
            continue;
        };
        complaints.error("BS0510", row.place.at("to"), format!("{other} cannot stand in for {name}: {why}"), advice);
    }
}

/// What each site is expected to hand on per day, to other sites and to final customers: sums in row order.
pub(crate) struct Outflow {
    pub links: Vec<f64>,
    pub demand: Vec<f64>,
}

/// Sums what each site hands on.
pub(crate) fn outflow(rows: &ModelRows, sites: &Index<'_>) -> Outflow {
    let mut links = vec![0.0; rows.sites.len()];
    let mut demand = vec![0.0; rows.sites.len()];
    for row in &rows.links {
        if let Some(from) = sites.get(&row.it.from) {
            links[from] += row.it.flow.mean();
        }
    }
    for row in &rows.demands {
        if let Some(site) = sites.get(&row.it.site) {
            demand[site] += row.it.flow.mean();
        }
    }
    Outflow { links, demand }
}

/// Normal output of each site: what it hands on, or as stated where it hands nothing on.
pub(crate) fn normal_output(row: &SiteRow, links: f64, demand: f64) -> f64 {
    let taken = links + demand;
    if taken > 0.0 { taken } else { row.output.map_or(0.0, |output| output.mean()) }
}

fn balance(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    let out = outflow(rows, &ids.sites);
    let mut same_product_in = vec![0.0; rows.sites.len()];
    for row in &rows.links {
        if let (Some(from), Some(to)) = (ids.sites.get(&row.it.from), ids.sites.get(&row.it.to))
            && rows.sites[from].it.product == rows.sites[to].it.product
        {
            same_product_in[to] += row.it.flow.mean();
        }
    }
    let rate = |value: f64| written(round(value), Dimension::PerDay, &rows.currency);
    for (at, row) in rows.sites.iter().enumerate() {
        let (site, taken) = (&row.it, out.links[at] + out.demand[at]);
        let name = quote(&site.id);
        match site.output.map(|output| output.mean()) {
            None if taken == 0.0 => {
                complaints.error(
                    "BS0506",
                    row.place.whole(),
                    format!("the site {name} has no customer and no output"),
                    "add a link from it, a demand, or `output`",
                );
                continue;
            }
            Some(0.0) if taken == 0.0 => {
                complaints.error(
                    "BS0506",
                    row.place.at("output"),
                    format!("the site {name} has no customer and makes nothing"),
                    "add a link from it or a demand, or delete the site",
                );
                continue;
            }
            Some(stated) if taken > 0.0 && !same_flow(stated, taken) => {
                let message =
                    format!("the site {name} makes {} but its links and demand take {}", rate(stated), rate(taken));
                complaints.error(
                    "BS0503",
                    row.place.at("output"),
                    message,
                    "correct the flows, or delete `output`: it follows from them",
                );
            }
            _ => {}
        }
        let output = normal_output(site, out.links[at], out.demand[at]);
        if let Some(capacity) = site.capacity
            && capacity < output
            && !same_flow(capacity, output)
        {
            let message =
                format!("the site {name} can make {} but its normal output is {}", rate(capacity), rate(output));
            complaints.error(
                "BS0504",
                row.place.at("capacity"),
                message,
                "raise `capacity`, or lower the flows; overtime is for catching up",
            );
        }
        let taken_in = same_product_in[at];
        if taken_in > 0.0 && !same_flow(taken_in, output) {
            let message =
                format!("the site {name} takes in {} of its own product but hands on {}", rate(taken_in), rate(output));
            complaints.warning(
                "BS0507",
                row.place.whole(),
                message,
                "make both the same; right only if it also makes or uses up some",
            );
        }
    }
}

/// Rounded to five digits, for messages.
pub(super) fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powi(4 - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

/// Steps that are taken where the model names none \[h\].
const STEPS: [f64; 8] = [24.0, 12.0, 8.0, 6.0, 4.0, 3.0, 2.0, 1.0];

/// Length of one step of a model \[h\]: its own, or the longest in which no buyer would miss a supplier unseen.
pub(crate) fn step_of(rows: &ModelRows) -> f64 {
    rows.head.step.unwrap_or_else(|| {
        let soonest = rows.links.iter().map(|row| missed_after(&row.it)).fold(f64::INFINITY, f64::min);
        STEPS.into_iter().find(|step| *step <= soonest * (1.0 + 1e-9)).unwrap_or(1.0)
    })
}

/// How soon a buyer misses a supplier that stops: what is on its way lasts, then what it holds \[h\].
fn missed_after(link: &LinkRow) -> f64 {
    if link.critical.high() > 0.0 { link.lead + link.cover } else { f64::INFINITY }
}

/// A stop that is felt within a step is felt at its end.
fn cover(rows: &ModelRows, complaints: &mut Complaints) {
    let step = step_of(rows);
    let thin: Vec<&Row<LinkRow>> =
        rows.links.iter().filter(|row| !row.broken && missed_after(&row.it) < step * (1.0 - 1e-9)).collect();
    let Some(soonest) = thin.iter().min_by(|a, b| missed_after(&a.it).total_cmp(&missed_after(&b.it))) else { return };
    let hours = |value| written(round(value), Dimension::Hours, &rows.currency);
    let more = if thin.len() > 1 { format!(" ({} links in all are shorter)", thin.len()) } else { String::new() };
    let after = missed_after(&soonest.it);
    let message = format!(
        "{} misses {} after {} of lead and cover, but the step is {}{more}",
        quote(&soonest.it.to),
        quote(&soonest.it.from),
        hours(after),
        hours(step)
    );
    let advice = match STEPS.into_iter().find(|step| *step <= after) {
        Some(step) => format!("write `step = \"{}\"` at the top of model.toml, or leave `step` out", hours(step)),
        None => "such a stop is felt an hour after it begins at the latest".to_owned(),
    };
    complaints.warning("BS0508", soonest.place.at("cover"), message, advice);
}

/// Goods that are sold for nothing make no loss.
fn prices(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    let mut free = vec![false; rows.products.len()];
    let sold = rows
        .links
        .iter()
        .filter(|row| row.it.price.is_none())
        .map(|row| &row.it.from)
        .chain(rows.demands.iter().filter(|row| row.it.price.is_none()).map(|row| &row.it.site));
    for site in sold {
        if let Some(product) = ids.sites.get(site).and_then(|site| ids.products.get(&rows.sites[site].it.product)) {
            free[product] = true;
        }
    }
    for (at, row) in rows.products.iter().enumerate() {
        if free[at] && row.it.price == Uncertain::ZERO && !row.broken {
            let message = format!("the product {} is sold for nothing", quote(&row.it.id));
            complaints.warning(
                "BS0509",
                row.place.whole(),
                message,
                "give it a `price`, or one to each link and demand",
            );
        }
    }
}

/// Somebody must be the company, or there is nothing to report about it.
fn company(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    let company = |row: &crate::source::record::Row<SiteRow>| {
        ids.parties
            .get(&row.it.party)
            .is_none_or(|party| rows.parties[party].it.kind == PartyKind::Company || rows.parties[party].broken)
    };
    if let Some(first) = rows.sites.first()
        && !rows.sites.iter().any(company)
    {
        complaints.warning(
            "BS0603",
            first.place.at("party"),
            "no site belongs to a party of kind `company`",
            "give the company's own sites a party with kind = \"company\"",
        );
    }
}
