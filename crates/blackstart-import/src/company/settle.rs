//! What other tables say of systems and services: restore tasks, recovery times, workarounds, ratings.

use super::notes::Notes;
use super::records::{Records, Service, Strategy};
use super::sheet::{Place, folded};
use super::values::{self, hours};
use super::words::{Loss, loss_of};
use std::collections::BTreeMap;

impl Records {
    /// Puts what was said elsewhere into the systems and services it is about.
    pub(super) fn settle(&mut self, notes: &mut Notes) {
        self.settle_promises(notes);
        self.settle_tasks(notes);
        self.settle_strategies(notes);
        self.settle_impacts(notes);
    }

    fn system(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).or_else(|| self.by_name.get(&folded(name))).copied()
    }

    fn service(&self, name: &str) -> Option<usize> {
        // `BIA of Order entry`: an analysis is called by what it is about.
        let bare = folded(name);
        let bare =
            bare.strip_prefix("bia of ").or(bare.strip_prefix("bia ")).or(bare.strip_suffix(" bia")).unwrap_or(&bare);
        self.services_by_name.get(name).or_else(|| self.services_by_name.get(bare)).copied()
    }

    fn settle_promises(&mut self, notes: &mut Notes) {
        for promise in std::mem::take(&mut self.promises) {
            if let Some(at) = self.system(&promise.system) {
                let system = &mut self.systems[at];
                system.rto = system.rto.or(promise.rto);
                system.rpo = system.rpo.or(promise.rpo);
                system.restore = system.restore.or(promise.restore);
            } else if let Some(at) = self.service(&promise.system) {
                let service = &mut self.services[at];
                service.rto = service.rto.or(promise.rto);
                service.rpo = service.rpo.or(promise.rpo);
            } else {
                lost(&promise.system, &promise.place, "its recovery times are passed over", notes);
            }
        }
    }

    fn settle_tasks(&mut self, notes: &mut Notes) {
        let tasks = std::mem::take(&mut self.tasks);
        let mut of_task: BTreeMap<String, usize> = BTreeMap::new();
        let mut found = Vec::new();
        for task in tasks {
            let Some(at) = self.system(&task.system) else {
                lost(&task.system, &task.place, "its restore tasks are passed over", notes);
                continue;
            };
            of_task.extend(task.names.iter().map(|name| (name.clone(), at)));
            found.push((at, task));
        }
        // The tasks of a system are done one after the other; they say more than a time achieved once.
        let mut hours_of_team: BTreeMap<usize, BTreeMap<String, f64>> = BTreeMap::new();
        for (at, task) in &found {
            let system = &mut self.systems[*at];
            system.restore =
                Some(task.hours + if system.task_count == 0 { 0.0 } else { system.restore.unwrap_or(0.0) });
            system.task_count += 1;
            system.people = system.people.max(task.people);
            if !task.team.is_empty() {
                *hours_of_team.entry(*at).or_default().entry(task.team.clone()).or_default() += task.hours;
            }
            for before in &task.after {
                match of_task.get(before).copied().or_else(|| self.system(before)) {
                    Some(other) if other != *at => self.systems[*at].starts_after.push(other),
                    Some(_) => {}
                    None => lost(before, &task.place, "no task has this name; the order is passed over", notes),
                }
            }
        }
        for (at, teams) in hours_of_team {
            // One crew does a system: the one with most of the work, the first by name where several have as much.
            let most = teams.values().copied().fold(0.0, f64::max);
            let chosen = teams.iter().find(|(_, hours)| **hours >= most).map(|(team, _)| team.clone());
            for team in teams.keys().filter(|team| Some(*team) != chosen.as_ref()) {
                let title = &self.teams[team].title;
                let why = "one crew does all tasks of a system: the one with most of the hours";
                notes.pass(
                    format!("team {title} of tasks of {}", self.systems[at].title),
                    &self.systems[at].place,
                    why,
                );
            }
            self.systems[at].team = chosen.or(self.systems[at].team.take());
        }
    }

    fn settle_strategies(&mut self, notes: &mut Notes) {
        let mut best: BTreeMap<usize, Strategy> = BTreeMap::new();
        for strategy in std::mem::take(&mut self.strategies) {
            // A scenario is named by what it takes away, or a table says it.
            let scenario = folded(&strategy.scenario);
            let words = self.losses.get(&scenario).unwrap_or(&scenario);
            if let Some(Loss::Other(what)) = loss_of(words) {
                let why = format!("it is for the loss of {what}, and here systems are lost");
                notes.pass(format!("strategy {}", strategy.name), &strategy.place, why);
                continue;
            }
            let Some(at) = self.service(&strategy.service) else {
                lost(&strategy.service, &strategy.place, "its workarounds are passed over", notes);
                continue;
            };
            let worse = match best.get(&at) {
                Some(other) if other.level >= strategy.level => Some(strategy),
                _ => best.insert(at, strategy),
            };
            if let Some(worse) = worse {
                notes.pass(
                    format!("strategy {}", worse.name),
                    &worse.place,
                    "a service has one fallback: the one that keeps up most is taken",
                );
            }
        }
        for (at, strategy) in best {
            let service: &mut Service = &mut self.services[at];
            if service.level.is_none() {
                (service.level, service.setup, service.max) = (Some(strategy.level), strategy.setup, strategy.max);
                if !strategy.name.is_empty() {
                    service.note.push(format!("fallback: {}", strategy.name));
                }
            }
        }
    }

    /// A recovery time objective is the first time at which a rating is no longer tolerable, the shortest of all categories.
    fn settle_impacts(&mut self, notes: &mut Notes) {
        let mut first: BTreeMap<usize, (f64, String, Place)> = BTreeMap::new();
        for impact in std::mem::take(&mut self.impacts) {
            let Some(at) = self.service(&impact.service) else {
                lost(&impact.service, &impact.place, "its ratings are passed over", notes);
                continue;
            };
            let after = self.timeframes.get(&folded(&impact.after)).copied();
            let after = after.or_else(|| {
                let meant = values::duration(&impact.after, None).ok().flatten()?;
                for assumed in meant.assumed {
                    notes.invent(impact.place.to_string(), &impact.after, assumed, 0.7);
                }
                Some(meant.it)
            });
            let Some(after) = after else {
                notes.pass(
                    format!("ratings after `{}`", impact.after),
                    &impact.place,
                    "it is no duration, and no timeframe has this name",
                );
                continue;
            };
            if !impact.is_tolerable && first.get(&at).is_none_or(|(known, _, _)| after < *known) {
                first.insert(at, (after, impact.category, impact.place));
            }
        }
        for (at, (after, category, place)) in first {
            let service = &mut self.services[at];
            if service.rto.is_none() {
                service.rto = Some(after);
                let of = if category.is_empty() { String::new() } else { format!(" of {category}") };
                let why = format!("the first time at which the rating{of} is not tolerable");
                notes.invent(place.to_string(), &format!("rto of {}: {}", service.title, hours(after)), why, 0.7);
            }
        }
    }
}

fn lost(name: &str, place: &Place, what: &str, notes: &mut Notes) {
    let said = if name.is_empty() { "no name is given" } else { "nothing has this name" };
    notes.unmatched.push([name.to_owned(), place.to_string(), format!("{said}; {what}")]);
}
