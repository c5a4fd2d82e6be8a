//! Simulated years: the loss curve of the company, of each other party and of who insures, and the company's loss in FAIR's words.

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Bar, Bars, Chart, CurveBand, CurveLine, CurvePlace, ReturnPeriods};
use crate::html::html;
use crate::letters::capital;
use crate::number::{grouped, rate, share};
use crate::page::{Answer, Block, Cell, Column, Figure, Page, Section, Table, Verdict};
use crate::style::Style;
use crate::text::text;
use crate::words::spaced;
use blackstart_ensemble::years::{
    CurvePoint, DrawnPoint, FairForm, LayerYears, LossCurve, PolicyYears, Subject, YearsSummary,
};
use blackstart_model::model::Currency;

/// The years on a terminal.
pub fn years(it: &YearsSummary, style: Style) -> String {
    text(&page(it), style)
}

/// The same as one self-contained HTML file.
pub fn years_html(it: &YearsSummary) -> String {
    html(&page(it))
}

/// All of it, section by section: the company first, every other subject to be opened.
fn page(it: &YearsSummary) -> Page {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let setting = Setting { currency, ..Setting::bare() };
    let scenario = |of: &blackstart_ensemble::years::ScenarioRate| {
        let histories = grouped(of.histories as f64);
        format!("{}: {} a year, one of {histories} histories each time", of.title, rate(of.rate))
    };
    let scenarios: Vec<String> = it.scenarios.iter().map(scenario).collect();
    let main = main(it);
    let others = it.subjects.iter().rev().filter(|subject| main.is_none_or(|main| main.id != subject.id));
    let mut sections: Vec<Section> = main.map(|subject| curve(subject, &setting)).into_iter().collect();
    sections.extend((!it.subjects.is_empty()).then(|| average(it)));
    sections.extend(others.map(|subject| curve(subject, &setting).folded()));
    sections.extend(it.policies.iter().map(|policy| insurer(policy, &setting).folded()));
    sections.extend(fair(&it.fair).map(Section::folded));
    Page {
        kind: "Blackstart loss curve",
        title: it.title.clone(),
        lead: format!("{} simulated years", grouped(f64::from(it.years))),
        played: format!("{}.", scenarios.join("; ")),
        findings: findings(it, &setting),
        verdict: main.map(|subject| verdict(it, subject, &setting)),
        setting,
        cards: Vec::new(),
        sections,
        foot: format!("{} events, seed {}; what a year is: docs/method/curves.md", grouped(it.events as f64), it.seed),
        contents: true,
        one_sheet: false,
    }
}

/// Whose curve comes first: the company's; without one that of all parties.
fn main(it: &YearsSummary) -> Option<&Subject> {
    it.subjects.iter().find(|subject| Some(&subject.id) == it.company.as_ref()).or(it.subjects.last())
}

/// Return period that is told, where the years reach it \[years\].
const TOLD: f64 = 200.0;

/// The answers first, for whom the page begins with.
fn verdict(it: &YearsSummary, subject: &Subject, setting: &Setting) -> Verdict {
    let (gross, title) = (&subject.gross, &subject.title);
    let some = share(gross.chance);
    let cost = vec![
        format!("{} on average, for {title}.", setting.money(gross.mean)),
        match gross.chance {
            few if few < 0.5 => format!("Most years cost nothing: {some} of them cost anything."),
            _ => format!("{some} of the years cost anything."),
        },
    ];
    let bad = told(gross).map(|point| {
        let interval = match point.year_high {
            Some(high) => format!("between {} and {}", setting.money(point.year_low), setting.money(high)),
            None => format!("{} at least", setting.money(point.year_low)),
        };
        vec![
            format!("Once in {} years {} or more.", grouped(point.return_period), setting.money(point.year)),
            format!("With so many years that is known to lie {interval} (95 %)."),
            format!("Years at least that bad cost {} on average.", setting.money(point.tail)),
        ]
    });
    let insured = match (&subject.insured, &subject.net) {
        (Some(insured), Some(net)) => {
            let mut says = vec![format!(
                "{} a year on average, {} of the loss; {} remain.",
                setting.money(insured.mean),
                share(insured.mean / gross.mean),
                setting.money(net.mean)
            )];
            says.extend(told(net).map(|point| {
                let years = grouped(point.return_period);
                format!(
                    "After insurance a year still costs {} or more once in {years} years.",
                    setting.money(point.year)
                )
            }));
            says
        }
        _ => vec![format!("Nothing: no policy pays {title} in any year.")],
    };
    let rows = [
        ("What does a year cost?", cost),
        ("How bad can a year be?", bad.unwrap_or_else(|| vec!["Too few years to tell.".to_owned()])),
        ("What does insurance take off?", insured),
    ];
    let rates = if it.scenarios.len() == 1 { "the rate of its scenario" } else { "the rates of its scenarios" };
    Verdict {
        answers: rows.map(|(question, sentences)| Answer { question, sentences }).into(),
        advice: Vec::new(),
        condition: format!(
            "All of this holds as far as {rates} and the histories of the runs are right; nobody has seen {} years of it.",
            grouped(f64::from(it.years))
        ),
    }
}

/// The rarest point that is told.
fn told(curve: &LossCurve) -> Option<&CurvePoint> {
    curve.points.iter().rev().find(|point| point.return_period <= TOLD)
}

fn findings(it: &YearsSummary, setting: &Setting) -> Vec<String> {
    let Some(all) = it.subjects.last() else { return vec!["No year has a loss.".to_owned()] };
    let mut said = vec![format!(
        "A year costs all parties {} on average (± {}); {} of years cost anything.",
        setting.money(all.gross.mean),
        setting.money(all.gross.mean_error),
        share(all.gross.chance)
    )];
    if let (Some(insured), Some(net)) = (&all.insured, &all.net) {
        said.push(format!("Insurance pays {} of it; {} remain.", setting.money(insured.mean), setting.money(net.mean)));
    }
    if let Some(point) = told(&all.gross) {
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
    let bar = |subject: &Subject| Bar {
        title: subject.title.clone(),
        low: subject.gross.mean - NORMAL_95 * subject.gross.mean_error,
        middle: subject.gross.mean,
        high: subject.gross.mean + NORMAL_95 * subject.gross.mean_error,
    };
    let description = "Average loss of a year before insurance, by who bears it; whisker: its 95 % interval, as far as the number of years makes it.";
    let figure = Figure {
        id: "b-average".to_owned(),
        chart: Chart::Bars(Bars {
            title: "Average annual loss".to_owned(),
            description: description.to_owned(),
            unit: Unit::Money,
            rows: it.subjects.iter().rev().map(bar).collect(),
        }),
        caption: description.to_owned(),
        tables: vec![Table::new("A year's loss on average, by who bears it", columns).rows(rows)],
        open: false,
    };
    let remark = "mean with its standard error; years with a loss";
    Section::new("average", "Average annual loss", remark).with(Block::Figure(figure))
}

/// Half the width of a 95 % interval in standard errors.
const NORMAL_95: f64 = 1.96;

/// One subject's curve.
fn curve(subject: &Subject, setting: &Setting) -> Section {
    let (id, title) = (&subject.id, &subject.title);
    let reading = reading(&subject.gross, setting, &format!("a year costs {title}"));
    let figure = Figure {
        id: format!("loss-{id}"),
        chart: Chart::ReturnPeriods(drawn(subject, &reading)),
        caption: format!("{reading} {TVAR}"),
        tables: vec![year_table(subject)],
        open: false,
    };
    let remark = "reached once in that many years; 95 % interval; mean of years at least that bad (TVaR)";
    Section::new(format!("curve-{id}"), title.as_str(), remark)
        .with(Block::Figure(figure))
        .with(Block::folded("Its largest event", vec![Block::Table(event_table(title, &subject.gross))]))
}

const TVAR: &str = "Across: return periods, evenly in their logarithm. TVaR: mean of what is at least that bad.";

/// How a curve is read, in a sentence.
fn reading(curve: &LossCurve, setting: &Setting, costs: &str) -> String {
    told(curve).map_or_else(
        || "Too few years for a curve.".to_owned(),
        |point| {
            let years = grouped(point.return_period);
            format!("Once in {years} years {costs} {} or more.", setting.money(point.year))
        },
    )
}

/// What a policy pays, and each of its layers: the years of who insures.
fn insurer(policy: &PolicyYears, setting: &Setting) -> Section {
    let title = format!("Policy “{}” of {}", policy.title, policy.insured);
    let columns = [
        Column::words("layer"),
        Column::number("placed"),
        Column::number("a year").full("pays a year on average"),
        Column::number("years").full("years in which it pays"),
        Column::number("once in").full("once in so many years").spare(1),
        Column::number("or more").full("it pays so much or more"),
    ];
    let row = |layer: &LayerYears| {
        let told = told(&layer.paid);
        vec![
            Cell::text(called(layer, setting)),
            Cell::share(layer.participation),
            Cell::money(layer.paid.mean),
            Cell::share(layer.paid.chance),
            Cell::known(told, |it| Cell::of(Unit::Plain, it.return_period)),
            Cell::known(told, |it| Cell::money(it.year)),
        ]
    };
    let table = Table::new(format!("{title}: its layers, after annual aggregates"), columns)
        .rows(policy.layers.iter().map(row));
    let id = &policy.id;
    let whole = pays(format!("policy-{id}"), &title, &policy.paid, setting);
    let each = policy.layers.iter().enumerate().filter(|(_, layer)| policy.layers.len() > 1 && layer.paid.mean > 0.0);
    let folds = each.map(|(at, layer)| {
        let called = called(layer, setting);
        let figure = pays(format!("policy-{id}-{}", at + 1), &format!("{title}, {called}"), &layer.paid, setting);
        Block::folded(capital(&called), vec![Block::Figure(figure)])
    });
    let mut section = Section::new(format!("insurer-{id}"), title.as_str(), "what it pays in a year; its layers")
        .with(Block::Figure(whole))
        .with(Block::Table(table));
    section.blocks.extend(folds);
    section
}

/// A layer in words.
fn called(layer: &LayerYears, setting: &Setting) -> String {
    let from = setting.money(layer.attachment);
    match layer.limit {
        Some(limit) => format!("layer from {from} to {}", setting.money(layer.attachment + limit)),
        None => format!("layer from {from} upwards"),
    }
}

/// What somebody pays in a year.
fn pays(id: String, title: &str, curve: &LossCurve, setting: &Setting) -> Figure {
    let reading = reading(curve, setting, "it pays");
    let columns = [
        Column::number("years"),
        Column::number("paid in a year"),
        Column::number("95 % interval").spare(2),
        Column::number("TVaR"),
        Column::number("largest event").spare(1),
    ];
    let row = |point: &CurvePoint| {
        vec![
            Cell::of(Unit::Plain, point.return_period),
            Cell::money(point.year),
            between(point.year_low, point.year_high),
            Cell::money(point.tail),
            Cell::money(point.event),
        ]
    };
    let caption = format!("{title}: what is paid in a year once in so many years");
    Figure {
        id,
        chart: Chart::ReturnPeriods(ReturnPeriods {
            title: format!("{title}: paid once in so many years"),
            description: reading.clone(),
            lines: vec![
                line("paid in a year (AEP)", curve, |it| it.year),
                line("for its largest event (OEP)", curve, |it| it.event),
            ],
            band: band(curve),
            band_title: BAND,
            marks: curve.points.iter().map(|it| it.return_period).collect(),
        }),
        caption: format!("{reading} {TVAR}"),
        tables: vec![Table::new(caption, columns).rows(curve.points.iter().map(row))],
        open: false,
    }
}

const BAND: &str = "95 % interval of a year's";

fn line(name: &str, curve: &LossCurve, of: fn(&DrawnPoint) -> f64) -> CurveLine {
    CurveLine {
        name: name.to_owned(),
        points: curve.drawn.iter().map(|it| CurvePlace { years: it.return_period, loss: of(it) }).collect(),
    }
}

/// An interval without an upper end is drawn as far as it is known.
fn band(curve: &LossCurve) -> Vec<CurveBand> {
    let interval = |it: &DrawnPoint| Some(CurveBand { years: it.return_period, low: it.year_low, high: it.year_high? });
    curve.drawn.iter().map_while(interval).collect()
}

fn drawn(subject: &Subject, reading: &str) -> ReturnPeriods {
    let mut lines = vec![
        line("a year's loss (AEP)", &subject.gross, |it| it.year),
        line("its largest event (OEP)", &subject.gross, |it| it.event),
    ];
    lines.extend(subject.net.iter().map(|net| line("a year's loss after insurance", net, |it| it.year)));
    ReturnPeriods {
        title: format!("Losses of {}: reached once in so many years", subject.title),
        description: reading.to_owned(),
        lines,
        band: band(&subject.gross),
        band_title: BAND,
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
        Column::number("95 % interval").spare(2),
        Column::number("TVaR"),
        Column::number("95 % interval").spare(1),
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

fn event_table(title: &str, curve: &LossCurve) -> Table {
    let heads = ["years", "largest event (VaR)", "95 % interval", "TVaR", "95 % interval"];
    let rows = curve.points.iter().map(|point: &CurvePoint| {
        vec![
            Cell::of(Unit::Plain, point.return_period),
            Cell::money(point.event),
            between(point.event_low, point.event_high),
            Cell::money(point.event_tail),
            Cell::known(point.event_tail_interval, |it| between(it.low, Some(it.high))),
        ]
    });
    let caption = format!("{title}: a year's largest event that is reached once in so many years (OEP)");
    Table::new(caption, heads.map(Column::number)).rows(rows)
}

/// The company's loss by form.
fn fair(forms: &[FairForm]) -> Option<Section> {
    if forms.is_empty() {
        return None;
    }
    let heads = ["events a year", "5 %", "50 %", "95 %", "mean", "a year"];
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
