//! What a business impact analysis promises, beside what the histories show; and the work that is left to key in.

use crate::amount::Unit;
use crate::chart::{Chart, Limit, Limits};
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use blackstart_ensemble::summary::{BacklogSummary, ImpactSummary, PromiseSummary};

/// Promises that a terminal shows.
const LINES: usize = 24;

const PROMISED: &str = "Promised: what the company's own business impact analysis states; nothing in the histories follows from it. The time counts from the first moment below the level that counts as back (the minimum business continuity objective, else the level of the service; of a system, full level) until it is back for good, in the histories in which it is down; never: not by the end of the history.";
const IMPACT: &str = "Stated: the loss that the analysis gives for the time the service is below its level, straight from one of its times to the next. The company's loss is that of the same histories as a whole, with everything else that is down in them: it is not the loss by this service, unless no other service is down. Where a service is down for longer than the analysis looks, what it states is the least.";
const BACKLOG: &str = "Work done by hand, or lost with the data of a rebuilt system, in hours of normal working. Until all of it is keyed in, the service runs below normal.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let (promised, backlogs) = (&story.summary.promised, &story.summary.backlogs);
    if promised.is_empty() && backlogs.is_empty() {
        return None;
    }
    let mut section =
        Section::new("promised", "Promised and modelled", "objectives of the business impact analysis, not believed");
    if !promised.is_empty() {
        section = section.with(beside(promised)).with(Block::Note(PROMISED.to_owned()));
    }
    let impacts: Vec<(&PromiseSummary, &ImpactSummary)> =
        promised.iter().filter_map(|it| Some((it, it.impact.as_ref()?))).collect();
    if !impacts.is_empty() {
        let remark = "for as long as a service is down, beside the company's whole loss in the same histories";
        section = section
            .with(Block::heading("The loss that the analysis states", remark))
            .with(Block::Table(losses(&impacts)))
            .with(Block::Note(IMPACT.to_owned()));
    }
    if backlogs.iter().any(|it| it.left.hits > 0) {
        section = section
            .with(Block::heading(
                "What is left to key in",
                "hours of normal working; until then the service runs below normal",
            ))
            .with(Block::Table(keyed_in(backlogs)))
            .with(Block::Note(BACKLOG.to_owned()));
    } else if !backlogs.is_empty() {
        section = section.with(Block::Text("Nothing is left to key in, in any history.".to_owned()));
    }
    Some(section)
}

/// What is promised within a time is drawn, what is not stands in the table alone.
fn beside(promised: &[PromiseSummary]) -> Block {
    let limit = |it: &PromiseSummary| {
        Some(Limit {
            title: it.title.clone(),
            limit_hours: it.rto_hours?,
            away_hours: (it.down.hits > 0).then_some([it.back_after.p05, it.back_after.p50, it.back_after.p95]),
            exceeded: it.kept.filter(|kept| kept.of > 0).map_or(0.0, |kept| it.down.share * (1.0 - kept.share)),
        })
    };
    let mut rows: Vec<Limit> = promised.iter().filter_map(limit).collect();
    if rows.is_empty() {
        return Block::Table(objectives(promised));
    }
    rows.sort_by(|a, b| b.exceeded.total_cmp(&a.exceeded));
    let title = "Promised recovery times, and how long it takes".to_owned();
    Block::Figure(Figure {
        id: "b-promised".to_owned(),
        chart: Chart::Limits(Limits { title, called: "promised", rows }),
        caption: "Promised: the recovery time objective (RTO). Longer in: the share of all histories in which the thing goes down and is not back for good within that time.".to_owned(),
        tables: vec![objectives(promised)],
        open: false,
    })
}

/// The promises that are kept least come first.
fn objectives(promised: &[PromiseSummary]) -> Table {
    let columns = [
        Column::words("service or system"),
        Column::words("owner").spare(1),
        Column::number("down in"),
        Column::number("level").full("level that counts as back").spare(4),
        Column::number("promised").full("promised within (RTO)"),
        Column::number("kept in").full("kept in, of these"),
        Column::number("back 5 %").full("back for good after, 5 %").spare(6),
        Column::number("50 %"),
        Column::number("95 %"),
        Column::number("not back").full("not back by the end").spare(5),
        Column::number("tolerable").full("most tolerable (MTPD)").spare(3),
        Column::number("longer in").full("longer than tolerable in, of these").spare(2),
    ];
    let row = |it: &&PromiseSummary| {
        let after = [it.back_after.p05, it.back_after.p50, it.back_after.p95];
        let share = |chance: Option<blackstart_ensemble::summary::Chance>| {
            Cell::given(chance.filter(|it| it.of > 0), |it| Cell::share(it.share))
        };
        let mut row = vec![
            Cell::text(&it.title),
            Cell::given(it.owner.as_ref(), Cell::text),
            Cell::share(it.down.share),
            Cell::share(it.level),
            Cell::given(it.rto_hours, Cell::duration),
            share(it.kept),
        ];
        row.extend(after.map(|hours| if it.down.hits > 0 { Cell::duration(hours) } else { Cell::Blank }));
        row.extend([share(Some(it.not_back)), Cell::given(it.mtpd_hours, Cell::duration), share(it.exceeds)]);
        row
    };
    let (mut down, calm): (Vec<&PromiseSummary>, Vec<&PromiseSummary>) =
        promised.iter().partition(|it| it.down.hits > 0);
    let kept = |it: &PromiseSummary| it.kept.map_or(2.0, |kept| kept.share);
    down.sort_by(|a, b| kept(a).total_cmp(&kept(b)));
    Table::new("When it is promised back, and when it is", columns)
        .group(Group::first(LINES, down.iter().map(row), "more are down"))
        .group(Group::first(0, calm.iter().map(row), "are never down"))
}

fn losses(impacts: &[(&PromiseSummary, &ImpactSummary)]) -> Table {
    let columns = [
        Column::words("service"),
        Column::number("stated 50 %").full("stated for the time it is down, 50 %"),
        Column::number("95 %").full("stated, 95 %"),
        Column::number("company 50 %").full("loss of the company in the same histories, 50 %"),
        Column::number("95 %").full("loss of the company, 95 %"),
        Column::number("alone in").full("no other service down in").spare(2),
        Column::number("at least in").full("down for longer than stated in").spare(1),
    ];
    let row = |(it, impact): &(&PromiseSummary, &ImpactSummary)| {
        let money = [impact.stated.p50, impact.stated.p95, impact.company.p50, impact.company.p95].map(Cell::money);
        let shares = [impact.alone.share, impact.beyond.share].map(Cell::share);
        [Cell::text(&it.title)].into_iter().chain(money).chain(shares).collect()
    };
    Table::new("The loss that the analysis states, and the company's loss", columns).rows(impacts.iter().map(row))
}

fn keyed_in(backlogs: &[BacklogSummary]) -> Table {
    let columns = [
        Column::words("to key in at"),
        Column::number("in").full("something is left in"),
        Column::number("hours 50 %").full("hours of normal work, 50 %"),
        Column::number("95 %").full("hours of normal work, 95 %"),
        Column::number("done 50 %").full("keyed in by, 50 %"),
        Column::number("95 %").full("keyed in by, 95 %"),
        Column::number("not done").full("not keyed in by the end").spare(1),
    ];
    let row = |it: &BacklogSummary| {
        let hours = it.work_hours.map(|work| [work.p50, work.p95].map(|hours| Cell::of(Unit::Count, hours)));
        let days = [&it.done.p50, &it.done.p95].map(|at| Cell::day(at.hours));
        let mut row = vec![Cell::text(&it.title), Cell::share(it.left.share)];
        row.extend(hours.into_iter().flatten().chain(days));
        row.push(Cell::share(it.not_done.share));
        row
    };
    Table::new("What is left to key in after the return", columns)
        .rows(backlogs.iter().filter(|it| it.left.hits > 0).map(row))
}
