//! `blackstart network`: a nation's firms under shocks, step by step; failures ranked; networks checked.

use crate::Done;
use crate::args::{
    CompanyArgs, DynamicArgs, DynamicName, Network, NetworkCheck, NetworkCommand, NetworkRank, NetworkRun,
    ProductionName,
};
use crate::console::Console;
use crate::failure::Failure;
use crate::play::typed;
use crate::progress::{Ear, bar};
use crate::run::failed;
use crate::world::{Said, World, world};
use blackstart::ensemble::network::{
    Company, Histories, History, Nation, NetworkError, Preset, Produces, RankSettings, SectorCourse, SectorStep,
    Settings, Strikes, rank,
};
use blackstart::ensemble::threads::within;
use blackstart::model::Severity;
use blackstart::model::economy::{Basis, Economy, Embedded, Links, Names, Shock, balance};
use blackstart::read::economy;
use blackstart::report::problem::ProblemJson;
use blackstart::report::{
    NetworkCompany, NetworkStory, Ranked, balance_terminal, network_html, network_terminal, problems, rank_terminal,
};
use blackstart::store::{self, Formats, NetworkWriter};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn network(wanted: &Network, console: &Console) -> Done {
    match &wanted.command {
        NetworkCommand::Check(wanted) => check(wanted, console),
        NetworkCommand::Run(wanted) => run(wanted, console),
        NetworkCommand::Rank(wanted) => ranked(wanted, console),
    }
}

fn check(wanted: &NetworkCheck, console: &Console) -> Done {
    let mut said = Said::default();
    let economy = said.add(economy::read(&wanted.network, &Formats));
    if let (Some(economy), Some(file)) = (&economy, &wanted.shock) {
        said.add(economy::read_shocks(file, economy, &Formats));
    }
    let errors = said.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let ok = errors == 0 && economy.is_some() && (!wanted.strict || said.problems.is_empty());
    if wanted.json {
        let list: Vec<ProblemJson> = said.problems.iter().map(ProblemJson::from).collect();
        let sum = economy.as_ref().map(|economy| {
            let it = balance(economy);
            json!({
                "firms": it.firms, "links": it.links, "sectors": it.sectors, "regions": it.regions, "sales": it.sales,
                "final_demand": it.final_demand, "output": it.output, "value_added": it.value_added,
                "without_value": it.without_value, "isolated": it.isolated, "without_suppliers": it.without_suppliers,
                "own_suppliers": it.own_suppliers, "suppliers_most": it.suppliers_most, "buyers_most": it.buyers_most,
            })
        });
        console.json(&json!({
            "schema": "blackstart/network-check/1", "ok": ok, "network": sum, "problems": list, "omitted": said.omitted,
            "files": said.files,
        }))?;
    } else {
        console.data(&problems(&said.problems, said.omitted, console.style()))?;
        if let Some(economy) = &economy {
            if !said.problems.is_empty() {
                console.data("\n")?;
            }
            console.data(&balance_terminal(&balance(economy), console.style()))?;
            if said.problems.is_empty() {
                console.data(&format!("{}\n", console.style().green("nothing is wrong")))?;
            }
        }
    }
    if ok { Ok(()) } else { Err(Failure::Invalid) }
}

/// A network and what happens to it, or everything that is wrong with them on stderr.
fn read(
    network: &Path,
    shocks: Option<&Path>,
    console: &Console,
) -> Result<(Economy, Vec<Shock>, Vec<PathBuf>), Failure> {
    let mut said = Said::default();
    let economy = said.add(economy::read(network, &Formats));
    let shocks = match (&economy, shocks) {
        (Some(economy), Some(file)) => said.add(economy::read_shocks(file, economy, &Formats)),
        _ => Some(Vec::new()),
    };
    let (Some(economy), Some(shocks)) = (economy, shocks) else {
        return Err(said.invalid(console));
    };
    if !said.problems.is_empty() {
        // All of them are warnings, and there may be thousands.
        let found = said.problems.len() + said.omitted;
        console.note(&format!("{found} warnings; `blackstart network check {}` lists them\n", network.display()));
    }
    Ok((economy, shocks, said.files))
}

fn settings(asked: &DynamicArgs, economy: &Economy) -> Settings {
    let table = matches!(economy.links, Links::Table { .. });
    let preset = match asked.dynamic {
        Some(DynamicName::Ario) => Preset::Ario,
        Some(DynamicName::InoueTodo) => Preset::InoueTodo,
        None if table => Preset::Ario,
        None => Preset::InoueTodo,
    };
    Settings {
        inventory: asked.inventory,
        restore: asked.restore,
        order: asked.order,
        rationing: asked.rationing,
        psi: asked.psi,
        orders_by_capacity: !asked.fixed_shares,
        steps_per_year: asked.steps_per_year,
        capital_ratio: asked.capital_ratio,
        ..Settings::of(preset)
    }
}

/// A company, its bad day, and where its sites are in the network.
struct Guest {
    world: World,
    embedded: Embedded,
    seed: u64,
}

/// Puts the company into the network, if one is named.
fn guest(
    asked: &CompanyArgs,
    economy: &mut Economy,
    settings: &Settings,
    files: &mut Vec<PathBuf>,
    console: &Console,
) -> Result<Option<Guest>, Failure> {
    let (Some(folder), Some(sites)) = (&asked.company, &asked.sites) else { return Ok(None) };
    let world = world(folder, asked.scenario.as_deref(), console)?;
    let basis = Basis { step_hours: asked.step_hours, steps_per_year: settings.steps_per_year, money: asked.money };
    let mut said = Said::default();
    let embedded = said.add(economy::embed(std::mem::take(economy), &world.model, sites, basis, &Formats));
    let Some(mut embedded) = embedded else { return Err(said.invalid(console)) };
    said.show(console);
    files.extend(said.files);
    *economy = std::mem::take(&mut embedded.economy);
    let seed = asked.seed.unwrap_or(world.scenario.seed);
    Ok(Some(Guest { world, embedded, seed }))
}

fn run(wanted: &NetworkRun, console: &Console) -> Done {
    let replicates = match (&wanted.company.company, wanted.company.replicates) {
        (None, _) => 1,
        (Some(_), replicates) => replicates.unwrap_or(20),
    };
    if replicates > 1 && (wanted.save_state.is_some() || wanted.from_state.is_some()) {
        return Err(Failure::Usage("a state is of one history: say --replicates 1".to_owned()));
    }
    let (mut economy, shocks, mut files) = read(&wanted.network, wanted.shock.as_deref(), console)?;
    let settings = settings(&wanted.dynamic, &economy);
    let guest = guest(&wanted.company, &mut economy, &settings, &mut files, console)?;
    let sum = balance(&economy);
    let (firms, sectors) = (economy.firms.clone(), economy.sectors.clone());
    // A state belongs to these files and settings, whatever they are called.
    let of = if wanted.save_state.is_some() || wanted.from_state.is_some() {
        let files: Vec<(String, PathBuf)> =
            files.iter().enumerate().map(|(at, path)| (at.to_string(), path.clone())).collect();
        let hash = store::hash(&files).map_err(|error| failed(&error))?;
        let company = guest.as_ref().map_or(String::new(), |it| {
            let world = &it.world;
            let company = &wanted.company;
            format!(
                " {} {} {} {} {}",
                world.model.hash, world.scenario.hash, it.seed, company.step_hours, company.money
            )
        });
        let settings = serde_json::to_string(&settings).map_err(|error| Failure::Internal(error.to_string()))?;
        format!("{hash} {settings}{company}")
    } else {
        String::new()
    };
    let nation = Nation::new(economy, &settings, &shocks).map_err(usage)?;
    let company = guest
        .as_ref()
        .map(|it| Company::new(&it.world.model, &it.world.scenario, &it.embedded.members, wanted.company.step_hours));
    let own_firms = company.as_ref().map_or_else(Vec::new, Company::firms);
    let (normal, at_rest, own_normal) = {
        let rest = nation.course().map_err(usage)?;
        (rest.totals(), rest.by_sector(), rest.value_added_of(&own_firms))
    };
    let mut from = match &wanted.from_state {
        None => None,
        Some(path) => Some(store::read_state(path, &of).map_err(|error| failed(&error))?),
    };
    let first = from.as_ref().map_or(0, |state| state.step);
    let name = name_of(&wanted.network);
    let out = wanted.out.clone().unwrap_or_else(|| PathBuf::from(format!("out/network-{name}")));
    let wants = wanted.firms.then(|| firms.clone());
    let mut writer =
        NetworkWriter::new(&out, &name, &sectors, wants, guest.is_some()).map_err(|error| failed(&error))?;
    let told = |it: &Guest| NetworkCompany {
        title: it.world.model.title.clone(),
        scenario: it.world.scenario.title.clone(),
        firms: own_firms.len(),
        new_firms: it.embedded.new_firms,
    };
    let mut story = NetworkStory {
        title: format!("{name}, {}", words(&settings)),
        shocks: shocks.iter().map(|shock| shock.name.clone()).collect(),
        histories: Histories { normal, company_normal: own_normal, first, all: Vec::new() },
        company: guest.as_ref().map(told),
        balance: sum,
        command: typed(),
    };
    let ear = Ear::new()?;
    let bar = bar(console, wanted.steps * u64::from(replicates), "steps");
    let until = first + wanted.steps;
    let mut state = None;
    within(wanted.threads.map_or(0, usize::from), || -> Done {
        for replicate in 0..replicates {
            let strikes = match (&company, &guest) {
                (Some(company), Some(guest)) => company.history(guest.seed, replicate, until),
                _ => Strikes::default(),
            };
            let mut course = nation.course_with(&strikes).map_err(usage)?;
            if let Some(state) = from.take() {
                course.go_on_from(state).map_err(usage)?;
            }
            let sector = |(name, it): (String, &SectorStep)| SectorCourse::new(name, it.production);
            let sectors = sectors.iter().zip(&at_rest).map(sector).collect();
            let mut history = History { steps: Vec::new(), company: Vec::new(), sectors };
            while course.steps_done() < until && !ear.stopped() {
                course.step().map_err(usage)?;
                let step = course.steps_done() - 1;
                let (totals, by_sector) = (course.totals(), course.by_sector());
                let by_firm = writer.wants_firms().then(|| course.by_firm());
                writer
                    .push(u64::from(replicate), step, &totals, &by_sector, by_firm)
                    .map_err(|error| failed(&error))?;
                for (sector, it) in history.sectors.iter_mut().zip(&by_sector) {
                    sector.take(step, it);
                }
                history.steps.push(totals);
                if !own_firms.is_empty() {
                    history.company.push(course.value_added_of(&own_firms));
                }
                bar.inc(1);
            }
            // A history broken off says nothing beside whole ones.
            let whole = course.steps_done() == until;
            if whole || replicates == 1 {
                story.histories.all.push(history);
            }
            if wanted.save_state.is_some() {
                state = Some(course.state());
            }
            if !whole {
                break;
            }
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let played = story.histories.all.len();
    let steps_done = story.histories.all.last().map_or(0, |history| history.steps.len());
    if played > 0 {
        tell(&story, &settings, &name, &out, writer, wanted.json, console)?;
    }
    if let (Some(path), Some(state)) = (&wanted.save_state, &state) {
        store::write_state(path, &of, state).map_err(|error| failed(&error))?;
    }
    if ear.stopped() {
        return Err(ear.interrupted(match replicates {
            1 => format!("interrupted after {steps_done} steps, which are kept"),
            _ if played == 0 => "interrupted before a history was whole; nothing is kept".to_owned(),
            _ => format!("interrupted after {played} of {replicates} histories, which are kept"),
        }));
    }
    Ok(())
}

/// Writes everything, and says what there is.
fn tell(
    story: &NetworkStory,
    settings: &Settings,
    name: &str,
    out: &Path,
    writer: NetworkWriter,
    as_json: bool,
    console: &Console,
) -> Done {
    let mut json = json!({
        "schema": "blackstart/network-run/1",
        "network": name,
        "settings": settings,
        "shocks": story.shocks,
        "first_step": story.histories.first,
    });
    if story.company.is_some() {
        json["findings"] = json!(story.histories.findings());
    } else if let Some(history) = story.histories.all.first() {
        json["summary"] = json!(story.histories.of_one(history));
        json["sectors"] = json!(history.sectors);
    }
    let text = serde_json::to_string_pretty(&json).map_err(|error| Failure::Internal(error.to_string()))? + "\n";
    writer.finish(&text, &network_html(story), &typed()).map_err(|error| failed(&error))?;
    if as_json {
        return console.json(&json);
    }
    console.data(&network_terminal(story, console.style()))?;
    console.note(&format!("\nwritten to {0}; see {0}/report.html\n", out.display()));
    Ok(())
}

fn words(settings: &Settings) -> &'static str {
    match settings.dynamic {
        Preset::InoueTodo => "dynamic inoue-todo",
        Preset::Ario => "dynamic ario",
    }
}

fn ranked(wanted: &NetworkRank, console: &Console) -> Done {
    let (economy, shocks, _) = read(&wanted.network, wanted.failures.as_deref(), console)?;
    let settings = RankSettings {
        production: match wanted.production {
            Some(ProductionName::Leontief) => Produces::Leontief,
            Some(ProductionName::Linear) => Produces::Linear,
            None => Produces::Given,
        },
        substitution: !wanted.no_substitution,
        stop: if wanted.exact { 1e-12 } else { wanted.stop },
        accounts: wanted.accounts,
    };
    let failures = wanted.failures.is_some().then_some(shocks.as_slice());
    let names: Names = economy.firms.clone();
    let count = failures.map_or(names.len(), <[Shock]>::len);
    let bar = bar(console, count as u64, "failures");
    let impacts = within(wanted.threads.map_or(0, usize::from), || {
        rank(economy, &settings, failures, |done| bar.inc(done as u64))
    })
    .map_err(usage)?;
    bar.finish_and_clear();
    let name_of_failure = |at: usize| failures.map_or_else(|| names.get(at), |list| list[at].name.clone());
    let all: Vec<String> = (0..count).map(name_of_failure).collect();
    let name = name_of(&wanted.network);
    let out = wanted.out.clone().unwrap_or_else(|| PathBuf::from(format!("out/rank-{name}")));
    let path = store::write_rank(&out, &name, &all, &impacts, &typed()).map_err(|error| failed(&error))?;
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| impacts[*b].index[0].both.total_cmp(&impacts[*a].index[0].both).then(a.cmp(b)));
    let top: Vec<Ranked> = (1..)
        .zip(order.iter().take(wanted.top))
        .map(|(rank, at)| Ranked { rank, name: all[*at].clone(), impact: &impacts[*at] })
        .collect();
    if wanted.json {
        let row = |it: &Ranked| {
            let index = it.impact.index[0];
            json!({ "rank": it.rank, "failure": it.name, "esri": index.both, "esri_down": index.down,
                "esri_up": index.up, "passes": it.impact.passes })
        };
        let top: Vec<_> = top.iter().map(row).collect();
        return console.json(&json!({
            "schema": "blackstart/network-rank/1", "network": name, "failures": count, "top": top,
            "table": path.display().to_string(),
        }));
    }
    let title =
        format!("{name}: what {} failures do to the economy", blackstart::report::number::grouped(count as f64));
    console.data(&rank_terminal(&title, &top, count, console.style()))?;
    console.note(&format!("\nwritten to {}\n", path.display()));
    Ok(())
}

fn usage(error: NetworkError) -> Failure {
    Failure::Usage(error.to_string())
}

/// The folder's name, for titles and folders of results.
fn name_of(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    whole.file_name().map_or_else(|| "network".to_owned(), |name| name.to_string_lossy().into_owned())
}
