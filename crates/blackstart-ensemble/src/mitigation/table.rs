//! A ranking as a table: a row for each change, a column for each thing that is told of it, in plain units.

use super::told::{RankSummary, Ranked, Told};

/// A column of the table, a value for each change.
#[derive(Clone, Debug, PartialEq)]
pub enum RankColumn {
    /// Words.
    Text(Vec<Option<String>>),
    /// Numbers: money, days, shares from 0 to 1.
    Number(Vec<Option<f64>>),
}

impl RankSummary {
    /// The columns with their names, changes in the order in which they are told. `kind` is `declared` where somebody wrote a change down.
    pub fn table(&self) -> Vec<(&'static str, RankColumn)> {
        let text = |of: &dyn Fn(&Ranked) -> Option<String>| RankColumn::Text(self.changes.iter().map(of).collect());
        // A zero has no sign.
        let number = |of: &dyn Fn(&Ranked) -> Option<f64>| {
            RankColumn::Number(self.changes.iter().map(|it| of(it).map(|it| it + 0.0)).collect())
        };
        let told = |of: &dyn Fn(&Told) -> Option<f64>| number(&|it| of(it.measured.as_ref()?));
        vec![
            ("id", text(&|it| Some(it.change.id.clone()))),
            ("title", text(&|it| Some(it.change.title.clone()))),
            ("kind", text(&|it| Some(it.change.kind.map_or("declared", |kind| kind.word()).to_owned()))),
            ("cost", number(&|it| it.change.cost)),
            ("cost_per_year", number(&|it| it.change.cost_per_year)),
            ("cost_in_a_year", told(&|it| it.cost)),
            ("saves", told(&|it| Some(it.saves))),
            ("low", told(&|it| Some(it.low))),
            ("high", told(&|it| Some(it.high))),
            ("net", told(&|it| it.net)),
            ("saves_1_in_10", told(&|it| Some(it.tails[0].saves))),
            ("saves_1_in_20", told(&|it| Some(it.tails[1].saves))),
            ("days", told(&|it| it.days)),
            ("breaches", told(&|it| Some(it.breaches))),
            ("touches", number(&|it| Some(it.touches))),
            ("helps", told(&|it| Some(it.helps))),
            ("harms", told(&|it| Some(it.harms))),
            ("pays", told(&|it| it.pays)),
            ("histories", told(&|it| Some(it.histories as f64))),
            ("why", text(&|it| it.why.clone())),
        ]
    }
}
