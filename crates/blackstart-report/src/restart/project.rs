//! The plan's typical history as a Microsoft Project XML file (schema `http://schemas.microsoft.com/project`).
//!
//! One consistent course, so that a scheduler that lays it out anew from links, calendars and work comes to the same dates.

use super::timetable::{DAY, Entry, Spans, Timetable, Working};
use super::{CrewRow, RestartStory};
use crate::clean::plain;
use blackstart_ensemble::restart::TaskState;
use jiff::civil::DateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::fmt::Display;
use std::io;

impl RestartStory {
    /// The typical history for Microsoft Project and what reads its files. Writing into memory does not fail.
    pub fn project_xml(&self) -> String {
        let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
        let _ = self.project(&mut xml);
        let mut text = String::from_utf8(xml.0.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    fn project(&self, xml: &mut Xml) -> io::Result<()> {
        xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        let table = self.timetable();
        // A calendar that all crews share is the project's: some programs know no other.
        let shared = table.of_crews.first().copied().filter(|first| table.of_crews.iter().all(|it| it == first));
        let root = [("xmlns", "http://schemas.microsoft.com/project")];
        xml.within("Project", &root, |xml| {
            xml.leaf("Name", format!("{} {}", self.model, self.scenario))?;
            xml.leaf("ScheduleFromStart", 1)?;
            xml.leaf("StartDate", self.start.strftime(STAMP))?;
            xml.leaf("CalendarUID", shared.unwrap_or(0) + 1)?;
            xml.within("Calendars", &[], |xml| {
                (1..).zip(&table.calendars).try_for_each(|(uid, it)| base_calendar(xml, uid, it, table.monday))?;
                let own = (table.calendars.len() + 1..).zip(self.crews.iter().zip(&table.of_crews));
                own.into_iter().try_for_each(|(uid, (crew, base))| crew_calendar(xml, uid, crew, base + 1))
            })?;
            xml.within("Tasks", &[], |xml| {
                (1..).zip(&table.entries).try_for_each(|(uid, it)| self.task(xml, uid, it, &table))
            })?;
            xml.within("Resources", &[], |xml| {
                let own = table.calendars.len();
                (1..).zip(&self.crews).try_for_each(|(uid, it)| resource(xml, uid, it, own + uid))
            })?;
            xml.within("Assignments", &[], |xml| self.assignments(xml, &table))
        })
    }

    fn task(&self, xml: &mut Xml, uid: usize, entry: &Entry, table: &Timetable) -> io::Result<()> {
        let task = entry.task;
        let (start, finish) = (stamp(table.monday, entry.start), stamp(table.monday, entry.finish));
        let heads: u32 = self.crews_of(task).map(|(_, people)| people).sum();
        xml.within("Task", &[], |xml| {
            xml.leaf("UID", uid)?;
            xml.leaf("ID", uid)?;
            xml.leaf("Name", format!("{}: {}", task.title, task.kind.word()))?;
            // Of fixed duration: more heads would not shorten it.
            xml.leaf("Type", 1)?;
            xml.leaf("Priority", 1000_usize.saturating_sub(task.rank).max(1))?;
            xml.leaf("Start", &start)?;
            xml.leaf("Finish", &finish)?;
            xml.leaf("Duration", span(entry.worked))?;
            // Hours.
            xml.leaf("DurationFormat", 5)?;
            xml.leaf("Work", span(entry.worked * i64::from(heads)))?;
            xml.leaf("EffortDriven", 0)?;
            xml.leaf("Estimated", 0)?;
            xml.leaf("Milestone", u8::from(entry.worked == 0))?;
            match task.state {
                Some(TaskState::Finished) => {
                    xml.leaf("PercentComplete", 100)?;
                    xml.leaf("ActualStart", &start)?;
                    xml.leaf("ActualFinish", &finish)?;
                }
                Some(TaskState::Running) => xml.leaf("ActualStart", &start)?,
                None => {}
            }
            // Not before the date: a crew that is busy elsewhere is no link.
            xml.leaf("ConstraintType", 4)?;
            xml.leaf("CalendarUID", entry.calendar + 1)?;
            xml.leaf("ConstraintDate", &start)?;
            // Where crews have different hours, the task's calendar holds those in which all of them work.
            xml.leaf("IgnoreResourceCalendar", u8::from(entry.mixed || entry.worked == 0))?;
            entry.after.iter().try_for_each(|before| {
                xml.within("PredecessorLink", &[], |xml| {
                    xml.leaf("PredecessorUID", before + 1)?;
                    // From finish to start.
                    xml.leaf("Type", 1)?;
                    xml.leaf("LinkLag", 0)
                })
            })
        })
    }

    fn assignments(&self, xml: &mut Xml, table: &Timetable) -> io::Result<()> {
        let each = (1..).zip(&table.entries).flat_map(|(task, entry)| {
            self.crews_of(entry.task).map(move |(crew, people)| (task, entry, crew + 1, people))
        });
        for (uid, (task, entry, crew, people)) in (1..).zip(each) {
            xml.within("Assignment", &[], |xml| {
                xml.leaf("UID", uid)?;
                xml.leaf("TaskUID", task)?;
                xml.leaf("ResourceUID", crew)?;
                xml.leaf("Finish", stamp(table.monday, entry.finish))?;
                xml.leaf("Start", stamp(table.monday, entry.start))?;
                xml.leaf("Units", people)?;
                xml.leaf("Work", span(entry.worked * i64::from(people)))
            })?;
        }
        Ok(())
    }
}

fn base_calendar(xml: &mut Xml, uid: usize, it: &Working, monday: DateTime) -> io::Result<()> {
    xml.within("Calendar", &[], |xml| {
        xml.leaf("UID", uid)?;
        xml.leaf("Name", &it.name)?;
        xml.leaf("IsBaseCalendar", 1)?;
        xml.leaf("BaseCalendarUID", -1)?;
        xml.within("WeekDays", &[], |xml| {
            (0..7).try_for_each(|day| {
                xml.within("WeekDay", &[], |xml| {
                    // Sunday is 1; days here count from Monday.
                    xml.leaf("DayType", (day + 1) % 7 + 1)?;
                    working_times(xml, &day_of(&it.week, day))
                })
            })
        })?;
        let other: Vec<i64> = it.exceptions().collect();
        if other.is_empty() {
            return Ok(());
        }
        xml.within("Exceptions", &[], |xml| {
            other.iter().try_for_each(|&day| {
                xml.within("Exception", &[], |xml| {
                    xml.leaf("EnteredByOccurrences", 0)?;
                    xml.within("TimePeriod", &[], |xml| {
                        xml.leaf("FromDate", stamp(monday, day * DAY))?;
                        xml.leaf("ToDate", stamp(monday, day * DAY + DAY - 1))
                    })?;
                    xml.leaf("Occurrences", 1)?;
                    xml.leaf("Name", "other hours")?;
                    xml.leaf("Type", 1)?;
                    working_times(xml, &day_of(&it.spans, day))
                })
            })
        })
    })
}

/// The calendar of a resource: that of its base, with nothing else.
fn crew_calendar(xml: &mut Xml, uid: usize, crew: &CrewRow, base: usize) -> io::Result<()> {
    xml.within("Calendar", &[], |xml| {
        xml.leaf("UID", uid)?;
        xml.leaf("Name", &crew.title)?;
        xml.leaf("IsBaseCalendar", 0)?;
        xml.leaf("BaseCalendarUID", base)
    })
}

/// Whether anybody works, and when.
fn working_times(xml: &mut Xml, spans: &Spans) -> io::Result<()> {
    xml.leaf("DayWorking", u8::from(!spans.is_empty()))?;
    if spans.is_empty() {
        return Ok(());
    }
    let time = |minute: i64| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
    xml.within("WorkingTimes", &[], |xml| {
        spans.iter().try_for_each(|&(from, to)| {
            xml.within("WorkingTime", &[], |xml| {
                xml.leaf("FromTime", time(from))?;
                // The end of a day is 00:00.
                xml.leaf("ToTime", time(to))
            })
        })
    })
}

/// What of spans lies in a day, in minutes from its midnight.
fn day_of(spans: &Spans, day: i64) -> Spans {
    let (from, to) = (day * DAY, (day + 1) * DAY);
    let cut = spans.iter().map(|&(begin, end)| (begin.max(from) - from, end.min(to) - from));
    cut.filter(|(begin, end)| begin < end).collect()
}

impl Working {
    /// Days on which the hours are not those of the usual week.
    fn exceptions(&self) -> impl Iterator<Item = i64> + '_ {
        let days = self.until / DAY;
        (0..days).filter(|&day| day_of(&self.spans, day) != day_of(&self.week, day % 7))
    }
}

fn resource(xml: &mut Xml, uid: usize, it: &CrewRow, calendar: usize) -> io::Result<()> {
    xml.within("Resource", &[], |xml| {
        xml.leaf("UID", uid)?;
        xml.leaf("ID", uid)?;
        xml.leaf("Name", &it.title)?;
        // Work, not material.
        xml.leaf("Type", 1)?;
        xml.leaf("MaxUnits", it.people)?;
        xml.leaf("CalendarUID", calendar)
    })
}

const STAMP: &str = "%Y-%m-%dT%H:%M:%S";

/// A minute as the schema wants it.
fn stamp(monday: DateTime, minute: i64) -> String {
    monday.saturating_add(jiff::SignedDuration::from_mins(minute)).strftime(STAMP).to_string()
}

/// A time of work as the schema wants it.
fn span(minutes: i64) -> String {
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// An XML file being written.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// An element with others inside.
    fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        use quick_xml::events::{BytesEnd, BytesStart};
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Start(start))?;
        inside(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with text inside; control characters have no place in XML.
    fn leaf(&mut self, name: &str, text: impl Display) -> io::Result<()> {
        let text = text.to_string();
        self.0.create_element(name).write_text_content(BytesText::new(&plain(&text)))?;
        Ok(())
    }
}
