//! What a shock did to a nation's firms, and which failures do most: text for the terminal, and a page with a plot.

use crate::chart::courses;
use crate::html::page;
use crate::number::{count, grouped, share};
use crate::svg::escape;
use crate::table::{Side, Style, Table};
use blackstart_ensemble::network::{Impact, SectorStep, Totals};
use blackstart_ensemble::stats::Sample;
use blackstart_model::economy::Balance;
use serde::Serialize;

/// What a network played under shocks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkStory {
    /// What was played: the network and the dynamic.
    pub title: String,
    /// The shocks' names.
    pub shocks: Vec<String>,
    /// The network at rest.
    pub normal: Totals,
    /// Step of the first entry of a history.
    pub first: u64,
    /// What happened: one history, or with a company as many as were played, at least one.
    pub histories: Vec<NetworkHistory>,
    /// The company in it, if any.
    pub company: Option<NetworkCompany>,
    /// What the network is.
    pub balance: Balance,
    /// What makes the same numbers again.
    pub command: String,
}

/// One history of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkHistory {
    /// Every step.
    pub steps: Vec<Totals>,
    /// Value added in every step by the firms that are the company's sites \[money/step\]; empty without a company.
    pub company: Vec<f64>,
    /// The sectors: their names, what they normally make, and how far they fell.
    pub sectors: Vec<SectorCourse>,
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
    /// Value added by them at rest \[money/step\].
    pub normal: f64,
}

/// How a sector went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectorCourse {
    /// Its name.
    pub sector: String,
    /// Production at rest \[money/step\].
    pub normal: f64,
    /// Production not made, summed over the steps \[money\].
    pub lost: f64,
    /// Lowest production as a share of normal.
    pub worst: f64,
    /// In which step.
    pub worst_step: u64,
    /// Share of normal in the last step.
    pub last: f64,
}

impl SectorCourse {
    /// A sector at rest.
    pub fn new(sector: String, normal: f64) -> Self {
        Self { sector, normal, lost: 0.0, worst: 1.0, worst_step: 0, last: 1.0 }
    }

    /// Takes a step.
    pub fn take(&mut self, step: u64, it: &SectorStep) {
        self.lost += self.normal - it.production;
        self.last = ratio(it.production, self.normal);
        if self.last < self.worst {
            (self.worst, self.worst_step) = (self.last, step);
        }
    }
}

/// A finding over many histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Mean.
    pub mean: f64,
    /// 10 % quantile.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// 90 % quantile.
    pub p90: f64,
}

impl Finding {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let sample = Sample::new(values.collect());
        let [p10, p50, p90] = [0.1, 0.5, 0.9].map(|p| sample.quantile(p));
        Self { mean: sample.mean(), p10, p50, p90 }
    }
}

/// What a company's bad day does to a nation, over its histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkFindings {
    /// Histories played.
    pub histories: usize,
    /// Production not made \[money\].
    pub production_lost: Finding,
    /// Value added lost \[money\].
    pub value_added_lost: Finding,
    /// Of that, by the firms that are the company's sites \[money\].
    pub value_added_lost_by_company: Finding,
    /// Final consumption lost \[money\].
    pub consumption_lost: Finding,
    /// Lowest production as a share of normal.
    pub worst: Finding,
    /// Production in the last step as a share of normal.
    pub last: Finding,
}

/// The findings of one history, for machines and for sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkSummary {
    /// Steps played.
    pub steps: u64,
    /// Production at rest \[money/step\].
    pub normal_production: f64,
    /// Value added at rest \[money/step\].
    pub normal_value_added: f64,
    /// Production not made \[money\].
    pub production_lost: f64,
    /// Value added lost \[money\].
    pub value_added_lost: f64,
    /// Of that, lost directly with capacity \[money\].
    pub value_added_lost_directly: f64,
    /// Final consumption lost \[money\].
    pub consumption_lost: f64,
    /// Lowest production as a share of normal, and its step.
    pub worst: (f64, u64),
    /// Last step in which production was below 99 % of normal; none: it never was.
    pub below_until: Option<u64>,
    /// Production in the last step as a share of normal.
    pub last: f64,
}

impl NetworkStory {
    /// The findings of a history.
    pub fn summary(&self, history: &NetworkHistory) -> NetworkSummary {
        let normal = &self.normal;
        let sum = |of: fn(&Totals) -> f64| history.steps.iter().map(|step| of(normal) - of(step)).sum::<f64>();
        let level = |step: &Totals| ratio(step.production, normal.production);
        let steps = || history.steps.iter().zip(self.first..);
        let worst = steps().map(|(it, step)| (level(it), step)).min_by(|a, b| a.0.total_cmp(&b.0));
        NetworkSummary {
            steps: history.steps.len() as u64,
            normal_production: normal.production,
            normal_value_added: normal.value_added,
            production_lost: sum(|it| it.production),
            value_added_lost: sum(|it| it.value_added),
            value_added_lost_directly: history.steps.iter().map(|step| step.value_added_lost).sum(),
            consumption_lost: sum(|it| it.consumption),
            worst: worst.unwrap_or((1.0, self.first)),
            below_until: steps().filter(|(it, _)| level(it) < 0.99).map(|(_, step)| step).last(),
            last: history.steps.last().map_or(1.0, level),
        }
    }

    /// The findings over all histories.
    pub fn findings(&self) -> NetworkFindings {
        let all: Vec<NetworkSummary> = self.histories.iter().map(|history| self.summary(history)).collect();
        let over = |of: fn(&NetworkSummary) -> f64| Finding::of(all.iter().map(of));
        let own = self.company.as_ref().map_or(0.0, |company| company.normal);
        let by_company = |history: &NetworkHistory| history.company.iter().map(|made| own - made).sum::<f64>();
        NetworkFindings {
            histories: all.len(),
            production_lost: over(|it| it.production_lost),
            value_added_lost: over(|it| it.value_added_lost),
            value_added_lost_by_company: Finding::of(self.histories.iter().map(by_company)),
            consumption_lost: over(|it| it.consumption_lost),
            worst: over(|it| it.worst.0),
            last: over(|it| it.last),
        }
    }

    fn sentences(&self) -> Vec<String> {
        let steps = self.histories.first().map_or(0, |history| history.steps.len());
        let mut said = vec![format!(
            "{} firms and {} links, {steps} steps.",
            grouped(self.balance.firms as f64),
            grouped(self.balance.links as f64),
        )];
        match (&self.company, self.histories.as_slice()) {
            (Some(company), _) => self.of_company(company, &mut said),
            (None, [history, ..]) => self.of_history(history, &mut said),
            (None, []) => {}
        }
        said
    }

    fn of_company(&self, company: &NetworkCompany, said: &mut Vec<String>) {
        let it = self.findings();
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
        let steps = if self.normal.value_added > 0.0 { lost.p50 / self.normal.value_added } else { 0.0 };
        said.push(format!(
            "Value added lost: in half of the histories more than {}, as much as {} normal steps make; in one of ten less than {}, in one of ten more than {}.",
            count(lost.p50),
            count(steps),
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

    fn of_history(&self, history: &NetworkHistory, said: &mut Vec<String>) {
        let it = self.summary(history);
        let days = |lost: f64, normal: f64| if normal > 0.0 { lost / normal } else { 0.0 };
        if it.worst.0 > 0.999_999 && it.value_added_lost.abs() <= 1e-9 * it.normal_value_added.abs() {
            said.push("Nothing falls below normal.".to_owned());
            return;
        }
        said.push(format!(
            "Value added lost: {}, as much as {} normal steps make; {} of it directly with capacity.",
            count(it.value_added_lost),
            count(days(it.value_added_lost, it.normal_value_added)),
            share(ratio(it.value_added_lost_directly, it.value_added_lost)),
        ));
        said.push(format!("Production is lowest in step {}, at {} of normal.", it.worst.1, share(it.worst.0)));
        said.push(match it.below_until {
            Some(step) if step + 1 == self.first + it.steps => {
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
        let [history] = self.histories.as_slice() else { return self.sector_rows_of_many() };
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
        let Some(first) = self.histories.first() else { return Vec::new() };
        let mut rows: Vec<(f64, [String; 6])> = Vec::new();
        for (at, sector) in first.sectors.iter().enumerate() {
            let over = |of: fn(&SectorCourse) -> f64| Finding::of(self.histories.iter().map(|it| of(&it.sectors[at])));
            let (lost, worst) = (over(|it| it.lost), over(|it| it.worst));
            let cells = [
                sector.sector.clone(),
                count(sector.normal),
                count(lost.mean),
                count(lost.p10),
                count(lost.p90),
                share_near_one(worst.p50),
            ];
            rows.push((lost.mean, cells));
        }
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        rows.into_iter().map(|(_, cells)| cells).collect()
    }

    fn sector_heads(&self) -> &'static [&'static str; 6] {
        if self.histories.len() == 1 { &SECTOR_HEADS } else { &SECTOR_HEADS_OF_MANY }
    }

    /// Lines of the plot: name, and a share of normal for each step.
    fn lines(&self) -> Vec<(&'static str, Vec<f64>)> {
        let normal = &self.normal;
        let level = |of: fn(&Totals) -> f64, step: &Totals| ratio(of(step), of(normal));
        let steps = self.histories.first().map_or(0, |history| history.steps.len());
        let over = |p: f64, of: &dyn Fn(&Totals) -> f64| -> Vec<f64> {
            let at = |step: usize| {
                Sample::new(self.histories.iter().map(|history| of(&history.steps[step])).collect()).quantile(p)
            };
            (0..steps).map(at).collect()
        };
        let value_added = |step: &Totals| level(|it| it.value_added, step);
        let capacity = |step: &Totals| 1.0 - ratio(step.capacity_lost, normal.production);
        if self.histories.len() == 1 {
            return vec![
                ("value added", over(0.5, &value_added)),
                ("final consumption", over(0.5, &|step| level(|it| it.consumption, step))),
                ("capacity", over(0.5, &capacity)),
            ];
        }
        vec![
            ("value added, median", over(0.5, &value_added)),
            ("value added, one in ten below", over(0.1, &value_added)),
            ("capacity, median", over(0.5, &capacity)),
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

/// A share of normal; what differs from all of it by rounding is all of it.
fn ratio(part: f64, of: f64) -> f64 {
    let share = if of == 0.0 { 1.0 } else { part / of };
    if (share - 1.0).abs() < 1e-9 { 1.0 } else { share }
}

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
    let picture = courses("course", "Shares of normal, step by step", story.first, &story.lines());
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
