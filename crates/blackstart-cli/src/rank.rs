//! `blackstart rank`: what changes would save.

use crate::args::Rank;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, RankRequest};
use blackstart::report::ranking;

pub(crate) fn rank(asked: &Rank, console: &Console, progress: &Progress) -> Done {
    let request = RankRequest {
        model: asked.model.clone(),
        scenarios: asked.scenarios.clone(),
        sampling: asked.luck.sampling(),
        auto: asked.auto,
        budget: asked.budget.clone(),
        years: asked.years,
        party: asked.party.clone(),
        precision: asked.precision,
        time_seconds: asked.time,
        out: asked.out.clone(),
        into: asked.into.clone(),
        html: asked.html.clone(),
        csv: asked.csv.clone(),
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::rank(&request, progress), asked.json, |it, console| {
        console.data(&ranking(&it.ranking, console.style()))?;
        if let Some(folder) = &it.folder {
            console.note(&format!("\nreport.html and ranking.xlsx, .csv, .parquet and .json are in {folder}"))?;
        }
        match &it.report {
            Some(report) => console.note(&format!("\n{report} tells it")),
            None => Ok(()),
        }
    })
}
