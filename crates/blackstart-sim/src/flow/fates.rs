//! How each site fares, step by step: the only place that looks at every site in every step, so it is kept tight.

use super::drive::Outside;
use super::ground::Ground;
use super::stops::{MOST, Stops};
use crate::handover::{SiteFate, WEEKS};
use blackstart_model::id::{Key, SiteId};
use blackstart_model::model::Channel;

/// Rows of lanes per site of the event, next to the twin's.
pub(super) struct Sides<'a, const W: usize, T> {
    pub(super) event: &'a [[f64; W]],
    /// The twin's value of a site.
    pub(super) twin: T,
}

/// What is known of every site so far. Steps are counted from moment 0; as numbers, so that lanes are compared side by side.
#[derive(Debug)]
pub(super) struct Fates<const W: usize> {
    stops: Stops<W>,
    /// Lowest share of the twin's in any week, at most 1.
    worst: Vec<[f64; W]>,
    /// Share of the twin's in each of the first weeks from moment 0.
    first: Vec<[[f32; WEEKS]; W]>,
    weeks: Weeks<W>,
}

/// Running production of each site at the end of a day: event, twin.
type Day<const W: usize> = (Vec<[f64; W]>, Vec<[f64; W]>);

/// Running production at the last days' ends, so that a week's is a difference.
#[derive(Debug)]
struct Weeks<const W: usize> {
    /// Steps of a day, at least one.
    day_steps: usize,
    /// Days, event and twin, in a ring of a week's length.
    ring: Vec<Day<W>>,
    /// Days closed, moment 0 included.
    days: usize,
}

impl<const W: usize> Fates<W> {
    pub(super) fn new(ground: &Ground, lanes: &[Outside; W]) -> Self {
        let sites = ground.network.site_count();
        let channels_back =
            (0..sites).map(|site| std::array::from_fn(|lane| channels_back(ground, &lanes[lane], site)));
        let step_hours = ground.layout.step_hours;
        let day_steps = (24.0 / step_hours).round().max(1.0) as usize;
        let week_days = (168.0 / (day_steps as f64 * step_hours)).round().max(1.0) as usize;
        Self {
            stops: Stops::new(ground, channels_back.collect()),
            worst: vec![[1.0; W]; sites],
            first: vec![[[1.0; WEEKS]; W]; sites],
            weeks: Weeks { day_steps, ring: vec![(vec![[0.0; W]; sites], vec![[0.0; W]; sites]); week_days], days: 0 },
        }
    }

    /// Whether running production is wanted after so many steps.
    pub(super) fn day_ends(&self, steps_done: usize) -> bool {
        steps_done.is_multiple_of(self.weeks.day_steps)
    }

    /// Takes the production of one step; steps in which nothing can differ yet are left out.
    pub(super) fn compare<T: Fn(usize) -> [f64; W]>(&mut self, step: usize, made: &Sides<'_, W, T>) {
        self.stops.take(step, made);
    }

    /// Takes running production at moment 0 and at the end of each day; compares the week that ends here.
    pub(super) fn close_day<T: Fn(usize) -> [f64; W]>(&mut self, made: &Sides<'_, W, T>) {
        let week = self.weeks.ring.len();
        let full = self.weeks.days >= week;
        // Whole weeks from moment 0 that end here: 1 is the first.
        let whole = if self.weeks.days.is_multiple_of(week) { self.weeks.days / week } else { 0 };
        let (event_before, twin_before) = &mut self.weeks.ring[self.weeks.days % week];
        let before = event_before.iter_mut().zip(twin_before).zip(&mut self.worst).zip(&mut self.first);
        for (site, (event, (((event_before, twin_before), worst), first))) in made.event.iter().zip(before).enumerate()
        {
            let twin = (made.twin)(site);
            if (1..=WEEKS).contains(&whole) {
                for lane in 0..W {
                    let (event, twin) = (event[lane] - event_before[lane], twin[lane] - twin_before[lane]);
                    if twin > 0.0 {
                        first[lane][whole - 1] = (event / twin) as f32;
                    }
                }
            }
            if full {
                for lane in 0..W {
                    lower(&mut worst[lane], event[lane] - event_before[lane], twin[lane] - twin_before[lane]);
                }
            }
            (*event_before, *twin_before) = (*event, twin);
        }
        self.weeks.days += 1;
    }

    /// Ends the history; one shorter than a week counts as one.
    pub(super) fn close_history<T: Fn(usize) -> [f64; W]>(&mut self, made: &Sides<'_, W, T>) {
        self.stops.close();
        if self.weeks.days > self.weeks.ring.len() {
            return;
        }
        let (event_before, twin_before) = &self.weeks.ring[0];
        for (site, worst) in self.worst.iter_mut().enumerate() {
            let twin = (made.twin)(site);
            for lane in 0..W {
                lower(
                    &mut worst[lane],
                    made.event[site][lane] - event_before[site][lane],
                    twin[lane] - twin_before[site][lane],
                );
            }
        }
    }

    /// One site's fate in one lane; `least_cash_days`, `insolvent_hours`, `support` and `lost_gross_profit` are for the caller to add.
    pub(super) fn fate(&self, site: usize, lane: usize) -> SiteFate {
        let seen = self.stops.seen(site, lane);
        let since = |hours: f64| if seen.stops > 0 { hours } else { 0.0 };
        SiteFate {
            stopped_hours: seen.stopped,
            restarted_hours: seen.restarted,
            recovered_hours: since(seen.recovered),
            back_hours: since(seen.back),
            stops: seen.stops,
            least_cash_days: f64::INFINITY,
            insolvent_hours: f64::INFINITY,
            support: 0.0,
            lost_gross_profit: 0.0,
            worst_week: self.worst[site][lane],
            weeks: self.first[site][lane],
        }
    }
}

/// Moment from which the channels that a site's output takes are back to the horizon \[h\]: minus infinity if they were never below.
fn channels_back(ground: &Ground, outside: &Outside, site: usize) -> f64 {
    let last = ground.final_share[site];
    let ways = [(Channel::Produce, true), (Channel::Ship, last < 1.0), (Channel::Sell, last > 0.0)];
    let channels = outside.capacity.map(|capacity| &capacity.channels[SiteId::new(site)]);
    let taken = ways.into_iter().filter(|(_, taken)| *taken);
    let lines = taken.filter_map(|(way, _)| channels.and_then(|channels| channels[way as usize].as_ref()));
    let back = lines.map(|line| line.back_for_good_before(MOST, ground.layout.end_hours()));
    back.fold(f64::NEG_INFINITY, f64::max)
}

fn lower(worst: &mut f64, event: f64, twin: f64) {
    let share = event / twin;
    // Where the twin makes nothing there is no share.
    if twin > 0.0 && share < *worst {
        *worst = share.max(0.0);
    }
}
