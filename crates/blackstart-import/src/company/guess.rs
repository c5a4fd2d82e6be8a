//! Which table holds what, and which of its columns which field.

use super::map::{ColumnMap, TableMap};
use super::sheet::{Sheet, folded};
use super::values::{self, Meant, counts_things, date_order, of_header, unit_of_header};
use super::words::{COLUMNS, Column, Form, Kind, TITLES, column};

/// How sure a column is that is called exactly as we know it, that has a known name among its words, that is nearly so called.
const EXACT: f64 = 0.95;
const AMONG: f64 = 0.7;
const NEAR: f64 = 0.5;

/// What a column counts for that the title of its table counts for.
const TITLE_WEIGHT: f64 = 8.0;

/// How sure a table's kind is by its title and columns, and by its columns alone.
const TITLED: f64 = 0.95;
const UNTITLED: f64 = 0.7;
const WEAK: f64 = 0.4;

/// Least that the columns of a table without a telling title must say.
const LEAST: f64 = 4.0;

/// Values that are shown of a column.
const SAMPLES: usize = 3;

/// What a sheet holds, as far as its title and columns say.
pub(super) fn table(sheet: &Sheet) -> TableMap {
    let title = folded(&format!("{} {}", stem(&sheet.file), sheet.name));
    // The sheet's own name says more than the file's.
    let of_sheet = titled(&folded(&sheet.name));
    let titled = of_sheet.or_else(|| titled(&title));
    let mut best: Option<(f64, Kind, Vec<ColumnMap>)> = None;
    let sure =
        titled.filter(|(words, _)| words.starts_with("cmdb") || words.starts_with("sn ") || words.starts_with("core"));
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Nothing) {
        let columns = columns(sheet, kind);
        let found = |column: &Column| columns.iter().any(|it| it.field == column.field);
        let is_whole = COLUMNS.iter().filter(|column| column.kind == kind && column.must).all(found);
        let is_titled = titled.is_some_and(|(_, its)| its == kind);
        if !is_whole || sure.is_some_and(|(_, its)| its != kind) {
            continue;
        }
        let weight = |it: &ColumnMap| self::column(kind, &it.field).map_or(0.0, |column| weight(it, column));
        let score: f64 = columns.iter().map(weight).sum::<f64>() + if is_titled { TITLE_WEIGHT } else { 0.0 };
        if score >= LEAST && best.as_ref().is_none_or(|(most, _, _)| score > *most) {
            best = Some((score, kind, columns));
        }
    }
    let nothing = || {
        (sheet.table.columns.iter().enumerate().map(|(at, _)| passed_over(sheet, at)).collect(), Kind::Nothing, TITLED)
    };
    let (columns, kind, confidence) = best.map_or_else(nothing, |(score, kind, columns)| {
        let is_titled = titled.is_some_and(|(_, its)| its == kind);
        let confidence = if is_titled {
            TITLED
        } else if score >= LEAST_OF_SURE {
            UNTITLED
        } else {
            WEAK
        };
        (columns, kind, confidence)
    });
    let dates = columns.iter().position(|it| column(kind, &it.field).is_some_and(|column| column.form == Form::Date));
    let dates = dates.and_then(|at| {
        let texts: Vec<String> = (0..sheet.table.rows.len()).map(|row| sheet.text(row, at)).collect();
        date_order(texts.iter().map(String::as_str))
    });
    TableMap { file: sheet.file.clone(), sheet: sheet.name.clone(), kind, confidence, dates, columns }
}

/// How much a column says about the kind of its table: a `process name` more than a `name`, which any table may have.
fn weight(it: &ColumnMap, column: &Column) -> f64 {
    const TELLING: f64 = 4.0;
    let name = folded(&it.header);
    let is_telling = column.field == "name" && it.confidence == EXACT && name != "name";
    f64::from(column.weight) * it.confidence + if is_telling { TELLING } else { 0.0 }
}

/// What columns must say for a kind without a title that says so.
const LEAST_OF_SURE: f64 = 8.0;

/// A file's name without its extension.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The first words of the list that a title has.
fn titled(title: &str) -> Option<(&'static str, Kind)> {
    TITLES.iter().find(|(words, _)| title.contains(words)).copied()
}

fn passed_over(sheet: &Sheet, at: usize) -> ColumnMap {
    ColumnMap {
        header: sheet.table.columns[at].clone(),
        field: String::new(),
        hours: None,
        confidence: 1.0,
        samples: sheet.samples(at, SAMPLES),
    }
}

/// The columns of a sheet as those of a kind: the surest pairs first, each field and each column once.
fn columns(sheet: &Sheet, kind: Kind) -> Vec<ColumnMap> {
    // How sure, the field, which of its names, the column.
    let mut pairs: Vec<(f64, usize, usize, usize)> = Vec::new();
    for (at, header) in sheet.table.columns.iter().enumerate() {
        for (order, column) in COLUMNS.iter().enumerate().filter(|(_, column)| column.kind == kind) {
            if let Some((confidence, name)) = alike(header, column) {
                pairs.push((confidence, order, name, at));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let mut columns: Vec<ColumnMap> = (0..sheet.table.columns.len()).map(|at| passed_over(sheet, at)).collect();
    for (at, column) in columns.iter_mut().enumerate().filter(|_| kind == Kind::Services) {
        if let Some(after) = impact_after(&sheet.table.columns[at]) {
            (column.field, column.hours, column.confidence) = ("impact".to_owned(), Some(after.it), AMONG);
        }
    }
    for (confidence, order, _, at) in pairs {
        let field = COLUMNS[order].field;
        if !columns[at].field.is_empty() || columns.iter().any(|it| it.field == field) {
            continue;
        }
        let is_duration = COLUMNS[order].form == Form::Duration;
        let header = &sheet.table.columns[at];
        // A stock in pieces or in euros is no duration.
        if is_duration && (counts_things(header) || of_header(header).currency.is_some()) {
            continue;
        }
        columns[at].field = field.to_owned();
        columns[at].confidence = confidence;
        columns[at].hours = if is_duration { unit_of_header(header) } else { None };
    }
    let of_team = Some(kind).filter(|kind| *kind == Kind::Systems).and_then(|_| owner_is_team(sheet, &columns));
    columns.extend(of_team);
    columns
}

/// Words of a group of people, in a header and in a name.
const GROUPS: [&str; 9] = ["team", "teams", "group", "gruppe", "crew", "equipe", "groupe", "mannschaft", "squad"];

/// A second reading of the column of owners, where no column is one of teams and its header or most of its names speak of teams: `Owner / Team`.
fn owner_is_team(sheet: &Sheet, columns: &[ColumnMap]) -> Option<ColumnMap> {
    let speaks = |text: &str| folded(text).split(' ').any(|word| GROUPS.contains(&word));
    let at = columns.iter().position(|it| it.field == "owner")?;
    let names: Vec<String> = (0..sheet.table.rows.len()).map(|row| sheet.text(row, at)).collect();
    let names: Vec<&String> = names.iter().filter(|it| !values::is_nothing(it)).collect();
    let count = names.iter().filter(|it| speaks(it)).count();
    let is_team = speaks(&columns[at].header) || (count > 0 && count * 2 >= names.len());
    let has_team = columns.iter().any(|it| it.field == "team");
    let confidence = columns[at].confidence.min(AMONG);
    (is_team && !has_team).then(|| ColumnMap { field: "team".to_owned(), confidence, ..columns[at].clone() })
}

/// How much a header is like the names of a column, and which of them; `None`: not at all.
fn alike(header: &str, column: &Column) -> Option<(f64, usize)> {
    let bare = header.split(['(', '[']).next().unwrap_or(header);
    let names = [folded(header), folded(bare)];
    let names = names.iter().map(|name| name.strip_prefix("u ").unwrap_or(name)).filter(|name| !name.is_empty());
    let mut best: Option<(f64, usize)> = None;
    for name in names {
        for (at, called) in column.called.iter().enumerate() {
            let likeness = if name == *called {
                EXACT
            } else if called.len() > 2 && format!(" {name} ").contains(&format!(" {called} ")) {
                AMONG - 0.01 * (name.len().saturating_sub(called.len())).min(30) as f64
            } else if called.len() > 5
                && name.len().abs_diff(called.len()) < 2
                && strsim::osa_distance(name, called) == 1
            {
                NEAR
            } else {
                continue;
            };
            if best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, at));
            }
        }
    }
    best
}

/// Words behind a name that make it a company's.
const LEGAL: [&str; 24] = [
    "ltd",
    "limited",
    "plc",
    "llp",
    "llc",
    "inc",
    "corp",
    "corporation",
    "gmbh",
    "ag",
    "se",
    "kg",
    "kgaa",
    "ohg",
    "sa",
    "sas",
    "sarl",
    "bv",
    "nv",
    "ab",
    "oy",
    "spa",
    "srl",
    "holding",
];

/// The company's name, where a title above a table has it with its legal form, and the table: `Business impact analysis of Northern Pumps Ltd`.
pub(super) fn company(sheets: &[Sheet]) -> Option<(String, String)> {
    let named = |part: &str| {
        let part = [" of ", " for ", " von ", " der ", " für ", " pour ", " de "]
            .iter()
            .fold(part, |part, word| part.rsplit_once(word).map_or(part, |(_, name)| name));
        let part = part.trim_matches(|it: char| !it.is_alphanumeric() && it != '.' && it != ')').trim();
        let last = folded(part).rsplit(' ').next().map(str::to_owned).unwrap_or_default();
        (part.contains(' ') && LEGAL.contains(&last.as_str())).then(|| part.to_owned())
    };
    let of = |sheet: &Sheet| {
        let lines = sheet.table.form.above.iter();
        let mut parts =
            lines.flat_map(|line| line.split([':', '|', ',', ';', '–', '—'])).flat_map(|part| part.split(" - "));
        parts.find_map(named).map(|name| (name, sheet.title()))
    };
    sheets.iter().find_map(of)
}

/// The time after which a column of impacts says what has been lost: `Impact after 1 day (EUR)`; of a span, its end.
pub(super) fn impact_after(header: &str) -> Option<Meant<f64>> {
    const WORDS: [&str; 10] = [
        "impact",
        "loss",
        "damage",
        "schaden",
        "auswirkung",
        "perte",
        "verlust",
        "ausfallkosten",
        "cost of downtime",
        "downtime cost",
    ];
    // A number, the end of a span, their units.
    const MOST_WORDS: usize = 6;
    // What is longer is no time but a year, as in `Impact 2025`.
    const LONGEST: f64 = 24_000.0;
    let name = folded(header);
    if !WORDS.iter().any(|word| name.contains(word)) {
        return None;
    }
    let from = header.find(|it: char| it.is_ascii_digit()).unwrap_or(header.len());
    let text = header[from..].split(['(', ')', '[', ']']).next().unwrap_or("");
    let words: Vec<&str> = text.split_whitespace().collect();
    // The longest text that is a duration: a currency may stand behind it.
    let read = |count: usize| values::duration(&words[..count].join(" "), Some(24.0)).ok().flatten();
    let after = (1..=words.len().min(MOST_WORDS)).rev().find_map(read);
    after.filter(|after| after.it > 0.0 && after.it <= LONGEST).or_else(|| a_time(header))
}

/// The time of a header that speaks of so much a time: `Loss per day`, `Daily loss`, `Schaden (EUR/Tag)`.
fn a_time(header: &str) -> Option<Meant<f64>> {
    const WHY: &str =
        "so much a time is taken for the loss after one such time: what it is after two, the tables do not say";
    const PER: [&str; 7] = ["per", "a", "each", "pro", "je", "par", "por"];
    const TIMES: [(f64, &[&str]); 3] = [
        (1.0, &["hour", "hr", "h", "stunde", "std", "heure"]),
        (24.0, &["day", "tag", "d", "jour"]),
        (168.0, &["week", "woche", "semaine"]),
    ];
    const ALONE: [(&str, f64); 9] = [
        ("hourly", 1.0),
        ("stundlich", 1.0),
        ("daily", 24.0),
        ("taglich", 24.0),
        ("tages", 24.0),
        ("journalier", 24.0),
        ("quotidien", 24.0),
        ("weekly", 168.0),
        ("wochentlich", 168.0),
    ];
    // A stroke says `per`.
    let name = folded(&header.replace('/', " per "));
    let words: Vec<&str> = name.split(' ').collect();
    let of_pair = |pair: &[&str]| {
        let is_of = |(_, units): &&(f64, &[&str])| PER.contains(&pair[0]) && units.contains(&pair[1]);
        TIMES.iter().find(is_of).map(|(hours, _)| *hours)
    };
    let alone = || ALONE.iter().find(|(start, _)| words.iter().any(|word| word.starts_with(start)));
    let hours = words.windows(2).find_map(of_pair).or_else(|| alone().map(|(_, hours)| *hours))?;
    Some(Meant { it: hours, assumed: vec![WHY] })
}
