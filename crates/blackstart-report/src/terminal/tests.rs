//! What a person reads.

use super::*;
use crate::story::Strip;
use blackstart_ensemble::{Comparison, Summary, sample};

fn story() -> Story {
    let results = sample::results(0..200, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.strip = Some(Strip { replicate: 3, text: "directory ..##\nplant     .##.".to_owned() });
    story
}

#[test]
fn the_page() {
    insta::assert_snapshot!(terminal(&story(), Style::default()));
}

#[test]
fn the_page_is_never_wider_than_a_hundred_columns() {
    let mut story = story();
    story.summary.sites[0].title = "A very long name of a site ".repeat(9);
    story.strip = Some(Strip { replicate: 3, text: "x".repeat(400) });
    for line in terminal(&story, Style::default()).lines() {
        assert!(width(line) <= 100, "{}: {line}", width(line));
    }
}

#[test]
fn on_a_narrow_terminal_columns_go_before_names_are_cut() {
    let style = Style::default().wide(80);
    let page = terminal(&story(), style);
    assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    insta::assert_snapshot!(page);
    assert_eq!(Style::default().wide(10).columns, 60);
    assert_eq!(Style::default().wide(500), Style::default());
}

#[test]
fn colour_adds_nothing_that_words_do_not_say() {
    let story = story();
    let coloured = terminal(&story, Style { colour: true, ..Style::default() });
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('m').unwrap() + 1..];
    }
    plain.push_str(rest);
    assert_eq!(plain, terminal(&story, Style::default()));
}

#[test]
fn a_comparison() {
    let a = sample::results(0..200, 1);
    let mut b = a.clone();
    for loss in &mut b.replicates.total_loss {
        *loss *= 0.75;
    }
    b.layout.scenario.title = "A better day".to_owned();
    let it = Comparison::of(&a, &b).unwrap();
    insta::assert_snapshot!(crate::comparison(&it, a.layout.start, Style::default()));
}
