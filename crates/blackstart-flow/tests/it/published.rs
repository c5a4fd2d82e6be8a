//! Where the published programs' inputs and outputs are, and how they are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder of `pronet` or `boario`: our copy, else the shared one (`BLACKSTART_SHARED`, else beside the project).
pub(crate) fn folder(program: &str, place: &str) -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(program).join(place);
    [ours, shared(program).join(place)].into_iter().find(|folder| folder.is_dir())
}

/// The shared folder of a program: `BLACKSTART_SHARED`, else beside the project.
pub(crate) fn shared(program: &str) -> PathBuf {
    let shared = std::env::var_os("BLACKSTART_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    shared.join("oracles").join(program)
}

/// Cases of the shared folder that are not among these, by name: whoever adds one there has it tested.
pub(crate) fn others(program: &str, known: &[&str]) -> Vec<String> {
    let cases = std::fs::read_dir(shared(program).join("cases")).into_iter().flatten().flatten();
    let names = cases.filter(|it| it.path().is_dir()).map(|it| it.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !known.contains(&name.as_str())).collect();
    names.sort();
    names
}

/// Runs a test on every case named and every other one there is, and says which are not there.
#[expect(clippy::print_stderr, reason = "who runs the tests shall know what has not been")]
pub(crate) fn each(program: &str, cases: &[&str], test: impl Fn(&str, &Path)) {
    let others = others(program, cases);
    for case in cases.iter().copied().chain(others.iter().map(String::as_str)) {
        match folder(program, &format!("cases/{case}")) {
            Some(folder) => test(case, &folder),
            None => eprintln!("skipped: {program} case {case} is not found (set BLACKSTART_SHARED)"),
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
