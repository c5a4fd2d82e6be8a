//! Is normal life normal? The event-free twin, and what is odd about it.

use crate::run::Watch;
use blackstart_model::id::Key;
use blackstart_model::model::PartyKind;
use blackstart_model::{Model, Scenario};
use blackstart_sim::World;
use blackstart_sim::draw::Draw;
use blackstart_sim::flow::NormalSite;
use serde::Serialize;

/// Twins that are played: what is uncertain differs from one to the next.
pub const TWINS: u32 = 8;
/// Share of demand lost in normal life above which it is not normal.
pub const MOST_LOST: f64 = 0.01;
/// Shares below this are not told.
const TRIFLE: f64 = 0.001;
/// Findings that are listed one by one.
const LISTED: usize = 20;

/// Normal life of a company, without the event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Baseline {
    /// Scenario that was played without its event.
    pub scenario: String,
    /// Twins played.
    pub twins: u32,
    /// Days of each.
    pub days: f64,
    /// What final customers want, at their prices \[money\], mean of the twins.
    pub wanted: f64,
    /// Of this, what is not sold.
    pub lost: f64,
    /// Lost as a share of wanted.
    pub lost_share: f64,
    /// What the company would lose in a day if all of it stopped: its gross profit \[money/day\].
    pub daily_gross_profit: f64,
    /// What is odd, the most important first.
    pub findings: Vec<Finding>,
    /// Findings that are not listed.
    pub more: usize,
}

impl Baseline {
    /// Whether so little is lost that it can be called normal life.
    pub fn is_normal(&self) -> bool {
        self.lost_share <= MOST_LOST
    }
}

/// Something odd about normal life.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Id of the site.
    pub site: String,
    /// How much: of lost demand, missing output and starvation a share; of stock built ahead days of output; of a margin money per unit; of insolvency the share
    /// of twins.
    pub amount: f64,
    /// The supplier behind it, by id.
    pub by: Option<String>,
    /// What to do.
    pub remedy: String,
}

/// What kind of oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Final customers are turned away.
    DemandLost,
    /// The site becomes insolvent.
    Fails,
    /// It misses inputs.
    Starved,
    /// It makes less, or more, than the model says is normal.
    OffNormal,
    /// What it sells brings in less than its inputs and variable cost.
    NegativeMargin,
    /// It holds stock that was built ahead of a season or of closing days.
    BuiltAhead,
}

/// Plays so many event-free twins of a scenario; `None` if stopped.
pub fn baseline(model: &Model, scenario: &Scenario, twins: u32, watch: &impl Watch) -> Option<Baseline> {
    let mut quiet = scenario.clone();
    quiet.falls.clear();
    quiet.outages.clear();
    quiet.attack = None;
    quiet.recovery = None;
    quiet.costs.clear();
    quiet.shocks.retain(|shock| shock.in_twin);
    let world = World::new(model, &quiet);
    let mut played: Vec<Vec<NormalSite>> = Vec::new();
    for replicate in 0..u64::from(twins) {
        played.push(world.normal_life(Draw { seed: scenario.seed, replicate }));
        if watch.played(replicate + 1, u64::from(twins)).is_break() {
            return None;
        }
    }
    let days = world.layout().steps as f64 * world.layout().step_hours / 24.0;
    let mut told = told(model, &scenario.name, days, &played);
    if !quiet.shocks.is_empty() {
        // What moves in normal life on purpose is no oddity.
        told.findings.retain(|finding| finding.kind != FindingKind::OffNormal);
    }
    told.more = told.findings.len().saturating_sub(LISTED);
    told.findings.truncate(LISTED);
    Some(told)
}

fn told(model: &Model, scenario: &str, days: f64, twins: &[Vec<NormalSite>]) -> Baseline {
    let count = twins.len() as f64;
    let mean = |site: usize, of: fn(&NormalSite) -> f64| twins.iter().map(|twin| of(&twin[site])).sum::<f64>() / count;
    let (mut wanted, mut lost) = (0.0, 0.0);
    for demand in &model.demands {
        let site = demand.site.index();
        wanted += demand.price * mean(site, |it| it.wanted);
        lost += demand.price * mean(site, |it| (it.wanted - it.sold).max(0.0));
    }
    let company = model.sites.iter().filter(|(_, site)| model.parties[site.party].kind == PartyKind::Company);
    let daily: f64 = company.map(|(id, _)| mean(id.index(), |it| it.gross_profit)).sum::<f64>() / days;
    let mut findings: Vec<Finding> = Vec::new();
    for (id, site) in model.sites.iter() {
        findings.extend(odd(model, id.index(), &site.name.id, days, twins, &mean));
    }
    let important = |a: &Finding, b: &Finding| a.kind.cmp(&b.kind).then(b.amount.abs().total_cmp(&a.amount.abs()));
    findings.sort_by(important);
    Baseline {
        scenario: scenario.to_owned(),
        twins: twins.len() as u32,
        days,
        wanted,
        lost,
        lost_share: if wanted > 0.0 { lost / wanted } else { 0.0 },
        daily_gross_profit: daily,
        findings,
        more: 0,
    }
}

/// What is odd about one site.
fn odd(
    model: &Model,
    at: usize,
    site: &str,
    days: f64,
    twins: &[Vec<NormalSite>],
    mean: &impl Fn(usize, fn(&NormalSite) -> f64) -> f64,
) -> Vec<Finding> {
    let by = twins.iter().find_map(|twin| twin[at].starved_by).map(|by| model.sites[by].name.id.clone());
    let finding = |kind, amount: f64, by: Option<String>, remedy: &str| Finding {
        kind,
        site: site.to_owned(),
        amount,
        by,
        remedy: remedy.to_owned(),
    };
    let mut found = Vec::new();
    let (wanted, sold) = (mean(at, |it| it.wanted), mean(at, |it| it.sold));
    if wanted > 0.0 && (wanted - sold) / wanted > TRIFLE {
        let remedy =
            "give its suppliers more capacity or stock, itself more cover, or a calendar that fits its customers";
        found.push(finding(FindingKind::DemandLost, (wanted - sold) / wanted, by.clone(), remedy));
    }
    let fails = mean(at, |it| f64::from(u8::from(it.fails)));
    if fails > 0.0 {
        let remedy = "its income does not cover its costs: check prices, variable and fixed cost, cash and credit";
        found.push(finding(FindingKind::Fails, fails, None, remedy));
    }
    let expected = mean(at, |it| it.expected);
    if expected > 0.0 {
        let starved = mean(at, |it| it.starved) / expected;
        if starved > TRIFLE {
            let remedy = "more cover on that link, or finished stock or capacity at the supplier";
            found.push(finding(FindingKind::Starved, starved, by, remedy));
        }
        let off = mean(at, |it| it.made) / expected - 1.0;
        if off.abs() > MOST_LOST {
            let remedy = "its volume is not what flows, seasons and working time say: check capacity and calendars along the chain";
            found.push(finding(FindingKind::OffNormal, off, None, remedy));
        }
        let ahead = mean(at, |it| it.ahead) / (expected / days);
        if ahead > 1.0 {
            let remedy = "right if it really builds stock before a season or closing days; else give it more capacity";
            found.push(finding(FindingKind::BuiltAhead, ahead, None, remedy));
        }
    }
    let margin = mean(at, |it| it.unit_profit);
    if margin < 0.0 {
        let remedy = "its price is below the cost of its inputs and its variable cost";
        found.push(finding(FindingKind::NegativeMargin, margin, None, remedy));
    }
    found
}
