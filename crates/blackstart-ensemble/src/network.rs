//! A nation's firms under shocks: compiled for `blackstart-flow`, played step by step, and ranked by what each failure does.
//!
//! How files become this is `blackstart_model::economy`; the dynamics are on `docs/method/network.md` and `cascade.md`.

mod company;
mod histories;
mod places;
mod rank;
mod shocks;
#[cfg(test)]
mod tests;

pub use blackstart_flow::economy::cascade::{Impact, Index};
pub use company::{Company, Strikes};
pub use histories::{Finding, Findings, Histories, History, HistoryFindings, Level, SectorCourse, SectorFindings};
pub use rank::{Produces, RankSettings, rank};

use blackstart_flow::economy::{self as flow, Ario, By, Dynamic, Event, Firms, Graph, InoueTodo, Link, Table, Web};
use blackstart_model::economy::{Economy, Kind, Links, Shock};
use places::Places;
use serde::{Deserialize, Serialize};
use shocks::{Lost, Standing, Turn, Turns};
use std::fmt;
use std::sync::Arc;

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
    /// How far production can exceed its normal level (`ario`).
    pub overproduction: Overproduction,
    /// Steps per year: what a table's yearly flows are divided by.
    pub steps_per_year: f64,
    /// Productive capital as a multiple of yearly value added, for shocks to capital.
    pub capital_ratio: f64,
}

/// How far production can exceed its normal level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overproduction {
    /// Highest, as a multiple of normal.
    pub most: f64,
    /// Steps to get there.
    pub steps: f64,
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
            overproduction: Overproduction { most: ario.overtime.most, steps: ario.overtime.steps },
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

/// An economy and the shocks that come to it, ready to be played.
#[derive(Debug)]
pub struct Nation {
    places: Places,
    web: Arc<Web>,
    dynamic: Dynamic,
    lost: Lost,
    events: Vec<Event>,
    turns: Turns,
    shocks: usize,
    sector: Vec<u32>,
    sectors: usize,
}

/// A nation's history, step by step.
#[derive(Debug)]
pub struct Course<'n> {
    nation: &'n Nation,
    engine: flow::Economy,
    /// What a company in it does to its demand and its orders, by step.
    own: Turns,
    /// Multipliers of final demand of each firm now, by shock.
    times: Standing,
    /// Shares left on each link now, by shock.
    left: Standing,
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

impl Nation {
    /// Compiles an economy and what happens to it. Large ones are summed in order of their sectors.
    ///
    /// # Errors
    /// If dynamic, economy and shocks do not go together.
    pub fn new(economy: Economy, settings: &Settings, shocks: &[Shock]) -> Result<Self, NetworkError> {
        let places = Places::of(&economy, places::LARGE);
        Self::placed(places, economy, settings, shocks)
    }

    fn placed(places: Places, economy: Economy, settings: &Settings, shocks: &[Shock]) -> Result<Self, NetworkError> {
        let (economy, shocks) = (places.economy(economy), &*places.shocks(shocks));
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
        let runs_down = economy.final_demand.iter().position(|demand| *demand < 0.0);
        if let Some(firm) = runs_down.filter(|_| settings.dynamic != Preset::Ario) {
            let name = economy.firms.get(firm);
            let advice = "play the dynamic ario, or leave changes of stocks out of final demand and output";
            return Err(NetworkError(format!("final demand of `{name}` is below 0, which only ario plays: {advice}")));
        }
        let dynamic = dynamic(settings, output, capital)?;
        let (lost, events) = shocks::losses(shocks, economy.len())?;
        let demand: Vec<f64> = economy.final_demand.iter().map(|demand| demand * scale).collect();
        let (sector, sectors) = (economy.sector.clone(), economy.sectors.len());
        let web = Arc::new(web(economy, demand, scale, settings.dynamic)?);
        let turns = shocks::turns(shocks, &web)?;
        Ok(Self { places, web, dynamic, lost, events, turns, shocks: shocks.len(), sector, sectors })
    }

    /// A history from rest.
    ///
    /// # Errors
    /// If dynamic and shocks do not go together.
    pub fn course(&self) -> Result<Course<'_>, NetworkError> {
        self.course_with(&Strikes::default())
    }

    /// A history in which a company's firms are struck too.
    ///
    /// # Errors
    /// If that and the shocks do not go together.
    pub fn course_with(&self, strikes: &Strikes) -> Result<Course<'_>, NetworkError> {
        let strikes = &self.places.strikes(strikes);
        let damage = self.lost.with(&strikes.lost)?;
        let engine = flow::Economy::on(self.web.clone(), self.dynamic.clone()).map_err(because)?;
        let engine = engine.with_damage(damage).map_err(because)?;
        let engine = engine.with_events(self.events.clone()).map_err(because)?;
        let own = strikes.turns(self.shocks, &self.web);
        Ok(Course { nation: self, engine, own, times: Standing::default(), left: Standing::default() })
    }
}

impl Course<'_> {
    /// Steps done.
    pub fn steps_done(&self) -> u64 {
        self.engine.steps_done()
    }

    /// One step.
    ///
    /// # Errors
    /// Never for shocks that were compiled; kept as an error and not a panic.
    pub fn step(&mut self) -> Result<(), NetworkError> {
        self.turn(self.engine.steps_done())?;
        self.engine.step();
        Ok(())
    }

    /// Sets what changes at a step.
    fn turn(&mut self, step: u64) -> Result<(), NetworkError> {
        let normal = &self.nation.web.firms().final_demand;
        let of_step = |turns: &'_ Turns| turns.get(&step).cloned().unwrap_or_default();
        for turn in of_step(&self.nation.turns).into_iter().chain(of_step(&self.own)) {
            match turn {
                Turn::Demand { shock, firms, times } => {
                    for firm in firms {
                        let demand = normal[firm as usize] * self.times.set(firm, shock, times);
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
        }
        Ok(())
    }

    /// Sums of the last step; before the first, of the economy at rest.
    pub fn totals(&self) -> Totals {
        self.engine.totals()
    }

    /// What each sector did in the last step.
    pub fn by_sector(&self) -> Vec<SectorStep> {
        let mut sums = vec![SectorStep::default(); self.nation.sectors];
        let columns = [self.engine.production(), self.engine.demand(), self.engine.consumption()];
        let (lost, output) = (self.engine.lost(), self.engine.output());
        for (firm, sector) in self.nation.sector.iter().enumerate() {
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
            .map(|column| self.nation.places.by_firm(column))
    }

    /// Value added by some firms in the last step \[money/step\].
    pub fn value_added_of(&self, firms: &[u32]) -> f64 {
        let (production, margin) = (self.engine.production(), self.engine.margin());
        let places = firms.iter().map(|firm| self.nation.places.of_firm(*firm) as usize);
        places.map(|place| margin[place] * production[place]).sum()
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
        let before = |turns: &Turns| turns.range(..state.step).map(|(step, _)| *step).collect::<Vec<u64>>();
        let mut steps = [before(&self.nation.turns), before(&self.own)].concat();
        steps.sort_unstable();
        steps.dedup();
        for step in steps {
            self.turn(step)?;
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
            let Overproduction { most, steps } = settings.overproduction;
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
