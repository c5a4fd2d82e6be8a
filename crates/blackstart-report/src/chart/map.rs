//! What needs what, from left to right: a box for each thing, the darker the likelier it is down, or the longer, and a bar for how long.

mod layout;

use crate::letters::lines;
use crate::number::duration;
use crate::svg::{Anchor, Wide};
use layout::{Arrow, HIGH, Laid, Placed, lay_out};

/// Room above the boxes for what each column is \[px\].
const TOP: f64 = 30.0;

/// Lines of a box's title, and letters in one of them at most.
const LINES: usize = 3;
const LETTERS: usize = 15;

/// Share of a column that its boxes take; the rest is for lines.
const BOX: f64 = 0.84;

/// Widths that the page has a class for, in columns.
const SPANS: [usize; 7] = [4, 6, 8, 10, 14, 20, 40];

/// Maps of so many columns have smaller letters: up to fourteen columns fit on a desk.
const MANY: usize = 11;

/// What there is room for on a desk, and what a letter and the rim of a box take in a map of many columns \[px\].
const ROOM: f64 = 1_320.0;
const LETTER: f64 = 6.4;
const RIM: f64 = 8.0;

/// Boxes with what each needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What each layer is, from the left.
    pub layers: Vec<&'static str>,
    /// What a box is the darker for.
    pub shade: Shade,
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
    /// How long \[h\], infinite: to the end; nothing where it is not followed, or never down.
    pub hours: Option<f64>,
    /// Boxes that it needs.
    pub needs: Vec<usize>,
}

/// What a box is the darker for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// The likelier it is down.
    Chance,
    /// The longer it is down.
    Duration,
}

impl Shade {
    /// How long it is down where all boxes would be as dark as one another.
    pub fn of(boxes: &[MapNode]) -> Self {
        let steps: Vec<usize> = boxes.iter().filter(|it| it.hours.is_some()).map(|it| step(it.chance)).collect();
        if steps.len() > 1 && steps.iter().all(|step| *step == steps[0]) { Self::Duration } else { Self::Chance }
    }
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
        let look = Look::of(columns, pitch);
        for (it, &(column, y)) in self.boxes.iter().zip(&places) {
            self.draw(it, &mut svg, [left(column), right(column)], TOP + y - HIGH / 2.0, look);
        }
        let span = SPANS.into_iter().find(|&span| span >= columns).unwrap_or(SPANS[SPANS.len() - 1]);
        let drawn = crate::clean::escape(&self.title);
        let svg = svg.finish(id, &self.title, &self.description);
        format!(
            concat!(
                r#"<p class="drawn" aria-hidden="true">{drawn}</p><div class="keys" aria-hidden="true">{keys}</div>"#,
                r#"<p class="sideways s{span}" aria-hidden="true">The map scrolls sideways →</p>"#,
                r#"<div class="scroll" tabindex="0" role="region" aria-label="{drawn}"><div class="span n{span}">{svg}</div></div>"#,
            ),
            drawn = drawn,
            keys = self.keys(arrows.iter().any(|arrow| arrow.dashed)),
            span = span,
            svg = svg
        )
    }

    fn draw(&self, it: &MapNode, svg: &mut Wide, [left, right]: [f64; 2], top: f64, look: Look) {
        let wide = right - left;
        let long = it.hours.map(|hours| if hours.is_finite() { hours / self.longest() } else { 1.0 });
        svg.rect(left, right, top, HIGH, self.fill(it.chance, long));
        if let Some(long) = long.filter(|long| *long > 0.0) {
            svg.rect(left, left + wide * long.min(1.0), top + HIGH - 5.0, 5.0, "bar");
        }
        let inside = left + 0.05 * wide;
        for (at, line) in lines(&it.title, look.letters, LINES).iter().enumerate() {
            svg.text((inside, top + 13.0 + 13.0 * at as f64), Anchor::Start, look.class, line);
        }
        svg.text((inside, top + HIGH - 10.0), Anchor::Start, &format!("{} strong", look.class), &it.words);
    }

    /// The longest that anything is down and back again \[h\].
    fn longest(&self) -> f64 {
        let back = self.boxes.iter().filter_map(|it| it.hours).filter(|hours| hours.is_finite() && *hours > 0.0);
        back.max_by(f64::total_cmp).unwrap_or(1.0)
    }

    /// The class of a fill; how long is told as a share of the longest.
    fn fill(&self, chance: f64, long: Option<f64>) -> &'static str {
        match (self.shade, long) {
            (Shade::Chance, _) => HEAT[step(chance)],
            (Shade::Duration, Some(long)) => HEAT[((4.0 * long).ceil() as usize).clamp(1, 4)],
            (Shade::Duration, None) if chance > 0.0 => "heat dashed",
            (Shade::Duration, None) => HEAT[0],
        }
    }

    /// What fills, bars and lines mean.
    fn keys(&self, is_back: bool) -> String {
        let mut keys: Vec<(Wide, String)> = Vec::new();
        for (class, words) in self.fills() {
            let mut swatch = Wide::new(12.0);
            swatch.rect(0.0, 100.0, 0.0, 12.0, class);
            keys.push((swatch, words));
        }
        if self.boxes.iter().any(|it| it.hours.is_some()) {
            let mut swatch = Wide::new(12.0);
            swatch.rect(0.0, 100.0, 4.0, 5.0, "bar");
            keys.push((swatch, "how long, in the middle case".to_owned()));
        }
        if is_back {
            let mut swatch = Wide::new(12.0);
            swatch.line((0.0, 6.0), (100.0, 6.0), "needs back");
            keys.push((swatch, "the left one needs the right one as well".to_owned()));
        }
        let key = |(swatch, words): (Wide, String)| format!("<span><i>{}</i>{words}</span>", swatch.beside_words());
        keys.into_iter().map(key).collect()
    }

    /// Every fill with what it means.
    fn fills(&self) -> Vec<(&'static str, String)> {
        if self.shade == Shade::Chance {
            let words = ["never down", "below 25 %", "to 50 %", "to 75 %", "75 % and more"];
            return HEAT.into_iter().zip(words.map(str::to_owned)).collect();
        }
        let [first, second, third, last] = [0.25, 0.5, 0.75, 1.0].map(|part| duration(part * self.longest()));
        let never_back = self.boxes.iter().any(|it| it.hours == Some(f64::INFINITY));
        let longest = if never_back { "longer, or to the end".to_owned() } else { format!("to {last}") };
        let words = [format!("down for up to {first}"), format!("to {second}"), format!("to {third}"), longest];
        let mut fills: Vec<(&str, String)> = HEAT[1..].iter().copied().zip(words).collect();
        if self.boxes.iter().any(|it| it.chance <= 0.0) {
            fills.insert(0, (HEAT[0], "never down".to_owned()));
        }
        if self.boxes.iter().any(|it| it.chance > 0.0 && it.hours.is_none()) {
            fills.push(("heat dashed", "how long is not followed".to_owned()));
        }
        fills
    }
}

/// How the words of a box look.
#[derive(Clone, Copy)]
struct Look {
    class: &'static str,
    letters: usize,
}

impl Look {
    fn of(columns: usize, pitch: f64) -> Self {
        if columns < MANY {
            return Self { class: "small", letters: LETTERS };
        }
        let letters = (BOX * pitch / 100.0 * ROOM - RIM) / LETTER;
        Self { class: "tiny", letters: (letters as usize).clamp(LETTERS - 4, LETTERS) }
    }
}

/// Where boxes and lines go.
fn laid(boxes: &[MapNode]) -> Laid {
    lay_out(&boxes.iter().map(|it| Placed { layer: it.layer, needs: &it.needs }).collect::<Vec<_>>())
}

/// Classes of fills, from the lightest.
const HEAT: [&str; 5] = ["heat", "heat h1", "heat h2", "heat h3", "heat h4"];

/// How dark a box is that is down so often.
fn step(chance: f64) -> usize {
    match chance {
        c if c >= 0.75 => 4,
        c if c >= 0.5 => 3,
        c if c >= 0.25 => 2,
        c if c > 0.0 => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
