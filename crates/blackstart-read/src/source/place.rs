//! Complaints and where they point: collected while reading and checking, turned into [`Problem`]s at the end.

use super::document::Document;
use super::held::Held;
use super::table::Sheet;
use crate::file;
use blackstart_model::problem::{Problem, Read, Severity};
use blackstart_model::table::{CsvOnly, Limits, TableFormats};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A row: file, list and position in it. Cheap enough to be kept for every row; names and spans are looked up only for complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowPlace {
    /// Position in [`Files`].
    pub file: u16,
    /// Key of the list in a TOML document; empty for its top level.
    pub list: &'static str,
    /// Position in the list or table, from 0.
    pub row: u32,
}

/// Where a complaint points.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A file as a whole.
    File(u16),
    /// Bytes of a TOML document.
    Bytes(u16, usize, usize),
    /// Row or line, and column, of a table that could not be read as far as that, from 1.
    Spot(u16, u32, u32),
    /// A column's header; one behind the last: the row of the headers.
    Header(u16, usize),
    /// A cell of a table, by its position in the row.
    Cell(RowPlace, usize),
    /// Something in a row: dotted path of keys (empty: the row itself), the key instead of its value, bytes within the value's text.
    Field { row: RowPlace, path: String, key: bool, inner: Option<(usize, usize)> },
}

impl RowPlace {
    /// The row itself.
    pub(crate) fn whole(self) -> Place {
        self.at(String::new())
    }
    /// The value at a dotted path.
    pub(crate) fn at(self, path: impl Into<String>) -> Place {
        Place::Field { row: self, path: path.into(), key: false, inner: None }
    }
    /// The key at a dotted path.
    pub(crate) fn key(self, path: impl Into<String>) -> Place {
        Place::Field { row: self, path: path.into(), key: true, inner: None }
    }
}

impl Place {
    /// The file's position in [`Files`].
    fn file(&self) -> u16 {
        match self {
            Self::File(file) | Self::Bytes(file, ..) | Self::Header(file, _) | Self::Spot(file, ..) => *file,
            Self::Field { row, .. } | Self::Cell(row, _) => row.file,
        }
    }
}

/// Something wrong, before its place is looked up: what it then becomes is a [`Problem`]. Most are made of a fault (of a field)
/// or of a [`Complaint`](blackstart_model::units::Complaint) (of a text), which know neither file nor row.
#[derive(Clone, Debug)]
pub(crate) struct Complaint {
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub advice: Option<String>,
    pub place: Place,
}

/// Everything wrong so far; the first few are kept, all are counted.
#[derive(Debug)]
pub(crate) struct Complaints {
    most: usize,
    errors: Vec<Complaint>,
    warnings: Vec<Complaint>,
    omitted: usize,
    /// How many of each kind are kept, and how many there are by file and code.
    most_of_a_kind: usize,
    kinds: BTreeMap<(u16, &'static str), usize>,
    /// What is said once only.
    said: BTreeSet<(u16, String)>,
    /// Factors named by what was read, and where: whether each moves more than one quantity is known at the end only.
    pub factors: Vec<(String, Place)>,
}

impl Complaints {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            errors: Vec::new(),
            warnings: Vec::new(),
            omitted: 0,
            most_of_a_kind: usize::MAX,
            kinds: BTreeMap::new(),
            said: BTreeSet::new(),
            factors: Vec::new(),
        }
    }
    /// The same, with few of each kind: a large table has a mistake a million times, and another once.
    pub(crate) fn few_of_a_kind(most: usize) -> Self {
        Self { most_of_a_kind: 20, ..Self::new(most) }
    }
    /// An error. The advice may be empty.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.add(code, Severity::Error, place, message.into(), advice.into());
    }
    /// An error that a file has once, in however many of its rows it is met.
    pub(crate) fn error_once(&mut self, code: &'static str, place: Place, message: String, advice: String) {
        if self.said.insert((place.file(), message.clone())) {
            self.error(code, place, message, advice);
        }
    }
    /// A warning. The advice may be empty.
    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.add(code, Severity::Warning, place, message.into(), advice.into());
    }
    fn add(&mut self, code: &'static str, severity: Severity, place: Place, message: String, advice: String) {
        let list = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        let of_kind = self.kinds.entry((place.file(), code)).or_default();
        *of_kind += 1;
        if list.len() < self.most && *of_kind <= self.most_of_a_kind {
            let advice = (!advice.is_empty()).then(|| plain(&advice));
            list.push(Complaint { code, severity, message: plain(&message), advice, place });
        } else {
            self.omitted += 1;
        }
    }
    /// Whether an error was found.
    pub(crate) fn failed(&self) -> bool {
        !self.errors.is_empty()
    }
    /// Whether more than `most` errors were found, so that looking for more is of no use.
    pub(crate) fn full(&self) -> bool {
        self.errors.len() >= self.most
    }
    /// Errors about files and tables as a whole or their form: what they should have said is not known.
    pub(crate) fn about_files(&self) -> usize {
        self.errors.iter().filter(|complaint| complaint.code.starts_with("BS01")).count()
    }
    /// Problems found so far.
    pub(crate) fn count(&self) -> usize {
        self.errors.len() + self.warnings.len() + self.omitted
    }
    /// Looks every place up. Errors come before warnings where not all are kept; all are sorted by file and place.
    fn settle(self, files: &Files<'_>) -> (Vec<Problem>, usize) {
        let Self { most, errors: mut kept, warnings, mut omitted, .. } = self;
        let room = most - kept.len().min(most);
        omitted += warnings.len().saturating_sub(room);
        kept.extend(warnings.into_iter().take(room));
        let mut problems = files.look_up(kept);
        problems.dedup();
        (problems, omitted)
    }
}

/// Contents of a file that was read.
pub(crate) enum Body<'t> {
    /// A TOML document.
    Toml(Document<'t>),
    /// A table.
    Table(Sheet),
    /// Nothing that places could point into.
    None,
}

/// All files of one reading, in reading order.
pub(crate) struct Files<'t> {
    list: Vec<(PathBuf, Body<'t>)>,
    /// Tables are read again to show the rows that are complained about.
    formats: &'t dyn TableFormats,
    limits: Limits,
    /// What is in memory and may have been changed.
    held: Option<&'t Held>,
}

impl Default for Files<'_> {
    /// No files yet, and no tables but CSV.
    fn default() -> Self {
        Self::new(&CsvOnly, &Limits::default())
    }
}

impl<'t> Files<'t> {
    pub(crate) fn new(formats: &'t dyn TableFormats, limits: &Limits) -> Self {
        Self { list: Vec::new(), formats, limits: limits.clone(), held: None }
    }
    /// Adds a file; its number is returned. At most 65 535 files are told apart, far more than there are kinds of tables.
    pub(crate) fn add(&mut self, path: PathBuf, body: Body<'t>) -> u16 {
        self.list.push((path, body));
        u16::try_from(self.list.len() - 1).unwrap_or(u16::MAX)
    }
    /// The number of the file added last.
    pub(crate) fn last(&self) -> u16 {
        u16::try_from(self.list.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }
    /// What came of the reading.
    pub(crate) fn read<T>(&self, it: Option<T>, complaints: Complaints) -> Read<T> {
        let it = it.filter(|_| !complaints.failed());
        let (problems, omitted) = complaints.settle(self);
        let files = self.list.iter().map(|(path, _)| path.clone()).collect();
        Read { it, problems, omitted, files }
    }
    /// No files yet, of a source that is in memory.
    pub(crate) fn held(held: &'t Held) -> Self {
        Self { held: Some(held), ..Self::default() }
    }
    /// A document with the changes that were made to it.
    pub(crate) fn changed(&self, mut document: Document<'t>, file: u16) -> Document<'t> {
        if let (Some(held), Some((path, _))) = (self.held, self.list.get(usize::from(file))) {
            held.change(path, &mut document.root);
        }
        document
    }
    /// The text of a document that is in memory.
    pub(crate) fn text(&self, path: &Path) -> Option<&'t str> {
        self.held?.texts.get(path).map(String::as_str)
    }
    /// Whether there is such a scenario, on the disk or in memory.
    pub(crate) fn has_scenario(&self, path: &Path) -> bool {
        self.held.is_some_and(|held| held.scenarios.contains(path)) || file::is_there(path)
    }
    pub(crate) fn set_body(&mut self, file: u16, body: Body<'t>) {
        if let Some(entry) = self.list.get_mut(usize::from(file)) {
            entry.1 = body;
        }
    }
    fn look_up(&self, complaints: Vec<Complaint>) -> Vec<Problem> {
        // By file, so that each table is read again at most once, and only as far as needed.
        let mut by_file: Vec<Vec<Complaint>> = self.list.iter().map(|_| Vec::new()).collect();
        for complaint in complaints {
            let file = complaint.place.file();
            if let Some(list) = by_file.get_mut(usize::from(file)) {
                list.push(complaint);
            }
        }
        let mut problems = Vec::new();
        for ((path, body), complaints) in self.list.iter().zip(by_file) {
            let mut spots = match body {
                Body::Toml(document) => complaints.iter().map(|complaint| document.spot(&complaint.place)).collect(),
                Body::Table(sheet) => {
                    let held = self.held.and_then(|held| held.tables.iter().find(|table| table.path == *path));
                    sheet.spots(path, &complaints, held.map(|held| &*held.table), (self.formats, &self.limits))
                }
                Body::None => vec![Spot::default(); complaints.len()],
            };
            for (spot, complaint) in spots.iter_mut().zip(&complaints) {
                if let Place::Spot(_, line, column) = complaint.place {
                    *spot = Spot { line, column, ..Spot::default() };
                }
            }
            if let Some(held) = self.held {
                for (spot, complaint) in spots.iter_mut().zip(&complaints) {
                    let edited = match body {
                        Body::Toml(document) => document.bytes(&complaint.place).and_then(|bytes| held.spot(&bytes)),
                        _ => held.spot_in_table(path, &complaint.place),
                    };
                    *spot = edited.unwrap_or_else(|| std::mem::take(spot));
                }
            }
            let mut of_file: Vec<Problem> = complaints
                .into_iter()
                .zip(spots)
                .map(|(complaint, spot)| Problem {
                    code: complaint.code,
                    severity: complaint.severity,
                    message: complaint.message,
                    file: if spot.edit { PathBuf::from(EDIT) } else { path.clone() },
                    sheet: spot.sheet.filter(|sheet| !is_named_like(path, sheet)),
                    line: spot.line,
                    column: spot.column,
                    length: spot.length,
                    excerpt: spot.excerpt,
                    mark: spot.mark,
                    advice: complaint.advice,
                })
                .collect();
            of_file.sort_by(|a, b| (a.line, a.column, a.code, &a.message).cmp(&(b.line, b.column, b.code, &b.message)));
            problems.extend(of_file);
        }
        problems
    }
}

/// A place as people see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    /// It is in an edit, not in a file; the line is the edit's number.
    pub edit: bool,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    pub line: u32,
    pub column: u32,
    pub length: u32,
    pub excerpt: String,
    pub mark: u32,
}

/// Whether a sheet has the name of its file.
pub(crate) fn is_named_like(path: &Path, sheet: &str) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy().to_lowercase() == sheet.to_lowercase())
}

/// Stands for the file of a problem that is in an edit.
pub(crate) const EDIT: &str = "edit";

/// Most characters of a line that are shown.
const EXCERPT_CHARS: usize = 200;
/// Characters shown before the offending ones in a line too long to show.
const BEFORE_CHARS: usize = 60;

impl Spot {
    /// A spot in a line of text; `start` and `length` in bytes of the line.
    pub(crate) fn in_line(line: u32, text: &str, start: usize, length: usize) -> Self {
        let text = text.trim_end_matches(['\n', '\r']);
        let start = floor(text, start);
        let end = floor(text, start.saturating_add(length));
        let before = text[..start].chars().count();
        let marked = text[start..end].chars().count();
        let from = if text.chars().nth(EXCERPT_CHARS).is_none() { 0 } else { before.saturating_sub(BEFORE_CHARS) };
        let excerpt: String = text.chars().skip(from).take(EXCERPT_CHARS).map(tame).collect();
        Self {
            line,
            column: count(before) + 1,
            length: count(marked),
            excerpt,
            mark: count(before - from),
            edit: false,
            sheet: None,
        }
    }
}

/// A count that fits.
pub(crate) fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The nearest character boundary at or below.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Characters that would command a terminal or hide text become visible.
fn tame(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        other if other.is_control() => '\u{fffd}',
        other => other,
    }
}

/// A message without control characters.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(tame).collect()
}

/// A user's text inside a message: quoted, and cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().nth(MOST).is_none() {
        return format!("`{text}`");
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("`{cut}…`")
}

/// Warns of columns that are passed over and have nearly the name of one that is known and missing. Returns the names that are near.
pub(crate) fn warn_of_near_columns(
    columns: &[String],
    known: &[String],
    file: u16,
    complaints: &mut Complaints,
) -> Vec<String> {
    let missing = || known.iter().filter(|name| !columns.contains(name)).map(String::as_str);
    let mut near_names = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| !known.contains(column)) {
        if let Some(near) = nearest(&column.replace([' ', '-'], "_"), missing()) {
            near_names.push(near.to_owned());
            let message = format!("the column {} is not read", quote(column));
            complaints.warning("BS0813", Place::Header(file, at), message, format!("did you mean `{near}`?"));
        }
    }
    near_names
}

/// "Did you mean" over known words; empty where nothing is near.
pub(crate) fn did_you_mean<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

/// The known word nearest to a mistyped one: a name of the user's own or a key of the format.
///
/// Not the one of `blackstart_model::units`, which chooses among the words of a grammar: here a beginning counts as near
/// (`plant` for `plant-north`), and of several as near the first in the alphabet is taken, there the one as long as what was
/// written. Either would propose other words in the place of the other.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    // Long texts are no mistyped words, and comparing them costs their product.
    const LONGEST: usize = 64;
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = 1 + word.chars().count() / 4;
    known
        .filter(|known| known.len() <= LONGEST && known.len().abs_diff(word.len()) <= 8)
        .map(|known| {
            let distance =
                if known.to_lowercase() == lower { 0 } else { strsim::osa_distance(&lower, &known.to_lowercase()) };
            let starts = known.len() > 3 && word.len() > 3 && (known.starts_with(word) || word.starts_with(known));
            (if starts { distance.min(1) } else { distance }, known)
        })
        .filter(|(distance, known)| *distance <= allowed && *distance < known.chars().count().max(2))
        .min()
        .map(|(_, known)| known)
}
