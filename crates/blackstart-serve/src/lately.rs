//! What the newest finished run says of a system, a service or a site: how often it is down, when, and what that costs.

use blackstart::jobs::{WalkAt, WalkKind};
use blackstart::model::model::Currency;
use blackstart::report::number;
use serde::Deserialize;

/// What a run says of something, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lately {
    pub(crate) lines: Vec<Line>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) says: String,
}

/// Of an answer of `run`, what is said here.
#[derive(Deserialize)]
struct Answer {
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    currency: String,
    sign: String,
    replicates: u64,
    loss: Loss,
    systems: Vec<System>,
    services: Vec<Service>,
    sites: Vec<Site>,
    #[serde(default)]
    promised: Vec<Promised>,
}

#[derive(Deserialize)]
struct Loss {
    company: Spread,
    by_party: Vec<OfParty>,
}

#[derive(Deserialize)]
struct OfParty {
    party: String,
    title: String,
    kind: String,
    loss: Spread,
}

#[derive(Clone, Copy, Deserialize)]
struct Spread {
    p05: f64,
    p50: f64,
    p95: f64,
}

#[derive(Deserialize)]
struct Chance {
    share: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct Moments {
    p05: Moment,
    p50: Moment,
    p95: Moment,
}

#[derive(Deserialize)]
struct Moment {
    /// None: not within the horizon.
    date: Option<String>,
}

/// Time away \[h\]; none: not back within the horizon.
#[derive(Deserialize)]
struct Away {
    p05: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
}

#[derive(Deserialize)]
struct System {
    id: String,
    falls: Chance,
    down: Moments,
    up: Moments,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    level: f64,
    stops: Chance,
    stopped: Moments,
    back: Moments,
    not_back: Chance,
    away: Option<Away>,
}

#[derive(Deserialize)]
struct Site {
    id: String,
    party: String,
    stops: Chance,
    stopped: Moments,
    back: Moments,
    not_back: Chance,
}

#[derive(Deserialize)]
struct Promised {
    id: String,
    kind: String,
    back_after: Away,
    impact: Option<Impact>,
}

#[derive(Deserialize)]
struct Impact {
    stated: Spread,
}

impl Lately {
    /// What an answer of `run` says of something; `None`: it is no such answer.
    pub(crate) fn of(answer: &str, at: &WalkAt) -> Option<Self> {
        let Answer { summary } = serde_json::from_str(answer).ok()?;
        let mut it = Self::default();
        match at.kind {
            WalkKind::System => it.system(&summary, &at.id),
            WalkKind::Service => it.service(&summary, &at.id),
            WalkKind::Site => it.site(&summary, &at.id),
        }
        it.cost(&summary, at);
        Some(it)
    }

    fn say(&mut self, what: &str, says: String) {
        self.lines.push(Line { what: what.to_owned(), says });
    }

    fn never(&mut self, of: u64) {
        self.say("Down", format!("in none of {of} histories"));
    }

    fn system(&mut self, summary: &Summary, id: &str) {
        let Some(row) = summary.systems.iter().find(|it| it.id == id) else { return self.never(summary.replicates) };
        self.say("Down", chance(&row.falls));
        self.when("From", &row.down);
        self.away(summary, "system", id, None);
        self.when("Back for good", &row.up);
    }

    fn service(&mut self, summary: &Summary, id: &str) {
        let Some(row) = summary.services.iter().find(|it| it.id == id && it.stops.share > 0.0) else {
            return self.never(summary.replicates);
        };
        self.say(&format!("Below {}", number::share(row.level)), chance(&row.stops));
        self.when("From", &row.stopped);
        self.away(summary, "service", id, row.away.as_ref());
        self.when("Back for good", &row.back);
        self.not_back(&row.not_back);
    }

    fn site(&mut self, summary: &Summary, id: &str) {
        let Some(row) = summary.sites.iter().find(|it| it.id == id && it.stops.share > 0.0) else {
            return self.say("Stops", format!("in none of {} histories", summary.replicates));
        };
        self.say("Stops", chance(&row.stops));
        self.when("From", &row.stopped);
        self.when("Back for good", &row.back);
        self.not_back(&row.not_back);
    }

    fn when(&mut self, what: &str, moments: &Moments) {
        let date = |it: &Moment| it.date.as_deref().map_or("not within the horizon", day).to_owned();
        let (low, middle, high) = (date(&moments.p05), date(&moments.p50), date(&moments.p95));
        let band = if low == high { String::new() } else { format!("; 5 to 95 %: {low} to {high}") };
        self.say(what, format!("{middle}{band}"));
    }

    fn away(&mut self, summary: &Summary, kind: &str, id: &str, away: Option<&Away>) {
        let promised = summary.promised.iter().find(|it| it.kind == kind && it.id == id);
        let Some(Away { p05, p50, p95 }) = away.or(promised.map(|it| &it.back_after)) else { return };
        let time = |it: &Option<f64>| it.map_or_else(|| "beyond the horizon".to_owned(), number::duration);
        self.say("For", format!("{}; 5 to 95 %: {} to {}", time(p50), time(p05), time(p95)));
    }

    fn not_back(&mut self, chance_of: &Chance) {
        if chance_of.share > 0.0 {
            self.say("Not back within the horizon", chance(chance_of));
        }
    }

    /// A history has one loss and many that are down: what one alone costs is said where the model states it, and else what all of it costs.
    fn cost(&mut self, summary: &Summary, at: &WalkAt) {
        let currency = Currency { code: summary.currency.clone(), sign: summary.sign.clone() };
        let money = |it: Spread| {
            let of = |amount| number::money(&currency, amount);
            format!("{}; 5 to 95 %: {} to {}", of(it.p50), of(it.p05), of(it.p95))
        };
        let promised = summary.promised.iter().find(|it| it.kind == at.kind.word() && it.id == at.id);
        if let Some(impact) = promised.and_then(|it| it.impact.as_ref()) {
            self.say("It alone costs, by the impact that the model states", money(impact.stated));
        }
        let party = summary.sites.iter().find(|it| at.kind == WalkKind::Site && it.id == at.id).map(|it| &it.party);
        if let Some(it) = summary.loss.by_party.iter().find(|it| it.kind != "company" && party == Some(&it.party)) {
            self.say(&format!("The run costs {}, whose it is", it.title), money(it.loss));
        }
        self.say("The run costs the company, with all that is down in it", money(summary.loss.company));
    }
}

fn chance(it: &Chance) -> String {
    let of = number::share;
    format!("in {} of histories; 95 % confidence: {} to {}", of(it.share), of(it.low), of(it.high))
}

/// The day of a date and time.
fn day(date: &str) -> &str {
    date.split(['T', ' ']).next().unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn says(kind: WalkKind, id: &str, what: &str) -> Option<String> {
        let chance = |share: f64| json!({ "hits": 1, "of": 4, "share": share, "low": 0.1, "high": 0.9 });
        let moments = |date: serde_json::Value| {
            let at = json!({ "hours": null, "date": date });
            json!({ "p05": at, "p50": at, "p95": json!({ "hours": null, "date": null }) })
        };
        let money = |amount: f64| json!({ "p05": 0.0, "p50": amount, "p95": 2.0 * amount });
        let day = json!("2026-03-02T08:00");
        let answer = json!({ "summary": {
            "currency": "GBP", "sign": "£", "replicates": 4,
            "loss": { "company": money(1e6), "by_party": [
                { "party": "us", "title": "We", "kind": "company", "loss": money(1e6) },
                { "party": "them", "title": "Makers", "kind": "supplier", "loss": money(2e5) } ] },
            "systems": [{ "id": "erp", "falls": chance(0.25), "down": moments(day.clone()), "up": moments(day.clone()) }],
            "services": [{ "id": "orders", "level": 0.9, "stops": chance(0.25), "stopped": moments(day.clone()),
                "back": moments(json!(null)), "not_back": chance(0.5), "away": { "p05": 2.0, "p50": 48.0, "p95": null } }],
            "sites": [{ "id": "mill", "party": "them", "stops": chance(0.0), "stopped": moments(json!(null)),
                "back": moments(json!(null)), "not_back": chance(0.0) }],
            "promised": [{ "id": "erp", "kind": "system", "back_after": { "p05": 1.0, "p50": 24.0, "p95": 72.0 },
                "impact": { "stated": money(3e5) } }],
        }});
        let lately = Lately::of(&answer.to_string(), &WalkAt { kind, id: id.to_owned() }).unwrap();
        lately.lines.into_iter().find(|it| it.what.contains(what)).map(|it| it.says)
    }

    #[test]
    fn a_run_says_how_often_when_how_long_and_what_it_costs() {
        use WalkKind::{Service, Site, System};
        assert_eq!(says(System, "erp", "Down").unwrap(), "in 25 % of histories; 95 % confidence: 10 % to 90 %");
        assert_eq!(says(System, "erp", "From").unwrap(), "2026-03-02; 5 to 95 %: 2026-03-02 to not within the horizon");
        assert!(
            says(System, "erp", "For").unwrap().starts_with("24 h; 5 to 95 %: 1 h to 3 d"),
            "{:?}",
            says(System, "erp", "For")
        );
        assert!(says(System, "erp", "It alone costs").unwrap().starts_with("£300k"));
        assert!(says(Service, "orders", "For").unwrap().ends_with("beyond the horizon"));
        assert_eq!(says(Service, "orders", "Back for good").unwrap(), "not within the horizon");
        assert!(says(Service, "orders", "Not back").unwrap().starts_with("in 50 %"));
        // What never falls is in no list of the summary, or stops in no history.
        assert_eq!(says(System, "mes", "Down").unwrap(), "in none of 4 histories");
        assert_eq!(says(Site, "mill", "Stops").unwrap(), "in none of 4 histories");
        assert!(says(Site, "mill", "Makers").unwrap().starts_with("£200k"));
        for (kind, id) in [(System, "erp"), (Service, "orders"), (Site, "mill")] {
            assert!(says(kind, id, "The run costs the company").unwrap().starts_with("£1"), "{id}");
        }
        assert_eq!(Lately::of("{}", &WalkAt { kind: System, id: "erp".to_owned() }), None);
    }
}
