//! Results in words and pictures: text out, nothing else.
//!
//! [`problems()`] shows what is wrong with a file. A [`Story`] is what a run came to; [`terminal()`] and [`html()`] tell it.
//! [`comparison()`] shows two plans on the same random draws.

mod attack;
pub mod backtest;
pub mod chart;
mod comparison;
mod html;
mod network;
pub mod number;
pub mod problem;
mod restart;
mod story;
pub mod svg;
pub mod table;
mod terminal;
pub mod words;
mod years;

pub use attack::{AttackStory, AttackTable, attack_terminal, library_terminal};
pub use backtest::{Words, parse_backtest};
pub use comparison::comparison;
pub use html::html;
pub use network::{NetworkCompany, NetworkStory, balance_terminal, network_html, network_terminal, rank_terminal};
pub use problem::problems;
pub use restart::{RestartStory, restart_html, restart_terminal};
pub use story::{Story, Strip};
pub use table::Style;
pub use terminal::terminal;
pub use years::{years, years_html};
