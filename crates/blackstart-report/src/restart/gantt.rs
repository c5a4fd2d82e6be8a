//! The plan over time: what each crew does when, how busy it is, and when services are back.

use super::{Crewed, RestartStory, told};
use crate::chart::{Chart, Load, Milestone, Plan, PlanCrew, PlanPiece, PlanRow};
use crate::number::share;
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use blackstart_ensemble::restart::PlannedTask;
use blackstart_ensemble::summary::Moments;
use blackstart_model::model::TaskKind;

/// Tasks that fewer histories need are not drawn.
const DRAWN: f64 = 0.05;

/// A delay is dear that costs at least this share of the dearest task's.
const DEAR: f64 = 0.1;

pub(super) fn section(story: &RestartStory) -> Section {
    let mut tasks: Vec<&PlannedTask> = story.tasks.iter().filter(|it| it.needed >= DRAWN).collect();
    tasks.sort_by(|a, b| a.start_hours.p50.total_cmp(&b.start_hours.p50).then(a.rank.cmp(&b.rank)));
    let plan = plan(story);
    let mut tables = vec![all(&tasks)];
    tables.extend([milestones(&plan), loads(&plan)].into_iter().flatten());
    let description = plan.description.clone();
    let figure = Figure {
        id: "plan".to_owned(),
        chart: Chart::Plan(plan),
        caption: format!("{description} Tasks that fewer than one history in twenty needs are left out."),
        tables,
        open: false,
    };
    Section::new("gantt", "The plan over time", "").with(Block::detail(vec![Block::Figure(figure)]))
}

fn plan(story: &RestartStory) -> Plan {
    let summary = &story.summary;
    let dearest = story.tasks.iter().map(|it| it.delay_per_hour).fold(0.0, f64::max);
    let crews: Vec<PlanCrew> = story.by_crew().iter().filter_map(|it| crew(story, it, dearest)).collect();
    let busiest = crews.iter().filter_map(|it| it.load.as_ref().map(|load| (load.mean, it.title.as_str())));
    let busiest = busiest.max_by(|a, b| a.0.total_cmp(&b.0));
    let mark = |title: &str, at: &Moments| Milestone {
        title: title.to_owned(),
        hours: [at.p05.hours, at.p50.hours, at.p95.hours],
    };
    let targets = summary.targets.iter().filter(|it| it.fails.hits > 0).map(|it| mark(&it.title, &it.held));
    let services = summary.services.iter().filter(|it| it.stops.hits > 0).map(|it| mark(&it.title, &it.back));
    let mut milestones: Vec<Milestone> = targets.chain(services).collect();
    milestones.sort_by(|a, b| a.hours[1].total_cmp(&b.hours[1]));
    let setting = story.setting();
    let last = crews.iter().flat_map(|it| &it.rows).flat_map(|it| &it.pieces);
    let last = last.map(|it| it.or_hours.unwrap_or(it.end_hours)).filter(|at| at.is_finite()).fold(0.0, f64::max);
    let mut description = format!("The last task ends on {} in the middle case.", setting.day(last));
    if let Some((mean, title)) = busiest {
        description.push_str(&format!(" The busiest crew is “{title}”: {} of its people at work.", share(mean)));
    }
    Plan {
        title: "Who does what when, and when services are back".to_owned(),
        description,
        investigated: (summary.investigated.of > 0).then(|| mark("The investigation ends", &summary.investigated)),
        crews,
        one_history: false,
        milestones,
    }
}

/// A crew's work, system by system in the order of its starts.
fn crew(story: &RestartStory, crewed: &Crewed, dearest: f64) -> Option<PlanCrew> {
    let mut systems: Vec<Vec<&PlannedTask>> = Vec::new();
    for task in crewed.tasks.iter().copied().filter(|it| it.needed >= DRAWN && it.start_hours.p50.is_finite()) {
        match systems.iter_mut().find(|it| it[0].system == task.system) {
            Some(tasks) => tasks.push(task),
            None => systems.push(vec![task]),
        }
    }
    let mut rows: Vec<(f64, PlanRow)> = systems.iter().map(|tasks| row(tasks, dearest)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let load = crewed.crew.and_then(|it| load(story, it.id));
    (!rows.is_empty()).then(|| PlanCrew {
        title: crewed.crew.map_or("No limited crew", |it| it.title).to_owned(),
        rows: rows.into_iter().map(|it| it.1).collect(),
        load,
    })
}

/// What is done to one system, and when that starts.
fn row(tasks: &[&PlannedTask], dearest: f64) -> (f64, PlanRow) {
    let of = |kind: TaskKind| tasks.iter().copied().find(|it| it.kind == kind && it.needed < 1.0);
    let either = of(TaskKind::Verify).zip(of(TaskKind::Rebuild));
    let mut pieces = Vec::new();
    let mut words = Vec::new();
    if let Some((a, b)) = either {
        let (short, long) = if a.end_hours.p50 <= b.end_hours.p50 { (a, b) } else { (b, a) };
        pieces.push(PlanPiece {
            start_hours: a.start_hours.p50.min(b.start_hours.p50),
            end_hours: short.end_hours.p50,
            or_hours: Some(long.end_hours.p50),
        });
        words.push(format!(
            "{} (in {}) or {} (in {})",
            told(short),
            share(short.needed),
            told(long),
            share(long.needed)
        ));
    }
    let rest = tasks.iter().filter(|it| either.is_none_or(|(a, b)| it.kind != a.kind && it.kind != b.kind));
    for task in rest {
        let [start_hours, end_hours] = [task.start_hours.p50, task.end_hours.p50];
        pieces.push(PlanPiece { start_hours, end_hours, or_hours: None });
        let needed = if task.needed < 1.0 { format!(" (in {})", share(task.needed)) } else { String::new() };
        words.push(format!("{}{needed}", told(task)));
    }
    let start = pieces.iter().map(|it| it.start_hours).fold(f64::INFINITY, f64::min);
    let row = PlanRow {
        title: tasks[0].title.clone(),
        pieces,
        late_hours: tasks.iter().map(|it| it.end_hours.p95).fold(0.0, f64::max),
        dear: dearest > 0.0 && tasks.iter().any(|it| it.delay_per_hour >= DEAR * dearest),
        words: words.join(", "),
    };
    (start, row)
}

/// How many of a crew's people its tasks occupy in the typical history, those of other crews that take some of it included.
fn load(story: &RestartStory, crew: &str) -> Option<Load> {
    let people = story.crews.iter().find(|it| it.id == crew).map(|it| f64::from(it.people)).filter(|it| *it > 0.0)?;
    let occupied = |task: &PlannedTask| -> f64 {
        let own = if task.crew.as_deref() == Some(crew) { f64::from(task.people) } else { 0.0 };
        own + task.also.iter().filter(|it| it.crew == crew).map(|it| f64::from(it.people)).sum::<f64>()
    };
    let mut turns: Vec<(f64, f64)> = Vec::new();
    for task in &story.tasks {
        let (heads, Some((start, end))) = (occupied(task), task.typical_hours) else { continue };
        if heads > 0.0 && end.is_finite() && end > start {
            turns.extend([(start, heads), (end, -heads)]);
        }
    }
    turns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (turns.first()?.0, turns.last()?.0);
    let (mut busy, mut whole, mut before) = (0.0, 0.0, first);
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (at, heads) in turns {
        whole += busy * (at - before);
        (busy, before) = (busy + heads, at);
        match steps.last_mut().filter(|it| it.0 == at) {
            Some(step) => step.1 = busy / people,
            None => steps.push((at, busy / people)),
        }
    }
    Some(Load { steps, mean: whole / people / (last - first) })
}

fn all(tasks: &[&PlannedTask]) -> Table {
    let columns = [
        Column::words("system"),
        Column::words("task"),
        Column::words("crew"),
        Column::number("needed in"),
        Column::number("start, median"),
        Column::number("end, median"),
        Column::number("end, 95th percentile"),
    ];
    let rows = tasks.iter().map(|it| {
        let crew = Cell::given(it.crew_title.as_ref(), Cell::text);
        let days = [it.start_hours.p50, it.end_hours.p50, it.end_hours.p95].map(Cell::day);
        [Cell::text(&it.title), Cell::text(told(it)), crew, Cell::share(it.needed)].into_iter().chain(days).collect()
    });
    Table::new("Tasks in the order in which they start", columns).rows(rows)
}

fn milestones(plan: &Plan) -> Option<Table> {
    let columns = [Column::words(""), Column::number("back 5 %"), Column::number("50 %"), Column::number("95 %")];
    let rows = plan.investigated.iter().chain(&plan.milestones).map(|it| {
        let days = it.hours.map(Cell::day);
        [Cell::text(&it.title)].into_iter().chain(days).collect()
    });
    let table =
        Table::new("The end of the investigation, and when target sets and services are back for good", columns);
    Some(table.rows(rows)).filter(|table| !table.is_empty())
}

fn loads(plan: &Plan) -> Option<Table> {
    let columns = [
        Column::words("crew"),
        Column::number("busy"),
        Column::number("most").full("busy at most"),
        Column::number("first task"),
        Column::number("last task ends"),
    ];
    let rows = plan.crews.iter().filter_map(|it| {
        let load = it.load.as_ref()?;
        let most = load.steps.iter().map(|it| it.1).fold(0.0, f64::max);
        let ends = [load.steps.first()?.0, load.steps.last()?.0].map(Cell::day);
        Some([Cell::text(&it.title), Cell::share(load.mean), Cell::share(most)].into_iter().chain(ends).collect())
    });
    let table = Table::new(
        "Crews in a typical history: share of their people at work, from the first task to the last",
        columns,
    );
    Some(table.rows(rows)).filter(|table| !table.is_empty())
}
