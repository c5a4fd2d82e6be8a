//! A nation's firms under shocks: compiled for `blackstart-flow`, played step by step, and ranked by what each failure does.
//!
//! How files become this is `blackstart_model::economy`; the dynamics are on `docs/method/network.md` and `cascade.md`.

use blackstart_flow::economy::cascade::{
    Accounts, Cascade, CascadeOptions, Hit, InputClass, Production, Shock as Failure, Stop,
};
use blackstart_flow::economy::{
    self as flow, Ario, By, Curve, Damage, Dynamic, Event, Firms, Graph, InoueTodo, Link, Loss, Money, Table, Web,
    Window,
};
use blackstart_model::economy::{Economy, Kind, Links, Recovery, Shock, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

pub use blackstart_flow::economy::cascade::{Impact, Index};
pub use blackstart_flow::economy::{Phase, Progress, State, Struck, Totals};

/// Which published dynamic, and its numbers. The defaults are those of the published programs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The dynamic.
    pub dynamic: Preset,
    /// Stock aimed at \[steps of use\]; `None`: 15 for `inoue-todo`, 90 for `ario`.
    pub inventory: Option<f64>,
    /// Steps to close a gap of stock; `None`: 6 and 60.
    pub restore: Option<f64>,
    /// `inoue-todo`: order rule 0 to 2.
    pub order: u8,
    /// `inoue-todo`: rationing 0 to 3.
    pub rationing: u8,
    /// `ario`: share of the target stock below which production falls.
    pub psi: f64,
    /// `ario`: whether orders follow the capacity of suppliers.
    pub orders_by_capacity: bool,
    /// Highest overproduction, and steps to get there (`ario`).
    pub overproduction: (f64, f64),
    /// Steps per year: what a table's yearly flows are divided by.
    pub steps_per_year: f64,
    /// Productive capital as a multiple of yearly value added, for shocks to capital.
    pub capital_ratio: f64,
}

/// A published dynamic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The firm-level model of Inoue & Todo.
    #[default]
    InoueTodo,
    /// The sector-region model ARIO.
    Ario,
}

impl Settings {
    /// The published settings of a dynamic.
    pub fn of(dynamic: Preset) -> Self {
        let ario = Ario::default();
        Self {
            dynamic,
            inventory: None,
            restore: None,
            order: 0,
            rationing: 0,
            psi: ario.psi,
            orders_by_capacity: ario.orders_by_capacity,
            overproduction: (ario.overtime.most, ario.overtime.steps),
            steps_per_year: ario.steps_per_year,
            capital_ratio: 4.0,
        }
    }
}

/// Why an economy cannot be played so; one sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkError(String);

impl fmt::Display for NetworkError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for NetworkError {}

fn because(error: impl fmt::Display) -> NetworkError {
    NetworkError(error.to_string())
}

/// An economy under shocks, step by step.
#[derive(Debug)]
pub struct Course {
    engine: flow::Economy,
    sector: Vec<u32>,
    sectors: usize,
    /// Changes of final demand and of links, by step.
    turns: BTreeMap<u64, Vec<Turn>>,
    normal: Vec<f64>,
    /// Multipliers of final demand of each firm now, by shock.
    times: Standing,
    /// Shares left on each link now, by shock.
    left: Standing,
}

/// What several shocks do to one firm or link at once: multipliers, by shock.
#[derive(Debug, Default)]
struct Standing(BTreeMap<u32, Vec<(usize, f64)>>);

impl Standing {
    /// A shock begins to multiply by something, or ends; returns the product of all that stand.
    fn set(&mut self, what: u32, shock: usize, times: Option<f64>) -> f64 {
        let standing = self.0.entry(what).or_default();
        standing.retain(|(of, _)| *of != shock);
        standing.extend(times.map(|times| (shock, times)));
        standing.iter().map(|(_, times)| times).product()
    }
}

/// Something outside the engine's own events that changes at a step.
#[derive(Clone, Debug)]
enum Turn {
    /// A shock to demand begins or ends.
    Demand { shock: usize, firms: Vec<u32>, times: Option<f64> },
    /// A cut of links begins, leaving a share of what is ordered, or ends.
    Cut { shock: usize, links: Vec<u32>, left: Option<f64> },
}

/// What one sector did in a step \[money/step\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SectorStep {
    /// Made.
    pub production: f64,
    /// Wanted from it.
    pub demand: f64,
    /// Delivered to final demand.
    pub consumption: f64,
    /// Capacity lost.
    pub capacity_lost: f64,
}

impl Course {
    /// Compiles an economy and what happens to it.
    ///
    /// # Errors
    /// If dynamic, economy and shocks do not go together.
    pub fn new(economy: Economy, settings: &Settings, shocks: &[Shock]) -> Result<Self, NetworkError> {
        let yearly = matches!(economy.links, Links::Table { .. });
        let scale = if yearly { 1.0 / settings.steps_per_year } else { 1.0 };
        let output: Option<Vec<f64>> = match (yearly, settings.dynamic) {
            // A table's own output; firm dynamics go by sales and final demand.
            (true, Preset::Ario) => economy.output.as_ref().map(|it| it.iter().map(|output| output * scale).collect()),
            _ => None,
        };
        let capital = shocks.iter().any(|shock| matches!(shock.kind, Kind::Capital { .. })).then(|| {
            let (sold, bought) = economy.sold_and_bought();
            let made = |firm: usize| match &economy.output {
                Some(output) if yearly => output[firm],
                _ => sold[firm] + economy.final_demand[firm],
            };
            let per_year = if yearly { 1.0 } else { settings.steps_per_year };
            let value_added = |firm: usize| (made(firm) - bought[firm]).max(0.0) * per_year;
            (0..economy.len()).map(|firm| value_added(firm) * settings.capital_ratio).collect::<Vec<f64>>()
        });
        let dynamic = dynamic(settings, output, capital)?;
        let (damage, events) = losses(shocks, economy.len())?;
        let demand: Vec<f64> = economy.final_demand.iter().map(|demand| demand * scale).collect();
        let (sector, sectors) = (economy.sector.clone(), economy.sectors.len());
        let web = web(economy, demand.clone(), scale, settings.dynamic)?;
        let turns = turns(shocks, &web)?;
        let mut engine = flow::Economy::new(web, dynamic).map_err(because)?;
        engine = engine.with_damage(damage).map_err(because)?;
        engine = engine.with_events(events).map_err(because)?;
        Ok(Self {
            engine,
            sector,
            sectors,
            turns,
            normal: demand,
            times: Standing::default(),
            left: Standing::default(),
        })
    }

    /// Steps done.
    pub fn steps_done(&self) -> u64 {
        self.engine.steps_done()
    }

    /// One step.
    ///
    /// # Errors
    /// Never for shocks that were compiled; kept as an error and not a panic.
    pub fn step(&mut self) -> Result<(), NetworkError> {
        if let Some(turns) = self.turns.get(&self.engine.steps_done()).cloned() {
            for turn in turns {
                self.turn(turn)?;
            }
        }
        self.engine.step();
        Ok(())
    }

    fn turn(&mut self, turn: Turn) -> Result<(), NetworkError> {
        match turn {
            Turn::Demand { shock, firms, times } => {
                for firm in firms {
                    let demand = self.normal[firm as usize] * self.times.set(firm, shock, times);
                    self.engine.set_final_demand(firm as usize, demand).map_err(because)?;
                }
            }
            Turn::Cut { shock, links, left } => {
                for link in links {
                    let share = 1.0 - self.left.set(link, shock, left);
                    self.engine.set_cut(link as usize, share).map_err(because)?;
                }
            }
        }
        Ok(())
    }

    /// Sums of the last step; before the first, of the economy at rest.
    pub fn totals(&self) -> Totals {
        self.engine.totals()
    }

    /// What each sector did in the last step.
    pub fn by_sector(&self) -> Vec<SectorStep> {
        let mut sums = vec![SectorStep::default(); self.sectors];
        let columns = [self.engine.production(), self.engine.demand(), self.engine.consumption()];
        let (lost, output) = (self.engine.lost(), self.engine.output());
        for (firm, sector) in self.sector.iter().enumerate() {
            let sum = &mut sums[*sector as usize];
            sum.production += columns[0][firm];
            sum.demand += columns[1][firm];
            sum.consumption += columns[2][firm];
            sum.capacity_lost += lost[firm] * output[firm];
        }
        sums
    }

    /// Production, demand, final consumption and share of capacity lost of each firm in the last step.
    pub fn by_firm(&self) -> [Vec<f64>; 4] {
        [self.engine.production(), self.engine.demand(), self.engine.consumption(), self.engine.lost()]
    }

    /// Everything that has changed since rest.
    pub fn state(&self) -> State {
        self.engine.state()
    }

    /// Goes on from a state that the same economy, settings and shocks were in.
    ///
    /// # Errors
    /// If it was taken from something else.
    pub fn go_on_from(&mut self, state: State) -> Result<(), NetworkError> {
        // What outside has set by then is set again; the engine's state has the rest.
        let done = state.step;
        let before: Vec<Turn> = self.turns.range(..done).flat_map(|(_, turns)| turns.clone()).collect();
        for turn in before {
            self.turn(turn)?;
        }
        self.engine.restore(state).map_err(because)
    }
}

fn dynamic(settings: &Settings, output: Option<Vec<f64>>, capital: Option<Vec<f64>>) -> Result<Dynamic, NetworkError> {
    match settings.dynamic {
        Preset::InoueTodo => {
            let default = InoueTodo::default();
            let it = InoueTodo {
                tau: settings.restore.unwrap_or(default.tau),
                target: settings.inventory.map_or(default.target, By::All),
                initial: None,
                order: settings.order,
                rationing: settings.rationing,
            };
            let dynamic = Dynamic::inoue_todo(it)
                .ok_or_else(|| NetworkError("order rules are 0 to 2, rationings 0 to 3".to_owned()))?;
            Ok(Dynamic { capital, ..dynamic })
        }
        Preset::Ario => {
            let default = Ario::default();
            let (most, steps) = settings.overproduction;
            let it = Ario {
                steps_per_year: settings.steps_per_year,
                orders_by_capacity: settings.orders_by_capacity,
                overtime: flow::Overtime { most, steps, ..default.overtime },
                inventory: settings.inventory.map_or(default.inventory, By::All),
                psi: settings.psi,
                restoration: settings.restore.map_or(default.restoration, By::All),
            };
            Ok(Dynamic::ario(it, output, capital))
        }
    }
}

fn web(economy: Economy, final_demand: Vec<f64>, scale: f64, dynamic: Preset) -> Result<Web, NetworkError> {
    let firms = Firms { sector: economy.sector, final_demand, region: economy.region };
    match economy.links {
        Links::List { supplier, buyer, amount } => {
            let ends = supplier.into_iter().zip(buyer);
            let links = ends.zip(amount).map(|((supplier, buyer), amount)| Link { supplier, buyer, amount }).collect();
            Graph::new(firms, links).map(Web::from).map_err(because)
        }
        Links::Table { mut flows, .. } => {
            flows.iter_mut().for_each(|flow| *flow *= scale);
            let table = Table::new(firms, flows).map_err(because)?;
            match dynamic {
                Preset::Ario => Ok(Web::from(table)),
                Preset::InoueTodo => table.graph().map(Web::from).map_err(because),
            }
        }
    }
}

fn struck(subject: &Subject, firms: usize) -> Vec<u32> {
    match subject {
        Subject::All => (0..firms as u32).collect(),
        Subject::These(these) => these.clone(),
    }
}

/// Shocks to capacity and capital as the engine has them.
fn losses(shocks: &[Shock], firms: usize) -> Result<(Damage, Vec<Event>), NetworkError> {
    let mut windows: BTreeMap<u32, Vec<(u64, u64, f64)>> = BTreeMap::new();
    let mut starts: Vec<Loss> = Vec::new();
    let mut rule: Option<(flow::Recovery, u64)> = None;
    let mut events = Vec::new();
    for shock in shocks {
        let struck = struck(&shock.firms, firms);
        let steps = shock.recovery_steps;
        let holds = shock.until.map_or(0, |until| until - shock.from);
        let curve = match shock.recovery {
            Recovery::Linear => Some(Curve::Linear),
            Recovery::Convex => Some(Curve::Convex),
            Recovery::Concave => Some(Curve::Concave),
            _ => None,
        };
        let event = |loss: f64, kind: flow::Kind| Event {
            impact: struck.iter().map(|firm| (*firm, loss)).collect(),
            occurrence: shock.from,
            duration: holds,
            kind,
        };
        // Rounded in each step to seven digits of what the loss is told in.
        let money = Money { event: 1e6, table: 1e6 };
        match &shock.kind {
            Kind::Capacity { share } => {
                let recovery = match (shock.recovery, curve) {
                    (_, Some(curve)) => {
                        events.push(event(*share, flow::Kind::Arbitrary { steps, curve }));
                        continue;
                    }
                    (Recovery::Proportional, _) => flow::Recovery::Proportional { steps },
                    (Recovery::Uniform, _) => flow::Recovery::Uniform { steps },
                    (Recovery::Exponential, _) => flow::Recovery::Exponential { steps },
                    (Recovery::Damped, _) => flow::Recovery::Damped { steps },
                    _ => {
                        let end = shock.until.unwrap_or(u64::MAX);
                        for firm in struck {
                            windows.entry(firm).or_default().push((shock.from, end, *share));
                        }
                        continue;
                    }
                };
                if rule.is_some_and(|rule| rule != (recovery, holds)) {
                    return Err(NetworkError(format!(
                        "shock `{}`: all shocks to capacity recover by one rule, after one time; `linear`, `convex` and `concave` may differ",
                        shock.name
                    )));
                }
                rule = Some((recovery, holds));
                starts.extend(struck.iter().map(|firm| Loss { firm: *firm, share: *share, start: shock.from }));
            }
            Kind::Capital { loss, builders, factor } => {
                let kind = match curve {
                    Some(curve) => flow::Kind::Recovery { steps, curve, money },
                    None => flow::Kind::Rebuild {
                        steps,
                        builders: builders.clone(),
                        factor: *factor,
                        households: Vec::new(),
                        money,
                    },
                };
                events.push(event(*loss, kind));
            }
            Kind::Demand { .. } | Kind::Cut { .. } => {}
        }
    }
    let damage = match rule {
        Some(_) if !windows.is_empty() => {
            return Err(NetworkError(
                "shocks to capacity either all recover by a rule or all end at once; write `linear` for those that recover"
                    .to_owned(),
            ));
        }
        Some((recovery, stop_steps)) => Damage::Losses { losses: starts, recovery, stop_steps },
        None => Damage::Windows(windows.into_iter().flat_map(|(firm, list)| apart(firm, &list)).collect()),
    };
    Ok((damage, events))
}

/// Windows of one firm as windows that do not overlap; of several at once what each leaves is left of what the others leave.
/// Between two windows nothing is lost: said expressly, because the published program keeps the last loss.
fn apart(firm: u32, list: &[(u64, u64, f64)]) -> Vec<Window> {
    let mut cuts: Vec<u64> = list.iter().flat_map(|(from, end, _)| [*from, *end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let share = |step: u64| {
        let holding = list.iter().filter(|(from, end, _)| *from <= step && step < *end);
        let mut shares: Vec<f64> = holding.map(|(.., share)| *share).collect();
        match shares.as_slice() {
            [] => 0.0,
            [only] => *only,
            _ => {
                shares.sort_by(f64::total_cmp);
                1.0 - shares.iter().map(|share| 1.0 - share).product::<f64>()
            }
        }
    };
    let piece = |pair: &[u64]| Window { firm, share: share(pair[0]), first: pair[0], last: pair[1] - 1 };
    cuts.windows(2).map(piece).collect()
}

/// Shocks to demand and links, as turns.
fn turns(shocks: &[Shock], web: &Web) -> Result<BTreeMap<u64, Vec<Turn>>, NetworkError> {
    let firms = web.firms().len();
    let mut turns: BTreeMap<u64, Vec<Turn>> = BTreeMap::new();
    for (number, shock) in shocks.iter().enumerate() {
        match &shock.kind {
            Kind::Demand { times } => {
                let struck = struck(&shock.firms, firms);
                let turn = |times| Turn::Demand { shock: number, firms: struck.clone(), times };
                turns.entry(shock.from).or_default().push(turn(Some(*times)));
                if let Some(until) = shock.until {
                    turns.entry(until).or_default().push(turn(None));
                }
            }
            Kind::Cut { share, to } => {
                let Some(graph) = web.graph() else {
                    return Err(NetworkError(format!("shock `{}`: a table has no single links to cut", shock.name)));
                };
                let (from, to) = (struck(&shock.firms, firms), struck(to, firms));
                let mut links = Vec::new();
                for buyer in to {
                    let sold = |link: &usize| from.binary_search(&graph.suppliers()[*link]).is_ok();
                    links.extend(graph.purchases(buyer as usize).filter(sold).map(|link| link as u32));
                }
                if links.is_empty() {
                    return Err(NetworkError(format!("shock `{}`: there is no link to cut", shock.name)));
                }
                let turn = |left| Turn::Cut { shock: number, links: links.clone(), left };
                turns.entry(shock.from).or_default().push(turn(Some(1.0 - share)));
                if let Some(until) = shock.until {
                    turns.entry(until).or_default().push(turn(None));
                }
            }
            Kind::Capacity { .. } | Kind::Capital { .. } => {}
        }
    }
    Ok(turns)
}

/// Does something on so many threads, of a pool of its own; `None`: one per core. Never changes a result.
///
/// # Errors
/// If the system has no threads.
pub fn in_threads<T: Send>(threads: Option<usize>, what: impl FnOnce() -> T + Send) -> Result<T, NetworkError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(because)?;
    Ok(pool.install(what))
}

/// How failures are ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSettings {
    /// How firms produce.
    pub production: Produces,
    /// Whether those left in a market replace those who fail: by the `market` column, or by sector without one.
    pub substitution: bool,
    /// Stop when no firm's loss grew by more than this in a pass; the published program's is 0.01.
    pub stop: f64,
    /// Whether losses are shares of revenue and costs instead of the known links.
    pub accounts: bool,
}

/// How firms produce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Produces {
    /// By `essential`, if the network has it; else every input is essential.
    #[default]
    Given,
    /// Every input is essential.
    Leontief,
    /// No input is.
    Linear,
}

/// Ranks failures: impacts in the order of the failures; of every firm alone where none are given.
///
/// `watch` is told each time how many more are done.
///
/// # Errors
/// If the economy is a table too large for links, or a failure does not fit it.
pub fn rank(
    economy: Economy,
    settings: &RankSettings,
    failures: Option<&[Shock]>,
    watch: impl Fn(usize) + Sync,
) -> Result<Vec<Impact>, NetworkError> {
    let firms = economy.len();
    let production = match (settings.production, &economy.essential) {
        (Produces::Linear, _) => Production::Linear,
        (Produces::Given, Some(classes)) => {
            let class = |class: &u8| match class {
                2 => InputClass::Essential,
                1 => InputClass::NonEssential,
                _ => InputClass::Negligible,
            };
            Production::Mixed(classes.iter().map(class).collect())
        }
        _ => Production::Leontief,
    };
    let accounts = if settings.accounts {
        if economy.more.revenue.is_empty() || economy.more.costs.is_empty() {
            return Err(NetworkError("the firms have no columns `revenue` and `costs`".to_owned()));
        }
        Some(Accounts { revenue: economy.more.revenue.clone(), costs: economy.more.costs.clone() })
    } else {
        None
    };
    let market = settings
        .substitution
        .then(|| if economy.more.market.is_empty() { economy.sector.clone() } else { economy.more.market.clone() });
    let shocks: Vec<Failure> = match failures {
        None => Failure::each(firms),
        Some(failures) => failures.iter().map(|shock| failure(shock, firms)).collect::<Result<_, _>>()?,
    };
    let demand = economy.final_demand.clone();
    let web = web(economy, demand, 1.0, Preset::InoueTodo)?;
    let graph = web.graph().ok_or_else(|| NetworkError("there are no links".to_owned()))?;
    let options =
        CascadeOptions { production, market, accounts, stop: Stop::Change(settings.stop), ..CascadeOptions::default() };
    let cascade = Cascade::new(graph, &options).map_err(because)?;
    cascade.rank(&shocks, watch).map_err(because)
}

fn failure(shock: &Shock, firms: usize) -> Result<Failure, NetworkError> {
    let Kind::Capacity { share } = shock.kind else {
        return Err(NetworkError(format!("shock `{}`: only failures of capacity can be ranked", shock.name)));
    };
    let hit = |firm: u32| Hit { firm, down: share, up: share };
    Ok(Failure { hits: struck(&shock.firms, firms).into_iter().map(hit).collect() })
}

#[cfg(test)]
mod tests;
