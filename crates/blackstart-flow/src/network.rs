//! A supply network as the engine wants it: sites, links, calendars; rates per step, times in steps.

/// What one site is, the same in every lane. Rates are per step. See `docs/method/flow.md` for the symbols.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Baseline final demand `c` \[units/step\].
    pub final_demand: f64,
    /// Capacity `k` at work weight 1 \[units/step\]; `None`: normal output.
    pub capacity: Option<f64>,
    /// Index into [`Network::calendars`]; `None`: always open with weight 1.
    pub calendar: Option<u32>,
    /// Steps to close a gap of input stock, `τ`.
    pub reorder_steps: f64,
    /// Share of the way the plan moves to its target per step, `λ` in (0, 1].
    pub plan_rate: f64,
    /// Finished stock aimed at, `F*` \[units\].
    pub finished_stock: f64,
    /// Room for finished stock beyond that, `Y` \[units\].
    pub yard: f64,
    /// Steps to close a gap of finished stock, `τF`.
    pub refill_steps: f64,
    /// Steps from no overtime to the highest, `τα`.
    pub overtime_steps: f64,
    /// Most a channel handles as a multiple of its normal rate, `s`; infinite: no limit.
    pub surge: f64,
    /// Price to final customers, `P` \[money/unit\].
    pub price: f64,
    /// Steps unable to pay until insolvent, `N`; infinite: never.
    pub insolvent_steps: f64,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            final_demand: 0.0,
            capacity: None,
            calendar: None,
            reorder_steps: 1.0,
            plan_rate: 1.0,
            finished_stock: 0.0,
            yard: 0.0,
            refill_steps: 1.0,
            overtime_steps: 1.0,
            surge: f64::INFINITY,
            price: 0.0,
            insolvent_steps: f64::INFINITY,
        }
    }
}

/// One supplier's goods to one buyer.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Supplying site.
    pub supplier: u32,
    /// Buying site.
    pub buyer: u32,
    /// Product; links of one buyer with the same product form an input group.
    pub input: u32,
    /// Baseline flow `A` \[units/step\], positive.
    pub amount: f64,
    /// Steps from shipping to arrival, `L ≥ 1`.
    pub lead_steps: u32,
    /// Steps from shipping to the invoice's due day, `T ≥ 1`.
    pub terms_steps: u32,
    /// Price, `p` \[money/unit\].
    pub price: f64,
    /// Stock held, `n`, in steps of normal use; the group takes the flow-weighted mean.
    pub cover_steps: f64,
    /// Share of the buyer's output lost without this input, `κ` in \[0, 1\]; the group takes the highest.
    pub critical: f64,
}

/// How the orders of a site follow (method page, step 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderRule {
    /// What the site would make if it had its inputs (native).
    #[default]
    Plan,
    /// Inoue & Todo rule 0: last production, and stock scaled by it.
    Production,
    /// Inoue & Todo rule 1: last production, stock at its normal level.
    BaselineStock,
    /// Inoue & Todo rule 2: as rule 0, but an excess of stock does not lower orders.
    NoDrawdown,
}

/// What may differ from replicate to replicate: one value per site each.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Scale on the cover of all inputs, `ν`.
    pub cover_scale: Vec<f64>,
    /// Highest overtime factor, `ω ≥ 1`.
    pub overtime: Vec<f64>,
    /// Share of unmet final demand that waits, `π`.
    pub patience: Vec<f64>,
    /// Share of those waiting that gives up per step, `ρ`.
    pub give_up: Vec<f64>,
    /// Normal cash, `M` \[money\]; infinite: not followed.
    pub cash: Vec<f64>,
    /// Credit line, `Cr` \[money\].
    pub credit: Vec<f64>,
    /// Variable cost besides inputs, `v` \[money/unit\].
    pub variable_cost: Vec<f64>,
    /// Fixed cost, `f` \[money/step\].
    pub fixed_cost: Vec<f64>,
}

impl Lane {
    /// All additions neutral for `sites` sites.
    pub fn neutral(sites: usize) -> Self {
        Self {
            cover_scale: vec![1.0; sites],
            overtime: vec![1.0; sites],
            patience: vec![0.0; sites],
            give_up: vec![0.0; sites],
            cash: vec![f64::INFINITY; sites],
            credit: vec![0.0; sites],
            variable_cost: vec![0.0; sites],
            fixed_cost: vec![0.0; sites],
        }
    }
}

/// The five things a site does, each throttled by services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Place orders with suppliers.
    Order,
    /// Make the product.
    Produce,
    /// Send goods to other sites.
    Ship,
    /// Hand goods to final customers.
    Sell,
    /// Pay suppliers.
    Pay,
}

impl Channel {
    /// All five, in order.
    pub const ALL: [Self; 5] = [Self::Order, Self::Produce, Self::Ship, Self::Sell, Self::Pay];
}
