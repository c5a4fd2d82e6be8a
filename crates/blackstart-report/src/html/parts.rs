//! Pieces of the page: tables, figures, small pictures in cells, links, the style sheet's hash.

use crate::backtest::Words;
use crate::svg::{Svg, escape};
use blackstart_ensemble::backtest::{Compared, Modelled};
use sha2::{Digest, Sha256};

/// A table with a caption and scopes, the first column a heading of its row.
pub(super) struct Grid {
    caption: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    numbers: bool,
}

impl Grid {
    pub(super) fn new(caption: &str) -> Self {
        Self { caption: caption.to_owned(), heads: Vec::new(), rows: Vec::new(), numbers: true }
    }

    pub(super) fn head<const N: usize>(self, heads: [&str; N]) -> Self {
        self.heads(heads.map(str::to_owned).to_vec())
    }

    pub(super) fn heads(mut self, heads: Vec<String>) -> Self {
        self.heads = heads;
        self
    }

    /// Cells hold words, not numbers.
    pub(super) fn plain(mut self) -> Self {
        self.numbers = false;
        self
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(super) fn html(&self) -> String {
        let class = if self.numbers { " class=\"n\"" } else { " class=\"w\"" };
        let heads: String = self
            .heads
            .iter()
            .enumerate()
            .map(|(index, head)| {
                format!("<th scope=\"col\"{}>{}</th>", if index == 0 { "" } else { class }, escape(head))
            })
            .collect();
        let rows: String = self
            .rows
            .iter()
            .map(|row| {
                let cells: String = row
                    .iter()
                    .enumerate()
                    .map(|(index, cell)| match index {
                        0 => format!("<th scope=\"row\">{}</th>", escape(cell)),
                        _ => format!("<td{class}>{}</td>", escape(cell)),
                    })
                    .collect();
                format!("<tr>{cells}</tr>\n")
            })
            .collect();
        let caption = escape(&self.caption);
        format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
        )
    }
}

/// A picture with its caption and its table; `open`: the table is shown at once.
pub(super) fn figure(picture: &str, caption: &str, table: &Grid, open: bool) -> String {
    let open = if open { " open" } else { "" };
    format!(
        "<figure>\n<div class=\"picture\">{picture}</div>\n<figcaption>{}</figcaption>\n<details{open}><summary>The same as a table</summary>{}</details>\n</figure>\n",
        escape(caption),
        table.html()
    )
}

/// The modelled interval as a bar, its median as a tick, what was reported as a diamond.
pub(super) fn interval(id: &str, row: &Compared, words: &Words) -> String {
    const WIDTH: f64 = 180.0;
    const MIDDLE: f64 = 11.0;
    let Modelled { p05, p50, p95 } = row.modelled;
    let known: Vec<f64> = [p05, p50, p95, row.reported_low, row.reported_high].into_iter().flatten().collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (low, high) =
        if high > low { (low - 0.06 * (high - low), high + 0.06 * (high - low)) } else { (low - 1.0, high + 1.0) };
    let at = |value: Option<f64>, missing: f64| value.map_or(missing, |value| (value - low) / (high - low) * WIDTH);
    let mut svg = Svg::new(WIDTH, 22.0);
    svg.line((0.0, MIDDLE), (WIDTH, MIDDLE), "grid");
    let (a, b) = (at(p05, WIDTH), at(p95, WIDTH));
    svg.rect(a, MIDDLE - 5.0, (b - a).max(2.0), 10.0, "maybe", "");
    svg.line((at(p50, WIDTH), MIDDLE - 8.0), (at(p50, WIDTH), MIDDLE + 8.0), "median");
    let (from, to) = (at(row.reported_low, 0.0), at(row.reported_high, WIDTH));
    if to - from > 2.0 {
        svg.line((from, MIDDLE), (to, MIDDLE), "fact");
    }
    for x in [row.reported_low.map(|_| from), row.reported_high.map(|_| to)].into_iter().flatten() {
        svg.path([(x, MIDDLE - 6.0), (x + 6.0, MIDDLE), (x, MIDDLE + 6.0), (x - 6.0, MIDDLE)], true, "point");
    }
    let Words { p05: low, p50: middle, p95: high, reported } = words;
    svg.finish(id, &row.title, &format!("Modelled {low} to {high}, median {middle}; reported {reported}."))
}

/// A link, where the address is one that a reader may follow; else the text.
pub(super) fn link(text: &str, url: Option<&str>) -> String {
    match url {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(url), escape(text))
        }
        _ => escape(text),
    }
}

/// SHA-256 of a text in base64, as content security policies want it.
pub(super) fn hash(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(text.as_bytes());
    let mut out = String::new();
    for chunk in digest.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}
