//! What to verify before one of several options is chosen: sentences first, then what each fact is worth beside what it explains.

use crate::amount::{Amount, Setting, Unit};
use crate::number::share;
use crate::page::{Block, Cell, Column, Group, Section, Table};
use blackstart_ensemble::drivers::Explained;
use blackstart_ensemble::verify::{Fact, FactsFound};

/// Facts that a terminal shows.
const LINES: usize = 8;

/// Facts that explain much and change nothing, of which a sentence is said.
const IDLE: usize = 2;

const NOTE: &str = "Worth up to: what it would be worth on average to know the fact before one option is chosen. Only what somebody could find out counts, the luck of the day does not. Verify below: the same for an inventory, a drill or a test that is right nine times in ten; if verifying costs less, it is worth it. Explains alone: the share of how uncertain the loss is that hangs on the input, its luck included. The two are not the same: what drives the loss need not change what to do about it. Values of several facts do not add up. At most ten facts are listed that are worth something, and ten that are not.";

/// What is chosen from, and of what money is.
pub(crate) struct Choice<'c> {
    pub(crate) found: &'c FactsFound,
    pub(crate) setting: &'c Setting,
    /// Behind an amount: `a year`, or `for each such day`.
    pub(crate) each: &'static str,
    /// What is chosen where nothing more is known, as a part of a sentence.
    pub(crate) chosen: String,
}

impl Choice<'_> {
    fn money(&self, value: f64) -> String {
        format!("{} {}", self.setting.money(value), self.each)
    }

    /// The sentence to remember, for the head of the page.
    pub(crate) fn finding(&self) -> Option<String> {
        let first = self.found.worth.first()?;
        Some(format!(
            "Find out “{}” first: it is worth up to {} to know it before choosing.",
            first.name,
            self.money(first.value)
        ))
    }

    /// All there is to say; `more` is said last.
    pub(crate) fn section(&self, more: Vec<String>) -> Section {
        let found = self.found;
        let section = Section::new("verify", "What to verify first", "what it is worth to know a fact before choosing");
        if found.histories < found.least_histories {
            return section.with(Block::Text(format!(
                "Of fewer than {} histories it is not told which facts are worth verifying: chance would make most of it.",
                found.least_histories
            )));
        }
        let mut said = self.sentences();
        said.extend(more);
        let section = section.with(Block::Findings(said));
        if found.worth.is_empty() && found.idle.is_empty() {
            return section;
        }
        section.with(Block::Table(self.table())).with(Block::Note(NOTE.to_owned()))
    }

    fn sentences(&self) -> Vec<String> {
        let (found, chosen) = (self.found, &self.chosen);
        let mut said = Vec::new();
        said.extend(self.finding());
        match found.worth.first() {
            Some(first) => {
                let whom = match &first.owner {
                    Some(owner) => format!("Ask {owner}"),
                    None => "Ask whoever knows (no owner is named)".to_owned(),
                };
                let guess = if first.is_assumed { "; it is marked as a guess" } else { "" };
                let below = self.money(first.tested);
                said.push(format!("{whom}: a check that is right nine times in ten is worth it below {below}{guess}."));
                said.push(format!(
                    "Without knowing more, {chosen}; knowing it, something else would be chosen in {} of histories.",
                    share(first.changes)
                ));
            }
            None if found.facts == 0 => said.push(
                "Nothing that is uncertain here could be found out beforehand: all of it is luck of the day.".to_owned(),
            ),
            None => said.push(format!(
                "None of {} facts that could be found out is worth more than chance explains: {chosen}, whatever they turn out to be.",
                found.facts
            )),
        }
        said.extend(found.idle.iter().take(IDLE).map(|idle| {
            let explains = idle.explained.map_or(0.0, |it| it.share.clamp(0.0, 1.0));
            format!(
                "“{}” explains {} of how uncertain the loss is, and changes no choice: for this it need not be verified.",
                idle.name,
                share(explains)
            )
        }));
        said
    }

    fn table(&self) -> Table {
        let columns = [
            Column::words("fact"),
            Column::number("worth").full(format!("worth up to, {}", self.each)),
            Column::number("verify below").spare(1),
            Column::number("alone").full("explains alone").spare(2),
            Column::number("knowable").full("could be known").spare(5),
            Column::words("ask").spare(3),
            Column::words("").full("marked").spare(6),
            Column::words("written at").spare(4),
        ];
        let explains = |it: &Explained| {
            let of = |value: f64| Amount::of(Unit::Share, value.clamp(0.0, 1.0));
            Cell::Within { middle: of(it.share), low: of(it.low), high: of(it.high) }
        };
        let row = |fact: &Fact| {
            vec![
                Cell::text(&fact.name),
                Cell::money(fact.value),
                Cell::money(fact.tested),
                Cell::known(fact.explained.as_ref(), explains),
                Cell::share(fact.knowable),
                Cell::given(fact.owner.as_ref(), Cell::text),
                if fact.is_assumed { Cell::text("a guess") } else { Cell::Blank },
                Cell::text(fact.place.as_ref().unwrap_or(&fact.path)),
            ]
        };
        let rows = self.found.worth.iter().chain(&self.found.idle).map(row);
        Table::new("What facts are worth, and what they explain", columns).group(Group::first(
            LINES,
            rows,
            "more facts",
        ))
    }
}
