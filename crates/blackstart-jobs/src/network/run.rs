//! A network played under shocks, step by step, perhaps with a company in it.

use super::files::{Files, name_of};
use crate::answer::Answer;
use crate::command::Words;
use crate::failure::Failure;
use crate::found::Found;
use crate::open::{Opened, opened};
use crate::paths::shown;
use crate::watch::{Stage, Watcher};
use blackstart_ensemble::network::{
    Company, Findings, Histories, History, HistoryFindings, Nation, Preset, SectorCourse, SectorStep, Settings, State,
    Strikes,
};
use blackstart_ensemble::threads::within;
use blackstart_model::economy::{Basis, Economy, Links, Member, Names, balance};
use blackstart_read::economy;
use blackstart_report::{NetworkCompany, NetworkStory, network_html};
use blackstart_store::{self as store, Formats, NetworkWriter};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Histories of a company unless asked for otherwise.
const HISTORIES: u32 = 20;

/// What to play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkRunRequest {
    /// Folder of the network.
    pub network: PathBuf,
    /// What happens; `None`: nothing.
    pub shock: Option<PathBuf>,
    /// Steps to play.
    pub steps: u64,
    /// A company in the network.
    pub company: Option<GuestRequest>,
    /// Which dynamic, and its numbers.
    pub dynamic: DynamicRequest,
    /// Whether to write every firm in every step.
    pub firms: bool,
    /// File for the state after the last step.
    pub save_state: Option<PathBuf>,
    /// State to go on from.
    pub from_state: Option<PathBuf>,
    /// Folder to write; `None`: `out/network-NAME`.
    pub out: Option<PathBuf>,
    /// Threads; 0: one per core.
    pub threads: usize,
}

/// A company whose sites are firms of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GuestRequest {
    /// Folder of its model.
    pub model: PathBuf,
    /// Table of its sites: columns `site`, and `firm` or `sector` (and `region`).
    pub sites: PathBuf,
    /// Its scenario, by name or file; `None`: its default or only one.
    pub scenario: Option<String>,
    /// Histories; `None`: 20.
    pub replicates: Option<u32>,
    /// Random seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Length of a step of the network \[h\].
    pub step_hours: f64,
    /// Units of network currency per unit of company currency.
    pub money: f64,
}

/// Which dynamic, and its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DynamicRequest {
    /// Published dynamic; `None`: `ario` for a table, else `inoue-todo`.
    pub dynamic: Option<Preset>,
    /// Target stock \[steps of use\]; `None`: 15, with `ario` 90.
    pub inventory: Option<f64>,
    /// Steps to close a gap of stock; `None`: 6, with `ario` 60.
    pub restore: Option<f64>,
    /// `inoue-todo`: order rule 0 to 2.
    pub order: u8,
    /// `inoue-todo`: rationing 0 to 3.
    pub rationing: u8,
    /// `ario`: share of the target stock below which production falls.
    pub psi: f64,
    /// `ario`: whether orders keep their normal shares.
    pub fixed_shares: bool,
    /// Steps per year.
    pub steps_per_year: f64,
    /// Capital as a multiple of yearly value added, for shocks to capital.
    pub capital_ratio: f64,
}

impl Default for NetworkRunRequest {
    fn default() -> Self {
        Self {
            network: PathBuf::new(),
            shock: None,
            steps: 180,
            company: None,
            dynamic: DynamicRequest::default(),
            firms: false,
            save_state: None,
            from_state: None,
            out: None,
            threads: 0,
        }
    }
}

impl Default for GuestRequest {
    fn default() -> Self {
        Self {
            model: PathBuf::new(),
            sites: PathBuf::new(),
            scenario: None,
            replicates: None,
            seed: None,
            step_hours: 24.0,
            money: 1.0,
        }
    }
}

impl Default for DynamicRequest {
    fn default() -> Self {
        Self {
            dynamic: None,
            inventory: None,
            restore: None,
            order: 0,
            rationing: 0,
            psi: 0.8,
            fixed_shares: false,
            steps_per_year: 365.0,
            capital_ratio: 4.0,
        }
    }
}

/// What a network came to.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkRunAnswer {
    /// What `summary.json` says.
    #[serde(flatten)]
    pub told: NetworkTold,
    /// The folder that was written.
    pub folder: String,
    /// Whether all steps of all histories were played.
    pub complete: bool,
    /// What is kept, if not.
    #[serde(skip)]
    pub kept: String,
    /// The same in words and pictures.
    #[serde(skip)]
    pub story: NetworkStory,
}

/// What a network came to, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/network-run/1")]
pub struct NetworkTold {
    /// The network.
    pub network: String,
    /// The dynamic and its numbers.
    pub settings: Settings,
    /// Names of the shocks.
    pub shocks: Vec<String>,
    /// The first step played.
    pub first_step: u64,
    /// With a company: sums over its histories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Findings>,
    /// Without one: sums of the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<HistoryFindings>,
    /// Without one: its sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Vec<SectorCourse>>,
}

impl Answer for NetworkRunAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.complete { Ok(()) } else { Err(Failure::Interrupted(self.kept.clone())) }
    }
}

/// Plays shocks to a network and writes every step. Stopped, it keeps and answers with what is whole.
///
/// # Errors
/// If something is wrong with the request or the files, the folder cannot be written, or nothing was played.
pub fn run(request: &NetworkRunRequest, watcher: &dyn Watcher) -> Result<NetworkRunAnswer, Failure> {
    let replicates = request.company.as_ref().map_or(1, |it| it.replicates.unwrap_or(HISTORIES));
    if replicates == 0 || request.steps == 0 {
        return Err(Failure::usage("at least one history of one step must be played"));
    }
    if replicates > 1 && (request.save_state.is_some() || request.from_state.is_some()) {
        return Err(Failure::usage("a state belongs to one history: ask for one"));
    }
    let Files { mut economy, shocks, mut paths } = Files::read(&request.network, request.shock.as_deref(), watcher)?;
    let settings = request.dynamic.settings(&economy);
    let guest = match &request.company {
        Some(asked) => Some(Guest::join(asked, &mut economy, &settings, &mut paths, watcher)?),
        None => None,
    };
    let stateful = request.save_state.is_some() || request.from_state.is_some();
    let state_of = if stateful { state_of(&paths, &settings, guest.as_ref())? } else { String::new() };
    let from = request.from_state.as_deref().map(|path| store::read_state(path, &state_of)).transpose()?;
    let first = from.as_ref().map_or(0, |state| state.step);
    let until = first.checked_add(request.steps).ok_or_else(|| Failure::usage("so many steps cannot be counted"))?;

    let (sum, firms, sectors) = (balance(&economy), economy.firms.clone(), economy.sectors.clone());
    let nation = Nation::new(economy, &settings, &shocks).map_err(Failure::usage)?;
    let company = guest.as_ref().map(Guest::company);
    let name = name_of(&request.network);
    let out = request.out.clone().unwrap_or_else(|| PathBuf::from(format!("out/network-{name}")));
    let wants = request.firms.then_some(firms);
    let mut writer = NetworkWriter::new(&out, &name, &sectors, wants, guest.is_some())?;
    let play = Play {
        nation: &nation,
        own_firms: company.as_ref().map_or_else(Vec::new, Company::firms),
        company: company.as_ref(),
        seed: guest.as_ref().map_or(0, |it| it.seed),
        sectors: &sectors,
        replicates,
        first,
        until,
        keeps_state: request.save_state.is_some(),
        watcher,
    };
    let played = within(request.threads, || play.all(from, &mut writer))?;
    if played.histories.all.is_empty() {
        return Err(Failure::Interrupted("interrupted before a history was whole; nothing is kept".to_owned()));
    }
    let story = NetworkStory {
        title: format!("{name}, {}", words(&settings)),
        shocks: shocks.iter().map(|shock| shock.name.clone()).collect(),
        company: guest.as_ref().map(|it| it.told(play.own_firms.len())),
        histories: played.histories,
        balance: sum,
        command: request.command(),
    };
    let told = NetworkTold::of(name, settings, &story);
    let text = serde_json::to_string_pretty(&told).map_err(Failure::fault)? + "\n";
    writer.finish(&text, &network_html(&story), &story.command)?;
    if let (Some(path), Some(state)) = (&request.save_state, &played.state) {
        store::write_state(path, &state_of, state)?;
    }
    let kept = match replicates {
        1 => format!("interrupted after {} steps, which are kept", played.steps_of_last),
        _ => format!("interrupted after {} of {replicates} histories, which are kept", story.histories.all.len()),
    };
    Ok(NetworkRunAnswer { told, folder: shown(&out), complete: played.complete, kept, story })
}

impl NetworkRunRequest {
    /// The command that asks for the same.
    pub fn command(&self) -> String {
        let usual = DynamicRequest::default();
        let it = &self.dynamic;
        let words = Words::new("network run")
            .path(&self.network)
            .file("--shock", self.shock.as_deref())
            .word("--steps")
            .word(self.steps);
        let words = match &self.company {
            None => words,
            Some(it) => words
                .file("--company", Some(&it.model))
                .file("--sites", Some(&it.sites))
                .option("--scenario", it.scenario.as_ref())
                .option("--replicates", it.replicates)
                .option("--seed", it.seed)
                .unless(24.0, "--step-hours", it.step_hours)
                .unless(1.0, "--money", it.money),
        };
        words
            .option("--dynamic", it.dynamic.map(dynamic_word))
            .option("--inventory", it.inventory)
            .option("--restore", it.restore)
            .unless(usual.order, "--order", it.order)
            .unless(usual.rationing, "--rationing", it.rationing)
            .unless(usual.psi, "--psi", it.psi)
            .flag("--fixed-shares", it.fixed_shares)
            .unless(usual.steps_per_year, "--steps-per-year", it.steps_per_year)
            .unless(usual.capital_ratio, "--capital-ratio", it.capital_ratio)
            .flag("--firms", self.firms)
            .file("--from-state", self.from_state.as_deref())
            .line()
    }
}

impl NetworkTold {
    fn of(network: String, settings: Settings, story: &NetworkStory) -> Self {
        let histories = &story.histories;
        let one = histories.all.first().filter(|_| story.company.is_none());
        Self {
            network,
            settings,
            shocks: story.shocks.clone(),
            first_step: histories.first,
            findings: story.company.is_some().then(|| histories.findings()),
            summary: one.map(|history| histories.of_one(history)),
            sectors: one.map(|history| history.sectors.clone()),
        }
    }
}

impl DynamicRequest {
    fn settings(&self, economy: &Economy) -> Settings {
        let table = matches!(economy.links, Links::Table { .. });
        let preset = self.dynamic.unwrap_or(if table { Preset::Ario } else { Preset::InoueTodo });
        Settings {
            inventory: self.inventory,
            restore: self.restore,
            order: self.order,
            rationing: self.rationing,
            psi: self.psi,
            orders_by_capacity: !self.fixed_shares,
            steps_per_year: self.steps_per_year,
            capital_ratio: self.capital_ratio,
            ..Settings::of(preset)
        }
    }
}

/// A company in the network, and its bad day.
struct Guest {
    opened: Opened,
    members: Vec<Member>,
    new_firms: usize,
    seed: u64,
    step_hours: f64,
    money: f64,
}

impl Guest {
    /// Reads a company and puts it into the network.
    fn join(
        asked: &GuestRequest,
        economy: &mut Economy,
        settings: &Settings,
        paths: &mut Vec<PathBuf>,
        watcher: &dyn Watcher,
    ) -> Result<Self, Failure> {
        let opened = opened(&asked.model, asked.scenario.as_deref(), watcher)?;
        let basis = Basis { step_hours: asked.step_hours, steps_per_year: settings.steps_per_year, money: asked.money };
        let mut found = Found::default();
        let read = economy::embed(std::mem::take(economy), &opened.model, &asked.sites, basis, &Formats);
        let Some(embedded) = found.take(read) else { return Err(Failure::Invalid(found)) };
        watcher.found(&found);
        paths.extend(found.files);
        *economy = embedded.economy;
        Ok(Self {
            seed: asked.seed.unwrap_or(opened.scenario.seed),
            opened,
            members: embedded.members,
            new_firms: embedded.new_firms,
            step_hours: asked.step_hours,
            money: asked.money,
        })
    }

    fn company(&self) -> Company<'_> {
        Company::new(&self.opened.model, &self.opened.scenario, &self.members, self.step_hours)
    }

    fn told(&self, firms: usize) -> NetworkCompany {
        NetworkCompany {
            title: self.opened.model.title.clone(),
            scenario: self.opened.scenario.title.clone(),
            firms,
            new_firms: self.new_firms,
        }
    }
}

/// What a state is a state of: these files and settings, whatever they are called.
fn state_of(paths: &[PathBuf], settings: &Settings, guest: Option<&Guest>) -> Result<String, Failure> {
    let files: Vec<(String, PathBuf)> =
        paths.iter().enumerate().map(|(at, path)| (at.to_string(), path.clone())).collect();
    let hash = store::hash(&files)?;
    let company = guest.map_or(String::new(), |it| {
        let Opened { model, scenario, .. } = &it.opened;
        format!(" {} {} {} {} {}", model.hash, scenario.hash, it.seed, it.step_hours, it.money)
    });
    let settings = serde_json::to_string(settings).map_err(Failure::fault)?;
    Ok(format!("{hash} {settings}{company}"))
}

/// Histories of a network while they are played.
struct Play<'a> {
    nation: &'a Nation,
    company: Option<&'a Company<'a>>,
    /// Firms that are the company's sites.
    own_firms: Vec<u32>,
    seed: u64,
    sectors: &'a Names,
    replicates: u32,
    first: u64,
    until: u64,
    keeps_state: bool,
    watcher: &'a dyn Watcher,
}

/// Histories that were played.
struct Played {
    histories: Histories,
    state: Option<State>,
    steps_of_last: u64,
    complete: bool,
}

impl Play<'_> {
    /// Plays all histories, the first from a state if there is one.
    fn all(&self, mut from: Option<State>, writer: &mut NetworkWriter) -> Result<Played, Failure> {
        let rest = self.nation.course().map_err(Failure::usage)?;
        let at_rest = rest.by_sector();
        let mut played = Played {
            histories: Histories {
                normal: rest.totals(),
                company_normal: rest.value_added_of(&self.own_firms),
                first: self.first,
                all: Vec::new(),
            },
            state: None,
            steps_of_last: 0,
            complete: true,
        };
        for replicate in 0..self.replicates {
            let (history, state) = self.one(replicate, from.take(), &at_rest, writer)?;
            played.steps_of_last = history.steps.len() as u64;
            played.complete = self.first + played.steps_of_last == self.until;
            // A history broken off says nothing beside whole ones.
            if played.complete || self.replicates == 1 {
                played.histories.all.push(history);
            }
            played.state = state;
            if !played.complete {
                break;
            }
        }
        Ok(played)
    }

    fn one(
        &self,
        replicate: u32,
        from: Option<State>,
        at_rest: &[SectorStep],
        writer: &mut NetworkWriter,
    ) -> Result<(History, Option<State>), Failure> {
        let strikes =
            self.company.map_or_else(Strikes::default, |company| company.history(self.seed, replicate, self.until));
        let mut course = self.nation.course_with(&strikes).map_err(Failure::usage)?;
        if let Some(state) = from {
            course.go_on_from(state).map_err(Failure::usage)?;
        }
        let sector = |(name, it): (String, &SectorStep)| SectorCourse::new(name, it.production);
        let sectors = self.sectors.iter().zip(at_rest).map(sector).collect();
        let mut history = History { steps: Vec::new(), company: Vec::new(), sectors };
        let each = self.until - self.first;
        let before = u64::from(replicate) * each;
        while course.steps_done() < self.until && !self.watcher.stopped() {
            course.step().map_err(Failure::usage)?;
            let step = course.steps_done() - 1;
            let (totals, by_sector) = (course.totals(), course.by_sector());
            let by_firm = writer.wants_firms().then(|| course.by_firm());
            writer.push(u64::from(replicate), step, &totals, &by_sector, by_firm)?;
            for (sector, it) in history.sectors.iter_mut().zip(&by_sector) {
                sector.take(step, it);
            }
            history.steps.push(totals);
            if !self.own_firms.is_empty() {
                history.company.push(course.value_added_of(&self.own_firms));
            }
            let done = before + history.steps.len() as u64;
            self.watcher.progress(Stage::Steps, done, Some(each * u64::from(self.replicates)));
        }
        let state = self.keeps_state.then(|| course.state());
        Ok((history, state))
    }
}

fn dynamic_word(dynamic: Preset) -> &'static str {
    match dynamic {
        Preset::InoueTodo => "inoue-todo",
        Preset::Ario => "ario",
    }
}

fn words(settings: &Settings) -> String {
    format!("dynamic {}", dynamic_word(settings.dynamic))
}
