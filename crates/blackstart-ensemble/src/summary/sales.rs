//! What final customers bought, month by month, beside what they would have: all watched sites that sell the same unit together.

use super::Spread;
use super::rows::{Heads, places};
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// Sales of one unit in one period, over all watched sites that sell it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SalesSummary {
    /// Word for one unit.
    pub unit: String,
    /// Period.
    pub period: String,
    /// Sold to final customers \[units\].
    pub sold: Spread,
    /// Sold without the event \[units\].
    pub twin_sold: Spread,
    /// The former as share of the latter, history by history; absent where some history sells nothing without the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sold_of_normal: Option<Spread>,
    /// Sold late to customers who waited, beyond those of the twin \[units\].
    pub recaptured: Spread,
    /// Lost for good, beyond those of the twin \[units\].
    pub lost: Spread,
}

/// Units in the order of the sites that sell them; nothing of a unit that nobody sells to final customers.
pub(super) fn sales(results: &Results) -> Vec<SalesSummary> {
    let (layout, table) = (&results.layout, &results.volumes);
    let mut units: Vec<&str> = Vec::new();
    let mut unit_of = vec![0; layout.sites.len()];
    for &site in &layout.watched {
        let unit = layout.sites[site as usize].unit.as_str();
        unit_of[site as usize] = units.iter().position(|known| *known == unit).unwrap_or_else(|| {
            units.push(unit);
            units.len() - 1
        });
    }
    let (periods, heads) = (layout.periods.len(), units.len() * layout.periods.len());
    let [mut sold, mut twin, mut late, mut lost] = [(); 4].map(|()| Heads::new(heads, results.len()));
    for (row, place) in places(&results.replicates.replicate, &table.replicate).into_iter().enumerate() {
        let head = unit_of[table.site[row] as usize] * periods + usize::from(table.period[row]);
        let number = |column: &[f32]| f64::from(column[row]);
        if table.sold[row] != 0.0 || table.twin_sold[row] != 0.0 {
            sold.add(head, place, number(&table.sold));
            twin.add(head, place, number(&table.twin_sold));
        }
        late.add(head, place, number(&table.recaptured) - number(&table.twin_recaptured));
        lost.add(head, place, number(&table.lost) - number(&table.twin_lost));
    }
    let summary = |head: usize| {
        let (sold, twin) = (sold.sample(head), twin.sample(head));
        let part = |(sold, twin): (&f64, &f64)| sold / twin;
        let of_normal = || Sample::new(sold.values().iter().zip(twin.values()).map(part).collect());
        SalesSummary {
            unit: units[head / periods].to_owned(),
            period: layout.periods[head % periods].label.clone(),
            sold: Spread::of(&sold),
            twin_sold: Spread::of(&twin),
            sold_of_normal: twin.values().iter().all(|&twin| twin > 0.0).then(|| Spread::of(&of_normal())),
            recaptured: Spread::of(&late.sample(head)),
            lost: Spread::of(&lost.sample(head)),
        }
    };
    let is_sold = |unit: &usize| (0..periods).any(|period| sold.is_touched(unit * periods + period));
    let heads =
        (0..units.len()).filter(is_sold).flat_map(|unit| (0..periods).map(move |period| unit * periods + period));
    heads.map(summary).collect()
}
