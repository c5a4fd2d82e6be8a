//! Records: one declarative list of fields per kind, from which readers, unknown-key messages, schema and reference come.

use super::place::{Complaints, Place, RowPlace, did_you_mean, quote};
use super::table::Cells;
use blackstart_model::table::{ColumnNames, Limits};
use blackstart_model::units::{self, Currency};
use jiff::civil::DateTime;
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

/// What a field is given, from either kind of file.
#[derive(Clone, Copy)]
pub(crate) enum Given<'a> {
    /// A value of a TOML document.
    Toml(&'a DeValue<'a>),
    /// The text of a table's cell, trimmed, not empty.
    Cell(&'a str),
    /// The number of a table's cell.
    Number(f64),
}

impl<'a> Given<'a> {
    /// The text, if it is one.
    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Self::Toml(value) => value.as_str(),
            Self::Cell(text) => Some(text),
            Self::Number(_) => None,
        }
    }
    /// The number, if it is one; infinite where it is too large for one.
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Toml(DeValue::Integer(integer)) => {
                Some(match i64::from_str_radix(integer.as_str(), integer.radix()) {
                    Ok(small) => small as f64,
                    Err(_) if integer.as_str().starts_with('-') => f64::NEG_INFINITY,
                    Err(_) => f64::INFINITY,
                })
            }
            Self::Toml(DeValue::Float(float)) => {
                float.as_str().parse().ok().map(|number| units::not_quite_zero(number, float.as_str()))
            }
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
    /// Word for messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Toml(DeValue::String(_)) | Self::Cell(_) => "a text",
            Self::Toml(DeValue::Integer(_) | DeValue::Float(_)) | Self::Number(_) => "a number",
            Self::Toml(DeValue::Boolean(_)) => "true or false",
            Self::Toml(DeValue::Datetime(_)) => "a date",
            Self::Toml(DeValue::Array(_)) => "a list",
            Self::Toml(DeValue::Table(_)) => "a table",
        }
    }
}

/// Why a field cannot be had, whichever row it is in; with the row's place it becomes a complaint.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub code: &'static str,
    pub message: String,
    pub advice: String,
    /// Position in a list.
    pub item: Option<usize>,
    /// Bytes within the text: start, length.
    pub inner: Option<(usize, usize)>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: advice.into(), item: None, inner: None }
    }
    /// Of another type than expected.
    pub(crate) fn wrong_type(given: Given<'_>, expected: &str) -> Self {
        Self::new("BS0203", format!("this is {}", given.word()), format!("write {expected}"))
    }
    pub(crate) fn in_item(mut self, item: usize) -> Self {
        self.item = Some(item);
        self
    }
}

/// What reading a field needs to know.
pub(crate) struct Context {
    /// Currency of every amount.
    pub currency: Currency,
    /// Moment 0 of a scenario, that dates count from.
    pub start: DateTime,
    /// Longest text.
    pub text_bytes: usize,
}

impl Context {
    /// Of files that have neither amounts nor dates of their own.
    pub(crate) fn plain(limits: &Limits) -> Self {
        Self { currency: Currency::none(), start: DateTime::MIN, text_bytes: limits.text_bytes }
    }
}

/// A type of field: how it is read, and how schema and reference describe it.
pub(crate) trait Field {
    /// What comes out.
    type Out: Clone + Send + Sync + 'static;
    /// For schema and reference.
    const SHAPE: Shape;
    /// Stands in for a value that could not be read, so that reading can go on; never gets into a model.
    fn hole() -> Self::Out;
    /// Reads it.
    fn read(given: Given<'_>, context: &Context) -> Result<Self::Out, Fault>;
}

/// A field's type for schema and reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Any text.
    Text,
    /// An id of its own.
    Id,
    /// The id of another kind.
    Ref(&'static str),
    /// Ids of another kind.
    Refs(&'static str),
    /// Ids, or the word `all`.
    RefsOrAll(&'static str),
    /// Logic over systems and services.
    Logic,
    /// A quantity: its definition in the schema, its word in the reference.
    Quantity(&'static str, &'static str),
    /// `true` or `false`.
    Bool,
    /// A whole number from a lowest one.
    Whole(u64),
    /// Any number.
    Number,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One or more of these words.
    WordList(&'static [&'static str]),
    /// Texts; in a table's cell separated by `;`.
    Texts,
    /// Texts without blanks; in a table's cell separated by `;` or blanks.
    Tokens,
    /// A date or moment.
    Moment,
}

impl Shape {
    /// Whether it may be a distribution.
    fn is_uncertain(self) -> bool {
        matches!(self, Self::Quantity(definition, _) if definition.starts_with("uncertain"))
    }
}

/// How a field is needed.
pub(crate) enum Need {
    /// It must be given.
    Must,
    /// It may be absent.
    May,
    /// It has a default.
    With(&'static str),
    /// A record inside, which may be absent.
    Part(&'static Kind),
    /// A list of records inside.
    List(&'static Kind),
}

/// Facts about a field.
pub(crate) struct Facts {
    pub key: &'static str,
    pub doc: &'static str,
    pub need: Need,
    pub shape: Shape,
}

/// Facts about a kind of record.
pub(crate) struct Kind {
    /// Word for one: its key in TOML.
    pub word: &'static str,
    /// Word for many: the name of its table.
    pub list: &'static str,
    pub doc: &'static str,
    pub fields: &'static [Facts],
}

/// Keys that every row may carry.
pub(crate) const COMMON: [(&str, &str); 7] = [
    ("source", "Id of the source of the row's numbers, or several."),
    ("as_of", "Date the fact was true (ISO 8601)."),
    ("confidence", "How sure it is: `assumed`, `derived`, `reported`, `verified`."),
    ("note", "Free text for readers."),
    ("source_of", "Sources of single fields: key to source id."),
    (
        "knowable",
        "Share of the uncertainty of the row's quantities that somebody could find out beforehand, 0–1; `rank` asks what that is worth.",
    ),
    ("knowable_of", "The same of single fields: key to share. Of an event, as `chance`, only this counts."),
];

/// Those of them that say something of single fields; in tables each field has a column, `source_of.needs`.
pub(crate) const OF_FIELDS: [&str; 2] = ["source_of", "knowable_of"];

/// The field that a column says something of, and what: of `source_of.needs` these are `source_of` and `needs`.
pub(crate) fn of_field(column: &str) -> Option<(&'static str, &str)> {
    OF_FIELDS.iter().find_map(|of| Some((*of, column.strip_prefix(of)?.strip_prefix('.')?)))
}

impl Facts {
    /// Whether it may hold a distribution, or be a chance.
    fn may_vary(&self) -> bool {
        match self.need {
            Need::Part(part) | Need::List(part) => part.fields.iter().any(Self::may_vary),
            _ => self.shape.is_uncertain() || matches!(self.shape, Shape::Quantity("share", _)),
        }
    }
}

impl Kind {
    /// Names of all columns of its table; of lists of records those of the first.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        self.walk("", &mut |name, _| columns.push(name.to_owned()));
        columns
    }
    /// Visits every field that is a value, with its dotted name; of lists of records those of the first, `covers.1.of`.
    pub(crate) fn walk(&self, prefix: &str, visit: &mut dyn FnMut(&str, &'static Facts)) {
        for field in self.fields {
            let name = format!("{prefix}{}", field.key);
            match field.need {
                Need::Part(part) => part.walk(&format!("{name}."), visit),
                Need::List(part) => part.walk(&format!("{name}.1."), visit),
                _ => visit(&name, field),
            }
        }
    }
    /// The field that a column holds, with provenance among them; `None`: there is no such column.
    pub(crate) fn column(&self, name: &str) -> Option<Column> {
        if let Some((_, of)) = of_field(name) {
            return self.fields.iter().any(|field| field.key == of).then_some(Column::Common);
        }
        if COMMON.iter().any(|(key, _)| *key == name && !OF_FIELDS.contains(key)) {
            return Some(Column::Common);
        }
        let mut kind = self.fields;
        let mut steps = name.split('.');
        loop {
            let key = steps.next()?;
            let field = kind.iter().find(|field| field.key == key)?;
            match field.need {
                Need::Part(part) => kind = part.fields,
                Need::List(part) => {
                    nth(steps.next()?)?;
                    kind = part.fields;
                }
                _ => return steps.next().is_none().then_some(Column::Field(field)),
            }
        }
    }
    /// The same with those that every table may have.
    fn all_columns(&self) -> Vec<String> {
        let mut known = self.columns();
        known.extend(COMMON.iter().filter(|(key, _)| !OF_FIELDS.contains(key)).map(|(key, _)| (*key).to_owned()));
        known
    }
    /// The same as they are found in a header.
    pub(crate) fn column_names(&self) -> ColumnNames {
        let mut known = self.all_columns();
        for of in OF_FIELDS {
            known.extend(self.all_columns().iter().map(|column| format!("{of}.{column}")));
        }
        ColumnNames::new(known)
    }
    /// Complains about columns that it does not have.
    pub(crate) fn check_columns(&self, columns: &[String], file: u16, complaints: &mut Complaints) {
        let known = self.all_columns();
        for (at, column) in columns.iter().enumerate() {
            if let Some((_, key)) = of_field(column) {
                if self.column(column).is_none() {
                    let advice = did_you_mean(key, known.iter().map(String::as_str));
                    complaints.error(
                        "BS0201",
                        Place::Header(file, at),
                        format!("{} have no column {}", self.list, quote(key)),
                        advice,
                    );
                }
            } else if self.column(column).is_none() {
                let near = did_you_mean(column, known.iter().map(String::as_str));
                let advice = if near.is_empty() {
                    format!("columns are {}", list_words(known.iter().map(String::as_str)))
                } else {
                    near
                };
                complaints.error(
                    "BS0201",
                    Place::Header(file, at),
                    format!("{} have no column {}", self.list, quote(column)),
                    advice,
                );
            }
        }
    }
}

/// What a column of a kind's table holds.
pub(crate) enum Column {
    /// A field, of the row or of a record inside.
    Field(&'static Facts),
    /// A key that every row may carry.
    Common,
}

/// A place in a list of records, as columns count it: from 1, without leading zeros.
pub(crate) fn nth(step: &str) -> Option<u32> {
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    step.parse().ok().filter(|nth| digits && *nth > 0 && !step.starts_with('0'))
}

/// Words in a sentence, cut where there are many.
pub(crate) fn list_words<'w>(words: impl Iterator<Item = &'w str>) -> String {
    const MOST: usize = 12;
    let mut list: Vec<String> = words.take(MOST + 1).map(|word| format!("`{word}`")).collect();
    if list.len() > MOST {
        list[MOST] = "…".to_owned();
    }
    list.join(", ")
}

/// A field's key: its identifier, which may be a word of Rust (`r#use`).
pub(crate) const fn key(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', ..] => identifier.split_at(2).1,
        _ => identifier,
    }
}

/// A kind of record.
pub(crate) trait Record: Sized {
    /// Facts about it.
    const KIND: Kind;
    /// Reads one; what is missing or wrong becomes a hole and a complaint.
    fn read(reader: &mut Reader<'_, '_>) -> Self;
}

/// Declares records: `must` fields have to be given, `may` fields can be absent, `with` fields have a default, `part` is a record inside, `list` a list of them.
macro_rules! record {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident: $word:literal in $list:literal {
            $( $(#[doc = $field_doc:literal])+ $need:ident $key:ident: $ty:ty $(= $default:literal)?, )*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            $( $(#[doc = $field_doc])+ pub $key: record!(@out $need $ty), )*
        }
        impl $crate::source::record::Record for $name {
            const KIND: $crate::source::record::Kind = $crate::source::record::Kind {
                word: $word,
                list: $list,
                doc: concat!($($doc),+),
                fields: &[$(
                    $crate::source::record::Facts {
                        key: $crate::source::record::key(stringify!($key)),
                        doc: concat!($($field_doc),+),
                        need: record!(@need $need $ty $(, $default)?),
                        shape: record!(@shape $need $ty),
                    },
                )*],
            };
            fn read(reader: &mut $crate::source::record::Reader<'_, '_>) -> Self {
                Self { $( $key: record!(@read reader $need $ty, $crate::source::record::key(stringify!($key)) $(, $default)?), )* }
            }
        }
    )*};
    (@out must $ty:ty) => { <$ty as $crate::source::record::Field>::Out };
    (@out with $ty:ty) => { <$ty as $crate::source::record::Field>::Out };
    (@out may $ty:ty) => { Option<<$ty as $crate::source::record::Field>::Out> };
    (@out part $ty:ty) => { Option<$ty> };
    (@out list $ty:ty) => { Vec<$ty> };
    (@need must $ty:ty) => { $crate::source::record::Need::Must };
    (@need may $ty:ty) => { $crate::source::record::Need::May };
    (@need with $ty:ty, $default:literal) => { $crate::source::record::Need::With($default) };
    (@need part $ty:ty) => { $crate::source::record::Need::Part(&<$ty as $crate::source::record::Record>::KIND) };
    (@need list $ty:ty) => { $crate::source::record::Need::List(&<$ty as $crate::source::record::Record>::KIND) };
    (@shape part $ty:ty) => { $crate::source::record::Shape::Text };
    (@shape list $ty:ty) => { $crate::source::record::Shape::Text };
    (@shape $need:ident $ty:ty) => { <$ty as $crate::source::record::Field>::SHAPE };
    (@read $reader:ident must $ty:ty, $key:expr) => { $reader.must::<$ty>($key) };
    (@read $reader:ident may $ty:ty, $key:expr) => { $reader.may::<$ty>($key) };
    (@read $reader:ident with $ty:ty, $key:expr, $default:literal) => {{
        // Read once, not for each of a million rows.
        static DEFAULT: std::sync::OnceLock<<$ty as $crate::source::record::Field>::Out> = std::sync::OnceLock::new();
        $reader.with::<$ty>($key, &DEFAULT, $default)
    }};
    (@read $reader:ident part $ty:ty, $key:expr) => { $reader.part::<$ty>($key) };
    (@read $reader:ident list $ty:ty, $key:expr) => { $reader.list::<$ty>($key) };
}
pub(crate) use record;

/// Where a row's fields come from.
#[derive(Clone, Copy)]
pub(crate) enum Fields<'a> {
    Toml(&'a DeTable<'a>),
    Cells { columns: &'a [String], cells: Cells<'a> },
}

/// Reads one record's fields and complains about them.
pub(crate) struct Reader<'r, 'a> {
    fields: Fields<'a>,
    place: RowPlace,
    path: String,
    context: &'r Context,
    complaints: &'r mut Complaints,
    kind: &'static str,
    /// Whether a hole was left.
    pub broken: bool,
    /// Column to look at first: fields mostly come in the order of the columns.
    hint: usize,
}

/// A row as read: the record, what is told about it, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Row<T> {
    pub it: T,
    pub told: Option<Box<Told>>,
    pub place: RowPlace,
    /// Something in it could not be read; it is kept so that others can refer to it.
    pub broken: bool,
}

/// Provenance as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub sources: Vec<String>,
    pub source_of: Vec<(String, String)>,
    pub as_of: Option<String>,
    pub confidence: Option<blackstart_model::model::Confidence>,
    pub knowable: Option<f64>,
    pub knowable_of: Vec<(String, f64)>,
}

/// Reads a whole row.
pub(crate) fn read_row<R: Record>(
    fields: Fields<'_>,
    place: RowPlace,
    context: &Context,
    complaints: &mut Complaints,
) -> Row<R> {
    let mut reader =
        Reader { fields, place, path: String::new(), context, complaints, kind: R::KIND.word, broken: false, hint: 0 };
    let it = R::read(&mut reader);
    let told = reader.told(&R::KIND);
    reader.no_others(&R::KIND, true);
    Row { it, told, place, broken: reader.broken }
}

/// Reads a record that is a table of its own, without provenance.
pub(crate) fn read_part<R: Record>(
    fields: Fields<'_>,
    place: RowPlace,
    allowed: &[&str],
    context: &Context,
    complaints: &mut Complaints,
) -> (R, bool) {
    let mut reader =
        Reader { fields, place, path: String::new(), context, complaints, kind: R::KIND.word, broken: false, hint: 0 };
    let it = R::read(&mut reader);
    reader.no_others_but(&R::KIND, allowed);
    (it, reader.broken)
}

impl<'a> Reader<'_, 'a> {
    fn get(&mut self, key: &str) -> Option<Given<'a>> {
        match self.fields {
            Fields::Toml(table) => table.get(key).map(|value| Given::Toml(value.get_ref())),
            Fields::Cells { columns, cells } => {
                let path = &self.path;
                let is = |column: &String| {
                    if path.is_empty() {
                        column == key
                    } else {
                        column.len() == path.len() + 1 + key.len()
                            && column.starts_with(path.as_str())
                            && column.as_bytes()[path.len()] == b'.'
                            && column.ends_with(key)
                    }
                };
                let count = columns.len();
                let column = (self.hint..count).chain(0..self.hint.min(count)).find(|at| is(&columns[*at]))?;
                self.hint = column + 1;
                cells.get(column)
            }
        }
    }

    fn inside(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn fault(&mut self, key: &str, fault: Fault) {
        let mut path = self.inside(key);
        if let Some(item) = fault.item {
            path = format!("{path}.{item}");
        }
        let place = Place::Field { row: self.place, path, key: false, inner: fault.inner };
        self.complaints.error(fault.code, place, format!("`{key}`: {}", fault.message), fault.advice);
        self.broken = true;
    }

    fn take<F: Field>(&mut self, key: &str, given: Given<'a>) -> F::Out {
        match F::read(given, self.context) {
            Ok(value) => {
                if F::SHAPE.is_uncertain()
                    && let Some(factor) = given.text().and_then(units::factor_of)
                {
                    let place = Place::Field { row: self.place, path: self.inside(key), key: false, inner: None };
                    self.complaints.factors.push((factor.to_owned(), place));
                }
                value
            }
            Err(fault) => {
                self.fault(key, fault);
                F::hole()
            }
        }
    }

    /// A field that has to be given.
    pub(crate) fn must<F: Field>(&mut self, key: &'static str) -> F::Out {
        match self.get(key) {
            Some(given) => self.take::<F>(key, given),
            None => {
                self.broken = true;
                self.lacks(key, F::SHAPE);
                F::hole()
            }
        }
    }

    /// Complains about a field that has to be given: of a table that lacks the column once, not in every row.
    fn lacks(&mut self, key: &'static str, shape: Shape) {
        let advice = format!("add `{key}`: {}", shape.expected());
        let column = self.inside(key);
        match self.fields {
            Fields::Cells { columns, .. } if !columns.contains(&column) => {
                let place = Place::Header(self.place.file, columns.len());
                let message = format!("this table has no column `{column}`, and each {} needs one", self.kind);
                self.complaints.error_once("BS0202", place, message, advice);
            }
            _ => {
                let place = self.place.at(self.path.clone());
                self.complaints.error("BS0202", place, format!("this {} has no `{key}`", self.kind), advice);
            }
        }
    }

    /// A field that can be absent.
    pub(crate) fn may<F: Field>(&mut self, key: &'static str) -> Option<F::Out> {
        self.get(key).map(|given| self.take::<F>(key, given))
    }

    /// A field with a default.
    pub(crate) fn with<F: Field>(
        &mut self,
        key: &'static str,
        default: &std::sync::OnceLock<F::Out>,
        text: &'static str,
    ) -> F::Out {
        match self.get(key) {
            Some(given) => self.take::<F>(key, given),
            None => default
                .get_or_init(|| {
                    let value = F::read(Given::Cell(text), self.context);
                    debug_assert!(value.is_ok(), "the default of `{key}` cannot be read");
                    value.unwrap_or_else(|_| F::hole())
                })
                .clone(),
        }
    }

    fn nested<R: Record>(&mut self, fields: Fields<'a>, path: String) -> R {
        let mut reader = Reader {
            fields,
            place: self.place,
            path,
            context: self.context,
            complaints: self.complaints,
            kind: R::KIND.word,
            broken: false,
            hint: 0,
        };
        let it = R::read(&mut reader);
        reader.no_others(&R::KIND, false);
        let broken = reader.broken;
        self.broken |= broken;
        it
    }

    /// A record inside.
    pub(crate) fn part<R: Record>(&mut self, key: &'static str) -> Option<R> {
        match self.fields {
            Fields::Toml(table) => {
                let value = table.get(key)?.get_ref();
                let Some(inner) = value.as_table() else {
                    let expected = format!("{key} = {{ {} = … }}", R::KIND.fields[0].key);
                    self.fault(key, Fault::wrong_type(Given::Toml(value), &expected));
                    return None;
                };
                let path = self.inside(key);
                Some(self.nested(Fields::Toml(inner), path))
            }
            Fields::Cells { columns, cells } => {
                let path = self.inside(key);
                let given = columns.iter().enumerate().any(|(at, column)| {
                    column.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
                        && cells.get(at).is_some()
                });
                given.then(|| self.nested(self.fields, path))
            }
        }
    }

    /// A list of records inside; in a table each has columns of its own, counted from 1: `covers.2.of`.
    pub(crate) fn list<R: Record>(&mut self, key: &'static str) -> Vec<R> {
        let table = match self.fields {
            Fields::Toml(table) => table,
            Fields::Cells { columns, cells } => {
                let path = self.inside(key);
                let numbered = |column: &str| {
                    let rest = column.strip_prefix(path.as_str())?.strip_prefix('.')?;
                    nth(rest.split_once('.')?.0)
                };
                let filled = columns.iter().enumerate().filter(|(at, _)| cells.get(*at).is_some());
                let there: BTreeSet<u32> = filled.filter_map(|(_, column)| numbered(column)).collect();
                return there.into_iter().map(|nth| self.nested(self.fields, format!("{path}.{nth}"))).collect();
            }
        };
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.fault(key, Fault::wrong_type(Given::Toml(value.get_ref()), "a list of tables"));
            return Vec::new();
        };
        let mut list = Vec::new();
        for (at, item) in items.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(inner) => {
                    let path = self.inside(&format!("{key}.{at}"));
                    list.push(self.nested(Fields::Toml(inner), path));
                }
                None => self.fault(key, Fault::wrong_type(Given::Toml(item.get_ref()), "a table { … }").in_item(at)),
            }
        }
        list
    }

    /// The keys that every row may carry.
    fn told(&mut self, kind: &Kind) -> Option<Box<Told>> {
        use super::fields::{Confidence, Day, Prose, Share, Sources};
        let sources = self.may::<Sources>("source").unwrap_or_default();
        let as_of = self.may::<Day>("as_of");
        let confidence = self.may::<Confidence>("confidence");
        self.may::<Prose>("note");
        let knowable = self.may::<Share>("knowable");
        let source_of = self.of_fields::<Sources>(kind, "source_of", "source_of = { key = \"source-id\" }");
        let source_of: Vec<(String, String)> =
            source_of.into_iter().flat_map(|(key, ids)| ids.into_iter().map(move |id| (key.clone(), id))).collect();
        let knowable_of = self.of_fields::<Share>(kind, "knowable_of", "knowable_of = { key = 0.5 }");
        self.warn_of_nothing_knowable(kind, knowable.is_some(), &knowable_of);
        let cited = !sources.is_empty() || !source_of.is_empty();
        let silent = !cited && as_of.is_none() && confidence.is_none() && knowable.is_none() && knowable_of.is_empty();
        (!silent).then(|| Box::new(Told { sources, source_of, as_of, confidence, knowable, knowable_of }))
    }

    /// Says where what could be found out is said of what never varies.
    fn warn_of_nothing_knowable(&mut self, kind: &Kind, of_row: bool, of_fields: &[(String, f64)]) {
        let advice = "leave it out, or say it where the distribution is";
        if of_row && !kind.fields.iter().any(Facts::may_vary) {
            let message = format!("nothing about a {} has a distribution: `knowable` says nothing", kind.word);
            self.complaints.warning("BS0966", self.place.at("knowable"), message, advice);
        }
        let fixed = |key: &str| kind.fields.iter().any(|field| field.key == key && !field.may_vary());
        for (key, _) in of_fields.iter().filter(|(key, _)| fixed(key)) {
            let message = format!("{} never has a distribution: `knowable_of` says nothing of it", quote(key));
            self.complaints.warning("BS0966", self.place.at(format!("knowable_of.{key}")), message, advice);
        }
    }

    /// What is said of single fields: a table with their keys, or a column for each.
    fn of_fields<F: Field>(&mut self, kind: &Kind, of: &'static str, expected: &str) -> Vec<(String, F::Out)> {
        let mut said = Vec::new();
        match self.fields {
            Fields::Toml(table) => {
                let Some(value) = table.get(of) else { return said };
                let Some(inner) = value.get_ref().as_table() else {
                    self.fault(of, Fault::wrong_type(Given::Toml(value.get_ref()), expected));
                    return said;
                };
                for (key, value) in inner {
                    let name = key.get_ref().as_ref();
                    if !kind.fields.iter().any(|field| field.key == name) {
                        let advice = did_you_mean(name, kind.fields.iter().map(|field| field.key));
                        let place = self.place.key(format!("{of}.{name}"));
                        let message = format!("this {} has no key {}", kind.word, quote(name));
                        self.complaints.error("BS0201", place, message, advice);
                        self.broken = true;
                    }
                    match F::read(Given::Toml(value.get_ref()), self.context) {
                        Ok(it) => said.push((name.to_owned(), it)),
                        Err(fault) => self.fault(&format!("{of}.{name}"), fault),
                    }
                }
            }
            Fields::Cells { columns, cells } => {
                for (at, column) in columns.iter().enumerate() {
                    let Some((_, key)) = of_field(column).filter(|(word, _)| *word == of) else { continue };
                    let Some(given) = cells.get(at) else { continue };
                    match F::read(given, self.context) {
                        Ok(it) => said.push((key.to_owned(), it)),
                        Err(fault) => self.fault(column, fault),
                    }
                }
            }
        }
        said
    }

    /// Complains about keys that the kind does not have. Tables are checked once, by their columns.
    fn no_others(&mut self, kind: &Kind, common: bool) {
        // Cells were checked by their columns, once for all rows.
        if matches!(self.fields, Fields::Toml(_)) {
            let common: Vec<&str> = COMMON.iter().filter(|_| common).map(|(key, _)| *key).collect();
            self.no_others_but(kind, &common);
        }
    }

    fn no_others_but(&mut self, kind: &Kind, allowed: &[&str]) {
        let Fields::Toml(table) = self.fields else {
            return;
        };
        for (key, _) in table {
            let key = key.get_ref().as_ref();
            let known = || kind.fields.iter().map(|field| field.key).chain(allowed.iter().copied());
            if !known().any(|known| known == key) {
                let near = did_you_mean(key, known());
                let advice = if near.is_empty() { format!("keys are {}", list_words(known())) } else { near };
                let place = self.place.key(self.inside(key));
                self.complaints.error("BS0201", place, format!("this {} has no key {}", kind.word, quote(key)), advice);
                self.broken = true;
            }
        }
    }
}
