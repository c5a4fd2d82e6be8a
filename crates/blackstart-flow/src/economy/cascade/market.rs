//! Market shares: what a firm's failure costs its customers depends on who is left in its market.

use super::cells::{Cells, LANES, Row};

/// Firms whose sales are summed together before the market is: sums are redone where something changed and only there,
/// in one order that does not depend on what changed.
const BLOCK: usize = 32;

/// A market sum at or below this counts as 1, as in the published program.
const NOTHING_LEFT: f64 = 1e-10;

/// Markets of a network whose places are sorted by market.
#[derive(Clone, Debug, Default)]
pub(super) struct Markets {
    /// Sales of each place.
    sales: Vec<f64>,
    /// Block of each place.
    block: Vec<u32>,
    /// First place of each block, and one more.
    first_place: Vec<u32>,
    /// Market of each block.
    market: Vec<u32>,
    /// First block of each market, and one more.
    first_block: Vec<u32>,
    /// Sales of each block when nobody has lost anything.
    whole: Vec<f64>,
}

impl Markets {
    /// From the market (ascending) and sales of each place.
    pub(super) fn new(market_of: &[u32], sales: Vec<f64>) -> Self {
        let mut markets = Self { sales, ..Self::default() };
        let mut last = None;
        for (place, market) in market_of.iter().enumerate() {
            let filled = markets.first_place.last().is_some_and(|first| place - *first as usize == BLOCK);
            if last != Some(*market) {
                markets.first_block.push(markets.market.len() as u32);
            }
            if last != Some(*market) || filled {
                markets.market.push(markets.first_block.len() as u32 - 1);
                markets.first_place.push(place as u32);
            }
            markets.block.push(markets.market.len() as u32 - 1);
            last = Some(*market);
        }
        markets.first_block.push(markets.market.len() as u32);
        markets.first_place.push(market_of.len() as u32);
        let nothing = vec![0.0; market_of.len()];
        markets.whole = (0..markets.market.len()).map(|block| markets.block_sum(block, &nothing)).collect();
        markets
    }

    pub(super) fn block_of(&self, place: u32) -> usize {
        self.block[place as usize] as usize
    }

    pub(super) fn market_of(&self, block: usize) -> usize {
        self.market[block] as usize
    }

    /// Sales left of each block when nobody has lost anything.
    pub(super) fn whole(&self) -> &[f64] {
        &self.whole
    }

    /// Sales left in a block.
    pub(super) fn block_sum(&self, block: usize, loss: &[f64]) -> f64 {
        let places = self.first_place[block] as usize..self.first_place[block + 1] as usize;
        places.fold(0.0, |sum, place| sum + self.sales[place] * (1.0 - loss[place]))
    }

    /// What sales in a market are multiplied with to give the share of what is left.
    pub(super) fn scale(&self, market: usize, block_sums: &[f64]) -> f64 {
        let blocks = self.first_block[market] as usize..self.first_block[market + 1] as usize;
        scale(blocks.fold(0.0, |sum, block| sum + block_sums[block]))
    }

    pub(super) fn scales(&self, block_sums: &[f64]) -> Vec<f64> {
        (0..self.first_block.len() - 1).map(|market| self.scale(market, block_sums)).collect()
    }

    /// What a loss passes on: weighted by the share of what is left that the firm was, at most 1.
    #[inline(always)]
    pub(super) fn passed(&self, place: usize, loss: f64, scale: f64) -> f64 {
        share(self.sales[place], scale) * loss
    }

    /// [`Markets::passed`] for every place, in every lane, in the same order of sums.
    pub(super) fn pass(&self, loss: &[Row], passed: &mut [Row]) {
        for market in 0..self.first_block.len() - 1 {
            let blocks = self.first_block[market] as usize..self.first_block[market + 1] as usize;
            let mut left = Row::ZERO;
            for block in blocks.clone() {
                let mut sum = Row::ZERO;
                for place in self.first_place[block] as usize..self.first_place[block + 1] as usize {
                    let sales = self.sales[place];
                    sum = sum.with(loss[place], |sum, loss| sum + sales * (1.0 - loss));
                }
                left = left.with(sum, |left, sum| left + sum);
            }
            let scale = Row(std::array::from_fn::<f64, LANES, _>(|lane| scale(left.0[lane])));
            let places = self.first_place[blocks.start] as usize..self.first_place[blocks.end] as usize;
            for place in places {
                let sales = self.sales[place];
                passed[place] = scale.with(loss[place], |scale, loss| share(sales, scale) * loss);
            }
        }
    }
}

fn scale(left: f64) -> f64 {
    if left <= NOTHING_LEFT { 1.0 } else { 1.0 / left }
}

#[inline(always)]
fn share(sales: f64, scale: f64) -> f64 {
    let share = sales * scale;
    if share < 1.0 { share } else { 1.0 }
}
