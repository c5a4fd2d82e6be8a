//! The best set for a budget: every set of 14 options was looked at by another program.

use crate::data::Table;
use blackstart_actuary::portfolio::{Aim, Portfolio, Priced, Set};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/portfolio")
}

fn set(names: &str) -> Set {
    names.split('+').map(|it| 1 << it.strip_prefix('o').unwrap().parse::<u32>().unwrap()).sum()
}

fn options() -> (Vec<Priced>, Vec<(Set, f64)>) {
    let options = Table::read(&folder().join("options.csv")).unwrap();
    let priced = options.numbers(&["cost", "saves"]).iter().map(|row| Priced { cost: row[0], saves: row[1] }).collect();
    let table = Table::read(&folder().join("interactions.csv")).unwrap();
    let together = table.rows.iter().map(|row| (set(&row[0]), row[1].parse().unwrap())).collect();
    (priced, together)
}

#[test]
fn the_best_set_for_each_budget_is_that_of_all_sets() {
    let (priced, together) = options();
    let portfolio = Portfolio::new(priced.clone(), together);
    let added = Portfolio::new(priced, Vec::new());
    let expected = Table::read(&folder().join("expected.csv")).unwrap();
    for at in 0..expected.rows.len() {
        let row = expected.named(at);
        let number = |column: &str| -> f64 { row[column].parse().unwrap() };
        let near =
            |found: f64, column: &str| assert!((found - number(column)).abs() < 1e-9, "{row:?} {column}: {found}");
        let budget = number("budget");

        let best = portfolio.best(budget, Aim::Saving, 2);
        assert_eq!((best[0].set, best[1].set), (set(row["best"]), set(row["second best"])), "{row:?}");
        near(best[0].saves, "best saves");
        near(best[0].costs, "best costs");
        near(best[1].saves, "second saves");

        let naive = added.best(budget, Aim::Saving, 1)[0].set;
        assert_eq!(naive, set(row["best if savings are just added"]), "{row:?}");
        near(portfolio.of(naive).saves, "which really saves");

        let greedy = portfolio.greedily(budget);
        assert_eq!(greedy.set, set(row["greedy by saving per cost"]), "{row:?}");
        near(greedy.saves, "greedy saves");

        let net = portfolio.best(budget, Aim::Net, 1)[0];
        assert_eq!(net.set, set(row["best by saving less cost"]), "{row:?}");
        near(net.saves - net.costs, "net");
    }
    assert_eq!(expected.rows.len(), 6);
}

/// Twelve options that do nothing make the case too large for looking at every set; the search that is left finds sets as good.
#[test]
fn what_does_nothing_is_not_bought_and_the_search_comes_near() {
    let (mut priced, together) = options();
    let small = Portfolio::new(priced.clone(), together.clone());
    priced.extend([Priced { cost: 0.1, saves: 0.0 }; 12]);
    let large = Portfolio::new(priced, together);
    for budget in [2.0, 4.0, 6.0, 8.0, 12.0, 20.98] {
        let (exact, found) = (small.best(budget, Aim::Saving, 1)[0], large.best(budget, Aim::Saving, 1)[0]);
        assert_eq!(found.set >> 14, 0, "nothing is bought that does nothing");
        assert!(found.saves >= 0.95 * exact.saves, "{budget}: {} of {}", found.saves, exact.saves);
    }
}
