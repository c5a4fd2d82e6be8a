//! Parts of an ensemble, computed anywhere in any order, and their merge: refused unless every replicate is there once.
//!
//! A part is one file, `part-<first>-<last>.bspart`: results in their canonical spelling and the SHA-256 of all before it.

use crate::canon::{Digest, Hashing, NotCanonical, read_layout, read_results, write_canonical};
use crate::error::{Problem, StoreError};
use crate::files::{make_folder, write_whole};
use blackstart_ensemble::{Layout, Results};
use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// How names of parts end.
const EXTENSION: &str = "bspart";

/// Bytes of the digest at a part's end.
const SEAL: u64 = 32;

/// One part on disk, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its file.
    pub path: PathBuf,
    /// First replicate.
    pub first: u32,
    /// Last replicate.
    pub last: u32,
}

/// Name of the part that holds the replicates of a range.
///
/// # Panics
/// If the range is empty.
pub fn part_name(replicates: &Range<u32>) -> String {
    assert!(!replicates.is_empty(), "a part holds at least one replicate");
    format!("part-{:010}-{:010}.{EXTENSION}", replicates.start, replicates.end - 1)
}

/// Parts in a folder, by first replicate. Other files, temporary ones too, are passed over.
///
/// # Errors
/// If the folder cannot be read.
pub fn list_parts(folder: &Path) -> Result<Vec<Part>, StoreError> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).map_err(StoreError::io(folder))? {
        let path = entry.map_err(StoreError::io(folder))?.path();
        if let Some((first, last)) = path.file_name().and_then(|name| name.to_str()).and_then(range_of) {
            parts.push(Part { path, first, last });
        }
    }
    parts.sort_by(|a, b| (a.first, a.last, &a.path).cmp(&(b.first, b.last, &b.path)));
    Ok(parts)
}

fn range_of(name: &str) -> Option<(u32, u32)> {
    let (first, last) = name.strip_prefix("part-")?.strip_suffix(EXTENSION)?.strip_suffix('.')?.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

/// Writes results as a part into a folder and returns its path.
///
/// # Errors
/// If the system refuses.
///
/// # Panics
/// If the results hold no replicate or leave some out.
pub fn write_part(folder: &Path, results: &Results) -> Result<PathBuf, StoreError> {
    let ids = &results.replicates.replicate;
    let range = match (ids.first(), ids.last()) {
        (Some(&first), Some(&last)) if last - first + 1 == ids.len() as u32 => first..last + 1,
        _ => panic!("a part holds replicates without gap"),
    };
    make_folder(folder)?;
    let path = folder.join(part_name(&range));
    write_whole(&path, |to| {
        let mut sealed = Hashing::new(to);
        write_canonical(results, &mut sealed).map_err(StoreError::io(&path))?;
        let seal = sealed.digest();
        sealed.write_all(&seal.0).map_err(StoreError::io(&path))
    })?;
    Ok(path)
}

/// Reads a part. If `expected` is given, it must be of that layout: same model, scenario, seed and version.
///
/// # Errors
/// If it is cut short, changed, of another version, or of another layout.
pub fn read_part(path: &Path, expected: Option<&Layout>) -> Result<Results, StoreError> {
    let file = File::open(path).map_err(StoreError::io(path))?;
    let length = file.metadata().map_err(StoreError::io(path))?.len();
    let contents = length.checked_sub(SEAL).ok_or_else(|| StoreError::damaged(path, "it ends too early"))?;
    let not = |error| match error {
        NotCanonical::Io(error) => StoreError::io(path)(error),
        NotCanonical::Damaged(what) => StoreError::damaged(path, what),
        NotCanonical::Version(what) => {
            StoreError::new(path, Problem::Other(format!("it is of another version (`{what}`)")))
        }
    };
    let mut from = Hashing::new(BufReader::with_capacity(1 << 20, file).take(contents));
    let layout = read_layout(&mut from, contents).map_err(not)?;
    if let Some(expected) = expected {
        same(path, expected, &layout)?;
    }
    let results = read_results(layout, &mut from, contents).map_err(not)?;
    if from.to.limit() != 0 {
        return Err(StoreError::damaged(path, "it has more than it should"));
    }
    let found = from.digest();
    let mut seal = Digest([0; 32]);
    from.to.into_inner().read_exact(&mut seal.0).map_err(StoreError::io(path))?;
    if seal != found {
        return Err(StoreError::damaged(path, "its content does not give its digest"));
    }
    Ok(results)
}

/// Says what differs if a part is of another layout.
fn same(path: &Path, expected: &Layout, found: &Layout) -> Result<(), StoreError> {
    if expected == found {
        return Ok(());
    }
    let differences = [
        ("version", &expected.version, &found.version),
        ("model", &expected.model.id, &found.model.id),
        ("model hash", &expected.model_hash, &found.model_hash),
        ("scenario", &expected.scenario.id, &found.scenario.id),
        ("scenario hash", &expected.scenario_hash, &found.scenario_hash),
    ];
    let what = if expected.seed == found.seed {
        match differences.iter().find(|(_, expected, found)| expected != found) {
            Some((what, expected, found)) => format!("its {what} is `{found}`, not `{expected}`"),
            None => "its model or scenario has other names, dates or steps".to_owned(),
        }
    } else {
        format!("its seed is {}, not {}", found.seed, expected.seed)
    };
    Err(StoreError::new(path, Problem::Other(what)))
}

/// Puts the parts of a folder together. With `replicates`, they must hold exactly those.
///
/// # Errors
/// If there is none, one is damaged, they are of different layouts, or a replicate is missing or there twice.
pub fn merge(folder: &Path, replicates: Option<Range<u32>>) -> Result<Results, StoreError> {
    let parts = list_parts(folder)?;
    let Some(first) = parts.first() else {
        return Err(StoreError::new(folder, Problem::NoResults));
    };
    // By name first: it costs nothing, and all else would be for nothing.
    let wanted = replicates.unwrap_or(first.first..parts.last().map_or(u32::MAX, |part| part.last.saturating_add(1)));
    let mut next = wanted.start;
    for part in &parts {
        if part.first > next {
            return Err(StoreError::new(folder, Problem::Gap(next, part.first - 1)));
        }
        if part.first < next {
            let problem = if part.first < wanted.start {
                Problem::Other(format!("it starts before replicate {}", wanted.start))
            } else {
                Problem::Twice(part.first)
            };
            return Err(StoreError::new(&part.path, problem));
        }
        next = part.last.saturating_add(1);
    }
    if next < wanted.end {
        return Err(StoreError::new(folder, Problem::Gap(next, wanted.end - 1)));
    }
    if next > wanted.end {
        return Err(StoreError::new(folder, Problem::Other(format!("it goes beyond replicate {}", wanted.end - 1))));
    }
    let mut results: Option<Results> = None;
    for part in &parts {
        let read = read_part(&part.path, results.as_ref().map(|results| &results.layout))?;
        let ids = &read.replicates.replicate;
        if !ids.iter().copied().eq(part.first..=part.last) {
            return Err(StoreError::damaged(&part.path, "it holds other replicates than its name says"));
        }
        match &mut results {
            None => results = Some(read),
            Some(results) => results
                .append(read)
                .map_err(|_| StoreError::damaged(&part.path, "it does not follow on the part before"))?,
        }
    }
    results.ok_or_else(|| StoreError::new(folder, Problem::NoResults))
}
