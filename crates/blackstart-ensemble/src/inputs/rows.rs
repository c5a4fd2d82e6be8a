//! The rows that inputs are written in: who answers for them, how sure they are, and what somebody has said could be found out.

use super::names::knowable;
use blackstart_model::model::{Confidence, Name, Provenance};
use blackstart_model::{Model, Scenario};
use blackstart_sim::catalogue::{Entry, id, row};
use std::collections::BTreeMap;

/// Rows by the path that inputs in them begin with.
pub(super) struct Rows<'a> {
    rows: BTreeMap<String, Row<'a>>,
}

/// A row that inputs are written in.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    provenance: &'a Provenance,
    owner: Option<&'a str>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(model: &'a Model, scenario: &'a Scenario) -> Self {
        let mut rows = BTreeMap::new();
        let mut add = |path: String, provenance: &'a Provenance, owner: Option<&'a String>| {
            rows.insert(path, Row { provenance, owner: owner.map(String::as_str) });
        };
        for it in model.systems.rows() {
            add(row("system", &it.name), &it.name.provenance, it.promised.owner.as_ref());
        }
        for it in model.services.rows() {
            add(row("service", &it.name), &it.name.provenance, it.promised.owner.as_ref());
        }
        let site = |at| id(&model.sites[at].name.id);
        for it in &model.demands {
            // A path of a demand has its site's id as it is, or as a key.
            add(format!("demand[site={}]", model.sites[it.site].name.id), &it.provenance, None);
            add(format!("demand[site={}]", site(it.site)), &it.provenance, None);
        }
        for it in &model.links {
            add(format!("link[from={},to={}]", site(it.from), site(it.to)), &it.provenance, None);
        }
        for it in &model.substitutes {
            let [from, to] = [it.from, it.to].map(|site| &model.sites[site].name.id);
            add(format!("substitute[from={from},to={to}]"), &it.provenance, None);
        }
        let mut named = |kind: &str, name: &'a Name| add(row(kind, name), &name.provenance, None);
        model.sites.rows().iter().for_each(|it| named("site", &it.name));
        model.crews.rows().iter().for_each(|it| named("crew", &it.name));
        model.products.rows().iter().for_each(|it| named("product", &it.name));
        model.data.rows().iter().for_each(|it| named("data", &it.name));
        scenario.falls.iter().for_each(|it| named("fall", &it.name));
        scenario.outages.iter().for_each(|it| named("outage", &it.name));
        scenario.shocks.iter().for_each(|it| named("shock", &it.name));
        scenario.costs.iter().for_each(|it| named("cost", &it.name));
        scenario.taken.iter().for_each(|it| named("taken", &it.name));
        if let Some(attack) = &scenario.attack {
            attack.techniques.iter().for_each(|it| named("technique", &it.name));
            attack.controls.iter().for_each(|it| named("control", &it.name));
            attack.actions.iter().for_each(|it| named("cut", &it.name));
            attack.rules.iter().for_each(|it| named("shutdown_rule", &it.name));
        }
        Self { rows }
    }

    /// The row that something is written in, and the path from there on.
    fn find<'p>(&self, path: &'p str) -> Option<(Row<'a>, &'p str)> {
        path.match_indices('.').find_map(|(at, _)| Some((*self.rows.get(&path[..at])?, &path[at + 1..])))
    }

    /// Who answers for what is written there.
    pub(super) fn owner(&self, path: &str) -> Option<String> {
        self.find(path)?.0.owner.map(str::to_owned)
    }

    /// Whether it is marked as a guess.
    pub(super) fn is_assumed(&self, path: &str) -> bool {
        self.find(path).is_some_and(|(row, _)| row.provenance.confidence == Some(Confidence::Assumed))
    }

    /// Share of the variance that somebody could find out beforehand: as the field says, as its row says, or by what it is. Of an event only what is
    /// said of the field itself counts: what is said of a row, or of a task, is said of its quantities.
    pub(super) fn knowable(&self, entry: &Entry) -> f64 {
        let Some((row, rest)) = self.find(&entry.path) else { return knowable(entry) };
        let quantity = entry.law.is_input();
        let field = rest.split(['.', '[']).next().unwrap_or(rest);
        let of_field = row.provenance.knowable_of.iter().find(|(key, _)| key == field);
        let of_field = of_field.filter(|(key, _)| quantity || key == rest).map(|(_, share)| *share);
        let of_row = row.provenance.knowable.filter(|_| quantity);
        of_field.or(of_row).unwrap_or_else(|| knowable(entry))
    }
}
