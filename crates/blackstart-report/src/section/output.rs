//! Output over time: what the company still makes, week by week.

use crate::amount::Unit;
use crate::chart::{Band, Chart, Fan};
use crate::number::{days, full_date, share};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use blackstart_ensemble::summary::OfNormal;

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
    let of_normal = &output.of_normal;
    let [p05, p25, median, p75, p95] = [0, 1, 2, 3, 4].map(|at| line(of_normal, at));
    let lowest = median.iter().copied().filter(|share| share.is_finite()).fold(f64::INFINITY, f64::min);
    let description = format!(
        "Output of the company's sites, each unit at its gross profit, as a share of normal: of what the same history makes in the same seven days without the event. The median falls to {}; {} days of normal output are lost in the median history.",
        share(lowest),
        days(summary.output_lost_days.p50)
    );
    let steps = shown(of_normal);
    let ends = if steps < median.len() {
        let (setting, until) = (story.setting(), steps as f64 * summary.step_hours);
        format!(
            " Drawn up to {}: from then to the last day looked at, {}, output is within {} of normal in 9 of 10 histories.",
            setting.day(until),
            setting.last_day(),
            share(CALM)
        )
    } else {
        String::new()
    };
    let band = |title: &str, low: Vec<f64>, high: Vec<f64>| Band {
        title: title.to_owned(),
        low: low[..steps].to_vec(),
        high: high[..steps].to_vec(),
    };
    let off = if median.iter().any(|share| share.is_nan()) {
        " Where there is no line, nothing would be made either."
    } else {
        ""
    };
    let figure = Figure {
        id: "f-output".to_owned(),
        caption: format!(
            "{description} More than 100 %: what is missing is made up. Each band holds that share of the histories at each moment.{off}{ends}"
        ),
        chart: Chart::Fan(Fan {
            title: "Output over time, as a share of normal".to_owned(),
            description,
            unit: Unit::Share,
            at_hours: (0..steps).map(|step| (step as f64 + 0.5) * summary.step_hours).collect(),
            rows_hours: weeks(of_normal, median.len())
                .filter(|step| *step < steps)
                .map(|step| step as f64 * summary.step_hours)
                .collect(),
            bands: vec![band("9 in 10 histories", p05, p95), band("half of the histories", p25, p75)],
            twin: median[..steps].iter().map(|share| if share.is_nan() { f64::NAN } else { 1.0 }).collect(),
            median: median[..steps].to_vec(),
        }),
        tables: vec![table(story)],
        open: false,
    };
    let section = Section::new("output", "Output over time", "share of normal, over seven days");
    Some(section.with(Block::detail(vec![Block::Figure(figure)])))
}

/// Output so close to normal is normal again. Judgement.
const CALM: f64 = 0.02;

/// So many steps are drawn: a little longer than output is anything but normal, where much would be left.
fn shown(of_normal: &OfNormal) -> usize {
    let steps = of_normal.quantiles.len();
    let differs = |it: &Option<[f64; 5]>| it.is_some_and(|it| it.iter().any(|share| (share - 1.0).abs() > CALM));
    let last = of_normal.quantiles.iter().rposition(differs).map_or(0, |at| at + 1);
    let shown = last + (last / 7).max(of_normal.week_steps);
    if shown + shown / 10 < steps { shown } else { steps }
}

/// A quantile step by step; no number where nothing would be made either.
fn line(of_normal: &OfNormal, at: usize) -> Vec<f64> {
    of_normal.quantiles.iter().map(|it| it.map_or(f64::NAN, |it| it[at])).collect()
}

/// The middle steps of weeks one after the other; the last are the last seven days.
fn weeks(of_normal: &OfNormal, steps: usize) -> impl Iterator<Item = usize> {
    let every = of_normal.week_steps.max(1);
    (0..steps).step_by(every).map(move |first| (first + every / 2).min(steps.saturating_sub(1)))
}

fn table(story: &Story) -> Table {
    let output = &story.summary.output;
    let (of_normal, steps) = (&output.of_normal, output.of_normal.quantiles.len());
    let heads = ["5 %", "25 %", "50 %", "75 %", "95 %"];
    let columns = std::iter::once(Column::words("seven days from"))
        .chain(heads.map(Column::number))
        .chain([Column::number("normal").full("normal in these days, of an average week without the event").spare(1)]);
    let rows = weeks(of_normal, steps).map(|at| {
        let week = of_normal.week(at, steps);
        let normal = output.twin[week.clone()].iter().sum::<f64>() / week.len() as f64;
        let from = full_date(story.start(), week.start as f64 * story.summary.step_hours);
        let shares = (0..heads.len()).map(|place| Cell::given(of_normal.quantiles[at], |it| Cell::share(it[place])));
        std::iter::once(Cell::text(from)).chain(shares).chain([Cell::share(normal)]).collect()
    });
    Table::new("Output of seven days, as a share of what would have been made in them", columns).rows(rows)
}
