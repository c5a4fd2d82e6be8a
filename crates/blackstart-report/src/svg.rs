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

    /// A circle.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: f64, class: &str) {
        let (x, y, r) = (coordinate(at.0), coordinate(at.1), coordinate(radius));
        let _ = write!(self.body, r#"<circle cx="{x}" cy="{y}" r="{r}" class="{class}"/>"#);
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

    /// A text.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, content: &str) {
        let (x, y) = (coordinate(at.0), coordinate(at.1));
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" text-anchor="{anchor}" class="{class}">{}</text>"#,
            escape(content)
        );
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

/// A coordinate with at most one decimal; what is not finite is drawn at 0.
fn coordinate(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
