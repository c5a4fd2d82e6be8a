//! Crews, calendars, seasons.

use super::Ids;
use crate::source::ModelRows;
use crate::source::kinds::TaskPart;
use crate::source::place::{Complaints, quote};

/// Checks crews and their tasks, calendars and seasons.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.systems {
        let it = &row.it;
        for (key, task) in [("rebuild", &it.rebuild), ("verify", &it.verify), ("start", &it.start), ("test", &it.test)]
        {
            if let Some(task) = task
                && task.fails >= 1.0
            {
                complaints.error(
                    "BS0408",
                    row.place.at(format!("{key}.fails")),
                    "this task fails each time, so it would never be over",
                    "`fails` is the probability that it must be done again, below 1",
                );
            }
            let Some(TaskPart { crew: Some(crew), people, .. }) = task else {
                continue;
            };
            let Some(at) = ids.crews.refer(crew, || row.place.at(format!("{key}.crew")), complaints) else {
                continue;
            };
            let heads = rows.crews[at].it.people;
            // An empty crew is complained about once, at the crew.
            if heads > 0 && *people > heads && !rows.crews[at].broken {
                let message = format!("this task needs {people} people, the crew {} has {heads}", quote(crew));
                complaints.warning(
                    "BS0402",
                    row.place.at(format!("{key}.people")),
                    message,
                    "lower `people`, or add people to the crew; scenarios can add some with `extra_people`",
                );
            }
        }
    }
    for row in &rows.crews {
        if let Some(calendar) = &row.it.calendar {
            ids.calendars.refer(calendar, || row.place.at("calendar"), complaints);
        }
        if row.it.people == 0 && !row.broken {
            let message = format!("the crew {} has nobody", quote(&row.it.id));
            complaints.warning(
                "BS0401",
                row.place.at("people"),
                message,
                "give it people; right only if scenarios add some with `extra_people`",
            );
        }
    }
    for row in &rows.calendars {
        if row.it.shifts.is_empty() && !row.broken {
            complaints.error(
                "BS0403",
                row.place.at("shifts"),
                format!("the calendar {} has no shift: nobody would ever work", quote(&row.it.id)),
                "add shifts such as \"Mon-Fri 06:00-22:00\"",
            );
        }
    }
    for row in &rows.seasons {
        if row.it.dates.is_empty() && !row.broken {
            complaints.error(
                "BS0404",
                row.place.at("dates"),
                format!("the season {} has no dates", quote(&row.it.id)),
                "add dates = [{ from = 2025-09-01, to = 2025-10-01, times = 1.8 }]",
            );
        }
        if row.broken {
            continue;
        }
        for (at, span) in row.it.dates.iter().enumerate() {
            if span.to <= span.from {
                complaints.error(
                    "BS0405",
                    row.place.at(format!("dates.{at}.to")),
                    "this span ends before it begins",
                    "`to` is the first day after it",
                );
            }
        }
    }
}
