//! Back-tests of several incidents on a terminal: every row next to what was reported, and the scoreboard.

use crate::amount::{Amount, Room, Setting, Unit};
use crate::page::{Block, Cell, Column, Group, Page, Section, Table};
use crate::section::Said;
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::backtest::{Board, Compared, Coverage, Incident, Means, Played, ScaleKind, Score, Scoreboard};
use blackstart_model::model::Currency;

/// What models say next to what was reported, and how good that is.
pub fn backtest_terminal(it: &Scoreboard, style: Style) -> String {
    text(&page(it), style)
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
    vec![inside(board.inside_90, "5–95%"), inside(board.inside_50, "25–75%")]
}

fn incident(it: &Incident) -> Section {
    let Board { rows, inside_90, .. } = it.board;
    let remark = format!("{} of {rows} inside 5–95%", inside_90.hits);
    let section = Section::new(it.id.clone(), it.title.clone(), remark);
    it.scenarios.iter().fold(section, |section, scenario| scenario_blocks(it, scenario, section))
}

fn scenario_blocks(incident: &Incident, it: &Played, section: Section) -> Section {
    let currency = Currency { code: incident.currency.clone(), sign: incident.sign.clone() };
    // The results write what they read from a date; the default is never seen.
    let setting =
        Setting { start: it.start.parse().unwrap_or_default(), currency, one_year: false, end_hours: f64::INFINITY };
    let remark = format!("{} replicates, seed {}", it.replicates, it.seed);
    let section = section.with(Block::heading(it.title.clone(), remark));
    let table = Table::new("What the model says next to what was reported", columns())
        .rows(it.rows.iter().map(|row| cells(row, &setting)));
    let section = if table.is_empty() { section } else { section.with(Block::Table(table)) };
    if it.left_out.is_empty() {
        return section;
    }
    section.with(Block::Findings(it.left_out.iter().map(|it| format!("left out: {it}")).collect()))
}

fn columns() -> [Column; 8] {
    [
        Column::words(""),
        Column::number("5%"),
        Column::number("50%"),
        Column::number("95%"),
        Column::number("reported"),
        Column::words("5–95%"),
        Column::words("25–75%").spare(2),
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
        Column::number("5–95%"),
        Column::number("25–75%"),
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
    let remark = "error: size of the median's; interval: interval score of 5–95%; CRPS; all on the logarithm, 0.10 is about a tenth of the \
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
