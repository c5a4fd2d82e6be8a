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
    pub(crate) lives: Vec<Life>,
    pub(crate) rhythms: Vec<Rhythm>,
    pub(crate) sums: Vec<Vec<f64>>,
    /// Index of each site's rhythm; that of none comes last. Empty where there is none.
    pub(crate) of_site: Vec<u32>,
}

/// Normal life of one site.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// `S`: what is made, as a multiple of `x w`.
    pub(crate) index: Vec<f64>,
    /// Finished stock beyond `F*` at the start of each step, built ahead \[units\].
    pub(crate) ahead: Vec<f64>,
    /// What other sites order on a usual day, without seasons \[units\].
    pub(crate) usual_orders: Vec<f64>,
    /// What they order, with seasons \[units\].
    pub(crate) orders: Vec<f64>,
}

impl Life {
    /// `S` in a step.
    pub(crate) fn index(&self, step: usize) -> f64 {
        self.index[step.min(self.index.len() - 1)]
    }

    /// Finished stock beyond `F*` at the start of a step \[units\].
    pub(crate) fn ahead(&self, step: usize) -> f64 {
        self.ahead[step.min(self.ahead.len() - 1)]
    }

    /// Orders of a usual day, and with the season \[units\].
    pub(crate) fn orders(&self, step: usize) -> (f64, f64) {
        let at = step.min(self.orders.len() - 1);
        (self.usual_orders[at], self.orders[at])
    }
}

impl Normal {
    /// The life of a site, unless it is its baseline.
    #[inline(always)]
    pub(crate) fn life(&self, site: usize) -> Option<&Life> {
        match self.rows.get(site) {
            None | Some(&PLAIN) => None,
            Some(&row) => Some(&self.lives[row as usize]),
        }
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
        !self.lives.is_empty()
    }
}
