//! Plays each gone alone, crews missed on the bad day, and the pairs that may be worse than their sum.

use super::ends::{End, Histories};
use super::pairs::{self, Deeper, Look, Looked};
use super::reason::nothing;
use super::taken::{Taken, absent, all, normal_life, without};
use super::told::{Alone, CrewAlone, PairAlone, Question, Screening, Short, ShortService, SpofSummary};
use crate::mitigation::Clock;
use crate::run::Watch;
use crate::threads::Threads;
use blackstart_actuary::screen::intervals;
use blackstart_model::id::{CrewId, Key, SiteId};
use blackstart_model::model::{Name, Service};
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::TaskDone;
use blackstart_sim::{Before, BeforeFlow, World};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Histories that a look at pairs sees.
const LOOKED: u32 = 8;
/// Pairs that are told.
const WORST: usize = 20;
/// Share of a day's sales that a sum of floating-point numbers may be off.
const NOTHING: f64 = 1e-6;
/// Pairs looked at before anybody is asked whether to stop.
const PIECE: usize = 64;

/// Takes out one after the other, and the pairs that may be worse than their sum.
pub fn spof(asked: &Question<'_>, guessed: Option<String>, watch: &dyn Watch) -> SpofSummary {
    let threads = Threads::new(asked.threads);
    let taken = all(asked.model, asked.is_assumed);
    let played = taken.len() + asked.model.crews.len() + 1 + asked.pairs.min(pairs::of(taken.len()).len());
    let clock = Clock::new(watch, u64::from(asked.histories) * played as u64);
    let normal = normal_life(asked.model, asked.scenario);
    let world = World::new(asked.model, &normal);
    let study = Study::new(asked, &taken, &world, &clock);
    let ends = threads.run(|| study.ends());
    let alone = study.alone(&ends);
    let (bad_day, crews) = threads.run(|| study.crews());
    let (pairs, screening) = threads.run(|| study.pairs(&ends));
    SpofSummary {
        model: asked.model.title.clone(),
        scenario: asked.scenario.title.clone(),
        currency: asked.model.currency.code.clone(),
        sign: asked.model.currency.sign.clone(),
        guessed,
        target: asked.model.targets.rows().first().map(|it| it.name.title.clone()),
        seed: asked.seed,
        histories: asked.histories,
        played: clock.played(),
        stopped: clock.stopped(),
        horizon_days: asked.scenario.horizon_hours / 24.0,
        stated_days: asked.stated_hours / 24.0,
        alone,
        bad_day,
        crews,
        pairs,
        screening,
    }
}

/// What final customers pay in a day \[money\].
fn sales_per_day(model: &Model) -> f64 {
    model.demands.iter().map(|it| it.flow_per_day * it.price).sum()
}

impl<'a> Study<'a> {
    fn new(asked: &'a Question<'a>, taken: &'a [Taken], world: &'a World<'a>, clock: &'a Clock<'a>) -> Self {
        Self {
            asked,
            taken,
            normal: world.scenario(),
            world,
            histories: Histories { seed: asked.seed, count: asked.histories },
            draws: Histories { seed: asked.seed, count: asked.histories.min(LOOKED) }.draws(),
            nothing: NOTHING * sales_per_day(asked.model),
            clock,
        }
    }
}

struct Study<'a> {
    asked: &'a Question<'a>,
    taken: &'a [Taken],
    normal: &'a Scenario,
    world: &'a World<'a>,
    histories: Histories,
    draws: Vec<Draw>,
    nothing: f64,
    clock: &'a Clock<'a>,
}

/// How histories end with each gone; `None`: not all were played.
type Ends = Vec<Option<Vec<End>>>;

impl Study<'_> {
    fn look(&self) -> Look<'_> {
        Look { model: self.asked.model, normal: self.normal, stated_hours: self.asked.stated_hours, draws: &self.draws }
    }

    fn play(&self, taken: &[&Taken]) -> Option<Vec<End>> {
        let scenario = without(self.asked.model, self.normal, taken, self.asked.stated_hours);
        self.histories.play(self.world, (self.asked.model, &scenario), self.clock)
    }

    fn ends(&self) -> Ends {
        self.taken.par_iter().map(|it| self.play(&[it])).collect()
    }

    fn alone(&self, ends: &Ends) -> Vec<Alone> {
        let whole: Vec<(&Taken, &Vec<End>)> =
            self.taken.iter().zip(ends).filter_map(|(taken, ends)| Some((taken, ends.as_ref()?))).collect();
        let losses: Vec<Vec<f64>> = whole.iter().map(|(_, ends)| ends.iter().map(|it| it.loss).collect()).collect();
        let told = whole.iter().zip(paired(&losses)).map(|((taken, ends), it)| self.one(taken, ends, it));
        let mut told: Vec<Alone> = told.collect();
        // Stable: of the same loss, in the order of the model.
        told.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        told
    }

    fn one(&self, taken: &Taken, ends: &[End], (loss, half): (f64, f64)) -> Alone {
        let model = self.asked.model;
        // A zero has no sign, though a sum of nothing has.
        let mean = |of: &dyn Fn(&End) -> f64| ends.iter().map(of).sum::<f64>() / ends.len() as f64 + 0.0;
        let back: Vec<f64> = ends.iter().map(|it| it.back_days).filter(|it| it.is_finite()).collect();
        let none = ends.iter().all(|it| it.short.is_empty() && (it.loss - it.work).abs() <= self.nothing);
        let why = || {
            let before = self.look().before(&[taken]);
            nothing(model, taken, &before[0], self.asked.stated_hours)
        };
        Alone {
            id: taken.id.clone(),
            title: taken.title.clone(),
            kind: taken.kind,
            stated: taken.stated,
            loss,
            low: half.is_finite().then_some(loss - half),
            high: half.is_finite().then_some(loss + half),
            own: mean(&|it| it.own),
            restoring: mean(&|it| it.work),
            target_days: (!model.targets.is_empty()).then(|| mean(&|it| it.target_days)),
            back_days: (!back.is_empty()).then(|| back.iter().sum::<f64>() / back.len() as f64),
            never: 1.0 - back.len() as f64 / ends.len() as f64,
            breaches: mean(&|it| it.breached.len() as f64),
            breached: self.breached(ends),
            short: self.short(ends),
            nothing: none.then(why),
        }
    }

    fn breached(&self, ends: &[End]) -> Vec<ShortService> {
        let of = |(id, service): (_, &Service)| {
            let share = ends.iter().filter(|it| it.breached.contains(&id)).count() as f64 / ends.len() as f64;
            let Name { id, title, .. } = &service.name;
            (share > 0.0).then(|| ShortService { id: id.clone(), title: title.clone(), share })
        };
        self.asked.model.services.iter().filter_map(of).collect()
    }

    /// Sites that are short, the worst first.
    fn short(&self, ends: &[End]) -> Vec<Short> {
        let mut of: BTreeMap<SiteId, (usize, f64)> = BTreeMap::new();
        for (site, worst) in ends.iter().flat_map(|it| &it.short) {
            let (count, sum) = of.entry(*site).or_default();
            *count += 1;
            *sum += worst;
        }
        let told = |(site, (count, sum)): (SiteId, (usize, f64))| {
            let name = &self.asked.model.sites.rows()[site.index()].name;
            let (id, title) = (name.id.clone(), name.title.clone());
            Short { id, title, share: count as f64 / ends.len() as f64, worst_week: sum / count as f64 }
        };
        let mut short: Vec<Short> = of.into_iter().map(told).collect();
        short.sort_by(|a, b| a.worst_week.total_cmp(&b.worst_week));
        short
    }

    /// Each crew missed on the bad day, beside that day as it is.
    fn crews(&self) -> (Option<f64>, Vec<CrewAlone>) {
        let Question { model, scenario, stated_hours, .. } = *self.asked;
        if scenario.recovery.is_none() || model.crews.is_empty() {
            return (None, Vec::new());
        }
        let world = World::new(model, scenario);
        let Some(base) = self.histories.play(&world, (model, scenario), self.clock) else {
            return (None, Vec::new());
        };
        let ids: Vec<CrewId> = model.crews.keys().collect();
        let play = |&crew: &CrewId| {
            let (model, scenario) = absent(model, scenario, crew, stated_hours)?;
            self.histories.play(&world, (&model, &scenario), self.clock)
        };
        let ends: Vec<Option<Vec<End>>> = ids.par_iter().map(play).collect();
        let whole: Vec<(CrewId, &Vec<End>)> =
            ids.iter().zip(&ends).filter_map(|(id, ends)| Some((*id, ends.as_ref()?))).collect();
        let more = |ends: &[End], of: &dyn Fn(&End) -> f64| -> Vec<f64> {
            ends.iter().zip(&base).map(|(is, was)| of(is) - of(was)).collect()
        };
        let losses: Vec<Vec<f64>> = whole.iter().map(|(_, ends)| more(ends, &|it| it.loss)).collect();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let told = |((crew, ends), (loss, half)): (&(CrewId, &Vec<End>), (f64, f64))| CrewAlone {
            id: model.crews[*crew].name.id.clone(),
            title: model.crews[*crew].name.title.clone(),
            loss,
            low: half.is_finite().then_some(loss - half),
            high: half.is_finite().then_some(loss + half),
            own: mean(more(ends, &|it| it.own)),
            target_days: (!model.targets.is_empty()).then(|| mean(more(ends, &|it| it.target_days))),
            breaches: mean(more(ends, &|it| it.breached.len() as f64)),
            nothing: (**ends == base).then(|| self.unmissed(*crew)),
        };
        let mut crews: Vec<CrewAlone> = whole.iter().zip(paired(&losses)).map(told).collect();
        crews.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        let loss = base.iter().map(|it| it.loss).sum::<f64>() / base.len() as f64;
        (Some(loss), crews)
    }

    /// Why a crew is not missed.
    fn unmissed(&self, crew: CrewId) -> String {
        let Question { model, scenario, .. } = *self.asked;
        let stages = BeforeFlow::new(model, scenario);
        let uses = |task: &TaskDone| {
            let row = model.systems[task.system].tasks()[task.kind as usize];
            row.is_some_and(|it| it.occupies().any(|(id, _)| id == crew))
        };
        let works = self.draws.iter().any(|&draw| stages.play(draw).availability.tasks.iter().any(uses));
        if works {
            "it is not needed before it comes back".to_owned()
        } else {
            "nothing that is restored on that day needs it".to_owned()
        }
    }

    /// Pairs that are worse than their sum.
    fn pairs(&self, ends: &Ends) -> (Vec<PairAlone>, Screening) {
        let look = self.look();
        let before: Vec<Vec<Before>> = self.taken.par_iter().map(|it| look.before(&[it])).collect();
        let all = pairs::of(self.taken.len());
        let mut screening = Screening { pairs: all.len(), histories: self.draws.len() as u32, ..Screening::default() };
        let mut deeper: Vec<(Pair, Deeper)> = Vec::new();
        let mut goods: Vec<(Pair, f64)> = Vec::new();
        for pieces in all.chunks(PIECE) {
            if self.clock.stopped() {
                break;
            }
            let at =
                |&(one, other): &Pair| look.at((&self.taken[one], &before[one]), (&self.taken[other], &before[other]));
            let looked: Vec<Looked> = pieces.par_iter().map(at).collect();
            screening.looked_at += looked.len();
            for (&pair, looked) in pieces.iter().zip(looked) {
                match looked {
                    // Where one alone brings a gain, both can cost more than their sum without anything that is worse.
                    Looked::Covered if [pair.0, pair.1].iter().any(|at| self.gains(&ends[*at])) => {
                        goods.push((pair, 0.0))
                    }
                    Looked::Covered => screening.covered += 1,
                    Looked::Goods(promise) => goods.push((pair, promise)),
                    Looked::Deeper(it) => deeper.push((pair, it)),
                }
            }
            self.clock.add(0);
        }
        // Stable: of the same promise, in the order of the model.
        deeper.sort_by(|a, b| b.1.promise.total_cmp(&a.1.promise));
        goods.sort_by(|a, b| b.1.total_cmp(&a.1));
        (screening.deeper, screening.goods) = (deeper.len(), goods.len());
        screening.deeper_played = deeper.len().min(self.asked.pairs);
        screening.goods_played = goods.len().min(self.asked.pairs - screening.deeper_played);
        let chosen: Vec<(Pair, Option<&Deeper>)> = deeper[..screening.deeper_played]
            .iter()
            .map(|(pair, it)| (*pair, Some(it)))
            .chain(goods[..screening.goods_played].iter().map(|(pair, _)| (*pair, None)))
            .collect();
        let played: Vec<Option<Vec<End>>> =
            chosen.par_iter().map(|((one, other), _)| self.play(&[&self.taken[*one], &self.taken[*other]])).collect();
        let count = |from: usize, to: usize| played[from..to].iter().flatten().count();
        let (first, all) = (screening.deeper_played, played.len());
        (screening.deeper_played, screening.goods_played) = (count(0, first), count(first, all));
        (self.worst(ends, &chosen, &played), screening)
    }

    fn gains(&self, ends: &Option<Vec<End>>) -> bool {
        ends.iter().flatten().any(|it| it.loss - it.work < -self.nothing)
    }

    fn worst<'e>(
        &self,
        ends: &'e Ends,
        chosen: &[(Pair, Option<&'e Deeper>)],
        played: &'e [Option<Vec<End>>],
    ) -> Vec<PairAlone> {
        let whole = |(&(pair, deeper), both): (&(Pair, _), &'e Option<Vec<End>>)| {
            let alone = (ends[pair.0].as_deref()?, ends[pair.1].as_deref()?);
            Some(Joint { pair, deeper, both: both.as_deref()?, alone })
        };
        let whole: Vec<Joint<'_>> = chosen.iter().zip(played).filter_map(whole).collect();
        let beyond: Vec<Vec<f64>> = whole.iter().map(Joint::beyond).collect();
        let told = whole.iter().zip(paired(&beyond)).map(|(it, beyond)| self.pair(it, beyond));
        let mut worse: Vec<PairAlone> = told.filter(|it| it.low > self.nothing).collect();
        worse.sort_by(|a, b| b.beyond.total_cmp(&a.beyond));
        worse.truncate(WORST);
        worse
    }

    fn pair(&self, it: &Joint<'_>, (beyond, half): (f64, f64)) -> PairAlone {
        let mean = |ends: &[End]| ends.iter().map(|it| it.loss).sum::<f64>() / ends.len() as f64;
        let (one, other) = (&self.taken[it.pair.0], &self.taken[it.pair.1]);
        PairAlone {
            one: one.title.clone(),
            other: other.title.clone(),
            ids: [one.id.clone(), other.id.clone()],
            loss: mean(it.both),
            sum: mean(it.alone.0) + mean(it.alone.1),
            beyond,
            low: beyond - half,
            high: beyond + half,
            why: self.why(it.deeper),
        }
    }

    fn why(&self, deeper: Option<&Deeper>) -> String {
        match deeper {
            None => {
                "neither stops more than alone; stock, customers or cash that carry one do not carry both".to_owned()
            }
            Some(it) => {
                let title = it.place.title(self.asked.model);
                if it.either {
                    format!("“{title}” runs on either of them, and not without both")
                } else {
                    format!("“{title}” is down for longer: one waits for the other, or both for the same people")
                }
            }
        }
    }
}

/// Places of two in the list of what is taken out.
type Pair = (usize, usize);

/// Histories of a pair beside those of each alone.
struct Joint<'e> {
    pair: Pair,
    deeper: Option<&'e Deeper>,
    both: &'e [End],
    alone: (&'e [End], &'e [End]),
}

impl Joint<'_> {
    /// What both cost beyond their sum, in each history \[money\].
    fn beyond(&self) -> Vec<f64> {
        let sums = self.alone.0.iter().zip(self.alone.1).map(|(one, other)| one.loss + other.loss);
        self.both.iter().zip(sums).map(|(both, sum)| both.loss - sum).collect()
    }
}

/// Means and half widths of intervals that hold for all together.
fn paired(of: &[Vec<f64>]) -> Vec<(f64, f64)> {
    let slices: Vec<&[f64]> = of.iter().map(Vec::as_slice).collect();
    intervals(&slices, &vec![0.0; slices.len()], 1)
}

/// Pairs that a look leaves out, and the most that any history of them costs beyond the sum.
#[cfg(test)]
pub(super) fn left_out(asked: &Question<'_>) -> Vec<([String; 2], f64)> {
    let (taken, clock) = (all(asked.model, asked.is_assumed), Clock::new(&(), 0));
    let normal = normal_life(asked.model, asked.scenario);
    let world = World::new(asked.model, &normal);
    let study = Study::new(asked, &taken, &world, &clock);
    let look = study.look();
    let of = |(one, other): Pair| {
        let (a, b) = (&taken[one], &taken[other]);
        let looked = look.at((a, &look.before(&[a])), (b, &look.before(&[b])));
        let ends = |taken: &[&Taken]| study.play(taken).expect("nobody stops it");
        let (both, a_ends, b_ends) = (ends(&[a, b]), ends(&[a]), ends(&[b]));
        let joint = Joint { pair: (one, other), deeper: None, both: &both, alone: (&a_ends, &b_ends) };
        let most = joint.beyond().into_iter().fold(f64::NEG_INFINITY, f64::max);
        (looked == Looked::Covered).then(|| ([a.id.clone(), b.id.clone()], most))
    };
    pairs::of(taken.len()).into_iter().filter_map(of).collect()
}
