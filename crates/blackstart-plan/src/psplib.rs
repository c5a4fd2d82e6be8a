//! Reads instances of PSPLIB (Kolisch, Sprecher: *PSPLIB, a project scheduling problem library*, 1996) in its `.sm` format: text in, instance out.

use crate::instance::{Demand, Instance, Mode, Resource, Task};
use std::fmt;

/// What is wrong with a file, and where: the first thing, as the text is not read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Line, from 1; 0: the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 { write!(f, "line {}: {}", self.line, self.text) } else { f.write_str(&self.text) }
    }
}

impl std::error::Error for Complaint {}

/// Most jobs of a file.
const MOST_JOBS: usize = 100_000;
/// Longest duration of a job.
const LONGEST: u32 = 1 << 20;
/// Most resources of a file.
const MOST_RESOURCES: usize = 1_000;

fn at(line: usize, text: impl Into<String>) -> Complaint {
    Complaint { line, text: text.into() }
}

/// Reads a single-project instance with renewable resources; jobs may have several modes. Job k of the file is task k − 1.
///
/// # Errors
/// The first thing that is wrong with the text, or that this reader does not do (non-renewable resources).
pub fn read(text: &str) -> Result<Instance, Complaint> {
    let mut lines = Lines { lines: text.lines().enumerate().collect(), next: 0 };
    let jobs = lines.number_after("jobs (incl. supersource/sink )")?;
    let renewable = lines.number_after("- renewable")?;
    for kind in ["- nonrenewable", "- doubly constrained"] {
        if lines.number_after(kind)? > 0 {
            return Err(at(lines.next, format!("resources of the kind \"{kind}\" are not read")));
        }
    }
    if jobs == 0 || jobs > MOST_JOBS || renewable > MOST_RESOURCES {
        return Err(at(
            0,
            format!("{jobs} jobs and {renewable} resources; 1 to {MOST_JOBS} and 0 to {MOST_RESOURCES} are read"),
        ));
    }
    let mut tasks = vec![Task::default(); jobs];

    lines.section("PRECEDENCE RELATIONS")?;
    for job in 1..=jobs {
        let (line, row) = lines.numbers(&format!("successors of job {job}"))?;
        let [number, modes, count, successors @ ..] = row.as_slice() else {
            return Err(at(line, format!("job {job}: number, modes, number of successors, successors are expected")));
        };
        if *number as usize != job || *modes == 0 || *count as usize != successors.len() {
            return Err(at(
                line,
                format!("job {job}: its number, at least one mode and as many successors as counted are expected"),
            ));
        }
        tasks[job - 1].modes = vec![Mode::default(); (*modes as usize).min(1_000)];
        for &successor in successors {
            let Some(task) = (successor as usize).checked_sub(1).and_then(|task| tasks.get_mut(task)) else {
                return Err(at(line, format!("job {job}: there is no job {successor}")));
            };
            task.after.push(job - 1);
        }
    }

    lines.section("REQUESTS/DURATIONS")?;
    for job in 1..=jobs {
        for mode in 0..tasks[job - 1].modes.len() {
            let (line, row) = lines.numbers(&format!("requests of job {job}, mode {}", mode + 1))?;
            // The job's number stands only before its first mode.
            let row = if mode == 0 {
                match row.split_first() {
                    Some((&number, rest)) if number as usize == job => rest,
                    _ => return Err(at(line, format!("job {job} is expected"))),
                }
            } else {
                &row[..]
            };
            let [_, duration, requests @ ..] = row else {
                return Err(at(line, format!("job {job}: mode, duration and requests are expected")));
            };
            if requests.len() != renewable || *duration > LONGEST {
                return Err(at(
                    line,
                    format!("job {job}: a duration up to {LONGEST} and {renewable} requests are expected"),
                ));
            }
            let demands = requests.iter().enumerate().filter(|(_, heads)| **heads > 0);
            tasks[job - 1].modes[mode] = Mode {
                hours: f64::from(*duration),
                price: 0.0,
                demands: demands.map(|(resource, &heads)| Demand { resource, heads }).collect(),
            };
        }
    }

    lines.section("RESOURCEAVAILABILITIES")?;
    let (line, heads) = if renewable > 0 { lines.numbers("availabilities")? } else { (0, Vec::new()) };
    if heads.len() != renewable {
        return Err(at(line, format!("{renewable} availabilities are expected")));
    }
    let resources = heads.into_iter().map(Resource::always).collect();
    Instance::new(&tasks, resources).map_err(|wrong| at(0, format!("{wrong}, counted from 0")))
}

struct Lines<'a> {
    lines: Vec<(usize, &'a str)>,
    next: usize,
}

impl Lines<'_> {
    /// The number behind the colon of the first line with these words.
    fn number_after(&mut self, words: &str) -> Result<usize, Complaint> {
        while let Some(&(index, line)) = self.lines.get(self.next) {
            self.next += 1;
            if line.contains(words) {
                let number = line.rsplit(':').next().and_then(|rest| rest.split_whitespace().next());
                return number
                    .and_then(|number| number.parse().ok())
                    .ok_or_else(|| at(index + 1, format!("a number is expected behind \"{words}:\"")));
            }
        }
        Err(at(0, format!("no line says \"{words}\": this is no PSPLIB .sm file")))
    }

    /// Goes behind the title of a section.
    fn section(&mut self, title: &str) -> Result<(), Complaint> {
        while let Some(&(_, line)) = self.lines.get(self.next) {
            self.next += 1;
            if line.trim_start().starts_with(title) {
                return Ok(());
            }
        }
        Err(at(0, format!("the section {title} is missing")))
    }

    /// The next line of nothing but numbers; lines of words and rules before it are skipped, unless they begin the next section.
    fn numbers(&mut self, what: &str) -> Result<(usize, Vec<u32>), Complaint> {
        while let Some(&(index, line)) = self.lines.get(self.next) {
            let first = line.trim_start().chars().next();
            if !first.is_some_and(|first| first.is_ascii_digit()) {
                let letters = line.trim_start().chars().take(4).filter(char::is_ascii_uppercase).count();
                if letters == 4 {
                    break;
                }
                self.next += 1;
                continue;
            }
            self.next += 1;
            let numbers: Result<Vec<u32>, _> = line.split_whitespace().map(str::parse).collect();
            return match numbers {
                Ok(numbers) => Ok((index + 1, numbers)),
                Err(_) => Err(at(index + 1, format!("{what}: whole numbers are expected"))),
            };
        }
        Err(at(self.next, format!("{what}: nothing is there")))
    }
}

#[cfg(test)]
mod tests;
