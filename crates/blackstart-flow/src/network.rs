//! A supply network as the engine wants it: sites, links, calendars; rates per step, times in steps.

use crate::belt::{Place, Route};
use crate::normal::Normal;
use std::error::Error;
use std::fmt;

/// What one site is, the same in every lane. Rates are per step. See `docs/method/flow.md` for the symbols.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Baseline final demand `c` \[units/step\].
    pub final_demand: f64,
    /// Capacity `k` at work weight 1 \[units/step\]; `None`: normal output; infinite: no limit. Below normal output the site is never at rest.
    pub capacity: Option<f64>,
    /// Index into the network's calendars; `None`: always open with weight 1.
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
    /// What is made up after a stop; `None`: whatever is ordered.
    pub catch_up: Option<CatchUp>,
    /// How customers who were turned away stay away; `None`: they come back at once.
    pub aftermath: Option<Aftermath>,
}

/// How much of what was not made a site makes up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CatchUp {
    /// Steps at full level before the site makes more than normal.
    pub after_steps: f64,
    /// Most that is made, as a multiple of normal; at least 1.
    pub most: f64,
}

/// How customers who were turned away stay away, and return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aftermath {
    /// Steps of total stop after which 63 % of these have left, `θ`.
    pub leave_steps: f64,
    /// Mean steps until one comes back, `r`.
    pub return_steps: f64,
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
            catch_up: None,
            aftermath: None,
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
    /// Stock held beyond what is on its way through, `n`, in steps of normal use; the group takes the flow-weighted mean.
    pub cover_steps: f64,
    /// Share of the buyer's output lost without this input, `κ` in \[0, 1\]; the group takes the highest.
    pub critical: f64,
}

/// Where unmet customers of a site may go instead: another site that sells to final customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Substitute {
    /// The site that could not serve them.
    pub from: u32,
    /// The site they go to.
    pub to: u32,
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
    /// How sales follow thinning stock, `β ≥ 0`; 0: only when it is gone.
    pub choice: Vec<f64>,
    /// Steps from insolvency until another runs the site, `R`; infinite: never.
    pub replaced_steps: Vec<f64>,
    /// Share of the missing output that is wanted back, `γ`; of sites that have [`Site::catch_up`].
    pub catch_up: Vec<f64>,
    /// Most that stay away after a long stop, `Λ`, as a share of all; of sites that have [`Site::aftermath`].
    pub away_most: Vec<f64>,
    /// Share of those leaving that never come back, `η`.
    pub away_never: Vec<f64>,
    /// Share of unmet customers that goes to each of [`Network::substitutes`], `σ`; at most 1 for each site.
    pub goes_over: Vec<f64>,
}

impl Lane {
    /// All additions neutral for `sites` sites, none of which has a substitute.
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
            choice: vec![0.0; sites],
            replaced_steps: vec![f64::INFINITY; sites],
            catch_up: vec![1.0; sites],
            away_most: vec![0.0; sites],
            away_never: vec![0.0; sites],
            goes_over: Vec::new(),
        }
    }
}

/// From this level on a channel is whole to a growing part, at 1 altogether.
pub const NEARLY_WHOLE: f64 = 0.9;

/// How a channel works in a step: what it lets through of what is wanted, and of a normal working day.
///
/// The parts of a step add up: for the share `whole` of it all that is wanted passes, up to the surge; of what is wanted
/// in the rest, the share `offer` of the step passes likewise, and by hand no more than `hand` of a normal day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Share of the step in which the channel is whole.
    pub whole: f64,
    /// Share of what is wanted that is served although the channel is not whole.
    pub offer: f64,
    /// Share of a normal working day that passes besides.
    pub hand: f64,
}

impl Share {
    /// Whole.
    pub const FULL: Self = Self { whole: 1.0, offer: 0.0, hand: 0.0 };

    /// A level of pace: this share of a normal working day passes. What is at least [`NEARLY_WHOLE`] is whole to a part.
    pub fn pace(level: f64) -> Self {
        let whole = ((level - NEARLY_WHOLE) / (1.0 - NEARLY_WHOLE)).clamp(0.0, 1.0);
        Self { whole, offer: 0.0, hand: (level - whole).max(0.0) }
    }

    /// A level of offer: this share of those who come finds what it wants.
    pub fn offer(level: f64) -> Self {
        if level == 1.0 { Self::FULL } else { Self { whole: 0.0, offer: level, hand: 0.0 } }
    }

    /// Share of a normal working day that passes.
    pub fn level(&self) -> f64 {
        self.whole + self.offer + self.hand
    }
}

/// A level of pace.
impl From<f64> for Share {
    fn from(level: f64) -> Self {
        Self::pace(level)
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

/// When a site works: one weight per step, counted from step 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Work weight `w` of each step up to the horizon, mean 1 over its cycle, 0 when closed; past the end the last one holds.
    pub weights: Vec<f64>,
}

impl Calendar {
    /// Weight of `step`.
    pub fn weight(&self, step: usize) -> f64 {
        self.weights[step.min(self.weights.len() - 1)]
    }
}

/// What is wrong with the parts of a network. Sites and links are named by their place in the vectors handed in.
#[derive(Clone, Debug, PartialEq)]
pub enum NetworkError {
    /// More sites, links or calendars than fit 32-bit indices.
    TooLarge,
    /// A link names a site that does not exist.
    UnknownSite {
        /// The link.
        link: usize,
        /// What it names.
        site: u32,
    },
    /// A site names a calendar that does not exist.
    UnknownCalendar {
        /// The site.
        site: usize,
        /// What it names.
        calendar: u32,
    },
    /// Two links join the same supplier and buyer.
    DuplicateLink {
        /// The supplier.
        supplier: u32,
        /// The buyer.
        buyer: u32,
    },
    /// A number of a site is out of its range.
    SiteValue {
        /// The site.
        site: usize,
        /// Field of [`Site`].
        field: &'static str,
        /// What it must be.
        must_be: &'static str,
        /// What it is.
        value: f64,
    },
    /// A number of a link is out of its range.
    LinkValue {
        /// The link.
        link: usize,
        /// Field of [`Link`].
        field: &'static str,
        /// What it must be.
        must_be: &'static str,
        /// What it is.
        value: f64,
    },
    /// A substitute is none.
    Substitute {
        /// What was handed in.
        it: Substitute,
        /// Why it cannot be one.
        why: &'static str,
    },
    /// A calendar has no weights.
    EmptyCalendar {
        /// The calendar.
        calendar: usize,
    },
    /// A work weight is negative or not finite.
    Weight {
        /// The calendar.
        calendar: usize,
        /// The step.
        step: usize,
        /// The weight.
        value: f64,
    },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(out, "more sites, links or calendars than 32-bit indices can name"),
            Self::UnknownSite { link, site } => {
                write!(out, "link {link} names site {site}, which does not exist")
            }
            Self::UnknownCalendar { site, calendar } => {
                write!(out, "site {site} names calendar {calendar}, which does not exist")
            }
            Self::DuplicateLink { supplier, buyer } => {
                write!(out, "two links from site {supplier} to site {buyer}; add their amounts up in one")
            }
            Self::SiteValue { site, field, must_be, value } => {
                write!(out, "`{field}` of site {site} is {value}; it must be {must_be}")
            }
            Self::LinkValue { link, field, must_be, value } => {
                write!(out, "`{field}` of link {link} is {value}; it must be {must_be}")
            }
            Self::Substitute { it: Substitute { from, to }, why } => {
                write!(out, "site {to} cannot stand in for site {from}: {why}")
            }
            Self::EmptyCalendar { calendar } => write!(out, "calendar {calendar} has no weights"),
            Self::Weight { calendar, step, value } => {
                write!(out, "calendar {calendar} has weight {value} in step {step}; it must be finite and not negative")
            }
        }
    }
}

impl Error for NetworkError {}

/// Marks a group whose input is critical or does not matter: nothing is kept of it for the supplier's pass.
pub(crate) const NO_SLOT: u32 = u32::MAX;

/// A link as the kernel reads it: one record, in the order of the passes.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) supplier: u32,
    /// Place of what is on its way.
    pub(crate) goods: Place,
    /// Place of invoices that are not due yet.
    pub(crate) invoices: Place,
    /// Whether the supplier sells to different buyers at different prices.
    pub(crate) own_price: bool,
    /// Flow relative to the group's, `A_e/A_g`.
    pub(crate) share: f64,
    /// `A` \[units/step\].
    pub(crate) amount: f64,
    /// `A p` \[money/step\].
    pub(crate) value: f64,
    /// `L − 1`.
    pub(crate) pipeline: f64,
}

/// An input group: links `first..end`.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) first: u32,
    pub(crate) end: u32,
    /// Where the pooled stock is kept for the supplier's pass, or [`NO_SLOT`].
    pub(crate) slot: u32,
    /// `κ`.
    pub(crate) critical: f64,
    /// `n`.
    pub(crate) cover: f64,
    /// `b`.
    pub(crate) cycle: f64,
}

/// A site as the kernel reads it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) first_group: u32,
    pub(crate) end_group: u32,
    /// `x` \[units/step\].
    pub(crate) output: f64,
    /// `k` \[units/step\].
    pub(crate) capacity: f64,
    /// `Σ A` to customers \[units/step\].
    pub(crate) to_sites: f64,
    /// `Σ A p` to suppliers, `pay0` \[money/step\].
    pub(crate) purchases: f64,
    /// Price of all its links if they agree.
    pub(crate) link_price: Option<f64>,
    /// Index of its calendar; that of none comes last.
    pub(crate) calendar: u32,
    pub(crate) reorder_rate: f64,
    pub(crate) refill_rate: f64,
    pub(crate) plan_rate: f64,
    pub(crate) slots: (u32, u32),
}

/// A compiled network: links sorted by buyer, input, supplier. Shared by any number of engines.
#[derive(Clone, Debug)]
pub struct Network {
    sites: Vec<Site>,
    links: Vec<Link>,
    calendars: Vec<Calendar>,
    pub(crate) rule: OrderRule,
    pub(crate) nodes: Vec<Node>,
    pub(crate) groups: Vec<Group>,
    pub(crate) edges: Vec<Edge>,
    /// `κ` of the groups that have a slot.
    pub(crate) partial_critical: Vec<f64>,
    /// By lead.
    pub(crate) goods: Route,
    /// By terms.
    pub(crate) invoices: Route,
    pub(crate) mixed_prices: bool,
    /// What is foreseen; nothing, unless said.
    pub(crate) normal: Normal,
    /// By site.
    substitutes: Vec<Substitute>,
}

impl Network {
    /// Compiles a network.
    ///
    /// Links may come in any order; [`Network::links`] has them sorted.
    ///
    /// # Errors
    /// The first thing found wrong: an index out of range, a duplicate link, a number out of its range.
    pub fn new(
        sites: Vec<Site>,
        mut links: Vec<Link>,
        calendars: Vec<Calendar>,
        rule: OrderRule,
    ) -> Result<Self, NetworkError> {
        let limit = u32::MAX as usize - 1;
        if sites.len() > limit || links.len() > limit || calendars.len() > limit {
            return Err(NetworkError::TooLarge);
        }
        check_calendars(&calendars)?;
        check_sites(&sites, calendars.len())?;
        check_links(&links, sites.len())?;
        links.sort_by_key(|link| (link.buyer, link.input, link.supplier));
        check_duplicates(&links)?;

        let own_price = own_price(&links, sites.len());
        let mut nodes = nodes(&sites, &links, &own_price, calendars.len() as u32);
        if rule != OrderRule::Plan {
            // A firm without output orders its normal flow for ever in the published program.
            nodes.iter_mut().filter(|node| node.output == 0.0).for_each(|node| node.reorder_rate = 0.0);
        }
        let lags = |steps: fn(&Link) -> u32| links.iter().map(steps).collect::<Vec<u32>>();
        let (goods, goods_places) = Route::new(&lags(|link| link.lead_steps));
        let (invoices, invoice_places) = Route::new(&lags(|link| link.terms_steps));
        let (groups, partial_critical) = groups(&sites, &links, &calendars, &mut nodes);
        let mut edges: Vec<Edge> = Vec::with_capacity(links.len());
        for group in &groups {
            let members = &links[group.first as usize..group.end as usize];
            let total: f64 = members.iter().map(|link| link.amount).sum();
            edges.extend(members.iter().zip(group.first as usize..).map(|(link, at)| Edge {
                supplier: link.supplier,
                goods: goods_places[at],
                invoices: invoice_places[at],
                own_price: own_price[link.supplier as usize],
                share: if members.len() == 1 { 1.0 } else { link.amount / total },
                amount: link.amount,
                value: link.amount * link.price,
                pipeline: f64::from(link.lead_steps - 1),
            }));
        }
        Ok(Self {
            goods,
            invoices,
            mixed_prices: own_price.contains(&true),
            sites,
            links,
            calendars,
            rule,
            nodes,
            groups,
            edges,
            partial_critical,
            normal: Normal::default(),
            substitutes: Vec::new(),
        })
    }

    /// The same network, in which unmet customers may go over to other sites; [`Network::substitutes`] has them sorted.
    ///
    /// # Errors
    /// The first that cannot be one: a site that does not exist, sells nothing to final customers, is itself, or is named twice.
    pub fn with_substitutes(mut self, mut substitutes: Vec<Substitute>) -> Result<Self, NetworkError> {
        substitutes.sort_unstable();
        for (at, &it) in substitutes.iter().enumerate() {
            let sells = |site: u32| self.sites.get(site as usize).map(|site| site.final_demand > 0.0);
            let why = match (sells(it.from), sells(it.to)) {
                (None, _) | (_, None) => "one of the two does not exist",
                (Some(false), _) | (_, Some(false)) => "both must have final customers",
                _ if it.from == it.to => "they are the same",
                _ if at > 0 && substitutes[at - 1] == it => "it is named twice",
                _ => continue,
            };
            return Err(NetworkError::Substitute { it, why });
        }
        self.substitutes = substitutes;
        Ok(self)
    }

    /// Whether the orders of a site follow what it plans to make.
    #[inline(always)]
    pub(crate) fn follows_plan(&self, node: &Node) -> bool {
        self.rule == OrderRule::Plan && node.first_group < node.end_group && node.output > 0.0
    }

    /// Capacity `k` of a site at work weight 1 \[units/step\]; infinite: no limit.
    pub fn capacity(&self, site: usize) -> f64 {
        self.nodes[site].capacity
    }

    /// Input groups of a buyer.
    pub(crate) fn groups_of(&self, buyer: usize) -> std::ops::Range<usize> {
        let node = &self.nodes[buyer];
        node.first_group as usize..node.end_group as usize
    }

    /// Links of the buyer that has most.
    pub(crate) fn most_suppliers(&self) -> usize {
        let of_a_buyer = self.links.chunk_by(|a, b| a.buyer == b.buyer);
        of_a_buyer.map(<[Link]>::len).max().unwrap_or(0)
    }

    /// The sites, as handed in.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The links, sorted by buyer, input, supplier.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The calendars, as handed in.
    pub fn calendars(&self) -> &[Calendar] {
        &self.calendars
    }

    /// Where unmet customers may go instead, by site, then by the other.
    pub fn substitutes(&self) -> &[Substitute] {
        &self.substitutes
    }

    /// How many sites.
    pub fn site_count(&self) -> usize {
        self.sites.len()
    }

    /// How many links.
    pub fn link_count(&self) -> usize {
        self.links.len()
    }

    /// Normal output `x` of a site \[units/step\]: what its links and its final demand take.
    pub fn output(&self, site: usize) -> f64 {
        self.nodes[site].output
    }

    /// Inputs bought per unit of output, `Σ A p / x` \[money/unit\]; 0 where nothing is made.
    pub fn input_cost(&self, site: usize) -> f64 {
        let node = &self.nodes[site];
        if node.output > 0.0 { node.purchases / node.output } else { 0.0 }
    }

    /// Work weight of a site in a step.
    pub fn weight(&self, site: usize, step: usize) -> f64 {
        match self.sites[site].calendar {
            Some(calendar) => self.calendars[calendar as usize].weight(step),
            None => 1.0,
        }
    }
}

/// Whether a site sells to different buyers at different prices.
fn own_price(links: &[Link], sites: usize) -> Vec<bool> {
    let mut prices = vec![None; sites];
    let mut own = vec![false; sites];
    for link in links {
        let price = *prices[link.supplier as usize].get_or_insert(link.price);
        own[link.supplier as usize] |= price != link.price;
    }
    own
}

/// Sites with what their links add up to, still without groups; `no_calendar` stands for the calendar of those that have none.
fn nodes(sites: &[Site], links: &[Link], own_price: &[bool], no_calendar: u32) -> Vec<Node> {
    let node = |site: &Site| Node {
        first_group: 0,
        end_group: 0,
        output: 0.0,
        capacity: 0.0,
        to_sites: 0.0,
        purchases: 0.0,
        link_price: None,
        calendar: site.calendar.unwrap_or(no_calendar),
        reorder_rate: 1.0 / site.reorder_steps,
        refill_rate: 1.0 / site.refill_steps,
        plan_rate: site.plan_rate,
        slots: (0, 0),
    };
    let mut nodes: Vec<Node> = sites.iter().map(node).collect();
    for link in links {
        let supplier = &mut nodes[link.supplier as usize];
        supplier.to_sites += link.amount;
        if !own_price[link.supplier as usize] {
            supplier.link_price.get_or_insert(link.price);
        }
        nodes[link.buyer as usize].purchases += link.amount * link.price;
    }
    for (node, site) in nodes.iter_mut().zip(sites) {
        node.output = node.to_sites + site.final_demand;
        node.capacity = site.capacity.unwrap_or(node.output);
    }
    nodes
}

/// Input groups of sorted links, told to the nodes of their buyers, and `κ` of those that have a slot.
fn groups(sites: &[Site], links: &[Link], calendars: &[Calendar], nodes: &mut [Node]) -> (Vec<Group>, Vec<f64>) {
    let mut cycles = Cycles::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut partial_critical = Vec::new();
    let mut of_groups = links.chunk_by(|a, b| (a.buyer, a.input) == (b.buyer, b.input)).peekable();
    let mut first = 0;
    for (buyer, (node, site)) in nodes.iter_mut().zip(sites).enumerate() {
        node.first_group = groups.len() as u32;
        node.slots.0 = partial_critical.len() as u32;
        while let Some(members) = of_groups.next_if(|members| members[0].buyer as usize == buyer) {
            let end = first + members.len();
            let critical = members.iter().fold(0.0, |most: f64, link| most.max(link.critical));
            let slot = if critical > 0.0 && critical < 1.0 {
                partial_critical.push(critical);
                partial_critical.len() as u32 - 1
            } else {
                NO_SLOT
            };
            let cycle = |link: &Link| cycles.stock(calendars, site.calendar, link.lead_steps);
            let cycle = members.iter().map(cycle).fold(1.0, f64::max);
            groups.push(Group {
                first: first as u32,
                end: end as u32,
                slot,
                critical,
                cover: mean_cover(members),
                cycle,
            });
            first = end;
        }
        node.end_group = groups.len() as u32;
        node.slots.1 = partial_critical.len() as u32;
    }
    (groups, partial_critical)
}

/// Flow-weighted mean of the covers; exactly the cover if all agree.
fn mean_cover(links: &[Link]) -> f64 {
    let first = links[0].cover_steps;
    if links.iter().all(|link| link.cover_steps == first) {
        return first;
    }
    let total: f64 = links.iter().map(|link| link.amount).sum();
    links.iter().map(|link| link.amount * link.cover_steps).sum::<f64>() / total
}

/// Cycle stocks by calendar and lead, computed once each.
#[derive(Default)]
struct Cycles {
    known: std::collections::BTreeMap<(u32, u32), f64>,
}

impl Cycles {
    /// `b_e`: the most that a window of `lead` steps of work takes beyond `lead − 1`; weights before step 0 count as 1.
    fn stock(&mut self, calendars: &[Calendar], calendar: Option<u32>, lead: u32) -> f64 {
        let Some(calendar) = calendar else { return 1.0 };
        *self.known.entry((calendar, lead)).or_insert_with(|| {
            let weights = &calendars[calendar as usize].weights;
            if weights.iter().all(|weight| *weight == 1.0) {
                return 1.0;
            }
            let lead = lead as usize;
            // Excess over 1 per step, so that the window before step 0 is zero and long windows lose no digits.
            let mut window = 0.0;
            let mut most: f64 = 0.0;
            for step in 0..weights.len() {
                window += weights[step] - 1.0;
                if step >= lead {
                    window -= weights[step - lead] - 1.0;
                }
                most = most.max(window);
            }
            1.0 + most + 1e-9
        })
    }
}

fn check_calendars(calendars: &[Calendar]) -> Result<(), NetworkError> {
    for (calendar, it) in calendars.iter().enumerate() {
        if it.weights.is_empty() {
            return Err(NetworkError::EmptyCalendar { calendar });
        }
        for (step, &value) in it.weights.iter().enumerate() {
            if !(value.is_finite() && value >= 0.0) {
                return Err(NetworkError::Weight { calendar, step, value });
            }
        }
    }
    Ok(())
}

const NOT_NEGATIVE: &str = "finite and not negative";
const POSITIVE: &str = "finite and positive";

fn check_sites(sites: &[Site], calendars: usize) -> Result<(), NetworkError> {
    for (site, it) in sites.iter().enumerate() {
        if let Some(calendar) = it.calendar.filter(|calendar| *calendar as usize >= calendars) {
            return Err(NetworkError::UnknownCalendar { site, calendar });
        }
        let checks = [
            ("final_demand", it.final_demand, it.final_demand.is_finite() && it.final_demand >= 0.0, NOT_NEGATIVE),
            (
                "capacity",
                it.capacity.unwrap_or(0.0),
                it.capacity.is_none_or(|capacity| capacity >= 0.0),
                "not negative",
            ),
            ("reorder_steps", it.reorder_steps, it.reorder_steps.is_finite() && it.reorder_steps > 0.0, POSITIVE),
            ("plan_rate", it.plan_rate, it.plan_rate > 0.0 && it.plan_rate <= 1.0, "above 0 and at most 1"),
            (
                "finished_stock",
                it.finished_stock,
                it.finished_stock.is_finite() && it.finished_stock >= 0.0,
                NOT_NEGATIVE,
            ),
            ("yard", it.yard, it.yard.is_finite() && it.yard >= 0.0, NOT_NEGATIVE),
            ("refill_steps", it.refill_steps, it.refill_steps.is_finite() && it.refill_steps > 0.0, POSITIVE),
            ("overtime_steps", it.overtime_steps, it.overtime_steps.is_finite() && it.overtime_steps > 0.0, POSITIVE),
            ("surge", it.surge, it.surge >= 1.0, "at least 1"),
            ("price", it.price, it.price.is_finite() && it.price >= 0.0, NOT_NEGATIVE),
            ("insolvent_steps", it.insolvent_steps, it.insolvent_steps > 0.0, "positive"),
            (
                "catch_up.after_steps",
                it.catch_up.map_or(0.0, |it| it.after_steps),
                it.catch_up.is_none_or(|it| it.after_steps >= 0.0),
                "not negative",
            ),
            (
                "catch_up.most",
                it.catch_up.map_or(1.0, |it| it.most),
                it.catch_up.is_none_or(|it| it.most >= 1.0),
                "at least 1",
            ),
            (
                "aftermath.leave_steps",
                it.aftermath.map_or(1.0, |it| it.leave_steps),
                it.aftermath.is_none_or(|it| it.leave_steps > 0.0),
                "positive",
            ),
            (
                "aftermath.return_steps",
                it.aftermath.map_or(1.0, |it| it.return_steps),
                it.aftermath.is_none_or(|it| it.return_steps > 0.0),
                "positive",
            ),
        ];
        if let Some((field, value, _, must_be)) = checks.into_iter().find(|(_, _, good, _)| !good) {
            return Err(NetworkError::SiteValue { site, field, must_be, value });
        }
    }
    Ok(())
}

fn check_links(links: &[Link], sites: usize) -> Result<(), NetworkError> {
    for (link, it) in links.iter().enumerate() {
        if let Some(site) = [it.supplier, it.buyer].into_iter().find(|site| *site as usize >= sites) {
            return Err(NetworkError::UnknownSite { link, site });
        }
        let longest = 1_000_000;
        let steps = |steps: u32| (1..=longest).contains(&steps);
        let checks = [
            ("amount", it.amount, it.amount.is_finite() && it.amount > 0.0, POSITIVE),
            ("lead_steps", f64::from(it.lead_steps), steps(it.lead_steps), "1 to 1000000"),
            ("terms_steps", f64::from(it.terms_steps), steps(it.terms_steps), "1 to 1000000"),
            ("price", it.price, it.price.is_finite() && it.price >= 0.0, NOT_NEGATIVE),
            ("cover_steps", it.cover_steps, it.cover_steps.is_finite() && it.cover_steps >= 0.0, NOT_NEGATIVE),
            ("critical", it.critical, (0.0..=1.0).contains(&it.critical), "in 0 to 1"),
        ];
        if let Some((field, value, _, must_be)) = checks.into_iter().find(|(_, _, good, _)| !good) {
            return Err(NetworkError::LinkValue { link, field, must_be, value });
        }
    }
    Ok(())
}

/// Wants links sorted by buyer; two inputs from one supplier count as duplicates too, because a site makes one product.
fn check_duplicates(links: &[Link]) -> Result<(), NetworkError> {
    for of_buyer in links.chunk_by(|a, b| a.buyer == b.buyer) {
        let mut suppliers: Vec<u32> = of_buyer.iter().map(|link| link.supplier).collect();
        suppliers.sort_unstable();
        if let Some(pair) = suppliers.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(NetworkError::DuplicateLink { supplier: pair[0], buyer: of_buyer[0].buyer });
        }
    }
    Ok(())
}
