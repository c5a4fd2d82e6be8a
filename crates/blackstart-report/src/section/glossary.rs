//! What the words of a report mean.

use crate::page::{Block, Cell, Column, Section, Table};

const WORDS: [(&str, &str); 13] = [
    (
        "history, case",
        "One way in which the same day could go. Durations, chances and luck differ from one to the next; the company and the plan do not.",
    ),
    ("50 %, median", "The middle case: half of the histories lie below, half above."),
    (
        "5 %, 95 %; 9 in 10",
        "One history in twenty lies below the first, one in twenty above the second; nine in ten lie between.",
    ),
    ("mean", "The average over all histories. Means may be added up, percentiles may not."),
    (
        "stops",
        "Of a site: it makes less than half of what it would have made, on that day and over the week from there.",
    ),
    (
        "back for good",
        "The moment after the last stop: from then on to the end it stays at its level, 90 % of normal for a site.",
    ),
    (
        "service",
        "What systems do for the business, such as ordering or paying. It has a level and may have a tolerance.",
    ),
    (
        "tolerance",
        "How long the business can do without a service, as the company states it. It is breached in a history in which the service is down for longer.",
    ),
    ("recovery time objective (RTO)", "Within what time a business impact analysis promises that something is back."),
    ("target set", "Services that must work together for a purpose, for example to invoice or to build cars."),
    (
        "loss",
        "What is lost against the same history without the event; a gain is a negative loss. What is made up later is not lost.",
    ),
    ("transfer", "Money that one party loses to another, such as a bad debt. It is told, and in no total."),
    ("event-free twin, normal", "The same history without the event, under the same luck: what would have been."),
];

/// A page only; a terminal has the glossary of the manual.
pub(super) fn section() -> Section {
    let rows = WORDS.map(|(word, meaning)| vec![Cell::text(word), Cell::text(meaning)]);
    let table = Table::new("What the words mean here", ["word", "meaning"].map(Column::words)).rows(rows);
    Section::new("words", "Words", "").with(Block::detail(vec![Block::Table(table)]))
}
