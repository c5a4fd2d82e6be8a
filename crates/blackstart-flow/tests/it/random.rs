//! Random networks that are viable at rest: every site earns its keep, every weight and lead is drawn.

use blackstart_flow::{
    Aftermath, Calendar, CatchUp, Foresight, Lane, Link, Network, OrderRule, Rhythm, Site, Substitute,
};

/// splitmix64: enough chance for test cases.
pub(crate) struct Luck(u64);

impl Luck {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// In 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }
}

/// A network and what drives it.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) sites: Vec<Site>,
    pub(crate) links: Vec<Link>,
    pub(crate) calendars: Vec<Calendar>,
    /// Sorted; their shares are the lane's.
    pub(crate) substitutes: Vec<Substitute>,
    pub(crate) lane: Lane,
    pub(crate) rule: OrderRule,
    pub(crate) rhythms: Vec<Rhythm>,
    /// Rhythm of each site's final customers.
    pub(crate) rhythm_of: Vec<Option<u32>>,
    /// None: nothing is foreseen.
    pub(crate) foresight: Option<Foresight>,
    pub(crate) shocks: Vec<Shock>,
    pub(crate) steps: usize,
    /// Whether goods may go round in circles.
    pub(crate) loops: bool,
}

/// A share of a channel, or a demand multiplier (channel 5), from a step on until another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shock {
    pub(crate) site: usize,
    pub(crate) channel: usize,
    pub(crate) from: usize,
    pub(crate) until: usize,
    pub(crate) level: f64,
}

impl Case {
    /// Everything switched on, at random; calendars only if `calendars`.
    pub(crate) fn new(seed: u64, calendars: bool) -> Self {
        let mut luck = Luck::new(seed);
        let n = 2 + luck.below(14);
        let products = 1 + luck.below(4);
        let product: Vec<u32> = (0..n).map(|_| luck.below(products) as u32).collect();
        let steps = 20 + luck.below(60);
        let calendars: Vec<Calendar> = if calendars {
            (0..2)
                .map(|k| Calendar {
                    weights: (0..steps + 60)
                        .map(|t| if t % 7 < 5 { 1.4 } else { 0.0 })
                        .map(|w| if k == 0 { w } else { 0.5 + w / 2.0 })
                        .collect(),
                })
                .collect()
        } else {
            Vec::new()
        };
        // Loops of supply amplify orders, and rounding with them, unless final demand anchors every site in them.
        let loops = luck.chance(0.3);
        let mut links = Vec::new();
        for buyer in 0..n {
            for supplier in 0..n {
                if supplier != buyer && (loops || supplier > buyer) && luck.chance(2.5 / n as f64) {
                    links.push(Link {
                        supplier: supplier as u32,
                        buyer: buyer as u32,
                        input: product[supplier],
                        amount: luck.between(0.1, 20.0),
                        lead_steps: 1 + luck.below(6) as u32,
                        terms_steps: 1 + luck.below(20) as u32,
                        price: luck.between(0.5, 3.0),
                        cover_steps: luck.between(2.0, 12.0),
                        critical: if luck.chance(0.6) { 1.0 } else { luck.unit() },
                    });
                }
            }
        }
        let mut sites = Vec::new();
        let mut lane = Lane::neutral(n);
        for i in 0..n {
            let sales: f64 = links.iter().filter(|e| e.supplier as usize == i).map(|e| e.amount).sum();
            let takings: f64 = links.iter().filter(|e| e.supplier as usize == i).map(|e| e.amount * e.price).sum();
            let purchases: f64 = links.iter().filter(|e| e.buyer as usize == i).map(|e| e.amount * e.price).sum();
            let final_demand = if loops {
                0.5 + luck.between(0.5, 1.0) * sales
            } else if sales == 0.0 || luck.chance(0.5) {
                luck.between(0.5, 20.0)
            } else {
                0.0
            };
            let output = sales + final_demand;
            // Final customers pay enough that the site earns money at rest, whatever it pays its suppliers.
            let price = if final_demand > 0.0 { ((purchases * 1.3 - takings) / final_demand).max(1.0) } else { 1.0 };
            let margin = takings + final_demand * price - purchases;
            lane.variable_cost[i] = if margin > 0.0 { luck.between(0.0, 0.3) * margin / output } else { 0.0 };
            lane.fixed_cost[i] = if margin > 0.0 { luck.between(0.1, 0.5) * margin } else { 0.0 };
            lane.cover_scale[i] = luck.between(0.8, 1.3);
            lane.overtime[i] = if luck.chance(0.5) { luck.between(1.0, 1.4) } else { 1.0 };
            lane.patience[i] = luck.unit();
            lane.give_up[i] = luck.between(0.0, 0.2);
            if margin > 0.0 && luck.chance(0.6) {
                lane.cash[i] = luck.between(2.0, 60.0) * (purchases + lane.fixed_cost[i]);
                lane.credit[i] = luck.between(0.0, 10.0) * lane.fixed_cost[i];
            }
            sites.push(Site {
                final_demand,
                capacity: if luck.chance(0.3) { Some(output * luck.between(1.0, 1.5)) } else { None },
                calendar: if calendars.is_empty() || luck.chance(0.5) {
                    None
                } else {
                    Some(luck.below(calendars.len()) as u32)
                },
                reorder_steps: luck.between(3.0, 12.0),
                plan_rate: if luck.chance(0.5) { 1.0 } else { luck.between(0.1, 1.0) },
                finished_stock: if luck.chance(0.5) { output * luck.between(0.5, 5.0) } else { 0.0 },
                yard: if luck.chance(0.3) { output * luck.between(0.0, 3.0) } else { 0.0 },
                refill_steps: luck.between(2.0, 8.0),
                overtime_steps: luck.between(1.0, 10.0),
                surge: if luck.chance(0.5) { f64::INFINITY } else { luck.between(1.5, 3.0) },
                price,
                insolvent_steps: if luck.chance(0.3) { 5.0 + luck.below(20) as f64 } else { f64::INFINITY },
                catch_up: luck
                    .chance(0.3)
                    .then(|| CatchUp { after_steps: luck.below(6) as f64, most: luck.between(1.0, 1.4) }),
                aftermath: luck
                    .chance(0.3)
                    .then(|| Aftermath { leave_steps: luck.between(5.0, 60.0), return_steps: luck.between(5.0, 60.0) }),
            });
            lane.choice[i] = if luck.chance(0.3) { luck.between(0.0, 1.2) } else { 0.0 };
            lane.replaced_steps[i] = if luck.chance(0.5) { luck.below(20) as f64 } else { f64::INFINITY };
            lane.catch_up[i] = luck.unit();
            lane.away_most[i] = luck.unit();
            lane.away_never[i] = luck.unit();
        }
        let shocks = (0..1 + luck.below(5))
            .map(|_| {
                let from = luck.below(steps / 2);
                Shock {
                    site: luck.below(n),
                    channel: luck.below(6),
                    from,
                    until: from + 1 + luck.below(steps / 2),
                    level: if luck.chance(0.5) { 0.0 } else { luck.unit() },
                }
            })
            .collect();
        // Circles of substitutes too.
        let sells: Vec<usize> = (0..n).filter(|&i| sites[i].final_demand > 0.0).collect();
        // Which of two inputs that are equally low customers choose from, rounding decides; it matters where more come than usual.
        let sure = |i: usize| lane.choice[i] == 0.0 || links.iter().filter(|e| e.buyer as usize == i).count() < 2;
        let takes: Vec<usize> = sells.iter().copied().filter(|&i| sure(i)).collect();
        let mut substitutes = Vec::new();
        for &from in &sells {
            let mut left = 1.0;
            for &to in &takes {
                if from != to && luck.chance(1.0 / takes.len() as f64) {
                    let share = left * luck.unit();
                    left -= share;
                    substitutes.push(Substitute { from: from as u32, to: to as u32 });
                    lane.goes_over.push(share);
                }
            }
        }
        Self {
            sites,
            links,
            calendars,
            substitutes,
            lane,
            rule: OrderRule::Plan,
            rhythms: Vec::new(),
            rhythm_of: vec![None; n],
            foresight: None,
            shocks,
            steps,
            loops,
        }
    }

    /// The same, with customers that come in rhythms, and sites that foresee them; drawn beside the rest.
    pub(crate) fn foreseeing(seed: u64, calendars: bool) -> Self {
        let mut case = Self::new(seed, calendars);
        let mut luck = Luck::new(!seed);
        let (n, steps) = (case.sites.len(), case.steps);
        let horizon = steps + if luck.chance(0.5) { luck.below(20) } else { 0 };
        if calendars {
            // Six days a week and a holiday, that may last to the end.
            let (from, length) = (luck.below(steps), 1 + luck.below(12));
            let open = |t: usize| t % 7 != 6 && !(from..from + length).contains(&t);
            let weights = (0..steps + 60).map(|t| if open(t) { 7.0 / 6.0 } else { 0.0 }).collect();
            case.calendars.push(Calendar { weights });
        }
        for i in 0..n {
            if calendars && luck.chance(0.3) {
                case.sites[i].calendar = Some(2);
            }
            // Which of two inputs that are equally low customers choose from, rounding decides, and with a season it matters.
            if case.links.iter().filter(|e| e.buyer as usize == i).count() > 1 {
                case.lane.choice[i] = 0.0;
            }
            if luck.chance(0.15) {
                case.sites[i].capacity = Some(f64::INFINITY);
            }
            if case.sites[i].final_demand > 0.0 && luck.chance(0.7) {
                let rhythm = Rhythm { usual: case.usual(&mut luck, i, horizon), season: season(&mut luck, horizon) };
                case.rhythm_of[i] = Some(case.rhythms.len() as u32);
                case.rhythms.push(rhythm);
            }
        }
        case.foresight = Some(Foresight {
            steps: horizon,
            build_steps: luck.between(0.5, 30.0),
            most_steps: if luck.chance(0.7) { 100.0 } else { luck.between(0.0, 5.0) },
        });
        case
    }

    /// How a usual week of a site's customers goes: all days alike, some days more than others, or as the site is open.
    fn usual(&self, luck: &mut Luck, site: usize, steps: usize) -> Vec<f64> {
        let closes = luck.chance(0.4);
        let mut days: Vec<f64> =
            (0..7).map(|day| if closes && day == 3 { 0.0 } else { luck.between(0.3, 1.0) }).collect();
        let mean = days.iter().sum::<f64>() / 7.0;
        days.iter_mut().for_each(|day| *day /= mean);
        let varies = luck.chance(0.6);
        let keeps_hours = luck.chance(0.8);
        (0..steps)
            .map(|t| {
                let open = if keeps_hours { self.weight(site, t) } else { 1.0 };
                open * if varies { days[t % 7] } else { 1.0 }
            })
            .collect()
    }

    pub(crate) fn weight(&self, site: usize, step: usize) -> f64 {
        self.sites[site].calendar.map_or(1.0, |k| self.calendars[k as usize].weight(step))
    }

    /// What a usual week and the season do to a site's customers in a step.
    pub(crate) fn rhythm(&self, site: usize, step: usize) -> (f64, f64) {
        let at = |values: &[f64]| values[step.min(values.len() - 1)];
        self.rhythm_of[site].map_or((1.0, 1.0), |it| {
            let it = &self.rhythms[it as usize];
            (at(&it.usual), at(&it.season))
        })
    }

    pub(crate) fn network(&self) -> Network {
        let network = Network::new(self.sites.clone(), self.links.clone(), self.calendars.clone(), self.rule)
            .and_then(|network| network.with_substitutes(self.substitutes.clone()))
            .expect("the generator makes sound networks");
        match self.foresight {
            Some(foresight) => network.foreseeing(self.rhythms.clone(), &self.rhythm_of, foresight),
            None => network,
        }
    }

    /// Level of a channel of a site in a step: overlapping shocks take the lowest; demand multiplies.
    pub(crate) fn level(&self, site: usize, channel: usize, step: usize) -> f64 {
        let live =
            self.shocks.iter().filter(|s| s.site == site && s.channel == channel && (s.from..s.until).contains(&step));
        if channel == 5 { live.map(|s| 2.0 * s.level).product() } else { live.map(|s| s.level).fold(1.0, f64::min) }
    }

    /// The same case, that foresees nothing, with steps `parts` times shorter.
    pub(crate) fn finer(&self, parts: u32) -> Self {
        assert!(self.foresight.is_none(), "rhythms have their steps");
        let times = f64::from(parts);
        let mut fine = self.clone();
        for site in &mut fine.sites {
            site.final_demand /= times;
            site.capacity = site.capacity.map(|it| it / times);
            site.reorder_steps *= times;
            // The same smoothing time: 1/λ steps.
            site.plan_rate = (site.plan_rate / times).min(1.0);
            site.refill_steps *= times;
            site.overtime_steps *= times;
            site.insolvent_steps *= times;
            if let Some(catch_up) = &mut site.catch_up {
                catch_up.after_steps *= times;
            }
            if let Some(aftermath) = &mut site.aftermath {
                aftermath.leave_steps *= times;
                aftermath.return_steps *= times;
            }
        }
        for link in &mut fine.links {
            link.amount /= times;
            link.lead_steps *= parts;
            link.terms_steps *= parts;
            link.cover_steps *= times;
        }
        for i in 0..fine.sites.len() {
            fine.lane.give_up[i] = 1.0 - (1.0 - self.lane.give_up[i]).powf(1.0 / times);
            fine.lane.fixed_cost[i] /= times;
            fine.lane.replaced_steps[i] *= times;
        }
        for shock in &mut fine.shocks {
            shock.from *= parts as usize;
            shock.until *= parts as usize;
        }
        fine.steps *= parts as usize;
        fine
    }
}

/// None, a level from a step on, a few weeks up or down, a wave; it may go beyond what sites can make.
fn season(luck: &mut Luck, steps: usize) -> Vec<f64> {
    let (from, length) = (luck.below(steps), 1 + luck.below(40));
    let times = if luck.chance(0.6) { luck.between(1.1, 3.0) } else { luck.between(0.1, 0.9) };
    match luck.below(5) {
        0 => vec![1.0],
        1 => (0..steps).map(|t| if t < from { 1.0 } else { times }).collect(),
        2 => (0..steps).map(|t| 1.0 + 0.6 * (t as f64 / 9.0).sin()).collect(),
        _ => (0..steps).map(|t| if (from..from + length).contains(&t) { times } else { 1.0 }).collect(),
    }
}
