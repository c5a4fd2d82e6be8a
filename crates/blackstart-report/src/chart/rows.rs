//! Charts that are read row by row: a name, a strip as wide as there is room, and the same in words. On a phone the strip goes below its words.

use super::axis::{Scale, calendar_ticks};
use crate::amount::Setting;
use crate::clean::escape;
use crate::svg::{Anchor, Wide};
use std::fmt::Write;

/// Height of a strip \[px\].
pub(super) const HIGH: f64 = 26.0;

/// Most dates on an axis: there is room for them on a phone.
pub(super) const DATES: usize = 8;

/// Rows that are seen at once; the others are opened by who wants them, so that a phone need not scroll past them.
pub(super) const SEEN: usize = 4;

/// What stands on an axis, place by place.
pub(super) type Ticks = Vec<(f64, String)>;

/// Rows being drawn.
pub(super) struct Rows {
    ticks: Ticks,
    out: String,
}

impl Rows {
    /// Rows with an axis above; ticks are in percent.
    pub(super) fn new(id: &str, title: &str, description: &str, ticks: Ticks) -> Self {
        let mut out = format!(
            r#"<div class="rows" role="group" aria-labelledby="{id}-t" aria-describedby="{id}-d"><p class="drawn" id="{id}-t">{}</p><p class="unseen" id="{id}-d">{}</p>"#,
            escape(title),
            escape(description)
        );
        let mut axis = Wide::new(20.0);
        for (at, label) in &ticks {
            let anchor = match at {
                at if *at < 3.0 => Anchor::Start,
                at if *at > 94.0 => Anchor::End,
                _ => Anchor::Middle,
            };
            axis.text((*at, 14.0), anchor, "tick", label);
        }
        let _ = write!(out, r#"<div class="row axis"><span class="strip">{}</span></div>"#, axis.beside_words());
        Self { ticks, out }
    }

    /// A title above rows that belong together.
    pub(super) fn group(&mut self, title: &str) {
        let _ = write!(self.out, r#"<p class="group">{}</p>"#, escape(title));
    }

    /// A row: name, strip, the most important words, and the rest of them.
    pub(super) fn row(&mut self, name: &str, strip: Strip, words: &str, more: &str) {
        let _ = write!(
            self.out,
            r#"<div class="row"><span class="name">{}</span><span class="words"><b>{}</b> {}</span><span class="strip">{}</span></div>"#,
            escape(name),
            escape(words),
            escape(more),
            strip.0.beside_words()
        );
    }

    /// An empty strip with the axis's lines.
    pub(super) fn strip(&self) -> Strip {
        let mut strip = Wide::new(HIGH);
        for (at, _) in &self.ticks {
            strip.line((*at, 0.0), (*at, HIGH), "grid");
        }
        Strip(strip)
    }

    /// Opens a fold for rows that fewer people look at.
    pub(super) fn fold(&mut self, summary: &str) {
        let _ = write!(self.out, "<details><summary>{}</summary>", escape(summary));
    }

    /// Opens a fold before a row where the rows seen at once end, unless only one more is to come.
    pub(super) fn fold_at(&mut self, row: usize, of: usize) {
        if row == SEEN && of > SEEN + 1 {
            self.fold(&format!("{} more", of - SEEN));
        }
    }

    /// Closes what [`Self::fold_at`] has opened.
    pub(super) fn unfold_after(&mut self, of: usize) {
        if of > SEEN + 1 {
            self.unfold();
        }
    }

    /// Closes it.
    pub(super) fn unfold(&mut self) {
        self.out.push_str("</details>");
    }

    /// The finished rows, with what their shapes mean.
    pub(super) fn finish(mut self, key: &str) -> String {
        if !key.is_empty() {
            let _ = write!(self.out, r#"<p class="key">{}</p>"#, escape(key));
        }
        self.out.push_str("</div>");
        self.out
    }
}

/// The picture of a row.
pub(super) struct Strip(pub(super) Wide);

/// Dates across, in percent.
pub(super) fn dates(setting: &Setting, time: &Scale) -> Ticks {
    let ticks = calendar_ticks(setting.start, time.to, DATES);
    ticks.into_iter().map(|(at, label)| (time.at(at), label)).collect()
}
