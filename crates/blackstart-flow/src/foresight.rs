//! What sites foresee: from how customers come, their normal life is worked out, customers first.

use crate::network::Network;
use crate::normal::{Life, Normal, Rhythm};

/// How far ahead a site may see and build.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foresight {
    /// Steps to look at.
    pub steps: usize,
    /// Steps over which what will be missing is built ahead.
    pub build_steps: f64,
    /// Most that is built ahead \[steps of normal output\]; more is missing in normal life.
    pub most_steps: f64,
}

/// Relative differences below this are rounding.
const ROUNDING: f64 = 1e-9;

impl Network {
    /// The same network, whose sites foresee how customers come (`of_site` names each site's rhythm) and each other's
    /// closing days: buyers order ahead of a season, and suppliers whose capacity or calendar falls short build ahead.
    ///
    /// # Panics
    /// If there is not one entry per site, or one names no rhythm: the caller's mistake.
    #[must_use]
    pub fn foreseeing(mut self, rhythms: Vec<Rhythm>, of_site: &[Option<u32>], foresight: Foresight) -> Self {
        assert_eq!(of_site.len(), self.site_count(), "one rhythm or none per site");
        let none = rhythms.len() as u32;
        assert!(of_site.iter().flatten().all(|&rhythm| rhythm < none), "a rhythm that does not exist");
        assert!(rhythms.iter().all(|it| !it.usual.is_empty() && !it.season.is_empty()), "a rhythm has values");
        let sums = rhythms.iter().map(|rhythm| rhythm.sums(foresight.steps)).collect();
        let of_site = of_site.iter().map(|rhythm| rhythm.unwrap_or(none)).collect();
        self.normal = Normal::default();
        (self.normal.rhythms, self.normal.sums, self.normal.of_site) = (rhythms, sums, of_site);
        let mut lives: Vec<Option<Life>> = vec![None; self.site_count()];
        let sold = self.links_by_supplier();
        for site in self.customers_first(&sold) {
            lives[site] = self.life_of(site, &sold[site], &lives, foresight);
        }
        self.stock_up(&lives, foresight.steps);
        self.normal.keep(lives, foresight.steps);
        self
    }

    /// Finished stock built ahead of a season or of closing days, at its highest \[units\].
    pub fn most_ahead(&self, site: usize) -> f64 {
        self.normal.most_ahead(site)
    }

    /// What a site makes in a step of normal life \[units\].
    pub fn normal_production(&self, site: usize, step: usize) -> f64 {
        let index = self.normal.life(site).map_or(1.0, |life| life.index(step));
        self.output(site) * self.weight(site, step) * index
    }

    fn links_by_supplier(&self) -> Vec<Vec<usize>> {
        let mut sold = vec![Vec::new(); self.site_count()];
        for (at, link) in self.links().iter().enumerate() {
            sold[link.supplier as usize].push(at);
        }
        sold
    }

    /// Every site after those that it supplies; a circle is entered at its first site.
    fn customers_first(&self, sold: &[Vec<usize>]) -> Vec<usize> {
        let mut open: Vec<usize> = sold.iter().map(Vec::len).collect();
        let mut suppliers = vec![Vec::new(); self.site_count()];
        for link in self.links() {
            suppliers[link.buyer as usize].push(link.supplier as usize);
        }
        let mut done = vec![false; self.site_count()];
        let mut order = Vec::with_capacity(self.site_count());
        let mut ready: Vec<usize> = (0..self.site_count()).filter(|&site| open[site] == 0).collect();
        let mut next = 0;
        loop {
            while let Some(site) = ready.pop() {
                if std::mem::replace(&mut done[site], true) {
                    continue;
                }
                order.push(site);
                for &supplier in &suppliers[site] {
                    open[supplier] -= 1;
                    if open[supplier] == 0 {
                        ready.push(supplier);
                    }
                }
            }
            while next < done.len() && done[next] {
                next += 1;
            }
            if next == done.len() {
                return order;
            }
            ready.push(next);
        }
    }

    /// What a site makes and builds ahead, its customers' lives known; none if that is its baseline.
    fn life_of(&self, site: usize, sold: &[usize], lives: &[Option<Life>], foresight: Foresight) -> Option<Life> {
        let steps = foresight.steps;
        let (it, output) = (&self.sites()[site], self.output(site));
        if output <= 0.0 {
            return None;
        }
        let index = |buyer: usize, step: usize| lives[buyer].as_ref().map_or(1.0, |life| life.index(step));
        let (mut usual_orders, mut orders, mut smooth) = (vec![0.0; steps], vec![0.0; steps], vec![0.0; steps]);
        for link in sold.iter().map(|&at| &self.links()[at]) {
            let buyer = link.buyer as usize;
            for step in 0..steps {
                let ahead = index(buyer, step + link.lead_steps as usize);
                let usual = link.amount * self.weight(buyer, step);
                usual_orders[step] += usual;
                orders[step] += usual * ahead;
                smooth[step] += link.amount / output * ahead;
            }
        }
        let rhythm = self.normal.rhythm(site).map(|rhythm| &self.normal.rhythms[rhythm]);
        let mut out = orders.clone();
        for step in 0..steps {
            let weight = self.weight(site, step);
            let (usual, season) = rhythm.map_or((1.0, 1.0), |it| (it.usual(step), it.season(step)));
            let steady = if weight > 0.0 { usual / weight } else { 1.0 };
            out[step] += it.final_demand * usual * season;
            smooth[step] += it.final_demand / output * (season * steady);
        }
        let (made, ahead) = self.built_ahead(site, &out, &smooth, foresight);
        let to_sites: f64 = sold.iter().map(|&at| self.links()[at].amount).sum();
        let same = |a: f64, b: f64| (a - b).abs() <= ROUNDING * output;
        let plain = (0..steps).all(|step| {
            let weight = self.weight(site, step);
            same(made[step], output * weight) && same(ahead[step], 0.0) && same(usual_orders[step], to_sites * weight)
        });
        if plain {
            return None;
        }
        // What arrives on a closed day is used on the next open one.
        let (mut index, mut next) = (smooth, None);
        for step in (0..steps).rev() {
            let weight = self.weight(site, step);
            if weight > 0.0 {
                next = Some(made[step] / (output * weight));
            }
            index[step] = next.unwrap_or(index[step]);
        }
        Some(Life { index, ahead, usual_orders, orders })
    }

    /// What is made in each step, and what must be there beyond `F*` at its start, so that all that leaves can: from the end backwards.
    ///
    /// A site makes what leaves; where capacity or closing days fall short of that, the rest was made before: on working
    /// days up to its smooth share, and besides spread over the time to build ahead.
    fn built_ahead(&self, site: usize, out: &[f64], smooth: &[f64], foresight: Foresight) -> (Vec<f64>, Vec<f64>) {
        let output = self.output(site);
        let capacity = self.capacity(site);
        let most = foresight.most_steps * output;
        let spread = 1.0 / foresight.build_steps.max(1.0);
        let (mut made, mut ahead) = (vec![0.0; out.len()], vec![0.0; out.len() + 1]);
        for step in (0..out.len()).rev() {
            let weight = self.weight(site, step);
            let later = ahead[step + 1];
            let able = if weight > 0.0 { capacity * weight } else { 0.0 };
            let wish = out[step].max(output * weight * smooth[step]) + later * spread;
            made[step] = wish.min(able).min(out[step] + later);
            ahead[step] = (out[step] + later - made[step]).clamp(0.0, most);
        }
        (made, ahead)
    }

    /// Cycle stocks of buyers whose use is not their calendar's alone: what stock must hold so that orders placed a lead
    /// time ahead never leave the site short.
    fn stock_up(&mut self, lives: &[Option<Life>], steps: usize) {
        for (buyer, life) in lives.iter().enumerate() {
            let Some(life) = life else { continue };
            let weights: Vec<f64> = (0..steps).map(|step| self.weight(buyer, step)).collect();
            for group in self.groups_of(buyer) {
                let (first, end) = (self.groups[group].first as usize, self.groups[group].end as usize);
                let mut most: f64 = 1.0;
                for link in first..end {
                    let lead = self.links()[link].lead_steps as usize;
                    let (mut used, mut came) = (0.0, 0.0);
                    for step in 0..steps {
                        used += weights[step] * life.index(step);
                        if step > 0 {
                            came += if step < lead { 1.0 } else { weights[step - lead] * life.index(step) };
                        }
                        most = most.max(used - came);
                    }
                }
                self.groups[group].cycle = most + ROUNDING;
            }
        }
    }
}
