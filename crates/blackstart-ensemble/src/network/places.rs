//! Firms renumbered so that what belongs together lies close together in memory; told and asked for by their own numbers.

use super::company::Strikes;
use blackstart_model::economy::{Economy, Kind, Links, Shock, Subject};

/// Firms from which on it is worth it: the state of fewer fits the caches.
pub(super) const LARGE: usize = 50_000;

/// The place of each firm; `None`: its number.
#[derive(Debug)]
pub(super) struct Places(Option<Vec<u32>>);

impl Places {
    /// By sector, because buyers of a sector have their suppliers in the same few sectors; an economy with links and at least
    /// `large` firms only. Sums are then taken in this order.
    pub(super) fn of(economy: &Economy, large: usize) -> Self {
        if economy.len() < large || matches!(economy.links, Links::Table { .. }) {
            return Self(None);
        }
        let mut order: Vec<u32> = (0..economy.len() as u32).collect();
        order.sort_by_key(|firm| economy.sector[*firm as usize]);
        if order.is_sorted() {
            return Self(None);
        }
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(firm, place)| places[*firm as usize] = place);
        Self(Some(places))
    }

    pub(super) fn of_firm(&self, firm: u32) -> u32 {
        self.0.as_ref().map_or(firm, |places| places[firm as usize])
    }

    fn all_of(&self, firms: &[u32]) -> Vec<u32> {
        let mut places: Vec<u32> = firms.iter().map(|firm| self.of_firm(*firm)).collect();
        places.sort_unstable();
        places
    }

    /// A column by place, from one by firm.
    fn arrange<T: Copy>(&self, column: &mut Vec<T>) {
        if let (Some(places), false) = (&self.0, column.is_empty()) {
            let mut arranged = column.clone();
            places.iter().zip(&*column).for_each(|(place, value)| arranged[*place as usize] = *value);
            *column = arranged;
        }
    }

    /// A column by firm, from one by place.
    pub(super) fn by_firm(&self, column: Vec<f64>) -> Vec<f64> {
        match &self.0 {
            None => column,
            Some(places) => places.iter().map(|place| column[*place as usize]).collect(),
        }
    }

    /// What the engine needs of an economy, by place.
    pub(super) fn economy(&self, mut economy: Economy) -> Economy {
        if self.0.is_some() {
            self.arrange(&mut economy.sector);
            self.arrange(&mut economy.region);
            self.arrange(&mut economy.final_demand);
            economy.output.iter_mut().for_each(|output| self.arrange(output));
            if let Links::List { supplier, buyer, .. } = &mut economy.links {
                supplier.iter_mut().chain(buyer).for_each(|end| *end = self.of_firm(*end));
            }
        }
        economy
    }

    fn subject(&self, subject: &Subject) -> Subject {
        match subject {
            Subject::All => Subject::All,
            Subject::These(firms) => Subject::These(self.all_of(firms)),
        }
    }

    pub(super) fn shocks(&self, shocks: &[Shock]) -> Vec<Shock> {
        let mut shocks = shocks.to_vec();
        for shock in &mut shocks {
            shock.firms = self.subject(&shock.firms);
            if let Kind::Cut { to, .. } = &mut shock.kind {
                *to = self.subject(to);
            }
        }
        shocks
    }

    pub(super) fn strikes(&self, strikes: &Strikes) -> Strikes {
        strikes.renumbered(|firm| self.of_firm(firm))
    }
}
