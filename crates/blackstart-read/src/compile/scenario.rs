//! Rows of a scenario to a [`Scenario`].

use super::{find, name, provenance};
use crate::check::{ScenarioIds, data_of, fallen, hit};
use crate::source::ScenarioRows;
use crate::source::fields::Chosen;
use crate::source::kinds::{OutageRow, PhasePart};
use crate::source::record::Row;
use blackstart_model::id::{Key, SourceId, SystemId};
use blackstart_model::model::{Model, Name, Provenance, Resource};
use blackstart_model::scenario::{
    Cost, Course, Fall, FallCause, Outage, Phase, Recovery, Scenario, Shock, Subject, TakenAt, Taking, Until,
};
use blackstart_model::units::Uncertain;

const FOREVER: Uncertain = Uncertain::Fixed(f64::INFINITY);

/// Compiles a checked scenario; `None` only where it was not checked.
pub(crate) fn scenario(rows: &ScenarioRows, model: &Model, ids: &ScenarioIds<'_>) -> Option<Scenario> {
    fn told<T>(row: &Row<T>, ids: &ScenarioIds<'_>) -> Provenance {
        provenance(row.told.as_deref(), |id| find::<SourceId>(&ids.sources, id))
    }
    // Rows without a name are counted from 1.
    fn numbered<T>(kind: &str, id: Option<&String>, at: usize, row: &Row<T>, ids: &ScenarioIds<'_>) -> Name {
        let id = id.cloned().unwrap_or_else(|| format!("{kind}/{}", at + 1));
        name(kind, &id, None, told(row, ids))
    }
    let keys = |systems: Option<&Chosen>, zones: Option<&[String]>| {
        fallen(systems, zones, model, ids).into_iter().map(Key::new).collect()
    };

    let mut falls = Vec::new();
    if let Some(row) = &rows.shutdown {
        falls.push(Fall {
            name: name("fall", "shutdown", None, told(row, ids)),
            systems: keys(Some(&row.it.systems), None),
            at_hours: row.it.at,
            cause: FallCause::Shutdown,
            lost: row.it.lost,
            exposed: row.it.exposed,
            chance: 1.0,
            until: None,
        });
    }
    for (at, row) in rows.falls.iter().enumerate() {
        let it = &row.it;
        falls.push(Fall {
            name: numbered("fall", it.id.as_ref(), at, row, ids),
            systems: keys(it.systems.as_ref(), it.zones.as_deref()),
            at_hours: it.at,
            cause: it.cause,
            lost: it.lost,
            exposed: it.exposed,
            chance: it.chance,
            until: until(it.until, it.r#for),
        });
    }
    let recovery = match &rows.recovery {
        None => None,
        Some(row) => Some(Recovery {
            investigation_hours: row.it.investigation,
            priority: row.it.priority.iter().flatten().map(|id| find(&ids.systems, id)).collect::<Option<_>>()?,
            rule: row.it.rule,
            policy: row.it.policy,
            common: row.it.common,
            extra_people: row
                .it
                .extra_people
                .iter()
                .map(|part| Some((find(&ids.crews, &part.crew)?, part.from, part.people)))
                .collect::<Option<_>>()?,
            modes: row
                .it
                .modes
                .iter()
                .map(|part| {
                    let system: SystemId = find(&ids.systems, &part.system)?;
                    let task = model.systems[system].tasks()[part.task as usize]?;
                    let at = task.modes.iter().position(|mode| mode.id == part.mode)?;
                    Some((system, part.task, at + 1))
                })
                .collect::<Option<_>>()?,
            known: None,
        }),
    };
    let mut outages = Vec::new();
    for (at, row) in rows.outages.iter().enumerate() {
        // All subjects of a row share its name and so its luck: they go out and come back together.
        let name = numbered("outage", row.it.id.as_ref(), at, row, ids);
        for subject in subjects(&row.it, ids)? {
            outages.push(Outage {
                name: name.clone(),
                subject,
                from_hours: row.it.from,
                level: row.it.level.unwrap_or(Uncertain::ZERO),
                course: course(&row.it),
                kind: row.it.kind,
                cause: row.it.cause,
            });
        }
    }
    let shocks = rows
        .shocks
        .iter()
        .enumerate()
        .map(|(at, row)| Shock {
            name: numbered("shock", row.it.id.as_ref(), at, row, ids),
            kind: row.it.kind,
            sites: hit(&row.it, model, ids).into_iter().map(Key::new).collect(),
            from_hours: row.it.from,
            until_hours: row.it.until,
            times: row.it.times,
            in_twin: row.it.in_twin,
        })
        .collect();
    let costs = rows
        .costs
        .iter()
        .map(|row| {
            Some(Cost {
                name: name("cost", &row.it.id, None, told(row, ids)),
                party: find(&ids.parties, &row.it.party)?,
                form: row.it.form,
                to: match &row.it.to {
                    Some(to) => Some(find(&ids.parties, to)?),
                    None => None,
                },
                amount: row.it.amount,
                per_day: row.it.per_day,
                from_hours: row.it.from,
                until_hours: row.it.until,
                provenance: told(row, ids),
            })
        })
        .collect::<Option<_>>()?;
    let attack = match &rows.attack.head {
        Some(head) => Some(super::attack::attack(&rows.attack, &head.it, model, ids)?),
        None => None,
    };
    let mut taken = Vec::new();
    for (at, row) in rows.attack.taken.iter().enumerate() {
        let state = |id: &String| attack.as_ref()?.states.iter().position(|state| state.name.id == *id);
        taken.push(Taking {
            name: numbered("taken", row.it.id.as_ref(), at, row, ids),
            data: data_of(&row.it, model, ids).into_iter().map(Key::new).collect(),
            at: match (row.it.at, &row.it.when) {
                (Some(at), _) => TakenAt::Moment(at),
                (None, when) => TakenAt::States(when.iter().flatten().map(state).collect::<Option<_>>()?),
            },
            chance: row.it.chance,
            share: row.it.share,
        });
    }
    let head = &rows.head;
    let destroyed = head.destroyed.as_ref().map_or_else(Vec::new, |part| {
        [
            (Resource::Directory, part.directory),
            (Resource::Hypervisor, part.hypervisor),
            (Resource::Backup, part.backup),
        ]
        .into_iter()
        .filter(|(_, chance)| *chance > 0.0)
        .collect()
    });
    Some(Scenario {
        name: head.name.clone(),
        title: head.title.clone().unwrap_or_else(|| head.name.clone()),
        start: head.start,
        horizon_hours: head.horizon,
        ledger: head.ledger,
        warm_up_hours: head.warm_up,
        step_hours: head.step.unwrap_or(model.step_hours),
        replicates: head.replicates,
        seed: head.seed,
        rate: head.rate,
        falls,
        attack,
        containment_hours: head.containment,
        destroyed,
        recovery,
        outages,
        shocks,
        costs,
        factors: Vec::new(),
        taken,
        hash: String::new(),
    })
}

/// How an outage goes on.
fn course(row: &OutageRow) -> Course {
    let end = |moment, hours| until(moment, hours).unwrap_or(Until::Moment(FOREVER));
    if row.phases.is_empty() {
        return Course::Until(end(row.until, row.r#for));
    }
    let phase = |it: &PhasePart| Phase { until: end(it.until, it.r#for), level: it.level, steadily: it.steadily };
    Course::Phases(row.phases.iter().map(phase).collect())
}

/// When something stated is over, where that is stated.
fn until(moment: Option<Uncertain>, hours: Option<Uncertain>) -> Option<Until> {
    moment.map(Until::Moment).or(hours.map(Until::After))
}

fn subjects(row: &OutageRow, ids: &ScenarioIds<'_>) -> Option<Vec<Subject>> {
    let mut subjects = Vec::new();
    for id in row.system.iter().chain(row.systems.iter().flatten()) {
        subjects.push(Subject::System(find(&ids.systems, id)?));
    }
    for id in row.service.iter().chain(row.services.iter().flatten()) {
        subjects.push(Subject::Service(find(&ids.services, id)?));
    }
    for id in row.site.iter().chain(row.sites.iter().flatten()) {
        let site = find(&ids.sites, id)?;
        subjects.extend(
            row.channel.iter().chain(row.channels.iter().flatten()).map(|channel| Subject::Channel(site, *channel)),
        );
    }
    subjects.sort_unstable();
    subjects.dedup();
    Some(subjects)
}
