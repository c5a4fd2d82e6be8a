//! Scenarios: everything they name exists in the model, and what they tell can happen.

use super::refer::{ScenarioIds, chosen, each, fallen, shares, unique};
use crate::assumed::is_silent;
use crate::source::ScenarioRows;
use crate::source::kinds::*;
use crate::source::place::{Complaints, Place, did_you_mean, quote};
use crate::source::record::Row;
use blackstart_model::model::{Model, TaskKind};
use blackstart_model::quantity;
use blackstart_model::scenario::{CostForm, ShockKind};
use blackstart_model::time::moment_after;
use blackstart_model::units::Uncertain;
use std::collections::{BTreeMap, BTreeSet};

/// The most steps in one history, warm-up included.
const MOST_STEPS: f64 = 100_000.0;

/// Checks a scenario against its model.
pub(crate) fn scenario(
    rows: &ScenarioRows,
    model: &Model,
    ids: &ScenarioIds<'_>,
    file: u16,
    complaints: &mut Complaints,
) {
    let top = crate::source::place::RowPlace { file, list: "", row: 0 };
    let head = &rows.head;
    let step = head.step.unwrap_or(model.step_hours);
    if !rows.head_broken {
        if !(1.0..=168.0).contains(&step) {
            complaints.error(
                "BS0207",
                top.at("step"),
                "`step`: a step is an hour to a week long",
                "write \"1h\", \"1d\" or \"1w\"",
            );
        } else if (head.horizon + head.warm_up) / step > MOST_STEPS {
            complaints.error(
                "BS0701",
                top.at("horizon"),
                format!("this history has more than {MOST_STEPS} steps"),
                "take a shorter `horizon` or a longer `step`",
            );
        }
        if moment_after(head.start, head.horizon).is_none() || moment_after(head.start, -head.warm_up).is_none() {
            complaints.error(
                "BS0701",
                top.at("horizon"),
                "this history leaves the calendar",
                "take a shorter `horizon` or `warm_up`",
            );
        }
    }
    unique_and_cited(rows, ids, complaints);
    super::attack::check(&rows.attack, model, ids, complaints);
    if let Some(attack) = &rows.attack.head {
        let stated = [rows.shutdown.as_ref().map(|row| row.place), rows.falls.first().map(|row| row.place)];
        for place in stated.into_iter().flatten() {
            let message = format!("this scenario has an [attack] and a {}", place.list);
            let advice = "what falls follows from the attack: say it with [[effect]] and [[shutdown_rule]]";
            complaints.error("BS0910", place.whole(), message, advice);
        }
        if head.destroyed.is_some() {
            let advice = "say it with `destroys` of an [[effect]]";
            complaints.error("BS0910", attack.place.whole(), "this scenario has an [attack] and `destroyed`", advice);
        }
    }
    if let Some(row) = &rows.shutdown {
        chosen(&row.it.systems, row.place, ids, complaints);
        shares(row.it.lost, row.it.exposed, row.place, row.broken, complaints);
    }
    for row in &rows.falls {
        fall(row, model, ids, head.horizon, complaints);
    }
    restoration(rows, model, ids, complaints);
    for row in &rows.outages {
        outage(row, ids, complaints);
    }
    for row in &rows.shocks {
        shock(row, model, ids, complaints);
    }
    for row in &rows.costs {
        ids.parties.refer(&row.it.party, || row.place.at("party"), complaints);
        if let Some(to) = &row.it.to {
            ids.parties.refer(to, || row.place.at("to"), complaints);
            if !matches!(row.it.form, CostForm::Penalty | CostForm::Extortion) && !row.broken {
                complaints.error(
                    "BS0715",
                    row.place.at("to"),
                    "only a penalty or an extortion is paid to somebody",
                    "delete `to`: other forms of loss are nobody's gain",
                );
            }
        }
        order(
            &Uncertain::Fixed(row.it.from),
            row.it.until.map(Uncertain::Fixed).as_ref(),
            row.place,
            row.broken,
            complaints,
        );
        if !row.broken && row.it.amount == Uncertain::ZERO && row.it.per_day == Uncertain::ZERO {
            complaints.warning(
                "BS0711",
                row.place.whole(),
                format!("the cost {} costs nothing", quote(&row.it.id)),
                "give it `amount` or `per_day`",
            );
        }
    }
    super::luck::of_scenario(&model.factors, complaints);
    super::taken::takings(rows, model, ids, complaints);
    let silent = rows.shutdown.is_none()
        && rows.attack.taken.is_empty()
        && rows.attack.head.is_none()
        && rows.falls.is_empty()
        && rows.outages.is_empty()
        && rows.shocks.is_empty()
        && rows.costs.is_empty();
    if silent && !complaints.failed() {
        complaints.warning(
            "BS0712",
            top.whole(),
            "nothing happens in this scenario",
            "add [shutdown], [[fall]], [[outage]] or [[shock]]",
        );
    }
}

fn unique_and_cited(rows: &ScenarioRows, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    unique(&rows.falls, "fall", |row| row.id.as_ref(), ids, complaints);
    unique(&rows.outages, "outage", |row| row.id.as_ref(), ids, complaints);
    unique(&rows.shocks, "shock", |row| row.id.as_ref(), ids, complaints);
    unique(&rows.costs, "cost", |row| Some(&row.id), ids, complaints);
    unique(rows.shutdown.as_slice(), "shutdown", |_| None, ids, complaints);
    unique(rows.recovery.as_slice(), "recovery", |_| None, ids, complaints);
}

fn order(
    from: &Uncertain,
    until: Option<&Uncertain>,
    place: crate::source::place::RowPlace,
    broken: bool,
    complaints: &mut Complaints,
) {
    let Some(until) = until.filter(|_| !broken) else { return };
    let advice = "`until` counts from the scenario's start, as `from` and `at` do; `for` counts from its own beginning";
    in_order(&[from], until, place.at("until"), advice, complaints);
}

/// Something ends after it began; its beginning is the sum of these.
fn in_order(begin: &[&Uncertain], until: &Uncertain, place: Place, advice: &str, complaints: &mut Complaints) {
    if until.high() <= begin.iter().map(|part| part.low()).sum() {
        complaints.error("BS0704", place, "this ends before it starts", advice);
        return;
    }
    let share = ends_before(begin, until);
    if share >= 0.001 {
        let message = format!("in {} of 100 draws this ends before it starts", rounded(100.0 * share));
        complaints.error("BS0704", place, message, advice);
    }
}

/// How likely an end is drawn at or before its beginning: over 200 equally likely beginnings, further parts of it spread evenly
/// among them. An end that moves with the same factor as the first part knows how that came out.
fn ends_before(begin: &[&Uncertain], until: &Uncertain) -> f64 {
    if until.fixed().is_some() && begin.iter().all(|part| part.fixed().is_some()) {
        let begin: f64 = begin.iter().filter_map(|part| part.fixed()).sum();
        return f64::from(u8::from(until.low() <= begin));
    }
    let together = match (begin[0].shared(), until.shared()) {
        (Some(one), Some(two)) if one.factor == two.factor => one.strength * two.strength,
        _ => 0.0,
    };
    let parts = if begin.iter().all(|part| part.fixed().is_some()) { 1 } else { 200 };
    let ends = |part: i32| {
        let first = (f64::from(part) + 0.5) / f64::from(parts);
        let at = |n: usize| if n == 0 { first } else { (f64::from(part) * SPREAD[(n - 1) % 2]).fract().max(1e-3) };
        let begin: f64 = begin.iter().enumerate().map(|(n, law)| quantity::quantile(law, at(n))).sum();
        let alone = quantity::cdf(until, begin);
        if together == 0.0 || alone <= 0.0 || alone >= 1.0 {
            return alone;
        }
        // Its normal score, given that of the beginning.
        let score = quantity::normal_quantile(alone) - together * quantity::normal_quantile(first);
        let own = (1.0 - together * together).sqrt();
        if own > 0.0 { quantity::normal_cdf(score / own) } else { f64::from(u8::from(score >= 0.0)) }
    };
    (0..parts).map(ends).sum::<f64>() / f64::from(parts)
}

/// Steps that spread points evenly over (0, 1): the golden section and the root of two.
const SPREAD: [f64; 2] = [0.618_033_988_749_894_8, std::f64::consts::SQRT_2 - 1.0];

/// Two digits.
fn rounded(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// One end only: `until` or `for`.
fn one_end(until: bool, length: bool, place: crate::source::place::RowPlace, complaints: &mut Complaints) {
    if until && length {
        complaints.error("BS0704", place.at("for"), "this has both `until` and `for`", "keep one of the two");
    }
}

fn fall(row: &Row<FallRow>, model: &Model, ids: &ScenarioIds<'_>, horizon: f64, complaints: &mut Complaints) {
    let it = &row.it;
    match (&it.systems, &it.zones) {
        (None, None) if !row.broken => {
            complaints.error(
                "BS0702",
                row.place.whole(),
                "this fall does not say what falls",
                "add `systems` or `zones`",
            );
        }
        (Some(_), Some(_)) => {
            complaints.error(
                "BS0702",
                row.place.at("zones"),
                "this fall has both `systems` and `zones`",
                "keep one of the two, or write two falls",
            );
        }
        _ => {}
    }
    if let Some(systems) = &it.systems {
        chosen(systems, row.place, ids, complaints);
    }
    if let Some(zones) = &it.zones {
        each(zones, &ids.zones, row.place, "zones", complaints);
    }
    shares(it.lost, it.exposed, row.place, row.broken, complaints);
    order(&it.at, it.until.as_ref(), row.place, row.broken, complaints);
    one_end(it.until.is_some(), it.r#for.is_some(), row.place, complaints);
    if row.broken {
        return;
    }
    if it.at.low() >= horizon {
        complaints.warning(
            "BS0705",
            row.place.at("at"),
            "this fall comes after the end of the history",
            "take a longer `horizon`",
        );
    }
    if it.zones.is_some() || it.systems.is_some() {
        let systems = fallen(it.systems.as_ref(), it.zones.as_deref(), model, ids);
        if systems.is_empty() && !complaints.failed() {
            complaints.error(
                "BS0709",
                row.place.whole(),
                "no system falls here",
                "name systems, or zones that have some",
            );
        }
    }
}

/// Systems that tasks have to bring back can be brought back.
fn restoration(rows: &ScenarioRows, model: &Model, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let mut extra = vec![0_u64; model.crews.len()];
    let mut modes = BTreeMap::new();
    if let Some(row) = &rows.recovery {
        each(row.it.priority.as_deref().unwrap_or_default(), &ids.systems, row.place, "priority", complaints);
        for (item, part) in row.it.extra_people.iter().enumerate() {
            if let Some(crew) =
                ids.crews.refer(&part.crew, || row.place.at(format!("extra_people.{item}.crew")), complaints)
            {
                extra[crew] += u64::from(part.people);
            }
        }
        for (item, part) in row.it.modes.iter().enumerate() {
            let at = |key: &str| row.place.at(format!("modes.{item}.{key}"));
            let Some(system) = ids.systems.refer(&part.system, || at("system"), complaints) else { continue };
            let words = |part: &ModeChoicePart| (part.system.clone(), part.task);
            if row.it.modes[..item].iter().any(|other| words(other) == words(part)) {
                let message = format!("a way for `{}` of {} is defined twice", part.task.word(), quote(&part.system));
                complaints.error("BS0302", at("task"), message, "delete one of the two");
            }
            let its = &model.systems.rows()[system];
            if super::plan::way(its, part.task, &part.mode, || at("mode"), complaints).is_some() {
                modes.insert((system, part.task), part.mode.as_str());
            }
        }
    }
    // What is brought back by tasks: place, systems, whether some may be lost or exposed.
    let shutdown = rows.shutdown.iter().map(|row| {
        (row.place, fallen(Some(&row.it.systems), None, model, ids), row.it.lost > 0.0, row.it.exposed > 0.0)
    });
    let falls = rows.falls.iter().filter(|row| row.it.until.is_none() && row.it.r#for.is_none()).map(|row| {
        let systems = fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids);
        (row.place, systems, row.it.lost > 0.0, row.it.exposed > 0.0)
    });
    let stated: Vec<_> = shutdown.chain(falls).collect();
    // Where everything is off and no system has a task, published incidents stand in: whoever plays it says so.
    let off: BTreeSet<usize> = stated.iter().flat_map(|(_, systems, ..)| systems).copied().collect();
    if is_silent(model) && off.len() == model.systems.len() {
        return;
    }
    let mut too_few = BTreeSet::new();
    let attack = super::attack::downs(&rows.attack, model, ids);
    for (place, systems, lost, exposed) in stated.into_iter().chain(attack) {
        let Some(recovery) = &rows.recovery else {
            complaints.error(
                "BS0706",
                place.whole(),
                "nothing restores these systems",
                "add [recovery], or `until` to a [[fall]]",
            );
            continue;
        };
        let mut without = Vec::new();
        for at in systems {
            let system = &model.systems.rows()[at];
            let happens = [lost, exposed, true, true];
            for ((kind, happens), task) in TaskKind::ALL.into_iter().zip(happens).zip(system.tasks()) {
                match task {
                    None if happens && matches!(kind, TaskKind::Rebuild | TaskKind::Verify) => {
                        without.push(format!("`{}` has no `{}`", system.name.id, kind.word()))
                    }
                    Some(task) if happens => {
                        let chosen = modes.get(&(at, kind)).and_then(|id| task.modes.iter().find(|it| it.id == **id));
                        let task = chosen.map_or(task, |mode| &mode.task);
                        for (crew, people) in task.occupies() {
                            let heads =
                                u64::from(model.crews[crew].people) + extra[blackstart_model::id::Key::index(crew)];
                            if u64::from(people) > heads && too_few.insert((at, kind, crew)) {
                                let message = format!(
                                    "`{}` can never come back: its `{}` needs {people} people, the crew {} has {heads}",
                                    system.name.id,
                                    kind.word(),
                                    quote(&model.crews[crew].name.id)
                                );
                                complaints.error(
                                    "BS0714",
                                    recovery.place.whole(),
                                    message,
                                    "add people to the crew in the model, or here with `extra_people`",
                                );
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        if let Some(first) = without.first() {
            let more = if without.len() > 1 {
                format!(" ({} tasks are missing in all)", without.len())
            } else {
                String::new()
            };
            complaints.warning(
                "BS0713",
                place.whole(),
                format!("{first}, so it takes no time{more}"),
                "give the system the task in the model",
            );
        }
    }
}

fn outage(row: &Row<OutageRow>, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let it = &row.it;
    let systems = it.system.is_some() || it.systems.is_some();
    let services = it.service.is_some() || it.services.is_some();
    let sites = it.site.is_some() || it.sites.is_some();
    let channels = it.channel.is_some() || it.channels.is_some();
    let count = u8::from(systems) + u8::from(services) + u8::from(sites);
    if count != 1 && !(row.broken && count == 0) {
        let message = if count == 0 {
            "this outage does not say what is out"
        } else {
            "this outage has several kinds of subject"
        };
        complaints.error(
            "BS0707",
            row.place.whole(),
            message,
            "give one of `system`, `service`, or `site` with `channel`",
        );
    } else if sites != channels && !row.broken {
        let (message, advice) = if sites {
            (
                "this outage names a site but no channel",
                "add channel = \"produce\", or several: channels = [\"produce\", \"ship\"]",
            )
        } else {
            ("only sites have channels", "delete `channel`, or name a site")
        };
        complaints.error("BS0707", row.place.whole(), message, advice);
    }
    let lists = [
        (&it.system, &it.systems, &ids.systems, "system"),
        (&it.service, &it.services, &ids.services, "service"),
        (&it.site, &it.sites, &ids.sites, "site"),
    ];
    for (one, many, index, key) in lists {
        if let Some(id) = one {
            index.refer(id, || row.place.at(key), complaints);
        }
        if let Some(list) = many {
            each(list, index, row.place, &format!("{key}s"), complaints);
            if list.is_empty() && !row.broken {
                complaints.error(
                    "BS0215",
                    row.place.at(format!("{key}s")),
                    "this list is empty",
                    "name at least one, or delete the outage",
                );
            }
        }
    }
    if it.phases.is_empty() {
        order(&it.from, it.until.as_ref(), row.place, row.broken, complaints);
        one_end(it.until.is_some(), it.r#for.is_some(), row.place, complaints);
    } else if !row.broken {
        phases(row, complaints);
    }
}

/// Phases follow one another, and each says where it goes.
fn phases(row: &Row<OutageRow>, complaints: &mut Complaints) {
    let it = &row.it;
    for (given, key) in [(it.until.is_some(), "until"), (it.r#for.is_some(), "for")] {
        if given {
            let message = format!("this outage has `{key}` and phases");
            complaints.error("BS0742", row.place.at(key), message, "delete it: an outage is over with its last phase");
        }
    }
    if it.level.is_some() && it.phases[0].level.is_some() && !it.phases[0].steadily {
        let message = "this level never holds: the first phase begins with its own";
        complaints.error("BS0742", row.place.at("level"), message, "keep one of the two");
    }
    // When a phase begins: the sum of these.
    let mut begin = vec![&it.from];
    for (n, phase) in it.phases.iter().enumerate() {
        let key = |key: &str| row.place.at(format!("phases.{n}.{key}"));
        let mut wrong = |at: &str, message: &str, advice: &str| complaints.error("BS0742", key(at), message, advice);
        let end = phase.until.as_ref().or(phase.r#for.as_ref());
        if phase.steadily && phase.level.is_none() {
            wrong("steadily", "this phase does not say which level it runs to", "give it a `level`");
        }
        if phase.until.is_some() && phase.r#for.is_some() {
            wrong("for", "this phase has both `until` and `for`", "keep one of the two");
            return;
        }
        let is_last = n + 1 == it.phases.len();
        if end.is_none_or(|end| end.low() == f64::INFINITY) && (phase.steadily || !is_last) {
            let at = if phase.until.is_some() { "until" } else { "" };
            let place = if at.is_empty() { row.place.at(format!("phases.{n}")) } else { key(at) };
            let message = "this phase has no end";
            let advice = "give it `until` or `for`: only a last phase at one level may stay for ever";
            complaints.error("BS0742", place, message, advice);
            return;
        }
        match (&phase.until, &phase.r#for) {
            (Some(until), _) => {
                let place = row.place.at(format!("phases.{n}.until"));
                in_order(
                    &begin,
                    until,
                    place,
                    "`until` counts from the scenario's start; `for` from the end of the phase before",
                    complaints,
                );
                begin = vec![until];
            }
            (None, hours) => begin.extend(hours),
        }
    }
}

fn shock(row: &Row<ShockRow>, model: &Model, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let it = &row.it;
    let ways = [it.sites.is_some(), it.region.is_some(), it.party.is_some(), it.product.is_some()];
    let count = ways.iter().filter(|given| **given).count();
    if count != 1 && !(row.broken && count == 0) {
        let message = if count == 0 {
            "this shock does not say whom it hits"
        } else {
            "this shock chooses its sites in several ways"
        };
        complaints.error("BS0708", row.place.whole(), message, "give one of `sites`, `region`, `party`, `product`");
    }
    if let Some(list) = &it.sites {
        each(list, &ids.sites, row.place, "sites", complaints);
        if list.is_empty() && !row.broken {
            complaints.error(
                "BS0215",
                row.place.at("sites"),
                "this list is empty",
                "name at least one, or delete the shock",
            );
        }
    }
    let party = it.party.as_ref().and_then(|id| ids.parties.refer(id, || row.place.at("party"), complaints));
    let product = it.product.as_ref().and_then(|id| ids.products.refer(id, || row.place.at("product"), complaints));
    if let Some(region) = it.region.as_ref().filter(|region| !region.is_empty())
        && !model.sites.rows().iter().any(|site| site.region.as_ref() == Some(region))
    {
        let regions: BTreeSet<&str> = model.sites.rows().iter().filter_map(|site| site.region.as_deref()).collect();
        complaints.error(
            "BS0301",
            row.place.at("region"),
            format!("no site is in the region {}", quote(region)),
            did_you_mean(region, regions.into_iter()),
        );
    }
    for (found, key) in [(party, "party"), (product, "product")] {
        if found.is_some() && hit(it, model, ids).is_empty() {
            complaints.error("BS0709", row.place.at(key), "no site is hit by this shock", "choose one that has sites");
        }
    }
    order(&Uncertain::Fixed(it.from), Some(&Uncertain::Fixed(it.until)), row.place, row.broken, complaints);
    if it.kind == ShockKind::Capacity && it.times.high() > 1.0 && !row.broken {
        complaints.error(
            "BS0710",
            row.place.at("times"),
            "capacity cannot be more than 1 in a shock",
            "more capacity is `capacity` or `overtime` of a site",
        );
    }
}

/// Sites that a shock hits, in model order, each once.
pub(crate) fn hit(row: &ShockRow, model: &Model, ids: &ScenarioIds<'_>) -> Vec<usize> {
    let named: BTreeSet<usize> = row.sites.iter().flatten().filter_map(|id| ids.sites.get(id)).collect();
    let party = row.party.as_ref().and_then(|id| ids.parties.get(id));
    let product = row.product.as_ref().and_then(|id| ids.products.get(id));
    let index = blackstart_model::id::Key::index;
    let sites = model.sites.rows().iter().enumerate();
    sites
        .filter(|(at, site)| {
            named.contains(at)
                || (row.region.is_some() && site.region == row.region)
                || party == Some(index(site.party))
                || product == Some(blackstart_model::id::Key::index(site.product))
        })
        .map(|(at, _)| at)
        .collect()
}
