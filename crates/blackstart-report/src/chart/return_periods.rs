//! A loss curve over return periods: what is reached once in so many years.

use super::axis::{Key, LINES, Scale, WIDTH, round_ticks};
use crate::amount::Setting;
use crate::svg::{Anchor, Svg};

const LEFT: f64 = 84.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 360.0;
const BOTTOM: f64 = HEIGHT - 52.0;

/// Lines over return periods on a logarithmic scale.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnPeriods {
    /// What they are.
    pub title: String,
    /// The lines, the most important first.
    pub lines: Vec<CurveLine>,
    /// The interval of the first line.
    pub band: Vec<CurveBand>,
    /// Return periods that are written \[years\].
    pub marks: Vec<f64>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveLine {
    /// What it is.
    pub name: String,
    /// Its points, by ascending return period.
    pub points: Vec<CurvePlace>,
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePlace {
    /// Return period \[years\].
    pub years: f64,
    /// What is reached \[money\].
    pub loss: f64,
}

/// The interval at a return period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurveBand {
    /// Return period \[years\].
    pub years: f64,
    /// Lower end \[money\].
    pub low: f64,
    /// Upper end \[money\].
    pub high: f64,
}

impl ReturnPeriods {
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let first = points().map(|it| it.years).fold(f64::INFINITY, f64::min);
        let last = points().map(|it| it.years).fold(0.0, f64::max);
        if !(first > 0.0 && last > first) {
            return svg.finish(id, &self.title, "Too few years for a curve.");
        }
        let most = points().map(|it| it.loss).chain(self.band.iter().map(|it| it.high)).fold(0.0, f64::max);
        let least = points().map(|it| it.loss).chain(self.band.iter().map(|it| it.low)).fold(0.0, f64::min);
        let years = Scale { from: first.ln(), to: last.ln(), start: LEFT, end: WIDTH - RIGHT };
        let money = Scale { from: least, to: (least + 1.0).max(most * 1.04), start: BOTTOM, end: TOP };
        for at in round_ticks(money.from, money.to, 6) {
            svg.line((LEFT, money.at(at)), (WIDTH - RIGHT, money.at(at)), "grid");
            svg.text((LEFT - 10.0, money.at(at) + 5.0), Anchor::End, "tick", &setting.money(at));
        }
        let mut written = f64::NEG_INFINITY;
        for at in self.marks.iter().copied().filter(|at| (first..=last).contains(at)) {
            let x = years.at(at.ln());
            svg.line((x, BOTTOM), (x, BOTTOM + 5.0), "axis");
            if x - written >= 34.0 {
                svg.text((x, BOTTOM + 22.0), Anchor::Middle, "tick", &format!("{at}"));
                written = x;
            }
        }
        svg.text((WIDTH - RIGHT, BOTTOM + 42.0), Anchor::End, "tick", "reached once in so many years");
        let place = |at: f64, loss: f64| (years.at(at.ln()), money.at(loss));
        let low = self.band.iter().map(|it| place(it.years, it.low));
        let high = self.band.iter().rev().map(|it| place(it.years, it.high));
        svg.path(low.chain(high), true, "band wide");
        for (line, class) in self.lines.iter().zip(LINES).rev() {
            svg.path(line.points.iter().map(|it| place(it.years, it.loss)), false, class);
        }
        svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
        let mut key = Key::new(LEFT);
        self.lines.iter().zip(LINES).for_each(|(line, class)| key.line(&mut svg, class, &line.name));
        let end = self.lines.first().and_then(|line| line.points.last());
        let words =
            end.map_or(String::new(), |it| format!("Once in {} years at least {}.", it.years, setting.money(it.loss)));
        svg.finish(id, &self.title, &words)
    }
}
