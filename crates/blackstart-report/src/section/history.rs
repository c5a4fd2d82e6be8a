//! One history as text: a row per system and service that changes, a column per day or week, under dates.

use crate::letters::{fit, width};
use crate::number::count;
use crate::page::{Block, Section};
use crate::story::{Story, Strip};

/// Letters of a date, and what keeps it from the next.
const DATE: usize = 8;

/// Letters of a title that there is room for.
const TITLE: usize = 44;

const LEGEND: &str = "Of each system and service that changes, and of the company's output as a share of what it would have been: “.” up, “#” down, 1 to 9 tenths of normal, blank where nothing would have been made either.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let strip = story.strip.as_ref()?;
    let which = format!("istory {}, whose loss is closest to the median", strip.replicate);
    let column = column(strip);
    let remark = format!("h{which}{}", column.as_ref().map_or(String::new(), |it| format!("; a column is {it}")));
    let lines = |text: &str| Block::Lines { label: "One history as text", text: dates(story, strip, text) + text };
    let sum = column.map_or(String::new(), |it| format!(" A column is {it}, each mark its average."));
    Some(
        Section::new("history", "One history", remark)
            .with(Block::Text(format!("H{which}.{sum} {LEGEND}")))
            // A line of a terminal has room for names; a page scrolls.
            .with(Block::Terminal(vec![lines(&strip.text)]))
            .with(Block::detail(vec![lines(&titled(story, &strip.text))])),
    )
}

/// How long a column is, in words.
fn column(strip: &Strip) -> Option<String> {
    let hours = strip.column_hours?;
    let (days, weeks) = (hours / 24.0, hours / 168.0);
    Some(match (days, weeks) {
        (1.0, _) => "a day".to_owned(),
        (_, 1.0) => "a week".to_owned(),
        (_, weeks) if weeks.fract() == 0.0 => format!("{} weeks", count(weeks)),
        (days, _) if days.fract() == 0.0 => format!("{} days", count(days)),
        _ => format!("{} hours", count(hours)),
    })
}

/// Rows under the titles of what they are about: a strip has their names.
fn titled(story: &Story, text: &str) -> String {
    let summary = &story.summary;
    let systems = summary.systems.iter().map(|it| (it.id.as_str(), it.title.as_str()));
    let mut known: Vec<(&str, &str)> =
        systems.chain(summary.services.iter().map(|it| (it.id.as_str(), it.title.as_str()))).collect();
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    // All marks begin after the widest name; they may be blanks themselves.
    let named = text.lines().map(|line| name(line).chars().count()).max().unwrap_or(0);
    let mut title = |name: String| match known.iter().position(|(id, _)| *id == name) {
        // A service may have the name of a system; systems come first.
        Some(at) => fit(known.remove(at).1, TITLE),
        None => name,
    };
    let titles: Vec<String> = text.lines().map(|line| title(name(line))).collect();
    let wide = titles.iter().map(|title| width(title)).max().unwrap_or(0);
    let row = |(title, line): (&String, &str)| {
        format!("{title}{}{}\n", " ".repeat(wide - width(title)), line.chars().skip(named).collect::<String>())
    };
    titles.iter().zip(text.lines()).map(row).collect()
}

/// A line of dates above the columns in which they begin.
fn dates(story: &Story, strip: &Strip, text: &str) -> String {
    let Some(hours) = strip.column_hours.filter(|hours| *hours > 0.0) else { return String::new() };
    let columns = (story.summary.horizon_hours / hours).ceil() as usize;
    let widest = text.lines().map(width).max().unwrap_or(0);
    let Some(label) = widest.checked_sub(columns).filter(|_| columns > 0) else { return String::new() };
    let mut line = " ".repeat(label);
    for at in (0..columns).step_by(DATE) {
        let date = crate::number::day_of_year(story.start(), at as f64 * hours);
        // The last one may stand out a little.
        line.push_str(&date);
        line.push_str(&" ".repeat(DATE.saturating_sub(width(&date))));
    }
    line.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use blackstart_ensemble::{Summary, sample};

    fn story(column_hours: Option<f64>) -> Story {
        let results = sample::results(0..5, 1);
        let mut story = Story::new(&results, Summary::of(&results));
        let columns = column_hours.map_or(3, |hours| (story.summary.horizon_hours / hours).ceil() as usize);
        let text = format!("plant {}\n", "#".repeat(columns));
        story.strip = Some(Strip { replicate: 3, text, column_hours });
        story
    }

    /// What is said, and the lines on a page.
    fn said(story: &Story) -> (String, String) {
        match section(story).unwrap().blocks.as_slice() {
            [Block::Text(said), Block::Terminal(_), Block::Detail { blocks, .. }] => match blocks.as_slice() {
                [Block::Lines { text, .. }] => (said.clone(), text.clone()),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_says_how_long_a_column_is_and_what_its_marks_mean() {
        let (words, text) = said(&story(Some(24.0)));
        assert!(words.contains("A column is a day") && words.contains("1 to 9 tenths"), "{words}");
        let day = crate::number::day_of_year(story(None).start(), 0.0);
        assert!(text.starts_with(&format!("      {day}")), "dates stand over the columns: {text}");
        assert!(said(&story(Some(168.0))).0.contains("A column is a week"));
        assert!(said(&story(Some(336.0))).0.contains("A column is 2 weeks"));
        assert!(said(&story(Some(72.0))).0.contains("A column is 3 days"));
        // An older folder does not say.
        let (words, text) = said(&story(None));
        assert!(!words.contains("column") && text.starts_with("plant"), "{words}");
    }

    #[test]
    fn rows_are_told_by_their_titles_and_marks_stay_in_their_columns() {
        let mut story = story(Some(240.0));
        let system = &mut story.summary.systems[0];
        (system.id, system.title) = ("ad".to_owned(), "Directory and identity of the whole group".to_owned());
        story.summary.services[0].id = "ad".to_owned();
        story.summary.services[0].title = "Sign-in".to_owned();
        story.strip.as_mut().unwrap().text = "ad     #..\nad     ##.\noutput  9.\n".to_owned();
        let (_, text) = said(&story);
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "Directory and identity of the whole group #..",
                "Sign-in                                   ##.",
                "output                                     9."
            ]
        );
        // A terminal has them under their names.
        let blocks = section(&story).unwrap().blocks;
        assert!(format!("{:?}", blocks[1]).contains("ad     #..") && !format!("{:?}", blocks[1]).contains("Sign-in"));
    }
}
