//! What drives the network from outside, as changes in the order of steps: channel shares, seasons, shocks.

use super::chain::Why;
use super::ground::Ground;
use crate::handover::{Capacity, Cause};
use crate::timeline::{Piece, Timeline};
use blackstart_flow::{Channel, Engine, Share};
use blackstart_model::id::{CalendarId, Key, PartyId, SiteId};
use blackstart_model::scenario::{LevelKind, ShockKind};
use blackstart_model::time::Clock;

/// What can be turned from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Knob {
    /// Share of a channel.
    Share(Channel),
    /// Multiplier of final demand.
    Demand,
}

/// One turn of a knob.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    step: usize,
    lane: usize,
    site: usize,
    knob: Knob,
    value: Value,
}

/// What a knob is turned to: a multiplier of demand, or how a channel works.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Times(f64),
    Share(Share),
}

/// Who hears of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ear {
    Twin,
    Event,
}

/// All changes of a batch of lanes.
#[derive(Debug)]
pub(super) struct Drive<const W: usize> {
    both: Vec<Change>,
    twin: Vec<Change>,
    event: Vec<Change>,
    /// First step in which each lane's event is driven differently from its twin.
    pub(super) differs: [Option<usize>; W],
}

/// What one lane is driven by.
pub(super) struct Outside<'a> {
    pub(super) capacity: Option<&'a Capacity>,
    /// Multiplier of each shock.
    pub(super) shock_times: Vec<f64>,
}

impl<const W: usize> Drive<W> {
    /// Everything that will change, from the first step of the warm-up to the horizon.
    pub(super) fn new(ground: &Ground, lanes: &[Outside; W]) -> Self {
        let mut drive = Self { both: Vec::new(), twin: Vec::new(), event: Vec::new(), differs: [None; W] };
        for (lane, outside) in lanes.iter().enumerate() {
            let mut known = Known::new();
            for (site, knob) in subjects(ground, outside) {
                drive.add(ground, outside, lane, site, knob, &mut known);
            }
        }
        for list in [&mut drive.both, &mut drive.twin, &mut drive.event] {
            // Stable: within a step in the order of lanes and sites.
            list.sort_by_key(|change| change.step);
        }
        drive
    }

    fn add<'a>(
        &mut self,
        ground: &'a Ground,
        outside: &'a Outside,
        lane: usize,
        site: usize,
        knob: Knob,
        known: &mut Known<'a>,
    ) {
        let course = Course::new(ground, outside, site, knob);
        if let Some(timeline) = course.only_a_timeline() {
            let calendar = ground.model.sites.rows()[site].calendar;
            let same = |it: &Seen<'_>| it.calendar == calendar && it.timeline == timeline;
            let at = known.iter().rposition(same).unwrap_or_else(|| {
                known.push(Seen { timeline, calendar, changes: course.changes(Ear::Event) });
                known.len() - 1
            });
            let event = &known[at].changes;
            // Also where it is down in hours that nobody works: it is told as a cause.
            let down = timeline
                .first_below(1.0, 0.0)
                .map(|hours| ground.warm_up_steps + (hours / ground.layout.step_hours).floor() as usize);
            let down = down.filter(|step| *step < ground.steps());
            if let Some(apart) = event.first().map(|&(apart, _)| apart).into_iter().chain(down).min() {
                self.differs[lane] = Some(self.differs[lane].map_or(apart, |known| known.min(apart)));
            }
            self.event.extend(event.iter().map(|&(step, value)| Change { step, lane, site, knob, value }));
            return;
        }
        let twin = course.changes(Ear::Twin);
        let event = course.changes(Ear::Event);
        let change = |(step, value)| Change { step, lane, site, knob, value };
        if twin == event {
            self.both.extend(twin.into_iter().map(change));
            return;
        }
        let apart = first_difference(&twin, &event);
        self.differs[lane] = Some(self.differs[lane].map_or(apart, |known| known.min(apart)));
        self.twin.extend(twin.into_iter().map(change));
        self.event.extend(event.into_iter().map(change));
    }

    /// First step in which any lane differs.
    pub(super) fn first_difference(&self) -> Option<usize> {
        self.differs.iter().flatten().copied().min()
    }
}

/// Timelines seen in a lane: many sites depend on the same services.
type Known<'a> = Vec<Seen<'a>>;

/// A timeline as sites of one calendar feel it.
struct Seen<'a> {
    timeline: &'a Timeline,
    calendar: Option<CalendarId>,
    changes: Vec<(usize, Value)>,
}

/// First step at which two lists of changes leave different values.
fn first_difference(a: &[(usize, Value)], b: &[(usize, Value)]) -> usize {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let step = |list: &[(usize, Value)]| list.get(same).map_or(usize::MAX, |change| change.0);
    step(a).min(step(b))
}

/// Walks through the changes for one engine.
#[derive(Clone, Debug)]
pub(super) struct Hand {
    ear: Ear,
    both: usize,
    own: usize,
}

impl Hand {
    pub(super) fn new(ear: Ear) -> Self {
        Self { ear, both: 0, own: 0 }
    }

    /// The event's hand, from a step before which it did what the twin's did.
    pub(super) fn fork<const W: usize>(&self, drive: &Drive<W>, step: usize) -> Self {
        Self { ear: Ear::Event, both: self.both, own: drive.event.partition_point(|change| change.step < step) }
    }

    /// Turns every knob that changes in this step.
    pub(super) fn turn<const W: usize>(&mut self, drive: &Drive<W>, step: usize, engine: &mut Engine<'_, W>) {
        let own = if self.ear == Ear::Twin { &drive.twin } else { &drive.event };
        for (list, at) in [(&drive.both, &mut self.both), (own, &mut self.own)] {
            while let Some(change) = list.get(*at).filter(|change| change.step == step) {
                match (change.knob, change.value) {
                    (Knob::Share(channel), Value::Share(share)) => {
                        engine.set_share(change.lane, change.site, channel, share)
                    }
                    (_, Value::Times(times)) => engine.set_demand(change.lane, change.site, times),
                    (Knob::Demand, Value::Share(_)) => unreachable!("demand is a multiplier"),
                }
                *at += 1;
            }
        }
    }
}

/// Every knob of one lane that ever leaves 1, by site.
fn subjects(ground: &Ground, outside: &Outside) -> Vec<(usize, Knob)> {
    let mut subjects: Vec<(usize, Knob)> = Vec::new();
    for (site, kind, _) in &ground.shocked {
        subjects.push((*site, knob_of(*kind)));
    }
    if let Some(capacity) = outside.capacity {
        for (site, channels) in capacity.channels.iter() {
            for (channel, timeline) in Channel::ALL.into_iter().zip(channels) {
                if timeline.as_ref().is_some_and(|timeline| !timeline.is_up()) {
                    subjects.push((site.index(), Knob::Share(channel)));
                }
            }
        }
    }
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}

fn knob_of(kind: ShockKind) -> Knob {
    match kind {
        ShockKind::Demand => Knob::Demand,
        ShockKind::Capacity => Knob::Share(Channel::Produce),
    }
}

/// One knob over time.
struct Course<'a> {
    ground: &'a Ground<'a>,
    site: usize,
    knob: Knob,
    timeline: Option<&'a Timeline>,
    /// From, until \[h\], multiplier, whether the twin has it too.
    shocks: Vec<(f64, f64, f64, bool)>,
}

impl<'a> Course<'a> {
    fn new(ground: &'a Ground<'a>, outside: &'a Outside<'a>, site: usize, knob: Knob) -> Self {
        let timeline = match (knob, outside.capacity) {
            (Knob::Share(channel), Some(capacity)) => {
                capacity.channels[SiteId::new(site)][channel as usize].as_ref().filter(|timeline| !timeline.is_up())
            }
            _ => None,
        };
        let first = ground.shocked.partition_point(|(hit, ..)| *hit < site);
        let hits = ground.shocked[first..].iter().take_while(|(hit, ..)| *hit == site);
        let hits = hits.filter(|(_, kind, _)| knob_of(*kind) == knob);
        let shocks = hits.flat_map(|(.., shocks)| shocks).map(|&at| {
            let shock = &ground.scenario.shocks[at];
            (shock.from_hours, shock.until_hours, outside.shock_times[at], shock.in_twin)
        });
        Self { ground, site, knob, timeline, shocks: shocks.collect() }
    }

    /// Its timeline, if nothing else moves it: then the twin's is always 1.
    fn only_a_timeline(&self) -> Option<&'a Timeline> {
        self.timeline.filter(|_| self.shocks.is_empty())
    }

    /// The value in one step: every part's exact mean over the step, multiplied.
    fn value(&self, step: usize, ear: Ear) -> Value {
        let begin = self.ground.begin_hours(step);
        let end = self.ground.begin_hours(step + 1);
        // The event begins at moment 0: what is played before is the same for both.
        let event = ear == Ear::Event && step >= self.ground.warm_up_steps;
        let mut times = 1.0;
        for &(from, until, shock, in_twin) in &self.shocks {
            let hit = until.min(end) - from.max(begin);
            if (in_twin || event) && hit > 0.0 {
                let whole = from <= begin && until >= end;
                times *= if whole { shock } else { 1.0 + (shock - 1.0) * (hit / (end - begin)) };
            }
        }
        if self.knob == Knob::Demand {
            return Value::Times(times);
        }
        let share = match self.timeline {
            Some(timeline) if event => share_over(timeline, begin, end, self.ground.clock(self.site)),
            _ => Share::FULL,
        };
        Value::Share(if times < 1.0 { weakened(share, times) } else { share })
    }

    /// Steps in which the value may change.
    fn steps(&self) -> Vec<usize> {
        let (ground, last) = (self.ground, self.ground.steps());
        let mut steps = vec![0, ground.warm_up_steps];
        let changes = self.timeline.into_iter().flat_map(|timeline| timeline.changes().map(|piece| piece.from_hours));
        let shocks = self.shocks.iter().flat_map(|&(from, until, ..)| [from, until]);
        for hours in changes.chain(shocks) {
            let step = (hours / ground.layout.step_hours).floor() + ground.warm_up_steps as f64;
            if step < last as f64 {
                let step = step.max(0.0) as usize;
                steps.extend([step, step + 1]);
            }
        }
        steps.retain(|&step| step < last);
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// Changes of the value, from 1 before the first step.
    fn changes(&self, ear: Ear) -> Vec<(usize, Value)> {
        let mut now = match self.knob {
            Knob::Demand => Value::Times(1.0),
            Knob::Share(_) => Value::Share(Share::FULL),
        };
        let mut changes = Vec::new();
        for step in self.steps() {
            let value = self.value(step, ear);
            if value != now {
                changes.push((step, value));
                now = value;
            }
        }
        changes
    }
}

/// How a channel works from one moment until another: the exact mean of what each level means, over the hours that are worked.
fn share_over(timeline: &Timeline, begin: f64, end: f64, clock: Option<&Clock>) -> Share {
    let mut sum = Share { whole: 0.0, offer: 0.0, hand: 0.0 };
    let of = |piece: &Piece| match piece.kind {
        LevelKind::Pace => Share::pace(piece.level),
        LevelKind::Offer => Share::offer(piece.level),
    };
    if let Some(only) = timeline.only_piece(begin, end) {
        return of(only);
    }
    // Where nobody works it does not matter.
    let clock = clock.filter(|clock| clock.working_hours_between(begin, end) > 0.0);
    let worked = |from: f64, until: f64| clock.map_or(until - from, |clock| clock.working_hours_between(from, until));
    let all = worked(begin, end);
    for (from, until, piece) in timeline.stretches() {
        if from >= end {
            break;
        }
        let (from, until) = (from.max(begin), until.min(end));
        if until <= from {
            continue;
        }
        let part = worked(from, until) / all;
        let share = of(piece);
        sum.whole += share.whole * part;
        sum.offer += share.offer * part;
        sum.hand += share.hand * part;
    }
    sum
}

/// A channel of which a shock leaves a share: everything passes at that share of a normal day's pace.
fn weakened(share: Share, times: f64) -> Share {
    let part = Share::pace(times);
    let whole = share.whole * part.whole;
    Share { whole, offer: share.offer * times, hand: ((share.whole + share.hand) * times - whole).max(0.0) }
}

/// How far a site's own channels were below 1 in a period of the event, by cause \[steps\]; in each, at most the whole period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Own {
    pub(super) produce: Why,
    pub(super) order: Why,
    pub(super) ship: Why,
    /// Ship and sell, each by its share of normal output.
    pub(super) leave: Why,
    /// Final demand, by its share of normal output.
    pub(super) demand: Why,
    pub(super) pay: Why,
}

impl Own {
    /// Of one site, from one moment until another \[h\], in so many steps. A shock that the twin has too explains nothing that the event misses beyond it.
    pub(super) fn of(ground: &Ground, outside: &Outside, site: usize, (begin, end): (f64, f64), steps: f64) -> Self {
        let mut own = Self::default();
        let last = ground.final_share[site];
        if let Some(capacity) = outside.capacity {
            let channels = &capacity.channels[SiteId::new(site)];
            let here =
                Place { party: ground.model.sites.rows()[site].party, company: ground.layout.company, begin, end };
            let add = |into: &mut Why, channel: Channel, share: f64| {
                if let Some(timeline) = &channels[channel as usize] {
                    here.add_deficit(into, timeline, share);
                }
            };
            add(&mut own.produce, Channel::Produce, 1.0);
            add(&mut own.order, Channel::Order, 1.0);
            add(&mut own.ship, Channel::Ship, 1.0);
            add(&mut own.leave, Channel::Ship, 1.0 - last);
            add(&mut own.leave, Channel::Sell, last);
            add(&mut own.pay, Channel::Pay, 1.0);
        }
        let first = ground.shocked.partition_point(|(hit, ..)| *hit < site);
        for (_, kind, shocks) in ground.shocked[first..].iter().take_while(|(hit, ..)| *hit == site) {
            for &at in shocks {
                let shock = &ground.scenario.shocks[at];
                let hit = (shock.until_hours.min(end) - shock.from_hours.max(begin)).max(0.0) / (end - begin);
                if !shock.in_twin {
                    let deficit = hit * (1.0 - outside.shock_times[at]).max(0.0);
                    match kind {
                        ShockKind::Capacity => own.produce.by[Cause::Shock] += deficit,
                        ShockKind::Demand => own.demand.by[Cause::Shock] += deficit * last,
                    }
                }
            }
        }
        let parts = [&mut own.produce, &mut own.order, &mut own.ship, &mut own.leave, &mut own.demand, &mut own.pay];
        for part in parts {
            part.scale(steps / part.sum().max(1.0));
        }
        own
    }

    /// Whether anything was down at all.
    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// A site's party in a span of time \[h\].
struct Place {
    party: PartyId,
    company: Option<PartyId>,
    begin: f64,
    end: f64,
}

impl Place {
    fn add_deficit(&self, into: &mut Why, timeline: &Timeline, share: f64) {
        for (from, until, piece) in timeline.stretches() {
            if from >= self.end {
                break;
            }
            let hit = until.min(self.end) - from.max(self.begin);
            if hit > 0.0 && piece.level < 1.0 {
                let deficit = (1.0 - piece.level) * share * (hit / (self.end - self.begin));
                into.by[piece.cause_for(self.party, self.company)] += deficit;
                if piece.whose.is_none() || piece.whose == self.company {
                    into.company += deficit;
                }
                if !piece.is_another(self.party, self.company) {
                    into.own += deficit;
                }
            }
        }
    }
}
