//! An economy as a network: firms or industries, who supplies whom with how much, and the published dynamics on it.
//!
//! The mathematics is on the method page `docs/method/network.md`. A [`Graph`] (links) or a [`Table`] (a dense block) is
//! compiled once; a [`Dynamic`] is a choice of [`Rules`] with their numbers; an [`Economy`] steps it. A step is two
//! passes, one by buyer and one by supplier, and nothing in a pass depends on what the same pass does elsewhere: the
//! numbers are the same for any number of threads of the rayon pool it runs in. Amounts are money per step.
//! The dynamic without time, and the ranking of firms by it, are in [`cascade`].
//!
//! ```
//! use blackstart_flow::economy::{Damage, Dynamic, Economy, Firms, Graph, InoueTodo, Link, Loss, Recovery};
//!
//! let firms = Firms { sector: vec![0, 1], final_demand: vec![0.0, 10.0], region: vec![] };
//! let graph = Graph::<f64>::new(firms, vec![Link { supplier: 0, buyer: 1, amount: 4.0 }])?;
//! let mut economy = Economy::new(graph, Dynamic::inoue_todo(InoueTodo::default()).unwrap())?
//!     .with_damage(Damage::Losses {
//!         losses: vec![Loss { firm: 0, share: 1.0, start: 0 }],
//!         recovery: Recovery::AtOnce,
//!         stop_steps: 20,
//!     })?;
//! for _ in 0..20 {
//!     economy.step();
//! }
//! assert!(economy.totals().production < 14.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod buyers;
pub mod cascade;
mod damage;
mod error;
mod events;
mod fill;
mod graph;
mod pools;
mod rules;
mod shared;
mod state;
mod suppliers;
mod table;
mod web;

pub use damage::{Damage, Loss, Recovery, Struck, Window};
pub use error::EconomyError;
pub use events::{Curve, Event, Household, Kind, Money, Phase, Progress};
pub use graph::{Amount, Firms, Graph, GraphError, Link};
pub use rules::{Ario, By, Dynamic, InoueTodo, Limit, Order, Overtime, Ration, Rules, Sequence, Split, Stock, Target};
pub use state::State;
pub use table::Table;
pub use web::Web;

use events::Events;
use pools::Pools;
use shared::Shared;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use web::{Span, cuts};

/// An economy that can be stepped. Cloning forks its history; what never changes is shared.
#[derive(Clone, Debug)]
pub struct Economy<A = f64> {
    web: Arc<Web<A>>,
    dynamic: Arc<Dynamic>,
    damage: Arc<Damage>,
    events: Events,
    struck: Vec<Struck>,
    /// Steps done; the number of the next step.
    step: u64,
    firms: Vec<Firm>,
    /// Share of its orders each supplier has delivered, `q`.
    filled: Vec<f64>,
    /// Final demand, where it is not the normal one.
    wanted: Option<Vec<f64>>,
    /// By link, or by group if pooled.
    stock: Vec<f64>,
    /// By link: the order; once filling has gone over it, the delivery. Tables have it in `pools`.
    order: Vec<Shared>,
    /// Share cut of what is ordered on a link.
    cuts: BTreeMap<u32, f64>,
    /// Production that orders have followed: to tell the order of a link after filling.
    followed: Vec<f64>,
    pools: Pools,
    /// Share of normal capacity of each supplier by which outstanding orders were split, and by which the next will be.
    weight: [Vec<f64>; 2],
    /// Overproduction `α`; empty without.
    overtime: Vec<f64>,
    /// What capacity and demand allow if inputs do not lack; empty where no order asks for it.
    potential: Vec<f64>,
    /// Firms by pieces of about the same number of purchases, and of sales.
    buyer_cuts: Arc<Vec<u32>>,
    supplier_cuts: Arc<Vec<u32>>,
    spans: Arc<Vec<Span>>,
    /// Value added per unit of output, once somebody asks.
    margin: OnceLock<Arc<Vec<f64>>>,
}

/// What a step touches of a firm \[money/step\].
#[derive(Clone, Copy, Debug, Default)]
struct Firm {
    /// `x0`.
    output: f64,
    /// `x`.
    production: f64,
    /// `D`.
    demand: f64,
    /// `C`.
    consumed: f64,
    /// Share of capacity lost.
    lost: f64,
    /// `L`.
    limit: f64,
}

/// Sums over all firms after a step, in their order \[money/step\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Production.
    pub production: f64,
    /// Value added: production times the normal share of value added.
    pub value_added: f64,
    /// Delivered to final demand.
    pub consumption: f64,
    /// Final demand that was not met.
    pub unmet: f64,
    /// Wanted from all: orders, final demand, rebuilding.
    pub demand: f64,
    /// Capacity directly lost in the step, before recovery.
    pub capacity_lost: f64,
    /// The value added it normally makes.
    pub value_added_lost: f64,
}

impl<A: Amount> Economy<A> {
    /// An economy at rest before step 0.
    ///
    /// # Errors
    /// If numbers of the dynamic do not fit the economy or are out of range, or its rules do not go together.
    pub fn new(web: impl Into<Web<A>>, dynamic: Dynamic) -> Result<Self, EconomyError> {
        Self::on(Arc::new(web.into()), dynamic)
    }

    /// As [`Self::new`], on an economy that others use too.
    ///
    /// # Errors
    /// As there.
    pub fn on(web: Arc<Web<A>>, dynamic: Dynamic) -> Result<Self, EconomyError> {
        error::check_dynamic(&web, &dynamic)?;
        let firms = web.firms();
        let count = firms.len();
        let output = match &dynamic.output {
            Some(output) => output.clone(),
            None => {
                let sold = web.sold_and_bought().0;
                let output: Vec<f64> = sold.iter().zip(&firms.final_demand).map(|(sold, want)| want + sold).collect();
                error::column("output", Some(&output), count)?;
                output
            }
        };
        let buyer_cuts;
        let supplier_cuts;
        let order: Vec<Shared>;
        match &*web {
            Web::Graph(graph) => {
                buyer_cuts = cuts(count, |firm| graph.purchases(firm).len() + 4);
                supplier_cuts = cuts(count, |firm| graph.sales(firm).len() + 4);
                order = graph.amounts().iter().map(|amount| Shared::new(amount.get())).collect();
            }
            Web::Table(_) => {
                buyer_cuts = cuts(count, |_| 64);
                supplier_cuts = cuts(count, |_| count);
                order = vec![];
            }
        }
        let spans = web.spans(&buyer_cuts);
        let pools = match dynamic.rules.stock {
            Stock::Pooled => Pools::new(&web, &dynamic, &spans, &output),
            Stock::PerLink => Pools::default(),
        };
        let stock = match (dynamic.rules.stock, &*web) {
            (Stock::PerLink, Web::Graph(graph)) => buyers::initial_stock(graph, &dynamic),
            _ => pools.initial_stock(&web, &dynamic, &spans),
        };
        let some = |yes: bool, value: f64| if yes { vec![value; count] } else { vec![] };
        let split = dynamic.rules.stock == Stock::Pooled && dynamic.rules.order.split == Split::ByCapacity;
        let fills = matches!(dynamic.rules.ration, Ration::Fill | Ration::FillFinalLast);
        let mut it = Self {
            damage: Arc::default(),
            events: Events::default(),
            struck: vec![],
            step: 0,
            firms: output
                .iter()
                .zip(&firms.final_demand)
                .map(|(output, wanted)| Firm {
                    output: *output,
                    production: *output,
                    demand: *output,
                    consumed: *wanted,
                    lost: 0.0,
                    limit: f64::INFINITY,
                })
                .collect(),
            filled: vec![1.0; count],
            wanted: None,
            stock,
            order,
            cuts: BTreeMap::new(),
            followed: if fills { output.clone() } else { vec![] },
            pools,
            weight: [some(split, 1.0), some(split, 1.0)],
            overtime: some(
                dynamic.rules.overtime.is_some(),
                dynamic.rules.overtime.map_or(1.0, |overtime| overtime.base),
            ),
            potential: if dynamic.rules.order.target == Target::Potential { output } else { vec![] },
            buyer_cuts: Arc::new(buyer_cuts),
            supplier_cuts: Arc::new(supplier_cuts),
            spans: Arc::new(spans),
            margin: OnceLock::new(),
            web,
            dynamic: Arc::new(dynamic),
        };
        it.limit();
        Ok(it)
    }

    /// With damage to capacity; replaces any given before.
    ///
    /// # Errors
    /// If it names a firm that does not exist, or a share out of range.
    pub fn with_damage(mut self, damage: Damage) -> Result<Self, EconomyError> {
        error::check_damage(&self.web, &damage)?;
        self.struck = damage::struck_firms(&damage);
        self.damage = Arc::new(damage);
        Ok(self)
    }

    /// With events; replaces any given before.
    ///
    /// # Errors
    /// If one names an industry or sector that does not exist, or has numbers out of range; if capital is destroyed but
    /// not known; if something is to be rebuilt but rationing is not proportional.
    pub fn with_events(mut self, events: Vec<Event>) -> Result<Self, EconomyError> {
        error::check_events(&self.web, &self.dynamic, &events)?;
        self.events = Events::new(events, &self.web);
        Ok(self)
    }

    /// Sets the final demand of a firm \[money/step\], from the next step until set again.
    ///
    /// # Errors
    /// If there is no such firm, or the demand is not finite, or negative where it normally is not.
    pub fn set_final_demand(&mut self, firm: usize, demand: f64) -> Result<(), EconomyError> {
        if firm >= self.firms.len() {
            return Err(EconomyError::UnknownFirm { what: "final demand", firm: firm as u32 });
        }
        let may_be_negative = self.web.firms().final_demand[firm] < 0.0;
        let good = demand.is_finite() && (demand >= 0.0 || may_be_negative);
        error::check("final demand", firm, demand, good, error::NOT_NEGATIVE)?;
        self.wanted.get_or_insert_with(|| self.web.firms().final_demand.clone())[firm] = demand;
        Ok(())
    }

    /// Sets final demand back to normal everywhere.
    pub fn reset_final_demand(&mut self) {
        self.wanted = None;
    }

    /// One step.
    pub fn step(&mut self) {
        self.lose();
        match self.dynamic.rules.sequence {
            Sequence::OrdersFirst => {
                self.buy();
                self.supply();
            }
            Sequence::OrdersLast => {
                self.supply();
                self.buy();
            }
        }
        self.recover();
        self.step += 1;
    }

    /// Damage and events act.
    fn lose(&mut self) {
        damage::strike(&self.damage, self.step, &mut self.struck);
        self.events.begin(self.step);
        if !self.events.is_empty() {
            for (place, firm) in self.firms.iter_mut().enumerate() {
                let capital = self.dynamic.capital.as_ref().map_or(0.0, |capital| capital[place]);
                let gone = self.events.capital[place];
                let share = if capital > 0.0 { gone / capital } else { 0.0 };
                firm.lost = share.max(self.events.acting[place]).min(1.0);
            }
        }
        for it in &self.struck {
            let lost = &mut self.firms[it.firm as usize].lost;
            *lost = if self.events.is_empty() { it.share } else { lost.max(it.share) };
        }
    }

    /// What recovers and what has been rebuilt; acts from the next step on.
    fn recover(&mut self) {
        let firms = &self.firms;
        damage::recover(&self.damage, self.step, &mut self.struck, &|firm| firms[firm].lost, self.web.graph());
        self.events.end(self.step, &self.filled);
    }

    /// Cuts a share of what is ordered on a link, from the next step until set again; 0 cuts nothing. What is not ordered is
    /// neither delivered nor asked of the supplier.
    ///
    /// # Errors
    /// If there is no such link (a table has none), or the share is not in 0 to 1.
    pub fn set_cut(&mut self, link: usize, share: f64) -> Result<(), EconomyError> {
        let links = self.order.len();
        if link >= links {
            return Err(EconomyError::Count { what: "links", found: link, expected: links });
        }
        error::check("share cut", link, share, (0.0..=1.0).contains(&share), "in 0 to 1")?;
        match share {
            0.0 => self.cuts.remove(&(link as u32)),
            _ => self.cuts.insert(link as u32, share),
        };
        Ok(())
    }

    /// The pass by buyer: receive, use, order.
    fn buy(&mut self) {
        match self.dynamic.rules.stock {
            Stock::PerLink => self.buy_per_link(),
            Stock::Pooled => {
                self.buy_pooled();
                self.limit();
                self.weight.swap(0, 1);
            }
        }
        for (link, share) in &self.cuts {
            let order = &self.order[*link as usize];
            order.set(order.get() * (1.0 - share));
        }
    }

    /// Steps done since rest; the number of the next step.
    pub fn steps_done(&self) -> u64 {
        self.step
    }

    /// What it runs on.
    pub fn web(&self) -> &Arc<Web<A>> {
        &self.web
    }

    /// What it runs by.
    pub fn dynamic(&self) -> &Dynamic {
        &self.dynamic
    }

    /// Normal output `x0` of each firm \[money/step\].
    pub fn output(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.output).collect()
    }

    /// Production of each firm in the last step \[money/step\].
    pub fn production(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.production).collect()
    }

    /// What was wanted from each firm in the last step: orders, final demand, rebuilding \[money/step\].
    pub fn demand(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.demand).collect()
    }

    /// What each firm delivered to final demand in the last step \[money/step\].
    pub fn consumption(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.consumed).collect()
    }

    /// Final demand of each firm now \[money/step\].
    pub fn final_demand(&self) -> &[f64] {
        self.wanted.as_deref().unwrap_or(&self.web.firms().final_demand)
    }

    /// What inputs allow each firm to make: `L`, infinite without inputs \[money/step\]. After a step with orders first it
    /// is that of this step, else that of the next.
    pub fn input_limit(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.limit).collect()
    }

    /// Share of capacity each firm lacked in the last step.
    pub fn lost(&self) -> Vec<f64> {
        self.firms.iter().map(|firm| firm.lost).collect()
    }

    /// Firms struck by damage at some time, as they are after the recovery that closed the last step.
    pub fn struck(&self) -> &[Struck] {
        &self.struck
    }

    /// Events, in the order given, as they are after the last step.
    pub fn progress(&self) -> &[Progress] {
        &self.events.progress
    }

    /// Capacity of each firm in the last step, overproduction included \[money/step\].
    pub fn capacity(&self) -> Vec<f64> {
        (0..self.firms.len()).map(|firm| self.capacity_of(firm)).collect()
    }

    fn capacity_of(&self, firm: usize) -> f64 {
        let it = &self.firms[firm];
        let capacity = (1.0 - it.lost) * it.output;
        self.overtime.get(firm).map_or(capacity, |overtime| capacity * overtime)
    }

    /// Overproduction `α` of each firm; 1 without.
    pub fn overtime(&self) -> Vec<f64> {
        if self.overtime.is_empty() { vec![1.0; self.firms.len()] } else { self.overtime.clone() }
    }

    /// Share of its orders each firm delivered in the last step; under filling, where shares differ, 1.
    pub fn filled(&self) -> &[f64] {
        &self.filled
    }

    /// Capital each firm lacked in the last step \[money\].
    pub fn capital_lost(&self) -> Vec<f64> {
        if self.events.is_empty() { vec![0.0; self.firms.len()] } else { self.events.capital.clone() }
    }

    /// What was wanted from each firm for rebuilding in the last step \[money/step\].
    pub fn rebuild_demand(&self) -> Vec<f64> {
        if self.events.is_empty() { vec![0.0; self.firms.len()] } else { self.events.wanted.clone() }
    }

    /// What each firm delivered for rebuilding in the last step \[money/step\].
    pub fn rebuilt(&self) -> Vec<f64> {
        self.rebuild_demand().iter().zip(&self.filled).map(|(wanted, filled)| wanted * filled).collect()
    }

    /// Orders addressed to each firm that are outstanding: with orders first those of the last step, else those that the
    /// next will meet \[money/step\].
    pub fn orders_received(&self) -> Vec<f64> {
        match &*self.web {
            Web::Graph(graph) if self.followed.is_empty() => {
                let sum = |firm| graph.sales(firm).iter().map(|link| self.order[*link as usize].get()).sum();
                (0..self.firms.len()).map(sum).collect()
            }
            Web::Graph(graph) => {
                let orders = self.orders();
                let sum = |firm| graph.sales(firm).iter().map(|link| orders[*link as usize]).sum();
                (0..self.firms.len()).map(sum).collect()
            }
            Web::Table(table) => (0..self.firms.len()).map(|firm| self.placed(table, firm)).collect(),
        }
    }

    /// Stock of each link, or of each group if pooled \[money\].
    pub fn stock(&self) -> &[f64] {
        &self.stock
    }

    /// Outstanding order of each link \[money/step\]; empty on a table.
    pub fn orders(&self) -> Vec<f64> {
        match self.web.graph() {
            Some(graph) if !self.followed.is_empty() => self.orders_again(graph),
            _ => self.order.iter().map(Shared::get).collect(),
        }
    }

    /// What was delivered on each link in the last step, if orders came first in it \[money/step\]; empty on a table.
    pub fn deliveries(&self) -> Vec<f64> {
        let Some(graph) = self.web.graph() else { return vec![] };
        let filled = graph.suppliers().iter().map(|supplier| self.filled[*supplier as usize]);
        self.order.iter().zip(filled).map(|(order, filled)| order.get() * filled).collect()
    }

    /// Value added per unit of normal output; 0 where nothing is made.
    pub fn margin(&self) -> &[f64] {
        self.margin.get_or_init(|| {
            let bought = self.web.sold_and_bought().1;
            let share = |(firm, bought): (&Firm, f64)| {
                if firm.output > 0.0 { (firm.output - bought) / firm.output } else { 0.0 }
            };
            Arc::new(self.firms.iter().zip(bought).map(share).collect())
        })
    }

    /// Sums of the last step; before the first, of the economy at rest.
    pub fn totals(&self) -> Totals {
        let mut sum = Totals::default();
        for ((firm, margin), wanted) in self.firms.iter().zip(self.margin()).zip(self.final_demand()) {
            let lost = firm.lost * firm.output;
            sum.production += firm.production;
            sum.value_added += margin * firm.production;
            sum.consumption += firm.consumed;
            sum.unmet += wanted - firm.consumed;
            sum.demand += firm.demand;
            sum.capacity_lost += lost;
            sum.value_added_lost += margin * lost;
        }
        sum
    }

    /// Bytes it keeps, without what it shares with others of its kind.
    pub fn bytes(&self) -> usize {
        let columns = self.filled.len()
            + self.wanted.as_ref().map_or(0, Vec::len)
            + self.stock.len()
            + self.order.len()
            + self.followed.len()
            + self.pools.len()
            + self.weight[0].len() * 2
            + self.overtime.len()
            + self.potential.len();
        columns * size_of::<f64>() + self.firms.len() * size_of::<Firm>()
    }
}
