//! A run that survives interruption: blocks of replicates are kept as parts under the run folder until all are there.

use crate::canon::Digest;
use crate::error::{Problem, StoreError};
use crate::files::remove;
use crate::read::{MANIFEST, manifest, read};
use crate::shard::{part_name, read_part, write_part};
use crate::write::write;
use blackstart_ensemble::{Layout, Results};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// Replicates that are played between two parts: what an interruption can cost.
pub const BLOCK: u32 = 1_024;

/// Folder of the parts, in the run folder.
const PARTS: &str = "parts";

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

/// Plays replicates block by block, writes them as a run folder and returns them.
///
/// `play` plays a range; if it returns fewer replicates, it was stopped, and what there is is written. With `resume`, blocks that an
/// interrupted run finished are read instead of played; parts that are damaged are played again. Without, such parts are removed.
/// The folder has the same bytes however often the run was interrupted.
///
/// # Errors
/// If the system refuses to read or write, or `resume` finds parts or results of something else.
pub fn run_blocks(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    resume: bool,
    play: impl FnMut(Range<u32>) -> Results,
) -> Result<Finished, StoreError> {
    run_in(folder, layout, replicates, BLOCK, resume, play)
}

/// [`run_blocks`] with blocks of any size.
pub(crate) fn run_in(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    block: u32,
    resume: bool,
    mut play: impl FnMut(Range<u32>) -> Results,
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
    let blocks = blocks(replicates, block);
    let mut results = Results::empty(layout.clone());
    let (mut complete, mut resumed) = (true, 0);
    for range in &blocks {
        let path = parts.join(part_name(range));
        let known = if resume && path.exists() { known(&path, layout, range)? } else { None };
        let played = if let Some(known) = known {
            resumed += range.end - range.start;
            known
        } else {
            let played = play(range.clone());
            complete = played.len() == range.len();
            // A run of one block has nothing to resume from.
            if complete && blocks.len() > 1 {
                write_part(&parts, &played)?;
            }
            played
        };
        results.append(played).map_err(|_| {
            StoreError::new(folder, Problem::Other("what was played is of another model, scenario or seed".to_owned()))
        })?;
        if !complete {
            break;
        }
    }
    let digest = write(&results, folder)?;
    if complete {
        remove_folder(&parts)?;
    }
    Ok(Finished { results, digest, complete, resumed })
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

/// A block that an interrupted run finished; `None` if its part is damaged and must be played again.
fn known(path: &Path, layout: &Layout, range: &Range<u32>) -> Result<Option<Results>, StoreError> {
    match read_part(path, Some(layout)) {
        Ok(results) => Ok(results.replicates.replicate.iter().copied().eq(range.clone()).then_some(results)),
        Err(StoreError { problem: Problem::Damaged(_), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Blocks end at multiples of their size, so that a longer run finds the blocks of a shorter one.
fn blocks(replicates: Range<u32>, block: u32) -> Vec<Range<u32>> {
    let mut blocks = Vec::new();
    let mut from = replicates.start;
    while from < replicates.end {
        let until = (from / block).checked_add(1).and_then(|n| n.checked_mul(block)).unwrap_or(u32::MAX);
        let until = until.min(replicates.end);
        blocks.push(from..until);
        from = until;
    }
    blocks
}

fn remove_folder(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(folder)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
