//! What stops, and when it is back: target sets, sites, systems.

use super::rows::{date_columns, dates};
use crate::chart::{Chart, Stop, Stops, end};
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use crate::words::{company_sites, spaced};
use blackstart_ensemble::summary::{Moments, SiteSummary};

/// Bars of sites that are drawn; the table has all.
const DRAWN: usize = 40;
/// Sites of the company that make something, and others, that a terminal shows.
const COMPANY_SITES: usize = 14;
const OTHER_SITES: usize = 6;

const TARGETS: &str = "Solid: failed in 9 of 10 of the histories in which it fails. Light: from the 10th to the 90th percentile of the day it holds again; the tick is the median.";
const SITES: &str = "A site stops when it makes less than half of what it would have made, on that day and over the week from there; it restarts on the first day after that from which it makes at least half over a week, and has recovered once it makes at least 90% over 28 days. The company's own works stand first, then stores, sales companies and others, those that stop most often first. Solid: stopped in 9 of 10 of the histories in which it stops. Light: from the 10th to the 90th percentile of the restart; the tick is the median.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let summary = &story.summary;
    let sites = Sites::of(story);
    let targets: Vec<Stop> =
        summary.targets.iter().map(|it| stop(&it.title, it.fails.share, &it.failed, &it.held)).collect();
    let drawn: Vec<Stop> =
        sites.all().take(DRAWN).map(|it| stop(&it.title, it.stops.share, &it.stopped, &it.restarted)).collect();
    // One time for both pictures.
    let end_hours = end(summary.horizon_hours, targets.iter().chain(&drawn));
    let mut section = Section::new("stops", "What stops, and when it is back", "█ in 9 of 10 that stop, ░ in some");
    if !targets.is_empty() {
        let title = "Target sets: from failure to holding again".to_owned();
        section = section
            .with(Block::heading("Target sets", "a set fails when any of its services is below its level"))
            .with(Block::Figure(Figure {
                id: "g-targets".to_owned(),
                chart: Chart::Stops(Stops { title, end_hours, rows: targets }),
                caption: TARGETS.to_owned(),
                tables: vec![target_table(story)],
                open: false,
            }));
    }
    if !drawn.is_empty() {
        let title = "Sites: from stop to restart".to_owned();
        section = section.with(Block::heading("Sites", "a site stops below half of normal over a week")).with(
            Block::Figure(Figure {
                id: "g-sites".to_owned(),
                chart: Chart::Stops(Stops { title, end_hours, rows: drawn }),
                caption: SITES.to_owned(),
                tables: vec![sites.table()],
                open: false,
            }),
        );
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
        let columns = date_columns("site", "stops in", "stops", "restarts").into_iter().chain([
            Column::number("90% again 50%").full("At 90% of normal, 50%").spare(3),
            Column::number("90%").spare(2),
            Column::number("worst week").spare(1),
        ]);
        let row = |site: &&SiteSummary| {
            let mut row = dates(&site.title, site.stops.share, &site.stopped, &site.restarted);
            row.resize(6, Cell::Blank);
            let recovered = [&site.recovered.p50, &site.recovered.p90]
                .map(|at| if site.stops.hits > 0 { Cell::day(at.hours) } else { Cell::Blank });
            row.extend(recovered);
            row.push(Cell::share(site.worst_week.p50));
            row
        };
        Table::new("Watched sites: when they stop, restart and recover", columns)
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
    let columns = date_columns("target set", "fails in", "fails", "back");
    let rows = story.summary.targets.iter().map(|it| dates(&it.title, it.fails.share, &it.failed, &it.held));
    Table::new("Target sets: when they fail and hold again", columns).rows(rows)
}

fn system_table(story: &Story) -> Table {
    let columns =
        date_columns("system", "falls in", "falls", "up").into_iter().chain([Column::words("mostly because of")]);
    let rows = story.summary.systems.iter().map(|system| {
        let mut row = dates(&system.title, system.falls.share, &system.down, &system.up);
        row.resize(6, Cell::Blank);
        let cause = system.by_cause.iter().max_by(|a, b| a.share.total_cmp(&b.share));
        row.push(Cell::given(cause, |cause| Cell::text(spaced(&cause.name))));
        row
    });
    Table::new("Systems: when they fall and are up again", columns).rows(rows)
}

fn stop(title: &str, chance: f64, from: &Moments, back: &Moments) -> Stop {
    Stop {
        title: title.to_owned(),
        chance,
        from_hours: from.p50.hours,
        back_hours: [back.p10.hours, back.p50.hours, back.p90.hours],
    }
}
