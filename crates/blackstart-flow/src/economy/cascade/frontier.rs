//! One cascade at a time, computing only firms that read something that changed: cheap while few are touched.

use super::cells::{Cells, larger};
use super::market::Markets;
use super::side::Side;
use super::{Cascade, Impact, Index, Shock};

/// A cascade under way. A firm none of whose sources changed in a pass would get the value it has, bit for bit.
pub(super) struct Frontier<'c> {
    cascade: &'c Cascade,
    down: Wave,
    up: Wave,
    /// Sales left, where there are markets.
    block_sums: Vec<f64>,
    scales: Vec<f64>,
    base_scales: Vec<f64>,
    /// Places with a loss now or before, and whether a place is one of them.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    sorted: usize,
    passes: u32,
    change: f64,
    loss: f64,
    loss_before: f64,
}

/// One direction.
#[derive(Default)]
struct Wave {
    loss: Vec<f64>,
    /// What sources pass on: their loss before this pass, weighted by their share of the market.
    passed: Vec<f64>,
    /// The shock.
    floor: Vec<f64>,
    /// Places that pass on something else than a pass ago.
    moved: Vec<u32>,
    /// Places to compute in this pass, and whether a place is one of them.
    due: Vec<u32>,
    is_due: Vec<bool>,
    /// Places whose loss changed in this pass, and their loss before.
    changed: Vec<(u32, f64)>,
}

/// What a cascade looks like at a place.
#[derive(Clone, Copy)]
pub(super) struct Footprint {
    pub(super) place: u32,
    pub(super) down: f64,
    pub(super) passed_down: f64,
    pub(super) up: f64,
}

impl Wave {
    fn new(places: usize) -> Self {
        let nothing = vec![0.0; places];
        Self {
            loss: nothing.clone(),
            passed: nothing.clone(),
            floor: nothing,
            is_due: vec![false; places],
            ..Self::default()
        }
    }

    fn find_due(&mut self, side: &Side) {
        for source in &self.moved {
            for reader in side.readers(*source) {
                if !std::mem::replace(&mut self.is_due[*reader as usize], true) {
                    self.due.push(*reader);
                }
            }
        }
    }

    /// Most a loss grew.
    fn compute(&mut self, side: &Side) -> f64 {
        let mut most = 0.0;
        self.changed.clear();
        for place in self.due.drain(..) {
            let at = place as usize;
            self.is_due[at] = false;
            let (loss, before) = (self.floor[at].or_more(side.loss(at, &self.passed)).rounded(), self.loss[at]);
            if loss != before {
                self.changed.push((place, before));
                self.loss[at] = loss;
                most = larger(loss - before, most);
            }
        }
        self.moved.clear();
        most
    }

    fn pass_on(&mut self) {
        for (place, _) in &self.changed {
            self.passed[*place as usize] = self.loss[*place as usize];
            self.moved.push(*place);
        }
    }

    fn clear(&mut self, place: usize) {
        (self.loss[place], self.passed[place], self.floor[place]) = (0.0, 0.0, 0.0);
    }
}

impl<'c> Frontier<'c> {
    /// Nothing has happened.
    pub(super) fn new(cascade: &'c Cascade) -> Self {
        let places = cascade.firm_count();
        let block_sums = cascade.markets.as_ref().map_or(vec![], |markets| markets.whole().to_vec());
        let base_scales = cascade.markets.as_ref().map_or(vec![], |markets| markets.scales(&block_sums));
        Self {
            cascade,
            down: Wave::new(places),
            up: Wave::new(places),
            block_sums,
            scales: base_scales.clone(),
            base_scales,
            touched: vec![],
            is_touched: vec![false; places],
            sorted: 0,
            passes: 0,
            change: 0.0,
            loss: 0.0,
            loss_before: 0.0,
        }
    }

    /// Forgets the last cascade and lets a shock hit.
    pub(super) fn begin(&mut self, shock: &Shock) {
        self.clear();
        let places = &self.cascade.place;
        for hit in &shock.hits {
            let place = places[hit.firm as usize];
            for (wave, loss) in [(&mut self.down, hit.down), (&mut self.up, hit.up)] {
                wave.floor[place as usize] = loss;
                wave.is_due[place as usize] = true;
                wave.due.push(place);
            }
        }
        // A pass over the hit firms alone, from an economy without loss, sets the start.
        self.compute();
        self.loss = self.total();
        (self.passes, self.change, self.loss_before) = (0, 0.0, 0.0);
    }

    fn clear(&mut self) {
        for place in self.touched.drain(..) {
            self.down.clear(place as usize);
            self.up.clear(place as usize);
            self.is_touched[place as usize] = false;
            if let Some(markets) = &self.cascade.markets {
                let block = markets.block_of(place);
                self.block_sums[block] = markets.whole()[block];
                let market = markets.market_of(block);
                self.scales[market] = self.base_scales[market];
            }
        }
        self.sorted = 0;
        for wave in [&mut self.down, &mut self.up] {
            wave.moved.clear();
            wave.due.drain(..).for_each(|place| wave.is_due[place as usize] = false);
        }
    }

    /// Finds whom the next pass has to compute; how many, in both directions.
    pub(super) fn look_ahead(&mut self) -> usize {
        self.down.find_due(&self.cascade.down);
        self.up.find_due(&self.cascade.up);
        self.down.due.len() + self.up.due.len()
    }

    /// One pass over those found; whether the cascade goes on.
    pub(super) fn pass(&mut self) -> bool {
        self.change = self.compute();
        self.passes += 1;
        if matches!(self.cascade.stop, super::Stop::Growth(_)) {
            self.loss_before = std::mem::replace(&mut self.loss, 0.0);
            self.loss = self.total();
        }
        self.cascade.goes_on(self.change, self.loss_before, self.loss, self.passes)
    }

    /// To the stop.
    pub(super) fn finish(&mut self) -> Impact {
        loop {
            self.look_ahead();
            if !self.pass() {
                return self.impact();
            }
        }
    }

    fn compute(&mut self) -> f64 {
        let cascade = self.cascade;
        let most = larger(self.down.compute(&cascade.down), self.up.compute(&cascade.up));
        for wave in [&self.down, &self.up] {
            for (place, _) in &wave.changed {
                if !std::mem::replace(&mut self.is_touched[*place as usize], true) {
                    self.touched.push(*place);
                }
            }
        }
        self.up.pass_on();
        match &cascade.markets {
            Some(markets) => self.pass_on_by_market(markets),
            None => self.down.pass_on(),
        }
        most
    }

    fn pass_on_by_market(&mut self, markets: &Markets) {
        let down = &mut self.down;
        let mut blocks: Vec<usize> = down.changed.iter().map(|(place, _)| markets.block_of(*place)).collect();
        blocks.sort_unstable();
        blocks.dedup();
        for block in &blocks {
            self.block_sums[*block] = markets.block_sum(*block, &down.loss);
        }
        let mut of = blocks.iter().map(|block| markets.market_of(*block)).collect::<Vec<usize>>();
        of.dedup();
        for market in of {
            self.scales[market] = markets.scale(market, &self.block_sums);
        }
        // A new share of the market changes what all who lost something in it pass on.
        for place in &self.touched {
            let at = *place as usize;
            let scale = self.scales[markets.market_of(markets.block_of(*place))];
            let passed = markets.passed(at, down.loss[at], scale);
            if passed != down.passed[at] {
                down.passed[at] = passed;
                down.moved.push(*place);
            }
        }
    }

    /// Loss by the first weight; places in order, as a full pass sums them.
    fn total(&mut self) -> f64 {
        if self.sorted < self.touched.len() {
            self.touched.sort_unstable();
            self.sorted = self.touched.len();
        }
        let weights = &self.cascade.weights[0];
        let (down, up) = (&self.down.loss, &self.up.loss);
        self.touched
            .iter()
            .map(|place| *place as usize)
            .fold(0.0, |sum, at| sum + weights[at] * larger(down[at], up[at]))
    }

    /// What the cascade did. Spoils the losses of nobody.
    pub(super) fn impact(&mut self) -> Impact {
        self.loss = self.total();
        self.swap_last_pass();
        self.loss_before = self.total();
        self.swap_last_pass();
        let index = self.cascade.weights.iter().map(|weights| {
            let mut index = Index::default();
            for place in &self.touched {
                let at = *place as usize;
                index.add(weights[at], self.down.loss[at], self.up.loss[at]);
            }
            index
        });
        Impact {
            index: index.collect(),
            loss_before_last: self.loss_before,
            loss_last: self.loss,
            passes: self.passes,
            change: self.change,
        }
    }

    /// Exchanges the losses of now and a pass ago.
    fn swap_last_pass(&mut self) {
        for wave in [&mut self.down, &mut self.up] {
            for (place, other) in &mut wave.changed {
                std::mem::swap(&mut wave.loss[*place as usize], other);
            }
        }
    }

    pub(super) fn loss_down(&self) -> &[f64] {
        &self.down.loss
    }

    pub(super) fn loss_up(&self) -> &[f64] {
        &self.up.loss
    }

    /// The cascade as it stands: passes done, loss so far, and every place touched.
    pub(super) fn snapshot(&mut self) -> (u32, f64, Vec<Footprint>) {
        let loss = self.total();
        let (down, up) = (&self.down, &self.up);
        let footprints = self.touched.iter().map(|place| {
            let at = *place as usize;
            Footprint { place: *place, down: down.loss[at], passed_down: down.passed[at], up: up.loss[at] }
        });
        (self.passes, loss, footprints.collect())
    }
}
