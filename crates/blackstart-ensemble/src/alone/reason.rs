//! Why nothing stops where something is gone, in words.

use super::taken::{Taken, What};
use blackstart_model::Model;
use blackstart_model::id::{Key, SystemId};
use blackstart_model::logic::Leaf;
use blackstart_model::model::Logic;
use blackstart_sim::Before;
use blackstart_sim::timeline::Timeline;

const HOURS_A_DAY: f64 = 24.0;

/// Why no goods are lost in a history in which this is gone.
pub(super) fn nothing(model: &Model, taken: &Taken, before: &Before, stated_hours: f64) -> String {
    let it = Reason { model, before, systems: taken.systems(model) };
    if let What::Party(_) = taken.what
        && let Some(reason) = it.of_sites(taken, stated_hours)
    {
        return reason;
    }
    let stopped = before.capacity.channels.rows().iter().any(|it| it.iter().any(Option::is_some));
    if stopped {
        return "what is missed meanwhile is made up: stock, customers who wait, or overtime".to_owned();
    }
    let down = model.services.iter().find(|(id, _)| !before.capacity.services[*id].is_up());
    if let Some((_, service)) = down {
        return format!("“{}” suffers, and no site works less for it", service.name.title);
    }
    it.carried().or_else(|| it.redundant()).unwrap_or_else(|| "no service, site or other system needs it".to_owned())
}

struct Reason<'a> {
    model: &'a Model,
    before: &'a Before,
    systems: Vec<SystemId>,
}

impl Reason<'_> {
    /// Stock at customers, if it outlasts a supplier.
    fn of_sites(&self, taken: &Taken, stated_hours: f64) -> Option<String> {
        let sites = taken.sites(self.model);
        if sites.is_empty() {
            return None;
        }
        let cover =
            |link: &blackstart_model::model::Link| link.cover_hours * self.model.sites[link.to].cover_scale.mean();
        let links = self.model.links.iter().filter(|link| sites.contains(&link.from) && link.flow_per_day > 0.0);
        let least = links.map(cover).min_by(f64::total_cmp);
        let sells = self.model.demands.iter().any(|demand| sites.contains(&demand.site));
        match least {
            None if !sells => Some("nobody is delivered by it".to_owned()),
            Some(least) if !sells && least >= stated_hours => Some(format!(
                "its goods last {} days in stock at every customer, and it is gone for {}",
                days(least),
                days(stated_hours)
            )),
            _ => None,
        }
    }

    /// A service that goes on although its systems do not.
    fn carried(&self) -> Option<String> {
        let capacity = &self.before.capacity;
        let carried = |(_, service): &(_, &blackstart_model::model::Service)| {
            !Timeline::of(&service.logic, &self.before.availability.systems, &capacity.services).is_up()
        };
        let (_, service) = self.model.services.iter().find(carried)?;
        let title = &service.name.title;
        let by_hand = service.fallback.is_some() && service.grace_hours.high() <= 0.0;
        Some(if by_hand {
            format!("“{title}” is done by hand without loss")
        } else {
            format!("“{title}” goes on without it for longer than it is gone")
        })
    }

    /// A logic that others carry.
    fn redundant(&self) -> Option<String> {
        let services = self.model.services.rows().iter().map(|it| (&it.name.title, &it.logic));
        let channels = self
            .model
            .sites
            .rows()
            .iter()
            .flat_map(|site| site.channels.iter().flatten().map(move |logic| (&site.name.title, logic)));
        let needs = self.model.systems.rows().iter().filter_map(|it| Some((&it.name.title, it.needs.as_ref()?)));
        services.chain(channels).chain(needs).find_map(|(title, logic)| {
            let others = self.others(logic)?;
            Some(format!("“{title}” runs on {others} as well"))
        })
    }

    /// What carries a gate of which a part is gone.
    fn others(&self, logic: &Logic) -> Option<String> {
        match logic {
            Logic::System(_) | Logic::Service(_) => None,
            Logic::All(parts) | Logic::Mean(parts) => parts.iter().find_map(|part| self.others(part)),
            Logic::Any(parts) | Logic::AtLeast(_, parts) => {
                if let Some(found) = parts.iter().find_map(|part| self.others(part)) {
                    return Some(found);
                }
                let line = |part: &Logic| {
                    Timeline::of(part, &self.before.availability.systems, &self.before.capacity.services)
                };
                let (gone, left): (Vec<&Logic>, Vec<&Logic>) = parts.iter().partition(|part| !line(part).is_up());
                if gone.is_empty() {
                    return None;
                }
                let titles: Vec<String> = left.iter().flat_map(|part| self.titles(part)).take(3).collect();
                (!titles.is_empty()).then(|| titles.join(", "))
            }
        }
    }

    fn titles(&self, logic: &Logic) -> Vec<String> {
        let title = |leaf: Leaf| match leaf {
            Leaf::System(id) => format!("“{}”", self.model.systems.rows()[id.index()].name.title),
            Leaf::Service(id) => format!("“{}”", self.model.services.rows()[id.index()].name.title),
        };
        logic.leaves().into_iter().filter(|it| !self.is_gone(*it)).map(title).collect()
    }

    fn is_gone(&self, leaf: Leaf) -> bool {
        matches!(leaf, Leaf::System(id) if self.systems.contains(&id))
    }
}

/// Days in a sentence.
fn days(hours: f64) -> String {
    let days = hours / HOURS_A_DAY;
    if days == days.round() { format!("{days:.0}") } else { format!("{days:.1}") }
}
