//! Which sheets a workbook has, and what their columns hold.

use crate::source::fields::Share;
use crate::source::kinds::{Head, ScenarioHead, SeasonSpanRow};
use crate::source::record::{COMMON, Column, Facts, Field, Kind, OF_FIELDS, Record, Shape};
use crate::source::{ATTACK_KINDS, BACKTEST, MODEL_KINDS, SCENARIO_KINDS, SCENARIO_TABLES};
use blackstart_model::book::Group;
use blackstart_model::table::ColumnNames;

/// The sheet of the model's head: a row per key.
pub(super) const MODEL: &str = "model";
/// The sheet of scenarios: a row each, with their single tables.
pub(super) const SCENARIOS: &str = "scenarios";
/// The columns of the model's sheet; the last is not read.
pub(super) const MODEL_COLUMNS: [&str; 3] = ["key", "value", "about"];
/// The sheet of reported numbers.
pub(super) const REPORTED: &str = "backtest";
/// The column that says which scenario a row belongs to.
pub(super) const SCENARIO: &str = "scenario";

/// A sheet with a row per record.
#[derive(Clone, Copy)]
pub(super) struct ListSheet {
    pub name: &'static str,
    pub kind: &'static Kind,
    pub group: Group,
}

impl ListSheet {
    /// Whether its first column says which scenario, or which file of an attack, a row belongs to.
    pub(super) fn of_scenarios(self) -> bool {
        matches!(self.group, Group::Scenarios | Group::Attack)
    }

    /// What a column holds; `None`: there is none of that name.
    pub(super) fn column(self, name: &str) -> Option<Column> {
        if self.of_scenarios() && name == SCENARIO { Some(Column::Common) } else { self.kind.column(name) }
    }
}

/// All sheets with a row per record, in order.
pub(super) fn lists() -> impl Iterator<Item = ListSheet> + Clone {
    const SEASON: Kind = SeasonSpanRow::KIND;
    const REPORTS: Kind = BACKTEST;
    let model = MODEL_KINDS.iter().map(|kind| {
        let kind = if kind.list == SEASON.list { const { &SEASON } } else { kind };
        ListSheet { name: kind.list, kind, group: Group::Model }
    });
    let of = |group| move |kind: &'static Kind| ListSheet { name: kind.list, kind, group };
    let scenarios = SCENARIO_KINDS.iter().map(of(Group::Scenarios));
    let attacks = ATTACK_KINDS.iter().map(of(Group::Attack));
    let reported = ListSheet { name: REPORTED, kind: const { &REPORTS }, group: Group::Reported };
    model.chain(scenarios).chain(attacks).chain([reported])
}

/// The sheet of a kind, by its word.
pub(super) fn sheet_of(word: &str) -> Option<&'static str> {
    match word {
        "scenario" => Some(SCENARIOS),
        _ => lists().find(|sheet| sheet.kind.word == word).map(|sheet| sheet.name),
    }
}

/// Names of all sheets that are read.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    [MODEL, SCENARIOS].into_iter().chain(lists().map(|sheet| sheet.name))
}

/// Names of the columns that a sheet may have.
pub(super) fn columns_of(sheet: &str) -> ColumnNames {
    match (sheet, lists().find(|list| list.name == sheet)) {
        (MODEL, _) => ColumnNames::new(MODEL_COLUMNS),
        (_, Some(list)) => {
            let lead = Some(SCENARIO.to_owned()).filter(|_| list.of_scenarios());
            ColumnNames::new(lead.into_iter().chain(list.kind.column_names().names().iter().cloned()))
        }
        (_, None) => {
            const HEAD: Kind = ScenarioHead::KIND;
            let of = |kind: &Kind| -> Vec<String> {
                kind.column_names().names().iter().map(|name| format!("{}.{name}", kind.word)).collect()
            };
            let lead = [SCENARIO.to_owned()].into_iter().chain(HEAD.columns());
            ColumnNames::new(lead.chain(SCENARIO_TABLES.iter().flat_map(of)))
        }
    }
}

/// What a column of the scenarios' sheet holds: `horizon`, `shutdown.at`, `recovery.note`.
pub(super) fn scenario_column(name: &str) -> Option<Column> {
    if name == SCENARIO {
        return Some(Column::Common);
    }
    if let Some((word, rest)) = name.split_once('.')
        && let Some(kind) = SCENARIO_TABLES.iter().find(|kind| kind.word == word)
    {
        return kind.column(rest);
    }
    // The head of a document has no provenance of its own.
    ScenarioHead::KIND.column(name).filter(|column| matches!(column, Column::Field(_)))
}

/// A key of the model's head.
pub(super) fn model_key(name: &str) -> Option<&'static Facts> {
    head().iter().find(|field| field.key == name)
}

/// The keys of the model's head.
pub(super) fn head() -> &'static [Facts] {
    const HEAD: Kind = Head::KIND;
    HEAD.fields
}

/// Keys that every row may carry and that are columns, unless the kind has a key of that name itself.
pub(super) fn common(kind: &Kind) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = |key: &str| kind.fields.iter().any(|field| field.key == key);
    COMMON.into_iter().filter(move |(key, _)| !OF_FIELDS.contains(key) && !own(key))
}

/// How what every row may carry, or what is said of single fields, is written.
pub(super) fn shape_of(key: &str) -> Shape {
    match key {
        "source" | "source_of" => Shape::Refs("source"),
        "confidence" => Shape::Words(&["assumed", "derived", "reported", "verified"]),
        "knowable" | "knowable_of" => <Share as Field>::SHAPE,
        _ => Shape::Text,
    }
}

/// The keys of a scenario's head.
pub(super) fn scenario_head() -> &'static [Facts] {
    const HEAD: Kind = ScenarioHead::KIND;
    HEAD.fields
}
