//! What stops, and when it is back: target sets, sites, systems.

use super::rows::{Away, Dates};
use crate::chart::{Chart, Stop, Stops, end};
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use crate::words::{company_sites, spaced};
use blackstart_ensemble::summary::SiteSummary;

/// Bars of sites that are drawn; the table has all.
const DRAWN: usize = 40;
/// Sites of the company that make something, and others, that a terminal shows.
const COMPANY_SITES: usize = 14;
const OTHER_SITES: usize = 6;

const TARGETS: &str = "Days are those of the histories in which the set fails; a day after > is beyond the end. Solid: failed in 19 of 20 of these. Light: from the 5th to the 95th percentile of the day from which it holds for good, so that 9 in 10 lie between; the tick is the median.";
const SITES: &str = "A site stops when it makes less than half of what it would have made, on that day and over the week from there. It is back for good from the moment after its last stop on which it makes at least 90%, that day, over the week from there and over any four weeks to the end, through channels that are themselves at 90% to the end. Its first restart is the first day after its first stop from which it makes at least half over a week. Days are those of the histories in which it stops; a day after > is beyond the end. The company's own works stand first, then stores, sales companies and others, those that stop most often first. Solid: away in 19 of 20 of the histories in which it stops. Light: from the 5th to the 95th percentile of the day it is back for good, so that 9 in 10 lie between; the tick is the median.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let summary = &story.summary;
    let sites = Sites::of(story);
    let targets: Vec<Stop> = summary.targets.iter().map(|it| stop(it.into())).collect();
    let drawn: Vec<Stop> = sites.all().take(DRAWN).map(|it| stop(it.into())).collect();
    // One time for both pictures.
    let end_hours = end(summary.horizon_hours, targets.iter().chain(&drawn));
    let mut section =
        Section::new("stops", "What stops, and when it is back", "█ away in 19 of 20 that stop, ░ in some");
    if !targets.is_empty() {
        let title = "Target sets: from failure to holding for good".to_owned();
        section = section
            .with(Block::heading(
                "Target sets",
                "fail when any service is below its level; back when all hold for good",
            ))
            .with(Block::Figure(Figure {
                id: "g-targets".to_owned(),
                chart: Chart::Stops(Stops { title, end_hours, rows: targets }),
                caption: TARGETS.to_owned(),
                tables: vec![target_table(story)],
                open: false,
            }));
    }
    if !drawn.is_empty() {
        let title = "Sites: from their first stop to being back for good".to_owned();
        section = section
            .with(Block::heading("Sites", "stop below half of normal over a week; back for good at 90% of normal"))
            .with(Block::Figure(Figure {
                id: "g-sites".to_owned(),
                chart: Chart::Stops(Stops { title, end_hours, rows: drawn }),
                caption: SITES.to_owned(),
                tables: vec![sites.table()],
                open: false,
            }));
    }
    if !summary.systems.is_empty() {
        let fold = format!("Systems ({} fall)", summary.systems.len());
        section = section.with(Block::folded(fold, vec![Block::Table(system_table(story))]));
    }
    section.unless_empty()
}

/// Watched sites in the order in which they are told.
struct Sites<'s> {
    own: Vec<&'s SiteSummary>,
    others: Vec<&'s SiteSummary>,
    /// Others that never stop.
    calm: usize,
}

impl<'s> Sites<'s> {
    /// The company's works first, then others that stop, the most often first.
    fn of(story: &'s Story) -> Self {
        let own = company_sites(story);
        let rest = story.summary.sites.iter().filter(|site| !own.iter().any(|own| own.id == site.id));
        let (mut others, calm): (Vec<&SiteSummary>, Vec<&SiteSummary>) = rest.partition(|site| site.stops.hits > 0);
        others.sort_by_key(|site| std::cmp::Reverse(site.stops.hits));
        Self { own, others, calm: calm.len() }
    }

    fn all(&self) -> impl Iterator<Item = &'s SiteSummary> {
        self.own.iter().chain(&self.others).copied()
    }

    fn table(&self) -> Table {
        let dates = Dates::of(self.all().map(Away::from));
        let mut columns = dates.columns("site", "stops in", "stops", "back for good at 90% of normal");
        columns.extend([
            Column::number("restart 50%").full("first restart, 50%").spare(2),
            Column::number("worst week").full("worst week, 50%").spare(1),
        ]);
        let row = |site: &&SiteSummary| {
            let mut row = dates.row((*site).into());
            let stops = site.stops.hits > 0;
            row.push(if stops { Cell::day(site.restarted.p50.hours) } else { Cell::Blank });
            row.push(Cell::share(site.worst_week.p50));
            row
        };
        Table::new("Watched sites: when they stop, and when they are back for good", columns)
            .group(Group::first(COMPANY_SITES, self.own.iter().map(row), "more of the company"))
            .group(Group::first(OTHER_SITES, self.others.iter().map(row), "more watched sites, which stop too"))
            .group(Group {
                more: self.calm,
                rest: "more watched sites, which never stop".to_owned(),
                ..Group::default()
            })
    }
}

fn target_table(story: &Story) -> Table {
    let targets = || story.summary.targets.iter().map(Away::from);
    let dates = Dates::of(targets());
    let columns = dates.columns("target set", "fails in", "fails", "holds for good");
    Table::new("Target sets: when they fail, and when they hold for good", columns)
        .rows(targets().map(|it| dates.row(it)))
}

fn system_table(story: &Story) -> Table {
    let systems = &story.summary.systems;
    let dates = Dates::of(systems.iter().map(Away::from));
    let mut columns = dates.columns("system", "falls in", "falls", "up for good");
    columns.push(Column::words("mostly because of"));
    let rows = systems.iter().map(|system| {
        let mut row = dates.row(system.into());
        let cause = system.by_cause.iter().max_by(|a, b| a.share.total_cmp(&b.share));
        row.push(Cell::given(cause, |cause| Cell::text(spaced(&cause.name))));
        row
    });
    Table::new("Systems: when they fall, and when they are up for good", columns).rows(rows)
}

fn stop(away: Away<'_>) -> Stop {
    Stop {
        title: away.title.to_owned(),
        chance: away.stops.share,
        from_hours: away.from.p50.hours,
        back_hours: away.back_hours(),
    }
}
