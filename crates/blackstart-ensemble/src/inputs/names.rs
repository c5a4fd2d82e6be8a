//! What inputs are called: by what is drawn, and about whom.

use blackstart_model::id::key;
use blackstart_model::{Model, Scenario};
use blackstart_sim::catalogue::{Entry, Law};
use blackstart_sim::draw::Stage;
use blackstart_sim::draw::purpose::{self, About, Purpose};
use std::collections::BTreeMap;

/// What is drawn. Draws of an attack are told by their path as well: a step is not a row of the model.
const DRAWN: &[(Purpose, &str)] = &[
    (purpose::FALL_HAPPENS, "whether it happens"),
    (purpose::FALL_AT, "when it falls"),
    (purpose::FALL_UNTIL, "until when it is off"),
    (purpose::FALL_FOR, "how long it is off"),
    (purpose::SYSTEM_FOUND, "the state it is found in"),
    (purpose::SYSTEM_REACHED, "the state the attacker leaves it in"),
    (purpose::SYSTEM_UNSURE, "whether it must be verified"),
    (purpose::CONTAINMENT, "time to contain the attack"),
    (purpose::DESTROYED, "whether it is destroyed"),
    (purpose::TRIAGE, "time to know what an alert means"),
    (purpose::ALERT_HAPPENS, "whether it is noticed"),
    (purpose::ALERT_AFTER, "time until it is noticed"),
    (purpose::CUT_AFTER, "time to cut it off"),
    (purpose::RULE_HAPPENS, "whether it is switched off"),
    (purpose::RULE_AFTER, "time to switch it off"),
    (purpose::TAKEN_HAPPENS, "whether data are taken"),
    (purpose::TAKEN_AT, "when data are taken"),
    (purpose::TAKEN_SHARE, "share of the data taken"),
    (purpose::RECORDS, "number of records"),
    (purpose::KNOWN_AFTER, "time until it is known"),
    (purpose::INVESTIGATION, "time to investigate"),
    (purpose::COMMON, "what all restore times have in common"),
    (purpose::CREW_COST, "cost of an hour"),
    (purpose::REBUILD_HOURS, "time to rebuild"),
    (purpose::VERIFY_HOURS, "time to verify"),
    (purpose::START_HOURS, "time to start"),
    (purpose::TEST_HOURS, "time to test"),
    (purpose::WITHOUT_BACKUP, "how much longer a rebuild takes without backup"),
    (purpose::COST, "cost of restoring"),
    (purpose::AGAIN, "time of another attempt"),
    (purpose::GRACE, "how long it runs on"),
    (purpose::FALLBACK_LEVEL, "level of manual work"),
    (purpose::FALLBACK_SETUP, "time to set up manual work"),
    (purpose::FALLBACK_MAX, "how long manual work can be kept up"),
    (purpose::BACKLOG_KEYING, "time to key in the backlog"),
    (purpose::BACKLOG_LEVEL, "level while the backlog is keyed in"),
    (purpose::RAMP_HOURS, "time to ramp up"),
    (purpose::RAMP_FROM, "level at which the ramp begins"),
    (purpose::RAMP_LONGER, "what a stop adds to the ramp"),
    (purpose::COVER_SCALE, "stock of inputs"),
    (purpose::OVERTIME, "most overtime"),
    (purpose::PATIENCE, "share of customers who wait"),
    (purpose::WAIT, "how long customers wait"),
    (purpose::CASH, "cash"),
    (purpose::CREDIT, "credit"),
    (purpose::VARIABLE_COST, "variable cost"),
    (purpose::FIXED_COST, "fixed cost"),
    (purpose::OVERTIME_PREMIUM, "what overtime costs more"),
    (purpose::CHOICE, "how sales follow thinning stock"),
    (purpose::CATCH_UP, "share of lost output that is wanted back"),
    (purpose::AWAY_MOST, "most customers that stay away"),
    (purpose::AWAY_NEVER, "customers that never come back"),
    (purpose::REPLACED, "time until another runs it"),
    (purpose::GOES_OVER, "share of customers that goes over"),
    (purpose::DEMAND_FLOW, "what customers want"),
    (purpose::DEMAND_PRICE, "what customers pay"),
    (purpose::LINK_FLOW, "flow"),
    (purpose::LINK_PRICE, "price"),
    (purpose::LINK_CRITICAL, "how much output stops without it"),
    (purpose::PRODUCT_PRICE, "price"),
    (purpose::COST_AMOUNT, "amount"),
    (purpose::COST_PER_DAY, "cost of a day"),
    (purpose::SCRAP, "what is spoilt when it stops"),
    (purpose::NOTICE_PER_RECORD, "cost of telling one of those concerned"),
    (purpose::NOTICE_FIXED, "fixed cost of telling those concerned"),
    (purpose::NOTICE_AFTER, "time until telling them is due"),
    (purpose::LIABILITY_HAPPENS, "whether those concerned are owed anything"),
    (purpose::LIABILITY_PER_RECORD, "what each of them is owed"),
    (purpose::LIABILITY_AFTER, "time until that is due"),
    (purpose::FINE_HAPPENS, "whether there is a fine"),
    (purpose::FINE_SIZE, "the fine"),
    (purpose::FINE_AFTER, "time until the fine is due"),
    (purpose::OUTAGE_FROM, "when the outage begins"),
    (purpose::OUTAGE_UNTIL, "when the outage ends"),
    (purpose::OUTAGE_LEVEL, "level during the outage"),
    (purpose::OUTAGE_FOR, "how long the outage lasts"),
    (purpose::OUTAGE_PHASE, "a phase of the outage"),
    (purpose::SHOCK_TIMES, "how strong the shock is"),
    (purpose::FACTOR, "what moves with it"),
];

/// Draws about a site that are about its customers.
const OF_MARKET: &[Purpose] = &[
    purpose::PATIENCE,
    purpose::WAIT,
    purpose::CHOICE,
    purpose::AWAY_MOST,
    purpose::AWAY_NEVER,
    purpose::DEMAND_FLOW,
    purpose::DEMAND_PRICE,
    purpose::GOES_OVER,
    purpose::LINK_PRICE,
    purpose::PRODUCT_PRICE,
];

/// Titles of what draws are about, by subject.
pub(super) struct Names {
    titles: BTreeMap<u64, String>,
    techniques: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of(model: &Model, scenario: &Scenario) -> Self {
        let mut titles = BTreeMap::new();
        let mut add = |key: u64, title: &str| {
            titles.insert(key, title.to_owned());
        };
        macro_rules! add {
            ($($rows:expr),+) => { $($rows.iter().for_each(|row| add(row.name.key, &row.name.title));)+ };
        }
        add!(model.systems.rows(), model.services.rows(), model.sites.rows(), model.crews.rows());
        add!(model.products.rows(), model.data.rows());
        add!(scenario.falls, scenario.outages, scenario.shocks, scenario.costs, scenario.taken);
        let between = |from, to| format!("{} to {}", model.sites[from].name.title, model.sites[to].name.title);
        for it in &model.substitutes {
            add(it.key, &between(it.from, it.to));
        }
        for it in &model.links {
            let [from, to] = [it.from, it.to].map(|site| &model.sites[site].name.id);
            add(key("link", &format!("{from} -> {to}")), &between(it.from, it.to));
        }
        for it in model.factors.iter().chain(&scenario.factors) {
            add(it.key, &it.id);
        }
        let attack = scenario.attack.iter().flat_map(|attack| &attack.techniques);
        let techniques = attack.map(|it| (it.name.id.clone(), it.name.title.clone())).collect();
        Self { titles, techniques }
    }

    /// What an entry is, e.g. `ERP: time to rebuild`.
    pub(super) fn name(&self, entry: &Entry) -> String {
        let drawn = drawn(entry);
        match self.subject(entry) {
            Some(subject) => format!("{subject}: {drawn}"),
            None => drawn.to_owned(),
        }
    }

    /// What it is about; nothing is said of the history as a whole.
    fn subject(&self, entry: &Entry) -> Option<String> {
        let by_path = || {
            let mut parts = entry.path.split('.');
            let (kind, id) = (parts.next()?, parts.next()?);
            let technique = (kind == "technique").then(|| self.techniques.get(id)).flatten();
            Some(technique.map_or_else(|| id.trim_matches('"').to_owned(), String::clone))
        };
        match entry.purpose.about {
            About::Triage => None,
            About::Event if entry.purpose == purpose::DESTROYED => by_path(),
            About::Event => None,
            _ => self.titles.get(&entry.key().subject).cloned().or_else(by_path),
        }
    }

    /// What it belongs to.
    pub(super) fn group(&self, entry: &Entry) -> String {
        let subject = || self.subject(entry).unwrap_or_default();
        let purpose = entry.purpose;
        let fixed = match (purpose.stage, purpose.about) {
            _ if OF_MARKET.contains(&purpose) => "customers and prices",
            (_, About::Data | About::Taking) => "data that are taken",
            (Stage::Attack, About::Event) if purpose == purpose::CONTAINMENT => "how the company answers the attack",
            (Stage::Attack, About::Triage | About::Cut | About::ShutdownRule | About::Alert) => {
                "how the company answers the attack"
            }
            (Stage::Attack, _) if purpose == purpose::SYSTEM_UNSURE => "how the company answers the attack",
            (Stage::Attack, _) => "how the attack goes",
            (Stage::Outage, About::System) => return format!("restoring {}", subject()),
            (Stage::Outage, About::Crew) => return format!("crew {}", subject()),
            (Stage::Outage, _) => "restoration as a whole",
            (Stage::Service, About::Service) => return format!("working without systems: {}", subject()),
            (Stage::Shared, _) => return format!("factor {}", subject()),
            (Stage::Loss, About::Cost) => "stated costs",
            (Stage::Scenario, _) => "stated outages and shocks",
            _ => "sites and their suppliers",
        };
        fixed.to_owned()
    }
}

fn drawn(entry: &Entry) -> &'static str {
    let listed = DRAWN.iter().find(|(purpose, _)| *purpose == entry.purpose).map(|(_, words)| *words);
    match (&entry.law, entry.purpose) {
        (Law::Chance(_), purpose::AGAIN) => "whether an attempt fails",
        (Law::Chance(_), purpose::STEP) if entry.path.ends_with(".effective") => "whether it is effective",
        (Law::Chance(_), purpose::STEP) => "whether it succeeds",
        (_, purpose::STEP) => "time it takes",
        _ => listed.unwrap_or("what is drawn"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_a_history_draws_has_words() {
        let elsewhere = [purpose::STEP, purpose::NEXT_DAY];
        for purpose in purpose::ALL.iter().filter(|purpose| !elsewhere.contains(purpose)) {
            let words = DRAWN.iter().filter(|(listed, _)| listed == purpose).count();
            assert_eq!(words, 1, "{purpose:?}");
        }
    }
}
