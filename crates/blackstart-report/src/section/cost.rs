//! What it costs: who bears it, in which form, why, when, and how likely more is.

use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::chart::{Bar, Bars, Chart, Exceedance, Mark};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use crate::words::{form_title, is_seen};
use blackstart_ensemble::summary::{Part, Spread};

const CAPTION: &str = "Bar: the median history; whisker: from the 5th to the 95th percentile. A negative loss is a gain. Means add up to the mean of the whole, percentiles do not.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let loss = &story.summary.loss;
    if loss.by_party.is_empty() {
        return None;
    }
    let whole = loss.total.mean;
    let remark = "means add up, quantiles do not; a negative loss is a gain";
    let section = Section::new("loss", "What it costs", remark)
        .with(Block::heading("Who bears it", ""))
        .with(Block::Figure(by_party(story)))
        .with(Block::heading("In which form", ""))
        .with(Block::Figure(parts("b-form", "form", &loss.by_form, whole)))
        .with(Block::heading("Why", ""))
        .with(Block::Figure(parts("b-cause", "cause", &loss.by_cause, whole)));
    Some(section.with(Block::detail(vec![
        Block::heading("When", ""),
        Block::Figure(parts("b-period", "period", &loss.by_period, whole)),
        Block::heading("How likely it is to be more", ""),
        Block::Figure(exceedance(story)),
    ])))
}

fn by_party(story: &Story) -> Figure {
    let loss = &story.summary.loss;
    let rows = std::iter::once(row(Cell::text("All parties"), &loss.total, loss.total.mean))
        .chain(loss.by_party.iter().map(|party| row(Cell::part(&party.title), &party.loss, loss.total.mean)));
    Figure {
        id: "b-party".to_owned(),
        chart: Chart::Bars(Bars {
            title: "Loss by party".to_owned(),
            description: "Median loss of each party with its 5th to 95th percentile.".to_owned(),
            unit: Unit::Money,
            rows: loss.by_party.iter().map(|party| bar(&party.title, &party.loss)).collect(),
        }),
        caption: CAPTION.to_owned(),
        tables: vec![Table::new("Loss by party", columns("party")).rows(rows)],
        open: true,
    }
}

/// The loss in parts; those of which nothing would be seen are left out.
fn parts(id: &str, what: &str, parts: &[Part], whole: f64) -> Figure {
    let seen = || parts.iter().filter(|part| is_seen(&part.loss));
    let rows = seen().map(|part| row(Cell::text(form_title(&part.name)), &part.loss, whole));
    Figure {
        id: id.to_owned(),
        chart: Chart::Bars(Bars {
            title: format!("Loss by {what}"),
            description: format!("Median loss by {what} with its 5th to 95th percentile."),
            unit: Unit::Money,
            rows: seen().map(|part| bar(&form_title(&part.name), &part.loss)).collect(),
        }),
        caption: CAPTION.to_owned(),
        tables: vec![Table::new(format!("Loss by {what}"), columns(what)).rows(rows)],
        open: false,
    }
}

fn columns(first: &str) -> impl Iterator<Item = Column> {
    spread_columns(first).into_iter().chain([
        Column::number("95% of the mean").full("95% interval of the mean").spare(1),
        Column::number("share").full("Share of the mean"),
    ])
}

fn row(title: Cell, loss: &Spread, whole: f64) -> Vec<Cell> {
    let mut row = spread(title, loss, Cell::money);
    row.push(Cell::range(Unit::Money, loss.mean_low, loss.mean_high));
    row.push(Cell::given((whole != 0.0).then(|| loss.mean / whole), Cell::share));
    row
}

fn bar(title: &str, loss: &Spread) -> Bar {
    Bar { title: title.to_owned(), low: loss.p05, middle: loss.p50, high: loss.p95 }
}

fn exceedance(story: &Story) -> Figure {
    let (total, setting) = (&story.summary.loss.total, story.setting());
    let mark = |often: &str, loss: f64| Mark { loss, words: format!("{often} over {}", setting.money(loss)) };
    let description = format!(
        "The chance that all parties together lose more than an amount: 1 in 2 that it is more than {}, 1 in 20 that it is more than {}.",
        setting.money(total.p50),
        setting.money(total.p95)
    );
    let rows = [
        (0.95, total.p05),
        (0.90, total.p10),
        (0.75, total.p25),
        (0.50, total.p50),
        (0.25, total.p75),
        (0.10, total.p90),
        (0.05, total.p95),
    ];
    let columns = [Column::words("chance of more"), Column::number("loss")];
    let rows = rows.map(|(chance, loss)| vec![Cell::share(chance), Cell::money(loss)]);
    Figure {
        id: "e-loss".to_owned(),
        caption: description.clone(),
        chart: Chart::Exceedance(Exceedance {
            title: "Loss exceedance curve".to_owned(),
            description,
            losses: story.losses.clone(),
            marks: vec![mark("1 in 2", total.p50), mark("1 in 20", total.p95)],
        }),
        tables: vec![Table::new("Loss exceedance", columns).rows(rows)],
        open: false,
    }
}
