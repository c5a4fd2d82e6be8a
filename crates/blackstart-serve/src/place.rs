//! The folder that is served: models, their scenarios, files of runs. Names from outside are looked up in lists, and no path leaves it.

use crate::fault::Fault;
use blackstart::jobs::Failure;
use blackstart::read::{Company, file};
use blackstart::store::Formats;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folder of runs and of their catalogue.
const RUNS: &str = "runs";
/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 10_000;
/// Largest scenario file that is read for its form \[bytes\].
pub(crate) const MOST_SCENARIO: u64 = 1 << 20;
/// Largest file of a run that is handed out \[bytes\].
const MOST_FILE: u64 = 512 << 20;

/// A folder of models.
#[derive(Debug)]
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
    pub(crate) fn file_of_run(&self, run: i64, name: &str) -> Result<Vec<u8>, Fault> {
        let missing = || Fault::missing("file of this run", name);
        let manifest = self.bytes(&self.run(run).join("manifest.json"), 64 << 20).map_err(|_| missing())?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).map_err(Fault::system)?;
        let listed = manifest["files"].as_array().into_iter().flatten().any(|it| it["file"] == name);
        if !listed && name != "manifest.json" {
            return Err(missing());
        }
        self.bytes(&self.run(run).join(name), MOST_FILE).map_err(|_| missing())
    }

    /// Names of the files of a finished run.
    pub(crate) fn files_of_run(&self, run: i64) -> Vec<(String, u64)> {
        let Ok(manifest) = self.bytes(&self.run(run).join("manifest.json"), 64 << 20) else { return Vec::new() };
        let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&manifest) else { return Vec::new() };
        let named = |it: &serde_json::Value| Some((it["file"].as_str()?.to_owned(), it["bytes"].as_u64()?));
        manifest["files"].as_array().into_iter().flatten().filter_map(named).collect()
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
