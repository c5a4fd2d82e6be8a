//! Services: when they fail, when they are back, and whether the business can tolerate it.

use super::rows::{Away, Dates};
use crate::amount::Unit;
use crate::chart::{Chart, Limit, Limits};
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use blackstart_ensemble::summary::ServiceSummary;

/// Services that a terminal shows.
const LINES: usize = 24;

const LEVELS: &str = "A service fails when it falls below its level: that of its tolerance, 90 % where it has none. It is back when it is at its level for good. Days are those of the histories in which it fails; a day after > is beyond the end.";
const CAPTION: &str = "Away: from the first moment below its level until it is there for good. A tolerance is breached in a history in which one stretch below the level is longer; the interval of that share is at 95 % confidence (Wilson).";

pub(super) fn section(story: &Story) -> Option<Section> {
    let services = &story.summary.services;
    if services.is_empty() {
        return None;
    }
    let remark = "fail below their level, 90 % without a tolerance; back at it for good";
    let section = Section::new("services", "Services and tolerances", remark);
    let limit = |service: &ServiceSummary| {
        Some(Limit {
            title: service.title.clone(),
            limit_hours: service.tolerance_hours?,
            away_hours: service.away.map(|away| [away.p05, away.p50, away.p95]),
            exceeded: service.breach?.share,
        })
    };
    let mut rows: Vec<Limit> = services.iter().filter_map(limit).collect();
    if rows.is_empty() {
        return Some(section.with(Block::Table(table(services))).with(Block::Note(LEVELS.to_owned())));
    }
    // Of those that are exceeded as often, the one that is away for most times its limit.
    let over = |it: &Limit| it.away_hours.map_or(0.0, |away| away[1] / it.limit_hours);
    rows.sort_by(|a, b| b.exceeded.total_cmp(&a.exceeded).then(over(b).total_cmp(&over(a))));
    let longer = rows.iter().filter(|row| row.exceeded > 0.0).count();
    let caption = match longer {
        0 => format!("None of {} services is away for longer than the business can do without it.", rows.len()),
        _ => format!(
            "{longer} of {} services can be away for longer than the business can do without them; the worst come first.",
            rows.len()
        ),
    };
    let figure = Figure {
        id: "b-tolerance".to_owned(),
        chart: Chart::Limits(Limits {
            title: "How long the business can do without each service, and how long it has to".to_owned(),
            called: "tolerated",
            rows,
        }),
        caption,
        tables: vec![table(services)],
        open: false,
    };
    let counted = Block::counted(format!("{CAPTION} {LEVELS}"));
    Some(section.with(Block::Figure(figure)).with(counted))
}

/// Those that fail first, the most endangered tolerance first.
fn table(services: &[ServiceSummary]) -> Table {
    let dates = Dates::of(services.iter().map(Away::from));
    let mut columns = dates.columns("service", "fails in", "fails", "back at its level for good");
    columns.extend([
        Column::number("level").full("its level").spare(3),
        Column::number("tolerated"),
        Column::number("breached").full("Breached in"),
        Column::number("95 % interval").spare(1),
    ]);
    let (mut failing, calm): (Vec<&ServiceSummary>, Vec<&ServiceSummary>) =
        services.iter().partition(|service| service.stops.hits > 0);
    let danger = |service: &ServiceSummary| service.breach.map_or(-1.0, |breach| breach.share);
    failing.sort_by(|a, b| danger(b).total_cmp(&danger(a)));
    let row = |service: &&ServiceSummary| {
        let mut row = dates.row((*service).into());
        let level = service.tolerance_level;
        row.push(Cell::share(service.level));
        row.push(Cell::given(service.tolerance_hours, |hours| Cell::Tolerance { hours, level }));
        row.push(Cell::given(service.breach, |breach| Cell::share(breach.share)));
        row.push(Cell::given(service.breach, |breach| Cell::range(Unit::Share, breach.low, breach.high)));
        row
    };
    Table::new("Services: when they fail, when they are back, and whether the business can tolerate it", columns)
        .group(Group::first(LINES, failing.iter().map(row), "more fail"))
        .group(Group::first(0, calm.iter().map(row), "never fail"))
}
