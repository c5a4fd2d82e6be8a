//! Which crates the command is made of, from cargo and the lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Name and version.
pub(super) type Id = (String, String);

/// A crate that is part of the command, or of the macros that wrote parts of it.
pub(super) struct Crate {
    /// Its licence, as an SPDX expression.
    pub(super) licence: String,
    /// Where its source is kept, where it says so.
    pub(super) repository: String,
    /// SHA-256 of its package; `None`: it is one of this workspace.
    pub(super) checksum: Option<String>,
    /// What it uses.
    pub(super) uses: BTreeSet<Id>,
}

/// All crates that the command is made of, itself among them.
pub(super) struct Linked {
    pub(super) root: Id,
    pub(super) crates: BTreeMap<Id, Crate>,
}

impl Linked {
    /// For a target, with the features that are on by default.
    pub(super) fn of(target: &str) -> Result<Self, String> {
        let format = "{p}\t{l}\t{r}";
        let words = ["tree", "--locked", "-p", "blackstart-cli", "--target", target, "-e", "normal"];
        let words: Vec<&str> = words.into_iter().chain(["--prefix", "depth", "--format", format]).collect();
        let lock = std::fs::read_to_string(crate::root().join("Cargo.lock"))
            .map_err(|error| format!("Cargo.lock: {error}"))?;
        Self::from(&super::said("cargo", &words)?, &checksums(&lock))
    }

    /// A line per crate: depth, name, version, place, licence, repository; what was told before is told without what it uses.
    fn from(tree: &str, checksums: &BTreeMap<Id, String>) -> Result<Self, String> {
        let mut crates: BTreeMap<Id, Crate> = BTreeMap::new();
        let mut above: Vec<Id> = Vec::new();
        for line in tree.lines().filter(|line| !line.is_empty()) {
            let wrong = || format!("`cargo tree` told what is not understood: {line}");
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let (depth, rest) = line.split_at(digits);
            let depth: usize = depth.parse().map_err(|_| wrong())?;
            let mut cells = rest.trim_end_matches(" (*)").split('\t');
            let mut words = cells.next().ok_or_else(wrong)?.split(' ');
            let (name, version) = words.next().zip(words.next()).ok_or_else(wrong)?;
            let version = version.strip_prefix('v').ok_or_else(wrong)?;
            let (licence, repository) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let id: Id = (name.to_owned(), version.to_owned());
            if depth > above.len() {
                return Err(wrong());
            }
            above.truncate(depth);
            if let Some(user) = above.last().and_then(|user| crates.get_mut(user)) {
                user.uses.insert(id.clone());
            }
            let checksum = checksums.get(&id).cloned();
            if checksum.is_none() && !name.starts_with("blackstart") {
                return Err(format!("{name} {version} has no checksum in Cargo.lock"));
            }
            if licence.is_empty() {
                return Err(format!("{name} {version} declares no licence"));
            }
            crates.entry(id.clone()).or_insert_with(|| Crate {
                // An older way to write a choice.
                licence: licence.replace(" / ", " OR ").replace('/', " OR "),
                repository: repository.to_owned(),
                checksum,
                uses: BTreeSet::new(),
            });
            above.push(id);
        }
        let root = crates.keys().find(|(name, _)| name == "blackstart-cli").cloned();
        Ok(Self { root: root.ok_or("`cargo tree` did not tell of the command")?, crates })
    }
}

/// Checksums of packages from a registry.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let packages = lock.split("[[package]]").skip(1).filter_map(|package| {
        let value = |key: &str| {
            package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
        };
        let id = (value("name")?.to_owned(), value("version")?.to_owned());
        Some((id, value("checksum")?.to_owned()))
    });
    packages.collect()
}

/// Where cargo keeps what it fetched.
pub(super) fn cargo_home() -> Result<PathBuf, String> {
    let home = || std::env::home_dir().map(|home| home.join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).ok_or_else(|| "there is no home folder".to_owned())
}

/// The folders of a package's source, one per registry that has it.
pub(super) fn sources((name, version): &Id) -> Result<Vec<PathBuf>, String> {
    let registries = cargo_home()?.join("registry/src");
    let entries = std::fs::read_dir(&registries).map_err(|error| format!("{}: {error}", registries.display()))?;
    let folders = entries.flatten().map(|entry| entry.path().join(format!("{name}-{version}")));
    Ok(folders.filter(|folder| folder.is_dir()).collect())
}
