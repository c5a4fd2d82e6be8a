//! Whose data a service lives on, and how much of its work is lost when each of them is rebuilt.

use blackstart_model::id::{Key, SystemId, Table};
use blackstart_model::logic::Leaf;
use blackstart_model::model::{Logic, System};

/// Systems with the work that is lost when they are rebuilt \[h\]: those that the service names, by their own `rpo` or else by that of the
/// service; and what these need to run, where it has an `rpo` of its own. Parts that are services have backlogs of their own.
pub(super) fn lost_with(logic: &Logic, rpo: Option<f64>, systems: &Table<SystemId, System>) -> Vec<(SystemId, f64)> {
    let named = systems_of(logic);
    let mut seen = vec![false; systems.len()];
    let mut left = named.clone();
    while let Some(system) = left.pop() {
        if !std::mem::replace(&mut seen[system.index()], true) {
            left.extend(systems[system].needs.iter().flat_map(systems_of));
        }
    }
    let hours = |(id, system): (SystemId, &System)| {
        let of_service = || rpo.filter(|_| named.contains(&id));
        let hours = system.promised.rpo_hours.or_else(of_service)?;
        (seen[id.index()] && hours > 0.0).then_some((id, hours))
    };
    systems.iter().filter_map(hours).collect()
}

fn systems_of(logic: &Logic) -> Vec<SystemId> {
    let system = |leaf| if let Leaf::System(system) = leaf { Some(system) } else { None };
    logic.leaves().into_iter().filter_map(system).collect()
}
