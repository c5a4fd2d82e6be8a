//! Companies laid out as sheets and opened again, in memory: no file format stands between.

use super::*;
use blackstart_model::book::{Book as Sheets, BookCell};
use blackstart_model::table::{Cell, RawCell, TableFault, TakePiece};
use proptest::prelude::*;
use std::fmt::Write as _;

/// A reader of workbooks that has the sheets already.
struct Held(Vec<RawSheet>);

impl TableFormats for Held {
    fn extensions(&self) -> &[&str] {
        &[]
    }
    fn read(&self, _: OpenTable<'_>, _: &Limits, _: &mut TakePiece<'_>) -> Result<(), String> {
        Err("there is no table".to_owned())
    }
    fn workbooks(&self) -> &[&str] {
        &["xlsx"]
    }
    fn sheets(&self, _: OpenTable<'_>, _: &Limits) -> Result<Vec<RawSheet>, TableFault> {
        Ok(self.0.clone())
    }
}

/// Sheets as a spreadsheet would hold them.
fn raw(book: &Sheets) -> Vec<RawSheet> {
    let cell = |row: usize, column: usize, cell: Cell| RawCell {
        row: u32::try_from(row).unwrap(),
        column: u32::try_from(column).unwrap(),
        holds: Ok(cell),
    };
    let sheets = book.sheets.iter().map(|sheet| {
        let headers =
            sheet.columns.iter().enumerate().map(|(at, column)| cell(0, at, Cell::Text(column.header.clone())));
        let mut cells: Vec<RawCell> = headers.collect();
        for (row, values) in sheet.rows.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let value = match value {
                    None => continue,
                    Some(BookCell::Text(text)) => Cell::Text(text.clone()),
                    Some(BookCell::Number(number)) => Cell::Number(*number),
                    Some(BookCell::Truth(truth)) => Cell::Text(truth.to_string()),
                };
                cells.push(cell(row + 1, column, value));
            }
        }
        RawSheet { name: sheet.name.clone(), cells }
    });
    sheets.collect()
}

/// A folder that is gone after the test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    fn open(&self, sheets: Vec<RawSheet>) -> Read<Book> {
        self.write("acme.xlsx", "");
        Book::open(&self.0.path().join("acme.xlsx"), &Held(sheets))
    }
}

/// A folder's company, in words that tell everything about it.
fn of_folder(folder: &Path) -> (Model, BTreeMap<String, String>, Option<String>) {
    let model = crate::model(folder, &blackstart_model::CsvOnly);
    let model = model.it.unwrap_or_else(|| panic!("{}: {:?}", folder.display(), model.problems));
    let mut scenarios = BTreeMap::new();
    let mut known = Vec::new();
    for name in crate::reading::scenario_names(folder) {
        let read = crate::scenario(&folder.join("scenarios").join(format!("{name}.toml")), &model);
        let scenario = read.it.unwrap_or_else(|| panic!("{name}: {:?}", read.problems));
        scenarios.insert(name, format!("{scenario:?}"));
        known.push(scenario);
    }
    let known: Vec<&Scenario> = known.iter().collect();
    let backtest = crate::backtest(folder, &model, &known).map(|read| format!("{:?}", read.it.unwrap()));
    (model, scenarios, backtest)
}

fn of_book(book: &Book) -> (Model, BTreeMap<String, String>, Option<String>) {
    let model = book.model();
    let model = model.it.unwrap_or_else(|| panic!("{:?}", model.problems));
    let known: Vec<(String, Scenario)> = book
        .scenarios()
        .into_iter()
        .map(|name| {
            let read = book.scenario(name, &model).unwrap();
            (name.to_owned(), read.it.unwrap_or_else(|| panic!("{name}: {:?}", read.problems)))
        })
        .collect();
    let all: Vec<&Scenario> = known.iter().map(|(_, scenario)| scenario).collect();
    let backtest = book.backtest(&model, &all).map(|read| format!("{:?}", read.it.unwrap()));
    let scenarios = known.iter().map(|(name, scenario)| (name.clone(), format!("{scenario:?}"))).collect();
    (model, scenarios, backtest)
}

/// There, and back again: the same company each time.
fn crosses(folder: &Path) {
    let laid = lay(folder, &blackstart_model::CsvOnly);
    let laid = laid.it.unwrap_or_else(|| panic!("{:?}", laid.problems));
    let place = Place::new();
    let opened = place.open(raw(&laid.book));
    assert_eq!(opened.problems, []);
    let book = opened.it.unwrap();
    let before = of_folder(folder);
    assert_eq!(of_book(&book), before);
    for file in book.members().files {
        place.write(&format!("back/{}", file.name), &file.contents);
    }
    assert_eq!(of_folder(&place.0.path().join("back")), before);
}

#[test]
fn the_starter_is_the_same_company_in_a_workbook() {
    let place = Place::new();
    for (name, text) in crate::starter() {
        place.write(&format!("acme/{name}"), text);
    }
    crosses(&place.0.path().join("acme"));
    let opened = place.open(raw(&starter_book().unwrap()));
    assert_eq!(of_book(&opened.it.unwrap()), of_folder(&place.0.path().join("acme")));
}

/// LibreOffice saves TRUE and FALSE as 1 and 0.
#[test]
fn truth_that_is_kept_as_a_number_is_the_same_truth() {
    let place = Place::new();
    let book = starter_book().unwrap();
    let (words, mut numbers) = (raw(&book), raw(&book));
    let mut turned = 0;
    for cell in numbers.iter_mut().flat_map(|sheet| &mut sheet.cells) {
        if let Ok(Cell::Text(text)) = &cell.holds
            && let Ok(truth) = text.parse::<bool>()
        {
            cell.holds = Ok(Cell::Number(f64::from(u8::from(truth))));
            turned += 1;
        }
    }
    assert!(turned > 0, "the starter has a truth value");
    assert_eq!(of_book(&place.open(numbers).it.unwrap()), of_book(&place.open(words).it.unwrap()));
}

#[test]
fn every_example_is_the_same_company_in_a_workbook() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("model.toml").is_file() {
            crosses(&folder);
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen}");
}

/// What the starter has not: lists inside rows, empty tables and lists, provenance of single fields, an attack in a file of its own.
const MORE: &str = r#"
[[source]]
id = "survey"
title = "A survey; the second"
date = 2025

[[system]]
id = "vault"
zone = "office"
owner = "Head of IT"
rto = "2d"
rpo = "1h"
mtpd = "4d"
needs = ["directory", "any(erp, mes)"]
start = { duration = "4h", crew = "applications", also = ["infrastructure@2"], fails = 0.1, again = "2h" }
note = """two
lines"""
source = ["survey", "made-up"]
source_of = { needs = "survey" }
as_of = 2026-01-05
knowable = 0.25
knowable_of = { rebuild = 0.8, start = 1 }

[system.rebuild]
duration = "pert(1d, 2d, 5d)"
crew = "applications"
modes = [
  { id = "overtime", duration = "1d", cost = 1e5 },
  { id = "contractors", duration = "12h", people = 3, also = ["infrastructure"] },
]

[[service]]
id = "counter"
title = "Counter"
logic = "all(erp, vault)"
fallback = { level = 0.4, setup = "8h" }
backlog = { keying = 0.5, level = 0.7 }
owner = "Head of sales"
rto = "1d"
rpo = "4h"
mtpd = "5d"
mbco = 0.6
impact = ["4h: £10k", "1d: £200k", "1w: £2.5m"]

[[policy]]
id = "cyber"
insured = "company"
waiting = "8h"
retention = 250000
covers = [{ of = "interruption", limit = "£5m" }, { of = "response" }]
layers = [{}, { attachment = "£5m", limit = "£5m", participation = "50%" }]

[[season]]
id = "weekend"
dates = [{ from = 2026-04-01, to = 2026-06-01, times = 1.4 }, { from = 2026-05-01T12:00, to = 2026-05-02, times = "2" }]
week = { sat = 1.5, sun = 0 }

[[data]]
id = "drawings"
kind = "business"
held_by = ["vault"]
records = 4000
known_after = "uniform(10d, 60d)"
liability = { per_record = 3, chance = 0.1 }
notification = { per_record = 1, fixed = "£10k" }
fine = { share = 0.02, turnover = 1000000, chance = 0.5 }
"#;

const ATTACKED: &str = r#"
format = 1
name = "attacked"
title = "Attacked: \"the worst\" day\\night"
start = 2026-03-01T18:00
horizon = "26w"
rate = 0.05

[attack]
start = ["outside"]
file = "more.toml"
triage = "2h"
note = "as told"

[recovery]
priority = []
extra_people = [{ crew = "infrastructure", people = 1 }, { crew = "applications", from = "3d", people = 2 }]
modes = [{ system = "vault", task = "rebuild", mode = "overtime" }]

[[technique]]
id = "mail"
attack = ["T1566", "T1204"]
needs = ["outside"]
gives = ["inside", "seen"]
success = 0.9
time = "lognormal(median 1d, p90 3d)"
alert = { chance = 0.3, after = "1h" }

[[outage]]
systems = ["erp", "mes"]
phases = [{ until = "3d", level = 0.2 }, { for = "2d", level = 0.8, steadily = true }]

[[outage]]
site = "plant"
channels = ["ship", "sell"]
level = 0.5
for = "2d"

"#;

/// Tables that say something by being there.
const PLUG: &str = r#"
format = 1
name = "plug"
start = "2026-03-02"
horizon = "12w"
destroyed = {}

[shutdown]
[recovery]
"#;

const ATTACK_FILE: &str = r#"
format = 1

[[effect]]
when = ["inside"]
zones = ["office"]
lost = 0.4
destroys = ["backup", "directory"]

[[taken]]
data = ["drawings"]
when = ["inside"]

[[shutdown_rule]]
id = "plug"
when = ["seen"]
systems = "all"
"#;

/// A company with nearly everything, of which some keys are left out.
fn company(leave_out: &BTreeSet<usize>) -> Place {
    let place = Place::new();
    for (name, text) in crate::starter() {
        place.write(&format!("acme/{name}"), text);
    }
    let model = std::fs::read_to_string(place.0.path().join("acme/model.toml")).unwrap();
    let mut at = 0;
    let mut thinned = |text: &str| thin(text, leave_out, &mut at);
    let (model, attacked, file) = (thinned(&format!("{model}{MORE}")), thinned(ATTACKED), thinned(ATTACK_FILE));
    place.write("acme/model.toml", &model);
    place.write("acme/scenarios/attacked.toml", &attacked);
    place.write("acme/scenarios/plug.toml", PLUG);
    place.write("acme/more.toml", &file);
    place
}

/// A document without the values of some numbers, counted over all documents.
fn thin(text: &str, leave_out: &BTreeSet<usize>, at: &mut usize) -> String {
    fn walk(value: &mut toml::Value, leave_out: &BTreeSet<usize>, at: &mut usize) {
        match value {
            toml::Value::Table(table) => {
                let keys: Vec<String> = table.keys().cloned().collect();
                for key in keys {
                    *at += 1;
                    if leave_out.contains(at) {
                        table.remove(&key);
                    } else if let Some(value) = table.get_mut(&key) {
                        walk(value, leave_out, at);
                    }
                }
            }
            toml::Value::Array(items) => items.iter_mut().for_each(|item| walk(item, leave_out, at)),
            _ => {}
        }
    }
    let mut value: toml::Value = toml::from_str(text).unwrap();
    walk(&mut value, leave_out, at);
    toml::to_string(&value).unwrap()
}

#[test]
fn what_a_company_may_have_crosses_without_loss() {
    crosses(&company(&BTreeSet::new()).0.path().join("acme"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_company_that_can_be_read_crosses_without_loss(leave_out in prop::collection::btree_set(1_usize..420, 0..6)) {
        let place = company(&leave_out);
        let folder = place.0.path().join("acme");
        let model = crate::model(&folder, &blackstart_model::CsvOnly).it;
        // Whoever leaves out what is required has no company.
        let sound = model.is_some_and(|model| {
            crate::reading::scenario_names(&folder).iter().all(|name| {
                crate::scenario(&folder.join("scenarios").join(format!("{name}.toml")), &model).it.is_some()
            })
        });
        prop_assume!(sound);
        crosses(&folder);
    }
}

#[test]
fn a_list_with_a_separator_in_it_is_refused() {
    let place = company(&BTreeSet::new());
    place.write("acme/scenarios/attacked.toml", &ATTACKED.replace("\"T1566\"", "\"T1566; mail\""));
    let laid = lay(&place.0.path().join("acme"), &blackstart_model::CsvOnly);
    assert!(laid.it.is_none());
    let [problem] = laid.problems.as_slice() else { panic!("{:?}", laid.problems) };
    assert_eq!((problem.code, problem.line), ("BS0126", 22));
}

#[test]
fn a_text_that_a_cell_would_not_keep_is_refused() {
    for title in ["\"  The vault \"", "\"\""] {
        let place = company(&BTreeSet::new());
        let model = std::fs::read_to_string(place.0.path().join("acme/model.toml")).unwrap();
        let vault = model.find("id = \"vault\"").unwrap();
        let (before, after) = model.split_at(vault);
        place.write("acme/model.toml", &format!("{before}title = {title}\n{after}"));
        let laid = lay(&place.0.path().join("acme"), &blackstart_model::CsvOnly);
        assert!(laid.it.is_none());
        let [problem] = laid.problems.as_slice() else { panic!("{:?}", laid.problems) };
        assert_eq!((problem.code, problem.excerpt.as_str()), ("BS0126", format!("title = {title}").as_str()));
    }
}

#[test]
fn every_declared_field_has_a_column() {
    let book = starter_book().unwrap();
    let mut missing = String::new();
    for list in kinds::lists() {
        let sheet = book.sheets.iter().find(|sheet| sheet.name == list.name).unwrap();
        list.kind.walk("", &mut |name, _| {
            // Lists inside parts are rare and get columns where they are used; seasons have a row per span.
            let deep = name.contains(".1.") && (name.matches('.').count() > 2 || list.name == "seasons");
            if !deep && !sheet.columns.iter().any(|column| column.header == name) {
                let _ = writeln!(missing, "{}: {name}", list.name);
            }
        });
    }
    let model = &book.sheets[0];
    for field in kinds::head() {
        if !model.rows.iter().any(|row| row[0] == Some(BookCell::Text(field.key.to_owned()))) {
            let _ = writeln!(missing, "model: {}", field.key);
        }
    }
    assert_eq!(missing, "");
    for sheet in &book.sheets {
        for column in &sheet.columns {
            assert!(!column.note.trim().is_empty(), "{}: {}", sheet.name, column.header);
        }
    }
}

/// What a cell holds, or why that is not known.
type Holds = Result<Cell, (&'static str, String)>;

/// Changes a cell of the starter's workbook, by sheet, header and row of the sheet; a column that is not there is added.
fn put(sheets: &mut Vec<RawSheet>, name: &str, header: &str, row: u32, holds: Holds) {
    let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.name == name) else {
        sheets.push(RawSheet { name: name.to_owned(), cells: vec![RawCell { row: 0, column: 0, holds }] });
        return;
    };
    let is_it = |cell: &&RawCell| cell.row == 0 && cell.holds == Ok(Cell::Text(header.to_owned()));
    let column = match sheet.cells.iter().find(is_it) {
        Some(cell) => cell.column,
        None => {
            let column = sheet.cells.iter().map(|cell| cell.column).max().unwrap() + 1;
            sheet.cells.push(RawCell { row: 0, column, holds: Ok(Cell::Text(header.to_owned())) });
            column
        }
    };
    sheet.cells.retain(|cell| (cell.row, cell.column) != (row - 1, column));
    sheet.cells.push(RawCell { row: row - 1, column, holds });
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
}

/// All that is said about a workbook and its company: code, cell, message, and what is shown of the cell.
fn said(sheets: Vec<RawSheet>) -> String {
    let place = Place::new();
    let opened = place.open(sheets);
    let mut problems = opened.problems;
    if let Some(book) = &opened.it {
        let model = book.model();
        problems.extend(model.problems);
        let of_base = Place::new();
        let base = of_base.open(raw(&starter_book().unwrap())).it.unwrap().model().it.unwrap();
        for name in book.scenarios() {
            problems.extend(book.scenario(name, model.it.as_ref().unwrap_or(&base)).unwrap().problems);
        }
    }
    let mut out = String::new();
    for it in problems {
        let cell = it.cell().unwrap_or_else(|| "acme.xlsx".to_owned());
        let shown = if it.excerpt.is_empty() { String::new() } else { format!(" [{}]", it.excerpt) };
        let advice = it.advice.map(|advice| format!(" = {advice}")).unwrap_or_default();
        let _ = writeln!(out, "{} {cell} {}{shown}{advice}", it.code, it.message);
    }
    out
}

fn text(text: &str) -> Holds {
    Ok(Cell::Text(text.to_owned()))
}

#[test]
fn places_of_problems_are_cells() {
    let mut sheets = raw(&starter_book().unwrap());
    put(&mut sheets, "systems", "rebuild.duration", 3, text("2 dys"));
    put(&mut sheets, "systems", "zone", 4, text("ofice"));
    put(&mut sheets, "model", "value", 7, text("2 dys"));
    put(&mut sheets, "outages", "until", 2, text("pert(4d, 7d, 12x)"));
    put(&mut sheets, "scenarios", "recovery.extra_people.1.crew", 3, text("infra"));
    put(&mut sheets, "shocks", "times", 2, text("lots"));
    insta::assert_snapshot!(said(sheets), @r##"
    BS0204 model!B7 `step`: unknown unit `dys` [2 dys] = did you mean `days`?
    BS0204 systems!H3 `rebuild.duration`: unknown unit `dys` [2 dys] = did you mean `days`?
    BS0301 systems!D4 there is no zone `ofice` [ofice] = did you mean `office`?
    BS0204 outages!L2 `until`: unknown unit `x` [pert(4d, 7d, 12x)] = write a duration such as "4h", "3d", "2w" or "forever", or a date such as 2025-08-31T18:00
    BS0301 scenarios!AD3 there is no crew `infra` [infra] = correct it, or add a crew with this id
    BS0204 shocks!J2 `times`: there is no number here [lots] = write a factor such as 1.2 or "120%"
    "##);
}

#[test]
fn what_is_wrong_with_the_form_of_a_workbook_is_told_at_once() {
    let mut sheets = raw(&starter_book().unwrap());
    put(&mut sheets, "systems", "keeper", 2, text("me"));
    put(&mut sheets, "outages", "untill", 2, text("3d"));
    put(&mut sheets, "outages", "scenario", 3, text("outtage"));
    put(&mut sheets, "outages", "system", 4, text("erp"));
    put(&mut sheets, "scenarios", "scenario", 4, text("outage"));
    put(&mut sheets, "scenarios", "scenario", 5, text("a/b"));
    put(&mut sheets, "sites", "overtime", 2, Err(("BS0114", "this cell holds the error #DIV/0!".to_owned())));
    put(&mut sheets, "sytems", "", 1, text("id"));
    put(&mut sheets, "Budget", "", 1, text("what it costs"));
    put(&mut sheets, "model", "key", 20, text("curency"));
    put(&mut sheets, "model", "value", 20, text("EUR"));
    insta::assert_snapshot!(said(sheets), @r##"
    BS0114 sites!T2 this cell holds the error #DIV/0! = open the workbook in a spreadsheet program, correct the cell and save it
    BS0121 sytems sheet `sytems` has no known name = did you mean `systems`?
    BS0121 Budget nothing reads the sheet `Budget`
    BS0201 model!A20 a model has no key `curency` [curency] = did you mean `currency`?
    BS0123 scenarios!A4 scenario `outage` has two rows [outage] = keep one of the two
    BS0122 scenarios!A5 `a/b` cannot name a scenario: a file could not be called so [a/b] = use letters, digits, `-` and `_`
    BS0201 outages!Y1 sheet `outages` has no column `untill` [untill] = did you mean `until`?
    BS0122 outages!A3 there is no scenario `outtage` [outtage] = did you mean `outage`?
    BS0122 outages!A4 this row names no scenario = name the scenario that it is part of
    BS0201 systems!AS1 systems have no column `keeper` [keeper] = columns are `id`, `title`, `party`, `zone`, `needs`, `starts_after`, `resource`, `rebuild.duration`, `rebuild.crew`, `rebuild.people`, `rebuild.also`, `rebuild.cost`, …
    "##);
}

#[test]
fn a_workbook_without_a_model_is_refused() {
    let sheets = raw(&starter_book().unwrap()).into_iter().filter(|sheet| sheet.name != "model").collect();
    insta::assert_snapshot!(said(sheets), @r##"
    BS0120 acme.xlsx this is no workbook of a company: it has no sheet `model` = `blackstart init company.xlsx` writes a first workbook
    "##);
    let place = Place::new();
    place.write("acme.ods", "");
    let read = Book::open(&place.0.path().join("acme.ods"), &Held(Vec::new()));
    assert_eq!(read.problems[0].code, "BS0120");
}

#[test]
fn headers_may_stand_below_and_columns_apart() {
    let mut sheets = raw(&starter_book().unwrap());
    for sheet in &mut sheets {
        for cell in &mut sheet.cells {
            (cell.row, cell.column) = (cell.row + 2, 2 * cell.column + 1);
        }
    }
    let place = Place::new();
    let moved = place.open(sheets.clone());
    assert_eq!(moved.problems, []);
    let before = place.open(raw(&starter_book().unwrap())).it.unwrap();
    assert_eq!(of_book(&moved.it.unwrap()), of_book(&before));
    put(&mut sheets, "systems", "nonsense", 5, text("x"));
    // Two rows down; the header stands in the first of them.
    assert!(said(sheets).contains("systems!"), "the place is a cell");
}

#[test]
fn names_of_sheets_and_columns_are_found_as_those_of_tables() {
    let mut sheets = raw(&starter_book().unwrap());
    for sheet in &mut sheets {
        sheet.name = format!(" {}", sheet.name.to_uppercase());
        for cell in sheet.cells.iter_mut().filter(|cell| cell.row == 0) {
            let Ok(Cell::Text(header)) = &mut cell.holds else { panic!("{cell:?}") };
            // Further records of a list have the exact names only.
            if !header.contains(".2.") {
                *header = header.to_uppercase().replace(['.', '_'], " ");
            }
        }
        sheet.cells.iter_mut().for_each(|cell| cell.row += 2);
        sheet.cells.insert(0, RawCell { row: 0, column: 0, holds: text("As of March") });
    }
    let place = Place::new();
    let opened = place.open(sheets.clone());
    let others: Vec<_> = opened.problems.iter().filter(|it| it.code != "BS0110").collect();
    assert!(others.is_empty(), "{others:?}");
    let zones = opened.problems.iter().find(|it| it.sheet.as_deref() == Some("zones")).unwrap();
    let begin = "this sheet is read so: column names in row 3, below `As of March`; column `ID` as `id`;";
    assert!(zones.message.starts_with(begin), "{}", zones.message);
    let before = place.open(raw(&starter_book().unwrap())).it.unwrap();
    assert_eq!(of_book(&opened.it.unwrap()), of_book(&before));
    sheets.push(sheets[0].clone());
    assert!(said(sheets).contains("BS0121 model two sheets are called `model`"));
}

#[test]
fn a_year_a_percentage_and_a_truth_value_are_read_as_they_are_typed() {
    let mut sheets = raw(&starter_book().unwrap());
    put(&mut sheets, "sources", "date", 2, Ok(Cell::Number(2025.0)));
    put(&mut sheets, "parties", "cost_of_cash", 2, Ok(Cell::Number(0.08)));
    put(&mut sheets, "conduits", "cuttable", 2, text("TRUE"));
    put(&mut sheets, "scenarios", "shutdown.lost", 3, Ok(Cell::Number(0.25)));
    put(&mut sheets, "scenarios", "start", 3, text("2026-03-01"));
    assert_eq!(said(sheets), "");
}
