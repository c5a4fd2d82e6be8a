//! Where the published programs' inputs and outputs are, and how they are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder of a program: our copy, else the shared one.
pub(crate) fn folder(program: &str, place: &str) -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(program);
    [ours, shared(program)].into_iter().map(|root| root.join(place)).find(|folder| folder.is_dir())
}

fn shared(program: &str) -> PathBuf {
    blackstart_oracle::shared().join("oracles").join(program)
}

/// Runs a test on every case named, and says which are not there.
#[track_caller]
pub(crate) fn each(program: &str, cases: &[&str], test: impl Fn(&str, &Path)) {
    let mut missing = vec![];
    for case in cases {
        match folder(program, &format!("cases/{case}")) {
            Some(folder) => test(case, &folder),
            None => missing.push(*case),
        }
    }
    if !missing.is_empty() {
        let (count, all) = (missing.len(), cases.len());
        blackstart_oracle::skipped(&format!(
            "{count} of {all} cases of {program} are not found: {}",
            missing.join(", ")
        ));
    }
}

/// Runs a test on the cases of the shared folder that are not among these: whoever adds one there has it tested.
pub(crate) fn besides(program: &str, known: &[&str], test: impl Fn(&str, &Path)) {
    for folder in blackstart_oracle::entries(&shared(program).join("cases")) {
        let case = folder.file_name().unwrap_or_default().to_string_lossy();
        if folder.is_dir() && !known.contains(&&*case) {
            test(&case, &folder);
        }
    }
}

/// A JSON file.
pub(crate) fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A table of numbers with named columns; the first column may be words.
pub(crate) struct Csv {
    pub(crate) columns: BTreeMap<String, usize>,
    pub(crate) labels: Vec<String>,
    pub(crate) rows: Vec<Vec<f64>>,
}

impl Csv {
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        let columns = lines.next()?.split(',').enumerate().map(|(place, name)| (name.to_owned(), place)).collect();
        let (mut labels, mut rows) = (vec![], vec![]);
        for line in lines {
            labels.push(line.split(',').next().unwrap().to_owned());
            rows.push(line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect());
        }
        Some(Self { columns, labels, rows })
    }

    pub(crate) fn column(&self, name: &str) -> Vec<f64> {
        let place = self.columns[name];
        self.rows.iter().map(|row| row[place]).collect()
    }
}
