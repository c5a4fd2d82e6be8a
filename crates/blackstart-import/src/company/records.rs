//! What the tables of a company say, as records: each thing once, whatever its rows.

use super::map::{ColumnMap, Map, TableMap};
use super::notes::Notes;
use super::sheet::{Place, Sheet, folded};
use super::values::{self, Reading};
use super::words::{self, CLASSES, Class, Form, GONE, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// A system.
#[derive(Clone, Debug, Default)]
pub(super) struct System {
    pub title: String,
    pub is_infrastructure: bool,
    /// Whether that is known only by its being a server, which may be anything: it is none if nothing needs it.
    pub is_server: bool,
    pub class: String,
    pub owner: String,
    pub note: Vec<String>,
    pub rto: Option<f64>,
    pub rpo: Option<f64>,
    pub mtpd: Option<f64>,
    pub restore: Option<f64>,
    /// How many restore tasks its time is the sum of.
    pub task_count: usize,
    /// The team that restores it, by its name as compared, and how many of it one task needs.
    pub team: Option<String>,
    pub people: Option<u32>,
    pub needs: Vec<(String, Place)>,
    /// Why it is taken to be run by a provider, and how sure that is.
    pub provider: Option<(String, f64)>,
    /// Systems that must be up before it can be restored, by position.
    pub starts_after: Vec<usize>,
    pub as_of: Option<String>,
    pub place: Place,
    /// Whether no table of systems has it.
    pub is_named_only: bool,
}

/// A service.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    pub title: String,
    pub owner: String,
    pub note: Vec<String>,
    /// Its criticality as compared, if one is stated.
    pub criticality: Option<String>,
    pub rto: Option<f64>,
    pub rpo: Option<f64>,
    pub mtpd: Option<f64>,
    pub mbco: Option<f64>,
    pub impact: Vec<(f64, f64)>,
    pub grace: Option<f64>,
    pub level: Option<f64>,
    pub setup: Option<f64>,
    pub max: Option<f64>,
    pub has_workaround: bool,
    pub systems: Vec<(String, Place)>,
    pub sites: Vec<String>,
    pub channel: String,
    pub revenue: Option<f64>,
    pub as_of: Option<String>,
    pub place: Place,
}

/// A supplier.
#[derive(Clone, Debug, Default)]
pub(super) struct Supplier {
    pub title: String,
    /// What is bought in a year, and where it is delivered to, a row at a time.
    pub bought: Vec<(f64, Vec<String>)>,
    pub terms: Option<f64>,
    pub lead: Option<f64>,
    pub cover: Option<f64>,
    pub is_single: Option<bool>,
    pub is_critical: Option<bool>,
    pub category: String,
    pub country: String,
    pub as_of: Option<String>,
    pub place: Place,
}

/// A place of the company's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    pub title: String,
    pub products: Vec<String>,
    pub revenue: Option<f64>,
    pub country: String,
    pub stock: Option<f64>,
    pub note: Vec<String>,
    pub place: Place,
}

/// A relation, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub parent: String,
    pub child: String,
    pub kind: String,
    pub place: Place,
}

/// Everything that the tables say.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub systems: Vec<System>,
    pub services: Vec<Service>,
    pub suppliers: Vec<Supplier>,
    pub sites: Vec<Site>,
    pub relations: Vec<Relation>,
    /// Descriptors of the types of relations, by id or name.
    pub types: BTreeMap<String, String>,
    /// Systems by name and id, as compared.
    pub by_name: BTreeMap<String, usize>,
    pub services_by_name: BTreeMap<String, usize>,
    /// Suppliers by name and category, as compared.
    pub suppliers_by_name: BTreeMap<(String, String), usize>,
    /// Places by name and id, as compared.
    pub sites_by_name: BTreeMap<String, usize>,
    /// Ids of items that were passed over.
    pub passed: BTreeMap<String, ()>,
    /// Work to restore.
    pub tasks: Vec<Task>,
    /// Teams of it, by name as compared.
    pub teams: BTreeMap<String, Team>,
    /// Service, system, place.
    pub needs: Vec<(String, String, Place)>,
    pub promises: Vec<Promise>,
    pub strategies: Vec<Strategy>,
    /// What is lost in a loss scenario, by its name and id, as compared; the words that say it.
    pub losses: BTreeMap<String, String>,
    pub impacts: Vec<Impact>,
    pub timeframes: BTreeMap<String, f64>,
    /// Amounts: what is said in which currency is decided by all of them.
    pub currency: Option<String>,
    /// What one unit of another is in it.
    pub rates: BTreeMap<String, f64>,
}

#[derive(Debug)]
pub(super) struct Task {
    pub system: String,
    pub hours: f64,
    /// Its team's name as compared; empty: nobody is named.
    pub team: String,
    pub people: Option<u32>,
    /// Its own names, as compared.
    pub names: Vec<String>,
    /// Tasks or systems it comes after.
    pub after: Vec<String>,
    pub place: Place,
}

/// People who restore systems.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub title: String,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Promise {
    pub system: String,
    pub rto: Option<f64>,
    pub rpo: Option<f64>,
    pub restore: Option<f64>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Strategy {
    pub service: String,
    pub name: String,
    /// The loss scenario it is for; empty: any.
    pub scenario: String,
    pub level: f64,
    pub setup: Option<f64>,
    pub max: Option<f64>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Impact {
    pub service: String,
    pub category: String,
    pub after: String,
    pub is_tolerable: bool,
    pub place: Place,
}

/// The rows of a sheet, through its map.
struct Rows<'a> {
    sheet: &'a Sheet,
    map: &'a TableMap,
    /// Columns of each field, by position.
    at: BTreeMap<&'a str, Vec<(usize, &'a ColumnMap)>>,
    /// What headers say of the amounts below them.
    money: BTreeMap<usize, values::OfHeader>,
    /// Columns of shares whose numbers are per cent.
    percent: BTreeSet<usize>,
    /// Columns of durations that are 0 in every row, and say nothing.
    silent: BTreeSet<usize>,
    /// Ratings, as compared, that are the lowest of their column.
    lowest: BTreeSet<String>,
    row: usize,
    /// Names as they are written, and what is meant.
    names: &'a BTreeMap<String, String>,
}

impl<'a> Rows<'a> {
    fn of(sheet: &'a Sheet, map: &'a TableMap, names: &'a BTreeMap<String, String>, notes: &mut Notes) -> Self {
        let mut at: BTreeMap<&str, Vec<(usize, &ColumnMap)>> = BTreeMap::new();
        for column in &map.columns {
            match sheet.column(&column.header) {
                Some(position) if !column.field.is_empty() => {
                    at.entry(&column.field).or_default().push((position, column))
                }
                Some(_) => notes.pass(
                    format!("column `{}`", column.header),
                    &sheet.whole(),
                    "no field of ours is taken from it",
                ),
                None => notes.warn(
                    "BS0133",
                    sheet,
                    &sheet.whole(),
                    format!("the map has column `{}`, {} has none", column.header, sheet.title()),
                    "correct the map, or write a new one with --dry-run",
                ),
            }
        }
        for name in &sheet.table.columns {
            if !map.columns.iter().any(|column| folded(&column.header) == folded(name)) {
                notes.pass(format!("column `{name}`"), &sheet.whole(), "the map does not have it");
            }
        }
        let (money, percent, silent) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut rows = Self { sheet, map, at, money, percent, silent, lowest: BTreeSet::new(), row: 0, names };
        rows.look_at_columns(notes);
        rows
    }

    /// What a header and a column as a whole say about each of its cells.
    fn look_at_columns(&mut self, notes: &mut Notes) {
        let columns: Vec<(usize, &ColumnMap)> = self.at.values().flatten().copied().collect();
        for (at, column) in columns {
            match words::column(self.map.kind, &column.field).map(|it| it.form) {
                Some(Form::Money) => {
                    let header = values::of_header(&column.header);
                    self.tell_header(column, &header.unread.join(" "), notes);
                    if column.field == "impact" && column.hours.is_none() {
                        self.tell_timeless(at, column, notes);
                    }
                    self.money.insert(at, header);
                }
                Some(Form::Share) => self.look_at_shares(at, column, notes),
                Some(Form::YesNo) if column.field == "critical" => {
                    let said = (0..self.sheet.table.rows.len()).map(|row| self.sheet.text(row, at));
                    self.lowest = values::lowest(said);
                }
                Some(Form::Duration) => {
                    let unit = values::in_brackets(&column.header).unwrap_or("").trim();
                    if unit.eq_ignore_ascii_case("m") && column.hours.is_none() {
                        self.tell_header(column, unit, notes);
                    }
                    self.tell_unsaid(at, column, notes);
                    let said = |row: usize| self.hours(row, at, column).ok().flatten();
                    let all: Vec<f64> =
                        (0..self.sheet.table.rows.len()).filter_map(|row| said(row).map(|it| it.it)).collect();
                    if all.len() > 1 && all.iter().all(|hours| *hours == 0.0) {
                        let what = format!("column `{}`", column.header);
                        notes.pass(what, &self.sheet.whole(), "it is 0 in every row, which says nothing");
                        self.silent.insert(at);
                    }
                }
                _ => {}
            }
        }
    }

    fn tell_header(&self, column: &ColumnMap, unread: &str, notes: &mut Notes) {
        if !unread.is_empty() {
            notes.warn(
                "BS0144",
                self.sheet,
                &self.sheet.whole(),
                format!(
                    "`{unread}` in the header `{}` is not understood; its numbers are taken as they stand",
                    column.header
                ),
                "write what they are in, as in `Spend (TEUR)`, `Revenue (£m)` or `RTO (min)`",
            );
        }
    }

    /// Words such as `TBD` where an analysis should state a time: once for each word.
    fn tell_unsaid(&self, at: usize, column: &ColumnMap, notes: &mut Notes) {
        const STATED: [&str; 3] = ["rto", "rpo", "mtpd"];
        if !STATED.contains(&column.field.as_str()) {
            return;
        }
        let mut rows_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in 0..self.sheet.table.rows.len() {
            let text = self.sheet.text(row, at);
            let word = folded(&text);
            if !word.is_empty() && values::is_nothing(&text) {
                rows_of.entry(word).or_default().push(row);
            }
        }
        for rows in rows_of.values() {
            let more = match rows.len() {
                1 => String::new(),
                count => format!(", here and {} more below", count - 1),
            };
            let text = self.sheet.text(rows[0], at);
            notes.warn(
                "BS0131",
                self.sheet,
                &self.sheet.place(rows[0], at),
                format!("`{text}` is read as a duration: it states none{more}; it is passed over"),
                "write the time, or leave the cell empty",
            );
        }
    }

    /// Losses of which nobody says after which time they are reached: they are not in the model.
    fn tell_timeless(&self, at: usize, column: &ColumnMap, notes: &mut Notes) {
        let is_amount = |row: usize| matches!(amount(self.sheet, row, at), Ok(Some(it)) if it.it.money > 0.0);
        let count = (0..self.sheet.table.rows.len()).filter(|row| is_amount(*row)).count();
        if count > 0 {
            let rows = if count == 1 { "loss" } else { "losses" };
            notes.warn(
                "BS0935",
                self.sheet,
                &self.sheet.whole(),
                format!("`{}`: {count} {rows} passed over, because nothing says after which time so much is lost", column.header),
                "name the time in the header, as in `Loss after 1 day` or `Loss per day`, or in the map: `impact after 1d`",
            );
        }
    }

    /// Whether numbers are per cent, by all of a column: `1` is all of it among `0.5` and `1`, and little among `40` and `1`.
    fn look_at_shares(&mut self, at: usize, column: &ColumnMap, notes: &mut Notes) {
        let number = |row: usize| {
            let said = || values::decimal(&self.sheet.text(row, at)).map(|it| it.it);
            self.sheet.number(row, at).or_else(said)
        };
        let numbers: Vec<f64> = (0..self.sheet.table.rows.len()).filter_map(number).filter(|it| *it > 0.0).collect();
        let is_told = column.header.contains('%')
            || folded(&column.header)
                .split(' ')
                .any(|word| matches!(word, "percent" | "percentage" | "prozent" | "pct" | "pourcentage"));
        let is_percent = numbers.iter().any(|number| *number > 1.0);
        let place = format!("{}!{}", self.sheet.title(), column.header);
        if is_percent {
            self.percent.insert(at);
        }
        if !numbers.is_empty() && is_told != is_percent {
            let why = match is_percent {
                true => "some of its numbers are above 1: all of them are taken for per cent",
                false => "its header says per cent, but none of its numbers is above 1: they are taken for shares of 1",
            };
            notes.invent(place, if is_percent { "per cent" } else { "shares" }, why, 0.7);
        }
    }

    /// A duration in some row; a number has the unit of its column.
    fn hours(&self, row: usize, at: usize, column: &ColumnMap) -> Reading<f64> {
        let usual = matches!(column.field.as_str(), "lead" | "cover" | "stock").then_some(24.0);
        let unit = column.hours.or(usual);
        match self.sheet.number(row, at) {
            Some(number) => values::hours_of(number, unit),
            None => values::duration(&self.sheet.text(row, at), unit),
        }
    }

    fn column(&self, field: &str) -> Option<(usize, &'a ColumnMap)> {
        self.at.get(field).and_then(|columns| columns.first()).copied()
    }

    fn has(&self, field: &str) -> bool {
        self.at.contains_key(field)
    }

    fn text(&self, field: &str) -> String {
        let text = self.column(field).map(|(at, _)| self.sheet.text(self.row, at)).unwrap_or_default();
        let text = self.names.get(&text).cloned().unwrap_or(text);
        if values::is_nothing(&text) { String::new() } else { text }
    }

    fn place(&self, field: &str) -> Place {
        self.sheet.place(self.row, self.column(field).map_or(0, |(at, _)| at))
    }

    /// A value; what it cannot mean, and what was assumed for it, are told.
    fn read<T>(&self, at: usize, reading: Reading<T>, what: &str, notes: &mut Notes) -> Option<T> {
        let place = self.sheet.place(self.row, at);
        match reading {
            Ok(None) => None,
            Ok(Some(meant)) => {
                for assumed in meant.assumed {
                    notes.invent(place.to_string(), &self.sheet.text(self.row, at), assumed, 0.7);
                }
                Some(meant.it)
            }
            Err(why) => {
                let text = self.sheet.text(self.row, at);
                notes.warn(
                    "BS0131",
                    self.sheet,
                    &place,
                    format!("`{text}` is read as {what}: {why}; it is passed over"),
                    "correct the cell, or give the column another field in the map",
                );
                None
            }
        }
    }

    fn duration(&self, field: &str, notes: &mut Notes) -> Option<f64> {
        let (at, column) = self.column(field).filter(|(at, _)| !self.silent.contains(at))?;
        self.read(at, self.hours(self.row, at, column), "a duration", notes)
    }

    fn share(&self, field: &str, notes: &mut Notes) -> Option<f64> {
        let (at, _) = self.column(field)?;
        let is_percent = self.percent.contains(&at);
        let reading = match self.sheet.number(self.row, at) {
            Some(number) => values::share_of(number, is_percent, Vec::new()),
            None => values::share(&self.sheet.text(self.row, at), is_percent),
        };
        self.read(at, reading, "a share", notes)
    }

    fn yes_no(&self, field: &str, notes: &mut Notes) -> Option<bool> {
        let (at, _) = self.column(field)?;
        self.read(at, values::yes_no(&self.sheet.text(self.row, at)), "yes or no", notes)
    }

    fn count(&self, field: &str, notes: &mut Notes) -> Option<u32> {
        let (at, _) = self.column(field)?;
        let reading = match self.sheet.number(self.row, at) {
            Some(number) => values::whole_of(number, Vec::new()),
            None => values::count(&self.sheet.text(self.row, at)),
        };
        self.read(at, reading, "a whole number", notes)
    }

    fn terms(&self, field: &str, notes: &mut Notes) -> Option<f64> {
        let (at, _) = self.column(field)?;
        self.read(at, values::terms(&self.sheet.text(self.row, at)), "payment terms", notes)
    }

    fn date(&self, notes: &mut Notes) -> Option<String> {
        let (at, _) = self.column("reviewed")?;
        self.read(at, values::date(&self.sheet.text(self.row, at), self.map.dates), "a date", notes)
    }

    fn critical(&self, notes: &mut Notes) -> Option<bool> {
        let (at, _) = self.column("critical")?;
        let text = self.sheet.text(self.row, at);
        let is_lowest = self.lowest.contains(&folded(&text));
        let why = "the lowest rating of its column is taken for not critical: production does not wait for it";
        let lowest = || Ok(Some(values::Meant { it: false, assumed: vec![why] }));
        self.read(at, if is_lowest { lowest() } else { values::critical(&text) }, "yes or no", notes)
    }

    /// A cell of names as it stands: what divides them is known once all names are.
    fn undivided(&self, field: &str) -> Vec<(String, Place)> {
        let text = self.text(field);
        if text.is_empty() { Vec::new() } else { vec![(text, self.place(field))] }
    }

    fn names(&self, field: &str) -> Vec<(String, Place)> {
        let meant = |name: String| self.names.get(&name).cloned().unwrap_or(name);
        values::names(&self.text(field)).into_iter().map(|name| (meant(name), self.place(field))).collect()
    }

    fn money_at(&self, at: usize, stated: &str, records: &Records, notes: &mut Notes) -> Option<f64> {
        let header = self.money.get(&at).cloned().unwrap_or_default();
        let amount = self.read(at, amount(self.sheet, self.row, at), "an amount of money", notes)?;
        let of_column = values::stated_currency(stated);
        if amount.currency.is_none() && of_column.is_none() && !stated.is_empty() {
            notes.warn(
                "BS0145",
                self.sheet,
                &self.place("currency"),
                format!("`{stated}` is no currency that is known; the amount is passed over"),
                "write the code of ISO 4217, such as EUR, or delete what is no currency",
            );
            return None;
        }
        let code = amount.currency.or(of_column).or(header.currency);
        if let (Some(code), Some(ours)) = (&code, &records.currency)
            && code != ours
        {
            if let Some(rate) = records.rates.get(code) {
                return Some(amount.money * header.times * rate);
            }
            notes.warn(
                "BS0136",
                self.sheet,
                &self.sheet.place(self.row, at),
                format!("this amount is in {code}, the company's are in {ours}; it is passed over"),
                &format!(
                    "write it in {ours}, or what one {code} is in {ours} into the map: `{code} = …` under `[rates]`"
                ),
            );
            return None;
        }
        Some(amount.money * header.times)
    }

    fn money(&self, field: &str, stated: &str, records: &Records, notes: &mut Notes) -> Option<f64> {
        let (at, _) = self.column(field)?;
        self.money_at(at, stated, records, notes)
    }

    /// The team that a row names, as compared.
    fn team(&self, records: &mut Records) -> Option<String> {
        let title = self.text("team");
        let name = Some(folded(&title)).filter(|name| !name.is_empty())?;
        records.teams.entry(name.clone()).or_insert_with(|| Team { title, place: self.place("team") });
        Some(name)
    }

    /// Whether a row is a total below the list, which is told.
    fn is_total(&self, title: &str, why: &str, notes: &mut Notes) -> bool {
        let is_total = is_total(&folded(title));
        if is_total {
            notes.pass(format!("row `{title}`"), &self.place("name"), why);
        }
        is_total
    }

    /// Whether a row has a name; one that has none is told.
    fn named(&self, notes: &mut Notes) -> Option<String> {
        let name = self.text("name");
        if name.is_empty() {
            let place = self.sheet.place(self.row, 0);
            notes.pass(format!("row without a name in {}", self.sheet.title()), &place, "nothing can refer to it");
            return None;
        }
        Some(name)
    }
}

/// What the sheets say.
pub(super) fn gather(sheets: &[Sheet], map: &Map, notes: &mut Notes) -> Records {
    let mut records = Records::default();
    let mapped: Vec<(&Sheet, &TableMap)> = sheets
        .iter()
        .filter_map(|sheet| {
            let its = map.tables.iter().find(|table| table.file == sheet.file && table.sheet == sheet.name);
            if its.is_none() {
                notes.pass(sheet.title(), &sheet.whole(), "the map does not have it");
            }
            Some((sheet, its?))
        })
        .collect();
    for table in &map.tables {
        if !sheets.iter().any(|sheet| table.file == sheet.file && table.sheet == sheet.name) {
            let name =
                if table.sheet.is_empty() { table.file.clone() } else { format!("{}!{}", table.file, table.sheet) };
            notes.pass(
                format!("{name} of the map"),
                &Place::default(),
                "no file with this name, or no such sheet in it, was given",
            );
        }
    }
    records.rates.clone_from(&map.rates);
    records.currency = map.currency.clone().or_else(|| main_currency(&mapped, notes));
    for (sheet, table) in mapped {
        if table.kind == Kind::Nothing {
            notes.pass(sheet.title(), &sheet.whole(), "nothing in it is known");
            continue;
        }
        let mut rows = Rows::of(sheet, table, &map.names, notes);
        for row in 0..sheet.table.rows.len() {
            rows.row = row;
            if !sheet.table.rows[row].cells.iter().all(Option::is_none) {
                one(&rows, &mut records, notes);
            }
        }
    }
    records
}

/// The currency that most amounts name.
fn main_currency(mapped: &[(&Sheet, &TableMap)], notes: &mut Notes) -> Option<String> {
    const FIELDS: [&str; 3] = ["spend", "impact", "revenue"];
    /// Currencies whose signs others have as well: `$`, `¥`, `kr`.
    const SHARED: [&str; 3] = ["USD", "JPY", "NOK"];
    let mut spelt: BTreeSet<String> = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (sheet, table) in mapped {
        let stated = table.columns.iter().find(|it| it.field == "currency").and_then(|it| sheet.column(&it.header));
        for column in table.columns.iter().filter(|column| FIELDS.contains(&column.field.as_str())) {
            let Some(at) = sheet.column(&column.header) else { continue };
            let header = values::of_header(&column.header);
            for row in 0..sheet.table.rows.len() {
                let Ok(Some(meant)) = amount(sheet, row, at) else { continue };
                let of_column = stated.and_then(|at| values::stated_currency(&sheet.text(row, at)));
                if let Some(code) = meant.it.currency.or(of_column).or_else(|| header.currency.clone()) {
                    if SHARED.contains(&code.as_str()) && !spelt.contains(&code) {
                        let stated = stated.map(|at| sheet.text(row, at)).unwrap_or_default();
                        let said = format!("{} {} {stated}", column.header, sheet.text(row, at)).to_uppercase();
                        spelt.extend((said.contains(&code) || said.contains("US$")).then(|| code.clone()));
                    }
                    *counts.entry(code).or_default() += 1;
                }
            }
        }
    }
    let most = counts.iter().max_by_key(|(_, count)| **count).map(|(code, _)| code.clone());
    if let Some(code) = most.as_ref().filter(|code| SHARED.contains(&code.as_str()) && !spelt.contains(*code)) {
        notes.invent("model.toml!currency", code, "by a sign that other currencies have as well", 0.7);
    }
    if let Some(code) = &most
        && counts.len() > 1
    {
        notes.invent("model.toml!currency", code, "most amounts are in it; those in others are passed over", 0.7);
    }
    most
}

/// The amount in a cell.
fn amount(sheet: &Sheet, row: usize, at: usize) -> Reading<values::Amount> {
    match sheet.number(row, at) {
        Some(number) => values::amount_of(number, None, Vec::new()),
        None => values::money(&sheet.text(row, at)),
    }
}

/// A row of any kind.
fn one(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    match rows.map.kind {
        Kind::Systems => system(rows, records, notes),
        Kind::Services => {
            service(rows, records, notes);
        }
        Kind::Suppliers => supplier(rows, records, notes),
        Kind::Sites => site(rows, records, notes),
        Kind::Relations => relation(rows, records, notes),
        Kind::RelationTypes => {
            let words = format!("{}::{}", rows.text("parent_words"), rows.text("child_words"));
            for field in ["id", "name"] {
                let key = rows.text(field);
                if !key.is_empty() {
                    records.types.insert(key, words.clone());
                }
            }
        }
        Kind::Tasks => task(rows, records, notes),
        Kind::Strategies => {
            if let Some(level) = rows.share("level", notes) {
                records.strategies.push(Strategy {
                    service: rows.text("service"),
                    name: rows.text("name"),
                    scenario: rows.text("scenario"),
                    level,
                    setup: rows.duration("setup", notes),
                    max: rows.duration("max", notes),
                    place: rows.place("service"),
                });
            }
        }
        Kind::LossScenarios => {
            let words = folded(&format!("{} {} {}", rows.text("kind"), rows.text("name"), rows.text("description")));
            for field in ["id", "name"] {
                records.losses.insert(folded(&rows.text(field)), words.clone());
            }
        }
        Kind::Impacts => impact(rows, records, notes),
        Kind::Timeframes => {
            if let Some(hours) = rows.duration("after", notes) {
                for field in ["id", "name"] {
                    records.timeframes.insert(folded(&rows.text(field)), hours);
                }
            }
        }
        Kind::Needs => {
            let (service, system) = (rows.text("service"), rows.text("system"));
            if service.is_empty() || system.is_empty() {
                notes.pass("needs without one of their ends", &rows.place("system"), "nobody says who needs what");
            } else {
                records.needs.push((service, system.clone(), rows.place("system")));
                let (rto, rpo) = (rows.duration("rto", notes), rows.duration("rpo", notes));
                if rto.is_some() || rpo.is_some() {
                    records.promises.push(Promise { system, rto, rpo, restore: None, place: rows.place("system") });
                }
            }
        }
        Kind::Promises => records.promises.push(Promise {
            system: rows.text("name"),
            rto: rows.duration("rto", notes),
            rpo: rows.duration("rpo", notes),
            restore: rows.duration("restore", notes),
            place: rows.place("name"),
        }),
        Kind::Nothing => {}
    }
}

/// What an item is, by its class or, without one, by its name.
fn class_of(class: &str, name: &str) -> (Class, &'static str) {
    let find = |text: &str| {
        let text = format!(" {text}");
        // A word of few letters stands alone or before a number: `AD` and `DNS 1`, but not `admin` and `sanitary`.
        const SHORT: usize = 3;
        let is_of = |words: &str| {
            let ends = |at: usize| !text[at + 1 + words.len()..].starts_with(char::is_alphabetic);
            text.match_indices(&format!(" {words}")).any(|(at, _)| words.len() > SHORT || ends(at))
        };
        let found = CLASSES.iter().find(|(words, _)| is_of(words)).map(|(words, class)| (*class, *words));
        // A desktop is a part; a desktop application and a monitoring platform are none.
        let is_more =
            || ["application", "platform", "plattform", "software", "service", "anwendung"].into_iter().any(is_of);
        found.filter(|(class, _)| *class != Class::Part || !is_more())
    };
    find(&folded(class))
        .or_else(|| find(&folded(name)).filter(|(class, _)| *class == Class::Infrastructure))
        .unwrap_or((Class::Application, ""))
}

/// How sure it is that a system is its maker's by its name.
const BY_NAME: f64 = 0.6;

/// Why a system is taken to be run by a provider, and how sure that is. `header`: of the column that says how it is hosted, which may ask for yes or no.
fn provided(hosting: &str, header: &str, title: &str) -> Option<(String, f64)> {
    let has = |text: &str, word: &str| format!(" {text} ").contains(&format!(" {word} "));
    let (said, asked, name) = (folded(hosting), folded(header), folded(title));
    let of = |text: &str| words::PROVIDED.iter().find(|(word, _)| has(text, word)).map(|(_, sure)| *sure);
    let yes = values::yes_no(hosting).ok().flatten().map(|it| it.it);
    let sure = match yes {
        Some(yes) => of(&asked).filter(|_| yes),
        None if said.is_empty() => {
            let is_service = words::SERVICES_BY_NAME.iter().any(|word| has(&name, word));
            return is_service.then(|| (format!("`{title}` is a product that its maker runs"), BY_NAME));
        }
        None if words::OWN.iter().any(|word| has(&said, word)) => None,
        None => of(&said),
    }?;
    Some((format!("`{header}` says `{hosting}`"), sure))
}

fn system(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let Some(title) = rows.named(notes) else { return };
    let (class, id, status) = (rows.text("class"), rows.text("id"), rows.text("status"));
    let place = rows.place("name");
    if rows.is_total(&title, "a total is no system", notes) {
        return;
    }
    let (is, word) = class_of(&class, &title);
    if is == Class::Service {
        // What it depends on stands where a system's does.
        let needs = rows.undivided("needs");
        if let Some(at) = service(rows, records, notes) {
            records.services[at].systems.extend(needs);
        }
        return;
    }
    let gone = folded(&status);
    let why = if is == Class::Part {
        Some((format!("items of class {class}"), "no outage of one of them stops a company"))
    } else if GONE.iter().any(|word| gone == *word || (word.len() > 3 && gone.starts_with(word))) {
        Some((format!("items with status {status}"), "they are not in use"))
    } else {
        None
    };
    if let Some((what, why)) = why {
        notes.pass(what, &place, why);
        records.passed.extend([(folded(&title), ()), (id, ())]);
        return;
    }
    let mut note = Vec::new();
    for field in ["class", "vendor", "hosting", "criticality", "site"] {
        let text = rows.text(field);
        if !text.is_empty() {
            note.push(format!("{field}: {text}"));
        }
    }
    let header = rows.column("hosting").map(|(_, column)| column.header.clone()).unwrap_or_default();
    let its = System {
        title: title.clone(),
        provider: provided(&rows.text("hosting"), &header, &title),
        is_infrastructure: is == Class::Infrastructure,
        is_server: words::SERVERS.contains(&word),
        class,
        owner: rows.text("owner"),
        team: rows.team(records),
        note,
        rto: rows.duration("rto", notes),
        rpo: rows.duration("rpo", notes),
        mtpd: rows.duration("mtpd", notes),
        restore: rows.duration("restore", notes),
        needs: rows.undivided("needs"),
        as_of: rows.date(notes),
        place: place.clone(),
        is_named_only: false,
        ..System::default()
    };
    put_system(its, &id, records, notes);
}

/// Puts a row about a system into the records; what two rows say of one is joined.
fn put_system(its: System, id: &str, records: &mut Records, notes: &mut Notes) {
    let (title, place) = (its.title.clone(), its.place.clone());
    let name = folded(&title);
    let of_id = records.by_name.get(id).filter(|_| !id.is_empty()).copied();
    if let Some(first) = of_id.map(|at| &records.systems[at]).filter(|first| folded(&first.title) != name) {
        let what =
            format!("`{id}` is {} of {} as well; both are kept, and the id means that one", first.title, first.place);
        notes.duplicates.push([title.clone(), place.to_string(), what]);
    }
    let at = match records.by_name.get(&name).copied() {
        None => {
            records.systems.push(its);
            records.systems.len() - 1
        }
        Some(at) => {
            let first = &mut records.systems[at];
            notes.duplicates.push([
                title,
                place.to_string(),
                format!("one with {}, which stands first and where both say something", first.place),
            ]);
            first.fill(its);
            at
        }
    };
    records.by_name.insert(name, at);
    if !id.is_empty() {
        records.by_name.entry(id.to_owned()).or_insert(at);
    }
}

impl System {
    /// Takes what another row about it says, where its own says nothing.
    fn fill(&mut self, its: Self) {
        self.owner = std::mem::take(&mut self.owner).or(its.owner);
        self.team = self.team.take().or(its.team);
        self.provider = self.provider.take().or(its.provider);
        self.rto = self.rto.or(its.rto);
        self.rpo = self.rpo.or(its.rpo);
        self.mtpd = self.mtpd.or(its.mtpd);
        self.restore = self.restore.or(its.restore);
        self.needs.extend(its.needs);
        self.as_of = self.as_of.take().or(its.as_of);
    }
}

impl Service {
    /// Takes what another row about it says, where its own says nothing.
    fn fill(&mut self, its: Self) {
        self.owner = std::mem::take(&mut self.owner).or(its.owner);
        self.note.extend(its.note);
        self.criticality = self.criticality.take().or(its.criticality);
        self.has_workaround |= its.has_workaround;
        self.rto = self.rto.or(its.rto);
        self.rpo = self.rpo.or(its.rpo);
        self.mtpd = self.mtpd.or(its.mtpd);
        self.mbco = self.mbco.or(its.mbco);
        self.grace = self.grace.or(its.grace);
        self.level = self.level.or(its.level);
        self.setup = self.setup.or(its.setup);
        self.max = self.max.or(its.max);
        self.revenue = self.revenue.or(its.revenue);
        self.as_of = self.as_of.take().or(its.as_of);
        self.systems.extend(its.systems);
        self.sites.extend(its.sites);
        self.channel = std::mem::take(&mut self.channel).or(its.channel);
        if self.impact.is_empty() {
            self.impact = its.impact;
        }
    }
}

/// What is there, or else something else.
trait Or {
    fn or(self, other: Self) -> Self;
}
impl Or for String {
    fn or(self, other: Self) -> Self {
        if self.is_empty() { other } else { self }
    }
}

fn service(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) -> Option<usize> {
    let title = rows.named(notes)?;
    let place = rows.place("name");
    if rows.is_total(&title, "a total is no service", notes) {
        return None;
    }
    let mut its = Service {
        title: title.clone(),
        owner: rows.text("owner"),
        criticality: Some(folded(&rows.text("criticality"))).filter(|it| !it.is_empty()),
        rto: rows.duration("rto", notes),
        rpo: rows.duration("rpo", notes),
        mtpd: rows.duration("mtpd", notes),
        mbco: rows.share("mbco", notes).filter(|share| *share > 0.0),
        grace: rows.duration("grace", notes),
        level: rows.share("level", notes),
        setup: rows.duration("setup", notes),
        max: rows.duration("max", notes),
        systems: rows.undivided("systems"),
        sites: rows.names("sites").into_iter().map(|(name, _)| name).collect(),
        channel: rows.text("channel"),
        revenue: rows.money("revenue", "", records, notes),
        as_of: rows.date(notes),
        place: place.clone(),
        ..Service::default()
    };
    // `Yes`, or what is done: both say that there is one.
    let workaround = rows.text("workaround");
    its.has_workaround = !workaround.is_empty() && !matches!(values::yes_no(&workaround), Ok(Some(ref it)) if !it.it);
    if its.has_workaround && values::yes_no(&workaround).is_err() {
        its.note.push(format!("workaround: {workaround}"));
    }
    if !its.has_workaround && !workaround.is_empty() && its.level.take().is_some_and(|level| level > 0.0) {
        let why = "another column says that there is none";
        notes.pass(format!("what the workaround of {title} keeps up"), &rows.place("level"), why);
    }
    for field in ["department", "criticality"] {
        let text = rows.text(field);
        if !text.is_empty() {
            its.note.push(format!("{field}: {text}"));
        }
    }
    its.impact = losses(rows, &title, records, notes);
    let name = folded(&title);
    let id = rows.text("id");
    let known = records.services_by_name.get(&name).copied();
    let at = match known {
        None => {
            records.services.push(its);
            records.services.len() - 1
        }
        Some(at) => {
            let first = &mut records.services[at];
            // A configuration item and its analysis are no duplicates.
            if first.place.file == place.file && first.place.sheet == place.sheet {
                notes.duplicates.push([
                    title,
                    place.to_string(),
                    format!("one with {}, which stands first and where both say something", first.place),
                ]);
            }
            first.fill(its);
            at
        }
    };
    records.services_by_name.insert(name, at);
    if !id.is_empty() {
        records.services_by_name.insert(id, at);
    }
    Some(at)
}

/// What has been lost by when, shortest time first.
fn losses(rows: &Rows<'_>, title: &str, records: &Records, notes: &mut Notes) -> Vec<(f64, f64)> {
    let mut impact: Vec<(f64, f64)> = Vec::new();
    for (at, column) in rows.at.get("impact").into_iter().flatten() {
        let text = rows.sheet.text(rows.row, *at);
        let Some(hours) = column.hours else {
            let why =
                "nothing says after which time so much is lost; give the column a time in the map, `impact after 1d`";
            notes.pass(format!("losses in `{}`", column.header), &rows.sheet.place(rows.row, *at), why);
            continue;
        };
        // A rating such as `High` is no loss.
        if !text.contains(|it: char| it.is_ascii_digit()) || text.len() < 2 {
            if !values::is_nothing(&text) {
                notes.pass(
                    format!("ratings in `{}`", column.header),
                    &rows.sheet.place(rows.row, *at),
                    "a rating is no amount of money",
                );
            }
        } else if let Some(loss) = rows.money_at(*at, "", records, notes).filter(|loss| *loss > 0.0) {
            impact.push((hours, loss));
        }
    }
    impact.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let count = impact.len();
    impact.dedup_by_key(|(hours, _)| *hours);
    if impact.len() < count {
        let why = "two columns speak of the same time: the greater loss is taken; add them up where one is on top of the other";
        notes.pass(format!("the smaller loss of {title}"), &rows.place("name"), why);
    }
    if impact.windows(2).any(|pair| pair[1].1 < pair[0].1) {
        let why = "the loss falls with time: what has been lost cannot become less";
        notes.pass(format!("losses over time of {title}"), &rows.place("name"), why);
        notes.warn(
            "BS0935",
            rows.sheet,
            &rows.place("name"),
            format!("the losses of `{title}` are passed over: {why}"),
            "correct the amounts, or the times in the headers",
        );
        impact.clear();
    }
    impact
}

fn supplier(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let Some(title) = rows.named(notes) else { return };
    let place = rows.place("name");
    let name = folded(&title);
    if rows.is_total(&title, "a total is no supplier", notes) {
        return;
    }
    let spend = rows.money("spend", &rows.text("currency"), records, notes);
    let Some(spend) = spend.filter(|spend| *spend >= 1.0) else {
        notes.pass(format!("supplier {title}"), &place, "nothing is known to be bought there in a year");
        return;
    };
    let category = rows.text("category");
    let sites: Vec<String> = rows.names("sites").into_iter().map(|(name, _)| name).collect();
    // Who sells two kinds of goods is two sites: each kind has its own.
    let key = (name, folded(&category));
    if let Some(at) = records.suppliers_by_name.get(&key) {
        let first = &mut records.suppliers[*at];
        first.bought.push((spend, sites));
        notes.duplicates.push([
            title,
            place.to_string(),
            format!("one with {}; what is bought is added up, by site where rows name sites", first.place),
        ]);
        return;
    }
    records.suppliers_by_name.insert(key, records.suppliers.len());
    records.suppliers.push(Supplier {
        title,
        bought: vec![(spend, sites)],
        terms: rows.terms("terms", notes),
        lead: rows.duration("lead", notes),
        cover: rows.duration("cover", notes),
        is_single: rows.yes_no("single", notes),
        is_critical: rows.critical(notes),
        category,
        country: rows.text("country"),
        as_of: rows.date(notes),
        place,
    });
}

impl Supplier {
    /// What is bought there in a year.
    pub(super) fn spend(&self) -> f64 {
        self.bought.iter().map(|(spend, _)| spend).sum()
    }

    /// Names of the places that it delivers to, as they are written.
    pub(super) fn sites(&self) -> impl Iterator<Item = &String> {
        self.bought.iter().flat_map(|(_, sites)| sites)
    }
}

/// Whether a name, as compared, is that of a total below the list: nothing but a word for one, what it is of, and numbers. Companies are called Total as well.
fn is_total(name: &str) -> bool {
    const TOTALS: [&str; 18] = [
        "total",
        "totals",
        "sum",
        "summe",
        "gesamt",
        "gesamtsumme",
        "gesamtergebnis",
        "somme",
        "subtotal",
        "zwischensumme",
        "insgesamt",
        "totaal",
        "subtotaal",
        "totale",
        "totaux",
        "suma",
        "summa",
        "gesamtanzahl",
    ];
    const OF: [&str; 33] = [
        "aller",
        "der",
        "des",
        "toutes",
        "tous",
        "number",
        "count",
        "anzahl",
        "nombre",
        "systems",
        "applications",
        "services",
        "processes",
        "sites",
        "systeme",
        "anwendungen",
        "prozesse",
        "standorte",
        "alle",
        "grand",
        "general",
        "overall",
        "all",
        "spend",
        "amount",
        "suppliers",
        "vendors",
        "lieferanten",
        "fournisseurs",
        "of",
        "the",
        "year",
        "jahr",
    ];
    // `Summe aller Drehmaschinen`.
    const STARTS: [&str; 6] = ["summe aller ", "summe der ", "sum of ", "total of ", "somme des ", "total des "];
    let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
    if STARTS.iter().any(|start| name.starts_with(start)) {
        return true;
    }
    let mut words = name.split(' ').peekable();
    words.peek().is_some()
        && name.split(' ').any(|word| TOTALS.contains(&word))
        && words.all(|word| TOTALS.contains(&word) || OF.contains(&word) || is_number(word))
}

fn site(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let Some(title) = rows.named(notes) else { return };
    let place = rows.place("name");
    if rows.is_total(&title, "a total is no site", notes) {
        return;
    }
    let known = records.sites_by_name.get(&folded(&title)).map(|at| &records.sites[*at]);
    if let Some(first) = known {
        notes.duplicates.push([title, place.to_string(), format!("one with {}, which stands first", first.place)]);
        return;
    }
    let owner = rows.text("owner");
    let at = records.sites.len();
    records.sites_by_name.insert(folded(&title), at);
    records.sites_by_name.entry(folded(&rows.text("id"))).or_insert(at);
    records.sites.push(Site {
        products: rows.names("products").into_iter().map(|(name, _)| name).collect(),
        revenue: rows.money("revenue", "", records, notes).filter(|it| *it >= 1.0),
        country: rows.text("country"),
        stock: rows.duration("stock", notes),
        note: if owner.is_empty() { Vec::new() } else { vec![format!("owner: {owner}")] },
        title,
        place,
    });
}

fn relation(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let (parent, child) = (rows.text("parent"), rows.text("child"));
    if parent.is_empty() || child.is_empty() {
        notes.pass("relations without one of their ends", &rows.place("child"), "nobody says between whom they are");
        return;
    }
    let of_ends = |field: &str| rows.column(field).map(|(_, column)| folded(&column.header)).unwrap_or_default();
    let kind = if rows.has("type") {
        rows.text("type")
    } else if FLOWS.contains(&of_ends("parent").as_str()) {
        // Lists of interfaces look like this, too.
        format!("{} to {}", of_ends("parent"), of_ends("child"))
    } else {
        "Depends on::Used by".to_owned()
    };
    records.relations.push(Relation { parent, child, kind, place: rows.place("child") });
}

/// Headers of a relation's first end that may be where data come from, as well as who depends.
const FLOWS: &[&str] = &["source", "from", "von", "quelle", "de", "source ci"];

fn task(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let place = rows.place("system");
    let name = rows.text("name").or(rows.text("id"));
    if rows.yes_no("excluded", notes) == Some(true) {
        notes.pass(format!("task {name}"), &place, "it is excluded from the calculation where it comes from");
        return;
    }
    let team = rows.team(records);
    let people = rows.count("people", notes).filter(|people| *people > 0);
    let Some(hours) = rows.duration("duration", notes) else {
        notes.pass(format!("task {name}"), &place, "it has no duration");
        return;
    };
    let after = rows.names("after").into_iter().map(|(name, _)| folded(&name)).collect();
    records.tasks.push(Task {
        system: rows.text("system"),
        hours,
        team: team.unwrap_or_default(),
        people,
        names: vec![folded(&rows.text("id")), folded(&name)],
        after,
        place,
    });
}

fn impact(rows: &Rows<'_>, records: &mut Records, notes: &mut Notes) {
    let rating = folded(&rows.text("rating"));
    let is_tolerable = match rows.yes_no("tolerable", notes) {
        Some(it) => it,
        None => !super::words::INTOLERABLE.contains(&rating.as_str()),
    };
    records.impacts.push(Impact {
        service: rows.text("service"),
        category: rows.text("category"),
        after: rows.text("after"),
        is_tolerable,
        place: rows.place("rating"),
    });
}
