//! What a dynamic chooses: everything in which the published models differ, and the names of their combinations.

/// One value for all, or one each.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    /// The same everywhere.
    All(f64),
    /// One per firm.
    Firm(Vec<f64>),
    /// One per sector of the input.
    Input(Vec<f64>),
}

impl By {
    /// The value for an input of a firm; `sector` is asked only if it matters.
    #[inline(always)]
    pub(super) fn get(&self, firm: usize, sector: impl FnOnce() -> u32) -> f64 {
        match self {
            Self::All(value) => *value,
            Self::Firm(values) => values[firm],
            Self::Input(values) => values[sector() as usize],
        }
    }

    /// All its values.
    pub(super) fn values(&self) -> &[f64] {
        match self {
            Self::All(value) => std::slice::from_ref(value),
            Self::Firm(values) | Self::Input(values) => values,
        }
    }

    /// Whether it has one value for each of so many firms or sectors.
    pub(super) fn fits(&self, firms: usize, sectors: usize) -> bool {
        match self {
            Self::All(_) => true,
            Self::Firm(values) => values.len() == firms,
            Self::Input(values) => values.len() >= sectors,
        }
    }
}

/// Which half of a step comes first: the same cycle, cut at different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Receive, use and order; then produce and ration (Inoue & Todo).
    OrdersFirst,
    /// Produce and ration; then receive, use and order (ARIO).
    OrdersLast,
}

/// Where stock of inputs is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// By supplier. Use is taken from all suppliers of an input in proportion to what each one's stock is.
    PerLink,
    /// By input: goods of all its suppliers are one.
    Pooled,
}

/// How lacking inputs bound production: `L = x0 · min over inputs (stock / (need · hold))`, need being normal use per step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// What the stock lasts for in this step: `hold = 1`.
    Leontief,
    /// Production falls as soon as a stock is below a share of its target: `hold = psi · cover`.
    Threshold {
        /// The share `psi`.
        psi: f64,
        /// Inputs with `need ≤ negligible · x0` never limit.
        negligible: f64,
    },
}

/// What the stock aimed at follows: `goal = cover · need · (…) / x0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Last production.
    Production,
    /// Normal output: the goal stays.
    Normal,
    /// What capacity and demand would allow if inputs did not lack.
    Potential,
}

/// How an order for a pooled input is shared out among its suppliers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// As in normal times.
    Fixed,
    /// Normal share times what capacity the supplier has now, relative to normal.
    ByCapacity,
}

/// What is ordered: last use, and a part `1/τ` of the gap between goal and stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// What the goal follows.
    pub target: Target,
    /// Whether stock above the goal lowers orders (never below zero).
    pub drawdown: bool,
    /// Among which suppliers; matters for pooled stock only.
    pub split: Split,
}

/// Who gets how much when demand exceeds production. `OrdersFirst`, per-link networks know all four, tables the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ration {
    /// Everybody the same share of what he wants.
    Proportional,
    /// Buyers first, the same share each; final demand has what is left.
    FinalLast,
    /// All are raised together, relative to normal, until each has what he wants (Inoue & Todo 2017).
    Fill,
    /// Buyers first, filled so; final demand has what is left.
    FillFinalLast,
}

/// Overproduction (Hallegatte 2008): capacity grows by a factor `α` where demand lacks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overtime {
    /// `α` at rest, at least 1.
    pub base: f64,
    /// Highest `α`.
    pub most: f64,
    /// Steps to get there.
    pub steps: f64,
}

/// The choices of a dynamic, each independent of the others but for what [`super::EconomyError`] says.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Which half of a step comes first.
    pub sequence: Sequence,
    /// Where stock is kept.
    pub stock: Stock,
    /// How lacking inputs bound production.
    pub limit: Limit,
    /// What is ordered.
    pub order: Order,
    /// Who gets how much.
    pub ration: Ration,
    /// Whether capacity can grow, and how.
    pub overtime: Option<Overtime>,
    /// Pooled stock moves only if some delivery differs from use, and is restored only if some stock differs from its
    /// goal, by more than a relative 1e-5 and an absolute 1e-8: as the published ARIO program has it.
    pub gates: bool,
}

/// Rules with their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamic {
    /// The choices.
    pub rules: Rules,
    /// Normal output `x0` \[money/step\]; `None`: sales and final demand.
    pub output: Option<Vec<f64>>,
    /// Stock aimed at, in steps of use; infinite: the input never limits (pooled stock only).
    pub cover: By,
    /// Stock at the start, in steps of normal use; `None`: as aimed at.
    pub cover_at_start: Option<By>,
    /// Steps to close a gap, `τ`.
    pub restore: By,
    /// Productive capital \[money\], what events destroy; `None`: events that destroy capital are refused.
    pub capital: Option<Vec<f64>>,
}

/// Settings of the firm-level model of Inoue & Todo (2017, 2019), after Hallegatte (2008). One step is a day.
#[derive(Clone, Debug, PartialEq)]
pub struct InoueTodo {
    /// Days to close a gap of stock, `τ`.
    pub tau: f64,
    /// Stock aimed at \[days\].
    pub target: By,
    /// Stock at the start \[days\]; `None`: as aimed at.
    pub initial: Option<By>,
    /// Order rule 0: goal and use follow production; 1: the goal stays; 2: as 0, but stock above the goal lowers nothing.
    pub order: u8,
    /// Rationing 0: proportional; 1: final demand last; 2: filling; 3: filling, final demand last.
    pub rationing: u8,
}

impl Default for InoueTodo {
    fn default() -> Self {
        Self { tau: 6.0, target: By::All(15.0), initial: None, order: 0, rationing: 0 }
    }
}

/// Settings of the sector-region model ARIO (Hallegatte 2008, 2013; order rule of Guan et al. 2020), as the published program names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ario {
    /// Steps per year of the table: 365 for days, 52 for weeks. Flows must already be per step.
    pub steps_per_year: f64,
    /// Whether orders follow the capacity of suppliers (`alt`) or normal shares (`noalt`).
    pub orders_by_capacity: bool,
    /// Overproduction.
    pub overtime: Overtime,
    /// Stock aimed at \[steps of use\]; what is at most 1 becomes 2; infinite: never limiting.
    pub inventory: By,
    /// Share `psi` of the target below which production falls.
    pub psi: f64,
    /// Steps to restore stock.
    pub restoration: By,
}

impl Default for Ario {
    fn default() -> Self {
        Self {
            steps_per_year: 365.0,
            orders_by_capacity: true,
            overtime: Overtime { base: 1.0, most: 1.25, steps: 365.0 },
            inventory: By::All(90.0),
            psi: 0.8,
            restoration: By::All(60.0),
        }
    }
}

impl Ario {
    /// The model without the threshold and with stock restored at once (`ARIOBaseModel`): `psi = 1`, restoration 1.
    pub fn base(self) -> Self {
        Self { psi: 1.0, restoration: By::All(1.0), ..self }
    }
}

impl Dynamic {
    /// The preset of a name, with its default settings: `inoue-todo` or `ario`.
    ///
    /// ```
    /// # use blackstart_flow::economy::Dynamic;
    /// assert!(Dynamic::named("ario").is_some());
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "inoue-todo" => Self::inoue_todo(InoueTodo::default()),
            "ario" => Some(Self::ario(Ario::default(), None, None)),
            _ => None,
        }
    }

    /// The preset `inoue-todo`: that of the published program `proNet`; `None` if it knows no such order rule or rationing.
    pub fn inoue_todo(settings: InoueTodo) -> Option<Self> {
        let target = match settings.order {
            0 | 2 => Target::Production,
            1 => Target::Normal,
            _ => return None,
        };
        let ration = match settings.rationing {
            0 => Ration::Proportional,
            1 => Ration::FinalLast,
            2 => Ration::Fill,
            3 => Ration::FillFinalLast,
            _ => return None,
        };
        Some(Self {
            rules: Rules {
                sequence: Sequence::OrdersFirst,
                stock: Stock::PerLink,
                limit: Limit::Leontief,
                order: Order { target, drawdown: settings.order != 2, split: Split::Fixed },
                ration,
                overtime: None,
                gates: false,
            },
            output: None,
            cover: settings.target,
            cover_at_start: settings.initial,
            restore: By::All(settings.tau),
            capital: None,
        })
    }

    /// The preset `ario`: that of the published program BoARIO 0.7.2. `output` is the table's own \[money/step\],
    /// `capital` what events destroy \[money\].
    pub fn ario(settings: Ario, output: Option<Vec<f64>>, capital: Option<Vec<f64>>) -> Self {
        let at_least_two = |steps: &f64| if *steps <= 1.0 { 2.0 } else { *steps };
        let cover = match settings.inventory {
            By::All(steps) => By::All(at_least_two(&steps)),
            By::Firm(steps) => By::Firm(steps.iter().map(at_least_two).collect()),
            By::Input(steps) => By::Input(steps.iter().map(at_least_two).collect()),
        };
        Self {
            rules: Rules {
                sequence: Sequence::OrdersLast,
                stock: Stock::Pooled,
                // The program compares yearly use with daily output.
                limit: Limit::Threshold { psi: settings.psi, negligible: 1e-5 / settings.steps_per_year },
                order: Order {
                    target: Target::Potential,
                    drawdown: false,
                    split: if settings.orders_by_capacity { Split::ByCapacity } else { Split::Fixed },
                },
                ration: Ration::Proportional,
                overtime: Some(settings.overtime),
                gates: true,
            },
            output,
            cover,
            cover_at_start: None,
            restore: settings.restoration,
            capital,
        }
    }
}
