//! Folders of results: whose they are, who may write them, and which of their files belong together.
//!
//! A folder is claimed before anything in it changes: locked, and marked with `unfinished.json`, which names every file that is or will be
//! ours. Then the manifest goes, then the files of earlier work; then new files come, and the manifest last. Whoever reads goes by
//! the manifest; whoever writes again knows from the marker what a killed process may have left.

use crate::error::{Problem, StoreError, Writer};
use crate::files::{FileEntry, NewFile, make_folder, remove, remove_empty_folder, sync_folder, write_file};
use crate::format::FORMAT;
use crate::json::{MOST_JSON, read_json, write_json};
use crate::lock::Lock;
use crate::names::{LOCK, MANIFEST, MARKER, PARTS, is_part, range_of, run_files, target_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Most files that a manifest may list.
const MOST_FILES: usize = 100_000;
/// Files that systems put into folders unasked.
const DROPPINGS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a folder is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Results of a scenario.
    Run,
    /// A range of replicates that is being played.
    Shard,
    /// A plan for restarting.
    Restart,
    /// Shocks to a network.
    Network,
    /// Failures of a network, ranked.
    Rank,
    /// Changes, ranked.
    Changes,
    /// Open Results Data.
    Ord,
    /// A company's files, to begin with.
    Starter,
}

impl Kind {
    /// For sentences.
    fn words(self) -> &'static str {
        match self {
            Self::Run => "a run",
            Self::Shard => "a shard",
            Self::Restart => "a restart plan",
            Self::Network => "a network run",
            Self::Rank => "a ranking of failures",
            Self::Changes => "a ranking of changes",
            Self::Ord => "an export",
            Self::Starter => "a new model",
        }
    }
}

/// What a folder is wanted for, and what may be replaced for it.
#[derive(Clone, Debug)]
pub struct Purpose {
    /// What is written.
    pub kind: Kind,
    /// What it is about, e.g. model and scenario: finished work on the same is replaced.
    pub subject: String,
    /// Whether finished or unfinished work on something else is replaced too. Files that are not ours never are.
    pub force: bool,
}

/// Whose a folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such folder, or nothing in it.
    Free,
    /// It holds work on the same subject, finished or not.
    Same,
    /// It holds our work on something else; what.
    Other(String),
    /// It holds a file that is not ours; which.
    Foreign(String),
}

/// Says whose a folder is, seen by somebody who would write files of these names into it.
///
/// # Errors
/// If it is a file, or cannot be read.
pub fn judge(folder: &Path, purpose: &Purpose, names: &[String]) -> Result<Standing, StoreError> {
    look(folder, purpose, names).map(|seen| seen.standing)
}

/// Manifest of a folder that is not a run's: enough to know it again and to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderManifest {
    /// Format of the folder.
    pub format: u64,
    /// What it holds.
    pub kind: Kind,
    /// Version of Blackstart that wrote it.
    pub blackstart: String,
    /// What it is about.
    pub subject: String,
    /// The command that wrote it, where one did.
    pub command: Option<String>,
    /// Every other file of the folder, by name.
    pub files: Vec<FileEntry>,
}

/// A folder that nobody else writes, from its claim to its manifest.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    purpose: Purpose,
    /// Names of files that are ours in it, there or not.
    known: BTreeSet<String>,
    /// What has been written.
    files: Vec<FileEntry>,
    /// Whether the marker must stay if nothing more is done.
    changed: bool,
    /// Given back last.
    _lock: Lock,
}

impl Folder {
    /// Claims a folder for files of these names (with `/` between folders), which it makes if there is none. Earlier work stays until [`Folder::clear`].
    ///
    /// # Errors
    /// If it holds something that may not be replaced, another process writes it, or the system refuses.
    pub fn claim(path: &Path, purpose: Purpose, names: Vec<String>) -> Result<Self, StoreError> {
        // First without touching it: somebody else's folder gets no lock.
        let mut allowed = look(path, &purpose, &names)?.allows(path, &purpose);
        for _ in 0..3 {
            if allowed.is_ok() || !path.join(LOCK).exists() {
                break;
            }
            // Somebody is at work: what was seen may be neither what was nor what will be.
            std::thread::sleep(std::time::Duration::from_millis(20));
            allowed = look(path, &purpose, &names)?.allows(path, &purpose);
        }
        allowed?;
        let Some(lock) = Lock::take(path)? else {
            let writer = read_json::<Marker>(&path.join(MARKER), MOST_MARKER).ok().map(|marker| marker.writer());
            return Err(StoreError::new(path, Problem::Busy(writer)));
        };
        let seen = look(path, &purpose, &names)?;
        seen.allows(path, &purpose)?;
        for leftover in &seen.temporary {
            remove(leftover)?;
        }
        let known = seen.known.into_iter().chain(names).collect();
        // What a killed process left is known by its marker only.
        let changed = path.join(MARKER).exists();
        let folder = Self { path: path.to_owned(), purpose, known, files: Vec::new(), changed, _lock: lock };
        folder.mark()?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn mark(&self) -> Result<(), StoreError> {
        let marker = Marker {
            blackstart: env!("CARGO_PKG_VERSION").to_owned(),
            kind: self.purpose.kind,
            subject: self.purpose.subject.clone(),
            process: std::process::id(),
            host: host(),
            since: jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string(),
            files: self.known.iter().cloned().collect(),
        };
        write_json(&self.path.join(MARKER), &marker).map(drop)
    }

    /// Leaves the marker where it is if the process ends or goes no further: from now on there may be parts.
    pub(crate) fn keep_mark(&mut self) {
        self.changed = true;
    }

    /// Removes earlier work, its manifest first, and nothing else. From now on the folder holds no results.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn clear(&mut self) -> Result<(), StoreError> {
        self.changed = true;
        remove(&self.path.join(MANIFEST))?;
        // A reader must never see the manifest beside new files, not even after the power has failed.
        sync_folder(Some(&self.path))?;
        self.clear_files()
    }

    fn clear_files(&self) -> Result<(), StoreError> {
        for name in &self.known {
            remove(&self.path.join(name))?;
        }
        for folder in folders_of(self.known.iter()).into_iter().rev() {
            remove_empty_folder(&self.path.join(folder))?;
        }
        Ok(())
    }

    /// Removes the parts of an unfinished run.
    pub(crate) fn clear_parts(&self) -> Result<(), StoreError> {
        let parts = self.parts();
        if !parts.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&parts).map_err(StoreError::io(&parts))? {
            let path = entry.map_err(StoreError::io(&parts))?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(is_part) {
                remove(&path)?;
            }
        }
        if self.purpose.kind == Kind::Run { remove_empty_folder(&parts) } else { Ok(()) }
    }

    /// Where parts of unfinished work are kept.
    pub(crate) fn parts(&self) -> PathBuf {
        if self.purpose.kind == Kind::Run { self.path.join(PARTS) } else { self.path.clone() }
    }

    /// Begins a file of the folder.
    pub(crate) fn begin(&self, name: &str) -> Result<NewFile, StoreError> {
        assert!(self.known.contains(name), "`{name}` was named when the folder was claimed");
        let path = self.path.join(name);
        if let Some(folder) = path.parent().filter(|folder| *folder != self.path) {
            make_folder(folder)?;
        }
        NewFile::create(&path)
    }

    /// Gives a file of the folder its name.
    pub(crate) fn end(&mut self, name: &str, file: NewFile) -> Result<(), StoreError> {
        self.changed = true;
        let entry = file.commit(name)?;
        self.files.retain(|it| it.file != name);
        self.files.push(entry);
        Ok(())
    }

    /// Writes a file of the folder.
    ///
    /// # Errors
    /// If the system refuses.
    ///
    /// # Panics
    /// If the name was not among those the folder was claimed for.
    pub fn put(&mut self, name: &str, contents: &[u8]) -> Result<(), StoreError> {
        let mut file = self.begin(name)?;
        file.write_all(contents).map_err(StoreError::io(file.path()))?;
        self.end(name, file)
    }

    /// What has been written so far, by name.
    pub(crate) fn files(&self) -> Vec<FileEntry> {
        let mut files = self.files.clone();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        files
    }

    /// Writes the manifest: from now on the folder holds what it lists. Then gives the folder back.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(self, command: Option<&str>) -> Result<(), StoreError> {
        let manifest = FolderManifest {
            format: FORMAT,
            kind: self.purpose.kind,
            blackstart: env!("CARGO_PKG_VERSION").to_owned(),
            subject: self.purpose.subject.clone(),
            command: command.map(str::to_owned),
            files: self.files(),
        };
        self.finish_with(&manifest)
    }

    /// Gives the folder back without a manifest: what has been written belongs to the user now.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn release(mut self) -> Result<(), StoreError> {
        self.give_back()
    }

    /// Writes a manifest of another form, then gives the folder back.
    pub(crate) fn finish_with(mut self, manifest: &impl Serialize) -> Result<(), StoreError> {
        self.seal(manifest)?;
        self.give_back()
    }

    /// Writes the manifest.
    pub(crate) fn seal(&mut self, manifest: &impl Serialize) -> Result<(), StoreError> {
        self.changed = true;
        write_json(&self.path.join(MANIFEST), manifest).map(drop)
    }

    /// Removes a file that no manifest lists any more.
    pub(crate) fn discard(&self, name: &str) -> Result<(), StoreError> {
        remove(&self.path.join(name))
    }

    /// Takes the marker away: the folder is somebody else's, or is finished.
    pub(crate) fn give_back(&mut self) -> Result<(), StoreError> {
        self.changed = true;
        remove(&self.path.join(MARKER))
    }

    /// Removes the folder itself, with the parts in it, for work whose result is elsewhere.
    pub(crate) fn dissolve(mut self) -> Result<(), StoreError> {
        self.clear_parts()?;
        self.give_back()?;
        let path = self.path.clone();
        drop(self);
        remove_empty_folder(&path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.changed {
            // Nothing was done: the folder is as it was.
            let _ = remove(&self.path.join(MARKER));
        }
    }
}

/// Most bytes of a marker that are read.
const MOST_MARKER: u64 = 16 << 20;

/// `unfinished.json`: who writes a folder, and which files in it are ours.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    blackstart: String,
    kind: Kind,
    subject: String,
    process: u32,
    host: Option<String>,
    since: String,
    files: Vec<String>,
}

impl Marker {
    fn writer(self) -> Writer {
        Writer { process: self.process, host: self.host, since: self.since }
    }
}

/// The machine's name, where it has one.
fn host() -> Option<String> {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    told.or_else(|| ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok()))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}

/// What every manifest of ours says, of any kind and format.
#[derive(Debug, Deserialize)]
struct Head {
    format: u64,
    #[serde(rename = "blackstart")]
    _blackstart: String,
    kind: Option<Kind>,
    subject: Option<String>,
    model: Option<String>,
    scenario: Option<String>,
    #[serde(default)]
    files: Vec<Listed>,
    #[serde(default)]
    tables: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    file: String,
}

impl Head {
    fn kind(&self) -> Kind {
        self.kind.unwrap_or(Kind::Run)
    }

    fn subject(&self) -> String {
        let run = || Some(run_subject(self.model.as_deref()?, self.scenario.as_deref()?));
        self.subject.clone().or_else(run).unwrap_or_default()
    }

    /// Files it lists; `None`: a name that leads out of the folder, which none of ours has.
    fn names(&self) -> Option<Vec<String>> {
        let names = self.files.iter().chain(&self.tables).map(|it| it.file.clone());
        // The first format listed tables only.
        let first = if self.format == 1 { run_files() } else { Vec::new() };
        let names: Vec<String> = names.chain(first).collect();
        (names.len() <= MOST_FILES && names.iter().all(|name| is_inside(name))).then_some(names)
    }
}

/// What a run is about.
pub(crate) fn run_subject(model: &str, scenario: &str) -> String {
    format!("{model} · {scenario}")
}

/// Whether a name can be that of a file of ours in a folder: it leads nowhere else, and is none of the folder's own.
pub(crate) fn is_inside(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    name.len() <= 512
        && parts.len() <= 4
        && parts
            .iter()
            .all(|part| !part.is_empty() && !matches!(*part, "." | "..") && !part.contains(['\\', ':', '\0']))
        && ![MANIFEST, MARKER, LOCK].contains(&name)
}

/// Folders that names are in, those within others later.
fn folders_of<'n>(names: impl Iterator<Item = &'n String>) -> BTreeSet<String> {
    names.flat_map(|name| name.match_indices('/').map(|(at, _)| name[..at].to_owned()).collect::<Vec<_>>()).collect()
}

/// What is in a folder.
struct Seen {
    standing: Standing,
    known: BTreeSet<String>,
    temporary: Vec<PathBuf>,
}

impl Seen {
    fn allows(&self, path: &Path, purpose: &Purpose) -> Result<(), StoreError> {
        match &self.standing {
            Standing::Free | Standing::Same => Ok(()),
            Standing::Other(_) if purpose.force => Ok(()),
            Standing::Other(what) => Err(StoreError::new(path, Problem::Occupied(what.clone()))),
            Standing::Foreign(file) => Err(StoreError::new(path, Problem::Foreign(file.clone()))),
        }
    }
}

/// Looks at a folder without changing it.
fn look(folder: &Path, purpose: &Purpose, names: &[String]) -> Result<Seen, StoreError> {
    let mut seen = Seen { standing: Standing::Free, known: BTreeSet::new(), temporary: Vec::new() };
    match fs::metadata(folder) {
        Ok(about) if about.is_dir() => {}
        Ok(_) => return Err(StoreError::new(folder, Problem::NoFolder)),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(seen),
        Err(error) => return Err(StoreError::io(folder)(error)),
    }
    let mut work = Vec::new();
    let mut unreadable = None;
    match read_json::<Head>(&folder.join(MANIFEST), MOST_JSON) {
        Ok(head) => match head.names() {
            Some(names) => {
                seen.known.extend(names);
                work.push((head.kind(), head.subject()));
            }
            None => unreadable = Some(MANIFEST),
        },
        Err(_) if fs::symlink_metadata(folder.join(MANIFEST)).is_ok() => unreadable = Some(MANIFEST),
        Err(_) => {}
    }
    match read_json::<Marker>(&folder.join(MARKER), MOST_MARKER) {
        Ok(marker) if marker.files.len() <= MOST_FILES && marker.files.iter().all(|name| is_inside(name)) => {
            seen.known.extend(marker.files);
            work.push((marker.kind, marker.subject));
        }
        Err(_) if fs::symlink_metadata(folder.join(MARKER)).is_err() => {}
        _ => unreadable = Some(MARKER),
    }
    if unreadable == Some(MANIFEST) && work.is_empty() && !mentions_us(&folder.join(MANIFEST)) {
        seen.standing = Standing::Foreign(MANIFEST.to_owned());
        return Ok(seen);
    }
    let ours: BTreeSet<&String> = seen.known.iter().chain(names).collect();
    let mut walk = Walk { parts: false, ours: &ours, strangers: Vec::new(), temporary: Vec::new() };
    walk.parts = !work.is_empty() && matches!(purpose.kind, Kind::Run | Kind::Shard)
        || work.iter().any(|(kind, _)| matches!(kind, Kind::Run | Kind::Shard));
    walk.enter(folder, "")?;
    let (strangers, temporary) = (walk.strangers, walk.temporary);
    seen.temporary = temporary;
    // A file of a name that would be written, and that nobody vouches for.
    let unvouched =
        names.iter().find(|name| !seen.known.contains(*name) && folder.join(name).symlink_metadata().is_ok());
    let model = strangers.iter().find(|name| name.as_str() == "model.toml");
    let other = work.iter().find(|(kind, subject)| *kind != purpose.kind || *subject != purpose.subject);
    let foreign = |file: Option<&String>| Standing::Foreign(file.cloned().unwrap_or_default());
    seen.standing = match (work.is_empty(), unreadable, other) {
        _ if model.is_some() => Standing::Foreign("model.toml".to_owned()),
        (_, Some(_), _) if !strangers.is_empty() => foreign(strangers.first()),
        (_, Some(damaged), _) => {
            // All other files have names of ours.
            seen.known.extend(names.iter().cloned());
            Standing::Other(format!("a damaged {damaged}"))
        }
        (true, None, _) => match strangers.first().or(unvouched) {
            Some(file) => Standing::Foreign(file.clone()),
            None => Standing::Free,
        },
        (false, None, _) if unvouched.is_some() => foreign(unvouched),
        (false, None, None) => Standing::Same,
        // What is replaced by force must be wholly ours.
        (false, None, Some(_)) if !strangers.is_empty() => foreign(strangers.first()),
        (false, None, Some((kind, subject))) => Standing::Other(format!("{} of {subject}", kind.words())),
    };
    Ok(seen)
}

/// Whether a manifest that cannot be read was one of ours: it names the program.
fn mentions_us(manifest: &Path) -> bool {
    let mut text = Vec::new();
    let is_file = fs::symlink_metadata(manifest).is_ok_and(|about| about.is_file());
    let read = is_file.then(|| File::open(manifest).and_then(|file| file.take(MOST_JSON).read_to_end(&mut text)));
    matches!(read, Some(Ok(_))) && text.windows(12).any(|word| word == b"\"blackstart\"")
}

/// A walk through a folder that knows which files are ours.
struct Walk<'n> {
    /// Whether parts of unfinished work are ours.
    parts: bool,
    ours: &'n BTreeSet<&'n String>,
    strangers: Vec<String>,
    temporary: Vec<PathBuf>,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path, prefix: &str) -> Result<(), StoreError> {
        for entry in fs::read_dir(folder).map_err(StoreError::io(folder))? {
            let entry = entry.map_err(StoreError::io(folder))?;
            let kind = entry.file_type().map_err(StoreError::io(folder))?;
            let own = entry.file_name();
            let name = format!("{prefix}{}", own.to_string_lossy());
            // One is enough to know, but a model must not be overlooked.
            if self.strangers.len() > 1_000 {
                return Ok(());
            }
            if kind.is_dir() {
                let within = format!("{name}/");
                if self.parts && name == PARTS || self.ours.iter().any(|it| it.starts_with(&within)) {
                    self.enter(&entry.path(), &within)?;
                } else {
                    self.strangers.push(name);
                }
            } else if !self.is_ours(&name, &entry.path(), kind.is_file()) {
                self.strangers.push(name);
            }
        }
        Ok(())
    }

    /// Whether a file is ours; notes it if it is a leftover.
    fn is_ours(&mut self, name: &str, path: &Path, is_file: bool) -> bool {
        let is_part = |name: &str| self.parts && range_of(name.strip_prefix("parts/").unwrap_or(name)).is_some();
        let is_own = |name: &str| name == MANIFEST || name == MARKER || self.ours.iter().any(|it| *it == name);
        if let Some(target) = target_of(name).filter(|_| is_file)
            && (is_own(target) || is_part(target))
        {
            self.temporary.push(path.to_owned());
            return true;
        }
        let last = name.rsplit('/').next().unwrap_or(name);
        is_own(name) || name == LOCK && is_file || is_part(name) && is_file || DROPPINGS.contains(&last)
    }
}

/// Writes a file that may be there already only if `ours` says so of its first bytes: nobody else's file is replaced.
///
/// # Errors
/// If the file is somebody else's or belongs to a folder with a manifest, or the system refuses.
pub fn replace_file(path: &Path, contents: &[u8], ours: impl FnOnce(&[u8]) -> bool) -> Result<(), StoreError> {
    let mut first = Vec::new();
    match fs::metadata(path) {
        Ok(about) if about.is_file() => {
            let file = File::open(path).map_err(StoreError::io(path))?;
            file.take(4096).read_to_end(&mut first).map_err(StoreError::io(path))?;
            if !ours(&first) {
                return Err(StoreError::new(path, Problem::NotOurs));
            }
        }
        Ok(_) => return Err(StoreError::new(path, Problem::NotOurs)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::io(path)(error)),
    }
    if is_listed(path) {
        return Err(StoreError::new(path, Problem::Listed));
    }
    write_file(path, contents)
}

/// Whether a file is listed by the manifest of its folder.
fn is_listed(path: &Path) -> bool {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    let listed = |head: Head| head.names().is_some_and(|names| names.iter().any(|it| *it == name));
    name == MANIFEST || read_json::<Head>(&folder.join(MANIFEST), MOST_JSON).is_ok_and(listed)
}

#[cfg(test)]
mod tests;
