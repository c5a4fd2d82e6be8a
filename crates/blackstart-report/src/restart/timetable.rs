//! The plan's typical history on whole minutes and working calendars, as a scheduler would lay it out from its links alone.

use super::{CrewRow, RestartStory};
use blackstart_ensemble::restart::{PlannedTask, TaskState};
use blackstart_model::time::{Calendar, Clock};
use jiff::civil::{DateTime, Time};

/// Minutes of a day.
pub(super) const DAY: i64 = 24 * 60;

/// Spans of work, in minutes from the Monday 00:00 before the scenario's start, or of a usual week; ascending, apart.
pub(super) type Spans = Vec<(i64, i64)>;

/// When some crews work together.
#[derive(Clone, Debug)]
pub(super) struct Working {
    /// What it is called.
    pub(super) name: String,
    /// In a usual week.
    pub(super) week: Spans,
    /// As it is, until some days after the last task.
    pub(super) spans: Spans,
    /// That minute.
    pub(super) until: i64,
}

/// A task of the timetable.
#[derive(Clone, Debug)]
pub(super) struct Entry<'s> {
    pub(super) task: &'s PlannedTask,
    /// Minutes from the first Monday.
    pub(super) start: i64,
    pub(super) finish: i64,
    /// Minutes of work between the two.
    pub(super) worked: i64,
    /// Place of its calendar.
    pub(super) calendar: usize,
    /// Whether its crews have different calendars: then they work when all of them do.
    pub(super) mixed: bool,
    /// Places of tasks that it waits for.
    pub(super) after: Vec<usize>,
}

/// Tasks, and calendars of crews and tasks; the first of them is day and night.
#[derive(Clone, Debug)]
pub(super) struct Timetable<'s> {
    /// The Monday 00:00 from which minutes are counted.
    pub(super) monday: DateTime,
    pub(super) calendars: Vec<Working>,
    /// Calendar of each of the story's crews.
    pub(super) of_crews: Vec<usize>,
    pub(super) entries: Vec<Entry<'s>>,
}

impl RestartStory {
    /// The typical history; what never ends in it is not in the timetable.
    pub(super) fn timetable(&self) -> Timetable<'_> {
        let day = i64::from(self.start.date().weekday().to_monday_zero_offset());
        let midnight = DateTime::from_parts(self.start.date(), Time::midnight());
        let monday = midnight.saturating_sub(jiff::SignedDuration::from_hours(24 * day));
        let phase = self.start.duration_since(monday).as_secs() as f64 / 60.0;
        let minute = |hours: f64| (hours * 60.0 + phase).round() as i64;
        let went = |task: &&PlannedTask| task.typical_hours.is_some_and(|it| it.1.is_finite());
        let tasks: Vec<&PlannedTask> = self.tasks.iter().filter(went).collect();
        let last = tasks.iter().filter_map(|task| task.typical_hours).map(|it| minute(it.1)).max().unwrap_or(0);
        let mut table = Timetable {
            monday,
            calendars: vec![working("day and night".to_owned(), &[], monday, last)],
            of_crews: Vec::new(),
            entries: Vec::new(),
        };
        table.of_crews = self.crews.iter().map(|crew| table.calendar(&[crew], last)).collect();
        for task in tasks {
            let crews: Vec<&CrewRow> = self.crews_of(task).map(|(at, _)| &self.crews[at]).collect();
            let (from, to) = task.typical_hours.map_or((0, 0), |(from, to)| (minute(from), minute(to)));
            let mut names: Vec<Option<&str>> = crews.iter().map(|it| Some(it.calendar.as_ref()?.0.as_str())).collect();
            names.dedup();
            let calendar = table.calendar(&crews, last);
            let mut entry = table.calendars[calendar].entry(task, from, to);
            // A moment's work is a milestone, at whatever hour.
            entry.calendar = if entry.worked > 0 { calendar } else { 0 };
            entry.mixed = names.len() > 1;
            table.entries.push(entry);
        }
        table.link();
        table
    }

    /// Places of a task's crews, with how many heads of each it occupies.
    pub(super) fn crews_of<'a>(&'a self, task: &'a PlannedTask) -> impl Iterator<Item = (usize, u32)> + 'a {
        let own = task.crew.as_deref().map(|crew| (crew, task.people));
        let all = own.into_iter().chain(task.also.iter().map(|it| (it.crew.as_str(), it.people)));
        all.filter_map(|(id, people)| Some((self.crews.iter().position(|crew| crew.id == id)?, people)))
    }
}

impl Timetable<'_> {
    /// Place of the calendar by which these crews work together.
    fn calendar(&mut self, crews: &[&CrewRow], last: i64) -> usize {
        let mut kept: Vec<&(String, Calendar)> = crews.iter().filter_map(|crew| crew.calendar.as_ref()).collect();
        kept.sort_by(|a, b| a.0.cmp(&b.0));
        kept.dedup_by(|a, b| a.0 == b.0);
        if kept.is_empty() {
            return 0;
        }
        let name = kept.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(" and ");
        if let Some(found) = self.calendars.iter().skip(1).position(|it| it.name == name) {
            return found + 1;
        }
        let calendars: Vec<&Calendar> = kept.iter().map(|it| &it.1).collect();
        self.calendars.push(working(name, &calendars, self.monday, last));
        self.calendars.len() - 1
    }

    /// Links to what each task waits for, as far as this history kept to them: what people did before `now` may not have.
    fn link(&mut self) {
        let place =
            |system: &str, kind| self.entries.iter().position(|it| it.task.system == system && it.task.kind == kind);
        let links = self.entries.iter().map(|entry| {
            let before = entry.task.after.iter().filter_map(|it| place(&it.system, it.kind));
            before.filter(|&before| self.entries[before].finish <= entry.start).collect()
        });
        let links: Vec<Vec<usize>> = links.collect();
        for (entry, after) in self.entries.iter_mut().zip(links) {
            entry.after = after;
        }
    }
}

impl Working {
    /// A task from one minute to another: begun where work is done, and finished when as much is done as between the two.
    fn entry<'s>(&self, task: &'s PlannedTask, from: i64, to: i64) -> Entry<'s> {
        let worked: i64 = self.within(from, to).map(|(begin, end)| end - begin).sum();
        let (mut start, mut finish) = (from, to);
        // What has begun already was begun at whatever hour.
        let known = matches!(task.state, Some(TaskState::Running | TaskState::Finished));
        if worked > 0 && !known {
            let mut left = worked;
            start = self.within(from, to).next().map_or(from, |it| it.0);
            for (begin, end) in self.within(from, to) {
                finish = begin + left.min(end - begin);
                left -= finish - begin;
                if left == 0 {
                    break;
                }
            }
        } else if !known {
            finish = start;
        }
        Entry { task, start, finish, worked, calendar: 0, mixed: false, after: Vec::new() }
    }

    /// Work between two minutes.
    pub(super) fn within(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let cut = move |&(begin, end): &(i64, i64)| (begin.max(from), end.min(to));
        let first = self.spans.partition_point(|span| span.1 <= from);
        self.spans[first..].iter().take_while(move |span| span.0 < to).map(cut).filter(|(begin, end)| begin < end)
    }
}

/// When all of these calendars are open; with none, always.
fn working(name: String, calendars: &[&Calendar], monday: DateTime, last: i64) -> Working {
    // Whole days, so that a calendar's exceptions are days.
    let until = (last.max(0) / DAY + 3) * DAY;
    let always = |until: i64| vec![(0, until)];
    let week = calendars.iter().fold(always(7 * DAY), |all, calendar| {
        let shifts: Spans = calendar.shifts.iter().map(|&(from, to)| (minutes(from), minutes(to))).collect();
        both(&all, &shifts)
    });
    let spans =
        calendars.iter().fold(always(until), |all, calendar| both(&all, &open(&calendar.counted_from(monday), until)));
    Working { name, week, spans, until }
}

fn minutes(hours: f64) -> i64 {
    (hours * 60.0).round() as i64
}

/// When a clock is open, from its moment 0 on.
fn open(clock: &Clock, until: i64) -> Spans {
    let mut spans = Spans::new();
    let mut at = clock.next_open(0.0);
    while at * 60.0 < until as f64 {
        let end = clock.next_change(at);
        spans.push((minutes(at), minutes(end.min(until as f64 / 60.0))));
        at = clock.next_open(end);
    }
    spans
}

/// What lies in spans of both.
fn both(a: &[(i64, i64)], b: &[(i64, i64)]) -> Spans {
    let mut spans = Spans::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (from, to) = (a[i].0.max(b[j].0), a[i].1.min(b[j].1));
        if from < to {
            spans.push((from, to));
        }
        if a[i].1 < b[j].1 { i += 1 } else { j += 1 }
    }
    spans
}
