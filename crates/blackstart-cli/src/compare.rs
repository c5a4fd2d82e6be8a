//! `blackstart compare`: the difference between two scenarios, or two finished runs, on the same random draws.

use crate::args::Compare;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, CompareRequest, Failure};
use blackstart::report::comparison;
use std::path::Path;

pub(crate) fn compare(asked: &Compare, console: &Console, progress: &Progress) -> Done {
    let request = match asked.what.as_slice() {
        [model, a, b] => CompareRequest::Scenarios {
            model: model.clone(),
            a: name(a)?,
            b: name(b)?,
            sampling: asked.luck.sampling(),
            allow_abnormal_baseline: asked.allow_abnormal_baseline,
        },
        [a, b] if asked.luck.is_default() && !asked.allow_abnormal_baseline => {
            CompareRequest::Runs { a: a.clone(), b: b.clone() }
        }
        _ => {
            let why = "two run folders are compared as they are: -n, --seed, --threads and --allow-abnormal-baseline need MODEL A B";
            return Err(Failure::Usage(why.to_owned()).into());
        }
    };
    let done = jobs::compare(&request, progress).and_then(|it| match &asked.html {
        Some(file) => jobs::compare_page(&it, file).map(|()| it),
        None => Ok(it),
    });
    progress.answer(console, done, asked.json, |it, console| {
        console.data(&comparison(&it.comparison, it.layout.start, console.style()))
    })
}

/// A scenario's name.
fn name(written: &Path) -> Result<String, Failure> {
    let known = written.to_str().map(str::to_owned);
    known.ok_or_else(|| Failure::Usage(format!("{}: the name of a scenario is UTF-8", written.display())))
}
