//! The graph of a directory, cut down to what leads from the start to a system, with what is alike made one.

use super::directory::Edge;
use super::kinds;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Most rounds in which objects that are alike are made one: each makes alike what led to the ones before.
const ROUNDS: usize = 50;

/// Most steps over edges that closing memberships, and seeing what is superfluous, may take.
const MOST_STEPS: usize = 100_000_000;

/// Edges by the object they leave.
pub(super) struct Leaving {
    first: Vec<usize>,
    edges: Vec<(u32, u8)>,
}

impl Leaving {
    pub(super) fn of(objects: usize, edges: impl Iterator<Item = Edge> + Clone) -> Self {
        let mut first = vec![0; objects + 1];
        for (from, _, _) in edges.clone() {
            first[from as usize + 1] += 1;
        }
        for at in 0..objects {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut sorted = vec![(0, 0); first[objects]];
        for (from, to, kind) in edges {
            sorted[next[from as usize]] = (to, kind);
            next[from as usize] += 1;
        }
        Self { first, edges: sorted }
    }

    pub(super) fn from(&self, at: u32) -> &[(u32, u8)] {
        &self.edges[self.first[at as usize]..self.first[at as usize + 1]]
    }

    /// Everything that some objects lead to, themselves among it, over edges that count.
    pub(super) fn reach(
        &self,
        from: impl IntoIterator<Item = u32>,
        counts: impl Fn(u32, u32, u8) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.first.len() - 1];
        let mut open: Vec<u32> = from.into_iter().collect();
        open.iter().for_each(|at| reached[*at as usize] = true);
        while let Some(at) = open.pop() {
            for (to, kind) in self.from(at) {
                if !reached[*to as usize] && counts(at, *to, *kind) {
                    reached[*to as usize] = true;
                    open.push(*to);
                }
            }
        }
        reached
    }
}

/// How many techniques every object is away from the nearest of some, going against the edges; `None`: they cannot be reached.
pub(super) fn distances(back: &Leaving, to: impl IntoIterator<Item = u32>) -> Vec<Option<u32>> {
    let mut found: Vec<Option<u32>> = vec![None; back.first.len() - 1];
    let mut open: VecDeque<(u32, u32)> = to.into_iter().map(|at| (at, 0)).collect();
    while let Some((at, steps)) = open.pop_front() {
        if found[at as usize].is_some() {
            continue;
        }
        found[at as usize] = Some(steps);
        for (before, kind) in back.from(at).iter().filter(|(before, _)| found[*before as usize].is_none()) {
            if kinds::is_membership(*kind) {
                open.push_front((*before, steps));
            } else {
                open.push_back((*before, steps + 1));
            }
        }
    }
    found
}

/// What makes an object unlike all others: it is held from the start, or it carries systems.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Start,
    /// Systems, and whether it is their domain, not their computer.
    Carries(Vec<(u32, bool)>),
}

/// What leads on from an object: to which class, by which technique.
type Leads = Vec<(u32, u8)>;

/// For every object the one that stands for it: objects are alike if the same leads on from them to what is alike.
///
/// Where an object is nothing but a member of one other, that one stands for it. What is alike in a circle only may stay apart.
pub(super) fn alike(objects: usize, leaving: &Leaving, marks: &BTreeMap<u32, Mark>) -> Vec<u32> {
    let mut stands: Vec<u32> = (0..).take(objects).collect();
    let mut of_mark: BTreeMap<&Mark, u32> = BTreeMap::new();
    for (at, mark) in marks.iter().filter(|(_, mark)| **mark == Mark::Start) {
        stands[*at as usize] = *of_mark.entry(mark).or_insert(*at);
    }
    // The only one of which an object is a member stays that.
    let mut member_of: Vec<Option<u32>> = vec![None; objects];
    let mut before = objects + 1;
    for _ in 0..ROUNDS {
        let mut known: BTreeMap<(Option<&Mark>, Leads), u32> = BTreeMap::new();
        let mut next = stands.clone();
        for at in (0_u32..).take(objects) {
            let mark = marks.get(&at);
            if mark == Some(&Mark::Start) {
                continue;
            }
            if let Some(only) = member_of[at as usize] {
                next[at as usize] = stands[only as usize];
                continue;
            }
            let own = stands[at as usize];
            let to = leaving.from(at).iter().map(|(to, kind)| (stands[*to as usize], kinds::technique(*kind)));
            let mut to: Leads = to.filter(|(to, _)| *to != own).collect();
            to.sort_unstable();
            to.dedup_by_key(|(to, _)| *to);
            next[at as usize] = match (mark, to.as_slice()) {
                (None, [(only, 0)]) => {
                    member_of[at as usize] = Some(*only);
                    *only
                }
                _ => *known.entry((mark, to)).or_insert(at),
            };
        }
        // One that stands for others may have found one that stands for itself.
        for at in 0..objects {
            let mut it = next[at];
            for _ in 0..ROUNDS {
                if next[it as usize] == it {
                    break;
                }
                it = next[it as usize];
            }
            next[at] = if next[it as usize] == it { it } else { at as u32 };
        }
        let now = next.iter().collect::<BTreeSet<_>>().len();
        stands = next;
        if now == before {
            break;
        }
        before = now;
    }
    stands
}

/// A way that is tried once: from one class to all that its end gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub from: u32,
    /// The kind of the easiest edge that it stands for.
    pub kind: u8,
    /// One of the edges of this kind that it stands for.
    pub edge: (u32, u32),
    /// How many edges it stands for.
    pub edges: usize,
    /// What it gives: its end, and what that is a member of, where something leads on from it.
    pub gives: Vec<u32>,
}

/// What is left.
#[derive(Default)]
pub(super) struct Ways {
    /// Techniques, in the order of the objects they leave.
    pub ways: Vec<Way>,
    /// Classes that are reached and lead on or carry systems, the start first.
    pub states: Vec<u32>,
    /// How many objects lead from the start to a system.
    pub useful: usize,
    /// How many edges do.
    pub edges: usize,
    /// For every object the one that stands for it.
    pub stands: Vec<u32>,
    /// Objects that lead from the start to a system.
    pub kept: Vec<bool>,
    /// Techniques that were left out because they are a detour.
    pub detours: usize,
    /// Whether it took too long.
    pub is_too_much: bool,
}

impl Ways {
    /// How many objects every class stands for.
    pub(super) fn members(&self) -> BTreeMap<u32, usize> {
        let mut members = BTreeMap::new();
        for (stands, _) in self.stands.iter().zip(&self.kept).filter(|(_, kept)| **kept) {
            *members.entry(*stands).or_default() += 1;
        }
        members
    }
}

/// The ways from a start to what carries systems.
///
/// Of those, the ones that are at most so many techniques longer than the shortest to some system.
pub(super) fn ways(
    objects: usize,
    edges: &[Edge],
    start: &[u32],
    carry: &BTreeMap<u32, Vec<(u32, bool)>>,
    detour: usize,
) -> Ways {
    let leaving = Leaving::of(objects, edges.iter().copied());
    let held = leaving.reach(start.iter().copied(), |_, _, kind| kinds::is_membership(kind));
    let back = Leaving::of(objects, edges.iter().map(|(from, to, kind)| (*to, *from, *kind)));
    let holds = (0_u32..).zip(&held).filter(|(_, it)| **it).map(|(at, _)| at);
    let forward = leaving.reach(holds.clone(), |_, _, _| true);
    // What the start holds need not be reached: no way leads through it.
    let backward = back.reach(carry.keys().copied(), |to, _, _| !held[to as usize]);
    let kept: Vec<bool> = forward.iter().zip(&backward).map(|(a, b)| *a && *b).collect();
    let is_kept = |at: u32| kept[at as usize];
    let left: Vec<Edge> =
        edges.iter().copied().filter(|(from, to, _)| is_kept(*from) && is_kept(*to) && !held[*to as usize]).collect();
    let mut marks: BTreeMap<u32, Mark> =
        carry.iter().filter(|(at, _)| is_kept(**at)).map(|(at, its)| (*at, Mark::Carries(its.clone()))).collect();
    marks.extend(holds.filter(|at| is_kept(*at)).map(|at| (at, Mark::Start)));
    let Some(home) = marks.iter().find(|(_, mark)| **mark == Mark::Start).map(|(at, _)| *at) else {
        return Ways { stands: (0..).take(objects).collect(), kept, ..Ways::default() };
    };
    let stands = alike(objects, &Leaving::of(objects, left.iter().copied()), &marks);
    // Between two classes the easiest kind of edge is the way.
    let mut between = Between::new();
    for (from, to, kind) in &left {
        let ends = (stands[*from as usize], stands[*to as usize]);
        if ends.0 != ends.1 {
            let edge = (*kind, *from, *to);
            let way = between.entry(ends).or_insert((edge, 0));
            *way = (way.0.min(edge), way.1 + 1);
        }
    }
    let mut targets: BTreeSet<u32> = BTreeSet::new();
    targets.extend(carry.keys().filter(|at| is_kept(**at)).map(|at| stands[*at as usize]));
    let useful = kept.iter().filter(|it| **it).count();
    let mut found = Ways { useful, edges: left.len(), ways: Vec::new(), stands, kept, ..Ways::default() };
    collapse(objects, home, &between, &targets, &mut found);
    let before = found.ways.len();
    shorten(&mut found, home, &targets, detour);
    found.detours = before - found.ways.len();
    found
}

/// The easiest edge from one class to another, kind first, and how many there are.
type Between = BTreeMap<(u32, u32), ((u8, u32, u32), usize)>;

/// Memberships become part of what a way gives; what leads only to what is had at the same moment is left out.
fn collapse(objects: usize, home: u32, between: &Between, targets: &BTreeSet<u32>, found: &mut Ways) {
    let edges = between.iter().map(|((from, to), ((kind, ..), _))| (*from, *to, *kind));
    let leaving = Leaving::of(objects, edges.clone());
    let back = Leaving::of(objects, edges.map(|(from, to, kind)| (to, from, kind)));
    let mut steps = 0;
    let goals = reached_goals(&back, targets, &mut steps);
    let leads_on = |at: u32| {
        at == home || targets.contains(&at) || leaving.from(at).iter().any(|(_, kind)| !kinds::is_membership(*kind))
    };
    let mut closed: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut ways = Vec::new();
    for ((from, to), ((kind, first, last), edges)) in between {
        if kinds::is_membership(*kind) {
            continue;
        }
        if !closed.contains_key(to) {
            let all = closure(&leaving, *to, &mut steps);
            let its: BTreeSet<u32> = all.iter().copied().filter(|at| targets.contains(at)).collect();
            let new = |at: &u32| {
                let leads_to = goals.as_ref().map(|goals| goals.get(at).is_some_and(|it| !it.is_subset(&its)));
                targets.contains(at) || leads_to.unwrap_or(true)
            };
            closed.insert(*to, all.iter().copied().filter(|at| leads_on(*at)).filter(new).collect());
        }
        if steps > MOST_STEPS {
            found.is_too_much = true;
            return;
        }
        let edge = (*first, *last);
        ways.push(Way { from: *from, kind: *kind, edge, edges: *edges, gives: closed[to].clone() });
    }
    // Only what the start reaches, and of that only what a system is reached from.
    let mut by_state: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut into: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        by_state.entry(way.from).or_default().push(at);
        way.gives.iter().for_each(|given| into.entry(*given).or_default().push(at));
    }
    let forward = spread([home], |state| {
        by_state.get(&state).into_iter().flatten().flat_map(|at| ways[*at].gives.iter().copied())
    });
    let backward =
        spread(targets.iter().copied(), |state| into.get(&state).into_iter().flatten().map(|at| ways[*at].from));
    let is_state = |at: &u32| forward.contains(at) && backward.contains(at) && *at != home;
    found.states = std::iter::once(home).chain(forward.iter().copied().filter(is_state)).collect();
    ways.retain(|way| way.from == home || is_state(&way.from));
    ways.iter_mut().for_each(|way| way.gives.retain(is_state));
    ways.retain(|way| !way.gives.is_empty());
    found.ways = ways;
}

/// Leaves out what is on no way that is at most so much longer than the shortest to some target.
fn shorten(found: &mut Ways, home: u32, targets: &BTreeSet<u32>, detour: usize) {
    let ways = &found.ways;
    let given: usize = ways.iter().map(|way| way.gives.len()).sum();
    if given.saturating_mul(targets.len()) > MOST_STEPS {
        return;
    }
    let (mut from, mut into): (BTreeMap<u32, Vec<u32>>, BTreeMap<u32, Vec<u32>>) = (BTreeMap::new(), BTreeMap::new());
    for way in ways {
        from.entry(way.from).or_default().extend(&way.gives);
        way.gives.iter().for_each(|to| into.entry(*to).or_default().push(way.from));
    }
    let there = steps(home, &from);
    let mut short: BTreeSet<(usize, u32)> = BTreeSet::new();
    for target in targets {
        let Some(least) = there.get(target) else { continue };
        let back = steps(*target, &into);
        for (at, way) in ways.iter().enumerate() {
            let Some(before) = there.get(&way.from) else { continue };
            let is_short =
                |to: &&u32| back.get(to).is_some_and(|after| before + 1 + after <= least.saturating_add(detour));
            short.extend(way.gives.iter().filter(is_short).map(|to| (at, *to)));
        }
    }
    for (at, way) in found.ways.iter_mut().enumerate() {
        way.gives.retain(|to| short.contains(&(at, *to)));
    }
    found.ways.retain(|way| !way.gives.is_empty());
    let used: BTreeSet<u32> = found.ways.iter().flat_map(|way| way.gives.iter().copied()).collect();
    found.states.retain(|state| *state == home || used.contains(state));
}

/// How many techniques every state is away from one.
fn steps(from: u32, next: &BTreeMap<u32, Vec<u32>>) -> BTreeMap<u32, usize> {
    let mut found = BTreeMap::from([(from, 0)]);
    let mut open = VecDeque::from([from]);
    while let Some(at) = open.pop_front() {
        let so_far = found[&at];
        for to in next.get(&at).into_iter().flatten() {
            if !found.contains_key(to) {
                found.insert(*to, so_far + 1);
                open.push_back(*to);
            }
        }
    }
    found
}

/// Everything that states lead to, themselves among it.
fn spread<I: Iterator<Item = u32>>(from: impl IntoIterator<Item = u32>, next: impl Fn(u32) -> I) -> BTreeSet<u32> {
    let mut reached: BTreeSet<u32> = from.into_iter().collect();
    let mut open: Vec<u32> = reached.iter().copied().collect();
    while let Some(at) = open.pop() {
        for to in next(at) {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}

/// A class and everything that it is a member of.
fn closure(leaving: &Leaving, from: u32, steps: &mut usize) -> Vec<u32> {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        *steps += leaving.from(at).len() + 1;
        for (to, kind) in leaving.from(at) {
            if kinds::is_membership(*kind) && seen.insert(*to) {
                open.push(*to);
            }
        }
    }
    seen.into_iter().collect()
}

/// Which targets every class leads to; `None` if that would take too long.
fn reached_goals(back: &Leaving, targets: &BTreeSet<u32>, steps: &mut usize) -> Option<BTreeMap<u32, BTreeSet<u32>>> {
    if targets.len().saturating_mul(back.edges.len()) > MOST_STEPS / 5 {
        return None;
    }
    let mut goals: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for target in targets {
        let reached = spread([*target], |at| back.from(at).iter().map(|(before, _)| *before));
        *steps += reached.len();
        for at in reached {
            goals.entry(at).or_default().insert(*target);
        }
    }
    Some(goals)
}
