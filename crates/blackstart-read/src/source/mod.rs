//! Files as written: bytes in, located rows out.

pub(crate) mod document;
pub(crate) mod fields;
pub(crate) mod held;
pub(crate) mod kinds;
mod mal;
pub(crate) mod place;
pub(crate) mod record;
pub(crate) mod table;
pub(crate) mod text;

use crate::file::{self, Refused};
use blackstart_model::problem::Problem;
use blackstart_model::table::{ColumnNames, CsvOnly, Limits, TableFormats, is_workbook};
use blackstart_model::units::{self, Currency};
use document::Document;
use jiff::civil::DateTime;
use kinds::*;
use place::{Body, Complaints, Files, Place, RowPlace, count, nearest, quote, warn_of_near_columns};
use record::{Context, Fault, Fields, Record, Row, read_part, read_row};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use table::{Cells, TakeRows};
use toml::de::{DeTable, DeValue};

/// The only version of the format.
const FORMAT: u64 = 1;

macro_rules! model_rows {
    ($($(#[$doc:meta])* $field:ident: $row:ty,)*) => {
        /// A model as written.
        pub(crate) struct ModelRows {
            /// Keys at the top.
            pub head: Head,
            /// The currency of `head`.
            pub currency: Currency,
            $($(#[$doc])* pub $field: Vec<Row<$row>>,)*
        }
        /// Facts about all kinds that have lists in a model.
        pub(crate) const MODEL_KINDS: &[record::Kind] = &[$(<$row as Record>::KIND),*];
        impl ModelRows {
            fn read(head: Head, currency: Currency, reading: &mut Reading<'_, '_>) -> Self {
                let mut rows = Self { head, currency, $($field: reading.rows::<$row>(),)* };
                rows.seasons.extend(reading.season_tables());
                rows
            }
        }
    };
}
model_rows! {
    sources: SourceRow,
    zones: ZoneRow,
    conduits: ConduitRow,
    systems: SystemRow,
    services: ServiceRow,
    crews: CrewRow,
    calendars: CalendarRow,
    seasons: SeasonRow,
    products: ProductRow,
    parties: PartyRow,
    sites: SiteRow,
    links: LinkRow,
    demands: DemandRow,
    substitutes: SubstituteRow,
    targets: TargetRow,
    policies: PolicyRow,
    data: DataRow,
}

/// A scenario as written.
pub(crate) struct ScenarioRows {
    pub head: ScenarioHead,
    pub head_broken: bool,
    pub shutdown: Option<Row<ShutdownRow>>,
    pub falls: Vec<Row<FallRow>>,
    pub recovery: Option<Row<RecoveryRow>>,
    pub outages: Vec<Row<OutageRow>>,
    pub shocks: Vec<Row<ShockRow>>,
    pub costs: Vec<Row<CostRow>>,
    pub attack: AttackRows,
}

/// An attack as written, in the scenario and in a file beside it.
#[derive(Default)]
pub(crate) struct AttackRows {
    pub head: Option<Row<AttackRow>>,
    pub credentials: Vec<Row<CredentialRow>>,
    pub techniques: Vec<Row<TechniqueRow>>,
    pub controls: Vec<Row<ControlRow>>,
    pub cuts: Vec<Row<CutRow>>,
    pub rules: Vec<Row<ShutdownRuleRow>>,
    pub effects: Vec<Row<EffectRow>>,
    pub detectors: Vec<Row<DetectorRow>>,
    pub taken: Vec<Row<TakenRow>>,
    /// The graph of the MAL model that the head names, if it could be read.
    pub mal: Option<blackstart_mal::Graph>,
    /// What is to be said about the MAL language and model.
    pub said: Vec<Problem>,
}

impl AttackRows {
    fn read_lists(&mut self, reading: &mut Reading<'_, '_>) {
        self.credentials.extend(reading.document_rows());
        self.techniques.extend(reading.document_rows());
        self.controls.extend(reading.document_rows());
        self.cuts.extend(reading.document_rows());
        self.rules.extend(reading.document_rows());
        self.effects.extend(reading.document_rows());
        self.detectors.extend(reading.document_rows());
        self.taken.extend(reading.document_rows());
    }
}

/// Facts about what a scenario may have besides its head: single tables, then lists.
pub(crate) const SCENARIO_TABLES: &[record::Kind] = &[ShutdownRow::KIND, RecoveryRow::KIND, AttackRow::KIND];
/// Lists of a scenario.
pub(crate) const SCENARIO_KINDS: &[record::Kind] = &[FallRow::KIND, OutageRow::KIND, ShockRow::KIND, CostRow::KIND];
/// What has happened already, a table of its own.
pub(crate) const FACTS: record::Kind = FactRow::KIND;
/// A plan made elsewhere, a table of its own.
pub(crate) const PLAN: record::Kind = PlanRow::KIND;
/// What was reported, a document of its own.
pub(crate) const BACKTEST: record::Kind = BacktestRow::KIND;
/// What could be changed, a document of its own.
pub(crate) const MITIGATION: record::Kind = MitigationRow::KIND;
/// Lists of an attack, in a scenario or in a file beside it.
pub(crate) const ATTACK_KINDS: &[record::Kind] = &[
    CredentialRow::KIND,
    TechniqueRow::KIND,
    ControlRow::KIND,
    CutRow::KIND,
    ShutdownRuleRow::KIND,
    EffectRow::KIND,
    DetectorRow::KIND,
    TakenRow::KIND,
];

/// What columns are that a kind of record does not have.
#[derive(Clone, Copy)]
pub(crate) enum Others {
    Wrong,
    PassedOver,
}

/// What reading rows of any kind needs.
pub(crate) struct Reading<'r, 't> {
    root: &'r DeTable<'t>,
    file: u16,
    pub context: Context,
    tables: Vec<(&'static str, PathBuf)>,
    formats: &'r dyn TableFormats,
    limits: &'r Limits,
    pub complaints: &'r mut Complaints,
    /// Table files read, to be added to the list of files.
    sheets: Vec<(PathBuf, Option<table::Sheet>)>,
}

impl<'r, 't> Reading<'r, 't> {
    /// Of one document, without tables.
    pub(crate) fn of(
        document: &'r Document<'t>,
        file: u16,
        context: Context,
        limits: &'r Limits,
        complaints: &'r mut Complaints,
    ) -> Self {
        let root = &document.root;
        Self { root, file, context, tables: Vec::new(), formats: &CsvOnly, limits, complaints, sheets: Vec::new() }
    }
}

impl Reading<'_, '_> {
    /// All rows of a kind: those of the document, then those of its tables.
    fn rows<R: Record>(&mut self) -> Vec<Row<R>> {
        let mut rows = self.document_rows::<R>();
        // Seasons may have a row per span in tables: see `season_tables`.
        if R::KIND.list != SeasonSpanRow::KIND.list {
            for path in self.tables_of(R::KIND.list) {
                rows.extend(self.table_rows::<R>(path));
            }
        }
        rows
    }

    fn tables_of(&self, list: &str) -> Vec<PathBuf> {
        self.tables.iter().filter(|(of, _)| *of == list).map(|(_, path)| path.clone()).collect()
    }

    /// Seasons of tables: one row each, or one row per span; rows with the same id belong together.
    fn season_tables(&mut self) -> Vec<Row<SeasonRow>> {
        let mut seasons: Vec<Row<SeasonRow>> = Vec::new();
        for path in self.tables_of(SeasonSpanRow::KIND.list) {
            let first = seasons.len();
            for Row { it, told, place, mut broken } in self.table_rows::<SeasonSpanRow>(path) {
                let SeasonSpanRow { id, title, from, to, times, mut dates, week } = it;
                match (from, to, times) {
                    (None, None, None) => {}
                    (Some(from), Some(to), Some(times)) => dates.push(SpanPart { from, to, times }),
                    (from, to, _) => {
                        let missing = [("from", from.is_none()), ("to", to.is_none()), ("times", true)];
                        let key = missing.iter().find(|(_, missing)| *missing).map_or("times", |(key, _)| key);
                        let message = format!("this season span has no `{key}`");
                        let advice = "a span has `from`, `to` and `times`";
                        if !broken {
                            self.complaints.error("BS0202", place.whole(), message, advice);
                        }
                        broken = true;
                    }
                }
                match seasons[first..].iter_mut().find(|season| season.it.id == id) {
                    Some(season) => {
                        season.it.dates.extend(dates);
                        season.it.week = season.it.week.take().or(week);
                        season.broken |= broken;
                    }
                    None => seasons.push(Row { it: SeasonRow { id, title, dates, week }, told, place, broken }),
                }
            }
        }
        seasons
    }

    pub(crate) fn document_rows<R: Record>(&mut self) -> Vec<Row<R>> {
        let kind = R::KIND;
        let Some(value) = self.root.get(kind.word) else {
            return Vec::new();
        };
        let here = RowPlace { file: self.file, list: "", row: 0 };
        let Some(items) = value.get_ref().as_array() else {
            let advice = format!("write [[{}]] above each one", kind.word);
            self.complaints.error(
                "BS0203",
                here.key(kind.word),
                format!("`{}` is not a list of tables", kind.word),
                advice,
            );
            return Vec::new();
        };
        if items.len() > self.limits.rows_of(kind.word) {
            too_many(&kind, here.key(kind.word), self.limits, self.complaints);
            return Vec::new();
        }
        let mut rows = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let place = RowPlace { file: self.file, list: kind.word, row: count(at) };
            match item.get_ref() {
                DeValue::Table(table) => {
                    rows.push(read_row(Fields::Toml(table), place, &self.context, self.complaints))
                }
                _ => {
                    let advice = format!("write [[{}]] above each one", kind.word);
                    self.complaints.error(
                        "BS0203",
                        here.at(format!("{}.{at}", kind.word)),
                        format!("this {} is not a table", kind.word),
                        advice,
                    );
                }
            }
        }
        rows
    }

    fn table_rows<R: Record>(&mut self, path: PathBuf) -> Vec<Row<R>> {
        // Files are numbered in the order they are read, after the document.
        let file = self.file + 1 + u16::try_from(self.sheets.len()).unwrap_or(u16::MAX - 1);
        self.table_rows_as(path, file, Others::Wrong)
    }

    fn table_rows_as<R: Record>(&mut self, path: PathBuf, file: u16, others: Others) -> Vec<Row<R>> {
        let mut records =
            Records { context: &self.context, others, limits: self.limits, rows: Vec::new(), is_full: false };
        let source = table::Source { path: &path, file, formats: self.formats, limits: self.limits };
        let sheet = table::read(source, self.complaints, &mut records);
        let rows = records.rows;
        self.sheets.push((path, sheet));
        rows
    }
}

/// Rows of a table as records of one kind.
struct Records<'c, R> {
    context: &'c Context,
    others: Others,
    limits: &'c Limits,
    rows: Vec<Row<R>>,
    /// More rows than are read: told already.
    is_full: bool,
}

/// Refuses a list before it takes the memory.
fn too_many(kind: &record::Kind, place: Place, limits: &Limits, complaints: &mut Complaints) {
    let message = format!("more than {} {} are not read", limits.rows_of(kind.word), kind.list);
    complaints.error("BS0106", place, message, "let one stand for many that fall and return together");
}

impl<R: Record> TakeRows for Records<'_, R> {
    fn names(&self) -> ColumnNames {
        R::KIND.column_names()
    }

    fn sheet(&self) -> &str {
        R::KIND.list
    }

    fn columns(&mut self, columns: &[String], file: u16, complaints: &mut Complaints) -> bool {
        match self.others {
            Others::Wrong => R::KIND.check_columns(columns, file, complaints),
            Others::PassedOver => drop(warn_of_near_columns(columns, &R::KIND.columns(), file, complaints)),
        }
        true
    }

    fn row(&mut self, columns: &[String], place: RowPlace, cells: Cells<'_>, complaints: &mut Complaints) {
        let most = self.limits.rows_of(R::KIND.word);
        if self.rows.len() >= most {
            if !std::mem::replace(&mut self.is_full, true) {
                too_many(&R::KIND, Place::File(place.file), self.limits, complaints);
            }
            return;
        }
        self.rows.push(read_row(Fields::Cells { columns, cells }, place, self.context, complaints));
    }
}

/// Reads a model's document and the tables of a folder; `None` where the document is no TOML at all.
pub(crate) fn model_rows<'t>(
    path: PathBuf,
    text: &'t str,
    folder: Option<&Path>,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<ModelRows> {
    let file = files.add(path, Body::None);
    let document = files.changed(Document::parse(text, file, complaints), file);
    if complaints.failed() {
        files.set_body(file, Body::Toml(document));
        return None;
    }
    let place = RowPlace { file, list: "", row: 0 };
    let mut context = Context { currency: Currency::none(), start: DateTime::MIN, text_bytes: limits.text_bytes };
    let lists: Vec<&str> = MODEL_KINDS.iter().map(|kind| kind.word).collect();
    let (mut head, head_broken) = read_part::<Head>(Fields::Toml(&document.root), place, &lists, &context, complaints);
    check_format(head.format, place, complaints);
    if head.step.is_some_and(|step| !(1.0..=168.0).contains(&step)) {
        if !head_broken {
            complaints.error(
                "BS0207",
                place.at("step"),
                "`step`: a step is an hour to a week long",
                "write \"1h\", \"1d\" or \"1w\"",
            );
        }
        // What is checked after this walks a week in steps.
        head.step = None;
    }
    context.currency = currency(&head, place, complaints);
    if let (Some(folder), Some(name)) = (folder, &head.default_scenario)
        && !(is_plain_name(name) && files.has_scenario(&folder.join("scenarios").join(format!("{name}.toml"))))
    {
        complaints.error(
            "BS0301",
            place.at("default_scenario"),
            format!("there is no scenario {}: `scenarios` has no such file", quote(name)),
            "name a file of that folder without its `.toml`, or delete this line",
        );
    }
    let tables = folder.map(|folder| find_tables(folder, formats, file, complaints)).unwrap_or_default();
    let mut reading = Reading { tables, formats, ..Reading::of(&document, file, context, limits, complaints) };
    let currency = reading.context.currency.clone();
    let rows = ModelRows::read(head, currency, &mut reading);
    let sheets = reading.sheets;
    files.set_body(file, Body::Toml(document));
    for (path, sheet) in sheets {
        files.add(path, sheet.map_or(Body::None, Body::Table));
    }
    Some(rows)
}

/// Reads a scenario's document; `None` where it is no TOML at all.
///
/// `beside` holds the text of the attack's own file, if there is one.
pub(crate) fn scenario_rows<'t>(
    path: PathBuf,
    text: &'t str,
    beside: &'t OnceCell<String>,
    currency: &Currency,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<ScenarioRows> {
    let file = files.add(path.clone(), Body::None);
    let document = files.changed(Document::parse(text, file, complaints), file);
    if complaints.failed() {
        files.set_body(file, Body::Toml(document));
        return None;
    }
    let place = RowPlace { file, list: "", row: 0 };
    let mut context = Context { currency: currency.clone(), start: DateTime::MIN, text_bytes: limits.text_bytes };
    let others: Vec<&str> =
        SCENARIO_TABLES.iter().chain(SCENARIO_KINDS).chain(ATTACK_KINDS).map(|kind| kind.word).collect();
    let (head, head_broken) =
        read_part::<ScenarioHead>(Fields::Toml(&document.root), place, &others, &context, complaints);
    check_format(head.format, place, complaints);
    context.start = head.start;
    let mut reading = Reading::of(&document, file, context, limits, complaints);
    let mut rows = ScenarioRows {
        head,
        head_broken,
        shutdown: reading.single(),
        falls: reading.rows(),
        recovery: reading.single(),
        outages: reading.rows(),
        shocks: reading.rows(),
        costs: reading.rows(),
        attack: AttackRows { head: reading.single(), ..AttackRows::default() },
    };
    rows.attack.read_lists(&mut reading);
    let Reading { context, complaints, .. } = reading;
    if let Some(attack) = &rows.attack.head
        && let Some(name) = attack.it.file.clone()
    {
        let place = attack.place.at("file");
        attack_file(&path, &name, place, beside, &context, limits, &mut rows.attack, files, complaints);
    }
    if let Some(attack) = &rows.attack.head
        && let (false, Some(part)) = (attack.broken, &attack.it.mal)
    {
        (rows.attack.mal, rows.attack.said) = mal::graph(&path, attack.place, part, files, complaints);
    }
    files.set_body(file, Body::Toml(document));
    Some(rows)
}

/// A file that a scenario names: where it is, the folder that it must not leave, and its number.
struct Beside {
    path: PathBuf,
    folder: PathBuf,
    file: u16,
}

/// Finds a file that a scenario names, beside `model.toml` or beside the scenario; `None` after a complaint.
fn find_beside(
    scenario: &Path,
    name: &str,
    place: Place,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<Beside> {
    let home = file::home_of_scenario(scenario);
    let beside = scenario.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The folder above is the model's only if there is a model: other folders are none of a scenario's business.
    let above = Some(&home).filter(|home| file::is_there(&home.join("model.toml"))).cloned();
    // A scenario of a workbook has its files in the workbook, or beside it.
    let book = Some(&home).filter(|home| is_workbook(home) && file::is_there(home));
    let beside_book = book.map(|book| file::folder_of(book).to_path_buf());
    let folders = above.into_iter().chain([beside.to_path_buf()]).chain(beside_book);
    let is_there = |path: &Path| files.text(path).is_some() || file::is_there(path);
    let found = folders.into_iter().find(|folder| is_plain_name(name) && is_there(&folder.join(name)));
    let Some(folder) = found else {
        let message = format!("there is no file {} beside `model.toml` or beside this scenario", quote(name));
        complaints.error("BS0902", place, message, "give the name of a file, without folders");
        return None;
    };
    let path = folder.join(name);
    let file = files.add(path.clone(), Body::None);
    Some(Beside { path, folder, file })
}

/// Whether a text is the name of a file and nothing else: no folders, nothing hidden.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(std::path::Component::Normal(_)), None))
        && !name.starts_with('.')
        && !name.contains(['/', '\\'])
}

/// The file with more lists of an attack that a scenario's text names, if there is one that can be read.
pub(crate) fn attack_text(scenario: &Path, text: &str, limits: &Limits) -> Option<(PathBuf, String)> {
    let mut complaints = Complaints::new(1);
    let document = Document::parse(text, 0, &mut complaints);
    let name = document.root.get("attack")?.get_ref().as_table()?.get("file")?.get_ref().as_str()?.to_owned();
    let mut files = Files::default();
    let Beside { path, folder, file } = find_beside(scenario, &name, Place::File(0), &mut files, &mut complaints)?;
    load(&path, &folder, file, limits, &mut complaints).map(|text| (path, text))
}

/// Adds the lists of the file that an attack names. Only a name: a scenario from elsewhere must not make us read other folders.
#[expect(clippy::too_many_arguments, reason = "what one scenario is read with, handed through once")]
fn attack_file<'t>(
    scenario: &Path,
    name: &str,
    place: Place,
    beside: &'t OnceCell<String>,
    context: &Context,
    limits: &Limits,
    rows: &mut AttackRows,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) {
    let Some(Beside { path, folder, file }) = find_beside(scenario, name, place, files, complaints) else { return };
    let text = match files.text(&path) {
        Some(text) => text,
        None => {
            let Some(text) = load(&path, &folder, file, limits, complaints) else { return };
            beside.get_or_init(|| text)
        }
    };
    let before = complaints.about_files();
    let document = files.changed(Document::parse(text, file, complaints), file);
    if complaints.about_files() == before {
        let place = RowPlace { file, list: "", row: 0 };
        let lists: Vec<&str> = ATTACK_KINDS.iter().map(|kind| kind.word).collect();
        let fields = Fields::Toml(&document.root);
        let (head, broken) = read_part::<AttackFileHead>(fields, place, &lists, context, complaints);
        if !broken {
            check_format(head.format, place, complaints);
        }
        let context = Context { currency: context.currency.clone(), ..*context };
        let mut reading = Reading::of(&document, file, context, limits, complaints);
        rows.read_lists(&mut reading);
    }
    files.set_body(file, Body::Toml(document));
}

impl Reading<'_, '_> {
    /// A table that stands there once, or not at all.
    fn single<R: Record>(&mut self) -> Option<Row<R>> {
        let word = R::KIND.word;
        let value = self.root.get(word)?;
        let place = RowPlace { file: self.file, list: word, row: 0 };
        match value.get_ref() {
            DeValue::Table(table) => Some(read_row(Fields::Toml(table), place, &self.context, self.complaints)),
            _ => {
                let here = RowPlace { list: "", ..place };
                self.complaints.error(
                    "BS0203",
                    here.key(word),
                    format!("`{word}` is not a table"),
                    format!("write [{word}] above its keys"),
                );
                None
            }
        }
    }
}

/// Reads a table of what has happened already.
pub(crate) fn fact_rows(
    path: PathBuf,
    start: DateTime,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Vec<Row<FactRow>> {
    lone_table(path, start, Others::Wrong, formats, limits, files, complaints).0
}

/// Reads a plan made elsewhere; whether it has a column of ways.
pub(crate) fn plan_rows(
    path: PathBuf,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> (Vec<Row<PlanRow>>, bool) {
    // People keep more in their lists than we read.
    let (rows, columns) = lone_table(path, DateTime::MIN, Others::PassedOver, formats, limits, files, complaints);
    let has = |name: &str| columns.iter().any(|column| column == name);
    if complaints.about_files() == 0 && !has("system") {
        let advice = "name the column of systems' ids so; other columns, except `modes`, are ignored";
        complaints.error("BS0202", Place::File(0), "a plan has a column `system`, and this one has none", advice);
        return (Vec::new(), false);
    }
    (rows, has("modes"))
}

/// Rows and columns of a table that belongs to no model.
pub(crate) fn lone_table<R: Record>(
    path: PathBuf,
    start: DateTime,
    others: Others,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> (Vec<Row<R>>, Vec<String>) {
    let context = Context { currency: Currency::none(), start, text_bytes: limits.text_bytes };
    let nothing = Document::default();
    let mut reading = Reading { formats, ..Reading::of(&nothing, 0, context, limits, complaints) };
    let rows = reading.table_rows_as(path, 0, others);
    let mut columns = Vec::new();
    for (path, sheet) in reading.sheets {
        if let Some(sheet) = &sheet {
            columns.clone_from(&sheet.columns);
        }
        files.add(path, sheet.map_or(Body::None, Body::Table));
    }
    (rows, columns)
}

/// Reads what was reported; `None` where it is no TOML.
pub(crate) fn backtest_rows<'t>(
    path: PathBuf,
    text: &'t str,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<Vec<Row<BacktestRow>>> {
    let file = files.add(path, Body::None);
    let document = Document::parse(text, file, complaints);
    let rows = (!complaints.failed()).then(|| {
        let place = RowPlace { file, list: "", row: 0 };
        let context = Context::plain(limits);
        let fields = Fields::Toml(&document.root);
        let lists = [BacktestRow::KIND.word];
        let (head, broken) = read_part::<BacktestHead>(fields, place, &lists, &context, complaints);
        if !broken {
            check_format(head.format, place, complaints);
        }
        Reading::of(&document, file, context, limits, complaints).document_rows()
    });
    files.set_body(file, Body::Toml(document));
    rows
}

/// Reads what could be changed; `None` where it is no TOML.
pub(crate) fn mitigation_rows<'t>(
    path: PathBuf,
    text: &'t str,
    currency: &Currency,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<Vec<Row<MitigationRow>>> {
    let file = files.add(path, Body::None);
    let document = Document::parse(text, file, complaints);
    let rows = (!complaints.failed()).then(|| {
        let place = RowPlace { file, list: "", row: 0 };
        let context = Context { currency: currency.clone(), ..Context::plain(limits) };
        let fields = Fields::Toml(&document.root);
        let lists = [MitigationRow::KIND.word];
        let (head, broken) = read_part::<MitigationHead>(fields, place, &lists, &context, complaints);
        if !broken {
            check_format(head.format, place, complaints);
        }
        Reading::of(&document, file, context, limits, complaints).document_rows()
    });
    files.set_body(file, Body::Toml(document));
    rows
}

pub(crate) fn check_format(format: u64, place: RowPlace, complaints: &mut Complaints) {
    if format != FORMAT {
        complaints.error(
            "BS0108",
            place.at("format"),
            format!("this program reads format {FORMAT}, not {format}"),
            "use a version of the program that reads it",
        );
    }
}

fn currency(head: &Head, place: RowPlace, complaints: &mut Complaints) -> Currency {
    if head.currency.is_empty() {
        return Currency::none();
    }
    let mut complain = |key: &str, complaint: units::Complaint| {
        let fault = Fault::from(complaint);
        complaints.error(
            "BS0216",
            Place::Field { row: place, path: key.into(), key: false, inner: fault.inner },
            format!("`{key}`: {}", fault.message),
            fault.advice,
        );
    };
    let mut currency = match units::currency(&head.currency) {
        Ok(currency) => currency,
        Err(complaint) => {
            complain("currency", complaint);
            return Currency::none();
        }
    };
    if let Some(sign) = &head.sign {
        match units::sign(sign) {
            Ok(()) => currency.sign.clone_from(sign),
            Err(complaint) => complain("sign", complaint),
        }
    }
    currency
}

/// The list that a table's name says it is.
pub(crate) fn list_of(path: &Path) -> Option<&'static str> {
    let stem = path.file_stem()?.to_str()?;
    MODEL_KINDS.iter().map(|kind| kind.list).find(|list| *list == stem)
}

/// Names of the columns that the table of a list may have.
pub(crate) fn names_of(list: &str) -> ColumnNames {
    let kinds = MODEL_KINDS.iter().filter(|kind| kind.list != SeasonSpanRow::KIND.list);
    kinds
        .chain([&SeasonSpanRow::KIND])
        .find(|kind| kind.list == list)
        .map_or_else(ColumnNames::default, |kind| kind.column_names())
}

/// Tables beside the document, by kind and name. Names that are nearly those of a kind are mistakes; all other files are none of ours.
pub(crate) fn find_tables(
    folder: &Path,
    formats: &dyn TableFormats,
    file: u16,
    complaints: &mut Complaints,
) -> Vec<(&'static str, PathBuf)> {
    if let Some(held) = formats.held() {
        return held.iter().filter_map(|(path, _)| Some((list_of(path)?, path.clone()))).collect();
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            complaints.error("BS0101", Place::File(file), format!("its folder cannot be listed: {error}"), "");
            return Vec::new();
        }
    };
    let mut tables = Vec::new();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let (Some(stem), Some(extension)) = (
            path.file_stem().and_then(|stem| stem.to_str()),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        let extension = extension.to_ascii_lowercase();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or(stem);
        let readable = TEXTS.contains(&extension.as_str()) || formats.extensions().contains(&extension.as_str());
        let is_table =
            readable || extension == "parquet" || is_workbook(&path) || BINARIES.contains(&extension.as_str());
        // Hidden files, and what spreadsheets leave while a file is open.
        if !is_table || name.starts_with(['.', '~']) || path.is_dir() {
            continue;
        }
        let Some(kind) = MODEL_KINDS.iter().find(|kind| kind.list == stem) else {
            complain_of_unread(name, stem, &extension, &path, file, complaints);
            continue;
        };
        if !readable {
            complaints.error(
                "BS0107",
                Place::File(file),
                format!("the table {} beside it cannot be read by this program", quote(&format!("{stem}.{extension}"))),
                "save it as CSV",
            );
        } else {
            tables.push((kind.list, path));
        }
    }
    tables
}

/// Extensions of tables of text.
const TEXTS: [&str; 2] = ["csv", "tsv"];
/// Extensions of tables that no program of ours reads.
const BINARIES: [&str; 4] = ["xlsb", "numbers", "feather", "arrow"];

/// What an import writes beside a model, for people.
const ASSUMPTIONS: &str = "assumptions";

/// What companies call the lists of a model, and what these are called here.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("systems", &["applications", "apps", "servers", "assets", "infrastructure"]),
    ("services", &["processes", "activities", "functions"]),
    ("sites", &["suppliers", "vendors", "plants", "factories", "locations", "dealers", "firms", "warehouses"]),
    ("links", &["supplies", "flows", "deliveries", "edges"]),
    ("demands", &["demand", "sales", "orders"]),
    ("crews", &["teams", "staff", "people"]),
    ("parties", &["companies", "stakeholders"]),
    ("policies", &["insurance", "insurances"]),
    ("calendars", &["shifts", "hours"]),
];

/// Complains about a table that nothing reads: a name that is nearly known is a mistake, any other is told.
fn complain_of_unread(name: &str, stem: &str, extension: &str, path: &Path, file: u16, complaints: &mut Complaints) {
    let lists = || MODEL_KINDS.iter().map(|kind| kind.list);
    let word = MODEL_KINDS.iter().find(|kind| kind.word == stem).map(|kind| kind.list);
    // Nearer than other slips of the pen: `zones-2024.csv` may be a copy that is not meant.
    let lower = stem.to_lowercase();
    let slip = || lists().find(|list| stem.len() < 20 && strsim::osa_distance(&lower, list) <= 1);
    if let Some(near) = word.or_else(slip) {
        let message = format!("the table {} beside it has no known name", quote(name));
        complaints.error("BS0109", Place::File(file), message, format!("did you mean `{near}.{extension}`?"));
    } else if lower != ASSUMPTIONS && !is_of_a_scenario(path) {
        let other = || OTHER_NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(list, _)| *list);
        let advice = match other().or_else(|| nearest(stem, lists())) {
            Some(near) => format!("did you mean `{near}.{extension}`? Its columns are those of `{near}`"),
            None => "tables are read under the name of a list, such as `systems.csv` or `links.xlsx`".to_owned(),
        };
        complaints.warning(
            "BS0113",
            Place::File(file),
            format!("nothing reads the table {} beside it", quote(name)),
            advice,
        );
    }
}

/// Whether a table of text is one that commands are given: facts and plans have a row for each of some systems.
fn is_of_a_scenario(path: &Path) -> bool {
    let limits = Limits { row_bytes: 1 << 16, ..Limits::default() };
    table::is_text(path) && table::header(path, &FACTS.column_names(), &limits).iter().any(|column| column == "system")
}

/// The text of a TOML file in a folder, or a complaint about it.
pub(crate) fn load(
    path: &Path,
    folder: &Path,
    file: u16,
    limits: &Limits,
    complaints: &mut Complaints,
) -> Option<String> {
    match file::text_within(path, folder, limits.toml_bytes) {
        Ok(text) => Some(text),
        Err(refused) => {
            let advice = match refused {
                Refused::Missing if path.ends_with("model.toml") => "`blackstart init` writes a first model",
                Refused::TooLarge(_) => "put long lists into tables beside it",
                _ => refused.advice(),
            };
            complaints.error(refused.code(), Place::File(file), format!("this file {refused}"), advice);
            None
        }
    }
}
