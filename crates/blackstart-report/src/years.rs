//! Simulated years on a terminal: the loss curve before and after insurance.

use crate::number::{money, share};
use crate::table::{Side, Style, Table};
use blackstart_ensemble::years::{LossCurve, Subject, YearsSummary};
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
            table.row([
                form.form.replace('-', " "),
                times(form.events_per_year),
                amount(form.p10),
                amount(form.p50),
                amount(form.p90),
                amount(form.mean),
                amount(form.mean_per_year),
            ]);
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
