//! Bars with intervals: the middle as a bar, its interval as a whisker.

use super::axis::{Scale, WIDTH, round_ticks};
use crate::amount::{Amount, Room, Setting, Unit};
use crate::letters::fit;
use crate::svg::{Anchor, Svg};

const ROW: f64 = 32.0;
const LEFT: f64 = 245.0;
const RIGHT: f64 = 250.0;
const TOP: f64 = 24.0;

/// Horizontal bars from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What they are.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What their numbers count.
    pub unit: Unit,
    /// The bars, from above.
    pub rows: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is.
    pub title: String,
    /// Where its whisker begins.
    pub low: f64,
    /// Where the bar ends.
    pub middle: f64,
    /// Where its whisker ends.
    pub high: f64,
}

impl Bars {
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let say = |value: f64| setting.amount(Amount::of(self.unit, value), Room::Page);
        let height = TOP + ROW * self.rows.len() as f64 + 10.0;
        let scale = self.scale();
        let mut svg = Svg::new(WIDTH, height);
        for at in round_ticks(scale.from, scale.to, 5) {
            svg.line((scale.at(at), TOP - 4.0), (scale.at(at), height - 8.0), "grid");
            svg.text((scale.at(at), 13.0), Anchor::Middle, "tick", &say(at));
        }
        for (index, row) in self.rows.iter().enumerate() {
            let middle = TOP + ROW * (index as f64 + 0.5);
            let label = format!("{}  ({} – {})", say(row.middle), say(row.low), say(row.high));
            svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&row.title, 28));
            let (zero, at) = (scale.at(0.0), scale.at(row.middle));
            let class = if row.middle < 0.0 { "gain" } else { "bar" };
            svg.rect(zero.min(at), middle - 9.0, (at - zero).abs(), 18.0, class, &format!("{}: {label}", row.title));
            svg.line((scale.at(row.low), middle), (scale.at(row.high), middle), "whisker");
            for end in [row.low, row.high] {
                svg.line((scale.at(end), middle - 5.0), (scale.at(end), middle + 5.0), "whisker");
            }
            svg.text((WIDTH - RIGHT + 14.0, middle + 5.0), Anchor::Start, "value", &label);
        }
        svg.line((scale.at(0.0), TOP - 4.0), (scale.at(0.0), height - 8.0), "axis");
        svg.finish(id, &self.title, &self.description)
    }

    /// From nothing, or the greatest gain, to the greatest value.
    fn scale(&self) -> Scale {
        let known =
            || self.rows.iter().flat_map(|row| [row.low, row.middle, row.high]).filter(|value| value.is_finite());
        let (lowest, highest) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
        let to = if highest > lowest { highest * 1.02 } else { lowest + 1.0 };
        Scale { from: lowest * 1.02, to, start: LEFT, end: WIDTH - RIGHT }
    }
}
