//! Sizes that are not known exactly, and what each of them is about.

use super::find;
use crate::check::Ids;
use crate::source::ModelRows;
use blackstart_model::id::{Key, ProductId, SiteId};
use blackstart_model::model::{Demand, Link, Size, Sizes, What};
use blackstart_model::units::Uncertain;
use std::collections::{BTreeMap, BTreeSet};

/// The uncertain sizes of a model, as places in its lists: demands, links, outputs, prices of products.
pub(super) fn sizes(rows: &ModelRows, ids: &Ids<'_>, links: &[Link], demands: &[Demand]) -> Option<Sizes> {
    if !any(rows) {
        return Some(Sizes::default());
    }
    let site = |id: &str| find::<SiteId>(&ids.sites, id);
    let demand_of: BTreeMap<SiteId, usize> = demands.iter().enumerate().map(|(at, it)| (it.site, at)).collect();
    let link_of: BTreeMap<(SiteId, SiteId), usize> =
        links.iter().enumerate().map(|(at, it)| ((it.from, it.to), at)).collect();
    let mut list = Vec::new();
    let mut add = |of: Option<Uncertain>, what: What| {
        if let Some(of) = of.filter(|of| of.fixed().is_none()) {
            list.push(Size { what, of });
        }
    };
    // Who pays the price of the product.
    let mut unpriced: BTreeMap<ProductId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let product_of = |site: SiteId| find::<ProductId>(&ids.products, &rows.sites[site.index()].it.product);
    let mut spoken_for = BTreeSet::new();
    for row in &rows.demands {
        let id = site(&row.it.site)?;
        let at = *demand_of.get(&id)?;
        add(Some(row.it.flow), What::Demand(at));
        add(row.it.price, What::DemandPrice(at));
        if row.it.price.is_none() {
            unpriced.entry(product_of(id)?).or_default().1.push(at);
        }
        spoken_for.insert(id);
    }
    for row in &rows.links {
        let (from, to) = (site(&row.it.from)?, site(&row.it.to)?);
        let at = *link_of.get(&(from, to))?;
        add(Some(row.it.flow), What::Flow(at));
        add(row.it.price, What::LinkPrice(at));
        add(Some(row.it.critical), What::Critical(at));
        if row.it.price.is_none() {
            unpriced.entry(product_of(from)?).or_default().0.push(at);
        }
    }
    let suppliers: BTreeSet<SiteId> = links.iter().map(|link| link.from).collect();
    let mut follow = Vec::new();
    for (at, row) in rows.sites.iter().enumerate() {
        let id = SiteId::new(at);
        // A demand that nobody wrote stands for the customers of such a site.
        if let Some(&demand) = demand_of.get(&id).filter(|_| !spoken_for.contains(&id)) {
            add(row.it.output, What::Output(demand));
            unpriced.entry(product_of(id)?).or_default().1.push(demand);
        }
        let sells_only = spoken_for.contains(&id) && !suppliers.contains(&id);
        if row.it.capacity.is_none() && !sells_only {
            follow.push(id);
        }
    }
    for (at, row) in rows.products.iter().enumerate() {
        let product = ProductId::new(at);
        let (links, demands) = unpriced.remove(&product).unwrap_or_default();
        add(Some(row.it.price), What::ProductPrice { product, links, demands });
    }
    Some(Sizes { list, follow })
}

/// Whether anything is uncertain: a large company of which all is known needs no list.
fn any(rows: &ModelRows) -> bool {
    let open = |of: &Uncertain| of.fixed().is_none();
    let may_be_open = |of: &Option<Uncertain>| of.as_ref().is_some_and(open);
    rows.products.iter().any(|row| open(&row.it.price))
        || rows.sites.iter().any(|row| may_be_open(&row.it.output))
        || rows.demands.iter().any(|row| open(&row.it.flow) || may_be_open(&row.it.price))
        || rows.links.iter().any(|row| open(&row.it.flow) || open(&row.it.critical) || may_be_open(&row.it.price))
}
