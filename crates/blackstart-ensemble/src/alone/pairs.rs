//! Which pairs can be worse than their sum: a cheap look at what comes before goods move leaves out the rest.

use super::ends::value_per_day;
use super::taken::{Taken, What, without};
use blackstart_model::id::{Key, ServiceId, SiteId};
use blackstart_model::scenario::LevelKind;
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::timeline::Timeline;
use blackstart_sim::{Before, BeforeFlow};

/// How two that are gone together differ from each gone alone.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Looked {
    /// Goods meet what they meet when one of them is gone alone: the other adds nothing.
    Covered,
    /// Nothing is lower than one of both leaves it: only goods, stock, customers or cash could make it worse.
    Goods(f64),
    /// Something is lower than either leaves it.
    Deeper(Deeper),
}

/// What is lower than either leaves it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Deeper {
    /// Value of what is lower, by how much and for how long: only to say what is played first.
    pub(super) promise: f64,
    /// The first service, or site, that shows it.
    pub(super) place: Place,
    /// Whether it is lower while both would be gone: each carries it without the other. Else one of them comes back later for the other's sake.
    pub(super) either: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Service(ServiceId),
    Site(SiteId),
}

/// A look at pairs.
pub(super) struct Look<'a> {
    pub(super) model: &'a Model,
    pub(super) normal: &'a Scenario,
    pub(super) stated_hours: f64,
    pub(super) draws: &'a [Draw],
}

impl Look<'_> {
    /// What each history comes to before goods move.
    pub(super) fn before(&self, taken: &[&Taken]) -> Vec<Before> {
        let scenario = without(self.model, self.normal, taken, self.stated_hours);
        let stages = BeforeFlow::new(self.model, &scenario);
        self.draws.iter().map(|&draw| stages.play(draw)).collect()
    }

    /// How a pair differs from each of both alone, over all histories that are looked at.
    pub(super) fn at(&self, one: (&Taken, &[Before]), other: (&Taken, &[Before])) -> Looked {
        let both = self.before(&[one.0, other.0]);
        let mut deeper: Option<Deeper> = None;
        let (mut covered, mut apart) = (true, [0.0, 0.0]);
        for ((both, a), b) in both.iter().zip(one.1).zip(other.1) {
            let (like_a, like_b) = (self.same(both, a), self.same(both, b));
            covered &= like_a || like_b;
            if like_a || like_b {
                continue;
            }
            apart[0] += self.area(a);
            apart[1] += self.area(b);
            let promise = self.deeper(both, a, b);
            match (&mut deeper, promise > 0.0) {
                (Some(it), _) => it.promise += promise,
                (none, true) => *none = self.told((one.0, a), (other.0, b), both, promise),
                (None, false) => {}
            }
        }
        match deeper {
            Some(it) => Looked::Deeper(it),
            None if covered => Looked::Covered,
            None => Looked::Goods(apart[0].min(apart[1])),
        }
    }

    fn horizon(&self) -> f64 {
        self.normal.horizon_hours
    }

    /// Whether goods meet the same levels.
    fn same(&self, a: &Before, b: &Before) -> bool {
        let same = |(a, b): (&Option<Timeline>, &Option<Timeline>)| match (a, b) {
            (None, None) => true,
            (Some(a), Some(b)) => stretches(a, b, self.horizon()).all(|(_, _, a, b)| a == b),
            _ => false,
        };
        let (a, b) = (a.capacity.channels.rows(), b.capacity.channels.rows());
        a.iter().zip(b).all(|(a, b)| a.iter().zip(b).all(same))
    }

    /// Value of what is lower with both gone than each leaves it.
    fn deeper(&self, both: &Before, a: &Before, b: &Before) -> f64 {
        let up = Timeline::up();
        let mut sum = 0.0;
        for (site, lines) in both.capacity.channels.iter() {
            for (channel, line) in lines.iter().enumerate() {
                let Some(line) = line else { continue };
                let of = |it: &Before| it.capacity.channels[site][channel].clone();
                let least = of(a).unwrap_or_else(|| up.clone()).min_with(of(b).as_ref().unwrap_or(&up));
                sum += lower(line, &least, self.horizon()).map_or(0.0, |it| it.area) * value_per_day(self.model, site);
            }
        }
        sum
    }

    /// Value of what is below normal.
    fn area(&self, it: &Before) -> f64 {
        let up = Timeline::up();
        let of = |(site, lines): (SiteId, &[Option<Timeline>; 5])| {
            let below = lines.iter().flatten().filter_map(|line| lower(line, &up, self.horizon())).map(|it| it.area);
            below.sum::<f64>() * value_per_day(self.model, site)
        };
        it.capacity.channels.iter().map(of).sum()
    }

    /// Where it shows first, and how.
    fn told(&self, one: (&Taken, &Before), other: (&Taken, &Before), both: &Before, promise: f64) -> Option<Deeper> {
        let (a, b) = (one.1, other.1);
        let service = |&id: &ServiceId| {
            let least = a.capacity.services[id].min_with(&b.capacity.services[id]);
            let lower = lower(&both.capacity.services[id], &least, self.horizon())?;
            Some((Place::Service(id), lower.first_hours))
        };
        let site = |(id, lines): (SiteId, &[Option<Timeline>; 5])| {
            let up = Timeline::up();
            lines.iter().enumerate().find_map(|(channel, line)| {
                let of = |it: &Before| it.capacity.channels[id][channel].clone().unwrap_or_else(|| up.clone());
                let lower = lower(line.as_ref()?, &of(a).min_with(&of(b)), self.horizon())?;
                Some((Place::Site(id), lower.first_hours))
            })
        };
        let found = self.model.service_order.iter().find_map(service);
        let (place, at_hours) = found.or_else(|| both.capacity.channels.iter().find_map(site))?;
        let gone = |(taken, before): (&Taken, &Before)| match taken.what {
            What::System(system) => before.availability.systems[system].at(at_hours) < 1.0,
            What::Party(_) => at_hours < self.stated_hours,
        };
        Some(Deeper { promise, place, either: gone(one) && gone(other) })
    }
}

/// By how much one is lower than another.
struct Lower {
    /// Level times hours.
    area: f64,
    /// From when on \[h\].
    first_hours: f64,
}

fn lower(line: &Timeline, than: &Timeline, horizon_hours: f64) -> Option<Lower> {
    let mut it: Option<Lower> = None;
    for (from, until, (level, _), (than, _)) in stretches(line, than, horizon_hours) {
        if level < than {
            let lower = it.get_or_insert(Lower { area: 0.0, first_hours: from });
            lower.area += (than - level) * (until - from);
        }
    }
    it
}

/// Level and kind of a piece; whose it is and why makes no difference to goods.
type Held = (f64, LevelKind);

/// Stretches from moment 0 to the horizon on which neither of two changes.
fn stretches<'t>(
    a: &'t Timeline,
    b: &'t Timeline,
    horizon_hours: f64,
) -> impl Iterator<Item = (f64, f64, Held, Held)> + 't {
    let changes = a.changes().chain(b.changes()).map(|it| it.from_hours);
    let mut moments: Vec<f64> = changes.filter(|at| (0.0..horizon_hours).contains(at)).collect();
    moments.extend([0.0, horizon_hours]);
    moments.sort_by(f64::total_cmp);
    moments.dedup();
    let held = |line: &Timeline, at: f64| {
        let piece = line.piece_at(at);
        (piece.level, if piece.level < 1.0 { piece.kind } else { LevelKind::default() })
    };
    (1..moments.len()).map(move |at| {
        let (from, until) = (moments[at - 1], moments[at]);
        (from, until, held(a, from), held(b, from))
    })
}

/// Places of all pairs of so many.
pub(super) fn of(count: usize) -> Vec<(usize, usize)> {
    (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other))).collect()
}

impl Place {
    /// Its title.
    pub(super) fn title(self, model: &Model) -> &str {
        match self {
            Self::Service(id) => &model.services[id].name.title,
            Self::Site(id) => &model.sites.rows()[id.index()].name.title,
        }
    }
}
