//! What changes are worth: on a terminal, as a page, and as a table.

mod verify;

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Bar, Bars, Bought, Chart};
use crate::html::html;
use crate::letters::{capital, quoted};
use crate::number::grouped;
use crate::page::{Block, Cell, Column, Figure, Group, Page, Section, Table};
use crate::records::inert;
use crate::sheets::workbook;
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::mitigation::{PairOf, RankColumn, RankSummary, Ranked, SetOf, Told};
use blackstart_model::model::Currency;
use rust_xlsxwriter::XlsxError;

/// Rows that a terminal shows of a table.
const LINES: usize = 20;

/// Changes that a drawing shows.
const DRAWN: usize = 12;

/// The ranking on a terminal.
pub fn ranking(it: &RankSummary, style: Style) -> String {
    text(&page(it), style)
}

/// The same as one self-contained HTML file.
pub fn ranking_html(it: &RankSummary) -> String {
    html(&page(it))
}

/// The same as a workbook: a sheet for each table, after one with what is said of it.
///
/// # Errors
/// If a sheet cannot have its name.
pub fn ranking_xlsx(it: &RankSummary) -> Result<Vec<u8>, XlsxError> {
    workbook(&page(it))
}

/// The same as a table: a row for each change, numbers in plain units.
pub fn ranking_csv(it: &RankSummary) -> String {
    let table = it.table();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cell = |column: &RankColumn, row: usize| match column {
        RankColumn::Text(values) => values[row].as_deref().map(|it| inert(it).into_owned()),
        RankColumn::Number(values) => values[row].map(|it| it.to_string()),
    };
    writer.write_record(table.iter().map(|(name, _)| name)).expect("memory takes everything");
    for row in 0..it.changes.len() {
        let cells = table.iter().map(|(_, column)| cell(column, row).unwrap_or_default());
        writer.write_record(cells).expect("rows are as long as the head");
    }
    String::from_utf8(writer.into_inner().expect("memory takes everything")).expect("what is written is UTF-8")
}

/// The same as a section of a run's report.
pub(crate) fn section(it: &RankSummary) -> Section {
    let setting = setting(it);
    let mut said = findings(it, &setting);
    said.push(format!("Ranked on {}. {}", days(it), condition(it)));
    let section =
        Section::new("changes", "What would help", "changes to the company, each in the same histories as without")
            .with(Block::Findings(said));
    let parts = [worth(it), bought(it), verify::section(it, &setting), together(it), pairs(it)].into_iter().flatten();
    parts.flat_map(|part| part.blocks).fold(section, Section::with)
}

/// What to do first of all that was ranked, in a sentence; `None`: nothing saves more than chance explains.
pub(crate) fn advice(it: &RankSummary) -> Option<String> {
    let setting = setting(it);
    let set = it.together.as_ref().filter(|set| !set.changes.is_empty() && set.saves > 0.0);
    set.map(|set| does(it, set, &setting)).or_else(|| {
        let sure = it.changes.iter().filter_map(|it| Some((it, it.measured.as_ref().filter(|told| told.low > 0.0)?)));
        let (best, told) = sure.max_by(|a, b| {
            let worth = |told: &Told| told.net.unwrap_or(told.saves);
            worth(a.1).total_cmp(&worth(b.1))
        })?;
        let (saves, span) = (setting.money(told.saves), span(it));
        let cost = told.cost.map(|cost| format!(", and costs {} a year", setting.money(cost))).unwrap_or_default();
        Some(format!("Consider “{}”: it saves {saves} of what {span} costs{cost}.", best.change.title))
    })
}

fn setting(it: &RankSummary) -> Setting {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    Setting { currency, ..Setting::bare() }
}

/// What the best set costs and saves.
fn does(it: &RankSummary, set: &SetOf, setting: &Setting) -> String {
    let saves = format!("{} of the {} that {} costs", setting.money(set.saves), setting.money(it.loss), span(it));
    let (cost, what) = (setting.money(set.cost), quoted(&set.titles));
    match set.titles.len() {
        1 => format!("Do {what}: it costs {cost} a year and saves {saves}."),
        _ => format!("Do {what}: together they cost {cost} a year and save {saves}."),
    }
}

/// All of it, section by section.
fn page(it: &RankSummary) -> Page {
    let setting = setting(it);
    let mut findings = findings(it, &setting);
    findings.extend(verify::finding(it, &setting));
    findings.push(condition(it));
    Page {
        kind: "Blackstart ranking",
        title: it.facts.model.clone(),
        lead: days(it),
        played: format!(
            "each change beside the company as it is in the same {}, seed {}{}",
            if it.histories == 1 {
                "history".to_owned()
            } else {
                format!("{} histories", grouped(it.histories as f64))
            },
            it.seed,
            if it.stopped { "; stopped before all was played" } else { "" }
        ),
        verdict: None,
        findings,
        sections: [worth(it), bought(it), verify::section(it, &setting), together(it), pairs(it), useless(it)]
            .into_iter()
            .flatten()
            .collect(),
        setting,
        cards: Vec::new(),
        foot: format!(
            "{} histories played. What a saving is, and what it is not: docs/method/rank.md",
            grouped(it.played as f64)
        ),
        contents: false,
        one_sheet: false,
    }
}

/// The bad days that it is ranked on, and how often each comes where that is known.
fn days(it: &RankSummary) -> String {
    let of = |(title, rate): &(String, Option<f64>)| match rate {
        Some(rate) => format!("{title}: {} times a year", crate::number::rate(*rate)),
        None => title.clone(),
    };
    it.facts.scenarios.iter().map(of).collect::<Vec<_>>().join("; ")
}

/// Savings of what.
fn span(it: &RankSummary) -> &'static str {
    if it.facts.yearly { "a year" } else { "one such day" }
}

fn condition(it: &RankSummary) -> String {
    let years = number(it.facts.years);
    let whose = it.facts.party.as_ref().map(|party| format!(" Only what {party} loses counts.")).unwrap_or_default();
    let guessed = it.facts.guessed.as_ref().map(|it| format!(" Mind that {it}.")).unwrap_or_default();
    let costs = format!("What is paid once is spread over {years} years.{whose}{guessed}");
    if it.facts.yearly {
        format!("Savings are those of a year: of each scenario as often as its rate says. {costs}")
    } else {
        format!(
            "The scenario has no rate, so that savings are those of one such day and cannot be set against the costs of a year. {costs}"
        )
    }
}

/// What to do, in words.
fn findings(it: &RankSummary, setting: &Setting) -> Vec<String> {
    let mut said = Vec::new();
    if it.stopped {
        said.push("It was stopped before all was played: what follows is the best that is known.".to_owned());
    }
    let sure: Vec<(&Ranked, &Told)> =
        it.changes.iter().filter_map(|it| Some((it, it.measured.as_ref().filter(|told| told.low > 0.0)?))).collect();
    match &it.together {
        Some(set) if !set.changes.is_empty() => {
            said.push(does(it, set, setting));
            if let Some(added) = set.added_up.filter(|added| (added - set.saves).abs() > 0.05 * set.saves.abs()) {
                let why = if added > set.saves {
                    "some of them act on the same loss"
                } else {
                    "some of them need each other"
                };
                said.push(format!("Added up, their savings would be {}: {why}.", setting.money(added)));
            }
        }
        Some(set) => {
            let budget = setting.money(set.budget.unwrap_or_default());
            said.push(if it.facts.yearly {
                format!("Nothing that costs {budget} a year or less is worth it.")
            } else {
                format!("Nothing that costs {budget} a year or less saves anything.")
            });
        }
        None => {}
    }
    if it.histories == 0 || it.stopped && it.changes.iter().all(|it| it.measured.is_none()) {
        said.push("Nothing was measured yet.".to_owned());
    } else if it.histories == 1 {
        said.push("One history cannot tell what a change saves.".to_owned());
    } else {
        said.extend(largest(it, &sure, setting));
    }
    let nothing =
        |it: &&Ranked| it.touches == 0.0 || it.measured.as_ref().is_some_and(|it| it.helps == 0.0 && it.harms == 0.0);
    match it.changes.iter().filter(nothing).count() {
        0 => {}
        1 => said.push(format!("1 of {} changes does nothing here; why stands with it.", it.changes.len())),
        more => said.push(format!("{more} of {} changes do nothing here; why stands with each.", it.changes.len())),
    }
    let harmful = it.changes.iter().filter(|it| it.measured.as_ref().is_some_and(|told| told.high < 0.0));
    said.extend(harmful.map(|it| format!("“{}” makes it worse.", it.change.title)));
    said
}

/// What saves most, and what is worth most after its cost, as far as that is more than chance.
fn largest(it: &RankSummary, sure: &[(&Ranked, &Told)], setting: &Setting) -> Vec<String> {
    let (span, loss) = (span(it), setting.money(it.loss));
    let Some((most, told)) = sure.iter().max_by(|a, b| a.1.saves.total_cmp(&b.1.saves)) else {
        return vec![format!("No change saves more than chance explains, of the {loss} that {span} costs.")];
    };
    let (low, high) = (setting.money(told.low), setting.money(told.high));
    let cost = match told.cost {
        Some(cost) => format!(", and costs {} a year", setting.money(cost)),
        None => "; nobody has said what it costs".to_owned(),
    };
    let mut said = vec![format!(
        "The largest saving that is more than chance is that of “{}”: {} on average ({low} to {high}) of the {loss} that {span} costs{cost}.",
        most.change.title,
        setting.money(told.saves)
    )];
    let net = |it: &&(&Ranked, &Told)| it.1.net.is_some_and(|net| net > 0.0);
    let by_net =
        sure.iter().filter(net).max_by(|a, b| a.1.net.unwrap_or_default().total_cmp(&b.1.net.unwrap_or_default()));
    if let Some((best, told)) = by_net {
        said.push(format!(
            "Worth most after its cost is “{}”: {} a year.",
            best.change.title,
            setting.money(told.net.unwrap_or_default())
        ));
    }
    said
}

fn worth(it: &RankSummary) -> Option<Section> {
    let measured = || it.changes.iter().filter_map(|it| Some((it, it.measured.as_ref()?)));
    measured().next()?;
    let days = measured().any(|(_, told)| told.days.is_some());
    let mut columns = vec![
        Column::words(""),
        Column::number("saves").full(format!("saves in {}", span(it))),
        Column::number("95 %").full("95 % interval, all together").spare(2),
        Column::number("costs").full("costs in a year").spare(4),
        if it.facts.yearly {
            Column::number("net").spare(5)
        } else {
            Column::number("pays if").full("pays if it comes").spare(5)
        },
        Column::number("1 in 20").full("saves in the worst 1 of 20 days").spare(1),
    ];
    if days {
        columns.push(Column::number("days").full("days sooner back").spare(3));
    }
    columns.push(Column::number("helps").full("helps in").spare(2));
    if it.facts.yearly {
        columns.push(
            Column::number("pays").full(format!("chance that it pays in {} years", number(it.facts.years))).spare(3),
        );
    }
    let row = |(ranked, told): (&Ranked, &Told)| {
        let money = |value: f64| Amount::change(Unit::Money, value);
        let pays = match told.pays_within_years {
            Some(years) => Cell::text(format!("once in {} years", number(years))),
            None => Cell::Unknown,
        };
        let mut row = vec![
            Cell::text(&ranked.change.title),
            Cell::Value(money(told.saves)),
            Cell::Range(money(told.low), money(told.high)),
            Cell::known(told.cost, Cell::money),
            if it.facts.yearly { Cell::known(told.net, |net| Cell::Value(money(net))) } else { pays },
            Cell::Value(money(told.tails[1].saves)),
        ];
        if days {
            row.push(Cell::known(told.days, |days| Cell::change(Unit::Days, days)));
        }
        row.push(Cell::share(told.helps));
        if it.facts.yearly {
            row.push(Cell::known(told.pays, Cell::share));
        }
        row
    };
    let table = Table::new(format!("What each change saves in {}", span(it)), columns).group(Group::first(
        LINES,
        measured().map(row),
        "more were measured",
    ));
    let bar = |(ranked, told): (&Ranked, &Told)| Bar {
        title: ranked.change.title.clone(),
        low: told.low,
        middle: told.saves,
        high: told.high,
    };
    let figure = Figure {
        id: "worth-chart".to_owned(),
        chart: Chart::Bars(Bars {
            title: format!("What each change saves in {}", span(it)),
            description:
                "One bar for each change: its mean saving, and the interval that holds for all of them together."
                    .to_owned(),
            unit: Unit::Money,
            rows: measured().take(DRAWN).map(bar).collect(),
        }),
        caption: "The longer the bar, the more is saved; where the thin line reaches 0, chance may be all of it."
            .to_owned(),
        tables: vec![table],
        open: false,
    };
    let remark =
        "mean over histories that no search has seen, less the same without; intervals hold for all of them together";
    let section = Section::new("worth", "What each is worth", remark).with(Block::Figure(figure));
    let given_up: Vec<String> = measured()
        .filter(|(_, told)| told.histories < it.histories)
        .map(|(ranked, told)| format!("“{}” ({} histories)", ranked.change.title, grouped(told.histories as f64)))
        .collect();
    Some(if given_up.is_empty() {
        section
    } else {
        let who = given_up.join(", ");
        section.with(Block::Note(format!("Given up early, behind the first by more than chance explains: {who}.")))
    })
}

/// What changes cost against what they save, as far as somebody has said what they cost.
fn bought(it: &RankSummary) -> Option<Section> {
    let priced: Vec<(&Ranked, f64, &Told)> = it
        .changes
        .iter()
        .filter_map(|it| Some((it, it.measured.as_ref()?.cost?, it.measured.as_ref()?)))
        .take(DRAWN)
        .collect();
    if priced.len() < 2 {
        return None;
    }
    let mut sets: Vec<(f64, f64)> =
        it.together.iter().chain(&it.frontier).filter(|set| set.saves > 0.0).map(|set| (set.cost, set.saves)).collect();
    sets.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // Of a budget the most that is saved: what costs more and saves less is no set to buy.
    let mut most = 0.0;
    sets.retain(|(_, saves)| {
        let more = *saves > most;
        most = saves.max(most);
        more
    });
    let columns = [
        Column::number("no."),
        Column::words(""),
        Column::number("costs").full("costs in a year"),
        Column::number("saves").full(format!("saves in {}", span(it))),
        Column::number("saved for each 1").full("saved for each 1 that it costs"),
    ];
    let row = |(place, (ranked, cost, told)): (usize, &(&Ranked, f64, &Told))| {
        vec![
            Cell::text(place.to_string()),
            Cell::text(&ranked.change.title),
            Cell::money(*cost),
            Cell::Value(Amount::change(Unit::Money, told.saves)),
            Cell::known(told.per_money, |it| Cell::text(number(it))),
        ]
    };
    let caption = "What changes cost, and what they save";
    let table = Table::new(caption, columns).rows((1..).zip(&priced).map(row));
    let figure = Figure {
        id: "bought-chart".to_owned(),
        chart: Chart::Bought(Bought {
            title: caption.to_owned(),
            description: "A dot for each change: what it costs in a year across, what it saves upwards.".to_owned(),
            dots: priced.iter().map(|(_, cost, told)| (*cost, told.saves)).collect(),
            frontier: sets,
            comparable: it.facts.yearly,
        }),
        caption: "The further up and to the left, the more is saved for what it costs. Numbers are those of the table."
            .to_owned(),
        tables: vec![table],
        open: false,
    };
    let remark = "of those of which somebody has said what they cost";
    Some(Section::new("bought", "What it costs against what it saves", remark).with(Block::Figure(figure)))
}

fn together(it: &RankSummary) -> Option<Section> {
    let best = it.together.as_ref()?;
    let columns = [
        Column::words(""),
        Column::number("costs").full("costs in a year"),
        Column::number("saves").full(format!("saves in {}", span(it))),
        Column::number("95 %").full("95 % interval").spare(1),
    ];
    let row = |name: String, set: &SetOf| {
        let money = |value: f64| Amount::change(Unit::Money, value);
        vec![
            Cell::text(name),
            Cell::money(set.cost),
            Cell::Value(money(set.saves)),
            Cell::known(set.half, |half| Cell::Range(money(set.saves - half), money(set.saves + half))),
        ]
    };
    let name = |set: &SetOf| if set.titles.is_empty() { "nothing".to_owned() } else { set.titles.join("; ") };
    let rows = std::iter::once(row(format!("For the budget: {}", name(best)), best));
    let others = it.frontier.iter().filter(|set| set.changes != best.changes).map(|set| row(name(set), set));
    let table = Table::new("The best sets, by what they cost", columns).rows(rows.chain(others));
    let guessed = std::iter::once(best).chain(&it.frontier).any(|set| set.half.is_none());
    let note = "Sets without an interval were not played: they are what their parts and pairs come to.";
    let remark = if it.facts.yearly {
        "for the budget, the set that saves most after its cost; for others, the one that saves most; each interval for itself"
    } else {
        "the set that saves most for a budget; savings of several are measured together; each interval for itself"
    };
    let section = Section::new("together", "Together", remark).with(Block::Table(table));
    Some(if guessed { section.with(Block::Note(note.to_owned())) } else { section })
}

fn pairs(it: &RankSummary) -> Option<Section> {
    if it.pairs.is_empty() {
        return None;
    }
    let columns =
        [Column::words("one"), Column::words("other"), Column::number("adds").full("together beyond their sum")];
    let row =
        |pair: &PairOf| vec![Cell::text(&pair.one), Cell::text(&pair.other), Cell::change(Unit::Money, pair.adds)];
    let table = Table::new("Pairs that are not the sum of both", columns).group(Group::first(
        LINES / 2,
        it.pairs.iter().map(row),
        "more pairs",
    ));
    let remark = "below 0: both save the same loss; above: each needs the other";
    Some(Section::new("pairs", "Two at a time", remark).with(Block::Table(table)))
}

fn useless(it: &RankSummary) -> Option<Section> {
    let told: Vec<(&Ranked, &String)> = it.changes.iter().filter_map(|it| Some((it, it.why.as_ref()?))).collect();
    if told.is_empty() {
        return None;
    }
    let columns = [Column::words(""), Column::words("why"), Column::number("histories it touches")];
    let rows =
        told.iter().map(|(it, why)| vec![Cell::text(&it.change.title), Cell::text(*why), Cell::share(it.touches)]);
    let table = Table::new("Changes without a number, or worth nothing", columns).rows(rows);
    // On a terminal those with the same reason stand together.
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (ranked, why) in &told {
        match reasons.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, titles)) => titles.push(&ranked.change.title),
            None => reasons.push((why.as_str(), vec![&ranked.change.title])),
        }
    }
    let lines = reasons.iter().map(|(why, titles)| {
        let more = titles.len().saturating_sub(LINES);
        let more = if more > 0 { format!("; {more} more") } else { String::new() };
        format!("{}: {}{more}.", capital(why), titles.iter().take(LINES).copied().collect::<Vec<_>>().join("; "))
    });
    let lines = lines.collect();
    let remark = "and the share of the histories of the search that each touches";
    let section =
        Section::new("without", "What was passed over", remark).with(Block::Terminal(vec![Block::Findings(lines)]));
    Some(section.with(Block::Detail { title: None, blocks: vec![Block::Table(table)] }))
}

/// Years in a sentence: two digits are enough.
fn number(value: f64) -> String {
    if value >= 100.0 {
        grouped(value.round())
    } else if value >= 10.0 {
        format!("{value:.0}")
    } else {
        let digits = format!("{value:.1}");
        digits.strip_suffix(".0").map_or_else(|| digits.clone(), str::to_owned)
    }
}
