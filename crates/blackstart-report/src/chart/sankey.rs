//! Where money goes, from column to column: bands as wide as the amounts.

use crate::amount::Setting;
use crate::letters::lines;
use crate::svg::{Anchor, Wide};

/// Height of all that flows \[px\], and of the space between two nodes.
const FLOW: f64 = 260.0;
const GAP: f64 = 12.0;
const TOP: f64 = 26.0;

/// Letters and lines of a title: what stands beside a node has the room up to the next column, on a phone too.
const LETTERS: usize = 14;
const LINES: usize = 3;

/// Height of a line of words \[px\].
const LINE: f64 = 14.0;

/// Width of a node, in percent, and where each column stands.
const NODE: f64 = 1.4;
const COLUMNS: [f64; 3] = [0.0, 34.0, 68.0];

/// Money in three columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Sankey {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What each column is.
    pub heads: [&'static str; 3],
    /// Nodes of each column, from above.
    pub nodes: [Vec<String>; 3],
    /// What flows.
    pub flows: Vec<SankeyFlow>,
}

/// What flows from a node to one of the next column.
#[derive(Clone, Debug, PartialEq)]
pub struct SankeyFlow {
    /// Column in which it begins.
    pub column: usize,
    /// Node there.
    pub from: usize,
    /// Node of the next column.
    pub to: usize,
    /// How much \[money\].
    pub amount: f64,
}

impl Sankey {
    /// What passes through a node: the larger of what comes and what goes.
    fn size(&self, column: usize, node: usize) -> f64 {
        let of =
            |is: &dyn Fn(&SankeyFlow) -> bool| self.flows.iter().filter(|it| is(it)).map(|it| it.amount).sum::<f64>();
        let goes = of(&|it| it.column == column && it.from == node);
        let comes = of(&|it| it.column + 1 == column && it.to == node);
        goes.max(comes)
    }

    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let whole: f64 = (0..self.nodes[0].len()).map(|node| self.size(0, node)).sum();
        let per_money = if whole > 0.0 { FLOW / whole } else { 0.0 };
        let titles: [Vec<Vec<String>>; 3] =
            self.nodes.each_ref().map(|nodes| nodes.iter().map(|it| lines(it, LETTERS, LINES)).collect());
        let mut tops: [Vec<f64>; 3] = Default::default();
        let mut end = TOP;
        for column in 0..3 {
            let mut y = TOP;
            for (node, title) in titles[column].iter().enumerate() {
                tops[column].push(y);
                y += (self.size(column, node) * per_money).max(words_height(title)) + GAP;
            }
            end = y.max(end);
        }
        let mut svg = Wide::new(end);
        let (mut out, mut into) = (tops.clone(), tops.clone());
        for flow in &self.flows {
            let width = flow.amount * per_money;
            let (from, to) = (&mut out[flow.column][flow.from], &mut into[flow.column + 1][flow.to]);
            let ends = ((COLUMNS[flow.column] + NODE, *from), (COLUMNS[flow.column + 1], *to));
            svg.ribbon(ends.0, ends.1, width, ["ribbon a", "ribbon b"][flow.column]);
            (*from, *to) = (*from + width, *to + width);
        }
        for (column, titles) in titles.iter().enumerate() {
            svg.text((COLUMNS[column], 13.0), Anchor::Start, "tick", self.heads[column]);
            for (node, title) in titles.iter().enumerate() {
                let (size, top) = (self.size(column, node), tops[column][node]);
                svg.rect(COLUMNS[column], COLUMNS[column] + NODE, top, (size * per_money).max(1.0), "bar");
                let first = top + ((size * per_money - words_height(title)) / 2.0).max(0.0) + 10.0;
                let amount = setting.money(size);
                let said = title.iter().map(|line| ("small halo", line)).chain([("small soft halo", &amount)]);
                for (at, (class, line)) in said.enumerate() {
                    let place = (COLUMNS[column] + NODE + 0.8, first + LINE * at as f64);
                    svg.text(place, Anchor::Start, class, line);
                }
            }
        }
        let drawn = crate::clean::escape(&self.title);
        let svg = svg.finish(id, &self.title, &self.description);
        format!(r#"<div class="plot"><p class="drawn" aria-hidden="true">{drawn}</p>{svg}</div>"#)
    }
}

/// What a title takes with the amount below it \[px\].
fn words_height(title: &[String]) -> f64 {
    LINE * (title.len() + 1) as f64
}
