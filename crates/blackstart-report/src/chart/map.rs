//! What needs what, from left to right: a box for each thing, the darker the likelier it is down, a bar for how long.

mod layout;

use crate::letters::{fit, wrap};
use crate::svg::{Anchor, Wide};
use layout::{Arrow, HIGH, Laid, Placed, lay_out};

/// Room above the boxes for what each column is \[px\].
const TOP: f64 = 30.0;

/// Letters in a line of a box, and lines of its title.
const LETTERS: usize = 15;
const LINES: usize = 3;

/// Share of a column that its boxes take; the rest is for lines.
const BOX: f64 = 0.8;

/// Widths that the page has a class for, in columns.
const SPANS: [usize; 7] = [4, 6, 8, 10, 14, 20, 40];

/// Boxes with what each needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What each layer is, from the left.
    pub layers: Vec<&'static str>,
    /// The boxes.
    pub boxes: Vec<MapNode>,
}

/// One box.
#[derive(Clone, Debug, PartialEq)]
pub struct MapNode {
    /// What it is.
    pub title: String,
    /// Its layer.
    pub layer: usize,
    /// How likely it is down.
    pub chance: f64,
    /// The same in words, with how long.
    pub words: String,
    /// How long, as a share of the longest.
    pub long: f64,
    /// Boxes that it needs.
    pub needs: Vec<usize>,
}

impl Map {
    pub(super) fn html(&self, id: &str) -> String {
        let Laid { places, columns, arrows, height } = laid(&self.boxes);
        let mut svg = Wide::new(TOP + height + 4.0);
        let pitch = 100.0 / (columns as f64 - 1.0 + BOX);
        let left = |column: usize| column as f64 * pitch;
        let right = |column: usize| left(column) + BOX * pitch;
        for (dashed, class) in [(false, "needs"), (true, "needs back")] {
            let lines = arrows.iter().filter(|arrow| arrow.dashed == dashed);
            let ends =
                |arrow: &Arrow| [(right(arrow.column), TOP + arrow.from), (left(arrow.column + 1), TOP + arrow.to)];
            // A line that passes a column goes straight through it.
            let through = arrows.iter().filter(|arrow| arrow.dashed == dashed && arrow.passes);
            let passes =
                through.map(|arrow| [(left(arrow.column), TOP + arrow.from), (right(arrow.column), TOP + arrow.from)]);
            svg.curves(lines.map(ends).chain(passes), class);
        }
        for (at, layer) in self.layers.iter().enumerate() {
            let first = (0..self.boxes.len()).filter(|&it| self.boxes[it].layer == at).map(|it| places[it].0).min();
            if let Some(column) = first {
                svg.text((left(column), 14.0), Anchor::Start, "tick", layer);
            }
        }
        for (it, &(column, y)) in self.boxes.iter().zip(&places) {
            it.draw(&mut svg, [left(column), right(column)], TOP + y - HIGH / 2.0);
        }
        let span = SPANS.into_iter().find(|&span| span >= columns).unwrap_or(SPANS[SPANS.len() - 1]);
        let drawn = crate::clean::escape(&self.title);
        let svg = svg.finish(id, &self.title, &self.description);
        format!(
            concat!(
                r#"<p class="drawn" aria-hidden="true">{drawn}</p><div class="keys" aria-hidden="true">{keys}</div>"#,
                r#"<div class="scroll" tabindex="0" role="region" aria-label="{drawn}"><div class="span n{span}">{svg}</div></div>"#,
            ),
            drawn = drawn,
            keys = keys(self.boxes.iter().any(|it| it.long > 0.0), arrows.iter().any(|arrow| arrow.dashed)),
            span = span,
            svg = svg
        )
    }
}

/// Where boxes and lines go.
fn laid(boxes: &[MapNode]) -> Laid {
    lay_out(&boxes.iter().map(|it| Placed { layer: it.layer, needs: &it.needs }).collect::<Vec<_>>())
}

/// What fills, bars and lines mean.
fn keys(is_long: bool, is_back: bool) -> String {
    let mut keys: Vec<(Wide, &str)> = Vec::new();
    for (chance, words) in
        [(0.0, "never down"), (0.1, "below 25%"), (0.3, "to 50%"), (0.6, "to 75%"), (0.9, "75% and more")]
    {
        let mut swatch = Wide::new(12.0);
        swatch.rect(0.0, 100.0, 0.0, 12.0, heat(chance));
        keys.push((swatch, words));
    }
    if is_long {
        let mut swatch = Wide::new(12.0);
        swatch.rect(0.0, 100.0, 4.0, 5.0, "bar");
        keys.push((swatch, "how long, in the middle case"));
    }
    if is_back {
        let mut swatch = Wide::new(12.0);
        swatch.line((0.0, 6.0), (100.0, 6.0), "needs back");
        keys.push((swatch, "the left one needs the right one as well"));
    }
    keys.into_iter().map(|(swatch, words)| format!("<span><i>{}</i>{words}</span>", swatch.beside_words())).collect()
}

/// The class of a fill: how likely it is down, in steps.
fn heat(chance: f64) -> &'static str {
    match chance {
        c if c >= 0.75 => "heat h4",
        c if c >= 0.5 => "heat h3",
        c if c >= 0.25 => "heat h2",
        c if c > 0.0 => "heat h1",
        _ => "heat",
    }
}

impl MapNode {
    fn draw(&self, svg: &mut Wide, [left, right]: [f64; 2], top: f64) {
        svg.rect(left, right, top, HIGH, heat(self.chance));
        let wide = right - left;
        if self.long > 0.0 {
            svg.rect(left, left + wide * self.long.min(1.0), top + HIGH - 5.0, 5.0, "bar");
        }
        let words = wrap(&self.title, LETTERS, 0);
        let mut lines: Vec<&str> = words.lines().collect();
        let last;
        if lines.len() > LINES {
            last = fit(&format!("{}…", lines[LINES - 1]), LETTERS);
            lines.truncate(LINES - 1);
            lines.push(&last);
        }
        let inside = left + 0.06 * wide;
        for (at, line) in lines.iter().enumerate() {
            svg.text((inside, top + 13.0 + 13.0 * at as f64), Anchor::Start, "small", line);
        }
        svg.text((inside, top + HIGH - 10.0), Anchor::Start, "small strong", &self.words);
    }
}

#[cfg(test)]
mod tests;
