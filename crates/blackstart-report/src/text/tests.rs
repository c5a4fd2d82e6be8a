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
    story.strip = Some(Strip { replicate: 3, text: "directory ..##\nplant     .##.".to_owned(), column_hours: None });
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
    insta::assert_snapshot!(page.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n"), @r"
    Acme Cars · A bad day
    200 histories of 30 days from 31 Aug 2025

      • Half of the histories cost more than £683k; 9 in 10 cost between £112k and £1.10m. Acme Cars
        bears 78 % of it.
      • The company loses 14 days of its normal output; in 9 of 10 histories between 4.5 and 27.
      • “Minimum viable company” fails in 87 % of histories; it holds for good by 15 Sep in half of
        these, and not by 30 Sep in 6.9 % of them.
      • Data are taken in 37 % of histories. With no evidence 7 days after the first alarm, they were
        taken all the same in 36 % of histories, after 30 days in 26 %, after 90 days in 4.5 %: no
        evidence so far is not none.
      • “Site “0”” stops in 52 % of histories; it is back at 90 % of normal for good by 16 Sep in half
        of these, and not by 30 Sep in 7.8 % of them. It stops again in 13 % of these.
      • 1 of 1 impact tolerances is breached in some histories; most often that of “Planning”: in 70 %
        of histories.
      • On average 20 % of the 38 suppliers whose cash is followed fall below 14 days of cash, and 3.2 %
        become insolvent.
    ");
}

#[test]
fn what_stops() {
    insta::assert_snapshot!(section("stops", 100), @r"
    What stops, and when it is back  █ away in 19 of 20 that stop, ░ in some

    Target sets  fail when any service is below its level; back when all hold for good
      target set              fails in      on  back 5 %    50 %     95 %  not back
      Minimum viable company      87 %  31 Aug     4 Sep  15 Sep  >30 Sep     6.9 %
      no room for: bars

    Sites  stop below half of normal over a week; back for good at 90 % of normal
      site      stops in     on  back 5 %    50 %     95 %  again  not back  31 Aug          30 Sep
      Site “0”      52 %  1 Sep     6 Sep  16 Sep  >30 Sep   13 %     7.8 %  ·███░░░░░░░░░░░░░░░░░░
      Site “1”      49 %  1 Sep     6 Sep  16 Sep  >30 Sep   18 %     5.1 %  ·███░░░░░░░░░░░░░░░░░░
      no room for: restart 50 %, worst week
    ");
    insta::assert_snapshot!(section("stops", 80), @r"
    What stops, and when it is back  █ away in 19 of 20 that stop, ░ in some

    Target sets
      fail when any service is below its level; back when all hold for good
      target set              fails in      on  back 5 %    50 %     95 %  not back
      Minimum viable company      87 %  31 Aug     4 Sep  15 Sep  >30 Sep     6.9 %
      no room for: bars

    Sites  stop below half of normal over a week; back for good at 90 % of normal
      site      stops in     on  back 5 %    50 %     95 %  again  not back
      Site “0”      52 %  1 Sep     6 Sep  16 Sep  >30 Sep   13 %     7.8 %
      Site “1”      49 %  1 Sep     6 Sep  16 Sep  >30 Sep   18 %     5.1 %
      no room for: restart 50 %, worst week, bars
    ");
}

#[test]
fn services_and_tolerances() {
    insta::assert_snapshot!(section("services", 100), @r"
    Services and tolerances  fail below their level, 90 % without a tolerance; back at it for good
      service   fails in      on  back 5 %   50 %   95 %  again  level  tolerated  breached
      Planning     100 %  31 Aug     2 Sep  2 Sep  2 Sep  100 %  100 %        6 h      70 %
      … 1 never fail
      no room for: 95 % interval
    ");
}

#[test]
fn what_it_costs() {
    insta::assert_snapshot!(section("loss", 100), @r"
    What it costs  means add up, quantiles do not; a negative loss is a gain

    Who bears it
      party              5 %    50 %    95 %    mean  95 % of the mean  share
      All parties      £112k   £683k  £1.10m   £648k    £604k to £691k  100 %
        Acme Cars     £46.7k   £515k   £929k   £506k    £465k to £546k   78 %
        First tier    £7,348   £145k   £278k   £142k    £130k to £154k   22 %

    In which form
      form               5 %    50 %    95 %    mean  95 % of the mean  share
      gross profit     £108k   £679k  £1.09m   £642k    £599k to £686k   99 %
      rebuild           £789  £5,334  £9,504  £5,085  £4,679 to £5,491  0.8 %

    Why
      cause              5 %    50 %    95 %    mean  95 % of the mean  share
      the attacker    £46.7k   £515k   £929k   £506k    £465k to £546k   78 %
      missing orders  £7,348   £145k   £278k   £142k    £130k to £154k   22 %
    ");
    insta::assert_snapshot!(section("loss", 80), @r"
    What it costs  means add up, quantiles do not; a negative loss is a gain

    Who bears it
      party              5 %    50 %    95 %    mean  95 % of the mean  share
      All parties      £112k   £683k  £1.10m   £648k    £604k to £691k  100 %
        Acme Cars     £46.7k   £515k   £929k   £506k    £465k to £546k   78 %
        First tier    £7,348   £145k   £278k   £142k    £130k to £154k   22 %

    In which form
      form               5 %    50 %    95 %    mean  95 % of the mean  share
      gross profit     £108k   £679k  £1.09m   £642k    £599k to £686k   99 %
      rebuild           £789  £5,334  £9,504  £5,085  £4,679 to £5,491  0.8 %

    Why
      cause              5 %    50 %    95 %    mean  95 % of the mean  share
      the attacker    £46.7k   £515k   £929k   £506k    £465k to £546k   78 %
      missing orders  £7,348   £145k   £278k   £142k    £130k to £154k   22 %
    ");
}

#[test]
fn what_insurance_pays_and_how_far_it_reaches() {
    insta::assert_snapshot!(section("insurance", 100), @r"
    What insurance pays  of this event alone; by the calendar: days × annual gross profit / 365 (Oasis)
      Cyber                                         5 %    50 %    95 %    mean
      Loss of what is covered                    £41.2k   £510k   £921k   £501k
      After periods, deductibles and sub-limits  £33.0k   £408k   £737k   £400k
      Paid                                       £20.6k   £255k   £461k   £250k
      Paid by the calendar                       £18.6k   £230k   £414k   £225k
      Difference                                 £2,062  £25.5k  £46.1k  £25.0k
    ");
    insta::assert_snapshot!(section("reach", 100), @r"
    How far it reaches
      as the Cyber Monitoring Centre counts it, without fines; its category thresholds are not published
                                                 5 %    50 %    95 %    mean
      Organisations that lose £1,000 or more      28      32      36      32
      Financial impact                         £112k   £683k  £1.10m   £648k
        Business interruption                  £108k   £679k  £1.09m   £642k
        Data restoration                        £789  £5,334  £9,504  £5,085
        Borne by Acme Cars                    £46.7k   £515k   £929k   £506k
        Borne by First tier                   £7,348   £145k   £278k   £142k
    ");
}

#[test]
fn suppliers_and_dealers() {
    insta::assert_snapshot!(section("suppliers", 100), @r"
    Suppliers and dealers  cash and credit at their lowest, in days of fixed cost
      party       sites  cash followed  stop  <30 d  <14 d  <7 d  insolvent
      First tier     38             38  50 %   35 %   20 %  12 %      3.2 %
      Dealers         1              0  49 %      –      –     –        0 %

    Support  money that would keep them able to pay what they owe
      party       all of them, 50 %    95 %  95 in 100, 50 %    95 %  any insolvent  first 5 %   50 %
      First tier             £1.61m  £2.83m           £1.23m  £2.43m           72 %      9 Sep  9 Sep

    Least days of cash  the sites with the least left
      site       party       5 %  50 %  95 %  <14 d in  insolvent in  stops in
      Site “25”  First tier    0    41    88      24 %           5 %      50 %
      Site “2”   First tier    0    46    89      20 %           5 %      54 %
      Site “17”  First tier    0    48    93      20 %           5 %      48 %
      Site “21”  First tier    0    54    93      18 %           5 %      48 %
      Site “5”   First tier    0    44   100      25 %         4.5 %      52 %
      Site “36”  First tier    0    46   102      20 %         4.5 %      49 %
      Site “4”   First tier    0    42    95      22 %           4 %      50 %
      Site “33”  First tier    0    43   101      18 %           4 %      52 %
      Site “35”  First tier    0    44    86      24 %           4 %      52 %
      Site “14”  First tier    0    45    97      23 %           4 %      57 %
      … 15 more in the report
    ");
}

#[test]
fn the_page_fits_whatever_it_is_given() {
    for columns in [60, 80, 100, 140] {
        let mut story = story();
        story.summary.sites[0].title = "A very long name of a site ".repeat(9);
        story.summary.model_title = "x".repeat(300);
        story.summary.services[0].title = "長い名前".repeat(40);
        story.strip = Some(Strip { replicate: 3, text: "x".repeat(400), column_hours: None });
        for line in terminal(&story, Style::default().wide(columns)).lines() {
            assert!(width(line) <= columns, "{}: {line}", width(line));
        }
    }
}

#[test]
fn a_wide_terminal_has_room_for_every_column() {
    let story = story();
    let page = crate::section::run(&story);
    let wide = terminal(&story, Style::default().wide(140));
    let services = page.sections.iter().find(|section| section.id == "services").unwrap();
    let Some(Block::Figure(figure)) = services.blocks.first() else { panic!("services are drawn") };
    let heads: Vec<&str> = figure.tables[0].columns.iter().map(|column| column.head.as_str()).collect();
    let line = wide.lines().find(|line| line.trim_start().starts_with("service ")).unwrap();
    assert!(heads.iter().all(|head| line.contains(head)), "{heads:?} in {line}");
}

/// Tables that a terminal shows.
fn shown(blocks: &[Block]) -> Vec<&Table> {
    let each = blocks.iter().map(|block| match block {
        Block::Table(table) | Block::Bars(table, _) => vec![table],
        Block::Figure(figure) => figure.tables.iter().collect(),
        Block::Terminal(inside) => shown(inside),
        _ => Vec::new(),
    });
    each.flatten().collect()
}

#[test]
fn on_every_terminal_a_column_is_there_or_said_to_be_missing() {
    let mut narrow = 0;
    for columns in [60, 80, 100, 140] {
        let style = Style::default().wide(columns);
        let page = crate::section::run(&story());
        for section in &page.sections {
            let alone = Page { findings: Vec::new(), sections: vec![section.clone()], ..page.clone() };
            let told = crate::text::text(&alone, style);
            assert!(told.lines().all(|line| width(line) <= columns), "{told}");
            for table in shown(&section.blocks) {
                for (at, column) in table.columns.iter().enumerate().filter(|(at, _)| !table.is_picture(*at)) {
                    // A line that is broken is one sentence.
                    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
                    assert!(
                        words.contains(column.head.trim()),
                        "{columns}: {} of {} in {told}",
                        column.head,
                        table.caption
                    );
                    assert!(
                        at > 0 || !words.contains(&format!("no room for: {}", column.head)) || column.head.is_empty()
                    );
                }
            }
            narrow += told.matches("no room for: ").count();
        }
    }
    assert!(narrow > 0, "some terminal has no room");
    assert!(!terminal(&story(), Style::default().wide(140)).contains("no room for: "), "a wide one has room for all");
}

#[test]
fn names_are_cut_only_after_columns_that_may_go_are_gone() {
    let page = terminal(&story(), Style::default().wide(80));
    assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    assert!(page.contains("Minimum viable company"), "{page}");
    assert_eq!(Style::default().wide(10).columns, 60);
    assert_eq!(Style::default().wide(500).columns, 140);
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
    insta::assert_snapshot!(crate::comparison(&it, a.layout.start, Style::default()), @r"
    A: Acme Cars · A bad day · B: Acme Cars · A better day
    200 histories, seed 7: both on the same random draws

      • B costs £162k less on average, and less in 100 % of the histories.

    Loss  A − B: positive where A costs more; mean with its 95 % confidence interval
                    A 50 %  B 50 %   A − B     95 % interval  A worse in  B worse in
      All parties    £683k   £512k  +£162k  +£151k to +£173k       100 %         0 %
        Acme Cars    £515k   £515k      £0          £0 to £0         0 %         0 %
        First tier   £145k   £145k      £0          £0 to £0         0 %         0 %
        Dealers         £0      £0      £0          £0 to £0         0 %         0 %

    Output lost  days of the company's normal output
                   A 50 %  B 50 %  A − B  95 % interval  A worse in  B worse in
      Output lost      14      14      0         0 to 0         0 %         0 %

    Back on  for good, sites at 90 % of normal: median date of A and of B; days by which A is later
                              A 50 %  B 50 %  A − B  95 % interval  A later in  B later in
      Every system            15 Sep  15 Sep      0         0 to 0         0 %         0 %
      Minimum viable company  13 Sep  13 Sep      0         0 to 0         0 %         0 %
      Site “0”                 5 Sep   5 Sep      0         0 to 0         0 %         0 %
      Site “1”                     –       –      0         0 to 0         0 %         0 %
    ");
}

#[test]
fn the_page_of_a_comparison_says_first_which_is_better() {
    let a = sample::results(0..200, 1);
    let mut b = a.clone();
    for loss in &mut b.replicates.total_loss {
        *loss *= 0.75;
    }
    let page = crate::comparison_html(&Comparison::of(&a, &b).unwrap(), a.layout.start);
    crate::html::tests::balanced(&page);
    assert!(page.find("B costs £162k less on average").unwrap() < page.find("<figure>").unwrap());
    assert!(page.contains("The middle case costs £683k under A and £512k under B."));
    assert!(page.contains("The last system is back alike: 15 Sep in the middle case."));
    assert!(page.contains("Both were played 200 times on the same random draws"));
    assert_eq!(page.matches("<figure>").count(), 2);
    assert_eq!(page.matches("The same as a table").count(), 2);
    for forbidden in ["NaN", "inf ", " style=", "src="] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
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
    insta::assert_snapshot!(super::table(&sites().group(group), &Setting::bare(), Style::default()), @r"
    site      loss
    site 0       0
    site 1       1
    site 2       2
    … 4 more of the company
    ");
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
