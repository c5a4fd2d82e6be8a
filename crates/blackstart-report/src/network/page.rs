//! What a shock did to a nation's firms, and which failures do most: sections for the terminal and the page.

use super::{NetworkCompany, NetworkStory};
use crate::amount::{Amount, Room, Setting, Unit};
use crate::chart::{Chart, Course, Courses};
use crate::html::html;
use crate::letters::{capital, listed};
use crate::number::{count, grouped, share};
use crate::page::{Answer, Block, Cell, Column, Figure, Group, Page, Section, Table, Verdict};
use crate::style::Style;
use crate::text;
use blackstart_ensemble::network::{Histories, History, Impact, Level, SectorCourse};
use blackstart_model::economy::Balance;

/// Sectors that a terminal shows.
const LINES: usize = 15;

/// Shocks that are named; of more, only how many there are.
const NAMED: usize = 6;

/// Rows of the table beside the plot, at most: of longer courses evenly spaced steps.
const STEPS: usize = 60;

/// What happened, on a terminal.
pub fn network_terminal(story: &NetworkStory, style: Style) -> String {
    text::text(&page(story), style)
}

/// What happened, as one self-contained HTML file.
pub fn network_html(story: &NetworkStory) -> String {
    html(&page(story))
}

/// A network that has been read, on a terminal.
pub fn balance_terminal(it: &Balance, style: Style) -> String {
    text::table(&balance(it), &Setting::bare(), style)
}

/// A failure and what it does.
#[derive(Clone, Debug)]
pub struct Ranked<'a> {
    /// Place, from 1.
    pub rank: usize,
    /// Whose failure.
    pub name: String,
    /// What it does.
    pub impact: &'a Impact,
}

/// The failures that do most, on a terminal. `of`: how many were looked at.
pub fn rank_terminal(title: &str, top: &[Ranked<'_>], of: usize, style: Style) -> String {
    let columns = [
        Column::number("rank"),
        Column::words("failure"),
        Column::number("ESRI"),
        Column::number("down"),
        Column::number("up"),
        Column::number("passes").spare(1),
    ];
    let rows = top.iter().map(|it| {
        let index = it.impact.index[0];
        let fine = |value: f64| Cell::of(Unit::Fine, value);
        let rank = Cell::of(Unit::Plain, it.rank as f64);
        let passes = Cell::of(Unit::Plain, f64::from(it.impact.passes));
        vec![rank, Cell::text(&it.name), fine(index.both), fine(index.down), fine(index.up), passes]
    });
    let group = Group {
        rows: rows.collect(),
        lines: None,
        more: of.saturating_sub(top.len()),
        rest: "more, in rank.parquet".to_owned(),
    };
    let remark = "ESRI: share of the economy lost, by the worse of both directions (Diem et al. 2022)";
    let table = Table::new("Failures by the share of the economy lost", columns).group(group);
    let page = Page {
        kind: "Blackstart network rank",
        title: title.to_owned(),
        lead: String::new(),
        played: String::new(),
        setting: Setting::bare(),
        verdict: None,
        cards: Vec::new(),
        findings: Vec::new(),
        sections: vec![Section::new("rank", "Failures that do most", remark).with(Block::Table(table))],
        foot: String::new(),
        contents: false,
        one_sheet: false,
    };
    text::text(&page, style)
}

fn page(story: &NetworkStory) -> Page {
    Page {
        kind: "Blackstart network",
        title: story.title.clone(),
        lead: format!("Shocks: {}", shocks(&story.shocks)),
        played: String::new(),
        setting: Setting::bare(),
        verdict: verdict(story),
        cards: Vec::new(),
        findings: findings(story),
        sections: vec![over_time(story), sectors(story), read(story)],
        foot: story.command.clone(),
        contents: true,
        one_sheet: false,
    }
}

/// How deep, how long, and who: the answers first.
fn verdict(story: &NetworkStory) -> Option<Verdict> {
    let histories = &story.histories;
    let (deep, long, who) = match (&story.company, histories.all.as_slice()) {
        (None, [history]) => of_one(story, history),
        (_, []) => return None,
        _ => of_many(histories),
    };
    let rows = [("How deep is it?", deep), ("How long does it last?", long), ("Who loses most?", who)];
    Some(Verdict {
        answers: rows.map(|(question, sentences)| Answer { question, sentences }).into(),
        advice: Vec::new(),
        condition: format!(
            "All of this holds as far as the network of {} firms and the rules by which they trade are right.",
            grouped(story.balance.firms as f64)
        ),
    })
}

fn of_one(story: &NetworkStory, history: &History) -> (Vec<String>, Vec<String>, Vec<String>) {
    let it = story.histories.of_one(history);
    if !it.falls() {
        let calm = || vec!["Nothing falls below normal.".to_owned()];
        return (calm(), calm(), vec!["Nobody loses.".to_owned()]);
    }
    let deep = vec![
        format!("Production falls to {} of normal, in step {}.", share(it.worst), it.worst_step),
        format!("In all the value added of {} normal steps is lost.", count(it.normal_steps_lost())),
        format!(
            "{} of it is lost directly with capacity, the rest because others miss what they need.",
            share(it.share_lost_directly())
        ),
    ];
    let long = vec![match it.below_until {
        Some(step) if step + 1 == story.histories.first + it.steps => {
            format!("Longer than was played: in the last step it is still at {}.", share(it.last))
        }
        Some(step) => format!("It is below 99 % of normal until step {step}."),
        None => "It never falls below 99 % of normal.".to_owned(),
    }];
    let hit = history.sectors.iter().filter(|it| it.normal > 0.0 && it.lost > 0.0);
    let who = hit.max_by(|a, b| a.lost.total_cmp(&b.lost)).map_or_else(
        || vec!["No sector loses.".to_owned()],
        |first| {
            vec![
                format!("Sector {}.", first.sector),
                format!("At worst it makes {} of normal, in step {}.", share(first.worst), first.worst_step),
            ]
        },
    );
    (deep, long, who)
}

fn of_many(histories: &Histories) -> (Vec<String>, Vec<String>, Vec<String>) {
    let it = histories.findings();
    let lost = &it.value_added_lost;
    let steps = |lost: f64| count(histories.normal_steps(lost));
    let deep = vec![
        format!("At its lowest the nation makes {} of normal in the middle case.", near_one(it.worst.p50)),
        format!("One time in twenty it is less than {}.", near_one(it.worst.p05)),
        format!(
            "Lost is the value added of {} normal steps; nine times in ten between {} and {}.",
            steps(lost.p50),
            steps(lost.p05),
            steps(lost.p95)
        ),
    ];
    let long = vec![format!("In the last step it is at {} of normal, in the middle case.", near_one(it.last.p50))];
    let others = lost.mean - it.value_added_lost_by_company.mean;
    let mut who = vec![if lost.mean > 0.0 {
        format!("{} falls on firms that are no sites of the company.", share(others / lost.mean))
    } else {
        "Nobody loses on average.".to_owned()
    }];
    let sectors = histories.sectors();
    let most = sectors.iter().filter(|it| it.lost.mean > 0.0).max_by(|a, b| a.lost.mean.total_cmp(&b.lost.mean));
    who.extend(most.map(|it| format!("Of all sectors {} loses most.", it.sector)));
    (deep, long, who)
}

fn shocks(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        few if few.len() <= NAMED => listed(few),
        many => format!("{} and {} more", listed(&many[..NAMED]), grouped((many.len() - NAMED) as f64)),
    }
}

fn findings(story: &NetworkStory) -> Vec<String> {
    let steps = story.histories.all.first().map_or(0, |history| history.steps.len());
    let mut said = vec![format!(
        "{} firms and {} links, {steps} steps.",
        grouped(story.balance.firms as f64),
        grouped(story.balance.links as f64),
    )];
    match (&story.company, story.histories.all.as_slice()) {
        (Some(company), _) => said.extend(of_company(story, company)),
        (None, [history, ..]) => said.extend(of_history(story, history)),
        (None, []) => {}
    }
    said
}

fn of_company(story: &NetworkStory, company: &NetworkCompany) -> Vec<String> {
    let it = story.histories.findings();
    let new = match company.new_firms {
        0 => String::new(),
        new => format!(", {} of them new to the network", grouped(new as f64)),
    };
    let (lost, own) = (&it.value_added_lost, &it.value_added_lost_by_company);
    let steps = story.histories.normal_steps(lost.p50);
    vec![
        format!(
            "{} under “{}”: {} of the firms are its sites{new}; {} histories.",
            company.title,
            company.scenario,
            grouped(company.firms as f64),
            grouped(it.histories as f64)
        ),
        format!(
            "Value added lost: in half of the histories more than {}, the output of {} normal steps; 9 in 10 lie between {} and {}.",
            count(lost.p50),
            count(steps),
            count(lost.p05),
            count(lost.p95)
        ),
        format!(
            "Of the mean of {}, {} falls on the firms that are its sites and {} on all others.",
            count(lost.mean),
            count(own.mean),
            count(lost.mean - own.mean)
        ),
        format!(
            "At its lowest the nation makes {} of normal (median; in one history in 20 less than {}); in the last step {}.",
            near_one(it.worst.p50),
            near_one(it.worst.p05),
            near_one(it.last.p50)
        ),
    ]
}

fn near_one(value: f64) -> String {
    Setting::bare().amount(Amount::of(Unit::NearOne, value), Room::Page)
}

fn of_history(story: &NetworkStory, history: &History) -> Vec<String> {
    let it = story.histories.of_one(history);
    if !it.falls() {
        return vec!["Nothing falls below normal.".to_owned()];
    }
    let mut said = vec![
        format!(
            "Value added lost: {}, the output of {} normal steps; {} of it directly with capacity.",
            count(it.value_added_lost),
            count(it.normal_steps_lost()),
            share(it.share_lost_directly()),
        ),
        format!("Production is lowest in step {}, at {} of normal.", it.worst_step, share(it.worst)),
        match it.below_until {
            Some(step) if step + 1 == story.histories.first + it.steps => {
                format!("It is still at {} in the last step.", share(it.last))
            }
            Some(step) => format!("It is below 99 % of normal until step {step}."),
            None => "It never falls below 99 % of normal.".to_owned(),
        },
    ];
    let fallen = history.sectors.iter().filter(|it| it.normal > 0.0 && it.lost > 0.0);
    said.extend(fallen.max_by(|a, b| a.lost.total_cmp(&b.lost)).map(|first| {
        format!(
            "Sector {} loses most: {}, at worst at {} of normal (step {}).",
            first.sector,
            count(first.lost),
            share(first.worst),
            first.worst_step
        )
    }));
    said
}

fn over_time(story: &NetworkStory) -> Section {
    let lines = lines(&story.histories);
    let mut courses = Courses {
        title: "Shares of normal, step by step".to_owned(),
        description: lowest(&lines, story.histories.first),
        rows: Vec::new(),
        first: story.histories.first,
        lines,
    };
    let every = courses.steps().div_ceil(STEPS).max(1);
    courses.rows = (0..courses.steps()).step_by(every).map(|step| courses.first + step as u64).collect();
    let columns = std::iter::once(Column::words("step"))
        .chain(courses.lines.iter().map(|line| Column::number(line.name.as_str())));
    let rows = (0..courses.steps()).step_by(every).map(|step| {
        let shares = courses.lines.iter().map(|line| Cell::given(line.shares.get(step).copied(), Cell::share));
        std::iter::once(Cell::of(Unit::Plain, (story.histories.first + step as u64) as f64)).chain(shares).collect()
    });
    let caption = if every > 1 { "Shares of normal, at evenly spaced steps" } else { "Shares of normal" };
    let table = Table::new(caption, columns).rows(rows);
    let figure = Figure {
        id: "course".to_owned(),
        caption: format!(
            "{} Shares of normal; capacity is what shocks leave of it. Every step is in totals.parquet.",
            courses.description
        ),
        chart: Chart::Courses(courses),
        tables: vec![table],
        open: false,
    };
    Section::new("over-time", "Over time", "shares of normal").with(Block::detail(vec![Block::Figure(figure)]))
}

/// Where the first line is lowest, in a sentence.
fn lowest(lines: &[Course], first: u64) -> String {
    let Some(line) = lines.first() else { return String::new() };
    let known = line.shares.iter().enumerate().filter(|(_, share)| share.is_finite());
    known.min_by(|a, b| a.1.total_cmp(b.1)).map_or_else(String::new, |(at, lowest)| {
        format!("{} is lowest in step {}: {} of normal.", capital(&line.name), first + at as u64, near_one(*lowest))
    })
}

/// Shares of normal, step by step: of one history, or quantiles over many.
fn lines(histories: &Histories) -> Vec<Course> {
    let lines = if histories.all.len() == 1 {
        [
            ("value added", 0.5, Level::ValueAdded),
            ("final consumption", 0.5, Level::Consumption),
            ("capacity", 0.5, Level::Capacity),
        ]
    } else {
        [
            ("value added, median", 0.5, Level::ValueAdded),
            ("value added, one in 20 below", 0.05, Level::ValueAdded),
            ("capacity, median", 0.5, Level::Capacity),
        ]
    };
    lines.map(|(name, p, of)| Course { name: name.to_owned(), shares: histories.course(p, of) }).to_vec()
}

/// Sectors, the hardest hit first.
fn sectors(story: &NetworkStory) -> Section {
    let (heads, rows) = match story.histories.all.as_slice() {
        [history] => (["normal per step", "lost", "lowest", "in step", "at the end"], sector_rows(history)),
        _ => {
            let heads = ["normal per step", "lost, mean", "lost, 5 %", "lost, 95 %", "lowest, median"];
            (heads, sectors_of_many(&story.histories))
        }
    };
    let columns = std::iter::once(Column::words("sector")).chain(heads.map(Column::number));
    let caption = "Production by sector, money per step; the hardest hit first";
    let table = Table::new(caption, columns).group(Group::first(LINES, rows, "more, in sectors.parquet"));
    Section::new("sectors", "By sector", "production, money per step").with(Block::Table(table))
}

fn sector_rows(history: &History) -> Vec<Vec<Cell>> {
    let mut sectors: Vec<&SectorCourse> = history.sectors.iter().collect();
    sectors.sort_by(|a, b| b.lost.total_cmp(&a.lost));
    let row = |it: &SectorCourse| {
        vec![
            Cell::text(&it.sector),
            Cell::count(it.normal),
            Cell::count(it.lost),
            Cell::share(it.worst),
            Cell::of(Unit::Plain, it.worst_step as f64),
            Cell::share(it.last),
        ]
    };
    sectors.into_iter().map(row).collect()
}

fn sectors_of_many(histories: &Histories) -> Vec<Vec<Cell>> {
    let sectors = histories.sectors().into_iter().map(|it| {
        vec![
            Cell::Text(it.sector),
            Cell::count(it.normal),
            Cell::count(it.lost.mean),
            Cell::count(it.lost.p05),
            Cell::count(it.lost.p95),
            Cell::of(Unit::NearOne, it.worst.p50),
        ]
    });
    sectors.collect()
}

fn read(story: &NetworkStory) -> Section {
    let blocks = vec![Block::Table(balance(&story.balance))];
    Section::new("network", "The network", "").with(Block::detail(blocks))
}

fn balance(it: &Balance) -> Table {
    let whole = |title: &str, count: usize| vec![Cell::text(title), Cell::whole(count)];
    let money = |title: &str, amount: f64| vec![Cell::text(title), Cell::count(amount)];
    let mut rows = vec![whole("firms", it.firms), whole("links", it.links), whole("sectors", it.sectors)];
    if it.regions > 0 {
        rows.push(whole("regions", it.regions));
    }
    rows.extend([
        money("sales among firms", it.sales),
        money("final demand", it.final_demand),
        money("output", it.output),
        money("value added", it.value_added),
        whole("firms that add no value", it.without_value),
        whole("firms without suppliers", it.without_suppliers),
        whole("firms that neither buy nor sell", it.isolated),
        whole("firms that supply themselves", it.own_suppliers),
        whole("most suppliers of a firm", it.suppliers_most),
        whole("most buyers of a firm", it.buyers_most),
    ]);
    Table::new("What was read", [Column::words("").full("what"), Column::number("").full("how much")]).rows(rows)
}
