//! `blackstart priors`: what published incidents say of the next.

use crate::args::Priors;
use crate::console::Console;
use crate::failure::Done;
use blackstart::jobs::{self, PriorIncident, PriorRow, PriorUnit, PriorsAnswer, PriorsRequest};

pub(crate) fn priors(asked: &Priors, console: &Console) -> Done {
    let request = PriorsRequest { without: asked.without.clone(), as_of: asked.as_of.clone() };
    console.show(&jobs::priors(&request)?, asked.json, tell)
}

fn tell(it: &PriorsAnswer, console: &Console) -> Done {
    let style = console.style();
    let mut out = String::new();
    for prior in &it.priors {
        out += &format!("{}  {}\n  {}\n", style.bold(&prior.id), prior.title, line(prior));
        for it in &prior.incidents {
            out += &format!("  {:>9} {:42} {}\n", length(it, prior.unit), it.name, style.dim(&it.source));
        }
        out.push('\n');
    }
    console.data(&out)
}

/// A line that can be pasted into a model, with what it comes from.
fn line(prior: &PriorRow) -> String {
    let key = match prior.unit {
        PriorUnit::Days => "duration",
        PriorUnit::Share => "share",
        PriorUnit::UsdPerRecord => "per_record",
    };
    let incidents = prior.incidents.len();
    let open = if prior.open > 0 { format!(", {} still open", prior.open) } else { String::new() };
    let spread = prior.sd_of_log.map_or_else(String::new, |sd| format!("; sd of log {sd:.2}"));
    format!("{key} = \"{}\" # {incidents} incidents{open}{spread}", prior.value)
}

/// How long it took, or what share it was.
fn length(it: &PriorIncident, unit: PriorUnit) -> String {
    let number = |value: f64| match unit {
        PriorUnit::Days | PriorUnit::UsdPerRecord => format!("{value}"),
        PriorUnit::Share => format!("{:.4}", value * 100.0).trim_end_matches('0').trim_end_matches('.').to_owned(),
    };
    let word = match unit {
        PriorUnit::Days => " d",
        PriorUnit::Share => " %",
        PriorUnit::UsdPerRecord => " $",
    };
    match it.high {
        None => format!("> {}{word}", number(it.low)),
        Some(high) if high > it.low => format!("{}-{}{word}", number(it.low), number(high)),
        Some(_) => format!("{}{word}", number(it.low)),
    }
}
