//! A plan of what to restart first, section by section, for the terminal and the page.

use super::{Crewed, RestartStory, gantt, told, verdict};
use crate::amount::{Amount, Setting, Unit};
use crate::facts::Choice;
use crate::html::html;
use crate::number::{clock, full_date, grouped};
use crate::page::{Block, Cell, Column, Page, Section, Table};
use crate::section::rows::{Away, Dates};
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::restart::{PlannedTask, Point, TaskState, Verdict, Worth};

/// The plan on a terminal.
pub fn restart_terminal(story: &RestartStory, style: Style) -> String {
    text(&page(story), style)
}

/// The plan as a page that needs nobody else.
pub fn restart_html(story: &RestartStory) -> String {
    html(&page(story))
}

fn page(story: &RestartStory) -> Page {
    let sections = [
        Some(orders(story)),
        verify(story),
        Some(gantt::section(story)),
        Some(crews(story)),
        Some(back(story)),
        heads(story),
        indifferent(story),
        Some(worth(story)),
    ];
    Page {
        kind: "Blackstart restart",
        title: "What to restart first".to_owned(),
        lead: format!("{} · {}", story.model_title, story.title),
        played: String::new(),
        setting: story.setting(),
        verdict: Some(verdict::verdict(story)),
        cards: Vec::new(),
        findings: findings(story),
        sections: sections.into_iter().flatten().collect(),
        foot: format!(
            "{} schedules searched; seed {}; {} histories chose among the best plans, {} others report. From {}.",
            grouped(story.schedules as f64),
            story.seed,
            story.choosing,
            story.summary.replicates,
            full_date(story.start, 0.0)
        ),
        contents: false,
        one_sheet: false,
    }
}

fn findings(story: &RestartStory) -> Vec<String> {
    let setting = story.setting();
    let mut said = Vec::new();
    if let Some(now) = story.now_hours {
        let count = |state| story.tasks.iter().filter(|task| task.state == Some(state)).count();
        said.push(format!(
            "Planned from {} on. Tasks finished: {}; running (they keep their people): {}.",
            clock(story.start, now),
            count(TaskState::Finished),
            count(TaskState::Running)
        ));
    }
    if let Some(plan) = story.verdicts.first() {
        said.push(format!(
            "This plan costs {} on average over {} histories not used in the search (95 % interval of the mean {} to {}).",
            setting.money(plan.loss.mean),
            grouped(story.summary.replicates as f64),
            setting.money(plan.loss.mean_low),
            setting.money(plan.loss.mean_high)
        ));
    }
    said.extend(story.verdicts.iter().skip(1).map(|other| compared(other, &setting)));
    let ways: Vec<String> = story
        .tasks
        .iter()
        .filter_map(|it| it.mode.as_ref().map(|mode| format!("{}, {} ({mode})", it.title, it.kind.word())))
        .collect();
    if !ways.is_empty() {
        said.push(format!("Not done in the usual way: {}.", ways.join("; ")));
    }
    let mut order = story.ranking.iter().map(|it| it.title.as_str());
    if let Some(first) = order.next() {
        let next: Vec<&str> = order.take(4).collect();
        said.push(if next.is_empty() {
            format!("Only {} has to be restarted.", first)
        } else {
            format!("First {first}, then {}.", next.join(", "))
        });
    }
    said
}

/// Another order next to the plan.
fn compared(other: &Verdict, setting: &Setting) -> String {
    let it = &other.dearer;
    if it.mean_low == 0.0 && it.mean_high == 0.0 {
        return format!("“{}” costs the same.", other.title);
    }
    let more = if it.mean >= 0.0 { "more" } else { "less" };
    let sure = if it.mean_low <= 0.0 && it.mean_high >= 0.0 { "; that may be chance" } else { "" };
    format!(
        "“{}” costs {} {more} ({} to {}){sure}.",
        other.title,
        setting.money(it.mean.abs()),
        setting.money(it.mean_low),
        setting.money(it.mean_high)
    )
}

fn orders(story: &RestartStory) -> Section {
    let columns = [
        Column::words(""),
        Column::number("loss"),
        Column::number("costs more by"),
        Column::number("95 % interval").spare(1),
        Column::number("all back 50 %").full("all back, median"),
    ];
    let rows = story.verdicts.iter().enumerate().map(|(at, it)| {
        let other = at > 0;
        vec![
            Cell::text(&it.title),
            Cell::money(it.loss.mean),
            Cell::given(other.then_some(it.dearer.mean), Cell::money),
            Cell::given(other.then_some(&it.dearer), |it| Cell::range(Unit::Money, it.mean_low, it.mean_high)),
            Cell::day(it.last_system_back_hours.p50),
        ]
    });
    let caption = "Mean loss of all parties in the whole simulation, on the same random draws";
    let remark = "mean loss of all parties, whole simulation, the same random draws";
    let table = Table::new(caption, columns).rows(rows);
    Section::new("orders", "Orders compared", remark).with(Block::Table(table))
}

/// What to verify before one of the orders is chosen.
fn verify(story: &RestartStory) -> Option<Section> {
    let verify = story.verify.as_ref()?;
    let chosen = format!("the choice would be “{}”", verify.choice);
    let setting = story.setting();
    let choice = Choice { found: &verify.found, setting: &setting, each: "for each such day", chosen };
    Some(choice.section(vec![format!("Options are the {} orders above.", verify.orders)]))
}

/// A list for each crew.
fn crews(story: &RestartStory) -> Section {
    let mut section =
        Section::new("crews", "Ranked list of each crew", "in order; tasks that are finished are left out");
    for Crewed { crew, tasks } in story.by_crew() {
        let title = crew.map_or("No limited crew", |crew| crew.title);
        let table = tasks_table(title, &tasks);
        if !table.is_empty() {
            section = section.with(Block::heading(title, "")).with(Block::Table(table));
        }
    }
    section
}

fn tasks_table(crew: &str, tasks: &[&PlannedTask]) -> Table {
    let columns = [
        Column::words("").full("system"),
        Column::words("task"),
        Column::number("people").spare(2),
        Column::number("needed").spare(1),
        Column::number("start 50 %").full("start, median"),
        Column::number("end 50 %").full("end, median"),
        Column::number("95 %").full("end, 95th percentile"),
        Column::number("delay costs").full("an hour's delay costs"),
    ];
    let rows = tasks.iter().filter(|task| task.state != Some(TaskState::Finished)).map(|it| {
        let start = Amount::of(Unit::Day, it.start_hours.p50);
        let delay = (it.delay_per_hour > 0.0).then_some(it.delay_per_hour);
        vec![
            Cell::text(format!("{}. {}", it.rank, it.title)),
            Cell::text(told(it)),
            Cell::of(Unit::Plain, f64::from(it.people)),
            Cell::share(it.needed),
            // What is known to run has begun.
            if it.state.is_some() { Cell::Since(start) } else { Cell::Value(start) },
            Cell::day(it.end_hours.p50),
            Cell::day(it.end_hours.p95),
            Cell::given(delay, |cost| Cell::of(Unit::MoneyPerHour, cost)),
        ]
    });
    Table::new(format!("{crew}: tasks in order"), columns).rows(rows)
}

fn back(story: &RestartStory) -> Section {
    let summary = &story.summary;
    let services = || summary.services.iter().filter(|it| it.stops.hits > 0);
    let sites = || summary.sites.iter().filter(|it| it.stops.hits > 0);
    let targets = || summary.targets.iter().filter(|it| it.fails.hits > 0);
    let all = targets().map(Away::from).chain(services().map(Away::from)).chain(sites().map(Away::from));
    let dates = Dates::of(all);
    let row = |away: Away<'_>, level: Cell, breached: Cell| {
        let mut row = dates.row(away);
        row.extend([level, breached]);
        row
    };
    let targets = targets().map(|it| row(it.into(), Cell::Blank, Cell::Blank));
    let services = services().map(|it| {
        let breached = Cell::given(it.breach, |breach| Cell::share(breach.share));
        row(it.into(), Cell::share(it.level), breached)
    });
    let sites = sites().map(|it| row(it.into(), Cell::share(it.level), Cell::Blank));
    let mut columns = dates.columns("", "stops in", "stops", "back for good");
    columns.push(Column::number("level").full("at this level, of normal").spare(2));
    columns.push(Column::number("tolerance breached").spare(1));
    let caption = "Target sets, services and sites: when they are back at their level for good, where they stop";
    let table = Table::new(caption, columns).rows(targets.chain(services).chain(sites));
    Section::new("back", "Back on", "for good, at its level, where it stops").with(Block::Table(table))
}

/// What one extra of each crew saves.
fn heads(story: &RestartStory) -> Option<Section> {
    if story.worths.is_empty() {
        return None;
    }
    let from = if story.now_hours.is_some() { "now on" } else { "the beginning" };
    let columns = [Column::words(""), Column::number("saves"), Column::number("95 % interval")];
    let rows = story.worths.iter().map(|it: &Worth| {
        vec![
            Cell::text(match it.unit.as_str() {
                "head" => format!("{}: one extra person", it.title),
                unit => format!("{}: one more {unit}", it.title),
            }),
            Cell::money(it.saves.mean),
            Cell::range(Unit::Money, it.saves.mean_low, it.saves.mean_high),
        ]
    });
    let caption = format!("What one extra from {from} saves under the same plan; below zero it costs");
    let section = Section::new("heads", "One extra of each crew", format!("from {from}, under the same plan"));
    Some(section.with(Block::Table(Table::new(caption, columns).rows(rows))))
}

fn indifferent(story: &RestartStory) -> Option<Section> {
    if story.indifferent.is_empty() {
        return None;
    }
    let said = format!(
        "Whether first or last, the place of these in the list changes the loss by less than 0.1 %: {}.",
        story.indifferent.join(", ")
    );
    Some(Section::new("indifferent", "What hardly matters", "").with(Block::Text(said)))
}

fn worth(story: &RestartStory) -> Section {
    let columns = [Column::words(""), Column::number("loss"), Column::number("back on"), Column::number("back after")];
    let rows = story.curves.iter().map(|it| {
        let Point { back_hours: hours, loss } =
            it.points.last().copied().unwrap_or(Point { back_hours: 0.0, loss: 0.0 });
        vec![Cell::text(&it.title), Cell::money(loss), Cell::day(hours), Cell::duration(hours)]
    });
    let caption = "Loss that a service causes by itself if it is back only then, measured by the simulation: what the search went by";
    let table = Table::new(caption, columns).rows(rows);
    Section::new("worth", "What an earlier return is worth", "").with(Block::detail(vec![Block::Table(table)]))
}
