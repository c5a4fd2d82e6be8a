//! Sales and revenue month by month: as share of normal, and what of the missing sales is only late.

use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::chart::{Bar, Bars, Chart};
use crate::number::{count, share};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use crate::words::month;
use blackstart_ensemble::summary::{SalesSummary, Spread};

/// A page only; nothing where neither the company earns nor anybody sells.
pub(super) fn section(story: &Story) -> Option<Section> {
    let mut blocks: Vec<Block> = revenue(story).into_iter().collect();
    let mut units: Vec<&str> = story.summary.sales.iter().map(|row| row.unit.as_str()).collect();
    units.dedup();
    for (at, unit) in units.into_iter().enumerate() {
        let rows: Vec<&SalesSummary> = story.summary.sales.iter().filter(|row| row.unit == unit).collect();
        blocks.extend(sold(at, unit, &rows));
    }
    let section = Section::new("sales", "Sales and revenue", "share of normal, by month");
    (!blocks.is_empty()).then(|| section.with(Block::detail(blocks)))
}

/// Revenue of the company.
fn revenue(story: &Story) -> Option<Block> {
    let company = story.summary.loss.by_party.iter().find(|party| party.kind == "company")?;
    let rows: Vec<(String, Spread)> = story
        .summary
        .parties
        .iter()
        .filter(|row| row.party == company.party)
        .filter_map(|row| Some((month(&row.period), row.revenue_of_normal?)))
        .collect();
    let (name, least) = rows.iter().min_by(|a, b| a.1.p50.total_cmp(&b.1.p50))?;
    let description =
        format!("{} earns least in {name}: {} of normal in the median history.", company.title, share(least.p50));
    let table = Table::new("Revenue as share of normal", spread_columns("month"))
        .rows(rows.iter().map(|(name, it)| spread(Cell::text(name), it, Cell::share)));
    Some(Block::Figure(Figure {
        id: "b-revenue".to_owned(),
        caption: format!(
            "{description} Each month beside the same month without the event, history by history; whisker: 5th to 95th percentile. More than 100 %: what was late is made up."
        ),
        chart: Chart::Bars(Bars {
            title: "Revenue of the company as share of normal".to_owned(),
            description,
            unit: Unit::Share,
            rows: rows.iter().map(|(name, it)| bar(name, it)).collect(),
        }),
        tables: vec![table],
        open: false,
    }))
}

/// What of a unit is sold late, and what is lost; nothing where neither is.
fn sold(at: usize, unit: &str, rows: &[&SalesSummary]) -> Option<Block> {
    let seen = |it: &Spread| [it.p05, it.p50, it.p95].iter().any(|units| units.abs() >= 0.5);
    let rows: Vec<&SalesSummary> =
        rows.iter().copied().filter(|row| seen(&row.lost) || seen(&row.recaptured)).collect();
    if rows.is_empty() {
        return None;
    }
    let sum = |of: fn(&SalesSummary) -> f64| rows.iter().map(|row| of(row)).sum::<f64>();
    let (late, lost) = (sum(|row| row.recaptured.mean), sum(|row| row.lost.mean));
    let description = format!(
        "On average over all histories (mean) {} sales ({unit}) are lost for good, and {} are made later to customers who wait. The bars and the table below tell the median of each month: medians do not add up to that.",
        count(lost),
        count(late)
    );
    let bars = rows.iter().flat_map(|row| {
        let name = month(&row.period);
        [bar(&format!("{name}, lost for good"), &row.lost), bar(&format!("{name}, sold late"), &row.recaptured)]
    });
    let columns = [
        Column::words("month"),
        Column::number("sold").full("sold, 50 %"),
        Column::number("without").full("sold without the event, 50 %"),
        Column::number("of normal").full("sold as share of normal, 50 %"),
        Column::number("late").full("sold late to those who waited, 50 %"),
        Column::number("lost").full("lost for good, 50 %"),
        Column::number("95 %").full("lost for good, 95 %"),
    ];
    let row = |row: &&SalesSummary| {
        vec![
            Cell::text(month(&row.period)),
            Cell::count(row.sold.p50),
            Cell::count(row.twin_sold.p50),
            Cell::given(row.sold_of_normal, |it| Cell::share(it.p50)),
            Cell::count(row.recaptured.p50),
            Cell::count(row.lost.p50),
            Cell::count(row.lost.p95),
        ]
    };
    let figure = Figure {
        id: format!("b-sales-{at}"),
        caption: "Of all watched sites that sell to final customers, beyond what is late or lost without the event; whisker: 5th to 95th percentile.".to_owned(),
        chart: Chart::Bars(Bars {
            title: format!("Sales lost and recaptured ({unit})"),
            description: description.clone(),
            unit: Unit::Count,
            rows: bars.collect(),
        }),
        tables: vec![Table::new(format!("Sales to final customers ({unit})"), columns).rows(rows.iter().map(row))],
        open: false,
    };
    Some(Block::folded(
        format!("Sales lost and made later ({unit})"),
        vec![Block::Text(description), Block::Figure(figure)],
    ))
}

fn bar(title: &str, it: &Spread) -> Bar {
    Bar { title: title.to_owned(), low: it.p05, middle: it.p50, high: it.p95 }
}
