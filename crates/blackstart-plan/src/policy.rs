//! People who go down a list: at each event they start what fits, and know nothing that has not happened yet.

use crate::instance::{Case, Instance, Plan, Total};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How people read the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Policy {
    /// Resource-based: at each event, everything that may begin and for which there are heads begins, in order.
    #[default]
    Resource,
    /// Activity-based: as before, but no task begins before one that is listed earlier.
    Activity,
    /// Activity-based by group: no group is begun before one that is listed earlier; whatever follows in a group that has begun is resource-based.
    Groups,
}

/// Plays plans in cases: who starts what when.
///
/// Time runs from event to event: ends of tasks, releases, changes of heads, openings. Waiting tasks stand in queues by what they lack (a resource and so many heads of it), so
/// an event asks only those it may help: the cost of a schedule grows little faster than its tasks.
///
/// What occupies nobody begins as soon as it may.
///
/// A task that has begun keeps its heads until it ends, also when they become fewer or the crew goes home meanwhile.
#[derive(Clone, Debug)]
pub struct Player<'i> {
    instance: &'i Instance,
    policy: Policy,
    /// Rank of each task in the plan at hand.
    rank: Vec<u32>,
    /// Place in the plan's list up to which all have begun; only where they must in order.
    next: usize,
    open: Vec<u32>,
    start: Vec<f64>,
    end: Vec<f64>,
    /// Heads of each resource less those at work; below 0 while those who left had begun something.
    free: Vec<i64>,
    heads: Vec<u32>,
    /// Whether an opening is among the events already.
    awaited: Vec<bool>,
    /// Number of the span that is open, or the next to be.
    span: Vec<u32>,
    events: BinaryHeap<Reverse<(Total, u32)>>,
    /// Those who wait for each size of demand, by rank.
    queues: Vec<BinaryHeap<Reverse<(u32, u32)>>>,
    /// Those who have just become ready.
    fresh: BinaryHeap<Reverse<(u32, u32)>>,
    /// Whether each resource got heads or opened at this moment, and which did.
    is_woken: Vec<bool>,
    woken: Vec<u32>,
    /// Resource of each queue.
    resource_of: Vec<u32>,
    /// First in each queue that may be helped now: rank, queue.
    tops: BinaryHeap<Reverse<(u32, u32)>>,
    /// Activity-based: ready, by task.
    ready: Vec<bool>,
    /// Whether anything of a group has begun, by its first task.
    is_begun: Vec<bool>,
    /// Over at this moment; what waits for them has not been told.
    instant: Vec<u32>,
}

impl<'i> Player<'i> {
    /// Room to play in.
    pub fn new(instance: &'i Instance, policy: Policy) -> Self {
        let (tasks, resources) = (instance.tasks(), instance.resources().len());
        Self {
            instance,
            policy,
            rank: vec![0; tasks],
            next: 0,
            open: vec![0; tasks],
            start: vec![f64::INFINITY; tasks],
            end: vec![f64::INFINITY; tasks],
            free: vec![0; resources],
            heads: vec![0; resources],
            awaited: vec![false; resources],
            span: vec![0; resources],
            events: BinaryHeap::new(),
            queues: vec![BinaryHeap::new(); instance.sizes.cells().len()],
            fresh: BinaryHeap::new(),
            is_woken: vec![false; resources],
            woken: Vec::new(),
            resource_of: (0..resources).flat_map(|it| instance.sizes.row(it).iter().map(move |_| it as u32)).collect(),
            tops: BinaryHeap::new(),
            ready: vec![false; tasks],
            is_begun: vec![false; tasks],
            instant: Vec::new(),
        }
    }

    /// Starts of the last schedule \[h\]; infinite: never.
    pub fn starts(&self) -> &[f64] {
        &self.start
    }

    /// Ends of the last schedule \[h\]; infinite: never.
    pub fn ends(&self) -> &[f64] {
        &self.end
    }

    /// Plays a plan in a case, from moment 0.
    ///
    /// # Panics
    /// If the plan or the case is another instance's.
    pub fn play(&mut self, plan: &Plan, case: &Case) {
        let instance = self.instance;
        let tasks = instance.tasks();
        assert!(plan.list.len() == tasks && case.hours.len() == instance.modes() && case.release.len() == tasks);
        // The first of a group in the list says where all of it stands; who has begun goes before all others.
        self.rank.fill(u32::MAX);
        for (rank, &task) in plan.list.iter().enumerate() {
            let first = instance.group(task as usize);
            self.rank[first] = self.rank[first].min(rank as u32);
        }
        for task in (0..tasks).rev() {
            // The first of a group has the least number, so it is read by the others before it is moved.
            let rank = self.rank[instance.group(task)];
            self.rank[task] = if instance.begun(task) { rank } else { rank + tasks as u32 };
        }
        self.next = 0;
        self.start.fill(f64::INFINITY);
        self.end.fill(f64::INFINITY);
        self.events.clear();
        self.fresh.clear();
        self.queues.iter_mut().for_each(BinaryHeap::clear);
        self.ready.fill(false);
        self.is_begun.fill(false);
        self.is_woken.fill(false);
        self.woken.clear();
        self.awaited.fill(false);
        self.span.fill(0);
        self.heads.fill(0);
        self.free.fill(0);
        for (resource, row) in instance.resources().iter().enumerate() {
            for &(from, _) in &row.heads {
                self.events.push(Reverse((Total(from.max(0.0)), (2 * tasks + resource) as u32)));
            }
        }
        for task in 0..tasks {
            self.open[task] = instance.needed(task) as u32;
        }
        for task in 0..tasks {
            // What was over at once has let others arrive already.
            if instance.needed(task) == 0 {
                self.arrive(task, 0.0, plan, case);
                if let Some(task) = self.instant.pop() {
                    self.over(task as usize, 0.0, plan, case);
                }
            }
        }
        // Moment 0 happens even if nothing else does.
        self.dispatch(plan, case, 0.0);
        while let Some(&Reverse((Total(now), _))) = self.events.peek() {
            while let Some(&Reverse((Total(at), what))) = self.events.peek() {
                if at > now {
                    break;
                }
                self.events.pop();
                self.happen(what as usize, now, plan, case);
            }
            self.dispatch(plan, case, now);
        }
    }

    /// A task ends, is released, or a resource changes.
    fn happen(&mut self, what: usize, now: f64, plan: &Plan, case: &Case) {
        let instance = self.instance;
        let tasks = instance.tasks();
        if what < tasks {
            for booked in instance.booked.row(instance.mode(what, plan.modes[what])) {
                self.free[booked.resource as usize] += i64::from(booked.heads);
                self.wake(booked.resource as usize);
            }
            self.over(what, now, plan, case);
        } else if what < 2 * tasks {
            self.ready(what - tasks, now, plan, case);
        } else {
            let resource = what - 2 * tasks;
            let row = &instance.resources()[resource];
            let after = row.heads.partition_point(|&(from, _)| from <= now);
            let heads = after.checked_sub(1).map_or(0, |at| row.heads[at].1);
            self.free[resource] += i64::from(heads) - i64::from(self.heads[resource]);
            self.heads[resource] = heads;
            self.awaited[resource] = false;
            self.wake(resource);
        }
    }

    /// A task is over: what waited for it may go on, and what takes nobody's time is over at the same moment, before anybody looks at the list.
    fn over(&mut self, task: usize, now: f64, plan: &Plan, case: &Case) {
        let instance = self.instance;
        self.instant.push(task as u32);
        while let Some(task) = self.instant.pop() {
            for &behind in instance.behind(task as usize) {
                let behind = behind as usize;
                if self.open[behind] > 0 {
                    self.open[behind] -= 1;
                    if self.open[behind] == 0 {
                        self.arrive(behind, now, plan, case);
                    }
                }
            }
        }
    }

    /// A task has got all it waits for.
    fn arrive(&mut self, task: usize, now: f64, plan: &Plan, case: &Case) {
        let release = case.release[task];
        if release <= now {
            self.stand(task, now, plan, case);
        } else if release < f64::INFINITY {
            self.events.push(Reverse((Total(release), (self.instance.tasks() + task) as u32)));
        }
    }

    /// A released task, and what follows at the same moment.
    fn ready(&mut self, task: usize, now: f64, plan: &Plan, case: &Case) {
        self.stand(task, now, plan, case);
        if let Some(task) = self.instant.pop() {
            self.over(task as usize, now, plan, case);
        }
    }

    /// Who needs nobody begins; others stand in line.
    fn stand(&mut self, task: usize, now: f64, plan: &Plan, case: &Case) {
        let mode = self.instance.mode(task, plan.modes[task]);
        let hours = case.hours[mode];
        if hours.is_nan() || self.instance.booked.row(mode).is_empty() {
            // A way in which it never ends is one in which nobody begins it.
            if hours == f64::INFINITY {
                return;
            }
            self.start[task] = now;
            self.end[task] = if hours.is_nan() { now } else { now + hours };
            self.is_begun[self.instance.group(task)] |= !hours.is_nan();
            if self.end[task] <= now {
                self.instant.push(task as u32);
            } else if self.end[task] < f64::INFINITY {
                self.events.push(Reverse((Total(self.end[task]), task as u32)));
            }
            return;
        }
        if self.instance.begun(task) {
            self.begin(task, mode, hours, now);
            return;
        }
        match self.policy {
            Policy::Resource => self.fresh.push(Reverse((self.rank[task], task as u32))),
            Policy::Groups if self.is_begun[self.instance.group(task)] => {
                self.fresh.push(Reverse((self.rank[task], task as u32)));
            }
            Policy::Activity | Policy::Groups => self.ready[task] = true,
        }
    }

    /// Starts what may begin, in order.
    fn dispatch(&mut self, plan: &Plan, case: &Case, now: f64) {
        // What follows in a group that has begun stands before what is next in the list.
        if self.policy != Policy::Activity {
            self.dispatch_freely(plan, case, now);
        }
        if self.policy != Policy::Resource {
            self.dispatch_in_order(plan, case, now);
        }
    }

    /// Starts what is next in the list, until something has to wait.
    fn dispatch_in_order(&mut self, plan: &Plan, case: &Case, now: f64) {
        while let Some(&task) = plan.list.get(self.next) {
            let task = task as usize;
            // Who needs nobody begins as soon as it may, whatever the list says; so does who goes on in a group that has begun.
            let goes_on = self.policy == Policy::Groups && self.is_begun[self.instance.group(task)];
            let is_past = goes_on || self.start[task] < f64::INFINITY || takes_nobody(self.instance, plan, case, task);
            if !is_past && (!self.ready[task] || self.try_start(task, plan, case, now).is_err()) {
                break;
            }
            self.next += 1;
        }
    }

    /// Starts what there are heads for, in order.
    fn dispatch_freely(&mut self, plan: &Plan, case: &Case, now: f64) {
        while let Some(resource) = self.woken.pop() {
            let resource = resource as usize;
            self.is_woken[resource] = false;
            if self.opens(resource, now) {
                for bucket in self.buckets(resource) {
                    if i64::from(self.instance.sizes.cells()[bucket]) > self.free[resource] {
                        break;
                    }
                    if let Some(&Reverse((rank, _))) = self.queues[bucket].peek() {
                        self.tops.push(Reverse((rank, bucket as u32)));
                    }
                }
            }
        }
        loop {
            let fresh = self.fresh.peek().map(|Reverse((rank, _))| *rank);
            let top = self.tops.peek().map(|Reverse((rank, _))| *rank);
            let (task, from) = match (fresh, top) {
                (None, None) => break,
                (Some(fresh), top) if top.is_none_or(|top| fresh < top) => match self.fresh.pop() {
                    Some(Reverse((_, task))) => (task as usize, None),
                    None => break,
                },
                _ => {
                    let Some(Reverse((_, bucket))) = self.tops.pop() else { break };
                    // Meanwhile others may have taken its heads.
                    let (resource, heads) = self.bucket(bucket as usize);
                    if i64::from(heads) > self.free[resource] {
                        continue;
                    }
                    match self.queues[bucket as usize].pop() {
                        Some(Reverse((_, task))) => (task as usize, Some(bucket)),
                        None => continue,
                    }
                }
            };
            if let Err(lacking) = self.try_start(task, plan, case, now) {
                self.queues[lacking].push(Reverse((self.rank[task], task as u32)));
                if Some(lacking as u32) == from {
                    // Closed: the whole queue waits for the opening.
                    continue;
                }
            }
            if let Some(bucket) = from
                && let Some(&Reverse((rank, _))) = self.queues[bucket as usize].peek()
            {
                self.tops.push(Reverse((rank, bucket)));
            }
        }
    }

    /// Queues of a resource, smallest demand first.
    fn buckets(&self, resource: usize) -> std::ops::Range<usize> {
        let starts = self.instance.sizes.starts();
        starts[resource] as usize..starts[resource + 1] as usize
    }

    /// Resource and size of a queue.
    fn bucket(&self, bucket: usize) -> (usize, u32) {
        (self.resource_of[bucket] as usize, self.instance.sizes.cells()[bucket])
    }

    fn wake(&mut self, resource: usize) {
        if !std::mem::replace(&mut self.is_woken[resource], true) {
            self.woken.push(resource as u32);
        }
    }

    /// Starts a task, or says in which queue it has to wait.
    fn try_start(&mut self, task: usize, plan: &Plan, case: &Case, now: f64) -> Result<(), usize> {
        let instance = self.instance;
        let mode = instance.mode(task, plan.modes[task]);
        let hours = case.hours[mode];
        let booked = instance.booked.row(mode);
        for booked in booked {
            let resource = booked.resource as usize;
            if i64::from(booked.heads) > self.free[resource] || !self.opens(resource, now) {
                return Err(booked.bucket as usize);
            }
        }
        self.begin(task, mode, hours, now);
        Ok(())
    }

    /// A task takes its heads: there are enough, or it has had them before anybody looked.
    fn begin(&mut self, task: usize, mode: usize, hours: f64, now: f64) {
        let instance = self.instance;
        let booked = instance.booked.row(mode);
        for booked in booked {
            self.free[booked.resource as usize] -= i64::from(booked.heads);
        }
        let pauses = booked.iter().any(|booked| instance.resources()[booked.resource as usize].open.is_some());
        let end = if pauses { self.ends_at(mode, now, hours) } else { now + hours };
        self.start[task] = now;
        self.end[task] = end;
        self.is_begun[instance.group(task)] = true;
        if end < f64::INFINITY {
            self.events.push(Reverse((Total(end), task as u32)));
        }
    }

    /// Whether a resource works at this moment; if not, its next opening is put among the events.
    fn opens(&mut self, resource: usize, now: f64) -> bool {
        let Some(open) = &self.instance.resources()[resource].open else { return true };
        let mut at = self.span[resource] as usize;
        while open.get(at).is_some_and(|span| span.1 <= now) {
            at += 1;
        }
        self.span[resource] = at as u32;
        match open.get(at) {
            Some(span) if span.0 <= now => true,
            Some(span) => {
                if !std::mem::replace(&mut self.awaited[resource], true) {
                    self.events.push(Reverse((Total(span.0), (2 * self.instance.tasks() + resource) as u32)));
                }
                false
            }
            None => false,
        }
    }

    /// Moment at which work begun now, when all its resources work, is done: it goes on while all of them do \[h\].
    fn ends_at(&self, mode: usize, now: f64, hours: f64) -> f64 {
        let mut at = now;
        let mut left = hours;
        if hours <= 0.0 {
            return now;
        }
        loop {
            // The latest opening and the earliest closing of all, from `at` on.
            let mut opens = at;
            let mut closes = f64::INFINITY;
            for booked in self.instance.booked.row(mode) {
                let resource = booked.resource as usize;
                let Some(open) = &self.instance.resources()[resource].open else { continue };
                let first = self.span[resource] as usize;
                let span = first + open[first..].partition_point(|span| span.1 <= at);
                match open.get(span) {
                    Some(&(from, until)) => {
                        opens = opens.max(from);
                        closes = closes.min(until);
                    }
                    None => return f64::INFINITY,
                }
            }
            if opens < closes {
                if left <= closes - opens {
                    return opens + left;
                }
                left -= closes - opens;
                at = closes;
            } else {
                at = opens;
            }
        }
    }
}

/// Whether a task takes nobody's time.
fn takes_nobody(instance: &Instance, plan: &Plan, case: &Case, task: usize) -> bool {
    let mode = instance.mode(task, plan.modes[task]);
    case.hours[mode].is_nan() || instance.booked.row(mode).is_empty()
}

#[cfg(test)]
mod tests;
