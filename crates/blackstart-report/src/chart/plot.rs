//! A plot as wide as its place: levels on lines with their words above them, what is across below, a key.

use super::axis::Scale;
use crate::svg::{Anchor, Wide};

/// Height of a plot \[px\], and where its field begins and ends.
const HEIGHT: f64 = 300.0;
pub(super) const TOP: f64 = 22.0;
pub(super) const BOTTOM: f64 = HEIGHT - 26.0;

/// A field with a scale across, in percent, and one upwards, in pixels.
pub(super) struct Plot {
    pub(super) svg: Wide,
    pub(super) across: Scale,
    pub(super) up: Scale,
    key: String,
    rows: Vec<f64>,
}

impl Plot {
    /// An empty field.
    pub(super) fn new(across: [f64; 2], up: [f64; 2]) -> Self {
        Self {
            svg: Wide::new(HEIGHT),
            across: Scale { from: across[0], to: across[1], start: 0.0, end: 100.0 },
            up: Scale { from: up[0], to: up[1], start: BOTTOM, end: TOP },
            key: String::new(),
            rows: Vec::new(),
        }
    }

    /// A line at a level; its words are put down by [`Plot::say`] later, so that nothing covers them.
    pub(super) fn level(&mut self, value: f64) {
        let y = self.up.at(value);
        self.svg.line((0.0, y), (100.0, y), "grid");
    }

    /// The words of a level.
    pub(super) fn say(&mut self, value: f64, words: &str) {
        let y = self.up.at(value);
        self.svg.text((0.0, y - 4.0), Anchor::Start, "tick halo", words);
    }

    /// A place below.
    pub(super) fn tick(&mut self, value: f64, words: &str) {
        let x = self.across.at(value);
        self.svg.line((x, BOTTOM), (x, BOTTOM + 5.0), "axis");
        let anchor = match x {
            x if x < 3.0 => Anchor::Start,
            x if x > 95.0 => Anchor::End,
            _ => Anchor::Middle,
        };
        self.svg.text((x, BOTTOM + 19.0), anchor, "tick", words);
    }

    /// Where a point lies.
    pub(super) fn at(&self, across: f64, up: f64) -> (f64, f64) {
        (self.across.at(across), self.up.at(up))
    }

    /// Says what a line or an area is.
    pub(super) fn key(&mut self, class: &str, is_line: bool, words: &str) {
        let mut swatch = Wide::new(12.0);
        if is_line {
            swatch.line((0.0, 6.0), (100.0, 6.0), class);
        } else {
            swatch.rect(0.0, 100.0, 0.0, 12.0, class);
        }
        let (swatch, words) = (swatch.beside_words(), crate::clean::escape(words));
        self.key.push_str(&format!(r#"<span><i>{swatch}</i>{words}</span>"#));
    }

    /// Where the rows of the table beside lie across: what a reader of the plot is shown.
    pub(super) fn rows(&mut self, across: &[f64]) {
        self.rows = across.iter().map(|&value| self.across.at(value)).collect();
    }

    /// The finished picture.
    pub(super) fn finish(mut self, id: &str, title: &str, description: &str) -> String {
        self.svg.line((0.0, BOTTOM), (100.0, BOTTOM), "axis");
        let key = if self.key.is_empty() { String::new() } else { format!(r#"<div class="keys">{}</div>"#, self.key) };
        let svg = self.svg.finish(id, title, description);
        let places = self.rows.iter().map(|at| format!("{at:.1}")).collect::<Vec<_>>().join(" ");
        format!(
            r#"<div class="plot" data-at="{places}"><p class="drawn" aria-hidden="true">{}</p>{key}{svg}</div>"#,
            crate::clean::escape(title)
        )
    }
}
