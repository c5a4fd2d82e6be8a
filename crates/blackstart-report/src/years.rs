//! Simulated years: the loss curve before and after insurance, of all parties and of each, and the company's loss in FAIR's words.

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Chart, CurveBand, CurveLine, CurvePlace, ReturnPeriods};
use crate::html::html;
use crate::number::{grouped, rate, share};
use crate::page::{Block, Cell, Column, Figure, Page, Section, Table};
use crate::style::Style;
use crate::text::text;
use crate::words::spaced;
use blackstart_ensemble::years::{CurvePoint, DrawnPoint, FairForm, LossCurve, Subject, YearsSummary};
use blackstart_model::model::Currency;

/// The years on a terminal.
pub fn years(it: &YearsSummary, style: Style) -> String {
    text(&page(it), style)
}

/// The same as one self-contained HTML file.
pub fn years_html(it: &YearsSummary) -> String {
    html(&page(it))
}

/// All of it, section by section.
fn page(it: &YearsSummary) -> Page {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let setting = Setting { currency, ..Setting::bare() };
    let scenario = |of: &blackstart_ensemble::years::ScenarioRate| {
        let histories = grouped(of.histories as f64);
        format!("{}: {} a year, one of {histories} histories each time", of.title, rate(of.rate))
    };
    let scenarios: Vec<String> = it.scenarios.iter().map(scenario).collect();
    let mut sections = vec![average(it)];
    sections.extend(it.subjects.iter().rev().enumerate().map(|(at, subject)| curve(at, subject)));
    sections.extend(fair(&it.fair));
    Page {
        kind: "Blackstart loss curve",
        title: it.title.clone(),
        lead: format!("{} simulated years. {}", grouped(f64::from(it.years)), scenarios.join("; ")),
        played: String::new(),
        findings: findings(it, &setting),
        setting,
        verdict: None,
        cards: Vec::new(),
        sections,
        foot: format!("{} events, seed {}; what a year is: docs/method/curves.md", grouped(it.events as f64), it.seed),
        contents: false,
        one_sheet: false,
    }
}

fn findings(it: &YearsSummary, setting: &Setting) -> Vec<String> {
    let Some(all) = it.subjects.last() else { return vec!["No year has a loss.".to_owned()] };
    let mut said = vec![format!(
        "A year costs {} on average (± {}); {} of years cost anything.",
        setting.money(all.gross.mean),
        setting.money(all.gross.mean_error),
        share(all.gross.chance)
    )];
    if let (Some(insured), Some(net)) = (&all.insured, &all.net) {
        said.push(format!("Insurance pays {} of it; {} remain.", setting.money(insured.mean), setting.money(net.mean)));
    }
    if let Some(point) = all.gross.points.iter().rev().find(|point| point.return_period <= 200.0) {
        said.push(format!(
            "Once in {} years a year costs {} or more; such years cost {} on average.",
            point.return_period,
            setting.money(point.year),
            setting.money(point.tail)
        ));
    }
    said
}

fn average(it: &YearsSummary) -> Section {
    let columns = [
        Column::words(""),
        Column::number("before insurance"),
        Column::number("±").full("standard error").spare(1),
        Column::number("insured"),
        Column::number("after").full("after insurance"),
        Column::number("years").full("years with a loss"),
    ];
    let rows = it.subjects.iter().rev().map(|subject| {
        let mean = |curve: &Option<LossCurve>| Cell::known(curve.as_ref(), |curve| Cell::money(curve.mean));
        vec![
            Cell::text(&subject.title),
            Cell::money(subject.gross.mean),
            Cell::money(subject.gross.mean_error),
            mean(&subject.insured),
            mean(&subject.net),
            Cell::share(subject.gross.chance),
        ]
    });
    let table = Table::new("A year's loss on average, by who bears it", columns).rows(rows);
    let remark = "mean with its standard error; years with a loss";
    Section::new("average", "Average annual loss", remark).with(Block::Table(table))
}

/// One subject's curve.
fn curve(at: usize, subject: &Subject) -> Section {
    let figure = Figure {
        id: format!("loss-{at}"),
        chart: Chart::ReturnPeriods(drawn(subject)),
        caption: "Band: 95% interval of the year's loss. TVaR: mean of what is at least that bad.".to_owned(),
        tables: vec![year_table(subject)],
        open: true,
    };
    let remark = "reached once in that many years; 95% interval; mean of years at least that bad (TVaR)";
    Section::new(format!("curve-{at}"), subject.title.as_str(), remark)
        .with(Block::Figure(figure))
        .with(Block::detail(vec![Block::Table(event_table(subject))]))
}

fn drawn(subject: &Subject) -> ReturnPeriods {
    let line = |name: &str, curve: &LossCurve, of: fn(&DrawnPoint) -> f64| CurveLine {
        name: name.to_owned(),
        points: curve.drawn.iter().map(|it| CurvePlace { years: it.return_period, loss: of(it) }).collect(),
    };
    let mut lines = vec![
        line("a year's loss (AEP)", &subject.gross, |it| it.year),
        line("its largest event (OEP)", &subject.gross, |it| it.event),
    ];
    lines.extend(subject.net.iter().map(|net| line("a year's loss after insurance", net, |it| it.year)));
    // An interval without an upper end is drawn as far as it is known.
    let interval = |it: &DrawnPoint| Some(CurveBand { years: it.return_period, low: it.year_low, high: it.year_high? });
    ReturnPeriods {
        title: format!("Losses of {} by return period", subject.title),
        lines,
        band: subject.gross.drawn.iter().map_while(interval).collect(),
        marks: subject.gross.points.iter().map(|it| it.return_period).collect(),
    }
}

/// An interval of money; without an upper end, it has none.
fn between(low: f64, high: Option<f64>) -> Cell {
    Cell::range(Unit::Money, low, high.unwrap_or(f64::INFINITY))
}

fn year_table(subject: &Subject) -> Table {
    let columns = [
        Column::number("years"),
        Column::number("a year's loss").full("a year's loss (VaR)"),
        Column::number("95% interval").spare(2),
        Column::number("TVaR"),
        Column::number("95% interval").spare(1),
        Column::number("insured"),
        Column::number("after").full("after insurance"),
    ];
    let rows = subject.gross.points.iter().enumerate().map(|(row, point)| {
        let read = |curve: &Option<LossCurve>| {
            Cell::known(curve.as_ref().and_then(|it| it.points.get(row)), |it| Cell::money(it.year))
        };
        vec![
            Cell::of(Unit::Plain, point.return_period),
            Cell::money(point.year),
            between(point.year_low, point.year_high),
            Cell::money(point.tail),
            Cell::known(point.tail_interval, |it| between(it.low, Some(it.high))),
            read(&subject.insured),
            read(&subject.net),
        ]
    });
    let caption = format!("{}: a year's loss that is reached once in so many years (AEP)", subject.title);
    Table::new(caption, columns).rows(rows)
}

fn event_table(subject: &Subject) -> Table {
    let heads = ["years", "largest event (VaR)", "95% interval", "TVaR", "95% interval"];
    let rows = subject.gross.points.iter().map(|point: &CurvePoint| {
        vec![
            Cell::of(Unit::Plain, point.return_period),
            Cell::money(point.event),
            between(point.event_low, point.event_high),
            Cell::money(point.event_tail),
            Cell::known(point.event_tail_interval, |it| between(it.low, Some(it.high))),
        ]
    });
    let caption = format!("{}: a year's largest event that is reached once in so many years (OEP)", subject.title);
    Table::new(caption, heads.map(Column::number)).rows(rows)
}

/// The company's loss by form.
fn fair(forms: &[FairForm]) -> Option<Section> {
    if forms.is_empty() {
        return None;
    }
    let heads = ["events a year", "5%", "50%", "95%", "mean", "a year"];
    let columns = std::iter::once(Column::words("")).chain(heads.map(Column::number));
    let rows = forms.iter().map(|form| {
        let events = Cell::Value(Amount::of(Unit::Rate, form.events_per_year));
        let money = [form.p05, form.p50, form.p95, form.mean, form.mean_per_year].map(Cell::money);
        [Cell::text(spaced(form.form)), events].into_iter().chain(money).collect()
    });
    let caption = "The company's loss by form: events with such a loss a year, and how large it is then";
    let section = Section::new("fair", "In FAIR's words", "events with such a loss a year; how large it is then");
    Some(section.with(Block::Table(Table::new(caption, columns).rows(rows))))
}
