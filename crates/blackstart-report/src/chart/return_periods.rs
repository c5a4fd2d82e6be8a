//! A loss curve over return periods: what is reached once in so many years.

use super::axis::{LINES, round_ticks};
use super::plot::Plot;
use crate::amount::Setting;
use crate::number::grouped;

/// Width of a letter of a return period, and what separates two of them \[% of the width of a phone\].
const LETTER: f64 = 2.4;
const APART: f64 = 1.5;

/// Lines over return periods on a logarithmic scale.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnPeriods {
    /// What they are.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// The lines, the most important first.
    pub lines: Vec<CurveLine>,
    /// The interval of the first line.
    pub band: Vec<CurveBand>,
    /// What the band holds; nothing without one.
    pub band_title: &'static str,
    /// Return periods that are written, those of the table beside \[years\].
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
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let first = points().map(|it| it.years).fold(f64::INFINITY, f64::min);
        let last = points().map(|it| it.years).fold(0.0, f64::max);
        if !(first > 0.0 && last > first) {
            return Plot::new([0.0, 1.0], [0.0, 1.0]).finish(id, &self.title, "Too few years for a curve.");
        }
        let most = points().map(|it| it.loss).chain(self.band.iter().map(|it| it.high)).fold(0.0, f64::max);
        let least = points().map(|it| it.loss).chain(self.band.iter().map(|it| it.low)).fold(0.0, f64::min);
        let mut plot = Plot::new([first.ln(), last.ln()], [least, (least + 1.0).max(most * 1.04)]);
        let levels = round_ticks(least, (least + 1.0).max(most * 1.04), 4);
        levels.iter().for_each(|level| plot.level(*level));
        // From the rarest on, which must be there; those between that would touch it are marked only.
        let mut free = f64::INFINITY;
        for at in self.marks.iter().copied().filter(|at| (first..=last).contains(at)).rev() {
            let words = grouped(at);
            let (place, wide) = (plot.across.at(at.ln()), LETTER * words.len() as f64);
            let end = if place > 95.0 { place } else { place + wide / 2.0 };
            if end <= free {
                free = end - wide - APART;
                plot.tick(at.ln(), &words);
            } else {
                plot.tick(at.ln(), "");
            }
        }
        let low: Vec<(f64, f64)> = self.band.iter().map(|it| plot.at(it.years.ln(), it.low)).collect();
        let high = self.band.iter().rev().map(|it| plot.at(it.years.ln(), it.high));
        let band: Vec<(f64, f64)> = low.into_iter().chain(high).collect();
        plot.svg.path(band, true, "band wide");
        for (line, class) in self.lines.iter().zip(LINES).rev() {
            let points: Vec<(f64, f64)> = line.points.iter().map(|it| plot.at(it.years.ln(), it.loss)).collect();
            plot.svg.path(points, false, class);
        }
        levels.iter().for_each(|level| plot.say(*level, &setting.money(*level)));
        self.lines.iter().zip(LINES).for_each(|(line, class)| plot.key(class, true, &line.name));
        if !self.band.is_empty() {
            plot.key("band wide", false, self.band_title);
        }
        let read: Vec<f64> = self.marks.iter().map(|at| at.ln()).collect();
        plot.rows(&read);
        plot.finish(id, &self.title, &self.description)
    }
}
