//! Normal life of sites, step by step: how customers come, what is made, ordered and held ahead.

/// How final customers of a site come, step by step; past the end the last value holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythm {
    /// What a usual week does to demand: closing days and days of the week, mean 1.
    pub usual: Vec<f64>,
    /// What the season does on top.
    pub season: Vec<f64>,
}

impl Rhythm {
    fn at(values: &[f64], step: usize) -> f64 {
        values[step.min(values.len() - 1)]
    }

    /// Multiplier of a usual week.
    pub(crate) fn usual(&self, step: usize) -> f64 {
        Self::at(&self.usual, step)
    }

    /// Multiplier of the season.
    pub(crate) fn season(&self, step: usize) -> f64 {
        Self::at(&self.season, step)
    }

    /// Running sums of both: what customers want before each step, in baseline steps.
    pub(crate) fn sums(&self, steps: usize) -> Vec<f64> {
        let mut sum = 0.0;
        let mut sums = vec![0.0];
        for step in 0..steps {
            sum += self.usual(step) * self.season(step);
            sums.push(sum);
        }
        sums
    }
}

/// Marks a site whose normal life is its baseline.
pub(crate) const PLAIN: u32 = u32::MAX;
/// Normal life of the sites whose is not their baseline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Normal {
    /// Row of each site, or [`PLAIN`]; empty where nothing is foreseen.
    pub(crate) rows: Vec<u32>,
    /// By step, then by row: a pass over all sites reads on.
    index: Vec<f64>,
    days: Vec<Day>,
    /// Number of rows.
    lives: usize,
    pub(crate) rhythms: Vec<Rhythm>,
    pub(crate) sums: Vec<Vec<f64>>,
    /// Index of each site's rhythm; that of none comes last. Empty where there is none.
    pub(crate) of_site: Vec<u32>,
}

/// Normal life of one site, step by step.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// `S`: what is made, as a multiple of `x w`.
    pub(crate) index: Vec<f64>,
    /// Finished stock beyond `F*` at the start of each step and after the last, built ahead \[units\].
    pub(crate) ahead: Vec<f64>,
    /// What other sites order on a usual day, without seasons \[units\].
    pub(crate) usual_orders: Vec<f64>,
    /// What they order, with seasons \[units\].
    pub(crate) orders: Vec<f64>,
}

impl Life {
    /// `S` in a step; past the end the last one holds.
    pub(crate) fn index(&self, step: usize) -> f64 {
        self.index[step.min(self.index.len() - 1)]
    }
}

/// A step in the life of a site, without `S`.
#[derive(Clone, Copy, Debug)]
struct Day {
    ahead: f64,
    usual_orders: f64,
    orders: f64,
}

/// The life of one site, looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    normal: &'a Normal,
    row: usize,
}

impl Known<'_> {
    /// Where a step stands; past the end the last one holds.
    #[inline(always)]
    fn at(self, step: usize) -> usize {
        let at = step * self.normal.lives + self.row;
        if at < self.normal.index.len() { at } else { self.normal.index.len() - self.normal.lives + self.row }
    }

    /// `S` in a step.
    #[inline(always)]
    pub(crate) fn index(self, step: usize) -> f64 {
        self.normal.index[self.at(step)]
    }

    /// Finished stock beyond `F*` at the start of a step \[units\].
    #[inline(always)]
    pub(crate) fn ahead(self, step: usize) -> f64 {
        self.normal.days[self.at(step)].ahead
    }

    /// Orders of a usual day, and with the season \[units\].
    #[inline(always)]
    pub(crate) fn orders(self, step: usize) -> (f64, f64) {
        let day = &self.normal.days[self.at(step)];
        (day.usual_orders, day.orders)
    }
}

impl Normal {
    /// The life of a site, unless it is its baseline.
    #[inline(always)]
    pub(crate) fn life(&self, site: usize) -> Option<Known<'_>> {
        match self.rows.get(site) {
            None | Some(&PLAIN) => None,
            Some(&row) => Some(Known { normal: self, row: row as usize }),
        }
    }

    /// Keeps the lives of all sites.
    pub(crate) fn keep(&mut self, lives: Vec<Option<Life>>, steps: usize) {
        let mut kept: Vec<Life> = Vec::new();
        self.rows.clear();
        for life in lives {
            self.rows.push(if life.is_some() { kept.len() as u32 } else { PLAIN });
            kept.extend(life);
        }
        self.lives = kept.len();
        if kept.is_empty() {
            return;
        }
        for step in 0..=steps {
            let last = step.min(steps - 1);
            self.index.extend(kept.iter().map(|life| life.index[last]));
            self.days.extend(kept.iter().map(|life| Day {
                ahead: life.ahead[step],
                usual_orders: life.usual_orders[last],
                orders: life.orders[last],
            }));
        }
    }

    /// Most that a site builds ahead \[units\].
    pub(crate) fn most_ahead(&self, site: usize) -> f64 {
        let Some(life) = self.life(site) else { return 0.0 };
        self.days.iter().skip(life.row).step_by(self.lives).map(|day| day.ahead).fold(0.0, f64::max)
    }

    /// Index of the rhythm of a site's customers, if they have one.
    #[inline(always)]
    pub(crate) fn rhythm(&self, site: usize) -> Option<usize> {
        let index = *self.of_site.get(site)? as usize;
        (index < self.rhythms.len()).then_some(index)
    }

    /// Demand of a site's customers from one step until another, in baseline steps.
    pub(crate) fn wanted(&self, site: usize, from: usize, until: usize) -> f64 {
        let Some(rhythm) = self.rhythm(site) else { return until as f64 - from as f64 };
        let sums = &self.sums[rhythm];
        let at = |step: usize| {
            let last = sums.len() - 1;
            let it = &self.rhythms[rhythm];
            sums[step.min(last)] + step.saturating_sub(last) as f64 * it.usual(last) * it.season(last)
        };
        at(until) - at(from)
    }

    /// Whether any site's is not its baseline.
    pub(crate) fn foresees(&self) -> bool {
        self.lives > 0
    }
}
