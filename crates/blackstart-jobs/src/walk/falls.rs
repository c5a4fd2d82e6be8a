//! What is down or short with something: the logic of a model worked out once with everything else up, and who is delivered by whoever stops.

use super::answer::{Falls, WalkKind, WalkName};
use crate::lookup::TimeQuantiles;
use blackstart_model::Model;
use blackstart_model::id::{Key, ServiceId, SiteId, SystemId};
use blackstart_model::logic::{Gate, Leaf};
use blackstart_model::model::{Channel, Link, Logic, Name};
use blackstart_sim::draw::quantile;

/// A level that a model means to be whole; sums of shares miss it by rounding.
const WHOLE: f64 = 1.0 - 1e-9;

/// What has fallen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fallen {
    System(SystemId),
    Service(ServiceId),
    Site(SiteId),
}

impl Fallen {
    /// Whether a logic names it.
    fn is_in(self, logic: &Logic) -> bool {
        logic.leaves().into_iter().any(|leaf| match leaf {
            Leaf::System(it) => self == Self::System(it),
            Leaf::Service(it) => self == Self::Service(it),
        })
    }
}

/// How much of everything is left.
struct Left {
    systems: Vec<f64>,
    services: Vec<f64>,
}

impl Left {
    /// Systems may need services and services are made of systems: each round carries a fall at least one step, until nothing moves.
    fn of(model: &Model, fallen: Fallen) -> Self {
        let mut left = Self { systems: vec![1.0; model.systems.len()], services: vec![1.0; model.services.len()] };
        match fallen {
            Fallen::System(it) => left.systems[it.index()] = 0.0,
            Fallen::Service(it) => left.services[it.index()] = 0.0,
            Fallen::Site(_) => return left,
        }
        loop {
            let before = (left.systems.clone(), left.services.clone());
            for it in model.system_order.iter().copied().filter(|it| fallen != Fallen::System(*it)) {
                if let Some(needs) = &model.systems[it].needs {
                    left.systems[it.index()] = if left.level(needs) < WHOLE { 0.0 } else { 1.0 };
                }
            }
            for it in model.service_order.iter().copied().filter(|it| fallen != Fallen::Service(*it)) {
                left.services[it.index()] = left.level(&model.services[it].logic);
            }
            if before.0 == left.systems && before.1 == left.services {
                return left;
            }
        }
    }

    /// The level of a logic.
    fn level(&self, logic: &Logic) -> f64 {
        let mut leaf = |leaf| match leaf {
            Leaf::System(it) => self.systems[it.index()],
            Leaf::Service(it) => self.services[it.index()],
        };
        logic.fold(&mut leaf, &mut |gate, mut parts| {
            parts.sort_by(f64::total_cmp);
            match gate {
                Gate::All => parts.first().copied(),
                Gate::Any => parts.last().copied(),
                Gate::AtLeast(k) => parts.len().checked_sub(k as usize).and_then(|at| parts.get(at)).copied(),
                Gate::Mean => Some(parts.iter().sum::<f64>() / parts.len() as f64),
            }
            .unwrap_or(1.0)
        })
    }
}

/// What is down or short while something is: first what follows from logic, then who is delivered.
pub(super) fn falls(model: &Model, fallen: Fallen) -> Vec<Falls> {
    let left = Left::of(model, fallen);
    let mut falls = Vec::new();
    for (it, row) in model.systems.iter() {
        if fallen != Fallen::System(it) && left.systems[it.index()] < WHOLE {
            let direct = row.needs.as_ref().is_some_and(|it| fallen.is_in(it));
            let level = Some(left.systems[it.index()]);
            falls.push(Falls { direct, level, ..Falls::of(WalkKind::System, &row.name) });
        }
    }
    for (it, row) in model.services.iter() {
        if fallen != Fallen::Service(it) && left.services[it.index()] < WHOLE {
            falls.push(Falls {
                direct: fallen.is_in(&row.logic),
                level: Some(left.services[it.index()]),
                grace_hours: Some(TimeQuantiles::of(&row.grace_hours)),
                fallback: row.fallback.as_ref().map(|it| quantile(&it.level, 0.5)),
                ..Falls::of(WalkKind::Service, &row.name)
            });
        }
    }
    // Sites that deliver less: what stops a plant stops those it feeds, once their stock is gone.
    let mut short = vec![false; model.sites.len()];
    let mut delivering_less = Vec::new();
    if let Fallen::Site(it) = fallen {
        short[it.index()] = true;
        delivering_less.push(it);
    }
    for (it, row) in model.sites.iter() {
        for (channel, logic) in Channel::ALL.into_iter().zip(&row.channels) {
            let Some(logic) = logic else { continue };
            let level = left.level(logic);
            if level < WHOLE {
                let (channel_word, direct) = (Some(channel.word()), fallen.is_in(logic));
                let fall = Falls::of(WalkKind::Site, &row.name);
                falls.push(Falls { channel: channel_word, direct, level: Some(level), ..fall });
                if matches!(channel, Channel::Produce | Channel::Ship) && !short[it.index()] {
                    short[it.index()] = true;
                    delivering_less.push(it);
                }
            }
        }
    }
    falls.extend(delivered(model, fallen, short, delivering_less));
    falls
}

/// Sites that are delivered by those that deliver less, and by those in turn.
fn delivered(model: &Model, fallen: Fallen, mut short: Vec<bool>, mut from: Vec<SiteId>) -> Vec<Falls> {
    let mut by_supplier: Vec<Vec<&Link>> = vec![Vec::new(); model.sites.len()];
    for link in &model.links {
        by_supplier[link.from.index()].push(link);
    }
    let mut falls = Vec::new();
    while let Some(site) = from.pop() {
        for link in &by_supplier[site.index()] {
            if std::mem::replace(&mut short[link.to.index()], true) {
                continue;
            }
            from.push(link.to);
            falls.push((
                link.to,
                Falls {
                    channel: Some("inputs"),
                    direct: fallen == Fallen::Site(site),
                    grace_hours: Some(TimeQuantiles { p50: link.cover_hours, p90: link.cover_hours }),
                    ..Falls::of(WalkKind::Site, &model.sites[link.to].name)
                },
            ));
        }
    }
    falls.sort_by_key(|(site, fall)| (!fall.direct, *site));
    falls.into_iter().map(|(_, fall)| fall).collect()
}

impl Falls {
    fn of(kind: WalkKind, name: &Name) -> Self {
        let WalkName { id, title } = WalkName::of(name);
        Self { kind, id, title, channel: None, direct: false, level: None, grace_hours: None, fallback: None }
    }
}
