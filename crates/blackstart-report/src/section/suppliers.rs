//! Suppliers and dealers: who runs out of cash, who stops, and what would keep them going.

use crate::amount::{Amount, Unit};
use crate::chart::{Chart, Failing, FailingParty, Milestone};
use crate::number::share;
use crate::page::{Block, Cell, Column, Figure, Group, Section, Table};
use crate::story::Story;
use crate::words::company_sites;
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
        .with(Block::detail(failing(story, &tiers).into_iter().map(Block::Figure).collect()))
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

/// Who fails when, beside when the company works again; nothing where nobody comes near it.
fn failing(story: &Story, tiers: &[&TierSummary]) -> Option<Figure> {
    let setting = story.setting();
    let mut near: Vec<&TierSummary> =
        tiers.iter().copied().filter(|tier| tier.insolvent > 0.0 || tier.below_30 > 0.0).collect();
    near.sort_by(|a, b| b.insolvent.total_cmp(&a.insolvent).then(b.below_14.total_cmp(&a.below_14)));
    let worst = *near.first()?;
    let own = company_sites(story);
    let restart = |hours: f64| if hours.is_finite() { hours } else { f64::MAX };
    let last = own.iter().filter(|site| site.stops.hits > 0);
    let last = last.max_by(|a, b| restart(a.restarted.p50.hours).total_cmp(&restart(b.restarted.p50.hours)));
    let again = last.map(|site| Milestone {
        title: format!("{} restarts, the last of the company's sites", site.title),
        hours: [site.restarted.p05.hours, site.restarted.p50.hours, site.restarted.p95.hours],
    });
    let mut description = match worst.insolvent {
        insolvent if insolvent > 0.0 => {
            let first = &worst.first_insolvent;
            let by = if first.p05.hours.is_finite() {
                format!("the first of them by {} in one of twenty histories", setting.day(first.p05.hours))
            } else {
                format!("any of them in {} of the histories", share(first.share))
            };
            format!(
                "“{}” fails most: {} of its sites whose cash is followed, on average, {by}; {} would keep all of them able to pay in half of the histories, {} in nineteen of twenty.",
                worst.title,
                share(insolvent),
                setting.money(worst.support_all.p50),
                setting.money(worst.support_all.p95)
            )
        }
        _ => format!(
            "Nobody becomes insolvent; “{}” comes nearest: {} of its sites fall below 30 days of cash on average.",
            worst.title,
            share(worst.below_30)
        ),
    };
    if let Some(again) = &again {
        let day = setting.day(again.hours[1]);
        description.push_str(&format!(" The last of the company's sites restarts on {day} in the middle case."));
    }
    let party = |tier: &&TierSummary| {
        let mut more = format!(
            "below 14 days of cash: {}; support for all: {} (1 in 20: {})",
            share(tier.below_14),
            setting.money(tier.support_all.p50),
            setting.money(tier.support_all.p95)
        );
        if tier.first_insolvent.p05.hours.is_finite() {
            more.push_str(&format!("; 1 in 20: the first by {}", setting.day(tier.first_insolvent.p05.hours)));
        }
        FailingParty {
            title: tier.title.clone(),
            weeks: tier.weeks.iter().map(|week| [week.insolvent.mean, week.insolvent.p95]).collect(),
            words: [format!("{} insolvent", share(tier.insolvent)), more],
        }
    };
    Some(Figure {
        id: "e-failing".to_owned(),
        chart: Chart::Failing(Failing {
            title: "Who runs out of cash when, and when the company restarts".to_owned(),
            description: description.clone(),
            again,
            parties: near.iter().map(party).collect(),
        }),
        caption: description,
        tables: vec![failing_table(&near)],
        open: false,
    })
}

fn failing_table(tiers: &[&TierSummary]) -> Table {
    let columns = [
        Column::words("party"),
        Column::number("below 30 d").full("below 30 days of cash"),
        Column::number("<14 d").full("below 14"),
        Column::number("<7 d").full("below 7"),
        Column::number("insolvent"),
        Column::number("first 5 %").full("first insolvency, 5 %"),
        Column::number("50 %").full("first insolvency, 50 %"),
        Column::number("support 50 %").full("support for all, 50 %"),
        Column::number("95 %").full("support for all, 95 %"),
    ];
    let rows = tiers.iter().map(|tier| {
        let first = &tier.first_insolvent;
        vec![
            Cell::text(&tier.title),
            Cell::share(tier.below_30),
            Cell::share(tier.below_14),
            Cell::share(tier.below_7),
            Cell::share(tier.insolvent),
            Cell::day(first.p05.hours),
            Cell::day(first.p50.hours),
            Cell::money(tier.support_all.p50),
            Cell::money(tier.support_all.p95),
        ]
    });
    let caption = "Parties that come near the end of their cash: shares of their sites, when the first is insolvent, and money that would keep all of them able to pay";
    Table::new(caption, columns).rows(rows)
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
        Column::number("all of them, 50 %"),
        Column::number("95 %"),
        Column::number("95 in 100, 50 %"),
        Column::number("95 %"),
        Column::number("any insolvent").full("any insolvent in").spare(3),
        Column::number("first 5 %").full("first, 5 %").spare(1),
        Column::number("50 %").spare(2),
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
    let caption = "Share of sites making less than 80 % of normal, by week from the start: median (5 % to 95 %)";
    Table::new(caption, columns).rows(rows)
}

fn least(story: &Story, sites: &[CashSummary]) -> Table {
    let columns = [
        Column::words("site"),
        Column::words("party").spare(3),
        Column::number("5 %"),
        Column::number("50 %"),
        Column::number("95 %").spare(2),
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
