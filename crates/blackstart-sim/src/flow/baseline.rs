//! Normal life as the engine plays it: the event-free twin of one replicate, site by site.

use super::book::Beside;
use super::chain::Chain;
use super::drive::{Drive, Ear, Outside};
use super::fates::Fates;
use super::ground::Ground;
use super::{Lanes, Play, Weights};
use crate::draw::Draw;
use blackstart_model::id::{Key, SiteId};

/// What a site does in normal life, from moment 0 to the horizon \[units\].
#[derive(Clone, Debug, PartialEq)]
pub struct NormalSite {
    /// Which.
    pub site: SiteId,
    /// Wanted by final customers.
    pub wanted: f64,
    /// Of these, sold.
    pub sold: f64,
    /// Made.
    pub made: f64,
    /// What the model says is normal: flows, seasons, days of the week and working time.
    pub expected: f64,
    /// Not made for want of inputs.
    pub starved: f64,
    /// The supplier that falls shortest of its own normal, of a site that starves.
    pub starved_by: Option<SiteId>,
    /// Most finished stock that was built ahead of a season or of closing days.
    pub ahead: f64,
    /// Gross profit of one unit \[money/unit\].
    pub unit_profit: f64,
    /// Gross profit of all that left it \[money\].
    pub gross_profit: f64,
    /// Whether it became insolvent.
    pub fails: bool,
}

impl Ground<'_> {
    /// Plays the twin of a replicate.
    pub fn normal_life(&self, draw: Draw) -> Vec<NormalSite> {
        let values = [self.values(draw)];
        let outside = [Outside { capacity: None, shock_times: self.shock_times(draw) }];
        let drive = Drive::new(self, &outside);
        let play = Play {
            ground: self,
            weights: Weights::new(self, &values),
            chain: Chain::new(self),
            lanes: Lanes { values: &values, outside: &outside },
            drive: &drive,
            fates: Fates::new(self, &outside),
        };
        let mut twin = play.warmed_up(Ear::Twin);
        let before = twin.engine.meters().clone();
        for step in 0..self.layout.steps {
            play.step(&mut twin, step, Beside::Nothing);
        }
        let after = twin.engine.meters();
        let count = self.network.site_count();
        let since = |rows: fn(&blackstart_flow::Meters<1>) -> &blackstart_flow::Rows<1>, site: usize| {
            rows(after)[site][0] - rows(&before)[site][0]
        };
        let expected: Vec<f64> = (0..count)
            .map(|site| (self.warm_up_steps..self.steps()).map(|step| self.network.normal_production(site, step)).sum())
            .collect();
        let made: Vec<f64> = (0..count).map(|site| since(|meters| &meters.produced, site)).collect();
        let short = |site: usize| if expected[site] > 0.0 { 1.0 - made[site] / expected[site] } else { 0.0 };
        (0..count)
            .map(|site| {
                let starved = since(|meters| &meters.short_input, site);
                let suppliers = self.network.links().iter().filter(|link| link.buyer as usize == site);
                let shortest = suppliers
                    .map(|link| link.supplier as usize)
                    .max_by(|&a, &b| short(a).total_cmp(&short(b)).then(b.cmp(&a)));
                let unit_profit = self.unit_profit(&values[0], site);
                let left = since(|meters| &meters.shipped, site) + since(|meters| &meters.sold, site);
                NormalSite {
                    site: SiteId::new(site),
                    wanted: since(|meters| &meters.wanted, site),
                    sold: since(|meters| &meters.sold, site),
                    made: made[site],
                    expected: expected[site],
                    starved,
                    starved_by: shortest.filter(|_| starved > 0.0).map(SiteId::new),
                    ahead: self.network.most_ahead(site),
                    unit_profit,
                    gross_profit: left * unit_profit,
                    fails: after.insolvent_since[site][0].is_finite(),
                }
            })
            .collect()
    }
}
