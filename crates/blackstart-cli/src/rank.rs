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
        html: asked.html.clone(),
        csv: asked.csv.clone(),
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::rank(&request, progress), asked.json, |it, console| {
        console.data(&ranking(&it.ranking, console.style()))
    })
}
