//! The chance that a change pays: that over some years it saves more than it costs in them.

use super::play::{Base, Ends};
use super::question::Case;
use blackstart_model::id::key;
use blackstart_sim::draw::Draw;
use blackstart_sim::draw::purpose::NEXT_DAY;

/// Spans of years that are looked at: a chance of one half is then known to 1.6 % (95 %).
const SPANS: u32 = 4_096;

/// Most bad days of all spans together; of days that come very often fewer spans tell the same.
const MOST_DAYS: f64 = 2e6;

/// Spans of years, with the bad days of each: which case, and which of its histories as a share of all.
pub(super) struct Spans(Vec<Vec<(usize, f64)>>);

impl Spans {
    /// So many years, in which each case comes as a Poisson process of its weight.
    pub(super) fn new(cases: &[Case<'_>], years: f64, seed: u64) -> Self {
        let days: f64 = cases.iter().map(|case| case.weight * years).sum();
        let spans = f64::from(SPANS).min(MOST_DAYS / days.max(1e-9)).max(1.0) as u64;
        let span = |replicate| {
            let draw = Draw { seed, replicate };
            cases.iter().enumerate().flat_map(move |(at, case)| coming(draw, at, case, years)).collect()
        };
        Self((0..spans).map(span).collect())
    }

    /// Share of them in which a change saves more than this.
    pub(super) fn pays(&self, base: &Base<'_, '_>, ends: &Ends, cost: f64) -> f64 {
        let cases = base.cases();
        let saved: Vec<f64> = base.rows().zip(&ends.ends).map(|((_, was), is)| was.loss - is.loss).collect();
        let histories = saved.len() / cases;
        let of = |(case, share): &(usize, f64)| {
            saved[((share * histories as f64) as usize).min(histories - 1) * cases + case]
        };
        let pays = |span: &&Vec<(usize, f64)>| span.iter().map(of).sum::<f64>() > cost;
        self.0.iter().filter(pays).count() as f64 / self.0.len() as f64
    }
}

/// When a case comes in a span, and as which history.
fn coming(draw: Draw, at: usize, case: &Case<'_>, years: f64) -> impl Iterator<Item = (usize, f64)> {
    let (rate, key) = (case.weight, key("scenario", &case.scenario.name));
    let mut now = 0.0;
    let gap = move |event: u32| {
        // Gaps of a Poisson process are exponential.
        now -= libm::log1p(-draw.uniform(NEXT_DAY.of(key).later(2 * event))) / rate;
        (now < years).then(|| (at, draw.uniform(NEXT_DAY.of(key).later(2 * event + 1))))
    };
    (0..).map_while(gap)
}
