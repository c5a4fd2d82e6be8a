//! The engine: steps a network for `W` lanes side by side. Numbers in brackets are the steps of `docs/method/flow.md`.

mod buyers;
mod lanes;
mod suppliers;

use crate::belt::{Belt, Route};
use crate::meters::Meters;
use crate::network::{Channel, Lane, Network, Share};
use crate::rows::Rows;
use crate::wide::{Work, wide};
use lanes::Lanes;

/// `W` replicates of one network, stepped together.
///
/// Cloning forks a history; [`Clone::clone_from`] reuses the memory of an engine that is no longer needed.
#[derive(Debug)]
pub struct Engine<'n, const W: usize> {
    network: &'n Network,
    /// Steps done; the number of the next step.
    step: usize,
    /// 1 in lanes in which any site's cash is followed, else 0.
    follows: [f64; W],
    /// Whether any lane follows cash: else payments are skipped.
    pays: bool,
    /// Whether the meters of money that nothing else needs run too.
    books: bool,
    /// Work weight of each calendar in this step, and 1 for none.
    weights: Vec<f64>,
    /// How much of the gaps of plans, stocks and finished stocks closes.
    closing: [AtWork; 3],
    /// What each rhythm does to demand in this step: usual week, season; 1 for none.
    rhythms: Vec<(f64, f64)>,
    /// By link, what has been ordered ahead of the seasons so far \[steps\]; empty where nothing is foreseen.
    ahead: Vec<f64>,
    flags: Vec<Flags>,
    ties: Vec<Tie<W>>,
    /// `r` of the last step but one until the buyers' pass, then of the last; empty if no belt wants it.
    sent: Rows<W>,
    /// `r` until it arrives.
    goods: Belt<W>,
    /// `r` until it is due.
    invoices: Belt<W>,
    /// `r` that falls due in this step, by link of the buyer whose turn it is.
    falling_due: Vec<[f64; W]>,
    /// Overdue by link \[money\]; empty if nobody pays.
    overdue: Rows<W>,
    spots: Vec<Spot<W>>,
    desks: Vec<Desk<W>>,
    sites: Sites<W>,
    given: Given<W>,
    meters: Meters<W>,
}

/// What a site needs of the passes; whatever is off is neutral in every lane, so leaving it out changes no bit.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    /// A channel share is below 1.
    throttled: bool,
    /// Overtime is possible.
    overtime: bool,
    /// Cash is followed.
    follows: bool,
    /// Insolvent in some lane.
    dead: bool,
    /// Something is overdue.
    overdue: bool,
    /// Bit per lane: the money for what was due was lacking in this step.
    lacking: u64,
    /// A step unable to pay is being counted.
    unable: bool,
    /// A [`Field`] differs from lane to lane.
    mixed: bool,
    /// Sales follow thinning stock.
    choosy: bool,
    /// Another may run the site after an insolvency.
    replaced: bool,
    /// Unmet customers may go over to substitutes.
    leaves: bool,
    /// It is a substitute.
    stands_in: bool,
}

/// What every step touches of a link, side by side; relative to baseline flow.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Tie<const W: usize> {
    /// `y` \[steps of use\].
    stock: [f64; W],
    /// `Q` \[steps\].
    pipeline: [f64; W],
    /// `o` of the last step.
    order: [f64; W],
}

/// What every step touches of a site, side by side: one stream of memory instead of one per quantity.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Spot<const W: usize> {
    /// `F` \[units\].
    finished: [f64; W],
    /// `B` \[units\].
    waiting: [f64; W],
    /// `α`.
    overtime: [f64; W],
    /// `u`.
    plan: [f64; W],
    /// `G/(w S)` of the last open step \[units\].
    goal: [f64; W],
    /// Cash \[money\].
    cash: [f64; W],
    /// Paid to suppliers in this step \[money\].
    paid: [f64; W],
    /// Lowest `z` over critical groups \[steps\].
    least_input: [f64; W],
    /// Lowest cash so far \[money\].
    least_cash: [f64; W],
    /// `Σ (M − cash)` \[money·step\].
    missing_cash: [f64; W],
    /// `m`.
    demand: [f64; W],
    /// `M`.
    cash_normal: [f64; W],
    /// Values by [`Field`] where they are the same in all lanes, else those of the first.
    plain: [f64; FIELDS],
    /// Meters that run in every step, read through [`Engine::meters`].
    overtime_made: [f64; W],
    shipped: [f64; W],
    shipped_value: [f64; W],
    sold: [f64; W],
    short_own: [f64; W],
    short_input: [f64; W],
    short_orders: [f64; W],
}

/// What a site's buyers touch, in no order of memory.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Desk<const W: usize> {
    /// `Σ A o` \[units\], summed by the buyers' pass.
    orders: [f64; W],
    /// `q`.
    filled: [f64; W],
    /// Receipts \[money\].
    receipts: [f64; W],
}

/// What else belongs to the sites: read on its own, or seldom touched.
#[derive(Debug)]
struct Sites<const W: usize> {
    /// `X` \[units\].
    production: Rows<W>,
    /// Steps on end unable to pay.
    unable: Rows<W>,
    /// 1, or 0 while insolvent.
    alive: Rows<W>,
    /// Step of the latest insolvency.
    dead_since: Rows<W>,
    /// Steps without fixed cost so far, in insolvencies that are over.
    idle: Rows<W>,
    /// Step until which whoever took the site over keeps its cash up.
    backed: Rows<W>,
    /// `Σ A p o` \[money\], only of sites whose links have different prices.
    order_value: Rows<W>,
    /// `z` of groups that are neither critical nor idle \[steps\].
    partial_input: Rows<W>,
    /// Wanted before the demand multiplier last changed \[units\].
    wanted_before: Rows<W>,
    /// When it last changed \[steps\].
    wanted_since: Rows<W>,
    /// Not made so far and wanted back \[units\].
    missing: Rows<W>,
    /// Steps at full level since the last stop.
    whole_for: Rows<W>,
    /// Share of customers that stays away, `A`.
    away: Rows<W>,
    /// Of these, who never come back.
    gone: Rows<W>,
    /// Of sites whose sales follow their stock: that of the input that is lowest to its cover, with a step's normal use \[steps\].
    shelf: Rows<W>,
    /// The cover aimed at of that input; 0 where none has one \[steps\].
    shelf_aim: Rows<W>,
    /// Unmet newcomers of the step, `U`, of sites that have substitutes \[units\]; this and the next two are empty if none has.
    unmet: Rows<W>,
    /// Customers of others on their way to the site \[units\].
    coming: Rows<W>,
    /// Share of newcomers that was met when any last came, `μ`.
    met: Rows<W>,
}

/// Parameters that are mostly the same in all lanes, and then one number and not a row.
#[derive(Clone, Copy, Debug)]
enum Field {
    /// `ν`.
    CoverScale,
    /// `ω`.
    OvertimeMost,
    /// `Cr`.
    Credit,
    /// `v`.
    VariableCost,
    /// `f`.
    FixedCost,
}
const FIELDS: usize = 5;

/// What is given from outside, per site and lane.
#[derive(Debug)]
struct Given<const W: usize> {
    /// By [`Field`].
    fields: [Rows<W>; FIELDS],
    /// `θ` by channel: whole, offer, hand.
    shares: [[Rows<W>; 3]; 5],
    /// `π`.
    patience: Rows<W>,
    /// `ρ`.
    give_up: Rows<W>,
    /// `β`.
    choice: Rows<W>,
    /// `R`.
    replaced: Rows<W>,
    /// `γ`.
    catch_up: Rows<W>,
    /// `Λ`, `η`.
    away: [Rows<W>; 2],
    /// `σ`, by substitute.
    goes_over: Rows<W>,
}

impl<const W: usize> Given<W> {
    /// What a channel of a throttled site lets through.
    #[inline(always)]
    fn gate(&self, channel: Channel, site: usize) -> Gate<W> {
        let [whole, offer, hand] = &self.shares[channel as usize];
        Gate { whole: Lanes(whole[site]), offer: Lanes(offer[site]), hand: Lanes(hand[site]) }
    }
}

/// A channel's [`Share`], lane by lane.
struct Gate<const W: usize> {
    whole: Lanes<W>,
    offer: Lanes<W>,
    hand: Lanes<W>,
}

impl<const W: usize> Gate<W> {
    /// Share of the step in which whatever is wanted passes, up to the surge.
    #[inline(always)]
    fn open(&self) -> Lanes<W> {
        self.whole + self.offer
    }

    /// What passes of what is wanted: `(whole + offer) min(wanted, most) + min((1 − whole − offer) wanted, hand normal)`.
    #[inline(always)]
    fn pass(&self, wanted: Lanes<W>, most: Lanes<W>, normal: Lanes<W>) -> Lanes<W> {
        let open = self.open();
        // Selected and not multiplied: the most may be infinite.
        let free = Lanes::ZERO.where_below(open, wanted.at_most(most) * open, Lanes::ZERO);
        let rest = (Lanes::ONE - open) * wanted;
        free + rest.at_most(self.hand * normal)
    }

    /// Room for those who wait, beside newcomers who want so much: what the surge leaves while the channel is whole, and hands are free.
    #[inline(always)]
    fn room(&self, wanted: Lanes<W>, most: Lanes<W>, normal: Lanes<W>) -> Lanes<W> {
        let surge = Lanes::ZERO.where_below(self.whole, (most - wanted.at_most(most)) * self.whole, Lanes::ZERO);
        let hands = self.hand * normal - (Lanes::ONE - self.open()) * wanted;
        surge + hands.at_least(Lanes::ZERO)
    }
}

impl Flags {
    fn at_rest<const W: usize>(given: &Given<W>, spot: &Spot<W>, site: usize) -> Self {
        let fields = &given.fields;
        Self {
            overtime: fields[Field::OvertimeMost as usize][site].iter().any(|factor| *factor > 1.0),
            mixed: fields.iter().any(|rows| rows[site].iter().any(|value| *value != rows[site][0])),
            follows: spot.cash.iter().any(|cash| cash.is_finite()),
            choosy: given.choice[site].iter().any(|choice| *choice > 0.0),
            replaced: given.replaced[site].iter().any(|steps| steps.is_finite()),
            ..Self::default()
        }
    }
}

impl<const W: usize> Spot<W> {
    fn at_rest(network: &Network, lanes: &[Lane; W], given: &Given<W>, site: usize) -> Self {
        let cash = std::array::from_fn(|lane| lanes[lane].cash[site]);
        Self {
            finished: [network.sites()[site].finished_stock
                + network.normal.life(site).map_or(0.0, |life| life.ahead(0)); W],
            waiting: [0.0; W],
            overtime: [1.0; W],
            plan: [1.0; W],
            goal: [network.nodes[site].output; W],
            cash,
            paid: [0.0; W],
            least_input: [f64::INFINITY; W],
            least_cash: cash,
            missing_cash: [0.0; W],
            demand: [1.0; W],
            cash_normal: cash,
            plain: std::array::from_fn(|field| given.fields[field][site][0]),
            overtime_made: [0.0; W],
            shipped: [0.0; W],
            shipped_value: [0.0; W],
            sold: [0.0; W],
            short_own: [0.0; W],
            short_input: [0.0; W],
            short_orders: [0.0; W],
        }
    }
}

impl<const W: usize> Sites<W> {
    fn at_rest(network: &Network) -> Self {
        let count = network.site_count();
        let moving = if network.substitutes().is_empty() { 0 } else { count };
        let mut production = Rows::filled(count, 0.0);
        for (row, node) in production.iter_mut().zip(&network.nodes) {
            *row = [node.output; W];
        }
        Self {
            production,
            unable: Rows::filled(count, 0.0),
            alive: Rows::filled(count, 1.0),
            dead_since: Rows::filled(count, f64::INFINITY),
            idle: Rows::filled(count, 0.0),
            backed: Rows::filled(count, 0.0),
            order_value: Rows::filled(if network.mixed_prices { count } else { 0 }, 0.0),
            partial_input: Rows::filled(network.partial_critical.len(), f64::INFINITY),
            wanted_before: Rows::filled(count, 0.0),
            wanted_since: Rows::filled(count, 0.0),
            missing: Rows::filled(count, 0.0),
            whole_for: Rows::filled(count, f64::INFINITY),
            away: Rows::filled(count, 0.0),
            gone: Rows::filled(count, 0.0),
            shelf: Rows::filled(count, 0.0),
            shelf_aim: Rows::filled(count, 0.0),
            unmet: Rows::filled(moving, 0.0),
            coming: Rows::filled(moving, 0.0),
            met: Rows::filled(moving, 1.0),
        }
    }
}

impl<const W: usize> Given<W> {
    /// What the lanes say; all channels are open.
    fn of(lanes: &[Lane; W], sites: usize) -> Self {
        let rows = |field: fn(&Lane) -> &Vec<f64>| Rows::from_lanes(sites, lanes.iter().map(|lane| &field(lane)[..]));
        Self {
            // In the order of `Field`.
            fields: [
                rows(|lane| &lane.cover_scale),
                rows(|lane| &lane.overtime),
                rows(|lane| &lane.credit),
                rows(|lane| &lane.variable_cost),
                rows(|lane| &lane.fixed_cost),
            ],
            shares: std::array::from_fn(|_| [1.0, 0.0, 0.0].map(|value| Rows::filled(sites, value))),
            patience: rows(|lane| &lane.patience),
            give_up: rows(|lane| &lane.give_up),
            choice: rows(|lane| &lane.choice),
            replaced: rows(|lane| &lane.replaced_steps),
            catch_up: rows(|lane| &lane.catch_up),
            away: [rows(|lane| &lane.away_most), rows(|lane| &lane.away_never)],
            goes_over: Rows::from_lanes(lanes[0].goes_over.len(), lanes.iter().map(|lane| &lane.goes_over[..])),
        }
    }

    #[inline(always)]
    fn lane_value(&self, field: Field, site: usize, flags: &Flags, spot: &Spot<W>) -> Lanes<W> {
        if flags.mixed { Lanes(self.fields[field as usize][site]) } else { Lanes::all(spot.plain[field as usize]) }
    }
}

/// Derives `Clone` with a `clone_from` that goes field by field and so keeps the memory.
macro_rules! clone_fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl<const W: usize> Clone for $name<W> {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),* }
            }

            fn clone_from(&mut self, other: &Self) {
                $(self.$field.clone_from(&other.$field);)*
            }
        }
    };
}

clone_fields!(Sites {
    production,
    unable,
    alive,
    dead_since,
    idle,
    backed,
    order_value,
    partial_input,
    wanted_before,
    wanted_since,
    missing,
    whole_for,
    away,
    gone,
    shelf,
    shelf_aim,
    unmet,
    coming,
    met,
});
clone_fields!(Given { fields, shares, patience, give_up, choice, replaced, catch_up, away, goes_over });
clone_fields!(Meters {
    produced,
    overtime,
    shipped,
    shipped_value,
    sold,
    sold_value,
    wanted,
    recaptured,
    given_up,
    lost_at_once,
    stayed_away,
    moved_away,
    came_over,
    moved,
    short_own,
    short_input,
    short_orders,
    short_insolvent,
    received,
    paid,
    overdue_time,
    most_overdue,
    bad_debt,
    withdrawn,
    rescued,
    cash_time,
    fixed_paid,
    variable_paid,
    least_cover,
    least_cover_step,
    insolvent_since,
});

impl<const W: usize> Clone for Engine<'_, W> {
    fn clone(&self) -> Self {
        Self {
            network: self.network,
            step: self.step,
            follows: self.follows,
            pays: self.pays,
            books: self.books,
            weights: self.weights.clone(),
            closing: self.closing,
            rhythms: self.rhythms.clone(),
            ahead: self.ahead.clone(),
            flags: self.flags.clone(),
            ties: self.ties.clone(),
            sent: self.sent.clone(),
            goods: self.goods.clone(),
            invoices: self.invoices.clone(),
            falling_due: self.falling_due.clone(),
            overdue: self.overdue.clone(),
            spots: self.spots.clone(),
            desks: self.desks.clone(),
            sites: self.sites.clone(),
            given: self.given.clone(),
            meters: self.meters.clone(),
        }
    }

    fn clone_from(&mut self, other: &Self) {
        self.network = other.network;
        self.step = other.step;
        self.follows = other.follows;
        self.pays = other.pays;
        self.books = other.books;
        self.weights.clone_from(&other.weights);
        self.closing = other.closing;
        self.rhythms.clone_from(&other.rhythms);
        self.ahead.clone_from(&other.ahead);
        self.flags.clone_from(&other.flags);
        self.ties.clone_from(&other.ties);
        self.sent.clone_from(&other.sent);
        self.goods.clone_from(&other.goods);
        self.invoices.clone_from(&other.invoices);
        self.falling_due.clone_from(&other.falling_due);
        self.overdue.clone_from(&other.overdue);
        self.spots.clone_from(&other.spots);
        self.desks.clone_from(&other.desks);
        self.sites.clone_from(&other.sites);
        self.given.clone_from(&other.given);
        self.meters.clone_from(&other.meters);
    }
}

impl<const W: usize> Work for &mut Engine<'_, W> {
    #[inline(always)]
    fn work(self) {
        self.step_once();
    }
}

impl<'n, const W: usize> Engine<'n, W> {
    /// The network at rest before step 0, with one set of parameters per lane.
    ///
    /// # Panics
    /// If a lane has not one value per site or a value out of its range: the caller's mistake, not a user's.
    pub fn at_rest(network: &'n Network, lanes: &[Lane; W]) -> Self {
        assert!(W >= 1 && W <= 64, "1 to 64 lanes");
        let (count, links) = (network.site_count(), network.link_count());
        lanes.iter().for_each(|lane| check_lane(lane, network));
        let given = Given::of(lanes, count);
        let spots: Vec<Spot<W>> = (0..count).map(|site| Spot::at_rest(network, lanes, &given, site)).collect();
        let follows: [f64; W] =
            std::array::from_fn(|lane| if lanes[lane].cash.iter().any(|cash| cash.is_finite()) { 1.0 } else { 0.0 });
        let pays = follows.contains(&1.0);
        let mut flags: Vec<Flags> =
            spots.iter().enumerate().map(|(site, spot)| Flags::at_rest(&given, spot, site)).collect();
        for it in network.substitutes() {
            flags[it.from as usize].leaves = true;
            flags[it.to as usize].stands_in = true;
        }
        let ties =
            network.edges.iter().map(|edge| Tie { stock: [0.0; W], pipeline: [edge.pipeline; W], order: [1.0; W] });
        let nowhere = Route::default();
        let (goods, invoices) = (&network.goods, if pays { &network.invoices } else { &nowhere });
        Self {
            network,
            step: 0,
            follows,
            pays,
            books: false,
            weights: vec![1.0; network.calendars().len() + 1],
            closing: Default::default(),
            rhythms: vec![(1.0, 1.0); network.normal.rhythms.len() + 1],
            ahead: vec![0.0; if network.normal.foresees() { links } else { 0 }],
            flags,
            ties: ties.collect(),
            sent: Rows::filled(if goods.is_far() || invoices.is_far() { links } else { 0 }, 1.0),
            goods: Belt::full(goods),
            invoices: Belt::full(invoices),
            falling_due: vec![[0.0; W]; if pays { network.most_suppliers() } else { 0 }],
            overdue: Rows::filled(if pays { links } else { 0 }, 0.0),
            spots,
            desks: vec![Desk { orders: [0.0; W], filled: [1.0; W], receipts: [0.0; W] }; count],
            sites: Sites::at_rest(network),
            given,
            meters: Meters::zero(count, network.substitutes().len()),
        }
    }

    /// Sets how a channel works, from the next step until set again; a number is a level of pace, [`Share::pace`].
    ///
    /// # Panics
    /// If a part of the share is negative or they are more than 1 together.
    pub fn set_share(&mut self, lane: usize, site: usize, channel: Channel, share: impl Into<Share>) {
        let share = share.into();
        let Share { whole, offer, hand } = share;
        let good = whole >= 0.0 && offer >= 0.0 && hand >= 0.0 && share.level() <= 1.0 + 1e-9;
        assert!(good, "a channel's share is 0 to 1, not {share:?}");
        for (rows, part) in self.given.shares[channel as usize].iter_mut().zip([whole, offer, hand]) {
            rows[site][lane] = part;
        }
        let [wholes, ..] = &self.given.shares[channel as usize];
        let here = wholes[site].iter().any(|whole| *whole < 1.0);
        self.flags[site].throttled =
            here || self.given.shares.iter().any(|[wholes, ..]| wholes[site].iter().any(|whole| *whole < 1.0));
    }

    /// Sets the final demand of a site to `times` its baseline, from the next step until set again.
    ///
    /// # Panics
    /// If `times` is negative or not finite.
    pub fn set_demand(&mut self, lane: usize, site: usize, times: f64) {
        assert!(times.is_finite() && times >= 0.0, "demand is a multiple of the baseline, not {times}");
        let demand = &mut self.spots[site].demand[lane];
        let since = &mut self.sites.wanted_since[site][lane];
        let passed = self.network.normal.wanted(site, *since as usize, self.step);
        self.sites.wanted_before[site][lane] += self.network.sites()[site].final_demand * *demand * passed;
        *demand = times;
        *since = self.step as f64;
    }

    /// One step: buyers, then suppliers; then who found nothing goes over.
    pub fn step(&mut self) {
        if W > 1 { wide(self) } else { self.step_once() }
    }

    #[inline(always)]
    fn step_once(&mut self) {
        for (weight, calendar) in self.weights.iter_mut().zip(self.network.calendars()) {
            *weight = calendar.weight(self.step);
        }
        for (now, rhythm) in self.rhythms.iter_mut().zip(&self.network.normal.rhythms) {
            *now = (rhythm.usual(self.step), rhythm.season(self.step));
        }
        self.buyers();
        self.suppliers();
        if !self.network.substitutes().is_empty() {
            self.go_over();
        }
        self.step += 1;
    }

    /// From now on the meters `received`, `paid` and `withdrawn` run too: who audits money needs them, a forecast does not.
    pub fn keep_books(&mut self) {
        self.books = true;
    }

    /// Steps done since rest.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// The network it runs.
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// Production `X` of the last step \[units\], `[site][lane]`.
    pub fn production(&self) -> &[[f64; W]] {
        &self.sites.production
    }

    /// Share of a site's customers that stays away, `A`.
    pub fn away(&self, site: usize, lane: usize) -> f64 {
        self.sites.away[site][lane]
    }

    /// Customers of other sites who are on their way to a site \[units\].
    pub fn coming(&self, site: usize, lane: usize) -> f64 {
        self.sites.coming.get(site).map_or(0.0, |row| row[lane])
    }

    /// Cash at the end of the last step \[money\]; infinite where not followed.
    pub fn cash(&self) -> Vec<[f64; W]> {
        self.spots.iter().map(|spot| spot.cash).collect()
    }

    /// Final customers waiting, `B` \[units\].
    pub fn waiting(&self) -> Vec<[f64; W]> {
        self.spots.iter().map(|spot| spot.waiting).collect()
    }

    /// Finished stock, `F` \[units\].
    pub fn finished(&self) -> Vec<[f64; W]> {
        self.spots.iter().map(|spot| spot.finished).collect()
    }

    /// Overtime factor `α`; 1 where none is possible.
    pub fn overtime(&self) -> Vec<[f64; W]> {
        self.spots.iter().map(|spot| spot.overtime).collect()
    }

    /// Whether a site has become insolvent.
    pub fn is_insolvent(&self, site: usize, lane: usize) -> bool {
        self.sites.alive[site][lane] == 0.0
    }

    /// Orders `o` of the last step as multiples of the baseline, in the order of [`Network::links`].
    pub fn orders(&self) -> Vec<[f64; W]> {
        self.ties.iter().map(|tie| tie.order).collect()
    }

    /// Share `q` of its orders that each site shipped in the last step; 0 if nobody ordered.
    pub fn filled(&self) -> Vec<[f64; W]> {
        self.desks.iter().map(|desk| desk.filled).collect()
    }

    /// Input stock of each link less its normal level, `y` \[steps of normal use\], as last used.
    pub fn stock(&self) -> Vec<[f64; W]> {
        self.ties.iter().map(|tie| tie.stock).collect()
    }

    /// Goods on the way on each link, `Q` \[steps of normal use\], without the last step's shipment.
    pub fn pipeline(&self) -> Vec<[f64; W]> {
        self.ties.iter().map(|tie| tie.pipeline).collect()
    }

    /// Overdue on each link \[money\]; empty if no lane follows cash.
    pub fn overdue(&self) -> &[[f64; W]] {
        &self.overdue
    }

    /// Made since rest \[units\]: one of the [`meters`](Self::meters), always up to date.
    pub fn produced(&self) -> &[[f64; W]] {
        &self.meters.produced
    }

    /// What has left a site since rest, to other sites and to final customers: its value \[money\] and how much it was \[units\].
    pub fn left(&self, site: usize) -> ([f64; W], [f64; W]) {
        let (spot, price) = (&self.spots[site], self.network.sites()[site].price);
        let link_price = self.network.nodes[site].link_price;
        let value = |lane: usize| {
            link_price.map_or(spot.shipped_value[lane], |price| spot.shipped[lane] * price) + spot.sold[lane] * price
        };
        (std::array::from_fn(value), std::array::from_fn(|lane| spot.shipped[lane] + spot.sold[lane]))
    }

    /// Totals since rest. What is a multiple of something else is brought up to date here, so that a step need not;
    /// calling it or not changes nothing else.
    pub fn meters(&mut self) -> &Meters<W> {
        let Self { network, step, sites, spots, given, meters, .. } = self;
        let now = *step as f64;
        for (site, (node, spot)) in network.nodes.iter().zip(spots).enumerate() {
            let price = network.sites()[site].price;
            let demand = network.sites()[site].final_demand;
            meters.overtime[site] = spot.overtime_made;
            meters.shipped[site] = spot.shipped;
            meters.shipped_value[site] = spot.shipped_value;
            meters.sold[site] = spot.sold;
            meters.short_own[site] = spot.short_own;
            meters.short_input[site] = spot.short_input;
            meters.short_orders[site] = spot.short_orders;
            for lane in 0..W {
                meters.sold_value[site][lane] = spot.sold[lane] * price;
                if let Some(price) = node.link_price {
                    meters.shipped_value[site][lane] = spot.shipped[lane] * price;
                }
                let passed = network.normal.wanted(site, sites.wanted_since[site][lane] as usize, *step);
                meters.wanted[site][lane] = sites.wanted_before[site][lane] + demand * spot.demand[lane] * passed;
                meters.variable_paid[site][lane] =
                    given.fields[Field::VariableCost as usize][site][lane] * meters.produced[site][lane];
                let fixed = given.fields[Field::FixedCost as usize][site][lane];
                let idle = sites.idle[site][lane]
                    + if sites.alive[site][lane] == 0.0 { now - (sites.dead_since[site][lane] + 1.0) } else { 0.0 };
                meters.fixed_paid[site][lane] = fixed * (now - idle);
                let normal = spot.cash_normal[lane];
                if normal.is_finite() {
                    meters.cash_time[site][lane] = normal * now - spot.missing_cash[lane];
                    if fixed > 0.0 {
                        meters.least_cover[site][lane] =
                            (spot.least_cash[lane] + given.fields[Field::Credit as usize][site][lane]) / fixed;
                    }
                }
            }
        }
        meters
    }
}

/// Name, values, and which of them are good.
type Check<'a> = (&'static str, &'a [f64], fn(f64) -> bool);

fn check_lane(lane: &Lane, network: &Network) {
    let sites = network.site_count();
    let not_negative: fn(f64) -> bool = |value| value >= 0.0 && value.is_finite();
    let share: fn(f64) -> bool = |value| (0.0..=1.0).contains(&value);
    let checks: [Check<'_>; 13] = [
        ("cover scale", &lane.cover_scale, not_negative),
        ("overtime", &lane.overtime, |value| value >= 1.0 && value.is_finite()),
        ("patience", &lane.patience, share),
        ("give up", &lane.give_up, share),
        ("cash", &lane.cash, |value| value >= 0.0),
        ("credit", &lane.credit, not_negative),
        ("variable cost", &lane.variable_cost, not_negative),
        ("fixed cost", &lane.fixed_cost, not_negative),
        ("choice", &lane.choice, not_negative),
        ("replaced steps", &lane.replaced_steps, |value| value >= 0.0),
        ("catch up", &lane.catch_up, share),
        ("away most", &lane.away_most, share),
        ("away never", &lane.away_never, share),
    ];
    for (name, values, good) in checks {
        assert!(values.len() == sites, "a lane's {name} has {} values for {sites} sites", values.len());
        if let Some((site, value)) = values.iter().enumerate().find(|(_, value)| !good(**value)) {
            panic!("a lane's {name} of site {site} is {value}, out of its range");
        }
    }
    let substitutes = network.substitutes();
    let count = lane.goes_over.len();
    assert!(count == substitutes.len(), "a lane has {count} shares for {} substitutes", substitutes.len());
    let mut shares = lane.goes_over.iter();
    for of_site in substitutes.chunk_by(|a, b| a.from == b.from) {
        let (all, from) = (shares.by_ref().take(of_site.len()), of_site[0].from);
        let sum = all.map(|value| if share(*value) { *value } else { f64::NAN }).sum::<f64>();
        assert!(
            sum <= 1.0 + 1e-9,
            "the shares of a lane that go over from site {from} are 0 to 1, and 1 at most together"
        );
    }
}

/// The share of a gap that closes in a step: people close it while they work, so that a day in one step and in four close the same.
/// Sites one after the other mostly ask the same.
#[derive(Clone, Copy, Debug, Default)]
struct AtWork {
    rate: f64,
    weight: f64,
    share: f64,
}

impl AtWork {
    /// Of a gap of which `rate` closes in a step of work 1, the share that closes in a step of work `weight`.
    #[inline(always)]
    fn of(&mut self, rate: f64, weight: f64) -> f64 {
        if weight == 1.0 || rate >= 1.0 {
            return rate;
        }
        if rate != self.rate || weight != self.weight {
            *self = Self { rate, weight, share: 1.0 - libm::pow(1.0 - rate, weight) };
        }
        self.share
    }
}
