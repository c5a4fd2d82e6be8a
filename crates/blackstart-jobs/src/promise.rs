//! Promises that a run is held to: a service's tolerance, the date of a target set.

use crate::failure::Failure;
use blackstart_ensemble::{Layout, Results, Summary};
use blackstart_model::model::Currency;
use blackstart_model::units::{Dimension, quantity};
use blackstart_report::number;
use serde::{Deserialize, Serialize};

/// Share of histories that may breach a service's tolerance where a promise does not say.
const MAY_BREACH: f64 = 0.1;
/// Share of histories in which a target set must be back in time where a promise does not say.
const MUST_KEEP: f64 = 0.9;

/// Something that must be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// A service or target set.
    pub id: String,
    /// For a target set: within this time \[h\].
    #[serde(default)]
    pub within_hours: Option<f64>,
    /// For a service: the largest share of histories that may breach; for a target set: the least share that must keep.
    #[serde(default)]
    pub share: Option<f64>,
}

/// A promise as it was kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    /// The service or target set.
    pub id: String,
    /// Whether it is kept.
    pub kept: bool,
    /// Share of histories that breach (service) or keep (target set).
    pub share: f64,
    /// The most (service) or least (target set) that is allowed.
    pub limit: f64,
    /// For a target set: within this time \[h\].
    pub within_hours: Option<f64>,
    /// All of it in a sentence.
    pub says: String,
}

impl Promise {
    /// Reads `payments`, `payments=5%`, `mvc=21d` or `mvc=21d@50%`.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (id, rule) = text.split_once('=').map_or((text, None), |(id, rule)| (id, Some(rule)));
        if id.is_empty() {
            return Err("name a service or a target set, e.g. `payments` or `mvc=21d`".to_owned());
        }
        let Some(rule) = rule else { return Ok(Self { id: id.to_owned(), within_hours: None, share: None }) };
        let (first, second) = rule.split_once('@').map_or((rule, None), |(first, second)| (first, Some(second)));
        match (share(first), hours(first), second) {
            (Some(share), _, None) => Ok(Self { id: id.to_owned(), within_hours: None, share: Some(share) }),
            (_, Some(within), None) => Ok(Self { id: id.to_owned(), within_hours: Some(within), share: None }),
            (_, Some(within), Some(second)) => match share(second) {
                Some(share) => Ok(Self { id: id.to_owned(), within_hours: Some(within), share: Some(share) }),
                None => Err(format!("`{second}` is not a share such as `90%`")),
            },
            _ => Err(format!("`{first}` is neither a share such as `5%` nor a time such as `21d`")),
        }
    }

    /// Whether it names something that can be kept.
    pub(crate) fn check(&self, layout: &Layout) -> Result<(), Failure> {
        let target = layout.targets.iter().any(|target| target.id == self.id);
        let service = layout.services.iter().find(|service| service.id == self.id);
        let wrong = match (target, service, self.within_hours) {
            (true, _, Some(_)) => return Ok(()),
            (_, Some(service), None) if service.tolerance_hours.is_some() => return Ok(()),
            (true, ..) => format!("name a time, e.g. `{}=21d`", self.id),
            (_, Some(_), None) => "that service has no tolerance in the model".to_owned(),
            (_, Some(_), Some(_)) => format!("a service is held to its own tolerance; write `{}=5%`", self.id),
            _ => {
                let targets = layout.targets.iter().map(|target| target.id.as_str());
                let services = layout.services.iter().filter(|service| service.tolerance_hours.is_some());
                let known: Vec<&str> = targets.chain(services.map(|service| service.id.as_str())).collect();
                format!("no target set or service with a tolerance has this name (there are: {})", known.join(", "))
            }
        };
        Err(Failure::Usage(format!("the promise about `{}`: {wrong}", self.id)))
    }

    /// How it was kept; `None` if the results are not about it, which [`Promise::check`] rules out.
    pub(crate) fn kept(&self, results: &Results, summary: &Summary) -> Option<Kept> {
        match self.within_hours {
            Some(within) => self.of_target(within, results),
            None => self.of_service(summary),
        }
    }

    fn of_service(&self, summary: &Summary) -> Option<Kept> {
        let service = summary.services.iter().find(|service| service.id == self.id)?;
        let share = service.breach.as_ref()?.share;
        let limit = self.share.unwrap_or(MAY_BREACH);
        let says = format!(
            "{} breaches its tolerance in {} of histories; at most {} may",
            service.title,
            number::share(share),
            number::share(limit)
        );
        Some(Kept { id: self.id.clone(), kept: share <= limit, share, limit, within_hours: None, says })
    }

    fn of_target(&self, within: f64, results: &Results) -> Option<Kept> {
        let target = results.layout.targets.iter().position(|target| target.id == self.id)?;
        let table = &results.targets;
        let late = (0..table.replicate.len())
            .filter(|&row| table.target[row] as usize == target && table.held_hours[row] > within)
            .count();
        let share = 1.0 - late as f64 / results.len() as f64;
        let limit = self.share.unwrap_or(MUST_KEEP);
        let says = format!(
            "{} is back for good within {} in {} of histories; at least {} must be",
            results.layout.targets[target].title,
            number::duration(within),
            number::share(share),
            number::share(limit)
        );
        Some(Kept { id: self.id.clone(), kept: share >= limit, share, limit, within_hours: Some(within), says })
    }
}

/// A share such as `5%` or `0.05`.
fn share(text: &str) -> Option<f64> {
    match text.parse() {
        Ok(plain) => (0.0..=1.0).contains(&plain).then_some(plain),
        Err(_) => quantity(text, Dimension::Share, &no_currency()).ok(),
    }
}

/// A duration such as `21d`.
fn hours(text: &str) -> Option<f64> {
    quantity(text, Dimension::Hours, &no_currency()).ok().filter(|hours| hours.is_finite() && text != "0")
}

/// What times and shares are written in.
pub(crate) fn no_currency() -> Currency {
    Currency { code: String::new(), sign: String::new() }
}

#[cfg(test)]
mod tests {
    use super::Promise;

    #[test]
    fn promises_are_read() {
        let promise = |id: &str, within_hours, share| Ok(Promise { id: id.to_owned(), within_hours, share });
        assert_eq!(Promise::parse("payments"), promise("payments", None, None));
        assert_eq!(Promise::parse("payments=5%"), promise("payments", None, Some(0.05)));
        assert_eq!(Promise::parse("mvc=21d"), promise("mvc", Some(504.0), None));
        assert_eq!(Promise::parse("mvc=36h@0.5"), promise("mvc", Some(36.0), Some(0.5)));
        assert_eq!(Promise::parse("mvc=90min@1"), promise("mvc", Some(1.5), Some(1.0)));
        assert_eq!(Promise::parse("mvc=0h"), promise("mvc", Some(0.0), None));
        for wrong in ["", "=5%", "a=", "a=120%", "a=21", "a=21d@", "a=5%@50%", "a=-1d", "a=infd", "a=nan", "a=forever"]
        {
            assert!(Promise::parse(wrong).is_err(), "{wrong}");
        }
    }
}
