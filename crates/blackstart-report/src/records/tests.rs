//! Tables in other programs: every cell is there, numbers are numbers, and nothing is run.

use super::*;
use crate::story::Story;
use blackstart_ensemble::{Summary, sample};

/// Titles that a spreadsheet would run, or that break a line.
pub(crate) const FORMULAS: [&str; 6] = ["=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "a\nb,\"c\""];

pub(crate) fn page(title: &str) -> Page {
    let results = sample::results(0..50, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.summary.model_title = title.to_owned();
    story.summary.sites.iter_mut().for_each(|site| site.title = title.to_owned());
    story.summary.services.iter_mut().for_each(|service| service.title = title.to_owned());
    story.summary.loss.by_party.iter_mut().for_each(|party| party.title = title.to_owned());
    crate::section::run(&story)
}

#[test]
fn no_title_is_a_formula_in_csv() {
    for title in FORMULAS {
        let text = csv(&page(title));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut found = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), 7);
            for field in &record {
                let runs = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!runs || field.parse::<f64>().is_ok(), "{field}");
            }
            found += usize::from(
                record[2].trim_start_matches(['\'', ' ']).starts_with(title.trim().chars().next().unwrap()),
            );
        }
        assert!(found > 3, "{title} names rows: {found}");
    }
}

#[test]
fn a_number_of_the_report_is_the_number_of_the_record() {
    let page = page("Acme");
    let text = csv(&page);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let total =
        records.iter().find(|it| &it[1] == "Loss by party" && &it[2] == "All parties" && &it[3] == "50 %").unwrap();
    let results = sample::results(0..50, 1);
    assert_eq!(total[4].parse::<f64>().unwrap(), Summary::of(&results).loss.total.p50);
    assert_eq!((&total[5], &total[6]), ("money", page.setting.money(Summary::of(&results).loss.total.p50).as_str()));
}

#[test]
fn markdown_takes_no_title_for_markup() {
    let text = crate::markdown::markdown(&page("<script>alert(1)</script> | *a* [b](javascript:x) # `c`"));
    assert!(!text.contains("<script>") && text.contains("&lt;script\\>"));
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("| ---")).collect();
    assert!(heads.len() > 10);
    // A row has as many cells as its heading, whatever its title holds.
    let mut wide = 0;
    for line in text.lines() {
        let cells = line.replace("\\|", "").matches('|').count();
        match line.starts_with("| ---") {
            true => wide = cells,
            false if line.starts_with("| ") && wide > 0 && cells != wide => {
                // The heading of the next table stands before its line of sides.
                let next = text.lines().skip_while(|it| *it != line).nth(1).unwrap();
                assert!(next.starts_with("| ---"), "{line}");
            }
            false => {}
        }
    }
}

#[test]
fn markdown_shows_ampersands_and_says_what_percentiles_are() {
    let text = crate::markdown::markdown(&page("Marks & Spencer &lt; AT&T &#60; R&D; x"));
    assert!(text.contains("# Marks & Spencer &amp;lt; AT&T &\\#60; R&amp;D; x\n"), "{}", text.lines().next().unwrap());
    let lines: Vec<&str> = text.lines().collect();
    let heads = lines.windows(2).filter(|pair| pair[1].starts_with("| ---")).map(|pair| pair[0]);
    for head in ["5 %", "50 %", "95 %"] {
        assert!(!heads.clone().any(|line| line.contains(&format!("| {head} |"))), "a column called {head}");
    }
    assert!(text.contains("| 5th percentile | Median | 95th percentile | Mean |"));
}
