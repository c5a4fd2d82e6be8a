//! What is said about wrong files, and what comes of right ones.

mod assumed;
mod attack;
mod backtest;
mod facts;
mod hostile;
mod mal;
mod pages;
mod problems;
mod promised;
mod reader;
mod starter;
mod tables;
mod taken;

use blackstart_model::{Problem, Read};
pub(crate) use starter::write as write_starter;
use std::fmt::Write as _;

/// A small sound company that wrong things are added to.
const BASE: &str = r#"
format = 1
name = "test"
currency = "GBP"
[[party]]
id = "us"
kind = "company"
[[party]]
id = "bank"
kind = "other"
[[product]]
id = "car"
price = "£20k"
[[product]]
id = "part"
price = 100
[[system]]
id = "erp"
rebuild = { duration = "3d", crew = "it" }
verify = { duration = "1d", crew = "it" }
start = { duration = "4h", crew = "it" }
[[system]]
id = "mes"
[[service]]
id = "planning"
logic = "all(erp, mes)"
[[crew]]
id = "it"
people = 4
[[site]]
id = "plant"
product = "car"
party = "us"
produce = "planning"
[[site]]
id = "supplier"
product = "part"
party = "us"
[[link]]
from = "supplier"
to = "plant"
flow = "100/d"
[[demand]]
site = "plant"
flow = "10/d"
"#;

/// The same for scenarios.
const BASE_SCENARIO: &str = "format = 1\nname = \"bad-day\"\nstart = 2026-02-01\nhorizon = \"26w\"\n";

/// Problems as people see them: code, place, message, the line with the offending part marked, advice.
pub(crate) fn told(problems: &[Problem], omitted: usize) -> String {
    let mut out = String::new();
    for problem in problems {
        let file = problem.file.file_name().and_then(|name| name.to_str()).unwrap_or("?");
        let place = match problem.cell() {
            Some(cell) => format!("{file}!{cell}"),
            None => format!("{file}:{}:{}", problem.line, problem.column),
        };
        let _ = writeln!(out, "{} {} {place} {}", problem.code, problem.severity.word(), problem.message);
        if !problem.excerpt.is_empty() {
            let _ = writeln!(out, "  | {}", problem.excerpt);
            let _ = writeln!(
                out,
                "  | {}{}",
                " ".repeat(problem.mark as usize),
                "^".repeat((problem.length as usize).max(1))
            );
        }
        if let Some(advice) = &problem.advice {
            let _ = writeln!(out, "  = {advice}");
        }
    }
    if omitted > 0 {
        let _ = writeln!(out, "and {omitted} more");
    }
    out
}

/// What is said about a model: the base company and what is added.
fn check(added: &str) -> String {
    let read = crate::model_text(&format!("{BASE}{added}"));
    assert_eq!(read.it.is_none(), read.errors().next().is_some(), "there is a model if and only if there is no error");
    said(&read)
}

/// What is said about a scenario of the base company.
fn check_scenario(added: &str) -> String {
    said(&crate::scenario_text(&format!("{BASE_SCENARIO}{added}"), &base()))
}

pub(crate) fn said<T>(read: &Read<T>) -> String {
    told(&read.problems, read.omitted)
}

fn base() -> blackstart_model::Model {
    let read = crate::model_text(BASE);
    assert_eq!(said(&read), "");
    read.it.unwrap()
}
