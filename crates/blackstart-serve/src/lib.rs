//! The page and the API of Blackstart: a folder of models, their scenarios and runs, for a browser and for programs.
//!
//! Everything that it answers goes through [`blackstart::jobs`]: the JSON is the words of `--json`. Requests are answered by two threads,
//! files are read by some more, and runs are computed in threads of their own, in a queue that a catalogue in SQLite outlives.
//!
//! ```no_run
//! use blackstart_serve::{ServeRequest, serve};
//!
//! let server = serve(&ServeRequest { folder: "models".into(), ..ServeRequest::default() }, Box::new(()))?;
//! println!("{}", server.url());
//! # server.end();
//! # Ok::<(), blackstart::jobs::Failure>(())
//! ```

#![warn(missing_docs)]

mod api;
mod app;
mod catalogue;
mod csv;
mod draft;
mod fault;
mod gate;
mod guard;
mod handed;
mod known;
mod lately;
mod limits;
mod listen;
mod page;
mod place;
mod queue;
mod routes;
mod row;
mod serve;
mod sheets;
mod titles;

pub use app::Porter;
pub use limits::Limits;
pub use serve::{ServeRequest, Server, serve};
