//! Running totals: what has gone through each site since rest.

use crate::rows::Rows;

/// Totals per site and lane since [`Engine::at_rest`](crate::Engine::at_rest); index `[site][lane]`.
///
/// Money meters are zero in a lane where no site's cash is followed, sales values excepted.
#[derive(Debug)]
pub struct Meters<const W: usize> {
    /// Made \[units\].
    pub produced: Rows<W>,
    /// Of these, made beyond capacity without overtime, `k w` \[units\].
    pub overtime: Rows<W>,
    /// Sent to other sites \[units\].
    pub shipped: Rows<W>,
    /// Its value at link prices \[money\].
    pub shipped_value: Rows<W>,
    /// Handed to final customers \[units\].
    pub sold: Rows<W>,
    /// Its value \[money\].
    pub sold_value: Rows<W>,
    /// Wanted by final customers, `c m` \[units\].
    pub wanted: Rows<W>,
    /// Sold to customers who had waited \[units\].
    pub recaptured: Rows<W>,
    /// Wanted by customers who waited and gave up \[units\].
    pub given_up: Rows<W>,
    /// Wanted by customers who did not wait \[units\].
    pub lost_at_once: Rows<W>,
    /// Wanted by customers who stay away because they or others were turned away before \[units\].
    pub stayed_away: Rows<W>,
    /// Wanted by customers who went over to substitutes of the site \[units\].
    pub moved_away: Rows<W>,
    /// Customers of other sites who came instead \[units\].
    pub came_over: Rows<W>,
    /// By substitute, in the order of [`Network::substitutes`](crate::Network::substitutes): who went over \[units\].
    pub moved: Rows<W>,
    /// Not made, below `w x`, for the site's own capacity or channels \[units\].
    pub short_own: Rows<W>,
    /// Not made for want of inputs \[units\].
    pub short_input: Rows<W>,
    /// Not made for want of orders \[units\].
    pub short_orders: Rows<W>,
    /// Not made because insolvent \[units\].
    pub short_insolvent: Rows<W>,
    /// Received from other sites \[money\].
    pub received: Rows<W>,
    /// Paid to suppliers \[money\].
    pub paid: Rows<W>,
    /// Owed to suppliers and overdue, summed over steps \[money·step\].
    pub overdue_time: Rows<W>,
    /// Most that was owed to suppliers and overdue at the end of any step \[money\].
    pub most_overdue: Rows<W>,
    /// Owed to the site by insolvent buyers, as it fell due \[money\].
    pub bad_debt: Rows<W>,
    /// Taken out by the owners \[money\].
    pub withdrawn: Rows<W>,
    /// Put in by whoever takes an insolvent site over \[money\].
    pub rescued: Rows<W>,
    /// Cash, summed over steps; 0 where it is not followed \[money·step\].
    pub cash_time: Rows<W>,
    /// Fixed cost paid \[money\].
    pub fixed_paid: Rows<W>,
    /// Variable cost besides inputs paid \[money\].
    pub variable_paid: Rows<W>,
    /// Least `(cash + credit)/fixed cost` \[steps\]; infinite where cash is not followed or nothing is fixed.
    pub least_cover: Rows<W>,
    /// First step in which it was that low; 0 where it never fell below its start.
    pub least_cover_step: Rows<W>,
    /// Step at whose end the site became insolvent; infinite: never.
    pub insolvent_since: Rows<W>,
}

impl<const W: usize> Meters<W> {
    /// Nothing has happened yet.
    pub(crate) fn zero(sites: usize, substitutes: usize) -> Self {
        let zero = || Rows::filled(sites, 0.0);
        Self {
            produced: zero(),
            overtime: zero(),
            shipped: zero(),
            shipped_value: zero(),
            sold: zero(),
            sold_value: zero(),
            wanted: zero(),
            recaptured: zero(),
            given_up: zero(),
            lost_at_once: zero(),
            stayed_away: zero(),
            moved_away: zero(),
            came_over: zero(),
            moved: Rows::filled(substitutes, 0.0),
            short_own: zero(),
            short_input: zero(),
            short_orders: zero(),
            short_insolvent: zero(),
            received: zero(),
            paid: zero(),
            overdue_time: zero(),
            most_overdue: zero(),
            bad_debt: zero(),
            withdrawn: zero(),
            rescued: zero(),
            cash_time: zero(),
            fixed_paid: zero(),
            variable_paid: zero(),
            least_cover: Rows::filled(sites, f64::INFINITY),
            least_cover_step: zero(),
            insolvent_since: Rows::filled(sites, f64::INFINITY),
        }
    }
}
