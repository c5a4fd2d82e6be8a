//! An attack on a model's systems, of what BloodHound collected of a directory.

use super::company::ImportedPassed;
use super::oed::refused_file;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::open;
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_import::bloodhound::{self, Asked, Becomes, Directory, Drawn, KINDS, Reader, SystemName};
use blackstart_model::Model;
use blackstart_model::model::Resource;
use blackstart_read::{self as read, file};
use blackstart_store::write_file;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// Largest file that is read.
const LARGEST: u64 = 1 << 30;

/// Which files, on which model, from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportBloodhoundRequest {
    /// Files of a collector, or OpenGraph: JSON.
    pub files: Vec<PathBuf>,
    /// The model, a folder or a workbook.
    pub model: PathBuf,
    /// Where the attacker starts: names or identifiers of objects.
    pub start: Vec<String>,
    /// Which object carries which system, where names do not say it.
    pub matches: Vec<SystemMatch>,
    /// How many techniques longer than the shortest a way to a system may be; `None`: 2.
    pub detour: Option<usize>,
    /// Whether only to say what would come of it.
    pub dry_run: bool,
    /// The scenario to write: a file that does not exist.
    pub out: Option<PathBuf>,
}

/// An object that carries a system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemMatch {
    /// The system, by its id.
    pub system: String,
    /// The object, by its name or identifier.
    pub object: String,
}

/// What was read, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/import-bloodhound/1")]
pub struct ImportBloodhoundAnswer {
    /// Whether there is a scenario, or would be one.
    pub ok: bool,
    /// Objects that were read.
    pub objects: usize,
    /// Known kinds of edges that were read, and what they become.
    pub kinds: Vec<ImportedKind>,
    /// Kinds of edges that nothing is known of: none of them is a way.
    pub unknown: Vec<ImportedUnknown>,
    /// Computers and domains whose name is like a system's.
    pub matches: Vec<ImportedMatch>,
    /// Systems that no computer carries.
    pub unmatched: Vec<String>,
    /// Computers that carry no system.
    pub other_computers: usize,
    /// Where an attacker might start, if nothing was chosen.
    pub candidates: Vec<ImportedCandidate>,
    /// Systems that can be reached from the start.
    pub reached: Vec<String>,
    /// Objects that lead from the start to a system.
    pub leading_objects: usize,
    /// Edges that do.
    pub leading_edges: usize,
    /// Objects that stand for several, from which the same leads on.
    pub merged: Vec<ImportedMerged>,
    /// States of the scenario.
    pub states: usize,
    /// Its techniques.
    pub techniques: usize,
    /// What was passed over: what, how often, why.
    pub passed_over: Vec<ImportedPassed>,
    /// The scenario, where one was written.
    pub scenario: Option<String>,
    /// What is wrong with the files.
    #[serde(flatten)]
    pub found: Found,
}

/// A kind of edge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedKind {
    /// Its name in BloodHound.
    pub kind: String,
    /// How many there are.
    pub count: usize,
    /// A technique of the library, `membership`, or `no way`.
    pub becomes: String,
    /// Techniques in MITRE ATT&CK.
    pub attack: Vec<String>,
    /// Why.
    pub why: String,
}

/// A kind of edge that nothing is known of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedUnknown {
    /// Its name.
    pub kind: String,
    /// How many there are.
    pub count: usize,
}

/// A computer or domain that is like a system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedMatch {
    /// The system.
    pub system: String,
    /// The object.
    pub object: String,
    /// What their names have in common.
    pub how: String,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// Whether it is taken.
    pub is_taken: bool,
}

/// Somewhere to start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedCandidate {
    /// Its name.
    pub name: String,
    /// How many others lead on to the same.
    pub alike: usize,
    /// Techniques to the nearest system.
    pub steps: u32,
}

/// An object that stands for several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedMerged {
    /// One of them.
    pub object: String,
    /// How many they are.
    pub count: usize,
}

impl Answer for ImportBloodhoundAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.ok { Ok(()) } else { Err(Failure::Invalid(self.found.clone())) }
    }
}

/// Makes a scenario of what BloodHound collected, or says what would come of it.
///
/// # Errors
/// If a file cannot be read, if the scenario is there already, or if the system refuses.
pub fn import_bloodhound(
    request: &ImportBloodhoundRequest,
    watcher: &dyn Watcher,
) -> Result<ImportBloodhoundAnswer, Failure> {
    let out = place(request)?;
    let (company, mut found) = open::company(&request.model)?;
    let Some(company) = company else { return Err(Failure::Invalid(found)) };
    let Some(model) = open::model(&company, &mut found)? else { return Err(Failure::Invalid(found)) };
    let mut reader = Reader::default();
    for path in &request.files {
        if watcher.stopped() {
            return Err(Failure::Interrupted("nothing was written".to_owned()));
        }
        if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip")) {
            return Err(Failure::Usage(format!("{}: unpack the archive, and name the files in it", path.display())));
        }
        let text = file::text(path, LARGEST).map_err(|refused| refused_file(path, &refused))?;
        reader.read(&shown(path), &text);
        found.files.push(path.clone());
    }
    let mut directory = reader.finish();
    let systems = systems(&model);
    let files: Vec<String> = request.files.iter().map(|it| shown(it)).collect();
    let matches: Vec<(String, String)> =
        request.matches.iter().map(|it| (it.system.clone(), it.object.clone())).collect();
    let name = out.and_then(Path::file_stem).map_or_else(|| "attacked".into(), |it| it.to_string_lossy());
    let sign = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(sign).take(100).collect();
    let asked = Asked {
        systems: &systems,
        start: &request.start,
        matches: &matches,
        detour: request.detour.unwrap_or(bloodhound::DETOUR),
        name: &name,
        files: &files,
    };
    let drawn = bloodhound::attack(&mut directory, &asked);
    found.problems.append(&mut directory.problems);
    found.problems.sort_by_key(|problem| problem.severity);
    found.omitted += directory.omitted;
    let mut answer = told(&directory, &systems, &drawn);
    answer.ok = found.errors().next().is_none();
    if let (Some(scenario), Some(out), true) = (&drawn.scenario, out, answer.ok) {
        write_file(out, scenario.as_bytes())?;
        answer.scenario = Some(shown(out));
        let is_read = open::read_scenario(&company, out, &model, &mut found).is_some();
        answer.ok = is_read;
    }
    answer.found = found;
    Ok(answer)
}

/// Where to write, if anything shall be written.
fn place(request: &ImportBloodhoundRequest) -> Result<Option<&Path>, Failure> {
    if request.files.is_empty() {
        return Err(Failure::usage("name the files to import"));
    }
    if request.dry_run {
        return Ok(None);
    }
    let Some(out) = &request.out else {
        return Err(Failure::usage(
            "name the scenario to write (`out`), or look first what would come of it (`dry_run`)",
        ));
    };
    if out.extension().is_none_or(|it| it != "toml") {
        return Err(Failure::Usage(format!("{}: a scenario is a file `.toml`", out.display())));
    }
    if file::is_there(out) {
        let message = "is there already, and what was changed in it would be lost; name another file, or remove it";
        return Err(Failure::Usage(format!("{} {message}", out.display())));
    }
    Ok(Some(out))
}

fn systems(model: &Model) -> Vec<SystemName> {
    let one = |(_, system): (_, &blackstart_model::model::System)| SystemName {
        id: system.name.id.clone(),
        title: system.name.title.clone(),
        is_directory: system.resource == Some(Resource::Directory),
    };
    model.systems.iter().map(one).collect()
}

/// What was read and what comes of it, in words.
fn told(directory: &Directory, systems: &[SystemName], drawn: &Drawn) -> ImportBloodhoundAnswer {
    let name = |at: u32| directory.objects[at as usize].name.clone();
    let system = |at: u32| systems[at as usize].id.clone();
    let kinds = KINDS.iter().zip(&directory.counts).filter(|(_, count)| **count > 0);
    let kinds = kinds.map(|(kind, count)| {
        let (becomes, attack) = match kind.becomes {
            Becomes::Membership => ("membership", Vec::new()),
            Becomes::NoWay => ("no way", Vec::new()),
            Becomes::Technique(id) => {
                let library = read::library().iter().flat_map(|chain| &chain.techniques).find(|it| it.id == id);
                (id, library.map(|it| it.attack_ids.clone()).unwrap_or_default())
            }
        };
        let (becomes, why) = (becomes.to_owned(), kind.why.to_owned());
        ImportedKind { kind: kind.name.to_owned(), count: *count, becomes, attack, why }
    });
    let mut unknown: Vec<ImportedUnknown> =
        directory.unknown.iter().map(|(kind, count)| ImportedUnknown { kind: kind.clone(), count: *count }).collect();
    unknown.sort_by_key(|it| Reverse(it.count));
    let matches = drawn.matches.iter().map(|it| ImportedMatch {
        system: system(it.system),
        object: name(it.object),
        how: it.how.to_owned(),
        confidence: it.confidence,
        is_taken: it.is_taken(),
    });
    let candidate =
        |it: &bloodhound::Candidate| ImportedCandidate { name: it.name.clone(), alike: it.alike, steps: it.steps };
    let passed = directory.passed.iter();
    let passed =
        passed.map(|((what, why), count)| ImportedPassed { what: what.clone(), count: *count, why: why.clone() });
    ImportBloodhoundAnswer {
        ok: false,
        objects: directory.objects.len(),
        kinds: kinds.collect(),
        unknown,
        matches: matches.collect(),
        unmatched: drawn.unmatched.iter().map(|at| system(*at)).collect(),
        other_computers: drawn.hosts,
        candidates: drawn.candidates.iter().map(candidate).collect(),
        reached: drawn.reached.iter().map(|at| system(*at)).collect(),
        leading_objects: drawn.useful.0,
        leading_edges: drawn.useful.1,
        merged: drawn
            .merged
            .iter()
            .map(|(object, count)| ImportedMerged { object: object.clone(), count: *count })
            .collect(),
        states: drawn.size.0,
        techniques: drawn.size.1,
        passed_over: passed.collect(),
        scenario: None,
        found: Found::default(),
    }
}
