//! One writer a folder: a lock that the system takes back from a process that dies.

use crate::error::StoreError;
use crate::files::{make_folder, remove, step};
use crate::names::LOCK;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The right to write into a folder, until it is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of a folder, which is made if it is not there; `None`: another process has it, or another part of this one.
    ///
    /// On file systems without locks everybody gets it.
    pub(crate) fn take(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(LOCK);
        for _ in 0..1_000 {
            make_folder(folder)?;
            step(&path)?;
            let file = match OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path) {
                Ok(file) => file,
                // Its last writer has just removed the folder.
                Err(error) if error.kind() == ErrorKind::NotFound && !folder.exists() => continue,
                Err(error) => return Err(StoreError::io(&path)(error)),
            };
            match file.try_lock() {
                Ok(()) => {
                    if is_still_there(&file, &path) {
                        return Ok(Some(Self { path, file }));
                    }
                    // Its last owner removed it between our opening and our locking: it locks nothing any more.
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(_)) => return Ok(Some(Self { path, file })),
            }
        }
        Ok(None)
    }
}

/// Whether a path still leads to an open file.
fn is_still_there(file: &File, path: &Path) -> bool {
    let opened = file.try_clone().and_then(same_file::Handle::from_file);
    match (opened, same_file::Handle::from_path(path)) {
        (Ok(opened), Ok(there)) => opened == there,
        _ => false,
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked: whoever has opened it meanwhile will see that it is gone. A leftover is harmless.
        let _ = remove(&self.path);
        let _ = self.file.unlock();
    }
}
