//! Two plans under the same luck, on a terminal.

use crate::number::{date, days, money, share};
use crate::table::{Side, Style, Table};
use blackstart_ensemble::compare::{Comparison, Difference};
use blackstart_model::model::Currency;
use jiff::civil::DateTime;

/// What the difference between A and B is. `start`: moment 0 of both, for dates.
pub fn comparison(it: &Comparison, start: DateTime, style: Style) -> String {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let amount = |value: f64| money(&currency, value);
    let day = |value: f64| days(value);
    let mut out = String::new();
    out.push_str(&style.bold(&format!("A  {} · {}\nB  {} · {}\n", it.a.model, it.a.title, it.b.model, it.b.title)));
    out.push_str(&format!("{} replicates, seed {}: both with the same luck\n\n", it.replicates, it.seed));
    out.push_str(&sentence(&it.total_loss, &currency));
    out.push('\n');
    out.push_str(&style.bold("Loss"));
    out.push_str(&style.dim("  A − B: positive where A is dearer; mean with its 95% confidence interval"));
    out.push('\n');
    let mut table = heads();
    row(&mut table, "all parties", &it.total_loss, amount);
    for party in &it.parties {
        row(&mut table, &format!("  {}", party.title), &party.difference, amount);
    }
    out.push_str(&table.text(&style));
    out.push('\n');
    out.push_str(&style.bold("Output lost"));
    out.push_str(&style.dim("  days of the company's normal output"));
    out.push('\n');
    let mut table = heads();
    row(&mut table, "output lost", &it.output_lost_days, day);
    out.push_str(&table.text(&style));
    if !it.restarts.is_empty() || !it.targets.is_empty() {
        out.push('\n');
        out.push_str(&style.bold("Back on"));
        out.push_str(&style.dim("  median date of A and of B; days by which A is later"));
        out.push('\n');
        let mut table = Table::new([
            ("", Side::Left),
            ("A 50%", Side::Right),
            ("B 50%", Side::Right),
            ("A − B", Side::Right),
            ("95% interval", Side::Right),
            ("A later in", Side::Right),
            ("B later in", Side::Right),
        ]);
        let named = it.targets.iter().chain(&it.restarts).map(|named| (named.title.as_str(), &named.difference));
        for (title, it) in [("every system", &it.last_system_back_hours)].into_iter().chain(named) {
            let hours = |value: f64| days(value / 24.0);
            table.row([
                title.to_owned(),
                moment(start, it.a.p50),
                moment(start, it.b.p50),
                signed(it.difference.mean, hours),
                interval(it, hours),
                share(it.a_worse.share),
                share(it.b_worse.share),
            ]);
        }
        out.push_str(&table.text(&style));
    }
    out
}

fn heads() -> Table {
    Table::new([
        ("", Side::Left),
        ("A 50%", Side::Right),
        ("B 50%", Side::Right),
        ("A − B", Side::Right),
        ("95% interval", Side::Right),
        ("A worse in", Side::Right),
        ("B worse in", Side::Right),
    ])
}

fn row(table: &mut Table, title: &str, it: &Difference, words: impl Fn(f64) -> String) {
    table.row([
        title.to_owned(),
        words(it.a.p50),
        words(it.b.p50),
        signed(it.difference.mean, &words),
        interval(it, &words),
        share(it.a_worse.share),
        share(it.b_worse.share),
    ]);
}

/// The finding in words.
fn sentence(it: &Difference, currency: &Currency) -> String {
    let difference = &it.difference;
    if it.finite == 0 {
        return "There is no history in which both are finite.\n".to_owned();
    }
    if it.a_worse.hits == 0 && it.b_worse.hits == 0 {
        return "Both cost the same in every history.\n".to_owned();
    }
    if difference.mean_low <= 0.0 && difference.mean_high >= 0.0 {
        return "No difference in loss can be told from chance; play more replicates to see a smaller one.\n"
            .to_owned();
    }
    let (saver, worse) = if difference.mean > 0.0 { ("B", it.a_worse.share) } else { ("A", it.b_worse.share) };
    format!(
        "{saver} saves {} on average, and is cheaper in {} of the histories.\n",
        money(currency, difference.mean.abs()),
        share(worse)
    )
}

fn signed(value: f64, words: impl Fn(f64) -> String) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = words(value.abs());
    match value {
        v if v > 0.0 => format!("+{text}"),
        v if v < 0.0 => format!("−{text}"),
        _ => text,
    }
}

fn interval(it: &Difference, words: impl Fn(f64) -> String) -> String {
    if !it.difference.mean_low.is_finite() || !it.difference.mean_high.is_finite() {
        return "–".to_owned();
    }
    format!("{} … {}", signed(it.difference.mean_low, &words), signed(it.difference.mean_high, &words))
}

/// A moment; 0 stands for *never stopped*.
fn moment(start: DateTime, hours: f64) -> String {
    if hours == 0.0 { "–".to_owned() } else { date(start, hours) }
}
