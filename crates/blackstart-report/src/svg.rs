//! A small SVG writer: shapes with classes, colours come from the page's style sheet, every picture has a title and a description.

use crate::clean::escape;
use std::fmt::Write;

/// Where a text is anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Begins at the point.
    Start,
    /// Is centred on it.
    Middle,
    /// Ends at it.
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A picture being drawn.
#[derive(Clone, Debug)]
pub(crate) struct Svg {
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    /// An empty picture of this size in user units.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    /// A rectangle; `tip` is shown by browsers on hover and read by screen readers.
    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str, tip: &str) {
        let (x, y, width, height) =
            (coordinate(x), coordinate(y), coordinate(width.max(0.0)), coordinate(height.max(0.0)));
        let _ = write!(self.body, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" class="{class}""#);
        if tip.is_empty() {
            self.body.push_str("/>");
        } else {
            let _ = write!(self.body, "><title>{}</title></rect>", escape(tip));
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (coordinate(from.0), coordinate(from.1), coordinate(to.0), coordinate(to.1));
        let _ = write!(self.body, r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{class}"/>"#);
    }

    /// A line through points; closed, it is an area.
    pub(crate) fn path(&mut self, points: impl IntoIterator<Item = (f64, f64)>, closed: bool, class: &str) {
        let mut shape = String::new();
        for (index, (x, y)) in points.into_iter().enumerate() {
            let _ = write!(shape, "{}{} {}", if index == 0 { "M" } else { "L" }, coordinate(x), coordinate(y));
        }
        if shape.is_empty() {
            return;
        }
        if closed {
            shape.push('Z');
        }
        let _ = write!(self.body, r#"<path d="{shape}" class="{class}"/>"#);
    }

    /// The finished picture; `id` must be unique on its page.
    pub(crate) fn finish(self, id: &str, title: &str, description: &str) -> String {
        format!(
            concat!(
                r#"<svg viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-t {id}-d" preserveAspectRatio="xMidYMid meet">"#,
                r#"<title id="{id}-t">{title}</title><desc id="{id}-d">{desc}</desc>{body}</svg>"#
            ),
            w = coordinate(self.width),
            h = coordinate(self.height),
            id = id,
            title = escape(title),
            desc = escape(description),
            body = self.body
        )
    }
}

/// A picture as wide as its place: across in percent, down in pixels, so that text keeps its size on a phone and in print.
#[derive(Clone, Debug)]
pub(crate) struct Wide {
    height: f64,
    body: String,
}

/// Units across a layer of shapes, which is stretched to the width of its picture.
const LAYER: f64 = 1_000.0;

impl Wide {
    /// An empty picture so many pixels high.
    pub(crate) fn new(height: f64) -> Self {
        Self { height, body: String::new() }
    }

    /// A rectangle from one place to another across.
    pub(crate) fn rect(&mut self, from: f64, to: f64, y: f64, height: f64, class: &str) {
        let (x, width) = (percent(from), percent((to - from).max(0.0)));
        let (y, height) = (coordinate(y), coordinate(height.max(0.0)));
        let _ = write!(self.body, r#"<rect x="{x}%" y="{y}" width="{width}%" height="{height}" class="{class}"/>"#);
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (percent(from.0), coordinate(from.1), percent(to.0), coordinate(to.1));
        let _ = write!(self.body, r#"<line x1="{x1}%" y1="{y1}" x2="{x2}%" y2="{y2}" class="{class}"/>"#);
    }

    /// A circle.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: f64, class: &str) {
        let (x, y, r) = (percent(at.0), coordinate(at.1), coordinate(radius));
        let _ = write!(self.body, r#"<circle cx="{x}%" cy="{y}" r="{r}" class="{class}"/>"#);
    }

    /// Many dots of one class, as points without length: the class's stroke is round and keeps its width however the layer is stretched.
    pub(crate) fn dots(&mut self, places: impl IntoIterator<Item = (f64, f64)>, class: &str) {
        let mut shape = String::new();
        for (x, y) in places {
            let _ = write!(shape, "M{} {}h0", coordinate(x * LAYER / 100.0), coordinate(y));
        }
        self.shape(&shape, class);
    }

    /// A text.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, content: &str) {
        let (x, y, anchor) = (percent(at.0), coordinate(at.1), anchor.word());
        let content = escape(content);
        let _ = write!(self.body, r#"<text x="{x}%" y="{y}" text-anchor="{anchor}" class="{class}">{content}</text>"#);
    }

    /// A shape of straight lines, open or closed.
    pub(crate) fn path(&mut self, points: impl IntoIterator<Item = (f64, f64)>, closed: bool, class: &str) {
        let mut shape = String::new();
        for (index, (x, y)) in points.into_iter().enumerate() {
            let start = if index == 0 { "M" } else { "L" };
            let _ = write!(shape, "{start}{} {}", coordinate(x * LAYER / 100.0), coordinate(y));
        }
        if closed {
            shape.push('Z');
        }
        self.shape(&shape, class);
    }

    /// A band that swings from one stretch of the left to another of the right.
    pub(crate) fn ribbon(&mut self, from: (f64, f64), to: (f64, f64), width: f64, class: &str) {
        let [x0, x1] = [from.0, to.0].map(|x| x * LAYER / 100.0);
        let half = (x0 + x1) / 2.0;
        let [a, b, c, d] = [from.1, to.1, to.1 + width, from.1 + width].map(coordinate);
        let [x0, half, x1] = [x0, half, x1].map(coordinate);
        self.shape(
            &format!("M{x0} {a}C{half} {a} {half} {b} {x1} {b}L{x1} {c}C{half} {c} {half} {d} {x0} {d}Z"),
            class,
        );
    }

    /// Lines that swing from one place to another, all of one class.
    pub(crate) fn curves(&mut self, ends: impl IntoIterator<Item = [(f64, f64); 2]>, class: &str) {
        let mut shape = String::new();
        for [from, to] in ends {
            let [x0, x1] = [from.0, to.0].map(|x| x * LAYER / 100.0);
            let half = coordinate((x0 + x1) / 2.0);
            let [x0, x1, a, b] = [x0, x1, from.1, to.1].map(coordinate);
            let _ = write!(shape, "M{x0} {a}C{half} {a} {half} {b} {x1} {b}");
        }
        self.shape(&shape, class);
    }

    fn shape(&mut self, shape: &str, class: &str) {
        if shape.len() < 2 {
            return;
        }
        let (wide, high) = (coordinate(LAYER), coordinate(self.height));
        let _ = write!(
            self.body,
            r#"<svg width="100%" height="{high}" viewBox="0 0 {wide} {high}" preserveAspectRatio="none"><path d="{shape}" class="{class}"/></svg>"#
        );
    }

    /// The finished picture; `id` must be unique on its page.
    pub(crate) fn finish(self, id: &str, title: &str, description: &str) -> String {
        format!(
            r#"<svg class="across" height="{}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>{}</svg>"#,
            coordinate(self.height),
            escape(title),
            escape(description),
            self.body
        )
    }

    /// The finished picture beside words that say the same: it has no name of its own.
    pub(crate) fn beside_words(self) -> String {
        let height = coordinate(self.height);
        format!(r#"<svg class="across" height="{height}" aria-hidden="true">{}</svg>"#, self.body)
    }
}

/// A place across, kept in the picture, with at most two decimals.
fn percent(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(0.0, 100.0) } else { 0.0 };
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A coordinate with at most one decimal; what is not finite is drawn at 0.
fn coordinate(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
