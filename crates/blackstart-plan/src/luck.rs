//! Chance of a search: a stream of numbers for each (seed, turn), the same on any machine and any thread.

/// A stream of random numbers: SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014).
#[derive(Clone, Debug)]
pub(crate) struct Luck {
    state: u64,
}

/// The finaliser of SplitMix64: every bit of the answer depends on every bit of the question.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Luck {
    /// The stream of this turn.
    pub(crate) fn new(seed: u64, turn: u64) -> Self {
        Self {
            state: mixed(mixed(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ turn.wrapping_mul(0xd134_2543_de82_ef95)),
        }
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// A whole number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        // Lemire's multiplication; the bias of 2^-64 · n is of no concern here.
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}
