//! The dynamic `cascade`: how far a firm's failure spreads to its customers and suppliers, without time or stocks.
//!
//! The equations and their sources are in `docs/method/cascade.md`. [`Cascade`] is compiled once; [`Cascade::play`]
//! plays one shock and keeps every firm's loss, [`Cascade::rank`] plays many and keeps their indices.
//!
//! ```
//! use blackstart_flow::economy::cascade::{Cascade, CascadeOptions, Shock};
//! use blackstart_flow::economy::{Firms, Graph, Link};
//!
//! // A farm sells to a mill, the mill to a baker, who also buys yeast.
//! let firms = Firms { sector: vec![0, 1, 2, 3], final_demand: vec![0.0; 4], region: vec![] };
//! let link = |supplier, buyer| Link { supplier, buyer, amount: 1.0 };
//! let graph = Graph::<f64>::new(firms, vec![link(0, 1), link(1, 2), link(3, 2)])?;
//! let cascade = Cascade::new(&graph, &CascadeOptions::default())?;
//! let impacts = cascade.rank(&Shock::each(4), |_| {})?;
//! assert_eq!(impacts[0].index[0].down, 2.0 / 3.0); // itself and the mill; the baker sells to no firm
//! assert_eq!(impacts[2].index[0].up, 1.0); // nobody buys from anyone
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cells;
mod frontier;
mod market;
mod rank;
mod side;
mod sweep;

use super::{Amount, Graph};
use cells::larger;
use frontier::Frontier;
use market::Markets;
use side::Side;
use std::error::Error;
use std::fmt;

/// What losing an input does to a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputClass {
    /// Nothing (0).
    Negligible,
    /// Output falls by the input's share in all the buyer buys (1).
    NonEssential,
    /// Output falls by the lost share of the input itself (2).
    Essential,
}

/// How firms produce.
#[derive(Clone, Debug, PartialEq)]
pub enum Production {
    /// Every input is non-essential.
    Linear,
    /// Every input is essential.
    Leontief,
    /// Generalised Leontief: the class of input sector `k` for buyers of sector `l`, at `k · sectors + l`.
    Mixed(Vec<InputClass>),
}

/// When a cascade stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// When no firm's loss grew by more than this in the last pass (published: `conv_type` 1, 0.01).
    Change(f64),
    /// When the loss of the economy grew by a factor of at most 1 and this (published: `conv_type` 2).
    Growth(f64),
}

impl Stop {
    /// As the published program does unless told otherwise. It ends cascades early.
    pub const PUBLISHED: Self = Self::Change(1e-2);

    /// At the fixed point: no firm's loss grows by more than 10⁻¹² in a pass.
    pub const EXACT: Self = Self::Change(1e-12);
}

/// What a cascade needs beside the network. The default is the published program's.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadeOptions {
    /// How firms produce.
    pub production: Production,
    /// Market of each firm, if those who are left in a market replace those who fail; usually the sectors.
    pub market: Option<Vec<u32>>,
    /// Revenue and costs of each firm \[money/step\], if they and not the known links are what a loss is a share of.
    pub accounts: Option<Accounts>,
    /// Weights of firms in the index, not negative; each is normalised to 1. None: what firms sell to firms.
    pub weights: Vec<Vec<f64>>,
    /// When a cascade stops.
    pub stop: Stop,
    /// Passes after which a cascade is given up.
    pub passes_most: u32,
}

impl Default for CascadeOptions {
    fn default() -> Self {
        Self {
            production: Production::Leontief,
            market: None,
            accounts: None,
            weights: vec![],
            stop: Stop::PUBLISHED,
            passes_most: 1_000_000,
        }
    }
}

/// What firms take and spend in all \[money/step\], links to firms outside the network included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    /// Per firm.
    pub revenue: Vec<f64>,
    /// Per firm.
    pub costs: Vec<f64>,
}

/// What is wrong with what a cascade was given.
#[derive(Clone, Debug, PartialEq)]
pub enum CascadeError {
    /// A column has not one value per firm (or pair of sectors).
    Length {
        /// Which.
        column: &'static str,
        /// Its length.
        len: usize,
        /// The length it needs.
        wanted: usize,
    },
    /// A value is negative or not finite.
    Value {
        /// Which.
        column: &'static str,
        /// Its place.
        place: usize,
        /// What it is.
        value: f64,
    },
    /// A shock hits a firm that does not exist.
    UnknownFirm {
        /// Place of the shock in the list.
        shock: usize,
        /// What it names.
        firm: u32,
    },
    /// A share of loss is not between 0 and 1.
    Share {
        /// Place of the shock in the list.
        shock: usize,
        /// The firm.
        firm: u32,
        /// What it is.
        value: f64,
    },
    /// A shock hits a firm twice.
    Twice {
        /// Place of the shock in the list.
        shock: usize,
        /// The firm.
        firm: u32,
    },
}

impl fmt::Display for CascadeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { column, len, wanted } => write!(out, "`{column}` has {len} values; it needs {wanted}"),
            Self::Value { column, place, value } => {
                write!(out, "`{column}`, value {place}: must be finite and not negative, not {value}")
            }
            Self::UnknownFirm { shock, firm } => write!(out, "shock {shock} hits firm {firm}, which does not exist"),
            Self::Share { shock, firm, value } => {
                write!(out, "shock {shock}, firm {firm}: a loss is a share between 0 and 1, not {value}")
            }
            Self::Twice { shock, firm } => write!(out, "shock {shock} hits firm {firm} twice"),
        }
    }
}

impl Error for CascadeError {}

/// What a firm loses at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The firm.
    pub firm: u32,
    /// Share of its output its customers lose (ψ).
    pub down: f64,
    /// Share of its purchases its suppliers lose.
    pub up: f64,
}

/// Firms that fail together, each at most once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shock {
    /// Who loses what.
    pub hits: Vec<Hit>,
}

impl Shock {
    /// One firm fails altogether.
    pub fn failure(firm: u32) -> Self {
        Self { hits: vec![Hit { firm, down: 1.0, up: 1.0 }] }
    }

    /// Every firm of a network alone.
    pub fn each(firms: usize) -> Vec<Self> {
        (0..firms as u32).map(Self::failure).collect()
    }
}

/// Share of the economy that is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Index {
    /// By the worse of both directions: the economic systemic risk index, ESRI.
    pub both: f64,
    /// By customers, for lack of inputs.
    pub down: f64,
    /// By suppliers, for lack of orders.
    pub up: f64,
}

/// What a shock did, in total.
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// One per weight.
    pub index: Vec<Index>,
    /// Loss by the first weight, both directions, one pass before the last.
    pub loss_before_last: f64,
    /// The same after the last pass.
    pub loss_last: f64,
    /// How many passes it took.
    pub passes: u32,
    /// Most a firm's loss grew in the last pass.
    pub change: f64,
}

/// What a shock did to every firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Losses {
    /// In total.
    pub impact: Impact,
    /// Share of output lost for lack of inputs, per firm.
    pub down: Vec<f64>,
    /// Share of output lost for lack of orders, per firm.
    pub up: Vec<f64>,
}

/// Losses of a sector by the first weight, as shares of the sector.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SectorLoss {
    /// Beyond the shock.
    pub beyond: Index,
    /// The shock itself; `both` is the larger of the other two.
    pub shock: Index,
}

/// A network compiled for cascades. Firms are renumbered by market and sector; places below are those numbers.
#[derive(Clone, Debug)]
pub struct Cascade {
    /// Customers lose inputs.
    down: Side,
    /// Suppliers lose orders.
    up: Side,
    markets: Option<Markets>,
    /// Firm at each place.
    firm: Vec<u32>,
    /// Place of each firm.
    place: Vec<u32>,
    /// Sector of each firm.
    sector: Vec<u32>,
    /// Per weight, per place; sums to 1.
    weights: Vec<Vec<f64>>,
    stop: Stop,
    passes_most: u32,
}

impl Cascade {
    /// Compiles a network.
    ///
    /// # Errors
    /// The first column that does not fit the network.
    pub fn new<A: Amount>(graph: &Graph<A>, options: &CascadeOptions) -> Result<Self, CascadeError> {
        let sector = graph.firms().sector.clone();
        options.check(sector.len(), graph.firms().sectors())?;
        let (sold, bought) = (graph.sold(), graph.bought());

        let group_of = options.market.as_ref().unwrap_or(&sector);
        let mut firm: Vec<u32> = (0..sector.len() as u32).collect();
        firm.sort_by_key(|firm| (group_of[*firm as usize], sector[*firm as usize]));
        let mut place = vec![0; firm.len()];
        firm.iter().enumerate().for_each(|(at, firm)| place[*firm as usize] = at as u32);

        let down = downstream(graph, options, &bought, &firm, &place);
        let up = upstream(graph, options, &sold, &firm, &place);
        let by_place = |values: &[f64]| firm.iter().map(|firm| values[*firm as usize]).collect::<Vec<f64>>();
        let markets = options.market.as_ref().map(|market| {
            let market: Vec<u32> = firm.iter().map(|firm| market[*firm as usize]).collect();
            Markets::new(&market, by_place(&sold))
        });
        let weights = if options.weights.is_empty() { vec![sold] } else { options.weights.clone() };
        let weights = weights.iter().map(|weights| by_place(&normalised(weights))).collect();
        let (stop, passes_most) = (options.stop, options.passes_most);
        Ok(Self { down, up, markets, firm, place, sector, weights, stop, passes_most })
    }

    /// How many firms.
    pub fn firm_count(&self) -> usize {
        self.firm.len()
    }

    /// Links a full pass reads, both directions together.
    pub fn reads_per_pass(&self) -> usize {
        self.down.link_count() + self.up.link_count()
    }

    /// Plays one shock to its stop.
    ///
    /// # Errors
    /// A shock that does not fit the network.
    pub fn play(&self, shock: &Shock) -> Result<Losses, CascadeError> {
        self.check(std::slice::from_ref(shock))?;
        let mut frontier = Frontier::new(self);
        frontier.begin(shock);
        let impact = frontier.finish();
        let losses = |at_place: &[f64]| self.place.iter().map(|place| at_place[*place as usize]).collect();
        Ok(Losses { impact, down: losses(frontier.loss_down()), up: losses(frontier.loss_up()) })
    }

    /// Losses by sector, by the first weight; zero where a sector weighs nothing.
    pub fn by_sector(&self, shock: &Shock, losses: &Losses) -> Vec<SectorLoss> {
        let sectors = self.sector.iter().max().map_or(0, |most| *most as usize + 1);
        let mut result = vec![SectorLoss::default(); sectors];
        let mut total = vec![0.0; sectors];
        for firm in 0..self.firm.len() {
            let (sector, weight) = (self.sector[firm] as usize, self.weights[0][self.place[firm] as usize]);
            total[sector] += weight;
            result[sector].beyond.add(weight, losses.down[firm], losses.up[firm]);
        }
        for hit in &shock.hits {
            let (sector, place) = (self.sector[hit.firm as usize] as usize, self.place[hit.firm as usize] as usize);
            result[sector].shock.add(self.weights[0][place], hit.down, hit.up);
        }
        for (it, total) in result.iter_mut().zip(total) {
            let share = if total > 0.0 { 1.0 / total } else { 0.0 };
            let (shock, loss) = (it.shock, it.beyond);
            it.shock =
                Index { down: shock.down * share, up: shock.up * share, both: larger(shock.down, shock.up) * share };
            it.beyond = Index {
                down: loss.down * share - it.shock.down,
                up: loss.up * share - it.shock.up,
                both: loss.both * share - it.shock.both,
            };
        }
        result
    }

    fn check(&self, shocks: &[Shock]) -> Result<(), CascadeError> {
        let mut hit_by = vec![u32::MAX; self.firm.len()];
        for (number, shock) in shocks.iter().enumerate() {
            for Hit { firm, down, up } in &shock.hits {
                let Some(before) = hit_by.get_mut(*firm as usize) else {
                    return Err(CascadeError::UnknownFirm { shock: number, firm: *firm });
                };
                if std::mem::replace(before, number as u32) == number as u32 {
                    return Err(CascadeError::Twice { shock: number, firm: *firm });
                }
                if let Some(value) = [*down, *up].into_iter().find(|share| !(0.0..=1.0).contains(share)) {
                    return Err(CascadeError::Share { shock: number, firm: *firm, value });
                }
            }
        }
        Ok(())
    }

    /// Whether a cascade goes on after a pass.
    #[inline]
    fn goes_on(&self, change: f64, before: f64, loss: f64, passes: u32) -> bool {
        let moves = match self.stop {
            Stop::Change(most) => change > most,
            // 0/0, where there was no loss, is not greater: the cascade stops, as in the published C++ program.
            Stop::Growth(most) => loss / before > 1.0 + most,
        };
        moves && passes < self.passes_most
    }
}

impl Index {
    #[inline(always)]
    fn add(&mut self, weight: f64, down: f64, up: f64) {
        self.down += weight * down;
        self.up += weight * up;
        self.both += weight * larger(down, up);
    }
}

impl CascadeOptions {
    fn check(&self, firms: usize, sectors: usize) -> Result<(), CascadeError> {
        let length = |column, len, wanted| {
            if len == wanted { Ok(()) } else { Err(CascadeError::Length { column, len, wanted }) }
        };
        if let Production::Mixed(classes) = &self.production {
            length("production", classes.len(), sectors * sectors)?;
        }
        if let Some(market) = &self.market {
            length("market", market.len(), firms)?;
        }
        let accounts = self.accounts.iter().flat_map(|it| [("revenue", &it.revenue), ("costs", &it.costs)]);
        for (column, values) in accounts.chain(self.weights.iter().map(|it| ("weights", it))) {
            length(column, values.len(), firms)?;
            if let Some(place) = values.iter().position(|value| !(value.is_finite() && *value >= 0.0)) {
                return Err(CascadeError::Value { column, place, value: values[place] });
            }
        }
        let (Stop::Change(most) | Stop::Growth(most)) = self.stop;
        if most.is_finite() && most >= 0.0 {
            Ok(())
        } else {
            Err(CascadeError::Value { column: "stop", place: 0, value: most })
        }
    }
}

/// Λᵈ: the share of an essential input, or of all inputs, that each link is. All non-essential inputs are one run.
fn downstream<A: Amount>(
    graph: &Graph<A>,
    options: &CascadeOptions,
    bought: &[f64],
    firms: &[u32],
    place: &[u32],
) -> Side {
    let (sector, sectors) = (&graph.firms().sector, graph.firms().sectors());
    let class = |input: u32, buyer: usize| match &options.production {
        Production::Linear => InputClass::NonEssential,
        Production::Leontief => InputClass::Essential,
        Production::Mixed(classes) => classes[input as usize * sectors + sector[buyer] as usize],
    };
    let known = |buyer: usize| match &options.accounts {
        Some(accounts) if bought[buyer] > 0.0 && accounts.costs[buyer] > 0.0 => bought[buyer] / accounts.costs[buyer],
        _ => 1.0,
    };
    let mut links = vec![];
    for (at, buyer) in firms.iter().enumerate() {
        let buyer = *buyer as usize;
        let first = links.len();
        for group in graph.groups(buyer) {
            let input = graph.input(group);
            let amount = |link: usize| graph.amounts()[link].get();
            let (run, total) = match class(input, buyer) {
                InputClass::Negligible => continue,
                InputClass::NonEssential => (0, bought[buyer]),
                InputClass::Essential => (input + 1, graph.links(group).map(amount).sum()),
            };
            for link in graph.links(group) {
                let weight = amount(link) / total * known(buyer);
                links.push((at as u32, run, place[graph.suppliers()[link] as usize], weight));
            }
        }
        links[first..].sort_by_key(|link| link.1);
    }
    Side::new(firms.len(), links.into_iter())
}

/// Λᵘ: the share of a firm's sales that each customer is.
fn upstream<A: Amount>(graph: &Graph<A>, options: &CascadeOptions, sold: &[f64], firms: &[u32], place: &[u32]) -> Side {
    let mut buyer_of = vec![0; graph.link_count()];
    for buyer in 0..graph.firm_count() {
        graph.purchases(buyer).for_each(|link| buyer_of[link] = place[buyer]);
    }
    let links = firms.iter().enumerate().flat_map(|(at, firm)| {
        let sales = options.accounts.as_ref().map_or(sold, |accounts| &accounts.revenue)[*firm as usize];
        let sales = if sales > 0.0 { sales } else { 1.0 };
        let buyer_of = &buyer_of;
        graph.sales(*firm as usize).iter().map(move |link| {
            let link = *link as usize;
            (at as u32, 0, buyer_of[link], graph.amounts()[link].get() / sales)
        })
    });
    Side::new(firms.len(), links)
}

/// Weights that sum to 1, or nothing if they sum to nothing.
fn normalised(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| if total > 0.0 { weight / total } else { 0.0 }).collect()
}
