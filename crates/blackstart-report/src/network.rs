//! What a shock did to a nation's firms, and which failures do most: text for the terminal, and a page with a plot.

use crate::chart::courses;
use crate::html::page;
use crate::number::{count, grouped, share};
use crate::svg::escape;
use crate::table::{Side, Style, Table};
use blackstart_ensemble::network::{Histories, History, Impact, Level, SectorCourse, SectorFindings};
use blackstart_model::economy::Balance;

/// What a network played under shocks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkStory {
    /// What was played: the network and the dynamic.
    pub title: String,
    /// The shocks' names.
    pub shocks: Vec<String>,
    /// What happened: one history, or with a company as many as were played, at least one.
    pub histories: Histories,
    /// The company in it, if any.
    pub company: Option<NetworkCompany>,
    /// What the network is.
    pub balance: Balance,
    /// What makes the same numbers again.
    pub command: String,
}

/// A company whose sites are firms of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkCompany {
    /// Its name for people.
    pub title: String,
    /// Its scenario.
    pub scenario: String,
    /// Firms that are its sites.
    pub firms: usize,
    /// Of them, firms that the network's files do not have.
    pub new_firms: usize,
}

impl NetworkStory {
    fn sentences(&self) -> Vec<String> {
        let steps = self.histories.all.first().map_or(0, |history| history.steps.len());
        let mut said = vec![format!(
            "{} firms and {} links, {steps} steps.",
            grouped(self.balance.firms as f64),
            grouped(self.balance.links as f64),
        )];
        match (&self.company, self.histories.all.as_slice()) {
            (Some(company), _) => self.of_company(company, &mut said),
            (None, [history, ..]) => self.of_history(history, &mut said),
            (None, []) => {}
        }
        said
    }

    fn of_company(&self, company: &NetworkCompany, said: &mut Vec<String>) {
        let it = self.histories.findings();
        let new = match company.new_firms {
            0 => String::new(),
            new => format!(", {} of them new to the network", grouped(new as f64)),
        };
        said.push(format!(
            "{} under \u{201c}{}\u{201d}: {} of the firms are its sites{new}; {} histories.",
            company.title,
            company.scenario,
            grouped(company.firms as f64),
            grouped(it.histories as f64)
        ));
        let lost = &it.value_added_lost;
        said.push(format!(
            "Value added lost: in half of the histories more than {}, as much as {} normal steps make; in one of ten less than {}, in one of ten more than {}.",
            count(lost.p50),
            count(self.histories.normal_steps(lost.p50)),
            count(lost.p10),
            count(lost.p90)
        ));
        let own = &it.value_added_lost_by_company;
        said.push(format!(
            "Of the mean of {}, {} falls on the firms that are its sites and {} on all others.",
            count(lost.mean),
            count(own.mean),
            count(lost.mean - own.mean)
        ));
        said.push(format!(
            "At its lowest the nation makes {} of normal (median; in one history of ten less than {}); in the last step {}.",
            share_near_one(it.worst.p50),
            share_near_one(it.worst.p10),
            share_near_one(it.last.p50)
        ));
    }

    fn of_history(&self, history: &History, said: &mut Vec<String>) {
        let it = self.histories.of_one(history);
        if !it.falls() {
            said.push("Nothing falls below normal.".to_owned());
            return;
        }
        said.push(format!(
            "Value added lost: {}, as much as {} normal steps make; {} of it directly with capacity.",
            count(it.value_added_lost),
            count(it.normal_steps_lost()),
            share(it.share_lost_directly()),
        ));
        said.push(format!("Production is lowest in step {}, at {} of normal.", it.worst_step, share(it.worst)));
        said.push(match it.below_until {
            Some(step) if step + 1 == self.histories.first + it.steps => {
                format!("It is still at {} in the last step.", share(it.last))
            }
            Some(step) => format!("It is below 99% of normal until step {step}."),
            None => "It never falls below 99% of normal.".to_owned(),
        });
        let fallen = |it: &&SectorCourse| it.normal > 0.0 && it.lost > 0.0;
        let mut worst: Vec<&SectorCourse> = history.sectors.iter().filter(fallen).collect();
        worst.sort_by(|a, b| b.lost.total_cmp(&a.lost));
        if let Some(first) = worst.first() {
            said.push(format!(
                "Sector {} loses most: {}, at worst at {} of normal (step {}).",
                first.sector,
                count(first.lost),
                share(first.worst),
                first.worst_step
            ));
        }
    }

    /// Sectors, the hardest hit first.
    fn sector_rows(&self) -> Vec<[String; 6]> {
        let [history] = self.histories.all.as_slice() else { return self.sector_rows_of_many() };
        let mut sectors: Vec<&SectorCourse> = history.sectors.iter().collect();
        sectors.sort_by(|a, b| b.lost.total_cmp(&a.lost));
        let row = |it: &&SectorCourse| {
            [
                it.sector.clone(),
                count(it.normal),
                count(it.lost),
                share(it.worst),
                it.worst_step.to_string(),
                share(it.last),
            ]
        };
        sectors.iter().map(row).collect()
    }

    fn sector_rows_of_many(&self) -> Vec<[String; 6]> {
        let row = |it: SectorFindings| {
            let (normal, worst) = (count(it.normal), share_near_one(it.worst.p50));
            [it.sector, normal, count(it.lost.mean), count(it.lost.p10), count(it.lost.p90), worst]
        };
        self.histories.sectors().into_iter().map(row).collect()
    }

    fn sector_heads(&self) -> &'static [&'static str; 6] {
        if self.histories.all.len() == 1 { &SECTOR_HEADS } else { &SECTOR_HEADS_OF_MANY }
    }

    /// Lines of the plot: name, and a share of normal for each step.
    fn lines(&self) -> Vec<(&'static str, Vec<f64>)> {
        let course = |p, of| self.histories.course(p, of);
        if self.histories.all.len() == 1 {
            return vec![
                ("value added", course(0.5, Level::ValueAdded)),
                ("final consumption", course(0.5, Level::Consumption)),
                ("capacity", course(0.5, Level::Capacity)),
            ];
        }
        vec![
            ("value added, median", course(0.5, Level::ValueAdded)),
            ("value added, one in ten below", course(0.1, Level::ValueAdded)),
            ("capacity, median", course(0.5, Level::Capacity)),
        ]
    }
}

/// A share; close to all of it with two decimals.
fn share_near_one(value: f64) -> String {
    if value > 0.9 && value < 1.0 { format!("{:.2}%", value * 100.0) } else { share(value) }
}

const SECTOR_HEADS_OF_MANY: [&str; 6] =
    ["sector", "normal per step", "lost, mean", "lost, P10", "lost, P90", "lowest, median"];

const SECTOR_HEADS: [&str; 6] = ["sector", "normal per step", "lost", "lowest", "in step", "at the end"];

/// Sectors shown on a terminal.
const SHOWN: usize = 15;

/// What happened, on a terminal.
pub fn network_terminal(story: &NetworkStory, style: Style) -> String {
    let mut out = format!("{}\n\n", style.bold(&story.title));
    for sentence in story.sentences() {
        out.push_str(&format!("  {sentence}\n"));
    }
    out.push_str(&format!("\n{}\n", style.bold("By sector")));
    let side = |head| (head, if head == "sector" { Side::Left } else { Side::Right });
    let mut table = Table::new(story.sector_heads().map(side));
    let rows = story.sector_rows();
    for row in rows.iter().take(SHOWN) {
        table.row(row.clone());
    }
    out.push_str(&table.text(&style));
    if rows.len() > SHOWN {
        out.push_str(&style.dim(&format!("  and {} more, in sectors.parquet\n", rows.len() - SHOWN)));
    }
    out
}

/// What happened, as one self-contained HTML file.
pub fn network_html(story: &NetworkStory) -> String {
    let picture = courses("course", "Shares of normal, step by step", story.histories.first, &story.lines());
    let sentences: String = story.sentences().iter().map(|it| format!("<li>{}</li>\n", escape(it))).collect();
    let shocks = if story.shocks.is_empty() { "none".to_owned() } else { story.shocks.join(", ") };
    let mut body = page::section("short", "In short", &format!("<ul class=\"findings\">\n{sentences}</ul>\n"));
    body.push_str(&page::section(
        "over-time",
        "Over time",
        &format!(
            "<figure>\n<div class=\"picture\">{picture}</div>\n<figcaption>Shares of normal; capacity is what shocks leave of it. Every step is in totals.parquet.</figcaption>\n</figure>\n"
        ),
    ));
    body.push_str(&page::section(
        "sectors",
        "By sector",
        &page::table(
            "Production by sector, money per step; the hardest hit first",
            story.sector_heads(),
            &story.sector_rows(),
        ),
    ));
    body.push_str(&page::section(
        "network",
        "The network",
        &page::table("What was read", &["", ""], &balance_rows(&story.balance)),
    ));
    page::whole("Blackstart network", &story.title, &format!("Shocks: {shocks}"), &body, &story.command)
}

fn balance_rows(it: &Balance) -> Vec<[String; 2]> {
    let mut rows = vec![
        ["firms".to_owned(), grouped(it.firms as f64)],
        ["links".to_owned(), grouped(it.links as f64)],
        ["sectors".to_owned(), grouped(it.sectors as f64)],
    ];
    if it.regions > 0 {
        rows.push(["regions".to_owned(), grouped(it.regions as f64)]);
    }
    rows.extend([
        ["sales among firms".to_owned(), count(it.sales)],
        ["final demand".to_owned(), count(it.final_demand)],
        ["output".to_owned(), count(it.output)],
        ["value added".to_owned(), count(it.value_added)],
        ["firms that add no value".to_owned(), grouped(it.without_value as f64)],
        ["firms without suppliers".to_owned(), grouped(it.without_suppliers as f64)],
        ["firms that neither buy nor sell".to_owned(), grouped(it.isolated as f64)],
        ["firms that supply themselves".to_owned(), grouped(it.own_suppliers as f64)],
        ["most suppliers of a firm".to_owned(), grouped(it.suppliers_most as f64)],
        ["most buyers of a firm".to_owned(), grouped(it.buyers_most as f64)],
    ]);
    rows
}

/// A network that has been read, on a terminal.
pub fn balance_terminal(it: &Balance, style: Style) -> String {
    let mut table = Table::new([("", Side::Left), ("", Side::Right)]);
    for row in balance_rows(it) {
        table.row(row);
    }
    table.text(&style)
}

/// The failures that do most, on a terminal: number, name, impact.
pub fn rank_terminal(title: &str, top: &[(usize, String, &Impact)], of: usize, style: Style) -> String {
    let mut out = format!("{}\n\n", style.bold(title));
    let right = Side::Right;
    let heads =
        [("rank", right), ("failure", Side::Left), ("ESRI", right), ("down", right), ("up", right), ("passes", right)];
    let mut table = Table::new(heads);
    for (rank, name, impact) in top {
        let index = impact.index[0];
        table.row([
            rank.to_string(),
            name.clone(),
            share_of_economy(index.both),
            share_of_economy(index.down),
            share_of_economy(index.up),
            impact.passes.to_string(),
        ]);
    }
    out.push_str(&table.text(&style));
    if of > top.len() {
        out.push_str(&style.dim(&format!("  and {} more, in rank.parquet\n", grouped((of - top.len()) as f64))));
    }
    out.push_str("\n  ESRI: share of the economy lost, by the worse of both directions (Diem et al. 2022).\n");
    out
}

fn share_of_economy(value: f64) -> String {
    format!("{:.4}%", value * 100.0)
}

#[cfg(test)]
mod tests;
