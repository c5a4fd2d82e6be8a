//! What the stages after [`Before`](crate::Before) read of a company and its bad day, told by what they do not read.

use blackstart_model::{Model, Scenario};

/// Whether goods, money and losses read the same of two worlds. Then a history that comes to the same [`Before`](crate::Before) in both ends the same in
/// both, to the last bit.
///
/// Everything counts as read but what this function knows to be read before: zones, systems, services and crews, how systems fall and are restored. Of
/// systems the ledger reads whose they are, of crews when they work.
pub(crate) fn ends_alike(a: (&Model, &Scenario), b: (&Model, &Scenario)) -> bool {
    let ((a_model, a_scenario), (b_model, b_scenario)) = (a, b);
    let owners = |model: &Model| model.systems.rows().iter().map(|it| it.party).collect::<Vec<_>>();
    let hours = |model: &Model| model.crews.rows().iter().map(|it| it.calendar).collect::<Vec<_>>();
    if owners(a_model) != owners(b_model) || hours(a_model) != hours(b_model) {
        return false;
    }
    let model = Model {
        name: b_model.name.clone(),
        title: b_model.title.clone(),
        zones: b_model.zones.clone(),
        conduits: b_model.conduits.clone(),
        systems: b_model.systems.clone(),
        services: b_model.services.clone(),
        service_order: b_model.service_order.clone(),
        system_order: b_model.system_order.clone(),
        crews: b_model.crews.clone(),
        factors: b_model.factors.clone(),
        default_scenario: b_model.default_scenario.clone(),
        hash: b_model.hash.clone(),
        ..a_model.clone()
    };
    let scenario = Scenario {
        name: b_scenario.name.clone(),
        title: b_scenario.title.clone(),
        replicates: b_scenario.replicates,
        seed: b_scenario.seed,
        rate: b_scenario.rate,
        falls: b_scenario.falls.clone(),
        attack: b_scenario.attack.clone(),
        containment_hours: b_scenario.containment_hours,
        destroyed: b_scenario.destroyed.clone(),
        recovery: b_scenario.recovery.clone(),
        factors: b_scenario.factors.clone(),
        hash: b_scenario.hash.clone(),
        ..a_scenario.clone()
    };
    model == *b_model && scenario == *b_scenario
}
