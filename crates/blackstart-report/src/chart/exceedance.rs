//! The loss exceedance curve: how likely it is that the loss is more than so much, and which layers of a policy that reaches.

use super::axis::{Scale, round_ticks};
use super::plot::{BOTTOM, Plot, TOP};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::Anchor;

/// At most so many corners of the curve: no screen shows more.
const CORNERS: usize = 400;

/// What the words of a mark take on a phone \[%\], and the height of a line of them \[px\].
const WORDS: f64 = 46.0;
const LINE: f64 = 16.0;

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
        let mut taken = Vec::new();
        for mark in &self.marks {
            self.mark(&mut plot, mark, &mut taken);
        }
        for (at, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.from < most + pad) {
            let (x, y) = (plot.across.at(layer.from), TOP + 14.0 + 16.0 * at as f64);
            let (x, anchor) = if x > 60.0 { (x - 0.8, Anchor::End) } else { (x + 0.8, Anchor::Start) };
            plot.svg.text((x, y), anchor, "tick halo", &layer.words);
        }
        plot.rows(&self.rows);
        plot.finish(id, &self.title, &self.description)
    }

    /// The chance of more than a loss.
    fn above(&self, loss: f64) -> f64 {
        self.curve.iter().filter(|it| it.0 > loss).map(|it| it.1).fold(0.0, f64::max)
    }

    /// A point of the curve with its words, above the curve and clear of other words.
    fn mark(&self, plot: &mut Plot, mark: &Mark, taken: &mut Vec<f64>) {
        let (x, y) = plot.at(mark.loss, self.above(mark.loss));
        plot.svg.line((x, BOTTOM), (x, y), "whisker");
        // The curve falls: what stands right of a point is above it, what ends there may cross it further left.
        let (at, anchor, reach) = match x + WORDS > 100.0 {
            true => (x - 1.2, Anchor::End, (x - WORDS).max(0.0)),
            false => (x + 1.2, Anchor::Start, x),
        };
        let Scale { from, to, .. } = plot.across;
        let mut words = plot.at(0.0, self.above(from + reach / 100.0 * (to - from))).1 - 7.0;
        while taken.iter().any(|other: &f64| (other - words).abs() < LINE) {
            words -= LINE;
        }
        let words = words.clamp(TOP - 8.0, BOTTOM - 6.0);
        taken.push(words);
        if words < y - LINE {
            plot.svg.line((x, y), (x, words - LINE / 2.0), "whisker dashed");
        }
        plot.svg.dot((x, y), 4.5, "point");
        plot.svg.text((at, words), anchor, "value", &mark.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Chart;

    /// Texts of a class with their places: across in percent, down in pixels, and the end they are held by.
    fn texts(svg: &str) -> Vec<(f64, f64, bool)> {
        let number = |text: &str, name: &str| -> f64 {
            let value = text.split(&format!("{name}=\"")).nth(1).and_then(|it| it.split(['"', '%']).next());
            value.and_then(|it| it.parse().ok()).unwrap()
        };
        let words = svg.split("<text ").skip(1).filter(|it| it.contains("class=\"value\""));
        words.map(|it| (number(it, "x"), number(it, "y"), it.contains("\"end\""))).collect()
    }

    #[test]
    fn words_of_a_mark_stand_above_the_curve_on_a_phone_too() {
        for losses in [
            (0..200).map(|at| f64::from(at) * 1e6).collect::<Vec<f64>>(),
            (0..200).map(|at| (f64::from(at) / 40.0).exp() * 1e6).collect(),
        ] {
            let mut sorted = losses.clone();
            sorted.sort_by(f64::total_cmp);
            let mark = |at: usize| Mark { loss: sorted[at], words: "1 in 20 over £2.17bn".to_owned() };
            let chart = Exceedance {
                title: "t".to_owned(),
                description: "d".to_owned(),
                curve: Exceedance::curve(&losses),
                rows: Vec::new(),
                marks: vec![mark(100), mark(190), mark(198)],
                layers: Vec::new(),
            };
            let (from, to) = (0.0, losses[199] + (0.04 * losses[199]).max(1.0));
            let plot = Plot::new([from, to], [0.0, 1.0]);
            let svg = Chart::Exceedance(chart.clone()).html("e", &Setting::bare());
            let said = texts(&svg);
            assert_eq!(said.len(), 3);
            for (x, y, is_end) in &said {
                let (left, right) = if *is_end { (x - WORDS + 1.3, *x) } else { (*x, x + WORDS) };
                for across in [left, (left + right) / 2.0, right] {
                    let curve = plot.at(0.0, chart.above(from + across.max(0.0) / 100.0 * (to - from))).1;
                    assert!(*y <= curve, "{y} crosses the curve at {across} ({curve})");
                }
            }
            let mut heights: Vec<f64> = said.iter().map(|it| it.1).collect();
            heights.sort_by(f64::total_cmp);
            assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= LINE - 1e-6), "{heights:?}");
        }
    }
}
