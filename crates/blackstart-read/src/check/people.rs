//! Crews, calendars, seasons.

use super::Ids;
use crate::source::ModelRows;
use crate::source::place::{Complaints, Place, RowPlace, quote};

/// Checks crews and their tasks, calendars and seasons.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.systems {
        let it = &row.it;
        for (key, task) in [("rebuild", &it.rebuild), ("verify", &it.verify), ("start", &it.start), ("test", &it.test)]
        {
            if let Some(task) = task
                && task.fails >= 1.0
            {
                never_over(row.place.at(format!("{key}.fails")), complaints);
            }
            let Some(part) = task else { continue };
            let usual = (key.to_owned(), part.crew.as_ref(), part.people, part.also.as_deref());
            let others =
                part.modes.iter().enumerate().map(|(at, mode)| {
                    (format!("{key}.modes.{at}"), mode.crew.as_ref(), mode.people, mode.also.as_deref())
                });
            for (path, crew, people, also) in std::iter::once(usual).chain(others) {
                let own = crew.map(|crew| Occupied {
                    crew,
                    people,
                    crew_path: format!("{path}.crew"),
                    people_path: format!("{path}.people"),
                });
                let also = also.unwrap_or_default().iter().enumerate().map(|(at, (crew, people))| {
                    let path = format!("{path}.also.{at}");
                    Occupied { crew, people: *people, crew_path: path.clone(), people_path: path }
                });
                let mut seen = Vec::new();
                for it in own.into_iter().chain(also) {
                    it.check(rows, ids, row.place, &mut seen, complaints);
                }
            }
            for (at, mode) in part.modes.iter().enumerate() {
                if part.modes[..at].iter().any(|other| other.id == mode.id) {
                    let message = format!("the way {} of this task is defined twice", quote(&mode.id));
                    complaints.error("BS0302", row.place.at(format!("{key}.modes.{at}.id")), message, "rename one");
                }
                if mode.fails.is_some_and(|fails| fails >= 1.0) {
                    never_over(row.place.at(format!("{key}.modes.{at}.fails")), complaints);
                }
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

fn never_over(place: Place, complaints: &mut Complaints) {
    complaints.error(
        "BS0408",
        place,
        "this task fails each time, so it would never be over",
        "`fails` is the probability that it must be done again, below 1",
    );
}

/// A crew that a task occupies, and where that is written.
struct Occupied<'a> {
    crew: &'a str,
    people: u32,
    crew_path: String,
    people_path: String,
}

impl Occupied<'_> {
    /// The crew exists, is named once, and is large enough.
    fn check(
        self,
        rows: &ModelRows,
        ids: &Ids<'_>,
        place: RowPlace,
        seen: &mut Vec<usize>,
        complaints: &mut Complaints,
    ) {
        let Self { crew, people, crew_path, people_path } = self;
        let Some(found) = ids.crews.refer(crew, || place.at(crew_path.as_str()), complaints) else { return };
        if seen.contains(&found) {
            let message = format!("this task occupies {} twice", quote(crew));
            complaints.error("BS0409", place.at(crew_path), message, "name it once, with all the heads");
            return;
        }
        seen.push(found);
        let heads = rows.crews[found].it.people;
        // An empty crew is complained about once, at the crew.
        if heads > 0 && people > heads && !rows.crews[found].broken {
            let message = format!("this task needs {people} people, the crew {} has {heads}", quote(crew));
            complaints.warning(
                "BS0402",
                place.at(people_path),
                message,
                "lower `people`, or add people to the crew; scenarios can add some with `extra_people`",
            );
        }
    }
}
