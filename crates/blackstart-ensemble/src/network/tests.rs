//! Small economies under shocks.

#![allow(clippy::disallowed_methods, reason = "tests read files")]

use super::shocks::apart;
use super::*;
use blackstart_model::economy::{Basis, Member, Names, Recovery, Subject};
use blackstart_model::{Model, Scenario};
use blackstart_read::economy::embed;

/// Three firms in a row; the last sells to final demand.
fn chain() -> Economy {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("firms.csv"), "firm,sector,final_demand\n1,1,0\n2,2,0\n3,3,10\n").unwrap();
    std::fs::write(folder.join("links.csv"), "supplier,buyer,amount\n1,2,2\n2,3,5\n").unwrap();
    let economy = blackstart_read::economy::read(folder, &blackstart_model::CsvOnly).it.unwrap();
    assert_ne!(economy.firms, Names::default());
    economy
}

fn shock(firms: Vec<u32>, kind: Kind, from: u64, until: Option<u64>) -> Shock {
    let name = "test".to_owned();
    Shock { name, firms: Subject::These(firms), kind, from, until, recovery: Recovery::None, recovery_steps: 0.0 }
}

fn production(settings: &Settings, shocks: &[Shock], steps: usize) -> Vec<f64> {
    let nation = Nation::new(chain(), settings, shocks).unwrap();
    let mut course = nation.course().unwrap();
    let step = |_| {
        course.step().unwrap();
        course.totals().production
    };
    (0..steps).map(step).collect()
}

#[test]
fn nothing_moves_without_shocks() {
    for preset in [Preset::InoueTodo, Preset::Ario] {
        assert_eq!(production(&Settings::of(preset), &[], 5), [17.0; 5]);
    }
}

#[test]
fn two_windows_leave_the_firm_whole_in_between() {
    let lost = Kind::Capacity { share: 1.0 };
    let shocks = [shock(vec![2], lost.clone(), 1, Some(2)), shock(vec![2], lost, 3, Some(4))];
    let made = production(&Settings::of(Preset::InoueTodo), &shocks, 5);
    assert_eq!(made[0], 17.0);
    assert_eq!(made[1], 7.0, "the last firm is down");
    assert!(made[2] > 7.0 && made[3] < made[2], "{made:?}");
}

#[test]
fn windows_at_once_leave_what_each_leaves_of_the_other() {
    let half = |from, until| (from, until, 0.5);
    let windows = apart(7, &[half(0, 4), half(2, 6)]);
    let told: Vec<(u64, u64, f64)> = windows.iter().map(|it| (it.first, it.last, it.share)).collect();
    assert_eq!(told, [(0, 1, 0.5), (2, 3, 0.75), (4, 5, 0.5)]);
}

#[test]
fn demand_falls_and_comes_back() {
    let shocks = [
        shock(vec![2], Kind::Demand { times: 0.5 }, 0, Some(2)),
        shock(vec![2], Kind::Demand { times: 0.5 }, 1, Some(2)),
    ];
    let nation = Nation::new(chain(), &Settings::of(Preset::InoueTodo), &shocks).unwrap();
    let mut course = nation.course().unwrap();
    let mut sold = Vec::new();
    for _ in 0..4 {
        course.step().unwrap();
        sold.push(course.totals().consumption);
    }
    assert_eq!(sold, [5.0, 2.5, 10.0, 10.0]);
}

#[test]
fn a_cut_link_starves_its_buyer_once_stock_is_gone() {
    let to = Subject::These(vec![2]);
    let shocks = [shock(vec![1], Kind::Cut { share: 1.0, to }, 0, Some(30))];
    // Rule 1 orders what is normal; under rule 0 who makes nothing orders nothing for ever.
    let settings = Settings { inventory: Some(5.0), order: 1, ..Settings::of(Preset::InoueTodo) };
    let nation = Nation::new(chain(), &settings, &shocks).unwrap();
    let mut course = nation.course().unwrap();
    let mut last = Vec::new();
    for _ in 0..60 {
        course.step().unwrap();
        last.push(course.by_firm()[0][2]);
    }
    assert_eq!(last[0], 10.0);
    assert!(last[20] < 1e-9, "{last:?}");
    assert!(course.by_firm()[0][1] > 0.0);
    assert!(last[59] > 1.0, "{last:?}");
}

#[test]
fn a_cut_that_ends_leaves_another_standing() {
    let cut = |share, from, until| shock(vec![1], Kind::Cut { share, to: Subject::These(vec![2]) }, from, Some(until));
    let both = [cut(0.5, 0, 2), cut(1.0, 1, 4)];
    let nation = Nation::new(chain(), &Settings::of(Preset::InoueTodo), &both).unwrap();
    let mut course = nation.course().unwrap();
    let mut ordered = Vec::new();
    for _ in 0..5 {
        course.step().unwrap();
        ordered.push(course.by_firm()[1][1]);
    }
    assert_eq!(ordered[0], 2.5);
    assert_eq!(ordered[1..4], [0.0; 3], "{ordered:?}");
    assert!(ordered[4] > 5.0, "{ordered:?}");
}

#[test]
fn a_state_goes_on_to_the_last_bit() {
    let mut slow = shock(vec![0], Kind::Capacity { share: 0.8 }, 1, Some(3));
    (slow.recovery, slow.recovery_steps) = (Recovery::Linear, 9.0);
    let shocks = [slow, shock(vec![2], Kind::Demand { times: 1.5 }, 2, Some(6))];
    for preset in [Preset::InoueTodo, Preset::Ario] {
        let settings = Settings { inventory: Some(3.0), ..Settings::of(preset) };
        let nation = Nation::new(chain(), &settings, &shocks).unwrap();
        let mut whole = nation.course().unwrap();
        for _ in 0..4 {
            whole.step().unwrap();
        }
        let nation = Nation::new(chain(), &settings, &shocks).unwrap();
        let mut second = nation.course().unwrap();
        second.go_on_from(whole.state()).unwrap();
        for _ in 0..12 {
            whole.step().unwrap();
            second.step().unwrap();
            assert_eq!(whole.state(), second.state());
        }
    }
}

#[test]
fn what_does_not_go_together_is_told() {
    let mut one = shock(vec![0], Kind::Capacity { share: 0.5 }, 0, None);
    (one.recovery, one.recovery_steps) = (Recovery::Uniform, 5.0);
    let two = shock(vec![1], Kind::Capacity { share: 0.5 }, 0, Some(2));
    let error = Nation::new(chain(), &Settings::of(Preset::InoueTodo), &[one, two]).unwrap_err();
    assert!(error.to_string().contains("all recover by a rule"), "{error}");
    let settings = Settings { rationing: 9, ..Settings::of(Preset::InoueTodo) };
    assert!(Nation::new(chain(), &settings, &[]).is_err());
}

#[test]
fn the_first_link_of_a_chain_is_worth_the_chain() {
    let settings = RankSettings { production: Produces::Leontief, substitution: false, stop: 1e-12, accounts: false };
    let impacts = rank(chain(), &settings, None, &()).unwrap().unwrap();
    let down: Vec<f64> = impacts.iter().map(|impact| impact.index[0].down).collect();
    assert_eq!(down, [1.0, 5.0 / 7.0, 0.0]);
}

/// The starter company: plant and frames are firms of a chain of three, gears are new; dealers stay outside.
fn starter() -> (Model, Scenario, Vec<Member>, Economy) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join("scenarios")).unwrap();
    for (name, text) in blackstart_read::starter() {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let model = blackstart_read::model(folder, &blackstart_model::CsvOnly).it.unwrap();
    let scenario = blackstart_read::scenario(&folder.join("scenarios/shutdown.toml"), &model).it.unwrap();
    // Frames sell 200 × £180 a day, the plant 200 × £900.
    std::fs::write(folder.join("firms.csv"), "firm,sector,final_demand\n1,1,0\n2,2,0\n3,3,180000\n").unwrap();
    std::fs::write(folder.join("links.csv"), "supplier,buyer,amount\n1,2,9000\n2,3,36000\n").unwrap();
    let economy = blackstart_read::economy::read(folder, &blackstart_model::CsvOnly).it.unwrap();
    let file = folder.join("sites.csv");
    std::fs::write(&file, "site,firm,sector\nplant,3,\nframes,2,\ngears,,1\n").unwrap();
    let embedded = embed(economy, &model, &file, Basis::default(), &blackstart_model::CsvOnly);
    assert_eq!(embedded.problems, []);
    let embedded = embedded.it.unwrap();
    (model, scenario, embedded.members, embedded.economy)
}

#[test]
fn sites_become_firms_with_the_company_s_links() {
    let (_, _, members, economy) = starter();
    assert_eq!(economy.firms.iter().collect::<Vec<_>>(), ["1", "2", "3", "gears"]);
    assert_eq!(members.iter().map(|it| (it.firm, it.weight)).collect::<Vec<_>>(), [(1, 1.0), (2, 1.0), (3, 1.0)]);
    let Links::List { supplier, buyer, amount } = &economy.links else { panic!() };
    // The network's own links stand; the new firm brings its own: 200 sets at £120.
    assert_eq!((supplier.as_slice(), buyer.as_slice()), ([0, 1, 3].as_slice(), [1, 2, 2].as_slice()));
    assert_eq!(amount, &[9_000.0, 36_000.0, 24_000.0]);
    assert_eq!(economy.final_demand, [0.0, 0.0, 180_000.0, 0.0]);
}

#[test]
fn a_company_s_shutdown_stops_its_firm_and_starves_the_nation() {
    let (model, scenario, members, economy) = starter();
    let company = Company::new(&model, &scenario, &members, 24.0);
    let nation = Nation::new(economy, &Settings::of(Preset::InoueTodo), &[]).unwrap();
    let strikes = company.history(1, 0, 90);
    // The company alone, with the same seed, is down when its firm is.
    let capacity = {
        let draw = blackstart_sim::draw::Draw { seed: 1, replicate: 0 };
        blackstart_sim::BeforeFlow::new(&model, &scenario).play(draw).capacity
    };
    let plant = members[1].site;
    let produce = capacity.channels[plant][1].as_ref().unwrap();
    let mut course = nation.course_with(&strikes).unwrap();
    let (mut idle, mut others) = (0, 0.0_f64);
    for step in 0..90_u32 {
        course.step().unwrap();
        let [made, _, _, lost] = course.by_firm();
        let level = produce.mean_over(f64::from(step) * 24.0, f64::from(step + 1) * 24.0);
        assert!(lost[2] >= 1.0 - level - 1e-12, "step {step}: {} at {level}", lost[2]);
        idle += usize::from(lost[2] > 0.99);
        others = others.max(9_000.0 - made[0]);
        assert_eq!(course.value_added_of(&[0]), made[0], "who buys nothing adds all of it");
    }
    assert!(idle > 3, "{idle}");
    assert!(others > 1_000.0, "the supplier's supplier feels it: {others}");
    // A nation without it stays at rest.
    let mut rest = nation.course().unwrap();
    for _ in 0..20 {
        rest.step().unwrap();
    }
    assert_eq!(rest.totals().production, nation.course().unwrap().totals().production);
}

#[test]
fn a_history_of_a_company_goes_on_from_a_state() {
    let (model, scenario, members, economy) = starter();
    let company = Company::new(&model, &scenario, &members, 24.0);
    let nation = Nation::new(economy, &Settings::of(Preset::InoueTodo), &[]).unwrap();
    let strikes = company.history(1, 3, 60);
    let mut whole = nation.course_with(&strikes).unwrap();
    for _ in 0..17 {
        whole.step().unwrap();
    }
    let mut second = nation.course_with(&strikes).unwrap();
    second.go_on_from(whole.state()).unwrap();
    for _ in 0..43 {
        whole.step().unwrap();
        second.step().unwrap();
        assert_eq!(whole.state(), second.state());
    }
}

#[test]
fn renumbered_firms_are_told_by_their_own_numbers() {
    let (model, scenario, members, economy) = starter();
    let company = Company::new(&model, &scenario, &members, 24.0);
    let strikes = company.history(1, 0, 40);
    let cut = Kind::Cut { share: 0.5, to: Subject::These(vec![2]) };
    let shocks = [
        shock(vec![1], Kind::Capacity { share: 0.3 }, 2, Some(9)),
        shock(vec![2], Kind::Demand { times: 0.7 }, 1, Some(30)),
        shock(vec![3], cut, 3, Some(12)),
    ];
    let settings = Settings { inventory: Some(4.0), ..Settings::of(Preset::InoueTodo) };
    // The new firm comes last and has the first sector.
    let places = Places::of(&economy, 0);
    assert_eq!((0..4).map(|firm| places.of_firm(firm)).collect::<Vec<_>>(), [0, 2, 3, 1]);
    let plain = Nation::new(economy.clone(), &settings, &shocks).unwrap();
    let other = Nation::placed(places, economy, &settings, &shocks).unwrap();
    let (mut plain, mut other) = (plain.course_with(&strikes).unwrap(), other.course_with(&strikes).unwrap());
    for _ in 0..40 {
        plain.step().unwrap();
        other.step().unwrap();
        for (one, two) in plain.by_firm().iter().flatten().zip(other.by_firm().iter().flatten()) {
            assert!((one - two).abs() <= 1e-9 * one.abs(), "{one} {two}");
        }
        assert!((plain.value_added_of(&[1, 3]) - other.value_added_of(&[1, 3])).abs() < 1e-6);
        assert_eq!(plain.by_sector().len(), other.by_sector().len());
    }
    assert_ne!(plain.totals().production, 0.0);
}
