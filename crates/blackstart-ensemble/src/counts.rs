//! Counts over every site, thousands of them: whole numbers only, so that any split of the replicates adds up to the same bytes.

use crate::cells::tables;
use crate::layout::index;
use crate::words::MEASURES;
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

tables! {
    /// Counts over every site: one row per site, measure and bin that any replicate fell into.
    SiteCountRows of SiteCountRow "site_counts" {
        /// Site.
        site: u32 = Site,
        /// What is counted.
        measure: u8 = Measure,
        /// Bin, from 0.
        bin: u16 = Number,
        /// The bin's lower edge; minus infinity: none. Both edges are 0 for plain counts.
        from: f64 = Number,
        /// The bin's upper edge, exclusive; infinite: none.
        until: f64 = Number,
        /// Replicates in the bin.
        replicates: u32 = Number,
    }
}

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
        Self { replicates: 0, sites, counts: vec![0; sites * WIDTH] }
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

    /// All counts that are not zero, as rows.
    pub fn rows(&self) -> SiteCountRows {
        let mut rows = SiteCountRows::default();
        for site in 0..self.sites {
            for (at, &count) in self.row(site).iter().enumerate().filter(|&(_, &count)| count > 0) {
                let (measure, bin) = place(at);
                let (from, until) = edges(measure, bin);
                rows.push(SiteCountRow { site: index(site), measure, bin, from, until, replicates: count });
            }
        }
        rows
    }

    /// Counts made of rows; `None` if a row is about no site, measure or bin.
    pub fn from_rows(replicates: u32, sites: usize, rows: &SiteCountRows) -> Option<Self> {
        let mut counts = Self { replicates, ..Self::none(sites) };
        for (row, &count) in rows.replicates.iter().enumerate() {
            let site = rows.site[row] as usize;
            if site >= sites {
                return None;
            }
            let at = at(rows.measure[row], rows.bin[row])?;
            counts.counts[site * WIDTH + at] = count;
        }
        Some(counts)
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

    /// Replicates by bin of the worst week's production as a share of normal.
    pub fn worst_week(&self, site: usize) -> &[u32] {
        &self.row(site)[2 + CASH_BINS..2 + CASH_BINS + SHARE_BINS]
    }

    /// Replicates by bin of production as a share of normal in a week, from 0.
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

/// Measure and bin of a position in a site's counts.
fn place(at: usize) -> (u8, u16) {
    let (measure, bin) = match at {
        0 | 1 => (at, 0),
        _ if at < 2 + CASH_BINS => (2, at - 2),
        _ => (3 + (at - 2 - CASH_BINS) / SHARE_BINS, (at - 2 - CASH_BINS) % SHARE_BINS),
    };
    (u8::try_from(measure).expect("few measures"), u16::try_from(bin).expect("few bins"))
}

/// Position of a measure and bin in a site's counts; `None` if there is no such.
fn at(measure: u8, bin: u16) -> Option<usize> {
    let (measure, bin) = (usize::from(measure), usize::from(bin));
    match measure {
        0 | 1 => (bin == 0).then_some(measure),
        2 => (bin < CASH_BINS).then_some(2 + bin),
        _ => (measure < MEASURES.len() && bin < SHARE_BINS).then(|| 2 + CASH_BINS + (measure - 3) * SHARE_BINS + bin),
    }
}

/// Lower and upper edge of a bin.
fn edges(measure: u8, bin: u16) -> (f64, f64) {
    let bin = usize::from(bin);
    match measure {
        0 | 1 => (0.0, 0.0),
        2 => (
            if bin == 0 { f64::NEG_INFINITY } else { CASH_EDGES[bin - 1] },
            CASH_EDGES.get(bin).copied().unwrap_or(f64::INFINITY),
        ),
        _ => (bin as f64 / 20.0, if bin + 1 == SHARE_BINS { f64::INFINITY } else { (bin + 1) as f64 / 20.0 }),
    }
}

/// Bin of cash in days.
fn cash_bin(days: f64) -> usize {
    CASH_EDGES.partition_point(|&edge| edge <= days)
}

/// Bin of a share: bin n holds 5 n % up to 5 (n + 1) %; edges belong above, with room for the last bits of a sum.
fn share_bin(share: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=20")]
    let bin = (share * 20.0 + 1e-6).floor().clamp(0.0, 20.0) as usize;
    bin
}
