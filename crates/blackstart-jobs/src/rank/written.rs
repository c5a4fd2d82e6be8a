//! Where a ranking is kept: a folder of its own, and the folder of a run whose report tells it.

use crate::failure::Failure;
use crate::open::must_exist;
use crate::paths::shown;
use crate::report::{ReportFormat, ReportRequest, report as write_report};
use crate::watch::{Note, Watcher};
use blackstart_ensemble::mitigation::RankSummary;
use blackstart_model::{Model, Scenario};
use blackstart_report as report;
use blackstart_store::{self as store, Folder, Kind, Purpose, Run};
use std::path::Path;

/// Files of a folder: page, workbook, tables, and everything.
const FILES: [&str; 5] = ["report.html", "ranking.xlsx", "ranking.csv", "ranking.parquet", "ranking.json"];

/// What is claimed before anything is played, so that it is not for nothing.
pub(super) struct Written {
    folder: Option<Folder>,
    run: Option<Run>,
}

impl Written {
    /// A folder of its own, and the folder of a run of the model on one of these bad days.
    pub(super) fn claim(
        out: Option<&Path>,
        into: Option<&Path>,
        model: &Model,
        days: &[&Scenario],
    ) -> Result<Self, Failure> {
        let subject = model.name.clone();
        let purpose = Purpose { kind: Kind::Changes, subject, force: false };
        let names = || FILES.map(str::to_owned).to_vec();
        let folder = out.map(|folder| Folder::claim(folder, purpose, names())).transpose()?;
        let run = into.map(|folder| Self::run(folder, model, days)).transpose()?;
        Ok(Self { folder, run })
    }

    /// A run that the ranking is about.
    fn run(folder: &Path, model: &Model, days: &[&Scenario]) -> Result<Run, Failure> {
        must_exist(folder)?;
        let run = Run::open(folder)?;
        let of = run.manifest();
        let same = |hash: &str, name: &str, other: (&str, &str)| (hash, name) == other;
        if !same(&of.model_hash, &of.model, (&model.hash, &model.name)) {
            return Err(Failure::Usage(format!(
                "{} is a run of another model, or the model has changed since: run it again, then rank",
                folder.display()
            )));
        }
        if !days.iter().any(|it| same(&of.scenario_hash, &of.scenario, (&it.hash, &it.name))) {
            return Err(Failure::Usage(format!(
                "{} is a run of the scenario `{}`, which is not ranked here or has changed since",
                folder.display(),
                of.scenario
            )));
        }
        Ok(run)
    }

    /// Writes what was claimed; where it is.
    pub(super) fn write(
        self,
        ranking: &RankSummary,
        out: Option<&Path>,
        into: Option<&Path>,
        command: &str,
        watcher: &dyn Watcher,
    ) -> Result<(Option<String>, Option<String>), Failure> {
        let json = serde_json::to_string_pretty(ranking).map_err(Failure::fault)? + "\n";
        let mut written = (None, None);
        if let (Some(mut folder), Some(path)) = (self.folder, out) {
            let book = report::ranking_xlsx(ranking);
            let contents = [
                report::ranking_html(ranking).into_bytes(),
                book.map_err(|error| Failure::System(format!("ranking.xlsx: {error}")))?,
                report::ranking_csv(ranking).into_bytes(),
                store::ranking_parquet(ranking, &path.join("ranking.parquet"))?,
                json.clone().into_bytes(),
            ];
            folder.clear()?;
            for (name, bytes) in FILES.iter().zip(&contents) {
                folder.put(name, bytes)?;
            }
            folder.finish(Some(command))?;
            written.0 = Some(shown(path));
        }
        // Of one history there is no interval to tell.
        let is_known = ranking.histories > 1 && ranking.changes.iter().any(|it| it.measured.is_some());
        if let (Some(run), Some(path)) = (self.run, into) {
            if !is_known {
                let words = "too little was played to tell what changes save: the report is as it was";
                watcher.note(Note::Warning(format!("{}: {words}", path.display())));
                return Ok(written);
            }
            run.keep_ranking(&json)?;
            let report = ReportRequest { run: path.to_owned(), format: ReportFormat::Html };
            written.1 = Some(write_report(&report, watcher)?.report);
        }
        Ok(written)
    }
}
