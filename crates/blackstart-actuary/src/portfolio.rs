//! Which set of options to buy for a budget, where what they save together is not the sum of what they save alone.
//!
//! A set saves the sum of its options, plus what each pair (or larger group) in it adds or takes away. Up to [`EXACT`] options every set is looked at;
//! above, the best of two greedy lists, improved by exchanges. Where it is from, and how far pairs carry: `docs/method/rank.md`.

/// Most options of which every set is looked at: two million sets.
pub const EXACT: usize = 21;

/// Most options at all: a set is the bits of a number.
pub const MOST: usize = 128;

/// A set of options: bit i is option i.
pub type Set = u128;

/// What options cost, and save alone and together.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    options: Vec<Priced>,
    /// What a group of options adds to the sum of its smaller groups: a set of two or more.
    together: Vec<(Set, f64)>,
}

/// Cost and saving of one option alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priced {
    /// Not below 0.
    pub cost: f64,
    /// What it saves alone; may be below 0.
    pub saves: f64,
}

/// A set with what it saves and costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// Which options.
    pub set: Set,
    /// Together, in the unit of the options.
    pub saves: f64,
    /// Sum of their costs.
    pub costs: f64,
}

/// What is to be made as large as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Savings, whatever they cost within the budget.
    Saving,
    /// Savings less cost.
    Net,
}

impl Portfolio {
    /// Options, and what groups of them add.
    ///
    /// # Panics
    /// If there are more than [`MOST`] options, a cost is below 0, or a group has fewer than two options or one that does not exist.
    pub fn new(options: Vec<Priced>, together: Vec<(Set, f64)>) -> Self {
        assert!(options.len() <= MOST, "at most {MOST} options");
        assert!(options.iter().all(|it| it.cost >= 0.0), "no option brings money");
        let known = |set: Set| (Set::BITS - set.leading_zeros()) as usize <= options.len();
        assert!(together.iter().all(|(set, _)| set.count_ones() > 1 && known(*set)), "groups are of options");
        Self { options, together }
    }

    /// What a set saves and costs; sums run in the order of options.
    pub fn of(&self, set: Set) -> Chosen {
        let mut chosen = Chosen { set, saves: 0.0, costs: 0.0 };
        for (_, it) in self.options.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1) {
            chosen.saves += it.saves;
            chosen.costs += it.cost;
        }
        chosen.saves +=
            self.together.iter().filter(|(group, _)| set & group == *group).map(|(_, adds)| adds).sum::<f64>();
        chosen
    }

    /// The best sets within a budget, the best first; of sets that are equally good the cheaper stands first.
    /// Every set is looked at up to [`EXACT`] options; above, those that the search came by.
    pub fn best(&self, budget: f64, aim: Aim, most: usize) -> Vec<Chosen> {
        let mut best = Best { aim, most, sets: Vec::new() };
        if self.options.len() <= EXACT {
            self.every(budget, &mut best);
        } else {
            for by in [Self::by_ratio, Self::by_gain] {
                self.improve(self.greedy(budget, by), budget, &mut best);
            }
        }
        best.sets
    }

    /// Options are added one at a time, the one with most gain for its cost first, as long as it gains and the budget lasts; of equals the first.
    pub fn greedily(&self, budget: f64) -> Chosen {
        self.of(self.greedy(budget, Self::by_ratio))
    }

    fn by_ratio(gain: f64, cost: f64) -> f64 {
        if cost > 0.0 { gain / cost } else { f64::INFINITY }
    }

    fn by_gain(gain: f64, _: f64) -> f64 {
        gain
    }

    fn greedy(&self, budget: f64, by: fn(f64, f64) -> f64) -> Set {
        let mut set: Set = 0;
        loop {
            let now = self.of(set);
            let mut next: Option<(f64, Set)> = None;
            for at in (0..self.options.len()).filter(|at| set >> at & 1 == 0) {
                let with = self.of(set | 1 << at);
                let gain = with.saves - now.saves;
                let worth = by(gain, with.costs - now.costs);
                if gain > 0.0 && fits(with.costs, budget) && next.is_none_or(|(best, _)| worth > best) {
                    next = Some((worth, with.set));
                }
            }
            match next {
                Some((_, with)) => set = with,
                None => return set,
            }
        }
    }

    /// One option out (or none), up to two in (or none), as long as that is better.
    fn improve(&self, start: Set, budget: f64, best: &mut Best) {
        let mut at = self.of(start);
        best.hear(at);
        let one = |n: usize| std::iter::once(0).chain((0..n).map(|it| 1_u128 << it));
        loop {
            let mut better = at;
            for out in one(self.options.len()).filter(|out| at.set & out == *out) {
                for first in one(self.options.len()).filter(|it| at.set & it == 0) {
                    for second in one(self.options.len()).filter(|it| at.set & it == 0 && *it <= first) {
                        let it = self.of(at.set & !out | first | second);
                        if fits(it.costs, budget) {
                            best.hear(it);
                            if best.worth(&it) > best.worth(&better) + NO_MORE {
                                better = it;
                            }
                        }
                    }
                }
            }
            if better.set == at.set {
                return;
            }
            at = better;
        }
    }

    /// Every set in Gray order: one option comes or goes at a time, and what it changes is looked up by option.
    fn every(&self, budget: f64, best: &mut Best) {
        let n = self.options.len();
        let mut of_option: Vec<Vec<(Set, f64)>> = vec![Vec::new(); n];
        for (group, adds) in &self.together {
            (0..n).filter(|at| group >> at & 1 == 1).for_each(|at| of_option[at].push((group & !(1 << at), *adds)));
        }
        let mut now = Chosen { set: 0, saves: 0.0, costs: 0.0 };
        best.hear(now);
        for step in 1..1_u64 << n {
            let at = step.trailing_zeros() as usize;
            let others = now.set & !(1 << at);
            let adds: f64 = of_option[at].iter().filter(|(rest, _)| others & rest == *rest).map(|(_, adds)| adds).sum();
            let sign = if now.set >> at & 1 == 1 { -1.0 } else { 1.0 };
            now.set ^= 1 << at;
            now.saves += sign * (self.options[at].saves + adds);
            now.costs += sign * self.options[at].cost;
            if fits(now.costs, budget) && best.might_keep(&now) {
                // Added and taken away two million times, a sum is not what it was; what is kept is added up anew.
                let exact = self.of(now.set);
                if fits(exact.costs, budget) {
                    best.hear(exact);
                }
            }
        }
    }
}

/// Differences below this are rounding.
const NO_MORE: f64 = 1e-9;

fn fits(costs: f64, budget: f64) -> bool {
    costs <= budget + NO_MORE
}

/// The best few sets so far.
struct Best {
    aim: Aim,
    most: usize,
    sets: Vec<Chosen>,
}

impl Best {
    fn worth(&self, it: &Chosen) -> f64 {
        match self.aim {
            Aim::Saving => it.saves,
            Aim::Net => it.saves - it.costs,
        }
    }

    fn might_keep(&self, it: &Chosen) -> bool {
        self.sets.len() < self.most || self.sets.last().is_some_and(|last| self.worth(it) >= self.worth(last) - NO_MORE)
    }

    fn hear(&mut self, it: Chosen) {
        if self.sets.iter().any(|known| known.set == it.set) {
            return;
        }
        let before = |known: &Chosen| {
            let (known_worth, worth) = (self.worth(known), self.worth(&it));
            let tie = (known_worth - worth).abs() <= NO_MORE;
            // Of equals the cheaper, then the one with earlier options.
            if tie { (known.costs, known.set) < (it.costs, it.set) } else { known_worth > worth }
        };
        let place = self.sets.iter().position(|known| !before(known)).unwrap_or(self.sets.len());
        self.sets.insert(place, it);
        self.sets.truncate(self.most);
    }
}

#[cfg(test)]
mod tests;
