//! What inputs are called: by what is drawn, and about whom.

use blackstart_model::attack::Law as Time;
use blackstart_model::id::key;
use blackstart_model::{Model, Scenario};
use blackstart_sim::catalogue::{Entry, Law};
use blackstart_sim::draw::Stage;
use blackstart_sim::draw::purpose::{self, About, Purpose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the values of an input count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputUnit {
    /// Hours.
    Hours,
    /// Money, or money a day or an hour.
    Money,
    /// Units of a product a day.
    PerDay,
    /// A share of one.
    Share,
    /// A factor, or how many.
    Number,
}
use InputUnit::{Hours, Money, Number, PerDay, Share};

/// Of what is drawn, the share of the variance that somebody could find out beforehand. Judgement; why: `docs/method/rank.md`.
const FACT: f64 = 1.0;
/// A drill tells the median of a time; the rest is the day.
const PARTLY: f64 = 0.5;
/// Luck of the day.
const LUCK: f64 = 0.0;

/// What is drawn, how much of it could be known, and what it counts. Draws of an attack are told by their path as well: a step is not a row of the model.
const DRAWN: &[(Purpose, &str, f64, InputUnit)] = &[
    (purpose::FALL_HAPPENS, "whether it happens", LUCK, Number),
    (purpose::FALL_AT, "when it falls", LUCK, Hours),
    (purpose::FALL_UNTIL, "until when it is off", LUCK, Hours),
    (purpose::FALL_FOR, "how long it is off", LUCK, Hours),
    (purpose::SYSTEM_FOUND, "the state it is found in", LUCK, Number),
    (purpose::SYSTEM_REACHED, "the state the attacker leaves it in", LUCK, Number),
    (purpose::SYSTEM_UNSURE, "whether it must be verified", LUCK, Number),
    (purpose::CONTAINMENT, "time to contain the attack", LUCK, Hours),
    (purpose::DESTROYED, "whether it is destroyed", FACT, Number),
    (purpose::TRIAGE, "time to know what an alert means", PARTLY, Hours),
    (purpose::ALERT_HAPPENS, "whether it is noticed", LUCK, Number),
    (purpose::ALERT_AFTER, "time until it is noticed", LUCK, Hours),
    (purpose::CUT_AFTER, "time to cut it off", PARTLY, Hours),
    (purpose::RULE_HAPPENS, "whether it is switched off", LUCK, Number),
    (purpose::RULE_AFTER, "time to switch it off", PARTLY, Hours),
    (purpose::TAKEN_HAPPENS, "whether data are taken", LUCK, Number),
    (purpose::TAKEN_AT, "when data are taken", LUCK, Hours),
    (purpose::TAKEN_SHARE, "share of the data taken", LUCK, Share),
    (purpose::RECORDS, "number of records", FACT, Number),
    (purpose::KNOWN_AFTER, "time until it is known", LUCK, Hours),
    (purpose::INVESTIGATION, "time to investigate", PARTLY, Hours),
    (purpose::COMMON, "what all restore times have in common", LUCK, Number),
    (purpose::CREW_COST, "cost of an hour", FACT, Money),
    (purpose::REBUILD_HOURS, "time to rebuild", PARTLY, Hours),
    (purpose::VERIFY_HOURS, "time to verify", PARTLY, Hours),
    (purpose::START_HOURS, "time to start", PARTLY, Hours),
    (purpose::TEST_HOURS, "time to test", PARTLY, Hours),
    (purpose::WITHOUT_BACKUP, "how much longer a rebuild takes without backup", PARTLY, Number),
    (purpose::COST, "cost of restoring", FACT, Money),
    (purpose::AGAIN, "time of another attempt", PARTLY, Hours),
    (purpose::GRACE, "how long it runs on", FACT, Hours),
    (purpose::FALLBACK_LEVEL, "level of manual work", FACT, Share),
    (purpose::FALLBACK_SETUP, "time to set up manual work", PARTLY, Hours),
    (purpose::FALLBACK_MAX, "how long manual work can be kept up", PARTLY, Hours),
    (purpose::BACKLOG_KEYING, "time to key in the backlog", PARTLY, Number),
    (purpose::BACKLOG_LEVEL, "level while the backlog is keyed in", FACT, Share),
    (purpose::RAMP_HOURS, "time to ramp up", PARTLY, Hours),
    (purpose::RAMP_FROM, "level at which the ramp begins", FACT, Share),
    (purpose::RAMP_LONGER, "what a stop adds to the ramp", PARTLY, Number),
    (purpose::COVER_SCALE, "stock of inputs", FACT, Number),
    (purpose::OVERTIME, "most overtime", FACT, Number),
    (purpose::PATIENCE, "share of customers who wait", FACT, Share),
    (purpose::WAIT, "how long customers wait", FACT, Hours),
    (purpose::CASH, "cash", FACT, Money),
    (purpose::CREDIT, "credit", FACT, Money),
    (purpose::VARIABLE_COST, "variable cost", FACT, Money),
    (purpose::FIXED_COST, "fixed cost", FACT, Money),
    (purpose::OVERTIME_PREMIUM, "what overtime costs more", FACT, Number),
    (purpose::CHOICE, "how sales follow thinning stock", FACT, Number),
    (purpose::CATCH_UP, "share of lost output that is wanted back", FACT, Share),
    (purpose::AWAY_MOST, "most customers that stay away", FACT, Share),
    (purpose::AWAY_NEVER, "customers that never come back", FACT, Share),
    (purpose::REPLACED, "time until another runs it", PARTLY, Hours),
    (purpose::GOES_OVER, "share of customers that goes over", FACT, Share),
    (purpose::DEMAND_FLOW, "what customers want", FACT, PerDay),
    (purpose::DEMAND_PRICE, "what customers pay", FACT, Money),
    (purpose::LINK_FLOW, "flow", FACT, PerDay),
    (purpose::LINK_PRICE, "price", FACT, Money),
    (purpose::LINK_CRITICAL, "how much output stops without it", FACT, Share),
    (purpose::PRODUCT_PRICE, "price", FACT, Money),
    (purpose::COST_AMOUNT, "amount", FACT, Money),
    (purpose::COST_PER_DAY, "cost of a day", FACT, Money),
    (purpose::SCRAP, "what is spoilt when it stops", FACT, Money),
    (purpose::NOTICE_PER_RECORD, "cost of telling one of those concerned", FACT, Money),
    (purpose::NOTICE_FIXED, "fixed cost of telling those concerned", FACT, Money),
    (purpose::NOTICE_AFTER, "time until telling them is due", PARTLY, Hours),
    (purpose::LIABILITY_HAPPENS, "whether those concerned are owed anything", LUCK, Number),
    (purpose::LIABILITY_PER_RECORD, "what each of them is owed", LUCK, Money),
    (purpose::LIABILITY_AFTER, "time until that is due", LUCK, Hours),
    (purpose::FINE_HAPPENS, "whether there is a fine", LUCK, Number),
    (purpose::FINE_SIZE, "the fine", LUCK, Money),
    (purpose::FINE_AFTER, "time until the fine is due", LUCK, Hours),
    (purpose::OUTAGE_FROM, "when the outage begins", LUCK, Hours),
    (purpose::OUTAGE_UNTIL, "when the outage ends", LUCK, Hours),
    (purpose::OUTAGE_LEVEL, "level during the outage", LUCK, Share),
    (purpose::OUTAGE_FOR, "how long the outage lasts", LUCK, Hours),
    (purpose::OUTAGE_PHASE, "a phase of the outage", LUCK, Hours),
    (purpose::SHOCK_TIMES, "how strong the shock is", LUCK, Number),
    (purpose::FACTOR, "what moves with it", LUCK, Number),
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

/// Share of its variance that somebody could find out beforehand, unless somebody has said. Whether something happens is luck, but for what an attacker
/// can reach: that can be tried.
pub(super) fn knowable(entry: &Entry) -> f64 {
    if !entry.law.is_input() && entry.purpose != purpose::DESTROYED {
        return LUCK;
    }
    listed(entry).map_or(LUCK, |(_, _, share, _)| *share)
}

/// What the values of a quantity count; `None`: that depends on where its numbers come from.
pub(super) fn unit(entry: &Entry) -> Option<InputUnit> {
    match (&entry.law, entry.purpose) {
        // Times of an attack that somebody else's language states are in a unit of its own.
        (Law::Time(Time::Stated(_)), _) => Some(Hours),
        (Law::Time(_), _) => None,
        (_, purpose::OUTAGE_PHASE) if entry.path.ends_with(".level") => Some(Share),
        (_, purpose::FINE_SIZE) if entry.path.ends_with(".share") => Some(Share),
        _ => listed(entry).map(|(.., unit)| *unit),
    }
}

fn listed(entry: &Entry) -> Option<&'static (Purpose, &'static str, f64, InputUnit)> {
    DRAWN.iter().find(|(purpose, ..)| *purpose == entry.purpose)
}

fn drawn(entry: &Entry) -> &'static str {
    let listed = listed(entry).map(|(_, words, ..)| *words);
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
        let elsewhere = [purpose::STEP, purpose::NEXT_DAY, purpose::SIGNAL];
        for purpose in purpose::ALL.iter().filter(|purpose| !elsewhere.contains(purpose)) {
            let words = DRAWN.iter().filter(|(listed, ..)| listed == purpose).count();
            assert_eq!(words, 1, "{purpose:?}");
        }
    }
}
