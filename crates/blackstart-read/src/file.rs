//! The one way to open a file that somebody else may have made: a regular file, inside its folder, of bounded size.
//!
//! A model from elsewhere must not make us read, quote or wait for anything else: no links that leave the folder, no pipes,
//! devices or sockets. Everything the command reads passes through here too.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longest time that reading a file whole may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Why a file is not read.
#[derive(Debug)]
pub enum Refused {
    /// There is no such file.
    Missing,
    /// It is a link, or lies behind one, that leaves the folder.
    Outside,
    /// It is a folder, a pipe, a device or a socket.
    NotRegular(&'static str),
    /// It is larger than this many bytes.
    TooLarge(u64),
    /// It is not UTF-8 text: what is wrong with it.
    NotText(String),
    /// Reading it takes too long.
    TooSlow,
    /// The system refuses.
    System(io::Error),
}

impl Refused {
    /// The code of the problem.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "BS0106",
            Self::NotText(_) => "BS0102",
            _ => "BS0101",
        }
    }

    /// What to do; may be empty.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Outside => "copy the file into the folder",
            Self::NotRegular("a folder" | "a link to itself") => "name a file",
            Self::NotRegular(_) => "save its contents as a file",
            Self::NotText(_) => "save the file as UTF-8",
            Self::Missing | Self::TooLarge(_) | Self::TooSlow | Self::System(_) => "",
        }
    }
}

impl fmt::Display for Refused {
    /// The rest of a sentence that begins with the file: "is a folder, not a file".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist"),
            Self::Outside => f.write_str("is a link to somewhere outside its folder"),
            Self::NotRegular(what) => write!(f, "is {what}, not a file"),
            Self::TooLarge(most) if *most < 1 << 20 => write!(f, "is larger than {most} bytes"),
            Self::TooLarge(most) => write!(f, "is larger than {} MiB", most >> 20),
            Self::NotText(what) => f.write_str(what),
            Self::TooSlow => write!(f, "takes longer than {} seconds to read", LONGEST.as_secs()),
            Self::System(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            #[cfg(unix)]
            _ if error.raw_os_error() == Some(libc::ELOOP) => Self::NotRegular("a link to itself"),
            _ => Self::System(error),
        }
    }
}

/// Opens a file named by a person; links must not leave the folder it lies in.
///
/// # Errors
/// If it is refused.
pub fn open(path: &Path, most_bytes: u64) -> Result<File, Refused> {
    open_within(path, folder_of(path), most_bytes)
}

/// Opens a file of a folder; whatever links it has, it must lie in there.
///
/// # Errors
/// If it is refused.
pub fn open_within(path: &Path, folder: &Path, most_bytes: u64) -> Result<File, Refused> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = path.canonicalize()?;
    if !real.starts_with(folder.canonicalize()?) {
        return Err(Refused::Outside);
    }
    // Opening alone may already wait (a pipe) or act (a device): look first, and again at what was opened.
    regular(&std::fs::symlink_metadata(&real)?, most_bytes)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW | libc::O_NOCTTY);
    }
    let file = options.open(&real)?;
    regular(&file.metadata()?, most_bytes)?;
    Ok(file)
}

/// Reads a file named by a person.
///
/// # Errors
/// If it is refused.
pub fn bytes(path: &Path, most_bytes: u64) -> Result<Vec<u8>, Refused> {
    bytes_within(path, folder_of(path), most_bytes)
}

/// Reads a file of a folder.
///
/// # Errors
/// If it is refused.
pub fn bytes_within(path: &Path, folder: &Path, most_bytes: u64) -> Result<Vec<u8>, Refused> {
    let start = Instant::now();
    // One more than allowed, in case it grows while it is read.
    let mut file = open_within(path, folder, most_bytes)?.take(most_bytes.saturating_add(1));
    let mut bytes = Vec::new();
    while file.by_ref().take(1 << 20).read_to_end(&mut bytes)? > 0 {
        if start.elapsed() > LONGEST {
            return Err(Refused::TooSlow);
        }
    }
    if bytes.len() as u64 > most_bytes {
        return Err(Refused::TooLarge(most_bytes));
    }
    Ok(bytes)
}

/// Reads a text named by a person: UTF-8, with or without a byte-order mark.
///
/// # Errors
/// If it is refused.
pub fn text(path: &Path, most_bytes: u64) -> Result<String, Refused> {
    text_within(path, folder_of(path), most_bytes)
}

/// Reads a text of a folder.
///
/// # Errors
/// If it is refused.
pub fn text_within(path: &Path, folder: &Path, most_bytes: u64) -> Result<String, Refused> {
    decode(bytes_within(path, folder, most_bytes)?)
}

/// Whether there is something of this name that is not a folder; whether it may be read is for [`open`] to say.
pub fn is_there(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// The folder that a scenario belongs to: the model's if it lies in `scenarios`, else its own.
pub fn home_of_scenario(file: &Path) -> PathBuf {
    let folder = folder_of(file);
    match folder.parent() {
        Some(model) if folder.ends_with("scenarios") => {
            if model.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                model.to_path_buf()
            }
        }
        _ => folder.to_path_buf(),
    }
}

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn regular(facts: &std::fs::Metadata, most_bytes: u64) -> Result<(), Refused> {
    let kind = facts.file_type();
    if kind.is_file() {
        return if facts.len() > most_bytes { Err(Refused::TooLarge(most_bytes)) } else { Ok(()) };
    }
    if kind.is_dir() {
        return Err(Refused::NotRegular("a folder"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Err(Refused::NotRegular("a pipe"));
        }
        if kind.is_socket() {
            return Err(Refused::NotRegular("a socket"));
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Err(Refused::NotRegular("a device"));
        }
    }
    Err(Refused::NotRegular("something else"))
}

/// Bytes as text without byte-order mark.
fn decode(bytes: Vec<u8>) -> Result<String, Refused> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let utf16 = if is_utf16(bytes) { " (it looks like UTF-16)" } else { "" };
        Refused::NotText(format!("is not UTF-8 text: byte {} in line {line}{utf16}", at + 1))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        return Err(Refused::NotText(format!("is not text: it has a NUL byte in line {line}")));
    }
    Ok(text)
}

/// Whether bytes begin with the mark of UTF-16.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "contents").unwrap();
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        folder
    }

    fn refused(path: &Path, folder: &Path) -> String {
        text_within(path, folder, 100).map_or_else(|refused| refused.to_string(), |text| format!("read: {text}"))
    }

    #[test]
    fn a_file_of_the_folder_is_read_and_one_outside_is_not() {
        let place = folder();
        let at = |name: &str| place.path().join(name);
        assert_eq!(refused(&at("a"), place.path()), "read: contents");
        assert_eq!(refused(&at("inner/../a"), place.path()), "read: contents");
        assert_eq!(refused(&at("inner/../a"), &at("inner")), "is a link to somewhere outside its folder");
        assert_eq!(refused(&at("b"), place.path()), "does not exist");
        assert_eq!(refused(&at("inner"), place.path()), "is a folder, not a file");
        assert!(matches!(text(&at("a"), 7), Err(Refused::TooLarge(7))));
        assert_eq!(text(&at("a"), 8).unwrap(), "contents");
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_devices_and_sockets_are_refused_at_once() {
        use std::os::unix::fs::symlink;
        let (place, other) = (folder(), folder());
        let at = |name: &str| place.path().join(name);
        for (name, target) in [
            ("inside", "a".into()),
            ("outside", other.path().join("a")),
            ("folder", other.path().to_path_buf()),
            ("device", "/dev/zero".into()),
            ("circle", "circle".into()),
            ("nowhere", "b".into()),
        ] {
            symlink(target, at(name)).unwrap();
        }
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        assert_eq!(refused(&at("inside"), place.path()), "read: contents");
        assert_eq!(refused(&at("outside"), place.path()), "is a link to somewhere outside its folder");
        // Through a folder that is a link.
        assert_eq!(refused(&at("folder/a"), place.path()), "is a link to somewhere outside its folder");
        assert_eq!(refused(&at("device"), place.path()), "is a link to somewhere outside its folder");
        assert_eq!(refused(Path::new("/dev/zero"), Path::new("/dev")), "is a device, not a file");
        assert_eq!(refused(&at("nowhere"), place.path()), "does not exist");
        assert_eq!(refused(&at("circle"), place.path()), "is a link to itself, not a file");
        assert_eq!(refused(&at("pipe"), place.path()), "is a pipe, not a file");
        assert_eq!(refused(&at("socket"), place.path()), "is a socket, not a file");
    }

    #[test]
    fn a_scenario_belongs_to_the_model_of_its_folder() {
        let home = |path: &str| home_of_scenario(Path::new(path)).display().to_string();
        assert_eq!(home("acme/scenarios/a.toml"), "acme");
        assert_eq!(home("scenarios/a.toml"), ".");
        assert_eq!(home("days/a.toml"), "days");
        assert_eq!(home("a.toml"), ".");
    }
}
