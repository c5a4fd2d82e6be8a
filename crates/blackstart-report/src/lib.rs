//! Results in words and pictures: text out, computes nothing.
//!
//! [`problems()`] shows what is wrong with a file. A [`Story`] is what a run came to. Whatever is told becomes a [`page::Page`] of
//! sections first: sentences, tables with typed cells, charts with their data. Two renderers show it: [`text()`] on a terminal,
//! [`page_html()`] as a file. [`comparison()`] shows two scenarios on the same random draws.

pub mod amount;
mod attack;
mod backtest;
mod baseline;
mod book;
pub mod chart;
mod clean;
mod comparison;
mod docx;
mod facts;
mod html;
mod letters;
pub mod lists;
mod markdown;
mod network;
pub mod number;
mod onepage;
pub mod page;
pub mod problem;
mod ranking;
mod records;
mod restart;
mod section;
mod sheets;
mod spof;
mod story;
mod style;
mod svg;
mod text;
mod words;
mod years;

pub use attack::{AttackCard, AttackStory, AttackTable, AttackWait, AttackWay, attack_terminal, library_terminal};
pub use backtest::{backtest_html, backtest_terminal};
pub use baseline::baseline;
pub use book::workbook;
pub use clean::plain;
pub use comparison::{comparison, comparison_html};
pub use html::html as page_html;
pub use network::{
    NetworkCompany, NetworkStory, Ranked, balance_terminal, network_html, network_terminal, rank_terminal,
};
pub use problem::problems;
pub use ranking::{ranking, ranking_csv, ranking_html, ranking_xlsx};
pub use restart::{RestartStory, restart_html, restart_terminal};
pub use section::{csv, docx, html, markdown, onepage, sheets, terminal};
pub use spof::{spof, spof_csv, spof_html};
pub use story::{Restored, Story, Strip};
pub use style::Style;
pub use text::text;
pub use words::LEAST_HISTORIES;
pub use years::{years, years_html};
