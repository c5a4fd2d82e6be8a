//! The programs in `examples/`, played small: what a user copies first must run.

#![expect(dead_code, reason = "each has a main of its own")]
#![allow(clippy::print_stdout, reason = "a program prints")]

#[path = "../../examples/company.rs"]
mod company;
#[path = "../../examples/loss_curve.rs"]
mod loss_curve;
#[path = "../../examples/network.rs"]
mod network;
#[path = "../../examples/two_plans.rs"]
mod two_plans;

use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

#[test]
fn a_company_and_its_bad_day() {
    let out = tempfile::tempdir().unwrap();
    let told = company::story(&example("jlr-2025"), "as-forecast", 4, out.path()).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("one time in two over "), "{told}");
    assert!(lines.iter().any(|line| line.contains("in half of the cases from 2025-")), "{told}");
    // The strip of the worst history.
    assert!(lines.iter().any(|line| line.contains("..") && line.contains("##")), "{told}");
    for file in ["manifest.json", "summary.json", "losses.parquet", "report.html"] {
        assert!(out.path().join(file).is_file(), "{file}");
    }
    let wrong = company::story(&example("jlr-2025"), "no-such-day", 4, out.path()).unwrap_err().to_string();
    assert!(wrong.contains("no-such-day"), "{wrong}");
}

#[test]
fn two_plans_on_the_same_draws() {
    let it = two_plans::compared(&example("marks-and-spencer-2025"), "as-forecast", 8).unwrap();
    assert_eq!(it.replicates, 8);
    assert!(it.total_loss.a.mean > 0.0 && it.total_loss.b.mean > 0.0);
    // Differences are of pairs.
    let of_means = it.total_loss.a.mean - it.total_loss.b.mean;
    assert!((it.total_loss.difference.mean - of_means).abs() <= 1e-9 * it.total_loss.a.mean);
}

#[test]
fn years_and_their_loss_curve() {
    let it = loss_curve::curve(&example("marks-and-spencer-2025"), "prior", 8, 2_000).unwrap();
    // The scenario's rate is 0.05 a year.
    assert!(it.events > 60 && it.events < 140, "{}", it.events);
    let points = &it.subjects[0].gross.points;
    assert!(
        points.len() > 2
            && points.is_sorted_by(|a, b| a.return_period >= b.return_period)
                == points.is_sorted_by(|a, b| a.year >= b.year)
    );
    assert!(points.iter().any(|point| point.year > 0.0));
}

#[test]
fn a_valley_after_a_flood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/valley");
    let shares = network::produced(&folder, &folder.join("flood.toml"), 200).unwrap();
    assert!(shares[..2].iter().all(|share| *share == 1.0), "at rest before the flood: {:?}", &shares[..3]);
    let lowest = shares.iter().copied().fold(1.0, f64::min);
    assert!(lowest < 0.9, "{lowest}");
    assert!((shares[199] - 1.0).abs() < 0.01, "it recovers: {}", shares[199]);
}
