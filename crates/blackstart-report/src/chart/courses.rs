//! Shares of normal over steps: a line each.

use super::WIDTH;
use super::axis::{Scale, round_ticks};
use crate::number::share;
use crate::svg::{Anchor, Svg};

/// Classes of the lines, told apart without colour too.
const CLASSES: [&str; 3] = ["middle", "second", "twin"];

/// Most points of a line; longer courses are drawn by the lowest of neighbouring steps.
const POINTS: usize = 2_000;

/// Draws lines of a value per step, the first at step `first`.
pub fn courses(id: &str, title: &str, first: u64, lines: &[(&str, Vec<f64>)]) -> String {
    const LEFT: f64 = 72.0;
    const RIGHT: f64 = 20.0;
    const TOP: f64 = 34.0;
    const HEIGHT: f64 = 360.0;
    const BOTTOM: f64 = HEIGHT - 34.0;
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let steps = lines.iter().map(|(_, line)| line.len()).max().unwrap_or(0);
    let known = || lines.iter().flat_map(|(_, line)| line).copied().filter(|value| value.is_finite());
    let lowest = known().fold(1.0, f64::min);
    let highest = known().fold(1.0, f64::max);
    // Small dents in a large economy are shown, and large ones from nothing up.
    let from = if lowest > 0.9 { lowest - 0.25 * (1.0 - lowest).max(0.002) } else { 0.0 };
    let to = highest + 0.06 * (highest - from);
    let end = first as f64 + steps as f64;
    let time = Scale { from: first as f64, to: end, start: LEFT, end: WIDTH - RIGHT };
    let level = Scale { from, to, start: BOTTOM, end: TOP };
    for tick in round_ticks(from, to, 5) {
        svg.line((LEFT, level.at(tick)), (WIDTH - RIGHT, level.at(tick)), "grid");
        let words = if to - from < 0.1 { format!("{:.2}%", tick * 100.0) } else { share(tick) };
        svg.text((LEFT - 8.0, level.at(tick) + 5.0), Anchor::End, "tick", &words);
    }
    for tick in round_ticks(first as f64, end, 10) {
        svg.line((time.at(tick), BOTTOM), (time.at(tick), BOTTOM + 5.0), "axis");
        svg.text((time.at(tick), BOTTOM + 22.0), Anchor::Middle, "tick", &format!("{tick:.0}"));
    }
    for ((_, line), class) in lines.iter().zip(CLASSES).rev() {
        let every = line.len().div_ceil(POINTS).max(1);
        let point = |(at, chunk): (usize, &[f64])| {
            let value = chunk.iter().copied().fold(f64::INFINITY, f64::min);
            (time.at(first as f64 + (at * every) as f64 + 0.5), level.at(value))
        };
        svg.path(line.chunks(every).enumerate().map(point), false, class);
    }
    svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
    let mut left = LEFT;
    for ((name, _), class) in lines.iter().zip(CLASSES) {
        svg.line((left, 12.0), (left + 24.0, 12.0), class);
        svg.text((left + 31.0, 17.0), Anchor::Start, "tick", name);
        left += 31.0 + 7.4 * name.chars().count() as f64 + 26.0;
    }
    let lowest = format!("Lowest value {}.", share(lowest));
    svg.finish(id, title, &lowest)
}
