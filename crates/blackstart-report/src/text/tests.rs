//! What a person reads on a terminal.

use super::*;
use crate::amount::{Setting, Unit};
use crate::page::{Cell, Column, Group};
use crate::story::{Story, Strip};
use crate::terminal;
use blackstart_ensemble::{Comparison, Summary, sample};

fn story() -> Story {
    let results = sample::results(0..200, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.strip = Some(Strip { replicate: 3, text: "directory ..##\nplant     .##.".to_owned() });
    story
}

/// One section on a terminal.
fn section(id: &str, columns: usize) -> String {
    let mut page = crate::section::run(&story());
    page.sections.retain(|section| section.id == id);
    let text = text(&page, Style { columns, ..Style::default() });
    let (_, section) = text.split_once(&format!("\n\n{}", page.sections[0].title)).unwrap();
    let end = section.rfind("\n\nblackstart").unwrap();
    format!("{}{}\n", page.sections[0].title, &section[..end])
}

fn sites() -> Table {
    Table::new("Sites", [Column::words("site"), Column::number("loss")])
}

fn money(title: &str, value: f64) -> Vec<Cell> {
    vec![Cell::text(title), Cell::of(Unit::Whole, value)]
}

#[test]
fn the_head_of_the_page() {
    let page = terminal(&story(), Style::default());
    insta::assert_snapshot!(page.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n"), @"");
}

#[test]
fn what_stops() {
    insta::assert_snapshot!(section("stops", 100), @"");
    insta::assert_snapshot!(section("stops", 80), @"");
}

#[test]
fn services_and_tolerances() {
    insta::assert_snapshot!(section("services", 100), @"");
}

#[test]
fn what_it_costs() {
    insta::assert_snapshot!(section("loss", 100), @"");
    insta::assert_snapshot!(section("loss", 80), @"");
}

#[test]
fn what_insurance_pays_and_how_far_it_reaches() {
    insta::assert_snapshot!(section("insurance", 100), @"");
    insta::assert_snapshot!(section("reach", 100), @"");
}

#[test]
fn suppliers_and_dealers() {
    insta::assert_snapshot!(section("suppliers", 100), @"");
}

#[test]
fn the_page_fits_whatever_it_is_given() {
    for columns in [60, 80, 100] {
        let mut story = story();
        story.summary.sites[0].title = "A very long name of a site ".repeat(9);
        story.summary.model_title = "x".repeat(300);
        story.summary.services[0].title = "長い名前".repeat(40);
        story.strip = Some(Strip { replicate: 3, text: "x".repeat(400) });
        for line in terminal(&story, Style::default().wide(columns)).lines() {
            assert!(width(line) <= columns, "{}: {line}", width(line));
        }
    }
}

#[test]
fn names_are_cut_only_after_columns_that_may_go_are_gone() {
    let page = terminal(&story(), Style::default().wide(80));
    assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    assert!(page.contains("Minimum viable company"), "{page}");
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
    assert_ne!(plain, coloured);
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
    insta::assert_snapshot!(crate::comparison(&it, a.layout.start, Style::default()), @"");
}

#[test]
fn columns_line_up_and_the_first_gives_way() {
    let rows = [money("a", 1.0), money("Wolverhampton", 1_200.0)];
    let text = |table: &Table| super::table(table, &Setting::bare(), Style::default());
    assert_eq!(text(&sites().rows(rows)), "  site            loss\n  a                  1\n  Wolverhampton  1,200\n");
    let long = text(&sites().rows([money(&"x".repeat(200), 1.0)]));
    assert!(long.lines().all(|line| width(line) <= 100) && long.contains("x…"), "{long}");
}

#[test]
fn a_group_shows_its_first_rows_and_counts_the_rest() {
    let rows = (0..5).map(|at| money(&format!("site {at}"), f64::from(at)));
    let group = Group { more: 2, ..Group::first(3, rows, "more of the company") };
    insta::assert_snapshot!(super::table(&sites().group(group), &Setting::bare(), Style::default()), @"");
}

#[test]
fn words_wrap_and_what_is_longer_than_a_line_is_broken() {
    assert_eq!(wrap("one two three", 9, 2), "  one two\n  three\n");
    assert_eq!(wrap("abcdefghij kl", 6, 2), "  abcd\n  efgh\n  ij\n  kl\n");
}

#[test]
fn wide_letters_take_two_columns() {
    assert_eq!(width("日本"), 4);
    assert_eq!(fit("日本語", 4), "日…");
    assert_eq!(fit("abc", 3), "abc");
}
