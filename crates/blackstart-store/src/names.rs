//! Names of the files that are written here.

use blackstart_ensemble::cells::Rows;
use blackstart_ensemble::counts::SiteCountRows;
use blackstart_ensemble::each_table;
use std::ops::Range;

/// What is in the folder; written last.
pub(crate) const MANIFEST: &str = "manifest.json";
/// What is in the folder while somebody writes it.
pub(crate) const MARKER: &str = "unfinished.json";
/// What a writer locks. It holds nothing: where locks are mandatory, nobody else could read it.
pub(crate) const LOCK: &str = ".blackstart.lock";
/// Folder of the parts of an unfinished run, in its folder.
pub(crate) const PARTS: &str = "parts";
/// Names and dates that tables refer to.
pub(crate) const LAYOUT: &str = "layout.json";
/// Results in few numbers.
pub(crate) const SUMMARY: &str = "summary.json";
/// What the report tells besides results.
pub(crate) const STORY: &str = "story.json";
/// The report.
pub(crate) const REPORT: &str = "report.html";
/// What was drawn: a row for each replicate, a column for each input.
pub(crate) const INPUTS: &str = "inputs.parquet";
/// What an import invented or guessed, and what it is worth to know better.
pub(crate) const ASSUMPTIONS: &str = "assumptions.xlsx";
/// What changes would save, ranked on the run's scenario.
pub(crate) const RANKING: &str = "ranking.json";
/// The report and its other forms.
pub const REPORTS: [&str; 6] = [REPORT, "onepage.html", "report.md", "report.csv", "report.xlsx", "report.docx"];

/// How temporary names end.
pub(crate) const TEMPORARY: &str = ".tmp";
/// How names of parts end.
pub(crate) const EXTENSION: &str = "bspart";

/// Every file that a run folder may hold.
pub(crate) fn run_files() -> Vec<String> {
    let mut names = [LAYOUT, SUMMARY, STORY, INPUTS, ASSUMPTIONS, RANKING]
        .into_iter()
        .chain(REPORTS)
        .map(str::to_owned)
        .collect::<Vec<_>>();
    macro_rules! add {
        ($table:ident) => {
            names.push(file_of(stringify!($table)))
        };
    }
    each_table!(add);
    names.push(file_of(SiteCountRows::NAME));
    names
}

/// File of a table.
pub(crate) fn file_of(table: &str) -> String {
    format!("{table}.parquet")
}

/// Name of the part that holds the replicates of a range.
///
/// # Panics
/// If the range is empty.
pub fn part_name(replicates: &Range<u32>) -> String {
    assert!(!replicates.is_empty(), "a part holds at least one replicate");
    format!("part-{:010}-{:010}.{EXTENSION}", replicates.start, replicates.end - 1)
}

/// First and last replicate that the name of a part says; `None`: it is no part's.
pub(crate) fn range_of(name: &str) -> Option<(u32, u32)> {
    let (first, last) = name.strip_prefix("part-")?.strip_suffix(EXTENSION)?.strip_suffix('.')?.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

/// Whether a name is that of a part, or of one that is being written.
pub(crate) fn is_part(name: &str) -> bool {
    range_of(name).is_some() || target_of(name).is_some_and(|target| range_of(target).is_some())
}

/// The file that a temporary name is for; `None`: it is no name that is given here.
pub(crate) fn target_of(name: &str) -> Option<&str> {
    let (target, process) = name.strip_suffix(TEMPORARY)?.rsplit_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (process, attempt) = process.split_once('-').unwrap_or((process, "0"));
    (!target.is_empty() && digits(process) && digits(attempt)).then_some(target)
}
