//! Cyber accounts of the Open Exposure Data standard as `[[policy]]` tables: a table in, TOML out.
//!
//! What becomes of which field is on the page `docs/reference/oed.md`.

mod fields;
mod rows;

use blackstart_model::remark::{At, Remarks};
use blackstart_model::table::RawTable;
use fields::{COVERAGES, Column, Coverage, Fate};
use rows::{Rows, Sheet, cut};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

/// Terms of a layer, what they are called here, and whether they are money.
const LAYER_TERMS: [(&str, &str, bool); 5] = [
    ("LayerAttachment", "attachment", true),
    ("LayerLimit", "limit", true),
    ("LayerParticipation", "participation", false),
    ("LayerAggAttachment", "aggregate_attachment", true),
    ("LayerAggLimit", "aggregate_limit", true),
];

/// Indemnity period where none is given \[days\]: the default of the standard.
const INDEMNITY_DAYS: f64 = 365.0;
/// Longest indemnity period that the standard allows \[days\].
const INDEMNITY_DAYS_MOST: f64 = 3650.0;

/// Names of the columns of an account file.
pub fn columns() -> Vec<String> {
    fields::names()
}

/// The policies of an account file as TOML, for the party they insure, and what there is to say about them; each row of the file is a
/// layer. Its columns are named as in [`columns`]. No TOML, if anything said is an error.
pub fn policies(table: &RawTable, insured: &str) -> (Option<String>, Remarks) {
    let mut remarks = Remarks::default();
    let sheet = Sheet::of(table);
    for must in ["AccNumber", "PolNumber"] {
        if sheet.column(must).is_none() {
            let message = format!("there is no column {must}; is this an OED account file?");
            remarks.error("BS0155", At::Table, message, "docs/reference/oed.md says what is read");
        }
    }
    if remarks.failed() {
        return (None, remarks);
    }
    // Rows that are passed over, blank ones, have no cells.
    let rows = (0..table.rows.len()).filter(|row| !table.rows[*row].cells.is_empty());
    let rows: Vec<usize> =
        rows.filter(|row| (0..table.columns.len()).any(|it| sheet.text_at(*row, it).is_some())).collect();
    if rows.is_empty() {
        remarks.error("BS0155", At::Table, "there is no account in it", "");
        return (None, remarks);
    }
    tell_columns(&sheet, &rows, &mut remarks);
    let mut accounts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in rows {
        let mut name = |column| {
            let text = sheet.text(row, column);
            if text.is_none() {
                let message = format!("this row has no {column}");
                let advice = "give each row the account and the policy it belongs to, or delete it";
                remarks.error("BS0155", sheet.cell(row, column), message, advice);
            }
            text
        };
        if let (Some(account), Some(policy)) = (name("AccNumber"), name("PolNumber")) {
            accounts.entry((account, policy)).or_default().push(row);
        }
    }
    let mut made = Made { insured, ..Made::default() };
    let mut tables = ArrayOfTables::new();
    for ((account, policy), rows) in accounts {
        tables.push(made.policy(&account, &policy, Rows::of(&sheet, rows), &mut remarks));
    }
    made.tell_of_all(&sheet, &mut remarks);
    let mut out = DocumentMut::new();
    out["policy"] = Item::ArrayOfTables(tables);
    ((!remarks.failed()).then(|| out.to_string()), remarks)
}

/// Tells of columns that are not taken, as far as anything is in them.
fn tell_columns(sheet: &Sheet<'_>, rows: &[usize], remarks: &mut Remarks) {
    for (at, name) in sheet.table.columns.iter().enumerate() {
        let says = |row: &usize| sheet.text_at(*row, at).is_some_and(|it| it.parse() != Ok(0.0));
        let Some(row) = rows.iter().copied().find(says) else { continue };
        let text = sheet.text_at(row, at).unwrap_or_default();
        let is_number = text.parse::<f64>().is_ok();
        let cell = At::Cell(row, at);
        match Column::of(name, &sheet.table.columns) {
            Column::Known(Fate::Taken | Fate::Description) => {}
            Column::Known(Fate::Told(effect)) => {
                remarks.warning("BS0159", cell, format!("{name} is {}: {effect}", cut(&text)), "");
            }
            Column::OtherClass(true) if name == "AccParticipation" && text.parse() == Ok(1.0) => {}
            Column::OtherClass(true) => {
                let message =
                    format!("{name} is {}: OED has it for other classes of business, not for cyber", cut(&text));
                let advice = "a policy here has nothing like it: delete the column, or say the same by a field of cyber accounts";
                remarks.error("BS0159", cell, message, advice);
            }
            Column::LikeATerm(meant) if is_number || meant.is_some() => {
                let message = format!("{} is no column of OED, and may be a term of the policy", cut(name));
                let advice = match meant {
                    Some(meant) => format!("did you mean {meant}? Else delete the column"),
                    None => "delete the column, or give it the name that OED has for it".to_owned(),
                };
                remarks.error("BS0157", At::Column(at), message, advice);
            }
            _ => {
                let message = format!("the column {} is not read", cut(name));
                remarks.warning("BS0158", At::Column(at), message, "OED has no such field for cyber accounts");
            }
        }
    }
}

/// What the policies have in common, as they are made.
#[derive(Default)]
struct Made<'a> {
    insured: &'a str,
    ids: BTreeSet<String>,
    /// Of each id that is taken, the next number to put behind it.
    next: BTreeMap<String, u32>,
    /// Names of the insured, each with its first row.
    names: BTreeMap<String, usize>,
    /// Stacks of policies, each with its policies and the first row.
    stacked: BTreeMap<String, (Vec<String>, usize)>,
}

impl Made<'_> {
    /// A policy as a table, its covers and layers one to a line.
    fn policy(&mut self, account: &str, policy: &str, mut rows: Rows<'_, '_>, remarks: &mut Remarks) -> Table {
        let mut out = Table::new();
        out["id"] = value(self.id(account, policy));
        if let Some(name) = rows.text("InsuredName", remarks) {
            out["title"] = value(format!("{name}, policy {policy}"));
            self.names.entry(name).or_insert_with(|| rows.first());
        }
        if let Some(stack) = rows.text("StackedPolNumber", remarks) {
            self.stacked.entry(stack).or_insert_with(|| (Vec::new(), rows.first())).0.push(policy.to_owned());
        }
        out["insured"] = value(self.insured);
        perils(&mut rows, remarks);
        let money = Currencies::of(&mut rows, remarks);
        let chosen = chosen(&mut rows, remarks);
        let interrupted = chosen.iter().any(|it| ["NPBI", "CBI"].contains(&it.code));
        times(&mut rows, interrupted, &mut out, remarks);
        let retained = ["PolDed", "PolSIR"].map(|column| rows.number(column, remarks).unwrap_or(0.0));
        let retention = retained[0] + retained[1];
        if retention > 0.0 {
            out["retention"] = amount(retention, money.deductibles.as_ref()).into();
        }
        out["covers"] = lines(covers(&mut rows, &chosen, &money, remarks));
        out["layers"] = lines(layers(&rows, &money, remarks));
        rows.tell_partly(remarks);
        out
    }

    /// An id that no policy has yet.
    fn id(&mut self, account: &str, policy: &str) -> String {
        let id = slug(&format!("{account}-{policy}"));
        let next = self.next.entry(id.clone()).or_insert(2);
        let mut free = id.clone();
        while !self.ids.insert(free.clone()) {
            free = format!("{id}-{next}");
            *next += 1;
        }
        free
    }

    /// Tells of what only all policies together show.
    fn tell_of_all(&self, sheet: &Sheet<'_>, remarks: &mut Remarks) {
        if let Some((name, row)) = self.names.iter().max_by_key(|(_, row)| **row)
            && self.names.len() > 1
        {
            let message = format!(
                "the policies insure {} companies, {} the last; here all insure {}",
                self.names.len(),
                cut(name),
                cut(self.insured)
            );
            let advice = "import a file for each insured, or change `insured` in what comes out";
            remarks.warning("BS0165", sheet.cell(*row, "InsuredName"), message, advice);
        }
        for (stack, (policies, row)) in self.stacked.iter().filter(|(_, (policies, _))| policies.len() > 1) {
            let message = format!(
                "StackedPolNumber {}: the {} policies {} are one tower; here each pays on its own what is above its retention and attachment",
                cut(stack),
                policies.len(),
                cut(&policies.join(", "))
            );
            let advice = "check that LayerAttachment of each counts from the ground of the tower";
            remarks.warning("BS0159", sheet.cell(*row, "StackedPolNumber"), message, advice);
        }
    }
}

/// Currencies of the amounts of a policy.
struct Currencies {
    limits: Option<String>,
    deductibles: Option<String>,
    layers: Option<String>,
}

impl Currencies {
    fn of(rows: &mut Rows<'_, '_>, remarks: &mut Remarks) -> Self {
        let layers = rows.currency("AccCurrency", remarks);
        if layers.is_none() && rows.sheet.text(rows.stated("AccCurrency"), "AccCurrency").is_none() {
            let message = "where AccCurrency is blank, amounts are taken to be in the currency of the model";
            remarks.warning_once("BS0162", rows.sheet.cell(rows.first(), "AccCurrency"), message, "give the currency");
        }
        let mut of = |column| rows.currency(column, remarks).or_else(|| layers.clone());
        Self { limits: of("LimitCurrency"), deductibles: of("DedCurrency"), layers: layers.clone() }
    }
}

/// An amount with its currency, if that is known.
fn amount(money: f64, currency: Option<&String>) -> Value {
    currency.map_or_else(|| money.into(), |code| format!("{code} {money}").into())
}

/// Checks that a policy covers cyber attacks.
fn perils(rows: &mut Rows<'_, '_>, remarks: &mut Remarks) {
    const COLUMN: &str = "PolPerilsCovered";
    let Some(text) = rows.text(COLUMN, remarks) else {
        let message = "where PolPerilsCovered is blank, CC1 (all cyber perils) is taken";
        remarks.warning_once("BS0162", rows.sheet.cell(rows.first(), COLUMN), message, "");
        return;
    };
    let at = rows.sheet.cell(rows.stated(COLUMN), COLUMN);
    let has = |peril: &str| words(&text).any(|it| it.eq_ignore_ascii_case(peril));
    if !fields::PERILS.into_iter().any(has) {
        let message =
            format!("PolPerilsCovered is {}: this policy does not cover attacks on systems and data", cut(&text));
        remarks.error("BS0156", at, message, "leave the policy out; cyber perils are CC1, or CSB and CPD");
    }
}

/// The coverages of a policy.
fn chosen(rows: &mut Rows<'_, '_>, remarks: &mut Remarks) -> Vec<&'static Coverage> {
    const COLUMN: &str = "PolCoverage";
    let sheet = rows.sheet;
    let Some(text) = rows.text(COLUMN, remarks) else {
        let message = "where PolCoverage is blank, CYB (all cyber coverages) is taken, the default of OED";
        remarks.warning_once("BS0162", sheet.cell(rows.first(), COLUMN), message, "name the coverages, as in NPBI;CBI");
        return COVERAGES.iter().collect();
    };
    let at = sheet.cell(rows.stated(COLUMN), COLUMN);
    let mut chosen: Vec<&Coverage> = Vec::new();
    let (mut all, mut unknown) = (false, false);
    for word in words(&text) {
        if fields::ALL.iter().any(|it| it.eq_ignore_ascii_case(word)) {
            all = true;
        } else if let Some(coverage) = fields::coverage(word) {
            if coverage.covers.is_empty() {
                let message = format!(
                    "PolCoverage names {}: no loss of a model is of this kind, and nothing is paid for it",
                    coverage.code
                );
                remarks.warning("BS0159", at, message, "");
            }
            chosen.push(coverage);
        } else if fields::PROPERTY.iter().any(|it| it.eq_ignore_ascii_case(word)) {
            let message = format!("PolCoverage names {word}, a coverage of property: nothing is paid for it");
            remarks.warning("BS0159", at, message, "what a model loses is covered by cyber coverages only");
        } else {
            let message = format!("PolCoverage names {}, which is no coverage of OED", cut(word));
            let advice = fields::coverage_meant(word).map_or_else(
                || "the coverages are NPBI, CBI, DIAS, EXT, FIN, INRE, LIA, REG, ENO, and CYB for all".to_owned(),
                |meant| format!("did you mean {meant}?"),
            );
            remarks.error("BS0156", at, message, advice);
            unknown = true;
        }
    }
    let named = |it: &&Coverage| all || chosen.iter().any(|other| other.code == it.code);
    let chosen: Vec<&Coverage> = COVERAGES.iter().filter(named).collect();
    if !chosen.iter().any(|it| !it.covers.is_empty()) && !unknown {
        let message = format!("PolCoverage is {}: nothing is left that a policy could cover", cut(&text));
        remarks.error("BS0156", at, message, "leave the policy out");
    }
    chosen
}

/// The words of a list.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', '|']).map(str::trim).filter(|word| !word.is_empty())
}

/// Waiting and indemnity period.
fn times(rows: &mut Rows<'_, '_>, interrupted: bool, out: &mut Table, remarks: &mut Remarks) {
    let waiting = rows.number("BIWaitingPeriod", remarks);
    let indemnity = rows.number("BIPOI", remarks);
    let cell = |rows: &Rows<'_, '_>, column| rows.sheet.cell(rows.stated(column), column);
    if !interrupted {
        for (column, days) in [("BIWaitingPeriod", waiting), ("BIPOI", indemnity)] {
            if days.is_some_and(|days| days > 0.0) {
                let message = format!("{column} has no effect: neither NPBI nor CBI is covered");
                remarks.warning("BS0163", cell(rows, column), message, "");
            }
        }
        return;
    }
    if let Some(days) = waiting.filter(|days| *days > 0.0) {
        out["waiting"] = value(format!("{days}d"));
    }
    let days = match indemnity {
        Some(0.0) => {
            let message = "BIPOI is 0: a period of no days pays for no interruption";
            let advice = "leave the cell blank for the 365 days of OED, or leave NPBI and CBI out of PolCoverage";
            remarks.error("BS0156", cell(rows, "BIPOI"), message, advice);
            return;
        }
        Some(days) if days > INDEMNITY_DAYS_MOST => {
            let message = format!("BIPOI is {days}; OED has at most {INDEMNITY_DAYS_MOST} days");
            remarks.error("BS0156", cell(rows, "BIPOI"), message, "");
            return;
        }
        Some(days) => days,
        None if rows.sheet.text(rows.stated("BIPOI"), "BIPOI").is_some() => return,
        None => {
            let message = "where BIPOI is blank, interruptions are paid for 365 days, the default of OED";
            remarks.warning_once("BS0162", cell(rows, "BIPOI"), message, "give the indemnity period in days");
            INDEMNITY_DAYS
        }
    };
    out["indemnity"] = value(format!("{days}d"));
}

/// What is covered; 0: no deductible, no limit.
fn covers(
    rows: &mut Rows<'_, '_>,
    chosen: &[&'static Coverage],
    money: &Currencies,
    remarks: &mut Remarks,
) -> Vec<InlineTable> {
    let mut covers = Vec::new();
    for coverage in &COVERAGES {
        let mut terms = Vec::new();
        let parts = [("PolDed", "deductible", &money.deductibles), ("PolLimit", "limit", &money.limits)];
        for (column, key, currency) in parts {
            let column = format!("{column}{}", coverage.code);
            if let Some(number) = rows.number(&column, remarks).filter(|number| *number > 0.0) {
                terms.push((column, key, amount(number, currency.as_ref())));
            }
        }
        let is_chosen = chosen.iter().any(|it| it.code == coverage.code);
        if let Some((column, ..)) = terms.first()
            && (!is_chosen || coverage.covers.is_empty())
        {
            let why = if is_chosen { "no loss of a model is of this kind" } else { "PolCoverage does not name it" };
            let message = format!("{column} has no effect: {why}");
            let advice = if is_chosen {
                String::new()
            } else {
                format!("add {} to PolCoverage, if it is covered", coverage.code)
            };
            remarks.warning("BS0163", rows.sheet.cell(rows.stated(column), column), message, advice);
        }
        if !is_chosen {
            continue;
        }
        for (at, of) in coverage.covers.iter().enumerate() {
            let mut table = InlineTable::new();
            table.insert("of", (*of).into());
            match (at, terms.first()) {
                (0, _) | (_, None) => {}
                // Two covers cannot share a limit.
                (_, Some((column, ..))) => {
                    let message = format!(
                        "{column} holds for `{of}` too, but covers here share no deductible and no limit: `{of}` is not covered"
                    );
                    let advice =
                        format!("add a cover of `{of}` to what comes out, with the part of the terms that is its own");
                    remarks.warning("BS0159", rows.sheet.cell(rows.stated(column), column), message, advice);
                    continue;
                }
            }
            if at == 0 {
                terms.iter().for_each(|(_, key, money)| {
                    table.insert(*key, money.clone());
                });
            }
            covers.push(table);
        }
    }
    covers
}

/// The layers in order of their numbers.
fn layers(rows: &Rows<'_, '_>, money: &Currencies, remarks: &mut Remarks) -> Vec<InlineTable> {
    let sheet = rows.sheet;
    let mut order: BTreeMap<u64, usize> = BTreeMap::new();
    for row in &rows.rows {
        let number = match sheet.number(*row, "LayerNumber", remarks) {
            Some(number) if number.fract() == 0.0 && (1.0..1e9).contains(&number) => number as u64,
            Some(number) => {
                let message = format!("LayerNumber is {number}; layers are numbered 1, 2, …");
                remarks.error("BS0156", sheet.cell(*row, "LayerNumber"), message, "");
                continue;
            }
            None if sheet.text(*row, "LayerNumber").is_some() => continue,
            None => 1,
        };
        if let Some(first) = order.get(&number) {
            let line = sheet.table.rows[*first].number;
            let message = format!("this is layer {number} of the policy again; the first is row {line}");
            let advice = "number the layers of a policy; a blank LayerNumber is 1";
            remarks.error("BS0160", sheet.cell(*row, "LayerNumber"), message, advice);
            continue;
        }
        order.insert(number, *row);
    }
    order.into_values().map(|row| layer(sheet, row, money, remarks)).collect()
}

/// A layer; 0: from the ground, without limit. A participation of 0 is one.
fn layer(sheet: &Sheet<'_>, row: usize, money: &Currencies, remarks: &mut Remarks) -> InlineTable {
    let mut table = InlineTable::new();
    for (column, key, is_money) in LAYER_TERMS {
        let Some(number) = sheet.number(row, column, remarks) else { continue };
        if is_money && number > 0.0 {
            table.insert(key, amount(number, money.layers.as_ref()));
        } else if !is_money && number > 1.0 {
            let message = format!("{column} is a share between 0 and 1, not {number}");
            let advice = if number <= 100.0 { format!("did you mean {}?", number / 100.0) } else { String::new() };
            remarks.error("BS0156", sheet.cell(row, column), message, advice);
        } else if !is_money {
            table.insert(key, number.into());
        }
    }
    table
}

/// A list with a table to a line.
fn lines(tables: Vec<InlineTable>) -> Item {
    let mut list = Array::new();
    for table in tables {
        let mut table = Value::from(table);
        table.decor_mut().set_prefix("\n    ");
        list.push_formatted(table);
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    value(list)
}

/// Letters, digits and hyphens.
fn slug(name: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests;
