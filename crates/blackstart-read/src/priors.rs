//! Priors for restoration and ramp times, with the incidents they come from: `priors.toml`, which ships with the program.

use blackstart_model::units::{self, Currency, Dimension, Uncertain};
use toml::de::{DeTable, DeValue};

/// How long something took in incidents of which it was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Slug.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The distribution, as a model's field takes it.
    pub text: String,
    /// The same, read \[h\].
    pub value: Uncertain,
    /// Where it comes from.
    pub incidents: Vec<Incident>,
}

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Who and when.
    pub name: String,
    /// How long it took \[d\].
    pub days: f64,
    /// Who said so.
    pub source: String,
}

/// All priors, in the order of their file.
///
/// # Panics
/// Never: the file is part of the program, and a test reads it.
pub fn priors() -> Vec<Prior> {
    let root = DeTable::parse(include_str!("../priors.toml")).expect("the priors are TOML").into_inner();
    let rows = root.get("prior").and_then(|rows| rows.get_ref().as_array()).expect("there are priors");
    rows.iter().map(|row| prior(row.get_ref().as_table().expect("a prior is a table"))).collect()
}

fn prior(row: &DeTable<'_>) -> Prior {
    let (text, money) = (word(row, "value"), Currency::none());
    let incidents = row.get("incidents").and_then(|list| list.get_ref().as_array()).expect("a prior has incidents");
    Prior {
        id: word(row, "id"),
        title: word(row, "title"),
        value: units::uncertain(&text, Dimension::Hours, &money).expect("a prior is a distribution"),
        text,
        incidents: incidents
            .iter()
            .map(|it| {
                let it = it.get_ref().as_table().expect("an incident is a table");
                let days = match it.get("days").map(|days| days.get_ref()) {
                    Some(DeValue::Integer(days)) => days.as_str().parse().expect("days are a number"),
                    _ => unreachable!("an incident took whole days"),
                };
                Incident { name: word(it, "name"), days, source: word(it, "source") }
            })
            .collect(),
    }
}

fn word(row: &DeTable<'_>, key: &str) -> String {
    let text = row.get(key).and_then(|value| value.get_ref().as_str());
    text.unwrap_or_else(|| unreachable!("a prior has `{key}`")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prior_has_median_and_tail_of_its_incidents() {
        let all = priors();
        assert!(all.len() >= 3);
        for prior in all {
            let mut days: Vec<f64> = prior.incidents.iter().map(|it| it.days).collect();
            assert!(days.is_sorted(), "{}: incidents by length", prior.id);
            assert!(prior.incidents.iter().all(|it| !it.source.is_empty() && it.days > 0.0));
            days.sort_by(f64::total_cmp);
            let at = |p: f64| {
                let place = p * (days.len() - 1) as f64;
                let below = place as usize;
                let above = days[(below + 1).min(days.len() - 1)];
                days[below] + (above - days[below]) * (place - below as f64)
            };
            let Uncertain::Lognormal { median, p90 } = prior.value else { panic!("{}: {:?}", prior.id, prior.value) };
            assert!((median / 24.0 - at(0.5)).abs() <= 0.51, "{}: median {}", prior.id, at(0.5));
            assert!((p90 / 24.0 - at(0.9)).abs() <= 0.51, "{}: p90 {}", prior.id, at(0.9));
        }
    }
}
