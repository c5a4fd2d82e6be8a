//! An input against an outcome: a dot for each history.

use super::axis::round_ticks;
use super::plot::Plot;
use crate::amount::{Amount, Room, Setting, Unit};

/// A cloud of dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What is across.
    pub across: Unit,
    /// What is upwards.
    pub up: Unit,
    /// The dots: across, upwards.
    pub dots: Vec<(f64, f64)>,
}

impl Scatter {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let say = |unit: Unit, value: f64| setting.amount(Amount::of(unit, value), Room::Page);
        let dots = || self.dots.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let [across, up] = [span(dots().map(|it| it.0)), span(dots().map(|it| it.1))];
        let mut plot = Plot::new(across, up);
        let levels = round_ticks(up[0], up[1], 4);
        levels.iter().for_each(|level| plot.level(*level));
        // Durations are read in whole days.
        let step = if self.across == Unit::Duration && across[1] - across[0] > 72.0 { 24.0 } else { 1.0 };
        for at in round_ticks(across[0] / step, across[1] / step, 5) {
            let words = if at == 0.0 { "0".to_owned() } else { say(self.across, (at * step * 1e9).round() / 1e9) };
            plot.tick(at * step, &words);
        }
        let places: Vec<(f64, f64)> = dots().map(|&(x, y)| plot.at(x, y)).collect();
        plot.svg.dots(places, "dots");
        levels.iter().for_each(|level| plot.say(*level, &say(self.up, *level)));
        plot.finish(id, &self.title, &self.description)
    }
}

/// From the least to the greatest, with room at both ends; from 0, where that is near.
fn span(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    values.for_each(|it| (least, most) = (least.min(it), most.max(it)));
    if least > most {
        return [0.0, 1.0];
    }
    let edge = (0.04 * (most - least)).max(0.01 * most.abs()).max(1e-6);
    [if least >= 0.0 && least < 0.4 * most { 0.0 } else { least - edge }, most + edge]
}
