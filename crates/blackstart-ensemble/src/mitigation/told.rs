//! What is told of a ranking: names, costs and savings side by side.

use super::found::{Found, Kind};
use super::measure::{Measured, Tail};
use super::question::Effort;
use super::search::{Ranking, Searched};
use super::together::{MeasuredSet, Pair, Together};
use super::verify::Verified;
use crate::verify::FactsFound;
use blackstart_model::Model;
use serde::{Deserialize, Serialize};

/// A change as people know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Slug.
    pub id: String,
    /// What it means, in words.
    pub title: String,
    /// Of which kind, where it was found; `None`: somebody wrote it down.
    pub kind: Option<Kind>,
    /// Once \[money\]; `None`: nobody has said.
    pub cost: Option<f64>,
    /// Each year besides \[money/year\].
    pub cost_per_year: Option<f64>,
    /// Ids of sources of its numbers.
    pub sources: Vec<String>,
    /// Whether its numbers are a guess.
    pub is_assumed: bool,
    /// Why it would help, or what the cost is made of.
    pub note: Option<String>,
}

impl From<&Found> for Candidate {
    fn from(it: &Found) -> Self {
        Self {
            id: it.id.clone(),
            title: it.title.clone(),
            kind: Some(it.kind),
            cost: None,
            cost_per_year: None,
            sources: Vec::new(),
            is_assumed: false,
            note: None,
        }
    }
}

impl Candidate {
    /// Whether somebody has said what it costs.
    pub fn has_cost(&self) -> bool {
        self.cost.is_some() || self.cost_per_year.is_some()
    }

    /// What it costs in a year, where what is paid once is spread over so many; 0 where nobody has said.
    pub fn cost_in_a_year(&self, years: f64) -> f64 {
        self.cost.unwrap_or(0.0) / years + self.cost_per_year.unwrap_or(0.0)
    }
}

/// What was asked, as it is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Title of the model.
    pub model: String,
    /// Scenarios, and how often a year each comes where that is known.
    pub scenarios: Vec<(String, Option<f64>)>,
    /// Whether savings are those of a year; else of one such day.
    pub yearly: bool,
    /// Years over which what is paid once is spread.
    pub years: f64,
    /// Title of the party whose loss counts; `None`: everybody's.
    pub party: Option<String>,
    /// What an import guessed of the model, in a sentence.
    pub guessed: Option<String>,
}

/// Everything that is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankSummary {
    /// What was asked.
    #[serde(flatten)]
    pub facts: Facts,
    /// ISO code of the currency.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Histories of each scenario that the search looked at.
    pub searched: u32,
    /// Histories of each scenario that what is told was measured in; fewer than could be where that is precise enough, or it was stopped.
    pub histories: usize,
    /// Histories played, of the company as it is and with changes.
    pub played: u64,
    /// It was stopped before all of it was played.
    pub stopped: bool,
    /// Mean loss as it is, of all parties or the one that is asked about \[money\]: in a year, or of one such day.
    pub loss: f64,
    /// Changes: those that were measured, the best first; then those that the search gave up; then those that do nothing.
    pub changes: Vec<Ranked>,
    /// The best of them together.
    pub together: Option<SetOf>,
    /// The best of them for other budgets.
    pub frontier: Vec<SetOf>,
    /// Two that save the same loss, or that help each other.
    pub pairs: Vec<PairOf>,
    /// What to find out before choosing; absent where nothing was measured that could be chosen.
    pub verify: Option<Verify>,
}

/// What to find out before choosing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verify {
    /// Titles of the changes that are made where nothing more is known; none: nothing is changed.
    pub choice: Vec<String>,
    /// Whether an option is worth what it saves in a year less its cost; else costs are left out.
    pub net: bool,
    /// Options besides changing nothing: changes, and sets that were played for a budget.
    pub options: usize,
    /// Changes and sets that were measured and are no option: nobody has said what they cost, the budget does not do, or too many are better.
    pub no_options: usize,
    /// What was found.
    #[serde(flatten)]
    pub found: FactsFound,
}

/// What is told of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Which.
    #[serde(flatten)]
    pub change: Candidate,
    /// Share of the histories of the search that it touches.
    pub touches: f64,
    /// Why it is worth nothing, or was not measured, in words.
    pub why: Option<String>,
    /// What it saves, where that was measured.
    pub measured: Option<Told>,
}

/// What a change saves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Mean saving, of all parties or the one that is asked about \[money\].
    pub saves: f64,
    /// Low end of its interval of 95 %, for all that were measured together \[money\].
    pub low: f64,
    /// High end \[money\].
    pub high: f64,
    /// What it costs in a year \[money\]; `None`: nobody has said.
    pub cost: Option<f64>,
    /// What it saves in a year, less its cost \[money\]; `None`: not known for a year.
    pub net: Option<f64>,
    /// Saved for each unit of money that it costs; `None` where it costs nothing, or not known for a year.
    pub per_money: Option<f64>,
    /// Where savings are those of one such day: it pays if the day comes more often than once in so many years.
    pub pays_within_years: Option<f64>,
    /// Mean of what each party saves \[money\]: slug, title, amount; only those with any.
    pub parties: Vec<PartySaves>,
    /// What it saves in bad histories.
    pub tails: [Tail; 2],
    /// Mean over bad days of days until the first target set holds, less than without it.
    pub days: Option<f64>,
    /// Mean number of tolerances that are breached on a bad day, less than without it.
    pub breaches: f64,
    /// Share of histories in which it saves more than nothing.
    pub helps: f64,
    /// Share of histories in which it costs more than nothing.
    pub harms: f64,
    /// Chance that over the years over which its cost is spread it saves more than it costs; `None`: not known for a year.
    pub pays: Option<f64>,
    /// Histories of each scenario that it was measured in: fewer than others where it is behind the first by more than chance explains.
    pub histories: usize,
}

/// What a party saves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartySaves {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Mean \[money\].
    pub saves: f64,
}

/// A set of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetOf {
    /// Slugs.
    pub changes: Vec<String>,
    /// Titles.
    pub titles: Vec<String>,
    /// What may be spent in a year \[money\].
    pub budget: Option<f64>,
    /// Cost in a year \[money\].
    pub cost: f64,
    /// Mean saving together \[money\].
    pub saves: f64,
    /// Half of its interval of 95 %; `None`: not played, but what its parts and pairs come to.
    pub half: Option<f64>,
    /// What it would save if savings were added up \[money\].
    pub added_up: Option<f64>,
}

/// Two changes together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairOf {
    /// Title of one.
    pub one: String,
    /// Title of the other.
    pub other: String,
    /// What they save together beyond their sum; below 0: they save the same loss \[money\].
    pub adds: f64,
    /// Half of its interval of 95 % \[money\].
    pub half: f64,
}

impl RankSummary {
    /// What is told of a ranking of these candidates.
    pub fn of(ranking: &Ranking, candidates: &[Candidate], model: &Model, facts: Facts, effort: &Effort) -> Self {
        let telling = Telling { ranking, candidates, model, facts: &facts };
        Self {
            currency: model.currency.code.clone(),
            sign: model.currency.sign.clone(),
            seed: effort.seed,
            searched: effort.searched,
            histories: ranking.histories,
            played: ranking.played,
            stopped: ranking.stopped,
            loss: ranking.loss,
            changes: telling.changes(),
            together: ranking.together.as_ref().map(|it| telling.best(it)),
            frontier: ranking.together.iter().flat_map(|it| it.frontier.iter().map(|set| telling.set(set))).collect(),
            verify: ranking.verify.as_ref().map(|it| telling.verify(it)),
            pairs: ranking.together.iter().flat_map(|it| it.pairs.iter().map(|pair| telling.pair(pair))).collect(),
            facts,
        }
    }
}

struct Telling<'t> {
    ranking: &'t Ranking,
    candidates: &'t [Candidate],
    model: &'t Model,
    facts: &'t Facts,
}

impl Telling<'_> {
    fn changes(&self) -> Vec<Ranked> {
        // Savings less cost and savings of unknown cost are not the same thing: the latter come after.
        let (known, unknown): (Vec<&Measured>, Vec<&Measured>) =
            self.ranking.measured.iter().partition(|it| !self.facts.yearly || self.candidates[it.change].has_cost());
        let measured = known.into_iter().chain(unknown).map(|it| self.ranked(it.change, Some(it)));
        let is_measured = |at: &usize| self.ranking.measured.iter().any(|it| it.change == *at);
        let mut others: Vec<usize> = (0..self.candidates.len()).filter(|at| !is_measured(at)).collect();
        others.sort_by_key(|at| (self.ranking.changes[*at].touched == 0, *at));
        measured.chain(others.into_iter().map(|at| self.ranked(at, None))).collect()
    }

    fn ranked(&self, at: usize, measured: Option<&Measured>) -> Ranked {
        let (candidate, searched) = (&self.candidates[at], &self.ranking.changes[at]);
        Ranked {
            change: candidate.clone(),
            touches: searched.touched as f64 / searched.of.max(1) as f64,
            why: why(candidate, searched, measured),
            measured: measured.map(|it| self.told(candidate, it)),
        }
    }

    fn told(&self, candidate: &Candidate, it: &Measured) -> Told {
        let known = candidate.has_cost();
        let yearly = self.facts.yearly;
        let parties = self.model.parties.rows().iter().zip(&it.parties).filter(|(_, saves)| **saves != 0.0);
        Told {
            saves: it.saves,
            low: it.saves - it.half,
            high: it.saves + it.half,
            cost: known.then_some(it.cost),
            net: (yearly && known).then_some(it.net),
            per_money: (yearly && it.cost > 0.0).then(|| it.saves / it.cost),
            pays_within_years: (!yearly && it.cost > 0.0 && it.saves > 0.0).then(|| it.saves / it.cost),
            parties: parties
                .map(|(party, saves)| PartySaves {
                    id: party.name.id.clone(),
                    title: party.name.title.clone(),
                    saves: *saves,
                })
                .collect(),
            tails: it.tails,
            days: it.days,
            breaches: it.breaches,
            helps: it.helps,
            harms: it.harms,
            pays: it.pays.filter(|_| known),
            histories: it.histories,
        }
    }

    fn best(&self, it: &Together) -> SetOf {
        SetOf { budget: Some(it.budget), added_up: Some(it.added_up), ..self.set(&it.best) }
    }

    fn set(&self, it: &MeasuredSet) -> SetOf {
        SetOf {
            changes: it.changes.iter().map(|at| self.candidates[*at].id.clone()).collect(),
            titles: it.changes.iter().map(|at| self.candidates[*at].title.clone()).collect(),
            budget: None,
            cost: it.cost,
            saves: it.saves,
            half: it.played.then_some(it.half),
            added_up: None,
        }
    }

    fn verify(&self, it: &Verified) -> Verify {
        let choice = it.choice.iter().map(|at| self.candidates[*at].title.clone()).collect();
        let Verified { net, options, no_options, .. } = *it;
        Verify { choice, net, options, no_options, found: it.found.clone() }
    }

    fn pair(&self, it: &Pair) -> PairOf {
        let title = |at: usize| self.candidates[at].title.clone();
        PairOf { one: title(it.one), other: title(it.other), adds: it.adds, half: it.half }
    }
}

/// Why a change is worth nothing, or was not measured.
fn why(candidate: &Candidate, it: &Searched, measured: Option<&Measured>) -> Option<String> {
    let of = it.of;
    if !it.possible {
        return Some("it cannot be made: the model does not check with it".to_owned());
    }
    if it.same {
        return Some("it changes nothing that is read".to_owned());
    }
    if it.touched == 0 {
        let reason = match candidate.kind {
            Some(Kind::System) => "the system never has to be restored",
            Some(Kind::Backups) => "backups are never lost, or it makes no difference",
            Some(Kind::Apart) => "it falls all the same, or never does",
            Some(Kind::Conduit) => "nobody comes through it, or there is another way",
            Some(Kind::Payments) => "payments never stop",
            Some(Kind::Crew) => "nobody ever waits for the crew",
            Some(Kind::Service) => "the service never stops for long enough",
            Some(Kind::Defence) => "it never comes to that",
            _ => "nothing that falls, comes back or stops differs",
        };
        return Some(format!("it does nothing in any of {of} histories: {reason}"));
    }
    match measured {
        Some(it) if it.helps == 0.0 && it.harms == 0.0 => {
            Some("it changes the course of histories, and no loss".to_owned())
        }
        Some(_) => None,
        None => Some("the search gave it up: others save more".to_owned()),
    }
}
