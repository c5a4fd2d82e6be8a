//! Failures ranked by the share of the economy they take down.

use super::{NetworkError, Preset, because, web};
use crate::network::shocks::struck;
use crate::run::Watch;
use blackstart_flow::economy::cascade::{
    Accounts, Cascade, CascadeOptions, Hit, Impact, InputClass, Production, Shock as Failure, Stop,
};
use blackstart_model::economy::{Economy, Kind, Shock};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Failures that each thread ranks before it looks whether to go on: enough that what a part begins with costs little, and few
/// enough that even a nation's firms are a matter of seconds.
const PART: usize = 512;

/// How failures are ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSettings {
    /// How firms produce.
    pub production: Produces,
    /// Whether those left in a market replace those who fail: by the `market` column, or by sector without one.
    pub substitution: bool,
    /// Stop when no firm's loss grew by more than this in a pass; the published program's is 0.01.
    pub stop: f64,
    /// Whether losses are shares of revenue and costs instead of the known links.
    pub accounts: bool,
}

/// How firms produce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Produces {
    /// By `essential`, if the network has it; else every input is essential.
    #[default]
    Given,
    /// Every input is essential.
    Leontief,
    /// No input is.
    Linear,
}

/// Ranks failures: impacts in the order of the failures; of every firm alone where none are given.
///
/// `None` if `watch` stops it.
///
/// # Errors
/// If the economy is a table too large for links, or a failure does not fit it.
pub fn rank(
    economy: Economy,
    settings: &RankSettings,
    failures: Option<&[Shock]>,
    watch: &impl Watch,
) -> Result<Option<Vec<Impact>>, NetworkError> {
    let firms = economy.len();
    let production = match (settings.production, &economy.essential) {
        (Produces::Linear, _) => Production::Linear,
        (Produces::Given, Some(classes)) => {
            let class = |class: &u8| match class {
                2 => InputClass::Essential,
                1 => InputClass::NonEssential,
                _ => InputClass::Negligible,
            };
            Production::Mixed(classes.iter().map(class).collect())
        }
        _ => Production::Leontief,
    };
    let accounts = if settings.accounts {
        if economy.more.revenue.is_empty() || economy.more.costs.is_empty() {
            return Err(NetworkError("the firms have no columns `revenue` and `costs`".to_owned()));
        }
        Some(Accounts { revenue: economy.more.revenue.clone(), costs: economy.more.costs.clone() })
    } else {
        None
    };
    let market = settings
        .substitution
        .then(|| if economy.more.market.is_empty() { economy.sector.clone() } else { economy.more.market.clone() });
    let shocks: Vec<Failure> = match failures {
        None => Failure::each(firms),
        Some(failures) => failures.iter().map(|shock| failure(shock, firms)).collect::<Result<_, _>>()?,
    };
    let demand = economy.final_demand.clone();
    let web = web(economy, demand, 1.0, Preset::InoueTodo)?;
    let graph = web.graph().ok_or_else(|| NetworkError("there are no links".to_owned()))?;
    let options =
        CascadeOptions { production, market, accounts, stop: Stop::Change(settings.stop), ..CascadeOptions::default() };
    let cascade = Cascade::new(graph, &options).map_err(because)?;
    let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
    let told = |more: usize| {
        let done = done.fetch_add(more as u64, Ordering::Relaxed) + more as u64;
        if watch.played(done, shocks.len() as u64).is_break() {
            stopped.store(true, Ordering::Relaxed);
        }
    };
    let mut impacts = Vec::with_capacity(shocks.len());
    for part in shocks.chunks(PART * rayon::current_num_threads()) {
        impacts.extend(cascade.rank(part, told).map_err(because)?);
        if stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
    }
    Ok(Some(impacts))
}

fn failure(shock: &Shock, firms: usize) -> Result<Failure, NetworkError> {
    let Kind::Capacity { share } = shock.kind else {
        return Err(NetworkError(format!("shock `{}`: only failures of capacity can be ranked", shock.name)));
    };
    let hit = |firm: u32| Hit { firm, down: share, up: share };
    Ok(Failure { hits: struck(&shock.firms, firms).into_iter().map(hit).collect() })
}
