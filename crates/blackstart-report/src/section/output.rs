//! Output over time: what the company still makes, week by week.

use crate::amount::Unit;
use crate::chart::{Band, Chart, Fan};
use crate::number::{days, full_date, share};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;

/// Whether the company has any output to lose: one without sites has none.
pub(super) fn is_there(story: &Story) -> bool {
    story.summary.output.twin.iter().any(|share| *share > 0.0)
}

/// A terminal says it in the findings.
pub(super) fn section(story: &Story) -> Option<Section> {
    let summary = &story.summary;
    let output = &summary.output;
    if !is_there(story) {
        return None;
    }
    let lowest = output.p50.iter().copied().fold(f64::INFINITY, f64::min);
    let description = format!(
        "Output of the company's sites, each unit at its gross profit, as a share of normal. The median falls to {}; {} days of normal output are lost in the median history.",
        share(lowest),
        days(summary.output_lost_days.p50)
    );
    // Days off would hide the course: what is drawn is the mean of each week.
    let every = weekly(summary.step_hours);
    let week = |line: &[f64]| rolling(line, every);
    let band =
        |title: &str, low: &[f64], high: &[f64]| Band { title: title.to_owned(), low: week(low), high: week(high) };
    let figure = Figure {
        id: "f-output".to_owned(),
        caption: format!(
            "{description} Drawn as mean over seven days; each band holds that share of the histories at each moment."
        ),
        chart: Chart::Fan(Fan {
            title: "Output over time".to_owned(),
            description,
            unit: Unit::Share,
            at_hours: (0..output.p50.len()).map(|step| (step as f64 + 0.5) * summary.step_hours).collect(),
            rows_hours: (0..output.p50.len()).step_by(every).map(|step| step as f64 * summary.step_hours).collect(),
            bands: vec![
                band("9 in 10 histories", &output.p05, &output.p95),
                band("half of the histories", &output.p25, &output.p75),
            ],
            median: week(&output.p50),
            twin: week(&output.twin),
        }),
        tables: vec![table(story, every)],
        open: false,
    };
    let section = Section::new("output", "Output over time", "share of normal, by week");
    Some(section.with(Block::detail(vec![Block::Figure(figure)])))
}

fn table(story: &Story, every: usize) -> Table {
    let output = &story.summary.output;
    let heads = ["5%", "25%", "50%", "75%", "95%", "without the event"];
    let columns = std::iter::once(Column::words("week from")).chain(heads.map(Column::number));
    let lines = [&output.p05, &output.p25, &output.p50, &output.p75, &output.p95, &output.twin];
    let rows = (0..output.p50.len()).step_by(every).map(|first| {
        let end = (first + every).min(output.p50.len());
        let mean = |line: &Vec<f64>| line[first..end].iter().sum::<f64>() / (end - first) as f64;
        let from = full_date(story.start(), first as f64 * story.summary.step_hours);
        std::iter::once(Cell::text(from)).chain(lines.map(|line| Cell::share(mean(line)))).collect()
    });
    Table::new("Output by week, as a share of normal", columns).rows(rows)
}

/// Steps in a week, at least one.
fn weekly(step_hours: f64) -> usize {
    ((168.0 / step_hours).round() as usize).max(1)
}

/// Mean over a window of so many steps around each step.
fn rolling(line: &[f64], window: usize) -> Vec<f64> {
    (0..line.len())
        .map(|at| {
            let first = at.saturating_sub(window / 2);
            let end = (first + window).min(line.len());
            let first = end.saturating_sub(window);
            line[first..end].iter().sum::<f64>() / (end - first) as f64
        })
        .collect()
}
