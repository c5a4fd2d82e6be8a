//! What it costs: who bears it, in which form, why, when, and how likely more is.

use super::bearers;
use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::chart::{Band, Bar, Bars, Chart, Exceedance, Fan, Mark};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use crate::words::{cause_title, form_title, is_seen, month};
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
        .with(Block::detail(cumulative(story).into_iter().map(Block::Figure).collect()));
    // A terminal has these in the open; a page draws the way from what is lost to who pays, and folds them.
    let pieces = [
        ("Who bears it", by_party(story)),
        ("In which form", parts("b-form", "form", &loss.by_form, form_title, whole)),
        ("Why", parts("b-cause", "cause", &loss.by_cause, cause_title, whole)),
    ];
    let mut terminal = Vec::new();
    let mut folds = Vec::new();
    for (title, figure) in pieces {
        terminal.extend([Block::heading(title, ""), Block::Figure(figure.clone())]);
        folds.push(Block::folded(title, vec![Block::Figure(figure)]));
    }
    let mut more = Vec::new();
    if let Some(figure) = bearers::figure(story) {
        more.extend([Block::heading("From what is lost to who pays", ""), Block::Figure(figure)]);
    }
    more.extend([Block::heading("How likely it is to be more", ""), Block::Figure(exceedance(story))]);
    more.extend(folds);
    more.push(Block::folded(
        "When: loss by month",
        vec![Block::Figure(parts("b-period", "month", &loss.by_period, month, whole))],
    ));
    Some(section.with(Block::Terminal(terminal)).with(Block::detail(more)))
}

/// What is lost up to the end of each period; nothing where there is only one.
fn cumulative(story: &Story) -> Option<Figure> {
    let (summary, setting) = (&story.summary, story.setting());
    let parts = &summary.loss.by_end_of_period;
    if parts.len() < 2 {
        return None;
    }
    let line = |of: fn(&Spread) -> f64| std::iter::once(0.0).chain(parts.iter().map(|part| of(&part.loss))).collect();
    let most = parts.iter().max_by(|a, b| a.loss.p50.total_cmp(&b.loss.p50));
    // What is made up later is lost until then.
    let most = most.filter(|most| most.loss.p50 > 1.02 * summary.loss.total.p50);
    let by = most.map(|part| {
        let (name, peak) = (month(&part.name), setting.money(part.loss.p50));
        format!(" It is highest at the end of {name}, {peak}: some of it is made up later.")
    });
    let total = &summary.loss.total;
    let band = match [total.p05, total.p95].map(|end| setting.money(end)) {
        [low, high] if low == high => String::new(),
        [low, high] => format!(", in 9 of 10 between {low} and {high}"),
    };
    let description = format!(
        "What all parties have lost so far: {} at the end in the median history{band}.{}",
        setting.money(total.p50),
        by.unwrap_or_default()
    );
    let rows = parts.iter().map(|part| spread(Cell::text(month(&part.name)), &part.loss, Cell::money));
    Some(Figure {
        id: "f-loss".to_owned(),
        caption: format!("{description} Straight between the ends of months."),
        chart: Chart::Fan(Fan {
            title: "Loss of all parties so far".to_owned(),
            description,
            unit: Unit::Money,
            at_hours: std::iter::once(0.0).chain(summary.periods.iter().map(|period| period.until_hours)).collect(),
            rows_hours: summary.periods.iter().map(|period| period.until_hours).collect(),
            bands: vec![
                Band { title: "9 in 10 histories".to_owned(), low: line(|it| it.p05), high: line(|it| it.p95) },
                Band { title: "half of the histories".to_owned(), low: line(|it| it.p25), high: line(|it| it.p75) },
            ],
            median: line(|it| it.p50),
            twin: Vec::new(),
        }),
        tables: vec![
            Table::new("Loss of all parties up to the end of each month", spread_columns("by the end of")).rows(rows),
        ],
        open: false,
    })
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
        open: false,
    }
}

/// The loss in parts; those of which nothing would be seen are left out.
fn parts(id: &str, what: &str, parts: &[Part], title: fn(&str) -> String, whole: f64) -> Figure {
    let seen = || parts.iter().filter(|part| is_seen(&part.loss));
    let rows = seen().map(|part| row(Cell::text(title(&part.name)), &part.loss, whole));
    Figure {
        id: id.to_owned(),
        chart: Chart::Bars(Bars {
            title: format!("Loss by {what}"),
            description: format!("Median loss by {what} with its 5th to 95th percentile."),
            unit: Unit::Money,
            rows: seen().map(|part| bar(&title(&part.name), &part.loss)).collect(),
        }),
        caption: CAPTION.to_owned(),
        tables: vec![Table::new(format!("Loss by {what}"), columns(what)).rows(rows)],
        open: false,
    }
}

fn columns(first: &str) -> impl Iterator<Item = Column> {
    spread_columns(first).into_iter().chain([
        Column::number("95 % of the mean").full("95 % interval of the mean").spare(1),
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
    let cells = rows.map(|(chance, loss)| vec![Cell::share(chance), Cell::money(loss)]);
    Figure {
        id: "e-loss".to_owned(),
        caption: description.clone(),
        chart: Chart::Exceedance(Exceedance {
            title: "Loss exceedance curve: how likely it is to be more".to_owned(),
            description,
            curve: Exceedance::curve(&story.losses),
            rows: rows.iter().map(|row| row.1).collect(),
            layers: Vec::new(),
            marks: vec![mark("1 in 2", total.p50), mark("1 in 20", total.p95)],
        }),
        tables: vec![Table::new("Loss exceedance", columns).rows(cells)],
        open: false,
    }
}
