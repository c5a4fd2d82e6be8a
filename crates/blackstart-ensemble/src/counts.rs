//! Counts over every site, thousands of them: whole numbers only, so that any split of the replicates adds up to the same bytes.

use blackstart_sim::handover::{SiteFate, WEEKS};

/// Upper edges (exclusive) of the bins of cash in days of fixed cost; the last bin is everything above, or not followed.
pub const CASH_EDGES: [f64; 69] = {
    let mut edges = [0.0; 69];
    let mut i = 0;
    // Below nothing, then day by day to 60, then coarser to a year and two.
    while i <= 60 {
        edges[i] = i as f64;
        i += 1;
    }
    let coarse = [75.0, 90.0, 120.0, 150.0, 180.0, 270.0, 365.0, 730.0];
    while i < 69 {
        edges[i] = coarse[i - 61];
        i += 1;
    }
    edges
};

/// Bins of cash.
pub const CASH_BINS: usize = CASH_EDGES.len() + 1;

/// Bins of a share: 20 of 5 % each, and one for 1 and above.
pub const SHARE_BINS: usize = 21;

/// What is counted, in the order of its bins.
pub const MEASURES: [&str; 5] = ["stopped", "insolvent", "cash-days", "worst-week", "week"];

/// Counts per site: everything is a number of replicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteCounts {
    /// Replicates counted.
    pub replicates: u32,
    sites: usize,
    /// Per site, `WIDTH` counts.
    counts: Vec<u32>,
}

/// Numbers kept per site: stopped, insolvent, cash bins, worst-week bins, and share bins of each week.
pub const WIDTH: usize = 2 + CASH_BINS + SHARE_BINS * (1 + WEEKS);

impl SiteCounts {
    /// Nothing counted yet.
    pub fn none(sites: usize) -> Self {
        Self {
            replicates: 0,
            sites,
            counts: vec![0; sites * WIDTH],
        }
    }

    /// Counts one replicate: the fates of all sites, in order.
    ///
    /// # Panics
    /// If the number of fates is not the number of sites.
    pub fn count(&mut self, fates: &[SiteFate]) {
        assert_eq!(fates.len(), self.sites, "one fate per site");
        self.replicates += 1;
        for (row, fate) in self.counts.chunks_exact_mut(WIDTH).zip(fates) {
            row[0] += u32::from(fate.stopped_hours.is_finite());
            row[1] += u32::from(fate.insolvent_hours.is_finite());
            row[2 + cash_bin(fate.least_cash_days)] += 1;
            row[2 + CASH_BINS + share_bin(fate.worst_week)] += 1;
            for (week, &share) in fate.weeks.iter().enumerate() {
                row[2 + CASH_BINS + SHARE_BINS * (1 + week) + share_bin(f64::from(share))] += 1;
            }
        }
    }

    /// Adds other counts of the same sites.
    ///
    /// # Panics
    /// If they are of another number of sites.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.sites, other.sites, "counts of the same sites");
        self.replicates += other.replicates;
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Number of sites.
    pub fn sites(&self) -> usize {
        self.sites
    }

    /// All counts of a site, in the order of [`MEASURES`].
    pub fn row(&self, site: usize) -> &[u32] {
        &self.counts[site * WIDTH..(site + 1) * WIDTH]
    }

    /// All counts of a site, to be filled by a reader.
    pub fn row_mut(&mut self, site: usize) -> &mut [u32] {
        &mut self.counts[site * WIDTH..(site + 1) * WIDTH]
    }

    /// Replicates in which the site stopped.
    pub fn stopped(&self, site: usize) -> u32 {
        self.row(site)[0]
    }

    /// Replicates in which it became insolvent.
    pub fn insolvent(&self, site: usize) -> u32 {
        self.row(site)[1]
    }

    /// Replicates by bin of least cash in days (see [`CASH_EDGES`]).
    pub fn cash(&self, site: usize) -> &[u32] {
        &self.row(site)[2..2 + CASH_BINS]
    }

    /// Replicates by bin of the worst week's production as share of normal.
    pub fn worst_week(&self, site: usize) -> &[u32] {
        &self.row(site)[2 + CASH_BINS..2 + CASH_BINS + SHARE_BINS]
    }

    /// Replicates by bin of production as share of normal in a week, from 0.
    pub fn week(&self, site: usize, week: usize) -> &[u32] {
        let first = 2 + CASH_BINS + SHARE_BINS * (1 + week);
        &self.row(site)[first..first + SHARE_BINS]
    }

    /// Replicates in which the site's cash fell below that many days; exact at the edges of [`CASH_EDGES`].
    pub fn cash_below(&self, site: usize, days: f64) -> u32 {
        let bins = CASH_EDGES.partition_point(|&edge| edge <= days);
        self.cash(site)[..bins].iter().sum()
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.counts.len() * 4
    }
}

/// Bin of cash in days.
fn cash_bin(days: f64) -> usize {
    CASH_EDGES.partition_point(|&edge| edge <= days)
}

/// Bin of a share: bin n holds 5 n % up to 5 (n + 1) %; edges belong above, with room for the last bits of a sum.
fn share_bin(share: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=20"
    )]
    let bin = (share * 20.0 + 1e-6).floor().clamp(0.0, 20.0) as usize;
    bin
}
