//! The company of one history, where its sizes are uncertain: the same for the event and its twin.

use crate::draw::Draw;
use crate::draw::purpose::{DEMAND_FLOW, DEMAND_PRICE, LINK_CRITICAL, LINK_FLOW, LINK_PRICE, PRODUCT_PRICE, Purpose};
use blackstart_model::Model;
use blackstart_model::id::key;
use blackstart_model::model::{Size, What};

#[cfg(test)]
mod tests;

/// The company with the sizes of this history; `None` where they are those of every history.
pub fn drawn(model: &Model, draw: Draw) -> Option<Model> {
    let list = &model.sizes.list;
    let value = |size: &Size| {
        let (purpose, subject) = draw_of(model, &size.what);
        draw.sample(&size.of, purpose.of(subject))
    };
    (!list.is_empty()).then(|| model.sized(&list.iter().map(value).collect::<Vec<f64>>()))
}

/// What a size is drawn for, and its subject.
pub(crate) fn draw_of(model: &Model, what: &What) -> (Purpose, u64) {
    let demand = |at: usize| model.sites[model.demands[at].site].name.key;
    let link = |at: usize| {
        let [from, to] = [model.links[at].from, model.links[at].to].map(|site| &model.sites[site].name.id);
        key("link", &format!("{from} -> {to}"))
    };
    match what {
        What::Demand(at) | What::Output(at) => (DEMAND_FLOW, demand(*at)),
        What::DemandPrice(at) => (DEMAND_PRICE, demand(*at)),
        What::Flow(at) => (LINK_FLOW, link(*at)),
        What::LinkPrice(at) => (LINK_PRICE, link(*at)),
        What::Critical(at) => (LINK_CRITICAL, link(*at)),
        What::ProductPrice { product, .. } => (PRODUCT_PRICE, model.products[*product].name.key),
    }
}
