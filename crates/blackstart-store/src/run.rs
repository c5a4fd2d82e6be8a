//! A run that survives interruption: what is done is kept in parts under the run folder until all is there.

use crate::error::{Problem, StoreError};
use crate::folder::{Folder, Kind, Purpose, run_subject};
use crate::names::{part_name, run_files};
use crate::read::Run;
use crate::shard::{PartContents, claim_parts, list_parts, read_part, write_part};
use crate::write::{Finished, Origin, Told, fill, purpose, tell};
use blackstart_ensemble::{Layout, Results};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

/// Takes a part of the results; breaks when it could not be kept.
pub type Keep<'a> = dyn FnMut(Results) -> ControlFlow<()> + Send + 'a;

/// What may be done with what a run folder holds already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Go on from what an interrupted run of the same kept, instead of playing all anew.
    pub resume: bool,
    /// Replace a run of something else. Files that are not ours are never replaced.
    pub force: bool,
}

/// A run folder while it is written: begun before anything is played, played, finished. Nobody else writes it meanwhile, and wherever the
/// process is killed, the folder holds no results or whole ones, and the same steps can be taken again.
#[derive(Debug)]
pub struct RunFolder {
    folder: Folder,
    layout: Layout,
    resume: bool,
    /// A finished run of the same replicates, whose tables stay.
    whole: Option<Run>,
}

impl RunFolder {
    /// Claims a folder for results of a layout. Without `resume`, what it holds of earlier runs is removed.
    ///
    /// # Errors
    /// If it holds something that may not be replaced, another process writes it, or the system refuses.
    pub fn begin(folder: &Path, layout: &Layout, earlier: Earlier) -> Result<Self, StoreError> {
        let mut folder = Folder::claim(folder, purpose(layout, earlier.force), run_files())?;
        if !earlier.resume {
            folder.clear()?;
            folder.clear_parts()?;
        }
        Ok(Self { folder, layout: layout.clone(), resume: earlier.resume, whole: None })
    }

    /// Plays replicates and keeps each part as soon as it is done.
    ///
    /// `play` plays a range and hands it over in parts that follow on each other; if it hands over less, it was stopped, and what there
    /// is is returned. With `resume`, what an interrupted run kept is read instead of played; parts that are damaged are played again.
    ///
    /// # Errors
    /// If the system refuses to read or write, or `resume` finds parts or results of something else.
    pub fn play(
        &mut self,
        origin: &Origin,
        replicates: Range<u32>,
        play: impl FnMut(Range<u32>, &mut Keep<'_>),
    ) -> Result<Finished, StoreError> {
        if self.resume
            && let Some((run, results)) = already(self.folder.path(), &self.layout, &replicates)?
        {
            self.whole = Some(run);
            let resumed = replicates.end - replicates.start;
            return Ok(Finished { resumed, ..Finished::of(results) });
        }
        self.folder.keep_mark();
        let Gathered { results, complete, resumed } =
            gather(&self.folder.parts(), &self.layout, origin, replicates, play)?;
        Ok(Finished { complete, resumed, ..Finished::of(results) })
    }

    /// Writes the results, with what else there is to tell, and gives the folder back. Parts stay if more is to be played.
    ///
    /// The folder has the same bytes however often the run was interrupted, wherever parts end, and whoever played them.
    ///
    /// # Errors
    /// If the system refuses; the folder then holds no results, and the same run can be begun again.
    pub fn finish(mut self, finished: &Finished, told: &Told) -> Result<(), StoreError> {
        let Some(run) = self.whole.take() else { return fill(self.folder, finished, told) };
        // The tables are there and were checked; only what is told may be new.
        let gone = tell(&mut self.folder, finished, told)?;
        let mut manifest = run.relisted(self.folder.files(), &gone);
        manifest.command.clone_from(&told.command);
        self.folder.seal(&manifest)?;
        for name in gone {
            self.folder.discard(name)?;
        }
        self.folder.clear_parts()?;
        self.folder.give_back()
    }
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
/// If the folder holds anything but parts of the same run, another process plays the same range, or the system refuses to read or write.
pub fn shard(
    folder: &Path,
    layout: &Layout,
    origin: &Origin,
    replicates: Range<u32>,
    play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Shard, StoreError> {
    claim_parts(folder, layout, origin)?;
    let path = folder.join(part_name(&replicates));
    let subject = format!(
        "{}, replicates {} to {}",
        run_subject(&layout.model.id, &layout.scenario.id),
        replicates.start,
        replicates.end - 1
    );
    let purpose = Purpose { kind: Kind::Shard, subject, force: false };
    let mut unfinished = Folder::claim(&path.with_extension("unfinished"), purpose, Vec::new())?;
    unfinished.keep_mark();
    let is_there =
        |part: PartContents| part.results.len() == replicates.len() && part.origin.replicates == origin.replicates;
    if path.exists() && read_part(&path, Some(layout)).is_ok_and(is_there) {
        unfinished.dissolve()?;
        return Ok(Shard { path, complete: true, played: 0 });
    }
    let Gathered { results, complete, resumed } = gather(unfinished.path(), layout, origin, replicates, play)?;
    if complete {
        write_part(folder, &results, origin)?;
        unfinished.dissolve()?;
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
    origin: &Origin,
    replicates: Range<u32>,
    mut play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Gathered, StoreError> {
    let mut results = Results::empty(layout.clone());
    let (mut next, mut resumed) = (replicates.start, 0);
    // Plays to a replicate; whether it came so far.
    let mut play_to = |until: u32, next: &mut u32, results: &mut Results| -> Result<bool, StoreError> {
        let mut kept = Ok(0);
        if *next < until {
            play(*next..until, &mut |part| {
                kept = keep(folder, part, origin, *next..replicates.end, results);
                *next += kept.as_ref().copied().unwrap_or(0);
                if kept.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        }
        kept.map(|_| *next == until)
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

/// Keeps a part on disk and in the results; returns how many replicates it holds. What is still to come ends the part in memory only.
fn keep(
    folder: &Path,
    part: Results,
    origin: &Origin,
    to_come: Range<u32>,
    results: &mut Results,
) -> Result<u32, StoreError> {
    let count = part.len() as u32;
    if part.is_empty() {
        return Ok(0);
    }
    let until = to_come.start.checked_add(count).filter(|until| *until <= to_come.end);
    let Some(until) = until.filter(|until| part.replicates.replicate.iter().copied().eq(to_come.start..*until)) else {
        return Err(StoreError::new(folder, Problem::Other("other replicates were played than wanted".to_owned())));
    };
    if until < to_come.end {
        write_part(folder, &part, origin)?;
    }
    append(folder, part, results)?;
    Ok(count)
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
fn already(folder: &Path, layout: &Layout, replicates: &Range<u32>) -> Result<Option<(Run, Results)>, StoreError> {
    let run = match Run::open(folder) {
        Ok(run) => run,
        Err(StoreError { problem: Problem::NoResults | Problem::Older(_), .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let results = run.results()?;
    if results.layout != *layout {
        let what = format!(
            "it holds results of `{}` under `{}` with seed {}, or of other versions of their files",
            run.manifest().model,
            run.manifest().scenario,
            run.manifest().seed
        );
        return Err(StoreError::new(folder, Problem::Other(what)));
    }
    let same = results.replicates.replicate.iter().copied().eq(replicates.clone());
    Ok(same.then_some((run, results)))
}

/// A part that an interrupted run kept; `None` if its part is damaged and must be played again.
fn known(path: &Path, layout: &Layout, range: &Range<u32>) -> Result<Option<Results>, StoreError> {
    match read_part(path, Some(layout)) {
        Ok(part) => {
            let results = part.results;
            Ok(results.replicates.replicate.iter().copied().eq(range.clone()).then_some(results))
        }
        Err(StoreError { problem: Problem::Damaged(_), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
