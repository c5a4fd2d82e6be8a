//! Small economies under shocks.

use super::*;
use blackstart_model::economy::Names;

/// Three firms in a row; the last sells to final demand.
fn chain() -> Economy {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("firms.csv"), "firm,sector,final_demand\n1,1,0\n2,2,0\n3,3,10\n").unwrap();
    std::fs::write(folder.join("links.csv"), "supplier,buyer,amount\n1,2,2\n2,3,5\n").unwrap();
    let economy = blackstart_model::economy::read(folder, &blackstart_model::CsvOnly).it.unwrap();
    assert_ne!(economy.firms, Names::default());
    economy
}

fn shock(firms: Vec<u32>, kind: Kind, from: u64, until: Option<u64>) -> Shock {
    let name = "test".to_owned();
    Shock { name, firms: Subject::These(firms), kind, from, until, recovery: Recovery::None, recovery_steps: 0.0 }
}

fn production(settings: &Settings, shocks: &[Shock], steps: usize) -> Vec<f64> {
    let mut course = Course::new(chain(), settings, shocks).unwrap();
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
    let mut course = Course::new(chain(), &Settings::of(Preset::InoueTodo), &shocks).unwrap();
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
    let mut course = Course::new(chain(), &settings, &shocks).unwrap();
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
    let mut course = Course::new(chain(), &Settings::of(Preset::InoueTodo), &both).unwrap();
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
        let mut whole = Course::new(chain(), &settings, &shocks).unwrap();
        for _ in 0..4 {
            whole.step().unwrap();
        }
        let mut second = Course::new(chain(), &settings, &shocks).unwrap();
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
    let error = Course::new(chain(), &Settings::of(Preset::InoueTodo), &[one, two]).unwrap_err();
    assert!(error.to_string().contains("all recover by a rule"), "{error}");
    let settings = Settings { rationing: 9, ..Settings::of(Preset::InoueTodo) };
    assert!(Course::new(chain(), &settings, &[]).is_err());
}

#[test]
fn the_first_link_of_a_chain_is_worth_the_chain() {
    let settings = RankSettings { production: Produces::Leontief, substitution: false, stop: 1e-12, accounts: false };
    let impacts = rank(chain(), &settings, None, |_| {}).unwrap();
    let down: Vec<f64> = impacts.iter().map(|impact| impact.index[0].down).collect();
    assert_eq!(down, [1.0, 5.0 / 7.0, 0.0]);
}
