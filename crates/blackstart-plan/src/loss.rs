//! What a schedule costs: money that rises with the moment at which tasks are over.

/// Loss as a function of a moment: straight lines between points, constant before the first, a slope after the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    points: Vec<(f64, f64)>,
    slope: f64,
}

impl Curve {
    /// Through points (moment \[h\], loss \[money\]), moments ascending, then with a slope \[money/h\].
    ///
    /// # Panics
    /// If there is no point, moments do not ascend, or the loss ever falls: the searches rest on a loss that does not.
    pub fn new(points: Vec<(f64, f64)>, slope: f64) -> Self {
        assert!(!points.is_empty() && slope >= 0.0, "a curve has a point and does not fall");
        assert!(
            points.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1),
            "moments ascend and the loss does not fall"
        );
        Self { points, slope }
    }

    /// A rate \[money/h\] that begins after a waiting time \[h\].
    pub fn rate(rate: f64, waiting: f64) -> Self {
        Self::new(vec![(waiting, 0.0)], rate)
    }

    /// Loss if over at this moment \[money\]; never over is infinite unless nothing is lost at the end.
    pub fn at(&self, moment: f64) -> f64 {
        let points = &self.points;
        let next = points.partition_point(|point| point.0 <= moment);
        if next == 0 {
            return points[0].1;
        }
        let (from, loss) = points[next - 1];
        match points.get(next) {
            Some(&(to, then)) => loss + (then - loss) * ((moment - from) / (to - from)),
            None if self.slope == 0.0 => loss,
            None => loss + self.slope * (moment - from),
        }
    }

    /// Last moment at which no more is lost than at this one \[h\].
    pub fn stays_until(&self, moment: f64) -> f64 {
        let loss = self.at(moment);
        let points = &self.points;
        let next = points.partition_point(|point| point.0 <= moment);
        let after = points[next..].iter().take_while(|point| point.1 <= loss).map(|point| point.0).last();
        if self.slope == 0.0 && self.at(f64::MAX) <= loss { f64::INFINITY } else { after.unwrap_or(moment) }
    }

    /// Mean slope from moment 0 to this one \[money/h\].
    pub fn mean_slope(&self, until: f64) -> f64 {
        if until > 0.0 { (self.at(until) - self.at(0.0)) / until } else { self.slope }
    }

    /// The curve times a number ≥ 0.
    #[must_use]
    pub fn times(mut self, factor: f64) -> Self {
        assert!(factor >= 0.0, "a curve does not fall");
        for point in &mut self.points {
            point.1 *= factor;
        }
        self.slope *= factor;
        self
    }
}

/// A task whose end is worth money: the last of a service, say, or a milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The task.
    pub task: usize,
    /// Loss by the moment it is over.
    pub curve: Curve,
}

/// Loss of a schedule: `span_rate` × end of the last task + Σ curves of values + prices of modes. It never falls when a task ends later.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Loss {
    /// What an hour until everything is over costs \[money/h\].
    pub span_rate: f64,
    /// Tasks whose end is worth money.
    pub values: Vec<Value>,
}

impl Loss {
    /// The end of the last task and nothing else.
    pub fn makespan() -> Self {
        Self { span_rate: 1.0, values: Vec::new() }
    }

    /// Loss of a schedule by the ends of its tasks, without prices \[money\].
    pub fn of(&self, ends: &[f64]) -> f64 {
        let mut loss = 0.0;
        if self.span_rate > 0.0 {
            loss = self.span_rate * ends.iter().copied().fold(0.0, f64::max);
        }
        self.values.iter().fold(loss, |loss, value| loss + value.curve.at(ends[value.task]))
    }
}
