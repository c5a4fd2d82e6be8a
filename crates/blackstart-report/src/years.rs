//! Simulated years on a terminal and as a page: the loss curve before and after insurance.

use crate::chart::{Line, return_periods};
use crate::html::page;
use crate::number::{grouped, money, share};
use crate::svg::escape;
use crate::table::{Side, Style, Table};
use blackstart_ensemble::stats::Interval;
use blackstart_ensemble::years::{CurvePoint, DrawnPoint, FairForm, LossCurve, Subject, YearsSummary};
use blackstart_model::model::Currency;

/// The curve of all parties and of each, and the company's loss in FAIR's words.
pub fn years(it: &YearsSummary, style: Style) -> String {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let amount = |value: f64| money(&currency, value);
    let mut out = style.bold(&format!("{}: {} simulated years\n", it.title, it.years));
    for scenario in &it.scenarios {
        let (title, histories) = (&scenario.title, scenario.histories);
        out.push_str(&format!("  {title}: {} a year, one of {histories} histories each time\n", times(scenario.rate)));
    }
    out.push_str(&style.dim(&format!("{} events, seed {}\n", it.events, it.seed)));

    out.push('\n');
    out.push_str(&style.bold("A year's loss on average"));
    out.push_str(&style.dim("  mean with its standard error; years with a loss"));
    out.push('\n');
    let mut table = Table::new([
        ("", Side::Left),
        ("before insurance", Side::Right),
        ("±", Side::Right),
        ("insured", Side::Right),
        ("after", Side::Right),
        ("years", Side::Right),
    ])
    .spare([2]);
    for subject in it.subjects.iter().rev() {
        let mean = |curve: &Option<LossCurve>| curve.as_ref().map_or("–".to_owned(), |curve| amount(curve.mean));
        table.row([
            subject.title.clone(),
            amount(subject.gross.mean),
            amount(subject.gross.mean_error),
            mean(&subject.insured),
            mean(&subject.net),
            share(subject.gross.chance),
        ]);
    }
    out.push_str(&table.text(&style));
    for subject in it.subjects.iter().rev() {
        out.push_str(&curve(subject, &amount, style));
    }
    if !it.fair.is_empty() {
        out.push('\n');
        out.push_str(&style.bold("The company's loss by form (FAIR)"));
        out.push_str(&style.dim("  events with such a loss a year; how large it is then"));
        out.push('\n');
        let mut table = Table::new([
            ("", Side::Left),
            ("events/year", Side::Right),
            ("10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
            ("mean", Side::Right),
            ("a year", Side::Right),
        ]);
        for form in &it.fair {
            table.row(fair_row(form, &amount));
        }
        out.push_str(&table.text(&style));
    }
    out
}

/// One subject's curve.
fn curve(subject: &Subject, amount: &impl Fn(f64) -> String, style: Style) -> String {
    let mut out = format!("\n{}", style.bold(&subject.title));
    out.push_str(&style.dim("  reached once in so many years; 95% interval; mean of the years that bad (TVaR)"));
    out.push('\n');
    let mut table = Table::new([
        ("years", Side::Left),
        ("a year's loss", Side::Right),
        ("95% interval", Side::Right),
        ("TVaR", Side::Right),
        ("one event", Side::Right),
        ("insured", Side::Right),
        ("after", Side::Right),
    ])
    .spare([4, 2]);
    for (at, point) in subject.gross.points.iter().enumerate() {
        let of = |curve: &Option<LossCurve>| {
            curve.as_ref().and_then(|curve| curve.points.get(at)).map_or("–".to_owned(), |point| amount(point.year))
        };
        let high = point.year_high.map_or("∞".to_owned(), amount);
        table.row([
            format!("{}", point.return_period),
            amount(point.year),
            format!("{} … {high}", amount(point.year_low)),
            amount(point.tail),
            amount(point.event),
            of(&subject.insured),
            of(&subject.net),
        ]);
    }
    out.push_str(&table.text(&style));
    out
}

/// The same as one self-contained HTML file: the curve of all parties and of each as a picture and as a table.
pub fn years_html(it: &YearsSummary) -> String {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let amount = |value: f64| money(&currency, value);
    let days: Vec<String> = it
        .scenarios
        .iter()
        .map(|scenario| {
            let histories = grouped(scenario.histories as f64);
            format!("{}: {} a year, one of {histories} histories each time", scenario.title, times(scenario.rate))
        })
        .collect();
    let sentences: String = findings(it, &amount).iter().map(|said| format!("<li>{}</li>\n", escape(said))).collect();
    let mut body = page::section("short", "In short", &format!("<ul class=\"findings\">\n{sentences}</ul>\n"));
    let mean = |curve: &Option<LossCurve>| curve.as_ref().map_or("–".to_owned(), |curve| amount(curve.mean));
    let average = |subject: &Subject| {
        [
            subject.title.clone(),
            amount(subject.gross.mean),
            amount(subject.gross.mean_error),
            mean(&subject.insured),
            mean(&subject.net),
            share(subject.gross.chance),
        ]
    };
    let rows: Vec<[String; 6]> = it.subjects.iter().rev().map(average).collect();
    let heads = ["", "before insurance", "standard error", "insured", "after insurance", "years with a loss"];
    let table = page::table("A year's loss on average, by who bears it", &heads, &rows);
    body.push_str(&page::section("average", "Average annual loss", &table));
    for (at, subject) in it.subjects.iter().rev().enumerate() {
        body.push_str(&page::section(&format!("curve-{at}"), &subject.title, &figure(at, subject, &amount)));
    }
    if !it.fair.is_empty() {
        let rows: Vec<[String; 7]> = it.fair.iter().map(|form| fair_row(form, &amount)).collect();
        let heads = ["", "events a year", "10%", "50%", "90%", "mean", "a year"];
        let caption = "The company's loss by form: events with such a loss a year, and how large it is then";
        body.push_str(&page::section("fair", "In FAIR's words", &page::table(caption, &heads, &rows)));
    }
    let lead = format!("{} simulated years. {}", grouped(f64::from(it.years)), days.join("; "));
    let foot = format!("{} events, seed {}; what a year is: docs/method/curves.md", grouped(it.events as f64), it.seed);
    page::whole("Blackstart loss curve", &it.title, &lead, &body, &foot)
}

fn findings(it: &YearsSummary, amount: &impl Fn(f64) -> String) -> Vec<String> {
    let Some(all) = it.subjects.last() else { return vec!["No year has a loss.".to_owned()] };
    let mut said = vec![format!(
        "A year costs {} on average (± {}); {} of years cost anything.",
        amount(all.gross.mean),
        amount(all.gross.mean_error),
        share(all.gross.chance)
    )];
    if let (Some(insured), Some(net)) = (&all.insured, &all.net) {
        said.push(format!("Insurance pays {} of it; {} remain.", amount(insured.mean), amount(net.mean)));
    }
    if let Some(point) = all.gross.points.iter().rev().find(|point| point.return_period <= 200.0) {
        said.push(format!(
            "Once in {} years a year costs {} or more; such years cost {} on average.",
            point.return_period,
            amount(point.year),
            amount(point.tail)
        ));
    }
    said
}

/// One subject's picture and table.
fn figure(at: usize, subject: &Subject, amount: &impl Fn(f64) -> String) -> String {
    let points = |curve: &LossCurve, of: fn(&DrawnPoint) -> f64| -> Vec<(f64, f64)> {
        curve.drawn.iter().map(|it| (it.return_period, of(it))).collect()
    };
    let mut lines = vec![
        Line { name: "a year's loss (AEP)", points: points(&subject.gross, |it| it.year) },
        Line { name: "its largest event (OEP)", points: points(&subject.gross, |it| it.event) },
    ];
    if let Some(net) = &subject.net {
        lines.push(Line { name: "a year's loss after insurance", points: points(net, |it| it.year) });
    }
    // An interval without an upper end is drawn as far as it is known.
    let interval = |it: &DrawnPoint| Some((it.return_period, it.year_low, it.year_high?));
    let band: Vec<(f64, f64, f64)> = subject.gross.drawn.iter().map_while(interval).collect();
    let told: Vec<f64> = subject.gross.points.iter().map(|it| it.return_period).collect();
    let title = format!("Losses of {} by return period", subject.title);
    let picture = return_periods(&format!("loss-{at}"), &title, &lines, &band, &told, amount);
    let between = |low: f64, high: Option<f64>| format!("{} … {}", amount(low), high.map_or("∞".to_owned(), amount));
    let tail = |it: Option<Interval>| it.map_or("–".to_owned(), |it| between(it.low, Some(it.high)));
    let year = |(row, point): (usize, &CurvePoint)| {
        let read = |curve: &Option<LossCurve>| {
            let point = curve.as_ref().and_then(|it| it.points.get(row));
            point.map_or("–".to_owned(), |it| amount(it.year))
        };
        [
            point.return_period.to_string(),
            amount(point.year),
            between(point.year_low, point.year_high),
            amount(point.tail),
            tail(point.tail_interval),
            read(&subject.insured),
            read(&subject.net),
        ]
    };
    let event = |point: &CurvePoint| {
        [
            point.return_period.to_string(),
            amount(point.event),
            between(point.event_low, point.event_high),
            amount(point.event_tail),
            tail(point.event_tail_interval),
        ]
    };
    let years: Vec<[String; 7]> = subject.gross.points.iter().enumerate().map(year).collect();
    let heads = ["years", "a year's loss (VaR)", "95% interval", "TVaR", "95% interval", "insured", "after insurance"];
    let caption = format!("{}: a year's loss that is reached once in so many years (AEP)", subject.title);
    let mut tables = page::table(&caption, &heads, &years);
    let events: Vec<[String; 5]> = subject.gross.points.iter().map(event).collect();
    let heads = ["years", "largest event (VaR)", "95% interval", "TVaR", "95% interval"];
    let caption = format!("{}: a year's largest event that is reached once in so many years (OEP)", subject.title);
    tables.push_str(&page::table(&caption, &heads, &events));
    format!(
        "<figure>\n<div class=\"picture\">{picture}</div>\n<figcaption>Band: 95% interval of the year's loss. TVaR: mean of what is at least that bad.</figcaption>\n</figure>\n{tables}"
    )
}

/// A form of loss: its name, events a year, 10, 50 and 90 %, mean of such an event, mean of a year.
fn fair_row(form: &FairForm, amount: &impl Fn(f64) -> String) -> [String; 7] {
    [
        form.form.replace('-', " "),
        times(form.events_per_year),
        amount(form.p10),
        amount(form.p50),
        amount(form.p90),
        amount(form.mean),
        amount(form.mean_per_year),
    ]
}

/// A rate in few digits.
fn times(rate: f64) -> String {
    let digits = if rate >= 10.0 {
        0
    } else if rate >= 1.0 {
        1
    } else {
        3
    };
    format!("{rate:.digits$}")
}
