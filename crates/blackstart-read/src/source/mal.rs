//! The MAL language and model that an attack names: read, and put together as one graph.

use super::kinds::MalPart;
use super::place::{Complaints, Files, Place, RowPlace, plain, quote};
use super::{Beside, find_beside};
use crate::file;
use blackstart_mal::{Graph, Kind, Language, Limits, Model, ModelOptions, Read};
use blackstart_model::problem::{Problem, Severity};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The graph, unless something is wrong, and what is to be said about language and model.
pub(super) fn graph(
    scenario: &Path,
    row: RowPlace,
    part: &MalPart,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> (Option<Graph>, Vec<Problem>) {
    let limits = Limits::default();
    let mut said = Vec::new();
    let mut bytes = |key: &str, name: &str, most: usize, complaints: &mut Complaints| {
        let it = find_beside(scenario, name, row.at(format!("mal.{key}")), files, complaints)?;
        let Beside { path, folder, file } = it;
        match file::bytes_within(&path, &folder, most as u64) {
            Ok(bytes) => Some((path, bytes)),
            Err(refused) => {
                let message = format!("this file {refused}");
                complaints.error(refused.code(), Place::File(file), message, refused.advice());
                None
            }
        }
    };
    let language = bytes("language", &part.language, limits.langspec_bytes, complaints);
    let model = bytes("model", &part.model, limits.bytes, complaints);
    let (Some((language_path, language)), Some((model_path, model))) = (language, model) else {
        return (None, said);
    };
    let language = Language::read(&language_path.display().to_string(), &language, &limits);
    let Some(language) = take(language, row.at("mal.language"), &part.language, &mut said, complaints) else {
        return (None, said);
    };
    let options = ModelOptions::default();
    let model = Model::read(&model_path.display().to_string(), &model, &language, options, &limits);
    let Some(model) = take(model, row.at("mal.model"), &part.model, &mut said, complaints) else {
        return (None, said);
    };
    match Graph::build(Arc::new(language), model, &limits) {
        Ok(graph) => (Some(graph), said),
        Err(problem) => {
            complaints.error("BS0911", row.at("mal.model"), problem.message, problem.advice.unwrap_or_default());
            (None, said)
        }
    }
}

/// What was read. Its errors stand where they are, and one more where the scenario names the file; parts that are not used are
/// said once each.
fn take<T>(read: Read<T>, place: Place, name: &str, said: &mut Vec<Problem>, complaints: &mut Complaints) -> Option<T> {
    let mut unused: BTreeMap<String, (usize, blackstart_mal::Problem)> = BTreeMap::new();
    let mut errors = 0;
    for problem in read.problems {
        match problem.severity {
            blackstart_mal::Severity::Error => {
                errors += 1;
                said.push(told("BS0911", Severity::Error, problem));
            }
            blackstart_mal::Severity::Warning => said.push(told("BS0912", Severity::Warning, problem)),
            blackstart_mal::Severity::Note if problem.kind == Kind::Unsupported => {
                unused.entry(problem.message.clone()).or_insert((0, problem)).0 += 1;
            }
            // How steps are meant: for the author of the language, not its user.
            blackstart_mal::Severity::Note => (),
        }
    }
    for (times, mut problem) in unused.into_values() {
        if times > 1 {
            problem.message = format!("{} ({times} times)", problem.message);
        }
        said.push(told("BS0912", Severity::Warning, problem));
    }
    if read.it.is_none() {
        let message =
            format!("{} cannot be used: it has {errors} mistake{}", quote(name), if errors == 1 { "" } else { "s" });
        complaints.error("BS0911", place, message, "they are listed with their places in that file");
    }
    read.it
}

fn told(code: &'static str, severity: Severity, problem: blackstart_mal::Problem) -> Problem {
    Problem {
        code,
        severity,
        message: plain(&problem.message),
        file: PathBuf::from(problem.file),
        sheet: None,
        line: problem.line,
        column: problem.column,
        length: problem.length,
        excerpt: plain(&problem.excerpt),
        mark: problem.mark,
        advice: problem.advice.as_deref().map(plain),
    }
}
