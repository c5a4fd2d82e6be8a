//! Whether normal life is normal: the event-free twin that every loss is counted against.

use crate::failure::Failure;
use crate::found::Found;
use crate::open::Opened;
use crate::watch::{Note, Watcher};
use blackstart_ensemble::baseline::{self, Baseline, FindingKind};
use blackstart_model::{Model, Problem, Scenario};
use blackstart_read::Company;
use std::path::Path;

/// Links and sites times steps of a twin that is played beside a run: a second or so.
const MOST_LINK_STEPS: f64 = 2e7;

/// [`normal_life`] of what was opened.
///
/// # Errors
/// As [`normal_life`].
pub(crate) fn normal_life_of(
    opened: &Opened,
    allowed: bool,
    watcher: &dyn Watcher,
) -> Result<Option<Baseline>, Failure> {
    normal_life(&opened.company, &opened.model, &opened.scenario, &opened.file, allowed, watcher)
}

/// One event-free twin before histories are played beside theirs; if too little is sold in it, as many as `check` plays.
/// `None` where the network is so large that it would be felt.
///
/// # Errors
/// Where normal life is not normal, unless that is allowed: then it is told.
pub(crate) fn normal_life(
    company: &Company,
    model: &Model,
    scenario: &Scenario,
    file: &Path,
    allowed: bool,
    watcher: &dyn Watcher,
) -> Result<Option<Baseline>, Failure> {
    let steps = (scenario.horizon_hours + scenario.warm_up_hours) / scenario.step_hours;
    if (model.links.len() + model.sites.len()) as f64 * steps > MOST_LINK_STEPS {
        return Ok(None);
    }
    let one = baseline::baseline(model, scenario, 1, &());
    let told = match one {
        Some(told) if !told.is_normal() => baseline::baseline(model, scenario, baseline::TWINS, &()),
        other => other,
    };
    let Some(told) = told else { return Ok(None) };
    if !told.is_normal() {
        if !allowed {
            let problems = abnormal(&told, company, file).into_iter().collect();
            return Err(Failure::Invalid(Found { problems, ..Found::default() }));
        }
        watcher.note(Note::Warning(format!(
            "{}, {}: {}; losses are counted beside it",
            model.name,
            scenario.title,
            sentence(&told)
        )));
    }
    Ok(Some(told))
}

/// That normal life is not normal, with cause and remedy; `None` if it is.
pub(crate) fn abnormal(told: &Baseline, company: &Company, scenario: &Path) -> Option<Problem> {
    if told.is_normal() {
        return None;
    }
    let remedy = told.findings.first().map_or("", |finding| finding.remedy.as_str());
    company.abnormal(scenario, &sentence(told), remedy)
}

/// How much is not sold, and where most of it.
fn sentence(told: &Baseline) -> String {
    let lost = format!("without the event {:.1} % of what customers want is not sold", 100.0 * told.lost_share);
    let most = told.findings.iter().find(|finding| finding.kind == FindingKind::DemandLost);
    let Some(most) = most else { return lost };
    let by = most.by.as_ref().map_or_else(String::new, |by| format!(", for want of `{by}`"));
    format!("{lost}; `{}` turns away {:.1} % of its customers{by}", most.site, 100.0 * most.amount)
}
