//! Whether what was read from a disk can be results at all: positions of things that exist, numbers, rows in order.
//!
//! A seal says that a file is as it was written, not that an honest program wrote it. What passes here can be added up without a panic.

use blackstart_ensemble::cells::{Rows, Slice, Words};
use blackstart_ensemble::layout::PromisedLabel;
use blackstart_ensemble::{Layout, Results, each_table};
use blackstart_sim::handover::WEEKS;

/// Most sites of a layout: counts over them take 1.4 gigabytes.
const MOST_SITES: usize = 1_000_000;
/// Most steps of a history, as a checked scenario may have.
const MOST_STEPS: u32 = 4_000_000;
/// Most sums over replicates that are kept side by side: two gigabytes.
const MOST_SUMS: usize = 1 << 28;
/// Greatest amount, so that sums and squares of many stay numbers.
const MOST_AMOUNT: f64 = 1e100;

/// Whether a layout can be one.
///
/// # Errors
/// What about it cannot be.
pub(crate) fn sound_layout(layout: &Layout) -> Result<(), String> {
    let Layout { sites, parties, systems, crews, .. } = layout;
    if sites.len() > MOST_SITES {
        return Err(format!("it names {} sites; at most {MOST_SITES} are read", sites.len()));
    }
    if layout.steps > MOST_STEPS {
        return Err(format!("its histories have {} steps; at most {MOST_STEPS} are read", layout.steps));
    }
    let length = f64::from(layout.steps) * layout.step_hours;
    let times =
        layout.step_hours > 0.0 && layout.horizon_hours.is_finite() && (length - layout.horizon_hours).abs() < 1.0;
    let limits = [systems.len(), layout.services.len(), layout.targets.len(), parties.len(), layout.sources.len()];
    let lists = limits.iter().all(|count| *count <= MOST_SITES)
        && crews.len() < usize::from(u16::MAX)
        && layout.periods.len() < usize::from(u16::MAX)
        && layout.policies.len() < usize::from(u16::MAX)
        && layout.promised.len() <= 2 * MOST_SITES
        && layout.backlogs.len() <= MOST_SITES
        && layout.occupied.len() <= MOST_SITES;
    let references = sites.iter().all(|it| (it.party as usize) < parties.len())
        && layout.watched.iter().all(|site| (*site as usize) < sites.len())
        && layout.watched.windows(2).all(|pair| pair[0] < pair[1])
        && layout.substitutes.iter().all(|&(from, to)| [from, to].iter().all(|site| (*site as usize) < sites.len()))
        && layout.policies.iter().all(|it| (it.insured as usize) < parties.len())
        && layout.targets.iter().flat_map(|it| &it.services).all(|it| (it.service as usize) < layout.services.len())
        && layout.promised.iter().all(|it| match (it.service, it.system) {
            (Some(service), None) => (service as usize) < layout.services.len(),
            (None, Some(system)) => (system as usize) < systems.len(),
            _ => false,
        })
        && layout.backlogs.iter().all(|service| (*service as usize) < layout.services.len())
        && layout
            .occupied
            .iter()
            .all(|it| (it.system as usize) < systems.len() && usize::from(it.crew) < crews.len() && it.kind < 4);
    let amounts = [layout.affected_from, layout.rate.unwrap_or(0.0)].iter().all(|it| it.abs() <= MOST_AMOUNT)
        && sites.iter().all(|it| it.output_per_day.abs() <= MOST_AMOUNT)
        && layout.periods.iter().all(|it| it.from_hours <= it.until_hours)
        && layout.policies.iter().flat_map(|it| &it.layers).all(|it| {
            let amounts = [it.attachment, it.participation, it.aggregate_attachment];
            let limits = [it.limit, it.aggregate_limit].map(|it| it.unwrap_or(0.0));
            amounts.iter().chain(&limits).all(|it| it.abs() <= MOST_AMOUNT)
        })
        && layout.promised.iter().all(sound_promise);
    for (holds, what) in [
        (times, "its steps do not make up its histories"),
        (lists, "its lists are too long"),
        (references, "it refers to what it does not name"),
        (amounts, "an amount in it is no number"),
    ] {
        if !holds {
            return Err(what.to_owned());
        }
    }
    Ok(())
}

/// Whether a promise is made of numbers, and its loss over time runs forward.
fn sound_promise(it: &PromisedLabel) -> bool {
    let numbers = [it.rto_hours, it.rpo_hours, it.mtpd_hours, Some(it.level)];
    let mut before_hours = 0.0;
    numbers.iter().flatten().all(|it| it.abs() <= MOST_AMOUNT)
        && it.impact.iter().all(|&(hours, loss)| {
            let later = hours > std::mem::replace(&mut before_hours, hours);
            later && hours <= MOST_AMOUNT && loss.abs() <= MOST_AMOUNT
        })
}

/// Whether results can be some, of a sound layout.
///
/// # Errors
/// What about them cannot be.
pub(crate) fn sound_results(results: &Results) -> Result<(), String> {
    let layout = &results.layout;
    let ids = &results.replicates.replicate;
    if ids.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err("its replicates are not in order".to_owned());
    }
    let heads = [layout.parties.len(), layout.periods.len(), layout.crews.len(), layout.policies.len(), 32];
    if heads.iter().sum::<usize>().saturating_mul(ids.len()) > MOST_SUMS {
        return Err("it has too many replicates for so many parties, periods and crews".to_owned());
    }
    macro_rules! check {
        ($table:ident) => {
            sound_table(layout, &results.$table, ids)?
        };
    }
    each_table!(check);
    let layers = &results.layers;
    let layers_exist = layers.policy.iter().zip(&layers.layer).all(|(policy, layer)| {
        let policy = &layout.policies[usize::from(*policy)];
        (1..=policy.layers.len()).contains(&usize::from(*layer))
    });
    let counts = &results.counts;
    let counted = counts.replicates as usize == ids.len()
        && (0..counts.sites()).all(|site| counts.row(site).iter().all(|count| *count <= counts.replicates));
    for (holds, what) in [
        (layers_exist, "it has a layer that no policy has"),
        (results.output.step.iter().all(|step| *step < layout.steps), "it has a step beyond the horizon"),
        (
            results.weeks.week.iter().all(|week| (1..=WEEKS).contains(&usize::from(*week))),
            "it has a week that is not counted",
        ),
        (counted, "its counts are not of its replicates"),
    ] {
        if !holds {
            return Err(what.to_owned());
        }
    }
    Ok(())
}

fn sound_table<T: Rows>(layout: &Layout, table: &T, ids: &[u32]) -> Result<(), String> {
    let wrong = |column: &str, what: &str| Err(format!("its table `{}`, column `{column}`: {what}", T::NAME));
    for (column, slice) in T::COLUMNS.iter().zip(table.slices()) {
        if let Some(names) = column.words.names(layout) {
            // Nobody is named by a crew beyond all.
            let nobody = column.words == Words::Crew;
            let exists = |position: u32| (position as usize) < names.len() || nobody && position == u32::from(u16::MAX);
            let all = match slice {
                Slice::U8(values) => values.iter().all(|it| exists(u32::from(*it))),
                Slice::U16(values) => values.iter().all(|it| exists(u32::from(*it))),
                Slice::U32(values) => values.iter().all(|it| exists(*it)),
                Slice::F32(_) | Slice::F64(_) => false,
            };
            if !all {
                return wrong(column.name, "it refers to what is not named");
            }
            continue;
        }
        // Moments may never come, and cash may not be followed; everything else is an amount.
        let may_be_never = column.name.ends_with("_hours") || column.name == "least_cash_days";
        let sound = |it: f64| it.abs() <= MOST_AMOUNT || may_be_never && it == f64::INFINITY;
        let all = match slice {
            Slice::F32(values) => values.iter().all(|it| sound(f64::from(*it))),
            Slice::F64(values) => values.iter().all(|it| sound(*it)),
            Slice::U32(values) if column.name == "replicate" => in_order(values, ids),
            _ => true,
        };
        if !all {
            return wrong(column.name, "it holds what it cannot");
        }
    }
    Ok(())
}

/// Whether rows are of replicates that there are, and in their order.
fn in_order(rows: &[u32], ids: &[u32]) -> bool {
    let mut at = 0;
    rows.iter().all(|row| {
        while at < ids.len() && ids[at] < *row {
            at += 1;
        }
        ids.get(at) == Some(row)
    })
}

#[cfg(test)]
mod tests;
