//! What is said of a dent that heals, and of nothing.

use super::*;
use crate::style::Style;
use blackstart_ensemble::network::{History, SectorCourse, SectorStep, Totals};

fn story(levels: &[f64]) -> NetworkStory {
    let totals = |level: f64| Totals {
        production: 100.0 * level,
        value_added: 40.0 * level,
        consumption: 50.0 * level,
        capacity_lost: 100.0 * (1.0 - level),
        value_added_lost: 20.0 * (1.0 - level),
        ..Totals::default()
    };
    let mut sector = SectorCourse::new("steel & \"iron\"".to_owned(), 100.0);
    for (step, level) in levels.iter().enumerate() {
        sector.take(step as u64, &SectorStep { production: 100.0 * level, ..SectorStep::default() });
    }
    NetworkStory {
        title: "A network".to_owned(),
        shocks: vec!["fire".to_owned()],
        histories: Histories {
            normal: totals(1.0),
            company_normal: 10.0,
            first: 0,
            all: vec![History {
                steps: levels.iter().map(|level| totals(*level)).collect(),
                company: levels.iter().map(|level| 10.0 * level).collect(),
                sectors: vec![sector],
            }],
        },
        company: None,
        balance: Balance { firms: 1_200, links: 3_400, ..Balance::default() },
        command: "blackstart network run".to_owned(),
    }
}

#[test]
fn a_dent_is_told_with_its_depth_and_end() {
    insta::assert_snapshot!(network_terminal(&story(&[1.0, 0.5, 0.8, 1.0]), Style::default()), @r#"
    A network · Shocks: fire

      • 1,200 firms and 3,400 links, 4 steps.
      • Value added lost: 28, the output of 0.7 normal steps; 50 % of it directly with capacity.
      • Production is lowest in step 1, at 50 % of normal.
      • It is below 99 % of normal until step 2.
      • Sector steel & "iron" loses most: 70, at worst at 50 % of normal (step 1).

    By sector  production, money per step
      sector          normal per step  lost  lowest  in step  at the end
      steel & "iron"              100    70    50 %        1       100 %

    blackstart network run
    "#);
    let page = network_html(&story(&[1.0, 0.5, 0.8, 1.0])).replace('\u{a0}', " ");
    assert!(page.contains("steel &amp; &quot;iron&quot;"));
    crate::html::tests::balanced(&page);
    let verdict = page.find("How deep is it?").unwrap();
    assert!(verdict < page.find("class=\"plot\"").unwrap(), "the verdict comes first");
    assert!(
        page.contains("Production falls to 50 % of normal, in step 1.")
            && page.contains("Value added is lowest in step 1")
    );
    assert!(page.matches("<script").count() == 1 && !page.contains("http://") && !page.contains("src="));
}

#[test]
fn nothing_is_told_as_nothing() {
    assert!(network_terminal(&story(&[1.0, 1.0]), Style::default()).contains("Nothing falls below normal."));
    let nothing = story(&[]);
    let found = nothing.histories.of_one(&nothing.histories.all[0]);
    assert_eq!((found.worst, found.worst_step, found.below_until), (1.0, 0, None));
}

#[test]
fn what_has_not_recovered_is_said() {
    assert!(network_terminal(&story(&[0.9, 0.7]), Style::default()).contains("It is still at 70 % in the last step."));
}

#[test]
fn a_company_in_a_nation_is_told_over_its_histories() {
    let mut it = story(&[1.0, 0.5, 0.8, 1.0]);
    it.histories.all.extend(story(&[1.0, 0.9, 1.0, 1.0]).histories.all);
    it.company =
        Some(NetworkCompany { title: "Acme".to_owned(), scenario: "shutdown".to_owned(), firms: 3, new_firms: 1 });
    insta::assert_snapshot!(network_terminal(&it, Style::default()), @r#"
    A network · Shocks: fire

      • 1,200 firms and 3,400 links, 4 steps.
      • Acme under “shutdown”: 3 of the firms are its sites, 1 of them new to the network; 2 histories.
      • Value added lost: in half of the histories more than 16, the output of 0.4 normal steps; 9 in 10
        lie between 5.2 and 26.8.
      • Of the mean of 16, 4 falls on the firms that are its sites and 12 on all others.
      • At its lowest the nation makes 70 % of normal (median; in one history in 20 less than 52 %); in
        the last step 100 %.

    By sector  production, money per step
      sector          normal per step  lost, mean  lost, 5 %  lost, 95 %  lowest, median
      steel & "iron"              100          40         13          67            70 %

    blackstart network run
    "#);
    assert_eq!(it.histories.findings().value_added_lost_by_company.p50, 4.0);
    assert!(network_html(&it).contains("value added, one in 20 below"));
}
