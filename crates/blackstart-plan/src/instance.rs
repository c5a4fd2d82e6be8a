//! Tasks, what they wait for, and what they occupy: rows in, dense arrays out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A task as it is handed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Task {
    /// Ways to do it, at least one; the first is the usual one.
    pub modes: Vec<Mode>,
    /// Tasks it waits for.
    pub after: Vec<usize>,
    /// How many of them must be over before it may begin; `None`: all.
    pub needed: Option<usize>,
    /// It has begun already: it goes on as soon as it may, whatever the list says and however few heads there are.
    pub begun: bool,
    /// Tasks of one group share the rank of its first in the list: a system, say. `None`: a group of its own.
    pub group: Option<usize>,
}

/// A way to do a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mode {
    /// Working time \[h, or slots\].
    pub hours: f64,
    /// What doing it this way costs besides \[money\].
    pub price: f64,
    /// What it occupies from start to end.
    pub demands: Vec<Demand>,
}

/// Heads of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Which resource.
    pub resource: usize,
    /// How many heads.
    pub heads: u32,
}

/// Something limited: a crew, slots, licences, bandwidth in whole units.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Heads from each moment \[h\] on, ascending; before the first there are none.
    pub heads: Vec<(f64, u32)>,
    /// Spans in which it works, ascending, apart; `None`: always. A task that occupies it pauses outside them and keeps its heads.
    /// After the last span it never works again.
    pub open: Option<Vec<(f64, f64)>>,
}

impl Resource {
    /// So many heads from moment 0 on, day and night.
    pub fn always(heads: u32) -> Self {
        Self { heads: vec![(0.0, heads)], open: None }
    }
}

/// Something that is used up and does not come back, such as money or spare parts: all modes of a plan together may not use more than there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonrenewable {
    /// How much there is.
    pub amount: u64,
    /// What each mode uses of it, in the order of [`Case::hours`].
    pub used: Vec<u32>,
}

/// What is wrong with rows; tasks and resources are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The task has no mode.
    NoMode(usize),
    /// The task's hours or price are no number, or below 0.
    Number(usize),
    /// The task waits for a task that does not exist, or for more than it names.
    After(usize),
    /// The task occupies a resource that does not exist, or the same one twice.
    Resource(usize),
    /// A mode of the task occupies more than there are at last, so it may never run.
    TooMany(usize),
    /// Moments of the resource do not ascend.
    Moments(usize),
    /// The tasks wait for each other in a circle; one of them.
    Circle(usize),
    /// More than 2^31 tasks, modes or arcs.
    Size,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMode(task) => write!(f, "task {task} has no mode"),
            Self::Number(task) => write!(f, "task {task}: hours and price must be numbers, not below 0"),
            Self::After(task) => {
                write!(f, "task {task} waits for a task that does not exist, or for more than it names")
            }
            Self::Resource(task) => write!(f, "task {task} occupies a resource that does not exist, or one twice"),
            Self::TooMany(task) => write!(f, "task {task} occupies more of a resource than there is"),
            Self::Moments(resource) => write!(f, "moments of resource {resource} do not ascend"),
            Self::Circle(task) => write!(f, "task {task} waits, through others, for itself"),
            Self::Size => write!(f, "more than 2^31 tasks, modes or arcs"),
        }
    }
}

impl std::error::Error for Wrong {}

/// Rows of different length, one after another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rows<T> {
    starts: Vec<u32>,
    cells: Vec<T>,
}

impl<T> Rows<T> {
    pub(crate) fn new() -> Self {
        Self { starts: vec![0], cells: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.cells.extend(row);
        self.starts.push(self.cells.len() as u32);
    }

    #[inline]
    pub(crate) fn row(&self, index: usize) -> &[T] {
        &self.cells[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    pub(crate) fn starts(&self) -> &[u32] {
        &self.starts
    }

    pub(crate) fn cells(&self) -> &[T] {
        &self.cells
    }
}

/// A demand with its place among all sizes of demand for the same resource.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Booked {
    pub(crate) resource: u32,
    pub(crate) heads: u32,
    pub(crate) bucket: u32,
}

/// Tasks under limits, checked, as arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Modes of task i: `first_mode[i]..first_mode[i + 1]`.
    first_mode: Vec<u32>,
    hours: Vec<f64>,
    price: Vec<f64>,
    pub(crate) booked: Rows<Booked>,
    pub(crate) before: Rows<u32>,
    pub(crate) behind: Rows<u32>,
    needed: Vec<u32>,
    begun: Vec<bool>,
    /// First task of each task's group.
    group: Vec<u32>,
    pub(crate) resources: Vec<Resource>,
    /// Heads asked for, of each resource ascending, without repetition.
    pub(crate) sizes: Rows<u32>,
    /// An order in which the tasks can be done.
    order: Vec<u32>,
    nonrenewable: Vec<Nonrenewable>,
}

impl Instance {
    /// Checks rows and lays them out.
    ///
    /// # Errors
    /// The first thing that is wrong with them.
    pub fn new(tasks: &[Task], resources: Vec<Resource>) -> Result<Self, Wrong> {
        check_all(tasks, &resources)?;
        let sizes = sizes(tasks, resources.len());
        let before = before(tasks);
        let behind = behind(&before, tasks.len());
        let needed = needed(tasks, &before);
        let order = feasible_order(&behind, &needed)?;
        let modes = Modes::new(tasks, &resources, &sizes);
        Ok(Self {
            first_mode: modes.first,
            hours: modes.hours,
            price: modes.price,
            booked: modes.booked,
            before,
            behind,
            needed,
            begun: tasks.iter().map(|task| task.begun).collect(),
            group: groups(tasks),
            resources,
            sizes,
            order,
            nonrenewable: Vec::new(),
        })
    }

    /// The same, where the modes of a plan use things up.
    ///
    /// # Panics
    /// If one does not say what each mode uses.
    pub fn with_nonrenewable(self, nonrenewable: Vec<Nonrenewable>) -> Self {
        assert!(nonrenewable.iter().all(|it| it.used.len() == self.modes()), "each mode uses something, or 0");
        Self { nonrenewable, ..self }
    }

    /// What is used up.
    pub fn nonrenewable(&self) -> &[Nonrenewable] {
        &self.nonrenewable
    }

    /// What the modes of a plan use of something.
    pub fn used(&self, it: &Nonrenewable, modes: &[u32]) -> u64 {
        modes.iter().enumerate().map(|(task, &choice)| u64::from(it.used[self.mode(task, choice)])).sum()
    }

    /// By how much the modes of a plan use more than there is, of everything together.
    pub fn overdrawn(&self, modes: &[u32]) -> u64 {
        self.nonrenewable.iter().map(|it| self.used(it, modes).saturating_sub(it.amount)).sum()
    }

    /// Number of tasks.
    pub fn tasks(&self) -> usize {
        self.needed.len()
    }

    /// Number of modes of all tasks.
    pub fn modes(&self) -> usize {
        self.hours.len()
    }

    /// The resources.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Number of ways to do a task.
    pub fn modes_of(&self, task: usize) -> usize {
        (self.first_mode[task + 1] - self.first_mode[task]) as usize
    }

    /// Row of a task's mode in [`Case::hours`].
    #[inline]
    pub fn mode(&self, task: usize, choice: u32) -> usize {
        (self.first_mode[task] + choice) as usize
    }

    /// Usual working time of a mode \[h\].
    #[inline]
    pub fn hours(&self, mode: usize) -> f64 {
        self.hours[mode]
    }

    /// Price of a mode \[money\].
    #[inline]
    pub fn price(&self, mode: usize) -> f64 {
        self.price[mode]
    }

    /// Sets the price of a mode \[money\].
    ///
    /// # Panics
    /// If it is below 0 or no number.
    pub fn set_price(&mut self, mode: usize, price: f64) {
        assert!(price.is_finite() && price >= 0.0, "a price is a number, not below 0");
        self.price[mode] = price;
    }

    /// What a mode occupies: resource, heads.
    pub fn demands(&self, mode: usize) -> impl Iterator<Item = Demand> + '_ {
        self.booked.row(mode).iter().map(|booked| Demand { resource: booked.resource as usize, heads: booked.heads })
    }

    /// What a task waits for.
    #[inline]
    pub fn before(&self, task: usize) -> &[u32] {
        self.before.row(task)
    }

    /// What waits for a task.
    #[inline]
    pub fn behind(&self, task: usize) -> &[u32] {
        self.behind.row(task)
    }

    /// How many of the tasks it waits for must be over.
    #[inline]
    pub fn needed(&self, task: usize) -> usize {
        self.needed[task] as usize
    }

    /// Whether a task needs all it waits for.
    pub fn needs_all(&self, task: usize) -> bool {
        self.needed(task) == self.before(task).len()
    }

    /// Whether a task has begun already.
    pub fn begun(&self, task: usize) -> bool {
        self.begun[task]
    }

    /// First task of a task's group; the task itself where it is alone.
    pub fn group(&self, task: usize) -> usize {
        self.group[task] as usize
    }

    /// Whether a task occupies nothing in any mode: a milestone, or work that needs no limited crew.
    pub fn is_free(&self, task: usize) -> bool {
        (self.first_mode[task]..self.first_mode[task + 1]).all(|mode| self.booked.row(mode as usize).is_empty())
    }

    /// An order in which all tasks can be done.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The list that ranks tasks by key, least first, as far as what they wait for allows: of the tasks that may be next always the one with the least key (then the first).
    ///
    /// A task that needs only some of what it waits for may stand before the rest.
    pub fn list(&self, key: &[f64]) -> Vec<u32> {
        let mut heap = std::collections::BinaryHeap::new();
        let mut open: Vec<i64> = self.needed.iter().map(|&needed| i64::from(needed)).collect();
        let entry = |task: u32| std::cmp::Reverse((Total(key[task as usize]), task));
        heap.extend((0..open.len() as u32).filter(|&task| open[task as usize] == 0).map(entry));
        let mut list = Vec::with_capacity(open.len());
        while let Some(std::cmp::Reverse((_, task))) = heap.pop() {
            list.push(task);
            for &other in self.behind(task as usize) {
                open[other as usize] -= 1;
                if open[other as usize] == 0 {
                    heap.push(entry(other));
                }
            }
        }
        list
    }

    /// The usual mode of every task, in the given order.
    pub fn plan(&self, list: Vec<u32>) -> Plan {
        Plan { modes: vec![0; list.len()], list }
    }

    /// What is usual: mean hours, everything may begin at moment 0.
    pub fn usual(&self) -> Case {
        Case { hours: self.hours.clone(), release: vec![0.0; self.tasks()] }
    }
}

/// A number with a total order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Total(pub(crate) f64);

impl Eq for Total {}

impl PartialOrd for Total {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Total {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Modes of all tasks, one after another.
struct Modes {
    first: Vec<u32>,
    hours: Vec<f64>,
    price: Vec<f64>,
    booked: Rows<Booked>,
}

impl Modes {
    fn new(tasks: &[Task], resources: &[Resource], sizes: &Rows<u32>) -> Self {
        let mut all = Self { first: vec![0], hours: Vec::new(), price: Vec::new(), booked: Rows::new() };
        for task in tasks {
            for mode in &task.modes {
                all.hours.push(mode.hours);
                all.price.push(mode.price);
                // A demand of nobody is none, unless it binds to the hours in which others work.
                let counts = |demand: &&Demand| demand.heads > 0 || resources[demand.resource].open.is_some();
                all.booked.push(mode.demands.iter().filter(counts).map(|demand| Booked::new(demand, sizes)));
            }
            all.first.push(all.hours.len() as u32);
        }
        all
    }
}

impl Booked {
    fn new(demand: &Demand, sizes: &Rows<u32>) -> Self {
        let smaller = sizes.row(demand.resource).partition_point(|&heads| heads < demand.heads) as u32;
        let bucket = smaller + sizes.starts[demand.resource];
        Self { resource: demand.resource as u32, heads: demand.heads, bucket }
    }
}

/// Heads asked for, of each resource ascending, without repetition.
fn sizes(tasks: &[Task], resources: usize) -> Rows<u32> {
    let mut sizes: Vec<Vec<u32>> = vec![Vec::new(); resources];
    for demand in tasks.iter().flat_map(|task| &task.modes).flat_map(|mode| &mode.demands) {
        sizes[demand.resource].push(demand.heads);
    }
    let mut rows = Rows::new();
    for row in sizes {
        rows.push(ascending(row));
    }
    rows
}

/// What each task waits for, ascending, without repetition.
fn before(tasks: &[Task]) -> Rows<u32> {
    let mut rows = Rows::new();
    for task in tasks {
        rows.push(ascending(task.after.iter().map(|&before| before as u32).collect()));
    }
    rows
}

/// What waits for each task, ascending.
fn behind(before: &Rows<u32>, tasks: usize) -> Rows<u32> {
    let mut behind: Vec<Vec<u32>> = vec![Vec::new(); tasks];
    for task in 0..tasks {
        for &other in before.row(task) {
            behind[other as usize].push(task as u32);
        }
    }
    let mut rows = Rows::new();
    for row in behind {
        rows.push(row);
    }
    rows
}

/// How many of those that it waits for each task needs; one named twice counts once.
fn needed(tasks: &[Task], before: &Rows<u32>) -> Vec<u32> {
    let needed = tasks.iter().enumerate().map(|(index, task)| {
        let all = before.row(index).len();
        task.needed.map_or(all, |needed| needed.min(all)) as u32
    });
    needed.collect()
}

/// First task of each task's group.
fn groups(tasks: &[Task]) -> Vec<u32> {
    let mut firsts = BTreeMap::new();
    let first = |(task, index): (&Task, u32)| task.group.map_or(index, |it| *firsts.entry(it).or_insert(index));
    tasks.iter().zip(0..).map(first).collect()
}

fn ascending(mut row: Vec<u32>) -> Vec<u32> {
    row.sort_unstable();
    row.dedup();
    row
}

/// The first thing that is wrong with rows, except that tasks wait for each other.
fn check_all(tasks: &[Task], resources: &[Resource]) -> Result<(), Wrong> {
    let arcs: usize = tasks.iter().map(|task| task.after.len() + task.modes.len()).sum();
    if tasks.len().max(arcs) >= 1 << 31 {
        return Err(Wrong::Size);
    }
    if let Some(index) = resources.iter().position(|resource| !ascends(resource)) {
        return Err(Wrong::Moments(index));
    }
    tasks.iter().enumerate().try_for_each(|(index, task)| check(index, task, tasks.len(), resources))
}

/// Whether moments and spans of a resource ascend.
fn ascends(resource: &Resource) -> bool {
    let heads = &resource.heads;
    let spans_ascend = resource.open.as_ref().is_none_or(|open| {
        open.iter().all(|span| span.0 < span.1) && open.windows(2).all(|pair| pair[0].1 < pair[1].0)
    });
    let heads_ascend = heads.windows(2).all(|pair| pair[0].0 < pair[1].0);
    heads_ascend && spans_ascend && !heads.iter().any(|(from, _)| from.is_nan())
}

fn check(index: usize, task: &Task, tasks: usize, resources: &[Resource]) -> Result<(), Wrong> {
    if task.modes.is_empty() {
        return Err(Wrong::NoMode(index));
    }
    if task.after.iter().any(|&before| before >= tasks) || task.needed.is_some_and(|needed| needed > task.after.len()) {
        return Err(Wrong::After(index));
    }
    for mode in &task.modes {
        if !(mode.hours >= 0.0 && mode.price.is_finite() && mode.price >= 0.0) {
            return Err(Wrong::Number(index));
        }
        for (at, demand) in mode.demands.iter().enumerate() {
            let twice = mode.demands[..at].iter().any(|other| other.resource == demand.resource);
            let Some(resource) = resources.get(demand.resource).filter(|_| !twice) else {
                return Err(Wrong::Resource(index));
            };
            let at_last = resource.heads.last().map_or(0, |&(_, heads)| heads);
            if demand.heads > at_last {
                return Err(Wrong::TooMany(index));
            }
        }
    }
    Ok(())
}

/// An order in which tasks can be done one after another: behind all that they wait for, wherever that is no circle.
fn feasible_order(behind: &Rows<u32>, needed: &[u32]) -> Result<Vec<u32>, Wrong> {
    let tasks = needed.len();
    // What each still needs, and what it still waits for although it may need less.
    let mut needs: Vec<i64> = needed.iter().map(|&needed| i64::from(needed)).collect();
    let mut waits = vec![0_u32; tasks];
    for task in 0..tasks {
        for &other in behind.row(task) {
            waits[other as usize] += 1;
        }
    }
    let mut placed = vec![false; tasks];
    let mut order: Vec<u32> = Vec::with_capacity(tasks);
    // Those that could be done before all that they wait for: taken where a circle leaves nothing else.
    let mut early: BTreeSet<u32> = BTreeSet::new();
    let mut next = 0;
    for task in 0..tasks {
        match (waits[task], needs[task]) {
            (0, _) => order.push(task as u32),
            (_, 0) => {
                early.insert(task as u32);
            }
            _ => {}
        }
    }
    loop {
        while next < order.len() {
            let task = order[next];
            placed[task as usize] = true;
            next += 1;
            for &other in behind.row(task as usize) {
                let at = other as usize;
                waits[at] -= 1;
                needs[at] -= 1;
                if placed[at] {
                    continue;
                }
                if waits[at] == 0 {
                    early.remove(&other);
                    order.push(other);
                } else if needs[at] == 0 {
                    early.insert(other);
                }
            }
        }
        match early.pop_first() {
            Some(task) => order.push(task),
            None => break,
        }
    }
    match placed.iter().position(|placed| !placed) {
        Some(task) => Err(Wrong::Circle(task)),
        None => Ok(order),
    }
}

/// A ranked list of all tasks, and in which mode each is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Plan {
    /// Every task once, in order; what a task waits for stands before it (where it needs all of it).
    pub list: Vec<u32>,
    /// Mode of each task, counted from its first.
    pub modes: Vec<u32>,
}

/// How long tasks take and when they may begin in one replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Working time of every mode \[h\]; not a number: the task is not there, and over as soon as what it waits for is. Infinite: it never ends.
    pub hours: Vec<f64>,
    /// No task begins before its moment \[h\]; infinite: never.
    pub release: Vec<f64>,
}
