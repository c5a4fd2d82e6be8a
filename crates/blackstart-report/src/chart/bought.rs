//! What changes cost against what they save: a numbered dot for each, and the most that can be saved for so much.

use super::axis::round_ticks;
use super::plot::Plot;
use crate::amount::{Amount, Room, Setting, Unit};
use crate::svg::Anchor;

/// Changes by cost and saving.
#[derive(Clone, Debug, PartialEq)]
pub struct Bought {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// A dot for each change, numbered from 1 in this order: cost, saving.
    pub dots: Vec<(f64, f64)>,
    /// Sets, by what they cost: cost, saving.
    pub frontier: Vec<(f64, f64)>,
    /// Whether both are of a year, so that above the line of equal amounts a change is worth its cost.
    pub comparable: bool,
}

impl Bought {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let say = |value: f64| setting.amount(Amount::of(Unit::Money, value), Room::Page);
        let all = || self.dots.iter().chain(&self.frontier).filter(|(x, y)| x.is_finite() && y.is_finite());
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max).max(1e-6);
        let across = 1.06 * most(&mut all().map(|it| it.0));
        let (low, high) = (all().map(|it| it.1).fold(0.0, f64::min), 1.08 * most(&mut all().map(|it| it.1)));
        let mut plot = Plot::new([0.0, across], [1.06 * low, high]);
        let levels = round_ticks(1.06 * low, high, 4);
        levels.iter().for_each(|level| plot.level(*level));
        for at in round_ticks(0.0, across, 4) {
            plot.tick(at, &if at == 0.0 { "0".to_owned() } else { say(at) });
        }
        if self.comparable {
            let end = across.min(high);
            let line = [plot.at(0.0, 0.0), plot.at(end, end)];
            plot.svg.path(line, false, "twin");
            plot.key("twin", true, "as much saved as paid");
        }
        if !self.frontier.is_empty() {
            let mut steps = vec![plot.at(0.0, 0.0)];
            let mut saved = 0.0;
            for &(cost, saves) in self.frontier.iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
                steps.extend([plot.at(cost, saved), plot.at(cost, saves)]);
                saved = saves;
            }
            steps.push(plot.at(across, saved));
            plot.svg.path(steps, false, "middle");
            plot.key("middle", true, "the most that is saved together for so much");
        }
        for (number, &(cost, saves)) in (1..).zip(&self.dots).filter(|(_, (x, y))| x.is_finite() && y.is_finite()) {
            let at = plot.at(cost, saves);
            plot.svg.dot(at, 4.0, "dot");
            let (x, anchor) = if at.0 > 92.0 { (at.0 - 1.2, Anchor::End) } else { (at.0 + 1.2, Anchor::Start) };
            plot.svg.text((x, at.1 - 5.0), anchor, "tick halo", &number.to_string());
        }
        levels.iter().for_each(|level| plot.say(*level, &say(*level)));
        plot.finish(id, &self.title, &self.description)
    }
}
