//! What is taken from which column, as a file that people edit: written by a dry run, and then nothing is guessed.

use super::values::{DateOrder, unit_hours};
use super::words::{COLUMNS, Kind, column};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

/// What a relation means for its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The parent is down while the child is.
    ParentNeedsChild,
    /// The child is down while the parent is.
    ChildNeedsParent,
    /// The parent is down when all of its children are.
    ParentNeedsAnyChild,
    /// The child can be restored only once the parent is up.
    ChildStartsAfterParent,
    /// The parent can be restored only once the child is up.
    ParentStartsAfterChild,
    /// Nothing stops.
    Nothing,
}

impl Effect {
    const ALL: [(&'static str, Self); 6] = [
        ("parent needs child", Self::ParentNeedsChild),
        ("child needs parent", Self::ChildNeedsParent),
        ("parent needs any child", Self::ParentNeedsAnyChild),
        ("child starts after parent", Self::ChildStartsAfterParent),
        ("parent starts after child", Self::ParentStartsAfterChild),
        ("nothing", Self::Nothing),
    ];

    /// Its words in a map file.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(_, effect)| *effect == self).map_or("nothing", |(words, _)| words)
    }

    /// The same with parent and child exchanged.
    pub(super) fn reversed(self) -> Option<Self> {
        match self {
            Self::ParentNeedsChild => Some(Self::ChildNeedsParent),
            Self::ChildNeedsParent => Some(Self::ParentNeedsChild),
            Self::Nothing => Some(Self::Nothing),
            Self::ChildStartsAfterParent => Some(Self::ParentStartsAfterChild),
            Self::ParentStartsAfterChild => Some(Self::ChildStartsAfterParent),
            Self::ParentNeedsAnyChild => None,
        }
    }
}

/// What one column holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMap {
    /// Its header.
    pub header: String,
    /// Our field; empty: passed over.
    pub field: String,
    /// Hours of the unit of its numbers, or the time after which it is an impact.
    pub hours: Option<f64>,
    /// How sure this is, 0 to 1.
    pub confidence: f64,
    /// The first values.
    pub samples: Vec<String>,
}

impl ColumnMap {
    /// Its field with its unit, as a map file has it.
    pub fn words(&self) -> String {
        field_words(self)
    }
}

/// What one table holds.
#[derive(Clone, Debug, PartialEq)]
pub struct TableMap {
    /// Name of the file.
    pub file: String,
    /// The sheet; empty where the file is one table.
    pub sheet: String,
    /// What it is about.
    pub kind: Kind,
    /// How sure this is, 0 to 1.
    pub confidence: f64,
    /// Order of day, month and year in its dates.
    pub dates: Option<DateOrder>,
    /// Its columns, in their order.
    pub columns: Vec<ColumnMap>,
}

/// What is taken from which column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// Title of the company.
    pub title: Option<String>,
    /// ISO code of the currency of every amount.
    pub currency: Option<String>,
    /// Its sales in a year, in that currency.
    pub revenue: Option<f64>,
    /// What one unit of other currencies is in that currency, by their ISO codes.
    pub rates: BTreeMap<String, f64>,
    /// The tables.
    pub tables: Vec<TableMap>,
    /// Categories of suppliers whose goods production does not wait for.
    pub indirect: Vec<String>,
    /// What types of relations mean, as they are written in the tables.
    pub relations: BTreeMap<String, Effect>,
    /// Channels of the sites that services throttle, by the service's name.
    pub channels: BTreeMap<String, Vec<String>>,
    /// What names mean that are written in two ways: as written, as meant.
    pub names: BTreeMap<String, String>,
}

/// The channels of a site.
pub(super) const CHANNELS: [&str; 5] = ["order", "produce", "ship", "sell", "pay"];

const HEAD: &str = "\
# What `blackstart import company` takes from which column. Edit it and give it with --map: then nothing is guessed.
# A field of a column is one of those in docs/reference/import.md, with the unit of its numbers (`rto in days`) or, of an
# impact, the time after which it is reached (`impact after 1d`); \"\" passes a column over.
";

impl Map {
    /// As a file.
    pub fn text(&self) -> String {
        let mut out = DocumentMut::new();
        out["format"] = value(1);
        if let Some(title) = &self.title {
            out["title"] = value(title);
        }
        if let Some(currency) = &self.currency {
            out["currency"] = value(currency);
        }
        if let Some(revenue) = self.revenue {
            out["revenue"] = value(revenue);
        }
        out["indirect"] = value(self.indirect.iter().map(String::as_str).collect::<Array>());
        let mut tables = ArrayOfTables::new();
        for map in &self.tables {
            let mut table = Table::new();
            table["file"] = value(&map.file);
            if !map.sheet.is_empty() {
                table["sheet"] = value(&map.sheet);
            }
            table["kind"] = value(map.kind.word());
            if let Some(dates) = map.dates {
                table["dates"] = value(order_word(dates));
            }
            let mut columns = Array::new();
            for column in &map.columns {
                let mut line = InlineTable::new();
                line.insert("column", column.header.as_str().into());
                line.insert("field", field_words(column).into());
                let mut line = toml_edit::Value::from(line);
                let samples: Vec<String> = column.samples.iter().map(|text| short(text)).collect();
                line.decor_mut().set_prefix("\n    ");
                if !samples.is_empty() {
                    line.decor_mut().set_prefix(format!("\n    # {}\n    ", samples.join(" | ")));
                }
                columns.push_formatted(line);
            }
            columns.set_trailing("\n");
            columns.set_trailing_comma(true);
            table["columns"] = value(columns);
            tables.push(table);
        }
        out["table"] = Item::ArrayOfTables(tables);
        let section = |lines: Vec<(&String, toml_edit::Value)>| {
            let mut table = Table::new();
            for (key, it) in lines {
                table[key.as_str()] = value(it);
            }
            Item::Table(table)
        };
        out["relations"] = section(self.relations.iter().map(|(key, it)| (key, it.words().into())).collect());
        out["channels"] = section(
            self.channels
                .iter()
                .map(|(key, it)| (key, it.iter().map(String::as_str).collect::<Array>().into()))
                .collect(),
        );
        if !self.rates.is_empty() {
            out["rates"] = section(self.rates.iter().map(|(key, it)| (key, (*it).into())).collect());
        }
        out["names"] = section(self.names.iter().map(|(key, it)| (key, it.as_str().into())).collect());
        format!("{HEAD}{out}")
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// Everything that is wrong with it: line, from 1, what, and what to do.
    pub fn read(text: &str) -> Result<Self, Vec<(u32, String, String)>> {
        let line_at = |at: usize| {
            let before = text.as_bytes().get(..at).unwrap_or_default();
            u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
        };
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(span.start));
                return Err(vec![(line, error.message().to_owned(), "write it as TOML".to_owned())]);
            }
        };
        let mut reader = Reader { line_at: &line_at, faults: Vec::new() };
        let map = reader.map(document.get_ref());
        if reader.faults.is_empty() { Ok(map) } else { Err(reader.faults) }
    }
}

/// At most so much of a sample.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let text: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// A field with its unit, as a map file has it.
pub(super) fn field_words(column: &ColumnMap) -> String {
    match (column.field.as_str(), column.hours) {
        ("impact", Some(hours)) => format!("impact after {}", super::values::hours(hours)),
        (field, Some(hours)) => {
            const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
            match UNITS.iter().find(|unit| unit_hours(unit) == Some(hours)) {
                Some(unit) => format!("{field} in {unit}"),
                None => field.to_owned(),
            }
        }
        (field, None) => field.to_owned(),
    }
}

const ORDERS: [(&str, DateOrder); 3] = [
    ("year-month-day", DateOrder::YearFirst),
    ("day-month-year", DateOrder::DayFirst),
    ("month-day-year", DateOrder::MonthFirst),
];

fn order_word(order: DateOrder) -> &'static str {
    ORDERS.iter().find(|(_, its)| *its == order).map_or("", |(word, _)| word)
}

/// Something in a map file, with its place.
type Given<'t> = Spanned<DeValue<'t>>;

/// Reads a map file, keeping every complaint.
struct Reader<'t> {
    line_at: &'t dyn Fn(usize) -> u32,
    faults: Vec<(u32, String, String)>,
}

/// A number that is written as one.
fn number(given: &Given<'_>) -> Option<f64> {
    match given.get_ref() {
        DeValue::Integer(it) => it.as_str().parse().ok(),
        DeValue::Float(it) => it.as_str().parse().ok(),
        _ => None,
    }
}

impl Reader<'_> {
    fn fault(&mut self, given: &Given<'_>, message: impl Into<String>, advice: impl Into<String>) {
        self.faults.push(((self.line_at)(given.span().start), message.into(), advice.into()));
    }

    /// A text; empty if it is none, which is told.
    fn text(&mut self, key: &str, given: &Given<'_>) -> String {
        if let Some(text) = given.get_ref().as_str() {
            return text.to_owned();
        }
        self.fault(given, format!("`{key}` is no text"), "write it in quotes");
        String::new()
    }

    /// One of some words; `None` if it is none of them, which is told.
    fn word<T>(&mut self, given: &Given<'_>, what: &str, words: &[(&str, T)]) -> Option<T>
    where
        T: Copy,
    {
        let word = given.get_ref().as_str().unwrap_or_default();
        let found = words.iter().find(|(its, _)| *its == word).map(|(_, it)| *it);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(given, format!("{word:?} is no {what}"), format!("write one of: {}", known.join(", ")));
        }
        found
    }

    fn map(&mut self, document: &DeTable<'_>) -> Map {
        const KEYS: &str =
            "its keys are format, title, currency, revenue, indirect, table, relations, channels, rates and names";
        let mut map = Map::default();
        if !document.contains_key("format") {
            self.faults.push((1, "`format` is missing".to_owned(), "write `format = 1`".to_owned()));
        }
        for (key, given) in document {
            match key.get_ref().as_ref() {
                "format" if number(given) == Some(1.0) => {}
                "format" => {
                    self.fault(given, "this map has another format", "this version of blackstart reads `format = 1`")
                }
                "title" => map.title = Some(self.text("title", given)),
                "currency" => {
                    let code = self.text("currency", given);
                    if blackstart_model::units::currency(&code).is_ok() {
                        map.currency = Some(code);
                    } else {
                        self.fault(given, "this is no code of a currency", "write the code of ISO 4217, as in \"EUR\"");
                    }
                }
                "revenue" => match number(given).filter(|it| *it > 0.0 && *it < 1e15) {
                    Some(revenue) => map.revenue = Some(revenue),
                    None => self.fault(given, "`revenue` is no amount", "write a number above 0, such as 120000000"),
                },
                "indirect" => {
                    let list = given.get_ref().as_array();
                    let texts =
                        list.and_then(|list| list.iter().map(|it| it.get_ref().as_str().map(str::to_owned)).collect());
                    match texts {
                        Some(texts) => map.indirect = texts,
                        None => self.fault(
                            given,
                            "`indirect` is no list of categories",
                            "write `indirect = [\"Consulting\"]`",
                        ),
                    }
                }
                "table" => self.tables(given, &mut map),
                "relations" => {
                    for (name, given) in self.section("relations", given) {
                        let effect = self.word(given, "effect of a relation", &Effect::ALL);
                        map.relations.extend(effect.map(|effect| (name, effect)));
                    }
                }
                "channels" => {
                    for (name, given) in self.section("channels", given) {
                        let texts = given
                            .get_ref()
                            .as_array()
                            .map(|list| list.iter().map(|it| it.get_ref().as_str().unwrap_or_default().to_owned()));
                        let texts: Option<Vec<String>> = texts.map(Iterator::collect);
                        match texts.filter(|list| list.iter().all(|it| CHANNELS.contains(&it.as_str()))) {
                            Some(list) => drop(map.channels.insert(name, list)),
                            None => self.fault(
                                given,
                                format!("these are no channels for {name:?}"),
                                format!("write a list of: {}", CHANNELS.join(", ")),
                            ),
                        }
                    }
                }
                "rates" => self.rates(given, &mut map),
                "names" => {
                    for (name, given) in self.section("names", given) {
                        let meant = self.text(&name, given);
                        map.names.insert(name, meant);
                    }
                }
                key => self.fault(given, format!("a map has no key `{key}`"), KEYS),
            }
        }
        map
    }

    fn rates(&mut self, given: &Given<'_>, map: &mut Map) {
        for (code, given) in self.section("rates", given) {
            let rate = number(given).filter(|it| (1e-6..1e6).contains(it));
            match rate.filter(|_| blackstart_model::units::currency(&code).is_ok()) {
                Some(rate) => drop(map.rates.insert(code, rate)),
                None => self.fault(
                    given,
                    format!("this is no rate of {code:?}"),
                    "write what one unit of a currency of ISO 4217 is in the company's: `EUR = 0.86`",
                ),
            }
        }
    }

    fn section<'g, 't>(&mut self, key: &str, given: &'g Given<'t>) -> Vec<(String, &'g Given<'t>)> {
        let Some(table) = given.get_ref().as_table() else {
            self.fault(given, format!("`{key}` is no table"), format!("write `[{key}]`"));
            return Vec::new();
        };
        table.iter().map(|(key, given)| (key.get_ref().to_string(), given)).collect()
    }

    fn tables(&mut self, given: &Given<'_>, map: &mut Map) {
        let Some(tables) = given.get_ref().as_array() else {
            self.fault(given, "`table` is no list of tables", "write `[[table]]`");
            return;
        };
        let mut seen = BTreeSet::new();
        for given in tables {
            let table = self.table(given);
            if !seen.insert((table.file.clone(), table.sheet.clone())) {
                let name = if table.sheet.is_empty() { &table.file } else { &table.sheet };
                self.fault(given, format!("{name} is mapped twice"), "keep one of the two");
            }
            map.tables.push(table);
        }
    }

    fn table(&mut self, given: &Given<'_>) -> TableMap {
        let mut map = TableMap {
            file: String::new(),
            sheet: String::new(),
            kind: Kind::Nothing,
            confidence: 1.0,
            dates: None,
            columns: Vec::new(),
        };
        let Some(table) = given.get_ref().as_table() else {
            self.fault(given, "this is no table", "write `[[table]]`");
            return map;
        };
        for must in ["file", "kind"] {
            if !table.contains_key(must) {
                self.fault(given, format!("this table has no `{must}`"), "add it");
            }
        }
        if let Some(given) = table.get("kind") {
            map.kind =
                self.word(given, "kind of table", &Kind::ALL.map(|kind| (kind.word(), kind))).unwrap_or(Kind::Nothing);
        }
        for (key, given) in table {
            match key.get_ref().as_ref() {
                "kind" => {}
                "file" => map.file = self.text("file", given),
                "sheet" => map.sheet = self.text("sheet", given),
                "dates" => map.dates = self.word(given, "order of a date", &ORDERS),
                "columns" => match given.get_ref().as_array() {
                    Some(list) => map.columns = list.iter().filter_map(|line| self.column(line, map.kind)).collect(),
                    None => self.fault(
                        given,
                        "`columns` is no list",
                        "write `columns = [{ column = \"…\", field = \"…\" }]`",
                    ),
                },
                key => {
                    let keys = "its keys are file, sheet, kind, dates and columns";
                    self.fault(given, format!("a table of a map has no key `{key}`"), keys);
                }
            }
        }
        map
    }

    fn column(&mut self, line: &Given<'_>, kind: Kind) -> Option<ColumnMap> {
        let pair = line.get_ref().as_table().and_then(|table| {
            let text = |key: &str| table.get(key)?.get_ref().as_str().map(str::to_owned);
            Some((text("column")?, text("field")?)).filter(|_| table.len() == 2)
        });
        let Some((header, words)) = pair else {
            self.fault(line, "this is no column", "write `{ column = \"…\", field = \"…\" }`");
            return None;
        };
        let (field, hours) = match (words.split_once(" in "), words.split_once(" after ")) {
            (Some((field, unit)), _) => (field.to_owned(), Some(unit_hours(unit))),
            (_, Some((field, after))) => {
                (field.to_owned(), Some(super::values::duration(after, None).ok().flatten().map(|meant| meant.it)))
            }
            _ => (words.clone(), None),
        };
        if hours == Some(None) {
            self.fault(
                line,
                format!("{words:?} has no unit that is known"),
                "write it as in `rto in days` or `impact after 1d`",
            );
            return None;
        }
        if !field.is_empty() && kind != Kind::Nothing && column(kind, &field).is_none() {
            let known: Vec<&str> = COLUMNS.iter().filter(|it| it.kind == kind).map(|it| it.field).collect();
            self.fault(
                line,
                format!("a table of {} has no field `{field}`", kind.word()),
                format!("its fields are {}; \"\" passes a column over", known.join(", ")),
            );
            return None;
        }
        Some(ColumnMap { header, field, hours: hours.flatten(), confidence: 1.0, samples: Vec::new() })
    }
}
