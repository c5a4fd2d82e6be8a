//! Parts of an ensemble, computed anywhere in any order, and their merge: refused unless every replicate is there once.
//!
//! A part is one file, `part-<first>-<last>.bspart`: what run it is a part of, as JSON; results in their canonical spelling; and the
//! SHA-256 of all before it.

use crate::canon::{
    Digest, Hashing, NotCanonical, read_block, read_layout, read_results, write_block, write_canonical,
};
use crate::error::{Problem, StoreError};
use crate::files::{make_folder, remove_abandoned, write_whole};
use crate::json::open;
use crate::names::{EXTENSION, part_name, range_of, target_of};
use crate::sound::{sound_layout, sound_results};
use crate::write::Origin;
use blackstart_ensemble::{Layout, Results};
use std::fs;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// First bytes of a part; the number is its version.
pub(crate) const MAGIC: &[u8; 18] = b"blackstart part 2\n";

/// Most bytes of what a part says of its run.
const MOST_ORIGIN: u64 = 64 << 10;

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

/// Writes results as a part of a run into a folder and returns its path.
///
/// # Errors
/// If the system refuses.
///
/// # Panics
/// If the results hold no replicate or leave some out.
pub fn write_part(folder: &Path, results: &Results, origin: &Origin) -> Result<PathBuf, StoreError> {
    let ids = &results.replicates.replicate;
    let range = match (ids.first(), ids.last()) {
        (Some(&first), Some(&last)) if last - first + 1 == ids.len() as u32 => first..last + 1,
        _ => panic!("a part holds replicates without gap"),
    };
    make_folder(folder)?;
    let path = folder.join(part_name(&range));
    remove_abandoned(&path);
    write_whole(&path, |to| {
        let mut sealed = Hashing::new(to);
        let written = sealed
            .write_all(MAGIC)
            .and_then(|()| write_block(&mut sealed, &serde_json::to_vec(origin)?))
            .and_then(|()| write_canonical(results, &mut sealed));
        written.map_err(StoreError::io(&path))?;
        let seal = sealed.digest();
        sealed.write_all(&seal.0).map_err(StoreError::io(&path))
    })?;
    Ok(path)
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PartContents {
    /// The run it is a part of.
    pub origin: Origin,
    /// Its results.
    pub results: Results,
}

/// What a part says of itself before its results: enough to find the model it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct PartHead {
    /// The run it is a part of.
    pub origin: Origin,
    /// Names, dates and hashes.
    pub layout: Layout,
}

/// Reads the head of a part; its results and its seal are not looked at.
///
/// # Errors
/// If it is cut short or of another version.
pub fn read_part_head(path: &Path) -> Result<PartHead, StoreError> {
    let file = open(path)?;
    let length = file.metadata().map_err(StoreError::io(path))?.len();
    read_head(&mut BufReader::new(file), length).map_err(|error| not_canonical(path, error))
}

fn read_head(from: &mut impl Read, most: u64) -> Result<PartHead, NotCanonical> {
    let mut magic = [0; MAGIC.len()];
    from.read_exact(&mut magic)?;
    if magic != *MAGIC {
        let what = String::from_utf8_lossy(&magic).trim_end().to_owned();
        return Err(if what.starts_with("blackstart ") {
            NotCanonical::Version(what)
        } else {
            NotCanonical::Damaged("it does not begin as parts do".to_owned())
        });
    }
    let origin = read_block(from, most.min(MOST_ORIGIN))?;
    let origin = serde_json::from_slice(&origin)
        .map_err(|error| NotCanonical::Damaged(format!("what run it is of cannot be read ({error})")))?;
    let layout = read_layout(from, most)?;
    sound_layout(&layout).map_err(NotCanonical::Damaged)?;
    Ok(PartHead { origin, layout })
}

fn not_canonical(path: &Path, error: NotCanonical) -> StoreError {
    match error {
        NotCanonical::Io(error) => StoreError::io(path)(error),
        NotCanonical::Damaged(what) => StoreError::damaged(path, what),
        NotCanonical::Version(what) => {
            StoreError::new(path, Problem::Other(format!("it is of another version (`{what}`)")))
        }
    }
}

/// Reads a part: some replicates of a run, without gap. If `expected` is given, it must be of that layout: same model, scenario, seed and version.
///
/// # Errors
/// If it is cut short, changed, of another version, of another layout, or cannot be results.
pub fn read_part(path: &Path, expected: Option<&Layout>) -> Result<PartContents, StoreError> {
    let file = open(path)?;
    let length = file.metadata().map_err(StoreError::io(path))?.len();
    let contents = length.checked_sub(SEAL).ok_or_else(|| StoreError::damaged(path, "it ends too early"))?;
    let mut from = Hashing::new(BufReader::with_capacity(1 << 20, file).take(contents));
    let PartHead { origin, layout } = read_head(&mut from, contents).map_err(|error| not_canonical(path, error))?;
    if let Some(expected) = expected {
        same_layout(path, expected, &layout)?;
    }
    let results = read_results(layout, &mut from, contents).map_err(|error| not_canonical(path, error))?;
    if from.to.limit() != 0 {
        return Err(StoreError::damaged(path, "it has more than it should"));
    }
    let found = from.digest();
    let mut seal = Digest([0; 32]);
    from.to.into_inner().read_exact(&mut seal.0).map_err(StoreError::io(path))?;
    if seal != found {
        return Err(StoreError::damaged(path, "its content does not give its digest"));
    }
    sound_results(&results).map_err(|what| StoreError::damaged(path, what))?;
    let ids = &results.replicates.replicate;
    let whole = ids.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    if !whole || ids.last().is_none_or(|last| *last >= origin.replicates) {
        return Err(StoreError::damaged(path, "it leaves replicates out, or goes beyond its run"));
    }
    Ok(PartContents { origin, results })
}

/// Checks that a folder of parts holds nothing but parts of a run, finished or not, before one is added. It may not be there yet.
pub(crate) fn claim_parts(folder: &Path, layout: &Layout, origin: &Origin) -> Result<(), StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(StoreError::new(folder, Problem::NoFolder));
        }
        Err(error) => return Err(StoreError::io(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(StoreError::io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // File systems keep hidden files of their own there; a hidden folder is somebody's.
        let hidden = name.starts_with('.') && !entry.file_type().is_ok_and(|kind| kind.is_dir());
        let unfinished = |name: &str| {
            name.strip_suffix("unfinished").is_some_and(|stem| range_of(&format!("{stem}{EXTENSION}")).is_some())
        };
        let part = target_of(&name).unwrap_or(&name);
        if range_of(part).is_none() && !unfinished(&name) && !hidden {
            return Err(StoreError::new(folder, Problem::Foreign(name)));
        }
    }
    for part in list_parts(folder)? {
        let head = match read_part_head(&part.path) {
            Ok(head) => head,
            // It will be played again, or refused when parts are merged.
            Err(StoreError { problem: Problem::Damaged(_), .. }) => continue,
            Err(error) => return Err(error),
        };
        same_layout(&part.path, layout, &head.layout)?;
        return same_run(&part.path, origin, &head.origin);
    }
    Ok(())
}

/// Says what differs if a part is of a run of another length.
fn same_run(path: &Path, expected: &Origin, found: &Origin) -> Result<(), StoreError> {
    if expected.replicates == found.replicates {
        return Ok(());
    }
    let what = format!("its run has {} replicates, not {}", found.replicates, expected.replicates);
    Err(StoreError::new(path, Problem::Other(what)))
}

/// Says what differs if results at a path are of another layout than expected: of another model, scenario, seed or version.
///
/// # Errors
/// What differs.
pub fn same_layout(path: &Path, expected: &Layout, found: &Layout) -> Result<(), StoreError> {
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

/// Puts the parts of a folder together; they must hold every replicate of their run, once. With `expected`, they must be of that layout.
///
/// # Errors
/// If there is none, one is damaged, they are of different runs, or a replicate is missing or there twice.
pub fn merge(folder: &Path, expected: Option<&Layout>) -> Result<PartContents, StoreError> {
    let parts = list_parts(folder)?;
    let Some(first) = parts.first() else {
        return Err(StoreError::new(folder, Problem::NoParts));
    };
    // By name first: it costs little, and all else would be for nothing.
    let origin = read_part_head(&first.path)?.origin;
    let mut next = 0;
    for part in &parts {
        if part.first > next {
            return Err(StoreError::new(folder, Problem::Gap(next, part.first - 1)));
        }
        if part.first < next {
            return Err(StoreError::new(&part.path, Problem::Twice(part.first)));
        }
        if part.last >= origin.replicates {
            let what = format!("it goes beyond replicate {}, the last of its run", i64::from(origin.replicates) - 1);
            return Err(StoreError::new(&part.path, Problem::Other(what)));
        }
        next = part.last + 1;
    }
    if next < origin.replicates {
        return Err(StoreError::new(folder, Problem::Gap(next, origin.replicates - 1)));
    }
    let mut all: Option<Results> = None;
    for part in &parts {
        let read = read_part(&part.path, all.as_ref().map(|all| &all.layout).or(expected))?;
        same_run(&part.path, &origin, &read.origin)?;
        if !read.results.replicates.replicate.iter().copied().eq(part.first..=part.last) {
            return Err(StoreError::damaged(&part.path, "it holds other replicates than its name says"));
        }
        match &mut all {
            None => all = Some(read.results),
            Some(all) => all
                .append(read.results)
                .map_err(|_| StoreError::damaged(&part.path, "it does not follow on the part before"))?,
        }
    }
    let results = all.ok_or_else(|| StoreError::new(folder, Problem::NoParts))?;
    Ok(PartContents { origin, results })
}
