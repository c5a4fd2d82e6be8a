//! The company in which each of its uncertain sizes (flows, prices, how critical an input is) has a value.

use crate::id::{Key, SiteId};
use crate::model::{Model, What};

/// Most sweeps over sites that supply each other in circles; elsewhere one is enough.
const SWEEPS: usize = 10_000;

impl Model {
    /// The company in which each of its uncertain sizes has a value, in the order of the list. Volumes follow: of what a site's customers take more or
    /// less than expected, it makes more or less, and takes in all the more or less in proportion.
    ///
    /// # Panics
    /// If there are not as many values as sizes.
    #[must_use]
    pub fn sized(&self, values: &[f64]) -> Self {
        assert_eq!(values.len(), self.sizes.list.len(), "one value for each size");
        let mut sized = self.clone();
        let mut drawn = vec![false; self.links.len()];
        for (size, &value) in self.sizes.list.iter().zip(values) {
            match &size.what {
                What::Demand(at) | What::Output(at) => sized.demands[*at].flow_per_day = value,
                What::DemandPrice(at) => sized.demands[*at].price = value,
                What::Flow(at) => (sized.links[*at].flow_per_day, drawn[*at]) = (value, true),
                What::LinkPrice(at) => sized.links[*at].price = value,
                What::Critical(at) => sized.links[*at].critical = value.clamp(0.0, 1.0),
                What::ProductPrice { product, links, demands } => {
                    sized.products[*product].price = value;
                    links.iter().for_each(|at| sized.links[*at].price = value);
                    demands.iter().for_each(|at| sized.demands[*at].price = value);
                }
            }
        }
        sized.share_out(self, &drawn);
        let scale = sized.scales(self);
        for link in &mut sized.links {
            link.flow_per_day *= scale[link.to.index()];
        }
        for (site, scale) in self.sites.keys().zip(&scale) {
            sized.sites[site].output_per_day *= scale;
        }
        let sites: Vec<SiteId> = sized.sites.keys().collect();
        for site in sites {
            let site = &mut sized.sites[site];
            // As when it was read: a capacity below normal output would hold the site back for ever.
            site.capacity_per_day = site.capacity_per_day.map(|capacity| capacity.max(site.output_per_day));
        }
        for &site in &self.sizes.follow {
            let site = &mut sized.sites[site];
            site.capacity_per_day = Some(site.output_per_day);
        }
        sized
    }

    /// Suppliers of one product to one customer: what some of them deliver more, the others deliver less. Where each has a flow of its own, what the
    /// customer needs for a unit is what is uncertain.
    fn share_out(&mut self, expected: &Self, drawn: &[bool]) {
        let group = |at: usize| (expected.links[at].to, expected.sites[expected.links[at].from].product);
        let mut begin = 0;
        while begin < drawn.len() {
            let end = (begin..drawn.len()).find(|at| group(*at) != group(begin)).unwrap_or(drawn.len());
            let total = |of: &Self, whether: bool| -> f64 {
                (begin..end).filter(|at| drawn[*at] == whether).map(|at| of.links[at].flow_per_day).sum()
            };
            let (more, rest) = (total(self, true) - total(expected, true), total(expected, false));
            if more != 0.0 && rest > 0.0 {
                for at in (begin..end).filter(|at| !drawn[*at]) {
                    self.links[at].flow_per_day *= (rest - more) / rest;
                }
            }
            begin = end;
        }
    }

    /// How much more than expected each site makes: its customers' own scales, first of all; exactly 1 where nothing is different.
    fn scales(&self, expected: &Self) -> Vec<f64> {
        let sites = self.sites.len();
        let mut customers: Vec<Vec<usize>> = vec![Vec::new(); sites];
        for (at, link) in self.links.iter().enumerate() {
            customers[link.from.index()].push(at);
        }
        let mut wanted = vec![0.0; sites];
        for (demand, before) in self.demands.iter().zip(&expected.demands) {
            wanted[demand.site.index()] = demand.flow_per_day - before.flow_per_day;
        }
        let order = self.customers_first(&customers);
        let mut scale = vec![1.0; sites];
        for _ in 0..SWEEPS {
            let mut moved = 0.0_f64;
            for &site in &order {
                let output = expected.sites.rows()[site].output_per_day;
                if output <= 0.0 {
                    continue;
                }
                let more = customers[site].iter().fold(wanted[site], |more, &at| {
                    let link = &self.links[at];
                    more + (link.flow_per_day * scale[link.to.index()] - expected.links[at].flow_per_day)
                });
                let now = (1.0 + more / output).max(0.0);
                moved = moved.max((now - scale[site]).abs());
                scale[site] = now;
            }
            if moved <= 1e-14 {
                break;
            }
        }
        scale
    }

    /// Sites, each after those it delivers to; in a circle the first one met comes last.
    fn customers_first(&self, customers: &[Vec<usize>]) -> Vec<usize> {
        let mut order = Vec::with_capacity(customers.len());
        let mut met = vec![false; customers.len()];
        for root in 0..customers.len() {
            let mut path = vec![(root, 0)];
            if std::mem::replace(&mut met[root], true) {
                continue;
            }
            while let Some((site, next)) = path.last_mut() {
                match customers[*site].get(*next) {
                    None => {
                        order.push(*site);
                        path.pop();
                    }
                    Some(&link) => {
                        *next += 1;
                        let customer = self.links[link].to.index();
                        if !std::mem::replace(&mut met[customer], true) {
                            path.push((customer, 0));
                        }
                    }
                }
            }
        }
        order
    }
}
