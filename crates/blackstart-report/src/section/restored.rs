//! How it is restored: what each crew did when in a typical history, and when services are back.

use crate::chart::{Chart, Milestone, Plan, PlanCrew, PlanPiece, PlanRow};
use crate::number::{count, duration};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::{Restored, Story};
use blackstart_ensemble::summary::Moments;

/// Systems that are drawn: more fill pages, and nobody compares them.
const DRAWN: usize = 60;

pub(super) fn section(story: &Story) -> Option<Section> {
    let typical = story.summary.loss.typical_replicate?;
    if story.restored.is_empty() {
        return None;
    }
    let plan = plan(story);
    let mut description = plan.description.clone();
    let drawn: usize = plan.crews.iter().map(|crew| crew.rows.len()).sum();
    let all = systems(story).len();
    if drawn < all {
        description.push_str(&format!(
            " Drawn are the {} systems that are begun first; {} more stand in the table.",
            count(drawn as f64),
            count((all - drawn) as f64)
        ));
    }
    let figure = Figure {
        id: "e-restored".to_owned(),
        chart: Chart::Plan(plan),
        caption: format!(
            "{description} It is one history of many, number {typical}, whose loss is the median; when things are back over all histories stands below it. What to restart first, and what that is worth, the command “restart” tells."
        ),
        tables: vec![table(story)],
        open: false,
    };
    let section = Section::new("restored", "How it is restored", "");
    Some(section.with(Block::detail(vec![Block::Figure(figure)])))
}

/// Tasks by system and crew, in the order in which they begin.
fn systems(story: &Story) -> Vec<Vec<&Restored>> {
    let mut systems: Vec<Vec<&Restored>> = Vec::new();
    for task in &story.restored {
        match systems.iter_mut().find(|it| it[0].system == task.system && it[0].crew == task.crew) {
            Some(tasks) => tasks.push(task),
            None => systems.push(vec![task]),
        }
    }
    systems
}

fn plan(story: &Story) -> Plan {
    let (summary, setting) = (&story.summary, story.setting());
    let mut crews: Vec<PlanCrew> = Vec::new();
    for tasks in systems(story).into_iter().take(DRAWN) {
        let title = tasks[0].crew.clone().unwrap_or_else(|| "No limited crew".to_owned());
        let row = row(&tasks);
        match crews.iter_mut().find(|crew| crew.title == title) {
            Some(crew) => crew.rows.push(row),
            None => crews.push(PlanCrew { title, rows: vec![row], load: None }),
        }
    }
    let last = story.restored.iter().max_by(|a, b| a.end_hours.total_cmp(&b.end_hours));
    let description = last.map_or_else(String::new, |last| {
        let crew = last.crew.as_ref().map_or_else(String::new, |crew| format!(" by “{crew}”"));
        format!(
            "In the typical history {} tasks restore the systems; the last is to {} “{}”{crew}, and ends on {}.",
            count(story.restored.len() as f64),
            last.task,
            last.system,
            setting.day(last.end_hours)
        )
    });
    let mark = |title: &str, at: &Moments| Milestone {
        title: title.to_owned(),
        hours: [at.p05.hours, at.p50.hours, at.p95.hours],
    };
    let targets = summary.targets.iter().filter(|it| it.fails.hits > 0).map(|it| mark(&it.title, &it.held));
    Plan {
        title: "Who restores what when, in a typical history".to_owned(),
        description,
        investigated: (summary.investigated.of > 0).then(|| mark("The investigation ends", &summary.investigated)),
        crews,
        one_history: true,
        milestones: targets.collect(),
    }
}

fn row(tasks: &[&Restored]) -> PlanRow {
    let piece = |it: &&Restored| PlanPiece { start_hours: it.start_hours, end_hours: it.end_hours, or_hours: None };
    let word = |it: &&Restored| format!("{} {}", it.task, duration(it.end_hours - it.start_hours));
    PlanRow {
        title: tasks[0].system.clone(),
        pieces: tasks.iter().map(piece).collect(),
        late_hours: 0.0,
        dear: false,
        words: tasks.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

fn table(story: &Story) -> Table {
    let columns = [
        Column::words("system"),
        Column::words("task"),
        Column::words("crew"),
        Column::number("people"),
        Column::number("start"),
        Column::number("end"),
        Column::number("takes"),
    ];
    let rows = story.restored.iter().map(|it| {
        vec![
            Cell::text(&it.system),
            Cell::text(it.task),
            Cell::given(it.crew.as_ref(), Cell::text),
            Cell::count(f64::from(it.people)),
            Cell::day(it.start_hours),
            Cell::day(it.end_hours),
            Cell::duration(it.end_hours - it.start_hours),
        ]
    });
    Table::new("Restore tasks of the typical history, in the order in which they begin", columns).rows(rows)
}
