//! A loss curve over return periods: what is reached once in so many years.

use super::WIDTH;
use super::axis::{Scale, round_ticks};
use crate::svg::{Anchor, Svg};

/// One line: its name, and losses by return period \[years\].
pub struct Line<'l> {
    /// For the legend.
    pub name: &'l str,
    /// Return period \[years\], loss \[money\]; ascending.
    pub points: Vec<(f64, f64)>,
}

/// Classes of the lines, told apart without colour too.
const CLASSES: [&str; 3] = ["middle", "second", "twin"];

/// Draws lines over return periods on a logarithmic scale, the interval of the first as a band (return period, low, high);
/// `marks` are the return periods that are written \[years\], `tick` writes money.
pub fn return_periods(
    id: &str,
    title: &str,
    lines: &[Line<'_>],
    band: &[(f64, f64, f64)],
    marks: &[f64],
    tick: impl Fn(f64) -> String,
) -> String {
    const LEFT: f64 = 84.0;
    const RIGHT: f64 = 24.0;
    const TOP: f64 = 34.0;
    const HEIGHT: f64 = 360.0;
    const BOTTOM: f64 = HEIGHT - 52.0;
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let points = || lines.iter().flat_map(|line| line.points.iter().copied());
    let (first, last) = points().fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), it| (a.min(it.0), b.max(it.0)));
    if !(first > 0.0 && last > first) {
        return svg.finish(id, title, "Too few years for a curve.");
    }
    let most = points().map(|it| it.1).chain(band.iter().map(|it| it.2)).fold(0.0, f64::max);
    let least = points().map(|it| it.1).chain(band.iter().map(|it| it.1)).fold(0.0, f64::min);
    let years = Scale { from: first.ln(), to: last.ln(), start: LEFT, end: WIDTH - RIGHT };
    let money = Scale { from: least, to: (least + 1.0).max(most * 1.04), start: BOTTOM, end: TOP };
    for at in round_ticks(money.from, money.to, 6) {
        svg.line((LEFT, money.at(at)), (WIDTH - RIGHT, money.at(at)), "grid");
        svg.text((LEFT - 10.0, money.at(at) + 5.0), Anchor::End, "tick", &tick(at));
    }
    let mut written = f64::NEG_INFINITY;
    for at in marks.iter().copied().filter(|at| (first..=last).contains(at)) {
        let x = years.at(at.ln());
        svg.line((x, BOTTOM), (x, BOTTOM + 5.0), "axis");
        if x - written >= 34.0 {
            svg.text((x, BOTTOM + 22.0), Anchor::Middle, "tick", &format!("{at}"));
            written = x;
        }
    }
    svg.text((WIDTH - RIGHT, BOTTOM + 42.0), Anchor::End, "tick", "reached once in so many years");
    let place = |&(at, loss): &(f64, f64)| (years.at(at.ln()), money.at(loss));
    let low = band.iter().map(|&(at, low, _)| place(&(at, low)));
    let high = band.iter().rev().map(|&(at, _, high)| place(&(at, high)));
    svg.path(low.chain(high), true, "band wide");
    for (line, class) in lines.iter().zip(CLASSES).rev() {
        svg.path(line.points.iter().map(place), false, class);
    }
    svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
    let mut left = LEFT;
    for (line, class) in lines.iter().zip(CLASSES) {
        svg.line((left, 12.0), (left + 24.0, 12.0), class);
        svg.text((left + 31.0, 17.0), Anchor::Start, "tick", line.name);
        left += 31.0 + 7.4 * line.name.chars().count() as f64 + 26.0;
    }
    let end = lines.first().and_then(|line| line.points.last());
    let words = end.map_or(String::new(), |&(at, loss)| format!("Once in {at} years at least {}.", tick(loss)));
    svg.finish(id, title, &words)
}
