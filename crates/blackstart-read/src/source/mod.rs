//! Files as written: bytes in, located rows out.

pub(crate) mod document;
pub(crate) mod fields;
pub(crate) mod held;
pub(crate) mod kinds;
mod mal;
pub(crate) mod place;
pub(crate) mod record;
pub(crate) mod table;

use blackstart_model::table::{CsvOnly, Limits, TableFormats};

use blackstart_model::model::Currency;
use blackstart_model::problem::Problem;
use blackstart_model::units;
use document::Document;
use jiff::civil::DateTime;
use kinds::*;
use place::{Body, Complaints, Files, Place, RowPlace, count, quote};
use record::{Context, Fault, Fields, Record, Row, read_part, read_row};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
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
    targets: TargetRow,
    policies: PolicyRow,
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
/// Lists of an attack, in a scenario or in a file beside it.
pub(crate) const ATTACK_KINDS: &[record::Kind] = &[
    CredentialRow::KIND,
    TechniqueRow::KIND,
    ControlRow::KIND,
    CutRow::KIND,
    ShutdownRuleRow::KIND,
    EffectRow::KIND,
    DetectorRow::KIND,
];

/// What columns are that a kind of record does not have.
#[derive(Clone, Copy)]
enum Others {
    Wrong,
    PassedOver,
}

/// What reading rows of any kind needs.
struct Reading<'r, 't> {
    root: &'r DeTable<'t>,
    file: u16,
    context: Context,
    tables: Vec<(&'static str, PathBuf)>,
    formats: &'r dyn TableFormats,
    limits: &'r Limits,
    complaints: &'r mut Complaints,
    /// Table files read, to be added to the list of files.
    sheets: Vec<(PathBuf, Option<table::Sheet>)>,
}

impl Reading<'_, '_> {
    /// All rows of a kind: those of the document, then those of its tables.
    fn rows<R: Record>(&mut self) -> Vec<Row<R>> {
        let mut rows = self.document_rows::<R>();
        // Records with lists inside are written another way in tables: see `season_tables`.
        if !R::KIND.fields.iter().any(|field| matches!(field.need, record::Need::List(_))) {
            for path in self.tables_of(R::KIND.list) {
                rows.extend(self.table_rows::<R>(path));
            }
        }
        rows
    }

    fn tables_of(&self, list: &str) -> Vec<PathBuf> {
        self.tables.iter().filter(|(of, _)| *of == list).map(|(_, path)| path.clone()).collect()
    }

    /// Seasons of tables: one row per span.
    fn season_tables(&mut self) -> Vec<Row<SeasonRow>> {
        let mut seasons: Vec<Row<SeasonRow>> = Vec::new();
        for path in self.tables_of(SeasonSpanRow::KIND.list) {
            let first = seasons.len();
            for Row { it, told, place, broken } in self.table_rows::<SeasonSpanRow>(path) {
                let span = SpanPart { from: it.from, to: it.to, times: it.times };
                match seasons[first..].iter_mut().find(|season| season.it.id == it.id) {
                    Some(season) => {
                        season.it.dates.push(span);
                        season.broken |= broken;
                    }
                    None => seasons.push(Row {
                        it: SeasonRow { id: it.id, title: it.title, dates: vec![span] },
                        told,
                        place,
                        broken,
                    }),
                }
            }
        }
        seasons
    }

    fn document_rows<R: Record>(&mut self) -> Vec<Row<R>> {
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
        let check = |columns: &[String], complaints: &mut Complaints| match others {
            Others::Wrong => R::KIND.check_columns(columns, file, complaints),
            Others::PassedOver => {}
        };
        let mut rows = Vec::new();
        let mut checked = false;
        let before = self.complaints.about_files();
        let context = &self.context;
        let sheet = table::read(
            &path,
            file,
            self.formats,
            self.limits,
            self.complaints,
            &mut |columns, place, cells, complaints| {
                if !checked {
                    check(columns, complaints);
                    checked = true;
                }
                rows.push(read_row(Fields::Cells { columns, cells, prefix: "" }, place, context, complaints));
            },
        );
        if let Some(sheet) = &sheet
            && !checked
            && before == self.complaints.about_files()
        {
            check(&sheet.columns, self.complaints);
        }
        self.sheets.push((path, sheet));
        rows
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
    let mut context = Context { currency: no_currency(), start: DateTime::MIN, text_bytes: limits.text_bytes };
    let lists: Vec<&str> = MODEL_KINDS.iter().map(|kind| kind.word).collect();
    let (mut head, head_broken) = read_part::<Head>(Fields::Toml(&document.root), place, &lists, &context, complaints);
    check_format(head.format, place, complaints);
    if !(1.0..=168.0).contains(&head.step) {
        if !head_broken {
            complaints.error(
                "BS0207",
                place.at("step"),
                "`step`: a step is an hour to a week long",
                "write \"1h\", \"1d\" or \"1w\"",
            );
        }
        // What is checked after this walks a week in steps.
        head.step = 24.0;
    }
    context.currency = currency(&head, place, complaints);
    if let (Some(folder), Some(name)) = (folder, &head.default_scenario)
        && !folder.join("scenarios").join(format!("{name}.toml")).is_file()
    {
        complaints.error(
            "BS0301",
            place.at("default_scenario"),
            format!("there is no scenario {}: no such file in `scenarios`", quote(name)),
            "name a file of that folder without its `.toml`, or delete this line",
        );
    }
    let tables = folder.map(|folder| find_tables(folder, formats, file, complaints)).unwrap_or_default();
    let mut reading =
        Reading { root: &document.root, file, context, tables, formats, limits, complaints, sheets: Vec::new() };
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
    let mut reading = Reading {
        root: &document.root,
        file,
        context,
        tables: Vec::new(),
        formats: &CsvOnly,
        limits,
        complaints,
        sheets: Vec::new(),
    };
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

/// A file that a scenario names, beside `model.toml` or beside the scenario; `None` after a complaint.
fn find_beside(
    scenario: &Path,
    name: &str,
    place: Place,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> Option<(PathBuf, u16)> {
    let folder = scenario.parent().unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let above = folder.join("..");
    let plain = Path::new(name).components().count() == 1 && Path::new(name).file_name().is_some();
    // As people write it: `scenarios/..` is the model's folder.
    let above = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(above, Path::to_path_buf);
    let found = [above, folder.to_path_buf()].into_iter().find(|folder| plain && folder.join(name).is_file());
    let Some(folder) = found else {
        let message = format!("there is no file {} beside `model.toml` or beside this scenario", quote(name));
        complaints.error("BS0902", place, message, "give the name of a file, without folders");
        return None;
    };
    let path = folder.join(name);
    let file = files.add(path.clone(), Body::None);
    if leads_outside(&path, &folder) {
        let advice = "copy the file into the folder";
        complaints.error("BS0101", Place::File(file), "this file is a link to somewhere else", advice);
        return None;
    }
    Some((path, file))
}

/// The file with more lists of an attack that a scenario's text names, if there is one that can be read.
pub(crate) fn attack_text(scenario: &Path, text: &str, limits: &Limits) -> Option<(PathBuf, String)> {
    let mut complaints = Complaints::new(1);
    let document = Document::parse(text, 0, &mut complaints);
    let name = document.root.get("attack")?.get_ref().as_table()?.get("file")?.get_ref().as_str()?.to_owned();
    let (path, file) = find_beside(scenario, &name, Place::File(0), &mut Files::default(), &mut complaints)?;
    load(&path, file, limits, &mut complaints).map(|text| (path, text))
}

/// Adds the lists of the file that an attack names. Only a name: a scenario from elsewhere must not make us read other folders.
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
    let Some((path, file)) = find_beside(scenario, name, place, files, complaints) else { return };
    let text = match files.text(&path) {
        Some(text) => text,
        None => {
            let Some(text) = load(&path, file, limits, complaints) else { return };
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
        let (tables, sheets) = (Vec::new(), Vec::new());
        let mut reading =
            Reading { root: &document.root, file, context, tables, formats: &CsvOnly, limits, complaints, sheets };
        rows.read_lists(&mut reading);
    }
    files.set_body(file, Body::Toml(document));
}

/// A chain of the library: its head, its sources, its techniques. Shipped and tested: nothing is wrong in it.
pub(crate) fn chain_rows(text: &str) -> (ChainHead, Vec<Row<SourceRow>>, Vec<Row<TechniqueRow>>) {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let document = Document::parse(text, 0, &mut complaints);
    let place = RowPlace { file: 0, list: "", row: 0 };
    let context = Context { currency: no_currency(), start: DateTime::MIN, text_bytes: limits.text_bytes };
    let lists = [SourceRow::KIND.word, TechniqueRow::KIND.word];
    let (head, _) = read_part::<ChainHead>(Fields::Toml(&document.root), place, &lists, &context, &mut complaints);
    let mut reading = Reading {
        root: &document.root,
        file: 0,
        context,
        tables: Vec::new(),
        formats: &CsvOnly,
        limits: &limits,
        complaints: &mut complaints,
        sheets: Vec::new(),
    };
    let rows = (head, reading.document_rows(), reading.document_rows());
    check_format(rows.0.format, place, &mut complaints);
    assert!(complaints.count() == 0, "the library is broken: {complaints:?}");
    rows
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

pub(crate) fn no_currency() -> Currency {
    Currency { code: "XXX".into(), sign: "¤".into() }
}

/// Reads shocks to an economy: a TOML document or a table; `None` where the file cannot be read at all.
pub(crate) fn economy_shock_rows<'t>(
    path: PathBuf,
    text: Option<&'t str>,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<Vec<Row<EconomyShockRow>>> {
    let context = Context { currency: no_currency(), start: DateTime::MIN, text_bytes: limits.text_bytes };
    let nothing = DeTable::new();
    let document = text.map(|text| Document::parse(text, files.add(path.clone(), Body::None), complaints));
    if complaints.failed() {
        if let Some(document) = document {
            files.set_body(0, Body::Toml(document));
        }
        return None;
    }
    let root = document.as_ref().map_or(&nothing, |document| &document.root);
    let mut reading =
        Reading { root, file: 0, context, tables: Vec::new(), formats, limits, complaints, sheets: Vec::new() };
    let rows = if document.is_some() {
        let place = RowPlace { file: 0, list: "", row: 0 };
        let lists = [EconomyShockRow::KIND.word];
        let (head, _) =
            read_part::<EconomyShocksHead>(Fields::Toml(root), place, &lists, &reading.context, reading.complaints);
        check_format(head.format, place, reading.complaints);
        reading.document_rows()
    } else {
        // The table is the first file here, not the first after a document.
        reading.table_rows_as(path, 0, Others::Wrong)
    };
    let sheets = reading.sheets;
    if let Some(document) = document {
        files.set_body(0, Body::Toml(document));
    }
    for (path, sheet) in sheets {
        files.add(path, sheet.map_or(Body::None, Body::Table));
    }
    Some(rows)
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
        let advice = "name the column of systems' ids so; other columns but `modes` are passed over";
        complaints.error("BS0202", Place::File(0), "a plan has a column `system`, and this one has none", advice);
        return (Vec::new(), false);
    }
    (rows, has("modes"))
}

/// Rows and columns of a table that belongs to no model.
fn lone_table<R: Record>(
    path: PathBuf,
    start: DateTime,
    others: Others,
    formats: &dyn TableFormats,
    limits: &Limits,
    files: &mut Files<'_>,
    complaints: &mut Complaints,
) -> (Vec<Row<R>>, Vec<String>) {
    let context = Context { currency: no_currency(), start, text_bytes: limits.text_bytes };
    let root = &DeTable::new();
    let mut reading =
        Reading { root, file: 0, context, tables: Vec::new(), formats, limits, complaints, sheets: Vec::new() };
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

fn check_format(format: u64, place: RowPlace, complaints: &mut Complaints) {
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
        return no_currency();
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
            return no_currency();
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
        let readable = extension == "csv" || formats.extensions().contains(&extension.as_str());
        if !readable && !matches!(extension.as_str(), "parquet" | "xlsx") {
            continue;
        }
        let Some(kind) = MODEL_KINDS.iter().find(|kind| kind.list == stem) else {
            let word = MODEL_KINDS.iter().find(|kind| kind.word == stem).map(|kind| kind.list);
            // Nearer than other slips of the pen: `zones-2024.csv` may be a copy that is not meant.
            let slip = || {
                MODEL_KINDS
                    .iter()
                    .map(|kind| kind.list)
                    .find(|list| stem.len() < 20 && strsim::osa_distance(&stem.to_lowercase(), list) <= 1)
            };
            if let Some(near) = word.or_else(slip) {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or(stem);
                complaints.error(
                    "BS0109",
                    Place::File(file),
                    format!("the table {} beside it has no known name", quote(name)),
                    format!("did you mean `{near}.{extension}`?"),
                );
            }
            continue;
        };
        if !readable {
            complaints.error(
                "BS0107",
                Place::File(file),
                format!("the table {} beside it cannot be read by this program", quote(&format!("{stem}.{extension}"))),
                "save it as CSV",
            );
        } else if leads_outside(&path, folder) {
            complaints.error(
                "BS0101",
                Place::File(file),
                format!("the table {} beside it is a link to somewhere else", quote(&format!("{stem}.{extension}"))),
                "copy the file into the folder",
            );
        } else {
            tables.push((kind.list, path));
        }
    }
    tables
}

/// Whether a path is a symbolic link that leaves its folder: a model from elsewhere must not make us read (and quote) other files.
pub(crate) fn leads_outside(path: &Path, folder: &Path) -> bool {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|facts| facts.file_type().is_symlink());
    is_link
        && !matches!((path.canonicalize(), folder.canonicalize()), (Ok(real), Ok(folder)) if real.starts_with(&folder))
}

/// The text of a TOML file, or a complaint about it.
pub(crate) fn load(path: &Path, file: u16, limits: &Limits, complaints: &mut Complaints) -> Option<String> {
    match document::load(path, limits) {
        Ok(text) => Some(text),
        Err((code, message)) => {
            let advice = match code {
                "BS0101" if message.contains("does not exist") => "`blackstart init` writes a first model",
                "BS0102" => "save the file as UTF-8",
                "BS0106" => "put long lists into tables beside it",
                _ => "",
            };
            complaints.error(code, Place::File(file), format!("this file {message}"), advice);
            None
        }
    }
}
