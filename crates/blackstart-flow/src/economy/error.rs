//! What can be wrong with a dynamic, damage or events for an economy.

use super::damage::{Damage, Recovery};
use super::events::{Event, Kind};
use super::graph::Amount;
use super::rules::{By, Dynamic, Limit, Ration, Sequence, Stock};
use super::web::Web;
use std::error::Error;
use std::fmt;

/// What is wrong with the numbers or rules of an economy.
#[derive(Clone, Debug, PartialEq)]
pub enum EconomyError {
    /// There are not as many values as there must be.
    Count {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A number is out of its range.
    Value {
        /// Of what.
        what: &'static str,
        /// Its place.
        place: usize,
        /// The number.
        value: f64,
        /// What it must be.
        must_be: &'static str,
    },
    /// Something names a firm that does not exist.
    UnknownFirm {
        /// What names it.
        what: &'static str,
        /// What it names.
        firm: u32,
    },
    /// An event names a sector that does not exist.
    UnknownSector {
        /// What it names.
        sector: u32,
    },
    /// Two choices do not go together.
    Clash {
        /// One.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
}

impl fmt::Display for EconomyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { what, found, expected } => write!(out, "{what}: {found} values instead of {expected}"),
            Self::Value { what, place, value, must_be } => {
                write!(out, "{what} of number {place} must be {must_be}, not {value}")
            }
            Self::UnknownFirm { what, firm } => write!(out, "{what}: there is no firm {firm}"),
            Self::UnknownSector { sector } => write!(out, "there is no sector {sector}"),
            Self::Clash { one, other } => write!(out, "{one} does not go with {other}"),
        }
    }
}

impl Error for EconomyError {}

pub(super) const NOT_NEGATIVE: &str = "finite and not negative";
const POSITIVE: &str = "finite and positive";
const SHARE: &str = "in 0 to 1";

/// Fails with a value out of range.
pub(super) fn check(
    what: &'static str,
    place: usize,
    value: f64,
    good: bool,
    must_be: &'static str,
) -> Result<(), EconomyError> {
    if good { Ok(()) } else { Err(EconomyError::Value { what, place, value, must_be }) }
}

fn positive(what: &'static str, place: usize, value: f64) -> Result<(), EconomyError> {
    check(what, place, value, value.is_finite() && value > 0.0, POSITIVE)
}

fn not_negative(what: &'static str, place: usize, value: f64) -> Result<(), EconomyError> {
    check(what, place, value, value.is_finite() && value >= 0.0, NOT_NEGATIVE)
}

fn share(what: &'static str, place: usize, value: f64) -> Result<(), EconomyError> {
    check(what, place, value, (0.0..=1.0).contains(&value), SHARE)
}

pub(super) fn column(what: &'static str, values: Option<&Vec<f64>>, firms: usize) -> Result<(), EconomyError> {
    let Some(values) = values else { return Ok(()) };
    if values.len() != firms {
        return Err(EconomyError::Count { what, found: values.len(), expected: firms });
    }
    values.iter().enumerate().try_for_each(|(place, value)| not_negative(what, place, *value))
}

pub(super) fn check_dynamic<A: Amount>(web: &Web<A>, dynamic: &Dynamic) -> Result<(), EconomyError> {
    let (firms, sectors) = (web.firms().len(), web.firms().sectors());
    column("output", dynamic.output.as_ref(), firms)?;
    column("capital", dynamic.capital.as_ref(), firms)?;
    let rules = &dynamic.rules;
    let pooled = rules.stock == Stock::Pooled;
    let fills = matches!(rules.ration, Ration::Fill | Ration::FillFinalLast);
    let table = matches!(web, Web::Table(_));
    // Stocks that are run down: only the published program ARIO says what becomes of them.
    let runs_down = web.firms().final_demand.iter().any(|demand| *demand < 0.0);
    let published = rules.sequence == Sequence::OrdersLast && rules.ration == Ration::Proportional;
    for (clash, one, other) in [
        (table && !pooled, "stock by link", "a table"),
        (table && fills, "filling", "a table"),
        (pooled && fills, "filling", "pooled stock"),
        (!pooled && rules.gates, "the closeness gates", "stock by link"),
        (runs_down && !published, "final demand below 0", "rules other than ario's"),
    ] {
        if clash {
            return Err(EconomyError::Clash { one, other });
        }
    }
    let by = |what, by: &By| {
        if by.fits(firms, sectors) {
            return Ok(());
        }
        let expected = if matches!(by, By::Firm(_)) { firms } else { sectors };
        Err(EconomyError::Count { what, found: by.values().len(), expected })
    };
    for (what, cover) in [("cover", Some(&dynamic.cover)), ("cover at start", dynamic.cover_at_start.as_ref())] {
        let Some(cover) = cover else { continue };
        by(what, cover)?;
        for (place, value) in cover.values().iter().enumerate() {
            let good = *value >= 0.0 && (pooled || value.is_finite());
            check(what, place, *value, good, "not negative, and finite unless stock is pooled")?;
        }
    }
    by("steps to restore stock", &dynamic.restore)?;
    for (place, value) in dynamic.restore.values().iter().enumerate() {
        positive("steps to restore stock", place, *value)?;
    }
    if let Limit::Threshold { psi, negligible } = rules.limit {
        not_negative("psi", 0, psi)?;
        not_negative("negligible", 0, negligible)?;
    }
    if let Some(overtime) = rules.overtime {
        check(
            "base overproduction",
            0,
            overtime.base,
            overtime.base >= 1.0 && overtime.base.is_finite(),
            "at least 1",
        )?;
        let most = overtime.most >= overtime.base && overtime.most.is_finite();
        check("highest overproduction", 0, overtime.most, most, "at least that at rest")?;
        positive("steps to overproduction", 0, overtime.steps)?;
    }
    Ok(())
}

pub(super) fn check_damage<A: Amount>(web: &Web<A>, damage: &Damage) -> Result<(), EconomyError> {
    for (place, (firm, lost)) in damage.entries().into_iter().enumerate() {
        if firm as usize >= web.firms().len() {
            return Err(EconomyError::UnknownFirm { what: "damage", firm });
        }
        share("share lost", place, lost)?;
    }
    if let Damage::Losses { recovery, .. } = damage {
        match *recovery {
            Recovery::Never | Recovery::AtOnce => {}
            Recovery::Proportional { steps }
            | Recovery::Uniform { steps }
            | Recovery::Renewal { steps }
            | Recovery::Exponential { steps }
            | Recovery::Damped { steps } => not_negative("steps to recover", 0, steps)?,
        }
    }
    Ok(())
}

pub(super) fn check_events<A: Amount>(web: &Web<A>, dynamic: &Dynamic, events: &[Event]) -> Result<(), EconomyError> {
    let firms = web.firms().len();
    for (place, event) in events.iter().enumerate() {
        let capital = !matches!(event.kind, Kind::Arbitrary { .. });
        for (industry, loss) in &event.impact {
            if *industry as usize >= firms {
                return Err(EconomyError::UnknownFirm { what: "event", firm: *industry });
            }
            if capital {
                not_negative("capital lost", place, *loss)?;
            } else {
                share("share lost", place, *loss)?;
            }
        }
        if capital && dynamic.capital.is_none() {
            return Err(EconomyError::Clash { one: "an event that destroys capital", other: "an economy without" });
        }
        let steps = match &event.kind {
            Kind::Arbitrary { steps, .. } => steps,
            Kind::Recovery { steps, money, .. } | Kind::Rebuild { steps, money, .. } => {
                positive("money of the event", place, money.event)?;
                positive("money of the table", place, money.table)?;
                steps
            }
        };
        positive("steps to recover or rebuild", place, *steps)?;
        if let Kind::Rebuild { builders, factor, households, .. } = &event.kind {
            if dynamic.rules.ration != Ration::Proportional {
                return Err(EconomyError::Clash { one: "rebuilding", other: "rationing that is not proportional" });
            }
            positive("factor of rebuilding", place, *factor)?;
            for (sector, part) in builders {
                if *sector as usize >= web.firms().sectors() {
                    return Err(EconomyError::UnknownSector { sector: *sector });
                }
                share("share of a rebuilding sector", place, *part)?;
            }
            for household in households {
                not_negative("loss of households", place, household.impact)?;
                column("what households buy", Some(&household.buys), firms)?;
            }
        }
    }
    Ok(())
}
