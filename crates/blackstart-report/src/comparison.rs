//! Two scenarios compared on the same random draws.

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Bar, Bars, Chart};
use crate::html::html;
use crate::number::{self, grouped, share};
use crate::page::{Answer, Block, Cell, Column, Figure, Page, Section, Table, Verdict};
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::compare::{Comparison, Difference, Named};
use blackstart_model::model::Currency;
use jiff::civil::DateTime;

/// What the difference between A and B is. `start`: moment 0 of both, for dates.
pub fn comparison(it: &Comparison, start: DateTime, style: Style) -> String {
    text(&page(it, start), style)
}

/// The same as one self-contained HTML file.
pub fn comparison_html(it: &Comparison, start: DateTime) -> String {
    let page = page(it, start);
    html(&Page { verdict: Some(verdict(it, &page.setting)), contents: true, ..page })
}

/// Which of the two is better, by how much, and when all is back.
fn verdict(it: &Comparison, setting: &Setting) -> Verdict {
    let mut cost = vec![sentence(&it.total_loss, setting)];
    let (a, b, difference) = (&it.total_loss.a, &it.total_loss.b, &it.total_loss.difference);
    cost.push(format!("The middle case costs {} under A and {} under B.", setting.money(a.p50), setting.money(b.p50)));
    if difference.mean_low.is_finite() && difference.mean_high.is_finite() && difference.mean != 0.0 {
        cost.push(format!(
            "A − B is {} on average, and with so many histories known to lie between {} and {} (95 %).",
            setting.money(difference.mean),
            setting.money(difference.mean_low),
            setting.money(difference.mean_high)
        ));
    }
    let back = &it.last_system_back_hours;
    let day = |hours: f64| if hours == 0.0 { "no system is down".to_owned() } else { setting.day(hours) };
    let mut when = if day(back.a.p50) == day(back.b.p50) {
        vec![format!("The last system is back alike: {} in the middle case.", day(back.a.p50))]
    } else {
        vec![format!("The last system is back: A {}, B {}, in the middle case.", day(back.a.p50), day(back.b.p50))]
    };
    let apart = |it: &&Named| it.difference.finite > 0 && it.difference.difference.mean.abs() >= 12.0;
    let sites = it.targets.iter().chain(&it.sites).filter(apart);
    when.extend(
        sites.max_by(|a, b| a.difference.difference.mean.abs().total_cmp(&b.difference.difference.mean.abs())).map(
            |most| {
                let days = most.difference.difference.mean / 24.0;
                let (late, early) = if days > 0.0 { ("A", "B") } else { ("B", "A") };
                format!(
                    "“{}” differs most: under {late} {} days later than under {early}, on average.",
                    most.title,
                    number::days(days.abs())
                )
            },
        ),
    );
    let output = &it.output_lost_days;
    let lost = [output.a.p50, output.b.p50].map(number::days);
    let output = vec![format!("{} days of normal output under A, {} under B, in the middle case.", lost[0], lost[1])];
    let rows = [("Which costs less?", cost), ("When is all back?", when), ("How much output is lost?", output)];
    Verdict {
        answers: rows.map(|(question, sentences)| Answer { question, sentences }).into(),
        advice: Vec::new(),
        condition: format!(
            "Both were played {} on the same random draws, so that the luck of both is the same; how much it differs from history to history is in the intervals.",
            match it.replicates {
                1 => "once".to_owned(),
                times => format!("{} times", grouped(times as f64)),
            }
        ),
    }
}

/// Differences as bars: to the right where A is worse.
fn bars<'d>(
    id: &str,
    title: &str,
    unit: Unit,
    rows: impl Iterator<Item = (&'d str, &'d Difference)>,
    table: Table,
) -> Block {
    let bar = |(title, it): (&str, &Difference)| Bar {
        title: title.to_owned(),
        low: it.difference.mean_low,
        middle: it.difference.mean,
        high: it.difference.mean_high,
    };
    // Where nothing is finite in both, there is nothing to draw.
    let rows: Vec<Bar> = rows.filter(|(_, it)| it.finite > 0).map(bar).collect();
    let description =
        "A − B on average: right of the line where A is worse, left of it where B is; whisker: its 95 % interval.";
    Block::Figure(Figure {
        id: id.to_owned(),
        chart: Chart::Bars(Bars { title: title.to_owned(), description: description.to_owned(), unit, rows }),
        caption: format!("{description} An interval across the line may be chance."),
        tables: vec![table],
        open: false,
    })
}

/// All of it, section by section.
fn page(it: &Comparison, start: DateTime) -> Page {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let setting = Setting { start, currency, ..Setting::bare() };
    Page {
        kind: "Blackstart comparison",
        title: format!("A: {} · {}", it.a.model_title, it.a.title),
        lead: format!("B: {} · {}", it.b.model_title, it.b.title),
        played: format!("{} histories, seed {}: both on the same random draws", it.replicates, it.seed),
        findings: vec![sentence(&it.total_loss, &setting)],
        setting,
        verdict: None,
        cards: Vec::new(),
        sections: [Some(loss(it)), Some(output(it)), back(it)].into_iter().flatten().collect(),
        foot: String::new(),
        contents: false,
        one_sheet: false,
    }
}

fn loss(it: &Comparison) -> Section {
    let parties = it.parties.iter().map(|party| row(Cell::part(&party.title), &party.difference, Unit::Money));
    let rows = std::iter::once(row(Cell::text("All parties"), &it.total_loss, Unit::Money)).chain(parties);
    let remark = "A − B: positive where A costs more; mean with its 95 % confidence interval";
    let table = Table::new("Loss of each party under A and B", columns("worse")).rows(rows);
    let parties = it.parties.iter().map(|party| (party.title.as_str(), &party.difference));
    let rows = std::iter::once(("All parties", &it.total_loss)).chain(parties);
    Section::new("loss", "Loss", remark).with(bars("b-loss", "What A costs more than B", Unit::Money, rows, table))
}

fn output(it: &Comparison) -> Section {
    let rows = [row(Cell::text("Output lost"), &it.output_lost_days, Unit::Days)];
    let table = Table::new("Output lost under A and B", columns("worse")).rows(rows);
    Section::new("output", "Output lost", "days of the company's normal output").with(Block::Table(table))
}

fn back(it: &Comparison) -> Option<Section> {
    if it.sites.is_empty() && it.targets.is_empty() {
        return None;
    }
    let named = || it.targets.iter().chain(&it.sites).map(|named| (named.title.as_str(), &named.difference));
    let rows = [("Every system", &it.last_system_back_hours)].into_iter().chain(named()).map(|(title, it)| {
        let days = |hours: f64| Amount::change(Unit::Days, hours / 24.0);
        // 0 stands for *never stopped*.
        let day = |hours: f64| if hours == 0.0 { Cell::Unknown } else { Cell::day(hours) };
        vec![
            Cell::text(title),
            day(it.a.p50),
            day(it.b.p50),
            Cell::Value(days(it.difference.mean)),
            interval(it, days),
            Cell::share(it.a_worse.share),
            Cell::share(it.b_worse.share),
        ]
    });
    let remark = "for good, sites at 90 % of normal: median date of A and of B; days by which A is later";
    let table = Table::new("When everything is back under A and B", columns("later")).rows(rows);
    let rows = [("Every system", &it.last_system_back_hours)].into_iter().chain(named());
    let figure = bars("b-back", "By how much A is back later than B", Unit::Duration, rows, table);
    Some(Section::new("back", "Back on", remark).with(figure))
}

fn columns(worse: &str) -> [Column; 7] {
    [
        Column::words(""),
        Column::number("A 50 %"),
        Column::number("B 50 %"),
        Column::number("A − B"),
        Column::number("95 % interval").spare(1),
        Column::number(format!("A {worse} in")),
        Column::number(format!("B {worse} in")),
    ]
}

fn row(title: Cell, it: &Difference, unit: Unit) -> Vec<Cell> {
    vec![
        title,
        Cell::of(unit, it.a.p50),
        Cell::of(unit, it.b.p50),
        Cell::change(unit, it.difference.mean),
        interval(it, |value| Amount::change(unit, value)),
        Cell::share(it.a_worse.share),
        Cell::share(it.b_worse.share),
    ]
}

/// The interval of a difference; unknown where an end is.
fn interval(it: &Difference, amount: impl Fn(f64) -> Amount) -> Cell {
    let (low, high) = (it.difference.mean_low, it.difference.mean_high);
    let known = (low.is_finite() && high.is_finite()).then_some((low, high));
    Cell::known(known, |(low, high)| Cell::Range(amount(low), amount(high)))
}

/// The finding in words.
fn sentence(it: &Difference, setting: &Setting) -> String {
    let difference = &it.difference;
    if it.finite == 0 {
        return "There is no history in which both are finite.".to_owned();
    }
    if it.a_worse.hits == 0 && it.b_worse.hits == 0 {
        return "Both cost the same in every history.".to_owned();
    }
    if difference.mean_low <= 0.0 && difference.mean_high >= 0.0 {
        return "No difference in loss can be told from chance; run more histories to see a smaller one.".to_owned();
    }
    let (saver, worse) = if difference.mean > 0.0 { ("B", it.a_worse.share) } else { ("A", it.b_worse.share) };
    format!(
        "{saver} costs {} less on average, and less in {} of the histories.",
        setting.money(difference.mean.abs()),
        share(worse)
    )
}
