//! Shipments and invoices on their way: a delay line for many links, whose memory is read in order.
//!
//! A ring `[step][link]` read at another lag for each link is one cache miss per link. So links of equal delay lie side by
//! side, and a step moves each such class in one sweep: in goes what was sent two steps ago, out comes what is due.

use crate::rows::Rows;

/// The order of links on a belt; the same for all engines of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route {
    classes: Vec<Class>,
    /// Links by class, ascending within it.
    links: Vec<u32>,
    rows: usize,
}

/// Links of equal delay.
#[derive(Clone, Debug)]
struct Class {
    delay: usize,
    /// Its links are `links[first..end]` of the route.
    first: usize,
    end: usize,
    /// Its first row on the belt; it has one row per link and step of delay.
    row: usize,
}

impl Route {
    /// A route for links with these delays; a delay of 1 needs no belt.
    pub(crate) fn new(delays: impl Iterator<Item = u32>) -> Self {
        let mut links: Vec<(u32, u32)> =
            delays.enumerate().map(|(link, delay)| (delay, link as u32)).filter(|(delay, _)| *delay > 1).collect();
        links.sort_unstable();
        let mut route = Self::default();
        for class in links.chunk_by(|a, b| a.0 == b.0) {
            let delay = class[0].0 as usize;
            let first = route.links.len();
            route.links.extend(class.iter().map(|(_, link)| *link));
            route.classes.push(Class { delay, first, end: first + class.len(), row: route.rows });
            route.rows += delay * class.len();
        }
        route
    }
}

/// What is on its way, per link and lane.
#[derive(Debug)]
pub(crate) struct Belt<const W: usize> {
    rows: Rows<W>,
    /// What has come off in this step, by link; unused where the delay is 1.
    pub(crate) out: Rows<W>,
}

impl<const W: usize> Clone for Belt<W> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), out: self.out.clone() }
    }

    fn clone_from(&mut self, other: &Self) {
        self.rows.clone_from(&other.rows);
        self.out.clone_from(&other.out);
    }
}

impl<const W: usize> Belt<W> {
    /// Full of the normal flow.
    pub(crate) fn full(route: &Route, links: usize) -> Self {
        Self { rows: Rows::filled(route.rows, 1.0), out: Rows::filled(if route.rows > 0 { links } else { 0 }, 1.0) }
    }

    /// One step: `sent` is what was sent two steps before `step`.
    #[inline(always)]
    pub(crate) fn advance(&mut self, route: &Route, step: usize, sent: &[[f64; W]]) {
        let rows: &mut [[f64; W]] = &mut self.rows;
        let out: &mut [[f64; W]] = &mut self.out;
        for class in &route.classes {
            let links = &route.links[class.first..class.end];
            let slot = |step: usize| class.row + step % class.delay * links.len();
            // A delay of 2 puts in and takes out the same rows, in this order.
            let put = slot(step + class.delay - 2);
            for (row, link) in rows[put..put + links.len()].iter_mut().zip(links) {
                *row = sent[*link as usize];
            }
            let take = slot(step);
            for (row, link) in rows[take..take + links.len()].iter().zip(links) {
                out[*link as usize] = *row;
            }
        }
    }
}
