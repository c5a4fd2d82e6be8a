//! A population of plans: crossed, disturbed, judged; a child takes its mother's place if it is no worse.
//!
//! That a child competes with its mother only (crowding) keeps the population apart for long: measured on 120 tasks it is worth a third of the gap that is
//! left when the worst member of all makes room.

use super::Ahead;
use super::judge::{Judge, Verdict};
use crate::instance::{Instance, Plan};
use crate::loss::Loss;
use crate::luck::Luck;
use crate::rule;

/// A plan with its loss.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) plan: Plan,
    pub(crate) verdict: Verdict,
}

/// Children of one round: enough for some threads, few enough that parents are fresh.
const ROUND: usize = 16;
/// Share of children that have two parents, where only the end of everything counts …
const CROSSED: f64 = 0.7;
/// … and where single tasks are worth money: then disturbed copies find more.
const CROSSED_VALUED: f64 = 0.45;
/// Fewer tasks than this are moved in a crossed list.
const MOVES: usize = 4;

/// Changes of modes tried for each task that has several, where they use up more than there is.
const SPARED: usize = 4;

/// How a population lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    pub(crate) seed: u64,
    pub(crate) threads: usize,
    /// Plans that are kept.
    pub(crate) kept: usize,
    /// Rounds without a better plan after which all are drawn anew, every other time but the best.
    pub(crate) patience: u32,
}

pub(crate) struct Population<'s, J: Judge> {
    instance: &'s Instance,
    judge: &'s J,
    desks: Vec<J::Desk>,
    pool: Option<rayon::ThreadPool>,
    habits: Habits,
    turn: u64,
    schedules: u64,
    members: Vec<Member>,
    best: Member,
    /// Best since the population was last drawn anew.
    current: f64,
    idle: u32,
    restarts: u32,
    tails: Vec<f64>,
    /// Tasks that occupy something; only they can change a schedule by their place.
    busy: Vec<u32>,
    /// Tasks with several modes.
    choices: Vec<u32>,
    /// Tasks whose end is worth money.
    valued: Vec<u32>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    place: Vec<u32>,
    taken: Vec<bool>,
    other: Vec<u32>,
    open: Vec<u32>,
    keys: Vec<f64>,
    ready: Vec<u32>,
}

impl<'s, J: Judge> Population<'s, J> {
    /// Of these plans, and sampled ones as far as there is room.
    pub(crate) fn new(instance: &'s Instance, loss: &Loss, judge: &'s J, habits: Habits, first: Vec<Plan>) -> Self {
        let pool = (habits.threads != 1)
            .then(|| rayon::ThreadPoolBuilder::new().num_threads(habits.threads).build().ok())
            .flatten();
        let threads = pool.as_ref().map_or(1, rayon::ThreadPool::current_num_threads);
        let tasks = instance.tasks();
        let mut valued: Vec<u32> = loss.values.iter().map(|value| value.task as u32).collect();
        valued.sort_unstable();
        valued.dedup();
        let nothing = Member { plan: instance.plan(Vec::new()), verdict: Verdict::default() };
        let mut population = Self {
            instance,
            judge,
            desks: (0..threads).map(|_| judge.desk()).collect(),
            pool,
            habits,
            turn: 0,
            schedules: 0,
            members: Vec::new(),
            best: nothing,
            current: f64::INFINITY,
            idle: 0,
            restarts: 0,
            tails: rule::tails(instance),
            busy: (0..tasks as u32).filter(|&task| !instance.is_free(task as usize)).collect(),
            choices: (0..tasks as u32).filter(|&task| instance.modes_of(task as usize) > 1).collect(),
            valued,
            scratch: Scratch::default(),
        };
        population.draw(first);
        population
    }

    pub(crate) fn best(&self) -> &Member {
        &self.best
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(crate) fn schedules(&self) -> u64 {
        self.schedules
    }

    /// Breeds until the budget is used, the bound is reached or the watcher has enough.
    pub(crate) fn evolve(&mut self, schedules: u64, bound: f64, watch: &mut dyn FnMut(u64, f64) -> Ahead) {
        while self.schedules + J::SCHEDULES <= schedules && self.best.verdict.loss > bound {
            if watch(self.schedules, self.best.verdict.loss) != Ahead::On {
                return;
            }
            let room = ((schedules - self.schedules) / J::SCHEDULES).min(ROUND as u64);
            let children: Vec<(Plan, Option<usize>)> =
                (0..room).map(|_| self.child()).map(|(plan, mother)| (plan, Some(mother))).collect();
            let before = self.current;
            self.take_in(children);
            self.idle = if self.current < before { 0 } else { self.idle + 1 };
            if self.idle >= self.habits.patience {
                self.idle = 0;
                self.current = f64::INFINITY;
                self.restarts += 1;
                // Every other time without the best, which would soon be everywhere again.
                let first = if self.restarts.is_multiple_of(2) { vec![self.best.plan.clone()] } else { Vec::new() };
                self.members.clear();
                self.draw(first);
            }
        }
    }

    /// Fills the population: these, then sampled lists.
    fn draw(&mut self, mut plans: Vec<Plan>) {
        while plans.len() < self.habits.kept {
            let mut luck = self.luck();
            plans.push(self.sampled(&mut luck));
        }
        self.take_in(plans.into_iter().map(|plan| (plan, None)).collect());
    }

    fn luck(&mut self) -> Luck {
        self.turn += 1;
        Luck::new(self.habits.seed, self.turn)
    }

    /// Judges plans and lets each take the place of its mother if it is no worse.
    fn take_in(&mut self, plans: Vec<(Plan, Option<usize>)>) {
        let mut children: Vec<(Member, Option<usize>)> =
            plans.into_iter().map(|(plan, mother)| (Member { plan, verdict: Verdict::default() }, mother)).collect();
        let (judge, members) = (self.judge, &self.members);
        let each = |desk: &mut J::Desk, children: &mut [(Member, Option<usize>)]| {
            for (child, mother) in children {
                let bar = mother.map(|mother| &members[mother].verdict);
                child.verdict = judge.judge(desk, &mut child.plan, bar);
            }
        };
        match &self.pool {
            None => each(&mut self.desks[0], &mut children),
            Some(pool) => {
                let share = children.len().div_ceil(self.desks.len());
                let desks = self.desks.iter_mut();
                pool.scope(|scope| {
                    for (desk, children) in desks.zip(children.chunks_mut(share)) {
                        scope.spawn(|_| each(desk, children));
                    }
                });
            }
        }
        self.schedules += children.iter().map(|(child, _)| child.verdict.schedules).sum::<u64>();
        for (child, mother) in children {
            let loss = child.verdict.loss;
            if loss < self.best.verdict.loss || self.best.plan.list.is_empty() {
                self.best = child.clone();
            }
            self.current = self.current.min(loss);
            let twin = self.members.iter().any(|it| it.verdict.loss == loss && it.verdict.mark == child.verdict.mark);
            match mother {
                _ if twin => {}
                None => self.members.push(child),
                Some(mother) if loss <= self.members[mother].verdict.loss => self.members[mother] = child,
                Some(_) => {}
            }
        }
    }

    /// A list drawn by regret: of the tasks that may be next, one with a long chain behind it is likelier (Drexl 1991).
    ///
    /// Every other list brings the valued tasks one after another, in a random order, each with what it waits for.
    fn sampled(&mut self, luck: &mut Luck) -> Plan {
        let instance = self.instance;
        let mut group = Vec::new();
        if !self.valued.is_empty() && luck.below(2) == 0 {
            let mut valued = self.valued.clone();
            for place in (1..valued.len()).rev() {
                valued.swap(place, luck.below(place + 1));
            }
            group = vec![valued.len(); instance.tasks()];
            for (place, &value) in valued.iter().enumerate().rev() {
                let mut ready = vec![value];
                group[value as usize] = place;
                while let Some(task) = ready.pop() {
                    for &before in instance.before(task as usize) {
                        if std::mem::replace(&mut group[before as usize], place) != place {
                            ready.push(before);
                        }
                    }
                }
            }
        }
        let open = &mut self.scratch.open;
        open.clear();
        open.extend((0..instance.tasks()).map(|task| instance.needed(task) as u32));
        let ready = &mut self.scratch.ready;
        ready.clear();
        ready.extend((0..instance.tasks() as u32).filter(|&task| open[task as usize] == 0));
        let mut list = Vec::with_capacity(instance.tasks());
        let weights = &mut self.scratch.keys;
        while !ready.is_empty() {
            let least = ready.iter().map(|&task| self.tails[task as usize]).fold(f64::INFINITY, f64::min);
            weights.clear();
            weights.extend(ready.iter().map(|&task| self.tails[task as usize] - least + 1.0));
            if !group.is_empty() {
                let first = ready.iter().map(|&task| group[task as usize]).min();
                for (weight, &task) in weights.iter_mut().zip(ready.iter()) {
                    if Some(group[task as usize]) != first {
                        *weight = 0.0;
                    }
                }
            }
            let mut left = luck.unit() * weights.iter().sum::<f64>();
            let mut at = 0;
            while at + 1 < weights.len() && (left >= weights[at] || weights[at] == 0.0) {
                left -= weights[at];
                at += 1;
            }
            let task = ready.swap_remove(at);
            list.push(task);
            for &other in instance.behind(task as usize) {
                // What needs only some of what it waits for is listed once they are.
                if let Some(less) = open[other as usize].checked_sub(1) {
                    open[other as usize] = less;
                    if less == 0 {
                        ready.push(other);
                    }
                }
            }
        }
        let mut modes: Vec<u32> =
            (0..instance.tasks()).map(|task| luck.below(instance.modes_of(task)) as u32).collect();
        self.spare(&mut modes, luck);
        Plan { list, modes }
    }

    /// Place of a member, the better one of two.
    fn parent(&self, luck: &mut Luck) -> usize {
        let n = self.members.len();
        let (a, b) = (luck.below(n), luck.below(n));
        if self.members[b].verdict.loss < self.members[a].verdict.loss { b } else { a }
    }

    /// A new plan and the place of its mother.
    fn child(&mut self) -> (Plan, usize) {
        let mut luck = self.luck();
        let dice = luck.unit();
        let mother = luck.below(self.members.len());
        let crossing = if self.valued.is_empty() { CROSSED } else { CROSSED_VALUED };
        let mut plan;
        if dice < crossing && self.members.len() > 1 {
            let father = self.parent(&mut luck);
            plan = crossed(&self.members[mother].plan, &self.members[father].plan, &mut luck, &mut Vec::new());
            let moves = luck.below(MOVES);
            for _ in 0..moves {
                self.insert(&mut plan.list, &mut luck);
            }
        } else {
            plan = self.members[mother].plan.clone();
            for _ in 0..1 + luck.below(2) {
                match luck.below(if self.valued.is_empty() { 2 } else { 4 }) {
                    0 => self.shuffle(&mut plan.list, &mut luck, true),
                    1 => self.shuffle(&mut plan.list, &mut luck, false),
                    2 => self.hasten(&mut plan.list, &mut luck),
                    _ => self.postpone(&mut plan.list, &mut luck),
                }
            }
        }
        if !self.choices.is_empty() && luck.below(2) == 0 {
            let task = self.choices[luck.below(self.choices.len())] as usize;
            plan.modes[task] = luck.below(self.instance.modes_of(task)) as u32;
        }
        self.spare(&mut plan.modes, &mut luck);
        (plan, mother)
    }

    /// Where modes use up more than there is: changes some, drawn by chance, as long as less is missing for it.
    fn spare(&self, modes: &mut [u32], luck: &mut Luck) {
        let instance = self.instance;
        let all = instance.nonrenewable();
        let mut used: Vec<u64> = all.iter().map(|it| instance.used(it, modes)).collect();
        let missing = |used: &[u64]| all.iter().zip(used).map(|(it, used)| used.saturating_sub(it.amount)).sum::<u64>();
        let mut left = missing(&used);
        for _ in 0..SPARED * self.choices.len() {
            if left == 0 {
                return;
            }
            let task = self.choices[luck.below(self.choices.len())] as usize;
            let other = luck.below(instance.modes_of(task)) as u32;
            let (old, new) = (instance.mode(task, modes[task]), instance.mode(task, other));
            let changed =
                all.iter().zip(&used).map(|(it, used)| used - u64::from(it.used[old]) + u64::from(it.used[new]));
            let changed: Vec<u64> = changed.collect();
            // What is as good is taken as well: it may open a way.
            if missing(&changed) <= left {
                left = missing(&changed);
                used = changed;
                modes[task] = other;
            }
        }
    }

    /// Moves a task to another place between what it waits for and what waits for it.
    fn insert(&mut self, list: &mut [u32], luck: &mut Luck) {
        if self.busy.is_empty() {
            return;
        }
        let task = self.busy[luck.below(self.busy.len())];
        self.places(list);
        let (place, from) = (&self.scratch.place, self.scratch.place[task as usize] as usize);
        let after = |other: &u32| place[*other as usize] as usize + 1;
        let low = if self.instance.needs_all(task as usize) {
            self.instance.before(task as usize).iter().map(after).max().unwrap_or(0)
        } else {
            0
        };
        let behind =
            self.instance.behind(task as usize).iter().filter(|&&other| self.instance.needs_all(other as usize));
        let high = behind.map(|&other| place[other as usize] as usize).min().unwrap_or(list.len());
        // It leaves its own place, so all behind move up by one.
        if high <= low + 1 {
            return;
        }
        let to = low + luck.below(high - low);
        if to < from {
            list[to..=from].rotate_right(1);
        } else if to > from {
            list[from..=to].rotate_left(1);
        }
    }

    fn places(&mut self, list: &[u32]) {
        let place = &mut self.scratch.place;
        place.resize(list.len(), 0);
        for (at, &task) in list.iter().enumerate() {
            place[task as usize] = at as u32;
        }
    }

    /// Draws the order of a stretch anew: all of it, or only the tasks that occupy one resource.
    fn shuffle(&mut self, list: &mut [u32], luck: &mut Luck, all: bool) {
        let n = list.len();
        if n < 2 {
            return;
        }
        let length = (2 + luck.below((n / 3).clamp(4, 60))).min(n);
        let from = luck.below(n - length + 1);
        let resources = self.instance.resources().len();
        let resource = if all || resources == 0 { None } else { Some(luck.below(resources) as u32) };
        self.places(list);
        let noise = length as f64 * [0.3, 1.0, 3.0][luck.below(3)];
        let stretch = &mut list[from..from + length];
        let keys = &mut self.scratch.keys;
        keys.clear();
        for (at, &task) in stretch.iter().enumerate() {
            let modes = self.instance.mode(task as usize, 0);
            let moved = resource
                .is_none_or(|resource| self.instance.booked.row(modes).iter().any(|it| it.resource == resource));
            keys.push(at as f64 + if moved { noise * (luck.unit() - 0.5) } else { 0.0 });
        }
        self.sort_stretch(stretch, from);
    }

    /// Puts a stretch of a list, whose places are known, in the order of keys as far as what waits for what allows.
    fn sort_stretch(&mut self, stretch: &mut [u32], from: usize) {
        let Scratch { place, open, ready, keys, other, .. } = &mut self.scratch;
        let until = from + stretch.len();
        let instance = self.instance;
        open.clear();
        for &task in stretch.iter() {
            let inside = |before: &&u32| (from..until).contains(&(place[**before as usize] as usize));
            let count = if instance.needs_all(task as usize) {
                instance.before(task as usize).iter().filter(inside).count()
            } else {
                0
            };
            open.push(count as u32);
        }
        ready.clear();
        ready.extend((0..stretch.len() as u32).filter(|&at| open[at as usize] == 0));
        other.clear();
        while !ready.is_empty() {
            let least = (0..ready.len())
                .min_by(|&a, &b| {
                    let (a, b) = (ready[a], ready[b]);
                    keys[a as usize].total_cmp(&keys[b as usize]).then(a.cmp(&b))
                })
                .unwrap_or(0);
            let at = ready.swap_remove(least) as usize;
            other.push(stretch[at]);
            for &behind in instance.behind(stretch[at] as usize) {
                let place = place[behind as usize] as usize;
                if (from..until).contains(&place) && instance.needs_all(behind as usize) {
                    open[place - from] -= 1;
                    if open[place - from] == 0 {
                        ready.push((place - from) as u32);
                    }
                }
            }
        }
        stretch.copy_from_slice(other);
    }

    /// Brings all that a valued task waits for forward, from a place in the list on.
    fn hasten(&mut self, list: &mut [u32], luck: &mut Luck) {
        let value = self.valued[luck.below(self.valued.len())];
        let n = list.len();
        self.places(list);
        let Scratch { place, taken, ready, other, .. } = &mut self.scratch;
        taken.clear();
        taken.resize(n, false);
        ready.clear();
        ready.push(value);
        taken[value as usize] = true;
        while let Some(task) = ready.pop() {
            for &before in self.instance.before(task as usize) {
                if !std::mem::replace(&mut taken[before as usize], true) {
                    ready.push(before);
                }
            }
        }
        let from = luck.below(place[value as usize] as usize + 1);
        let until = place[value as usize] as usize + 1;
        other.clear();
        other.extend(list[from..until].iter().copied().filter(|&task| taken[task as usize]));
        other.extend(list[from..until].iter().copied().filter(|&task| !taken[task as usize]));
        list[from..until].copy_from_slice(other);
    }

    /// Puts off what only one valued task waits for, and all behind that, to a later place in the list.
    fn postpone(&mut self, list: &mut [u32], luck: &mut Luck) {
        let n = list.len();
        let value = self.valued[luck.below(self.valued.len())];
        self.places(list);
        let Scratch { place, taken, open, ready, other, .. } = &mut self.scratch;
        // What any other valued task waits for stays.
        taken.clear();
        taken.resize(n, false);
        ready.clear();
        ready.extend(self.valued.iter().filter(|&&task| task != value));
        for &task in ready.iter() {
            taken[task as usize] = true;
        }
        while let Some(task) = ready.pop() {
            for &before in self.instance.before(task as usize) {
                if !std::mem::replace(&mut taken[before as usize], true) {
                    ready.push(before);
                }
            }
        }
        if taken[value as usize] {
            return;
        }
        // Marked from here on: what is put off.
        open.clear();
        open.resize(n, 0);
        open[value as usize] = 1;
        ready.push(value);
        while let Some(task) = ready.pop() {
            for &before in self.instance.before(task as usize) {
                if !taken[before as usize] && std::mem::replace(&mut open[before as usize], 1) == 0 {
                    ready.push(before);
                }
            }
        }
        let at = place[value as usize] as usize;
        let from = luck.below(at + 1);
        let until = at + 1 + luck.below(n - at);
        let window = &mut list[from..until];
        for &task in window.iter() {
            let task = task as usize;
            let waits = |before: &u32| place[*before as usize] as usize >= from && open[*before as usize] == 1;
            let late = self.instance.before(task).iter().any(waits);
            if late {
                open[task] = 1;
            }
        }
        other.clear();
        other.extend(window.iter().copied().filter(|&task| open[task as usize] == 0));
        other.extend(window.iter().copied().filter(|&task| open[task as usize] == 1));
        window.copy_from_slice(other);
    }
}

/// Two points: the mother's list to the first, then as the father has it to the second, then the mother's again (Hartmann 1998). Each task keeps the
/// mode of whom it comes from.
fn crossed(mother: &Plan, father: &Plan, luck: &mut Luck, taken: &mut Vec<bool>) -> Plan {
    let n = mother.list.len();
    let (a, b) = (luck.below(n + 1), luck.below(n + 1));
    let (first, second) = (a.min(b), a.max(b));
    taken.clear();
    taken.resize(n, false);
    let mut plan = Plan { list: Vec::with_capacity(n), modes: mother.modes.clone() };
    for &task in &mother.list[..first] {
        taken[task as usize] = true;
        plan.list.push(task);
    }
    for &task in &father.list {
        if plan.list.len() >= second {
            break;
        }
        if !std::mem::replace(&mut taken[task as usize], true) {
            plan.list.push(task);
            plan.modes[task as usize] = father.modes[task as usize];
        }
    }
    plan.list.extend(mother.list[first..].iter().filter(|&&task| !taken[task as usize]));
    plan
}
