//! What changes are worth: on a terminal, as a page, and as a table.

use crate::amount::{Amount, Setting, Unit};
use crate::chart::{Bar, Bars, Chart};
use crate::html::html;
use crate::number::{grouped, share};
use crate::page::{Block, Cell, Column, Figure, Group, Page, Section, Table};
use crate::records::inert;
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::mitigation::{PairOf, RankSummary, Ranked, SetOf, Told};
use blackstart_model::model::Currency;

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

/// The same as a table: a row for each change, numbers in plain units.
pub fn ranking_csv(it: &RankSummary) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = [
        "id",
        "title",
        "kind",
        "cost",
        "cost_per_year",
        "cost_in_a_year",
        "saves",
        "low",
        "high",
        "net",
        "saves_1_in_10",
        "saves_1_in_20",
        "days",
        "breaches",
        "touches",
        "helps",
        "harms",
        "why",
    ];
    // A zero has no sign.
    let number = |value: Option<f64>| value.map(|it| (it + 0.0).to_string()).unwrap_or_default();
    let row = |it: &Ranked| {
        let told = it.measured.as_ref();
        let kind = it.change.kind.map_or("declared".to_owned(), |kind| format!("{kind:?}").to_lowercase());
        [
            inert(&it.change.id).into_owned(),
            inert(&it.change.title).into_owned(),
            kind,
            number(it.change.cost),
            number(it.change.cost_per_year),
            number(told.and_then(|it| it.cost)),
            number(told.map(|it| it.saves)),
            number(told.map(|it| it.low)),
            number(told.map(|it| it.high)),
            number(told.and_then(|it| it.net)),
            number(told.map(|it| it.tails[0].saves)),
            number(told.map(|it| it.tails[1].saves)),
            number(told.and_then(|it| it.days)),
            number(told.map(|it| it.breaches)),
            number(Some(it.touches)),
            number(told.map(|it| it.helps)),
            number(told.map(|it| it.harms)),
            inert(it.why.as_deref().unwrap_or_default()).into_owned(),
        ]
    };
    writer.write_record(columns).expect("memory takes everything");
    it.changes.iter().for_each(|it| writer.write_record(row(it)).expect("rows are as long as the head"));
    String::from_utf8(writer.into_inner().expect("memory takes everything")).expect("what is written is UTF-8")
}

/// All of it, section by section.
fn page(it: &RankSummary) -> Page {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let setting = Setting { currency, ..Setting::bare() };
    let of = |(title, rate): &(String, Option<f64>)| match rate {
        Some(rate) => format!("{title}: {} times a year", crate::number::rate(*rate)),
        None => title.clone(),
    };
    let days: Vec<String> = it.facts.scenarios.iter().map(of).collect();
    let mut findings = findings(it, &setting);
    findings.push(condition(it));
    Page {
        kind: "Blackstart ranking",
        title: it.facts.model.clone(),
        lead: days.join("; "),
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
        setting,
        cards: Vec::new(),
        sections: [worth(it), together(it), pairs(it), useless(it)].into_iter().flatten().collect(),
        foot: format!(
            "{} histories played. What a saving is, and what it is not: docs/method/rank.md",
            grouped(it.played as f64)
        ),
        contents: false,
        one_sheet: false,
    }
}

/// Savings of what.
fn span(it: &RankSummary) -> &'static str {
    if it.facts.yearly { "a year" } else { "one such day" }
}

fn condition(it: &RankSummary) -> String {
    let years = number(it.facts.years);
    let guessed = it.facts.guessed.as_ref().map(|it| format!(" Mind that {it}.")).unwrap_or_default();
    let costs = format!("What is paid once is spread over {years} years.{guessed}");
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
    let span = span(it);
    let mut said = Vec::new();
    if it.stopped {
        said.push("It was stopped before all was played: what follows is the best that is known.".to_owned());
    }
    let sure: Vec<(&Ranked, &Told)> =
        it.changes.iter().filter_map(|it| Some((it, it.measured.as_ref().filter(|told| told.low > 0.0)?))).collect();
    match &it.together {
        Some(set) if !set.changes.is_empty() => {
            let saves = format!("{} of the {} that {span} costs", setting.money(set.saves), setting.money(it.loss));
            let (cost, what) = (setting.money(set.cost), list(&set.titles));
            said.push(match set.titles.len() {
                1 => format!("Do {what}: it costs {cost} a year and saves {saves}."),
                _ => format!("Do {what}: together they cost {cost} a year and save {saves}."),
            });
            if let Some(added) = set.added_up.filter(|added| (added - set.saves).abs() > 0.05 * set.saves.abs()) {
                said.push(format!(
                    "Added up, their savings would be {}: some of them act on the same loss, or need each other.",
                    setting.money(added)
                ));
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
    if it.histories == 0 {
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

/// Titles in a sentence.
fn list(titles: &[String]) -> String {
    let quoted: Vec<String> = titles.iter().map(|it| format!("“{it}”")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
        [] => String::new(),
    }
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
    Some(Section::new("worth", "What each is worth", remark).with(Block::Figure(figure)))
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
    let note = "Sets without an interval were not played: they are what their parts and pairs come to.";
    let remark = if it.facts.yearly {
        "for the budget, the set that saves most after its cost; for others, the one that saves most; each interval for itself"
    } else {
        "the set that saves most for a budget; savings of several are measured together; each interval for itself"
    };
    Some(Section::new("together", "Together", remark).with(Block::Table(table)).with(Block::Note(note.to_owned())))
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
    let mut lines: Vec<String> = told
        .iter()
        .take(LINES)
        .map(|(it, why)| format!("{} ({}): {why}.", it.change.title, share(it.touches)))
        .collect();
    if told.len() > LINES {
        lines.push(format!("… {} more", told.len() - LINES));
    }
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
        format!("{value:.1}")
    }
}
