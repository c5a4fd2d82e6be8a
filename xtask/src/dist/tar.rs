//! A tar archive (POSIX ustar) of one folder: sorted, everything of one date, nobody's.

use std::collections::BTreeMap;

/// Files of the folder, by path.
pub(super) struct Files {
    folder: String,
    epoch: u64,
    files: BTreeMap<String, (u32, Vec<u8>)>,
}

const BLOCK: usize = 512;

impl Files {
    pub(super) fn new(folder: &str, epoch: u64) -> Self {
        Self { folder: folder.to_owned(), epoch, files: BTreeMap::new() }
    }

    /// A file that can be run.
    pub(super) fn program(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), (0o755, bytes));
    }

    /// Any other.
    pub(super) fn text(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), (0o644, bytes));
    }

    /// The archive.
    ///
    /// # Panics
    /// If a path is longer than the format can hold: 255 bytes, with a slash in the right place.
    pub(super) fn archive(&self) -> Vec<u8> {
        let mut archive = Vec::new();
        for (path, (mode, bytes)) in &self.files {
            archive.extend(self.header(&format!("{}/{path}", self.folder), *mode, bytes.len()));
            archive.extend(bytes);
            archive.resize(archive.len().next_multiple_of(BLOCK), 0);
        }
        archive.resize(archive.len() + 2 * BLOCK, 0);
        archive
    }

    fn header(&self, path: &str, mode: u32, size: usize) -> [u8; BLOCK] {
        let mut header = [0; BLOCK];
        let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
        let (prefix, name) = split(path);
        put(0, name);
        put(100, &format!("{mode:07o}"));
        put(108, "0000000");
        put(116, "0000000");
        put(124, &format!("{size:011o}"));
        put(136, &format!("{:011o}", self.epoch));
        // The sum is taken with spaces in its own place.
        put(148, "        ");
        put(156, "0");
        put(257, "ustar\u{0}00");
        put(345, prefix);
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\u{0}").as_bytes());
        header
    }
}

/// Folder and name, where the whole does not fit into 100 bytes.
fn split(path: &str) -> (&str, &str) {
    if path.len() <= 100 {
        return ("", path);
    }
    let at = path.bytes().enumerate().position(|(at, byte)| byte == b'/' && at <= 155 && path.len() - at - 1 <= 100);
    let at = at.unwrap_or_else(|| panic!("the path {path} is too long for an archive"));
    (&path[..at], &path[at + 1..])
}
