//! Shipments and invoices on their way: a delay line for many links, whose memory is read in order.
//!
//! A ring `[step][link]` read at another lag for each link is one cache miss per link. So links of equal delay lie side by
//! side, a row each per step of delay; what comes off and what goes on share a row. Where the delay is short the rows
//! are still in the caches, and whoever walks the links exchanges them one by one. Where it is long they are not, and a
//! sweep before the walk moves one class after the other, as memory likes it.

use crate::rows::Rows;

/// Longest delay for which rows are exchanged one by one.
const NEAR: u32 = 8;

/// The order of links on a belt; the same for all engines of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route {
    near: Vec<Class>,
    far: Vec<Class>,
    /// Links of the far classes, ascending within each.
    far_links: Vec<u32>,
    links: usize,
    rows: usize,
}

/// Links of equal delay.
#[derive(Clone, Debug)]
struct Class {
    /// Rows per link.
    delay: usize,
    links: usize,
    /// Its first row on the belt.
    row: usize,
}

/// Where a link is on a belt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// Nowhere: what was sent in the last step is there.
    None,
    /// In a near class, at its turn.
    Near(u16, u32),
    /// In a far class.
    Far,
}

impl Route {
    /// A route for links with these lags from 1, and the place of each on it.
    pub(crate) fn new(lags: &[u32]) -> (Self, Vec<Place>) {
        let mut links: Vec<(u32, u32)> = lags.iter().copied().zip(0..).filter(|(lag, _)| *lag > 1).collect();
        links.sort_unstable();
        let mut route = Self { links: lags.len(), ..Self::default() };
        let mut places = vec![Place::None; lags.len()];
        for class in links.chunk_by(|a, b| a.0 == b.0) {
            // What was sent in the last step is put on at once where it is near, a step later where it is far.
            let lag = class[0].0;
            let near = lag - 1 <= NEAR;
            let delay = if near { lag - 1 } else { lag - 2 } as usize;
            let it = Class { delay, links: class.len(), row: route.rows };
            route.rows += delay * class.len();
            if near {
                for ((_, link), turn) in class.iter().zip(0..) {
                    places[*link as usize] = Place::Near(route.near.len() as u16, turn);
                }
                route.near.push(it);
            } else {
                route.far_links.extend(class.iter().map(|(_, link)| *link));
                class.iter().for_each(|(_, link)| places[*link as usize] = Place::Far);
                route.far.push(it);
            }
        }
        (route, places)
    }

    /// Whether a belt on it wants to know what was sent in the last step.
    pub(crate) fn is_far(&self) -> bool {
        !self.far.is_empty()
    }
}

/// What is on its way, per link and lane.
#[derive(Debug)]
pub(crate) struct Belt<const W: usize> {
    rows: Rows<W>,
    /// What has come off in this step, by link; of far links only.
    off: Rows<W>,
    /// First row of each near class in this step.
    begins: Vec<usize>,
}

impl<const W: usize> Clone for Belt<W> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), off: self.off.clone(), begins: self.begins.clone() }
    }

    fn clone_from(&mut self, other: &Self) {
        self.rows.clone_from(&other.rows);
        self.off.clone_from(&other.off);
        self.begins.clone_from(&other.begins);
    }
}

impl<const W: usize> Belt<W> {
    /// Full of the normal flow.
    pub(crate) fn full(route: &Route) -> Self {
        Self {
            rows: Rows::filled(route.rows, 1.0),
            off: Rows::filled(if route.is_far() { route.links } else { 0 }, 1.0),
            begins: vec![0; route.near.len()],
        }
    }

    /// Moves on to a step; `sent` is what all links sent two steps before it.
    #[inline(always)]
    pub(crate) fn advance(&mut self, route: &Route, step: usize, sent: &[[f64; W]]) {
        for (begin, class) in self.begins.iter_mut().zip(&route.near) {
            *begin = class.row + step % class.delay * class.links;
        }
        let mut rest = &route.far_links[..];
        let off: &mut [[f64; W]] = &mut self.off;
        for class in &route.far {
            let (links, others) = rest.split_at(class.links);
            rest = others;
            let begin = class.row + step % class.delay * class.links;
            for (row, link) in self.rows[begin..begin + class.links].iter_mut().zip(links) {
                off[*link as usize] = *row;
                *row = sent[*link as usize];
            }
        }
    }

    /// The belt for who walks the links.
    #[inline(always)]
    pub(crate) fn walk(&mut self) -> Walk<'_, W> {
        Walk { rows: &mut self.rows, off: &self.off, begins: &self.begins }
    }
}

/// A belt in the middle of a step.
pub(crate) struct Walk<'a, const W: usize> {
    rows: &'a mut [[f64; W]],
    off: &'a [[f64; W]],
    begins: &'a [usize],
}

impl<const W: usize> Walk<'_, W> {
    /// Puts on what a link sent in the last step and takes off what arrives.
    #[inline(always)]
    pub(crate) fn exchange(&mut self, link: usize, place: Place, sent: [f64; W]) -> [f64; W] {
        match place {
            Place::None => sent,
            Place::Near(class, turn) => {
                std::mem::replace(&mut self.rows[self.begins[class as usize] + turn as usize], sent)
            }
            Place::Far => self.off[link],
        }
    }
}
