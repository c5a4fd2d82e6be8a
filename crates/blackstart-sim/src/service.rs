//! What still works: grace, fallback and logic give the level of each service; services give the share of each channel of each site.
//!
//! The mathematics: `docs/method/service.md`.

use crate::draw::Draw;
use crate::draw::purpose::{
    FALLBACK_LEVEL, FALLBACK_MAX, FALLBACK_SETUP, GRACE, Purpose, RAMP_FROM, RAMP_HOURS, RAMP_LONGER,
};
use crate::handover::{Availability, Backlog, Capacity, Cause};
use crate::timeline::{Piece, Timeline};
use blackstart_model::id::{ServiceId, SiteId, Table, TargetId};
use blackstart_model::model::{Channel, Logic, Model, RampCurve, Service};
use blackstart_model::scenario::{LevelKind, Scenario, Subject};
use blackstart_model::units::Uncertain;

mod backlog;
#[cfg(test)]
mod tests;

/// Below this level a produce channel has stopped; a stop that is long enough is followed by a ramp.
pub const STOPPED: f64 = 0.5;
/// Steps of a ramp's staircase. Each tread lies at the ramp's middle, so that the area under both is the same.
pub const TREADS: u32 = 20;

/// Turns the availability of systems into levels of services and shares of channels.
pub fn capacity(model: &Model, scenario: &Scenario, draw: Draw, availability: &Availability) -> Capacity {
    capacity_with(model, scenario, draw, availability, |id, services| {
        Timeline::of(&model.services[id].logic, &availability.systems, services)
    })
}

/// The same where the parts of each service are what is supposed of them, whatever systems do: grace and fallback still carry it.
pub fn supposed(
    model: &Model,
    scenario: &Scenario,
    draw: Draw,
    availability: &Availability,
    parts: &Table<ServiceId, Timeline>,
) -> Capacity {
    capacity_with(model, scenario, draw, availability, |id, _| parts[id].clone())
}

fn capacity_with(
    model: &Model,
    scenario: &Scenario,
    draw: Draw,
    availability: &Availability,
    parts: impl Fn(ServiceId, &Table<ServiceId, Timeline>) -> Timeline,
) -> Capacity {
    let mut services: Table<ServiceId, Timeline> = model.services.keys().map(|_| Timeline::up()).collect();
    let mut backlogs: Table<ServiceId, Option<Backlog>> = model.services.keys().map(|_| None).collect();
    for &id in &model.service_order {
        let (service, parts) = (&model.services[id], parts(id, &services));
        let kept = service.backlog.as_ref().map(|backlog| (backlog, parts.clone()));
        services[id] = carried(service, parts, draw);
        for outage in scenario.outages.iter().filter(|outage| outage.subject == Subject::Service(id)) {
            services[id] = services[id].under(outage, draw, None);
        }
        if let Some((backlog, parts)) = kept.filter(|(_, parts)| !parts.is_up()) {
            let by_hand = by_hand(service, &parts, draw);
            let meanwhile = backlog::Meanwhile { parts: &parts, by_hand: &by_hand, tasks: &availability.tasks };
            let keying = backlog::Keying::of(backlog, service.name.key, draw);
            (services[id], backlogs[id]) = keying.held(&services[id], meanwhile, scenario.horizon_hours);
        }
    }
    Capacity {
        channels: channels(model, scenario, draw, availability, &services),
        breaches: breaches(model, scenario, &services),
        targets: targets(model, scenario, &services),
        services,
        backlogs,
    }
}

/// Level of a service whose parts have this level: grace first, then fallback, then what the parts give.
///
/// An episode lasts from the moment its parts drop below 1 until they are fully back; only then do grace and fallback start afresh.
fn carried(service: &Service, parts: Timeline, draw: Draw) -> Timeline {
    if parts.is_up() || (service.fallback.is_none() && service.grace_hours == Uncertain::ZERO) {
        return parts;
    }
    let carries = Carries::of(service, draw);
    // What grace and fallback guarantee while the parts are below 1; between episodes it does not matter.
    let mut floor = vec![Piece::pace(f64::NEG_INFINITY, 0.0, Cause::Shutdown)];
    for (begin, end) in parts.below(1.0) {
        let mut from = |hours: f64, level: f64, kind: LevelKind| {
            floor.push(Piece { kind, ..Piece::pace(hours.min(end), level, Cause::Shutdown) });
        };
        from(begin, 1.0, LevelKind::Pace);
        from(later(begin, carries.grace_hours), 0.0, LevelKind::Pace);
        if let Some(manual) = &carries.manual {
            let (begins, ends) = carries.by_hand(manual, begin);
            from(begins, manual.level, manual.kind);
            from(ends, 0.0, LevelKind::Pace);
        }
    }
    parts.raised_to(&Timeline::from_pieces(floor))
}

/// What manual working gives while parts are below 1, where it is more than they do; 0 where nobody works by hand.
fn by_hand(service: &Service, parts: &Timeline, draw: Draw) -> Timeline {
    let carries = Carries::of(service, draw);
    let mut hands = vec![Piece::pace(f64::NEG_INFINITY, 0.0, Cause::Shutdown)];
    for (begin, end) in parts.below(1.0) {
        if let Some(manual) = &carries.manual {
            let (begins, ends) = carries.by_hand(manual, begin);
            hands.push(Piece::pace(begins.min(end), manual.level, Cause::Shutdown));
            hands.push(Piece::pace(ends.min(end), 0.0, Cause::Shutdown));
        }
    }
    Timeline::from_pieces(hands)
}

/// What carries a service through an episode in one history.
struct Carries {
    grace_hours: f64,
    manual: Option<Manual>,
}

/// Manual working in one history.
struct Manual {
    level: f64,
    setup_hours: f64,
    max_hours: f64,
    kind: LevelKind,
}

impl Carries {
    fn of(service: &Service, draw: Draw) -> Self {
        let sample = |quantity: &Uncertain, purpose: Purpose| draw.sample(quantity, purpose.of(service.name.key));
        Self {
            grace_hours: sample(&service.grace_hours, GRACE),
            manual: service.fallback.as_ref().map(|fallback| Manual {
                level: sample(&fallback.level, FALLBACK_LEVEL).clamp(0.0, 1.0),
                setup_hours: sample(&fallback.setup_hours, FALLBACK_SETUP),
                max_hours: sample(&fallback.max_hours, FALLBACK_MAX),
                kind: fallback.kind,
            }),
        }
    }

    /// From when until when people could work by hand in an episode that begins at this moment \[h\].
    fn by_hand(&self, manual: &Manual, begin_hours: f64) -> (f64, f64) {
        let begins = later(later(begin_hours, self.grace_hours), manual.setup_hours);
        (begins, later(begins, manual.max_hours))
    }
}

/// So much later, also where one of the two is infinite: an endless time never ends.
fn later(from_hours: f64, hours: f64) -> f64 {
    if hours == f64::INFINITY { hours } else { from_hours + hours }
}

/// Share of each channel: its logic, then stated outages, then the ramp of the produce channel.
fn channels(
    model: &Model,
    scenario: &Scenario,
    draw: Draw,
    availability: &Availability,
    services: &Table<ServiceId, Timeline>,
) -> Table<SiteId, [Option<Timeline>; 5]> {
    let mut channels: Table<SiteId, [Option<Timeline>; 5]> = model.sites.keys().map(|_| [const { None }; 5]).collect();
    // Thousands of sites may depend on a few services: what is a mere name and up costs nothing.
    for (id, site) in model.sites.iter() {
        for (channel, logic) in site.channels.iter().enumerate() {
            let line = match logic {
                None => continue,
                Some(Logic::Service(service)) if services[*service].is_up() => continue,
                Some(Logic::System(system)) if availability.systems[*system].is_up() => continue,
                Some(logic) => Timeline::of(logic, &availability.systems, services),
            };
            channels[id][channel] = Some(line).filter(|line| !line.is_up());
        }
    }
    for outage in &scenario.outages {
        if let Subject::Channel(site, channel) = outage.subject {
            let line = channels[site][channel as usize].take().unwrap_or_else(Timeline::up);
            channels[site][channel as usize] =
                Some(line.under(outage, draw, Some(model.sites[site].party))).filter(|line| !line.is_up());
        }
    }
    for (id, site) in model.sites.iter() {
        if let Some(ramp) = &site.ramp
            && let Some(line) = &mut channels[id][Channel::Produce as usize]
        {
            let sample = |quantity: &Uncertain, purpose: Purpose| draw.sample(quantity, purpose.of(site.name.key));
            *line = ramped(line, ramp.after_hours, || Climb {
                hours: sample(&ramp.hours, RAMP_HOURS),
                from: sample(&ramp.from, RAMP_FROM).clamp(0.0, 1.0),
                longer: sample(&ramp.longer, RAMP_LONGER).max(0.0),
                curve: ramp.curve,
            });
        }
    }
    channels
}

/// A channel's way back: after each stop of at least `after_hours`, it is held below a staircase from the ramp's first level to 1.
///
/// A shorter interruption on the way leaves the ramp running; a new stop starts it anew. The cause stays that of the stop's end.
fn ramped(available: &Timeline, after_hours: f64, ramp: impl FnOnce() -> Climb) -> Timeline {
    let mut stops =
        available.below(STOPPED).filter(|(begin, end)| *end < f64::INFINITY && end - begin >= after_hours).peekable();
    if stops.peek().is_none() {
        return available.clone();
    }
    let climb = ramp();
    let from = climb.from;
    if (climb.hours <= 0.0 && climb.longer <= 0.0) || from >= 1.0 {
        return available.clone();
    }
    let mut stairs = vec![Piece::pace(f64::NEG_INFINITY, 1.0, Cause::Shutdown)];
    for (begin, end) in stops {
        // A stop that began before all time has no length.
        let stopped = if begin.is_finite() { end - begin } else { 0.0 };
        let hours = climb.hours.max(0.0) + climb.longer * stopped;
        // A later stop ends the ramp of the one before.
        while stairs.last().is_some_and(|last| last.from_hours >= end) {
            stairs.pop();
        }
        let stopped_by = *before(available, end);
        let held = |from_hours: f64, level: f64| Piece {
            whose: stopped_by.whose,
            ..Piece::pace(from_hours, level, stopped_by.cause)
        };
        let first = if hours == f64::INFINITY { 1 } else { TREADS };
        for tread in 0..first {
            let from_hours = if tread == 0 { end } else { end + hours * f64::from(tread) / f64::from(TREADS) };
            let way = if hours == f64::INFINITY { 0.0 } else { (f64::from(tread) + 0.5) / f64::from(TREADS) };
            stairs.push(held(from_hours, from + (1.0 - from) * climb.climbed(way)));
        }
        stairs.push(held(end + hours, 1.0));
    }
    available.min_with(&Timeline::from_pieces(stairs))
}

/// One replicate's ramp of a site.
struct Climb {
    hours: f64,
    from: f64,
    /// What a stop adds to the time, as a share of how long it lasted.
    longer: f64,
    curve: RampCurve,
}

impl Climb {
    /// How much of the climb is done after a share of the time.
    fn climbed(&self, way: f64) -> f64 {
        match self.curve {
            RampCurve::Linear => way,
            // The logistic curve between a hundredth and 99 hundredths, stretched to 0 and 1.
            RampCurve::S => {
                let steep = 2.0 * libm::log(99.0);
                let logistic = 1.0 / (1.0 + libm::exp(-steep * (way - 0.5)));
                ((logistic - 0.01) / 0.98).clamp(0.0, 1.0)
            }
        }
    }
}

/// What held until a moment at which something changes.
fn before(line: &Timeline, change_hours: f64) -> &Piece {
    let index = line.pieces().partition_point(|piece| piece.from_hours < change_hours);
    &line.pieces()[index.max(1) - 1]
}

/// First moment, before the horizon, at which each service had been below its tolerance's level for longer than it may.
fn breaches(
    model: &Model,
    scenario: &Scenario,
    services: &Table<ServiceId, Timeline>,
) -> Table<ServiceId, Option<f64>> {
    let breach = |(id, service): (ServiceId, &Service)| {
        let tolerance = service.tolerance?;
        let too_long = |(begin, end): (f64, f64)| {
            let breach = later(begin, tolerance.hours);
            (end > breach && breach < scenario.horizon_hours).then_some(breach)
        };
        services[id].below(tolerance.level).find_map(too_long)
    };
    model.services.iter().map(breach).collect()
}

/// For each target set that fails before the horizon: when first, and from when it holds until the horizon (infinite: it does not).
fn targets(
    model: &Model,
    scenario: &Scenario,
    services: &Table<ServiceId, Timeline>,
) -> Table<TargetId, Option<(f64, f64)>> {
    let horizon = scenario.horizon_hours;
    let fate = |services_wanted: &[(ServiceId, f64)]| {
        let (mut failed, mut holds) = (f64::INFINITY, f64::NEG_INFINITY);
        for &(service, level) in services_wanted {
            failed = services[service].first_below(level, 0.0).map_or(failed, |first| failed.min(first));
            holds = holds.max(services[service].back_for_good_before(level, horizon));
        }
        (failed < horizon).then_some((failed, holds))
    };
    model.targets.rows().iter().map(|target| fate(&target.services)).collect()
}
