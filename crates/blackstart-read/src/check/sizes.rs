//! Uncertain sizes: each is written where it means something, and leaves room for the rest.

use super::Ids;
use crate::source::ModelRows;
use crate::source::kinds::LinkRow;
use crate::source::place::{Complaints, quote};
use crate::source::record::Row;
use blackstart_model::id::Key;
use blackstart_model::model::{Model, Size};
use blackstart_model::quantity::quantile;
use blackstart_model::units::{Dimension, Uncertain, written};
use std::collections::BTreeMap;

fn open(of: &Uncertain) -> bool {
    of.fixed().is_none()
}

/// Where a distribution is not accepted.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    outputs(rows, ids, complaints);
    if rows.links.iter().any(|row| open(&row.it.flow)) {
        let links = Links::of(rows, ids);
        for row in rows.links.iter().filter(|row| open(&row.it.flow) && !row.broken) {
            links.check(row, rows, ids, complaints);
        }
    }
}

/// The output of a site that has customers follows from them.
fn outputs(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    let uncertain = rows.sites.iter().enumerate().filter(|(_, row)| row.it.output.as_ref().is_some_and(open));
    for (at, row) in uncertain {
        let here = |id: &String| ids.sites.get(id) == Some(at);
        let links = rows.links.iter().any(|link| here(&link.it.from));
        if links || rows.demands.iter().any(|demand| here(&demand.it.site)) {
            complaints.error(
                "BS0743",
                row.place.at("output"),
                "what this site makes follows from what its customers take",
                "delete `output`, and write the distribution in the `flow` of a demand or a link",
            );
        }
    }
}

/// The links of a model, by who delivers to whom.
struct Links<'r> {
    customers: Vec<Vec<usize>>,
    /// Rows by customer and product.
    groups: BTreeMap<(usize, &'r str), Vec<&'r LinkRow>>,
}

impl<'r> Links<'r> {
    fn of(rows: &'r ModelRows, ids: &Ids<'_>) -> Self {
        let mut links = Self { customers: vec![Vec::new(); rows.sites.len()], groups: BTreeMap::new() };
        for row in &rows.links {
            if let (Some(from), Some(to)) = (ids.sites.get(&row.it.from), ids.sites.get(&row.it.to)) {
                links.customers[from].push(to);
                links.groups.entry((to, rows.sites[from].it.product.as_str())).or_default().push(&row.it);
            }
        }
        links
    }

    fn check(&self, row: &Row<LinkRow>, rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
        let (Some(from), Some(to)) = (ids.sites.get(&row.it.from), ids.sites.get(&row.it.to)) else { return };
        let mut wrong = |message: String, advice: &str| {
            complaints.error("BS0743", row.place.at("flow"), message, advice);
        };
        let (supplier, customer) = (quote(&row.it.from), quote(&row.it.to));
        let product = rows.sites[from].it.product.as_str();
        let group = &self.groups[&(to, product)];
        let total = |whether: bool, of: fn(&Uncertain) -> f64| -> f64 {
            group.iter().map(|it| &it.flow).filter(|flow| open(flow) == whether).map(of).sum()
        };
        if self.reaches(to, from) {
            let message = format!("{supplier} and {customer} supply each other, so this flow feeds itself");
            wrong(message, "write its expected value, and let a demand be uncertain");
        } else if group.iter().all(|it| open(&it.flow)) {
            if rows.sites[to].it.product == product {
                let message = format!("{customer} hands on what it takes in, and that follows from its own customers");
                wrong(message, "write the expected flow here, and the distribution in the `flow` of its demand");
            }
        } else if total(true, Uncertain::high) >= total(true, Uncertain::mean) + total(false, Uncertain::mean) {
            let message = format!("this could be more than all that {customer} takes in of `{product}`");
            wrong(message, "its other suppliers deliver the rest, so there must be some: lower the highest value");
        }
    }

    /// Whether goods from one site reach another.
    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut met = vec![false; self.customers.len()];
        let mut open = vec![from];
        while let Some(site) = open.pop() {
            if site == to {
                return true;
            }
            if !std::mem::replace(&mut met[site], true) {
                open.extend(&self.customers[site]);
            }
        }
        false
    }
}

/// Sites whose stated capacity is too small where all sizes are large: at their 95th percentiles.
pub(crate) fn room(rows: &ModelRows, model: &Model, complaints: &mut Complaints) {
    if model.sizes.list.is_empty() {
        return;
    }
    let large: Vec<f64> = model.sizes.list.iter().map(|Size { of, .. }| quantile(of, 0.95)).collect();
    let large = model.sized(&large);
    let rate = |value: f64| written(super::goods::round(value), Dimension::PerDay, &rows.currency);
    for (at, row) in rows.sites.iter().enumerate() {
        let wanted = large.sites.rows()[at].output_per_day;
        if let Some(capacity) = row.it.capacity
            && wanted > capacity * 1.005
            && wanted > model.sites[blackstart_model::id::SiteId::new(at)].output_per_day * 1.005
        {
            let message = format!(
                "the site {} can make {}, but where sizes are large its customers want {}",
                quote(&row.it.id),
                rate(capacity),
                rate(wanted)
            );
            let advice = "raise `capacity`, or lower the highest values: what cannot be made is not sold";
            complaints.error("BS0744", row.place.at("capacity"), message, advice);
        }
    }
}
