//! The folder that is served: models, their scenarios, files of runs. Names from outside are looked up in lists, and no path leaves it.

use crate::fault::Fault;
use blackstart::jobs::{Failure, Found};
use blackstart::model::Problem;
use blackstart::read::{Company, file};
use blackstart::store::Formats;
use serde::Serialize;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use utoipa::ToSchema;

/// Folder of runs and of their catalogue.
const RUNS: &str = "runs";
/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 10_000;
/// Largest scenario file that is read for its form \[bytes\].
pub(crate) const MOST_SCENARIO: u64 = 1 << 20;
/// Largest table that is read to change a cell of it \[bytes\].
pub(crate) const MOST_TABLE: u64 = 64 << 20;
/// Largest file of a run that is handed out \[bytes\].
const MOST_FILE: u64 = 16 << 30;

/// A folder of models.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    root: PathBuf,
}

/// A model in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModelAt {
    /// What addresses call it: the name of its folder or workbook.
    pub(crate) key: String,
    pub(crate) path: PathBuf,
    pub(crate) is_book: bool,
}

/// A file of a run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunFile {
    pub(crate) file: String,
    pub(crate) bytes: u64,
}

/// What there is in a folder.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) models: Vec<ModelAt>,
    /// What was passed over, in sentences.
    pub(crate) passed: Vec<String>,
}

/// What a model's files looked like: the same as long as nobody has changed one.
pub(crate) type Looks = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl Place {
    /// # Errors
    /// If there is no such folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let shown = folder.display();
        let root = folder
            .canonicalize()
            .map_err(|error| Failure::Usage(format!("{shown}: {error}; name a folder with models")))?;
        if !root.is_dir() {
            return Err(Failure::Usage(format!("{shown} is a file; name the folder it is in")));
        }
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A text in which this folder's paths begin at the folder: where it is on this machine is nobody's business.
    pub(crate) fn within(&self, text: &str) -> String {
        without(text, &self.root.to_string_lossy())
    }

    /// The same of JSON.
    pub(crate) fn within_json(&self, json: &str) -> String {
        let quoted = serde_json::Value::from(self.root.to_string_lossy()).to_string();
        without(json, quoted.trim_matches('"'))
    }

    /// The same of problems and of the files they are in.
    pub(crate) fn within_problems(&self, problems: &mut [Problem]) {
        for it in problems {
            it.file = self.within_path(&it.file);
            it.message = self.within(&it.message);
            it.advice = it.advice.take().map(|it| self.within(&it));
        }
    }

    pub(crate) fn within_found(&self, found: &mut Found) {
        self.within_problems(&mut found.problems);
        for file in &mut found.files {
            *file = self.within_path(file);
        }
    }

    /// The same of a refusal.
    pub(crate) fn within_fault(&self, fault: Fault) -> Fault {
        Fault {
            message: self.within(&fault.message),
            advice: fault.advice.map(|it| self.within(&it)),
            failure: fault.failure.map(|it| Box::new(self.within_failure(*it))),
            ..fault
        }
    }

    fn within_failure(&self, failure: Failure) -> Failure {
        let told = |text: String| self.within(&text);
        match failure {
            Failure::Usage(text) => Failure::Usage(told(text)),
            Failure::Malformed(text) => Failure::Malformed(told(text)),
            Failure::System(text) => Failure::System(told(text)),
            Failure::Interrupted(text) => Failure::Interrupted(told(text)),
            Failure::Breached(lines) => Failure::Breached(lines.into_iter().map(told).collect()),
            Failure::Invalid(mut found) => {
                self.within_found(&mut found);
                Failure::Invalid(found)
            }
        }
    }

    fn within_path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).map_or_else(|_| path.to_owned(), Path::to_owned)
    }

    /// Where runs and their catalogue are.
    pub(crate) fn runs(&self) -> PathBuf {
        self.root.join(RUNS)
    }

    /// Where a run is.
    pub(crate) fn run(&self, run: i64) -> PathBuf {
        self.runs().join(format!("{run:06}"))
    }

    /// The models: this folder if it is one, else the folders and workbooks in it.
    pub(crate) fn models(&self) -> Result<Listed, Failure> {
        let name = |path: &Path| path.file_name().map(|it| it.to_string_lossy().into_owned());
        if is_model(&self.root) {
            let key = name(&self.root).unwrap_or_else(|| "model".to_owned());
            return Ok(Listed {
                models: vec![ModelAt { key, path: self.root.clone(), is_book: false }],
                passed: Vec::new(),
            });
        }
        let mut listed = Listed::default();
        let refused = |error| Failure::System(format!("cannot list {}: {error}", self.root.display()));
        let mut links = 0;
        for (at, entry) in fs::read_dir(&self.root).map_err(refused)?.enumerate() {
            if at == MOST_ENTRIES {
                listed
                    .passed
                    .push(format!("the folder has more than {MOST_ENTRIES} entries; the rest is not looked at"));
                break;
            }
            let entry = entry.map_err(refused)?;
            // A name that is no Unicode has no address.
            let (Ok(kind), Ok(key)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = entry.path();
            if kind.is_symlink() {
                links += 1;
            } else if kind.is_dir() && is_model(&path) {
                listed.models.push(ModelAt { key, path, is_book: false });
            } else if kind.is_file() && Company::is_book(&path) && !key.starts_with(['~', '.']) {
                listed.models.push(ModelAt { key, path, is_book: true });
            }
        }
        listed.models.sort_by(|a, b| a.key.cmp(&b.key));
        if links > 0 {
            listed.passed.push(format!("links are not followed: {links} in this folder"));
        }
        Ok(listed)
    }

    /// The model of a name.
    pub(crate) fn model(&self, key: &str) -> Result<ModelAt, Fault> {
        self.models()?.models.into_iter().find(|it| it.key == key).ok_or_else(|| Fault::missing("model", key))
    }

    /// A file of a finished run that its manifest lists; of a plan, one of those that are written.
    pub(crate) fn file_of_run(&self, run: i64, name: &str) -> Result<File, Fault> {
        let missing = || Fault::missing("file of this run", name);
        let manifest = self.bytes(&self.run(run).join("manifest.json"), 64 << 20).map_err(|_| missing())?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).map_err(Fault::system)?;
        let listed = manifest["files"].as_array().into_iter().flatten().any(|it| it["file"] == name);
        if !listed && name != "manifest.json" {
            return Err(missing());
        }
        file::open_within(&self.run(run).join(name), &self.root, MOST_FILE).map_err(|_| missing())
    }

    /// Names of the files of a finished run.
    pub(crate) fn files_of_run(&self, run: i64) -> Vec<RunFile> {
        let Ok(manifest) = self.bytes(&self.run(run).join("manifest.json"), 64 << 20) else { return Vec::new() };
        let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&manifest) else { return Vec::new() };
        let named = |it: &serde_json::Value| {
            Some(RunFile { file: it["file"].as_str()?.to_owned(), bytes: it["bytes"].as_u64()? })
        };
        manifest["files"].as_array().into_iter().flatten().filter_map(named).collect()
    }

    /// Removes the folder of a run; a link in its place is removed and not followed.
    pub(crate) fn remove_run(&self, run: i64) -> std::io::Result<()> {
        let folder = self.run(run);
        let removed = match fs::symlink_metadata(&folder) {
            Ok(facts) if facts.is_dir() => fs::remove_dir_all(&folder),
            Ok(_) => fs::remove_file(&folder),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// A file, wherever its links lead within the folder.
    pub(crate) fn bytes(&self, path: &Path, most: u64) -> Result<Vec<u8>, file::Refused> {
        file::bytes_within(path, &self.root, most)
    }
}

impl ModelAt {
    /// Its scenarios, by name, with the file that each is.
    pub(crate) fn scenarios(&self) -> Result<Vec<(String, PathBuf)>, Failure> {
        let Some(company) = Company::open(&self.path, &Formats).it else { return Ok(Vec::new()) };
        let files =
            company.scenarios().map_err(|error| Failure::System(format!("cannot list its scenarios: {error}")))?;
        Ok(files.into_iter().filter_map(|file| Some((file.file_stem()?.to_str()?.to_owned(), file))).collect())
    }

    /// The file of one.
    pub(crate) fn scenario(&self, name: &str) -> Result<PathBuf, Fault> {
        let found = self.scenarios()?.into_iter().find(|(known, _)| known == name);
        found.map(|(_, file)| file).ok_or_else(|| Fault::missing("scenario", name))
    }

    /// What its files look like now.
    pub(crate) fn looks(&self) -> Looks {
        let mut looks = Vec::new();
        if self.is_book {
            look(&self.path, &mut looks);
            return looks;
        }
        for folder in [self.path.clone(), self.path.join("scenarios")] {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten().take(MOST_ENTRIES) {
                look(&entry.path(), &mut looks);
            }
        }
        looks.sort();
        looks
    }
}

/// A text without a folder's path before its files; where the folder itself is meant, it is `.`.
fn without(text: &str, folder: &str) -> String {
    let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while folder.len() > 1
        && let Some(at) = rest.find(folder)
    {
        let (before, after) = (&rest[..at], &rest[at + folder.len()..]);
        out.push_str(before);
        rest = after.trim_start_matches(std::path::is_separator);
        let is_part = before.ends_with(goes_on) || after.starts_with(goes_on);
        if is_part {
            out.push_str(folder);
            rest = after;
        } else if rest.len() == after.len() {
            out.push('.');
        }
    }
    out.push_str(rest);
    out
}

fn look(path: &Path, looks: &mut Looks) {
    if let Ok(facts) = fs::metadata(path)
        && facts.is_file()
    {
        looks.push((path.to_owned(), facts.len(), facts.modified().ok()));
    }
}

fn is_model(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join("model.toml")).is_ok_and(|it| it.is_file())
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_path_begins_at_the_folder() {
        let of = |text| without(text, "/srv/models");
        assert_eq!(of("cannot read /srv/models/acme/model.toml: no"), "cannot read acme/model.toml: no");
        assert_eq!(of("/srv/models/a and \"/srv/models\", /srv/models/b"), "a and \".\", b");
        // Other folders whose names begin or end like this one.
        for other in ["/srv/models2/a", "/srv/models.old", "/x/srv/models/a", "nothing"] {
            assert_eq!(of(other), other);
        }
        assert_eq!(without("/etc/passwd", "/"), "/etc/passwd");
    }
}
