//! Do small companies give the numbers that anyone can work out by hand?
//!
//! Each folder of `tests/cases` is one; what is right is told beside it here.

use blackstart::store::Formats;
use blackstart::{Ensemble, Summary, read, report};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case)
}

/// What is said about a case's scenario when it is read.
fn said(case: &str, scenario: &str) -> String {
    let model = read::model(&folder(case), &Formats).it.unwrap();
    let read = read::scenario(&folder(case).join(format!("scenarios/{scenario}.toml")), &model);
    report::problems(&read.problems, read.omitted, report::Style::default())
}

/// The summary of a case, with steps of so many hours.
fn played(case: &str, scenario: &str, step_hours: Option<f64>) -> Value {
    let model = read::model(&folder(case), &Formats).it.unwrap();
    let mut scenario = read::scenario(&folder(case).join(format!("scenarios/{scenario}.toml")), &model).it.unwrap();
    scenario.step_hours = step_hours.unwrap_or(scenario.step_hours);
    let results = Ensemble::new(&model, &scenario).replicates(2).run();
    serde_json::to_value(Summary::of(&results)).unwrap()
}

fn loss(of: &Value) -> f64 {
    of["loss"]["total"]["mean"].as_f64().unwrap()
}

fn of_cause(of: &Value, cause: &str) -> f64 {
    let causes = of["loss"]["by_cause"].as_array().unwrap();
    causes.iter().find(|it| it["name"] == cause).map_or(0.0, |it| it["loss"]["mean"].as_f64().unwrap())
}

fn loss_of_form(of: &Value, form: &str) -> f64 {
    let forms = of["loss"]["by_form"].as_array().unwrap();
    forms.iter().find(|it| it["name"] == form).map_or(0.0, |it| it["loss"]["mean"].as_f64().unwrap())
}

/// A volume of a site, summed over all periods whose label begins so.
fn volume(of: &Value, site: &str, period: &str, what: &str) -> f64 {
    let rows = of["volumes"].as_array().unwrap().iter();
    let here = rows.filter(|row| row["site"] == site && row["period"].as_str().unwrap().starts_with(period));
    here.map(|row| row[what]["mean"].as_f64().unwrap()).sum()
}

fn close(value: f64, right: f64) {
    assert!((value - right).abs() <= 1e-6 * right.abs().max(1.0), "{value} is not {right}");
}

#[test]
fn a_level_is_a_share_of_what_is_normal() {
    // 1,000 a day, five days at one half, nobody waits: 2,500.
    for step in [1.0, 6.0, 24.0] {
        close(loss(&played("m01-level-is-a-share", "x", Some(step))), 2500.0);
    }
}

#[test]
fn newcomers_are_met_with_their_patience_once() {
    // 28 days at half of 100 a day; half of the 50 turned away each day do not wait: 700. With a patience of 0.7: 420.
    for step in [1.0, 24.0, 168.0] {
        close(loss(&played("m02-patience", "x", Some(step))), 700.0);
        close(loss(&played("m02-patience/weekly", "x", Some(step))), 420.0);
    }
}

#[test]
fn an_end_drawn_before_the_beginning_is_told_with_its_share() {
    // From 14 August, 44 days after the start. Uniform between 5 and 60 days: (44 − 5)/55 = 71 % come too early.
    let c = said("m03-until-before-from", "c");
    assert!(c.contains("BS0704") && c.contains("in 71 of 100 draws"), "{c}");
    // Lognormal with median 52 and 90th percentile 65 days: ln(44/52)/ln(65/52) × 1.2816 = −0.959, so 17 %.
    let a = said("m03-until-before-from", "a");
    assert!(a.contains("BS0704") && a.contains("in 17 of 100 draws"), "{a}");
    assert!(said("m03-until-before-from", "b").contains("BS0704"));
}

#[test]
fn a_shop_that_is_closed_on_sundays_sells_the_week_on_six_days() {
    let told = played("m04-calendar-of-a-shop", "s", None);
    // 28 days of 100 from a Monday on.
    close(volume(&told, "shop", "2025", "twin_sold"), 2800.0);
}

#[test]
fn a_season_is_foreseen_upstream() {
    let told = played("m06-season-upstream", "a", None);
    close(volume(&told, "shop", "2025-12", "twin_sold"), 31.0 * 260.0);
    close(volume(&told, "shop", "2026-01", "twin_sold"), 31.0 * 75.0);
}

#[test]
fn a_plant_makes_what_it_can_ship_once_its_yard_is_full() {
    let told = played("m10-ship-slower", "a", None);
    // 30 of 100 a day stay in the yard of ten days, less what refilling would take back: never more than it can hold …
    let made = |from: &str| volume(&told, "plant", from, "produced");
    assert!(made("2025-09-05") <= 100.0 + 1e-6, "orders that nobody can process raise nothing: {}", made("2025-09-05"));
    let days: Vec<f64> = (10..=30).map(|day| made(&format!("2025-09-{day}"))).collect();
    assert!(days.windows(2).all(|pair| pair[1] <= pair[0] + 1e-6), "it makes less from day to day: {days:?}");
    // … and in the end it makes what it ships.
    close((made("2025-10-14") / 70.0 * 100.0).round(), 100.0);
}

#[test]
fn half_a_day_of_outage_costs_half_a_day() {
    // 36 hours at 25 of gross profit an hour, of which 8 hours are waited for: 900 lost, 700 paid.
    for step in [1.0, 12.0, 24.0] {
        let told = played("p07-half-day-outage", "s", Some(step));
        close(loss(&told), 900.0);
        close(told["claims"][0]["paid"]["mean"].as_f64().unwrap(), 700.0);
    }
}

#[test]
fn a_night_shift_belongs_to_the_day_on_which_it_begins() {
    // 30 hours of work from Monday 08:00 on nights of eight hours: three nights and six hours of Thursday's, until Friday 04:00, though Friday is off.
    // The shop sells nothing for 92 hours: 3 days and 20 hours at 10 a day.
    let told = played("p26-night-shift-day-off", "s", Some(1.0));
    close(loss_of_form(&told, "gross-profit"), 92.0 / 24.0 * 10.0 * 10.0);
}

#[test]
fn a_shock_at_the_shop_is_what_its_plant_loses_too() {
    // The shop passes goods on at their price and earns nothing; the plant misses 10 of 100 a day from 10 September on, and some more while stock is run
    // down: all of it for the shock.
    let told = played("m05-cause-one-hop-up", "a", None);
    let all = loss(&told);
    assert!(all >= 111.0 * 10.0 - 1e-6, "{all}");
    close(of_cause(&told, "shock"), all);
}

#[test]
fn a_shock_that_would_have_come_anyway_causes_nothing() {
    // Ten days' stop at 1,000 a day, or at the 800 that the shock leaves in both histories.
    for (scenario, lost) in [("no", 10_000.0), ("yes", 8_000.0)] {
        let told = played("m08-shock-in-both", scenario, None);
        close(loss(&told), lost);
        close(of_cause(&told, "shutdown"), lost);
        close(told["claims"][0]["paid"]["mean"].as_f64().unwrap(), lost);
    }
}

#[test]
fn what_falls_at_a_provider_is_paid_as_contingent() {
    // Ten days at 1,000 a day; the sub-limit for providers is 1,000.
    let told = played("m09-provider-is-contingent", "stop", None);
    close(of_cause(&told, "dependency"), 10_000.0);
    close(told["claims"][0]["paid"]["mean"].as_f64().unwrap(), 1_000.0);
}

#[test]
fn a_steady_return_costs_half_of_what_a_stop_would() {
    // 20 days from nothing to all at 100 a day, nobody waits: 20 × 100 / 2, whatever the step. At the other site all wait and nothing is lost.
    for kind in ["pace", "offer"] {
        for step in [1.0, 6.0, 24.0] {
            close(loss(&played("s01-steady-return", kind, Some(step))), 1000.0);
        }
    }
    // Ten days of nothing, eight at one half, ten from one half to all: 1,000 + 400 + 250.
    for step in [1.0, 6.0, 24.0] {
        close(loss(&played("s01-steady-return", "phases", Some(step))), 1650.0);
    }
}

#[test]
fn a_steady_return_opens_the_room_for_catching_up_from_nine_tenths_on() {
    // Day 24 begins at 0.90 and ends at 0.95. At a pace, the channel is whole for a quarter of it: 92.5 newcomers, and 25 of those who wait. The
    // next day it is whole for three quarters: 97.5 and 75. An offer of most things serves newcomers only, until it is all there.
    for (kind, sold) in [("pace", [87.5, 117.5, 172.5, 200.0]), ("offer", [87.5, 92.5, 97.5, 200.0])] {
        let told = played("s01-steady-return", kind, None);
        for (day, sold) in ["2024-01-23", "2024-01-24", "2024-01-25", "2024-01-26"].into_iter().zip(sold) {
            close(volume(&told, "patient", day, "sold"), sold);
        }
    }
}
