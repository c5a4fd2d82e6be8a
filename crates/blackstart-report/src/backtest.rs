//! Back-tests of several incidents: every row next to what was reported, and the scoreboard.

use crate::amount::{Amount, Room, Setting, Unit};
use crate::chart::{Chart, Reported};
use crate::html::html;
use crate::page::{Answer, Block, Cell, Column, Figure, Group, Page, Section, Table, Verdict};
use crate::section::{Said, reported};
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::backtest::{Board, Compared, Coverage, Incident, Means, Played, ScaleKind, Score, Scoreboard};
use blackstart_model::model::Currency;

/// What models say next to what was reported, and how good that is.
pub fn backtest_terminal(it: &Scoreboard, style: Style) -> String {
    text(&page(it), style)
}

/// The same as one self-contained HTML file.
pub fn backtest_html(it: &Scoreboard) -> String {
    let answers = verdict(&it.by_row);
    html(&Page { verdict: answers, contents: true, ..page(it) })
}

/// Whether what was reported is what a model says.
fn verdict(board: &Board) -> Option<Verdict> {
    let Board { rows, inside_90, inside_50, open, .. } = *board;
    if rows == 0 {
        return None;
    }
    let kept = |hits: usize, of: &str| format!("{hits} of {rows} reported values lie inside {of}.");
    let right = vec![
        kept(inside_90.hits, "what the models expect in 9 of 10 histories"),
        format!("{} to {} would surprise nobody, if rows were independent.", inside_90.low, inside_90.high),
    ];
    let sure = vec![
        kept(inside_50.hits, "the middle half"),
        match inside_50.hits {
            few if few < inside_50.low => "The models are surer than they should be.".to_owned(),
            many if many > inside_50.high => "The models are less sure than they could be.".to_owned(),
            _ => "Nothing speaks against it.".to_owned(),
        },
    ];
    let answer = |(question, sentences)| Answer { question, sentences };
    let open = match open {
        0 => String::new(),
        1 => " One more row has no reported value yet.".to_owned(),
        more => format!(" {more} more rows have no reported value yet."),
    };
    Some(Verdict {
        answers: [("Are the models right?", right), ("Are they as sure as they should be?", sure)].map(answer).into(),
        advice: Vec::new(),
        condition: format!(
            "A report inside says that a model expects what happened, not that it does so for the right reasons.{open}"
        ),
    })
}

fn page(it: &Scoreboard) -> Page {
    let incidents = it.incidents.len();
    let Board { rows, open, .. } = it.by_row;
    let forecasts = if open == 0 { String::new() } else { format!(", {open} without a reported value") };
    Page {
        kind: "Blackstart back-test",
        title: "Back-test".to_owned(),
        lead: format!("{incidents} {}", if incidents == 1 { "incident" } else { "incidents" }),
        played: format!("{rows} scored rows{forecasts}"),
        setting: Setting::bare(),
        verdict: None,
        cards: Vec::new(),
        findings: findings(&it.by_row),
        sections: it.incidents.iter().map(incident).chain([scores(it)]).collect(),
        foot: String::new(),
        contents: false,
        one_sheet: false,
    }
}

fn findings(board: &Board) -> Vec<String> {
    let of = board.rows;
    let inside = |it: Coverage, band: &str| {
        let Coverage { hits, low, high } = it;
        format!(
            "{hits} of {of} reported values lie inside {band}; {low} to {high} would surprise nobody if rows were independent."
        )
    };
    if of == 0 {
        return Vec::new();
    }
    vec![inside(board.inside_90, "5–95 %"), inside(board.inside_50, "25–75 %")]
}

fn incident(it: &Incident) -> Section {
    let Board { rows, inside_90, .. } = it.board;
    let remark = format!("{} of {rows} inside 5–95 %", inside_90.hits);
    let section = Section::new(it.id.clone(), it.title.clone(), remark);
    it.scenarios.iter().enumerate().fold(section, |section, (at, scenario)| scenario_blocks(it, at, scenario, section))
}

fn scenario_blocks(incident: &Incident, at: usize, it: &Played, section: Section) -> Section {
    let currency = Currency { code: incident.currency.clone(), sign: incident.sign.clone() };
    // The results write what they read from a date; the default is never seen.
    let setting =
        Setting { start: it.start.parse().unwrap_or_default(), currency, one_year: false, end_hours: f64::INFINITY };
    let remark = format!("{} histories, seed {}", it.replicates, it.seed);
    let section = section.with(Block::heading(it.title.clone(), remark));
    let said = "What the model says next to what was reported";
    let table = Table::new(said, columns()).rows(it.rows.iter().map(|row| cells(row, &setting)));
    let figure = |table| Figure {
        id: format!("r-{}-{at}", incident.id),
        chart: Chart::Reported(Reported {
            title: said.to_owned(),
            rows: it.rows.iter().map(|row| reported(row, &setting)).collect(),
        }),
        caption: format!(
            "{} of {} reported values lie inside what the model expects in 9 of 10 histories.",
            it.board.inside_90.hits, it.board.rows
        ),
        tables: vec![table],
        open: false,
    };
    let section = if table.is_empty() { section } else { section.with(Block::Figure(figure(table))) };
    if it.left_out.is_empty() {
        return section;
    }
    section.with(Block::Findings(it.left_out.iter().map(|it| format!("left out: {it}")).collect()))
}

fn columns() -> [Column; 8] {
    [
        Column::words(""),
        Column::number("5 %"),
        Column::number("50 %"),
        Column::number("95 %"),
        Column::number("reported"),
        Column::words("5–95 %"),
        Column::words("25–75 %").spare(2),
        Column::number("error").spare(1),
    ]
}

fn cells(row: &Compared, setting: &Setting) -> Vec<Cell> {
    let said = Said::of(row, setting);
    // Each incident has its own currency and start: what depends on them becomes words here.
    let words = |cell: &Cell| Cell::Text(cell.words(setting, Room::Line));
    let inside = |hit: Option<bool>| hit.map_or(Cell::text("open"), Cell::Inside);
    vec![
        Cell::text(row.title.clone()),
        words(&said.low),
        words(&said.middle),
        words(&said.high),
        words(&said.reported),
        inside(row.hit),
        inside(row.inside_50),
        Cell::known(row.score.as_ref(), error),
    ]
}

/// The median's error as a share of what was reported.
fn error(score: &Score) -> Cell {
    let share = match score.scale {
        ScaleKind::Log => score.error.exp_m1(),
        ScaleKind::Relative => score.error,
    };
    Cell::Value(Amount::change(Unit::Share, share))
}

fn scores(it: &Scoreboard) -> Section {
    let columns = [
        Column::words(""),
        Column::number("rows"),
        Column::number("5–95 %"),
        Column::number("25–75 %"),
        Column::number("error"),
        Column::number("interval"),
        Column::number("CRPS"),
        Column::number("PIT²").spare(1),
    ];
    let mut table = Table::new("Mean scores", columns);
    for incident in &it.incidents {
        let several = incident.scenarios.len() > 1;
        let parts = incident.scenarios.iter().filter(|_| several);
        let parts = parts.map(|scenario| board(Cell::part(scenario.title.clone()), &scenario.board));
        let whole = board(Cell::text(incident.title.clone()), &incident.board);
        table = table.group(Group { rows: std::iter::once(whole).chain(parts).collect(), ..Group::default() });
    }
    let over_incidents = it.by_incident.as_ref().map(|means| {
        let shares = [Cell::share(means.inside_90), Cell::share(means.inside_50)];
        line(Cell::text("Mean over incidents"), Cell::Blank, shares, Some(means))
    });
    let table = table.rows(over_incidents).rows([board(Cell::text("All rows"), &it.by_row)]);
    let remark = "error: size of the median's; interval: interval score of 5–95 %; CRPS; all on the logarithm, 0.10 is about a tenth of the \
        reported value; PIT²: 1 as sure as it should be, more is too sure";
    Section::new("scores", "Scores", remark).with(Block::Table(table))
}

fn board(title: Cell, it: &Board) -> Vec<Cell> {
    let of = |coverage: Coverage| Cell::Text(format!("{} of {}", coverage.hits, it.rows));
    line(title, Cell::whole(it.rows), [of(it.inside_90), of(it.inside_50)], it.means.as_ref())
}

fn line(title: Cell, rows: Cell, [inside_90, inside_50]: [Cell; 2], means: Option<&Means>) -> Vec<Cell> {
    let number = |of: fn(&Means) -> f64| Cell::known(means, |means| Cell::Text(hundredths(of(means))));
    vec![
        title,
        rows,
        inside_90,
        inside_50,
        number(|it| it.error),
        number(|it| it.interval_score),
        number(|it| it.crps),
        number(|it| it.normal_pit_squared),
    ]
}

/// Two decimals. The fair CRPS of a very good forecast may be just below 0.
fn hundredths(score: f64) -> String {
    let size = format!("{:.2}", score.abs());
    if score < 0.0 && size != "0.00" { format!("−{size}") } else { size }
}

#[cfg(test)]
mod tests;
