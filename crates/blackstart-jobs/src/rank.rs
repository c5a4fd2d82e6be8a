//! What changes to a company are worth: those that somebody wrote down, and those that can be found.

mod written;

use crate::answer::Answer;
use crate::clock::Clock;
use crate::command::Words;
use crate::drivers::name_places_of_facts;
use crate::failure::Failure;
use crate::guessed::guessed;
use crate::normal::{normal_life, normal_life_of};
use crate::open::{Opened, another, opened, scenario_files};
use crate::pages::write_page;
use crate::sampling::{Sampling, count};
use crate::watch::{Note, Stage, Watcher};
use blackstart_ensemble::mitigation::{
    Asked, Candidate, Case, Changes, Effort, Facts, Found, RankSummary, found, rank as ranked,
};
use blackstart_ensemble::run::Watch;
use blackstart_model::id::PartyId;
use blackstart_model::units::{Dimension, quantity};
use blackstart_model::{Model, Scenario};
use blackstart_read::{Drafts, Mitigation, assumption};
use blackstart_report as report;
use blackstart_store::{self as store, Formats};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use written::Written;

/// Most changes of one ranking.
const MOST: usize = 2_000;

/// Histories of each scenario that the search looks at, and that finalists are measured in, unless told.
const SEARCHED: u32 = 512;
const MEASURED: u64 = 1_024;

/// When it is precise enough, unless told: half of the widest interval, as a share of the largest saving. Judgement.
const PRECISION: f64 = 0.1;

/// Parties that a complaint names.
const NAMED: usize = 8;

/// Histories played again for each change in the search, on average; and how many it leaves.
const FOR_EACH: usize = 32;
const FINALISTS: usize = 8;

/// What to rank, in which bad days, and what may be spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RankRequest {
    /// The model, in a folder or a workbook.
    pub model: PathBuf,
    /// Scenarios, by name or file; none: all that have a `rate`, else the model's default or only one.
    pub scenarios: Vec<String>,
    /// Histories that finalists are measured in, seed, threads.
    pub sampling: Sampling,
    /// Whether changes are found as well as read from `mitigations.toml`.
    pub auto: bool,
    /// What may be spent in a year, as `£1m`; `None`: changes are not looked at together.
    pub budget: Option<String>,
    /// Whose loss counts, by id; `None`: everybody's.
    pub party: Option<String>,
    /// Years over which what is paid once is spread.
    pub years: f64,
    /// When it is precise enough: half of the widest interval, as a share of the largest saving. `None`: where the number of histories is given all of them
    /// are played, else a tenth is enough.
    pub precision: Option<f64>,
    /// Seconds it may take; what is known then is told, and depends on the machine.
    pub time_seconds: Option<f64>,
    /// A folder to write: the ranking as page, workbook, tables and JSON.
    pub out: Option<PathBuf>,
    /// The folder of a run of the same model and one of the scenarios, whose report is to tell the ranking.
    pub into: Option<PathBuf>,
    /// A page to write.
    pub html: Option<PathBuf>,
    /// A table to write: a row for each change.
    pub csv: Option<PathBuf>,
    /// Whether to play although more than 1 % of what customers want is not sold without the event.
    pub allow_abnormal_baseline: bool,
}

impl Default for RankRequest {
    fn default() -> Self {
        Self {
            model: PathBuf::new(),
            scenarios: Vec::new(),
            sampling: Sampling::default(),
            auto: false,
            budget: None,
            party: None,
            years: 5.0,
            precision: None,
            time_seconds: None,
            out: None,
            into: None,
            html: None,
            csv: None,
            allow_abnormal_baseline: false,
        }
    }
}

/// Changes by what they save.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/rank/1")]
pub struct RankAnswer {
    /// What each is worth.
    pub ranking: RankSummary,
    /// Whether it came to its own end, and nobody stopped it.
    pub complete: bool,
    /// The folder that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The report that tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

impl Answer for RankAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.complete {
            Ok(())
        } else {
            Err(Failure::Interrupted("interrupted; this is the best that is known".to_owned()))
        }
    }
}

/// Ranks changes.
///
/// # Errors
/// If something is wrong with the request or the files, there is nothing to rank, or a file cannot be written. Where the watcher stops it, the best that is
/// known is told.
pub fn rank(request: &RankRequest, watcher: &dyn Watcher) -> Result<RankAnswer, Failure> {
    if !(request.years.is_finite() && request.years > 0.0) {
        return Err(Failure::usage("what is paid once is spread over more than 0 years"));
    }
    if let Some(precision) = request.precision.filter(|it| !(it.is_finite() && *it > 0.0)) {
        return Err(Failure::Usage(format!("a precision is a share above 0, and not {precision}")));
    }
    let clock = Clock::new(request.time_seconds, watcher);
    let days = Days::open(request, watcher)?;
    if days.all().all(|it| it.rate == Some(0.0)) {
        return Err(Failure::usage("no scenario ever comes: every `rate` is 0"));
    }
    let declared = days.declared(watcher)?;
    let first = &days.opened;
    let found = if request.auto { found(&first.model, &first.scenario) } else { Vec::new() };
    let mut candidates: Vec<Candidate> = declared.iter().map(candidate).collect();
    let titles: Vec<String> = candidates.iter().map(|it| it.title.clone()).collect();
    for it in candidates.iter_mut().filter(|it| titles.iter().filter(|title| **title == it.title).count() > 1) {
        it.title = format!("{} ({})", it.title, it.id);
    }
    candidates.extend(found.iter().map(Candidate::from));
    match candidates.len() {
        0 => return Err(Failure::Usage(nothing(&days, request))),
        more if more > MOST => {
            return Err(Failure::Usage(format!("{more} changes are too many; the most are {MOST}")));
        }
        _ => {}
    }
    let party = request.party.as_deref().map(|id| party(id, &first.model)).transpose()?;
    let (out, into) = (request.out.as_deref(), request.into.as_deref());
    let beside = Written::claim(out, into, &first.model, &days.all().collect::<Vec<_>>())?;
    let sampling = &request.sampling;
    let effort = Effort {
        seed: sampling.seed(&first.scenario),
        searched: SEARCHED.min(count(sampling.replicates.unwrap_or(MEASURED))?),
        for_each: FOR_EACH,
        finalists: FINALISTS,
        measured: count(sampling.replicates.unwrap_or(MEASURED))?,
        precision: request.precision.or(sampling.replicates.is_none().then_some(PRECISION)),
        threads: sampling.threads,
    };
    let facts = Facts {
        model: first.model.title.clone(),
        scenarios: days.all().map(|it| (it.title.clone(), it.rate)).collect(),
        yearly: days.yearly(),
        years: request.years,
        party: party.map(|party| first.model.parties[party].name.title.clone()),
        guessed: guessed(&first.company),
    };
    let priced: Vec<usize> = (0..declared.len()).filter(|at| candidates[*at].has_cost()).collect();
    if request.budget.is_some() && priced.is_empty() {
        return Err(Failure::usage(
            "a budget needs changes of which somebody has said what they cost: write them in the model's mitigations.toml",
        ));
    }
    let budget = request.budget.as_deref().map(|text| money(text, &first.model)).transpose()?;
    let asked = Asked {
        costs: candidates.iter().map(|it| it.cost_in_a_year(request.years)).collect(),
        priced,
        yearly: facts.yearly,
        years: request.years,
        kept: (0..declared.len()).collect(),
        budget,
        party,
    };
    let cases = days.cases();
    let changes = Set { days: &days, declared: &declared, found: &found };
    let ranking = ranked(&cases, &changes, &effort, &asked, &Timed { clock, watcher });
    let mut ranking = RankSummary::of(&ranking, &candidates, &first.model, facts, &effort);
    if let Some(verify) = &mut ranking.verify {
        name_places_of_facts(&mut verify.found, &first.company, days.files());
    }
    if let Some(file) = &request.html {
        write_page(file, &report::ranking_html(&ranking))?;
    }
    if let Some(file) = &request.csv {
        store::replace_file(file, report::ranking_csv(&ranking).as_bytes(), |first| first.starts_with(b"id,"))?;
    }
    let (folder, report) = beside.write(&ranking, out, into, &command(request), watcher)?;
    Ok(RankAnswer { ranking, complete: !watcher.stopped(), folder, report })
}

/// The request as a command.
fn command(request: &RankRequest) -> String {
    let usual = RankRequest::default();
    let scenarios = request.scenarios.iter().fold(Words::new("rank").path(&request.model), Words::word);
    scenarios
        .flag("--auto", request.auto)
        .option("--budget", request.budget.as_ref())
        .option("--party", request.party.as_ref())
        .unless(usual.years, "--years", request.years)
        .option("--precision", request.precision)
        .option("--time", request.time_seconds.map(|seconds| format!("{seconds}s")))
        .option("-n", request.sampling.replicates)
        .option("--seed", request.sampling.seed)
        .file("--out", request.out.as_deref())
        .file("--into", request.into.as_deref())
        .flag("--allow-abnormal-baseline", request.allow_abnormal_baseline)
        .line()
}

/// A party by its id.
fn party(id: &str, model: &Model) -> Result<PartyId, Failure> {
    model.parties.iter().find(|(_, it)| it.name.id == id).map(|(party, _)| party).ok_or_else(|| {
        let some: Vec<&str> = model.parties.rows().iter().map(|it| it.name.id.as_str()).take(NAMED).collect();
        let more = if model.parties.len() > NAMED { ", …" } else { "" };
        Failure::Usage(format!("the model has no party `{id}`; it has {}{more}", some.join(", ")))
    })
}

/// Tells a watcher how far it is, and ends when time is up.
struct Timed<'a> {
    clock: Clock<'a>,
    watcher: &'a dyn Watcher,
}

impl Watch for Timed<'_> {
    fn played(&self, done: u64, of: u64) -> ControlFlow<()> {
        self.watcher.progress(Stage::Histories, done, Some(of));
        if self.clock.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn nothing(days: &Days, request: &RankRequest) -> String {
    let shown = request.model.display();
    let folder = days.opened.company.path().display();
    format!(
        "{shown} has no changes to rank: write them in {folder}/mitigations.toml, or have them found (auto): one for each system, crew, service, \
         supplier, site and policy"
    )
}

fn money(text: &str, model: &Model) -> Result<f64, Failure> {
    let amount = quantity(text, Dimension::Money, &model.currency)
        .map_err(|complaint| Failure::Usage(format!("the budget `{text}`: {}", complaint.message)))?;
    if amount >= 0.0 { Ok(amount) } else { Err(Failure::usage("a budget is not below 0")) }
}

/// What somebody wrote down.
fn candidate(it: &Mitigation) -> Candidate {
    Candidate {
        id: it.id.clone(),
        title: it.title.clone(),
        kind: None,
        cost: it.cost,
        cost_per_year: it.cost_per_year,
        sources: it.sources.clone(),
        is_assumed: it.is_assumed,
        note: it.note.clone(),
    }
}

/// The bad days of a company.
struct Days {
    opened: Opened,
    others: Vec<(Scenario, PathBuf)>,
    drafts: Drafts,
}

impl Days {
    fn open(request: &RankRequest, watcher: &dyn Watcher) -> Result<Self, Failure> {
        let mut names = request.scenarios.clone();
        if names.is_empty() {
            names = rated(request, watcher)?;
        }
        let opened = opened(&request.model, names.first().map(String::as_str), watcher)?;
        normal_life_of(&opened, request.allow_abnormal_baseline, watcher)?;
        let mut others = Vec::new();
        for name in names.iter().skip(1) {
            let (scenario, file) = another(&opened, name, watcher)?;
            if scenario.name == opened.scenario.name
                || others.iter().any(|(it, _): &(Scenario, _)| it.name == scenario.name)
            {
                return Err(Failure::Usage(format!("the scenario `{name}` is named twice")));
            }
            normal_life(&opened.company, &opened.model, &scenario, &file, request.allow_abnormal_baseline, watcher)?;
            others.push((scenario, file));
        }
        let files: Vec<PathBuf> =
            std::iter::once(opened.file.clone()).chain(others.iter().map(|(_, file)| file.clone())).collect();
        let drafts = Drafts::open(&opened.company, &files, &Formats);
        let drafts =
            drafts.ok_or_else(|| Failure::usage("the model cannot be read again: it has changed meanwhile"))?;
        let days = Self { opened, others, drafts };
        if days.all().any(|it| it.rate.is_some()) && !days.yearly() {
            let without: Vec<&str> = days.all().filter(|it| it.rate.is_none()).map(|it| it.name.as_str()).collect();
            return Err(Failure::Usage(format!(
                "these scenarios have no `rate`: {}; give all of them one, or rank one day at a time",
                without.join(", ")
            )));
        }
        if !days.others.is_empty() && !days.yearly() {
            return Err(Failure::usage("several days are weighed by how often they come: give each scenario a `rate`"));
        }
        Ok(days)
    }

    fn all(&self) -> impl Iterator<Item = &Scenario> {
        std::iter::once(&self.opened.scenario).chain(self.others.iter().map(|(it, _)| it))
    }

    fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.opened.file.as_path()).chain(self.others.iter().map(|(_, file)| file.as_path()))
    }

    /// Whether it is known how often each comes.
    fn yearly(&self) -> bool {
        self.all().all(|it| it.rate.is_some())
    }

    fn cases(&self) -> Vec<Case<'_>> {
        let case = |scenario| Case { model: &self.opened.model, scenario, weight: 1.0 };
        self.all().map(|it| Case { weight: it.rate.unwrap_or(1.0), ..case(it) }).collect()
    }

    /// What somebody wrote down, each tried.
    fn declared(&self, watcher: &dyn Watcher) -> Result<Vec<Mitigation>, Failure> {
        let Some(read) = self.opened.company.mitigations(&self.drafts, &self.opened.model.currency) else {
            return Ok(Vec::new());
        };
        let mut found = crate::found::Found::default();
        let it = found.take(read);
        let Some(it) = it else { return Err(Failure::Invalid(found)) };
        watcher.found(&found);
        Ok(it)
    }
}

/// Scenarios of a model that say how often they come; none: the model's default or only one is meant.
fn rated(request: &RankRequest, watcher: &dyn Watcher) -> Result<Vec<String>, Failure> {
    let mut found = crate::found::Found::default();
    let (company, _) = crate::open::company(&request.model)?;
    let Some(company) = company else { return Ok(Vec::new()) };
    let Some(model) = crate::open::model(&company, &mut found)? else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for file in scenario_files(&company)? {
        let rate = crate::open::read_scenario(&company, &file, &model, &mut found).and_then(|it| it.rate);
        if let (Some(_), Some(name)) = (rate, file.file_stem()) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    if names.len() > 1 {
        watcher.note(Note::Assumed(format!("all scenarios with a rate count: {}", names.join(", "))));
    }
    Ok(names)
}

/// All changes: those that were written down, then those that were found.
struct Set<'s> {
    days: &'s Days,
    declared: &'s [Mitigation],
    found: &'s [Found],
}

impl Changes for Set<'_> {
    fn count(&self) -> usize {
        self.declared.len() + self.found.len()
    }

    fn made(&self, case: usize, changes: &[usize]) -> Option<(Model, Scenario)> {
        let declared: Vec<&Mitigation> = changes.iter().filter_map(|at| self.declared.get(*at)).collect();
        let (mut model, mut scenario) = if declared.is_empty() {
            (self.days.opened.model.clone(), self.days.all().nth(case)?.clone())
        } else {
            let mut drafts = Drafts {
                model: self.days.drafts.model.clone(),
                scenarios: vec![self.days.drafts.scenarios.get(case)?.clone()],
            };
            declared.iter().try_for_each(|it| it.make(&mut drafts)).ok()?;
            let mut model = drafts.model.model().it?;
            let mut scenario = drafts.scenarios[0].scenario(&model).it?;
            if let Some(assumed) = assumption(&model, &scenario) {
                assumed.put_into(&mut model, &mut scenario);
            }
            // Hashes are of files; these have none.
            model.hash.clone_from(&self.days.opened.model.hash);
            scenario.hash.clone_from(&self.days.all().nth(case)?.hash);
            (model, scenario)
        };
        for at in changes.iter().filter(|at| **at >= self.declared.len()) {
            self.found.get(at - self.declared.len())?.make(&mut model, &mut scenario);
        }
        Some((model, scenario))
    }
}
