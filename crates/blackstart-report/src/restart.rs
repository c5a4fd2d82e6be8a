//! A plan of what to restart first: on a terminal, as a page, as tables for the recovery room.

mod workbook;

use crate::chart::{PlannedRow, planned};
use crate::html::page;
use crate::number::{date, duration, full_date, grouped, moment, money, share};
use crate::svg::escape;
use crate::table::{Side, Style, Table, wrap};
use blackstart_ensemble::Summary;
use blackstart_ensemble::restart::{
    Also, Decision, Moments, PlannedTask, Point, Predecessor, Returning, TaskState, Verdict, Worth,
};
use blackstart_model::id::SystemId;
use blackstart_model::model::{Currency, Model};
use blackstart_model::scenario::Scenario;
use jiff::civil::DateTime;
use serde::Serialize;
use serde_json::{Value, json};

/// What the return of a service or system is worth.
#[derive(Clone, Debug, Serialize)]
struct Return {
    id: String,
    title: String,
    points: Vec<Point>,
}

/// Slug and title of a crew, and its tasks; without a crew, those of nobody scarce.
type Crewed<'s> = (Option<(&'s str, &'s str)>, Vec<&'s PlannedTask>);

/// All there is to tell about a plan.
#[derive(Clone, Debug)]
pub struct RestartStory {
    model: String,
    scenario: String,
    title: String,
    start: DateTime,
    currency: Currency,
    seed: u64,
    /// Histories that chose among the best plans; others report.
    choosing: u32,
    schedules: u64,
    /// Systems, first first: slug and title.
    ranking: Vec<(String, String)>,
    tasks: Vec<PlannedTask>,
    verdicts: Vec<Verdict>,
    worths: Vec<Worth>,
    indifferent: Vec<String>,
    /// What returns are worth.
    curves: Vec<Return>,
    summary: Summary,
    /// Moment from which it is planned, where that is not the beginning \[h\].
    now_hours: Option<f64>,
}

/// What is done, in which way, and what else it takes.
fn told(task: &PlannedTask) -> String {
    let mut told = task.kind.word().to_owned();
    if let Some(mode) = &task.mode {
        told.push_str(&format!(" ({mode})"));
    }
    for Also { title, people, .. } in &task.also {
        told.push_str(&if *people == 1 { format!(", with {title}") } else { format!(", {people} of {title}") });
    }
    told
}

impl RestartStory {
    /// The story of a decision.
    pub fn new(model: &Model, scenario: &Scenario, decision: &Decision) -> Self {
        let named = |system: SystemId| {
            let name = &model.systems[system].name;
            (name.id.clone(), name.title.clone())
        };
        let curves = decision.searched.curves.iter().filter(|it| it.matters()).map(|it| {
            let name = match it.of {
                Returning::Service(service) => &model.services[service].name,
                Returning::System(system) => &model.systems[system].name,
            };
            Return { id: name.id.clone(), title: name.title.clone(), points: it.points.clone() }
        });
        Self {
            model: model.name.clone(),
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            start: scenario.start,
            currency: model.currency.clone(),
            seed: decision.results.layout.seed,
            choosing: decision.choosing,
            schedules: decision.searched.schedules,
            ranking: decision.planned.systems.iter().map(|&it| named(it)).collect(),
            verdicts: decision.verdicts.clone(),
            worths: decision.worths.clone(),
            indifferent: decision.sensitivity.indifferent.iter().map(|&it| named(it).1).collect(),
            curves: curves.collect(),
            tasks: decision.planned.tasks.clone(),
            summary: decision.summary.clone(),
            now_hours: scenario.recovery.as_ref().and_then(|it| it.known.as_ref()).map(|known| known.now_hours),
        }
    }

    /// The plan as a table: rank, system, title, tasks done in another way than usual. It can be read again with `--plan`.
    pub fn plan_csv(&self) -> String {
        let rows = self
            .ranking
            .iter()
            .enumerate()
            .map(|(at, (id, title))| format!("{},{id},{},{}\n", at + 1, quoted(title), self.ways_of(id)));
        format!("rank,system,title,modes\n{}", rows.collect::<String>())
    }

    /// What is done in another way than usual, as `--plan` reads it.
    fn ways_of(&self, system: &str) -> String {
        let ways = self.tasks.iter().filter(|task| task.system == system);
        let ways = ways.filter_map(|task| task.mode.as_ref().map(|mode| format!("{}={mode}", task.kind.word())));
        ways.collect::<Vec<_>>().join("; ")
    }

    /// All tasks, crew by crew, in the order in which people take them.
    pub fn tasks_csv(&self) -> String {
        let mut out = "crew,rank,system,task,title,people,needed,start_p10_hours,start_p50_hours,start_p90_hours,end_p10_hours,end_p50_hours,end_p90_hours,delay_cost_per_hour,critical,state,mode,also\n".to_owned();
        for (crew, tasks) in self.by_crew() {
            for task in tasks {
                let hours = |it: Moments| {
                    let cell = |it: f64| if it.is_finite() { format!("{it:.2}") } else { String::new() };
                    [it.p10, it.p50, it.p90].map(cell).join(",")
                };
                out.push_str(&format!(
                    "{},{},{},{},{},{},{:.4},{},{},{:.2},{:.4},{},{},{}\n",
                    crew.map_or("", |it| it.0),
                    task.rank,
                    task.system,
                    task.kind.word(),
                    quoted(&task.title),
                    task.people,
                    task.needed,
                    hours(task.start_hours),
                    hours(task.end_hours),
                    task.delay_per_hour,
                    task.critical,
                    task.state.map_or("", TaskState::word),
                    task.mode.as_deref().unwrap_or_default(),
                    task.also.iter().map(|it| format!("{}@{}", it.crew, it.people)).collect::<Vec<_>>().join("; ")
                ));
            }
        }
        out
    }

    /// The median course as a Microsoft Project XML file (schema `http://schemas.microsoft.com/project`).
    pub fn project_xml(&self) -> String {
        let stamp = |hours: f64| {
            moment(self.start, hours).map_or_else(String::new, |it| it.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        };
        let tasks: Vec<&PlannedTask> = self
            .tasks
            .iter()
            .filter(|task| task.start_hours.p50.is_finite() && task.end_hours.p50.is_finite())
            .collect();
        let uid = |before: &Predecessor| {
            tasks.iter().position(|it| it.system == before.system && it.kind == before.kind).map(|it| it + 1)
        };
        let also = tasks.iter().flat_map(|task| task.also.iter().map(|it| (it.crew.as_str(), it.title.as_str())));
        let mut crews: Vec<(&str, &str)> = self.by_crew().into_iter().filter_map(|it| it.0).chain(also).collect();
        crews.sort_unstable();
        crews.dedup();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Project xmlns=\"http://schemas.microsoft.com/project\">\n<Name>{}</Name>\n<ScheduleFromStart>1</ScheduleFromStart>\n<StartDate>{}</StartDate>\n<Tasks>\n",
            escape(&format!("{} {}", self.model, self.scenario)),
            stamp(0.0)
        );
        for (at, task) in tasks.iter().enumerate() {
            let minutes = ((task.end_hours.p50 - task.start_hours.p50).max(0.0) * 60.0).round() as u64;
            let links: String = task
                .after
                .iter()
                .filter_map(uid)
                .map(|it| {
                    format!("<PredecessorLink><PredecessorUID>{it}</PredecessorUID><Type>1</Type></PredecessorLink>")
                })
                .collect();
            out.push_str(&format!(
                "<Task><UID>{0}</UID><ID>{0}</ID><Name>{1}</Name><Start>{2}</Start><Finish>{3}</Finish><Duration>PT{4}H{5}M0S</Duration><DurationFormat>6</DurationFormat><Priority>{6}</Priority><ConstraintType>4</ConstraintType><ConstraintDate>{2}</ConstraintDate>{links}</Task>\n",
                at + 1, escape(&format!("{}: {}", task.title, task.kind.word())), stamp(task.start_hours.p50), stamp(task.end_hours.p50), minutes / 60, minutes % 60,
                1000_usize.saturating_sub(task.rank).max(1)
            ));
        }
        out.push_str("</Tasks>\n<Resources>\n");
        for (at, (_, title)) in crews.iter().enumerate() {
            out.push_str(&format!(
                "<Resource><UID>{0}</UID><ID>{0}</ID><Name>{1}</Name><Type>1</Type></Resource>\n",
                at + 1,
                escape(title)
            ));
        }
        out.push_str("</Resources>\n<Assignments>\n");
        let mut number = 0;
        for (at, task) in tasks.iter().enumerate() {
            let own = task.crew.as_deref().map(|crew| (crew, task.people));
            let occupied = own.into_iter().chain(task.also.iter().map(|it| (it.crew.as_str(), it.people)));
            for (crew, heads) in occupied {
                let Some(resource) = crews.iter().position(|it| it.0 == crew) else { continue };
                number += 1;
                out.push_str(&format!("<Assignment><UID>{number}</UID><TaskUID>{}</TaskUID><ResourceUID>{}</ResourceUID><Units>{heads}</Units></Assignment>\n", at + 1, resource + 1));
            }
        }
        out.push_str("</Assignments>\n</Project>\n");
        out
    }

    /// All of it for machines.
    pub fn json(&self) -> Value {
        json!({
            "schema": "blackstart/restart/1",
            "model": self.model, "scenario": self.scenario, "seed": self.seed, "schedules": self.schedules,
            "choosing_replicates": self.choosing, "now_hours": self.now_hours,
            "plan": self.ranking.iter().map(|it| &it.0).collect::<Vec<_>>(),
            "orders": self.verdicts, "tasks": self.tasks, "one_more_head": self.worths, "indifferent": self.indifferent,
            "worth_of_return": self.curves, "summary": self.summary,
        })
    }

    /// Tasks of each crew by rank; those of nobody scarce last.
    fn by_crew(&self) -> Vec<Crewed<'_>> {
        let mut crews: Vec<Option<(&str, &str)>> = Vec::new();
        for task in &self.tasks {
            let crew = task.crew.as_deref().zip(task.crew_title.as_deref());
            if !crews.contains(&crew) {
                crews.push(crew);
            }
        }
        crews.sort_by_key(|crew| (crew.is_none(), *crew));
        let of = |crew: Option<(&str, &str)>| {
            self.tasks.iter().filter(|it| it.crew.as_deref() == crew.map(|it| it.0)).collect()
        };
        crews.iter().map(|&crew| (crew, of(crew))).collect()
    }

    fn sentences(&self) -> Vec<String> {
        let amount = |value: f64| money(&self.currency, value);
        let mut said = Vec::new();
        if let Some(now) = self.now_hours {
            let count = |state| self.tasks.iter().filter(|task| task.state == Some(state)).count();
            said.push(format!(
                "Planned from {} on. Tasks finished: {}; running, with the people they have: {}.",
                moment(self.start, now).map_or_else(String::new, |at| at.strftime("%-d %b %Y, %H:%M").to_string()),
                count(TaskState::Finished),
                count(TaskState::Running)
            ));
        }
        if let Some(plan) = self.verdicts.first() {
            said.push(format!(
                "This plan costs {} on average over {} histories that no search has seen (95% interval of the mean {} to {}).",
                amount(plan.loss.mean), grouped(self.summary.replicates as f64), amount(plan.loss.mean_low), amount(plan.loss.mean_high)
            ));
        }
        for other in self.verdicts.iter().skip(1) {
            let it = &other.dearer;
            if it.mean_low == 0.0 && it.mean_high == 0.0 {
                said.push(format!("“{}” costs the same.", other.title));
                continue;
            }
            let more = if it.mean >= 0.0 { "dearer" } else { "cheaper" };
            let sure = if it.mean_low <= 0.0 && it.mean_high >= 0.0 { "; that may be chance" } else { "" };
            said.push(format!(
                "“{}” is {} {more} ({} to {}){sure}.",
                other.title,
                amount(it.mean.abs()),
                amount(it.mean_low),
                amount(it.mean_high)
            ));
        }
        let ways: Vec<String> = self
            .tasks
            .iter()
            .filter_map(|it| it.mode.as_ref().map(|mode| format!("{}, {} ({mode})", it.title, it.kind.word())))
            .collect();
        if !ways.is_empty() {
            said.push(format!("Done in another way than usual: {}.", ways.join("; ")));
        }
        if let Some(first) = self.ranking.first() {
            let next: Vec<&str> = self.ranking.iter().skip(1).take(4).map(|it| it.1.as_str()).collect();
            said.push(format!("First {}, then {}.", first.1, next.join(", ")));
        }
        said
    }

    fn order_rows(&self) -> Vec<[String; 5]> {
        let amount = |value: f64| money(&self.currency, value);
        let row = |(at, it): (usize, &Verdict)| {
            let (more, range) = if at == 0 {
                (String::new(), String::new())
            } else {
                (amount(it.dearer.mean), format!("{} to {}", amount(it.dearer.mean_low), amount(it.dearer.mean_high)))
            };
            [it.title.clone(), amount(it.loss.mean), more, range, date(self.start, it.last_system_back_hours.p50)]
        };
        self.verdicts.iter().enumerate().map(row).collect()
    }

    fn worth_rows(&self) -> Vec<[String; 3]> {
        let amount = |value: f64| money(&self.currency, value);
        let row = |it: &Worth| {
            [
                format!("{}: one {} more", it.title, it.unit),
                amount(it.saves.mean),
                format!("{} to {}", amount(it.saves.mean_low), amount(it.saves.mean_high)),
            ]
        };
        self.worths.iter().map(row).collect()
    }

    fn return_rows(&self) -> Vec<[String; 5]> {
        let day = |value: f64| date(self.start, value);
        let mut rows = Vec::new();
        for it in &self.summary.targets {
            rows.push([
                it.title.clone(),
                day(it.held.p10.hours),
                day(it.held.p50.hours),
                day(it.held.p90.hours),
                String::new(),
            ]);
        }
        for it in &self.summary.services {
            let breach = it.breach.as_ref().map_or(String::new(), |breach| share(breach.share));
            rows.push([
                it.title.clone(),
                day(it.last_back.p10.hours),
                day(it.last_back.p50.hours),
                day(it.last_back.p90.hours),
                breach,
            ]);
        }
        for it in self.summary.sites.iter().filter(|it| it.stops.share > 0.0) {
            rows.push([
                it.title.clone(),
                day(it.restarted.p10.hours),
                day(it.restarted.p50.hours),
                day(it.restarted.p90.hours),
                String::new(),
            ]);
        }
        rows
    }

    fn task_rows(&self, tasks: &[&PlannedTask]) -> Vec<[String; 8]> {
        let row = |it: &&PlannedTask| {
            let delay = if it.delay_per_hour > 0.0 {
                format!("{}/h", money(&self.currency, it.delay_per_hour))
            } else {
                String::new()
            };
            [
                format!("{}. {}", it.rank, it.title),
                told(it),
                it.people.to_string(),
                share(it.needed),
                // What is known to run has begun.
                format!("{}{}", if it.state.is_some() { "since " } else { "" }, date(self.start, it.start_hours.p50)),
                date(self.start, it.end_hours.p50),
                date(self.start, it.end_hours.p90),
                delay,
            ]
        };
        tasks.iter().filter(|task| task.state != Some(TaskState::Finished)).map(row).collect()
    }
}

/// A cell that may hold commas.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// The plan on a terminal.
pub fn restart_terminal(story: &RestartStory, style: Style) -> String {
    let mut out = style.bold(&format!("What to restart first: {} · {}\n", story.model, story.title));
    for sentence in story.sentences() {
        out.push_str(&wrap(&format!("• {sentence}"), crate::table::PAGE, 2));
    }
    let mut section = |title: &str, note: &str, table: Table| {
        if !table.is_empty() {
            out.push_str(&format!("\n{}{}\n{}", style.bold(title), style.dim(note), table.text(&style)));
        }
    };
    let mut table = Table::new([
        ("", Side::Left),
        ("loss", Side::Right),
        ("dearer by", Side::Right),
        ("95% interval", Side::Right),
        ("all back 50%", Side::Right),
    ]);
    story.order_rows().into_iter().for_each(|row| {
        table.row(row);
    });
    section("Orders", "  mean loss of all parties, whole simulation, the same luck", table);
    for (crew, tasks) in story.by_crew() {
        let mut table = Table::new([
            ("", Side::Left),
            ("task", Side::Left),
            ("heads", Side::Right),
            ("needed", Side::Right),
            ("begin 50%", Side::Right),
            ("end 50%", Side::Right),
            ("90%", Side::Right),
            ("delay costs", Side::Right),
        ])
        .spare([3, 2]);
        story.task_rows(&tasks).into_iter().for_each(|row| {
            table.row(row);
        });
        section(crew.map_or("Nobody scarce", |it| it.1), "", table);
    }
    let mut table = Table::new([
        ("", Side::Left),
        ("back 10%", Side::Right),
        ("50%", Side::Right),
        ("90%", Side::Right),
        ("tolerance breached", Side::Right),
    ]);
    story.return_rows().into_iter().for_each(|row| {
        table.row(row);
    });
    section("Back on", "  target sets, services, sites", table);
    let mut table = Table::new([("", Side::Left), ("saves", Side::Right), ("95% interval", Side::Right)]);
    story.worth_rows().into_iter().for_each(|row| {
        table.row(row);
    });
    let from = if story.now_hours.is_some() { "now on" } else { "the beginning" };
    section(&format!("One more from {from}"), "  the same plan", table);
    if !story.indifferent.is_empty() {
        let said = format!("The place of these hardly matters: {}.", story.indifferent.join(", "));
        out.push_str(&format!("\n{}", wrap(&said, crate::table::PAGE, 0)));
    }
    out
}

/// The plan as a page that needs nobody else.
pub fn restart_html(story: &RestartStory) -> String {
    let sentences: String = story.sentences().iter().map(|it| format!("<li>{}</li>\n", escape(it))).collect();
    let mut body = page::section("short", "In short", &format!("<ul class=\"findings\">\n{sentences}</ul>\n"));
    body.push_str(&page::section(
        "orders",
        "Orders compared",
        &page::table(
            "Mean loss of all parties by the whole simulation, with the same luck",
            &["", "loss", "dearer by", "95 % interval", "all back, median"],
            &story.order_rows(),
        ),
    ));
    let mut rows: Vec<&PlannedTask> = story.tasks.iter().filter(|it| it.needed >= 0.05).collect();
    rows.sort_by(|a, b| a.start_hours.p50.total_cmp(&b.start_hours.p50).then(a.rank.cmp(&b.rank)));
    let dearest = rows.iter().map(|it| it.delay_per_hour).fold(0.0, f64::max);
    let rows: Vec<PlannedRow> = rows
        .iter()
        .map(|it| PlannedRow {
            title: it.title.clone(),
            task: it.mode.clone().unwrap_or_else(|| it.kind.word().to_owned()),
            note: it.crew_title.clone().unwrap_or_default(),
            start_hours: it.start_hours.p50,
            end_hours: [it.end_hours.p50, it.end_hours.p90],
            critical: dearest > 0.0 && it.delay_per_hour >= 0.1 * dearest,
        })
        .collect();
    let picture = planned("plan", "The plan, as it goes in the middle of all histories", story.start, &rows);
    body.push_str(&page::section("gantt", "The plan over time", &format!(
        "<figure>\n<div class=\"picture\">{picture}</div>\n<figcaption>From the median begin to the median end of each task, lighter to the 90th percentile of its end; tasks that fewer than one history in twenty needs are left out. Dark: an hour's delay costs at least a tenth of the dearest task's.</figcaption>\n</figure>\n"
    )));
    let mut lists = String::new();
    for (crew, tasks) in story.by_crew() {
        let title = crew.map_or("Nobody scarce", |it| it.1);
        lists.push_str(&page::table(
            &format!("{title}: first first"),
            &[
                "",
                "task",
                "heads",
                "needed",
                "begin, median",
                "end, median",
                "end, 90th percentile",
                "an hour's delay costs",
            ],
            &story.task_rows(&tasks),
        ));
    }
    body.push_str(&page::section("crews", "Ranked list of each crew", &lists));
    body.push_str(&page::section(
        "back",
        "Back on",
        &page::table(
            "Target sets, services and sites: back for good, where they stop",
            &["", "10th percentile", "median", "90th percentile", "tolerance breached"],
            &story.return_rows(),
        ),
    ));
    if !story.worths.is_empty() {
        let from = if story.now_hours.is_some() { "now on" } else { "the beginning" };
        body.push_str(&page::section(
            "heads",
            "One more of each crew",
            &page::table(
                &format!("What one more from {from} saves under the same plan; below zero it costs"),
                &["", "saves", "95 % interval"],
                &story.worth_rows(),
            ),
        ));
    }
    if !story.indifferent.is_empty() {
        body.push_str(&page::section("indifferent", "What does not matter", &format!("<p>Whether first or last, the place of these in the list changes the loss by less than 0.1 %: {}.</p>\n", escape(&story.indifferent.join(", ")))));
    }
    let curves: Vec<[String; 3]> = story
        .curves
        .iter()
        .map(|it| {
            let last = it.points.last().copied().unwrap_or(Point { back_hours: 0.0, loss: 0.0 });
            [
                it.title.clone(),
                format!("{} at {}", money(&story.currency, last.loss), date(story.start, last.back_hours)),
                duration(last.back_hours),
            ]
        })
        .collect();
    body.push_str(&page::section(
        "worth",
        "What a return is worth",
        &page::table(
            "Loss that is a service's own if it is back only then, measured by the simulation: what the search went by",
            &["", "loss", "back after"],
            &curves,
        ),
    ));
    let foot = format!(
        "{} schedules searched; seed {}; {} histories chose among the best plans, {} others report. From {}.",
        grouped(story.schedules as f64),
        story.seed,
        story.choosing,
        story.summary.replicates,
        full_date(story.start, 0.0)
    );
    page::whole(
        "Blackstart restart",
        "What to restart first",
        &format!("{} · {}", story.model, story.title),
        &body,
        &foot,
    )
}
