//! The licences of all that the command is made of, with their texts from the packages themselves.

use super::linked::{self, Id, Linked};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// How files with the text of a licence begin.
const NAMES: [&str; 6] = ["license", "licence", "copying", "unlicense", "notice", "copyright"];

/// Texts of packages that hold none: as they stand in the package's repository.
const OF_REPOSITORIES: [(&str, &str); 1] = [("docx-rs", include_str!("texts/docx-rs.txt"))];

const HEAD: &str = "\
Blackstart is made of the crates below, each under its own licence. First the list, then the texts as their packages
hold them, or their repositories where they hold none; a text that several packages share stands once. A package under Apache-2.0 that holds no text is under the
common one.\n";

/// The list and the texts.
pub(super) fn text(linked: &Linked) -> Result<String, String> {
    let mut list = String::from(HEAD);
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, it) in linked.crates.iter().filter(|(_, it)| it.checksum.is_some()) {
        let (name, version) = id;
        let _ = write!(list, "\n{name} {version}: {}", it.licence);
        for text in texts_of(id, &it.licence)? {
            texts.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    list.push('\n');
    // By who has it, so that one crate more moves little.
    let mut by_owner: Vec<_> = texts.into_iter().map(|(text, owners)| (owners, text)).collect();
    by_owner.sort();
    for (owners, text) in by_owner {
        let _ = write!(list, "\n{}\n{}\n\n{}\n", "=".repeat(80), owners.join(", "), text);
    }
    Ok(list)
}

/// The texts of a package's licence.
pub(super) fn texts_of(id: &Id, licence: &str) -> Result<Vec<String>, String> {
    let (name, version) = id;
    let Some(folder) = linked::sources(id)?.into_iter().next() else {
        return Err(format!("the source of {name} {version} is not here: `cargo fetch --locked`"));
    };
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut texts = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if !file.is_file() || !NAMES.iter().any(|it| name.starts_with(it)) {
            continue;
        }
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        texts.extend(Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
    }
    // Its terms are the same words for everybody, and they stand beside our own sources.
    if texts.is_empty() && licence.contains("Apache-2.0") {
        let file = crate::root().join("LICENSE-APACHE");
        texts
            .push(fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?.trim().to_owned());
    }
    if texts.is_empty() {
        let of_repository = OF_REPOSITORIES.iter().filter(|(known, _)| known == name);
        texts.extend(of_repository.map(|(_, text)| text.trim().to_owned()));
    }
    if texts.is_empty() {
        return Err(format!(
            "the package {name} {version} holds no text of its licence, {licence}: it may not be handed out"
        ));
    }
    Ok(texts)
}
