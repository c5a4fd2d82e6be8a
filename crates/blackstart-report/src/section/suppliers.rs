//! Suppliers and dealers: who runs out of cash, who stops, and what would keep them going.

use crate::amount::{Amount, Unit};
use crate::page::{Block, Cell, Column, Group, Section, Table};
use crate::story::Story;
use blackstart_ensemble::summary::{CashSummary, TierSummary};

/// Sites with the least cash that a terminal shows.
const LINES: usize = 10;

pub(super) fn section(story: &Story) -> Option<Section> {
    let summary = &story.summary;
    let tiers: Vec<&TierSummary> =
        summary.tiers.iter().filter(|tier| tier.kind != "company" && tier.sites > 0).collect();
    if tiers.is_empty() {
        return None;
    }
    let remark = "cash and credit at their lowest, in days of fixed cost";
    let mut section = Section::new("suppliers", "Suppliers and dealers", remark)
        .with(Block::Note("Cash and credit at their lowest, in days of fixed cost.".to_owned()))
        .with(Block::Table(cash(&tiers)));
    let short: Vec<&TierSummary> = tiers.iter().copied().filter(|tier| tier.support_all.mean > 0.0).collect();
    if !short.is_empty() {
        section = section
            .with(Block::heading("Support", "money that would keep them able to pay what they owe"))
            .with(Block::Table(support(&short)));
    }
    let weeks = weeks(&tiers);
    if !weeks.is_empty() {
        section = section.with(Block::folded("Weeks: who works less", vec![Block::Table(weeks)]));
    }
    if !summary.suppliers.is_empty() {
        section = section
            .with(Block::heading("Least days of cash", "the sites with the least left"))
            .with(Block::Table(least(story, &summary.suppliers)));
    }
    Some(section)
}

fn cash(tiers: &[&TierSummary]) -> Table {
    let columns = [
        Column::words("party"),
        Column::number("sites"),
        Column::number("cash followed").spare(1),
        Column::number("stop"),
        Column::number("<30 d").full("below 30 days of cash"),
        Column::number("<14 d").full("below 14"),
        Column::number("<7 d").full("below 7"),
        Column::number("insolvent"),
    ];
    let rows = tiers.iter().map(|tier| {
        let cash = |value: f64| Cell::known((tier.cash_followed > 0).then_some(value), Cell::share);
        vec![
            Cell::text(&tier.title),
            Cell::whole(tier.sites),
            Cell::whole(tier.cash_followed),
            Cell::share(tier.stops),
            cash(tier.below_30),
            cash(tier.below_14),
            cash(tier.below_7),
            Cell::share(tier.insolvent),
        ]
    });
    Table::new("Parties besides the company: shares of their sites, mean over the histories", columns).rows(rows)
}

/// How large a loan or prepayment would have to be.
fn support(tiers: &[&TierSummary]) -> Table {
    let columns = [
        Column::words("party"),
        Column::number("all of them, 50%"),
        Column::number("95%"),
        Column::number("95 in 100, 50%"),
        Column::number("95%"),
        Column::number("any insolvent").full("any insolvent in").spare(3),
        Column::number("first 5%").full("first, 5%").spare(1),
        Column::number("50%").spare(2),
    ];
    let rows = tiers.iter().map(|tier| {
        let first = &tier.first_insolvent;
        vec![
            Cell::text(&tier.title),
            Cell::money(tier.support_all.p50),
            Cell::money(tier.support_all.p95),
            Cell::money(tier.support_95.p50),
            Cell::money(tier.support_95.p95),
            Cell::share(first.share),
            Cell::day(first.p05.hours),
            Cell::day(first.p50.hours),
        ]
    });
    Table::new("Money that would keep them able to pay what they owe, and when the first is insolvent", columns)
        .rows(rows)
}

fn weeks(tiers: &[&TierSummary]) -> Table {
    let last = tiers.iter().map(|tier| tier.weeks.len()).max().unwrap_or(0);
    let columns =
        std::iter::once(Column::words("week")).chain(tiers.iter().map(|tier| Column::number(tier.title.as_str())));
    let rows = (0..last).map(|week| {
        let cells = tiers.iter().map(|tier| {
            Cell::given(tier.weeks.get(week), |week| {
                let share = |value: f64| Amount::of(Unit::Share, value);
                let it = &week.below_80;
                Cell::Within { middle: share(it.p50), low: share(it.p05), high: share(it.p95) }
            })
        });
        std::iter::once(Cell::of(Unit::Plain, (week + 1) as f64)).chain(cells).collect()
    });
    let caption = "Share of sites making less than 80% of normal, by week from the start: median (5% to 95%)";
    Table::new(caption, columns).rows(rows)
}

fn least(story: &Story, sites: &[CashSummary]) -> Table {
    let columns = [
        Column::words("site"),
        Column::words("party").spare(3),
        Column::number("5%"),
        Column::number("50%"),
        Column::number("95%").spare(2),
        Column::number("<14 d in").full("below 14 days in"),
        Column::number("insolvent in"),
        Column::number("stops in").spare(1),
    ];
    let rows = sites.iter().map(|site| {
        // What is infinite was never short.
        let days = |value: f64| Cell::known(value.is_finite().then_some(value), |value| Cell::of(Unit::Days, value));
        vec![
            Cell::text(&site.title),
            Cell::text(story.party(&site.party)),
            days(site.days_p05),
            days(site.days_p50),
            days(site.days_p95),
            Cell::share(site.below_14.share),
            Cell::share(site.insolvent.share),
            Cell::share(site.stops.share),
        ]
    });
    Table::new("The sites with the least cash left, in days of fixed cost", columns).group(Group::first(
        LINES,
        rows,
        "more in the report",
    ))
}
