//! Bars with intervals: the middle as a bar, 5 to 95 % as a whisker.

use super::WIDTH;
use super::axis::{Scale, round_ticks};
use crate::svg::{Anchor, Svg};
use crate::table::fit;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is.
    pub title: String,
    /// 5th percentile, median, 95th percentile.
    pub value: [f64; 3],
    /// Words at its end.
    pub label: String,
}

/// Draws horizontal bars from zero; `tick` writes the scale's numbers.
pub fn bars(id: &str, title: &str, description: &str, rows: &[Bar], tick: impl Fn(f64) -> String) -> String {
    const ROW: f64 = 32.0;
    const LEFT: f64 = 245.0;
    const RIGHT: f64 = 250.0;
    const TOP: f64 = 24.0;
    let height = TOP + ROW * rows.len() as f64 + 10.0;
    let finite = |v: &f64| v.is_finite();
    let highest = rows.iter().flat_map(|row| row.value).filter(finite).fold(0.0, f64::max);
    let lowest = rows.iter().flat_map(|row| row.value).filter(finite).fold(0.0, f64::min);
    let scale = Scale {
        from: lowest * 1.02,
        to: if highest > lowest { highest * 1.02 } else { lowest + 1.0 },
        start: LEFT,
        end: WIDTH - RIGHT,
    };
    let mut svg = Svg::new(WIDTH, height);
    for at in round_ticks(scale.from, scale.to, 5) {
        svg.line((scale.at(at), TOP - 4.0), (scale.at(at), height - 8.0), "grid");
        svg.text((scale.at(at), 13.0), Anchor::Middle, "tick", &tick(at));
    }
    for (index, row) in rows.iter().enumerate() {
        let middle = TOP + ROW * (index as f64 + 0.5);
        let [low, mid, high] = row.value;
        svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&row.title, 28));
        let (zero, at) = (scale.at(0.0), scale.at(mid));
        let class = if mid < 0.0 { "gain" } else { "bar" };
        svg.rect(zero.min(at), middle - 9.0, (at - zero).abs(), 18.0, class, &format!("{}: {}", row.title, row.label));
        svg.line((scale.at(low), middle), (scale.at(high), middle), "whisker");
        for end in [low, high] {
            svg.line((scale.at(end), middle - 5.0), (scale.at(end), middle + 5.0), "whisker");
        }
        svg.text((WIDTH - RIGHT + 14.0, middle + 5.0), Anchor::Start, "value", &row.label);
    }
    svg.line((scale.at(0.0), TOP - 4.0), (scale.at(0.0), height - 8.0), "axis");
    svg.finish(id, title, description)
}
