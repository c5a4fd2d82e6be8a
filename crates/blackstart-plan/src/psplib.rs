//! Reads published instances: PSPLIB (Kolisch, Sprecher: *PSPLIB, a project scheduling problem library*, 1996) in its formats `.sm` and `.mm`, and the
//! format of Patterson (`.rcp`): text in, instance out.

use crate::instance::{Demand, Instance, Mode, Nonrenewable, Resource, Task};
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

/// Most modes of a job.
const MOST_MODES: u32 = 1_000;

fn at(line: usize, text: impl Into<String>) -> Complaint {
    Complaint { line, text: text.into() }
}

/// A single project, as a file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Job k of the file is task k − 1.
    pub instance: Instance,
    /// The number in the file of every mode, in the order of [`crate::Case::hours`].
    pub numbers: Vec<u32>,
    /// Modes of the file that are not in the instance, as they need more of a renewable resource than there ever is.
    pub left_out: usize,
}

/// Reads a single project. A text that begins with a number is in Patterson's format, any other in one of PSPLIB's.
///
/// # Errors
/// The first thing that is wrong with the text, or that this reader does not do (doubly constrained resources).
pub fn read(text: &str) -> Result<Project, Complaint> {
    let text = text.trim_start_matches('\u{feff}');
    match text.split_whitespace().next() {
        Some(word) if word.parse::<u32>().is_ok() => patterson(text),
        _ => psplib(text),
    }
}

/// A mode as it stands in a file.
struct Row {
    number: u32,
    hours: u32,
    /// Of renewable resources, then of non-renewable ones.
    requests: Vec<u32>,
    line: usize,
}

/// A job as it stands in a file.
#[derive(Default)]
struct Job {
    modes: Vec<Row>,
    after: Vec<usize>,
}

fn psplib(text: &str) -> Result<Project, Complaint> {
    let mut lines = Lines { lines: text.lines().enumerate().collect(), next: 0 };
    let jobs = lines.number_after("jobs (incl. supersource/sink )")?;
    let renewable = lines.number_after("- renewable")?;
    let nonrenewable = lines.number_after("- nonrenewable")?;
    if lines.number_after("- doubly constrained")? > 0 {
        return Err(at(lines.next, "resources of the kind \"doubly constrained\" are not read"));
    }
    in_bounds(jobs, renewable.saturating_add(nonrenewable))?;
    let (mut rows, modes): (Vec<Job>, Vec<u32>) = precedence(&mut lines, jobs)?;
    let width = renewable + nonrenewable;
    lines.section("REQUESTS/DURATIONS")?;
    for (job, count) in (1..=jobs).zip(modes) {
        for mode in 1..=count {
            let (line, row) = lines.numbers(&format!("requests of job {job}, mode {mode}"))?;
            // The job's number stands only before its first mode.
            let row = if mode == 1 {
                match row.split_first() {
                    Some((&number, rest)) if number as usize == job => rest,
                    _ => return Err(at(line, format!("job {job} is expected"))),
                }
            } else {
                &row[..]
            };
            let [number, hours, requests @ ..] = row else {
                return Err(at(line, format!("job {job}: mode, duration and requests are expected")));
            };
            if requests.len() != width || *hours > LONGEST {
                return Err(at(
                    line,
                    format!("job {job}: a duration up to {LONGEST} and {width} requests are expected"),
                ));
            }
            let row = Row { number: *number, hours: *hours, requests: requests.to_vec(), line };
            rows[job - 1].modes.push(row);
        }
    }
    lines.section("RESOURCEAVAILABILITIES")?;
    let (line, amounts) = if width > 0 { lines.numbers("availabilities")? } else { (0, Vec::new()) };
    if amounts.len() != width {
        return Err(at(line, format!("{width} availabilities are expected")));
    }
    project(rows, &amounts, renewable)
}

/// What each job waits for, and how many modes it has.
fn precedence(lines: &mut Lines<'_>, jobs: usize) -> Result<(Vec<Job>, Vec<u32>), Complaint> {
    let mut rows: Vec<Job> = (0..jobs).map(|_| Job::default()).collect();
    let mut counts = Vec::with_capacity(jobs);
    lines.section("PRECEDENCE RELATIONS")?;
    for job in 1..=jobs {
        let (line, row) = lines.numbers(&format!("successors of job {job}"))?;
        let [number, modes, count, successors @ ..] = row.as_slice() else {
            return Err(at(line, format!("job {job}: number, modes, number of successors, successors are expected")));
        };
        if *number as usize != job || !(1..=MOST_MODES).contains(modes) || *count as usize != successors.len() {
            let wanted = format!("its number, 1 to {MOST_MODES} modes and as many successors as counted are expected");
            return Err(at(line, format!("job {job}: {wanted}")));
        }
        counts.push(*modes);
        follow(&mut rows, job, successors, line)?;
    }
    Ok((rows, counts))
}

/// Patterson's format: jobs and resources; how much there is of each; per job its duration, what it needs of each, the number of its
/// successors, the successors. Where lines end says nothing.
fn patterson(text: &str) -> Result<Project, Complaint> {
    let mut words = text.lines().zip(1..).flat_map(|(line, at)| line.split_whitespace().map(move |word| (at, word)));
    let mut last = 1;
    let mut number = |what: &str| -> Result<(usize, u32), Complaint> {
        let Some((line, word)) = words.next() else { return Err(at(last, format!("{what}: the file ends before"))) };
        last = line;
        let number = word.parse().map_err(|_| at(line, format!("{what}: a whole number is expected, not `{word}`")))?;
        Ok((line, number))
    };
    let jobs = number("the number of jobs")?.1 as usize;
    let resources = number("the number of resources")?.1 as usize;
    in_bounds(jobs, resources)?;
    let amounts: Result<Vec<u32>, Complaint> = (0..resources).map(|_| Ok(number("availabilities")?.1)).collect();
    let amounts = amounts?;
    let mut rows: Vec<Job> = (0..jobs).map(|_| Job::default()).collect();
    for job in 1..=jobs {
        let (line, hours) = number(&format!("the duration of job {job}"))?;
        if hours > LONGEST {
            return Err(at(line, format!("job {job}: a duration up to {LONGEST} is expected")));
        }
        let requests: Result<Vec<u32>, Complaint> =
            (0..resources).map(|_| Ok(number(&format!("requests of job {job}"))?.1)).collect();
        rows[job - 1].modes.push(Row { number: 1, hours, requests: requests?, line });
        let (line, count) = number(&format!("the number of successors of job {job}"))?;
        if count as usize > jobs {
            return Err(at(line, format!("job {job}: {count} successors, and there are {jobs} jobs")));
        }
        for _ in 0..count {
            let (line, successor) = number(&format!("successors of job {job}"))?;
            follow(&mut rows, job, &[successor], line)?;
        }
    }
    match words.next() {
        Some((line, word)) => Err(at(line, format!("`{word}` stands behind the last job"))),
        None => project(rows, &amounts, resources),
    }
}

fn in_bounds(jobs: usize, resources: usize) -> Result<(), Complaint> {
    if (1..=MOST_JOBS).contains(&jobs) && resources <= MOST_RESOURCES {
        return Ok(());
    }
    let read = format!("1 to {MOST_JOBS} and 0 to {MOST_RESOURCES} are read");
    Err(at(0, format!("{jobs} jobs and {resources} resources; {read}")))
}

/// Jobs that wait for one.
fn follow(rows: &mut [Job], job: usize, successors: &[u32], line: usize) -> Result<(), Complaint> {
    for &successor in successors {
        let Some(row) = (successor as usize).checked_sub(1).and_then(|row| rows.get_mut(row)) else {
            return Err(at(line, format!("job {job}: there is no job {successor}")));
        };
        row.after.push(job - 1);
    }
    Ok(())
}

/// The project of these jobs; the first of the resources are renewable.
fn project(rows: Vec<Job>, amounts: &[u32], renewable: usize) -> Result<Project, Complaint> {
    let (heads, stocks) = amounts.split_at(renewable);
    let mut nonrenewable: Vec<Nonrenewable> =
        stocks.iter().map(|&amount| Nonrenewable { amount: amount.into(), used: Vec::new() }).collect();
    let (mut tasks, mut numbers, mut left_out) = (Vec::with_capacity(rows.len()), Vec::new(), 0);
    for (job, row) in (1..).zip(rows) {
        let mut task = Task { after: row.after, ..Task::default() };
        let mut why = None;
        for mode in &row.modes {
            let (needs, uses) = mode.requests.split_at(renewable);
            // A mode that can never be done is no choice (Sprecher, Hartmann, Drexl 1997).
            if let Some(at) = (0..renewable).find(|&at| needs[at] > heads[at]) {
                why = why.or(Some((mode.line, at)));
                left_out += 1;
                continue;
            }
            let demands = needs.iter().enumerate().filter(|(_, heads)| **heads > 0);
            task.modes.push(Mode {
                hours: f64::from(mode.hours),
                price: 0.0,
                demands: demands.map(|(resource, &heads)| Demand { resource, heads }).collect(),
            });
            numbers.push(mode.number);
            for (it, &used) in nonrenewable.iter_mut().zip(uses) {
                it.used.push(used);
            }
        }
        if let (true, Some((line, resource))) = (task.modes.is_empty(), why) {
            return Err(at(line, format!("job {job} needs more of resource {} than there is", resource + 1)));
        }
        tasks.push(task);
    }
    let resources = heads.iter().map(|&heads| Resource::always(heads)).collect();
    let instance = Instance::new(&tasks, resources).map_err(|wrong| at(0, format!("{wrong}, counted from 0")))?;
    for (it, which) in nonrenewable.iter().zip(1..) {
        let least = |task: usize| {
            (0..instance.modes_of(task)).map(|choice| u64::from(it.used[instance.mode(task, choice as u32)])).min()
        };
        let least: u64 = (0..instance.tasks()).filter_map(least).sum();
        if least > it.amount {
            let there = format!("{} of the non-renewable resource {which}, and there are {}", least, it.amount);
            return Err(at(0, format!("whichever modes are chosen, the jobs use at least {there}")));
        }
    }
    Ok(Project { instance: instance.with_nonrenewable(nonrenewable), numbers, left_out })
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
        Err(at(
            0,
            format!(
                "no line says \"{words}\": this is no PSPLIB file (.sm, .mm), nor one in Patterson's format (.rcp)"
            ),
        ))
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
