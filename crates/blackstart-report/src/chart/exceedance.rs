//! The loss exceedance curve: how likely it is that the loss is more than so much.

use super::axis::{Scale, WIDTH, round_ticks};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::{Anchor, Svg};

/// At most so many corners of the curve: the picture is 1000 units wide.
const CORNERS: usize = 400;

const LEFT: f64 = 60.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 20.0;
const HEIGHT: f64 = 320.0;
const BOTTOM: f64 = HEIGHT - 36.0;

/// The curve of losses.
#[derive(Clone, Debug, PartialEq)]
pub struct Exceedance {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// A loss per history, in any order \[money\].
    pub losses: Vec<f64>,
    /// Values worth naming.
    pub marks: Vec<Mark>,
}

/// A value worth naming.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The loss \[money\].
    pub loss: f64,
    /// Its words.
    pub words: String,
}

impl Exceedance {
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let mut sorted: Vec<f64> = self.losses.iter().copied().filter(|loss| loss.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
            return svg.finish(id, &self.title, "No loss in any history.");
        };
        let pad = (0.04 * (most - least)).max(0.01 * most.abs()).max(1.0);
        let from = if least >= 0.0 && least < 0.4 * most { 0.0 } else { least - pad };
        let money = Scale { from, to: most + pad, start: LEFT, end: WIDTH - RIGHT };
        let chance = Scale { from: 0.0, to: 1.0, start: BOTTOM, end: TOP };
        for at in [0.0, 0.25, 0.5, 0.75, 1.0] {
            svg.line((LEFT, chance.at(at)), (WIDTH - RIGHT, chance.at(at)), "grid");
            svg.text((LEFT - 10.0, chance.at(at) + 5.0), Anchor::End, "tick", &share(at));
        }
        for at in round_ticks(money.from, money.to, 7) {
            svg.line((money.at(at), BOTTOM), (money.at(at), BOTTOM + 5.0), "axis");
            svg.text((money.at(at), BOTTOM + 22.0), Anchor::Middle, "tick", &setting.money(at));
        }
        let count = sorted.len();
        let corners = (0..count)
            .step_by(count.div_ceil(CORNERS))
            .chain([count - 1])
            .map(|i| (money.at(sorted[i]), chance.at(1.0 - i as f64 / count as f64)));
        let curve: Vec<(f64, f64)> = [(money.at(money.from), chance.at(1.0))]
            .into_iter()
            .chain(corners)
            .chain([(money.at(most), chance.at(0.0))])
            .collect();
        let area = curve.iter().copied().chain([(money.at(money.from), chance.at(0.0))]);
        svg.path(area, true, "band wide");
        svg.path(curve, false, "middle");
        for (index, mark) in self.marks.iter().enumerate() {
            let above = sorted.iter().filter(|loss| **loss > mark.loss).count() as f64 / count as f64;
            self.mark(&mut svg, index, (money.at(mark.loss), chance.at(above)));
        }
        svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
        svg.finish(id, &self.title, &self.description)
    }

    fn mark(&self, svg: &mut Svg, index: usize, at: (f64, f64)) {
        svg.line((at.0, BOTTOM), at, "whisker");
        svg.dot(at, 4.5, "point");
        let end = at.0 > WIDTH * 0.72;
        let (anchor, shift) = if end { (Anchor::End, -10.0) } else { (Anchor::Start, 10.0) };
        let raise = if end && index > 0 { -14.0 } else { -6.0 };
        let place = (at.0 + shift, (at.1 + raise).clamp(TOP, BOTTOM - 6.0));
        svg.text(place, anchor, "value", &self.marks[index].words);
    }
}
