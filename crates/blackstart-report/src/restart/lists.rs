//! The plan and its tasks as CSV, for spreadsheets and for `--plan`.

use super::{Crewed, RestartStory};
use crate::clean::plain;
use blackstart_ensemble::restart::{Moments, TaskState};
use csv::Writer;

impl RestartStory {
    /// The plan as a table: rank, system, title, tasks done in another way than usual. It can be read again with `--plan`.
    pub fn plan_csv(&self) -> String {
        let rows = self
            .ranking
            .iter()
            .enumerate()
            .map(|(at, it)| [(at + 1).to_string(), words(&it.id), words(&it.title), words(&self.ways_of(&it.id))]);
        table(&["rank", "system", "title", "modes"], rows)
    }

    /// All tasks, crew by crew, in the order in which people take them.
    pub fn tasks_csv(&self) -> String {
        let mut rows = Vec::new();
        for Crewed { crew, tasks } in self.by_crew() {
            for task in tasks {
                let also: Vec<String> = task.also.iter().map(|it| format!("{}@{}", it.crew, it.people)).collect();
                let hours =
                    [task.start_hours, task.end_hours].into_iter().flat_map(|it: Moments| [it.p05, it.p50, it.p95]);
                let hours = hours.map(|it| if it.is_finite() { format!("{it:.2}") } else { String::new() });
                let mut row = vec![
                    words(crew.map_or("", |crew| crew.id)),
                    task.rank.to_string(),
                    words(&task.system),
                    words(task.kind.word()),
                    words(&task.title),
                    task.people.to_string(),
                    format!("{:.4}", task.needed),
                ];
                row.extend(hours);
                row.extend([
                    format!("{:.2}", task.delay_per_hour),
                    format!("{:.4}", task.critical),
                    words(task.state.map_or("", TaskState::word)),
                    words(task.mode.as_deref().unwrap_or_default()),
                    words(&also.join("; ")),
                ]);
                rows.push(row);
            }
        }
        table(&TASKS, rows)
    }

    /// What is done in another way than usual, as `--plan` reads it.
    pub(super) fn ways_of(&self, system: &str) -> String {
        let ways = self.tasks.iter().filter(|task| task.system == system);
        let ways = ways.filter_map(|task| task.mode.as_ref().map(|mode| format!("{}={mode}", task.kind.word())));
        ways.collect::<Vec<_>>().join("; ")
    }
}

/// Columns of the tasks.
const TASKS: [&str; 18] = [
    "crew",
    "rank",
    "system",
    "task",
    "title",
    "people",
    "needed",
    "start_p05_hours",
    "start_p50_hours",
    "start_p95_hours",
    "end_p05_hours",
    "end_p50_hours",
    "end_p95_hours",
    "delay_cost_per_hour",
    "critical",
    "state",
    "mode",
    "also",
];

/// Rows under their heads. Writing into memory does not fail.
fn table<R: IntoIterator<Item = String>>(heads: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let _ = writer.write_record(heads);
    for row in rows {
        let _ = writer.write_record(row.into_iter().collect::<Vec<_>>());
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Words as a cell: on one line, and never a formula. A spreadsheet takes a leading `'` for the sign of text.
pub(super) fn words(text: &str) -> String {
    let text = plain(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.into_owned() }
}
