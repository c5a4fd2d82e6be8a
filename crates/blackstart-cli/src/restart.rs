//! `blackstart restart`: what to restart first.

use crate::args::Restart;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, Failure, PsplibAnswer, PsplibRequest, RestartRequest};
use blackstart::report::restart_terminal;
use std::path::Path;

pub(crate) fn restart(asked: &Restart, console: &Console, progress: &Progress) -> Done {
    match (&asked.psplib, &asked.model) {
        (Some(file), _) => psplib(file, asked, console, progress),
        (None, Some(model)) => plan(model, asked, console, progress),
        (None, None) => Err(Failure::Usage("name a model, or a file with --psplib".to_owned()).into()),
    }
}

fn plan(model: &Path, asked: &Restart, console: &Console, progress: &Progress) -> Done {
    let request = RestartRequest {
        model: model.to_owned(),
        scenario: asked.scenario.clone(),
        sampling: asked.luck.sampling(),
        schedules: asked.schedules,
        time_seconds: asked.time,
        plans: asked.plan.clone(),
        facts: asked.facts.clone(),
        now: asked.now.clone(),
        out: asked.out.clone(),
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::restart(&request, progress), asked.json, |it, console| {
        console.data(&restart_terminal(&it.story, console.style()))?;
        let files = "plan.csv, tasks.csv, plan.xlsx, project.xml and report.html";
        console.note(&format!("\n{files} are in {}", it.folder))
    })
}

fn psplib(file: &Path, asked: &Restart, console: &Console, progress: &Progress) -> Done {
    let request = PsplibRequest {
        file: file.to_owned(),
        schedules: asked.schedules,
        time_seconds: asked.time,
        seed: asked.luck.seed,
        threads: asked.luck.threads.count(),
        exact_seconds: asked.exact,
    };
    progress.answer(console, jobs::psplib(&request, progress), asked.json, schedule)
}

fn schedule(it: &PsplibAnswer, console: &Console) -> Done {
    let proof = if it.proven {
        ": optimal".to_owned()
    } else {
        format!(", not below {}: at most {:.1} % too long", it.lower_bound, 100.0 * it.gap)
    };
    let (makespan, jobs, schedules) = (it.makespan, it.jobs, it.schedules);
    console.data(&format!("makespan {makespan}{proof} ({jobs} jobs, {schedules} schedules, checked)\n\n"))?;
    if it.modes_left_out > 0 {
        let (count, s) = (it.modes_left_out, if it.modes_left_out == 1 { "" } else { "s" });
        console.note(&format!(
            "{count} mode{s} of the file left out: they need more of a renewable resource than there is"
        ))?;
    }
    // Where every job has one mode, there is nothing to say about it.
    let with_modes = it.schedule.iter().any(|task| task.mode > 1);
    console.data(if with_modes { "job  mode  start  end\n" } else { "job  start  end\n" })?;
    let mut order: Vec<_> = it.schedule.iter().collect();
    order.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.job.cmp(&b.job)));
    for task in order {
        let mode = if with_modes { format!("{:>4}  ", task.mode) } else { String::new() };
        console.data(&format!("{:>3}  {mode}{:>5}  {:>3}\n", task.job, task.start, task.end))?;
    }
    Ok(())
}
