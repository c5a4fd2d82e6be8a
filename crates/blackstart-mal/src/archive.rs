//! Archives (`.mar`): a zip with `langspec.json`. Nothing is written to disk, so paths in an archive can do no harm.

use crate::limits::Limits;
use crate::problem::{Complaints, Kind, quote};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const LANGSPEC: &str = "langspec.json";

/// Entries an archive may have; icons are the only others known.
const ENTRIES: usize = 10_000;

/// The bytes of `langspec.json`; `None` after a complaint.
pub(crate) fn langspec(bytes: &[u8], limits: &Limits, complaints: &mut Complaints) -> Option<Vec<u8>> {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            complaints.error(Kind::Syntax, None, format!("this archive cannot be read: {error}"), "");
            return None;
        }
    };
    if archive.len() > ENTRIES {
        let message = format!("the archive has {} entries; at most {ENTRIES} are read", archive.len());
        complaints.error(Kind::Limit, None, message, "");
        return None;
    }
    let names = archive.file_names().filter_map(Result::ok);
    let strange = names.filter(|name| name != LANGSPEC && !name.starts_with("icons/"));
    let others: Vec<String> = strange.take(3).map(|name| quote(&name)).collect();
    if !others.is_empty() {
        complaints.note(Kind::Unsupported, None, format!("only langspec.json is read, not {}", others.join(", ")));
    }
    let entry = match archive.by_name(LANGSPEC) {
        Ok(entry) => entry,
        Err(error) => {
            complaints.error(Kind::Shape, None, format!("the archive has no langspec.json: {error}"), "");
            return None;
        }
    };
    // The size an entry claims is not to be trusted: read one byte more than allowed.
    let mut unpacked = Vec::new();
    if let Err(error) = entry.take(limits.langspec_bytes as u64 + 1).read_to_end(&mut unpacked) {
        complaints.error(Kind::Syntax, None, format!("langspec.json cannot be unpacked: {error}"), "");
        return None;
    }
    if unpacked.len() > limits.langspec_bytes {
        let message = format!("langspec.json unpacks to more than {} bytes", limits.langspec_bytes);
        complaints.error(Kind::Limit, None, message, "");
        return None;
    }
    Some(unpacked)
}

/// An archive with this langspec; the same bytes for the same text.
pub(crate) fn pack(langspec: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    // Writing to memory cannot fail.
    let _ = writer.start_file(LANGSPEC, options);
    let _ = writer.write_all(langspec.as_bytes());
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}
