//! Changes whose worth can be worked out by hand, and what must hold of any.

use super::play::{Base, Clock, Variant, rows};
use super::*;
use crate::run::Watch;
use crate::sample;
use blackstart_model::{Model, Scenario};
use blackstart_sim::World;

/// A works that makes and sells 10 cars a day at £100 and stands still until two systems are restored, each by people of one crew.
fn company(first: &str, second: &str, people: u32) -> (Model, Scenario) {
    let model = format!(
        r#"
format = 1
name = "m"
currency = "GBP"
party = [{{ id = "us", kind = "company" }}]
product = [{{ id = "car", price = 100 }}]
crew = [{{ id = "it", people = {people} }}]
system = [
    {{ id = "first", rebuild = {{ duration = "{first}", crew = "it" }} }},
    {{ id = "second", rebuild = {{ duration = "{second}", crew = "it" }} }},
]
service = [{{ id = "make", logic = "all(first, second)" }}]
site = [{{ id = "works", product = "car", party = "us", produce = "make" }}]
demand = [{{ site = "works", flow = "10/d", patience = 0 }}]
target = [{{ id = "mvc", title = "Able to build", services = ["make"] }}]
"#
    );
    let day = "format = 1\nname = \"s\"\nstart = 2025-09-01\nhorizon = \"40d\"\n[shutdown]\nlost = 1\n[recovery]\n";
    let read = blackstart_read::model_text(&model);
    let model = read.it.unwrap_or_else(|| panic!("{:?}", read.problems));
    let read = blackstart_read::scenario_text(day, &model);
    (model, read.it.unwrap_or_else(|| panic!("{:?}", read.problems)))
}

/// Some of the changes that are found.
struct Company {
    model: Model,
    scenario: Scenario,
    found: Vec<Found>,
}

impl Company {
    fn of(company: (Model, Scenario), ids: &[&str]) -> Self {
        let (model, scenario) = company;
        let all = found(&model, &scenario);
        let of = |id: &&str| all.iter().find(|it| it.id == *id).unwrap_or_else(|| panic!("no {id} in {all:?}")).clone();
        let found = ids.iter().map(of).collect();
        Self { model, scenario, found }
    }

    fn rank(&self, costs: &[f64], yearly: bool, budget: Option<f64>) -> Ranking {
        self.rank_on(costs, yearly, budget, 1)
    }

    fn rank_on(&self, costs: &[f64], yearly: bool, budget: Option<f64>, threads: usize) -> Ranking {
        let case = Case { model: &self.model, scenario: &self.scenario, weight: 1.0 };
        let all: Vec<usize> = (0..self.found.len()).collect();
        let asked =
            Asked { costs: costs.to_vec(), priced: all.clone(), yearly, kept: all, budget, party: None, years: 5.0 };
        let effort =
            Effort { seed: 3, searched: 32, for_each: 8, finalists: 2, measured: 16, precision: None, threads };
        rank(&[case], self, &effort, &asked, &())
    }

    fn saves(ranking: &Ranking, change: usize) -> f64 {
        ranking.measured.iter().find(|it| it.change == change).unwrap().saves
    }
}

impl Changes for Company {
    fn count(&self) -> usize {
        self.found.len()
    }

    fn made(&self, _: usize, changes: &[usize]) -> Option<(Model, Scenario)> {
        let (mut model, mut scenario) = (self.model.clone(), self.scenario.clone());
        changes.iter().for_each(|at| self.found[*at].make(&mut model, &mut scenario));
        Some((model, scenario))
    }
}

const FIRST: &str = "system/first/faster";
const SECOND: &str = "system/second/faster";
const ONE_MORE: &str = "crew/it/one-more";

fn near(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() < 1e-6 * by_hand.abs().max(1.0), "{found}, by hand {by_hand}");
}

/// Two people: 10 and 4 days side by side, so that 10 days of £1,000 are lost. The first in 5 days: 5 days are saved. The second in 2: nothing is, the first
/// still takes 10. One more person has nobody to help.
#[test]
fn what_is_waited_for_is_worth_its_days() {
    let company = Company::of(company("10d", "4d", 2), &[FIRST, SECOND, ONE_MORE]);
    let it = company.rank(&[0.0; 3], false, None);
    near(it.loss, 10_000.0);
    near(Company::saves(&it, 0), 5_000.0);
    assert_eq!(Company::saves(&it, 1), 0.0);
    let best = &it.measured[0];
    assert_eq!((best.change, best.half, best.helps, best.harms, best.days), (0, 0.0, 1.0, 0.0, Some(5.0)));
    near(best.tails[1].saves, 5_000.0);
    near(best.parties[0], 5_000.0);
    // The second is restored sooner, which touches every history and saves nothing; the crew touches none.
    assert_eq!((it.changes[1].touched, it.changes[2].touched, it.changes[2].same), (32, 0, false));
    assert!(it.measured.iter().all(|it| it.change != 2 || it.saves == 0.0 && it.touched == 0.0));
}

/// One person does one after the other: 4 and 4 days are 8. A second person makes it 4: £4,000.
#[test]
fn one_more_person_is_worth_what_is_waited_for_them() {
    let company = Company::of(company("4d", "4d", 1), &[ONE_MORE]);
    let it = company.rank(&[0.0], false, None);
    near(it.loss, 8_000.0);
    near(Company::saves(&it, 0), 4_000.0);
}

/// 10 days without any output cost £10,000. By hand, half of it is made from the second day on: 1 day and 9 half days are lost, £5,500.
#[test]
fn manual_working_is_worth_what_it_makes() {
    let company = Company::of(company("10d", "4d", 2), &["service/make/by-hand"]);
    let it = company.rank(&[0.0], false, None);
    near(it.loss, 10_000.0);
    near(Company::saves(&it, 0), 4_500.0);
}

/// Both take 10 days: either in 5 saves nothing, both in 5 save £5,000. Whoever adds up would buy neither.
#[test]
fn two_that_need_each_other_are_found_together() {
    let company = Company::of(company("10d", "10d", 2), &[FIRST, SECOND]);
    let it = company.rank(&[1_000.0, 1_000.0], true, Some(2_000.0));
    let together = it.together.unwrap();
    assert_eq!(together.best.changes, [0, 1]);
    near(together.best.saves, 5_000.0);
    assert_eq!((together.best.cost, together.added_up, together.best.played), (2_000.0, 0.0, true));
    near(together.pairs[0].adds, 5_000.0);
    // For less than both cost, nothing is worth buying.
    let it = company.rank(&[1_000.0, 1_000.0], true, Some(1_500.0));
    assert_eq!(it.together.unwrap().best.changes, Vec::<usize>::new());
}

/// 6 and 6 days by one person are 12. The first in 3 makes it 9 and saves 3. Two people make it 6 and save 6. Both leave the second at 6, and save no more
/// than the people do: the pair is worth 3 less than its sum.
#[test]
fn two_that_save_the_same_loss_do_not_add_up() {
    let company = Company::of(company("6d", "6d", 1), &[FIRST, ONE_MORE]);
    let it = company.rank(&[0.0, 0.0], true, Some(0.0));
    near(Company::saves(&it, 0), 3_000.0);
    near(Company::saves(&it, 1), 6_000.0);
    let together = it.together.unwrap();
    near(together.pairs[0].adds, -3_000.0);
    near(together.best.saves, 6_000.0);
}

#[test]
fn costs_threads_and_order_change_no_saving() {
    let ids = [FIRST, SECOND, ONE_MORE];
    let company_of = || company("pert(4d, 8d, 20d)", "uniform(2d, 9d)", 1);
    let company = Company::of(company_of(), &ids);
    let it = company.rank(&[10.0, 20.0, 30.0], true, Some(40.0));
    assert_eq!(it, company.rank_on(&[10.0, 20.0, 30.0], true, Some(40.0), 3));
    let dearer = company.rank(&[20.0, 40.0, 60.0], true, None);
    let other = Company::of(company_of(), &[ids[2], ids[0], ids[1]]).rank(&[30.0, 10.0, 20.0], true, None);
    for change in 0..3 {
        let saves = Company::saves(&it, change);
        assert_eq!(saves, Company::saves(&dearer, change));
        assert_eq!(saves, Company::saves(&other, (change + 1) % 3));
        let net = |of: &Ranking| of.measured.iter().find(|it| it.change == change).unwrap().net;
        near(net(&it) - net(&dearer), [10.0, 20.0, 30.0][change]);
    }
    assert!(it.measured.iter().all(|it| it.half > 0.0 || it.touched == 0.0));
}

/// Of every change that is found for the company of `init`: a history that is said to be untouched ends the same to the last bit when it is played.
#[test]
fn what_is_not_touched_ends_the_same() {
    let (mut untouched, mut touched) = (0, 0);
    for day in ["shutdown.toml", "outage.toml"] {
        let (model, scenario) = sample::starter(day);
        let worlds = [World::new(&model, &scenario)];
        let clock = Clock::new(&(), 0);
        let base = Base::new(&worlds, &[1.0], 11, None, Vec::new()).played_too(rows(1, 24, 0), &clock);
        for it in found(&model, &scenario) {
            let (mut model, mut scenario) = (model.clone(), scenario.clone());
            it.make(&mut model, &mut scenario);
            let made = [(model, scenario)];
            let variant = Variant::of(&worlds, &made);
            let said = base.touched(&variant);
            let all: Vec<usize> = (0..base.len()).collect();
            let saved = base.saved(&variant, &all, &clock);
            for (at, saved) in saved.iter().enumerate() {
                assert!(said.contains(&at) || saved.to_bits() == 0, "{} in {at}: {saved}", it.id);
            }
            touched += said.len();
            untouched += all.len() - said.len();
        }
    }
    assert!(untouched > 100 && touched > 100, "{untouched} and {touched}");
}

/// One person restores one after the other, so that half the time of either is saved: 4.7 and 2.75 days on average.
fn one_after_the_other() -> (Model, Scenario) {
    company("pert(4d, 8d, 20d)", "uniform(2d, 9d)", 1)
}

fn looked(company: &Company, precision: Option<f64>, kept: Vec<usize>) -> Ranking {
    let case = Case { model: &company.model, scenario: &company.scenario, weight: 1.0 };
    let asked = Asked { costs: vec![0.0; company.found.len()], kept, ..Asked::default() };
    let effort = Effort { seed: 3, searched: 256, for_each: 8, finalists: 2, measured: 1_024, precision, threads: 2 };
    rank(&[case], company, &effort, &asked, &())
}

#[test]
fn what_is_known_well_enough_is_not_played_on() {
    let company = Company::of(one_after_the_other(), &[FIRST, SECOND]);
    let of = |precision| looked(&company, precision, vec![0, 1]);
    let (enough, all, never) = (of(Some(0.5)), of(None), of(Some(1e-9)));
    assert_eq!([enough.histories, all.histories, never.histories], [256, 1_024, 1_024]);
    for (all, never) in all.measured.iter().zip(&never.measured) {
        assert_eq!((all.saves, all.net, all.tails), (never.saves, never.net, never.tails));
        // Whoever could have stopped at three moments has to be surer at each.
        assert!(never.half > all.half, "{} and {}", never.half, all.half);
    }
    assert!(enough.measured.iter().all(|it| it.half <= 0.5 * enough.measured[0].saves));
}

#[test]
fn what_is_clearly_behind_is_given_up_unless_somebody_wrote_it_down() {
    let company = Company::of(one_after_the_other(), &[SECOND, FIRST]);
    let of = |kept| looked(&company, Some(1e-9), kept);
    let (found, written) = (of(vec![]), of(vec![0, 1]));
    // What is given up holds nobody up: its interval is wider than what is asked for, and stays so.
    let behind = found.measured[1].half / found.measured[0].saves;
    let first = |at: usize| looked(&company, Some(behind), if at == 0 { vec![] } else { vec![0, 1] }).histories;
    assert!(first(0) <= first(1) && first(0) < 1_024, "{} and {}", first(0), first(1));
    let histories = |of: &Ranking| of.measured.iter().map(|it| (it.change, it.histories)).collect::<Vec<_>>();
    assert_eq!(histories(&found), [(1, 1_024), (0, 256)]);
    assert_eq!(histories(&written), [(1, 1_024), (0, 1_024)]);
    // What is told of it is what the first histories say: about 2.75 days of £1,000.
    let behind = &found.measured[1];
    assert!((behind.saves - 2_750.0).abs() < behind.half && behind.half < 350.0, "{behind:?}");
}

/// Backups are lost once in 100 days, and the rebuild then takes ten times as long: 256 histories hold two or three of these, which tell nothing.
#[test]
fn a_rare_effect_is_not_known_before_it_was_seen() {
    let (mut model, mut scenario) = company("1d", "1d", 2);
    scenario.destroyed = vec![(blackstart_model::model::Resource::Backup, 0.01)];
    for id in model.systems.keys().collect::<Vec<_>>() {
        model.systems[id].rebuild_without_backup = blackstart_model::units::Uncertain::Fixed(10.0);
    }
    let company = Company::of((model, scenario), &["backups/survive"]);
    let it = looked(&company, Some(1.0), vec![0]);
    assert!(it.histories > 256, "{it:?}");
    let saved = &it.measured[0];
    // 9 days of £1,000, once in 100.
    assert!((saved.saves - 90.0).abs() < saved.half && saved.touched > 0.005, "{saved:?}");
}

/// A party that loses nothing saves nothing, whatever the others do.
#[test]
fn savings_can_be_those_of_one_party() {
    let (model, scenario) = company("10d", "4d", 2);
    let us = model.parties.keys().next();
    let company = Company::of((model, scenario), &[FIRST]);
    let case = Case { model: &company.model, scenario: &company.scenario, weight: 1.0 };
    let of = |party| {
        let asked = Asked { costs: vec![0.0], kept: vec![0], party, ..Asked::default() };
        let effort =
            Effort { seed: 3, searched: 16, for_each: 8, finalists: 1, measured: 16, precision: None, threads: 1 };
        rank(&[case], &company, &effort, &asked, &())
    };
    let (all, ours) = (of(None), of(us));
    near(ours.loss, 10_000.0);
    near(Company::saves(&ours, 0), 5_000.0);
    assert_eq!(all.measured, ours.measured, "there is only one");
}

/// £5,000 are saved each time, and the day comes as a Poisson process 0.1 times a year. In five years it comes at all with a chance of 1 − e^−0.5 = 39 %, and
/// at least twice with 1 − 1.5 e^−0.5 = 9 %. What costs £4,500 in them pays if it comes at all, what costs £5,000 if it comes twice.
#[test]
fn a_change_pays_as_often_as_the_day_comes_often_enough() {
    let company = Company::of(company("10d", "4d", 2), &[FIRST]);
    let case = Case { model: &company.model, scenario: &company.scenario, weight: 0.1 };
    let chance = |cost: f64| {
        let asked = Asked { costs: vec![cost], yearly: true, years: 5.0, kept: vec![0], ..Asked::default() };
        let effort =
            Effort { seed: 3, searched: 16, for_each: 8, finalists: 1, measured: 16, precision: None, threads: 1 };
        let it = rank(&[case], &company, &effort, &asked, &());
        near(Company::saves(&it, 0), 500.0);
        // A day that comes once in ten years is still five days shorter when it comes.
        near(it.measured[0].days.unwrap(), 5.0);
        it.measured[0].pays.unwrap()
    };
    for (cost, by_hand) in [(900.0, 0.3935), (1_000.0, 0.0902)] {
        let found = chance(cost);
        assert!((found - by_hand).abs() < 0.02, "{found}, by hand {by_hand}");
    }
}

/// A watcher that stops at once still gets an answer.
#[test]
fn who_stops_gets_what_is_known() {
    struct Stop;
    impl Watch for Stop {
        fn played(&self, _: u64, _: u64) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    let company = Company::of(company("10d", "4d", 2), &[FIRST, SECOND]);
    let case = Case { model: &company.model, scenario: &company.scenario, weight: 1.0 };
    let asked = Asked { costs: vec![0.0; 2], budget: Some(1.0), ..Asked::default() };
    let effort = Effort { seed: 3, searched: 64, for_each: 8, finalists: 2, measured: 64, precision: None, threads: 2 };
    let it = rank(&[case], &company, &effort, &asked, &Stop);
    assert!(it.stopped && it.together.is_none());
    // What was played before it heard of it is told. Nothing was measured, and nothing is made up: no number that is none.
    assert_eq!((it.changes.len(), it.histories, it.measured.len(), it.loss), (2, 16, 0, 10_000.0));
}
