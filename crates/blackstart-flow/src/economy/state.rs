//! The state of an economy as plain columns, to be kept and brought back.

use super::damage::Struck;
use super::error::EconomyError;
use super::events::Progress;
use super::graph::Amount;
use super::shared::Shared;
use super::{Economy, Firm};

/// Everything that changes from step to step. A fresh economy of the same web, dynamic, damage and events that is brought
/// to this state goes on to the last bit as the one it was taken from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Steps done.
    pub step: u64,
    /// By firm: production, demand, consumption, share lost, input limit; filled; what follows may be empty.
    pub firms: [Vec<f64>; 6],
    /// Final demand where it has been set.
    pub wanted: Vec<f64>,
    /// Stock by link or group.
    pub stock: Vec<f64>,
    /// Orders (after filling: deliveries) by link.
    pub order: Vec<f64>,
    /// Production followed by orders, overproduction, potential, weights of this and the next split.
    pub extra: [Vec<f64>; 5],
    /// Rates of the groups.
    pub rate: Vec<f64>,
    /// Firms struck.
    pub struck: Vec<Struck>,
    /// Events.
    pub progress: Vec<Progress>,
    /// By industry: share of capacity that events take from the next step on, capital gone, wanted for rebuilding.
    pub events: [Vec<f64>; 3],
}

impl<A: Amount> Economy<A> {
    /// The state after the last step.
    pub fn state(&self) -> State {
        let column = |field: fn(&Firm) -> f64| self.firms.iter().map(field).collect();
        State {
            step: self.step,
            firms: [
                column(|it| it.production),
                column(|it| it.demand),
                column(|it| it.consumed),
                column(|it| it.lost),
                column(|it| it.limit),
                self.filled.clone(),
            ],
            wanted: self.wanted.clone().unwrap_or_default(),
            stock: self.stock.clone(),
            order: self.order.iter().map(Shared::get).collect(),
            extra: [
                self.followed.clone(),
                self.overtime.clone(),
                self.potential.clone(),
                self.weight[0].clone(),
                self.weight[1].clone(),
            ],
            rate: self.pools.rate.clone(),
            struck: self.struck.clone(),
            progress: self.events.progress.clone(),
            events: [self.events.coming.clone(), self.events.capital.clone(), self.events.wanted.clone()],
        }
    }

    /// Brings it to a state taken before.
    ///
    /// # Errors
    /// If the state is not of an economy with the same web, dynamic, damage and events; nothing is changed then.
    pub fn restore(&mut self, state: State) -> Result<(), EconomyError> {
        let own = self.state();
        let fits = |what, found: usize, expected: usize| {
            if found == expected { Ok(()) } else { Err(EconomyError::Count { what, found, expected }) }
        };
        for (theirs, ours) in state.firms.iter().zip(&own.firms) {
            fits("state of the firms", theirs.len(), ours.len())?;
        }
        if !state.wanted.is_empty() {
            fits("final demand", state.wanted.len(), self.firms.len())?;
        }
        fits("stock", state.stock.len(), own.stock.len())?;
        fits("orders", state.order.len(), own.order.len())?;
        for (theirs, ours) in state.extra.iter().zip(&own.extra) {
            fits("further state of the firms", theirs.len(), ours.len())?;
        }
        fits("rates", state.rate.len(), own.rate.len())?;
        fits("struck firms", state.struck.len(), own.struck.len())?;
        for (theirs, ours) in state.struck.iter().zip(&own.struck) {
            fits("struck firm", theirs.firm as usize, ours.firm as usize)?;
        }
        fits("events", state.progress.len(), own.progress.len())?;
        for (theirs, ours) in state.progress.iter().zip(&own.progress) {
            fits("industries of an event", theirs.gone.len(), ours.gone.len())?;
            fits("rebuilding of an event", theirs.to_build.len(), ours.to_build.len())?;
        }
        for (theirs, ours) in state.events.iter().zip(&own.events) {
            fits("state of the events", theirs.len(), ours.len())?;
        }
        let numbers = [&state.stock, &state.order, &state.rate].into_iter().chain(&state.firms).chain(&state.extra);
        for (place, value) in numbers.flat_map(|column| column.iter().enumerate()) {
            super::error::check("state", place, *value, *value >= 0.0, "not negative")?;
        }

        self.step = state.step;
        for (place, firm) in self.firms.iter_mut().enumerate() {
            let at = |column: usize| state.firms[column][place];
            *firm = Firm {
                output: firm.output,
                production: at(0),
                demand: at(1),
                consumed: at(2),
                lost: at(3),
                limit: at(4),
            };
        }
        let [.., filled] = state.firms;
        self.filled = filled;
        self.wanted = (!state.wanted.is_empty()).then_some(state.wanted);
        self.stock = state.stock;
        self.order.iter().zip(&state.order).for_each(|(order, value)| order.set(*value));
        let [followed, overtime, potential, weight, next_weight] = state.extra;
        (self.followed, self.overtime, self.potential) = (followed, overtime, potential);
        self.weight = [weight, next_weight];
        self.pools.rate = state.rate;
        self.struck = state.struck;
        self.events.progress = state.progress;
        let [coming, capital, wanted] = state.events;
        (self.events.coming, self.events.capital, self.events.wanted) = (coming, capital, wanted);
        Ok(())
    }
}
