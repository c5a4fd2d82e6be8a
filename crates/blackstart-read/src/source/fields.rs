//! Types of fields: how each is written, checked and described.

use super::place::{did_you_mean, quote};
use super::record::{Context, Fault, Field, Given, Shape, list_words};
use blackstart_model::attack;
use blackstart_model::backtest;
use blackstart_model::economy;
use blackstart_model::logic::{self, Expr};
use blackstart_model::loss::Form;
use blackstart_model::model;
use blackstart_model::scenario;
use blackstart_model::time;
use blackstart_model::units::{self, Dimension, Uncertain, Wrong};
use jiff::civil::{Date, DateTime};
use toml::de::DeValue;

impl Shape {
    /// What to write, for messages.
    pub(crate) fn expected(self) -> String {
        match self {
            Self::Text => "a text in quotes".into(),
            Self::Id => "an id of letters, digits, `-`, `_` and `.`".into(),
            Self::Ref(kind) => format!("the id of a {kind}"),
            Self::Refs(kind) => format!("ids of {kind}s"),
            Self::RefsOrAll(kind) => format!("ids of {kind}s, or \"all\""),
            Self::Logic => "systems and services such as \"all(erp, any(edi, phone))\"".into(),
            Self::Quantity(_, words) => words.into(),
            Self::Bool => "true or false".into(),
            Self::Whole(least) => format!("a whole number, at least {least}"),
            Self::Number => "a number".into(),
            Self::Words(words) | Self::WordList(words) => {
                format!("one of {}", list_words(words.iter().copied()))
            }
            Self::Texts | Self::Tokens => "a list of texts".into(),
            Self::Moment => "a date such as 2025-08-31, or 2025-08-31T18:00".into(),
        }
    }
}

impl From<units::Complaint> for Fault {
    fn from(complaint: units::Complaint) -> Self {
        let code = match complaint.what {
            Wrong::NotAQuantity | Wrong::UnknownUnit { .. } => "BS0204",
            Wrong::WrongDimension => "BS0205",
            Wrong::WrongCurrency => "BS0206",
            Wrong::NotFinite | Wrong::Negative | Wrong::OutOfRange | Wrong::Order => "BS0207",
            Wrong::Extreme => "BS0217",
            Wrong::TooLong | Wrong::TooDeep => "BS0208",
            Wrong::NotAMoment => "BS0209",
            Wrong::NotAShift => "BS0210",
            Wrong::NotALogic => "BS0211",
            Wrong::ImpossibleLogic => "BS0212",
        };
        let inner = (complaint.len > 0 || complaint.at > 0).then_some((complaint.at, complaint.len));
        Self { code, message: complaint.message, advice: complaint.advice, item: None, inner }
    }
}

fn out_of_range(message: impl Into<String>, advice: impl Into<String>) -> Fault {
    Fault::new("BS0207", message, advice)
}

fn within(text: &str, context: &Context) -> Result<(), Fault> {
    if text.len() > context.text_bytes {
        return Err(Fault::new("BS0208", format!("this text is longer than {} bytes", context.text_bytes), ""));
    }
    Ok(())
}

/// Longest id \[bytes\].
const LONGEST_ID: usize = 200;

pub(crate) fn check_id(text: &str) -> Result<(), Fault> {
    if text.len() > LONGEST_ID {
        return Err(Fault::new(
            "BS0214",
            format!("this id is longer than {LONGEST_ID} characters"),
            "shorten it; long names belong in `title`",
        ));
    }
    if !logic::is_name(text) {
        return Err(Fault::new(
            "BS0214",
            format!("{} cannot be an id", quote(text)),
            "use letters, digits, `-`, `_` and `.` only; names for people belong in `title`",
        ));
    }
    Ok(())
}

/// Characters that no honest text of one line has: they command a terminal, or turn what is shown around.
pub(crate) fn commands(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn no_commands(text: &str, allowed: &[char]) -> Result<(), Fault> {
    let mut found = text.chars().filter(|it| commands(*it) && !allowed.contains(it));
    match found.next() {
        None => Ok(()),
        Some(character) => Err(Fault::new(
            "BS0218",
            format!("this text has the control character U+{:04X}", u32::from(character)),
            "delete it: texts are letters, digits, punctuation and blanks",
        )),
    }
}

/// Text of several lines.
pub(crate) struct Prose;
impl Field for Prose {
    type Out = String;
    const SHAPE: Shape = Shape::Text;
    fn hole() -> String {
        String::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<String, Fault> {
        let text = written(given, context)?;
        no_commands(&text, &['\n', '\r', '\t'])?;
        Ok(text)
    }
}

/// Text of one line.
pub(crate) struct Text;
impl Field for Text {
    type Out = String;
    const SHAPE: Shape = Shape::Text;
    fn hole() -> String {
        String::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<String, Fault> {
        let text = written(given, context)?;
        no_commands(&text, &[])?;
        Ok(text)
    }
}

fn written(given: Given<'_>, context: &Context) -> Result<String, Fault> {
    if let Given::Number(number) = given {
        return Ok(number.to_string());
    }
    let text = given.text().ok_or_else(|| Fault::wrong_type(given, "a text in quotes"))?;
    within(text, context)?;
    Ok(text.to_owned())
}

fn read_id(given: Given<'_>) -> Result<String, Fault> {
    let text = match given {
        Given::Number(number) => number.to_string(),
        _ => given.text().ok_or_else(|| Fault::wrong_type(given, "an id in quotes"))?.to_owned(),
    };
    check_id(&text)?;
    Ok(text)
}

/// An id of its own.
pub(crate) struct Id;
impl Field for Id {
    type Out = String;
    const SHAPE: Shape = Shape::Id;
    fn hole() -> String {
        String::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<String, Fault> {
        let id = read_id(given)?;
        if logic::WORDS.iter().any(|word| id.eq_ignore_ascii_case(word)) {
            return Err(Fault::new(
                "BS0219",
                format!("{} is a word of the logic and cannot be an id", quote(&id)),
                format!("choose another id, such as `{}-1`; names for people belong in `title`", id.to_lowercase()),
            ));
        }
        Ok(id)
    }
}

fn read_ids(given: Given<'_>) -> Result<Vec<String>, Fault> {
    match given {
        Given::Toml(DeValue::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(at, item)| read_id(Given::Toml(item.get_ref())).map_err(|fault| fault.in_item(at)))
            .collect(),
        Given::Toml(DeValue::String(_)) => read_id(given).map(|id| vec![id]),
        Given::Cell(text) => text
            .split(|character: char| character == ';' || character.is_whitespace())
            .filter(|word| !word.is_empty())
            .map(|word| check_id(word).map(|()| word.to_owned()))
            .collect(),
        Given::Number(_) => read_id(given).map(|id| vec![id]),
        Given::Toml(_) => Err(Fault::wrong_type(given, "a list of ids: [\"a\", \"b\"]")),
    }
}

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident: $kind:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Field for $name {
            type Out = String;
            const SHAPE: Shape = Shape::Ref($kind);
            fn hole() -> String {
                String::new()
            }
            fn read(given: Given<'_>, _: &Context) -> Result<String, Fault> {
                read_id(given)
            }
        }
    )*};
}
references! {
    /// A zone.
    AZone: "zone";
    /// A system.
    ASystem: "system";
    /// A service.
    AService: "service";
    /// A crew.
    ACrew: "crew";
    /// A calendar.
    ACalendar: "calendar";
    /// A season.
    ASeason: "season";
    /// A product.
    AProduct: "product";
    /// A party.
    AParty: "party";
    /// A site.
    ASite: "site";
}

macro_rules! reference_lists {
    ($($(#[$doc:meta])* $name:ident: $kind:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Field for $name {
            type Out = Vec<String>;
            const SHAPE: Shape = Shape::Refs($kind);
            fn hole() -> Vec<String> {
                Vec::new()
            }
            fn read(given: Given<'_>, _: &Context) -> Result<Vec<String>, Fault> {
                read_ids(given)
            }
        }
    )*};
}
reference_lists! {
    /// Sources, for keys that every row has.
    Sources: "source";
    /// Zones.
    Zones: "zone";
    /// Systems.
    Systems: "system";
    /// Services.
    Services: "service";
    /// Sites.
    Sites: "site";
    /// Conduits.
    Conduits: "conduit";
    /// Classes of credentials.
    Credentials: "credential";
    /// Techniques of an attack.
    Techniques: "technique";
    /// What an attacker has.
    States: "state";
    /// Parties.
    Parties: "party";
    /// Data that systems hold.
    DataHeld: "data";
}

/// What an attacker has: states, or steps of a MAL model (`asset:step`), which are no ids.
pub(crate) struct StatesOrSteps;
impl Field for StatesOrSteps {
    type Out = Vec<String>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Vec<String> {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Vec<String>, Fault> {
        NameList::read(given, context)
    }
}

/// Names of firms, sectors or regions: texts or whole numbers.
pub(crate) struct NameList;
impl Field for NameList {
    type Out = Vec<String>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Vec<String> {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Vec<String>, Fault> {
        match given {
            Given::Toml(DeValue::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, item)| Text::read_name(Given::Toml(item.get_ref()), context).map_err(|it| it.in_item(at)))
                .collect(),
            Given::Cell(text) => {
                within(text, context)?;
                Ok(text.split(';').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
            }
            _ => Text::read_name(given, context).map(|name| vec![name]),
        }
    }
}

impl Text {
    fn read_name(given: Given<'_>, context: &Context) -> Result<String, Fault> {
        match given.number() {
            Some(number) if number.fract() == 0.0 && number.abs() < EXACT as f64 => Ok((number as i64).to_string()),
            Some(_) => Err(Fault::wrong_type(given, "a name in quotes or a whole number")),
            None => Self::read(given, context),
        }
    }
}

/// Ways of tasks, as a cell: `rebuild=contractors; start=overtime`.
pub(crate) struct TaskModes;
impl Field for TaskModes {
    type Out = Vec<(model::TaskKind, String)>;
    const SHAPE: Shape = Shape::Text;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Self::Out, Fault> {
        let advice = "write `task=way`, several with `;` between them: `rebuild=contractors; start=overtime`";
        let text = given.text().ok_or_else(|| Fault::wrong_type(given, "ways of tasks"))?;
        within(text, context)?;
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let read = parts.map(|part| {
            let (task, way) = part
                .split_once('=')
                .ok_or_else(|| Fault::new("BS0203", format!("{} names no way", quote(part)), advice))?;
            let way = way.trim();
            check_id(way)?;
            Ok((choose(task.trim(), TaskWord::WORDS)?, way.to_owned()))
        });
        read.collect()
    }
}

/// Systems, or all of them.
pub(crate) struct SystemsOrAll;
/// Ids, or all there are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Chosen {
    All,
    These(Vec<String>),
}
impl Field for SystemsOrAll {
    type Out = Chosen;
    const SHAPE: Shape = Shape::RefsOrAll("system");
    fn hole() -> Chosen {
        Chosen::These(Vec::new())
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Chosen, Fault> {
        if given.text() == Some("all") { Ok(Chosen::All) } else { read_ids(given).map(Chosen::These) }
    }
}

/// Services with the level each must have: `"id"` or `"id@0.8"`.
pub(crate) struct ServiceLevels;
impl Field for ServiceLevels {
    type Out = Vec<(String, f64)>;
    const SHAPE: Shape = Shape::Tokens;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Self::Out, Fault> {
        let one = |text: &str| -> Result<(String, f64), Fault> {
            let (id, level) = match text.split_once('@') {
                None => (text, 1.0),
                Some((id, level)) => {
                    let at = id.len() + 1;
                    (
                        id,
                        units::quantity(level, Dimension::Share, &context.currency)
                            .map_err(|complaint| complaint.shifted(at))?,
                    )
                }
            };
            check_id(id)?;
            Ok((id.to_owned(), level))
        };
        match given {
            Given::Toml(DeValue::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, item)| {
                    let text = item
                        .get_ref()
                        .as_str()
                        .ok_or_else(|| Fault::wrong_type(Given::Toml(item.get_ref()), "a service, or \"service@0.8\""));
                    text.and_then(one).map_err(|fault| fault.in_item(at))
                })
                .collect(),
            Given::Toml(DeValue::String(text)) => one(text).map(|level| vec![level]),
            // A place within the cell would have to be counted from its beginning; the cell itself is clear enough.
            Given::Cell(text) => text
                .split(|character: char| character == ';' || character.is_whitespace())
                .filter(|word| !word.is_empty())
                .map(|word| one(word).map_err(|fault| Fault { inner: None, ..fault }))
                .collect(),
            _ => Err(Fault::wrong_type(given, "a list of services: [\"order-taking\", \"shipping@0.8\"]")),
        }
    }
}

/// Crews with heads of each: `"id"` (one) or `"id@4"`.
pub(crate) struct CrewHeads;
impl Field for CrewHeads {
    type Out = Vec<(String, u32)>;
    const SHAPE: Shape = Shape::Tokens;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Self::Out, Fault> {
        let one = |text: &str| -> Result<(String, u32), Fault> {
            let (id, heads) = match text.split_once('@') {
                None => (text, 1),
                Some((id, heads)) => (id, SomeHeads::read(Given::Cell(heads.trim()), context)?),
            };
            check_id(id)?;
            Ok((id.to_owned(), heads))
        };
        match given {
            Given::Toml(DeValue::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, item)| {
                    let text = item.get_ref().as_str().ok_or_else(|| {
                        Fault::wrong_type(Given::Toml(item.get_ref()), "a crew, or \"crew@4\" for four of it")
                    });
                    text.and_then(one).map_err(|fault| fault.in_item(at))
                })
                .collect(),
            Given::Toml(DeValue::String(text)) => one(text).map(|crew| vec![crew]),
            Given::Cell(text) => text
                .split(|character: char| character == ';' || character.is_whitespace())
                .filter(|word| !word.is_empty())
                .map(|word| one(word).map_err(|fault| Fault { inner: None, ..fault }))
                .collect(),
            _ => Err(Fault::wrong_type(given, "crews, like [\"clean-room\", \"bandwidth@4\"]")),
        }
    }
}

/// Logic over systems and services.
pub(crate) struct Logic;
/// Logic as written: one text, or a list that means all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    One(Expr),
    List(Vec<Expr>),
}
impl Written {
    /// Names with their places: item of the list, first byte.
    pub(crate) fn names(&self) -> Vec<(Option<usize>, usize, &str)> {
        match self {
            Self::One(expr) => expr.names().into_iter().map(|(name, at)| (None, at, name)).collect(),
            Self::List(list) => list
                .iter()
                .enumerate()
                .flat_map(|(item, expr)| expr.names().into_iter().map(move |(name, at)| (Some(item), at, name)))
                .collect(),
        }
    }
}
impl Field for Logic {
    type Out = Written;
    const SHAPE: Shape = Shape::Logic;
    fn hole() -> Written {
        Written::List(Vec::new())
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Written, Fault> {
        match given {
            Given::Toml(DeValue::Array(items)) => {
                if items.is_empty() {
                    return Err(Fault::new(
                        "BS0212",
                        "the list is empty",
                        "name at least one system or service, or delete the key",
                    ));
                }
                let one = |(at, item): (usize, &toml::Spanned<DeValue<'_>>)| {
                    let text = item
                        .get_ref()
                        .as_str()
                        .ok_or_else(|| Fault::wrong_type(Given::Toml(item.get_ref()), "a name or a logic in quotes"));
                    text.and_then(|text| logic::logic(text).map_err(Fault::from)).map_err(|fault| fault.in_item(at))
                };
                items.iter().enumerate().map(one).collect::<Result<_, _>>().map(Written::List)
            }
            _ => {
                let text = given.text().ok_or_else(|| Fault::wrong_type(given, &Shape::Logic.expected()))?;
                Ok(Written::One(logic::logic(text)?))
            }
        }
    }
}

/// `true` or `false`.
pub(crate) struct Bool;
impl Field for Bool {
    type Out = bool;
    const SHAPE: Shape = Shape::Bool;
    fn hole() -> bool {
        false
    }
    fn read(given: Given<'_>, _: &Context) -> Result<bool, Fault> {
        match given {
            Given::Toml(DeValue::Boolean(value)) => Ok(*value),
            Given::Cell(text) => truth(text).ok_or_else(|| Fault::wrong_type(given, "true or false")),
            _ => Err(Fault::wrong_type(given, "true or false, without quotes")),
        }
    }
}

/// What a cell says of truth: as a word in any case, or as the number that some spreadsheets keep (LibreOffice saves TRUE as 1).
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn read_whole(given: Given<'_>, least: u64, most: u64) -> Result<u64, Fault> {
    let number = match given {
        Given::Cell(text) => text.parse().ok(),
        _ => given.number(),
    };
    let number = number.ok_or_else(|| Fault::wrong_type(given, "a whole number"))?;
    if !number.is_finite() || number.fract() != 0.0 || number < least as f64 || number > most as f64 {
        return Err(out_of_range(
            "this is not a whole number in the range of the field",
            format!("write a whole number from {least} to {most}"),
        ));
    }
    // Exact: the bounds are below 2^53.
    Ok(number as u64)
}

/// Largest whole number that keeps its last digit as a floating-point one.
const EXACT: u64 = 1 << 53;

macro_rules! wholes {
    ($($(#[$doc:meta])* $name:ident: $out:ty, $least:literal, $most:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Field for $name {
            type Out = $out;
            const SHAPE: Shape = Shape::Whole($least);
            fn hole() -> $out {
                1
            }
            fn read(given: Given<'_>, _: &Context) -> Result<$out, Fault> {
                let value = read_whole(given, $least, $most)?;
                <$out>::try_from(value).map_err(|_| out_of_range("this number is too large", ""))
            }
        }
    )*};
}
wholes! {
    /// The format's version.
    Version: u64, 1, EXACT;
    /// Heads.
    Heads: u32, 0, 1_000_000;
    /// Heads that a task needs.
    SomeHeads: u32, 1, 1_000_000;
    /// Replicates.
    Replicates: u64, 1, 100_000_000;
    /// A seed.
    Seed: u64, 0, EXACT;
    /// A step.
    Step: u64, 0, 1_000_000_000;
}

/// Largest size of a bare number.
const LARGEST: f64 = 1e18;

/// Any number of a size that can be computed with.
pub(crate) struct Number;
impl Field for Number {
    type Out = f64;
    const SHAPE: Shape = Shape::Number;
    fn hole() -> f64 {
        0.0
    }
    fn read(given: Given<'_>, _: &Context) -> Result<f64, Fault> {
        let number = match given {
            Given::Cell(text) => text.parse().ok(),
            _ => given.number(),
        };
        let number: f64 = number.ok_or_else(|| Fault::wrong_type(given, "a number"))?;
        if !number.is_finite() {
            return Err(out_of_range("this number is not finite", ""));
        }
        let size = number.abs();
        if size != 0.0 && !(Dimension::LEAST..=LARGEST).contains(&size) {
            let bounds = format!("a number is 0, or between {:e} and {LARGEST:e} in size", Dimension::LEAST);
            return Err(Fault::new("BS0217", "this number is too small or too large", bounds));
        }
        Ok(number)
    }
}

fn exact(given: Given<'_>, dimension: Dimension, context: &Context) -> Result<f64, Fault> {
    match given.text() {
        Some(text) => Ok(units::quantity(text, dimension, &context.currency)?),
        None => match given.number() {
            Some(number) => Ok(units::plain(number, dimension, &context.currency)?),
            None => Err(Fault::wrong_type(given, &dimension.expected(&context.currency))),
        },
    }
}

fn unsure(given: Given<'_>, dimension: Dimension, context: &Context) -> Result<Uncertain, Fault> {
    match given.text() {
        Some(text) => Ok(units::uncertain(text, dimension, &context.currency)?),
        None => exact(given, dimension, context).map(Uncertain::Fixed),
    }
}

/// What values a quantity may have besides its dimension's own bounds.
#[derive(Clone, Copy)]
enum Bounds {
    /// Finite.
    Finite,
    /// Finite and above zero.
    Positive,
    /// Finite and above zero, however it is drawn.
    PositiveThroughout,
    /// Finite and at least one.
    AtLeastOne,
    /// `"forever"` too.
    Endless,
    /// As [`Bounds::AtLeastOne`], or without limit.
    AtLeastOneOrEndless,
}

impl Bounds {
    fn check(self, low: f64, high: f64) -> Result<(), Fault> {
        let endless = matches!(self, Self::Endless | Self::AtLeastOneOrEndless);
        // A lognormal has no highest value, and yet is finite; only the lowest tells.
        if low == f64::INFINITY && !endless {
            return Err(out_of_range("this must be finite", "write a duration such as \"30d\""));
        }
        match self {
            Self::Positive | Self::PositiveThroughout if high <= 0.0 => {
                Err(out_of_range("this must be more than zero", ""))
            }
            // A lognormal comes as near to 0 as it likes, but never there.
            Self::PositiveThroughout if low <= 0.0 && high < f64::INFINITY => {
                Err(out_of_range("this must be more than zero, however it is drawn", "write a lowest value above 0"))
            }
            Self::AtLeastOne | Self::AtLeastOneOrEndless if low < 1.0 => {
                Err(out_of_range("this factor must be at least 1", "1 means: no change"))
            }
            _ => Ok(()),
        }
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident: $dimension:ident, $bounds:ident, $definition:literal, $words:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Field for $name {
            type Out = f64;
            const SHAPE: Shape = Shape::Quantity($definition, $words);
            fn hole() -> f64 {
                0.0
            }
            fn read(given: Given<'_>, context: &Context) -> Result<f64, Fault> {
                let value = exact(given, Dimension::$dimension, context)?;
                Bounds::$bounds.check(value, value)?;
                Ok(value)
            }
        }
    )*};
}
quantities! {
    /// A finite duration \[h\].
    Duration: Hours, Finite, "duration", "a duration such as \"3d\"";
    /// A duration that may be for ever \[h\].
    LongDuration: Hours, Endless, "duration", "a duration such as \"3d\", or \"forever\"";
    /// A duration above zero \[h\].
    SomeDuration: Hours, Positive, "duration", "a duration such as \"3d\"";
    /// A rate \[units/day\].
    /// A rate above zero \[units/day\].
    SomeRate: PerDay, Positive, "rate", "a rate such as \"540/d\"";
    /// Money.
    Money: Money, Finite, "money", "an amount such as \"£2.5m\"";
    /// A share 0–1.
    Share: Share, Finite, "share", "a share such as 0.35 or \"35%\"";
    /// A share above 0, up to 1.
    SomeShare: Share, Positive, "share", "a share such as 0.35 or \"35%\", above 0";
    /// A factor ≥ 1.
    Growth: Factor, AtLeastOneOrEndless, "factor", "a factor such as 1.2, at least 1";
    /// A factor ≥ 0.
    Times: Factor, Finite, "factor", "a factor such as 1.2";
    /// Cost of cash per year.
    Interest: Factor, Finite, "share", "a share per year such as 0.08 or \"8%\"";
}

/// Times a year.
pub(crate) struct Frequency;
impl Field for Frequency {
    type Out = f64;
    const SHAPE: Shape = Shape::Quantity("factor", "a number a year such as 0.05");
    fn hole() -> f64 {
        0.0
    }
    fn read(given: Given<'_>, context: &Context) -> Result<f64, Fault> {
        exact(given, Dimension::Factor, context)
            .map_err(|fault| Fault { advice: "a rate is a number a year: 0.02 is once in fifty years".into(), ..fault })
    }
}

macro_rules! uncertain_quantities {
    ($($(#[$doc:meta])* $name:ident: $dimension:ident, $bounds:ident, $definition:literal, $words:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Field for $name {
            type Out = Uncertain;
            const SHAPE: Shape = Shape::Quantity($definition, $words);
            fn hole() -> Uncertain {
                Uncertain::ZERO
            }
            fn read(given: Given<'_>, context: &Context) -> Result<Uncertain, Fault> {
                let value = unsure(given, Dimension::$dimension, context)?;
                Bounds::$bounds.check(value.low(), value.high())?;
                Ok(value)
            }
        }
    )*};
}
uncertain_quantities! {
    /// A finite duration \[h\].
    UDuration: Hours, Finite, "uncertain-duration", "a duration such as \"3d\", or \"pert(2d, 3d, 6d)\"";
    /// A duration that may be for ever \[h\].
    ULongDuration: Hours, Endless, "uncertain-duration", "a duration such as \"3d\", \"forever\", or \"pert(2d, 3d, 6d)\"";
    /// Money.
    UMoney: Money, Finite, "uncertain-money", "an amount such as \"£2.5m\", or \"pert(£1m, £2m, £5m)\"";
    /// Money \[per day\].
    UMoneyRate: MoneyPerDay, Finite, "uncertain-money-rate", "money per time such as \"£5m/d\"";
    /// Money \[per hour\].
    UMoneyPerHour: MoneyPerHour, Finite, "uncertain-money", "money per hour such as \"£80\"";
    /// A rate above 0 \[per day\].
    USomeRate: PerDay, PositiveThroughout, "uncertain-rate", "a rate such as \"540/d\", or \"uniform(500/d, 600/d)\"";
    /// A rate \[per day\].
    URate: PerDay, Finite, "uncertain-rate", "a rate such as \"540/d\", or \"uniform(500/d, 600/d)\"";
    /// A share 0–1.
    UShare: Share, Finite, "uncertain-share", "a share such as 0.35, or \"uniform(20%, 50%)\"";
    /// A factor ≥ 1.
    UGrowth: Factor, AtLeastOne, "uncertain-factor", "a factor such as 1.2, at least 1";
    /// A factor > 0.
    USomeTimes: Factor, Positive, "uncertain-factor", "a factor such as 1.2, above 0";
    /// How many there are.
    UCount: Factor, Finite, "uncertain-factor", "a number such as 40000, or \"pert(30000, 40000, 90000)\"";
    /// A factor ≥ 0.
    UTimes: Factor, Finite, "uncertain-factor", "a factor such as 0.8, or \"uniform(0.7, 0.9)\"";
}

/// The text of a date, from TOML or from a text.
fn moment_text(given: Given<'_>) -> Option<String> {
    match given {
        Given::Toml(DeValue::Datetime(datetime)) => Some(datetime.to_string()),
        _ => given.text().map(str::to_owned),
    }
}

/// A complaint about a TOML date has no place in a text.
fn about_date(given: Given<'_>, complaint: units::Complaint) -> Fault {
    let fault = Fault::from(complaint);
    if given.text().is_none() { Fault { inner: None, ..fault } } else { fault }
}

/// A date or moment.
pub(crate) struct Moment;
impl Field for Moment {
    type Out = DateTime;
    const SHAPE: Shape = Shape::Moment;
    fn hole() -> DateTime {
        DateTime::constant(2000, 1, 1, 0, 0, 0, 0)
    }
    fn read(given: Given<'_>, _: &Context) -> Result<DateTime, Fault> {
        let text = moment_text(given).ok_or_else(|| Fault::wrong_type(given, &Shape::Moment.expected()))?;
        time::moment(&text).map_err(|complaint| about_date(given, complaint))
    }
}

/// A date, kept as written.
pub(crate) struct Day;
impl Field for Day {
    type Out = String;
    const SHAPE: Shape = Shape::Moment;
    fn hole() -> String {
        String::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<String, Fault> {
        Moment::read(given, context)?;
        moment_text(given).ok_or_else(|| Fault::wrong_type(given, &Shape::Moment.expected()))
    }
}

/// A date of a publication: a year or a month will do.
pub(crate) struct LooseDay;
impl Field for LooseDay {
    type Out = String;
    const SHAPE: Shape = Shape::Moment;
    fn hole() -> String {
        String::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<String, Fault> {
        let text = match given {
            Given::Toml(DeValue::Integer(year)) => year.as_str().to_owned(),
            Given::Number(year) => year.to_string(),
            _ => moment_text(given).ok_or_else(|| Fault::wrong_type(given, &Shape::Moment.expected()))?,
        };
        let filled = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.clone(),
        };
        match time::moment(&filled) {
            Ok(_) => Ok(text),
            // Complained about as written.
            Err(_) => Moment::read(given, context).map(|_| text),
        }
    }
}

/// A moment of a scenario: a date, or a duration from its start \[h\].
pub(crate) struct When;
impl Field for When {
    type Out = f64;
    const SHAPE: Shape = Shape::Quantity("when", "a duration from `start` such as \"3d\", or a date");
    fn hole() -> f64 {
        0.0
    }
    fn read(given: Given<'_>, context: &Context) -> Result<f64, Fault> {
        match moment_text(given) {
            Some(text) => time::hours_from(&text, context.start).map_err(|complaint| about_date(given, complaint)),
            None => exact(given, Dimension::Hours, context),
        }
    }
}

/// The same, known or not \[h\].
pub(crate) struct UWhen;
impl Field for UWhen {
    type Out = Uncertain;
    const SHAPE: Shape =
        Shape::Quantity("uncertain-when", "a duration from `start` such as \"3d\" or \"pert(2d, 3d, 6d)\", or a date");
    fn hole() -> Uncertain {
        Uncertain::ZERO
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Uncertain, Fault> {
        match moment_text(given) {
            Some(text) => {
                time::uncertain_hours_from(&text, context.start).map_err(|complaint| about_date(given, complaint))
            }
            None => exact(given, Dimension::Hours, context).map(Uncertain::Fixed),
        }
    }
}

fn texts<T>(given: Given<'_>, one: impl Fn(&str) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    match given {
        Given::Toml(DeValue::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let given = Given::Toml(item.get_ref());
                let text = moment_text(given).ok_or_else(|| Fault::wrong_type(given, "a text in quotes"));
                text.and_then(|text| one(&text)).map_err(|fault| fault.in_item(at))
            })
            .collect(),
        Given::Cell(text) => text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| one(part).map_err(|fault| Fault { inner: None, ..fault }))
            .collect(),
        _ => match moment_text(given) {
            Some(text) => one(&text).map(|it| vec![it]),
            None => Err(Fault::wrong_type(given, "a list of texts")),
        },
    }
}

/// Shifts of a working calendar, as spans in hours from Monday 00:00.
pub(crate) struct Shifts;
impl Field for Shifts {
    type Out = Vec<(f64, f64)>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Self::Out, Fault> {
        Ok(texts(given, |text| Ok(time::shift(text)?))?.into_iter().flatten().collect())
    }
}

/// What has been lost after some times of standing still \[h, money\]: `"1d: £200k"`.
pub(crate) struct LossOverTime;
impl LossOverTime {
    /// Most times: a business impact analysis has a handful, and each is looked at in every history.
    const MOST: usize = 100;

    fn one(text: &str, context: &Context) -> Result<(f64, f64), Fault> {
        within(text, context)?;
        let Some((after, loss)) = text.split_once(':') else {
            return Err(Fault::new(
                "BS0415",
                format!("{} is not a time and a loss", quote(text)),
                "write what has been lost by then, as in \"1d: £200k\"",
            ));
        };
        let hours = units::quantity(after, Dimension::Hours, &context.currency)?;
        let loss = units::quantity(loss, Dimension::Money, &context.currency)
            .map_err(|complaint| complaint.shifted(after.len() + 1))?;
        Bounds::Positive.check(hours, hours)?;
        Ok((hours, loss))
    }
}
impl Field for LossOverTime {
    type Out = Vec<(f64, f64)>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, context: &Context) -> Result<Self::Out, Fault> {
        let points = texts(given, |text| Self::one(text, context))?;
        if points.len() > Self::MOST {
            let message = format!("these are {} times; at most {} are read", points.len(), Self::MOST);
            return Err(Fault::new("BS0208", message, "a handful of times say as much"));
        }
        let falls = |pair: &[(f64, f64)]| pair[1].0 <= pair[0].0 || pair[1].1 < pair[0].1;
        match points.windows(2).position(falls) {
            None => Ok(points),
            Some(at) => {
                let fault = Fault::new(
                    "BS0415",
                    "this is no later than the time before it, or its loss is lower",
                    "write all that has been lost by each time, the shortest time first",
                );
                // A cell has no items to point at.
                Err(if matches!(given, Given::Toml(_)) { fault.in_item(at + 1) } else { fault })
            }
        }
    }
}

/// Days without work.
pub(crate) struct DaysOff;
impl Field for DaysOff {
    type Out = Vec<(DateTime, DateTime)>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Self::Out, Fault> {
        texts(given, |text| Ok(time::days_off(text)?))
    }
}

fn choose<T: Copy>(text: &str, words: &[(&'static str, T)]) -> Result<T, Fault> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
        let near = did_you_mean(text, words.iter().map(|(word, _)| *word));
        let advice = if near.is_empty() {
            format!("write one of {}", list_words(words.iter().map(|(word, _)| *word)))
        } else {
            near
        };
        Fault::new("BS0213", format!("{} is not a word of this field", quote(text)), advice)
    })
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $out:ty { $($word:literal => $value:expr),+ $(,)? })*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl $name {
            const WORDS: &'static [(&'static str, $out)] = &[$(($word, $value)),+];
        }
        impl Field for $name {
            type Out = $out;
            const SHAPE: Shape = Shape::Words(&[$($word),+]);
            fn hole() -> $out {
                Self::WORDS[0].1
            }
            fn read(given: Given<'_>, _: &Context) -> Result<$out, Fault> {
                choose(given.text().ok_or_else(|| Fault::wrong_type(given, "a word in quotes"))?, Self::WORDS)
            }
        }
    )*};
}

words! {
    /// How sure a number is.
    Confidence: model::Confidence {
        "assumed" => model::Confidence::Assumed,
        "derived" => model::Confidence::Derived,
        "reported" => model::Confidence::Reported,
        "verified" => model::Confidence::Verified,
    }
    /// A recovery resource.
    Resource: model::Resource {
        "directory" => model::Resource::Directory,
        "hypervisor" => model::Resource::Hypervisor,
        "backup" => model::Resource::Backup,
    }
    /// What a party is to the company.
    PartyKind: model::PartyKind {
        "company" => model::PartyKind::Company,
        "supplier" => model::PartyKind::Supplier,
        "dealer" => model::PartyKind::Dealer,
        "customer" => model::PartyKind::Customer,
        "insurer" => model::PartyKind::Insurer,
        "state" => model::PartyKind::State,
        "other" => model::PartyKind::Other,
    }
    /// One of the five things a site does.
    AChannel: model::Channel {
        "order" => model::Channel::Order,
        "produce" => model::Channel::Produce,
        "ship" => model::Channel::Ship,
        "sell" => model::Channel::Sell,
        "pay" => model::Channel::Pay,
    }
    /// Why something fell.
    FallCause: scenario::FallCause {
        "shutdown" => scenario::FallCause::Shutdown,
        "attacker" => scenario::FallCause::Attacker,
    }
    /// What a level below 1 means.
    LevelKind: scenario::LevelKind {
        "pace" => scenario::LevelKind::Pace,
        "offer" => scenario::LevelKind::Offer,
    }
    /// How a ramp climbs.
    RampCurve: model::RampCurve {
        "linear" => model::RampCurve::Linear,
        "s" => model::RampCurve::S,
    }
    /// How the priority list is made.
    Rule: scenario::PriorityRule {
        "listed" => scenario::PriorityRule::Listed,
        "shortest" => scenario::PriorityRule::Shortest,
        "most-waiting" => scenario::PriorityRule::MostWaiting,
    }
    /// Whether shutdown rules are followed.
    Doctrine: attack::Doctrine {
        "as-written" => attack::Doctrine::AsWritten,
        "never" => attack::Doctrine::Never,
        "always" => attack::Doctrine::Always,
    }
    /// What ledger and totals are kept by.
    LedgerSpan: scenario::LedgerSpan {
        "month" => scenario::LedgerSpan::Month,
        "week" => scenario::LedgerSpan::Week,
        "day" => scenario::LedgerSpan::Day,
    }
    /// How a priority list is worked through.
    Policy: scenario::RestorePolicy {
        "serial" => scenario::RestorePolicy::Serial,
        "ranked" => scenario::RestorePolicy::Ranked,
        "in-order" => scenario::RestorePolicy::InOrder,
    }
    /// What a fact is about: a task, or the investigation.
    TaskWord: model::TaskKind {
        "rebuild" => model::TaskKind::Rebuild,
        "verify" => model::TaskKind::Verify,
        "start" => model::TaskKind::Start,
        "test" => model::TaskKind::Test,
    }
    /// A task, or the investigation.
    FactWord: Option<model::TaskKind> {
        "rebuild" => Some(model::TaskKind::Rebuild),
        "verify" => Some(model::TaskKind::Verify),
        "start" => Some(model::TaskKind::Start),
        "test" => Some(model::TaskKind::Test),
        "investigation" => None,
    }
    /// What a shock changes.
    ShockKind: scenario::ShockKind {
        "demand" => scenario::ShockKind::Demand,
        "capacity" => scenario::ShockKind::Capacity,
    }
    /// What a shock to an economy changes.
    EconomyShockKind: &'static str {
        "capacity" => "capacity",
        "demand" => "demand",
        "cut" => "cut",
        "capital" => "capital",
    }
    /// How what was lost comes back.
    EconomyRecovery: economy::Recovery {
        "none" => economy::Recovery::None,
        "proportional" => economy::Recovery::Proportional,
        "uniform" => economy::Recovery::Uniform,
        "at-once" => economy::Recovery::AtOnce,
        "exponential" => economy::Recovery::Exponential,
        "damped" => economy::Recovery::Damped,
        "linear" => economy::Recovery::Linear,
        "convex" => economy::Recovery::Convex,
        "concave" => economy::Recovery::Concave,
        "rebuild" => economy::Recovery::Rebuild,
    }
    /// What a waiting period means.
    WaitingKind: model::WaitingKind {
        "elimination" => model::WaitingKind::Elimination,
        "qualifying" => model::WaitingKind::Qualifying,
    }
    /// What ends an indemnity period.
    UntilKind: model::UntilKind {
        "trade" => model::UntilKind::Trade,
        "restored" => model::UntilKind::Restored,
    }
    /// What a policy covers.
    CoverKind: model::CoverKind {
        "interruption" => model::CoverKind::Interruption,
        "contingent" => model::CoverKind::Contingent,
        "extra-work" => model::CoverKind::ExtraWork,
        "response" => model::CoverKind::Response,
        "rebuild" => model::CoverKind::Rebuild,
        "spoilage" => model::CoverKind::Spoilage,
        "liability" => model::CoverKind::Liability,
        "penalty" => model::CoverKind::Penalty,
        "extortion" => model::CoverKind::Extortion,
        "notification" => model::CoverKind::Notification,
        "fine" => model::CoverKind::Fine,
    }
    /// What data is about.
    DataKind: model::DataKind {
        "personal" => model::DataKind::Personal,
        "payment-card" => model::DataKind::PaymentCard,
        "health" => model::DataKind::Health,
        "credentials" => model::DataKind::Credentials,
        "business" => model::DataKind::Business,
    }
    /// What the time counts from until a theft is known.
    KnownFrom: model::KnownFrom {
        "taking" => model::KnownFrom::Taking,
        "containment" => model::KnownFrom::Containment,
    }
    /// What a reported number is compared with.
    MeasureWord: MeasureKind {
        "volume" => MeasureKind::Volume,
        "ledger" => MeasureKind::Ledger,
        "weeks" => MeasureKind::Weeks,
        "output" => MeasureKind::Output,
        "onset" => MeasureKind::Onset,
        "date" => MeasureKind::Date,
    }
    /// Which goods, or what happened.
    MeasureFieldWord: MeasureField {
        "produced" => MeasureField::Goods(backtest::Goods::Produced),
        "shipped" => MeasureField::Goods(backtest::Goods::Shipped),
        "sold" => MeasureField::Goods(backtest::Goods::Sold),
        "wanted" => MeasureField::Goods(backtest::Goods::Wanted),
        "recaptured" => MeasureField::Goods(backtest::Goods::Recaptured),
        "lost" => MeasureField::Goods(backtest::Goods::Lost),
        "alert-to-shutdown" => MeasureField::Onset(backtest::Onset::AlertToShutdown),
        "attacker" => MeasureField::Onset(backtest::Onset::Attacker),
        "shutdown" => MeasureField::Onset(backtest::Onset::Shutdown),
        "stopped" => MeasureField::Event(backtest::SiteEvent::Stopped),
        "restarted" => MeasureField::Event(backtest::SiteEvent::Restarted),
        "recovered" => MeasureField::Event(backtest::SiteEvent::Recovered),
        "back" => MeasureField::Event(backtest::SiteEvent::Back),
    }
    /// A history, its twin, or the difference.
    SideWord: backtest::Side {
        "event" => backtest::Side::Event,
        "twin" => backtest::Side::Twin,
        "loss" => backtest::Side::Loss,
        "fall" => backtest::Side::Fall,
    }
    /// A sum per week.
    PerWord: () {
        "week" => (),
    }
    /// Which of several sites counts.
    PickWord: backtest::Pick {
        "first" => backtest::Pick::First,
        "last" => backtest::Pick::Last,
    }
    /// Form of a stated cost.
    CostForm: scenario::CostForm {
        "response" => scenario::CostForm::Response,
        "rebuild" => scenario::CostForm::Rebuild,
        "extra-work" => scenario::CostForm::ExtraWork,
        "liability" => scenario::CostForm::Liability,
        "spoilage" => scenario::CostForm::Spoilage,
        "penalty" => scenario::CostForm::Penalty,
        "extortion" => scenario::CostForm::Extortion,
        "notification" => scenario::CostForm::Notification,
        "fine" => scenario::CostForm::Fine,
    }
}

/// Kind of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MeasureKind {
    Volume,
    Ledger,
    Weeks,
    Output,
    Onset,
    Date,
}

impl MeasureKind {
    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        MeasureWord::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// Which goods, or what happened: the words of several kinds of measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MeasureField {
    Goods(backtest::Goods),
    Onset(backtest::Onset),
    Event(backtest::SiteEvent),
}

impl MeasureField {
    /// All words.
    pub(crate) const WORDS: &'static [(&'static str, Self)] = MeasureFieldWord::WORDS;

    pub(crate) fn goods(self) -> Option<backtest::Goods> {
        if let Self::Goods(goods) = self { Some(goods) } else { None }
    }

    pub(crate) fn onset(self) -> Option<backtest::Onset> {
        if let Self::Onset(onset) = self { Some(onset) } else { None }
    }

    pub(crate) fn event(self) -> Option<backtest::SiteEvent> {
        if let Self::Event(event) = self { Some(event) } else { None }
    }
}

/// Forms of loss.
pub(crate) struct Forms;
impl Field for Forms {
    type Out = Vec<Form>;
    const SHAPE: Shape = Shape::Texts;
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Self::Out, Fault> {
        let words = Form::ALL.map(|form| (form.word(), form));
        texts(given, |text| choose(text, &words))
    }
}

/// What may have been reported: a number of any sign, or a date.
pub(crate) struct NumberOrDay;
/// A number or a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ReportedValue {
    Number(f64),
    Day(Date),
}

impl ReportedValue {
    pub(crate) fn number(self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    pub(crate) fn day(self) -> Option<Date> {
        if let Self::Day(day) = self { Some(day) } else { None }
    }
}

impl Field for NumberOrDay {
    type Out = ReportedValue;
    const SHAPE: Shape = Shape::Quantity("number-or-day", "a number, or a date");
    fn hole() -> ReportedValue {
        ReportedValue::Number(0.0)
    }
    fn read(given: Given<'_>, context: &Context) -> Result<ReportedValue, Fault> {
        match moment_text(given) {
            Some(_) => Moment::read(given, context).map(|moment| ReportedValue::Day(moment.date())),
            None => Number::read(given, context).map(ReportedValue::Number),
        }
    }
}

/// Recovery resources.
pub(crate) struct Resources;
impl Field for Resources {
    type Out = Vec<model::Resource>;
    const SHAPE: Shape = Shape::WordList(&["directory", "hypervisor", "backup"]);
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Self::Out, Fault> {
        texts(given, |text| choose(text, Resource::WORDS))
    }
}

/// Channels of sites.
pub(crate) struct Channels;
impl Field for Channels {
    type Out = Vec<model::Channel>;
    const SHAPE: Shape = Shape::WordList(&["order", "produce", "ship", "sell", "pay"]);
    fn hole() -> Self::Out {
        Vec::new()
    }
    fn read(given: Given<'_>, _: &Context) -> Result<Self::Out, Fault> {
        texts(given, |text| choose(text, AChannel::WORDS))
    }
}
