//! Sentences a reader can repeat.

use super::*;
use blackstart_ensemble::{Summary, sample};

/// The sample's story with so many works of one unit, back on other days, the first of which stops in some histories only.
fn story(works: usize, unit: &str) -> Story {
    let results = sample::results(0..200, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    let model = story.summary.sites[0].clone();
    let site = |at: usize| {
        let mut site = model.clone();
        site.title = format!("Line {at}");
        unit.clone_into(&mut site.unit);
        site.stops.share = if at == 0 { 0.5 } else { 1.0 };
        site.stops_again.share = if at == 0 { 0.25 } else { 0.0 };
        for (moment, day) in [(&mut site.back.p05, 20), (&mut site.back.p50, 25), (&mut site.back.p95, 30)] {
            moment.hours = 24.0 * (day - at) as f64;
        }
        site
    };
    story.summary.sites = (0..works).map(site).collect();
    story
}

#[test]
fn where_most_histories_cost_nothing_it_says_so() {
    let mut story = story(1, "car");
    let total = &mut story.summary.loss.total;
    (total.mean, total.p05, total.p50, total.p95) = (222e6, 0.0, 0.0, 1.53e9);
    story.summary.loss.company_share = 0.0;
    story.losses = vec![0.0, 0.0, 0.0, 0.0, 1e9];
    assert_eq!(loss(&story), "80 % of histories cost nothing; one in 20 costs more than £1.53bn. The mean is £222m.");
}

#[test]
fn works_that_make_the_same_are_told_in_one_breath() {
    insta::assert_snapshot!(works(&story(2, "car")).join("\n"), @r"
    “Line 0” stops in 50 % of histories; it is back at 90 % of normal for good between 20 Sep and 30 Sep in 9 of 10 of these. It stops again in 25 % of these.
    “Line 1” is back at 90 % of normal for good between 19 Sep and 29 Sep in 9 of 10 histories.
    ");
    insta::assert_snapshot!(works(&story(5, "car")).join("\n"), @r"
    All 5 car works of the company stop in some histories. “Line 4”, the first of them in the median, is back at 90 % of normal for good between 16 Sep and 26 Sep in 9 of 10 histories. “Line 0”, the last in the median, stops in 50 % of histories; it is back at 90 % of normal for good between 20 Sep and 30 Sep in 9 of 10 of these. It stops again in 25 % of these.
    ");
    let mut all = story(4, "unit");
    all.summary.sites.remove(0);
    insta::assert_snapshot!(works(&all).join("\n"), @r"
    All 3 works of the company stop, the first on 1 Sep. “Line 3”, the first of them in the median, is back at 90 % of normal for good between 17 Sep and 27 Sep in 9 of 10 histories. “Line 1”, the last in the median, is back at 90 % of normal for good between 19 Sep and 29 Sep in 9 of 10 histories.
    ");
    all.summary.sites[2].stops.hits = 0;
    assert_eq!(works(&all).len(), 2, "two that stop are told one by one");
}

#[test]
fn what_is_not_back_by_the_end_is_told_with_its_share() {
    let mut story = story(1, "car");
    let site = &mut story.summary.sites[0];
    (site.stops.share, site.back.share, site.back.p95.hours) = (1.0, 0.93, f64::INFINITY);
    assert_eq!(
        works(&story)[0],
        "“Line 0” is back at 90 % of normal for good by 25 Sep in half of the histories, and not by 30 Sep in 7 % of them. It stops again in 25 % of histories."
    );
    let site = &mut story.summary.sites[0];
    (site.stops.share, site.back.share, site.back.p50.hours) = (0.13, 0.25, f64::INFINITY);
    assert_eq!(
        works(&story)[0],
        "“Line 0” stops in 13 % of histories; it is back at 90 % of normal for good by 30 Sep in only 25 % of these. It stops again in 25 % of these."
    );
    story.summary.sites[0].back.share = 0.0;
    assert!(works(&story)[0].contains("in none of these"), "{}", works(&story)[0]);
}
