//! The serial scheme on a grid of whole slots: tasks are taken as listed, each at its earliest place; schedules are justified right and left.
//!
//! Free heads of up to four resources (of 15 bits each) stand side by side in one word per slot, so that one subtraction asks for all of them.

use crate::instance::{Instance, Plan, Rows};
use std::fmt;

/// Why an instance has no grid of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsuited {
    /// A task's hours are no whole number of slots, or too many.
    Hours(usize),
    /// A task needs only some of what it waits for.
    Alternatives(usize),
    /// A resource pauses, or its heads change between slots or before moment 0.
    Calendar(usize),
    /// A resource has 2^31 heads or more.
    Heads(usize),
    /// All tasks one after another take more than 2^24 slots.
    Horizon,
}

impl fmt::Display for Unsuited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(task) => write!(f, "task {task} does not take a whole number of slots"),
            Self::Alternatives(task) => write!(f, "task {task} needs only some of what it waits for"),
            Self::Calendar(resource) => write!(f, "resource {resource} pauses, or changes between slots"),
            Self::Heads(resource) => write!(f, "resource {resource} has 2^31 heads or more"),
            Self::Horizon => write!(f, "all tasks one after another take more than 2^24 slots"),
        }
    }
}

impl std::error::Error for Unsuited {}

const MOST_SLOTS: u64 = 1 << 24;

/// Heads of some resources, side by side.
#[derive(Clone, Copy, Debug)]
struct Packed {
    /// Which word of a slot.
    word: u32,
    heads: u64,
}

/// The serial scheme with room for one schedule.
#[derive(Clone, Debug)]
pub struct Serial<'i> {
    instance: &'i Instance,
    /// Slots of each mode.
    slots: Vec<u32>,
    packed: Rows<Packed>,
    words: usize,
    /// The bit above each resource's heads.
    guard: u64,
    /// Free heads while nothing is placed; the last slot holds ever after.
    empty: Vec<u64>,
    free: Vec<u64>,
    /// Slots in which heads may have been taken: below this.
    used: usize,
    /// Place of each task in an order in which they can be done, and that order.
    order: Vec<u32>,
    start: Vec<u32>,
    end: Vec<u32>,
    chosen: Vec<u32>,
    counts: Vec<u32>,
    sorted: Vec<u32>,
}

impl<'i> Serial<'i> {
    /// Lays an instance on a grid in which an hour is a slot.
    ///
    /// # Errors
    /// If something of it does not fit a grid.
    pub fn new(instance: &'i Instance) -> Result<Self, Unsuited> {
        let whole =
            |hours: f64| (hours.fract() == 0.0 && (0.0..=MOST_SLOTS as f64).contains(&hours)).then_some(hours as u64);
        let mut slots = Vec::new();
        let mut horizon = 1;
        for task in 0..instance.tasks() {
            if !instance.needs_all(task) {
                return Err(Unsuited::Alternatives(task));
            }
            let mut longest = 0;
            for choice in 0..instance.modes_of(task) {
                let hours = whole(instance.hours(instance.mode(task, choice as u32))).ok_or(Unsuited::Hours(task))?;
                longest = longest.max(hours);
                slots.push(hours as u32);
            }
            horizon += longest;
        }
        let mut most = 0;
        for (index, resource) in instance.resources().iter().enumerate() {
            if resource.open.is_some() {
                return Err(Unsuited::Calendar(index));
            }
            for &(from, heads) in &resource.heads {
                // The last change decides when everything fits at the latest.
                let from = whole(from).ok_or(Unsuited::Calendar(index))?;
                horizon += from;
                most = most.max(heads);
                if heads >= 1 << 31 {
                    return Err(Unsuited::Heads(index));
                }
            }
        }
        if horizon > MOST_SLOTS {
            return Err(Unsuited::Horizon);
        }
        let lanes = if most < 1 << 15 { 4 } else { 2 };
        let width = 64 / lanes;
        let words = instance.resources().len().div_ceil(lanes);
        let guard = (0..lanes).fold(0, |guard, lane| guard | 1_u64 << (lane * width + width - 1));
        let mut empty = vec![guard; horizon as usize * words];
        for (index, resource) in instance.resources().iter().enumerate() {
            for (place, &(from, heads)) in resource.heads.iter().enumerate() {
                let until = resource.heads.get(place + 1).map_or(horizon as usize, |next| next.0 as usize);
                for slot in from as usize..until {
                    empty[slot * words + index / lanes] += u64::from(heads) << (index % lanes * width);
                }
            }
        }
        let mut packed = Rows::new();
        for mode in 0..instance.modes() {
            let mut row: Vec<Packed> = Vec::new();
            for demand in instance.demands(mode) {
                let word = (demand.resource / lanes) as u32;
                let heads = u64::from(demand.heads) << (demand.resource % lanes * width);
                match row.iter_mut().find(|packed| packed.word == word) {
                    Some(packed) => packed.heads += heads,
                    None => row.push(Packed { word, heads }),
                }
            }
            packed.push(row);
        }
        let tasks = instance.tasks();
        Ok(Self {
            instance,
            slots,
            packed,
            words,
            guard,
            free: empty.clone(),
            empty,
            used: 0,
            order: instance.order().to_vec(),
            start: vec![0; tasks],
            end: vec![0; tasks],
            chosen: vec![0; tasks],
            counts: Vec::new(),
            sorted: vec![0; tasks],
        })
    }

    /// Starts of the last schedule \[slots\].
    pub fn starts(&self) -> &[u32] {
        &self.start
    }

    /// Ends of the last schedule \[slots\].
    pub fn ends(&self) -> &[u32] {
        &self.end
    }

    /// Places every task at its earliest, in the order of the list (Kolisch 1996). Returns the end of the last.
    ///
    /// # Panics
    /// If a task stands before one that it waits for, or the plan is another instance's.
    pub fn forward(&mut self, plan: &Plan) -> u32 {
        for (task, &choice) in plan.modes.iter().enumerate() {
            self.chosen[task] = self.instance.mode(task, choice) as u32;
        }
        self.place_all(&plan.list)
    }

    fn place_all(&mut self, list: &[u32]) -> u32 {
        self.clear();
        self.end.fill(u32::MAX);
        let mut last = 0;
        for &task in list {
            let task = task as usize;
            let mut earliest = 0;
            for &before in self.instance.before(task) {
                earliest = earliest.max(self.end[before as usize]);
            }
            assert!(earliest != u32::MAX, "the list has what a task waits for before it");
            let mode = self.chosen[task] as usize;
            let slots = self.slots[mode];
            let start = self.earliest(earliest, slots, mode);
            self.start[task] = start;
            self.end[task] = start + slots;
            last = last.max(start + slots);
            self.take(start, slots, mode);
        }
        last
    }

    /// Double justification (Valls, Ballestín, Quintanilla, European Journal of Operational Research 165, 2005), due by due: all tasks to the
    /// right as far as their due moments allow, latest end first; then to the left, earliest start first. Two more schedules; no task that is not due later
    /// than it ended ends later, so a loss that rises with the ends of these does not rise. Returns the end of the last.
    ///
    /// # Panics
    /// If a task is due before its end.
    pub fn justify(&mut self, due: &[u32]) -> u32 {
        self.sort_by_end();
        let list = std::mem::take(&mut self.sorted);
        self.clear();
        for &task in &list {
            let task = task as usize;
            let mut latest = due[task];
            for &behind in self.instance.behind(task) {
                latest = latest.min(self.start[behind as usize]);
            }
            let mode = self.chosen[task] as usize;
            let slots = self.slots[mode];
            let start = self.latest(latest, slots, mode);
            self.start[task] = start;
            self.end[task] = start + slots;
            self.take(start, slots, mode);
        }
        self.sorted = list;
        self.sort_by_start();
        let list = std::mem::take(&mut self.sorted);
        let last = self.place_all(&list);
        self.sorted = list;
        last
    }

    /// Writes the tasks by start into a list; it makes the same schedule, or one that ends no later.
    pub fn list_into(&mut self, list: &mut Vec<u32>) {
        self.sort_by_start();
        list.clear();
        list.extend_from_slice(&self.sorted);
    }

    /// Tasks by start; equal ones in an order in which they can be done.
    fn sort_by_start(&mut self) {
        let last = self.start.iter().copied().max().unwrap_or(0) as usize;
        self.counts.clear();
        self.counts.resize(last + 2, 0);
        for &start in &self.start {
            self.counts[start as usize + 1] += 1;
        }
        for slot in 0..=last {
            self.counts[slot + 1] += self.counts[slot];
        }
        for &task in &self.order {
            let place = &mut self.counts[self.start[task as usize] as usize];
            self.sorted[*place as usize] = task;
            *place += 1;
        }
    }

    /// Tasks by end, latest first; equal ones against an order in which they can be done.
    fn sort_by_end(&mut self) {
        let last = self.end.iter().copied().max().unwrap_or(0) as usize;
        self.counts.clear();
        self.counts.resize(last + 2, 0);
        for &end in &self.end {
            self.counts[last - end as usize + 1] += 1;
        }
        for slot in 0..=last {
            self.counts[slot + 1] += self.counts[slot];
        }
        for &task in self.order.iter().rev() {
            let place = &mut self.counts[last - self.end[task as usize] as usize];
            self.sorted[*place as usize] = task;
            *place += 1;
        }
    }

    fn clear(&mut self) {
        let used = self.used * self.words;
        self.free[..used].copy_from_slice(&self.empty[..used]);
        self.used = 0;
    }

    #[inline]
    fn fits(&self, slot: u32, row: &[Packed]) -> bool {
        let words = &self.free[slot as usize * self.words..];
        row.iter().all(|packed| (words[packed.word as usize].wrapping_sub(packed.heads)) & self.guard == self.guard)
    }

    /// Earliest start not before a slot.
    #[inline]
    fn earliest(&self, from: u32, slots: u32, mode: usize) -> u32 {
        let row = self.packed.row(mode);
        if slots == 0 || row.is_empty() {
            return from;
        }
        let mut start = from;
        // Slots from `start` up to here are known to fit. A window is asked from its end: what does not fit lies behind all earlier windows.
        let mut known = from;
        if let (1, [only]) = (self.words, row) {
            loop {
                let end = start + slots;
                let short = |free: &u64| free.wrapping_sub(only.heads) & self.guard != self.guard;
                match self.free[known as usize..end as usize].iter().rposition(short) {
                    Some(at) => (start, known) = (known + at as u32 + 1, end),
                    None => return start,
                }
            }
        }
        loop {
            let end = start + slots;
            match (known..end).rev().find(|&slot| !self.fits(slot, row)) {
                Some(slot) => (start, known) = (slot + 1, end),
                None => return start,
            }
        }
    }

    /// Latest start with an end not after a slot.
    #[inline]
    fn latest(&self, until: u32, slots: u32, mode: usize) -> u32 {
        let row = self.packed.row(mode);
        if slots == 0 || row.is_empty() {
            return until - slots;
        }
        let mut start = until - slots;
        let mut known = until;
        if let (1, [only]) = (self.words, row) {
            loop {
                let short = |free: &u64| free.wrapping_sub(only.heads) & self.guard != self.guard;
                match self.free[start as usize..known as usize].iter().position(short) {
                    Some(at) => (start, known) = (start + at as u32 - slots, start),
                    None => return start,
                }
            }
        }
        loop {
            match (start..known).find(|&slot| !self.fits(slot, row)) {
                Some(slot) => (start, known) = (slot - slots, start),
                None => return start,
            }
        }
    }

    #[inline]
    fn take(&mut self, start: u32, slots: u32, mode: usize) {
        let row = self.packed.row(mode);
        let (from, until) = (start as usize, (start + slots) as usize);
        if let (1, [only]) = (self.words, row) {
            for free in &mut self.free[from..until] {
                *free -= only.heads;
            }
        } else {
            for slot in from..until {
                for packed in row {
                    self.free[slot * self.words + packed.word as usize] -= packed.heads;
                }
            }
        }
        self.used = self.used.max(until);
    }
}
