//! The reference class: incidents of which durations, costs or made-up sales were published, and which of them may be used.

use crate::source::place::nearest;
use blackstart_actuary::reference::Took;
use jiff::civil::Date;
use std::sync::OnceLock;

/// What was published of one incident.
pub(super) struct Event {
    pub(super) id: String,
    pub(super) name: String,
    /// `manufacturing`, `retail` (and logistics) or `services` (and health).
    pub(super) group: String,
    /// Day 0 of all durations.
    pub(super) began: Date,
    /// One attack that hit several firms; empty: this one alone.
    attack: String,
    /// The example that plays it; empty: none.
    example: String,
    /// Whether all plants or all IT stopped.
    pub(super) whole: bool,
    first: Option<Took>,
    normal: Option<Took>,
    all: Option<Took>,
    /// Response and rebuilding \[% of a year's revenue\].
    pub(super) cost: Option<f64>,
    /// Days that the cost is set against, where they are not those to nearly normal operation.
    days_of_cost: Option<f64>,
    /// Whether the cost is not that of a whole company: it is no point of a curve.
    cost_apart: bool,
    /// Why sales could or could not be made up, and the share that was.
    pub(super) made_up: Option<(String, f64, f64)>,
    pub(super) source: String,
}

/// All incidents, by the day they began.
///
/// # Panics
/// Never: the table is part of the program, and tests read it.
pub(super) fn events() -> &'static [Event] {
    static EVENTS: OnceLock<Vec<Event>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        let mut table = csv::Reader::from_reader(include_str!("../../reference-class.csv").as_bytes());
        let head = table.headers().expect("the class has a head").clone();
        table.records().map(|row| event(&head, &row.expect("the class is a table"))).collect()
    })
}

/// What was published of one theft of data.
pub(super) struct Theft {
    pub(super) id: String,
    pub(super) name: String,
    /// The day the attack was noticed.
    pub(super) began: Date,
    /// The day this was told.
    told: Date,
    /// What: `known` \[d\], `settlement` or `notice` \[USD per record\], `fine` \[share of a year's turnover\].
    pub(super) of: String,
    pub(super) took: Took,
    pub(super) source: String,
}

/// All that was published of thefts of data.
///
/// # Panics
/// Never: the table is part of the program, and tests read it.
pub(super) fn thefts() -> &'static [Theft] {
    static THEFTS: OnceLock<Vec<Theft>> = OnceLock::new();
    THEFTS.get_or_init(|| {
        let mut table = csv::Reader::from_reader(include_str!("../../data-thefts.csv").as_bytes());
        let theft = |row: Result<csv::StringRecord, csv::Error>| {
            let row = row.expect("the thefts are a table");
            let number = |at: usize| row[at].parse::<f64>().expect("a number");
            let day = |at: usize| row[at].parse::<Date>().expect("a date");
            Theft {
                id: row[0].to_owned(),
                name: row[1].to_owned(),
                began: day(2),
                told: day(3),
                of: row[4].to_owned(),
                took: Took { low: number(5), high: number(6) },
                source: row[7].to_owned(),
            }
        };
        table.records().map(theft).collect()
    })
}

fn event(head: &csv::StringRecord, row: &csv::StringRecord) -> Event {
    let cell = |key: &str| {
        let at = head.iter().position(|it| it == key).expect("the class has this column");
        row.get(at).unwrap_or_default()
    };
    let word = |key: &str| cell(key).to_owned();
    let number = |key: &str| (!cell(key).is_empty()).then(|| cell(key).parse::<f64>().expect("a number"));
    let took = |low: &str, high: &str| Some(Took { low: number(low)?, high: number(high).unwrap_or(f64::INFINITY) });
    Event {
        id: word("id"),
        name: word("name"),
        group: word("group"),
        began: cell("began").parse().expect("a date"),
        attack: word("event"),
        example: word("example"),
        whole: cell("whole") == "yes",
        first: took("first_low", "first_high"),
        normal: took("normal_low", "normal_high"),
        all: took("all_low", "all_high"),
        cost: number("cost_percent"),
        days_of_cost: number("cost_days"),
        cost_apart: cell("cost_apart") == "yes",
        made_up: number("made_up_low").zip(number("made_up_high")).map(|(low, high)| (word("made_up"), low, high)),
        source: word("source"),
    }
}

impl Event {
    /// From the stop to the first partial restart \[d\].
    pub(super) fn first(&self) -> Option<Took> {
        self.first
    }

    /// From the stop to nearly normal operation \[d\].
    pub(super) fn normal(&self) -> Option<Took> {
        self.normal
    }

    /// From the stop to every system back \[d\].
    pub(super) fn all_back(&self) -> Option<Took> {
        self.all
    }

    /// From the first partial restart to nearly normal operation \[d\]. Both are told in whole days, so their difference is half a day more or less.
    pub(super) fn ramp(&self) -> Option<Took> {
        let (first, normal) = (self.first?, self.normal?);
        Some(Took { low: (normal.low - first.high - 0.5).max(0.0), high: normal.high - first.low + 0.5 })
    }

    /// Days that its cost is set against: the middle of those to nearly normal operation.
    pub(super) fn cost_days(&self) -> Option<f64> {
        let middle = || self.normal.filter(|took| !took.is_open()).map(|took| (took.low + took.high) / 2.0);
        if self.cost_apart || self.cost.is_none() { None } else { self.days_of_cost.or_else(middle) }
    }
}

/// Which incidents priors may come from: no more than was known on a day, and without some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    without: Vec<String>,
    as_of: Option<Date>,
}

/// Costs and made-up sales are told in the reports of the year after.
const PUBLISHED_AFTER_DAYS: i32 = 365;

impl Selection {
    /// All incidents but those named, by id, by the example that plays them, or by the attack that hit several firms; as far as they were known on
    /// a day (ISO 8601), if one is given.
    ///
    /// # Errors
    /// If no incident has such a name, or the day is none; one sentence.
    pub fn new(without: &[String], as_of: Option<&str>) -> Result<Self, String> {
        for name in without {
            if !events().iter().any(|event| event.is_called(name)) && !thefts().iter().any(|it| it.id == *name) {
                let known = events().iter().flat_map(|event| [event.id.as_str(), &event.example, &event.attack]);
                let known = known.chain(thefts().iter().map(|it| it.id.as_str()));
                let near = nearest(name, known.filter(|it| !it.is_empty()));
                let advice = near.map_or_else(
                    || "`blackstart priors --json` lists them".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                return Err(format!("no incident of the priors is called {name:?}; {advice}"));
            }
        }
        let as_of = match as_of {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| format!("{text:?} is no date; write one as in 2025-08-31"))?),
        };
        Ok(Self { without: without.to_vec(), as_of })
    }

    /// What was known when a scenario starts, without the incident that its model plays.
    pub(crate) fn before(start: Date, model: &str) -> Self {
        let is_played = events().iter().any(|event| event.is_called(model));
        Self { without: is_played.then(|| model.to_owned()).into_iter().collect(), as_of: Some(start) }
    }

    /// The day up to which incidents were known, if one is given.
    pub fn as_of(&self) -> Option<String> {
        self.as_of.map(|day| day.to_string())
    }

    /// Itself, as the command `priors` takes it.
    pub(crate) fn options(&self) -> String {
        let without = self.without.iter().map(|name| format!(" --without {name}"));
        without.chain(self.as_of.iter().map(|day| format!(" --as-of {day}"))).collect()
    }

    /// The events that may be used at all: whoever leaves one firm out leaves out all that the same attack hit.
    pub(super) fn of(&self, events: &'static [Event]) -> Vec<&'static Event> {
        let named: Vec<&Event> =
            events.iter().filter(|event| self.without.iter().any(|name| event.is_called(name))).collect();
        let is_same = |event: &Event| {
            named.iter().any(|it| it.id == event.id || (!it.attack.is_empty() && it.attack == event.attack))
        };
        let began = |event: &Event| self.as_of.is_none_or(|day| event.began < day);
        events.iter().filter(|event| began(event) && !is_same(event)).collect()
    }

    /// Thefts that may be used: told by the day, and none of an incident that is left out.
    pub(super) fn thefts(&self) -> Vec<&'static Theft> {
        let named = |id: &str| {
            let is_named = |event: &&Event| self.without.iter().any(|name| event.is_called(name));
            self.without.iter().any(|name| name == id) || events().iter().filter(is_named).any(|event| event.id == id)
        };
        thefts().iter().filter(|it| self.as_of.is_none_or(|day| it.told < day) && !named(&it.id)).collect()
    }

    /// What was known of a duration on the day: what had not ended then was open, and at least as long as it had lasted.
    pub(super) fn known(&self, event: &Event, took: Took) -> Option<Took> {
        let Some(day) = self.as_of else { return Some(took) };
        let age = f64::from((day - event.began).get_days());
        let known = if took.high <= age { took } else { Took { low: took.low.min(age), high: f64::INFINITY } };
        (known.low > 0.0 || !known.is_open()).then_some(known)
    }

    /// Whether costs and made-up sales of an event were published by the day.
    pub(super) fn is_published(&self, event: &Event) -> bool {
        self.as_of.is_none_or(|day| (day - event.began).get_days() >= PUBLISHED_AFTER_DAYS)
    }
}

impl Event {
    fn is_called(&self, name: &str) -> bool {
        !name.is_empty() && [&self.id, &self.example, &self.attack].into_iter().any(|its| its == name)
    }
}
