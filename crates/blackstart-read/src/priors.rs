//! Priors fitted to a reference class of published incidents, `reference-class.csv`, which ships with the program.
//!
//! The formulas are on `docs/method/reference-class.md`; what each prior is, on `docs/reference/priors.md`.

mod class;
#[cfg(test)]
mod tests;

use blackstart_actuary::reference::{self, Estimate, Fit, Lent, Next, Took, fit, pool, power};
use blackstart_model::units::{self, Currency, Dimension, Uncertain};
pub use class::Selection;
use class::{Event, Theft, events};

/// A law for something that was published of past incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Slug.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The distribution, as a model's field takes it.
    pub text: String,
    /// The same, read \[h, or a share\].
    pub value: Uncertain,
    /// What it measures.
    pub of: Measure,
    /// Incidents whose end is not known: they count as at least so long.
    pub open: usize,
    /// Standard deviation between incidents of the logarithm; `None` where no law is fitted.
    pub sd_of_log: Option<f64>,
    /// Where it comes from, by length.
    pub incidents: Vec<Incident>,
}

/// What a prior measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A duration; its incidents are in days.
    Days,
    /// A share; so are its incidents.
    Share,
    /// US dollars for each record taken; so are its incidents.
    DollarsPerRecord,
}

/// What is known of one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Slug.
    pub id: String,
    /// Who and when.
    pub name: String,
    /// The day it began, ISO 8601.
    pub began: String,
    /// At least so much \[d, or a share\].
    pub low: f64,
    /// At most so much \[d, or a share\]; `None`: it was still open when it was last heard of.
    pub high: Option<f64>,
    /// Who said so.
    pub source: String,
}

/// A group of which fewer incidents ended has no prior of its own.
const LEAST: usize = 5;

/// Groups as the class names them, and as a title does.
const GROUPS: [(&str, &str); 3] =
    [("manufacturing", "manufacturing"), ("retail", "retail and logistics"), ("services", "services and health")];

/// Days to nearly normal operation for which a cost is told.
const COST_DAYS: [f64; 3] = [10.0, 30.0, 100.0];

/// What could be made up, as the class names it, and as a title does.
const MADE_UP: [(&str, &str); 4] = [
    ("stock", "stock covers the stop"),
    ("waiting", "orders wait and there is spare capacity"),
    ("full", "the order book is full"),
    ("perishable", "demand is seasonal or perishable"),
];

/// All priors of a selection of incidents; those of which too few are left are missing.
pub fn priors(selection: &Selection) -> Vec<Prior> {
    let known = Known { events: selection.of(events()), selection };
    let mut all = Vec::new();
    all.extend(known.duration(
        "first-restart",
        "From the stop to the first partial restart of what stopped",
        Event::first,
    ));
    all.extend(known.duration("normal-again", "From the stop to nearly normal operation", Event::normal));
    let whole = known.taken(|event| event.whole.then(|| event.normal()).flatten());
    let title = "From the stop to nearly normal operation (manufacturing, all plants or all IT stopped)";
    let lent = known.lent(&Event::normal, "manufacturing", Some(&whole));
    all.extend(law("normal-again-manufacturing-all", title, &whole, lent));
    let all_back = known.taken(Event::all_back);
    all.extend(law("all-back", "From the stop to every system back (rarely told)", &all_back, None));
    let ramp = known.taken(Event::ramp);
    all.extend(law("ramp", "From the first partial restart to nearly normal operation", &ramp, None));
    all.extend(known.costs());
    all.extend(MADE_UP.iter().filter_map(|(situation, words)| known.made_up(situation, words)));
    all.extend(thefts(&selection.thefts()));
    all
}

/// What stolen data cost, and when a theft is known: laws where enough was published, else the range of what was.
fn thefts(all: &[&'static Theft]) -> Vec<Prior> {
    let of = |what: &str| -> Vec<(Incident, Took)> {
        let its = all.iter().filter(|theft| theft.of == what).map(|theft| {
            let incident = Incident {
                id: theft.id.clone(),
                name: theft.name.clone(),
                began: theft.began.to_string(),
                low: theft.took.low,
                high: Some(theft.took.high),
                source: theft.source.clone(),
            };
            (incident, theft.took)
        });
        its.collect()
    };
    let next = |told: &[(Incident, Took)]| {
        let took: Vec<Took> = told.iter().map(|it| it.1).collect();
        let fit = fit(&took).filter(|fit| fit.ended >= LEAST)?;
        Some(Law { next: reference::next(&took, None)?, sd: fit.sd })
    };
    let ends = |told: &[(Incident, Took)]| {
        let low = told.iter().map(|it| it.1.low).fold(f64::INFINITY, f64::min);
        (low, told.iter().map(|it| it.1.high).fold(0.0, f64::max))
    };
    let mut priors = Vec::new();
    let mut add = |id: &str, title: &str, text: String, of: Measure, sd: Option<f64>, told: Vec<(Incident, Took)>| {
        priors.push(made(id, title, text, of, sd, told));
    };
    let known = of("known");
    if let Some(Law { next, sd }) = next(&known) {
        let days = |log: f64| format!("{}d", two_digits(libm::exp(log)));
        let text = format!("lognormal(median {}, p90 {})", days(next.median), days(next.p90));
        let title = "From the alarm to the company's word that data were taken, where they were";
        add("theft-known", title, text, Measure::Days, Some(sd), known);
    }
    let settled = of("settlement");
    if let Some(Law { next, sd }) = next(&settled) {
        let dollars = |log: f64| format!("${}", two_digits(libm::exp(log)));
        let text = format!("lognormal(median {}, p90 {})", dollars(next.median), dollars(next.p90));
        let title = "Settlement of a large US class action, for each person whose data were taken";
        add("theft-settlement", title, text, Measure::DollarsPerRecord, Some(sd), settled);
    }
    let notices = of("notice");
    if notices.len() >= 2 {
        let (low, high) = ends(&notices);
        let title = "Telling each person whose data were taken, by published calculators: a range, no law";
        let text = format!("uniform(${low}, ${high})");
        add("theft-notice", title, text, Measure::DollarsPerRecord, None, notices);
    }
    let fines = of("fine");
    if fines.len() >= 2 {
        let (low, high) = ends(&fines);
        let title = "Fine for a theft of personal data under British law, as a share of a year's turnover, where there was one: a range, no law";
        let text = format!("uniform({}%, {}%)", two_digits(low * 100.0), two_digits(high * 100.0));
        add("theft-fine", title, text, Measure::Share, None, fines);
    }
    priors
}

/// An event, and what is known of one quantity of it.
type Told = (&'static Event, Took);

/// What of the class may be used.
struct Known<'s> {
    events: Vec<&'static Event>,
    selection: &'s Selection,
}

impl Known<'_> {
    /// A duration of all events, as far as it was known.
    fn taken(&self, of: impl Fn(&Event) -> Option<Took>) -> Vec<Told> {
        let took = |event: &&'static Event| Some((*event, self.selection.known(event, of(event)?)?));
        self.events.iter().filter_map(took).collect()
    }

    /// Laws of a duration: of all, and of each group of which enough ended.
    fn duration(&self, id: &str, title: &str, of: fn(&Event) -> Option<Took>) -> Vec<Prior> {
        let mut laws: Vec<Prior> = law(id, title, &self.taken(of), None).into_iter().collect();
        for (group, words) in GROUPS {
            let its = self.taken(|event| (event.group == group).then(|| of(event)).flatten());
            let Some(lent) = self.lent(&of, group, None) else { continue };
            laws.extend(law(&format!("{id}-{group}"), &format!("{title} ({words})"), &its, Some(lent)));
        }
        laws
    }

    /// What the groups say of the mean of one of them; `instead` stands for its incidents if it is given. `None` if too few of it ended.
    fn lent(&self, of: &dyn Fn(&Event) -> Option<Took>, group: &str, instead: Option<&[Told]>) -> Option<Lent> {
        let mut fits: Vec<(&str, Fit)> = Vec::new();
        for (each, _) in GROUPS {
            let its = match instead {
                Some(told) if each == group => told.to_vec(),
                _ => self.taken(|event| (event.group == each).then(|| of(event)).flatten()),
            };
            fits.extend(fitted(&its).filter(|fit| fit.ended >= LEAST).map(|fit| (each, fit)));
        }
        let at = fits.iter().position(|(each, _)| *each == group)?;
        let means: Vec<Estimate> = fits.iter().map(|(_, fit)| fit.mean).collect();
        let pooled = pool(&means)?;
        Some(Lent { drawn: pooled.drawn[at], group: pooled.new_group })
    }

    /// Laws of what response and rebuilding cost, as a share of a year's revenue: of all, and given how long it took.
    fn costs(&self) -> Vec<Prior> {
        let published = || self.events.iter().filter(|event| self.selection.is_published(event));
        let costs: Vec<Told> = published().filter_map(|event| Some((*event, exactly(event.cost? / 100.0)))).collect();
        let title = "Response and rebuilding, without lost sales, as a share of a year's revenue";
        let mut laws: Vec<Prior> = shares("response-cost", title, &costs, None).into_iter().collect();
        let by_days: Vec<(&Event, f64, f64)> =
            published().filter_map(|event| Some((*event, event.cost_days()?, event.cost? / 100.0))).collect();
        let pairs: Vec<(f64, f64)> = by_days.iter().map(|(_, days, cost)| (*days, *cost)).collect();
        let Some(power) = power(&pairs).filter(|_| pairs.len() >= LEAST) else { return laws };
        let told: Vec<Told> = costs.into_iter().filter(|(event, _)| event.cost_days().is_some()).collect();
        for days in COST_DAYS {
            let title = format!("{title}, if it took {days} days to be nearly normal again");
            let its = Law { next: power.at(days), sd: power.sd };
            laws.extend(shares(&format!("response-cost-{days}d"), &title, &told, Some(its)));
        }
        laws
    }

    /// Share of lost sales that was made up later.
    fn made_up(&self, situation: &str, words: &str) -> Option<Prior> {
        let mut told: Vec<Told> = Vec::new();
        for event in self.events.iter().filter(|event| self.selection.is_published(event)) {
            if let Some((its, low, high)) = &event.made_up
                && its == situation
            {
                told.push((event, Took { low: *low, high: *high }));
            }
        }
        if told.len() < 2 {
            return None;
        }
        // Whole tenths: no more is known.
        let low = libm::floor(told.iter().map(|it| it.1.low).fold(1.0, f64::min) * 10.0 + 1e-9) * 10.0;
        let high = libm::ceil(told.iter().map(|it| it.1.high).fold(0.0, f64::max) * 10.0 - 1e-9) * 10.0;
        let text = if low < high { format!("uniform({low}%, {high}%)") } else { format!("{low}%") };
        let title = format!("Share of lost sales that is made up later, where {words}");
        Some(prior(&format!("made-up-{situation}"), &title, text, Measure::Share, None, &told))
    }
}

/// What a law says of the next incident, and the spread between incidents that it was fitted with.
struct Law {
    next: Next,
    sd: f64,
}

fn fitted(told: &[Told]) -> Option<Fit> {
    fit(&told.iter().map(|it| it.1).collect::<Vec<_>>())
}

fn fitted_law(told: &[Told], lent: Option<Lent>) -> Option<Law> {
    let fit = fitted(told).filter(|fit| fit.ended >= LEAST)?;
    let took: Vec<Took> = told.iter().map(|it| it.1).collect();
    Some(Law { next: reference::next(&took, lent)?, sd: fit.sd })
}

/// A lognormal law of a duration; `None` if too few ended.
fn law(id: &str, title: &str, told: &[Told], lent: Option<Lent>) -> Option<Prior> {
    let Law { next, sd } = fitted_law(told, lent)?;
    let days = |log: f64| format!("{}d", two_digits(libm::exp(log)));
    let text = format!("lognormal(median {}, p90 {})", days(next.median), days(next.p90));
    Some(prior(id, title, text, Measure::Days, Some(sd), told))
}

/// A lognormal law of a share, fitted unless it is given.
fn shares(id: &str, title: &str, told: &[Told], given: Option<Law>) -> Option<Prior> {
    let Law { next, sd } = given.or_else(|| fitted_law(told, None))?;
    let percent = |log: f64| format!("{}%", two_digits(libm::exp(log) * 100.0));
    let text = format!("lognormal(median {}, p90 {})", percent(next.median), percent(next.p90));
    Some(prior(id, title, text, Measure::Share, Some(sd), told))
}

fn prior(id: &str, title: &str, text: String, of: Measure, sd_of_log: Option<f64>, told: &[Told]) -> Prior {
    let incident = |(event, took): &Told| {
        let incident = Incident {
            id: event.id.clone(),
            name: event.name.clone(),
            began: event.began.to_string(),
            low: took.low,
            high: (!took.is_open()).then_some(took.high),
            source: event.source.clone(),
        };
        (incident, *took)
    };
    made(id, title, text, of, sd_of_log, told.iter().map(incident).collect())
}

/// A prior with its incidents, by length.
fn made(
    id: &str,
    title: &str,
    text: String,
    of: Measure,
    sd_of_log: Option<f64>,
    mut told: Vec<(Incident, Took)>,
) -> Prior {
    told.sort_by(|(a, its), (b, other)| {
        its.low.total_cmp(&other.low).then(its.high.total_cmp(&other.high)).then(a.id.cmp(&b.id))
    });
    let dollars = Currency { code: "USD".to_owned(), sign: "$".to_owned() };
    let (dimension, currency) = match of {
        Measure::Days => (Dimension::Hours, Currency::none()),
        Measure::Share => (Dimension::Factor, Currency::none()),
        Measure::DollarsPerRecord => (Dimension::Money, dollars),
    };
    Prior {
        id: id.to_owned(),
        title: title.to_owned(),
        value: units::uncertain(&text, dimension, &currency).expect("a prior is a distribution"),
        text,
        of,
        open: told.iter().filter(|it| it.1.is_open()).count(),
        sd_of_log,
        incidents: told.into_iter().map(|it| it.0).collect(),
    }
}

fn exactly(value: f64) -> Took {
    Took { low: value, high: value }
}

/// As much of a number as is known: two digits, or whole.
fn two_digits(value: f64) -> String {
    let digits = (1 - libm::floor(libm::log10(value)) as i32).max(0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
