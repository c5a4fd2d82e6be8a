//! What the world is: a company, or a nation of firms ([`economy`]), as dense arrays. No files: `blackstart-read` makes a model of them.

pub mod attack;
pub mod backtest;
pub mod book;
pub mod economy;
pub mod id;
pub mod logic;
pub mod loss;
pub mod model;
pub mod problem;
pub mod quantity;
pub mod remark;
pub mod scenario;
pub mod sizes;
pub mod table;
pub mod time;
pub mod units;

pub use model::Model;
pub use problem::{Problem, Read, Severity};
pub use scenario::Scenario;
pub use table::{Cell, CsvOnly, Limits, RawRow, RawTable, TableFormats};
