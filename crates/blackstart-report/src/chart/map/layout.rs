//! Where boxes and lines go: columns by what is needed, then the order and the heights of Sugiyama's method.

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};
use rust_sugiyama::from_vertices_and_edges;
use std::collections::{BTreeMap, BTreeSet};

/// Height of a box \[px\].
pub(super) const HIGH: f64 = 64.0;

/// Room between two boxes, and what a passing line takes \[px\].
const GAP: f64 = 12.0;
const LINE: f64 = 6.0;

/// A box to be placed.
pub(super) struct Placed<'a> {
    pub(super) layer: usize,
    /// Boxes that it needs.
    pub(super) needs: &'a [usize],
}

/// Every place, in the order of the boxes.
pub(super) struct Laid {
    /// Column and height of each box's middle \[px\].
    pub(super) places: Vec<(usize, f64)>,
    pub(super) columns: usize,
    pub(super) arrows: Vec<Arrow>,
    pub(super) height: f64,
}

/// A line from a column to the next.
pub(super) struct Arrow {
    pub(super) column: usize,
    /// Heights of its ends \[px\].
    pub(super) from: f64,
    pub(super) to: f64,
    /// Whether it begins where no box is: it comes from further left.
    pub(super) passes: bool,
    /// Whether the left end needs the right one, too.
    pub(super) dashed: bool,
}

/// Which box stands left of which; `true`: it is the left one that needs the other.
type Edges = BTreeMap<(usize, usize), bool>;

pub(super) fn lay_out(boxes: &[Placed]) -> Laid {
    let edges = without_detours(without_circles(boxes), boxes.len());
    let columns = columns(boxes, &edges);
    let mut grid = Grid::new(&columns);
    for (&(from, to), &dashed) in &edges {
        grid.connect(from, to, columns[to], dashed);
    }
    grid.place();
    let places = (0..boxes.len()).map(|at| (columns[at], grid.heights[at])).collect();
    let arrow = |&(from, to, dashed): &(usize, usize, bool)| Arrow {
        column: grid.columns[from],
        from: grid.heights[from],
        to: grid.heights[to],
        passes: from >= boxes.len(),
        dashed,
    };
    let height = (0..boxes.len()).map(|at| grid.heights[at] + HIGH / 2.0).fold(0.0, f64::max);
    Laid {
        places,
        columns: columns.iter().max().map_or(1, |last| last + 1),
        arrows: grid.lines.iter().map(arrow).collect(),
        height,
    }
}

/// What is needed left of what needs it, but for needs that would close a circle or lead to a later layer: these are turned round.
fn without_circles(boxes: &[Placed]) -> Edges {
    struct Walk<'a> {
        boxes: &'a [Placed<'a>],
        on_way: Vec<bool>,
        seen: Vec<bool>,
        edges: Edges,
    }
    impl Walk<'_> {
        fn visit(&mut self, at: usize) {
            if std::mem::replace(&mut self.seen[at], true) {
                return;
            }
            self.on_way[at] = true;
            let boxes = self.boxes;
            for &needed in boxes[at].needs.iter().filter(|&&needed| needed < boxes.len() && needed != at) {
                if self.on_way[needed] || boxes[needed].layer > boxes[at].layer {
                    self.edges.entry((at, needed)).or_insert(true);
                } else {
                    self.visit(needed);
                    self.edges.insert((needed, at), false);
                }
            }
            self.on_way[at] = false;
        }
    }
    let none = vec![false; boxes.len()];
    let mut walk = Walk { boxes, on_way: none.clone(), seen: none, edges: Edges::new() };
    (0..boxes.len()).for_each(|at| walk.visit(at));
    walk.edges
}

/// Without the lines that follow from others: who needs B, which needs A, needs A.
fn without_detours(edges: Edges, count: usize) -> Edges {
    let mut next = vec![Vec::new(); count];
    edges.keys().for_each(|&(from, to)| next[from].push(to));
    let leads = |from: usize, to: usize| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
        while let Some(at) = left.pop() {
            left.extend(next[at].iter().copied().filter(|&it| (at, it) != (from, to) && seen.insert(it)));
        }
        seen.contains(&to)
    };
    edges.iter().filter(|((from, to), _)| !leads(*from, *to)).map(|(edge, dashed)| (*edge, *dashed)).collect()
}

/// Each layer begins right of the layers before it; in it, a box stands right of all that it needs.
fn columns(boxes: &[Placed], edges: &Edges) -> Vec<usize> {
    let mut columns = vec![0; boxes.len()];
    let layers: BTreeSet<usize> = boxes.iter().map(|it| it.layer).collect();
    let mut first = 0;
    for layer in layers {
        let here: Vec<usize> = (0..boxes.len()).filter(|&at| boxes[at].layer == layer).collect();
        here.iter().for_each(|&at| columns[at] = first);
        let inside: Vec<(usize, usize)> = edges
            .keys()
            .copied()
            .filter(|&(from, to)| boxes[from].layer == layer && boxes[to].layer == layer)
            .collect();
        // As often as the longest way has boxes.
        for _ in &here {
            inside.iter().for_each(|&(from, to)| columns[to] = columns[to].max(columns[from] + 1));
        }
        first = here.iter().map(|&at| columns[at] + 1).max().unwrap_or(first);
    }
    columns
}

/// Boxes first, then the places where lines pass a column.
struct Grid {
    boxes: usize,
    columns: Vec<usize>,
    heights: Vec<f64>,
    /// From a place to one of the next column; the last says whether it is dashed.
    lines: Vec<(usize, usize, bool)>,
    /// Where the line from a box passes a column.
    passing: BTreeMap<(usize, usize, bool), usize>,
}

impl Grid {
    fn new(columns: &[usize]) -> Self {
        Self {
            boxes: columns.len(),
            columns: columns.to_vec(),
            heights: vec![0.0; columns.len()],
            lines: Vec::new(),
            passing: BTreeMap::new(),
        }
    }

    /// A line from a box to another; lines from the same box share their way.
    fn connect(&mut self, from: usize, to: usize, last: usize, dashed: bool) {
        let mut at = from;
        for column in self.columns[from] + 1..last {
            let new = self.columns.len();
            let place = *self.passing.entry((from, column, dashed)).or_insert(new);
            if place == new {
                self.columns.push(column);
                self.heights.push(0.0);
                self.lines.push((at, place, dashed));
            }
            at = place;
        }
        self.lines.push((at, to, dashed));
    }

    fn size(&self, at: usize) -> f64 {
        if at < self.boxes { HIGH } else { LINE }
    }

    /// Orders each column so that few lines cross, and gives every place its height. Every line leads to the next column, so
    /// that the ranks of the library are our columns; parts that no line connects go below one another where they meet.
    fn place(&mut self) {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let places: Vec<(u32, (f64, f64))> =
            (0..self.columns.len()).map(|at| (number(at), (self.size(at), 1.0))).collect();
        let lines: BTreeSet<(u32, u32)> = self.lines.iter().map(|&(from, to, _)| (number(from), number(to))).collect();
        let lines: Vec<(u32, u32)> = lines.into_iter().collect();
        let config = Config {
            vertex_spacing: GAP,
            ranking_type: RankingType::MinimizeEdgeLength,
            c_minimization: CrossingMinimization::Barycenter,
            ..Config::default()
        };
        let mut filled = vec![0.0; self.columns.iter().max().map_or(0, |last| last + 1)];
        for (part, _, _) in from_vertices_and_edges(&places, &lines, &config) {
            let mut part: Vec<(usize, f64)> = part.into_iter().map(|(at, (across, _))| (at, across)).collect();
            // The library lists a part in no certain order; its numbers are the same each time.
            part.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            let top = |&(at, height): &(usize, f64)| height - self.size(at) / 2.0;
            let shift = part.iter().map(|it| filled[self.columns[it.0]] - top(it)).fold(f64::NEG_INFINITY, f64::max);
            for (at, height) in part {
                let column = self.columns[at];
                let least = filled[column] + self.size(at) / 2.0;
                self.heights[at] = (height + shift).max(least);
                filled[column] = self.heights[at] + self.size(at) / 2.0 + GAP;
            }
        }
    }
}
