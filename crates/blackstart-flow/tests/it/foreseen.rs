//! Normal life once more, for the slow reference: amounts of every site in every step, worked out one after the other.
//!
//! Written from `docs/method/flow.md`, section *Normal life*, alone, apart from the engine.

use crate::random::Case;
use blackstart_flow::Link;

/// What all sites foresee. Vectors are `[site][step]`; past the horizon the last value holds.
pub(crate) struct Foreseen {
    /// `S`: normal output as a multiple of `x w`.
    index: Vec<Vec<f64>>,
    /// Normal output `P` \[units\].
    made: Vec<Vec<f64>>,
    /// `F⁺` at the start of each step, and after the last \[units\].
    ahead: Vec<Vec<f64>>,
    /// What other sites order on a usual day, `O°`, and with the season, `O*` \[units\].
    orders: [Vec<Vec<f64>>; 2],
}

impl Foreseen {
    /// What the sites of a case foresee; `links` are the case's, `normal` is `x`.
    pub(crate) fn of(case: &Case, links: &[Link], normal: &[f64]) -> Self {
        let n = case.sites.len();
        let weight = |site: usize, step: usize| case.weight(site, step);
        let sold = |site: usize| links.iter().filter(move |e| e.supplier as usize == site);
        let Some(foresight) = case.foresight else {
            // Nothing is foreseen.
            let every_step = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
                (0..n).map(|site| (0..case.steps).map(|step| of(site, step)).collect()).collect()
            };
            let all = |site: usize| sold(site).map(|e| e.amount).sum::<f64>();
            let usual = every_step(&|site, step| all(site) * weight(site, step));
            let season = every_step(&|site, step| {
                if weight(site, step) > 0.0 { all(site) * weight(site, step) } else { all(site) }
            });
            return Self {
                index: vec![vec![1.0]; n],
                made: every_step(&|site, step| normal[site] * weight(site, step)),
                ahead: vec![vec![0.0]; n],
                orders: [usual, season],
            };
        };
        let steps = foresight.steps;
        let (mut index, mut made) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let (mut ahead, mut usual_orders, mut season_orders) = (made.clone(), made.clone(), made.clone());
        let mut known = vec![false; n];
        while let Some(first_left) = known.iter().position(|known| !known) {
            // The next whose customers are all known, or who breaks a circle.
            let ready = |&i: &usize| !known[i] && sold(i).all(|e| known[e.buyer as usize]);
            let i = (0..n).find(ready).unwrap_or(first_left);
            let x = normal[i];
            let of_buyer =
                |e: &Link, step: usize| if known[e.buyer as usize] { at(&index[e.buyer as usize], step) } else { 1.0 };
            let mut aim = Vec::new();
            let mut out = Vec::new();
            let mut mean = Vec::new();
            for t in 0..steps {
                let w = weight(i, t);
                let arrives = |e: &Link| t + e.lead_steps as usize;
                let usual: f64 = sold(i).map(|e| e.amount * weight(e.buyer as usize, t)).sum();
                let season: f64 =
                    sold(i).map(|e| e.amount * weight(e.buyer as usize, t) * of_buyer(e, arrives(e))).sum();
                let (week, times) = case.rhythm(i, t);
                let customers = case.sites[i].final_demand * week * times;
                let sites_mean: f64 = sold(i).map(|e| e.amount * of_buyer(e, arrives(e))).sum();
                out.push(season + customers);
                aim.push((season + customers).max(w * sites_mean + customers));
                mean.push((sites_mean + case.sites[i].final_demand * times) / x);
                usual_orders[i].push(usual);
                season_orders[i].push(season);
            }
            let (mut p, mut f) = (vec![0.0; steps], vec![0.0; steps + 1]);
            for t in (0..steps).rev() {
                let can = if weight(i, t) > 0.0 { case.sites[i].capacity.unwrap_or(x) * weight(i, t) } else { 0.0 };
                let all = out[t] + f[t + 1];
                let spread = aim[t] + f[t + 1] / foresight.build_steps.max(1.0);
                p[t] = can.min(all).min(spread);
                f[t] = (all - p[t]).min(foresight.most_steps * x);
            }
            index[i] = (0..steps)
                .map(|t| match (t..steps).find(|&s| weight(i, s) > 0.0) {
                    _ if x == 0.0 => 1.0,
                    Some(open) => p[open] / (x * weight(i, open)),
                    None => mean[t],
                })
                .collect();
            // One that makes what it always makes, for customers who keep its calendar, foresees nothing.
            let all: f64 = sold(i).map(|e| e.amount).sum();
            let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * x;
            let rests = |t: usize| {
                same(p[t], x * weight(i, t)) && same(f[t], 0.0) && same(usual_orders[i][t], all * weight(i, t))
            };
            if (0..steps).all(rests) {
                index[i] = vec![1.0; steps];
            }
            (made[i], ahead[i], known[i]) = (p, f, true);
        }
        Self { index, made, ahead, orders: [usual_orders, season_orders] }
    }

    pub(crate) fn index(&self, site: usize, step: usize) -> f64 {
        at(&self.index[site], step)
    }

    pub(crate) fn made(&self, site: usize, step: usize) -> f64 {
        at(&self.made[site], step)
    }

    pub(crate) fn ahead(&self, site: usize, step: usize) -> f64 {
        at(&self.ahead[site], step)
    }

    pub(crate) fn most_ahead(&self, site: usize) -> f64 {
        self.ahead[site].iter().copied().fold(0.0, f64::max)
    }

    /// `O°` and `O*`.
    pub(crate) fn orders(&self, site: usize, step: usize) -> (f64, f64) {
        (at(&self.orders[0][site], step), at(&self.orders[1][site], step))
    }
}

fn at(values: &[f64], step: usize) -> f64 {
    values[step.min(values.len() - 1)]
}
