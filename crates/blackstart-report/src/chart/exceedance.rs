//! The loss exceedance curve: how likely it is that the loss is more than so much, and which layers of a policy that reaches.

use super::axis::round_ticks;
use super::plot::{BOTTOM, Plot, TOP};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::Anchor;

/// At most so many corners of the curve: no screen shows more.
const CORNERS: usize = 400;

/// The curve of losses.
#[derive(Clone, Debug, PartialEq)]
pub struct Exceedance {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// Losses and the chance of more, from the least \[money, share\].
    pub curve: Vec<(f64, f64)>,
    /// Losses of the rows of the table beside \[money\].
    pub rows: Vec<f64>,
    /// Values worth naming.
    pub marks: Vec<Mark>,
    /// Stretches of the loss that somebody else pays.
    pub layers: Vec<Layer>,
}

/// A value worth naming.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The loss \[money\].
    pub loss: f64,
    /// Its words.
    pub words: String,
}

/// A layer of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Where it begins \[money\].
    pub from: f64,
    /// Where it ends; infinite: without limit \[money\].
    pub to: f64,
    /// Its words.
    pub words: String,
}

impl Exceedance {
    /// The curve of a loss per history, in any order.
    pub(crate) fn curve(losses: &[f64]) -> Vec<(f64, f64)> {
        let mut sorted: Vec<f64> = losses.iter().copied().filter(|loss| loss.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let Some(last) = count.checked_sub(1) else { return Vec::new() };
        let corner = |at: usize| (sorted[at], 1.0 - at as f64 / count as f64);
        (0..count).step_by(count.div_ceil(CORNERS)).chain([last]).map(corner).chain([(sorted[last], 0.0)]).collect()
    }

    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let (least, most) = match (self.curve.first(), self.curve.last()) {
            (Some(first), Some(last)) => (first.0, last.0),
            _ => return Plot::new([0.0, 1.0], [0.0, 1.0]).finish(id, &self.title, "No loss in any history."),
        };
        let pad = (0.04 * (most - least)).max(0.01 * most.abs()).max(1.0);
        let from = if least >= 0.0 && least < 0.4 * most { 0.0 } else { least - pad };
        let mut plot = Plot::new([from, most + pad], [0.0, 1.0]);
        for layer in self.layers.iter().filter(|layer| layer.from < most + pad) {
            let (a, b) = (plot.across.at(layer.from), plot.across.at(layer.to.min(most + pad)));
            plot.svg.rect(a, b, TOP, BOTTOM - TOP, "layer");
            plot.svg.line((a, TOP), (a, BOTTOM), "limit");
        }
        let levels = [0.25, 0.5, 0.75, 1.0];
        levels.iter().for_each(|level| plot.level(*level));
        for at in round_ticks(from, most + pad, 5) {
            plot.tick(at, &setting.money(at));
        }
        let start = plot.at(from, 1.0);
        let curve: Vec<(f64, f64)> =
            std::iter::once(start).chain(self.curve.iter().map(|&(loss, chance)| plot.at(loss, chance))).collect();
        let corner = plot.at(from, 0.0);
        plot.svg.path(curve.iter().copied().chain([corner]), true, "band wide");
        plot.svg.path(curve, false, "middle");
        levels.iter().for_each(|level| plot.say(*level, &share(*level)));
        for mark in &self.marks {
            let above = self.curve.iter().filter(|(loss, _)| *loss > mark.loss).map(|it| it.1).fold(0.0, f64::max);
            self.mark(&mut plot, &mark.words, (mark.loss, above));
        }
        for (at, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.from < most + pad) {
            let (x, y) = (plot.across.at(layer.from), TOP + 14.0 + 16.0 * at as f64);
            let (x, anchor) = if x > 60.0 { (x - 0.8, Anchor::End) } else { (x + 0.8, Anchor::Start) };
            plot.svg.text((x, y), anchor, "tick halo", &layer.words);
        }
        plot.rows(&self.rows);
        plot.finish(id, &self.title, &self.description)
    }

    fn mark(&self, plot: &mut Plot, words: &str, (loss, chance): (f64, f64)) {
        let (x, y) = plot.at(loss, chance);
        plot.svg.line((x, BOTTOM), (x, y), "whisker");
        plot.svg.dot((x, y), 4.5, "point");
        let (x, anchor) = if x > 60.0 { (x - 1.2, Anchor::End) } else { (x + 1.2, Anchor::Start) };
        plot.svg.text((x, (y - 6.0).clamp(TOP, BOTTOM - 6.0)), anchor, "value", words);
    }
}
