//! Shocks as the engine has them: damage, events, and what is set anew at a step.

use super::NetworkError;
use blackstart_flow::economy::{self as flow, Curve, Damage, Event, Loss, Money, Web, Window};
use blackstart_model::economy::{Kind, Recovery, Shock, Subject};
use std::collections::BTreeMap;

/// What several shocks do to one firm or link at once: multipliers, by shock.
#[derive(Debug, Default)]
pub(super) struct Standing(BTreeMap<u32, Vec<(usize, f64)>>);

impl Standing {
    /// A shock begins to multiply by something, or ends; returns the product of all that stand.
    pub(super) fn set(&mut self, what: u32, shock: usize, times: Option<f64>) -> f64 {
        let standing = self.0.entry(what).or_default();
        standing.retain(|(of, _)| *of != shock);
        standing.extend(times.map(|times| (shock, times)));
        standing.iter().map(|(_, times)| times).product()
    }
}

/// Something outside the engine's own events that changes at a step.
#[derive(Clone, Debug)]
pub(super) enum Turn {
    /// A shock to demand begins or ends.
    Demand { shock: usize, firms: Vec<u32>, times: Option<f64> },
    /// A cut of links begins, leaving a share of what is ordered, or ends.
    Cut { shock: usize, links: Vec<u32>, left: Option<f64> },
}

/// A share lost from a step on until before another.
pub(super) type Spell = (u64, u64, f64);

/// What changes at each step.
pub(super) type Turns = BTreeMap<u64, Vec<Turn>>;

/// Capacity that shocks take.
#[derive(Debug)]
pub(super) struct Lost {
    /// For a time, by firm.
    spells: BTreeMap<u32, Vec<Spell>>,
    /// To recover by a rule.
    recovering: Option<Damage>,
}

impl Lost {
    /// What the engine is told, if a company's firms lose capacity too.
    pub(super) fn with(&self, company: &BTreeMap<u32, Vec<Spell>>) -> Result<Damage, NetworkError> {
        match &self.recovering {
            Some(_) if !company.is_empty() => Err(NetworkError(
                "beside a company shocks to capacity end at once, or recover `linear`, `convex` or `concave`"
                    .to_owned(),
            )),
            Some(damage) => Ok(damage.clone()),
            None => {
                let mut spells = self.spells.clone();
                for (firm, list) in company {
                    spells.entry(*firm).or_default().extend(list);
                }
                Ok(Damage::Windows(spells.into_iter().flat_map(|(firm, list)| apart(firm, &list)).collect()))
            }
        }
    }
}

pub(super) fn struck(subject: &Subject, firms: usize) -> Vec<u32> {
    match subject {
        Subject::All => (0..firms as u32).collect(),
        Subject::These(these) => these.clone(),
    }
}

/// Shocks to capacity and capital as the engine has them.
pub(super) fn losses(shocks: &[Shock], firms: usize) -> Result<(Lost, Vec<Event>), NetworkError> {
    let mut spells: BTreeMap<u32, Vec<Spell>> = BTreeMap::new();
    let mut starts: Vec<Loss> = Vec::new();
    let mut rule: Option<(flow::Recovery, u64)> = None;
    let mut events = Vec::new();
    for shock in shocks {
        let struck = struck(&shock.firms, firms);
        let steps = shock.recovery_steps;
        let holds = shock.until.map_or(0, |until| until - shock.from);
        let curve = match shock.recovery {
            Recovery::Linear => Some(Curve::Linear),
            Recovery::Convex => Some(Curve::Convex),
            Recovery::Concave => Some(Curve::Concave),
            _ => None,
        };
        let event = |loss: f64, kind: flow::Kind| Event {
            impact: struck.iter().map(|firm| (*firm, loss)).collect(),
            occurrence: shock.from,
            duration: holds,
            kind,
        };
        // Rounded in each step to seven digits of what the loss is told in.
        let money = Money { event: 1e6, table: 1e6 };
        match &shock.kind {
            Kind::Capacity { share } => {
                let recovery = match (shock.recovery, curve) {
                    (_, Some(curve)) => {
                        events.push(event(*share, flow::Kind::Arbitrary { steps, curve }));
                        continue;
                    }
                    (Recovery::Proportional, _) => flow::Recovery::Proportional { steps },
                    (Recovery::Uniform, _) => flow::Recovery::Uniform { steps },
                    (Recovery::Exponential, _) => flow::Recovery::Exponential { steps },
                    (Recovery::Damped, _) => flow::Recovery::Damped { steps },
                    _ => {
                        let end = shock.until.unwrap_or(u64::MAX);
                        for firm in struck {
                            spells.entry(firm).or_default().push((shock.from, end, *share));
                        }
                        continue;
                    }
                };
                if rule.is_some_and(|rule| rule != (recovery, holds)) {
                    return Err(NetworkError(format!(
                        "shock `{}`: all shocks to capacity recover by one rule, after one time; `linear`, `convex` and `concave` may differ",
                        shock.name
                    )));
                }
                rule = Some((recovery, holds));
                starts.extend(struck.iter().map(|firm| Loss { firm: *firm, share: *share, start: shock.from }));
            }
            Kind::Capital { loss, builders, factor } => {
                let kind = match curve {
                    Some(curve) => flow::Kind::Recovery { steps, curve, money },
                    None => flow::Kind::Rebuild {
                        steps,
                        builders: builders.clone(),
                        factor: *factor,
                        households: Vec::new(),
                        money,
                    },
                };
                events.push(event(*loss, kind));
            }
            Kind::Demand { .. } | Kind::Cut { .. } => {}
        }
    }
    if rule.is_some() && !spells.is_empty() {
        return Err(NetworkError(
            "shocks to capacity either all recover by a rule or all end at once; write `linear` for those that recover"
                .to_owned(),
        ));
    }
    let recovering = rule.map(|(recovery, stop_steps)| Damage::Losses { losses: starts, recovery, stop_steps });
    Ok((Lost { spells, recovering }, events))
}

/// Windows of one firm as windows that do not overlap; of several at once what each leaves is left of what the others leave.
/// Between two windows nothing is lost: said expressly, because the published program keeps the last loss.
pub(super) fn apart(firm: u32, list: &[Spell]) -> Vec<Window> {
    let mut cuts: Vec<u64> = list.iter().flat_map(|(from, end, _)| [*from, *end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let share = |step: u64| {
        let holding = list.iter().filter(|(from, end, _)| *from <= step && step < *end);
        let mut shares: Vec<f64> = holding.map(|(.., share)| *share).collect();
        match shares.as_slice() {
            [] => 0.0,
            [only] => *only,
            _ => {
                shares.sort_by(f64::total_cmp);
                1.0 - shares.iter().map(|share| 1.0 - share).product::<f64>()
            }
        }
    };
    let piece = |pair: &[u64]| Window { firm, share: share(pair[0]), first: pair[0], last: pair[1] - 1 };
    cuts.windows(2).map(piece).collect()
}

/// Shocks to demand and links, as turns.
pub(super) fn turns(shocks: &[Shock], web: &Web) -> Result<Turns, NetworkError> {
    let firms = web.firms().len();
    let mut turns = Turns::new();
    for (number, shock) in shocks.iter().enumerate() {
        match &shock.kind {
            Kind::Demand { times } => {
                let struck = struck(&shock.firms, firms);
                let turn = |times| Turn::Demand { shock: number, firms: struck.clone(), times };
                turns.entry(shock.from).or_default().push(turn(Some(*times)));
                if let Some(until) = shock.until {
                    turns.entry(until).or_default().push(turn(None));
                }
            }
            Kind::Cut { share, to } => {
                let Some(graph) = web.graph() else {
                    return Err(NetworkError(format!("shock `{}`: a table has no single links to cut", shock.name)));
                };
                let (from, to) = (struck(&shock.firms, firms), struck(to, firms));
                let mut links = Vec::new();
                for buyer in to {
                    let sold = |link: &usize| from.binary_search(&graph.suppliers()[*link]).is_ok();
                    links.extend(graph.purchases(buyer as usize).filter(sold).map(|link| link as u32));
                }
                if links.is_empty() {
                    return Err(NetworkError(format!("shock `{}`: there is no link to cut", shock.name)));
                }
                let turn = |left| Turn::Cut { shock: number, links: links.clone(), left };
                turns.entry(shock.from).or_default().push(turn(Some(1.0 - share)));
                if let Some(until) = shock.until {
                    turns.entry(until).or_default().push(turn(None));
                }
            }
            Kind::Capacity { .. } | Kind::Capital { .. } => {}
        }
    }
    Ok(turns)
}
