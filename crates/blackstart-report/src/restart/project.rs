//! The median course of a plan as a Microsoft Project XML file (schema `http://schemas.microsoft.com/project`).

use super::RestartStory;
use crate::clean::plain;
use crate::number::moment;
use blackstart_ensemble::restart::PlannedTask;
use jiff::civil::DateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::fmt::Display;
use std::io;

/// A resource: slug and title of a crew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Resource<'s> {
    id: &'s str,
    title: &'s str,
}

impl RestartStory {
    /// The median course for Microsoft Project and what reads its files. Writing into memory does not fail.
    pub fn project_xml(&self) -> String {
        let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
        let _ = self.project(&mut xml);
        let mut text = String::from_utf8(xml.0.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    fn project(&self, xml: &mut Xml) -> io::Result<()> {
        xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        let happens = |task: &&PlannedTask| task.start_hours.p50.is_finite() && task.end_hours.p50.is_finite();
        let tasks: Vec<&PlannedTask> = self.tasks.iter().filter(happens).collect();
        let also = tasks.iter().flat_map(|task| task.also.iter().map(|it| Resource { id: &it.crew, title: &it.title }));
        let crews = self.by_crew().into_iter().filter_map(|it| it.crew);
        let mut resources: Vec<Resource> =
            crews.map(|crew| Resource { id: crew.id, title: crew.title }).chain(also).collect();
        resources.sort_unstable();
        resources.dedup();
        let root = [("xmlns", "http://schemas.microsoft.com/project")];
        xml.within("Project", &root, |xml| {
            xml.leaf("Name", format!("{} {}", self.model, self.scenario))?;
            xml.leaf("ScheduleFromStart", 1)?;
            xml.leaf("StartDate", stamp(self.start, 0.0))?;
            xml.within("Tasks", &[], |xml| {
                tasks.iter().enumerate().try_for_each(|(at, task)| self.task(xml, at, task, &tasks))
            })?;
            xml.within("Resources", &[], |xml| (1..).zip(&resources).try_for_each(|(uid, it)| resource(xml, uid, it)))?;
            xml.within("Assignments", &[], |xml| assignments(xml, &tasks, &resources))
        })
    }

    fn task(&self, xml: &mut Xml, at: usize, task: &PlannedTask, all: &[&PlannedTask]) -> io::Result<()> {
        let minutes = ((task.end_hours.p50 - task.start_hours.p50).max(0.0) * 60.0).round() as u64;
        let start = stamp(self.start, task.start_hours.p50);
        xml.within("Task", &[], |xml| {
            xml.leaf("UID", at + 1)?;
            xml.leaf("ID", at + 1)?;
            xml.leaf("Name", format!("{}: {}", task.title, task.kind.word()))?;
            xml.leaf("Start", &start)?;
            xml.leaf("Finish", stamp(self.start, task.end_hours.p50))?;
            xml.leaf("Duration", format!("PT{}H{}M0S", minutes / 60, minutes % 60))?;
            // Hours.
            xml.leaf("DurationFormat", 6)?;
            xml.leaf("Priority", 1000_usize.saturating_sub(task.rank).max(1))?;
            // Not before the date.
            xml.leaf("ConstraintType", 4)?;
            xml.leaf("ConstraintDate", &start)?;
            for before in &task.after {
                let found = all.iter().position(|it| it.system == before.system && it.kind == before.kind);
                let Some(found) = found else { continue };
                xml.within("PredecessorLink", &[], |xml| {
                    xml.leaf("PredecessorUID", found + 1)?;
                    // From finish to start.
                    xml.leaf("Type", 1)
                })?;
            }
            Ok(())
        })
    }
}

fn resource(xml: &mut Xml, uid: usize, it: &Resource) -> io::Result<()> {
    xml.within("Resource", &[], |xml| {
        xml.leaf("UID", uid)?;
        xml.leaf("ID", uid)?;
        xml.leaf("Name", it.title)?;
        // Work, not material.
        xml.leaf("Type", 1)
    })
}

fn assignments(xml: &mut Xml, tasks: &[&PlannedTask], resources: &[Resource]) -> io::Result<()> {
    let mut uid = 0;
    for (at, task) in tasks.iter().enumerate() {
        let own = task.crew.as_deref().map(|crew| (crew, task.people));
        let occupied = own.into_iter().chain(task.also.iter().map(|it| (it.crew.as_str(), it.people)));
        for (crew, people) in occupied {
            let Some(resource) = resources.iter().position(|it| it.id == crew) else { continue };
            uid += 1;
            xml.within("Assignment", &[], |xml| {
                xml.leaf("UID", uid)?;
                xml.leaf("TaskUID", at + 1)?;
                xml.leaf("ResourceUID", resource + 1)?;
                xml.leaf("Units", people)
            })?;
        }
    }
    Ok(())
}

/// A moment as the schema wants it.
fn stamp(start: DateTime, hours: f64) -> String {
    moment(start, hours).map_or_else(String::new, |it| it.strftime("%Y-%m-%dT%H:%M:%S").to_string())
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
