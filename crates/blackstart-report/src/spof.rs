//! Single points of failure: on a terminal, as a page, and as a table.

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Bar, Bars, Chart};
use crate::html::html;
use crate::number::{days, grouped, share};
use crate::page::{Block, Cell, Column, Figure, Group, Page, Section, Table};
use crate::records::inert;
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::alone::{Alone, CrewAlone, Kind, PairAlone, SpofSummary};
use blackstart_model::model::Currency;

/// Rows that a terminal shows of a table.
const LINES: usize = 20;

/// Things that a drawing shows.
const DRAWN: usize = 20;

/// Single points of failure on a terminal.
pub fn spof(it: &SpofSummary, style: Style) -> String {
    text(&page(it), style)
}

/// The same as one self-contained HTML file.
pub fn spof_html(it: &SpofSummary) -> String {
    html(&page(it))
}

/// Columns of the table.
const COLUMNS: [&str; 16] = [
    "id",
    "title",
    "kind",
    "gone",
    "loss",
    "low",
    "high",
    "company_loss",
    "restoring",
    "target_days",
    "back_days",
    "never_back",
    "breaches",
    "short_sites",
    "beyond_sum",
    "why",
];

/// The same as a table: a row for each that is gone, each crew and each pair, numbers in plain units.
pub fn spof_csv(it: &SpofSummary) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("memory takes everything");
    let rows = it.alone.iter().map(alone_row).chain(it.crews.iter().map(crew_row)).chain(it.pairs.iter().map(pair_row));
    rows.for_each(|row| writer.write_record(row).expect("rows are as long as the head"));
    String::from_utf8(writer.into_inner().expect("memory takes everything")).expect("what is written is UTF-8")
}

/// A number in plain units; a zero has no sign.
fn plain(value: impl Into<Option<f64>>) -> String {
    value.into().map(|it| (it + 0.0).to_string()).unwrap_or_default()
}

fn safe(text: &str) -> String {
    inert(text).into_owned()
}

fn alone_row(row: &Alone) -> [String; 16] {
    let short: Vec<&str> = row.short.iter().map(|it| it.id.as_str()).collect();
    [
        safe(&row.id),
        safe(&row.title),
        word(row.kind).to_owned(),
        if row.stated { "stated" } else { "rebuilt" }.to_owned(),
        plain(row.loss),
        plain(row.low),
        plain(row.high),
        plain(row.own),
        plain(row.restoring),
        plain(row.target_days),
        plain(row.back_days),
        plain(row.never),
        plain(row.breaches),
        safe(&short.join(" ")),
        String::new(),
        safe(row.nothing.as_deref().unwrap_or_default()),
    ]
}

fn crew_row(row: &CrewAlone) -> [String; 16] {
    let mut record = [const { String::new() }; 16];
    record[0] = safe(&row.id);
    record[1] = safe(&row.title);
    record[2] = word(Kind::Crew).to_owned();
    record[3] = "stated".to_owned();
    record[4] = plain(row.loss);
    record[5] = plain(row.low);
    record[6] = plain(row.high);
    record[7] = plain(row.own);
    record[9] = plain(row.target_days);
    record[12] = plain(row.breaches);
    record[15] = safe(row.nothing.as_deref().unwrap_or_default());
    record
}

fn pair_row(row: &PairAlone) -> [String; 16] {
    let mut record = [const { String::new() }; 16];
    record[0] = safe(&row.ids.join(" + "));
    record[1] = safe(&format!("{} and {}", row.one, row.other));
    record[2] = "pair".to_owned();
    record[4] = plain(row.loss);
    record[14] = plain(row.beyond);
    record[15] = safe(&row.why);
    record
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::System => "system",
        Kind::Identity => "identity",
        Kind::Supplier => "supplier",
        Kind::Provider => "provider",
        Kind::Crew => "crew",
    }
}

/// All of it, section by section.
fn page(it: &SpofSummary) -> Page {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let setting = Setting { currency, ..Setting::bare() };
    let mut findings = findings(it, &setting);
    findings.extend(meaning(it));
    let histories = match it.histories {
        1 => "1 history".to_owned(),
        more => format!("{} histories", grouped(f64::from(more))),
    };
    Page {
        kind: "Blackstart single points of failure",
        title: it.model.clone(),
        lead: format!("the days of “{}” without their event, but for one thing that is gone", it.scenario),
        played: format!(
            "each in the same {histories}, seed {}{}",
            it.seed,
            if it.stopped { "; stopped before all was played" } else { "" }
        ),
        verdict: None,
        findings,
        setting,
        cards: Vec::new(),
        sections: [alone(it), nothing(it), crews(it), pairs(it)].into_iter().flatten().collect(),
        foot: format!(
            "{} histories played. What is meant by gone, and what was left out: docs/method/single-points.md",
            grouped(it.played as f64)
        ),
        contents: false,
        one_sheet: false,
    }
}

/// What stops most, in words.
fn findings(it: &SpofSummary, setting: &Setting) -> Vec<String> {
    let mut said = Vec::new();
    if it.stopped {
        said.push("It was stopped before all was played: what follows is what is known.".to_owned());
    }
    if it.histories == 1 {
        said.push("One history cannot tell how far chance reaches.".to_owned());
    }
    let stops: Vec<&Alone> = it.alone.iter().filter(|it| it.nothing.is_none()).collect();
    if let Some(worst) = stops.first() {
        let failing = match (worst.target_days, &it.target) {
            (Some(long), Some(target)) if long > 0.0 => format!(", and “{target}” fails for {} days", days(long)),
            _ => String::new(),
        };
        said.push(format!(
            "Worst alone is “{}”: without it {} is lost on average{failing}.",
            worst.title,
            setting.money(worst.loss)
        ));
        said.push(match (stops.len(), it.alone.len()) {
            (1, all) => format!("1 of {all} is a single point of failure: something stops where only it is gone."),
            (more, all) => {
                format!("{more} of {all} are single points of failure: something stops where only one is gone.")
            }
        });
    } else if !it.alone.is_empty() {
        said.push(format!("Nothing stops where only one of {} is gone.", it.alone.len()));
    }
    if let Some(pair) = it.pairs.first() {
        said.push(format!(
            "Worst together beyond their sum are “{}” and “{}”: {} instead of {}.",
            pair.one,
            pair.other,
            setting.money(pair.loss),
            setting.money(pair.sum)
        ));
    }
    if let Some(crew) = it.crews.first().filter(|it| it.nothing.is_none()) {
        let long = days(it.stated_days);
        said.push(format!(
            "The crew that is missed most on the bad day is “{}”: {} more is lost if nobody of it comes for {long} days.",
            crew.title,
            setting.money(crew.loss)
        ));
    }
    said
}

/// What "gone" means, and what is not known.
fn meaning(it: &SpofSummary) -> Vec<String> {
    let long = format!("{} days", days(it.stated_days));
    let mut said = Vec::new();
    if it.alone.iter().any(|it| !it.stated) {
        said.push(
            "A system that is gone is lost at the start of an otherwise normal day, and rebuilt by its own tasks with the company's crews.".to_owned(),
        );
    }
    let bare = it.alone.iter().filter(|it| it.stated && matches!(it.kind, Kind::System | Kind::Identity)).count();
    if bare > 0 {
        let systems = if bare == 1 { "1 system has".to_owned() } else { format!("{bare} systems have") };
        said.push(format!("{systems} no task to rebuild it: gone for {long}, which nobody has measured."));
    }
    if it.alone.iter().any(|it| matches!(it.kind, Kind::Supplier | Kind::Provider)) {
        said.push(format!(
            "A supplier that is gone makes and delivers nothing for {long}, a provider's systems are down for as long; that time is a judgement (--gone)."
        ));
    }
    said.extend(it.guessed.as_ref().map(|it| format!("Mind that {it}.")));
    said
}

fn alone(it: &SpofSummary) -> Option<Section> {
    let stops = || it.alone.iter().filter(|it| it.nothing.is_none());
    stops().next()?;
    let has_target = it.target.is_some();
    let mut columns = vec![
        Column::words(""),
        Column::words("").full("what it is").spare(2),
        Column::number("loss").full("loss of all parties"),
        Column::number("95%").full("95 % interval, all together").spare(4),
        Column::number("company").full("of it the company's").spare(5),
    ];
    if has_target {
        columns.push(Column::number("days").full("days on which the first target set fails"));
    }
    columns.push(Column::number("back").full("days until the last site of the company is back").spare(6));
    columns.push(Column::number("breaches").full("tolerances breached").spare(3));
    columns.push(Column::words("short").full("sites short of output").spare(1));
    let row = |it: &Alone| {
        let mut row = vec![
            Cell::text(&it.title),
            Cell::text(word(it.kind)),
            Cell::money(it.loss),
            interval(it.low, it.high),
            Cell::money(it.own),
        ];
        if has_target {
            row.push(Cell::known(it.target_days, |it| Cell::of(Unit::Days, it)));
        }
        row.push(back(it));
        row.push(Cell::count(it.breaches));
        row.push(Cell::text(short(it)));
        row
    };
    let table = Table::new("What each costs that is gone alone", columns).group(Group::first(
        LINES,
        stops().map(row),
        "more stop something",
    ));
    let bar = |it: &Alone| Bar {
        title: it.title.clone(),
        low: it.low.unwrap_or(it.loss),
        middle: it.loss,
        high: it.high.unwrap_or(it.loss),
    };
    let figure = Figure {
        id: "alone-chart".to_owned(),
        chart: Chart::Bars(Bars {
            title: "What each costs that is gone alone".to_owned(),
            description: "One bar for each: its mean loss, and the interval that holds for all of them together."
                .to_owned(),
            unit: Unit::Money,
            rows: stops().take(DRAWN).map(bar).collect(),
        }),
        caption: "The longer the bar, the more hangs on it alone.".to_owned(),
        tables: vec![table],
        open: true,
    };
    let remark = "mean over histories, beside the same days with nothing gone; intervals hold for all of them together";
    Some(Section::new("alone", "Gone alone", remark).with(Block::Figure(figure)))
}

fn interval(low: Option<f64>, high: Option<f64>) -> Cell {
    match (low, high) {
        (Some(low), Some(high)) => Cell::range(Unit::Money, low, high),
        _ => Cell::Unknown,
    }
}

/// When output is back; where it is not in every history, that is said.
fn back(it: &Alone) -> Cell {
    match it.back_days {
        None => Cell::text("never"),
        Some(at) if it.never > 0.0 => Cell::text(format!("{}, never in {}", days(at), share(it.never))),
        Some(at) => Cell::of(Unit::Days, at),
    }
}

/// Sites that are short, the worst first.
fn short(it: &Alone) -> String {
    let of = |it: &blackstart_ensemble::alone::Short| {
        let often = if it.share < 1.0 { format!(" in {}", share(it.share)) } else { String::new() };
        format!("{} (worst week {}{often})", it.title, share(it.worst_week))
    };
    let mut titles: Vec<String> = it.short.iter().take(3).map(of).collect();
    if it.short.len() > 3 {
        titles.push(format!("{} more", it.short.len() - 3));
    }
    titles.join(", ")
}

fn nothing(it: &SpofSummary) -> Option<Section> {
    let told: Vec<(&Alone, &String)> = it.alone.iter().filter_map(|it| Some((it, it.nothing.as_ref()?))).collect();
    if told.is_empty() {
        return None;
    }
    let columns = [Column::words(""), Column::words("nothing stops"), Column::number("costs").full("to restore it")];
    let rows = told.iter().map(|(it, why)| vec![Cell::text(&it.title), Cell::text(*why), Cell::money(it.restoring)]);
    let table = Table::new("What can be gone alone", columns).rows(rows);
    let mut lines: Vec<String> =
        told.iter().take(LINES).map(|(it, why)| format!("{}: nothing stops; {why}.", it.title)).collect();
    if told.len() > LINES {
        lines.push(format!("… {} more", told.len() - LINES));
    }
    let remark = "and why nothing stops";
    let section = Section::new("nothing", "What can be gone alone", remark)
        .with(Block::Terminal(vec![Block::Findings(lines)]))
        .with(Block::Detail { title: None, blocks: vec![Block::Table(table)] });
    Some(section)
}

fn crews(it: &SpofSummary) -> Option<Section> {
    let bad_day = it.bad_day?;
    let has_target = it.target.is_some();
    let money = |value: f64| Cell::Value(Amount::change(Unit::Money, value));
    let mut columns = vec![
        Column::words(""),
        Column::number("loss").full("loss of all parties, more"),
        Column::number("95%").full("95 % interval, all together").spare(3),
        Column::number("company").full("of it the company's").spare(2),
    ];
    if has_target {
        columns.push(Column::number("days").full("more days on which the first target set fails"));
    }
    columns.push(Column::number("breaches").full("more tolerances breached").spare(1));
    let row = |it: &CrewAlone| {
        let mut row = vec![
            Cell::text(&it.title),
            money(it.loss),
            match (it.low, it.high) {
                (Some(low), Some(high)) => {
                    Cell::Range(Amount::change(Unit::Money, low), Amount::change(Unit::Money, high))
                }
                _ => Cell::Unknown,
            },
            money(it.own),
        ];
        if has_target {
            row.push(Cell::known(it.target_days, |it| Cell::change(Unit::Days, it)));
        }
        row.push(Cell::change(Unit::Count, it.breaches));
        row
    };
    let table = Table::new("What it costs that a crew does not come", columns).rows(it.crews.iter().map(row));
    let setting =
        Setting { currency: Currency { code: it.currency.clone(), sign: it.sign.clone() }, ..Setting::bare() };
    let remark = "beside the same bad day with all crews";
    let words = format!(
        "On “{}” as it is {} is lost on average. Nobody of the crew comes for the first {} days, then all do.",
        it.scenario,
        setting.money(bad_day),
        days(it.stated_days)
    );
    let section = Section::new("crews", "Crews that are missed on the bad day", remark);
    let unmissed = it.crews.iter().filter_map(|it| Some(format!("{}: {}.", it.title, it.nothing.as_ref()?)));
    let section = section.with(Block::Text(words)).with(Block::Table(table));
    let unmissed: Vec<String> = unmissed.collect();
    Some(if unmissed.is_empty() { section } else { section.with(Block::Findings(unmissed)) })
}

fn pairs(it: &SpofSummary) -> Option<Section> {
    if it.screening.pairs == 0 {
        return None;
    }
    let columns = [
        Column::words("one"),
        Column::words("other"),
        Column::number("loss").full("both gone").spare(2),
        Column::number("beyond").full("beyond their sum"),
        Column::number("95%").full("95 % interval, all together").spare(1),
        Column::words("why").spare(3),
    ];
    let row = |it: &PairAlone| {
        vec![
            Cell::text(&it.one),
            Cell::text(&it.other),
            Cell::money(it.loss),
            Cell::money(it.beyond),
            Cell::range(Unit::Money, it.low, it.high),
            Cell::text(&it.why),
        ]
    };
    let section = Section::new("pairs", "Gone together", "pairs that are worse than their sum by more than chance");
    let table = Table::new("Pairs that are worse than their sum", columns);
    let section = match it.pairs.is_empty() {
        true if it.screening.deeper_played + it.screening.goods_played == 0 => section,
        true => {
            section.with(Block::Text("No pair that was played is worse than its sum by more than chance.".to_owned()))
        }
        false => section.with(Block::Table(table.group(Group::first(LINES, it.pairs.iter().map(row), "more pairs")))),
    };
    Some(section.with(Block::Findings(looked(it))))
}

/// Which pairs were looked at, left out and played.
fn looked(it: &SpofSummary) -> Vec<String> {
    let of = &it.screening;
    let count = |value: usize| grouped(value as f64);
    let all = if of.looked_at == of.pairs { String::new() } else { format!(" of {}", count(of.pairs)) };
    let histories = if of.histories == 1 { "1 history".to_owned() } else { format!("{} histories", of.histories) };
    let mut said = vec![format!(
        "{}{all} pairs were looked at, in {histories} up to the point where goods move: in {} one adds nothing to the other, and they were left out.",
        count(of.looked_at),
        count(of.covered)
    )];
    if of.deeper > 0 {
        said.push(format!(
            "In {} something is lower than either leaves it: {} of them were played.",
            count(of.deeper),
            played(of.deeper_played, of.deeper)
        ));
    }
    if of.goods > 0 {
        said.push(format!(
            "In {} nothing is, so that only stock, customers or cash could make them worse than their sum: {} of them were played.",
            count(of.goods),
            played(of.goods_played, of.goods)
        ));
    }
    if of.deeper_played + of.goods_played < of.deeper + of.goods {
        said.push("Of those that were not played nothing is known; --pairs plays more.".to_owned());
    }
    said
}

fn played(some: usize, all: usize) -> String {
    if some == all { "all".to_owned() } else { grouped(some as f64) }
}

#[cfg(test)]
mod tests;
