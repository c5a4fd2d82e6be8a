//! What stops, and when it is back: target sets, sites, systems.

use super::rows::{Away, Dates};
use crate::amount::Unit;
use crate::chart::{Chart, FactDate, Lane, LaneCourse, LaneGroup, Lanes, Stop, Stops, end};
use crate::letters::listed;
use crate::number::days;
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use crate::words::{cause_title, company_sites, in_order};
use blackstart_ensemble::backtest::Compared;
use blackstart_ensemble::summary::{Moments, SiteSummary, Spread, TierSummary, WeekSummary};

/// Bars of sites on a terminal.
const DRAWN: usize = 40;
/// Sites of the company that make something, and others, that a terminal shows.
const COMPANY_SITES: usize = 14;
const OTHER_SITES: usize = 6;

const TARGETS: &str =
    "A target set fails when any of its services is below its level, and holds again when all are there for good.";
const SITES: &str = "A site stops when it makes less than half of what it would have made, on that day and over the week from there. It is back for good from the moment after its last stop on which it makes at least 90 %, that day, over the week from there and over any four weeks to the end, through channels that are themselves at 90 % to the end. Its first restart is the first day after its first stop from which it makes at least half over a week. Days are those of the histories in which it stops; a day after > is beyond the end. Lanes are drawn from seven percentiles of each day, straight in between.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let summary = &story.summary;
    let sites = Sites::of(story);
    let targets: Vec<Stop> = summary.targets.iter().map(|it| stop(it.into())).collect();
    let drawn: Vec<Stop> = sites.all().map(|it| stop(it.into())).collect();
    let services = summary.services.iter().filter(|it| it.stops.hits > 0).map(|it| stop(it.into())).collect::<Vec<_>>();
    // One time for all lanes.
    let end_hours = end(summary.horizon_hours, targets.iter().chain(&drawn).chain(&services), also(story));
    let mut section =
        Section::new("stops", "What stops, and when it is back", "█ away in 19 of 20 that stop, ░ in some");
    section.blocks.extend(timeline(story, &sites, end_hours));
    // Bars of a terminal show what its tables do.
    let end_hours = end(summary.horizon_hours, targets.iter().chain(drawn.iter().take(DRAWN)), 0.0);
    let mut lines = Vec::new();
    if !targets.is_empty() {
        let remark = "fail when any service is below its level; back when all hold for good";
        lines.push(Block::heading("Target sets", remark));
        lines.push(Block::Bars(target_table(story), Stops { end_hours, rows: targets }));
    }
    if !drawn.is_empty() {
        let remark = "stop below half of normal over a week; back for good at 90 % of normal";
        lines.push(Block::heading("Sites", remark));
        lines.push(Block::Bars(sites.table(), Stops { end_hours, rows: drawn.into_iter().take(DRAWN).collect() }));
    }
    if !lines.is_empty() {
        section.blocks.push(Block::Terminal(lines));
    }
    if !summary.systems.is_empty() {
        let fold = format!("Systems ({} fall)", summary.systems.len());
        section = section.with(Block::folded(fold, vec![Block::Table(system_table(story))]));
    }
    section.unless_empty()
}

/// Everything that stops on one scale of time: plants first, others folded.
fn timeline(story: &Story, sites: &Sites<'_>, end_hours: f64) -> Option<Block> {
    let summary = &story.summary;
    let away = |it: Away<'_>| Lane { title: it.title.to_owned(), course: course(it) };
    let group = |title: &str, lanes: Vec<Lane>| LaneGroup { title: title.to_owned(), lanes, folded: false };
    let others: Vec<Lane> = sites.others.iter().map(|it| away((*it).into())).collect();
    let groups = [
        group("The company's own sites", sites.own.iter().map(|it| away((*it).into())).collect()),
        group("What must work together (target sets)", summary.targets.iter().map(|it| away(it.into())).collect()),
        group("Services", summary.services.iter().filter(|it| it.stops.hits > 0).map(|it| away(it.into())).collect()),
        group("Suppliers, dealers and markets, all sites of a party together", parties(story).map(weeks).collect()),
        LaneGroup { title: format!("Other watched sites that stop ({})", others.len()), lanes: others, folded: true },
    ];
    let groups: Vec<LaneGroup> = groups.into_iter().filter(|group| !group.lanes.is_empty()).collect();
    if groups.is_empty() {
        return None;
    }
    let mut tables = Vec::new();
    if !summary.targets.is_empty() {
        tables.push(target_table(story));
    }
    if !summary.sites.is_empty() {
        tables.push(sites.table());
    }
    tables.extend(parties(story).map(week_table));
    let figure = Figure {
        id: "g-stops".to_owned(),
        chart: Chart::Lanes(Lanes { title: "What is down when".to_owned(), end_hours, groups, facts: facts(story) }),
        caption: [last(story, &sites.own), ends(story, end_hours), after_the_weeks(story, &sites.others)].concat(),
        tables,
        open: false,
    };
    Some(Block::detail(vec![Block::Figure(figure), Block::counted(format!("{SITES} {TARGETS}"))]))
}

/// How the lanes are read: by the one that is back last.
fn last(story: &Story, own: &[&SiteSummary]) -> String {
    let sites = in_order(own).into_iter().map(Away::from);
    let targets = story.summary.targets.iter().map(Away::from).filter(|it| it.stops.share >= 0.5);
    sites.chain(targets).max_by(|a, b| a.back.p50.hours.total_cmp(&b.back.p50.hours)).map_or_else(
        || "Each lane is one thing, and how high it is filled the chance that it is down at that moment.".to_owned(),
        |it| {
            let when = match it.back.p50.hours {
                late if late > story.summary.horizon_hours => format!("not by {}", story.setting().last_day()),
                back => format!("by {}", story.setting().day(back)),
            };
            format!(
                "Of what is the company's own, “{}” is back last: {when} in half of the histories in which it stops.",
                it.title
            )
        },
    )
}

/// Where the last of what is drawn beside things that stop lies: dates that were announced, and weeks in which a party is short.
fn also(story: &Story) -> f64 {
    let inside = |hours: &f64| (0.0..story.summary.horizon_hours).contains(hours);
    let dates = facts(story).into_iter().map(|fact| fact.hours).filter(inside);
    let is_short = |week: &&WeekSummary| week.below_80.p95 >= SHORT;
    let weeks = parties(story).filter_map(|tier| tier.weeks.iter().rev().find(is_short));
    weeks.map(|week| 168.0 * f64::from(week.week)).filter(inside).chain(dates).fold(0.0, f64::max)
}

/// Less than this share of a party's sites is not seen in its lane.
const SHORT: f64 = 0.01;

/// Parties beside the company that are followed week by week.
fn parties(story: &Story) -> impl Iterator<Item = &TierSummary> {
    story.summary.tiers.iter().filter(|tier| tier.kind != "company" && !tier.weeks.is_empty())
}

/// What comes after the picture: nothing.
fn ends(story: &Story, end_hours: f64) -> String {
    let (setting, horizon) = (story.setting(), story.summary.horizon_hours);
    if end_hours >= horizon {
        return String::new();
    }
    format!(
        " Drawn up to {}: from then to the last day looked at, {} (day {}), nothing more happens in 19 of 20 histories, lane by lane.",
        setting.day(end_hours),
        setting.last_day(),
        days(horizon / 24.0)
    )
}

/// What parties are followed for, and what is not back by then.
fn after_the_weeks(story: &Story, others: &[&SiteSummary]) -> String {
    let setting = story.setting();
    let weeks = parties(story).map(|tier| tier.weeks.len()).max().unwrap_or(0);
    let followed_hours = 168.0 * weeks as f64;
    if weeks == 0 || followed_hours >= story.summary.horizon_hours {
        return String::new();
    }
    let is_short = |tier: &&TierSummary| tier.weeks.last().is_some_and(|week| week.below_80.p95 >= SHORT);
    let short: Vec<&str> = parties(story).filter(is_short).map(|tier| tier.title.as_str()).collect();
    let late: Vec<&&SiteSummary> = others.iter().filter(|site| site.back.p50.hours > followed_hours).collect();
    let mut said = Vec::new();
    if !short.is_empty() {
        said.push(format!(
            "in the last of them some sites of {} still make or sell less than 80 % of normal in the worst of twenty histories",
            listed(&short)
        ));
    }
    if let Some(last) = late.iter().max_by(|a, b| a.back.p50.hours.total_cmp(&b.back.p50.hours)) {
        let when = match last.back.p50.hours {
            hours if hours <= story.summary.horizon_hours => format!("by {}", setting.day(hours)),
            _ => format!("not by {}", setting.last_day()),
        };
        said.push(format!(
            "of other watched sites {} are back for good only later in half of the histories in which they stop, the last, “{}”, {when}: a gap in what left the works can reach a far market weeks afterwards",
            late.len(),
            last.title
        ));
    }
    if said.is_empty() {
        return String::new();
    }
    format!(" Parties are followed for {weeks} weeks, up to {}; {}.", setting.day(followed_hours), said.join("; "))
}

fn course(it: Away<'_>) -> LaneCourse {
    let hours = |at: &Moments| [&at.p05, &at.p10, &at.p25, &at.p50, &at.p75, &at.p90, &at.p95].map(|it| it.hours);
    LaneCourse::Away {
        chance: it.stops.share,
        stopped_hours: hours(it.from),
        back_hours: hours(it.back),
        again: it.again(),
        not_back: it.not_back(),
    }
}

fn weeks(tier: &TierSummary) -> Lane {
    let column = |of: fn(&Spread) -> f64| tier.weeks.iter().map(|week| of(&week.below_80)).collect();
    Lane {
        title: tier.title.clone(),
        course: LaneCourse::Weeks { middle: column(|it| it.p50), high: column(|it| it.p95) },
    }
}

fn week_table(tier: &TierSummary) -> Table {
    let columns = ["week", "5 %", "50 %", "95 %"].map(Column::number);
    let share = |it: &Spread| [it.p05, it.p50, it.p95].map(Cell::share);
    let row = |week: &WeekSummary| {
        [Cell::of(Unit::Plain, f64::from(week.week))].into_iter().chain(share(&week.below_80)).collect()
    };
    let caption =
        format!("{}: share of its sites that make less than 80 % of normal, by week from the start", tier.title);
    Table::new(caption, columns).rows(tier.weeks.iter().map(row))
}

/// Dates that were reported.
fn facts(story: &Story) -> Vec<FactDate> {
    let begun = story.start().time().duration_since(jiff::civil::Time::midnight()).as_secs_f64() / 3_600.0;
    let rows = story.backtest.iter().filter(|row| row.unit == "date");
    // Such days count from the midnight before the start.
    let date = |row: &Compared| {
        let days = row.reported_low.or(row.reported_high)?;
        Some(FactDate { hours: days * 24.0 - begun, title: row.title.clone() })
    };
    rows.filter_map(date).collect()
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
        let mut columns = dates.columns("site", "stops in", "stops", "back for good at 90 % of normal");
        columns.extend([
            Column::number("restart 50 %").full("first restart, 50 %").spare(2),
            Column::number("worst week").full("worst week, 50 %").spare(1),
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
        row.push(Cell::given(cause, |cause| Cell::text(cause_title(&cause.name))));
        row
    });
    Table::new("Systems: when they fall, and when they are up for good", columns).rows(rows)
}

fn stop(away: Away<'_>) -> Stop {
    Stop { chance: away.stops.share, from_hours: away.from.p50.hours, back_hours: away.back_hours() }
}
