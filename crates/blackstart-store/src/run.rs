//! A run that survives interruption: what is done is kept in parts under the run folder until all is there.

use crate::canon::Digest;
use crate::error::{Problem, StoreError};
use crate::files::remove;
use crate::read::{MANIFEST, manifest, read};
use crate::shard::{list_parts, part_name, read_part, write_part};
use crate::write::write;
use blackstart_ensemble::{Layout, Results};
use std::fs;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

/// Folder of the parts, in the run folder.
const PARTS: &str = "parts";

/// Takes a part of the results; breaks when it could not be kept.
pub type Keep<'a> = dyn FnMut(Results) -> ControlFlow<()> + Send + 'a;

/// A run that came to its end, or was stopped and kept what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Its results.
    pub results: Results,
    /// Their digest.
    pub digest: Digest,
    /// Whether every replicate wanted is in them. If not, parts are kept, and `resume` plays the rest.
    pub complete: bool,
    /// Replicates taken from an earlier, interrupted run.
    pub resumed: u32,
}

/// Plays replicates, keeps each part as soon as it is done, writes all as a run folder and returns them.
///
/// `play` plays a range and hands it over in parts that follow on each other; if it hands over less, it was stopped, and what there is
/// is written. With `resume`, what an interrupted run kept is read instead of played; parts that are damaged are played again.
/// Without, such parts are removed. The folder has the same bytes however often the run was interrupted, and wherever parts end.
///
/// # Errors
/// If the system refuses to read or write, or `resume` finds parts or results of something else.
pub fn run_in_parts(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    resume: bool,
    play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Finished, StoreError> {
    let parts = folder.join(PARTS);
    if resume {
        if let Some(finished) = already(folder, layout, &replicates)? {
            return Ok(finished);
        }
    } else {
        remove(&folder.join(MANIFEST))?;
        remove_folder(&parts)?;
    }
    let Gathered { results, complete, resumed } = gather(&parts, layout, replicates, play)?;
    let digest = write(&results, folder)?;
    if complete {
        remove_folder(&parts)?;
    }
    Ok(Finished { results, digest, complete, resumed })
}

/// A shard that was written, or was stopped and kept what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its part; not there if it is not complete.
    pub path: PathBuf,
    /// Whether every replicate is in it. If not, the same call plays the rest.
    pub complete: bool,
    /// Replicates that were played now.
    pub played: u32,
}

/// Plays a range of replicates and writes it as one part. What is done meanwhile is kept in a folder beside it, from which the same
/// call goes on after an interruption. A part that is there and whole is not played again.
///
/// # Errors
/// If the system refuses to read or write, or there are unfinished parts of something else.
pub fn shard(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Shard, StoreError> {
    let path = folder.join(part_name(&replicates));
    let unfinished = path.with_extension("unfinished");
    if path.exists() && read_part(&path, Some(layout)).is_ok_and(|part| part.len() == replicates.len()) {
        remove_folder(&unfinished)?;
        return Ok(Shard { path, complete: true, played: 0 });
    }
    let Gathered { results, complete, resumed } = gather(&unfinished, layout, replicates, play)?;
    if complete {
        write_part(folder, &results)?;
        remove_folder(&unfinished)?;
    }
    Ok(Shard { path, complete, played: results.len() as u32 - resumed })
}

/// What was played, now and before.
struct Gathered {
    results: Results,
    complete: bool,
    resumed: u32,
}

/// Reads the parts that a folder has of a range, plays what is missing, and keeps that in the folder, too, but for the very last part:
/// the caller has it already.
fn gather(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    mut play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Gathered, StoreError> {
    let mut results = Results::empty(layout.clone());
    let (mut next, mut resumed) = (replicates.start, 0);
    // Plays to a replicate; whether it came so far.
    let mut play_to = |until: u32, next: &mut u32, results: &mut Results| -> Result<bool, StoreError> {
        let mut kept = Ok(());
        if *next < until {
            play(*next..until, &mut |part| {
                kept = keep(folder, part, next, replicates.end, results);
                if kept.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        }
        kept.map(|()| *next == until)
    };
    let parts = if folder.is_dir() { list_parts(folder)? } else { Vec::new() };
    for part in parts {
        let range = part.first..part.last.saturating_add(1);
        // What overlaps is played again: a damaged part is followed by those that replaced it.
        if range.start < next || range.end > replicates.end {
            continue;
        }
        let Some(known) = known(&part.path, layout, &range)? else { continue };
        if !play_to(range.start, &mut next, &mut results)? {
            return Ok(Gathered { results, complete: false, resumed });
        }
        resumed += range.end - range.start;
        next = range.end;
        append(folder, known, &mut results)?;
    }
    let complete = play_to(replicates.end, &mut next, &mut results)?;
    Ok(Gathered { results, complete, resumed })
}

/// Keeps a part on disk and in the results.
fn keep(folder: &Path, part: Results, next: &mut u32, end: u32, results: &mut Results) -> Result<(), StoreError> {
    let until = *next + part.len() as u32;
    if part.is_empty() {
        return Ok(());
    }
    if !part.replicates.replicate.iter().copied().eq(*next..until) {
        return Err(StoreError::new(folder, Problem::Other("other replicates were played than wanted".to_owned())));
    }
    if until < end {
        write_part(folder, &part)?;
    }
    *next = until;
    append(folder, part, results)
}

fn append(folder: &Path, part: Results, results: &mut Results) -> Result<(), StoreError> {
    if results.is_empty() && part.layout == results.layout {
        *results = part;
        return Ok(());
    }
    results.append(part).map_err(|_| {
        StoreError::new(folder, Problem::Other("what was played is of another model, scenario or seed".to_owned()))
    })
}

/// Results that an earlier run finished, if they are of the same inputs and replicates.
fn already(folder: &Path, layout: &Layout, replicates: &Range<u32>) -> Result<Option<Finished>, StoreError> {
    match manifest(folder) {
        Ok(found) => {
            let results = read(folder)?;
            if results.layout != *layout {
                let what = format!(
                    "it holds results of `{}` under `{}` with seed {}, or of other versions of their files",
                    found.model, found.scenario, found.seed
                );
                return Err(StoreError::new(folder, Problem::Other(what)));
            }
            if !results.replicates.replicate.iter().copied().eq(replicates.clone()) {
                return Ok(None);
            }
            let digest = crate::canon::digest(&results);
            Ok(Some(Finished { results, digest, complete: true, resumed: replicates.end - replicates.start }))
        }
        Err(StoreError { problem: Problem::NoResults, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A part that an interrupted run kept; `None` if its part is damaged and must be played again.
fn known(path: &Path, layout: &Layout, range: &Range<u32>) -> Result<Option<Results>, StoreError> {
    match read_part(path, Some(layout)) {
        Ok(results) => Ok(results.replicates.replicate.iter().copied().eq(range.clone()).then_some(results)),
        Err(StoreError { problem: Problem::Damaged(_), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove_folder(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(folder)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
