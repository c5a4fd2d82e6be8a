//! The one way to write: a file is there whole or not at all, and has a temporary name until then.

use crate::error::StoreError;
use crate::names::{TEMPORARY, target_of};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file: a reader sees the old one or the new one, whole. Nothing temporary is left of earlier attempts, whoever was killed during them.
///
/// # Errors
/// If the system refuses; the old file is then as it was.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), StoreError> {
    remove_abandoned(path);
    write_whole(path, |to| to.write_all(contents).map_err(StoreError::io(path))).map(drop)
}

/// Name, size and hash of a file: what a manifest says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name in the folder; `/` between folders.
    pub file: String,
    /// Its size \[bytes\].
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// A file on its way: under a temporary name until it is committed, gone if it never is.
#[derive(Debug)]
pub(crate) struct NewFile {
    path: PathBuf,
    temporary: PathBuf,
    to: Option<BufWriter<File>>,
    hash: Sha256,
    bytes: u64,
}

/// Writes files whole, in this order, with the folders that they need.
///
/// # Errors
/// If the system refuses; those written before stay.
pub fn put_files(files: &[(PathBuf, Vec<u8>)]) -> Result<(), StoreError> {
    for (path, contents) in files {
        make_folder(folder_of(path))?;
        write_file(path, contents)?;
    }
    Ok(())
}

impl NewFile {
    /// Begins a file.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        for attempt in 0_u32..1_000 {
            let temporary = temporary(path, attempt);
            step(&temporary)?;
            match OpenOptions::new().write(true).create_new(true).open(&temporary) {
                Ok(file) => {
                    // Whoever finds the file and can lock it knows that its writer is dead. Where there are no locks, it stays.
                    let _ = file.try_lock();
                    let to = Some(BufWriter::with_capacity(1 << 20, file));
                    return Ok(Self { path: path.to_owned(), temporary, to, hash: Sha256::new(), bytes: 0 });
                }
                // Another thread's, or that of a dead process that had our number.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StoreError::io(path)(error)),
            }
        }
        Err(StoreError::io(path)(ErrorKind::AlreadyExists.into()))
    }

    /// Where it will be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name once all of it is on the disk; returns size and hash, for a manifest that calls it `name`.
    pub(crate) fn commit(mut self, name: &str) -> Result<FileEntry, StoreError> {
        let mut to = self.to.take().ok_or_else(|| StoreError::io(&self.path)(ErrorKind::BrokenPipe.into()))?;
        let done = step(&self.temporary)
            .and_then(|()| to.flush().map_err(StoreError::io(&self.path)))
            .and_then(|()| step(&self.temporary))
            .and_then(|()| sync(to.get_ref(), &self.path))
            .and_then(|()| step(&self.path))
            .and_then(|()| fs::rename(&self.temporary, &self.path).map_err(StoreError::io(&self.path)));
        if let Err(error) = done {
            self.to = Some(to);
            return Err(error);
        }
        sync_folder(self.path.parent())?;
        let sha256 = hex(&self.hash.clone().finalize());
        Ok(FileEntry { file: name.to_owned(), bytes: self.bytes, sha256 })
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(to) = &mut self.to else { return Err(ErrorKind::BrokenPipe.into()) };
        let written = to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(to) = self.to.take() {
            // Not flushed: it is not wanted any more. What cannot be removed is removed by whoever writes next.
            drop(to.into_parts());
            let _ = remove(&self.temporary);
        }
    }
}

/// Writes a file in one go.
pub(crate) fn write_whole(
    path: &Path,
    contents: impl FnOnce(&mut NewFile) -> Result<(), StoreError>,
) -> Result<FileEntry, StoreError> {
    let mut file = NewFile::create(path)?;
    contents(&mut file)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.commit(&name)
}

/// A name beside the file that says whose it is.
fn temporary(path: &Path, attempt: u32) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    let process = std::process::id();
    name.push(if attempt == 0 { format!(".{process}") } else { format!(".{process}-{attempt}") });
    name.push(TEMPORARY);
    path.with_file_name(name)
}

/// Removes what dead processes left of attempts to write a file. Best effort: a leftover is harmless and named as one.
pub(crate) fn remove_abandoned(path: &Path) {
    let Some(wanted) = path.file_name().and_then(|name| name.to_str()) else { return };
    let Ok(entries) = fs::read_dir(folder_of(path)) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_str().and_then(target_of) == Some(wanted)
            && let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = remove(&entry.path());
        }
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes what happened in a folder last; systems without synced folders do not need it.
pub(crate) fn sync_folder(folder: Option<&Path>) -> Result<(), StoreError> {
    let Some(folder) = folder else { return Ok(()) };
    step(folder)?;
    if let Ok(opened) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) {
        let _ = sync(&opened, folder);
    }
    Ok(())
}

/// Waits until a file is on the disk.
fn sync(file: &File, path: &Path) -> Result<(), StoreError> {
    if cfg!(test) {
        // Tests kill processes, not disks, and would spend their time here.
        return Ok(());
    }
    file.sync_all().map_err(StoreError::io(path))
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    step(path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Removes a folder if it is there and empty.
pub(crate) fn remove_empty_folder(path: &Path) -> Result<(), StoreError> {
    step(path)?;
    match fs::remove_dir(path) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
            Err(StoreError::io(path)(error))
        }
        _ => Ok(()),
    }
}

/// Makes a folder and all above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), StoreError> {
    step(path)?;
    fs::create_dir_all(path).map_err(StoreError::io(path))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every change on the disk passes here first, so that tests can stop a process before any of them.
pub(crate) fn step(path: &Path) -> Result<(), StoreError> {
    #[cfg(test)]
    faults::step(path)?;
    let _ = path;
    Ok(())
}

#[cfg(test)]
pub(crate) mod faults {
    //! Processes killed, and disks full, before any wanted change on the disk.

    use super::StoreError;
    use std::cell::Cell;
    use std::path::Path;

    /// What happens.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(crate) enum Fault {
        /// The process ends: nothing changes any more.
        Killed,
        /// The system refuses one change, and the process goes on.
        Refused,
    }

    thread_local! {
        static PLAN: Cell<Option<(Fault, i64)>> = const { Cell::new(None) };
    }

    /// Does something, and has it happen after so many changes; whether it came so far.
    pub(crate) fn after<T>(changes: u32, fault: Fault, run: impl FnOnce() -> T) -> (T, bool) {
        PLAN.set(Some((fault, i64::from(changes) + 1)));
        let done = run();
        (done, PLAN.take().is_some_and(|(_, left)| left <= 0))
    }

    pub(super) fn step(path: &Path) -> Result<(), StoreError> {
        let Some((fault, left)) = PLAN.get() else { return Ok(()) };
        let left = left - 1;
        PLAN.set(Some((fault, left)));
        let stops = if fault == Fault::Killed { left <= 0 } else { left == 0 };
        if stops { Err(StoreError::io(path)(std::io::Error::other("the disk is full"))) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
